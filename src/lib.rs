//! levelbook: a static documentation and report generator for maturity models.
//!
//! The modules below are listed in the order in which data passes through them. A module names only modules above it
//! in this list; `tests/all/architecture.rs` holds that order. A newcomer reads [`pipeline`] first. The modules from `source`
//! to `bundle` are a crate of their own, `levelbook-core`, which is compiled and tested without the typesetter.

// Tests measure time and take switches from the environment; nothing of theirs is an output.
#![cfg_attr(test, allow(clippy::disallowed_methods))]

pub use levelbook_core::source;

pub use levelbook_core::diag;

pub use levelbook_core::svg;

pub use levelbook_core::markup;

pub use levelbook_core::model;

pub use levelbook_core::read;

pub use levelbook_core::check;
pub use levelbook_core::editions;

pub use levelbook_core::assess;

pub use levelbook_core::sign_off;

pub use levelbook_core::audience;

pub use levelbook_core::view;

pub use levelbook_core::theme;

pub use levelbook_core::output;

pub use levelbook_core::site;

pub use levelbook_core::bundle;

pub mod report;

pub mod pipeline;

pub mod cli;
