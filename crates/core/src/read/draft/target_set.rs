//! Target sets as they were written: what a class of systems wants of practices.

use crate::model::Score;
use crate::source::FileId;
use crate::source::Span;

use super::at::At;
use super::at::Words;

/// A target set.
#[derive(Clone, Debug)]
pub struct DraftTargetSet {
    /// One of `targets/`.
    pub file: FileId,
    /// Version of the file's format.
    pub format: Option<At<u8>>,
    /// Has to be the name of its file.
    pub id: Words,
    /// Version of the target set: three numbers.
    pub version: Words,
    /// What its page is called.
    pub title: Words,
    /// The class of systems that it is for.
    pub summary: Words,
    /// Who keeps it.
    pub owner: String,
    /// Model and versions of the guide that it fits.
    pub model: Option<(Words, Words)>,
    /// Targets by practice id.
    pub targets: Vec<(Words, DraftSetTarget)>,
}

/// What a target set wants of one practice.
#[derive(Clone, Debug)]
pub struct DraftSetTarget {
    /// Level or score.
    pub level: Option<At<Score>>,
    /// Id of a scope; needed in a model with scopes.
    pub scope: Option<Words>,
    /// Why.
    pub rationale: Words,
    /// Where it is written.
    pub span: Span,
}
