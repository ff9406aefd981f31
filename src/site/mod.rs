//! View to HTML: the pages of the site, its search index and its assets.
//!
//! Takes a [`View`] and a theme; gives an [`Output`] in memory. Pages are made in parallel; what they share is turned
//! into template values once. Nothing is loaded from another host, and every link is relative.

mod html;
mod search;
mod templates;
mod urls;

use rayon::prelude::*;
use serde::Serialize;
use tera::Context;
use tera::Tera;
use tera::Value;

use crate::diag::Sink;
use crate::output::Output;
use crate::theme::Theme;
use crate::view::Ref;
use crate::view::View;

use self::urls::Urls;

/// A PDF that pages offer.
#[derive(Clone, Debug, Serialize)]
pub struct Download {
    /// Id of the assessment; `None` for the guide.
    pub item: Option<String>,
    /// Path below the output.
    pub path: String,
    /// Size in bytes.
    pub bytes: usize,
}

/// Practices up to which the navigation lists every one of them on every page. Beyond, it lists the nodes above, so
/// that the size of a site grows with its pages and not with their square.
const NAVIGABLE: usize = 80;

/// One page to be made.
struct Job {
    /// Path below the output.
    path: String,
    /// Template.
    template: &'static str,
    /// Title in the head of the page.
    title: String,
    /// Description in the head of the page.
    summary: String,
    /// Id of what the page is about, or a word of its own for pages about nothing single.
    here: String,
    /// Ids of the nodes above it.
    above: Vec<String>,
    /// Name and value of what only this page sees.
    own: Option<(&'static str, Value)>,
}

/// An entry of the navigation.
#[derive(Serialize)]
struct NavItem {
    id: String,
    path: String,
    code: String,
    title: String,
    items: Vec<NavItem>,
}

/// The site. `images` are the book's images, path below the book and bytes; `downloads` the PDFs that are there.
///
/// `None` when a template fails; the reasons are in `sink`.
pub fn render(
    view: &View,
    images: &[(String, Vec<u8>)],
    downloads: &[Download],
    theme: &Theme,
    sink: &mut Sink,
) -> Option<Output> {
    let urls = Urls::new(view);
    let tera = templates::engine(theme, urls.clone(), sink)?;
    let shared = shared(view, &urls, downloads);
    let jobs = jobs(view, &urls);
    let made: Vec<Result<String, tera::Error>> = jobs.par_iter().map(|job| page(&tera, &shared, job)).collect();
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
        output.insert("sitemap.xml", sitemap(url, &jobs));
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

fn page(tera: &Tera, shared: &Context, job: &Job) -> Result<String, tera::Error> {
    let mut context = shared.clone();
    // The page for what is not found is served for any path, so only an absolute address leads home from it.
    let base = shared.get("book").and_then(|book| book.get_from_path("url")).and_then(Value::as_str);
    let root = match base {
        Some(url) if job.path == "404.html" => format!("{url}/"),
        _ => urls::root(&job.path),
    };
    context.insert("root", &root);
    context.insert("path", &job.path);
    context.insert("here", &job.here);
    context.insert("above", &job.above);
    context.insert("title", &job.title);
    context.insert("summary", &job.summary);
    if let Some((name, value)) = &job.own {
        context.insert_value(*name, value.clone());
    }
    tera.render(job.template, &context)
}

/// What every page sees.
fn shared(view: &View, urls: &Urls, downloads: &[Download]) -> Context {
    let guide = &view.guide;
    let mut context = Context::new();
    context.insert("book", &view.book);
    context.insert("model", &Brief::new(view));
    context.insert("nodes", &guide.nodes.iter().map(|node| &node.reference).collect::<Vec<_>>());
    context.insert("nav_front", &pages(guide.front.iter().map(|page| &page.reference), urls));
    context.insert("nav_back", &pages(guide.back.iter().map(|page| &page.reference), urls));
    context.insert("nav_nodes", &tree(view, urls, None));
    context.insert("nav_assessments", &pages(view.assessments.iter().map(|a| &a.reference), urls));
    context.insert("downloads", downloads);
    context
}

/// The guide without its texts: what pages other than its own need of it.
#[derive(Serialize)]
struct Brief<'a> {
    id: &'a str,
    title: &'a str,
    version: &'a str,
    date: &'a crate::view::DateView,
    summary: &'a str,
    tiers: &'a [crate::view::TierView],
    levels: &'a [crate::view::LevelView],
    level_note: &'a str,
    scopes: &'a [crate::view::ScopeView],
    aspects: &'a [crate::view::AspectView],
    answers: &'a [crate::view::AnswerView],
    rule: &'a str,
    rule_text: &'a str,
    indicators: usize,
    practices: usize,
}

impl Brief<'_> {
    fn new(view: &View) -> Brief<'_> {
        let guide = &view.guide;
        Brief {
            id: &guide.id,
            title: &guide.title,
            version: &guide.version,
            date: &guide.date,
            summary: &guide.summary,
            tiers: &guide.tiers,
            levels: &guide.levels,
            level_note: &guide.level_note,
            scopes: &guide.scopes,
            aspects: &guide.aspects,
            answers: &guide.answers,
            rule: &guide.rule,
            rule_text: &guide.rule_text,
            indicators: guide.indicators,
            practices: guide.practices.len(),
        }
    }
}

fn pages<'a>(references: impl Iterator<Item = &'a Ref>, urls: &Urls) -> Vec<NavItem> {
    references.map(|reference| nav_item(reference, urls, Vec::new())).collect()
}

fn nav_item(reference: &Ref, urls: &Urls, items: Vec<NavItem>) -> NavItem {
    NavItem {
        id: reference.id.clone(),
        path: urls::encode(urls.path(&reference.id)),
        code: reference.code.clone(),
        title: reference.title.clone(),
        items,
    }
}

/// The nodes below `parent`, each with what lies below it.
fn tree(view: &View, urls: &Urls, parent: Option<&str>) -> Vec<NavItem> {
    let below = |node: &&crate::view::NodeView| node.crumbs.last().map(|crumb| crumb.id.as_str()) == parent;
    let nodes = view.guide.nodes.iter().filter(below);
    nodes
        .map(|node| {
            let mut items = tree(view, urls, Some(&node.reference.id));
            if items.is_empty() && view.guide.practices.len() <= NAVIGABLE {
                items = pages(node.children.iter(), urls);
            }
            nav_item(&node.reference, urls, items)
        })
        .collect()
}

fn jobs(view: &View, urls: &Urls) -> Vec<Job> {
    let guide = &view.guide;
    let book = &view.book;
    let plain = |path: &str, template, title: &str, summary: &str, here: &str| Job {
        path: path.to_owned(),
        template,
        title: title.to_owned(),
        summary: summary.to_owned(),
        here: here.to_owned(),
        above: Vec::new(),
        own: None,
    };
    let own = |reference: &Ref, template, crumbs: &[Ref], name, value| Job {
        path: urls.path(&reference.id).to_owned(),
        template,
        title: reference.title.clone(),
        summary: reference.summary.clone(),
        here: reference.id.clone(),
        above: crumbs.iter().map(|crumb| crumb.id.clone()).collect(),
        own: Some((name, value)),
    };
    let practices_name = guide.tiers.last().map_or("Practices", |tier| tier.plural.as_str());
    let mut jobs = vec![
        Job {
            own: Some(("overview", Value::from_serializable(&guide.nodes))),
            ..plain("index.html", "home.html", &book.title, &book.subtitle, "home")
        },
        Job {
            own: Some(("practices", Value::from_serializable(&objectives(view)))),
            ..plain("map.html", "map.html", "Model map", &format!("{practices_name} by levels"), "map")
        },
        plain("search.html", "search.html", "Search", "Search the guide and its assessments", "search"),
        plain("sitemap.html", "sitemap.html", "All pages", "Every page of this site", "sitemap"),
        plain("404.html", "404.html", "Page not found", "", "404"),
    ];
    if !view.assessments.is_empty() {
        jobs.push(Job {
            own: Some(("assessments", Value::from_serializable(&cards(view)))),
            ..plain(
                "assessments/index.html",
                "assessments.html",
                "Assessments",
                "What was judged, and how it stands",
                "assessments",
            )
        });
    }
    jobs.par_extend(
        guide
            .nodes
            .par_iter()
            .map(|node| own(&node.reference, "node.html", &node.crumbs, "node", Value::from_serializable(node))),
    );
    jobs.par_extend(guide.practices.par_iter().map(|practice| {
        own(&practice.reference, "practice.html", &practice.crumbs, "practice", Value::from_serializable(practice))
    }));
    jobs.par_extend(
        guide
            .front
            .par_iter()
            .chain(guide.back.par_iter())
            .map(|page| own(&page.reference, "page.html", &[], "page", Value::from_serializable(page))),
    );
    jobs.par_extend(view.assessments.par_iter().map(|assessment| {
        own(&assessment.reference, "assessment.html", &[], "assessment", Value::from_serializable(assessment))
    }));
    jobs
}

/// A practice on the map: one cell a level, with the words of the table's first row of prose.
#[derive(Serialize)]
struct MapRow<'a> {
    #[serde(flatten)]
    reference: &'a Ref,
    crumbs: &'a [Ref],
    cells: Vec<MapCell<'a>>,
}

#[derive(Serialize)]
struct MapCell<'a> {
    number: u8,
    name: &'a str,
    text: String,
}

fn objectives(view: &View) -> Vec<MapRow<'_>> {
    let rows = view.guide.practices.iter().map(|practice| {
        let prose = practice.rows.iter().find(|row| row.aspect.prose);
        let cells = practice.levels.iter().enumerate().map(|(column, level)| {
            let doc = prose.and_then(|row| row.cells.get(column)).and_then(|cell| cell.prose.as_ref());
            let text = doc.map_or(String::new(), |doc| doc.plain().split_whitespace().collect::<Vec<_>>().join(" "));
            MapCell { number: level.number, name: &level.name, text }
        });
        MapRow { reference: &practice.reference, crumbs: &practice.crumbs, cells: cells.collect() }
    });
    rows.collect()
}

/// An assessment on the page that lists them.
#[derive(Serialize)]
struct Card<'a> {
    #[serde(flatten)]
    reference: &'a Ref,
    date: &'a crate::view::DateView,
    subject: &'a crate::view::SubjectView,
    method: &'static str,
    marking: &'a Option<String>,
    status: &'a crate::view::StatusView,
    completeness: &'a crate::view::CompletenessView,
    verdicts: &'a [crate::view::VerdictCount],
    heat: &'a crate::view::Chart,
}

fn cards(view: &View) -> Vec<Card<'_>> {
    let cards = view.assessments.iter().map(|assessment| Card {
        reference: &assessment.reference,
        date: &assessment.date,
        subject: &assessment.subject,
        method: assessment.engagement.method_name,
        marking: &assessment.marking,
        status: &assessment.status,
        completeness: &assessment.completeness,
        verdicts: &assessment.verdicts,
        heat: &assessment.heat,
    });
    cards.collect()
}

fn sitemap(url: &str, jobs: &[Job]) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for job in jobs.iter().filter(|job| !matches!(job.here.as_str(), "404" | "search")) {
        xml.push_str("<url><loc>");
        html::escape(&format!("{url}/{}", urls::encode(&job.path)), &mut xml);
        xml.push_str("</loc></url>\n");
    }
    xml.push_str("</urlset>\n");
    xml
}
