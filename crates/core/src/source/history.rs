//! The history of single files of a book, followed through renames.
//!
//! Takes paths below the book's folder; gives the commits that changed each, oldest first, with the text of the file at
//! them. A file that was moved, copied and then removed, or removed and brought back elsewhere, is one file: else what it
//! said before could be left behind by moving it. Along first parents, so that a merge counts as one step.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;

use git2::ObjectType;
use git2::Oid;
use git2::Sort;
use git2::TreeWalkMode;
use git2::TreeWalkResult;
use similar::Algorithm;
use similar::DiffTag;

use super::Repository;
use super::cause::GitError;
use super::git::day;

/// How much of its lines a file has in common with what it was made from, from 0 to 1, as git counts a rename by default.
const ALIKE: f32 = 0.5;

/// One commit of the history of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its id, as git names it.
    pub commit: String,
    /// Its day in UTC, as `2026-11-16`.
    pub day: String,
    /// The file's text at that commit; `None` where it is gone.
    pub text: Option<String>,
}

/// The history of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// The commits that changed it, oldest first.
    pub changes: Vec<Change>,
    /// The paths that it had before, oldest first.
    pub formerly: Vec<String>,
}

/// How many of the lines of two texts are the same, from 0 to 1.
fn alike(one: &str, other: &str) -> f32 {
    let (one, other): (Vec<&str>, Vec<&str>) = (one.lines().collect(), other.lines().collect());
    let same = similar::capture_diff_slices(Algorithm::Myers, &one, &other);
    let same: usize = same.iter().filter(|op| op.tag() == DiffTag::Equal).map(|op| op.old_range().len()).sum();
    if one.is_empty() && other.is_empty() { 1.0 } else { 2.0 * same as f32 / (one.len() + other.len()) as f32 }
}

impl Repository {
    /// The history of files of a folder of the book that have this name, by path; for the paths that are asked for.
    /// `until` is the last commit, or else `HEAD`.
    ///
    /// # Errors
    /// When the history can't be read.
    pub fn changes(
        &self,
        folder: &str,
        name: &str,
        paths: &[&str],
        until: Option<&str>,
    ) -> Result<BTreeMap<String, Past>, GitError> {
        let commits = self.first_parents(until)?;
        let last = match commits.last() {
            Some(last) => self.named(self.place(*last, folder)?, folder, name)?,
            None => return Ok(BTreeMap::new()),
        };
        let mut pasts: BTreeMap<String, Past> = BTreeMap::new();
        // What each file held when it was last seen, also of those that are gone.
        let mut held: BTreeMap<String, Oid> = BTreeMap::new();
        let mut before: BTreeMap<String, Oid> = BTreeMap::new();
        let mut place_before: Option<Oid> = None;
        for id in commits {
            // Most commits leave the folder as it is, which its name in git tells at once.
            let place = self.place(id, folder)?;
            if place == place_before {
                continue;
            }
            place_before = place;
            let now = self.named(place, folder, name)?;
            if now == before {
                continue;
            }
            let commit = self.repo.find_commit(id).map_err(|error| self.cause(error))?;
            let change = |blob: Option<Oid>| {
                let text = blob.map(|blob| self.text(blob)).transpose()?;
                Ok::<Change, GitError>(Change { commit: id.to_string(), day: day(commit.time().seconds()), text })
            };
            let mut taken: BTreeSet<String> = BTreeSet::new();
            for (path, blob) in now.iter().filter(|(path, blob)| before.get(*path) != Some(blob)) {
                let known = pasts.contains_key(path) && before.contains_key(path);
                // A file that comes anew may be one of those that won't be there in the end.
                let origin = if known {
                    None
                } else {
                    self.origin(*blob, &held, |other| {
                        other == path || (!last.contains_key(other) && !taken.contains(other))
                    })?
                };
                if let Some(origin) = origin {
                    let mut past = pasts.get(&origin).cloned().unwrap_or_default();
                    if origin != *path {
                        past.formerly.push(origin.clone());
                        taken.insert(origin);
                    }
                    pasts.insert(path.clone(), past);
                }
                pasts.entry(path.clone()).or_default().changes.push(change(Some(*blob))?);
            }
            for path in before.keys().filter(|path| !now.contains_key(*path)) {
                pasts.entry(path.clone()).or_default().changes.push(change(None)?);
            }
            held.extend(now.iter().map(|(path, blob)| (path.clone(), *blob)));
            before = now;
        }
        pasts.retain(|path, _| paths.contains(&path.as_str()));
        Ok(pasts)
    }

    /// The file that a new one is most like, of those that may be it.
    fn origin(
        &self,
        blob: Oid,
        held: &BTreeMap<String, Oid>,
        may: impl Fn(&String) -> bool,
    ) -> Result<Option<String>, GitError> {
        let candidates: Vec<(&String, &Oid)> = held.iter().filter(|(path, _)| may(path)).collect();
        if let Some((path, _)) = candidates.iter().find(|(_, other)| **other == blob) {
            return Ok(Some((*path).clone()));
        }
        let own = self.text(blob)?;
        let mut best: Option<(f32, &String)> = None;
        for (path, other) in candidates {
            let text = self.text(*other)?;
            let ratio = alike(&text, &own);
            if ratio >= ALIKE && best.is_none_or(|(most, _)| ratio > most) {
                best = Some((ratio, path));
            }
        }
        Ok(best.map(|(_, path)| path.clone()))
    }

    /// What a file held. One that can't be read is no empty one, and not gone.
    fn text(&self, blob: Oid) -> Result<String, GitError> {
        let blob = self.repo.find_blob(blob).map_err(|error| self.cause(error))?;
        Ok(String::from_utf8_lossy(blob.content()).into_owned())
    }

    /// The tree of a folder of the book at a commit; `None` where there is none.
    fn place(&self, commit: Oid, folder: &str) -> Result<Option<Oid>, GitError> {
        let tree = self.repo.find_commit(commit).and_then(|commit| commit.tree()).map_err(|error| self.cause(error))?;
        let Ok(book) = self.folder(&tree, &commit.to_string()) else { return Ok(None) };
        let place = if book.is_empty() { folder.to_owned() } else { format!("{book}/{folder}") };
        Ok(tree.get_path(Path::new(&place)).ok().filter(|e| e.kind() == Some(ObjectType::Tree)).map(|e| e.id()))
    }

    /// The files of a name in the tree of a folder, by path below the book.
    fn named(&self, place: Option<Oid>, folder: &str, name: &str) -> Result<BTreeMap<String, Oid>, GitError> {
        let Some(place) = place else { return Ok(BTreeMap::new()) };
        let below = self.repo.find_tree(place).map_err(|error| self.cause(error))?;
        let mut found = BTreeMap::new();
        below.walk(TreeWalkMode::PreOrder, |root, entry| {
            if entry.kind() == Some(ObjectType::Blob) && entry.name() == Ok(name) {
                found.insert(format!("{folder}/{root}{name}"), entry.id());
            }
            TreeWalkResult::Ok
        })?;
        Ok(found)
    }

    /// The commits that lead to one by first parents, oldest first.
    fn first_parents(&self, until: Option<&str>) -> Result<Vec<Oid>, GitError> {
        let mut walk = self.repo.revwalk()?;
        walk.set_sorting(Sort::TOPOLOGICAL | Sort::REVERSE)?;
        walk.simplify_first_parent()?;
        match until {
            Some(commit) => walk.push(Oid::from_str(commit)?)?,
            None => walk.push_head()?,
        }
        Ok(walk.collect::<Result<_, _>>()?)
    }
}
