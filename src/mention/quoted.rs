//! Unlisted documents and principles: quoted names before a head, agreements behind the names of their parties.

use super::Class;
use super::ground::{Candidate, Edge, Ground, is_han};
use super::scene::Choice;
use crate::lexicon::Cue;
use crate::source::Span;

/// Longest quoted formula, in bytes.
const FORMULA: usize = 60;
/// Most characters between the parties and the head of an agreement.
const SUBJECT: usize = 12;

pattern!(COUNTED, r"^[一二三四五六七八九十两双](\p{Han})\p{Han}{1,4}$");

pub(super) fn find(ground: &Ground, found: &mut Vec<Candidate>) {
    listed_virtues(ground, found);
    formulas(ground, found);
    for &(head, cue) in &ground.cues {
        match cue {
            Cue::Document => {
                found.extend(resolution(ground, head));
                found.extend(behind_quote(ground, head, Class::Document).or_else(|| agreement(ground, head)));
            }
            Cue::QuotedDocument => {
                found.extend(resolution(ground, head));
                found.extend(behind_quote(ground, head, Class::Document));
            }
            Cue::Doctrine => found.extend(behind_quote(ground, head, Class::Doctrine)),
            _ => {}
        }
    }
}

/// 共同、综合、合作、可持续的|全球安全观: at least three virtues in front of a principle.
fn listed_virtues(ground: &Ground, found: &mut Vec<Candidate>) {
    pattern!(
        VIRTUES,
        r"(?:\p{Han}{2}、){2,}\p{Han}{2,3}的(?:\p{Han}{0,2}(?:安全观|发展观|治理观|发展理念|基本原则)|“三原则”)|(?:[\p{Han}]{4,8}、){2,}\p{Han}{4,8}的(?:\p{Han}{0,2}(?:安全观|发展观|治理观|文明观)|基本原则)"
    );
    // Every branch of the expression holds one of these.
    let words = ["安全观", "发展观", "治理观", "文明观", "发展理念", "基本原则", "三原则"];
    if !words.iter().any(|word| ground.scene.text.contains(word)) {
        return;
    }
    for virtues in VIRTUES.find_iter(ground.scene.text) {
        let span = Span::new(virtues.start(), virtues.end());
        found.push(ground.named(span, Class::Doctrine, "name:doctrine.virtues"));
    }
}

/// Bytes to the mark that closes what was opened in front of `text`.
pub(super) fn closing(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0;
    for (i, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            if depth == 0 {
                return Some(i);
            }
            depth -= 1;
        } else if matches!(c, '。' | '\n') {
            return None;
        }
    }
    None
}

/// “三个确保”, “双暂停”: a number, what it counts, and a word.
fn formulas(ground: &Ground, found: &mut Vec<Candidate>) {
    let patterns = &ground.scene.lexicon.patterns;
    for (open, mark) in ground.scene.text.match_indices('“') {
        let start = open + mark.len();
        let Some(length) = closing(ground.scene.rest(start), '“', '”').filter(|&n| n <= FORMULA) else { continue };
        let span = Span::new(start, start + length);
        if is_document(ground, span) {
            found.push(ground.named(span, Class::Document, "name:document.quoted"));
            continue;
        }
        let words = ground.text(span);
        let slogan = (3..=8).contains(&words.chars().count()) && words.chars().all(is_han);
        if slogan && patterns.doctrine_tails.iter().any(|tail| words.ends_with(tail.as_str())) {
            found.push(ground.named(span, Class::Doctrine, "name:doctrine.slogan"));
            continue;
        }
        if is_counted(ground, span) {
            let text = patterns.counted_texts.iter().any(|tail| words.ends_with(tail.as_str()));
            found.push(match text {
                true => ground.named(span, Class::Document, "name:document.counted"),
                false => ground.named(span, Class::Doctrine, "name:doctrine.formula"),
            });
        }
    }
}

/// 三个确保, 双暂停: a number, what it counts, and a word that names no thing.
fn is_counted(ground: &Ground, span: Span) -> bool {
    let patterns = &ground.scene.lexicon.patterns;
    let words = ground.text(span);
    let Some(counted) = COUNTED.captures(words) else { return false };
    let length = words.chars().count();
    let double = words.starts_with('双') && length == 3;
    let counts = counted[1].chars().next().is_some_and(|c| patterns.counted.contains(c))
        && !words.starts_with(['一', '双'])
        && length >= 3;
    let behind = ground.scene.rest(span.end).strip_prefix('”').unwrap_or_default();
    let thing = patterns.not_formulas.iter().any(|w| words.ends_with(w.as_str()) || behind.starts_with(w.as_str()));
    (counts || double) && !thing
}

/// “台湾关系法案”: the quoted words end with the head of a document and say what it is about.
fn is_document(ground: &Ground, span: Span) -> bool {
    let next = ground.cues.partition_point(|(head, _)| head.start < span.end);
    let mut near = ground.cues[..next].iter().rev().take_while(|(head, _)| head.start + 30 > span.end);
    let ends = near.any(|(head, cue)| head.end == span.end && matches!(cue, Cue::Document | Cue::QuotedDocument));
    let text = ground.text(span);
    // A bill may hold any verb: “海岛友邦保护及加强法案”.
    ends && text.chars().count() >= 6
        && text.chars().all(|c| is_han(c) || c.is_ascii_alphanumeric() || c == '-')
        && (text.ends_with("法案") && !text.starts_with("反对") || ground.is_solid(span))
}

/// “五不”原则, “十四五”规划; with 的 between, the quoted words alone are the name.
fn behind_quote(ground: &Ground, head: Span, class: Class) -> Option<Candidate> {
    let before = ground.scene.head(head.start);
    let (quote, linked) = match before.strip_suffix('的') {
        Some(quote) => (quote, true),
        None => (before, false),
    };
    let inside = quote.strip_suffix('”')?;
    let open = inside.rfind('“')?;
    let words = &inside[open + '“'.len_utf8()..];
    if words.chars().count() < 2
        || words.len() > FORMULA
        || words.contains(['”', '。', ',', '?', '!'])
        || !words.chars().any(is_han)
    {
        return None;
    }
    let start = head.start - (before.len() - open);
    // “一带一路”战略: a listed name keeps what it stands for; “双暂停”倡议 is a principle as well.
    let name = Span::new(start + '“'.len_utf8(), start + '“'.len_utf8() + words.len());
    let listed = listed_class(ground, name);
    let whole = !linked && ground.text(head) == "倡议";
    let class = match listed {
        Some(Class::Doctrine) if whole => Class::Doctrine,
        Some(_) if class == Class::Doctrine => return None,
        _ => class,
    };
    // A row of several words is a name by itself: “甲、乙”原则.
    let linked = linked || (class == Class::Doctrine && words.contains('、'));
    let end = if linked { start + '“'.len_utf8() + words.len() } else { head.end };
    let start = if linked { start + '“'.len_utf8() } else { start };
    if linked && class == Class::Document {
        return None;
    }
    let rule = if class == Class::Document { "name:document.quoted" } else { "name:doctrine.quoted" };
    Some(ground.named(Span::new(start, end), class, rule))
}

/// The class of the listed document or principle that a span names.
fn listed_class(ground: &Ground, span: Span) -> Option<Class> {
    let item = ground.covering(span.start).filter(|i| i.span == span)?;
    ground.class(item).filter(|class| matches!(class, Class::Document | Class::Doctrine))
}

/// 安理会第1701号决议, 安理会1701号决议, 第1701号决议; with the year or session of the body: 第1701(2006)号决议,
/// 第70/1号决议. Behind 安理会的, the number alone is the name.
fn resolution(ground: &Ground, head: Span) -> Option<Candidate> {
    pattern!(
        NUMBER,
        r"第?(?:[0-9]{1,4}/[0-9]{1,3}号|[0-9]{1,4}\([0-9]{4}\)号?|[0-9一二三四五六七八九十百千零〇]{1,8}号)$"
    );
    let number = NUMBER.find(ground.scene.head(head.start))?;
    let bare = head.start - number.len();
    let body = ground.row(bare).filter(|row| row.1 == Class::Organization);
    let (counted, plain) = (number.as_str().starts_with('第'), ground.text(head) == "决议");
    // 安理会的|1701号决议, 大会|70/1号决议
    let is_body = |at: usize| ground.row(at).is_some_and(|row| row.1 == Class::Organization);
    let of_body = ground.scene.head(bare).ends_with('的') && is_body(bare - '的'.len_utf8());
    let marked = number.as_str().contains(['(', '/']);
    let alone = plain && (counted || of_body || marked);
    let start = body.map(|row| row.0).filter(|_| counted || plain).or_else(|| alone.then_some(bare))?;
    let named = ground.named(Span::new(start, head.end), Class::Document, "name:document.number");
    // A listed resolution is the same behind the name of its body: 安理会|1701号决议.
    let number = Span::new(bare, head.end);
    let listed = ground.covering(bare).filter(|i| i.span == number).and_then(|i| ground.entity(i));
    Some(listed.map_or(named.clone(), |id| Candidate { choice: Choice::One(id), ..named }))
}

/// 中泰互免签证协定: the parties, a subject, the head.
fn agreement(ground: &Ground, head: Span) -> Option<Candidate> {
    let left = ground.left(head.start, SUBJECT, true);
    if let Some(regulation) = regulation(ground, head) {
        return Some(regulation);
    }
    let mut start = left.anchor?;
    // 中国和老挝领事协定
    let partner = ["和", "与"]
        .iter()
        .find(|link| ground.scene.head(start).ends_with(*link))
        .and_then(|link| ground.row(start - link.len()));
    if let Some((first, Class::Country, _)) = partner.filter(|_| left.class == Some(Class::Country)) {
        start = first;
    }
    let joint = ground.text(head).starts_with("联合") || left.gap > 1;
    let parties = left.names > 1 || left.class != Some(Class::Country);
    let subject = &ground.scene.text[left.bare..head.start];
    let fits = (joint || left.names > 1)
        && (parties || left.gap > 1)
        && !subject.contains("人民")
        && left.class != Some(Class::Place);
    let span = Span::new(start, head.end);
    fits.then(|| Candidate {
        span,
        choice: Choice::New(Class::Document, ground.text(span).into(), "name:document.parties"),
    })
}

/// 企业投资项目核准和备案管理条例: a regulation by its subject alone.
fn regulation(ground: &Ground, head: Span) -> Option<Candidate> {
    const LEAST: usize = 4;
    let left = ground.left(head.start, SUBJECT + 4, true);
    let subject = &ground.scene.text[left.bare..head.start];
    let fits = left.anchor.is_none()
        && ground.text(head) == "条例"
        && matches!(left.edge, Edge::Mark | Edge::Verb)
        && left.gap > LEAST
        && ground.patterns().regulated.iter().any(|kind| subject.ends_with(kind));
    fits.then(|| ground.named(Span::new(left.bare, head.end), Class::Document, "name:document.regulation"))
}
