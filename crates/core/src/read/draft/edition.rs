//! `editions.yaml` and release notes as they were written.

use crate::model::Class;
use crate::model::Date;
use crate::source::FileId;

use super::at::At;
use super::at::Words;

/// `editions.yaml`.
#[derive(Clone, Debug)]
pub struct DraftEditions {
    /// Version of the file's format.
    pub format: Option<At<u8>>,
    /// Its entries.
    pub editions: Vec<DraftEdition>,
}

/// A released edition.
#[derive(Clone, Debug)]
pub struct DraftEdition {
    /// Version of the guide that was released: three numbers.
    pub version: Words,
    /// Day of the release.
    pub date: Option<At<Date>>,
    /// Commit that holds the edition.
    pub commit: Words,
    /// Tag on the commit; `None` where none is written.
    pub tag: Option<Words>,
    /// Digest of the guide.
    pub digest: Words,
}

/// Release notes.
#[derive(Clone, Debug)]
pub struct DraftNotes {
    /// One of `editions/`.
    pub file: FileId,
    /// Version of the file's format.
    pub format: Option<At<u8>>,
    /// Version of the guide.
    pub version: Words,
    /// Day of the release.
    pub date: Option<At<Date>>,
    /// What readers should know.
    pub summary: String,
    /// What is said of single bullets and pages.
    pub changes: Vec<DraftNote>,
}

/// What release notes say of one bullet or page.
#[derive(Clone, Debug)]
pub struct DraftNote {
    /// Its full id.
    pub bullet: Words,
    /// What the change means.
    pub class: Option<At<Class>>,
    /// A sentence on it.
    pub note: String,
}
