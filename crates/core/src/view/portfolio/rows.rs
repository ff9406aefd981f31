//! The matrix: a row an assessment, a column a practice.

use std::collections::BTreeMap;

use crate::assess::Outcome;
use crate::assess::OutcomeKind;
use crate::assess::PracticeStanding;
use crate::assess::Rollup;
use crate::assess::Verdict;
use crate::model::Score;
use crate::sign_off::State;
use crate::view::AssessmentView;
use crate::view::DateView;
use crate::view::Kind;
use crate::view::Ref;
use crate::view::ResultView;
use crate::view::View;
use crate::view::chart;
use crate::view::result::with_scope;
use crate::view::types::course::CellState;
use crate::view::types::portfolio::Choice;
use crate::view::types::portfolio::PortfolioCell;
use crate::view::types::portfolio::PortfolioGroup;
use crate::view::types::portfolio::PortfolioRow;
use crate::view::types::portfolio::PortfolioSubject;
use crate::view::types::timing::Time;

use super::judged::Judged;
use super::subjects::Grouped;
use super::timing::REVIEW;
use super::timing::VALIDITY;
use super::timing::timing;

/// The columns of the matrix.
pub(super) struct Columns {
    /// The practices, one a column.
    pub practices: Vec<Ref>,
    /// Outermost nodes above them.
    pub groups: Vec<PortfolioGroup>,
    /// The column of a practice, by each id that it has or had.
    pub place: BTreeMap<String, usize>,
}

/// The practices of the guide of now, then those that only earlier editions have, under the node that they had then.
pub(super) fn columns(views: &[&View]) -> Columns {
    let mut columns = Columns { practices: Vec::new(), groups: Vec::new(), place: BTreeMap::new() };
    for (number, view) in views.iter().enumerate() {
        for practice in &view.guide.practices {
            let id = &practice.reference.id;
            if columns.place.contains_key(id) {
                continue;
            }
            let node = practice.crumbs.first().cloned().unwrap_or_else(nowhere);
            match columns.groups.last_mut().filter(|group| group.node.id == node.id) {
                Some(group) => group.columns += 1,
                None => columns.groups.push(PortfolioGroup { node, columns: 1 }),
            }
            columns.place.insert(id.clone(), columns.practices.len());
            columns.practices.push(practice.reference.clone());
        }
        // A name of an earlier time leads to what bears another today, unless it is in use again.
        if number == 0 {
            for practice in &view.guide.practices {
                let here = columns.place.get(&practice.reference.id).copied();
                for (before, here) in practice.formerly.iter().zip(std::iter::repeat(here)) {
                    if let Some(here) = here {
                        columns.place.entry(before.clone()).or_insert(here);
                    }
                }
            }
        }
    }
    if columns.groups.iter().all(|group| group.node.id.is_empty()) {
        columns.groups.clear();
    }
    columns
}

/// What stands above a practice that has nothing above it.
pub(super) fn nowhere() -> Ref {
    Ref { kind: Kind::Node, id: String::new(), code: String::new(), title: String::new(), summary: String::new() }
}

/// Subjects, and the rows of all of them.
pub(super) fn rows(
    all: &[Judged],
    grouped: &[Grouped],
    columns: &Columns,
    day: Option<&DateView>,
) -> (Vec<PortfolioSubject>, Vec<PortfolioRow>) {
    let replaced: BTreeMap<&str, &Ref> = all
        .iter()
        .filter_map(|judged| Some((judged.assessment.supersedes.as_deref()?, &judged.assessment.reference)))
        .collect();
    let mut subjects = Vec::new();
    let mut rows = Vec::new();
    for (index, group) in grouped.iter().enumerate() {
        let first = rows.len();
        // The latest is the newest that nothing takes the place of; where all are replaced, the newest of them.
        let open = |member: &&usize| !is_replaced(all[**member].assessment, &replaced);
        let latest = group.members.iter().rev().find(open).or(group.members.last()).copied();
        for member in group.members.iter().rev() {
            let assessment = all[*member].assessment;
            let (time, time_name) = match () {
                () if Some(*member) == latest => (Time::Latest, "Latest"),
                () if is_replaced(assessment, &replaced) => (Time::Superseded, "Superseded"),
                () => (Time::Earlier, "Earlier"),
            };
            let mut row = row(all[*member], columns, day);
            (row.subject, row.time, row.time_name) = (index, time, time_name);
            row.replaced_by = replaced.get(assessment.reference.id.as_str()).map(|later| (*later).clone());
            rows.push(row);
        }
        let newest = latest.map(|member| all[member].assessment);
        let earlier = group.members.first().and_then(|member| all[*member].assessment.previous.as_ref());
        let courses = group.members.len() + usize::from(earlier.is_some()) > 1;
        subjects.push(PortfolioSubject {
            name: newest.map_or(String::new(), |assessment| assessment.subject.name.clone()),
            organisation: newest.map_or(String::new(), |assessment| assessment.subject.organisation.clone()),
            rows: (first..rows.len()).collect(),
            trend: courses.then(|| format!("portfolio/{}.html", group.slug)),
            slug: group.slug.clone(),
        });
    }
    (subjects, rows)
}

fn is_replaced(assessment: &AssessmentView, replaced: &BTreeMap<&str, &Ref>) -> bool {
    assessment.status.stands == State::Superseded || replaced.contains_key(assessment.reference.id.as_str())
}

fn row(judged: Judged, columns: &Columns, day: Option<&DateView>) -> PortfolioRow {
    let a = judged.assessment;
    let sum = Rollup::over(&a.standing.practices);
    let mut cells = vec![absent(); columns.practices.len()];
    let mut standings: Vec<Option<PracticeStanding>> = vec![None; columns.practices.len()];
    for (result, standing) in a.results.iter().zip(&a.standing.practices) {
        let place = columns.place.get(&result.practice.id).copied();
        if let Some(at) = place.filter(|at| standings[*at].is_none()) {
            cells[at] = cell(result, standing, judged.view);
            standings[at] = Some(standing.clone());
        }
    }
    PortfolioRow {
        reference: a.reference.clone(),
        subject: 0,
        name: a.subject.name.clone(),
        version: a.subject.version.clone(),
        organisation: a.subject.organisation.clone(),
        date: a.date.clone(),
        guide_version: a.guide_version.clone(),
        time: Time::Earlier,
        time_name: "",
        replaced_by: None,
        marking: a.marking.clone(),
        method: a.engagement.method,
        method_name: a.engagement.method_name,
        status: Choice { id: a.status.state, name: a.status.name.clone() },
        expiry: a.valid_until.as_ref().and_then(|until| timing(until, day, &VALIDITY)),
        valid_until: a.valid_until.clone(),
        review: a.review_date.as_ref().and_then(|date| timing(date, day, &REVIEW)),
        review_date: a.review_date.clone(),
        below: sum.below,
        worst_gap: sum.worst_gap,
        worst_gap_text: a.overall.worst_gap_text.clone(),
        worst_gap_size: sum.worst_score_gap.as_ref().map_or(i64::from(sum.worst_gap) * 1000, Score::thousandths),
        overall: a.overall.score_text.clone(),
        scope_short: sum.scope_short,
        verdicts: a.verdicts.clone(),
        percent: a.completeness.percent,
        needed: a.completeness.needed,
        needed_answered: a.completeness.needed_answered,
        cells,
        standings,
        sum,
    }
}

fn absent() -> PortfolioCell {
    PortfolioCell {
        state: CellState::Absent,
        mark: String::new(),
        at_least: false,
        shade: None,
        verdict: None,
        gap: 0,
        distance: String::new(),
        size: None,
        scope_short: false,
        text: "Not in the guide of that time".to_owned(),
    }
}

fn cell(result: &ResultView, standing: &PracticeStanding, view: &View) -> PortfolioCell {
    let levels = &view.guide.levels;
    let place =
        result.level.as_ref().and_then(|reached| levels.iter().position(|level| level.number == reached.number));
    let mark = match result.state {
        OutcomeKind::Level => result.level.as_ref().map_or(String::new(), |level| level.number.to_string()),
        OutcomeKind::Score => result.score.as_ref().map_or(String::new(), |score| score.text.clone()),
        OutcomeKind::NotAssessed => "–".to_owned(),
        OutcomeKind::Insufficient => "?".to_owned(),
        OutcomeKind::NotApplicable => "n/a".to_owned(),
        OutcomeKind::Outside => "out".to_owned(),
    };
    let mut text = with_scope(result);
    if let Some(target) = result.target.as_ref().filter(|_| result.state != OutcomeKind::NotApplicable) {
        text.push_str(&format!("; target {}", chart::inside(&target.text)));
    }
    match result.gap_text.as_str() {
        "" if matches!(result.verdict.id, Verdict::At | Verdict::NoTarget) => {
            text.push_str(&format!("; {}", chart::inside(result.verdict.name)));
        }
        "" => {}
        gap => text.push_str(&format!("; {gap}")),
    }
    PortfolioCell {
        state: CellState::Of(result.state),
        mark,
        at_least: result.at_least,
        shade: match share(standing) {
            Some(share) => Some(chart::shade_of(share)),
            None => place.map(|place| chart::shade(place, levels.len())),
        },
        verdict: Some(result.verdict.id),
        gap: result.level_gap.unwrap_or(0),
        distance: match (&result.score_gap, &standing.score_gap) {
            (Some(shown), Some(gap)) if !gap.is_zero() => shown.text.trim_start_matches('\u{2212}').to_owned(),
            _ => String::new(),
        },
        size: match &standing.outcome {
            Outcome::Score(scored) => Some(scored.score.thousandths()),
            Outcome::Level(reached) => Some(i64::from(levels[reached.level.0].number) * 1000),
            _ => None,
        },
        scope_short: result.scope_gap.is_some_and(|gap| gap > 0),
        text,
    }
}

/// How much of its scale a score is, in thousandths.
fn share(standing: &PracticeStanding) -> Option<i64> {
    match (&standing.outcome, &standing.end) {
        (Outcome::Score(scored), Some(end)) => Some(scored.score.over(end).thousandths()),
        _ => None,
    }
}
