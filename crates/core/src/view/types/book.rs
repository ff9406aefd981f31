//! The whole that a theme sees, and what it says of the book itself.

use serde::Serialize;

use super::assessment::AssessmentView;
use super::guide::GuideView;
use super::refs::DateView;

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
