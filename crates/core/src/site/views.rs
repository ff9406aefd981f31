//! All that a site is made of: the views of a book, and what is shown beside them.
//!
//! Takes the view of the guide with the views of earlier editions; gives the guide, and all assessments whatever edition
//! they are judged by. Whoever lists assessments asks here, so that no page knows fewer of them than another.

use crate::model::natural;
use crate::view::AssessmentView;
use crate::view::View;

use super::beside::Beside;
use super::beside::Download;

/// The view of a guide, and the views of earlier editions that assessments are judged by.
#[derive(Clone, Debug)]
pub struct Views<'a> {
    main: &'a View,
    earlier: Vec<&'a View>,
}

impl<'a> Views<'a> {
    /// A guide with the earlier editions of it.
    pub fn new(main: &'a View, earlier: impl IntoIterator<Item = &'a View>) -> Views<'a> {
        Views { main, earlier: earlier.into_iter().collect() }
    }

    /// The guide that the site is of.
    pub fn main(&self) -> &'a View {
        self.main
    }

    /// The views of earlier editions.
    pub fn earlier(&self) -> &[&'a View] {
        &self.earlier
    }

    /// Every view.
    pub fn all(&self) -> Vec<&'a View> {
        std::iter::once(self.main).chain(self.earlier.iter().copied()).collect()
    }

    /// All assessments, in order of id.
    pub fn assessments(&self) -> Vec<&'a AssessmentView> {
        let mut all: Vec<_> = self.all().into_iter().flat_map(|view| &view.assessments).collect();
        all.sort_by(|a, b| natural(&a.reference.id, &b.reference.id));
        all
    }
}

/// What a site holds.
pub struct Site<'a> {
    /// The views.
    pub views: Views<'a>,
    /// What is shown beside the guide and its assessments.
    pub beside: &'a Beside,
    /// The book's images: path below the book, and bytes.
    pub images: &'a [(String, Vec<u8>)],
    /// The PDFs that are there.
    pub downloads: &'a [Download],
}

impl<'a> Site<'a> {
    /// A site of nothing but its views.
    pub fn bare(views: Views<'a>, beside: &'a Beside) -> Site<'a> {
        Site { views, beside, images: &[], downloads: &[] }
    }
}
