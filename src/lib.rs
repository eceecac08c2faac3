//! diplograph
pub mod date;
pub mod document;
pub mod error;
pub mod fact;
pub mod lexicon;
pub mod mention;
pub mod number;
pub mod pattern;
pub mod rule;
pub mod source;
pub mod vocab;
