//! A pair of CSV files with the header names that property-graph loaders know (Neo4j's importer).

use super::{EntityGraph, edge_fields, node_fields};
use petgraph::visit::EdgeRef;
use std::io::{self, Write};

/// Writes the entities.
pub fn nodes(graph: &EntityGraph, mut out: impl Write) -> io::Result<()> {
    row(&mut out, ["path:ID", ":LABEL", "name", "name_en", "id"])?;
    for n in graph.node_weights() {
        let fields = node_fields(n);
        row(&mut out, [n.path.as_str(), &n.class, &fields[0].1.shown(), &n.name_en, &n.id])?;
    }
    Ok(())
}

/// Writes the edges.
pub fn edges(graph: &EntityGraph, mut out: impl Write) -> io::Result<()> {
    row(
        &mut out,
        [
            ":START_ID",
            ":TYPE",
            ":END_ID",
            "label",
            "label_en",
            "weight:int",
            "sources:int",
            "first",
            "last",
            "symmetric:boolean",
            "disputed:boolean",
            "facts",
        ],
    )?;
    for edge in graph.edge_references() {
        let (from, to, relation) = (&graph[edge.source()].path, &graph[edge.target()].path, edge.weight());
        let mut cells = vec![from.clone(), relation.property.clone(), to.clone()];
        cells.extend(edge_fields(relation).iter().filter(|(name, _)| *name != "property").map(|(_, f)| f.shown()));
        row(&mut out, cells.iter().map(String::as_str))?;
    }
    Ok(())
}

/// Writes one row; cells are quoted where they must be (RFC 4180).
pub(crate) fn row<'a>(out: &mut impl Write, cells: impl IntoIterator<Item = &'a str>) -> io::Result<()> {
    for (n, cell) in cells.into_iter().enumerate() {
        if n > 0 {
            out.write_all(b",")?;
        }
        if cell.contains([',', '"', '\n', '\r']) {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\n")
}
