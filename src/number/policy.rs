//! The annotation guide's policy: which of the quantities that the grammar reads are marked.

use super::numeral::{Numeral, Sense, Shape, char_at, char_before, is_han};
use super::quantity::{Draft, Traits};
use super::units::{UnitKind, Units};
use super::value::Number;
use super::{Cmp, Found, Kind, Quantity};
use rust_decimal::Decimal;

/// Nouns within this many characters behind 14亿多 tell that persons are counted.
const PERSON_WINDOW: usize = 8;
/// Decides on a draft: what the last pass needs to know, or where to go on when it is left out.
pub(super) fn settle(draft: &mut Draft, floor: usize, units: &Units, rule: &str) -> Result<Traits, usize> {
    if let Some((len, ())) = units.uncounted.longest_at(&draft.text[draft.numeral.start..])
        && draft.numeral.start + len >= unit_end(draft)
    {
        return Err(draft.numeral.start + len);
    }
    let skip = Err(draft.end.min(draft.numeral.end));
    if touches_letters(draft) || is_serial(draft) {
        return skip;
    }
    match draft.numeral.shape {
        Shape::Half if rule != "fraction" && !measured(draft) => return skip,
        Shape::BareScale if !bare_scale_counts(draft) => return skip,
        _ => {}
    }
    // 唯一一个, 四六级: two digits side by side that are no pair are no number.
    let digits = draft.text[draft.numeral.start..draft.numeral.end].chars().count();
    if draft.numeral.shape == Shape::Positional && digits == 2 && draft.high.is_none() && rule == "quantity" {
        return skip;
    }
    if matches!(draft.unit_kind, Some(UnitKind::Person)) && ranked(draft, floor, units) {
        draft.unit = Some(if draft.text[draft.numeral.end..].starts_with('位') { "位" } else { "名" });
        draft.kind = Kind::Ordinal;
    }
    let couple = matches!(char_before(draft.text, draft.numeral.start), Some('老' | '小')) && draft.unit == Some("口");
    if couple {
        return skip;
    }
    if school_grade(draft) || clock_time(draft) || part_of_name(draft, units) {
        return skip;
    }
    if draft.unit.is_none() {
        return if unmarked_number_counts(draft, units) { Ok(Traits::default()) } else { skip };
    }
    let one =
        draft.numeral.shape == Shape::Single && draft.numeral.low == Some(Number::from(1)) && draft.high.is_none();
    if one && rule == "quantity" && !bounded_before(draft) {
        return lone_one(draft, floor, units);
    }
    Ok(Traits::default())
}

fn unit_end(draft: &Draft) -> usize {
    if draft.unit.is_some() { draft.end } else { draft.numeral.end }
}

/// G20, COVID-19, A04: digits that belong to a name in letters.
fn touches_letters(draft: &Draft) -> bool {
    if draft.numeral.shape != Shape::Digits || draft.kind == Kind::Money {
        return false;
    }
    let before = char_before(draft.text, draft.numeral.start);
    let joined = match before {
        Some(c) if c.is_ascii_alphanumeric() || c == '_' || c == '.' => true,
        Some(mark @ ('-' | '·' | '/' | '—' | ':')) => {
            let further = char_before(draft.text, draft.numeral.start - mark.len_utf8());
            further.is_some_and(|c| c.is_ascii_alphanumeric())
                && (mark != '—' || further.is_some_and(|c| c.is_ascii_alphabetic()))
        }
        _ => false,
    };
    joined
        || (draft.unit.is_none()
            && char_at(draft.text, draft.numeral.end).is_some_and(|c| c.is_ascii_alphabetic() || c == ':'))
}

/// 海巡01轮, 资源三号02星: a number that begins with a zero belongs to a name.
fn is_serial(draft: &Draft) -> bool {
    let digits = &draft.text.as_bytes()[draft.numeral.start..draft.numeral.end];
    draft.numeral.shape == Shape::Digits && digits.starts_with(b"0") && digits.get(1).is_some_and(u8::is_ascii_digit)
}

fn measured(draft: &Draft) -> bool {
    matches!(draft.unit_kind, Some(UnitKind::Physical | UnitKind::Currency(_)))
}

/// 百 and 千万 count with a bound, or as a compound before a unit.
fn bare_scale_counts(draft: &Draft) -> bool {
    if draft.numeral.sense != Sense::Plain {
        return true;
    }
    let compound = draft.text[draft.numeral.start..draft.numeral.end].chars().count() > 1;
    match draft.unit_kind {
        None => draft.unit.is_some() || (draft.bounded && compound),
        Some(UnitKind::Person) => draft.bounded || compound || draft.text[draft.numeral.end..].starts_with('名'),
        Some(UnitKind::WithNoun) => draft.bounded,
        Some(_) => draft.bounded || compound,
    }
}

/// A number without a unit: 3.5亿 and 约300 are amounts, 2758 may be any name.
fn unmarked_number_counts(draft: &mut Draft, units: &Units) -> bool {
    let value = draft.value.map(|n| n.to_decimal());
    let large = value.is_some_and(|v| v >= Decimal::TEN);
    // 数百万 has no value: only what is counted makes it an amount.
    let vague = value.is_none();
    if draft.numeral.big && (large || vague) {
        let counted = draft.text[draft.numeral.start..draft.numeral.end].contains('个');
        if (!counted && persons_follow(&draft.text[draft.end..], units)) || heads_before(draft, units) {
            draft.unit = Some("人");
        } else if money_around(draft, units) {
            draft.unit = Some("CNY");
            draft.kind = Kind::Money;
        }
        if large || draft.unit.is_some() {
            return true;
        }
    }
    if of_a_score(draft) {
        return true;
    }
    let precise = value.is_some_and(|v| v.scale() > 0);
    draft.bounded && (large || precise) && draft.numeral.shape == Shape::Digits
}

/// 人口达到1000万, 人口由306万下降到196万: persons are the subject.
fn heads_before(draft: &Draft, units: &Units) -> bool {
    const WINDOW: usize = 20;
    let head = &draft.text[..draft.start];
    let linked = ["有", "为", "达", "到", "至", "由", "从", "是"].iter().any(|word| head.ends_with(word));
    let clause = head.char_indices().rev().take(WINDOW).take_while(|(_, c)| !",。;:!?、\n".contains(*c)).last();
    linked && clause.is_some_and(|(i, _)| units.amounts.heads.iter().any(|word| head[i..].contains(word.as_str())))
}

/// 近5000万补贴, 投资2个亿: an amount of money whose currency goes without saying.
fn money_around(draft: &Draft, units: &Units) -> bool {
    let head = draft.text[..draft.start].trim_end_matches(['了', '达', '为', '约', '近', '到']);
    units.amounts.spent.iter().any(|word| head.ends_with(word.as_str()))
        || units.amounts.funds.iter().any(|word| draft.text[draft.end..].starts_with(word.as_str()))
}

/// 十八届三中全会, 古共七大开幕, 零点后: the number belongs to a name or is the midnight hour.
fn part_of_name(draft: &Draft, units: &Units) -> bool {
    let rest = &draft.text[draft.end..];
    let begins = |words: &[String]| words.iter().any(|word| rest.starts_with(word.as_str()));
    match draft.unit {
        Some("届") => begins(&units.amounts.sessions),
        Some("大") => {
            let party = matches!(char_before(draft.text, draft.numeral.start), Some('共' | '党'));
            let nothing_counted = !rest.starts_with(|c: char| is_han(c) || matches!(c, '“' | '"' | '‘' | '《'));
            party || nothing_counted || begins(&units.amounts.congress)
        }
        Some("点") => draft.numeral.shape == Shape::Single && draft.value == Some(Number::from(0)),
        _ => false,
    }
}

fn persons_follow(rest: &str, units: &Units) -> bool {
    let window = rest.char_indices().take_while(|(_, c)| is_han(*c)).take(PERSON_WINDOW);
    window.into_iter().any(|(i, _)| matches!(units.noun_at(&rest[i..]), Some((len, true)) if len > '人'.len_utf8()))
}

/// 排名23位: a place in an order, not so many persons.
fn ranked(draft: &Draft, floor: usize, units: &Units) -> bool {
    let head = &draft.text[floor.min(draft.start)..draft.start];
    let near = head.char_indices().rev().take(12).last().map_or(head.len(), |(i, _)| i);
    units.amounts.ranked.iter().any(|word| head[near..].contains(word.as_str()))
}

/// 高三学生, 初二女生: a grade at school.
fn school_grade(draft: &Draft) -> bool {
    draft.numeral.shape == Shape::Single
        && matches!(char_before(draft.text, draft.numeral.start), Some('高' | '初'))
        && ["学生", "毕业生", "考生", "女生", "男生", "生"]
            .iter()
            .any(|word| draft.text[draft.numeral.end..].starts_with(word))
}

/// 9点左右: a time of day, where 三点左右 of an index would be far larger.
fn clock_time(draft: &Draft) -> bool {
    draft.unit == Some("点")
        && draft.bounded
        && draft.high.is_none()
        && draft.value.is_some_and(|v| v.to_decimal() <= Decimal::from(24) && v.to_decimal().scale() == 0)
}

/// 27比0: the two sides of a vote or a match.
fn of_a_score(draft: &Draft) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let rest = &draft.text[draft.numeral.end..];
    let head = &draft.text[..draft.numeral.start];
    draft.numeral.shape == Shape::Digits
        && (rest.strip_prefix('比').is_some_and(|r| digit(r.chars().next()))
            || head.strip_suffix('比').is_some_and(|h| digit(h.chars().next_back())))
}

fn bounded_before(draft: &Draft) -> bool {
    draft.cmp != Cmp::Equal && draft.start < draft.numeral.start
}

/// 一 before a unit: a measure counts (一公里), 只有一个 counts, all else only beside another number.
fn lone_one(draft: &Draft, floor: usize, units: &Units) -> Result<Traits, usize> {
    let unit = draft.unit.unwrap_or_default();
    let measure = draft.kind == Kind::Money
        || unit == "倍"
        || (matches!(draft.unit_kind, Some(UnitKind::Physical))
            && (unit.chars().count() > 1 || "吨米斤克亩".contains(unit)));
    let head = &draft.text[floor..draft.start];
    if units.amounts.proverbial.iter().any(|word| head.ends_with(word.as_str())) {
        return Err(draft.end);
    }
    let only = ["只有", "仅有", "唯有", "只", "仅", "唯"].iter().any(|word| head.ends_with(word));
    if measure || only {
        return Ok(Traits::default());
    }
    Ok(Traits { lone_one: true })
}

/// Is an ordinal left out? The head of a list (第一，…), a name (第三方), 第二天.
pub(super) fn drops_ordinal(text: &str, at: usize, end: usize, numeral: &Numeral, unit: &str, units: &Units) -> bool {
    if let Some((len, ())) = units.uncounted.longest_at(&text[at..])
        && at + len >= end
    {
        return true;
    }
    let before = char_before(text, at);
    let after = char_at(text, end);
    let opens_clause = before.is_none_or(|c| !is_han(c) && !c.is_ascii_alphanumeric());
    if unit == "1" && opens_clause && after.is_some_and(|c| ",、:是.;要就在".contains(c)) {
        return true;
    }
    let behind = &text[end..];
    // 第十届全国人大, 第24号令, 第八中学: the number is part of a name.
    let named = match unit {
        "届" => {
            behind.starts_with(|c: char| (is_han(c) || c == '“' || c == '"') && !"的是以于在将也都已就了时".contains(c))
        }
        "1" => units.numbered.longest_at(behind).is_some(),
        _ => false,
    };
    let asked = ["关于", "至于", "对于", "你的", "您的", "你", "您"].iter().any(|word| text[..at].ends_with(word));
    if named || (unit == "个" && behind.starts_with("问题") && (opens_clause || asked)) {
        return true;
    }
    // 第二天 tells the next day, 连续第10天 counts.
    let counted_time = text[..at].ends_with("连续") || numeral.shape == Shape::Digits;
    matches!(unit, "天" | "年" | "周" | "个月") && !counted_time
        || after.is_some_and(|c| c.is_ascii_alphanumeric() || c == '版')
}

/// Keeps a bare 一 only beside another number of the same unit: 一个主席团、三个委员会.
pub(super) fn with_neighbours(text: &str, found: Vec<(Found<Quantity>, Traits)>) -> Vec<Found<Quantity>> {
    let keep: Vec<bool> = (0..found.len()).map(|i| !found[i].1.lone_one || beside_number(text, &found, i)).collect();
    found.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|((found, _), _)| found).collect()
}

fn beside_number(text: &str, found: &[(Found<Quantity>, Traits)], i: usize) -> bool {
    let this = &found[i].0;
    let near = |other: &(Found<Quantity>, Traits), gap: &str| {
        !other.1.lone_one
            && other.0.value.kind == Kind::Cardinal
            && other.0.value.unit == this.value.unit
            && gap.chars().count() <= 6
            && gap.contains('、')
            && !gap.contains(['。', ';', '!', '?', '\n'])
    };
    let next = found.get(i + 1).is_some_and(|other| near(other, &text[this.end..other.0.start.max(this.end)]));
    let previous = i > 0 && near(&found[i - 1], &text[found[i - 1].0.end.min(this.start)..this.start]);
    next || previous
}
