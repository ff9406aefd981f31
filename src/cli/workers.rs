//! Worker processes of the same binary that typeset PDFs beside this one.
//!
//! Typst keeps one memo cache a process, and two compiles in one process hinder each other; a process each do not (see
//! `docs/performance.md`). A worker reads the book again and makes sure by its digest that it is the same; whatever it
//! can't do, its parent does again, so that a worker needs no voice of its own.

use std::cmp::Reverse;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;

use crate::output::Output;
use crate::output::OutputPlace;
use crate::pipeline;
use crate::pipeline::Document;
use crate::pipeline::Library;
use crate::pipeline::Plan;
use crate::source;
use crate::source::commit_of;

use super::End;
use super::Failure;
use super::Outcome;
use super::args;
use super::audience;

/// More workers than this gain nothing for any book we know and cost some hundred megabytes each.
const MOST: usize = 8;

/// Bytes of source below which a second process costs more than it saves.
const WORTH_A_WORKER: usize = 16 << 10;

/// Splits jobs, given with a measure of their work, into those of this process and those of each worker. The largest
/// go first, each to whoever has least to do.
pub(super) fn share(mut jobs: Vec<(Document, usize)>) -> (Vec<Document>, Vec<Vec<Document>>) {
    let total: usize = jobs.iter().map(|(_, work)| work).sum();
    #[expect(clippy::disallowed_methods, reason = "decides who typesets a document, and not what is in it")]
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let processes = if total < WORTH_A_WORKER { 1 } else { cores.min(MOST).min(jobs.len()).max(1) };
    let mut shares: Vec<(usize, Vec<Document>)> = vec![(0, Vec::new()); processes];
    jobs.sort_by_cached_key(|(document, work)| (Reverse(*work), document.to_string()));
    for (document, work) in jobs {
        if let Some(share) = shares.iter_mut().min_by_key(|(sum, _)| *sum) {
            share.0 += work;
            share.1.push(document);
        }
    }
    let mut shares = shares.into_iter().map(|(_, documents)| documents);
    (shares.next().unwrap_or_default(), shares.filter(|documents| !documents.is_empty()).collect())
}

/// The workers of one build.
pub(super) struct Workers {
    /// Where they write to.
    folder: Option<PathBuf>,
    running: Vec<(Vec<Document>, Option<Child>)>,
}

impl Workers {
    /// Starts a worker for each list of documents. One that can't be started is treated like one that failed.
    pub(super) fn start(
        book: &Path,
        library: &Library,
        shares: Vec<Vec<Document>>,
        place: Option<&OutputPlace>,
    ) -> Workers {
        let digest = source::book_digest(library.sources());
        // In the work folder of the build: if this process is killed, the next build clears it away.
        let folder = place.filter(|_| !shares.is_empty()).and_then(|place| place.room().ok());
        let start = |documents: &[Document]| {
            #[expect(clippy::disallowed_methods, reason = "a worker is this program again")]
            let mut command = Command::new(std::env::current_exe().ok()?);
            command
                .arg("--book")
                .arg(book)
                .arg("typeset")
                .arg(&digest)
                .arg(folder.as_ref()?)
                .args(documents.iter().map(Document::to_string));
            if let Some(to) = library.shown_to() {
                command.arg("--audience").arg(&to.id);
            }
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()
        };
        let start = |documents: Vec<Document>| {
            let child = start(&documents);
            (documents, child)
        };
        let running = shares.into_iter().map(start).collect();
        Workers { folder, running }
    }

    /// Waits for all; gives their PDFs, and the documents that were not made.
    pub(super) fn finish(mut self, progress: &mut dyn FnMut(&str)) -> (Output, Vec<Document>) {
        let mut output = Output::new();
        let mut left = Vec::new();
        for (documents, child) in &mut self.running {
            let fine = child.as_mut().is_some_and(|child| child.wait().is_ok_and(|status| status.success()));
            for document in std::mem::take(documents) {
                let file = self.folder.as_ref().map(|folder| folder.join(file_of(&document)));
                match file.filter(|_| fine).and_then(|file| std::fs::read(file).ok()) {
                    Some(pdf) => {
                        let path = document.path();
                        progress(&path);
                        output.insert(path, pdf);
                    }
                    None => left.push(document),
                }
            }
        }
        (output, left)
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        // Only when the parent gives up early: a worker that is done is not troubled by it.
        for child in self.running.iter_mut().filter_map(|(_, child)| child.as_mut()) {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The file that a worker makes of a document, in the folder of the build.
fn file_of(document: &Document) -> String {
    format!("{document}.pdf")
}

/// What a worker does: typesets the given documents into a folder.
pub(super) fn work(book: &Path, args: &args::Typeset) -> Outcome {
    let mut library = pipeline::open(book)?;
    pipeline::targets::fill(&mut library, book, None);
    if source::book_digest(library.sources()) != args.digest {
        return Err(Failure::new("the book has changed"));
    }
    let commit = commit_of(book, library.sources()).unwrap_or_default();
    audience::cut(&mut library, args.audience.as_deref(), commit.as_ref())?;
    let Some(scored) = pipeline::score(&library, commit.as_ref()) else { return Ok(End::Errors) };
    let documents = args.ids.iter().map(|word| Document::from(word.as_str())).collect();
    let plan = Plan { documents, ..Plan::default() };
    let mut sink = crate::diag::Sink::new();
    let made = pipeline::typeset_here(&scored, &plan, &mut sink);
    // Any word on a document, a warning too, is for the parent to say: it makes the documents itself then.
    if sink.counts() != (0, 0) {
        return Ok(End::Errors);
    }
    for document in &plan.documents {
        if let Some(pdf) = made.files.get(&document.path()) {
            std::fs::write(args.folder.join(file_of(document)), pdf)?;
        }
    }
    Ok(End::Fine)
}
