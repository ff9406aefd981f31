//! The signature itself: a CMS SignedData (RFC 5652) as PAdES wants it (ETSI EN 319 142-1, clause 6.3).
//!
//! Detached, one signer, the certificates included; signed attributes are the content type, the digest of the content and
//! the digest of the signer's certificate (RFC 5035), and no time: the time is in the PDF, or in a timestamp.

use cms::attr::MessageDigest;
use cms::cert::CertificateChoices;
use cms::cert::IssuerAndSerialNumber;
use cms::content_info::CmsVersion;
use cms::content_info::ContentInfo;
use cms::signed_data::CertificateSet;
use cms::signed_data::EncapsulatedContentInfo;
use cms::signed_data::SignedData;
use cms::signed_data::SignerIdentifier;
use cms::signed_data::SignerInfo;
use cms::signed_data::SignerInfos;
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5911;
use der::Any;
use der::Decode;
use der::Encode;
use der::Reader;
use der::asn1::OctetString;
use der::asn1::SetOfVec;
use spki::AlgorithmIdentifierOwned;
use time::OffsetDateTime;
use x509_cert::Certificate;
use x509_cert::attr::Attribute;
use x509_cert::ext::pkix::SubjectKeyIdentifier;

use super::keys::Identity;
use super::keys::Signer;
use super::scheme::Hash;
use super::scheme::Scheme;
use super::stamp;
use super::stamp::Authority;
use super::stamp::Stamp;
use super::verdict::Cause;
use super::verdict::Failure;
use super::verdict::Finding;
use super::verdict::Kind;

/// id-aa-timeStampToken (RFC 3161, appendix A).
const TIMESTAMP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");
/// id-aa-signingCertificate (RFC 2634, section 5.4).
const CERTIFICATE_V1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
/// id-aa-signingCertificateV2 (RFC 5035, section 3).
const CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
/// The most bytes of a signature that are read.
const LARGEST: usize = 1 << 20;

/// ESSCertIDv2 (RFC 5035, section 4).
#[derive(Clone, Debug, PartialEq, Eq, der::Sequence)]
struct CertificateId {
    #[asn1(optional = "true")]
    hash: Option<AlgorithmIdentifierOwned>,
    digest: OctetString,
    #[asn1(optional = "true")]
    issuer: Option<Any>,
}

/// SigningCertificateV2 (RFC 5035, section 3), and of the same form the older SigningCertificate.
#[derive(Clone, Debug, PartialEq, Eq, der::Sequence)]
struct SigningCertificate {
    certificates: Vec<CertificateId>,
    #[asn1(optional = "true")]
    policies: Option<Any>,
}

fn failed(_: der::Error) -> Failure {
    Failure::new("the signature can't be put together")
}

/// The attributes that are signed, in DER: what the key signs. They hold the digest of the content, given in parts, and
/// that of the certificate.
///
/// # Errors
/// When they can't be put together.
pub fn attributes(signer: &Signer, content: &[&[u8]]) -> Result<Vec<u8>, Failure> {
    let digest = OctetString::new(signer.scheme().hash.digest(content)).map_err(failed)?;
    let id = CertificateId {
        hash: None,
        digest: OctetString::new(Hash::Sha256.digest(&[signer.certificate()])).map_err(failed)?,
        issuer: None,
    };
    let signing = SigningCertificate { certificates: vec![id], policies: None };
    let attributes = [
        attribute(rfc5911::ID_CONTENT_TYPE, &rfc5911::ID_DATA).map_err(failed)?,
        attribute(rfc5911::ID_MESSAGE_DIGEST, &digest).map_err(failed)?,
        attribute(CERTIFICATE_V2, &signing).map_err(failed)?,
    ];
    SetOfVec::try_from(Vec::from(attributes)).and_then(|all| all.to_der()).map_err(failed)
}

/// Signs content given in parts.
///
/// # Errors
/// When the key refuses, or the timestamp can't be had.
pub fn sign(identity: &Identity, content: &[&[u8]], authority: Option<&dyn Authority>) -> Result<Vec<u8>, Failure> {
    let attributes = attributes(identity.signer(), content)?;
    let value = identity.sign(&attributes)?;
    let signature = assemble(identity.signer(), &attributes, &value)?;
    complete(&signature, &[], authority)
}

/// A signature out of the signed attributes and the value that the key made over them.
///
/// # Errors
/// When the value is not one of the certificate's key over these attributes.
pub fn assemble(signer: &Signer, attributes: &[u8], value: &[u8]) -> Result<Vec<u8>, Failure> {
    if !signer.verifies(attributes, value) {
        let text = "the signature is not one of the certificate's key over these attributes";
        return Err(Failure::of(Cause::Refused(Kind::Value), text));
    }
    let scheme = signer.scheme();
    let certificate = signer.parsed();
    let info = SignerInfo {
        version: CmsVersion::V1,
        sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: certificate.tbs_certificate.issuer.clone(),
            serial_number: certificate.tbs_certificate.serial_number.clone(),
        }),
        digest_alg: scheme.hash.algorithm(),
        signed_attrs: Some(SetOfVec::from_der(attributes).map_err(failed)?),
        signature_algorithm: scheme.algorithm().map_err(failed)?,
        signature: OctetString::new(value).map_err(failed)?,
        unsigned_attrs: None,
    };
    let mut certificates = vec![CertificateChoices::Certificate(certificate.clone())];
    for other in signer.chain() {
        certificates.push(CertificateChoices::Certificate(Certificate::from_der(other).map_err(failed)?));
    }
    let signed = SignedData {
        version: CmsVersion::V1,
        digest_algorithms: SetOfVec::try_from(vec![scheme.hash.algorithm()]).map_err(failed)?,
        encap_content_info: EncapsulatedContentInfo { econtent_type: rfc5911::ID_DATA, econtent: None },
        certificates: Some(CertificateSet(SetOfVec::try_from(certificates).map_err(failed)?)),
        crls: None,
        signer_infos: SignerInfos(SetOfVec::try_from(vec![info]).map_err(failed)?),
    };
    closed(&signed)
}

fn closed(signed: &SignedData) -> Result<Vec<u8>, Failure> {
    let content = Any::encode_from(signed).map_err(failed)?;
    ContentInfo { content_type: rfc5911::ID_SIGNED_DATA, content }.to_der().map_err(failed)
}

/// Adds to a signature what is not signed: certificates that it does not bring, and a timestamp. With neither it stays as
/// it is, byte for byte.
///
/// # Errors
/// When it is not well formed, has a timestamp already, or the timestamp can't be had.
pub fn complete(signature: &[u8], chain: &[Vec<u8>], authority: Option<&dyn Authority>) -> Result<Vec<u8>, Failure> {
    let mut signed = open(signature).map_err(|finding| Failure::new(finding.text))?;
    let mut changed = false;
    let mut certificates: Vec<CertificateChoices> =
        signed.certificates.iter().flat_map(|set| set.0.iter()).cloned().collect();
    for other in chain {
        let other = CertificateChoices::Certificate(Certificate::from_der(other).map_err(failed)?);
        if !certificates.contains(&other) {
            certificates.push(other);
            changed = true;
        }
    }
    let mut signers: Vec<SignerInfo> = signed.signer_infos.0.iter().cloned().collect();
    if let (Some(authority), [signer]) = (authority, signers.as_mut_slice()) {
        let mut unsigned: Vec<Attribute> = signer.unsigned_attrs.iter().flat_map(|set| set.iter()).cloned().collect();
        if unsigned.iter().any(|attribute| attribute.oid == TIMESTAMP) {
            return Err(Failure::new("the signature has a timestamp already"));
        }
        let value = signer.signature.as_bytes();
        let token = authority.stamp(value)?;
        if let Some(problem) = stamp::read(&token, &[value]).findings.first() {
            return Err(Failure::new(format!("the timestamp can't be used: {}", problem.text)));
        }
        let token = Any::from_der(&token).map_err(failed)?;
        unsigned.push(attribute(TIMESTAMP, &token).map_err(failed)?);
        signer.unsigned_attrs = Some(SetOfVec::try_from(unsigned).map_err(failed)?);
        changed = true;
    }
    if !changed {
        return Ok(signature.to_vec());
    }
    signed.certificates = Some(CertificateSet(SetOfVec::try_from(certificates).map_err(failed)?));
    signed.signer_infos = SignerInfos(SetOfVec::try_from(signers).map_err(failed)?);
    closed(&signed)
}

fn attribute<T: der::EncodeValue + der::Tagged>(oid: ObjectIdentifier, value: &T) -> der::Result<Attribute> {
    Ok(Attribute { oid, values: SetOfVec::try_from(vec![Any::encode_from(value)?])? })
}

/// A signature, read.
#[derive(Clone, Debug, Default)]
pub struct Signed {
    /// The certificate of the signer.
    pub certificate: Option<Vec<u8>>,
    /// The other certificates.
    pub others: Vec<Vec<u8>>,
    /// Key and digest in words.
    pub algorithm: String,
    /// The timestamp over the signature.
    pub stamp: Option<Stamp>,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

/// Which attributes a signature has to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// A signature over a document.
    Document,
    /// A timestamp, which may name its certificate in the older way.
    Token,
}

/// Reads and checks a signature over content given in parts. Zeros may follow it.
pub fn read(bytes: &[u8], content: &[&[u8]]) -> Signed {
    read_digested(bytes, &|hash| hash.digest(content))
}

/// Gives the digest of what is signed.
pub type Digest<'a> = &'a dyn Fn(Hash) -> Vec<u8>;

/// The same, for content of which only the digest is at hand.
pub fn read_digested(bytes: &[u8], content: Digest<'_>) -> Signed {
    let mut signed = Signed::default();
    match open(bytes) {
        Ok(data) => {
            if data.encap_content_info.econtent.is_some() || data.encap_content_info.econtent_type != rfc5911::ID_DATA {
                signed.findings.push(Finding::new(Kind::Malformed, "the signature brings content of its own"));
            }
            check(&data, content, Profile::Document, &mut signed);
        }
        Err(finding) => signed.findings.push(finding),
    }
    signed
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

/// The signature in a PEM text, if it holds one.
pub fn from_pem(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let block = ["CMS", "PKCS7"].into_iter().find_map(|label| super::keys::blocks(text, label).first().copied())?;
    der::pem::decode_vec(block.as_bytes()).ok().map(|(_, der)| der)
}

/// Whether bytes begin as a SignedData does. Whether they hold is for [`read`] to say.
pub fn is_signed_data(bytes: &[u8]) -> bool {
    ContentInfo::from_der(super::raw::first(bytes).unwrap_or_default())
        .is_ok_and(|info| info.content_type == rfc5911::ID_SIGNED_DATA)
        // BER, which is refused later, and by its name.
        || bytes.starts_with(&[0x30, 0x80, 0x06, 0x09])
}

/// The time that a signature says it was made at, among its signed attributes. Signatures in PDFs have none there, but some
/// tools can't leave it out.
pub fn signing_time(bytes: &[u8]) -> Option<OffsetDateTime> {
    let data = open(bytes).ok()?;
    let attributes = data.signer_infos.0.as_slice().first()?.signed_attrs.as_ref()?;
    let attribute = attributes.iter().find(|attribute| attribute.oid == rfc5911::ID_SIGNING_TIME)?;
    let time = x509_cert::time::Time::from_der(&attribute.values.get(0)?.to_der().ok()?).ok()?;
    super::keys::moment(&time)
}

/// Checks the one signer of a SignedData against its content.
pub fn check(data: &SignedData, content: Digest<'_>, profile: Profile, signed: &mut Signed) {
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
        signed.findings.push(Finding::new(Kind::Malformed, "the signature does not have exactly one signer"));
        return;
    };
    // The versions follow from what is in it (RFC 5652, sections 5.1 and 5.3).
    let by_key = matches!(signer.sid, SignerIdentifier::SubjectKeyIdentifier(_));
    let fits = matches!(data.version, CmsVersion::V1 | CmsVersion::V3)
        && signer.version == if by_key { CmsVersion::V3 } else { CmsVersion::V1 };
    if !fits {
        signed
            .findings
            .push(Finding::new(Kind::Malformed, "the signature is of a version that does not fit what is in it"));
    }
    let own = all.iter().find(|certificate| names(&signer.sid, certificate));
    signed.others = all
        .iter()
        .filter(|certificate| Some(*certificate) != own)
        .filter_map(|certificate| certificate.to_der().ok())
        .collect();
    let Some(certificate) = own else {
        signed.findings.push(Finding::new(Kind::Certificate, "the certificate of the signer is not in the signature"));
        return;
    };
    signed.certificate = certificate.to_der().ok();
    if let Err(finding) = check_signer(data, signer, certificate, content, profile, signed) {
        signed.findings.push(finding);
    }
}

fn check_signer(
    data: &SignedData,
    signer: &SignerInfo,
    certificate: &Certificate,
    content: Digest<'_>,
    profile: Profile,
    signed: &mut Signed,
) -> Result<(), Finding> {
    let spki = &certificate.tbs_certificate.subject_public_key_info;
    let hash = Hash::from_oid(signer.digest_alg.oid)?;
    if !data.digest_algorithms.iter().any(|algorithm| algorithm.oid == signer.digest_alg.oid) {
        return Err(Finding::new(Kind::Malformed, "the signature uses a digest that it does not name"));
    }
    let scheme = Scheme::of(&signer.signature_algorithm, hash, spki)?;
    signed.algorithm = scheme.name();
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
    let unsigned = signer.unsigned_attrs.iter().flat_map(|attributes| attributes.iter());
    for attribute in unsigned {
        if attribute.oid != TIMESTAMP || profile == Profile::Token {
            continue;
        }
        if signed.stamp.is_some() || attribute.values.len() != 1 {
            return Err(Finding::new(Kind::Malformed, "the signature has two timestamps"));
        }
        let token = attribute.values.get(0).and_then(|token| token.to_der().ok()).unwrap_or_default();
        signed.stamp = Some(stamp::read(&token, &[signer.signature.as_bytes()]));
    }
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
