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
    /// What it would add if everything of it that applies had its best answer.
    pub best: Option<Score>,
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
    /// Where its scale of scores ends; `None` where there is no score.
    pub end: Option<Score>,
    /// The best score that is left to it: less than `end` where levels add up and nothing of one applies.
    pub best: Option<Score>,
    /// Indicators up to the target's level, or all where there is no target: those that have to be answered.
    pub needed: usize,
    /// Those of them that are answered.
    pub needed_answered: usize,
}

impl Tally {
    /// True when it holds something, and nothing of that applies.
    pub fn is_waived(&self) -> bool {
        self.total > 0 && self.not_applicable == self.total
    }
}

impl PracticeStanding {
    /// True when it has a result although nothing of it applies, and nobody said so of the practice as a whole: every
    /// level counts as reached.
    pub fn is_vacuous(&self) -> bool {
        matches!(self.outcome, Outcome::Level(_))
            && !self.tallies.is_empty()
            && self.tallies.iter().all(Tally::is_waived)
    }
}

impl Standing {
    /// How many items are said not to apply, of how many that are answered. A practice that does not apply as a whole
    /// counts as one item.
    pub fn waived(&self) -> (usize, usize) {
        let (mut waived, mut answered) = (0, 0);
        for practice in &self.practices {
            if practice.outcome == Outcome::NotApplicable && practice.tallies.is_empty() {
                (waived, answered) = (waived + 1, answered + 1);
            }
            for tally in &practice.tallies {
                waived += tally.not_applicable;
                answered += tally.total - tally.unanswered;
            }
        }
        (waived, answered)
    }

    /// True when nothing has been judged: no practice has a result, and none is said not to apply.
    pub fn is_blank(&self) -> bool {
        let judged = |practice: &PracticeStanding| match &practice.outcome {
            Outcome::NotAssessed | Outcome::Outside => false,
            // What counts as zero without any answer is nobody's judgement.
            Outcome::Score(_) => practice.tallies.iter().any(|tally| tally.unanswered < tally.total),
            Outcome::Insufficient | Outcome::NotApplicable | Outcome::Level(_) => true,
        };
        !self.practices.iter().any(judged)
    }
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
