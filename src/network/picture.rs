//! A neighbourhood as SVG. One entity stands in the middle, the others on ellipses around it by distance (`ring.rs`);
//! several stand left and right, with what joins them in columns between (`columns.rs`). Colours of lines tell relations,
//! those of boxes classes; a legend names both.

mod columns;
mod legend;
mod ring;
mod route;
mod words;

use super::Network;
use crate::control::shown;
use legend::{Legend, Mark};
use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;
use quick_xml::escape::escape;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;
use words::{ems, wrapped};

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
    /// The nodes to draw with their distance from those asked about, as [`Network::neighbourhood`] and
    /// [`Network::between`] give them.
    pub nodes: Vec<(NodeIndex, usize)>,
    /// The language of names.
    pub script: Script,
    /// A line above the picture.
    pub title: Option<String>,
}

const FONT: f64 = 14.0;
const LINE: f64 = 18.0;
const GAP: f64 = 10.0;
/// The width of a name, in ems.
const WIDEST: f64 = 10.0;
const FONTS: &str = "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','WenQuanYi Zen Hei','WenQuanYi Micro Hei','Noto Sans',Helvetica,Arial,sans-serif";
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

/// With more pairs of joined entities than this, those within one ellipse are left out of a picture of several.
const CROWD: usize = 80;

type Point = (f64, f64);
/// The points of cubic curves, one beginning where the last ends.
type Route = Vec<Point>;

/// The edges between two cards, by their numbers.
struct Pair {
    a: usize,
    b: usize,
    edges: Vec<EdgeIndex>,
}

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
        let mut pairs = self.pairs(&cards);
        let crowded = pairs.len() > CROWD && cards.iter().any(|c| c.ring > 1);
        if crowded {
            pairs.retain(|pair| cards[pair.a].ring != cards[pair.b].ring);
        }
        let routes = if cards.iter().filter(|c| c.ring == 0).count() > 1 {
            columns::lay(&mut cards, &pairs)
        } else {
            self.around(&mut cards);
            route::around(&cards, &pairs)
        };
        let (low, high) = extent(&cards, &routes);
        let properties = self.properties(&pairs);
        let legend = self.legend(&properties, &cards, crowded);
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
        self.lines(&mut svg, &cards, &pairs, &routes, &properties, middle);
        cards.iter().for_each(|card| self.boxed(&mut svg, card));
        legend.draw(&mut svg, (width - legend.width) / 2.0, height - legend.height - 12.0);
        svg.push_str("</svg>\n");
        shown(&svg).into_owned()
    }

    fn name(&self, node: NodeIndex) -> &str {
        let node = &self.network.graph[node];
        if self.script == Script::English && !node.name_en.is_empty() { &node.name_en } else { &node.name }
    }

    fn card(&self, node: NodeIndex, ring: usize) -> Card {
        let lines = wrapped(self.name(node), WIDEST);
        let size = if ring == 0 { 1.2 } else { 1.0 };
        let widest = lines.iter().map(|l| ems(l)).fold(0.0, f64::max);
        let (width, height) = (widest * FONT * size + 18.0, lines.len() as f64 * LINE * size + 8.0);
        Card { node, lines, width, height, at: (0.0, 0.0), ring }
    }

    /// The relations drawn, those with most facts first; each has the colour of its number.
    fn properties(&self, pairs: &[Pair]) -> Vec<String> {
        let mut facts: BTreeMap<&str, usize> = BTreeMap::new();
        for relation in pairs.iter().flat_map(|pair| &pair.edges).map(|e| &self.network.graph[*e]) {
            *facts.entry(&relation.property).or_default() += relation.facts.len();
        }
        let mut all: Vec<(&str, usize)> = facts.into_iter().collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        all.into_iter().map(|(p, _)| p.to_owned()).collect()
    }

    /// The pairs of cards that edges join.
    fn pairs(&self, cards: &[Card]) -> Vec<Pair> {
        let by_node: HashMap<NodeIndex, usize> = cards.iter().enumerate().map(|(n, c)| (c.node, n)).collect();
        let mut pairs: BTreeMap<(usize, usize), Vec<EdgeIndex>> = BTreeMap::new();
        for edge in self.network.graph.edge_references() {
            if let (Some(&a), Some(&b)) = (by_node.get(&edge.source()), by_node.get(&edge.target())) {
                pairs.entry((a.min(b), a.max(b))).or_default().push(edge.id());
            }
        }
        pairs.into_iter().map(|((a, b), edges)| Pair { a, b, edges }).collect()
    }

    fn lines(
        &self,
        svg: &mut String,
        cards: &[Card],
        pairs: &[Pair],
        routes: &[Vec<Option<Route>>],
        properties: &[String],
        shift: Point,
    ) {
        for (pair, routes) in pairs.iter().zip(routes) {
            for (edge, route) in pair.edges.iter().zip(routes).filter_map(|(e, r)| Some((*e, r.as_ref()?))) {
                let (source, _) = self.network.graph.edge_endpoints(edge).expect("an edge of this graph");
                let ahead = cards[pair.a].node == source;
                let (from, to) = if ahead { (pair.a, pair.b) } else { (pair.b, pair.a) };
                let points: Vec<Point> = if ahead { route.clone() } else { route.iter().rev().copied().collect() };
                self.line(svg, edge, (&cards[from], &cards[to]), &drawn(&points, shift), properties);
            }
        }
    }

    fn line(&self, svg: &mut String, edge: EdgeIndex, ends: (&Card, &Card), path: &str, properties: &[String]) {
        let (from, to) = ends;
        let relation = &self.network.graph[edge];
        let color = properties.iter().position(|p| *p == relation.property).unwrap_or(0).min(LINES.len() - 1);
        let width = 1.2 + (relation.facts.len() as f64).ln();
        let arrow = if relation.symmetric { String::new() } else { format!(" marker-end=\"url(#arrow{color})\"") };
        let dash = if relation.disputed { " stroke-dasharray=\"6 4\"" } else { "" };
        let faint = if from.ring == to.ring && from.ring > 0 { 0.45 } else { 0.85 };
        let days = match (relation.first.as_str(), relation.last.as_str()) {
            ("", _) => String::new(),
            (first, last) if first == last => format!(", {first}"),
            (first, last) => format!(", {first} – {last}"),
        };
        let label = self.label(&relation.label, &relation.label_en, &relation.property);
        let told = format!("{} {label} {} ({}{days})", self.name(from.node), self.name(to.node), relation.facts.len());
        let _ = writeln!(
            svg,
            "<path d=\"{path}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{width:.1}\" stroke-opacity=\"{faint}\"{arrow}{dash}><title>{}</title></path>",
            LINES[color],
            escape(told.as_str())
        );
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

    fn legend(&self, properties: &[String], cards: &[Card], crowded: bool) -> Legend {
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
        if crowded {
            let note = match self.script {
                Script::Chinese => "同一圈之内的联系未画出",
                Script::English => "relations within one ring are not drawn",
            };
            items.push((Mark::None, note.to_owned()));
        }
        Legend::new(items)
    }
}

/// A path of SVG.
fn drawn(points: &[Point], shift: Point) -> String {
    let mut path = String::new();
    for (n, p) in points.iter().enumerate() {
        let command = match n {
            0 => "M",
            n if n % 3 == 1 => "C",
            _ => " ",
        };
        let _ = write!(path, "{command}{:.1} {:.1}", p.0 + shift.0, p.1 + shift.1);
    }
    path
}

/// The corners of the smallest box around all cards and lines.
fn extent(cards: &[Card], routes: &[Vec<Option<Route>>]) -> (Point, Point) {
    let corners = cards.iter().flat_map(|c| {
        let (x, y) = (c.width / 2.0, c.height / 2.0);
        [(c.at.0 - x, c.at.1 - y), (c.at.0 + x, c.at.1 + y)]
    });
    let points = routes.iter().flatten().flatten().flatten().copied();
    let mut all = corners.chain(points);
    let first = all.next().unwrap_or_default();
    all.fold((first, first), |(low, high), p| ((low.0.min(p.0), low.1.min(p.1)), (high.0.max(p.0), high.1.max(p.1))))
}

/// Fill and border of a class.
fn kind(class: &str) -> (&'static [&'static str], &'static str, &'static str) {
    BOXES[kind_number(class)]
}

fn kind_number(class: &str) -> usize {
    BOXES.iter().position(|b| b.0.contains(&class)).unwrap_or(BOXES.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A card of some size.
    pub(super) fn card(at: Point) -> Card {
        Card { node: NodeIndex::new(0), lines: Vec::new(), width: 80.0, height: 26.0, at, ring: 1 }
    }

    /// Two cards with one edge.
    pub(super) fn pair(a: usize, b: usize) -> Pair {
        Pair { a, b, edges: vec![EdgeIndex::new(0)] }
    }

    #[test]
    fn a_path_of_svg_has_one_letter_for_each_curve() {
        let points = [(0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (3.0, 0.0), (4.0, 0.0), (5.0, 0.0), (6.0, 0.0)];
        assert_eq!(drawn(&points, (0.0, 1.0)), "M0.0 1.0C1.0 1.0 2.0 1.0 3.0 1.0C4.0 1.0 5.0 1.0 6.0 1.0");
    }
}
