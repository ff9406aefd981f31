//! What an assessment says of one practice, with each answer, and of all practices below a node.

use serde::Serialize;

use crate::assess::OutcomeKind;
use crate::assess::Verdict;
use crate::markup::Inline;
use crate::model::Severity;

use super::practice::DependencyView;
use super::practice::OriginView;
use super::practice::TrackView;
use super::refs::Ref;
use super::scale::AnswerView;
use super::scale::LevelView;
use super::scale::ScopeView;
use super::scale::ScoreView;
use super::target::TargetView;

/// What an assessment says of one practice.
#[derive(Clone, Debug, Serialize)]
pub struct ResultView {
    /// The practice that was judged.
    pub practice: Ref,
    /// Its number in reading order, from 1.
    pub number: usize,
    /// The outermost node above it.
    pub group: Ref,
    /// `level`, `score`, `not-assessed`, `insufficient`, `not-applicable` or `outside`: the states are never mixed with
    /// level 0.
    pub state: OutcomeKind,
    /// The result in words: `Level 2 Ad hoc`, `At least level 1 Minimum`, `1.75 of 3`, `Not assessed`, ...
    pub text: String,
    /// The level reached, if the state is `level`.
    pub level: Option<LevelView>,
    /// The score, if the state is `score`.
    pub score: Option<ScoreView>,
    /// The best score that is left, where what does not apply takes some of the scale away.
    pub best: Option<ScoreView>,
    /// True when higher levels are open for want of answers or evidence, so that the level is a lower bound.
    pub at_least: bool,
    /// The scope reached.
    pub scope: Option<ScopeView>,
    /// What was aimed at, if a target is set.
    pub target: Option<TargetView>,
    /// How the result stands against the target.
    pub verdict: VerdictView,
    /// Levels short of the target: positive below, negative above, none without both.
    pub level_gap: Option<i32>,
    /// Scopes short of the target, likewise; never negative.
    pub scope_gap: Option<i32>,
    /// Target less score, likewise.
    pub score_gap: Option<ScoreView>,
    /// What each overlay of the assessment does to the result, the base first; empty without overlays.
    pub layers: Vec<LayerResult>,
    /// The gap in words (`1 level and 1 scope below target`), or empty.
    pub gap_text: String,
    /// `High`, `Medium`, `Low` or empty.
    pub confidence: String,
    /// Why the assessor judged so, as paragraphs.
    pub rationale: Vec<String>,
    /// What is done well.
    pub strengths: Vec<String>,
    /// What was found wanting.
    pub findings: Vec<FindingView>,
    /// What should be done.
    pub recommendations: Vec<String>,
    /// Why the whole practice does not apply.
    pub waiver: Option<WaiverView>,
    /// How the result came about, in a sentence.
    pub explanation: String,
    /// The answers, by level.
    pub trace: Vec<TraceLevel>,
    /// Ids of the roadmap items that close its gap.
    pub roadmap: Vec<String>,
}

/// How a practice stands against its target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VerdictView {
    /// `below`, `at`, `above`, `no-target`, `not-assessed`, `insufficient`, `not-applicable` or `outside`.
    pub id: Verdict,
    /// The verdict in words: `Below target`.
    pub name: &'static str,
}

/// How many practices have a verdict.
#[derive(Clone, Debug, Serialize)]
pub struct VerdictCount {
    /// The verdict that is counted.
    #[serde(flatten)]
    pub verdict: VerdictView,
    /// How many practices have it.
    pub count: usize,
}

/// What one practice comes to under a part of the stack of overlays.
#[derive(Clone, Debug, Serialize)]
pub struct LayerResult {
    /// `Base alone`, or the title of the overlay that comes on top.
    pub title: String,
    /// How many of the practice's indicators it brings.
    pub indicators: usize,
    /// The result with it and all below it, in words.
    pub text: String,
    /// True when it changes the result.
    pub changes: bool,
}

/// A reason for not judging.
#[derive(Clone, Debug, Serialize)]
pub struct WaiverView {
    /// Why it does not apply.
    pub reason: String,
    /// Name of the role that owns the decision.
    pub owner: String,
}

/// The answers of one level.
#[derive(Clone, Debug, Serialize)]
pub struct TraceLevel {
    /// The level whose answers these are.
    pub level: LevelView,
    /// True when every indicator of this level and all below is met or not applicable.
    pub reached: bool,
    /// What the level adds to a score.
    pub score: Option<ScoreView>,
    /// That in whole percent of what it could add.
    pub percent: Option<i64>,
    /// True up to the target's level.
    pub needed: bool,
    /// `3 of 5 indicators met, 1 not applicable`.
    pub text: String,
    /// How many indicators are met.
    pub met: usize,
    /// How many indicators apply.
    pub applicable: usize,
    /// Each indicator with its answer.
    pub indicators: Vec<IndicatorView>,
}

/// An indicator with its answer.
#[derive(Clone, Debug, Serialize)]
pub struct IndicatorView {
    /// Its full id, which is its anchor on the practice's page.
    pub id: String,
    /// The overlay that it comes from; none for the base.
    pub origin: Option<OriginView>,
    /// Its track, in a model with tracks.
    pub track: Option<TrackView>,
    /// The items that it depends on.
    pub depends_on: Vec<DependencyView>,
    /// True when it is met while something that it depends on is not.
    pub out_of_order: bool,
    /// Its words as they stand in the guide.
    pub body: Vec<Inline>,
    /// What can be answered, in a model with several scales.
    pub choices: Vec<AnswerView>,
    /// The answer; `not-assessed` if none was given.
    pub answer: AnswerView,
    /// What was seen, as paragraphs.
    pub note: Vec<String>,
    /// Ids of the entries of the register that the answer stands on.
    pub evidence: Vec<String>,
    /// Why it does not apply.
    pub waiver: Option<WaiverView>,
}

/// A finding.
#[derive(Clone, Debug, Serialize)]
pub struct FindingView {
    /// The word by which the assessment refers to it.
    pub id: String,
    /// What heads it.
    pub title: String,
    /// `High`, `Medium` or `Low`.
    pub severity: Severity,
    /// What was found, as paragraphs.
    pub text: Vec<String>,
    /// Ids of the entries of the register that show it.
    pub evidence: Vec<String>,
    /// Full ids of the indicators it is about.
    pub indicators: Vec<String>,
    /// The practice that it was found in.
    pub practice: Ref,
}

/// The practices below a node, together. Ordinals are not averaged.
#[derive(Clone, Debug, Serialize)]
pub struct RollupView {
    /// The node above the practices.
    pub node: Ref,
    /// 0 for the outermost tier.
    pub depth: usize,
    /// Practices below it that were to be judged.
    pub practices: usize,
    /// Practices below it that were not.
    pub outside: usize,
    /// At or above target.
    pub satisfied: usize,
    /// Above target (also counted in `satisfied`).
    pub above: usize,
    /// Practices below target.
    pub below: usize,
    /// Largest gap in levels; 0 when none is below.
    pub worst_gap: i32,
    /// Practices whose scope falls short of the target's.
    pub scope_short: usize,
    /// Practices that are still open.
    pub not_assessed: usize,
    /// Practices for which evidence is insufficient.
    pub insufficient: usize,
    /// Practices that do not apply to the subject.
    pub not_applicable: usize,
    /// Practices per level, for each of the model's levels.
    pub levels: Vec<usize>,
    /// The mean of the scores of its practices, where the model asks for it.
    pub score: Option<ScoreView>,
    /// That with the end of its scale: `1.75 of 3`, `at least 1.75 of 3`; or empty.
    pub score_text: String,
    /// True when it is a lower bound.
    pub score_at_least: bool,
    /// How many practices have a score.
    pub scored: usize,
    /// The worst gap in words, or empty.
    pub worst_gap_text: String,
}
