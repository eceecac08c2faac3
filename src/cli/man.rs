//! `man`: a manual page for every command, with the sections that readers of manuals look for.

use super::help::{self, Page};
use super::{Cli, End, Run, output};
use crate::error::Error;
use clap::{Command, CommandFactory};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Options of `man`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Write a page for every command into this folder, instead of the first page to standard output
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
}

const ENVIRONMENT: [(&str, &str); 2] = [
    ("NO_COLOR", "If it is set and not empty, nothing is set in colour or bold, unless --color says so."),
    ("XDG_CONFIG_HOME", "The folder of your configuration, in place of ~/.config."),
];

pub(super) fn run(args: &Args) -> Run {
    let mut command = help::dressed(Cli::command()).disable_help_subcommand(true);
    command.build();
    match &args.output {
        None => {
            let mut out = output::stdout();
            page(&command, "", &mut out)?;
            out.flush()?;
        }
        Some(folder) => std::fs::create_dir_all(folder)
            .and_then(|()| pages(&command, "", folder))
            .map_err(|e| Error::io("write the manual pages", folder, &e))?,
    }
    Ok(End::Done)
}

/// Writes the page of a command and those of the commands below it.
fn pages(command: &Command, path: &str, folder: &Path) -> io::Result<()> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    let mut out = BufWriter::new(File::create(folder.join(format!("{name}.1")))?);
    page(command, path, &mut out)?;
    out.flush()?;
    let below = command.get_subcommands().filter(|s| !s.is_hide_set());
    below.into_iter().try_for_each(|sub| pages(sub, format!("{path} {}", sub.get_name()).trim_start(), folder))
}

fn page(command: &Command, path: &str, out: &mut impl Write) -> io::Result<()> {
    let version = format!("diplograph {}", env!("CARGO_PKG_VERSION"));
    let man = clap_mangen::Man::new(command.clone()).source(version).manual("diplograph");
    man.render_title(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    man.render_description_section(out)?;
    man.render_options_section(out)?;
    if command.has_subcommands() {
        man.render_subcommands_section(out)?;
    }
    let Some(told) = Page::of(path) else { return Ok(()) };
    examples(told, out)?;
    writeln!(out, ".SH ENVIRONMENT")?;
    let variable = |a: &clap::Arg| {
        let name = a.get_env()?.to_str()?.to_owned();
        Some((name, format!("Stands for --{}.", a.get_long()?)))
    };
    let own = command.get_arguments().filter_map(variable);
    let rest = ENVIRONMENT.into_iter().map(|(name, means)| (name.to_owned(), means.to_owned()));
    own.chain(rest).try_for_each(|(name, means)| tagged(&name, &means, out))?;
    writeln!(out, ".SH FILES\n.nf\n{}\n.fi", escaped(help::CONFIGURATION))?;
    writeln!(out, ".SH \"EXIT STATUS\"")?;
    told.exit_codes().into_iter().try_for_each(|(code, means)| tagged(&code.to_string(), means, out))?;
    if path.is_empty() { Ok(()) } else { writeln!(out, ".SH \"SEE ALSO\"\n.BR diplograph (1)") }
}

fn examples(page: &Page, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, ".SH EXAMPLES")?;
    for (line, why) in page.examples {
        let why = if why.is_empty() { String::new() } else { format!(".br\n{}\n", escaped(why)) };
        write!(out, ".PP\n\\fB{}\\fR\n{why}", escaped(line))?;
    }
    Ok(())
}

fn tagged(term: &str, text: &str, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, ".TP\n\\fB{}\\fR\n{}", escaped(term), escaped(text))
}

/// Text that is no markup of a manual page.
fn escaped(text: &str) -> String {
    let plain = text.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq");
    let line = |line: &str| if line.starts_with('.') { format!("\\&{line}") } else { line.to_owned() };
    plain.lines().map(line).collect::<Vec<_>>().join("\n")
}
