//! Puts the view together.

use crate::assess::assess;
use crate::model::Book;

use super::BookView;
use super::CommitView;
use super::View;
use super::assessment;
use super::facts::Facts;
use super::guide;
use super::words::date;

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
            leftward: LEFTWARD.contains(&settings.language.to_lowercase().as_str()),
            region: settings.region.clone(),
            url: settings.url.clone(),
            tool: facts.tool.clone(),
            commit,
            incomplete: false,
            no_commit: facts.no_commit.clone(),
            guide_digest: facts.guide_digest.clone(),
            theme_digest: facts.theme_digest.clone(),
        },
        guide,
        assessments,
    }
}

/// Languages whose usual script runs from right to left, by ISO 639 code.
const LEFTWARD: [&str; 22] = [
    "ar", "ara", "ckb", "dv", "div", "fa", "fas", "per", "he", "heb", "iw", "ks", "kas", "ps", "pus", "sd", "snd",
    "ug", "uig", "ur", "urd", "yi",
];
