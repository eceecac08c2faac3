//! Numerals: from characters to exact values. The grammar stands at the head of `number.rs`.

use super::value::{Number, power_of_ten};
use rust_decimal::Decimal;

/// What a numeral looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Begins with 0-9.
    Digits,
    /// One Chinese digit alone (三).
    Single,
    /// Two or more Chinese digits in a row without a scale (二〇二四).
    Positional,
    /// Chinese digits and scales (二十四).
    Chinese,
    /// A scale without a digit before it (百, 千万).
    BareScale,
    /// 半.
    Half,
}

/// What a numeral expresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sense {
    Plain,
    /// The value is in percent: 百分之五, and 千分之五 as 0.5.
    Percent,
    Fraction,
}

/// A numeral read from a text. Offsets are bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Numeral {
    pub start: usize,
    pub end: usize,
    /// `None` when vague (几十) or too long for an exact value.
    pub low: Option<Number>,
    /// The upper end of neighbouring digits: 两三百 is 200 to 300.
    pub high: Option<Number>,
    /// An unknown rest stands inside: 十几, 五百余万.
    pub more: bool,
    /// Begins with 几 or 数.
    pub vague: bool,
    pub shape: Shape,
    pub sense: Sense,
    /// Does the numeral hold 万, 亿 or 兆?
    pub big: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Symbol {
    Digit(u8),
    /// A formal digit or scale that is also a word of its own (陆, 拾): counts only beside another formal character.
    Ambiguous(u8),
    AmbiguousTen,
    Scale(u32),
    /// 廿, 卅.
    Score(u8),
    Few,
    More,
    Half,
    Ascii,
    Other,
}

pub(crate) fn symbol(c: char) -> Symbol {
    match c {
        '0'..='9' => Symbol::Ascii,
        '零' | '〇' | '○' => Symbol::Digit(0),
        '一' | '壹' => Symbol::Digit(1),
        '二' | '贰' | '貳' | '两' | '俩' => Symbol::Digit(2),
        '三' | '叁' | '仨' => Symbol::Digit(3),
        '四' => Symbol::Digit(4),
        '五' => Symbol::Digit(5),
        '六' => Symbol::Digit(6),
        '七' | '柒' => Symbol::Digit(7),
        '八' | '捌' => Symbol::Digit(8),
        '九' | '玖' => Symbol::Digit(9),
        '肆' => Symbol::Ambiguous(4),
        '伍' => Symbol::Ambiguous(5),
        '陆' => Symbol::Ambiguous(6),
        '拾' => Symbol::AmbiguousTen,
        '十' => Symbol::Scale(1),
        '百' | '佰' => Symbol::Scale(2),
        '千' | '仟' => Symbol::Scale(3),
        '万' => Symbol::Scale(4),
        '亿' => Symbol::Scale(8),
        '兆' => Symbol::Scale(12),
        '廿' => Symbol::Score(20),
        '卅' => Symbol::Score(30),
        '几' | '数' => Symbol::Few,
        '多' | '余' => Symbol::More,
        '半' => Symbol::Half,
        _ => Symbol::Other,
    }
}

fn is_formal(c: char) -> bool {
    "壹贰叁肆伍陆柒捌玖拾佰仟零点".contains(c)
}

pub(crate) fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

pub(crate) fn char_at(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

pub(crate) fn char_before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

/// One part of a number under construction: its value and, for neighbouring digits, how far the upper end lies above.
#[derive(Clone, Copy, Default)]
struct Part {
    value: Decimal,
    spread: Decimal,
}

/// The state of reading: groups already closed by 万 or 亿, the section below them, and the digits at hand.
#[derive(Clone, Copy)]
struct State {
    pos: usize,
    groups: [(Part, u32); 4],
    group_count: usize,
    section: Option<Part>,
    /// Exponent of the last 十 百 千 of this section.
    last_small: u32,
    current: Option<Part>,
    /// `current` is one digit, which may stand for the next lower place (三万五).
    single: bool,
    /// Exponent of the scale right before `current`.
    last: Option<u32>,
    /// 零 stands between that scale and `current`.
    zero: bool,
    more: bool,
    vague: bool,
    bare: bool,
    positional: bool,
    overflow: bool,
}

struct Reader<'a> {
    text: &'a str,
    start: usize,
    all: bool,
    state: State,
    before_section: State,
    before_current: State,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, start: usize, all: bool) -> Self {
        let state = State {
            pos: start,
            groups: [(Part::default(), 0); 4],
            group_count: 0,
            section: None,
            last_small: 4,
            current: None,
            single: false,
            last: None,
            zero: false,
            more: false,
            vague: false,
            bare: false,
            positional: false,
            overflow: false,
        };
        Reader { text, start, all, state, before_section: state, before_current: state }
    }

    fn run(&mut self) {
        while let Some(c) = char_at(self.text, self.state.pos) {
            let go_on = match symbol(c) {
                Symbol::Digit(_) | Symbol::Ambiguous(_) => self.digits(),
                Symbol::Ascii => self.ascii(),
                Symbol::Scale(e) => self.scale(e, c.len_utf8()),
                Symbol::AmbiguousTen => self.formal_here(c) && self.scale(1, c.len_utf8()),
                Symbol::Score(n) => self.score(n, c.len_utf8()),
                Symbol::Few => self.few(c),
                Symbol::More => self.more(c),
                Symbol::Half | Symbol::Other => false,
            };
            if !go_on {
                break;
            }
        }
    }

    fn at_start(&self) -> bool {
        self.state.pos == self.start
    }

    fn symbol_at(&self, at: usize) -> Symbol {
        char_at(self.text, at).map_or(Symbol::Other, symbol)
    }

    /// May the ambiguous formal character at the reading place be a numeral?
    fn formal_here(&self, c: char) -> bool {
        let next = char_at(self.text, self.state.pos + c.len_utf8());
        let before = char_before(self.text, self.state.pos);
        let beside_formal = |c: Option<char>| c.is_some_and(is_formal);
        match self.at_start() {
            true => {
                let apart = self.all && !before.is_some_and(is_han) && next.is_none_or(|n| !is_han(n) || n == '点' || symbol(n) != Symbol::Other);
                next.is_some_and(|n| is_formal(n) && n != '零' && n != '点') || apart || self.text[..self.start].ends_with("分之")
            }
            false => beside_formal(before),
        }
    }

    /// The run of Chinese digits at the reading place, with the end of each.
    fn digit_run(&self) -> Vec<(u8, usize)> {
        let mut run = Vec::new();
        let mut at = self.state.pos;
        // Behind a scale at most a pair counts; reading on would make 万零零零… quadratic.
        let limit = if self.state.last.is_some() { 3 } else { usize::MAX };
        while let Some(c) = char_at(self.text, at)
            && run.len() < limit
        {
            let next = at + c.len_utf8();
            let digit = match symbol(c) {
                Symbol::Digit(d) => d,
                Symbol::Ambiguous(d) if (at > self.state.pos && char_before(self.text, at).is_some_and(is_formal)) || (at == self.state.pos && self.formal_here(c)) => d,
                _ => break,
            };
            // 两 is a digit at the head of a numeral and before a scale; elsewhere it is a weight.
            if matches!(c, '两' | '俩') && at != self.start && !matches!(self.symbol_at(next), Symbol::Scale(2..)) {
                break;
            }
            run.push((digit, next));
            at = next;
        }
        run
    }

    fn digits(&mut self) -> bool {
        if self.state.current.is_some() {
            return false;
        }
        let zero_end = self.state.pos + '零'.len_utf8();
        if self.symbol_at(self.state.pos) == Symbol::Digit(0) && (self.state.last.is_some() || (self.at_start() && matches!(self.symbol_at(zero_end), Symbol::Scale(_) | Symbol::AmbiguousTen))) {
            return self.skip_zero(zero_end);
        }
        let run = self.digit_run();
        let Some(&(first, first_end)) = run.first() else { return false };
        let run_end = run[run.len() - 1].1;
        self.before_current = self.state;
        let scale_follows = matches!(self.symbol_at(run_end), Symbol::Scale(_) | Symbol::AmbiguousTen);
        let big_follows = matches!(self.symbol_at(run_end), Symbol::Scale(4..));
        let pair = run.len() == 2 && is_pair(first, run[1].0);
        if run.len() == 1 || (self.state.last.is_some() && !(pair && (scale_follows || self.state.last == Some(1)))) {
            self.set_current(Decimal::from(first), Decimal::ZERO, first_end);
            self.state.single = true;
            return run.len() == 1;
        }
        if pair && (scale_follows || self.state.last.is_some()) {
            self.set_current(Decimal::from(first), Decimal::from(run[1].0 - first), run_end);
            return true;
        }
        self.state.positional = true;
        let mut value = Some(Decimal::ZERO);
        for (digit, _) in &run {
            value = value.and_then(|v| v.checked_mul(Decimal::TEN)).and_then(|v| v.checked_add(Decimal::from(*digit)));
        }
        self.state.overflow |= value.is_none();
        self.set_current(value.unwrap_or_default(), Decimal::ZERO, run_end);
        big_follows
    }

    fn set_current(&mut self, value: Decimal, spread: Decimal, end: usize) {
        self.state.current = Some(Part { value, spread });
        self.state.single = false;
        self.state.pos = end;
    }

    /// 零 between two parts; it must lead to another part.
    fn skip_zero(&mut self, end: usize) -> bool {
        let follows = match self.symbol_at(end) {
            Symbol::Digit(_) | Symbol::Ambiguous(_) | Symbol::Scale(1..=3) | Symbol::AmbiguousTen | Symbol::Ascii => true,
            Symbol::Few => char_at(self.text, end) == Some('几'),
            _ => false,
        };
        if follows {
            self.state.zero = true;
            self.state.pos = end;
        }
        follows
    }

    fn ascii(&mut self) -> bool {
        if self.state.current.is_some() {
            return false;
        }
        let Some((value, end)) = ascii_number(self.text, self.state.pos) else { return false };
        let scale_follows = matches!(self.symbol_at(end), Symbol::Scale(_));
        if !self.at_start() && !scale_follows {
            let next = char_at(self.text, end);
            let limit = self.state.last.and_then(power_of_ten).unwrap_or_default();
            if next.is_some_and(|c| "年月日号%.:/-时点周°".contains(c)) || value.is_none_or(|v| v >= limit || v.scale() > 0) {
                return false;
            }
        }
        self.before_current = self.state;
        let one_digit = end == self.state.pos + 1;
        self.state.overflow |= value.is_none();
        self.set_current(value.unwrap_or_default(), Decimal::ZERO, end);
        self.state.single = one_digit;
        true
    }

    fn score(&mut self, value: u8, len: usize) -> bool {
        if !self.at_start() {
            return false;
        }
        self.state.section = Some(Part { value: Decimal::from(value), spread: Decimal::ZERO });
        self.state.last_small = 1;
        self.state.last = Some(1);
        self.state.pos += len;
        true
    }

    fn few(&mut self, c: char) -> bool {
        let end = self.state.pos + c.len_utf8();
        let next = char_at(self.text, end);
        let scale_follows = matches!(self.symbol_at(end), Symbol::Scale(_));
        if self.at_start() {
            self.state.vague = true;
            if c == '数' && !scale_follows || next.is_some_and(|n| "内何乎率时许近经".contains(n)) {
                return false;
            }
            self.set_current(Decimal::ONE, Decimal::ZERO, end);
            return scale_follows;
        }
        if c == '数' || self.state.current.is_some() || self.state.last.is_none() || next.is_some_and(|n| "内何乎率".contains(n)) {
            return false;
        }
        self.state.more = true;
        self.state.pos = end;
        scale_follows && matches!(self.symbol_at(end), Symbol::Scale(4..))
    }

    fn more(&mut self, c: char) -> bool {
        let end = self.state.pos + c.len_utf8();
        if self.at_start() || !matches!(self.symbol_at(end), Symbol::Scale(4..)) {
            return false;
        }
        self.state.more = true;
        self.state.pos = end;
        true
    }

    fn scale(&mut self, exponent: u32, len: usize) -> bool {
        match exponent {
            1..=3 => self.small_scale(exponent, len),
            _ => self.big_scale(exponent, len),
        }
    }

    fn small_scale(&mut self, exponent: u32, len: usize) -> bool {
        let s = self.state;
        let coefficient = match s.current {
            Some(part) if exponent < s.last_small => part,
            Some(_) => {
                self.state = self.before_current;
                return false;
            }
            None if exponent < s.last_small && (self.at_start() || s.zero || (exponent == 1 && s.last.is_some()) || s.pos == self.start + "零".len()) => Part { value: Decimal::ONE, spread: Decimal::ZERO },
            None => return false,
        };
        self.state.bare |= self.at_start() && exponent > 1;
        let place = power_of_ten(exponent).unwrap_or_default();
        let section = s.section.unwrap_or_default();
        let Some(section) = add(section, coefficient, place) else { return self.too_large(len) };
        self.state.section = Some(section);
        self.state.current = None;
        self.state.last_small = exponent;
        self.state.last = Some(exponent);
        self.state.zero = false;
        self.state.pos += len;
        true
    }

    fn big_scale(&mut self, exponent: u32, len: usize) -> bool {
        let s = self.state;
        let mut sum = match (s.section, s.current) {
            (None, None) => None,
            (section, current) => add(section.unwrap_or_default(), current.unwrap_or_default(), Decimal::ONE),
        };
        let mut count = s.group_count;
        let directly_after_big = sum.is_none() && count > 0 && !s.zero;
        if sum.is_none() && !directly_after_big {
            if !self.at_start() {
                return false;
            }
            self.state.bare = true;
            sum = Some(Part { value: Decimal::ONE, spread: Decimal::ZERO });
        }
        while count > 0 && (s.groups[count - 1].1 < exponent || (directly_after_big && s.groups[count - 1].1 == exponent)) {
            count -= 1;
            sum = add(s.groups[count].0, sum.unwrap_or_default(), Decimal::ONE);
        }
        let Some(sum) = sum else { return false };
        if (count > 0 && s.groups[count - 1].1 == exponent) || count == 4 {
            self.state = self.before_section;
            return false;
        }
        let place = power_of_ten(exponent).unwrap_or_default();
        let Some(group) = add(Part::default(), sum, place) else { return self.too_large(len) };
        self.state.groups[count] = (group, exponent);
        self.state.group_count = count + 1;
        self.state.section = None;
        self.state.current = None;
        self.state.last_small = 4;
        self.state.last = Some(exponent);
        self.state.zero = false;
        self.state.pos += len;
        self.before_section = self.state;
        true
    }

    /// The number has outgrown a decimal: it is still read to its end, without a value.
    fn too_large(&mut self, len: usize) -> bool {
        self.state.overflow = true;
        self.state.section = None;
        self.state.current = None;
        self.state.group_count = 0;
        self.state.last_small = 4;
        self.state.pos += len;
        true
    }

    /// A last single digit right behind a scale stands for the place below it: 三万五 = 35000, 九百九 = 990.
    fn tail_of(&self, current: Option<Part>) -> Part {
        let Some(part) = current else { return Part::default() };
        match self.state.last {
            Some(e) if e >= 2 && self.state.single && !self.state.zero => {
                let place = power_of_ten(e - 1).unwrap_or_default();
                Part { value: part.value * place, spread: part.spread * place }
            }
            _ => part,
        }
    }

    /// The whole read so far.
    fn total(&self) -> Option<Part> {
        let s = &self.state;
        let mut total = add(s.section.unwrap_or_default(), self.tail_of(s.current), Decimal::ONE)?;
        for (group, _) in &s.groups[..s.group_count] {
            total = add(*group, total, Decimal::ONE)?;
        }
        (!s.overflow).then_some(total)
    }
}

/// `base + part * place`, if it fits.
fn add(base: Part, part: Part, place: Decimal) -> Option<Part> {
    Some(Part { value: base.value.checked_add(part.value.checked_mul(place)?)?, spread: base.spread.checked_add(part.spread.checked_mul(place)?)? })
}

/// Neighbouring digits that mean "from … to …": 两三, 七八, 三五.
fn is_pair(a: u8, b: u8) -> bool {
    a > 0 && (b == a + 1 || (a, b) == (3, 5))
}

/// `0-9` digits, thousands separators and one decimal point: the value (`None` if too long) and the end.
fn ascii_number(text: &str, start: usize) -> Option<(Option<Decimal>, usize)> {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let first = digits(start);
    if first == 0 {
        return None;
    }
    let mut end = start + first;
    if first <= 3 {
        while bytes.get(end) == Some(&b',') && digits(end + 1) == 3 {
            end += 4;
        }
    }
    let is_point = |at: usize| bytes.get(at) == Some(&b'.') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
    if is_point(end) && !(start > 0 && bytes[start - 1] == b'.') {
        let after = end + 1 + digits(end + 1);
        // 1.2.3 is no decimal.
        if !is_point(after) {
            end = after;
        }
    }
    if end - start > 40 {
        return Some((None, end));
    }
    let plain: String = text[start..end].chars().filter(|c| *c != ',').collect();
    Some((plain.parse::<Decimal>().ok().filter(|d| d.scale() as usize == plain.split('.').nth(1).map_or(0, str::len)), end))
}

/// A numeral without fraction, sign or percent: the state machine plus the decimals behind 点.
fn cardinal(text: &str, start: usize, all: bool) -> Option<Numeral> {
    let head = char_at(text, start)?;
    if head == '半' {
        let hundred = text[start..].starts_with("半百");
        let (value, len) = if hundred { (Decimal::from(50), 6) } else { (Decimal::new(5, 1), 3) };
        return Some(Numeral { start, end: start + len, low: Some(value.into()), high: None, more: false, vague: false, shape: Shape::Half, sense: Sense::Plain, big: false });
    }
    let mut reader = Reader::new(text, start, all);
    if all && head == '.' && !char_before(text, start).is_some_and(|c| c.is_ascii_alphanumeric()) && text.as_bytes().get(start + 1).is_some_and(u8::is_ascii_digit) {
        let len = text.as_bytes()[start + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
        reader.set_current(format!("0{}", &text[start..start + 1 + len]).parse().ok()?, Decimal::ZERO, start + 1 + len);
    }
    reader.run();
    let s = reader.state;
    if s.pos == start {
        return None;
    }
    let shape = match head {
        '0'..='9' | '.' => Shape::Digits,
        _ if s.bare => Shape::BareScale,
        _ if s.positional && s.last.is_none() => Shape::Positional,
        _ if s.last.is_none() && !s.vague => Shape::Single,
        _ => Shape::Chinese,
    };
    let total = reader.total();
    let low = total.map(|part| Number::from(part.value)).filter(|_| !s.vague);
    let high = total.filter(|part| !part.spread.is_zero()).map(|part| Number::from(part.value + part.spread)).filter(|_| !s.vague);
    let mut numeral = Numeral { start, end: s.pos, low, high, more: s.more, vague: s.vague, shape, sense: Sense::Plain, big: s.group_count > 0 };
    if !s.vague && !s.more {
        decimals(text, &mut numeral);
    }
    Some(numeral)
}

/// 点 and the digits behind it, and a scale behind those: 一点五亿. Not the hours of 九点二十.
fn decimals(text: &str, numeral: &mut Numeral) {
    let Some(rest) = text[numeral.end..].strip_prefix('点') else { return };
    let digits: String = rest.chars().map_while(|c| match symbol(c) {
        Symbol::Digit(d) if !matches!(c, '两' | '俩') => Some(char::from(b'0' + d)),
        Symbol::Ascii => Some(c),
        _ => None,
    }).take(29).collect();
    let len: usize = rest.chars().take(digits.len()).map(char::len_utf8).sum();
    let after = numeral.end + '点'.len_utf8() + len;
    let next = char_at(text, after).map_or(Symbol::Other, symbol);
    if digits.is_empty() || digits.len() > 28 || matches!(next, Symbol::Scale(1..=3) | Symbol::Digit(_) | Symbol::Ascii) {
        return;
    }
    let Ok(part) = format!("0.{digits}").parse::<Decimal>() else { return };
    let Some(mut value) = numeral.low.and_then(|low| low.plus(part)) else { return };
    let mut end = after;
    while let Some(c @ ('万' | '亿')) = char_at(text, end) {
        let place = power_of_ten(if c == '万' { 4 } else { 8 }).unwrap_or_default();
        let Some(product) = value.times(place) else { return };
        (value, end) = (product, end + c.len_utf8());
        numeral.big = true;
    }
    (numeral.low, numeral.end) = (Some(value), end);
    if numeral.shape == Shape::Single {
        numeral.shape = Shape::Chinese;
    }
}

/// Reads the numeral that begins at byte `start`, sign and fraction included; `None` when none begins there.
/// With `all`, also the forms of formulas: 2e5, 40k, 2^-1, 3/5, 1 4/3, .5.
pub(crate) fn read(text: &str, start: usize, all: bool) -> Option<Numeral> {
    let negative = sign(text, start);
    let mut numeral = cardinal(text, start + negative, all)?;
    if all && numeral.shape == Shape::Digits {
        super::formula::extend(text, &mut numeral);
    }
    fraction(text, &mut numeral, all);
    if negative > 0 {
        numeral.start = start;
        numeral.low = numeral.low.and_then(|n| n.times(Decimal::NEGATIVE_ONE));
        numeral.high = None;
    }
    Some(numeral)
}

/// Length of a minus sign that belongs to the digits behind it.
fn sign(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let before = char_before(text, at);
    if let Some(after) = rest.strip_prefix('负') {
        let next = after.chars().next().map_or(Symbol::Other, symbol);
        return if matches!(next, Symbol::Digit(_) | Symbol::Scale(_) | Symbol::Ascii) { '负'.len_utf8() } else { 0 };
    }
    let digit_follows = rest.as_bytes().get(1).is_some_and(|b| b.is_ascii_digit());
    let free = before.is_none_or(|c| c.is_whitespace() || "(:,=、。;为至到是达零下".contains(c));
    if rest.starts_with('-') && digit_follows && free { 1 } else { 0 }
}

/// `N分之M`, `X又N分之M`.
fn fraction(text: &str, numeral: &mut Numeral, all: bool) {
    let mut whole = None;
    let mut base = *numeral;
    if let Some(rest) = text[base.end..].strip_prefix('又')
        && let Some(next) = cardinal(text, text.len() - rest.len(), all)
    {
        whole = base.low;
        base = next;
    }
    let Some(rest) = text[base.end..].strip_prefix("分之") else { return };
    let at = text.len() - rest.len();
    let minus = sign(text, at);
    let Some(mut upper) = cardinal(text, at + minus, all) else { return };
    if all && upper.shape == Shape::Digits {
        super::formula::extend(text, &mut upper);
    }
    let (Some(Number::Decimal(lower_value)), None) = (base.low, base.high) else { return };
    let bare_percent = base.shape == Shape::BareScale && whole.is_none();
    let share = |value: Number| match bare_percent {
        true => value.times(Decimal::ONE_HUNDRED).and_then(|v| divide(v, lower_value)),
        false => divide(value, lower_value),
    };
    let mut low = upper.low.and_then(share);
    if minus > 0 {
        low = low.and_then(|n| n.times(Decimal::NEGATIVE_ONE));
    }
    if let (Some(whole), Some(part)) = (whole, low) {
        low = match whole {
            Number::Decimal(d) => part.plus(d),
            Number::Fraction { .. } => None,
        };
    }
    if low.is_none() && !upper.vague {
        return;
    }
    *numeral = Numeral {
        end: upper.end,
        low,
        high: upper.high.and_then(share),
        more: upper.more,
        vague: upper.vague,
        shape: numeral.shape,
        sense: if bare_percent { Sense::Percent } else { Sense::Fraction },
        big: false,
        start: numeral.start,
    };
}

fn divide(value: Number, by: Decimal) -> Option<Number> {
    match value {
        Number::Decimal(d) => Number::ratio(d, by),
        Number::Fraction { numerator, denominator } => Number::ratio(numerator, denominator.checked_mul(by)?),
    }
}
