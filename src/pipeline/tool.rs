//! What this program is: its name and version, and the digests by which two builds of one version are told apart.

use crate::model::Tool;

/// Name and version of the tool, as it is printed in outputs.
pub const TOOL: &str = concat!("levelbook ", env!("CARGO_PKG_VERSION"));

/// SHA-256 of the `Cargo.lock` that this program was made from, by `build.rs`.
const LOCK: &str = env!("LEVELBOOK_LOCK");

/// SHA-256 of the source files that this program was made from, likewise.
pub(super) const SOURCE: &str = env!("LEVELBOOK_SOURCE");

/// What tells this build from others of its version.
pub fn tool() -> Tool {
    Tool { lock: LOCK.to_owned(), source: SOURCE.to_owned() }
}
