//! GEXF 1.3, with typed attributes.

use super::{EntityGraph, Field, edge_fields, node_fields};
use crate::control::Xml;
use petgraph::visit::EdgeRef;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, Event};
use std::io::{self, Write};

/// Writes the entity graph.
pub fn write(graph: &EntityGraph, out: impl Write) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(Xml::new(out), b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root = xml.create_element("gexf").with_attributes([("xmlns", "http://gexf.net/1.3"), ("version", "1.3")]);
    root.write_inner_content(|xml| {
        let inner = xml.create_element("graph").with_attributes([("defaultedgetype", "directed"), ("mode", "static")]);
        inner.write_inner_content(|xml| content(xml, graph))?;
        Ok(())
    })?;
    xml.into_inner().write_all(b"\n")
}

/// Labels and weights are GEXF's own attributes, not declared ones.
fn declared<'a>(fields: &'a [(&'static str, Field)]) -> impl Iterator<Item = &'a (&'static str, Field)> {
    fields.iter().filter(|(name, _)| !matches!(*name, "label" | "weight"))
}

fn content<W: Write>(xml: &mut Writer<W>, graph: &EntityGraph) -> io::Result<()> {
    if let Some(node) = graph.node_weights().next() {
        attributes(xml, "node", &node_fields(node))?;
    }
    if let Some(edge) = graph.edge_weights().next() {
        attributes(xml, "edge", &edge_fields(edge))?;
    }
    xml.create_element("nodes").write_inner_content(|xml| {
        for node in graph.node_weights() {
            let element =
                xml.create_element("node").with_attributes([("id", node.path.as_str()), ("label", node.name.as_str())]);
            element.write_inner_content(|xml| values(xml, &node_fields(node)))?;
        }
        Ok(())
    })?;
    xml.create_element("edges").write_inner_content(|xml| {
        for (n, edge) in graph.edge_references().enumerate() {
            let (from, to) = (&graph[edge.source()].path, &graph[edge.target()].path);
            let (id, weight) = (n.to_string(), edge.weight().facts.len().to_string());
            let given = [
                ("id", id.as_str()),
                ("source", from),
                ("target", to),
                ("label", &edge.weight().label),
                ("weight", &weight),
            ];
            xml.create_element("edge")
                .with_attributes(given)
                .write_inner_content(|xml| values(xml, &edge_fields(edge.weight())))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn attributes<W: Write>(xml: &mut Writer<W>, of: &str, fields: &[(&'static str, Field)]) -> io::Result<()> {
    xml.create_element("attributes").with_attribute(("class", of)).write_inner_content(|xml| {
        for (name, field) in declared(fields) {
            let kind = if field.kind() == "int" { "integer" } else { field.kind() };
            xml.create_element("attribute")
                .with_attributes([("id", *name), ("title", *name), ("type", kind)])
                .write_empty()?;
        }
        Ok(())
    })?;
    Ok(())
}

fn values<W: Write>(xml: &mut Writer<W>, fields: &[(&'static str, Field)]) -> io::Result<()> {
    xml.create_element("attvalues").write_inner_content(|xml| {
        for (name, field) in declared(fields) {
            let shown = field.shown();
            if !shown.is_empty() {
                xml.create_element("attvalue")
                    .with_attributes([("for", *name), ("value", shown.as_str())])
                    .write_empty()?;
            }
        }
        Ok(())
    })?;
    Ok(())
}
