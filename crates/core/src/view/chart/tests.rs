//! The charts in full, and what must hold for any input.
//!
//! `snapshots` holds one small drawing of each kind. After a wanted change, draw them anew and look at them:
//! `cargo test --release draw_the_snapshots_anew -- --ignored`.

use std::cmp::Ordering;

use crate::view::Chart;

use super::Against;
use super::ChartRow;
use super::ChartScale;
use super::Distance;
use super::RowState;
use super::dumbbell;
use super::heat_strip;
use super::radar;
use super::svg::n;

fn row(group: &str, code: &str, title: &str, state: RowState, target: Option<u8>) -> ChartRow {
    let (group, code, title) = (group.to_owned(), code.to_owned(), title.to_owned());
    // As it is decided elsewhere: a lower bound below the target leaves open whether it is reached.
    let against = match (state, target) {
        (RowState::Level(level, true), Some(target)) if level < target => Against::Open,
        (RowState::Level(level, _), Some(target)) => {
            let distance = Distance::Levels(usize::from(level.abs_diff(target)));
            match level.cmp(&target) {
                Ordering::Less => Against::Below(distance),
                Ordering::Equal => Against::At,
                Ordering::Greater => Against::Above(distance),
            }
        }
        _ => Against::Nothing,
    };
    let target = target.map(super::Place::Level);
    ChartRow { group, code, title, state, target, against, scope_short: false }
}

fn scale(names: &[&str]) -> ChartScale {
    ChartScale {
        levels: (0..).zip(names.iter().map(|name| (*name).to_owned())).collect(),
        rated: ("practice".to_owned(), "practices".to_owned()),
    }
}

fn small() -> (Vec<ChartRow>, ChartScale) {
    let rows = vec![
        row("Premises", "LCK", "Door Locks", RowState::Level(0, false), Some(2)),
        row("Premises", "KEY", "Key Custody", RowState::Level(2, false), Some(1)),
        row("Premises", "FEN", "Fences", RowState::Level(1, true), Some(2)),
        row("Watch", "ALM", "Alarms", RowState::NotAssessed, Some(2)),
        ChartRow { scope_short: true, ..row("Watch", "CAM", "Cameras & Lights", RowState::Level(1, false), Some(1)) },
        row("Watch", "GRD", "Guards", RowState::Insufficient, Some(1)),
        row("Watch", "DOG", "Dogs", RowState::NotApplicable, None),
    ];
    (rows, scale(&["None", "Basic", "Managed"]))
}

/// Rows and scales of many sizes: with and without codes and groups.
fn many() -> Vec<(Vec<ChartRow>, ChartScale)> {
    let names = ["None", "Initial", "Managed", "Quantitatively managed", "Optimising continuously", "Five", "Six"];
    let mut inputs = Vec::new();
    for count in [0_usize, 1, 2, 3, 5, 7, 18, 41, 60, 130] {
        for levels in 0..=names.len() {
            for coded in [true, false] {
                let one = |index: usize| {
                    let title = format!("Practice {index} {}", "with a long title ".repeat(index % 5));
                    let code = if coded { format!("P{index}") } else { title.clone() };
                    let level = u8::try_from(index % levels.max(1)).unwrap_or(0);
                    let state = match index % 6 {
                        4 => RowState::NotAssessed,
                        5 => [RowState::Insufficient, RowState::NotApplicable][index % 2],
                        _ => RowState::Level(level, index % 4 == 1),
                    };
                    let target = (!index.is_multiple_of(5)).then_some(level / 2 + 1);
                    let group = format!("Group {}", index / 6);
                    ChartRow { scope_short: index.is_multiple_of(7), ..row(&group, &code, &title, state, target) }
                };
                inputs.push(((0..count).map(one).collect(), scale(&names[..levels])));
            }
        }
    }
    inputs
}

fn all(rows: &[ChartRow], scale: &ChartScale) -> [Chart; 3] {
    [dumbbell(rows, scale), heat_strip(rows, scale), radar(rows, scale)]
}

fn count(chart: &Chart, what: &str) -> usize {
    chart.svg.matches(what).count()
}

#[test]
fn small_charts_in_full() {
    let (rows, scale) = small();
    let [dumbbell, heat, radar] = all(&rows, &scale);
    assert_eq!(dumbbell.svg, include_str!("snapshots/dumbbell.svg").replace('\r', ""));
    assert_eq!(heat.svg, include_str!("snapshots/heat.svg").replace('\r', ""));
    assert_eq!(radar.svg, include_str!("snapshots/radar.svg").replace('\r', ""));
}

#[test]
fn the_values_are_said_in_words() {
    let (rows, scale) = small();
    let expected = "Current level against target for 7 practices. \
                    Premises: Door Locks, level 0, target 2, below target; \
                    Key Custody, level 2, target 1, above target; \
                    Fences, at least level 1, target 2, target not confirmed. \
                    Watch: Alarms, not assessed, target 2; \
                    Cameras & Lights, level 1, target 1, at target level, scope short of target; \
                    Guards, insufficient evidence, target 1; \
                    Dogs, not applicable.";
    let [dumbbell, heat, radar] = all(&rows, &scale);
    assert_eq!(dumbbell.alt, expected);
    let values = |chart: &Chart| chart.alt.split_once(". ").map(|(_, values)| values.to_owned());
    assert_eq!(values(&heat), values(&dumbbell));
    assert_eq!(values(&radar), values(&dumbbell));
    let one = [row("", "A", "Alone", RowState::Level(1, false), None)];
    assert_eq!(
        super::dumbbell(&one, &scale).alt,
        "Current level against target for 1 practice. Alone, level 1, no target."
    );
}

#[test]
fn what_has_no_level_is_not_drawn_as_one() {
    let (_, scale) = small();
    let steps = |chart: &Chart| count(chart, "\"lb-ramp-");
    // What a strip shows of the scale itself: its squares in the legend.
    let legend = count(&heat_strip(&[row("G", "A", "A", RowState::NotApplicable, None)], &scale), "lb-ramp-");
    for state in [RowState::NotAssessed, RowState::Insufficient, RowState::NotApplicable] {
        let rows = ["A", "B", "C", "D"].map(|code| row("G", code, code, state, Some(1)));
        let [dumbbell, heat, radar] = all(&rows, &scale);
        for class in ["lb-reached", "lb-area", "lb-gap", "lb-over"] {
            assert_eq!(count(&dumbbell, class) + count(&radar, class), 0, "{state:?} draws {class}");
        }
        assert_eq!(count(&heat, "lb-ramp-"), legend, "{state:?} has the square of a level");
        let zeros = ["A", "B", "C", "D"].map(|code| row("G", code, code, RowState::Level(0, false), Some(1)));
        assert!(steps(&heat_strip(&zeros, &scale)) > steps(&heat));
        // Rings: one a row, and one in the legend.
        assert_eq!(count(&dumbbell, "lb-target\""), 5, "{state:?} keeps its target");
    }
}

#[test]
fn the_outline_of_the_radar_breaks_where_there_is_no_level() {
    let scale = scale(&["None", "Basic", "Managed"]);
    let line = |states: &[RowState]| {
        let rows: Vec<ChartRow> =
            states.iter().enumerate().map(|(index, state)| row("G", &format!("P{index}"), "T", *state, None)).collect();
        let svg = radar(&rows, &scale).svg;
        let line = svg.lines().find(|line| line.contains("lb-reached-line")).unwrap_or_default().to_owned();
        (line.matches('M').count(), line.matches('L').count(), line.matches('Z').count())
    };
    let (level, none) = (RowState::Level(1, false), RowState::NotAssessed);
    assert_eq!(line(&[level; 6]), (1, 5, 1), "closed");
    assert_eq!(line(&[level, level, none, level, level, level]), (1, 4, 0), "open, around the beginning");
    assert_eq!(line(&[level, level, none, level, level, none]), (2, 2, 0), "two stretches");
    assert_eq!(line(&[level, none, level, none, level, none]), (0, 0, 0), "only discs");
}

#[test]
fn a_lower_bound_below_target_is_not_a_gap() {
    let scale = scale(&["None", "Basic", "Managed"]);
    let rows = [row("G", "A", "A", RowState::Level(1, true), Some(2))];
    let [dumbbell, heat, radar] = all(&rows, &scale);
    for chart in [&dumbbell, &radar] {
        assert_eq!(count(chart, "lb-gap"), 0, "{}", chart.id);
    }
    assert!(dumbbell.svg.contains("target not confirmed") && heat.svg.contains("target not confirmed"));
}

#[test]
fn titles_are_text_whatever_they_hold() {
    let mut hostile = [row("</svg>", "<b>", "\"<script>&'\u{1}\u{202e}\n\u{ffff}x", RowState::Level(1, false), None)];
    hostile[0].scope_short = true;
    for chart in all(&hostile, &scale(&["<i>", "&amp;"])) {
        for bad in ["<script", "<b>", "<i>", "\u{1}", "\u{202e}", "\u{ffff}"] {
            assert!(!chart.svg.contains(bad), "{}: {bad:?}", chart.id);
        }
        assert_eq!(count(&chart, "</svg>"), 1, "{}", chart.id);
        assert!(chart.alt.contains("\"<script>&' x, level 1"), "the page escapes these words: {}", chart.alt);
    }
    assert!(dumbbell(&hostile, &scale(&[])).svg.contains("&quot;&lt;script&gt;&amp;&#39; x"));
}

#[test]
fn a_chart_of_nothing_says_so() {
    for chart in all(&[], &scale(&["None", "Basic"])) {
        assert!(chart.svg.contains(">Nothing to show.</text>"), "{}", chart.id);
        assert!(chart.alt.ends_with(": no practices."), "{}", chart.alt);
    }
}

#[test]
fn levels_outside_of_the_scale_are_kept() {
    let rows = [row("G", "A", "A", RowState::Level(7, false), Some(9))];
    for chart in all(&rows, &scale(&["None", "Basic"])) {
        assert!(chart.svg.contains(">7</text>"), "{}", chart.id);
    }
}

#[test]
fn everything_stays_inside() {
    for (rows, scale) in many() {
        for chart in all(&rows, &scale) {
            let what = format!("{} of {} rows, {} levels", chart.id, rows.len(), scale.levels.len());
            assert!(chart.svg.starts_with("<svg ") && chart.svg.ends_with("</svg>"), "{what}");
            let inside = |names: [&str; 3], most: u32| {
                for name in names {
                    for value in chart.svg.split(&format!(" {name}=\"")).skip(1) {
                        let value: f64 = value.split('"').next().unwrap_or_default().parse().expect("a number");
                        assert!((0.0..=f64::from(most)).contains(&value), "{what}: {name} is {value}");
                    }
                }
            };
            inside(["x", "x1", "cx"], chart.width);
            inside(["y", "y1", "cy"], chart.height);
        }
    }
}

#[test]
fn numbers_are_printed_in_tenths() {
    let cases = [(1.0, "1"), (1.25, "1.3"), (-0.04, "0"), (-0.5, "-0.5"), (-1.5, "-1.5"), (10.96, "11"), (0.1, "0.1")];
    for (value, expected) in cases {
        assert_eq!(n(value), expected, "{value}");
    }
}

mod words_in_a_space {
    use super::super::text::Face;

    const FACE: Face = Face::plain(10.0);

    #[test]
    fn short_ones_stay_whole() {
        assert_eq!(FACE.fit("Patch", 100.0), "Patch");
        assert_eq!(FACE.wrap("Patch Management", 200.0, 2), ["Patch Management"]);
        assert!(FACE.wrap("", 100.0, 2).is_empty());
    }

    #[test]
    fn long_ones_end_in_an_ellipsis_and_fit() {
        let text = "Situational Awareness and Information Sharing";
        let cut = FACE.fit(text, 80.0);
        assert!(cut.ends_with('…') && FACE.width(&cut) <= 80.0, "{cut}");
        let lines = FACE.wrap(text, 80.0, 2);
        assert!(lines.len() == 2 && lines[1].ends_with('…'), "{lines:?}");
        assert!(lines.iter().all(|line| FACE.width(line) <= 80.0), "{lines:?}");
    }

    #[test]
    fn words_longer_than_a_line_are_broken() {
        let lines = FACE.wrap("Qualitätssicherungsmaßnahmenverzeichnis", 60.0, 4);
        assert!(lines.len() > 1 && lines.iter().all(|line| FACE.width(line) <= 60.0), "{lines:?}");
        assert_eq!(lines.concat(), "Qualitätssicherungsmaßnahmenverzeichnis");
        // No room at all still comes to an end.
        assert_eq!(FACE.wrap("abc", 0.0, 2).len(), 2);
    }

    #[test]
    fn lines_are_about_as_long_as_each_other() {
        let lines = FACE.wrap_evenly("Services Third-Party Dependencies Management", 190.0, 2);
        assert_eq!(lines, ["Services Third-Party", "Dependencies Management"]);
    }
}
