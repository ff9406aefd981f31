//! Guides of other times: the book at a commit, assessments that were judged against an earlier edition, and what changed
//! between two points of the history.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;

use crate::check;
use crate::diag::Diagnostic;
use crate::diag::Sink;
use crate::diag::register;
use crate::editions::Changes;
use crate::editions::compare::compare;
use crate::editions::impact::impact;
use crate::model::Book;
use crate::model::Edition;
use crate::model::Notes;
use crate::model::PracticeIx;
use crate::model::Version;
use crate::read;
use crate::read::Draft;
use crate::read::DraftEdition;
use crate::report::uncovered;
use crate::site::Beside;
use crate::source::Budget;
use crate::source::FileId;
use crate::source::GitError;
use crate::source::Repository;
use crate::source::Source;
use crate::source::Sources;
use crate::source::guide_digest;
use crate::source::is_guide;
use crate::theme::Theme;
use crate::view::GoneView;
use crate::view::ImpactView;
use crate::view::NewsView;
use crate::view::news;

use super::Judged;
use super::Library;
use super::Volume;

/// The name of the work tree where a point of the history is asked for.
pub const WORK_TREE: &str = ".";

/// The guide at one point of the history.
pub struct Point {
    /// What it is called in a sentence: `edition 1.2.0`, `commit 0123456789ab`, `the work tree`.
    pub name: String,
    /// Its commit; `None` for the work tree.
    pub commit: Option<String>,
    /// The guide, without assessments unless it is the work tree.
    pub library: Library,
}

impl Point {
    /// The book, which a point always has.
    pub fn book(&self) -> Option<&Book> {
        self.library.book()
    }

    /// Its version, if it is one.
    pub fn version(&self) -> Option<Version> {
        self.book()?.guide.version.parse().ok()
    }
}

/// The commit that a name leads to: of an edition, a tag, or whatever git knows.
///
/// # Errors
/// When nothing is called so.
pub fn commit_named(repository: &Repository, book: &Book, name: &str) -> Result<(String, String), GitError> {
    let start = &book.settings.edition_tags;
    let version = name.strip_prefix(start.as_str()).unwrap_or(name);
    if let Some(edition) = book.editions.iter().find(|edition| edition.version.to_string() == version) {
        return Ok((edition.commit.clone(), format!("edition {version}")));
    }
    if version.parse::<Version>().is_ok() {
        if let Ok(commit) = repository.resolve(&format!("refs/tags/{start}{version}")) {
            return Ok((commit, format!("edition {version}")));
        }
        let known: Vec<String> = book.editions.iter().map(|edition| edition.version.to_string()).collect();
        return Err(GitError {
            message: format!("there is no edition {version}"),
            help: match known.as_slice() {
                [] => "no edition is released yet: `levelbook release` makes the first".to_owned(),
                known => format!("released are {}", known.join(", ")),
            },
        });
    }
    let commit = repository.resolve(name)?;
    let short: String = commit.chars().take(12).collect();
    Ok((commit, format!("commit {short}")))
}

/// The guide at a commit, without its assessments, checked under today's rules.
///
/// # Errors
/// When the commit is not at hand, or its guide does not check.
pub fn at_commit(repository: &Repository, commit: &str, name: &str) -> Result<Library, GitError> {
    let (sources, problems) = repository.files(commit, Budget::default())?;
    let mut sink = Sink::new();
    read::report_problems(&problems, &mut sink);
    guide_only(sources, sink, name)
}

/// A book as its guide alone: what its assessments say is not looked at, but a page may link them.
///
/// # Errors
/// When the guide does not check.
pub fn guide_only(sources: Sources, mut sink: Sink, name: &str) -> Result<Library, GitError> {
    let theme = Theme::load(&sources, &mut Sink::new());
    let mut draft = read::read(&sources, &mut sink);
    draft.elsewhere = draft.assessments.iter().map(|assessment| assessment.file).collect();
    (draft.seals, draft.entries) = (Vec::new(), Vec::new());
    let book = {
        let mut own = Sink::new();
        let of_guide = |diagnostic: &Diagnostic| {
            let path = diagnostic.span.map(|span| sources.get(span.file).path.as_str()).or(diagnostic.path.as_deref());
            !path.is_some_and(is_of_assessments)
        };
        sink.retain(of_guide);
        let book = check::check(&draft, &sources, &mut own);
        own.retain(of_guide);
        sink.absorb(own);
        book
    };
    match book {
        Some(_) if !sink.has_errors() => Ok(Library::alone(Volume::new(sources, draft, book, theme), sink)),
        _ => Err(unfit(&sources, &sink, name)),
    }
}

/// An edition whose files today's rules refuse.
fn unfit(sources: &Sources, sink: &Sink, name: &str) -> GitError {
    let errors: Vec<Diagnostic> =
        sink.sorted().into_iter().filter(|d| d.severity == crate::diag::Severity::Error).collect();
    let first = errors.first().map_or(String::new(), |first| {
        let place = first.span.map(|span| {
            let source = sources.get(span.file);
            format!("{}:{}: ", source.path, source.place(span.start as usize).0)
        });
        format!(": {}{}", place.unwrap_or_default(), first.message)
    });
    let more = if errors.len() > 1 { format!(", and {} more", errors.len() - 1) } else { String::new() };
    GitError {
        message: format!("{name} does not check under today's rules{first}{more}"),
        help: "build it with the levelbook that it was released with".to_owned(),
    }
}

fn is_of_assessments(path: &str) -> bool {
    path.starts_with("assessments/") || path.starts_with("trust/")
}

/// A point of the history by its name; the empty name and [`WORK_TREE`] are the work tree.
///
/// # Errors
/// When there is no such point, it can't be read, or its guide does not check.
pub fn point(folder: &Path, repository: &Repository, book: &Book, name: &str) -> Result<Point, GitError> {
    if name.is_empty() || name == WORK_TREE {
        let library =
            super::open(folder).map_err(|error| GitError { message: error.to_string(), help: String::new() })?;
        return Ok(Point { name: "the work tree".to_owned(), commit: None, library });
    }
    let (commit, name) = commit_named(repository, book, name)?;
    let library = at_commit(repository, &commit, &name)?;
    Ok(Point { name, commit: Some(commit), library })
}

/// What changed from one guide to another. The notes are those that the later one holds of what came after the earlier.
pub fn changes(old: &Book, new: &Book) -> Changes {
    let (from, to) = (old.guide.version.parse::<Version>().ok(), new.guide.version.parse::<Version>().ok());
    let between = |version: &Version| from.is_none_or(|from| *version > from) && to.is_none_or(|to| *version <= to);
    let mut notes: Vec<&Notes> =
        new.notes.iter().filter(|(version, _)| between(version)).map(|(_, notes)| notes).collect();
    // Between two releases the work tree has the old version still; notes for the next one are on their way.
    if from.is_some() && from == to {
        notes =
            new.notes.iter().filter(|(version, _)| from.is_some_and(|from| **version > from)).map(|(_, n)| n).collect();
    }
    compare(&old.guide, &new.guide, &notes)
}

/// A guide that differs from the released edition whose version it bears.
pub(super) fn unreleased(sources: &Sources, draft: &Draft, sink: &mut Sink) {
    let Some(model) = &draft.model else { return };
    let edition =
        draft.editions.iter().flat_map(|list| &list.editions).find(|e| e.version.value == model.version.value);
    if let Some(edition) = edition.filter(|edition| edition.digest.value != guide_digest(sources)) {
        sink.warning(
            register::EDITIONS,
            model.version.span,
            format!("this is not the guide that was released as {}", model.version.value),
        )
        .related(edition.version.span, "released here")
        .help("write the version of the next edition here: what is built now must not pass for the released one");
    }
}

/// Finds the assessments that were judged against an earlier edition, and opens a book for each such edition: its guide,
/// with the settings, the theme and the assessments of now. Each by its version.
pub(super) fn earlier(
    folder: &Path,
    sources: &Sources,
    draft: &mut Draft,
    sink: &mut Sink,
) -> BTreeMap<String, Volume> {
    let mut found = BTreeMap::new();
    let Some(model) = &draft.model else { return found };
    let digest = guide_digest(sources);
    let mut wanted: BTreeSet<String> = BTreeSet::new();
    let mut pinned: Vec<(FileId, String)> = Vec::new();
    for assessment in &draft.assessments {
        let Some((id, version)) = &assessment.guide else { continue };
        let edition = draft.editions.iter().flat_map(|list| &list.editions).find(|e| e.version.value == version.value);
        // A guide that was changed since its release is not that edition any more, whatever it calls itself.
        let other = |edition: &DraftEdition| version.value != model.version.value || edition.digest.value != digest;
        if id.value == model.id.value && edition.is_some_and(other) {
            wanted.insert(version.value.clone());
            pinned.push((assessment.file, version.value.clone()));
        }
    }
    if wanted.is_empty() {
        return found;
    }
    draft.elsewhere = pinned.iter().map(|(file, _)| *file).collect();
    let repository = Repository::of(folder);
    for version in wanted {
        let of: Vec<FileId> = pinned.iter().filter(|(_, v)| *v == version).map(|(file, _)| *file).collect();
        let commit = draft.editions.iter().flat_map(|list| &list.editions).find(|e| e.version.value == version);
        let commit = commit.map_or("", |edition| edition.commit.value.as_str());
        let files = repository.as_ref().map_err(Clone::clone).and_then(|r| r.files(commit, Budget::default()));
        match files {
            Ok((guide, _)) => {
                found.insert(version.clone(), volume_of(&version, &guide, sources, &of, sink));
            }
            Err(error) => {
                // A clone may lack what came before it: it builds what it has.
                for file in of {
                    let span = draft
                        .assessments
                        .iter()
                        .find(|a| a.file == file)
                        .and_then(|a| a.guide.as_ref())
                        .map(|g| g.1.span);
                    let message = format!(
                        "left out: edition {version}, against which it was judged, is not at hand: {}",
                        error.message
                    );
                    let diagnostic = sink.warning(register::OTHER_GUIDE, span, message);
                    if !error.help.is_empty() {
                        diagnostic.help(error.help.clone());
                    }
                }
            }
        }
    }
    found
}

/// A book of an earlier guide and of today's assessments of it. What is wrong with them is put into `sink`.
fn volume_of(version: &str, guide: &Sources, now: &Sources, assessments: &[FileId], sink: &mut Sink) -> Volume {
    let name = format!("edition {version}");
    let settings = format!("{name}/book.yaml");
    let mut files: Vec<Source> =
        guide.iter().filter(|(_, source)| is_guide(&source.path)).map(|(_, s)| s.clone()).collect();
    files.extend(guide.find("book.yaml").map(|file| Source::new(settings.clone(), guide.get(file).content.clone())));
    let kept = |path: &str| path == "book.yaml" || path.starts_with("theme/") || is_of_assessments(path);
    files.extend(now.iter().filter(|(_, source)| kept(&source.path)).map(|(_, source)| source.clone()));
    let sources = Sources::from_files(files);
    let mut own = Sink::new();
    let theme = Theme::load(&sources, &mut Sink::new());
    let mut draft = read::read(&sources, &mut own);
    uncovered(&theme, &sources, &mut own);
    // Pages belong to the guide, and which there are is said in the settings of its time.
    if let (Some(settings), Some(file)) = (&mut draft.settings, sources.find(&settings))
        && let Some(then) = read::read_settings(file, sources.get(file), &mut Sink::new())
    {
        (settings.front, settings.back) = (then.front, then.back);
    }
    let here: Vec<&str> = assessments.iter().map(|file| now.get(*file).path.as_str()).collect();
    draft.elsewhere = draft
        .assessments
        .iter()
        .map(|a| a.file)
        .filter(|file| !here.contains(&sources.get(*file).path.as_str()))
        .collect();
    let book = check::check(&draft, &sources, &mut own);
    // Diagnostics on today's files are moved to where today's files are; those on the guide are one.
    let mut of_guide = Sink::new();
    for diagnostic in own.sorted() {
        let file = diagnostic.span.map(|span| sources.get(span.file).path.clone());
        let of_now = file
            .as_ref()
            .is_some_and(|path| is_of_assessments(path) || path.starts_with("theme/") || path == "book.yaml");
        match file.filter(|_| of_now).and_then(|path| now.find(&path)) {
            Some(file) if here.contains(&now.get(file).path.as_str()) => sink.add(diagnostic.moved(file)),
            Some(_) => {}
            None => of_guide.add(diagnostic),
        }
    }
    if of_guide.has_errors() {
        let error = unfit(&sources, &of_guide, &name);
        sink.error(register::OTHER_GUIDE, None, error.message).path("editions.yaml").help(error.help);
    }
    Volume::new(sources, draft, book, theme)
}

/// What a site shows beside the guide: the page on what changed, and what that does to assessments. Nothing where no
/// edition is released or the repository is not at hand: a site needs neither.
pub fn beside_of(folder: &Path, library: &Library) -> Beside {
    let mut beside = Beside::default();
    let Some(book) = library.book() else { return beside };
    if let Some(news) = news_of(folder, book) {
        beside.news.push(news);
    }
    beside.lost_bullets = lost_bullets(library, book);
    let nobodys = library.shown_to().is_some() && library.whole().next().is_none();
    if !book.editions.is_empty() && !nobodys {
        beside.impact = Some(impact_on(library, book));
    }
    beside
}

/// What changed since the last edition; if nothing did, what changed in it.
fn news_of(folder: &Path, book: &Book) -> Option<NewsView> {
    let last = book.editions.last()?;
    let repository = Repository::of(folder).ok()?;
    let name = |edition: &Edition| format!("edition {}", edition.version);
    let released = at_commit(&repository, &last.commit, &name(last)).ok()?;
    let then = released.book()?;
    let changes = changes(then, book);
    if !changes.is_empty() {
        return Some(news::news("whats-new", (&name(last), "the next edition"), &then.guide, book, &changes));
    }
    news_of_edition(&repository, book, book.editions.len() - 1, then)
}

/// What changed in an edition, from the one before it.
pub fn news_of_edition(repository: &Repository, book: &Book, index: usize, then: &Book) -> Option<NewsView> {
    let name = |edition: &Edition| format!("edition {}", edition.version);
    let edition = book.editions.get(index)?;
    let before = book.editions.get(index.checked_sub(1)?)?;
    let earlier = at_commit(repository, &before.commit, &name(before)).ok()?;
    let old = earlier.book()?;
    Some(news::news("whats-new", (&name(before), &name(edition)), &old.guide, then, &changes(old, then)))
}

/// What the guide of the work tree does to all assessments that are there as a whole: it names their answers.
pub fn impact_on(library: &Library, book: &Book) -> ImpactView {
    let one = |judged: Judged| {
        let changes = changes(judged.book, book);
        let effect = impact(judged.assessment, &judged.book.guide, &book.guide, &changes);
        news::impact(judged.assessment, &judged.book.guide, &changes, &effect)
    };
    let assessments = library.whole().map(one).collect();
    ImpactView { to: format!("edition {}", book.guide.version), assessments }
}

/// The bullets of earlier editions that practices of today no longer have under that address.
fn lost_bullets(library: &Library, book: &Book) -> BTreeMap<String, Vec<GoneView>> {
    let mut lost: BTreeMap<String, Vec<GoneView>> = BTreeMap::new();
    for judged in library.earlier().filter_map(|volume| volume.book.as_ref()) {
        let mut heirs: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (now, before) in crate::editions::compare::origins(&judged.guide, &book.guide) {
            before.into_iter().for_each(|old| heirs.entry(old).or_default().push(now.clone()));
        }
        for (index, practice) in judged.guide.practices.iter().enumerate() {
            let id = &judged.guide.nodes[practice.node.0].id;
            let own = format!("{id}.");
            for (level, _, bullet) in practice.bullets() {
                let Some(local) = &bullet.id else { continue };
                let anchor = judged.guide.full_id(PracticeIx(index), level, local);
                let now = heirs.remove(&anchor).unwrap_or_default();
                let known = lost.entry(id.clone()).or_default();
                if now.iter().any(|now| now.starts_with(&own)) || known.iter().any(|other| other.anchor == anchor) {
                    continue;
                }
                let text = crate::editions::compare::words(bullet);
                known.push(GoneView { anchor, text, edition: judged.guide.version.clone(), now });
            }
        }
    }
    lost.retain(|_, bullets| !bullets.is_empty());
    lost
}
