//! Current level against target, a line a practice, grouped.

use crate::view::Chart;

use super::ChartRow;
use super::ChartScale;
use super::RowState;
use super::alt;
use super::groups;
use super::legend;
use super::svg::Anchor;
use super::svg::GAP;
use super::svg::GRID;
use super::svg::OVER;
use super::svg::Svg;
use super::svg::Type;
use super::svg::fit;
use super::svg::width;

const WIDTH: f64 = 760.0;
const ROW: f64 = 24.0;
const HEAD: f64 = 46.0;
const LABELS: f64 = 336.0;
/// Room right of the highest level, for words and marks.
const RIGHT: f64 = 44.0;

const TITLE: Type = Type::new(12.0);
const CODE: Type = Type::new(12.0).strong();
const GROUP: Type = Type::new(12.0).strong();
const NAME: Type = Type::new(11.0).muted().at(Anchor::Middle);
const NUMBER: Type = Type::new(13.0).strong().at(Anchor::Middle);
const WORDS: Type = Type::new(11.0).muted();

/// Current against target, a line a practice, grouped.
pub fn dumbbell(rows: &[ChartRow], scale: &ChartScale) -> Chart {
    let mut svg = Svg::new();
    let steps = scale.levels.len().max(2) - 1;
    let first = LABELS + 34.0;
    let step = (WIDTH - RIGHT - first) / steps as f64;
    let x = |index: usize| first + step * index as f64;
    let groups = groups(rows);
    let bottom = HEAD + groups.iter().map(|(_, members)| 30.0 + ROW * members.len() as f64).sum::<f64>();
    for (index, (number, name)) in scale.levels.iter().enumerate() {
        svg.text(x(index), 16.0, &number.to_string(), NUMBER);
        svg.text(x(index), 32.0, &fit(name, step - 6.0, NAME.size, false), NAME);
        svg.line((x(index), 40.0), (x(index), bottom), "lb-grid", GRID, 1.0, "");
    }
    let codes = rows.iter().filter(|row| row.code != row.title);
    let code_room = codes.map(|row| width(&row.code, CODE.size, true) + 10.0).fold(0.0, f64::max).min(LABELS / 2.0);
    let mut y = HEAD;
    for (group, members) in &groups {
        y += 20.0;
        svg.text(0.0, y, &fit(group, LABELS, GROUP.size, true), GROUP);
        svg.line((0.0, y + 6.0), (WIDTH, y + 6.0), "lb-grid", GRID, 1.0, "");
        y += 10.0;
        for row in members {
            let middle = y + ROW / 2.0;
            if row.code != row.title {
                svg.text(0.0, middle + 4.0, &row.code, CODE);
            }
            svg.text(code_room, middle + 4.0, &fit(&row.title, LABELS - code_room, TITLE.size, false), TITLE);
            line(&mut svg, row, scale, middle, &x);
            y += ROW;
        }
    }
    let marks = legend::marks(rows, scale, true);
    let height = bottom + 28.0 + legend::draw(&mut svg, &marks, 0.0, bottom + 28.0, WIDTH) - 8.0;
    let (wide, high) = (WIDTH as u32, height.ceil().max(60.0) as u32);
    Chart {
        id: "dumbbell".to_owned(),
        title: "Current level against target".to_owned(),
        svg: svg.finish(wide, high),
        width: wide,
        height: high,
        alt: alt("Current level against target", rows),
    }
}

fn line(svg: &mut Svg, row: &ChartRow, scale: &ChartScale, y: f64, x: &impl Fn(usize) -> f64) {
    let (reached, wanted) = (row.reached(scale), row.wanted(scale));
    let bound = matches!(row.state, RowState::Level(_, true));
    if let (Some(reached), Some(wanted)) = (reached, wanted) {
        if reached < wanted && !bound {
            svg.line((x(reached), y), (x(wanted) - 7.0, y), "lb-gap", GAP, 3.0, "");
        } else if reached > wanted {
            svg.line((x(wanted) + 7.0, y), (x(reached), y), "lb-over", OVER, 3.0, "2 3");
        }
    }
    if let Some(reached) = reached {
        svg.disc(x(reached), y, 5.0);
        if bound {
            svg.arrow(x(reached) + 8.0, y);
        }
    }
    if let Some(wanted) = wanted {
        svg.diamond(x(wanted), y, if reached == Some(wanted) { 9.0 } else { 7.0 });
    }
    if row.scope_short {
        svg.triangle(x(scale.levels.len() - 1) + 28.0, y);
    }
    if reached.is_none() {
        // Written beside the target, where there is room: left of it, or right of a target that is low.
        let words = row.words();
        match wanted {
            Some(wanted) if x(wanted) - 14.0 - width(words, WORDS.size, false) < x(0) - 14.0 => {
                svg.text(x(wanted) + 14.0, y + 4.0, words, WORDS);
            }
            Some(wanted) => svg.text(x(wanted) - 14.0, y + 4.0, words, WORDS.at(Anchor::End)),
            None => svg.text(x(0) - 6.0, y + 4.0, words, WORDS),
        }
    }
}
