//! Who signs: a certificate, the chain above it, and a key that signs.
//!
//! A key comes from a file ([`super::keyfile`]), stays in a token, or is elsewhere. Whatever is read of it is
//! zeroed when it is dropped, and shows in no message.

use std::fmt;

use const_oid::db::rfc5912;
use der::Decode;
use der::pem::LineEnding;
use ring::rand::SystemRandom;
use ring::signature;
use ring::signature::EcdsaKeyPair;
use ring::signature::Ed25519KeyPair;
use ring::signature::RsaKeyPair;
use time::OffsetDateTime;
use x509_cert::Certificate;
use zeroize::Zeroizing;

use super::scheme;
use super::scheme::Hash;
use super::scheme::Key;
use super::scheme::Scheme;
use super::verdict::Cause;
use super::verdict::Failure;

/// A passphrase or a PIN.
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// A secret from its bytes.
    pub fn new(bytes: Vec<u8>) -> Secret {
        Secret(Zeroizing::new(bytes))
    }

    /// What is kept secret, for as long as it is borrowed.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Its text.
    ///
    /// # Errors
    /// When it is not UTF-8.
    pub fn text(&self) -> Result<&str, Failure> {
        std::str::from_utf8(&self.0).map_err(|_| Failure::new("the passphrase is not UTF-8"))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// Makes raw signatures.
pub trait RawKey {
    /// The signature over a message, as CMS holds it.
    ///
    /// # Errors
    /// When the key or its token refuses.
    fn sign(&self, scheme: Scheme, message: &[u8]) -> Result<Vec<u8>, Failure>;
}

enum FileKey {
    Ecdsa(EcdsaKeyPair),
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

/// A certificate with those above it, and how its key signs: all that is known of who signs, but for the key.
#[derive(Clone, Debug)]
pub struct Signer {
    certificate: Vec<u8>,
    parsed: Certificate,
    chain: Vec<Vec<u8>>,
    scheme: Scheme,
}

impl Signer {
    /// From certificates in DER: the signer's, and those above it.
    ///
    /// # Errors
    /// When the certificate can't be read, or its key is of a kind that can't sign.
    pub fn new(certificate: Vec<u8>, chain: Vec<Vec<u8>>) -> Result<Signer, Failure> {
        let parsed = Certificate::from_der(&certificate).map_err(|_| Failure::new("the certificate can't be read"))?;
        let spki = &parsed.tbs_certificate.subject_public_key_info;
        let key = Key::of(spki).map_err(|finding| {
            let text = format!("the certificate's key can't sign here: {}", finding.text);
            Failure::of(Cause::Refused(finding.kind), text)
                .help("ECDSA on P-256 or P-384, RSA of 2048 to 8192 bits and Ed25519 can")
        })?;
        let hash = match key {
            Key::P384 => Hash::Sha384,
            Key::Ed25519 => Hash::Sha512,
            Key::P256 | Key::Rsa => Hash::Sha256,
        };
        let scheme = Scheme { key, hash, pss: spki.algorithm.oid == scheme::PSS };
        let chain = ordered(chain, &certificate);
        Ok(Signer { certificate, parsed, chain, scheme })
    }

    /// Signs with RSA-PSS; other keys stay as they are.
    #[must_use]
    pub fn with_pss(mut self) -> Signer {
        self.scheme.pss |= self.scheme.key == Key::Rsa;
        self
    }

    /// With more certificates above it.
    #[must_use]
    pub fn with_chain(mut self, more: Vec<Vec<u8>>) -> Signer {
        self.chain.extend(more);
        self.chain = ordered(self.chain, &self.certificate);
        self
    }

    /// The certificate in DER.
    pub fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// The certificate, read.
    pub fn parsed(&self) -> &Certificate {
        &self.parsed
    }

    /// The certificates above it, in DER.
    pub fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    /// How it signs.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Whether a signature over a message is that of the certificate's key.
    pub fn verifies(&self, message: &[u8], value: &[u8]) -> bool {
        self.scheme.verifies(&self.parsed.tbs_certificate.subject_public_key_info, message, value)
    }
}

/// Who signs, with the key.
pub struct Identity {
    signer: Signer,
    key: Box<dyn RawKey>,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").field("scheme", &self.signer.scheme).finish_non_exhaustive()
    }
}

impl Identity {
    /// A key whose signatures are made elsewhere.
    ///
    /// # Errors
    /// When the certificate can't be read, or its key is of a kind that can't sign.
    pub fn from_raw(certificate: Vec<u8>, chain: Vec<Vec<u8>>, key: Box<dyn RawKey>) -> Result<Identity, Failure> {
        let identity = Identity { signer: Signer::new(certificate, chain)?, key };
        identity.tried()?;
        Ok(identity)
    }

    /// A key in the form of PKCS#8.
    pub(super) fn new(certificate: Vec<u8>, chain: Vec<Vec<u8>>, key: Zeroizing<Vec<u8>>) -> Result<Identity, Failure> {
        let signer = Signer::new(certificate, chain)?;
        let key = Box::new(file_key(signer.scheme.key, &key)?);
        let identity = Identity { signer, key };
        identity.tried()?;
        Ok(identity)
    }

    /// Signs with RSA-PSS; other keys stay as they are.
    #[must_use]
    pub fn with_pss(self) -> Identity {
        Identity { signer: self.signer.with_pss(), ..self }
    }

    /// With more certificates above the signer's.
    #[must_use]
    pub fn with_chain(self, more: Vec<Vec<u8>>) -> Identity {
        Identity { signer: self.signer.with_chain(more), ..self }
    }

    /// A key and a certificate that don't belong together would make a signature that nobody can verify.
    fn tried(&self) -> Result<(), Failure> {
        let message = b"a trial of the key";
        let value = self.key.sign(self.signer.scheme, message)?;
        if self.signer.verifies(message, &value) {
            Ok(())
        } else {
            Err(Failure::new("the key does not belong to the certificate")
                .help("of several certificates in one file, the signer's comes first"))
        }
    }

    /// Who signs, without the key.
    pub fn signer(&self) -> &Signer {
        &self.signer
    }

    /// The certificate in DER.
    pub fn certificate(&self) -> &[u8] {
        &self.signer.certificate
    }

    /// The certificates above it, in DER.
    pub fn chain(&self) -> &[Vec<u8>] {
        &self.signer.chain
    }

    /// How it signs.
    pub fn scheme(&self) -> Scheme {
        self.signer.scheme
    }

    /// A signature over a message.
    ///
    /// # Errors
    /// When the key refuses.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Failure> {
        self.key.sign(self.signer.scheme, message)
    }
}

/// The chain, without what is there twice and without the certificate itself.
fn ordered(chain: Vec<Vec<u8>>, own: &[u8]) -> Vec<Vec<u8>> {
    let mut out: Vec<Vec<u8>> = Vec::new();
    for certificate in chain {
        if certificate != own && !out.contains(&certificate) {
            out.push(certificate);
        }
    }
    out
}

fn file_key(kind: Key, pkcs8: &[u8]) -> Result<FileKey, Failure> {
    let random = SystemRandom::new();
    let unfit = |_| Failure::new("the key is not of the kind that the certificate is for, or damaged");
    Ok(match kind {
        Key::P256 => FileKey::Ecdsa(
            EcdsaKeyPair::from_pkcs8(&signature::ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8, &random).map_err(unfit)?,
        ),
        Key::P384 => FileKey::Ecdsa(
            EcdsaKeyPair::from_pkcs8(&signature::ECDSA_P384_SHA384_ASN1_SIGNING, pkcs8, &random).map_err(unfit)?,
        ),
        Key::Rsa => FileKey::Rsa(Box::new(rsa(pkcs8)?)),
        Key::Ed25519 => FileKey::Ed25519(Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8).map_err(unfit)?),
    })
}

/// RSA keys may be marked for PSS only, which ring does not read: the key inside is the same.
fn rsa(pkcs8: &[u8]) -> Result<RsaKeyPair, Failure> {
    let unfit = || Failure::new("the key is not of the kind that the certificate is for, damaged, or below 2048 bits");
    let info = pkcs8::PrivateKeyInfo::try_from(pkcs8).map_err(|_| unfit())?;
    if !matches!(info.algorithm.oid, rfc5912::RSA_ENCRYPTION | scheme::PSS) {
        return Err(unfit());
    }
    RsaKeyPair::from_der(info.private_key).map_err(|_| unfit())
}

impl RawKey for FileKey {
    fn sign(&self, scheme: Scheme, message: &[u8]) -> Result<Vec<u8>, Failure> {
        let random = SystemRandom::new();
        let refused = |_| Failure::new("the key refused to sign");
        match self {
            FileKey::Ecdsa(key) => key.sign(&random, message).map(|value| value.as_ref().to_vec()).map_err(refused),
            FileKey::Ed25519(key) => Ok(key.sign(message).as_ref().to_vec()),
            FileKey::Rsa(key) => {
                let encoding: &dyn signature::RsaEncoding = match (scheme.pss, scheme.hash) {
                    (false, Hash::Sha256) => &signature::RSA_PKCS1_SHA256,
                    (false, Hash::Sha384) => &signature::RSA_PKCS1_SHA384,
                    (false, Hash::Sha512) => &signature::RSA_PKCS1_SHA512,
                    (true, Hash::Sha256) => &signature::RSA_PSS_SHA256,
                    (true, Hash::Sha384) => &signature::RSA_PSS_SHA384,
                    (true, Hash::Sha512) => &signature::RSA_PSS_SHA512,
                };
                let mut value = vec![0; key.public().modulus_len()];
                key.sign(encoding, &random, message, &mut value).map_err(refused)?;
                Ok(value)
            }
        }
    }
}

/// All certificates of a file, in DER: of PEM, or the one of a file in DER.
///
/// # Errors
/// When there is none, or one of them can't be read.
pub fn certificates(bytes: &[u8]) -> Result<Vec<Vec<u8>>, Failure> {
    if Certificate::from_der(bytes).is_ok() {
        return Ok(vec![bytes.to_vec()]);
    }
    let all = pem_certificates(bytes)?;
    if all.is_empty() { Err(Failure::new("the file holds no certificate")) } else { Ok(all) }
}

/// All certificates of a PEM file, in DER.
///
/// # Errors
/// When one of them can't be read.
pub fn pem_certificates(pem: &[u8]) -> Result<Vec<Vec<u8>>, Failure> {
    let bad = || Failure::new("a certificate of the PEM file can't be read");
    let text = std::str::from_utf8(pem).map_err(|_| bad())?;
    let mut all = Vec::new();
    for block in blocks(text, "CERTIFICATE") {
        let (_, der) = der::pem::decode_vec(block.as_bytes()).map_err(|_| bad())?;
        Certificate::from_der(&der).map_err(|_| bad())?;
        all.push(der);
    }
    Ok(all)
}

/// All lists of revoked certificates of a PEM file, in DER.
///
/// # Errors
/// When one of them can't be read.
pub fn pem_lists(pem: &[u8]) -> Result<Vec<Vec<u8>>, Failure> {
    let text = std::str::from_utf8(pem).unwrap_or("");
    let decode = |block: &str| der::pem::decode_vec(block.as_bytes()).map(|(_, der)| der);
    let lists: Result<Vec<Vec<u8>>, der::pem::Error> = blocks(text, "X509 CRL").into_iter().map(decode).collect();
    lists.map_err(|_| Failure::new("a list of revoked certificates in the PEM file can't be read"))
}

/// The blocks of a PEM text with this label.
pub(super) fn blocks<'a>(text: &'a str, label: &str) -> Vec<&'a str> {
    let (open, close) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
    let mut rest = text;
    let mut found = Vec::new();
    while let Some(start) = rest.find(&open) {
        let Some(end) = rest.get(start..).and_then(|from| from.find(&close)) else { break };
        let stop = start + end + close.len();
        found.extend(rest.get(start..stop));
        rest = rest.get(stop..).unwrap_or("");
    }
    found
}

/// Who a certificate is for, in words.
#[derive(Clone, Debug)]
pub struct Named {
    /// The subject as RFC 4514 writes it.
    pub subject: String,
    /// The common name, or the subject where there is none.
    pub common_name: String,
    /// The issuer as RFC 4514 writes it.
    pub issuer: String,
    /// The issuer's common name, or the issuer.
    pub issuer_name: String,
    /// The organisation, or empty.
    pub organisation: String,
    /// SHA-256 of the certificate in lower-case hexadecimal.
    pub sha256: String,
    /// When it begins to be valid.
    pub not_before: OffsetDateTime,
    /// When it ends to be valid.
    pub not_after: OffsetDateTime,
}

impl Named {
    /// Reads a certificate in DER.
    ///
    /// # Errors
    /// When it is none.
    pub fn of(certificate: &[u8]) -> Result<Named, Failure> {
        let bad = || Failure::new("the certificate can't be read");
        let parsed = Certificate::from_der(certificate).map_err(|_| bad())?;
        let tbs = &parsed.tbs_certificate;
        let time = |time: &x509_cert::time::Time| moment(time).ok_or_else(bad);
        let (subject, issuer) = (clean(&tbs.subject.to_string()), clean(&tbs.issuer.to_string()));
        Ok(Named {
            common_name: part(&tbs.subject, rfc4519_common_name()).unwrap_or_else(|| subject.clone()),
            issuer_name: part(&tbs.issuer, rfc4519_common_name()).unwrap_or_else(|| issuer.clone()),
            organisation: part(&tbs.subject, const_oid::db::rfc4519::ORGANIZATION_NAME).unwrap_or_default(),
            subject,
            issuer,
            sha256: hex(&Hash::Sha256.digest(&[certificate])),
            not_before: time(&tbs.validity.not_before)?,
            not_after: time(&tbs.validity.not_after)?,
        })
    }
}

/// A time of a certificate; `None` outside the years that can be held.
pub fn moment(time: &x509_cert::time::Time) -> Option<OffsetDateTime> {
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok()?;
    OffsetDateTime::from_unix_timestamp(seconds).ok()
}

fn rfc4519_common_name() -> const_oid::ObjectIdentifier {
    const_oid::db::rfc4519::COMMON_NAME
}

/// A part of a name as text.
fn part(name: &x509_cert::name::Name, oid: const_oid::ObjectIdentifier) -> Option<String> {
    let parts = name.0.iter().flat_map(|set| set.0.iter());
    let value = parts.filter(|part| part.oid == oid).map(|part| part.value.value()).next_back()?;
    let text = String::from_utf8_lossy(value);
    Some(clean(&text)).filter(|text| !text.is_empty())
}

/// A text of a stranger's certificate, fit for one line of a terminal.
pub(super) fn clean(text: &str) -> String {
    let hidden = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|c| !c.is_control() && !hidden(*c)).take(200).collect()
}

/// Bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// A moment in UTC as `2026-11-23T09:30:00Z`.
pub fn iso(moment: OffsetDateTime) -> String {
    let format = time::macros::format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    moment.to_offset(time::UtcOffset::UTC).format(format).unwrap_or_default()
}

/// A certificate as PEM.
///
/// # Errors
/// When it is too large.
pub fn to_pem(certificate: &[u8]) -> Result<String, Failure> {
    der::pem::encode_string("CERTIFICATE", LineEnding::LF, certificate)
        .map_err(|_| Failure::new("the certificate can't be written"))
}
