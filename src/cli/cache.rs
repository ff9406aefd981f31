//! The cache of built editions: a file for each, named by what it was made from, in the user's cache folder.
//!
//! A file begins with the digest of the rest. One that does not fit is not there.

use std::path::PathBuf;

use crate::output;
use crate::output::Output;
use crate::pipeline::side_by_side::Cache;
use crate::source::sha256;

/// A folder of built editions; none keeps nothing.
pub(super) struct Folder(pub(super) Option<PathBuf>);

impl Folder {
    /// The folder named, else the user's cache folder, as far as the environment tells one.
    pub(super) fn new(named: Option<&PathBuf>, none: bool) -> Folder {
        if none {
            return Folder(None);
        }
        #[expect(clippy::disallowed_methods, reason = "where built editions are kept; no output depends on it")]
        let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let home = || variable("HOME").map(|home| home.join(".cache"));
        let cache = || variable("XDG_CACHE_HOME").or_else(|| variable("LOCALAPPDATA")).or_else(home);
        Folder(named.cloned().or_else(|| cache().map(|cache| cache.join("levelbook").join("editions"))))
    }
}

impl Cache for Folder {
    fn get(&self, key: &str) -> Option<Output> {
        let bytes = std::fs::read(self.0.as_ref()?.join(key)).ok()?;
        let (digest, packed) = bytes.split_at_checked(64)?;
        if sha256(packed).as_bytes() != digest {
            return None;
        }
        Output::unpack(packed)
    }

    fn put(&self, key: &str, output: &Output) {
        let Some(folder) = &self.0 else { return };
        let packed = output.pack();
        let bytes = [sha256(&packed).as_bytes(), &packed].concat();
        // A cache that can't be written costs time, and nothing else.
        let _ = output::put_cached(folder, key, &bytes);
    }
}
