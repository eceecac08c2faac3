//! The shared news corpus, where it stands beside the checkout.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Its folder beside the build; it is unpacked once.
pub fn news() -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (archive, target) = (here.join("../shared/corpus/news-2014-2016.tar.xz"), here.join("target/news"));
    if archive.exists() && !target.exists() {
        std::fs::create_dir_all(&target).ok()?;
        Command::new("tar").arg("xf").arg(&archive).arg("-C").arg(&target).status().ok()?;
    }
    target.exists().then_some(target)
}
