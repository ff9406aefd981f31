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
use crate::model::Track;
use crate::read::DraftPractice;
use crate::read::Section;
use crate::read::Words;
use crate::read::below;
use crate::source::Span;

use super::items;
use super::unique;

pub(super) fn check(draft: &DraftPractice, node: NodeIx, guide: &Guide, sink: &mut Sink) -> Practice {
    if draft.purpose.blocks.is_empty() {
        sink.error(
            register::NO_TEXT,
            draft.end,
            format!("the practice `{}` does not say what it is for", draft.id.value),
        )
        .help("write a paragraph between the front matter and the first level");
    }
    let tracks = tracks(draft, guide, sink);
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
        levels.push((PracticeLevel { level, cells: cells(section, &tracks, guide, sink) }, section.title.span));
    }
    let lowest = lowest_written(guide);
    if levels.is_empty() && guide.sparse {
        sink.error(register::MISSING_LEVEL, draft.id.span, format!("`{}` has no level at all", draft.id.value))
            .help("write a section `## Level 1` with its aspects, for example");
    }
    for (index, level) in guide.levels.iter().enumerate().skip(lowest).filter(|_| !guide.sparse) {
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
    let mut levels: Vec<PracticeLevel> = levels.into_iter().map(|(level, _)| level).collect();
    bullets(&levels, guide, sink);
    items::fill(draft, &mut levels, guide, sink);
    let fields = items::values(&draft.fields, false, guide, sink);
    let formerly = draft.formerly.iter().map(|id| id.value.clone()).collect();
    Practice {
        node,
        formerly,
        renamed: Vec::new(),
        purpose: draft.purpose.clone(),
        levels,
        tracks,
        fields,
        file: draft.file,
    }
}

/// The tracks that a practice names.
fn tracks(draft: &DraftPractice, guide: &Guide, sink: &mut Sink) -> Vec<Track> {
    unique("track", draft.tracks.iter().map(|(id, _)| id), sink);
    match (&guide.tracks, draft.tracks.first()) {
        (None, Some((first, _))) => {
            sink.error(register::TRACKS, first.span, "this model has no tracks").help(
                "remove `tracks`, or say in `model.yaml` what they are called: `tracks: {name: ..., plural: ...}`",
            );
        }
        (Some(words), None) => {
            let message = format!("`{}` names no {}", draft.id.value, words.plural.to_lowercase());
            sink.error(register::TRACKS, draft.id.span, message)
                .help("list them in the front matter: `tracks:`, each with `id` and `title`");
        }
        _ => {}
    }
    let track = |(id, title): &(Words, Words)| Track { id: id.value.clone(), title: title.value.clone() };
    draft.tracks.iter().map(track).collect()
}

/// The track that a heading names, by its title or its id, with or without the word for tracks before it.
pub(super) fn track_of(title: &str, tracks: &[Track], guide: &Guide) -> Option<usize> {
    let word = guide.tracks.as_ref().map(|words| words.name.as_str()).unwrap_or_default();
    let start = title.get(..word.len()).filter(|start| !word.is_empty() && start.eq_ignore_ascii_case(word));
    let rest = start.and_then(|start| title.get(start.len()..)).map(|rest| rest.trim_start_matches([':', ' ']));
    let named =
        |text: &str, track: &Track| text.eq_ignore_ascii_case(&track.id) || text.eq_ignore_ascii_case(&track.title);
    let found = |text: &str| tracks.iter().position(|track| named(text, track));
    found(title).or_else(|| rest.and_then(found))
}

/// The lowest level that has a column: level 0 says that nothing is there, so there is nothing to write.
fn lowest_written(guide: &Guide) -> usize {
    usize::from(guide.levels.first().is_some_and(|level| level.number == 0))
}

pub(super) fn level_of(section: &Section, guide: &Guide, sink: &mut Sink) -> Option<LevelIx> {
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

/// The cells of a level: those of the level as a whole, then those of each track.
fn cells(section: &Section, tracks: &[Track], guide: &Guide, sink: &mut Sink) -> Vec<Cell> {
    let is_track = |part: &&Section| track_of(&part.title.value, tracks, guide).is_some();
    let (strands, whole): (Vec<&Section>, Vec<&Section>) = section.sections.iter().partition(is_track);
    let mut found = column(&whole, Strand { above: section, track: None }, tracks, guide, sink);
    let mut seen: Vec<(usize, Span)> = Vec::new();
    for part in strands {
        let Some(track) = track_of(&part.title.value, tracks, guide) else { continue };
        if let Some((_, first)) = seen.iter().find(|(other, _)| *other == track) {
            let message = format!("`{}` is there twice in `{}`", part.title.value, section.title.value);
            sink.error(register::TRACKS, part.title.span, message).related(*first, "first written here");
            continue;
        }
        if let Some((_, before)) = seen.last().filter(|(other, _)| *other > track) {
            sink.error(register::TRACKS, part.title.span, format!("`{}` is out of order", part.title.value))
                .related(*before, "stands after this one")
                .help("write the tracks in the order of the front matter");
        }
        seen.push((track, part.title.span));
        let (before, aspects) = below(part);
        for block in before {
            sink.error(register::CELL_SHAPE, block.span, "text stands between a track and its first aspect")
                .help("put it below one of the aspects, written with four hashes, such as `#### Description`");
        }
        let strand = Strand { above: part, track: Some(track) };
        let cells = column(&aspects.iter().collect::<Vec<_>>(), strand, tracks, guide, sink);
        found.extend(cells);
    }
    let strands: Vec<Option<usize>> =
        if seen.is_empty() { vec![None] } else { seen.iter().map(|(track, _)| Some(*track)).collect() };
    for (index, aspect) in guide.aspects.iter().enumerate().filter(|(_, aspect)| !aspect.optional) {
        let written = |track: Option<usize>| found.iter().any(|cell| cell.aspect == index && cell.track == track);
        for strand in strands.iter().filter(|strand| !written(None) && !written(**strand)) {
            let name = capitalised(&aspect.id);
            let (place, hashes) = match strand.and_then(|track| seen.iter().find(|(other, _)| *other == track)) {
                Some((_, span)) => (*span, "####"),
                None => (section.title.span, "###"),
            };
            let of = match strand.and_then(|track| tracks.get(track)) {
                Some(track) => format!("{}: {}", section.title.value, track.title),
                None => section.title.value.clone(),
            };
            sink.error(register::MISSING_ASPECT, place, format!("`{of}` has no aspect `{name}`")).help(format!(
                "write a section `{hashes} {name}` below it, or mark the aspect `optional: true` in `model.yaml`"
            ));
        }
    }
    found.sort_by_key(|cell| (cell.track.map_or(0, |track| track + 1), cell.aspect));
    found
}

/// The heading that cells stand below: of a level as a whole, or of one of its tracks.
#[derive(Clone, Copy)]
struct Strand<'a> {
    above: &'a Section,
    track: Option<usize>,
}

/// The cells below one heading.
fn column(parts: &[&Section], strand: Strand<'_>, tracks: &[Track], guide: &Guide, sink: &mut Sink) -> Vec<Cell> {
    let Strand { above, track } = strand;
    let mut cells: Vec<(Cell, Span)> = Vec::new();
    for part in parts {
        let title = part.title.value.as_str();
        let Some(index) = guide.aspects.iter().position(|aspect| names_aspect(title, &aspect.id, &aspect.name)) else {
            if guide.tracks.is_some() && track.is_none() {
                unknown_track(&part.title, tracks, guide, sink);
            } else {
                unknown_aspect(&part.title, title, guide, sink);
            }
            continue;
        };
        if let Some((_, first)) = cells.iter().find(|(cell, _)| cell.aspect == index) {
            sink.error(
                register::UNEXPECTED_ASPECT,
                part.title.span,
                format!("`{title}` is there twice in `{}`", above.title.value),
            )
            .related(*first, "first written here");
            continue;
        }
        if let Some((_, before)) = cells.last().filter(|(cell, _)| cell.aspect > index) {
            sink.error(register::UNEXPECTED_ASPECT, part.title.span, format!("`{title}` is out of order"))
                .related(*before, "stands after this one")
                .help("write the aspects in the order of `model.yaml`");
        }
        let aspect = &guide.aspects[index];
        let content = match aspect.kind {
            AspectKind::Text => text_cell(part, sink),
            AspectKind::List => list_cell(part, aspect.rated, sink),
        };
        let content = match content {
            CellContent::List(mut bullets) => {
                bullets.iter_mut().for_each(|bullet| bullet.scale = aspect.scale);
                CellContent::List(bullets)
            }
            text => text,
        };
        cells.push((Cell { aspect: index, track, content }, part.title.span));
    }
    cells.into_iter().map(|(cell, _)| cell).collect()
}

/// Reports a heading that names no aspect. `title` is the heading without what an overlay adds to it.
pub(super) fn unknown_aspect(heading: &Words, title: &str, guide: &Guide, sink: &mut Sink) {
    let names: Vec<String> = guide.aspects.iter().map(|aspect| capitalised(&aspect.id)).collect();
    sink.error(register::UNEXPECTED_ASPECT, heading.span, format!("`{title}` is not an aspect of this model"))
        .suggest(title, names.iter().map(String::as_str))
        .help(format!("the aspects are {}", list(&names)));
}

/// Reports a heading of a model with tracks that names neither a track nor an aspect.
fn unknown_track(heading: &Words, tracks: &[Track], guide: &Guide, sink: &mut Sink) {
    let titles = tracks.iter().map(|track| track.title.as_str());
    let aspects: Vec<String> = guide.aspects.iter().map(|aspect| capitalised(&aspect.id)).collect();
    let word = guide.tracks.as_ref().map(|words| words.name.to_lowercase()).unwrap_or_default();
    let message = format!("`{}` is neither a {word} of this practice nor an aspect of this model", heading.value);
    sink.error(register::UNEXPECTED_ASPECT, heading.span, message)
        .suggest(&heading.value, titles.chain(aspects.iter().map(String::as_str)));
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

pub(super) fn list_cell(part: &Section, rated: bool, sink: &mut Sink) -> CellContent {
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
    Bullet {
        id: item.id.clone(),
        body,
        more: more.collect(),
        origin: None,
        scope: None,
        scale: 0,
        depends_on: Vec::new(),
        fields: Vec::new(),
        span: item.span,
    }
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
