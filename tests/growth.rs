//! A store that grows, document by document, is the store that one build makes: in any order, with changes and withdrawals.

use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Where the documents that only fill the store take place.
const COUNTRIES: [&str; 12] =
    ["挪威", "秘鲁", "巴西", "肯尼亚", "老挝", "芬兰", "智利", "约旦", "蒙古国", "希腊", "加纳", "斐济"];
const FIELDS: [&str; 5] = ["农业", "航天", "港口", "教育", "环保"];

/// A conference as one paper has it: with all turns or one less, a word of its own, and with the date or without.
fn conference(turns: usize, word: &str, date: &str) -> String {
    let all = [
        "新华社记者：请发言人介绍贵国今年在签证方面的新安排，商界和旅游界都很关心，能否说明适用的国家和日期？\n\n发言人：为便利人员往来，我们一直在做减法。自5月1日起，中方将对挪威、秘鲁2国试行免签。此前中方已给予欧洲多国免签待遇，效果很好。我们还会研究更多便利，让想来的人来得了、来得快。",
        "路透社记者：外界注意到两国去年的贸易数字又创新高，请问增长的动力来自哪里，今年有什么打算？\n\n发言人：去年中国同巴西双边贸易额达到1800亿美元，同比增长6.5%。增长靠的是互补，也靠企业家一笔一笔谈出来的生意。今年我们愿同巴方一道办好建交纪念活动，把大豆、飞机和新能源的合作做深做实。",
        "塔斯社记者：近来地区局势再度紧张，有关各方互相指责，请问中方如何看待谈判的前景，会不会派特使前往？\n\n发言人：动武解决不了问题，谈才有出路。中方呼吁有关各方保持克制，尽快回到谈判桌前。特使已经三次前往地区斡旋，还会继续跑下去。凡是有利于停火的努力，我们都支持；凡是火上浇油的做法，我们都反对。",
    ];
    format!("外交部发言人主持例行记者会\n\n{date}\n\n{}\n", all[..turns].join("\n\n").replace("欧洲多国", word))
}

/// Documents that stand alone, each about something of its own.
fn filler() -> BTreeMap<String, String> {
    let text = |n: usize| {
        let (country, field) = (COUNTRIES[n % COUNTRIES.len()], FIELDS[n % FIELDS.len()]);
        let day = format!("2024年{}月{}日", n / 28 % 12 + 1, n % 28 + 1);
        format!("{day}\n\n中方愿同{country}深化{field}合作。去年中国同{country}双边贸易额为{}亿美元。", n * 7 + 11)
    };
    (0..60).map(|n| (format!("n{n:02}.txt"), text(n))).collect()
}

/// Documents that have much to do with each other: renderings of one conference, one of them without its date; facts that
/// strangers state, too; questions and answers of one paper alone.
fn entangled() -> BTreeMap<String, String> {
    let day = "2031年3月5日，外交部发言人主持例行记者会。";
    let all = [
        ("a.txt", conference(3, "欧洲多国", day)),
        ("m.txt", conference(3, "亚洲多国", "外交部发言人主持例行记者会。")),
        ("z.txt", conference(2, "欧洲多国", day).replace("1800亿", "1080亿")),
        ("c.txt", "2031年3月6日\n\n自5月1日起，中方将对挪威、秘鲁2国试行免签。".to_owned()),
        ("w.txt", "2031年3月7日\n\n我们注意到，自5月1日起，中方将对挪威、秘鲁2国试行免签。中方反对单边制裁。".to_owned()),
        ("q.txt", "2031年4月2日，外交部发言人主持例行记者会。\n\n法新社记者：请问中方会派谁出席下周的会议？\n\n发言人：中方将派代表团与会。中方反对单边制裁，支持芬兰的主张。".to_owned()),
    ];
    all.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_diplograph")).args(arguments).output().expect("the program")
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path")
}

fn stdout(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Builds some documents into a store, each from its place in the folder beside it.
fn build<'a>(store: &Path, documents: impl IntoIterator<Item = (&'a String, &'a String)>, more: &[&str]) {
    let folder = store.with_file_name("press");
    fs::create_dir(&folder).expect("a folder");
    documents.into_iter().for_each(|(name, text)| fs::write(folder.join(name), text).expect("a document"));
    let arguments = [&["build", path(&folder), "--store", path(store), "--quiet"], more].concat();
    assert_eq!(stdout(&arguments), "");
    fs::remove_dir_all(&folder).expect("the folder");
}

/// What commands answer from a store.
fn answers(store: &Path) -> Vec<String> {
    let store = path(store);
    let asked: [&[&str]; 7] = [
        &["export", "--format", "nq"],
        &["facts", "--format", "jsonl"],
        &["collate", "--format", "jsonl"],
        &["collate", "--turns", "--format", "jsonl"],
        &["query", "visa-waivers", "--format", "csv"],
        &["graph", "central", "--limit", "9"],
        &["validate"],
    ];
    let mut out: Vec<String> = asked.iter().map(|a| stdout(&[a, &["--store", store][..]].concat())).collect();
    out.extend(FILES.iter().map(|file| lines(Path::new(store), file)));
    out
}

/// The files of lines of a store.
const FILES: [&str; 9] = [
    "graph.nq",
    "facts.jsonl",
    "ties.jsonl",
    "entities.jsonl",
    "events.jsonl",
    "sources.jsonl",
    "bundles.jsonl",
    "prints.jsonl",
    "counts.jsonl",
];

/// The lines of a file with what later builds changed in it: lines that come (`+`) and that go (`-`).
fn lines(store: &Path, file: &str) -> String {
    let all = files(store);
    let number =
        |name: &String| name.strip_prefix(file)?.strip_prefix('.')?.strip_suffix(".change")?.parse::<u32>().ok();
    let mut layers: Vec<(u32, &String)> = all.keys().filter_map(|name| Some((number(name)?, name))).collect();
    layers.sort();
    let text = |name: &str| String::from_utf8(all[name].clone()).expect("UTF-8");
    let mut out: BTreeSet<String> = text(file).lines().map(str::to_owned).collect();
    for line in layers.iter().flat_map(|(_, name)| text(name).lines().map(str::to_owned).collect::<Vec<_>>()) {
        match line.strip_prefix('+') {
            Some(comes) => _ = out.insert(comes.to_owned()),
            None => assert!(out.remove(&line[1..]) || layers.len() > 1, "what goes was there: {line}"),
        }
    }
    out.iter().map(|line| anonymous(line) + "\n").collect()
}

/// A line without the name of the file of a source whose text has changed, which tells the build that changed it.
fn anonymous(line: &str) -> String {
    match line.split_once(",\"file\":\"") {
        Some((before, rest)) => before.to_owned() + rest.split_once('"').expect("a string has an end").1,
        None => line.to_owned(),
    }
}

/// How many builds have changed a store since it was written whole.
fn changes(store: &Path) -> u64 {
    let text = fs::read_to_string(store.join("manifest.json")).expect("the manifest");
    let manifest: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    manifest["changes"].as_u64().unwrap_or_default()
}

/// All files of a store with their bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path());
    let file = |p: std::path::PathBuf| {
        (p.file_name().expect("a name").to_string_lossy().into_owned(), fs::read(&p).expect("a file"))
    };
    entries.filter(|p| p.is_file()).map(file).collect()
}

/// The answers of a store that one build makes.
fn at_once(documents: &BTreeMap<String, String>) -> Vec<String> {
    let work = tempfile::tempdir().expect("a folder");
    build(&work.path().join("kg"), documents, &[]);
    answers(&work.path().join("kg"))
}

fn assert_same(grown: &[String], once: &[String]) {
    for (a, b) in grown.iter().zip(once) {
        let (left, right): (Vec<&str>, Vec<&str>) = (a.lines().collect(), b.lines().collect());
        let only = |x: &[&str], y: &[&str]| {
            x.iter().filter(|l| !y.contains(l)).take(4).map(ToString::to_string).collect::<Vec<_>>()
        };
        assert!(a == b, "only grown: {:#?}\nonly at once: {:#?}", only(&left, &right), only(&right, &left));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_by_one_in_any_order_is_all_at_once(order in Just(entangled().into_keys().collect::<Vec<_>>()).prop_shuffle()) {
        let (work, entangled) = (tempfile::tempdir().expect("a folder"), entangled());
        let store = work.path().join("kg");
        let mut documents = filler();
        build(&store, &documents, &[]);
        for (n, name) in order.iter().enumerate() {
            documents.insert(name.clone(), entangled[name].clone());
            build(&store, [(name, &entangled[name])], &[]);
            if n == 0 {
                prop_assert!(changes(&store) == 1, "little was added, and not all is written again");
            }
            if n == 2 {
                assert_same(&answers(&store), &at_once(&documents));
            }
        }
        assert_same(&answers(&store), &at_once(&documents));
    }
}

#[test]
fn what_changes_or_goes_leaves_nothing_behind() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("kg");
    let mut documents = filler();
    let before = at_once(&documents);
    build(&store, &documents, &[]);
    build(&store, &entangled(), &[]);
    documents.extend(entangled());
    let other = "2031年3月7日\n\n中方将对芬兰试行免签。".to_owned();
    build(&store, [(&"w.txt".to_owned(), &other)], &[]);
    documents.insert("w.txt".to_owned(), other.clone());
    assert!(files(&store.join("sources")).into_values().any(|bytes| bytes == other.as_bytes()));
    assert_same(&answers(&store), &at_once(&documents));
    for name in ["m.txt", "c.txt"] {
        stdout(&["build", "--store", path(&store), "--forget", name, "--quiet"]);
        documents.remove(name);
        assert_same(&answers(&store), &at_once(&documents));
        assert_eq!(files(&store.join("sources")).len(), documents.len(), "the files of what is gone are gone");
    }
    let gone: Vec<String> = documents.keys().filter(|n| !n.starts_with('n')).cloned().collect();
    let forget: Vec<&str> = gone.iter().flat_map(|n| ["--forget", n.as_str()]).collect();
    stdout(&[&["build", "--store", path(&store), "--quiet"], &forget[..]].concat());
    assert_same(&answers(&store), &before);
}

#[test]
fn building_the_same_again_changes_no_file() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("kg");
    let (documents, one) = (filler(), entangled());
    build(&store, &documents, &[]);
    build(&store, one.iter().take(1), &[]);
    assert_eq!(changes(&store), 1);
    let held = files(&store);
    build(&store, one.iter().take(1), &[]);
    build(&store, documents.iter().take(3), &[]);
    assert!(files(&store) == held, "{:?}", files(&store).keys());
}

#[test]
fn a_store_of_many_changes_is_written_whole_again() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("kg");
    let (documents, more) = (filler(), entangled());
    build(&store, documents.iter().take(8), &[]);
    build(&store, &more, &[]);
    assert_eq!(changes(&store), 0, "much was added to a little");
    let text = String::from_utf8(files(&store).remove("graph.nq").expect("the graph")).expect("UTF-8");
    let all: BTreeMap<String, String> = documents.into_iter().take(8).chain(more).collect();
    assert!(text == at_once(&all)[0], "the file is the canonical form");
}

#[test]
fn a_store_of_another_program_is_read_again() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("kg");
    let mut documents = filler();
    build(&store, &documents, &[]);
    let manifest = store.join("manifest.json");
    let text = fs::read_to_string(&manifest).expect("the manifest");
    let mut held: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    // A store of the former format has its sources in the manifest, and none of what remains of its documents.
    let sources = lines(&store, "sources.jsonl");
    held["sources"] = sources.lines().map(|l| serde_json::from_str::<serde_json::Value>(l).expect("JSON")).collect();
    held["format"] = 1.into();
    held.as_object_mut().expect("an object").remove("read_by");
    for file in ["sources.jsonl", "bundles.jsonl"] {
        held["files"].as_object_mut().expect("an object").remove(file);
        fs::remove_file(store.join(file)).expect("a file");
    }
    fs::write(&manifest, held.to_string()).expect("the manifest");
    documents.extend(entangled());
    build(&store, &entangled(), &[]);
    assert_same(&answers(&store), &at_once(&documents));
}

#[test]
fn a_build_that_is_killed_leaves_the_store_as_it_was_or_done() {
    let work = tempfile::tempdir().expect("a folder");
    let (store, folder) = (work.path().join("kg"), work.path().join("press"));
    let mut documents = filler();
    build(&store, &documents, &[]);
    fs::create_dir(&folder).expect("a folder");
    entangled().iter().for_each(|(name, text)| fs::write(folder.join(name), text).expect("a document"));
    let before = answers(&store);
    documents.extend(entangled());
    let after = at_once(&documents);
    // What a build leaves that is killed before its manifest is in place is no part of the store.
    fs::write(store.join("graph.nq.1.change"), "+<a> <b> <c> <d> .\n").expect("a file");
    fs::write(store.join("manifest.json.new"), "{").expect("a file");
    assert_same(&answers(&store)[..7], &before[..7]);
    for wait in [0, 50, 100, 200, 400, 800] {
        let mut build = Command::new(env!("CARGO_BIN_EXE_diplograph"))
            .args(["build", path(&folder), "--store", path(&store), "--quiet"])
            .spawn()
            .expect("the program");
        std::thread::sleep(std::time::Duration::from_millis(wait));
        build.kill().expect("it is a child");
        build.wait().expect("it has ended");
        let found = answers(&store);
        assert!(found[..7] == before[..7] || found[..7] == after[..7], "killed after {wait} ms");
    }
    fs::remove_dir_all(&folder).expect("the folder");
    build(&store, &entangled(), &[]);
    assert_same(&answers(&store), &after);
    assert!(!files(&store).contains_key("manifest.json.new"), "nothing is left behind");
}

#[test]
fn a_store_is_changed_by_one_build_at_a_time() {
    let work = tempfile::tempdir().expect("a folder");
    let store = work.path().join("kg");
    build(&store, filler().iter().take(2), &[]);
    let held = files(&store);
    let document = work.path().join("a.txt");
    fs::write(&document, "2031年3月7日\n\n中方将对芬兰试行免签。").expect("a document");
    let lock = fs::File::create(work.path().join(".kg.lock")).expect("a lock");
    lock.lock().expect("the lock");
    let refused = run(&["build", path(&document), "--store", path(&store)]);
    let message = String::from_utf8(refused.stderr).expect("UTF-8");
    assert!(!refused.status.success() && message.contains("another build is writing this store"), "{message}");
    assert!(files(&store) == held);
    assert!(!stdout(&["facts", "--store", path(&store)]).is_empty(), "it can be read meanwhile");
    drop(lock);
    stdout(&["build", path(&document), "--store", path(&store), "--quiet"]);
    assert!(files(&store) != held);
}
