//! A store of the sample documents, for tests that look things up in it.

use std::path::Path;
use std::process::{Command, Output};

/// A store of the sample documents, gone with the value.
pub struct Samples(tempfile::TempDir);

impl Samples {
    pub fn new() -> Samples {
        let samples = Samples(tempfile::tempdir().expect("a folder"));
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
        let built = samples.run(&["build", corpus.to_str().expect("a path"), "--quiet"]);
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        samples
    }

    /// The folder of the store, in which the program runs.
    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    /// Runs the program on the store.
    pub fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_diplograph"))
            .args(arguments)
            .current_dir(self.folder())
            .env("DIPLOGRAPH_STORE", "kg")
            .env_remove("DIPLOGRAPH_LANG")
            .output()
            .expect("the program")
    }

    /// What it prints.
    pub fn text(&self, arguments: &[&str]) -> String {
        String::from_utf8(self.run(arguments).stdout).expect("UTF-8")
    }
}
