//! One practice over time: its level as steps, its target as dashed steps, with a break wherever the measure changed.
//!
//! A level is drawn from its day to the next. What has no level stands in a lane of its own below the scale, and the line
//! is interrupted: nothing that was not judged is drawn as a level.

use crate::assess::OutcomeKind;
use crate::view::Chart;
use crate::view::Ref;
use crate::view::types::course::CellState;
use crate::view::types::course::PointView;
use crate::view::types::course::TrendValue;

use super::ChartScale;
use super::days::LEFT;
use super::days::RIGHT;
use super::days::places;
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
/// Letters of breaks stand above the scale.
const TOP: f64 = 26.0;
/// From level to level, and the height of the scale where that would be too much.
const STEP: f64 = 17.0;
const HIGH: f64 = 120.0;
/// From the lowest level to the lane of what has none.
const LANE: f64 = 19.0;

const SMALL_TEXT: Face = Face::plain(10.0);
const LETTER: Face = Face::strong(10.0);

/// Where things are in the drawing.
struct Plot<'a> {
    scale: &'a ChartScale,
    step: f64,
    days: Vec<f64>,
    /// Whether levels were measured otherwise before a point.
    broken: Vec<bool>,
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
    let plot = Plot {
        scale,
        step: STEP.min(HIGH / gaps),
        days: places(points),
        broken: points.iter().map(|point| !point.letter.is_empty()).collect(),
    };
    let mut svg = Svg::default();
    grid(&mut svg, &plot);
    let reached = |value: &TrendValue| value.level;
    steps(&mut svg, &plot, values, reached, Style::line(REACHED_LINE, 2.2));
    // The dashes of the target go over the line of the level, so that both are seen where they are one.
    steps(&mut svg, &plot, values, |value| value.target, Style::line(TARGET, 1.3).dash("4 3"));
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
fn steps(svg: &mut Svg, plot: &Plot, values: &[TrendValue], of: impl Fn(&TrendValue) -> Option<u8>, style: Style) {
    for (index, pair) in values.windows(2).enumerate() {
        let [now, next] = pair else { continue };
        let Some(level) = of(now) else { continue };
        let y = plot.level(level);
        let start = Point::new(plot.day(index), y);
        if plot.broken.get(index + 1) == Some(&true) {
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
