//! Shapes against data.

use super::Finding;
use super::data::{Data, Id};
use super::shape::{Constraint, Path, Severity, Shape, Shapes, Target};
use super::value::{Number, is_lexical, is_not_after, language, length, number, text};
use crate::plural::many;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNode, Term, TermRef};
use std::collections::{BTreeSet, HashMap};

/// What a shape is checked with: the data, the shapes, and the instances of the classes that they name.
pub(super) struct Check<'a> {
    data: &'a Data<'a>,
    shapes: &'a [Shape],
    instances: HashMap<&'a str, BTreeSet<Id>>,
    /// `dg:rule`.
    rule: NamedNode,
}

/// What does not hold: the constraint's name and the value, where one is to blame.
struct Fault {
    component: &'static str,
    value: Option<Id>,
    /// The property, where it is not the path of the shape.
    path: Option<String>,
    message: String,
}

impl<'a> Check<'a> {
    pub fn new(data: &'a Data<'a>, shapes: &'a Shapes) -> Self {
        let mut instances = HashMap::new();
        for constraint in shapes.shapes.iter().flat_map(|s| &s.constraints) {
            if let Constraint::Class(class) = constraint {
                instances.entry(class.as_str()).or_insert_with(|| data.instances(class.as_ref()));
            }
        }
        Check {
            data,
            shapes: &shapes.shapes,
            instances,
            rule: NamedNode::new_unchecked(format!("{}rule", crate::vocab::NS)),
        }
    }

    /// Everything that does not hold, in no order.
    pub fn all(&self) -> Vec<Finding> {
        let mut out = Vec::new();
        for shape in self.shapes {
            for focus in self.focus(shape) {
                self.shape(shape, focus, &mut out);
            }
        }
        out
    }

    fn focus(&self, shape: &Shape) -> BTreeSet<Id> {
        let of = |target: &Target| -> BTreeSet<Id> {
            match target {
                Target::Class(class) => self.data.instances(class.as_ref()),
                Target::SubjectsOf(p) => self.data.pairs(p.as_ref()).map(|(s, _)| s).collect(),
                Target::ObjectsOf(p) => self.data.pairs(p.as_ref()).map(|(_, o)| o).collect(),
            }
        };
        shape.targets.iter().flat_map(of).collect()
    }

    fn shape(&self, shape: &Shape, focus: Id, out: &mut Vec<Finding>) {
        let values = self.values(shape, focus);
        for constraint in &shape.constraints {
            if let Constraint::Property(inner) = constraint {
                values.iter().for_each(|&v| self.shape(&self.shapes[*inner], v, out));
                continue;
            }
            let mut faults = Vec::new();
            self.constraint(constraint, focus, &values, &mut faults);
            out.extend(faults.into_iter().map(|fault| self.finding(shape, focus, fault)));
        }
    }

    /// Whether a node has no fault by a shape. What would be found is not told, so that it costs no look for who made it.
    fn conforms(&self, shape: &Shape, node: Id) -> bool {
        let values = self.values(shape, node);
        shape.constraints.iter().all(|constraint| {
            if let Constraint::Property(inner) = constraint {
                return values.iter().all(|&v| self.conforms(&self.shapes[*inner], v));
            }
            let mut faults = Vec::new();
            self.constraint(constraint, node, &values, &mut faults);
            faults.is_empty()
        })
    }

    fn values(&self, shape: &Shape, focus: Id) -> Vec<Id> {
        shape.path.as_ref().map_or_else(|| vec![focus], |path| self.along(path, focus).into_iter().collect())
    }

    fn along(&self, path: &Path, from: Id) -> BTreeSet<Id> {
        match path {
            Path::Property(p) => self.data.objects(from, p.as_ref()).collect(),
            Path::Inverse(inner) => match &**inner {
                Path::Property(p) => self.data.subjects(p.as_ref(), from).collect(),
                _ => BTreeSet::new(),
            },
            Path::Sequence(steps) => steps.iter().fold(BTreeSet::from([from]), |nodes, step| {
                nodes.into_iter().flat_map(|n| self.along(step, n)).collect()
            }),
        }
    }

    fn constraint(&self, constraint: &Constraint, focus: Id, values: &[Id], out: &mut Vec<Fault>) {
        let whole = |component, message| Fault { component, value: None, path: None, message };
        match constraint {
            Constraint::MinCount(n) if values.len() < *n => {
                out.push(whole("MinCount", format!("has {}, needs at least {n}", many(values.len(), "value"))))
            }
            Constraint::MaxCount(n) if values.len() > *n => {
                out.push(whole("MaxCount", format!("has {}, may have at most {n}", many(values.len(), "value"))))
            }
            Constraint::UniqueLang => self.unique_languages(values, out),
            Constraint::LessThanOrEquals(other) => self.not_after(focus, other, values, out),
            Constraint::Closed(allowed) => values.iter().for_each(|&v| self.closed(v, allowed, out)),
            _ => {
                for &value in values {
                    if let Some((component, message)) = self.fault(constraint, value) {
                        out.push(Fault { component, value: Some(value), path: None, message });
                    }
                }
            }
        }
    }

    /// What is wrong with one value.
    fn fault(&self, constraint: &Constraint, value: Id) -> Option<(&'static str, String)> {
        if self.holds(constraint, value) {
            return None;
        }
        Some(match constraint {
            Constraint::Class(class) => ("Class", format!("is no {}", super::short(class.as_str()))),
            Constraint::Datatype(datatype) => ("Datatype", format!("is no {}", super::short(datatype.as_str()))),
            Constraint::NodeKind(kind) => ("NodeKind", format!("is no {kind}")),
            Constraint::In(_) => ("In", "is none of the values allowed".to_owned()),
            Constraint::LanguageIn(tags) => ("LanguageIn", format!("has none of the languages {}", tags.join(", "))),
            Constraint::Pattern(regex) => ("Pattern", format!("does not match {regex}")),
            Constraint::MinLength(n) => ("MinLength", format!("is shorter than {n}")),
            Constraint::MinInclusive(least) => ("MinInclusive", format!("is less than {least}")),
            Constraint::MaxInclusive(most) => ("MaxInclusive", format!("is more than {most}")),
            Constraint::Node(inner) => ("Node", format!("is no {}", self.name(*inner))),
            Constraint::Or(inner) => {
                let about = |&i: &usize| {
                    let path = self.shapes[i].path.as_ref().map(shown);
                    path.map_or_else(|| self.name(i), |p| super::short(&p))
                };
                let alternatives: Vec<String> = inner.iter().map(about).collect();
                ("Or", format!("meets none of the alternatives ({})", alternatives.join(", ")))
            }
            _ => return None,
        })
    }

    /// Whether one value is as a constraint on single values wants it.
    fn holds(&self, constraint: &Constraint, value: Id) -> bool {
        let term = self.data.term(value);
        match constraint {
            Constraint::Class(class) => self.instances[class.as_str()].contains(&value),
            Constraint::Datatype(datatype) => has_datatype(term, datatype),
            Constraint::NodeKind(kind) => is_kind(term, kind),
            Constraint::In(allowed) => allowed.iter().any(|a| a.as_ref() == term),
            Constraint::LanguageIn(tags) => language(term).is_some_and(|l| tags.iter().any(|t| t == l)),
            Constraint::Pattern(regex) => text(term).is_some_and(|t| regex.is_match(t)),
            Constraint::MinLength(n) => length(term).is_some_and(|l| l >= *n),
            Constraint::MinInclusive(least) => number(term).is_some_and(|n| n >= Number::of(*least)),
            Constraint::MaxInclusive(most) => number(term).is_some_and(|n| n <= Number::of(*most)),
            Constraint::Node(inner) => self.conforms(&self.shapes[*inner], value),
            Constraint::Or(inner) => inner.iter().any(|i| self.conforms(&self.shapes[*i], value)),
            _ => true,
        }
    }

    fn unique_languages(&self, values: &[Id], out: &mut Vec<Fault>) {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        values.iter().filter_map(|&v| language(self.data.term(v))).for_each(|l| *counts.entry(l).or_default() += 1);
        let mut twice: Vec<&str> = counts.into_iter().filter(|(_, n)| *n > 1).map(|(l, _)| l).collect();
        twice.sort_unstable();
        out.extend(twice.into_iter().map(|l| Fault {
            component: "UniqueLang",
            value: None,
            path: None,
            message: format!("has several values in the language {l}"),
        }));
    }

    fn not_after(&self, focus: Id, other: &NamedNode, values: &[Id], out: &mut Vec<Fault>) {
        let limits: Vec<Id> = self.data.objects(focus, other.as_ref()).collect();
        for &value in values {
            if !limits.iter().all(|&limit| is_not_after(self.data.term(value), self.data.term(limit))) {
                let message = format!("is more than {}", super::short(other.as_str()));
                out.push(Fault { component: "LessThanOrEquals", value: Some(value), path: None, message });
            }
        }
    }

    fn closed(&self, node: Id, allowed: &[NamedNode], out: &mut Vec<Fault>) {
        for (predicate, object) in self.data.about(node) {
            let Some(property) = text(self.data.term(predicate)).filter(|p| !allowed.iter().any(|a| a.as_str() == *p))
            else {
                continue;
            };
            let message = format!("may not have {}", super::short(property));
            out.push(Fault { component: "Closed", value: Some(object), path: Some(property.to_owned()), message });
        }
    }

    fn name(&self, shape: usize) -> String {
        super::short(&self.shapes[shape].node.to_string())
    }

    fn finding(&self, shape: &Shape, focus: Id, fault: Fault) -> Finding {
        let path = fault.path.or_else(|| shape.path.as_ref().map(shown));
        let makers = self.makers(focus);
        Finding {
            severity: shape.severity,
            check: fault.component.to_owned(),
            node: self.data.term(focus).into_owned(),
            path,
            value: fault.value.map(|v| self.data.term(v).into_owned()),
            facts: makers.iter().filter_map(|&f| text(self.data.term(f))).map(str::to_owned).collect(),
            rules: self.rules(&makers),
            message: shape.message.clone().unwrap_or(fault.message),
        }
    }

    /// The facts to blame for a node: itself, or those that point to it.
    fn makers(&self, focus: Id) -> BTreeSet<Id> {
        let made = |node: &Id| self.data.objects(*node, self.rule.as_ref()).next().is_some();
        if made(&focus) { BTreeSet::from([focus]) } else { self.data.pointing_to(focus).filter(made).collect() }
    }

    fn rules(&self, facts: &BTreeSet<Id>) -> Vec<String> {
        let rules: BTreeSet<Id> = facts.iter().flat_map(|&f| self.data.objects(f, self.rule.as_ref())).collect();
        rules.into_iter().filter_map(|r| text(self.data.term(r))?.rsplit('/').next()).map(str::to_owned).collect()
    }
}

/// A path as SPARQL writes it; a property as its IRI.
fn shown(path: &Path) -> String {
    match path {
        Path::Property(p) => p.as_str().to_owned(),
        Path::Inverse(inner) => format!("^{}", shown(inner)),
        Path::Sequence(steps) => steps.iter().map(shown).collect::<Vec<_>>().join("/"),
    }
}

fn has_datatype(term: TermRef<'_>, datatype: &NamedNode) -> bool {
    matches!(term, TermRef::Literal(l) if l.datatype() == datatype.as_ref() && (l.datatype() == rdf::LANG_STRING || is_lexical(l.value(), datatype.as_str())))
}

fn is_kind(term: TermRef<'_>, kind: &str) -> bool {
    match term {
        TermRef::NamedNode(_) => kind.contains("IRI"),
        TermRef::BlankNode(_) => kind.contains("BlankNode"),
        _ => kind.contains("Literal"),
    }
}

impl Shapes {
    /// Checks the union of the quads' graphs; findings come sorted, the worst first, each once.
    pub fn check(&self, quads: &[oxigraph::model::Quad]) -> Vec<Finding> {
        let data = Data::new(quads);
        let mut out = Check::new(&data, self).all();
        let key = |f: &Finding| {
            (
                f.severity,
                f.check.clone(),
                f.node.to_string(),
                f.path.clone(),
                f.value.as_ref().map(Term::to_string),
                f.message.clone(),
            )
        };
        out.sort_by_cached_key(key);
        out.dedup();
        out
    }
}

/// Whether any of them keeps a graph from being stored.
pub fn is_refused(findings: &[Finding]) -> bool {
    findings.iter().any(|f| f.severity == Severity::Violation)
}
