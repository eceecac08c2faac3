//! Collation from files to facts, editions and the graph: what must hold whatever the order and number of witnesses.

use diplograph::corpus::{Corpus, Input, Piece};
use diplograph::engine::{Engine, ReadOptions};
use diplograph::graph::{self, Detail};
use diplograph::join::Status;
use diplograph::store::nquads;
use proptest::prelude::*;
use quick_xml::events::Event;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::OnceLock;

/// A press conference: who asks, the question, the answer.
const TURNS: [(&str, &str, &str); 5] = [
    (
        "新华社",
        "请发言人介绍贵国今年在签证方面的新安排,商界和旅游界都很关心,能否说明适用的国家和日期?",
        "为便利人员往来,我们一直在做减法。自5月1日起,中方将对巴西、秘鲁2国试行免签。此前中方已给予欧洲多国免签待遇,效果很好。我们还会研究更多便利,让想来的人来得了、来得快。",
    ),
    (
        "路透社",
        "外界注意到两国去年的贸易数字又创新高,请问增长的动力来自哪里,今年有什么打算?",
        "去年中国同巴西双边贸易额达到1800亿美元,同比增长6.5%。增长靠的是互补,也靠企业家一笔一笔谈出来的生意。今年我们愿同巴方一道办好建交纪念活动,把大豆、飞机和新能源的合作做深做实。",
    ),
    (
        "《人民日报》",
        "非洲朋友常说中国外长的访问从不缺席,请问今年的访问有哪些成果,下一步怎么走?",
        "中国连续15年是非洲第一大贸易伙伴。这次访问走了四个国家,谈成了十几项看得见的事,从打井修路到远程教育。中方支持非洲国家走自己的路,反对任何国家把非洲变成角力场。",
    ),
    (
        "塔斯社",
        "近来地区局势再度紧张,有关各方互相指责,请问中方如何看待谈判的前景,会不会派特使前往?",
        "动武解决不了问题,谈才有出路。中方呼吁有关各方保持克制,尽快回到谈判桌前。特使已经三次前往地区斡旋,还会继续跑下去。凡是有利于停火的努力,我们都支持;凡是火上浇油的做法,我们都反对。",
    ),
    (
        "共同社",
        "两国民间交流恢复得不快,年轻人互访的人数尤其少,贵方是否准备推出新的交流计划?",
        "国之交在于民相亲。我们准备在三年内邀请5000名青少年来华研学,也欢迎对方拿出相应安排。航班恢复得快一点,手续再简一点,误解自然就会少一点。",
    ),
];

/// What a rendering may read otherwise: turn, the words, other words.
const VARIANTS: [(usize, &str, &str); 5] = [
    (0, "欧洲多国", "亚洲多国"),
    (1, "1800亿", "1080亿"),
    (2, "反对任何国家", "不赞成任何国家"),
    (3, "会继续", "必须继续"),
    (4, "误解", "误会"),
];

/// Another event, which nothing that happens to the first may touch.
const OTHER: &str = "外交部发言人主持例行记者会\n\n2032年6月9日,外交部发言人主持例行记者会。\n\n彭博社记者:世界贸易组织的改革谈判进入关键阶段,请问中方对上诉机构的恢复持什么立场,是否提出了案文?\n\n发言人:中方坚定支持以世界贸易组织为核心的多边贸易体制。我们上月同四十多个成员联名提交了案文,主张先恢复两级审理,再谈程序的简化。少数成员长期阻挠遴选,损害的是所有成员的利益,这种做法应当停止。\n\n法新社记者:国际海底管理局的会议即将举行,请问中方会派谁出席,对开采规章有什么主张?\n\n发言人:中方将派代表团与会。海底的资源属于全人类,规章要平衡开发和保护,不能操之过急,也不能无限期拖延。中方愿同各方一道,争取早日形成各方都能接受的文本。\n";

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::new(None).expect("the built-in ontology loads"))
}

/// A rendering with some of the turns, and some of the variants.
fn rendering(turns: &[usize], variants: &[usize]) -> String {
    let mut out = "外交部发言人主持例行记者会\n\n2031年3月5日,外交部发言人主持例行记者会。\n\n".to_owned();
    for &n in turns {
        let (outlet, question, answer) = TURNS[n];
        let own = variants.iter().map(|&v| VARIANTS[v]).filter(|v| v.0 == n);
        let answer = own.fold(answer.to_owned(), |text, (_, from, to)| text.replace(from, to));
        out += &format!("{outlet}记者:{question}\n\n发言人:{answer}\n\n");
    }
    out
}

type Files = Vec<(String, String)>;

fn files(renderings: &[(Vec<usize>, Vec<usize>)]) -> Files {
    let name = |n: usize| format!("{}.txt", char::from(b'a' + n as u8));
    let mut out: Files = renderings.iter().enumerate().map(|(n, (t, v))| (name(n), rendering(t, v))).collect();
    out.push(("x.txt".to_owned(), OTHER.to_owned()));
    out.push(("y.txt".to_owned(), OTHER.replace("四十多个", "三十多个")));
    out
}

fn corpus(files: &Files) -> Corpus {
    let input = |(name, text): &(String, String)| {
        let document = engine().read(name, text.as_bytes(), &ReadOptions::default()).expect("text is never an error");
        Input { document, sha256: String::new() }
    };
    Corpus::new(engine(), files.iter().map(input).collect())
}

fn bytes(corpus: &Corpus) -> Vec<u8> {
    nquads(graph::quads(corpus, &engine().vocabulary, Detail::default()))
}

fn lines<T: serde::Serialize>(items: &[T]) -> Vec<String> {
    items.iter().map(|i| serde_json::to_string(i).expect("lines are plain data")).collect()
}

/// The lines of the apparatus and of the facts that some sources do not take part in.
fn untouched(corpus: &Corpus, sources: &[&str]) -> BTreeSet<String> {
    let free = |name: &String| !sources.contains(&name.as_str());
    let facts = corpus.facts.iter().filter(|f| f.evidence.iter().all(|e| free(&e.source)));
    let facts: Vec<_> = facts.cloned().collect();
    let variants: Vec<_> = corpus.variants().into_iter().filter(|v| v.readings.keys().all(free)).collect();
    lines(&facts).into_iter().chain(lines(&variants)).collect()
}

/// Two to four renderings of at least three turns each, and a shuffle of them.
fn renderings() -> impl Strategy<Value = Vec<(Vec<usize>, Vec<usize>)>> {
    let turns = prop::sample::subsequence((0..TURNS.len()).collect::<Vec<_>>(), 3..=TURNS.len());
    let variants = prop::sample::subsequence((0..VARIANTS.len()).collect::<Vec<_>>(), 0..=3);
    prop::collection::vec((turns, variants), 2..=4)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_the_input_and_a_second_run_change_no_byte(
        (files, shuffled) in renderings().prop_map(|r| files(&r)).prop_flat_map(|f| (Just(f.clone()), Just(f).prop_shuffle()))
    ) {
        let (one, two) = (corpus(&files), corpus(&shuffled));
        prop_assert!(bytes(&one) == bytes(&two));
        prop_assert_eq!(lines(&one.variants()), lines(&two.variants()));
        prop_assert_eq!(lines(&one.turn_lines()), lines(&two.turn_lines()));
        prop_assert_eq!(one.sentence_lines(), two.sentence_lines());
    }

    #[test]
    fn a_witness_withdrawn_leaves_no_trace_and_touches_no_other_event(renderings in renderings()) {
        let all = files(&renderings);
        let fewer: Files = all.iter().filter(|(name, _)| name != "a.txt").cloned().collect();
        let (with, without) = (corpus(&all), corpus(&fewer));
        let graph = String::from_utf8(bytes(&without)).expect("UTF-8");
        // The vocabulary's examples name a source of that name.
        prop_assert!(graph.lines().all(|l| !l.contains("a.txt") || l.contains("/core#example>")));
        prop_assert!(lines(&without.variants()).iter().all(|l| !l.contains("a.txt")));
        let first: Vec<String> = (0..renderings.len()).map(|n| format!("{}.txt", char::from(b'a' + n as u8))).collect();
        let first: Vec<&str> = first.iter().map(String::as_str).collect();
        prop_assert_eq!(untouched(&with, &first), untouched(&without, &first));
    }

    #[test]
    fn every_reading_is_kept_and_stands_at_its_place(renderings in renderings()) {
        let all = files(&renderings);
        let text: BTreeMap<&str, Vec<char>> = all.iter().map(|(n, t)| (n.as_str(), t.chars().collect())).collect();
        for line in corpus(&all).variants() {
            prop_assert!(!line.changes.is_empty());
            for (source, [start, end]) in &line.spans {
                let there: String = text[source.as_str()][*start..*end].iter().filter(|c| !c.is_whitespace()).collect();
                prop_assert_eq!(&there, &line.readings[source]);
            }
        }
    }
}

#[test]
fn variants_say_what_they_change() {
    let everything: Vec<usize> = (0..TURNS.len()).collect();
    let corpus = corpus(&files(&[(everything.clone(), vec![]), (everything, vec![0, 1, 2, 3, 4])]));
    let found: BTreeMap<String, Vec<&str>> = corpus
        .variants()
        .into_iter()
        .map(|v| {
            (v.readings.values().cloned().collect::<Vec<_>>().join("/"), v.changes.iter().map(|c| c.code()).collect())
        })
        .collect();
    let of = |part: &str| found.iter().find(|(k, _)| k.contains(part)).map(|(_, v)| v.clone()).unwrap_or_default();
    assert_eq!(of("欧洲"), ["slot", "name"], "{found:?}");
    assert_eq!(of("1800"), ["slot", "number"], "{found:?}");
    assert!(of("不赞成").contains(&"negation"), "{found:?}");
    assert_eq!(of("必须"), ["modality"], "{found:?}");
    assert_eq!(of("误会"), ["wording"], "{found:?}");
}

#[test]
fn a_tie_leaves_the_slot_open_and_a_majority_fills_it() {
    let everything: Vec<usize> = (0..TURNS.len()).collect();
    let waiver = |renderings: &[(Vec<usize>, Vec<usize>)]| {
        let corpus = corpus(&files(renderings));
        let disputed =
            corpus.facts.into_iter().find(|f| f.class == "VisaWaiver" && f.readings.iter().any(|r| r.disputed));
        disputed.expect("one waiver with two readings")
    };
    let (plain, other) = ((everything.clone(), vec![]), (everything, vec![0]));
    let tied = waiver(&[plain.clone(), other.clone()]);
    assert_eq!(tied.status, Status::Disputed);
    assert!(!tied.slots.contains_key("beneficiary") && tied.readings[0].values.len() == 2, "{tied:?}");
    assert!(tied.readings[0].by_default().is_none() && tied.diagnostics.is_empty(), "{tied:?}");
    assert!(tied.evidence.iter().all(|e| e.reads.contains_key("beneficiary")));
    let voted = waiver(&[other.clone(), plain, other]);
    assert_eq!((voted.status, &voted.slots["beneficiary"]), (Status::Majority, &serde_json::json!(["亚洲"])));
    let why = voted.readings[0].settled.as_ref().map(|s| s.why.as_str());
    assert_eq!(why, Some("亚洲 has 2 of 3 witnesses"));
}

#[test]
fn an_edition_without_its_apparatus_is_the_restored_text() {
    let corpus = corpus(&files(&[(vec![0, 1, 2], vec![0, 2]), (vec![1, 2, 3], vec![1]), (vec![2, 3, 4], vec![4])]));
    let edition = &corpus.editions()[0];
    let word = |p: &Piece| match p {
        Piece::Text(words) => words.clone(),
        Piece::Place { lemma, .. } => lemma.0.clone(),
    };
    let edited: Vec<String> = edition.sentences.iter().map(|s| s.pieces.iter().map(word).collect()).collect();
    let restored: Vec<String> =
        corpus.restored(&corpus.events[0]).into_iter().map(|l| l.text.trim().to_owned()).collect();
    assert_eq!(edited, restored);
    for (_, question, answer) in TURNS {
        assert!(restored.concat().contains(question.trim_end_matches('?')), "{question}");
        assert!(restored.concat().contains(answer.split('。').nth(1).expect("a sentence")), "{answer}");
    }
    assert_eq!(edition.witnesses.iter().map(|w| w.sign.as_str()).collect::<String>(), "ABC");
}

// ---- the program ----

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_diplograph")).args(arguments).output().expect("the program")
}

fn stdout(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn write(folder: &Path, files: &Files) {
    std::fs::create_dir_all(folder).expect("a folder");
    files.iter().for_each(|(name, text)| std::fs::write(folder.join(name), text).expect("a file"));
}

fn three() -> Files {
    let markup = "乙<丙&丁\"戊";
    let mut files = files(&[(vec![0, 1, 2], vec![0]), (vec![0, 1, 2, 4], vec![]), (vec![1, 2, 4], vec![1, 2])]);
    files[1].1 = files[1].1.replace("打井修路", &format!("打井修路{markup}"));
    files
}

#[test]
fn the_apparatus_reads_like_an_edition() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &three());
    let text = stdout(&["collate", folder.path().to_str().expect("a path")]);
    assert!(text.contains("  A  a.txt\n  B  b.txt\n  C  c.txt\n"), "{text}");
    assert!(text.contains("亚洲 A ] 欧洲 B"), "{text}");
    let restored = stdout(&["collate", folder.path().to_str().expect("a path"), "--text"]);
    assert!(restored.contains("answer (") && restored.contains("路透社"), "{restored}");
}

/// Element names and texts of an XML document; fails if it is not well-formed.
fn elements(xml: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut out = Vec::new();
    let mut depth = 0;
    loop {
        let event = reader.read_event().expect("well-formed");
        depth += i32::from(matches!(event, Event::Start(_))) - i32::from(matches!(event, Event::End(_)));
        match event {
            Event::Start(e) | Event::Empty(e) => {
                let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
                let pair = |a: Result<quick_xml::events::attributes::Attribute<'_>, _>| {
                    let a = a.expect("an attribute");
                    (text(a.key.as_ref()), a.unescape_value().expect("escaped").into_owned())
                };
                out.push((text(e.name().as_ref()), e.attributes().map(pair).collect()));
            }
            Event::Text(t) => drop(t.decode().expect("UTF-8")),
            Event::GeneralRef(r) => {
                let name = r.decode().expect("UTF-8");
                assert!(r.is_char_ref() || ["amp", "lt", "gt", "quot", "apos"].contains(&&*name), "{name}");
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    out
}

#[test]
fn tei_is_well_formed_and_every_app_accounts_for_its_witnesses() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &three());
    let xml = stdout(&["collate", folder.path().to_str().expect("a path"), "--format", "tei"]);
    let found = elements(&xml);
    assert_eq!(found.iter().filter(|(n, _)| n == "listWit").count(), 2, "two events");
    assert_eq!(found[0].0, "teiCorpus");
    assert!(found.iter().any(|(n, a)| n == "variantEncoding" && a["method"] == "parallel-segmentation"));
    let mut witnesses: BTreeSet<&str> = BTreeSet::new();
    for (name, attributes) in &found {
        match name.as_str() {
            "witness" => drop(witnesses.insert(&attributes["xml:id"])),
            "lem" | "rdg" => {
                let own: Vec<&str> = attributes["wit"].split(' ').map(|w| w.trim_start_matches('#')).collect();
                assert!(!own.is_empty() && own.iter().all(|w| witnesses.contains(w)), "{own:?}");
            }
            _ => {}
        }
    }
    let apps = found.iter().filter(|(n, _)| n == "app").count();
    let listed = stdout(&["collate", folder.path().to_str().expect("a path"), "--format", "jsonl"]);
    assert_eq!(apps, listed.lines().count());
    assert!(found.iter().filter(|(n, _)| n == "rdg").count() >= apps);
}

/// What may stand in an element of the edition, of what it uses at all: the content models of TEI P5.
const TEI: [(&str, &str); 22] = [
    ("teiCorpus", "teiHeader TEI"),
    ("TEI", "teiHeader text"),
    ("teiHeader", "fileDesc encodingDesc"),
    ("fileDesc", "titleStmt publicationStmt sourceDesc"),
    ("titleStmt", "title"),
    ("publicationStmt", "p"),
    ("sourceDesc", "listWit p"),
    ("encodingDesc", "variantEncoding"),
    ("listWit", "witness"),
    ("witness", "date #"),
    ("text", "body"),
    ("body", "div"),
    ("div", "p div sp"),
    ("sp", "speaker p"),
    ("speaker", "seg gap #"),
    ("p", "seg gap #"),
    ("seg", "app #"),
    ("app", "lem rdg"),
    ("lem", "#"),
    ("rdg", "#"),
    ("title", "#"),
    ("date", "#"),
];

#[test]
fn every_element_of_the_tei_stands_where_p5_lets_it_stand() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &three());
    let xml = stdout(&["collate", folder.path().to_str().expect("a path"), "--format", "tei"]);
    let mut reader = quick_xml::Reader::from_str(&xml);
    let mut open: Vec<String> = Vec::new();
    let allowed = |parent: Option<&String>, child: &str| match parent {
        Some(parent) => TEI.iter().any(|(name, may)| name == parent && may.split(' ').any(|m| m == child)),
        None => child == "teiCorpus",
    };
    loop {
        let event = reader.read_event().expect("well-formed");
        if let Event::Start(e) | Event::Empty(e) = &event {
            let name = String::from_utf8(e.name().as_ref().to_vec()).expect("UTF-8");
            assert!(allowed(open.last(), &name), "{name} in {open:?}");
            if matches!(event, Event::Start(_)) {
                open.push(name);
            }
            continue;
        }
        match event {
            Event::End(_) => drop(open.pop()),
            Event::Text(t) if !t.iter().all(u8::is_ascii_whitespace) => assert!(allowed(open.last(), "#"), "{open:?}"),
            Event::Eof => break,
            _ => {}
        }
    }
}

#[test]
fn the_page_is_whole_and_escaped() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &three());
    let html = stdout(&["collate", folder.path().to_str().expect("a path"), "--format", "html"]);
    let found = elements(&html);
    let ids: BTreeSet<&String> = found.iter().filter(|(n, _)| n == "li").map(|(_, a)| &a["id"]).collect();
    let links: BTreeSet<&str> = found.iter().filter(|(n, _)| n == "a").map(|(_, a)| &a["href"][1..]).collect();
    assert_eq!(ids.iter().map(|i| i.as_str()).collect::<BTreeSet<_>>(), links);
    assert!(html.contains("乙&lt;丙&amp;丁&quot;戊") && !html.contains("src=") && !html.contains("<script"), "{html}");
}

#[test]
fn a_store_grows_and_shrinks_to_what_one_build_gives() {
    let work = tempfile::tempdir().expect("a folder");
    let path = |name: &str| work.path().join(name);
    let press = path("press");
    let build = |store: &str, more: &[&str]| {
        let store = path(store);
        let arguments =
            [&["build", press.to_str().expect("a path"), "--store", store.to_str().expect("a path")], more].concat();
        stdout(&arguments);
    };
    let held = |store: &str| {
        let read = |name: &str| std::fs::read(path(store).join(name)).expect("a file of the store");
        ["graph.nq", "facts.jsonl", "events.jsonl", "manifest.json"].map(read)
    };
    let withdraw = || std::fs::remove_file(press.join("a.txt")).expect("a witness");
    write(&press, &three());
    build("once", &[]);
    withdraw();
    build("grown", &[]);
    let small = held("grown");
    write(&press, &three());
    build("grown", &[]);
    assert!(held("once") == held("grown"), "adding a witness gives what all at once give");
    withdraw();
    build("grown", &["--fresh"]);
    assert!(held("grown") == small, "withdrawing it gives what was there before");
    write(&press, &three());
    build("grown", &[]);
    let grown = path("grown");
    let forget = |name: &str| run(&["build", "--store", grown.to_str().expect("a path"), "--forget", name]);
    assert!(forget("a.txt").status.success());
    assert!(held("grown") == small, "so does naming it, without its file");
    let unknown = forget("a.txt");
    assert_eq!(unknown.status.code(), Some(2), "{}", String::from_utf8_lossy(&unknown.stderr));
}

#[test]
fn left_out_words_are_missing_behind_the_word_before_and_not_behind_a_heading() {
    let everything: Vec<usize> = (0..TURNS.len()).collect();
    let mut files = files(&[(everything.clone(), vec![]), (everything, vec![])]);
    files[1].1 = files[1].1.replace("来得了、来得快。\n\n", "\n\n### 谈经贸\n\n");
    let corpus = corpus(&files);
    let place = corpus.variants().into_iter().find(|v| v.readings.get("b.txt").is_some_and(String::is_empty));
    let place = place.expect("an omission");
    let end = files[1].1.find("\n\n###").map(|at| files[1].1[..at].chars().count()).expect("the heading");
    assert_eq!(place.spans["b.txt"], [end, end]);
}

#[test]
fn the_table_shows_every_reading_of_a_disputed_slot_and_why_one_counts() {
    let everything: Vec<usize> = (0..TURNS.len()).collect();
    let (plain, other) = ((everything.clone(), vec![]), (everything, vec![0]));
    let table = |renderings: &[(Vec<usize>, Vec<usize>)], status: &str| {
        let work = tempfile::tempdir().expect("a folder");
        let (texts, store) = (work.path().join("texts"), work.path().join("kg"));
        write(&texts, &files(renderings));
        let [texts, store] = [&texts, &store].map(|p| p.to_str().expect("a path"));
        stdout(&["build", texts, "--store", store]);
        stdout(&["facts", "--store", store, "--status", status])
    };
    let tied = table(&[plain.clone(), other.clone()], "disputed");
    assert!(tied.contains("受益方: ? (undecided 1:1; '亚洲' b.txt; '欧洲' a.txt)"), "{tied}");
    let voted = table(&[other.clone(), plain, other], "majority");
    assert!(voted.contains("受益方: 亚洲 (majority 2:1; '欧洲' b.txt)"), "{voted}");
}
