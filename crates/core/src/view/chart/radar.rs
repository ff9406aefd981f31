//! Current level and target around a circle.

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
use super::paint::AREA;
use super::paint::GRID;
use super::paint::MUTED;
use super::paint::PAPER;
use super::paint::REACHED;
use super::paint::REACHED_LINE;
use super::paint::TARGET;
use super::radar_labels::Labels;
use super::reading::Reading;
use super::reading::Row;
use super::svg::Anchor;
use super::svg::Path;
use super::svg::Style;
use super::svg::Svg;
use super::svg::Type;
use super::text::Face;
use super::words;

const WIDTH: f64 = 560.0;
/// Room from the centre for everything around the circle.
const OUTER: f64 = 236.0;
const RING_NUMBER: Face = Face::plain(11.0);

/// Radius of the lowest level as a part of that of the highest.
const HOLE: f64 = 0.22;
/// With more rows than this, marks are smaller.
const CROWDED: usize = 36;

/// The circle: its rings are the levels, its spokes the rows.
struct Circle {
    centre: Point,
    radius: f64,
    levels: usize,
    spokes: usize,
}

impl Circle {
    /// Radius of a level. The lowest one is a ring too: a point at the centre has no direction, so that rows at the
    /// lowest level could not be told apart.
    fn ring(&self, place: f64) -> f64 {
        let inner = self.radius * HOLE;
        match self.levels {
            0 | 1 => self.radius,
            count => inner + (self.radius - inner) * place / (count - 1) as f64,
        }
    }

    fn spoke(&self, index: usize) -> Direction {
        Direction::new(index, self.spokes)
    }

    fn place(&self, spoke: usize, level: f64) -> Point {
        self.spoke(spoke).from(self.centre, self.ring(level))
    }
}

/// Current against target around a circle.
pub fn radar(rows: &[ChartRow], scale: &ChartScale) -> Chart {
    let reading = Reading::new(rows, scale);
    let mut svg = Svg::default();
    let mut y = 40.0;
    if reading.groups.is_empty() {
        svg.text(Point::new(0.0, 24.0), words::EMPTY, Type::new(Face::plain(12.0), MUTED));
    } else {
        let labels = Labels::new(&reading, OUTER, WIDTH / 2.0);
        let centre = Point::new(WIDTH / 2.0, labels.outer().ceil() + 2.0);
        let rows: Vec<&Row> = reading.rows().collect();
        let circle = Circle { centre, radius: labels.radius(), levels: reading.levels.len(), spokes: rows.len() };
        net(&mut svg, &circle, &rows);
        outlines(&mut svg, &circle, &rows);
        numbers(&mut svg, &circle, &reading, &rows);
        values(&mut svg, &circle, &rows);
        labels.draw(&mut svg, centre, &reading);
        y = centre.y + labels.outer().ceil() + 10.0;
        y += labels.draw_key(&mut svg, &reading, y, WIDTH);
        y += legend::draw(&mut svg, &legend::names(&reading), y, WIDTH, true);
        let mut entries = legend::levels_and_targets(&reading);
        entries.retain(|entry| !entry.is(Mark::AtTarget));
        entries.extend(legend::states(
            &reading,
            &[
                (RowState::NotAssessed, Mark::NotAssessed, "not assessed"),
                (RowState::Insufficient, Mark::Insufficient, "insufficient evidence"),
                (RowState::NotApplicable, Mark::NotApplicable, "not applicable"),
                (RowState::Outside, Mark::Outside, "not part of this assessment"),
            ],
        ));
        y += legend::draw(&mut svg, &entries, y, WIDTH, true) + 2.0;
    }
    let (width, height) = (WIDTH as u32, y.ceil() as u32);
    Chart {
        id: "radar".to_owned(),
        title: "Shape of the results".to_owned(),
        svg: svg.finish(width, height),
        width,
        height,
        alt: words::alt(
            if reading.scored() {
                "Current score and target around a circle"
            } else {
                "Current level and target around a circle"
            },
            &reading,
        ),
    }
}

/// The face of the levels, with the rings and spokes on it.
fn net(svg: &mut Svg, circle: &Circle, rows: &[&Row]) {
    let reached: Vec<Option<f64>> = rows.iter().map(|row| row.reached).collect();
    svg.path(&face(circle, &reached), Style::face(AREA));
    for level in 0..circle.levels {
        if circle.spokes < 3 {
            svg.circle(circle.centre, circle.ring(level as f64), Style::line(GRID, 1.0));
        } else {
            let corners: Vec<Point> = (0..circle.spokes).map(|spoke| circle.place(spoke, level as f64)).collect();
            svg.path(&Path::through(&corners).closed(), Style::line(GRID, 1.0));
        }
    }
    for (spoke, row) in rows.iter().enumerate() {
        let style = Style::line(GRID, 1.0);
        let style = if row.reached.is_some() { style } else { style.dash("3 3") };
        let direction = circle.spoke(spoke);
        svg.line(
            direction.from(circle.centre, circle.ring(0.0).min(circle.radius * HOLE)),
            direction.from(circle.centre, circle.radius),
            style,
        );
    }
}

/// The numbers of the rings, half a spoke beside one of them.
fn numbers(svg: &mut Svg, circle: &Circle, reading: &Reading, rows: &[&Row]) {
    let before = numbered_space(circle, rows);
    let between = Direction::new(2 * before + 2 * circle.spokes - 1, 2 * circle.spokes);
    let inset = if circle.spokes < 3 { 1.0 } else { Direction::new(1, 2 * circle.spokes).y.abs() };
    for (level, (number, _)) in reading.levels.iter().enumerate() {
        let at = between.from(circle.centre, circle.ring(level as f64) * inset);
        svg.circle(at, 6.5, Style::face(PAPER));
        let base = Point::new(at.x, at.y + 4.0);
        svg.text(base, &number.to_string(), Type::new(RING_NUMBER, MUTED).at(Anchor::Middle));
    }
}

/// The spoke before which the numbers stand: near the top, where marks of the spokes on both sides cover least of them.
fn numbered_space(circle: &Circle, rows: &[&Row]) -> usize {
    let count = circle.spokes;
    let aside = Direction::new(1, 2 * count).x.abs();
    let crowded = |level: &f64| circle.ring(*level) * aside < 14.0;
    let covered = |before: &usize| {
        let sides = [rows.get((before + count - 1) % count), rows.get(*before)];
        let marks = sides.into_iter().flatten().flat_map(|row| [row.reached, row.target]);
        marks.flatten().filter(crowded).count()
    };
    // From the top to both sides: before the first spoke, after it, before the last, and so on.
    let outwards = (0..count).map(|index| if index % 2 == 0 { (count - index / 2) % count } else { index / 2 + 1 });
    outwards.map(|before| before % count).min_by_key(covered).unwrap_or(0)
}

/// The outlines of targets and levels.
fn outlines(svg: &mut Svg, circle: &Circle, rows: &[&Row]) {
    let targets: Vec<Option<f64>> = rows.iter().map(|row| row.target).collect();
    let reached: Vec<Option<f64>> = rows.iter().map(|row| row.reached).collect();
    svg.path(&outline(circle, &targets), Style::line(TARGET, 1.4).round());
    svg.path(&outline(circle, &reached), Style::line(REACHED_LINE, 2.2).round());
}

/// The marks, and the bars between level and target.
fn values(svg: &mut Svg, circle: &Circle, rows: &[&Row]) {
    let size = if rows.len() > CROWDED { marks::SMALL } else { marks::USUAL };
    for (spoke, row) in rows.iter().enumerate() {
        let direction = circle.spoke(spoke);
        let at = |level: f64, by: f64| direction.from(circle.centre, circle.ring(level) + by);
        if let (Some(reached), Some(target)) = (row.reached, row.target) {
            match row.against {
                Against::Below(_) => marks::below(svg, at(reached, 0.0), at(target, -size.ring), size),
                Against::Above(_) => marks::above(svg, at(target, size.ring), at(reached, 0.0), size),
                _ => {}
            }
        }
        if let Some(target) = row.target {
            marks::target(svg, at(target, 0.0), size);
        }
        if let Some(reached) = row.reached {
            marks::reached(svg, at(reached, 0.0), size);
            if row.bound() {
                marks::arrow(svg, at(reached, size.clear(row.against == Against::At)), direction, REACHED);
            }
        }
    }
}

/// Stretches of neighbouring spokes that have a value, around the circle; and whether it is one stretch without an end.
fn stretches(values: &[Option<f64>]) -> (Vec<Vec<(usize, f64)>>, bool) {
    let count = values.len();
    let Some(gap) = values.iter().position(Option::is_none) else {
        let all = values.iter().enumerate().filter_map(|(spoke, level)| Some((spoke, (*level)?))).collect();
        return (vec![all], count > 2);
    };
    let mut stretches = vec![Vec::new()];
    for spoke in (gap..gap + count).map(|spoke| spoke % count) {
        match (values[spoke], stretches.last_mut()) {
            (Some(level), Some(stretch)) => stretch.push((spoke, level)),
            _ => stretches.push(Vec::new()),
        }
    }
    stretches.retain(|stretch| stretch.len() > 1);
    (stretches, false)
}

/// The line through the values of neighbours. Where a row has none it is broken: nothing is drawn through what is not
/// known.
fn outline(circle: &Circle, values: &[Option<f64>]) -> Path {
    if circle.spokes < 3 {
        return Path::default();
    }
    let (stretches, closed) = stretches(values);
    let path = |stretch: &Vec<(usize, f64)>| {
        let points: Vec<Point> = stretch.iter().map(|(spoke, level)| circle.place(*spoke, *level)).collect();
        let path = Path::through(&points);
        if closed { path.closed() } else { path }
    };
    stretches.iter().map(path).fold(Path::default(), Path::and)
}

/// The face within that line: where it is broken, only the sectors between neighbours that have a value.
fn face(circle: &Circle, values: &[Option<f64>]) -> Path {
    if circle.spokes < 3 {
        return Path::default();
    }
    let (stretches, closed) = stretches(values);
    let path = |stretch: &Vec<(usize, f64)>| {
        let centre = (!closed).then_some(circle.centre);
        let points = stretch.iter().map(|(spoke, level)| circle.place(*spoke, *level));
        Path::through(&centre.into_iter().chain(points).collect::<Vec<_>>()).closed()
    };
    stretches.iter().map(path).fold(Path::default(), Path::and)
}
