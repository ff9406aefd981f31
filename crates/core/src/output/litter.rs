//! What runs of version 0.1.0 left when they were killed. They worked under names of chance, and without a lock.
//!
//! Only what is certainly theirs is removed: the name and all that is in it have to fit. What may hold a file of the user
//! stays and is told.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use super::MARKER;
use super::Recovered;
use super::disk;
use super::marker;

/// Left-over folders of builds in `parent`: an old output that lost its place goes back to `target`.
pub(super) fn outputs(parent: &Path, target: &Path) -> (Recovered, Vec<PathBuf>) {
    let mut found = Recovered::Nothing;
    let mut left = Vec::new();
    for folder in named(parent, ".levelbook-new-").into_iter().filter(|path| path.is_dir()) {
        let (new, old) = (folder.join("output"), folder.join("old"));
        if names(&folder).iter().any(|name| name != "output" && name != "old") {
            continue;
        }
        if old.is_dir() && !target.exists() && old.join(MARKER).is_file() && disk::rename(&old, target).is_ok() {
            found = Recovered::Undone;
        }
        if old.is_dir() && !marker::strangers(&old).is_ok_and(|found| found.is_empty()) {
            left.push(old);
            continue;
        }
        let ours = (!old.exists() || old.join(MARKER).is_file() || names(&old).is_empty()) && !new.is_symlink();
        if ours && disk::remove(&folder).is_ok() {
            found = Recovered::Undone;
        }
    }
    if files(parent) {
        found = Recovered::Undone;
    }
    (found, left)
}

/// Left-overs in the folders of a book where levelbook writes. True if there were any.
pub(super) fn book(book: &Path) -> bool {
    let mut any = false;
    for folder in ["", "practices", "pages", "editions", "assessments"] {
        any |= files(&book.join(folder));
    }
    for name in names(&book.join("assessments")) {
        let assessment = book.join("assessments").join(name);
        if assessment.is_dir() && !assessment.is_symlink() {
            any |= files(&assessment) | files(&assessment.join("sign-off")) | records(&assessment);
        }
    }
    any
}

/// Left-over folders of seals: an old record that lost its place goes back.
fn records(assessment: &Path) -> bool {
    let mut any = false;
    for folder in named(assessment, ".sign-off-").into_iter().filter(|path| path.is_dir()) {
        let (old, target) = (folder.join("sign-off"), assessment.join("sign-off"));
        let fresh =
            |name: &String| ["report.pdf", "seal.yaml"].contains(&name.as_str()) || is_chance(name, ".levelbook-");
        let inside = names(&folder);
        if inside == ["sign-off"] && !target.exists() && old.join("seal.yaml").is_file() {
            any |= disk::rename(&old, &target).and_then(|()| disk::remove_dir(&folder)).is_ok();
            continue;
        }
        let own = inside.iter().all(fresh) || (inside == ["sign-off"] && old.join("seal.yaml").is_file());
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let sure = changes(&name) >= 1
            || inside.is_empty()
            || [folder.join("seal.yaml"), old.join("seal.yaml")].iter().any(|seal| begins(seal, HEADS[1]));
        if own && sure {
            any |= disk::remove(&folder).is_ok();
        }
    }
    any
}

/// Left-over single files in a folder.
pub(super) fn files(folder: &Path) -> bool {
    let mut any = false;
    for file in named(folder, ".levelbook-") {
        if fs::symlink_metadata(&file).is_ok_and(|meta| meta.is_file()) && written_here(&file) {
            any |= disk::remove_file(&file).is_ok();
        }
    }
    any
}

/// Whether a file is certainly one of ours: empty, or what only levelbook writes, or with a name that nobody would think of.
fn written_here(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    changes(&name) >= 2
        || fs::metadata(file).is_ok_and(|meta| meta.len() == 0)
        || HEADS.iter().any(|head| begins(file, head))
}

/// How often capital, small letter and digit alternate in the last six characters. Words do so once at most; of names of
/// chance nearly all do more often.
fn changes(name: &str) -> usize {
    let bytes: Vec<u8> = name.bytes().rev().take(6).collect();
    let class = |byte: &u8| (byte.is_ascii_digit(), byte.is_ascii_uppercase());
    bytes.windows(2).filter(|pair| class(&pair[0]) != class(&pair[1])).count()
}

/// How the files begin that only levelbook writes.
const HEADS: [&str; 4] = [
    "# What one role did, written by levelbook.",
    "# What a sign-off is bound to, written by `levelbook seal`.",
    "# The released editions of the guide, oldest first; written by `levelbook release`.",
    "-----BEGIN SSH SIGNATURE-----",
];

fn begins(file: &Path, head: &str) -> bool {
    fs::read(file).is_ok_and(|bytes| bytes.starts_with(head.as_bytes()))
}

/// Entries whose name begins so and ends in six letters and digits of chance.
fn named(folder: &Path, start: &str) -> Vec<PathBuf> {
    names(folder).into_iter().filter(|name| is_chance(name, start)).map(|name| folder.join(name)).collect()
}

fn is_chance(name: &str, start: &str) -> bool {
    name.strip_prefix(start).is_some_and(|rest| rest.len() == 6 && rest.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
