//! The manifest: SHA-256 of every other file of a bundle, as `sha256sum -c` reads it.
//!
//! One line a file, in order of name: 64 hexadecimal digits, two spaces, the name.

use std::collections::BTreeMap;
use std::fmt;

use crate::source::sha256;

/// What is wrong with a manifest, or with files held against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A line, counted from 1, is not a digest, two spaces and a name, or stands out of order.
    Line(usize),
    /// A listed file is not there.
    Missing(String),
    /// A file is not listed.
    Unlisted(String),
    /// A file has another digest.
    Digest(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Line(number) => write!(f, "line {number} of the manifest can't be read"),
            Fault::Missing(name) => write!(f, "the manifest lists `{name}`, which is not in the bundle"),
            Fault::Unlisted(name) => write!(f, "`{name}` is in the bundle, and the manifest does not list it"),
            Fault::Digest(name) => write!(f, "`{name}` is not the file that the manifest lists"),
        }
    }
}

/// The manifest of files.
pub fn write(files: &BTreeMap<String, Vec<u8>>) -> String {
    files.iter().map(|(name, bytes)| format!("{}  {name}\n", sha256(bytes))).collect()
}

/// Holds files against their manifest; `own` is its name among them. What is wrong, in order of name.
pub fn check(manifest: &[u8], files: &BTreeMap<String, Vec<u8>>, own: &str) -> Vec<Fault> {
    let mut listed: BTreeMap<&str, &str> = BTreeMap::new();
    let text = std::str::from_utf8(manifest).unwrap_or("?");
    if text.is_empty() || !text.ends_with('\n') {
        return vec![Fault::Line(text.lines().count().max(1))];
    }
    for (index, line) in text.split_terminator('\n').enumerate() {
        let entry = line.split_once("  ").filter(|(digest, name)| {
            let hex = digest.len() == 64 && digest.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
            let later = listed.last_key_value().is_none_or(|(last, _)| last < name);
            hex && later && *name != own && super::names::wrong(name).is_none()
        });
        match entry {
            Some((digest, name)) => listed.insert(name, digest),
            None => return vec![Fault::Line(index + 1)],
        };
    }
    let missing =
        listed.keys().filter(|name| !files.contains_key(**name)).map(|name| Fault::Missing((*name).to_owned()));
    let other =
        files.iter().filter(|(name, _)| *name != own).filter_map(|(name, bytes)| match listed.get(name.as_str()) {
            None => Some(Fault::Unlisted(name.clone())),
            Some(digest) if *digest != sha256(bytes) => Some(Fault::Digest(name.clone())),
            Some(_) => None,
        });
    missing.chain(other).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_held_against_their_manifest() {
        let files = BTreeMap::from([("a".to_owned(), b"1".to_vec()), ("b/c".to_owned(), b"2".to_vec())]);
        let whole = write(&files);
        let one = "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b";
        let two = "d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35";
        assert_eq!(whole, format!("{one}  a\n{two}  b/c\n"));
        let cases = [
            (whole, vec![]),
            (format!("{one}  a\n"), vec![Fault::Unlisted("b/c".into())]),
            (format!("{one}  a\n{two}  b/c\n{two}  d\n"), vec![Fault::Missing("d".into())]),
            (format!("{two}  a\n{two}  b/c\n"), vec![Fault::Digest("a".into())]),
            (format!("{one}  a\n{one}  a\n{two}  b/c\n"), vec![Fault::Line(2)]),
            (format!("{two}  b/c\n{one}  a\n"), vec![Fault::Line(2)]),
            (format!("{one} *a\n{two}  b/c\n"), vec![Fault::Line(1)]),
            (format!("{one}  a\n{two}  b/c"), vec![Fault::Line(2)]),
            (format!("{one}  a\n\n{two}  b/c\n"), vec![Fault::Line(2)]),
            (format!("{}  a\n{two}  b/c\n", one.to_uppercase()), vec![Fault::Line(1)]),
            (String::new(), vec![Fault::Line(1)]),
            (format!("{one}  a\n{two}  b/c\n{one}  m\n"), vec![Fault::Line(3)]),
        ];
        for (manifest, expected) in cases {
            assert_eq!(check(manifest.as_bytes(), &files, "m"), expected, "{manifest}");
        }
        assert_eq!(check(b"\xff\n", &files, "m"), [Fault::Line(1)]);
    }
}
