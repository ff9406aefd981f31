//! Markdown to one small tree of prose.
//!
//! Takes the text of a file from some offset on; gives a [`Doc`], every node with its place. Two writers read the tree:
//! `site` makes HTML of it and `report` hands it to Typst as a value. Raw HTML has no meaning in a PDF and is refused.

mod anchor;
pub mod budget;
mod inline;
mod notes;
mod parse;
#[cfg(test)]
mod tests;
mod written;

pub use anchor::{is_id, slug};
pub use parse::parse;
pub use parse::parse_value;

use serde::{Deserialize, Serialize};

use crate::source::Span;

/// A piece of prose.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Doc {
    /// The blocks in order.
    pub blocks: Vec<Block>,
    /// The footnotes in the order in which they are first referred to. [`InlineKind::Note`] holds an index into this.
    #[serde(default)]
    pub notes: Vec<Note>,
}

/// A footnote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// The label it has in the source.
    pub label: String,
    /// Its text.
    pub blocks: Vec<Block>,
}

/// A block with its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    #[serde(flatten)]
    pub kind: BlockKind,
    /// Where it was written.
    #[serde(skip)]
    pub span: Span,
}

/// The kinds of block. Serialised with a `type` in snake case: `{"type": "paragraph", "body": [...]}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum BlockKind {
    /// A heading; `level` is 1 to 6 as written, `id` its anchor, unique in its file.
    Heading { level: u8, id: String, body: Vec<Inline> },
    /// Text that is set off by blank lines, or stands alone in an item.
    Paragraph { body: Vec<Inline> },
    /// A list; `start` is the first number of an ordered one.
    List { start: Option<u64>, tight: bool, items: Vec<Item> },
    /// A quotation.
    Quote { blocks: Vec<Block> },
    /// A GFM alert.
    Alert { alert: Alert, blocks: Vec<Block> },
    /// A code block.
    Code { lang: Option<String>, text: String },
    /// A table; every row has as many cells as `head`.
    Table { align: Vec<Align>, head: Vec<Vec<Inline>>, rows: Vec<Vec<Vec<Inline>>> },
    /// A definition list.
    Definitions { items: Vec<Definition> },
    /// A thematic break.
    Rule,
}

/// One item of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The id written at its end as `{#id}`.
    pub id: Option<String>,
    /// Where the id is written, braces included; where it should be inserted (an empty span) if there is none.
    #[serde(skip)]
    pub id_span: Span,
    /// The state of the box of a task list.
    pub task: Option<bool>,
    /// Its text.
    pub blocks: Vec<Block>,
    /// Where it was written.
    #[serde(skip)]
    pub span: Span,
}

/// One term of a definition list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Definition {
    /// Its anchor, unique in its file.
    pub id: String,
    /// What is explained, as it is written.
    pub term: Vec<Inline>,
    /// What it means, one entry for each `:` line.
    pub details: Vec<Vec<Block>>,
}

/// The kinds of GFM alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alert {
    /// Worth knowing.
    Note,
    /// Makes something easier.
    Tip,
    /// Needed to succeed.
    Important,
    /// Needs attention at once.
    Warning,
    /// May do harm.
    Caution,
}

/// The alignment of a table's column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// As the text runs.
    None,
    /// Asked for by `:---`.
    Left,
    /// Centred.
    Center,
    /// Asked for by `---:`.
    Right,
}

/// A piece of a line with its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inline {
    /// What it is.
    #[serde(flatten)]
    pub kind: InlineKind,
    /// Where it was written.
    #[serde(skip)]
    pub span: Span,
}

/// The kinds of inline. Serialised with a `type` in snake case, as blocks are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum InlineKind {
    /// Words without marks.
    Text { text: String },
    /// Words between backticks, as they stand.
    Code { text: String },
    /// Stress.
    Emph { body: Vec<Inline> },
    /// Strong stress.
    Strong { body: Vec<Inline> },
    /// Struck out.
    Strike { body: Vec<Inline> },
    /// Words that lead somewhere; `title` is empty where none is written.
    Link { target: Target, title: String, body: Vec<Inline> },
    /// An image of the book; `path` is below the book's folder once it is resolved.
    Image { path: String, alt: String, title: String },
    /// A reference to the footnote of this index.
    Note { index: usize },
    /// A line end that is shown as a space.
    Soft,
    /// A line end that is shown as one.
    Hard,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum Target {
    /// Not yet looked up: the destination as written. None is left after `check`.
    Written { dest: String },
    /// Another host, or mail.
    External { url: String },
    /// A page, node, or assessment of the book, and an anchor on it.
    Internal { item: String, anchor: Option<String> },
}

/// The plain text of inlines: what a screen reader or an index would say.
pub fn plain(inlines: &[Inline]) -> String {
    let mut out = String::new();
    push_plain(inlines, &mut out);
    out
}

fn push_plain(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match &inline.kind {
            InlineKind::Text { text } | InlineKind::Code { text } => out.push_str(text),
            InlineKind::Emph { body } | InlineKind::Strong { body } | InlineKind::Strike { body } => {
                push_plain(body, out)
            }
            InlineKind::Link { body, .. } => push_plain(body, out),
            InlineKind::Image { alt, .. } => out.push_str(alt),
            InlineKind::Note { .. } => {}
            InlineKind::Soft | InlineKind::Hard => out.push(' '),
        }
    }
}

impl Doc {
    /// The plain text of all blocks, a line each.
    pub fn plain(&self) -> String {
        let mut out = String::new();
        plain_blocks(&self.blocks, &mut out);
        for note in &self.notes {
            plain_blocks(&note.blocks, &mut out);
        }
        out
    }

    /// Calls `f` on every inline, in order, footnotes last.
    pub fn visit_mut(&mut self, f: &mut impl FnMut(&mut Inline)) {
        visit_blocks(&mut self.blocks, f);
        for note in &mut self.notes {
            visit_blocks(&mut note.blocks, f);
        }
    }
}

/// The plain text of blocks, a line each.
pub fn plain_blocks(blocks: &[Block], out: &mut String) {
    let line = |inlines: &[Inline], out: &mut String| {
        push_plain(inlines, out);
        out.push('\n');
    };
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { body, .. } | BlockKind::Paragraph { body } => line(body, out),
            BlockKind::List { items, .. } => items.iter().for_each(|item| plain_blocks(&item.blocks, out)),
            BlockKind::Quote { blocks } | BlockKind::Alert { blocks, .. } => plain_blocks(blocks, out),
            BlockKind::Code { text, .. } => {
                out.push_str(text);
                out.push('\n');
            }
            BlockKind::Table { head, rows, .. } => {
                for row in std::iter::once(head).chain(rows) {
                    row.iter().for_each(|cell| line(cell, out));
                }
            }
            BlockKind::Definitions { items } => {
                for item in items {
                    line(&item.term, out);
                    item.details.iter().for_each(|blocks| plain_blocks(blocks, out));
                }
            }
            BlockKind::Rule => {}
        }
    }
}

/// Calls `f` on every inline of the blocks, in order.
pub fn visit_blocks(blocks: &mut [Block], f: &mut impl FnMut(&mut Inline)) {
    for block in blocks {
        match &mut block.kind {
            BlockKind::Heading { body, .. } | BlockKind::Paragraph { body } => visit_inlines(body, f),
            BlockKind::List { items, .. } => items.iter_mut().for_each(|item| visit_blocks(&mut item.blocks, f)),
            BlockKind::Quote { blocks } | BlockKind::Alert { blocks, .. } => visit_blocks(blocks, f),
            BlockKind::Table { head, rows, .. } => {
                head.iter_mut().chain(rows.iter_mut().flatten()).for_each(|cell| visit_inlines(cell, f));
            }
            BlockKind::Definitions { items } => {
                for item in items {
                    visit_inlines(&mut item.term, f);
                    item.details.iter_mut().for_each(|blocks| visit_blocks(blocks, f));
                }
            }
            BlockKind::Code { .. } | BlockKind::Rule => {}
        }
    }
}

/// Calls `f` on every inline of a line, outer before inner.
pub fn visit_inlines(inlines: &mut [Inline], f: &mut impl FnMut(&mut Inline)) {
    for inline in inlines {
        f(inline);
        match &mut inline.kind {
            InlineKind::Emph { body } | InlineKind::Strong { body } | InlineKind::Strike { body } => {
                visit_inlines(body, f)
            }
            InlineKind::Link { body, .. } => visit_inlines(body, f),
            _ => {}
        }
    }
}
