//! Collation at scale: 200 events of two to eight renderings among 5,000 documents, and recognition on real texts.
//!
//! Not run by default: `cargo test --release --bench collation -- --ignored --nocapture --test-threads 1`.
//!
//! The documents are made from sample sentences with blanks (those below, and those of the sample texts of the tests, with
//! every number, every country and some words blanked), filled anew for every event, so that all documents share formulas
//! and none shares a passage with another event. A rendering leaves turns out, puts them in another order, has
//! misprints, other widths of punctuation and hard line breaks, and may stand on one page with a stranger's article.

#[path = "common/shared.rs"]
mod shared;

use diplograph::collation::Kind;
use diplograph::corpus::{Corpus, Input};
use diplograph::engine::{Engine, ReadOptions};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const DOCUMENTS: usize = 5_000;
const EVENTS: usize = 200;

#[test]
#[ignore = "takes half a minute in a release build"]
fn two_hundred_events_among_five_thousand_documents() {
    let made = Maker::new(7).corpus();
    let bytes: usize = made.texts.iter().map(|(_, t)| t.len()).sum();
    println!("{} documents, {:.1} MB, {} events", made.texts.len(), bytes as f64 / 1e6, made.events.len());
    let small = time(&made.texts[..DOCUMENTS / 2]);
    let (corpus, large) = built(&made.texts);
    println!(
        "half of the documents {:.1} s, all {:.1} s (threads: {})",
        small.as_secs_f64(),
        large.as_secs_f64(),
        rayon::current_num_threads()
    );
    report_memory();
    let (truth, found) = (pairs(&made.events), pairs(&members(&corpus)));
    let both = truth.intersection(&found).count() as f64;
    let (precision, recall) = (both / found.len().max(1) as f64, both / truth.len() as f64);
    println!("{} events found; pairs of renderings: precision {precision:.4}, recall {recall:.4}", corpus.events.len());
    let places: usize = corpus.events.iter().map(|e| e.collation.variants.len()).sum();
    println!("{places} variant places for {} misprints and changed words", made.changes);
    assert!(corpus.events.iter().flat_map(|e| &e.collation.variants).any(|v| v.kind == Kind::Substitution));
    assert!(precision >= 0.99 && recall >= 0.98);
    assert!(large < Duration::from_secs(60), "{large:?}");
    assert!(large.as_secs_f64() < 3.0 * small.as_secs_f64(), "near-linear");
}

/// The five seeds, the samples, the shared corpus and the news: the seeds, and nothing else, form their event.
#[test]
#[ignore = "reads the shared corpora"]
fn the_seeds_are_found_among_real_texts() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let beside = here.join("../shared");
    if !beside.join("seeds").exists() {
        println!("the shared corpora are not at hand: nothing measured");
        return;
    }
    let mut texts = Vec::new();
    for folder in
        [Some(beside.join("seeds")), Some(here.join("tests/corpus")), Some(beside.join("corpus")), shared::news()]
            .into_iter()
            .flatten()
    {
        files(&folder, &mut texts);
    }
    let bytes: usize = texts.iter().map(|(_, t)| t.len()).sum();
    println!("{} documents, {:.1} MB", texts.len(), bytes as f64 / 1e6);
    let (corpus, time) = built(&texts);
    println!("read, extracted, collated and joined in {:.1} s", time.as_secs_f64());
    report_memory();
    let seeds: Vec<&str> = texts.iter().map(|(n, _)| n.as_str()).filter(|n| n.contains("/seeds/")).collect();
    for members in members(&corpus) {
        let of_seeds = members.iter().filter(|m| seeds.contains(&m.as_str())).count();
        println!("event: {}", members.join(", "));
        assert!(of_seeds == 0 || (of_seeds == seeds.len() && members.len() == seeds.len()), "{members:?}");
    }
    assert!(members(&corpus).iter().any(|m| m.len() == seeds.len() && m.iter().all(|n| seeds.contains(&n.as_str()))));
}

type Texts = Vec<(String, String)>;

fn built(texts: &[(String, String)]) -> (Corpus, Duration) {
    let engine = Engine::new(None).expect("the built-in ontology loads");
    let start = Instant::now();
    let read = |(name, text): &(String, String)| {
        let document = engine.read(name, text.as_bytes(), &ReadOptions::default()).expect("text is never an error");
        Input { document, sha256: String::new() }
    };
    let corpus = Corpus::new(&engine, texts.par_iter().map(read).collect());
    (corpus, start.elapsed())
}

fn time(texts: &[(String, String)]) -> Duration {
    built(texts).1
}

fn members(corpus: &Corpus) -> Vec<Vec<String>> {
    let name = |m: &diplograph::collation::Member| corpus.documents[m.witness].name().to_owned();
    corpus.events.iter().map(|e| e.event.members.iter().map(name).collect()).collect()
}

fn pairs(events: &[Vec<String>]) -> BTreeSet<(String, String)> {
    let of = |event: &Vec<String>| {
        let sorted: BTreeSet<&String> = event.iter().collect();
        let all: Vec<&String> = sorted.into_iter().collect();
        (0..all.len())
            .flat_map(|i| all[i + 1..].iter().map(move |b| (i, *b)).collect::<Vec<_>>())
            .map(|(i, b)| (all[i].clone(), b.clone()))
            .collect::<Vec<_>>()
    };
    events.iter().flat_map(of).collect()
}

/// The most memory that the process has held so far, where the system tells.
fn report_memory() {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    match peak {
        Some(kilobytes) => println!("peak memory {:.0} MB", kilobytes / 1e3),
        None => println!("peak memory: this system does not tell"),
    }
}

fn files(folder: &Path, out: &mut Texts) {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|e| e == "txt" || e == "md") && !path.ends_with("README.md") {
            let bytes = std::fs::read(&path).unwrap_or_default();
            out.push((path.display().to_string(), String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
}

// ---- the maker of documents ----

/// Sample sentences. `@` is a country, `#` a number, `~` a word, `^` a date.
const SENTENCES: [&str; 24] = [
    "自^起,中方将对@、@试行免签,~和~的人员都可以申请。",
    "去年中国同@双边贸易额达到#亿美元,~占了其中的#%。",
    "双方围绕~、~和~交换了看法,同意在#个领域设立~。",
    "@总统将于^访华,这是他就任后第#次来到~。",
    "我们反对以~为借口干涉@的~,这种做法损害的是~的根基。",
    "中方愿同@一道,把~的合作从~推进到~。",
    "关于~的谈判已经进行了#轮,剩下的分歧集中在~和~两项。",
    "这条~全长#公里,穿过~的#座桥,明年^前后通车。",
    "@外长在~会见了记者,谈到~时用了#分钟。",
    "我们支持@举办~,也欢迎@的~前来参加。",
    "~的事实很清楚,~的道理也很清楚,再拖下去只会让~受害。",
    "中国已向@提供#批~,其中~由~承运。",
    "^,两国签署了~议定书,约定在#年内完成~。",
    "有人担心~会取代~,我看不必,~和~从来可以并存。",
    "@的~出口到中国#个省份,农户的收入增加了#%。",
    "我们呼吁~各方保持克制,不要让~重演。",
    "中方对@发生的~表示慰问,首批~将于^运抵。",
    "~的名额今年增加到#个,@的学生占了#成。",
    "这个问题要到~里去找答案,而不是到~里去找借口。",
    "@和@的~委员会将于^在~召开第#次会议。",
    "从~到~,直飞的航班每周有#班,比去年多#班。",
    "我们注意到~的报道,其中关于~的说法与~不符。",
    "谁在破坏~,谁在维护~,@的朋友看得很明白。",
    "下一步要做三件事:修好~,谈成~,办好~。",
];
const QUESTIONS: [&str; 6] = [
    "请问发言人怎么看@关于~的最新表态,中方对~有什么打算?",
    "据报道,@正在考虑~,这会不会影响~的进程?",
    "^就要到了,~的准备做得怎么样,@会不会派人参加?",
    "~的消息引起了~的关注,您能否介绍~的细节?",
    "@的~上月增长了#%,有人说是~的功劳,您同意吗?",
    "我想问的是~,为什么拖了#年还没有~?",
];
/// A sentence that every spokesperson says sooner or later.
const FORMULA: &str =
    "中方的立场是一贯的、明确的,我们将继续按照相互尊重、平等互利的原则处理有关问题,并同各方保持沟通。";
const OUTLETS: [&str; 6] = ["新华社", "路透社", "法新社", "共同社", "彭博社", "塔斯社"];
const COUNTRIES: [&str; 16] = [
    "挪威",
    "秘鲁",
    "巴西",
    "瑞士",
    "泰国",
    "埃及",
    "肯尼亚",
    "智利",
    "蒙古国",
    "葡萄牙",
    "越南",
    "希腊",
    "匈牙利",
    "老挝",
    "新西兰",
    "波兰",
];
/// Characters of made-up words.
const CHARACTERS: &str = "山水林田湖海云雨风雪春夏秋冬金木火土石铁铜银玉珠琴棋书画诗歌舞曲桥路船车港站城乡村镇街巷门窗灯塔钟鼓旗帆网线针笔纸墨茶酒米麦豆果花草树叶根茎鱼虾鸟兽牛羊马象龙虎鹤雁松竹梅兰荷桂枫柳";

/// The sentences of the sample texts with blanks.
fn sample_sentences() -> Vec<String> {
    let mut texts = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus"), &mut texts);
    let plain = |text: &String| text.chars().filter(|c| !c.is_whitespace() && !"#*".contains(*c)).collect::<String>();
    let all: Vec<String> = texts.iter().map(|(_, text)| plain(text)).collect();
    let sentences = all.iter().flat_map(|text| text.split_inclusive('。'));
    sentences.filter(|s| (12..90).contains(&s.chars().count()) && !s.contains(['：', ':'])).map(blanked).collect()
}

/// A sentence with a blank for every number and country, and for two letters of every eight.
fn blanked(sentence: &str) -> String {
    let named = COUNTRIES.iter().fold(sentence.to_owned(), |s, country| s.replace(country, "@"));
    let (mut out, mut kept) = (String::new(), 0);
    let mut rest = named.chars().peekable();
    while let Some(c) = rest.next() {
        if c.is_ascii_digit() {
            while rest.next_if(|d| d.is_ascii_digit() || *d == '.').is_some() {}
            out.push('#');
        } else if kept >= 6 && c.is_alphanumeric() && rest.next_if(|d| d.is_alphanumeric()).is_some() {
            out.push('~');
            kept = 0;
        } else {
            out.push(c);
            kept += 1;
        }
    }
    out
}

struct Made {
    texts: Texts,
    events: Vec<Vec<String>>,
    changes: usize,
}

struct Maker {
    state: u64,
    letters: Vec<char>,
    samples: Vec<String>,
    changes: usize,
}

/// A press conference: who asks, the question, the answer.
type Conference = Vec<(&'static str, String, Vec<String>)>;

impl Maker {
    fn new(seed: u64) -> Maker {
        let samples = SENTENCES.iter().map(|s| (*s).to_owned()).chain(sample_sentences()).collect();
        Maker { state: seed, letters: CHARACTERS.chars().collect(), samples, changes: 0 }
    }

    /// A sample sentence, filled.
    fn sentence(&mut self) -> String {
        let at = self.next(self.samples.len());
        let sample = self.samples[at].clone();
        self.filled(&sample)
    }

    /// SplitMix64.
    fn next(&mut self, below: usize) -> usize {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let x = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((x ^ (x >> 31)) % below as u64) as usize
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.next(100) < percent
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.next(from.len())]
    }

    fn letter(&mut self) -> char {
        let at = self.next(self.letters.len());
        self.letters[at]
    }

    fn word(&mut self) -> String {
        (0..2 + self.next(3)).map(|_| self.letter()).collect()
    }

    /// A sample sentence with its blanks filled.
    fn filled(&mut self, sample: &str) -> String {
        let fill = |c: char| match c {
            '@' => self.pick(&COUNTRIES).to_owned(),
            '#' => (2 + self.next(900)).to_string(),
            '~' => self.word(),
            '^' => format!("{}月{}日", 1 + self.next(12), 1 + self.next(28)),
            c => c.to_string(),
        };
        sample.chars().map(fill).collect()
    }

    fn conference(&mut self) -> Conference {
        let turns = 3 + self.next(6);
        (0..turns).map(|_| self.turn()).collect()
    }

    fn turn(&mut self) -> (&'static str, String, Vec<String>) {
        let (outlet, sample) = (self.pick(&OUTLETS), self.pick(&QUESTIONS));
        let question = self.filled(sample);
        let mut answer: Vec<String> = (0..3 + self.next(5)).map(|_| self.sentence()).collect();
        if self.chance(30) {
            answer.push(FORMULA.to_owned());
        }
        (outlet, question, answer)
    }

    fn corpus(mut self) -> Made {
        let (mut texts, mut events) = (Vec::new(), Vec::new());
        for event in 0..EVENTS {
            let (conference, day) = (self.conference(), self.day());
            let count = 2 + self.next(7);
            let names: Vec<String> = (0..count).map(|n| format!("event-{event:03}-{n}.txt")).collect();
            for name in &names {
                texts.push((name.clone(), self.rendering(&conference, &day)));
            }
            events.push(names);
        }
        for n in texts.len()..DOCUMENTS {
            let (conference, day) = (self.conference(), self.day());
            let mut text = printed(&conference, &day);
            // Now and then a stranger quotes a sentence of an event.
            if self.chance(5) {
                let quoted = texts[self.next(n.min(EVENTS))]
                    .1
                    .lines()
                    .last()
                    .unwrap_or_default()
                    .chars()
                    .take(30)
                    .collect::<String>();
                text += &format!("此前有报道称:“{quoted}”\n");
            }
            texts.push((format!("single-{n:04}.txt"), text));
        }
        // Events and single documents mixed, so that half of the list holds half of both.
        texts.sort_by_key(|(name, _)| name.bytes().rev().collect::<Vec<u8>>());
        Made { texts, events, changes: self.changes }
    }

    fn day(&mut self) -> String {
        format!("{}年{}月{}日", 2015 + self.next(10), 1 + self.next(12), 1 + self.next(28))
    }

    /// One rendering of a conference.
    fn rendering(&mut self, conference: &Conference, day: &str) -> String {
        let mut turns = conference.clone();
        while turns.len() > 2.max(conference.len() * 2 / 3) && self.chance(60) {
            turns.remove(self.next(turns.len()));
        }
        if self.chance(20) {
            let at = 1 + self.next(turns.len() - 1);
            turns.rotate_left(at);
        }
        for (_, question, answer) in &mut turns {
            self.misprint(question);
            answer.iter_mut().for_each(|s| self.misprint(s));
        }
        let mut text = printed(&turns, day);
        if self.chance(30) {
            text = text.replace(',', "，").replace(':', "：").replace('?', "？");
        }
        if self.chance(30) {
            text = broken(&text, 24 + self.next(20));
        }
        if self.chance(30) {
            let stranger: String = (0..6).map(|_| self.sentence()).collect();
            text += &format!("\n{}\n\n本报讯 {stranger}\n", self.word());
        }
        text
    }

    /// One sentence in twelve has a character less, or another word.
    fn misprint(&mut self, sentence: &mut String) {
        if !self.chance(8) {
            return;
        }
        self.changes += 1;
        let mut letters: Vec<char> = sentence.chars().collect();
        let at = 1 + self.next(letters.len() - 2);
        if self.chance(50) {
            letters.remove(at);
        } else {
            letters[at] = self.letter();
        }
        *sentence = letters.into_iter().collect();
    }
}

fn printed(turns: &Conference, day: &str) -> String {
    let mut out = format!("外交部发言人主持例行记者会\n\n{day},外交部发言人主持例行记者会。\n\n");
    for (outlet, question, answer) in turns {
        out += &format!("{outlet}记者:{question}\n\n发言人:{}\n\n", answer.concat());
    }
    out
}

/// Hard line breaks inside paragraphs.
fn broken(text: &str, width: usize) -> String {
    let wrap = |line: &str| {
        let letters: Vec<char> = line.chars().collect();
        letters.chunks(width).map(|c| c.iter().collect::<String>()).collect::<Vec<_>>().join("\n")
    };
    text.split("\n\n").map(wrap).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn the_maker_makes_the_same_documents_again() {
    let (one, two) = (Maker::new(7).corpus(), Maker::new(7).corpus());
    assert!(one.texts == two.texts && one.texts.len() == DOCUMENTS && one.events.len() == EVENTS);
    let sizes: BTreeMap<usize, usize> = one.events.iter().fold(BTreeMap::new(), |mut all, e| {
        *all.entry(e.len()).or_default() += 1;
        all
    });
    assert_eq!(sizes.keys().copied().collect::<Vec<_>>(), [2, 3, 4, 5, 6, 7, 8]);
}
