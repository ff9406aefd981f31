//! Keys in files: PKCS#12, and PEM or DER of PKCS#8, PKCS#1 and SEC 1.
//!
//! What a file is follows from its bytes, never from its name. What can't be read is refused by what it is, with the
//! command that puts it into a form that can.

use const_oid::db::rfc5912;
use der::Encode;
use p12_keystore::KeyStore;
use p12_keystore::KeyStoreEntry;
use p12_keystore::error::Error as StoreError;
use zeroize::Zeroizing;

use super::keys::Identity;
use super::keys::Secret;
use super::keys::blocks;
use super::keys::certificates;
use super::raw;
use super::verdict::Cause;
use super::verdict::Choice;
use super::verdict::Failure;

/// What a file with a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Key and certificates in one, always locked.
    Pkcs12,
    /// A key, with certificates or without.
    Key {
        /// True when a passphrase is needed.
        locked: bool,
    },
}

/// What makes PKCS#12 anew in a form that is read here.
const MAKE_ANEW: &str = "make it anew: `openssl pkcs12 -in OLD.p12 -nodes -out plain.pem` (with `-legacy` for an old \
                         one), then `openssl pkcs12 -export -in plain.pem -out NEW.p12`, and remove plain.pem";
/// What turns any key into PKCS#8.
const MAKE_PKCS8: &str = "`openssl pkcs8 -topk8 -in OLD.pem -out NEW.pem` writes it in a form that is read here";

/// What a file holds, by its bytes.
///
/// # Errors
/// When it holds no key, or one that can't be read.
pub fn form(bytes: &[u8]) -> Result<Form, Failure> {
    if let Some(text) = pem(bytes) {
        if !blocks(text, "ENCRYPTED PRIVATE KEY").is_empty() {
            return Ok(Form::Key { locked: true });
        }
        for label in ["RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY"] {
            if blocks(text, label).iter().any(|block| block.contains("Proc-Type: 4,ENCRYPTED")) {
                return Err(Failure::of(
                    Cause::Locked,
                    "the key is encrypted in the old way of OpenSSL, which is weak",
                )
                .help(MAKE_PKCS8));
            }
        }
        if !blocks(text, "OPENSSH PRIVATE KEY").is_empty() {
            return Err(Failure::new("this is an SSH key, and has no certificate")
                .help("`levelbook attest` signs with an SSH key"));
        }
        return match plain_pem(text)? {
            Some(_) => Ok(Form::Key { locked: false }),
            None => Err(no_key()),
        };
    }
    // PFX (RFC 7292, section 4) begins with the number 3; of the keys, only the encrypted one begins with no number.
    match raw::children(bytes).unwrap_or_default().first() {
        Some(first) if first.bytes == [0x02, 0x01, 0x03] => Ok(Form::Pkcs12),
        Some(first) if first.tag == 0x30 && pkcs8::EncryptedPrivateKeyInfo::try_from(bytes).is_ok() => {
            Ok(Form::Key { locked: true })
        }
        Some(_) if plain_der(bytes).is_some() => Ok(Form::Key { locked: false }),
        _ => Err(no_key()),
    }
}

fn no_key() -> Failure {
    Failure::new("the file holds no private key that can be read")
        .help("PKCS#12 can be read, and PKCS#8, PKCS#1 and SEC 1 as PEM or DER")
}

/// Opens a file with a key. `more` is a file with certificates: the signer's first, unless the key brings its own, then
/// those above it. `label` says which key of several is meant.
///
/// # Errors
/// When the passphrase is wrong or missing, the file can't be read, key and certificate don't belong together, or several
/// keys could be meant.
pub fn open(
    bytes: &[u8],
    more: Option<&[u8]>,
    label: Option<&str>,
    secret: Option<&Secret>,
) -> Result<Identity, Failure> {
    match form(bytes)? {
        Form::Pkcs12 => {
            let secret = secret.ok_or_else(|| locked("the PKCS#12 file is locked, and no passphrase was given"))?;
            let more = more.map(certificates).transpose()?.unwrap_or_default();
            Ok(pkcs12(bytes, label, secret)?.with_chain(more))
        }
        Form::Key { .. } => Identity::from_pem(bytes, more.unwrap_or(bytes), secret),
    }
}

fn locked(text: &str) -> Failure {
    Failure::of(Cause::Locked, text)
}

impl Identity {
    /// Reads a PKCS#12 file with one key.
    ///
    /// # Errors
    /// When the passphrase is wrong, the file can't be read, or it does not hold one key with its certificate.
    pub fn from_pkcs12(bytes: &[u8], secret: &Secret) -> Result<Identity, Failure> {
        pkcs12(bytes, None, secret)
    }

    /// Reads a key and certificates, as PEM or DER: the signer's first, then those above it.
    ///
    /// # Errors
    /// When the passphrase is wrong or missing, or the files don't hold what they should.
    pub fn from_pem(key: &[u8], certificates: &[u8], secret: Option<&Secret>) -> Result<Identity, Failure> {
        let key = plain_key(key, secret)?;
        let all = super::keys::certificates(certificates).map_err(|failure| {
            failure.help("name the file with the certificates: the signer's first, then those above it")
        })?;
        let mut all = all.into_iter();
        let own = all.next().ok_or_else(|| Failure::new("the file holds no certificate"))?;
        Identity::new(own, all.collect(), key)
    }
}

fn pkcs12(bytes: &[u8], label: Option<&str>, secret: &Secret) -> Result<Identity, Failure> {
    let store = KeyStore::from_pkcs12(bytes, secret.text()?).map_err(|error| store_failure(&error, bytes))?;
    let keys = store.entries().filter_map(|(alias, entry)| match entry {
        KeyStoreEntry::PrivateKeyChain(chain) => Some((alias, chain)),
        KeyStoreEntry::Certificate(_) => None,
    });
    let all: Vec<_> = keys.collect();
    let meant: Vec<_> = all.iter().filter(|(alias, _)| label.is_none_or(|label| label == *alias)).collect();
    let chain = match meant.as_slice() {
        [(_, chain)] => chain,
        [] => {
            return Err(match label.filter(|_| !all.is_empty()) {
                Some(label) => Failure::new(format!("the PKCS#12 file holds no key `{label}`")),
                None => Failure::new("the PKCS#12 file holds no key with its certificate")
                    .help("`openssl pkcs12 -export -inkey KEY.pem -in CERTIFICATE.pem -certfile CHAIN.pem` makes one"),
            });
        }
        several => {
            let labels = several.iter().map(|(alias, _)| (*alias).clone()).collect();
            return Err(Failure::of(Cause::Several(Choice::Key, labels), "the PKCS#12 file holds several keys"));
        }
    };
    let mut certificates = chain.chain().iter().map(|certificate| certificate.as_der().to_vec());
    let own = certificates.next().ok_or_else(|| Failure::new("the PKCS#12 file holds no certificate"))?;
    Identity::new(own, certificates.collect(), Zeroizing::new(chain.key().to_vec()))
}

/// Why PKCS#12 can't be read. The digest over it (its third part) tells a wrong passphrase from an unknown encryption.
fn store_failure(error: &StoreError, bytes: &[u8]) -> Failure {
    let digest = raw::children(bytes).is_some_and(|parts| parts.len() == 3);
    match error {
        StoreError::MacError(_) => Failure::of(Cause::Passphrase, "the passphrase of the PKCS#12 file is wrong"),
        StoreError::Pkcs5Error(_) | StoreError::UnpadError if !digest => {
            let text = "the passphrase of the PKCS#12 file is wrong, or it is encrypted in a way that is not known";
            Failure::of(Cause::Passphrase, text).help(MAKE_ANEW)
        }
        StoreError::UnsupportedEncryptionScheme
        | StoreError::UnsupportedMacAlgorithm
        | StoreError::Pkcs5Error(_)
        | StoreError::UnpadError => {
            Failure::new("the PKCS#12 file is encrypted in a way that is not known here").help(MAKE_ANEW)
        }
        _ => Failure::new("the PKCS#12 file can't be read: it is damaged, or of a form that is not known here")
            .help(MAKE_ANEW),
    }
}

/// The text of a file in PEM, or nothing.
fn pem(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok().filter(|text| text.contains("-----BEGIN "))
}

/// The private key of a file as PKCS#8.
fn plain_key(bytes: &[u8], secret: Option<&Secret>) -> Result<Zeroizing<Vec<u8>>, Failure> {
    form(bytes)?;
    let Some(text) = pem(bytes) else {
        return match plain_der(bytes) {
            Some(key) => Ok(key),
            None => unlocked(bytes, secret),
        };
    };
    if let Some(block) = blocks(text, "ENCRYPTED PRIVATE KEY").first() {
        return unlocked(&decoded(block)?, secret);
    }
    plain_pem(text)?.ok_or_else(no_key)
}

fn decoded(block: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let bad = |_| Failure::new("the key of the PEM file is damaged");
    der::pem::decode_vec(block.as_bytes()).map(|(_, der)| Zeroizing::new(der)).map_err(bad)
}

/// The key of a PEM text that is not encrypted.
fn plain_pem(text: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
    for label in ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"] {
        if let Some(block) = blocks(text, label).first() {
            let der = decoded(block)?;
            return plain_der(&der)
                .map(Some)
                .ok_or_else(|| Failure::new("the key is damaged, or of a kind that can't sign here").help(MAKE_PKCS8));
        }
    }
    Ok(None)
}

/// A key in DER, of which form it may be, as PKCS#8.
fn plain_der(der: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    if pkcs8::PrivateKeyInfo::try_from(der).is_ok() {
        return Some(Zeroizing::new(der.to_vec()));
    }
    let parts = raw::children(der)?;
    let algorithm = match parts.get(1)?.tag {
        // PKCS#1 (RFC 8017, appendix A.1.2): nine numbers, the first of them a version.
        0x02 if parts.len() == 9 => {
            pkcs8::AlgorithmIdentifierRef { oid: rfc5912::RSA_ENCRYPTION, parameters: Some(der::asn1::Null.into()) }
        }
        // SEC 1 (RFC 5915): version and secret, then the curve.
        0x04 => curve(der)?,
        _ => return None,
    };
    let key = pkcs8::PrivateKeyInfo::new(algorithm, der);
    Some(Zeroizing::new(key.to_der().ok()?))
}

fn curve(inner: &[u8]) -> Option<pkcs8::AlgorithmIdentifierRef<'_>> {
    let curves = [&rfc5912::SECP_256_R_1, &rfc5912::SECP_384_R_1];
    let curve = curves.into_iter().find(|curve| {
        let bytes = curve.as_bytes();
        inner.windows(bytes.len()).any(|window| window == bytes)
    })?;
    Some(pkcs8::AlgorithmIdentifierRef { oid: rfc5912::ID_EC_PUBLIC_KEY, parameters: Some(curve.into()) })
}

/// The inside of an encrypted key (RFC 5958, section 3).
fn unlocked(der: &[u8], secret: Option<&Secret>) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let secret = secret.ok_or_else(|| locked("the key is encrypted, and no passphrase was given"))?;
    let info = pkcs8::EncryptedPrivateKeyInfo::try_from(der)
        .map_err(|_| Failure::new("the key is encrypted in a way that is not known here").help(MAKE_PKCS8))?;
    let plain = info.decrypt(secret.bytes()).map_err(|error| match error {
        pkcs8::Error::EncryptedPrivateKey(
            pkcs8::pkcs5::Error::AlgorithmParametersInvalid { .. }
            | pkcs8::pkcs5::Error::UnsupportedAlgorithm { .. }
            | pkcs8::pkcs5::Error::NoPbes1CryptSupport,
        ) => Failure::new("the key is encrypted in a way that is not known here").help(MAKE_PKCS8),
        // Decrypted with a wrong passphrase, it is rubbish, of which some looks well padded.
        _ => Failure::of(Cause::Passphrase, "the passphrase of the key is wrong"),
    })?;
    Ok(Zeroizing::new(plain.as_bytes().to_vec()))
}
