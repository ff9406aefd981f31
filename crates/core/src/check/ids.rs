//! Proposes ids for bullets that need one.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::markup::Block;
use crate::markup::BlockKind;
use crate::markup::Item;
use crate::markup::plain;
use crate::read::Draft;
use crate::read::Section;
use crate::read::below;
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
    // In an overlay every bullet has an id, since each of them is told apart by where it comes from.
    let base = draft.practices.iter().map(|practice| (practice.id.value.as_str(), &practice.sections, false));
    let added = draft.overlay_practices.iter().map(|added| (added.practice.value.as_str(), &added.sections, true));
    let mut taken: BTreeMap<(&str, &str), BTreeSet<String>> = BTreeMap::new();
    for (practice, level) in
        base.clone().chain(added.clone()).flat_map(|(id, levels, _)| levels.iter().map(move |l| (id, l)))
    {
        let known = items(level).into_iter().filter_map(|(_, item)| item.id);
        taken.entry((practice, level.title.value.as_str())).or_default().extend(known);
    }
    for (practice, level, all) in
        base.chain(added).flat_map(|(id, levels, all)| levels.iter().map(move |l| (id, l, all)))
    {
        let taken = taken.entry((practice, level.title.value.as_str())).or_default();
        let rated = |title: &str| {
            let mut rated = aspects.iter().filter(|aspect| aspect.rated);
            all || rated.any(|aspect| names_aspect(title, &aspect.id.value, &aspect.name.value))
        };
        for (_, item) in items(level).iter().filter(|(title, item)| item.id.is_none() && rated(title)) {
            let words = words(item);
            let id = free(&short(&words), taken);
            taken.insert(id.clone());
            proposals.push(Proposal { at: item.id_span, id, words });
        }
    }
    proposals.sort_by_key(|proposal| proposal.at);
    proposals
}

/// The bullets of a level, each with the heading that it stands under: that of its aspect, within a track or not.
fn items(level: &Section) -> Vec<(String, Item)> {
    let bullets = |title: &str, blocks: &[Block]| -> Vec<(String, Item)> {
        let lists = blocks.iter().flat_map(|block| match &block.kind {
            BlockKind::List { items, .. } => items.as_slice(),
            _ => &[],
        });
        lists.map(|item| (title.to_owned(), item.clone())).collect()
    };
    let part = |part: &Section| {
        let (blocks, inner) = below(part);
        let within = inner.iter().flat_map(|inner| bullets(&inner.title.value, &inner.blocks)).collect::<Vec<_>>();
        bullets(&part.title.value, &blocks).into_iter().chain(within)
    };
    level.sections.iter().flat_map(part).collect()
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
