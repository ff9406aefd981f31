//! Appends one update to a PDF: changed and new objects, a table of them, a trailer.
//!
//! The bytes before it stay as they are. Nothing in an update comes from a clock or from chance: the second half of the
//! file's id is the digest of what was there before.

use std::collections::BTreeMap;

use lopdf::Dictionary;
use lopdf::Document;
use lopdf::IncrementalDocument;
use lopdf::Object;
use lopdf::ObjectId;
use lopdf::StringFormat;
use sha2::Digest;
use sha2::Sha256;

use crate::verdict::Failure;

use super::revisions;
use super::revisions::Revision;

/// An update in the making.
pub struct Update<'a> {
    pdf: &'a [u8],
    document: Document,
    table: usize,
    changed: BTreeMap<ObjectId, Object>,
    next: u32,
}

impl<'a> Update<'a> {
    /// Begins an update of a file.
    ///
    /// # Errors
    /// When the file's structure is not sound, or it is encrypted.
    pub fn open(pdf: &'a [u8]) -> Result<Update<'a>, Failure> {
        let revisions = revisions::walk(pdf).map_err(|finding| Failure::new(finding.text))?;
        let document = revisions::load(pdf).ok_or_else(|| Failure::new("the PDF can't be read, or is encrypted"))?;
        let table = revisions.last().map_or(0, |revision: &Revision| revision.table);
        let size = document.trailer.get(b"Size").and_then(Object::as_i64).unwrap_or(0);
        let next = u32::try_from(size).unwrap_or(0).max(document.max_id.saturating_add(1));
        Ok(Update { pdf, document, table, changed: BTreeMap::new(), next })
    }

    /// The file before the update.
    pub fn before(&self) -> &Document {
        &self.document
    }

    /// An object as it will be.
    pub fn get(&self, id: ObjectId) -> Option<&Object> {
        self.changed.get(&id).or_else(|| self.document.objects.get(&id))
    }

    /// What a value stands for: itself, or what it refers to.
    pub fn resolve<'b>(&'b self, object: &'b Object) -> Option<&'b Object> {
        match object {
            Object::Reference(id) => self.get(*id),
            other => Some(other),
        }
    }

    /// A dictionary as it will be.
    ///
    /// # Errors
    /// When the object is none; `what` names it.
    pub fn dictionary(&self, id: ObjectId, what: &str) -> Result<Dictionary, Failure> {
        match self.get(id) {
            Some(Object::Dictionary(dictionary)) => Ok(dictionary.clone()),
            _ => Err(Failure::new(format!("{what} of the PDF can't be read"))),
        }
    }

    /// The catalog and its id.
    ///
    /// # Errors
    /// When there is none.
    pub fn catalog(&self) -> Result<(ObjectId, Dictionary), Failure> {
        let id = self.document.trailer.get(b"Root").and_then(Object::as_reference);
        let id = id.map_err(|_| Failure::new("the catalog of the PDF can't be read"))?;
        Ok((id, self.dictionary(id, "the catalog")?))
    }

    /// Adds a new object.
    pub fn add(&mut self, object: impl Into<Object>) -> ObjectId {
        let id = (self.next, 0);
        self.next = self.next.saturating_add(1);
        self.changed.insert(id, object.into());
        id
    }

    /// Changes an object.
    pub fn set(&mut self, id: ObjectId, object: impl Into<Object>) {
        self.changed.insert(id, object.into());
    }

    /// The file with the update, and where the update begins.
    ///
    /// # Errors
    /// When the file can't be written, or would grow beyond ten digits of bytes.
    pub fn finish(self) -> Result<(Vec<u8>, usize), Failure> {
        let start = self.pdf.len();
        let mut trailer = Dictionary::new();
        for key in ["Root", "Info"] {
            if let Ok(value) = self.document.trailer.get(key.as_bytes()) {
                trailer.set(key, value.clone());
            }
        }
        let digest = Sha256::digest(self.pdf);
        let half = digest.get(..16).unwrap_or_default().to_vec();
        let first = match self.document.trailer.get(b"ID").and_then(Object::as_array) {
            Ok(ids) => ids.first().cloned(),
            Err(_) => None,
        };
        let second = Object::String(half, StringFormat::Hexadecimal);
        trailer.set("ID", vec![first.unwrap_or_else(|| second.clone()), second]);
        trailer.set("Prev", i64::try_from(self.table).unwrap_or(0));
        let mut document = IncrementalDocument::create_from(self.pdf.to_vec(), self.document);
        document.new_document.trailer = trailer;
        document.new_document.objects = self.changed;
        document.new_document.max_id = self.next.saturating_sub(1);
        let mut out = Vec::with_capacity(start + (64 << 10));
        document.save_to(&mut out).map_err(|_| Failure::new("the update of the PDF can't be written"))?;
        // A line end belongs to the last line, and to what is signed.
        out.push(b'\n');
        if !out.starts_with(self.pdf) {
            return Err(Failure::new("the update would have changed what was there before"));
        }
        if out.len() > 9_999_999_999 {
            return Err(Failure::new("the PDF is too large"));
        }
        Ok((out, start))
    }
}
