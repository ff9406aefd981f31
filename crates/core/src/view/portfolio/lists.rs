//! What follows from the rows: gaps, steps that are due, figures, and what can be chosen from.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::view::AssessmentView;
use crate::view::DateView;
use crate::view::result::with_scope;

use super::Choice;
use super::DUE;
use super::DueView;
use super::FiguresView;
use super::Judged;
use super::PortfolioGap;
use super::PortfolioRow;
use super::PortfolioView;
use super::timing;

/// The latest assessment of each subject with the index of its row, in order of rows.
pub(super) fn latest<'a>(rows: &[PortfolioRow], all: &[Judged<'a>]) -> Vec<(usize, &'a AssessmentView)> {
    let by_id: BTreeMap<&str, &AssessmentView> =
        all.iter().map(|judged| (judged.assessment.reference.id.as_str(), judged.assessment)).collect();
    let latest = rows.iter().enumerate().filter(|(_, row)| row.time == "latest");
    latest.filter_map(|(index, row)| Some((index, *by_id.get(row.reference.id.as_str())?))).collect()
}

/// All gaps: the largest in levels first, then in scopes, then those with more findings.
pub(super) fn gaps(latest: &[(usize, &AssessmentView)], rows: &[PortfolioRow]) -> Vec<PortfolioGap> {
    let mut gaps: Vec<(usize, PortfolioGap)> = Vec::new();
    for (row, assessment) in latest {
        for result in assessment.gaps.iter().filter_map(|index| assessment.results.get(*index)) {
            let gap = PortfolioGap {
                row: *row,
                practice: result.practice.clone(),
                result: with_scope(result),
                target: result.target.clone(),
                levels: result.level_gap.unwrap_or(0).max(0),
                scopes: result.scope_gap.unwrap_or(0).max(0),
                text: result.gap_text.clone(),
                findings: result.findings.len(),
                grave: result.findings.iter().filter(|finding| finding.severity == "High").count(),
                steps: result.roadmap.clone(),
            };
            gaps.push((result.number, gap));
        }
    }
    gaps.sort_by_key(|(number, gap)| {
        let row = rows.get(gap.row).map(|row| row.reference.id.as_str());
        (Reverse((gap.levels, gap.scopes, gap.grave, gap.findings)), *number, row)
    });
    gaps.into_iter().map(|(_, gap)| gap).collect()
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
    let subject = |due: &DueView| rows.get(due.row).map(|row| row.name.clone());
    due.sort_by_cached_key(|step| (step.due.iso.clone(), subject(step), step.id.clone()));
    due
}

/// The figures of a portfolio whose lists are filled.
pub(super) fn figures(view: &PortfolioView) -> FiguresView {
    let latest = || view.rows.iter().filter(|row| row.time == "latest");
    let verdict = |ids: &[&str]| -> usize {
        let counts = latest().flat_map(|row| &row.verdicts);
        counts.filter(|count| ids.contains(&count.verdict.id)).map(|count| count.count).sum()
    };
    let expiry = |id: &str| latest().filter(|row| row.expiry.is_some_and(|expiry| expiry.id == id)).count();
    let due = |id: &str| view.due.iter().filter(|step| step.when.is_some_and(|when| when.id == id)).count();
    let past = |row: &&PortfolioRow| row.expiry.is_some_and(|expiry| expiry.id == "past");
    FiguresView {
        subjects: view.subjects.len(),
        assessments: view.rows.len(),
        results: latest()
            .flat_map(|row| &row.verdicts)
            .filter(|count| count.verdict.id != "outside")
            .map(|count| count.count)
            .sum(),
        outside: verdict(&["outside"]),
        below: verdict(&["below"]),
        satisfied: verdict(&["at", "above"]),
        not_assessed: verdict(&["not-assessed"]),
        insufficient: verdict(&["insufficient"]),
        not_applicable: verdict(&["not-applicable"]),
        subjects_below: latest().filter(|row| row.below > 0).count(),
        worst_gap: latest().map(|row| row.worst_gap).max().unwrap_or(0),
        signed: latest().filter(|row| row.status.id == "signed" && !past(row)).count(),
        expired: latest().filter(|row| past(row) || row.status.id == "expired").count(),
        expiring: expiry("soon"),
        overdue: due("past"),
        due_soon: due("soon"),
        due_later: due("later"),
    }
}

/// The verdicts that occur, worst first.
pub(super) fn verdicts(rows: &[PortfolioRow]) -> Vec<Choice> {
    let order = ["below", "insufficient", "not-assessed", "at", "above", "no-target", "not-applicable", "outside"];
    let all: BTreeSet<(&str, &str)> =
        rows.iter().flat_map(|row| &row.verdicts).map(|count| (count.verdict.id, count.verdict.name)).collect();
    let mut all: Vec<Choice> = all.into_iter().map(|(id, name)| Choice { id, name: name.to_owned() }).collect();
    all.sort_by_key(|choice| order.iter().position(|id| *id == choice.id).unwrap_or(order.len()));
    all
}

/// What occurs, once each, in order of name. Of two names for one word the first one stands for both.
pub(super) fn choices(all: impl Iterator<Item = Choice>) -> Vec<Choice> {
    let mut once: BTreeMap<&'static str, String> = BTreeMap::new();
    for choice in all {
        let name = once.entry(choice.id).or_insert_with(|| choice.name.clone());
        if choice.name < *name {
            *name = choice.name;
        }
    }
    let mut all: Vec<Choice> = once.into_iter().map(|(id, name)| Choice { id, name }).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}
