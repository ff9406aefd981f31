//! Keys that stay in a token: a smart card or a security module that speaks PKCS#11.
//!
//! The token makes the signature; neither the key nor the PIN is kept here.

use std::path::Path;

use cryptoki::context::CInitializeArgs;
use cryptoki::context::CInitializeFlags;
use cryptoki::context::Pkcs11;
use cryptoki::error::Error;
use cryptoki::error::RvError;
use cryptoki::mechanism::Mechanism;
use cryptoki::mechanism::MechanismType;
use cryptoki::mechanism::eddsa::EddsaParams;
use cryptoki::mechanism::eddsa::EddsaSignatureScheme;
use cryptoki::mechanism::rsa::PkcsMgfType;
use cryptoki::mechanism::rsa::PkcsPssParams;
use cryptoki::object::Attribute;
use cryptoki::object::AttributeType;
use cryptoki::object::ObjectClass;
use cryptoki::object::ObjectHandle;
use cryptoki::session::Session;
use cryptoki::session::UserType;
use cryptoki::types::AuthPin;
use der::Decode;
use x509_cert::Certificate;

use super::keys::Identity;
use super::keys::RawKey;
use super::keys::Secret;
use super::keys::clean;
use super::keys::hex;
use super::scheme::Hash;
use super::scheme::Key;
use super::scheme::Scheme;
use super::scheme::ecdsa;
use super::verdict::Cause;
use super::verdict::Choice;
use super::verdict::Failure;

/// Where a key is.
#[derive(Clone, Debug)]
pub struct KeyPlace<'a> {
    /// The library of the token's maker.
    pub module: &'a Path,
    /// Label of the token; may be left out if there is one only.
    pub token: Option<&'a str>,
    /// Label of the key, or its id in hexadecimal; may be left out if there is one only.
    pub key: Option<&'a str>,
    /// Certificates in DER: the signer's first if the token has none, then those above it.
    pub certificates: &'a [Vec<u8>],
}

struct TokenKey {
    session: Session,
    key: ObjectHandle,
}

/// Opens a token and finds the key and its certificates.
///
/// # Errors
/// When the library can't be loaded, there is no such token or key, several could be meant, or the PIN is wrong.
pub fn open(place: &KeyPlace, pin: &Secret) -> Result<Identity, Failure> {
    let session = login(place, pin)?;
    let unread = |_| Failure::new("the token can't be read");
    let keys = session.find_objects(&[Attribute::Class(ObjectClass::PRIVATE_KEY)]).map_err(unread)?;
    let fits = |key: &ObjectHandle| {
        place.key.is_none_or(|wanted| {
            let id = attribute(&session, *key, AttributeType::Id).unwrap_or_default();
            label(&session, *key) == wanted || hex(&id) == wanted.to_lowercase()
        })
    };
    let meant: Vec<ObjectHandle> = keys.iter().copied().filter(fits).collect();
    let key = match (meant.as_slice(), place.key) {
        ([key], _) => *key,
        ([], Some(label)) => return Err(Failure::new(format!("the token has no key `{label}`"))),
        ([], None) => return Err(Failure::new("the token has no key")),
        (several, _) => {
            let names = several.iter().map(|key| {
                let id = attribute(&session, *key, AttributeType::Id).unwrap_or_default();
                (label(&session, *key), hex(&id))
            });
            let names: Vec<(String, String)> = names.collect();
            // A label that two keys share tells neither: their ids do.
            let unique = |label: &str| names.iter().filter(|(other, _)| other == label).count() == 1;
            let shown =
                names.iter().map(|(label, id)| if unique(label) { label.clone() } else { id.clone() }).collect();
            return Err(Failure::of(Cause::Several(Choice::Key, shown), "the token holds several keys"));
        }
    };
    let id = attribute(&session, key, AttributeType::Id);
    let of_key = match id {
        Some(id) => session.find_objects(&[Attribute::Class(ObjectClass::CERTIFICATE), Attribute::Id(id)]),
        None => Ok(Vec::new()),
    };
    let value = |object: ObjectHandle| attribute(&session, object, AttributeType::Value);
    let own: Vec<Vec<u8>> = of_key.map_err(unread)?.into_iter().filter_map(value).collect();
    let all = session.find_objects(&[Attribute::Class(ObjectClass::CERTIFICATE)]).map_err(unread)?;
    let others = all.into_iter().filter_map(value);
    let (certificate, chain) = chosen(own, place.certificates)?;
    let chain = chain.into_iter().chain(others).collect();
    Identity::from_raw(certificate, chain, Box::new(TokenKey { session, key }))
}

/// The signer's certificate and those named above it. The named one counts if it is of the token's key.
fn chosen(own: Vec<Vec<u8>>, named: &[Vec<u8>]) -> Result<(Vec<u8>, Vec<Vec<u8>>), Failure> {
    let key = |der: &[u8]| Some(Certificate::from_der(der).ok()?.tbs_certificate.subject_public_key_info);
    let first = named.first().filter(|first| own.is_empty() || own.iter().any(|one| key(one) == key(first)));
    if let Some(first) = first {
        return Ok((first.clone(), named.to_vec()));
    }
    let help = "name a file with the signer's certificate and those above it with `--certificate`";
    match own.as_slice() {
        [one] => Ok((one.clone(), named.to_vec())),
        [] => Err(Failure::new("the token has no certificate of the key").help(help)),
        _ => Err(Failure::new("the token has several certificates of the key").help(help)),
    }
}

/// A session in which the key may be used.
fn login(place: &KeyPlace, pin: &Secret) -> Result<Session, Failure> {
    let failed = |what: &str| {
        let what = what.to_owned();
        move |_: Error| Failure::new(what.clone())
    };
    let context = Pkcs11::new(place.module)
        .map_err(|_| Failure::new(format!("the PKCS#11 library `{}` can't be loaded", place.module.display())))?;
    match context.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
        Err(error) => return Err(failed("the PKCS#11 library can't be started")(error)),
    }
    let slots = context.get_slots_with_token().map_err(failed("the tokens can't be listed"))?;
    let tokens = slots.into_iter().filter_map(|slot| {
        let info = context.get_token_info(slot).ok().filter(|info| info.token_initialized())?;
        Some((slot, info.label().trim().to_owned()))
    });
    let tokens: Vec<_> = tokens.filter(|(_, label)| place.token.is_none_or(|wanted| wanted == label)).collect();
    let slot = match (tokens.as_slice(), place.token) {
        ([(slot, _)], _) => *slot,
        ([], Some(label)) => return Err(Failure::new(format!("there is no token `{label}`"))),
        ([], None) => return Err(Failure::new("there is no token")),
        (several, _) => {
            let labels = several.iter().map(|(_, label)| label.clone()).collect();
            return Err(Failure::of(Cause::Several(Choice::Token, labels), "there are several tokens"));
        }
    };
    let session = context.open_ro_session(slot).map_err(failed("the token can't be opened"))?;
    let pin = AuthPin::new(pin.text()?.to_owned().into());
    session.login(UserType::User, Some(&pin)).map_err(|error| match error {
        Error::Pkcs11(RvError::PinIncorrect | RvError::PinLenRange | RvError::PinInvalid, _) => {
            Failure::of(Cause::Passphrase, "the token refused the PIN")
        }
        Error::Pkcs11(RvError::PinLocked, _) => {
            Failure::new("the token is locked after too many wrong PINs").help("its maker's program unlocks it")
        }
        _ => Failure::new("the token can't be logged in to"),
    })?;
    Ok(session)
}

fn attribute(session: &Session, object: ObjectHandle, kind: AttributeType) -> Option<Vec<u8>> {
    session.get_attributes(object, &[kind]).ok()?.into_iter().find_map(|attribute| match attribute {
        Attribute::Id(bytes) | Attribute::Value(bytes) | Attribute::Label(bytes) => Some(bytes),
        _ => None,
    })
}

/// The label of an object, fit for a terminal.
fn label(session: &Session, object: ObjectHandle) -> String {
    let bytes = attribute(session, object, AttributeType::Label).unwrap_or_default();
    clean(&String::from_utf8_lossy(&bytes))
}

impl RawKey for TokenKey {
    fn sign(&self, scheme: Scheme, message: &[u8]) -> Result<Vec<u8>, Failure> {
        let digest = scheme.hash.digest(&[message]);
        let (mechanism, input): (Mechanism, &[u8]) = match (scheme.key, scheme.pss, scheme.hash) {
            (Key::P256 | Key::P384, ..) => (Mechanism::Ecdsa, &digest),
            (Key::Ed25519, ..) => (Mechanism::Eddsa(EddsaParams::new(EddsaSignatureScheme::Ed25519)), message),
            (Key::Rsa, false, Hash::Sha256) => (Mechanism::Sha256RsaPkcs, message),
            (Key::Rsa, false, Hash::Sha384) => (Mechanism::Sha384RsaPkcs, message),
            (Key::Rsa, false, Hash::Sha512) => (Mechanism::Sha512RsaPkcs, message),
            (Key::Rsa, true, hash) => (Mechanism::RsaPkcsPss(pss(hash, digest.len())?), &digest),
        };
        let refused = |_| Failure::new("the token refused to sign");
        let value = self.session.sign(&mechanism, self.key, input).map_err(refused)?;
        if matches!(scheme.key, Key::P256 | Key::P384) {
            ecdsa(&value).ok_or_else(|| Failure::new("the token gave a signature that is not well formed"))
        } else {
            Ok(value)
        }
    }
}

fn pss(hash: Hash, length: usize) -> Result<PkcsPssParams, Failure> {
    let (hash_alg, mgf) = match hash {
        Hash::Sha256 => (MechanismType::SHA256, PkcsMgfType::MGF1_SHA256),
        Hash::Sha384 => (MechanismType::SHA384, PkcsMgfType::MGF1_SHA384),
        Hash::Sha512 => (MechanismType::SHA512, PkcsMgfType::MGF1_SHA512),
    };
    let s_len = length.try_into().map_err(|_| Failure::new("the token refused to sign"))?;
    Ok(PkcsPssParams { hash_alg, mgf, s_len })
}
