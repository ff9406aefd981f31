//! The signature itself: a CMS SignedData (RFC 5652) as PAdES wants it (ETSI EN 319 142-1, clause 6.3).
//!
//! Takes a key and content and gives the signature, or takes a signature and gives what holds of it; the form itself is in
//! `signed_data.rs`. Detached, one signer, the certificates included; signed attributes are the content type, the digest of the content and
//! the digest of the signer's certificate (RFC 5035), and no time: the time is in the PDF, or in a timestamp.

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
use der::asn1::OctetString;
use der::asn1::SetOfVec;
use time::OffsetDateTime;
use x509_cert::Certificate;
use x509_cert::attr::Attribute;

use super::keys::Identity;
use super::keys::Signer;
use super::scheme::Hash;
use super::signed_data::CERTIFICATE_V2;
use super::signed_data::CertificateId;
use super::signed_data::Content;
use super::signed_data::Facts;
use super::signed_data::Profile;
use super::signed_data::SigningCertificate;
use super::signed_data::check;
use super::stamp;
use super::stamp::Authority;
use super::stamp::Stamp;
use super::verdict::Cause;
use super::verdict::Failure;
use super::verdict::Finding;
use super::verdict::Kind;

pub use super::signed_data::Digest;
pub use super::signed_data::open;

/// id-aa-timeStampToken (RFC 3161, appendix A).
const TIMESTAMP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");

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

/// Reads and checks a signature over content given in parts. Zeros may follow it.
pub fn read(bytes: &[u8], content: &[&[u8]]) -> Signed {
    read_digested(bytes, &|hash| hash.digest(content))
}

/// The same, for content of which only the digest is at hand.
pub fn read_digested(bytes: &[u8], content: Digest<'_>) -> Signed {
    let mut signed = Signed::default();
    match open(bytes) {
        Ok(data) => {
            if data.encap_content_info.econtent.is_some() || data.encap_content_info.econtent_type != rfc5911::ID_DATA {
                signed.findings.push(Finding::new(Kind::Malformed, "the signature brings content of its own"));
            }
            let mut facts = Facts::default();
            let sound = check(&data, Content { digest: content, profile: Profile::Document }, &mut facts);
            signed.findings.append(&mut facts.findings);
            (signed.certificate, signed.others, signed.algorithm) = (facts.certificate, facts.others, facts.algorithm);
            if let Some(signer) = sound {
                read_stamp(signer, &mut signed);
            }
        }
        Err(finding) => signed.findings.push(finding),
    }
    signed
}

/// The timestamp among what is not signed.
fn read_stamp(signer: &SignerInfo, signed: &mut Signed) {
    let unsigned = signer.unsigned_attrs.iter().flat_map(|attributes| attributes.iter());
    for attribute in unsigned.filter(|attribute| attribute.oid == TIMESTAMP) {
        if signed.stamp.is_some() || attribute.values.len() != 1 {
            signed.findings.push(Finding::new(Kind::Malformed, "the signature has two timestamps"));
            return;
        }
        let token = attribute.values.get(0).and_then(|token| token.to_der().ok()).unwrap_or_default();
        signed.stamp = Some(stamp::read(&token, &[signer.signature.as_bytes()]));
    }
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
