//! A value with the place where it is written, for the rules that may object to it.

use crate::source::Span;

/// A value with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct At<T> {
    /// What was written, read as what it is meant to be.
    pub value: T,
    /// Where it is written.
    pub span: Span,
}

impl<T> At<T> {
    /// A value with its place.
    pub fn new(value: T, span: Span) -> At<T> {
        At { value, span }
    }
}

/// Text with its place.
pub type Words = At<String>;
