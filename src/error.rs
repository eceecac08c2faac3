//! One error for the whole crate: a number to search for, the place, what is wrong and what to do.

use crate::printable::printable;
use std::fmt;
use std::path::Path;

/// What went wrong, in the classes that a script may tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file or folder cannot be read or written.
    Io,
    /// An input document is not text, is empty, or is too large.
    Input,
    /// A rule, gazetteer, vocabulary or unit file does not say what it should.
    Ontology,
    /// A stored graph is missing, damaged or of another version.
    Store,
    /// A query is unknown, ill-formed, or lacks a parameter.
    Query,
    /// A query takes longer than it may.
    Timeout,
    /// The words of the command line do not fit together.
    Usage,
}

impl Kind {
    /// The number printed in front of the message: `DG` and three digits.
    pub const fn number(self) -> u16 {
        match self {
            Kind::Usage => 1,
            Kind::Io => 101,
            Kind::Input => 201,
            Kind::Ontology => 301,
            Kind::Store => 401,
            Kind::Query => 501,
            Kind::Timeout => 502,
        }
    }

    /// The exit code of the program: 2 for wrong usage, 3 for bad input or data.
    pub const fn exit_code(self) -> u8 {
        match self {
            Kind::Usage | Kind::Query => 2,
            Kind::Io | Kind::Input | Kind::Ontology | Kind::Store | Kind::Timeout => 3,
        }
    }
}

/// An error with its place and its cure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Error {
    /// The class, which fixes the number and the exit code.
    pub kind: Kind,
    /// What is wrong, as one sentence without a full stop.
    pub message: String,
    /// Where: a path, or a path with line and column.
    pub place: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
    damage: bool,
}

impl Error {
    /// An error of `kind` that says `message`.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Error { kind, message: message.into(), place: None, help: None, damage: false }
    }

    /// Adds the place: a file, or a file with line and column.
    pub fn at(mut self, place: impl fmt::Display) -> Self {
        self.place = Some(place.to_string());
        self
    }

    /// Adds the cure.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// A stored graph that is not as this program writes it, with the cure.
    pub fn damaged(what: impl fmt::Display) -> Self {
        let help = "build it again from its files: `diplograph build PATH... --store DIR --fresh`";
        Error { damage: true, ..Error::new(Kind::Store, format!("the stored graph is damaged: {what}")).help(help) }
    }

    /// Whether it is that of a damaged store, which may be built again in its place.
    pub fn is_damage(&self) -> bool {
        self.damage
    }

    /// A failed system call on `path`, with the cure that fits the failure.
    pub fn io(doing: &str, path: &Path, cause: &std::io::Error) -> Self {
        use std::io::ErrorKind as E;
        let help = match cause.kind() {
            E::NotFound => "check the spelling of the path",
            E::PermissionDenied => "change the permissions, or choose another place",
            E::StorageFull | E::QuotaExceeded => {
                "free some space, or choose another disk; nothing that was stored has changed"
            }
            E::NotADirectory | E::AlreadyExists => "a file stands where a folder is needed: choose another name",
            E::ReadOnlyFilesystem => "choose a place that can be written",
            _ => "see the system's message above",
        };
        Error::new(Kind::Io, format!("cannot {doing}: {cause}")).at(printable(path)).help(help)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[DG{:03}] ", self.kind.number())?;
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        write!(f, "{}", self.message)?;
        if let Some(help) = &self.help {
            write!(f, "\n  help: {help}")?;
        }
        Ok(())
    }
}

/// The result of reading files, loading data, and the store.
pub type Result<T> = std::result::Result<T, Error>;
