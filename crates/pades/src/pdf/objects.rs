//! Small helpers on PDF objects: texts, resolving, what an object is.

use std::collections::BTreeMap;

use lopdf::Dictionary;
use lopdf::Document;
use lopdf::Object;
use lopdf::ObjectId;
use lopdf::StringFormat;

/// The objects of a file at one point of its growth.
pub trait Objects {
    /// What stands under a number, as the file is at this point; `None` where nothing does.
    fn object(&self, id: ObjectId) -> Option<&Object>;

    /// The dictionary that leads to the catalog and the document information.
    fn trailer(&self) -> &Dictionary;
}

impl Objects for Document {
    fn object(&self, id: ObjectId) -> Option<&Object> {
        self.objects.get(&id)
    }

    fn trailer(&self) -> &Dictionary {
        &self.trailer
    }
}

/// How many bytes of streams may be unfolded in all, for one file.
#[derive(Clone, Copy, Debug)]
pub struct Budget(usize);

impl Default for Budget {
    fn default() -> Budget {
        Budget(64 << 20)
    }
}

impl Budget {
    /// Takes some of it.
    ///
    /// # Errors
    /// When it is used up, as the end of a sentence.
    pub fn take(&mut self, bytes: usize) -> Result<(), &'static str> {
        self.0 = self.0.checked_sub(bytes).ok_or("unfolds to more than is looked at")?;
        Ok(())
    }
}

/// A text as PDF writes it: ASCII as it is, anything else as UTF-16 with its mark (ISO 32000-2, 7.9.2.2).
pub fn text(text: &str) -> Object {
    if text.is_ascii() {
        return Object::String(text.as_bytes().to_vec(), StringFormat::Literal);
    }
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    Object::String(units.flat_map(u16::to_be_bytes).collect(), StringFormat::Hexadecimal)
}

/// A text as it was meant.
pub fn read_text(object: &Object) -> Option<String> {
    let bytes = object.as_str().ok()?;
    if let Some(units) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        let units: Vec<u16> =
            units.chunks_exact(2).map(|pair| u16::from_be_bytes(pair.try_into().unwrap_or_default())).collect();
        return Some(String::from_utf16_lossy(&units));
    }
    if let Some(utf8) = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]) {
        return Some(String::from_utf8_lossy(utf8).into_owned());
    }
    Some(bytes.iter().map(|byte| char::from(*byte)).collect())
}

/// What a value stands for: itself, or what it refers to.
pub fn resolve<'a>(document: &'a impl Objects, object: &'a Object) -> Option<&'a Object> {
    match object {
        Object::Reference(id) => document.object(*id),
        other => Some(other),
    }
}

/// A dictionary behind a key.
pub fn sub<'a>(document: &'a impl Objects, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
    let object = resolve(document, dictionary.get(key).ok()?)?;
    match object {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

/// A name behind a key, or the empty one.
pub fn name<'a>(dictionary: &'a Dictionary, key: &[u8]) -> &'a [u8] {
    dictionary.get(key).and_then(Object::as_name).unwrap_or_default()
}

/// The dictionary at the root, from which pages and forms are reached.
pub fn catalog(document: &impl Objects) -> Option<&Dictionary> {
    sub(document, document.trailer(), b"Root")
}

/// Whether two objects say the same: neither how a text is written counts, nor where a stream stood in the file.
pub fn same(a: &Object, b: &Object) -> bool {
    match (a, b) {
        (Object::Stream(a), Object::Stream(b)) => same_keys(&a.dict, &b.dict, &[]) && a.content == b.content,
        (Object::String(a, _), Object::String(b, _)) => a == b,
        (Object::Array(a), Object::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Object::Dictionary(a), Object::Dictionary(b)) => same_keys(a, b, &[]),
        (Object::Real(real), Object::Integer(whole)) | (Object::Integer(whole), Object::Real(real)) => {
            f64::from(*real) == *whole as f64
        }
        (a, b) => a == b,
    }
}

/// Whether two dictionaries say the same, but for these keys.
pub fn same_keys(a: &Dictionary, b: &Dictionary, except: &[&[u8]]) -> bool {
    let held = |from: &Dictionary, by: &Dictionary| {
        let mut keys = from.iter().filter(|(key, _)| !except.contains(&key.as_slice()));
        keys.all(|(key, value)| by.get(key).is_ok_and(|other| same(value, other)))
    };
    held(a, b) && held(b, a)
}

/// The references in a value. The library limits how deep a file may be nested.
pub fn references(object: &Object, into: &mut Vec<ObjectId>) {
    match object {
        Object::Reference(id) => into.push(*id),
        Object::Array(items) => items.iter().for_each(|item| references(item, into)),
        Object::Dictionary(dictionary) => dictionary.iter().for_each(|(_, value)| references(value, into)),
        Object::Stream(stream) => stream.dict.iter().for_each(|(_, value)| references(value, into)),
        _ => {}
    }
}

/// The pages of a file and what they show, to say what an object is.
#[derive(Clone, Debug, Default)]
pub struct Places(BTreeMap<ObjectId, (u32, bool)>);

impl Places {
    /// Looks up the pages of a file.
    pub fn of(document: &Document) -> Places {
        let mut places = BTreeMap::new();
        for (number, page) in document.get_pages() {
            for content in document.get_page_contents(page) {
                places.entry(content).or_insert((number, true));
            }
            places.insert(page, (number, false));
        }
        Places(places)
    }

    /// What an object is, in a few words for a message, or the empty string.
    pub fn describe(&self, document: &impl Objects, id: ObjectId) -> String {
        let named = |key: &[u8]| document.trailer().get(key).and_then(Object::as_reference).ok() == Some(id);
        match self.0.get(&id) {
            _ if named(b"Root") => return "the catalog".to_owned(),
            _ if named(b"Info") => return "the document information".to_owned(),
            Some((number, true)) => return format!("the content of page {number}"),
            Some((number, false)) => return format!("page {number}"),
            None => {}
        }
        document.object(id).map(kind_of).unwrap_or_default()
    }
}

/// What an object says of itself that it is.
fn kind_of(object: &Object) -> String {
    let dictionary = match object {
        Object::Dictionary(dictionary) => dictionary,
        Object::Stream(stream) => &stream.dict,
        _ => return String::new(),
    };
    let name = |key: &[u8]| dictionary.get(key).and_then(Object::as_name).unwrap_or_default();
    if name(b"FT") == b"Sig" {
        let field = dictionary.get(b"T").ok().and_then(read_text).unwrap_or_default();
        return format!("the signature field `{field}`");
    }
    match (name(b"Type"), name(b"Subtype")) {
        (b"Metadata", _) => "the metadata",
        (b"EmbeddedFile" | b"Filespec", _) => "an attachment",
        (b"Annot", _) => "an annotation",
        (b"StructElem" | b"StructTreeRoot", _) => "the structure",
        (b"Font" | b"FontDescriptor", _) => "a font",
        (b"Sig", _) => "a signature",
        (_, b"Form") => "an appearance",
        (_, b"Image") => "an image",
        (_, b"Link" | b"Widget" | b"FreeText" | b"Stamp" | b"Text") => "an annotation",
        _ if dictionary.has(b"JS") => "a script",
        _ if dictionary.has(b"Fields") => "the form",
        _ => "",
    }
    .to_owned()
}
