//! The files of the default theme that make the site.

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$((concat!("site/", $name), include_bytes!(concat!("../../../../themes/default/site/", $name)))),*]
    };
}

/// Name and bytes.
pub const FILES: &[(&str, &[u8])] = files![
    "404.html",
    "assessment-part.html",
    "assessment.html",
    "assessments.html",
    "base.html",
    "changes.html",
    "compare.html",
    "coverage.html",
    "editions.html",
    "home.html",
    "impact.html",
    "map.html",
    "mapping.html",
    "mappings.html",
    "news.html",
    "node.html",
    "page.html",
    "parts/around.html",
    "parts/assessment-head.html",
    "parts/compare.html",
    "parts/components.html",
    "parts/crumbs.html",
    "parts/edition-banner.html",
    "parts/edition-switch.html",
    "parts/levels.html",
    "parts/nav.html",
    "portfolio.html",
    "practice.html",
    "profile.html",
    "profiles.html",
    "search.html",
    "sitemap.html",
    "static/icon.svg",
    "static/portfolio.js",
    "static/site.js",
    "static/style.css",
    "static/theme.js",
    "target-set.html",
    "target-sets.html",
    "trend.html",
];
