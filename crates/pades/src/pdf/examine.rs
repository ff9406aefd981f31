//! Tells what each signature of a PDF covers, and what each update after it changed.
//!
//! A closed world: of two revisions the complete sets of objects are compared, and only what a further signature, a
//! security store or a document timestamp needs may differ. Everything else is named. What a signature says in itself,
//! [`crate::cms`] reads.

use std::collections::BTreeSet;

use lopdf::Dictionary;
use lopdf::Document;
use lopdf::Object;
use lopdf::ObjectId;

use crate::verdict::Finding;
use crate::verdict::Kind;

use super::objects;
use super::objects::catalog;
use super::objects::content;
use super::objects::describe;
use super::objects::read_text;
use super::objects::resolve;
use super::objects::same;
use super::objects::sub;
use super::revisions;
use super::revisions::Revision;

/// A signature, or a timestamp over the document.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Name of its field.
    pub field: String,
    /// True for a timestamp over the document.
    pub timestamp: bool,
    /// The two parts of the file that it covers, as their starts and ends.
    pub covered: [(usize, usize); 2],
    /// What stands in the gap: the signature, and zeros that fill its place.
    pub contents: Vec<u8>,
    /// The revision that it ends, from 0.
    pub revision: usize,
    /// The name given in it.
    pub name: String,
    /// The reason given in it.
    pub reason: String,
    /// The time given in it, as PDF writes it.
    pub time: String,
    /// What may change after it, if it certifies: 1 nothing, 2 forms and signatures, 3 annotations too.
    pub certifies: Option<i64>,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

/// A file, looked at.
#[derive(Clone, Debug, Default)]
pub struct Examined {
    /// Its revisions, oldest first.
    pub revisions: Vec<Revision>,
    /// Its signatures, in the order of the revisions that they end.
    pub signatures: Vec<Found>,
    /// The security store of the file as it is.
    pub store: super::dss::Store,
    /// What concerns the file as a whole.
    pub findings: Vec<Finding>,
}

/// Looks at a file.
pub fn examine(pdf: &[u8]) -> Examined {
    let mut examined = Examined::default();
    match revisions::walk(pdf) {
        Ok(revisions) => examined.revisions = revisions,
        Err(findings) => {
            examined.findings = findings;
            return examined;
        }
    }
    let mut documents = Vec::new();
    for revision in &examined.revisions {
        if revisions::encrypted(pdf, revision) {
            examined.findings.push(Finding::new(Kind::NotRead, "the file is encrypted, and is not read here"));
            return examined;
        }
        let Some(document) = revisions::load(pdf.get(..revision.end).unwrap_or_default()) else {
            examined.findings.push(Finding::new(Kind::Unread, "the file can't be read"));
            return examined;
        };
        documents.push(document);
    }
    let Some(last) = documents.last() else { return examined };
    listed(&examined.revisions, &documents, &mut examined.findings);
    let fields = fields(last, &mut examined.findings);
    let mut signatures = Vec::new();
    for (name, id) in &fields {
        if let Some(found) = signature(pdf, name, *id, &examined.revisions, &documents) {
            signatures.push(found);
        }
    }
    signatures.sort_by_key(|found| found.revision);
    gone(&documents, &fields, &mut examined.findings);
    one_each(&mut signatures);
    changes(&documents, &mut signatures, &mut examined.findings);
    permissions(&documents, &signatures, &mut examined.findings);
    examined.signatures = signatures;
    examined.store = super::dss::read(last);
    examined
}

/// The library found the objects that the tables list, and no others.
fn listed(revisions: &[Revision], documents: &[Document], findings: &mut Vec<Finding>) {
    let mut live: BTreeSet<u32> = BTreeSet::new();
    for (revision, document) in revisions.iter().zip(documents) {
        live.extend(revision.written.keys().map(|id| id.0));
        for freed in &revision.freed {
            live.remove(freed);
        }
        let packed =
            |id: &u32| matches!(document.reference_table.get(*id), Some(lopdf::xref::XrefEntry::Compressed { .. }));
        let unknown = document.objects.keys().find(|id| !live.contains(&id.0) && !packed(&id.0));
        if let Some(id) = unknown {
            findings.push(Finding::new(
                Kind::Structure,
                format!("object {} {} stands in the file and in no table", id.0, id.1),
            ));
            return;
        }
    }
}

/// The signature fields of a file by name.
fn fields(document: &Document, findings: &mut Vec<Finding>) -> Vec<(String, ObjectId)> {
    let mut all: Vec<(String, ObjectId)> = Vec::new();
    let Some(form) = catalog(document).and_then(|catalog| sub(document, catalog, b"AcroForm")) else {
        return all;
    };
    if form.has(b"XFA") {
        findings.push(Finding::new(Kind::Form, "the form is described a second time, as XFA"));
    }
    if form.get(b"NeedAppearances").is_ok_and(|value| *value == Object::Boolean(true)) {
        findings.push(Finding::new(Kind::Form, "the form lets a viewer draw its own appearances"));
    }
    let list = form.get(b"Fields").ok().and_then(|list| resolve(document, list));
    for field in list.and_then(|list| list.as_array().ok()).into_iter().flatten() {
        let Ok(id) = field.as_reference() else {
            findings.push(Finding::new(Kind::Form, "a field of the form is no object of its own"));
            continue;
        };
        let Some(Object::Dictionary(dictionary)) = document.objects.get(&id) else {
            findings.push(Finding::new(Kind::Form, "a field of the form can't be read"));
            continue;
        };
        let name = dictionary.get(b"T").ok().and_then(read_text).unwrap_or_default();
        let signs = objects::name(dictionary, b"FT") == b"Sig";
        if dictionary.has(b"Kids") {
            findings.push(Finding::new(
                Kind::Form,
                format!("the field `{name}` has parts, and may be signed in one of them"),
            ));
        } else if signs && all.iter().any(|(other, _)| *other == name) {
            findings.push(Finding::new(Kind::Form, format!("there are two signature fields `{name}`")));
        }
        if signs {
            all.push((name, id));
        }
    }
    all
}

/// A signature that an earlier revision has and the file as it is does not show any more.
fn gone(documents: &[Document], fields: &[(String, ObjectId)], findings: &mut Vec<Finding>) {
    let mut named = BTreeSet::new();
    for document in documents {
        for (name, id) in self::fields(document, &mut Vec::new()) {
            let signed =
                document.objects.get(&id).and_then(|field| field.as_dict().ok()).is_some_and(|field| field.has(b"V"));
            if signed && !fields.iter().any(|(_, known)| *known == id) && named.insert(id) {
                findings.push(Finding::new(Kind::Gone, format!("the signature in the field `{name}` is gone")));
            }
        }
    }
}

/// A signature is one object: two fields that share one would share a person.
fn one_each(signatures: &mut [Found]) {
    let mut seen = BTreeSet::new();
    for found in signatures {
        if !seen.insert(found.covered) {
            found.findings.push(Finding::new(Kind::Coverage, "two fields hold the same signature"));
        }
    }
}

/// What a field holds; `None` for an empty one.
fn signature(pdf: &[u8], name: &str, id: ObjectId, revisions: &[Revision], documents: &[Document]) -> Option<Found> {
    let last = documents.last()?;
    let field = last.objects.get(&id)?.as_dict().ok()?;
    let value = field.get(b"V").ok()?;
    let mut found = Found { field: name.to_owned(), revision: revisions.len().saturating_sub(1), ..Found::default() };
    let wrong = |found: &mut Found, kind: Kind, text: &str| found.findings.push(Finding::new(kind, text));
    let Some(reference) = value.as_reference().ok() else {
        wrong(&mut found, Kind::Form, "the signature is no object of its own");
        return Some(found);
    };
    let Some(dictionary) = last.objects.get(&reference).and_then(|object| object.as_dict().ok()) else {
        wrong(&mut found, Kind::Form, "the field is filled, and not with a signature");
        return Some(found);
    };
    let words = |key: &[u8]| dictionary.get(key).ok().and_then(read_text).unwrap_or_default();
    (found.name, found.reason, found.time) = (words(b"Name"), words(b"Reason"), words(b"M"));
    found.certifies = certifies(last, dictionary);
    match dictionary.get(b"SubFilter").and_then(Object::as_name) {
        Ok(b"ETSI.CAdES.detached") => {}
        Ok(b"ETSI.RFC3161") => found.timestamp = true,
        Ok(other) => {
            let kind = String::from_utf8_lossy(other).chars().take(40).collect::<String>();
            wrong(&mut found, Kind::NotPades, &format!("the signature is of the kind `{kind}`, which is not PAdES"));
        }
        Err(_) => wrong(&mut found, Kind::NotPades, "the signature does not say of which kind it is"),
    }
    if found.timestamp != (objects::name(dictionary, b"Type") == b"DocTimeStamp") {
        wrong(
            &mut found,
            Kind::NotPades,
            "a signature says that it is a timestamp, or a timestamp that it is a signature",
        );
    }
    if let Err(text) = range(pdf, reference, dictionary, revisions, documents, &mut found) {
        wrong(&mut found, Kind::Coverage, text);
    }
    Some(found)
}

/// What may change after a signature that certifies (ISO 32000-2, 12.8.2.2).
fn certifies(document: &Document, signature: &Dictionary) -> Option<i64> {
    let list = resolve(document, signature.get(b"Reference").ok()?)?.as_array().ok()?;
    list.iter().find_map(|reference| {
        let reference = resolve(document, reference)?.as_dict().ok()?;
        if objects::name(reference, b"TransformMethod") != b"DocMDP" {
            return None;
        }
        let parameters = sub(document, reference, b"TransformParams");
        Some(parameters.and_then(|parameters| parameters.get(b"P").ok()?.as_i64().ok()).unwrap_or(2))
    })
}

/// The byte range: from the first byte to the end of the revision that wrote it, but for exactly its own place.
fn range(
    pdf: &[u8],
    id: ObjectId,
    dictionary: &Dictionary,
    revisions: &[Revision],
    documents: &[Document],
    found: &mut Found,
) -> Result<(), &'static str> {
    let numbers = dictionary.get(b"ByteRange").ok().and_then(|range| range.as_array().ok());
    let numbers = numbers.ok_or("the signature does not say what it covers")?;
    let numbers: Vec<usize> = numbers.iter().filter_map(|number| usize::try_from(number.as_i64().ok()?).ok()).collect();
    let [0, open, close, rest] = numbers.as_slice() else {
        return Err("what the signature says that it covers is no range of the file");
    };
    let (open, close) = (*open, *close);
    let end = close.checked_add(*rest).ok_or("the signature covers more than the file has")?;
    if open == 0 || close <= open + 2 || *rest == 0 || end > pdf.len() {
        return Err("what the signature says that it covers is no range of the file");
    }
    let revision = revisions.iter().position(|revision| revision.end == end);
    let revision = revision.ok_or("the signature does not cover the file up to the end of a revision")?;
    found.revision = revision;
    found.covered = [(0, open), (close, end)];
    let here = revisions.get(revision).ok_or("the signature is in no revision")?;
    let place = here.written.get(&id).ok_or("the signature was not written in the revision that it ends")?;
    let next = here.written.values().filter(|other| *other > place).min().copied().unwrap_or(here.table);
    if open <= *place || close >= next {
        return Err("the place that the signature leaves out is not its own");
    }
    let before = pdf.get(*place..open).unwrap_or_default().trim_ascii_end();
    if !before.ends_with(b"/Contents") {
        return Err("the place that the signature leaves out is not its own");
    }
    let gap = pdf.get(open..close).unwrap_or_default();
    let digits = gap.strip_prefix(b"<").and_then(|gap| gap.strip_suffix(b">"));
    let digits = digits.ok_or("the place of the signature holds something else, too")?;
    let has = |letters: std::ops::RangeInclusive<u8>| digits.iter().any(|digit| letters.contains(digit));
    if has(b'A'..=b'F') && has(b'a'..=b'f') {
        return Err("the signature is written in capitals and small letters at once");
    }
    let contents = unhex(digits).ok_or("the place of the signature holds something else, too")?;
    if contents.iter().all(|byte| *byte == 0) {
        return Err("the place of the signature is empty");
    }
    let read = dictionary.get(b"Contents").ok().and_then(|contents| contents.as_str().ok());
    if read != Some(contents.as_slice()) {
        return Err("the signature that a reader finds is not the one in the place left out");
    }
    // A later revision may not give the object other values.
    let then = documents.get(revision).and_then(|document| document.objects.get(&id));
    if then.is_none_or(|then| then.as_dict().ok() != Some(dictionary)) {
        return Err("the signature was changed after it was made");
    }
    found.contents = contents;
    Ok(())
}

/// Bytes from hexadecimal.
fn unhex(digits: &[u8]) -> Option<Vec<u8>> {
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    };
    digits.chunks_exact(2).map(|pair| Some(value(*pair.first()?)? << 4 | value(*pair.get(1)?)?)).collect()
}

/// What each revision after the first signature changed.
fn changes(documents: &[Document], signatures: &mut [Found], whole: &mut Vec<Finding>) {
    for (index, pair) in documents.windows(2).enumerate() {
        let [before, after] = pair else { continue };
        let revision = index + 1;
        let earlier: Vec<usize> =
            signatures.iter().enumerate().filter(|(_, s)| s.revision < revision).map(|(at, _)| at).collect();
        let Some(latest) = earlier.last().copied() else { continue };
        let own = signatures.iter().find(|found| found.revision == revision).cloned();
        let strict = earlier.iter().any(|at| signatures.get(*at).and_then(|s| s.certifies) == Some(1));
        let mut found = compare(before, after, own.as_ref());
        if strict && found.is_empty() && own.as_ref().is_some_and(|own| !own.timestamp) {
            found.push(Finding::new(Kind::Change, "signed again, and the first signature allows no change"));
        }
        let name = signatures.get(latest).map(|found| format!("signature {} ({})", latest + 1, found.field));
        let name = name.unwrap_or_default();
        let found: Vec<Finding> = found
            .into_iter()
            .map(|finding| Finding { text: format!("after {name}: {}", finding.text), ..finding })
            .collect();
        for at in earlier {
            if let Some(signature) = signatures.get_mut(at) {
                signature.findings.extend(found.iter().cloned());
            }
        }
        if found.is_empty() && own.is_none() && !is_store(before, after) {
            whole.push(Finding::new(Kind::Change, format!("after {name}: an update that nothing accounts for")));
        }
    }
}

/// Whether an update only brings a security store.
fn is_store(before: &Document, after: &Document) -> bool {
    let store = |document: &Document| super::dss::read(document);
    store(before) != store(after)
}

/// Compares two revisions. `own` is the signature that the second one brings.
fn compare(before: &Document, after: &Document, own: Option<&Found>) -> Vec<Finding> {
    let mut findings = Vec::new();
    trailer(before, after, &mut findings);
    let (old, new) = (content(before), content(after));
    let mut roots: Vec<ObjectId> = Vec::new();
    let field = own.and_then(|own| field_of(after, &own.field));
    // A timestamp over the document may bring its own field, which shows nothing.
    let stamp = field.filter(|id| own.is_some_and(|own| own.timestamp) && !old.contains_key(id));
    let stamp = stamp.filter(|id| new.get(id).is_some_and(|field| shows_nothing(field)));
    roots.extend(stamp);
    for (id, object) in &old {
        let Some(now) = new.get(id) else {
            findings.push(Finding::new(Kind::Gone, words(before, *id, "is gone")));
            continue;
        };
        if same(object, now) {
            continue;
        }
        let allowed = if stamp.is_some_and(|stamp| lists(object, now, stamp)) {
            is_form(after, *id) || after.page_iter().any(|page| page == *id) || now.as_array().is_ok()
        } else if Some(*id) == field {
            filled(object, now, &mut roots)
        } else if is_catalog(after, *id) {
            catalog_changes(before, after, &mut roots, &mut findings);
            true
        } else {
            store_grew(after, *id, object, now, &mut roots)
        };
        if !allowed {
            let text = words(after, *id, "was changed");
            findings.push(if foreign(before, after, *id) {
                Finding::new(Kind::Foreign, text)
            } else {
                Finding::new(Kind::Change, text)
            });
        }
    }
    // What a signature or a security store brings is new: something that was there before would get a second meaning.
    for id in roots.iter().filter(|id| old.contains_key(id)) {
        findings.push(Finding::new(Kind::Change, words(after, *id, "is used again, as a part of a signature")));
    }
    let reachable = objects::reachable(after, roots);
    let mut left: Vec<ObjectId> = Vec::new();
    for id in new.keys().filter(|id| !old.contains_key(id)) {
        if !reachable.contains(id) {
            left.push(*id);
        }
    }
    for id in left {
        findings.push(Finding::new(Kind::Change, words(after, id, "was added")));
    }
    findings
}

/// `object 232 0 was changed: the content of page 3`.
fn words(document: &Document, id: ObjectId, what: &str) -> String {
    let described = describe(document, id);
    let tail = if described.is_empty() { String::new() } else { format!(": {described}") };
    format!("object {} {} {what}{tail}", id.0, id.1)
}

/// What another tool writes besides its signature: the day of the change and its own name, in the document information
/// and in the metadata. A person has to decide on it; nothing else of the two may differ.
fn foreign(before: &Document, after: &Document, id: ObjectId) -> bool {
    let (Some(old), Some(new)) = (before.objects.get(&id), after.objects.get(&id)) else { return false };
    let information = after.trailer.get(b"Info").and_then(Object::as_reference).ok() == Some(id);
    if let (true, Ok(old), Ok(new)) = (information, old.as_dict(), new.as_dict()) {
        return objects::same_keys(old, new, &[b"ModDate", b"Producer"]);
    }
    let metadata = catalog(after).and_then(|catalog| catalog.get(b"Metadata").ok()?.as_reference().ok());
    let (true, Ok(old), Ok(new)) = (metadata == Some(id), old.as_stream(), new.as_stream()) else { return false };
    let texts = |stream: &lopdf::Stream| -> Option<BTreeSet<String>> {
        let bytes = stream.get_plain_content_with_limit(1 << 20).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let pieces = text.split(['<', '>', '"', '\'']).map(str::trim).filter(|piece| !piece.is_empty());
        let plain = pieces.filter(|piece| !is_markup(piece) && !is_moment(piece) && !piece.contains("pyHanko"));
        Some(plain.map(str::to_owned).collect())
    };
    texts(old).is_some_and(|old| texts(new).is_some_and(|new| new.is_subset(&old)))
}

/// A tag or an attribute of the metadata, or the address of a vocabulary.
fn is_markup(piece: &str) -> bool {
    piece.starts_with(['/', '?', '!']) || piece.ends_with('=') || piece.starts_with("http://") || {
        let name = piece.split(|c: char| c.is_ascii_whitespace()).next().unwrap_or("").trim_end_matches('/');
        name.contains(':') && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '_' | '-' | '/'))
    }
}

/// A date with a time.
fn is_moment(piece: &str) -> bool {
    let mut bytes = piece.bytes();
    bytes.by_ref().take(4).all(|byte| byte.is_ascii_digit()) && bytes.next() == Some(b'-') && piece.len() < 40
}

/// A field whose place on the page has no size.
fn shows_nothing(field: &Object) -> bool {
    let rect = field.as_dict().ok().and_then(|field| field.get(b"Rect").ok()?.as_array().ok());
    let rect: Vec<f32> = rect.into_iter().flatten().filter_map(|value| value.as_float().ok()).collect();
    matches!(rect.as_slice(), [left, bottom, right, top] if left == right && bottom == top)
}

/// Whether an object differs only in that a list of fields or annotations has this one at its end.
fn lists(before: &Object, after: &Object, field: ObjectId) -> bool {
    let grown = |before: &[Object], after: &[Object]| {
        after.split_last().is_some_and(|(last, rest)| *last == Object::Reference(field) && rest == before)
    };
    match (before, after) {
        (Object::Array(before), Object::Array(after)) => grown(before, after),
        (Object::Dictionary(before), Object::Dictionary(after)) => {
            [b"Fields".as_slice(), b"Annots"].iter().any(|key| {
                let items = |dictionary: &Dictionary| {
                    dictionary.get(key).and_then(Object::as_array).cloned().unwrap_or_default()
                };
                objects::same_keys(before, after, &[key]) && grown(&items(before), &items(after))
            })
        }
        _ => false,
    }
}

fn is_form(document: &Document, id: ObjectId) -> bool {
    catalog(document).and_then(|catalog| catalog.get(b"AcroForm").ok()?.as_reference().ok()) == Some(id)
}

fn is_catalog(document: &Document, id: ObjectId) -> bool {
    document.trailer.get(b"Root").and_then(Object::as_reference).ok() == Some(id)
}

fn field_of(document: &Document, name: &str) -> Option<ObjectId> {
    fields(document, &mut Vec::new()).into_iter().find(|(other, _)| other == name).map(|(_, id)| id)
}

/// A field gets a value and a look, and nothing else.
fn filled(before: &Object, after: &Object, roots: &mut Vec<ObjectId>) -> bool {
    let (Ok(before), Ok(after)) = (before.as_dict(), after.as_dict()) else { return false };
    if before.has(b"V") || !after.has(b"V") {
        return false;
    }
    if !objects::same_keys(before, after, &[b"V", b"AP"]) {
        return false;
    }
    let mut was = Vec::new();
    before.get(b"AP").iter().for_each(|value| objects::references(value, &mut was));
    let mut brought = Vec::new();
    for key in [b"V".as_slice(), b"AP"] {
        after.get(key).iter().for_each(|value| objects::references(value, &mut brought));
    }
    // A look that was there for the empty field may stay.
    roots.extend(brought.into_iter().filter(|id| !was.contains(id)));
    // A look is a form and has no states to choose from.
    match after.get(b"AP") {
        Ok(Object::Dictionary(look)) => look.iter().all(|(key, value)| key == b"N" && value.as_reference().is_ok()),
        Ok(_) => false,
        Err(_) => true,
    }
}

/// The catalog may get a security store; anything else is named.
fn catalog_changes(before: &Document, after: &Document, roots: &mut Vec<ObjectId>, findings: &mut Vec<Finding>) {
    let (Some(old), Some(new)) = (catalog(before), catalog(after)) else {
        findings.push(Finding::new(Kind::Change, "the catalog can't be read"));
        return;
    };
    let keys: BTreeSet<&Vec<u8>> = old.iter().chain(new.iter()).map(|(key, _)| key).collect();
    for key in keys {
        let (was, is) = (old.get(key).ok(), new.get(key).ok());
        if was.zip(is).is_some_and(|(was, is)| same(was, is)) {
            continue;
        }
        if key.as_slice() == b"DSS" && was.is_none() {
            // The store itself, and what it lists.
            is.into_iter().for_each(|value| objects::references(value, roots));
            let store = sub(after, new, b"DSS");
            store.iter().flat_map(|store| store.iter()).for_each(|(_, value)| objects::references(value, roots));
            continue;
        }
        let name = String::from_utf8_lossy(key).chars().take(40).collect::<String>();
        let text = format!("the catalog has another `{name}`");
        findings.push(if matches!(key.as_slice(), b"Extensions" | b"Version") {
            Finding::new(Kind::Foreign, text)
        } else {
            Finding::new(Kind::Change, text)
        });
    }
}

/// A security store may grow: what it held stays.
fn store_grew(after: &Document, id: ObjectId, before: &Object, now: &Object, roots: &mut Vec<ObjectId>) -> bool {
    let store = catalog(after).and_then(|catalog| catalog.get(b"DSS").ok()?.as_reference().ok());
    if store != Some(id) {
        return false;
    }
    let (Ok(before), Ok(now)) = (before.as_dict(), now.as_dict()) else { return false };
    for (key, value) in now.iter() {
        let known = matches!(key.as_slice(), b"Type" | b"Certs" | b"CRLs" | b"OCSPs" | b"VRI");
        let items = |object: &Object| object.as_array().cloned().unwrap_or_default();
        let old = before.get(key).map(items).unwrap_or_default();
        if !known || !items(value).starts_with(&old) {
            return false;
        }
        let (mut was, mut is) = (Vec::new(), Vec::new());
        before.get(key).iter().for_each(|old| objects::references(old, &mut was));
        objects::references(value, &mut is);
        roots.extend(is.into_iter().filter(|id| !was.contains(id)));
    }
    before.iter().all(|(key, _)| now.has(key))
}

/// The trailer may only grow in size.
fn trailer(before: &Document, after: &Document, findings: &mut Vec<Finding>) {
    for key in ["Root", "Info", "Encrypt"] {
        let (was, is) = (before.trailer.get(key.as_bytes()).ok(), after.trailer.get(key.as_bytes()).ok());
        if was != is {
            findings.push(Finding::new(Kind::Change, format!("the trailer has another `{key}`")));
        }
    }
    let first = |document: &Document| {
        let ids = document.trailer.get(b"ID").and_then(Object::as_array).ok()?;
        ids.first().and_then(|id| id.as_str().ok()).map(<[u8]>::to_vec)
    };
    if first(before) != first(after) {
        findings.push(Finding::new(Kind::Change, "the file says that it is another document"));
    }
}

/// A signature that certifies is the first, and the catalog says so.
fn permissions(documents: &[Document], signatures: &[Found], findings: &mut Vec<Finding>) {
    let Some(last) = documents.last() else { return };
    let granted =
        catalog(last).and_then(|catalog| sub(last, catalog, b"Perms")).is_some_and(|perms| perms.has(b"DocMDP"));
    if signatures.iter().skip(1).any(|found| found.certifies.is_some()) {
        findings.push(Finding::new(Kind::Certification, "a signature that is not the first certifies"));
    }
    match signatures.first().is_some_and(|found| found.certifies.is_some()) {
        true if !granted => {
            findings.push(Finding::new(Kind::Certification, "the file does not say any more that it is certified"))
        }
        false if granted => {
            findings.push(Finding::new(Kind::Certification, "the file says that it is certified, and it is not"))
        }
        _ => {}
    }
}
