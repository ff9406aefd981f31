//! What was judged, for whom, by whom and how.

use serde::Serialize;

use crate::model::Method;

use super::refs::DateView;

/// What was judged.
#[derive(Clone, Debug, Serialize)]
pub struct SubjectView {
    /// What ties several assessments of it together, if its name does not.
    pub id: Option<String>,
    /// Its name.
    pub name: String,
    /// Its version, or empty.
    pub version: String,
    /// Whose it is.
    pub organisation: String,
    /// What it is.
    pub summary: Vec<String>,
    /// Inside the boundary.
    pub in_scope: Vec<String>,
    /// Outside.
    pub out_of_scope: Vec<String>,
    /// Left out.
    pub exclusions: Vec<ExclusionView>,
}

/// Something left out.
#[derive(Clone, Debug, Serialize)]
pub struct ExclusionView {
    /// What.
    pub what: String,
    /// Why.
    pub reason: String,
}

/// How it was judged.
#[derive(Clone, Debug, Serialize)]
pub struct EngagementView {
    /// Who asked for it.
    pub sponsor: String,
    /// Who carried it out.
    pub assessor: String,
    /// `self`, `expert` or `third-party`.
    pub method: Method,
    /// The method in words.
    pub method_name: &'static str,
    /// How the judgement was made.
    pub approach: Vec<String>,
    /// First day of collecting evidence.
    pub from: DateView,
    /// Last day of it.
    pub to: DateView,
    /// Independence.
    pub independence: String,
    /// Who took part.
    pub team: Vec<MemberView>,
    /// Who receives it.
    pub distribution: Vec<String>,
}

/// A role that took part.
#[derive(Clone, Debug, Serialize)]
pub struct MemberView {
    /// Name of the role.
    pub role: String,
    /// Its organisation.
    pub organisation: String,
    /// Its part.
    pub part: String,
}
