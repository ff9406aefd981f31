//! The files of the default theme that make the site.

/// Name and bytes.
pub const FILES: &[(&str, &[u8])] = &[];
