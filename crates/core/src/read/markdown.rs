//! Reads practice tables and pages: front matter, then Markdown, cut into sections by its headings.

use crate::diag::Sink;
use crate::diag::register;
use crate::markup;
use crate::markup::Block;
use crate::markup::BlockKind;
use crate::markup::Doc;
use crate::source::FileId;
use crate::source::Source;
use crate::source::Span;

use super::draft::At;
use super::draft::DraftFieldValue;
use super::draft::DraftItem;
use super::draft::DraftOverlayPractice;
use super::draft::DraftPage;
use super::draft::DraftPractice;
use super::draft::Section;
use super::draft::Words;
use super::fields;
use super::fields::Fields;
use super::fields::check_id;
use super::fields::mapping;
use super::yaml;
use super::yaml::Node;
use super::yaml::Value;

/// Where the front matter and the text after it lie, in bytes.
struct Front {
    yaml: std::ops::Range<usize>,
    body: usize,
}

fn front_matter(file: FileId, source: &Source, sink: &mut Sink) -> Option<Front> {
    let text = source.text();
    let from = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut lines = text[from..].split_inclusive('\n');
    let first = lines.next().unwrap_or("");
    let start = from + first.len();
    if first.trim_end() == "---" {
        let mut at = start;
        for line in lines {
            if line.trim_end() == "---" {
                return Some(Front { yaml: start..at, body: at + line.len() });
            }
            at += line.len();
        }
    }
    let what = if first.trim_end() == "---" { "the front matter has no end" } else { "this file has no front matter" };
    sink.error(register::FRONT_MATTER, Span::new(file, from, from + first.trim_end().len()), what)
        .help("begin the file with a line `---`, then `title: ...` and the other keys, then another line `---`");
    None
}

pub(super) fn practice(file: FileId, source: &Source, sink: &mut Sink) -> Option<DraftPractice> {
    let front = front_matter(file, source, sink)?;
    let node = yaml::parse(file, source, front.yaml.start, front.yaml.end, sink)?;
    let doc = markup::parse(file, source, front.body, sink);
    let (purpose, sections) = cut(doc.blocks, 2, sink);
    mapping("the front matter of a practice", &node, sink, &mut |fields, sink| {
        let formerly = fields.texts("formerly", sink);
        for id in &formerly {
            check_id(id, sink);
        }
        let renamed = fields.entries("renamed", "`renamed`", sink).into_iter().map(|(now, node)| {
            let before = match &node.value {
                Value::List(items) => items.iter().filter_map(|item| fields::text(item, "an id", sink)).collect(),
                _ => fields::text(node, "an id", sink).into_iter().collect(),
            };
            (now, before)
        });
        let renamed = renamed.collect();
        let items = fields.entries("items", "`items`", sink);
        DraftPractice {
            file,
            id: fields.id("id", sink),
            code: fields.text_or_empty("code", sink),
            title: fields.text("title", sink),
            summary: fields.text_or_empty("summary", sink),
            formerly,
            renamed,
            tracks: fields
                .maps("tracks", "a track", sink, |track, sink| (track.id("id", sink), track.text("title", sink))),
            fields: field_values(fields, source, sink),
            items: items.into_iter().filter_map(|(id, node)| item(id, node, source, sink)).collect(),
            purpose: Doc { blocks: purpose.clone(), notes: doc.notes.clone() },
            sections: sections.clone(),
            end: Span::new(file, front.yaml.end, (front.yaml.end + 3).min(source.text().len())),
        }
    })
}

fn item(id: Words, node: &Node, source: &Source, sink: &mut Sink) -> Option<DraftItem> {
    mapping("the data of an item", node, sink, &mut |item, sink| DraftItem {
        id: id.clone(),
        scale: item.opt_text("scale", sink),
        depends_on: item.texts("depends_on", sink),
        fields: field_values(item, source, sink),
    })
}

/// Values of extra fields as they are written: a number keeps its digits.
fn field_values(fields: &mut Fields, source: &Source, sink: &mut Sink) -> Vec<DraftFieldValue> {
    let entries = fields.entries("fields", "`fields`", sink);
    let one = |node: &Node, sink: &mut Sink| match node.value {
        Value::Number => Some(At::new(source.text().get(node.span.range()).unwrap_or("").trim().to_owned(), node.span)),
        _ => fields::text(node, "a value", sink),
    };
    let of = |(field, node): (Words, &Node)| DraftFieldValue {
        field,
        values: match &node.value {
            Value::List(items) => items.iter().filter_map(|item| one(item, sink)).collect(),
            Value::Null => Vec::new(),
            _ => one(node, sink).into_iter().collect(),
        },
        list: matches!(node.value, Value::List(_)),
        span: node.span,
    };
    entries.into_iter().map(of).collect()
}

/// A file of an overlay: what it adds to one practice.
pub(super) fn overlay_practice(file: FileId, source: &Source, sink: &mut Sink) -> Option<DraftOverlayPractice> {
    let front = front_matter(file, source, sink)?;
    let node = yaml::parse(file, source, front.yaml.start, front.yaml.end, sink)?;
    let doc = markup::parse(file, source, front.body, sink);
    let (purpose, sections) = cut(doc.blocks, 2, sink);
    mapping("the front matter of an overlay's practice", &node, sink, &mut |fields, sink| {
        for key in ["remove", "replace", "weaken"] {
            if let Some(node) = fields.node(key) {
                sink.error(register::WEAKENS, node.span, format!("an overlay can't {key} what the base says"))
                    .help("an overlay adds bullets; to change the base, revise the guide");
            }
        }
        DraftOverlayPractice {
            file,
            practice: fields.text("practice", sink),
            provenance: fields.opt_text("provenance", sink),
            purpose: Doc { blocks: purpose.clone(), notes: doc.notes.clone() },
            sections: sections.clone(),
        }
    })
}

pub(super) fn page(file: FileId, source: &Source, sink: &mut Sink) -> Option<DraftPage> {
    let front = front_matter(file, source, sink)?;
    let node = yaml::parse(file, source, front.yaml.start, front.yaml.end, sink)?;
    let body = markup::parse(file, source, front.body, sink);
    let path = source.path.strip_prefix("pages/").unwrap_or(&source.path);
    let id = path.strip_suffix(".md").unwrap_or(path).to_owned();
    for part in id.split('/') {
        check_id(&At::new(part.to_owned(), Span::new(file, 0, 0)), sink);
    }
    mapping("the front matter of a page", &node, sink, &mut |fields, sink| DraftPage {
        file,
        id: id.clone(),
        title: fields.text("title", sink),
        summary: fields.text_or_empty("summary", sink),
        body: body.clone(),
    })
}

/// Cuts the blocks of a section at headings of the fourth level: what stands before the first, and a section for each.
pub fn below(section: &Section) -> (Vec<Block>, Vec<Section>) {
    cut(section.blocks.clone(), 4, &mut Sink::new())
}

/// Cuts blocks at headings of `level`: what stands before the first, and a section for each. Headings of an outer
/// level than asked for are reported, since nothing in a practice table may stand above its levels.
fn cut(blocks: Vec<Block>, level: u8, sink: &mut Sink) -> (Vec<Block>, Vec<Section>) {
    let mut before = Vec::new();
    let mut cuts: Vec<(At<String>, Vec<Block>)> = Vec::new();
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { level: found, body, .. } if *found <= level => {
                if *found < level {
                    sink.error(register::HEADING_ORDER, block.span, "a heading of level 1 has no place in a practice table")
                        .help("the title stands in the front matter; write levels as `## Level 1`, aspects as `### Objective`");
                }
                cuts.push((At::new(markup::plain(body).trim().to_owned(), block.span), Vec::new()));
            }
            _ => match cuts.last_mut() {
                Some((_, inside)) => inside.push(block),
                None => before.push(block),
            },
        }
    }
    let sections = cuts.into_iter().map(|(title, inside)| {
        let (blocks, sections) = if level < 3 { cut(inside, level + 1, sink) } else { (inside, Vec::new()) };
        Section { title, blocks, sections }
    });
    (before, sections.collect())
}
