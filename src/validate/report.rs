//! Findings in SHACL's report vocabulary.

use super::Finding;
use super::shape::{SH, Severity};
use crate::vocab::PREFIXES;
use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{BlankNode, Literal, NamedNode, NamedOrBlankNode, Term, Triple};
use std::io::{self, Write};

fn sh(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{SH}{name}"))
}

/// Writes a `sh:ValidationReport` in Turtle. It conforms if there are no findings of any severity.
///
/// A path that is not one property is left out. Checks of the stored files, which are no constraints of SHACL, have
/// their component under our own namespace.
pub fn report(findings: &[Finding], out: impl Write) -> io::Result<()> {
    let serializer =
        RdfSerializer::from_format(RdfFormat::Turtle).with_prefix("sh", SH).expect("SHACL's namespace is an IRI");
    let with =
        |s: RdfSerializer, (prefix, iri): &(&str, &str)| s.with_prefix(*prefix, *iri).expect("our prefixes are IRIs");
    let mut writer = PREFIXES.iter().fold(serializer, with).for_writer(out);
    let whole: NamedOrBlankNode = BlankNode::new_unchecked("report").into();
    writer.serialize_triple(&Triple::new(whole.clone(), rdf::TYPE, sh("ValidationReport")))?;
    writer.serialize_triple(&Triple::new(whole.clone(), sh("conforms"), Literal::from(findings.is_empty())))?;
    for (number, finding) in findings.iter().enumerate() {
        let result = BlankNode::new_unchecked(format!("result{number}"));
        writer.serialize_triple(&Triple::new(whole.clone(), sh("result"), result.clone()))?;
        for (predicate, object) in said(finding) {
            writer.serialize_triple(&Triple::new(result.clone(), predicate, object))?;
        }
    }
    writer.finish().map(|_| ())
}

fn said(finding: &Finding) -> Vec<(NamedNode, Term)> {
    let severity = match finding.severity {
        Severity::Violation => "Violation",
        Severity::Warning => "Warning",
        Severity::Info => "Info",
    };
    let own = matches!(finding.check.as_str(), "Hash" | "Quote" | "Stored");
    let component = format!("{}{}ConstraintComponent", if own { crate::vocab::SHAPES } else { SH }, finding.check);
    let mut out: Vec<(NamedNode, Term)> = vec![
        (rdf::TYPE.into_owned(), sh("ValidationResult").into()),
        (sh("resultSeverity"), sh(severity).into()),
        (sh("sourceConstraintComponent"), NamedNode::new_unchecked(component).into()),
        (sh("focusNode"), finding.node.clone()),
        (sh("resultMessage"), Literal::new_simple_literal(message(finding)).into()),
    ];
    let property = finding.path.as_deref().filter(|p| NamedNode::new(*p).is_ok());
    out.extend(property.map(|p| (sh("resultPath"), NamedNode::new_unchecked(p).into())));
    out.extend(finding.value.clone().map(|v| (sh("value"), v)));
    out
}

fn message(finding: &Finding) -> String {
    let by = if finding.rules.is_empty() { String::new() } else { format!(" (by {})", finding.rules.join(", ")) };
    format!("{}{by}", finding.message)
}
