//! `lexicon`: what the gazetteer holds.

use super::output::{self, many};
use super::{End, Global, Run};
use crate::engine::read_text;
use crate::error::{Error, Kind};
use crate::lexicon::{Entity, Lexicon};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Options of `lexicon`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A name, code or IRI to look up; without it the entities are counted
    name: Option<String>,
    /// Check gazetteer files of your own against the built-in one
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "name")]
    check: Vec<PathBuf>,
}

pub(super) fn run(global: &Global, args: &Args) -> Run {
    if !args.check.is_empty() {
        return check(&args.check);
    }
    let lexicon = &global.engine()?.lexicon;
    let mut out = output::stdout();
    match &args.name {
        None => {
            for (label, n) in lexicon.counts() {
                writeln!(out, "{n:>6} {label}")?;
            }
        }
        Some(name) => {
            let found = lexicon.by_name(name);
            if found.is_empty() {
                let near = lexicon.suggest(name, 5);
                global.tell(format!(
                    "no entity is called `{name}`{}",
                    if near.is_empty() { String::new() } else { format!("; close to it: {}", near.join(", ")) }
                ));
                return Ok(End::Nothing);
            }
            for id in found {
                show(&mut out, lexicon.entity(id), lexicon)?;
                for post in lexicon.posts_of(id) {
                    let organization =
                        post.organization.map(|o| lexicon.entity(o).name.to_string()).unwrap_or_default();
                    writeln!(
                        out,
                        "  {:<10} {organization} {} {}..{}",
                        "post",
                        post.title,
                        post.start.as_deref().unwrap_or_default(),
                        post.end.as_deref().unwrap_or_default()
                    )?;
                }
            }
        }
    }
    out.flush()?;
    Ok(End::Done)
}

fn show(out: &mut impl Write, entity: &Entity, lexicon: &Lexicon) -> io::Result<()> {
    writeln!(
        out,
        "{} {}  ({:?}{})",
        entity.name,
        entity.name_en.as_deref().unwrap_or_default(),
        entity.class,
        entity.kinds.iter().map(|k| format!(", {k}")).collect::<String>()
    )?;
    writeln!(out, "  {:<10} {}", "IRI", entity.iri)?;
    for (label, value) in [("ISO 3166", entity.code.as_deref()), ("Wikidata", entity.wikidata.as_deref())] {
        if let Some(value) = value {
            writeln!(out, "  {label:<10} {value}")?;
        }
    }
    if let Some(country) = entity.country {
        writeln!(out, "  {:<10} {}", "country", lexicon.entity(country).name)?;
    }
    for name in &entity.names {
        let language = if name.language.is_empty() { String::new() } else { format!("@{}", name.language) };
        writeln!(out, "  {:<10} {}{language} ({:?})", "name", name.text, name.kind)?;
    }
    Ok(())
}

fn check(files: &[PathBuf]) -> Run {
    let text =
        |p: &PathBuf| read_text(Kind::Ontology, "read the gazetteer", p).map(|text| (p.display().to_string(), text));
    let extra = files.iter().map(text).collect::<crate::error::Result<Vec<_>>>()?;
    for (name, _) in &extra {
        if !Path::new(name).extension().is_some_and(|e| matches!(e.to_str(), Some("ttl" | "toml" | "txt"))) {
            return Err(Error::new(Kind::Ontology, "this is no gazetteer file")
                .at(name)
                .help("gazetteers are Turtle (.ttl)")
                .into());
        }
    }
    let lexicon = Lexicon::load(true, &extra)?;
    let clashes = lexicon.clashes();
    let mut out = output::stdout();
    for clash in &clashes {
        let entities: Vec<&str> = clash.entities.iter().map(|id| &*lexicon.entity(*id).iri).collect();
        writeln!(out, "`{}` is claimed by {}: declare it with dg:sharedName", clash.name, entities.join(" and "))?;
    }
    writeln!(out, "{}, {}", many(lexicon.entities().count(), "entity"), many(clashes.len(), "clash"))?;
    out.flush()?;
    Ok(if clashes.is_empty() { End::Done } else { End::BadInput })
}
