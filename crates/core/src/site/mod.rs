//! View to HTML: the pages of the site, its search index and its assets.
//!
//! Takes a [`View`] and a theme; gives an [`Output`] in memory. Pages are made in parallel; what they share is turned
//! into template values once. Nothing is loaded from another host, and every link is relative.

mod bundle;
mod chrome;
mod compare;
mod html;
mod nav;
mod pages;
mod search;
mod templates;
mod urls;

pub use bundle::{BundlePage, bundle_page};
pub use chrome::{Chrome, EditionEntry};

use rayon::prelude::*;
use serde::Serialize;
use tera::Context;
use tera::Tera;
use tera::Value;

use crate::diag::Sink;
use crate::output::Output;
use crate::theme::Theme;
use crate::view::NewsView;
use crate::view::View;
use crate::view::portfolio;

use self::pages::Job;
use self::urls::Urls;

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
    /// Assessments of earlier editions, each with the view that it was judged in.
    pub earlier: Vec<View>,
    /// Where the pages of earlier editions are, as seen from the top of this site: `../1.0.0/` for `1.0.0`. Without it,
    /// links of assessments lead to this site's own pages.
    pub editions: bool,
    /// True when the site is one of several editions side by side: each page has places that are filled in later.
    pub places: bool,
    /// Where assessments are that this site does not have, as seen from its top: id to path.
    pub assessments: std::collections::BTreeMap<String, String>,
    /// Bullets that practices no longer have and that earlier assessments name, by id of the practice.
    pub gone: std::collections::BTreeMap<String, Vec<crate::view::GoneView>>,
    /// Pages on what changed.
    pub news: Vec<crate::view::NewsView>,
    /// What the latest changes do to assessments.
    pub impact: Option<crate::view::ImpactView>,
}

/// The site. `images` are the book's images, path below the book and bytes; `downloads` the PDFs that are there.
///
/// `None` when a template fails; the reasons are in `sink`.
pub fn render(
    view: &View,
    beside: &Beside,
    images: &[(String, Vec<u8>)],
    downloads: &[Download],
    theme: &Theme,
    sink: &mut Sink,
) -> Option<Output> {
    let urls = Urls::new(view, beside);
    let tera = templates::engine(theme, urls.clone(), sink)?;
    let shared = pages::shared(view, beside, &urls, downloads, theme);
    let views: Vec<&View> = std::iter::once(view).chain(&beside.earlier).collect();
    let portfolio = portfolio::portfolio(&views);
    let trends = portfolio.as_ref().map_or_else(Vec::new, |portfolio| portfolio::trends(&views, portfolio));
    let mut jobs = pages::jobs(view, beside, &urls);
    jobs.extend(portfolio.iter().flat_map(|portfolio| pages::portfolio(portfolio, &trends)));
    let mut made: Vec<Result<String, tera::Error>> = jobs.par_iter().map(|job| page(&tera, &shared, job)).collect();
    let mut jobs: Vec<Job> = jobs;
    // An assessment of an earlier edition is shown with the model of its time, and its links lead to the pages of it.
    for earlier in &beside.earlier {
        let then = urls.of_edition(&earlier.guide.version, beside.editions);
        let tera = templates::engine(theme, then, sink)?;
        let shared = pages::shared_then(&shared, earlier);
        let own = pages::assessments(earlier, &urls);
        made.extend(own.par_iter().map(|job| page(&tera, &shared, job)).collect::<Vec<_>>());
        jobs.extend(own);
    }
    let mut output = Output::new();
    for (job, page) in jobs.iter().zip(made) {
        match page {
            Ok(html) => output.insert(job.path.clone(), html),
            Err(error) => {
                templates::report(&error, &job.path, theme, sink);
                // Another page of the same template would most likely fail in the same place.
                return None;
            }
        }
    }
    if let Some(url) = &view.book.url {
        output.insert("sitemap.xml", sitemap(url, jobs.iter().map(|job| job.path.as_str())));
    }
    output.insert("assets/search-index.js", search::index(view, &urls));
    for (name, file) in theme.under("site/static/") {
        output.insert(format!("assets/{}", name.trim_start_matches("site/static/")), file.bytes.clone());
    }
    for (path, bytes) in images {
        output.insert(urls::image(path), bytes.clone());
    }
    Some(output)
}

fn page(tera: &Tera, shared: &Context, job: &Job<'_>) -> Result<String, tera::Error> {
    let mut context = shared.clone();
    // The page for what is not found is served for any path, so only an absolute address leads home from it.
    let base = shared.get("book").and_then(|book| book.get_from_path("url")).and_then(Value::as_str);
    let root = match base {
        Some(url) if job.path == "404.html" => format!("{url}/"),
        _ => urls::root(&job.path),
    };
    context.insert("root", &root);
    context.insert("path", &urls::encode(&job.path));
    context.insert("here", &job.here);
    context.insert("above", &job.above);
    context.insert("title", &job.title);
    context.insert("summary", &job.summary);
    for (name, value) in (job.own)() {
        context.insert_value(name, value);
    }
    tera.render(job.template, &context)
}

/// What changed between two guides as one page that stands by itself: no scripts, no links, no files beside it.
///
/// `None` when the template fails; the reasons are in `sink`.
pub fn changes(view: &View, news: &NewsView, theme: &Theme, sink: &mut Sink) -> Option<String> {
    let tera = templates::engine(theme, Urls::default(), sink)?;
    let mut context = pages::shared(view, &Beside::default(), &Urls::default(), &[], theme);
    context.insert("root", "");
    context.insert("news", news);
    match tera.render("changes.html", &context) {
        Ok(html) => Some(html),
        Err(error) => {
            templates::report(&error, "", theme, sink);
            None
        }
    }
}

/// A site map (sitemaps.org, 0.9) of pages below an address.
pub fn sitemap<'a>(url: &str, pages: impl Iterator<Item = &'a str>) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for path in pages.filter(|path| !matches!(*path, "404.html" | "search.html")) {
        xml.push_str("<url><loc>");
        html::escape(&format!("{url}/{}", urls::encode(path)), &mut xml);
        xml.push_str("</loc></url>\n");
    }
    xml.push_str("</urlset>\n");
    xml
}
