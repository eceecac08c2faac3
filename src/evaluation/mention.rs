//! Mentions: found where place and class are those of the gold standard.

use super::agreement::read_alike;
use super::annotation::Annotation;
use super::score::{Evaluation, Miss, Row, Tally};
use std::collections::{BTreeMap, BTreeSet};

/// Where a mention is, and of which class: what is marked twice there is one.
type Place<'a> = (&'a str, usize, usize, &'a str);

/// Scores the mentions found in some texts against those that annotators marked in them.
pub fn mentions<'a>(found: &'a [Annotation], gold: &'a [Annotation]) -> Evaluation<'a> {
    let (found, gold) = (by_place(found), by_place(gold));
    let classes: BTreeSet<&str> = found.keys().chain(gold.keys()).map(|place| place.3).collect();
    let mut rows: Vec<Row> = classes.into_iter().map(|class| row(class, &found, &gold)).collect();
    rows.push(Row::sum("all", &rows));
    let missed = gold.iter().filter_map(|(place, gold)| match found.get(place) {
        None => Some(Miss::Missed(gold)),
        Some(found) => (!read_alike(found, gold)).then_some(Miss::Differs { gold, found }),
    });
    let spurious = found.iter().filter(|(place, _)| !gold.contains_key(*place)).map(|(_, found)| Miss::Spurious(found));
    Evaluation::new(rows, missed.chain(spurious).collect())
}

fn by_place(all: &[Annotation]) -> BTreeMap<Place<'_>, &Annotation> {
    all.iter().map(|a| ((&*a.source, a.start, a.end, &*a.class), a)).collect()
}

fn row(class: &str, found: &BTreeMap<Place, &Annotation>, gold: &BTreeMap<Place, &Annotation>) -> Row {
    let count = |all: &BTreeMap<Place, &Annotation>| all.keys().filter(|place| place.3 == class).count();
    let both: Vec<bool> = found
        .iter()
        .filter(|(place, _)| place.3 == class)
        .filter_map(|(place, found)| gold.get(place).map(|gold| read_alike(found, gold)))
        .collect();
    let tally = |right| Tally { right, found: count(found), gold: count(gold) };
    Row { name: class.to_owned(), placed: tally(both.len()), told: tally(both.iter().filter(|alike| **alike).count()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country(start: usize, id: &str) -> Annotation {
        let line = format!(r#"{{"start":{start},"end":{},"type":"Country","id":"{id}"}}"#, start + 2);
        Annotation::read("a.txt", &line).unwrap()
    }

    #[test]
    fn a_mention_counts_by_its_place_and_strictly_by_how_it_is_read() {
        let gold = [country(0, "NO"), country(5, "PE"), country(9, "CN")];
        let found = [country(0, "NO"), country(5, "SE"), country(20, "CN"), country(30, "CN")];
        let evaluation = mentions(&found, &gold);
        let [class, all] = &evaluation.rows[..] else { panic!("one class, and all") };
        assert_eq!(class.placed, Tally { right: 2, found: 4, gold: 3 });
        assert_eq!(class.told, Tally { right: 1, found: 4, gold: 3 });
        assert_eq!((all.name.as_str(), all.told), ("all", class.told));
        assert_eq!((class.told.precision(), class.told.recall()), (0.25, 1.0 / 3.0));
        assert_eq!(
            evaluation.misses,
            [
                Miss::Differs { gold: &gold[1], found: &found[1] },
                Miss::Missed(&gold[2]),
                Miss::Spurious(&found[2]),
                Miss::Spurious(&found[3]),
            ]
        );
    }
}
