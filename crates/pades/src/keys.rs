//! Who signs: a certificate, the chain above it, and a key that signs.
//!
//! A key comes from a PKCS#12 file, from PEM files, or stays in a token ([`super::token`]). Whatever is read of it is
//! zeroed when it is dropped, and shows in no message.

use std::fmt;

use const_oid::db::rfc5912;
use der::Decode;
use der::Encode;
use der::pem::LineEnding;
use ring::rand::SystemRandom;
use ring::signature;
use ring::signature::EcdsaKeyPair;
use ring::signature::Ed25519KeyPair;
use ring::signature::RsaKeyPair;
use time::OffsetDateTime;
use x509_cert::Certificate;
use x509_cert::ext::pkix::KeyUsage;
use x509_cert::ext::pkix::KeyUsages;
use zeroize::Zeroizing;

use super::scheme;
use super::scheme::Hash;
use super::scheme::Key;
use super::scheme::Scheme;
use super::verdict::Failure;

/// A passphrase or a PIN.
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// A secret from its bytes.
    pub fn new(bytes: Vec<u8>) -> Secret {
        Secret(Zeroizing::new(bytes))
    }

    /// Its bytes.
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

/// Who signs.
pub struct Identity {
    certificate: Vec<u8>,
    parsed: Certificate,
    chain: Vec<Vec<u8>>,
    scheme: Scheme,
    key: Box<dyn RawKey>,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").field("scheme", &self.scheme).finish_non_exhaustive()
    }
}

impl Identity {
    /// Reads a PKCS#12 file.
    ///
    /// # Errors
    /// When the passphrase is wrong, the file can't be read, or it holds no key with its certificate.
    pub fn from_pkcs12(bytes: &[u8], secret: &Secret) -> Result<Identity, Failure> {
        let store = p12_keystore::KeyStore::from_pkcs12(bytes, secret.text()?).map_err(|error| {
            let text = error.to_string().to_lowercase();
            // The library has no kind of error for each case; these are its words for a digest that does not fit.
            if text.contains("mac") || text.contains("password") || text.contains("padding") || text.contains("decrypt")
            {
                Failure::new("the passphrase of the PKCS#12 file is wrong")
            } else {
                Failure::new(
                    "the PKCS#12 file can't be read: it is damaged, or encrypted in a way that is not known \
                     (AES-256 and 3DES are; make it anew with `openssl pkcs12 -export`)",
                )
            }
        })?;
        let (_, entry) = store.private_key_chain().ok_or_else(|| Failure::new("the PKCS#12 file holds no key"))?;
        let mut certificates = entry.chain().iter().map(|certificate| certificate.as_der().to_vec());
        let own = certificates.next().ok_or_else(|| Failure::new("the PKCS#12 file holds no certificate"))?;
        Identity::new(own, certificates.collect(), Zeroizing::new(entry.key().to_vec()))
    }

    /// Reads a key and certificates from PEM: the signer's first, then those above it.
    ///
    /// # Errors
    /// When the passphrase is wrong or missing, or the files don't hold what they should.
    pub fn from_pem(key: &[u8], certificates: &[u8], secret: Option<&Secret>) -> Result<Identity, Failure> {
        let mut all = pem_certificates(certificates)?.into_iter();
        let own = all.next().ok_or_else(|| Failure::new("the PEM file holds no certificate"))?;
        Identity::new(own, all.collect(), pem_key(key, secret)?)
    }

    /// A key whose signatures are made elsewhere.
    ///
    /// # Errors
    /// When the certificate can't be read, or its key is of a kind that can't sign.
    pub fn from_raw(certificate: Vec<u8>, chain: Vec<Vec<u8>>, key: Box<dyn RawKey>) -> Result<Identity, Failure> {
        let parsed = Certificate::from_der(&certificate).map_err(|_| Failure::new("the certificate can't be read"))?;
        let spki = &parsed.tbs_certificate.subject_public_key_info;
        let kind =
            Key::of(spki).map_err(|_| Failure::new("the certificate's key is of a kind that can't sign here"))?;
        let hash = match kind {
            Key::P384 => Hash::Sha384,
            Key::Ed25519 => Hash::Sha512,
            Key::P256 | Key::Rsa => Hash::Sha256,
        };
        let scheme = Scheme { key: kind, hash, pss: spki.algorithm.oid == scheme::PSS };
        let identity = Identity { certificate, parsed, chain: ordered(chain), scheme, key };
        identity.tried()?;
        Ok(identity)
    }

    fn new(certificate: Vec<u8>, chain: Vec<Vec<u8>>, key: Zeroizing<Vec<u8>>) -> Result<Identity, Failure> {
        let parsed = Certificate::from_der(&certificate).map_err(|_| Failure::new("the certificate can't be read"))?;
        let spki = &parsed.tbs_certificate.subject_public_key_info;
        let kind =
            Key::of(spki).map_err(|_| Failure::new("the certificate's key is of a kind that can't sign here"))?;
        Identity::from_raw(certificate, chain, Box::new(file_key(kind, &key)?))
    }

    /// Signs with RSA-PSS; other keys stay as they are.
    pub fn with_pss(mut self) -> Identity {
        self.scheme.pss |= self.scheme.key == Key::Rsa;
        self
    }

    /// A key and a certificate that don't belong together would make a signature that nobody can verify.
    fn tried(&self) -> Result<(), Failure> {
        let message = b"a trial of the key";
        let value = self.key.sign(self.scheme, message)?;
        if self.scheme.verifies(&self.parsed.tbs_certificate.subject_public_key_info, message, &value) {
            Ok(())
        } else {
            Err(Failure::new("the key does not belong to the certificate"))
        }
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

    /// A signature over a message.
    ///
    /// # Errors
    /// When the key refuses.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Failure> {
        self.key.sign(self.scheme, message)
    }

    /// Whether it may sign at this time: valid, for signatures, and with its chain up to a certificate that signs itself or
    /// is among `known` ones.
    ///
    /// # Errors
    /// The first thing that keeps it from signing.
    pub fn ready(&self, at: OffsetDateTime, known: &[Vec<u8>]) -> Result<(), Failure> {
        let named = Named::of(&self.certificate)?;
        let name = &named.common_name;
        if at < named.not_before {
            return Err(Failure::new(format!(
                "the certificate of {name} is not valid before {}",
                iso(named.not_before)
            )));
        }
        if at > named.not_after {
            return Err(Failure::new(format!("the certificate of {name} expired at {}", iso(named.not_after))));
        }
        if !signs(&self.parsed) {
            return Err(Failure::new(format!("the certificate of {name} is not for signatures")));
        }
        let all: Vec<Certificate> =
            self.chain.iter().chain(known).filter_map(|der| Certificate::from_der(der).ok()).collect();
        let mut current = &self.parsed;
        for _ in 0..=all.len() {
            let tbs = &current.tbs_certificate;
            if tbs.issuer == tbs.subject {
                return Ok(());
            }
            match all.iter().find(|other| other.tbs_certificate.subject == tbs.issuer) {
                Some(above) => current = above,
                None => {
                    let text = format!(
                        "the certificate of `{}` is missing: add it to the file of the key, so that others can check the \
                         signature",
                        tbs.issuer
                    );
                    return Err(Failure::new(text));
                }
            }
        }
        Ok(())
    }
}

/// Whether a certificate is for signatures: its key usage, if it has one, says so (RFC 5280, section 4.2.1.3).
pub fn signs(certificate: &Certificate) -> bool {
    match certificate.tbs_certificate.get::<KeyUsage>() {
        Ok(None) => true,
        Ok(Some((_, usage))) => {
            usage.0.contains(KeyUsages::DigitalSignature) || usage.0.contains(KeyUsages::NonRepudiation)
        }
        Err(_) => false,
    }
}

/// The chain, without what is there twice.
fn ordered(chain: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    let mut out: Vec<Vec<u8>> = Vec::new();
    for certificate in chain {
        if !out.contains(&certificate) {
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
fn blocks<'a>(text: &'a str, label: &str) -> Vec<&'a str> {
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

/// The private key of a PEM file as PKCS#8.
fn pem_key(pem: &[u8], secret: Option<&Secret>) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let bad =
        || Failure::new("the PEM file holds no key that can be read: PKCS#8 is, as `openssl pkcs8 -topk8` writes it");
    let text = std::str::from_utf8(pem).map_err(|_| bad())?;
    if let Some(block) = blocks(text, "PRIVATE KEY").first() {
        let (_, der) = der::pem::decode_vec(block.as_bytes()).map_err(|_| bad())?;
        return Ok(Zeroizing::new(der));
    }
    if let Some(block) = blocks(text, "ENCRYPTED PRIVATE KEY").first() {
        let (_, der) = der::pem::decode_vec(block.as_bytes()).map_err(|_| bad())?;
        let secret = secret.ok_or_else(|| Failure::new("the key is encrypted, and no passphrase was given"))?;
        let info = pkcs8::EncryptedPrivateKeyInfo::try_from(der.as_slice()).map_err(|_| bad())?;
        let plain = info.decrypt(secret.bytes()).map_err(|error| match error {
            pkcs8::Error::EncryptedPrivateKey(
                pkcs8::pkcs5::Error::DecryptFailed | pkcs8::pkcs5::Error::EncryptFailed,
            ) => Failure::new("the passphrase of the key is wrong"),
            _ => Failure::new("the passphrase of the key is wrong, or it is encrypted in a way that is not known"),
        })?;
        return Ok(Zeroizing::new(plain.as_bytes().to_vec()));
    }
    if let Some(block) = blocks(text, "EC PRIVATE KEY").first() {
        return legacy_ec(block).ok_or_else(bad);
    }
    Err(bad())
}

/// A key in the older form of SEC 1, put into PKCS#8.
fn legacy_ec(block: &str) -> Option<Zeroizing<Vec<u8>>> {
    let (_, inner) = der::pem::decode_vec(block.as_bytes()).ok()?;
    let inner = Zeroizing::new(inner);
    let key = pkcs8::PrivateKeyInfo::new(ec_algorithm(&inner)?, &inner);
    Some(Zeroizing::new(key.to_der().ok()?))
}

fn ec_algorithm(inner: &[u8]) -> Option<pkcs8::AlgorithmIdentifierRef<'_>> {
    let curves = [&rfc5912::SECP_256_R_1, &rfc5912::SECP_384_R_1];
    let curve = curves.into_iter().find(|curve| {
        let bytes = curve.as_bytes();
        inner.windows(bytes.len()).any(|window| window == bytes)
    })?;
    Some(pkcs8::AlgorithmIdentifierRef { oid: rfc5912::ID_EC_PUBLIC_KEY, parameters: Some(curve.into()) })
}

/// Who a certificate is for, in words.
#[derive(Clone, Debug)]
pub struct Named {
    /// The subject as RFC 4514 writes it.
    pub subject: String,
    /// The common name, or the subject where there is none.
    pub common_name: String,
    /// The issuer.
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
fn clean(text: &str) -> String {
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
