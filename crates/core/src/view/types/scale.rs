//! What results are measured with: levels, scopes, aspects, answers and exact numbers.

use serde::Serialize;

use crate::model::Counts;
use crate::view::names;

/// A level of the scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LevelView {
    /// Its number.
    pub number: u8,
    /// Its name.
    pub name: String,
    /// What it means.
    pub summary: String,
}

/// A scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScopeView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it means.
    pub summary: String,
}

/// An exact number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScoreView {
    /// With two digits after the point, or three where they say all of it: `1.42`, `1.125`.
    pub text: String,
    /// As a fraction in lowest terms: `17/12`.
    pub exact: String,
    /// In thousandths, rounded.
    pub thousandths: i64,
}

/// A tier.
#[derive(Clone, Debug, Serialize)]
pub struct TierView {
    /// Its id.
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
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// True for prose, false for bullets.
    pub prose: bool,
    /// True when its bullets are answered.
    pub rated: bool,
    /// Name of one bullet.
    pub item: String,
    /// Name of several.
    pub items: String,
}

/// An answer that can be given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerView {
    /// Its id; `not-assessed` where no answer was given.
    pub id: String,
    /// Its name.
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
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its answers.
    pub answers: Vec<AnswerView>,
}

/// What tracks are called.
#[derive(Clone, Debug, Serialize)]
pub struct TrackWordsView {
    /// One.
    pub name: String,
    /// Several.
    pub plural: String,
}
