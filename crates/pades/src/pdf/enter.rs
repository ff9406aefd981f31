//! Enters a signature into an empty field: an update with a place for the signature, then the signature into its place.
//!
//! The update is written twice over: first with placeholders of a fixed width, of which the bytes to be signed are
//! taken, then with the signature patched in. Everything else stays byte for byte (ISO 32000-2, 12.8.1).

use std::collections::BTreeMap;

use lopdf::Dictionary;
use lopdf::Document;
use lopdf::Object;
use lopdf::ObjectId;
use lopdf::Stream;
use lopdf::StringFormat;
use lopdf::dictionary;

use crate::verdict::Cause;
use crate::verdict::Failure;

use super::objects;
use super::objects::text;
use super::revisions::find;
use super::update::Update;

/// What is entered into a field.
#[derive(Clone, Debug)]
pub struct FieldEntry<'a> {
    /// Name of the field.
    pub field: &'a str,
    /// Name of the signer.
    pub name: &'a str,
    /// Why they sign.
    pub reason: &'a str,
    /// When, as PDF writes a date: `D:20261123093000Z`.
    pub time: &'a str,
    /// For the first signature, which certifies, what may change after it: 1 nothing, 2 forms may be filled and
    /// signatures added (ISO 32000-2, table 257).
    pub certify: Option<i64>,
    /// A PDF of one page: what is seen in the field.
    pub appearance: &'a [u8],
    /// Room for the signature in bytes.
    pub reserve: usize,
}

/// A file with a place for a signature.
#[derive(Clone, Debug)]
pub struct Prepared {
    bytes: Vec<u8>,
    /// Where the hexadecimal digits begin, behind `<`, and end, before `>`.
    gap: (usize, usize),
}

/// As wide as any place in a file.
const WIDE: i64 = 9_999_999_999;

/// Prepares a signature.
///
/// # Errors
/// When there is no such field, it is signed already, or the appearance can't be used.
pub fn prepare(pdf: &[u8], entry: &FieldEntry) -> Result<Prepared, Failure> {
    let mut update = Update::open(pdf)?;
    let (id, mut field) = empty_field(&update, entry.field)?;
    let look = appearance(&mut update, entry.appearance)?;
    let mut signature = dictionary! {
        "Type" => "Sig",
        "Filter" => "Adobe.PPKLite",
        "SubFilter" => "ETSI.CAdES.detached",
        "M" => text(entry.time),
        "Name" => text(entry.name),
        "Reason" => text(entry.reason),
    };
    if let Some(allowed) = entry.certify {
        let parameters = dictionary! { "Type" => "TransformParams", "P" => allowed, "V" => "1.2" };
        let reference =
            dictionary! { "Type" => "SigRef", "TransformMethod" => "DocMDP", "TransformParams" => parameters };
        signature.set("Reference", vec![Object::Dictionary(reference)]);
    }
    let signature = placeholders(&mut update, signature, entry.reserve);
    if entry.certify.is_some() {
        let (catalog_id, mut catalog) = update.catalog()?;
        if catalog.has(b"Perms") {
            return Err(Failure::new("the PDF is certified already"));
        }
        catalog.set("Perms", dictionary! { "DocMDP" => signature });
        update.set(catalog_id, catalog);
    }
    field.set("V", signature);
    field.set("AP", dictionary! { "N" => look });
    update.set(id, field);
    located(update, entry.reserve)
}

/// Prepares a timestamp over the document (ISO 32000-2, 12.8.5) in an empty field.
///
/// # Errors
/// When there is no such field, or it is used already.
pub fn prepare_timestamp(pdf: &[u8], field: &str, reserve: usize) -> Result<Prepared, Failure> {
    let mut update = Update::open(pdf)?;
    let (id, mut dictionary) = empty_field(&update, field)?;
    let stamp = dictionary! { "Type" => "DocTimeStamp", "Filter" => "Adobe.PPKLite", "SubFilter" => "ETSI.RFC3161" };
    let stamp = placeholders(&mut update, stamp, reserve);
    dictionary.set("V", stamp);
    update.set(id, dictionary);
    located(update, reserve)
}

/// Width and height of a field in pt.
///
/// # Errors
/// When there is no such field, or it is used already.
pub fn size(pdf: &[u8], field: &str) -> Result<(f32, f32), Failure> {
    let update = Update::open(pdf)?;
    let (_, dictionary) = empty_field(&update, field)?;
    let rect = dictionary.get(b"Rect").and_then(Object::as_array).cloned().unwrap_or_default();
    let rect: Vec<f32> = rect.iter().filter_map(|value| value.as_float().ok()).collect();
    match rect.as_slice() {
        [left, bottom, right, top] if right > left && top > bottom => Ok((right - left, top - bottom)),
        _ => Err(Failure::new(format!("the field `{field}` has no place on its page"))),
    }
}

fn placeholders(update: &mut Update, mut signature: Dictionary, reserve: usize) -> ObjectId {
    signature.set("ByteRange", vec![Object::Integer(0), WIDE.into(), WIDE.into(), WIDE.into()]);
    signature.set("Contents", Object::String(vec![0; reserve], StringFormat::Hexadecimal));
    update.add(signature)
}

/// The field of this name, which must be there and empty.
fn empty_field(update: &Update, name: &str) -> Result<(ObjectId, Dictionary), Failure> {
    let (_, catalog) = update.catalog()?;
    let form = catalog.get(b"AcroForm").ok().and_then(|form| update.resolve(form));
    let fields = form.and_then(|form| form.as_dict().ok()).and_then(|form| form.get(b"Fields").ok());
    let fields = fields.and_then(|fields| update.resolve(fields)).and_then(|fields| fields.as_array().ok());
    for id in fields.into_iter().flatten().filter_map(|field| field.as_reference().ok()) {
        let Some(Object::Dictionary(field)) = update.get(id) else { continue };
        if field.get(b"T").ok().and_then(objects::read_text).as_deref() != Some(name) {
            continue;
        }
        if field.has(b"V") {
            return Err(Failure::new(format!("the field `{name}` is signed already")));
        }
        return Ok((id, field.clone()));
    }
    Err(Failure::of(Cause::NoField, format!("the PDF has no signature field `{name}`")))
}

/// Writes the update, finds the placeholders in it, and fills in the byte range.
fn located(update: Update, reserve: usize) -> Result<Prepared, Failure> {
    let (mut bytes, start) = update.finish()?;
    let lost = || Failure::new("the place of the signature can't be found");
    let added = bytes.get(start..).unwrap_or_default();
    let range = format!("[0 {WIDE} {WIDE} {WIDE}]");
    let at = start + once(added, range.as_bytes()).ok_or_else(lost)?;
    let zeros = vec![b'0'; reserve * 2];
    let hex = [b"<".as_slice(), &zeros, b">"].concat();
    let open = start + once(added, &hex).ok_or_else(lost)?;
    let close = open + hex.len();
    let mut filled = format!("[0 {open} {close} {}", bytes.len() - close);
    while filled.len() + 1 < range.len() {
        filled.push(' ');
    }
    filled.push(']');
    let place = bytes.get_mut(at..at + range.len()).filter(|place| place.len() == filled.len()).ok_or_else(lost)?;
    place.copy_from_slice(filled.as_bytes());
    Ok(Prepared { bytes, gap: (open + 1, close - 1) })
}

/// The place of something that must be there exactly once.
fn once(text: &[u8], what: &[u8]) -> Option<usize> {
    let at = find(text, what)?;
    let rest = text.get(at + 1..)?;
    find(rest, what).is_none().then_some(at)
}

impl Prepared {
    /// The bytes that are signed: all but the place of the signature.
    pub fn covered(&self) -> [&[u8]; 2] {
        let (open, close) = self.gap;
        [self.bytes.get(..open - 1).unwrap_or_default(), self.bytes.get(close + 1..).unwrap_or_default()]
    }

    /// The file with the signature in its place.
    ///
    /// # Errors
    /// When the signature has no room.
    pub fn complete(mut self, signature: &[u8]) -> Result<Vec<u8>, Failure> {
        let (open, close) = self.gap;
        let room = (close - open) / 2;
        if signature.len() > room {
            let text = format!("the signature has {} bytes, and there is room for {room}", signature.len());
            return Err(Failure::new(text));
        }
        let mut hex = String::with_capacity(close - open);
        for byte in signature {
            hex.push_str(&format!("{byte:02x}"));
        }
        let place = self.bytes.get_mut(open..open + hex.len());
        place.ok_or_else(|| Failure::new("the place of the signature can't be found"))?.copy_from_slice(hex.as_bytes());
        Ok(self.bytes)
    }
}

/// The first page of a PDF as the appearance of a field: a form object with all that it needs.
fn appearance(update: &mut Update, pdf: &[u8]) -> Result<ObjectId, Failure> {
    let unread = || Failure::new("the appearance of the signature can't be read");
    let source = Document::load_mem(pdf).map_err(|_| unread())?;
    let page = source.page_iter().next().ok_or_else(unread)?;
    let dictionary = source.get_dictionary(page).map_err(|_| unread())?;
    let frame = inherited(&source, dictionary, b"MediaBox").ok_or_else(unread)?;
    let resources = inherited(&source, dictionary, b"Resources").unwrap_or_else(|| Dictionary::new().into());
    let mut copied = BTreeMap::new();
    let frame = import(update, &source, &frame, &mut copied, 0)?;
    let resources = import(update, &source, &resources, &mut copied, 0)?;
    let mut form = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => frame,
        "Resources" => resources,
    };
    // Fades and blends are drawn within the group of the page.
    if let Ok(group) = dictionary.get(b"Group") {
        let group = import(update, &source, group, &mut copied, 0)?;
        form.set("Group", group);
    }
    let mut stream = Stream::new(form, source.get_page_content(page));
    stream.compress().map_err(|_| unread())?;
    Ok(update.add(Object::Stream(stream)))
}

/// A value of a page, or of the node above it that hands it down.
fn inherited(document: &Document, page: &Dictionary, key: &[u8]) -> Option<Object> {
    let mut node = page;
    for _ in 0..16 {
        if let Ok(value) = node.get(key) {
            return objects::resolve(document, value).cloned();
        }
        node = objects::sub(document, node, b"Parent")?;
    }
    None
}

/// A value of another file with all it refers to, under new numbers.
fn import(
    update: &mut Update,
    source: &Document,
    object: &Object,
    copied: &mut BTreeMap<ObjectId, ObjectId>,
    depth: usize,
) -> Result<Object, Failure> {
    if depth > 64 {
        return Err(Failure::new("the appearance of the signature is nested too deep"));
    }
    let mut each = |dictionary: &Dictionary, update: &mut Update| -> Result<Dictionary, Failure> {
        let mut out = Dictionary::new();
        for (key, value) in dictionary.iter() {
            out.set(key.clone(), import(update, source, value, copied, depth + 1)?);
        }
        Ok(out)
    };
    Ok(match object {
        Object::Reference(id) => {
            if let Some(known) = copied.get(id) {
                return Ok(Object::Reference(*known));
            }
            let place = update.add(Object::Null);
            copied.insert(*id, place);
            let value = source.objects.get(id).cloned().unwrap_or(Object::Null);
            let value = import(update, source, &value, copied, depth + 1)?;
            update.set(place, value);
            Object::Reference(place)
        }
        Object::Dictionary(dictionary) => Object::Dictionary(each(dictionary, update)?),
        Object::Stream(stream) => {
            let mut stream = stream.clone();
            stream.dict = each(&stream.dict, update)?;
            Object::Stream(stream)
        }
        Object::Array(items) => {
            let items: Result<Vec<Object>, Failure> =
                items.iter().map(|item| import(update, source, item, copied, depth + 1)).collect();
            Object::Array(items?)
        }
        other => other.clone(),
    })
}
