//! The files of a sign-off record as they were written: the seal, and one entry a role.

use crate::model::RecordEntry;
use crate::model::Seal;
use crate::source::FileId;

use super::at::At;
use super::at::Words;

/// `seal.yaml`.
#[derive(Clone, Debug)]
pub struct DraftSeal {
    /// The `seal.yaml` of an assessment.
    pub file: FileId,
    /// Version of the file's format.
    pub format: Option<At<u8>>,
    /// Id of the assessment that it seals.
    pub assessment: Words,
    /// What it says; `None` when a part of it could not be read.
    pub seal: Option<Seal>,
}

/// One role's entry in a record.
#[derive(Clone, Debug)]
pub struct DraftEntry {
    /// One of the folder `sign-off/` of an assessment.
    pub file: FileId,
    /// Version of the file's format.
    pub format: Option<At<u8>>,
    /// Id of the role.
    pub role: Words,
    /// What it says; `None` when a part of it could not be read.
    pub entry: Option<RecordEntry>,
}
