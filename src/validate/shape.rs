//! SHACL shapes, read from Turtle: the part of SHACL Core that `ontology/shapes.ttl` uses.
//!
//! | part | what is understood |
//! |---|---|
//! | targets | `sh:targetClass`, `sh:targetSubjectsOf`, `sh:targetObjectsOf` |
//! | paths | a property, `sh:inversePath`, a sequence |
//! | constraints | `sh:minCount` `sh:maxCount` `sh:class` `sh:datatype` `sh:nodeKind` `sh:in` `sh:languageIn` `sh:uniqueLang` `sh:pattern` `sh:minLength` `sh:minInclusive` `sh:maxInclusive` `sh:lessThanOrEquals` `sh:node` `sh:or` `sh:closed` `sh:property` |
//! | about a shape | `sh:severity` `sh:message` `sh:name` `sh:description` `sh:deactivated` |
//!
//! Anything else under the namespace of SHACL is an error: a constraint that is not run must not seem to hold.

use crate::error::{Error, Kind, Result};
use crate::near::guess;
use crate::vocab::{NS, Vocabulary, place_of, turtle};
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term};
use regex::Regex;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap};

/// Namespace of SHACL.
pub(super) const SH: &str = "http://www.w3.org/ns/shacl#";

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The graph is wrong; `build` does not store it.
    Violation,
    /// Something that a reader should know.
    Warning,
    /// A remark.
    Info,
}

/// From a focus node to the nodes that are checked.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Path {
    Property(NamedNode),
    Inverse(Box<Path>),
    Sequence(Vec<Path>),
}

impl Path {
    fn add_properties<'p>(&'p self, to: &mut Vec<&'p str>) {
        match self {
            Path::Property(n) => to.push(n.as_str()),
            Path::Inverse(path) => path.add_properties(to),
            Path::Sequence(steps) => steps.iter().for_each(|step| step.add_properties(to)),
        }
    }
}

/// Which nodes a shape is about.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Target {
    Class(NamedNode),
    SubjectsOf(NamedNode),
    ObjectsOf(NamedNode),
}

/// One thing that must hold.
#[derive(Debug, Clone)]
pub(super) enum Constraint {
    MinCount(usize),
    MaxCount(usize),
    Class(NamedNode),
    Datatype(NamedNode),
    NodeKind(String),
    In(Vec<Term>),
    LanguageIn(Vec<String>),
    UniqueLang,
    Pattern(Regex),
    MinLength(usize),
    MinInclusive(Decimal),
    MaxInclusive(Decimal),
    LessThanOrEquals(NamedNode),
    Node(usize),
    Or(Vec<usize>),
    /// Properties that a node may have.
    Closed(Vec<NamedNode>),
    Property(usize),
}

/// A node shape, or a property shape (with a path).
#[derive(Debug, Clone)]
pub(super) struct Shape {
    pub node: NamedOrBlankNode,
    pub targets: Vec<Target>,
    pub path: Option<Path>,
    pub constraints: Vec<Constraint>,
    pub severity: Severity,
    pub message: Option<String>,
}

impl Shape {
    /// The classes and properties that it names.
    fn terms(&self) -> Vec<&str> {
        let targets = self.targets.iter().map(|target| match target {
            Target::Class(n) | Target::SubjectsOf(n) | Target::ObjectsOf(n) => n.as_str(),
        });
        let constraints = self.constraints.iter().filter_map(|constraint| match constraint {
            Constraint::Class(n) | Constraint::LessThanOrEquals(n) => Some(n.as_str()),
            _ => None,
        });
        let mut terms: Vec<&str> = targets.chain(constraints).collect();
        self.path.iter().for_each(|path| path.add_properties(&mut terms));
        terms
    }
}

/// Shapes that refer to each other by number.
#[derive(Debug, Clone, Default)]
pub struct Shapes {
    pub(super) shapes: Vec<Shape>,
    /// The file of a user's own among them: its name and text.
    pub(super) own: Option<(String, String)>,
}

impl Shapes {
    /// Whether a user's own shapes are among them.
    pub fn has_own(&self) -> bool {
        self.own.is_some()
    }

    /// The shapes, if the vocabulary has the classes and properties that they name: a shape for something that is not there
    /// would never find anything.
    ///
    /// Errors ([`Kind::Ontology`]): a term of our own that the vocabulary does not have.
    pub fn known_to(self, vocabulary: &Vocabulary) -> Result<Shapes> {
        let named = self.shapes.iter().flat_map(Shape::terms).filter_map(|term| term.strip_prefix(NS));
        let Some(wrong) = named.into_iter().find(|term| !vocabulary.terms.contains_key(*term)) else {
            return Ok(self);
        };
        let message = format!("the vocabulary has no `dg:{wrong}`, so that what the shape asks of it is never checked");
        let near = guess(wrong, vocabulary.terms.keys().map(String::as_str)).filter(|g| g.starts_with("did"));
        let help = near.unwrap_or_else(|| "declare it in a vocabulary.ttl beside shapes.ttl".to_owned());
        let (name, text) = self.own.as_ref().map_or(("ontology/shapes.ttl", ""), |(name, text)| (name, text));
        Err(Error::new(Kind::Ontology, message).at(place_of(name, text, wrong)).help(help))
    }

    /// Reads shapes from Turtle files, given as name and text.
    ///
    /// Errors ([`Kind::Ontology`]): no Turtle; a part of SHACL that is not understood here.
    pub fn load(files: &[(String, String)]) -> Result<Shapes> {
        let mut reader = Reader::default();
        for (name, text) in files {
            reader.read(name, text)?;
        }
        let mut tops: Vec<NamedOrBlankNode> = reader.files.keys().filter(|s| reader.is_shape(s)).cloned().collect();
        tops.sort_by_cached_key(ToString::to_string);
        for node in tops {
            reader.shape(&node)?;
        }
        Ok(Shapes { shapes: reader.shapes.into_iter().flatten().collect(), own: None })
    }
}

#[derive(Default)]
struct Reader {
    said: BTreeMap<String, Vec<(String, Term)>>,
    files: HashMap<NamedOrBlankNode, String>,
    numbers: HashMap<NamedOrBlankNode, usize>,
    shapes: Vec<Option<Shape>>,
}

impl Reader {
    fn read(&mut self, name: &str, text: &str) -> Result<()> {
        for quad in turtle(name, text) {
            let quad = quad?;
            self.files.entry(quad.subject.clone()).or_insert_with(|| name.to_owned());
            self.said.entry(quad.subject.to_string()).or_default().push((quad.predicate.into_string(), quad.object));
        }
        Ok(())
    }

    fn get<'a>(&'a self, subject: &str, predicate: &'a str) -> impl Iterator<Item = &'a Term> + use<'a> {
        self.said.get(subject).into_iter().flatten().filter(move |(p, _)| p == predicate).map(|(_, o)| o)
    }

    fn is_shape(&self, node: &NamedOrBlankNode) -> bool {
        let named = |t: &Term| matches!(t, Term::NamedNode(n) if n.as_str() == format!("{SH}NodeShape"));
        self.get(&node.to_string(), rdf::TYPE.as_str()).any(named)
    }

    fn refuse<T>(&self, node: &NamedOrBlankNode, message: String) -> Result<T> {
        let file = self.files.get(node).cloned().unwrap_or_else(|| "shapes.ttl".to_owned());
        Err(Error::new(Kind::Ontology, message)
            .at(file)
            .help("the documentation of the module `validate` lists what is understood"))
    }

    /// The number of a shape, reading it if it is new.
    fn shape(&mut self, node: &NamedOrBlankNode) -> Result<usize> {
        if let Some(&number) = self.numbers.get(node) {
            return Ok(number);
        }
        let number = self.shapes.len();
        self.numbers.insert(node.clone(), number);
        self.shapes.push(None);
        let mut shape = Shape {
            node: node.clone(),
            targets: Vec::new(),
            path: None,
            constraints: Vec::new(),
            severity: Severity::Violation,
            message: None,
        };
        let mut off = false;
        for (predicate, object) in self.said.get(&node.to_string()).cloned().unwrap_or_default() {
            if let Some(name) = predicate.strip_prefix(SH) {
                off |= name == "deactivated" && is_true(&object);
                self.take(&mut shape, name, &object)?;
            }
        }
        if off {
            shape.targets.clear();
            shape.constraints.clear();
        }
        self.shapes[number] = Some(shape);
        Ok(number)
    }

    /// Reads one property of a shape.
    fn take(&mut self, shape: &mut Shape, name: &str, object: &Term) -> Result<()> {
        let node = shape.node.clone();
        match name {
            "targetClass" => shape.targets.push(Target::Class(self.iri(&node, name, object)?)),
            "targetSubjectsOf" => shape.targets.push(Target::SubjectsOf(self.iri(&node, name, object)?)),
            "targetObjectsOf" => shape.targets.push(Target::ObjectsOf(self.iri(&node, name, object)?)),
            "path" => shape.path = Some(self.path(&node, object)?),
            "severity" => shape.severity = self.severity(&node, object)?,
            "message" => shape.message = Some(text(object)),
            "name" | "description" | "deactivated" | "ignoredProperties" | "order" | "flags" => {}
            _ => {
                if let Some(constraint) = self.constraint(&node, name, object)? {
                    shape.constraints.push(constraint);
                }
            }
        }
        Ok(())
    }

    fn constraint(&mut self, node: &NamedOrBlankNode, name: &str, object: &Term) -> Result<Option<Constraint>> {
        Ok(Some(match name {
            "minCount" => Constraint::MinCount(self.number(node, name, object)?),
            "maxCount" => Constraint::MaxCount(self.number(node, name, object)?),
            "minLength" => Constraint::MinLength(self.number(node, name, object)?),
            "minInclusive" => Constraint::MinInclusive(self.number(node, name, object)?),
            "maxInclusive" => Constraint::MaxInclusive(self.number(node, name, object)?),
            "class" => Constraint::Class(self.iri(node, name, object)?),
            "datatype" => Constraint::Datatype(self.iri(node, name, object)?),
            "lessThanOrEquals" => Constraint::LessThanOrEquals(self.iri(node, name, object)?),
            "nodeKind" => {
                Constraint::NodeKind(self.iri(node, name, object)?.as_str().trim_start_matches(SH).to_owned())
            }
            "in" => Constraint::In(self.list(object)),
            "languageIn" => Constraint::LanguageIn(self.list(object).iter().map(text).collect()),
            "uniqueLang" if is_true(object) => Constraint::UniqueLang,
            "pattern" => match Regex::new(&text(object)) {
                Ok(regex) => Constraint::Pattern(regex),
                Err(e) => return self.refuse(node, format!("the pattern of `sh:pattern` is not understood: {e}")),
            },
            "node" => Constraint::Node(self.inner(node, object)?),
            "property" => Constraint::Property(self.inner(node, object)?),
            "or" => Constraint::Or(self.list(object).iter().map(|o| self.inner(node, o)).collect::<Result<_>>()?),
            "closed" if is_true(object) => Constraint::Closed(self.allowed(node)),
            "closed" | "uniqueLang" => return Ok(None),
            other => return self.refuse(node, format!("`sh:{other}` is no part of SHACL that is checked here")),
        }))
    }

    fn inner(&mut self, node: &NamedOrBlankNode, object: &Term) -> Result<usize> {
        match object {
            Term::NamedNode(n) => self.shape(&n.clone().into()),
            Term::BlankNode(b) => self.shape(&b.clone().into()),
            _ => self.refuse(node, format!("{object} is no shape")),
        }
    }

    /// The properties that a closed shape names or ignores.
    fn allowed(&self, node: &NamedOrBlankNode) -> Vec<NamedNode> {
        let shape = node.to_string();
        let ignored =
            self.get(&shape, &format!("{SH}ignoredProperties")).flat_map(|l| self.list(l)).collect::<Vec<_>>();
        let property = format!("{SH}property");
        let path = format!("{SH}path");
        let named =
            self.get(&shape, &property).flat_map(|p| self.get(&p.to_string(), &path).cloned().collect::<Vec<_>>());
        let iri = |t: Term| if let Term::NamedNode(n) = t { Some(n) } else { None };
        ignored.into_iter().chain(named).filter_map(iri).collect()
    }

    fn path(&self, node: &NamedOrBlankNode, object: &Term) -> Result<Path> {
        if let Term::NamedNode(n) = object {
            return Ok(Path::Property(n.clone()));
        }
        if let Some(inverse) = self.get(&object.to_string(), &format!("{SH}inversePath")).next() {
            return Ok(Path::Inverse(Box::new(self.path(node, inverse)?)));
        }
        let steps = self.list(object);
        if steps.is_empty() {
            return self.refuse(node, "a path is a property, `sh:inversePath` or a sequence".to_owned());
        }
        Ok(Path::Sequence(steps.iter().map(|s| self.path(node, s)).collect::<Result<_>>()?))
    }

    fn list(&self, head: &Term) -> Vec<Term> {
        let mut out = Vec::new();
        let mut cell = head.to_string();
        while let Some(first) = self.get(&cell, rdf::FIRST.as_str()).next().cloned() {
            out.push(first);
            let rest = self.get(&cell, rdf::REST.as_str()).next().map(ToString::to_string);
            let Some(rest) = rest else { break };
            cell = rest;
        }
        out
    }

    fn severity(&self, node: &NamedOrBlankNode, object: &Term) -> Result<Severity> {
        Ok(match object.to_string().trim_start_matches('<').trim_end_matches('>').trim_start_matches(SH) {
            "Violation" => Severity::Violation,
            "Warning" => Severity::Warning,
            "Info" => Severity::Info,
            _ => return self.refuse(node, format!("{object} is no severity")),
        })
    }

    fn iri(&self, node: &NamedOrBlankNode, name: &str, object: &Term) -> Result<NamedNode> {
        match object {
            Term::NamedNode(n) => Ok(n.clone()),
            _ => self.refuse(node, format!("`sh:{name}` takes an IRI, not {object}")),
        }
    }

    fn number<T: std::str::FromStr>(&self, node: &NamedOrBlankNode, name: &str, object: &Term) -> Result<T> {
        text(object).parse().or_else(|_| self.refuse(node, format!("`sh:{name}` takes a number, not {object}")))
    }
}

fn text(term: &Term) -> String {
    if let Term::Literal(l) = term { l.value().to_owned() } else { term.to_string() }
}

fn is_true(term: &Term) -> bool {
    matches!(term, Term::Literal(l) if l.datatype() == xsd::BOOLEAN && matches!(l.value(), "true" | "1"))
}
