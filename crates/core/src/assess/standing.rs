//! What follows from an assessment: of each practice the outcome, and how it stands against its target.

use crate::model::LevelIx;
use crate::model::Score;

use super::outcome::Outcome;

/// What follows from an assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// One entry a practice, in the order of the guide.
    pub practices: Vec<PracticeStanding>,
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
    /// The level whose answers are counted.
    pub level: LevelIx,
    /// Indicators in all.
    pub total: usize,
    /// Answers that count as met.
    pub met: usize,
    /// Answers that count as met in part.
    pub partial: usize,
    /// Answers that count as not met.
    pub unmet: usize,
    /// Answers that say that the evidence is insufficient.
    pub insufficient: usize,
    /// Answers that take an indicator out of the count.
    pub not_applicable: usize,
    /// Without an answer.
    pub unanswered: usize,
    /// True when every indicator of this level and of all below is met or not applicable.
    pub reached: bool,
    /// What the level adds to a score: the mean of its items, or of its tracks where levels add up; `None` under other
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
