//! The two pages of a bundle: its index, and the index of technical documentation.
//!
//! They are no part of the theme: whoever gets a bundle makes them again from its data and compares. Both stand by
//! themselves, with no script, no picture and nothing from elsewhere.

use serde::Serialize;
use tera::Context;
use tera::Tera;

/// A page of a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BundlePage {
    /// What is in it.
    Index,
    /// Technical documentation.
    Annex,
}

const TEMPLATES: [(&str, &str); 4] = [
    ("index.html", include_str!("bundle/index.html")),
    ("annex.html", include_str!("bundle/annex.html")),
    ("base.html", include_str!("bundle/base.html")),
    ("parts.html", include_str!("bundle/parts.html")),
];

/// A page of a bundle with this data. The empty string if the template fails, which no data makes it do.
pub fn bundle_page(page: BundlePage, data: &impl Serialize) -> String {
    let mut tera = Tera::default();
    tera.autoescape_on(vec![".html"]);
    let name = match page {
        BundlePage::Index => "index.html",
        BundlePage::Annex => "annex.html",
    };
    let mut context = Context::new();
    context.insert("data", data);
    tera.add_raw_templates(TEMPLATES).and_then(|()| tera.render(name, &context)).unwrap_or_default()
}
