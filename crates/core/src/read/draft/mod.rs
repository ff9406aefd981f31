//! What was written: the book as its files say it, before any rule across files is looked at.
//!
//! Every value that a later rule may object to carries its place in an [`At`]. Values that were missing or of the wrong
//! type have been reported already and are left empty here, so that the rules can go on.

mod assessment;
mod at;
mod edition;
mod mapping;
mod model;
mod overlay;
mod practice;
mod record;
mod result;
mod settings;
mod target_set;
mod unread;

pub use assessment::DraftAdopted;
pub use assessment::DraftArchived;
pub use assessment::DraftAssessment;
pub use assessment::DraftChosen;
pub use assessment::DraftCovers;
pub use assessment::DraftEngagement;
pub use assessment::DraftEvidence;
pub use assessment::DraftPrevious;
pub use assessment::DraftRevision;
pub use assessment::DraftStep;
pub use at::At;
pub use at::Words;
pub use edition::DraftEdition;
pub use edition::DraftEditions;
pub use edition::DraftNote;
pub use edition::DraftNotes;
pub use mapping::DraftFramework;
pub use mapping::DraftMapping;
pub use mapping::DraftMappingRow;
pub use mapping::DraftWithdrawn;
pub use model::DraftAnswerKind;
pub use model::DraftAspect;
pub use model::DraftField;
pub use model::DraftModel;
pub use model::DraftNode;
pub use model::DraftScale;
pub use model::DraftTier;
pub use overlay::DraftOverlay;
pub use overlay::DraftOverlayPractice;
pub use overlay::DraftQuestion;
pub use practice::DraftFieldValue;
pub use practice::DraftItem;
pub use practice::DraftPage;
pub use practice::DraftPractice;
pub use practice::Section;
pub use record::DraftEntry;
pub use record::DraftSeal;
pub use result::DraftAnswer;
pub use result::DraftFinding;
pub use result::DraftResult;
pub use result::DraftTarget;
pub use result::DraftWaiver;
pub use result::Review;
pub use settings::DraftAudience;
pub use settings::DraftPolicy;
pub use settings::DraftSees;
pub use settings::DraftSettings;
pub use target_set::DraftSetTarget;
pub use target_set::DraftTargetSet;
pub use unread::Unread;

use crate::source::FileId;
use crate::source::Span;

/// The files of a book.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// `book.yaml`, if it could be read.
    pub settings: Option<DraftSettings>,
    /// `model.yaml`, if it could be read.
    pub model: Option<DraftModel>,
    /// Files below `practices/`.
    pub practices: Vec<DraftPractice>,
    /// Files below `pages/`.
    pub pages: Vec<DraftPage>,
    /// Files `assessments/*/assessment.yaml`.
    pub assessments: Vec<DraftAssessment>,
    /// Files `assessments/*/sign-off/seal.yaml`.
    pub seals: Vec<DraftSeal>,
    /// The other files `assessments/*/sign-off/*.yaml`.
    pub entries: Vec<DraftEntry>,
    /// Files `overlays/*/overlay.yaml`.
    pub overlays: Vec<DraftOverlay>,
    /// Files `overlays/*/*.md`.
    pub overlay_practices: Vec<DraftOverlayPractice>,
    /// Files `targets/*.yaml`.
    pub target_sets: Vec<DraftTargetSet>,
    /// Files `mappings/frameworks/*.yaml`.
    pub frameworks: Vec<DraftFramework>,
    /// Files `mappings/*.yaml`.
    pub mappings: Vec<DraftMapping>,
    /// `editions.yaml`, if there is one.
    pub editions: Option<DraftEditions>,
    /// Files `editions/*.yaml`.
    pub notes: Vec<DraftNotes>,
    /// Files that are there and could not be read: what they would hold is unknown, and not missing.
    pub unread: Unread,
    /// Texts that are still placeholders, in order of place.
    pub placeholders: Vec<Span>,
    /// Assessments that are judged in another book than this one.
    pub elsewhere: Vec<FileId>,
}
