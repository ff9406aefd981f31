//! Whether an assessment can be sealed: the one answer that `seal` acts on and `status` tells.
//!
//! What the repository has to do with it, such as changes that are in no commit, is the matter of `seal` alone.

use crate::assess::has_placeholders;
use crate::model::Assessment;
use crate::model::Book;

/// What stands between an assessment and its seal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// Nothing.
    Ready,
    /// Something is missing, and the book allows to seal all the same.
    Allowed,
    /// Something is missing.
    Missing,
    /// More is said not to apply than the policy allows.
    Waived,
    /// A text is still a placeholder, which no book can allow.
    Placeholders,
    /// The book does not say who signs.
    NoPolicy,
}

/// Whether an assessment of which this is `missing` can be sealed under the policy of its book. `waived` is true where
/// more is said not to apply than the policy allows, which no leave to seal a draft makes good.
pub fn readiness(book: &Book, assessment: &Assessment, missing: &[String], waived: bool) -> Readiness {
    let policy = &book.settings.sign_off;
    match (missing.is_empty(), policy.unassessed) {
        _ if waived => Readiness::Waived,
        (false, false) => Readiness::Missing,
        _ if has_placeholders(book, assessment) => Readiness::Placeholders,
        _ if policy.lines.is_empty() => Readiness::NoPolicy,
        (true, _) => Readiness::Ready,
        (false, true) => Readiness::Allowed,
    }
}
