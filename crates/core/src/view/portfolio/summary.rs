//! The portfolio on a few pages: what fits of it, and counts of the rest.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::assess::Rollup;
use crate::model::Natural;
use crate::view::DateView;
use crate::view::Ref;
use crate::view::names::names;
use crate::view::types::portfolio::DueView;
use crate::view::types::portfolio::FiguresView;
use crate::view::types::portfolio::PortfolioCell;
use crate::view::types::portfolio::PortfolioGap;
use crate::view::types::portfolio::PortfolioGroup;
use crate::view::types::portfolio::PortfolioRow;
use crate::view::types::portfolio::PortfolioView;
use crate::view::types::timing::Time;

/// Rows of the matrix.
const ROWS: usize = 25;
/// Entries of each list.
const ENTRIES: usize = 12;
/// Practices that stand side by side on a sheet. Where there are more, their outermost nodes do.
const PRACTICES: usize = 24;
/// Outermost nodes that do.
const GROUPS: usize = 14;

/// A portfolio for a few pages of paper. It is about the latest assessment of each subject.
#[derive(Clone, Debug, Serialize)]
pub struct SummaryView<'a> {
    /// The strictest marking of what is shown.
    pub marking: &'a Option<String>,
    /// The day of the commit, which days are compared with.
    pub day: &'a Option<DateView>,
    /// The day that it bears.
    pub date: &'a DateView,
    /// The figures of the portfolio, as they are on its page.
    pub figures: &'a FiguresView,
    /// What the columns of the matrix are: `practices`, `groups` or `none`.
    pub by: By,
    /// The practices of the columns, or the outermost nodes.
    pub columns: Vec<&'a Ref>,
    /// The outermost nodes above practices; empty otherwise.
    pub groups: &'a [PortfolioGroup],
    /// The subjects that are furthest from their targets, the worst first.
    pub rows: Vec<SummaryRow<'a>>,
    /// How many more there are.
    pub more_rows: usize,
    /// How many of those have something below target.
    pub more_below: usize,
    /// The largest gaps.
    pub gaps: Vec<SummaryGap<'a>>,
    /// How many more there are.
    pub more_gaps: usize,
    /// The steps that are due first.
    pub due: Vec<SummaryDue<'a>>,
    /// How many more there are.
    pub more_due: usize,
    /// How many subjects there are in each state of a sign-off.
    pub states: Vec<StateCount>,
    /// What expires first, or has expired.
    pub expiring: Vec<&'a PortfolioRow>,
    /// How many more there are, with those that have no such day.
    pub more_expiring: usize,
}

/// A subject in the matrix.
#[derive(Clone, Debug, Serialize)]
pub struct SummaryRow<'a> {
    /// What the latest assessment calls the subject.
    pub name: &'a str,
    /// Day of its latest assessment.
    pub date: &'a DateView,
    /// Practices below target.
    pub below: usize,
    /// Largest gap.
    pub worst_gap: i32,
    /// The same in words, of levels or of scores; or empty.
    pub worst_gap_text: &'a str,
    /// Answers that are there, in whole percent.
    pub percent: usize,
    /// One a column where columns are practices.
    pub cells: Vec<&'a PortfolioCell>,
    /// One a column where columns are outermost nodes.
    pub sums: Vec<GroupCellView>,
}

/// What the columns of the matrix are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Practices.
    Practices,
    /// The outermost nodes above them.
    Groups,
    /// There are too many of both.
    None,
}

names! {
    By { This::Practices => "practices", This::Groups => "groups", This::None => "none" }
}

/// The practices of an outermost node together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct GroupCellView {
    /// Those that the guide has, and that apply.
    pub practices: usize,
    /// Those below target.
    pub below: usize,
    /// Largest gap in levels.
    pub worst_gap: i32,
    /// Not assessed, or with insufficient evidence.
    pub open: usize,
}

/// A gap with its subject.
#[derive(Clone, Debug, Serialize)]
pub struct SummaryGap<'a> {
    /// Name of the subject.
    pub name: &'a str,
    /// The gap as the portfolio has it.
    #[serde(flatten)]
    pub gap: &'a PortfolioGap,
}

/// A step with its subject.
#[derive(Clone, Debug, Serialize)]
pub struct SummaryDue<'a> {
    /// Name of the subject.
    pub name: &'a str,
    /// The step as the portfolio has it.
    #[serde(flatten)]
    pub step: &'a DueView,
}

/// How many subjects there are in a state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StateCount {
    /// The state in words.
    pub name: String,
    /// How many subjects are in it.
    pub count: usize,
}

/// What of a portfolio goes onto a few pages.
pub fn summary(view: &PortfolioView) -> SummaryView<'_> {
    let by = match (view.columns.len(), view.groups.len()) {
        (0..=PRACTICES, _) => By::Practices,
        (_, 1..=GROUPS) => By::Groups,
        _ => By::None,
    };
    let mut latest: Vec<&PortfolioRow> = view.rows.iter().filter(|row| row.time == Time::Latest).collect();
    let mut by_day = latest.clone();
    let named = |row: &PortfolioRow| (Natural(row.name.clone()), Natural(row.reference.id.clone()));
    latest.sort_by_cached_key(|row| {
        (Reverse((row.worst_gap_size, row.below, row.scope_short, open(&row.sum))), named(row))
    });
    by_day.retain(|row| row.valid_until.is_some());
    by_day.sort_by_cached_key(|row| (row.valid_until.as_ref().map(|day| day.iso.clone()), named(row)));
    let name = |row: usize| view.rows.get(row).map_or("", |row| row.name.as_str());
    let (shown, rest) = latest.split_at(latest.len().min(ROWS));
    SummaryView {
        marking: &view.marking,
        day: &view.day,
        date: &view.date,
        figures: &view.figures,
        by,
        columns: match by {
            By::Practices => view.columns.iter().collect(),
            By::Groups => view.groups.iter().map(|group| &group.node).collect(),
            By::None => Vec::new(),
        },
        groups: if by == By::Practices { &view.groups } else { &[] },
        rows: shown.iter().map(|row| line(row, by, &view.groups)).collect(),
        more_rows: rest.len(),
        more_below: rest.iter().filter(|row| row.below > 0).count(),
        gaps: view.gaps.iter().take(ENTRIES).map(|gap| SummaryGap { name: name(gap.row), gap }).collect(),
        more_gaps: view.gaps_in_all.saturating_sub(ENTRIES),
        due: view.due.iter().take(ENTRIES).map(|step| SummaryDue { name: name(step.row), step }).collect(),
        more_due: view.due.len().saturating_sub(ENTRIES),
        states: states(&latest),
        more_expiring: latest.len() - by_day.len().min(ENTRIES),
        expiring: by_day.into_iter().take(ENTRIES).collect(),
    }
}

fn line<'a>(row: &'a PortfolioRow, by: By, groups: &[PortfolioGroup]) -> SummaryRow<'a> {
    SummaryRow {
        name: &row.name,
        date: &row.date,
        below: row.below,
        worst_gap: row.worst_gap,
        worst_gap_text: &row.worst_gap_text,
        percent: row.percent,
        cells: if by == By::Practices { row.cells.iter().collect() } else { Vec::new() },
        sums: if by == By::Groups { sums(row, groups) } else { Vec::new() },
    }
}

fn sums(row: &PortfolioRow, groups: &[PortfolioGroup]) -> Vec<GroupCellView> {
    let mut from = 0;
    let mut sums = Vec::new();
    for group in groups {
        let sum = Rollup::over(row.standings.iter().skip(from).take(group.columns).flatten());
        from += group.columns;
        sums.push(GroupCellView {
            practices: sum.practices - sum.not_applicable,
            below: sum.below,
            worst_gap: sum.worst_gap,
            open: open(&sum),
        });
    }
    sums
}

/// Practices of which it is not known how they stand.
fn open(sum: &Rollup) -> usize {
    sum.not_assessed + sum.insufficient
}

/// The states that occur, the most frequent first.
fn states(rows: &[&PortfolioRow]) -> Vec<StateCount> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        *counts.entry(row.status.name.as_str()).or_default() += 1;
    }
    let mut states: Vec<StateCount> =
        counts.into_iter().map(|(name, count)| StateCount { name: name.to_owned(), count }).collect();
    states.sort_by_key(|state| Reverse(state.count));
    states
}
