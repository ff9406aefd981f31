//! The arithmetic: levels, scores, gaps, roll-ups. Pure and exact: whole numbers and fractions only, no input or output.
//!
//! Takes a guide and an assessment of it; gives the [`Standing`], what follows from the answers by rule. The rules are
//! described in `docs/scoring.md`:
//!
//! - `cumulative`: a level is reached when every indicator of it and of all lower levels is met or validly not
//!   applicable; the result is the highest such level.
//! - `mean` and `sum-of-means`: the values of the answers give a score, an exact fraction.
//! - A result is the pair of level and scope. Both may fall short of the target.
//! - A practice outside of the part that an assessment covers has no result, and nothing of it is needed.
//! - What is not known is never turned into a level: a practice whose next level is open for want of answers or of
//!   evidence has a lower bound, and against a target above that bound it has no gap but a reason why not.

mod change;
mod completeness;
mod coverage;
mod gap;
mod outcome;
mod practice;
mod rollup;
mod score;
mod standing;

pub use change::{Beside, Change, Direction, beside, change, earlier};
pub use completeness::{Completeness, Missing, completeness, has_placeholders, missing, unconfirmed, waived};
pub use coverage::{Coverage, LinkState, RequirementState, coverage, item_state, link_state, requirement_state};
pub use gap::Gap;
pub use outcome::{Open, Outcome, OutcomeKind, Reached, Scored};
pub use practice::stand;
pub use rollup::{Rollup, overall, roll_up};
pub use standing::{Against, Doubt, PracticeStanding, Standing, Tally, Verdict};

use crate::model::Assessment;
use crate::model::Guide;
use crate::model::PracticeIx;

/// The standing of an assessment.
pub fn assess(guide: &Guide, assessment: &Assessment) -> Standing {
    let practices = assessment.practices.iter().enumerate();
    Standing {
        practices: practices
            .map(|(index, result)| match assessment.leaves_out(PracticeIx(index)) {
                true => practice::outside(),
                false => stand(guide, PracticeIx(index), result, &assessment.layers),
            })
            .collect(),
    }
}
