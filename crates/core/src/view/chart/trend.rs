//! Levels of the last time and of now, a small drawing a practice, with a break where the guide changed in between.

use crate::view::Chart;

use super::ChartScale;
use super::Place;
use super::RowState;
use super::geometry::Point;
use super::marks;
use super::marks::SMALL;
use super::paint::EDGE;
use super::paint::GRID;
use super::paint::INK;
use super::paint::MUTED;
use super::paint::PAPER;
use super::paint::REACHED_LINE;
use super::svg::Anchor;
use super::svg::Style;
use super::svg::Svg;
use super::svg::Type;
use super::text::Face;
use super::words;

const WIDTH: f64 = 760.0;
/// Drawings in a line.
const ACROSS: usize = 6;
/// From level to level.
const STEP: f64 = 12.0;
/// Where the last time and now stand in a drawing.
const THEN: f64 = 26.0;
const NOW: f64 = 96.0;

const CODE: Face = Face::strong(11.0);
const SMALL_TEXT: Face = Face::plain(10.0);
const TEXT: Face = Face::plain(12.0);

/// One practice at two times.
#[derive(Clone, Debug)]
pub struct TrendRow {
    /// Short code, or the title where there is none.
    pub code: String,
    /// The level or score of the last time.
    pub then: Place,
    /// The result now.
    pub now: RowState,
    /// What is aimed at now.
    pub target: Option<Place>,
}

/// Two times of one subject. `days` are the last time and now; `guides` the versions of the guide, if they differ.
pub fn trend(rows: &[TrendRow], scale: &ChartScale, days: (&str, &str), guides: Option<(&str, &str)>) -> Chart {
    let mut svg = Svg::default();
    let place = |place: Place| match place {
        Place::Level(number) => scale.levels.iter().position(|(level, _)| *level == number).unwrap_or(0) as f64,
        score => score.steps().unwrap_or(0.0),
    };
    let high = STEP * scale.levels.len().saturating_sub(1) as f64;
    let cell = Point::new((WIDTH / ACROSS as f64).floor(), high + 44.0);
    for (index, row) in rows.iter().enumerate() {
        let corner = Point::new(cell.x * (index % ACROSS) as f64, cell.y * (index / ACROSS) as f64);
        let at = |x: f64, number: Place| Point::new(corner.x + x, corner.y + 24.0 + high - STEP * place(number));
        svg.text(
            Point::new(corner.x + THEN - 4.0, corner.y + 12.0),
            &CODE.fit(&row.code, cell.x - 30.0),
            Type::new(CODE, INK),
        );
        for (number, _) in &scale.levels {
            svg.line(at(THEN, Place::Level(*number)), at(NOW, Place::Level(*number)), Style::line(GRID, 1.0));
        }
        for (number, _) in
            scale.levels.first().into_iter().chain(scale.levels.last().filter(|_| scale.levels.len() > 1))
        {
            let beside = at(THEN - 14.0, Place::Level(*number));
            let look = Type::new(SMALL_TEXT, MUTED).at(Anchor::Middle);
            svg.text(Point::new(beside.x, beside.y + 3.5), &number.to_string(), look);
        }
        let then = at(THEN, row.then);
        let now = match row.now {
            RowState::Level(number, _) => Some(Place::Level(number)),
            RowState::Score(score, _) => Some(score),
            _ => None,
        };
        match (row.now, now) {
            (_, Some(number)) => {
                let line = Style::line(REACHED_LINE, 1.6);
                svg.line(then, at(NOW, number), if guides.is_some() { line.dash("3 3") } else { line });
                target(&mut svg, row, &at);
                marks::reached(&mut svg, at(NOW, number), SMALL);
            }
            (RowState::Insufficient, _) => {
                target(&mut svg, row, &at);
                marks::insufficient(&mut svg, at(NOW + 14.0, row.then));
            }
            (RowState::NotApplicable, _) => marks::not_applicable(&mut svg, at(NOW + 14.0, row.then)),
            (RowState::Outside, _) => marks::outside(&mut svg, at(NOW + 14.0, row.then)),
            _ => {
                target(&mut svg, row, &at);
                marks::not_assessed(&mut svg, at(NOW + 14.0, row.then));
            }
        }
        marks::reached(&mut svg, then, SMALL);
        if guides.is_some() {
            broken(&mut svg, Point::new(corner.x + (THEN + NOW) / 2.0, corner.y + 20.0), high + 8.0);
        }
    }
    let mut y = cell.y * rows.len().div_ceil(ACROSS) as f64 + 14.0;
    for line in said(days, guides).iter().flat_map(|text| TEXT.wrap(text, WIDTH, 3)) {
        svg.text(Point::new(0.0, y), &line, Type::new(TEXT, INK));
        y += 17.0;
    }
    let height = y.ceil() as u32;
    Chart {
        id: "trend".to_owned(),
        title: "Then and now".to_owned(),
        svg: svg.finish(WIDTH as u32, height),
        width: WIDTH as u32,
        height,
        alt: alt(rows, days, guides),
    }
}

fn target(svg: &mut Svg, row: &TrendRow, at: &impl Fn(f64, Place) -> Point) {
    if let Some(number) = row.target {
        marks::target(svg, at(NOW, number), SMALL);
    }
}

/// Two strokes across the lines of a drawing: what lies on both sides is not one measure.
fn broken(svg: &mut Svg, top: Point, height: f64) {
    svg.rect(Point::new(top.x - 3.0, top.y), 6.0, height, Style::face(PAPER));
    for x in [top.x - 3.0, top.x + 3.0] {
        svg.line(Point::new(x, top.y), Point::new(x, top.y + height), Style::line(EDGE, 1.2));
    }
}

/// What stands below the drawings.
fn said((then, now): (&str, &str), guides: Option<(&str, &str)>) -> Vec<String> {
    let mut said = vec![format!("Left: {then}; right: {now}. A disc is the level reached, a ring the target of now.")];
    if let Some((before, after)) = guides {
        said.push(format!(
            "The double line is a break: the guide changed from {before} to {after} in between, so that a step across it may be one \
             of the guide and not of the subject."
        ));
    }
    said
}

/// The values in words.
fn alt(rows: &[TrendRow], days: (&str, &str), guides: Option<(&str, &str)>) -> String {
    if rows.is_empty() {
        return words::EMPTY.to_owned();
    }
    let row = |row: &TrendRow| {
        let now = match row.now {
            RowState::Level(number, false) => format!("level {number}"),
            RowState::Level(number, true) => format!("at least level {number}"),
            RowState::Score(score, false) => score.to_string(),
            RowState::Score(score, true) => format!("at least {score}"),
            RowState::NotAssessed => "not assessed".to_owned(),
            RowState::Insufficient => "insufficient evidence".to_owned(),
            RowState::NotApplicable => "not applicable".to_owned(),
            RowState::Outside => "not part of this assessment".to_owned(),
        };
        let then = match row.then {
            Place::Level(number) => format!("level {number}"),
            _ => row.then.to_string(),
        };
        format!("{}: {then} then, {now} now", row.code)
    };
    let mut alt = format!("Then ({}) and now ({}). ", days.0, days.1);
    alt.push_str(&rows.iter().map(row).collect::<Vec<_>>().join("; "));
    alt.push('.');
    if let Some((before, after)) = guides {
        alt.push_str(&format!(" The guide changed from {before} to {after} in between."));
    }
    alt
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(guides: Option<(&str, &str)>) -> Chart {
        let scale = ChartScale {
            levels: (0..=4).map(|number| (number, format!("Level{number}"))).collect(),
            rated: ("practice".to_owned(), "practices".to_owned()),
        };
        let row = |code: &str, then, now, target: Option<u8>| TrendRow {
            code: code.to_owned(),
            then: Place::Level(then),
            now,
            target: target.map(Place::Level),
        };
        let rows = [
            row("UP", 1, RowState::Level(3, false), Some(3)),
            row("LOW", 2, RowState::Level(2, true), None),
            row("GONE", 4, RowState::NotAssessed, Some(2)),
        ];
        trend(&rows, &scale, ("1 May 2025", "1 May 2026"), guides)
    }

    #[test]
    fn a_break_is_drawn_and_said_where_the_guide_changed() {
        let (whole, broken) = (drawn(None), drawn(Some(("1.0.0", "1.1.0"))));
        assert!(!whole.svg.contains("stroke-dasharray=\"3 3\"") && broken.svg.contains("stroke-dasharray=\"3 3\""));
        assert!(broken.svg.contains("The double line is a break") && !whole.svg.contains("break"));
        assert_eq!(
            broken.alt,
            "Then (1 May 2025) and now (1 May 2026). UP: level 1 then, level 3 now; LOW: level 2 then, at least level 2 now; GONE: \
             level 4 then, not assessed now. The guide changed from 1.0.0 to 1.1.0 in between."
        );
    }

    #[test]
    fn what_is_not_assessed_is_no_level() {
        let chart = drawn(None);
        // Two discs for each row with two levels, one for the row that lost its level.
        assert_eq!(chart.svg.matches("class=\"lb-reached\"").count(), 5, "{}", chart.svg);
    }
}
