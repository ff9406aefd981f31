//! The document security store: certificates and revocation data by which signatures can be checked later, from the file
//! alone (ETSI EN 319 142-1, 5.4.2).

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use der::Decode;
use lopdf::Dictionary;
use lopdf::Object;
use lopdf::ObjectId;
use lopdf::Stream;
use x509_cert::Certificate;
use x509_cert::crl::CertificateList;
use x509_ocsp::OcspResponse;

use crate::verdict::Failure;

use super::appended;
use super::objects;
use super::objects::Budget;
use super::objects::Objects;
use super::update::Update;

/// What a security store holds, in DER.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Store {
    /// Each in DER, in the order of the file.
    pub certificates: Vec<Vec<u8>>,
    /// Lists of revoked certificates.
    pub crls: Vec<Vec<u8>>,
    /// Answers on single certificates.
    pub ocsps: Vec<Vec<u8>>,
}

/// The file with these added to its security store. What it holds already stays.
///
/// # Errors
/// When the file can't be updated.
pub fn add(pdf: &[u8], store: &Store) -> Result<Vec<u8>, Failure> {
    let mut update = Update::open(pdf)?;
    let (catalog_id, mut catalog) = update.catalog()?;
    let known = read(update.before());
    let before = objects::catalog(update.before()).and_then(|catalog| objects::sub(update.before(), catalog, b"DSS"));
    let mut dictionary = before.cloned().unwrap_or_else(Dictionary::new);
    dictionary.set("Type", Object::Name(b"DSS".to_vec()));
    for (key, values, known) in [
        ("Certs", &store.certificates, &known.certificates),
        ("CRLs", &store.crls, &known.crls),
        ("OCSPs", &store.ocsps, &known.ocsps),
    ] {
        let list = dictionary.get(key.as_bytes()).ok().and_then(|list| update.resolve(list));
        let mut list = list.and_then(|list| list.as_array().ok()).cloned().unwrap_or_default();
        for value in values.iter().filter(|value| !known.contains(value)) {
            let mut stream = Stream::new(Dictionary::new(), value.clone());
            stream.compress().map_err(|_| Failure::new("the security store can't be written"))?;
            list.push(Object::Reference(update.add(Object::Stream(stream))));
        }
        if !list.is_empty() {
            dictionary.set(key, list);
        }
    }
    match catalog.get(b"DSS").and_then(Object::as_reference) {
        Ok(id) => update.set(id, dictionary),
        Err(_) => {
            let id = update.add(dictionary);
            catalog.set("DSS", id);
            update.set(catalog_id, catalog);
        }
    }
    update.finish().map(|(pdf, _)| pdf)
}

/// What each list of a store, and of an entry for one signature, holds.
const LISTS: [(&[u8], &[u8], Holds); 3] =
    [(b"Certs", b"Cert", Holds::Certificates), (b"CRLs", b"CRL", Holds::Lists), (b"OCSPs", b"OCSP", Holds::Answers)];

/// A kind of entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    Certificates,
    Lists,
    Answers,
}

/// What the security store of a file holds. Each entry is read once, however often it is named; what can't be read is left
/// out here and named by [`check`].
pub fn read(document: &impl Objects) -> Store {
    let mut store = Store::default();
    let mut budget = Budget::default();
    let mut seen = BTreeSet::new();
    let Some(dictionary) = objects::catalog(document).and_then(|catalog| objects::sub(document, catalog, b"DSS"))
    else {
        return store;
    };
    for (key, _, holds) in LISTS {
        let list = dictionary.get(key).ok().and_then(|list| objects::resolve(document, list));
        for item in list.and_then(|list| list.as_array().ok()).into_iter().flatten() {
            let Some(id) = item.as_reference().ok().filter(|id| seen.insert(*id)) else { continue };
            let Some(bytes) = document.object(id).and_then(|entry| bytes_of(entry, &mut budget).ok()) else { continue };
            match holds {
                Holds::Certificates => store.certificates.push(bytes),
                Holds::Lists => store.crls.push(bytes),
                Holds::Answers => store.ocsps.push(bytes),
            }
        }
    }
    store
}

/// Checks the security store of a file, of which nothing may be but what a store is made of. Gives the objects that
/// belong to it.
///
/// # Errors
/// The first thing that has no place in it, in words.
pub fn check(document: &impl Objects) -> Result<BTreeSet<ObjectId>, String> {
    let mut found = Members { document, ids: BTreeSet::new(), entries: BTreeMap::new(), budget: Budget::default() };
    let catalog = objects::catalog(document).ok_or("the catalog can't be read")?;
    let Ok(store) = catalog.get(b"DSS") else { return Ok(found.ids) };
    let store = found.dictionary(store, "the security store")?;
    for (key, value) in store.iter() {
        match LISTS.iter().find(|(list, ..)| *list == key.as_slice()) {
            Some((_, _, holds)) => found.list(value, *holds)?,
            None if key == b"Type" && is(value, b"DSS") => {}
            None if key == b"VRI" => found.signatures(value)?,
            None => return Err(format!("the security store has a key `{}`", shown(key))),
        }
    }
    Ok(found.ids)
}

/// The objects that belong to a store.
struct Members<'a, T> {
    document: &'a T,
    ids: BTreeSet<ObjectId>,
    entries: BTreeMap<ObjectId, Holds>,
    budget: Budget,
}

impl<'a, T: Objects> Members<'a, T> {
    fn resolve(&mut self, object: &'a Object) -> Option<&'a Object> {
        self.ids.extend(object.as_reference());
        objects::resolve(self.document, object)
    }

    fn dictionary(&mut self, object: &'a Object, what: &str) -> Result<&'a Dictionary, String> {
        match self.resolve(object) {
            Some(Object::Dictionary(dictionary)) => Ok(dictionary),
            _ => Err(format!("{what} is no dictionary")),
        }
    }

    /// What the store says of single signatures, each by the digest of its signature.
    fn signatures(&mut self, value: &'a Object) -> Result<(), String> {
        for (key, value) in self.dictionary(value, "a part of the security store")?.iter() {
            if key.len() != 40 || !key.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'A'..=b'F')) {
                return Err(format!("the security store has an entry `{}` of no signature", shown(key)));
            }
            for (key, value) in self.dictionary(value, "a part of the security store")?.iter() {
                match LISTS.iter().find(|(_, list, _)| *list == key.as_slice()) {
                    Some((_, _, holds)) => self.list(value, *holds)?,
                    None if key == b"Type" && is(value, b"VRI") => {}
                    None if key == b"TU" && value.as_str().is_ok() => {}
                    None => return Err(format!("the security store has a key `{}`", shown(key))),
                }
            }
        }
        Ok(())
    }

    fn list(&mut self, value: &'a Object, holds: Holds) -> Result<(), String> {
        let Some(Object::Array(items)) = self.resolve(value) else {
            return Err("a list of the security store is no list".to_owned());
        };
        for item in items {
            let id = item.as_reference().map_err(|_| "an entry of the security store is no object of its own")?;
            let about = |what: &str| format!("object {} of the security store {what}", id.0);
            match self.entries.insert(id, holds) {
                Some(known) if known == holds => continue,
                Some(_) => return Err(about("is listed as two kinds of thing")),
                None if !self.ids.insert(id) => return Err(about("is a part of its structure, too")),
                None => {}
            }
            let entry = self.document.object(id).ok_or_else(|| about("is not there"))?;
            let bytes = bytes_of(entry, &mut self.budget).map_err(about)?;
            let (whole, what) = match holds {
                Holds::Certificates => (Certificate::from_der(&bytes).is_ok(), "is no certificate"),
                Holds::Lists => (CertificateList::from_der(&bytes).is_ok(), "is no list of revoked certificates"),
                Holds::Answers => (OcspResponse::from_der(&bytes).is_ok(), "is no answer on a certificate"),
            };
            if !whole {
                return Err(about(what));
            }
        }
        Ok(())
    }
}

/// The bytes of an entry.
fn bytes_of(entry: &Object, budget: &mut Budget) -> Result<Vec<u8>, &'static str> {
    let Object::Stream(stream) = entry else { return Err("is no stream") };
    if stream.dict.iter().any(|(key, _)| !matches!(key.as_slice(), b"Length" | b"Filter")) {
        return Err("says more than how long it is");
    }
    match stream.dict.get(b"Filter") {
        Err(_) => {
            budget.take(stream.content.len())?;
            Ok(stream.content.clone())
        }
        Ok(Object::Name(name)) if name == b"FlateDecode" => appended::unfold(&stream.content, budget),
        Ok(Object::Array(names)) if *names == [Object::Name(b"FlateDecode".to_vec())] => {
            appended::unfold(&stream.content, budget)
        }
        Ok(_) => Err("is folded in a way that is not read here"),
    }
}

/// Whether a value is this name.
fn is(value: &Object, name: &[u8]) -> bool {
    value.as_name().is_ok_and(|value| value == name)
}

fn shown(key: &[u8]) -> String {
    String::from_utf8_lossy(key).chars().take(40).collect()
}
