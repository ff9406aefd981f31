//! The whole that a theme sees, and what it says of the book itself.

use serde::Serialize;

use super::assessment::AssessmentView;
use super::guide::GuideView;
use super::refs::DateView;

/// Everything a theme sees.
#[derive(Clone, Debug, Serialize)]
pub struct View {
    /// What the book says of itself, and what it was built with.
    pub book: BookView,
    /// The guide with all of its practices and pages.
    pub guide: GuideView,
    /// The assessments, in order of id.
    pub assessments: Vec<AssessmentView>,
}

/// The book.
#[derive(Clone, Debug, Serialize)]
pub struct BookView {
    /// What stands on the cover and above each page.
    pub title: String,
    /// A line below the title, or empty.
    pub subtitle: String,
    /// Who publishes the book.
    pub organisation: String,
    /// The language of the texts as a code of ISO 639.
    pub language: String,
    /// True where its script runs from right to left.
    pub leftward: bool,
    /// Where that language is spoken, as a code of ISO 3166.
    pub region: Option<String>,
    /// Published address without a slash at the end.
    pub url: Option<String>,
    /// `levelbook` and its version.
    pub tool: String,
    /// The commit of the repository, if the book is in one.
    pub commit: Option<CommitView>,
    /// True when assessments are missing, since they have errors or their edition is not at hand: sums are not of all.
    /// The view of one guide can't know it: whoever holds all guides says so.
    pub incomplete: bool,
    /// What stands where the commit would: that there is none, or why it is not known.
    pub no_commit: String,
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
