//! `export`: the stored graph for other tools.

use super::filter::FilterArgs;
use super::output;
use super::{End, Global, Run, StoreArg, usage};
use crate::engine;
use crate::error::{Error, Result};
use crate::export::{self, EntityGraph};
use crate::join::JoinedFact;
use crate::lookup::Lookup;
use crate::store::KnowledgeStore;
use oxigraph::model::NamedNode;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Options of `export`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    store: StoreArg,
    /// ttl, nt, nq, trig, jsonld, rdfxml: the whole graph, or what belongs to the facts chosen; graphml, gexf, dot, csv, parquet: entities and one-hop edges
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
    let vocabulary = engine::vocabulary(global.ontology.as_deref())?;
    let entities = store.entities()?;
    let lookup = args.filter.lookup(&vocabulary, &entities)?;
    if let Some(format) = rdf {
        let some = (lookup != Lookup::default()).then(|| chosen(&store, &lookup)).transpose()?;
        let told = match &some {
            _ if !args.rdf12 => Vec::new(),
            Some(some) => some.clone(),
            None => store.facts()?,
        };
        let part = some.map(|some| export::Part::new(&some, || store.graph_file())).transpose()?;
        let graph = store.graph_file()?;
        to(args.output.as_deref(), |mut out| {
            export::rdf(graph, part.as_ref(), format, args.base.as_deref(), &mut out)?;
            export::reified(&told, &vocabulary, format, out)
        })?;
        return Ok(if told.is_empty() && part.is_some_and(|p| p.is_empty()) { End::Nothing } else { End::Done });
    }
    let mut relations = export::Relations::new(&vocabulary);
    each(&store, &lookup, |fact| relations.add(fact))?;
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
    Ok(End::Done)
}

/// Gives the facts of a choice to `take`; they are read some at a time where the choice can be made so.
fn each(store: &KnowledgeStore, lookup: &Lookup, mut take: impl FnMut(&JoinedFact)) -> Result<()> {
    if lookup.outlet.is_some() {
        // What an outlet asked is known from its exchanges, which may stand anywhere.
        lookup.find(&store.facts()?).into_iter().for_each(take);
        return Ok(());
    }
    store.each_facts(|some| lookup.find(&some).into_iter().for_each(&mut take))
}

fn chosen(store: &KnowledgeStore, lookup: &Lookup) -> Result<Vec<JoinedFact>> {
    let mut facts = Vec::new();
    each(store, lookup, |fact| facts.push(fact.clone()))?;
    Ok(facts)
}

/// Writes two tables into a folder.
#[cfg(feature = "parquet")]
fn parquet(graph: &EntityGraph, folder: Option<&Path>) -> std::result::Result<(), super::Stop> {
    let Some(folder) = folder else {
        return Err(usage("parquet makes two files", "say into which folder: --output FOLDER").into());
    };
    create(folder)?;
    to(Some(&folder.join("nodes.parquet")), |out| export::nodes_parquet(graph, out))?;
    to(Some(&folder.join("edges.parquet")), |out| export::edges_parquet(graph, out))
}

#[cfg(not(feature = "parquet"))]
fn parquet(_: &EntityGraph, _: Option<&Path>) -> std::result::Result<(), super::Stop> {
    let help = "build it with `cargo build --release --features parquet`, or export csv";
    Err(usage("this program was built without parquet", help).into())
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

/// Lets `write` write to a file or to standard output.
fn to(
    path: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> std::result::Result<(), super::Stop> {
    match path {
        None => {
            let mut out = output::stdout();
            write(&mut out)?;
            out.flush()?;
        }
        Some(path) => {
            let wrote = File::create(path).map(BufWriter::new).and_then(|mut out| {
                write(&mut out)?;
                out.flush()
            });
            wrote.map_err(|e| Error::io("write the export", path, &e))?;
        }
    }
    Ok(())
}
