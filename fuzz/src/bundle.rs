//! What of a bundle is bytes: its pages are made by templates, which are not here.

#[path = "../../src/bundle/archive.rs"]
pub mod archive;

#[path = "../../src/bundle/manifest.rs"]
pub mod manifest;

#[path = "../../src/bundle/names.rs"]
pub mod names;
