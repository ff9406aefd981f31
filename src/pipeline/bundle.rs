//! A bundle from a book, and the parts of a bundle that somebody sent.
//!
//! Takes an assessment with its record and the evidence at hand; gives the files of a bundle. Takes the bytes of a bundle;
//! gives the report and the record in it, and whatever is wrong with the rest.

use std::collections::BTreeMap;
use std::path::Path;

use crate::bundle;
use crate::bundle::archive;
use crate::bundle::check as fits;
use crate::bundle::check::Fault;
use crate::bundle::listing::Listing;
use crate::bundle::listing::Terms;
use crate::bundle::manifest;
use crate::bundle::pages;
use crate::diag::Sink;
use crate::model::annex;
use crate::read;
use crate::read::DraftAssessment;
use crate::sign_off;
use crate::sign_off::means;
use crate::sign_off::reason::Finding;
use crate::sign_off::reason::Reason;
use crate::sign_off::records;
use crate::sign_off::records::Found;
use crate::source;
use crate::source::Budget;
use crate::source::Content;
use crate::source::Source;
use crate::source::Sources;

use super::Judged;
use super::Library;
use super::tool::TOOL;
use super::verification;
use super::verification::Means;
use super::verification::Missing;
use super::verification::Target;
use super::verification::Verification;

/// The id under which the one assessment of a bundle is read.
const ALONE: &str = "assessments/x/";

/// Evidence at hand.
#[derive(Clone, Debug)]
pub struct Held {
    /// The name of the file.
    pub name: String,
    /// Its size in bytes.
    pub size: usize,
    /// What it holds; empty for one that is larger than a bundle takes.
    pub bytes: Vec<u8>,
}

/// Why there is no bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The assessment is not sealed, or its sealed report is gone.
    NotSealed,
    /// A part does not fit the others.
    Fault(Fault),
}

/// A bundle that was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// The ZIP file.
    pub bytes: Vec<u8>,
    /// What is in it.
    pub listing: Listing,
    /// Number of files.
    pub files: usize,
}

/// The evidence in the book's own folder of an assessment, by SHA-256.
pub fn evidence(sources: &Sources, id: &str) -> BTreeMap<String, Held> {
    let folder = format!("assessments/{id}/evidence/");
    let mut held = BTreeMap::new();
    for (_, source) in sources.iter().filter(|(_, source)| source.path.starts_with(&folder)) {
        let bytes = source.bytes().to_vec();
        let name = source.path.rsplit('/').next().unwrap_or_default().to_owned();
        held.entry(source::sha256(&bytes)).or_insert(Held { name, size: bytes.len(), bytes });
    }
    held
}

/// Makes the bundle of a sealed assessment. `held` has the evidence at hand by SHA-256; of it goes along what the register
/// names and `allowed` lets.
///
/// # Errors
/// When it is not sealed, or the parts do not fit each other: what [`open`] would find fault with is not made.
pub fn bundle_of(judged: Judged, allowed: &[String], held: &BTreeMap<String, Held>) -> Result<Made, Trouble> {
    let Judged { volume, book, assessment } = judged;
    let sources = &volume.sources;
    let record = assessment.record.as_ref().ok_or(Trouble::NotSealed)?;
    let report = means::sealed_pdf(assessment, sources).ok_or(Trouble::NotSealed)?;
    let data = sources.get(assessment.file).bytes();
    let draft = draft(data).ok_or(Trouble::Fault(Fault::Data))?;
    let of_regulation = |mapping: usize| {
        let framework = book.mappings.get(mapping).and_then(|mapping| book.frameworks.get(mapping.framework));
        framework.is_some_and(|framework| framework.id == annex::FRAMEWORK)
    };
    let sizes = held.iter().map(|(digest, held)| (digest.clone(), (held.name.clone(), held.size))).collect();
    let annex = assessment.mapping.is_some_and(of_regulation);
    let terms = Terms { made_with: TOOL, allowed, annex };
    let listing = Listing::of(&draft, record, terms, &sizes).ok_or(Trouble::Fault(Fault::Data))?;
    let mut files = BTreeMap::from([
        (bundle::REPORT.to_owned(), report.to_vec()),
        (bundle::DATA.to_owned(), data.to_vec()),
        (bundle::LISTING.to_owned(), listing.write()),
        (bundle::INDEX.to_owned(), pages::index(&listing).into_bytes()),
    ]);
    if listing.annex_vii {
        files.insert(bundle::ANNEX.to_owned(), pages::annex(&listing).into_bytes());
    }
    let folder = format!("assessments/{}/{}", assessment.id, bundle::RECORD);
    for (_, source) in sources.iter() {
        let name = source.path.strip_prefix(&folder).filter(|name| !name.contains('/'));
        if let Some(name) = name.filter(|name| name.ends_with(".yaml") || name.ends_with(".sig")) {
            files.insert(format!("{}{name}", bundle::RECORD), source.bytes().to_vec());
        }
    }
    for (name, digest) in listing.files() {
        let bytes = held.get(digest).map(|held| held.bytes.clone()).unwrap_or_default();
        files.insert(name.to_owned(), bytes);
    }
    files.insert(bundle::MANIFEST.to_owned(), manifest::write(&files).into_bytes());
    let bytes = archive::write(&files).map_err(|fault| Trouble::Fault(Fault::Archive(fault)))?;
    match open(&bytes).faults.into_iter().next() {
        Some(fault) => Err(Trouble::Fault(fault)),
        None => Ok(Made { bytes, listing, files: files.len() }),
    }
}

/// What a bundle holds.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// The report; empty where it can't be read.
    pub report: Vec<u8>,
    /// The record.
    pub record: Found,
    /// What is wrong with the bundle.
    pub faults: Vec<Fault>,
}

/// Reads a bundle: container, manifest, record, data, listing, indexes, evidence. Whether the signatures hold is asked of
/// the report and the record that it gives.
pub fn open(bytes: &[u8]) -> Parts {
    let mut files = match archive::read(bytes) {
        Ok(files) => files,
        Err(fault) => return Parts { faults: vec![Fault::Archive(fault)], ..Parts::default() },
    };
    let mut faults = fits::parts(&files);
    let own = files.iter().filter_map(|(name, bytes)| Some((name.strip_prefix(bundle::RECORD)?, bytes.as_slice())));
    let found = records::from_files(own.filter(|(name, _)| !name.contains('/')));
    faults.extend(found.unread.iter().map(|finding| Fault::Record(finding.text.clone())));
    let data = files.get(bundle::DATA).map(Vec::as_slice).unwrap_or_default();
    if let Some(record) = found.record.as_ref().filter(|_| files.contains_key(bundle::DATA)) {
        if record.seal.digests.file != source::sha256(data) {
            faults.push(Fault::OtherData);
        } else if faults.is_empty() {
            // What is made anew to be compared is worth the time only where all else fits.
            match draft(data) {
                Some(draft) => faults.extend(fits::content(&files, &draft, record)),
                None => faults.push(Fault::Data),
            }
        }
    }
    Parts { report: files.remove(bundle::REPORT).unwrap_or_default(), record: found, faults }
}

/// The data of an assessment by itself; `None` when it has errors.
fn draft(data: &[u8]) -> Option<DraftAssessment> {
    let sources = Sources::from_files([Source::new(format!("{ALONE}assessment.yaml"), text(data)?)]);
    let mut sink = Sink::new();
    let mut draft = read::read_assessments(&sources, &mut sink);
    if sink.has_errors() { None } else { draft.assessments.pop() }
}

/// A text file within the budget of a book.
fn text(bytes: &[u8]) -> Option<Content> {
    let bytes = Some(bytes).filter(|bytes| bytes.len() as u64 <= Budget::default().text_bytes)?;
    std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0')).map(|text| Content::Text(text.to_owned()))
}

/// Whether a file is a bundle: by its name, or by how it begins.
pub fn is_bundle(path: &Path, bytes: &[u8]) -> bool {
    let named = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"));
    named || bytes.starts_with(b"PK")
}

/// Verifies the report of a bundle with the record that came along, or with the one that the user named, which then has to be
/// the same. What is wrong with the bundle counts, and so does what a book around it says of the report: by no way does
/// the same file get a better verdict.
///
/// # Errors
/// None: a file is always there to be verified.
pub fn verify(
    book: Option<(&Library, &Path)>,
    path: &Path,
    parts: &Parts,
    named: Option<&Found>,
    means: &Means,
) -> Result<Verification, Missing> {
    let target = Target::File { path, bytes: &parts.report };
    let mut found = verification::verify(book, target, Some(named.unwrap_or(&parts.record)), means)?;
    let mut findings: Vec<Finding> = parts.faults.iter().map(finding).collect();
    let seal = |found: &Found| found.record.as_ref().map(|record| record.seal_sha256.clone());
    match (named, book) {
        (Some(named), _) => {
            if seal(named) != seal(&parts.record) {
                let text = "the record in the bundle is another than the one that was named";
                findings.push(Finding::new(Reason::BundleContent, text));
            }
        }
        (None, Some(_)) => {
            let means = Means { rebuild: false, ..means.clone() };
            let beside = verification::verify(book, target, None, &means)?;
            findings.extend(beside.judgement.all().cloned());
            found.held = verification::Held::Bundle;
        }
        (None, None) => found.held = verification::Held::Bundle,
    }
    for finding in findings {
        if !found.judgement.findings.contains(&finding) {
            found.judgement.findings.push(finding);
        }
    }
    let record = named.unwrap_or(&parts.record).record.as_ref();
    if let Some(record) = record {
        found.shown = sign_off::shown(record, &found.judgement, found.verdict());
    }
    Ok(found)
}

/// A fault as a finding.
pub fn finding(fault: &Fault) -> Finding {
    let reason = match fault {
        Fault::Archive(fault) if fault.is_budget() => Reason::BundleBudget,
        Fault::Archive(fault) if fault.is_name() => Reason::BundleName,
        Fault::Archive(_) => Reason::Container,
        Fault::Manifest(_) => Reason::Manifest,
        Fault::Missing(_) | Fault::Stranger(_) => Reason::BundlePart,
        Fault::Format(_) | Fault::Data => Reason::BundleForm,
        Fault::Listing | Fault::Untrue | Fault::Index(_) | Fault::Record(_) | Fault::OtherData | Fault::Evidence(_) => {
            Reason::BundleContent
        }
    };
    Finding::new(reason, fault.to_string())
}
