//! Where documents stand, and what they are called by it.

use crate::printable::printable;
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

/// A file as it was named or found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The path to read it by.
    pub path: PathBuf,
    /// Its place, however it was named; none for what stands nowhere, as a pipe.
    pub place: Option<PathBuf>,
}

/// A document that has not been read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub name: String,
    /// The file; none for standard input.
    pub file: Option<Found>,
}

/// The place of a file or folder: its folder without links, and its own name. So it stays the same where the file itself is
/// a link whose end changes with its content.
pub(in crate::cli) fn place_of(path: &Path) -> Option<PathBuf> {
    let Some(name) = path.file_name() else { return path.canonicalize().ok() };
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Some(folder.canonicalize().ok()?.join(name))
}

/// The names that a place can give, the shortest first: its own, with its folder, and so on.
pub(in crate::cli) fn names_of(place: &Path) -> impl Iterator<Item = String> {
    let parts: Vec<String> = place.components().filter(|c| matches!(c, Component::Normal(_))).map(printable).collect();
    (0..parts.len()).rev().map(move |from| parts[from..].join("/"))
}

/// Files go by their own names; those that share one, by as many of their folders as tell them apart.
pub(super) fn named(files: Vec<Option<Found>>, stdin: &str) -> Vec<Place> {
    let names: Vec<Vec<String>> = files.iter().map(|file| file.as_ref().map_or_else(Vec::new, own_names)).collect();
    let mut taken = vec![0; names.len()];
    loop {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for name in names.iter().zip(&taken).filter_map(|(names, n)| names.get(*n)) {
            *counts.entry(name).or_default() += 1;
        }
        let is_shared = |n: usize| names[n].get(taken[n]).is_some_and(|name| counts[name.as_str()] > 1);
        let longer: Vec<usize> = (0..names.len()).filter(|&n| is_shared(n) && taken[n] + 1 < names[n].len()).collect();
        if longer.is_empty() {
            break;
        }
        longer.into_iter().for_each(|n| taken[n] += 1);
    }
    let name = |n: usize| names[n].get(taken[n]).map_or(stdin, String::as_str).to_owned();
    files.into_iter().enumerate().map(|(n, file)| Place { name: name(n), file }).collect()
}

fn own_names(file: &Found) -> Vec<String> {
    let mut names: Vec<String> = names_of(file.place.as_deref().unwrap_or(&file.path)).collect();
    if names.is_empty() {
        names.push(printable(&file.path));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_base_names_unless_two_are_the_same() {
        let file = |path: &str| Some(Found { path: path.into(), place: Some(Path::new("/press").join(path)) });
        let files = ["x/a.txt", "y/a.txt", "y/b.txt", "c.txt", "1/d/c.txt", "2/d/c.txt"].into_iter().map(file);
        let places = named(files.chain([None]).collect(), "-");
        let names: Vec<&str> = places.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(names, ["x/a.txt", "y/a.txt", "b.txt", "press/c.txt", "1/d/c.txt", "2/d/c.txt", "-"]);
    }

    #[test]
    fn a_place_is_the_same_however_the_file_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.txt");
        std::fs::write(&file, "x").unwrap();
        std::fs::create_dir(dir.path().join("sub")).unwrap();
        assert_eq!(place_of(&file), place_of(&dir.path().join("sub/../a.txt")));
        assert_eq!(
            names_of(Path::new("/press/2023/a.txt")).collect::<Vec<_>>(),
            ["a.txt", "2023/a.txt", "press/2023/a.txt"]
        );
    }
}
