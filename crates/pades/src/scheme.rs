//! The signature schemes that are taken: which key, which digest, how they are named, and their check.
//!
//! An allow-list. SHA-1 and MD5 are refused, since they can be forged; what is not listed is not decided. The
//! cryptography is ring's.

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912;
use der::Decode;
use der::Encode;
use der::asn1::Null;
use der::asn1::UintRef;
use ring::digest;
use ring::signature;
use ring::signature::UnparsedPublicKey;
use spki::AlgorithmIdentifierOwned;
use spki::SubjectPublicKeyInfoOwned;

use super::verdict::Finding;
use super::verdict::Kind;

/// id-Ed25519 (RFC 8410, section 3).
pub const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
/// id-RSASSA-PSS (RFC 4055, section 3.1).
pub const PSS: ObjectIdentifier = rfc5912::ID_RSASSA_PSS;

/// ecdsa-with-SHA1 (RFC 3279, section 2.2.3).
const ECDSA_SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.1");

/// A digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl Hash {
    /// The digest behind an identifier.
    ///
    /// # Errors
    /// Digests that can be forged are invalid; unknown ones can't be decided.
    pub fn from_oid(oid: ObjectIdentifier) -> Result<Hash, Finding> {
        match oid {
            rfc5912::ID_SHA_256 => Ok(Hash::Sha256),
            rfc5912::ID_SHA_384 => Ok(Hash::Sha384),
            rfc5912::ID_SHA_512 => Ok(Hash::Sha512),
            rfc5912::ID_SHA_1 => Err(Finding::new(Kind::Weak, "the digest is SHA-1, which can be forged")),
            rfc5912::ID_MD_5 => Err(Finding::new(Kind::Weak, "the digest is MD5, which can be forged")),
            other => Err(Finding::new(Kind::UnknownAlgorithm, format!("the digest {other} is not known"))),
        }
    }

    /// Its identifier.
    pub fn oid(self) -> ObjectIdentifier {
        match self {
            Hash::Sha256 => rfc5912::ID_SHA_256,
            Hash::Sha384 => rfc5912::ID_SHA_384,
            Hash::Sha512 => rfc5912::ID_SHA_512,
        }
    }

    /// Its identifier as an algorithm, without parameters (RFC 5754, section 2).
    pub fn algorithm(self) -> AlgorithmIdentifierOwned {
        AlgorithmIdentifierOwned { oid: self.oid(), parameters: None }
    }

    /// As it is printed, such as `SHA-256`.
    pub fn name(self) -> &'static str {
        match self {
            Hash::Sha256 => "SHA-256",
            Hash::Sha384 => "SHA-384",
            Hash::Sha512 => "SHA-512",
        }
    }

    /// The digest of bytes given in parts.
    pub fn digest(self, parts: &[&[u8]]) -> Vec<u8> {
        let mut context = self.context();
        parts.iter().for_each(|part| context.update(part));
        context.finish().as_ref().to_vec()
    }

    fn context(self) -> digest::Context {
        digest::Context::new(match self {
            Hash::Sha256 => &digest::SHA256,
            Hash::Sha384 => &digest::SHA384,
            Hash::Sha512 => &digest::SHA512,
        })
    }

    /// The digests of several parts of one text, each of which begins at its start and leaves a gap out: given as the
    /// place of the gap, its end, and the end of the part, in order. The text is read once for all of them.
    pub fn digests(self, text: &[u8], parts: &[(usize, usize, usize)]) -> Vec<Vec<u8>> {
        let mut context = self.context();
        let mut at = 0;
        let mut digests = Vec::new();
        for (open, close, end) in parts {
            context.update(text.get(at..*open).unwrap_or_default());
            at = at.max(*open);
            let mut own = context.clone();
            own.update(text.get(*close..*end).unwrap_or_default());
            digests.push(own.finish().as_ref().to_vec());
        }
        digests
    }
}

/// A key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// ECDSA over P-256.
    P256,
    /// ECDSA over P-384.
    P384,
    /// RSA of 2,048 bits and more.
    Rsa,
    /// On edwards25519 (RFC 8032).
    Ed25519,
}

impl Key {
    /// The kind of a public key.
    ///
    /// # Errors
    /// Short RSA keys can be broken, and are invalid; kinds that are not known can't be decided.
    pub fn of(spki: &SubjectPublicKeyInfoOwned) -> Result<Key, Finding> {
        let curve = || {
            let parameters = spki.algorithm.parameters.as_ref()?;
            parameters.decode_as::<ObjectIdentifier>().ok()
        };
        match spki.algorithm.oid {
            rfc5912::ID_EC_PUBLIC_KEY if curve() == Some(rfc5912::SECP_256_R_1) => Ok(Key::P256),
            rfc5912::ID_EC_PUBLIC_KEY if curve() == Some(rfc5912::SECP_384_R_1) => Ok(Key::P384),
            rfc5912::RSA_ENCRYPTION | PSS => match modulus(spki) {
                Some(bits) if bits < 2048 => {
                    Err(Finding::new(Kind::Weak, format!("the RSA key has {bits} bits, and 2048 are the least")))
                }
                Some(bits) if bits > 8192 => Err(Finding::new(
                    Kind::UnknownAlgorithm,
                    format!("the RSA key has {bits} bits, and 8192 are the most"),
                )),
                Some(_) => Ok(Key::Rsa),
                None => Err(Finding::new(Kind::Malformed, "the RSA key is not well formed")),
            },
            ED25519 => Ok(Key::Ed25519),
            _ => Err(Finding::new(Kind::UnknownAlgorithm, "the kind of the key is not known")),
        }
    }

    /// As it is printed, with the size or the curve.
    pub fn name(self) -> &'static str {
        match self {
            Key::P256 => "ECDSA P-256",
            Key::P384 => "ECDSA P-384",
            Key::Rsa => "RSA",
            Key::Ed25519 => "Ed25519",
        }
    }
}

/// RSAPublicKey (RFC 8017, appendix A.1.1).
#[derive(der::Sequence)]
struct RsaPublic {
    modulus: der::asn1::Uint,
    exponent: der::asn1::Uint,
}

/// The length of an RSA key in bits.
fn modulus(spki: &SubjectPublicKeyInfoOwned) -> Option<u32> {
    let public = RsaPublic::from_der(spki.subject_public_key.as_bytes()?).ok()?;
    let bytes = public.modulus.as_bytes();
    let bits = u32::try_from(bytes.len()).ok()?.checked_mul(8)?;
    bits.checked_sub(bytes.first()?.leading_zeros())
}

/// A key with its digest and padding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheme {
    /// Of which kind the key is that makes it.
    pub key: Key,
    /// The digest.
    pub hash: Hash,
    /// RSA only: PSS in place of PKCS #1 version 1.5.
    pub pss: bool,
}

/// The parameters of RSASSA-PSS (RFC 4055, section 3.1).
#[derive(Clone, Debug, PartialEq, Eq, der::Sequence)]
struct PssParameters {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    hash: Option<AlgorithmIdentifierOwned>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    mask: Option<AlgorithmIdentifierOwned>,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", optional = "true")]
    salt: Option<u32>,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT", optional = "true")]
    trailer: Option<u32>,
}

impl Scheme {
    /// Key and digest in words, such as "ECDSA P-256 with SHA-256".
    pub fn name(self) -> String {
        let padding = if self.pss { "-PSS" } else { "" };
        format!("{}{padding} with {}", self.key.name(), self.hash.name())
    }

    /// The scheme of a signature in CMS: its algorithm, the digest named beside it, and the key.
    ///
    /// # Errors
    /// What does not fit together, or is not on the list.
    pub fn of(
        algorithm: &AlgorithmIdentifierOwned,
        hash: Hash,
        spki: &SubjectPublicKeyInfoOwned,
    ) -> Result<Scheme, Finding> {
        let key = Key::of(spki)?;
        let mixed = || Finding::new(Kind::Weak, "the signature names another algorithm than its key and digest");
        let (wanted, named, pss) = match algorithm.oid {
            rfc5912::ECDSA_WITH_SHA_256 => (key, Some(Hash::Sha256), false),
            rfc5912::ECDSA_WITH_SHA_384 => (key, Some(Hash::Sha384), false),
            rfc5912::SHA_256_WITH_RSA_ENCRYPTION => (Key::Rsa, Some(Hash::Sha256), false),
            rfc5912::SHA_384_WITH_RSA_ENCRYPTION => (Key::Rsa, Some(Hash::Sha384), false),
            rfc5912::SHA_512_WITH_RSA_ENCRYPTION => (Key::Rsa, Some(Hash::Sha512), false),
            rfc5912::RSA_ENCRYPTION => (Key::Rsa, None, false),
            PSS => (Key::Rsa, Some(pss_hash(algorithm)?), true),
            ED25519 => (Key::Ed25519, None, false),
            rfc5912::SHA_1_WITH_RSA_ENCRYPTION | ECDSA_SHA1 => {
                return Err(Finding::new(Kind::Weak, "the digest is SHA-1, which can be forged"));
            }
            other => {
                return Err(Finding::new(
                    Kind::UnknownAlgorithm,
                    format!("the signature algorithm {other} is not known"),
                ));
            }
        };
        let ec = matches!(algorithm.oid, rfc5912::ECDSA_WITH_SHA_256 | rfc5912::ECDSA_WITH_SHA_384);
        if ec && !matches!(key, Key::P256 | Key::P384) || !ec && wanted != key {
            return Err(mixed());
        }
        // Ed25519 goes with SHA-512 (RFC 8419, section 3.1).
        if named.is_some_and(|named| named != hash) || key == Key::Ed25519 && hash != Hash::Sha512 {
            return Err(mixed());
        }
        Ok(Scheme { key, hash, pss })
    }

    /// The scheme of a signature that names its digest itself, as certificates and OCSP responses do.
    ///
    /// # Errors
    /// As for [`Scheme::of`].
    pub fn alone(algorithm: &AlgorithmIdentifierOwned, spki: &SubjectPublicKeyInfoOwned) -> Result<Scheme, Finding> {
        let hash = match algorithm.oid {
            rfc5912::ECDSA_WITH_SHA_384 | rfc5912::SHA_384_WITH_RSA_ENCRYPTION => Hash::Sha384,
            rfc5912::SHA_512_WITH_RSA_ENCRYPTION | ED25519 => Hash::Sha512,
            PSS => pss_hash(algorithm)?,
            _ => Hash::Sha256,
        };
        Scheme::of(algorithm, hash, spki)
    }

    /// The algorithm as CMS names it.
    pub fn algorithm(self) -> Result<AlgorithmIdentifierOwned, der::Error> {
        let oid = match (self.key, self.hash, self.pss) {
            (Key::P256 | Key::P384, Hash::Sha384, _) => rfc5912::ECDSA_WITH_SHA_384,
            (Key::P256 | Key::P384, ..) => rfc5912::ECDSA_WITH_SHA_256,
            (Key::Rsa, _, true) => PSS,
            (Key::Rsa, Hash::Sha256, false) => rfc5912::SHA_256_WITH_RSA_ENCRYPTION,
            (Key::Rsa, Hash::Sha384, false) => rfc5912::SHA_384_WITH_RSA_ENCRYPTION,
            (Key::Rsa, Hash::Sha512, false) => rfc5912::SHA_512_WITH_RSA_ENCRYPTION,
            (Key::Ed25519, ..) => ED25519,
        };
        let parameters = match (self.key, self.pss) {
            (Key::Rsa, true) => {
                let hash = AlgorithmIdentifierOwned { oid: self.hash.oid(), parameters: Some(Null.into()) };
                let mask = AlgorithmIdentifierOwned {
                    oid: rfc5912::ID_MGF_1,
                    parameters: Some(der::Any::encode_from(&hash)?),
                };
                let salt = u32::try_from(self.hash.digest(&[]).len()).unwrap_or(32);
                let all = PssParameters { hash: Some(hash), mask: Some(mask), salt: Some(salt), trailer: None };
                Some(der::Any::encode_from(&all)?)
            }
            (Key::Rsa, false) => Some(Null.into()),
            _ => None,
        };
        Ok(AlgorithmIdentifierOwned { oid, parameters })
    }

    /// Whether a signature over a message is that of a key.
    pub fn verifies(self, spki: &SubjectPublicKeyInfoOwned, message: &[u8], value: &[u8]) -> bool {
        let algorithm: &'static dyn signature::VerificationAlgorithm = match (self.key, self.hash, self.pss) {
            (Key::P256, Hash::Sha256, _) => &signature::ECDSA_P256_SHA256_ASN1,
            (Key::P256, Hash::Sha384, _) => &signature::ECDSA_P256_SHA384_ASN1,
            (Key::P384, Hash::Sha256, _) => &signature::ECDSA_P384_SHA256_ASN1,
            (Key::P384, Hash::Sha384, _) => &signature::ECDSA_P384_SHA384_ASN1,
            (Key::P256 | Key::P384, Hash::Sha512, _) => return false,
            (Key::Rsa, Hash::Sha256, false) => &signature::RSA_PKCS1_2048_8192_SHA256,
            (Key::Rsa, Hash::Sha384, false) => &signature::RSA_PKCS1_2048_8192_SHA384,
            (Key::Rsa, Hash::Sha512, false) => &signature::RSA_PKCS1_2048_8192_SHA512,
            (Key::Rsa, Hash::Sha256, true) => &signature::RSA_PSS_2048_8192_SHA256,
            (Key::Rsa, Hash::Sha384, true) => &signature::RSA_PSS_2048_8192_SHA384,
            (Key::Rsa, Hash::Sha512, true) => &signature::RSA_PSS_2048_8192_SHA512,
            (Key::Ed25519, ..) => &signature::ED25519,
        };
        let Some(key) = spki.subject_public_key.as_bytes() else { return false };
        UnparsedPublicKey::new(algorithm, key).verify(message, value).is_ok()
    }
}

/// The digest of PSS parameters; the mask must use the same, and the salt be as long.
fn pss_hash(algorithm: &AlgorithmIdentifierOwned) -> Result<Hash, Finding> {
    let bad = || Finding::new(Kind::Malformed, "the parameters of the RSA-PSS signature are not well formed");
    let parameters = algorithm.parameters.as_ref().ok_or_else(bad)?;
    let parameters: PssParameters = parameters.decode_as().map_err(|_| bad())?;
    // Left out, the digest is SHA-1.
    let hash = parameters.hash.ok_or_else(|| Finding::new(Kind::Weak, "the digest is SHA-1, which can be forged"))?;
    let hash = Hash::from_oid(hash.oid)?;
    let mask = parameters.mask.ok_or_else(bad)?;
    let inner = mask.parameters.as_ref().and_then(|inner| inner.to_der().ok()).ok_or_else(bad)?;
    let inner = AlgorithmIdentifierOwned::from_der(&inner).map_err(|_| bad())?;
    let salt = parameters.salt.unwrap_or(20);
    if mask.oid != rfc5912::ID_MGF_1 || inner.oid != hash.oid() || salt as usize != hash.digest(&[]).len() {
        return Err(Finding::new(Kind::UnknownAlgorithm, "the parameters of the RSA-PSS signature are unusual"));
    }
    Ok(hash)
}

/// The two numbers of a signature, in DER (RFC 3279, section 2.2.3).
#[derive(der::Sequence)]
struct Pair<'a> {
    r: UintRef<'a>,
    s: UintRef<'a>,
}

/// A signature with a curve in the form of CMS, out of the two numbers one behind the other: tokens and many services give
/// them so.
pub fn ecdsa(value: &[u8]) -> Option<Vec<u8>> {
    let (r, s) = value.split_at_checked(value.len() / 2)?;
    let pair = Pair { r: UintRef::new(r).ok()?, s: UintRef::new(s).ok()? };
    pair.to_der().ok()
}
