//! diplograph
pub mod collation;
pub mod date;
pub mod document;
pub mod error;
pub mod fact;
pub mod join;
pub mod lexicon;
pub mod line;
pub mod mention;
pub mod number;
pub mod pattern;
pub mod rule;
pub mod source;
pub mod vocab;
