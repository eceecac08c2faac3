//! Turtle → [`Vocabulary`].

use super::{EdgeKind, FactClass, Identity, Label, NS, Slot, SlotKind, Vocabulary};
use crate::error::{Error, Kind, Result};
use crate::near::guess;
use oxigraph::io::{RdfFormat, RdfParser, RdfSyntaxError};
use oxigraph::model::vocab::{rdf, rdfs, xsd};
use oxigraph::model::{NamedOrBlankNode, Quad, Term, Triple};
use std::collections::BTreeMap;
use std::sync::Arc;

const NOTATION: &str = "http://www.w3.org/2004/02/skos/core#notation";
const SYMMETRIC: &str = "http://www.w3.org/2002/07/owl#SymmetricProperty";

impl Vocabulary {
    /// Reads the vocabulary from Turtle files, given as name and text; later files add to earlier ones.
    ///
    /// Errors ([`Kind::Ontology`]): no Turtle, a fact class without slots, a slot without a range, a range that is
    /// neither an entity class, a datatype nor a list of codes, an edge of an unknown class or slot.
    pub fn load(files: &[(String, String)]) -> Result<Vocabulary> {
        let mut said = Said::default();
        for (name, text) in files {
            said.read(name, text)?;
        }
        said.vocabulary()
    }
}

/// The statements of a file in Turtle. Blank nodes are renamed, so that those of two files stay apart.
pub(crate) fn turtle<'t>(name: &'t str, text: &'t str) -> impl Iterator<Item = Result<Quad>> + 't {
    let wrong = move |e: RdfSyntaxError| {
        Error::new(Kind::Ontology, e.to_string()).at(name).help("correct the Turtle at this place")
    };
    let parser = RdfParser::from_format(RdfFormat::Turtle).rename_blank_nodes();
    parser.for_slice(text.as_bytes()).map(move |quad| quad.map_err(wrong))
}

/// `file:line` where a term of our own is first written, as a subject if it is one.
pub(crate) fn place_of(name: &str, text: &str, term: &str) -> String {
    let written = format!("dg:{term}");
    let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let mut places: Vec<usize> = text.match_indices(&written).map(|(at, _)| at).collect();
    places.retain(|at| !text[at + written.len()..].starts_with(goes_on));
    let heads_line = |at: &&usize| text[..**at].is_empty() || text[..**at].ends_with('\n');
    let found = places.iter().find(heads_line).or(places.first());
    found.map_or_else(|| name.to_owned(), |at| format!("{name}:{}", text[..*at].matches('\n').count() + 1))
}

/// What may be said of terms of our own, beside what other vocabularies have for it.
const ABOUT_TERMS: [&str; 8] =
    ["slots", "many", "identity", "edgeOf", "edgeFrom", "edgeTo", "edgeUnless", "edgeBothWaysIf"];

/// All statements, by subject and predicate, with the file that first names each subject.
#[derive(Default)]
struct Said<'a> {
    texts: Vec<(&'a str, &'a str)>,
    objects: BTreeMap<(String, String), Vec<Term>>,
    files: BTreeMap<String, String>,
    triples: Vec<Triple>,
}

impl<'a> Said<'a> {
    fn read(&mut self, name: &'a str, text: &'a str) -> Result<()> {
        self.texts.push((name, text));
        for quad in turtle(name, text) {
            let quad = quad?;
            let subject = quad.subject.to_string();
            let NamedOrBlankNode::NamedNode(_) = &quad.subject else {
                self.objects.entry((subject, quad.predicate.into_string())).or_default().push(quad.object);
                continue;
            };
            self.files.entry(subject.clone()).or_insert_with(|| name.to_owned());
            if !quad.object.is_blank_node() {
                self.triples.push(Triple::new(quad.subject, quad.predicate.clone(), quad.object.clone()));
            }
            self.objects.entry((subject, quad.predicate.into_string())).or_default().push(quad.object);
        }
        Ok(())
    }

    fn vocabulary(mut self) -> Result<Vocabulary> {
        self.triples.sort_by_cached_key(ToString::to_string);
        self.triples.dedup();
        self.known_properties()?;
        let mut facts = Vec::new();
        for class in self.subjects(rdfs::SUB_CLASS_OF.as_str(), &format!("{NS}Fact")) {
            facts.push(self.fact(class)?);
        }
        let mut edges = Vec::new();
        let edge_of = format!("{NS}edgeOf");
        for (subject, _) in self.objects.keys().filter(|(_, p)| *p == edge_of) {
            edges.push(self.edge(local(subject), &facts)?);
        }
        let terms = self
            .files
            .keys()
            .filter(|s| s.starts_with(&format!("<{NS}")))
            .map(|s| (local(s).to_owned(), self.label(s)))
            .collect();
        Ok(Vocabulary { facts, edges, terms, triples: self.triples })
    }

    /// What is said of terms of our own by properties of our own is said by known ones.
    fn known_properties(&self) -> Result<()> {
        for (subject, predicate) in self.objects.keys().filter(|(s, _)| s.starts_with(&format!("<{NS}"))) {
            let Some(property) = predicate.strip_prefix(NS) else { continue };
            if !ABOUT_TERMS.contains(&property) && !self.files.contains_key(&format!("<{NS}{property}>")) {
                let message = format!("`dg:{property}` is no property, and says nothing of `dg:{}`", local(subject));
                let near = guess(property, ABOUT_TERMS).filter(|g| g.starts_with("did"));
                let help = near.unwrap_or_else(|| "correct its name, or declare it in a vocabulary".to_owned());
                return Err(Error::new(Kind::Ontology, message).at(self.place(local(subject), property)).help(help));
            }
        }
        Ok(())
    }

    /// Local names of the subjects that have `object` as `predicate`, sorted.
    fn subjects(&self, predicate: &str, object: &str) -> Vec<&str> {
        let has = |terms: &[Term]| terms.iter().any(|t| matches!(t, Term::NamedNode(n) if n.as_str() == object));
        self.objects.iter().filter(|((_, p), o)| p == predicate && has(o)).map(|((s, _), _)| local(s)).collect()
    }

    fn get(&self, subject: &str, predicate: &str) -> &[Term] {
        self.objects.get(&(subject.to_owned(), predicate.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// The values of one of our own properties of one of our own terms.
    fn own(&self, term: &str, property: &str) -> &[Term] {
        self.get(&format!("<{NS}{term}>"), &format!("{NS}{property}"))
    }

    /// The local names that a property of a term holds.
    fn locals(&self, term: &str, property: &str) -> Vec<Arc<str>> {
        self.own(term, property).iter().map(|t| local(&t.to_string()).into()).collect()
    }

    fn refuse<T>(&self, term: &str, message: String, help: &str) -> Result<T> {
        Err(Error::new(Kind::Ontology, message).at(self.place(term, term)).help(help))
    }

    /// Where the file that first describes a term writes it, or another one.
    fn place(&self, term: &str, written: &str) -> String {
        let file = self.files.get(&format!("<{NS}{term}>"));
        let text = self.texts.iter().find(|(name, _)| Some(*name) == file.map(String::as_str));
        text.map_or_else(|| "vocabulary".to_owned(), |(name, text)| place_of(name, text, written))
    }

    fn fact(&self, class: &str) -> Result<FactClass> {
        let mut slots = Vec::new();
        let mut node = self.own(class, "slots").first().cloned();
        while let Some(Term::BlankNode(cell)) = &node {
            let cell = cell.to_string();
            if let Some(Term::NamedNode(property)) = self.get(&cell, rdf::FIRST.as_str()).first() {
                slots.push(self.slot(class, property.as_str())?);
            }
            node = self.get(&cell, rdf::REST.as_str()).first().cloned();
        }
        if slots.is_empty() {
            return self.refuse(
                class,
                format!("the fact class `dg:{class}` lists no slots"),
                "add `dg:slots ( dg:… )` with its properties in order",
            );
        }
        let identity = match self.locals(class, "identity").first().map(|i| &**i) {
            Some("Utterance") => Identity::Utterance,
            Some("Turn") => Identity::Turn,
            None | Some("Content") => Identity::Content,
            Some(other) => {
                return self.refuse(
                    class,
                    format!("`dg:{class}` has the unknown identity `dg:{other}`"),
                    "use dg:Content, dg:Utterance or dg:Turn",
                );
            }
        };
        Ok(FactClass { name: class.into(), slots, identity })
    }

    fn slot(&self, class: &str, property: &str) -> Result<Slot> {
        let Some(name) = property.strip_prefix(NS) else {
            return self.refuse(
                class,
                format!("`dg:{class}` has the slot <{property}> of another namespace"),
                "declare a dg: property and align it by rdfs:subPropertyOf",
            );
        };
        let ranges = self.get(&format!("<{property}>"), rdfs::RANGE.as_str());
        let Some(Term::NamedNode(range)) = ranges.first() else {
            return self.refuse(
                class,
                format!("the slot `dg:{name}` of `dg:{class}` has no range"),
                "add `rdfs:range` to the property",
            );
        };
        let Some(kind) = self.kind(range.as_str()) else {
            return self.refuse(class, format!("the slot `dg:{name}` has the range <{}>, which no slot can hold", range.as_str()), "use dg:Entity or a subclass, rdf:langString, dg:Time, xsd:decimal, xsd:boolean, dg:Quantity, or a class of codes");
        };
        let many = self.own(name, "many").iter().any(|t| matches!(t, Term::Literal(l) if l.value() == "true"));
        Ok(Slot { name: name.into(), kind, many })
    }

    fn kind(&self, range: &str) -> Option<SlotKind> {
        if range == rdf::LANG_STRING.as_str() || range == xsd::STRING.as_str() {
            return Some(SlotKind::Text);
        }
        if range == xsd::DECIMAL.as_str() || range == xsd::INTEGER.as_str() {
            return Some(SlotKind::Number);
        }
        if range == xsd::BOOLEAN.as_str() {
            return Some(SlotKind::Bool);
        }
        match range.strip_prefix(NS)? {
            "Time" => Some(SlotKind::Time),
            "Quantity" => Some(SlotKind::Quantity),
            "Entity" => Some(SlotKind::Entity),
            class => {
                let codes = self.codes(range);
                if !codes.is_empty() {
                    return Some(SlotKind::Code(codes));
                }
                let supers = self.get(&format!("<{NS}{class}>"), rdfs::SUB_CLASS_OF.as_str());
                supers
                    .iter()
                    .any(|s| matches!(s, Term::NamedNode(n) if n.as_str() == format!("{NS}Entity")))
                    .then_some(SlotKind::Entity)
            }
        }
    }

    /// The plain notations of the members of a class of codes, sorted.
    fn codes(&self, class: &str) -> Vec<Arc<str>> {
        let mut out = Vec::new();
        for member in self.subjects(rdf::TYPE.as_str(), class) {
            for notation in self.get(&format!("<{NS}{member}>"), NOTATION) {
                if let Term::Literal(l) = notation
                    && l.datatype() == xsd::STRING
                {
                    out.push(l.value().into());
                }
            }
        }
        out.sort();
        out
    }

    fn edge(&self, property: &str, facts: &[FactClass]) -> Result<EdgeKind> {
        let help = "an edge names a fact class (dg:edgeOf) and two of its slots (dg:edgeFrom, dg:edgeTo; dg:mentions for the entities named in the passage)";
        let one = |name: &str| self.locals(property, name).into_iter().next();
        let (Some(class), Some(from), Some(to)) = (one("edgeOf"), one("edgeFrom"), one("edgeTo")) else {
            return self.refuse(property, format!("the edge `dg:{property}` is not complete"), help);
        };
        let Some(fact) = facts.iter().find(|f| f.name == class) else {
            return self.refuse(
                property,
                format!("the edge `dg:{property}` is of the unknown fact class `dg:{class}`"),
                help,
            );
        };
        let holds = |slot: &str| fact.slot(slot).is_some_and(|s| s.kind == SlotKind::Entity);
        if !holds(&from) || !(holds(&to) || &*to == "mentions") {
            return self.refuse(property, format!("the edge `dg:{property}` goes from `dg:{from}` to `dg:{to}`, which are not both slots of `dg:{class}` for entities"), help);
        }
        let types = self.get(&format!("<{NS}{property}>"), rdf::TYPE.as_str());
        let symmetric = types.iter().any(|t| matches!(t, Term::NamedNode(n) if n.as_str() == SYMMETRIC));
        let unless = self
            .own(property, "edgeUnless")
            .iter()
            .filter_map(|code| self.get(&code.to_string(), NOTATION).iter().find_map(plain))
            .collect();
        Ok(EdgeKind {
            property: property.into(),
            class,
            from,
            to,
            symmetric,
            both_ways_if: one("edgeBothWaysIf"),
            unless,
        })
    }

    fn label(&self, subject: &str) -> Label {
        let mut label = Label::default();
        for term in self.get(subject, rdfs::LABEL.as_str()) {
            if let Term::Literal(l) = term {
                match l.language() {
                    Some("zh") => label.zh = l.value().to_owned(),
                    Some("en") => label.en = l.value().to_owned(),
                    _ => {}
                }
            }
        }
        label
    }
}

/// A literal without a datatype of its own.
fn plain(term: &Term) -> Option<Arc<str>> {
    match term {
        Term::Literal(l) if l.datatype() == xsd::STRING => Some(l.value().into()),
        _ => None,
    }
}

/// The part of `<…ns#name>` or `…ns#name` behind the namespace.
fn local(iri: &str) -> &str {
    let iri = iri.trim_start_matches('<').trim_end_matches('>');
    iri.strip_prefix(NS).unwrap_or(iri)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUILT_IN: &str = include_str!("../../ontology/vocabulary.ttl");

    fn load(texts: &[&str]) -> Result<Vocabulary> {
        let files: Vec<(String, String)> =
            texts.iter().enumerate().map(|(i, t)| (format!("{i}.ttl"), (*t).to_owned())).collect();
        Vocabulary::load(&files)
    }

    #[test]
    fn built_in_vocabulary_has_the_sixteen_classes() {
        let v = load(&[BUILT_IN]).unwrap();
        assert_eq!(v.facts.len(), 16);
        let visa = v.fact("VisaWaiver").unwrap();
        let slots: Vec<&str> = visa.slots.iter().map(|s| &*s.name).collect();
        assert_eq!(slots, ["grantor", "beneficiary", "start", "mutual", "quantity"]);
        assert!(visa.slot("grantor").unwrap().many && !visa.slot("start").unwrap().many);
        let strength = &v.fact("Commitment").unwrap().slot("strength").unwrap().kind;
        assert_eq!(*strength, SlotKind::Code(["expect", "seek", "support", "will", "willing"].map(Arc::from).to_vec()));
        assert_eq!(v.edge("waivesVisaFor").unwrap().both_ways_if.as_deref(), Some("mutual"));
        assert_eq!(v.edge("commitsTo").unwrap().unless.len(), 2);
        assert_eq!(v.terms["beneficiary"].zh, "受益方");
    }

    #[test]
    fn every_term_is_labelled_and_explained_in_both_languages() {
        let said = {
            let mut s = Said::default();
            s.read("vocabulary.ttl", BUILT_IN).unwrap();
            s
        };
        for subject in said.files.keys().filter(|s| s.starts_with(&format!("<{NS}"))) {
            for property in [rdfs::LABEL, rdfs::COMMENT] {
                let mut languages: Vec<_> = said
                    .get(subject, property.as_str())
                    .iter()
                    .filter_map(|t| if let Term::Literal(l) = t { l.language() } else { None })
                    .collect();
                languages.sort_unstable();
                assert_eq!(languages, ["en", "zh"], "{subject} {property}");
            }
        }
    }

    #[test]
    fn codes_and_terms_have_one_spelling() {
        let v = load(&[BUILT_IN]).unwrap();
        for class in &v.facts {
            for slot in &class.slots {
                if let SlotKind::Code(codes) = &slot.kind {
                    assert!(codes.iter().all(|c| v.terms.contains_key(&super::super::code_term(c))), "{codes:?}");
                }
            }
        }
    }

    #[test]
    fn a_users_file_adds_a_class() {
        let own =
            "@prefix dg: <https://w3id.org/diplograph/ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
            dg:Sanction rdfs:subClassOf dg:Fact ; dg:slots ( dg:actor dg:target dg:time ) .";
        let v = load(&[BUILT_IN, own]).unwrap();
        assert_eq!(v.fact("Sanction").unwrap().slots.len(), 3);
    }

    #[test]
    fn what_does_not_fit_is_refused_with_its_file() {
        let prefix =
            "@prefix dg: <https://w3id.org/diplograph/ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .";
        for (own, word) in [
            ("dg:Sanction rdfs:subClassOf dg:Fact .", "no slots"),
            ("dg:Sanction rdfs:subClassOf dg:Fact ; dg:slots ( dg:nowhere ) .", "no range"),
            ("dg:bans dg:edgeOf dg:Sanction ; dg:edgeFrom dg:actor ; dg:edgeTo dg:target .", "unknown fact class"),
            ("dg:x dg:y", "1.ttl"),
        ] {
            let error = load(&[BUILT_IN, &format!("{prefix} {own}")]).unwrap_err();
            assert!(error.to_string().contains(word), "{error}");
            assert!(error.place.as_deref().is_some_and(|place| place.starts_with("1.ttl")), "{error}");
        }
    }
}
