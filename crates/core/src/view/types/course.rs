//! Then and now: the comparison with the last time, and the course of a subject over all times.

use serde::Serialize;

use crate::assess::Direction;
use crate::assess::OutcomeKind;
use crate::view::names::names;

use super::refs::Chart;
use super::refs::DateView;
use super::refs::Ref;
use super::scale::LevelView;
use super::scale::ScopeView;

/// Comparison with the last time.
#[derive(Clone, Debug, Serialize)]
pub struct PreviousView {
    /// What it is called.
    pub title: String,
    /// The day of the earlier report.
    pub date: DateView,
    /// Its version of the guide.
    pub guide_version: String,
    /// True when that is not the version of this assessment.
    pub other_guide: bool,
    /// The practices that had a result then.
    pub rows: Vec<ChangeView>,
    /// Then and now as a drawing, with a break where the guide changed.
    pub trend: Chart,
}

/// One practice then and now.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeView {
    /// The practice that had a result then.
    pub practice: Ref,
    /// The result then, in words.
    pub before: String,
    /// The level then, if it was one.
    pub level: Option<LevelView>,
    /// The scope then.
    pub scope: Option<ScopeView>,
    /// The result now, in words.
    pub now: String,
    /// `up`, `down`, `same` or `unknown`.
    pub direction: Direction,
    /// What became of it: `higher level`, `not comparable`.
    pub text: String,
}

/// The course of a subject.
#[derive(Clone, Debug, Serialize)]
pub struct TrendView {
    /// Its part of the path of the page; unique among subjects.
    pub slug: String,
    /// Path of its page below the output.
    pub path: String,
    /// What the latest assessment calls the subject.
    pub name: String,
    /// Whose the subject is, as the latest assessment has it.
    pub organisation: String,
    /// The strictest marking of its assessments.
    pub marking: Option<String>,
    /// The points in time, oldest first.
    pub points: Vec<PointView>,
    /// One a practice that has a result at any of them.
    pub rows: Vec<TrendRowView>,
    /// The marks of the drawings with what they mean.
    pub legend: Vec<LegendView>,
}

/// A point in time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PointView {
    /// What was judged then, or what an assessment calls it that looks back.
    pub title: String,
    /// The assessment; `None` for what one tells of the time before it.
    pub assessment: Option<Ref>,
    /// The day of the report.
    pub date: DateView,
    /// Version of the guide.
    pub guide_version: String,
    /// A letter for the break before it, where levels were measured otherwise until then, or empty.
    pub letter: String,
    /// What changed there: `guide 1.0.0 to guide 1.1.0`, or empty.
    pub change: String,
}

/// A practice over time.
#[derive(Clone, Debug, Serialize)]
pub struct TrendRowView {
    /// The practice.
    pub practice: Ref,
    /// The outermost node above it; without an id where there is none.
    pub group: Ref,
    /// One a point.
    pub values: Vec<TrendValue>,
    /// All of it as a drawing.
    pub chart: Chart,
}

/// A practice at a point in time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TrendValue {
    /// The state of the result; `absent` for a practice that the guide of that time does not have, `unknown` where
    /// nothing is told of it.
    pub state: CellState,
    /// The result in words.
    pub text: String,
    /// Number of the level, where there is one.
    pub level: Option<u8>,
    /// True for a lower bound.
    pub at_least: bool,
    /// Number of the level that was aimed at.
    pub target: Option<u8>,
    /// The target in words, or empty.
    pub target_text: String,
    /// True when the scope fell short of the target's.
    pub scope_short: bool,
}

/// The state of a practice in one assessment among several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellState {
    /// It has an outcome.
    Of(OutcomeKind),
    /// The guide of that time does not have the practice.
    Absent,
    /// Nothing is told of it.
    Unknown,
}

names! {
    CellState {
        This::Of(kind) => kind.name(),
        This::Absent => "absent",
        This::Unknown => "unknown",
    }
}

/// A mark and what it means.
#[derive(Clone, Debug, Serialize)]
pub struct LegendView {
    /// The mark as a drawing.
    pub svg: String,
    /// What it means.
    pub text: &'static str,
}
