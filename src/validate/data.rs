//! The data graph as the checks see it: triples of all named graphs together, by subject and by object.

use oxigraph::model::vocab::{rdf, rdfs};
use oxigraph::model::{NamedNodeRef, Quad, TermRef};
use std::collections::{BTreeSet, HashMap};

/// Number of a term.
pub(super) type Id = u32;

/// Triples, each once, for look-ups from both ends.
pub(super) struct Data<'a> {
    terms: Vec<TermRef<'a>>,
    ids: HashMap<TermRef<'a>, Id>,
    /// Subject, predicate, object; sorted.
    forward: Vec<[Id; 3]>,
    /// Object, predicate, subject; sorted.
    backward: Vec<[Id; 3]>,
}

impl<'a> Data<'a> {
    pub fn new(quads: &'a [Quad]) -> Self {
        let mut data = Data {
            terms: Vec::new(),
            ids: HashMap::new(),
            forward: Vec::with_capacity(quads.len()),
            backward: Vec::new(),
        };
        for quad in quads {
            let [s, p, o] = [quad.subject.as_ref().into(), quad.predicate.as_ref().into(), quad.object.as_ref()]
                .map(|t| data.number(t));
            data.forward.push([s, p, o]);
        }
        data.forward.sort_unstable();
        data.forward.dedup();
        data.backward = data.forward.iter().map(|&[s, p, o]| [o, p, s]).collect();
        data.backward.sort_unstable();
        data
    }

    fn number(&mut self, term: TermRef<'a>) -> Id {
        let next = self.terms.len() as Id;
        *self.ids.entry(term).or_insert_with(|| {
            self.terms.push(term);
            next
        })
    }

    /// The number of a term; none if the data does not name it.
    pub fn id(&self, term: TermRef<'_>) -> Option<Id> {
        self.ids.get(&term).copied()
    }

    pub fn term(&self, id: Id) -> TermRef<'a> {
        self.terms[id as usize]
    }

    /// What a subject has for a predicate.
    pub fn objects(&self, subject: Id, predicate: NamedNodeRef<'_>) -> impl Iterator<Item = Id> {
        lookup(&self.forward, subject, self.id(predicate.into()))
    }

    /// What has an object for a predicate.
    pub fn subjects(&self, predicate: NamedNodeRef<'_>, object: Id) -> impl Iterator<Item = Id> {
        lookup(&self.backward, object, self.id(predicate.into()))
    }

    /// Predicates and objects of a subject.
    pub fn about(&self, subject: Id) -> impl Iterator<Item = (Id, Id)> {
        run(&self.forward, &[subject]).iter().map(|&[_, p, o]| (p, o))
    }

    /// Subjects that point to an object, by whatever predicate.
    pub fn pointing_to(&self, object: Id) -> impl Iterator<Item = Id> {
        run(&self.backward, &[object]).iter().map(|&[_, _, s]| s)
    }

    /// All triples of a predicate, as subject and object.
    pub fn pairs(&self, predicate: NamedNodeRef<'_>) -> impl Iterator<Item = (Id, Id)> {
        let wanted = self.id(predicate.into());
        self.forward.iter().filter(move |t| Some(t[1]) == wanted).map(|&[s, _, o]| (s, o))
    }

    /// A class with all its subclasses.
    fn classes(&self, class: NamedNodeRef<'_>) -> BTreeSet<Id> {
        let mut found: BTreeSet<Id> = self.id(class.into()).into_iter().collect();
        let mut open: Vec<Id> = found.iter().copied().collect();
        while let Some(class) = open.pop() {
            open.extend(self.subjects(rdfs::SUB_CLASS_OF, class).filter(|c| found.insert(*c)));
        }
        found
    }

    /// The instances of a class and its subclasses.
    pub fn instances(&self, class: NamedNodeRef<'_>) -> BTreeSet<Id> {
        self.classes(class).into_iter().flat_map(|c| self.subjects(rdf::TYPE, c)).collect()
    }
}

/// The triples that begin so; they stand together.
fn run<'d>(sorted: &'d [[Id; 3]], prefix: &[Id]) -> &'d [[Id; 3]] {
    let first = sorted.partition_point(|t| t[..prefix.len()] < *prefix);
    let length = sorted[first..].partition_point(|t| t[..prefix.len()] == *prefix);
    &sorted[first..first + length]
}

fn lookup(sorted: &[[Id; 3]], from: Id, by: Option<Id>) -> impl Iterator<Item = Id> {
    let found = by.map_or(&[][..], |by| run(sorted, &[from, by]));
    found.iter().map(|t| t[2])
}
