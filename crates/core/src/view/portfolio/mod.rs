//! All assessments together: who stands where, what is worst, what is due, and what is signed.
//!
//! Takes the finished views of a book and of the earlier editions beside it; gives a [`PortfolioView`] for a page and a
//! PDF, and with [`trends`] the course of each subject that was judged more than once. It needs no book: whatever it
//! says stands in some [`super::AssessmentView`].
//!
//! Days are compared with the day of the commit alone. Without a commit nothing is overdue and nothing is expired.

mod lists;
mod rows;
mod subjects;
mod summary;
#[cfg(test)]
mod tests;
mod trend;

pub use summary::{By, GroupCellView, SummaryRow, SummaryView, summary};
pub use trend::trends;

pub use super::types::course::{CellState, LegendView, PointView, TrendRowView, TrendValue, TrendView};
pub use super::types::portfolio::{
    Choice, DueView, FiguresView, PortfolioCell, PortfolioGap, PortfolioGroup, PortfolioRow, PortfolioSubject,
    PortfolioView,
};
pub use super::types::timing::{Due, SOON, Time, Timing};

use crate::model::Date;

use super::AssessmentView;
use super::DateView;
use super::View;

/// The worst gaps that a page lists. The matrix has all of them.
const GAPS: usize = 100;

/// Words for a day that is past, soon or later.
type Names = [&'static str; 3];

const DUE: Names = ["Overdue", "Within 90 days", "Later"];
const VALIDITY: Names = ["Expired", "Expires within 90 days", "Valid"];
const REVIEW: Names = ["Review overdue", "Review within 90 days", "Review later"];

/// The portfolio of all assessments: `views` are those of the book and of earlier editions, the book's own first. `None`
/// where there are not at least two assessments.
pub fn portfolio(views: &[&View]) -> Option<PortfolioView> {
    let main = views.first()?;
    let all = every(views);
    if all.len() < 2 {
        return None;
    }
    let day = main.book.commit.as_ref().and_then(|commit| commit.day.clone());
    let grouped = subjects::group(&all);
    let columns = rows::columns(views);
    let (subjects, rows) = rows::rows(&all, &grouped, &columns, day.as_ref());
    let newest = rows.iter().map(|row| &row.date).max_by(|a, b| a.iso.cmp(&b.iso)).cloned();
    let latest = lists::latest(&rows, &all);
    let gaps = lists::gaps(&latest, &rows);
    let due = lists::due(&latest, &rows, day.as_ref());
    let mut out = PortfolioView {
        marking: strictest(rows.iter().filter_map(|row| row.marking.as_deref())),
        date: day.clone().or(newest)?,
        day,
        figures: FiguresView::default(),
        subjects,
        groups: columns.groups,
        columns: columns.practices,
        verdicts: lists::verdicts(&rows),
        states: lists::choices(rows.iter().map(|row| row.status.clone())),
        methods: lists::choices(rows.iter().map(|row| Choice { id: row.method, name: row.method_name.to_owned() })),
        gaps_in_all: gaps.len(),
        gaps: gaps.into_iter().take(GAPS).collect(),
        rows,
        due,
    };
    out.figures = lists::figures(&out);
    Some(out)
}

/// An assessment with the view that it was judged in.
#[derive(Clone, Copy)]
struct Judged<'a> {
    view: &'a View,
    assessment: &'a AssessmentView,
}

/// All assessments, in order of id.
fn every<'a>(views: &[&'a View]) -> Vec<Judged<'a>> {
    let of = |view: &'a View| view.assessments.iter().map(move |assessment| Judged { view, assessment });
    let mut all: Vec<Judged> = views.iter().flat_map(|view| of(view)).collect();
    all.sort_by(|a, b| a.assessment.reference.id.cmp(&b.assessment.reference.id));
    all
}

/// What levels are measured with. Between two measures that differ, a step may be one of the measure.
fn measure(assessment: &AssessmentView) -> String {
    let overlays = assessment.overlays.iter().map(|overlay| format!(", {} {}", overlay.title, overlay.version));
    format!("{}{}", measure_of(&assessment.guide_version), overlays.collect::<String>())
}

/// The same where nothing but the version of the guide is known.
fn measure_of(guide_version: &str) -> String {
    format!("guide {guide_version}")
}

/// The strictest of TLP labels. What is not marked asks for nothing.
fn strictest<'a>(markings: impl Iterator<Item = &'a str>) -> Option<String> {
    let order = ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"];
    // A label that is none of these can't come from a checked book; it counts as the strictest there is.
    let rank = |marking: &&str| order.iter().position(|label| label == marking).unwrap_or(order.len());
    markings.max_by_key(rank).map(str::to_owned)
}

/// How a day stands to that of the commit.
fn timing(then: &DateView, now: Option<&DateView>, names: &Names) -> Option<Timing> {
    let (then, now): (Date, Date) = (then.iso.parse().ok()?, now?.iso.parse().ok()?);
    let (id, name) = match now.days_until(then) {
        ..0 => (Due::Past, names[0]),
        0..=SOON => (Due::Soon, names[1]),
        _ => (Due::Later, names[2]),
    };
    Some(Timing { id, name })
}
