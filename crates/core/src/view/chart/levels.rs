//! Levels by practice: how much of each level is there, in percent.

use crate::view::Chart;

use super::geometry::Point;
use super::marks;
use super::marks::Tile;
use super::paint::INK;
use super::paint::MUTED;
use super::paint::tone;
use super::reading::clean;
use super::svg::Anchor;
use super::svg::Svg;
use super::svg::Type;
use super::text::Face;

const WIDTH: f64 = 760.0;
/// Width of the names of practices.
const NAMES: f64 = 250.0;
const ROW: f64 = 26.0;
const HEAD: f64 = 40.0;
const GROUP: f64 = 26.0;
/// A drawing holds no more practices, so that it fits onto a sheet.
const MOST: usize = 24;

const TITLE: Face = Face::plain(12.0);
const STRONG: Face = Face::strong(12.0);
const VALUE: Face = Face::strong(12.0);
const SMALL: Face = Face::plain(11.0);

/// A practice.
#[derive(Clone, Debug)]
pub struct LevelsRow {
    /// What stands above it, or empty.
    pub group: String,
    /// Its title.
    pub title: String,
    /// One a level, in the order of the columns.
    pub cells: Vec<LevelsCell>,
}

/// A level of a practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LevelsCell {
    /// So much of it, in whole percent, and in thousandths.
    Percent(i64, i64),
    /// The practice asks for nothing at this level.
    Nothing,
    /// Nothing of it applies.
    NotApplicable,
    /// It is not known.
    NotKnown,
}

/// The drawings: one for each so many practices.
pub fn levels(rows: &[LevelsRow], columns: &[String], title: &str) -> Vec<Chart> {
    let parts: Vec<&[LevelsRow]> = rows.chunks(MOST).collect();
    let count = parts.len();
    let name = |index: usize| match count {
        1 => title.to_owned(),
        _ => format!("{title}, part {} of {count}", index + 1),
    };
    parts.iter().enumerate().map(|(index, rows)| drawing(rows, columns, name(index), index)).collect()
}

fn drawing(rows: &[LevelsRow], columns: &[String], title: String, index: usize) -> Chart {
    let mut svg = Svg::default();
    let step = (WIDTH - NAMES) / columns.len().max(1) as f64;
    for (at, column) in columns.iter().enumerate() {
        let lines = SMALL.wrap(&clean(column), step - 4.0, 2);
        for (line, text) in lines.iter().enumerate() {
            let y = HEAD - 8.0 - 13.0 * (lines.len() - 1 - line) as f64;
            svg.text(Point::new(NAMES + step * (at as f64 + 0.5), y), text, Type::new(SMALL, INK).at(Anchor::Middle));
        }
    }
    let mut y = HEAD;
    let mut group = "";
    for row in rows {
        if row.group != group {
            group = &row.group;
            svg.text(Point::new(0.0, y + GROUP - 9.0), &STRONG.fit(&clean(group), WIDTH), Type::new(STRONG, INK));
            y += GROUP;
        }
        svg.text(Point::new(0.0, y + 17.0), &TITLE.fit(&clean(&row.title), NAMES - 10.0), Type::new(TITLE, INK));
        for (at, cell) in row.cells.iter().enumerate() {
            let corner = Point::new(NAMES + step * at as f64 + 1.0, y + 1.0);
            draw(&mut svg, *cell, Tile { corner, width: step - 2.0, height: ROW - 2.0 });
        }
        y += ROW;
    }
    let (width, height) = (WIDTH as u32, (y + 4.0).ceil() as u32);
    let id = if index == 0 { "levels".to_owned() } else { format!("levels-{}", index + 1) };
    Chart { id, title: title.clone(), svg: svg.finish(width, height), width, height, alt: alt(&title, rows, columns) }
}

fn draw(svg: &mut Svg, cell: LevelsCell, tile: Tile) {
    let middle = Point::new(tile.middle().x, tile.middle().y + 4.2);
    let word = |svg: &mut Svg, text: &str| svg.text(middle, text, Type::new(SMALL, MUTED).at(Anchor::Middle));
    match cell {
        LevelsCell::Percent(percent, thousandths) => {
            let tone = tone(thousandths);
            marks::tone_tile(svg, tile, &tone);
            svg.text(middle, &format!("{percent} %"), Type::new(VALUE, tone.ink).at(Anchor::Middle));
        }
        LevelsCell::Nothing => {}
        LevelsCell::NotApplicable => word(svg, "n/a"),
        LevelsCell::NotKnown => marks::hatched_tile(svg, tile),
    }
}

fn alt(title: &str, rows: &[LevelsRow], columns: &[String]) -> String {
    let row = |row: &LevelsRow| {
        let cells = columns.iter().zip(&row.cells).filter_map(|(column, cell)| match cell {
            LevelsCell::Percent(percent, _) => Some(format!("{column} {percent} %")),
            LevelsCell::Nothing => None,
            LevelsCell::NotApplicable => Some(format!("{column} not applicable")),
            LevelsCell::NotKnown => Some(format!("{column} not assessed")),
        });
        format!("{}: {}", clean(&row.title), cells.collect::<Vec<_>>().join(", "))
    };
    format!("{title}. {}.", rows.iter().map(row).collect::<Vec<_>>().join("; "))
}
