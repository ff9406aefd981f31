//! The styles of a drawing: which of their rules and functions may stand there, and what their addresses name.
//!
//! Styles are cut into strings, comments, names and the rest as CSS Syntax Level 3 does. Escapes outside of strings are
//! refused, so that every name is what it looks like. What loads is a function or a rule: both are held to lists.

use super::Fault;
use super::address;
use super::address::Use;
use super::names;

/// What is wrong in a style sheet or in the value of a style, with its offset. `rules` is true where braces and rules may
/// stand.
pub(super) fn faults(text: &str, rules: bool) -> Vec<(usize, Fault)> {
    let mut found = Vec::new();
    let mut reader = Reader { text, at: 0 };
    while let Some(c) = reader.peek() {
        let start = reader.at;
        match c {
            '/' if reader.rest().starts_with("/*") => {
                reader.at += 2;
                reader.at += reader.rest().find("*/").map_or(reader.rest().len(), |end| end + 2);
            }
            '"' | '\'' => {
                reader.string();
            }
            '\\' => {
                found.push((start, Fault::Escape));
                reader.at += 1;
            }
            '@' => {
                reader.at += 1;
                let name = reader.name().to_ascii_lowercase();
                if !rules || !names::RULES.contains(&name.as_str()) {
                    found.push((start, Fault::Rule(name)));
                }
            }
            c if is_name(c) => {
                let name = reader.name().to_ascii_lowercase();
                if reader.peek() == Some('(') {
                    reader.at += 1;
                    function(&name, start, &mut reader, &mut found);
                }
            }
            c => reader.at += c.len_utf8(),
        }
    }
    found
}

fn function(name: &str, start: usize, reader: &mut Reader, found: &mut Vec<(usize, Fault)>) {
    if name != "url" {
        if !names::FUNCTIONS.contains(&name) {
            found.push((start, Fault::Function(name.to_owned())));
        }
        return;
    }
    let rest = reader.rest();
    reader.at += rest.len() - rest.trim_start().len();
    let address = match reader.peek() {
        Some('"' | '\'') => reader.string(),
        _ => {
            let rest = reader.rest();
            let end = rest.find(')').unwrap_or(rest.len());
            reader.at += end;
            &rest[..end]
        }
    };
    // An escape in an address could make another one of it.
    let judged = if address.contains('\\') { Err(Fault::Escape) } else { address::check(address, Use::Style, 0) };
    if let Err(fault) = judged {
        found.push((start, fault));
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii()
}

/// A place in a text.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The name that begins here.
    fn name(&mut self) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// The string whose quotation mark is next, without its marks. It ends at the end of its line at the latest.
    fn string(&mut self) -> &'a str {
        let rest = self.rest();
        let mut chars = rest.char_indices();
        let quote = chars.next().map_or('"', |(_, c)| c);
        let mut escaped = false;
        for (at, c) in chars {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '\n' | '\r' | '\u{c}' => {
                    self.at += at;
                    return &rest[1..at];
                }
                c if c == quote => {
                    self.at += at + 1;
                    return &rest[1..at];
                }
                _ => {}
            }
        }
        self.at = self.text.len();
        rest.get(1..).unwrap_or("")
    }
}
