//! The library: guides by edition, and the assessments, each with the guide that it is judged by.
//!
//! The guide of the work tree comes first; beside it stands one guide for each earlier edition that assessments were
//! judged against. [`super::open`] makes a library. Whoever asks for an assessment asks here, and gets it whatever edition
//! it is judged by.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::audience;
use crate::audience::Hidden;
use crate::diag::Sink;
use crate::model::Assessment;
use crate::model::Audience;
use crate::model::Book;
use crate::model::Date;
use crate::model::Detail;
use crate::model::natural;
use crate::read::Draft;
use crate::sign_off;
use crate::sign_off::SignOff;
use crate::source::Sources;
use crate::source::assessment_of;
use crate::theme::Theme;

/// The guide of one edition with its files, and with the assessments that are judged by it.
pub struct Volume {
    /// Its files.
    pub sources: Sources,
    /// What was written in them.
    pub draft: Draft,
    /// What is meant: `None` when there are errors.
    pub book: Option<Book>,
    /// The theme.
    pub theme: Theme,
    /// What a reader is told where it stands at no commit, or at none that is known.
    pub no_commit: String,
    /// Its assessments as they are, where `book` holds those that an audience sees, as it sees them.
    whole: Option<Vec<Assessment>>,
}

impl Volume {
    /// A guide with its files and all assessments that are judged by it.
    pub fn new(sources: Sources, draft: Draft, book: Option<Book>, theme: Theme) -> Volume {
        Volume { sources, draft, book, theme, no_commit: String::new(), whole: None }
    }

    /// The images of its guide: path below the book, and bytes.
    pub fn images(&self) -> Vec<(String, Vec<u8>)> {
        let bytes = |file| self.sources.get(file).bytes().to_vec();
        let images = self.book.iter().flat_map(|book| &book.guide.images);
        images.map(|(path, file)| (path.clone(), bytes(*file))).collect()
    }

    /// Where the sign-off of each sealed assessment of this guide stands, by id. `book` is its own, or what is to become
    /// of it.
    pub(super) fn sign_offs(&self, book: &Book, day: Option<Date>) -> BTreeMap<String, SignOff> {
        sign_off::sign_offs(self.whole(book), &self.sources, &self.theme.report_digest(), day)
    }

    /// The assessments of a book as they are, whoever looks at them: what is hidden may take the place of what is seen.
    fn whole<'a>(&'a self, book: &'a Book) -> &'a [Assessment] {
        self.whole.as_deref().unwrap_or(&book.assessments)
    }
}

/// A book as far as it could be read, in all editions that it needs.
pub struct Library {
    /// Everything that is wrong.
    pub sink: Sink,
    main: Volume,
    earlier: BTreeMap<String, Volume>,
    shown_to: Option<ShownTo>,
}

/// The audience that a library is cut for.
#[derive(Clone, Debug)]
pub struct ShownTo {
    /// Its id.
    pub id: String,
    /// How much it sees of each assessment, by id; what it does not see is not there.
    pub details: BTreeMap<String, Detail>,
    /// What it does not see, and why, by id.
    pub hidden: BTreeMap<String, Hidden>,
}

/// An assessment with the guide that it is judged by.
#[derive(Clone, Copy)]
pub struct Judged<'a> {
    /// The files of that edition, with those of the assessment among them.
    pub volume: &'a Volume,
    /// What they mean.
    pub book: &'a Book,
    /// The assessment.
    pub assessment: &'a Assessment,
}

impl Judged<'_> {
    /// The bytes of its `assessment.yaml`.
    pub fn bytes(&self) -> &[u8] {
        self.volume.sources.get(self.assessment.file).bytes()
    }
}

impl Library {
    /// A guide alone.
    pub(super) fn alone(main: Volume, sink: Sink) -> Library {
        Library { sink, main, earlier: BTreeMap::new(), shown_to: None }
    }

    /// A guide with those of earlier editions, by version.
    pub(super) fn new(main: Volume, earlier: BTreeMap<String, Volume>, sink: Sink) -> Library {
        Library { sink, main, earlier, shown_to: None }
    }

    /// The guide of the work tree.
    pub fn main(&self) -> &Volume {
        &self.main
    }

    /// The files of the work tree.
    pub fn sources(&self) -> &Sources {
        &self.main.sources
    }

    /// The book of the work tree; `None` when there are errors.
    pub fn book(&self) -> Option<&Book> {
        self.main.book.as_ref()
    }

    /// The guides of earlier editions, by version.
    pub fn earlier(&self) -> impl Iterator<Item = &Volume> {
        self.earlier.values()
    }

    /// Every guide, that of the work tree first.
    pub fn volumes(&self) -> impl Iterator<Item = &Volume> {
        std::iter::once(&self.main).chain(self.earlier.values())
    }

    /// Every guide, to be changed.
    pub(super) fn volumes_mut(&mut self) -> impl Iterator<Item = &mut Volume> {
        std::iter::once(&mut self.main).chain(self.earlier.values_mut())
    }

    /// All assessments, in order of id.
    pub fn assessments(&self) -> Vec<Judged<'_>> {
        let mut all: Vec<Judged> = self.judged().collect();
        all.sort_by(|a, b| natural(&a.assessment.id, &b.assessment.id));
        all
    }

    /// The ids of all assessments, in order.
    pub fn ids(&self) -> Vec<&str> {
        self.assessments().into_iter().map(|judged| judged.assessment.id.as_str()).collect()
    }

    /// Leaves in it what an audience sees on a day: assessments that it does not see are taken out, and those that it sees
    /// in part are cut. Pages, indexes, sums and PDFs are made of what is left.
    pub fn show_to(&mut self, audience: &Audience, day: Option<Date>) {
        let sign_offs = self.sign_offs(day);
        // Without a day nobody knows whether a sign-off has expired.
        let signed = |id: &str| day.is_some() && sign_offs.get(id).is_some_and(SignOff::stands);
        let mut to = ShownTo { id: audience.id.clone(), details: BTreeMap::new(), hidden: BTreeMap::new() };
        for volume in self.volumes_mut() {
            let Some(book) = &mut volume.book else { continue };
            volume.whole = Some(book.assessments.clone());
            book.assessments.retain_mut(|assessment| {
                match audience::detail(audience, assessment, signed(&assessment.id)) {
                    Ok(detail) => {
                        audience::cut(assessment, detail);
                        to.details.insert(assessment.id.clone(), detail);
                        true
                    }
                    Err(why) => {
                        to.hidden.insert(assessment.id.clone(), why);
                        false
                    }
                }
            });
        }
        self.shown_to = Some(to);
    }

    /// The audience that it is cut for; `None` where everything is in it.
    pub fn shown_to(&self) -> Option<&ShownTo> {
        self.shown_to.as_ref()
    }

    /// The assessments that are there as a whole, in order of id: those that have a report, and whose data may leave.
    pub fn whole(&self) -> impl Iterator<Item = Judged<'_>> {
        self.assessments().into_iter().filter(|judged| judged.assessment.detail == Detail::Whole)
    }

    /// True when an assessment is written that no guide holds: it has errors, or its edition is not at hand. What an audience
    /// does not see is held all the same.
    pub fn is_incomplete(&self) -> bool {
        let books = self.volumes().filter_map(|volume| Some((volume, volume.book.as_ref()?)));
        let held: BTreeSet<&str> =
            books.flat_map(|(volume, book)| volume.whole(book)).map(|assessment| assessment.id.as_str()).collect();
        let files = self.main.sources.iter().filter(|(_, source)| source.path.ends_with("/assessment.yaml"));
        let mut written = files.filter_map(|(_, source)| assessment_of(&source.path));
        // A file that could not be taken in is none of the sources.
        !self.left_out().is_empty() || written.any(|folder| !held.contains(folder))
    }

    /// The folders of assessments that have an error and are left out, in order.
    pub fn left_out(&self) -> Vec<&str> {
        self.book().iter().flat_map(|book| &book.left_out).map(String::as_str).collect()
    }

    /// Where the sign-off of each sealed assessment stands on a day, by id.
    pub fn sign_offs(&self, day: Option<Date>) -> BTreeMap<String, SignOff> {
        let books = || self.volumes().filter_map(|volume| Some((volume, volume.book.as_ref()?)));
        let mut all: BTreeMap<String, SignOff> =
            books().flat_map(|(volume, book)| volume.sign_offs(book, day)).collect();
        // An assessment may take the place of one that another edition judges.
        let named = |id: &str| self.shown_to.as_ref().is_none_or(|to| to.details.contains_key(id));
        books().for_each(|(volume, book)| sign_off::supersede(volume.whole(book), &named, &mut all));
        all.retain(|id, _| named(id));
        all
    }

    /// The assessment of this id.
    pub fn assessment(&self, id: &str) -> Option<Judged<'_>> {
        self.judged().find(|judged| judged.assessment.id == id)
    }

    /// All assessments, guide by guide.
    fn judged(&self) -> impl Iterator<Item = Judged<'_>> {
        let books = self.volumes().filter_map(|volume| Some((volume, volume.book.as_ref()?)));
        books.flat_map(|(volume, book)| {
            book.assessments.iter().map(move |assessment| Judged { volume, book, assessment })
        })
    }
}
