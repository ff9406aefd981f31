//! All tests of whole books and of the program, in one binary, so that the typesetter is linked once.
//!
//! `cargo test --release --test all cases::` runs those of one file.

// Tests measure time, run other programs and take switches from the environment; nothing of theirs is an output.
#![allow(clippy::disallowed_methods)]

mod acrobat;
mod architecture;
mod audiences;
mod base;
mod books;
mod builds;
mod bundles;
mod cases;
mod crashes;
mod deferred;
mod forge;
mod forgeries;
mod history;
mod hostile;
mod hostile_text;
mod judges;
mod keep;
mod left_out;
mod library;
mod lost_history;
mod models;
mod placeholders;
mod portfolio;
mod promises;
mod raw_zip;
mod records;
mod scoring;
mod sessions;
mod shipped;
mod site;
mod stylesheet;
mod tables;
mod timestamps;
mod tools;
mod verdicts;
