//! `vocabulary`: classes and properties, as a page to read or as Turtle.

use super::output;
use super::{End, Global, Run};
use crate::engine;
use crate::export;
use crate::question::Question;
use crate::vocab::{self, Recipe};
use std::io::Write;

/// Options of `vocabulary`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// html: one page with a picture of the classes; ttl: the terms themselves
    #[arg(long, value_name = "FORMAT", default_value = "html")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Html,
    Ttl,
}

pub(super) fn run(global: &Global, args: &Args) -> Run {
    let vocabulary = engine::vocabulary(global.ontology.as_deref(), &[])?;
    let mut out = output::stdout();
    match args.format {
        Format::Html => {
            let recipes: Vec<Recipe> = engine::queries(global.ontology.as_deref())?.into_iter().map(recipe).collect();
            out.write_all(vocab::page(&vocabulary, &recipes).as_bytes())?;
        }
        Format::Ttl => export::triples(&vocabulary.triples, oxigraph::io::RdfFormat::Turtle, &mut out)?,
    }
    out.flush()?;
    Ok(End::Done)
}

fn recipe(question: Question) -> Recipe {
    let is_comment = |line: &&str| line.starts_with('#');
    let sparql: Vec<&str> = question.sparql.lines().skip_while(is_comment).collect();
    Recipe {
        sparql: sparql.join("\n"),
        name: question.name,
        help: question.help,
        params: question.params.into_iter().map(|p| (p.name, p.help)).collect(),
    }
}
