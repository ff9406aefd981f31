//! Walks the revisions of a PDF from its end to its beginning, and takes nothing on trust.
//!
//! A reader of PDFs forgives a lot, and every forgiven thing is a place to hide a change in. Here a file is a chain of
//! revisions that fill it without a gap: objects, the table that lists them, `startxref`, `%%EOF` (ISO 32000-2, 7.5).
//! Whatever stands outside that is a [`Finding`]. Everything is read by [`super::syntax`]; what a revision that came after
//! a signature may be made of is in [`super::appended`].

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use lopdf::Dictionary;
use lopdf::Document;
use lopdf::LoadOptions;
use lopdf::Object;
use lopdf::ObjectId;

use crate::verdict::Finding;
use crate::verdict::Kind;

use super::objects;
use super::syntax::Manner;
use super::syntax::Reader;
use super::syntax::Wrong;
use super::syntax::decimal;

/// The most revisions that are looked at.
const MOST: usize = 64;

/// The most entries of all tables of a file.
const MOST_ENTRIES: usize = 500_000;

/// The most bytes that a table or container may unfold to.
const LARGEST: usize = 64 << 20;

/// One revision of a file.
#[derive(Clone, Debug)]
pub struct Revision {
    /// Where it begins: the end of the revision before it.
    pub start: usize,
    /// Where it ends, behind `%%EOF` and its line end.
    pub end: usize,
    /// Where its table of objects stands.
    pub table: usize,
    /// The objects that it writes, with the place of each.
    pub written: BTreeMap<ObjectId, usize>,
    /// The objects that it says to be inside of others.
    pub packed: BTreeSet<u32>,
    /// The objects that it declares free.
    pub freed: Vec<u32>,
    /// The dictionary behind its table of objects.
    pub trailer: Dictionary,
}

/// The revisions of a file, oldest first.
///
/// # Errors
/// Everything about the structure that is not as it must be.
pub fn walk(pdf: &[u8]) -> Result<Vec<Revision>, Finding> {
    let wrong = |text: &str| Finding::new(Kind::Structure, text);
    if !pdf.starts_with(b"%PDF-") {
        return Err(wrong("the file does not begin as a PDF"));
    }
    let mut revisions: Vec<Revision> = Vec::new();
    let mut entries = 0usize;
    let table = closing(pdf, pdf.len()).map_err(wrong)?;
    let mut section = Some(read(pdf, table, pdf.len()).map_err(|finding| or_linearised(pdf, pdf.len(), finding))?);
    while let Some(here) = section.take() {
        if revisions.len() == MOST {
            return Err(Finding::new(Kind::Budget, format!("the file has more than {MOST} revisions")));
        }
        let limit = revisions.last().map_or(pdf.len(), |later| later.table);
        if here.end > limit || (revisions.is_empty() && here.end != pdf.len()) {
            return Err(wrong("a revision does not end where its table says"));
        }
        entries += here.written.len() + here.packed.len() + here.freed.len();
        if entries > MOST_ENTRIES {
            return Err(Finding::new(Kind::Budget, format!("the file lists more than {MOST_ENTRIES} objects")));
        }
        let earlier = match here.previous {
            Some(previous) if previous >= here.table => {
                return Err(or_linearised(pdf, limit, wrong("a table points forward at another one")));
            }
            Some(previous) => {
                let first = here.written.values().min().copied().unwrap_or(here.table).min(here.table);
                Some(read(pdf, previous, here.table).map_err(|finding| or_linearised(pdf, first, finding))?)
            }
            None => None,
        };
        let start = earlier.as_ref().map_or(0, |earlier| earlier.end);
        contiguous(pdf, start, &here).map_err(|text| Finding::new(Kind::Structure, text))?;
        let Section { table, end, written, packed, freed, trailer, .. } = here;
        revisions.push(Revision { start, end, table, written, packed, freed, trailer });
        section = earlier;
    }
    revisions.reverse();
    Ok(revisions)
}

/// What is said where the oldest part of a file, which ends at `limit` or before, is not the form that is read here. It is
/// no forgery if that part is linearised as a whole: its first object says so, and gives its very length (ISO 32000-2,
/// annex F.2). Nothing that is appended to another file can make it so.
fn or_linearised(pdf: &[u8], limit: usize, finding: Finding) -> Finding {
    let mut reader = Reader::new(pdf, 0, Manner::Tolerant);
    reader.space();
    let Ok((_, Object::Dictionary(first))) = reader.object() else { return finding };
    let length = first.get(b"L").ok().and_then(|length| length.as_i64().ok());
    let length = length.and_then(|length| usize::try_from(length).ok()).unwrap_or(usize::MAX);
    let whole = if limit == pdf.len() { length == limit } else { length <= limit };
    let closed = pdf.get(..length).is_some_and(|part| strip_line_end(part).ends_with(b"%%EOF"));
    if !first.has(b"Linearized") || !whole || !closed {
        return finding;
    }
    Finding::new(Kind::NotRead, "the file is linearised, which is not read here: ask for it as it was signed")
}

/// One table, with all that closes its revision.
struct Section {
    table: usize,
    end: usize,
    written: BTreeMap<ObjectId, usize>,
    packed: BTreeSet<u32>,
    freed: Vec<u32>,
    trailer: Dictionary,
    previous: Option<usize>,
}

/// The place that the last `startxref` names; the file must end there in `%%EOF` and at most one line end.
fn closing(pdf: &[u8], end: usize) -> Result<usize, &'static str> {
    let whole = pdf.get(..end).unwrap_or_default();
    let text = strip_line_end(whole);
    let text = text.strip_suffix(b"%%EOF").ok_or("there are bytes behind the end of the file")?;
    let text = strip_line_end(text);
    let digits = text.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (text, number) = text.split_at(text.len() - digits);
    let text = strip_line_end(text);
    if digits == 0 || digits > 12 || !text.ends_with(b"startxref") {
        return Err("a revision does not say where its table of objects is");
    }
    let table = decimal(number).filter(|table| *table < end);
    table.ok_or("a revision says that its table of objects is outside of it")
}

fn strip_line_end(text: &[u8]) -> &[u8] {
    for end in [b"\r\n".as_slice(), b"\n", b"\r"] {
        if let Some(text) = text.strip_suffix(end) {
            return text;
        }
    }
    text
}

/// Reads the table at a place, up to the end of its revision. Nothing from `limit` on belongs to it.
fn read(pdf: &[u8], table: usize, limit: usize) -> Result<Section, Finding> {
    let text = pdf.get(..limit).unwrap_or_default();
    let mut reader = Reader::new(text, table, Manner::Tolerant);
    let read = if reader.take(b"xref") { classic(&mut reader, table) } else { stream(&mut reader, table) };
    let mut section = read.map_err(|text| Finding::new(Kind::Structure, text))?;
    section.end = ending(&mut reader, table).map_err(|text| Finding::new(Kind::Structure, text))?;
    section.previous = previous(&section.trailer).map_err(|text| Finding::new(Kind::Structure, text))?;
    Ok(section)
}

/// `startxref`, the place of the table, `%%EOF`, and at most one line end: where they end.
fn ending(reader: &mut Reader, table: usize) -> Result<usize, String> {
    reader.space();
    reader.word(b"startxref").map_err(|_| "a revision has more than one trailer, or no end")?;
    reader.space();
    if reader.count() != Ok(table) {
        return Err("the tables of the revisions do not point at each other".to_owned());
    }
    let _ = reader.line_end();
    if !reader.take(b"%%EOF") {
        return Err("a revision does not end in `%%EOF`".to_owned());
    }
    let _ = reader.line_end();
    Ok(reader.at())
}

/// The place of the table before, from a trailer.
fn previous(trailer: &Dictionary) -> Result<Option<usize>, &'static str> {
    if trailer.has(b"XRefStm") {
        return Err("a revision has two tables of objects at once");
    }
    match trailer.get(b"Prev") {
        Err(_) => Ok(None),
        Ok(Object::Integer(place)) => match usize::try_from(*place) {
            Ok(place) => Ok(Some(place)),
            Err(_) => Err("a table points at a place before the file"),
        },
        Ok(_) => Err("a table does not say plainly where the one before it is"),
    }
}

fn in_table(Wrong(text): Wrong) -> String {
    format!("a table of objects is not well formed: {text}")
}

fn classic(reader: &mut Reader, table: usize) -> Result<Section, String> {
    let bad = || "a table of objects is not well formed".to_owned();
    let (mut written, mut freed) = (BTreeMap::new(), Vec::new());
    let mut known = BTreeSet::new();
    loop {
        reader.space();
        if reader.word(b"trailer").is_ok() {
            break;
        }
        let first = reader.count().map_err(in_table)?;
        reader.space();
        let count = reader.count().map_err(in_table)?;
        reader.space();
        if count > reader.rest().len() / 20 {
            return Err(bad());
        }
        for index in 0..count {
            let entry: [u8; 20] = reader.rest().get(..20).and_then(|entry| entry.try_into().ok()).ok_or_else(bad)?;
            reader.take(&entry);
            let offset = entry.get(..10).and_then(decimal).ok_or_else(bad)?;
            let generation = entry.get(11..16).and_then(decimal).ok_or_else(bad)?;
            let id = u32::try_from(first + index).map_err(|_| bad())?;
            let generation = u16::try_from(generation).map_err(|_| bad())?;
            if !known.insert(id) {
                return Err(format!("a table lists object {id} twice"));
            }
            match entry.get(17) {
                Some(b'n') => drop(written.insert((id, generation), offset)),
                Some(b'f') => freed.push(id),
                _ => return Err(bad()),
            }
        }
    }
    reader.space();
    let trailer = reader.dictionary().map_err(|Wrong(text)| format!("a trailer is not well formed: {text}"))?;
    Ok(Section { table, end: 0, written, packed: BTreeSet::new(), freed, trailer, previous: None })
}

/// A table that is an object of its own (ISO 32000-2, 7.5.8). Its stream is unfolded by the library.
fn stream(reader: &mut Reader, table: usize) -> Result<Section, String> {
    let bad = || "a table of objects is not well formed".to_owned();
    let ((number, generation), object) = reader.object().map_err(in_table)?;
    let Object::Stream(stream) = object else { return Err(bad()) };
    if objects::name(&stream.dict, b"Type") != b"XRef" || stream.dict.has(b"F") {
        return Err(bad());
    }
    let whole = |object: &Object| object.as_i64().ok().and_then(|number| usize::try_from(number).ok());
    let list =
        |key: &[u8]| -> Option<Vec<usize>> { stream.dict.get(key).ok()?.as_array().ok()?.iter().map(whole).collect() };
    let size = stream.dict.get(b"Size").ok().and_then(whole).ok_or_else(bad)?;
    let widths = list(b"W").filter(|widths| widths.len() == 3 && widths.iter().all(|width| *width <= 8));
    let widths = widths.ok_or_else(bad)?;
    let index = if stream.dict.has(b"Index") { list(b"Index").ok_or_else(bad)? } else { vec![0, size] };
    let rows = stream.get_plain_content_with_limit(LARGEST).map_err(|_| bad())?;
    let width: usize = widths.iter().sum();
    let mut count = 0usize;
    for pair in index.chunks(2) {
        count = pair.get(1).and_then(|more| count.checked_add(*more)).ok_or_else(bad)?;
    }
    if width == 0 || count.checked_mul(width) != Some(rows.len()) {
        return Err(bad());
    }
    let ids = index.chunks_exact(2).flat_map(|pair| match pair {
        [first, count] => *first..first.saturating_add(*count),
        _ => 0..0,
    });
    let (mut written, mut packed, mut freed) = (BTreeMap::new(), BTreeSet::new(), Vec::new());
    let mut known = BTreeSet::new();
    for (id, row) in ids.zip(rows.chunks_exact(width)) {
        let id = u32::try_from(id).ok().filter(|id| (*id as usize) < size).ok_or_else(bad)?;
        let mut rest = row;
        let mut field = |width: usize| -> usize {
            let (bytes, after) = rest.split_at_checked(width).unwrap_or((rest, &[]));
            rest = after;
            bytes.iter().fold(0usize, |value, byte| value << 8 | usize::from(*byte))
        };
        let [kind, second, third] = [0, 1, 2].map(|at| field(widths.get(at).copied().unwrap_or(0)));
        if !known.insert(id) {
            return Err(format!("a table lists object {id} twice"));
        }
        match if widths.first() == Some(&0) { 1 } else { kind } {
            0 => freed.push(id),
            1 => drop(written.insert((id, u16::try_from(third).map_err(|_| bad())?), second)),
            2 => drop(packed.insert(id)),
            _ => return Err(bad()),
        }
    }
    written.insert((number, generation), table);
    Ok(Section { table, end: 0, written, packed, freed, trailer: stream.dict, previous: None })
}

/// Each object stands where the table says, and they fill the revision without a gap.
fn contiguous(pdf: &[u8], start: usize, section: &Section) -> Result<(), String> {
    // A table that is an object is the last of them.
    let mut places: Vec<(usize, ObjectId)> = section.written.iter().map(|(id, offset)| (*offset, *id)).collect();
    places.sort_unstable();
    let limit = section.table;
    for (index, (offset, id)) in places.iter().enumerate() {
        if *offset < start || *offset > limit {
            return Err(format!("object {} is listed in a revision and stands in another", id.0));
        }
        let mut reader = Reader::new(pdf.get(..section.end).unwrap_or_default(), *offset, Manner::Tolerant);
        if reader.head() != Ok(*id) {
            return Err(format!("object {} does not stand where the table says", id.0));
        }
        let next = places.get(index + 1).map_or(limit, |(next, _)| *next);
        if *offset == limit {
            continue;
        }
        let body = pdf.get(*offset..next).unwrap_or_default();
        if !body.trim_ascii_end().ends_with(b"endobj") {
            return Err(format!("there are bytes behind object {} that no table lists", id.0));
        }
        if objects_in(body) != 1 {
            return Err(format!("there is more than object {} in its place", id.0));
        }
    }
    let first = places.first().map_or(limit, |(first, _)| *first);
    let before = pdf.get(start..first).unwrap_or_default();
    // The first revision opens with its header and a comment of four bytes; any other with its first object.
    let header = |line: &[u8]| line.is_empty() || line.starts_with(b"%");
    let opening = if start == 0 {
        before.split(|b| matches!(b, b'\n' | b'\r')).all(header)
    } else {
        before.trim_ascii().is_empty()
    };
    if !opening || before.len() > 64 {
        return Err("there are bytes between two revisions that no table lists".to_owned());
    }
    Ok(())
}

/// How many objects end in these bytes. What stands in a stream is not looked at.
fn objects_in(body: &[u8]) -> usize {
    let ends = |text: &[u8]| text.windows(6).filter(|window| *window == b"endobj").count();
    match find(body, b"stream") {
        Some(at) => {
            let close = body.windows(9).rposition(|window| window == b"endstream").unwrap_or(at);
            ends(body.get(..at).unwrap_or_default()) + ends(body.get(close..).unwrap_or_default())
        }
        None => ends(body),
    }
}

/// Reads a file with the library; `None` if it can't, or if it is encrypted.
pub fn load(pdf: &[u8]) -> Option<Document> {
    let options = LoadOptions { strict: true, max_decompressed_size: Some(LARGEST), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(pdf, options).ok()?;
    // A table that had to be put together anew is not the table that the file has.
    (!document.is_encrypted()
        && document.xref_recovery.is_none()
        && matches!(document.trailer.get(b"Root"), Ok(Object::Reference(_))))
    .then_some(document)
}

/// The place of `what` in `text`.
pub fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}
