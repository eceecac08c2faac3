//! Turns of the event: what the labels of all witnesses together say about who asks and who answers.
//!
//! A label is trusted where it stands: its passage begins right behind it. Where a passage ends is
//! read off the columns of the event, because a page layout may tear a witness's own order.

use super::align::Alignment;
use super::letter::outer_span;
use super::{Role, Witness};
use std::collections::BTreeMap;
use std::ops::Range;

/// Labels of one passage stand at most so many columns apart in different witnesses.
const SLACK: usize = 6;

/// Stretches of one member's text, as byte spans, by witness index.
pub type Part = Vec<(usize, Vec<(usize, usize)>)>;

/// One turn of the event, joined over the witnesses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// Canonical name of the asker's outlet; none for the opening statement.
    pub outlet: Option<String>,
    /// Who answers.
    pub answerer: Option<String>,
    /// The asker's label as most witnesses print it.
    pub asker: Option<String>,
    /// Where the asker's label stands.
    pub asker_spans: Part,
    /// Where the question stands.
    pub question: Part,
    /// Where the answer stands.
    pub answer: Part,
    /// The columns of the turn.
    pub columns: Range<usize>,
}

/// A stretch of columns with one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Section {
    pub columns: Range<usize>,
    pub role: Role,
    /// Index of the joined turn.
    pub turn: Option<usize>,
    /// `(member, turn of the member)` of the labels at its beginning.
    labels: Labels,
}

/// The sections of the event, in order, covering all columns.
pub(super) fn sections(alignment: &Alignment) -> Vec<Section> {
    let mut out: Vec<Section> = Vec::new();
    for (column, role, labels) in beginnings(alignment) {
        match out.last_mut() {
            Some(last) if last.role == role && column - last.columns.start <= SLACK => last.labels.extend(labels),
            Some(last) if last.role == role && role == Role::Narration => {}
            _ => {
                out.last_mut().into_iter().for_each(|s| s.columns.end = column);
                out.push(Section { columns: column..column, role, turn: None, labels });
            }
        }
    }
    out.last_mut().into_iter().for_each(|s| s.columns.end = alignment.width());
    number(alignment, &mut out);
    out
}

/// The section that holds a column.
pub(super) fn section_at(sections: &[Section], column: usize) -> usize {
    sections.partition_point(|s| s.columns.end <= column)
}

/// `(member, turn of the member)`: who says that a passage begins.
type Labels = Vec<(usize, Option<u32>)>;

/// `(column, role, labels)` wherever enough witnesses begin a passage; the first column always.
fn beginnings(alignment: &Alignment) -> Vec<(usize, Role, Labels)> {
    let mut votes: BTreeMap<(usize, Role), Labels> = BTreeMap::new();
    for (m, letters) in alignment.letters.iter().enumerate() {
        for (i, letter) in letters.iter().enumerate() {
            if i == 0 || letters[i - 1].section != letter.section {
                votes.entry((alignment.column(m, i), letter.role)).or_default().push((m, letter.turn));
            }
        }
    }
    if alignment.width() > 0 {
        let role = alignment.column_letters(0).next().map_or(Role::Narration, |(.., l)| l.role);
        votes.entry((0, role)).or_default();
    }
    let votes = votes.into_iter().filter(|((column, role), labels)| accepted(alignment, *column, *role, labels));
    let mut out: Vec<_> = votes.map(|((column, role), labels)| (column, role, labels)).collect();
    // Of several roles at one column the best attested stays.
    out.sort_by_key(|(column, role, labels)| (*column, std::cmp::Reverse(labels.len()), *role));
    out.dedup_by_key(|(column, ..)| *column);
    out
}

/// Whether a passage of the event begins at a column, as `labels` say.
///
/// A labelled beginning must be seen by half of the others. One without label only says that the page
/// or the layout begins there: it counts if nobody's text runs on over it.
fn accepted(alignment: &Alignment, column: usize, role: Role, labels: &Labels) -> bool {
    let present: Vec<_> = alignment.column_letters(column).collect();
    let says = |m: usize| labels.iter().any(|l| l.0 == m);
    let labelled = present.iter().filter(|(m, _, l)| says(*m) && l.labelled).count();
    let unlabelled = labels.len() - labelled;
    let agreeing = present.iter().filter(|(.., l)| l.role == role).count();
    match role {
        _ if column == 0 => true,
        Role::Narration => agreeing * 2 > present.len(),
        _ if labelled == 0 => present.len() == unlabelled,
        _ => labelled * 2 >= present.len() - unlabelled,
    }
}

/// Numbers the turns: a label of an asker opens one, answers join the turn that is open.
fn number(alignment: &Alignment, sections: &mut [Section]) {
    let mut next = 0;
    let mut before = Role::Narration;
    let mut answered = Labels::new();
    for section in sections.iter_mut() {
        let opens = match section.role {
            Role::Asker => true,
            Role::Question => before != Role::Asker,
            Role::Answer => match before {
                Role::Asker | Role::Question => false,
                // A second label inside an answer: the same turn only if a witness says so.
                _ => !section.labels.iter().any(|l| answered.contains(l)),
            },
            _ => false,
        };
        next += usize::from(opens);
        if matches!(section.role, Role::Narration | Role::Furniture) {
            continue;
        }
        section.turn = next.checked_sub(1);
        before = section.role;
        if section.role == Role::Answer {
            answered = turns_inside(alignment, section);
        }
    }
}

/// The turns that the witnesses give to the letters of a section.
fn turns_inside(alignment: &Alignment, section: &Section) -> Labels {
    let letters = section.columns.clone().flat_map(|c| alignment.column_letters(c));
    let mut out: Vec<_> = letters.filter(|(.., l)| l.role == section.role).map(|(m, _, l)| (m, l.turn)).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// Joins the sections of each turn.
pub(super) fn join(alignment: &Alignment, sections: &[Section], witnesses: &[Witness<'_>]) -> Vec<Turn> {
    let mut out: Vec<Turn> = Vec::new();
    for section in sections {
        let Some(turn) = section.turn else { continue };
        if out.len() <= turn {
            out.resize(turn + 1, Turn { columns: section.columns.clone(), ..Turn::default() });
        }
        let turn = &mut out[turn];
        turn.columns.end = section.columns.end;
        let spans = spans(alignment, section.columns.clone(), witnesses);
        match section.role {
            Role::Answer => {
                turn.answerer = turn.answerer.take().or_else(|| elect(section, alignment, witnesses, |l| l.answerer));
                extend(&mut turn.answer, spans);
            }
            role => {
                turn.outlet = turn.outlet.take().or_else(|| elect(section, alignment, witnesses, |l| l.outlet));
                if role == Role::Asker {
                    turn.asker = label(&spans, witnesses);
                    turn.asker_spans = spans;
                } else {
                    extend(&mut turn.question, spans);
                }
            }
        }
    }
    out
}

fn extend(part: &mut Part, spans: Part) {
    for (witness, mut more) in spans {
        match part.iter_mut().find(|(w, _)| *w == witness) {
            Some((_, known)) => known.append(&mut more),
            None => part.push((witness, more)),
        }
    }
}

/// What most labels of a section say; on a tie the most orderly witness decides.
fn elect<'a>(
    section: &Section,
    alignment: &Alignment,
    witnesses: &[Witness<'a>],
    field: impl Fn(&super::TurnLabel<'a>) -> Option<&'a str>,
) -> Option<String> {
    let mut votes: Vec<(usize, usize, &str)> = Vec::new();
    for (rank, &member) in alignment.precedence.iter().enumerate() {
        let turns = section.labels.iter().filter(|l| l.0 == member).filter_map(|l| l.1);
        let said = turns.filter_map(|t| witnesses[alignment.members[member]].turns.get(t as usize)).find_map(&field);
        let Some(name) = said else { continue };
        match votes.iter_mut().find(|v| v.2 == name) {
            Some(vote) => vote.0 += 1,
            None => votes.push((1, rank, name)),
        }
    }
    votes.into_iter().max_by_key(|v| (v.0, std::cmp::Reverse(v.1))).map(|v| v.2.to_owned())
}

/// The label that most witnesses print.
fn label(spans: &Part, witnesses: &[Witness<'_>]) -> Option<String> {
    let texts: Vec<&str> =
        spans.iter().filter_map(|(w, s)| s.first().map(|&(a, b)| &witnesses[*w].text[a..b])).collect();
    let count = |t: &str| texts.iter().filter(|x| **x == t).count();
    texts.iter().rev().max_by_key(|t| count(t)).map(|t| t.trim_end_matches([':', '：']).to_owned())
}

/// Where the letters of a range of columns stand in each member, neighbouring letters joined.
fn spans(alignment: &Alignment, columns: Range<usize>, witnesses: &[Witness<'_>]) -> Part {
    /// Letters that a stretch may step over: they stand in a neighbouring section's columns.
    const STEP: usize = 3;
    let mut held: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (m, i, _) in columns.flat_map(|c| alignment.column_letters(c)) {
        held.entry(m).or_default().push(i);
    }
    let part = |(m, mut found): (usize, Vec<usize>)| {
        found.sort_unstable();
        let witness = alignment.members[m];
        let span = |s: &[usize]| outer_span(witnesses[witness].text, &alignment.letters[m], s[0], s[s.len() - 1]);
        (witness, found.chunk_by(|a, b| b - a <= STEP).map(span).collect())
    };
    held.into_iter().map(part).collect()
}
