//! What a reader sees: pages, scorecards and charts, ready to be laid out.
//!
//! Takes a [`crate::model::Book`] and the standing of its assessments; gives a [`View`], the contract with themes: a
//! theme sees nothing else, and its JSON is the theme author's documentation. It knows neither HTML nor Typst; prose
//! is the tree of [`crate::markup`], charts are SVG drawings with a text equivalent.
//!
//! Dates are [`DateView`]s, long plain texts are lists of paragraphs, and every reference is a [`Ref`] by id: where an
//! id lives (a file name, a PDF label) is the writer's matter.

mod assessment;
mod build;
mod chart;
mod guide;
pub mod mapping;
pub mod names;
pub mod news;
mod overlay;
pub mod portfolio;
mod result;
pub mod sign_off;

pub use build::{Facts, build, date};
pub use chart::{Against, ChartRow, ChartScale, Distance, Place, RowState, dumbbell, heat_strip, radar};
pub use news::{
    ImpactAnswer, ImpactAssessment, ImpactView, NewsBullet, NewsCount, NewsPractice, NewsText, NewsView, PieceView,
};
pub use overlay::with_layers;

use serde::Serialize;

use crate::assess::Beside;
use crate::assess::Completeness;
use crate::assess::Direction;
use crate::assess::OutcomeKind;
use crate::assess::Standing;
use crate::assess::Verdict;
use crate::markup::Block;
use crate::markup::Doc;
use crate::markup::Inline;
use crate::model::Counts;
use crate::model::Followed;
use crate::model::Method;
use crate::model::Rule;
use crate::model::Severity;
use crate::model::TargetSource;
use crate::sign_off::State;
use pades::grade::Grade;

/// Everything a theme sees.
#[derive(Clone, Debug, Serialize)]
pub struct View {
    /// The book.
    pub book: BookView,
    /// The guide.
    pub guide: GuideView,
    /// The assessments, in order of id.
    pub assessments: Vec<AssessmentView>,
}

/// The book.
#[derive(Clone, Debug, Serialize)]
pub struct BookView {
    /// Title.
    pub title: String,
    /// Subtitle, or empty.
    pub subtitle: String,
    /// Publisher.
    pub organisation: String,
    /// Language (ISO 639).
    pub language: String,
    /// Region (ISO 3166).
    pub region: Option<String>,
    /// Published address without a slash at the end.
    pub url: Option<String>,
    /// `levelbook` and its version.
    pub tool: String,
    /// The commit of the repository, if the book is in one.
    pub commit: Option<CommitView>,
    /// SHA-256 over the files of the guide, in hexadecimal.
    pub guide_digest: String,
    /// SHA-256 over the files that PDFs are made with, fonts and all, in hexadecimal.
    pub theme_digest: String,
}

/// A commit.
#[derive(Clone, Debug, Serialize)]
pub struct CommitView {
    /// The full object name.
    pub id: String,
    /// Its first twelve digits.
    pub short: String,
    /// True when the book's files differ from it.
    pub modified: bool,
    /// Its day in UTC, if it is known.
    pub day: Option<DateView>,
}

/// What kinds of things have a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A page of the guide.
    Page,
    /// A node above the rated tier.
    Node,
    /// A rated node.
    Practice,
    /// An assessment.
    Assessment,
    /// An overlay.
    Overlay,
    /// A target set.
    TargetSet,
    /// A mapping.
    Mapping,
    /// What changed between two editions.
    News,
}

/// A reference to something that has a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ref {
    /// `page`, `node`, `practice`, `assessment`, `overlay`, `target-set`, `mapping` or `news`.
    pub kind: Kind,
    /// Its id, unique in the book over all kinds.
    pub id: String,
    /// Its code, or empty.
    pub code: String,
    /// Its title.
    pub title: String,
    /// A sentence on it, or empty.
    pub summary: String,
}

/// A day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DateView {
    /// `2026-11-16`.
    pub iso: String,
    /// `16 November 2026`.
    pub text: String,
}

/// The guide.
#[derive(Clone, Debug, Serialize)]
pub struct GuideView {
    /// Id of the model.
    pub id: String,
    /// Title of the model.
    pub title: String,
    /// Version of the guide.
    pub version: String,
    /// Day of that version.
    pub date: DateView,
    /// A paragraph on the model, or empty.
    pub summary: String,
    /// Tiers, outermost first; the last is rated.
    pub tiers: Vec<TierView>,
    /// Levels, lowest first.
    pub levels: Vec<LevelView>,
    /// A sentence that stands next to every legend of levels, or empty.
    pub level_note: String,
    /// Scopes, lowest first; empty for a model without.
    pub scopes: Vec<ScopeView>,
    /// Aspects in order.
    pub aspects: Vec<AspectView>,
    /// Answers that can be given, in order: those of all scales, an answer that several have alike once.
    pub answers: Vec<AnswerView>,
    /// The answer scales.
    pub scales: Vec<ScaleView>,
    /// What tracks are called, in a model that has them.
    pub tracks: Option<TrackWordsView>,
    /// The overlays, in the order in which they stack.
    pub overlays: Vec<OverlayView>,
    /// The target sets, in order of id.
    pub target_sets: Vec<TargetSetView>,
    /// The mappings, in order of id. No document holds all of them, so they are no part of its data.
    #[serde(skip)]
    pub mappings: Vec<mapping::MappingView>,
    /// True when results are scores, not levels.
    pub scored: bool,
    /// True when nodes above the rated tier show the mean of the scores below.
    pub roll_up_mean: bool,
    /// The scoring rule: `cumulative`, `stated`, `mean` or `sum-of-means`.
    pub rule: Rule,
    /// The rule in a sentence.
    pub rule_text: String,
    /// All nodes above the rated tier, each after its parent.
    pub nodes: Vec<NodeView>,
    /// The rated nodes with their tables, in reading order.
    pub practices: Vec<PracticeView>,
    /// Pages before the practices.
    pub front: Vec<PageView>,
    /// Pages after them.
    pub back: Vec<PageView>,
    /// Number of rated bullets in all.
    pub indicators: usize,
}

/// An answer scale.
#[derive(Clone, Debug, Serialize)]
pub struct ScaleView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its answers.
    pub answers: Vec<AnswerView>,
}

/// What tracks are called.
#[derive(Clone, Debug, Serialize)]
pub struct TrackWordsView {
    /// One.
    pub name: String,
    /// Several.
    pub plural: String,
}

/// A track of a practice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TrackView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// What an extra field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A line of text.
    Text,
    /// A number.
    Number,
    /// One of some words.
    Word,
    /// Lines of text.
    List,
    /// A web address.
    Link,
    /// A day.
    Date,
}

/// The value of an extra field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldView {
    /// Id of the field.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `text`, `number`, `word`, `list`, `link` or `date`.
    pub kind: FieldKind,
    /// Its value; several for a list.
    pub values: Vec<String>,
}

/// An overlay, which the user interface calls a profile.
#[derive(Clone, Debug, Serialize)]
pub struct OverlayView {
    /// The reference to it.
    #[serde(flatten)]
    pub reference: Ref,
    /// Its short name, or its title.
    pub short: String,
    /// Its number in the stack, from 1.
    pub number: usize,
    /// Its version.
    pub version: String,
    /// Who keeps it.
    pub owner: String,
    /// The scopes that it speaks for.
    pub speaks_for: Vec<ScopeView>,
    /// The versions of the guide that it extends.
    pub extends: String,
    /// Where its bullets come from.
    pub provenance: String,
    /// SHA-256 over its files, in hexadecimal.
    pub digest: String,
    /// Its context questions.
    pub questions: Vec<QuestionView>,
    /// What it adds, practice by practice, in reading order.
    pub practices: Vec<OverlayPracticeView>,
    /// How many bullets it adds.
    pub bullets: usize,
    /// How many of them are answered in assessments.
    pub indicators: usize,
}

/// A context question.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionView {
    /// Its id.
    pub id: String,
    /// The question.
    pub text: String,
    /// What the answer is used for, or empty.
    pub help: String,
    /// The answers to choose from.
    pub options: Vec<String>,
    /// True when it may be left open.
    pub optional: bool,
}

/// What an overlay adds to one practice.
#[derive(Clone, Debug, Serialize)]
pub struct OverlayPracticeView {
    /// The practice.
    pub practice: Ref,
    /// Why the practice is special for this overlay.
    pub purpose: Doc,
    /// Where these bullets come from.
    pub provenance: String,
    /// How many bullets it adds.
    pub bullets: usize,
    /// How many of them are answered in assessments.
    pub indicators: usize,
    /// Numbers of the levels that it extends.
    pub levels: Vec<u8>,
}

/// Where a bullet comes from, if not from the base.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OriginView {
    /// Id of the overlay.
    pub id: String,
    /// Its short name, or its title.
    pub short: String,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// Its number in the stack, from 1.
    pub number: usize,
    /// The scope that the bullet speaks for.
    pub scope: Option<ScopeView>,
}

/// A target set.
#[derive(Clone, Debug, Serialize)]
pub struct TargetSetView {
    /// The reference to it.
    #[serde(flatten)]
    pub reference: Ref,
    /// Its version.
    pub version: String,
    /// Who keeps it, or empty.
    pub owner: String,
    /// One entry a practice, in reading order; `None` where it says nothing.
    pub targets: Vec<Option<SetTargetView>>,
    /// How many practices it has a target for.
    pub count: usize,
}

/// What a target set wants of one practice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SetTargetView {
    /// The level, if it is one.
    pub level: Option<LevelView>,
    /// The score, if it is one.
    pub score: Option<ScoreView>,
    /// The scope.
    pub scope: Option<ScopeView>,
    /// In words: `Level 3 Consistent, industry scope`.
    pub text: String,
    /// Why.
    pub rationale: String,
}

/// An exact number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScoreView {
    /// With two digits after the point, or three where they say all of it: `1.42`, `1.125`.
    pub text: String,
    /// As a fraction in lowest terms: `17/12`.
    pub exact: String,
    /// In thousandths, rounded.
    pub thousandths: i64,
}

/// A tier.
#[derive(Clone, Debug, Serialize)]
pub struct TierView {
    /// Its id.
    pub id: String,
    /// Name of one node.
    pub name: String,
    /// Name of several.
    pub plural: String,
    /// True for the rated tier.
    pub rated: bool,
    /// How many nodes it has.
    pub count: usize,
}

/// A level of the scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LevelView {
    /// Its number.
    pub number: u8,
    /// Its name.
    pub name: String,
    /// What it means.
    pub summary: String,
}

/// A scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScopeView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it means.
    pub summary: String,
}

/// An aspect.
#[derive(Clone, Debug, Serialize)]
pub struct AspectView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// True for prose, false for bullets.
    pub prose: bool,
    /// True when its bullets are answered.
    pub rated: bool,
    /// Name of one bullet.
    pub item: String,
    /// Name of several.
    pub items: String,
}

/// An answer that can be given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerView {
    /// Its id; `not-assessed` where no answer was given.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `met`, `partial`, `unmet`, `insufficient`, `not_applicable` or `not_assessed`.
    #[serde(serialize_with = "names::counts")]
    pub counts: Option<Counts>,
    /// Its value, where the rule works with values.
    pub value: Option<ScoreView>,
}

/// A node above the rated tier, such as a domain.
#[derive(Clone, Debug, Serialize)]
pub struct NodeView {
    /// The reference to it.
    #[serde(flatten)]
    pub reference: Ref,
    /// Name of its tier.
    pub tier: String,
    /// 0 for the outermost tier.
    pub depth: usize,
    /// The nodes above, outermost first.
    pub crumbs: Vec<Ref>,
    /// The nodes or practices right below.
    pub children: Vec<Ref>,
    /// All practices below.
    pub practices: Vec<Ref>,
    /// The page before and after in reading order.
    pub prev: Option<Ref>,
    /// See `prev`.
    pub next: Option<Ref>,
}

/// A practice with its table.
#[derive(Clone, Debug, Serialize)]
pub struct PracticeView {
    /// The reference to it.
    #[serde(flatten)]
    pub reference: Ref,
    /// Its number in reading order, from 1.
    pub number: usize,
    /// Name of its tier.
    pub tier: String,
    /// Path of its file below the book's folder.
    pub file: String,
    /// The nodes above, outermost first.
    pub crumbs: Vec<Ref>,
    /// Ids that it had in earlier editions.
    pub formerly: Vec<String>,
    /// What it is and why it matters.
    pub purpose: Doc,
    /// The columns of the table.
    pub levels: Vec<LevelView>,
    /// The rows of the table: one for each aspect that any level has, and in a model with tracks for each of them.
    pub rows: Vec<RowView>,
    /// Its tracks.
    pub tracks: Vec<TrackView>,
    /// Its extra fields.
    pub fields: Vec<FieldView>,
    /// What overlays say of it as a whole.
    pub overlays: Vec<PracticeOverlayView>,
    /// The overlays that this view of it holds, where it is one of several: their ids.
    pub layers: Vec<String>,
    /// Where feedback on it goes, if the book says.
    pub feedback: Option<String>,
    /// The page before and after in reading order.
    pub prev: Option<Ref>,
    /// See `prev`.
    pub next: Option<Ref>,
}

/// What an overlay says of a practice as a whole.
#[derive(Clone, Debug, Serialize)]
pub struct PracticeOverlayView {
    /// The overlay, and no scope.
    pub origin: OriginView,
    /// Why the practice is special for it.
    pub purpose: Doc,
    /// How many bullets it adds to the table.
    pub bullets: usize,
}

/// A row of a practice table.
#[derive(Clone, Debug, Serialize)]
pub struct RowView {
    /// Its aspect.
    pub aspect: AspectView,
    /// Its track, in a model with tracks; none for what is said of levels as a whole.
    pub track: Option<TrackView>,
    /// Name of the aspect, with that of the track before it.
    pub name: String,
    /// One entry for each of the table's levels; an empty cell has neither prose nor bullets.
    pub cells: Vec<CellView>,
}

/// A cell of a practice table.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CellView {
    /// Prose.
    pub prose: Option<Doc>,
    /// Bullets.
    pub bullets: Vec<BulletView>,
}

/// One bullet.
#[derive(Clone, Debug, Serialize)]
pub struct BulletView {
    /// Its anchor on the practice's page: the full id (`patch-management.1.owner`), or one made of aspect and number
    /// for a bullet without an id.
    pub anchor: String,
    /// Its id within the level, if it has one.
    pub id: Option<String>,
    /// Its words.
    pub body: Vec<Inline>,
    /// Further blocks, seldom any.
    pub more: Vec<Block>,
    /// The overlay that it comes from; none for the base.
    pub origin: Option<OriginView>,
    /// The scale on which it is answered, in a model with several.
    pub scale: Option<String>,
    /// The items that it depends on.
    pub depends_on: Vec<DependencyView>,
    /// Its extra fields.
    pub fields: Vec<FieldView>,
    /// Anchors that it had on this page in earlier editions.
    pub formerly: Vec<String>,
    /// Where feedback on it goes, if the book says.
    pub feedback: Option<String>,
}

/// An item that another depends on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DependencyView {
    /// Its practice.
    pub practice: Ref,
    /// Its full id, which is its anchor on the page of the practice.
    pub id: String,
    /// In an assessment: whether it is met (or does not apply).
    pub met: Option<bool>,
}

/// A bullet of an earlier edition that a practice no longer has, and that assessments still name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GoneView {
    /// Its anchor: the full id.
    pub anchor: String,
    /// Its words.
    pub text: String,
    /// The edition that had it.
    pub edition: String,
    /// What it is called now, where it lives on elsewhere: full ids.
    pub now: Vec<String>,
}

/// A page.
#[derive(Clone, Debug, Serialize)]
pub struct PageView {
    /// The reference to it.
    #[serde(flatten)]
    pub reference: Ref,
    /// Its text.
    pub body: Doc,
    /// Its headings of the two outer levels.
    pub contents: Vec<HeadingView>,
    /// The page before and after in reading order.
    pub prev: Option<Ref>,
    /// See `prev`.
    pub next: Option<Ref>,
}

/// A heading of a page.
#[derive(Clone, Debug, Serialize)]
pub struct HeadingView {
    /// 2 or 3.
    pub level: u8,
    /// Its anchor.
    pub id: String,
    /// Its text.
    pub text: String,
}

/// A drawing.
#[derive(Clone, Debug, Serialize)]
pub struct Chart {
    /// An id for anchors.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The drawing: a whole `<svg>` element with `viewBox`, presentation attributes that suit white paper, and classes
    /// that a stylesheet may give other colours (listed in `docs/theming.md`).
    pub svg: String,
    /// Width in px at which text has its natural size.
    pub width: u32,
    /// Height in px.
    pub height: u32,
    /// The values in words.
    pub alt: String,
}

/// An assessment with its standing.
#[derive(Clone, Debug, Serialize)]
pub struct AssessmentView {
    /// The reference to it.
    #[serde(flatten)]
    pub reference: Ref,
    /// Version of the document.
    pub version: String,
    /// Day of the report.
    pub date: DateView,
    /// TLP label, if set.
    pub marking: Option<String>,
    /// Who may read it, or empty.
    pub confidentiality: String,
    /// Last day of validity.
    pub valid_until: Option<DateView>,
    /// Day of the next review.
    pub review_date: Option<DateView>,
    /// Version of the guide it was judged against.
    pub guide_version: String,
    /// The overlays that it was judged with, in the order in which they stack.
    pub overlays: Vec<ChosenView>,
    /// The target set that it adopted.
    pub target_set: Option<AdoptedView>,
    /// It beside each mapping, in the order of [`GuideView::mappings`].
    #[serde(skip)]
    pub coverage: Vec<mapping::CoverageView>,
    /// The mapping that its report has a chapter on: index into `coverage`.
    #[serde(skip)]
    pub mapping: Option<usize>,
    /// SHA-256 of `assessment.yaml`, in hexadecimal.
    pub digest: String,
    /// The part of the guide that was judged; `None` for all of it.
    pub covers: Option<CoversView>,
    /// What was judged.
    pub subject: SubjectView,
    /// How it was judged.
    pub engagement: EngagementView,
    /// Name of the role that answers for the document.
    pub owner: String,
    /// Name of the role that releases it.
    pub approver: String,
    /// The conclusion.
    pub conclusion: Vec<String>,
    /// Limitations.
    pub limitations: Vec<String>,
    /// What is not claimed.
    pub non_claims: Vec<String>,
    /// Whether it is fit to be signed.
    pub status: StatusView,
    /// How much is answered and evidenced.
    pub completeness: Completeness,
    /// How the practices stand: one entry for each verdict that occurs, in a fixed order.
    pub verdicts: Vec<VerdictCount>,
    /// What the arithmetic says, which all of this is the words of; for the program itself.
    #[serde(skip)]
    pub standing: Standing,
    /// What each target set of the guide wants beside the assessment's own targets, by set and practice; for the program itself.
    #[serde(skip)]
    pub beside: Vec<Vec<Option<Beside>>>,
    /// One entry a practice, in reading order.
    pub results: Vec<ResultView>,
    /// One entry for each node above the rated tier.
    pub rollups: Vec<RollupView>,
    /// The gaps, largest first: indices into `results`.
    pub gaps: Vec<usize>,
    /// All findings, gravest first.
    pub findings: Vec<FindingView>,
    /// The roadmap by phase.
    pub roadmap: Vec<PhaseView>,
    /// Practices below target that no roadmap item closes: indices into `results`.
    pub unplanned: Vec<usize>,
    /// The evidence register.
    pub evidence: Vec<EvidenceView>,
    /// Comparison with the last time.
    pub previous: Option<PreviousView>,
    /// Id of the earlier assessment that it takes the place of.
    pub supersedes: Option<String>,
    /// Id of the earlier assessment that it was carried over from.
    pub derived_from: Option<String>,
    /// What it was carried over from, in a sentence, or empty.
    pub derived: String,
    /// Answers that were carried over to a clarified text, and that nobody has confirmed: full ids.
    pub reconfirm: Vec<String>,
    /// Answers to bullets that the guide no longer has.
    pub archived: Vec<ArchivedView>,
    /// When the targets were set, as version control tells it; `None` where it is not asked or does not know.
    pub targets: Option<TargetsView>,
    /// Versions of the document.
    pub history: Vec<RevisionView>,
    /// Who is to sign, in order.
    pub signatures: Vec<SignatureView>,
    /// Current against target per practice.
    pub dumbbell: Chart,
    /// The same as a radar.
    pub radar: Chart,
    /// One square a practice.
    pub heat: Chart,
}

/// An overlay that an assessment was judged with.
#[derive(Clone, Debug, Serialize)]
pub struct ChosenView {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: String,
    /// Its number in the stack of the guide, from 1.
    pub number: usize,
    /// SHA-256 over its files, in hexadecimal.
    pub digest: String,
    /// How many indicators it adds.
    pub indicators: usize,
    /// Its context questions with their answers.
    pub context: Vec<ContextView>,
}

/// The part of the guide that an assessment judged.
#[derive(Clone, Debug, Serialize)]
pub struct CoversView {
    /// All of it in a few sentences.
    pub text: String,
    /// In a few words: `2 of 21 practices`.
    pub short: String,
    /// The practices, and the nodes above practices, that were named.
    pub parts: Vec<Ref>,
    /// The practices that were not judged, in reading order.
    pub outside: Vec<Ref>,
    /// Why they were not.
    pub reason: String,
    /// How many practices were to be judged.
    pub practices: usize,
    /// How many the guide has.
    pub of: usize,
}

/// A context question with its answer.
#[derive(Clone, Debug, Serialize)]
pub struct ContextView {
    /// The question.
    pub question: String,
    /// The answer; `None` while it is open.
    pub answer: Option<String>,
}

/// A target set that an assessment adopted.
#[derive(Clone, Debug, Serialize)]
pub struct AdoptedView {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: String,
    /// Why this set, or empty.
    pub reason: String,
    /// Name of the role that approved it.
    pub approved_by: String,
    /// The practices whose targets deviate from the set: indices into the results.
    pub deviations: Vec<usize>,
    /// How many targets were taken over as they are.
    pub taken: usize,
}

/// What one practice comes to under a part of the stack of overlays.
#[derive(Clone, Debug, Serialize)]
pub struct LayerResult {
    /// `Base alone`, or the title of the overlay that comes on top.
    pub title: String,
    /// How many of the practice's indicators it brings.
    pub indicators: usize,
    /// The result with it and all below it, in words.
    pub text: String,
    /// True when it changes the result.
    pub changes: bool,
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

/// When targets were set, from the history of `assessment.yaml`. Days are those of commits.
#[derive(Clone, Debug, Serialize)]
pub struct TargetsView {
    /// All of it in a sentence or two.
    pub text: String,
    /// True when a target was set or lowered after answers existed, or nobody can tell.
    pub warning: bool,
    /// How far the history could be followed; for the program itself.
    #[serde(skip)]
    pub followed: Followed,
    /// Targets that came after the first answer, or were lowered after it.
    pub late: Vec<LateTargetView>,
}

/// A target that came after the first answer, or was lowered after it.
#[derive(Clone, Debug, Serialize)]
pub struct LateTargetView {
    /// The practice.
    pub practice: Ref,
    /// What happened, in a sentence.
    pub text: String,
    /// The day of the commit.
    pub date: DateView,
    /// The first twelve digits of the commit.
    pub commit: String,
}

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

/// Where an assessment stands on its way to being signed off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SignOffState {
    /// Something is missing, and nothing is sealed.
    Draft,
    /// It can be sealed.
    Ready,
    /// Sealed, and signed by nobody.
    Sealed,
    /// Signed by some.
    Partly,
    /// Signed off.
    Signed,
    /// Signed by all, and whether the certificates count could not be decided.
    Undecided,
    /// A role rejected it.
    Rejected,
    /// Book or data changed since it was sealed.
    Stale,
    /// Another took its place.
    Superseded,
    /// Its time is over.
    Expired,
    /// File or record do not hold.
    Broken,
}

/// Whether an assessment is fit to be signed.
#[derive(Clone, Debug, Serialize)]
pub struct StatusView {
    /// True while something is missing and nothing is sealed.
    pub draft: bool,
    /// Where its sign-off stands, for the program itself: themes have `state`.
    #[serde(skip)]
    pub stands: State,
    /// `draft`, `ready`, `sealed`, `partly`, `signed`, `undecided`, `rejected`, `stale`, `superseded`, `expired` or `broken`.
    pub state: SignOffState,
    /// True when there is a sealed report with its record, whatever became of it.
    pub sealed: bool,
    /// The state in words, such as `Ready for sign-off`.
    pub name: String,
    /// The state for the foot of a page, so that none of them can be taken for another.
    pub line: String,
    /// A word in capitals for the head of each page where the report must not be relied on as signed, or empty.
    pub badge: String,
    /// A sentence on what the state means for a reader.
    pub note: String,
    /// Why it is so, a sentence each.
    pub reasons: Vec<String>,
    /// What is missing before it can be sealed, a sentence each.
    pub missing: Vec<String>,
}

/// How a practice stands against its target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VerdictView {
    /// `below`, `at`, `above`, `no-target`, `not-assessed`, `insufficient`, `not-applicable` or `outside`.
    pub id: Verdict,
    /// In words.
    pub name: &'static str,
}

/// How many practices have a verdict.
#[derive(Clone, Debug, Serialize)]
pub struct VerdictCount {
    /// The verdict.
    #[serde(flatten)]
    pub verdict: VerdictView,
    /// How many.
    pub count: usize,
}

/// What an assessment says of one practice.
#[derive(Clone, Debug, Serialize)]
pub struct ResultView {
    /// The practice.
    pub practice: Ref,
    /// Its number in reading order, from 1.
    pub number: usize,
    /// The outermost node above it.
    pub group: Ref,
    /// `level`, `score`, `not-assessed`, `insufficient`, `not-applicable` or `outside`: the states are never mixed with
    /// level 0.
    pub state: OutcomeKind,
    /// The result in words: `Level 2 Ad hoc`, `at least level 1`, `Not assessed`, ...
    pub text: String,
    /// The level reached, if the state is `level`.
    pub level: Option<LevelView>,
    /// The score, if the state is `score`.
    pub score: Option<ScoreView>,
    /// True when higher levels are open for want of answers or evidence, so that the level is a lower bound.
    pub at_least: bool,
    /// The scope reached.
    pub scope: Option<ScopeView>,
    /// The target.
    pub target: Option<TargetView>,
    /// How it stands.
    pub verdict: VerdictView,
    /// Levels short of the target: positive below, negative above, none without both.
    pub level_gap: Option<i32>,
    /// Scopes short of the target, likewise; never negative.
    pub scope_gap: Option<i32>,
    /// Target less score, likewise.
    pub score_gap: Option<ScoreView>,
    /// What each overlay of the assessment does to the result, the base first; empty without overlays.
    pub layers: Vec<LayerResult>,
    /// The gap in words (`1 level and 1 scope below target`), or empty.
    pub gap_text: String,
    /// `High`, `Medium`, `Low` or empty.
    pub confidence: String,
    /// The reasoning.
    pub rationale: Vec<String>,
    /// What is done well.
    pub strengths: Vec<String>,
    /// What is not.
    pub findings: Vec<FindingView>,
    /// What should be done.
    pub recommendations: Vec<String>,
    /// Why the whole practice does not apply.
    pub waiver: Option<WaiverView>,
    /// How the result came about, in a sentence.
    pub explanation: String,
    /// The answers, by level.
    pub trace: Vec<TraceLevel>,
    /// Ids of the roadmap items that close its gap.
    pub roadmap: Vec<String>,
}

/// A target.
#[derive(Clone, Debug, Serialize)]
pub struct TargetView {
    /// The level, if it is one.
    pub level: Option<LevelView>,
    /// The score, if it is one.
    pub score: Option<ScoreView>,
    /// `own`, `set` for one taken over from the adopted target set, or `deviation`.
    pub source: TargetSource,
    /// For a deviation, what the adopted set wants, in words, or empty.
    pub instead_of: String,
    /// Scope.
    pub scope: Option<ScopeView>,
    /// In words: `Level 3 Consistent, industry scope`.
    pub text: String,
    /// Why.
    pub rationale: String,
    /// What drives it.
    pub driver: String,
    /// Name of the role that approved it.
    pub approved_by: String,
}

/// A reason for not judging.
#[derive(Clone, Debug, Serialize)]
pub struct WaiverView {
    /// The reason.
    pub reason: String,
    /// Name of the role that owns the decision.
    pub owner: String,
}

/// The answers of one level.
#[derive(Clone, Debug, Serialize)]
pub struct TraceLevel {
    /// The level.
    pub level: LevelView,
    /// True when every indicator of this level and all below is met or not applicable.
    pub reached: bool,
    /// What the level adds to a score.
    pub score: Option<ScoreView>,
    /// True up to the target's level.
    pub needed: bool,
    /// `3 of 5 indicators met, 1 not applicable`.
    pub text: String,
    /// Indicators met.
    pub met: usize,
    /// Indicators that apply.
    pub applicable: usize,
    /// Each indicator with its answer.
    pub indicators: Vec<IndicatorView>,
}

/// An indicator with its answer.
#[derive(Clone, Debug, Serialize)]
pub struct IndicatorView {
    /// Its full id, which is its anchor on the practice's page.
    pub id: String,
    /// The overlay that it comes from; none for the base.
    pub origin: Option<OriginView>,
    /// Its track.
    pub track: Option<TrackView>,
    /// The items that it depends on.
    pub depends_on: Vec<DependencyView>,
    /// True when it is met while something that it depends on is not.
    pub out_of_order: bool,
    /// Its words.
    pub body: Vec<Inline>,
    /// The answer; `not-assessed` if none was given.
    pub answer: AnswerView,
    /// What was seen.
    pub note: Vec<String>,
    /// Ids of evidence.
    pub evidence: Vec<String>,
    /// Why it does not apply.
    pub waiver: Option<WaiverView>,
}

/// A finding.
#[derive(Clone, Debug, Serialize)]
pub struct FindingView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// `High`, `Medium` or `Low`.
    pub severity: Severity,
    /// What was found.
    pub text: Vec<String>,
    /// Ids of evidence.
    pub evidence: Vec<String>,
    /// Full ids of the indicators it is about.
    pub indicators: Vec<String>,
    /// Its practice.
    pub practice: Ref,
}

/// The practices below a node, together. Ordinals are not averaged.
#[derive(Clone, Debug, Serialize)]
pub struct RollupView {
    /// The node.
    pub node: Ref,
    /// 0 for the outermost tier.
    pub depth: usize,
    /// Practices below it that were to be judged.
    pub practices: usize,
    /// Practices below it that were not.
    pub outside: usize,
    /// At or above target.
    pub satisfied: usize,
    /// Above target (also counted in `satisfied`).
    pub above: usize,
    /// Below target.
    pub below: usize,
    /// Largest gap in levels; 0 when none is below.
    pub worst_gap: i32,
    /// Short in scope.
    pub scope_short: usize,
    /// Not assessed.
    pub not_assessed: usize,
    /// Insufficient evidence.
    pub insufficient: usize,
    /// Not applicable.
    pub not_applicable: usize,
    /// Practices per level, for each of the model's levels.
    pub levels: Vec<usize>,
    /// The mean of the scores of its practices, where the model asks for it.
    pub score: Option<ScoreView>,
    /// True when it is a lower bound.
    pub score_at_least: bool,
    /// How many practices have a score.
    pub scored: usize,
    /// The worst gap in words, or empty.
    pub worst_gap_text: String,
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

/// Comparison with the last time.
#[derive(Clone, Debug, Serialize)]
pub struct PreviousView {
    /// What it is called.
    pub title: String,
    /// Its day.
    pub date: DateView,
    /// Its version of the guide.
    pub guide_version: String,
    /// True when that is not the version of this assessment.
    pub other_guide: bool,
    /// The practices that had a result then.
    pub rows: Vec<ChangeView>,
    /// Then and now as a drawing, with a break where the guide changed.
    pub trend: Chart,
}

/// One practice then and now.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeView {
    /// The practice.
    pub practice: Ref,
    /// Then.
    pub before: String,
    /// The level then, if it was one.
    pub level: Option<LevelView>,
    /// The scope then.
    pub scope: Option<ScopeView>,
    /// Now.
    pub now: String,
    /// `up`, `down`, `same` or `unknown`.
    pub direction: Direction,
    /// In words.
    pub text: String,
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

/// A line of the sign-off page.
#[derive(Clone, Debug, Serialize)]
pub struct SignatureView {
    /// Id of the role.
    pub id: String,
    /// Name of the role.
    pub role: String,
    /// Its organisation, where the team names it, or empty.
    pub organisation: String,
    /// What is signed to.
    pub statement: String,
    /// Name of who is to sign, or empty.
    pub name: String,
    /// What entitles them to, or empty.
    pub authority: String,
    /// True when the report is signed off without this role, too.
    pub optional: bool,
    /// What the role did, once it did.
    pub signed: Option<SignedView>,
}

/// What a role did.
#[derive(Clone, Debug, Serialize)]
pub struct SignedView {
    /// Name of the entry's file in the record.
    pub file: String,
    /// Name of the signer.
    pub name: String,
    /// `Approved`, `Approved with conditions` or `Rejected`.
    pub decision: String,
    /// The conditions.
    pub conditions: Vec<String>,
    /// When, in UTC: `23 November 2026, 09:30 UTC`.
    pub when: String,
    /// True when a timestamp authority vouches for the time.
    pub stamped: bool,
    /// Who vouches for the certificate, or empty.
    pub issuer: String,
    /// What the signature is: `record`, `B-B`, `B-T`, `B-LT` or `B-LTA`.
    #[serde(serialize_with = "names::grade")]
    pub grade: Grade,
    /// `valid`, `policy`, `indeterminate` or `invalid`.
    #[serde(serialize_with = "names::signature")]
    pub verdict: pades::verdict::Verdict,
    /// The verdict in words, such as `Valid`.
    pub verdict_name: &'static str,
    /// Why, a sentence each.
    pub findings: Vec<String>,
}
