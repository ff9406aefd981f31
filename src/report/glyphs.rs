//! Characters that no font shows, found before a document is typeset.
//!
//! PDF/A and PDF/UA allow no character without a glyph, and the compiler can't say where one was written. So the book's
//! text files are searched first, with exact places; what was written as an escape or an entity is found in the data.

use std::cell::LazyCell;
use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::diag::Sink;
use crate::diag::register;
use crate::source::Source;
use crate::source::Sources;
use crate::source::Span;
use crate::theme::Theme;

use super::notes;
use super::world;
use super::world::Engine;

/// Searches the Markdown and YAML files of a book (comment lines of YAML excepted) for characters that can't stand in a
/// PDF: each is one error a file, at its first place.
pub fn uncovered(theme: &Theme, sources: &Sources, sink: &mut Sink) {
    // A book in plain ASCII needs no font to be read.
    let fonts = LazyCell::new(|| world::fonts(theme));
    let mut known: BTreeMap<char, bool> = BTreeMap::new();
    let mut allowed = |c: char| *known.entry(c).or_insert_with(|| harmless(c, || world::covers(&fonts, c)));
    for (id, source) in sources.iter() {
        let yaml = source.path.ends_with(".yaml") || source.path.ends_with(".yml");
        if source.path.starts_with("theme/") || !(yaml || source.path.ends_with(".md")) {
            continue;
        }
        for (c, (at, count)) in search(source, yaml, &mut allowed) {
            let span = Span::new(id, at, at + c.len_utf8());
            let diagnostic = sink.error(register::MISSING_GLYPH, span, message(c));
            diagnostic.label(if count == 1 { "here".to_owned() } else { more(count - 1) });
            diagnostic.help(advice(c));
        }
    }
}

/// The characters of a file that are not allowed, with the offset of the first and the number of each.
fn search(source: &Source, yaml: bool, allowed: &mut impl FnMut(char) -> bool) -> BTreeMap<char, (usize, usize)> {
    let mut found = BTreeMap::new();
    let mut offset = 0;
    for line in source.text().split_inclusive('\n') {
        if !(yaml && line.trim_start().starts_with('#')) {
            for (at, c) in line.char_indices().filter(|(_, c)| !c.is_ascii_graphic()) {
                // A byte order mark at the very start of a file is part of no text.
                let mark = c == '\u{feff}' && offset + at == 0;
                if !mark && !allowed(c) {
                    found.entry(c).or_insert((offset + at, 0)).1 += 1;
                }
            }
        }
        offset += line.len();
    }
    found
}

impl Engine {
    /// The data as JSON. A character that can't be shown is named in `sink`, and nothing is given.
    pub(super) fn encode(&self, data: &impl Serialize, sink: &mut Sink) -> Option<Vec<u8>> {
        let mut value = match serde_json::to_value(data) {
            Ok(value) => value,
            Err(error) => {
                sink.error(register::THEME_TYPST, None, format!("the data can't be written as JSON: {error}"));
                return None;
            }
        };
        let mut found: BTreeMap<char, String> = BTreeMap::new();
        self.walk(&value, &mut found);
        for (c, text) in &found {
            sink.error(register::MISSING_GLYPH, None, message(*c))
                .help(format!("it stands in {text}"))
                .help(advice(*c));
        }
        notes::name(&mut value);
        if found.is_empty() { Some(value.to_string().into_bytes()) } else { None }
    }

    fn walk(&self, value: &Value, found: &mut BTreeMap<char, String>) {
        match value {
            Value::String(text) if !text.is_ascii() || text.bytes().any(|b| b.is_ascii_control()) => {
                for (at, c) in text.char_indices().filter(|(_, c)| !c.is_ascii_graphic()) {
                    if !harmless(c, || self.shows(c)) {
                        found.entry(c).or_insert_with(|| excerpt(text, at));
                    }
                }
            }
            Value::Array(values) => values.iter().for_each(|value| self.walk(value, found)),
            Value::Object(fields) => fields.values().for_each(|value| self.walk(value, found)),
            _ => {}
        }
    }
}

/// Whether a character may stand in text that is typeset.
pub(super) fn harmless(c: char, shown: impl FnOnce() -> bool) -> bool {
    match c {
        '\n' | '\r' | '\t' => true,
        '\u{feff}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. => false,
        c if c.is_control() => false,
        // Joiners, breaks and other signs without a shape: the shaper takes them out where the font lacks them.
        c if invisible(c) => true,
        _ => shown(),
    }
}

fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{200b}'..='\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}')
}

fn message(c: char) -> String {
    let code = format!("U+{:04X}", u32::from(c));
    match c {
        '\u{feff}' => format!("a byte order mark ({code}) stands inside the text"),
        c if c.is_control() => format!("the control character {code} can't stand in a PDF"),
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. => format!("the private-use character {code} can't stand in a PDF"),
        c => format!("the character {code} `{c}` is in none of the theme's fonts"),
    }
}

fn advice(c: char) -> &'static str {
    match c {
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. => "use the character that the standard of Unicode has for it",
        c if c.is_control() || c == '\u{feff}' => "delete it; editors seldom show it",
        _ => "write it differently, or add a font that has it to `theme/report/fonts/`",
    }
}

fn more(count: usize) -> String {
    if count == 1 { "here and once more".to_owned() } else { format!("here and {count} times more") }
}

/// The words around an offset, with the unprintable taken out.
fn excerpt(text: &str, at: usize) -> String {
    let before: Vec<char> = text[..at].chars().rev().take(24).collect();
    let words = before.into_iter().rev().chain(text[at..].chars().take(24));
    let words: String = words.map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("“{}”", words.trim())
}
