//! Reads a book's folder into memory, within a budget.
//!
//! Takes a folder; gives [`Sources`] and every [`Problem`] met: a link out of the book, a file that is too large, text
//! that is not UTF-8. A problem file is left out; reading goes on, so that one run names all problems.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use walkdir::WalkDir;

use super::canonical::Pointer;
use super::canonical::is_text;
use super::problem::Problem;
use super::problem::ProblemKind;
use super::steady;
use super::steady::Stamp;
use super::{Content, Source, Sources};

/// How much a book may hold. The defaults are far above any real book and far below what would hurt a machine.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Bytes of one text file.
    pub text_bytes: u64,
    /// Bytes of one image or attachment.
    pub binary_bytes: u64,
    /// Bytes of all files.
    pub total_bytes: u64,
    /// Number of files.
    pub files: usize,
    /// Depth of folders.
    pub depth: usize,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget { text_bytes: 8 << 20, binary_bytes: 32 << 20, total_bytes: 1 << 30, files: 100_000, depth: 16 }
    }
}

/// The folders and files of a book that levelbook reads. Anything else in the folder is the user's own.
const ROOTS: [&str; 9] =
    ["practices", "pages", "assessments", "overlays", "targets", "mappings", "theme", "trust", "editions"];
const FILES: [&str; 3] = ["book.yaml", "model.yaml", "editions.yaml"];

/// Reads the book in `root`. Hidden files and folders, and whatever lies outside the folders of a book, are skipped. Files
/// that change meanwhile are read anew, so that what is read was there at one moment.
///
/// # Errors
/// Only when `root` itself can't be read.
pub fn load(root: &Path, budget: Budget) -> std::io::Result<(Sources, Vec<Problem>)> {
    load_with(root, budget, || ())
}

/// As [`load`]; `meanwhile` happens after each reading, before it is looked at whether something changed.
pub(super) fn load_with(root: &Path, budget: Budget, meanwhile: impl Fn()) -> std::io::Result<(Sources, Vec<Problem>)> {
    let home = root.canonicalize()?;
    steady::read(
        || stamps(&home, budget),
        || {
            let loaded = load_once(&home, budget);
            meanwhile();
            loaded
        },
    )
}

/// The files that [`load_once`] reads, and the folders on the way.
fn walk(home: &Path, budget: Budget) -> impl Iterator<Item = walkdir::Result<walkdir::DirEntry>> {
    WalkDir::new(home).sort_by_file_name().max_depth(budget.depth + 1).into_iter().filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || (!name.starts_with('.') && (entry.depth() > 1 || is_part(&name)))
    })
}

/// How the files stand: by path, what changes when one is written.
fn stamps(home: &Path, budget: Budget) -> BTreeMap<String, Stamp> {
    let files = walk(home, budget).flatten().filter(|entry| !entry.file_type().is_dir());
    let stamp = |entry: &walkdir::DirEntry| {
        fs::metadata(entry.path()).ok().filter(fs::Metadata::is_file).map(|meta| Stamp::of(&meta))
    };
    let below = |entry: &walkdir::DirEntry| entry.path().strip_prefix(home).map(relative).unwrap_or_default();
    files.take(budget.files + 1).map(|entry| (below(&entry), stamp(&entry).unwrap_or_default())).collect()
}

fn load_once(home: &Path, budget: Budget) -> std::io::Result<(Sources, Vec<Problem>)> {
    let mut files = Vec::new();
    let mut problems = Vec::new();
    let mut total = 0u64;
    for entry in walk(home, budget) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().and_then(|p| p.strip_prefix(home).ok()).map(relative).unwrap_or_default();
                let reason = error.io_error().map_or_else(|| "can't be read".to_owned(), reason);
                problems.push(Problem { path, kind: ProblemKind::Io(reason) });
                continue;
            }
        };
        let Ok(below) = entry.path().strip_prefix(home) else { continue };
        let path = relative(below);
        let mut problem = |kind| problems.push(Problem { path: path.clone(), kind });
        if below.to_str().is_none() {
            problem(ProblemKind::Name);
            continue;
        }
        if entry.path_is_symlink() {
            match entry.path().canonicalize() {
                Ok(target) if target.starts_with(home) && target.is_file() => {}
                _ => {
                    problem(ProblemKind::LinkOut);
                    continue;
                }
            }
        } else if entry.file_type().is_dir() {
            if entry.depth() > budget.depth {
                problem(ProblemKind::TooDeep(budget.depth));
            }
            continue;
        }
        // Sizes are asked of the target, so that a link to a device or a huge file is measured, not opened.
        let size = match fs::metadata(entry.path()) {
            Ok(meta) if meta.is_file() => meta.len(),
            Ok(_) => {
                problem(ProblemKind::Io("not a regular file".to_owned()));
                continue;
            }
            Err(error) => {
                problem(ProblemKind::Io(reason(&error)));
                continue;
            }
        };
        let is_text = is_text(&path);
        let limit = if is_text { budget.text_bytes } else { budget.binary_bytes };
        if size > limit {
            problem(ProblemKind::TooLarge(size, limit));
            continue;
        }
        total += size;
        if total > budget.total_bytes || files.len() >= budget.files {
            let limit = format!("{} files or {} MiB in all", budget.files, budget.total_bytes >> 20);
            problem(ProblemKind::TooMuch(limit));
            break;
        }
        let bytes = match fs::read(entry.path()) {
            Ok(bytes) => bytes,
            Err(error) => {
                problem(ProblemKind::Io(reason(&error)));
                continue;
            }
        };
        match decode(bytes, is_text) {
            Ok(content) => files.push(Source::new(path, content)),
            Err(kind) => problem(kind),
        }
    }
    let mut sources = Sources::from_files(files);
    sources.beside = beside(home);
    Ok((sources, problems))
}

/// What lies in the book's folder besides the book: names of text files, and of folders that hold one at their top.
fn beside(home: &Path) -> Vec<String> {
    let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
    let name = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let told = |entry: &fs::DirEntry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => {
            entries(&entry.path()).any(|inner| looks_read(&name(&inner)) || inner.path().is_dir())
        }
        _ => looks_read(&name(entry)),
    };
    let strange = |entry: &fs::DirEntry| !name(entry).starts_with('.') && !is_part(&name(entry)) && told(entry);
    let mut names: Vec<String> = entries(home).filter(strange).map(|entry| name(&entry)).collect();
    names.sort();
    names
}

/// Whether a file has the ending of the texts of a book, however it is written.
fn looks_read(name: &str) -> bool {
    let end = name.rsplit_once('.').map_or("", |(_, end)| end).to_ascii_lowercase();
    matches!(end.as_str(), "md" | "markdown" | "yaml" | "yml")
}

/// The names of a book's folders and files.
pub const PARTS: [&str; 12] = [
    "practices",
    "pages",
    "assessments",
    "overlays",
    "targets",
    "mappings",
    "theme",
    "trust",
    "editions",
    "book.yaml",
    "model.yaml",
    "editions.yaml",
];

/// Whether the first part of a path below a book's folder is a folder or file of the book.
pub fn is_part(name: &str) -> bool {
    ROOTS.contains(&name) || FILES.contains(&name)
}

/// The name of the folder of an assessment that a file of a book lies in.
pub fn assessment_of(path: &str) -> Option<&str> {
    path.strip_prefix("assessments/")?.split_once('/').map(|(folder, _)| folder)
}

/// Whether a path below a book's folder is one that levelbook reads, or a folder on the way to one.
pub(super) fn belongs(path: &str) -> bool {
    let mut parts = path.split('/');
    let first = parts.next().unwrap_or("");
    (ROOTS.contains(&first) || FILES.contains(&path)) && !path.split('/').any(|part| part.starts_with('.'))
}

/// Takes a file in whose bytes are at hand; `total` counts the bytes with it, `files` those before it.
pub(super) fn take(
    path: &str,
    bytes: Vec<u8>,
    total: u64,
    files: usize,
    budget: Budget,
) -> Result<Content, ProblemKind> {
    let is_text = is_text(path);
    let limit = if is_text { budget.text_bytes } else { budget.binary_bytes };
    let size = bytes.len() as u64;
    if size > limit {
        return Err(ProblemKind::TooLarge(size, limit));
    }
    if total > budget.total_bytes || files >= budget.files {
        return Err(ProblemKind::TooMuch(format!("{} files or {} MiB in all", budget.files, budget.total_bytes >> 20)));
    }
    if path.matches('/').count() > budget.depth {
        return Err(ProblemKind::TooDeep(budget.depth));
    }
    decode(bytes, is_text)
}

fn decode(bytes: Vec<u8>, is_text: bool) -> Result<Content, ProblemKind> {
    if Pointer::read(&bytes).is_some() {
        return Err(ProblemKind::Pointer);
    }
    if !is_text {
        return Ok(Content::Bytes(bytes));
    }
    if is_wide(&bytes) {
        return Err(ProblemKind::Wide);
    }
    let line = |bytes: &[u8]| bytes.iter().filter(|b| **b == b'\n').count() + 1;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        ProblemKind::NotUtf8(line(&error.as_bytes()[..at]), at)
    })?;
    match text.find('\0') {
        Some(at) => Err(ProblemKind::Nul(line(&text.as_bytes()[..at]))),
        None => Ok(Content::Text(text)),
    }
}

/// Whether a text is written with two or four bytes a character: by the mark that it begins with, or by the zeros in it, which
/// no text in UTF-8 has so many of.
fn is_wide(bytes: &[u8]) -> bool {
    let start = bytes.get(..bytes.len().min(1024)).unwrap_or(bytes);
    let zeros = start.iter().filter(|byte| **byte == 0).count();
    bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || zeros * 3 > start.len()
}

fn relative(path: &Path) -> String {
    path.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// The operating system's message without its number.
fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split_once(" (os error").map_or(text.clone(), |(reason, _)| reason.to_lowercase())
}
