//! The file by which a folder is known to be levelbook's, and what in the folder is somebody else's by it.
//!
//! Takes a folder; gives the files that its list names, the book that it was made of, and all that stands beside them. What
//! is not listed was not written here, and is nobody's to remove.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use super::work::INSIDE;

/// Name of the file that marks a folder as levelbook's: one line a file, SHA-256, two spaces, path, as `sha256sum -c`
/// reads it; before them a remark that names the book.
pub const MARKER: &str = ".levelbook";

/// The files of an output, by path.
type Files = BTreeMap<String, Vec<u8>>;

/// How the remark begins. `sha256sum` passes over it.
const OWNER: &str = "# The output of the book ";

/// The list of an output of a book; an empty `owner` is not named.
pub(super) fn list(files: &Files, owner: &str) -> String {
    let mut list = if owner.is_empty() { String::new() } else { format!("{OWNER}{owner}\n") };
    for (path, bytes) in files {
        list.push_str(&format!("{}  {path}\n", crate::source::sha256(bytes)));
    }
    list
}

fn text(folder: &Path) -> String {
    fs::read_to_string(folder.join(MARKER)).unwrap_or_default()
}

/// The id of the book that an output was made of, if its list says so.
pub(super) fn owner(folder: &Path) -> Option<String> {
    text(folder).lines().find_map(|line| line.strip_prefix(OWNER)).map(str::to_owned)
}

/// Whether a path leads nowhere but down.
fn is_inside(path: &str) -> bool {
    !path.starts_with('/') && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// The files of an output by its list.
pub(super) fn listed(folder: &Path) -> BTreeSet<String> {
    // The list is a file like any other and may have been edited: it leads to nothing outside the folder.
    text(folder)
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once("  ").map(|(_, path)| path))
        .filter(|path| is_inside(path))
        .map(str::to_owned)
        .collect()
}

/// What in an output is somebody else's: paths of files and links, and of folders in which nothing is listed. In a folder
/// without a list, only what is hidden in its top is known to be.
pub(super) fn strangers(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if folder.join(MARKER).is_file() {
        walk(folder, Path::new(""), &listed(folder), &mut found)?;
    } else {
        found = names(folder)?;
        found.retain(|name| name.to_string_lossy().starts_with('.') && name.as_os_str() != INSIDE);
    }
    Ok(found)
}

fn walk(folder: &Path, below: &Path, listed: &BTreeSet<String>, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for name in names(&folder.join(below))? {
        let path = below.join(name);
        if path.as_os_str() == MARKER || path.as_os_str() == INSIDE {
            continue;
        }
        let there = folder.join(&path);
        // A name that is not UTF-8 is in no list.
        let own = shown(&path);
        if !is_folder(&there) {
            if !own.is_some_and(|own| listed.contains(&own)) {
                found.push(path);
            }
        } else if own.is_some_and(|own| any_below(&own, |from| listed.range(from..).next().map(String::as_str))) {
            walk(folder, &path, listed, found)?;
        } else if holds_any(&there)? {
            found.push(path);
        }
    }
    Ok(())
}

/// The first path at which a file of an output would stand where something of somebody else stands.
pub(super) fn in_the_way(folder: &Path, strangers: &[PathBuf], files: &Files) -> io::Result<Option<PathBuf>> {
    for path in strangers {
        let Some(own) = shown(path) else { continue };
        let above = own.match_indices('/').map(|(at, _)| &own[..at]).chain([own.as_str()]);
        if let Some(ours) = above.into_iter().find(|above| files.contains_key(*above)) {
            return Ok(Some(PathBuf::from(ours)));
        }
        if !any_below(&own, |from| files.range(from..).next().map(|(ours, _)| ours.as_str())) {
            continue;
        }
        if !is_folder(&folder.join(path)) {
            return Ok(Some(path.clone()));
        }
        let deeper: Vec<PathBuf> = names(&folder.join(path))?.iter().map(|name| path.join(name)).collect();
        if let Some(found) = in_the_way(folder, &deeper, files)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Whether something is below a folder, of what is found first from a word on.
fn any_below<'a>(folder: &str, first_from: impl Fn(String) -> Option<&'a str>) -> bool {
    let start = format!("{folder}/");
    first_from(start.clone()).is_some_and(|path| path.starts_with(&start))
}

/// A path as a list has it: with `/` on every platform.
fn shown(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}

/// Whether a path is a folder itself, and no link to one.
pub(super) fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| meta.is_dir())
}

/// The names in a folder, in order.
pub(super) fn names(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries: io::Result<Vec<PathBuf>> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| PathBuf::from(entry.file_name()))).collect();
    let mut names = entries?;
    names.sort();
    Ok(names)
}

/// Whether there is any file in a folder; empty folders are nobody's loss.
fn holds_any(folder: &Path) -> io::Result<bool> {
    for name in names(folder)? {
        let path = folder.join(name);
        if !is_folder(&path) || holds_any(&path)? {
            return Ok(true);
        }
    }
    Ok(false)
}
