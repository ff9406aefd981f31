//! The practices below a node, together. Levels are counted, never averaged; scores may be, where the model asks for it.

use crate::model::Guide;
use crate::model::NodeIx;
use crate::model::Score;

use super::outcome::Outcome;
use super::outcome::Reached;
use super::outcome::Scored;
use super::standing::PracticeStanding;
use super::standing::Standing;
use super::standing::Verdict;

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
    /// Practices below target, in level, score or scope.
    pub below: usize,
    /// With a result, and no target for it.
    pub no_target: usize,
    /// The largest gap in levels; 0 when none is below in level.
    pub worst_gap: i32,
    /// Short of the target in scope.
    pub scope_short: usize,
    /// Not assessed, or not assessed far enough to compare with the target.
    pub not_assessed: usize,
    /// Insufficient evidence, likewise.
    pub insufficient: usize,
    /// Practices that do not apply to the subject.
    pub not_applicable: usize,
    /// Practices per level of the model, in the order of its levels.
    pub levels: Vec<usize>,
    /// The mean of the scores, where the model asks for it and there is any.
    pub score: Option<Score>,
    /// True when one of them is a lower bound, so that the mean is one too.
    pub score_open: bool,
    /// Where the scale of that mean ends: the mean of the ends of its practices.
    pub end: Option<Score>,
    /// How many practices have a score.
    pub scored: usize,
    /// The largest gap between a score and its target.
    pub worst_score_gap: Option<Score>,
}

impl Rollup {
    /// Practices together. There is no mean of scores in it: whether that means anything is the model's matter.
    pub fn over<'a>(practices: impl IntoIterator<Item = &'a PracticeStanding>) -> Rollup {
        let mut sum = Rollup::default();
        practices.into_iter().for_each(|practice| sum.count(practice));
        sum
    }

    fn count(&mut self, practice: &PracticeStanding) {
        let counter = match practice.verdict {
            Verdict::Outside => {
                self.outside += 1;
                return;
            }
            Verdict::Below => &mut self.below,
            Verdict::At | Verdict::Above => &mut self.satisfied,
            Verdict::NoTarget => &mut self.no_target,
            Verdict::NotAssessed => &mut self.not_assessed,
            Verdict::Insufficient => &mut self.insufficient,
            Verdict::NotApplicable => &mut self.not_applicable,
        };
        *counter += 1;
        self.practices += 1;
        self.above += usize::from(practice.verdict == Verdict::Above);
        if let Some(gap) = practice.gap() {
            self.worst_gap = self.worst_gap.max(gap.levels);
            self.scope_short += usize::from(gap.scopes > 0);
            self.worst_score_gap = self.worst_score_gap.take().max(gap.score);
        }
        if let Outcome::Level(Reached { level, .. }) = &practice.outcome {
            self.levels.resize(self.levels.len().max(level.0 + 1), 0);
            self.levels[level.0] += 1;
        }
    }

    /// The same for other practices on top. Nothing of it is counted twice, or averaged.
    pub fn and(mut self, other: &Rollup) -> Rollup {
        self.practices += other.practices;
        self.outside += other.outside;
        self.satisfied += other.satisfied;
        self.above += other.above;
        self.below += other.below;
        self.no_target += other.no_target;
        self.worst_gap = self.worst_gap.max(other.worst_gap);
        self.scope_short += other.scope_short;
        self.not_assessed += other.not_assessed;
        self.insufficient += other.insufficient;
        self.not_applicable += other.not_applicable;
        self.worst_score_gap = self.worst_score_gap.take().max(other.worst_score_gap.clone());
        self
    }
}

/// Rolls the practices below a node up.
pub fn roll_up(guide: &Guide, standing: &Standing, node: NodeIx) -> Rollup {
    let below = guide.practices_below(node);
    together(guide, below.into_iter().map(|practice| &standing.practices[practice.0]).collect())
}

/// Rolls all practices up.
pub fn overall(guide: &Guide, standing: &Standing) -> Rollup {
    together(guide, standing.practices.iter().collect())
}

/// A mean of scores is that of the practices that have one, each of which counts alike.
fn together(guide: &Guide, practices: Vec<&PracticeStanding>) -> Rollup {
    let mut sum = Rollup::over(practices.iter().copied());
    sum.levels.resize(guide.levels.len(), 0);
    let scored: Vec<(&Scored, Option<&Score>)> = practices
        .iter()
        .filter_map(|practice| match &practice.outcome {
            Outcome::Score(scored) => Some((scored, practice.end.as_ref())),
            _ => None,
        })
        .collect();
    sum.scored = scored.len();
    sum.score_open = scored.iter().any(|(scored, _)| scored.open.is_some());
    if guide.roll_up_mean {
        sum.score = Score::mean(scored.iter().map(|(scored, _)| &scored.score));
        sum.end = Score::mean(scored.iter().filter_map(|(_, end)| *end));
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::standing::Against;

    /// A practice that is short of so many levels and scopes, or of so many hundredths of a score.
    fn below(levels: i32, scopes: i32, hundredths: Option<usize>) -> PracticeStanding {
        PracticeStanding {
            outcome: Outcome::NotAssessed,
            tallies: Vec::new(),
            verdict: Verdict::Below,
            against: Against::Below,
            level_gap: Some(levels),
            scope_gap: Some(scopes),
            score_gap: hundredths.map(|part| Score::part(part, 100)),
            end: None,
            best: None,
            needed: 0,
            needed_answered: 0,
        }
    }

    #[test]
    fn the_worst_of_several_gaps_is_the_worst_of_all() {
        let one = Rollup::over(&[below(1, 0, None), below(3, 1, None), below(2, 0, None)]);
        let other = Rollup::over(&[below(2, 2, None)]);
        assert_eq!((one.below, one.worst_gap, one.scope_short), (3, 3, 1));
        for both in [one.clone().and(&other), other.and(&one)] {
            assert_eq!((both.practices, both.below, both.worst_gap, both.scope_short), (4, 4, 3, 2));
        }
        let low = Rollup::over(&[below(0, 0, Some(25))]);
        let high = Rollup::over(&[below(0, 0, Some(10)), below(0, 0, Some(150)), below(0, 0, Some(75))]);
        assert_eq!(high.worst_score_gap, Some(Score::part(3, 2)));
        for both in [low.clone().and(&high), high.and(&low)] {
            assert_eq!(both.worst_score_gap, Some(Score::part(3, 2)));
        }
    }
}
