//! The configuration file: defaults for options that are the same every day.

use super::output::Color;
use super::{Lang, export};
use crate::error::{Error, Kind, Result};
use clap::error::{ContextKind, ContextValue};
use clap::{Command, ValueEnum};
use serde::Deserialize;
use std::env;
use std::path::{Path, PathBuf};
use toml::Spanned;

/// What the file may say; the keys are the names of the options.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Config {
    store: Option<PathBuf>,
    ontology: Option<PathBuf>,
    lang: Option<Spanned<String>>,
    base: Option<Spanned<String>>,
    color: Option<Spanned<String>>,
}

impl Config {
    /// Reads `diplograph.toml` in the working folder, else `diplograph/config.toml` in the user's configuration folder.
    ///
    /// Errors ([`Kind::Ontology`], [`Kind::Io`]) name the file and line.
    pub fn find() -> Result<Config> {
        let user = env::var_os("XDG_CONFIG_HOME")
            .filter(|folder| !folder.is_empty())
            .map(PathBuf::from)
            .or_else(|| env::home_dir().map(|home| home.join(".config")))
            .map(|folder| folder.join("diplograph/config.toml"));
        let places = [Some(PathBuf::from("diplograph.toml")), user];
        match places.into_iter().flatten().find(|path| path.is_file()) {
            Some(path) => Config::read(&path),
            None => Ok(Config::default()),
        }
    }

    fn read(path: &Path) -> Result<Config> {
        let text = std::fs::read_to_string(path).map_err(|e| Error::io("read the configuration", path, &e))?;
        let refuse = |at: usize, message: String, help: &str| {
            let line = text[..at].matches('\n').count() + 1;
            Error::new(Kind::Ontology, message).at(format!("{}:{line}", path.display())).help(help)
        };
        let mut config: Config = toml::from_str(&text).map_err(|e| {
            let at = e.span().map_or(0, |s| s.start);
            refuse(at, e.message().replace('\n', "; "), "the keys are store, ontology, lang, base and color")
        })?;
        for (key, value, check) in config.checked() {
            if let Some(value) = value {
                check(value.get_ref()).map_err(|help| {
                    refuse(value.span().start, format!("`{key}` cannot be `{}`", value.get_ref()), &help)
                })?;
            }
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        for path in [&mut config.store, &mut config.ontology].into_iter().flatten() {
            *path = folder.join(&*path);
        }
        Ok(config)
    }

    /// The values that the options would refuse, with what refuses them.
    fn checked(&self) -> [(&'static str, &Option<Spanned<String>>, Check); 3] {
        [
            ("lang", &self.lang, is_one_of::<Lang>),
            ("color", &self.color, is_one_of::<Color>),
            ("base", &self.base, |value| export::base(value).map(drop)),
        ]
    }

    /// The command line with the values of the file as defaults: options given and the environment come before them.
    pub fn defaults(&self, command: Command) -> Command {
        let path = |path: &Option<PathBuf>| path.as_ref().map(|p| p.display().to_string());
        let text = |text: &Option<Spanned<String>>| text.as_ref().map(|t| t.get_ref().clone());
        let defaults = [
            ("store", path(&self.store)),
            ("ontology", path(&self.ontology)),
            ("lang", text(&self.lang)),
            ("base", text(&self.base)),
            ("color", text(&self.color)),
        ];
        defaults.into_iter().filter_map(|(id, value)| Some((id, value?))).fold(command, |command, (id, value)| {
            // Defaults live as long as the command line, which is as long as the process.
            with_default(command, id, Box::leak(value.into_boxed_str()))
        })
    }
}

type Check = fn(&str) -> std::result::Result<(), String>;

fn is_one_of<T: ValueEnum>(value: &str) -> std::result::Result<(), String> {
    let names: Vec<String> =
        T::value_variants().iter().filter_map(|v| Some(v.to_possible_value()?.get_name().to_owned())).collect();
    T::from_str(value, false).map(drop).map_err(|_| format!("it is one of {}", names.join(", ")))
}

fn with_default(command: Command, id: &'static str, value: &'static str) -> Command {
    command
        .mut_args(|arg| if arg.get_id() == id { arg.required(false).default_value(value) } else { arg })
        .mut_subcommands(|sub| with_default(sub, id, value))
}

/// Which environment variable a refused value comes from, if it does.
pub(super) fn origin(refused: &clap::Error, command: &Command) -> Option<String> {
    let text = |kind| match refused.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let (option, value) = (text(ContextKind::InvalidArg)?, text(ContextKind::InvalidValue)?);
    let flag = option.split(' ').next().unwrap_or(option);
    if env::args().any(|given| given == flag || given.starts_with(&format!("{flag}="))) {
        return None;
    }
    let variable = variable(command, flag)?;
    (env::var(&variable).ok()? == value)
        .then(|| format!("`{value}` is the value of the environment variable {variable}"))
}

/// The environment variable of an option of a command or of one below it.
fn variable(command: &Command, flag: &str) -> Option<String> {
    let own = command.get_arguments().find(|a| a.get_long().is_some_and(|long| format!("--{long}") == flag));
    let name = own.and_then(|a| a.get_env()).map(|name| name.to_string_lossy().into_owned());
    name.or_else(|| command.get_subcommands().find_map(|sub| variable(sub, flag)))
}
