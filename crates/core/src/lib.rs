//! levelbook without the typesetter and the command line: from files to pages.
//!
//! The modules below are listed in the order in which data passes through them. A module names only modules above it in
//! this list; `tests/architecture.rs` holds that order. What stands on this crate, the typesetter, the pipeline and the
//! command line, is the crate `levelbook`, which names these modules as its own.

// Tests measure time and take switches from the environment; nothing of theirs is an output.
#![cfg_attr(test, allow(clippy::disallowed_methods))]

pub mod source;

pub mod diag;

pub mod svg;

pub mod markup;

pub mod model;

pub mod read;

pub mod check;
pub mod editions;

pub mod assess;

pub mod sign_off;

pub mod audience;

pub mod view;

pub mod theme;

pub mod output;

pub mod site;

pub mod bundle;
