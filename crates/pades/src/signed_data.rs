//! The form that signatures and timestamps share: a CMS SignedData of one signer (RFC 5652), opened and held against what
//! it is over.
//!
//! Takes bytes and the digest of the content; gives what is found of the signer. That its timestamp holds, and that its
//! certificate is trusted, is for those above, who know what it signs.

use cms::attr::MessageDigest;
use cms::cert::CertificateChoices;
use cms::content_info::CmsVersion;
use cms::content_info::ContentInfo;
use cms::signed_data::SignedData;
use cms::signed_data::SignerIdentifier;
use cms::signed_data::SignerInfo;
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5911;
use der::Any;
use der::Decode;
use der::Encode;
use der::Reader;
use der::asn1::OctetString;
use spki::AlgorithmIdentifierOwned;
use x509_cert::Certificate;
use x509_cert::ext::pkix::SubjectKeyIdentifier;

use super::scheme::Hash;
use super::scheme::Scheme;
use super::verdict::Finding;
use super::verdict::Kind;

/// id-aa-signingCertificate (RFC 2634, section 5.4).
const CERTIFICATE_V1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
/// id-aa-signingCertificateV2 (RFC 5035, section 3).
pub(super) const CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
/// The most bytes of a signature that are read.
const LARGEST: usize = 1 << 20;

/// ESSCertIDv2 (RFC 5035, section 4).
#[derive(Clone, Debug, PartialEq, Eq, der::Sequence)]
pub(super) struct CertificateId {
    #[asn1(optional = "true")]
    pub(super) hash: Option<AlgorithmIdentifierOwned>,
    pub(super) digest: OctetString,
    #[asn1(optional = "true")]
    pub(super) issuer: Option<Any>,
}

/// SigningCertificateV2 (RFC 5035, section 3), and of the same form the older SigningCertificate.
#[derive(Clone, Debug, PartialEq, Eq, der::Sequence)]
pub(super) struct SigningCertificate {
    pub(super) certificates: Vec<CertificateId>,
    #[asn1(optional = "true")]
    pub(super) policies: Option<Any>,
}

/// Which attributes a signature has to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Profile {
    /// A signature over a document.
    Document,
    /// A timestamp, which may name its certificate in the older way.
    Token,
}

/// Gives the digest of what is signed.
pub type Digest<'a> = &'a dyn Fn(Hash) -> Vec<u8>;

/// What a signature has to be over, and of which form.
#[derive(Clone, Copy)]
pub(super) struct Content<'a> {
    pub(super) digest: Digest<'a>,
    pub(super) profile: Profile,
}

/// What is found of the signer.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Its certificate in DER.
    pub(super) certificate: Option<Vec<u8>>,
    /// The other certificates in DER.
    pub(super) others: Vec<Vec<u8>>,
    /// Key and digest in words.
    pub(super) algorithm: String,
    /// What is wrong.
    pub(super) findings: Vec<Finding>,
}

/// The SignedData of a signature, behind which only zeros may stand.
///
/// # Errors
/// What is not well formed.
pub fn open(bytes: &[u8]) -> Result<SignedData, Finding> {
    let bad = || Finding::new(Kind::Malformed, "the signature is not well formed");
    if bytes.len() > LARGEST {
        return Err(Finding::new(Kind::Budget, "the signature is too large"));
    }
    let mut reader = der::SliceReader::new(bytes).map_err(|_| bad())?;
    let info = ContentInfo::decode(&mut reader).map_err(|_| bad())?;
    let used = usize::try_from(reader.position()).map_err(|_| bad())?;
    if bytes.get(used..).unwrap_or_default().iter().any(|byte| *byte != 0) {
        return Err(Finding::new(Kind::Malformed, "there are bytes behind the signature, in its place"));
    }
    // Written again, it must be the same: one value has one form.
    if info.to_der().ok().as_deref() != bytes.get(..used) {
        return Err(bad());
    }
    if info.content_type != rfc5911::ID_SIGNED_DATA {
        return Err(bad());
    }
    info.content.decode_as::<SignedData>().map_err(|_| bad())
}

/// Checks the one signer of a SignedData against its content: puts what is found into `facts`, and gives the signer if all
/// of it holds.
pub(super) fn check<'a>(data: &'a SignedData, content: Content<'_>, facts: &mut Facts) -> Option<&'a SignerInfo> {
    let all: Vec<Certificate> = data
        .certificates
        .iter()
        .flat_map(|set| set.0.iter())
        .filter_map(|choice| match choice {
            CertificateChoices::Certificate(certificate) => Some(certificate.clone()),
            CertificateChoices::Other(_) => None,
        })
        .take(64)
        .collect();
    let [signer] = data.signer_infos.0.as_slice() else {
        facts.findings.push(Finding::new(Kind::Malformed, "the signature does not have exactly one signer"));
        return None;
    };
    // The versions follow from what is in it (RFC 5652, sections 5.1 and 5.3).
    let by_key = matches!(signer.sid, SignerIdentifier::SubjectKeyIdentifier(_));
    let fits = matches!(data.version, CmsVersion::V1 | CmsVersion::V3)
        && signer.version == if by_key { CmsVersion::V3 } else { CmsVersion::V1 };
    if !fits {
        facts
            .findings
            .push(Finding::new(Kind::Malformed, "the signature is of a version that does not fit what is in it"));
    }
    let own = all.iter().find(|certificate| names(&signer.sid, certificate));
    facts.others = all
        .iter()
        .filter(|certificate| Some(*certificate) != own)
        .filter_map(|certificate| certificate.to_der().ok())
        .collect();
    let Some(certificate) = own else {
        facts.findings.push(Finding::new(Kind::Certificate, "the certificate of the signer is not in the signature"));
        return None;
    };
    facts.certificate = certificate.to_der().ok();
    match check_signer(data, signer, certificate, content, facts) {
        Ok(()) => Some(signer),
        Err(finding) => {
            facts.findings.push(finding);
            None
        }
    }
}

fn check_signer(
    data: &SignedData,
    signer: &SignerInfo,
    certificate: &Certificate,
    Content { digest: content, profile }: Content<'_>,
    facts: &mut Facts,
) -> Result<(), Finding> {
    let spki = &certificate.tbs_certificate.subject_public_key_info;
    let hash = Hash::from_oid(signer.digest_alg.oid)?;
    if !data.digest_algorithms.iter().any(|algorithm| algorithm.oid == signer.digest_alg.oid) {
        return Err(Finding::new(Kind::Malformed, "the signature uses a digest that it does not name"));
    }
    let scheme = Scheme::of(&signer.signature_algorithm, hash, spki)?;
    facts.algorithm = scheme.name();
    let attributes = signer.signed_attrs.as_ref();
    let attributes =
        attributes.ok_or_else(|| Finding::new(Kind::Malformed, "the signature has no signed attributes"))?;
    for (index, attribute) in attributes.iter().enumerate() {
        if attributes.iter().take(index).any(|other| other.oid == attribute.oid) || attribute.values.len() != 1 {
            return Err(Finding::new(Kind::Malformed, "the signature has a signed attribute twice"));
        }
    }
    let value = |oid: ObjectIdentifier| -> Option<&Any> {
        attributes.iter().find(|attribute| attribute.oid == oid).and_then(|attribute| attribute.values.get(0))
    };
    let kind = value(rfc5911::ID_CONTENT_TYPE).and_then(|value| value.decode_as::<ObjectIdentifier>().ok());
    if kind != Some(data.encap_content_info.econtent_type) {
        return Err(Finding::new(Kind::Malformed, "the signature does not say what kind of content it is over"));
    }
    let digest = value(rfc5911::ID_MESSAGE_DIGEST).and_then(|value| value.decode_as::<MessageDigest>().ok());
    let digest = digest.ok_or_else(|| Finding::new(Kind::Malformed, "the signature holds no digest of the content"))?;
    if digest.as_bytes() != content(hash) {
        let what = if profile == Profile::Token { "the timestamp" } else { "the file" };
        return Err(Finding::new(Kind::Digest, format!("{what} was changed: its digest is not the signed one")));
    }
    let message = attributes.to_der().map_err(|_| Finding::new(Kind::Malformed, "the signature is not well formed"))?;
    if !scheme.verifies(spki, &message, signer.signature.as_bytes()) {
        return Err(Finding::new(Kind::Value, "the signature is not that of the certificate's key"));
    }
    named(value(CERTIFICATE_V2), value(CERTIFICATE_V1), certificate, profile)?;
    Ok(())
}

/// The signed attributes must name the certificate itself: another one with the same key is another person.
fn named(v2: Option<&Any>, v1: Option<&Any>, certificate: &Certificate, profile: Profile) -> Result<(), Finding> {
    let missing = || Finding::new(Kind::Certificate, "the signature does not name the certificate that it is by");
    let bytes = certificate.to_der().map_err(|_| missing())?;
    let (value, old) = match (v2, v1) {
        (Some(value), _) => (value, false),
        (None, Some(value)) if profile == Profile::Token => (value, true),
        _ => return Err(missing()),
    };
    let signing: SigningCertificate = value.decode_as().map_err(|_| missing())?;
    let first = signing.certificates.first().ok_or_else(missing)?;
    let digest = match (&first.hash, old) {
        // The older attribute knows SHA-1 only; the timestamp's signature itself is over the newer digest.
        (_, true) => ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, &bytes).as_ref().to_vec(),
        (None, false) => Hash::Sha256.digest(&[&bytes]),
        (Some(hash), false) => Hash::from_oid(hash.oid)?.digest(&[&bytes]),
    };
    if first.digest.as_bytes() != digest {
        return Err(Finding::new(
            Kind::Certificate,
            "the signature was made with another certificate than the one it brings",
        ));
    }
    Ok(())
}

/// Whether a signer's identifier is that of a certificate.
fn names(id: &SignerIdentifier, certificate: &Certificate) -> bool {
    let tbs = &certificate.tbs_certificate;
    match id {
        SignerIdentifier::IssuerAndSerialNumber(id) => id.issuer == tbs.issuer && id.serial_number == tbs.serial_number,
        SignerIdentifier::SubjectKeyIdentifier(id) => {
            let own: Option<SubjectKeyIdentifier> = tbs.get().ok().flatten().map(|(_, id)| id);
            own.as_ref() == Some(id)
        }
    }
}
