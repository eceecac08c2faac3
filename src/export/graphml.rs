//! GraphML, with typed attributes.

use super::{EntityGraph, Field, edge_fields, node_fields};
use crate::control::Xml;
use petgraph::visit::EdgeRef;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::io::{self, Write};

/// Writes the entity graph.
pub fn write(graph: &EntityGraph, out: impl Write) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(Xml::new(out), b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root = xml.create_element("graphml").with_attribute(("xmlns", "http://graphml.graphdrawing.org/xmlns"));
    root.write_inner_content(|xml| {
        if let Some(node) = graph.node_weights().next() {
            keys(xml, "node", &node_fields(node))?;
        }
        if let Some(edge) = graph.edge_weights().next() {
            keys(xml, "edge", &edge_fields(edge))?;
        }
        let inner = xml.create_element("graph").with_attributes([("id", "entities"), ("edgedefault", "directed")]);
        inner.write_inner_content(|xml| content(xml, graph))?;
        Ok(())
    })?;
    xml.into_inner().write_all(b"\n")
}

fn keys<W: Write>(xml: &mut Writer<W>, of: &str, fields: &[(&'static str, Field)]) -> io::Result<()> {
    for (name, field) in fields {
        let id = format!("{of}.{name}");
        xml.create_element("key")
            .with_attributes([("id", id.as_str()), ("for", of), ("attr.name", *name), ("attr.type", field.kind())])
            .write_empty()?;
    }
    Ok(())
}

fn content<W: Write>(xml: &mut Writer<W>, graph: &EntityGraph) -> io::Result<()> {
    for node in graph.node_weights() {
        let element = xml.create_element("node").with_attribute(("id", node.path.as_str()));
        element.write_inner_content(|xml| data(xml, "node", &node_fields(node)))?;
    }
    for (n, edge) in graph.edge_references().enumerate() {
        let id = format!("e{n}");
        let (from, to) = (&graph[edge.source()].path, &graph[edge.target()].path);
        // All edges are written as directed: readers refuse a mixture, and `symmetric` tells them apart.
        let element = xml.create_element("edge").with_attributes([
            ("id", id.as_str()),
            ("source", from.as_str()),
            ("target", to.as_str()),
        ]);
        element.write_inner_content(|xml| data(xml, "edge", &edge_fields(edge.weight())))?;
    }
    Ok(())
}

fn data<W: Write>(xml: &mut Writer<W>, of: &str, fields: &[(&'static str, Field)]) -> io::Result<()> {
    for (name, field) in fields {
        let shown = field.shown();
        if !shown.is_empty() {
            let key = format!("{of}.{name}");
            xml.create_element("data")
                .with_attribute(("key", key.as_str()))
                .write_text_content(BytesText::new(&shown))?;
        }
    }
    Ok(())
}
