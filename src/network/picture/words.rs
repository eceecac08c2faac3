//! Names as lines of text.

/// The width of a text in ems, as fonts have it about.
pub(super) fn ems(text: &str) -> f64 {
    let width = |c: char| match c {
        'i' | 'l' | 'j' | 't' | 'f' | 'I' | ' ' | '.' | ',' | '-' | '\'' | '(' | ')' => 0.34,
        'm' | 'w' | 'M' | 'W' => 0.9,
        c if c.is_ascii_uppercase() => 0.72,
        c if c.is_ascii() => 0.58,
        c if ('\u{a0}'..'\u{2000}').contains(&c) => 0.62,
        _ => 1.02,
    };
    text.chars().map(width).sum()
}

/// A name in lines of about equal length, none much wider than `most` ems, words of Latin script whole; what needs more
/// than four ends in `…`.
pub(super) fn wrapped(text: &str, most: f64) -> Vec<String> {
    const LINES: f64 = 4.0;
    let words = words(text);
    let needed = (ems(text) / most).ceil().clamp(1.0, LINES);
    // The narrowest lines that hold it all.
    let mut width = ems(text) / needed;
    while width < most + 0.5 && lines(&words, width).len() as f64 > needed {
        width += 0.25;
    }
    let mut lines = lines(&words, width);
    if lines.len() as f64 > LINES {
        lines.truncate(LINES as usize);
        lines.last_mut().expect("four lines").push('…');
    }
    lines
}

/// Words of Latin script and single characters of others; closing marks stay with what is before them, opening ones with
/// what follows.
fn words(text: &str) -> Vec<String> {
    let is_latin = |c: char| c.is_ascii() || ('\u{a0}'..'\u{2000}').contains(&c);
    let mut words: Vec<String> = Vec::new();
    for c in text.chars() {
        let joins = |word: &String| {
            let last = word.chars().next_back().unwrap_or(' ');
            (is_latin(c) && is_latin(last) && last != ' ') || "”》）、，。·".contains(c) || "“《（".contains(last)
        };
        match words.last_mut().filter(|w| joins(w)) {
            Some(word) => word.push(c),
            None => words.push(c.to_string()),
        }
    }
    words
}

fn lines(words: &[String], width: f64) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in words {
        let line = lines.last_mut().expect("there is a first line");
        if line.is_empty() || ems(line) + ems(word.trim_end()) <= width {
            line.push_str(word);
        } else {
            lines.push(word.trim_start().to_owned());
        }
    }
    lines.into_iter().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_into_lines_of_about_equal_length() {
        assert_eq!(wrapped("瑞士", 10.0), ["瑞士"]);
        assert_eq!(wrapped("中国科学院自动化研究所", 8.0), ["中国科学院自", "动化研究所"]);
        assert_eq!(wrapped("United Arab Emirates", 7.0), ["United Arab", "Emirates"]);
        let nations = wrapped("Association of Southeast Asian Nations", 10.0);
        assert_eq!(nations.join(" "), "Association of Southeast Asian Nations");
        assert_eq!(wrapped("关于渔业的“灯塔公约”", 6.0), ["关于渔业的", "“灯塔公约”"]);
        let long = wrapped(&"很长的名字".repeat(19), 10.0);
        assert!(long.len() == 4 && long[3].ends_with('…'));
    }
}
