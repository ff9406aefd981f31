//! The stages called in order: the page that a newcomer reads first.
//!
//! ```text
//! folder -> open -> Library -> score -> Scored -> typeset, publish -> Output -> write
//! ```
//!
//! [`open`] reads and checks a book and whatever earlier editions it needs, [`score`] makes the views, [`typeset`] the PDFs
//! and [`publish`] the site. [`build`] does it all, and gives one [`Output`] in memory. Nothing here touches a disk but the
//! loading; the one writer is [`crate::output::write`].

pub mod bundle;
pub mod document;
pub mod editions;
#[cfg(test)]
mod large_tests;
pub mod library;
mod plan;
pub mod rebuild;
pub mod scored;
pub mod seal;
pub mod side_by_side;
pub mod targets;
pub mod tool;
mod typesetting;
pub mod verification;
mod versioning;

pub use document::{Document, Profiles};
pub use library::{Judged, Library, ShownTo, Volume};
pub use plan::Plan;
pub use scored::{Part, Scored, Seen, score, score_on, view_of};
pub use tool::TOOL;
pub use typesetting::{typeset, typeset_here};

use std::collections::BTreeMap;
use std::path::Path;

use crate::check;
use crate::diag::Sink;
use crate::output::Output;
use crate::read;
use crate::report::uncovered;
use crate::sign_off;
use crate::site;
use crate::site::Beside;
use crate::site::Site;
use crate::source;
use crate::source::Budget;
use crate::source::Source;
use crate::source::Sources;
use crate::theme::Theme;

/// Reads and checks the book in a folder.
///
/// # Errors
/// Only when the folder itself can't be read; everything else is a diagnostic.
pub fn open(root: &Path) -> std::io::Result<Library> {
    let (sources, problems) = source::load(root, Budget::default())?;
    let mut sink = Sink::new();
    read::report_problems(&problems, &mut sink);
    versioning::not_checked_out(root, &sources, &mut sink);
    Ok(open_at(Some(root), sources, sink))
}

/// Reads and checks a book in memory; `sink` holds what was found while loading it.
pub fn open_sources(sources: Sources, sink: Sink) -> Library {
    open_at(None, sources, sink)
}

/// The book in a folder with one more file that is not written yet.
pub fn open_with_file(root: &Path, sources: &Sources, file: Source) -> Library {
    let files = sources.iter().map(|(_, source)| source.clone()).chain(std::iter::once(file));
    open_at(Some(root), Sources::from_files(files), Sink::new())
}

/// `root` is where earlier editions are looked for: a book in memory has none.
fn open_at(root: Option<&Path>, sources: Sources, mut sink: Sink) -> Library {
    let theme = Theme::load(&sources, &mut sink);
    let mut draft = read::read(&sources, &mut sink);
    uncovered(&theme, &sources, &mut sink);
    editions::unreleased(&sources, &draft, &mut sink);
    sign_off::means::report(&sources, &mut sink);
    let earlier = root.map_or_else(BTreeMap::new, |root| editions::earlier(root, &sources, &mut draft, &mut sink));
    let no_commit = root.map_or_else(String::new, |root| versioning::told(root, &mut sink));
    let book = check::check(&draft, &sources, &mut sink);
    let mut main = Volume::new(sources, draft, book, theme);
    main.no_commit = no_commit;
    Library::new(main, earlier, sink)
}

/// Makes all that a plan asks for, in memory. `typeset` makes the documents, here or elsewhere. `None` when the book has
/// errors; what is wrong with an output is in `sink`.
pub fn build(
    library: &Library,
    plan: Plan,
    typeset: &mut dyn FnMut(&Scored, &Plan, &mut Sink) -> Output,
    sink: &mut Sink,
) -> Option<Output> {
    let scored = score(library, plan.commit.as_ref())?;
    let documents = typeset(&scored, &plan, sink);
    let mut output = plan.kept;
    output.absorb(documents);
    if let Some(beside) = &plan.site {
        publish(&scored, beside, &mut output, sink);
    }
    Some(output)
}

/// Adds the site to an output; its pages link the PDFs that are there already.
pub fn publish(scored: &Scored, beside: &Beside, output: &mut Output, sink: &mut Sink) {
    let volume = scored.main().volume;
    let downloads = document::downloads(scored, output);
    let site = Site { views: scored.views(), beside, images: &volume.images(), downloads: &downloads };
    if let Some(made) = site::render(&site, &volume.theme, sink) {
        output.absorb(made);
    }
    for judged in scored.library().whole() {
        let folder = format!("assessments/{}/", judged.assessment.id);
        output.insert(format!("{folder}assessment.yaml"), judged.bytes());
        let own = |source: &&Source| source::is_record(&source.path) && source.path.starts_with(&folder);
        for source in volume.sources.iter().map(|(_, source)| source).filter(own) {
            output.insert(source.path.clone(), source.bytes());
        }
    }
}
