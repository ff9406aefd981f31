//! The practices below a node, together. Levels are counted, never averaged; scores may be, where the model asks for it.

use crate::model::Guide;
use crate::model::NodeIx;
use crate::model::Score;

use super::Outcome;
use super::Standing;
use super::Verdict;

/// How the practices below a node stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rollup {
    /// Practices that were to be judged.
    pub practices: usize,
    /// Practices outside of the part that was; they are counted nowhere else.
    pub outside: usize,
    /// At or above target.
    pub satisfied: usize,
    /// Above target, also counted in `satisfied`.
    pub above: usize,
    /// Below target.
    pub below: usize,
    /// The largest gap in levels; 0 when none is below in level.
    pub worst_gap: i32,
    /// Short of the target in scope.
    pub scope_short: usize,
    /// Not assessed, or not assessed far enough to compare with the target.
    pub not_assessed: usize,
    /// Insufficient evidence, likewise.
    pub insufficient: usize,
    /// Not applicable.
    pub not_applicable: usize,
    /// Practices per level of the model.
    pub levels: Vec<usize>,
    /// The mean of the scores, where the model asks for it and there is any.
    pub score: Option<Score>,
    /// True when one of them is a lower bound, so that the mean is one too.
    pub score_open: bool,
    /// How many practices have a score.
    pub scored: usize,
    /// The largest gap between a score and its target.
    pub worst_score_gap: Option<Score>,
}

/// Rolls the practices below a node up.
pub fn roll_up(guide: &Guide, standing: &Standing, node: NodeIx) -> Rollup {
    let mut sum = Rollup { levels: vec![0; guide.levels.len()], ..Rollup::default() };
    let mut scores: Vec<&Score> = Vec::new();
    for practice in guide.practices_below(node) {
        let practice = &standing.practices[practice.0];
        if practice.verdict == Verdict::Outside {
            sum.outside += 1;
            continue;
        }
        sum.practices += 1;
        match practice.verdict {
            Verdict::Below => sum.below += 1,
            Verdict::At => sum.satisfied += 1,
            Verdict::Above => {
                sum.satisfied += 1;
                sum.above += 1;
            }
            Verdict::NoTarget => {}
            Verdict::NotAssessed => sum.not_assessed += 1,
            Verdict::Insufficient => sum.insufficient += 1,
            Verdict::NotApplicable => sum.not_applicable += 1,
            Verdict::Outside => {}
        }
        sum.worst_gap = sum.worst_gap.max(practice.level_gap.unwrap_or(0));
        sum.scope_short += usize::from(practice.scope_gap.unwrap_or(0) > 0);
        if let Some(gap) = practice.score_gap.as_ref().filter(|gap| !gap.is_negative() && !gap.is_zero()) {
            sum.worst_score_gap = sum.worst_score_gap.max(Some(gap.clone()));
        }
        match &practice.outcome {
            Outcome::Level(reached) => sum.levels[reached.level.0] += 1,
            Outcome::Score(scored) => {
                sum.score_open |= scored.open.is_some();
                scores.push(&scored.score);
            }
            Outcome::NotAssessed | Outcome::Insufficient | Outcome::NotApplicable | Outcome::Outside => {}
        }
    }
    sum.scored = scores.len();
    sum.score = Score::mean(scores).filter(|_| guide.roll_up_mean);
    sum
}
