//! Whether the certificates of a path were revoked, by lists (RFC 5280, section 5) and answers (RFC 6960).
//!
//! Each certificate below the trusted one is asked for by itself: all that is known of it counts, and the worst is taken.
//! Lists are checked by rustls-webpki, one at a time, so that it is known which one says what.

use const_oid::AssociatedOid;
use der::Decode;
use der::Encode;
use time::OffsetDateTime;
use webpki::BorrowedCertRevocationList;
use webpki::CertRevocationList;
use webpki::ExpirationPolicy;
use webpki::RevocationCheckDepth;
use webpki::RevocationOptionsBuilder;
use webpki::UnknownStatusPolicy;
use x509_cert::Certificate;
use x509_cert::TbsCertificate;
use x509_cert::crl::CertificateList;
use x509_cert::ext::pkix::CrlDistributionPoints;
use x509_cert::ext::pkix::CrlReason;
use x509_cert::ext::pkix::IssuingDistributionPoint;
use x509_cert::ext::pkix::name::DistributionPointName;

use super::keys::moment;
use super::known::Trust;
use super::ocsp;
use super::ocsp::Answer;
use super::path::check_list;
use super::usage::signs_lists;

/// The most lists or answers that are looked at.
const MOST: usize = 256;

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

/// Whether a certificate of the path, other than the trusted one at its end, was revoked at a time.
pub fn of_path(path: &[Vec<u8>], trust: &Trust, at: OffsetDateTime) -> Revocation {
    let mut all = Revocation::Good;
    for index in 0..path.len().saturating_sub(1) {
        match of_one(path, index, trust, at) {
            Revocation::Good => {}
            revoked @ Revocation::Revoked { .. } => return revoked,
            Revocation::Unknown => all = Revocation::Unknown,
        }
    }
    all
}

fn of_one(path: &[Vec<u8>], index: usize, trust: &Trust, at: OffsetDateTime) -> Revocation {
    let (Some(certificate), Some(issuer)) = (path.get(index), path.get(index + 1)) else { return Revocation::Unknown };
    let answers = trust.ocsps.iter().take(MOST).filter_map(|answer| ocsp::read(answer, certificate, issuer, at));
    let lists = trust.crls.iter().take(MOST).filter_map(|list| by_list(list, path, index, at));
    let mut all = Revocation::Unknown;
    for answer in answers.chain(lists) {
        match answer {
            Answer::Good => all = Revocation::Good,
            Answer::Revoked { at: since, reason } if since <= at => {
                return Revocation::Revoked { at: since, reason: reason.map(words).unwrap_or_default().to_owned() };
            }
            // Revoked later, it was good at the time.
            Answer::Revoked { .. } => all = Revocation::Good,
        }
    }
    all
}

/// What one list says of one certificate of the path; `None` when it says nothing of it or can't be believed.
fn by_list(list: &[u8], path: &[Vec<u8>], index: usize, at: OffsetDateTime) -> Option<Answer> {
    let certificate = Certificate::from_der(path.get(index)?).ok()?.tbs_certificate;
    let issuer = Certificate::from_der(path.get(index + 1)?).ok()?;
    let borrowed = CertRevocationList::from(BorrowedCertRevocationList::from_der(list).ok()?);
    // webpki compares the bytes of the name without its outer tag.
    let name = certificate.issuer.to_der().ok()?;
    if super::raw::value(&name)? != borrowed.issuer() || !signs_lists(&issuer) {
        return None;
    }
    // Only the last certificate can be asked for alone. For one above it, webpki says nothing of lists that leave it out,
    // so that must be known before.
    let depth = match (index, borrowed.issuing_distribution_point()) {
        (0, _) => (RevocationCheckDepth::EndEntity, UnknownStatusPolicy::Deny),
        (_, Some(scope)) if !covers(scope, &certificate) => return None,
        _ => (RevocationCheckDepth::Chain, UnknownStatusPolicy::Allow),
    };
    let lists = [&borrowed];
    let options = RevocationOptionsBuilder::new(&lists).ok()?;
    let options = options.with_depth(depth.0).with_status_policy(depth.1);
    let options = options.with_expiration_policy(ExpirationPolicy::Enforce).build();
    match check_list(path, options, at)? {
        Ok(()) => Some(Answer::Good),
        Err(webpki::Error::CertRevoked) => {
            // Read in full only now: such lists may be long.
            let entries = CertificateList::from_der(list).ok()?.tbs_cert_list.revoked_certificates?;
            let entry = entries.iter().find(|entry| entry.serial_number == certificate.serial_number)?;
            let mut extensions = entry.crl_entry_extensions.iter().flatten();
            let reason = extensions.find(|one| one.extn_id == CrlReason::OID);
            let reason = reason.and_then(|one| CrlReason::from_der(one.extn_value.as_bytes()).ok());
            Some(Answer::Revoked { at: moment(&entry.revocation_date)?, reason })
        }
        Err(_) => None,
    }
}

/// Whether a list with this scope is on an authority's certificate (RFC 5280, sections 5.2.5 and 6.3.3).
fn covers(scope: &[u8], certificate: &TbsCertificate) -> bool {
    let Ok(scope) = IssuingDistributionPoint::from_der(scope) else { return false };
    if scope.only_contains_user_certs
        || scope.only_contains_attribute_certs
        || scope.indirect_crl
        || scope.only_some_reasons.is_some()
    {
        return false;
    }
    let points = certificate.get::<CrlDistributionPoints>().ok().flatten().map(|(_, points)| points.0);
    match scope.distribution_point {
        None => true,
        Some(DistributionPointName::FullName(names)) => points.unwrap_or_default().iter().any(|point| {
            let Some(DistributionPointName::FullName(own)) = &point.distribution_point else { return false };
            own.iter().any(|name| names.contains(name))
        }),
        Some(_) => false,
    }
}

fn words(reason: CrlReason) -> &'static str {
    match reason {
        CrlReason::Unspecified => "",
        CrlReason::KeyCompromise => "key compromise",
        CrlReason::CaCompromise => "compromise of the authority",
        CrlReason::AffiliationChanged => "affiliation changed",
        CrlReason::Superseded => "superseded",
        CrlReason::CessationOfOperation => "no longer used",
        CrlReason::CertificateHold => "on hold",
        CrlReason::RemoveFromCRL => "removed from the list",
        CrlReason::PrivilegeWithdrawn => "privilege withdrawn",
        CrlReason::AaCompromise => "compromise of an authority",
    }
}
