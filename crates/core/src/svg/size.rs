//! How much a drawing comes to: elements that are used again count again, since whoever draws it draws them again.
//!
//! Twenty lines of `use` can stand for a million elements, and a chain of references can be deeper than any stack.

use std::collections::BTreeMap;

use roxmltree::Document;
use roxmltree::Node;

use super::Fault;
use super::FoundFault;
use super::SVG;
use super::limits::DEPTH;
use super::limits::NODES;
use super::start_of;

/// What an element comes to, with all that is in it or referred to by it.
#[derive(Clone, Copy)]
struct Sum {
    nodes: u64,
    depth: u32,
}

/// Whether a drawing comes to more than it may.
pub(super) fn fault(document: &Document) -> Option<FoundFault> {
    let ids: BTreeMap<&str, Node> = document
        .descendants()
        .filter(|node| node.tag_name().namespace() == Some(SVG))
        .filter_map(|node| Some((node.attribute("id")?, node)))
        .collect();
    let mut done: BTreeMap<usize, Option<Sum>> = BTreeMap::new();
    // Depth first with a stack of our own: the depth is what is not known yet.
    let mut stack: Vec<(Node, bool)> = vec![(document.root_element(), false)];
    while let Some((node, seen)) = stack.pop() {
        if !seen {
            if done.contains_key(&node.id().get_usize()) {
                continue;
            }
            // What leads back to itself is drawn by nobody: it counts as nothing while it is being counted.
            done.insert(node.id().get_usize(), None);
            stack.push((node, true));
            stack.extend(
                below(node, &ids).filter(|next| !done.contains_key(&next.id().get_usize())).map(|next| (next, false)),
            );
            continue;
        }
        let mut sum = Sum { nodes: 1, depth: 1 };
        for next in below(node, &ids) {
            if let Some(part) = done.get(&next.id().get_usize()).copied().flatten() {
                sum.nodes = sum.nodes.saturating_add(part.nodes);
                sum.depth = sum.depth.max(part.depth.saturating_add(1));
            }
        }
        if sum.depth > DEPTH {
            return Some((start_of(node), Fault::TooDeep));
        }
        if sum.nodes > u64::from(NODES) {
            return Some((start_of(node), Fault::TooManyUsed));
        }
        done.insert(node.id().get_usize(), Some(sum));
    }
    None
}

/// The elements in an element, and those that its attributes refer to.
fn below<'a, 'i>(node: Node<'a, 'i>, ids: &'a BTreeMap<&str, Node<'a, 'i>>) -> impl Iterator<Item = Node<'a, 'i>> {
    let values = node.attributes().flat_map(|attribute| references(attribute.name(), attribute.value()));
    let referred: Vec<Node> = values.filter_map(|id| ids.get(id).copied()).collect();
    node.children().filter(Node::is_element).chain(referred)
}

/// The ids that a value refers to: `#id` as an address, `url(#id)` in a style.
fn references<'v>(name: &str, value: &'v str) -> Vec<&'v str> {
    if name == "href" {
        return value.trim().strip_prefix('#').into_iter().collect();
    }
    let addresses = value.split("url(").skip(1).map(|rest| rest.trim_start_matches([' ', '"', '\'']));
    let ids = addresses.filter_map(|rest| rest.strip_prefix('#'));
    ids.map(|rest| rest.split([')', '"', '\'', ' ']).next().unwrap_or(rest)).collect()
}
