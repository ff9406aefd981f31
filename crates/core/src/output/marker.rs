//! The file by which a folder is known to be levelbook's.

/// Name of the file that marks a folder as levelbook's: one line a file, SHA-256, two spaces, path, as `sha256sum -c`
/// reads it.
pub const MARKER: &str = ".levelbook";
