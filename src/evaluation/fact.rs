//! Facts: each is paired with one of its class at its place, those first that agree most; what they say is measured value
//! by value.

use super::agreement::agreements;
use super::annotation::Annotation;
use super::score::{Evaluation, Miss, Row, Tally};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Two passages are one place if they share so much of the shorter one.
const SHARED: f64 = 0.3;

/// Classes whose statements are open: what counts as one is a matter of degree, so they are not counted with the closed
/// ones.
const OPEN: [&str; 2] = ["Commitment", "Position"];

/// The facts of one class in one text: found, and marked.
type Group<'a> = (Vec<&'a Annotation>, Vec<&'a Annotation>);

/// Scores the facts found in some texts against those that annotators marked in them. What is marked as `optional` is
/// neither asked for nor an error.
pub fn facts<'a>(found: &'a [Annotation], gold: &'a [Annotation]) -> Evaluation<'a> {
    let mut groups: BTreeMap<(&str, &str), Group> = BTreeMap::new();
    found.iter().for_each(|f| groups.entry((&f.class, &f.source)).or_default().0.push(f));
    gold.iter().for_each(|g| groups.entry((&g.class, &g.source)).or_default().1.push(g));
    let (mut rows, mut misses): (Vec<Row>, _) = (Vec::new(), Vec::new());
    for ((class, _), (found, gold)) in &groups {
        let row = score(class, found, gold, &mut misses);
        match rows.last_mut().filter(|last| last.name == *class) {
            Some(last) => *last = Row::sum(class, [&*last, &row]),
            None => rows.push(row),
        }
    }
    let closed = Row::sum("closed types", rows.iter().filter(|row| !OPEN.contains(&&*row.name)));
    let all = Row::sum("all", &rows);
    rows.extend([closed, all]);
    Evaluation::new(rows, misses)
}

fn score<'a>(class: &str, found: &[&'a Annotation], gold: &[&'a Annotation], misses: &mut Vec<Miss<'a>>) -> Row {
    let mut row = Row { name: class.to_owned(), ..Row::default() };
    let partners = paired(found, gold);
    let is_free = |f: usize| partners.iter().any(|p| p.found == f && gold[p.gold].is_optional());
    let asked: Vec<&Annotation> = gold.iter().copied().filter(|g| !g.is_optional()).collect();
    let counted: Vec<&Annotation> = (0..found.len()).filter(|f| !is_free(*f)).map(|f| found[f]).collect();
    let values = |all: &[&Annotation]| all.iter().map(|a| a.values().len()).sum();
    row.placed = Tally { right: 0, found: counted.len(), gold: asked.len() };
    row.told = Tally { right: 0, found: values(&counted), gold: values(&asked) };
    for pair in partners.iter().filter(|p| !gold[p.gold].is_optional()) {
        row.placed.right += 1;
        row.told.right += pair.agreements;
        let (found, gold) = (found[pair.found], gold[pair.gold]);
        if pair.agreements < gold.values().len().max(found.values().len()) {
            misses.push(Miss::Differs { gold, found });
        }
    }
    let missed = (0..gold.len()).filter(|g| !partners.iter().any(|p| p.gold == *g)).map(|g| gold[g]);
    misses.extend(missed.filter(|g| !g.is_optional()).map(Miss::Missed));
    let spurious = (0..found.len()).filter(|f| !partners.iter().any(|p| p.found == *f));
    misses.extend(spurious.map(|f| Miss::Spurious(found[f])));
    row
}

/// Two facts of one class and place, by their numbers.
struct Pair {
    found: usize,
    gold: usize,
    agreements: usize,
}

/// Pairs facts one to one: those that agree most, then those that share most of their passages.
fn paired(found: &[&Annotation], gold: &[&Annotation]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (f, a) in found.iter().enumerate() {
        for (g, b) in gold.iter().enumerate() {
            let shared = a.end.min(b.end).saturating_sub(a.start.max(b.start));
            let shorter = (a.end - a.start).min(b.end - b.start);
            if shared as f64 >= SHARED * shorter as f64 && shared > 0 {
                pairs.push((Pair { found: f, gold: g, agreements: agreements(a, b) }, shared));
            }
        }
    }
    pairs.sort_by_key(|(pair, shared)| (Reverse(pair.agreements), Reverse(*shared)));
    let mut kept: Vec<Pair> = Vec::new();
    for (pair, _) in pairs {
        if !kept.iter().any(|k| k.found == pair.found || k.gold == pair.gold) {
            kept.push(pair);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(class: &str, start: usize, end: usize, slots: &str, more: &str) -> Annotation {
        let line = format!(r#"{{"start":{start},"end":{end},"type":"{class}","slots":{slots}{more}}}"#);
        Annotation::read("a.txt", &line).unwrap()
    }

    #[test]
    fn facts_of_one_place_are_paired_by_what_they_say() {
        let gold = [
            fact("VisaWaiver", 0, 20, r#"{"grantor":["CN"],"beneficiary":["NO","PE"]}"#, ""),
            fact("VisaWaiver", 0, 20, r#"{"grantor":["CN"],"beneficiary":["IS"]}"#, ""),
            fact("VisaWaiver", 50, 60, r#"{"grantor":["CN"]}"#, ""),
        ];
        let found = [
            fact("VisaWaiver", 2, 18, r#"{"grantor":["CN"],"beneficiary":["IS"]}"#, ""),
            fact("VisaWaiver", 2, 18, r#"{"grantor":["CN"],"beneficiary":["NO","SE"]}"#, ""),
            fact("VisaWaiver", 59, 70, r#"{"grantor":["CN"]}"#, ""),
        ];
        let evaluation = facts(&found, &gold);
        assert_eq!(evaluation.rows[0].placed, Tally { right: 2, found: 3, gold: 3 });
        assert_eq!(evaluation.rows[0].told, Tally { right: 4, found: 6, gold: 6 });
        assert_eq!(
            evaluation.misses,
            [Miss::Differs { gold: &gold[0], found: &found[1] }, Miss::Missed(&gold[2]), Miss::Spurious(&found[2]),]
        );
    }

    #[test]
    fn what_is_optional_is_neither_asked_for_nor_an_error() {
        let gold = [
            fact("Meeting", 0, 9, r#"{"participant":["NO"]}"#, r#","optional":true"#),
            fact("Meeting", 20, 29, r#"{"participant":["PE"]}"#, r#","optional":true"#),
        ];
        let found = [fact("Meeting", 0, 9, r#"{"participant":["SE"]}"#, "")];
        let evaluation = facts(&found, &gold);
        assert_eq!(evaluation.rows[0], Row { name: "Meeting".to_owned(), ..Row::default() });
        assert!(evaluation.misses.is_empty());
    }

    #[test]
    fn open_statements_are_counted_apart_from_closed_types() {
        let gold = [fact("Position", 0, 9, "{}", ""), fact("Office", 0, 9, r#"{"person":"甲"}"#, "")];
        let rows = facts(&gold, &gold).rows;
        let counts: Vec<(&str, usize)> = rows.iter().map(|row| (&*row.name, row.placed.right)).collect();
        assert_eq!(counts, [("Office", 1), ("Position", 1), ("closed types", 1), ("all", 2)]);
    }
}
