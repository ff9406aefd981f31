//! Why a repository, or an object in it, can't be read: the cause by its name, and the cure.
//!
//! Takes what libgit2 says and how the repository is set up; gives a [`GitError`]. What is asked of the repository is asked of
//! its configuration, never of the words of a message.

use std::path::Path;
use std::path::PathBuf;

use git2::ErrorCode;

/// Why something can't be read from a repository: a sentence in lower case, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitError {
    /// What is wrong.
    pub message: String,
    /// What to do, or empty.
    pub help: String,
}

impl GitError {
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> GitError {
        GitError { message: message.into(), help: help.into() }
    }
}

impl From<git2::Error> for GitError {
    fn from(error: git2::Error) -> GitError {
        GitError::new(format!("the repository can't be read: {}", error.message()), "")
    }
}

/// What brings the objects that a partial clone lacks.
pub(super) const PARTIAL_CURE: &str = "the clone is partial: `git fetch --refetch --no-filter` brings what it lacks";

/// Why a repository can't be opened that lies around a folder.
pub(super) fn of_opening(folder: &Path, error: git2::Error) -> GitError {
    let top = folder.ancestors().find(|above| above.join(".git").exists()).unwrap_or(folder);
    if error.code() == ErrorCode::Owner {
        return GitError::new(
            "the repository belongs to another user, and git does not trust it",
            format!("if you do: `git config --global --add safe.directory {}`", top.display()),
        );
    }
    let format = config_of(top).and_then(|config| config.get_string("extensions.objectformat").ok());
    match format.filter(|format| format != "sha1") {
        Some(format) => GitError::new(
            format!("the repository names its objects by {format}, and only sha1 can be read"),
            "keep the book in a repository that `git init --object-format=sha1` made: editions, seals and the history of \
             targets need one",
        ),
        None => GitError::from(error),
    }
}

/// Why an object of a repository can't be read.
pub(super) fn of_reading(repo: &git2::Repository, error: git2::Error) -> GitError {
    if error.code() == ErrorCode::NotFound && is_partial(repo) {
        return GitError::new("a part of the history is not here", PARTIAL_CURE);
    }
    if error.code() == ErrorCode::NotFound && repo.is_shallow() {
        let help = "the clone is shallow: `git fetch --unshallow --tags` brings the whole history";
        return GitError::new("a part of the history is not here", help);
    }
    GitError::from(error)
}

/// Whether a clone may lack objects that its server has.
pub(super) fn is_partial(repo: &git2::Repository) -> bool {
    let Ok(config) = repo.config() else { return false };
    let Ok(mut entries) = config.entries(Some("^remote\\..*\\.promisor$")) else { return false };
    let mut any = config.get_string("extensions.partialclone").is_ok();
    while let Some(Ok(entry)) = entries.next() {
        any |= entry.value().is_ok_and(|value| value == "true");
    }
    any
}

/// The configuration of a repository that can't be opened.
fn config_of(top: &Path) -> Option<git2::Config> {
    let git = top.join(".git");
    let folder = if git.is_dir() { git } else { linked(&git)? };
    git2::Config::open(&folder.join("config")).ok()
}

/// The folder that a file `.git` of a further work tree leads to.
fn linked(file: &Path) -> Option<PathBuf> {
    let text = std::fs::read_to_string(file).ok()?;
    let folder = file.parent()?.join(text.strip_prefix("gitdir:")?.trim());
    let common = std::fs::read_to_string(folder.join("commondir")).ok();
    Some(common.map_or(folder.clone(), |common| folder.join(common.trim())))
}
