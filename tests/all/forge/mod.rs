//! Makes forged files of a signed one: what an attacker can do to the structure and the content of a PDF.
//!
//! Takes the bytes of a report that was signed three times, the first signature certifying with P=2; gives forged files,
//! each with the verdict that the verifier must come to. Nothing is kept in files: each forgery is made anew.

#![allow(dead_code)]

pub mod bytes;
pub mod content;
pub mod covering;
pub mod signatures;

use lopdf::Dictionary;
use lopdf::Document;
use lopdf::Object;
use lopdf::ObjectId;
use lopdf::Writer;

use pades::verdict::Verdict;

/// What finds a forgery out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The look at the structure and the content.
    Structure,
    /// The digest, or the signature itself: the structure is in order.
    Signature,
    /// The record of the sign-off: the file is in order.
    Record,
}

/// A forged file.
#[derive(Clone, Debug)]
pub struct Forged {
    /// What was done.
    pub name: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
    /// What the verifier must say.
    pub expected: Verdict,
    /// Who must say it.
    pub by: By,
}

/// A forgery that the structure gives away.
pub fn invalid(name: &'static str, bytes: Vec<u8>) -> Forged {
    Forged { name, bytes, expected: Verdict::Invalid, by: By::Structure }
}

/// All forgeries of a file.
pub fn all(signed: &[u8]) -> Vec<Forged> {
    let mut all = bytes::all(signed);
    all.extend(content::all(signed));
    all.extend(signatures::all(signed));
    all
}

/// Appends an update with these objects; `mend` changes its trailer.
pub fn append(pdf: &[u8], objects: &[(ObjectId, Object)], mend: impl Fn(&mut Dictionary)) -> Vec<u8> {
    let before = load(pdf);
    let (mut out, mut entries) = (pdf.to_vec(), Vec::new());
    for ((number, generation), object) in objects {
        entries.push((*number, format!("{number} 1\n{:010} {generation:05} n \n", out.len())));
        out.extend(format!("{number} {generation} obj\n").bytes());
        Writer::write_object(&mut out, object).expect("it is written");
        out.extend(b"\nendobj\n");
    }
    // In order, as a table has to be: a forger leaves nothing to find but the forgery.
    entries.sort();
    let head = "xref\n0 1\n0000000000 65535 f \n";
    let table: String = std::iter::once(head).chain(entries.iter().map(|(_, entry)| entry.as_str())).collect();
    let size = objects.iter().map(|((number, _), _)| i64::from(*number) + 1).max().unwrap_or(0);
    closed(out, &table, &before, size, mend)
}

/// Puts a table, a trailer and the end behind.
pub fn closed(mut out: Vec<u8>, table: &str, before: &Document, size: i64, mend: impl Fn(&mut Dictionary)) -> Vec<u8> {
    let mut trailer = Dictionary::new();
    for key in ["Root", "Info", "ID"] {
        if let Ok(value) = before.trailer.get(key.as_bytes()) {
            trailer.set(key, value.clone());
        }
    }
    let known = before.trailer.get(b"Size").and_then(Object::as_i64).expect("a size");
    trailer.set("Size", size.max(known));
    trailer.set("Prev", before.xref_start as i64);
    mend(&mut trailer);
    let at = out.len();
    out.extend(format!("{table}trailer\n").bytes());
    Writer::write_object(&mut out, &trailer.into()).expect("it is written");
    out.extend(format!("\nstartxref\n{at}\n%%EOF\n").bytes());
    out
}

pub fn load(pdf: &[u8]) -> Document {
    Document::load_mem(pdf).expect("it can be read")
}

/// A number that is free.
pub fn fresh(pdf: &Document) -> ObjectId {
    (u32::try_from(pdf.trailer.get(b"Size").and_then(Object::as_i64).expect("a size")).expect("it is small"), 0)
}

pub fn dictionary(pdf: &Document, id: ObjectId) -> Dictionary {
    pdf.get_dictionary(id).expect("a dictionary").clone()
}

pub fn root(pdf: &Document) -> ObjectId {
    pdf.trailer.get(b"Root").and_then(Object::as_reference).expect("a catalog")
}

/// The catalog with a change.
pub fn catalog(signed: &[u8], change: impl Fn(&mut Dictionary)) -> Vec<u8> {
    let pdf = load(signed);
    changed(signed, root(&pdf), change)
}

/// A dictionary with a change.
pub fn changed(signed: &[u8], id: ObjectId, change: impl Fn(&mut Dictionary)) -> Vec<u8> {
    let mut value = dictionary(&load(signed), id);
    change(&mut value);
    append(signed, &[(id, value.into())], |_| {})
}

/// The fields of the form.
pub fn fields(pdf: &Document) -> Vec<ObjectId> {
    let form = dictionary(pdf, form(pdf));
    let fields = form.get(b"Fields").and_then(Object::as_array).expect("fields");
    fields.iter().filter_map(|field| field.as_reference().ok()).collect()
}

pub fn form(pdf: &Document) -> ObjectId {
    dictionary(pdf, root(pdf)).get(b"AcroForm").and_then(Object::as_reference).expect("a form")
}

/// The signature in a field.
pub fn signature(pdf: &Document, field: usize) -> ObjectId {
    dictionary(pdf, fields(pdf)[field]).get(b"V").and_then(Object::as_reference).expect("a signature")
}

pub fn page(pdf: &Document, number: u32) -> ObjectId {
    pdf.get_pages()[&number]
}

/// Replaces the last place of a text by another of the same length.
pub fn patched(pdf: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len(), "a patch keeps the length");
    let at = pdf.windows(from.len()).rposition(|window| window == from).expect("it is there");
    let mut out = pdf.to_vec();
    out[at..at + from.len()].copy_from_slice(to);
    out
}

/// Puts bytes in at a place.
pub fn inserted(pdf: &[u8], at: usize, what: &[u8]) -> Vec<u8> {
    [&pdf[..at], what, &pdf[at..]].concat()
}

pub fn last(pdf: &[u8], what: &[u8]) -> usize {
    pdf.windows(what.len()).rposition(|window| window == what).expect("it is there")
}

/// The digits of the last signature in a file.
pub fn room(pdf: &[u8]) -> std::ops::Range<usize> {
    let open = last(pdf, b"/Contents<") + 10;
    let length = pdf[open..].iter().position(|byte| *byte == b'>').expect("its end");
    open..open + length
}
