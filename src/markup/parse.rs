//! Markdown events to the tree.

use crate::diag::Sink;
use crate::markup::Doc;
use crate::source::FileId;
use crate::source::Source;

/// Reads the Markdown of `source` from byte `from` on.
pub fn parse(_file: FileId, _source: &Source, _from: usize, _sink: &mut Sink) -> Doc {
    Doc::default()
}

/// The anchor that a heading or term gets from its text.
pub fn slug(text: &str) -> String {
    text.to_lowercase()
}
