//! Quantities: a numeral, what it counts, and the words that bound it.

use super::numeral::{self, Numeral, Sense, Shape, Symbol, char_at, symbol};
use super::ordinal::{first, half_price, many, ordinal};
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
    let ranged = draft.high.is_some();
    let quantity = Quantity {
        value: draft.value.filter(|_| !ranged),
        min: draft.value.filter(|_| ranged),
        max: draft.high,
        min_inclusive: true,
        max_inclusive: true,
        unit: draft.unit.unwrap_or("1").to_string(),
        cmp: draft.cmp,
        kind: draft.kind,
    };
    Found { start: draft.start, end: draft.end, value: quantity, rule }
}

fn cardinal(text: &str, at: usize, floor: usize, units: &Units, mode: Mode) -> Step {
    let all = mode == Mode::All;
    let Some(numeral) = numeral::read(text, at, all) else {
        return Step::Skip(at + char_at(text, at).map_or(1, char::len_utf8));
    };
    let numeral = give_back_kilo(text, numeral, units, all);
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

/// Length of a mark between the ends of a range.
pub(crate) fn range_mark(rest: &str) -> Option<usize> {
    let inner = rest.trim_start_matches(' ');
    let spaces = rest.len() - inner.len();
    let mark = ["——", "--", "至", "到", "-", "–", "—", "~", "～", "−"].iter().find(|m| inner.starts_with(**m))?;
    let behind = &inner[mark.len()..];
    let behind_spaces = behind.len() - behind.trim_start_matches(' ').len();
    (behind_spaces <= 1 && spaces <= 1).then_some(spaces + mark.len() + behind_spaces)
}

/// `20—30`, `三至五`, `5%到8%`, `20与30之间`.
fn range(draft: &mut Draft, units: &Units, all: bool) {
    let text = draft.text;
    let (unit_len, unit) = match unit_between(&text[draft.end..], units) {
        Some((len, unit)) => (len, Some(unit)),
        None => (0, None),
    };
    let behind = draft.end + unit_len;
    let mark = range_mark(&text[behind..]);
    let and = text[behind..].strip_prefix(['和', '与']).map(|rest| text.len() - rest.len() - behind);
    let Some(len) = mark.or(and) else { return };
    let Some(upper) = numeral::read(text, behind + len, all).filter(|n| n.low.is_some() && n.sense == Sense::Plain)
    else {
        return;
    };
    let upper_unit = unit_between(&text[upper.end..], units);
    let agree = unit.is_none() || upper_unit.map(|u| u.1) == unit;
    let behind_upper = &text[upper.end + if agree { unit.map_or(0, str::len) } else { 0 }..];
    let between = agree && (behind_upper.starts_with("之间") || behind_upper.starts_with('间'));
    let closed = mark.is_some() || between;
    let low = draft.numeral.low.map(|n| n.to_decimal());
    let mut low_scaled = low;
    // 3—5万: the scale of the upper end counts for both when the lower has none and would be far below.
    if let (Some(l), Some(place)) = (low, shared_scale(&draft.numeral, &upper, text)) {
        low_scaled = l.checked_mul(place);
    }
    let high = upper.low.map(|n| n.to_decimal());
    let (Some(low), Some(high)) = (low_scaled, high) else { return };
    if !agree || !closed || low >= high || time_unit_follows(&text[behind..]) {
        return;
    }
    draft.value = Some(low.into());
    draft.high = Some(high.into());
    draft.upper = Some(upper);
    draft.end = upper.end;
}

/// `3—5万`: the place of a last 万 or 亿 that the lower end lacks.
fn shared_scale(lower: &Numeral, upper: &Numeral, text: &str) -> Option<Decimal> {
    if lower.big || !upper.big {
        return None;
    }
    let scale: String = text[upper.start..upper.end].chars().rev().take_while(|c| matches!(c, '万' | '亿')).collect();
    let mut place = Decimal::ONE;
    for c in scale.chars() {
        place = place.checked_mul(Decimal::from(if c == '万' { 10_000 } else { 100_000_000 }))?;
    }
    let low = lower.low?.to_decimal();
    (place > Decimal::ONE && low < Decimal::from(10_000)).then_some(place)
}

fn unit_between<'a>(rest: &'a str, units: &Units) -> Option<(usize, &'a str)> {
    if let Some(mark) = ["%", "‰", "个百分点"].iter().find(|m| rest.starts_with(**m)) {
        return Some((mark.len(), &rest[..mark.len()]));
    }
    units.unit_at(rest).map(|(len, _)| (len, &rest[..len]))
}

/// Percent signs, 成, 折, 个百分点, and the senses of 分之.
fn share(draft: &mut Draft, all: bool) -> bool {
    if draft.numeral.sense != Sense::Plain {
        let percent = draft.numeral.sense == Sense::Percent;
        draft.kind = if percent { Kind::Percent } else { Kind::Fraction };
        draft.unit = Some(if percent { "%" } else { "1" });
        return true;
    }
    let rest = draft.text[draft.end..].trim_start_matches(' ');
    let mark = draft.text.len() - rest.len();
    let (len, factor, unit) = if rest.starts_with('%') {
        (1, Decimal::ONE, "%")
    } else if rest.starts_with('‰') {
        ('‰'.len_utf8(), Decimal::new(1, 1), "%")
    } else if let Some(word) = ["个百分点", "百分点"].into_iter().find(|w| rest.starts_with(w)) {
        (word.len(), Decimal::ONE, "百分点")
    } else if let Some(factor) = tenths(draft, rest, all) {
        ('成'.len_utf8(), factor, "%")
    } else {
        return false;
    };
    let factor =
        if rest.starts_with('折') && draft.numeral.shape == Shape::Half { Decimal::ONE_HUNDRED } else { factor };
    draft.end = mark + len;
    draft.value = draft.value.and_then(|v| v.times(factor));
    draft.high = draft.high.and_then(|v| v.times(factor));
    draft.kind = Kind::Percent;
    draft.unit = Some(unit);
    if rest.starts_with('成') {
        parts_of_tenth(draft);
    }
    true
}

/// 三成 is 30 %, 九折 too is 90 %, 75折 is 75 %.
fn tenths(draft: &Draft, rest: &str, all: bool) -> Option<Decimal> {
    let next = rest.chars().nth(1);
    let value = draft.numeral.low.map(|n| n.to_decimal());
    match rest.chars().next()? {
        '成' => {
            let small = value.is_some_and(|v| v > Decimal::ZERO && v <= Decimal::TEN) || draft.numeral.vague;
            let word = next.is_some_and(|c| "为立功就长员本分果效都交品绩型套全熟行千百名因吉都语年器见".contains(c));
            (small && !word && draft.numeral.shape != Shape::Positional && draft.numeral.shape != Shape::BareScale)
                .then_some(Decimal::TEN)
        }
        '折' => {
            let word = next.is_some_and(|c| "射磨腾叠返服合戏扣旧".contains(c));
            (!word && (all || draft.numeral.shape != Shape::BareScale)).then(|| match value {
                Some(v) if v <= Decimal::TEN => Decimal::TEN,
                _ => Decimal::ONE,
            })
        }
        _ => None,
    }
}

/// 七成六, 三成半.
fn parts_of_tenth(draft: &mut Draft) {
    let Some(next) = char_at(draft.text, draft.end) else { return };
    let part = match symbol(next) {
        Symbol::Digit(d) if d > 0 && !numeral_goes_on(draft.text, draft.end + next.len_utf8()) => Decimal::from(d),
        Symbol::Half if !half_is_word(&draft.text[draft.end + next.len_utf8()..]) => Decimal::from(5),
        _ => return,
    };
    draft.value = draft.value.and_then(|v| v.plus(part));
    draft.end += next.len_utf8();
}

fn numeral_goes_on(text: &str, at: usize) -> bool {
    char_at(text, at).is_some_and(|c| !matches!(symbol(c), Symbol::Other) || super::is_han(c))
}

/// 半 as the head of a word (半导体), not half a unit more.
fn half_is_word(rest: &str) -> bool {
    rest.starts_with([
        '导', '岛', '年', '个', '数', '天', '小', '径', '球', '夜', '月', '世', '途', '场', '身', '自', '成',
    ])
}

/// 一半, 半数, 大半: one half.
fn half(draft: &mut Draft) -> bool {
    let one_half = draft.numeral.shape == Shape::Single
        && draft.value == Some(Number::from(1))
        && draft.text[draft.end..].starts_with('半')
        && !half_is_word(&draft.text[draft.end + 3..]);
    let half_of = draft.numeral.shape == Shape::Half && draft.text[draft.end..].starts_with('数');
    if !one_half && !half_of {
        return false;
    }
    draft.end += '半'.len_utf8();
    draft.value = Some(Decimal::new(5, 1).into());
    draft.kind = Kind::Fraction;
    draft.unit = Some("1");
    true
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
    }
}

/// 三五天 and 七八个 are ranges; 三五 alone is thirty-five.
fn pair_before_unit(draft: &mut Draft) {
    let mut digits = draft.text[draft.numeral.start..draft.numeral.end].chars().map(symbol);
    if let (Some(Symbol::Digit(a)), Some(Symbol::Digit(b)), None) = (digits.next(), digits.next(), digits.next())
        && a > 0
        && (b == a + 1 || (a, b) == (3, 5))
        && draft.kind != Kind::Percent
    {
        draft.value = Some(Number::from(i64::from(a)));
        draft.high = Some(Number::from(i64::from(b)));
        draft.cmp = Cmp::About;
    }
}

/// 半, 多 behind the unit, and the coins of an amount of money.
fn behind_unit(draft: &mut Draft, units: &Units) {
    let measured = matches!(draft.unit_kind, Some(UnitKind::Physical | UnitKind::Currency(_)));
    if !measured {
        return;
    }
    let rest = &draft.text[draft.end..];
    if rest.starts_with('半') && !half_is_word(&rest['半'.len_utf8()..]) {
        draft.value = draft.value.and_then(|v| v.plus(Decimal::new(5, 1)));
        draft.end += '半'.len_utf8();
    } else if rest.starts_with('多')
        && !rest['多'.len_utf8()..].starts_with(|c: char| super::is_han(c) && !"的、".contains(c))
    {
        draft.end += '多'.len_utf8();
        draft.cmp = Cmp::Above;
        draft.bounded = true;
    }
    coins(draft, units);
}

fn coins(draft: &mut Draft, units: &Units) {
    let Some(UnitKind::Currency(code)) = draft.unit_kind else { return };
    for _ in 0..2 {
        let at = draft.end + if draft.text[draft.end..].starts_with('又') { '又'.len_utf8() } else { 0 };
        if char_at(draft.text, at).is_none_or(|c| symbol(c) == Symbol::Other) {
            return;
        }
        let Some(amount) = numeral::read(draft.text, at, false) else { return };
        let Some((len, UnitKind::Coin(coin, share))) = units.unit_at(&draft.text[amount.end..]) else { return };
        let sum = amount.low.and_then(|n| n.times(*share)).and_then(|n| draft.value?.plus(n.to_decimal()));
        if coin != code || sum.is_none() {
            return;
        }
        draft.value = sum;
        draft.end = amount.end + len;
    }
}

/// $100, 人民币100元.
fn money_sign<'a>(draft: &mut Draft<'a>, floor: usize, units: &'a Units) {
    let head = draft.text[floor..draft.start].trim_end_matches(' ');
    let Some(last) = head.chars().next_back() else { return };
    if super::is_han(last) && last != '币' {
        return;
    }
    let longest = head.char_indices().rev().take(4).filter_map(|(i, _)| match units.before.longest_at(&head[i..]) {
        Some((len, code)) if i + len == head.len() => Some((i, *code)),
        _ => None,
    });
    if let Some((i, code)) = longest.last() {
        if !matches!(draft.unit_kind, None | Some(UnitKind::Currency(_))) {
            return;
        }
        draft.start = floor + i;
        draft.kind = Kind::Money;
        // 人民币100元, US$100: a currency behind the amount has already named the unit.
        draft.unit = draft.unit.or(Some(&units.codes[code as usize]));
    }
}

/// 零下20度, 小雪-4℃.
fn below_zero(draft: &mut Draft, floor: usize) {
    if !draft.unit.is_some_and(|unit| ["度", "摄氏度", "℃", "°C", "°c", "°"].contains(&unit))
        || draft.numeral.shape == Shape::Half
    {
        return;
    }
    let head = &draft.text[floor.min(draft.start)..draft.start];
    let Some(sign) = head
        .strip_suffix("零下")
        .or_else(|| head.strip_suffix('-').filter(|rest| rest.ends_with(super::is_han)))
        .map(|rest| head.len() - rest.len())
    else {
        return;
    };
    draft.start -= sign;
    draft.value = draft.value.and_then(|v| v.times(Decimal::NEGATIVE_ONE));
    if let (Some(a), Some(b)) = (draft.value, draft.high.and_then(|v| v.times(Decimal::NEGATIVE_ONE))) {
        (draft.value, draft.high) = (Some(b), Some(a));
    }
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
