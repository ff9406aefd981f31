//! All that `verify` finds out, and the one verdict that follows: a file or the report of an assessment, held against its
//! record, the book as it is now, and the commit that it was made from.
//!
//! Takes what is to be verified and the means; gives a [`Verification`], made of kinds and data. Nothing here prints. By
//! path and by id the same file goes the same way, and what could not be read is a finding of its own: no verdict gets
//! better because something was broken.

use std::path::Path;

use time::OffsetDateTime;

use crate::diag::Severity;
use crate::model::Date;
use crate::model::Decision;
use crate::model::Record;
use crate::model::natural;
use crate::sign_off;
use crate::sign_off::Shown;
use crate::sign_off::judge;
use crate::sign_off::judge::Attestation;
use crate::sign_off::judge::Attested;
use crate::sign_off::judge::Judgement;
use crate::sign_off::means;
use crate::sign_off::reason::Finding;
use crate::sign_off::reason::Reason;
use crate::sign_off::records;
use crate::sign_off::records::Digests;
use crate::sign_off::records::Found;
use crate::source::Pointer;
use pades::checked::Checked;
use pades::grade::Grade;
use pades::trust::Trust;
use pades::verdict::Kind;
use pades::verdict::Verdict;
use pades::verify;

use super::Judged;
use super::Library;
use super::rebuild;
use super::rebuild::Rebuilt;

/// What is to be verified.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// The sealed report of an assessment, by its id.
    Assessment(&'a str),
    /// A file.
    File {
        /// Where it lies.
        path: &'a Path,
        /// What it holds.
        bytes: &'a [u8],
    },
}

/// What it is verified with.
#[derive(Clone, Debug, Default)]
pub struct Means {
    /// Whom to trust.
    pub trust: Trust,
    /// What could not be read of that.
    pub unread: Vec<Finding>,
    /// The list of SSH keys that may sign.
    pub allowed: Option<String>,
    /// The time at which certificates and validity are judged.
    pub at: Option<OffsetDateTime>,
    /// Whether the report is made anew from the commit of its seal.
    pub rebuild: bool,
}

/// What a file was held against.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Held {
    /// No record: only signatures were checked.
    #[default]
    Nothing,
    /// The record that the user named.
    Named,
    /// The record in the bundle that the file came in.
    Bundle,
    /// The record of this assessment of the book.
    Book(String),
}

/// What was found out.
#[derive(Clone, Debug, Default)]
pub struct Verification {
    /// What the file was held against.
    pub held: Held,
    /// What its signatures say.
    pub checked: Checked,
    /// How it fits the record and the book.
    pub judgement: Judgement,
    /// What became of SSH signatures.
    pub attestations: Vec<Attestation>,
    /// What came of making the report anew, if that was asked for.
    pub rebuilt: Option<Rebuilt>,
    /// The state of the sign-off.
    pub shown: Shown,
}

impl Verification {
    /// The one verdict: the worst of everything.
    pub fn verdict(&self) -> Verdict {
        self.checked.verdict().max(self.judgement.verdict())
    }

    /// True when nothing worse was found than that roles that have to sign did not.
    pub fn incomplete(&self) -> bool {
        self.verdict() == Verdict::Policy
            && self.judgement.roles.iter().any(|role| !role.done && !role.findings.is_empty())
    }
}

/// Why there is nothing to verify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The book has no assessment of this id; these are known.
    Unknown(Vec<String>),
    /// It is not sealed.
    NotSealed,
}

/// Verifies. `book` is the one around it with its folder; `named` a record that the user named, which is then held against
/// the file in place of the book's.
///
/// # Errors
/// When an assessment is asked for that there is not, or that is not sealed.
pub fn verify(
    book: Option<(&Library, &Path)>,
    target: Target,
    named: Option<&Found>,
    means: &Means,
) -> Result<Verification, Missing> {
    let all = book.map(|(library, _)| records::all(library.sources(), &library.sink)).unwrap_or_default();
    let mut findings = Vec::new();
    let (found, pdf) = match (target, named) {
        (Target::File { bytes, .. }, Some(named)) => (Some(named), bytes.to_vec()),
        (Target::File { path, bytes }, None) => {
            (book.and_then(|(_, folder)| of_file(&all, folder, path, bytes)), bytes.to_vec())
        }
        (Target::Assessment(id), _) => {
            let found = all.iter().find(|found| found.id == id).ok_or_else(|| missing(book, id))?;
            (Some(named.unwrap_or(found)), sealed(book, found))
        }
    };
    if let (Some((library, _)), None) = (book, named) {
        findings.extend(unread(library));
        findings.extend(several(&all, found, &pdf));
        if found.is_none() {
            findings.push(Finding::new(Reason::NoRecord, "no record of this book is of this file"));
        }
    }
    let mut verification = match found {
        Some(found) => against(found, &pdf, means),
        None => alone(&pdf, means),
    };
    verification.held = match (found, named) {
        (None, _) => Held::Nothing,
        (Some(_), Some(_)) => Held::Named,
        (Some(found), None) => Held::Book(found.id.clone()),
    };
    findings.extend(means.unread.iter().cloned());
    if let (Some((library, _)), Some(found), None) = (book, found, named) {
        findings.extend(now(library, found));
        findings.extend(successors(library, &all, &found.id, means));
    }
    let record = found.and_then(|found| found.record.as_ref());
    let until = record.and_then(|record| record.seal.valid_until).zip(means.at);
    if let Some((until, _)) = until.filter(|(until, at)| Date::of(*at) > *until) {
        findings.push(Finding::new(Reason::Expired, format!("the report was valid until {until}")));
    }
    if means.rebuild {
        let rebuilt = rebuild::of(book.map(|(_, folder)| folder), record);
        findings.extend(rebuilt.findings());
        verification.rebuilt = Some(rebuilt);
    }
    let own = &mut verification.judgement.findings;
    for finding in findings {
        if !own.contains(&finding) {
            own.push(finding);
        }
    }
    verification.shown = match (record, found) {
        (Some(record), _) => sign_off::shown(record, &verification.judgement, verification.verdict()),
        (None, Some(_)) if verification.verdict() == Verdict::Invalid => Shown::Broken,
        _ => Shown::Nothing,
    };
    Ok(verification)
}

fn missing(book: Option<(&Library, &Path)>, id: &str) -> Missing {
    let path = format!("assessments/{id}/assessment.yaml");
    let known =
        book.is_some_and(|(library, _)| library.sources().find(&path).is_some() || library.assessment(id).is_some());
    if known { Missing::NotSealed } else { Missing::Unknown(book.map(|(library, _)| ids(library)).unwrap_or_default()) }
}

/// The ids of all assessments of a book that can be seen, whether or not the book checks.
fn ids(library: &Library) -> Vec<String> {
    let paths = library.sources().iter().filter_map(|(_, source)| source.path.strip_prefix("assessments/"));
    let mut ids: Vec<String> =
        paths.filter_map(|path| path.strip_suffix("/assessment.yaml")).map(str::to_owned).collect();
    ids.sort_by(|a, b| natural(a, b));
    ids
}

/// The sealed report of a record. One that was not loaded may be a pointer, which is told of as such.
fn sealed(book: Option<(&Library, &Path)>, found: &Found) -> Vec<u8> {
    let Some((library, folder)) = book else { return Vec::new() };
    match found.report {
        Some(file) => library.sources().get(file).bytes().to_vec(),
        None => {
            let path = folder.join("assessments").join(&found.id).join("sign-off/report.pdf");
            std::fs::read(path).ok().filter(|bytes| Pointer::read(bytes).is_some()).unwrap_or_default()
        }
    }
}

/// The record that a file of any place belongs to: the one that it lies in; the one that it is of by its bytes; the one
/// that its name tells of, so that a report with other bytes is not taken for one of nobody.
fn of_file<'a>(all: &'a [Found], folder: &Path, path: &Path, bytes: &[u8]) -> Option<&'a Found> {
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let home = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let inside = |found: &&Found| real == home.join("assessments").join(&found.id).join("sign-off").join("report.pdf");
    let names: Vec<String> = std::iter::once(path.file_stem())
        .chain(path.ancestors().skip(1).take(2).map(Path::file_name))
        .flatten()
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    let called = |found: &&Found| names.contains(&found.id);
    let mut digests = Digests::default();
    let of: Vec<&Found> = all.iter().filter(|found| found.is_of(bytes, &mut digests)).collect();
    let by_bytes = of.iter().copied().find(called).or_else(|| of.first().copied());
    all.iter().find(inside).or(by_bytes).or_else(|| all.iter().find(called))
}

/// Other records that the file is of as well.
fn several(all: &[Found], own: Option<&Found>, pdf: &[u8]) -> Option<Finding> {
    let own = own?;
    let mut digests = Digests::default();
    let mut others = all.iter().filter(|other| other.id != own.id);
    let other = others.find(|other| other.is_of(pdf, &mut digests))?;
    Some(Finding::new(Reason::Several, format!("the record of `{}` is of this file, too", other.id)))
}

/// What of the book could not be read.
fn unread(library: &Library) -> Option<Finding> {
    let all = library.sink.sorted();
    let errors: Vec<_> = all.iter().filter(|d| d.severity == Severity::Error).collect();
    let first = errors.first()?;
    let place = match (first.span, &first.path) {
        (Some(span), _) => {
            let source = library.sources().get(span.file);
            format!("{}:{}: ", source.path, source.place(span.start as usize).0)
        }
        (None, Some(path)) => format!("{path}: "),
        (None, None) => String::new(),
    };
    let more = if errors.len() > 1 { format!(", and {} more", errors.len() - 1) } else { String::new() };
    let text = format!("the book has errors, so that not all of it counts: {place}{}{more}", first.message);
    Some(Finding::new(Reason::BookUnread, text))
}

/// A file without a record.
fn alone(pdf: &[u8], means: &Means) -> Verification {
    if Pointer::read(pdf).is_some() {
        return pointer();
    }
    Verification { checked: verify::check(pdf, &means.trust, means.at), ..Verification::default() }
}

fn pointer() -> Verification {
    let text = "the file is a Git LFS pointer, and not the report: run `git lfs pull`";
    let findings = vec![Finding::new(Reason::Pointer, text)];
    Verification { judgement: Judgement { findings, ..Judgement::default() }, ..Verification::default() }
}

/// A file held against a record.
fn against(found: &Found, pdf: &[u8], means: &Means) -> Verification {
    let mut verification = alone(pdf, means);
    if Pointer::read(pdf).is_none()
        && let Some(record) = &found.record
    {
        let (checked, judgement, attestations) = held(record, &found.attested, pdf, verification.checked, means);
        verification = Verification { checked, judgement, attestations, ..Verification::default() };
    }
    verification.judgement.findings.extend(found.unread.iter().cloned());
    verification
}

fn held(
    record: &Record,
    attested: &[Attested],
    pdf: &[u8],
    mut checked: Checked,
    means: &Means,
) -> (Checked, Judgement, Vec<Attestation>) {
    let mut judgement = judge::judge(record, pdf, &checked);
    let attestations = judge::attest(&mut judgement, record, attested, means.allowed.as_deref(), means.at);
    if !attested.is_empty() {
        judgement.findings.extend(means.allowed.iter().flat_map(|allowed| means::unread_signers(allowed)));
    }
    if record.seal.grade == Grade::Record && checked.signatures.is_empty() {
        // Nobody is asked to sign the file: that nobody did is no finding.
        checked.findings.retain(|finding| finding.kind != Kind::Unsigned);
    }
    (checked, judgement, attestations)
}

/// What the book says by now.
fn now(library: &Library, found: &Found) -> Vec<Finding> {
    let Some(record) = &found.record else { return Vec::new() };
    match library.assessment(&found.id) {
        Some(Judged { volume, assessment, .. }) => {
            let now = sign_off::digests(assessment, &volume.sources, &volume.theme.report_digest());
            let changed = sign_off::changed(&record.seal.digests, &now).into_iter();
            changed.map(|text| Finding::new(Reason::Stale, text.trim_end_matches('.'))).collect()
        }
        // Errors of the book are told of already.
        None if library.sink.has_errors() => Vec::new(),
        None => {
            let text = format!("what the book says of `{}` by now can't be read here", found.id);
            vec![Finding::new(Reason::BookUnread, text)]
        }
    }
}

/// Whether another assessment takes the place of this one. What can't be told is told as that.
fn successors(library: &Library, all: &[Found], own: &str, means: &Means) -> Vec<Finding> {
    let said: Vec<String> = library
        .main()
        .draft
        .assessments
        .iter()
        .filter(|draft| draft.supersedes.as_ref().is_some_and(|earlier| earlier.value == own))
        .filter_map(|draft| library.sources().get(draft.file).path.split('/').nth(1).map(str::to_owned))
        .collect();
    let sealed = |other: &Found| {
        other.record.as_ref().and_then(|record| record.seal.supersedes.as_deref()).is_some_and(|earlier| earlier == own)
    };
    // Whose signatures count is for the book to say; what was named for this file counts as well.
    let mut trust = means::trust(library.sources());
    trust.anchors.extend(means.trust.anchors.iter().cloned());
    trust.crls.extend(means.trust.crls.iter().cloned());
    let means = Means { trust, ..means.clone() };
    let others = all.iter().filter(|other| other.id != own && (said.contains(&other.id) || sealed(other)));
    let found = others.filter_map(|other| {
        let id = &other.id;
        match approved(other, &sealed_of(library, other), &means) {
            Some(true) => Some(Finding::new(Reason::Superseded, format!("the assessment `{id}` takes its place"))),
            Some(false) => None,
            None => {
                let text = format!("the assessment `{id}` is to take its place, and whether it does can't be told");
                Some(Finding::new(Reason::SuccessorUnknown, text))
            }
        }
    });
    found.collect()
}

fn sealed_of(library: &Library, found: &Found) -> Vec<u8> {
    found.report.map(|file| library.sources().get(file).bytes().to_vec()).unwrap_or_default()
}

/// Whether all who had to sign did and approved. `None` when that can't be told: a file was taken away or touched.
fn approved(found: &Found, pdf: &[u8], means: &Means) -> Option<bool> {
    let record = found.record.as_ref().filter(|_| found.unread.is_empty())?;
    let checked = verify::check(pdf, &means.trust, means.at);
    let (checked, judgement, _) = held(record, &found.attested, pdf, checked, means);
    if checked.verdict().max(judgement.verdict()) == Verdict::Invalid {
        return None;
    }
    let policy: Vec<Reason> =
        judgement.all().filter(|finding| finding.verdict() == Verdict::Policy).map(|finding| finding.kind).collect();
    if policy.is_empty() {
        return Some(record.entries.iter().all(|entry| entry.decision != Decision::Rejected));
    }
    let open = |kind: &Reason| matches!(kind, Reason::Missing | Reason::Rejected);
    if policy.iter().all(open) { Some(false) } else { None }
}
