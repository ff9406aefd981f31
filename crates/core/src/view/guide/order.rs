//! The order in which the guide is read, and what stands in it beside practices: nodes and pages.

use std::collections::BTreeMap;

use crate::markup;
use crate::markup::BlockKind;
use crate::markup::Doc;
use crate::model::Guide;
use crate::model::NodeIx;
use crate::model::Page;
use crate::view::HeadingView;
use crate::view::NodeView;
use crate::view::PageView;
use crate::view::Ref;
use crate::view::refs::crumbs;
use crate::view::refs::node_ref;
use crate::view::refs::page_ref;
use crate::view::refs::practice_ref;

/// The pages of the guide in the order in which they are read.
pub(super) struct Order {
    pages: Vec<Ref>,
    places: BTreeMap<String, usize>,
}

impl Order {
    /// Pages before the practices, the tree, and the pages after it.
    pub(super) fn new(guide: &Guide) -> Order {
        let front = guide.front.iter().map(page_ref);
        let back = guide.back.iter().map(page_ref);
        let pages: Vec<Ref> = front.chain(guide.nodes.iter().map(node_ref)).chain(back).collect();
        let places = pages.iter().enumerate().map(|(index, page)| (page.id.clone(), index)).collect();
        Order { pages, places }
    }

    /// The page before and the page after.
    pub(super) fn around(&self, id: &str) -> (Option<Ref>, Option<Ref>) {
        let Some(at) = self.places.get(id).copied() else { return (None, None) };
        (at.checked_sub(1).and_then(|at| self.pages.get(at).cloned()), self.pages.get(at + 1).cloned())
    }
}

/// A node above the rated tier.
pub(super) fn node_view(guide: &Guide, ix: NodeIx, order: &Order) -> NodeView {
    let node = &guide.nodes[ix.0];
    let (prev, next) = order.around(&node.id);
    NodeView {
        reference: node_ref(node),
        tier: guide.tiers[node.tier].name.clone(),
        depth: node.tier,
        crumbs: crumbs(guide, node),
        children: node.children.iter().map(|child| node_ref(&guide.nodes[child.0])).collect(),
        practices: guide.practices_below(ix).into_iter().map(|practice| practice_ref(guide, practice)).collect(),
        prev,
        next,
    }
}

/// A page with its headings.
pub(super) fn page_view(page: &Page, order: &Order) -> PageView {
    let (prev, next) = order.around(&page.id);
    PageView { reference: page_ref(page), body: page.body.clone(), contents: contents(&page.body), prev, next }
}

/// The headings of the two outer levels.
fn contents(doc: &Doc) -> Vec<HeadingView> {
    let headings = doc.blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::Heading { level, id, body } if *level <= 3 => {
            Some(HeadingView { level: *level, id: id.clone(), text: markup::plain(body) })
        }
        _ => None,
    });
    headings.collect()
}
