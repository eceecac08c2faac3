//! `export`: the stored graph for other tools.

use super::filter::{FilterArgs, Known};
use super::output;
use super::{End, Global, Outcome, Run, StoreArg, usage};
use crate::engine;
use crate::error::{Error, Result};
use crate::export::{self, EntityGraph};
use crate::lookup::Lookup;
use crate::store::KnowledgeStore;
use crate::vocab::Vocabulary;
use oxigraph::io::RdfFormat;
use oxigraph::model::NamedNode;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Options of `export`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    store: StoreArg,
    /// ttl, nt, nq, trig, jsonld, rdfxml: the whole graph, or what belongs to the facts chosen; graphml, gexf, dot, csv,
    /// parquet: entities and one-hop edges
    #[arg(long, value_name = "FORMAT")]
    format: String,
    /// Say of each edge which facts it stands for, in triple terms of RDF 1.2 (ttl, nt, nq, trig)
    #[arg(long)]
    rdf12: bool,
    /// An IRI in place of https://w3id.org/diplograph/id/ at the head of the entities', facts' and sources' names
    #[arg(long, value_name = "IRI", env = "DIPLOGRAPH_BASE", value_parser = base)]
    base: Option<String>,
    #[command(flatten)]
    filter: FilterArgs,
    /// Write to this file (csv and parquet: to this folder, as nodes.csv and edges.csv) instead of standard output
    #[arg(long, short, value_name = "PATH")]
    output: Option<PathBuf>,
}

const FORMATS: &str = "the formats are ttl, nt, nq, trig, jsonld and rdfxml for the whole graph, graphml, gexf, dot, csv and parquet for entities and their edges";

pub(super) fn run(global: &Global, args: &Args) -> Run {
    let rdf = export::rdf_format(&args.format).filter(|_| args.format != "xml");
    if rdf.is_none() && !matches!(args.format.as_str(), "graphml" | "gexf" | "dot" | "csv" | "parquet") {
        return Err(usage(format!("there is no format `{}`", args.format), FORMATS).into());
    }
    if args.rdf12 && !rdf.is_some_and(export::has_triple_terms) {
        return Err(
            usage(format!("`{}` has no triple terms", args.format), "--rdf12 goes with ttl, nt, nq and trig").into()
        );
    }
    if args.rdf12 && args.base.is_some() {
        return Err(usage("--base and --rdf12 do not go together", "leave one of them out").into());
    }
    let store = KnowledgeStore::open(&args.store.store)?;
    let vocabulary = engine::vocabulary(global.ontology.as_deref(), &store.manifest.vocabulary)?;
    let entities = store.entities()?;
    let sources = store.sources()?;
    let known = Known { global, vocabulary: &vocabulary, entities: &entities, sources: sources.iter().collect() };
    let lookup = args.filter.lookup(&known)?;
    if let Some(format) = rdf {
        return graph(&store, args, &lookup, &vocabulary, format);
    }
    let mut relations = export::Relations::new(&vocabulary);
    let mut facts = 0;
    for fact in lookup.each(&store)? {
        relations.add(&fact?);
        facts += 1;
    }
    let graph = relations.graph(&entities);
    match (args.format.as_str(), &args.output) {
        ("csv", Some(folder)) => {
            create(folder)?;
            to(Some(&folder.join("nodes.csv")), |out| export::nodes_csv(&graph, out))?;
            to(Some(&folder.join("edges.csv")), |out| export::edges_csv(&graph, out))?;
        }
        ("parquet", folder) => parquet(&graph, folder.as_deref())?,
        ("csv", None) => {
            global.tell("these are the edges; --output FOLDER writes nodes.csv and edges.csv");
            to(None, |out| export::edges_csv(&graph, out))?
        }
        ("gexf", path) => to(path.as_deref(), |out| export::gexf(&graph, out))?,
        ("dot", path) => to(path.as_deref(), |out| export::dot(&graph, out))?,
        (_, path) => to(path.as_deref(), |out| export::graphml(&graph, out))?,
    }
    Ok(if facts == 0 && lookup != Lookup::default() { End::Nothing } else { End::Done })
}

/// Writes the graph, or what belongs to the facts of a choice.
fn graph(store: &KnowledgeStore, args: &Args, lookup: &Lookup, vocabulary: &Vocabulary, format: RdfFormat) -> Run {
    let is_choice = *lookup != Lookup::default();
    let (mut ids, mut reifiers) = (Vec::new(), export::Reifiers::default());
    if is_choice || args.rdf12 {
        for fact in lookup.each(store)? {
            let fact = fact?;
            if args.rdf12 {
                reifiers.add(&fact, vocabulary);
            }
            if is_choice {
                ids.push(fact.id);
            }
        }
    }
    let part = is_choice.then(|| export::Part::new(&ids, || store.graph_file())).transpose()?;
    let graph = store.graph_file()?;
    to(args.output.as_deref(), |mut out| {
        export::rdf(graph, part.as_ref(), format, args.base.as_deref(), &mut out)?;
        export::reified(&reifiers, format, out)
    })?;
    Ok(if part.is_some_and(|p| p.is_empty()) { End::Nothing } else { End::Done })
}

/// Writes two tables into a folder.
#[cfg(feature = "parquet")]
fn parquet(graph: &EntityGraph, folder: Option<&Path>) -> Outcome<()> {
    let Some(folder) = folder else {
        return Err(usage("parquet makes two files", "say into which folder: --output FOLDER").into());
    };
    create(folder)?;
    to(Some(&folder.join("nodes.parquet")), |out| export::nodes_parquet(graph, out))?;
    to(Some(&folder.join("edges.parquet")), |out| export::edges_parquet(graph, out))
}

#[cfg(not(feature = "parquet"))]
fn parquet(_: &EntityGraph, _: Option<&Path>) -> Outcome<()> {
    let help = "build it with `cargo build --release --features parquet`, or export csv";
    Err(usage("this program was built without parquet", help).into())
}

fn to(path: Option<&Path>, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Outcome<()> {
    output::to(path, "write the export", write)
}

fn create(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|e| Error::io("write the export", folder, &e))
}

/// An absolute IRI that ends where a path may go on.
pub(super) fn base(given: &str) -> std::result::Result<String, String> {
    match NamedNode::new(given) {
        Ok(_) if given.ends_with(['/', '#']) => Ok(given.to_owned()),
        Ok(_) => Err("an IRI that ends in / or # is wanted, so that names can follow".to_owned()),
        Err(e) => Err(format!("no IRI: {e}")),
    }
}
