//! levelbook: a static documentation and report generator for maturity models.
//!
//! The modules below are listed in the order in which data passes through them. A module names only modules above
//! it in this list; `tests/architecture.rs` holds that order. A newcomer reads [`pipeline`] first.

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

pub mod view;

pub mod theme;

pub mod output;

pub mod site;

pub mod report;

pub mod bundle;

pub mod pipeline;

pub mod cli;
