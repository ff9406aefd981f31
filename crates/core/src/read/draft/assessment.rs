//! `assessment.yaml` as it was written, without what is said of single practices.

use crate::model::Date;
use crate::model::Method;
use crate::model::Score;
use crate::model::Signatory;
use crate::model::Subject;
use crate::source::FileId;
use crate::source::Span;

use super::at::At;
use super::at::Words;
use super::result::DraftResult;

/// An assessment file.
#[derive(Clone, Debug)]
pub struct DraftAssessment {
    /// Its `assessment.yaml`.
    pub file: FileId,
    /// Version of the file's format.
    pub format: Option<At<u8>>,
    /// Has to be the name of its folder.
    pub id: Words,
    /// What the report is called.
    pub title: Words,
    /// Version of the document.
    pub version: Words,
    /// Day of the report.
    pub date: Option<At<Date>>,
    /// TLP label.
    pub marking: Option<Words>,
    /// Who may read it.
    pub confidentiality: String,
    /// Last day of validity.
    pub valid_until: Option<At<Date>>,
    /// Day of review.
    pub review_date: Option<At<Date>>,
    /// Model and version it was judged against.
    pub guide: Option<(Words, Words)>,
    /// The overlays that it was judged with.
    pub overlays: Vec<DraftChosen>,
    /// The target set that it adopted.
    pub target_set: Option<DraftAdopted>,
    /// The mapping that its report has a chapter on.
    pub mapping: Option<Words>,
    /// The part of the guide that was judged, if not all of it.
    pub covers: Option<DraftCovers>,
    /// What was judged; `None` when a part of it could not be read.
    pub subject: Option<Subject>,
    /// By whom and how it was judged.
    pub engagement: Option<DraftEngagement>,
    /// Role that answers for the document.
    pub owner: Words,
    /// Role that releases it.
    pub approver: Words,
    /// First thing in the summary, as plain text.
    pub conclusion: Words,
    /// What the judgement does not cover or rests on.
    pub limitations: Vec<String>,
    /// What is not claimed.
    pub non_claims: Vec<String>,
    /// Results by practice id.
    pub practices: Vec<(Words, DraftResult)>,
    /// The evidence register, in order.
    pub evidence: Vec<DraftEvidence>,
    /// The steps that are to close gaps, in order.
    pub roadmap: Vec<DraftStep>,
    /// The last time.
    pub previous: Option<DraftPrevious>,
    /// Versions of the document.
    pub history: Vec<DraftRevision>,
    /// Who is to sign: role, and what is known of them.
    pub signatories: Vec<(Words, Signatory, Option<Words>)>,
    /// Id of the assessment that this one takes the place of.
    pub supersedes: Option<Words>,
    /// Id of the assessment that it was carried over from, and the version of the guide of that.
    pub derived_from: Option<(Words, Words)>,
    /// Answers to bullets that are gone.
    pub archived: Vec<DraftArchived>,
    /// SHA-256 of the data in canonical form.
    pub canonical: String,
}

/// An overlay that an assessment chose.
#[derive(Clone, Debug)]
pub struct DraftChosen {
    /// Id of an overlay, which may not exist.
    pub id: Words,
    /// Version of the overlay that was judged with.
    pub version: Words,
    /// Answers to its context questions.
    pub context: Vec<(Words, Words)>,
}

/// A target set that an assessment adopted.
#[derive(Clone, Debug)]
pub struct DraftAdopted {
    /// Id of a target set, which may not exist.
    pub id: Words,
    /// Version of the target set that was adopted.
    pub version: Words,
    /// Why this one.
    pub reason: String,
    /// Role that approved it.
    pub approved_by: Words,
}

/// The part of the guide that an assessment judges.
#[derive(Clone, Debug)]
pub struct DraftCovers {
    /// Ids of practices, or of nodes above them.
    pub parts: Vec<Words>,
    /// Why not all of it.
    pub reason: Words,
    /// Where it is written.
    pub span: Span,
}

/// How it was judged.
#[derive(Clone, Debug)]
pub struct DraftEngagement {
    /// Who asked for the assessment.
    pub sponsor: Words,
    /// Assessing organisation.
    pub assessor: Words,
    /// `self`, `expert` or `third-party`.
    pub method: Option<At<Method>>,
    /// How.
    pub approach: String,
    /// First and last day.
    pub period: Option<(At<Date>, At<Date>)>,
    /// In what way the assessors are independent of the subject.
    pub independence: String,
    /// Team: role, organisation, part.
    pub team: Vec<(Words, String, String)>,
    /// Who receives the report.
    pub distribution: Vec<String>,
}

/// An answer to a bullet that is gone.
#[derive(Clone, Debug)]
pub struct DraftArchived {
    /// Full id of the bullet.
    pub indicator: Words,
    /// What the bullet said when it was last in the guide.
    pub text: String,
    /// Id of the answer that was given.
    pub answer: Words,
    /// What was seen.
    pub note: String,
    /// Evidence ids.
    pub evidence: Vec<Words>,
}

/// Evidence.
#[derive(Clone, Debug)]
pub struct DraftEvidence {
    /// To be unique in the assessment; answers and findings name it.
    pub id: Words,
    /// What it is called in the register.
    pub title: Words,
    /// Document, record, interview and the like, in the assessor's words.
    pub kind: Words,
    /// Where it is kept.
    pub location: Words,
    /// Day.
    pub collected: Option<At<Date>>,
    /// Role.
    pub by: Words,
    /// Digest.
    pub sha256: Option<Words>,
    /// How carefully it must be handled; decides whether it may go into a bundle.
    pub sensitivity: String,
    /// Points of technical documentation.
    pub annex_vii: Vec<Words>,
}

/// A step of the roadmap.
#[derive(Clone, Debug)]
pub struct DraftStep {
    /// To be unique in the assessment.
    pub id: Words,
    /// What is done.
    pub title: Words,
    /// More on it; may be empty.
    pub text: String,
    /// Practice ids.
    pub closes: Vec<Words>,
    /// Role.
    pub owner: Words,
    /// Day.
    pub due: Option<At<Date>>,
    /// How much work it is, in words.
    pub effort: String,
    /// Steps with the same words here stand together.
    pub phase: Words,
}

/// The last time.
#[derive(Clone, Debug)]
pub struct DraftPrevious {
    /// What the earlier assessment is called.
    pub title: Words,
    /// Day.
    pub date: Option<At<Date>>,
    /// Version of the guide that the earlier one was judged against.
    pub guide_version: Words,
    /// Practice, level or score, scope.
    pub results: Vec<(Words, Option<At<Score>>, Option<Words>)>,
}

/// A version of the document.
#[derive(Clone, Debug)]
pub struct DraftRevision {
    /// Version of the document that the change led to.
    pub version: Words,
    /// Day.
    pub date: Option<At<Date>>,
    /// Role.
    pub by: Words,
    /// What changed, in a sentence.
    pub change: Words,
}
