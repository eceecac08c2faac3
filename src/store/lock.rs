//! One build at a time: a lock beside the store. The system frees it when the process ends, however it ends.

use super::{beside, parent};
use crate::error::{Error, Kind, Result};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

/// The right to change a store, for as long as it lives.
#[derive(Debug)]
pub(crate) struct Lock {
    /// Holds the lock.
    _file: File,
    path: PathBuf,
}

impl Lock {
    /// Takes the lock of a store, which need not be there yet.
    ///
    /// Errors ([`Kind::Store`]): another build holds it. [`Kind::Io`]: it cannot be made.
    pub fn take(folder: &Path) -> Result<Lock> {
        let path = folder.with_file_name(beside(folder, "lock"));
        let failed = |e: &std::io::Error| Error::io("lock the store", folder, e);
        fs::create_dir_all(parent(folder)).map_err(|e| failed(&e))?;
        loop {
            let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(|e| failed(&e))?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    return Err(Error::new(Kind::Store, "another build is writing this store")
                        .at(folder.display())
                        .help("wait for its end, and build again"));
                }
                Err(TryLockError::Error(e)) => return Err(failed(&e)),
            }
            // Whoever held it may have taken it away since it was opened.
            if is_at(&file, &path) {
                sweep(folder);
                return Ok(Lock { _file: file, path });
            }
        }
    }
}

/// Takes away what builds that were killed have left beside a store: what they were making, and, where a store is in its
/// place, what that has replaced. Who holds the lock knows that no build is at work on them.
fn sweep(folder: &Path) {
    let heads = [("new", true), ("old", folder.exists())].map(|(tail, goes)| (beside(folder, tail) + "-", goes));
    for entry in fs::read_dir(parent(folder)).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_left = |(head, goes): &(String, bool)| {
            let process = name.strip_prefix(head.as_str());
            *goes && process.is_some_and(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()))
        };
        if heads.iter().any(is_left) {
            // Where this fails they stay, and do no harm.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |m: std::io::Result<fs::Metadata>| m.ok().map(|m| (m.dev(), m.ino()));
    place(file.metadata()) == place(fs::metadata(path))
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Elsewhere an empty file may stay: whether it is the one that is locked cannot be told.
        if cfg!(unix) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_killed_builds_have_left_is_taken_away() {
        let dir = tempfile::tempdir().unwrap();
        let folder = |name: &str| fs::create_dir(dir.path().join(name)).unwrap();
        [".kg.new-12", ".kg.old-12", ".kg.new-12.new-7", ".kgs.new-12"].into_iter().for_each(folder);
        let left = || {
            let names =
                fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned());
            let mut names: Vec<String> = names.collect();
            names.sort();
            names
        };
        drop(Lock::take(&dir.path().join("kg")).unwrap());
        assert_eq!(left(), [".kg.new-12.new-7", ".kg.old-12", ".kgs.new-12"], "the former store is still wanted");
        folder("kg");
        drop(Lock::take(&dir.path().join("kg")).unwrap());
        assert_eq!(left(), [".kg.new-12.new-7", ".kgs.new-12", "kg"]);
    }

    #[test]
    fn a_store_has_one_lock_which_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let store = dir.path().join("kg");
        let held = Lock::take(&store).unwrap();
        let refused = Lock::take(&store).unwrap_err();
        assert_eq!(refused.kind, Kind::Store);
        assert!(refused.message.contains("another build"));
        drop(held);
        drop(Lock::take(&store).unwrap());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
