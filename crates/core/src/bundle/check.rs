//! Holds the files of a bundle against each other: manifest, listing, indexes, data, record and evidence.
//!
//! Takes the files as [`super::archive`] gave them, and what the record and the data say; gives [`Fault`]s. Whether the
//! signatures hold is not asked here.

use std::collections::BTreeMap;
use std::fmt;

use crate::model::Record;
use crate::read::DraftAssessment;
use crate::source::sha256;

use super::ANNEX;
use super::DATA;
use super::INDEX;
use super::LISTING;
use super::MANIFEST;
use super::RECORD;
use super::REPORT;
use super::archive;
use super::listing::FORMAT;
use super::listing::LeftOut;
use super::listing::Listing;
use super::listing::Terms;
use super::manifest;
use super::names;
use super::pages;

/// What is wrong with a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The container is not of the one shape.
    Archive(archive::Fault),
    /// The manifest does not list what is there.
    Manifest(manifest::Fault),
    /// A part that every bundle has is not there.
    Missing(&'static str),
    /// A file belongs to no bundle.
    Stranger(String),
    /// The listing can't be read.
    Listing,
    /// The listing is of a form that is not known: its number.
    Format(u8),
    /// The listing says something else than the data and the record.
    Untrue,
    /// An index says something else than the listing.
    Index(&'static str),
    /// The record can't be read: why.
    Record(String),
    /// The data can't be read.
    Data,
    /// The data is not what was sealed.
    OtherData,
    /// Evidence is not the file that the register names: its name.
    Evidence(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Archive(fault) => write!(f, "{fault}"),
            Fault::Manifest(fault) => write!(f, "{fault}"),
            Fault::Missing(name) => write!(f, "there is no `{name}` in the bundle"),
            Fault::Stranger(name) => write!(f, "`{name}` belongs to no bundle"),
            Fault::Listing => write!(f, "`{LISTING}` can't be read"),
            Fault::Format(number) => {
                write!(f, "the bundle is of form {number}, and this program knows {FORMAT}")
            }
            Fault::Untrue => write!(f, "`{LISTING}` says something else than the data and the record"),
            Fault::Index(name) => write!(f, "`{name}` says something else than the data and the record"),
            Fault::Record(why) => write!(f, "the record can't be read: {}", names::shown(why)),
            Fault::Data => write!(f, "`{DATA}` can't be read"),
            Fault::OtherData => write!(f, "`{DATA}` is not the file that was sealed"),
            Fault::Evidence(name) => write!(f, "`{name}` is not the file that the evidence register names"),
        }
    }
}

/// Holds the files against the manifest among them, and finds those that are missing or strange.
pub fn parts(files: &BTreeMap<String, Vec<u8>>) -> Vec<Fault> {
    let mut faults = Vec::new();
    match files.get(MANIFEST) {
        Some(text) => faults.extend(manifest::check(text, files, MANIFEST).into_iter().map(Fault::Manifest)),
        None => faults.push(Fault::Missing(MANIFEST)),
    }
    let seal = "sign-off/seal.yaml";
    let needed = [REPORT, DATA, LISTING, INDEX, seal];
    faults.extend(needed.into_iter().filter(|name| !files.contains_key(*name)).map(Fault::Missing));
    faults
}

/// Holds the listing against the data and the record, the indexes against the listing, and the evidence against the
/// register.
pub fn content(files: &BTreeMap<String, Vec<u8>>, draft: &DraftAssessment, record: &Record) -> Vec<Fault> {
    let bytes = files.get(LISTING).map(Vec::as_slice).unwrap_or_default();
    let Some(listing) = Listing::read(bytes) else {
        return vec![format(bytes).filter(|format| *format != FORMAT).map_or(Fault::Listing, Fault::Format)];
    };
    if listing.format != FORMAT {
        return vec![Fault::Format(listing.format)];
    }
    let mut faults = Vec::new();
    let evidence = listing.files();
    for name in files.keys() {
        let known = [REPORT, DATA, LISTING, INDEX, MANIFEST].contains(&name.as_str())
            || (name == ANNEX && listing.annex_vii)
            || is_record(name, record)
            || evidence.contains_key(name.as_str());
        if !known {
            faults.push(Fault::Stranger(name.clone()));
        }
    }
    for (name, digest) in &evidence {
        match files.get(*name) {
            Some(bytes) if sha256(bytes) == *digest => {}
            _ => faults.push(Fault::Evidence((*name).to_owned())),
        }
    }
    // What was at hand when the bundle was made, as the listing tells it: the rest has to follow from data and record.
    let mut held = BTreeMap::new();
    for entry in &listing.evidence {
        let name = entry.file.rsplit('/').next().unwrap_or_default().to_owned();
        let size = if entry.left_out == Some(LeftOut::TooLarge) { usize::MAX } else { 0 };
        if !entry.file.is_empty() || entry.left_out == Some(LeftOut::TooLarge) {
            held.insert(entry.sha256.clone(), (name, size));
        }
    }
    let terms = Terms { made_with: &listing.made_with, allowed: &listing.allowed, annex: listing.annex_vii };
    let again = Listing::of(draft, record, terms, &held);
    if again.as_ref() != Some(&listing) {
        faults.push(Fault::Untrue);
    }
    let indexes = [(INDEX, Some(pages::index(&listing))), (ANNEX, listing.annex_vii.then(|| pages::annex(&listing)))];
    for (name, page) in indexes {
        if files.get(name).map(Vec::as_slice) != page.as_ref().map(String::as_bytes) {
            faults.push(Fault::Index(name));
        }
    }
    faults
}

/// The number of the form, where that much can be read.
fn format(bytes: &[u8]) -> Option<u8> {
    let value: serde_json::Value = serde_json::from_slice(bytes).ok()?;
    value.get("format")?.as_u64()?.try_into().ok()
}

/// Whether a file belongs to the record: the seal, the entry of a role that has one, the SSH signature on it.
fn is_record(name: &str, record: &Record) -> bool {
    let Some(name) = name.strip_prefix(RECORD) else { return false };
    let entry = |name: &str| {
        let role = name.strip_suffix(".yaml").and_then(|name| name.split_once('-')).map(|(_, role)| role);
        role.is_some_and(|role| record.entries.iter().any(|entry| entry.role == role))
    };
    name == "seal.yaml" || entry(name) || name.strip_suffix(".sig").is_some_and(entry)
}
