//! The canonical bytes of a file: those that digests are taken over and outputs are made from.
//!
//! A clone may hold other line ends than the commit: git writes CRLF where `core.autocrlf` is set, as is usual on Windows.
//! Takes a file's name and its bytes; gives the same bytes with LF for CRLF where the file is text. Nothing else is
//! touched: neither a lone CR, nor a byte order mark, nor a missing end of the last line, since git leaves those as they
//! are.

use std::borrow::Cow;

/// Whether a file is read as UTF-8 text, by its name.
pub(super) fn is_text(path: &str) -> bool {
    let extension = extension(path);
    // A drawing is one to whoever opens it, however its name is written.
    matches!(extension, "md" | "yaml" | "yml" | "html" | "css" | "js" | "typ" | "txt")
        || extension.eq_ignore_ascii_case("svg")
}

/// Whether a file has lines, by its name: all text, and files of lines that are kept as bytes.
fn has_lines(path: &str) -> bool {
    let kept = matches!(extension(path), "sig" | "pem" | "json" | "xml" | "csv" | "mjs" | "webmanifest");
    is_text(path) || kept || path.rsplit('/').next() == Some("allowed_signers")
}

/// The canonical bytes of a file.
pub fn canonical<'a>(path: &str, bytes: &'a [u8]) -> Cow<'a, [u8]> {
    if has_lines(path) { lines(bytes) } else { Cow::Borrowed(bytes) }
}

/// Bytes with LF for CRLF.
pub(super) fn lines(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.windows(2).any(|pair| pair == b"\r\n") {
        return Cow::Borrowed(bytes);
    }
    let mut out = Vec::with_capacity(bytes.len());
    for (index, byte) in bytes.iter().enumerate() {
        if *byte != b'\r' || bytes.get(index + 1) != Some(&b'\n') {
            out.push(*byte);
        }
    }
    Cow::Owned(out)
}

/// Text with LF for CRLF.
pub(super) fn text_lines(text: String) -> String {
    if text.contains("\r\n") { text.replace("\r\n", "\n") } else { text }
}

/// The extension of a path as it is written, without the dot, or the empty string.
fn extension(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// What a file holds that Git LFS left in place of the file itself
/// (<https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md>).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointer {
    /// SHA-256 of the file itself, in lower-case hexadecimal.
    pub sha256: String,
    /// Its length in bytes.
    pub length: u64,
}

impl Pointer {
    /// Reads a pointer; `None` for any other file.
    pub fn read(bytes: &[u8]) -> Option<Pointer> {
        // The specification allows no pointer of 1,024 bytes or more.
        let text = std::str::from_utf8(bytes.get(..bytes.len().min(1024))?).ok()?;
        if bytes.len() >= 1024 || !text.starts_with("version https://git-lfs.github.com/spec/v1") {
            return None;
        }
        let value = |key: &str| text.lines().find_map(|line| line.strip_prefix(key)).map(str::trim);
        let sha256 = value("oid sha256:").unwrap_or_default().to_owned();
        let length = value("size ").and_then(|size| size.parse().ok()).unwrap_or_default();
        Some(Pointer { sha256, length })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_rule_for_line_ends() {
        let cases: [(&str, &[u8], &[u8]); 9] = [
            ("a.yaml", b"a\r\nb\r\n", b"a\nb\n"),
            ("a.yaml", b"a\nb\r\n", b"a\nb\n"),
            ("a.yaml", b"a\rb\r\r\n", b"a\rb\r\n"),
            ("a.yaml", b"\xef\xbb\xbfa\r\n", b"\xef\xbb\xbfa\n"),
            ("a.yaml", b"a\r\nb", b"a\nb"),
            ("1-reviewer.yaml.sig", b"a\r\n", b"a\n"),
            ("trust/allowed_signers", b"a\r\n", b"a\n"),
            ("report.pdf", b"a\r\nb\r\n", b"a\r\nb\r\n"),
            ("seal.png", b"\x89PNG\r\n", b"\x89PNG\r\n"),
        ];
        for (path, bytes, expected) in cases {
            assert_eq!(canonical(path, bytes).as_ref(), expected, "{path} {bytes:?}");
        }
    }

    #[test]
    fn a_pointer_is_known() {
        let text = "version https://git-lfs.github.com/spec/v1\noid sha256:0a\nsize 7\n";
        assert_eq!(Pointer::read(text.as_bytes()), Some(Pointer { sha256: "0a".to_owned(), length: 7 }));
        let windows = text.replace('\n', "\r\n");
        assert_eq!(Pointer::read(windows.as_bytes()), Pointer::read(text.as_bytes()));
        for other in ["", "version https://example.org/1\n", "%PDF-1.7\n"] {
            assert_eq!(Pointer::read(other.as_bytes()), None, "{other:?}");
        }
    }
}
