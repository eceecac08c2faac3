//! Writing a store: whole beside the folder and then in its place, or what changes into the folder, where the rename of the
//! manifest makes it count. Whatever fails or is killed before that leaves the store as it was.

use super::{
    Change, FILES, FORMAT, KnowledgeStore, MANIFEST, Manifest, RUN, SOURCES, SourceEntry, TEXTS, beside, lines, parent,
    parsed, unread,
};
use crate::error::{Error, Result};
use crate::graph::Detail;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// The files are written whole again when the changes come to one of so many bytes of them.
const SHARE: u64 = 4;

/// What goes into a store.
pub(crate) struct Contents {
    /// What changes in each file; all its lines, where there is no store that grows.
    pub files: BTreeMap<&'static str, Change>,
    /// New sources with their bytes.
    pub sources: Vec<(SourceEntry, Vec<u8>)>,
    /// How much of the text is in the graph.
    pub detail: Detail,
    /// A hash of the program and the ontology.
    pub read_by: String,
    /// The vocabulary of the user's own ontology.
    pub vocabulary: Vec<(String, String)>,
}

impl KnowledgeStore {
    /// Writes a store whole; gives whether anything changed. Errors ([`crate::error::Kind::Io`]): no space, no permission.
    pub(crate) fn write(folder: &Path, contents: &Contents) -> Result<bool> {
        let size = |change: &Change| change.more.iter().map(|l| l.len() as u64 + 1).sum();
        let sizes = FILES.iter().map(|f| ((*f).to_owned(), contents.files.get(f).map_or(0, size))).collect();
        let manifest = contents.manifest(0, sizes);
        let text = manifest.text();
        let lines = |file: &str| contents.files.get(file).map_or(&[][..], |c| &c.more);
        if holds(&folder.join(MANIFEST), std::iter::once(text.as_bytes()))
            && FILES.iter().all(|f| holds(&folder.join(f), ended(lines(f))))
            && contents.new_sources(folder).all(|(path, bytes)| holds(&path, bytes.into_iter()))
        {
            return Ok(false);
        }
        replace(folder, |fresh| {
            let mut files: Vec<Unwritten<'_>> =
                FILES.iter().map(|f| (fresh.join(f), ended(lines(f)).collect())).collect();
            files.push((fresh.join(MANIFEST), vec![text.as_bytes()]));
            make_folder(&fresh.join(TEXTS))?;
            files.extend(contents.new_sources(fresh));
            save_all(files)
        })?;
        Ok(true)
    }

    /// Writes what changes in this store; gives whether anything does. Errors as above.
    pub(crate) fn change(&self, contents: &Contents) -> Result<bool> {
        let changes: Vec<(&str, &Change)> =
            contents.files.iter().filter(|(_, c)| !c.is_empty()).map(|(f, c)| (*f, c)).collect();
        if changes.is_empty() {
            return Ok(false);
        }
        self.sweep()?;
        self.make_texts()?;
        let build = self.manifest.changes + 1;
        let mut sizes = self.manifest.files.clone();
        let mut layers = Vec::new();
        for (file, change) in changes {
            let lines = change.over(&self.folded(file, change.size(), &mut sizes)?);
            let name = lines::name(file, build);
            sizes.insert(name.clone(), lines.iter().map(|l| l.len() as u64).sum());
            layers.push((self.folder.join(name), lines));
        }
        let layers = layers.iter().map(|(path, lines)| (path.clone(), lines.iter().map(String::as_bytes).collect()));
        save_all(layers.chain(contents.new_sources(&self.folder)).collect())?;
        let fresh = self.folder.join(format!("{MANIFEST}.new"));
        save(&fresh, &[contents.manifest(build, sizes).text().as_bytes()])?;
        fs::rename(&fresh, self.folder.join(MANIFEST)).map_err(unwritten(&fresh))?;
        contents.files.get(SOURCES).map_or(Ok(()), |change| self.drop_sources(change))?;
        let store = KnowledgeStore::open(&self.folder)?;
        if store.gathered() * SHARE > store.whole() {
            store.write_again()?;
        }
        Ok(true)
    }

    /// The latest layers of a file that are no larger than twice a new one, which takes them up; so there are few layers,
    /// and no line is written often.
    fn folded(&self, file: &str, mut size: u64, sizes: &mut BTreeMap<String, u64>) -> Result<Vec<String>> {
        let mut out = Vec::new();
        for path in self.paths(file)[1..].iter().rev() {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let own = sizes.get(&name).copied().unwrap_or_default();
            if own > 2 * size {
                break;
            }
            out.push(fs::read_to_string(path).map_err(|e| unread(path, &e))?);
            size += own;
            sizes.remove(&name);
        }
        out.reverse();
        Ok(out)
    }

    /// Puts the file of a stored source back where it is missing or has changed; gives whether it was so.
    pub(crate) fn mend(&self, entry: &SourceEntry, bytes: &[u8]) -> Result<bool> {
        let path = self.folder.join(TEXTS).join(entry.file());
        if holds(&path, std::iter::once(bytes)) {
            return Ok(false);
        }
        self.make_texts()?;
        save(&path, &[bytes])?;
        Ok(true)
    }

    /// Makes the folder of the sources where it is missing.
    fn make_texts(&self) -> Result<()> {
        let folder = self.folder.join(TEXTS);
        fs::create_dir_all(&folder).map_err(unwritten(&folder))
    }

    /// Takes away what is no part of the store: what has been taken up since, or what a build left that was killed.
    fn sweep(&self) -> Result<()> {
        let entries = fs::read_dir(&self.folder).map_err(unwritten(&self.folder))?;
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if lines::of_name(&name).is_some() && !self.manifest.files.contains_key(&name) {
                fs::remove_file(entry.path()).map_err(unwritten(&entry.path()))?;
            }
        }
        Ok(())
    }

    /// Takes away the files of sources that no entry names any more.
    fn drop_sources(&self, change: &Change) -> Result<()> {
        let list = self.folder.join(SOURCES);
        let file = |line: &String| parsed::<SourceEntry>(&list, line).map(|entry| entry.file());
        let gone = change.less.iter().map(file).collect::<Result<BTreeSet<String>>>()?;
        let stay = change.more.iter().map(file).collect::<Result<BTreeSet<String>>>()?;
        for file in gone.difference(&stay) {
            let path = self.folder.join(TEXTS).join(file);
            match fs::remove_file(&path) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                    return Err(unwritten(&path)(e));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Writes the files with all their changes as whole files.
    fn write_again(&self) -> Result<()> {
        let sources = self.sources()?;
        replace(&self.folder, |fresh| {
            make_folder(&fresh.join(TEXTS))?;
            for file in sources.iter().map(SourceEntry::file) {
                link(&self.folder.join(TEXTS).join(&file), &fresh.join(TEXTS).join(&file))?;
            }
            if self.folder.join(RUN).exists() {
                link(&self.folder.join(RUN), &fresh.join(RUN))?;
            }
            let mut manifest = Manifest { changes: 0, files: BTreeMap::new(), ..self.manifest.clone() };
            for file in FILES {
                let path = fresh.join(file);
                let size = save_lines(&path, self.merged(file)?).map_err(unwritten(&path))?;
                manifest.files.insert(file.to_owned(), size);
            }
            save(&fresh.join(MANIFEST), &[manifest.text().as_bytes()])
        })
    }
}

impl Manifest {
    fn text(&self) -> String {
        serde_json::to_string_pretty(self).expect("a manifest is plain data") + "\n"
    }
}

/// A file to write, and its bytes in pieces.
type Unwritten<'a> = (PathBuf, Vec<&'a [u8]>);

impl Contents {
    fn manifest(&self, changes: u32, files: BTreeMap<String, u64>) -> Manifest {
        Manifest {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            detail: self.detail,
            read_by: self.read_by.clone(),
            changes,
            files,
            vocabulary: self.vocabulary.clone(),
            sources: Vec::new(),
        }
    }

    fn new_sources(&self, folder: &Path) -> impl Iterator<Item = Unwritten<'_>> {
        let folder = folder.join(TEXTS);
        self.sources.iter().map(move |(entry, bytes)| (folder.join(entry.file()), vec![bytes.as_slice()]))
    }
}

/// Lines as pieces of a file, each with its end.
fn ended(lines: &[String]) -> impl Iterator<Item = &[u8]> {
    lines.iter().flat_map(|l| [l.as_bytes(), b"\n"])
}

/// Whether a file holds these bytes.
fn holds<'a>(path: &Path, bytes: impl Iterator<Item = &'a [u8]>) -> bool {
    let Ok(file) = fs::File::open(path) else { return false };
    let mut file = std::io::BufReader::with_capacity(1 << 16, file);
    let mut held = Vec::new();
    for piece in bytes {
        held.resize(piece.len(), 0);
        if file.read_exact(&mut held).is_err() || held != piece {
            return false;
        }
    }
    file.read(&mut [0]).is_ok_and(|n| n == 0)
}

/// The error of a file or folder of the store that cannot be written.
fn unwritten(path: &Path) -> impl Fn(std::io::Error) -> Error {
    move |e| Error::io("write the store", path, &e)
}

pub(super) fn make_folder(path: &Path) -> Result<()> {
    fs::create_dir(path).map_err(unwritten(path))
}

/// Puts a file under another name, too; copies it where the file system has no links.
pub(super) fn link(from: &Path, to: &Path) -> Result<()> {
    let copied = fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(|_| ()));
    copied.map_err(unwritten(to))
}

/// Lets `fill` make a folder beside `folder`, and puts it in its place.
pub(super) fn replace(folder: &Path, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let beside = |tail: &str| folder.with_file_name(format!("{}-{}", beside(folder, tail), std::process::id()));
    fs::create_dir_all(parent(folder)).map_err(unwritten(parent(folder)))?;
    let (fresh, old) = (beside("new"), beside("old"));
    let _ = fs::remove_dir_all(&fresh);
    fs::create_dir(&fresh).map_err(unwritten(folder))?;
    let moved = fill(&fresh).and_then(|()| {
        let had = folder.exists();
        if had {
            fs::rename(folder, &old).map_err(unwritten(folder))?;
        }
        fs::rename(&fresh, folder).map_err(|e| {
            if had {
                let _ = fs::rename(&old, folder);
            }
            unwritten(folder)(e)
        })
    });
    if moved.is_err() {
        let _ = fs::remove_dir_all(&fresh);
    } else {
        let _ = fs::remove_dir_all(&old);
    }
    moved
}

/// Writes files, many at a time: each waits for the disk.
fn save_all(files: Vec<Unwritten<'_>>) -> Result<()> {
    /// Files that wait for the disk together.
    const TOGETHER: usize = 32;
    let left = std::sync::Mutex::new(files.into_iter());
    let next = || left.lock().unwrap_or_else(std::sync::PoisonError::into_inner).next();
    let some = || std::iter::from_fn(next).try_for_each(|(path, bytes)| save(&path, &bytes));
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..TOGETHER).map(|_| scope.spawn(some)).collect();
        let ended = writers.into_iter().map(|w| w.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        ended.fold(Ok(()), Result::and)
    })
}

pub(super) fn save(path: &Path, bytes: &[&[u8]]) -> Result<()> {
    let write = || -> std::io::Result<()> {
        let mut file = std::io::BufWriter::with_capacity(1 << 16, fs::File::create(path)?);
        bytes.iter().try_for_each(|b| file.write_all(b))?;
        file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()
    };
    write().map_err(unwritten(path))
}

/// Writes lines as they come; gives their size.
fn save_lines(path: &Path, lines: impl Iterator<Item = std::io::Result<String>>) -> std::io::Result<u64> {
    let mut file = std::io::BufWriter::with_capacity(1 << 16, fs::File::create(path)?);
    let mut size = 0;
    for line in lines {
        let line = line?;
        file.write_all(line.as_bytes())?;
        file.write_all(b"\n")?;
        size += line.len() as u64 + 1;
    }
    file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
    Ok(size)
}
