use super::*;
use crate::source::Source;
use std::sync::LazyLock;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::built_in);
static UNITS: LazyLock<Units> = LazyLock::new(Units::built_in);

fn read(text: &str) -> (Document, Vec<Mention>) {
    let doc = Document::new(Source::from_text("t", text), Some("2016-05-10"));
    let mentions = find(&doc, &LEXICON, &UNITS, Mode::Guide);
    (doc, mentions)
}

/// The mentions of a text as `text=name/class`, names only where they differ from the text.
fn names(text: &str, classes: &[Class]) -> Vec<String> {
    let (doc, mentions) = read(text);
    let show = |m: &Mention| {
        let written = m.span.of(&doc.text);
        let name = match &m.referent {
            Referent::Listed(id) => LEXICON.entity(*id).code.as_deref().unwrap_or(&LEXICON.entity(*id).name).to_owned(),
            Referent::Unlisted(name) => name.to_string(),
            _ => written.to_owned(),
        };
        if name == written { name } else { format!("{written}={name}") }
    };
    mentions.iter().filter(|m| classes.contains(&m.class)).map(show).collect()
}

fn countries(text: &str) -> Vec<String> {
    names(text, &[Class::Country, Class::Region])
}

#[test]
fn pairs_and_lists_of_single_characters() {
    assert_eq!(countries("发言人说,中俄两国将续签协议。"), ["中=CN", "俄=RU"]);
    assert_eq!(countries("游客多来自新马泰。"), ["新=SG", "马=MY", "泰=TH"]);
    assert_eq!(countries("巴以双方都应克制。"), ["巴=PS", "以=IL"]);
    assert_eq!(countries("中、俄、印三国外长通了话。"), ["中=CN", "俄=RU", "印=IN"]);
    assert_eq!(countries("中、美、欧盟和东盟都派了代表。"), ["中=CN", "美=US"]);
    assert_eq!(countries("会上有中、英、挪威的代表。"), ["中=CN", "英=GB", "挪威=NO"]);
    assert_eq!(countries("途中、美食、欧盟。"), Vec::<String>::new());
    assert_eq!(countries("美方宣布后,中方作出回应。"), ["美=US", "中=CN"]);
    assert_eq!(countries("该国驻华大使离任,赴美任职。"), ["华=CN", "美=US"]);
}

#[test]
fn characters_that_are_no_country() {
    for text in [
        "他们在谈判中说明了立法方面的考虑。",
        "双方对日益紧张的气氛感到忧虑。",
        "这座城市的中部和西部很美。",
        "各地集中力量,以新方法解决老问题。",
        "对美好生活的向往没有改变。",
        "地方政府对非法捕捞加大打击。",
    ] {
        assert!(countries(text).is_empty(), "{text}: {:?}", countries(text));
    }
}

#[test]
fn a_shared_character_means_what_the_surroundings_name() {
    assert_eq!(countries("巴西外长今天来访,中巴关系面临机遇。"), ["巴西=BR", "中=CN", "巴=BR"]);
    assert_eq!(countries("中巴经济走廊进展顺利。"), ["中=CN", "巴=PK"]);
    assert_eq!(countries("马尔代夫总统说,中马友谊长存。"), ["马尔代夫=MV", "中=CN", "马=MV"]);
}

#[test]
fn near_misses_are_told_apart() {
    assert_eq!(countries("中华人民共和国与朝鲜建交。"), ["中华人民共和国=CN", "朝鲜=KP"]);
    assert_eq!(countries("朝鲜半岛局势趋缓。"), ["朝鲜半岛"]);
    assert_eq!(countries("南非位于南部非洲。"), ["南非=ZA", "南部非洲"]);
    assert_eq!(
        countries("白俄罗斯、几内亚比绍、赤道几内亚和尼日利亚。"),
        ["白俄罗斯=BY", "几内亚比绍=GW", "赤道几内亚=GQ", "尼日利亚=NG"]
    );
    assert_eq!(countries("5月7日本报刊发文章。"), Vec::<String>::new());
    assert_eq!(
        names("中南半岛的学者访问了中南大学。", &[Class::Region, Class::Organization]),
        ["中南半岛", "中南大学"]
    );
}

#[test]
fn names_inside_names() {
    let bodies = |text: &str| names(text, &[Class::Organization]);
    assert_eq!(bodies("外交部长出席。"), ["外交部=中华人民共和国外交部"]);
    assert_eq!(bodies("联合国安理会开会。"), ["联合国安理会=联合国安全理事会", "联合国"]);
    assert_eq!(bodies("二十国集团成员达成一致。"), ["二十国集团"]);
    // The bare ministry is China's; behind another country's name it is not.
    assert_eq!(bodies("瓦努阿图财政部发布预算。"), ["瓦努阿图财政部"]);
}

#[test]
fn unlisted_people_by_title_and_form() {
    let people = |text: &str| names(text, &[Class::Person]);
    assert_eq!(people("国家林业局副局长周临川表示赞同。"), ["周临川"]);
    assert_eq!(people("日本自民党干事长武部勤和公明党干事长服部勤来访。"), ["武部勤", "服部勤"]);
    assert_eq!(people("研究员孙知远和教授吴一鸣出席。"), ["孙知远", "吴一鸣"]);
    assert_eq!(people("该国外长穆拉托夫昨日抵达。穆拉托夫将停留两天。"), ["穆拉托夫", "穆拉托夫"]);
    assert_eq!(people("部长伊萨·本杰明说,一切正常。本杰明没有多谈。"), ["伊萨·本杰明", "本杰明=伊萨·本杰明"]);
    assert_eq!(people("我们会见了古尔班总统。"), ["古尔班"]);
    // Any character may stand between two dots, or in a first part behind a title; a link ends the name.
    assert_eq!(people("外长安洁拉·本·穆拉托夫和伊萨·贝尔格到会。"), ["安洁拉·本·穆拉托夫", "伊萨·贝尔格"]);
    assert_eq!(people("我谨感谢洛比助理秘书长。"), ["洛比"]);
    for text in ["专家高度评价这一成果。", "总书记文章发表后反响热烈。", "代表常年驻村。", "主席应当公正。"]
    {
        assert!(people(text).is_empty(), "{text}: {:?}", people(text));
    }
}

#[test]
fn the_post_beside_a_shared_surname_says_who_is_meant() {
    let people = |text: &str| names(text, &[Class::Person]);
    assert_eq!(people("印度国防部长辛格到访。辛格会见了记者。"), ["辛格=拉杰纳特·辛格", "辛格=拉杰纳特·辛格"]);
    assert_eq!(people("印度前总理辛格到访。"), ["辛格=曼莫汉·辛格"]);
    assert_eq!(people("印度卫生部长辛格到访。"), ["辛格"]);
    assert_eq!(people("世卫组织总干事辛格到访。"), ["辛格"]);
    // Of whom the text says no more, nobody knows who it is.
    assert_eq!(people("代表团会见了罗德里格斯议长。"), ["罗德里格斯"]);
    assert_eq!(people("代表团到过罗德里格斯。"), Vec::<String>::new());
}

#[test]
fn roles_join_the_titles_beside_a_name() {
    let role = |text: &str| read(text).1.into_iter().find(|m| m.class == Class::Person).and_then(|m| m.role);
    assert_eq!(role("外交部副部长周临川出席。").as_deref(), Some("外交部副部长"));
    // A listed ministry keeps its name beside the title of its head.
    assert_eq!(role("加拿大外交部长穆拉托夫出席。").as_deref(), Some("加拿大外交部长"));
    assert_eq!(role("以色列国防部长穆拉托夫出席。").as_deref(), Some("以色列国防部长"));
    assert_eq!(role("挪威常驻联合国代表穆拉托夫发言。").as_deref(), Some("挪威常驻联合国代表"));
    assert_eq!(role("冰岛政府高级官员和挪威驻冰岛大使穆拉托夫出席。").as_deref(), Some("挪威驻冰岛大使"));
    assert_eq!(role("国务委员兼外长周临川出席。").as_deref(), Some("国务委员兼外长"));
    assert_eq!(role("研究员孙知远委员说。").as_deref(), Some("研究员、委员"));
    assert_eq!(role("周临川同志说。"), None);
}

#[test]
fn unlisted_bodies_meetings_and_documents() {
    let bodies = |text: &str| names(text, &[Class::Organization]);
    assert_eq!(bodies("她任职于挪威能源与气候研究所。"), ["挪威能源与气候研究所"]);
    assert_eq!(bodies("有关专门委员会将开会。"), Vec::<String>::new());
    assert_eq!(bodies("大学生参观了西部的部队和部分企业。"), Vec::<String>::new());
    let events = |text: &str| names(text, &[Class::Event]);
    assert_eq!(events("第九次中挪能源政策对话在奥斯陆举行。"), ["第九次中挪能源政策对话"]);
    assert_eq!(events("双方在第二次会议上交换意见。"), Vec::<String>::new());
    assert_eq!(events("中挪元首会晤取得成果。"), ["中挪元首会晤"]);
    let documents = |text: &str| names(text, &[Class::Document]);
    assert_eq!(documents("双方签署《海上搜救合作谅解备忘录》。"), ["海上搜救合作谅解备忘录"]);
    assert_eq!(documents("安理会第1701号决议应得到执行。"), ["安理会第1701号决议"]);
    assert_eq!(documents("安理会的第4567(1999)号决议和大会70/8号决议都有效。"), ["第4567(1999)号决议", "70/8号决议"]);
    assert_eq!(names("《奥斯陆晚报》报道了此事。", &[Class::Organization]), ["奥斯陆晚报"]);
}

#[test]
fn short_forms_that_the_text_introduces() {
    let text = "挪威海洋资源研究所(以下简称“海研所”)成立。海研所将招聘人员。";
    let found = names(text, &[Class::Organization]);
    assert_eq!(found, ["挪威海洋资源研究所", "海研所=挪威海洋资源研究所", "海研所=挪威海洋资源研究所"]);
    let text = "各方磋商《北海渔业行为准则》。“准则”对各方都有利。";
    assert_eq!(names(text, &[Class::Document]), ["北海渔业行为准则", "准则=北海渔业行为准则"]);
}

#[test]
fn numbers_inside_names_are_no_amounts() {
    let amounts = |text: &str| names(text, &[Class::Quantity, Class::Time]);
    assert_eq!(amounts("77国集团和中国举行峰会,共有134个国家参加。"), ["134个国家"]);
    assert_eq!(amounts("向35个非洲国家和2个欧洲国家派出专家组。"), ["35个非洲国家", "2个欧洲国家"]);
    assert_eq!(amounts("第三届“丝路”国际合作论坛开幕。"), Vec::<String>::new());
}

#[test]
fn a_traditional_text_reads_the_same() {
    assert_eq!(countries("外交部發言人說,中歐關係發展順利。"), ["中=CN", "欧=欧洲"]);
    assert_eq!(countries("紐西蘭與澳大利亞簽約。"), ["纽西兰=NZ", "澳大利亚=AU"]);
}

#[test]
fn the_line_of_a_mention_has_code_points_and_bytes() {
    let (doc, mentions) = read("　今日 中 国外长访问。");
    let country = mentions.iter().find(|m| m.class == Class::Country).unwrap();
    let line = serde_json::to_value(line(country, &doc, &LEXICON)).unwrap();
    assert_eq!((line["start"].as_u64(), line["end"].as_u64()), (Some(4), Some(7)));
    assert_eq!(line["text"], "中 国");
    assert_eq!((line["start_byte"].as_u64(), line["end_byte"].as_u64()), (Some(10), Some(17)));
    assert_eq!(line["id"], "CN");
}

#[test]
fn a_users_file_adds_names_and_entities() {
    let file = "@prefix dg: <https://w3id.org/diplograph/ns#> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n\
        @prefix country: <https://w3id.org/diplograph/id/country/> .\n@prefix org: <https://w3id.org/diplograph/id/org/> .\n\
        country:CH skos:altLabel \"赫尔维蒂\"@zh .\norg:雪山会 a dg:Organization ; skos:prefLabel \"雪山会\"@zh ; dg:country country:CH .\n";
    let lexicon = Lexicon::load(true, &[("own.ttl".into(), file.into())]).unwrap();
    let doc = Document::new(Source::from_text("t", "雪山会设在赫尔维蒂。"), None);
    let found: Vec<_> = find(&doc, &lexicon, &UNITS, Mode::Guide)
        .iter()
        .map(|m| lexicon.entity(if let Referent::Listed(id) = m.referent { id } else { panic!() }).name.to_string())
        .collect();
    assert_eq!(found, ["雪山会", "瑞士"]);
    for (text, part) in [
        ("@prefix x: <urn:x/> .\nx:a x:b \"c\" .", "no property"),
        ("@prefix dg: <https://w3id.org/diplograph/ns#> .\n<urn:x/a> a dg:Organisation .", "no class"),
        ("@prefix dg: <https://w3id.org/diplograph/ns#> .\n<urn:x/a> dg:country <urn:x/b> .", "no class"),
    ] {
        let error = Lexicon::load(true, &[("own.ttl".into(), text.into())]).unwrap_err();
        assert!(
            error.message.contains(part) && error.place.as_deref().is_some_and(|p| p.starts_with("own.ttl:")),
            "{error}"
        );
    }
}

#[test]
fn agreements_without_title_marks() {
    assert_eq!(names("双方商谈中挪渔业合作协定。", &[Class::Document]), ["中挪渔业合作协定"]);
}

#[test]
fn short_forms_in_title_marks_refer_back() {
    let text = "按照《北海海底电缆保护公约》(以下简称《公约》)的规定,《公约》第三条仍然有效。";
    let found = names(text, &[Class::Document]);
    let full = "北海海底电缆保护公约";
    assert_eq!(found, [full, &format!("公约={full}"), &format!("公约={full}")]);
    let text = "两国元首出席中非合作论坛奥斯陆峰会。奥斯陆峰会取得成果。";
    let found = names(text, &[Class::Event]);
    assert_eq!(found, ["中非合作论坛奥斯陆峰会", "奥斯陆峰会=中非合作论坛奥斯陆峰会"]);
}

#[test]
fn people_in_front_of_titles_and_spelled_in_latin_letters() {
    let people = |text: &str| names(text, &[Class::Person]);
    assert_eq!(people("医院邀请感染科主任周临川教授讲课。"), ["周临川"]);
    assert_eq!(people("最早报告的周海伦医生、麦尔卡医生受到表彰。"), ["周海伦", "麦尔卡"]);
    assert_eq!(people("该国总理渥荷(Serge Vohor)签了字。"), ["渥荷"]);
    assert_eq!(people("该国外长穆拉托夫、鲁比洛娃还提出了建议。"), ["穆拉托夫", "鲁比洛娃"]);
    // A listed place inside the name, and a listed name that goes on.
    assert_eq!(people("代表团团长马吉达拉尼将率团前来。"), ["马吉达拉尼"]);
    assert_eq!(people("国务秘书艾力沙·雷先科28日说。"), ["艾力沙·雷先科"]);
    for text in ["着眼地区长治久安和地区长期稳定。", "各方尊重全体委员的意见。", "洛阳舰和罗斯福号航母都在附近。"]
    {
        assert!(people(text).is_empty(), "{text}: {:?}", people(text));
    }
}

#[test]
fn works_and_sites_behind_the_names_of_places() {
    let places = |text: &str| names(text, &[Class::Place]);
    assert_eq!(places("中塔乌公路已经通车。"), ["中塔乌公路"]);
    assert_eq!(places("客人抵达昆明火车站。"), ["昆明火车站", "昆明=昆明市"]);
    assert_eq!(places("省会伊德利卜省和卡塔赫纳市都受影响。"), ["伊德利卜省=伊德利卜", "卡塔赫纳市=卡塔赫纳"]);
    assert_eq!(places("该国首座核电站和最大机场正在施工。"), Vec::<String>::new());
    assert_eq!(places("法国巴黎北部某高速公路封闭。"), ["巴黎"]);
    // No country lies in the name of a city of another.
    assert_eq!(countries("大马士革和马里兰州都很远。"), Vec::<String>::new());
}

#[test]
fn meetings_by_who_meets_and_what_countries_go_through() {
    let events = |text: &str| names(text, &[Class::Event]);
    assert_eq!(events("双方举行中印边界问题特别代表年度会晤。"), ["中印边界问题特别代表年度会晤"]);
    assert_eq!(events("他出席了二十国集团卫生部长会议。"), ["二十国集团卫生部长会议"]);
    assert_eq!(events("G20贸易部长会议开幕。"), ["G20贸易部长会议=二十国集团贸易部长会议"]);
    assert_eq!(events("挪威大选和海地骚乱引起关注。"), ["挪威大选", "海地骚乱"]);
    assert_eq!(events("双方将举行第二轮高层会谈和中挪双边会谈。"), Vec::<String>::new());
}

#[test]
fn what_stands_in_title_marks() {
    assert_eq!(names("他发表题为《携手前行》的署名文章。", &[Class::Document]), Vec::<String>::new());
    assert_eq!(names("《北方观察》记者问,此事是否属实。", &[Class::Organization]), ["北方观察"]);
    assert_eq!(names("议员提出“北海渔业保护法案”。", &[Class::Document]), ["北海渔业保护法案"]);
}

#[test]
fn the_first_character_of_a_country_that_the_text_names() {
    let found = countries("所罗门群岛外长来访,中方愿同所方共同努力。");
    assert_eq!(found, ["所罗门群岛=SB", "中=CN", "所=SB"]);
    assert_eq!(countries("研究所方面表示,愿同所方合作。"), Vec::<String>::new());
}

#[test]
fn another_cut_of_the_same_characters() {
    assert_eq!(names("非中共建美好家园。", &[Class::Organization]), Vec::<String>::new());
    assert_eq!(countries("传承中非传统友好,加强非中团结合作。"), ["中=CN", "非=非洲", "非=非洲", "中=CN"]);
    assert_eq!(names("以此次访华为契机。", &[Class::Organization]), Vec::<String>::new());
}

#[test]
fn one_word_apart() {
    let all = [Class::Country, Class::Region, Class::Organization, Class::Event, Class::Place];
    assert_eq!(names("中华民国成立于1912年。", &all)[..1], ["中华民国=TW"]);
    assert_eq!(names("联大校友会开会。", &[Class::Event]), Vec::<String>::new());
    assert_eq!(names("美国国会通过决议。", &[Class::Organization]), ["美国国会"]);
    assert_eq!(names("朝鲜半岛与朝鲜。", &all), ["朝鲜半岛", "朝鲜=KP"]);
    assert_eq!(names("印度与印度尼西亚,印度洋与印第安纳州。", &[Class::Country]), ["印度=IN", "印度尼西亚=ID"]);
    assert_eq!(
        names("伊拉克、伊朗、爱尔兰、北爱尔兰、冰岛。", &[Class::Country]),
        ["伊拉克=IQ", "伊朗=IR", "爱尔兰=IE", "冰岛=IS"]
    );
    assert_eq!(
        names("瑞典和瑞士,奥地利和澳大利亚。", &[Class::Country]),
        ["瑞典=SE", "瑞士=CH", "奥地利=AT", "澳大利亚=AU"]
    );
    assert_eq!(
        names("斯洛伐克和斯洛文尼亚,立陶宛和拉脱维亚。", &[Class::Country]),
        ["斯洛伐克=SK", "斯洛文尼亚=SI", "立陶宛=LT", "拉脱维亚=LV"]
    );
    assert_eq!(
        names("多米尼加和多米尼克,刚果(金)和刚果(布)。", &[Class::Country]),
        ["多米尼加=DO", "多米尼克=DM", "刚果(金)=CD", "刚果(布)=CG"]
    );
    assert_eq!(
        names("尼日尔和尼日利亚,毛里求斯和毛里塔尼亚。", &[Class::Country]),
        ["尼日尔=NE", "尼日利亚=NG", "毛里求斯=MU", "毛里塔尼亚=MR"]
    );
}

#[test]
fn a_surname_before_a_title_refers_back() {
    let people = |text: &str| names(text, &[Class::Person]);
    assert_eq!(people("周临川部长到访。周部长会见了客人。会后,周部长离开。"), ["周临川", "周=周临川", "周=周临川"]);
    assert_eq!(people("会后,周部长离开。"), Vec::<String>::new());
}

#[test]
fn assemblies_years_and_virtues() {
    let events = |text: &str| names(text, &[Class::Event]);
    assert_eq!(events("他会见第60届联大主席。"), ["第60届联大"]);
    assert_eq!(events("大会把明年定为国际河流保护年。"), ["国际河流保护年"]);
    assert_eq!(events("这是世界第二十日。"), Vec::<String>::new());
    let doctrines = |text: &str| names(text, &[Class::Doctrine]);
    assert_eq!(doctrines("反对任何“口罩民族主义”。"), ["口罩民族主义"]);
    assert_eq!(doctrines("秉持平等、开放、透明的发展理念。"), ["平等、开放、透明的发展理念"]);
    assert_eq!(countries("来华采访的记者和在华企业。"), ["华=CN", "华=CN"]);
}

#[test]
fn titles_of_documents_and_of_other_works() {
    let documents = |text: &str| names(text, &[Class::Document]);
    assert_eq!(documents("会议审议通过《河道保护条例(试行)》和《渔业发展规划(2016-2020年)》。").len(), 2);
    assert_eq!(documents("两国签署《海洋之友》。"), ["海洋之友"]);
    for text in [
        "观众观看了《河流的故事》。",
        "电视剧《渔业保护法》昨晚播出。",
        "新华社播发长篇通讯《一条河的十年——治理纪实》。",
        "他爱读《孙子兵法》。",
        "画展展出《春天的田野》。",
    ] {
        assert!(documents(text).is_empty(), "{text}: {:?}", documents(text));
    }
    assert_eq!(names("研究成果刊登在《河流》杂志上。", &[Class::Organization]), ["河流"]);
    let text = "《河道保护条例(试行)》今天印发。《条例》共五章。";
    assert_eq!(documents(text)[1], "条例=河道保护条例(试行)");
    assert_eq!(documents("两国元首出席《将军与士兵》首演,将军与士兵都来了。"), Vec::<String>::new());
}

#[test]
fn occasions_at_anniversaries() {
    let events = |text: &str| names(text, &[Class::Event]);
    assert_eq!(events("他出席万隆会议60周年纪念活动。"), ["万隆会议60周年纪念活动", "万隆会议"]);
    assert_eq!(events("双方举行中国同挪威建交60周年招待会。"), ["中国同挪威建交60周年招待会"]);
    assert_eq!(events("9月3日举行纪念抗战胜利70周年阅兵式。"), ["纪念抗战胜利70周年阅兵式"]);
    assert_eq!(events("今年是中国同挪威建交60周年,双方将举行活动。"), Vec::<String>::new());
    assert_eq!(events("明年是建社20周年。"), Vec::<String>::new());
}

#[test]
fn plenums_years_games_and_incidents() {
    let events = |text: &str| names(text, &[Class::Event]);
    assert_eq!(
        events("党的十八届三中、四中全会作出部署,六中全会即将召开。"),
        ["党的十八届三中=中共十八届三中全会", "四中全会=中共十八届四中全会", "六中全会=中共十八届六中全会"]
    );
    assert_eq!(events("四中全会即将召开。"), Vec::<String>::new());
    assert_eq!(events("两国将举办中希海洋合作年。"), ["中希海洋合作年"]);
    assert_eq!(events("中希海洋合作年度会议今天开幕,两国文化年都很成功。"), Vec::<String>::new());
    assert_eq!(events("他在伦敦残奥会上夺冠。"), ["伦敦残奥会=伦敦残疾人奥林匹克运动会"]);
    assert_eq!(events("警方调查“假发票”事件。"), ["“假发票”事件=假发票事件"]);
}

#[test]
fn sessions_with_the_number_in_the_middle() {
    let events = |text: &str| names(text, &[Class::Event]);
    let apec = "亚太经合组织第二十四次领导人非正式会议";
    assert_eq!(events(&format!("他将出席{apec}。")), [apec]);
    let session = "第十二届全国人民代表大会常务委员会第十四次会议";
    assert_eq!(events(&format!("{session}今天闭幕。")), [session]);
    assert_eq!(events("两位部长在柏林会晤后宣布。"), Vec::<String>::new());
    assert_eq!(events("他谈到旧金山会晤以来的进展。"), ["旧金山会晤"]);
}

#[test]
fn formulas_and_what_is_none() {
    let doctrines = |text: &str| names(text, &[Class::Doctrine]);
    assert_eq!(doctrines("坚持“一国两制”方针不动摇。"), ["一国两制"]);
    assert_eq!(doctrines("推进“一带一路”战略。"), Vec::<String>::new());
    assert_eq!(names("推进“一带一路”战略。", &[Class::Document]), ["一带一路=“一带一路”倡议"]);
    for text in ["实施“十个全覆盖”工程。", "网店迎来“双十一”。", "她生了“双胞胎”。"]
    {
        assert!(doctrines(text).is_empty(), "{text}: {:?}", doctrines(text));
    }
}

#[test]
fn names_that_are_part_of_a_longer_word() {
    let all = [Class::Country, Class::Region, Class::Organization, Class::Place, Class::Person];
    for text in [
        "天南海北的客人都来了。",
        "各方有关岛礁的立场。",
        "汇率在均衡水平上波动。",
        "记者在采访中说。",
        "大呼拉尔主席到访。",
    ] {
        assert!(names(text, &all).is_empty(), "{text}: {:?}", names(text, &all));
    }
    assert_eq!(names("提克里特附近发生战斗。", &all), ["提克里特"]);
    assert_eq!(names("他在中南海会见客人。", &all), ["中南海"]);
    assert_eq!(names("客机落入南印度洋。", &all), ["南印度洋"]);
    assert_eq!(names("乌克兰局势紧张,乌国防部说。", &all), ["乌克兰=UA", "乌国防部=乌克兰国防部", "乌=UA"]);
    assert_eq!(names("延边州和黔东南自治州都在。", &all).len(), 2);
    assert_eq!(names("南非总统到访,中方愿同南方一道努力。", &[Class::Country]), ["南非=ZA", "中=CN", "南=ZA"]);
    assert_eq!(names("浙江省委作出部署。", &[Class::Organization]), ["浙江省委=中国共产党浙江省委员会"]);
}

#[test]
fn more_meetings_by_their_words() {
    let events = |text: &str| names(text, &[Class::Event]);
    assert_eq!(events("双方出席中国同安理会非洲成员国外长会。"), ["中国同安理会非洲成员国外长会"]);
    assert_eq!(events("他出席世界绿色城市论坛。"), ["世界绿色城市论坛"]);
    assert_eq!(events("举行巴以和平人士研讨会。"), ["巴以和平人士研讨会"]);
    assert_eq!(events("中国将办“南非年”。"), ["南非年"]);
    assert_eq!(events("两国与会者参加国际知名论坛。"), Vec::<String>::new());
    assert!(!events("挪威明年主办全球粮食峰会。").iter().any(|e| e.contains("主办")));
}

#[test]
fn a_namesake_is_not_the_listed_person() {
    let people = |text: &str| names(text, &[Class::Person]);
    assert_eq!(people("加拿大总理卡尼到访。卡尼说。"), ["卡尼=马克·卡尼", "卡尼=马克·卡尼"]);
    assert_eq!(people("美国白宫发言人卡尼作出回应。卡尼说。"), ["卡尼", "卡尼"]);
    assert_eq!(people("发言人杰伊·卡尼作出回应。卡尼说。")[1], "卡尼=杰伊·卡尼");
}

#[test]
fn roles_end_at_links_between_names() {
    let role = |text: &str| read(text).1.into_iter().find(|m| m.class == Class::Person).and_then(|m| m.role);
    assert_eq!(role("他在人民大会堂与挪威外长拉夫罗夫会谈。").as_deref(), Some("挪威外长"));
    assert_eq!(role("王毅代表中国政府致辞。"), None);
}

#[test]
fn rows_of_people_and_where_their_names_end() {
    let people = |text: &str| names(text, &[Class::Person]);
    assert_eq!(people("外长王毅、秘书长周临川、孙知远出席。"), ["王毅", "周临川", "孙知远"]);
    assert_eq!(people("国务委员王毅、周临川、孙知远参加会见。"), ["王毅", "周临川", "孙知远"]);
    assert_eq!(people("国王哈拉尔、王储出席。"), ["哈拉尔"]);
    assert_eq!(people("教授李军就中挪关系发表看法。"), ["李军"]);
    assert_eq!(people("教授明迪·科特勒和泰德·科特勒发言。"), ["明迪·科特勒", "泰德·科特勒"]);
    assert_eq!(people("副委员长向巴平措讲话。代表向主席报告。"), ["向巴平措"]);
    assert_eq!(people("秘书长潘基文强烈谴责袭击。"), ["潘基文"]);
    assert_eq!(people("帕巴拉·格列朗杰当选会长。"), ["帕巴拉·格列朗杰"]);
}

#[test]
fn meetings_by_level_place_and_quoted_name() {
    let events = |text: &str| names(text, &[Class::Event]);
    for meeting in [
        "中挪边界问题特别代表第三次会晤",
        "上海合作组织成员国政府首脑(总理)理事会第五次会议",
        "北极海洋合作论坛首次会议",
        "全球种子合作国际论坛首次会议",
        "不扩散核武器条约第三次审议大会",
        "金砖国家领导人奥斯陆会晤",
        "“海岛之友”高级别会议",
        "落实《海岛保护宣言》第三次高官会",
        "中国-挪威创新合作联合委员会第二次会议",
    ] {
        let found = events(&format!("他将出席{meeting}。"));
        assert_eq!(found.first().map(|e| e.split('=').next().unwrap_or_default()), Some(meeting), "{found:?}");
    }
    assert_eq!(events("三国外长在挪威奥斯陆会晤后宣布。"), Vec::<String>::new());
    assert_eq!(events("他谈到“海岛之友”会议。"), Vec::<String>::new());
    assert_eq!(events("中挪元首旧金山会晤以来,关系稳定。"), ["旧金山会晤"]);
    assert_eq!(events("中国——挪威渔业合作论坛开幕。"), ["中国——挪威渔业合作论坛=中国-挪威渔业合作论坛"]);
}

#[test]
fn resolutions_by_their_number() {
    let documents = |text: &str| names(text, &[Class::Document]);
    assert_eq!(documents("安理会9801号决议应得到执行。"), ["安理会9801号决议"]);
    assert_eq!(documents("安理会1701号决议应得到执行。"), ["安理会1701号决议=安理会第1701号决议"]);
    assert_eq!(documents("各方遵守第9901号决议。"), ["第9901号决议"]);
    assert_eq!(documents("会议通过3号决议和第12号文件。"), Vec::<String>::new());
    assert_eq!(documents("议员提出“海岛友邦保护及加强法案”。"), ["海岛友邦保护及加强法案"]);
    assert_eq!(documents("人群打出“反对海岛法案”的标语。"), Vec::<String>::new());
}

#[test]
fn a_mission_is_that_of_who_sends_it() {
    let bodies = |text: &str| names(text, &[Class::Organization]);
    assert_eq!(bodies("驻菲律宾使馆提醒渔民注意安全。"), ["驻菲律宾使馆"]);
    assert_eq!(bodies("中国驻菲律宾使馆提醒渔民注意安全。"), ["中国驻菲律宾使馆"]);
    assert_eq!(bodies("菲律宾使馆提醒渔民注意安全。"), ["菲律宾使馆"]);
    assert_eq!(bodies("各国驻华使馆派员出席。"), Vec::<String>::new());
}

#[test]
fn a_disaster_bears_the_names_of_town_and_state() {
    let events = |text: &str| names(text, &[Class::Event]);
    assert_eq!(events("中方向日本神户地震遇难者表示哀悼。"), ["日本神户地震"]);
    assert_eq!(events("中方关注日本、菲律宾地震。"), ["菲律宾地震"]);
}

#[test]
fn no_number_goes_on_from_one_line_of_a_page_to_the_next() {
    let times = |text| names(text, &[Class::Time]);
    assert_eq!(times("外长答记者问\n2016-03-08\n3月8日上午,外长举行记者会。"), ["2016-03-08", "3月8日上午"]);
    assert_eq!(times("外长答记者问\n2016-03-08 10:20\n20日,外长举行记者会。"), ["2016-03-08 10:20", "20日"]);
}
