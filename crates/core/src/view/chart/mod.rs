//! The charts of an assessment as SVG, the same in HTML and PDF.
//!
//! Takes rows of plain values; gives drawings that are readable in grey and carry their values in words. Shape carries
//! the meaning: a filled disc is a level reached, an open ring the target, a solid bar what is missing between them, a
//! dashed bar what goes beyond; what has no level is never drawn as one. Coordinates are whole or tenths of px, so that
//! the bytes are the same on every machine.
//!
//! # Colours
//!
//! Presentation attributes suit white paper. Each element also has a class for each of its colours, so that a stylesheet
//! can give it others. A class stands either for a fill or for a stroke, never for both:
//!
//! | class | property | on paper | what it colours |
//! |---|---|---|---|
//! | `lb-ink` | fill | `#1c2733` | text, and the dot of the small mark "at target" |
//! | `lb-muted` | fill | `#5b6775` | lesser text |
//! | `lb-paper` | fill | `#ffffff` | what must look like the background |
//! | `lb-grid` | stroke | `#d5dbe1` | rules, rings and spokes |
//! | `lb-edge` | stroke | `#7d8b9a` | rules and arcs of groups, outlines and hatching of squares |
//! | `lb-none` | stroke | `#5b6775` | marks of what has no level |
//! | `lb-reached` | fill | `#1f5fa8` | discs of levels reached |
//! | `lb-reached-line` | stroke | `#1f5fa8` | outline of the levels reached in the radar |
//! | `lb-area` | fill | `#dbe8f6` | face of the levels reached in the radar |
//! | `lb-target` | stroke | `#1c2733` | rings and outline of targets |
//! | `lb-gap` | stroke | `#b3541e` | bars and marks of what is below target |
//! | `lb-gap-face` | fill | `#b3541e` | the same where it is a face |
//! | `lb-over` | stroke | `#3d7a52` | bars of what is above target |
//! | `lb-over-face` | fill | `#3d7a52` | the same where it is a face |
//! | `lb-ramp-0` ... `lb-ramp-8` | fill | `#eef4fb` ... `#12406f` | squares from the lowest level to the highest |
//! | `lb-ramp-text-0` ... `lb-ramp-text-8` | fill | ink or white | what stands on them |

mod course;
mod dumbbell;
mod geometry;
mod heat;
mod legend;
mod marks;
mod paint;
mod radar;
mod radar_labels;
mod reading;
mod svg;
#[cfg(test)]
mod tests;
mod text;
mod trend;
mod words;

pub use course::{OUTSIDE, course, course_legend};
pub use dumbbell::dumbbell;
pub use heat::heat_strip;
pub(super) use paint::shade;
pub use radar::radar;
pub use trend::{TrendRow, trend};
pub(super) use words::inside;

use crate::model::Score;

/// What a row of a chart shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowState {
    /// A level was reached: its number; and whether it is only a lower bound.
    Level(u8, bool),
    /// A score; and whether it is only a lower bound.
    Score(Place, bool),
    /// Not assessed.
    NotAssessed,
    /// Insufficient evidence.
    Insufficient,
    /// Not applicable.
    NotApplicable,
    /// Not part of the assessment.
    Outside,
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
    /// The target.
    pub target: Option<Place>,
    /// How the level or score stands against the target.
    pub against: Against,
    /// True when the scope falls short of the target's scope.
    pub scope_short: bool,
}

/// How a level or score stands against its target, as it was decided where answers are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// There are not both of them.
    Nothing,
    /// So far below it.
    Below(Distance),
    /// Whether the target is reached is not known.
    Open,
    /// At it.
    At,
    /// So far above it.
    Above(Distance),
}

/// How far a result is from its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distance {
    /// So many levels.
    Levels(usize),
    /// So much of a score, in thousandths as they are shown; 0 where it is too little to be shown.
    Score(i64),
}

/// `2`, or `0.25` of a score.
impl std::fmt::Display for Distance {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Distance::Levels(count) => write!(f, "{count}"),
            Distance::Score(0) => f.write_str("<0.01"),
            Distance::Score(score) => Place::Score(*score).fmt(f),
        }
    }
}

/// A place on the scale: a level, or a score between levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Number of a level.
    Level(u8),
    /// A score in thousandths.
    Score(i64),
}

impl Place {
    /// The place of a level.
    pub fn level(number: u8) -> Place {
        Place::Level(number)
    }

    /// The place of a score, as it is shown.
    pub fn score(score: &Score) -> Place {
        Place::Score(score.shown_thousandths())
    }
}

/// `3`, or `1.75` for a score.
impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Place::Level(number) => write!(f, "{number}"),
            Place::Score(score) => {
                let (whole, rest) = (score.unsigned_abs() / 1000, score.unsigned_abs() % 1000);
                if rest.is_multiple_of(10) {
                    write!(f, "{whole}.{:02}", rest / 10)
                } else {
                    write!(f, "{whole}.{rest:03}")
                }
            }
        }
    }
}

/// The scale of a chart: number and name of each level, lowest first.
#[derive(Clone, Debug)]
pub struct ChartScale {
    /// The levels.
    pub levels: Vec<(u8, String)>,
}
