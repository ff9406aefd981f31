//! What practices are short of, and which of them is short of most.

use super::standing::PracticeStanding;
use super::standing::Standing;
use super::standing::Verdict;
use crate::model::Score;

/// What a practice is short of. Of two the larger is that with more levels, then with more scopes, then with more of a score.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// Levels of the scale; 0 where the level is reached.
    pub levels: i32,
    /// Scopes; 0 where it is wide enough, or not known.
    pub scopes: i32,
    /// Under the rules for scores, what is missing.
    pub score: Option<Score>,
}

impl PracticeStanding {
    /// What it is short of; `None` unless it is below its target.
    pub fn gap(&self) -> Option<Gap> {
        (self.verdict == Verdict::Below).then(|| Gap {
            levels: self.level_gap.unwrap_or(0).max(0),
            scopes: self.scope_gap.unwrap_or(0).max(0),
            score: self.score_gap.clone(),
        })
    }
}

impl Standing {
    /// The practices below target, by index: those that are short of most first, then in the order of the guide.
    pub fn gaps(&self) -> Vec<usize> {
        let mut gaps: Vec<(Gap, usize)> =
            self.practices.iter().enumerate().filter_map(|(index, practice)| Some((practice.gap()?, index))).collect();
        gaps.sort_by(|(one, at), (other, behind)| other.cmp(one).then(at.cmp(behind)));
        gaps.into_iter().map(|(_, index)| index).collect()
    }
}
