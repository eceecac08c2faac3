//! The configuration file: defaults for options that are the same every day.

use crate::error::{Error, Kind, Result};
use clap::Command;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// What the file may say; the keys are the names of the options.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Config {
    store: Option<PathBuf>,
    ontology: Option<PathBuf>,
    lang: Option<String>,
    base: Option<String>,
    color: Option<String>,
}

impl Config {
    /// Reads `diplograph.toml` in the working folder, else `diplograph/config.toml` in the user's configuration folder.
    ///
    /// Errors ([`Kind::Ontology`], [`Kind::Io`]) name the file and line.
    pub fn find() -> Result<Config> {
        let user = std::env::var_os("XDG_CONFIG_HOME")
            .map(PathBuf::from)
            .or_else(|| std::env::home_dir().map(|home| home.join(".config")))
            .map(|folder| folder.join("diplograph/config.toml"));
        let places = [Some(PathBuf::from("diplograph.toml")), user];
        match places.into_iter().flatten().find(|path| path.is_file()) {
            Some(path) => Config::read(&path),
            None => Ok(Config::default()),
        }
    }

    fn read(path: &Path) -> Result<Config> {
        let text = std::fs::read_to_string(path).map_err(|e| Error::io("read the configuration", path, &e))?;
        let mut config: Config = toml::from_str(&text).map_err(|e| {
            let line = e.span().map_or(1, |s| text[..s.start].matches('\n').count() + 1);
            Error::new(Kind::Ontology, e.message().replace('\n', "; "))
                .at(format!("{}:{line}", path.display()))
                .help("the keys are store, ontology, lang, base and color")
        })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        for path in [&mut config.store, &mut config.ontology].into_iter().flatten() {
            *path = folder.join(&*path);
        }
        Ok(config)
    }

    /// The command line with the values of the file as defaults: options given and the environment come before them.
    pub fn into_defaults(self, command: Command) -> Command {
        let path = |path: Option<PathBuf>| path.map(|p| p.display().to_string());
        let defaults = [
            ("store", path(self.store)),
            ("ontology", path(self.ontology)),
            ("lang", self.lang),
            ("base", self.base),
            ("color", self.color),
        ];
        defaults.into_iter().filter_map(|(id, value)| Some((id, value?))).fold(command, |command, (id, value)| {
            // Defaults live as long as the command line, which is as long as the process.
            with_default(command, id, Box::leak(value.into_boxed_str()))
        })
    }
}

fn with_default(command: Command, id: &'static str, value: &'static str) -> Command {
    command
        .mut_args(|arg| if arg.get_id() == id { arg.required(false).default_value(value) } else { arg })
        .mut_subcommands(|sub| with_default(sub, id, value))
}
