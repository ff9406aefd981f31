//! What was written: the book as its files say it, before any rule across files is looked at.
//!
//! Every value that a later rule may object to carries its place in an [`At`]. Values that were missing or of the wrong
//! type have been reported already and are left empty here, so that the rules can go on.

use crate::markup::Block;
use crate::markup::Doc;
use crate::model::Class;
use crate::model::Confidence;
use crate::model::Counts;
use crate::model::Date;
use crate::model::Entry;
use crate::model::FieldKind;
use crate::model::MappingMethod;
use crate::model::MappingRationale;
use crate::model::MappingStatus;
use crate::model::Method;
use crate::model::Relation;
use crate::model::Rule;
use crate::model::Score;
use crate::model::Seal;
use crate::model::Severity;
use crate::model::Signatory;
use crate::source::FileId;
use crate::source::Span;
use pades::grade::Grade;

/// A value with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub span: Span,
}

impl<T> At<T> {
    /// A value with its place.
    pub fn new(value: T, span: Span) -> At<T> {
        At { value, span }
    }
}

/// Text with its place.
pub type Words = At<String>;

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
    /// Assessments that are judged in another book than this one.
    pub elsewhere: Vec<FileId>,
}

/// `editions.yaml`.
#[derive(Clone, Debug)]
pub struct DraftEditions {
    /// Version of the file's format.
    pub format: Option<At<u8>>,
    /// Its entries.
    pub editions: Vec<DraftEdition>,
}

/// A released edition.
#[derive(Clone, Debug)]
pub struct DraftEdition {
    /// Version.
    pub version: Words,
    /// Day of the release.
    pub date: Option<At<Date>>,
    /// Commit.
    pub commit: Words,
    /// Tag.
    pub tag: Option<Words>,
    /// Digest of the guide.
    pub digest: Words,
}

/// Release notes.
#[derive(Clone, Debug)]
pub struct DraftNotes {
    /// The file.
    pub file: FileId,
    /// Version of the file's format.
    pub format: Option<At<u8>>,
    /// Version of the guide.
    pub version: Words,
    /// Day of the release.
    pub date: Option<At<Date>>,
    /// What readers should know.
    pub summary: String,
    /// What is said of single bullets and pages.
    pub changes: Vec<DraftNote>,
}

/// What release notes say of one bullet or page.
#[derive(Clone, Debug)]
pub struct DraftNote {
    /// Its full id.
    pub bullet: Words,
    /// What the change means.
    pub class: Option<At<Class>>,
    /// A sentence on it.
    pub note: String,
}

/// `book.yaml`.
#[derive(Clone, Debug)]
pub struct DraftSettings {
    /// Version of the file's format.
    pub format: Option<At<u8>>,
    /// Title.
    pub title: Words,
    /// Subtitle.
    pub subtitle: String,
    /// Publisher.
    pub organisation: Words,
    /// Language.
    pub language: Words,
    /// Region.
    pub region: Option<Words>,
    /// Published address.
    pub url: Option<Words>,
    /// Pages before the practices.
    pub front: Vec<Words>,
    /// Pages after them.
    pub back: Vec<Words>,
    /// Roles: id and name.
    pub roles: Vec<(Words, Words)>,
    /// The sign-off policy.
    pub sign_off: Option<DraftPolicy>,
    /// Address for feedback.
    pub feedback: Option<Words>,
    /// How the tags of editions begin.
    pub edition_tags: Option<Words>,
}

/// The sign-off policy.
#[derive(Clone, Debug)]
pub struct DraftPolicy {
    /// Signing roles: id, statement, optional.
    pub roles: Vec<(Words, Words, bool)>,
    /// Groups of roles to be kept apart.
    pub apart: Vec<(Span, Vec<Words>)>,
    /// What a signature has to reach.
    pub grade: Option<At<Grade>>,
    /// Months of validity.
    pub months: Option<At<u8>>,
    /// May be sealed unassessed.
    pub unassessed: bool,
}

/// `seal.yaml`.
#[derive(Clone, Debug)]
pub struct DraftSeal {
    /// The file.
    pub file: FileId,
    /// Version of the file's format.
    pub format: Option<At<u8>>,
    /// Id of the assessment that it seals.
    pub assessment: Words,
    /// What it says; `None` when a part of it could not be read.
    pub seal: Option<Seal>,
}

/// One role's entry in a record.
#[derive(Clone, Debug)]
pub struct DraftEntry {
    /// The file.
    pub file: FileId,
    /// Version of the file's format.
    pub format: Option<At<u8>>,
    /// Id of the role.
    pub role: Words,
    /// What it says; `None` when a part of it could not be read.
    pub entry: Option<Entry>,
}

/// `model.yaml`.
#[derive(Clone, Debug)]
pub struct DraftModel {
    /// The file.
    pub file: FileId,
    /// Version of the file's format.
    pub format: Option<At<u8>>,
    /// Id of the model.
    pub id: Words,
    /// Title.
    pub title: Words,
    /// Version of the guide.
    pub version: Words,
    /// Day of the version.
    pub date: Option<At<Date>>,
    /// A paragraph on it.
    pub summary: String,
    /// Tiers.
    pub tiers: Vec<DraftTier>,
    /// Levels: number, name, summary.
    pub levels: Vec<(At<u8>, Words, String)>,
    /// A sentence next to each legend.
    pub level_note: String,
    /// Scopes: id, name, summary.
    pub scopes: Vec<(Words, Words, String)>,
    /// Aspects.
    pub aspects: Vec<DraftAspect>,
    /// The answers of a model with one scale.
    pub answers: Vec<DraftAnswerKind>,
    /// The scales of a model with several.
    pub scales: Vec<DraftScale>,
    /// What tracks are called: one, several.
    pub tracks: Option<(Words, Words)>,
    /// Practices may leave levels out.
    pub sparse: bool,
    /// Extra fields.
    pub fields: Vec<DraftField>,
    /// The rule.
    pub rule: Option<At<Rule>>,
    /// True where an unanswered item counts as zero.
    pub unanswered: Option<At<bool>>,
    /// Set where nodes show the mean of their practices.
    pub roll_up: Option<At<()>>,
    /// The outermost nodes.
    pub tree: Vec<DraftNode>,
    /// The rated nodes of a model whose only tier is the rated one.
    pub rated: Vec<Words>,
    /// Where the tree is written.
    pub tree_span: Span,
}

/// An answer that can be given.
#[derive(Clone, Debug)]
pub struct DraftAnswerKind {
    /// Id.
    pub id: Words,
    /// Name.
    pub name: Words,
    /// What it counts as.
    pub counts: Option<At<Counts>>,
    /// Its value.
    pub value: Option<At<Score>>,
}

/// An answer scale.
#[derive(Clone, Debug)]
pub struct DraftScale {
    /// Id.
    pub id: Words,
    /// Name.
    pub name: Words,
    /// Its answers.
    pub answers: Vec<DraftAnswerKind>,
}

/// A declared extra field.
#[derive(Clone, Debug)]
pub struct DraftField {
    /// Id.
    pub id: Words,
    /// Name.
    pub name: Words,
    /// What it holds.
    pub kind: Option<At<FieldKind>>,
    /// The words of a field of words.
    pub words: Vec<Words>,
    /// True for a field of items.
    pub of_items: Option<At<bool>>,
}

/// The value of an extra field.
#[derive(Clone, Debug)]
pub struct DraftFieldValue {
    /// The field.
    pub field: Words,
    /// One value, or several.
    pub values: Vec<Words>,
    /// True for a list.
    pub list: bool,
    /// Where the value is written.
    pub span: Span,
}

/// What the front matter of a practice says of one of its bullets.
#[derive(Clone, Debug)]
pub struct DraftItem {
    /// Its level and id, as `1.owner`.
    pub id: Words,
    /// Its answer scale.
    pub scale: Option<Words>,
    /// The bullets that it depends on.
    pub depends_on: Vec<Words>,
    /// Its extra fields.
    pub fields: Vec<DraftFieldValue>,
}

/// `overlay.yaml`.
#[derive(Clone, Debug)]
pub struct DraftOverlay {
    /// The file.
    pub file: FileId,
    /// Version of the file's format.
    pub format: Option<At<u8>>,
    /// Id.
    pub id: Words,
    /// Version.
    pub version: Words,
    /// Title.
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
    /// Id.
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
    /// The file.
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

/// A target set.
#[derive(Clone, Debug)]
pub struct DraftTargetSet {
    /// The file.
    pub file: FileId,
    /// Version of the file's format.
    pub format: Option<At<u8>>,
    /// Id.
    pub id: Words,
    /// Version.
    pub version: Words,
    /// Title.
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
    /// Scope.
    pub scope: Option<Words>,
    /// Why.
    pub rationale: Words,
    /// Where it is written.
    pub span: Span,
}

/// A list of the ids of one edition of a standard.
#[derive(Clone, Debug)]
pub struct DraftFramework {
    /// The file.
    pub file: FileId,
    /// Version of the file's format.
    pub format: Option<At<u8>>,
    /// Id.
    pub id: Words,
    /// Edition.
    pub edition: Words,
    /// Title.
    pub title: Words,
    /// Publisher.
    pub publisher: Words,
    /// A sentence on it.
    pub summary: String,
    /// Roles: id and name.
    pub roles: Vec<(Words, Words)>,
    /// Groups: id, name, ids of requirements.
    pub groups: Vec<(Words, Words, Vec<Words>)>,
    /// Ids of earlier editions.
    pub withdrawn: Vec<DraftWithdrawn>,
}

/// An id that an edition no longer has.
#[derive(Clone, Debug)]
pub struct DraftWithdrawn {
    /// The id.
    pub id: Words,
    /// The edition that had it.
    pub edition: Words,
    /// What took its place.
    pub now: Vec<Words>,
}

/// A mapping.
#[derive(Clone, Debug)]
pub struct DraftMapping {
    /// The file.
    pub file: FileId,
    /// Version of the file's format.
    pub format: Option<At<u8>>,
    /// Id.
    pub id: Words,
    /// Version.
    pub version: Words,
    /// Title.
    pub title: Words,
    /// What it maps, and what it does not claim.
    pub summary: Words,
    /// `framework@edition`.
    pub framework: Words,
    /// Model and versions of the guide that it is made for.
    pub model: Option<(Words, Words)>,
    /// How far it has come.
    pub status: Option<At<MappingStatus>>,
    /// How it was made.
    pub method: Option<At<MappingMethod>>,
    /// What it goes by.
    pub rationale: Option<At<MappingRationale>>,
    /// Its rows.
    pub rows: Vec<DraftMappingRow>,
}

/// A row of a mapping.
#[derive(Clone, Debug)]
pub struct DraftMappingRow {
    /// Practice.
    pub practice: Words,
    /// Level.
    pub level: Option<At<u8>>,
    /// Role.
    pub role: Option<Words>,
    /// Relation.
    pub relation: Option<At<Relation>>,
    /// Ids of requirements.
    pub to: Vec<Words>,
    /// Why.
    pub note: String,
}

/// An overlay that an assessment chose.
#[derive(Clone, Debug)]
pub struct DraftChosen {
    /// Its id.
    pub id: Words,
    /// Its version.
    pub version: Words,
    /// Answers to its context questions.
    pub context: Vec<(Words, Words)>,
}

/// A target set that an assessment adopted.
#[derive(Clone, Debug)]
pub struct DraftAdopted {
    /// Its id.
    pub id: Words,
    /// Its version.
    pub version: Words,
    /// Why this one.
    pub reason: String,
    /// Role that approved it.
    pub approved_by: Words,
}

/// A tier.
#[derive(Clone, Debug)]
pub struct DraftTier {
    /// Id.
    pub id: Words,
    /// Name of one.
    pub name: Words,
    /// Name of several.
    pub plural: Words,
    /// Marked as rated.
    pub rated: bool,
}

/// An aspect.
#[derive(Clone, Debug)]
pub struct DraftAspect {
    /// Id.
    pub id: Words,
    /// Name.
    pub name: Words,
    /// True for a list.
    pub list: bool,
    /// Marked as rated.
    pub rated: bool,
    /// Marked as optional.
    pub optional: bool,
    /// The scale of its answers.
    pub scale: Option<Words>,
    /// Name of one bullet.
    pub item: Option<String>,
    /// Name of several.
    pub items: Option<String>,
}

/// A node of the tree above the rated tier.
#[derive(Clone, Debug)]
pub struct DraftNode {
    /// Id.
    pub id: Words,
    /// Code.
    pub code: String,
    /// Title.
    pub title: Words,
    /// A sentence on it.
    pub summary: String,
    /// Nodes below.
    pub children: Vec<DraftNode>,
    /// Ids of rated nodes below.
    pub rated: Vec<Words>,
    /// Where it is written.
    pub span: Span,
}

/// A practice file.
#[derive(Clone, Debug)]
pub struct DraftPractice {
    /// The file.
    pub file: FileId,
    /// Id.
    pub id: Words,
    /// Code.
    pub code: String,
    /// Title.
    pub title: Words,
    /// A sentence on it.
    pub summary: String,
    /// Earlier ids.
    pub formerly: Vec<Words>,
    /// Earlier ids of bullets: the id now (`2.owner`), and those before.
    pub renamed: Vec<(Words, Vec<Words>)>,
    /// Tracks: id, title.
    pub tracks: Vec<(Words, Words)>,
    /// Extra fields.
    pub fields: Vec<DraftFieldValue>,
    /// Data of single bullets.
    pub items: Vec<DraftItem>,
    /// The text before the first level.
    pub purpose: Doc,
    /// The sections under second-level headings.
    pub sections: Vec<Section>,
    /// The end of the front matter: where what is missing should be.
    pub end: Span,
}

/// A section of a practice file: a heading and what stands below it.
#[derive(Clone, Debug)]
pub struct Section {
    /// The heading.
    pub title: Words,
    /// Blocks before the first heading below.
    pub blocks: Vec<Block>,
    /// Sections one level down.
    pub sections: Vec<Section>,
}

/// A page file.
#[derive(Clone, Debug)]
pub struct DraftPage {
    /// The file.
    pub file: FileId,
    /// Id, from its path.
    pub id: String,
    /// Title.
    pub title: Words,
    /// A sentence on it.
    pub summary: String,
    /// Its text.
    pub body: Doc,
}

/// An assessment file.
#[derive(Clone, Debug)]
pub struct DraftAssessment {
    /// The file.
    pub file: FileId,
    /// Version of the file's format.
    pub format: Option<At<u8>>,
    /// Id.
    pub id: Words,
    /// Title.
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
    /// Subject.
    pub subject: Option<crate::model::Subject>,
    /// Engagement.
    pub engagement: Option<DraftEngagement>,
    /// Role that answers for the document.
    pub owner: Words,
    /// Role that releases it.
    pub approver: Words,
    /// Conclusion.
    pub conclusion: Words,
    /// Limitations.
    pub limitations: Vec<String>,
    /// What is not claimed.
    pub non_claims: Vec<String>,
    /// Results by practice id.
    pub practices: Vec<(Words, DraftResult)>,
    /// Evidence.
    pub evidence: Vec<DraftEvidence>,
    /// Roadmap.
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

/// An answer to a bullet that is gone.
#[derive(Clone, Debug)]
pub struct DraftArchived {
    /// Full id of the bullet.
    pub indicator: Words,
    /// Its text.
    pub text: String,
    /// The answer.
    pub answer: Words,
    /// Note.
    pub note: String,
    /// Evidence ids.
    pub evidence: Vec<Words>,
}

/// How it was judged.
#[derive(Clone, Debug)]
pub struct DraftEngagement {
    /// Sponsor.
    pub sponsor: Words,
    /// Assessing organisation.
    pub assessor: Words,
    /// Method.
    pub method: Option<At<Method>>,
    /// How.
    pub approach: String,
    /// First and last day.
    pub period: Option<(At<Date>, At<Date>)>,
    /// Independence.
    pub independence: String,
    /// Team: role, organisation, part.
    pub team: Vec<(Words, String, String)>,
    /// Distribution.
    pub distribution: Vec<String>,
}

/// What is said of one practice.
#[derive(Clone, Debug)]
pub struct DraftResult {
    /// Target.
    pub target: Option<DraftTarget>,
    /// Reason and owner for not applying.
    pub not_applicable: Option<DraftWaiver>,
    /// Scope reached.
    pub scope: Option<Words>,
    /// Stated level.
    pub level: Option<At<u8>>,
    /// Confidence.
    pub confidence: Option<At<Confidence>>,
    /// Reasoning.
    pub rationale: String,
    /// Strengths.
    pub strengths: Vec<String>,
    /// Findings.
    pub findings: Vec<DraftFinding>,
    /// Recommendations.
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
    /// Scope.
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
    /// Reason.
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
    /// Note.
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
    /// Id.
    pub id: Words,
    /// Title.
    pub title: Words,
    /// Severity.
    pub severity: Option<At<Severity>>,
    /// Text.
    pub text: String,
    /// Evidence ids.
    pub evidence: Vec<Words>,
    /// Bullets.
    pub indicators: Vec<Words>,
}

/// Evidence.
#[derive(Clone, Debug)]
pub struct DraftEvidence {
    /// Id.
    pub id: Words,
    /// Title.
    pub title: Words,
    /// Kind.
    pub kind: Words,
    /// Location.
    pub location: Words,
    /// Day.
    pub collected: Option<At<Date>>,
    /// Role.
    pub by: Words,
    /// Digest.
    pub sha256: Option<Words>,
    /// Sensitivity.
    pub sensitivity: String,
    /// Points of technical documentation.
    pub annex_vii: Vec<Words>,
}

/// A step of the roadmap.
#[derive(Clone, Debug)]
pub struct DraftStep {
    /// Id.
    pub id: Words,
    /// Title.
    pub title: Words,
    /// Text.
    pub text: String,
    /// Practice ids.
    pub closes: Vec<Words>,
    /// Role.
    pub owner: Words,
    /// Day.
    pub due: Option<At<Date>>,
    /// Effort.
    pub effort: String,
    /// Phase.
    pub phase: Words,
}

/// The last time.
#[derive(Clone, Debug)]
pub struct DraftPrevious {
    /// Title.
    pub title: Words,
    /// Day.
    pub date: Option<At<Date>>,
    /// Version of the guide.
    pub guide_version: Words,
    /// Practice, level or score, scope.
    pub results: Vec<(Words, Option<At<Score>>, Option<Words>)>,
}

/// A version of the document.
#[derive(Clone, Debug)]
pub struct DraftRevision {
    /// Version.
    pub version: Words,
    /// Day.
    pub date: Option<At<Date>>,
    /// Role.
    pub by: Words,
    /// Change.
    pub change: Words,
}
