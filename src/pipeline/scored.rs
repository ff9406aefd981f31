//! A library with what readers see of it: the one value that holds guides, assessments and views together.
//!
//! Takes a [`Library`] and the day on which it is looked at; gives the view of each guide with that guide. What is asked of
//! a view and of the book behind it is asked of one part, so that nobody has to know which belongs to which.

use std::collections::BTreeMap;

use crate::model::Assessment;
use crate::model::Book;
use crate::model::Date;
use crate::model::natural;
use crate::sign_off::SignOff;
use crate::site::Views;
use crate::source;
use crate::source::Commit;
use crate::view;
use crate::view::AssessmentView;
use crate::view::Facts;
use crate::view::View;

use super::library::Library;
use super::library::Volume;
use super::tool::TOOL;

/// A library with its views, as it is on the day of the commit. `None` when its guide has errors.
pub fn score<'a>(library: &'a Library, commit: Option<&Commit>) -> Option<Scored<'a>> {
    let sign_offs = library.sign_offs(day_of(commit));
    Scored::new(library, |volume, book| view_with(volume, book, commit, &sign_offs))
}

/// A library with its views, as it is on a day, whatever commit it stands at.
pub fn score_on(library: &Library, day: Date) -> Option<Scored<'_>> {
    let sign_offs = library.sign_offs(Some(day));
    Scored::new(library, |volume, book| view_with(volume, book, None, &sign_offs))
}

/// The view of one guide and its assessments, as it is on the day of its commit.
pub fn view_of(volume: &Volume, book: &Book, commit: Option<&Commit>) -> View {
    view_with(volume, book, commit, &volume.sign_offs(book, day_of(commit)))
}

/// The view of one guide whose sign-offs stand as told.
pub(super) fn view_with(
    volume: &Volume,
    book: &Book,
    commit: Option<&Commit>,
    sign_offs: &BTreeMap<String, SignOff>,
) -> View {
    let sources = &volume.sources;
    let digest = |file| source::sha256(sources.get(file).bytes());
    let facts = Facts {
        tool: TOOL.to_owned(),
        commit: commit.cloned(),
        no_commit: volume.no_commit.clone(),
        guide_digest: source::guide_digest(sources),
        theme_digest: volume.theme.report_digest(),
        digests: book.assessments.iter().map(|a| (a.id.clone(), digest(a.file))).collect(),
        sign_offs: sign_offs.clone(),
        files: book.guide.practices.iter().map(|practice| sources.get(practice.file).path.clone()).collect(),
    };
    view::build(book, &facts)
}

fn day_of(commit: Option<&Commit>) -> Option<Date> {
    commit.and_then(|commit| commit.day.parse().ok())
}

/// One guide with its view.
pub struct Part<'a> {
    /// Its files.
    pub volume: &'a Volume,
    /// What they mean.
    pub book: &'a Book,
    /// What a reader sees.
    pub view: View,
}

/// A library whose assessments are scored.
pub struct Scored<'a> {
    library: &'a Library,
    main: Part<'a>,
    earlier: Vec<Part<'a>>,
}

/// An assessment as it is seen, with the guide that it is judged by.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    /// The guide and its view.
    pub part: &'a Part<'a>,
    /// The assessment.
    pub assessment: &'a Assessment,
    /// What a reader sees of it.
    pub view: &'a AssessmentView,
}

impl<'a> Scored<'a> {
    /// `view_of` makes the view of a guide. `None` when the guide of the work tree has errors.
    fn new(library: &'a Library, view_of: impl Fn(&Volume, &Book) -> View) -> Option<Scored<'a>> {
        let part = |volume: &'a Volume| {
            let book = volume.book.as_ref()?;
            Some(Part { volume, book, view: view_of(volume, book) })
        };
        let mut main = part(library.main())?;
        main.view.book.incomplete = library.is_incomplete();
        let earlier = library.earlier().filter_map(part).collect();
        Some(Scored { library, main, earlier })
    }

    /// The library.
    pub fn library(&self) -> &'a Library {
        self.library
    }

    /// The guide of the work tree.
    pub fn main(&self) -> &Part<'a> {
        &self.main
    }

    /// The guides of earlier editions.
    pub fn earlier(&self) -> &[Part<'a>] {
        &self.earlier
    }

    /// All guides, that of the work tree first.
    pub fn parts(&self) -> impl Iterator<Item = &Part<'a>> {
        std::iter::once(&self.main).chain(&self.earlier)
    }

    /// All views, as a site takes them.
    pub fn views(&self) -> Views<'_> {
        Views::new(&self.main.view, self.earlier.iter().map(|part| &part.view))
    }

    /// All assessments, in order of id.
    pub fn assessments(&'a self) -> Vec<Seen<'a>> {
        let mut all: Vec<Seen> = self.parts().flat_map(Part::assessments).collect();
        all.sort_by(|a, b| natural(&a.assessment.id, &b.assessment.id));
        all
    }

    /// The assessment of this id.
    pub fn assessment(&'a self, id: &str) -> Option<Seen<'a>> {
        self.parts().find_map(|part| part.assessment(id))
    }
}

impl<'a> Seen<'a> {
    /// The bytes of its `assessment.yaml`.
    pub fn bytes(&self) -> &'a [u8] {
        self.part.volume.sources.get(self.assessment.file).bytes()
    }
}

impl<'a> Part<'a> {
    /// The assessment of this id, if it is judged by this guide.
    pub fn assessment(&'a self, id: &str) -> Option<Seen<'a>> {
        self.assessments().find(|seen| seen.assessment.id == id)
    }

    /// The assessments that are judged by this guide.
    fn assessments(&'a self) -> impl Iterator<Item = Seen<'a>> {
        // A view has the assessments of its book in their order.
        let both = self.book.assessments.iter().zip(&self.view.assessments);
        both.map(|(assessment, view)| Seen { part: self, assessment, view })
    }
}
