//! What a shell wants to know of the program: completions.

use super::{Cli, End, Run, help, output};
use clap::CommandFactory;
use std::io::Write;

/// Options of `completions`.
#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    /// For which shell
    shell: clap_complete::Shell,
}

pub(super) fn completions(args: &Completions) -> Run {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut help::dressed(Cli::command()), "diplograph", &mut script);
    let mut out = output::stdout();
    out.write_all(&script)?;
    out.flush()?;
    Ok(End::Done)
}
