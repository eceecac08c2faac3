//! A picture of the classes as SVG: text on the left, facts in the middle, entities on the right.

use super::Vocabulary;
use super::page::{Said, escaped};
use std::fmt::Write;

const LINE: usize = 18;
const WIDTH: usize = 230;
const GAP: usize = 110;

/// A box with a class and what stands under it.
struct Column<'a> {
    /// The class, and each class under it with its depth.
    rows: Vec<(usize, &'a str)>,
    x: usize,
    y: usize,
}

impl Column<'_> {
    fn height(&self) -> usize {
        self.rows.len() * LINE + 14
    }

    /// The middle of a side.
    fn side(&self, right: bool) -> (usize, usize) {
        (if right { self.x + WIDTH } else { self.x }, self.y + self.height() / 2)
    }
}

/// Draws the classes and how the layers hang together.
pub(super) fn picture(vocabulary: &Vocabulary, said: &Said<'_>) -> String {
    let tree = |root: &'static str| under(said, root, 0);
    let facts = Column { rows: tree("Fact"), x: WIDTH + GAP, y: 10 };
    let entities = Column { rows: tree("Entity"), x: 2 * (WIDTH + GAP), y: 10 };
    let mut left: Vec<Column<'_>> = Vec::new();
    let mut y = 10;
    for roots in [
        &["Source", "Article", "Turn", "Occasion"][..],
        &["Passage", "Mention", "MentionCount", "Rule"],
        &["Variant", "Reading"],
    ] {
        let column = Column { rows: roots.iter().flat_map(|r| tree(r)).collect(), x: 0, y };
        y += column.height() + 40;
        left.push(column);
    }
    let quantity = Column { rows: tree("Quantity"), x: 2 * (WIDTH + GAP), y: entities.y + entities.height() + 40 };
    let all: Vec<&Column<'_>> = left.iter().chain([&facts, &entities, &quantity]).collect();
    let height = all.iter().map(|c| c.y + c.height()).max().unwrap_or_default() + 10;
    let mut out = format!(
        "<svg viewBox=\"-5 0 {} {height}\" role=\"img\" aria-label=\"classes\">\n{ARROW}",
        3 * WIDTH + 2 * GAP + 10
    );
    all.iter().for_each(|c| draw(&mut out, c, vocabulary));
    for (from, to, label) in [
        (facts.side(false), left[1].side(true), "evidence, rule"),
        (facts.side(false), left[0].side(true), "occasion"),
        (left[2].side(true), facts.side(false), "varies, disputes"),
        (facts.side(true), entities.side(false), "slots, statedBy"),
        (facts.side(true), quantity.side(false), "quantity"),
    ] {
        arrow(&mut out, from, to, label);
    }
    let top = |c: &Column<'_>| (c.x + WIDTH / 2, c.y);
    arrow(&mut out, top(&left[1]), (WIDTH / 2, left[0].y + left[0].height()), "source");
    out.push_str("</svg>\n");
    out
}

/// A class and all under it, each with its depth.
fn under<'a>(said: &Said<'a>, class: &'a str, depth: usize) -> Vec<(usize, &'a str)> {
    let mut rows = vec![(depth, class)];
    rows.extend(said.subclasses(class).into_iter().flat_map(|c| under(said, c, depth + 1)));
    rows
}

fn draw(out: &mut String, column: &Column<'_>, vocabulary: &Vocabulary) {
    let (x, y) = (column.x, column.y);
    writeln!(out, "<rect x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{}\" rx=\"6\"/>", column.height())
        .expect("writing to a string");
    for (n, (depth, class)) in column.rows.iter().enumerate() {
        let zh = vocabulary.terms.get(*class).map_or("", |l| l.zh.as_str());
        let (x, y) = (x + 10 + depth * 14, y + 20 + n * LINE);
        let style = if *depth == 0 { " class=\"name\"" } else { "" };
        writeln!(out, "<a href=\"#{class}\"><text x=\"{x}\" y=\"{y}\"{style}>{class} {}</text></a>", escaped(zh))
            .expect("writing to a string");
    }
}

fn arrow(out: &mut String, (x1, y1): (usize, usize), (x2, y2): (usize, usize), label: &str) {
    let (x, y) = (x1.midpoint(x2), y1.midpoint(y2).saturating_sub(5));
    writeln!(out, "<path d=\"M{x1} {y1} L{x2} {y2}\" marker-end=\"url(#arrow-end)\"/><text class=\"label\" x=\"{x}\" y=\"{y}\" text-anchor=\"middle\">{label}</text>").expect("writing to a string");
}

const ARROW: &str = "<defs><marker id=\"arrow-end\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0 L8 4 L0 8\"/></marker></defs>\n";
