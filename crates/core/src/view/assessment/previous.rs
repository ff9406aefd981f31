//! The comparison with the last time: what was reached then, now, and what became of it.

use crate::assess;
use crate::assess::Change;
use crate::assess::Standing;
use crate::assess::change;
use crate::model::Assessment;
use crate::model::Book;
use crate::model::Goal;
use crate::view::ChangeView;
use crate::view::PreviousView;
use crate::view::ResultView;
use crate::view::chart;
use crate::view::parts;
use crate::view::refs::practice_ref;
use crate::view::result;
use crate::view::words::date;

use super::charts::chart_row;
use super::charts::place;
use super::charts::scale;

/// The comparison with the last time, where the assessment tells of one.
pub(super) fn previous(
    book: &Book,
    assessment: &Assessment,
    results: &[ResultView],
    standing: &Standing,
) -> Option<PreviousView> {
    let previous = assessment.previous.as_ref()?;
    let guide = &book.guide;
    let trend: Vec<chart::TrendRow> = previous
        .results
        .iter()
        .map(|(practice, (goal, _))| {
            let (standing, result) = (&standing.practices[practice.0], &results[practice.0]);
            let row = chart_row(book, assessment.practices[practice.0].target.as_ref(), standing, result);
            chart::TrendRow {
                code: row.code.clone(),
                then: match goal {
                    Goal::Level(level) => chart::Place::level(guide.levels[level.0].number),
                    Goal::Score(then) => place(guide, then),
                },
                now: row.state,
                target: row.target,
            }
        })
        .collect();
    let scale = scale(book, results);
    let days = (date(previous.date).text, date(assessment.date).text);
    let guides = (previous.guide_version.as_str(), assessment.guide_version.as_str());
    Some(PreviousView {
        trend: chart::trend(&trend, &scale, (&days.0, &days.1), (guides.0 != guides.1).then_some(guides)),
        title: previous.title.clone(),
        date: date(previous.date),
        guide_version: previous.guide_version.clone(),
        other_guide: previous.guide_version != assessment.guide_version,
        rows: rows(book, assessment, results, standing),
    })
}

/// What is said where the assessment tells of no last time. That there was none is nothing that a book can know.
pub(super) fn none(book: &Book, assessment: &Assessment) -> String {
    match assess::earlier(book, assessment) {
        Some(other) => format!(
            "An earlier assessment of this subject, “{}” of {}, is in this book; this one does not say that it is to be \
             compared with it.",
            other.title,
            date(other.date).text
        ),
        None => "No earlier assessment is named here to compare this one with.".to_owned(),
    }
}

/// Each practice that had a result then.
fn rows(book: &Book, assessment: &Assessment, results: &[ResultView], standing: &Standing) -> Vec<ChangeView> {
    let guide = &book.guide;
    let rows = assessment.previous.iter().flat_map(|previous| &previous.results).map(|(practice, (goal, scope))| {
        let now = &results[practice.0];
        let before = match goal {
            Goal::Level(level) => format!("Level {}", guide.levels[level.0].number),
            Goal::Score(score) => parts::shown(guide, score),
        };
        let before = match scope {
            Some(scope) => format!("{before}, {} scope", guide.scopes[scope.0].name.to_lowercase()),
            None => before,
        };
        let outcome = &standing.practices[practice.0].outcome;
        let change = change(outcome, assessment.practices[practice.0].scope, (goal, *scope));
        ChangeView {
            practice: practice_ref(guide, *practice),
            before,
            level: goal.level().map(|level| parts::level(guide, level.0)),
            scope: scope.map(|scope| parts::scope(guide, scope.0)),
            now: result::with_scope(now),
            direction: change.direction(),
            text: changed(change).to_owned(),
        }
    });
    rows.collect()
}

/// What became of a practice, in words.
fn changed(change: Change) -> &'static str {
    match change {
        Change::HigherLevel => "higher level",
        Change::LowerLevel => "lower level",
        Change::WiderScope => "wider scope",
        Change::NarrowerScope => "narrower scope",
        Change::HigherScore => "higher score",
        Change::LowerScore => "lower score",
        Change::Unchanged => "unchanged",
        Change::NotJudged => "not judged this time",
        Change::NotComparable => "not comparable",
    }
}
