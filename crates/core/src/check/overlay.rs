//! Checks the overlays and adds their bullets to the tables of the guide.
//!
//! An overlay adds. It never writes a text that the base has, never takes the id of a base bullet, and its words must not
//! read as if a base indicator could be left out.

use std::collections::BTreeMap;

use crate::diag::Sink;
use crate::diag::register;
use crate::markup::plain;
use crate::model::AspectKind;
use crate::model::Bullet;
use crate::model::Cell;
use crate::model::CellContent;
use crate::model::Guide;
use crate::model::LevelIx;
use crate::model::Overlay;
use crate::model::OverlayIx;
use crate::model::OverlayPractice;
use crate::model::PracticeIx;
use crate::model::Question;
use crate::model::ScopeIx;
use crate::read::Draft;
use crate::read::DraftOverlay;
use crate::read::DraftOverlayPractice;
use crate::read::Section;
use crate::read::Words;
use crate::read::below;
use crate::source;
use crate::source::Sources;
use crate::source::Span;

use super::format_version;
use super::practice;
use super::range;
use super::result;
use super::unique;

/// Words that lower what the base asks for.
const WEAKENING: [&str; 14] = [
    "need not",
    "needs not",
    "is not required",
    "are not required",
    "no longer required",
    "not necessary",
    "may be skipped",
    "can be skipped",
    "may be omitted",
    "can be omitted",
    "is waived",
    "are waived",
    "does not apply",
    "do not apply",
];

/// Adds the overlays of a draft to a guide whose base is in place.
pub(super) fn check(draft: &Draft, guide: &mut Guide, sources: &Sources, sink: &mut Sink) {
    unique("overlay", draft.overlays.iter().map(|overlay| &overlay.id), sink);
    let order = order(&draft.overlays, sink);
    for overlay in &order {
        let overlay = one(overlay, guide, sources, sink);
        guide.overlays.push(overlay);
    }
    let folder = |overlay: &DraftOverlay| folder_of(&sources.get(overlay.file).path).to_owned();
    let folders: Vec<String> = order.iter().map(|overlay| folder(overlay)).collect();
    for file in &draft.overlay_practices {
        let path = &sources.get(file.file).path;
        if !folders.iter().any(|folder| folder == folder_of(path)) {
            let place = Span::new(file.file, 0, 3);
            sink.error(register::MISSING_FILE, place, format!("`{}/` has no `overlay.yaml`", folder_of(path)))
                .help("an overlay is a folder with `overlay.yaml`, which says what it extends and for whom");
        }
    }
    // In the order of the stack, so that it is the later one that is told of an id that is taken.
    for (index, folder) in folders.iter().enumerate() {
        let mut seen: BTreeMap<PracticeIx, Span> = BTreeMap::new();
        for file in draft.overlay_practices.iter().filter(|f| folder_of(&sources.get(f.file).path) == folder) {
            additions(file, OverlayIx(index), guide, &mut seen, sink);
        }
    }
}

/// `overlays/retail` for a file below it.
fn folder_of(path: &str) -> &str {
    let end = path.match_indices('/').nth(1).map_or(path.len(), |(at, _)| at);
    path.get(..end).unwrap_or(path)
}

/// The overlays in the order in which they stack: each after those that it names, and else in order of id.
fn order<'a>(overlays: &'a [DraftOverlay], sink: &mut Sink) -> Vec<&'a DraftOverlay> {
    let known = |id: &str| overlays.iter().any(|overlay| overlay.id.value == id);
    for overlay in overlays {
        for before in overlay.after.iter().filter(|id| !known(&id.value) && !id.value.is_empty()) {
            sink.error(register::OVERLAY_ORDER, before.span, format!("there is no overlay `{}`", before.value))
                .suggest(&before.value, overlays.iter().map(|overlay| overlay.id.value.as_str()))
                .help("`after` names overlays of this book that this one is stacked upon");
        }
    }
    let mut rest: Vec<&DraftOverlay> = overlays.iter().collect();
    rest.sort_by(|a, b| a.id.value.cmp(&b.id.value));
    let mut done: Vec<&DraftOverlay> = Vec::new();
    while !rest.is_empty() {
        let free = rest.iter().position(|overlay| {
            overlay.after.iter().all(|id| !known(&id.value) || done.iter().any(|d| d.id.value == id.value))
        });
        let Some(free) = free else {
            // Whatever is left waits for itself, in one circle or behind one.
            let names: Vec<String> = rest.iter().map(|overlay| format!("`{}`", overlay.id.value)).collect();
            let place = rest[0].after.first().map_or(rest[0].id.span, |id| id.span);
            let error = sink.error(
                register::OVERLAY_ORDER,
                place,
                format!("these overlays stand after each other in a circle: {}", names.join(", ")),
            );
            for other in rest.iter().skip(1) {
                error.related(other.after.first().map_or(other.id.span, |id| id.span), "and here");
            }
            error.help("take one of the `after` entries away");
            done.append(&mut rest);
            break;
        };
        done.push(rest.remove(free));
    }
    done
}

fn one(draft: &DraftOverlay, guide: &Guide, sources: &Sources, sink: &mut Sink) -> Overlay {
    format_version(&draft.format, sink);
    let folder = folder_of(&sources.get(draft.file).path);
    let name = folder.strip_prefix("overlays/").unwrap_or(folder);
    if !draft.id.value.is_empty() && draft.id.value != name {
        sink.error(
            register::WRONG_NAME,
            draft.id.span,
            format!("the id is `{}`, but the folder is `{name}`", draft.id.value),
        )
        .help("an overlay's id is the name of its folder: change one of the two");
    }
    range::version(&draft.version, sink);
    if let Some((model, versions)) = &draft.extends {
        range::check(guide, model, versions, "the overlay", sink);
    }
    let speaks_for: Vec<ScopeIx> =
        draft.speaks_for.iter().filter_map(|scope| result::scope(guide, scope, sink)).collect();
    if draft.speaks_for.is_empty() && !guide.scopes.is_empty() {
        let scopes: Vec<&str> = guide.scopes.iter().map(|scope| scope.id.as_str()).collect();
        sink.error(register::MISSING_KEY, draft.id.span, "the overlay does not say for which scope it speaks")
            .help(format!("write `speaks_for:` with a list of scopes: {}", scopes.join(", ")));
    }
    unique("question", draft.questions.iter().map(|question| &question.id), sink);
    let prefix = format!("{folder}/");
    let files = sources.iter().map(|(_, source)| source).filter(|source| source.path.starts_with(&prefix));
    Overlay {
        id: draft.id.value.clone(),
        version: draft.version.value.clone(),
        title: draft.title.value.clone(),
        short: draft.short.as_ref().unwrap_or(&draft.title).value.clone(),
        summary: draft.summary.clone(),
        owner: draft.owner.value.clone(),
        speaks_for,
        extends: draft.extends.as_ref().map_or(String::new(), |(_, versions)| versions.value.clone()),
        provenance: draft.provenance.value.clone(),
        questions: draft
            .questions
            .iter()
            .map(|question| Question {
                id: question.id.value.clone(),
                text: question.text.value.clone(),
                help: question.help.clone(),
                options: question.options.iter().map(|option| option.value.clone()).collect(),
                optional: question.optional,
            })
            .collect(),
        practices: Vec::new(),
        digest: source::sha256_of_files(files),
    }
}

/// Adds what one file says to the table of its practice.
fn additions(
    file: &DraftOverlayPractice,
    overlay: OverlayIx,
    guide: &mut Guide,
    seen: &mut BTreeMap<PracticeIx, Span>,
    sink: &mut Sink,
) {
    let Some(ix) = find(guide, &file.practice, sink) else { return };
    if let Some(first) = seen.get(&ix) {
        sink.error(
            register::DUPLICATE_ID,
            file.practice.span,
            format!("this overlay extends `{}` in another file, too", file.practice.value),
        )
        .related(*first, "the other file")
        .help("put what it adds to one practice into one file");
        return;
    }
    seen.insert(ix, file.practice.span);
    for section in &file.sections {
        let Some(level) = practice::level_of(section, guide, sink) else { continue };
        if !guide.practices[ix.0].levels.iter().any(|written| written.level == level) {
            let message = format!("`{}` has no level {} to extend", file.practice.value, guide.levels[level.0].number);
            sink.error(register::UNEXPECTED_LEVEL, section.title.span, message)
                .help("an overlay adds to the levels that the practice has");
            continue;
        }
        for block in &section.blocks {
            sink.error(register::CELL_SHAPE, block.span, "text stands between a level and its first aspect")
                .help("put it into a bullet below one of the aspects, such as `### Considerations`");
        }
        for part in &section.sections {
            aspect(part, Column { practice: ix, level, overlay }, guide, sink);
        }
    }
    guide.overlays[overlay.0].practices.push(OverlayPractice {
        practice: ix,
        purpose: file.purpose.clone(),
        provenance: file.provenance.as_ref().map(|text| text.value.clone()),
        file: file.file,
    });
}

fn find(guide: &Guide, id: &Words, sink: &mut Sink) -> Option<PracticeIx> {
    let found = guide.node(&id.value).and_then(|node| guide.nodes[node.0].practice);
    if found.is_none() && !id.value.is_empty() {
        let now = guide.practices.iter().find(|p| p.formerly.contains(&id.value)).map(|p| &guide.nodes[p.node.0].id);
        let error =
            sink.error(register::UNKNOWN_PRACTICE, id.span, format!("the guide has no practice `{}`", id.value));
        match now {
            Some(now) => error.help(format!("it is now called `{now}`")),
            None => error.suggest(&id.value, guide.practices.iter().map(|p| guide.nodes[p.node.0].id.as_str())),
        };
    }
    found
}

/// The name and the scope of a heading such as `Considerations (system)`.
pub(super) fn split(title: &str) -> (&str, Option<&str>) {
    let parted = title.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    parted.map_or((title, None), |(name, scope)| (name.trim_end(), Some(scope.trim())))
}

/// Which column of which practice an overlay adds to.
#[derive(Clone, Copy)]
struct Column {
    practice: PracticeIx,
    level: LevelIx,
    overlay: OverlayIx,
}

/// Adds the bullets below one heading.
fn aspect(part: &Section, place: Column, guide: &mut Guide, sink: &mut Sink) {
    let (name, _) = split(&part.title.value);
    if let Some(track) = practice::track_of(name, &guide.practices[place.practice.0].tracks, guide) {
        for inner in &below(part).1 {
            cell(inner, Some(track), place, guide, sink);
        }
        return;
    }
    cell(part, None, place, guide, sink);
}

fn cell(part: &Section, track: Option<usize>, place: Column, guide: &mut Guide, sink: &mut Sink) {
    let (name, _) = split(&part.title.value);
    let Some(index) = guide.aspects.iter().position(|a| practice::names_aspect(name, &a.id, &a.name)) else {
        practice::unknown_aspect(&part.title, name, guide, sink);
        return;
    };
    if guide.aspects[index].kind == AspectKind::Text {
        sink.error(
            register::WEAKENS,
            part.title.span,
            format!("`{name}` is a text of the base, and an overlay adds bullets only"),
        )
        .help("say it in a bullet under `Considerations`, or in the text before the first level");
        return;
    }
    let scope = spoken_for(part, place.overlay, guide, sink);
    let rated = guide.aspects[index].rated;
    let CellContent::List(mut bullets) = practice::list_cell(part, true, sink) else { return };
    for bullet in &mut bullets {
        bullet.origin = Some(place.overlay);
        bullet.scope = scope;
        bullet.scale = guide.aspects[index].scale;
        lint(bullet, rated, sink);
    }
    let mut own: BTreeMap<String, Span> = BTreeMap::new();
    bullets.retain(|bullet| {
        let Some(id) = &bullet.id else { return false };
        if let Some(first) = own.get(id) {
            twice(id, bullet.span, *first, guide.levels[place.level.0].number, sink);
            return false;
        }
        own.insert(id.clone(), bullet.span);
        free(bullet, place, guide, sink)
    });
    insert(bullets, (track, index), place, guide);
}

/// The scope that the bullets below a heading are for: the one that it names, or the only one of the overlay.
fn spoken_for(part: &Section, overlay: OverlayIx, guide: &Guide, sink: &mut Sink) -> Option<ScopeIx> {
    let (name, scope) = split(&part.title.value);
    let speaks_for = &guide.overlays[overlay.0].speaks_for;
    match scope {
        Some(id) => {
            let found = result::scope(guide, &Words::new(id.to_owned(), part.title.span), sink);
            if let Some(scope) = found.filter(|scope| !speaks_for.contains(scope)) {
                let message = format!("the overlay does not speak for the scope `{}`", guide.scopes[scope.0].id);
                sink.error(register::STRAY_SCOPE, part.title.span, message)
                    .help("add it to `speaks_for` in `overlay.yaml`, or write another scope in the heading");
            }
            found
        }
        None if speaks_for.len() > 1 => {
            let scopes: Vec<&str> = speaks_for.iter().map(|scope| guide.scopes[scope.0].id.as_str()).collect();
            sink.error(
                register::STRAY_SCOPE,
                part.title.span,
                format!("`{name}` does not say for which scope it speaks"),
            )
            .help(format!(
                "the overlay speaks for {}: write `### {name} ({})`",
                scopes.join(" and "),
                scopes[0]
            ));
            None
        }
        None => speaks_for.first().copied(),
    }
}

/// Puts bullets into the cell of a track and an aspect, which is made where the base has none.
fn insert(mut bullets: Vec<Bullet>, (track, aspect): (Option<usize>, usize), place: Column, guide: &mut Guide) {
    let levels = &mut guide.practices[place.practice.0].levels;
    let Some(column) = levels.iter_mut().find(|written| written.level == place.level) else { return };
    match column.cells.iter_mut().find(|cell| cell.aspect == aspect && cell.track == track) {
        Some(Cell { content: CellContent::List(written), .. }) => written.append(&mut bullets),
        _ => {
            let key = (track.map_or(0, |track| track + 1), aspect);
            let at = column.cells.iter().position(|cell| (cell.track.map_or(0, |track| track + 1), cell.aspect) > key);
            let cell = Cell { aspect, track, content: CellContent::List(bullets) };
            column.cells.insert(at.unwrap_or(column.cells.len()), cell);
        }
    }
}

/// Reports an id that is taken, and by whom; gives whether the bullet can be added.
fn free(bullet: &Bullet, place: Column, guide: &Guide, sink: &mut Sink) -> bool {
    let Some(id) = &bullet.id else { return false };
    let same = |(at, _, other): &(LevelIx, usize, &Bullet)| *at == place.level && other.id.as_ref() == Some(id);
    let Some((_, _, other)) = guide.practices[place.practice.0].bullets().into_iter().find(same) else { return true };
    let number = guide.levels[place.level.0].number;
    match other.origin {
        None => {
            sink.error(register::WEAKENS, bullet.span, format!("`{id}` is a bullet of the base in level {number}"))
                .related(other.span, "the bullet of the base")
                .help("an overlay adds to the base and never takes its place: give this bullet an id of its own");
        }
        Some(origin) if origin == place.overlay => twice(id, bullet.span, other.span, number, sink),
        Some(origin) => {
            let message = format!("two overlays claim the bullet `{id}` of level {number}");
            sink.error(register::CLAIMED_TWICE, bullet.span, message)
                .related(other.span, format!("the bullet of `{}`", guide.overlays[origin.0].id))
                .help("give one of them another id: an answer must belong to one bullet");
        }
    }
    false
}

fn twice(id: &str, span: Span, first: Span, level: u8, sink: &mut Sink) {
    sink.error(register::DUPLICATE_ID, span, format!("the bullet id `{id}` is used twice in level {level}"))
        .related(first, "the bullet that has it")
        .help("give one of them another id; ids are unique within a level, over all its aspects");
}

/// Words that lower what the base asks for have no place in what is judged or done.
fn lint(bullet: &Bullet, rated: bool, sink: &mut Sink) {
    let words = plain(&bullet.body).to_lowercase();
    let found = WEAKENING.iter().find(|phrase| {
        let mut from = 0;
        while let Some(at) = words.get(from..).and_then(|rest| rest.find(**phrase)) {
            let (start, end) = (from + at, from + at + phrase.len());
            let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let apart = |text: Option<&str>, last: bool| {
                !letter(text.and_then(|text| if last { text.chars().next_back() } else { text.chars().next() }))
            };
            if apart(words.get(..start), true) && apart(words.get(end..), false) {
                return true;
            }
            from = end;
        }
        false
    });
    let Some(phrase) = found.filter(|_| rated) else { return };
    sink.error(
        register::WEAKENS,
        bullet.span,
        format!("“{phrase}” reads as if something of the base could be left out"),
    )
    .help("say what is asked for in addition; what the base asks for stays in force");
}
