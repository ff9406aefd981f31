//! Walks the revisions of a PDF from its end to its beginning, and takes nothing on trust.
//!
//! A reader of PDFs forgives a lot, and every forgiven thing is a place to hide a change in. Here a file is a chain of
//! revisions that fill it without a gap: objects, the table that lists them, `startxref`, `%%EOF` (ISO 32000-2, 7.5).
//! Whatever stands outside that is a [`Finding`].

use std::collections::BTreeMap;

use lopdf::Document;
use lopdf::Object;
use lopdf::ObjectId;
use lopdf::xref::XrefEntry;

use crate::verdict::Finding;
use crate::verdict::Kind;

/// The most revisions that are looked at.
const MOST: usize = 64;

/// The most entries of one table that are looked at.
const MOST_ENTRIES: usize = 2_000_000;

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
    /// The objects that it declares free.
    pub freed: Vec<u32>,
}

/// The revisions of a file, oldest first.
///
/// # Errors
/// Everything about the structure that is not as it must be.
pub fn walk(pdf: &[u8]) -> Result<Vec<Revision>, Vec<Finding>> {
    inner(pdf).map_err(|text| {
        // A linearised file has its tables in another order; that is no forgery, and nothing that is read here.
        let head = pdf.get(..1024.min(pdf.len())).unwrap_or_default();
        if find(head, b"/Linearized").is_some() {
            vec![Finding::new(
                Kind::NotRead,
                "the file is linearised, which is not read here: ask for it as it was signed",
            )]
        } else {
            vec![Finding::new(Kind::Structure, text)]
        }
    })
}

fn inner(pdf: &[u8]) -> Result<Vec<Revision>, String> {
    if !pdf.starts_with(b"%PDF-") {
        return Err("the file does not begin as a PDF".to_owned());
    }
    let mut revisions = Vec::new();
    let mut end = pdf.len();
    let mut expected = None;
    loop {
        if revisions.len() == MOST {
            return Err(format!("the file has more than {MOST} revisions"));
        }
        let table = closing(pdf, end)?;
        if expected.is_some_and(|expected| expected != table) {
            return Err("the tables of the revisions do not point at each other".to_owned());
        }
        let (mut written, freed, previous) = section(pdf, table, end)?;
        let start = match previous {
            Some(previous) => {
                if previous >= table {
                    return Err("a table points forward at another one".to_owned());
                }
                behind_end(pdf, previous, table)?
            }
            None => 0,
        };
        if previous.is_none() && table >= end {
            return Err("the table of objects stands behind its revision".to_owned());
        }
        contiguous(pdf, start, table, &mut written)?;
        revisions.push(Revision { start, end, table, written, freed });
        match previous {
            None => break,
            Some(previous) => (expected, end) = (Some(previous), start),
        }
    }
    revisions.reverse();
    Ok(revisions)
}

/// The place that the `startxref` before `end` names; the revision must end there in `%%EOF` and at most one line end.
fn closing(pdf: &[u8], end: usize) -> Result<usize, String> {
    let whole = pdf.get(..end).unwrap_or_default();
    let text = strip_line_end(whole);
    let Some(text) = text.strip_suffix(b"%%EOF") else {
        return Err(if end == pdf.len() {
            "there are bytes behind the end of the file".to_owned()
        } else {
            "a revision does not end in `%%EOF`".to_owned()
        });
    };
    let text = strip_line_end(text);
    let digits = text.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (text, number) = text.split_at(text.len() - digits);
    let text = strip_line_end(text);
    if digits == 0 || digits > 12 || !text.ends_with(b"startxref") {
        return Err("a revision does not say where its table of objects is".to_owned());
    }
    let table = parse(number).filter(|table| *table < end);
    table.ok_or_else(|| "a revision says that its table of objects is outside of it".to_owned())
}

fn strip_line_end(text: &[u8]) -> &[u8] {
    for end in [b"\r\n".as_slice(), b"\n", b"\r"] {
        if let Some(text) = text.strip_suffix(end) {
            return text;
        }
    }
    text
}

/// The end of the revision whose table is at `table`: behind the `%%EOF` that closes it.
fn behind_end(pdf: &[u8], table: usize, limit: usize) -> Result<usize, String> {
    let region = pdf.get(table..limit).unwrap_or_default();
    let Some(at) = find(region, b"%%EOF") else { return Err("a revision has no end".to_owned()) };
    let mut end = table + at + 5;
    if pdf.get(end..end + 2) == Some(b"\r\n") {
        end += 2;
    } else if matches!(pdf.get(end), Some(b'\n' | b'\r')) {
        end += 1;
    }
    Ok(end)
}

type Section = (BTreeMap<ObjectId, usize>, Vec<u32>, Option<usize>);

/// One table: the objects written, those freed, and the place of the table before it.
fn section(pdf: &[u8], table: usize, end: usize) -> Result<Section, String> {
    if pdf.get(table..table + 4) == Some(b"xref") { classic(pdf, table, end) } else { stream(pdf, table, end) }
}

fn classic(pdf: &[u8], table: usize, end: usize) -> Result<Section, String> {
    let bad = || "a table of objects is not well formed".to_owned();
    let mut rest = pdf.get(table + 4..end).ok_or_else(bad)?;
    let (mut written, mut freed) = (BTreeMap::new(), Vec::new());
    let mut entries = 0usize;
    loop {
        rest = skip_space(rest);
        if let Some(after) = rest.strip_prefix(b"trailer") {
            rest = after;
            break;
        }
        let (first, after) = number(rest).ok_or_else(bad)?;
        let (count, after) = number(skip_space(after)).ok_or_else(bad)?;
        rest = skip_space(after);
        entries = entries.saturating_add(count);
        if entries > MOST_ENTRIES {
            return Err(bad());
        }
        for index in 0..count {
            let entry = rest.get(..20).ok_or_else(bad)?;
            rest = rest.get(20..).ok_or_else(bad)?;
            let offset = entry.get(..10).and_then(parse).ok_or_else(bad)?;
            let generation = entry.get(11..16).and_then(parse).ok_or_else(bad)?;
            let id = u32::try_from(first + index).map_err(|_| bad())?;
            let generation = u16::try_from(generation).map_err(|_| bad())?;
            match entry.get(17) {
                Some(b'n') => {
                    if written.keys().any(|known: &ObjectId| known.0 == id)
                        || written.insert((id, generation), offset).is_some()
                    {
                        return Err(format!("a table lists object {id} twice"));
                    }
                }
                Some(b'f') => freed.push(id),
                _ => return Err(bad()),
            }
        }
    }
    let trailer = rest.get(..find(rest, b"startxref").ok_or_else(bad)?).ok_or_else(bad)?;
    if find(trailer, b"/XRefStm").is_some() {
        return Err("a revision has two tables of objects at once".to_owned());
    }
    let previous = match find(trailer, b"/Prev") {
        None => None,
        Some(at) => {
            let after = trailer.get(at + 5..).unwrap_or_default();
            if find(after, b"/Prev").is_some() {
                return Err("a revision names two revisions before it".to_owned());
            }
            Some(number(skip_space(after)).ok_or_else(bad)?.0)
        }
    };
    Ok((written, freed, previous))
}

/// A table that is an object of its own (ISO 32000-2, 7.5.8). Its stream is decoded by the library.
fn stream(pdf: &[u8], table: usize, end: usize) -> Result<Section, String> {
    let bad = || "a table of objects is not well formed".to_owned();
    let (id, after) = number(pdf.get(table..end).ok_or_else(bad)?).ok_or_else(bad)?;
    let (_, after) = number(skip_space(after)).ok_or_else(bad)?;
    if !skip_space(after).starts_with(b"obj") {
        return Err(bad());
    }
    let document = load(pdf.get(..end).unwrap_or_default()).ok_or_else(bad)?;
    let id = u32::try_from(id).map_err(|_| bad())?;
    // What the library merged from all revisions is sorted out by place: entries of this one lie in it.
    let text = pdf.get(table..end).ok_or_else(bad)?;
    let dictionary = text.get(..find(text, b"stream").ok_or_else(bad)?).ok_or_else(bad)?;
    let previous = match find(dictionary, b"/Prev") {
        None => None,
        Some(at) => Some(number(skip_space(dictionary.get(at + 5..).unwrap_or_default())).ok_or_else(bad)?.0),
    };
    let start = match previous {
        Some(previous) if previous < table => behind_end(pdf, previous, table)?,
        _ => 0,
    };
    let mut written = BTreeMap::new();
    for (object, entry) in &document.reference_table.entries {
        if let XrefEntry::Normal { offset, generation } = entry {
            let offset = usize::try_from(*offset).map_err(|_| bad())?;
            if offset >= start && offset < end {
                written.insert((*object, *generation), offset);
            }
        }
    }
    written.insert((id, 0), table);
    Ok((written, Vec::new(), previous))
}

/// Each object stands where the table says, and they fill the revision without a gap.
fn contiguous(pdf: &[u8], start: usize, table: usize, written: &mut BTreeMap<ObjectId, usize>) -> Result<(), String> {
    // A table that is an object is the last of them.
    let mut places: Vec<(usize, ObjectId)> = written.iter().map(|(id, offset)| (*offset, *id)).collect();
    places.sort_unstable();
    let limit = table;
    for (index, (offset, id)) in places.iter().enumerate() {
        if *offset < start || *offset > limit {
            return Err(format!("object {} is listed in a revision and stands in another", id.0));
        }
        let head = format!("{} {} obj", id.0, id.1);
        if !pdf.get(*offset..).is_some_and(|rest| rest.starts_with(head.as_bytes())) {
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
    let outside = match find(body, b"stream") {
        Some(at) => {
            let close = body.windows(9).rposition(|window| window == b"endstream").unwrap_or(at);
            [body.get(..at).unwrap_or_default(), body.get(close..).unwrap_or_default()].concat()
        }
        None => body.to_vec(),
    };
    outside.windows(6).filter(|window| *window == b"endobj").count()
}

/// Whether the last trailer says that the file is encrypted.
pub fn encrypted(pdf: &[u8], revision: &Revision) -> bool {
    find(pdf.get(revision.table..revision.end).unwrap_or_default(), b"/Encrypt").is_some()
}

/// Reads a file with the library; `None` if it can't, or if it is encrypted.
pub fn load(pdf: &[u8]) -> Option<Document> {
    let document = Document::load_mem(pdf).ok()?;
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

fn skip_space(text: &[u8]) -> &[u8] {
    text.trim_ascii_start()
}

fn number(text: &[u8]) -> Option<(usize, &[u8])> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 || digits > 12 {
        return None;
    }
    let (number, rest) = text.split_at(digits);
    Some((parse(number)?, rest))
}

fn parse(digits: &[u8]) -> Option<usize> {
    digits.iter().all(u8::is_ascii_digit).then_some(())?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}
