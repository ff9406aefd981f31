//! Why something could not be written: kinds with data, and words for people.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why something could not be written. Paths are as the user would name them.
#[derive(Debug)]
pub enum WriteError {
    /// The target holds files that levelbook did not write.
    NotOurs(PathBuf),
    /// A file or link that levelbook did not write stands where one is to be written.
    InTheWay(PathBuf),
    /// Something that levelbook did not write is there twice, since it came back before a run that was cut short was brought
    /// to an end: carries both.
    Twice(PathBuf, PathBuf),
    /// The target holds the output of another book: carries the ids of that one and of this one.
    OfAnother(PathBuf, String, String),
    /// The target is a file, and a folder is to be written.
    IsFile(PathBuf),
    /// The target is a folder, and a file is to be written.
    IsFolder(PathBuf),
    /// A link that leads nowhere.
    Dangling(PathBuf),
    /// The target lies among the book's sources: carries the target, and the folder or file of the book.
    InSources(PathBuf, String),
    /// The target is the book's folder, or holds it.
    HoldsBook(PathBuf),
    /// Another run is writing there.
    InUse(PathBuf),
    /// A folder has the name of a work folder of levelbook, and holds something else, or can't be known to be free.
    Foreign(PathBuf),
    /// The system refused; what was there before is there still.
    Io(PathBuf, io::Error),
    /// The system refused half-way, and would not go back: carries the target, the work folder that holds the rest, and
    /// what the system said. The next run finishes it.
    Unfinished(PathBuf, PathBuf, io::Error),
}

impl WriteError {
    /// What the user can do about it.
    pub fn help(&self) -> Option<String> {
        let text = match self {
            WriteError::NotOurs(_) => "name another folder with `--output DIR`, or empty this one yourself",
            WriteError::InTheWay(_) => "move it to another place, or remove it; nothing was changed",
            WriteError::Twice(..) => "keep the one that you want in the first place, and remove the other",
            WriteError::OfAnother(..) => {
                "name another folder with `--output DIR`; if that book is this one under its name of before, remove the folder"
            }
            WriteError::IsFile(_) => "name a folder",
            WriteError::IsFolder(_) => "name a file in it",
            WriteError::Dangling(_) => "make what it leads to, or remove the link",
            WriteError::InSources(..) => {
                "what is written there would be read as a part of the book: name another place"
            }
            WriteError::HoldsBook(_) => "name a folder of its own with `--output DIR`",
            WriteError::InUse(_) => {
                "wait until it is done, and try again; two that write to different places don't hinder each other"
            }
            WriteError::Foreign(_) => "if no levelbook is running there, look into it and remove it",
            WriteError::Io(_, error) => match error.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    "the disk is full: what was there before is unchanged"
                }
                io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
                    "it can't be written by you: what was there before is unchanged"
                }
                io::ErrorKind::CrossesDevices => "it lies on another file system than the folder around it",
                _ => return None,
            },
            WriteError::Unfinished(_, work, _) => {
                return Some(format!(
                    "nothing is lost: the rest is in `{}`, and the next run goes on from there",
                    work.display()
                ));
            }
        };
        Some(text.to_owned())
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            WriteError::NotOurs(path) => {
                write!(f, "`{}` holds files that levelbook did not write, so it is left as it is", path.display())
            }
            WriteError::InTheWay(path) => {
                write!(f, "`{}` was not written by levelbook, and stands where it would write", path.display())
            }
            WriteError::Twice(path, other) => {
                write!(f, "`{}` is there twice, the other time as `{}`", path.display(), other.display())
            }
            WriteError::OfAnother(path, other, own) => {
                write!(f, "`{}` holds the output of the book `{other}`, and this is `{own}`", path.display())
            }
            WriteError::IsFile(path) => write!(f, "`{}` is a file, and a folder is to be written", path.display()),
            WriteError::IsFolder(path) => write!(f, "`{}` is a folder, and a file is to be written", path.display()),
            WriteError::Dangling(path) => write!(f, "`{}` is a link that leads nowhere", path.display()),
            WriteError::InSources(path, part) => {
                write!(f, "`{}` lies among the sources of the book, in `{part}`", path.display())
            }
            WriteError::HoldsBook(path) => write!(f, "`{}` holds the book itself", path.display()),
            WriteError::InUse(path) => write!(f, "another levelbook is writing to `{}`", path.display()),
            WriteError::Foreign(path) => {
                write!(f, "`{}` has the name of a work folder of levelbook, and may be somebody else's", path.display())
            }
            WriteError::Io(path, error) => write!(f, "can't write `{}`: {error}", path.display()),
            WriteError::Unfinished(path, _, error) => {
                write!(f, "`{}` is written in part only: {error}", path.display())
            }
        }
    }
}

impl std::error::Error for WriteError {}
