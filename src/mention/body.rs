//! Unlisted bodies and administrative places, by their heads: 国际商事调解委员会, 法国财政部, 城东区.

use super::Class;
use super::ground::{Candidate, Edge, Ground};
use super::scene::Choice;
use crate::lexicon::Cue;
use crate::source::Span;
use std::collections::HashSet;

/// Most characters between a name and the head.
const FORMAL_GAP: usize = 14;
const LOCAL_GAP: usize = 8;
const PLACE_GAP: usize = 6;
/// Most characters of a name without a listed name in it.
const BARE: usize = 12;

pub(super) fn find(ground: &Ground, found: &mut Vec<Candidate>) {
    for &(head, cue) in &ground.cues {
        if !ground.head_stands(head) {
            continue;
        }
        match cue {
            Cue::FormalBody => found.extend(formal(ground, head)),
            Cue::LocalBody => found.extend(local(ground, head)),
            Cue::DirectBody => found.extend(direct(ground, head)),
            _ => {}
        }
    }
}

/// Administrative places: they are found first, since bodies are named after them.
pub(super) fn places(ground: &Ground, found: &mut Vec<Candidate>) {
    let heads = ground.cues.iter().filter(|(head, cue)| *cue == Cue::Place && ground.head_stands(*head));
    found.extend(heads.filter_map(|(head, _)| place(ground, *head)));
}

fn formal(ground: &Ground, head: Span) -> Option<Candidate> {
    let left = ground.left(head.start, FORMAL_GAP, true);
    let start = match left.anchor {
        Some(start) if left.gap > 0 || left.class == Some(Class::Organization) => start,
        Some(_) => return None,
        None => {
            let qualifier = &ground.scene.text[left.bare..head.start];
            let fits = left.edge == Edge::Mark && (2..=BARE).contains(&left.gap) && !is_generic(ground, qualifier);
            fits.then_some(left.bare)?
        }
    };
    Some(ground.named(Span::new(start, head.end), Class::Organization, "name:organization.head"))
}

/// Whether a qualifier is made of words that name nothing: 有关, 国际, 专门.
fn is_generic(ground: &Ground, qualifier: &str) -> bool {
    made_of(&ground.scene.lexicon.patterns.generic, qualifier)
}

/// The same for a qualifier behind a name, where fewer words name nothing: 各, 一家.
fn is_vague(ground: &Ground, qualifier: &str) -> bool {
    let vague = &ground.scene.lexicon.patterns.vague;
    let opening = qualifier.char_indices().map(|(i, _)| i).nth(2);
    made_of(vague, qualifier) || opening.is_some_and(|two| vague.contains(&qualifier[..two]))
}

fn made_of(words: &HashSet<String>, qualifier: &str) -> bool {
    let cuts = || qualifier.char_indices().map(|(i, _)| i).skip(1);
    words.contains(qualifier) || cuts().any(|i| words.contains(&qualifier[..i]) && words.contains(&qualifier[i..]))
}

fn local(ground: &Ground, head: Span) -> Option<Candidate> {
    let left = ground.left(head.start, LOCAL_GAP, true);
    let start = left.anchor?;
    // Only countries have ministers: no 欧盟卫生部 in 欧盟卫生部长会议.
    if ground.scene.rest(head.end).starts_with('长') && left.class != Some(Class::Country) {
        return None;
    }
    if left.gap == 0 {
        // 中国移动浙江公司, 江苏代表团
        let branch = left.class == Some(Class::Organization) && left.names > 1;
        let province = left.class == Some(Class::Place) && ground.text(head) == "代表团";
        return (branch || province)
            .then(|| ground.named(Span::new(start, head.end), Class::Organization, "name:organization.local"));
    }
    let qualifier = &ground.scene.text[left.bare..head.start];
    // 东盟国家外交部: those of all of them.
    let plural =
        left.class != Some(Class::Country) && ["国家", "成员国", "各国"].iter().any(|w| qualifier.starts_with(w));
    (!plural && !is_vague(ground, qualifier))
        .then(|| ground.named(Span::new(start, head.end), Class::Organization, "name:organization.local"))
}

/// 日本政府: the head may stand right behind the name. Where the bare head is a listed body of that very country, the
/// longer form is the same body.
fn direct(ground: &Ground, head: Span) -> Option<Candidate> {
    let left = ground.left(head.start, LOCAL_GAP, true);
    let start = left.anchor?;
    if left.gap > 0 {
        return local(ground, head);
    }
    if (left.class == Some(Class::Organization) && left.names == 1)
        || ground.is_short_row(head.start) && left.names != 2
    {
        return None;
    }
    if ground.is_short_row(head.start) && !ground.text(Span::new(start, head.start)).contains('驻') {
        return None;
    }
    if ["公司", "代表团"].contains(&ground.text(head)) {
        return local(ground, head);
    }
    let span = Span::new(start, head.end);
    let anchor = ground.ending_at(head.start).and_then(|i| ground.entity(i));
    let listed = ground.covering(head.start).filter(|i| i.span == head).and_then(|i| ground.entity(i));
    if let (Some(anchor), Some(id)) = (anchor, listed)
        && ground.scene.lexicon.entity(id).country == Some(anchor)
    {
        return Some(Candidate { span, choice: Choice::One(id) });
    }
    Some(ground.named(span, Class::Organization, "name:organization.direct"))
}

/// 西宁市城东区: the larger place stays a name of its own.
fn place(ground: &Ground, head: Span) -> Option<Candidate> {
    let left = ground.left(head.start, PLACE_GAP, false);
    let larger = left.anchor.and_then(|_| ground.ending_at(left.bare)).and_then(|i| ground.class(i));
    let patterns = &ground.scene.lexicon.patterns;
    let qualifier = &ground.scene.text[left.bare..head.start];
    if ground.scene.rest(head.end).starts_with('长') || qualifier.chars().any(|c| patterns.not_in_place.contains(c)) {
        return None;
    }
    let fits = larger == Some(Class::Place)
        && (1..=PLACE_GAP).contains(&left.gap)
        && !is_generic(ground, &ground.scene.text[left.bare..head.start]);
    fits.then(|| ground.named(Span::new(left.bare, head.end), Class::Place, "name:place.head"))
}
