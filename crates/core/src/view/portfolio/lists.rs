//! What follows from the rows: gaps, steps that are due, figures, and what can be chosen from.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::assess::Gap;
use crate::assess::Rollup;
use crate::assess::Verdict;
use crate::model::Detail;
use crate::model::Natural;
use crate::model::Severity;
use crate::model::natural;
use crate::view::AssessmentView;
use crate::view::DateView;
use crate::view::SignOffState;
use crate::view::result::verdict;
use crate::view::result::with_scope;
use crate::view::types::portfolio::Choice;
use crate::view::types::portfolio::DueView;
use crate::view::types::portfolio::FiguresView;
use crate::view::types::portfolio::PortfolioGap;
use crate::view::types::portfolio::PortfolioRow;
use crate::view::types::portfolio::PortfolioView;
use crate::view::types::timing::Due;
use crate::view::types::timing::Time;

use super::judged::Judged;
use super::timing::DUE;
use super::timing::timing;

/// The latest assessment of each subject with the index of its row, in order of rows.
pub(super) fn latest<'a>(rows: &[PortfolioRow], all: &[Judged<'a>]) -> Vec<(usize, &'a AssessmentView)> {
    let by_id: BTreeMap<&str, &AssessmentView> =
        all.iter().map(|judged| (judged.assessment.reference.id.as_str(), judged.assessment)).collect();
    let latest = rows.iter().enumerate().filter(|(_, row)| row.time == Time::Latest);
    latest.filter_map(|(index, row)| Some((index, *by_id.get(row.reference.id.as_str())?))).collect()
}

/// All gaps: the largest first, then those with more findings.
pub(super) fn gaps(latest: &[(usize, &AssessmentView)], rows: &[PortfolioRow]) -> Vec<PortfolioGap> {
    let mut gaps: Vec<(Gap, usize, PortfolioGap)> = Vec::new();
    for (row, assessment) in latest {
        for (result, standing) in assessment.results.iter().zip(&assessment.standing.practices) {
            let Some(short) = standing.gap() else { continue };
            let gap = PortfolioGap {
                row: *row,
                practice: result.practice.clone(),
                result: with_scope(result),
                target: result.target.clone(),
                levels: short.levels,
                scopes: short.scopes,
                text: result.gap_text.clone(),
                findings: result.findings.len(),
                grave: result.findings.iter().filter(|finding| finding.severity == Severity::High).count(),
                steps: result.roadmap.clone(),
                whole: assessment.detail == Detail::Whole,
            };
            gaps.push((short, result.number, gap));
        }
    }
    gaps.sort_by_cached_key(|(short, number, gap)| {
        let row = rows.get(gap.row).map(|row| Natural(row.reference.id.clone()));
        (Reverse((short.clone(), gap.grave, gap.findings)), *number, row)
    });
    gaps.into_iter().map(|(.., gap)| gap).collect()
}

/// All steps, in order of time.
pub(super) fn due(latest: &[(usize, &AssessmentView)], rows: &[PortfolioRow], day: Option<&DateView>) -> Vec<DueView> {
    let mut due = Vec::new();
    for (row, assessment) in latest {
        for phase in &assessment.roadmap {
            due.extend(phase.items.iter().map(|step| DueView {
                row: *row,
                id: step.id.clone(),
                title: step.title.clone(),
                closes: step.closes.clone(),
                owner: step.owner.clone(),
                phase: phase.name.clone(),
                when: timing(&step.due, day, &DUE),
                due: step.due.clone(),
            }));
        }
    }
    let subject = |due: &DueView| rows.get(due.row).map(|row| Natural(row.name.clone()));
    due.sort_by_cached_key(|step| (step.due.iso.clone(), subject(step), Natural(step.id.clone())));
    due
}

/// The figures of a portfolio whose lists are filled.
pub(super) fn figures(view: &PortfolioView) -> FiguresView {
    let latest = || view.rows.iter().filter(|row| row.time == Time::Latest);
    let sum = latest().fold(Rollup::default(), |sum, row| sum.and(&row.sum));
    let expiry = |id: Due| latest().filter(|row| row.expiry.is_some_and(|expiry| expiry.id == id)).count();
    let due = |id: Due| view.due.iter().filter(|step| step.when.is_some_and(|when| when.id == id)).count();
    let past = |row: &&PortfolioRow| row.expiry.is_some_and(|expiry| expiry.id == Due::Past);
    FiguresView {
        subjects: view.subjects.len(),
        assessments: view.rows.len(),
        results: sum.practices,
        compared: sum.below + sum.satisfied,
        outside: sum.outside,
        below: sum.below,
        satisfied: sum.satisfied,
        not_assessed: sum.not_assessed,
        insufficient: sum.insufficient,
        not_applicable: sum.not_applicable,
        subjects_below: latest().filter(|row| row.below > 0).count(),
        worst_gap: sum.worst_gap,
        worst_gap_text: latest()
            .max_by_key(|row| row.worst_gap_size)
            .map_or(String::new(), |row| row.worst_gap_text.clone()),
        signed: latest().filter(|row| row.status.id == SignOffState::Signed && !past(row)).count(),
        expired: latest().filter(|row| past(row) || row.status.id == SignOffState::Expired).count(),
        expiring: expiry(Due::Soon),
        overdue: due(Due::Past),
        due_soon: due(Due::Soon),
        due_later: due(Due::Later),
    }
}

/// The verdicts that occur, worst first.
pub(super) fn verdicts(rows: &[PortfolioRow]) -> Vec<Choice<Verdict>> {
    let occurs = |id: &Verdict| rows.iter().flat_map(|row| &row.verdicts).any(|count| count.verdict.id == *id);
    let choice = |id: Verdict| Choice { id, name: verdict(id).name.to_owned() };
    Verdict::ALL.into_iter().filter(occurs).map(choice).collect()
}

/// What occurs, once each, in order of name. Of two names for one state the first one stands for both.
pub(super) fn choices<T: Serialize + PartialEq>(all: impl Iterator<Item = Choice<T>>) -> Vec<Choice<T>> {
    let mut once: Vec<Choice<T>> = Vec::new();
    for choice in all {
        match once.iter_mut().find(|known| known.id == choice.id) {
            Some(known) if choice.name < known.name => known.name = choice.name,
            Some(_) => {}
            None => once.push(choice),
        }
    }
    once.sort_by(|a, b| natural(&a.name, &b.name));
    once
}
