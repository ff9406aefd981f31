//! Why a file of a book could not be taken in, as data; `read` has the words.

/// A file that could not be taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Path below the book's folder.
    pub path: String,
    /// What is wrong with it.
    pub kind: ProblemKind,
}

/// Why a file could not be taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// A symbolic link whose target lies outside the book, or that leads nowhere.
    LinkOut,
    /// Larger than the budget; carries the size and the limit in bytes.
    TooLarge(u64, u64),
    /// More files, or more bytes in all, than a book may hold.
    TooMuch(String),
    /// Folders nested deeper than the limit.
    TooDeep(usize),
    /// Not UTF-8 at this line and byte offset in the file.
    NotUtf8(usize, usize),
    /// Text in UTF-16 or UTF-32, as some editors save it.
    Wide,
    /// A NUL byte on this line.
    Nul(usize),
    /// A file name that is not UTF-8.
    Name,
    /// It changed each time while the book was read.
    Changing,
    /// What Git LFS leaves in place of a file that it did not bring.
    Pointer,
    /// The operating system's word for why the file can't be read.
    Io(String),
}
