//! Answers on whether one certificate was revoked (RFC 6960): asking, and reading.

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912;
use der::Decode;
use der::Encode;
use der::asn1::OctetString;
use spki::AlgorithmIdentifierOwned;
use time::OffsetDateTime;
use x509_cert::Certificate;
use x509_cert::ext::pkix::ExtendedKeyUsage;
use x509_ocsp::BasicOcspResponse;
use x509_ocsp::CertId;
use x509_ocsp::CertStatus;
use x509_ocsp::OcspRequest;
use x509_ocsp::OcspResponse;
use x509_ocsp::OcspResponseStatus;
use x509_ocsp::Request;
use x509_ocsp::TbsRequest;

use super::scheme::Hash;
use super::scheme::Scheme;

/// id-kp-OCSPSigning (RFC 6960, section 4.2.2.2).
const OCSP_SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.9");
/// How old an answer without an end may be, in seconds.
const A_WEEK: i64 = 7 * 24 * 3600;

/// What an answer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Not revoked.
    Good,
    /// Revoked.
    Revoked,
}

/// A request on a certificate of an issuer; `None` when one of the two can't be read.
pub fn request(certificate: &[u8], issuer: &[u8]) -> Option<Vec<u8>> {
    let id = id(certificate, issuer, rfc5912::ID_SHA_1)?;
    let request = Request { req_cert: id, single_request_extensions: None };
    let tbs = TbsRequest {
        version: x509_ocsp::Version::V1,
        requestor_name: None,
        request_list: vec![request],
        request_extensions: None,
    };
    OcspRequest { tbs_request: tbs, optional_signature: None }.to_der().ok()
}

/// The identifier of a certificate. SHA-1 only names it here, as all responders expect.
fn id(certificate: &[u8], issuer: &[u8], hash: ObjectIdentifier) -> Option<CertId> {
    let certificate = Certificate::from_der(certificate).ok()?;
    let issuer = Certificate::from_der(issuer).ok()?;
    let digest = |bytes: &[u8]| -> Option<Vec<u8>> {
        match hash {
            rfc5912::ID_SHA_1 => {
                Some(ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec())
            }
            other => Some(Hash::from_oid(other).ok()?.digest(&[bytes])),
        }
    };
    let key = issuer.tbs_certificate.subject_public_key_info.subject_public_key.as_bytes()?;
    Some(CertId {
        hash_algorithm: AlgorithmIdentifierOwned { oid: hash, parameters: Some(der::asn1::Null.into()) },
        issuer_name_hash: OctetString::new(digest(&issuer.tbs_certificate.subject.to_der().ok()?)?).ok()?,
        issuer_key_hash: OctetString::new(digest(key)?).ok()?,
        serial_number: certificate.tbs_certificate.serial_number.clone(),
    })
}

/// What an answer says of a certificate of an issuer at a time; `None` when it says nothing of it, or is not to be
/// believed: signed by neither the issuer nor someone it named for this, or of another time.
pub fn read(answer: &[u8], certificate: &[u8], issuer: &[u8], at: OffsetDateTime) -> Option<Answer> {
    let response = OcspResponse::from_der(answer).ok()?;
    if response.response_status != OcspResponseStatus::Successful {
        return None;
    }
    let basic = BasicOcspResponse::from_der(response.response_bytes?.response.as_bytes()).ok()?;
    let parsed = Certificate::from_der(issuer).ok()?;
    if !signed_by(&basic, &parsed) && !delegated(&basic, &parsed, at) {
        return None;
    }
    for single in &basic.tbs_response_data.responses {
        let wanted = id(certificate, issuer, single.cert_id.hash_algorithm.oid)?;
        let theirs = &single.cert_id;
        if theirs.serial_number != wanted.serial_number
            || theirs.issuer_key_hash != wanted.issuer_key_hash
            || theirs.issuer_name_hash != wanted.issuer_name_hash
        {
            continue;
        }
        let seconds = |time: &x509_ocsp::OcspGeneralizedTime| i64::try_from(time.0.to_unix_duration().as_secs()).ok();
        let from = seconds(&single.this_update)?;
        let until = match &single.next_update {
            Some(until) => seconds(until)?,
            None => from.saturating_add(A_WEEK),
        };
        return match &single.cert_status {
            CertStatus::Revoked(info) => {
                let when = i64::try_from(info.revocation_time.0.to_unix_duration().as_secs()).ok()?;
                // Revoked later, it was good at the time.
                Some(if when <= at.unix_timestamp() { Answer::Revoked } else { Answer::Good })
            }
            // An answer from after the time says that it was good at the time, too.
            CertStatus::Good(_) if until >= at.unix_timestamp() => Some(Answer::Good),
            _ => None,
        };
    }
    None
}

/// Whether the answer is signed by this certificate's key.
fn signed_by(basic: &BasicOcspResponse, by: &Certificate) -> bool {
    let hash = match basic.signature_algorithm.oid {
        rfc5912::ECDSA_WITH_SHA_384 | rfc5912::SHA_384_WITH_RSA_ENCRYPTION => Hash::Sha384,
        rfc5912::SHA_512_WITH_RSA_ENCRYPTION => Hash::Sha512,
        _ => Hash::Sha256,
    };
    let spki = &by.tbs_certificate.subject_public_key_info;
    let (Ok(scheme), Ok(message)) =
        (Scheme::of(&basic.signature_algorithm, hash, spki), basic.tbs_response_data.to_der())
    else {
        return false;
    };
    basic.signature.as_bytes().is_some_and(|value| scheme.verifies(spki, &message, value))
}

/// Whether the answer is signed by someone whom the issuer named for it.
fn delegated(basic: &BasicOcspResponse, issuer: &Certificate, at: OffsetDateTime) -> bool {
    basic.certs.iter().flatten().any(|certificate| {
        let tbs = &certificate.tbs_certificate;
        let named = matches!(tbs.get::<ExtendedKeyUsage>(), Ok(Some((_, uses))) if uses.0.contains(&OCSP_SIGNING));
        let seconds = |time: &x509_cert::time::Time| i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(0);
        let from = seconds(&tbs.validity.not_before);
        let produced = basic.tbs_response_data.produced_at.0.to_unix_duration().as_secs();
        let valid = from <= i64::try_from(produced).unwrap_or(i64::MAX).max(at.unix_timestamp())
            && seconds(&tbs.validity.not_after) >= i64::try_from(produced).unwrap_or(0);
        named && valid && issued_by(certificate, issuer) && signed_by(basic, certificate)
    })
}

fn issued_by(certificate: &Certificate, issuer: &Certificate) -> bool {
    let spki = &issuer.tbs_certificate.subject_public_key_info;
    let hash = match certificate.signature_algorithm.oid {
        rfc5912::ECDSA_WITH_SHA_384 | rfc5912::SHA_384_WITH_RSA_ENCRYPTION => Hash::Sha384,
        rfc5912::SHA_512_WITH_RSA_ENCRYPTION => Hash::Sha512,
        _ => Hash::Sha256,
    };
    let (Ok(scheme), Ok(message)) =
        (Scheme::of(&certificate.signature_algorithm, hash, spki), certificate.tbs_certificate.to_der())
    else {
        return false;
    };
    certificate.tbs_certificate.issuer == issuer.tbs_certificate.subject
        && certificate.signature.as_bytes().is_some_and(|value| scheme.verifies(spki, &message, value))
}
