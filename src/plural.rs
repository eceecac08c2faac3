//! Numbers with what is counted.

/// A number with what is counted.
pub(crate) fn many(n: usize, what: &str) -> String {
    match what.strip_suffix('y') {
        _ if n == 1 => format!("{n} {what}"),
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{n} {stem}ies"),
        _ if what.ends_with("ch") || what.ends_with("sh") => format!("{n} {what}es"),
        _ => format!("{n} {what}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_agree_with_what_is_counted() {
        let counted = [many(0, "fact"), many(1, "violation"), many(2, "match"), many(5, "variant place")];
        assert_eq!(counted, ["0 facts", "1 violation", "2 matches", "5 variant places"]);
        let counted = [many(1, "clash"), many(2, "clash"), many(1, "entity"), many(3, "entity"), many(2, "day")];
        assert_eq!(counted, ["1 clash", "2 clashes", "1 entity", "3 entities", "2 days"]);
    }
}
