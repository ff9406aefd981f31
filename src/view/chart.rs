//! The charts of an assessment as SVG, the same in HTML and PDF.
//!
//! Takes rows of plain values; gives drawings that are readable in grey and carry their values in words. Coordinates
//! are whole or tenths of px, so that the bytes are the same on every machine.

use crate::view::Chart;

/// What a row of a chart shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowState {
    /// A level was reached: its number; and whether it is only a lower bound.
    Level(u8, bool),
    /// Not assessed.
    NotAssessed,
    /// Insufficient evidence.
    Insufficient,
    /// Not applicable.
    NotApplicable,
}

/// One practice in a chart.
#[derive(Clone, Debug)]
pub struct ChartRow {
    /// Title of the outermost node above it: rows of one group stand together.
    pub group: String,
    /// Short code, or the title where there is none.
    pub code: String,
    /// Title.
    pub title: String,
    /// The result.
    pub state: RowState,
    /// Number of the target level.
    pub target: Option<u8>,
    /// True when the scope falls short of the target's scope.
    pub scope_short: bool,
}

/// The scale of a chart: number and name of each level, lowest first.
#[derive(Clone, Debug)]
pub struct ChartScale {
    /// The levels.
    pub levels: Vec<(u8, String)>,
}

/// Current against target, a line a practice, grouped.
pub fn dumbbell(_rows: &[ChartRow], _scale: &ChartScale) -> Chart {
    todo("dumbbell")
}

/// Current against target around a circle.
pub fn radar(_rows: &[ChartRow], _scale: &ChartScale) -> Chart {
    todo("radar")
}

/// One square a practice, with its state.
pub fn heat_strip(_rows: &[ChartRow], _scale: &ChartScale) -> Chart {
    todo("heat")
}

fn todo(id: &str) -> Chart {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 20\"></svg>".to_owned();
    Chart { id: id.to_owned(), title: id.to_owned(), svg, width: 100, height: 20, alt: id.to_owned() }
}
