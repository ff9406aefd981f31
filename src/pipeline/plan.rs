//! What is to be built: which documents, whether a site, and beside what.

use crate::output::Output;
use crate::site::Beside;
use crate::source::Commit;

use super::document::Document;

/// What is to be built.
#[derive(Default)]
pub struct Plan {
    /// The commit that the book stands at.
    pub commit: Option<Commit>,
    /// The documents to be typeset.
    pub documents: Vec<Document>,
    /// What the site shows beside the guide and its assessments; without it no site is made.
    pub site: Option<Beside>,
    /// What is made already, and stays as it is unless it is made anew.
    pub kept: Output,
}
