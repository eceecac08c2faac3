//! Texts with very many of one thing are read in time that grows with their length.

use super::*;
use crate::source::Source;
use std::time::Instant;

/// How often the thing stands in the text.
const TIMES: usize = 16_000;

/// Names that are all different.
fn name(n: usize) -> String {
    const CHARACTERS: [char; 10] = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];
    (0..5u32).map(|place| CHARACTERS[n / 10usize.pow(place) % 10]).collect()
}

/// Four times the text takes no more than ten times as long; quadratic time would be sixteen times as much, at these
/// lengths seconds. A quarter of a second is noise.
fn assert_linear(sentence: impl Fn(usize) -> String) {
    let (lexicon, units) = (Lexicon::built_in(), Units::built_in());
    let time = |times: usize| {
        let text: String = (0..times).map(&sentence).collect();
        let doc = Document::new(Source::from_text("t", &text), None);
        let begin = Instant::now();
        std::hint::black_box(find(&doc, &lexicon, &units, Mode::Guide));
        begin.elapsed().as_secs_f64()
    };
    let (quarter, whole) = (time(TIMES / 4), time(TIMES));
    assert!(whole < 10.0 * quarter + 0.25, "{}: {quarter} s, then {whole} s", sentence(0));
}

#[test]
fn many_names_are_read_in_linear_time() {
    assert_linear(|n| format!("通过《{}宣言》。", name(n)));
    assert_linear(|n| format!("通过《{}宣言》。", name(n % 100).split_off(9)));
    assert_linear(|n| format!("《{0}公约》(以下简称“{0}”)生效。", name(n)));
    assert_linear(|n| format!("第{}届{}论坛会议开幕。", n % 90 + 1, name(n)));
}

#[test]
fn many_short_forms_are_read_in_linear_time() {
    assert_linear(|_| "三中全会召开。".to_owned());
    assert_linear(|_| "《海岛公约》(以下简称“公约”)第三次缔约方大会。".to_owned());
    assert_linear(|_| "《海岛行为准则》通过“准则”。".to_owned());
    assert_linear(|_| "所罗门群岛代表。所方、中、俄、美三国会谈。".to_owned());
    assert_linear(|_| "南非来了。愿同南方一道。".to_owned());
    assert_linear(|n| format!("{}代表。所国防部表示。", ["法国", "德国", "秘鲁"][n % 3]));
    assert_linear(|_| "中俄美英法德日韩".to_owned());
    assert_linear(|_| "第十二届全国人民代表大会第三次会议。".to_owned());
}
