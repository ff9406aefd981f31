//! What was judged, for whom, by whom and how.

use serde::Serialize;

use crate::model::Method;

use super::refs::DateView;

/// What was judged.
#[derive(Clone, Debug, Serialize)]
pub struct SubjectView {
    /// What ties several assessments of it together, if its name does not.
    pub id: Option<String>,
    /// What it is called on pages and in reports.
    pub name: String,
    /// Its version, or empty.
    pub version: String,
    /// The organisation whose it is.
    pub organisation: String,
    /// What it is and does, as paragraphs.
    pub summary: Vec<String>,
    /// What lies inside the boundary, an entry each.
    pub in_scope: Vec<String>,
    /// What lies outside of it.
    pub out_of_scope: Vec<String>,
    /// What would lie inside and was left out, each with a reason.
    pub exclusions: Vec<ExclusionView>,
}

/// Something left out.
#[derive(Clone, Debug, Serialize)]
pub struct ExclusionView {
    /// The part that was left out.
    pub what: String,
    /// Why it could be.
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
    /// How independent the assessor is of the subject.
    pub independence: String,
    /// Who took part.
    pub team: Vec<MemberView>,
    /// Who receives the report.
    pub distribution: Vec<String>,
}

/// A role that took part.
#[derive(Clone, Debug, Serialize)]
pub struct MemberView {
    /// Name of the role.
    pub role: String,
    /// Whom the role works for.
    pub organisation: String,
    /// What the role did in the assessment.
    pub part: String,
}
