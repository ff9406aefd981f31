//! The repository that holds a book: its commits, tags, and the book's files at any of them.
//!
//! Takes the book's folder; gives [`Repository`], which reads git objects through libgit2 and never touches the work tree.
//! What is written, such as the tag of an edition, is left to the `git` program, which knows the user's keys and hooks.

use std::path::Path;

use git2::ErrorCode;
use git2::ObjectType;
use git2::Oid;
use git2::TreeWalkMode;
use git2::TreeWalkResult;
use serde::Deserialize;
use serde::Serialize;

use super::Budget;
use super::Problem;
use super::ProblemKind;
use super::Source;
use super::Sources;
use super::cause;
use super::cause::GitError;
use super::load;

/// The state of the repository that holds a book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commit {
    /// The full object name of `HEAD`, in hexadecimal.
    pub id: String,
    /// True when the loaded book differs from the files of that commit.
    pub modified: bool,
    /// The day of the commit in UTC, as `2026-11-16`; empty if it is not known.
    pub day: String,
}

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Its name without `refs/tags/`.
    pub name: String,
    /// The commit that it leads to.
    pub commit: String,
    /// True for an annotated tag, which has a message, a date and maybe a signature.
    pub annotated: bool,
    /// True when it carries a signature, whoever made it.
    pub signed: bool,
}

/// The repository around a book.
pub struct Repository {
    pub(super) repo: git2::Repository,
    /// The book's folder below the top of the work tree, without a slash at its ends; empty for the top itself.
    pub(super) prefix: String,
}

impl std::fmt::Debug for Repository {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Repository").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

impl Repository {
    /// The repository around a folder.
    ///
    /// # Errors
    /// When there is none, or it can't be read.
    pub fn of(folder: &Path) -> Result<Repository, GitError> {
        let help = "editions live in its history: `git init`, `git add`, `git commit`";
        Repository::around(folder)?.ok_or_else(|| GitError::new("the book is in no git repository", help))
    }

    /// The repository around a folder; `None` if there is none. One that is there and can't be read is an error: that
    /// nothing is known of it does not mean that there is nothing.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn around(folder: &Path) -> Result<Option<Repository>, GitError> {
        let Ok(folder) = folder.canonicalize() else { return Ok(None) };
        let repo = match git2::Repository::discover(&folder) {
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
            other => other.map_err(|error| cause::of_opening(&folder, error))?,
        };
        let Some(Ok(top)) = repo.workdir().map(Path::canonicalize) else { return Ok(None) };
        let Ok(below) = folder.strip_prefix(&top).map(Path::to_owned) else { return Ok(None) };
        let prefix = below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        Ok(Some(Repository { repo, prefix }))
    }

    /// The commit that the work tree stands at, and whether the loaded book differs from it. `None` before the first
    /// commit.
    ///
    /// # Errors
    /// When `HEAD` is there and can't be read.
    pub fn head(&self, sources: &Sources) -> Result<Option<Commit>, GitError> {
        let head = match self.repo.head() {
            Err(error) if matches!(error.code(), ErrorCode::UnbornBranch | ErrorCode::NotFound) => return Ok(None),
            other => other.map_err(|error| self.cause(error))?,
        };
        let commit = head.peel_to_commit().map_err(|error| self.cause(error))?;
        let id = commit.id().to_string();
        // What can't be compared may have been changed.
        let modified = self.differences(&id, sources).map_or(true, |found| !found.is_empty());
        Ok(Some(Commit { id, modified, day: day(commit.time().seconds()) }))
    }

    /// True when some objects were left on the server when it was cloned.
    pub fn is_partial(&self) -> bool {
        cause::is_partial(&self.repo)
    }

    /// Why an object can't be read.
    pub(super) fn cause(&self, error: git2::Error) -> GitError {
        cause::of_reading(&self.repo, error)
    }

    /// True when the history was cut off when it was cloned.
    pub fn is_shallow(&self) -> bool {
        self.repo.is_shallow()
    }

    /// The commit that a name leads to: a tag, a branch, a commit or an expression of these.
    ///
    /// # Errors
    /// When there is none, or it was cut off.
    pub fn resolve(&self, name: &str) -> Result<String, GitError> {
        let found = self.repo.revparse_single(name).and_then(|object| object.peel_to_commit());
        found.map(|commit| commit.id().to_string()).map_err(|_| {
            let help = if self.is_shallow() {
                "the clone is shallow: `git fetch --unshallow --tags` brings the whole history"
            } else {
                "`git tag` lists the tags; a clone may lack them: `git fetch --tags`"
            };
            GitError::new(format!("`{name}` is no commit or tag of this repository"), help)
        })
    }

    /// The day of a commit in UTC, as `2026-11-16`.
    pub fn day(&self, commit: &str) -> Option<String> {
        let commit = self.repo.find_commit(Oid::from_str(commit).ok()?).ok()?;
        Some(day(commit.time().seconds()))
    }

    /// All tags whose name begins so, in order of name.
    pub fn tags(&self, start: &str) -> Vec<Tag> {
        let names = self.repo.tag_names(Some(&format!("{start}*")));
        let mut tags: Vec<Tag> = Vec::new();
        for name in names.iter().flat_map(|names| names.iter()).flatten().flatten() {
            let Ok(reference) = self.repo.find_reference(&format!("refs/tags/{name}")) else { continue };
            let Ok(commit) = reference.peel_to_commit() else { continue };
            let object = reference.peel_to_tag().ok();
            let signed = object.as_ref().and_then(git2::Tag::message_bytes).is_some_and(|message| {
                let text = String::from_utf8_lossy(message);
                text.contains("-----BEGIN PGP SIGNATURE") || text.contains("-----BEGIN SSH SIGNATURE")
            });
            tags.push(Tag {
                name: name.to_owned(),
                commit: commit.id().to_string(),
                annotated: object.is_some(),
                signed,
            });
        }
        tags.sort_by(|a, b| a.name.cmp(&b.name));
        tags
    }

    /// True when a commit is there and is the other one or one of its ancestors.
    pub fn leads_to(&self, commit: &str, descendant: &str) -> bool {
        let (Ok(commit), Ok(other)) = (Oid::from_str(commit), Oid::from_str(descendant)) else { return false };
        commit == other || self.repo.graph_descendant_of(other, commit).unwrap_or(false)
    }

    /// What identifies everything in the book's folder at a commit.
    ///
    /// # Errors
    /// As [`Repository::files`].
    pub fn tree_of(&self, commit: &str) -> Result<String, GitError> {
        Ok(self.tree(commit)?.id().to_string())
    }

    /// The files of the book at a commit.
    ///
    /// # Errors
    /// When the commit is not there, or holds no book in the folder and none in exactly one other.
    pub fn files(&self, commit: &str, budget: Budget) -> Result<(Sources, Vec<Problem>), GitError> {
        let book = self.tree(commit)?;
        let mut files = Vec::new();
        let mut problems = Vec::new();
        let mut total = 0u64;
        let mut failed = None;
        book.walk(TreeWalkMode::PreOrder, |root, entry| {
            let Ok(name) = entry.name() else { return TreeWalkResult::Skip };
            let path = format!("{root}{name}");
            if !load::belongs(&path) {
                return TreeWalkResult::Skip;
            }
            match entry.kind() {
                Some(ObjectType::Blob) => {}
                _ => return TreeWalkResult::Ok,
            }
            // A symbolic link's blob holds where it leads: nothing is followed inside a commit.
            if entry.filemode() == 0o120_000 {
                problems.push(Problem { path, kind: ProblemKind::LinkOut });
                return TreeWalkResult::Ok;
            }
            let blob = match self.repo.find_blob(entry.id()) {
                Ok(blob) => blob,
                Err(error) => {
                    failed = Some(error);
                    return TreeWalkResult::Abort;
                }
            };
            total += blob.size() as u64;
            match load::take(&path, blob.content().to_vec(), total, files.len(), budget) {
                Ok(content) => files.push(Source::new(path, content)),
                Err(kind) => problems.push(Problem { path, kind }),
            }
            TreeWalkResult::Ok
        })
        .or_else(|error| if failed.is_some() { Ok(()) } else { Err(error) })?;
        match failed {
            Some(error) => Err(self.cause(error)),
            None => Ok((Sources::from_files(files), problems)),
        }
    }

    /// The folder of the book at a commit.
    fn tree(&self, commit: &str) -> Result<git2::Tree<'_>, GitError> {
        let cut = || {
            let help = if self.is_shallow() {
                "the clone is shallow: `git fetch --unshallow --tags` brings the whole history"
            } else if self.is_partial() {
                cause::PARTIAL_CURE
            } else {
                "the history was rewritten, or the clone is not whole"
            };
            GitError::new(format!("the commit {commit} is not in this repository"), help)
        };
        let id = Oid::from_str(commit).map_err(|_| cut())?;
        let tree = self.repo.find_commit(id).and_then(|commit| commit.tree()).map_err(|_| cut())?;
        let folder = self.folder(&tree, commit)?;
        if folder.is_empty() {
            return Ok(tree);
        }
        let entry = tree.get_path(Path::new(&folder)).and_then(|entry| entry.to_object(&self.repo));
        entry.and_then(|object| object.peel_to_tree()).map_err(|error| self.cause(error))
    }

    /// Where the book lies in a tree: where it lies now, or in the one folder that holds a book there.
    pub(super) fn folder(&self, tree: &git2::Tree<'_>, commit: &str) -> Result<String, GitError> {
        let holds = |folder: &str| {
            let file = if folder.is_empty() { "model.yaml".to_owned() } else { format!("{folder}/model.yaml") };
            tree.get_path(Path::new(&file)).is_ok()
        };
        if holds(&self.prefix) {
            return Ok(self.prefix.clone());
        }
        let mut found = Vec::new();
        tree.walk(TreeWalkMode::PreOrder, |root, entry| {
            if root.matches('/').count() > 3 {
                return TreeWalkResult::Skip;
            }
            if entry.name() == Ok("model.yaml") {
                found.push(root.trim_end_matches('/').to_owned());
            }
            TreeWalkResult::Ok
        })?;
        let short = commit.get(..12).unwrap_or(commit);
        match found.as_slice() {
            [one] => Ok(one.clone()),
            [] => Err(GitError::new(format!("the commit {short} holds no book"), "it has no `model.yaml`")),
            _ => Err(GitError::new(
                format!("the commit {short} holds several books, and none in `{}`", self.prefix),
                format!("they are in {}", found.iter().map(|f| format!("`{f}`")).collect::<Vec<_>>().join(", ")),
            )),
        }
    }
}

/// The commit of the repository around a book in `folder`, from which these files were loaded; `None` outside a repository
/// or before the first commit: a book needs neither.
///
/// # Errors
/// When there is a repository, and it can't be read.
pub fn commit_of(folder: &Path, sources: &Sources) -> Result<Option<Commit>, GitError> {
    match Repository::around(folder)? {
        Some(repository) => repository.head(sources),
        None => Ok(None),
    }
}

/// The day of a moment in seconds since 1970, in UTC.
pub(super) fn day(seconds: i64) -> String {
    time::OffsetDateTime::from_unix_timestamp(seconds).map(|at| at.date().to_string()).unwrap_or_default()
}
