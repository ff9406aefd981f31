//! The legend inside a chart: just the marks that occur in it, and the names of the levels.

use super::Against;
use super::RowState;
use super::geometry::Direction;
use super::geometry::Point;
use super::marks;
use super::marks::Tile;
use super::marks::USUAL;
use super::paint::INK;
use super::paint::MUTED;
use super::paint::Paint;
use super::paint::REACHED;
use super::paint::step;
use super::reading::Reading;
use super::svg::Anchor;
use super::svg::Svg;
use super::svg::Type;
use super::text::Face;

const FACE: Face = Face::plain(11.0);
const NUMBER: Face = Face::strong(11.0);
/// Height of a line.
const LINE: f64 = 20.0;
/// Space between entries.
const SPACE: f64 = 20.0;
/// Side of a square.
const SIDE: f64 = 17.0;

/// What stands before the words of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// A level reached.
    Reached,
    /// A target.
    Target,
    /// Both in one place.
    AtTarget,
    /// The bar of what is below target.
    Below,
    /// The bar of what is above target.
    Above,
    /// The arrow of a lower bound.
    Bound,
    /// The same without a disc.
    Arrow,
    /// A scope that falls short.
    Scope,
    /// Not assessed.
    NotAssessed,
    /// Insufficient evidence.
    Insufficient,
    /// Not applicable, in letters.
    NotApplicable,
    /// Not part of the assessment, in letters.
    Outside,
    /// Not assessed, as a square.
    Hatched,
    /// Insufficient evidence, as a square.
    Doubtful,
    /// The small mark of a row in the heat strip.
    Small(Against),
    /// The number of a level.
    Number(u8),
    /// The square of a level: its number, its place and how many there are.
    Square(u8, usize, usize),
}

/// An entry.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    mark: Mark,
    words: String,
}

impl Entry {
    /// An entry.
    pub fn new(mark: Mark, words: &str) -> Entry {
        Entry { mark, words: words.to_owned() }
    }

    /// True when it explains this mark.
    pub fn is(&self, mark: Mark) -> bool {
        self.mark == mark
    }

    /// Width of the mark with the space after it.
    fn mark_width(&self) -> f64 {
        match self.mark {
            Mark::Below | Mark::Above => 24.0 + 7.0,
            Mark::Bound => 20.0 + 6.0,
            Mark::NotApplicable | Mark::Outside => 18.0 + 6.0,
            Mark::Number(number) => NUMBER.width(&number.to_string()) + 4.0,
            Mark::Square(level, ..) => square(level) + 5.0,
            _ => SIDE + 5.0,
        }
    }

    fn width(&self) -> f64 {
        self.mark_width() + FACE.width(&self.words)
    }
}

/// The entries of the marks of level and target that occur: of the chart with bars between them.
pub(super) fn levels_and_targets(reading: &Reading) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut add = |there: bool, mark: Mark, words: &str| entries.extend(there.then(|| Entry::new(mark, words)));
    let at = |row: &super::reading::Row| row.against == Against::At;
    let scored = reading.scored();
    add(reading.any(|row| row.reached.is_some()), Mark::Reached, if scored { "score" } else { "level reached" });
    add(reading.any(|row| row.target.is_some()), Mark::Target, "target");
    add(reading.any(at), Mark::AtTarget, if scored { "at target" } else { "at target level" });
    add(reading.any(|row| matches!(row.against, Against::Below(_))), Mark::Below, "below target");
    add(reading.any(|row| matches!(row.against, Against::Above(_))), Mark::Above, "above target");
    add(
        reading.any(|row| row.bound()),
        Mark::Bound,
        if scored { "at least this score" } else { "at least this level" },
    );
    add(reading.any(|row| row.short), Mark::Scope, "scope short of target");
    entries
}

/// The entries of the states without a level that occur, by the marks given for them.
pub(super) fn states(reading: &Reading, marks: &[(RowState, Mark, &str)]) -> Vec<Entry> {
    let occurring = marks.iter().filter(|(state, ..)| reading.any(|row| row.state == *state));
    occurring.map(|(_, mark, words)| Entry::new(*mark, words)).collect()
}

/// The names of the levels that have one, by their numbers.
pub(super) fn names(reading: &Reading) -> Vec<Entry> {
    let named = reading.levels.iter().filter(|(_, name)| !name.is_empty());
    named.map(|(number, name)| Entry::new(Mark::Number(*number), name)).collect()
}

/// Draws entries in lines of at most `room` px below `top`, from the left edge or centred; gives the height used.
pub(super) fn draw(svg: &mut Svg, entries: &[Entry], top: f64, room: f64, centred: bool) -> f64 {
    let mut lines: Vec<(f64, Vec<Entry>)> = Vec::new();
    for entry in entries {
        let mut entry = entry.clone();
        entry.words = FACE.fit(&entry.words, room - entry.mark_width());
        match lines.last_mut() {
            Some((used, line)) if *used + SPACE + entry.width() <= room => {
                *used += SPACE + entry.width();
                line.push(entry);
            }
            _ => lines.push((entry.width(), vec![entry])),
        }
    }
    for (index, (used, line)) in lines.iter().enumerate() {
        let middle = top + LINE * index as f64 + LINE / 2.0;
        let mut x = if centred { ((room - used) / 2.0).max(0.0) } else { 0.0 };
        for entry in line {
            mark(svg, entry, Point::new(x, middle));
            svg.text(Point::new(x + entry.mark_width(), middle + 4.0), &entry.words, Type::new(FACE, MUTED));
            x += entry.width() + SPACE;
        }
    }
    LINE * lines.len() as f64
}

fn mark(svg: &mut Svg, entry: &Entry, left: Point) {
    let centre = Point::new(left.x + 8.5, left.y);
    let right = Point::new(left.x + 24.0, left.y);
    match entry.mark {
        Mark::Reached => marks::reached(svg, centre, USUAL),
        Mark::Target => marks::target(svg, centre, USUAL),
        Mark::AtTarget => {
            marks::target(svg, centre, USUAL);
            marks::reached(svg, centre, USUAL);
        }
        Mark::Below => marks::below(svg, left, right, USUAL),
        Mark::Above => marks::above(svg, left, right, USUAL),
        Mark::Bound => {
            let disc = Point::new(left.x + 5.0, left.y);
            marks::reached(svg, disc, USUAL);
            marks::arrow(svg, Point::new(disc.x + 5.5, disc.y), Direction::new(1, 4), REACHED);
        }
        Mark::Arrow => marks::arrow(svg, Point::new(left.x + 3.0, left.y), Direction::new(1, 4), INK),
        Mark::Scope => marks::scope(svg, centre),
        Mark::NotAssessed => marks::not_assessed(svg, centre),
        Mark::Insufficient => marks::insufficient(svg, centre),
        Mark::NotApplicable => marks::not_applicable(svg, Point::new(left.x + 9.0, left.y)),
        Mark::Outside => marks::outside(svg, Point::new(left.x + 9.0, left.y)),
        Mark::Hatched => marks::hatched_tile(svg, tile(left, SIDE)),
        Mark::Doubtful => {
            let tile = tile(left, SIDE);
            marks::empty_tile(svg, tile);
            number(svg, tile, "?", INK);
        }
        Mark::Small(against) => small(svg, against, centre),
        Mark::Number(number) => {
            svg.text(Point::new(left.x, left.y + 4.0), &number.to_string(), Type::new(NUMBER, INK));
        }
        Mark::Square(level, place, count) => {
            let (fill, text) = step(place, count);
            let tile = tile(left, square(level));
            marks::level_tile(svg, tile, fill);
            number(svg, tile, &level.to_string(), text);
        }
    }
}

fn tile(left: Point, width: f64) -> Tile {
    Tile { corner: Point::new(left.x, left.y - SIDE / 2.0), width, height: SIDE }
}

fn number(svg: &mut Svg, tile: Tile, text: &str, paint: Paint) {
    let at = Point::new(tile.middle().x, tile.middle().y + 4.0);
    svg.text(at, text, Type::new(NUMBER, paint).at(Anchor::Middle));
}

/// Width of the square of a level: that of its number where it is long.
fn square(level: u8) -> f64 {
    SIDE.max(NUMBER.width(&level.to_string()) + 6.0)
}

/// The small mark of how a level stands against its target.
pub(super) fn small(svg: &mut Svg, against: Against, at: Point) {
    match against {
        Against::Nothing => {}
        Against::Below(_) => marks::small_below(svg, at),
        Against::Open => marks::small_open(svg, at),
        Against::At => marks::small_at(svg, at),
        Against::Above(_) => marks::small_above(svg, at),
    }
}
