//! View to PDF: a Typst compiler inside the process, over the theme's code and the view's data.
//!
//! Takes a [`View`], gives the bytes of a guide or of an assessment's report as PDF/A-3a and PDF/UA-1. The data goes in
//! as one JSON file that the theme's code reads: no text of a book is ever read as Typst markup. The compiler sees the
//! theme, the data and the book's images, and neither disk nor network nor clock, so that the same input gives the
//! same bytes everywhere.

mod data;
mod glyphs;
mod layout;
mod notes;
mod seal;
#[cfg(test)]
mod tests;
mod trouble;
mod world;

pub use glyphs::uncovered;
pub use seal::Labels;
pub use seal::Look;
pub use seal::Place;
pub use world::Engine;

use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;
use typst_pdf::PdfStandard;
use typst_pdf::PdfStandards;
use typst_pdf::Timestamp;

use crate::diag::Sink;
use crate::diag::register;
use crate::view::DateView;
use crate::view::NewsView;
use crate::view::View;
use crate::view::portfolio::PortfolioView;

use self::world::Files;
use self::world::Job;

/// What is compiled, apart from the data.
struct Document<'a> {
    /// The theme's file that is compiled.
    main: &'static str,
    /// Identifies the document over all its versions.
    ident: String,
    /// The day that the document bears.
    date: &'a DateView,
    /// The program that made it.
    tool: &'a str,
}

impl Engine {
    /// The guide as a PDF, with the profiles whose ids are in `layers`. `images` are the book's images: path below the book and bytes.
    ///
    /// `None` when the theme's code or the data can't be typeset; the reasons are in `sink`.
    pub fn guide(
        &self,
        view: &View,
        layers: &[&str],
        images: &[(String, Vec<u8>)],
        sink: &mut Sink,
    ) -> Option<Vec<u8>> {
        let guide = data::with_layers(&view.guide, layers);
        let data = self.encode(&data::guide(view, &guide), sink)?;
        let ident = std::iter::once(view.guide.id.as_str()).chain(layers.iter().copied()).collect::<Vec<_>>().join("+");
        let document = Document { main: "guide.typ", ident, date: &view.guide.date, tool: &view.book.tool };
        self.pdf(&document, files(data, images), sink).map(|(pdf, _)| pdf)
    }

    /// The report on the assessment of this `index` as a PDF. `source_yaml` is its `assessment.yaml`, which is attached
    /// to the PDF; `images` are the book's images: path below the book and bytes.
    ///
    /// `None` when there is no such assessment, or when the theme's code or the data can't be typeset; the reasons are
    /// in `sink`.
    pub fn assessment(
        &self,
        view: &View,
        index: usize,
        source_yaml: &[u8],
        images: &[(String, Vec<u8>)],
        sink: &mut Sink,
    ) -> Option<Vec<u8>> {
        self.assessment_with_places(view, index, source_yaml, images, sink).map(|(pdf, _)| pdf)
    }

    /// The same, with the places for signatures.
    pub fn assessment_with_places(
        &self,
        view: &View,
        index: usize,
        source_yaml: &[u8],
        images: &[(String, Vec<u8>)],
        sink: &mut Sink,
    ) -> Option<(Vec<u8>, Vec<Place>)> {
        let assessment = view.assessments.get(index)?;
        let data = self.encode(&data::assessment(view, assessment), sink)?;
        let mut files = files(data, images);
        files.insert("assessment.yaml".to_owned(), source_yaml.to_vec());
        let document = Document {
            main: "assessment.typ",
            ident: data::document_id(view, assessment),
            date: &assessment.date,
            tool: &view.book.tool,
        };
        self.pdf(&document, files, sink)
    }

    /// What changed between two editions as a PDF.
    ///
    /// `None` when the theme's code or the data can't be typeset; the reasons are in `sink`.
    pub fn changes(&self, view: &View, news: &NewsView, sink: &mut Sink) -> Option<Vec<u8>> {
        let data = self.encode(&data::changes(view, news), sink)?;
        let document = Document {
            main: "changes.typ",
            ident: format!("{}/changes/{}", view.guide.id, news.to),
            date: &view.guide.date,
            tool: &view.book.tool,
        };
        self.pdf(&document, files(data, &[]), sink).map(|(pdf, _)| pdf)
    }

    /// All assessments on a few pages as a PDF. `view` is the book's own.
    ///
    /// `None` when the theme's code or the data can't be typeset; the reasons are in `sink`.
    pub fn portfolio(&self, view: &View, portfolio: &PortfolioView, sink: &mut Sink) -> Option<Vec<u8>> {
        let data = self.encode(&data::portfolio(view, portfolio), sink)?;
        let document = Document {
            main: "portfolio.typ",
            ident: format!("{}/portfolio", view.guide.id),
            date: &portfolio.date,
            tool: &view.book.tool,
        };
        self.pdf(&document, files(data, &[]), sink).map(|(pdf, _)| pdf)
    }

    fn pdf(&self, document: &Document, files: Files, sink: &mut Sink) -> Option<(Vec<u8>, Vec<Place>)> {
        let job = Job::new(self, document.main, files, world::day(document.date));
        let bytes = layout::layout(&job, sink).and_then(|pages| {
            let pdf = self.export(&job, document, &pages, sink)?;
            Some((pdf, seal::places(&pages)))
        });
        // Nothing is reused between documents, and the cache would otherwise grow by each.
        comemo::evict(0);
        bytes
    }

    fn export(&self, job: &Job, document: &Document, pages: &PagedDocument, sink: &mut Sink) -> Option<Vec<u8>> {
        let standards = match PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_3a]) {
            Ok(standards) => standards,
            Err(error) => {
                sink.error(register::THEME_TYPST, None, error.message().to_string());
                return None;
            }
        };
        let options = PdfOptions {
            ident: Smart::Custom(document.ident.clone()),
            creator: Smart::Custom(Some(document.tool.to_owned())),
            timestamp: world::day(document.date).map(Timestamp::new_utc),
            standards,
            ..PdfOptions::default()
        };
        match typst_pdf::pdf(pages, &options) {
            Ok(bytes) => Some(bytes),
            Err(errors) => {
                trouble::report(job, &errors, sink);
                None
            }
        }
    }
}

fn files(data: Vec<u8>, images: &[(String, Vec<u8>)]) -> Files {
    let mut files = Files::new();
    files.insert("data.json".to_owned(), data);
    for (path, bytes) in images {
        files.insert(format!("book/{path}"), bytes.clone());
    }
    files
}
