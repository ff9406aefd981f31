//! Digests of files.

use sha2::Digest;
use sha2::Sha256;

use super::Source;
use super::Sources;

/// SHA-256 of bytes in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// SHA-256 over files in the order given: for each the length of its path and the path, the length of its content and
/// the content, lengths as 8 bytes, big end first. Two sets of files have the same digest only if they are the same.
pub fn sha256_of_files<'a>(files: impl IntoIterator<Item = &'a Source>) -> String {
    sha256_of_named(files.into_iter().map(|file| (file.path.as_str(), file.bytes())))
}

/// The same over names and contents.
pub fn sha256_of_named<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut state = Sha256::new();
    for (name, content) in files {
        for part in [name.as_bytes(), content] {
            state.update((part.len() as u64).to_be_bytes());
            state.update(part);
        }
    }
    hex(&state.finalize())
}

/// SHA-256 over all files of a book, by which a second process knows that it reads the same book.
pub fn book_digest(sources: &Sources) -> String {
    sha256_of_files(sources.iter().map(|(_, source)| source))
}

/// SHA-256 over the files of the guide: what an edition is of.
pub fn guide_digest(sources: &Sources) -> String {
    sha256_of_files(sources.iter().map(|(_, source)| source).filter(|source| is_guide(&source.path)))
}

/// Whether a file of a book belongs to the guide.
pub fn is_guide(path: &str) -> bool {
    let folders = ["practices/", "pages/", "overlays/", "targets/", "mappings/"];
    path == "model.yaml" || folders.iter().any(|folder| path.starts_with(folder))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
