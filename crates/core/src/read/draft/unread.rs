//! Files of a book that are there and could not be read.
//!
//! What such a file would hold is unknown: that nothing has been found in it is no mistake of a file that names it. The rules
//! across files ask here before they say that something is missing.

use std::collections::BTreeSet;

/// Paths of files that are there and could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    paths: BTreeSet<String>,
}

impl Unread {
    /// Adds a file.
    pub fn add(&mut self, path: impl Into<String>) {
        self.paths.insert(path.into());
    }

    /// Whether all files could be read.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// Whether this file could not be read.
    pub fn has(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// Whether any file below a folder could not be read; `practices/`.
    pub fn any_below(&self, folder: &str) -> bool {
        self.below(folder).next().is_some()
    }

    /// Whether a word is the name that links and lists know an unread file by: an id, or the path of an image.
    pub fn is_named(&self, word: &str) -> bool {
        self.paths.iter().any(|path| {
            let id = id_of(path);
            id == word || path == word || id.rsplit('/').next() == Some(word)
        })
    }

    /// Whether a text names an unread file anywhere, as a link or an anchor does.
    pub fn is_named_in(&self, text: &str) -> bool {
        let word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        text.split(|c| !word(c)).any(|part| !part.is_empty() && self.is_named(part))
            || self.paths.iter().any(|path| text.contains(path.rsplit('/').next().unwrap_or(path)))
    }

    fn below(&self, folder: &str) -> impl Iterator<Item = &str> {
        self.paths.iter().map(String::as_str).filter(move |path| path.starts_with(folder))
    }
}

/// The id that a file of this path has, by the rule that both are called alike.
fn id_of(path: &str) -> &str {
    let (folder, rest) = path.split_once('/').unwrap_or(("", path));
    match folder {
        "assessments" | "overlays" => rest.split('/').next().unwrap_or(rest),
        _ => rest.rsplit_once('.').map_or(rest, |(id, _)| id).trim_start_matches("frameworks/"),
    }
}
