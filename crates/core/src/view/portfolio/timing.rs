//! How a day stands to the day of the commit, with words for what it is the day of.

use crate::model::Date;
use crate::view::DateView;
use crate::view::types::timing::Due;
use crate::view::types::timing::SOON;
use crate::view::types::timing::Timing;

/// Words for a day that is past, soon or later.
pub(super) type Names = [&'static str; 3];

/// For steps of a roadmap.
pub(super) const DUE: Names = ["Overdue", "Within 90 days", "Later"];

/// For the last day of validity.
pub(super) const VALIDITY: Names = ["Expired", "Expires within 90 days", "Valid"];

/// For the day of the next review.
pub(super) const REVIEW: Names = ["Review overdue", "Review within 90 days", "Review later"];

/// How a day stands to that of the commit.
pub(super) fn timing(then: &DateView, now: Option<&DateView>, names: &Names) -> Option<Timing> {
    let (then, now): (Date, Date) = (then.iso.parse().ok()?, now?.iso.parse().ok()?);
    let (id, name) = match now.days_until(then) {
        ..0 => (Due::Past, names[0]),
        0..=SOON => (Due::Soon, names[1]),
        _ => (Due::Later, names[2]),
    };
    Some(Timing { id, name })
}
