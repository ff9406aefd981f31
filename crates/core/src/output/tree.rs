//! A folder takes the place of another in one step, where the system can exchange two; else in two, of which the first is
//! taken back.
//!
//! What levelbook did not put into the old folder, such as `.git` or `CNAME`, moves into the new one. The journal lies on
//! the disk until it has, so that a run that is killed in between loses nothing: the next one moves the rest.

use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use super::Recovered;
use super::Work;
use super::WriteError;
use super::disk;
use super::marker;
use super::work;
use super::work::Journal;

impl Work {
    /// Puts files, by name, into the folder at `path`, in one step; of what is there already, the names that `gives_way`
    /// says go. `path` is below the folder around the work folder.
    ///
    /// # Errors
    /// As [`Work::swap`].
    pub fn fill(
        &mut self,
        path: &Path,
        files: &[(&str, &[u8])],
        gives_way: impl Fn(&str) -> bool,
    ) -> Result<(), WriteError> {
        self.named = self.shown.join(path);
        let there = self.base.join(path);
        if there.exists() {
            let without = |name: &str| gives_way(name) || files.iter().any(|(new, _)| *new == name);
            disk::copy_tree(&there, &self.new_folder(), &without)
                .map_err(|error| WriteError::Io(self.named.clone(), error))?;
        }
        for (name, bytes) in files {
            self.stage(name, bytes, false)?;
        }
        self.swap(path)
    }

    /// Puts the folder that was made ready in the place of the one at `path`, below the folder around the work folder. The
    /// other is removed.
    ///
    /// # Errors
    /// [`WriteError::Io`] when nothing changed, [`WriteError::Unfinished`] when the rest is for the next run.
    pub fn swap(&mut self, path: &Path) -> Result<(), WriteError> {
        let target = self.base.join(path);
        let named = self.named.clone();
        let fail = |error| WriteError::Io(named.clone(), error);
        let new = self.new_folder();
        disk::make_dir(&new).map_err(fail)?;
        let old = fs::metadata(&target).ok();
        if let Some(meta) = &old {
            disk::step().and_then(|()| fs::set_permissions(&new, meta.permissions())).map_err(fail)?;
        }
        if let Some(parent) = target.parent() {
            let made = disk::make_dirs(parent, &mut self.made);
            made.map_err(fail)?;
        }
        if self.durable {
            disk::sync(&new);
        }
        self.ready(&Journal::Tree { path: path.as_os_str().to_owned(), identity: disk::identity(&new) })
            .map_err(fail)?;
        let placed = match old {
            None => disk::rename(&new, &target).map(|()| None),
            Some(_) => match disk::exchange(&new, &target) {
                Ok(true) => Ok(Some(new)),
                Ok(false) => self.rename_twice(&target).map(|()| Some(self.old_folder())),
                Err(error) => Err(error),
            },
        };
        let replaced = match placed {
            Ok(replaced) => replaced,
            Err(error) => {
                // When even this fails, the next run sees that nothing has moved, and removes what was made ready.
                self.stuck = self.stuck || self.unready().is_err();
                if self.stuck {
                    return Err(WriteError::Unfinished(self.named.clone(), self.root().to_owned(), error));
                }
                return Err(WriteError::Io(self.named.clone(), error));
            }
        };
        if self.durable {
            target.parent().into_iter().for_each(disk::sync);
        }
        if let Some(replaced) = replaced {
            if let Err(left) = carry(&replaced, &target) {
                self.stuck = true;
                return Err(left.told(self, &self.named, &replaced));
            }
            // What is in the old folder from here on is nobody's, also when it is gone by half. If the journal stays, the
            // next run finds nothing to move.
            self.stuck = self.unready().is_err();
        }
        Ok(())
    }

    /// For a system that can't exchange. If the second step fails, the first is taken back.
    fn rename_twice(&mut self, target: &Path) -> io::Result<()> {
        let old = self.old_folder();
        disk::rename(target, &old)?;
        if let Err(error) = disk::rename(&self.new_folder(), target) {
            self.stuck = disk::rename(&old, target).is_err();
            return Err(error);
        }
        Ok(())
    }
}

/// Brings an exchange to an end. While the new folder is in the work folder, the old one is whole, in its place or in the
/// work folder, and stays or goes back; else what is left of the old one is here.
pub(super) fn recover(work: &Work, target: &Path, identity: Option<u64>) -> Result<Recovered, WriteError> {
    let (new, old) = (work.root().join(work::NEW), work.root().join(work::OLD));
    let unfinished = |error| WriteError::Unfinished(work.shown.clone(), work.root().to_owned(), error);
    let waits = new.exists() && (identity.is_none() || disk::identity(&new) == identity);
    let replaced = if old.exists() {
        old
    } else if waits {
        return Ok(Recovered::Undone);
    } else if new.exists() {
        new
    } else {
        return Ok(Recovered::Finished);
    };
    if !target.exists() {
        if let Some(parent) = target.parent() {
            disk::make_dirs(parent, &mut Vec::new()).map_err(unfinished)?;
        }
        disk::rename(&replaced, target).map_err(unfinished)?;
        return Ok(Recovered::Undone);
    }
    carry(&replaced, target).map_err(|left| left.told(work, &work.shown, &replaced))?;
    // What is in the old folder from here on is nobody's, also when it is gone by half.
    work.unready().map_err(unfinished)?;
    Ok(Recovered::Finished)
}

/// Why something stays in the old folder.
enum Left {
    /// The system would not move it.
    Refused(io::Error),
    /// Something has its name in the new folder.
    Twice(PathBuf),
}

impl Left {
    fn told(self, work: &Work, named: &Path, old: &Path) -> WriteError {
        match self {
            Left::Refused(error) => WriteError::Unfinished(named.to_owned(), work.root().to_owned(), error),
            Left::Twice(path) => WriteError::Twice(named.join(&path), old.join(&path)),
        }
    }
}

/// Moves what is somebody else's from the old folder into the new one.
fn carry(old: &Path, new: &Path) -> Result<(), Left> {
    for path in marker::strangers(old).map_err(Left::Refused)? {
        carry_one(old, new, &path)?;
    }
    Ok(())
}

fn carry_one(old: &Path, new: &Path, path: &Path) -> Result<(), Left> {
    let (from, to) = (old.join(path), new.join(path));
    if fs::symlink_metadata(&to).is_err() {
        if let Some(folder) = to.parent() {
            disk::make_dirs(folder, &mut Vec::new()).map_err(Left::Refused)?;
        }
        return disk::rename(&from, &to).map_err(Left::Refused);
    }
    // Somebody put it there anew while a run that was killed had not moved it yet.
    if !(marker::is_folder(&from) && marker::is_folder(&to)) {
        return Err(Left::Twice(path.to_owned()));
    }
    for name in marker::names(&from).map_err(Left::Refused)? {
        carry_one(old, new, &path.join(name))?;
    }
    Ok(())
}
