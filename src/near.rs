//! Names that come close to one that is not there: what a message guesses was meant.

/// At most four of the names that come close to the one wanted, the closest first.
pub(crate) fn close_to<'n>(wanted: &str, names: impl IntoIterator<Item = &'n str>) -> Vec<&'n str> {
    let wanted = wanted.to_lowercase();
    // Of two letters of an alphabet that differ more is a chance than of two characters.
    let least = if wanted.is_ascii() { 0.6 } else { 0.5 };
    let alike = |name: &str| {
        let name = name.to_lowercase();
        let part = wanted.chars().count() >= 2 && (holds(&name, &wanted) || holds(&wanted, &name));
        strsim::normalized_damerau_levenshtein(&wanted, &name).max(if part { 0.6 } else { 0.0 })
    };
    let mut near: Vec<(f64, &str)> = names.into_iter().map(|n| (alike(n), n)).filter(|(a, _)| *a >= least).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.chars().count().cmp(&b.1.chars().count())).then(a.1.cmp(b.1)));
    near.dedup_by(|a, b| a.1 == b.1);
    near.into_iter().take(4).map(|(_, n)| n).collect()
}

/// Whether a name holds another one; of letters, not within a word: `outlet` of `news-outlet`, but no `ngo` of `ongoing`.
fn holds(name: &str, part: &str) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let stands = |at: usize| {
        !part.is_ascii()
            || !is_letter(name[..at].chars().next_back())
            || !is_letter(name[at + part.len()..].chars().next())
    };
    name.match_indices(part).any(|(at, _)| stands(at))
}

/// What to say of a name that is not there: the three that come closest, else all if they are few, else nothing.
pub(crate) fn guess<'n>(wanted: &str, names: impl IntoIterator<Item = &'n str>) -> Option<String> {
    const FEW: usize = 8;
    let names: Vec<&str> = names.into_iter().collect();
    let quoted = |names: &[&str], last: &str| {
        let names: Vec<String> = names.iter().map(|n| format!("`{n}`")).collect();
        match names.split_last() {
            Some((end, [])) => end.clone(),
            Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
            None => String::new(),
        }
    };
    let mut near = close_to(wanted, names.iter().copied());
    near.truncate(3);
    match near.is_empty() {
        false => Some(format!("did you mean {}?", quoted(&near, "or"))),
        true => (1..=FEW).contains(&names.len()).then(|| format!("there is {}", quoted(&names, "and"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_looks_alike_is_no_guess() {
        assert_eq!(close_to("Georgia", ["Serbia", "Georgian Dream"]), ["Georgian Dream"]);
        assert_eq!(close_to("ngo", ["Ongoing", "news-outlet"]), [""; 0]);
        assert_eq!(close_to("outlet", ["Ongoing", "news-outlet"]), ["news-outlet"]);
        assert_eq!(close_to("挪伟", ["挪威", "秘鲁"]), ["挪威"]);
    }

    #[test]
    fn the_closest_names_are_guessed_else_the_few_there_are() {
        assert_eq!(guess("holdr", ["holder", "stance"]).as_deref(), Some("did you mean `holder`?"));
        assert_eq!(guess("x", ["holder", "stance"]).as_deref(), Some("there is `holder` and `stance`"));
        assert_eq!(guess("x", ["aa", "bb", "cc", "dd", "ee", "ff", "gg", "hh", "ii"]), None);
    }
}
