//! The files of a book, as bytes in memory with a line index, and places in them.
//!
//! Takes a folder; gives [`Sources`] and the problems met while reading. Everything after this stage works on memory
//! alone, so that `check`, tests and verification run the same code without a disk.

mod canonical;
mod cause;
mod differences;
mod digest;
mod git;
mod history;
mod load;
mod problem;
mod steady;

pub use canonical::{Pointer, canonical};
pub use cause::GitError;
pub use differences::{Difference, DifferenceKind, is_record};
pub use digest::{book_digest, guide_digest, is_guide, sha256, sha256_of_files, sha256_of_named};
pub use git::{Commit, Repository, Tag, commit_of};
pub use history::{Change, Past};
pub use load::{Budget, PARTS, assessment_of, is_part, load};
pub use problem::Problem;
pub use problem::ProblemKind;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Number of a file in [`Sources`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileId(pub u32);

/// A range of bytes in one file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The file that the offsets are in; never another's.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets. Offsets beyond 4 GiB are clamped; the loader refuses such files long before.
    pub fn new(file: FileId, start: usize, end: usize) -> Span {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span { file, start: clamp(start), end: clamp(end.max(start)) }
    }

    /// The span as a range of byte offsets.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// What a file holds: text where the book's formats are text, bytes for images and other attachments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// UTF-8 text without NUL, with the line ends of canonical bytes. A byte order mark is kept as it is.
    Text(String),
    /// Anything else.
    Bytes(Vec<u8>),
}

/// One file of a book.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path below the book's folder, with `/` on every platform.
    pub path: String,
    /// The content, as canonical bytes: a clone with other line ends holds the same.
    pub content: Content,
    /// True when its first line ended in CRLF.
    crlf: bool,
    /// Byte offset of the start of each line; empty for bytes.
    lines: Vec<usize>,
}

impl Source {
    /// A file in memory.
    pub fn new(path: impl Into<String>, content: Content) -> Source {
        let path = path.into();
        let first = |bytes: &[u8]| {
            bytes.iter().position(|b| *b == b'\n').is_some_and(|at| at > 0 && bytes.get(at - 1) == Some(&b'\r'))
        };
        let (content, crlf) = match content {
            Content::Text(text) => {
                let crlf = first(text.as_bytes());
                (Content::Text(canonical::text_lines(text)), crlf)
            }
            Content::Bytes(bytes) => {
                let owned = match canonical(&path, &bytes) {
                    Cow::Borrowed(_) => None,
                    Cow::Owned(lines) => Some(lines),
                };
                match owned {
                    Some(lines) => (Content::Bytes(lines), first(&bytes)),
                    None => (Content::Bytes(bytes), false),
                }
            }
        };
        let lines = match &content {
            Content::Text(text) => std::iter::once(0)
                .chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1))
                .collect(),
            Content::Bytes(_) => Vec::new(),
        };
        Source { path, content, crlf, lines }
    }

    /// A text as it is written to this file: with the line ends that the file had.
    pub fn written(&self, text: &str) -> String {
        if self.crlf { text.replace('\n', "\r\n") } else { text.to_owned() }
    }

    /// The text, or the empty string for bytes.
    pub fn text(&self) -> &str {
        match &self.content {
            Content::Text(text) => text,
            Content::Bytes(_) => "",
        }
    }

    /// The content as bytes.
    pub fn bytes(&self) -> &[u8] {
        match &self.content {
            Content::Text(text) => text.as_bytes(),
            Content::Bytes(bytes) => bytes,
        }
    }

    /// Line and column of a byte offset, both from 1. Columns count characters (Unicode scalar values).
    pub fn place(&self, offset: usize) -> (usize, usize) {
        let text = self.text();
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.lines.partition_point(|start| *start <= offset).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        (line, text.get(start..offset).map_or(0, |s| s.chars().count()) + 1)
    }

    /// Byte offset of a line and column as [`Source::place`] counts them, clamped to the file.
    pub fn offset(&self, line: usize, column: usize) -> usize {
        let text = self.text();
        let Some(start) = self.lines.get(line.saturating_sub(1)).copied() else { return text.len() };
        let rest = &text[start..];
        let end = rest.find('\n').unwrap_or(rest.len());
        start + rest[..end].char_indices().nth(column.saturating_sub(1)).map_or(end, |(i, _)| i)
    }
}

/// The files of one book, in order of path.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Names in the book's folder that are none of a book's folders and files, in order: the user's own, or slips.
    pub beside: Vec<String>,
    files: Vec<Source>,
    by_path: BTreeMap<String, FileId>,
}

impl Sources {
    /// A book in memory. Later files replace earlier ones of the same path.
    pub fn from_files(files: impl IntoIterator<Item = Source>) -> Sources {
        let by_path: BTreeMap<String, Source> = files.into_iter().map(|file| (file.path.clone(), file)).collect();
        let files: Vec<Source> = by_path.into_values().collect();
        let by_path = (0u32..).map(FileId).zip(&files).map(|(id, file)| (file.path.clone(), id)).collect();
        Sources { beside: Vec::new(), files, by_path }
    }

    /// The file of a number that this value handed out.
    pub fn get(&self, id: FileId) -> &Source {
        &self.files[id.0 as usize]
    }

    /// The file at a path below the book's folder.
    pub fn find(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied()
    }

    /// All files with their numbers, in order of path.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        (0u32..).map(FileId).zip(&self.files)
    }

    /// The text that a span covers, or the empty string where it does not fit.
    pub fn slice(&self, span: Span) -> &str {
        self.files.get(span.file.0 as usize).and_then(|file| file.text().get(span.range())).unwrap_or("")
    }
}

/// A control character in a `decoded` text that does not stand in the `file` as it is, and so came out of an escape; as
/// `U+001B`. Line ends and tabs are none. What a file holds as it is, is found with all that no font shows.
pub fn hidden_control(decoded: &str, file: &str) -> Option<String> {
    let hidden = |c: &char| c.is_control() && !matches!(c, '\n' | '\t') && !file.contains(*c);
    decoded.chars().find(hidden).map(|c| format!("U+{:04X}", u32::from(c)))
}
