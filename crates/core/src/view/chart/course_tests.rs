//! Steps, breaks and days of the course of a practice.

use crate::assess::OutcomeKind;
use crate::view::Chart;
use crate::view::DateView;
use crate::view::Kind;
use crate::view::Ref;
use crate::view::names::Named;
use crate::view::types::course::CellState;
use crate::view::types::course::PointView;
use crate::view::types::course::TrendValue;

use super::ChartScale;
use super::course::course;
use super::days::APART;
use super::days::LEFT;
use super::days::RIGHT;
use super::days::places;

fn point(day: &str, letter: &str) -> PointView {
    PointView {
        title: String::new(),
        assessment: None,
        date: DateView { iso: day.to_owned(), text: day.to_owned() },
        guide_version: String::new(),
        letter: letter.to_owned(),
        change: "guide 1 to guide 2".to_owned(),
    }
}

fn value(state: OutcomeKind, level: Option<u8>, target: Option<u8>) -> TrendValue {
    TrendValue {
        state: CellState::Of(state),
        text: state.name().to_owned(),
        level,
        at_least: false,
        target,
        target_text: String::new(),
        scope_short: false,
    }
}

fn drawn(points: &[PointView], values: &[TrendValue]) -> Chart {
    let practice = Ref {
        kind: Kind::Practice,
        id: "pumps".to_owned(),
        code: "PMP".to_owned(),
        title: "Pumps".to_owned(),
        summary: String::new(),
    };
    let scale = ChartScale {
        levels: (0..=4).map(|number| (number, format!("Level{number}"))).collect(),
        rated: ("practice".to_owned(), "practices".to_owned()),
    };
    course(&practice, points, values, &scale)
}

/// The paths of the line of levels.
fn line(chart: &Chart) -> Vec<&str> {
    let paths = chart.svg.lines().filter(|line| line.starts_with("<path class=\"lb-reached-line\""));
    paths.filter_map(|line| line.split("d=\"").nth(1)?.split('"').next()).collect()
}

/// Levels 0 to 4 stand at 94, 77, 60, 43 and 26; the first and the last day at 30 and 218.
#[test]
fn a_level_holds_until_the_next_day() {
    let points = [point("2025-01-01", ""), point("2026-01-01", "")];
    let chart =
        drawn(&points, &[value(OutcomeKind::Level, Some(1), Some(2)), value(OutcomeKind::Level, Some(3), Some(2))]);
    assert_eq!(line(&chart), ["M30 77L218 77L218 43"]);
    assert!(
        chart
            .svg
            .contains("d=\"M30 60L218 60\" fill=\"none\" stroke=\"#1c2733\" stroke-width=\"1.3\" stroke-dasharray")
    );
}

#[test]
fn what_was_not_judged_interrupts_the_line_and_is_no_level() {
    let points = [point("2024-01-01", ""), point("2025-01-01", ""), point("2026-01-01", "")];
    let kinds = [OutcomeKind::NotAssessed, OutcomeKind::Insufficient, OutcomeKind::NotApplicable, OutcomeKind::Score];
    for state in kinds.map(CellState::Of).into_iter().chain([CellState::Absent, CellState::Unknown]) {
        let values = [
            value(OutcomeKind::Level, Some(2), None),
            TrendValue { state, ..value(OutcomeKind::Score, None, None) },
            value(OutcomeKind::Level, Some(2), None),
        ];
        let chart = drawn(&points, &values);
        assert_eq!(line(&chart).len(), 1, "{state:?}: the line ends at the second day\n{}", chart.svg);
        assert_eq!(chart.svg.matches("class=\"lb-reached\"").count(), 2, "{state:?}: two discs");
        assert!(!chart.svg.contains("cy=\"94\""), "{state:?}: nothing stands at level 0");
    }
}

#[test]
fn a_break_cuts_both_lines_and_has_a_letter() {
    let points = [point("2025-01-01", ""), point("2026-01-01", "B")];
    let values = [value(OutcomeKind::Level, Some(1), Some(2)), value(OutcomeKind::Level, Some(1), Some(2))];
    let chart = drawn(&points, &values);
    assert_eq!(line(&chart), ["M30 77L205 77"], "no line leads across");
    assert!(chart.svg.contains(">B</text>"));
    assert_eq!(
        chart.alt,
        "Pumps over time. 2025-01-01: level, target 2. Break B, guide 1 to guide 2. 2026-01-01: level, target 2."
    );
}

#[test]
fn days_stand_apart_and_inside() {
    let days: [&[&str]; 4] = [
        &["2026-01-01"],
        &["2026-01-01", "2026-01-01", "2026-01-01"],
        &["2020-01-01", "2026-01-01", "2026-01-02", "2026-01-03"],
        &["2026-01-01", "2026-01-02", "2026-01-03", "2030-01-01"],
    ];
    for days in days {
        let points: Vec<PointView> = days.iter().map(|day| point(day, "")).collect();
        let places = places(&points);
        assert!(places.iter().all(|x| (LEFT..=RIGHT).contains(x)), "{days:?}: {places:?}");
        assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= APART - 0.01), "{days:?}: {places:?}");
    }
    let many: Vec<PointView> = (0..60).map(|n| point(&format!("20{:02}-01-01", n + 10), "")).collect();
    assert!(places(&many).is_sorted() && places(&many).iter().all(|x| (LEFT..=RIGHT).contains(x)));
}

#[test]
fn a_level_that_is_not_on_the_scale_stands_at_the_one_below() {
    let chart = drawn(&[point("2026-01-01", "")], &[value(OutcomeKind::Level, Some(9), None)]);
    assert!(chart.svg.contains("cy=\"26\""), "{}", chart.svg);
}
