//! Overlays as they were written: `overlay.yaml`, and what their files add to practices.

use crate::markup::Doc;
use crate::model::Date;
use crate::source::FileId;

use super::at::At;
use super::at::Words;
use super::practice::Section;

/// `overlay.yaml`.
#[derive(Clone, Debug)]
pub struct DraftOverlay {
    /// Its `overlay.yaml`.
    pub file: FileId,
    /// Version of the file's format.
    pub format: Option<At<u8>>,
    /// Has to be the name of its folder.
    pub id: Words,
    /// Version of the overlay: three numbers.
    pub version: Words,
    /// Day on which this version was released, if it says so.
    pub date: Option<At<Date>>,
    /// What its page is called.
    pub title: Words,
    /// A short name for marks.
    pub short: Option<Words>,
    /// A paragraph on it.
    pub summary: String,
    /// Who keeps it.
    pub owner: Words,
    /// Scopes that it speaks for.
    pub speaks_for: Vec<Words>,
    /// Model and versions of the guide that it extends.
    pub extends: Option<(Words, Words)>,
    /// Overlays that it stacks upon.
    pub after: Vec<Words>,
    /// Where its bullets come from.
    pub provenance: Words,
    /// Context questions.
    pub questions: Vec<DraftQuestion>,
}

/// A context question.
#[derive(Clone, Debug)]
pub struct DraftQuestion {
    /// To be unique in its overlay.
    pub id: Words,
    /// The question.
    pub text: Words,
    /// What its answer is used for.
    pub help: String,
    /// Answers to choose from.
    pub options: Vec<Words>,
    /// May be left open.
    pub optional: bool,
}

/// A file of an overlay with what it adds to one practice.
#[derive(Clone, Debug)]
pub struct DraftOverlayPractice {
    /// One of the folder of its overlay.
    pub file: FileId,
    /// Id of the practice.
    pub practice: Words,
    /// Where its bullets come from.
    pub provenance: Option<Words>,
    /// The text before the first level.
    pub purpose: Doc,
    /// The sections under second-level headings.
    pub sections: Vec<Section>,
}
