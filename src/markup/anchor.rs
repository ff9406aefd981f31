//! Ids in prose: of headings and terms, which are anchors, and of list items.
//!
//! A written id stands in braces, `{#id}`. A heading or term without one gets an anchor from its text, unique in its
//! file; the written ones come first, wherever they stand, so that adding a heading never takes an id from another.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diag::register;
use crate::markup::Block;
use crate::markup::BlockKind;
use crate::markup::Doc;
use crate::markup::Inline;
use crate::markup::InlineKind;
use crate::markup::parse::Builder;
use crate::markup::plain;
use crate::source::Span;

/// Longest anchor made from a text, in characters.
const MAX_SLUG: usize = 60;

/// The help that goes with every malformed id.
const FORM: &str = "an id is a lower-case letter, then lower-case letters, digits and hyphens: `{#software-list}`";

/// True for the form of ids: `[a-z][a-z0-9-]*`.
pub fn is_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// The anchor that a heading or term gets from its text: its letters and digits in lower case, joined by hyphens.
/// Never empty, and at most 60 characters long.
pub fn slug(text: &str) -> String {
    let mut out = String::new();
    let lower = text.to_lowercase();
    for word in lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let used = out.chars().count();
        let room = MAX_SLUG.saturating_sub(used + usize::from(used > 0));
        if used > 0 && word.chars().count() > room {
            break;
        }
        if used > 0 {
            out.push('-');
        }
        out.extend(word.chars().take(room));
    }
    if out.is_empty() { "section".to_owned() } else { out }
}

impl Builder<'_> {
    /// The written id of a heading, or the empty string. `stray` tells of anything else in its braces.
    pub(super) fn heading_id(&mut self, id: Option<&str>, stray: bool, range: &Range<usize>) -> String {
        let span = self.span(range);
        if stray {
            self.sink
                .error(register::BAD_ID, span, "the braces after the heading hold something other than an id")
                .help("only `{#id}` has a meaning there; write `\\{` for braces that are text");
        }
        let Some(id) = id else { return String::new() };
        let written = self.text.get(span.range()).and_then(|text| text.rfind(&format!("#{id}")));
        let at = written.map_or(span, |at| {
            let start = span.start as usize + at;
            Span::new(self.file, start, start + 1 + id.len())
        });
        if !is_id(id) {
            self.sink.error(register::BAD_ID, at, format!("`{id}` is not a well-formed id")).help(FORM);
            return String::new();
        }
        if self.claim(id, at) { id.to_owned() } else { String::new() }
    }

    /// Takes a written anchor; false, with an error, if another heading or term has it.
    pub(super) fn claim(&mut self, id: &str, span: Span) -> bool {
        if let Some(first) = self.ids.get(id).copied() {
            self.sink
                .error(register::DUPLICATE_ID, span, format!("the id `{id}` is written twice in this file"))
                .related(first, "first here");
            return false;
        }
        self.ids.insert(id.to_owned(), span);
        true
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
            let length = self.text.get(span.start as usize..at.start as usize).map_or(0, |text| text.trim_end().len());
            *span = Span::new(self.file, span.start as usize, span.start as usize + length);
        }
        (id, at)
    }

    /// The id at the end of a line that ends at `end` in the file, taken out of it, and its place with the braces; an
    /// empty place at the end if there is none.
    pub(super) fn take_id(&mut self, body: &mut Vec<Inline>, end: usize) -> (Option<String>, Span) {
        let none = (None, Span::new(self.file, end, end));
        let Some(Inline { kind: InlineKind::Text { text }, span }) = body.last_mut() else { return none };
        let Some(open) = written_id(text) else { return none };
        let braces = text[open..].trim_end().to_owned();
        // The text must stand so in the source: `\{#id}` and `&#123;#id}` are text.
        let source = self.text.get(..span.end as usize).unwrap_or("").trim_end();
        let Some(before) = source.strip_suffix(braces.as_str()) else { return none };
        if before.bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 1 {
            return none;
        }
        let at = Span::new(self.file, before.len(), source.len());
        text.truncate(open);
        let parted = text.is_empty() || text.ends_with(char::is_whitespace);
        text.truncate(text.trim_end().len());
        span.end = at.start.min(span.end);
        let emptied = text.is_empty();
        if emptied {
            body.pop();
        }
        let parted = match body.last().map(|last| &last.kind) {
            Some(InlineKind::Soft | InlineKind::Hard) => true,
            // `**word**{#id}`: the text before the braces was empty, and a mark touches them.
            Some(_) if emptied => before.ends_with(char::is_whitespace),
            _ => parted,
        };
        while body.last().is_some_and(|last| matches!(last.kind, InlineKind::Soft | InlineKind::Hard)) {
            body.pop();
        }
        let id = &braces[2..braces.len() - 1];
        if !is_id(id) {
            self.sink.error(register::BAD_ID, at, format!("`{id}` is not a well-formed id")).help(FORM);
            return (None, at);
        }
        if !parted {
            self.sink
                .error(register::BAD_ID, at, "there is no space before the id")
                .help("write a space before `{#`, or `\\{#` for braces that are text");
            return (None, at);
        }
        (Some(id.to_owned()), at)
    }
}

/// Where the braces of an id at the end of a text open.
fn written_id(text: &str) -> Option<usize> {
    let text = text.trim_end();
    let open = text.rfind("{#")?;
    (text[open..].find('}')? + open + 1 == text.len()).then_some(open)
}

/// Gives an anchor to every heading and term that has none. `written` are the ids that are taken.
pub(super) fn fill(doc: &mut Doc, written: BTreeMap<String, Span>) {
    let mut taken = Taken { next: written.into_keys().map(|id| (id, 2)).collect() };
    taken.blocks(&mut doc.blocks);
    for note in &mut doc.notes {
        taken.blocks(&mut note.blocks);
    }
}

/// The anchors given out, each with the number that its next namesake tries first.
struct Taken {
    next: BTreeMap<String, usize>,
}

impl Taken {
    fn blocks(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            match &mut block.kind {
                BlockKind::Heading { id, body, .. } => self.give(id, body),
                BlockKind::List { items, .. } => items.iter_mut().for_each(|item| self.blocks(&mut item.blocks)),
                BlockKind::Quote { blocks } | BlockKind::Alert { blocks, .. } => self.blocks(blocks),
                BlockKind::Definitions { items } => {
                    for item in items {
                        self.give(&mut item.id, &item.term);
                        item.details.iter_mut().for_each(|blocks| self.blocks(blocks));
                    }
                }
                BlockKind::Paragraph { .. } | BlockKind::Code { .. } | BlockKind::Table { .. } | BlockKind::Rule => {}
            }
        }
    }

    fn give(&mut self, id: &mut String, text: &[Inline]) {
        if !id.is_empty() {
            return;
        }
        let base = slug(&plain(text));
        let mut candidate = base.clone();
        let mut number = self.next.get(&base).copied().unwrap_or(2);
        while self.next.contains_key(&candidate) {
            candidate = format!("{base}-{number}");
            number += 1;
        }
        self.next.insert(base, number);
        self.next.entry(candidate.clone()).or_insert(2);
        *id = candidate;
    }
}
