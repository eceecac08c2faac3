//! Whom 双方, 两国, 三国, 我们 and clauses without a subject mean.

use crate::engine::{Engine, ReadOptions};
use proptest::prelude::*;
use std::sync::LazyLock;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(None).unwrap());

/// Who may speak or be spoken of.
const PARTIES: [&str; 16] = [
    "他",
    "她们",
    "我们",
    "我方",
    "双方",
    "两国",
    "三国",
    "对方",
    "您",
    "贵国",
    "各方",
    "成员国",
    "会议",
    "专家",
    "挪威外长",
    "欧盟",
];
/// What they may say or do.
const DEEDS: [&str; 12] = [
    "表示",
    "强调",
    "对此指出",
    "就此提出三点主张",
    "发表讲话",
    "郑重声明",
    "反对制裁",
    "希望",
    "愿同对方加强合作",
    "会见",
    "与对方签署协定",
    "再次提及此事,称",
];
/// What may stand between clauses.
const MARKS: [&str; 8] = ["", "，", "。", "：", "“", "”", "\n", "\n\n"];

/// The values of a slot in all facts of a class, as codes or names, in the order of the text.
fn values(text: &str, class: &str, slot: &str) -> Vec<Vec<String>> {
    let options = ReadOptions { date: Some("2024-05-02".into()), ..ReadOptions::default() };
    let document = ENGINE.read("a.txt", text.as_bytes(), &options).unwrap();
    let name = |value: &crate::fact::Value| match value {
        crate::fact::Value::Entity(id) => {
            let entity = ENGINE.lexicon.entity(*id);
            entity.code.as_deref().unwrap_or(&entity.name).to_owned()
        }
        crate::fact::Value::Name(name) => name.to_string(),
        other => format!("{other:?}"),
    };
    let facts = ENGINE.extract(&document).facts;
    let of_class = facts.iter().filter(|f| &*f.class == class);
    of_class.map(|f| f.slot(slot).iter().map(name).collect()).collect()
}

#[test]
fn the_two_are_who_meets_not_what_the_talks_touch() {
    let text = "王毅同挪威外交大臣举行会谈

王毅同挪威外交大臣艾德在奥斯陆举行会谈。

双方还就阿富汗、伊朗局势交换了意见。

两国外长都认为，会谈富有成果。";
    assert_eq!(values(text, "Position", "holder"), [["CN", "NO"]]);
    let text = "挪威首相同中国总理通电话。双方就阿富汗、伊朗和朝鲜半岛局势交换意见。两国领导人都认为，通话富有成果。";
    assert_eq!(values(text, "Position", "holder"), [["NO", "CN"]]);
}

#[test]
fn a_body_that_acts_with_a_state_is_one_of_the_two() {
    let actors = |text: &str| values(text, "Commitment", "actor").concat();
    for (told, two) in [
        ("国际原子能机构与伊朗举行会谈，", ["国际原子能机构", "IR"]),
        ("国际原子能机构总干事格罗西同伊朗外长举行会谈。", ["国际原子能机构", "IR"]),
        ("欧盟委员会主席冯德莱恩会见挪威首相斯特勒。", ["欧洲联盟", "NO"]),
        ("欧盟委员会和挪威政府2日发表联合声明，", ["欧洲联盟", "NO"]),
        ("哈马斯与以色列2日达成协议，", ["哈马斯", "IL"]),
        // A body whose office somebody holds is not there itself, nor one in whose frame others act.
        ("中共中央总书记习近平同越共中央总书记阮富仲举行会谈。", ["CN", "VN"]),
        ("挪威和冰岛将在联合国和世界贸易组织框架内加强协调。", ["NO", "IS"]),
    ] {
        assert_eq!(
            actors(&format!("{told}双方同意加强合作。")).iter().rev().take(2).rev().collect::<Vec<_>>(),
            two,
            "{told}"
        );
    }
}

#[test]
fn he_is_who_opens_the_last_sentence_with_a_name_whatever_stands_before_it() {
    let offices = "中共中央政治局常委、国务院副总理丁薛祥2日传达了习近平主席讲话精神。他强调，要坚持渔业改革。";
    assert_eq!(values(offices, "Position", "holder"), [["丁薛祥"]]);
    let on = "李强会见挪威首相斯特勒。斯特勒高度评价习近平主席的讲话。他说，挪方正同中方加强协调。挪威各界都愿深化合作。他表示，他反对滥捕。";
    assert_eq!(values(on, "Position", "holder").last().unwrap(), &["斯特勒"]);
}

#[test]
fn regions_that_stand_together_are_no_pair() {
    let text = "王毅表示，冰岛是第一个同中国商签自贸协定的北欧国家和欧洲国家。双方将扩大鱼粉贸易。";
    assert_eq!(values(text, "Commitment", "actor"), [["IS", "CN"]]);
}

#[test]
fn two_who_do_something_with_each_other_are_the_pair() {
    let text = "中法关系顺利发展。秘鲁总统表示，秘方愿同智方修建铁路。秘鲁愿与冰岛共享数据，两国将互派专家。";
    assert_eq!(values(text, "Commitment", "actor").last().unwrap(), &["PE", "IS"]);
}

#[test]
fn two_others_whom_the_story_names_alone_are_the_pair() {
    let text = "到访冰岛的秘鲁总统10日宣布，秘鲁将向冰岛购买渔船。双方将签署供货合同。";
    assert_eq!(values(text, "Commitment", "actor").last().unwrap().len(), 2);
    assert!(values(text, "Commitment", "actor").iter().flatten().all(|v| v != "CN"));
}

#[test]
fn a_number_of_states_is_as_many_as_stand_together() {
    let told = "李强总理与韩国总统尹锡悦、日本首相岸田文雄共同会见记者。三国领导人重申支持自由贸易。";
    assert_eq!(values(told, "Position", "holder"), [["CN", "KR", "JP"]]);
    let untold = "伊朗同六国举行谈判。挪威和冰岛提供场地。六国重申支持外交努力。";
    assert_eq!(values(untold, "Position", "holder").iter().filter(|v| !v.is_empty()).count(), 0);
}

#[test]
fn in_a_speech_we_are_the_country_or_body_of_who_holds_it() {
    let speech = "各位同事：\n\n我们将减少捕捞。我国反对滥捕，我们支持中方的立场。";
    for head in [
        "在世界渔业大会上的讲话\n\n挪威首相 斯特勒\n\n（2024年5月2日，奥斯陆）",
        "挪威首相斯特勒在世界渔业大会开幕式上的致辞（全文）",
        "新华社奥斯陆5月2日电 挪威首相斯特勒2日在世界渔业大会上致辞，中国代表王毅在座。以下为讲话全文。",
        "挪威承诺与各国一道保护海洋\n\n挪威首相斯特勒 2024年5月2日",
        "发言人：挪威首相斯特勒\n\n地点：北京",
    ] {
        let text = format!("{head}\n\n{speech}我们愿为此提供资金。");
        assert_eq!(values(&text, "Position", "holder"), [["NO"], ["NO"]], "{head}");
        assert!(values(&text, "Commitment", "actor").contains(&vec!["NO".to_owned()]), "{head}");
    }
    let text = format!("联合国秘书长古特雷斯在世界海洋日的致辞\n\n{speech}");
    assert_eq!(values(&text, "Position", "holder"), [["联合国"], ["联合国"]]);
    let text = format!("驻英国大使郑泽光在中英渔业论坛上的演讲\n\n{speech}");
    assert_eq!(values(&text, "Position", "holder"), [["CN"], ["CN"]]);
}

#[test]
fn we_and_bare_ministries_are_those_of_whose_report_the_text_is() {
    let position = |text: &str| values(text, "Position", "holder").concat();
    assert_eq!(
        position("（中央社記者陳某台北2日電）外交部今天表示，我國反對滥捕，外交部歡迎挪威的立場。"),
        ["TW", "台湾外交部"]
    );
    assert_eq!(position("中華民國外交部長林佳龍說明漁業合作。外交部歡迎挪威的立場。"), ["中华民国外交部"]);
    assert_eq!(position("越通社河内5月2日电 外交部发言人范秋姮2日表示，我国反对滥捕。"), ["VN"]);
    assert_eq!(position("总统2日会见到访我国的中国国家副主席韩正，李显龙总理设宴。我国支持禁渔。"), ["SG"]);
    // An agency that reports from abroad, and one of Hong Kong, call China's ministry so.
    for agency in ["路透社北京5月2日电", "香港中评社香港5月2日电"] {
        assert_eq!(position(&format!("{agency} 外交部发言人毛宁2日表示，我国反对滥捕。")), ["CN"]);
    }
    assert_eq!(position("（中央社記者陳某台北2日電）外交部今天表示，大陸外交部支持禁渔。"), ["中华人民共和国外交部"]);
}

#[test]
fn we_of_somebody_who_speaks_for_no_state_are_he_and_of_nobody_are_none() {
    let holders = |text: &str| values(text, "Position", "holder");
    assert_eq!(holders("村支书张卫国说：“我们支持禁渔。”"), [["张卫国"]]);
    assert!(holders("一名游客说：“我们支持禁渔。”").concat().is_empty());
    let text = "东盟外长会议2日闭幕，会议发表了联合声明。\n\n声明指出：“我们呼吁各方克制。”";
    assert_eq!(holders(text), [["东南亚国家联盟"]]);
}

#[test]
fn words_between_marks_end_with_them() {
    let text = "文章《我们支持禁渔》引发关注，评论各异。挪威首相表示，“我们支持对话”的说法不实。";
    let objects = values(text, "Position", "object");
    assert!(
        objects.concat().iter().all(|object| !object.contains("关注") && !object.starts_with("Text(\"的")),
        "{objects:?}"
    );
}

#[test]
fn each_part_of_a_headline_has_its_own_subject() {
    let text = "李强会见挪威首相斯特勒 双方同意扩大渔业合作\n\n新华社北京5月2日电 李强2日会见斯特勒。";
    assert_eq!(values(text, "Commitment", "actor"), [["CN", "NO"]]);
    let text = "李强致信祝贺挪威渔业学会成立 斯特勒作出批示\n\n新华社北京5月2日电 李强2日致信。";
    assert!(values(text, "Position", "object").concat().iter().all(|object| !object.contains("斯特勒")));
    let text = "李强作出批示强调 弘扬渔民精神 中国渔业要凝聚中国力量\n\n新华社北京5月2日电 李强2日作出批示。";
    assert!(values(text, "Position", "object").concat().iter().any(|object| object.ends_with("中国力量\")")), "{text}");
    let text = "李强会见挪威首相强调 双方要扩大渔业合作\n\n新华社北京5月2日电 李强2日会见。";
    assert_eq!(values(text, "Position", "holder"), [["李强"]]);
}

#[test]
fn what_tells_of_a_speech_or_of_who_held_it_is_none() {
    let told = "挪威首相斯特勒在渔业大会上的讲话引发热议\n\n中国代表热议斯特勒的讲话。我们反对滥捕，我们支持禁渔。";
    let report = "挪威首相斯特勒：保护海洋\n\n挪威首相斯特勒2日到访北京。我们反对滥捕，我们欢迎他。我们支持禁渔。";
    let written = "记者 斯特勒\n\n我们反对滥捕。我们支持禁渔。";
    for text in [told, report, written] {
        let holders = values(text, "Position", "holder");
        assert!(holders.iter().flatten().all(|holder| holder == "CN"), "{text}: {holders:?}");
    }
}

#[test]
fn in_the_declaration_of_a_body_we_are_the_body() {
    let text = "七国集团财长公报

2023年5月13日

1.我们承诺稳定粮价。我们谴责囤积粮食的行为。

2.成员国重申支持自由贸易。";
    assert_eq!(values(text, "Commitment", "actor"), [["七国集团"]]);
    assert_eq!(values(text, "Position", "holder"), [["七国集团"], ["七国集团"]]);
}

#[test]
fn the_statement_of_one_ministry_is_its_countrys_whomever_it_names() {
    let text = "中华人民共和国外交部关于冰岛所提渔场仲裁的声明

冰岛单方面提起仲裁，违反中冰渔业协定。

中国重申以下立场。仲裁庭的行为违反国际法。";
    let holders = values(text, "Position", "holder");
    assert!(!holders.is_empty() && holders.iter().all(|v| v == &["CN"]), "{holders:?}");
}

#[test]
fn a_side_that_does_anything_is_who_goes_on() {
    let text = "挪威首相斯特勒表示，港口已经建成。挪方疏通了航道，愿同中方扩大航运合作。";
    assert_eq!(values(text, "Commitment", "actor"), [["NO"]]);
    let hoped_of = "挪威首相斯特勒表示，冰方渔业资源丰富，希望冰方扩大出口。";
    assert_eq!(values(hoped_of, "Commitment", "actor"), [["斯特勒"]]);
}

#[test]
fn who_harms_something_is_not_who_demands_an_end_to_it() {
    let text = "问：请问有何评论？\n答：挪方严重损害渔民的权益，必须尽快放船。";
    assert!(values(text, "Position", "holder").iter().all(|v| v == &["CN"]));
    let says_so = "问：请问有何评论？\n答：冰方已经作出回应，强调必须尽快放船。";
    assert_eq!(values(says_so, "Position", "holder"), [["IS"]]);
}

#[test]
fn what_a_minister_hopes_his_country_hopes_and_where_he_goes_he_goes() {
    let text = "王毅表示，希望挪方开放港口。王毅将于6月访问冰岛。";
    assert_eq!(values(text, "Commitment", "actor"), [["CN"], ["王毅"]]);
}

#[test]
fn we_of_a_stranger_are_the_country_of_the_office() {
    let text = "王毅会见秘鲁国防部长卡斯塔德。

卡斯塔德说，秘中关系很好，我们愿扩大鱼粉贸易。";
    assert_eq!(values(text, "Commitment", "actor"), [["PE"]]);
}

#[test]
fn he_at_the_head_of_a_sentence_is_who_did_what_is_told_before() {
    let text = "斯特勒请李克强转达他对王毅的问候。他说，挪威人民喜欢中国茶叶。他强调，必须坚持多边贸易。";
    assert_eq!(values(text, "Position", "holder"), [["斯特勒"]]);
}

/// How the facts of a class are meant.
fn modes(text: &str, class: &str) -> Vec<crate::fact::Mode> {
    let document = ENGINE.read("a.txt", text.as_bytes(), &ReadOptions::default()).unwrap();
    ENGINE.extract(&document).facts.iter().filter(|f| &*f.class == class).map(|f| f.mode).collect()
}

#[test]
fn what_is_alleged_of_somebody_is_not_his_own_word() {
    use crate::fact::Mode::{Done, Reported};
    assert_eq!(modes("有人指责挪方支持海盗，这不是事实。", "Position"), [Reported]);
    assert_eq!(modes("冰岛外长声称，挪威支持海盗。", "Position"), [Reported]);
    assert_eq!(modes("问：有报道称挪威支持海盗，请问有何评论？", "Position"), [Reported]);
    assert_eq!(modes("挪威首相斯托尔滕贝格声称，挪威支持海上救援。", "Position"), [Done]);
}

#[test]
fn the_day_of_speaking_is_no_date_of_what_is_said() {
    let start = |text: &str| values(text, "VisaWaiver", "start");
    assert_eq!(start("挪威首相8日表示，挪威将对秘鲁公民免签。"), [Vec::<String>::new()]);
    assert_eq!(start("挪威首相8日表示，自6月1日起，挪威将对秘鲁公民免签。"), [["Time(\"2024-06-01\")"]]);
}

proptest! {
    /// Whose words a sentence tells depends on whom a pronoun means, and whom it means on whose words are told: no
    /// mixture of both leads astray.
    #[test]
    fn whoever_speaks_of_whomever_the_reading_ends(clauses in prop::collection::vec((0..PARTIES.len(), 0..DEEDS.len(), 0..MARKS.len()), 1..12)) {
        let text: String = clauses.into_iter().flat_map(|(who, deed, mark)| [PARTIES[who], DEEDS[deed], MARKS[mark]]).collect();
        let document = ENGINE.read("a.txt", text.as_bytes(), &ReadOptions::default()).unwrap();
        for fact in ENGINE.extract(&document).facts {
            prop_assert!(fact.span.start < fact.span.end && fact.span.end <= document.text.len());
        }
    }
}
