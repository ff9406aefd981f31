//! View to HTML: the pages of the site, its search index and its assets.
//!
//! Takes a [`Site`] and a theme; gives an [`Output`] in memory. Pages are made in parallel; what they share is turned
//! into template values once. Nothing is loaded from another host, and every link is relative.

mod beside;
mod bundle;
mod chrome;
mod compare;
mod html;
mod nav;
mod pages;
mod search;
mod templates;
mod urls;
mod views;

pub use beside::{Beside, Download};
pub use bundle::{BundlePage, bundle_page};
pub use chrome::{Chrome, EditionEntry};
pub use views::{Site, Views};

use rayon::prelude::*;
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

/// The site.
///
/// `None` when a template fails; the reasons are in `sink`.
pub fn render(site: &Site, theme: &Theme, sink: &mut Sink) -> Option<Output> {
    let (views, beside) = (&site.views, site.beside);
    let urls = Urls::new(views, beside);
    let tera = templates::engine(theme, urls.clone(), sink)?;
    let shared = pages::shared(site, &urls, theme);
    let all = views.all();
    let portfolio = portfolio::portfolio(&all);
    let trends = portfolio.as_ref().map_or_else(Vec::new, |portfolio| portfolio::trends(&all, portfolio));
    let mut jobs = pages::jobs(site, &urls);
    jobs.extend(portfolio.iter().flat_map(|portfolio| pages::portfolio(portfolio, &trends)));
    let mut made: Vec<Result<String, tera::Error>> = jobs.par_iter().map(|job| page(&tera, &shared, job)).collect();
    // An assessment of an earlier edition is shown with the model of its time, and its links lead to the pages of it.
    for earlier in views.earlier() {
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
    if let Some(url) = &views.main().book.url {
        output.insert("sitemap.xml", sitemap(jobs.iter().map(|job| (url.as_str(), job.path.as_str()))));
    }
    output.insert("assets/search-index.js", search::index(views, &urls));
    for (name, file) in theme.under("site/static/") {
        output.insert(format!("assets/{}", name.trim_start_matches("site/static/")), file.bytes.clone());
    }
    for (path, bytes) in site.images {
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
    let beside = Beside::default();
    let site = Site::bare(Views::new(view, []), &beside);
    let mut context = pages::shared(&site, &Urls::default(), theme);
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

/// A site map (sitemaps.org, 0.9) of pages, each with the address of the site that it is of.
pub fn sitemap<'a>(pages: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for (url, path) in pages.filter(|(_, path)| !matches!(*path, "404.html" | "search.html")) {
        xml.push_str("<url><loc>");
        html::escape(&format!("{url}/{}", urls::encode(path)), &mut xml);
        xml.push_str("</loc></url>\n");
    }
    xml.push_str("</urlset>\n");
    xml
}
