//! Whom a certificate leads to: a path to one that is trusted, fit for its use, and not revoked.
//!
//! Takes a certificate, those that came with it, what is trusted and a time; gives findings, the path, and whether it was
//! revoked. Paths are rustls-webpki's (RFC 5280, section 6); what it does not look at is in [`super::usage`] and
//! [`super::ocsp`]. It asks no network.

use der::Decode;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::TrustAnchor;
use rustls_pki_types::UnixTime;
use time::OffsetDateTime;
use webpki::EndEntityCert;
use webpki::ExtendedKeyUsageValidator;
use webpki::KeyPurposeIdIter;
use x509_cert::Certificate;

use super::keys;
use super::keys::Named;
use super::keys::iso;
use super::revocation;
use super::scheme::Key;
use super::usage::Usage;
use super::usage::unfit;
use super::verdict::Failure;
use super::verdict::Finding;
use super::verdict::Kind;

/// The most certificates that a path is looked for in.
const MOST: usize = 128;
/// The most bytes of one certificate.
const LARGEST: usize = 32 << 10;

/// What is trusted, and what is known of certificates; all in DER.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// Certificates that are trusted by themselves.
    pub anchors: Vec<Vec<u8>>,
    /// Certificates that may lead to them.
    pub others: Vec<Vec<u8>>,
    /// Lists of revoked certificates (RFC 5280, section 5).
    pub crls: Vec<Vec<u8>>,
    /// Answers on single certificates (RFC 6960).
    pub ocsps: Vec<Vec<u8>>,
}

impl Trust {
    /// Trusts the certificates of a PEM file, and takes its lists of revoked certificates.
    ///
    /// # Errors
    /// When there is no certificate in it, or one can't be read or used as a trusted one.
    pub fn add_pem(&mut self, pem: &[u8]) -> Result<(), Failure> {
        let found = keys::pem_certificates(pem)?;
        if found.is_empty() {
            return Err(Failure::new("the file holds no certificate"));
        }
        for der in found {
            webpki::anchor_from_trusted_cert(&CertificateDer::from(der.as_slice()))
                .map_err(|_| Failure::new("a certificate of the file is of a form that can't be trusted here"))?;
            if !self.anchors.contains(&der) {
                self.anchors.push(der);
            }
        }
        self.crls.extend(keys::pem_lists(pem)?);
        Ok(())
    }
}

/// Whether a certificate was revoked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Revocation {
    /// It was not, and neither was one above it.
    Good,
    /// It was, or one above it.
    Revoked {
        /// Since when.
        at: OffsetDateTime,
        /// Why, in words such as "key compromise", or empty.
        reason: String,
    },
    /// Nothing says so, and nothing says the contrary.
    #[default]
    Unknown,
}

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

/// The use of the certificate is looked at in [`super::usage`]: webpki knows no list of fit uses, and each use of its own
/// would be another path.
struct AnyUse;

impl ExtendedKeyUsageValidator for AnyUse {
    fn validate(&self, _: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        Ok(())
    }
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

/// Why there is no path: of which kind the reason is, and the end of a sentence that begins with the certificate.
type NoPath = (Kind, &'static str);

/// The certificate, those above it, and the trusted one.
fn path(certificate: &[u8], others: &[Vec<u8>], trust: &Trust, at: OffsetDateTime) -> Result<Vec<Vec<u8>>, NoPath> {
    let ders: Vec<CertificateDer> = trust.anchors.iter().map(|der| CertificateDer::from(der.as_slice())).collect();
    let anchors: Vec<(&Vec<u8>, TrustAnchor)> = trust
        .anchors
        .iter()
        .zip(&ders)
        .filter_map(|(der, parsed)| Some((der, webpki::anchor_from_trusted_cert(parsed).ok()?)))
        .collect();
    let trusted: Vec<TrustAnchor> = anchors.iter().map(|(_, anchor)| anchor.clone()).collect();
    let between = others.iter().chain(&trust.others).filter(|der| der.len() <= LARGEST).take(MOST);
    let between: Vec<CertificateDer> = between.map(|der| CertificateDer::from(der.as_slice())).collect();
    let own = CertificateDer::from(certificate);
    let end = EndEntityCert::try_from(&own).map_err(|error| reason(&error))?;
    let found =
        end.verify_for_usage(webpki::ALL_VERIFICATION_ALGS, &trusted, &between, moment(at)?, AnyUse, None, None);
    let found = found.map_err(|error| reason(&error))?;
    let mut path = vec![certificate.to_vec()];
    path.extend(found.intermediate_certificates().map(|one| one.der().to_vec()));
    let same = |one: &TrustAnchor| {
        one.subject == found.anchor().subject && one.subject_public_key_info == found.anchor().subject_public_key_info
    };
    path.extend(anchors.iter().find(|(_, one)| same(one)).map(|(der, _)| (*der).clone()));
    Ok(path)
}

/// Why there is no path.
fn reason(error: &webpki::Error) -> NoPath {
    match error {
        webpki::Error::CertExpired { .. } => (Kind::Untimely, "leads to one that had expired"),
        webpki::Error::CertNotValidYet { .. } => (Kind::Untimely, "leads to one that was not valid yet"),
        webpki::Error::NameConstraintViolation => (Kind::Unfit, "has a name that an authority above it may not give"),
        webpki::Error::PathLenConstraintViolated | webpki::Error::EndEntityUsedAsCa => {
            (Kind::Unfit, "was issued by a certificate that may not issue it")
        }
        webpki::Error::CaUsedAsEndEntity => (Kind::Unfit, "is one of an authority, not of a person"),
        webpki::Error::UnsupportedCriticalExtension => {
            (Kind::Unfit, "has an extension that must be understood and is not known here")
        }
        webpki::Error::UnsupportedCertVersion => (Kind::Unfit, "leads to one of an old version"),
        webpki::Error::UnsupportedSignatureAlgorithmContext(_)
        | webpki::Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_) => {
            (Kind::Unfit, "or one above it is signed in a way that is not taken, such as with SHA-1 or a short key")
        }
        _ => (Kind::Untrusted, "does not lead to a trusted one"),
    }
}

/// A moment as webpki takes it.
///
/// # Errors
/// Before 1970.
pub(super) fn moment(at: OffsetDateTime) -> Result<UnixTime, NoPath> {
    let seconds = u64::try_from(at.unix_timestamp()).map_err(|_| (Kind::Untimely, "can't be judged at this time"))?;
    Ok(UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds)))
}

/// The webpki check of a path with one list of revoked certificates.
pub(super) fn check_list(
    path: &[Vec<u8>],
    options: webpki::RevocationOptions<'_>,
    at: OffsetDateTime,
) -> Option<Result<(), webpki::Error>> {
    let (own, above) = path.split_first()?;
    let (anchor, between) = above.split_last()?;
    let anchor = CertificateDer::from(anchor.as_slice());
    let anchors = [webpki::anchor_from_trusted_cert(&anchor).ok()?];
    let between: Vec<CertificateDer> = between.iter().map(|der| CertificateDer::from(der.as_slice())).collect();
    let own = CertificateDer::from(own.as_slice());
    let end = EndEntityCert::try_from(&own).ok()?;
    let algorithms = webpki::ALL_VERIFICATION_ALGS;
    let checked = end.verify_for_usage(algorithms, &anchors, &between, moment(at).ok()?, AnyUse, Some(options), None);
    Some(checked.map(|_| ()))
}
