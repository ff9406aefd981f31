//! What stands around the circle of the radar: marks of rows without a level, codes, and the titles of the groups.
//!
//! Codes stand upright where there is room, else along their spokes; long ones, which are titles of practices without a
//! code, give way to numbers and a key below the drawing.

use super::RowState;
use super::geometry::Direction;
use super::geometry::Point;
use super::marks;
use super::paint::EDGE;
use super::paint::INK;
use super::paint::MUTED;
use super::reading::Group;
use super::reading::Reading;
use super::reading::Row;
use super::svg::Anchor;
use super::svg::Path;
use super::svg::Style;
use super::svg::Svg;
use super::svg::Type;
use super::text::Face;

const CODE: Face = Face::strong(12.0);
const SMALL: Face = Face::strong(11.0);
const GROUP: Face = Face::plain(12.0);
const KEY: Face = Face::plain(11.0);
/// Widest label that stands at a spoke.
const WIDEST: f64 = 64.0;
/// Space from the circle to the middle of a mark.
const MARK: f64 = 17.0;
/// Smallest circle.
const LEAST: f64 = 90.0;
/// Height of a line of the key.
const LINE: f64 = 17.0;

/// How labels stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    Upright,
    AlongSpokes,
}

/// What stands around the circle.
pub(super) struct Labels {
    texts: Vec<String>,
    keyed: bool,
    stand: Stand,
    /// From the centre, in px: the circle, the near side of labels, the arcs over groups, and the outer edge.
    radius: f64,
    near: f64,
    arcs: f64,
    outer: f64,
}

impl Labels {
    /// Labels of the rows, so that all stay within `outer` px from the centre: `most` px if they must.
    pub fn new(reading: &Reading, outer: f64, most: f64) -> Labels {
        let own: Vec<String> = reading.rows().map(|row| row.label().to_owned()).collect();
        let keyed = own.iter().any(|text| CODE.width(text) > WIDEST);
        let texts = if keyed { reading.rows().map(|row| row.number.to_string()).collect() } else { own };
        let marked = reading.any(|row| row.reached.is_none() || row.short);
        let lettered = reading.any(|row| row.state == RowState::NotApplicable);
        let to_labels = if marked { MARK + if lettered { 12.0 } else { 9.0 } } else { 13.0 };
        let grouped = reading.groups.len() > 1;
        let mut labels = Labels { texts, keyed, stand: Stand::Upright, radius: 0.0, near: 0.0, arcs: 0.0, outer };
        for stand in [Stand::Upright, Stand::AlongSpokes] {
            labels.stand = stand;
            let depth = labels.depth();
            let around = to_labels + depth + if grouped { 4.0 + 18.0 } else { 3.0 };
            labels.outer = outer.max((LEAST + around).min(most));
            labels.radius = labels.outer - around;
            labels.near = labels.radius + to_labels;
            labels.arcs = labels.near + depth + 4.0;
            if stand == Stand::AlongSpokes || !labels.overlap() {
                break;
            }
        }
        labels
    }

    /// Radius of the circle of the highest level in px.
    pub fn radius(&self) -> f64 {
        self.radius
    }

    /// From the centre to the outer edge in px.
    pub fn outer(&self) -> f64 {
        self.outer
    }

    fn face(&self) -> Face {
        if self.stand == Stand::Upright { CODE } else { SMALL }
    }

    /// How far labels reach outwards.
    fn depth(&self) -> f64 {
        let widest = self.texts.iter().map(|text| self.face().width(text)).fold(0.0, f64::max);
        match self.stand {
            Stand::AlongSpokes => widest,
            Stand::Upright => {
                // The far corner of each, seen from a circle of about the size that this one will have.
                let near = self.outer - 50.0;
                let far = |index: usize| {
                    let middle = self.middle(index, near);
                    let x = middle.x.abs() + self.face().width(&self.texts[index]) / 2.0;
                    let y = middle.y.abs() + 6.0;
                    (x * x + y * y).sqrt() - near
                };
                (0..self.texts.len()).map(far).fold(0.0, f64::max)
            }
        }
    }

    /// Middle of an upright label that touches a circle of radius `near`.
    fn middle(&self, index: usize, near: f64) -> Point {
        let direction = Direction::new(index, self.texts.len());
        let width = self.face().width(&self.texts[index]);
        Point::new(direction.x * near + direction.x * width / 2.0, direction.y * near + direction.y * 6.0)
    }

    /// True when upright labels would touch.
    fn overlap(&self) -> bool {
        let count = self.texts.len();
        (1..count).any(|index| {
            let (one, other) = (self.middle(index - 1, self.near), self.middle(index, self.near));
            let widths = self.face().width(&self.texts[index - 1]) + self.face().width(&self.texts[index]);
            (one.x - other.x).abs() < widths / 2.0 + 4.0 && (one.y - other.y).abs() < 13.0
        })
    }

    /// Draws them around `centre`.
    pub fn draw(&self, svg: &mut Svg, centre: Point, reading: &Reading) {
        let count = self.texts.len();
        // Where there are more spokes than lines of text have room, only some can be named.
        let every = (count as f64 * 12.0 / (self.near * std::f64::consts::TAU)).ceil().max(1.0) as usize;
        for (index, row) in reading.rows().enumerate() {
            let direction = Direction::new(index, count);
            mark(svg, row, direction.from(centre, self.radius + MARK));
            if self.stand == Stand::Upright || index % every == 0 {
                self.label(svg, centre, index, row);
            }
        }
        if reading.groups.len() > 1 {
            for group in &reading.groups {
                self.group(svg, centre, group);
            }
        }
    }

    fn label(&self, svg: &mut Svg, centre: Point, index: usize, row: &Row) {
        let (text, face) = (&self.texts[index], self.face());
        let paint = if row.reached.is_some() { INK } else { MUTED };
        if self.stand == Stand::Upright {
            let middle = self.middle(index, self.near);
            let base = Point::new(centre.x + middle.x, centre.y + middle.y + 4.2);
            svg.text(base, text, Type::new(face, paint).at(Anchor::Middle));
            return;
        }
        let direction = Direction::new(index, self.texts.len());
        // Text on the left half would stand on its head.
        let (anchor, turn) = if direction.degrees <= 180.0 {
            (Anchor::Start, direction.degrees - 90.0)
        } else {
            (Anchor::End, direction.degrees - 270.0)
        };
        let side = if anchor == Anchor::Start { 1.0 } else { -1.0 };
        let at = direction.from(centre, self.near);
        // The base line lies below the spoke by a third of the size.
        let base = Point::new(at.x - side * direction.y * 3.8, at.y + side * direction.x * 3.8);
        svg.text(base, text, Type::new(face, paint).at(anchor).turned(turn));
    }

    /// An arc over the spokes of a group, and its title along it.
    fn group(&self, svg: &mut Svg, centre: Point, group: &Group) {
        let (first, rows) = (group.rows.first().map_or(0, |row| row.number - 1), group.rows.len());
        // In tenths of a step: the arc begins and ends a little beyond its spokes.
        let whole = self.texts.len() * 20;
        let (from, middle, to) =
            (whole + first * 20 - 8, whole + first * 20 + (rows - 1) * 10, whole + (first + rows - 1) * 20 + 8);
        let place = |part: usize| Direction::new(part % whole, whole).from(centre, self.arcs);
        let arc = Path::through(&[place(from)]).arc(self.arcs, (to - from) * 2 > whole, place(to));
        svg.path(&arc, Style::line(EDGE, 1.2));
        let direction = Direction::new(middle % whole, whole);
        let room = (self.arcs * std::f64::consts::TAU * (to - from) as f64 / whole as f64).min(180.0);
        if room < 36.0 {
            return;
        }
        let below = direction.y > 0.3;
        let turn = if below {
            direction.degrees - 180.0
        } else if direction.degrees > 180.0 {
            direction.degrees - 360.0
        } else {
            direction.degrees
        };
        let at = direction.from(centre, self.arcs + if below { 14.5 } else { 5.5 });
        svg.text(at, &GROUP.fit(&group.title, room), Type::new(GROUP, MUTED).at(Anchor::Middle).turned(turn));
    }

    /// Draws the key to the numbers, if there are any, below `top`; gives the height used.
    pub fn draw_key(&self, svg: &mut Svg, reading: &Reading, top: f64, width: f64) -> f64 {
        if !self.keyed {
            return 0.0;
        }
        let rows: Vec<&Row> = reading.rows().collect();
        let columns = 2;
        let lines = rows.len().div_ceil(columns);
        let column = width / columns as f64;
        for (index, row) in rows.iter().enumerate() {
            let left = column * (index / lines) as f64;
            let y = top + LINE * (index % lines) as f64 + 12.0;
            let number = Type::new(SMALL, INK).at(Anchor::End);
            svg.text(Point::new(left + 20.0, y), &row.number.to_string(), number);
            let title = KEY.fit(row.label(), column - 26.0 - 10.0);
            svg.text(Point::new(left + 26.0, y), &title, Type::new(KEY, INK));
        }
        LINE * lines as f64 + 10.0
    }
}

/// The mark of a row that has no level, or whose scope falls short, outside of the highest ring.
fn mark(svg: &mut Svg, row: &Row, at: Point) {
    match row.state {
        RowState::NotAssessed => marks::not_assessed(svg, at),
        RowState::Insufficient => marks::insufficient(svg, at),
        RowState::NotApplicable => marks::not_applicable(svg, at),
        RowState::Outside => marks::outside(svg, at),
        RowState::Level(..) | RowState::Score(..) if row.short => marks::scope(svg, at),
        RowState::Level(..) | RowState::Score(..) => {}
    }
}
