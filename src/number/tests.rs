//! The grammar and the policy by example, and the laws of reading.

use super::*;
use proptest::prelude::*;
use rust_decimal::Decimal;

fn units() -> &'static Units {
    static UNITS: std::sync::LazyLock<Units> = std::sync::LazyLock::new(Units::built_in);
    &UNITS
}

/// `text|value unit cmp` of each quantity: the value as JSON prints it, `[a,b]` for a range, `-` for none.
fn show(text: &str, mode: Mode) -> String {
    let describe = |f: &Found<Quantity>| {
        let q = &f.value;
        let amount = match (&q.value, &q.min, &q.max) {
            (Some(value), _, _) => serde_json::to_string(value).unwrap(),
            (None, Some(min), Some(max)) => format!(
                "{}{min},{max}{}",
                if q.min_inclusive { '[' } else { '(' },
                if q.max_inclusive { ']' } else { ')' }
            ),
            _ => "-".to_string(),
        };
        let cmp = serde_json::to_string(&q.cmp).unwrap();
        format!("{}|{amount} {} {}", &text[f.start..f.end], q.unit, cmp.trim_matches('"'))
    };
    scan(text, units(), mode).iter().map(describe).collect::<Vec<_>>().join("; ")
}

fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(show(text, Mode::Guide), *expected, "in {text}");
    }
}

fn value_of(text: &str) -> Option<String> {
    read_numeral(text, 0, false).filter(|n| n.end == text.len()).and_then(|n| n.low).map(|n| n.to_string())
}

#[test]
fn numerals_in_every_form() {
    let cases = [
        ("二十四", "24"),
        ("廿四", "24"),
        ("〇", "0"),
        ("一千零一", "1001"),
        ("两千三百五", "2350"),
        ("三万五", "35000"),
        ("九百九", "990"),
        ("壹佰贰拾叁", "123"),
        ("二〇三五", "2035"),
        ("3千5百万", "35000000"),
        ("1.7万", "17000"),
        ("16.4亿", "1640000000"),
        ("2.5万亿", "2500000000000"),
        ("四万万", "400000000"),
        ("五兆六十二亿四万五千二", "5006200045200"),
        ("7亿2万3千6百", "700023600"),
        ("一点五亿", "150000000"),
        ("十五点七", "15.7"),
        ("1,234,567.89", "1234567.89"),
        ("负三十二", "-32"),
        ("三分之一", "0.3333333333333333"),
        ("一又二分之一", "1.5"),
        ("八分之五", "0.625"),
        ("半百", "50"),
    ];
    for (text, value) in cases {
        assert_eq!(value_of(text).as_deref(), Some(value), "{text}");
    }
}

#[test]
fn quantities_with_units() {
    check(&[
        ("贸易额达3200亿美元", "3200亿美元|320000000000 USD ="),
        ("投资16.4亿元人民币", "16.4亿元人民币|1640000000 CNY ="),
        ("捐款人民币500万元", "人民币500万元|5000000 CNY ="),
        ("增长6.3%,回落0.4个百分点", "6.3%|6.3 % =; 0.4个百分点|0.4 百分点 ="),
        ("约占百分之五", "百分之五|5 % ~"),
        ("出席会议的有12个国家和4个国际组织", "12个国家|12 国家 =; 4个国际组织|4 国际组织 ="),
        ("六国外长一致同意", "六国|6 国 ="),
        ("遣返了37名船员、2位船长", "37名|37 人 =; 2位|2 人 ="),
        ("全长480公里,面积9.6万平方公里", "480公里|480 公里 =; 9.6万平方公里|96000 平方公里 ="),
        ("发电三千千瓦时", "三千千瓦时|3000 千瓦时 ="),
        ("培训860人次", "860人次|860 人次 ="),
        ("占总量的三分之二", "三分之二|0.6666666666666667 1 ="),
        ("一半以上的成员", "一半以上|0.5 1 >="),
        ("贸易额增长了两倍", "两倍|2 倍 ="),
        ("七成受访者", "七成|70 % ="),
        ("14亿多人口的市场", "14亿多人口|1400000000 人 >"),
        ("9亿多中国网民", "9亿多|900000000 人 >"),
        ("数百万苏丹难民", "数百万|- 人 ~"),
        ("数十万美国", ""),
        ("两美元三美分", "两美元三美分|2.03 USD ="),
        ("两个骑着三轮车的老人", "两个|2 人 ="),
        ("拉起两个小儿子", "两个|2 人 ="),
        ("两个国家的人民", "两个国家|2 国家 ="),
        ("三个关系群众的问题", "三个|3 个 ="),
        ("叫停了两个亿元以上大项目", "两个|2 个 =; 亿元以上|100000000 CNY >="),
        ("拿出1000个亿用于职工安置", "1000个亿|100000000000 CNY ="),
        ("惠及1000万重度残疾人", "1000万|10000000 人 ="),
        ("两个团伙作案,推出三部曲", "两个|2 个 ="),
        ("检查了80个旅游景点", "80个|80 个 ="),
        ("106个重点城市", "106个重点城市|106 重点城市 ="),
        ("投入2个亿打造", "2个亿|200000000 CNY ="),
        ("给予近5000万补贴", "近5000万|50000000 CNY ~"),
        ("贫困人口下降到196万", "196万|1960000 人 ="),
        ("为企业减负280亿元", "280亿元|28000000000 CNY ="),
        ("利润为负280亿元", "负280亿元|-28000000000 CNY ="),
    ]);
}

#[test]
fn ordinals() {
    check(&[
        ("比赛第31分钟", "第31分钟|31 分钟 ="),
        ("排名第17位", "第17位|17 位 ="),
        ("是最大的第二大经济体", "第二|2 1 ="),
        ("举行首次会晤", "首次|1 次 ="),
        ("历史上首位女总统,位居首位", "首位|1 人 =; 首位|1 位 ="),
        ("大赛第四站惠州开赛", "第四站|4 站 ="),
        ("进入第二次月夜休眠", "第二次|2 次 ="),
        ("她成为首位登顶的女性", "首位|1 人 ="),
        ("以他为首的团队", ""),
        ("检察院第一分院", ""),
        ("第十一世班禅,地铁3号线", ""),
        ("法案已完成三读", "三读|3 读 ="),
        ("第一,坚持对话。第二,保持克制", ""),
        ("不针对第三方", ""),
        ("国家元首次日抵达", ""),
        ("第十届全国代表大会开幕", ""),
        ("这是连续举办的第十届。", "第十届|10 届 ="),
        ("签署第二十五号令", ""),
        ("毕业于第八中学", ""),
        ("动画片第二季播出", "第二季|2 季 ="),
        ("第一个问题,能否介绍情况", ""),
        ("关于第二个问题,我已回答", ""),
        ("这是第一个签字的国家", "第一个|1 个 ="),
    ]);
}

#[test]
fn bounds_and_approximations() {
    check(&[
        ("1200余名", "1200余名|1200 人 >"),
        ("百余家企业", "百余家|100 家 >"),
        ("上百项举措", "上百项|100 项 >="),
        ("超过60个国家", "超过60个国家|60 国家 >"),
        ("突破9万亿元", "突破9万亿元|9000000000000 CNY >"),
        ("不足三成", "不足三成|30 % <"),
        ("财政支出的八成多,投向民生", "八成多|80 % >"),
        ("公民约有1000人", "1000人|1000 人 ~"),
        ("成本至少下降30%", "30%|30 % >="),
        ("条约有12个缔约国", "12个缔约国|12 缔约国 ="),
        ("至少45人", "至少45人|45 人 >="),
        ("不超过5%", "不超过5%|5 % <="),
        ("近万亿美元", "近万亿美元|1000000000000 USD ~"),
        ("将近30人", "将近30人|30 人 ~"),
        ("20项以下", "20项以下|20 项 <="),
        ("18%左右", "18%左右|18 % ~"),
        ("十几个", "十几个|10 个 >"),
        ("数十个国家", "数十个国家|- 国家 ~"),
        ("数千名", "数千名|- 人 ~"),
        ("多国专家多次表示", "多国|- 国 ~; 多次|- 次 ~"),
        ("越来越多国家", ""),
        ("签署合约20份", "20份|20 份 ="),
        ("两三百人", "两三百人|[200,300] 人 ~"),
        ("三至五项", "三至五项|[3,5] 项 ="),
        ("20—30人", "20—30人|[20,30] 人 ="),
        ("5%到8%", "5%到8%|[5,8] % ="),
        ("气温降至零下20度", "零下20度|-20 度 ="),
        ("从93项缩减到31项", "93项|93 项 =; 31项|31 项 ="),
    ]);
}

#[test]
fn what_counts_nothing() {
    check(&[
        ("为两国关系注入一股新动力", ""),
        ("这是一个好的开端", ""),
        ("只有一个体系", "一个体系|1 体系 ="),
        ("设一个秘书处、三个委员会", "三个委员会|3 委员会 ="),
        ("G20峰会和5G网络", ""),
        ("海巡01轮发现了信号,02星入轨", ""),
        ("拨打12308热线", ""),
        ("千家万户", ""),
        ("十字路口", ""),
        ("二氧化碳", ""),
        ("一名高三学生", ""),
        ("9点左右活动开始", ""),
        ("提出三点建议,指数涨至3000点左右", "三点|3 点 =; 3000点左右|3000 点 ~"),
        ("这只是冰山一角", ""),
        ("十八届中央第十轮巡视", "第十轮|10 轮 ="),
        ("十八届三中、四中全会", ""),
        ("古共七大开幕", ""),
        ("三大奖项", "三大|3 大 ="),
        ("四处打听", ""),
        ("五颜六色的气球", ""),
        ("老人的二儿子,他们两口子", ""),
        ("提供万兆接入", ""),
        ("零点后的中国人", ""),
        ("以27比3的票数通过", "27|27 1 =; 3|3 1 ="),
        ("大陆十三家企业", "十三家|13 家 ="),
    ]);
}

#[test]
fn every_numeral_when_all_are_asked_for() {
    assert_eq!(
        show("大于等于3小于9", Mode::All),
        "大于等于3小于9|[3,9) 1 =; 大于等于3|3 1 >=; 3|3 1 =; 小于9|9 1 <; 9|9 1 ="
    );
    assert_eq!(show("40k", Mode::All), "40k|40000 1 =");
    assert_eq!(show("2^-1", Mode::All), "2^-1|0.5 1 =");
}

#[test]
fn json_holds_exact_numbers() {
    let found = scan("金额1639999999.99元", units(), Mode::Guide);
    let json = serde_json::to_string(&found[0].value).unwrap();
    assert_eq!(json, r#"{"value":1639999999.99,"unit":"CNY","cmp":"=","kind":"money"}"#);
}

#[test]
fn units_file_errors_name_the_line() {
    let error = Units::parse("[measure]\nperson = 3\n").unwrap_err();
    assert_eq!(error.line, Some(2));
    assert!(Units::parse("[nonsense]\n").is_err());
    assert_eq!(units().ucum("公里"), Some("km"));
}

/// Chinese words for a number below 10^16, with formal or ordinary characters.
fn chinese(mut n: u64, formal: bool) -> String {
    let digits: Vec<char> = if formal { "零壹贰叁肆伍陆柒捌玖" } else { "零一二三四五六七八九" }.chars().collect();
    let small = if formal { ["", "拾", "佰", "仟"] } else { ["", "十", "百", "千"] };
    if n == 0 {
        return digits[0].to_string();
    }
    let mut groups = Vec::new();
    while n > 0 {
        groups.push(n % 10_000);
        n /= 10_000;
    }
    let mut out = String::new();
    let mut gap = false;
    for (i, group) in groups.iter().enumerate().rev() {
        let mut section = String::new();
        let mut zero = false;
        for place in (0..4).rev() {
            let digit = (group / 10u64.pow(place)) % 10;
            match digit {
                0 => zero = !section.is_empty() || zero,
                _ => {
                    if zero && !section.is_empty() {
                        section.push(digits[0]);
                    }
                    zero = false;
                    section.push(digits[digit as usize]);
                    section.push_str(small[place as usize]);
                }
            }
        }
        if *group == 0 {
            gap = !out.is_empty();
            continue;
        }
        if !out.is_empty() && (gap || *group < 1000) {
            out.push(digits[0]);
        }
        gap = false;
        out.push_str(&section);
        out.push_str(["", "万", "亿", "兆"][i]);
    }
    out
}

#[test]
fn small_and_round_numbers_read_back_from_chinese() {
    let round = (1..10_000).step_by(7).flat_map(|n| [4, 8, 12].map(|places| n * 10u64.pow(places)));
    let single = (1..10).flat_map(|n| (0..16).map(move |places| n * 10u64.pow(places)));
    for n in (0..10_000).chain(round).chain(single) {
        for formal in [false, true] {
            let text = chinese(n, formal);
            assert_eq!(value_of(&text), Some(n.to_string()), "{text}");
        }
    }
}

#[test]
fn formal_digits_that_are_also_words() {
    check(&[
        ("陆万元整", "陆万元|60000 CNY ="),
        ("捐款伍亿元", "伍亿元|500000000 CNY ="),
        ("陆万里出席会议", ""),
        ("伍兆林说", ""),
        ("大肆万般", ""),
    ]);
}

proptest! {
    #[test]
    fn a_number_reads_back_from_chinese(n in 0u64..10_000_000_000_000_000, formal in any::<bool>()) {
        let text = chinese(n, formal);
        prop_assert_eq!(value_of(&text), Some(n.to_string()), "{}", text);
    }

    #[test]
    fn a_number_reads_back_from_digits(n in 0u64..1_000_000_000_000, places in 0u32..6) {
        let value = Decimal::from_i128_with_scale(i128::from(n), places);
        let text = value.to_string();
        prop_assert_eq!(value_of(&text), Some(value.normalize().to_string()));
        let grouped = group(&text);
        prop_assert_eq!(value_of(&grouped), Some(value.normalize().to_string()), "{}", grouped);
    }

    #[test]
    fn a_decimal_with_a_scale_is_exact(n in 1u64..100_000_000, places in 0u32..5) {
        let value = Decimal::from_i128_with_scale(i128::from(n), places);
        let expected = (value * Decimal::from(100_000_000)).normalize().to_string();
        prop_assert_eq!(value_of(&format!("{value}亿")), Some(expected));
    }

    #[test]
    fn a_year_reads_back_from_positional_digits(n in 1000u32..3000) {
        let digits: Vec<char> = "〇一二三四五六七八九".chars().collect();
        let text: String = n.to_string().bytes().map(|b| digits[usize::from(b - b'0')]).collect();
        prop_assert_eq!(value_of(&text), Some(n.to_string()));
    }

    #[test]
    fn spans_are_ordered_and_whole(text in "[一二两三四五六七八九十百千万亿零〇几数多余半第首个名元美人国年月日点分之成折至到约近超上下以左右0-9.,%\\-~ 的、。kmA陆拾伍]{0,40}") {
        for mode in [Mode::Guide, Mode::All] {
            let found = scan(&text, units(), mode);
            for f in &found {
                prop_assert!(f.start < f.end && text.is_char_boundary(f.start) && text.is_char_boundary(f.end));
            }
            if mode == Mode::Guide {
                prop_assert!(found.windows(2).all(|w| w[0].end <= w[1].start), "{:?}", found);
            }
        }
    }

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        scan(&text, units(), Mode::All);
    }
}

fn group(text: &str) -> String {
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut out = String::new();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out + rest
}

/// Four times the text takes no more than ten times as long to read; quadratic time would be sixteen times as much, at
/// these lengths seconds. A quarter of a second is noise.
pub(crate) fn assert_linear(unit: &str, bytes: usize, read: impl Fn(&str, Mode)) {
    let time = |bytes: usize| {
        let text = unit.repeat(bytes / unit.len());
        let begin = std::time::Instant::now();
        read(&text, Mode::Guide);
        read(&text, Mode::All);
        begin.elapsed().as_secs_f64()
    };
    let (quarter, whole) = (time(bytes / 4), time(bytes));
    assert!(whole < 10.0 * quarter + 0.25, "{unit}: {quarter} s, then {whole} s");
}

#[test]
fn hostile_texts_take_linear_time() {
    for unit in [
        "一",
        "1",
        "年",
        "万",
        "零",
        "万零",
        "三万五",
        "1,",
        "1.",
        "1至",
        "$1",
        "1/",
        "5%到",
        "三分之",
        "1又",
        "第",
        "半",
        "十",
        "点五",
        "两个小",
        "两个",
        "约有1",
        "人口达1万",
        "1个亿",
        "八成多",
        "首位女",
    ] {
        assert_linear(unit, 120_000, |text, mode| drop(scan(text, units(), mode)));
    }
}
