//! YAML text to a tree of nodes, every node with its place.
//!
//! The only file that knows the YAML library. It reads into an untyped tree, not into structs, because serde gives up
//! at the first mistake of a file and a book's author wants to hear of all of them; [`super::fields`] decodes the tree.
//! The tree keeps what YAML makes of a plain word (`No` a boolean, `5.10` a number), so that it can be told to the
//! author instead of being turned into text silently.

use std::fmt;

use serde::Deserialize;
use serde::Deserializer;
use serde::de::MapAccess;
use serde::de::SeqAccess;
use serde::de::Visitor;
use serde_saphyr::DuplicateKeyPolicy;
use serde_saphyr::MergeKeyPolicy;
use serde_saphyr::Spanned;

use crate::diag::Sink;
use crate::diag::register;
use crate::source::FileId;
use crate::source::Source;
use crate::source::Span;
use crate::source::hidden_control;

use super::folded;

/// A value with its place.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// What it holds.
    pub(super) value: Value,
    /// Where it is written.
    pub(super) span: Span,
}

/// What a node holds.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// Nothing is written, or `null`.
    Null,
    /// A word that YAML takes for true or false.
    Bool(bool),
    /// A word that YAML takes for a number.
    Number,
    /// Any other word, and whatever stands in quotes.
    Text(String),
    /// A sequence, in order.
    List(Vec<Node>),
    /// A mapping in the order in which it is written, doubled keys included.
    Map(Vec<(Node, Node)>),
}

impl Value {
    /// What the value is, for messages.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Value::Null => "nothing",
            Value::Bool(_) => "a boolean",
            Value::Number => "a number",
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }
}

impl Node {
    /// All that a value takes up in its file, to the closing bracket of a flow collection or the end of the last value in a
    /// block. `span` of a collection holds its beginning only. `source` is the text of the whole file.
    pub(super) fn extent(&self, source: &str) -> Span {
        let flow = source.get(self.span.start as usize..).is_some_and(|text| text.starts_with(['{', '[']));
        let last = match &self.value {
            Value::Map(entries) => entries
                .iter()
                .map(|(key, value)| match value.value {
                    // What is empty has no place of its own.
                    Value::Null => key.span.end,
                    _ => value.extent(source).end,
                })
                .max(),
            Value::List(items) => items.iter().map(|item| item.extent(source).end).max(),
            _ => return self.span,
        };
        let mut end = last.unwrap_or(self.span.start + u32::from(flow)).max(self.span.start) as usize;
        if flow {
            let mut comment = false;
            for (at, c) in source.get(end..).unwrap_or("").char_indices() {
                comment = (comment || c == '#') && c != '\n';
                if !comment && matches!(c, '}' | ']') {
                    end += at + 1;
                    break;
                }
            }
        }
        Span::new(self.span.file, self.span.start as usize, end.min(source.len()))
    }
}

/// The data of a tree in one canonical form: JSON without white space, the keys of a mapping sorted by their bytes, text
/// as text, numbers as they are written in `source`, and whatever is empty left out. Two files with the same canonical
/// form say the same; comments, quotes, line breaks and the order of keys don't count.
pub(super) fn canonical(node: &Node, source: &str) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number => source.get(node.span.range()).unwrap_or("").trim().to_owned(),
        Value::Text(text) => quoted(text.trim()),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| canonical(item, source)).collect();
            format!("[{}]", items.join(","))
        }
        Value::Map(entries) => {
            let mut entries: Vec<(String, String)> = entries
                .iter()
                .filter(|(_, value)| !matches!(value.value, Value::Null))
                .map(|(key, value)| (canonical(key, source), canonical(value, source)))
                .collect();
            entries.sort();
            let entries: Vec<String> = entries.into_iter().map(|(key, value)| format!("{key}:{value}")).collect();
            format!("{{{}}}", entries.join(","))
        }
    }
}

struct Raw(RawValue);

enum RawValue {
    Null,
    Bool(bool),
    Number,
    Text(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<Raw>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Raw, D::Error> {
        struct RawVisitor;

        impl<'de> Visitor<'de> for RawVisitor {
            type Value = Raw;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
                Ok(Raw(RawValue::Bool(value)))
            }

            fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
                Ok(Raw(RawValue::Number))
            }

            fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
                Ok(Raw(RawValue::Number))
            }

            fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
                Ok(Raw(RawValue::Number))
            }

            fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
                Ok(Raw(RawValue::Number))
            }

            fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
                Ok(Raw(RawValue::Number))
            }

            fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
                Ok(Raw(RawValue::Text(text.to_owned())))
            }

            fn visit_string<E>(self, text: String) -> Result<Raw, E> {
                Ok(Raw(RawValue::Text(text)))
            }

            fn visit_unit<E>(self) -> Result<Raw, E> {
                Ok(Raw(RawValue::Null))
            }

            fn visit_none<E>(self) -> Result<Raw, E> {
                Ok(Raw(RawValue::Null))
            }

            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
                Raw::deserialize(deserializer)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Raw, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = seq.next_element()? {
                    list.push(item);
                }
                Ok(Raw(RawValue::List(list)))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Raw(RawValue::Map(entries)))
            }
        }

        deserializer.deserialize_any(RawVisitor)
    }
}

/// Reads the YAML in bytes `from..to` of a file. `None` with a diagnostic if it can't be read at all.
pub(super) fn parse(file: FileId, source: &Source, from: usize, to: usize, sink: &mut Sink) -> Option<Node> {
    let text = source.text().get(from..to).unwrap_or("");
    if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Some(Node { value: Value::Map(Vec::new()), span: Span::new(file, from, from) });
    }
    let options = serde_saphyr::options! {
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::AsOrdinary,
        with_snippet: false,
        budget: serde_saphyr::budget! {
            max_depth: 64,
            max_nodes: 500_000,
            max_events: 2_000_000,
            max_aliases: 0,
            max_anchors: 0,
        },
    };
    let reader = Reader { file, from, text };
    match serde_saphyr::from_str_with_options::<Spanned<Raw>>(text, options) {
        Ok(raw) => {
            let node = reader.node(raw);
            look_at_texts(&node, source, sink);
            Some(node)
        }
        Err(error) => {
            reader.report(source, &error, sink);
            None
        }
    }
}

/// Control characters that are written as escapes, such as `"\e[2J"`; what a file holds as it is, is found with all that no
/// font shows. And texts whose lines run together.
fn look_at_texts(node: &Node, source: &Source, sink: &mut Sink) {
    match &node.value {
        Value::Text(text) => {
            folded::report(text, node.span, source, sink);
            if let Some(c) = hidden_control(text, source.text()) {
                sink.error(
                    register::MISSING_GLYPH,
                    node.span,
                    format!("an escape stands for the control character {c}"),
                )
                .help("delete it: a text has nothing but line ends and tabs that is not seen");
            }
        }
        Value::List(items) => items.iter().for_each(|item| look_at_texts(item, source, sink)),
        Value::Map(entries) => entries.iter().for_each(|(key, value)| {
            look_at_texts(key, source, sink);
            look_at_texts(value, source, sink);
        }),
        Value::Null | Value::Bool(_) | Value::Number => {}
    }
}

struct Reader<'a> {
    file: FileId,
    from: usize,
    text: &'a str,
}

impl Reader<'_> {
    /// Says why a text can't be read; `source` is the file that it is a part of.
    fn report(&self, source: &Source, error: &serde_saphyr::Error, sink: &mut Sink) {
        let Reader { file, from, text } = *self;
        let at = error.location().map_or(from, |location| match location.span().byte_offset() {
            Some(offset) => from + offset as usize,
            None => {
                let first = source.place(from).0;
                source.offset(first - 1 + location.line() as usize, location.column() as usize)
            }
        });
        let at = at.min(from + text.len());
        let rest = &source.text()[at..];
        let width = rest.find(['\n', ' ', ':']).unwrap_or(rest.len()).max(1).min(rest.len());
        let span = Span::new(file, at, at + width);
        let message = error.without_snippet().to_string();
        let message = message.split(" at line ").next().unwrap_or_default().trim_end_matches(['.', ':']);
        let message = message.strip_prefix("error: ").unwrap_or(message);
        if let Some((span, what)) = self.reused() {
            sink.error(register::YAML_BUDGET, span, format!("a book's YAML has no {what}"))
                .help("write the value out where it is needed");
            return;
        }
        let lower = message.to_lowercase();
        if lower.contains("budget")
            || lower.contains("recursion")
            || lower.contains("nest")
            || lower.contains("alias")
            || lower.contains("anchor")
        {
            sink.error(register::YAML_BUDGET, span, format!("this YAML is not accepted: {message}"))
                .help("a book's YAML has no anchors or aliases and is nested at most 64 deep: write the value out where it is needed");
        } else {
            sink.error(register::YAML_SYNTAX, span, format!("this is not YAML: {message}"))
                .help("check indentation (spaces only), and quote texts that contain `: `, ` #` or begin with one of `[]{}&*!|>'\"%@`");
        }
    }

    /// The first anchor or alias, if there is one: where a value begins with `&` or `*` and a name. Quotes, remarks and block
    /// scalars aside.
    fn reused(&self) -> Option<(Span, &'static str)> {
        let mut start = 0;
        let mut block: Option<usize> = None;
        for line in self.text.split_inclusive('\n') {
            let bare = line.trim_end();
            let indent = bare.len() - bare.trim_start().len();
            let inside = block.is_some_and(|deep| bare.trim().is_empty() || indent > deep);
            if !inside {
                block = bare.trim_end_matches(['-', '+']).ends_with(['|', '>']).then_some(indent);
                if let Some((at, what)) = reused_in(bare) {
                    let rest = &bare[at..];
                    let end = rest.find([' ', ',', '}', ']']).unwrap_or(rest.len());
                    let at = self.from + start + at;
                    return Some((Span::new(self.file, at, at + end), what));
                }
            }
            start += line.len();
        }
        None
    }

    fn node(&self, raw: Spanned<Raw>) -> Node {
        let place = raw.referenced.span();
        let (start, len) = (place.byte_offset().unwrap_or(0) as usize, place.byte_len().unwrap_or(0) as usize);
        let mut end = (start + len).min(self.text.len());
        let start = start.min(end);
        // A block scalar ends in line ends and a collection in what follows it: neither is worth pointing at.
        end = start + self.text.get(start..end).map_or(0, |text| text.trim_end().len());
        let value = match raw.value.0 {
            RawValue::Null => Value::Null,
            RawValue::Bool(value) => Value::Bool(value),
            RawValue::Number => Value::Number,
            RawValue::Text(text) => Value::Text(text),
            RawValue::List(items) => Value::List(items.into_iter().map(|item| self.node(item)).collect()),
            RawValue::Map(entries) => {
                Value::Map(entries.into_iter().map(|(key, value)| (self.node(key), self.node(value))).collect())
            }
        };
        Node { value, span: Span::new(self.file, self.from + start, self.from + end) }
    }
}

/// The first anchor or alias in a line.
fn reused_in(line: &str) -> Option<(usize, &'static str)> {
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        match quote {
            Some(open) => quote = Some(open).filter(|open| *open != c),
            None if before == ' ' && c == '#' => return None,
            None if matches!(c, '"' | '\'') && matches!(before, ' ' | '[' | '{' | ',') => quote = Some(c),
            None if matches!(c, '&' | '*') => {
                let left = line[..at].trim_end();
                let value = left.is_empty() || left.ends_with([':', '-', '[', '{', ',', '?']);
                let named = line[at + 1..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-'));
                if value && named && matches!(before, ' ' | '[' | '{' | ',') {
                    return Some((at, if c == '&' { "anchors" } else { "aliases" }));
                }
            }
            None => {}
        }
        before = c;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Content;

    fn show(node: &Node, source: &Source, depth: usize, out: &mut String) {
        let (line, column) = source.place(node.span.start as usize);
        let slice = match &node.value {
            Value::List(_) | Value::Map(_) => String::new(),
            _ => format!(" {}", source.text().get(node.span.range()).unwrap_or("?").replace('\n', "\\n")),
        };
        out.push_str(&format!("{}{} {line}:{column}{slice}\n", "  ".repeat(depth), node.value.kind()));
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| show(item, source, depth + 1, out)),
            Value::Map(entries) => entries.iter().for_each(|(key, value)| {
                show(key, source, depth + 1, out);
                show(value, source, depth + 2, out);
            }),
            _ => {}
        }
    }

    #[test]
    fn every_node_has_its_place() {
        let text = "a: No\nb: 5.10\nc: \"x: y\"\nd:\n  - one\n  - {k: v}\né: |\n  two\n  lines\na: 1\nf:\n";
        let source = Source::new("x.yaml", Content::Text(text.to_owned()));
        let mut sink = Sink::new();
        let node = parse(FileId(0), &source, 0, text.len(), &mut sink).expect("is YAML");
        let mut out = String::new();
        show(&node, &source, 0, &mut out);
        let expected = "\
a mapping 1:1
  text 1:1 a
    a boolean 1:4 No
  text 2:1 b
    a number 2:4 5.10
  text 3:1 c
    text 3:4 \"x: y\"
  text 4:1 d
    a list 5:3
      text 5:5 one
      a mapping 6:5
        text 6:6 k
          text 6:9 v
  text 7:1 é
    text 8:3 two\\n  lines
  text 10:1 a
    a number 10:4 1
  text 11:1 f
    nothing 11:2 \n";
        assert_eq!(out, expected);
    }
}
