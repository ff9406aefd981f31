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
mod practice;
mod rollup;
mod score;

pub use change::{Beside, Change, Direction, beside, change};
pub use completeness::{Completeness, Missing, completeness, missing, unconfirmed};
pub use coverage::{Coverage, LinkState, RequirementState, coverage, link_state, requirement_state};
pub use gap::Gap;
pub use practice::stand;
pub use rollup::{Rollup, roll_up};

use crate::model::Assessment;
use crate::model::Guide;
use crate::model::LevelIx;
use crate::model::PracticeIx;
use crate::model::Score;

/// What follows from an assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// One entry a practice, in the order of the guide.
    pub practices: Vec<PracticeStanding>,
}

/// What is known of a practice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing is answered that would allow a level.
    NotAssessed,
    /// What was looked for was not shown, so that no level can be given.
    Insufficient,
    /// The practice does not apply to this subject.
    NotApplicable,
    /// The practice lies outside of the part that was judged.
    Outside,
    /// A level is reached.
    Level(Reached),
    /// A score, under the rules `mean` and `sum-of-means`.
    Score(Scored),
}

/// What kind of outcome it is. None of them is ever taken for level 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OutcomeKind {
    /// [`Outcome::Level`].
    Level,
    /// [`Outcome::Score`].
    Score,
    /// [`Outcome::NotAssessed`].
    NotAssessed,
    /// [`Outcome::Insufficient`].
    Insufficient,
    /// [`Outcome::NotApplicable`].
    NotApplicable,
    /// [`Outcome::Outside`].
    Outside,
}

impl Outcome {
    /// Its kind.
    pub fn kind(&self) -> OutcomeKind {
        match self {
            Outcome::NotAssessed => OutcomeKind::NotAssessed,
            Outcome::Insufficient => OutcomeKind::Insufficient,
            Outcome::NotApplicable => OutcomeKind::NotApplicable,
            Outcome::Outside => OutcomeKind::Outside,
            Outcome::Level(_) => OutcomeKind::Level,
            Outcome::Score(_) => OutcomeKind::Score,
        }
    }
}

/// A score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scored {
    /// The score.
    pub score: Score,
    /// Why it is only a lower bound, if it is.
    pub open: Option<Open>,
}

/// A level that is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The level.
    pub level: LevelIx,
    /// Why the next level is open, if it is: then this one is a lower bound.
    pub open: Option<Open>,
}

/// Why a level is neither reached nor missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// Some of its indicators are not answered.
    NotAssessed,
    /// All are answered, some with insufficient evidence.
    Insufficient,
}

/// How a practice stands against its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Short of the target in level, in scope or in both.
    Below,
    /// At the target.
    At,
    /// Above the target in level, and not short in scope. Neither praise nor fault.
    Above,
    /// A level, but nothing to compare it with.
    NoTarget,
    /// Not known for want of answers.
    NotAssessed,
    /// Not known for want of evidence.
    Insufficient,
    /// Does not apply.
    NotApplicable,
    /// Not part of the assessment.
    Outside,
}

/// How a level or a score alone stands against its target, scope left aside: what charts draw between the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// There are not both of them.
    Nothing,
    /// The result is below.
    Below,
    /// Whether the target is reached is not known.
    Open(Doubt),
    /// They are the same.
    At,
    /// The result is above.
    Above,
}

/// Why it is not known whether a target is reached, though there is a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// The result is a lower bound for want of answers.
    NotAssessed,
    /// The result is a lower bound for want of evidence.
    Insufficient,
    /// The level suffices, and nobody judged the scope that it is reached in.
    Scope,
}

/// How the indicators of one level are answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// The level.
    pub level: LevelIx,
    /// Indicators in all.
    pub total: usize,
    /// Met.
    pub met: usize,
    /// Met in part.
    pub partial: usize,
    /// Not met.
    pub unmet: usize,
    /// Insufficient evidence.
    pub insufficient: usize,
    /// Not applicable.
    pub not_applicable: usize,
    /// Without an answer.
    pub unanswered: usize,
    /// True when every indicator of this level and of all below is met or not applicable.
    pub reached: bool,
    /// What the level adds to a score: the mean of its items, or of its tracks under `sum-of-means`; `None` under other
    /// rules and where nothing of it applies.
    pub score: Option<Score>,
}

/// What follows for one practice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PracticeStanding {
    /// What is known.
    pub outcome: Outcome,
    /// The answers by level, lowest first. Empty where the practice does not apply or was not to be judged.
    pub tallies: Vec<Tally>,
    /// How it stands against its target.
    pub verdict: Verdict,
    /// How the level or the score alone stands against it.
    pub against: Against,
    /// Levels of the scale between result and target: positive below, negative above; `None` where either is unknown.
    pub level_gap: Option<i32>,
    /// Scopes short of the target, 0 when it is reached; `None` where either is unknown.
    pub scope_gap: Option<i32>,
    /// Target less score: positive below, negative above; `None` where either is unknown or the rule gives levels.
    pub score_gap: Option<Score>,
    /// Indicators up to the target's level, or all where there is no target: those that have to be answered.
    pub needed: usize,
    /// Those of them that are answered.
    pub needed_answered: usize,
}

impl Verdict {
    /// All of them: what asks for something first.
    pub const ALL: [Verdict; 8] = [
        Verdict::Below,
        Verdict::Insufficient,
        Verdict::NotAssessed,
        Verdict::At,
        Verdict::Above,
        Verdict::NoTarget,
        Verdict::NotApplicable,
        Verdict::Outside,
    ];

    /// The target is known to be reached.
    pub fn is_satisfied(self) -> bool {
        matches!(self, Verdict::At | Verdict::Above)
    }
}

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
