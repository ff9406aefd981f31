//! One document laid out: what the compiler makes of a job, with its errors and warnings put where the book's are.
//!
//! Stands above the job and above the words for trouble, so that neither needs the other.

use typst_layout::PagedDocument;

use crate::diag::Sink;

use super::trouble;
use super::world::Job;

/// Lays the document out. Errors and warnings go to `sink`.
pub(super) fn layout(job: &Job, sink: &mut Sink) -> Option<PagedDocument> {
    let result = typst::compile::<PagedDocument>(job);
    trouble::report(job, &result.warnings, sink);
    match result.output {
        Ok(pages) => Some(pages),
        Err(errors) => {
            trouble::report(job, &errors, sink);
            job.name_bad_images(sink);
            None
        }
    }
}
