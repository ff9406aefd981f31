//! What results are measured with: levels, scopes, aspects, answers and exact numbers.

use serde::Serialize;

use crate::model::Counts;
use crate::view::names;

/// A level of the scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LevelView {
    /// What the level is counted and sorted by.
    pub number: u8,
    /// Number and name as they are said: `Level 3 Consistent`; the name alone where it tells the number, `Stage 3`.
    pub text: String,
    /// The word beside the number: `Consistent`.
    pub name: String,
    /// What holds at this level, in a sentence.
    pub summary: String,
}

/// A scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScopeView {
    /// The word by which files name it.
    pub id: String,
    /// What pages call it.
    pub name: String,
    /// What it reaches over, in a sentence.
    pub summary: String,
}

/// An exact number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScoreView {
    /// As the model wants scores shown: with two digits after the point, `1.42`, or in percent, `47 %`.
    pub text: String,
    /// As a fraction in lowest terms: `17/12`.
    pub exact: String,
    /// In thousandths, rounded.
    pub thousandths: i64,
}

/// A tier.
#[derive(Clone, Debug, Serialize)]
pub struct TierView {
    /// The word by which files name it.
    pub id: String,
    /// Name of one node.
    pub name: String,
    /// Name of several.
    pub plural: String,
    /// True for the rated tier.
    pub rated: bool,
    /// How many nodes it has.
    pub count: usize,
}

/// An aspect.
#[derive(Clone, Debug, Serialize)]
pub struct AspectView {
    /// The word by which files name it.
    pub id: String,
    /// What heads its row.
    pub name: String,
    /// True for prose, false for bullets.
    pub prose: bool,
    /// True when its bullets are answered.
    pub rated: bool,
    /// Name of one bullet.
    pub item: String,
    /// Name of several bullets.
    pub items: String,
}

/// An answer that can be given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerView {
    /// Its id; `not-assessed` where no answer was given.
    pub id: String,
    /// What pages and reports call it.
    pub name: String,
    /// `met`, `partial`, `unmet`, `insufficient`, `not_applicable` or `not_assessed`.
    #[serde(serialize_with = "names::counts")]
    pub counts: Option<Counts>,
    /// Its value, where the rule works with values.
    pub value: Option<ScoreView>,
}

/// An answer scale.
#[derive(Clone, Debug, Serialize)]
pub struct ScaleView {
    /// The word by which files name it.
    pub id: String,
    /// What pages call it.
    pub name: String,
    /// The answers that it offers, in order.
    pub answers: Vec<AnswerView>,
}

/// What tracks are called.
#[derive(Clone, Debug, Serialize)]
pub struct TrackWordsView {
    /// The word for one of them.
    pub name: String,
    /// The word for several.
    pub plural: String,
}
