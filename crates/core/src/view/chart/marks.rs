//! The marks of the charts. Each is told from the others by its shape; colour only helps.

use super::geometry::Direction;
use super::geometry::Point;
use super::paint::EDGE;
use super::paint::GAP;
use super::paint::GAP_FACE;
use super::paint::INK;
use super::paint::MUTED;
use super::paint::NONE;
use super::paint::OVER;
use super::paint::OVER_FACE;
use super::paint::PAPER;
use super::paint::Paint;
use super::paint::REACHED;
use super::paint::TARGET;
use super::paint::Tone;
use super::svg::Anchor;
use super::svg::Path;
use super::svg::Style;
use super::svg::Svg;
use super::svg::Type;
use super::text::Face;

/// Size of the marks of levels and targets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    /// Radius of the ring of a target.
    pub ring: f64,
    /// Radius of the disc of a level, which has space within the ring.
    disc: f64,
    /// Width of the bar between them.
    bar: f64,
}

/// The usual size.
pub(super) const USUAL: Size = Size { ring: 7.5, disc: 5.0, bar: 3.0 };
/// The size where it is crowded.
pub(super) const SMALL: Size = Size { ring: 5.0, disc: 2.8, bar: 2.2 };

impl Size {
    /// From the middle of a level's mark to where its arrow begins, outside of the ring of a target in the same place.
    pub fn clear(self, ringed: bool) -> f64 {
        if ringed { self.ring + 1.5 } else { self.disc + 0.5 }
    }
}

/// A level reached: a filled disc.
pub(super) fn reached(svg: &mut Svg, at: Point, size: Size) {
    svg.circle(at, size.disc, Style::face(REACHED));
}

/// A target: an open ring, which also fits around a disc.
pub(super) fn target(svg: &mut Svg, at: Point, size: Size) {
    svg.circle(at, size.ring, Style::line(TARGET, 1.6).on(PAPER));
}

/// What is missing between a level and its target: a solid bar.
pub(super) fn below(svg: &mut Svg, from: Point, to: Point, size: Size) {
    svg.line(from, to, Style::line(GAP, size.bar));
}

/// What a level goes beyond its target: a dashed bar.
pub(super) fn above(svg: &mut Svg, from: Point, to: Point, size: Size) {
    svg.line(from, to, Style::line(OVER, size.bar).dash("3 2.5"));
}

/// A lower bound: an arrow that begins at a point and leads on in a direction.
pub(super) fn arrow(svg: &mut Svg, from: Point, to: Direction, paint: Paint) {
    let place = |along: f64, across: f64| {
        Point::new(from.x + to.x * along - to.y * across, from.y + to.y * along + to.x * across)
    };
    let outline = [(0.0, -0.8), (5.0, -0.8), (5.0, -3.5), (10.0, 0.0), (5.0, 3.5), (5.0, 0.8), (0.0, 0.8)];
    let points = outline.map(|(along, across)| place(along, across));
    svg.path(&Path::through(&points).closed(), Style::face(paint));
}

/// A scope that falls short: a square of which only one half is filled.
pub(super) fn scope(svg: &mut Svg, at: Point) {
    svg.path(&rectangle(Point::new(at.x - 4.5, at.y - 4.5), 4.5, 9.0), Style::face(GAP_FACE));
    svg.path(&rectangle(Point::new(at.x - 4.5, at.y - 4.5), 9.0, 9.0), Style::line(GAP, 1.2));
}

/// Not assessed: a dashed hollow disc.
pub(super) fn not_assessed(svg: &mut Svg, at: Point) {
    svg.circle(at, 5.5, Style::line(NONE, 1.4).on(PAPER).dash("2.4 1.9"));
}

/// Insufficient evidence: a question mark in a hollow disc.
pub(super) fn insufficient(svg: &mut Svg, at: Point) {
    svg.circle(at, 7.0, Style::line(NONE, 1.2).on(PAPER));
    svg.text(Point::new(at.x, at.y + 4.0), "?", Type::new(Face::strong(11.0), INK).at(Anchor::Middle));
}

/// Not applicable: in letters.
pub(super) fn not_applicable(svg: &mut Svg, at: Point) {
    svg.text(Point::new(at.x, at.y + 4.0), "n/a", Type::new(Face::plain(11.0), MUTED).at(Anchor::Middle));
}

/// Not part of the assessment: in letters.
pub(super) fn outside(svg: &mut Svg, at: Point) {
    svg.text(Point::new(at.x, at.y + 4.0), "out", Type::new(Face::plain(11.0), MUTED).at(Anchor::Middle));
}

/// Below target, small: a triangle that points down, 9 px wide.
pub(super) fn small_below(svg: &mut Svg, at: Point) {
    svg.path(&triangle(at, 3.5), Style::face(GAP_FACE));
}

/// Target not confirmed, small: the same, hollow.
pub(super) fn small_open(svg: &mut Svg, at: Point) {
    svg.path(&triangle(at, 3.0), Style::line(GAP, 1.3).round());
}

/// Above target, small: a triangle that points up.
pub(super) fn small_above(svg: &mut Svg, at: Point) {
    svg.path(&triangle(at, -3.5), Style::face(OVER_FACE));
}

/// At target, small: a ring with a dot.
pub(super) fn small_at(svg: &mut Svg, at: Point) {
    svg.circle(at, 4.3, Style::line(TARGET, 1.3));
    svg.circle(at, 1.8, Style::face(INK));
}

/// A tile: its upper left corner, width and height.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tile {
    /// The corner.
    pub corner: Point,
    /// How wide it is, in px.
    pub width: f64,
    /// How high it is, in px.
    pub height: f64,
}

impl Tile {
    /// Its middle.
    pub fn middle(self) -> Point {
        Point::new(self.corner.x + self.width / 2.0, self.corner.y + self.height / 2.0)
    }

    /// Draws it with its outline inside its edges.
    fn draw(self, svg: &mut Svg, style: Style) {
        let corner = Point::new(self.corner.x + 0.5, self.corner.y + 0.5);
        svg.rect(corner, self.width - 1.0, self.height - 1.0, style);
    }
}

/// The tile of a level.
pub(super) fn level_tile(svg: &mut Svg, tile: Tile, fill: Paint) {
    tile.draw(svg, Style::line(EDGE, 1.0).on(fill));
}

/// The tile of a score in its tone.
pub(super) fn tone_tile(svg: &mut Svg, tile: Tile, tone: &Tone) {
    let (base, part) = tone.base;
    tile.draw(svg, Style::face(base).part(part));
    if let Some((over, part)) = tone.over.filter(|(_, part)| *part > 0) {
        tile.draw(svg, Style::face(over).part(part));
    }
    tile.draw(svg, Style::line(EDGE, 1.0));
}

/// The tile of what has no level.
pub(super) fn empty_tile(svg: &mut Svg, tile: Tile) {
    tile.draw(svg, Style::line(NONE, 1.0).on(PAPER).dash("3 2"));
}

/// The tile of what is not assessed: hatched. The hatching is lines, not a pattern, whose id could be that of another
/// drawing on the page.
pub(super) fn hatched_tile(svg: &mut Svg, tile: Tile) {
    empty_tile(svg, tile);
    let step = if tile.height < 20.0 { 4.0 } else { 6.0 };
    let Point { x, y } = tile.corner;
    let mut path = Path::default();
    let mut sum = step;
    while sum < tile.width + tile.height - 2.0 {
        // From the lower left to the upper right, along the line on which both distances from the corner are `sum`.
        let (down, right) = (sum.min(tile.height - 1.0), sum.min(tile.width - 1.0));
        path = path.and(Path::through(&[Point::new(x + sum - down, y + down), Point::new(x + right, y + sum - right)]));
        sum += step;
    }
    svg.path(&path, Style::line(EDGE, 0.8));
}

fn rectangle(corner: Point, width: f64, height: f64) -> Path {
    let (right, bottom) = (corner.x + width, corner.y + height);
    let points = [corner, Point::new(right, corner.y), Point::new(right, bottom), Point::new(corner.x, bottom)];
    Path::through(&points).closed()
}

/// A triangle that points down, or up if `half` is negative; `half` of its height.
fn triangle(at: Point, half: f64) -> Path {
    let base = half.abs() * 1.25;
    let points =
        [Point::new(at.x - base, at.y - half), Point::new(at.x + base, at.y - half), Point::new(at.x, at.y + half)];
    Path::through(&points).closed()
}
