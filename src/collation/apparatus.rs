//! The apparatus: the places where witnesses of an event read differently.
//!
//! A witness takes part in a column if it has a letter there, or if its text runs on without one
//! (an omission). Where its text is broken off for longer it is silent: that is a lacuna, no reading.

use super::absence::{Absence, OMISSION};
use super::align::Alignment;
use super::turn::{Section, section_at};
use super::{Role, Witness};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Letters in which all agree that one place may hold.
const JOIN: usize = 1;
/// How far apart two halves of a transposition may stand.
const SWAP: usize = 24;

/// How the readings of a place differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Other words.
    Substitution,
    /// Words of the majority are missing in some witnesses (also where there is no majority).
    Omission,
    /// Some witnesses have words that the majority lacks.
    Addition,
    /// The same letters in another order.
    Transposition,
}

/// What one witness reads at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Index of the witness.
    pub witness: usize,
    /// The reading without white space; empty for an omission.
    pub text: String,
    /// Bytes of the witness's text; of no length for an omission.
    pub span: Range<usize>,
}

/// A place where the witnesses differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// One reading for each witness that has the passage, in the order of their names.
    pub readings: Vec<Reading>,
    /// The reading that most witnesses have; none on a tie.
    pub majority: Option<String>,
    /// How the readings differ.
    pub kind: Kind,
    /// Index of the joined turn.
    pub turn: Option<usize>,
    /// Whether it stands in a question, an answer, a label or narration.
    pub role: Role,
    /// The columns of the place.
    pub columns: Range<usize>,
}

/// The variant places, in the order of the event.
pub(super) fn variants(
    alignment: &Alignment,
    sections: &[Section],
    absences: &[Absence],
    witnesses: &[Witness<'_>],
) -> Vec<Variant> {
    let view = View { alignment, sections, absences, witnesses, pairs: bigrams(alignment) };
    let mut found: Vec<Range<usize>> = view.cores().into_iter().map(|core| view.widen(core)).collect();
    found.extend(view.inversions());
    found.sort_unstable_by_key(|place| (place.start, place.end));
    let mut places: Vec<Range<usize>> = Vec::new();
    for place in found {
        match places.last_mut().filter(|last| place.start < last.end) {
            Some(last) => last.end = last.end.max(place.end),
            None => places.push(place),
        }
    }
    view.swaps(places).into_iter().filter_map(|place| view.variant(place)).collect()
}

struct View<'a> {
    alignment: &'a Alignment,
    sections: &'a [Section],
    absences: &'a [Absence],
    witnesses: &'a [Witness<'a>],
    /// How often two letters, and one letter, occur.
    pairs: BTreeMap<(char, char), u32>,
}

impl View<'_> {
    /// What a member has in a column: a letter, nothing, or no say.
    fn says(&self, member: usize, column: usize) -> Option<Option<char>> {
        match self.alignment.letter(member, column) {
            Some(i) => Some(Some(self.alignment.letters[member][i].mark)),
            None => self.absences[member].omits(column).then_some(None),
        }
    }

    fn members(&self) -> Range<usize> {
        0..self.alignment.members.len()
    }

    fn differs(&self, column: usize) -> bool {
        !self.deviants(column).is_empty()
    }

    /// The members that do not read what most members read in a column (on a tie, the first of them).
    fn deviants(&self, column: usize) -> Vec<usize> {
        let mut groups: Vec<(Option<char>, Vec<usize>)> = Vec::new();
        for m in self.members() {
            let Some(said) = self.says(m, column) else { continue };
            match groups.iter_mut().find(|g| g.0 == said) {
                Some(group) => group.1.push(m),
                None => groups.push((said, vec![m])),
            }
        }
        let most = (0..groups.len()).rev().max_by_key(|&g| groups[g].1.len());
        let others = groups.into_iter().enumerate().filter(|(g, _)| Some(*g) != most);
        others.flat_map(|(_, group)| group.1).collect()
    }

    fn one_section(&self, a: usize, b: usize) -> bool {
        section_at(self.sections, a) == section_at(self.sections, b)
    }

    /// Runs of columns in which the same witnesses differ, joined over a letter in which all agree.
    fn cores(&self) -> Vec<Range<usize>> {
        let mut out: Vec<Range<usize>> = Vec::new();
        let mut differing: Vec<usize> = Vec::new();
        for column in 0..self.alignment.width() {
            let deviants = self.deviants(column);
            if deviants.is_empty() {
                continue;
            }
            let together = deviants.iter().any(|m| differing.contains(m));
            match out.last_mut() {
                Some(last) if together && column - last.end <= JOIN && self.one_section(last.start, column) => {
                    last.end = column + 1;
                }
                _ => out.push(column..column + 1),
            }
            differing = deviants;
        }
        out
    }

    /// Stretches whose words one witness has in another order.
    fn inversions(&self) -> Vec<Range<usize>> {
        let of = |m: usize| {
            let letters = &self.alignment.letters[m];
            let column = move |i: usize| self.alignment.column(m, i);
            let breaks = (1..letters.len())
                .filter(move |&i| column(i) < column(i - 1) && letters[i].section == letters[i - 1].section);
            breaks.map(move |i| column(i)..column(i - 1) + 1)
        };
        let short = |r: &Range<usize>| r.len() <= OMISSION && self.one_section(r.start, r.end - 1);
        self.members().flat_map(of).filter(short).collect()
    }

    /// Widens a place so that it cuts no name, no number, no Latin word and, as far as letters alone
    /// can tell, no Chinese word of two characters.
    fn widen(&self, core: Range<usize>) -> Range<usize> {
        let mut place = self.whole_names(core.clone());
        place = self.whole_runs(place);
        if place == core && self.single(&core) {
            place = self.whole_word(place);
        }
        place
    }

    fn whole_names(&self, place: Range<usize>) -> Range<usize> {
        const LONGEST: usize = 12;
        let mut out = place.clone();
        for m in self.members() {
            let (witness, letters) = (&self.witnesses[self.alignment.members[m]], &self.alignment.letters[m]);
            let held: Vec<usize> = place.clone().filter_map(|c| self.alignment.letter(m, c)).collect();
            let (Some(&first), Some(&last)) = (held.iter().min(), held.iter().max()) else { continue };
            let (start, end) = (letters[first].start as usize, letters[last].end as usize);
            let from = witness.names.partition_point(|n| n.1 <= start);
            for name in witness.names[from..].iter().take_while(|n| n.0 < end) {
                if let Some(columns) = self.alignment.columns(self.alignment.members[m], name.0..name.1)
                    && columns.len() <= LONGEST.max(place.len())
                    && self.agreed_between(&place, &columns)
                {
                    out = out.start.min(columns.start)..out.end.max(columns.end);
                }
            }
        }
        out
    }

    /// Whether the columns that widening would add stand in one section and have the same members.
    fn agreed_between(&self, place: &Range<usize>, wider: &Range<usize>) -> bool {
        let has = |c: usize| self.members().map(|m| self.says(m, c).is_some()).collect::<Vec<_>>();
        let here = has(place.start);
        (wider.start..place.start)
            .chain(place.end..wider.end)
            .all(|c| self.one_section(place.start, c) && has(c) == here)
    }

    /// Takes in the rest of a number or of a Latin word.
    fn whole_runs(&self, place: Range<usize>) -> Range<usize> {
        let class = |c: usize| self.alignment.column_letters(c).map(|(.., l)| script(l.mark)).collect::<BTreeSet<_>>();
        let joined = |a: usize, b: usize| {
            self.one_section(a, b) && class(a).intersection(&class(b)).any(|s| *s != Script::Other)
        };
        let (mut start, mut end) = (place.start, place.end);
        while start > 0 && joined(start - 1, start) && self.agreed_between(&(start..end), &(start - 1..end)) {
            start -= 1;
        }
        while end < self.alignment.width()
            && joined(end - 1, end)
            && self.agreed_between(&(start..end), &(start..end + 1))
        {
            end += 1;
        }
        start..end
    }

    /// Whether all witnesses read something here, and some read a single letter.
    fn single(&self, place: &Range<usize>) -> bool {
        let letters = |m: usize| place.clone().filter(|&c| self.alignment.letter(m, c).is_some()).count();
        let lengths = self.members().filter(|&m| self.takes_part(m, place)).map(letters);
        lengths.min() == Some(1)
    }

    /// Takes in the neighbour with which a lone letter most likely makes a word.
    fn whole_word(&self, place: Range<usize>) -> Range<usize> {
        let ends = |at: usize| self.marks(at..at + 1);
        let (first, last) = (ends(place.start), ends(place.end - 1));
        let own = if place.len() == 1 { first.clone() } else { Vec::new() };
        if !own.is_empty() && own.iter().all(|&c| particle(c)) {
            return place;
        }
        let left = place.start.checked_sub(1).filter(|&c| self.open_neighbour(c, c, &place));
        let right =
            Some(place.end).filter(|&c| c < self.alignment.width() && self.open_neighbour(place.start, c, &place));
        // How often the letter at the edge has this neighbour wherever it occurs.
        let count = |pair| f64::from(self.pairs.get(&pair).copied().unwrap_or(0));
        let bond = |column: Option<usize>, edge: &[char], pair: fn(char, char) -> (char, char)| -> f64 {
            let Some(&near) = column.map(|c| self.marks(c..c + 1)).as_ref().and_then(|m| m.first()) else {
                return -1.0;
            };
            let shares = edge.iter().map(|&c| count(pair(near, c)) / count((c, '\0')).max(1.0));
            shares.sum::<f64>() - if particle(near) { edge.len() as f64 } else { 0.0 }
        };
        let l = bond(left, &first, |near, c| (near, c));
        let r = bond(right, &last, |near, c| (c, near));
        match (l >= r, l.max(r) > 0.0) {
            (_, false) => place,
            (true, _) => place.start - 1..place.end,
            (false, _) => place.start..place.end + 1,
        }
    }

    /// Whether a column next to a place continues its clause in every member.
    fn open_neighbour(&self, before: usize, column: usize, place: &Range<usize>) -> bool {
        let wider = place.start.min(column)..place.end.max(column + 1);
        let open = self.alignment.column_letters(before).all(|(m, i, l)| {
            let next = self.alignment.letters[m].get(i + 1);
            next.is_none_or(|n| n.start == l.end)
        });
        open && !self.differs(column) && self.agreed_between(place, &wider)
    }

    /// The distinct letters of some columns.
    fn marks(&self, columns: Range<usize>) -> Vec<char> {
        let all = columns.flat_map(|c| self.alignment.column_letters(c)).map(|(.., l)| l.mark);
        all.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Joins two neighbouring places whose readings are exchanged: a transposition.
    fn swaps(&self, places: Vec<Range<usize>>) -> Vec<Range<usize>> {
        let mut out: Vec<Range<usize>> = Vec::new();
        for place in places {
            let swapped = out.last().is_some_and(|last| {
                let near = place.start - last.end <= SWAP && self.one_section(last.start, place.start);
                near && self.exchanged(last, &place)
            });
            match out.last_mut().filter(|_| swapped) {
                Some(last) => last.end = place.end,
                None => out.push(place),
            }
        }
        out
    }

    fn exchanged(&self, a: &Range<usize>, b: &Range<usize>) -> bool {
        let whole = a.start..b.end;
        let members: Vec<usize> = self.members().filter(|&m| self.takes_part(m, &whole)).collect();
        let letters = |m: usize, place: &Range<usize>| {
            let found = place.clone().filter_map(|c| self.says(m, c).flatten());
            found.collect::<String>()
        };
        let readings: BTreeSet<_> = members.iter().map(|&m| (letters(m, a), letters(m, b))).collect();
        let exchanged = |(x, y): &(String, String)| x != y && readings.contains(&(y.clone(), x.clone()));
        readings.len() > 1 && readings.iter().all(exchanged)
    }

    /// Whether a member has a say in all columns of a place.
    fn takes_part(&self, member: usize, place: &Range<usize>) -> bool {
        place.clone().all(|c| self.says(member, c).is_some())
    }

    fn variant(&self, place: Range<usize>) -> Option<Variant> {
        let members: Vec<usize> = self.members().filter(|&m| self.takes_part(m, &place)).collect();
        let mut tally: Vec<(usize, String, usize)> = Vec::new();
        let mut readings = Vec::new();
        for &m in &members {
            let reading = self.reading(m, &place);
            // In the order of the witness: it may have the same letters the other way round.
            let mut held: Vec<usize> = place.clone().filter_map(|c| self.alignment.letter(m, c)).collect();
            held.sort_unstable();
            let letters: String = held.iter().map(|&i| self.alignment.letters[m][i].mark).collect();
            match tally.iter_mut().find(|t| t.1 == letters) {
                Some(known) => known.0 += 1,
                None => tally.push((1, letters, readings.len())),
            }
            readings.push(reading);
        }
        if tally.len() < 2 {
            return None;
        }
        let most = tally.iter().map(|t| t.0).max().unwrap_or(0);
        let mut first = tally.iter().filter(|t| t.0 == most);
        let majority = first.next().filter(|_| first.next().is_none());
        let section = &self.sections[section_at(self.sections, place.start)];
        Some(Variant {
            majority: majority.map(|t| readings[t.2].text.clone()),
            kind: self.kind(&members, &place, &tally, majority.map(|t| t.1.as_str())),
            turn: section.turn,
            role: section.role,
            columns: place,
            readings,
        })
    }

    /// The text of one member at a place, white space left out.
    fn reading(&self, member: usize, place: &Range<usize>) -> Reading {
        let witness = self.alignment.members[member];
        let letters = &self.alignment.letters[member];
        let found: Vec<usize> = place.clone().filter_map(|c| self.alignment.letter(member, c)).collect();
        let text = self.witnesses[witness].text;
        let Some((&first, &last)) = found.iter().min().zip(found.iter().max()) else {
            let before = self.absences[member].omitted.get(&place.start);
            let at = before.map_or(0, |&i| letters[i].end as usize);
            return Reading { witness, text: String::new(), span: at..at };
        };
        let span = letters[first].start as usize..letters[last].end as usize;
        let written = text[span.clone()].chars().filter(|c| !c.is_whitespace()).collect();
        Reading { witness, text: written, span }
    }

    fn kind(
        &self,
        members: &[usize],
        place: &Range<usize>,
        tally: &[(usize, String, usize)],
        majority: Option<&str>,
    ) -> Kind {
        let sorted = |text: &str| {
            let mut all: Vec<char> = text.chars().collect();
            all.sort_unstable();
            all
        };
        // 1080 for 1800 has the same digits and is another number.
        if tally.iter().all(|t| sorted(&t.1) == sorted(&tally[0].1) && numbers(&t.1) == numbers(&tally[0].1)) {
            return Kind::Transposition;
        }
        let replaced = |c: usize| {
            let said: BTreeSet<Option<char>> = members.iter().filter_map(|&m| self.says(m, c)).collect();
            said.iter().flatten().count() > 1
        };
        // Omitted letters beside added ones are a substitution too: no reading contains the other.
        let nested = |a: &str, b: &str| contains(a, b) || contains(b, a);
        let chained = tally.iter().all(|x| tally.iter().all(|y| nested(&x.1, &y.1)));
        if place.clone().any(replaced) || !chained {
            return Kind::Substitution;
        }
        match majority {
            Some(text) if tally.iter().all(|t| t.1.len() >= text.len()) => Kind::Addition,
            _ => Kind::Omission,
        }
    }
}

/// The numbers in a reading, sorted.
fn numbers(reading: &str) -> Vec<String> {
    let letters: Vec<char> = reading.chars().collect();
    let runs = letters.chunk_by(|a, b| script(*a) == script(*b)).filter(|run| script(run[0]) == Script::Number);
    let mut out: Vec<String> = runs.map(|run| run.iter().collect()).collect();
    out.sort_unstable();
    out
}

/// Whether the letters of `part` occur in `whole` in the same order.
fn contains(whole: &str, part: &str) -> bool {
    let mut rest = whole.chars();
    part.chars().all(|c| rest.any(|x| x == c))
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Script {
    Number,
    Latin,
    Other,
}

fn script(mark: char) -> Script {
    match mark {
        '0'..='9'
        | '.'
        | '%'
        | '一'
        | '二'
        | '三'
        | '四'
        | '五'
        | '六'
        | '七'
        | '八'
        | '九'
        | '十'
        | '百'
        | '千'
        | '万'
        | '亿'
        | '零'
        | '〇' => Script::Number,
        c if c.is_ascii_alphabetic() => Script::Latin,
        _ => Script::Other,
    }
}

/// Characters of grammar and of dates, which seldom are half of a word.
fn particle(mark: char) -> bool {
    "的了着过是在和与及同对为向以从就将被把而但也都更还又并或各每其这那之所于我你他她它们年月日号".contains(mark)
}

/// How often each two neighbouring letters occur in the witnesses; with `'\0'` how often one occurs.
fn bigrams(alignment: &Alignment) -> BTreeMap<(char, char), u32> {
    let mut out = BTreeMap::new();
    for letters in &alignment.letters {
        for letter in letters {
            *out.entry((letter.mark, '\0')).or_default() += 1;
        }
        for pair in letters.windows(2).filter(|p| p[0].end == p[1].start) {
            *out.entry((pair[0].mark, pair[1].mark)).or_default() += 1;
        }
    }
    out
}
