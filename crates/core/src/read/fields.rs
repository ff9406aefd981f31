//! Decodes a mapping of the YAML tree key by key, and reports what is missing, doubled, unknown or of the wrong type.
//!
//! A getter that finds nothing usable reports it and gives an empty value, so that the rest of the file is read too.

use std::collections::BTreeMap;
use std::str::FromStr;

use crate::diag::Sink;
use crate::diag::grouped;
use crate::diag::register;
use crate::markup::budget;
use crate::model::Date;
use crate::model::Score;
use crate::source::Span;

use super::draft::At;
use super::draft::Words;
use super::yaml::Node;
use super::yaml::Value;

/// How many entries a list may have.
const MAX_ENTRIES: usize = 10_000;

/// A mapping whose keys are taken one by one.
pub(super) struct Fields<'a> {
    /// What the mapping is, with its article: "a target".
    what: &'static str,
    /// Where it is written.
    pub(super) span: Span,
    entries: Vec<(String, Span, &'a Node)>,
    asked: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// The keys of `node`. Reports anything that is not a mapping, and doubled keys.
    pub(super) fn new(what: &'static str, node: &'a Node, sink: &mut Sink) -> Option<Fields<'a>> {
        let Value::Map(map) = &node.value else {
            sink.error(register::WRONG_TYPE, node.span, format!("{what} is a mapping of keys to values"))
                .label(format!("this is {}", node.value.kind()));
            return None;
        };
        let mut entries: Vec<(String, Span, &Node)> = Vec::new();
        let mut first: BTreeMap<String, Span> = BTreeMap::new();
        for (key, value) in map {
            let Some(name) = text(key, "a key", sink) else { continue };
            if let Some(first) = first.get(&name.value) {
                sink.error(register::DUPLICATE_KEY, key.span, format!("the key `{}` is written twice", name.value))
                    .related(*first, "first written here")
                    .help("keep one of the two");
                continue;
            }
            first.insert(name.value.clone(), key.span);
            entries.push((name.value, key.span, value));
        }
        Some(Fields { what, span: node.span, entries, asked: Vec::new() })
    }

    /// All entries, for a mapping whose keys are ids.
    pub(super) fn into_entries(self) -> Vec<(Words, &'a Node)> {
        self.entries.into_iter().map(|(key, span, node)| (At::new(key, span), node)).collect()
    }

    /// The place of the first key, for a mapping as a whole: a span over many lines points at nothing.
    pub(super) fn head(&self) -> Span {
        self.entries.first().map_or(self.span, |(_, span, _)| *span)
    }

    /// The node of a key; one that is empty counts as not written.
    pub(super) fn node(&mut self, key: &'static str) -> Option<&'a Node> {
        self.asked.push(key);
        let entry = self.entries.iter().find(|(name, ..)| name == key);
        entry.map(|(_, _, node)| *node).filter(|node| !matches!(node.value, Value::Null))
    }

    fn missing(&self, key: &'static str, sink: &mut Sink) {
        let diagnostic = match self.entries.iter().find(|(name, ..)| name == key) {
            Some((_, span, _)) => {
                sink.error(register::MISSING_KEY, *span, format!("`{key}` of {} is empty", self.what))
            }
            None => sink
                .error(register::MISSING_KEY, self.head(), format!("{} needs the key `{key}`", self.what))
                .label("in this mapping"),
        };
        diagnostic.help(format!("write `{key}: ...`"));
    }

    /// Reports keys that are written and left empty, where leaving them out would allow more.
    pub(super) fn not_empty(&self, keys: &[&'static str], sink: &mut Sink) {
        let empty =
            |key: &str| self.entries.iter().any(|(name, _, node)| name == key && matches!(node.value, Value::Null));
        keys.iter().filter(|key| empty(key)).for_each(|key| self.missing(key, sink));
    }

    /// A text that must be there.
    pub(super) fn text(&mut self, key: &'static str, sink: &mut Sink) -> Words {
        match self.node(key) {
            Some(node) => filled(node, key, sink),
            None => {
                self.missing(key, sink);
                At::new(String::new(), self.head())
            }
        }
    }

    /// A text that may be there.
    pub(super) fn opt_text(&mut self, key: &'static str, sink: &mut Sink) -> Option<Words> {
        self.node(key).map(|node| filled(node, key, sink))
    }

    /// A text that may be there, or the empty one.
    pub(super) fn text_or_empty(&mut self, key: &'static str, sink: &mut Sink) -> String {
        self.opt_text(key, sink).map_or(String::new(), |text| text.value)
    }

    /// An id that must be there and be well formed.
    pub(super) fn id(&mut self, key: &'static str, sink: &mut Sink) -> Words {
        let id = self.text(key, sink);
        if !id.value.is_empty() {
            check_id(&id, sink);
        }
        id
    }

    /// An id that may be there, and is well formed then.
    pub(super) fn opt_id(&mut self, key: &'static str, sink: &mut Sink) -> Option<Words> {
        let id = self.opt_text(key, sink)?;
        (!id.value.is_empty() && check_id(&id, sink)).then_some(id)
    }

    /// A list of texts, empty if it is not there.
    pub(super) fn texts(&mut self, key: &'static str, sink: &mut Sink) -> Vec<Words> {
        self.list(key, sink, |node, sink| Some(filled(node, key, sink)))
    }

    /// A list of texts without their places.
    pub(super) fn plain_texts(&mut self, key: &'static str, sink: &mut Sink) -> Vec<String> {
        self.texts(key, sink).into_iter().map(|text| text.value).collect()
    }

    /// A list, empty if it is not there, each entry decoded by `f`.
    pub(super) fn list<T>(
        &mut self,
        key: &'static str,
        sink: &mut Sink,
        mut f: impl FnMut(&'a Node, &mut Sink) -> Option<T>,
    ) -> Vec<T> {
        let Some(node) = self.node(key) else { return Vec::new() };
        match &node.value {
            Value::List(items) => {
                if items.len() > MAX_ENTRIES {
                    let at = Span { end: node.span.start, ..node.span };
                    let message = format!("`{key}` has more than {} entries", grouped(MAX_ENTRIES));
                    sink.error(register::YAML_BUDGET, at, message)
                        .help("nobody reads so long a list: part it, or leave entries out");
                }
                items.iter().take(MAX_ENTRIES).filter_map(|item| f(item, sink)).collect()
            }
            other => {
                sink.error(register::WRONG_TYPE, node.span, format!("`{key}` is a list"))
                    .label(format!("this is {}", other.kind()))
                    .help("write each entry on a line of its own that begins with `- `");
                Vec::new()
            }
        }
    }

    /// A list of mappings.
    pub(super) fn maps<T>(
        &mut self,
        key: &'static str,
        what: &'static str,
        sink: &mut Sink,
        mut f: impl FnMut(&mut Fields<'a>, &mut Sink) -> T,
    ) -> Vec<T> {
        self.list(key, sink, |node, sink| mapping(what, node, sink, &mut f))
    }

    /// A mapping that may be there.
    pub(super) fn map<T>(
        &mut self,
        key: &'static str,
        what: &'static str,
        sink: &mut Sink,
        mut f: impl FnMut(&mut Fields<'a>, &mut Sink) -> T,
    ) -> Option<T> {
        self.node(key).and_then(|node| mapping(what, node, sink, &mut f))
    }

    /// A mapping that must be there.
    pub(super) fn need_map<T>(
        &mut self,
        key: &'static str,
        what: &'static str,
        sink: &mut Sink,
        f: impl FnMut(&mut Fields<'a>, &mut Sink) -> T,
    ) -> Option<T> {
        if self.node(key).is_none() {
            self.missing(key, sink);
        }
        self.map(key, what, sink, f)
    }

    /// The entries of a mapping from ids to values, empty if it is not there.
    pub(super) fn entries(&mut self, key: &'static str, what: &'static str, sink: &mut Sink) -> Vec<(Words, &'a Node)> {
        let fields = self.node(key).and_then(|node| Fields::new(what, node, sink));
        fields.map_or(Vec::new(), Fields::into_entries)
    }

    /// A date that may be there.
    pub(super) fn opt_date(&mut self, key: &'static str, sink: &mut Sink) -> Option<At<Date>> {
        let node = self.node(key)?;
        let text = if let Value::Text(text) = &node.value { text.trim() } else { "" };
        match text.parse().ok() {
            Some(date) => Some(At::new(date, node.span)),
            None => {
                sink.error(register::BAD_DATE, node.span, format!("`{key}` is not a day of the calendar"))
                    .help("write a day as `2026-11-16`: year, month, day");
                None
            }
        }
    }

    /// A date that must be there.
    pub(super) fn date(&mut self, key: &'static str, sink: &mut Sink) -> Option<At<Date>> {
        if self.node(key).is_none() {
            self.missing(key, sink);
        }
        self.opt_date(key, sink)
    }

    /// A whole number from 0 to 255 that may be there. `source` gives the text, since YAML's own reading is not kept.
    pub(super) fn opt_number(&mut self, key: &'static str, source: &str, sink: &mut Sink) -> Option<At<u8>> {
        self.opt_whole(key, source, sink)
    }

    /// A whole number of some kind that may be there.
    pub(super) fn opt_whole<T: FromStr>(&mut self, key: &'static str, source: &str, sink: &mut Sink) -> Option<At<T>> {
        let node = self.node(key)?;
        let written = source.get(node.span.range()).unwrap_or("");
        match (&node.value, written.parse()) {
            (Value::Number, Ok(number)) => Some(At::new(number, node.span)),
            _ => {
                sink.error(register::WRONG_TYPE, node.span, format!("`{key}` is a whole number"))
                    .label(format!(
                        "this is {}",
                        if matches!(node.value, Value::Number) { "another number" } else { node.value.kind() }
                    ))
                    .help(format!("write for example `{key}: 3`, without quotes"));
                None
            }
        }
    }

    /// A whole number that must be there.
    pub(super) fn number(&mut self, key: &'static str, source: &str, sink: &mut Sink) -> Option<At<u8>> {
        if self.node(key).is_none() {
            self.missing(key, sink);
        }
        self.opt_number(key, source, sink)
    }

    /// A whole number of some kind that must be there.
    pub(super) fn whole<T: FromStr>(&mut self, key: &'static str, source: &str, sink: &mut Sink) -> Option<At<T>> {
        if self.node(key).is_none() {
            self.missing(key, sink);
        }
        self.opt_whole(key, source, sink)
    }

    /// A number of at most nine digits before and after the point, or a fraction such as `1/3`, that may be there.
    pub(super) fn opt_decimal(&mut self, key: &'static str, source: &str, sink: &mut Sink) -> Option<At<Score>> {
        let node = self.node(key)?;
        let written = match &node.value {
            Value::Number => source.get(node.span.range()).unwrap_or(""),
            // A number in quotes is a text; a fraction needs none, and YAML takes it for a text all the same.
            Value::Text(text) if text.contains('/') => text.trim(),
            _ => "",
        };
        match written.parse() {
            Ok(number) => Some(At::new(number, node.span)),
            Err(()) => {
                sink.error(register::WRONG_TYPE, node.span, format!("`{key}` is a number"))
                    .label(format!(
                        "this is {}",
                        if matches!(node.value, Value::Number) { "another number" } else { node.value.kind() }
                    ))
                    .help(format!("write for example `{key}: 3`, without quotes"));
                None
            }
        }
    }

    /// A number that must be there.
    pub(super) fn decimal(&mut self, key: &'static str, source: &str, sink: &mut Sink) -> Option<At<Score>> {
        if self.node(key).is_none() {
            self.missing(key, sink);
        }
        self.opt_decimal(key, source, sink)
    }

    /// Texts by id, empty if there are none.
    pub(super) fn text_entries(
        &mut self,
        key: &'static str,
        what: &'static str,
        sink: &mut Sink,
    ) -> Vec<(Words, Words)> {
        let entries = self.entries(key, what, sink);
        entries.into_iter().filter_map(|(id, node)| Some((id, text(node, "a value", sink)?))).collect()
    }

    /// `true` or `false`; false if it is not there.
    pub(super) fn flag(&mut self, key: &'static str, sink: &mut Sink) -> bool {
        match self.node(key) {
            None => false,
            Some(Node { value: Value::Bool(value), .. }) => *value,
            Some(node) => {
                sink.error(register::WRONG_TYPE, node.span, format!("`{key}` is `true` or `false`"))
                    .label(format!("this is {}", node.value.kind()));
                false
            }
        }
    }

    /// One of a few words that may be there.
    pub(super) fn opt_word<T: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&str, T)],
        sink: &mut Sink,
    ) -> Option<At<T>> {
        let word = self.opt_text(key, sink)?;
        if word.value.is_empty() {
            return None;
        }
        match words.iter().find(|(name, _)| *name == word.value) {
            Some((_, value)) => Some(At::new(*value, word.span)),
            None => {
                sink.error(register::UNKNOWN_WORD, word.span, format!("`{}` is not a `{key}`", word.value))
                    .suggest(&word.value, words.iter().map(|(name, _)| *name))
                    .help(format!(
                        "write one of {}",
                        words.iter().map(|(n, _)| format!("`{n}`")).collect::<Vec<_>>().join(", ")
                    ));
                None
            }
        }
    }

    /// One of a few words that must be there.
    pub(super) fn word<T: Copy>(&mut self, key: &'static str, words: &[(&str, T)], sink: &mut Sink) -> Option<At<T>> {
        if self.node(key).is_none() {
            self.missing(key, sink);
        }
        self.opt_word(key, words, sink)
    }

    /// Reports the keys that nobody asked for.
    fn finish(self, sink: &mut Sink) {
        for (key, span, node) in &self.entries {
            if !self.asked.iter().any(|asked| asked == key) {
                let diagnostic = sink.error(register::UNKNOWN_KEY, *span, format!("{} has no key `{key}`", self.what));
                // In braces, what follows a stray comma is a key without a value.
                if key.contains(' ') || (matches!(node.value, Value::Null) && !key.contains('_') && key.ends_with('.'))
                {
                    diagnostic.help("inside `{ }` and `[ ]` a comma ends a value: put texts with commas in quotes");
                } else {
                    diagnostic.suggest(key, self.asked.iter().copied());
                }
            }
        }
    }
}

/// Decodes one mapping whole: what `f` did not ask for is reported.
pub(super) fn mapping<'a, T>(
    what: &'static str,
    node: &'a Node,
    sink: &mut Sink,
    f: &mut impl FnMut(&mut Fields<'a>, &mut Sink) -> T,
) -> Option<T> {
    let mut fields = Fields::new(what, node, sink)?;
    let value = f(&mut fields, sink);
    fields.finish(sink);
    Some(value)
}

/// The text of a node; reports anything else.
pub(super) fn text(node: &Node, what: &str, sink: &mut Sink) -> Option<Words> {
    let what = if what.starts_with("a ") { what.to_owned() } else { format!("`{what}`") };
    match &node.value {
        Value::Text(text) => return Some(At::new(text.trim().to_owned(), node.span)),
        Value::Bool(_) => {
            sink.error(
                register::WRONG_TYPE,
                node.span,
                format!("{what} is text, and YAML takes this word for a boolean"),
            )
            .help("put it in quotes");
        }
        Value::Number => {
            sink.error(register::WRONG_TYPE, node.span, format!("{what} is text, and YAML takes this for a number"))
                .help("put it in quotes: as a number, `5.10` would become `5.1`");
        }
        other => {
            sink.error(register::WRONG_TYPE, node.span, format!("{what} is text"))
                .label(format!("this is {}", other.kind()));
        }
    }
    None
}

fn filled(node: &Node, key: &str, sink: &mut Sink) -> Words {
    let Some(words) = text(node, key, sink) else { return At::new(String::new(), node.span) };
    if words.value.is_empty() {
        sink.error(register::EMPTY_TEXT, node.span, format!("`{key}` is empty"))
            .help("write a text, or leave the key out");
    }
    if let Some(long) = budget::too_long(&words.value) {
        let at = Span { end: node.span.start, ..node.span };
        sink.error(register::TOO_LONG, at, format!("in `{key}` {}", long.message())).help(long.cure());
    }
    words
}

/// Reports an id that is not well formed: lower-case letters, digits and hyphens, beginning with a letter.
pub(super) fn check_id(id: &Words, sink: &mut Sink) -> bool {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let ok =
        id.value.starts_with(|c: char| c.is_ascii_lowercase()) && id.value.chars().all(good) && id.value.len() <= 64;
    if !ok {
        sink.error(register::BAD_ID, id.span, format!("`{}` is not an id", id.value))
            .help("an id has lower-case letters, digits and hyphens, begins with a letter, and is at most 64 long");
    }
    ok
}
