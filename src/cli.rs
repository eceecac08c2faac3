//! The command line: one file per subcommand. Only here are paths, standard streams and the environment touched.

mod build;
mod collate;
mod config;
mod demo;
mod diff;
mod explain;
mod export;
mod extract;
mod facts;
mod filter;
mod graph;
mod input;
mod lexicon;
mod output;
mod query;
mod residue;
mod rules;
mod shell;
mod validate;
mod vocabulary;

use crate::engine::Engine;
use crate::error::{Error, Kind, Result};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Knowledge graphs from Chinese diplomatic press text.
#[derive(Debug, Parser)]
#[command(name = "diplograph", version, max_term_width = 100, after_help = EXAMPLES)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  diplograph build press/ --store kg             read a folder, join what renderings share, store the graph
  diplograph query visa-waivers --store kg       ask a named question (`diplograph query` lists them)
  diplograph facts --store kg --about 瑞士       every fact that names Switzerland
  diplograph explain ID --store kg               from a fact back to its words
  diplograph extract a.txt | jq .type            mentions and facts as JSON Lines, without a store

Options that are the same every day go into a file diplograph.toml in the working folder, or diplograph/config.toml in
the folder of your configuration ($XDG_CONFIG_HOME or ~/.config):
  store = \"kg\"
  ontology = \"names\"
  lang = \"en\"
  base = \"https://example.org/id/\"
  color = \"never\"
Relative paths start at the file. Options on the command line and environment variables come before it.

Exit codes: 0 done, 1 nothing found, 2 wrong usage, 3 bad input or data.";

/// Options of every command.
#[derive(Debug, clap::Args)]
struct Global {
    /// A folder with your own vocabulary, gazetteer and rules, added to the built-in ones
    #[arg(long, global = true, value_name = "DIR", env = "DIPLOGRAPH_ONTOLOGY")]
    ontology: Option<PathBuf>,
    /// Language of labels in tables
    #[arg(long, global = true, default_value = "zh", value_name = "LANG", env = "DIPLOGRAPH_LANG")]
    lang: Lang,
    /// When to set words in colour or bold
    #[arg(long, global = true, default_value = "auto", value_name = "WHEN")]
    color: output::Color,
    /// Say nothing but errors on standard error
    #[arg(long, short, global = true)]
    quiet: bool,
}

/// The languages of labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Lang {
    Zh,
    En,
}

/// Which store to work on.
#[derive(Debug, Clone, clap::Args)]
struct StoreArg {
    /// The folder of the stored graph
    #[arg(long, value_name = "DIR", env = "DIPLOGRAPH_STORE")]
    store: PathBuf,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build and question the sample documents that come with the program
    Demo(demo::Args),
    /// Print mentions and facts of texts, document by document
    Extract(extract::Args),
    /// Extract, collate, join and store
    Build(build::Args),
    /// Ask the stored graph: a named query, a file, or SPARQL
    Query(query::Args),
    /// Look facts up by type, entity, speaker, time, status, words
    Facts(facts::Args),
    /// Say why a fact is there, or what is known of an entity
    Explain(explain::Args),
    /// Where renderings of one event differ
    Collate(collate::Args),
    /// What changed between two stores, sources or years
    Diff(diff::Args),
    /// Neighbours, paths, centrality, communities, and a picture
    Graph(graph::Args),
    /// Write the stored graph in another format
    Export(export::Args),
    /// Check a stored graph
    Validate(validate::Args),
    /// Describe the classes and properties of the graph: a page of HTML, or Turtle
    Vocabulary(vocabulary::Args),
    /// Count, look up or check names
    Lexicon(lexicon::Args),
    /// List, show or test the rules
    Rules(rules::Args),
    /// List names and numbers that no fact stands on
    Residue(residue::Args),
    /// Print completions for a shell
    Completions(shell::Completions),
    /// Write the manual pages
    Man(shell::Man),
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Done.
    Done,
    /// A look-up found nothing.
    Nothing,
    /// Some inputs were bad; they have been named.
    BadInput,
    /// The work was done without an option that made no sense.
    BadUsage,
}

/// Why a command stopped.
enum Stop {
    /// An error to print.
    Error(Error),
    /// What is looked for is not there: printed like an error, but the exit code is that of a look-up.
    Nothing(Error),
    /// The reader of the output went away: no error.
    ClosedPipe,
}

impl From<Error> for Stop {
    fn from(e: Error) -> Self {
        Stop::Error(e)
    }
}

impl From<std::io::Error> for Stop {
    fn from(e: std::io::Error) -> Self {
        match e.kind() {
            std::io::ErrorKind::BrokenPipe => Stop::ClosedPipe,
            _ => Stop::Error(Error::io("write the output", Path::new("standard output"), &e)),
        }
    }
}

type Run = std::result::Result<End, Stop>;

impl Global {
    /// The engine, kept to the end of the process: to free its many small parts one by one would only take time.
    fn engine(&self) -> Result<&'static mut Engine> {
        Engine::new(self.ontology.as_deref()).map(|engine| Box::leak(Box::new(engine)))
    }

    /// A line on standard error, unless all should be quiet.
    fn tell(&self, line: impl std::fmt::Display) {
        if !self.quiet {
            output::complain(line);
        }
    }
}

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let command = match config::Config::find() {
        Ok(config) => config.into_defaults(Cli::command()),
        Err(e) => {
            output::complain(&e);
            return ExitCode::from(e.kind.exit_code());
        }
    };
    let cli = match command.try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(e) => {
            // A closed pipe is no error here either.
            let _ = e.print();
            return ExitCode::from(if e.use_stderr() { 2 } else { 0 });
        }
    };
    output::set_color(cli.global.color);
    let ran = match cli.command {
        Command::Demo(args) => demo::run(&cli.global, &args),
        Command::Extract(args) => extract::run(&cli.global, &args),
        Command::Build(args) => build::run(&cli.global, &args),
        Command::Query(args) => query::run(&cli.global, &args),
        Command::Facts(args) => facts::run(&cli.global, &args),
        Command::Explain(args) => explain::run(&cli.global, &args),
        Command::Collate(args) => collate::run(&cli.global, &args),
        Command::Diff(args) => diff::run(&cli.global, &args),
        Command::Graph(args) => graph::run(&cli.global, &args),
        Command::Export(args) => export::run(&cli.global, &args),
        Command::Validate(args) => validate::run(&cli.global, &args),
        Command::Vocabulary(args) => vocabulary::run(&cli.global, &args),
        Command::Lexicon(args) => lexicon::run(&cli.global, &args),
        Command::Rules(args) => rules::run(&cli.global, &args),
        Command::Residue(args) => residue::run(&cli.global, &args),
        Command::Completions(args) => shell::completions(&args),
        Command::Man(args) => shell::man(&args),
    };
    match ran {
        Ok(End::Done) | Err(Stop::ClosedPipe) => ExitCode::SUCCESS,
        Ok(End::Nothing) => ExitCode::from(1),
        Ok(End::BadInput) => ExitCode::from(3),
        Ok(End::BadUsage) => ExitCode::from(2),
        Err(Stop::Nothing(e)) => {
            output::complain(&e);
            ExitCode::from(1)
        }
        Err(Stop::Error(e)) => {
            output::complain(&e);
            ExitCode::from(e.kind.exit_code())
        }
    }
}

/// Wrong usage that clap cannot see.
fn usage(message: impl Into<String>, help: impl Into<String>) -> Error {
    Error::new(Kind::Usage, message).help(help)
}
