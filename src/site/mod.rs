//! Stub.
use crate::diag::Sink;
use crate::output::Output;
use crate::theme::Theme;
use crate::view::View;

/// A file that pages offer.
pub struct Download {
    /// Id of the assessment; `None` for the guide.
    pub item: Option<String>,
    /// Path in the output.
    pub path: String,
    /// Its size in bytes.
    pub bytes: usize,
}

/// Stub.
pub fn render(_: &View, _: &[(String, Vec<u8>)], _: &[Download], _: &Theme, _: &mut Sink) -> Option<Output> {
    Some(Output::new())
}
