//! What stands beside the guide and its assessments on a site: PDFs, other editions, and what changed between them.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::view::GoneView;
use crate::view::ImpactView;
use crate::view::NewsView;

/// A PDF that pages offer.
#[derive(Clone, Debug, Serialize)]
pub struct Download {
    /// Id of the assessment, or `portfolio` for all of them; `None` for the guide.
    pub item: Option<String>,
    /// What it is, in words.
    pub title: String,
    /// Path below the output.
    pub path: String,
    /// Size in bytes.
    pub bytes: usize,
}

/// What a site shows beside its guide and the assessments of it.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// Where the pages of earlier editions are, as seen from the top of this site: `../1.0.0/` for `1.0.0`. Without it,
    /// links of assessments lead to this site's own pages.
    pub editions: bool,
    /// True when the site is one of several editions side by side: each page has places that are filled in later.
    pub places: bool,
    /// Where assessments are that this site does not have, as seen from its top: id to path.
    pub assessments: BTreeMap<String, String>,
    /// Bullets that practices no longer have and that earlier assessments name, by id of the practice.
    pub lost_bullets: BTreeMap<String, Vec<GoneView>>,
    /// Pages on what changed.
    pub news: Vec<NewsView>,
    /// What the latest changes do to assessments.
    pub impact: Option<ImpactView>,
}
