//! Writes SVG: shapes, text, and how wide a text will be.

use std::fmt::Write;

pub(super) const INK: &str = "#1c2733";
pub(super) const MUTED: &str = "#5b6775";
pub(super) const GRID: &str = "#d5dbe1";
pub(super) const PAPER: &str = "#ffffff";
pub(super) const REACHED: &str = "#1f5fa8";
pub(super) const GAP: &str = "#b3541e";
pub(super) const OVER: &str = "#3d7a52";
pub(super) const AREA: &str = "#dce8f5";

/// A drawing that grows.
pub(super) struct Svg {
    body: String,
}

/// A length in tenths of px without trailing zeros, so that every machine prints the same.
pub(super) fn n(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    let (whole, rest) = (tenths / 10, (tenths % 10).abs());
    let sign = if tenths < 0 && whole == 0 { "-" } else { "" };
    if rest == 0 { format!("{whole}") } else { format!("{sign}{whole}.{rest}") }
}

/// Where a text stands from its place.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text looks.
#[derive(Clone, Copy)]
pub(super) struct Type {
    pub(super) size: f64,
    pub(super) strong: bool,
    pub(super) class: &'static str,
    pub(super) fill: &'static str,
    pub(super) anchor: Anchor,
}

impl Type {
    pub(super) const fn new(size: f64) -> Type {
        Type { size, strong: false, class: "lb-ink", fill: INK, anchor: Anchor::Start }
    }

    pub(super) const fn muted(self) -> Type {
        Type { class: "lb-muted", fill: MUTED, ..self }
    }

    pub(super) const fn strong(self) -> Type {
        Type { strong: true, ..self }
    }

    pub(super) const fn at(self, anchor: Anchor) -> Type {
        Type { anchor, ..self }
    }
}

impl Svg {
    pub(super) fn new() -> Svg {
        Svg { body: String::new() }
    }

    /// Appends an element that is written out. `element` holds no text from data.
    pub(super) fn raw(&mut self, element: &str) {
        self.body.push_str(element);
        self.body.push('\n');
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), class: &str, stroke: &str, width: f64, dash: &str) {
        let dash = if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
        self.raw(&format!(
            "<line class=\"{class}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{stroke}\" stroke-width=\"{}\"{dash}/>",
            n(from.0), n(from.1), n(to.0), n(to.1), n(width)
        ));
    }

    /// The mark of a level that is reached.
    pub(super) fn disc(&mut self, x: f64, y: f64, radius: f64) {
        self.raw(&format!(
            "<circle class=\"lb-reached\" cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{REACHED}\"/>",
            n(x),
            n(y),
            n(radius)
        ));
    }

    /// The mark of a target.
    pub(super) fn diamond(&mut self, x: f64, y: f64, radius: f64) {
        let (left, right, top, bottom) = (n(x - radius), n(x + radius), n(y - radius), n(y + radius));
        let (x, y) = (n(x), n(y));
        self.raw(&format!(
            "<path class=\"lb-target\" d=\"M{x} {top}L{right} {y}L{x} {bottom}L{left} {y}Z\" fill=\"none\" stroke=\"{INK}\" stroke-width=\"1.6\"/>"
        ));
    }

    /// The mark of a scope that falls short: a small triangle that points down.
    pub(super) fn triangle(&mut self, x: f64, y: f64) {
        self.raw(&format!("<path class=\"lb-gap-face\" d=\"M{} {}h8l-4 7Z\" fill=\"{GAP}\"/>", n(x - 4.0), n(y - 3.5)));
    }

    /// The mark of a lower bound: an arrow to the right.
    pub(super) fn arrow(&mut self, x: f64, y: f64) {
        self.raw(&format!(
            "<path class=\"lb-reached-line\" d=\"M{} {}h9m-3.5 -3.5l3.5 3.5l-3.5 3.5\" fill=\"none\" stroke=\"{REACHED}\" stroke-width=\"1.6\"/>",
            n(x), n(y)
        ));
    }

    pub(super) fn text(&mut self, x: f64, y: f64, text: &str, look: Type) {
        let anchor = match look.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let weight = if look.strong { " font-weight=\"bold\"" } else { "" };
        let mut escaped = String::new();
        escape(text, &mut escaped);
        self.raw(&format!(
            "<text class=\"{}\" x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\"{weight}{anchor}>{escaped}</text>",
            look.class,
            n(x),
            n(y),
            n(look.size),
            look.fill
        ));
    }

    /// The whole element.
    pub(super) fn finish(self, width: u32, height: u32) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
             font-family=\"IBM Plex Sans, sans-serif\">\n{}</svg>",
            self.body
        )
    }
}

/// Writes text from data so that it can't be anything else.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        let _ = match c {
            '&' => out.write_str("&amp;"),
            '<' => out.write_str("&lt;"),
            '>' => out.write_str("&gt;"),
            '"' => out.write_str("&quot;"),
            c if c.is_control() => out.write_str(" "),
            c => out.write_char(c),
        };
    }
}

/// About how wide a text is, in px: by classes of glyphs, measured on IBM Plex Sans and rounded up.
pub(super) fn width(text: &str, size: f64, strong: bool) -> f64 {
    let glyph = |c: char| match c {
        'i' | 'j' | 'l' | '.' | ',' | ';' | ':' | '\'' | '|' | '!' => 0.29,
        'f' | 't' | 'r' | ' ' | '(' | ')' | '-' | 'I' => 0.38,
        'm' | 'w' | 'M' | 'W' | '@' => 0.88,
        c if c.is_ascii_uppercase() => 0.66,
        c if c.is_ascii() => 0.58,
        c if (c as u32) < 0x2000 => 0.62,
        _ => 1.0,
    };
    text.chars().map(glyph).sum::<f64>() * size * if strong { 1.06 } else { 1.0 }
}

/// A text cut to a width, with an ellipsis where something is left out.
pub(super) fn fit(text: &str, room: f64, size: f64, strong: bool) -> String {
    if width(text, size, strong) <= room {
        return text.to_owned();
    }
    let mut cut = String::new();
    for c in text.chars() {
        cut.push(c);
        if width(&cut, size, strong) + size > room {
            cut.pop();
            break;
        }
    }
    format!("{}\u{2026}", cut.trim_end())
}
