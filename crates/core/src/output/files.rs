//! Several files take their places, all of them or none.
//!
//! What they replace is kept first. Then the journal is written, and each new file is renamed into its place. If the system
//! refuses one, those before it are put back; a run that is killed is carried on by the next. One file alone needs no
//! journal: it is renamed, or it is not.

use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use super::Recovered;
use super::Work;
use super::WriteError;
use super::disk;
use super::work::Journal;

impl Work {
    /// Puts all files that were made ready in their places, and removes those in `gone`, with the folders that are then
    /// empty.
    ///
    /// # Errors
    /// [`WriteError::Io`] when nothing changed, [`WriteError::Unfinished`] when the rest is for the next run.
    pub fn put(&mut self, gone: &[String]) -> Result<(), WriteError> {
        let put = std::mem::take(&mut self.staged);
        let alone = put.len() == 1 && gone.is_empty();
        self.prepare(&put, gone, !alone)?;
        let mut made = Vec::new();
        let ended = apply(self, &put, gone, false, &mut made);
        self.made.append(&mut made);
        let Err((path, error)) = ended else { return Ok(()) };
        let shown = self.named.join(&path);
        if !alone && undo(self, &put, gone).and_then(|()| self.unready()).is_err() {
            self.stuck = true;
            return Err(WriteError::Unfinished(shown, self.root().to_owned(), error));
        }
        Err(WriteError::Io(shown, error))
    }

    /// All that can go wrong for want of space or permission is done before the journal, if there is one.
    fn prepare(&self, put: &[String], gone: &[String], journal: bool) -> Result<(), WriteError> {
        for path in put.iter().chain(gone) {
            let there = self.base.join(path);
            let Ok(meta) = fs::symlink_metadata(&there) else { continue };
            if meta.is_dir() {
                // Gone by then, if nothing is in it but what goes.
                continue;
            }
            let fail = |error| WriteError::Io(self.named.join(path), error);
            if journal {
                self.keep_old(path).map_err(fail)?;
            }
            let new = self.new_folder().join(path);
            if new.exists() && meta.is_file() {
                disk::step().and_then(|()| fs::set_permissions(&new, meta.permissions())).map_err(fail)?;
            }
        }
        if !journal {
            return Ok(());
        }
        let journal = Journal::Files { put: put.to_vec(), gone: gone.to_vec() };
        self.ready(&journal).map_err(|error| WriteError::Io(self.named.clone(), error))
    }

    /// Keeps what is to be replaced. What is the user's is copied, so that an edit in its place can be told later.
    fn keep_old(&self, path: &str) -> io::Result<()> {
        let (there, old) = (self.base.join(path), self.old_folder().join(path));
        if let Some(folder) = old.parent() {
            disk::make_dirs(folder, &mut Vec::new())?;
        }
        if self.durable { disk::copy(&there, &old) } else { disk::duplicate(&there, &old) }
    }
}

/// Does what is not done yet. A path that would not go is told with the error. In a run after a kill, what somebody changed
/// since stays as it is.
fn apply(
    work: &Work,
    put: &[String],
    gone: &[String],
    later: bool,
    made: &mut Vec<PathBuf>,
) -> Result<(), (String, io::Error)> {
    let at = |path: &str| {
        let path = path.to_owned();
        move |error| (path, error)
    };
    let changed =
        |path: &str| later && fs::read(work.base.join(path)).ok() != fs::read(work.old_folder().join(path)).ok();
    for path in gone {
        let there = work.base.join(path);
        // What was not kept came later and is not ours.
        if is_kept(&work.old_folder().join(path)) && !there.is_dir() && !changed(path) {
            disk::remove_file(&there).map_err(at(path))?;
        }
        there.parent().map_or(Ok(()), |folder| prune(folder, &work.base)).map_err(at(path))?;
    }
    for path in put {
        let (new, there) = (work.new_folder().join(path), work.base.join(path));
        if fs::symlink_metadata(&new).is_err() || changed(path) {
            continue;
        }
        if let Some(folder) = there.parent() {
            disk::make_dirs(folder, made).map_err(at(path))?;
        }
        disk::rename(&new, &there).map_err(at(path))?;
    }
    if work.durable {
        let mut folders: Vec<PathBuf> =
            put.iter().filter_map(|path| work.base.join(path).parent().map(Path::to_owned)).collect();
        folders.sort();
        folders.dedup();
        folders.iter().for_each(|folder| disk::sync(folder));
    }
    Ok(())
}

/// Whether what stood at a path was kept: a file. A folder there holds what was kept below it.
fn is_kept(old: &Path) -> bool {
    fs::symlink_metadata(old).is_ok_and(|meta| !meta.is_dir())
}

/// Puts everything back as it was.
fn undo(work: &Work, put: &[String], gone: &[String]) -> io::Result<()> {
    for path in put.iter().rev() {
        let (new, old, there) = (work.new_folder().join(path), work.old_folder().join(path), work.base.join(path));
        if new.exists() || is_kept(&old) {
            continue;
        }
        disk::remove_file(&there)?;
        there.parent().map_or(Ok(()), |folder| prune(folder, &work.base))?;
    }
    for path in put.iter().chain(gone) {
        let (old, there) = (work.old_folder().join(path), work.base.join(path));
        if is_kept(&old) {
            if let Some(folder) = there.parent() {
                disk::make_dirs(folder, &mut Vec::new())?;
            }
            disk::rename(&old, &there)?;
        }
    }
    Ok(())
}

/// Carries a run on that was killed; what the system refuses is put back.
pub(super) fn recover(work: &Work, put: &[String], gone: &[String]) -> Result<Recovered, WriteError> {
    match apply(work, put, gone, true, &mut Vec::new()) {
        Ok(()) => Ok(Recovered::Finished),
        Err((path, error)) => match undo(work, put, gone) {
            Ok(()) => Ok(Recovered::Undone),
            Err(_) => Err(WriteError::Unfinished(work.named.join(path), work.root().to_owned(), error)),
        },
    }
}

/// Removes folders that are empty, upward.
fn prune(folder: &Path, base: &Path) -> io::Result<()> {
    let within = folder.ancestors().take_while(|folder| *folder != base && folder.starts_with(base));
    for folder in within {
        match disk::remove_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => break,
            other => other?,
        }
    }
    Ok(())
}
