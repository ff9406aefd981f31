//! The charts of an assessment as SVG, the same in HTML and PDF.
//!
//! Takes rows of plain values; gives drawings that are readable in grey and carry their values in words. Shape carries
//! the meaning: a filled disc is what was reached, an open diamond the target, a solid line a gap, a dotted one an
//! overshoot; what has no level is written in words and never drawn as zero. Coordinates are printed in tenths of px, so
//! that the bytes are the same on every machine.
//!
//! Presentation attributes suit white paper. A stylesheet gives other colours by class: `lb-ink` (text and strokes that
//! stand out), `lb-muted` (lesser text), `lb-grid` (rules), `lb-paper` (what must look like the background),
//! `lb-reached`, `lb-target`, `lb-reached-line`, `lb-gap`, `lb-gap-face`, `lb-over`, `lb-hatch` (the hatching of what is not assessed), `lb-area` (the face
//! of the radar), and `lb-step-0` ... `lb-step-4` with `lb-step-text-0` ... `lb-step-text-4` (the ramp of the heat strip).

mod dumbbell;
mod heat;
mod legend;
mod radar;
mod svg;
#[cfg(test)]
mod tests;

pub use dumbbell::dumbbell;
pub use heat::heat_strip;
pub use radar::radar;

use std::fmt::Write;

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

impl ChartScale {
    /// Index of a level on the scale.
    fn index(&self, number: u8) -> Option<usize> {
        self.levels.iter().position(|(level, _)| *level == number)
    }
}

impl ChartRow {
    /// Index on the scale of the level reached.
    fn reached(&self, scale: &ChartScale) -> Option<usize> {
        match self.state {
            RowState::Level(number, _) => scale.index(number),
            _ => None,
        }
    }

    /// Index on the scale of the target.
    fn wanted(&self, scale: &ChartScale) -> Option<usize> {
        self.target.and_then(|number| scale.index(number))
    }

    /// The state of a row without a level, in words.
    fn words(&self) -> &'static str {
        match self.state {
            RowState::Level(..) => "",
            RowState::NotAssessed => "not assessed",
            RowState::Insufficient => "insufficient evidence",
            RowState::NotApplicable => "not applicable",
        }
    }
}

/// The rows of each group in order. Rows of one group stand together.
fn groups(rows: &[ChartRow]) -> Vec<(&str, Vec<&ChartRow>)> {
    let mut groups: Vec<(&str, Vec<&ChartRow>)> = Vec::new();
    for row in rows {
        match groups.last_mut() {
            Some((name, members)) if *name == row.group => members.push(row),
            _ => groups.push((&row.group, vec![row])),
        }
    }
    groups
}

/// The values of a chart in words.
fn alt(what: &str, rows: &[ChartRow]) -> String {
    let mut text = format!("{what} for {} practice{}.", rows.len(), if rows.len() == 1 { "" } else { "s" });
    for (group, members) in groups(rows) {
        let _ = write!(text, " {group}: ");
        let rows = members.iter().map(|row| {
            let mut row_text = format!("{}, ", row.title);
            match row.state {
                RowState::Level(number, lower_bound) => {
                    let _ = write!(row_text, "{}level {number}", if lower_bound { "at least " } else { "" });
                }
                _ => row_text.push_str(row.words()),
            }
            if let Some(target) = row.target {
                let _ = write!(row_text, ", target {target}");
            }
            if let (RowState::Level(number, false), Some(target)) = (row.state, row.target) {
                row_text.push_str(match number.cmp(&target) {
                    std::cmp::Ordering::Less => ", below target",
                    std::cmp::Ordering::Equal => ", at target",
                    std::cmp::Ordering::Greater => ", above target",
                });
            }
            if row.scope_short {
                row_text.push_str(", short in scope");
            }
            row_text
        });
        text.push_str(&rows.collect::<Vec<_>>().join("; "));
        text.push('.');
    }
    text
}
