//! What the pages of one edition say of the others: banner, switch and canonical link, and the page over all editions.
//!
//! Pages are made once and keep places for this; filling the places in needs no page to be made anew.

use serde::Serialize;
use tera::Context;
use tera::Tera;

use crate::diag::Sink;
use crate::theme::Theme;
use crate::view::DateView;
use crate::view::View;

use super::templates;
use super::urls;
use super::urls::Urls;

const CANONICAL: &str = "<!--levelbook:canonical-->";
const SWITCH: &str = "<!--levelbook:switch-->";
const BANNER: &str = "<!--levelbook:banner-->";

/// An edition as other pages name it.
#[derive(Clone, Debug, Serialize)]
pub struct EditionEntry {
    /// Its version, or `next`.
    pub version: String,
    /// Its folder.
    pub folder: String,
    /// False for the work tree.
    pub released: bool,
    /// True for the newest released one.
    pub newest: bool,
    /// Its day.
    pub date: DateView,
    /// True for a work tree that differs from the newest released edition.
    pub changed: bool,
    /// What its release notes say, or empty.
    pub summary: String,
    /// True when it has a page on what is new.
    pub news: bool,
}

#[derive(Serialize)]
struct Other<'a> {
    name: &'a str,
    link: String,
    current: bool,
    newest: bool,
    same: bool,
}

#[derive(Serialize)]
struct Banner<'a> {
    released: bool,
    version: &'a str,
    date: &'a DateView,
    newest: &'a str,
    link: String,
    same: bool,
}

/// Fills the places of pages.
pub struct Chrome<'a> {
    tera: Tera,
    theme: &'a Theme,
    view: &'a View,
    entries: &'a [EditionEntry],
    newest: Option<usize>,
}

impl<'a> Chrome<'a> {
    /// `entries` are the editions as they are listed. `None` when a template fails; the reasons are in `sink`.
    pub fn new(theme: &'a Theme, view: &'a View, entries: &'a [EditionEntry], sink: &mut Sink) -> Option<Chrome<'a>> {
        let tera = templates::engine(theme, Urls::default(), sink)?;
        let newest = entries.iter().position(|entry| entry.newest);
        Some(Chrome { tera, theme, view, entries, newest })
    }

    /// A page of `own` with its places filled in. `others` has the path of the same page in each edition, if it is there.
    pub fn fill(
        &self,
        html: &str,
        path: &str,
        own: &EditionEntry,
        others: &[Option<String>],
        sink: &mut Sink,
    ) -> Option<String> {
        let up = format!("{}../", urls::root(path));
        let link = |index: usize| {
            let folder = &self.entries[index].folder;
            let page = others.get(index).and_then(Option::as_deref).unwrap_or("index.html");
            format!("{up}{}/{}", urls::encode(folder), urls::encode(page))
        };
        let same = |index: usize| others.get(index).is_some_and(Option::is_some);
        let mut context = Context::new();
        context.insert("book", &self.view.book);
        context.insert("root", &urls::root(path));
        let all = self.entries.iter().enumerate().map(|(index, entry)| Other {
            name: &entry.version,
            link: link(index),
            current: entry.folder == own.folder,
            newest: entry.newest,
            same: same(index),
        });
        context.insert("others", &all.collect::<Vec<_>>());
        context.insert("current", &own.version);
        context.insert("home", &format!("{up}index.html"));
        // What only the work tree has, such as assessments, is no edition's page.
        let told = |index: &usize| if own.released { !own.newest } else { own.changed && same(*index) };
        let banner = self.newest.filter(told).map(|index| Banner {
            released: own.released,
            version: &own.version,
            date: &own.date,
            newest: &self.entries[index].version,
            link: link(index),
            same: same(index),
        });
        context.insert("banner", &banner);
        let mut out = html.replacen(SWITCH, &self.render("parts/edition-switch.html", &context, path, sink)?, 1);
        out = out.replacen(BANNER, self.render("parts/edition-banner.html", &context, path, sink)?.trim_end(), 1);
        Some(out.replacen(CANONICAL, &self.canonical(path, own, others), 1))
    }

    /// Search engines are led to the newest edition of a page.
    fn canonical(&self, path: &str, own: &EditionEntry, others: &[Option<String>]) -> String {
        let Some(url) = self.view.book.url.as_ref().filter(|_| path != "404.html") else { return String::new() };
        let there = self.newest.and_then(|index| others.get(index)?.as_deref());
        let (folder, page) = there.map_or((own.folder.as_str(), path), |page| ("latest", page));
        let mut link = String::from("<link rel=\"canonical\" href=\"");
        super::html::escape(&format!("{url}/{folder}/{}", urls::encode(page)), &mut link);
        link.push_str("\">");
        link
    }

    /// The page over all editions.
    pub fn index(&self, assessments: bool, sink: &mut Sink) -> Option<String> {
        let mut context = Context::new();
        context.insert("book", &self.view.book);
        context.insert("root", "");
        context.insert("editions", &self.entries);
        context.insert("newest", &self.newest.and_then(|index| self.entries.get(index)).or(self.entries.first()));
        context.insert("assessments", &assessments);
        self.render("editions.html", &context, "index.html", sink)
    }

    fn render(&self, template: &str, context: &Context, page: &str, sink: &mut Sink) -> Option<String> {
        match self.tera.render(template, context) {
            Ok(text) => Some(text),
            Err(error) => {
                templates::report(&error, page, self.theme, sink);
                None
            }
        }
    }
}
