//! Whether two facts tell of one event: what has taken place at one time has not moved to another.

use crate::date::days;
use crate::fact::Mode;
use crate::join::JoinedFact;
use crate::vocab::{FactClass, SlotKind};
use serde_json::Value as Json;

/// Whether facts of a class are events: they have a time, and neither words nor numbers of which one can be said of several.
fn tells_events(class: &FactClass) -> bool {
    let other = |kind: &SlotKind| matches!(kind, SlotKind::Text | SlotKind::Number | SlotKind::Quantity);
    class.slots.iter().any(|s| *s.name == *"time") && !class.slots.iter().any(|s| other(&s.kind))
}

/// Whether what was done before is another event than the one after: it has another time, or, where one has none, is told on
/// other days.
pub(super) fn is_another(class: &FactClass, before: &JoinedFact, after: &JoinedFact) -> bool {
    if before.mode != Mode::Done || !tells_events(class) {
        return false;
    }
    let told = |f: &JoinedFact| !f.stated_on.is_empty();
    apart(before, after).unwrap_or_else(|| {
        told(before) && told(after) && !before.stated_on.iter().any(|day| after.stated_on.contains(day))
    })
}

/// Whether the times of two facts have no day in common; none where one has no time.
pub(super) fn apart(before: &JoinedFact, after: &JoinedFact) -> Option<bool> {
    let span = |f: &JoinedFact| f.slots.get("time").and_then(Json::as_str).and_then(days);
    let ((begin, end), (from, to)) = (span(before)?, span(after)?);
    let ends_before =
        |end: Option<String>, begin: Option<String>| end.zip(begin).is_some_and(|(end, begin)| end < begin);
    Some(ends_before(end, from) || ends_before(to, begin))
}
