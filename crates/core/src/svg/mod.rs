//! Whether a drawing is only a drawing: SVGs that go into a site are files that a browser opens as documents of it.
//!
//! Takes the text of an SVG; gives every [`Fault`] in it with its place: what would run, load from elsewhere, be read in
//! two ways, or grow beyond reason. Nothing is cleaned: a file either is a drawing or is refused, so that what was drawn
//! is what is shown. It is read as XML, and held to lists of what may stand in it (`names.rs`).

mod address;
mod css;
mod fault;
mod foreign;
mod limits;
mod names;
mod prolog;
mod size;
#[cfg(test)]
mod tests;

pub use fault::Fault;

use std::ops::Range;

use roxmltree::Attribute;
use roxmltree::Document;
use roxmltree::Node;
use roxmltree::ParsingOptions;

use crate::diag::Sink;
use crate::diag::register;
use crate::source::FileId;
use crate::source::Source;
use crate::source::Span;

/// The namespace of SVG.
const SVG: &str = "http://www.w3.org/2000/svg";
/// The namespace of links in SVG 1.1.
const XLINK: &str = "http://www.w3.org/1999/xlink";
/// The namespace of `xml:space` and `xml:lang`.
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// How many drawings may lie inside each other as `data:` addresses.
const INSIDE: usize = 3;

/// Something at a range of bytes of a drawing.
pub type FoundFault = (Range<usize>, Fault);

/// Reports what is wrong with a drawing: each kind of fault once, at its first place. True for a drawing that may be
/// copied.
pub fn check(file: FileId, source: &Source, sink: &mut Sink) -> bool {
    let Ok(text) = std::str::from_utf8(source.bytes()) else {
        sink.error(register::SVG_CONTENT, Span::new(file, 0, 0), "the SVG is not UTF-8")
            .help("save it as UTF-8, which every drawing program can do");
        return false;
    };
    let mut told: Vec<(FoundFault, usize)> = Vec::new();
    for found in faults(text) {
        match told.iter_mut().find(|((_, other), _)| *other == found.1) {
            Some((_, times)) => *times += 1,
            None => told.push((found, 1)),
        }
    }
    let mut sound = true;
    for ((range, fault), times) in told {
        let span = Span::new(file, range.start, range.end);
        let diagnostic = match fault.refuses() {
            true => sink.error(register::SVG_CONTENT, span, fault.message()),
            false => sink.warning(register::SVG_CONTENT, span, fault.message()),
        };
        if times > 1 {
            diagnostic
                .label(format!("here and {} more", if times == 2 { "once".to_owned() } else { times_more(times) }));
        }
        diagnostic.help(fault.cure());
        sound &= !fault.refuses();
    }
    sound
}

fn times_more(times: usize) -> String {
    format!("{} times", times - 1)
}

/// Everything that a drawing must not hold, in order of place.
pub fn faults(text: &str) -> Vec<FoundFault> {
    let mut found = Vec::new();
    look(text, INSIDE, &mut found);
    found.sort_by_key(|(range, _)| range.start);
    found
}

/// Looks through a drawing. `inside` is how many more may lie in it.
fn look(text: &str, inside: usize, found: &mut Vec<FoundFault>) {
    if let Some(fault) = prolog::fault(text) {
        found.push(fault);
        return;
    }
    // The document type, if there is one, declares nothing: `prolog` has seen to that.
    let options = ParsingOptions { allow_dtd: true, nodes_limit: limits::NODES, entity_resolver: None };
    let document = match Document::parse_with_options(text, options) {
        Ok(document) => document,
        Err(roxmltree::Error::NodesLimitReached) => {
            found.push((0..0, Fault::TooMany));
            return;
        }
        Err(error) => {
            let at = offset(text, error.pos());
            found.push((at..at, Fault::NotXml(error.to_string())));
            return;
        }
    };
    let root = document.root_element();
    if root.tag_name().namespace() != Some(SVG) || root.tag_name().name() != "svg" {
        found.push((start_of(root), Fault::NotSvg));
        return;
    }
    if let Some(fault) = size::fault(&document) {
        found.push(fault);
        return;
    }
    for node in document.descendants() {
        if let Some(instruction) = node.pi().filter(|pi| names::instructs(pi.target)) {
            found.push((node.range(), Fault::Instruction(instruction.target.to_owned())));
        }
        if node.is_element() {
            element(node, inside, found);
        }
    }
}

fn element(node: Node, inside: usize, found: &mut Vec<FoundFault>) {
    let name = node.tag_name().name();
    match node.tag_name().namespace() {
        Some(SVG) => {}
        Some(foreign::XHTML) => return foreign::html(node, found),
        namespace => {
            // A browser gives a meaning to no other names than those of its own languages.
            if namespace.is_some_and(|uri| names::ACTIVE.contains(&uri)) {
                found.push((start_of(node), Fault::Namespace(name.to_owned())));
            }
            return;
        }
    }
    let refusal = match name {
        "script" | "handler" | "listener" => Some(Fault::Script),
        name if names::ANIMATIONS.contains(&name) => Some(Fault::Animation(name.to_owned())),
        name if !names::ELEMENTS.contains(&name) => Some(Fault::Element(name.to_owned())),
        _ => None,
    };
    if let Some(refusal) = refusal {
        // It has to go as a whole, whatever its attributes are.
        return found.push((start_of(node), refusal));
    }
    match name {
        "foreignObject" => found.extend(foreign::object(node)),
        "style" => style(node, found),
        _ => {}
    }
    for attribute in node.attributes() {
        self::attribute(node, &attribute, inside, found);
    }
}

fn attribute(node: Node, attribute: &Attribute, inside: usize, found: &mut Vec<FoundFault>) {
    let (name, value) = (attribute.name(), attribute.value());
    let mut report = |fault: Fault| found.push((attribute.range(), fault));
    match (attribute.namespace(), name) {
        (None, name) if name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on")) => {
            report(Fault::Handler(name.to_owned()));
        }
        (None | Some(XLINK), "href") => {
            if let Err(fault) = address::check(value, address::Use::of(node.tag_name().name()), inside) {
                report(fault);
            }
        }
        (None, "style") => css_value(attribute, true, found),
        (None, name) if names::PRESENTATION.contains(&name) => css_value(attribute, false, found),
        (None, name) if names::ATTRIBUTES.contains(&name) || name.starts_with("data-") || name.starts_with("aria-") => {
        }
        (Some(XLINK), name) if names::XLINKS.contains(&name) => {}
        (Some(XML), "space" | "lang" | "id") => {}
        (Some(uri), _) if uri != XML && uri != XLINK && uri != SVG && !names::ACTIVE.contains(&uri) => {}
        (_, name) => report(Fault::Attribute(name.to_owned())),
    }
}

/// The text of a style sheet, put together as a browser does, whatever comments part it in the file.
fn style(node: Node, found: &mut Vec<FoundFault>) {
    if let Some(kind) = node.attribute("type").filter(|kind| !kind.trim().eq_ignore_ascii_case("text/css")) {
        found.push((start_of(node), Fault::StyleKind(kind.to_owned())));
    }
    let pieces: Vec<Node> = node.children().filter(Node::is_text).collect();
    let text: String = pieces.iter().filter_map(Node::text).collect();
    for (at, fault) in css::faults(&text, true) {
        // The offset holds where the text is written as it is read; otherwise the piece is the place.
        let mut before = 0;
        let mut place = start_of(node);
        for piece in &pieces {
            let (length, range) = (piece.text().map_or(0, str::len), piece.range());
            if at < before + length || before == at {
                let exact = range.len() == length;
                place =
                    if exact { range.start + at - before..range.start + at - before } else { range.start..range.start };
                break;
            }
            before += length;
        }
        found.push((place, fault));
    }
}

fn css_value(attribute: &Attribute, rules: bool, found: &mut Vec<FoundFault>) {
    for (at, fault) in css::faults(attribute.value(), rules) {
        let range = attribute.range_value();
        let exact = range.len() == attribute.value().len();
        let place = if exact { range.start + at..range.end } else { range };
        found.push((place, fault));
    }
}

/// The start tag of an element, as far as its name.
fn start_of(node: Node) -> Range<usize> {
    let range = node.range();
    let text = node.document().input_text().get(range.clone()).unwrap_or("");
    let length = text.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(text.len());
    range.start..range.start + length
}

/// The byte of a line and column, both from 1; columns count characters.
fn offset(text: &str, place: roxmltree::TextPos) -> usize {
    let (row, column) = (place.row as usize, place.col as usize);
    let start: usize = text.split_inclusive('\n').take(row.saturating_sub(1)).map(str::len).sum();
    let line = text.get(start..).unwrap_or("");
    start + line.char_indices().nth(column.saturating_sub(1)).map_or(line.trim_end().len(), |(at, _)| at)
}
