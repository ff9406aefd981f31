//! All assessments together: who stands where, what is worst, what is due, and what is signed.
//!
//! Takes the finished views of a book and of the earlier editions beside it; gives a [`PortfolioView`] for a page and a
//! PDF, and with [`trends`] the course of each subject that was judged more than once. It needs no book: whatever it
//! says stands in some [`super::AssessmentView`].
//!
//! Days are compared with the day of the commit alone. Without a commit nothing is overdue and nothing is expired.

mod judged;
mod lists;
mod rows;
mod subjects;
mod summary;
#[cfg(test)]
mod tests;
mod timing;
mod trend;

pub use summary::{By, GroupCellView, SummaryRow, SummaryView, summary};
pub use trend::trends;

pub use super::types::course::{CellState, LegendView, PointView, TrendRowView, TrendValue, TrendView};
pub use super::types::portfolio::{
    Choice, DueView, FiguresView, PortfolioCell, PortfolioGap, PortfolioGroup, PortfolioRow, PortfolioSubject,
    PortfolioView,
};
pub use super::types::timing::{Due, SOON, Time, Timing};

use crate::model::Detail;

use super::View;

/// The worst gaps that a page lists. The matrix has all of them.
const GAPS: usize = 100;

/// Whether there is a portfolio of assessments shown so.
pub fn exists(details: impl Iterator<Item = Detail>) -> bool {
    details.filter(|detail| judged::has_place(*detail)).count() > 1
}

/// The portfolio of all assessments: `views` are those of the book and of earlier editions, the book's own first. `None`
/// where there are not at least two assessments.
pub fn portfolio(views: &[&View]) -> Option<PortfolioView> {
    let main = views.first()?;
    let all = judged::every(views);
    if !exists(all.iter().map(|judged| judged.assessment.detail)) {
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
        marking: judged::strictest(rows.iter().filter_map(|row| row.marking.as_deref())),
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
