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

use super::appended;
use super::appended::Appended;
use super::appended::Before;
use super::dss;
use super::grown;
use super::grown::Grown;
use super::objects;
use super::objects::Budget;
use super::objects::Objects;
use super::objects::Places;
use super::objects::catalog;
use super::objects::read_text;
use super::objects::resolve;
use super::objects::same;
use super::objects::sub;
use super::revisions;
use super::revisions::Revision;

/// A signature, or a timestamp over the document.
#[derive(Clone, Debug, Default)]
pub struct FoundSignature {
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
    pub signatures: Vec<FoundSignature>,
    /// The security store of the file as it is.
    pub store: dss::Store,
    /// What concerns the file as a whole.
    pub findings: Vec<Finding>,
}

/// How often a file may be read anew because a revision before the first signature is of another form than ours.
const READINGS: usize = 8;

/// The most changes of one revision that are named.
const NAMED: usize = 16;

/// The most signature fields.
const MOST_FIELDS: usize = 256;

/// Looks at a file.
pub fn examine(pdf: &[u8]) -> Examined {
    let mut examined = Examined::default();
    match revisions::walk(pdf) {
        Ok(revisions) => examined.revisions = revisions,
        Err(finding) => {
            examined.findings.push(finding);
            return examined;
        }
    }
    let mut growth = Growth { pdf, document: Document::new(), largest: 0, readings: 0, budget: Budget::default() };
    let mut signatures: Vec<FoundSignature> = Vec::new();
    let revisions = std::mem::take(&mut examined.revisions);
    for index in 0..revisions.len() {
        if let Err(finding) = growth.step(&revisions, index, &mut signatures, &mut examined.findings) {
            examined.findings.push(finding);
            break;
        }
    }
    examined.revisions = revisions;
    let last = &growth.document;
    for (name, _) in fields(last, &mut examined.findings) {
        if name.is_empty() {
            examined.findings.push(Finding::new(Kind::Form, "a signature field has no name"));
        }
    }
    one_each(&mut signatures);
    permissions(last, &signatures, &mut examined.findings);
    examined.signatures = signatures;
    examined.store = dss::read(last);
    examined
}

/// A file as it grew, up to one revision. Only one state of it is kept.
struct Growth<'a> {
    pdf: &'a [u8],
    document: Document,
    /// The largest number of an object.
    largest: u32,
    /// How often all of it was read.
    readings: usize,
    budget: Budget,
}

impl Growth<'_> {
    /// Goes on by one revision.
    ///
    /// # Errors
    /// When what follows can't be known any more.
    fn step(
        &mut self,
        revisions: &[Revision],
        index: usize,
        signatures: &mut Vec<FoundSignature>,
        findings: &mut Vec<Finding>,
    ) -> Result<(), Finding> {
        let Some(revision) = revisions.get(index) else { return Ok(()) };
        let appended = match index.checked_sub(1).and_then(|before| revisions.get(before)) {
            None => None,
            Some(before) => {
                let before = Before { trailer: &before.trailer, table: before.table, largest: self.largest };
                Some(appended::read(self.pdf, revision, before, &mut self.budget))
            }
        };
        let largest = revision.written.keys().map(|id| id.0).chain(revision.packed.iter().copied()).max();
        self.largest = self.largest.max(largest.unwrap_or(0));
        match appended {
            // The last signature before vouches for what came before it, and for nothing else.
            Some(Err(text)) if !signatures.is_empty() => {
                let text = format!("after {}: {text}", last_of(signatures));
                Err(Finding::new(Kind::Structure, text))
            }
            Some(Ok(appended)) => {
                if signatures.is_empty() {
                    self.apply(appended);
                    self.signed(revisions, index, signatures, findings)
                } else {
                    findings.extend(self.changed(revisions, index, appended, signatures)?);
                    Ok(())
                }
            }
            _ => {
                self.read(revisions, index, findings)?;
                self.signed(revisions, index, signatures, findings)
            }
        }
    }

    /// Reads all of the file up to the end of a revision, with the library.
    fn read(&mut self, revisions: &[Revision], index: usize, findings: &mut Vec<Finding>) -> Result<(), Finding> {
        let here = revisions.get(..=index).unwrap_or_default();
        let Some(revision) = here.last() else { return Ok(()) };
        if revision.trailer.has(b"Encrypt") {
            return Err(Finding::new(Kind::NotRead, "the file is encrypted, and is not read here"));
        }
        self.readings += 1;
        if self.readings > READINGS {
            return Err(Finding::new(Kind::Budget, "the file grew in too many steps before it was signed"));
        }
        let document = revisions::load(self.pdf.get(..revision.end).unwrap_or_default());
        self.document = document.ok_or_else(|| Finding::new(Kind::Unread, "the file can't be read"))?;
        listed(here, &self.document, findings);
        Ok(())
    }

    /// Takes over what a revision writes.
    fn apply(&mut self, appended: Appended) {
        self.document.objects.extend(appended.objects);
        self.document.trailer = appended.trailer;
    }

    /// Finds the signatures that a revision brought, which are the first of the file.
    fn signed(
        &mut self,
        revisions: &[Revision],
        index: usize,
        signatures: &mut Vec<FoundSignature>,
        findings: &mut Vec<Finding>,
    ) -> Result<(), Finding> {
        let named = known_fields(&self.document)?;
        let found =
            named.iter().filter_map(|(name, id)| signature(self.pdf, (name, *id), index, revisions, &self.document));
        signatures.extend(found);
        if !signatures.is_empty()
            && let Err(text) = dss::check(&self.document)
        {
            findings.push(Finding::new(Kind::Form, text));
        }
        Ok(())
    }

    /// Goes on by a revision that came after a signature: says what it changed, and what it brought.
    fn changed(
        &mut self,
        revisions: &[Revision],
        index: usize,
        appended: Appended,
        signatures: &mut Vec<FoundSignature>,
    ) -> Result<Vec<Finding>, Finding> {
        let mut findings = Vec::new();
        let name = last_of(signatures);
        let before = fields(&self.document, &mut Vec::new());
        let filled = |document: &dyn Fn(ObjectId) -> bool, fields: &[(String, ObjectId)]| -> BTreeSet<ObjectId> {
            fields.iter().map(|(_, id)| *id).filter(|id| document(*id)).collect()
        };
        let grown = Grown { before: &self.document, appended: &appended };
        let after = known_fields(&grown)?;
        let was = filled(&|id| has_value(&self.document, id), &before);
        let is = filled(&|id| has_value(&grown, id), &after);
        for (field, _) in before.iter().filter(|(_, id)| was.contains(id) && !is.contains(id)) {
            findings.push(Finding::new(Kind::Gone, format!("the signature in the field `{field}` is gone")));
        }
        let new = after.iter().filter(|(_, id)| is.contains(id) && !was.contains(id));
        let brought: Vec<FoundSignature> =
            new.filter_map(|(name, id)| signature(self.pdf, (name, *id), index, revisions, &grown)).collect();
        if brought.len() > 1 {
            findings.push(Finding::new(Kind::Change, format!("after {name}: an update brings two signatures at once")));
        }
        let own = brought.first().cloned();
        let mut changes = compare(&self.document, &grown, own.as_ref());
        let strict = signatures.iter().any(|signature| signature.certifies == Some(1));
        if strict && changes.is_empty() && own.as_ref().is_some_and(|own| !own.timestamp) {
            changes.push(Finding::new(Kind::Change, "signed again, and the first signature allows no change"));
        }
        let quiet = changes.is_empty();
        let changes =
            changes.into_iter().map(|found| Finding::new(found.kind, format!("after {name}: {}", found.text)));
        let changes: Vec<Finding> = changes.collect();
        for signature in signatures.iter_mut() {
            signature.findings.extend(changes.iter().cloned());
        }
        if quiet && own.is_none() && !brings_store(&self.document, &grown) {
            findings.push(Finding::new(Kind::Change, format!("after {name}: an update that nothing accounts for")));
        }
        signatures.extend(brought);
        self.apply(appended);
        Ok(findings)
    }
}

/// `signature 2 (reviewer)`: the last of some.
fn last_of(signatures: &[FoundSignature]) -> String {
    signatures.last().map(|found| format!("signature {} ({})", signatures.len(), found.field)).unwrap_or_default()
}

fn has_value(document: &impl Objects, id: ObjectId) -> bool {
    document.object(id).and_then(|field| field.as_dict().ok()).is_some_and(|field| field.has(b"V"))
}

/// The library found the objects that the tables list, and no others.
fn listed(revisions: &[Revision], document: &Document, findings: &mut Vec<Finding>) {
    let mut live: BTreeSet<u32> = BTreeSet::new();
    for revision in revisions {
        live.extend(revision.written.keys().map(|id| id.0));
        live.extend(&revision.packed);
        for freed in &revision.freed {
            live.remove(freed);
        }
    }
    if let Some(id) = document.objects.keys().find(|id| !live.contains(&id.0)) {
        let text = format!("object {} {} stands in the file and in no table", id.0, id.1);
        findings.push(Finding::new(Kind::Structure, text));
    }
}

/// The signature fields of a file by name; what is wrong with them is told once, of the file as it is.
///
/// # Errors
/// When there are too many.
fn known_fields(document: &impl Objects) -> Result<Vec<(String, ObjectId)>, Finding> {
    let all = fields(document, &mut Vec::new());
    if all.len() > MOST_FIELDS {
        return Err(Finding::new(Kind::Budget, format!("the file has more than {MOST_FIELDS} signature fields")));
    }
    Ok(all)
}

/// The signature fields of a file by name.
fn fields(document: &impl Objects, findings: &mut Vec<Finding>) -> Vec<(String, ObjectId)> {
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
        let Some(Object::Dictionary(dictionary)) = document.object(id) else {
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
        // A caller refuses more than this.
        if all.len() > MOST_FIELDS {
            break;
        }
    }
    all
}

/// A signature is one object: two fields that share one would share a person.
fn one_each(signatures: &mut [FoundSignature]) {
    let mut seen = BTreeSet::new();
    for found in signatures {
        if !seen.insert(found.covered) {
            found.findings.push(Finding::new(Kind::Coverage, "two fields hold the same signature"));
        }
    }
}

/// What a field holds that was filled by a revision; `None` for an empty one.
fn signature(
    pdf: &[u8],
    (name, id): (&str, ObjectId),
    index: usize,
    revisions: &[Revision],
    document: &impl Objects,
) -> Option<FoundSignature> {
    let field = document.object(id)?.as_dict().ok()?;
    let value = field.get(b"V").ok()?;
    let mut found = FoundSignature { field: name.to_owned(), revision: index, ..FoundSignature::default() };
    let wrong = |found: &mut FoundSignature, kind: Kind, text: &str| found.findings.push(Finding::new(kind, text));
    let Some(reference) = value.as_reference().ok() else {
        wrong(&mut found, Kind::Form, "the signature is no object of its own");
        return Some(found);
    };
    let Some(dictionary) = document.object(reference).and_then(|object| object.as_dict().ok()) else {
        wrong(&mut found, Kind::Form, "the field is filled, and not with a signature");
        return Some(found);
    };
    let words = |key: &[u8]| dictionary.get(key).ok().and_then(read_text).unwrap_or_default();
    (found.name, found.reason, found.time) = (words(b"Name"), words(b"Reason"), words(b"M"));
    found.certifies = certifies(document, dictionary);
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
    if let Err(text) = range(pdf, reference, dictionary, revisions.get(index), &mut found) {
        wrong(&mut found, Kind::Coverage, text);
    }
    Some(found)
}

/// What may change after a signature that certifies (ISO 32000-2, 12.8.2.2).
fn certifies(document: &impl Objects, signature: &Dictionary) -> Option<i64> {
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
    revision: Option<&Revision>,
    found: &mut FoundSignature,
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
    let here = revision.ok_or("the signature is in no revision")?;
    if here.end != end {
        return Err("the signature does not cover the file up to the end of the revision that brings it");
    }
    found.covered = [(0, open), (close, end)];
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

/// Whether an update brings something to the security store.
fn brings_store(before: &Document, after: &Grown) -> bool {
    dss::read(before) != dss::read(after)
}

/// Compares two revisions. `own` is the signature that the second one brings.
fn compare(before: &Document, after: &Grown, own: Option<&FoundSignature>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut places: Option<Places> = None;
    let mut words = |id: ObjectId, what: &str| {
        let described = places.get_or_insert_with(|| Places::of(before)).describe(after, id);
        let tail = if described.is_empty() { String::new() } else { format!(": {described}") };
        format!("object {} {} {what}{tail}", id.0, id.1)
    };
    let changed = &after.appended.objects;
    let mut roots: Vec<ObjectId> = Vec::new();
    let field = own.and_then(|own| field_of(after, &own.field));
    // A timestamp over the document may bring its own field, which shows nothing.
    let stamp = field.filter(|id| own.is_some_and(|own| own.timestamp) && before.object(*id).is_none());
    let stamp = stamp.filter(|id| changed.get(id).is_some_and(shows_nothing));
    roots.extend(stamp);
    let mut store = false;
    for (id, now) in changed {
        let Some(object) = before.object(*id) else { continue };
        if same(object, now) {
            continue;
        }
        let allowed = if stamp.is_some_and(|stamp| lists(object, now, stamp)) {
            is_form(after, *id) || now.as_array().is_ok() || before.page_iter().any(|page| page == *id)
        } else if Some(*id) == field {
            filled(object, now, &mut roots)
        } else if is_catalog(after, *id) {
            store |= catalog_changes(before, after, &mut findings);
            true
        } else {
            let grew = store_grew(after, *id, object, now);
            store |= grew;
            grew
        };
        if !allowed {
            let kind = if foreign(before, after, *id) { Kind::Foreign } else { Kind::Change };
            findings.push(Finding::new(kind, words(*id, "was changed")));
        }
    }
    // What a signature or a security store brings is new: something that was there before would get a second meaning.
    for id in roots.iter().filter(|id| before.object(**id).is_some()) {
        findings.push(Finding::new(Kind::Change, words(*id, "is used again, as a part of a signature")));
    }
    let mut known = grown::reachable_new(after, roots);
    if store {
        match dss::check(after) {
            Ok(members) => known.extend(members),
            Err(text) => findings.push(Finding::new(Kind::Change, text)),
        }
    }
    for id in changed.keys().filter(|id| before.object(**id).is_none() && !known.contains(id)) {
        findings.push(Finding::new(Kind::Change, words(*id, "was added")));
    }
    let more = findings.len().saturating_sub(NAMED);
    if more > 0 {
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.verdict()));
        findings.truncate(NAMED);
        findings.push(Finding::new(Kind::Change, format!("{more} more changes")));
    }
    findings
}

/// What another tool writes besides its signature: the day of the change and its own name, in the document information
/// and in the metadata. A person has to decide on it; nothing else of the two may differ.
fn foreign(before: &Document, after: &Grown, id: ObjectId) -> bool {
    let (Some(old), Some(new)) = (before.object(id), after.object(id)) else { return false };
    let information = after.trailer().get(b"Info").and_then(Object::as_reference).ok() == Some(id);
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

fn is_form(document: &impl Objects, id: ObjectId) -> bool {
    catalog(document).and_then(|catalog| catalog.get(b"AcroForm").ok()?.as_reference().ok()) == Some(id)
}

fn is_catalog(document: &impl Objects, id: ObjectId) -> bool {
    document.trailer().get(b"Root").and_then(Object::as_reference).ok() == Some(id)
}

fn field_of(document: &impl Objects, name: &str) -> Option<ObjectId> {
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

/// The catalog may get a security store, and with the first signature the permissions; anything else is named. Gives
/// whether it got a store.
fn catalog_changes(before: &Document, after: &Grown, findings: &mut Vec<Finding>) -> bool {
    let (Some(old), Some(new)) = (catalog(before), catalog(after)) else {
        findings.push(Finding::new(Kind::Change, "the catalog can't be read"));
        return false;
    };
    let mut store = false;
    let keys: BTreeSet<&Vec<u8>> = old.iter().chain(new.iter()).map(|(key, _)| key).collect();
    for key in keys {
        let (was, is) = (old.get(key).ok(), new.get(key).ok());
        if was.zip(is).is_some_and(|(was, is)| same(was, is)) {
            continue;
        }
        if key.as_slice() == b"DSS" && was.is_none() {
            // What is in it is looked at as a whole.
            store = true;
            continue;
        }
        let name = String::from_utf8_lossy(key).chars().take(40).collect::<String>();
        let kind = if matches!(key.as_slice(), b"Extensions" | b"Version") { Kind::Foreign } else { Kind::Change };
        findings.push(Finding::new(kind, format!("the catalog has another `{name}`")));
    }
    store
}

/// A security store may grow: what it held stays. What is in it is looked at as a whole.
fn store_grew(after: &Grown, id: ObjectId, before: &Object, now: &Object) -> bool {
    let store = catalog(after).and_then(|catalog| catalog.get(b"DSS").ok());
    let part = |key: &[u8]| {
        let store = store.and_then(|store| resolve(after, store)).and_then(|store| store.as_dict().ok());
        store.and_then(|store| store.get(key).ok()?.as_reference().ok()) == Some(id)
    };
    let grown = |before: &Object, now: &Object| match (before, now) {
        (Object::Array(before), Object::Array(now)) => now.starts_with(before),
        (Object::Dictionary(before), Object::Dictionary(now)) => before.iter().all(|(key, value)| {
            now.get(key).is_ok_and(|now| {
                same(value, now)
                    || matches!((value, now), (Object::Array(value), Object::Array(now)) if now.starts_with(value))
            })
        }),
        _ => false,
    };
    let own = store.and_then(|store| store.as_reference().ok()) == Some(id);
    (own || [b"Certs".as_slice(), b"CRLs", b"OCSPs", b"VRI"].iter().any(|key| part(key))) && grown(before, now)
}

/// A signature that certifies is the first, and the catalog says so.
fn permissions(last: &Document, signatures: &[FoundSignature], findings: &mut Vec<Finding>) {
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
