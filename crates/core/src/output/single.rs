//! What is written beside whole outputs: a file that the user named, a folder that is to be new, files of a book.

use std::fs;
use std::io;
use std::io::Write;
use std::path::Path;

use super::OutputPlace;
use super::Recovered;
use super::Work;
use super::WriteError;
use super::litter;
use super::place;
use super::work;

/// Takes a book for writing: until the work folder is dropped, no other run writes in it. What earlier runs left in it is
/// brought to an end.
///
/// # Errors
/// As [`Work::begin`].
pub fn begin_book(book: &Path) -> Result<(Work, Recovered), WriteError> {
    let there = place::resolve(book)?;
    let work = Work::begin(&there, book)?;
    let swept = litter::book(&there);
    let found = if work.found() == Recovered::Nothing && swept { Recovered::Undone } else { work.found() };
    Ok((work, found))
}

/// Brings to an end what earlier runs left in a book, for a run that only reads it. While another run writes in it, or
/// where it can't be written, there is nothing to do.
pub fn tidy_book(book: &Path) -> Recovered {
    let Ok(there) = place::resolve(book) else { return Recovered::Nothing };
    let left = there.join(work::INSIDE).exists();
    let found = if left {
        Work::begin(&there, book).map_or(Recovered::Nothing, |work| work.found())
    } else {
        Recovered::Nothing
    };
    let swept = litter::book(&there);
    if found == Recovered::Nothing && swept { Recovered::Undone } else { found }
}

/// Writes one file that the user named, whole or not at all; one that is no part of `book`. A device or a pipe is written
/// to as it is.
///
/// # Errors
/// All of [`WriteError`].
pub fn put_file(shown: &Path, bytes: &[u8], book: Option<&Path>) -> Result<(), WriteError> {
    let fail = |error| WriteError::Io(shown.to_owned(), error);
    if let Ok(meta) = fs::metadata(shown) {
        if meta.is_dir() {
            return Err(WriteError::IsFolder(shown.to_owned()));
        }
        if !meta.is_file() {
            return fs::OpenOptions::new()
                .write(true)
                .open(shown)
                .and_then(|mut file| file.write_all(bytes))
                .map_err(fail);
        }
    }
    put_files(&[(shown, bytes)], book)
}

/// Whether a file may be written that the user named: what is told of it before it is made.
///
/// # Errors
/// As [`put_file`], but for what only writing shows.
pub fn may_put(shown: &Path, book: &Path) -> Result<(), WriteError> {
    match fs::metadata(shown) {
        Ok(meta) if meta.is_dir() => Err(WriteError::IsFolder(shown.to_owned())),
        Ok(meta) if !meta.is_file() => Ok(()),
        _ => place::apart(&place::resolve(shown)?, shown, book),
    }
}

/// Writes files that the user named, all or none if they are in one folder; none that is a part of `book`.
///
/// # Errors
/// All of [`WriteError`].
pub fn put_files(files: &[(&Path, &[u8])], book: Option<&Path>) -> Result<(), WriteError> {
    let mut work: Option<Work> = None;
    for (shown, bytes) in files {
        let fail = |error| WriteError::Io((*shown).to_owned(), error);
        let target = place::resolve(shown)?;
        if target.is_dir() {
            return Err(WriteError::IsFolder((*shown).to_owned()));
        }
        if let Some(book) = book {
            place::apart(&target, shown, book)?;
        }
        let name = target.file_name().and_then(|name| name.to_str());
        let name = name.ok_or_else(|| fail(io::Error::from(io::ErrorKind::InvalidFilename)))?;
        let here = match &mut work {
            Some(work) if Some(work.base.as_path()) == target.parent() => work,
            // A link leads to another folder: what was for this one goes first.
            other => {
                if let Some(work) = other {
                    work.put(&[])?;
                }
                target.parent().map(litter::files);
                other.insert(place::beside(&target, shown)?)
            }
        };
        here.named = shown.parent().map(Path::to_owned).unwrap_or_default();
        here.stage(name, bytes, false)?;
    }
    work.map_or(Ok(()), |mut work| work.put(&[]))
}

/// Writes a file of a cache, which several runs may fill at once: one waits for the other.
///
/// # Errors
/// [`WriteError::Io`].
pub fn put_cached(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), WriteError> {
    let mut work = Work::wait(folder, folder)?;
    litter::files(folder);
    work.stage(name, bytes, false)?;
    work.put(&[])
}

/// Fills a folder that is new or empty, whole or not at all: path, content, and whether it is for its owner only.
///
/// # Errors
/// As [`OutputPlace::write`].
pub fn fill_new(mut place: OutputPlace, files: &[(&str, &[u8], bool)]) -> Result<(), WriteError> {
    place.work.named.clone_from(&place.shown);
    for (path, bytes, private) in files {
        place.work.stage(path, bytes, *private)?;
    }
    if place.inside {
        return place.work.put(&[]);
    }
    let name = place.target.file_name().unwrap_or_default().to_owned();
    place.work.swap(Path::new(&name))
}
