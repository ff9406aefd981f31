//! An assessment: targets, answers, evidence, findings and roadmap for one subject at one time.
//!
//! Long texts are plain text: paragraphs parted by blank lines, no markup.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::source::FileId;

use super::{
    Adopted, AnswerIx, ContextAnswer, Date, Detail, Layers, LevelIx, Marking, NodeIx, PracticeIx, Record, RoleIx,
    ScopeIx, Score, Signatory,
};

/// One assessment.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// Its id, the name of its folder.
    pub id: String,
    /// How many texts of its file are still placeholders.
    pub placeholders: usize,
    /// What the report is called, on its title page and in lists.
    pub title: String,
    /// Version of the document.
    pub version: String,
    /// Day of the report.
    pub date: Date,
    /// Its TLP label, if set.
    pub marking: Option<Marking>,
    /// A sentence on who may read it, or empty.
    pub confidentiality: String,
    /// Last day on which the result is meant to be relied on.
    pub valid_until: Option<Date>,
    /// Day on which the result is to be reviewed.
    pub review_date: Option<Date>,
    /// Version of the guide that it was judged against.
    pub guide_version: String,
    /// The overlays that it was judged with, besides the base.
    pub layers: Layers,
    /// The answers to their context questions, in order of overlay and question.
    pub context: Vec<ContextAnswer>,
    /// The target set that it adopted, if any.
    pub adopted: Option<Adopted>,
    /// The mapping that its report has a chapter on: index into [`super::Book::mappings`].
    pub mapping: Option<usize>,
    /// The part of the guide that was judged; `None` for all of it.
    pub covers: Option<Covers>,
    /// What was judged.
    pub subject: Subject,
    /// How it was judged.
    pub engagement: Engagement,
    /// Who answers for the document.
    pub owner: RoleIx,
    /// Who releases it.
    pub approver: RoleIx,
    /// The conclusion, first thing in the summary.
    pub conclusion: String,
    /// What the judgement does not cover or rests on.
    pub limitations: Vec<String>,
    /// What the report does not claim.
    pub non_claims: Vec<String>,
    /// One entry a practice, in the order of [`super::Guide::practices`].
    pub practices: Vec<PracticeResult>,
    /// The evidence register.
    pub evidence: Vec<Evidence>,
    /// What is to be done.
    pub roadmap: Vec<RoadmapItem>,
    /// The result of the last time, if there was one.
    pub previous: Option<Previous>,
    /// Versions of the document, oldest first.
    pub history: Vec<Revision>,
    /// Who is to sign, as far as it is named.
    pub signatories: Vec<Signatory>,
    /// Id of the earlier assessment that this one takes the place of.
    pub supersedes: Option<String>,
    /// What it was made from, if it was carried over from an earlier edition of the guide.
    pub derived_from: Option<Derived>,
    /// Answers to bullets that the guide no longer has.
    pub archived: Vec<Archived>,
    /// When its targets were set, if version control was asked.
    pub targets: Option<TargetHistory>,
    /// SHA-256 of the data in canonical form, in lower-case hexadecimal.
    pub canonical: String,
    /// The record of its sign-off, once it is sealed.
    pub record: Option<Record>,
    /// How much of it is here: all, unless it was cut for an audience.
    pub detail: Detail,
    /// The file it was read from.
    pub file: FileId,
}

impl Assessment {
    /// True for a practice that lies outside of the part that was judged.
    pub fn leaves_out(&self, practice: PracticeIx) -> bool {
        self.covers.as_ref().is_some_and(|covers| !covers.practices.contains(&practice))
    }
}

/// A part of the guide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covers {
    /// The practices, and the nodes above practices, that were named.
    pub parts: Vec<NodeIx>,
    /// All practices among and below them.
    pub practices: BTreeSet<PracticeIx>,
    /// Why the rest was not judged.
    pub reason: String,
}

/// What was judged.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// What ties several assessments of it together, if its name is not to do that.
    pub id: Option<String>,
    /// What it is called in the report; assessments with the same id or name are of one subject.
    pub name: String,
    /// Its version or build, or empty.
    pub version: String,
    /// Whose it is.
    pub organisation: String,
    /// What it is.
    pub summary: String,
    /// What lies inside the boundary.
    pub in_scope: Vec<String>,
    /// What lies outside.
    pub out_of_scope: Vec<String>,
    /// What would lie inside but was left out, and why.
    pub exclusions: Vec<Exclusion>,
}

/// Something left out.
#[derive(Clone, Debug)]
pub struct Exclusion {
    /// The part that would lie inside the boundary, in the assessor's words.
    pub what: String,
    /// Why.
    pub reason: String,
}

/// Who judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Those who make or run the subject.
    SelfAssessment,
    /// A specialist of the same organisation.
    Expert,
    /// Another organisation.
    ThirdParty,
}

/// How it was judged.
#[derive(Clone, Debug)]
pub struct Engagement {
    /// Who asked for it.
    pub sponsor: String,
    /// Who carried it out.
    pub assessor: String,
    /// What kind of judgement it is.
    pub method: Method,
    /// How the judgement was made.
    pub approach: String,
    /// First and last day on which evidence was collected.
    pub period: (Date, Date),
    /// In what way the assessors are independent of the subject.
    pub independence: String,
    /// Who took part.
    pub team: Vec<Member>,
    /// Who receives the report.
    pub distribution: Vec<String>,
}

/// A role that took part.
#[derive(Clone, Debug)]
pub struct Member {
    /// One of [`Settings::roles`](super::Settings).
    pub role: RoleIx,
    /// Whom they work for; empty where nothing is said.
    pub organisation: String,
    /// Its part in the work.
    pub part: String,
}

/// What an assessment says of one practice.
#[derive(Clone, Debug, Default)]
pub struct PracticeResult {
    /// The target, once set.
    pub target: Option<Target>,
    /// Why the whole practice does not apply, and who owns that decision.
    pub not_applicable: Option<Waiver>,
    /// The scope reached.
    pub scope: Option<ScopeIx>,
    /// The level that the assessor states (rule `stated` only).
    pub stated: Option<LevelIx>,
    /// How sure the assessor is.
    pub confidence: Option<Confidence>,
    /// The reasoning, or empty.
    pub rationale: String,
    /// What is done well.
    pub strengths: Vec<String>,
    /// What is not.
    pub findings: Vec<Finding>,
    /// What should be done.
    pub recommendations: Vec<String>,
    /// The answers, by level and id of the bullet.
    pub answers: BTreeMap<(LevelIx, String), Answer>,
    /// Bullets whose meaning changed since they were answered, with what the answer was: they count as not assessed.
    pub reassess: BTreeMap<(LevelIx, String), Answer>,
}

/// What a target asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// Under a rule that reaches levels.
    Level(LevelIx),
    /// A score, under the rules for scores.
    Score(Score),
}

impl Goal {
    /// The level, if it is one.
    pub fn level(&self) -> Option<LevelIx> {
        match self {
            Goal::Level(level) => Some(*level),
            Goal::Score(_) => None,
        }
    }
}

/// A target with its reasons.
#[derive(Clone, Debug)]
pub struct Target {
    /// The level or score to match.
    pub goal: Goal,
    /// The scope to match, in a model that has scopes.
    pub scope: Option<ScopeIx>,
    /// Why this level and scope.
    pub rationale: String,
    /// What drives it: a risk, a law, a customer.
    pub driver: String,
    /// Who approved it.
    pub approved_by: RoleIx,
    /// How it stands to the adopted target set.
    pub source: TargetSource,
}

/// Where a target comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetSource {
    /// The assessment's own, where the set that it adopted says nothing, or none is adopted.
    Own,
    /// The adopted target set.
    Set,
    /// The assessment's own, which differs from what the adopted set wants.
    Deviation,
}

/// A reason for not judging, and who answers for it.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// Why it is not judged, in words for the report.
    pub reason: String,
    /// Who owns the decision.
    pub owner: RoleIx,
}

/// How sure the assessor is of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// Seen in several independent ways.
    High,
    /// Seen.
    Medium,
    /// Told, or seen in part.
    Low,
}

/// An answer to one indicator.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Which of the model's answers.
    pub answer: AnswerIx,
    /// What was seen, or empty.
    pub note: String,
    /// Indices into [`Assessment::evidence`].
    pub evidence: Vec<usize>,
    /// Why it does not apply: set exactly when the answer counts as not applicable.
    pub waiver: Option<Waiver>,
    /// True for an answer that was carried over to a clarified text and that nobody has confirmed yet.
    pub reconfirm: bool,
}

/// Where an assessment comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    /// Id of the earlier assessment.
    pub assessment: String,
    /// Version of the guide that it was judged against.
    pub guide_version: String,
}

/// An answer to a bullet that the guide no longer has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archived {
    /// Full id of the bullet.
    pub indicator: String,
    /// What the bullet said when it was last in the guide.
    pub text: String,
    /// Name of the answer.
    pub answer: String,
    /// What was seen, or empty.
    pub note: String,
    /// Indices into [`Assessment::evidence`].
    pub evidence: Vec<usize>,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Endangers the goals that the targets protect.
    High,
    /// Weakens them.
    Medium,
    /// Worth mending.
    Low,
}

/// Something that is not as it should be.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Its id, unique in the assessment.
    pub id: String,
    /// What was found, in a line; shown in lists of findings.
    pub title: String,
    /// How much it matters.
    pub severity: Severity,
    /// What was found.
    pub text: String,
    /// Indices into [`Assessment::evidence`].
    pub evidence: Vec<usize>,
    /// The bullets that it is about.
    pub indicators: Vec<(LevelIx, String)>,
}

/// An entry of the evidence register.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Its id, unique in the assessment.
    pub id: String,
    /// What it is called in the register.
    pub title: String,
    /// Document, record, interview, observation, test, ...
    pub kind: String,
    /// Where it is kept.
    pub location: String,
    /// Day on which it was collected.
    pub collected: Date,
    /// Who collected it.
    pub by: RoleIx,
    /// SHA-256 of the file in lower-case hexadecimal, if it is one.
    pub sha256: Option<String>,
    /// How carefully it must be handled, or empty.
    pub sensitivity: String,
}

/// A step of the roadmap.
#[derive(Clone, Debug)]
pub struct RoadmapItem {
    /// Its id, unique in the assessment.
    pub id: String,
    /// What is done.
    pub title: String,
    /// More on it, or empty.
    pub text: String,
    /// The practices whose gaps it closes.
    pub closes: Vec<PracticeIx>,
    /// Who answers for it.
    pub owner: RoleIx,
    /// When it is done.
    pub due: Date,
    /// How much work it is.
    pub effort: String,
    /// The phase it belongs to.
    pub phase: String,
}

/// The result of an earlier assessment of the same subject.
#[derive(Clone, Debug)]
pub struct Previous {
    /// What it is called.
    pub title: String,
    /// Its day.
    pub date: Date,
    /// The version of the guide it was judged against.
    pub guide_version: String,
    /// Level or score and scope per practice, where there was a result.
    pub results: BTreeMap<PracticeIx, (Goal, Option<ScopeIx>)>,
}

/// A version of the document.
#[derive(Clone, Debug)]
pub struct Revision {
    /// Version of the document that the change led to.
    pub version: String,
    /// Its day.
    pub date: Date,
    /// Who made it.
    pub by: RoleIx,
    /// What changed.
    pub change: String,
}

/// How far the history of an assessment could be followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Followed {
    /// From a time before there were both targets and answers.
    #[default]
    Whole,
    /// Targets and first answers came in one commit, as when a book is brought in: which was first can't be told.
    Together,
    /// The clone has only the end of the history.
    Shallow,
    /// The clone lacks a part of the history.
    Partial,
    /// The history can't be read.
    Unread,
}

/// When the targets of an assessment were set, by the commits of its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetHistory {
    /// Day of the commit that brought the first target.
    pub set: Option<Date>,
    /// Day of the commit that brought the first answer.
    pub answered: Option<Date>,
    /// How far the history could be followed.
    pub followed: Followed,
    /// The paths that the file had before, oldest first.
    pub formerly: Vec<String>,
    /// Targets that came after the first answer, or were lowered after it, in order of time.
    pub late: Vec<LateTarget>,
}

/// A target that came after the first answer of its assessment, or was lowered after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateTarget {
    /// Id of the practice.
    pub practice: String,
    /// The level or score before; `None` for a target that was not there.
    pub before: Option<Score>,
    /// The level or score now.
    pub now: Score,
    /// Day of the commit.
    pub day: Date,
    /// In which the target changed, as git names it.
    pub commit: String,
}
