//! Targets: those of target sets, those of an assessment, and when they were set.

use serde::Serialize;

use crate::model::Followed;
use crate::model::TargetSource;

use super::refs::DateView;
use super::refs::Ref;
use super::scale::LevelView;
use super::scale::ScopeView;
use super::scale::ScoreView;

/// A target set.
#[derive(Clone, Debug, Serialize)]
pub struct TargetSetView {
    /// The reference to it.
    #[serde(flatten)]
    pub reference: Ref,
    /// The version of the set itself.
    pub version: String,
    /// Who keeps it, or empty.
    pub owner: String,
    /// One entry a practice, in reading order; `None` where it says nothing.
    pub targets: Vec<Option<SetTargetView>>,
    /// How many practices it has a target for.
    pub count: usize,
}

/// What a target set wants of one practice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SetTargetView {
    /// The level, if it is one.
    pub level: Option<LevelView>,
    /// The score, if it is one.
    pub score: Option<ScoreView>,
    /// How far the practice is to reach, where the model has scopes.
    pub scope: Option<ScopeView>,
    /// In words: `Level 3 Consistent, industry scope`.
    pub text: String,
    /// Why the set wants it.
    pub rationale: String,
}

/// A target.
#[derive(Clone, Debug, Serialize)]
pub struct TargetView {
    /// The level, if it is one.
    pub level: Option<LevelView>,
    /// The score, if it is one.
    pub score: Option<ScoreView>,
    /// `own`, `set` for one taken over from the adopted target set, or `deviation`.
    pub source: TargetSource,
    /// For a deviation, what the adopted set wants, in words, or empty.
    pub instead_of: String,
    /// How far the practice is to reach, where the model has scopes.
    pub scope: Option<ScopeView>,
    /// In words: `Level 3 Consistent, industry scope`.
    pub text: String,
    /// Why it was set so.
    pub rationale: String,
    /// What drives it.
    pub driver: String,
    /// Name of the role that approved it.
    pub approved_by: String,
}

/// A target set that an assessment adopted.
#[derive(Clone, Debug, Serialize)]
pub struct AdoptedView {
    /// The word by which the assessment names it.
    pub id: String,
    /// The version that was adopted.
    pub version: String,
    /// What pages and reports call it.
    pub title: String,
    /// Why this set, or empty.
    pub reason: String,
    /// Name of the role that approved it.
    pub approved_by: String,
    /// The practices whose targets deviate from the set: indices into the results.
    pub deviations: Vec<usize>,
    /// How many targets were taken over as they are.
    pub taken: usize,
}

/// When targets were set, from the history of `assessment.yaml`. Days are those of commits.
#[derive(Clone, Debug, Serialize)]
pub struct TargetsView {
    /// All of it in a sentence or two.
    pub text: String,
    /// True when a target was set or lowered after answers existed, or nobody can tell.
    pub warning: bool,
    /// How far the history could be followed; for the program itself.
    #[serde(skip)]
    pub followed: Followed,
    /// Targets that came after the first answer, or were lowered after it.
    pub late: Vec<LateTargetView>,
}

/// A target that came after the first answer, or was lowered after it.
#[derive(Clone, Debug, Serialize)]
pub struct LateTargetView {
    /// The practice whose target it is.
    pub practice: Ref,
    /// What happened, in a sentence.
    pub text: String,
    /// The day of the commit.
    pub date: DateView,
    /// The first twelve digits of the commit.
    pub commit: String,
}
