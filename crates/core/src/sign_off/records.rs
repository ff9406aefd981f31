//! The records of sign-offs, read by themselves: from the files of a book, whatever else is wrong with it, or from a folder.
//!
//! A verdict must not get better because something else in the book can't be read. So a record is looked for without the
//! book being checked, and what of it can't be read is kept beside it, in words.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;

use crate::check;
use crate::diag::Diagnostic;
use crate::diag::Severity;
use crate::diag::Sink;
use crate::model::Extent;
use crate::model::Record;
use crate::read;
use crate::source::Content;
use crate::source::FileId;
use crate::source::Source;
use crate::source::Sources;
use crate::source::sha256;

use super::judge::Attested;
use super::means::attested;
use super::reason::Finding;
use super::reason::Reason;

/// The folder of a record.
const FOLDER: &str = "sign-off";

/// A record as far as it could be read.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The assessment that it lies with.
    pub id: String,
    /// The record, without the entries that can't be read; `None` without a seal.
    pub record: Option<Record>,
    /// What can't be read, or does not belong together.
    pub unread: Vec<Finding>,
    /// The entries that are signed with an SSH key.
    pub attested: Vec<Attested>,
    /// The sealed report.
    pub report: Option<FileId>,
    /// All pairs of a length and a digest that the files of the record may name, readable or not.
    named: Vec<Extent>,
}

impl Found {
    /// Whether a file begins with what this record is of: the report, its form, or a signed revision. Where a file of the
    /// record can't be read, the lengths and digests that stand in its text are tried.
    pub fn is_of(&self, pdf: &[u8], digests: &mut Digests) -> bool {
        let read = self.record.iter().flat_map(|record| {
            let entries = record.entries.iter().filter_map(|entry| entry.report.as_ref());
            [&record.seal.report, &record.seal.form].into_iter().chain(entries)
        });
        read.chain(&self.named).any(|extent| digests.begins(pdf, extent))
    }
}

/// Digests of the beginnings of one file, each made once.
#[derive(Debug, Default)]
pub struct Digests(BTreeMap<u64, Option<String>>);

impl Digests {
    fn begins(&mut self, pdf: &[u8], extent: &Extent) -> bool {
        let start = |length: u64| pdf.get(..usize::try_from(length).ok()?).map(sha256);
        let made = self.0.entry(extent.length).or_insert_with(|| start(extent.length));
        extent.length > 0 && made.as_ref() == Some(&extent.sha256)
    }
}

/// The records of a book, in order of id. `told` has what was said of its files.
pub fn all(sources: &Sources, told: &Sink) -> Vec<Found> {
    // A file that could not be loaded is known by what was said of it.
    let said: Vec<Diagnostic> = told.sorted().into_iter().filter(|d| d.severity == Severity::Error).collect();
    let lost = || said.iter().filter_map(|d| d.path.as_deref());
    let mut folders: BTreeMap<&str, Vec<&Source>> = lost().filter_map(owner).map(|id| (id, Vec::new())).collect();
    for (_, source) in sources.iter() {
        if let Some(id) = owner(&source.path) {
            folders.entry(id).or_default().push(source);
        }
    }
    let one = |(id, files): (&str, Vec<&Source>)| {
        let own = |path: &str| owner(path) == Some(id);
        let files = files.into_iter().map(|source| {
            let name = source.path.rsplit('/').next().unwrap_or("");
            Source::new(format!("assessments/{id}/{FOLDER}/{name}"), source.content.clone())
        });
        let mut found = folder(id, files);
        found.report = sources.find(&format!("assessments/{id}/{FOLDER}/report.pdf"));
        let lost = said.iter().filter(|d| d.path.as_deref().is_some_and(own));
        found.unread.extend(lost.filter(|d| d.span.is_none()).map(|d| {
            let path = d.path.as_deref().unwrap_or_default();
            Finding::new(Reason::BookUnread, format!("the record can't be read whole: {path}: {}", d.message))
        }));
        if found.record.is_none() && found.unread.is_empty() {
            found.unread.push(Finding::new(Reason::RecordUnread, "the record has no `seal.yaml`"));
        }
        found
    };
    folders.into_iter().map(one).collect()
}

/// Whether a file with this name, in the folder of a record, is a part of it: the sealed report, the seal, an entry, a
/// signature. A new seal takes their place, and of nothing else.
pub fn is_part(name: &str) -> bool {
    name == "report.pdf" || name.ends_with(".yaml") || name.ends_with(".sig")
}

/// The assessment that a file of a record belongs to. Whether the folder is called as it should be is not asked: some
/// systems don't tell `Sign-Off` from it.
fn owner(path: &str) -> Option<&str> {
    let mut parts = path.split('/');
    let (top, id, folder) = (parts.next()?, parts.next()?, parts.next()?);
    let inside = top == "assessments" && folder.eq_ignore_ascii_case(FOLDER);
    (inside && parts.next().is_some() && parts.next().is_none()).then_some(id)
}

/// The record of files by name, which are all of one folder.
pub fn from_files<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> Found {
    let sources = files.map(|(name, bytes)| {
        // What is not UTF-8 is no YAML: its reader says so.
        let text = String::from_utf8_lossy(bytes).into_owned();
        Source::new(format!("assessments/x/{FOLDER}/{name}"), Content::Text(text))
    });
    let mut found = folder("x", sources);
    if found.record.is_none() && found.unread.is_empty() {
        found.unread.push(Finding::new(Reason::RecordUnread, "the record has no `seal.yaml`"));
    }
    found
}

/// The record of these files, which are all of one folder.
fn folder(id: &str, files: impl Iterator<Item = Source>) -> Found {
    let sources = Sources::from_files(files);
    let mut sink = Sink::new();
    let draft = read::read_records(&sources, &mut sink);
    let record = check::records(&draft, &sources, &mut sink).remove(id);
    let wrong = sink.sorted().into_iter().filter(|d| d.severity == Severity::Error);
    let unread = wrong.map(|d| {
        let place = d.span.map_or(String::new(), |span| {
            let source = sources.get(span.file);
            let name = source.path.rsplit('/').next().unwrap_or("");
            format!("{name}:{}: ", source.place(span.start as usize).0)
        });
        Finding::new(Reason::RecordUnread, format!("the record does not hold together: {place}{}", d.message))
    });
    let unread: Vec<Finding> = unread.collect();
    let named = if unread.is_empty() {
        Vec::new()
    } else {
        sources.iter().flat_map(|(_, source)| extents(source.text())).collect()
    };
    Found { id: id.to_owned(), record, unread, attested: attested(&sources, id), report: None, named }
}

/// Every length and digest that stand in a text, in all pairs: what a file of a record names, even if it can't be read.
fn extents(text: &str) -> Vec<Extent> {
    let words: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let hex = |word: &&&str| word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit());
    let lengths: BTreeSet<u64> = words.iter().filter_map(|word| word.parse().ok()).filter(|n| *n > 99).collect();
    let digests: BTreeSet<&str> = words.iter().filter(hex).copied().collect();
    // A record has few of each; a text that has many is none.
    let mut pairs = Vec::new();
    for length in lengths.iter().take(16) {
        pairs.extend(digests.iter().take(64).map(|sha256| Extent { sha256: (*sha256).to_owned(), length: *length }));
    }
    pairs
}

/// Reads a record by itself, from its folder or its `seal.yaml`, for a report whose book is not at hand.
///
/// # Errors
/// When the folder, or a file of the record in it, can't be opened.
pub fn from_folder(path: &Path) -> Result<Found, String> {
    let folder_path = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new(".")) };
    let folder_path = if folder_path.as_os_str().is_empty() { Path::new(".") } else { folder_path };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder_path).map_err(|error| error.to_string())? {
        let entry = entry.map_err(|error| error.to_string())?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !(name.ends_with(".yaml") || name.ends_with(".sig")) {
            continue;
        }
        let bytes = std::fs::read(entry.path()).map_err(|error| format!("`{name}`: {error}"))?;
        let path = format!("assessments/x/{FOLDER}/{name}");
        // What is not UTF-8 is no YAML: its reader says so.
        let text =
            String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        files.push(Source::new(path, Content::Text(text)));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut found = folder("x", files.into_iter());
    if found.record.is_none() && found.unread.is_empty() {
        found.unread.push(Finding::new(Reason::RecordUnread, "the record has no `seal.yaml`"));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_owns_a_file_of_a_record() {
        let cases = [
            ("assessments/pump/sign-off/seal.yaml", Some("pump")),
            ("assessments/pump/Sign-Off/seal.yaml", Some("pump")),
            ("assessments/pump/sign-off/more/seal.yaml", None),
            ("assessments/pump/assessment.yaml", None),
            ("practices/pump/sign-off/seal.yaml", None),
        ];
        for (path, expected) in cases {
            assert_eq!(owner(path), expected, "{path}");
        }
    }

    #[test]
    fn a_record_that_cannot_be_read_still_names_its_file() {
        let pdf = [b"report".repeat(40), b"signature".to_vec()].concat();
        let text = format!("report: {{length: 240\n  sha256: \"{}\"\n", sha256(&pdf[..240]));
        let file = Source::new("assessments/x/sign-off/seal.yaml", Content::Text(text));
        let found = folder("x", std::iter::once(file));
        assert!(found.record.is_none() && found.unread.iter().all(|f| f.kind == Reason::RecordUnread));
        assert!(found.is_of(&pdf, &mut Digests::default()));
        assert!(!found.is_of(b"another file", &mut Digests::default()));
    }
}
