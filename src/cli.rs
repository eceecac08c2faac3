//! The command line: one file per subcommand. Only here are paths, standard streams and the environment touched.

mod build;
mod collate;
mod config;
mod demo;
mod diff;
mod eval;
mod explain;
mod export;
mod extract;
mod facts;
mod filter;
mod graph;
mod help;
mod input;
mod lexicon;
mod man;
mod names;
mod output;
mod progress;
mod query;
mod residue;
mod rules;
mod shell;
mod validate;
mod values;
mod vocabulary;

use crate::engine::Engine;
use crate::entity::EntityRecord;
use crate::error::{Error, Kind, Result};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use config::Config;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Knowledge graphs from Chinese diplomatic press text.
#[derive(Debug, Parser)]
#[command(name = "diplograph", version, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Global options")]
struct Global {
    /// A folder with your own vocabulary, gazetteer and rules, added to the built-in ones
    #[arg(long, global = true, value_name = "DIR", env = "DIPLOGRAPH_ONTOLOGY")]
    ontology: Option<PathBuf>,
    /// Language of what has a label, in tables: entities, classes, slots, codes
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

impl Lang {
    /// Its tag in the graph.
    fn code(self) -> &'static str {
        match self {
            Lang::Zh => "zh",
            Lang::En => "en",
        }
    }

    /// Of two texts the one in this language.
    fn choose<T>(self, zh: T, en: T) -> T {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// The name of an entity in this language, as far as it has one.
    fn name_of(self, entity: &EntityRecord) -> &String {
        self.choose(&entity.name, entity.name_en.as_ref().unwrap_or(&entity.name))
    }
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
    /// Measure what is found in texts against what people marked in them
    Eval(eval::Args),
    /// Print completions for a shell
    Completions(shell::Completions),
    /// Write the manual pages
    Man(man::Args),
}

impl Command {
    /// Whether the configuration file has a say: all but what is told of the program itself.
    fn is_configured(&self) -> bool {
        !matches!(self, Command::Completions(_) | Command::Man(_))
    }
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

/// What a part of a command gives, if it does not stop there.
type Outcome<T> = std::result::Result<T, Stop>;
type Run = Outcome<End>;

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

/// The command line of the process with all that makes it up, or the exit code of what has been printed instead.
fn parsed() -> std::result::Result<Cli, ExitCode> {
    let config = Config::find();
    let plain = help::dressed(Cli::command());
    let command = config.as_ref().map_or_else(|_| plain.clone(), |config| config.defaults(plain.clone()));
    let parsed = command.try_get_matches().and_then(|matches| {
        collate::refuse_idle(&matches)?;
        Cli::from_arg_matches(&matches)
    });
    let wrong_config = |e: &Error| {
        output::complain(e);
        ExitCode::from(e.kind.exit_code())
    };
    match (parsed, &config) {
        // Help and the version are printed whatever the configuration says.
        (Err(e), _) if !e.use_stderr() => {
            let printed = e.print().and_then(|()| std::io::Write::flush(&mut std::io::stdout()));
            Err(exit_code(printed.map(|()| End::Done).map_err(Stop::from)))
        }
        (Ok(cli), Err(e)) if cli.command.is_configured() => Err(wrong_config(e)),
        (Err(_), Err(e)) => Err(wrong_config(e)),
        (Err(e), Ok(_)) => {
            let _ = e.print();
            config::origin(&e, &plain).into_iter().for_each(output::complain);
            Err(ExitCode::from(2))
        }
        (Ok(cli), _) => Ok(cli),
    }
}

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let cli = match parsed() {
        Ok(cli) => cli,
        Err(code) => return code,
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
        Command::Eval(args) => eval::run(&cli.global, &args),
        Command::Completions(args) => shell::completions(&args),
        Command::Man(args) => man::run(&args),
    };
    exit_code(ran)
}

/// The exit code of how a command ended; an error is printed.
fn exit_code(ran: Run) -> ExitCode {
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
