//! The document security store: certificates and revocation data by which signatures can be checked later, from the file
//! alone (ETSI EN 319 142-1, 5.4.2).

use lopdf::Dictionary;
use lopdf::Document;
use lopdf::Object;
use lopdf::Stream;

use crate::verdict::Failure;

use super::objects;
use super::update::Update;

/// What a security store holds, in DER.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Store {
    /// Certificates.
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

/// The most bytes of one entry that are read.
const LARGEST: usize = 16 << 20;

/// What the security store of a file holds.
pub fn read(document: &Document) -> Store {
    let catalog = objects::catalog(document);
    let Some(dictionary) = catalog.and_then(|catalog| objects::sub(document, catalog, b"DSS")) else {
        return Store::default();
    };
    let list = |key: &[u8]| -> Vec<Vec<u8>> {
        let list = dictionary.get(key).ok().and_then(|list| objects::resolve(document, list));
        let items = list.and_then(|list| list.as_array().ok()).into_iter().flatten();
        let streams = items.filter_map(|item| objects::resolve(document, item)?.as_stream().ok());
        streams.filter_map(|stream| stream.get_plain_content_with_limit(LARGEST).ok()).take(1024).collect()
    };
    Store { certificates: list(b"Certs"), crls: list(b"CRLs"), ocsps: list(b"OCSPs") }
}
