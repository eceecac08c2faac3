//! `graph`: neighbours, paths, centrality and communities of entities, and a picture.

use super::filter::{FilterArgs, Known};
use super::input::at_least_one;
use super::names::Names;
use super::output::{self, table};
use super::{End, Global, Lang, Outcome, Run, Stop, StoreArg, usage};
use crate::engine;
use crate::entity::EntityRecord;
use crate::error::{Error, Kind, Result};
use crate::export::{EntityGraph, Relation, Relations};
use crate::lookup::{Lookup, entity_paths};
use crate::near::close_to;
use crate::network::{Network, Picture, Script, Step, communities};
use crate::store::KnowledgeStore;
use crate::vocab::Vocabulary;
use petgraph::graph::{EdgeIndex, NodeIndex};
use serde_json::{Value as Json, json};
use std::collections::{BTreeSet, HashSet};
use std::io::Write;
use std::path::PathBuf;

/// Options of `graph`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// What an entity is joined to, and by which relations
    #[command(alias = "neighbors")]
    Neighbours {
        /// A code or any name
        entity: String,
        /// How many steps away
        #[arg(long, value_name = "N", default_value = "1", value_parser = at_least_one)]
        depth: usize,
        #[command(flatten)]
        common: Common,
    },
    /// The shortest ways from one entity to another, with the facts along them
    Path {
        /// Where they begin
        from: String,
        /// Where they end
        to: String,
        #[command(flatten)]
        common: Common,
    },
    /// Entities by degree, PageRank or betweenness
    Central {
        /// What they are sorted by
        #[arg(long, value_name = "MEASURE", default_value = "degree")]
        by: Measure,
        #[command(flatten)]
        common: Common,
    },
    /// Groups of entities that have more to do with each other than with the rest (Louvain)
    Communities {
        #[command(flatten)]
        common: Common,
    },
    /// An SVG of what surrounds an entity, or of what joins several
    Picture {
        /// A code or any name
        #[arg(required = true)]
        entities: Vec<String>,
        /// How many steps away; between two entities paths of twice as many, or the shortest ones (--limit keeps the nearest)
        #[arg(long, value_name = "N", default_value = "1", value_parser = at_least_one)]
        depth: usize,
        /// Of several entities, also what surrounds one of them only
        #[arg(long)]
        around: bool,
        /// A line above the picture
        #[arg(long, value_name = "TEXT")]
        title: Option<String>,
        /// Write to this file instead of standard output
        #[arg(long, short, value_name = "PATH")]
        output: Option<PathBuf>,
        #[command(flatten)]
        common: Common,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Measure {
    Degree,
    Facts,
    Pagerank,
    Betweenness,
}

/// Options of all parts of `graph`.
#[derive(Debug, Clone, clap::Args)]
struct Common {
    #[command(flatten)]
    store: StoreArg,
    #[command(flatten)]
    filter: FilterArgs,
    /// Only edges of this relation: waivesVisaFor, 免签, ...
    #[arg(long, value_name = "RELATION")]
    relation: Vec<String>,
    /// Only entities of this class: Country, Organization, Person, ...
    #[arg(long = "class", value_name = "CLASS")]
    of_class: Vec<String>,
    /// At most so many lines, paths or entities
    #[arg(long, value_name = "N", default_value = "40", value_parser = at_least_one)]
    limit: usize,
    /// table or jsonl
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Table,
    Jsonl,
}

pub(super) fn run(global: &Global, args: &Args) -> Run {
    let common = match &args.what {
        What::Neighbours { common, .. }
        | What::Path { common, .. }
        | What::Central { common, .. }
        | What::Communities { common }
        | What::Picture { common, .. } => common,
    };
    let view = View::new(global, common)?;
    if view.network.graph.node_count() == 0 && matches!(args.what, What::Central { .. } | What::Communities { .. }) {
        global.tell(if view.is_choice {
            "no fact of this choice joins two entities"
        } else {
            "no fact joins two entities"
        });
    }
    match &args.what {
        What::Neighbours { entity, depth, .. } => view.neighbours(entity, *depth),
        What::Path { from, to, .. } => view.path(from, to),
        What::Central { by, .. } => view.central(*by),
        What::Communities { .. } => view.communities(),
        What::Picture { entities, depth, around, title, output, .. } => {
            let nodes = view.drawn(global, entities, *depth, *around)?;
            view.picture(nodes, title.clone(), output.as_ref())
        }
    }
}

struct View<'a> {
    network: Network,
    entities: Vec<EntityRecord>,
    common: &'a Common,
    lang: Lang,
    names: Names,
    /// Whether options leave a part of the graph out.
    is_choice: bool,
}

impl<'a> View<'a> {
    fn new(global: &Global, common: &'a Common) -> Outcome<View<'a>> {
        let store = KnowledgeStore::open(&common.store.store)?;
        let vocabulary = engine::vocabulary(global.ontology.as_deref(), &store.manifest.vocabulary)?;
        let entities = store.entities()?;
        let sources = store.sources()?;
        let known = Known { global, vocabulary: &vocabulary, entities: &entities, sources: sources.iter().collect() };
        let lookup = common.filter.lookup(&known)?;
        let is_choice = lookup != Lookup::default() || !common.relation.is_empty() || !common.of_class.is_empty();
        let mut joined = Relations::new(&vocabulary);
        lookup.each(&store)?.try_for_each(|fact| fact.map(|f| joined.add(&f)))?;
        let graph = joined.graph(&entities);
        common.relation.iter().try_for_each(|wanted| is_relation(wanted, &vocabulary))?;
        common.of_class.iter().try_for_each(|wanted| is_class(wanted, &entities))?;
        let names = Names::new(&entities, &vocabulary, global.lang);
        let network = Network::new(kept(graph, &entities, common));
        Ok(View { network, entities, common, lang: global.lang, names, is_choice })
    }

    fn name(&self, node: NodeIndex) -> String {
        let node = &self.network.graph[node];
        if self.lang == Lang::En && !node.name_en.is_empty() { node.name_en.clone() } else { node.name.clone() }
    }

    fn label(&self, relation: &Relation) -> String {
        let label = self.lang.choose(&relation.label, &relation.label_en);
        if label.is_empty() { relation.property.clone() } else { label.clone() }
    }

    /// The nodes that a name may mean; a known entity without edges is "nothing found".
    fn nodes(&self, name: &str) -> Outcome<Vec<NodeIndex>> {
        let paths = entity_paths(&self.entities, name).map_err(Stop::Nothing)?;
        let nodes: Vec<NodeIndex> = paths.iter().filter_map(|p| self.network.find(p)).collect();
        if nodes.is_empty() {
            let (message, help) = match self.is_choice {
                true => {
                    (format!("no fact of this choice joins `{name}` to another entity"), "leave filters out, or see")
                }
                false => (
                    format!("the sources name `{name}`, and no fact joins it to another entity"),
                    "for what they say see",
                ),
            };
            let help = format!("{help} `diplograph explain {name}`");
            return Err(Stop::Nothing(Error::new(Kind::Query, message).help(help)));
        }
        Ok(nodes)
    }

    fn jsonl(&self) -> bool {
        self.common.format == Format::Jsonl
    }

    /// The edge as a line of JSON has it.
    fn edge(&self, edge: EdgeIndex) -> Json {
        let (from, to) = self.network.graph.edge_endpoints(edge).expect("an edge of this graph");
        let (graph, r) = (&self.network.graph, &self.network.graph[edge]);
        json!({"from": graph[from].path, "relation": r.property, "to": graph[to].path, "symmetric": r.symmetric,
            "facts": r.facts, "sources": r.sources, "first": r.first, "last": r.last, "disputed": r.disputed})
    }

    fn neighbours(&self, entity: &str, depth: usize) -> Run {
        let from = self.nodes(entity)?;
        let mut out = output::stdout();
        let near = self.network.neighbourhood(&from, depth, usize::MAX);
        let inside: BTreeSet<NodeIndex> = near.iter().map(|n| n.0).collect();
        let mut edges: BTreeSet<EdgeIndex> = BTreeSet::new();
        let mut rows = Vec::new();
        for &(node, distance) in near.iter().filter(|n| n.1 < depth) {
            for (edge, other) in self.network.edges_of(node) {
                if inside.contains(&other) && edges.insert(edge) {
                    rows.push((distance, node, edge, other));
                }
            }
        }
        rows.truncate(self.common.limit);
        if self.jsonl() {
            for (distance, _, edge, _) in &rows {
                let mut line = self.edge(*edge);
                line["distance"] = json!(distance + 1);
                writeln!(out, "{line}")?;
            }
        } else {
            let row = |&(distance, node, edge, other): &(usize, NodeIndex, EdgeIndex, NodeIndex)| {
                let relation = &self.network.graph[edge];
                [
                    (distance + 1).to_string(),
                    self.name(node),
                    self.arrow(edge, node),
                    self.name(other),
                    relation.facts.len().to_string(),
                    span(relation),
                    some(&relation.facts, 2),
                ]
            };
            table(&mut out, &["step", "entity", "relation", "entity", "facts", "said", "ids"], rows.iter().map(row))?;
        }
        out.flush()?;
        Ok(if rows.is_empty() { End::Nothing } else { End::Done })
    }

    /// The relation with its direction, seen from a node.
    fn arrow(&self, edge: EdgeIndex, from: NodeIndex) -> String {
        let relation = &self.network.graph[edge];
        let label = self.label(relation);
        match self.network.graph.edge_endpoints(edge) {
            _ if relation.symmetric => format!("— {label} —"),
            Some((source, _)) if source == from => format!("— {label} →"),
            _ => format!("← {label} —"),
        }
    }

    fn path(&self, from: &str, to: &str) -> Run {
        let (first, last) = (self.nodes(from)?, self.nodes(to)?);
        if first.iter().any(|n| last.contains(n)) {
            return Err(usage(format!("`{from}` and `{to}` are one entity"), "name two different ones").into());
        }
        let paths = self.network.paths(&first, &last, self.common.limit);
        let mut out = output::stdout();
        for (n, path) in paths.iter().enumerate() {
            if self.jsonl() {
                let steps: Vec<Json> = path.iter().map(|s| self.edge(s.edge)).collect();
                let nodes: Vec<&str> = std::iter::once(path[0].from)
                    .chain(path.iter().map(|s| s.to))
                    .map(|n| self.network.graph[n].path.as_str())
                    .collect();
                writeln!(out, "{}", json!({"length": path.len(), "nodes": nodes, "steps": steps}))?;
            } else {
                let start = self.name(path[0].from);
                let way = |line: String, s: &Step| format!("{line} {} {}", self.arrow(s.edge, s.from), self.name(s.to));
                writeln!(out, "{}. {}", n + 1, path.iter().fold(start, way))?;
                for step in path {
                    let relation = &self.network.graph[step.edge];
                    writeln!(out, "     {}: {}  {}", self.label(relation), some(&relation.facts, 4), span(relation))?;
                }
            }
        }
        out.flush()?;
        if paths.is_empty() {
            let message = format!("no facts lead from `{from}` to `{to}`");
            return Err(Stop::Nothing(Error::new(Kind::Query, message)));
        }
        Ok(End::Done)
    }

    fn central(&self, by: Measure) -> Run {
        let mut all = self.network.centrality();
        let key = |c: &crate::network::Centrality| match by {
            Measure::Degree => c.degree as f64,
            Measure::Facts => c.facts as f64,
            Measure::Pagerank => c.pagerank,
            Measure::Betweenness => c.betweenness,
        };
        all.sort_by(|a, b| key(b).total_cmp(&key(a)).then(a.node.cmp(&b.node)));
        all.truncate(self.common.limit);
        let mut out = output::stdout();
        for c in all.iter().filter(|_| self.jsonl()) {
            let node = &self.network.graph[c.node];
            let line = json!({"entity": node.path, "id": node.id, "name": node.name, "name_en": node.name_en, "class": node.class,
                "degree": c.degree, "facts": c.facts, "pagerank": c.pagerank, "betweenness": c.betweenness});
            writeln!(out, "{line}")?;
        }
        if !self.jsonl() && !all.is_empty() {
            let row = |c: &crate::network::Centrality| {
                let class = self.names.term(&self.network.graph[c.node].class).to_owned();
                let share = |x: f64| format!("{x:.4}");
                [
                    self.name(c.node),
                    class,
                    c.degree.to_string(),
                    c.facts.to_string(),
                    share(c.pagerank),
                    share(c.betweenness),
                ]
            };
            table(&mut out, &["entity", "class", "degree", "facts", "pagerank", "betweenness"], all.iter().map(row))?;
        }
        out.flush()?;
        Ok(if all.is_empty() { End::Nothing } else { End::Done })
    }

    fn communities(&self) -> Run {
        let found = communities(&self.network);
        let mut out = output::stdout();
        let shown = found.groups.iter().take(self.common.limit).enumerate();
        if self.jsonl() {
            for (n, group) in shown {
                let members: Vec<&str> = group.iter().map(|m| self.network.graph[*m].path.as_str()).collect();
                writeln!(
                    out,
                    "{}",
                    json!({"community": n + 1, "size": group.len(), "modularity": found.modularity, "members": members})
                )?;
            }
        } else if !found.groups.is_empty() {
            let rows = shown.map(|(n, group)| {
                let names: Vec<String> = group.iter().map(|m| self.name(*m)).collect();
                [(n + 1).to_string(), group.len().to_string(), names.join("、")]
            });
            table(&mut out, &["community", "size", "entities"], rows)?;
            writeln!(out, "modularity {:.3}", found.modularity)?;
        }
        out.flush()?;
        Ok(if found.groups.is_empty() { End::Nothing } else { End::Done })
    }

    /// What a picture shows: the neighbourhood of one entity, or what joins several; with distances.
    fn drawn(
        &self,
        global: &Global,
        entities: &[String],
        depth: usize,
        around: bool,
    ) -> Outcome<Vec<(NodeIndex, usize)>> {
        let groups: Vec<Vec<NodeIndex>> =
            entities.iter().map(|e| self.nodes(e)).collect::<std::result::Result<_, _>>()?;
        let middle: Vec<NodeIndex> = groups.iter().flatten().copied().collect();
        let mut nodes = if groups.len() == 1 || around {
            self.network.neighbourhood(&middle, depth, self.common.limit)
        } else {
            self.network.between(&groups, depth.saturating_mul(2), self.common.limit)
        };
        if groups.len() > 1 && !around && nodes.iter().all(|n| n.1 == 0) {
            global.tell("no other entity stands between these: --around draws what surrounds each of them");
        }
        if self.lang == Lang::En {
            let before = nodes.len();
            nodes.retain(|(node, distance)| *distance == 0 || self.is_readable(*node));
            if nodes.len() < before {
                let many = before - nodes.len();
                global.tell(format!("{many} of the entities have Chinese words for a name only, and are left out"));
            }
        }
        Ok(nodes)
    }

    /// Whether an entity has an English name, or a name of its own: of 各方 there are only the words.
    fn is_readable(&self, node: NodeIndex) -> bool {
        let node = &self.network.graph[node];
        let is_own =
            ["person/", "org/", "place/", "country/", "region/"].iter().any(|kind| node.path.starts_with(kind));
        is_own || !node.name_en.is_empty()
    }

    fn picture(&self, nodes: Vec<(NodeIndex, usize)>, title: Option<String>, path: Option<&PathBuf>) -> Run {
        let script = self.lang.choose(Script::Chinese, Script::English);
        let svg = Picture { network: &self.network, nodes, script, title }.svg();
        output::to(path.map(PathBuf::as_path), "write the picture", |out| out.write_all(svg.as_bytes()))?;
        Ok(End::Done)
    }
}

/// Sees that there is such a relation.
fn is_relation(wanted: &str, vocabulary: &Vocabulary) -> Result<()> {
    let relations: Vec<&str> = vocabulary.edges.iter().map(|e| &*e.property).collect();
    let fits = |p: &&str| named(wanted, p, vocabulary.terms.get(*p).map(|l| (l.zh.as_str(), l.en.as_str())));
    if relations.iter().any(fits) {
        return Ok(());
    }
    let near = close_to(wanted, relations.iter().copied());
    let guess = near.first().map(|n| format!("did you mean {n}? ")).unwrap_or_default();
    let help = format!("{guess}the relations are: {}", relations.join(", "));
    Err(usage(format!("there is no relation `{wanted}`"), help))
}

/// Sees that an entity of the store is of this class.
fn is_class(wanted: &str, entities: &[EntityRecord]) -> Outcome<()> {
    let classes: BTreeSet<&str> = entities.iter().flat_map(|e| &e.classes).map(String::as_str).collect();
    if classes.iter().any(|c| c.eq_ignore_ascii_case(wanted)) {
        return Ok(());
    }
    let help = format!("the classes in this store are: {}", classes.into_iter().collect::<Vec<_>>().join(", "));
    Err(Stop::Nothing(Error::new(Kind::Query, format!("there is no entity of class `{wanted}`")).help(help)))
}

/// Whether a user means this term: its local name or a label, letter case aside.
fn named(wanted: &str, term: &str, labels: Option<(&str, &str)>) -> bool {
    let same = |own: &str| own.eq_ignore_ascii_case(wanted.strip_prefix("dg:").unwrap_or(wanted));
    same(term) || labels.is_some_and(|(zh, en)| same(zh) || same(en))
}

/// The graph with only the relations and classes of the options, and no entity without an edge.
fn kept(graph: EntityGraph, entities: &[EntityRecord], common: &Common) -> EntityGraph {
    let wanted =
        |e: &&EntityRecord| e.classes.iter().any(|c| common.of_class.iter().any(|w| w.eq_ignore_ascii_case(c)));
    let fitting: HashSet<&str> = entities.iter().filter(wanted).map(|e| e.path.as_str()).collect();
    let of_class = |path: &str| common.of_class.is_empty() || fitting.contains(path);
    let of_relation = |r: &Relation| {
        common.relation.is_empty()
            || common.relation.iter().any(|w| named(w, &r.property, Some((&r.label, &r.label_en))))
    };
    let part = graph.filter_map(
        |_, node| of_class(&node.path).then(|| node.clone()),
        |_, relation| of_relation(relation).then(|| relation.clone()),
    );
    part.filter_map(|n, node| part.neighbors_undirected(n).next().map(|_| node.clone()), |_, r| Some(r.clone()))
}

/// The first few ids.
fn some(facts: &[String], most: usize) -> String {
    let more = if facts.len() > most { " …" } else { "" };
    facts.iter().take(most).cloned().collect::<Vec<_>>().join(" ") + more
}

fn span(relation: &Relation) -> String {
    if relation.first == relation.last {
        relation.first.clone()
    } else {
        format!("{}–{}", relation.first, relation.last)
    }
}
