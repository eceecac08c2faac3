//! The entity graph as two Apache Parquet tables, with the attributes that the graph formats have: for data frames.

use super::{EntityGraph, Field, Node, Relation, edge_fields, node_fields};
use ::parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int64Type};
use ::parquet::errors::Result;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::types::Type;
use petgraph::visit::EdgeRef;
use std::io::{self, Write};
use std::sync::Arc;

/// Rows that are compressed together.
const GROUP: usize = 65_536;

type Row = Vec<(&'static str, Field)>;

/// Writes the entities.
pub fn nodes(graph: &EntityGraph, out: impl Write) -> io::Result<()> {
    let row = |n: &Node| -> Row {
        let path = ("path", Field::Text(n.path.clone()));
        [path].into_iter().chain(node_fields(n)).collect()
    };
    table(&row(&Node::default()), &graph.node_weights().map(row).collect::<Vec<_>>(), out)
}

/// Writes the edges.
pub fn edges(graph: &EntityGraph, out: impl Write) -> io::Result<()> {
    let row = |from: &str, to: &str, relation: &Relation| -> Row {
        let ends = [("source", Field::Text(from.to_owned())), ("target", Field::Text(to.to_owned()))];
        ends.into_iter().chain(edge_fields(relation)).collect()
    };
    let rows = graph.edge_references().map(|e| row(&graph[e.source()].path, &graph[e.target()].path, e.weight()));
    table(&row("", "", &Relation::default()), &rows.collect::<Vec<_>>(), out)
}

/// Writes a table whose columns are those of `head`.
fn table(head: &Row, rows: &[Row], mut out: impl Write) -> io::Result<()> {
    let mut file = Vec::new();
    written(head, rows, &mut file).map_err(io::Error::other)?;
    out.write_all(&file)
}

fn written(head: &Row, rows: &[Row], file: &mut Vec<u8>) -> Result<()> {
    let columns = head.iter().map(|(name, field)| column(name, field).map(Arc::new)).collect::<Result<_>>()?;
    let schema = Arc::new(Type::group_type_builder("row").with_fields(columns).build()?);
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties))?;
    for rows in rows.chunks(GROUP) {
        let mut group = writer.next_row_group()?;
        let mut at = 0;
        while let Some(column) = group.next_column()? {
            fill(column, rows.iter().map(|row| &row[at].1))?;
            at += 1;
        }
        group.close()?;
    }
    writer.close().map(|_| ())
}

fn column(name: &str, field: &Field) -> Result<Type> {
    let (kind, logical) = match field {
        Field::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Field::Integer(_) => (Physical::INT64, None),
        Field::Truth(_) => (Physical::BOOLEAN, None),
    };
    let column = Type::primitive_type_builder(name, kind).with_repetition(Repetition::REQUIRED);
    column.with_logical_type(logical).build()
}

/// Writes one column; its fields are all of one kind.
fn fill<'a>(mut column: SerializedColumnWriter<'_>, fields: impl Iterator<Item = &'a Field>) -> Result<()> {
    let (mut texts, mut numbers, mut truths) = (Vec::new(), Vec::new(), Vec::new());
    for field in fields {
        match field {
            Field::Text(text) => texts.push(ByteArray::from(text.as_str())),
            Field::Integer(number) => numbers.push(i64::try_from(*number).unwrap_or(i64::MAX)),
            Field::Truth(truth) => truths.push(*truth),
        }
    }
    if !texts.is_empty() {
        column.typed::<ByteArrayType>().write_batch(&texts, None, None)?;
    } else if !numbers.is_empty() {
        column.typed::<Int64Type>().write_batch(&numbers, None, None)?;
    } else {
        column.typed::<BoolType>().write_batch(&truths, None, None)?;
    }
    column.close()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::tests::graph;
    use ::parquet::file::reader::{FileReader, SerializedFileReader};

    fn rows(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> Vec<String> {
        let mut out = Vec::new();
        write(&mut out).unwrap();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&out).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect()
    }

    #[test]
    fn tables_have_typed_columns() {
        let nodes = rows(|o| nodes(&graph(), o));
        assert!(
            nodes.iter().any(|n| n.contains("path: \"country/NO\"") && n.contains("label_en: \"Norway\"")),
            "{nodes:?}"
        );
        let edges = rows(|o| edges(&graph(), o));
        assert!(edges[0].contains("target: \"country/NO\"") && edges[0].contains("weight: 1, "), "{edges:?}");
        assert!(edges.iter().any(|e| e.contains("symmetric: true")), "{edges:?}");
    }

    #[test]
    fn a_table_without_rows_has_its_columns() {
        assert!(rows(|o| nodes(&EntityGraph::new(), o)).is_empty());
    }
}
