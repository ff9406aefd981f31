//! Finds texts that are still placeholders: in all YAML files and Markdown files of a book, under whatever key.
//!
//! Takes [`Sources`]; gives places. YAML is read as YAML, so that remarks don't count and folded lines do; Markdown line by
//! line, without the signs of lists and headings.

use crate::diag::Sink;
use crate::model::placeholder::is_placeholder;
use crate::model::placeholder::may_hold;
use crate::source::FileId;
use crate::source::Source;
use crate::source::Sources;
use crate::source::Span;

use super::yaml;
use super::yaml::Node;
use super::yaml::Value;

/// All placeholders of a book, in order of place.
pub(super) fn all(sources: &Sources) -> Vec<Span> {
    let mut found = Vec::new();
    for (file, source) in sources.iter() {
        let (yaml, markdown) = (source.path.ends_with(".yaml"), source.path.ends_with(".md"));
        let own = !source.path.starts_with("theme/") && !source.path.contains("/sign-off/");
        if !own || !(yaml || markdown) || !may_hold(source.text()) {
            continue;
        }
        let text = source.text();
        if yaml {
            // What is wrong with the file is said by its reader.
            let node = yaml::parse(file, source, 0, text.len(), &mut Sink::new());
            node.iter().for_each(|node| values(node, &mut found));
        } else {
            let start = front_matter(file, source, &mut found);
            lines(file, text, start, &mut found);
        }
    }
    found
}

/// The values below a node; keys are nobody's text.
fn values(node: &Node, found: &mut Vec<Span>) {
    match &node.value {
        Value::Text(text) if is_placeholder(text) => found.push(node.span),
        Value::List(items) => items.iter().for_each(|item| values(item, found)),
        Value::Map(entries) => entries.iter().for_each(|(_, value)| values(value, found)),
        Value::Text(_) | Value::Null | Value::Bool(_) | Value::Number => {}
    }
}

/// Those of the front matter of a Markdown file; where the text begins.
fn front_matter(file: FileId, source: &Source, found: &mut Vec<Span>) -> usize {
    let text = source.text();
    let Some(end) = text.strip_prefix("---\n").and_then(|rest| rest.find("\n---\n")).map(|at| at + 5) else { return 0 };
    let node = yaml::parse(file, source, 4, end, &mut Sink::new());
    node.iter().for_each(|node| values(node, found));
    end
}

fn lines(file: FileId, text: &str, from: usize, found: &mut Vec<Span>) {
    let mut start = from;
    for line in text.get(from..).unwrap_or_default().split_inclusive('\n') {
        let signs = line.len() - line.trim_start_matches(['-', '*', '+', '#', '>', ' ', '\t']).len();
        let body = line.get(signs..).unwrap_or_default();
        let body = body.split(" {#").next().unwrap_or_default().trim();
        if is_placeholder(body) {
            found.push(Span::new(file, start + signs, start + signs + body.len()));
        }
        start += line.len();
    }
}
