//! The form of ids, and the anchors of headings and terms that have no written one.
//!
//! Takes a document as it was read, with the ids that were written in it; gives each heading or term without one an anchor
//! from its text, unique in its file. The written ones come first, wherever they stand, so that adding a heading never
//! takes an id from another.

use std::collections::BTreeMap;

use crate::markup::Block;
use crate::markup::BlockKind;
use crate::markup::Doc;
use crate::markup::Inline;
use crate::markup::plain;
use crate::source::Span;

/// Longest anchor made from a text, in characters.
const MAX_SLUG: usize = 60;

/// Longest id, in bytes.
const MAX_ID: usize = 64;

/// True for the form of ids: `[a-z][a-z0-9-]*`, at most 64 long.
pub fn is_id(text: &str) -> bool {
    text.len() <= MAX_ID
        && text.starts_with(|c: char| c.is_ascii_lowercase())
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
