//! diplograph
pub mod date;
pub mod document;
pub mod error;
pub mod number;
pub mod source;
