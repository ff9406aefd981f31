//! A tree of bytes in memory, its digests, and the one writer.
//!
//! Stages fill an [`Output`]; nothing touches a disk before the whole of it is known to be good.

mod write;

pub use write::{MARKER, WriteError, carry_over, may_replace, write};

use std::collections::BTreeMap;

/// Files to be written, by path below the output folder, with `/` on every platform.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// The files.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Output {
    /// An empty tree.
    pub fn new() -> Output {
        Output::default()
    }

    /// Adds a file.
    pub fn insert(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), bytes.into());
    }

    /// Takes over the files of another tree.
    pub fn absorb(&mut self, other: Output) {
        self.files.extend(other.files);
    }
}
