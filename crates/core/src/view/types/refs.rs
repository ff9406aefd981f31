//! What many views hold: references, days and drawings.

use serde::Serialize;

use crate::view::names::names;

/// What kinds of things have a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A page of the guide.
    Page,
    /// A node above the rated tier.
    Node,
    /// A rated node.
    Practice,
    /// An assessment.
    Assessment,
    /// An overlay.
    Overlay,
    /// A target set.
    TargetSet,
    /// A mapping.
    Mapping,
    /// What changed between two editions.
    News,
}

names! {
    Kind {
        This::Page => "page",
        This::Node => "node",
        This::Practice => "practice",
        This::Assessment => "assessment",
        This::Overlay => "overlay",
        This::TargetSet => "target-set",
        This::Mapping => "mapping",
        This::News => "news",
    }
}

/// A reference to something that has a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ref {
    /// `page`, `node`, `practice`, `assessment`, `overlay`, `target-set`, `mapping` or `news`.
    pub kind: Kind,
    /// Its id, unique in the book over all kinds.
    pub id: String,
    /// Its code, or empty.
    pub code: String,
    /// What links to it say.
    pub title: String,
    /// A sentence on it, or empty.
    pub summary: String,
}

/// A day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DateView {
    /// `2026-11-16`.
    pub iso: String,
    /// `16 November 2026`.
    pub text: String,
}

/// A drawing.
#[derive(Clone, Debug, Serialize)]
pub struct Chart {
    /// An id for anchors.
    pub id: String,
    /// What stands above it.
    pub title: String,
    /// The drawing: a whole `<svg>` element with `viewBox`, presentation attributes that suit white paper, and classes
    /// that a stylesheet may give other colours (listed in `docs/theming.md`).
    pub svg: String,
    /// Width in px at which text has its natural size.
    pub width: u32,
    /// Height in px, likewise.
    pub height: u32,
    /// The values in words.
    pub alt: String,
}
