//! Puts the view together.

use std::collections::BTreeMap;

use crate::assess::assess;
use crate::model::Book;
use crate::model::Date;
use crate::sign_off;
use crate::source::Commit;

use super::BookView;
use super::CommitView;
use super::DateView;
use super::View;
use super::assessment;
use super::guide;

/// What a book can't know of itself.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Name and version of the tool.
    pub tool: String,
    /// The commit that the book stands at.
    pub commit: Option<Commit>,
    /// SHA-256 over the files of the guide, in hexadecimal.
    pub guide_digest: String,
    /// SHA-256 over the files that PDFs are made with, in hexadecimal.
    pub theme_digest: String,
    /// SHA-256 of each `assessment.yaml`, by id of the assessment.
    pub digests: BTreeMap<String, String>,
    /// Where the sign-off of each sealed assessment stands, by id.
    pub sign_offs: BTreeMap<String, sign_off::Standing>,
    /// Path of each practice's file, in the order of the guide.
    pub files: Vec<String>,
}

/// The view of a book.
pub fn build(book: &Book, facts: &Facts) -> View {
    let guide = guide::view(book, facts);
    let assessments = book.assessments.iter().map(|assessment| {
        let standing = assess(&book.guide, assessment);
        let digest = facts.digests.get(&assessment.id).cloned().unwrap_or_default();
        assessment::view(book, assessment, &standing, digest, facts.sign_offs.get(&assessment.id))
    });
    let assessments = assessments.collect();
    let settings = &book.settings;
    let commit = facts.commit.as_ref().map(|commit| CommitView {
        id: commit.id.clone(),
        short: commit.id.chars().take(12).collect(),
        modified: commit.modified,
        day: commit.day.parse().ok().map(date),
    });
    View {
        book: BookView {
            title: settings.title.clone(),
            subtitle: settings.subtitle.clone(),
            organisation: settings.organisation.clone(),
            language: settings.language.clone(),
            region: settings.region.clone(),
            url: settings.url.clone(),
            tool: facts.tool.clone(),
            commit,
            guide_digest: facts.guide_digest.clone(),
            theme_digest: facts.theme_digest.clone(),
        },
        guide,
        assessments,
    }
}

/// A day as it is shown.
pub fn date(date: Date) -> DateView {
    let (year, month, day) = date.parts();
    DateView { iso: date.to_string(), text: format!("{day} {month} {year}") }
}

/// A long text as paragraphs: blank lines part them, other line ends are spaces.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut current = String::new();
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            all.push(std::mem::take(&mut current));
        } else {
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(line);
        }
    }
    all.push(current);
    all.retain(|paragraph| !paragraph.is_empty());
    all
}

/// `1 practice`, `2 practices`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
