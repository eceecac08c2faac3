//! What a build asks a store that it adds to.

use super::read;
use super::share::{head_of_print, json};
use crate::archive::{Article, Known};
use crate::corpus::Bundle;
use crate::document::Document;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::{BUNDLES, KnowledgeStore, PRINTS, SOURCES, SourceEntry, Stored};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The store that a build adds to; none if all is made anew.
pub(super) struct Base<'a> {
    pub store: Option<&'a KnowledgeStore>,
    pub engine: &'a Engine,
}

impl Base<'_> {
    /// The entries of some sources, as far as they are stored.
    pub fn entries(&self, names: &BTreeSet<String>) -> Result<BTreeMap<String, SourceEntry>> {
        self.store.map_or_else(|| Ok(BTreeMap::new()), |store| store.entries(names))
    }
}

impl Known for Base<'_> {
    fn holders(&self, prints: &BTreeSet<u64>) -> Result<HashMap<u64, Vec<Article>>> {
        let Some(store) = self.store else { return Ok(HashMap::new()) };
        let heads = prints.iter().map(|p| head_of_print(*p)).collect();
        let mut out: HashMap<u64, Vec<Article>> = HashMap::new();
        for (print, name, article) in store.find_all::<(String, String, String)>(PRINTS, &heads)? {
            let numbers = u64::from_str_radix(&print, 16).ok().zip(article.parse().ok());
            let wrong =
                || Error::damaged(format!("`{PRINTS}` gives `{name}` the shingle `{print}` of article `{article}`"));
            let (print, article) = numbers.ok_or_else(wrong)?;
            out.entry(print).or_default().push((name, article));
        }
        Ok(out)
    }

    fn firsts(&self, documents: &BTreeSet<String>) -> Result<BTreeMap<String, String>> {
        Ok(self.entries(documents)?.into_values().map(|e| (e.name, e.bundle)).collect())
    }

    fn bundles(&self, firsts: &BTreeSet<String>) -> Result<Vec<Bundle>> {
        let Some(store) = self.store else { return Ok(Vec::new()) };
        let heads = firsts.iter().map(|name| format!("{{\"sources\":[{{\"name\":{},", json(name))).collect();
        store.find_all(BUNDLES, &heads)
    }

    fn read(&self, name: &str) -> Result<Document> {
        let entry = self.entries(&BTreeSet::from([name.to_owned()]))?.remove(name);
        let unknown = || Error::damaged(format!("`{BUNDLES}` names `{name}`, and `{SOURCES}` does not"));
        let (store, entry) = self.store.zip(entry).ok_or_else(unknown)?;
        read(self.engine, &Stored { bytes: store.source(&entry)?, entry })
    }
}
