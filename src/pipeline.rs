//! The stages called in order: the page that a newcomer reads first.
//!
//! ```text
//! folder -> load -> Sources -> read -> Draft -> check -> Book -> build -> View -> site, report -> Output -> write
//! ```
//!
//! [`open`] goes as far as the [`Book`]; [`build`] goes on to the [`Output`] in memory. Nothing here touches a disk but
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

/// What to build.
#[derive(Clone, Debug)]
pub struct Request {
    /// The site.
    pub site: bool,
    /// The PDFs.
    pub pdf: bool,
    /// Just this assessment, or the guide for the word `guide`; all where it is `None`.
    pub only: Option<String>,
}

impl Request {
    fn wants(&self, id: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only == id)
    }
}

/// The word of [`Request::only`] that names the guide.
pub const GUIDE: &str = "guide";

/// Path of the guide's PDF in the output.
pub const GUIDE_PDF: &str = "guide.pdf";

/// Path of an assessment's PDF in the output.
pub fn report_path(id: &str) -> String {
    format!("assessments/{id}/report.pdf")
}

/// Told of each step before it is taken: a few words, and its number out of how many.
pub type Progress<'a> = &'a mut dyn FnMut(&str, usize, usize);

/// The view of a checked book.
pub fn look(book: &Book, sources: &Sources, commit: Option<Commit>) -> View {
    view::build(book, &facts(book, sources, commit))
}

/// Builds site and PDFs in memory. `kept` are files of an earlier output that stay beside what is built; pages link
/// the PDFs among them. `None` when an error was found; it is in `sink`.
pub fn build(
    opened: &Opened,
    commit: Option<Commit>,
    request: &Request,
    kept: Output,
    progress: Progress,
    sink: &mut Sink,
) -> Option<Output> {
    let book = opened.book.as_ref()?;
    let view = look(book, &opened.sources, commit);
    let images = images(book, &opened.sources);
    let mut output = kept;
    let mut jobs = Vec::new();
    if request.pdf {
        jobs.extend(request.wants(GUIDE).then_some(None));
        jobs.extend(
            (0..view.assessments.len()).filter(|i| request.wants(&view.assessments[*i].reference.id)).map(Some),
        );
    }
    let steps = jobs.len() + usize::from(request.site);
    let mut engine = None;
    for (step, job) in jobs.into_iter().enumerate() {
        let engine = engine.get_or_insert_with(|| Engine::new(&opened.theme, sink));
        let (path, pdf) = match job {
            None => {
                progress(GUIDE_PDF, step, steps);
                (GUIDE_PDF.to_owned(), engine.guide(&view, &images, sink))
            }
            Some(index) => {
                let path = report_path(&view.assessments[index].reference.id);
                progress(&path, step, steps);
                let yaml = opened.sources.get(book.assessments[index].file).bytes();
                (path, engine.assessment(&view, index, yaml, &images, sink))
            }
        };
        if let Some(pdf) = pdf {
            output.insert(path, pdf);
        }
    }
    if request.site {
        progress("the site", steps - 1, steps);
        let downloads = downloads(&view, &output);
        output.absorb(site::render(&view, &images, &downloads, &opened.theme, sink)?);
        for assessment in &book.assessments {
            let yaml = opened.sources.get(assessment.file).bytes();
            output.insert(format!("assessments/{}/assessment.yaml", assessment.id), yaml);
        }
    }
    (!sink.has_errors()).then_some(output)
}

fn downloads(view: &View, output: &Output) -> Vec<Download> {
    let size = |path: &str| output.files.get(path).map(Vec::len);
    let guide = size(GUIDE_PDF).map(|bytes| Download { item: None, path: GUIDE_PDF.to_owned(), bytes });
    let reports = view.assessments.iter().filter_map(|assessment| {
        let id = &assessment.reference.id;
        let path = report_path(id);
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
