//! The stages called in order: the page that a newcomer reads first.
//!
//! ```text
//! folder -> load -> Sources -> read -> Draft -> check -> Book -> build -> View -> site, report -> Output -> write
//! ```
//!
//! [`open`] goes as far as the [`Book`]; [`typeset`] and [`publish`] go on to the [`Output`] in memory. Nothing here touches a disk but
//! the loading; the one writer is [`crate::output::write`].

use std::collections::BTreeMap;
use std::path::Path;

use crate::check;
use crate::diag::Sink;
use crate::model::Book;
use crate::output::Output;
use crate::read;
use crate::report::Engine;
use crate::report::uncovered;
use crate::site;
use crate::site::Download;
use crate::source;
use crate::source::Budget;
use crate::source::Commit;
use crate::source::Source;
use crate::source::Sources;
use crate::theme::Theme;
use crate::view;
use crate::view::Facts;
use crate::view::View;

/// Name and version of the tool, as it is printed in outputs.
pub const TOOL: &str = concat!("levelbook ", env!("CARGO_PKG_VERSION"));

/// A book as far as it could be read.
pub struct Opened {
    /// Its files.
    pub sources: Sources,
    /// What was written in them.
    pub draft: read::Draft,
    /// What is meant: `None` when there are errors.
    pub book: Option<Book>,
    /// The theme.
    pub theme: Theme,
    /// Everything that is wrong.
    pub sink: Sink,
}

/// Reads and checks the book in a folder.
///
/// # Errors
/// Only when the folder itself can't be read; everything else is a diagnostic.
pub fn open(root: &Path) -> std::io::Result<Opened> {
    let (sources, problems) = source::load(root, Budget::default())?;
    let mut sink = Sink::new();
    read::report_problems(&problems, &mut sink);
    Ok(open_sources(sources, sink))
}

/// Reads and checks a book in memory; `sink` holds what was found while loading it.
pub fn open_sources(sources: Sources, mut sink: Sink) -> Opened {
    let theme = Theme::load(&sources, &mut sink);
    let draft = read::read(&sources, &mut sink);
    uncovered(&theme, &sources, &mut sink);
    let book = check::check(&draft, &sources, &mut sink);
    Opened { sources, draft, book, theme, sink }
}

/// The word that names the guide where an assessment's id is asked for.
pub const GUIDE: &str = "guide";

/// Path in the output of the PDF of an assessment, or of the guide for [`GUIDE`].
pub fn pdf_path(id: &str) -> String {
    if id == GUIDE { "guide.pdf".to_owned() } else { format!("assessments/{id}/report.pdf") }
}

/// The PDFs of a book by id, [`GUIDE`] first, each with the bytes of text that go into it: a measure of the work.
pub fn pdfs(book: &Book, sources: &Sources) -> Vec<(String, usize)> {
    let size = |source: &Source| source.bytes().len();
    let guide = sources.iter().filter(|(_, source)| is_guide(source)).map(|(_, source)| size(source)).sum();
    let reports = book.assessments.iter().map(|a| (a.id.clone(), size(sources.get(a.file))));
    std::iter::once((GUIDE.to_owned(), guide)).chain(reports).collect()
}

/// The view of a checked book.
pub fn look(book: &Book, sources: &Sources, commit: Option<Commit>) -> View {
    view::build(book, &facts(book, sources, commit))
}

/// Typesets the PDFs of these ids, one after the other, since two compiles at a time in one process share one cache
/// and hinder each other. `progress` is told the path of each before it is begun.
pub fn typeset(
    opened: &Opened,
    book: &Book,
    view: &View,
    ids: &[String],
    progress: &mut dyn FnMut(&str),
    sink: &mut Sink,
) -> Output {
    let mut output = Output::new();
    let images = images(book, &opened.sources);
    let mut engine = None;
    for id in ids {
        let engine = engine.get_or_insert_with(|| Engine::new(&opened.theme, sink));
        let path = pdf_path(id);
        progress(&path);
        let pdf = match book.assessments.iter().position(|assessment| assessment.id == *id) {
            Some(index) => {
                let yaml = opened.sources.get(book.assessments[index].file).bytes();
                engine.assessment(view, index, yaml, &images, sink)
            }
            None => engine.guide(view, &images, sink),
        };
        if let Some(pdf) = pdf {
            output.insert(path, pdf);
        }
    }
    output
}

/// Adds the site to an output; its pages link the PDFs that are there already.
pub fn publish(opened: &Opened, book: &Book, view: &View, output: &mut Output, sink: &mut Sink) {
    let downloads = downloads(view, output);
    let images = images(book, &opened.sources);
    if let Some(site) = site::render(view, &images, &downloads, &opened.theme, sink) {
        output.absorb(site);
    }
    for assessment in &book.assessments {
        let yaml = opened.sources.get(assessment.file).bytes();
        output.insert(format!("assessments/{}/assessment.yaml", assessment.id), yaml);
    }
}

/// SHA-256 over all files of a book, by which a second process knows that it reads the same book.
pub fn digest(sources: &Sources) -> String {
    source::sha256_of_files(sources.iter().map(|(_, source)| source))
}

fn downloads(view: &View, output: &Output) -> Vec<Download> {
    let size = |path: &str| output.files.get(path).map(Vec::len);
    let guide = pdf_path(GUIDE);
    let guide = size(&guide).map(|bytes| Download { item: None, path: guide.clone(), bytes });
    let reports = view.assessments.iter().filter_map(|assessment| {
        let id = &assessment.reference.id;
        let path = pdf_path(id);
        size(&path).map(|bytes| Download { item: Some(id.clone()), path, bytes })
    });
    guide.into_iter().chain(reports).collect()
}

fn images(book: &Book, sources: &Sources) -> Vec<(String, Vec<u8>)> {
    book.guide.images.iter().map(|(path, file)| (path.clone(), sources.get(*file).bytes().to_vec())).collect()
}

fn facts(book: &Book, sources: &Sources, commit: Option<Commit>) -> Facts {
    let guide = sources.iter().map(|(_, source)| source).filter(|source| is_guide(source));
    let digest = |file| source::sha256(sources.get(file).bytes());
    let digests: BTreeMap<String, String> = book.assessments.iter().map(|a| (a.id.clone(), digest(a.file))).collect();
    let files = book.guide.practices.iter().map(|practice| sources.get(practice.file).path.clone()).collect();
    Facts { tool: TOOL.to_owned(), commit, guide_digest: source::sha256_of_files(guide), digests, files }
}

/// The files that make up the guide: what an edition is of.
fn is_guide(source: &Source) -> bool {
    source.path == "model.yaml" || source.path.starts_with("practices/") || source.path.starts_with("pages/")
}
