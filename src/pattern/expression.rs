//! Pattern text as a regular expression, read when it is needed.

use super::expand::{Fault, Writer};
use super::{ClassSet, Hole, Macros};
use regex_syntax::hir::Hir;
use std::sync::{Arc, OnceLock};

/// The text of a pattern with its macros, and what the parser of regular expressions makes of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Expression {
    text: Box<str>,
    macros: Arc<Macros>,
    hir: OnceLock<Hir>,
}

impl Expression {
    /// Reads it now; with its holes and the classes that it names.
    pub fn parse(text: &str, macros: &Arc<Macros>) -> Result<(Expression, Vec<Hole>, ClassSet), Fault> {
        let mut writer = Writer::new(macros);
        writer.expand(text)?;
        let hir = regex_syntax::Parser::new().parse(writer.out()).map_err(|e| writer.fault(&e))?;
        let (holes, classes) = writer.finish();
        Ok((Expression { hir: hir.into(), ..Expression::checked(text, macros) }, holes, classes))
    }

    /// One that has been read before without fault.
    pub fn checked(text: &str, macros: &Arc<Macros>) -> Expression {
        Expression { text: text.into(), macros: macros.clone(), hir: OnceLock::new() }
    }

    /// The regular expression.
    pub fn hir(&self) -> &Hir {
        self.hir.get_or_init(|| {
            let read = Expression::parse(&self.text, &self.macros);
            read.ok().and_then(|(read, ..)| read.hir.into_inner()).unwrap_or_else(Hir::fail)
        })
    }
}

impl From<Hir> for Expression {
    fn from(hir: Hir) -> Expression {
        Expression { hir: hir.into(), ..Expression::default() }
    }
}
