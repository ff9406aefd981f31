//! Diagnostics for people and machines.
//!
//! Takes diagnostics and the sources they point into; gives text. [`human`] is the only caller of annotate-snippets,
//! which panics on places beyond a text and passes some of what it gets on as it is: everything is cut and cleaned
//! before. No form reads a clock or a terminal, so that equal diagnostics give equal bytes.

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;

use crate::diag::Diagnostic;
use crate::diag::Severity;
use crate::diag::excerpt::Mark;
use crate::diag::excerpt::PLACE;
use crate::diag::excerpt::excerpt;
use crate::diag::excerpt::visible;
use crate::source::Content;
use crate::source::FileId;
use crate::source::Sources;
use crate::source::Span;

/// Longest message that is shown whole, in characters.
const LONG: usize = 600;
/// How many related places are shown.
const MAX_RELATED: usize = 8;
/// How many diagnostics [`human`] and [`short`] show; nobody reads more, and a flood of them takes long to lay out.
const MAX_SHOWN: usize = 1000;
/// Marks at most this many lines apart share an excerpt.
const NEAR: usize = 6;

/// Diagnostics with the lines they are about, as rustc shows them, with an empty line between. `prefix` is the book's
/// folder as the reader would write it, and stands before every path; `color` adds ANSI escapes.
pub fn human(diags: &[Diagnostic], sources: &Sources, prefix: &str, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    // Lines are cut here; the renderer shall not cut them again.
    let renderer = renderer.term_width(10_000);
    let one = |d: &Diagnostic| {
        let mut places = Vec::new();
        let text = renderer.render(&[group(d, sources, prefix, &mut places)]);
        put_places(&text, places) + "\n"
    };
    let mut out: String = diags.iter().take(MAX_SHOWN).map(one).collect();
    out.extend(more(diags).map(|line| line + "\n"));
    if out.ends_with("\n\n") {
        out.pop();
    }
    out
}

/// Diagnostics as one line each: `content/practices/x.md:12:3: error[LB021]: a level lacks an aspect`.
pub fn short(diags: &[Diagnostic], sources: &Sources, prefix: &str) -> String {
    let one = |d: &Diagnostic| {
        let severity = word(d.severity);
        let place = match (d.span, &d.path) {
            (Some(span), _) => match &sources.get(span.file).content {
                Content::Text(_) => {
                    let (line, column) = sources.get(span.file).place(span.start as usize);
                    format!("{}:{line}:{column}: ", path_of(span.file, sources, prefix))
                }
                Content::Bytes(_) => format!("{}: ", path_of(span.file, sources, prefix)),
            },
            (None, Some(path)) => format!("{}: ", joined(prefix, path)),
            (None, None) => String::new(),
        };
        format!("{place}{severity}[{}]: {}\n", d.code, clean(&d.message))
    };
    let mut out: String = diags.iter().take(MAX_SHOWN).map(one).collect();
    out.extend(more(diags).map(|line| line + "\n"));
    out
}

/// Diagnostics as a JSON array, for tools. Lines and columns count from 1, columns in characters; a diagnostic without
/// a place has `null` there. Texts are whole.
pub fn json(diags: &[Diagnostic], sources: &Sources, prefix: &str) -> String {
    let place = |span: Option<Span>, path: Option<String>, label: &str| {
        let source = |span: Span| sources.get(span.file);
        let start = span.map(|span| source(span).place(span.start as usize));
        let end = span.map(|span| source(span).place(span.end as usize));
        JsonPlace {
            path: span.map(|span| path_of_raw(span.file, sources, prefix)).or(path),
            line: start.map(|at| at.0),
            column: start.map(|at| at.1),
            end_line: end.map(|at| at.0),
            end_column: end.map(|at| at.1),
            label: label.to_owned(),
        }
    };
    let one = |d: &Diagnostic| JsonDiagnostic {
        code: d.code.to_string(),
        severity: word(d.severity),
        message: d.message.clone(),
        place: place(d.span, d.path.as_deref().map(|path| join(prefix, path)), &d.label),
        help: d.help.clone(),
        related: d.related.iter().map(|(span, label)| place(Some(*span), None, label)).collect(),
    };
    let all: Vec<JsonDiagnostic> = diags.iter().map(one).collect();
    to_json(&all)
}

/// A value as JSON for a terminal or a file: texts are whole and unchanged, and written so that nothing steers who reads
/// them raw. Controls, and marks that turn the order of words, stand as `\u202e`, which means the same.
pub fn to_json<T: Serialize + ?Sized>(value: &T) -> String {
    // Serialising strings and numbers to memory has no way to fail.
    let json = serde_json::to_string_pretty(value).unwrap_or_else(|_| "null".to_owned());
    let mut out = String::with_capacity(json.len() + 1);
    for c in json.chars() {
        // Outside of strings JSON has neither, but for line ends.
        if c == '\n' || visible(c) == c {
            out.push(c);
        } else {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        }
    }
    out.push('\n');
    out
}

/// The number of errors and warnings in words: `2 errors and 1 warning`.
pub fn summary(errors: usize, warnings: usize) -> String {
    let count = |n: usize, word: &str| match n {
        1 => format!("1 {word}"),
        n => format!("{n} {word}s"),
    };
    match (errors, warnings) {
        (0, 0) => "no errors and no warnings".to_owned(),
        (errors, 0) => count(errors, "error"),
        (0, warnings) => count(warnings, "warning"),
        (errors, warnings) => format!("{} and {}", count(errors, "error"), count(warnings, "warning")),
    }
}

#[derive(Serialize)]
struct JsonDiagnostic {
    code: String,
    severity: &'static str,
    message: String,
    #[serde(flatten)]
    place: JsonPlace,
    help: Vec<String>,
    related: Vec<JsonPlace>,
}

#[derive(Serialize)]
struct JsonPlace {
    path: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    label: String,
}

/// One diagnostic as annotate-snippets takes it.
fn group(d: &Diagnostic, sources: &Sources, prefix: &str, shown: &mut Vec<String>) -> Group<'static> {
    let level = match d.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(clean(&d.message)).id(d.code.to_string()));
    match (d.span, &d.path) {
        (Some(span), _) => group = group.elements(places(d, span, sources, prefix, shown)),
        (None, Some(path)) => group = group.element(Origin::path(joined(prefix, path))),
        (None, None) => {}
    }
    let hidden = d.related.len().saturating_sub(MAX_RELATED);
    if hidden > 0 {
        group = group.element(Level::NOTE.message(format!("and {hidden} more")));
    }
    group.elements(d.help.iter().map(|help| Level::HELP.message(clean(help))))
}

/// The primary place and the related ones; those that are near to each other share an excerpt.
fn places(
    d: &Diagnostic,
    span: Span,
    sources: &Sources,
    prefix: &str,
    shown: &mut Vec<String>,
) -> Vec<Element<'static>> {
    struct Part {
        file: FileId,
        marks: Vec<Mark>,
        labels: Vec<(AnnotationKind, String)>,
    }
    let mut parts: Vec<Part> = Vec::new();
    let primary = (span, &d.label, AnnotationKind::Primary);
    let related = d.related.iter().map(|(span, label)| (*span, label, AnnotationKind::Context));
    for (span, label, kind) in std::iter::once(primary).chain(related.take(MAX_RELATED)) {
        let mark = Mark::new(sources.get(span.file), span.range());
        let near = |other: &Mark| mark.first <= other.last + NEAR && other.first <= mark.last + NEAR;
        let label = (kind, clean(label));
        match parts.iter_mut().find(|part| part.file == span.file && part.marks.iter().any(near)) {
            Some(part) => {
                part.marks.push(mark);
                part.labels.push(label);
            }
            None => parts.push(Part { file: span.file, marks: vec![mark], labels: vec![label] }),
        }
    }
    let mut elements: Vec<Element<'static>> = Vec::new();
    for part in parts {
        let source = sources.get(part.file);
        let path = path_of(part.file, sources, prefix);
        if !matches!(source.content, Content::Text(_)) {
            elements.push(Origin::path(path).into());
            continue;
        }
        let (line, column) = source.place(part.marks[0].start());
        shown.push(format!("{path}:{line}:{column}"));
        let excerpt = excerpt(source, &part.marks);
        let annotations = part
            .labels
            .into_iter()
            .zip(excerpt.marks)
            .map(|((kind, label), range)| kind.span(range).label(Some(label).filter(|label| !label.is_empty())));
        let snippet = Snippet::source(excerpt.text).line_start(excerpt.first_line).path(PLACE.to_string());
        elements.push(snippet.annotations(annotations).into());
    }
    elements
}

/// The text with each place where it belongs. The renderer counts columns in what it is given, where long lines are
/// cut, so [`PLACE`] stands for the path, and the line and column that it adds are replaced. Spaces at line ends go.
fn put_places(text: &str, places: Vec<String>) -> String {
    let mut parts = text.split(PLACE);
    let mut whole = parts.next().unwrap_or("").to_owned();
    for (part, place) in parts.zip(places) {
        whole.push_str(&place);
        whole.push_str(part.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()));
    }
    whole.lines().map(|line| line.trim_end_matches(' ').to_owned() + "\n").collect()
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// The line that stands for diagnostics that are not shown.
fn more(diags: &[Diagnostic]) -> Option<String> {
    let rest = diags.get(MAX_SHOWN..).filter(|rest| !rest.is_empty())?;
    let errors = rest.iter().filter(|d| d.severity == Severity::Error).count();
    Some(format!("... and {} more", summary(errors, rest.len() - errors)))
}

fn path_of(file: FileId, sources: &Sources, prefix: &str) -> String {
    joined(prefix, &sources.get(file).path)
}

fn path_of_raw(file: FileId, sources: &Sources, prefix: &str) -> String {
    join(prefix, &sources.get(file).path)
}

/// The path as shown to people.
fn joined(prefix: &str, path: &str) -> String {
    clean(&join(prefix, path))
}

fn join(prefix: &str, path: &str) -> String {
    match prefix.trim_end_matches('/') {
        "" if prefix.starts_with('/') => format!("/{path}"),
        "" | "." => path.to_owned(),
        prefix => format!("{prefix}/{path}"),
    }
}

/// A text on one line, cut where it is very long, without anything that a terminal would act on.
fn clean(text: &str) -> String {
    let mut out = String::new();
    let words = text.split(['\n', '\r', '\t']).filter(|part| !part.trim().is_empty());
    for (nth, part) in words.enumerate() {
        if nth > 0 {
            out.push(' ');
        }
        out.extend((if nth > 0 { part.trim_start() } else { part }).chars().map(visible));
    }
    if let Some((at, _)) = out.char_indices().nth(LONG) {
        out.truncate(at);
        out.push('…');
    }
    out
}

#[cfg(test)]
#[path = "render_tests.rs"]
mod tests;
