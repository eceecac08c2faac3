//! Annotations by hand and by the program → how much of what is there is found, and how much of what is found is right.
//!
//! What people mark is written as the lines of `extract` are, so that such lines, corrected by hand, are a gold standard.
//! A mention is found if its place and class are right, and *strictly* so if it is read right too. A fact is found if one
//! of its class is told at its place; what it says is measured slot by slot. Shares are of all places together (micro
//! average), not of classes.

mod agreement;
mod annotation;
mod fact;
mod mention;
mod score;

pub use annotation::Annotation;
pub use fact::facts;
pub use mention::mentions;
pub use score::{Evaluation, Miss, Row, Tally};
