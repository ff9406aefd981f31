//! Proposes ids for bullets that need one.

use std::collections::BTreeSet;

use crate::markup::BlockKind;
use crate::markup::Item;
use crate::markup::plain;
use crate::read::Draft;
use crate::source::Span;

use super::practice::names_aspect;

/// An id for a bullet that has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Where ` {#id}` is to be inserted.
    pub at: Span,
    /// The id, unique within its level.
    pub id: String,
    /// The words of the bullet.
    pub words: String,
}

/// Longest id that is proposed, in characters.
const LONGEST: usize = 24;

/// Words that say little about what a bullet is about.
const SMALL: [&str; 38] = [
    "a", "an", "and", "are", "as", "at", "be", "been", "by", "each", "every", "for", "from", "has", "have", "in", "is",
    "it", "its", "no", "not", "of", "on", "one", "or", "that", "the", "their", "there", "they", "this", "to", "was",
    "were", "which", "who", "with", "within",
];

/// An id for each bullet of a rated aspect that has none, in order of place.
pub fn propose(draft: &Draft) -> Vec<Proposal> {
    let aspects = draft.model.as_ref().map_or(&[][..], |model| &model.aspects);
    let mut proposals = Vec::new();
    for level in draft.practices.iter().flat_map(|practice| &practice.sections) {
        let items = |rated_only: bool| {
            level
                .sections
                .iter()
                .filter(move |part| {
                    let mut rated = aspects.iter().filter(|aspect| aspect.rated);
                    !rated_only || rated.any(|a| names_aspect(&part.title.value, &a.id.value, &a.name.value))
                })
                .flat_map(|part| &part.blocks)
                .flat_map(|block| match &block.kind {
                    BlockKind::List { items, .. } => items.as_slice(),
                    _ => &[],
                })
        };
        let mut taken: BTreeSet<String> = items(false).filter_map(|item| item.id.clone()).collect();
        for item in items(true).filter(|item| item.id.is_none()) {
            let words = words(item);
            let id = free(&short(&words), &taken);
            taken.insert(id.clone());
            proposals.push(Proposal { at: item.id_span, id, words });
        }
    }
    proposals.sort_by_key(|proposal| proposal.at);
    proposals
}

fn words(item: &Item) -> String {
    match item.blocks.first().map(|block| &block.kind) {
        Some(BlockKind::Paragraph { body }) => plain(body),
        _ => String::new(),
    }
}

/// Up to three telling words of a sentence, joined by hyphens.
fn short(words: &str) -> String {
    let clean: String =
        words.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    let telling = clean.split_whitespace().filter(|word| !SMALL.contains(word));
    let telling = telling.skip_while(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let mut id = String::new();
    for word in telling.take(3) {
        if id.len() + word.len() + 1 > LONGEST {
            break;
        }
        if !id.is_empty() {
            id.push('-');
        }
        id.push_str(word);
    }
    if id.is_empty() { "item".to_owned() } else { id }
}

fn free(id: &str, taken: &BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{id}-{number}"));
    std::iter::once(id.to_owned()).chain(numbered).find(|id| !taken.contains(id)).unwrap_or_default()
}
