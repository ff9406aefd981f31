//! The commit that a book's folder stands at.
//!
//! Takes a folder; gives the commit of `HEAD` and whether the folder differs from it, by asking the `git` program.
//! Reading whole revisions through git objects is a later capability and will bring a library.

use std::path::Path;
use std::process::Command;

use serde::{Deserialize, Serialize};

/// The state of the repository that holds a book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commit {
    /// The full object name of `HEAD`, in hexadecimal.
    pub id: String,
    /// True when a file below the book's folder is new, changed or gone since that commit.
    pub modified: bool,
    /// The day of the commit in UTC, as `2026-11-16`; empty if it is not known.
    pub day: String,
}

/// The commit of the repository around `folder`; `None` outside a repository, before the first commit, or where no
/// `git` is installed: a book needs none of them.
pub fn commit_of(folder: &Path) -> Option<Commit> {
    let git = |args: &[&str]| {
        let output = Command::new("git").arg("-C").arg(folder).args(args).env("TZ", "UTC").output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let id = git(&["rev-parse", "--verify", "HEAD"])?;
    // The record of a sign-off comes into being after the commit that it is bound to.
    let status = git(&["status", "--porcelain", "--untracked-files=all", "--", ".", ":(exclude,glob)**/sign-off/**"])?;
    let day = git(&["show", "-s", "--format=%cd", "--date=format-local:%Y-%m-%d", "HEAD"]).unwrap_or_default();
    Some(Commit { id, modified: !status.is_empty(), day })
}
