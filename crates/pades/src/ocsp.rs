//! Answers on whether one certificate was revoked (RFC 6960): asking, and reading.
//!
//! An answer counts when it is signed by the issuer of the certificate, or by one that the issuer named for it, names the
//! certificate itself, and its times fit.

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912;
use der::Decode;
use der::Encode;
use der::asn1::BitString;
use der::asn1::Null;
use der::asn1::OctetString;
use ring::digest;
use spki::AlgorithmIdentifierOwned;
use time::Duration;
use time::OffsetDateTime;
use x509_cert::Certificate;
use x509_cert::ext::pkix::CrlReason;
use x509_ocsp::CertId;
use x509_ocsp::OcspRequest;
use x509_ocsp::OcspResponse;
use x509_ocsp::OcspResponseStatus;
use x509_ocsp::Request;
use x509_ocsp::TbsRequest;
use x509_ocsp::Version;

use super::keys::moment;
use super::raw;
use super::scheme::Hash;
use super::scheme::Scheme;
use super::usage::Usage;
use super::usage::unfit;

/// id-pkix-ocsp-basic (RFC 6960, section 4.2.1).
const BASIC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.1");
/// The most certificates and answers inside one response.
const MOST: usize = 64;
/// The most bytes of a response.
const LARGEST: usize = 1 << 20;
/// How long an answer without an end is taken.
const WITHOUT_END: Duration = Duration::days(7);

/// What is said of one certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It was not revoked.
    Good,
    /// It was revoked.
    Revoked {
        /// Since when, which may be after the time that is asked for.
        at: OffsetDateTime,
        /// Why.
        reason: Option<CrlReason>,
    },
}

/// A request on a certificate of an issuer; `None` when one of the two can't be read.
pub fn request(certificate: &[u8], issuer: &[u8]) -> Option<Vec<u8>> {
    let (certificate, issuer) = (Certificate::from_der(certificate).ok()?, Certificate::from_der(issuer).ok()?);
    // SHA-1 only names the certificate here, as all responders expect (RFC 5019, section 2.1.1).
    let id = id(&certificate, &issuer, rfc5912::ID_SHA_1)?;
    let request = Request { req_cert: id, single_request_extensions: None };
    let tbs_request = TbsRequest {
        version: Version::V1,
        requestor_name: None,
        request_list: vec![request],
        request_extensions: None,
    };
    OcspRequest { tbs_request, optional_signature: None }.to_der().ok()
}

/// Whether bytes are an answer at all, and not a refusal.
pub fn is_answer(response: &[u8]) -> bool {
    basic(response).is_some()
}

/// What a response says of a certificate of an issuer at a time; `None` when it says nothing of it, or is not to be
/// believed.
pub fn read(response: &[u8], certificate: &[u8], issuer: &[u8], at: OffsetDateTime) -> Option<Answer> {
    let (certificate, issuer) = (Certificate::from_der(certificate).ok()?, Certificate::from_der(issuer).ok()?);
    let bytes = basic(response)?;
    let basic = Basic::cut(&bytes)?;
    if !basic.signed_by(&issuer) && !basic.certificates.iter().any(|der| basic.signed_for(der, &issuer)) {
        return None;
    }
    let fitting = basic.singles.iter().filter(|single| single.concerns(&certificate, &issuer));
    let answers: Vec<Answer> = fitting.filter_map(|single| single.says(at)).collect();
    let revoked = answers.iter().find(|answer| matches!(answer, Answer::Revoked { .. }));
    revoked.or(answers.first()).cloned()
}

/// The BasicOCSPResponse inside a response (RFC 6960, section 4.2.1).
fn basic(response: &[u8]) -> Option<Vec<u8>> {
    let response = OcspResponse::from_der(response.get(..response.len().min(LARGEST))?).ok()?;
    let bytes = response.response_bytes.filter(|_| response.response_status == OcspResponseStatus::Successful)?;
    (bytes.response_type == BASIC).then(|| bytes.response.as_bytes().to_vec())
}

/// BasicOCSPResponse (RFC 6960, section 4.2.1), cut into its parts as they stand.
struct Basic<'a> {
    message: &'a [u8],
    produced: OffsetDateTime,
    singles: Vec<Single>,
    algorithm: AlgorithmIdentifierOwned,
    value: BitString,
    certificates: Vec<&'a [u8]>,
}

impl<'a> Basic<'a> {
    fn cut(bytes: &'a [u8]) -> Option<Basic<'a>> {
        let mut fields = raw::children(bytes).filter(|_| bytes.first() == Some(&0x30))?.into_iter();
        let message = fields.next().filter(|element| element.tag == 0x30)?.bytes;
        let algorithm = AlgorithmIdentifierOwned::from_der(fields.next()?.bytes).ok()?;
        let value = BitString::from_der(fields.next()?.bytes).ok()?;
        let certificates = match fields.next() {
            None => Vec::new(),
            Some(wrapped) if wrapped.tag == 0xa0 => {
                let list = raw::value(wrapped.bytes).filter(|list| list.first() == Some(&0x30))?;
                raw::children(list)?
            }
            Some(_) => return None,
        };
        if fields.next().is_some() {
            return None;
        }
        let data = raw::children(message)?;
        // Before the time stand a version and the name of who answers; the signature says that better.
        let mut data = data.iter().skip_while(|element| element.tag != 0x18);
        let produced = raw::moment(data.next()?.bytes)?;
        let singles = raw::children(data.next()?.bytes)?;
        Some(Basic {
            message,
            produced,
            singles: singles.iter().take(MOST).filter_map(|element| Single::cut(element.bytes)).collect(),
            algorithm,
            value,
            certificates: certificates.into_iter().take(MOST).map(|element| element.bytes).collect(),
        })
    }

    /// Whether the response is signed by this certificate's key.
    fn signed_by(&self, by: &Certificate) -> bool {
        let spki = &by.tbs_certificate.subject_public_key_info;
        let scheme = Scheme::alone(&self.algorithm, spki);
        let value = self.value.as_bytes().unwrap_or_default();
        scheme.is_ok_and(|scheme| scheme.verifies(spki, self.message, value))
    }

    /// Whether the response is signed by one whom the issuer itself named for it (RFC 6960, section 4.2.2.2), and who
    /// was valid when it was made.
    fn signed_for(&self, der: &[u8], issuer: &Certificate) -> bool {
        let Ok(certificate) = Certificate::from_der(der) else { return false };
        let validity = &certificate.tbs_certificate.validity;
        let valid = moment(&validity.not_before).is_some_and(|from| from <= self.produced)
            && moment(&validity.not_after).is_some_and(|until| self.produced <= until);
        valid
            && unfit(&certificate, Usage::Answering).is_none()
            && issued_by(der, &certificate, issuer)
            && self.signed_by(&certificate)
    }
}

/// SingleResponse (RFC 6960, section 4.2.1).
struct Single {
    id: CertId,
    /// `None` when the responder does not know.
    answer: Option<Answer>,
    from: OffsetDateTime,
    until: Option<OffsetDateTime>,
}

impl Single {
    fn cut(bytes: &[u8]) -> Option<Single> {
        let mut fields = raw::children(bytes)?.into_iter();
        let id = CertId::from_der(fields.next()?.bytes).ok()?;
        let status = fields.next()?;
        let answer = match status.tag {
            0x80 => Some(Answer::Good),
            0xa1 => {
                let mut info = raw::children(status.bytes)?.into_iter();
                let at = raw::moment(info.next()?.bytes)?;
                let reason = info.next().and_then(|element| raw::value(element.bytes));
                Some(Answer::Revoked { at, reason: reason.and_then(|reason| CrlReason::from_der(reason).ok()) })
            }
            _ => None,
        };
        let from = raw::moment(fields.next()?.bytes)?;
        let until = match fields.next().filter(|element| element.tag == 0xa0) {
            Some(wrapped) => Some(raw::moment(raw::value(wrapped.bytes)?)?),
            None => None,
        };
        Some(Single { id, answer, from, until })
    }

    /// What it says at a time, where its times fit (RFC 6960, section 4.2.2.1).
    fn says(&self, at: OffsetDateTime) -> Option<Answer> {
        let until = self.until.or(self.from.checked_add(WITHOUT_END))?;
        match &self.answer {
            // What was good later was good at the time, too; what was good before may have been revoked since.
            Some(Answer::Good) if self.from <= until && at <= until => Some(Answer::Good),
            Some(revoked @ Answer::Revoked { .. }) => Some(revoked.clone()),
            _ => None,
        }
    }

    /// Whether it is on this certificate.
    fn concerns(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        id(certificate, issuer, self.id.hash_algorithm.oid).is_some_and(|ours| {
            self.id.serial_number == ours.serial_number
                && self.id.issuer_key_hash == ours.issuer_key_hash
                && self.id.issuer_name_hash == ours.issuer_name_hash
        })
    }
}

/// The identifier of a certificate (RFC 6960, section 4.1.1).
fn id(certificate: &Certificate, issuer: &Certificate, hash: ObjectIdentifier) -> Option<CertId> {
    let digest = |bytes: &[u8]| -> Option<OctetString> {
        let digest = match hash {
            rfc5912::ID_SHA_1 => digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec(),
            other => Hash::from_oid(other).ok()?.digest(&[bytes]),
        };
        OctetString::new(digest).ok()
    };
    Some(CertId {
        hash_algorithm: AlgorithmIdentifierOwned { oid: hash, parameters: Some(Null.into()) },
        issuer_name_hash: digest(&issuer.tbs_certificate.subject.to_der().ok()?)?,
        issuer_key_hash: digest(issuer.tbs_certificate.subject_public_key_info.subject_public_key.as_bytes()?)?,
        serial_number: certificate.tbs_certificate.serial_number.clone(),
    })
}

/// Whether a certificate is by this issuer.
fn issued_by(der: &[u8], certificate: &Certificate, issuer: &Certificate) -> bool {
    let spki = &issuer.tbs_certificate.subject_public_key_info;
    let fields = raw::children(der).unwrap_or_default();
    let Some(message) = fields.first().map(|element| element.bytes) else { return false };
    let scheme = Scheme::alone(&certificate.signature_algorithm, spki);
    let value = certificate.signature.as_bytes().unwrap_or_default();
    certificate.tbs_certificate.issuer == issuer.tbs_certificate.subject
        && certificate.tbs_certificate.signature == certificate.signature_algorithm
        && scheme.is_ok_and(|scheme| scheme.verifies(spki, message, value))
}
