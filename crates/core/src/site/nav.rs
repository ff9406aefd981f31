//! The navigation that every page carries: pages of the guide, the tree of the model, assessments.

use serde::Serialize;

use crate::view::Kind;
use crate::view::NodeView;
use crate::view::Ref;
use crate::view::View;

use super::urls;
use super::urls::Urls;

/// Practices up to which the navigation lists every one of them on every page. Beyond, it lists the nodes above, and
/// practices only next to the one that is read, so that the size of a site grows with its pages and not with their
/// square.
const NAVIGABLE: usize = 80;

/// An entry of the navigation.
#[derive(Serialize)]
pub(super) struct NavItem {
    id: String,
    /// Path below the output, encoded for a link.
    path: String,
    code: String,
    title: String,
    items: Vec<NavItem>,
}

/// Entries for things that have pages, without anything below them.
pub(super) fn flat<'a>(references: impl Iterator<Item = &'a Ref>, urls: &Urls) -> Vec<NavItem> {
    references.map(|reference| item(reference, urls, Vec::new())).collect()
}

/// The tree of the model, with the practices where there are not too many.
pub(super) fn tree(view: &View, urls: &Urls) -> Vec<NavItem> {
    below(view, urls, None, view.guide.practices.len() <= NAVIGABLE)
}

/// The tree of the model with all practices.
pub(super) fn whole_tree(view: &View, urls: &Urls) -> Vec<NavItem> {
    below(view, urls, None, true)
}

/// The practices around one whose next node above is `parent`, where [`tree`] leaves practices out.
pub(super) fn around(view: &View, urls: &Urls, parent: Option<&str>) -> Vec<NavItem> {
    let many = view.guide.practices.len() > NAVIGABLE;
    let parent = parent.filter(|_| many).and_then(|id| view.guide.nodes.iter().find(|node| node.reference.id == id));
    parent.map_or_else(Vec::new, |node| flat(node.children.iter().filter(|child| child.kind == Kind::Practice), urls))
}

fn below(view: &View, urls: &Urls, parent: Option<&str>, practices: bool) -> Vec<NavItem> {
    let here = |node: &&NodeView| node.crumbs.last().map(|crumb| crumb.id.as_str()) == parent;
    let nodes = view.guide.nodes.iter().filter(here);
    // In a model whose only tier is the rated one, the practices stand at the top.
    let top = view.guide.practices.iter().filter(|p| parent.is_none() && p.crumbs.is_empty());
    let top = top.map(|practice| item(&practice.reference, urls, Vec::new()));
    nodes
        .map(|node| {
            let mut items = below(view, urls, Some(&node.reference.id), practices);
            if practices {
                items.extend(flat(node.children.iter().filter(|child| child.kind == Kind::Practice), urls));
            }
            item(&node.reference, urls, items)
        })
        .chain(top)
        .collect()
}

fn item(reference: &Ref, urls: &Urls, items: Vec<NavItem>) -> NavItem {
    NavItem {
        id: reference.id.clone(),
        path: urls::encode(urls.path(&reference.id)),
        code: reference.code.clone(),
        title: reference.title.clone(),
        items,
    }
}
