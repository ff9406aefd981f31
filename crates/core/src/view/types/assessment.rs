//! An assessment: all of its parts in one place, and the guide that it was judged with.

use serde::Serialize;

use crate::assess::Beside;
use crate::assess::Completeness;
use crate::assess::Standing;
use crate::model::Detail;

use super::course::PreviousView;
use super::engagement::EngagementView;
use super::engagement::SubjectView;
use super::mapping::CoverageView;
use super::record::ArchivedView;
use super::record::EvidenceView;
use super::record::PhaseView;
use super::record::RevisionView;
use super::refs::Chart;
use super::refs::DateView;
use super::refs::Ref;
use super::result::FindingView;
use super::result::ResultView;
use super::result::RollupView;
use super::result::VerdictCount;
use super::sign_off::SignatureView;
use super::sign_off::StatusView;
use super::target::AdoptedView;
use super::target::TargetsView;

/// An assessment with its standing.
#[derive(Clone, Debug, Serialize)]
pub struct AssessmentView {
    /// The reference to it.
    #[serde(flatten)]
    pub reference: Ref,
    /// How much of it is shown: `whole`, `summary` or `levels`. What is not shown is empty.
    pub detail: Detail,
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
    /// It beside each mapping, in the order of [`super::guide::GuideView::mappings`].
    #[serde(skip)]
    pub coverage: Vec<CoverageView>,
    /// The mapping that its report has a chapter on: index into `coverage`.
    #[serde(skip)]
    pub mapping: Option<usize>,
    /// SHA-256 of `assessment.yaml`, in hexadecimal.
    pub digest: String,
    /// The part of the guide that was judged; `None` for all of it.
    pub covers: Option<CoversView>,
    /// The system, product or organisation that was judged, and its boundary.
    pub subject: SubjectView,
    /// How it was judged.
    pub engagement: EngagementView,
    /// Name of the role that answers for the document.
    pub owner: String,
    /// Name of the role that releases it.
    pub approver: String,
    /// The conclusion that the assessor draws, as paragraphs.
    pub conclusion: Vec<String>,
    /// What limits how far the results can be relied on, an entry each.
    pub limitations: Vec<String>,
    /// What is not claimed.
    pub non_claims: Vec<String>,
    /// Whether it is fit to be signed.
    pub status: StatusView,
    /// What is to be known before results are read, a sentence each: that nothing has been judged, that levels count as
    /// reached because nothing of them applies.
    pub notices: Vec<String>,
    /// True when nothing has been judged.
    pub blank: bool,
    /// True when more is said not to apply than the book's policy allows; for the program itself.
    #[serde(skip)]
    pub waived: bool,
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
    /// All practices together.
    pub overall: RollupView,
    /// The gaps, largest first: indices into `results`.
    pub gaps: Vec<usize>,
    /// All findings, gravest first.
    pub findings: Vec<FindingView>,
    /// The roadmap by phase.
    pub roadmap: Vec<PhaseView>,
    /// Practices below target that no roadmap item closes: indices into `results`.
    pub unplanned: Vec<usize>,
    /// The evidence register, in the order in which it is kept.
    pub evidence: Vec<EvidenceView>,
    /// Comparison with the last time.
    pub previous: Option<PreviousView>,
    /// What is said where there is none.
    pub no_previous: String,
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
    /// How much of each level there is by practice, under the rules for scores; several where there are many practices.
    pub levels: Vec<Chart>,
}

/// An overlay that an assessment was judged with.
#[derive(Clone, Debug, Serialize)]
pub struct ChosenView {
    /// The same as in [`GuideView::overlays`](super::guide::GuideView::overlays).
    pub id: String,
    /// The version that it was judged with.
    pub version: String,
    /// What pages and reports call it.
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

/// A context question with its answer.
#[derive(Clone, Debug, Serialize)]
pub struct ContextView {
    /// The question as the overlay asks it.
    pub question: String,
    /// The answer; `None` while it is open.
    pub answer: Option<String>,
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
