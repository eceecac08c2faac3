//! Which documents render one event, and which only use the same words; renderings in both kinds of characters.

use serde_json::Value as Json;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

/// A folder with documents and a store of them.
struct Press(tempfile::TempDir);

impl Press {
    /// Builds documents, given by name and text.
    fn new(documents: &[(&str, &str)], more: &[&str]) -> Press {
        let press = Press(tempfile::tempdir().expect("a folder"));
        fs::create_dir(press.path("texts")).expect("a folder");
        for (name, text) in documents {
            fs::write(press.path("texts").join(name), text).expect("a document");
        }
        let built = press.run(&[&["build", "texts", "--quiet"], more].concat());
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        press
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_diplograph"))
            .args(arguments)
            .current_dir(self.0.path())
            .env("DIPLOGRAPH_STORE", "kg")
            .output()
            .expect("the program")
    }

    fn text(&self, arguments: &[&str]) -> String {
        String::from_utf8(self.run(arguments).stdout).expect("UTF-8")
    }

    fn lines(&self, arguments: &[&str]) -> Vec<Json> {
        let text = self.text(&[arguments, &["--format", "jsonl"]].concat());
        text.lines().map(|l| serde_json::from_str(l).expect("a JSON line")).collect()
    }

    /// The names of the documents that render one event with others.
    fn together(&self) -> Vec<String> {
        let turns = self.lines(&["collate", "--turns", "--store", "kg"]);
        let mut names: Vec<String> =
            turns.iter().flat_map(|t| t["answer"].as_object().expect("spans").keys().cloned()).collect();
        names.sort();
        names.dedup();
        names
    }

    fn dates(&self) -> Vec<String> {
        self.text(&["query", "sources", "--format", "csv"]).lines().skip(1).map(str::to_owned).collect()
    }
}

const SIMPLIFIED: &str = "2031年5月8日外交部发言人林岚主持例行记者会

挪威广播公司记者：两国去年的贸易有何进展？何时签署新的协定？

林岚：去年双边贸易额达到120亿美元。中方愿同挪方一道，扩大双向开放，维护产业链稳定。中方反对任何形式的阵营对抗。外交部长王毅将于下周访问挪威，两国有关部门正在为签署新的协定做准备。";

const TRADITIONAL: &str = "2031年5月8日外交部發言人林嵐主持例行記者會

挪威廣播公司記者：兩國去年的貿易有何進展？何時簽署新的協定？

林嵐：去年雙邊貿易額達到120億美元。中方願同挪方一道，擴大雙向開放，維護產業鏈穩定。中方反對任何形式的陣營對抗。外交部長王毅將於下週訪問挪威，兩國有關部門正在為簽署新的協定做準備。";

#[test]
fn a_text_in_traditional_and_in_simplified_characters_says_the_same() {
    let press = Press::new(&[("simp.txt", SIMPLIFIED), ("trad.txt", TRADITIONAL)], &[]);
    let facts = press.lines(&["facts"]);
    assert!(facts.len() >= 5);
    for fact in &facts {
        assert_eq!(fact["status"], "agreed", "{fact}");
        assert!(fact.get("readings").is_none(), "{fact}");
    }
    let position = facts.iter().find(|f| f["type"] == "Position").expect("a position");
    assert_eq!(position["slots"]["object"], "任何形式的阵营对抗");
    let quotes: Vec<&str> =
        position["evidence"].as_array().expect("a list").iter().filter_map(|e| e["quote"].as_str()).collect();
    assert_eq!(quotes.len(), 2);
    assert!(quotes[0].contains("阵营对抗") && quotes[1].contains("陣營對抗"), "{quotes:?}");
    assert!(press.text(&["query", "people"]).contains("外交部长"));
    // A text alone keeps its characters.
    let own = press.text(&["extract", "texts/trad.txt", "--layer", "fact"]);
    assert!(own.contains("\"object\":\"任何形式的陣營對抗\""), "{own}");
}

/// What spokespersons say whenever they are asked.
const STOCK: &str = "挪方在渔场问题上的主张历来清楚。这片渔场世代由挪威渔民养护，这是北欧各国都承认的事实，也是历次渔业协定的前提。挪方反对任何一方单独改变捕捞办法，敦促有关方面信守渔业协定，不再扣押渔船，不再损害渔民生计和海上安宁。挪方将继续依法养护渔场。";

fn conference(head: &str, question: &str, more: &str) -> String {
    format!("{head}\n\n{question}\n\n林岚：{STOCK}\n\n{more}\n")
}

const MORE: &str = "巴西通讯社记者：两国的铁路项目何时复工，资金怎样解决？

林岚：铁路是两国人民期盼多年的项目，推迟是暂时的。三家银行已经表示愿意参加贷款，只要环境评估按期完成，土建工程十月就能重新开始。";

#[test]
fn a_stock_answer_of_another_day_makes_no_event() {
    let one =
        conference("2031年5月8日外交部发言人林岚主持例行记者会", "挪威广播公司记者：有议员登岛，中方有何评论？", MORE);
    let other = conference(
        "2031年8月20日外交部发言人林岚主持例行记者会",
        "秘鲁日报记者：又有议员登岛，中方有何评论？",
        "秘鲁日报记者：下周谁将来访？\n\n林岚：请留意我们发布的消息。",
    );
    let press = Press::new(&[("one.txt", &one), ("other.txt", &other)], &[]);
    assert_eq!(press.together(), Vec::<String>::new());
    let next_day = one.replace("2031年5月8日外交部", "2031年5月9日讯　外交部");
    let press = Press::new(&[("one.txt", &one), ("next.txt", &next_day)], &[]);
    assert_eq!(press.together(), ["next.txt", "one.txt"], "a paper reports the next day");
}

#[test]
fn a_document_without_a_date_takes_none_for_a_stock_answer() {
    let dated =
        conference("2031年5月8日外交部发言人林岚主持例行记者会", "挪威广播公司记者：有议员登岛，中方有何评论？", MORE);
    let quoted = format!("记者昨天从有关方面获悉，{STOCK}");
    let press = Press::new(&[("dated.txt", &dated), ("quoted.txt", &quoted)], &[]);
    assert_eq!(press.together(), Vec::<String>::new());
    assert!(press.dates().iter().any(|row| row.starts_with("quoted.txt,,")), "{:?}", press.dates());
    // Questions are asked once: who has them renders the event.
    let rendering = dated.replace("2031年5月8日", "");
    let press = Press::new(&[("dated.txt", &dated), ("rendering.txt", &rendering)], &[]);
    assert_eq!(press.together(), ["dated.txt", "rendering.txt"]);
    assert!(press.dates().iter().any(|row| row.starts_with("rendering.txt,2031-05-08,")), "{:?}", press.dates());
}

#[test]
fn the_articles_of_a_document_have_days_of_their_own() {
    let one =
        conference("2031年5月8日外交部发言人林岚主持例行记者会", "挪威广播公司记者：有议员登岛，中方有何评论？", MORE);
    let other = format!(
        "# 例行记者会\n\n2031年5月20日电　外交部发言人林岚主持例行记者会。\n\n林岚：请留意我们发布的消息。\n\n# 例行记者会\n\n{one}"
    );
    let press = Press::new(&[("one.txt", &one), ("several.md", &other)], &[]);
    assert_eq!(press.together(), ["one.txt", "several.md"]);
}

#[test]
fn a_restored_sentence_does_not_say_twice_what_two_witnesses_say_in_two_places() {
    let one = format!(
        "新华社北京5月8日电　全国人大外事委员会8日在梅地亚中心举行记者会，外交部发言人林岚应邀答问。\n\n{MORE}"
    );
    let other = format!("5月8日，全国人大外事委员会举行记者会。外交部发言人林岚应邀答问。\n\n{MORE}");
    let press = Press::new(&[("one.txt", &one), ("other.txt", &other)], &["--date", "2031-05-08"]);
    let restored = press.text(&["collate", "texts", "--date", "2031-05-08", "--text"]);
    let opening = restored.lines().find(|l| l.contains("外事委员会")).expect("the opening");
    assert!(opening.contains("全国人大外事委员会8日在梅地亚中心举行") && !opening.contains("5月8日"), "{restored}");
}

/// A message of congratulation, as it goes to many on such days.
fn message(country: &str, head: &str) -> String {
    format!(
        "新华社北京5月6日电　5月6日，国家主席同{country}总统{head}互致贺电，庆祝两国建交。主席在贺电中指出，中国和{country}建交以来，双边关系保持健康稳定发展，政治互信不断深化。我高度重视中国和{country}关系发展，愿同{head}总统一道努力，推动两国关系再上新台阶。{head}在贺电中表示，{country}愿同中方继续深化合作，推动两国关系取得更大发展，更好造福两国人民。"
    )
}

#[test]
fn one_formula_for_two_countries_makes_two_events() {
    let (one, other) = (message("挪威", "哈拉尔"), message("秘鲁", "博鲁阿尔特"));
    let press = Press::new(&[("one.txt", &one), ("other.txt", &other)], &["--date", "2031-05-06"]);
    let parties = press.lines(&["facts", "--type", "DiplomaticRelations"]);
    assert_eq!(parties.len(), 2, "{parties:?}");
    assert!(press.text(&["collate", "--store", "kg", "--format", "jsonl"]).is_empty());
    let short = |one: &str, short: &str| {
        message(one, "当选人").replacen(one, "该国", 1).replace(one, short).replace("中国和", "中")
    };
    let (first, second) = (short("挪威", "挪"), short("秘鲁", "秘"));
    let press = Press::new(&[("one.txt", &first), ("other.txt", &second)], &["--date", "2031-05-06"]);
    assert!(press.text(&["collate", "--store", "kg", "--format", "jsonl"]).is_empty(), "{first}");
    let misprinted = one.replace("挪威", "娜威");
    let press = Press::new(&[("one.txt", &one), ("other.txt", &misprinted)], &["--date", "2031-05-06"]);
    assert!(!press.text(&["collate", "--store", "kg", "--format", "jsonl"]).is_empty());
}

const SHORT: &str = "新华社北京5月8日电　外交部发言人林岚5月8日在北京宣布，从6月1日起，中方将对挪威、秘鲁2国试行免签政策。林岚说，中方希望更多国家给予中国公民签证便利，支持尽快恢复客运航班，让中国公民出国更方便，让外国朋友来华更舒心。";

#[test]
fn a_number_that_differs_between_short_renderings_of_one_day_is_in_dispute() {
    let later = SHORT.replace("6月1日起", "6月11日起");
    let press = Press::new(&[("one.txt", SHORT), ("other.txt", &later)], &["--date", "2031-05-08"]);
    let disputed = press.lines(&["facts", "--status", "disputed"]);
    assert_eq!(disputed.len(), 1, "{disputed:?}");
    assert_eq!(disputed[0]["type"], "VisaWaiver");
}

#[test]
fn files_named_one_by_one_are_compared_where_only_figures_speak_against_it() {
    let later = SHORT.replace("6月1日起", "6月11日起");
    let press = Press::new(&[("one.txt", SHORT), ("other.txt", &later)], &[]);
    let named = press.text(&["collate", "texts/one.txt", "texts/other.txt", "--disputes"]);
    assert!(named.contains("disputes start"), "{named}");
    assert!(press.text(&["collate", "texts"]).is_empty(), "a folder holds what it holds");
}

/// A statement that some papers print with its day and one without.
const STATEMENT: &str = "外交部发言人林岚就渔场问题发表谈话。中方始终支持沿岸各国通过协商解决渔场争议，维护以国际法为基础的海洋秩序。中方愿同挪方一道，恢复渔业联合委员会的工作，尽早就捕捞配额达成一致。中方敦促有关公司停止在禁渔期内捕捞，尊重渔民世代形成的习惯，以实际行动维护海上安宁。";

#[test]
fn one_without_a_day_does_not_bind_two_of_days_far_apart() {
    let on = |day: &str| format!("{day}\n\n{STATEMENT}");
    let (march, may) = (on("2031年3月1日"), on("2031年5月10日"));
    let press = Press::new(&[("a.txt", &march), ("b.txt", STATEMENT), ("c.txt", &may)], &[]);
    let sources = |fact: &Json| -> Vec<String> {
        fact["evidence"].as_array().expect("a list").iter().map(|e| e["source"].to_string()).collect()
    };
    let promises = press.lines(&["facts", "--type", "Commitment"]);
    assert!(promises.len() > 1, "{promises:?}");
    let of_may = |fact: &&Json| sources(fact).contains(&"\"c.txt\"".to_owned());
    assert!(promises.iter().filter(of_may).all(|f| f["status"] == "single-witness"), "{promises:?}");
    assert!(press.dates().iter().any(|row| row.starts_with("b.txt,2031-03-01,")), "{:?}", press.dates());
    // Whoever stands between them comes and goes: the store is that of one build.
    let graph = |store: &str| press.text(&["export", "--store", store, "--format", "nq"]);
    for names in [["c.txt", "b.txt", "a.txt"], ["b.txt", "c.txt", "a.txt"]] {
        let store = names.concat();
        for name in names {
            assert!(press.run(&["build", &format!("texts/{name}"), "--store", &store, "--quiet"]).status.success());
        }
        assert!(graph(&store) == graph("kg"), "{names:?}");
    }
    assert!(press.run(&["build", "--forget", "a.txt", "--quiet"]).status.success());
    fs::remove_file(press.path("texts/a.txt")).expect("a file");
    assert!(press.run(&["build", "texts", "--store", "without", "--quiet"]).status.success());
    assert!(graph("kg") == graph("without"), "the one without a day goes over to the other");
    assert!(press.dates().iter().any(|row| row.starts_with("b.txt,2031-05-10,")), "{:?}", press.dates());
}

#[test]
fn one_formula_for_two_meetings_or_two_whom_nobody_lists_makes_two_events() {
    let apart = |one: &str, other: &str| {
        let press = Press::new(&[("one.txt", one), ("other.txt", other)], &[]);
        press.text(&["collate", "--store", "kg", "--format", "jsonl"]).is_empty()
            && press.lines(&["facts"]).iter().all(|f| f.get("readings").is_none())
    };
    let session = "全国渔协十二届二次会议将在奥斯陆开幕，委员会主席将作工作报告。届时，本台综合频道、新闻频道及英语、西班牙语、法语、阿拉伯语、俄语五个外语频道进行现场直播，综合频道将手语同步播报，各大网站也将作实时报道，欢迎收听收看。";
    assert!(apart(session, &session.replace("二次会议", "三次会议")), "another session");
    assert!(!apart(session, &session.replace("手语同步播报", "同步手语播报")), "other words");
    let dismissed = "日前，渔业管理局对原副局长甘灯塔违纪问题进行了立案审查。经查，甘灯塔利用职务上的便利为他人谋取利益，收受贿赂。甘灯塔的上述行为已构成违纪，并涉嫌违法。依据有关规定，经管理局会议讨论并报上级批准，决定给予甘灯塔开除处分，将其涉嫌犯罪的问题移送司法机关处理。";
    assert!(apart(dismissed, &dismissed.replace("甘灯塔", "苗海雾")), "another person");
    let arrival = |from: &str| {
        format!(
            "{from}，国家主席乘专机回到北京。国家主席夫人，中央政策研究室主任、中央办公厅主任、外交部长等陪同人员同机抵达，有关部门负责人到机场迎接，少先队员向他们献上鲜花，仪仗队列队致敬，军乐团奏响乐曲。"
        )
    };
    let (one, other) = (arrival("10月24日傍晚，在结束对挪威的国事访问后"), arrival("4月11日，在秘鲁出席渔业峰会后"));
    assert!(apart(&one, &other), "another journey");
}

#[test]
fn a_day_without_its_year_is_that_of_its_own_text() {
    let report = |more: &str| format!("李强3月25日主持召开国务院常务会议，{more}。");
    let (one, other) = (report("研究鱼苗放流"), report("听取灯塔修缮情况的汇报"));
    let hosts = |press: &Press| press.lines(&["facts"]).into_iter().filter(|f| f["slots"].get("time").is_some());
    let press = Press::new(&[("one.txt", &one), ("other.txt", &other)], &[]);
    let of_two_years: Vec<Json> = hosts(&press).collect();
    assert!(
        !of_two_years.is_empty() && of_two_years.iter().all(|f| f["status"] == "single-witness"),
        "{of_two_years:?}"
    );
    let press = Press::new(&[("one.txt", &one), ("other.txt", &other)], &["--date", "2031"]);
    assert!(hosts(&press).all(|f| f["status"] == "agreed"), "of one year it is one");
}

#[test]
fn only_the_words_of_a_slot_put_it_in_dispute() {
    let one = format!("{SIMPLIFIED}中方决定自6月1日起对瑙鲁公民试行免签政策。");
    let other = one.replace("6月1日", "7月1日").replace("瑙鲁", "諾魯");
    let press = Press::new(&[("one.txt", &one), ("other.txt", &other)], &[]);
    assert_eq!(press.lines(&["collate", "--store", "kg"]).len(), 2);
    let places = press.lines(&["collate", "--store", "kg", "--disputes"]);
    let read: Vec<&Json> = places.iter().map(|p| &p["readings"]["one.txt"]).collect();
    assert_eq!(read, ["6月1日"], "{places:?}");
}

#[test]
fn two_sources_of_one_event_differ_in_what_each_reads() {
    let later = SHORT.replace("6月1日起", "6月11日起").replace("，支持尽快恢复客运航班", "");
    let press = Press::new(&[("one.txt", SHORT), ("other.txt", &later)], &["--date", "2031-05-08"]);
    let changed = press.lines(&["diff", "one.txt", "other.txt", "--store", "kg", "--type", "VisaWaiver"]);
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert_eq!(changed[0]["slots"][0]["before"], "2031-06-01");
    assert_eq!(changed[0]["slots"][0]["after"], "2031-06-11");
    for (side, source) in [("before", "one.txt"), ("after", "other.txt")] {
        let evidence = changed[0][side]["evidence"].as_array().expect("a list");
        assert!(evidence.iter().all(|e| e["source"] == source), "{changed:?}");
    }
    let day = press.lines(&["diff", "2031-05-08", "2031-05-08", "--store", "kg"]);
    assert!(day.is_empty(), "{day:?}");
}
