//! All practices at a glance: a square each, with its level or its state.

use crate::view::Chart;

use super::Against;
use super::ChartRow;
use super::ChartScale;
use super::Distance;
use super::RowState;
use super::geometry::Direction;
use super::geometry::Point;
use super::legend;
use super::legend::Entry;
use super::legend::Mark;
use super::marks;
use super::marks::Tile;
use super::paint::EDGE;
use super::paint::INK;
use super::paint::MUTED;
use super::paint::step;
use super::paint::tone;
use super::reading::Group;
use super::reading::Reading;
use super::reading::Row;
use super::svg::Anchor;
use super::svg::Style;
use super::svg::Svg;
use super::svg::Type;
use super::text::Face;
use super::words;

const WIDTH: f64 = 760.0;
/// Sides of squares to choose from: the largest of which all stand in one line, or else the last.
const SIDES: [f64; 5] = [56.0, 50.0, 44.0, 40.0, 38.0];
/// Space between squares.
const SPACE: f64 = 3.0;
/// Space between groups.
const APART: f64 = 14.0;
/// Cells are wider than this only for titles, where there are no codes.
const WIDEST_CODE: f64 = 62.0;
/// Width of a cell with a title.
const TITLED: f64 = 92.0;

const GROUP: Face = Face::strong(12.0);
const LABEL: Face = Face::plain(11.0);
const SMALL: Face = Face::strong(11.0);
const WORD: Face = Face::plain(13.0);

/// Measures of a drawing.
struct Layout {
    /// Height of a cell.
    side: f64,
    /// Its width: a little more than its height where labels need it.
    cell: f64,
    /// Lines of a label.
    lines: usize,
}

/// Some squares of a group that stand beside each other.
struct Block<'a> {
    x: f64,
    width: f64,
    /// Lines of the title: none where the group goes on.
    title: Vec<String>,
    rows: &'a [Row],
}

impl Layout {
    fn new(reading: &Reading) -> Layout {
        let code = reading.rows().map(|row| LABEL.width(row.label())).fold(0.0, f64::max).ceil() + 3.0;
        if code > WIDEST_CODE {
            return Layout { side: 44.0, cell: TITLED, lines: 3 };
        }
        let of = |side: f64| Layout { side, cell: side.max(code), lines: 1 };
        let room = |layout: &Layout| {
            reading.groups.iter().map(|group| layout.block(group, group.rows.len())).sum::<f64>()
                + APART * (reading.groups.len().saturating_sub(1)) as f64
        };
        SIDES.map(of).into_iter().find(|layout| room(layout) <= WIDTH).unwrap_or_else(|| of(44.0))
    }

    /// Width of `count` cells of a group, and of its title where that is a little wider.
    fn block(&self, group: &Group, count: usize) -> f64 {
        let cells = self.cell * count as f64 + SPACE * count.saturating_sub(1) as f64;
        cells.max(GROUP.width(&group.title).min(80.0)).ceil()
    }

    /// The blocks of the groups, line by line.
    fn lines<'a>(&self, reading: &'a Reading) -> Vec<Vec<Block<'a>>> {
        let across = (((WIDTH + SPACE) / (self.cell + SPACE)).floor() as usize).max(1);
        let mut lines: Vec<Vec<Block>> = Vec::new();
        for group in &reading.groups {
            for (index, rows) in group.rows.chunks(across).enumerate() {
                let width = self.block(group, rows.len());
                let title = if index == 0 { GROUP.wrap(&group.title, width, 2) } else { Vec::new() };
                let x = lines.last().and_then(|line| line.last()).map_or(0.0, |block| block.x + block.width + APART);
                match lines.last_mut() {
                    Some(line) if index == 0 && x + width <= WIDTH => line.push(Block { x, width, title, rows }),
                    _ => lines.push(vec![Block { x: 0.0, width, title, rows }]),
                }
            }
        }
        lines
    }
}

/// One square a practice, with its state.
pub fn heat_strip(rows: &[ChartRow], scale: &ChartScale) -> Chart {
    let reading = Reading::new(rows, scale);
    let mut svg = Svg::default();
    let mut y = 0.0;
    if reading.groups.is_empty() {
        svg.text(Point::new(0.0, 24.0), words::EMPTY, Type::new(Face::plain(12.0), MUTED));
        y = 40.0;
    } else {
        let layout = Layout::new(&reading);
        for line in layout.lines(&reading) {
            y = draw_line(&mut svg, &reading, &layout, &line, y);
        }
        y += legend::draw(&mut svg, &scale_entries(&reading), y, WIDTH, false);
        y += legend::draw(&mut svg, &mark_entries(&reading), y, WIDTH, false) + 2.0;
    }
    let (width, height) = (WIDTH as u32, y.ceil() as u32);
    Chart {
        id: "heat".to_owned(),
        title: "All practices at a glance".to_owned(),
        svg: svg.finish(width, height),
        width,
        height,
        alt: words::alt(
            &format!(
                "{} and its standing against the target",
                if reading.scored() { "Score" } else { "Level reached" }
            ),
            &reading,
        ),
    }
}

fn scale_entries(reading: &Reading) -> Vec<Entry> {
    let count = reading.levels.len();
    if reading.scored() {
        let end = reading.levels.last().map_or(0, |(number, _)| *number);
        return vec![
            Entry::new(Mark::Square(0, 0, 2), "to"),
            Entry::new(Mark::Square(end, 1, 2), "the end of the scale"),
        ];
    }
    let entry = |(place, (number, name)): (usize, &(u8, String))| Entry::new(Mark::Square(*number, place, count), name);
    reading.levels.iter().enumerate().map(entry).collect()
}

fn mark_entries(reading: &Reading) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut add = |there: bool, mark: Mark, words: &str| entries.extend(there.then(|| Entry::new(mark, words)));
    let scored = reading.scored();
    let below = reading.any(|row| matches!(row.against, Against::Below(_)));
    let above = reading.any(|row| matches!(row.against, Against::Above(_)));
    add(
        below,
        Mark::Small(Against::Below(Distance::Levels(1))),
        if scored { "below target" } else { "levels below target" },
    );
    add(
        reading.any(|row| row.against == Against::At),
        Mark::Small(Against::At),
        if scored { "at target" } else { "at target level" },
    );
    add(
        above,
        Mark::Small(Against::Above(Distance::Levels(1))),
        if scored { "above target" } else { "levels above target" },
    );
    add(reading.any(|row| row.against == Against::Open), Mark::Small(Against::Open), "target not confirmed");
    add(reading.any(|row| row.short), Mark::Scope, "scope short of target");
    add(reading.any(Row::bound), Mark::Arrow, if scored { "at least this score" } else { "at least this level" });
    entries.extend(legend::states(
        reading,
        &[
            (RowState::NotAssessed, Mark::Hatched, "not assessed"),
            (RowState::Insufficient, Mark::Doubtful, "insufficient evidence"),
            (RowState::NotApplicable, Mark::NotApplicable, "not applicable"),
            (RowState::Outside, Mark::Outside, "not part of this assessment"),
        ],
    ));
    entries
}

/// Draws the blocks of a line; gives where the next one begins.
fn draw_line(svg: &mut Svg, reading: &Reading, layout: &Layout, line: &[Block], top: f64) -> f64 {
    let titles = line.iter().map(|block| block.title.len()).max().unwrap_or(0) as f64;
    let rule = top + if titles > 0.0 { 6.0 + 15.0 * titles } else { 2.0 };
    let labels: Vec<Vec<Vec<String>>> = line
        .iter()
        .map(|block| block.rows.iter().map(|row| LABEL.wrap(row.label(), layout.cell, layout.lines)).collect())
        .collect();
    let most = labels.iter().flatten().map(Vec::len).max().unwrap_or(1);
    let squares = rule + 8.0 + 13.0 * most as f64;
    for (block, labels) in line.iter().zip(&labels) {
        for (index, text) in block.title.iter().enumerate() {
            let from_below = (block.title.len() - 1 - index) as f64;
            svg.text(Point::new(block.x, rule - 6.0 - 15.0 * from_below), text, Type::new(GROUP, INK));
        }
        svg.line(Point::new(block.x, rule), Point::new(block.x + block.width, rule), Style::line(EDGE, 1.0));
        for (index, (row, label)) in block.rows.iter().zip(labels).enumerate() {
            let middle = block.x + (layout.cell + SPACE) * index as f64 + layout.cell / 2.0;
            for (index, text) in label.iter().enumerate() {
                let from_below = (label.len() - 1 - index) as f64;
                let at = Point::new(middle, squares - 5.0 - 13.0 * from_below);
                svg.text(at, text, Type::new(LABEL, INK).at(Anchor::Middle));
            }
            let corner = Point::new(middle - layout.cell / 2.0, squares);
            square(svg, reading, row, Tile { corner, width: layout.cell, height: layout.side });
            foot(svg, row, Point::new(middle, squares + layout.side + 11.0));
        }
    }
    let marked = |row: &Row| row.against != Against::Nothing || row.short;
    let feet = line.iter().any(|block| block.rows.iter().any(marked));
    squares + layout.side + if feet { 32.0 } else { 14.0 }
}

fn square(svg: &mut Svg, reading: &Reading, row: &Row, tile: Tile) {
    let big = Face::strong((tile.height * 0.46).round());
    let middle = |face: Face| Point::new(tile.middle().x, tile.middle().y + face.size * 0.35);
    match (row.state, row.reached) {
        (RowState::Level(..) | RowState::Score(..), Some(place)) => {
            let (number, bound) = match row.state {
                RowState::Level(number, bound) => (number.to_string(), bound),
                RowState::Score(score, bound) => (score.to_string(), bound),
                _ => (String::new(), false),
            };
            let steps = reading.levels.len().saturating_sub(1).max(1) as f64;
            let (fill, ink) = step(place.max(0.0) as usize, reading.levels.len());
            let tone = matches!(row.state, RowState::Score(..)).then(|| tone((place / steps * 1000.0).round() as i64));
            let ink = tone.as_ref().map_or(ink, |tone| tone.ink);
            let big = if number.len() > 2 { Face::strong((tile.height * 0.32).round()) } else { big };
            match &tone {
                Some(tone) => marks::tone_tile(svg, tile, tone),
                None => marks::level_tile(svg, tile, fill),
            }
            let mut at = middle(big);
            if bound {
                at.x -= 6.0;
                let right = Point::new(at.x + big.width(&number) / 2.0 + 1.5, tile.middle().y);
                marks::arrow(svg, right, Direction::new(1, 4), ink);
            }
            svg.text(at, &number, Type::new(big, ink).at(Anchor::Middle));
        }
        (RowState::NotAssessed, _) => marks::hatched_tile(svg, tile),
        // Nothing was asked here: no tile, so that it is seen at once how much was.
        (RowState::Outside, _) => svg.text(middle(WORD), "out", Type::new(WORD, MUTED).at(Anchor::Middle)),
        (RowState::Insufficient, _) => {
            marks::empty_tile(svg, tile);
            svg.text(middle(big), "?", Type::new(big, INK).at(Anchor::Middle));
        }
        _ => {
            marks::empty_tile(svg, tile);
            svg.text(middle(WORD), "n/a", Type::new(WORD, MUTED).at(Anchor::Middle));
        }
    }
}

/// The marks below a square: how many levels below or above the target, and a scope that falls short.
fn foot(svg: &mut Svg, row: &Row, middle: Point) {
    let count = match row.against {
        Against::Below(count) | Against::Above(count) => count.to_string(),
        _ => String::new(),
    };
    let count_width = if count.is_empty() { 0.0 } else { 2.0 + SMALL.width(&count) };
    let shown = row.against != Against::Nothing;
    let scope_width = if row.short { 9.0 + if shown { 5.0 } else { 0.0 } } else { 0.0 };
    let mut x = middle.x - (if shown { 9.0 + count_width } else { 0.0 } + scope_width) / 2.0;
    if shown {
        legend::small(svg, row.against, Point::new(x + 4.5, middle.y));
        svg.text(Point::new(x + 11.0, middle.y + 4.0), &count, Type::new(SMALL, INK));
        x += 9.0 + count_width + 5.0;
    }
    if row.short {
        marks::scope(svg, Point::new(x + 4.5, middle.y));
    }
}
