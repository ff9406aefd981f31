//! The files of the default theme that make the PDFs.

/// Name and bytes.
pub const FILES: &[(&str, &[u8])] = &[];
