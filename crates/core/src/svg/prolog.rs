//! What stands before the outermost element: the declaration, whose encoding a browser follows, and the document type.
//!
//! The reader of XML gives neither, so they are looked at here. What comes before is comments and instructions only.

use super::Fault;
use super::FoundFault;

/// What is wrong before the outermost element.
pub(super) fn fault(text: &str) -> Option<FoundFault> {
    let start = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut at = text.len() - start.len();
    if let Some(rest) = start.strip_prefix("<?xml").filter(|rest| rest.starts_with(char::is_whitespace)) {
        let end = rest.find("?>").unwrap_or(rest.len());
        if let Some(name) = encoding(&rest[..end]).filter(|name| !reads_alike(name, text)) {
            return Some((at..at + 5 + end, Fault::Encoding(name.to_owned())));
        }
        at += 5 + end;
    }
    loop {
        let rest = text.get(at..)?;
        let here = rest.trim_start();
        at += rest.len() - here.len();
        let skipped = if here.starts_with("?>") {
            2
        } else if here.starts_with("<!--") {
            here.find("-->")? + 3
        } else if here.starts_with("<?") {
            here.find("?>")? + 2
        } else if here.starts_with("<!") {
            // An address in quotation marks may hold either character; then it is no usual one.
            let end = here.find(['[', '>'])?;
            return here[end..].starts_with('[').then(|| (at..at + end, Fault::Declares));
        } else {
            return None;
        };
        at += skipped;
    }
}

/// The encoding in a declaration.
fn encoding(declaration: &str) -> Option<&str> {
    let rest = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest[1..].split(quote).next()
}

/// Whether bytes that are UTF-8 read the same in an encoding: those of ASCII do in all that continue it by single bytes.
fn reads_alike(name: &str, text: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let single = ["us-ascii", "ascii", "iso-8859-1", "iso8859-1", "latin1", "iso-8859-15", "windows-1252"];
    matches!(name.as_str(), "utf-8" | "utf8") || (text.is_ascii() && single.contains(&name.as_str()))
}
