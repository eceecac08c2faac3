//! Which stored source a file is, and what a file is called whose name another source has.
//!
//! A file that was read before, from the same place, keeps the name that it has in the store, whatever else is named beside
//! it. A new file takes the shortest name that no stored source has. So no file ever takes the place of one that stands in
//! another folder. Where a file is no longer at its place and the same bytes come from another one, it has been moved.

use crate::cli::input::{Item, Origin, STDIN, names_of, place_of};
use crate::cli::{Global, output, usage};
use crate::error::{Error, Kind, Result};
use crate::printable::{printable, unprinted};
use crate::store::{KnowledgeStore, SourceEntry};
use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Component, Path, PathBuf};

/// The folder of a store, as places of sources are seen from it.
pub(super) struct Home(PathBuf);

impl Home {
    /// The folder may not be there yet.
    pub fn of(folder: &Path) -> Home {
        Home(folder.canonicalize().ok().or_else(|| place_of(folder)).unwrap_or_else(|| folder.to_owned()))
    }

    /// A place as the store keeps it: from its own folder on, so that both can be moved together.
    pub fn seen(&self, place: &Path) -> String {
        let shared = self.0.components().zip(place.components()).take_while(|(a, b)| a == b).count();
        if shared == 0 {
            return printable(place);
        }
        let up = self.0.components().skip(shared).map(|_| Component::ParentDir);
        let parts = up.chain(place.components().skip(shared));
        parts.map(printable).collect::<Vec<_>>().join("/")
    }

    /// Whether nothing stands any more where a source was read, or nobody knows where that was.
    fn has_lost(&self, entry: &SourceEntry) -> bool {
        let stands = |seen: &String| self.0.join(seen).exists() || self.0.join(unprinted(seen)).exists();
        entry.place.as_ref().is_none_or(|seen| !stands(seen))
    }
}

/// Stored sources by name.
type Entries = BTreeMap<String, SourceEntry>;

/// Gives files their names in the store. What is stored of them under another name is added to what is to be forgotten.
///
/// Errors ([`Kind::Usage`]): a file is the store's own copy of a source; a document without a name, where another is stored.
pub(super) fn settle(
    global: &Global,
    items: &mut [Item],
    old: Option<&KnowledgeStore>,
    forget: &mut BTreeSet<String>,
    home: &Home,
) -> Result<()> {
    if let Some(own) = items.iter().find_map(|i| i.origin.place().filter(|place| place.starts_with(&home.0))) {
        let help = "give the files from which the store was built";
        return Err(usage("this file is a part of the store itself", help).at(printable(own)));
    }
    let Some(old) = old else { return Ok(()) };
    let names = |item: &Item| item.origin.place().map_or_else(|| vec![item.name.clone()], |p| names_of(p).collect());
    let known = old.entries(&items.iter().flat_map(names).collect())?;
    items.iter().filter(|item| !forget.contains(&item.name)).try_for_each(|item| has_name(item, &known))?;
    let new = recognise(global, items, &known, home);
    let taken = known.into_iter().filter(|(name, _)| !forget.contains(name)).collect();
    name_new(global, new, taken, old, forget, home)
}

/// Refuses a document on standard input that nobody has named, where another one is stored without a name.
fn has_name(item: &Item, known: &Entries) -> Result<()> {
    let is_unnamed = item.origin == Origin::Nowhere && item.name == STDIN;
    match known.get(&item.name).filter(|e| is_unnamed && e.place.is_none() && e.sha256 != item.sha256()) {
        None => Ok(()),
        Some(_) => {
            let message = format!("another document from standard input is stored as `{STDIN}`");
            let help =
                format!("name this one with --name NAME; to have it in the place of the other, add --forget {STDIN}");
            Err(usage(message, help).at("standard input"))
        }
    }
}

/// Gives files that are stored already the names that they have there; gives the others, with their places.
fn recognise<'i>(global: &Global, items: &'i mut [Item], known: &Entries, home: &Home) -> Vec<(&'i mut Item, PathBuf)> {
    let by_place = |place: &Path| {
        let seen = home.seen(place);
        names_of(place).filter_map(|name| known.get(&name)).find(|e| e.place.as_ref() == Some(&seen))
    };
    let at_home: BTreeSet<String> =
        items.iter().filter_map(|i| Some(by_place(i.origin.place()?)?.name.clone())).collect();
    let mut new = Vec::new();
    for item in items {
        let Some(place) = item.origin.place().map(Path::to_owned) else {
            tell_of_file(global, item, known.get(&item.name));
            continue;
        };
        let sha256 = LazyCell::new(|| item.sha256());
        let is_copied = |e: &&SourceEntry| !at_home.contains(&e.name) && e.sha256 == *sha256;
        let by_bytes = || names_of(&place).filter_map(|name| known.get(&name)).find(is_copied);
        match by_place(&place).or_else(by_bytes) {
            Some(entry) => {
                item.name.clone_from(&entry.name);
                // Of a copy it is the original's place that counts.
                let original = entry.place.as_ref().filter(|_| !home.has_lost(entry));
                item.origin = Origin::File(original.map_or(place, |seen| home.0.join(seen)));
            }
            None => new.push((item, place)),
        }
    }
    new
}

/// Gives files that are not stored yet names that no other source has, and tells of those that are named apart.
fn name_new(
    global: &Global,
    new: Vec<(&mut Item, PathBuf)>,
    known: Entries,
    old: &KnowledgeStore,
    forget: &mut BTreeSet<String>,
    home: &Home,
) -> Result<()> {
    let mut taken: BTreeSet<String> = known.keys().cloned().collect();
    let is_shared = |(item, _): &(&mut Item, PathBuf)| item.name.contains('/') || taken.contains(&item.name);
    let lost = if new.iter().any(is_shared) { lost(old, home)? } else { HashMap::new() };
    for (item, place) in new {
        let wanted = item.name.clone();
        if taken.contains(&wanted) {
            apart(item, &place, &taken);
        }
        taken.insert(item.name.clone());
        let base = || names_of(&place).next().unwrap_or_default();
        // Few builds have lost a file: what is new is hashed for it only there.
        let former = (!lost.is_empty()).then(|| lost.get(&(base(), item.sha256()))).flatten();
        if let Some(former) = former {
            let place = printable(&place);
            global.tell(format!("{place}: stored as `{former}` until now, it is called `{}`", item.name));
            forget.insert(former.clone());
        } else if item.name != wanted {
            global.tell(other_file(&place, &item.name, &wanted, known.get(&wanted)));
        }
    }
    Ok(())
}

/// Tells of a record or of standard input that takes the place of a file: it has the name that the user gave it.
fn tell_of_file(global: &Global, item: &Item, stored: Option<&SourceEntry>) {
    let other = stored.filter(|e| e.sha256 != item.sha256());
    if let Some(place) = other.and_then(|e| e.place.as_ref()) {
        let from = shown(&item.origin);
        global.tell(format!("{from}: `{}` takes the place of the file that was read from {place}", item.name));
    }
}

/// Gives a file the shortest name with folders that no other source has.
fn apart(item: &mut Item, place: &Path, taken: &BTreeSet<String>) {
    let free = names_of(place).skip_while(|name| *name != item.name).find(|name| !taken.contains(name));
    item.name = free.unwrap_or_else(|| printable(place));
}

/// What is told of a file that is named apart.
fn other_file(place: &Path, name: &str, wanted: &str, stored: Option<&SourceEntry>) -> String {
    let from = stored.and_then(|e| e.place.as_ref()).map_or_else(String::new, |place| format!(", read from {place}"));
    let place = printable(place);
    format!(
        "{place}: another source is stored as `{wanted}`{from}, so this one is called `{name}`; to have it in the place of the other, add --forget {wanted}"
    )
}

/// The names of the stored sources whose files are gone, by base name and hash: they may be in a folder that has another
/// name now.
fn lost(old: &KnowledgeStore, home: &Home) -> Result<HashMap<(String, String), String>> {
    let base = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
    let lost = old.sources()?.into_iter().filter(|e| e.place.is_some() && home.has_lost(e));
    Ok(lost.map(|e| ((base(&e.name), e.sha256), e.name)).collect())
}

/// The files without those that are copies of another one of this call, with its name and its bytes; a word on each of these.
pub(super) fn without_copies(global: &Global, items: Vec<Item>) -> Vec<Item> {
    let mut kept: Vec<Item> = Vec::with_capacity(items.len());
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    for item in items {
        if let Some(place) = item.origin.place() {
            let alike = by_name.entry(names_of(place).next().unwrap_or_default()).or_default();
            if let Some(&other) = alike.iter().find(|&&n| kept[n].bytes == item.bytes) {
                let (copy, other) = (printable(place), shown(&kept[other].origin));
                global.tell(format!("{copy}: a copy of {other}, which is read already"));
                continue;
            }
            alike.push(kept.len());
        }
        kept.push(item);
    }
    kept
}

/// Takes documents away whose name another one of this call has, with a word on each; gives their number.
pub(super) fn once_each(items: &mut Vec<Item>) -> usize {
    let mut first: HashMap<String, Origin> = HashMap::new();
    let before = items.len();
    items.retain(|item| {
        let Some(other) = first.get(&item.name) else {
            first.insert(item.name.clone(), item.origin.clone());
            return true;
        };
        let (what, own) = if matches!(item.origin, Origin::Line(_)) { ("id", "an id") } else { ("name", "a name") };
        let message = format!("the {what} `{}` is that of another document, {}", item.name, shown(other));
        let error = Error::new(Kind::Input, message).at(shown(&item.origin));
        output::complain(error.help(format!("give each document {own} of its own; the first one is read")));
        false
    });
    before - items.len()
}

fn shown(origin: &Origin) -> String {
    match origin {
        Origin::File(place) => printable(place),
        Origin::Line(line) => line.clone(),
        Origin::Nowhere => "standard input".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_seen_from_the_store() {
        let home = Home("/srv/graphs/kg".into());
        for (place, seen) in [
            ("/srv/press/a.txt", "../../press/a.txt"),
            ("/srv/graphs/press/2023/a.txt", "../press/2023/a.txt"),
            ("/a.txt", "../../../a.txt"),
        ] {
            assert_eq!(home.seen(Path::new(place)), seen);
        }
    }
}
