//! References to what has a page.

use crate::model::Guide;
use crate::model::Node;
use crate::model::Page;
use crate::model::PracticeIx;

use super::Kind;
use super::Ref;

/// The reference to a node or practice.
pub(super) fn node_ref(node: &Node) -> Ref {
    Ref {
        kind: if node.practice.is_some() { Kind::Practice } else { Kind::Node },
        id: node.id.clone(),
        code: node.code.clone(),
        title: node.title.clone(),
        summary: node.summary.clone(),
    }
}

/// The reference to a practice.
pub(super) fn practice_ref(guide: &Guide, practice: PracticeIx) -> Ref {
    node_ref(guide.practice_node(practice))
}

/// The outermost node above a practice.
pub(super) fn group_ref(guide: &Guide, practice: PracticeIx) -> Ref {
    let mut node = guide.practice_node(practice);
    while let Some(parent) = node.parent {
        node = &guide.nodes[parent.0];
    }
    node_ref(node)
}

/// The reference to a page.
pub(super) fn page_ref(page: &Page) -> Ref {
    Ref {
        kind: Kind::Page,
        id: page.id.clone(),
        code: String::new(),
        title: page.title.clone(),
        summary: page.summary.clone(),
    }
}

/// The nodes above one, outermost first.
pub(super) fn crumbs(guide: &Guide, node: &Node) -> Vec<Ref> {
    let mut path = Vec::new();
    let mut parent = node.parent;
    while let Some(ix) = parent {
        path.push(node_ref(&guide.nodes[ix.0]));
        parent = guide.nodes[ix.0].parent;
    }
    path.reverse();
    path
}
