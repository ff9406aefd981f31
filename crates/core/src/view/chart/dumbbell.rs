//! Current level against target, a line a practice.

use crate::view::Chart;

use super::Against;
use super::ChartRow;
use super::ChartScale;
use super::RowState;
use super::geometry::Direction;
use super::geometry::Point;
use super::legend;
use super::legend::Mark;
use super::marks;
use super::marks::USUAL;
use super::paint::EDGE;
use super::paint::GRID;
use super::paint::INK;
use super::paint::MUTED;
use super::paint::REACHED;
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
/// Room for how a row stands, in words, with a mark before them.
const STANDING: f64 = 148.0;
/// Where the words begin in it.
const AFTER_MARK: f64 = 20.0;
/// Most room of a title.
const TITLE: f64 = 236.0;
/// Height of a line of a title.
const LINE: f64 = 15.0;

const CODE: Face = Face::strong(12.0);
const TEXT: Face = Face::plain(12.0);
const GROUP: Face = Face::strong(13.0);
const NUMBER: Face = Face::strong(13.0);
const NAME: Face = Face::plain(11.0);

/// With more rows than this, they stand closer.
const DENSE: usize = 40;

/// Where things stand from left to right.
struct Layout {
    /// Room of the codes.
    code: f64,
    /// True for many rows: their titles have a line each.
    dense: bool,
    /// The lowest level.
    first: f64,
    /// From level to level.
    step: f64,
    /// The highest level.
    last: f64,
}

impl Layout {
    fn new(reading: &Reading) -> Layout {
        let widest = |widths: &mut dyn Iterator<Item = f64>, most: f64| widths.fold(0.0, f64::max).min(most).ceil();
        let code =
            widest(&mut reading.rows().filter(|row| !row.code.is_empty()).map(|row| CODE.width(&row.code)), 90.0);
        let code = if code > 0.0 { code + 12.0 } else { 0.0 };
        let dense = reading.rows().count() > DENSE;
        let lines = reading.rows().flat_map(|row| title_lines(&row.title, TITLE, dense));
        let title = widest(&mut lines.map(|line| TEXT.width(&line)), TITLE).max(90.0);
        let first = code + title + 30.0;
        let last = WIDTH - STANDING - 30.0;
        let (first, step, last) = match reading.levels.len() {
            0 | 1 => ((first + last) / 2.0, last - first, (first + last) / 2.0),
            count => (first, (last - first) / (count - 1) as f64, last),
        };
        Layout { code, dense, first, step, last }
    }

    fn x(&self, place: f64) -> f64 {
        self.first + self.step * place
    }
}

/// The lines of a title in so much room.
fn title_lines(title: &str, room: f64, dense: bool) -> Vec<String> {
    TEXT.wrap_evenly(title, room, if dense { 1 } else { 2 })
}

/// Current against target, a line a practice, grouped.
pub fn dumbbell(rows: &[ChartRow], scale: &ChartScale) -> Chart {
    let reading = Reading::new(rows, scale);
    let mut svg = Svg::default();
    let mut y = 24.0;
    if reading.groups.is_empty() {
        svg.text(Point::new(0.0, y), words::EMPTY, Type::new(TEXT, MUTED));
        y += 16.0;
    } else {
        let layout = Layout::new(&reading);
        let named = reading.levels.iter().all(|(_, name)| NAME.fits(name, layout.step - 8.0, 2));
        y = head(&mut svg, &reading, &layout, named);
        for group in &reading.groups {
            y = block(&mut svg, &layout, reading.levels.len(), group, y);
        }
        y += 16.0;
        if !named {
            y += legend::draw(&mut svg, &legend::names(&reading), y, WIDTH, false);
        }
        let mut entries = legend::levels_and_targets(&reading);
        entries.extend(legend::states(
            &reading,
            &[
                (RowState::NotAssessed, Mark::NotAssessed, "not assessed"),
                (RowState::Insufficient, Mark::Insufficient, "insufficient evidence"),
            ],
        ));
        y += legend::draw(&mut svg, &entries, y, WIDTH, false) + 2.0;
    }
    let (width, height) = (WIDTH as u32, y.ceil() as u32);
    Chart {
        id: "dumbbell".to_owned(),
        title: what(&reading).to_owned(),
        svg: svg.finish(width, height),
        width,
        height,
        alt: words::alt(what(&reading), &reading),
    }
}

/// What it shows, in words.
fn what(reading: &Reading) -> &'static str {
    if reading.scored() { "Current score against target" } else { "Current level against target" }
}

/// Numbers and names of the levels; gives where the rows begin.
fn head(svg: &mut Svg, reading: &Reading, layout: &Layout, named: bool) -> f64 {
    let mut bottom: f64 = 20.0;
    for (place, (number, name)) in reading.levels.iter().enumerate() {
        let x = layout.x(place as f64);
        svg.text(Point::new(x, 14.0), &number.to_string(), Type::new(NUMBER, INK).at(Anchor::Middle));
        if named {
            for (index, line) in NAME.wrap(name, layout.step - 8.0, 2).iter().enumerate() {
                let y = 29.0 + 13.0 * index as f64;
                svg.text(Point::new(x, y), line, Type::new(NAME, MUTED).at(Anchor::Middle));
                bottom = bottom.max(y + 4.0);
            }
        }
    }
    bottom
}

/// A group with its rows; gives where it ends.
fn block(svg: &mut Svg, layout: &Layout, levels: usize, group: &Group, top: f64) -> f64 {
    let Group { title, rows } = group;
    let mut y = top + 8.0;
    if !title.is_empty() {
        // A long title may run on above the columns: nothing else stands there.
        svg.text(Point::new(0.0, y + 15.0), &GROUP.fit(title, WIDTH), Type::new(GROUP, INK));
        y += 22.0;
    }
    let rule = y;
    y += 5.0;
    let titles: Vec<Vec<String>> = rows.iter().map(|row| title_lines(&row.title, TITLE, layout.dense)).collect();
    let heights: Vec<f64> = titles
        .iter()
        .map(|lines| {
            if lines.len() > 1 {
                38.0
            } else if layout.dense {
                22.0
            } else {
                26.0
            }
        })
        .collect();
    let bottom = y + heights.iter().sum::<f64>() + 3.0;
    for place in 0..levels {
        let x = layout.x(place as f64);
        svg.line(Point::new(x, rule), Point::new(x, bottom), Style::line(GRID, 1.0));
    }
    svg.line(Point::new(0.0, rule), Point::new(WIDTH, rule), Style::line(EDGE, 1.0));
    for ((row, lines), height) in rows.iter().zip(&titles).zip(&heights) {
        let middle = y + height / 2.0;
        let base = middle + 4.2 - LINE * (lines.len().max(1) - 1) as f64 / 2.0;
        svg.text(Point::new(0.0, base), &CODE.fit(&row.code, layout.code - 12.0), Type::new(CODE, INK));
        for (index, line) in lines.iter().enumerate() {
            svg.text(Point::new(layout.code, base + LINE * index as f64), line, Type::new(TEXT, INK));
        }
        values(svg, layout, row, middle);
        standing(svg, row, middle);
        y += height;
    }
    bottom
}

/// Level and target of a row, and what lies between them.
fn values(svg: &mut Svg, layout: &Layout, row: &Row, y: f64) {
    let place = |place: f64| Point::new(layout.x(place), y);
    let beside = |at: Point, by: f64| Point::new(at.x + by, at.y);
    svg.line(Point::new(layout.first, y), Point::new(layout.last, y), Style::line(GRID, 1.0));
    let (reached, target) = (row.reached.map(place), row.target.map(place));
    if let (Some(reached), Some(target)) = (reached, target) {
        match row.against {
            Against::Below(_) => marks::below(svg, reached, beside(target, -USUAL.ring), USUAL),
            Against::Above(_) => marks::above(svg, beside(target, USUAL.ring), reached, USUAL),
            _ => {}
        }
    }
    if let Some(target) = target {
        marks::target(svg, target, USUAL);
    }
    if let Some(reached) = reached {
        marks::reached(svg, reached, USUAL);
        if row.bound() {
            let clear = USUAL.clear(row.against == Against::At);
            marks::arrow(svg, beside(reached, clear), Direction::new(1, 4), REACHED);
        }
    }
}

/// How a row stands, in words and with the mark of what is not a matter of levels.
fn standing(svg: &mut Svg, row: &Row, y: f64) {
    let left = WIDTH - STANDING;
    let mark = Point::new(left + 8.0, y);
    match row.state {
        RowState::NotAssessed => marks::not_assessed(svg, mark),
        RowState::Insufficient => marks::insufficient(svg, mark),
        RowState::Level(..) | RowState::Score(..) if row.short => marks::scope(svg, mark),
        _ => {}
    }
    let words = words::standing(row);
    let plain = matches!(row.against, Against::At | Against::Nothing) && !row.short;
    let look = Type::new(TEXT, if plain { MUTED } else { INK });
    svg.text(Point::new(left + AFTER_MARK, y + 4.2), &TEXT.fit(&words, STANDING - AFTER_MARK), look);
}
