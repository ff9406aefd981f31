//! What of a loaded book differs from the files of a commit.
//!
//! Takes the files as they were loaded, whatever git was told to ignore; gives each path that the commit lacks, holds
//! otherwise or has besides. Contents are compared as canonical bytes, so that the line ends of a clone don't count. Names
//! of blobs come first: most files are compared without being read from git.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;

use git2::AttrValue;
use git2::ObjectType;
use git2::Oid;
use git2::TreeWalkMode;
use git2::TreeWalkResult;

use super::Pointer;
use super::Repository;
use super::Sources;
use super::canonical;
use super::cause::GitError;
use super::load;
use super::sha256;

/// How a file differs from the commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DifferenceKind {
    /// The commit has no such file, and git was told to ignore it.
    Ignored,
    /// The commit has no such file.
    New,
    /// The commit holds something else.
    Changed,
    /// The commit has it, and the book does not.
    Gone,
}

/// A file that differs from the commit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// Path below the book's folder.
    pub path: String,
    /// How it differs.
    pub kind: DifferenceKind,
}

/// A file of a commit.
struct TreeEntry {
    id: Oid,
    link: bool,
}

/// How many links may lead to one another.
const LINKS: usize = 8;

impl Repository {
    /// What of a loaded book differs from a commit, in order of path. The files of a sign-off's record come into being
    /// after the commit that they are bound to, and don't count.
    ///
    /// # Errors
    /// When the commit can't be read.
    pub fn differences(&self, commit: &str, sources: &Sources) -> Result<Vec<Difference>, GitError> {
        let entries = self.entries(commit)?;
        let mut found = Vec::new();
        for (_, source) in sources.iter().filter(|(_, source)| !is_record(&source.path)) {
            let kind = match entries.get(&source.path) {
                None if self.ignores(&source.path) => DifferenceKind::Ignored,
                None => DifferenceKind::New,
                Some(entry) if !self.same(&entries, &source.path, entry, source.bytes()) => DifferenceKind::Changed,
                Some(_) => continue,
            };
            found.push(Difference { path: source.path.clone(), kind });
        }
        let loaded: BTreeSet<&str> = sources.iter().map(|(_, source)| source.path.as_str()).collect();
        let gone =
            entries.keys().filter(|path| load::belongs(path) && !is_record(path) && !loaded.contains(path.as_str()));
        found.extend(gone.map(|path| Difference { path: path.clone(), kind: DifferenceKind::Gone }));
        found.sort();
        Ok(found)
    }

    /// Files of the book that its commit holds and a sparse checkout left out, in order of path.
    pub fn not_checked_out(&self, sources: &Sources) -> Vec<String> {
        let sparse = self.repo.config().and_then(|config| config.get_bool("core.sparseCheckout"));
        let head = || self.repo.head().and_then(|head| head.peel_to_commit());
        match (sparse, head()) {
            (Ok(true), Ok(commit)) => {
                let found = self.differences(&commit.id().to_string(), sources).unwrap_or_default();
                let gone = found.into_iter().filter(|one| one.kind == DifferenceKind::Gone).map(|one| one.path);
                gone.filter(|path| !self.repo.workdir().is_some_and(|top| top.join(self.within(path)).exists()))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    fn ignores(&self, path: &str) -> bool {
        self.repo.is_path_ignored(self.within(path)).unwrap_or(false)
    }

    /// A path below the book's folder as one below the top of the work tree.
    pub(super) fn within(&self, path: &str) -> String {
        if self.prefix.is_empty() { path.to_owned() } else { format!("{}/{path}", self.prefix) }
    }

    /// All files below the book's folder at a commit.
    fn entries(&self, commit: &str) -> Result<BTreeMap<String, TreeEntry>, GitError> {
        let commit = self.repo.find_commit(Oid::from_str(commit)?).and_then(|commit| commit.tree());
        let tree = commit.map_err(|error| self.cause(error))?;
        let tree = match self.prefix.as_str() {
            "" => tree,
            // A folder that the commit does not have holds no file of it.
            prefix => match tree.get_path(Path::new(prefix)) {
                Ok(entry) => entry.to_object(&self.repo)?.peel_to_tree()?,
                Err(_) => return Ok(BTreeMap::new()),
            },
        };
        let mut entries = BTreeMap::new();
        tree.walk(TreeWalkMode::PreOrder, |root, entry| {
            if entry.kind() == Some(ObjectType::Blob) {
                let name = String::from_utf8_lossy(entry.name_bytes()).into_owned();
                entries
                    .insert(format!("{root}{name}"), TreeEntry { id: entry.id(), link: entry.filemode() == 0o120_000 });
            }
            TreeWalkResult::Ok
        })?;
        Ok(entries)
    }

    /// Whether a file of a commit holds these canonical bytes.
    fn same(&self, entries: &BTreeMap<String, TreeEntry>, path: &str, entry: &TreeEntry, bytes: &[u8]) -> bool {
        let (mut place, mut entry) = (path.to_owned(), entry);
        for _ in 0..LINKS {
            if !entry.link {
                break;
            }
            // What was loaded through a link is compared with what the link leads to at the commit.
            let Ok(blob) = self.repo.find_blob(entry.id) else { return false };
            let Some(target) = led(&place, &String::from_utf8_lossy(blob.content())) else { return false };
            let Some(next) = entries.get(&target) else { return false };
            (place, entry) = (target, next);
        }
        if entry.link {
            return false;
        }
        if Oid::hash_object(ObjectType::Blob, bytes).is_ok_and(|id| id == entry.id) {
            return true;
        }
        let Ok(blob) = self.repo.find_blob(entry.id) else { return false };
        if canonical(path, blob.content()).as_ref() == bytes {
            return true;
        }
        if let Some(pointer) = Pointer::read(blob.content()) {
            return pointer.length == bytes.len() as u64 && pointer.sha256 == sha256(bytes);
        }
        self.filtered(&place, bytes).is_some_and(|id| id == entry.id)
    }

    /// The name of the blob that git would make of these bytes where a filter stands between it and the work tree. Filters
    /// are programs of the user's own choice, which libgit2 does not run and git does.
    fn filtered(&self, path: &str, bytes: &[u8]) -> Option<Oid> {
        let full = self.within(path);
        let attribute = |name: &str| {
            let value = self.repo.get_attr(Path::new(&full), name, git2::AttrCheckFlags::FILE_THEN_INDEX);
            matches!(
                AttrValue::from_string(value.ok().flatten()),
                AttrValue::True | AttrValue::String(_) | AttrValue::Bytes(_)
            )
        };
        if !["filter", "ident", "working-tree-encoding"].into_iter().any(attribute) {
            return None;
        }
        let mut child = Command::new("git")
            .arg("-C")
            .arg(self.repo.workdir()?)
            .args(["hash-object", "--stdin", "--path", &full])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        // A filter that stops reading early closes the pipe; what it says then is compared all the same.
        let _ = child.stdin.take()?.write_all(bytes);
        let output = child.wait_with_output().ok().filter(|output| output.status.success())?;
        Oid::from_str(String::from_utf8_lossy(&output.stdout).trim()).ok()
    }
}

/// Where a link leads from a path, below the book's folder; `None` when it leads out of it.
fn led(path: &str, target: &str) -> Option<String> {
    if target.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Whether a path is one of a sign-off's record: `assessments/ID/sign-off/` and `seal.yaml`, `report.pdf`, `N-ROLE.yaml` or
/// the SSH signature on one.
pub fn is_record(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    let ["assessments", _, "sign-off", name] = parts.as_slice() else { return false };
    let entry = |name: &str| {
        name.strip_suffix(".yaml").and_then(|stem| stem.split_once('-')).is_some_and(|(number, role)| {
            !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) && !role.is_empty()
        })
    };
    matches!(*name, "seal.yaml" | "report.pdf") || entry(name) || name.strip_suffix(".sig").is_some_and(entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_record_is_of_the_record() {
        let cases = [
            ("assessments/pump/sign-off/seal.yaml", true),
            ("assessments/pump/sign-off/report.pdf", true),
            ("assessments/pump/sign-off/1-assessor.yaml", true),
            ("assessments/pump/sign-off/12-lead-assessor.yaml.sig", true),
            ("assessments/pump/sign-off/assessor.yaml", false),
            ("assessments/pump/sign-off/1-.yaml", false),
            ("assessments/pump/sign-off/notes.sig", false),
            ("assessments/pump/sign-off/more/seal.yaml", false),
            ("assessments/sign-off/seal.yaml", false),
            ("practices/sign-off/door-locks.md", false),
            ("practices/sign-off.md", false),
        ];
        for (path, expected) in cases {
            assert_eq!(is_record(path), expected, "{path}");
        }
    }

    #[test]
    fn links_lead_below_the_book() {
        let cases = [
            ("pages/a.md", "b.md", Some("pages/b.md")),
            ("pages/a.md", "../practices/./b.md", Some("practices/b.md")),
            ("pages/a.md", "../../b.md", None),
            ("pages/a.md", "/b.md", None),
        ];
        for (path, target, expected) in cases {
            assert_eq!(led(path, target).as_deref(), expected, "{path} {target}");
        }
    }
}
