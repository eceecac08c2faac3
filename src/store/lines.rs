//! Files of sorted lines, and what builds have changed in them.
//!
//! A file of a store is a set of lines, sorted by their bytes. What a build changes in it stands beside it in a layer of its
//! own: lines that come (`+`) and lines that go (`-`), sorted by what follows the sign, each line once. The latest layer that
//! has a line decides whether it is there. So a file with its layers is read side by side ([`Merged`]), never wholly in
//! memory, and single lines are found by their first bytes ([`Layers::find`]) in a few steps, however large the file is.

use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::PathBuf;

/// The name of what the build of this number changed in a file.
pub(super) fn name(file: &str, build: u32) -> String {
    format!("{file}.{build}.change")
}

/// The file that a layer changes, and the number of the build.
pub(super) fn of_name(name: &str) -> Option<(&str, u32)> {
    let (file, build) = name.strip_suffix(".change")?.rsplit_once('.')?;
    Some((file, build.parse().ok()?))
}

/// What a build changes in a file: lines without ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Change {
    pub less: BTreeSet<String>,
    /// Sorted, each once; may be there already.
    pub more: Vec<String>,
}

impl Change {
    /// From lines in any order. A line that goes and comes stays as it is.
    pub fn new(mut less: BTreeSet<String>, mut more: Vec<String>) -> Change {
        more.par_sort_unstable();
        more.dedup();
        more.retain(|line| !less.remove(line));
        Change { less, more }
    }

    pub fn is_empty(&self) -> bool {
        self.less.is_empty() && self.more.is_empty()
    }

    /// Size of its layer in bytes.
    pub fn size(&self) -> u64 {
        self.less.iter().chain(&self.more).map(|l| l.len() as u64 + 2).sum()
    }

    /// The lines of its layer, laid over those of former layers.
    pub(super) fn over(&self, former: &[String]) -> Vec<String> {
        let mut all: BTreeMap<&str, char> = BTreeMap::new();
        let signed = |l| Some((str::get(l, 1..)?, if str::starts_with(l, '+') { '+' } else { '-' }));
        all.extend(former.iter().flat_map(|text| text.lines()).filter_map(signed));
        all.extend(self.less.iter().map(|l| (l.as_str(), '-')));
        all.extend(self.more.iter().map(|l| (l.as_str(), '+')));
        all.into_iter().map(|(line, sign)| format!("{sign}{line}\n")).collect()
    }
}

/// A file or a layer, and the line at which its reader stands.
struct Layer<R> {
    reader: R,
    /// Whether the lines have signs.
    signed: bool,
    /// The line without its sign, and whether it comes.
    head: Option<(String, bool)>,
}

impl<R: BufRead> Layer<R> {
    /// Goes to the next line.
    fn step(&mut self) -> io::Result<()> {
        let mut line = String::new();
        self.head = None;
        if self.reader.read_line(&mut line)? > 0 {
            if line.ends_with('\n') {
                line.pop();
            }
            let comes = !self.signed || line.starts_with('+');
            if self.signed && !line.is_empty() {
                line.remove(0);
            }
            self.head = Some((line, comes));
        }
        Ok(())
    }
}

/// The lines of a file with its layers, in order, as they are read.
pub(super) struct Merged<R> {
    /// The file, then its layers, the earliest first.
    layers: Vec<Layer<R>>,
}

impl<R: BufRead> Merged<R> {
    /// Of a file and of its layers, the earliest first, as far as they have not been read.
    pub fn new(file: R, layers: impl IntoIterator<Item = R>) -> io::Result<Merged<R>> {
        let layers = layers.into_iter().map(|reader| Layer { reader, signed: true, head: None });
        let file = Layer { reader: file, signed: false, head: None };
        let mut out = Merged { layers: std::iter::once(file).chain(layers).collect() };
        out.layers.iter_mut().try_for_each(Layer::step)?;
        Ok(out)
    }

    fn line(&mut self) -> io::Result<Option<String>> {
        loop {
            let heads = self.layers.iter().enumerate().filter_map(|(n, l)| Some((&l.head.as_ref()?.0, n)));
            // The least line, and of its layers the latest.
            let Some((_, last)) = heads.min_by(|a, b| a.0.cmp(b.0).then(b.1.cmp(&a.1))) else { return Ok(None) };
            let (before, rest) = self.layers.split_at_mut(last);
            let Some((line, comes)) = rest[0].head.take() else { return Ok(None) };
            rest[0].step()?;
            let same = before.iter_mut().filter(|l| l.head.as_ref().is_some_and(|h| h.0 == line));
            same.into_iter().try_for_each(Layer::step)?;
            if comes {
                return Ok(Some(line));
            }
        }
    }
}

impl<R: BufRead> Iterator for Merged<R> {
    type Item = io::Result<String>;

    fn next(&mut self) -> Option<Self::Item> {
        self.line().transpose()
    }
}

/// A file and its layers, open.
pub(super) struct Layers {
    files: Vec<(BufReader<File>, u64)>,
}

impl Layers {
    /// Opens a file and its layers, the earliest first.
    pub fn open(paths: &[PathBuf]) -> io::Result<Layers> {
        let open = |path: &PathBuf| {
            let file = File::open(path)?;
            let size = file.metadata()?.len();
            Ok((BufReader::new(file), size))
        };
        Ok(Layers { files: paths.iter().map(open).collect::<io::Result<_>>()? })
    }

    /// All lines.
    pub fn all(self) -> io::Result<Merged<BufReader<File>>> {
        let mut readers = self.files.into_iter().map(|f| f.0);
        let file = readers.next().ok_or(io::ErrorKind::NotFound)?;
        Merged::new(file, readers)
    }

    /// The lines that begin with each of some heads, of each at most so many. No head may begin another.
    pub fn find(mut self, heads: &BTreeSet<String>, most: usize) -> io::Result<HashMap<String, Vec<String>>> {
        /// To find one line costs as much as to read so many bytes.
        const LOOK: u64 = 1 << 16;
        let size: u64 = self.files.iter().map(|f| f.1).sum();
        if heads.len() as u64 * LOOK > size {
            return pick(self.all()?, heads, most);
        }
        let mut out = HashMap::with_capacity(heads.len());
        for head in heads {
            for (n, (reader, size)) in self.files.iter_mut().enumerate() {
                seek(reader, *size, n > 0, head.as_bytes())?;
            }
            let mut readers = self.files.iter_mut().map(|f| &mut f.0);
            let file = readers.next().ok_or(io::ErrorKind::NotFound)?;
            let lines = Merged::new(file, readers)?;
            let found = lines.take_while(|l| l.as_ref().map_or(true, |l| l.starts_with(head))).take(most);
            let found = found.collect::<io::Result<Vec<String>>>()?;
            if !found.is_empty() {
                out.insert(head.clone(), found);
            }
        }
        Ok(out)
    }
}

/// The lines that begin with one of some heads, all lines being read.
fn pick(
    lines: impl Iterator<Item = io::Result<String>>,
    heads: &BTreeSet<String>,
    most: usize,
) -> io::Result<HashMap<String, Vec<String>>> {
    let mut out: HashMap<String, Vec<String>> = HashMap::new();
    let mut heads = heads.iter().peekable();
    for line in lines {
        let line = line?;
        while heads.peek().is_some_and(|h| line > **h && !line.starts_with(*h)) {
            heads.next();
        }
        let Some(head) = heads.peek() else { break };
        if line.starts_with(*head) {
            let found = out.entry((*head).clone()).or_default();
            if found.len() < most {
                found.push(line);
            }
        }
    }
    Ok(out)
}

/// Goes to the first line that is not before `key`.
fn seek(reader: &mut BufReader<File>, size: u64, signed: bool, key: &[u8]) -> io::Result<()> {
    /// So few bytes are read line by line.
    const NEAR: u64 = 1 << 12;
    let before = |line: &[u8]| line.get(usize::from(signed)..).unwrap_or_default() < key;
    // A line begins at `low` that is the first or before `key`; none before `key` begins at `high` or behind it.
    let (mut low, mut high) = (0, size);
    let mut line = Vec::new();
    while high - low > NEAR {
        let middle = low + (high - low) / 2;
        reader.seek(SeekFrom::Start(middle))?;
        line.clear();
        let begin = middle + reader.read_until(b'\n', &mut line)? as u64;
        line.clear();
        reader.read_until(b'\n', &mut line)?;
        if begin < high && before(line.strip_suffix(b"\n").unwrap_or(&line)) {
            low = begin;
        } else {
            high = middle;
        }
    }
    reader.seek(SeekFrom::Start(low))?;
    loop {
        line.clear();
        let length = reader.read_until(b'\n', &mut line)?;
        if length == 0 || !before(line.strip_suffix(b"\n").unwrap_or(&line)) {
            return reader.seek_relative(-(length as i64));
        }
    }
}

/// Lines as the bytes of a file.
pub(super) struct Bytes<I> {
    lines: I,
    line: Vec<u8>,
    at: usize,
}

impl<I> Bytes<I> {
    pub fn new(lines: I) -> Bytes<I> {
        Bytes { lines, line: Vec::new(), at: 0 }
    }
}

impl<I: Iterator<Item = io::Result<String>>> Read for Bytes<I> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.at == self.line.len() {
            let Some(line) = self.lines.next() else { return Ok(0) };
            (self.line, self.at) = (line?.into_bytes(), 0);
            self.line.push(b'\n');
        }
        let some = out.len().min(self.line.len() - self.at);
        out[..some].copy_from_slice(&self.line[self.at..self.at + some]);
        self.at += some;
        Ok(some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn merged(base: &str, changes: &[&str]) -> String {
        let lines = Merged::new(base.as_bytes(), changes.iter().map(|c| c.as_bytes())).unwrap();
        let mut out = String::new();
        Bytes::new(lines).read_to_string(&mut out).unwrap();
        out
    }

    fn set(lines: &[&str]) -> BTreeSet<String> {
        lines.iter().map(|l| (*l).to_owned()).collect()
    }

    #[test]
    fn the_latest_layer_decides() {
        let layers = ["-b\n+bb\n+c\n", "+a\n-bb\n-c\n+z\n", "+b\n"];
        assert_eq!(merged("a\nb\nc\nd\n", &layers), "a\nb\nd\nz\n");
        assert_eq!(merged("a\nb\n", &["+a\n", "-a\n"]), "b\n");
    }

    #[test]
    fn a_change_laid_over_former_ones_is_one_layer() {
        let change = Change::new(set(&["bb", "c", "x"]), ["z", "a", "x"].map(str::to_owned).to_vec());
        assert_eq!(change.less, set(&["bb", "c"]));
        let layer = change.over(&["-b\n+bb\n".to_owned()]).concat();
        assert_eq!(layer, "+a\n-b\n-bb\n-c\n+z\n");
        assert_eq!(merged("a\nb\nc\nd\n", &[&layer]), "a\nd\nz\n");
    }

    proptest! {
        #[test]
        fn lines_are_found_as_if_all_were_read(
            base in proptest::collection::btree_set("[a-c]{1,3}[甲乙]{0,900}", 0..60),
            layers in proptest::collection::vec(proptest::collection::btree_map("[a-c]{1,3}", any::<bool>(), 0..9), 0..3),
            heads in proptest::collection::btree_set("[a-c]{2}", 1..4),
            most in 1usize..5,
        ) {
            let folder = tempfile::tempdir().unwrap();
            let mut paths = vec![folder.path().join("base")];
            std::fs::write(&paths[0], base.iter().map(|l| format!("{l}\n")).collect::<String>()).unwrap();
            for (n, layer) in layers.iter().enumerate() {
                paths.push(folder.path().join(n.to_string()));
                let signed = layer.iter().map(|(l, comes)| format!("{}{l}\n", if *comes { '+' } else { '-' }));
                std::fs::write(&paths[n + 1], signed.collect::<String>()).unwrap();
            }
            let open = || Layers::open(&paths).unwrap();
            let all: Vec<String> = open().all().unwrap().collect::<io::Result<_>>().unwrap();
            let mut expected = base;
            for (line, comes) in layers.into_iter().flatten() {
                if comes { expected.insert(line); } else { expected.remove(&line); }
            }
            prop_assert_eq!(&all, &expected.into_iter().collect::<Vec<_>>());
            let found = open().find(&heads, most).unwrap();
            let picked = pick(all.iter().cloned().map(Ok), &heads, most).unwrap();
            prop_assert_eq!(&found, &picked);
            for head in &heads {
                let own: Vec<&String> = all.iter().filter(|l| l.starts_with(head)).take(most).collect();
                prop_assert_eq!(own, found.get(head).into_iter().flatten().collect::<Vec<_>>());
            }
        }
    }
}
