//! Writes SVG: shapes with their colours, and text.
//!
//! One element a line. Text from data passes through one function, which escapes it; everything else is a constant of
//! these charts or a number.

use std::fmt::Write;

use super::geometry::Point;
use super::paint::Paint;
use super::text::Face;

/// How a shape is drawn.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Style {
    fill: Option<Paint>,
    stroke: Option<(Paint, f64)>,
    dash: &'static str,
    round: bool,
    /// How much of the face shows, in hundredths, where that is not all of it.
    part: Option<u32>,
}

impl Style {
    /// A face without an outline.
    pub const fn face(fill: Paint) -> Style {
        Style { fill: Some(fill), stroke: None, dash: "", round: false, part: None }
    }

    /// An outline without a face; `width` in px.
    pub const fn line(stroke: Paint, width: f64) -> Style {
        Style { fill: None, stroke: Some((stroke, width)), dash: "", round: false, part: None }
    }

    /// The same on a face.
    pub const fn on(self, fill: Paint) -> Style {
        Style { fill: Some(fill), ..self }
    }

    /// The same, dashed: lengths of dash and space.
    pub const fn dash(self, dash: &'static str) -> Style {
        Style { dash, ..self }
    }

    /// The same with round ends and corners.
    pub const fn round(self) -> Style {
        Style { round: true, ..self }
    }

    /// The same with so much of its face showing, in hundredths.
    pub const fn part(self, part: u32) -> Style {
        Style { part: if part < 100 { Some(part) } else { None }, ..self }
    }

    fn class(&self) -> String {
        let classes: Vec<&str> =
            self.fill.iter().chain(self.stroke.iter().map(|(paint, _)| paint)).map(|p| p.class).collect();
        classes.join(" ")
    }

    /// The presentation attributes of a shape that has a face to be filled or left open, or of one that has none.
    fn attributes(&self, has_face: bool) -> String {
        let mut out = String::new();
        if has_face {
            let _ = write!(out, " fill=\"{}\"", self.fill.map_or("none", |paint| paint.value));
            if let Some(part) = self.part {
                let _ = write!(out, " fill-opacity=\"0.{part:02}\"");
            }
        }
        if let Some((paint, width)) = self.stroke {
            let _ = write!(out, " stroke=\"{}\" stroke-width=\"{}\"", paint.value, n(width));
            if !self.dash.is_empty() {
                let _ = write!(out, " stroke-dasharray=\"{}\"", self.dash);
            }
            if self.round {
                out.push_str(" stroke-linecap=\"round\" stroke-linejoin=\"round\"");
            }
        }
        out
    }
}

/// Where a text stands from its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    /// It begins there.
    Start,
    /// Its middle is there.
    Middle,
    /// It ends there.
    End,
}

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Type {
    /// Size and weight.
    pub face: Face,
    /// Its colour.
    pub paint: Paint,
    /// Where it stands.
    pub anchor: Anchor,
    /// Degrees by which it is turned clockwise around its place.
    pub turn: f64,
}

impl Type {
    /// Text in this face and colour, from its place to the right.
    pub const fn new(face: Face, paint: Paint) -> Type {
        Type { face, paint, anchor: Anchor::Start, turn: 0.0 }
    }

    /// The same around another point of it.
    pub const fn at(self, anchor: Anchor) -> Type {
        Type { anchor, ..self }
    }

    /// The same, turned by degrees.
    pub const fn turned(self, turn: f64) -> Type {
        Type { turn, ..self }
    }
}

/// A path in the making.
#[derive(Clone, Debug, Default)]
pub(super) struct Path {
    d: String,
}

impl Path {
    /// The path from point to point.
    pub fn through(points: &[Point]) -> Path {
        let mut path = Path::default();
        for (index, point) in points.iter().enumerate() {
            let letter = if index == 0 { 'M' } else { 'L' };
            let _ = write!(path.d, "{letter}{} {}", n(point.x), n(point.y));
        }
        path
    }

    /// The same, back to its first point.
    pub fn closed(mut self) -> Path {
        self.d.push('Z');
        self
    }

    /// The same, along a circle of this radius clockwise to a point; `far` for more than half of the way around.
    pub fn arc(mut self, radius: f64, far: bool, to: Point) -> Path {
        let radius = n(radius);
        let _ = write!(self.d, "A{radius} {radius} 0 {} 1 {} {}", u8::from(far), n(to.x), n(to.y));
        self
    }

    /// Both paths.
    pub fn and(mut self, other: Path) -> Path {
        self.d.push_str(&other.d);
        self
    }
}

/// A drawing that grows.
#[derive(Debug, Default)]
pub(super) struct Svg {
    body: String,
}

impl Svg {
    fn shape(&mut self, name: &str, geometry: &str, style: &Style) {
        let _ =
            writeln!(self.body, "<{name} class=\"{}\" {geometry}{}/>", style.class(), style.attributes(name != "line"));
    }

    /// A straight line.
    pub fn line(&mut self, from: Point, to: Point, style: Style) {
        let (x1, y1, x2, y2) = (n(from.x), n(from.y), n(to.x), n(to.y));
        self.shape("line", &format!("x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\""), &style);
    }

    /// A circle.
    pub fn circle(&mut self, centre: Point, radius: f64, style: Style) {
        self.shape("circle", &format!("cx=\"{}\" cy=\"{}\" r=\"{}\"", n(centre.x), n(centre.y), n(radius)), &style);
    }

    /// A rectangle by its upper left corner, with slightly rounded corners.
    pub fn rect(&mut self, corner: Point, width: f64, height: f64, style: Style) {
        let (x, y, width, height) = (n(corner.x), n(corner.y), n(width), n(height));
        self.shape("rect", &format!("x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"2\""), &style);
    }

    /// A path.
    pub fn path(&mut self, path: &Path, style: Style) {
        if !path.d.is_empty() {
            self.shape("path", &format!("d=\"{}\"", path.d), &style);
        }
    }

    /// A line of text by a point of its base line. An empty one is left out.
    pub fn text(&mut self, at: Point, text: &str, look: Type) {
        if text.is_empty() {
            return;
        }
        let (x, y) = (n(at.x), n(at.y));
        let anchor = match look.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let weight = if look.face.strong { " font-weight=\"700\"" } else { "" };
        let turn =
            if look.turn == 0.0 { String::new() } else { format!(" transform=\"rotate({} {x} {y})\"", n(look.turn)) };
        let _ = writeln!(
            self.body,
            "<text class=\"{}\" x=\"{x}\" y=\"{y}\" font-size=\"{}\"{weight}{anchor} fill=\"{}\"{turn}>{}</text>",
            look.paint.class,
            n(look.face.size),
            look.paint.value,
            escape(text)
        );
    }

    /// The whole element, of this size in px.
    pub fn finish(self, width: u32, height: u32) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
             font-family=\"IBM Plex Sans, sans-serif\">\n{}</svg>",
            self.body
        )
    }
}

/// A number in tenths, without zeros at its end and without a minus before zero.
pub(super) fn n(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    let (whole, rest) = (tenths.abs() / 10, tenths.abs() % 10);
    let sign = if tenths < 0 { "-" } else { "" };
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

/// Text from data, so that it cannot be anything else. Control characters are gone already; see `reading::clean`.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
