//! Rows as the charts read them: cleaned text, and places on the scale. How a row stands against its target it brings along.

use super::Against;
use super::ChartRow;
use super::ChartScale;
use super::Place;
use super::RowState;

/// The rows in their groups, and the scale.
#[derive(Debug)]
pub(super) struct Reading {
    /// Number and name of each level, lowest first.
    pub levels: Vec<(u8, String)>,
    /// The groups in order; none is empty.
    pub groups: Vec<Group>,
    /// What one row is called, and several.
    pub rated: (String, String),
}

/// Neighbouring rows under one title.
#[derive(Debug)]
pub(super) struct Group {
    /// Title, perhaps empty.
    pub title: String,
    /// Its rows, in reading order.
    pub rows: Vec<Row>,
}

/// A row.
#[derive(Debug)]
pub(super) struct Row {
    /// Its number in reading order, from 1.
    pub number: usize,
    /// Code, or empty where there is none.
    pub code: String,
    /// The title of the practice, cleaned.
    pub title: String,
    /// What was reached, or why nothing was.
    pub state: RowState,
    /// Place of the level or score reached on the scale: 0 for its lowest level, 1 for the next.
    pub reached: Option<f64>,
    /// Place of the target.
    pub target: Option<f64>,
    /// What the target is.
    pub wanted: Option<Place>,
    /// How the level stands against the target.
    pub against: Against,
    /// True when a level is reached, but its scope falls short.
    pub short: bool,
}

impl Reading {
    /// Reads rows. Levels that rows name and the scale lacks are added to it without a name, so that no row is lost.
    pub fn new(rows: &[ChartRow], scale: &ChartScale) -> Reading {
        let mut levels: Vec<(u8, String)> = scale.levels.iter().map(|(number, name)| (*number, clean(name))).collect();
        for row in rows {
            let reached = match row.state {
                RowState::Level(number, _) => Some(number),
                _ => None,
            };
            let target = row.target.and_then(|target| match target {
                Place::Level(number) => Some(number),
                Place::Score(_) | Place::Percent(_) => None,
            });
            for number in reached.into_iter().chain(target) {
                if !levels.iter().any(|(level, _)| *level == number) {
                    let at = levels.iter().position(|(level, _)| *level > number).unwrap_or(levels.len());
                    levels.insert(at, (number, String::new()));
                }
            }
        }
        let mut groups: Vec<Group> = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            let title = clean(&row.group);
            let row = Row::new(row, index + 1, &levels);
            match groups.last_mut() {
                Some(group) if group.title == title => group.rows.push(row),
                _ => groups.push(Group { title, rows: vec![row] }),
            }
        }
        let rated = (clean(&scale.rated.0), clean(&scale.rated.1));
        Reading { levels, groups, rated }
    }

    /// All rows in order.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.groups.iter().flat_map(|group| &group.rows)
    }

    /// True for scores, false for levels.
    pub fn scored(&self) -> bool {
        self.any(|row| {
            matches!(row.state, RowState::Score(..)) || matches!(row.wanted, Some(Place::Score(_) | Place::Percent(_)))
        })
    }

    /// True when a row is so.
    pub fn any(&self, so: impl Fn(&Row) -> bool) -> bool {
        self.rows().any(so)
    }
}

impl Row {
    fn new(row: &ChartRow, number: usize, levels: &[(u8, String)]) -> Row {
        let index = |number: u8| levels.iter().position(|(level, _)| *level == number);
        // The scale of scores has a level for each whole number from 0.
        let place = |place: Place| match place {
            Place::Level(number) => index(number).map(|index| index as f64),
            score => score.steps(),
        };
        let reached = match row.state {
            RowState::Level(number, _) => Some(Place::Level(number)),
            RowState::Score(score, _) => Some(score),
            RowState::NotAssessed | RowState::Insufficient | RowState::NotApplicable | RowState::Outside => None,
        };
        let (wanted, reached, target) = (row.target, reached.and_then(place), row.target.and_then(place));
        let (title, mut code) = (clean(&row.title), clean(&row.code));
        if code == title {
            code = String::new();
        }
        Row {
            number,
            code,
            title,
            state: row.state,
            reached,
            target,
            wanted,
            against: row.against,
            short: row.scope_short && reached.is_some(),
        }
    }

    /// The code, or the title where there is none.
    pub fn label(&self) -> &str {
        if self.code.is_empty() { &self.title } else { &self.code }
    }

    /// True when the level is only a lower bound.
    pub fn bound(&self) -> bool {
        matches!(self.state, RowState::Level(_, true) | RowState::Score(_, true))
    }
}

/// Text on one line, without characters that have no place in a drawing: controls, those that turn the direction of what
/// follows, and those that XML forbids.
pub(super) fn clean(text: &str) -> String {
    let forbidden = |c: char| {
        c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
    };
    let words = text.split_whitespace().map(|word| word.chars().filter(|c| !forbidden(*c)).collect::<String>());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
