//! HTML inside of a drawing. A browser shows it, a PDF can't.
//!
//! Drawing programs write labels as HTML with plain text beside it, in a `switch`: the first that can be shown is shown.
//! Such a drawing passes with a warning, if the HTML only sets text. HTML without a text beside it would leave a hole in
//! the PDF, and is refused.

use roxmltree::Node;

use super::Fault;
use super::FoundFault;
use super::SVG;
use super::css_value;
use super::names;
use super::start_of;

/// The namespace of HTML.
pub(super) const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// What is to be said of a `foreignObject`.
pub(super) fn object(node: Node) -> Option<FoundFault> {
    let in_switch = node.parent_element().is_some_and(|parent| parent.has_tag_name((SVG, "switch")));
    let replaced =
        in_switch && node.next_sibling_element().is_some_and(|next| next.tag_name().namespace() == Some(SVG));
    Some((start_of(node), if replaced { Fault::Replaced } else { Fault::Foreign }))
}

/// Looks at an element of HTML.
pub(super) fn html(node: Node, found: &mut Vec<FoundFault>) {
    let name = node.tag_name().name();
    let at_home = node.ancestors().any(|above| above.has_tag_name((SVG, "foreignObject")));
    if !at_home || !names::HTML.contains(&name) {
        return found.push((start_of(node), Fault::Html(name.to_owned())));
    }
    for attribute in node.attributes() {
        match attribute.name() {
            "style" if attribute.namespace().is_none() => css_value(&attribute, true, found),
            name if attribute.namespace().is_none()
                && (names::HTML_ATTRIBUTES.contains(&name)
                    || name.starts_with("data-")
                    || name.starts_with("aria-")) => {}
            "lang" | "space" if attribute.namespace() == Some(super::XML) => {}
            name => found.push((attribute.range(), Fault::Html(name.to_owned()))),
        }
    }
}
