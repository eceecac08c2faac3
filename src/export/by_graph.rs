//! Quads put in the order of their graphs in constant memory: what does not fit goes to temporary files.

use oxigraph::io::{RdfFormat, RdfParser, RdfSerializer};
use oxigraph::model::Quad;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

/// Collects quads and gives them back graph by graph, those of one graph in the order in which they came.
pub(super) struct ByGraph {
    /// How many bytes may be held at once.
    room: usize,
    /// N-Quads by the name of their graph.
    held: BTreeMap<String, Vec<u8>>,
    bytes: usize,
    /// What was held before, each sorted by graph, in the order of time.
    files: Vec<File>,
}

impl ByGraph {
    /// Holds so many bytes of N-Quads in memory, and the rest on disk.
    pub fn new(room: usize) -> ByGraph {
        ByGraph { room, held: BTreeMap::new(), bytes: 0, files: Vec::new() }
    }

    /// Takes a quad. Errors: of writing a temporary file.
    pub fn push(&mut self, quad: &Quad) -> io::Result<()> {
        let lines = self.held.entry(quad.graph_name.to_string()).or_default();
        let before = lines.len();
        RdfSerializer::from_format(RdfFormat::NQuads).for_writer(&mut *lines).serialize_quad(quad)?;
        self.bytes += lines.len() - before;
        if self.bytes > self.room { self.spill() } else { Ok(()) }
    }

    /// Writes what is held to a file that is gone when the program ends.
    fn spill(&mut self) -> io::Result<()> {
        let named = |e: io::Error| {
            let folder = std::env::temp_dir();
            io::Error::new(
                e.kind(),
                format!("a temporary file in {} (TMPDIR names another folder): {e}", folder.display()),
            )
        };
        let mut out = BufWriter::new(tempfile::tempfile().map_err(named)?);
        std::mem::take(&mut self.held).values().try_for_each(|lines| out.write_all(lines)).map_err(named)?;
        let mut file = out.into_inner().map_err(|e| named(e.into_error()))?;
        file.rewind().map_err(named)?;
        self.files.push(file);
        self.bytes = 0;
        Ok(())
    }

    /// Gives all quads to `take`, graph by graph. Errors: its own, and of temporary files.
    pub fn each(mut self, mut take: impl FnMut(&Quad) -> io::Result<()>) -> io::Result<()> {
        if self.files.is_empty() {
            return self.held.values().try_for_each(|lines| quads(&**lines).try_for_each(|quad| take(&quad?)));
        }
        self.spill()?;
        let mut parts: Vec<_> = self.files.into_iter().map(|file| quads(BufReader::new(file)).peekable()).collect();
        while let Some(graph) = parts.iter_mut().filter_map(|p| p.peek().and_then(graph_of)).min() {
            for part in &mut parts {
                while let Some(quad) = part.next_if(|quad| graph_of(quad).is_none_or(|g| g == graph)) {
                    take(&quad?)?;
                }
            }
        }
        // What is left began with an error of reading.
        parts.into_iter().flatten().try_for_each(|quad| take(&quad?))
    }
}

fn quads(lines: impl Read) -> impl Iterator<Item = io::Result<Quad>> {
    RdfParser::from_format(RdfFormat::NQuads).for_reader(lines).map(|quad| quad.map_err(super::damaged))
}

fn graph_of(quad: &io::Result<Quad>) -> Option<String> {
    quad.as_ref().ok().map(|q| q.graph_name.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quads_come_by_graph_however_little_fits() {
        let line = |s: usize, g: usize| format!("<x:s{s:03}> <x:p> \"词\\n{s}\"@zh <x:g{g}> .");
        let lines: Vec<String> = (0..60).map(|s| line(s, s * 7 % 5)).collect();
        let wanted: Vec<String> =
            (0..5).flat_map(|g| (0..60).filter(move |s| s * 7 % 5 == g).map(move |s| line(s, g))).collect();
        for room in [0, 200, 1 << 20] {
            let mut sorted = ByGraph::new(room);
            quads(lines.join("\n").as_bytes()).for_each(|quad| sorted.push(&quad.unwrap()).unwrap());
            assert_eq!(sorted.files.is_empty(), room == 1 << 20);
            let mut found = Vec::new();
            sorted
                .each(|quad| {
                    found.push(format!("{quad} ."));
                    Ok(())
                })
                .unwrap();
            assert_eq!(found, wanted, "{room} bytes of room");
        }
    }
}
