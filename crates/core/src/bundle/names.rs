//! The names that files of a bundle may have: such that every system unpacks the same files to the same places.
//!
//! A closed set of characters leaves nothing to escape, to fold or to turn round.

use std::collections::BTreeMap;
use std::fmt;

/// Bytes of a name.
const LENGTH: usize = 200;

/// Names that mean a device on some systems, whatever extension follows.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Why a name is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It is empty, or ends with a slash: the name of a folder.
    Folder,
    /// It begins with a slash.
    Absolute,
    /// It has a part `..`, `.` or none between two slashes.
    Dots,
    /// It has a backslash.
    Backslash,
    /// It has a character besides letters and digits of ASCII, `.`, `-`, `_` and `/`.
    Character,
    /// A part ends with a full stop, or is the name of a device: some systems unpack it elsewhere.
    Reserved,
    /// It is longer than is allowed.
    Length,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Wrong::Folder => "it is the name of a folder",
            Wrong::Absolute => "it begins with a slash",
            Wrong::Dots => "it has a part `..` or `.`",
            Wrong::Backslash => "it has a backslash",
            Wrong::Character => "it has a character that is not allowed",
            Wrong::Reserved => "a part of it is reserved on some systems",
            Wrong::Length => "it is too long",
        })
    }
}

/// What is wrong with a name, if anything.
pub fn wrong(name: &str) -> Option<Wrong> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/');
    let reserved = |part: &str| {
        let stem = part.split('.').next().unwrap_or("").to_ascii_lowercase();
        let numbered = |start| stem.strip_prefix(start).is_some_and(|rest| matches!(rest.as_bytes(), [b'0'..=b'9']));
        part.ends_with('.') || DEVICES.contains(&stem.as_str()) || numbered("com") || numbered("lpt")
    };
    let parts = || name.split('/');
    if name.contains('\\') {
        Some(Wrong::Backslash)
    } else if name.starts_with('/') {
        Some(Wrong::Absolute)
    } else if name.is_empty() || name.ends_with('/') {
        Some(Wrong::Folder)
    } else if parts().any(|part| matches!(part, "" | "." | "..")) {
        Some(Wrong::Dots)
    } else if !name.chars().all(allowed) {
        Some(Wrong::Character)
    } else if parts().any(reserved) {
        Some(Wrong::Reserved)
    } else {
        (name.len() > LENGTH).then_some(Wrong::Length)
    }
}

/// Two names of which one would take the place of the other where case doesn't count, or where one is a folder of the
/// other.
pub fn collision<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<(&'a str, &'a str)> {
    let mut folded: BTreeMap<String, &str> = BTreeMap::new();
    for name in names {
        if let Some(other) = folded.insert(name.to_ascii_lowercase(), name) {
            return Some((other, name));
        }
    }
    folded.iter().find_map(|(lower, name)| {
        let folders = lower.match_indices('/').filter_map(|(at, _)| lower.get(..at));
        folders.into_iter().find_map(|folder| folded.get(folder)).map(|other| (*other, *name))
    })
}

/// A text of a stranger as it may stand in a message: what steers a terminal, ends a line or turns the order of words round
/// is written as a number. Long ones are cut.
pub fn shown(text: &str) -> String {
    let plain = |c: char| c == ' ' || !(c.is_control() || c.is_whitespace() || turns(c));
    let mut out = String::new();
    for c in text.chars() {
        if out.len() > 300 {
            out.push_str("...");
            break;
        }
        if plain(c) { out.push(c) } else { out.push_str(&format!("\\u{{{:x}}}", u32::from(c))) }
    }
    out
}

/// Characters that turn the order of words round, or are not seen.
fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A name for a file called so elsewhere: what is not allowed becomes `_`.
pub fn safe(name: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let name: String = name.chars().map(|c| if allowed(c) { c } else { '_' }).take(60).collect();
    let name = name.trim_matches('.').to_owned();
    if wrong(&name).is_some() { format!("file_{name}") } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_some_system_would_put_elsewhere_are_refused() {
        let cases = [
            ("report.pdf", None),
            ("evidence/E-01/scan.json", None),
            ("", Some(Wrong::Folder)),
            ("evidence/", Some(Wrong::Folder)),
            ("/etc/passwd", Some(Wrong::Absolute)),
            ("../up", Some(Wrong::Dots)),
            ("a/../../up", Some(Wrong::Dots)),
            ("a//b", Some(Wrong::Dots)),
            ("./a", Some(Wrong::Dots)),
            ("a\\..\\b", Some(Wrong::Backslash)),
            ("C:/a", Some(Wrong::Character)),
            ("naïve.txt", Some(Wrong::Character)),
            ("a\u{202e}fdp.exe", Some(Wrong::Character)),
            ("line\nend", Some(Wrong::Character)),
            ("nul\0", Some(Wrong::Character)),
            ("a b", Some(Wrong::Character)),
            ("aux", Some(Wrong::Reserved)),
            ("a/NUL.txt", Some(Wrong::Reserved)),
            ("com1", Some(Wrong::Reserved)),
            ("community.txt", None),
            ("a./b", Some(Wrong::Reserved)),
        ];
        for (name, expected) in cases {
            assert_eq!(wrong(name), expected, "{name:?}");
        }
        assert_eq!(wrong(&"a".repeat(201)), Some(Wrong::Length));
    }

    #[test]
    fn names_that_meet_on_some_disk_are_found() {
        let cases = [
            (vec!["a", "b"], None),
            (vec!["Report.pdf", "report.pdf"], Some(("Report.pdf", "report.pdf"))),
            (vec!["a", "a/b"], Some(("a", "a/b"))),
            (vec!["A/c/d", "a/C"], Some(("a/C", "A/c/d"))),
            (vec!["a/b", "a/c"], None),
        ];
        for (names, expected) in cases {
            assert_eq!(collision(names.iter().copied()), expected, "{names:?}");
        }
    }

    #[test]
    fn texts_of_strangers_stay_on_their_line() {
        let cases = [
            ("a b.txt", "a b.txt"),
            ("x\nVALID  y.zip", "x\\u{a}VALID  y.zip"),
            ("\u{1b}[2J\r", "\\u{1b}[2J\\u{d}"),
            ("a\u{202e}b\u{2028}c\u{85}", "a\\u{202e}b\\u{2028}c\\u{85}"),
            ("naïve – 日本", "naïve – 日本"),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text), expected);
        }
        assert!(shown(&"x".repeat(5000)).len() < 400);
    }

    #[test]
    fn a_file_gets_a_name_that_is_allowed() {
        for (name, expected) in [
            ("scan 1.json", "scan_1.json"),
            ("naïve.txt", "na_ve.txt"),
            ("..", "file_"),
            ("aux.txt", "file_aux.txt"),
            ("../../x", "_.._x"),
            ("", "file_"),
        ] {
            assert_eq!(safe(name), expected, "{name:?}");
            assert_eq!(wrong(&safe(name)), None, "{name:?}");
        }
    }
}
