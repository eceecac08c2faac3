//! What a shell wants to know of the program: completions and manual pages.

use super::{Cli, End, Run, output};
use crate::error::Error;
use clap::CommandFactory;
use std::io::Write;
use std::path::PathBuf;

/// Options of `completions`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  diplograph completions bash > ~/.local/share/bash-completion/completions/diplograph
  diplograph completions zsh > ~/.zfunc/_diplograph
  diplograph completions fish > ~/.config/fish/completions/diplograph.fish")]
pub(super) struct Completions {
    /// For which shell
    shell: clap_complete::Shell,
}

/// Options of `man`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  diplograph man | man -l -                          read the first page
  diplograph man --output ~/.local/share/man/man1    a page for every command")]
pub(super) struct Man {
    /// Write a page for every command into this folder, instead of the first page to standard output
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
}

pub(super) fn completions(args: &Completions) -> Run {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "diplograph", &mut script);
    print(&script)
}

pub(super) fn man(args: &Man) -> Run {
    let Some(folder) = &args.output else {
        let mut page = Vec::new();
        clap_mangen::Man::new(Cli::command()).render(&mut page)?;
        return print(&page);
    };
    std::fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(Cli::command(), folder))
        .map_err(|e| Error::io("write the manual pages", folder, &e))?;
    Ok(End::Done)
}

fn print(bytes: &[u8]) -> Run {
    let mut out = output::stdout();
    out.write_all(bytes)?;
    out.flush()?;
    Ok(End::Done)
}
