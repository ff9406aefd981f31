//! The search index: a script that assigns one value, since pages that were opened from disk can't fetch files.
//!
//! An entry is a place that can be jumped to: a practice, a level, a bullet, a section of a page, a glossary term, an
//! assessment. Searching itself is the theme's script.

use serde::Serialize;

use crate::markup::Block;
use crate::markup::BlockKind;
use crate::markup::plain;
use crate::markup::plain_blocks;
use crate::view::PracticeView;
use crate::view::Ref;
use crate::view::View;

use super::urls;
use super::urls::Urls;

/// One place. Names are short because there are many.
#[derive(Serialize)]
struct Entry {
    /// Title.
    t: String,
    /// Code, id or other words that count like a title.
    c: String,
    /// Path with anchor.
    u: String,
    /// Where it is: titles of what it lies in.
    w: String,
    /// Rank: 0 for what has a page, 1 for sections and levels, 2 for bullets.
    r: u8,
    /// Text.
    x: String,
}

/// The script.
pub(super) fn index(view: &View, urls: &Urls) -> String {
    let mut entries = Vec::new();
    let item = |reference: &Ref, wher: String, text: String| Entry {
        t: reference.title.clone(),
        c: format!("{} {}", reference.code, reference.id),
        u: urls.path(&reference.id).to_owned(),
        w: wher,
        r: 0,
        x: one_line(&format!("{} {text}", reference.summary)),
    };
    for node in &view.guide.nodes {
        entries.push(item(&node.reference, node.tier.clone(), String::new()));
    }
    for practice in &view.guide.practices {
        entries.push(item(&practice.reference, trail(&practice.crumbs), practice.purpose.plain()));
        table(practice, urls.path(&practice.reference.id), &mut entries);
    }
    for page in view.guide.front.iter().chain(&view.guide.back) {
        let path = urls.path(&page.reference.id);
        let before = page.body.blocks.iter().take_while(|block| !matches!(block.kind, BlockKind::Heading { .. }));
        let before: Vec<Block> =
            before.filter(|block| !matches!(block.kind, BlockKind::Definitions { .. })).cloned().collect();
        entries.push(item(&page.reference, "Guide".to_owned(), text_of(&before)));
        sections(&page.body.blocks, path, &page.reference.title, &mut entries);
    }
    for assessment in &view.assessments {
        let text = format!("{} {}", assessment.subject.name, assessment.conclusion.join(" "));
        entries.push(item(&assessment.reference, "Assessment".to_owned(), text));
    }
    // A value of strings and numbers always serialises.
    let json = serde_json::to_string(&entries).unwrap_or_else(|_| "[]".to_owned());
    format!("window.levelbookIndex = {json};\n")
}

fn trail(crumbs: &[Ref]) -> String {
    crumbs.iter().map(|crumb| crumb.title.as_str()).collect::<Vec<_>>().join(" \u{203a} ")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn text_of(blocks: &[Block]) -> String {
    let mut out = String::new();
    plain_blocks(blocks, &mut out);
    one_line(&out)
}

fn table(practice: &PracticeView, path: &str, entries: &mut Vec<Entry>) {
    for (column, level) in practice.levels.iter().enumerate() {
        let title = format!("Level {} {}", level.number, level.name);
        let cells = || practice.rows.iter().filter_map(move |row| Some((row, row.cells.get(column)?)));
        let prose: Vec<String> =
            cells().filter_map(|(_, cell)| cell.prose.as_ref()).map(|doc| one_line(&doc.plain())).collect();
        entries.push(Entry {
            t: title.clone(),
            c: String::new(),
            u: format!("{path}#level-{}", level.number),
            w: practice.reference.title.clone(),
            r: 1,
            x: prose.join(" "),
        });
        for (row, cell) in cells() {
            for bullet in &cell.bullets {
                let mut text = plain(&bullet.body);
                plain_blocks(&bullet.more, &mut text);
                entries.push(Entry {
                    t: row.aspect.name.clone(),
                    c: bullet.id.clone().unwrap_or_default(),
                    u: format!("{path}#{}", urls::encode(&bullet.anchor)),
                    w: format!("{} \u{203a} {title}", practice.reference.title),
                    r: 2,
                    x: one_line(&text),
                });
            }
        }
    }
}

/// Sections of a page, and the terms of its definition lists.
fn sections(blocks: &[Block], path: &str, page: &str, entries: &mut Vec<Entry>) {
    let mut open: Option<(String, String, Vec<Block>)> = None;
    let close = |open: &mut Option<(String, String, Vec<Block>)>, entries: &mut Vec<Entry>| {
        if let Some((title, id, blocks)) = open.take() {
            let u = format!("{path}#{}", urls::encode(&id));
            entries.push(Entry { t: title, c: String::new(), u, w: page.to_owned(), r: 1, x: text_of(&blocks) });
        }
    };
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { id, body, .. } => {
                close(&mut open, entries);
                open = Some((plain(body), id.clone(), Vec::new()));
            }
            BlockKind::Definitions { items } => {
                for item in items {
                    let text: Vec<String> = item.details.iter().map(|blocks| text_of(blocks)).collect();
                    entries.push(Entry {
                        t: plain(&item.term),
                        c: String::new(),
                        u: format!("{path}#{}", urls::encode(&item.id)),
                        w: page.to_owned(),
                        r: 1,
                        x: text.join(" "),
                    });
                }
            }
            _ => {
                if let Some((_, _, blocks)) = &mut open {
                    blocks.push(block.clone());
                }
            }
        }
    }
    close(&mut open, entries);
}
