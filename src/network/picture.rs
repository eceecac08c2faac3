//! A neighbourhood as SVG: the entities asked about in the middle, the others on ellipses around them by distance.
//!
//! On an ellipse no name covers another and no line from the middle runs under a name: the ellipse is as large as its
//! names need. Entities of the first ellipse stand by their relation, those of the next near what they hang on. Colours
//! of lines tell relations, those of boxes classes; a legend names both.

use super::Network;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;
use quick_xml::escape::escape;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::f64::consts::{FRAC_PI_2, TAU};
use std::fmt::Write;

/// The language of names in a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Script {
    /// Chinese names and labels.
    #[default]
    Chinese,
    /// English ones, and Chinese where there is none.
    English,
}

/// What to draw.
#[derive(Debug, Clone)]
pub struct Picture<'a> {
    /// The network.
    pub network: &'a Network,
    /// The nodes to draw with their distance from the middle, as [`Network::neighbourhood`] gives them.
    pub nodes: Vec<(NodeIndex, usize)>,
    /// The language of names.
    pub script: Script,
    /// A line above the picture.
    pub title: Option<String>,
}

const FONT: f64 = 14.0;
const LINE: f64 = 18.0;
const GAP: f64 = 10.0;
/// How much wider than high the ellipses are.
const STRETCH: f64 = 1.35;
const FONTS: &str = "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','WenQuanYi Zen Hei','Noto Sans',Helvetica,Arial,sans-serif";
/// Colours of lines that the colour-blind tell apart (after Okabe and Ito, darkened for white paper).
const LINES: [&str; 8] = ["#0072b2", "#d55e00", "#00855e", "#b0407f", "#8a6d00", "#3a8fc4", "#5b4a9c", "#555555"];
/// Fill and border of boxes by class; the last for all others.
const BOXES: [(&[&str], &str, &str); 6] = [
    (&["Country", "Region"], "#e3eefa", "#5a86b8"),
    (&["Organization", "NewsOutlet", "Bloc", "Ministry", "PartyOrgan", "StateOrgan", "Company"], "#e4f3e3", "#5f9a5b"),
    (&["Person"], "#fdebd9", "#c98a4b"),
    (&["Place", "JointWork"], "#f3ecdf", "#a08d68"),
    (&["Event"], "#f3e6f5", "#9a6aa3"),
    (&[], "#eeeeee", "#8a8a8a"),
];

type Point = (f64, f64);

/// A name in its box.
struct Card {
    node: NodeIndex,
    lines: Vec<String>,
    width: f64,
    height: f64,
    at: Point,
    ring: usize,
}

impl Card {
    fn holds(&self, p: Point) -> bool {
        (p.0 - self.at.0).abs() <= self.width / 2.0 + 1.0 && (p.1 - self.at.1).abs() <= self.height / 2.0 + 1.0
    }

    fn clear_of(&self, at: Point, other: &Card, there: Point, gap: f64) -> bool {
        (at.0 - there.0).abs() >= (self.width + other.width) / 2.0 + gap
            || (at.1 - there.1).abs() >= (self.height + other.height) / 2.0 + gap
    }
}

impl Picture<'_> {
    /// The SVG document.
    pub fn svg(&self) -> String {
        let mut cards: Vec<Card> = self.nodes.iter().map(|&(node, ring)| self.card(node, ring)).collect();
        self.arrange(&mut cards);
        let (low, high) = extent(&cards);
        let properties = self.properties();
        let legend = self.legend(&properties, &cards);
        let top = if self.title.is_some() { 44.0 } else { 12.0 };
        let width = (high.0 - low.0 + 24.0).max(legend.width + 24.0);
        let height = top + high.1 - low.1 + 16.0 + legend.height + 12.0;
        let middle = (width / 2.0 - (low.0 + high.0) / 2.0, top - low.1);
        cards.iter_mut().for_each(|c| c.at = (c.at.0 + middle.0, c.at.1 + middle.1));
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"{FONTS}\" font-size=\"{FONT}\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
        );
        if let Some(title) = &self.title {
            let _ = writeln!(
                svg,
                "<text x=\"{:.1}\" y=\"28\" text-anchor=\"middle\" font-size=\"18\" font-weight=\"bold\">{}</text>",
                width / 2.0,
                escape(title.as_str())
            );
        }
        for (n, color) in LINES.iter().enumerate() {
            let _ = writeln!(
                svg,
                "<marker id=\"arrow{n}\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"9\" markerHeight=\"9\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0.5 8 4 0 7.5Z\" fill=\"{color}\"/></marker>",
            );
        }
        self.lines(&mut svg, &cards, &properties, middle);
        cards.iter().for_each(|card| self.boxed(&mut svg, card));
        legend.draw(&mut svg, (width - legend.width) / 2.0, height - legend.height - 12.0);
        svg.push_str("</svg>\n");
        svg
    }

    fn name(&self, node: NodeIndex) -> &str {
        let node = &self.network.graph[node];
        if self.script == Script::English && !node.name_en.is_empty() { &node.name_en } else { &node.name }
    }

    fn card(&self, node: NodeIndex, ring: usize) -> Card {
        let lines = wrapped(self.name(node), 10.0);
        let size = if ring == 0 { 1.2 } else { 1.0 };
        let widest = lines.iter().map(|l| ems(l)).fold(0.0, f64::max);
        let (width, height) = (widest * FONT * size + 18.0, lines.len() as f64 * LINE * size + 8.0);
        Card { node, lines, width, height, at: (0.0, 0.0), ring }
    }

    /// Puts every card in its place around (0, 0).
    fn arrange(&self, cards: &mut [Card]) {
        let mut angle: HashMap<NodeIndex, f64> = HashMap::new();
        let mut inner = self.middle(cards);
        let last = cards.iter().map(|c| c.ring).max().unwrap_or(0);
        for ring in 1..=last {
            let mut order: Vec<usize> = (0..cards.len()).filter(|&n| cards[n].ring == ring).collect();
            if ring == 1 {
                order.sort_by_cached_key(|&n| self.by_relation(cards[n].node));
            } else {
                let near: HashMap<usize, f64> =
                    order.iter().map(|&n| (n, self.mean_angle(cards[n].node, &angle))).collect();
                order.sort_by(|a, b| near[a].total_cmp(&near[b]).then(a.cmp(b)));
            }
            inner = place(cards, &order, inner, ring);
            for n in order {
                angle.insert(cards[n].node, (cards[n].at.1 * STRETCH).atan2(cards[n].at.0));
            }
        }
    }

    /// Stacks what stands in the middle; gives its half size.
    fn middle(&self, cards: &mut [Card]) -> Point {
        let all: f64 = cards.iter().filter(|c| c.ring == 0).map(|c| c.height + GAP).sum();
        let (mut y, mut half) = (-all / 2.0, 0.0_f64);
        for card in cards.iter_mut().filter(|c| c.ring == 0) {
            card.at = (0.0, y + (card.height + GAP) / 2.0);
            y += card.height + GAP;
            half = half.max(card.width / 2.0);
        }
        (half, all / 2.0)
    }

    /// Entities with the same relation to the middle stand together.
    fn by_relation(&self, node: NodeIndex) -> (String, String, String) {
        let middle: BTreeSet<NodeIndex> = self.nodes.iter().filter(|n| n.1 == 0).map(|n| n.0).collect();
        let edges = self.network.edges_of(node);
        let strongest = edges
            .iter()
            .filter(|(_, other)| middle.contains(other))
            .map(|(e, _)| &self.network.graph[*e])
            .max_by_key(|r| (r.facts.len(), std::cmp::Reverse(&r.property)));
        let node = &self.network.graph[node];
        (strongest.map(|r| r.property.clone()).unwrap_or_default(), node.class.clone(), node.path.clone())
    }

    /// The direction in which the neighbours already placed stand.
    fn mean_angle(&self, node: NodeIndex, angle: &HashMap<NodeIndex, f64>) -> f64 {
        let known = self.network.edges_of(node).into_iter().filter_map(|(_, other)| angle.get(&other));
        let (x, y) = known.fold((0.0, 0.0), |(x, y), a| (x + a.cos(), y + a.sin()));
        (y.atan2(x) + FRAC_PI_2).rem_euclid(TAU)
    }

    /// The relations drawn, those with most facts first; each has the colour of its number.
    fn properties(&self) -> Vec<String> {
        let drawn: BTreeSet<NodeIndex> = self.nodes.iter().map(|n| n.0).collect();
        let mut facts: BTreeMap<&str, usize> = BTreeMap::new();
        for edge in self.network.graph.edge_references() {
            if drawn.contains(&edge.source()) && drawn.contains(&edge.target()) {
                *facts.entry(&edge.weight().property).or_default() += edge.weight().facts.len();
            }
        }
        let mut all: Vec<(&str, usize)> = facts.into_iter().collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        all.into_iter().map(|(p, _)| p.to_owned()).collect()
    }

    fn lines(&self, svg: &mut String, cards: &[Card], properties: &[String], middle: Point) {
        let by_node: HashMap<NodeIndex, &Card> = cards.iter().map(|c| (c.node, c)).collect();
        let mut pairs: BTreeMap<(NodeIndex, NodeIndex), Vec<_>> = BTreeMap::new();
        for edge in self.network.graph.edge_references() {
            if by_node.contains_key(&edge.source()) && by_node.contains_key(&edge.target()) {
                let (a, b) = (edge.source().min(edge.target()), edge.source().max(edge.target()));
                pairs.entry((a, b)).or_default().push(edge);
            }
        }
        for edges in pairs.into_values() {
            let many = edges.len() as f64;
            for (n, edge) in edges.iter().enumerate() {
                let (from, to) = (by_node[&edge.source()], by_node[&edge.target()]);
                // Lines between one pair lie side by side, whichever way they lead.
                let side =
                    (n as f64 - (many - 1.0) / 2.0) * 16.0 * if edge.source() < edge.target() { 1.0 } else { -1.0 };
                let Some(curve) = curve(from, to, side, middle) else { continue };
                let relation = edge.weight();
                let color = properties.iter().position(|p| *p == relation.property).unwrap_or(0).min(LINES.len() - 1);
                let width = 1.2 + (relation.facts.len() as f64).ln();
                let arrow =
                    if relation.symmetric { String::new() } else { format!(" marker-end=\"url(#arrow{color})\"") };
                let dash = if relation.disputed { " stroke-dasharray=\"6 4\"" } else { "" };
                let faint = if from.ring == to.ring && from.ring > 0 { 0.45 } else { 0.85 };
                let days = match (relation.first.as_str(), relation.last.as_str()) {
                    ("", _) => String::new(),
                    (first, last) if first == last => format!(", {first}"),
                    (first, last) => format!(", {first} – {last}"),
                };
                let label = self.label(&relation.label, &relation.label_en, &relation.property);
                let told =
                    format!("{} {label} {} ({}{days})", self.name(from.node), self.name(to.node), relation.facts.len());
                let _ = writeln!(
                    svg,
                    "<path d=\"{curve}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{width:.1}\" stroke-opacity=\"{faint}\"{arrow}{dash}><title>{}</title></path>",
                    LINES[color],
                    escape(told.as_str())
                );
            }
        }
    }

    fn label<'l>(&self, zh: &'l str, en: &'l str, property: &'l str) -> &'l str {
        let wanted = if self.script == Script::English { en } else { zh };
        if wanted.is_empty() { property } else { wanted }
    }

    fn boxed(&self, svg: &mut String, card: &Card) {
        let node = &self.network.graph[card.node];
        let (_, fill, border) = kind(&node.class);
        let (size, weight, line) = if card.ring == 0 { (1.2, " font-weight=\"bold\"", 2.0) } else { (1.0, "", 1.2) };
        let (x, y) = (card.at.0 - card.width / 2.0, card.at.1 - card.height / 2.0);
        let _ = write!(
            svg,
            "<g><title>{} ({})</title><rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"7\" fill=\"{fill}\" stroke=\"{border}\" stroke-width=\"{line}\"/>",
            escape(self.name(card.node)),
            escape(node.path.as_str()),
            card.width,
            card.height
        );
        for (n, text) in card.lines.iter().enumerate() {
            let baseline = y + 4.0 + LINE * size * (n as f64 + 0.75);
            let _ = write!(
                svg,
                "<text x=\"{:.1}\" y=\"{baseline:.1}\" text-anchor=\"middle\" font-size=\"{:.1}\"{weight}>{}</text>",
                card.at.0,
                FONT * size,
                escape(text.as_str())
            );
        }
        svg.push_str("</g>\n");
    }

    fn legend(&self, properties: &[String], cards: &[Card]) -> Legend {
        let labels: HashMap<&str, &str> = self
            .network
            .graph
            .edge_weights()
            .map(|r| (r.property.as_str(), self.label(&r.label, &r.label_en, &r.property)))
            .collect();
        let mut items: Vec<(Mark, String)> = Vec::new();
        let label = |property: &String| labels.get(property.as_str()).map_or(property.clone(), |l| (*l).to_owned());
        let (own, shared) = properties.split_at(properties.len().min(LINES.len() - 1));
        items.extend(own.iter().zip(LINES).map(|(property, color)| (Mark::Line(color), label(property))));
        // The rarest relations share the last colour.
        let rest: Vec<String> = shared.iter().map(label).collect();
        if !rest.is_empty() {
            items.push((Mark::Line(LINES[LINES.len() - 1]), rest.join(", ")));
        }
        let used: BTreeSet<usize> = cards.iter().map(|c| kind_number(&self.network.graph[c.node].class)).collect();
        let names = match self.script {
            Script::Chinese => ["国家和地区", "组织机构", "人物", "地点", "活动", "其他"],
            Script::English => ["countries and regions", "organizations", "people", "places", "events", "other"],
        };
        items.extend(used.into_iter().map(|n| (Mark::Box(BOXES[n].1, BOXES[n].2), names[n].to_owned())));
        Legend::new(items)
    }
}

/// The corners of the smallest box around all cards.
fn extent(cards: &[Card]) -> (Point, Point) {
    let of = |edge: fn(&Card) -> f64, better: fn(f64, f64) -> f64| cards.iter().map(edge).reduce(better).unwrap_or(0.0);
    (
        (of(|c| c.at.0 - c.width / 2.0, f64::min), of(|c| c.at.1 - c.height / 2.0, f64::min)),
        (of(|c| c.at.0 + c.width / 2.0, f64::max), of(|c| c.at.1 + c.height / 2.0, f64::max)),
    )
}

/// Fill and border of a class.
fn kind(class: &str) -> (&'static [&'static str], &'static str, &'static str) {
    BOXES[kind_number(class)]
}

fn kind_number(class: &str) -> usize {
    BOXES.iter().position(|b| b.0.contains(&class)).unwrap_or(BOXES.len() - 1)
}

/// Puts cards on the smallest ellipse around `inner` on which none covers another; gives its half size with the cards.
fn place(cards: &mut [Card], order: &[usize], inner: Point, ring: usize) -> Point {
    if order.is_empty() {
        return inner;
    }
    let tallest = order.iter().map(|&n| cards[n].height).fold(0.0, f64::max);
    let widest = order.iter().map(|&n| cards[n].width).fold(0.0, f64::max);
    let mut ry = (inner.1 + tallest / 2.0 + 46.0).max((inner.0 + widest / 2.0 + 46.0) / STRETCH);
    // Each ring begins at a turn of its own, so that cards of two rings do not stand on one ray.
    let begin = -FRAC_PI_2 + if ring.is_multiple_of(2) { 0.13 } else { 0.0 };
    loop {
        let at = |t: f64| (ry * STRETCH * t.cos(), ry * t.sin());
        let mut angles = walk(cards, order, &at, begin, GAP);
        // Where there is room, the gaps grow, so that the ring is full.
        for wider in 1..400 {
            match walk(cards, order, &at, begin, GAP + 4.0 * f64::from(wider)) {
                Some(fit) if angles.is_some() => angles = Some(fit),
                _ => break,
            }
        }
        if let Some(angles) = angles {
            for (&n, t) in order.iter().zip(angles) {
                cards[n].at = at(t);
            }
            return (ry * STRETCH + widest / 2.0, ry + tallest / 2.0);
        }
        ry *= 1.03;
    }
}

/// Angles at which cards stand clear of each other, one after the other around the ellipse; none if it is too small.
fn walk(cards: &[Card], order: &[usize], at: &impl Fn(f64) -> Point, begin: f64, gap: f64) -> Option<Vec<f64>> {
    const STEP: f64 = TAU / 2000.0;
    let mut angles: Vec<f64> = vec![begin];
    for pair in order.windows(2) {
        let (one, two) = (&cards[pair[0]], &cards[pair[1]]);
        let here = *angles.last()?;
        let mut t = here + STEP;
        while !two.clear_of(at(t), one, at(here), gap) {
            t += STEP;
            if t > begin + TAU {
                return None;
            }
        }
        angles.push(t);
    }
    let clear = |i: usize, j: usize| cards[order[i]].clear_of(at(angles[i]), &cards[order[j]], at(angles[j]), gap);
    (0..order.len()).all(|i| (0..i).all(|j| clear(i, j))).then_some(angles)
}

/// A line from box to box; `side` bends it away from straight, and lines along a ring bend towards the middle.
fn curve(from: &Card, to: &Card, side: f64, middle: Point) -> Option<String> {
    let (a, b) = (from.at, to.at);
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx.hypot(dy).max(1.0);
    let half = ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
    let inward = if from.ring == to.ring && from.ring > 0 { 0.35 } else { 0.0 };
    let control = (
        half.0 + (middle.0 - half.0) * inward - dy / length * side * 2.0,
        half.1 + (middle.1 - half.1) * inward + dx / length * side * 2.0,
    );
    let mix = |p: Point, q: Point, t: f64| (p.0 + (q.0 - p.0) * t, p.1 + (q.1 - p.1) * t);
    let on = |t: f64| mix(mix(a, control, t), mix(control, b, t), t);
    let grid = |n: usize| n as f64 / 400.0;
    let start = grid((0..400).rev().find(|&n| from.holds(on(grid(n))))? + 1);
    let end = grid((0..=400).find(|&n| to.holds(on(grid(n))))?.checked_sub(1)?);
    if start >= end {
        return None;
    }
    // The part of a quadratic curve between two parameters is one itself.
    let (p, q) = (on(start), on(end));
    let c = mix(mix(a, control, start), mix(control, b, start), end);
    // Written as a cubic curve: not every renderer turns an arrowhead to the end of a quadratic one.
    let (d, e) = (mix(p, c, 2.0 / 3.0), mix(q, c, 2.0 / 3.0));
    Some(format!("M{:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}", p.0, p.1, d.0, d.1, e.0, e.1, q.0, q.1))
}

/// The width of a text in ems, as fonts have it about.
fn ems(text: &str) -> f64 {
    let width = |c: char| match c {
        'i' | 'l' | 'j' | 't' | 'f' | 'I' | ' ' | '.' | ',' | '-' | '\'' | '(' | ')' => 0.34,
        'm' | 'w' | 'M' | 'W' => 0.9,
        c if c.is_ascii_uppercase() => 0.72,
        c if c.is_ascii() => 0.58,
        c if ('\u{a0}'..'\u{2000}').contains(&c) => 0.62,
        _ => 1.02,
    };
    text.chars().map(width).sum()
}

/// A name in at most two lines of about `most` ems; what is longer ends in `…`.
fn wrapped(text: &str, most: f64) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    let mut words: Vec<String> = Vec::new();
    for c in text.chars() {
        match words.last_mut() {
            Some(word) if c.is_ascii() && word.ends_with(|b: char| b.is_ascii() && b != ' ') => word.push(c),
            _ => words.push(c.to_string()),
        }
    }
    for word in words {
        let last = lines.len() == 2;
        let line = lines.last_mut().expect("there is a first line");
        if line.is_empty() || ems(line) + ems(&word) <= most {
            line.push_str(&word);
        } else if !last {
            lines.push(word.trim_start().to_owned());
        } else {
            line.push('…');
            break;
        }
    }
    lines.into_iter().map(|l| l.trim().to_owned()).collect()
}

#[derive(Clone, Copy)]
enum Mark {
    Line(&'static str),
    Box(&'static str, &'static str),
}

/// Marks with their meaning, in rows.
struct Legend {
    items: Vec<(Mark, String, Point)>,
    width: f64,
    height: f64,
}

impl Legend {
    fn new(items: Vec<(Mark, String)>) -> Legend {
        const WIDEST: f64 = 760.0;
        let (mut x, mut y, mut width) = (0.0, 0.0, 0.0_f64);
        let mut placed = Vec::new();
        for (mark, text) in items {
            let needs = 34.0 + ems(&text) * 12.0 + 18.0;
            if x > 0.0 && x + needs > WIDEST {
                (x, y) = (0.0, y + 20.0);
            }
            placed.push((mark, text, (x, y)));
            x += needs;
            width = width.max(x);
        }
        Legend { items: placed, width, height: y + 20.0 }
    }

    fn draw(&self, svg: &mut String, left: f64, top: f64) {
        for (mark, text, (x, y)) in &self.items {
            let (x, y) = (left + x, top + y + 10.0);
            let _ = match mark {
                Mark::Line(color) => {
                    write!(svg, "<path d=\"M{x:.1} {y:.1}h26\" stroke=\"{color}\" stroke-width=\"2.5\" fill=\"none\"/>")
                }
                Mark::Box(fill, border) => write!(
                    svg,
                    "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"20\" height=\"12\" rx=\"4\" fill=\"{fill}\" stroke=\"{border}\"/>",
                    x + 3.0,
                    y - 6.0
                ),
            };
            let _ = writeln!(
                svg,
                "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"12\">{}</text>",
                x + 32.0,
                y + 4.0,
                escape(text.as_str())
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_take_two_lines() {
        assert_eq!(wrapped("瑞士", 10.0), ["瑞士"]);
        assert_eq!(wrapped("中国科学院自动化研究所", 8.0), ["中国科学院自动", "化研究所"]);
        assert_eq!(wrapped("United Arab Emirates", 7.0), ["United Arab", "Emirates"]);
        assert!(wrapped(&"很长的名字".repeat(9), 10.0)[1].ends_with('…'));
    }

    #[test]
    fn no_card_covers_another() {
        let card = |n: usize| Card {
            node: NodeIndex::new(n),
            lines: Vec::new(),
            width: 40.0 + (n * 37 % 90) as f64,
            height: 26.0,
            at: (0.0, 0.0),
            ring: 1,
        };
        for many in [1, 2, 3, 12, 60] {
            let mut cards: Vec<Card> = (0..many).map(card).collect();
            let order: Vec<usize> = (0..many).collect();
            place(&mut cards, &order, (40.0, 20.0), 1);
            for (i, one) in cards.iter().enumerate() {
                assert!(cards[..i].iter().all(|two| one.clear_of(one.at, two, two.at, GAP)), "{many} cards");
                assert!(!one.holds((0.0, 0.0)));
            }
        }
    }
}
