//! What changed between two guides, and what that does to assessments.

use serde::Serialize;

use crate::editions::Reach;
use crate::editions::TextFate;
use crate::editions::impact::Task;
use crate::editions::text::Side;
use crate::view::names::names;

use super::refs::Ref;

/// What changed from one guide to another.
#[derive(Clone, Debug, Serialize)]
pub struct NewsView {
    /// The reference to the page.
    #[serde(flatten)]
    pub reference: Ref,
    /// What it is compared with: `edition 1.0.0`.
    pub from: String,
    /// What is compared: `edition 1.1.0`, `the work tree`.
    pub to: String,
    /// Paragraphs of the release notes.
    pub notes: Vec<String>,
    /// Whether the model changed, in a sentence.
    pub verdict: String,
    /// `nothing`, `editorial`, `guidance` or `model`.
    pub reach: Reach,
    /// How many changes of each kind there are.
    pub counts: Vec<NewsCount>,
    /// What differs in the model, in sentences.
    pub model: Vec<String>,
    /// What differs in practices, in reading order.
    pub practices: Vec<NewsPractice>,
    /// What differs in pages.
    pub pages: Vec<NewsText>,
}

impl NewsView {
    /// Path of its page below the site.
    pub fn path(&self) -> String {
        format!("{}.html", self.reference.id)
    }
}

/// What a change is a change of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NewsGroup {
    /// Anything else.
    Guidance,
    /// What is answered in assessments.
    Rated,
}

names! {
    NewsGroup { This::Guidance => "guidance", This::Rated => "rated" }
}

impl NewsGroup {
    /// The group of a bullet, by whether it is rated.
    pub(in crate::view) fn of(rated: bool) -> NewsGroup {
        if rated { NewsGroup::Rated } else { NewsGroup::Guidance }
    }
}

/// How many changes of a kind there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewsCount {
    /// `rated` for what is answered in assessments, `guidance` for all else.
    pub group: NewsGroup,
    /// `added`, `clarified`, ...
    pub word: String,
    /// How many changes of that kind there are.
    pub count: usize,
}

/// What differs in one practice.
#[derive(Clone, Debug, Serialize)]
pub struct NewsPractice {
    /// The practice, as the newer guide has it where it does.
    pub practice: Ref,
    /// False for one that is gone.
    pub there: bool,
    /// Its bullets that differ.
    pub bullets: Vec<NewsBullet>,
    /// Its prose that differs.
    pub texts: Vec<NewsText>,
}

/// A bullet that differs.
#[derive(Clone, Debug, Serialize)]
pub struct NewsBullet {
    /// Its full id, or empty.
    pub id: String,
    /// Number of the level that it stands at.
    pub level: u8,
    /// What it is called: `indicator`.
    pub item: String,
    /// True for what is answered in assessments.
    pub rated: bool,
    /// `added`, `clarified`, ...
    pub word: String,
    /// False for one that is gone.
    pub there: bool,
    /// Full ids it had.
    pub was: Vec<String>,
    /// What the release notes say, or empty.
    pub note: String,
    /// Its words before and now.
    pub pieces: Vec<PieceView>,
}

/// A text that differs.
#[derive(Clone, Debug, Serialize)]
pub struct NewsText {
    /// Id of the practice or page.
    pub id: String,
    /// What it is.
    pub what: String,
    /// `added`, `removed`, `reworded` or `editorial`.
    pub word: TextFate,
    /// False for one that is gone.
    pub there: bool,
    /// What the release notes say, or empty.
    pub note: String,
    /// Its words before and now, shortened where nothing differs.
    pub pieces: Vec<PieceView>,
}

/// Words that both texts share, or one of them has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PieceView {
    /// `both`, `old` or `new`.
    pub side: Side,
    /// The words, as one text or both have them.
    pub text: String,
}

/// What changes of the guide do to assessments.
#[derive(Clone, Debug, Serialize)]
pub struct ImpactView {
    /// What it is compared with.
    pub to: String,
    /// One entry an assessment.
    pub assessments: Vec<ImpactAssessment>,
}

/// What changes of the guide do to one assessment.
#[derive(Clone, Debug, Serialize)]
pub struct ImpactAssessment {
    /// The assessment.
    #[serde(flatten)]
    pub reference: Ref,
    /// Version of the guide that it was judged against.
    pub guide_version: String,
    /// How many answers are untouched.
    pub untouched: usize,
    /// How many are to be confirmed.
    pub reconfirm: usize,
    /// How many are to be given anew.
    pub reassess: usize,
    /// How many are archived.
    pub archived: usize,
    /// The answers that are touched.
    pub answers: Vec<ImpactAnswer>,
    /// New bullets up to the targets, which have no answer yet: full ids and words.
    pub unanswered: Vec<NewsBullet>,
}

/// One answer that is touched.
#[derive(Clone, Debug, Serialize)]
pub struct ImpactAnswer {
    /// Full id that it was given to.
    pub id: String,
    /// The practice that it was given in.
    pub practice: Ref,
    /// Full ids of the bullets that it belongs to now.
    pub now: Vec<String>,
    /// The answer that was given.
    pub answer: String,
    /// `reconfirm`, `re-assess` or `archived`.
    pub task: Task,
    /// What happened to the text: `clarified`, ...
    pub word: String,
    /// What the release notes say, or empty.
    pub note: String,
    /// The words before and now.
    pub pieces: Vec<PieceView>,
}
