//! Whom a certificate leads to: a path to one that is trusted, fit for its use, and not revoked.
//!
//! Paths and lists of revoked certificates are rustls-webpki's. It looks at neither the key usage nor OCSP, so both are
//! looked at here (RFC 5280, sections 4.2.1.3 and 4.2.1.12; RFC 6960).

use const_oid::ObjectIdentifier;
use der::Decode;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::TrustAnchor;
use rustls_pki_types::UnixTime;
use time::OffsetDateTime;
use webpki::BorrowedCertRevocationList;
use webpki::CertRevocationList;
use webpki::EndEntityCert;
use webpki::ExpirationPolicy;
use webpki::ExtendedKeyUsageValidator;
use webpki::KeyPurposeIdIter;
use webpki::RevocationCheckDepth;
use webpki::RevocationOptionsBuilder;
use webpki::UnknownStatusPolicy;
use x509_cert::Certificate;
use x509_cert::ext::pkix::ExtendedKeyUsage;

use super::keys;
use super::keys::Named;
use super::keys::iso;
use super::ocsp;
use super::ocsp::Answer;
use super::verdict::Failure;
use super::verdict::Finding;

/// What is trusted, and what is known of certificates; all in DER.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// Certificates that are trusted by themselves.
    pub anchors: Vec<Vec<u8>>,
    /// Certificates that may lead to them.
    pub others: Vec<Vec<u8>>,
    /// Lists of revoked certificates.
    pub crls: Vec<Vec<u8>>,
    /// Answers on single certificates.
    pub ocsps: Vec<Vec<u8>>,
}

impl Trust {
    /// Trusts the certificates of a PEM file, and takes its lists of revoked certificates.
    ///
    /// # Errors
    /// When there is none in it.
    pub fn add_pem(&mut self, pem: &[u8]) -> Result<(), Failure> {
        let found = keys::pem_certificates(pem)?;
        if found.is_empty() {
            return Err(Failure::new("the file holds no certificate"));
        }
        self.anchors.extend(found);
        self.crls.extend(keys::pem_lists(pem)?);
        Ok(())
    }
}

/// What a certificate is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// Signing a document.
    Signing,
    /// Vouching for a time.
    Stamping,
}

/// Whether a certificate was revoked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Revocation {
    /// It was not.
    Good,
    /// Nothing says so, and nothing says the contrary.
    #[default]
    Unknown,
    /// It was.
    Revoked,
}

/// What was found on a certificate.
#[derive(Clone, Debug, Default)]
pub struct Judgement {
    /// What is wrong with it.
    pub findings: Vec<Finding>,
    /// Whether it or one above it was revoked.
    pub revocation: Revocation,
}

/// id-kp-timeStamping (RFC 3161, section 2.3).
const STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");
/// Extended key usages that fit signing: e-mail, documents (RFC 9336), Adobe's and Microsoft's for documents, and any.
const SIGNING: [ObjectIdentifier; 5] = [
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.4"),
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.36"),
    ObjectIdentifier::new_unwrap("1.2.840.113583.1.1.5"),
    ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.10.3.12"),
    ObjectIdentifier::new_unwrap("2.5.29.37.0"),
];

/// The use of the last certificate is looked at here, with better words.
struct AnyUse;

impl ExtendedKeyUsageValidator for AnyUse {
    fn validate(&self, _: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        Ok(())
    }
}

/// Judges a certificate at a time. `others` are the certificates that came with it.
pub fn judge(certificate: &[u8], others: &[Vec<u8>], trust: &Trust, usage: Usage, at: OffsetDateTime) -> Judgement {
    let mut judgement = Judgement::default();
    let Ok(named) = Named::of(certificate) else {
        judgement.findings.push(Finding::invalid("the certificate can't be read"));
        return judgement;
    };
    let name = named.common_name.clone();
    fit(certificate, usage, &name, &mut judgement.findings);
    if at < named.not_before {
        let text = format!("the certificate of {name} was not valid before {}", iso(named.not_before));
        judgement.findings.push(Finding::invalid(text));
    } else if at > named.not_after {
        let text = format!("the certificate of {name} had expired at {}", iso(named.not_after));
        judgement.findings.push(Finding::invalid(text));
    }
    if !judgement.findings.is_empty() {
        return judgement;
    }
    if trust.anchors.is_empty() {
        judgement.findings.push(Finding::indeterminate("no trusted certificate was named"));
        return judgement;
    }
    if trust.anchors.iter().any(|anchor| anchor == certificate) {
        judgement.revocation = Revocation::Good;
        return judgement;
    }
    match path(certificate, others, trust, at) {
        Ok(issuers) => {
            judgement.revocation = revocation(certificate, &issuers, trust, at, &name, &mut judgement.findings)
        }
        Err(text) => judgement.findings.push(Finding::invalid(format!("the certificate of {name} {text}"))),
    }
    judgement
}

/// The way from a certificate to a trusted one: itself, those above it, and the trusted one.
///
/// # Errors
/// When it leads to none.
pub fn way(certificate: &[u8], others: &[Vec<u8>], trust: &Trust, at: OffsetDateTime) -> Result<Vec<Vec<u8>>, Failure> {
    let issuers = path(certificate, others, trust, at).map_err(|text| {
        Failure::new(format!("the certificate {text}, so that nobody can say whether it was revoked"))
    })?;
    Ok(std::iter::once(certificate.to_vec()).chain(issuers).collect())
}

/// The use that the certificate itself allows.
fn fit(certificate: &[u8], usage: Usage, name: &str, findings: &mut Vec<Finding>) {
    let Ok(parsed) = Certificate::from_der(certificate) else { return };
    if !keys::signs(&parsed) {
        findings.push(Finding::invalid(format!("the certificate of {name} is not for signatures")));
    }
    let extended = parsed.tbs_certificate.get::<ExtendedKeyUsage>();
    let fits = match (&extended, usage) {
        (Err(_), _) => false,
        // A timestamp authority's certificate is for nothing else, and says so as critical (RFC 3161, section 2.3).
        (Ok(Some((critical, uses))), Usage::Stamping) => *critical && uses.0.as_slice() == [STAMPING],
        (Ok(None), Usage::Stamping) => false,
        (Ok(Some((_, uses))), Usage::Signing) => uses.0.iter().any(|oid| SIGNING.contains(oid)),
        (Ok(None), Usage::Signing) => true,
    };
    if !fits {
        let what = if usage == Usage::Stamping { "timestamps" } else { "signing documents" };
        findings.push(Finding::invalid(format!("the certificate of {name} is not for {what}")));
    }
}

/// The certificates above one, up to a trusted one.
fn path(certificate: &[u8], others: &[Vec<u8>], trust: &Trust, at: OffsetDateTime) -> Result<Vec<Vec<u8>>, String> {
    let untrusted = || "does not lead to a trusted one".to_owned();
    let ders: Vec<CertificateDer> = trust.anchors.iter().map(|der| CertificateDer::from(der.as_slice())).collect();
    let anchors: Vec<TrustAnchor> = ders.iter().filter_map(|der| webpki::anchor_from_trusted_cert(der).ok()).collect();
    let between: Vec<CertificateDer> =
        others.iter().chain(&trust.others).take(64).map(|der| CertificateDer::from(der.as_slice())).collect();
    let own = CertificateDer::from(certificate);
    let end = EndEntityCert::try_from(&own).map_err(|_| "can't be read".to_owned())?;
    let found =
        end.verify_for_usage(webpki::ALL_VERIFICATION_ALGS, &anchors, &between, moment(at)?, AnyUse, None, None);
    let found = found.map_err(|error| match error {
        webpki::Error::CertExpired { .. } => "leads to one that had expired".to_owned(),
        webpki::Error::CertNotValidYet { .. } => "leads to one that was not valid yet".to_owned(),
        _ => untrusted(),
    })?;
    let mut issuers: Vec<Vec<u8>> = found.intermediate_certificates().map(|one| one.der().to_vec()).collect();
    let anchor = found.anchor().subject_public_key_info.as_ref();
    let top = trust.anchors.iter().zip(&ders).find(|(_, der)| {
        webpki::anchor_from_trusted_cert(der).is_ok_and(|one| one.subject_public_key_info.as_ref() == anchor)
    });
    issuers.extend(top.map(|(der, _)| der.clone()));
    Ok(issuers)
}

fn moment(at: OffsetDateTime) -> Result<UnixTime, String> {
    let seconds = u64::try_from(at.unix_timestamp()).map_err(|_| "can't be judged at this time".to_owned())?;
    Ok(UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds)))
}

/// Whether the certificate, and each above it but the trusted one, was revoked.
fn revocation(
    certificate: &[u8],
    issuers: &[Vec<u8>],
    trust: &Trust,
    at: OffsetDateTime,
    name: &str,
    findings: &mut Vec<Finding>,
) -> Revocation {
    let mut worst = Revocation::Good;
    let mut current = certificate;
    for (index, issuer) in issuers.iter().enumerate() {
        let state = one(current, issuer, issuers.get(index + 1..).unwrap_or_default(), trust, at);
        if state == Revocation::Revoked {
            let what =
                if index == 0 { format!("the certificate of {name}") } else { "a certificate above it".to_owned() };
            findings.push(Finding::invalid(format!("{what} was revoked")));
            return Revocation::Revoked;
        }
        if state == Revocation::Unknown {
            worst = Revocation::Unknown;
        }
        current = issuer;
    }
    worst
}

/// Whether one certificate was revoked, by what its issuer or whom it named said.
fn one(certificate: &[u8], issuer: &[u8], above: &[Vec<u8>], trust: &Trust, at: OffsetDateTime) -> Revocation {
    for answer in &trust.ocsps {
        match ocsp::read(answer, certificate, issuer, at) {
            Some(Answer::Good) => return Revocation::Good,
            Some(Answer::Revoked) => return Revocation::Revoked,
            None => {}
        }
    }
    let lists: Vec<CertRevocationList> = trust
        .crls
        .iter()
        .filter_map(|der| BorrowedCertRevocationList::from_der(der).ok().map(CertRevocationList::from))
        .collect();
    let lists: Vec<&CertRevocationList> = lists.iter().collect();
    let Ok(builder) = RevocationOptionsBuilder::new(&lists) else { return Revocation::Unknown };
    let options = builder
        .with_depth(RevocationCheckDepth::EndEntity)
        .with_status_policy(UnknownStatusPolicy::Deny)
        .with_expiration_policy(ExpirationPolicy::Enforce)
        .build();
    // The issuer is taken as trusted here: that it is was found before.
    let der = CertificateDer::from(issuer);
    let Ok(anchor) = webpki::anchor_from_trusted_cert(&der) else { return Revocation::Unknown };
    let anchors = [anchor];
    let between: Vec<CertificateDer> = above.iter().map(|der| CertificateDer::from(der.as_slice())).collect();
    let own = CertificateDer::from(certificate);
    let (Ok(end), Ok(time)) = (EndEntityCert::try_from(&own), moment(at)) else { return Revocation::Unknown };
    let algorithms = webpki::ALL_VERIFICATION_ALGS;
    match end.verify_for_usage(algorithms, &anchors, &between, time, AnyUse, Some(options), None) {
        Ok(_) => Revocation::Good,
        Err(webpki::Error::CertRevoked) => Revocation::Revoked,
        Err(_) => Revocation::Unknown,
    }
}
