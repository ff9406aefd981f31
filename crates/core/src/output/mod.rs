//! A tree of bytes in memory, its digests, and the one writer.
//!
//! Stages fill an [`Output`]; nothing touches a disk before the whole of it is known to be good. All that levelbook writes
//! to a disk goes through [`Work`]: old or new, whole, at any moment; see `docs/reliability.md`.

mod disk;
mod error;
#[cfg(test)]
mod fault;
mod files;
mod litter;
mod marker;
mod place;
mod single;
mod take;
#[cfg(test)]
mod tests;
mod tree;
mod work;
mod write;

pub use error::WriteError;
pub use marker::MARKER;
pub use place::OutputPlace;
pub use single::begin_book;
pub use single::fill_new;
pub use single::may_put;
pub use single::put_cached;
pub use single::put_file;
pub use single::put_files;
pub use single::tidy_book;
pub use work::Recovered;
pub use work::Work;
pub use write::carry_over;
pub use write::write;

use std::collections::BTreeMap;

/// Files to be written, by path below the output folder, with `/` on every platform.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// By path below the output folder, with `/` on every platform.
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

    /// All files as one run of bytes: for each the length of its path, the path, the length of its content, the content;
    /// lengths as 8 bytes, big end first.
    pub fn pack(&self) -> Vec<u8> {
        let mut packed = Vec::new();
        for (path, bytes) in &self.files {
            for part in [path.as_bytes(), bytes] {
                packed.extend((part.len() as u64).to_be_bytes());
                packed.extend(part);
            }
        }
        packed
    }

    /// What [`Output::pack`] made; `None` for anything else.
    pub fn unpack(mut packed: &[u8]) -> Option<Output> {
        let mut output = Output::new();
        let mut next = || {
            let (length, rest) = packed.split_at_checked(8)?;
            let length = usize::try_from(u64::from_be_bytes(length.try_into().ok()?)).ok()?;
            let (part, rest) = rest.split_at_checked(length)?;
            packed = rest;
            Some((part.to_vec(), packed.is_empty()))
        };
        loop {
            let (path, _) = next()?;
            let (bytes, last) = next()?;
            output.insert(String::from_utf8(path).ok()?, bytes);
            if last {
                return Some(output);
            }
        }
    }

    /// Takes over the files of another tree.
    pub fn absorb(&mut self, other: Output) {
        self.files.extend(other.files);
    }
}
