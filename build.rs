//! What the program need not do at every start: the built-in gazetteer and patterns are read here, by the program's own
//! modules, and travel in it as bytes. And a hash of program and ontology: what another program has read, a build reads again.

// Of the modules that the program shares with its build, the build needs parts only.
#![allow(dead_code, unused_imports, unreachable_pub, missing_docs)]

#[path = "src"]
mod shared {
    pub mod date {
        pub mod calendar;
    }
    pub mod error;
    pub mod lexicon;
    pub mod near;
    pub mod parts;
    pub mod pattern;
    pub mod printable;
    pub mod mention {
        mod class;
        pub use class::Class;
    }
    pub mod source {
        mod character;
        pub(crate) use character::{fold_char, needs_space};
    }
    pub mod vocab {
        mod namespace;
        pub use namespace::{ID, NS};
    }
    pub mod written;
}

use parts::Parts;
use pattern::{Baked, Macros, at_head};
use shared::{date, error, lexicon, mention, near, parts, pattern, printable, source, vocab, written};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use toml::de::{DeTable, DeValue};
use toml::{Table, Value};

fn main() -> ExitCode {
    #[cfg(feature = "rocksdb")]
    if let Err(missing) = clang_sys::load() {
        eprintln!("error: the feature `rocksdb` needs libclang, and it cannot be loaded: {missing}");
        eprintln!(
            "help: install it (Debian and Ubuntu: `apt-get install libclang-dev clang`; Fedora: `dnf install clang-devel`; macOS: `brew install llvm`),"
        );
        eprintln!(
            "      or let LIBCLANG_PATH name the folder that holds it; without the feature, graphs are questioned in memory"
        );
        return ExitCode::FAILURE;
    }
    stamp();
    let lexicon = match lexicon::Lexicon::load(true, &[]) {
        Ok(lexicon) => lexicon,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    write("lexicon", &lexicon);
    write("patterns", &patterns());
    ExitCode::SUCCESS
}

fn write(name: &str, value: &impl serde::Serialize) {
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    let bytes = postcard::to_allocvec(value).expect("every value has a form in bytes");
    fs::write(out.join(name), bytes).expect("cargo makes room for it");
}

/// The patterns of the language and of all rules. What cannot be read is left to the program, which tells why.
fn patterns() -> Baked {
    let files: Vec<(String, String)> = toml_files("ontology/language");
    let parts = Parts::read(&files, &[]).ok();
    let nothing = DeTable::new();
    let language = parts.as_ref().map_or(&nothing, Parts::table);
    let mut texts = Vec::new();
    for section in ["chain", "subject"] {
        strings(language.get(section).map(|value| value.get_ref()), &mut |text| texts.push(at_head(text).0));
    }
    for (_, text) in toml_files("ontology/rules") {
        let rules = text.parse::<Table>().unwrap_or_default();
        let rules = rules.get("rule").and_then(Value::as_array).into_iter().flatten();
        texts.extend(rules.filter_map(|rule| Some(rule.get("pattern")?.as_str()?.to_owned())));
    }
    Baked::new(macros(language), texts)
}

/// The names and texts of the TOML files in a folder, and in the folders in it.
fn toml_files(folder: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    list(Path::new(folder), &mut files);
    files.retain(|file| file.extension().is_some_and(|e| e == "toml"));
    files.iter().filter_map(|file| Some((file.display().to_string(), fs::read_to_string(file).ok()?))).collect()
}

fn macros(language: &DeTable) -> Macros {
    let section = |name: &str| -> BTreeMap<String, String> {
        let table = language.get(name).and_then(|value| value.get_ref().as_table()).into_iter().flatten();
        table
            .filter_map(|(key, value)| Some((key.get_ref().to_string(), value.get_ref().as_str()?.to_owned())))
            .collect()
    };
    let separator = language.get("separator").and_then(|value| value.get_ref().as_str()).unwrap_or_default();
    let pronouns = section("pronoun");
    // Who is spoken to is no agent of a clause.
    let agents = pronouns.iter().filter(|(_, whom)| *whom != "addressee").map(|(word, _)| word.as_str()).collect();
    Macros::new(section("macro"), section("group"), separator.to_owned(), agents)
}

/// Every string in a value.
fn strings(value: Option<&DeValue>, each: &mut impl FnMut(&str)) {
    match value {
        Some(DeValue::String(text)) => each(text),
        Some(DeValue::Array(items)) => items.iter().for_each(|item| strings(Some(item.get_ref()), each)),
        Some(DeValue::Table(table)) => table.values().for_each(|value| strings(Some(value.get_ref()), each)),
        _ => {}
    }
}

fn stamp() {
    let mut files = vec![PathBuf::from("Cargo.lock")];
    println!("cargo::rerun-if-changed=Cargo.lock");
    for folder in ["src", "ontology"] {
        println!("cargo::rerun-if-changed={folder}");
        list(Path::new(folder), &mut files);
    }
    files.sort();
    // FNV-1a, 64 bits.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for file in &files {
        let name = file.display().to_string();
        for byte in name.bytes().chain(fs::read(file).unwrap_or_default()) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    println!("cargo::rustc-env=DIPLOGRAPH_STAMP={hash:016x}");
}

fn list(folder: &Path, out: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()) {
        if path.is_dir() { list(&path, out) } else { out.push(path) }
    }
}
