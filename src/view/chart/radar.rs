//! Current level and target around a circle.

use std::f64::consts::TAU;

use crate::view::Chart;

use super::ChartRow;
use super::ChartScale;
use super::alt;
use super::legend;
use super::svg::AREA;
use super::svg::Anchor;
use super::svg::GRID;
use super::svg::INK;
use super::svg::REACHED;
use super::svg::Svg;
use super::svg::Type;
use super::svg::fit;
use super::svg::n;

const WIDTH: f64 = 560.0;
const RADIUS: f64 = 200.0;
const CENTRE: (f64, f64) = (280.0, 240.0);
/// Radius of the lowest level: a point at the centre has no direction, and level 0 of each practice must be told apart.
const HOLE: f64 = 24.0;

const CODE: Type = Type::new(12.0).strong();
const RING: Type = Type::new(10.5).muted().at(Anchor::Middle);

/// Current against target around a circle.
pub fn radar(rows: &[ChartRow], scale: &ChartScale) -> Chart {
    let mut svg = Svg::new();
    let last = scale.levels.len().saturating_sub(1).max(1) as f64;
    let ring = |index: usize| HOLE + (RADIUS - HOLE) * index as f64 / last;
    let place = |spoke: usize, radius: f64| {
        let angle = TAU * spoke as f64 / rows.len().max(1) as f64;
        (CENTRE.0 + radius * angle.sin(), CENTRE.1 - radius * angle.cos())
    };
    for index in 0..scale.levels.len() {
        svg.raw(&format!(
            "<circle class=\"lb-grid\" cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"none\" stroke=\"{GRID}\" stroke-width=\"1\"/>",
            n(CENTRE.0), n(CENTRE.1), n(ring(index))
        ));
    }
    for spoke in 0..rows.len() {
        svg.line(place(spoke, HOLE), place(spoke, RADIUS), "lb-grid", GRID, 1.0, "");
    }
    let reached: Vec<Option<(f64, f64)>> =
        rows.iter().enumerate().map(|(spoke, row)| row.reached(scale).map(|index| place(spoke, ring(index)))).collect();
    let wanted: Vec<Option<(f64, f64)>> =
        rows.iter().enumerate().map(|(spoke, row)| row.wanted(scale).map(|index| place(spoke, ring(index)))).collect();
    // The face closes only where every practice has a level; otherwise there are just the stretches between those that
    // have one, so that nothing is drawn through what is not known.
    if let Some(all) = reached.iter().copied().collect::<Option<Vec<_>>>().filter(|all| all.len() > 2) {
        svg.raw(&format!(
            "<path class=\"lb-area\" d=\"{}Z\" fill=\"{AREA}\" fill-opacity=\"0.75\" stroke=\"none\"/>",
            path(&all)
        ));
    }
    stretches(&mut svg, &wanted, "lb-target", INK, "1.4", " stroke-dasharray=\"5 3\"");
    stretches(&mut svg, &reached, "lb-reached-line", REACHED, "2", "");
    for point in wanted.iter().flatten() {
        svg.diamond(point.0, point.1, 5.0);
    }
    for point in reached.iter().flatten() {
        svg.disc(point.0, point.1, 4.0);
    }
    // Numbers stand between the first two spokes, where no mark lies.
    for (index, (number, _)) in scale.levels.iter().enumerate() {
        let angle = TAU / rows.len().max(1) as f64 / 2.0;
        let radius = ring(index);
        svg.text(CENTRE.0 + radius * angle.sin(), CENTRE.1 - radius * angle.cos() + 4.0, &number.to_string(), RING);
    }
    for (spoke, row) in rows.iter().enumerate() {
        label(&mut svg, row, scale, place(spoke, RADIUS + 14.0));
    }
    let mut marks = legend::marks(rows, scale, false);
    marks.retain(|mark| matches!(mark, legend::Mark::Reached | legend::Mark::Target));
    let y = CENTRE.1 + RADIUS + 50.0;
    let height = y + legend::draw(&mut svg, &marks, 190.0, y, WIDTH - 190.0) - 6.0;
    let (wide, high) = (WIDTH as u32, height.ceil() as u32);
    Chart {
        id: "radar".to_owned(),
        title: "Shape of the results".to_owned(),
        svg: svg.finish(wide, high),
        width: wide,
        height: high,
        alt: alt("Current level and target around a circle", rows),
    }
}

fn label(svg: &mut Svg, row: &ChartRow, scale: &ChartScale, at: (f64, f64)) {
    let anchor = match at.0 - CENTRE.0 {
        side if side > 12.0 => Anchor::Start,
        side if side < -12.0 => Anchor::End,
        _ => Anchor::Middle,
    };
    let room = match anchor {
        Anchor::Start => WIDTH - at.0,
        Anchor::End => at.0,
        Anchor::Middle => WIDTH,
    };
    let down = (at.1 - CENTRE.1) / (RADIUS + 14.0);
    let y = at.1 + 4.0 + 5.0 * down;
    svg.text(at.0, y, &fit(&row.code, room, CODE.size, true), CODE.at(anchor));
    if row.reached(scale).is_none() {
        let words = match row.words() {
            "insufficient evidence" => "insufficient",
            words => words,
        };
        let look = Type::new(10.5).muted().at(anchor);
        svg.text(at.0, y + if down < -0.8 { -13.0 } else { 12.0 }, &fit(words, room, look.size, false), look);
    }
}

fn path(points: &[(f64, f64)]) -> String {
    let mut out = String::new();
    for (index, (x, y)) in points.iter().enumerate() {
        out.push_str(&format!("{}{} {}", if index == 0 { "M" } else { "L" }, n(*x), n(*y)));
    }
    out
}

/// Lines between neighbours that both have a value, around the circle.
fn stretches(svg: &mut Svg, points: &[Option<(f64, f64)>], class: &str, stroke: &str, width: &str, dash: &str) {
    let count = points.len();
    let mut out = String::new();
    if count > 2 {
        for index in 0..count {
            if let (Some(from), Some(to)) = (points[index], points[(index + 1) % count]) {
                out.push_str(&path(&[from, to]));
            }
        }
    }
    if !out.is_empty() {
        svg.raw(&format!(
            "<path class=\"{class}\" d=\"{out}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"{width}\"{dash}/>"
        ));
    }
}
