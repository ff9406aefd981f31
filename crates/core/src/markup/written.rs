//! Ids that are written in prose: of headings and terms, which are anchors, and of list items.
//!
//! A written id stands in braces, `{#id}`, at the end of what it names. It is taken out of the text here while the blocks
//! are read; what is malformed, twice or misplaced is reported.

use std::ops::Range;

use crate::diag::register;
use crate::markup::Block;
use crate::markup::BlockKind;
use crate::markup::Inline;
use crate::markup::InlineKind;
use crate::markup::anchor::is_id;
use crate::markup::parse::BLANK;
use crate::markup::parse::Builder;
use crate::source::Span;

/// The help that goes with every malformed id.
const FORM: &str = "an id has lower-case letters, digits and hyphens, begins with a letter, and is at most 64 long";

impl Builder<'_> {
    /// The written id of a heading or a term, taken out of its line; the empty string if there is none, or none that
    /// can be used.
    pub(super) fn anchor(&mut self, line: &mut Vec<Inline>, range: &Range<usize>) -> String {
        let (Some(id), span) = self.take_id(line, self.from + range.end) else { return String::new() };
        if let Some(first) = self.ids.get(&id).copied() {
            self.sink
                .error(register::DUPLICATE_ID, span, format!("the id `{id}` is written twice in this file"))
                .related(first, "first here")
                .help("give one of them another id");
            return String::new();
        }
        self.ids.insert(id.clone(), span);
        id
    }

    /// The id at the end of an item's first paragraph, taken out of it, and its place; or the place for one.
    pub(super) fn item_id(
        &mut self,
        blocks: &mut Vec<Block>,
        first_end: Option<usize>,
        item: Span,
    ) -> (Option<String>, Span) {
        let (Some(end), Some(Block { kind: BlockKind::Paragraph { body }, span })) = (first_end, blocks.first_mut())
        else {
            return (None, Span { start: item.end, ..item });
        };
        let (id, at) = self.take_id(body, end);
        if body.is_empty() {
            blocks.remove(0);
        } else if at.start < at.end {
            let length = self
                .text
                .get(span.start as usize..at.start as usize)
                .map_or(0, |text| text.trim_end_matches(BLANK).len());
            *span = Span::new(self.file, span.start as usize, span.start as usize + length);
        }
        (id, at)
    }

    /// The id at the end of a line that ends at `end` in the file, taken out of it, and its place with the braces; an
    /// empty place at the end if there is none.
    pub(super) fn take_id(&mut self, body: &mut Vec<Inline>, end: usize) -> (Option<String>, Span) {
        let Some((open, at)) = self.find_id(body) else { return (None, Span::new(self.file, end, end)) };
        let source = &self.text[..at.start as usize];
        let parted = source.ends_with(BLANK) || (open == 0 && body.len() == 1);
        if let Some(Inline { kind: InlineKind::Text { text }, span }) = body.last_mut() {
            text.truncate(text[..open].trim_end_matches(BLANK).len());
            let length = span.start as usize..at.start as usize;
            let length = self.text.get(length).map_or(0, |text| text.trim_end_matches(BLANK).len());
            *span = Span::new(self.file, span.start as usize, span.start as usize + length);
            if text.is_empty() {
                body.pop();
            }
        }
        while body.last().is_some_and(|last| matches!(last.kind, InlineKind::Soft | InlineKind::Hard)) {
            body.pop();
        }
        let id = self.text.get(at.start as usize + 2..at.end as usize - 1).unwrap_or("");
        if !is_id(id) {
            let message = if id.is_empty() { "the id is empty".to_owned() } else { not_an_id(id) };
            self.sink.error(register::BAD_ID, at, message).help(FORM);
            return (None, at);
        }
        if !parted {
            self.sink
                .error(register::BAD_ID, at, "there is no space before the id")
                .help("write a space before `{#`, or `\\{#` for braces that are text");
            return (None, at);
        }
        if let Some((_, first)) = self.find_id(body) {
            self.sink
                .error(register::BAD_ID, first, "there is a second id after this one")
                .related(at, "here")
                .help("keep the one that is in use");
        }
        (Some(id.to_owned()), at)
    }

    /// Reports an id at the end of a paragraph that can't have one.
    pub(super) fn refuse_id(&mut self, body: &[Inline]) {
        if let Some((_, at)) = self.find_id(body) {
            self.sink.error(register::BAD_ID, at, "an id has no meaning here").help(
                "an id can end a heading, a term or the first paragraph of a list item; write `\\{#` for braces that are \
                 text",
            );
        }
    }

    /// Where an id at the end of a line opens in the last text of it, and its place with the braces.
    fn find_id(&self, body: &[Inline]) -> Option<(usize, Span)> {
        let Some(Inline { kind: InlineKind::Text { text }, span }) = body.last() else { return None };
        let text = text.trim_end_matches(BLANK);
        let open = text.rfind("{#").filter(|open| text[*open..].find('}') == Some(text.len() - open - 1))?;
        // The braces must stand so in the source: `\{#id}` and `&#123;#id}` are text.
        let source = self.text.get(..span.end as usize)?.trim_end_matches(BLANK);
        let before = source.strip_suffix(&text[open..])?;
        let escaped = before.bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 1;
        (!escaped).then(|| (open, Span::new(self.file, before.len(), source.len())))
    }
}

fn not_an_id(id: &str) -> String {
    format!("`{id}` is not a well-formed id")
}
