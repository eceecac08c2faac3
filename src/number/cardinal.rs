//! Cardinals: sections of 千 百 十 grouped by 兆 亿 万, read in one pass to an exact value.

use super::numeral::{Symbol, ascii_number, char_at, char_before, is_formal, is_han, symbol};
use super::value::power_of_ten;
use rust_decimal::Decimal;

/// One part of a number under construction: its value and, for neighbouring digits, how far the upper end lies above.
#[derive(Clone, Copy, Default)]
pub(super) struct Part {
    pub(super) value: Decimal,
    pub(super) spread: Decimal,
}

/// The state of reading: groups already closed by 万 or 亿, the section below them, and the digits at hand.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub(super) pos: usize,
    pub(super) groups: [(Part, u32); 4],
    pub(super) group_count: usize,
    pub(super) section: Option<Part>,
    /// Exponent of the last 十 百 千 of this section.
    pub(super) last_small: u32,
    pub(super) current: Option<Part>,
    /// `current` is one digit, which may stand for the next lower place (三万五).
    pub(super) single: bool,
    /// Exponent of the scale right before `current`.
    pub(super) last: Option<u32>,
    /// 零 stands between that scale and `current`.
    pub(super) zero: bool,
    pub(super) more: bool,
    pub(super) vague: bool,
    pub(super) bare: bool,
    pub(super) positional: bool,
    pub(super) overflow: bool,
}

pub(super) struct Reader<'a> {
    text: &'a str,
    start: usize,
    all: bool,
    pub(super) state: State,
    before_section: State,
    before_current: State,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, start: usize, all: bool) -> Self {
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

    pub(super) fn run(&mut self) {
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
                let apart = self.all
                    && !before.is_some_and(is_han)
                    && next.is_none_or(|n| !is_han(n) || n == '点' || symbol(n) != Symbol::Other);
                let alone = !before.is_some_and(is_han) && next.is_none_or(|n| !n.is_alphanumeric());
                next.is_some_and(|n| is_formal(n) && n != '零' && n != '点')
                    || apart
                    || alone
                    || self.group_closes(self.state.pos + c.len_utf8())
                    || self.text[..self.start].ends_with("分之")
            }
            false => beside_formal(before) || next.is_some_and(|n| "拾佰仟".contains(n)),
        }
    }

    /// Does 万, 亿 or 兆 stand at `at`, and behind it the rest of a sum? 陆万元整 is a sum, 陆万里 a name.
    fn group_closes(&self, at: usize) -> bool {
        let after = self.text[at..].trim_start_matches(['万', '亿', '兆']);
        let next = after.chars().next();
        after.len() < self.text.len() - at && next.is_none_or(|n| !is_han(n) || is_formal(n) || "元圆整".contains(n))
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
                Symbol::Ambiguous(d)
                    if (at > self.state.pos && char_before(self.text, at).is_some_and(is_formal))
                        || (at == self.state.pos && self.formal_here(c)) =>
                {
                    d
                }
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
        if self.symbol_at(self.state.pos) == Symbol::Digit(0)
            && (self.state.last.is_some()
                || (self.at_start() && matches!(self.symbol_at(zero_end), Symbol::Scale(_) | Symbol::AmbiguousTen)))
        {
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

    pub(super) fn set_current(&mut self, value: Decimal, spread: Decimal, end: usize) {
        self.state.current = Some(Part { value, spread });
        self.state.single = false;
        self.state.pos = end;
    }

    /// 零 between two parts; it must lead to another part.
    fn skip_zero(&mut self, end: usize) -> bool {
        let follows = match self.symbol_at(end) {
            Symbol::Digit(_) | Symbol::Ambiguous(_) | Symbol::Scale(1..=3) | Symbol::AmbiguousTen | Symbol::Ascii => {
                true
            }
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
            if next.is_some_and(|c| "年月日号%.:/-时点周°".contains(c))
                || value.is_none_or(|v| v >= limit || v.scale() > 0)
            {
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
        if c == '数'
            || self.state.current.is_some()
            || self.state.last.is_none()
            || next.is_some_and(|n| "内何乎率".contains(n))
        {
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
            None if exponent < s.last_small
                && (self.at_start()
                    || s.zero
                    || (exponent == 1 && s.last.is_some())
                    || s.pos == self.start + "零".len()) =>
            {
                Part { value: Decimal::ONE, spread: Decimal::ZERO }
            }
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
        while count > 0
            && (s.groups[count - 1].1 < exponent || (directly_after_big && s.groups[count - 1].1 == exponent))
        {
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
    pub(super) fn total(&self) -> Option<Part> {
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
    Some(Part {
        value: base.value.checked_add(part.value.checked_mul(place)?)?,
        spread: base.spread.checked_add(part.spread.checked_mul(place)?)?,
    })
}

/// Neighbouring digits that mean "from … to …": 两三, 七八, 三五.
fn is_pair(a: u8, b: u8) -> bool {
    a > 0 && (b == a + 1 || (a, b) == (3, 5))
}
