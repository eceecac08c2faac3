//! diplograph
pub mod document;
pub mod error;
pub mod source;
