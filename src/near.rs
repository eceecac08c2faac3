//! Names that come close to one that is not there: what a message guesses was meant.

/// At most four of the names that come close to the one wanted, the closest first.
pub(crate) fn close_to<'n>(wanted: &str, names: impl IntoIterator<Item = &'n str>) -> Vec<&'n str> {
    let wanted = wanted.to_lowercase();
    let alike = |name: &str| {
        let name = name.to_lowercase();
        let part = wanted.chars().count() >= 2 && (name.contains(&wanted) || wanted.contains(&name));
        strsim::normalized_damerau_levenshtein(&wanted, &name).max(if part { 0.6 } else { 0.0 })
    };
    let mut near: Vec<(f64, &str)> = names.into_iter().map(|n| (alike(n), n)).filter(|(a, _)| *a >= 0.5).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.chars().count().cmp(&b.1.chars().count())).then(a.1.cmp(b.1)));
    near.dedup_by(|a, b| a.1 == b.1);
    near.into_iter().take(4).map(|(_, n)| n).collect()
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
    fn the_closest_names_are_guessed_else_the_few_there_are() {
        assert_eq!(guess("holdr", ["holder", "stance"]).as_deref(), Some("did you mean `holder`?"));
        assert_eq!(guess("x", ["holder", "stance"]).as_deref(), Some("there is `holder` and `stance`"));
        assert_eq!(guess("x", ["aa", "bb", "cc", "dd", "ee", "ff", "gg", "hh", "ii"]), None);
    }
}
