//! Words that turn a number into a bound or an approximation. The policy is the table at the head of `number.rs`.

use super::Cmp;
use super::numeral::char_before;

/// A bounding word: how it compares, and the characters that make it part of another word.
struct Bound {
    word: &'static str,
    cmp: Cmp,
    /// Not after (before the number) or not before (behind it) one of these.
    not_beside: &'static str,
}

const fn bound(word: &'static str, cmp: Cmp, not_beside: &'static str) -> Bound {
    Bound { word, cmp, not_beside }
}

/// In front of the number; the longest that fits counts.
const BEFORE: &[Bound] = &[
    bound("大于或者等于", Cmp::AtLeast, ""),
    bound("小于或者等于", Cmp::AtMost, ""),
    bound("大于或等于", Cmp::AtLeast, ""),
    bound("小于或等于", Cmp::AtMost, ""),
    bound("大于等于", Cmp::AtLeast, ""),
    bound("小于等于", Cmp::AtMost, ""),
    bound("不超过", Cmp::AtMost, ""),
    bound("不少于", Cmp::AtLeast, ""),
    bound("不低于", Cmp::AtLeast, ""),
    bound("不小于", Cmp::AtLeast, ""),
    bound("不高于", Cmp::AtMost, ""),
    bound("不多于", Cmp::AtMost, ""),
    bound("不大于", Cmp::AtMost, ""),
    bound("差不多", Cmp::About, ""),
    bound("大约", Cmp::About, ""),
    bound("大概", Cmp::About, ""),
    bound("将近", Cmp::About, ""),
    bound("接近", Cmp::About, ""),
    bound("超过", Cmp::Above, ""),
    bound("突破", Cmp::Above, ""),
    bound("多于", Cmp::Above, ""),
    bound("高于", Cmp::Above, ""),
    bound("大于", Cmp::Above, ""),
    bound("少于", Cmp::Below, ""),
    bound("低于", Cmp::Below, ""),
    bound("小于", Cmp::Below, ""),
    bound("不足", Cmp::Below, ""),
    bound("不到", Cmp::Below, "想看听找做见达料感等收得"),
    bound("不满", Cmp::Below, ""),
    bound("至少", Cmp::AtLeast, ""),
    bound("最少", Cmp::AtLeast, ""),
    bound("起码", Cmp::AtLeast, ""),
    bound("最多", Cmp::AtMost, ""),
    bound("至多", Cmp::AtMost, ""),
    bound("约", Cmp::About, "条合公签节契北纽邀预违缔和制盟赴解履爽毁"),
    bound("近", Cmp::About, "附最靠临邻亲远新就走贴拉逼相切"),
    bound("逾", Cmp::Above, ""),
    bound("超", Cmp::Above, "英中德西意法"),
    bound("≥", Cmp::AtLeast, ""),
    bound("≤", Cmp::AtMost, ""),
    bound(">", Cmp::Above, ""),
    bound("<", Cmp::Below, ""),
];

/// In front of the number, only when every numeral is asked for.
const BEFORE_ALL: &[Bound] = &[
    bound("至少有", Cmp::AtLeast, ""),
    bound("至少为", Cmp::AtLeast, ""),
    bound("最少为", Cmp::AtLeast, ""),
    bound("最多有", Cmp::AtMost, ""),
    bound("最多为", Cmp::AtMost, ""),
    bound("不等于", Cmp::Equal, ""),
    bound("等于", Cmp::Equal, ""),
    bound("过", Cmp::Above, "超不通经"),
];

/// Behind the number and its unit.
const AFTER: &[Bound] = &[
    bound("以上", Cmp::AtLeast, "述"),
    bound("以下", Cmp::AtMost, "简几问"),
    bound("以内", Cmp::AtMost, ""),
    bound("之内", Cmp::AtMost, ""),
    bound("左右", Cmp::About, "翼手摇两逢"),
    bound("上下", Cmp::About, "文级游联班一同"),
    bound("之多", Cmp::Equal, ""),
    bound("出头", Cmp::Above, ""),
    bound("开外", Cmp::Above, ""),
    bound("有余", Cmp::Above, ""),
];

/// Behind the number, only when every numeral is asked for.
const AFTER_ALL: &[Bound] = &[bound("之上", Cmp::Above, ""), bound("之下", Cmp::Below, "")];

/// The bounding word that ends right before byte `at`, not reaching in front of `floor`: where it starts and what it says.
pub(super) fn before(text: &str, at: usize, floor: usize, bare_scale: bool, all: bool) -> Option<(usize, Cmp)> {
    let head = text[floor..at].trim_end_matches(' ');
    let head = match head.strip_suffix('了') {
        Some(cut) if cut.ends_with("超过") || cut.ends_with("突破") => cut,
        _ => head,
    };
    let last = head.chars().next_back()?;
    if !"于过近破足到满少码多约逾超≥≤><有为上概".contains(last) {
        return None;
    }
    if bare_scale && last == '上' && !head.ends_with("以上") {
        return Some((floor + head.len() - last.len_utf8(), Cmp::AtLeast));
    }
    let extra: &[Bound] = if all { BEFORE_ALL } else { &[] };
    extra.iter().chain(BEFORE).filter(|b| head.ends_with(b.word)).max_by_key(|b| b.word.len()).and_then(|b| {
        let start = floor + head.len() - b.word.len();
        let joined = char_before(text, start).is_some_and(|c| b.not_beside.contains(c));
        (!joined).then_some((start, b.cmp))
    })
}

/// What a bounding word says that a verb parts from the number at byte `at`: 约有, 至少增加.
pub(super) fn linked(text: &str, at: usize, floor: usize, links: &[String]) -> Option<Cmp> {
    let head = &text[floor.min(at)..at];
    let link = links.iter().filter(|word| head.ends_with(word.as_str())).max_by_key(|word| word.len())?;
    before(text, at - link.len(), floor, false, false).map(|(_, cmp)| cmp)
}

/// The bounding word that begins at byte `at`: where it ends and what it says.
pub(super) fn after(text: &str, at: usize, all: bool) -> Option<(usize, Cmp)> {
    let rest = text[at..].trim_start_matches(' ');
    let start = text.len() - rest.len();
    let extra: &[Bound] = if all { AFTER_ALL } else { &[] };
    AFTER.iter().chain(extra).find(|b| rest.starts_with(b.word)).and_then(|b| {
        let joined = rest[b.word.len()..].chars().next().is_some_and(|c| b.not_beside.contains(c));
        (!joined).then_some((start + b.word.len(), b.cmp))
    })
}
