//! The documents of a book: which there are, what they are called, where they lie, and how much work each is.
//!
//! A [`Document`] is asked for by a word on the command line, and handed to a worker by the same word: it is read and
//! written here alone.

use std::fmt;

use crate::output::Output;
use crate::site::Download;
use crate::source;
use crate::view::portfolio;

use super::library::Library;
use super::scored::Scored;

/// The profiles that a guide is typeset with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Profiles {
    /// The base guide alone.
    None,
    /// With this one.
    One(String),
    /// With all of them.
    All,
}

/// A PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Document {
    /// The guide.
    Guide {
        /// With what is added to it.
        profiles: Profiles,
    },
    /// The report on an assessment.
    Report {
        /// The id of the assessment.
        id: String,
    },
    /// All assessments together.
    Portfolio,
    /// What changed in a released edition. It is made with that edition, and is asked for by nobody.
    Changes,
}

/// The word for the guide. No assessment may be called so.
const GUIDE: &str = "guide";
/// The word for all assessments together. No assessment may be called so.
const PORTFOLIO: &str = "portfolio";
/// The word for what changed. Nothing that has an id can be called so.
const CHANGES: &str = "+changes";
/// What stands between the word for the guide and the profile that it is made with.
const WITH: &str = "+";
/// The word for all profiles together.
const ALL: &str = "all";

/// The work of typesetting the portfolio, in bytes of text that would make as much: it has a few pages, however many
/// assessments there are.
const PORTFOLIO_WORK: usize = 16 << 10;

impl Profiles {
    /// The word for them on the command line; empty for none.
    pub fn word(&self) -> &str {
        match self {
            Profiles::None => "",
            Profiles::One(profile) => profile,
            Profiles::All => ALL,
        }
    }
}

impl From<&str> for Document {
    /// The document that a word names; whatever else it may be, it may be the id of an assessment.
    fn from(word: &str) -> Document {
        let guide = |profiles| Document::Guide { profiles };
        let with = word.strip_prefix(GUIDE).and_then(|rest| rest.strip_prefix(WITH));
        match (word, with) {
            (GUIDE, _) => guide(Profiles::None),
            (PORTFOLIO, _) => Document::Portfolio,
            (CHANGES, _) => Document::Changes,
            (_, Some(ALL)) => guide(Profiles::All),
            (_, Some(profile)) => guide(Profiles::One(profile.to_owned())),
            (id, None) => Document::Report { id: id.to_owned() },
        }
    }
}

impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Document::Guide { profiles: Profiles::None } => f.write_str(GUIDE),
            Document::Guide { profiles } => write!(f, "{GUIDE}{WITH}{}", profiles.word()),
            Document::Report { id } => f.write_str(id),
            Document::Portfolio => f.write_str(PORTFOLIO),
            Document::Changes => f.write_str(CHANGES),
        }
    }
}

impl Document {
    /// The documents of a library: the guide alone, with each profile, and with all of them where there are several; a
    /// report for each assessment that is there as a whole; the portfolio where there are at least two.
    pub fn all(library: &Library) -> Vec<Document> {
        let mut all = Document::guides(library);
        all.extend(library.whole().map(|judged| Document::Report { id: judged.assessment.id.clone() }));
        all.extend(
            portfolio::exists(library.assessments().iter().map(|judged| judged.assessment.detail))
                .then_some(Document::Portfolio),
        );
        all
    }

    /// The documents of its guide.
    pub fn guides(library: &Library) -> Vec<Document> {
        let Some(book) = library.book() else { return Vec::new() };
        let overlays = &book.guide.overlays;
        let each = overlays.iter().map(|overlay| Profiles::One(overlay.id.clone()));
        let all = (overlays.len() > 1).then_some(Profiles::All);
        std::iter::once(Profiles::None).chain(each).chain(all).map(|profiles| Document::Guide { profiles }).collect()
    }

    /// Whether a library has it.
    pub fn exists(&self, library: &Library) -> bool {
        Document::all(library).contains(self)
    }

    /// Its path below the output.
    pub fn path(&self) -> String {
        match self {
            Document::Guide { profiles: Profiles::None } => "guide.pdf".to_owned(),
            Document::Guide { profiles: Profiles::One(profile) } => format!("profiles/{profile}/guide.pdf"),
            Document::Guide { profiles: Profiles::All } => "profiles/_all/guide.pdf".to_owned(),
            Document::Report { id } => format!("assessments/{id}/report.pdf"),
            Document::Portfolio => "portfolio.pdf".to_owned(),
            Document::Changes => "changes.pdf".to_owned(),
        }
    }

    /// The bytes of text that go into it: a measure of the work.
    pub fn work(&self, library: &Library) -> usize {
        let guide = || {
            let files = library.sources().iter().filter(|(_, source)| source::is_guide(&source.path));
            files.map(|(_, source)| source.bytes().len()).sum()
        };
        match self {
            Document::Guide { .. } | Document::Changes => guide(),
            Document::Report { id } => library.assessment(id).map_or(0, |judged| judged.bytes().len()),
            Document::Portfolio => PORTFOLIO_WORK,
        }
    }
}

/// The documents of an output that pages offer.
pub(super) fn downloads(scored: &Scored, output: &Output) -> Vec<Download> {
    let view = &scored.main().view;
    let book = &view.book.title;
    let overlays = view.guide.overlays.iter();
    let each = overlays.map(|overlay| (Profiles::One(overlay.reference.id.clone()), overlay.short.as_str()));
    let with = each.chain([(Profiles::All, "all profiles")]);
    let with = with.map(|(profiles, name)| (Document::Guide { profiles }, format!("{book} with {name}")));
    let assessments = scored.views().assessments().into_iter().map(|assessment| &assessment.reference);
    let reports = assessments.map(|item| (Document::Report { id: item.id.clone() }, item.title.clone()));
    let guide = Document::Guide { profiles: Profiles::None };
    let all = std::iter::once((guide.clone(), book.clone())).chain(with).chain(reports);
    let offered = all.chain([(Document::Portfolio, "Portfolio".to_owned())]).filter_map(|(document, title)| {
        let path = document.path();
        let bytes = output.files.get(&path)?.len();
        let item = (document != guide).then(|| document.to_string());
        Some(Download { item, title, path, bytes })
    });
    offered.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_as_it_is_written() {
        let guide = |profiles| Document::Guide { profiles };
        let cases = [
            (guide(Profiles::None), "guide", "guide.pdf"),
            (guide(Profiles::One("retail".to_owned())), "guide+retail", "profiles/retail/guide.pdf"),
            (guide(Profiles::One(String::new())), "guide+", "profiles//guide.pdf"),
            (guide(Profiles::All), "guide+all", "profiles/_all/guide.pdf"),
            (Document::Portfolio, "portfolio", "portfolio.pdf"),
            (Document::Changes, "+changes", "changes.pdf"),
            (Document::Report { id: "guide-2026".to_owned() }, "guide-2026", "assessments/guide-2026/report.pdf"),
            (Document::Report { id: "changes".to_owned() }, "changes", "assessments/changes/report.pdf"),
        ];
        for (document, word, path) in cases {
            assert_eq!((document.to_string(), document.path()), (word.to_owned(), path.to_owned()));
            assert_eq!(Document::from(word), document);
        }
    }
}
