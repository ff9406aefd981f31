//! The course of a subject that was judged more than once: level and target of each practice over time.

use std::collections::BTreeMap;

use crate::assess::OutcomeKind;
use crate::view::AssessmentView;
use crate::view::PreviousView;
use crate::view::ResultView;
use crate::view::View;
use crate::view::chart;
use crate::view::result::with_scope;
use crate::view::types::course::CellState;
use crate::view::types::course::LegendView;
use crate::view::types::course::PointView;
use crate::view::types::course::TrendRowView;
use crate::view::types::course::TrendValue;
use crate::view::types::course::TrendView;
use crate::view::types::portfolio::PortfolioSubject;
use crate::view::types::portfolio::PortfolioView;

use super::judged::Judged;
use super::judged::every;
use super::judged::measure;
use super::judged::measure_of;
use super::judged::strictest;
use super::rows;
use super::rows::Columns;

/// The courses of all subjects that have one.
pub fn trends(views: &[&View], portfolio: &PortfolioView) -> Vec<TrendView> {
    let all = every(views);
    let by_id: BTreeMap<&str, Judged> =
        all.iter().map(|judged| (judged.assessment.reference.id.as_str(), *judged)).collect();
    let columns = rows::columns(views);
    let scale = scale(views);
    let of = |subject: &PortfolioSubject| {
        let path = subject.trend.clone()?;
        let rows = subject.rows.iter().rev().filter_map(|row| portfolio.rows.get(*row));
        let members: Vec<Judged> = rows.filter_map(|row| by_id.get(row.reference.id.as_str()).copied()).collect();
        Some(course(subject, path, &members, &columns, &scale))
    };
    portfolio.subjects.iter().filter_map(of).collect()
}

/// The levels of all guides together, in the words of the newest that has them.
fn scale(views: &[&View]) -> chart::ChartScale {
    let mut levels: BTreeMap<u8, String> = BTreeMap::new();
    for level in views.iter().flat_map(|view| &view.guide.levels) {
        levels.entry(level.number).or_insert_with(|| level.name.clone());
    }
    chart::ChartScale { levels: levels.into_iter().collect(), rated: Default::default() }
}

/// A point in time with what is known of each column.
struct Known {
    point: PointView,
    measure: String,
    values: Vec<TrendValue>,
}

fn course(
    subject: &PortfolioSubject,
    path: String,
    members: &[Judged],
    columns: &Columns,
    scale: &chart::ChartScale,
) -> TrendView {
    let mut known: Vec<Known> = Vec::new();
    if let Some((first, before)) = members.first().and_then(|f| Some((f, f.assessment.previous.as_ref()?))) {
        // What is told of the time before can only be that.
        if before.date.iso < first.assessment.date.iso {
            known.push(told(before, columns));
        }
    }
    known.extend(members.iter().map(|judged| judged_then(judged.assessment, columns)));
    let mut breaks = 0u8;
    for at in 1..known.len() {
        let (before, now) = (known[at - 1].measure.clone(), known[at].measure.clone());
        if before != now {
            known[at].point.letter = letter(breaks);
            known[at].point.change = format!("{before} to {now}");
            breaks = breaks.saturating_add(1);
        }
    }
    let points: Vec<PointView> = known.iter().map(|known| known.point.clone()).collect();
    let mut rows = Vec::new();
    let groups = columns.groups.iter().flat_map(|group| std::iter::repeat_n(&group.node, group.columns));
    let mut groups = groups.map(Some).chain(std::iter::repeat(None));
    for (column, practice) in columns.practices.iter().enumerate() {
        let group = groups.next().flatten().cloned().unwrap_or_else(rows::nowhere);
        let values: Vec<TrendValue> = known.iter().map(|known| known.values[column].clone()).collect();
        if values.iter().all(|value| matches!(value.state, CellState::Absent | CellState::Unknown)) {
            continue;
        }
        let chart = chart::course(practice, &points, &values, scale);
        rows.push(TrendRowView { practice: practice.clone(), group, values, chart });
    }
    let legend = legend(&rows);
    TrendView {
        slug: subject.slug.clone(),
        path,
        name: subject.name.clone(),
        organisation: subject.organisation.clone(),
        marking: strictest(members.iter().filter_map(|judged| judged.assessment.marking.as_deref())),
        points,
        rows,
        legend,
    }
}

/// The marks: that of what was not to be judged only where it occurs.
fn legend(rows: &[TrendRowView]) -> Vec<LegendView> {
    let outside =
        rows.iter().flat_map(|row| &row.values).any(|value| value.state == CellState::Of(OutcomeKind::Outside));
    let all = chart::course_legend().into_iter().filter(|(_, text)| outside || *text != chart::OUTSIDE);
    all.map(|(svg, text)| LegendView { svg, text }).collect()
}

/// `A` to `Z`, then `A1` and on.
fn letter(number: u8) -> String {
    let letter = char::from(b'A' + number % 26);
    if number < 26 { letter.to_string() } else { format!("{letter}{}", number / 26) }
}

fn judged_then(assessment: &AssessmentView, columns: &Columns) -> Known {
    let mut values = vec![nothing(CellState::Absent, "Not in the guide of that time"); columns.practices.len()];
    for result in &assessment.results {
        if let Some(at) = columns.place.get(&result.practice.id) {
            values[*at] = value(result);
        }
    }
    let point = PointView {
        title: assessment.reference.title.clone(),
        assessment: Some(assessment.reference.clone()),
        date: assessment.date.clone(),
        guide_version: assessment.guide_version.clone(),
        letter: String::new(),
        change: String::new(),
    };
    Known { point, measure: measure(assessment), values }
}

fn value(result: &ResultView) -> TrendValue {
    let target = result.target.as_ref().filter(|_| result.state != OutcomeKind::NotApplicable);
    TrendValue {
        state: CellState::Of(result.state),
        text: with_scope(result),
        level: result.level.as_ref().map(|level| level.number),
        at_least: result.at_least,
        target: target.and_then(|target| target.level.as_ref()).map(|level| level.number),
        target_text: target.map_or(String::new(), |target| target.text.clone()),
        scope_short: result.scope_gap.is_some_and(|gap| gap > 0),
    }
}

/// What the earliest assessment tells of the time before it: levels without targets.
fn told(previous: &PreviousView, columns: &Columns) -> Known {
    let mut values = vec![nothing(CellState::Unknown, "Not told"); columns.practices.len()];
    for row in &previous.rows {
        if let Some(at) = columns.place.get(&row.practice.id) {
            let scope =
                row.scope.as_ref().map_or(String::new(), |scope| format!(", {} scope", chart::inside(&scope.name)));
            values[*at] = match &row.level {
                Some(level) => TrendValue {
                    level: Some(level.number),
                    ..nothing(
                        CellState::Of(OutcomeKind::Level),
                        &format!("Level {} {}{scope}", level.number, level.name),
                    )
                },
                None => nothing(CellState::Of(OutcomeKind::Score), &row.before),
            };
        }
    }
    let point = PointView {
        title: previous.title.clone(),
        assessment: None,
        date: previous.date.clone(),
        guide_version: previous.guide_version.clone(),
        letter: String::new(),
        change: String::new(),
    };
    Known { point, measure: measure_of(&previous.guide_version), values }
}

fn nothing(state: CellState, text: &str) -> TrendValue {
    TrendValue {
        state,
        text: text.to_owned(),
        level: None,
        at_least: false,
        target: None,
        target_text: String::new(),
        scope_short: false,
    }
}
