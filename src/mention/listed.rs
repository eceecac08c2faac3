//! Names that the gazetteer lists.

use super::scene::{Choice, Item, Scene, outer_first};
use super::{Class, event, seam, unlisted};
use crate::lexicon::{Cue, Entity, EntityId, Target, Word, starting};
use crate::source::Span;
use rustc_hash::FxHashSet;

/// A name at a place, before overlaps are settled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub span: Span,
    word: Word,
    pub kind: HitKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HitKind {
    One(EntityId),
    Shared,
    Phrase,
}

/// All listed names outside `dated` spans, outer ones and those inside, sorted by start, longer first.
/// Beside them the words that hint at unlisted names.
pub(super) fn find(scene: &Scene, dated: &[Span]) -> (Vec<Item>, Vec<(Span, Cue)>) {
    let (mut hits, cues) = hits(scene);
    hits.retain(|h| !cut_by(dated, h.span));
    let ends = name_ends(scene, &hits);
    hits.retain(|h| !seam::cuts_name(scene, h, &ends));
    // They come in order of their start, the shorter first.
    hits.chunk_by_mut(|a, b| a.span.start == b.span.start).for_each(|same| same.reverse());
    let mut items = Vec::with_capacity(hits.len());
    settle(scene, &hits, None, &mut items);
    items.iter_mut().for_each(|item| take_in_rank(scene, item));
    items.iter_mut().for_each(|item| take_in_direction(scene, item));
    sides(scene, &mut items);
    items.sort_by_key(|i| outer_first(i.span));
    (items, cues)
}

/// The rank behind a foreign place belongs to it: 卡塔赫纳市, 伊德利卜省.
fn take_in_rank(scene: &Scene, item: &mut Item) {
    let Choice::One(id) = item.choice else { return };
    let entity = scene.lexicon.entity(id);
    let rest = scene.rest(item.span.end);
    if entity.class != Class::Place || item.nested {
        return;
    }
    // 延边|州, 黔东南|自治州
    let is_prefecture = entity.names.iter().any(|n| n.text.ends_with("自治州"));
    if is_prefecture && !item.span.of(scene.text).ends_with('州') {
        let rank = ["自治州", "州"].iter().find(|rank| rest.starts_with(*rank) && !rest.starts_with("州长"));
        item.span.end += rank.map_or(0, |rank| rank.len());
        return;
    }
    if entity.country.is_none_or(|c| Some(c) == scene.china) {
        return;
    }
    let rank =
        ["市", "省", "州"].iter().find(|rank| rest.starts_with(*rank) && !item.span.of(scene.text).ends_with(*rank));
    if let Some(rank) = rank
        && starting(&scene.lexicon.patterns.not_ranks, rest).is_none()
    {
        item.span.end += rank.len();
    }
}

/// The direction in front of an ocean belongs to it: 南印度洋.
fn take_in_direction(scene: &Scene, item: &mut Item) {
    let patterns = &scene.lexicon.patterns;
    let ocean = item.span.of(scene.text);
    if item.nested || !patterns.oceans.contains(ocean) || scene.class(item) != Some(Class::Region) {
        return;
    }
    let head = scene.head(item.span.start);
    let Some(direction) = patterns.directions.iter().find(|w| head.ends_with(w.as_str())) else { return };
    let before = head[..head.len() - direction.len()].chars().next_back();
    if before.is_some_and(|c| "以往朝向偏自从东西南北".contains(c)) {
        return;
    }
    let name = format!("{direction}{ocean}");
    item.span.start -= direction.len();
    item.choice = scene.listed_or_new(Class::Region, &name, "name:region.direction");
}

/// 愿同南方一道: the side of a country that the article names, where its name is that of a region.
fn sides(scene: &Scene, items: &mut [Item]) {
    let contexts = &scene.lexicon.contexts;
    let side = |(index, item): (usize, &Item)| {
        let country = *contexts.compass.get(item.span.of(scene.text))?;
        let behind = contexts.any_ends(&contexts.compass_after, scene.head(item.span.start));
        (behind && !item.nested).then_some((index, country))
    };
    let found: Vec<(usize, EntityId)> = items.iter().enumerate().filter_map(side).collect();
    if found.is_empty() {
        return;
    }
    let by_article = |item: &Item| match item.choice {
        Choice::One(id) => Some((scene.article(item.span.start), id)),
        _ => None,
    };
    let named: FxHashSet<(Option<usize>, EntityId)> = items.iter().filter_map(by_article).collect();
    for (index, country) in found {
        let start = items[index].span.start;
        if named.contains(&(scene.article(start), country)) {
            let first = scene.text[start..].chars().next().map_or(0, char::len_utf8);
            items[index] = Item { span: Span::new(start, start + first), choice: Choice::One(country), nested: false };
        }
    }
}

/// Where names and titles end that are no people.
fn name_ends(scene: &Scene, hits: &[Hit]) -> FxHashSet<usize> {
    let person = |h: &Hit| matches!(h.kind, HitKind::One(id) if scene.lexicon.entity(id).class == Class::Person);
    hits.iter().filter(|h| h.kind != HitKind::Phrase && !person(h)).map(|h| h.span.end).collect()
}

/// Every word of the table that stands free.
fn hits(scene: &Scene) -> (Vec<Hit>, Vec<(Span, Cue)>) {
    let mut hits = Vec::new();
    let mut cues = Vec::new();
    scene.lexicon.table.scan(scene.text, |start, end, word| {
        let span = Span::new(start, end);
        if cuts_latin(scene.text, span) || scene.crosses_edge(span) {
            return;
        }
        for target in scene.lexicon.targets(word) {
            if let Target::Cue(cue) = target {
                cues.push((span, cue));
            }
        }
        if let Some(kind) = kind(scene, span, word) {
            hits.push(Hit { span, word, kind });
        }
    });
    (hits, cues)
}

/// What a word of the table is at this place; none if it does not count here.
fn kind(scene: &Scene, span: Span, word: Word) -> Option<HitKind> {
    let mut one: Option<EntityId> = None;
    let mut several = false;
    let mut short = false;
    for target in scene.lexicon.targets(word) {
        match target {
            Target::Phrase => return Some(HitKind::Phrase),
            Target::Cue(_) => {}
            Target::Name(id) | Target::Shared(id) | Target::Default(id) | Target::Abbreviation(id) => {
                short |= matches!(target, Target::Abbreviation(_));
                several |= one.is_some_and(|known| known != id);
                one = Some(id);
            }
        }
    }
    let id = one?;
    let entity = scene.lexicon.entity(id);
    let counts = (!short || counts_short(scene, span))
        && !splits_day(scene, span)
        && !is_ship(scene, entity.class, span.end)
        && !seam::is_other_word(scene, span, scene.before(span.start))
        && (several || counts_as(scene, entity, span));
    counts.then_some(if several { HitKind::Shared } else { HitKind::One(id) })
}

/// Whether a word of the table stands where it can be the name of this entity.
fn counts_as(scene: &Scene, entity: &Entity, span: Span) -> bool {
    let contexts = &scene.lexicon.contexts;
    match entity.class {
        Class::Title => title_ends(scene, span),
        Class::Event => !(event::met_at(scene, span) && is_placed(scene, span)),
        _ if entity.is("Ministry") => {
            !contexts.any_ends(&contexts.ministry_not_after, scene.head(span.start)) && !is_of_many(scene, span)
        }
        _ => true,
    }
}

/// 外交部|长会议: a bare ministry of no one state, whose heads meet, alone or in a row with others (外交部长、国防部长会议).
fn is_of_many(scene: &Scene, ministry: Span) -> bool {
    pattern!(
        MEET,
        r"^长(?:[、和及与]\p{Han}{2,6}部长)*(?:级|理事会|论坛|(?:特别|非正式|系列|扩大|联席|圆桌|紧急|年度|定期)*会议)"
    );
    let rest = scene.rest(ministry.end);
    rest.starts_with('长') && MEET.is_match(rest) && !scene.text[..ministry.start].ends_with('国')
}

/// Whether the name of a meeting is that of its place: 旧金山会晤.
fn is_placed(scene: &Scene, span: Span) -> bool {
    let place = scene.lexicon.patterns.talks.iter().find_map(|w| span.of(scene.text).strip_suffix(w.as_str()));
    place.and_then(|p| scene.lexicon.named(p)).is_some_and(|id| scene.lexicon.entity(id).class == Class::Place)
}

/// A ship: 罗斯福号, 洛阳舰.
fn is_ship(scene: &Scene, class: Class, end: usize) -> bool {
    let rest = scene.rest(end);
    match class {
        Class::Person => rest.starts_with('号') || rest.starts_with('舰'),
        Class::Place => rest.starts_with('舰') && !rest.starts_with("舰队"),
        _ => false,
    }
}

/// Short forms of two characters (国广) count in labels and before 记者.
fn counts_short(scene: &Scene, span: Span) -> bool {
    let rest = scene.rest(span.end);
    rest.starts_with("记者") || (scene.before(span.start).is_none() && rest.is_empty())
}

/// Whether the word really ends with the title: not in 主席国, 委员会, nor in 地区|长期.
fn title_ends(scene: &Scene, span: Span) -> bool {
    let contexts = &scene.lexicon.contexts;
    let begins = |words: &[String], text: &str| starting(words, text).is_some();
    let last = span.of(scene.text).chars().next_back().map_or(0, char::len_utf8);
    let over = scene.rest(span.end - last);
    let behind = scene.rest(span.end);
    (!begins(&contexts.title_not_before, behind) || begins(&contexts.title_not_before_unless, behind))
        && (!begins(&contexts.title_not_over, over) || begins(&contexts.title_not_over_unless, over))
}

/// 5月7|日本报: the first character is that of a day.
fn splits_day(scene: &Scene, span: Span) -> bool {
    let head = scene.head(span.start);
    let before = head.trim_end_matches(|c: char| c.is_ascii_digit());
    span.of(scene.text).starts_with('日') && before.len() < head.len() && before.ends_with('月')
}

/// A name in Latin letters or digits is a whole word.
fn cuts_latin(text: &str, span: Span) -> bool {
    let bytes = text.as_bytes();
    let joined = |left: usize, right: usize| {
        let (Some(a), Some(b)) = (bytes.get(left), bytes.get(right)) else { return false };
        (a.is_ascii_alphabetic() && b.is_ascii_alphabetic()) || (a.is_ascii_digit() && b.is_ascii_digit())
    };
    (span.start > 0 && joined(span.start - 1, span.start)) || joined(span.end - 1, span.end)
}

/// Whether a date reaches into the front of a span: 3月7|日本.
fn cut_by(dated: &[Span], span: Span) -> bool {
    let next = dated.partition_point(|d| d.start < span.start);
    dated[..next].last().is_some_and(|d| d.end > span.start && d.end < span.end)
}

/// Takes what begins first, of those the longest; inside a taken name, the same again for what may stand there.
fn settle(scene: &Scene, hits: &[Hit], outer: Option<Hit>, items: &mut Vec<Item>) {
    let mut at = outer.map_or(0, |o| o.span.start);
    let mut country = None;
    for (i, &hit) in hits.iter().enumerate() {
        if hit.span.start < at {
            continue;
        }
        if let Some(outer) = outer
            && !stands_in(scene, outer, hit, at, country)
        {
            continue;
        }
        if hit.kind == HitKind::Phrase && is_crossed(scene, hit, &hits[i + 1..]) {
            continue;
        }
        items.push(item(hit, outer.is_some()));
        at = hit.span.end;
        if let HitKind::One(id) = hit.kind
            && scene.lexicon.entity(id).class == Class::Country
        {
            country = Some(id);
        }
        if hit.kind != HitKind::Phrase {
            let rest = &hits[i + 1..];
            let reach = rest.partition_point(|h| h.span.start < hit.span.end);
            let title = rest[..reach].iter().copied().filter(|_| outer.is_none()).find(|h| heads(scene, hit, *h));
            if let Some(title) = title {
                items.push(item(title, false));
                at = title.span.end;
            }
            // 以色列|国防部长: of two names inside, the one that ends where the title begins.
            let beside = |h: &Hit, at: usize| rest[..reach].iter().any(|o| o.span == Span::new(h.span.start, at));
            let cut = |h: &Hit| title.is_some_and(|t| h.span.end > t.span.start && beside(h, t.span.start));
            let inside: Vec<Hit> = rest[..reach]
                .iter()
                .copied()
                .filter(|h| hit.span.contains(h.span) && h.kind != hit.kind && !cut(h))
                .collect();
            if !inside.is_empty() {
                settle(scene, &inside, Some(hit), items);
            }
        }
    }
}

/// 同|意大利, 赴|约旦: whether the end of a phrase of two characters is the beginning of a state or region.
fn is_crossed(scene: &Scene, phrase: Hit, behind: &[Hit]) -> bool {
    let is_state = |h: &Hit| matches!(h.kind, HitKind::One(id) if matches!(scene.lexicon.entity(id).class, Class::Country | Class::Region));
    phrase.span.of(scene.text).chars().count() == 2
        && behind
            .iter()
            .take_while(|h| h.span.start < phrase.span.end)
            .any(|h| h.span.end > phrase.span.end && is_state(h))
}

/// 加拿大|外交部|长: whether a title begins in a listed body and ends one 长 behind it. Both count: the body is named, and so
/// is who heads it.
fn heads(scene: &Scene, body: Hit, title: Hit) -> bool {
    let class = |hit: Hit| match hit.kind {
        HitKind::One(id) => Some(scene.lexicon.entity(id).class),
        _ => None,
    };
    // 科学院|长春分院, 海军|长白山舰: of the short titles only those of ministries and offices count.
    let inside = scene.text.get(title.span.start..body.span.end).unwrap_or_default();
    let office = inside.chars().nth(1).is_some() || matches!(inside, "部" | "局");
    office
        && class(body) == Some(Class::Organization)
        && class(title) == Some(Class::Title)
        && body.span.start < title.span.start
        && title.span.end > body.span.end
        && &scene.text[body.span.end..title.span.end] == "长"
}

/// Whether a name inside another is one: it means something else, and begins where a word begins. `at` is the end of the
/// last name taken inside, `country` the last country.
fn stands_in(scene: &Scene, outer: Hit, hit: Hit, at: usize, country: Option<EntityId>) -> bool {
    let entity = |h: Hit| scene.one_of(&item(h, false).choice).map(|id| scene.lexicon.entity(id));
    let (Some(outside), Some(inside)) = (entity(outer), entity(hit)) else { return hit.kind == HitKind::Phrase };
    if hit.kind == HitKind::Shared
        && let HitKind::One(id) = outer.kind
        && scene.may_be(&item(hit, false).choice, id)
    {
        return false;
    }
    let fixed = || scene.lexicon.contexts.fixed.iter().any(|name| name == outer.span.of(scene.text));
    if outside.class == Class::Place
        && inside.class == Class::Place
        && unlisted::ranks_only(scene, outer.span, hit.span)
    {
        return false;
    }
    if hit.span == outer.span || !outside.class.may_hold(inside.class) || fixed() {
        return false;
    }
    // 大马|士革, 马里|兰州: no country is meant in the name of a place that lies in another.
    if outside.class == Class::Place && inside.class == Class::Country && !outside.is("JointWork") {
        let id = scene.one_of(&item(hit, false).choice);
        return outside.country.is_none_or(|own| Some(own) == id);
    }
    if inside.class != Class::Organization {
        return outside.class != Class::Region
            || (hit.span.start == outer.span.start && outer.span.len() >= hit.span.len() + 6);
    }
    // A body of another country is meant: the 卫生部 in 美国卫生部 is not the one that the bare name means.
    if let (Some(country), Some(own)) = (country, inside.country)
        && country != own
    {
        return false;
    }
    let before = scene.text[..hit.span.start].chars().next_back();
    let joined = before
        .is_some_and(|c| matches!(c, '-' | '—' | '·' | '、' | '和' | '与' | '及' | '驻' | '“' | '(' | '《' | '"'));
    let own_country = hit.span.start == at && country.is_some() && inside.country == country;
    hit.span.start == outer.span.start
        || own_country
        || joined
        || !matches!(outside.class, Class::Organization | Class::Event)
}

fn item(hit: Hit, nested: bool) -> Item {
    let choice = match hit.kind {
        HitKind::One(id) => Choice::One(id),
        HitKind::Shared => Choice::Shared(hit.word),
        HitKind::Phrase => Choice::Phrase,
    };
    Item { span: hit.span, choice, nested }
}
