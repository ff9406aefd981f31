//! Where an output goes: a folder that the user named, followed through links, and known to be nobody else's.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Component;
use std::path::Path;
use std::path::PathBuf;

use crate::source;

use super::MARKER;
use super::Recovered;
use super::Work;
use super::WriteError;
use super::litter;
use super::work;

/// A folder that this run holds and no other run writes to.
#[derive(Debug)]
pub struct OutputPlace {
    /// The folder itself, links followed.
    pub(super) target: PathBuf,
    /// As the user named it.
    pub(super) shown: PathBuf,
    pub(super) work: Work,
    /// The work folder lies in the target, since nothing can be written beside it.
    pub(super) inside: bool,
    found: Recovered,
    /// What an earlier version left that may hold files of the user.
    left: Vec<PathBuf>,
}

impl OutputPlace {
    /// Takes the folder `shown` for an output of the book in `book`, and brings to an end what a run before left there.
    ///
    /// # Errors
    /// All of [`WriteError`].
    pub fn claim(shown: &Path, book: Option<&Path>) -> Result<OutputPlace, WriteError> {
        let target = resolve(shown)?;
        if fs::metadata(&target).is_ok_and(|meta| !meta.is_dir()) {
            return Err(WriteError::IsFile(shown.to_owned()));
        }
        if let Some(book) = book {
            apart(&target, shown, book)?;
        }
        let mut found = Recovered::Nothing;
        if target.join(work::INSIDE).is_dir() {
            found = Work::begin(&target, shown)?.found();
        }
        let (work, inside) = match beside(&target, shown) {
            Err(error) if refuses(&error) && target.is_dir() => (Work::begin(&target, shown)?, true),
            other => (other?, false),
        };
        if found == Recovered::Nothing {
            found = work.found();
        }
        let (swept, left) =
            target.parent().map_or((Recovered::Nothing, Vec::new()), |parent| litter::outputs(parent, &target));
        if found == Recovered::Nothing {
            found = swept;
        }
        let place = OutputPlace { target, shown: shown.to_owned(), work, inside, found, left };
        place.is_free()?;
        Ok(place)
    }

    /// Takes a folder that is to be new, or is empty: see [`OutputPlace::is_empty`].
    ///
    /// # Errors
    /// All of [`WriteError`].
    pub fn fresh(shown: &Path) -> Result<OutputPlace, WriteError> {
        let target = resolve(shown)?;
        if fs::metadata(&target).is_ok_and(|meta| !meta.is_dir()) {
            return Err(WriteError::IsFile(shown.to_owned()));
        }
        // A run before may have made the folder in one step, and have left only the rest to do.
        let (work, mut found) = match beside(&target, shown) {
            Err(error) if refuses(&error) && target.is_dir() => (None, Recovered::Nothing),
            other => {
                let work = other?;
                let found = work.found();
                (Some(work), found)
            }
        };
        let inside = target.is_dir();
        let work = match work.filter(|_| !inside) {
            Some(work) => work,
            // The folder stays: it may be the one that the user stands in.
            None => {
                let work = Work::begin(&target, shown)?;
                if found == Recovered::Nothing {
                    found = work.found();
                }
                work
            }
        };
        Ok(OutputPlace { target, shown: shown.to_owned(), work, inside, found, left: Vec::new() })
    }

    /// Whether nothing is in the folder.
    ///
    /// # Errors
    /// What the system says.
    pub fn is_empty(&self) -> io::Result<bool> {
        if !self.target.exists() {
            return Ok(true);
        }
        let mut entries = fs::read_dir(&self.target)?;
        Ok(entries.all(|entry| entry.is_ok_and(|entry| entry.file_name() == work::INSIDE)))
    }

    /// What was found of an earlier run.
    pub fn found(&self) -> Recovered {
        self.found
    }

    /// Folders that an earlier version left, and that hold files which may be the user's.
    pub fn left(&self) -> &[PathBuf] {
        &self.left
    }

    /// The folder, links followed.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// A folder for what is made on the way.
    ///
    /// # Errors
    /// What the system says.
    pub fn room(&self) -> io::Result<PathBuf> {
        self.work.room()
    }

    /// A folder may be replaced that does not exist, is empty but for hidden files, or was made here.
    fn is_free(&self) -> Result<(), WriteError> {
        if !self.target.exists() || self.target.join(MARKER).is_file() {
            return Ok(());
        }
        let entries = fs::read_dir(&self.target).map_err(|error| WriteError::Io(self.shown.clone(), error))?;
        // A file system of its own may have this folder from the beginning.
        let nothing = |name: &str| name.starts_with('.') || name == "lost+found";
        let empty = entries.into_iter().all(|entry| entry.is_ok_and(|e| nothing(&e.file_name().to_string_lossy())));
        if empty { Ok(()) } else { Err(WriteError::NotOurs(self.shown.clone())) }
    }
}

/// Takes the work folder beside a file or folder that is to be written.
pub(super) fn beside(target: &Path, shown: &Path) -> Result<Work, WriteError> {
    let (Some(parent), Some(name)) = (target.parent(), target.file_name()) else {
        return Err(WriteError::Io(shown.to_owned(), io::Error::from(io::ErrorKind::PermissionDenied)));
    };
    Work::take(parent, &beside_name(name), shown, false)
}

/// `.output.levelbook` for `output`.
fn beside_name(name: &OsStr) -> String {
    match name.to_str() {
        Some(name) if name.len() <= 200 => format!(".{name}.levelbook"),
        _ => format!(".{}.levelbook", &source::sha256(name.as_encoded_bytes())[..16]),
    }
}

/// Whether nothing can be written beside the target, for whatever reason it has.
fn refuses(error: &WriteError) -> bool {
    use io::ErrorKind::PermissionDenied;
    use io::ErrorKind::ReadOnlyFilesystem;
    matches!(error, WriteError::Io(_, error) if matches!(error.kind(), PermissionDenied | ReadOnlyFilesystem))
}

/// A path with all links followed as far as it exists; the rest is taken as it is written.
pub(super) fn resolve(shown: &Path) -> Result<PathBuf, WriteError> {
    let fail = |error| WriteError::Io(shown.to_owned(), error);
    let start = if shown.as_os_str().is_empty() { Path::new(".") } else { shown };
    let mut there = std::path::absolute(start).map_err(fail)?;
    let mut rest: Vec<PathBuf> = Vec::new();
    // What is in the way, as the user would name it.
    let named =
        |is: &dyn Fn(&Path) -> bool, there: &Path| shown.ancestors().find(|part| is(part)).unwrap_or(there).to_owned();
    loop {
        match there.canonicalize() {
            Ok(found) => {
                if !rest.is_empty() && !found.is_dir() {
                    return Err(WriteError::IsFile(named(&Path::is_file, &there)));
                }
                there = found;
                break;
            }
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return Err(fail(error)),
            Err(error) => {
                if there.is_symlink() {
                    return Err(WriteError::Dangling(named(&Path::is_symlink, &there)));
                }
                let mut parts = there.components();
                let Some(last) = parts.next_back() else { return Err(fail(error)) };
                rest.push(PathBuf::from(last.as_os_str()));
                there = parts.as_path().to_owned();
            }
        }
    }
    // What does not exist has no links: `..` leads to the folder before it.
    for part in rest.iter().rev().flat_map(|part| part.components()) {
        match part {
            Component::ParentDir => {
                there.pop();
            }
            Component::CurDir => {}
            part => there.push(part),
        }
    }
    Ok(there)
}

/// Refuses a target among the sources of a book, or around the book.
pub(super) fn apart(target: &Path, shown: &Path, book: &Path) -> Result<(), WriteError> {
    let Ok(book) = book.canonicalize() else { return Ok(()) };
    if book.starts_with(target) {
        return Err(WriteError::HoldsBook(shown.to_owned()));
    }
    let first = target.strip_prefix(&book).ok().and_then(|below| below.components().next());
    let first = first.map(|part| part.as_os_str().to_string_lossy().into_owned());
    match first.filter(|first| source::is_part(first)) {
        Some(part) => Err(WriteError::InSources(shown.to_owned(), part)),
        None => Ok(()),
    }
}
