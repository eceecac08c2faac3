//! Dates by example: what is found, and its value against a document date.

use super::*;
use proptest::prelude::*;

fn units() -> &'static Units {
    static UNITS: std::sync::LazyLock<Units> = std::sync::LazyLock::new(Units::built_in);
    &UNITS
}

const BASE: BaseDate = BaseDate { year: 2019, month: Some(5), day: Some(16) };

fn show(text: &str, base: Option<&BaseDate>, mode: Mode) -> String {
    let describe =
        |f: &Found<TimeExpr>| format!("{}={}", &text[f.start..f.end], f.value.resolve(base).unwrap_or("-".into()));
    scan(text, units(), mode).iter().map(describe).collect::<Vec<_>>().join("; ")
}

fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(show(text, Some(&BASE), Mode::Guide), *expected, "in {text}");
    }
}

#[test]
fn absolute_dates() {
    check(&[
        ("2017年8月3日", "2017年8月3日=2017-08-03"),
        ("8月3日下午,双方", "8月3日下午=2019-08-03"),
        ("二〇二一年十月", "二〇二一年十月=2021-10"),
        ("2016年度报告", "2016年度=2016"),
        ("98年4月", "98年4月=1998-04"),
        ("2018-12-05", "2018-12-05=2018-12-05"),
        ("2018年上半年", "2018年上半年=2018-40"),
        ("今年第三季度", "今年第三季度=2019-35"),
        ("前三季度", "前三季度=2019-01/2019-09"),
        ("6月中旬", "6月中旬=2019-06-11/2019-06-20"),
        ("20世纪90年代", "20世纪90年代=199X"),
        ("上世纪70年代", "上世纪70年代=197X"),
        ("21世纪", "21世纪=20XX"),
        ("“十三五”期间", "“十三五”期间=2016/2020"),
        ("民国三年", "民国三年=1914"),
        ("公元前221年", "公元前221年=-0220"),
        ("康熙二十年", "康熙二十年=1681"),
        ("本(2018)年5月1日", "本(2018)年5月1日=2018-05-01"),
        ("2019年春节", "2019年春节=2019-02-05"),
        ("2月30日", ""),
    ]);
}

#[test]
fn relative_dates() {
    check(&[
        ("去年", "去年=2018"),
        ("去年底", "去年底=2018-12"),
        ("明年初", "明年初=2020-01"),
        ("上月", "上月=2019-04"),
        ("下个月3日", "下个月3日=2019-06-03"),
        ("昨日", "昨日=2019-05-15"),
        ("今天上午", "今天上午=2019-05-16"),
        ("今年秋天", "今年秋天=2019-23"),
        ("本周三", "本周三=2019-05-15"),
        ("下周", "下周=2019-05-20/2019-05-26"),
        ("下半年", "下半年=2019-41"),
        ("每年4月15日", "4月15日=XXXX-04-15"),
        ("月底", "月底=2019-05-25/2019-05-31"),
        ("三年前", "三年前=2016"),
        ("去年以来", "去年以来=2018/.."),
        ("2014年至今", "2014年至今=2014/.."),
        ("目前年均增长", ""),
        ("他同日本首相", ""),
        ("今天的世界", ""),
        ("事态发展到今天", ""),
        ("2003年至2015年间多次访问", "2003年至2015年=2003/2015"),
        ("到二0二0年建成", "二0二0年=2020"),
        ("提前一周准备", ""),
        ("1994年左右投产", "1994年=1994"),
    ]);
}

#[test]
fn intervals_share_what_is_left_out() {
    check(&[
        ("7月8日至9日", "7月8日至9日=2019-07-08/2019-07-09"),
        ("本月28、29日", "本月28、29日=2019-05-28/2019-05-29"),
        ("2017年8月至11月", "2017年8月至11月=2017-08/2017-11"),
        ("2018年1-9月", "2018年1-9月=2018-01/2018-09"),
        ("2016—2020年", "2016—2020年=2016/2020"),
        ("12月30日至2020年1月2日", "12月30日至2020年1月2日=2020-12-30/2020-01-02"),
    ]);
}

#[test]
fn clock_times() {
    check(&[
        ("3月5日15时30分", "3月5日15时30分=2019-03-05T15:30:00"),
        ("3月5日中午12时", "3月5日中午12时=2019-03-05T12:00:00"),
        ("3月5日24时", "3月5日24时=2019-03-05T24:00:00"),
        ("3月5日0—24时", "3月5日0—24时=2019-03-05"),
        ("今晚九点", "今晚九点=2019-05-16T21:00:00"),
        ("3月5日北京时间8时", "3月5日北京时间8时=2019-03-05T08:00:00+08:00"),
        ("我讲三点意见", ""),
    ]);
}

#[test]
fn lengths() {
    check(&[
        ("34年", "34年=P34Y"),
        ("建交55周年", "55周年=P55Y"),
        ("半个多世纪", "半个多世纪=P50Y"),
        ("1小时30分钟", "1小时30分钟=PT1H30M"),
        ("七十多年来", "七十多年来=P70Y"),
        ("一年来", "一年来=P1Y"),
        ("过去这一年", "过去这一年=P1Y"),
        ("近十年来", "近十年来=P10Y"),
        ("约17个小时", "约17个小时=PT17H"),
        ("三年半", "三年半=P3.5Y"),
        ("三至五年", "三至五年=P3Y/P5Y"),
        ("1分36秒", "1分36秒=PT1M36S"),
        ("跑出9秒58", "9秒58=PT9.58S"),
        ("每年", ""),
        ("几十年来", ""),
        ("多年来", ""),
        ("重要的一年", ""),
        ("三年级学生", ""),
        ("百年变局", ""),
    ]);
}

#[test]
fn the_sentence_supplies_what_is_missing() {
    check(&[
        ("2014年,双方在3月签署协定", "2014年=2014; 3月=2014-03"),
        ("11月2日抵达,5日离开", "11月2日=2019-11-02; 5日=2019-11-05"),
        ("2014年建交。3月签署协定", "2014年=2014; 3月=2019-03"),
        ("2014年建交,次年9月互设使馆", "2014年=2014; 次年9月=2015-09"),
    ]);
    let january = BaseDate { year: 2020, month: Some(1), day: Some(6) };
    assert_eq!(show("12月30日", Some(&january), Mode::Guide), "12月30日=2019-12-30");
}

#[test]
fn unknown_parts_stay_unknown() {
    assert_eq!(show("3月14日", None, Mode::Guide), "3月14日=XXXX-03-14");
    assert_eq!(show("去年", None, Mode::Guide), "去年=-");
    assert_eq!(show("今年秋天", None, Mode::Guide), "今年秋天=-");
}

#[test]
fn lunar_dates() {
    assert_eq!(show("2024年正月初一", Some(&BASE), Mode::Guide), "2024年正月初一=2024-02-10");
    assert_eq!(
        show("闰四月", Some(&BaseDate { year: 2020, month: Some(1), day: Some(1) }), Mode::All),
        "闰四月=2020-05-23/2020-06-20"
    );
    assert_eq!(show("2033年腊月三十", Some(&BASE), Mode::Guide), "2033年腊月三十=2034-02-18");
}

#[test]
fn a_date_is_no_quantity() {
    let (quantities, times) = scan_all("3月14日,34年来共12个国家加入", units(), Mode::Guide);
    assert_eq!(times.len(), 2);
    assert_eq!(quantities.iter().map(|q| q.value.unit.as_str()).collect::<Vec<_>>(), ["国家"]);
}

proptest! {
    #[test]
    fn a_day_reads_back(days in -100_000i64..60_000) {
        let (year, month, day) = calendar::date_of(days);
        prop_assert_eq!(calendar::day_number((year, month, day)), days);
        let text = format!("{year}年{month}月{day}日");
        prop_assert_eq!(show(&text, None, Mode::Guide), format!("{text}={year:04}-{month:02}-{day:02}"));
    }

    #[test]
    fn expressions_neither_overlap_nor_split_characters(text in "[一二两三四五六七八九十百零〇半几多第前后上下去今明本年月日号周天时点分秒世纪代季度初底末旬来以至到和、,。0-9:./\\- 农历正闰腊期间“”（(个小钟大]{0,40}") {
        for mode in [Mode::Guide, Mode::All] {
            let (quantities, times) = scan_all(&text, units(), mode);
            for f in &times {
                prop_assert!(f.start < f.end && text.is_char_boundary(f.start) && text.is_char_boundary(f.end));
                f.value.resolve(Some(&BASE));
                f.value.resolve(None);
            }
            prop_assert!(times.windows(2).all(|w| w[0].end <= w[1].start));
            if mode == Mode::Guide {
                for q in &quantities {
                    prop_assert!(times.iter().all(|t| t.end <= q.start || q.end <= t.start), "{:?} {:?}", q, times);
                }
            }
        }
    }

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        scan_all(&text, units(), Mode::All);
    }
}

#[test]
fn a_megabyte_of_one_character_takes_four_times_a_quarter() {
    let time = |text: &str| {
        let begin = std::time::Instant::now();
        scan_all(text, units(), Mode::Guide);
        scan_all(text, units(), Mode::All);
        begin.elapsed().as_secs_f64()
    };
    for unit in ["一", "7", "年"] {
        let text = unit.repeat(1_000_000 / unit.len());
        let quarter = time(&text[..250_000 / unit.len() * unit.len()]);
        let whole = time(&text);
        // Quadratic time would be sixteen times as much, at these lengths many seconds; a quarter of a second is noise.
        assert!(whole < 10.0 * quarter + 0.25, "{unit}: {quarter} s, then {whole} s");
    }
}

#[test]
fn hostile_texts_take_linear_time() {
    for unit in [
        "年",
        "一年",
        "1年",
        "1月",
        "1年1月",
        "前",
        "去",
        "今年",
        "1至",
        "1-",
        "到1月",
        "闰",
        "正月",
        "周",
        "上",
        "1:",
        "十四五",
        "过去",
        "近",
        "1小时",
    ] {
        let text = unit.repeat(120_000 / unit.len());
        let begin = std::time::Instant::now();
        scan_all(&text, units(), Mode::Guide);
        scan_all(&text, units(), Mode::All);
        assert!(begin.elapsed().as_secs() < 20, "{unit}");
    }
}
