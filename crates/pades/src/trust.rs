//! Whom a certificate leads to: a path to one that is trusted, fit for its use, and not revoked.
//!
//! Takes a certificate, those that came with it, what is trusted and a time; gives findings, the path, and whether it was
//! revoked. Paths are found in `path.rs`; what is not looked at there is in [`super::usage`] and [`super::ocsp`]. It asks no
//! network.

use der::Decode;
use time::OffsetDateTime;
use x509_cert::Certificate;

use super::keys::Named;
use super::keys::iso;
use super::path::LARGEST;
use super::path::path;
use super::revocation;
use super::scheme::Key;
use super::usage::Usage;
use super::usage::unfit;
use super::verdict::Failure;
use super::verdict::Finding;
use super::verdict::Kind;

pub use super::known::Trust;
pub use super::revocation::Revocation;

/// What was found on a certificate.
#[derive(Clone, Debug, Default)]
pub struct Judgement {
    /// What is wrong with it. That nothing is known of a revocation is not among them: see `revocation`.
    pub findings: Vec<Finding>,
    /// The certificate, those above it, and the trusted one, in DER; empty where there is no path.
    pub path: Vec<Vec<u8>>,
    /// Whether it or one above it was revoked at the time.
    pub revocation: Revocation,
}

/// Judges a certificate at a time: that of a trusted timestamp where there is one, else now. `others` are the
/// certificates that came with it.
pub fn judge(certificate: &[u8], others: &[Vec<u8>], trust: &Trust, usage: Usage, at: OffsetDateTime) -> Judgement {
    let mut judgement = Judgement::default();
    let read = Named::of(certificate).ok().zip(Certificate::from_der(certificate).ok());
    let Some((named, parsed)) = read.filter(|_| certificate.len() <= LARGEST) else {
        judgement.findings.push(Finding::new(Kind::Unfit, "the certificate can't be read"));
        return judgement;
    };
    let about = |kind: Kind, text: &str| Finding::new(kind, format!("the certificate of {} {text}", named.common_name));
    judgement.findings.extend(unfit(&parsed, usage).map(|text| about(Kind::Unfit, text)));
    judgement.findings.extend(untimely(&named, at).map(|text| about(Kind::Untimely, &text)));
    if trust.anchors.is_empty() {
        judgement.findings.push(Finding::new(Kind::NoTrust, "no trusted certificate was named"));
        return judgement;
    }
    // Expiry is said above; looking for a path then would only say it again, and worse.
    if !judgement.findings.is_empty() {
        return judgement;
    }
    if trust.anchors.iter().any(|anchor| anchor == certificate) {
        // Whoever trusts this very certificate has answered all questions on it.
        judgement.path.push(certificate.to_vec());
        judgement.revocation = Revocation::Good;
        return judgement;
    }
    match path(certificate, others, trust, at) {
        Ok(path) => judgement.path = path,
        Err((kind, text)) => {
            let weak = others.iter().filter(|_| kind == Kind::Untrusted).find_map(|other| weak(other));
            judgement.findings.push(weak.unwrap_or_else(|| about(kind, text)));
            return judgement;
        }
    }
    if let Some(finding) = issuers(&judgement.path) {
        judgement.findings.push(finding);
        return judgement;
    }
    judgement.revocation = revocation::of_path(&judgement.path, trust, at);
    if let Revocation::Revoked { at, reason } = &judgement.revocation {
        let reason = if reason.is_empty() { String::new() } else { format!(" ({reason})") };
        let text = format!("or one above it was revoked at {}{reason}", iso(*at));
        judgement.findings.push(about(Kind::Revoked, &text));
    }
    judgement
}

/// The way from a certificate to a trusted one: itself, those above it, and the trusted one.
///
/// # Errors
/// When it leads to none.
pub fn way(certificate: &[u8], others: &[Vec<u8>], trust: &Trust, at: OffsetDateTime) -> Result<Vec<Vec<u8>>, Failure> {
    path(certificate, others, trust, at).map_err(|(_, text)| {
        Failure::new(format!("the certificate {text}, so that nobody can say whether it was revoked"))
    })
}

fn untimely(named: &Named, at: OffsetDateTime) -> Option<String> {
    if at < named.not_before {
        Some(format!("was not valid before {}", iso(named.not_before)))
    } else if at > named.not_after {
        Some(format!("had expired at {}", iso(named.not_after)))
    } else {
        None
    }
}

/// A key above that is too short: webpki says only that there is no way.
fn weak(der: &[u8]) -> Option<Finding> {
    let parsed = Certificate::from_der(der).ok()?;
    let finding = Key::of(&parsed.tbs_certificate.subject_public_key_info).err()?;
    let name = Named::of(der).map(|named| named.common_name).unwrap_or_default();
    (finding.kind == Kind::Weak)
        .then(|| Finding { text: format!("the certificate of {name}: {}", finding.text), ..finding })
}

/// webpki asks for authorities, but not that their key usage allows to issue.
fn issuers(path: &[Vec<u8>]) -> Option<Finding> {
    // The trusted one at the end is trusted for what it is.
    let between = path.get(1..path.len().saturating_sub(1)).unwrap_or_default();
    between.iter().find_map(|der| {
        let parsed = Certificate::from_der(der).ok()?;
        let reason = unfit(&parsed, Usage::Issuing)?;
        let name = Named::of(der).map(|named| named.common_name).unwrap_or_default();
        Some(Finding::new(Kind::Unfit, format!("the certificate of {name} {reason}")))
    })
}
