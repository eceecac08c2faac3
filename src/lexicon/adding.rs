//! Files of words that add up: a user's file goes on where the built-in one ends.

use std::collections::BTreeMap;

/// Part of a file, to which the same part of a later file adds.
pub(super) trait Adding {
    /// Takes in what a later file says.
    fn add(&mut self, later: Self);
}

impl Adding for Vec<String> {
    fn add(&mut self, later: Self) {
        self.extend(later);
    }
}

/// Characters.
impl Adding for String {
    fn add(&mut self, later: Self) {
        self.push_str(&later);
    }
}

/// What is said of single words: what a later file says of one takes the place of the former.
impl<T> Adding for BTreeMap<String, T> {
    fn add(&mut self, later: Self) {
        self.extend(later);
    }
}

/// What can be said once only: the first counts.
impl Adding for Option<String> {
    fn add(&mut self, later: Self) {
        *self = self.take().or(later);
    }
}

/// Tables of a file: they take no other fields, all of these may be left out, and each adds up.
macro_rules! adding {
    ($($(#[$about:meta])* $visible:vis struct $name:ident { $($(#[$says:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$about])*
        #[derive(Debug, Default, serde::Deserialize)]
        #[serde(deny_unknown_fields, default)]
        $visible struct $name {
            $($(#[$says])* $field: $type,)*
        }

        impl $crate::lexicon::adding::Adding for $name {
            fn add(&mut self, later: Self) {
                $($crate::lexicon::adding::Adding::add(&mut self.$field, later.$field);)*
            }
        }
    )*};
}

pub(super) use adding;
