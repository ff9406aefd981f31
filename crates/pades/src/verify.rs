//! The check of a signed PDF: what each signature covers, whether it holds, who made it, and when.
//!
//! Puts together what [`super::pdf::examine`] says of the file, [`super::cms`] of each signature and [`super::trust`] of
//! each certificate. It asks no network: what is needed beyond the file is given.

use std::cell::RefCell;
use std::collections::BTreeMap;

use time::OffsetDateTime;

use super::checked::Checked;
use super::checked::CheckedSignature;
use super::cms;
use super::grade::Grade;
use super::keys::Named;
use super::keys::iso;
use super::pdf::examine;
use super::pdf::examine::Examined;
use super::pdf::examine::FoundSignature;
use super::scheme::Hash;
use super::stamp;
use super::stamp::Stamp;
use super::trust;
use super::trust::Revocation;
use super::trust::Trust;
use super::usage::Usage;
use super::verdict::Finding;
use super::verdict::Kind;
use super::verdict::Verdict;

/// The largest file that is looked at, in bytes.
const LARGEST: usize = 256 << 20;

/// Checks a PDF. `now` is the time at which certificates are judged whose signature no timestamp dates; without it they
/// are judged at the time that the signer claims.
pub fn check(pdf: &[u8], trust: &Trust, now: Option<OffsetDateTime>) -> Checked {
    if pdf.len() > LARGEST {
        return Checked { findings: vec![Finding::new(Kind::Budget, "the file is too large")], ..Checked::default() };
    }
    let examined = examine::examine(pdf);
    let mut trust = trust.clone();
    // What is in the file alone: a signature is long-term if that is enough to check it.
    let stored = Trust {
        anchors: trust.anchors.clone(),
        others: examined.store.certificates.clone(),
        crls: examined.store.crls.clone(),
        ocsps: examined.store.ocsps.clone(),
    };
    trust.others.extend(examined.store.certificates.iter().cloned());
    trust.crls.extend(examined.store.crls.iter().cloned());
    trust.ocsps.extend(examined.store.ocsps.iter().cloned());
    let mut checked = Checked { findings: examined.findings.clone(), ..Checked::default() };
    // A timestamp over the document dates all that it covers: from the last to the first.
    let mut dated: Option<OffsetDateTime> = None;
    let mut closed = false;
    let covered = Covered::new(pdf, &examined.signatures);
    for (index, found) in examined.signatures.iter().enumerate().rev() {
        let digest = |hash: Hash| covered.digest(index, hash);
        let signature = if found.timestamp {
            let (signature, time) = timestamp(&digest, found, &trust, dated.or(now));
            if signature.verdict() <= Verdict::Policy {
                (dated, closed) = (time.or(dated), true);
            }
            signature
        } else {
            one(&digest, found, (&trust, &stored), Later { dated, now, closed })
        };
        checked.signatures.push(signature);
    }
    checked.signatures.reverse();
    if checked.signatures.iter().all(|signature| signature.document_timestamp) && checked.findings.is_empty() {
        checked.findings.push(Finding::new(Kind::Unsigned, "the file is not signed"));
    }
    unsigned_end(&examined, &mut checked);
    checked
}

/// A file that goes on behind its last signature was touched since, if only by a harmless update.
fn unsigned_end(examined: &Examined, checked: &mut Checked) {
    let last = examined.signatures.iter().map(|found| found.revision).max();
    if checked.verdict() == Verdict::Valid && last.is_some_and(|last| last + 2 < examined.revisions.len()) {
        checked.findings.push(Finding::new(Kind::Change, "there is more than one update behind the last signature"));
    }
}

/// What the signatures of a file cover. Each reaches from the start of the file, so that one pass digests it for all.
struct Covered<'a> {
    pdf: &'a [u8],
    parts: Vec<(usize, usize, usize)>,
    known: RefCell<BTreeMap<&'static str, Vec<Vec<u8>>>>,
}

impl<'a> Covered<'a> {
    /// `signatures` in the order of the revisions that they end.
    fn new(pdf: &'a [u8], signatures: &[FoundSignature]) -> Covered<'a> {
        let parts = signatures.iter().map(|found| (found.covered[0].1, found.covered[1].0, found.covered[1].1));
        Covered { pdf, parts: parts.collect(), known: RefCell::new(BTreeMap::new()) }
    }

    fn digest(&self, index: usize, hash: Hash) -> Vec<u8> {
        let mut known = self.known.borrow_mut();
        let digests = known.entry(hash.name()).or_insert_with(|| hash.digests(self.pdf, &self.parts));
        digests.get(index).cloned().unwrap_or_default()
    }
}

fn base(found: &FoundSignature) -> CheckedSignature {
    CheckedSignature {
        field: found.field.clone(),
        document_timestamp: found.timestamp,
        end: found.covered[1].1,
        claimed: claimed(&found.time).map(iso).unwrap_or_default(),
        reason: found.reason.clone(),
        findings: found.findings.clone(),
        ..CheckedSignature::default()
    }
}

/// What is known of the time after a signature.
#[derive(Clone, Copy)]
struct Later {
    /// When a timestamp over the document says that the signature was there already.
    dated: Option<OffsetDateTime>,
    /// When it is checked.
    now: Option<OffsetDateTime>,
    /// A timestamp over the document covers it, with all that is needed to check it.
    closed: bool,
}

/// Checks one signature with what is trusted, and tells whether what is stored in the file would do.
fn one(
    digest: cms::Digest<'_>,
    found: &FoundSignature,
    (trust, stored): (&Trust, &Trust),
    Later { dated, now, closed }: Later,
) -> CheckedSignature {
    let mut result = base(found);
    if found.contents.is_empty() {
        return result;
    }
    let signed = cms::read_digested(&found.contents, digest);
    result.findings.extend(signed.findings.iter().cloned());
    result.algorithm.clone_from(&signed.algorithm);
    let Some(certificate) = &signed.certificate else { return result };
    if let Ok(named) = Named::of(certificate) {
        (result.signer, result.subject) = (named.common_name, named.subject);
        (result.issuer, result.certificate) = (named.issuer_name, named.sha256);
    }
    if result.verdict() == Verdict::Invalid {
        return result;
    }
    let stamp = signed.stamp.as_ref();
    let stamped = stamp.and_then(|stamp| stamp_time(stamp, trust, dated.or(now), &mut result.findings));
    result.stamped = stamped.map(iso);
    let claimed = claimed(&found.time);
    if claimed.is_none() {
        result.findings.push(Finding::new(Kind::Time, "the signature does not say when it was made"));
    }
    // Without a timestamp a certificate is judged now, and never before the time that the signer claims.
    let Some(mut at) = stamped.or(dated).or(now.max(claimed)) else { return result };
    // What a signer claims can't lie after what an authority vouches for; an hour is left to wrong clocks.
    if let (Some(claimed), Some(stamped)) = (claimed, stamped)
        && claimed > stamped + time::Duration::HOUR
    {
        result.findings.push(Finding::new(Kind::Time, "the signature claims a time after that of its timestamp"));
    }
    let ended = Named::of(certificate).is_ok_and(|named| at > named.not_after);
    if let (true, None, None, Some(claimed)) = (ended, stamped, dated, claimed) {
        let text = "the certificate has expired since, and no timestamp says that the signature was made before";
        result.findings.push(Finding::new(Kind::ExpiredSince, text));
        at = claimed;
    }
    let judgement = trust::judge(certificate, &signed.others, trust, Usage::Signing, at);
    let known = judgement.revocation;
    result.findings.extend(judgement.findings);
    if known == Revocation::Unknown && result.verdict() < Verdict::Indeterminate {
        let text = "nothing says whether the certificate was revoked";
        result.findings.push(Finding::new(Kind::RevocationUnknown, text));
    }
    let lasting = known == Revocation::Good
        && !(stored.crls.is_empty() && stored.ocsps.is_empty())
        && trust::judge(certificate, &signed.others, stored, Usage::Signing, at).revocation == Revocation::Good;
    result.grade = match (stamped.is_some(), lasting, closed) {
        (true, true, true) => Grade::Archive,
        (true, true, false) => Grade::LongTerm,
        (true, ..) => Grade::Timestamp,
        (false, ..) => Grade::Basic,
    };
    result
}

/// The time of a timestamp whose authority is trusted.
fn stamp_time(
    stamp: &Stamp,
    trust: &Trust,
    now: Option<OffsetDateTime>,
    findings: &mut Vec<Finding>,
) -> Option<OffsetDateTime> {
    findings.extend(stamp.findings.iter().cloned());
    let (Some(time), Some(certificate), true) = (stamp.time, &stamp.certificate, stamp.findings.is_empty()) else {
        return None;
    };
    let judgement = trust::judge(certificate, &stamp.others, trust, Usage::Stamping, now.unwrap_or(time).max(time));
    let trusted = judgement.findings.is_empty();
    if trusted && judgement.revocation == Revocation::Unknown {
        let text = "nothing says whether the certificate of the timestamp authority was revoked";
        findings.push(Finding::new(Kind::RevocationUnknown, text));
    }
    let named = judgement.findings.into_iter().map(|finding| {
        // An authority that nobody vouches for leaves the signature without a time, and is no reason to call it forged.
        let kind = if finding.kind == Kind::Untrusted { Kind::StampUntrusted } else { finding.kind };
        Finding { text: format!("the timestamp: {}", finding.text), kind }
    });
    findings.extend(named);
    trusted.then_some(time)
}

fn timestamp(
    digest: cms::Digest<'_>,
    found: &FoundSignature,
    trust: &Trust,
    now: Option<OffsetDateTime>,
) -> (CheckedSignature, Option<OffsetDateTime>) {
    let mut result = base(found);
    if found.contents.is_empty() {
        return (result, None);
    }
    let stamp = stamp::read_digested(&found.contents, digest);
    if let Some(named) = stamp.certificate.as_ref().and_then(|certificate| Named::of(certificate).ok()) {
        (result.signer, result.subject) = (named.common_name, named.subject);
        (result.issuer, result.certificate) = (named.issuer_name, named.sha256);
    }
    let time = stamp_time(&stamp, trust, now, &mut result.findings);
    result.stamped = time.map(iso);
    result.grade = Grade::Archive;
    (result, time)
}

/// The time that a signature claims, from PDF's form of a date (ISO 32000-2, 7.9.4).
fn claimed(text: &str) -> Option<OffsetDateTime> {
    let text = text.strip_prefix("D:")?;
    let digits = text.get(..14)?;
    let format = time::macros::format_description!("[year][month][day][hour][minute][second]");
    let local = time::PrimitiveDateTime::parse(digits, format).ok()?;
    let zone = text.get(14..)?.replace('\'', "");
    let offset = match zone.as_bytes().first() {
        None | Some(b'Z') => time::UtcOffset::UTC,
        Some(sign) => {
            let hours: i8 = zone.get(1..3)?.parse().ok()?;
            let minutes: i8 = zone.get(3..5).unwrap_or("00").parse().ok()?;
            let (hours, minutes) = if *sign == b'-' { (-hours, -minutes) } else { (hours, minutes) };
            time::UtcOffset::from_hms(hours, minutes, 0).ok()?
        }
    };
    Some(local.assume_offset(offset))
}
