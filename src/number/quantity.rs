//! Quantities: a numeral, what it counts, and the words that bound it.

use super::money::{behind_unit, below_zero, money_sign};
use super::numeral::{self, Numeral, Sense, Shape, char_at};
use super::ordinal::{first, half_price, many, ordinal};
use super::range::{pair_before_unit, range};
use super::share::{half, share};
use super::units::{UnitKind, Units};
use super::value::Number;
use super::{Cmp, Found, Kind, Mode, Quantity, bounds, policy};
use rust_decimal::Decimal;

/// The outcome of trying one place.
pub(crate) enum Step {
    /// A quantity, and what the policy of neighbours needs to know of it.
    Found(Found<Quantity>, Traits),
    /// Nothing here; go on at this byte.
    Skip(usize),
}

/// What the last pass over neighbours decides on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Traits {
    /// The number is a bare 一 before a measure word: it counts only against another number.
    pub lone_one: bool,
}

/// A quantity being put together.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    pub text: &'a str,
    pub start: usize,
    pub end: usize,
    pub numeral: Numeral,
    pub upper: Option<Numeral>,
    pub unit: Option<&'a str>,
    pub unit_kind: Option<&'a UnitKind>,
    pub value: Option<Number>,
    pub high: Option<Number>,
    pub cmp: Cmp,
    pub kind: Kind,
    /// A bounding word or 多, 余 stands with the number.
    pub bounded: bool,
}

/// Units of time: a number before one belongs to a date or duration.
const TIME_UNITS: &[&str] = &[
    "年",
    "月",
    "日",
    "号",
    "天",
    "周",
    "星期",
    "礼拜",
    "小时",
    "分钟",
    "秒",
    "世纪",
    "季度",
    "钟头",
    "时",
    "载",
    "昼夜",
    "刻钟",
    "个月",
    "个小时",
    "个星期",
    "个礼拜",
    "个世纪",
    "个季度",
    "个钟头",
    "个多月",
    "个多小时",
    "个半月",
    "个半小时",
    "个年头",
    "个百年",
    "年代",
    "旬",
    "个昼夜",
];

/// Does `rest` begin with a unit of time?
pub(super) fn time_unit_follows(rest: &str) -> bool {
    time_unit_at(rest.trim_start_matches(' ')) > 0
}

/// Length of the longest unit of time that `rest` begins with.
fn time_unit_at(rest: &str) -> usize {
    let longest = TIME_UNITS.iter().filter(|unit| rest.starts_with(**unit)).max_by_key(|unit| unit.len());
    match longest {
        // 一万多日本民众: the name of a country, no unit.
        Some(&"日") if rest["日".len()..].starts_with(['本', '军', '元', '方', '籍']) => 0,
        Some(unit) => unit.len(),
        None => 0,
    }
}

/// 三周大, 90天大: an age in a unit of time.
fn age(draft: &mut Draft, from: usize) -> bool {
    let Some(unit) = ["天", "周", "个月"].into_iter().find(|unit| draft.text[from..].starts_with(unit)) else {
        return false;
    };
    let Some(rest) = draft.text[from + unit.len()..].strip_prefix('大') else { return false };
    if !rest.is_empty() && !rest.starts_with(['的', '了', ',', '。', '、']) {
        return false;
    }
    draft.unit = Some(unit);
    draft.end = draft.text.len() - rest.len();
    true
}

/// Tries to read a quantity that begins at byte `at`. Bounding words before it are taken in down to `floor`.
pub(crate) fn read_at(text: &str, at: usize, floor: usize, units: &Units, mode: Mode) -> Step {
    let Some(head) = char_at(text, at) else { return Step::Skip(text.len()) };
    let next = at + head.len_utf8();
    match head {
        '第' => ordinal(text, at, units, mode).unwrap_or(Step::Skip(next)),
        '首' => first(text, at, units).unwrap_or(Step::Skip(next)),
        '多' => many(text, at, floor, units, mode).unwrap_or(Step::Skip(next)),
        '对' => half_price(text, at, mode).unwrap_or(Step::Skip(next)),
        _ => cardinal(text, at, floor, units, mode),
    }
}

fn found(draft: &Draft, rule: &'static str) -> Found<Quantity> {
    let mut value = Quantity::single(draft.value, draft.unit.unwrap_or("1"), draft.cmp, draft.kind);
    if draft.high.is_some() {
        (value.min, value.max) = (value.value.take(), draft.high);
    }
    Found { start: draft.start, end: draft.end, value, rule }
}

fn cardinal(text: &str, at: usize, floor: usize, units: &Units, mode: Mode) -> Step {
    let all = mode == Mode::All;
    let Some(numeral) = numeral::read(text, at, all) else {
        return Step::Skip(at + char_at(text, at).map_or(1, char::len_utf8));
    };
    let numeral = counted_scale(text, give_back_kilo(text, numeral, units, all));
    let mut draft = Draft {
        text,
        start: numeral.start,
        end: numeral.end,
        numeral,
        upper: None,
        unit: None,
        unit_kind: None,
        value: numeral.low,
        high: numeral.high,
        cmp: if numeral.more { Cmp::Above } else { Cmp::Equal },
        kind: Kind::Cardinal,
        bounded: numeral.more,
    };
    more(&mut draft, units);
    range(&mut draft, units, all);
    let marked = share(&mut draft, all) || half(&mut draft) || counted(&mut draft, units);
    if !marked && !all && time_unit_follows(&text[draft.end..]) {
        return Step::Skip(numeral.end);
    }
    if numeral.shape == Shape::Positional && draft.upper.is_none() && draft.unit.is_some() {
        pair_before_unit(&mut draft);
    }
    if numeral.sense == Sense::Plain && marked {
        behind_unit(&mut draft, units);
    }
    money_sign(&mut draft, floor, units);
    below_zero(&mut draft, floor);
    bound(&mut draft, floor, all);
    if !all && draft.cmp == Cmp::Equal && draft.high.is_none() {
        draft.cmp = bounds::linked(text, draft.start, floor, &units.amounts.links).unwrap_or(draft.cmp);
    }
    // A numeral by itself is reported with all others, in `compare`.
    let alone = all && draft.unit.is_none() && draft.high.is_none() && !draft.bounded;
    if (draft.value.is_none() && !numeral.vague) || alone {
        return Step::Skip(numeral.end);
    }
    let rule = match draft.kind {
        Kind::Percent => "percent",
        Kind::Fraction => "fraction",
        Kind::Money => "money",
        Kind::Ordinal => "ordinal",
        Kind::Cardinal => "quantity",
    };
    if mode == Mode::Guide {
        return policy::settle(&mut draft, floor, units, rule)
            .map_or_else(|skip| Step::Skip(skip.max(numeral.end)), |traits| Step::Found(found(&draft, rule), traits));
    }
    let mut found = found(&draft, rule);
    found.value.max_inclusive = found.value.max.is_none();
    Step::Found(found, Traits::default())
}

/// 2个亿: the scale behind 个 belongs to the number.
fn counted_scale(text: &str, mut numeral: Numeral) -> Numeral {
    let place = match &text[numeral.end..] {
        // 两个亿元以上项目: the money qualifies what is counted.
        rest if rest.starts_with("个亿元") || rest.starts_with("个万元") => return numeral,
        rest if rest.starts_with("个亿") => Decimal::from(100_000_000),
        rest if rest.starts_with("个万") => Decimal::from(10_000),
        _ => return numeral,
    };
    if numeral.big || numeral.sense != Sense::Plain {
        return numeral;
    }
    numeral.low = numeral.low.and_then(|n| n.times(place));
    numeral.high = numeral.high.and_then(|n| n.times(place));
    numeral.end += "个亿".len();
    numeral.big = true;
    numeral.shape = if numeral.shape == Shape::Digits { Shape::Digits } else { Shape::Chinese };
    numeral
}

/// 三千米 is three 千米: a last 千 or 兆 goes to the unit that begins with it.
fn give_back_kilo(text: &str, numeral: Numeral, units: &Units, all: bool) -> Numeral {
    let cut = numeral.end - '千'.len_utf8().min(numeral.end);
    let kilo = matches!(text.get(cut..numeral.end), Some("千" | "兆")) && cut > numeral.start;
    let named = || matches!(units.unit_at(&text[cut..]), Some((len, UnitKind::Physical)) if len > '千'.len_utf8());
    if kilo
        && named()
        && let Some(shorter) = numeral::read(&text[..cut], numeral.start, all)
    {
        return shorter;
    }
    numeral
}

/// 多, 余 or 来 between the number and its unit.
fn more(draft: &mut Draft, units: &Units) {
    let n = &draft.numeral;
    if n.shape == Shape::Single || n.shape == Shape::Half || n.shape == Shape::Positional || n.sense != Sense::Plain {
        return;
    }
    let rest = &draft.text[draft.end..];
    let Some(word @ ('多' | '余' | '来')) = rest.chars().next() else { return };
    let behind = &rest[word.len_utf8()..];
    let unit_follows = || units.unit_at(behind).is_some() || time_unit_follows(behind);
    let taken = match word {
        '多' => !behind.starts_with(['边', '元', '方', '样', '极']) || unit_follows(),
        '余' => !behind.starts_with(['额', '地', '姚', '杭']) || unit_follows(),
        _ => n.shape == Shape::Chinese && unit_follows() && !behind.starts_with('年'),
    };
    if taken {
        draft.end += word.len_utf8();
        draft.cmp = if word == '来' { Cmp::About } else { Cmp::Above };
        draft.bounded = true;
    }
}

/// A unit, measure word or counted noun behind the number.
fn counted<'a>(draft: &mut Draft<'a>, units: &'a Units) -> bool {
    let text = draft.text;
    let spaces = text[draft.end..].len() - text[draft.end..].trim_start_matches(' ').len();
    let from = draft.end + spaces.min(1);
    let Some((len, kind)) = units.unit_at(&text[from..]) else { return age(draft, from) };
    let word = &text[from..from + len];
    if time_unit_at(&text[from..]) >= len {
        return age(draft, from);
    }
    draft.end = from + len;
    draft.unit = Some(word);
    draft.unit_kind = Some(kind);
    match kind {
        UnitKind::Currency(code) => {
            draft.kind = Kind::Money;
            draft.unit = Some(&units.codes[*code as usize]);
        }
        UnitKind::Coin(code, share) => {
            draft.kind = Kind::Money;
            draft.unit = Some(&units.codes[*code as usize]);
            draft.value = draft.value.and_then(|v| v.times(*share));
        }
        UnitKind::Person | UnitKind::PersonNoun => draft.unit = Some("人"),
        UnitKind::WithNoun => noun_behind(draft, units),
        UnitKind::OrdinalMeasure => draft.kind = Kind::Ordinal,
        UnitKind::Physical | UnitKind::Measure | UnitKind::Noun => {}
    }
    true
}

/// The noun right behind 个 is the unit.
fn noun_behind<'a>(draft: &mut Draft<'a>, units: &Units) {
    let text = draft.text;
    if let Some((len, person)) = units.noun_at(&text[draft.end..]) {
        draft.unit = Some(if person { "人" } else { &text[draft.end..draft.end + len] });
        draft.end += len;
    } else if person_behind(&text[draft.end..], units) {
        draft.unit = Some("人");
    }
}

/// 三个合伙人, 两个年轻人: a word of up to four characters that ends in 人.
fn agent(rest: &str) -> bool {
    let word = rest.char_indices().take(4).take_while(|(_, c)| super::is_han(*c)).skip(1).find(|(_, c)| *c == '人');
    word.is_some_and(|(at, c)| {
        let ends =
            !rest[at + c.len_utf8()..].starts_with(|c: char| super::is_han(c) && !"的在是和来都就从也".contains(c));
        ends && !rest[..at].ends_with('器') && !rest[..at].contains('的')
    })
}

/// How far, in characters, the counted noun may stand behind 个.
const HEAD_WINDOW: usize = 12;

/// 两个小儿子, 两个骑着三轮车的老人: persons are counted, though the noun stands further on.
fn person_behind(rest: &str, units: &Units) -> bool {
    let adjective = |rest: &str| match rest.chars().next() {
        Some(c) if units.amounts.adjectives.contains(c) => c.len_utf8(),
        _ => 0,
    };
    let person = |at: usize| matches!(units.noun_at(&rest[at..]), Some((_, true)));
    let direct = adjective(rest);
    if direct > 0 && person(direct) {
        return true;
    }
    if agent(rest) {
        return true;
    }
    for (before, (at, c)) in rest.char_indices().take(HEAD_WINDOW).enumerate() {
        if !super::is_han(c) {
            return false;
        }
        // 两个国家的人民: the noun in front of 的 is the one counted.
        if c == '的' {
            let from = at + c.len_utf8();
            // 三个科室的专家: what ends in a body or a place is counted itself.
            let body = rest[..at].ends_with(|c: char| units.amounts.bodies.contains(c)) && !rest[..at].contains('在');
            return before > 1 && !body && (person(from) || person(from + adjective(&rest[from..])));
        }
        if matches!(units.noun_at(&rest[at..]), Some((len, false)) if rest[at + len..].starts_with('的')) {
            return false;
        }
    }
    false
}

fn bound(draft: &mut Draft, floor: usize, all: bool) {
    let bare = draft.numeral.shape == Shape::BareScale;
    if bare && draft.cmp == Cmp::Equal && draft.numeral.sense == Sense::Plain {
        draft.cmp = Cmp::About;
    }
    if draft.high.is_some() && draft.text[draft.end..].starts_with("之间") {
        draft.end += "之间".len();
    }
    if draft.numeral.vague {
        draft.cmp = Cmp::About;
    }
    if draft.high.is_some() && draft.upper.is_none() {
        draft.cmp = Cmp::About;
    }
    if let Some((end, cmp)) = bounds::after(draft.text, draft.end, all) {
        draft.end = end;
        draft.bounded = true;
        if !draft.numeral.vague && draft.high.is_none() {
            draft.cmp = cmp;
        }
    }
    if let Some((start, cmp)) = bounds::before(draft.text, draft.start, floor, bare, all) {
        draft.start = start;
        draft.bounded = true;
        if !draft.numeral.vague && draft.high.is_none() {
            draft.cmp = cmp;
        }
    }
}
