//! The compiler's errors and warnings as diagnostics of the book.

use typst::World;
use typst::WorldExt;
use typst::diag::Severity;
use typst::diag::SourceDiagnostic;
use typst::syntax::DiagSpan;

use crate::diag::Sink;
use crate::diag::register;
use crate::source::Span;

use super::world::Job;

/// Where the compiler points.
struct Place {
    /// In the book, if the file is the book's own.
    span: Option<Span>,
    /// In words, for a file of the default theme or an image.
    words: Option<String>,
}

/// Puts what the compiler says into `sink`.
pub(super) fn report(job: &Job, found: &[SourceDiagnostic], sink: &mut Sink) {
    for one in found {
        // The innermost place that is the book's own says most to someone who wrote a theme.
        let calls = one.trace.iter().map(|call| DiagSpan::from(call.span));
        let mut places = std::iter::once(one.span).chain(calls).filter_map(|span| place(job, span));
        let first = places.next();
        let own = first.as_ref().and_then(|place| place.span).or_else(|| places.find_map(|place| place.span));
        let message = one.message.to_string();
        let diagnostic = match one.severity {
            Severity::Error => sink.error(register::THEME_TYPST, own, message),
            Severity::Warning => sink.warning(register::THEME_TYPST, own, message),
        };
        if let Some(words) = first.and_then(|place| place.words) {
            diagnostic.help(format!("raised in {words}"));
        }
        for hint in &one.hints {
            diagnostic.help(hint.v.to_string());
        }
    }
}

fn place(job: &Job, span: DiagSpan) -> Option<Place> {
    let id = span.id()?;
    let path = id.get().vpath().get_without_slash();
    let range = job.range(span);
    if let Some(origin) = job.origin(path) {
        let range = range.unwrap_or(0..0);
        return Some(Place { span: Some(Span::new(origin, range.start, range.end)), words: None });
    }
    let line = range.and_then(|range| job.source(id).ok()?.lines().byte_to_line(range.start)).map(|line| line + 1);
    let words = match (path.strip_prefix("book/"), line) {
        (Some(image), _) => format!("`{image}`"),
        (None, Some(line)) => format!("the default theme's `report/{path}`, line {line}"),
        (None, None) => format!("the default theme's `report/{path}`"),
    };
    Some(Place { span: None, words: Some(words) })
}
