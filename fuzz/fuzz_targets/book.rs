//! The part of levelbook that reads what users write, and a small book to put fuzzed files into.
//!
//! The modules are taken in by path: they name only each other, in the order of `src/lib.rs`, so they make a whole
//! without the modules that typeset.

#[path = "../../src/source/mod.rs"]
pub mod source;

#[path = "../../src/diag/mod.rs"]
pub mod diag;

#[path = "../../src/markup/mod.rs"]
pub mod markup;

#[path = "../../src/model/mod.rs"]
pub mod model;

#[path = "../../src/read/mod.rs"]
pub mod read;

#[path = "../../src/check/mod.rs"]
pub mod check;

#[path = "../../src/assess/mod.rs"]
pub mod assess;
