//! DOT, for Graphviz.

use super::EntityGraph;
use petgraph::visit::EdgeRef;
use std::io::{self, Write};

/// Writes the entity graph.
pub fn write(graph: &EntityGraph, mut out: impl Write) -> io::Result<()> {
    writeln!(out, "digraph entities {{\n  node [shape=box, style=rounded];")?;
    for node in graph.node_weights() {
        writeln!(out, "  {} [label={}, class={}];", quoted(&node.path), quoted(&node.name), quoted(&node.class))?;
    }
    for edge in graph.edge_references() {
        let (from, to, relation) = (&graph[edge.source()].path, &graph[edge.target()].path, edge.weight());
        let ends = if relation.symmetric { ", dir=none" } else { "" };
        let line = if relation.disputed { ", style=dashed" } else { "" };
        let (label, weight) = (quoted(&relation.label), relation.facts.len());
        writeln!(out, "  {} -> {} [label={label}, weight={weight}{ends}{line}];", quoted(from), quoted(to))?;
    }
    writeln!(out, "}}")
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " "))
}
