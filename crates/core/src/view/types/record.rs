//! What an assessment keeps beside its results: evidence, roadmap, versions, and answers to bullets that are gone.

use serde::Serialize;

use super::refs::DateView;
use super::refs::Ref;

/// An entry of the evidence register.
#[derive(Clone, Debug, Serialize)]
pub struct EvidenceView {
    /// Its id.
    pub id: String,
    /// Its title.
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
    /// Its name.
    pub name: String,
    /// Its steps.
    pub items: Vec<RoadmapView>,
}

/// A step of the roadmap.
#[derive(Clone, Debug, Serialize)]
pub struct RoadmapView {
    /// Its id.
    pub id: String,
    /// What is done.
    pub title: String,
    /// More on it.
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
    /// The version.
    pub version: String,
    /// Its day.
    pub date: DateView,
    /// Name of the role.
    pub by: String,
    /// What changed.
    pub change: String,
}

/// An answer to a bullet that the guide no longer has.
#[derive(Clone, Debug, Serialize)]
pub struct ArchivedView {
    /// Full id of the bullet.
    pub indicator: String,
    /// Its words.
    pub text: String,
    /// The answer that was given.
    pub answer: String,
    /// What was seen, or empty.
    pub note: String,
    /// Ids of evidence.
    pub evidence: Vec<String>,
}
