//! Paths as text. A file name that is no UTF-8 (of an archive made on a Chinese Windows, say) is written with `%C4` for each
//! byte that is none, so that it can be printed and given again, and two such names are never one.

use std::path::{Path, PathBuf};

/// A path or a part of it as text: as it is, or with signs for what is no UTF-8.
pub(crate) fn printable(path: impl AsRef<Path>) -> String {
    let path = path.as_ref().as_os_str();
    if let Some(text) = path.to_str() {
        return text.to_owned();
    }
    let mut out = String::new();
    for chunk in path.as_encoded_bytes().utf8_chunks() {
        out += &chunk.valid().replace('%', "%25");
        out.extend(chunk.invalid().iter().map(|byte| format!("%{byte:02X}")));
    }
    out
}

/// The path that [`printable`] has written so, where it has put signs into it.
#[cfg(unix)]
pub(crate) fn unprinted(text: &str) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    let (bytes, mut at, mut out) = (text.as_bytes(), 0, Vec::new());
    let byte = |at: usize| u8::from_str_radix(text.get(at + 1..at + 3)?, 16).ok();
    while at < bytes.len() {
        let sign = (bytes[at] == b'%').then(|| byte(at)).flatten();
        out.push(sign.unwrap_or(bytes[at]));
        at += if sign.is_some() { 3 } else { 1 };
    }
    std::ffi::OsString::from_vec(out).into()
}

/// Other systems have no such names.
#[cfg(not(unix))]
pub(crate) fn unprinted(text: &str) -> PathBuf {
    text.into()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    #[test]
    fn names_that_are_no_utf8_stay_apart_and_can_be_read_back() {
        for (bytes, text) in [
            (&b"plain 5%.txt"[..], "plain 5%.txt"),
            ("公报.txt".as_bytes(), "公报.txt"),
            (b"\xb9\xab\xb1\xa8.txt", "%B9%AB%B1%A8.txt"),
            (b"\xb9\xab 5%.txt", "%B9%AB 5%25.txt"),
        ] {
            let path = Path::new(OsStr::from_bytes(bytes));
            assert_eq!(printable(path), text);
            if path.to_str().is_none() {
                assert_eq!(unprinted(text), path);
            }
        }
    }
}
