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
}

use pattern::{Baked, Macros, at_head};
use shared::{date, error, lexicon, mention, near, pattern, printable, source, vocab};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
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
    let read =
        |file: &Path| fs::read_to_string(file).ok().and_then(|text| text.parse::<Table>().ok()).unwrap_or_default();
    let language = read(Path::new("ontology/language.toml"));
    let mut texts = Vec::new();
    for section in ["chain", "subject"] {
        strings(language.get(section), &mut |text| texts.push(at_head(text).0));
    }
    let mut files = Vec::new();
    list(Path::new("ontology/rules"), &mut files);
    for file in files.iter().filter(|file| file.extension().is_some_and(|e| e == "toml")) {
        let rules = read(file);
        let rules = rules.get("rule").and_then(Value::as_array).into_iter().flatten();
        texts.extend(rules.filter_map(|rule| Some(rule.get("pattern")?.as_str()?.to_owned())));
    }
    Baked::new(macros(&language), texts)
}

fn macros(language: &Table) -> Macros {
    let section = |name: &str| -> BTreeMap<String, String> {
        let table = language.get(name).and_then(Value::as_table).into_iter().flatten();
        table.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
    };
    let separator = language.get("separator").and_then(Value::as_str).unwrap_or_default();
    let pronouns = section("pronoun");
    // Who is spoken to is no agent of a clause.
    let agents = pronouns.iter().filter(|(_, whom)| *whom != "addressee").map(|(word, _)| word.as_str()).collect();
    Macros::new(section("macro"), section("group"), separator.to_owned(), agents)
}

/// Every string in a value.
fn strings(value: Option<&Value>, each: &mut impl FnMut(&str)) {
    match value {
        Some(Value::String(text)) => each(text),
        Some(Value::Array(items)) => items.iter().for_each(|item| strings(Some(item), each)),
        Some(Value::Table(table)) => table.values().for_each(|value| strings(Some(value), each)),
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
