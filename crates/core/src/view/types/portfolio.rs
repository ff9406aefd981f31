//! All assessments together: figures, the matrix of subjects and practices, gaps, and steps that are due.

use serde::Serialize;

use crate::assess::PracticeStanding;
use crate::assess::Rollup;
use crate::assess::Verdict;
use crate::model::Method;
use crate::view::names;

use super::course::CellState;
use super::refs::DateView;
use super::refs::Ref;
use super::result::VerdictCount;
use super::sign_off::SignOffState;
use super::target::TargetView;
use super::timing::Time;
use super::timing::Timing;

/// All assessments together.
#[derive(Clone, Debug, Serialize)]
pub struct PortfolioView {
    /// The strictest marking of the assessments that are shown.
    pub marking: Option<String>,
    /// The day of the commit, which days are compared with.
    pub day: Option<DateView>,
    /// The day that the portfolio bears: that of the commit, or without one that of the newest assessment.
    pub date: DateView,
    /// The figures above everything else. They count the latest assessment of each subject, unless they say otherwise.
    pub figures: FiguresView,
    /// What was judged, in order of name.
    pub subjects: Vec<PortfolioSubject>,
    /// The outermost nodes, each with the number of its columns; empty for a model without any.
    pub groups: Vec<PortfolioGroup>,
    /// The practices, in reading order; those that the guide no longer has come last.
    pub columns: Vec<Ref>,
    /// One row an assessment: subjects in order of name, the newest assessment of each first.
    pub rows: Vec<PortfolioRow>,
    /// The largest gaps of the latest assessments, largest first.
    pub gaps: Vec<PortfolioGap>,
    /// How many gaps there are in all.
    pub gaps_in_all: usize,
    /// The steps of the roadmaps of the latest assessments, in order of time.
    pub due: Vec<DueView>,
    /// Verdicts that occur in any cell, in a fixed order, to be chosen from.
    pub verdicts: Vec<Choice<Verdict>>,
    /// States of sign-offs that occur.
    pub states: Vec<Choice<SignOffState>>,
    /// Methods of assessment that occur, to be chosen from.
    pub methods: Vec<Choice<Method>>,
}

/// The figures above everything else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FiguresView {
    /// How many subjects there are.
    pub subjects: usize,
    /// Assessments, all of them.
    pub assessments: usize,
    /// Results: practices that the latest assessments were to judge.
    pub results: usize,
    /// Those of them of which it is known how they stand to a target: the base of what is below it.
    pub compared: usize,
    /// Practices outside of the parts that they cover.
    pub outside: usize,
    /// Results below target.
    pub below: usize,
    /// At or above target.
    pub satisfied: usize,
    /// Results that are still open.
    pub not_assessed: usize,
    /// Results for which evidence is insufficient.
    pub insufficient: usize,
    /// Practices that do not apply to the subject.
    pub not_applicable: usize,
    /// Subjects with at least one practice below target.
    pub subjects_below: usize,
    /// The largest gap in levels.
    pub worst_gap: i32,
    /// The largest gap in words, of levels or of scores: `2 levels`, `1.25`; or empty.
    pub worst_gap_text: String,
    /// Signed off, and not expired.
    pub signed: usize,
    /// Valid no more, whatever their sign-off.
    pub expired: usize,
    /// Valid for 90 days at most.
    pub expiring: usize,
    /// Steps that are overdue.
    pub overdue: usize,
    /// Steps that are due within 90 days.
    pub due_soon: usize,
    /// Steps that are due later.
    pub due_later: usize,
}

/// A subject: what assessments of several times are about.
#[derive(Clone, Debug, Serialize)]
pub struct PortfolioSubject {
    /// Its slug, which is unique.
    pub slug: String,
    /// Its name, as the latest assessment has it.
    pub name: String,
    /// Whose it is, likewise.
    pub organisation: String,
    /// Its assessments: indices into the rows, newest first.
    pub rows: Vec<usize>,
    /// Path of the page on its course, where there is one.
    pub trend: Option<String>,
}

/// An outermost node.
#[derive(Clone, Debug, Serialize)]
pub struct PortfolioGroup {
    /// The node; without an id where there is none above a practice.
    pub node: Ref,
    /// How many columns it has.
    pub columns: usize,
}

/// An assessment among others.
#[derive(Clone, Debug, Serialize)]
pub struct PortfolioRow {
    /// The reference to it.
    #[serde(flatten)]
    pub reference: Ref,
    /// Its subject: an index.
    pub subject: usize,
    /// Name of what was judged.
    pub name: String,
    /// Version of what was judged, or empty.
    pub version: String,
    /// Whose the subject is.
    pub organisation: String,
    /// Day of the report.
    pub date: DateView,
    /// Version of the guide it was judged against.
    pub guide_version: String,
    /// `latest`, `earlier` or `superseded`.
    pub time: Time,
    /// `time` in words: `Latest`.
    pub time_name: &'static str,
    /// The assessment that takes its place.
    pub replaced_by: Option<Ref>,
    /// TLP label, if set.
    pub marking: Option<String>,
    /// `self`, `expert` or `third-party`.
    pub method: Method,
    /// The method in words.
    pub method_name: &'static str,
    /// State of the sign-off.
    pub status: Choice<SignOffState>,
    /// Last day of validity.
    pub valid_until: Option<DateView>,
    /// How that stands to the day of the commit.
    pub expiry: Option<Timing>,
    /// Day of the next review.
    pub review_date: Option<DateView>,
    /// How that stands to the day of the commit.
    pub review: Option<Timing>,
    /// Practices below target.
    pub below: usize,
    /// The largest gap in levels; 0 when none is below.
    pub worst_gap: i32,
    /// The largest gap in words, of levels or of scores; or empty.
    pub worst_gap_text: String,
    /// The same in thousandths, to be sorted by.
    pub worst_gap_size: i64,
    /// The mean of all scores with the end of its scale, where the model shows means; or empty.
    pub overall: String,
    /// Practices short in scope.
    pub scope_short: usize,
    /// How the practices stand.
    pub verdicts: Vec<VerdictCount>,
    /// Answers needed, and how many there are, in whole percent.
    pub percent: usize,
    /// Answers needed.
    pub needed: usize,
    /// Those that are there.
    pub needed_answered: usize,
    /// One a column, in the order of the columns.
    pub cells: Vec<PortfolioCell>,
    /// What the arithmetic says of the practice of each column, for the program itself.
    #[serde(skip)]
    pub standings: Vec<Option<PracticeStanding>>,
    /// All practices of the assessment together, likewise.
    #[serde(skip)]
    pub sum: Rollup,
}

/// A practice of an assessment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PortfolioCell {
    /// The state of the result, or `absent` for a practice that the guide of that time does not have.
    pub state: CellState,
    /// The state in at most some signs: `2`, `?`, `n/a`, `–`; nothing for what is absent.
    pub mark: String,
    /// True for a level that is a lower bound.
    pub at_least: bool,
    /// 0 to 8 from the lowest level or score to the highest, where there is one.
    pub shade: Option<usize>,
    /// How it stands: the id of a verdict, or empty.
    #[serde(serialize_with = "names::verdict")]
    pub verdict: Option<Verdict>,
    /// Levels below the target where it is positive, above where it is negative.
    pub gap: i32,
    /// How far a score is from its target, without its sign: `0.25`; empty for levels and where there is none.
    pub distance: String,
    /// The result in thousandths of a level or score, to be sorted by.
    pub size: Option<i64>,
    /// True when the scope falls short of the target's.
    pub scope_short: bool,
    /// All of it in words.
    pub text: String,
}

/// A gap.
#[derive(Clone, Debug, Serialize)]
pub struct PortfolioGap {
    /// The row: an index.
    pub row: usize,
    /// The practice that is below target.
    pub practice: Ref,
    /// The result in words.
    pub result: String,
    /// What was aimed at.
    pub target: Option<TargetView>,
    /// Levels short of the target.
    pub levels: i32,
    /// Scopes short of the target.
    pub scopes: i32,
    /// The gap in words: `1 level below target`.
    pub text: String,
    /// How many findings the practice has.
    pub findings: usize,
    /// Those of them that are grave.
    pub grave: usize,
    /// Ids of the steps that close it.
    pub steps: Vec<String>,
    /// Whether the assessment is shown as a whole; if not, nothing is known here of its findings and steps.
    pub whole: bool,
}

/// A step of a roadmap.
#[derive(Clone, Debug, Serialize)]
pub struct DueView {
    /// The row: an index.
    pub row: usize,
    /// Its id in the roadmap, which gaps name.
    pub id: String,
    /// What is done.
    pub title: String,
    /// The practices whose gaps it closes.
    pub closes: Vec<Ref>,
    /// Name of the role that answers for it.
    pub owner: String,
    /// The phase of the roadmap that it belongs to.
    pub phase: String,
    /// When it is done.
    pub due: DateView,
    /// How that stands to the day of the commit.
    pub when: Option<Timing>,
}

/// A state that occurs, to be chosen from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice<T: Serialize> {
    /// The state by its name for themes.
    pub id: T,
    /// What it is called.
    pub name: String,
}
