//! What an assessment keeps beside its results: evidence, roadmap, versions, and answers to bullets that are gone.

use serde::Serialize;

use super::refs::DateView;
use super::refs::Ref;

/// An entry of the evidence register.
#[derive(Clone, Debug, Serialize)]
pub struct EvidenceView {
    /// The word by which answers and findings name it.
    pub id: String,
    /// What it is called in the register.
    pub title: String,
    /// What kind it is.
    pub kind: String,
    /// Where it is kept.
    pub location: String,
    /// Day of collection.
    pub collected: DateView,
    /// Name of the role that collected it.
    pub by: String,
    /// SHA-256, if it is a file.
    pub sha256: Option<String>,
    /// How carefully it must be handled, or empty.
    pub sensitivity: String,
    /// The practices that use it.
    pub used_by: Vec<Ref>,
}

/// A phase of the roadmap.
#[derive(Clone, Debug, Serialize)]
pub struct PhaseView {
    /// What the roadmap calls it: `First quarter`.
    pub name: String,
    /// Its steps, in the order of the roadmap.
    pub items: Vec<RoadmapView>,
}

/// A step of the roadmap.
#[derive(Clone, Debug, Serialize)]
pub struct RoadmapView {
    /// The word by which results name it.
    pub id: String,
    /// What is done.
    pub title: String,
    /// More on it, as paragraphs.
    pub text: Vec<String>,
    /// The practices whose gaps it closes.
    pub closes: Vec<Ref>,
    /// Name of the role that answers for it.
    pub owner: String,
    /// When it is done.
    pub due: DateView,
    /// How much work it is.
    pub effort: String,
}

/// A version of the document.
#[derive(Clone, Debug, Serialize)]
pub struct RevisionView {
    /// The version of the document.
    pub version: String,
    /// The day on which it became that version.
    pub date: DateView,
    /// Name of the role.
    pub by: String,
    /// What changed in it.
    pub change: String,
}

/// An answer to a bullet that the guide no longer has.
#[derive(Clone, Debug, Serialize)]
pub struct ArchivedView {
    /// Full id of the bullet.
    pub indicator: String,
    /// Its words at the time of the answer.
    pub text: String,
    /// The answer that was given.
    pub answer: String,
    /// What was seen, or empty.
    pub note: String,
    /// Ids of evidence.
    pub evidence: Vec<String>,
}
