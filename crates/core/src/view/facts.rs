//! What a book can't know of itself: the tool, the commit, digests, and where sign-offs stand.

use std::collections::BTreeMap;

use crate::sign_off;
use crate::source::Commit;

/// What a book can't know of itself.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Name and version of the tool.
    pub tool: String,
    /// The commit that the book stands at.
    pub commit: Option<Commit>,
    /// Why it stands at no commit, or at none that is known: `not under version control`.
    pub no_commit: String,
    /// SHA-256 over the files of the guide, in hexadecimal.
    pub guide_digest: String,
    /// SHA-256 over the files that PDFs are made with, in hexadecimal.
    pub theme_digest: String,
    /// SHA-256 of each `assessment.yaml`, by id of the assessment.
    pub digests: BTreeMap<String, String>,
    /// Where the sign-off of each sealed assessment stands, by id.
    pub sign_offs: BTreeMap<String, sign_off::SignOff>,
    /// Path of each practice's file, in the order of the guide.
    pub files: Vec<String>,
}
