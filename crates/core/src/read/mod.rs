//! YAML, front matter and practice tables to drafts: what was written, file by file.
//!
//! Takes [`Sources`]; gives a [`Draft`] and the mistakes that a single file can show. Rules across files are
//! [`crate::check`]'s.

mod assessment;
mod book;
mod conflict;
mod draft;
mod edition;
mod fields;
mod folded;
mod mapping;
mod markdown;
mod misplaced;
mod model;
mod overlay;
mod placeholder;
mod record;
mod result;
mod yaml;

pub use draft::*;
pub use markdown::below;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::diag::Severity;
use crate::diag::Sink;
use crate::diag::register;
use crate::source::FileId;
use crate::source::Problem;
use crate::source::ProblemKind;
use crate::source::Source;
use crate::source::Sources;
use crate::source::Span;

/// Reads all files of a book. Mistakes go to `sink`; what could be read is in the draft all the same.
pub fn read(sources: &Sources, sink: &mut Sink) -> Draft {
    let mut draft = Draft { unread: unloaded(sink), ..Draft::default() };
    conflict::report(sources, &mut draft.unread, sink);
    let unread = &mut draft.unread;
    match sources.find("book.yaml") {
        Some(file) => draft.settings = each(vec![(file, sources.get(file))], unread, sink, book::read).pop(),
        None if unread.has("book.yaml") => {}
        None => missing("book.yaml", "the settings of the book", sink),
    }
    match sources.find("model.yaml") {
        Some(file) => draft.model = each(vec![(file, sources.get(file))], unread, sink, model::read).pop(),
        None if unread.has("model.yaml") => {}
        None => missing("model.yaml", "the model: tiers, levels, aspects and the tree", sink),
    }
    let in_folder = |folder: &str, end: &str| -> Vec<(FileId, &Source)> {
        sources.iter().filter(|(_, s)| s.path.starts_with(folder) && s.path.ends_with(end)).collect()
    };
    draft.practices = each(in_folder("practices/", ".md"), unread, sink, markdown::practice);
    draft.pages = each(in_folder("pages/", ".md"), unread, sink, markdown::page);
    let mut overlays = in_folder("overlays/", "/overlay.yaml");
    overlays.retain(|(_, source)| source.path.split('/').count() == 3);
    draft.overlays = each(overlays, unread, sink, overlay::overlay);
    let mut additions = in_folder("overlays/", ".md");
    additions.retain(|(_, source)| source.path.split('/').count() > 2);
    draft.overlay_practices = each(additions, unread, sink, markdown::overlay_practice);
    let mut sets = in_folder("targets/", ".yaml");
    sets.retain(|(_, source)| source.path.split('/').count() == 2);
    draft.target_sets = each(sets, unread, sink, overlay::target_set);
    let (mut frameworks, mut mappings): (Vec<_>, Vec<_>) = in_folder("mappings/", ".yaml")
        .into_iter()
        .partition(|(_, source)| source.path.starts_with("mappings/frameworks/"));
    frameworks.retain(|(_, source)| source.path.split('/').count() == 3);
    mappings.retain(|(_, source)| source.path.split('/').count() == 2);
    draft.frameworks = each(frameworks, unread, sink, mapping::framework);
    draft.mappings = each(mappings, unread, sink, mapping::mapping);
    let mut assessments = in_folder("assessments/", "/assessment.yaml");
    assessments.retain(|(_, source)| source.path.split('/').count() == 3);
    draft.assessments = each(assessments, unread, sink, assessment::read);
    if let Some(file) = sources.find("editions.yaml") {
        draft.editions = each(vec![(file, sources.get(file))], unread, sink, edition::list).pop();
    }
    draft.notes = each(in_folder("editions/", ".yaml"), unread, sink, edition::notes);
    records(sources, &mut draft, sink);
    draft.placeholders = placeholder::all(sources);
    misplaced::report(sources, sink);
    alike(sources, sink);
    draft
}

/// The files that the loader could not take in, which it has told of.
fn unloaded(sink: &Sink) -> Unread {
    let mut unread = Unread::default();
    let told = sink.sorted().into_iter().filter(|d| d.severity == Severity::Error && d.span.is_none());
    told.flat_map(|d| d.path.into_iter().chain(d.also)).for_each(|path| unread.add(path));
    unread
}

/// Reads the settings of a book only.
pub fn read_settings(file: FileId, source: &Source, sink: &mut Sink) -> Option<DraftSettings> {
    book::read(file, source, sink)
}

/// Reads assessments only.
pub fn read_assessments(sources: &Sources, sink: &mut Sink) -> Draft {
    let of = |(_, source): &(FileId, &Source)| source.path.ends_with("/assessment.yaml");
    let mut draft = Draft::default();
    draft.assessments = each(sources.iter().filter(of).collect(), &mut draft.unread, sink, assessment::read);
    draft
}

/// Reads the records of sign-offs only.
pub fn read_records(sources: &Sources, sink: &mut Sink) -> Draft {
    let mut draft = Draft::default();
    records(sources, &mut draft, sink);
    draft
}

fn records(sources: &Sources, draft: &mut Draft, sink: &mut Sink) {
    let in_folder = |folder: &str, end: &str| -> Vec<(FileId, &Source)> {
        sources.iter().filter(|(_, s)| s.path.starts_with(folder) && s.path.ends_with(end)).collect()
    };
    let records = in_folder("assessments/", ".yaml").into_iter().filter(|(_, source)| {
        let parts: Vec<&str> = source.path.split('/').collect();
        parts.len() == 4 && parts[2] == "sign-off"
    });
    let (seals, entries) = records.partition(|(_, source)| source.path.ends_with("/seal.yaml"));
    draft.seals = each(seals, &mut draft.unread, sink, record::seal);
    draft.entries = each(entries, &mut draft.unread, sink, record::entry);
}

/// Files are read in parallel; their diagnostics are put together in order of path. Those of which nothing could be read are
/// noted.
fn each<T: Send>(
    files: Vec<(FileId, &Source)>,
    unread: &mut Unread,
    sink: &mut Sink,
    read: impl Fn(FileId, &Source, &mut Sink) -> Option<T> + Sync,
) -> Vec<T> {
    let results: Vec<(&Source, Option<T>, Sink)> = files
        .into_par_iter()
        .filter(|(_, source)| !unread.has(&source.path))
        .map(|(file, source)| {
            let mut sink = Sink::new();
            (source, read(file, source, &mut sink), sink)
        })
        .collect();
    let mut all = Vec::new();
    for (source, value, found) in results {
        sink.absorb(found);
        if value.is_none() {
            unread.add(&source.path);
        }
        all.extend(value);
    }
    all
}

/// Two files whose names differ in upper and lower case only: on many systems only one of them is there, and the book
/// would say something else.
fn alike(sources: &Sources, sink: &mut Sink) {
    let mut first: BTreeMap<String, FileId> = BTreeMap::new();
    for (file, source) in sources.iter() {
        let Some(other) = first.insert(source.path.to_lowercase(), file) else { continue };
        sink.error(register::ALIKE, Span::new(file, 0, 0), "another file has this name but for upper and lower case")
            .related(Span::new(other, 0, 0), "the other file")
            .help("rename one of them: on Windows and macOS only one of the two would be there");
    }
}

fn missing(name: &str, what: &str, sink: &mut Sink) {
    sink.error(register::MISSING_FILE, None, format!("the book has no `{name}`"))
        .path(name)
        .help(format!("`{name}` holds {what}; `levelbook init DIR` makes a book to start from"));
}

/// Turns what the loader met into diagnostics.
pub fn report_problems(problems: &[Problem], sink: &mut Sink) {
    let mib = |bytes: &u64| format!("{:.1} MiB", *bytes as f64 / f64::from(1 << 20));
    for problem in problems {
        let (code, message, help) = match &problem.kind {
            ProblemKind::LinkOut => (
                register::LINK_OUT,
                "this symbolic link leads out of the book, to a folder or nowhere".to_owned(),
                "put the file itself into the book",
            ),
            ProblemKind::TooLarge(size, limit) => (
                register::TOO_LARGE,
                format!("this file has {}, more than the {} that are allowed", mib(size), mib(limit)),
                "keep large evidence outside the book and register its place and SHA-256",
            ),
            ProblemKind::TooMuch(limit) => (
                register::TOO_LARGE,
                format!("the book holds more than {limit}"),
                "keep other files outside the book's folders",
            ),
            ProblemKind::TooDeep(limit) => {
                (register::TOO_LARGE, format!("folders are nested deeper than {limit}"), "use fewer folders")
            }
            ProblemKind::NotUtf8(line, _) => (
                register::NOT_UTF8,
                format!("line {line} of this file is not UTF-8"),
                "save the file as UTF-8; it may be in Windows-1252 or UTF-16",
            ),
            ProblemKind::Wide => (
                register::NOT_UTF8,
                "this file is UTF-16, and not UTF-8".to_owned(),
                "save it as UTF-8 in your editor, or run `iconv -f UTF-16 -t UTF-8`",
            ),
            ProblemKind::Nul(line) => (
                register::NUL,
                format!("line {line} of this file holds a NUL byte"),
                "remove the byte; is this a text file at all?",
            ),
            ProblemKind::Name => {
                (register::UNREADABLE, "the name of this file is not UTF-8".to_owned(), "rename the file")
            }
            ProblemKind::Changing => (
                register::UNREADABLE,
                "this file is written to again and again while the book is read".to_owned(),
                "try again when nothing is writing to it",
            ),
            ProblemKind::Pointer => (
                register::UNREADABLE,
                "this is a Git LFS pointer, and not the file itself".to_owned(),
                "run `git lfs pull`, which brings the file",
            ),
            ProblemKind::Io(reason) => (
                register::UNREADABLE,
                format!("this file can't be read: {reason}"),
                "check its kind and its permissions",
            ),
        };
        sink.error(code, None, message).path(problem.path.clone()).help(help);
    }
}
