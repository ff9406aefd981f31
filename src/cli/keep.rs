//! What commands that write have in common: the lock on a book, files in it, and words for what a killed run left.

use std::path::Path;

use crate::output;
use crate::output::Recovered;
use crate::output::Work;
use crate::output::WriteError;
use crate::sign_off::records;

use super::Failure;
use super::out::Out;

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Failure {
        let failure = Failure::new(error.to_string());
        match error.help() {
            Some(help) => failure.help(help),
            None => failure,
        }
    }
}

/// A book that this run writes to, and no other.
pub(super) type Held = Work;

/// Takes a book for writing, before it is read: what is read then stays as it is until the work is dropped.
pub(super) fn book(folder: &Path, out: &Out) -> Result<Work, Failure> {
    let (work, found) = output::begin_book(folder)?;
    tell(found, folder, out);
    Ok(work)
}

/// Brings to an end what a killed run left in a book; for commands that write elsewhere.
pub(super) fn tidy(folder: &Path, out: &Out) {
    tell(output::tidy_book(folder), folder, out);
}

/// Says what was found of an earlier run.
pub(super) fn tell(found: Recovered, place: &Path, out: &Out) {
    match found {
        Recovered::Nothing => {}
        Recovered::Undone => {
            out.say(&format!("a run that was cut short had left its work in `{}`: cleared away\n", place.display()));
        }
        Recovered::Finished => {
            out.say(&format!("a run that was cut short had begun to write to `{}`: finished\n", place.display()));
        }
    }
}

/// Writes files of a book, all or none; paths are below its folder.
pub(super) fn put(work: &mut Work, files: &[(&str, &[u8])]) -> Result<(), Failure> {
    for (path, bytes) in files {
        work.stage(path, bytes, false)?;
    }
    Ok(work.put(&[])?)
}

/// Adds files to the record of an assessment, in one step.
pub(super) fn add_to_record(work: &mut Work, id: &str, files: &[(&str, &[u8])]) -> Result<(), Failure> {
    Ok(work.fill(Path::new(&record_of(id)), files, |_| false)?)
}

/// Puts files in the place of the record of an assessment, in one step. What is no part of a record, and lies with it, stays.
pub(super) fn new_record(work: &mut Work, id: &str, files: &[(&str, &[u8])]) -> Result<(), Failure> {
    Ok(work.fill(Path::new(&record_of(id)), files, records::is_part)?)
}

/// Writes one file that the user named.
pub(super) fn file(path: &Path, bytes: &[u8], book: &Path) -> Result<(), Failure> {
    Ok(output::put_file(path, bytes, Some(book))?)
}

/// Writes files that the user named, in one folder: all or none.
pub(super) fn files(files: &[(&Path, &[u8])], book: &Path) -> Result<(), Failure> {
    Ok(output::put_files(files, Some(book))?)
}

/// As [`file`], for a text that may well be meant for the book: it replaces no file of the book.
pub(super) fn unless_source(path: &Path, bytes: &[u8], book: &Path) -> Result<(), Failure> {
    Ok(output::put_file(path, bytes, path.exists().then_some(book))?)
}

/// The path of a file of a book below its folder, links followed: a link stays a link when its file is written.
pub(super) fn real(book: &Path, path: &str) -> String {
    let home = book.canonicalize().unwrap_or_default();
    let there = book.join(path).canonicalize().unwrap_or_default();
    let below = there.strip_prefix(&home).ok().and_then(Path::to_str);
    below.map_or(path.to_owned(), |below| below.replace('\\', "/"))
}

/// The folder of an assessment's record, below the book's folder.
fn record_of(id: &str) -> String {
    format!("assessments/{id}/sign-off")
}
