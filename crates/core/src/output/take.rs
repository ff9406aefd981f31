//! Takes a work folder: held by this run, and with what an earlier run left in it brought to an end.
//!
//! Stands above the folder itself and above the two ways in which things take their places, each of which knows how to go on
//! from its journal.

use std::path::Component;
use std::path::Path;

use super::Recovered;
use super::Work;
use super::WriteError;
use super::files;
use super::tree;
use super::work::INSIDE;
use super::work::Journal;

impl Work {
    /// Takes the work folder in `folder`, for files below it; messages name `shown`.
    ///
    /// # Errors
    /// [`WriteError::InUse`] when another run holds it, [`WriteError::Foreign`] when it holds what is not levelbook's, and
    /// what the system says.
    pub fn begin(folder: &Path, shown: &Path) -> Result<Work, WriteError> {
        Work::take(folder, INSIDE, shown, false)
    }

    /// As [`Work::begin`], and waits while another run holds it.
    ///
    /// # Errors
    /// As [`Work::begin`].
    pub fn wait(folder: &Path, shown: &Path) -> Result<Work, WriteError> {
        Work::take(folder, INSIDE, shown, true)
    }

    pub(super) fn take(base: &Path, name: &str, shown: &Path, wait: bool) -> Result<Work, WriteError> {
        let mut work = Work::hold(base, name, shown, wait)?;
        let found = recover(&work)?;
        work.begun(found).map_err(|error| WriteError::Io(shown.to_owned(), error))?;
        Ok(work)
    }
}

/// Brings to an end what an earlier run left.
fn recover(work: &Work) -> Result<Recovered, WriteError> {
    match work.journal()? {
        None if work.was_begun() => Ok(Recovered::Undone),
        None => Ok(Recovered::Nothing),
        Some(Journal::Tree { path, identity }) if is_below(Path::new(&path)) => {
            tree::recover(work, &work.base.join(path), identity)
        }
        Some(Journal::Files { put, gone }) if put.iter().chain(&gone).all(|path| is_below(Path::new(path))) => {
            files::recover(work, &put, &gone)
        }
        Some(_) => Err(WriteError::Foreign(work.root().to_owned())),
    }
}

/// A path that leads nowhere but down. The journal is a file like any other and may have been edited.
fn is_below(path: &Path) -> bool {
    path.components().next().is_some() && path.components().all(|part| matches!(part, Component::Normal(_)))
}
