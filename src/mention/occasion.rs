//! Unlisted occasions: what is held at an anniversary (建交60周年招待会), plenums in a row (三中、四中全会), years that
//! states give to something (文化年), games named after their place, incidents with a quoted name.

use super::Class;
use super::ground::{Candidate, Ground, is_han};
use super::scene::Choice;
use crate::lexicon::starting;
use crate::source::Span;
use regex::Captures;

/// Most characters of the subject of an anniversary, and between the number and what is held.
const SUBJECT: usize = 40;
const BETWEEN: usize = 8;
/// Most characters between the states and the kind of their year.
const KIND: usize = 6;
/// Most characters of the quoted name of an incident.
const INCIDENT: usize = 12;

/// What finds events at anniversaries: another entity inside them is one, an event or a date as well.
pub(super) const ANNIVERSARY_RULE: &str = "name:event.anniversary";

pattern!(ANNIVERSARY, r"(?:[0-9]{1,4}|[一二三四五六七八九十百千]{1,5})周年");
pattern!(
    PLENUM,
    r"(?:(?:党的|中共)?第?(?P<term>二?十[一二三四五六七八九]?)届)?(?:[一二三四五六七八]中[、和及与])*[一二三四五六七八]中全会"
);
pattern!(TERM, r"(二?十[一二三四五六七八九]?)届(?:[一二三四五六七八]中|中央委员会)");
pattern!(ANNUAL, r"20[0-9][0-9]年年会");

pub(super) fn find(ground: &Ground, found: &mut Vec<Candidate>) {
    let text = ground.scene.text;
    // Few texts hold the words that these end with.
    let holding = |word: &str| if text.contains(word) { text } else { "" };
    for number in ANNIVERSARY.find_iter(holding("周年")) {
        found.extend(anniversary(ground, Span::new(number.start(), number.end())));
    }
    let plenary = holding("中全会");
    let terms: Vec<(usize, &str)> =
        TERM.captures_iter(plenary).filter_map(|t| Some((t.get(0)?.start(), t.get(1)?.as_str()))).collect();
    for plenum in PLENUM.captures_iter(plenary) {
        plenums(ground, &plenum, &terms, found);
    }
    for annual in ANNUAL.find_iter(holding("年年会")) {
        let body = ground.ending_at(annual.start()).filter(|i| {
            matches!(ground.class(i), Some(Class::Organization | Class::Event)) && ground.text(i.span).ends_with("论坛")
        });
        let span = body.map(|i| Span::new(i.span.start, annual.end()));
        found.extend(span.map(|span| ground.named(span, Class::Event, "name:event.annual")));
    }
    years(ground, found);
    states(ground, found);
    games(ground, found);
    incidents(ground, found);
}

/// 万隆会议60周年纪念活动: the subject in front of the number, and what is held.
fn anniversary(ground: &Ground, number: Span) -> Option<Candidate> {
    let end = occasion(ground, number.end)?;
    let start = subject(ground, number.start);
    let span = Span::new(start, end);
    (start < number.start && ground.is_balanced(span)).then(|| ground.named(span, Class::Event, ANNIVERSARY_RULE))
}

/// Where what is held at an anniversary ends: the first such word behind the number, and those that go on from it.
fn occasion(ground: &Ground, from: usize) -> Option<usize> {
    let patterns = &ground.scene.lexicon.patterns;
    let rest = ground.scene.rest(from);
    let mut end = None;
    for (i, c) in rest.char_indices().take(BETWEEN + 1) {
        if let Some((length, _)) = patterns.occasions.longest(&rest[i..]) {
            end = Some(i + length);
            break;
        }
        let ceremony = starting(&patterns.commemorations, &rest[i..]).is_some() || matches!(c, '念' | '祝');
        let stops = ground.stops(from + i, c) || (!ceremony && patterns.verbs.longest(&rest[i..]).is_some());
        if !is_han(c) || stops {
            return None;
        }
    }
    let mut end = end?;
    while let Some((length, _)) = patterns.occasions.longest(&rest[end..]) {
        end += length;
    }
    Some(from + end)
}

/// Where the subject of an anniversary begins that ends at a byte: names, quoted names, and words up to a verb that is
/// none of founding; 纪念 and 庆祝 belong to it.
fn subject(ground: &Ground, number: usize) -> usize {
    let patterns = &ground.scene.lexicon.patterns;
    let mut at = number;
    for _ in 0..SUBJECT {
        let head = ground.scene.head(at);
        if let Some(word) = patterns.commemorations.iter().find(|w| head.ends_with(w.as_str())) {
            return at - word.len();
        }
        if at < number && dated(ground, at) {
            break;
        }
        if let Some(item) = ground.ending_at(at).filter(|i| !matches!(ground.class(i), None | Some(Class::Title))) {
            at = item.span.start;
            continue;
        }
        if let Some(open) = quote(head) {
            at -= head.len() - open;
            continue;
        }
        let verb = head.char_indices().rev().take(3).map(|(i, _)| &head[i..]).find(|w| patterns.founding.contains(*w));
        if let Some(verb) = verb {
            at -= verb.len();
            continue;
        }
        let Some(c) = ground.scene.before(at).filter(|&c| is_han(c) || matches!(c, '-' | '·')) else { break };
        let joins = matches!(c, '和' | '与' | '同' | '暨')
            && (c == '暨' || ground.ending_at(at - c.len_utf8()).is_some_and(|i| ground.is_anchor(i)));
        if !joins && (ground.stops(at - c.len_utf8(), c) || matches!(c, '和' | '与' | '及') || ground.verb_ends(at))
        {
            break;
        }
        at -= c.len_utf8();
    }
    at
}

/// Whether a date ends at a byte.
fn dated(ground: &Ground, at: usize) -> bool {
    let next = ground.dated.partition_point(|d| d.start < at);
    ground.dated[..next].last().is_some_and(|d| d.end == at)
}

/// Where the quoted name begins that a text ends with.
fn quote(head: &str) -> Option<usize> {
    let (open, close) = match head.chars().next_back()? {
        '》' => ('《', '》'),
        '”' => ('“', '”'),
        _ => return None,
    };
    let at = head.strip_suffix(close)?.rfind(open)?;
    (head[at..].chars().count() <= SUBJECT).then_some(at)
}

/// 十八届三中、四中全会, 六中全会: each plenum, of the term that is written in front of it or last in the text; `terms` are
/// all that it names, with their places.
fn plenums(ground: &Ground, found: &Captures, terms: &[(usize, &str)], out: &mut Vec<Candidate>) {
    let Some(all) = found.get(0) else { return };
    // 农工党十五届四中全会 is of another party.
    let body = ground.ending_at(all.start()).is_some_and(|i| ground.class(i) == Some(Class::Organization));
    if ground.scene.before(all.start()) == Some('届') || body {
        return;
    }
    let before = terms.partition_point(|(at, _)| *at < all.start());
    let near = || terms.get(before.saturating_sub(1)).map(|(_, term)| *term);
    let Some(term) = found.name("term").map(|m| m.as_str()).or_else(near) else { return };
    let mut start = all.start();
    for part in all.as_str().split_inclusive(['、', '和', '及', '与']) {
        let name = part.trim_end_matches(['、', '和', '及', '与']);
        let span = Span::new(start, start + name.len());
        start += part.len();
        let Some(number) = name.trim_end_matches("全会").strip_suffix('中').and_then(|n| n.chars().next_back())
        else {
            continue;
        };
        out.push(Candidate { span, choice: known(ground, &format!("{term}届{number}中全会"), "中共") });
    }
}

/// What a name stands for: the listed event, or one of this name behind a prefix.
fn known(ground: &Ground, name: &str, prefix: &str) -> Choice {
    let lexicon = ground.scene.lexicon;
    let listed = lexicon.named(name).filter(|id| lexicon.entity(*id).class == Class::Event);
    listed.map_or_else(|| Choice::New(Class::Event, format!("{prefix}{name}").into(), "name:event.plenum"), Choice::One)
}

/// 中希海洋合作年, “中国旅游年”.
fn years(ground: &Ground, found: &mut Vec<Candidate>) {
    let patterns = ground.patterns();
    for (at, mark) in ground.scene.text.match_indices('年') {
        let end = at + mark.len();
        let head = ground.scene.head(end);
        let Some(kind) = patterns.years.iter().find(|w| head.ends_with(w.as_str())) else {
            continue;
        };
        if ground.scene.rest(end).starts_with(|c| patterns.not_years.contains(c)) {
            continue;
        }
        let left = ground.left(end - kind.len(), KIND, false);
        let Some(start) = left.anchor.filter(|_| left.class != Some(Class::Organization)) else { continue };
        found.push(ground.named(Span::new(start, end), Class::Event, "name:event.year"));
    }
}

/// “南非年”: the year of a state, in quotation marks.
fn states(ground: &Ground, found: &mut Vec<Candidate>) {
    for (at, mark) in ground.scene.text.match_indices("年”") {
        let state = ground.ending_at(at).filter(|i| ground.class(i) == Some(Class::Country));
        if let Some(state) = state.filter(|i| ground.scene.before(i.span.start) == Some('“')) {
            let span = Span::new(state.span.start, at + mark.len() - '”'.len_utf8());
            found.push(ground.named(span, Class::Event, "name:event.year"));
        }
    }
}

/// 伦敦残奥会: the place belongs to the name.
fn games(ground: &Ground, found: &mut Vec<Candidate>) {
    let lexicon = ground.scene.lexicon;
    for games in ground.outer.iter().filter(|i| ground.class(i) == Some(Class::Event)) {
        if !lexicon.patterns.games.contains(ground.text(games.span)) {
            continue;
        }
        let Some(place) = ground.ending_at(games.span.start).filter(|i| ground.class(i) == Some(Class::Place)) else {
            continue;
        };
        let span = Span::new(place.span.start, games.span.end);
        let listed = lexicon.named(ground.text(span)).filter(|id| lexicon.entity(*id).class == Class::Event);
        // 平昌冬奥会 is written out.
        let games = ground.entity(games).map(|id| &*lexicon.entity(id).name).filter(|n| n.ends_with("奥林匹克运动会"));
        let name = games.map_or(ground.text(span).to_owned(), |full| format!("{}{full}", ground.text(place.span)));
        let new = Candidate { span, choice: Choice::New(Class::Event, name.as_str().into(), "name:event.games") };
        found.push(listed.map_or(new.clone(), |id| Candidate { choice: Choice::One(id), ..new }));
    }
}

/// “亲信干政”事件.
fn incidents(ground: &Ground, found: &mut Vec<Candidate>) {
    for (close, mark) in ground.scene.text.match_indices('”') {
        let at = close + mark.len();
        let words = ground.scene.lexicon.patterns.incidents.iter();
        for word in words.filter(|word| ground.scene.text[at..].starts_with(word.as_str())) {
            let Some(inside) = ground.scene.head(at).strip_suffix('”') else { continue };
            let Some(open) = inside.rfind('“') else { continue };
            let name = &inside[open + '“'.len_utf8()..];
            let plain = name.chars().all(|c| is_han(c) || c.is_ascii_alphanumeric() || matches!(c, '·' | '-' | '—'));
            if plain && (3..=INCIDENT).contains(&name.chars().count()) {
                let start = at - '”'.len_utf8() - name.len() - '“'.len_utf8();
                found.push(ground.named(Span::new(start, at + word.len()), Class::Event, "name:event.incident"));
            }
        }
    }
}
