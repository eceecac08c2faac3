//! `demo`: the sample documents, stored and asked, so that a newcomer sees what the program does.

use super::input::{Item, Origin};
use super::{End, Global, Run, build, output, query};
use crate::engine::ReadOptions;
use include_dir::{Dir, include_dir};
use std::io::Write;
use std::path::PathBuf;

static SAMPLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/tests/corpus");

/// Options of `demo`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where to put the stored graph
    #[arg(long, value_name = "DIR", default_value = "kg")]
    store: PathBuf,
}

/// The questions that it asks, and what they show.
const QUESTIONS: [(&str, &str); 3] = [
    ("visa-waivers", "Who waives visas for whom"),
    ("evidence", "and in which words the renderings say so"),
    ("disputes", "What the renderings of the press conference dispute"),
];

pub(super) fn run(global: &Global, args: &Args) -> Run {
    let items: Vec<Item> = SAMPLES.files().map(item).collect();
    global.tell(format!(
        "{} sample documents: one press conference in three renderings, and a joint statement",
        items.len()
    ));
    build::fresh(global, &args.store, items)?;
    for (name, shows) in QUESTIONS {
        let params: &[&str] = if name == "evidence" { &["type=VisaWaiver"] } else { &[] };
        let mut out = output::stdout();
        writeln!(out, "\n{shows} (diplograph query {name} --store {}):", args.store.display())?;
        out.flush()?;
        query::ask(global, &args.store, name, params)?;
    }
    global.tell(format!("\nThe graph is in {0}. Ask on: diplograph query, diplograph facts --store {0}, diplograph explain ID --store {0}", args.store.display()));
    Ok(End::Done)
}

fn item(file: &include_dir::File<'_>) -> Item {
    let name = file.path().file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let (bytes, options) = (file.contents().to_vec(), ReadOptions::default());
    Item { name, bytes, options, notes: Vec::new(), origin: Origin::Nowhere }
}
