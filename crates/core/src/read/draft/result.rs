//! What an assessment says of one practice, as it was written: answers, targets, findings.

use crate::model::Confidence;
use crate::model::Score;
use crate::model::Severity;
use crate::source::Span;

use super::at::At;
use super::at::Words;

/// What is said of one practice.
#[derive(Clone, Debug)]
pub struct DraftResult {
    /// The level and scope to match.
    pub target: Option<DraftTarget>,
    /// Reason and owner for not applying.
    pub not_applicable: Option<DraftWaiver>,
    /// Scope reached.
    pub scope: Option<Words>,
    /// Stated level.
    pub level: Option<At<u8>>,
    /// `high`, `medium` or `low`.
    pub confidence: Option<At<Confidence>>,
    /// Reasoning.
    pub rationale: String,
    /// What is done well, a text each.
    pub strengths: Vec<String>,
    /// What is not, in order.
    pub findings: Vec<DraftFinding>,
    /// What should be done, a text each.
    pub recommendations: Vec<String>,
    /// Answers by bullet (`1.owner`).
    pub answers: Vec<(Words, DraftAnswer)>,
    /// All of it.
    pub whole: Span,
    /// Where it is written.
    pub span: Span,
}

/// A target.
#[derive(Clone, Debug)]
pub struct DraftTarget {
    /// Level or score.
    pub level: Option<At<Score>>,
    /// Id of a scope; needed in a model with scopes.
    pub scope: Option<Words>,
    /// Why.
    pub rationale: Option<Words>,
    /// What drives it.
    pub driver: Option<Words>,
    /// Role that approved it.
    pub approved_by: Words,
    /// Where it is written.
    pub span: Span,
}

/// A reason for not judging.
#[derive(Clone, Debug)]
pub struct DraftWaiver {
    /// Why it does not apply.
    pub reason: Option<Words>,
    /// Role that owns it.
    pub owner: Option<Words>,
    /// Where it is written.
    pub span: Span,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct DraftAnswer {
    /// Id of the answer; `None` where it is left open.
    pub answer: Option<Words>,
    /// What was seen; may be empty.
    pub note: String,
    /// Evidence ids.
    pub evidence: Vec<Words>,
    /// Reason and owner, for not applicable.
    pub reason: Option<Words>,
    /// See `reason`.
    pub owner: Option<Words>,
    /// What is still to be done with an answer that was carried over.
    pub review: Option<At<Review>>,
    /// All of it.
    pub whole: Span,
    /// Where it is written.
    pub span: Span,
}

/// What is still to be done with an answer that was carried over from an earlier edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Review {
    /// The text is clearer now: it counts, and is to be confirmed.
    Reconfirm,
    /// The meaning changed: it does not count until it is judged anew.
    Reassess,
}

/// A finding.
#[derive(Clone, Debug)]
pub struct DraftFinding {
    /// To be unique in the assessment.
    pub id: Words,
    /// What was found, in a line.
    pub title: Words,
    /// `high`, `medium` or `low`.
    pub severity: Option<At<Severity>>,
    /// What was found, in full; may be empty.
    pub text: String,
    /// Evidence ids.
    pub evidence: Vec<Words>,
    /// Bullets.
    pub indicators: Vec<Words>,
}
