//! What several tests need of the README.

use std::path::Path;

/// The text of the README.
pub fn readme() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("the README")
}

/// The files that the README shows: a fence with a path behind its language.
pub fn readme_files() -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for line in readme().lines() {
        match line.strip_prefix("```") {
            Some(info) if !inside && info.contains(' ') => {
                inside = true;
                out.push((info.split_once(' ').expect("a path").1.to_owned(), String::new()));
            }
            Some(_) => inside = false,
            None if inside => {
                let (_, text) = out.last_mut().expect("it was just opened");
                *text += &format!("{line}\n");
            }
            None => {}
        }
    }
    out
}
