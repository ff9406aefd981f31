//! Footnotes: which are defined, which are referred to, and in which order.

use std::collections::BTreeMap;

use crate::diag::Sink;
use crate::diag::grouped;
use crate::diag::register;
use crate::markup::Block;
use crate::markup::Note;
use crate::markup::budget::MAX_NOTES;
use crate::source::Span;

/// The footnotes of one file. Labels are compared without regard to case.
#[derive(Default)]
pub(super) struct Notes {
    defined: BTreeMap<String, (Note, Span)>,
    /// Index into `order` by label.
    referred: BTreeMap<String, usize>,
    /// Labels as first referred to, with the place.
    order: Vec<(String, Span)>,
    /// References that the parser left as text.
    left: Vec<(String, Span)>,
    inside: bool,
}

impl Notes {
    /// A reference. None, with an error, inside a footnote: a page has one foot, and notes that refer to each other
    /// in a circle could not be laid out at all.
    pub(super) fn refer(&mut self, label: &str, span: Span, sink: &mut Sink) -> Option<usize> {
        let key = label.to_lowercase();
        let next = self.order.len();
        if self.inside {
            sink.error(register::FOOTNOTE, span, "a footnote refers to a footnote")
                .help("say it in the text of the first one");
            // It counts as used: one mistake, one error.
            self.left.push((key, span));
            return None;
        }
        let index = *self.referred.entry(key).or_insert(next);
        if index == next {
            self.order.push((label.to_owned(), span));
        }
        Some(index)
    }

    /// Text that looks like a reference.
    pub(super) fn leftover(&mut self, label: &str, span: Span) {
        self.left.push((label.to_lowercase(), span));
    }

    /// Begins the text of a footnote; hand the result to [`Notes::leave`].
    pub(super) fn enter(&mut self) -> bool {
        std::mem::replace(&mut self.inside, true)
    }

    /// Ends the text of a footnote.
    pub(super) fn leave(&mut self, outer: bool) {
        self.inside = outer;
    }

    /// A definition.
    pub(super) fn define(&mut self, label: &str, span: Span, blocks: Vec<Block>, sink: &mut Sink) {
        let head = Span { end: span.end.min(span.start + u32::try_from(label.len()).unwrap_or(0) + 3), ..span };
        if let Some((_, first)) = self.defined.get(&label.to_lowercase()) {
            sink.error(register::FOOTNOTE, head, format!("the footnote `{label}` is defined twice"))
                .related(*first, "first here")
                .help("give one of them another label");
            return;
        }
        if blocks.is_empty() {
            sink.error(register::FOOTNOTE, head, format!("the footnote `{label}` has no text"));
        }
        self.defined.insert(label.to_lowercase(), (Note { label: label.to_owned(), blocks }, head));
        if self.defined.len() == MAX_NOTES + 1 {
            sink.error(register::TOO_LONG, head, format!("the file has more than {} footnotes", grouped(MAX_NOTES)))
                .help("part it into several pages, or put what the notes say into the text");
        }
    }

    /// The footnotes in the order of their first references; reports those that lack a definition or a reference.
    pub(super) fn finish(mut self, sink: &mut Sink) -> Vec<Note> {
        let mut undefined = self.left.clone();
        undefined.retain(|(key, _)| !self.defined.contains_key(key));
        let mut out = Vec::new();
        for (label, span) in &self.order {
            match self.defined.get(&label.to_lowercase()) {
                Some((note, _)) => out.push(note.clone()),
                None => {
                    undefined.push((label.clone(), *span));
                    out.push(Note { label: label.clone(), blocks: Vec::new() });
                }
            }
        }
        // Comparing each with each is for slips of the keys, not for a flood of them.
        let few = undefined.len() <= 20 && self.defined.len() <= 200;
        for (label, span) in undefined {
            let error = sink.error(register::FOOTNOTE, span, format!("the footnote `{label}` is not defined"));
            if few {
                error.suggest(&label, self.defined.keys().map(String::as_str).filter(|known| known.len() <= 100));
            }
            error.help(format!("define it with a line `[^{label}]: text`; for brackets that are text, write `\\[`"));
        }
        for (key, _) in &self.left {
            self.defined.remove(key);
        }
        for key in self.referred.keys() {
            self.defined.remove(key);
        }
        for (note, head) in self.defined.values() {
            sink.warning(register::FOOTNOTE, *head, format!("the footnote `{}` is never referred to", note.label))
                .help(format!("refer to it with `[^{}]`, or remove it", note.label));
        }
        out
    }
}
