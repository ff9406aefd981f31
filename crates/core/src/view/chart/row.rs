//! The rows that charts are drawn of, as they were decided where answers are judged: plain values, and a scale.

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
    /// The title of the practice.
    pub title: String,
    /// What was reached, or why nothing was.
    pub state: RowState,
    /// What was aimed at, if a target is set.
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
    /// So many percentage points of a score.
    Points(i64),
}

/// `2`, or `0.25` of a score.
impl std::fmt::Display for Distance {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Distance::Levels(count) => write!(f, "{count}"),
            Distance::Score(0) => f.write_str("<0.01"),
            Distance::Score(score) => Place::Score(*score).fmt(f),
            Distance::Points(points) => write!(f, "{points}"),
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
    /// A score in percent of the highest one.
    Percent(i64),
}

/// The scale of scores in percent.
pub const QUARTERS: [u8; 5] = [0, 25, 50, 75, 100];

impl Place {
    /// Where a score stands on its scale, counted in steps of it; `None` for a level, whose step the scale knows.
    pub(super) fn steps(self) -> Option<f64> {
        match self {
            Place::Level(_) => None,
            Place::Score(score) => Some(score as f64 / 1000.0),
            Place::Percent(percent) => Some(percent as f64 / 25.0),
        }
    }

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
            Place::Percent(percent) => write!(f, "{percent} %"),
            Place::Score(score) => {
                let (whole, rest) = (score.unsigned_abs() / 1000, score.unsigned_abs() % 1000);
                write!(f, "{whole}.{:02}", rest / 10)
            }
        }
    }
}

/// The scale of a chart: number and name of each level, lowest first.
#[derive(Clone, Debug)]
pub struct ChartScale {
    /// Number and name of each; names are empty on the scale of scores.
    pub levels: Vec<(u8, String)>,
    /// What one row is called, and several: `practice`, `practices`.
    pub rated: (String, String),
}
