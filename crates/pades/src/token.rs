//! Keys that stay in a token: a smart card or a security module that speaks PKCS#11.
//!
//! The token makes the signature; neither the key nor the PIN is kept here.

use std::path::Path;

use cryptoki::context::CInitializeArgs;
use cryptoki::context::CInitializeFlags;
use cryptoki::context::Pkcs11;
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
use der::Encode;
use der::asn1::UintRef;

use super::keys::Identity;
use super::keys::RawKey;
use super::keys::Secret;
use super::scheme::Hash;
use super::scheme::Key;
use super::scheme::Scheme;
use super::verdict::Failure;

/// Where a key is.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    /// The library of the token's maker.
    pub module: &'a Path,
    /// Label of the token; the first one with a key if none is given.
    pub token: Option<&'a str>,
    /// Label of the key and its certificate; the first one that has both if none is given.
    pub key: Option<&'a str>,
}

struct TokenKey {
    session: Session,
    key: ObjectHandle,
}

/// Opens a token and finds the key and its certificates.
///
/// # Errors
/// When the library can't be loaded, there is no such token or key, or the PIN is wrong.
pub fn open(place: &Place, pin: &Secret) -> Result<Identity, Failure> {
    let failed = |what: &str| {
        let what = what.to_owned();
        move |_: cryptoki::error::Error| Failure::new(what.clone())
    };
    let context = Pkcs11::new(place.module)
        .map_err(|_| Failure::new(format!("the PKCS#11 library `{}` can't be loaded", place.module.display())))?;
    context
        .initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK))
        .map_err(failed("the PKCS#11 library can't be started"))?;
    let slots = context.get_slots_with_token().map_err(failed("the tokens can't be listed"))?;
    let mut named = slots.into_iter().filter_map(|slot| {
        let info = context.get_token_info(slot).ok()?;
        let fits = place.token.is_none_or(|label| info.label().trim() == label) && info.token_initialized();
        fits.then_some(slot)
    });
    let slot = named.next().ok_or_else(|| match place.token {
        Some(label) => Failure::new(format!("there is no token `{label}`")),
        None => Failure::new("there is no token"),
    })?;
    let session = context.open_ro_session(slot).map_err(failed("the token can't be opened"))?;
    let pin = AuthPin::new(pin.text()?.to_owned().into());
    session.login(UserType::User, Some(&pin)).map_err(failed("the token refused the PIN"))?;
    let mut wanted = vec![Attribute::Class(ObjectClass::PRIVATE_KEY)];
    wanted.extend(place.key.map(|label| Attribute::Label(label.as_bytes().to_vec())));
    let unread = "the token can't be read";
    let keys = session.find_objects(&wanted).map_err(failed(unread))?;
    for key in keys {
        let id = attribute(&session, key, AttributeType::Id);
        let mut wanted = vec![Attribute::Class(ObjectClass::CERTIFICATE)];
        wanted.extend(id.map(Attribute::Id));
        let certificates = session.find_objects(&wanted).map_err(failed(unread))?;
        let Some(own) = certificates.first().and_then(|one| attribute(&session, *one, AttributeType::Value)) else {
            continue;
        };
        let all = session.find_objects(&[Attribute::Class(ObjectClass::CERTIFICATE)]).map_err(failed(unread))?;
        let others = all.into_iter().filter_map(|one| attribute(&session, one, AttributeType::Value));
        let others = others.filter(|one| *one != own).collect();
        return Identity::from_raw(own, others, Box::new(TokenKey { session, key }));
    }
    Err(match place.key {
        Some(label) => Failure::new(format!("the token has no key `{label}` with a certificate")),
        None => Failure::new("the token has no key with a certificate"),
    })
}

fn attribute(session: &Session, object: ObjectHandle, kind: AttributeType) -> Option<Vec<u8>> {
    session.get_attributes(object, &[kind]).ok()?.into_iter().find_map(|attribute| match attribute {
        Attribute::Id(bytes) | Attribute::Value(bytes) => Some(bytes),
        _ => None,
    })
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
        if matches!(scheme.key, Key::P256 | Key::P384) { ecdsa(&value) } else { Ok(value) }
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

/// The two numbers of a signature, in DER (RFC 3279, section 2.2.3).
#[derive(der::Sequence)]
struct Pair<'a> {
    r: UintRef<'a>,
    s: UintRef<'a>,
}

/// A token gives the two numbers one behind the other.
fn ecdsa(value: &[u8]) -> Result<Vec<u8>, Failure> {
    let bad = |_| Failure::new("the token gave a signature that is not well formed");
    let (r, s) = value.split_at(value.len() / 2);
    let pair = Pair { r: UintRef::new(r).map_err(bad)?, s: UintRef::new(s).map_err(bad)? };
    pair.to_der().map_err(bad)
}
