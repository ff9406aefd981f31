//! One practice over time: its level as steps, its target as dashed steps, with a break wherever the measure changed.
//!
//! A level is drawn from its day to the next. What has no level stands in a lane of its own below the scale, and the line
//! is interrupted: nothing that was not judged is drawn as a level.

use crate::assess::OutcomeKind;
use crate::view::Chart;
use crate::view::Ref;
use crate::view::portfolio::CellState;
use crate::view::portfolio::PointView;
use crate::view::portfolio::TrendValue;

use super::ChartScale;
use super::geometry::Direction;
use super::geometry::Point;
use super::marks;
use super::marks::SMALL;
use super::paint::EDGE;
use super::paint::GRID;
use super::paint::INK;
use super::paint::MUTED;
use super::paint::PAPER;
use super::paint::REACHED;
use super::paint::REACHED_LINE;
use super::paint::TARGET;
use super::svg::Anchor;
use super::svg::Path;
use super::svg::Style;
use super::svg::Svg;
use super::svg::Type;
use super::text::Face;

const WIDTH: f64 = 236.0;
/// Where the first and the last day stand.
const LEFT: f64 = 30.0;
const RIGHT: f64 = 218.0;
/// Letters of breaks stand above the scale.
const TOP: f64 = 26.0;
/// From level to level, and the height of the scale where that would be too much.
const STEP: f64 = 17.0;
const HIGH: f64 = 120.0;
/// From the lowest level to the lane of what has none.
const LANE: f64 = 19.0;
/// Between two days at least.
const APART: f64 = 17.0;

const SMALL_TEXT: Face = Face::plain(10.0);
const LETTER: Face = Face::strong(10.0);

/// Where things are in the drawing.
struct Plot<'a> {
    scale: &'a ChartScale,
    step: f64,
    days: Vec<f64>,
}

impl Plot<'_> {
    fn bottom(&self) -> f64 {
        TOP + self.step * self.scale.levels.len().saturating_sub(1) as f64
    }

    fn lane(&self) -> f64 {
        self.bottom() + LANE
    }

    /// The height of a level: of the highest one of the scale that is not above it, for one that is not on it.
    fn level(&self, number: u8) -> f64 {
        let place = self.scale.levels.iter().rposition(|(level, _)| *level <= number).unwrap_or(0);
        self.bottom() - self.step * place as f64
    }

    fn day(&self, index: usize) -> f64 {
        self.days.get(index).copied().unwrap_or(RIGHT)
    }

    /// Where the break before a point is: close to it, and never on it.
    fn gap(&self, index: usize) -> f64 {
        let (before, here) = (self.day(index.saturating_sub(1)), self.day(index));
        ((before + here) / 2.0).max(here - 10.0)
    }
}

/// A practice over time. There is one value for each point.
pub fn course(practice: &Ref, points: &[PointView], values: &[TrendValue], scale: &ChartScale) -> Chart {
    let gaps = scale.levels.len().saturating_sub(1).max(1) as f64;
    let plot = Plot { scale, step: STEP.min(HIGH / gaps), days: places(points) };
    let mut svg = Svg::default();
    grid(&mut svg, &plot);
    let broken = |index: usize| points.get(index).is_some_and(|point| !point.letter.is_empty());
    let reached = |value: &TrendValue| value.level;
    steps(&mut svg, &plot, values, &broken, reached, Style::line(REACHED_LINE, 2.2));
    // The dashes of the target go over the line of the level, so that both are seen where they are one.
    steps(&mut svg, &plot, values, &broken, |value| value.target, Style::line(TARGET, 1.3).dash("4 3"));
    for (index, point) in points.iter().enumerate().filter(|(_, point)| !point.letter.is_empty()) {
        break_at(&mut svg, plot.gap(index), plot.lane() + 8.0, &point.letter);
    }
    for (index, value) in values.iter().enumerate() {
        mark(&mut svg, &plot, index, value);
    }
    let height = (plot.lane() + 28.0).ceil();
    let (first, last) = (points.first(), points.last());
    let day = |point: Option<&PointView>| point.map_or(String::new(), |point| point.date.iso.clone());
    let label = Type::new(SMALL_TEXT, MUTED);
    svg.text(Point::new(LEFT - 6.0, height - 3.0), &day(first), label);
    svg.text(Point::new(RIGHT + 14.0, height - 3.0), &day(last), label.at(Anchor::End));
    Chart {
        id: format!("trend-{}", practice.id),
        title: practice.title.clone(),
        svg: svg.finish(WIDTH as u32, height as u32),
        width: WIDTH as u32,
        height: height as u32,
        alt: alt(practice, points, values),
    }
}

fn grid(svg: &mut Svg, plot: &Plot) {
    let many = plot.scale.levels.len() > 8;
    for (index, (number, _)) in plot.scale.levels.iter().enumerate() {
        let y = plot.level(*number);
        svg.line(Point::new(LEFT - 8.0, y), Point::new(RIGHT + 10.0, y), Style::line(GRID, 1.0));
        if !many || index == 0 || index + 1 == plot.scale.levels.len() {
            let look = Type::new(SMALL_TEXT, MUTED).at(Anchor::End);
            svg.text(Point::new(LEFT - 12.0, y + 3.5), &number.to_string(), look);
        }
    }
}

/// A line of steps: each value holds until the next day, and stops where there is none or the measure changes.
fn steps(
    svg: &mut Svg,
    plot: &Plot,
    values: &[TrendValue],
    broken: &dyn Fn(usize) -> bool,
    of: impl Fn(&TrendValue) -> Option<u8>,
    style: Style,
) {
    for (index, pair) in values.windows(2).enumerate() {
        let [now, next] = pair else { continue };
        let Some(level) = of(now) else { continue };
        let y = plot.level(level);
        let start = Point::new(plot.day(index), y);
        if broken(index + 1) {
            svg.path(&Path::through(&[start, Point::new(plot.gap(index + 1) - 3.0, y)]), style);
            continue;
        }
        let turn = Point::new(plot.day(index + 1), y);
        let end = of(next).map(|next| Point::new(turn.x, plot.level(next))).filter(|end| end.y != turn.y);
        let line: Vec<Point> = [Some(start), Some(turn), end].into_iter().flatten().collect();
        svg.path(&Path::through(&line), style);
    }
}

/// Two strokes from top to bottom, with a letter.
fn break_at(svg: &mut Svg, x: f64, bottom: f64, letter: &str) {
    for x in [x - 1.8, x + 1.8] {
        svg.line(Point::new(x, TOP - 8.0), Point::new(x, bottom), Style::line(EDGE, 1.2));
    }
    svg.text(Point::new(x, TOP - 12.0), letter, Type::new(LETTER, INK).at(Anchor::Middle));
}

fn mark(svg: &mut Svg, plot: &Plot, index: usize, value: &TrendValue) {
    let x = plot.day(index);
    if let Some(target) = value.target {
        marks::target(svg, Point::new(x, plot.level(target)), SMALL);
    }
    let lane = Point::new(x, plot.lane());
    match (value.state, value.level) {
        (_, Some(level)) => {
            let at = Point::new(x, plot.level(level));
            if value.at_least {
                let clear = SMALL.clear(value.target.is_some_and(|target| plot.level(target) == at.y));
                marks::arrow(svg, Point::new(x, at.y - clear), Direction::new(0, 1), REACHED);
            }
            marks::reached(svg, at, SMALL);
        }
        (CellState::Of(OutcomeKind::NotAssessed), None) => marks::not_assessed(svg, lane),
        (CellState::Of(OutcomeKind::Insufficient), None) => marks::insufficient(svg, lane),
        (CellState::Of(OutcomeKind::NotApplicable), None) => marks::not_applicable(svg, lane),
        (CellState::Of(OutcomeKind::Outside), None) => marks::outside(svg, lane),
        // What was not told, and what the guide of the time did not have, leaves no mark.
        (CellState::Absent | CellState::Unknown, None) => {}
        // A result of another kind is there, without a level.
        (CellState::Of(OutcomeKind::Score | OutcomeKind::Level), None) => {
            svg.text(Point::new(x, lane.y + 4.0), "•", Type::new(SMALL_TEXT, INK).at(Anchor::Middle))
        }
    }
    if value.scope_short {
        svg.rect(Point::new(x - 6.0, lane.y - 6.0), 12.0, 12.0, Style::face(PAPER));
        marks::scope(svg, lane);
    }
}

/// Where the days stand: by time, but no two too close to each other.
fn places(points: &[PointView]) -> Vec<f64> {
    let day = |point: &PointView| point.date.iso.parse::<crate::model::Date>().ok();
    let first = points.first().and_then(day);
    let after = |point: &PointView| Some(first?.days_until(day(point)?).max(0) as f64);
    let span = points.last().and_then(after).unwrap_or(0.0);
    let gaps = points.len().saturating_sub(1);
    let room = RIGHT - LEFT;
    let even = |index: usize| LEFT + room * index as f64 / gaps.max(1) as f64;
    if span <= 0.0 || gaps as f64 * APART > room {
        return (0..points.len()).map(even).collect();
    }
    let mut places: Vec<f64> = points.iter().map(|point| LEFT + room * after(point).unwrap_or(0.0) / span).collect();
    for index in 1..places.len() {
        places[index] = places[index].max(places[index - 1] + APART);
    }
    let mut most = RIGHT;
    for place in places.iter_mut().rev() {
        *place = place.min(most);
        most = *place - APART;
    }
    places
}

/// The values in words.
fn alt(practice: &Ref, points: &[PointView], values: &[TrendValue]) -> String {
    let mut said = Vec::new();
    for (point, value) in points.iter().zip(values) {
        let mut text = String::new();
        if !point.letter.is_empty() {
            text.push_str(&format!("Break {}, {}. ", point.letter, point.change));
        }
        text.push_str(&format!("{}: {}", point.date.text, super::words::inside(&value.text)));
        if let Some(target) = value.target {
            text.push_str(&format!(", target {target}"));
        }
        if value.scope_short {
            text.push_str(", scope short of target");
        }
        said.push(format!("{text}."));
    }
    format!("{} over time. {}", practice.title, said.join(" "))
}

/// What the mark of a practice means that an assessment did not judge.
pub const OUTSIDE: &str = "not part of the assessment";

/// The marks with what they mean, each a drawing of its own.
pub fn course_legend() -> Vec<(String, &'static str)> {
    let drawn = |width: u32, draw: &dyn Fn(&mut Svg)| {
        let mut svg = Svg::default();
        draw(&mut svg);
        svg.finish(width, 18)
    };
    let at = |x: f64| Point::new(x, 9.0);
    vec![
        (
            drawn(34, &|svg| {
                svg.line(at(3.0), at(31.0), Style::line(REACHED_LINE, 2.2));
                marks::reached(svg, at(8.0), SMALL);
            }),
            "level reached, until the next assessment",
        ),
        (
            drawn(34, &|svg| {
                svg.line(at(3.0), at(31.0), Style::line(TARGET, 1.3).dash("4 3"));
                marks::target(svg, at(8.0), SMALL);
            }),
            "target",
        ),
        (
            drawn(18, &|svg| {
                marks::arrow(svg, Point::new(9.0, 11.0), Direction::new(0, 1), REACHED);
                marks::reached(svg, Point::new(9.0, 14.0), SMALL);
            }),
            "at least this level",
        ),
        (drawn(18, &|svg| marks::scope(svg, at(9.0))), "scope short of target"),
        (drawn(18, &|svg| marks::not_assessed(svg, at(9.0))), "not assessed"),
        (drawn(18, &|svg| marks::insufficient(svg, at(9.0))), "insufficient evidence"),
        (drawn(26, &|svg| marks::not_applicable(svg, at(13.0))), "not applicable"),
        (drawn(26, &|svg| marks::outside(svg, at(13.0))), OUTSIDE),
        (
            drawn(18, &|svg| {
                for x in [7.2, 10.8] {
                    svg.line(Point::new(x, 1.0), Point::new(x, 17.0), Style::line(EDGE, 1.2));
                }
            }),
            "break: levels were measured otherwise before",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::DateView;
    use crate::view::Kind;
    use crate::view::names::Named;

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
        let scale = ChartScale { levels: (0..=4).map(|number| (number, format!("Level{number}"))).collect() };
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
        let kinds =
            [OutcomeKind::NotAssessed, OutcomeKind::Insufficient, OutcomeKind::NotApplicable, OutcomeKind::Score];
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
}
