//! The work folder of a run that writes: where files are made ready, the lock, and the journal of what takes its place.
//!
//! It lies beside what is written, or in it, has one fixed name, and is gone at the end. A run that was killed leaves it, and
//! the next run that wants it brings what it finds to an end (`take.rs`). What is locked is a file in it: only a living run holds that,
//! on every system and on most network file systems. git does not see the folder, for it ignores itself.

use std::ffi::OsString;
use std::fs;
use std::fs::File;
use std::fs::TryLockError;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use serde::Deserialize;
use serde::Serialize;

use super::WriteError;
use super::disk;

/// Name of the work folder in a folder whose files are written one by one.
pub(super) const INSIDE: &str = ".levelbook-work";

const LOCK: &str = "lock";
const IGNORE: &str = ".gitignore";
const READY: &str = "ready";
const READY_PART: &str = "ready.part";
pub(super) const NEW: &str = "new";
pub(super) const OLD: &str = "old";
const ROOM: &str = "room-";
const IGNORED: &str = "# levelbook works here while it writes. Without a running levelbook, this folder is left over: the\n# next run brings it to an end.\n*\n";

/// What a run found of one before it that did not come to its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Recovered {
    /// Nothing.
    #[default]
    Nothing,
    /// It had not begun to change anything, or what it changed was put back.
    Undone,
    /// It had begun; the rest was done.
    Finished,
}

/// What is about to take its place, on the disk before the first of it does. Paths are below the folder around the work
/// folder.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Journal {
    /// The folder `new` takes the place of another; `identity` is its own.
    Tree { path: OsString, identity: Option<u64> },
    /// Files in `new` take their places, and others go.
    Files { put: Vec<String>, gone: Vec<String> },
}

/// A work folder that this run holds. When it is dropped, it is removed.
#[derive(Debug)]
pub struct Work {
    root: PathBuf,
    pub(super) base: PathBuf,
    /// What is written, as the user would name it.
    pub(super) shown: PathBuf,
    /// What the files made ready are below, as the user would name it.
    pub(super) named: PathBuf,
    /// Files are brought onto the disk before anything takes its place.
    pub(super) durable: bool,
    pub(super) staged: Vec<String>,
    found: Recovered,
    lock: Option<File>,
    /// Folders that were made for what is written; removed at the end where they are empty.
    pub(super) made: Vec<PathBuf>,
    /// It holds what the next run needs, and stays.
    pub(super) stuck: bool,
}

impl Work {
    /// Makes the folder and locks it. What an earlier run left in it is as it was.
    pub(super) fn hold(base: &Path, name: &str, shown: &Path, wait: bool) -> Result<Work, WriteError> {
        let fail = |error| WriteError::Io(shown.to_owned(), error);
        let root = base.join(name);
        let mut work = Work {
            root: root.clone(),
            base: base.to_owned(),
            shown: shown.to_owned(),
            named: shown.to_owned(),
            durable: true,
            staged: Vec::new(),
            found: Recovered::Nothing,
            lock: None,
            made: Vec::new(),
            // Nothing is removed before it is known to be ours.
            stuck: true,
        };
        let made = disk::make_dirs(base, &mut work.made);
        made.map_err(fail)?;
        // Whoever held it may remove it between our finding and our locking it; then it is made anew.
        for _ in 0..1000 {
            let fresh = match disk::make_dir(&root) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && disk::is_gone(&root) => continue,
                other => other.map_err(fail)?,
            };
            if !fresh && !is_ours(&root).map_err(fail)? {
                return Err(WriteError::Foreign(root));
            }
            let path = root.join(LOCK);
            let file = match disk::step()
                .and_then(|()| fs::OpenOptions::new().write(true).create(true).truncate(false).open(&path))
            {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                other => other.map_err(fail)?,
            };
            let locked = if wait { file.lock().map_err(TryLockError::Error) } else { file.try_lock() };
            match locked {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(WriteError::InUse(shown.to_owned())),
                // A file system without locks: making the folder is the lock, and a folder that was there may be in use.
                Err(TryLockError::Error(_)) if fresh => {}
                Err(TryLockError::Error(_)) => return Err(WriteError::Foreign(root)),
            }
            if !is_same(&file, &path) {
                continue;
            }
            work.lock = Some(file);
            return Ok(work);
        }
        Err(WriteError::InUse(shown.to_owned()))
    }

    /// What an earlier run left has been brought to an end: the folder is this run's.
    pub(super) fn begun(&mut self, found: Recovered) -> io::Result<()> {
        self.found = found;
        self.stuck = false;
        self.clean()?;
        disk::create(&self.root.join(IGNORE), IGNORED.as_bytes(), false).map(drop)
    }

    /// What was found of an earlier run, and has been brought to an end.
    pub fn found(&self) -> Recovered {
        self.found
    }

    /// A folder in it for what is made on the way; with a name that no other run uses.
    ///
    /// # Errors
    /// What the system says.
    pub fn room(&self) -> io::Result<PathBuf> {
        let room = tempfile::Builder::new().prefix(ROOM).tempdir_in(&self.root)?;
        Ok(room.keep())
    }

    /// Makes a file ready that is to stand at `path`: in the new folder, for [`Work::swap`], or below the folder around the
    /// work folder, for [`Work::put`]. `private` is for its owner only.
    ///
    /// # Errors
    /// [`WriteError::Io`].
    pub fn stage(&mut self, path: &str, bytes: &[u8], private: bool) -> Result<(), WriteError> {
        let fail = |error| WriteError::Io(self.named.join(path), error);
        let file = self.new_folder().join(path);
        if let Some(folder) = file.parent() {
            disk::make_dirs(folder, &mut Vec::new()).map_err(fail)?;
        }
        // A file of a copied folder gives way.
        disk::remove_file(&file).map_err(fail)?;
        let made = disk::create(&file, bytes, private).map_err(fail)?;
        if self.durable {
            disk::flush(&made).map_err(fail)?;
        }
        drop(made);
        self.staged.push(path.to_owned());
        Ok(())
    }

    pub(super) fn new_folder(&self) -> PathBuf {
        self.root.join(NEW)
    }

    pub(super) fn old_folder(&self) -> PathBuf {
        self.root.join(OLD)
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Writes the journal, whole or not at all.
    pub(super) fn ready(&self, journal: &Journal) -> io::Result<()> {
        let text = serde_json::to_vec(journal).map_err(io::Error::other)?;
        let part = self.root.join(READY_PART);
        let file = disk::create(&part, &text, false)?;
        if self.durable {
            disk::flush(&file)?;
        }
        disk::rename(&part, &self.root.join(READY))?;
        if self.durable {
            disk::sync(&self.root);
        }
        Ok(())
    }

    /// Takes the journal back: nothing is to be done any more.
    pub(super) fn unready(&self) -> io::Result<()> {
        disk::remove_file(&self.root.join(READY))
    }

    /// The journal of an earlier run; `None` if it did not get that far.
    pub(super) fn journal(&self) -> Result<Option<Journal>, WriteError> {
        match fs::read(self.root.join(READY)) {
            Ok(text) => serde_json::from_slice(&text).map(Some).map_err(|_| WriteError::Foreign(self.root.clone())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(WriteError::Io(self.shown.clone(), error)),
        }
    }

    /// Whether an earlier run had begun to make files ready.
    pub(super) fn was_begun(&self) -> bool {
        self.new_folder().exists() || self.root.join(IGNORE).exists()
    }

    /// Removes all but the lock. The journal goes after what it speaks of.
    fn clean(&self) -> io::Result<()> {
        let last = [READY, IGNORE, LOCK];
        for entry in fs::read_dir(&self.root)? {
            let entry = entry?;
            if !last.iter().any(|name| entry.file_name() == *name) {
                disk::remove(&entry.path())?;
            }
        }
        disk::remove_file(&self.root.join(READY))?;
        disk::remove_file(&self.root.join(IGNORE))
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        if self.lock.is_some() && !self.stuck {
            let _ = self
                .clean()
                .and_then(|()| disk::remove_file(&self.root.join(LOCK)))
                .and_then(|()| disk::remove_dir(&self.root));
        } else if self.lock.is_none() {
            // One that could not be locked goes if it is empty.
            let _ = disk::remove_dir(&self.root);
        }
        // Folders that were made for nothing; one that holds something stays.
        for folder in self.made.iter().rev() {
            let _ = disk::remove_dir(folder);
        }
    }
}

/// Whether a folder with the name of a work folder is one: it holds nothing but what a work folder holds.
fn is_ours(root: &Path) -> io::Result<bool> {
    if !fs::symlink_metadata(root).is_ok_and(|meta| meta.is_dir()) {
        return Ok(!root.exists());
    }
    let entries = match fs::read_dir(root) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        other => other?,
    };
    for entry in entries {
        let name = entry?.file_name();
        let known = [LOCK, IGNORE, READY, READY_PART, NEW, OLD].iter().any(|known| name == *known);
        if !known && !name.to_string_lossy().starts_with(ROOM) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_same(file: &File, path: &Path) -> bool {
    let held = file.try_clone().and_then(same_file::Handle::from_file);
    let there = same_file::Handle::from_path(path);
    matches!((held, there), (Ok(held), Ok(there)) if held == there)
}
