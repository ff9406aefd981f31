//! A bundle: one file that holds a signed report with all that is needed to judge it.
//!
//! Takes the files of an assessment and its sign-off by name; gives a ZIP file, and reads one back. What a recipient gets
//! is checked as strictly as a signed report: a bundle has one shape, and any other is refused by name.
//!
//! [`archive`] knows bytes, [`manifest`] digests, [`listing`] what is in it and what was left out, [`check`]
//! how all of it fits together.

pub mod archive;
pub mod check;
pub mod listing;
pub mod manifest;
pub mod names;
pub mod pages;

/// The report, as far as it is signed.
pub const REPORT: &str = "report.pdf";

/// The data of the assessment.
pub const DATA: &str = "assessment.yaml";

/// What is in the bundle, for programs.
pub const LISTING: &str = "bundle.json";

/// What is in the bundle, for people.
pub const INDEX: &str = "index.html";

/// The index of technical documentation.
pub const ANNEX: &str = "annex-vii.html";

/// The digests of all other files.
pub const MANIFEST: &str = "manifest.sha256";

/// The folder of the record.
pub const RECORD: &str = "sign-off/";

/// The folder of evidence.
pub const EVIDENCE: &str = "evidence/";
