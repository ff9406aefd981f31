//! What may be appended after a signature: one canonical form, which every reader takes for the same.
//!
//! Takes a revision that came after a signature; gives its objects, or what is not as it must be. The grammar is narrower
//! than the standard's (ISO 32000-2, 7.5.4 to 7.5.6), and is given in full in `CHECKLIST.md`: objects of generation 0, one
//! behind the other; a table of sections in order, with entries of twenty bytes; a trailer of `Root`, `Info`, `ID`, `Prev`
//! and `Size`; `startxref`, `%%EOF`. A table that is a stream, an object inside another, and a freed object have no place in it.

use std::collections::BTreeMap;

use flate2::Decompress;
use flate2::FlushDecompress;
use flate2::Status;
use lopdf::Dictionary;
use lopdf::Object;
use lopdf::ObjectId;
use lopdf::Stream;

use super::objects as helpers;
use super::objects::Budget;
use super::revisions::Revision;
use super::syntax::Manner;
use super::syntax::Reader;
use super::syntax::Wrong;
use super::syntax::decimal;

/// The keys of a trailer.
const TRAILER: [&[u8]; 5] = [b"Root", b"Info", b"ID", b"Prev", b"Size"];

/// The objects of a revision by id, and its trailer.
#[derive(Clone, Debug, Default)]
pub struct Appended {
    /// What it writes.
    pub objects: BTreeMap<ObjectId, Object>,
    /// The dictionary behind its table of objects.
    pub trailer: Dictionary,
}

/// What a revision follows.
#[derive(Clone, Copy, Debug)]
pub struct Before<'a> {
    /// The trailer of the revision before it.
    pub trailer: &'a Dictionary,
    /// The place of the table before, in bytes from the start of the file.
    pub table: usize,
    /// The largest number of an object up to there.
    pub largest: u32,
}

/// Reads a revision that came after a signature.
///
/// # Errors
/// The first thing that is not of the canonical form, in words.
pub fn read(pdf: &[u8], revision: &Revision, before: Before<'_>, budget: &mut Budget) -> Result<Appended, String> {
    let Before { trailer: before, table, largest } = before;
    let text = pdf.get(..revision.end).unwrap_or_default();
    let mut reader = Reader::new(text, revision.table, Manner::Strict);
    let entries = entries(&mut reader)?;
    let trailer = trailer(&mut reader, before)?;
    if trailer.get(b"Prev").ok() != Some(&Object::Integer(i64::try_from(table).unwrap_or(-1))) {
        return Err("the trailer of an update does not point at the table before it".to_owned());
    }
    let highest = entries.keys().max().copied().unwrap_or(0).max(largest);
    let old = before.get(b"Size").and_then(Object::as_i64).unwrap_or(0);
    if trailer.get(b"Size").ok() != Some(&Object::Integer(old.max(i64::from(highest) + 1))) {
        return Err("the trailer of an update gives a size that is not that of the file".to_owned());
    }
    ending(&mut reader, revision)?;
    let objects = objects(text, revision, &entries, budget)?;
    Ok(Appended { objects, trailer })
}

/// The table: places by number.
fn entries(reader: &mut Reader) -> Result<BTreeMap<u32, usize>, String> {
    let bad = |what: &str| format!("the table of an update {what}");
    if reader.word(b"xref").is_err() {
        return Err(bad("is no plain table"));
    }
    reader.line_end().map_err(|_| bad("is not well formed"))?;
    let mut entries = BTreeMap::new();
    let mut next = 0usize;
    while !reader.rest().starts_with(b"trailer") {
        let first = reader.count().map_err(|_| bad("is not well formed"))?;
        let gap = reader.take(b" ");
        let count = reader.count().map_err(|_| bad("is not well formed"))?;
        // Some writers end the line with a blank ahead of it.
        reader.take(b" ");
        if !gap || reader.line_end().is_err() {
            return Err(bad("is not well formed"));
        }
        if count == 0 {
            return Err(bad("has an empty section"));
        }
        if first < next {
            return Err(bad("has sections that overlap, or are out of order"));
        }
        next = first.checked_add(count).filter(|next| *next < 8_388_608).ok_or_else(|| bad("is out of range"))?;
        for number in first..next {
            let entry: [u8; 20] =
                reader.rest().get(..20).and_then(|entry| entry.try_into().ok()).ok_or_else(|| bad("is cut off"))?;
            reader.take(&entry);
            let [.., end, last] = entry;
            let (place, rest) = entry.split_at(10);
            let place = decimal(place).ok_or_else(|| bad("has an entry that is not well formed"))?;
            let line = matches!([end, last], [b' ', b'\n'] | [b' ', b'\r'] | [b'\r', b'\n']);
            match (rest.get(..8), number) {
                (Some(b" 00000 n"), 1..) if line => {
                    let number = u32::try_from(number).map_err(|_| bad("is out of range"))?;
                    entries.insert(number, place);
                }
                (Some(b" 65535 f"), 0) if line && place == 0 => {}
                (Some([b' ', .., b' ', b'f']), _) => return Err(bad("declares an object free")),
                _ => return Err(bad("has an entry that is not well formed")),
            }
        }
    }
    Ok(entries)
}

/// The trailer: known keys only, and those of the file as before.
fn trailer(reader: &mut Reader, before: &Dictionary) -> Result<Dictionary, String> {
    let bad = |what: &str| format!("the trailer of an update {what}");
    reader.word(b"trailer").map_err(|_| bad("is missing"))?;
    reader.space();
    let trailer = reader.dictionary().map_err(|Wrong(text)| bad(&format!("is not well formed: {text}")))?;
    if let Some((key, _)) = trailer.iter().find(|(key, _)| !TRAILER.contains(&key.as_slice())) {
        let key: String = String::from_utf8_lossy(key).chars().take(40).collect();
        return Err(bad(&format!("has a key `{key}`")));
    }
    for (key, name) in [(b"Root".as_slice(), "Root"), (b"Info", "Info")] {
        let (was, is) = (before.get(key).ok(), trailer.get(key).ok());
        if was != is || is.is_some_and(|is| is.as_reference().is_err()) {
            return Err(format!("the trailer has another `{name}`"));
        }
    }
    let halves = |trailer: &Dictionary| -> Option<Vec<Vec<u8>>> {
        let ids = trailer.get(b"ID").ok()?.as_array().ok()?;
        ids.iter().map(|id| id.as_str().ok().map(<[u8]>::to_vec)).collect()
    };
    let fits = match (before.has(b"ID"), halves(&trailer)) {
        // A file without an id may get one: nothing can be told apart by it.
        (false, None) => !trailer.has(b"ID"),
        (false, Some(now)) => now.len() == 2,
        (true, now) => {
            now.is_some_and(|now| now.len() == 2 && halves(before).is_some_and(|was| was.first() == now.first()))
        }
    };
    if !fits {
        return Err("the file says that it is another document".to_owned());
    }
    Ok(trailer)
}

/// `startxref`, the place of the table, `%%EOF`, one line end at most, and nothing else.
fn ending(reader: &mut Reader, revision: &Revision) -> Result<(), String> {
    let bad = || "there are bytes behind the trailer of an update, or it is not closed".to_owned();
    reader.space();
    reader.word(b"startxref").map_err(|_| bad())?;
    reader.line_end().map_err(|_| bad())?;
    if reader.count() != Ok(revision.table) {
        return Err(bad());
    }
    reader.line_end().map_err(|_| bad())?;
    if !reader.take(b"%%EOF") {
        return Err(bad());
    }
    let _ = reader.line_end();
    if reader.at() == revision.end { Ok(()) } else { Err(bad()) }
}

/// The objects, one behind the other from the start of the revision to its table.
fn objects(
    text: &[u8],
    revision: &Revision,
    entries: &BTreeMap<u32, usize>,
    budget: &mut Budget,
) -> Result<BTreeMap<ObjectId, Object>, String> {
    let mut places: Vec<(usize, u32)> = entries.iter().map(|(number, place)| (*place, *number)).collect();
    places.sort_unstable();
    let mut objects = BTreeMap::new();
    let mut at = revision.start;
    for (place, number) in places {
        between(text, at, place).map_err(|what| format!("ahead of object {number} {what}"))?;
        let mut reader = Reader::new(text.get(..revision.table).unwrap_or_default(), place, Manner::Strict);
        let (id, object) =
            reader.object().map_err(|Wrong(what)| format!("object {number} is not well formed: {what}"))?;
        if id != (number, 0) {
            return Err(format!("object {number} does not stand where the table says"));
        }
        if let Object::Stream(stream) = &object {
            sound(stream, budget).map_err(|what| format!("object {number} is a stream that {what}"))?;
        }
        objects.insert(id, object);
        at = reader.at();
    }
    between(text, at, revision.table).map_err(|what| format!("ahead of the table {what}"))?;
    Ok(objects)
}

/// Between two objects stand line ends, and nothing else.
fn between(text: &[u8], from: usize, to: usize) -> Result<(), &'static str> {
    let gap = if from <= to { text.get(from..to) } else { None };
    let gap = gap.ok_or("is another object, in the same place")?;
    if gap.len() > 4 || gap.iter().any(|byte| !matches!(byte, b'\n' | b'\r')) {
        return Err("are bytes that no table lists");
    }
    Ok(())
}

/// A stream holds what it holds in a form that all readers unfold to the same: not at all folded, or by one `FlateDecode`;
/// for an image also by `DCTDecode`.
fn sound(stream: &Stream, budget: &mut Budget) -> Result<(), String> {
    if matches!(helpers::name(&stream.dict, b"Type"), b"XRef" | b"ObjStm") {
        return Err("lists or holds other objects".to_owned());
    }
    if let Some(key) = ["F", "FFilter", "FDecodeParms", "Crypt"].iter().find(|key| stream.dict.has(key.as_bytes())) {
        return Err(format!("has a key `{key}`"));
    }
    let image = helpers::name(&stream.dict, b"Subtype") == b"Image";
    let filter = match stream.dict.get(b"Filter") {
        _ if stream.dict.has(b"DecodeParms") && !image => return Err("has parameters for its filter".to_owned()),
        Err(_) => return budget.take(stream.content.len()).map_err(str::to_owned),
        Ok(Object::Name(name)) => name.as_slice(),
        Ok(Object::Array(names)) => match names.as_slice() {
            [Object::Name(name)] => name.as_slice(),
            _ => return Err("has several filters".to_owned()),
        },
        Ok(_) => return Err("has a filter that is no name".to_owned()),
    };
    match filter {
        b"FlateDecode" => unfold(&stream.content, budget).map(|_| ()).map_err(str::to_owned),
        b"DCTDecode" if image => budget.take(stream.content.len()).map_err(str::to_owned),
        other => {
            let name: String = String::from_utf8_lossy(other).chars().take(40).collect();
            Err(format!("has a filter `{name}`"))
        }
    }
}

/// What a stream unfolds to. All of its bytes are used, and its check sum holds.
///
/// # Errors
/// When it can't be unfolded whole, or is larger than the budget.
pub fn unfold(content: &[u8], budget: &mut Budget) -> Result<Vec<u8>, &'static str> {
    let mut machine = Decompress::new(true);
    let mut out = Vec::new();
    let mut piece = vec![0; 64 << 10];
    loop {
        let (read, made) = (machine.total_in(), machine.total_out());
        let rest = usize::try_from(read).ok().and_then(|read| content.get(read..)).unwrap_or_default();
        let status = machine.decompress(rest, &mut piece, FlushDecompress::None).map_err(|_| "can't be unfolded")?;
        let more = usize::try_from(machine.total_out() - made).unwrap_or(0);
        budget.take(more)?;
        out.extend_from_slice(piece.get(..more).unwrap_or_default());
        match status {
            Status::StreamEnd => break,
            _ if more == 0 && machine.total_in() == read => return Err("can't be unfolded"),
            _ => {}
        }
    }
    if usize::try_from(machine.total_in()) != Ok(content.len()) {
        return Err("holds more than it unfolds to");
    }
    Ok(out)
}
