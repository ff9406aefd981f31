//! Checks a practice table against the model: its levels, aspects, cells and bullets.

use std::collections::BTreeMap;

use crate::diag::Sink;
use crate::diag::register;
use crate::markup::Block;
use crate::markup::BlockKind;
use crate::markup::Doc;
use crate::markup::Inline;
use crate::markup::InlineKind;
use crate::markup::Item;
use crate::markup::visit_blocks;
use crate::model::AspectKind;
use crate::model::Bullet;
use crate::model::Cell;
use crate::model::CellContent;
use crate::model::Guide;
use crate::model::LevelIx;
use crate::model::NodeIx;
use crate::model::Practice;
use crate::model::PracticeLevel;
use crate::read::DraftPractice;
use crate::read::Section;
use crate::source::Span;

pub(super) fn check(draft: &DraftPractice, node: NodeIx, guide: &Guide, sink: &mut Sink) -> Practice {
    if draft.purpose.blocks.is_empty() {
        sink.error(
            register::NO_TEXT,
            draft.end,
            format!("the practice `{}` does not say what it is for", draft.id.value),
        )
        .help("write a paragraph between the front matter and the first level");
    }
    let mut levels: Vec<(PracticeLevel, Span)> = Vec::new();
    for section in &draft.sections {
        let Some(level) = level_of(section, guide, sink) else { continue };
        if let Some((_, first)) = levels.iter().find(|(other, _)| other.level == level) {
            sink.error(
                register::UNEXPECTED_LEVEL,
                section.title.span,
                format!("`{}` is there twice", section.title.value),
            )
            .related(*first, "first written here");
            continue;
        }
        if let Some((_, before)) = levels.last().filter(|(other, _)| other.level > level) {
            sink.error(
                register::UNEXPECTED_LEVEL,
                section.title.span,
                format!("`{}` is out of order", section.title.value),
            )
            .related(*before, "stands after this one")
            .help("write the levels lowest first");
        }
        for block in &section.blocks {
            sink.error(register::CELL_SHAPE, block.span, "text stands between a level and its first aspect")
                .help("put it below one of the aspects, such as `### Description`");
        }
        levels.push((PracticeLevel { level, cells: cells(section, guide, sink) }, section.title.span));
    }
    let lowest = lowest_written(guide);
    for (index, level) in guide.levels.iter().enumerate().skip(lowest) {
        if !levels.iter().any(|(written, _)| written.level.0 == index) {
            sink.error(
                register::MISSING_LEVEL,
                draft.id.span,
                format!("`{}` has no level {}", draft.id.value, level.number),
            )
            .help(format!("write a section `## Level {}` with its aspects", level.number));
        }
    }
    levels.sort_by_key(|(level, _)| level.level);
    let levels: Vec<PracticeLevel> = levels.into_iter().map(|(level, _)| level).collect();
    bullets(&levels, guide, sink);
    let formerly = draft.formerly.iter().map(|id| id.value.clone()).collect();
    Practice { node, formerly, renamed: Vec::new(), purpose: draft.purpose.clone(), levels, file: draft.file }
}

/// The lowest level that has a column: level 0 says that nothing is there, so there is nothing to write.
fn lowest_written(guide: &Guide) -> usize {
    usize::from(guide.levels.first().is_some_and(|level| level.number == 0))
}

fn level_of(section: &Section, guide: &Guide, sink: &mut Sink) -> Option<LevelIx> {
    let title = &section.title;
    let rest = title.value.strip_prefix("Level ").map(|rest| rest.split([':', ' ']).next().unwrap_or(""));
    let found = rest.and_then(|number| guide.levels.iter().position(|level| level.number.to_string() == number));
    let lowest = lowest_written(guide);
    match found {
        Some(index) if index >= lowest => Some(LevelIx(index)),
        _ => {
            let names: Vec<String> =
                guide.levels.iter().skip(lowest).map(|level| format!("Level {}", level.number)).collect();
            sink.error(
                register::UNEXPECTED_LEVEL,
                title.span,
                format!("`{}` is not a level of this model", title.value),
            )
            .suggest(&title.value, names.iter().map(String::as_str))
            .help(format!("second-level headings of a practice are {}", list(&names)));
            None
        }
    }
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn cells(section: &Section, guide: &Guide, sink: &mut Sink) -> Vec<Cell> {
    let mut cells: Vec<(Cell, Span)> = Vec::new();
    for part in &section.sections {
        let title = part.title.value.as_str();
        let Some(index) = guide.aspects.iter().position(|aspect| names_aspect(title, &aspect.id, &aspect.name)) else {
            let names: Vec<String> = guide.aspects.iter().map(|aspect| capitalised(&aspect.id)).collect();
            sink.error(
                register::UNEXPECTED_ASPECT,
                part.title.span,
                format!("`{title}` is not an aspect of this model"),
            )
            .suggest(title, names.iter().map(String::as_str))
            .help(format!("the aspects are {}", list(&names)));
            continue;
        };
        if let Some((_, first)) = cells.iter().find(|(cell, _)| cell.aspect == index) {
            sink.error(
                register::UNEXPECTED_ASPECT,
                part.title.span,
                format!("`{title}` is there twice in `{}`", section.title.value),
            )
            .related(*first, "first written here");
            continue;
        }
        if let Some((_, before)) = cells.last().filter(|(cell, _)| cell.aspect > index) {
            sink.error(register::UNEXPECTED_ASPECT, part.title.span, format!("`{title}` is out of order"))
                .related(*before, "stands after this one")
                .help("write the aspects in the order of `model.yaml`");
        }
        let content = match guide.aspects[index].kind {
            AspectKind::Text => text_cell(part, sink),
            AspectKind::List => list_cell(part, guide.aspects[index].rated, sink),
        };
        cells.push((Cell { aspect: index, content }, part.title.span));
    }
    for (index, aspect) in guide.aspects.iter().enumerate().filter(|(_, aspect)| !aspect.optional) {
        if !cells.iter().any(|(cell, _)| cell.aspect == index) {
            let name = capitalised(&aspect.id);
            sink.error(
                register::MISSING_ASPECT,
                section.title.span,
                format!("`{}` has no aspect `{name}`", section.title.value),
            )
            .help(format!(
                "write a section `### {name}` below it, or mark the aspect `optional: true` in `model.yaml`"
            ));
        }
    }
    cells.sort_by_key(|(cell, _)| cell.aspect);
    cells.into_iter().map(|(cell, _)| cell).collect()
}

/// True when a heading names the aspect of this id and name: by either of them, hyphens as spaces, in any case.
pub(super) fn names_aspect(title: &str, id: &str, name: &str) -> bool {
    let same = |word: &str| word.eq_ignore_ascii_case(title);
    same(id) || same(&id.replace('-', " ")) || same(name)
}

/// How an aspect's id is written as a heading.
fn capitalised(id: &str) -> String {
    let mut chars = id.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

fn text_cell(part: &Section, sink: &mut Sink) -> CellContent {
    if part.blocks.is_empty() {
        sink.error(register::CELL_SHAPE, part.title.span, format!("`{}` is empty", part.title.value))
            .help("write a sentence below it");
    }
    let mut blocks = part.blocks.clone();
    no_notes(&mut blocks, sink);
    no_headings(&blocks, sink);
    CellContent::Text(Doc { blocks, notes: Vec::new() })
}

fn list_cell(part: &Section, rated: bool, sink: &mut Sink) -> CellContent {
    let mut bullets = Vec::new();
    for block in &part.blocks {
        match &block.kind {
            BlockKind::List { items, .. } => bullets.extend(items.iter().map(|item| bullet(item, rated, sink))),
            _ => {
                sink.error(
                    register::CELL_SHAPE,
                    block.span,
                    format!("`{}` is a list, and this is not a bullet", part.title.value),
                )
                .help("begin each entry with `- `");
            }
        }
    }
    if bullets.is_empty() {
        sink.error(register::CELL_SHAPE, part.title.span, format!("`{}` has no bullet", part.title.value))
            .help("write at least one line `- ...`");
    }
    CellContent::List(bullets)
}

fn bullet(item: &Item, rated: bool, sink: &mut Sink) -> Bullet {
    if rated && item.id.is_none() {
        let mut at = item.id_span;
        // An empty span points between two characters; the last one of the words is easier to see.
        if at.start == at.end {
            at.start = at.start.saturating_sub(1);
        }
        sink.error(register::BULLET_WITHOUT_ID, at, "this bullet is answered in assessments and has no id")
            .help("end it with an id of its own, such as ` {#named-owner}`; `levelbook ids --write` does it for all");
    }
    let mut blocks = item.blocks.clone();
    no_notes(&mut blocks, sink);
    no_headings(&blocks, sink);
    let mut more = blocks.into_iter();
    let body = match more.next().map(|block| (block.span, block.kind)) {
        Some((_, BlockKind::Paragraph { body })) => body,
        other => {
            let span = other.map_or(item.span, |(span, _)| span);
            sink.error(register::CELL_SHAPE, span, "a bullet begins with words")
                .help("write a sentence right after the `- `");
            Vec::new()
        }
    };
    Bullet { id: item.id.clone(), body, more: more.collect(), span: item.span }
}

/// A full id is practice, level and bullet, so a bullet's id is unique within its level, over all aspects.
fn bullets(levels: &[PracticeLevel], guide: &Guide, sink: &mut Sink) {
    for level in levels {
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        for cell in &level.cells {
            let CellContent::List(bullets) = &cell.content else { continue };
            for bullet in bullets {
                let Some(id) = bullet.id.as_deref() else { continue };
                if let Some(span) = first.get(id) {
                    let number = guide.levels[level.level.0].number;
                    sink.error(
                        register::DUPLICATE_ID,
                        bullet.span,
                        format!("the bullet id `{id}` is used twice in level {number}"),
                    )
                    .related(*span, "the bullet that has it")
                    .help("give one of them another id; ids are unique within a level, over all its aspects");
                } else {
                    first.insert(id, bullet.span);
                }
            }
        }
    }
}

fn no_notes(blocks: &mut [Block], sink: &mut Sink) {
    visit_blocks(blocks, &mut |inline: &mut Inline| {
        if matches!(inline.kind, InlineKind::Note { .. }) {
            sink.error(register::CELL_SHAPE, inline.span, "a footnote has no place in a practice table")
                .help("say it in the text, or put it into the purpose or a page");
        }
    });
}

/// Headings inside a cell, in quotations and lists too. Blocks are nested at most fifty deep.
fn no_headings(blocks: &[Block], sink: &mut Sink) {
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { .. } => {
                sink.error(
                    register::HEADING_ORDER,
                    block.span,
                    "a heading has no place inside a cell of a practice table",
                )
                .help("below `### Aspect` there is only text; use a paragraph that begins with strong words");
            }
            BlockKind::Quote { blocks } | BlockKind::Alert { blocks, .. } => no_headings(blocks, sink),
            BlockKind::List { items, .. } => items.iter().for_each(|item| no_headings(&item.blocks, sink)),
            BlockKind::Definitions { items } => {
                items.iter().flat_map(|item| &item.details).for_each(|blocks| no_headings(blocks, sink));
            }
            _ => {}
        }
    }
}

/// A page's title is its only heading of level 1; below it no level is skipped.
pub(super) fn page_headings(doc: &Doc, sink: &mut Sink) {
    let mut last = 1;
    for block in &doc.blocks {
        let BlockKind::Heading { level, .. } = &block.kind else { continue };
        if *level == 1 {
            sink.error(register::HEADING_ORDER, block.span, "a page has one heading of level 1: its title")
                .help("the title stands in the front matter; begin sections with `## `");
            last = 1;
        } else if *level > last + 1 {
            sink.error(
                register::HEADING_ORDER,
                block.span,
                format!("this heading jumps from level {last} to level {level}"),
            )
            .help(format!("write it as `{} ...`", "#".repeat(usize::from(last) + 1)));
            last = *level;
        } else {
            last = *level;
        }
    }
}
