//! Charts of a few rows: what is drawn, what is said, and what must never be drawn.

use super::*;

fn row(code: &str, title: &str, state: RowState, target: Option<u8>) -> ChartRow {
    let (code, title) = (code.to_owned(), title.to_owned());
    ChartRow { group: "Premises".to_owned(), code, title, state, target, scope_short: false }
}

fn scale() -> ChartScale {
    ChartScale { levels: [(0, "None"), (1, "Basic"), (2, "Managed")].map(|(n, name)| (n, name.to_owned())).to_vec() }
}

fn rows() -> Vec<ChartRow> {
    vec![
        row("LCK", "Door Locks", RowState::Level(1, false), Some(2)),
        row("KEY", "Key Custody", RowState::Level(2, true), Some(1)),
        row("ALM", "Alarms", RowState::NotAssessed, Some(2)),
        row("CAM", "Cameras", RowState::Insufficient, Some(1)),
        row("DOG", "Dogs", RowState::NotApplicable, None),
    ]
}

#[test]
fn the_values_are_said_in_words() {
    let expected = "Current level against target for 5 practices. Premises: \
                    Door Locks, level 1, target 2, below target; \
                    Key Custody, at least level 2, target 1; \
                    Alarms, not assessed, target 2; \
                    Cameras, insufficient evidence, target 1; \
                    Dogs, not applicable.";
    assert_eq!(dumbbell(&rows(), &scale()).alt, expected);
}

#[test]
fn what_has_no_level_has_no_mark_of_a_level() {
    let without: Vec<ChartRow> = rows().split_off(2);
    for chart in [dumbbell(&without, &scale()), radar(&without, &scale())] {
        assert!(!chart.svg.contains("lb-reached"), "{} draws a level that nobody gave", chart.id);
        assert!(chart.svg.contains("not assessed") && chart.svg.contains("not applicable"), "{}", chart.id);
    }
    let heat = heat_strip(&without, &scale()).svg;
    assert!(!heat.contains("lb-step") && heat.contains(">?<") && heat.contains(">n/a<") && heat.contains("lb-hatch"));
}

#[test]
fn titles_are_text_whatever_they_hold() {
    let hostile = [row("<b>", "\"<script>&\u{1}", RowState::Level(1, false), None)];
    for chart in [dumbbell(&hostile, &scale()), radar(&hostile, &scale()), heat_strip(&hostile, &scale())] {
        assert!(!chart.svg.contains("<script") && !chart.svg.contains("<b>") && !chart.svg.contains('\u{1}'));
    }
}

#[test]
fn a_chart_of_nothing_is_a_chart() {
    for chart in [dumbbell(&[], &scale()), radar(&[], &scale()), heat_strip(&[], &scale())] {
        assert!(chart.svg.starts_with("<svg") && chart.svg.ends_with("</svg>"));
        assert!(!chart.svg.contains("NaN"), "{}", chart.id);
    }
}

#[test]
fn numbers_are_printed_in_tenths() {
    let cases = [(1.0, "1"), (1.25, "1.3"), (-0.04, "0"), (-0.5, "-0.5"), (-1.5, "-1.5"), (10.96, "11")];
    for (value, expected) in cases {
        assert_eq!(svg::n(value), expected, "{value}");
    }
}

#[test]
fn a_small_dumbbell_in_full() {
    let chart = dumbbell(&rows()[..1], &scale());
    let marks: Vec<&str> =
        chart.svg.lines().filter(|line| line.contains("lb-gap") || line.contains("lb-reached")).collect();
    let expected = [
        "<line class=\"lb-gap\" x1=\"543\" y1=\"88\" x2=\"709\" y2=\"88\" stroke=\"#b3541e\" stroke-width=\"3\"/>",
        "<circle class=\"lb-reached\" cx=\"543\" cy=\"88\" r=\"5\" fill=\"#1f5fa8\"/>",
        "<circle class=\"lb-reached\" cx=\"10\" cy=\"124\" r=\"5\" fill=\"#1f5fa8\"/>",
        "<line class=\"lb-gap\" x1=\"191.8\" y1=\"124\" x2=\"211.8\" y2=\"124\" stroke=\"#b3541e\" stroke-width=\"3\"/>",
    ];
    assert_eq!(marks, expected);
}
