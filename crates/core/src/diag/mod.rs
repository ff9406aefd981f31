//! What went wrong, where, and what to do about it.
//!
//! One type for every mistake a user can make, in YAML, Markdown, templates or Typst. Stages put [`Diagnostic`]s into
//! a [`Sink`]; [`render`] shows them to people and machines. The register of codes, which `levelbook explain` and the
//! manual's error page print, is in [`register`].

mod excerpt;
pub mod register;
pub mod render;
pub mod suggest;

use crate::source::Span;

pub use register::{Code, CodeEntry};

/// A number as messages tell it: `10,000`.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// How bad a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The book can't be built.
    Error,
    /// The book can be built, but a careful editor would want to know.
    Warning,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The code in the register.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// The fact, in lower case, without a full stop.
    pub message: String,
    /// Where; `None` for the book as a whole.
    pub span: Option<Span>,
    /// Path below the book's folder, for a file that could not be read into sources and so has no span.
    pub path: Option<String>,
    /// Further files that the same is wrong with, and that have no span either.
    pub also: Vec<String>,
    /// A few words at the primary place.
    pub label: String,
    /// Other places that matter, with a few words each.
    pub related: Vec<(Span, String)>,
    /// What to do, one sentence each.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// Adds a few words at the primary place.
    pub fn label(&mut self, label: impl Into<String>) -> &mut Self {
        self.label = label.into();
        self
    }

    /// Adds another place that matters.
    pub fn related(&mut self, span: Span, label: impl Into<String>) -> &mut Self {
        self.related.push((span, label.into()));
        self
    }

    /// Adds what to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help.push(help.into());
        self
    }

    /// Adds "did you mean" where one of `known` is near to `word`, else, if there are few, the list of them.
    pub fn suggest<'a>(&mut self, word: &str, known: impl IntoIterator<Item = &'a str>) -> &mut Self {
        if let Some(help) = suggest::help(word, known) {
            self.help.push(help);
        }
        self
    }

    /// The same in another file of the same text; related places in other files are left out.
    pub fn moved(mut self, file: crate::source::FileId) -> Self {
        let old = self.span.map(|span| span.file);
        self.related.retain(|(span, _)| Some(span.file) == old);
        self.related.iter_mut().for_each(|(span, _)| span.file = file);
        self.span = self.span.map(|span| Span { file, ..span });
        self
    }

    /// Names further files that have no span.
    pub fn also(&mut self, paths: impl IntoIterator<Item = String>) -> &mut Self {
        self.also.extend(paths);
        self
    }

    /// Names a file that has no span.
    pub fn path(&mut self, path: impl Into<String>) -> &mut Self {
        self.path = Some(path.into());
        self
    }
}

/// Collects diagnostics over all stages of one run.
#[derive(Clone, Debug, Default)]
pub struct Sink {
    diagnostics: Vec<Diagnostic>,
}

impl Sink {
    /// An empty sink.
    pub fn new() -> Sink {
        Sink::default()
    }

    /// Records an error.
    pub fn error(&mut self, code: Code, span: impl Into<Option<Span>>, message: impl Into<String>) -> &mut Diagnostic {
        self.push(Severity::Error, code, span.into(), message.into())
    }

    /// Records a warning.
    pub fn warning(
        &mut self,
        code: Code,
        span: impl Into<Option<Span>>,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.push(Severity::Warning, code, span.into(), message.into())
    }

    fn push(&mut self, severity: Severity, code: Code, span: Option<Span>, message: String) -> &mut Diagnostic {
        let (label, path, also, related, help) = Default::default();
        self.diagnostics.push(Diagnostic { code, severity, message, span, path, also, label, related, help });
        let last = self.diagnostics.len() - 1;
        &mut self.diagnostics[last]
    }

    /// Keeps the diagnostics that a test holds for.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.diagnostics.retain(keep);
    }

    /// Takes over one diagnostic.
    pub fn add(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Takes over the diagnostics of another sink, as of a stage that ran in parallel.
    pub fn absorb(&mut self, other: Sink) {
        self.diagnostics.extend(other.diagnostics);
    }

    /// True when an error was recorded.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }

    /// Number of errors and of warnings.
    pub fn counts(&self) -> (usize, usize) {
        let errors = self.diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
        (errors, self.diagnostics.len() - errors)
    }

    /// All diagnostics: by file, place and code, each once.
    pub fn sorted(&self) -> Vec<Diagnostic> {
        let mut all = self.diagnostics.clone();
        all.sort_by(|a, b| {
            let key =
                |d: &Diagnostic| (d.span.is_some(), d.span, d.path.clone(), d.severity, d.code, d.message.clone());
            key(a).cmp(&key(b))
        });
        all.dedup();
        all
    }
}
