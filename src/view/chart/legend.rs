//! The legend inside a chart: just the marks that occur in it.

use super::ChartRow;
use super::ChartScale;
use super::RowState;
use super::svg::GAP;
use super::svg::OVER;
use super::svg::Svg;
use super::svg::Type;
use super::svg::width;

/// A mark with its meaning.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Reached,
    Target,
    Below,
    Above,
    LowerBound,
    Scope,
}

impl Mark {
    fn words(self) -> &'static str {
        match self {
            Mark::Reached => "level reached",
            Mark::Target => "target",
            Mark::Below => "below target",
            Mark::Above => "above target",
            Mark::LowerBound => "at least this level",
            Mark::Scope => "scope short of target",
        }
    }
}

/// The marks that occur in these rows.
pub(super) fn marks(rows: &[ChartRow], scale: &ChartScale, lines: bool) -> Vec<Mark> {
    let pairs = || rows.iter().filter_map(|row| Some((row.reached(scale)?, row.wanted(scale)?, row)));
    let bound = |row: &ChartRow| matches!(row.state, RowState::Level(_, true));
    let mut marks = Vec::new();
    let mut add = |mark: Mark, there: bool| marks.extend(there.then_some(mark));
    add(Mark::Reached, rows.iter().any(|row| row.reached(scale).is_some()));
    add(Mark::Target, rows.iter().any(|row| row.wanted(scale).is_some()));
    add(Mark::Below, lines && pairs().any(|(reached, wanted, row)| reached < wanted && !bound(row)));
    add(Mark::Above, lines && pairs().any(|(reached, wanted, _)| reached > wanted));
    add(Mark::LowerBound, rows.iter().any(bound));
    add(Mark::Scope, rows.iter().any(|row| row.scope_short));
    marks
}

const LOOK: Type = Type::new(11.0).muted();

/// Draws a legend in lines from `(x, y)` on, at most `room` wide; gives the height used.
pub(super) fn draw(svg: &mut Svg, marks: &[Mark], x: f64, y: f64, room: f64) -> f64 {
    let (mut at, mut line) = (x, y);
    for mark in marks {
        let wide = 26.0 + width(mark.words(), LOOK.size, false) + 18.0;
        if at + wide > x + room && at > x {
            at = x;
            line += 18.0;
        }
        let middle = line - 4.0;
        match mark {
            Mark::Reached => svg.disc(at + 10.0, middle, 5.0),
            Mark::Target => svg.diamond(at + 10.0, middle, 6.0),
            Mark::Below => svg.line((at, middle), (at + 20.0, middle), "lb-gap", GAP, 3.0, ""),
            Mark::Above => svg.line((at, middle), (at + 20.0, middle), "lb-over", OVER, 3.0, "2 3"),
            Mark::LowerBound => {
                svg.disc(at + 5.0, middle, 5.0);
                svg.arrow(at + 11.0, middle);
            }
            Mark::Scope => svg.triangle(at + 10.0, middle),
        }
        svg.text(at + 26.0, line, mark.words(), LOOK);
        at += wide;
    }
    if marks.is_empty() { 0.0 } else { line - y + 18.0 }
}
