//! The sources of a store: what is known of each, and its file.

use crate::graph::local_name;
use crate::hash::sha256;
use serde::{Deserialize, Serialize};

/// A source of a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceEntry {
    /// Base name of the file, or id of the record.
    pub name: String,
    /// The first of the documents that events bind it to.
    #[serde(default)]
    pub bundle: String,
    /// The file among the stored sources, where it does not go by its own name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub file: Option<String>,
    /// The file that was read, seen from the folder of the store; none for what stands nowhere, as a record.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<String>,
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: usize,
    /// Its date (EDTF), as far as it is known.
    pub date: Option<String>,
    /// How the date is known.
    pub date_origin: Option<String>,
    /// Who published it, as its front matter or its record says.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub publisher: Option<String>,
    /// The date that the user gave for documents that carry none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub given_date: Option<String>,
    /// The encoding that the user gave.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub given_encoding: Option<String>,
    /// The headline that the user gave beside the text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub given_title: Option<String>,
    /// The publisher that the user gave.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub given_publisher: Option<String>,
}

impl SourceEntry {
    /// The name of the file among the stored sources.
    pub(crate) fn file(&self) -> String {
        self.file.clone().unwrap_or_else(|| file_name(&self.name))
    }

    /// The name of the file where one of another text is stored; builds count from 1.
    pub(crate) fn file_of_build(&self, build: u32) -> String {
        format!("{}@{build}", file_name(&self.name))
    }

    /// Whether two are read alike: the same bytes, and the same said of them.
    pub(crate) fn reads_like(&self, other: &SourceEntry) -> bool {
        fn given(e: &SourceEntry) -> [&Option<String>; 4] {
            [&e.given_date, &e.given_encoding, &e.given_title, &e.given_publisher]
        }
        self.sha256 == other.sha256 && given(self) == given(other)
    }
}

/// The name of a source as that of a file, which has an end: behind so many bytes a hash stands for the rest. `@` stands in
/// no local name, so no two names become one.
fn file_name(name: &str) -> String {
    /// File systems take 255; a build may add its number.
    const LONGEST: usize = 240;
    let local = local_name(name);
    if local.len() <= LONGEST {
        return local;
    }
    let hash = sha256(name.as_bytes());
    let begin = local.floor_char_boundary(LONGEST - 1 - hash.len());
    format!("{}@{hash}", &local[..begin])
}

/// A source with its bytes, as it goes into a store.
#[derive(Debug, Clone)]
pub struct Stored {
    /// What the store says of it.
    pub entry: SourceEntry,
    /// The file.
    pub bytes: Vec<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_any_length_is_that_of_a_file_and_no_two_become_one() {
        let long = "外交部".repeat(100);
        let (one, other) = (file_name(&long), file_name(&format!("{long}。")));
        assert!(one != other && one.len() <= 240 && one.starts_with("外交部外交部"), "{one}");
        assert_ne!(file_name(&one), one, "a name that looks like it is another one");
        assert_eq!(file_name("a.txt"), "a.txt");
    }
}
