//! What is known of a practice: a level, a score, or why there is neither. The states are never mixed with level 0.

use crate::model::LevelIx;
use crate::model::Score;

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
    /// A score, under the rules for scores.
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
    /// The score as an exact fraction.
    pub score: Score,
    /// Why it is only a lower bound, if it is.
    pub open: Option<Open>,
}

/// A level that is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The level that was reached, or stated.
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
