//! Editions side by side: each released one from its commit, built once and kept, with the work tree as the next one.
//!
//! A released edition never changes, so its pages are made once and taken from a cache afterwards. What every page says of
//! the other editions changes with each release; the pages have places for it, which are filled in here.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;
use serde::Serialize;

use crate::diag::Sink;
use crate::model::Book;
use crate::model::Edition;
use crate::output::Output;
use crate::site;
use crate::site::Beside;
use crate::site::EditionEntry;
use crate::source;
use crate::source::Commit;
use crate::source::GitError;
use crate::source::Repository;
use crate::source::Source;
use crate::source::Sources;
use crate::view::View;

use super::Document;
use super::Library;
use super::Plan;
use super::build;
use super::editions;
use super::editions::at_commit;
use super::typeset_here;

/// The folder of the work tree's guide.
const NEXT: &str = "next";
/// The folder of the newest released edition.
const LATEST: &str = "latest";
/// What a kept edition says of itself, beside its files.
const ABOUT: &str = ".edition.json";

/// Keeps what was built, by digest.
pub trait Cache {
    /// What was kept under a key.
    fn get(&self, key: &str) -> Option<Output>;
    /// Keeps it. A cache that can't keep anything is none, and no error.
    fn put(&self, key: &str, output: &Output);
}

/// What is known of a built edition without opening it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct About {
    /// Pages whose practice had another id in earlier editions: path then, path now.
    moved: BTreeMap<String, String>,
    /// A sentence or two from the release notes.
    summary: String,
    /// True when it has a page on what is new.
    news: bool,
}

/// One edition with its files.
struct Shelf {
    entry: EditionEntry,
    files: Output,
    pages: BTreeSet<String>,
    moved: BTreeMap<String, String>,
}

/// Everything that goes into making released editions.
pub struct Workshop<'a> {
    /// The repository.
    pub repository: &'a Repository,
    /// The work tree.
    pub library: &'a Library,
    /// Its checked book.
    pub book: &'a Book,
    /// What readers see of its guide.
    pub view: &'a View,
    /// Where built editions are kept.
    pub cache: &'a dyn Cache,
    /// Tells two programs apart that may make different bytes.
    pub program: String,
}

/// The whole tree: `next` holds the files of the work tree's site, made with [`places`]. Editions that are not at hand are
/// named in the second value, and left out.
pub fn side_by_side(
    workshop: &Workshop,
    mut next: Output,
    progress: &mut dyn FnMut(&str),
    sink: &mut Sink,
) -> Option<(Output, Vec<GitError>)> {
    let mut missing = Vec::new();
    let mut shelves = Vec::new();
    for (index, edition) in workshop.book.editions.iter().enumerate() {
        progress(&format!("edition {}", edition.version));
        match released(workshop, index, edition, sink) {
            Ok(shelf) => shelves.extend(shelf),
            Err(error) => {
                let message = format!("edition {}: {}", edition.version, error.message);
                missing.push(GitError { message, ..error });
            }
        }
        if sink.has_errors() {
            return None;
        }
    }
    shelves.reverse();
    let newest = shelves.first().map(|shelf| shelf.entry.version.clone());
    for shelf in &mut shelves {
        shelf.entry.newest = Some(&shelf.entry.version) == newest.as_ref();
    }
    let digest = source::guide_digest(workshop.library.sources());
    let changed = workshop.book.editions.last().is_none_or(|last| last.digest != digest);
    // One map is over all editions; the work tree's own would name pages where none are.
    next.files.remove("sitemap.xml");
    shelves.insert(0, work_tree(workshop.book, changed, next));
    let mut output = assemble(workshop, &shelves, sink)?;
    output.insert("versions.json", versions(&shelves));
    Some((output, missing))
}

/// What the site of the work tree shows beside its guide when it stands beside editions.
pub fn places(beside: Beside) -> Beside {
    Beside { places: true, editions: true, ..beside }
}

fn work_tree(book: &Book, changed: bool, files: Output) -> Shelf {
    let about = About { moved: moved(book), summary: String::new(), news: files.files.contains_key("whats-new.html") };
    let entry = EditionEntry {
        version: NEXT.to_owned(),
        folder: NEXT.to_owned(),
        released: false,
        newest: false,
        changed,
        date: crate::view::date(book.guide.date),
        summary: about.summary,
        news: about.news,
    };
    Shelf { pages: pages(&files), entry, files, moved: about.moved }
}

fn pages(files: &Output) -> BTreeSet<String> {
    files.files.keys().filter(|path| path.ends_with(".html")).cloned().collect()
}

/// Where the pages of practices went that had other ids.
fn moved(book: &Book) -> BTreeMap<String, String> {
    let mut moved = BTreeMap::new();
    for practice in &book.guide.practices {
        let now = &book.guide.nodes[practice.node.0].id;
        for before in &practice.formerly {
            moved.insert(format!("practices/{before}.html"), format!("practices/{now}.html"));
        }
    }
    moved
}

/// The key under which an edition is kept, of all that its bytes come from: version, commit, its files, those of the edition
/// before it, theme, address, assessments that pages may link, and program.
fn key(origin: [&str; 8]) -> String {
    source::sha256_of_named(origin.iter().map(|part| ("", part.as_bytes())))
}

/// One released edition, from the cache or from its commit.
fn released(workshop: &Workshop, index: usize, edition: &Edition, sink: &mut Sink) -> Result<Option<Shelf>, GitError> {
    let repository = workshop.repository;
    let tree = repository.tree_of(&edition.commit)?;
    let before = index.checked_sub(1).and_then(|before| workshop.book.editions.get(before));
    let before = before.map(|before| repository.tree_of(&before.commit)).transpose()?.unwrap_or_default();
    let theme = workshop.library.sources().iter().map(|(_, source)| source).filter(|s| s.path.starts_with("theme/"));
    let theme = source::sha256_of_files(theme);
    let url = workshop.book.settings.url.clone().unwrap_or_default();
    let version = edition.version.to_string();
    // Pages may link the assessments of now.
    let linked = workshop.library.ids().join(" ");
    let origin = [version.as_str(), &edition.commit, &tree, &before, &theme, &url, &linked, &workshop.program];
    let key = key(origin);
    let files = match workshop.cache.get(&key) {
        Some(files) => files,
        None => {
            let Some(files) = edition_of(workshop, index, edition, sink)? else { return Ok(None) };
            workshop.cache.put(&key, &files);
            files
        }
    };
    let mut files = files;
    let about: About =
        files.files.remove(ABOUT).and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    let entry = EditionEntry {
        version: version.clone(),
        folder: version,
        released: true,
        newest: false,
        changed: false,
        date: crate::view::date(edition.date),
        summary: about.summary,
        news: about.news,
    };
    Ok(Some(Shelf { pages: pages(&files), entry, files, moved: about.moved }))
}

/// An edition made from its commit, in the looks of now.
fn edition_of(
    workshop: &Workshop,
    index: usize,
    edition: &Edition,
    sink: &mut Sink,
) -> Result<Option<Output>, GitError> {
    let library = library_of(workshop, edition)?;
    let Some(book) = library.book() else { return Ok(None) };
    let news = editions::news_of_edition(workshop.repository, workshop.book, index, book);
    let there = workshop.library.ids().into_iter();
    let there = there.map(|id| (id.to_owned(), format!("../{NEXT}/assessments/{id}/index.html"))).collect();
    let mut documents = Document::guides(&library);
    documents.extend(news.as_ref().map(|_| Document::Changes));
    let about = About {
        moved: moved(book),
        summary: book.notes.get(&edition.version).map(|notes| notes.summary.trim().to_owned()).unwrap_or_default(),
        news: news.is_some(),
    };
    let commit = Commit {
        id: edition.commit.clone(),
        modified: false,
        day: workshop.repository.day(&edition.commit).unwrap_or_default(),
    };
    let beside = Beside { places: true, news: news.into_iter().collect(), assessments: there, ..Beside::default() };
    let plan = Plan { commit: Some(commit), documents, site: Some(beside), kept: Output::new() };
    let made = build(&library, plan, &mut typeset_here, sink);
    let Some(mut output) = made.filter(|_| !sink.has_errors()) else { return Ok(None) };
    output.files.remove("sitemap.xml");
    output.insert(ABOUT, serde_json::to_vec(&about).unwrap_or_default());
    Ok(Some(output))
}

/// The guide of an edition in the theme of now, at the address that it has beside the others.
fn library_of(workshop: &Workshop, edition: &Edition) -> Result<Library, GitError> {
    let name = format!("edition {}", edition.version);
    let then = at_commit(workshop.repository, &edition.commit, &name)?;
    let theme = |source: &&Source| source.path.starts_with("theme/");
    let files = then.sources().iter().map(|(_, source)| source).filter(|source| !theme(source));
    let theme = workshop.library.sources().iter().map(|(_, source)| source).filter(theme);
    let files = Sources::from_files(files.chain(theme).cloned());
    let mut library = editions::guide_only(files, Sink::new(), &name)?;
    let settings = &workshop.book.settings;
    for book in library.volumes_mut().filter_map(|volume| volume.book.as_mut()) {
        book.settings.url = settings.url.as_ref().map(|url| format!("{url}/{}", edition.version));
        book.settings.feedback.clone_from(&settings.feedback);
    }
    Ok(library)
}

/// Puts the editions into their folders, and fills in what each page says of the others.
fn assemble(workshop: &Workshop, shelves: &[Shelf], sink: &mut Sink) -> Option<Output> {
    let entries: Vec<EditionEntry> = shelves.iter().map(|shelf| shelf.entry.clone()).collect();
    let chrome = site::Chrome::new(&workshop.library.main().theme, workshop.view, &entries, sink)?;
    let mut output = Output::new();
    for shelf in shelves {
        let folders = std::iter::once(shelf.entry.folder.as_str()).chain(shelf.entry.newest.then_some(LATEST));
        for folder in folders {
            for (path, bytes) in &shelf.files.files {
                let target = format!("{folder}/{path}");
                if !path.ends_with(".html") {
                    output.insert(target, bytes.clone());
                    continue;
                }
                let others: Vec<Option<String>> = shelves.iter().map(|other| page_in(shelf, path, other)).collect();
                let html = String::from_utf8_lossy(bytes);
                output.insert(target, chrome.fill(&html, path, &shelf.entry, &others, sink)?);
            }
        }
    }
    output.insert("index.html", chrome.index(!workshop.library.ids().is_empty(), sink)?);
    if let Some(url) = &workshop.book.settings.url {
        output.insert("sitemap.xml", map(url, shelves));
    }
    Some(output)
}

/// The site map over all editions: the pages of the newest released one, and what only the work tree has, which are the
/// pages on assessments.
fn map(url: &str, shelves: &[Shelf]) -> String {
    let of_assessments = |path: &&str| {
        ["assessments/", "portfolio/"].iter().any(|folder| path.starts_with(folder)) || *path == "portfolio.html"
    };
    let (latest, next) = (format!("{url}/{LATEST}"), format!("{url}/{NEXT}"));
    let newest = shelves.iter().filter(|shelf| shelf.entry.newest).flat_map(|shelf| &shelf.pages).map(String::as_str);
    let own = shelves.iter().filter(|shelf| !shelf.entry.released).flat_map(|shelf| &shelf.pages).map(String::as_str);
    let own = own.filter(of_assessments);
    site::sitemap(newest.map(|path| (latest.as_str(), path)).chain(own.map(|path| (next.as_str(), path))))
}

/// The path of a page in another edition; `None` where that edition does not have it.
fn page_in(own: &Shelf, path: &str, other: &Shelf) -> Option<String> {
    if other.pages.contains(path) {
        return Some(path.to_owned());
    }
    let forward = other.moved.get(path);
    let backward = own.moved.iter().find(|(_, now)| now.as_str() == path).map(|(then, _)| then);
    forward.or(backward).filter(|path| other.pages.contains(*path)).cloned()
}

/// The list of editions in the form of mike's `versions.json`: newest first.
fn versions(shelves: &[Shelf]) -> String {
    let one = |shelf: &Shelf| {
        let aliases: &[&str] = if shelf.entry.newest { &[LATEST] } else { &[] };
        serde_json::json!({ "version": shelf.entry.folder, "title": shelf.entry.version, "aliases": aliases })
    };
    let all: Vec<_> = shelves.iter().map(one).collect();
    format!("{}\n", serde_json::to_string_pretty(&all).unwrap_or_default())
}

/// What tells two programs apart: a digest of the program itself.
pub fn program_digest(program: &Path) -> String {
    std::fs::read(program).map(|bytes| source::sha256(&bytes)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_goes_into_an_edition_tells_it_from_a_kept_one() {
        let parts = ["1.0.0", "commit", "tree", "before", "theme", "url", "linked", "program"];
        let mut keys = std::collections::BTreeSet::from([key(parts)]);
        for index in 0..parts.len() {
            let mut other = parts;
            other[index] = "other";
            keys.insert(key(other));
        }
        assert_eq!(keys.len(), parts.len() + 1, "each part counts");
    }
}
