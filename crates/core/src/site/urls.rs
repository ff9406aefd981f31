//! Where things live on the site, and how one page links another.
//!
//! Every link is relative and names a file, so that the site works from any folder of any server and straight from
//! disk.

use std::collections::BTreeMap;

use percent_encoding::AsciiSet;
use percent_encoding::NON_ALPHANUMERIC;
use percent_encoding::utf8_percent_encode;

use crate::view::Kind;
use crate::view::PracticeView;
use crate::view::Ref;

use super::beside::Beside;
use super::views::Views;

/// Path below the output of everything that has a page, by id.
#[derive(Clone, Debug, Default)]
pub(super) struct Urls {
    paths: BTreeMap<String, String>,
    /// The overlay of each bullet that is not of the base, by its anchor.
    added: BTreeMap<String, String>,
}

impl Urls {
    pub(super) fn new(views: &Views, beside: &Beside) -> Urls {
        let guide = &views.main().guide;
        let pages = guide.front.iter().chain(&guide.back).map(|page| &page.reference);
        let nodes = guide.nodes.iter().map(|node| &node.reference);
        let practices = guide.practices.iter().map(|practice| &practice.reference);
        let assessments = views.assessments().into_iter().map(|assessment| &assessment.reference);
        let all = pages.chain(nodes).chain(practices).chain(assessments);
        let mut paths = beside.assessments.clone();
        paths.extend(all.map(|item| (item.id.clone(), path(item))));
        paths.insert("profiles".to_owned(), "profiles/index.html".to_owned());
        paths.insert("target-sets".to_owned(), "targets/index.html".to_owned());
        for overlay in &guide.overlays {
            paths.insert(profile(&overlay.reference.id), format!("profiles/{}/index.html", overlay.reference.id));
        }
        for practice in &guide.practices {
            for layer in layers_of(practice) {
                paths.insert(layered(&layer, &practice.reference.id), layered_path(&layer, &practice.reference.id));
            }
        }
        paths.insert("mappings".to_owned(), "mappings/index.html".to_owned());
        for item in &guide.mappings {
            paths.insert(mapping(&item.reference.id), format!("mappings/{}.html", item.reference.id));
        }
        for set in &guide.target_sets {
            paths.insert(target_set(&set.reference.id), format!("targets/{}.html", set.reference.id));
        }
        let cells = guide.practices.iter().flat_map(|practice| &practice.rows).flat_map(|row| &row.cells);
        let added = cells
            .flat_map(|cell| &cell.bullets)
            .filter_map(|bullet| Some((bullet.anchor.clone(), bullet.origin.as_ref()?.id.clone())));
        Urls { paths, added: added.collect() }
    }

    /// Pages by id.
    #[cfg(test)]
    pub(super) fn of<const N: usize>(pages: [(&str, &str); N]) -> Urls {
        let paths = pages.map(|(id, path)| (id.to_owned(), path.to_owned())).into();
        Urls { paths, ..Urls::default() }
    }

    /// The path of the page that shows a bullet: that of its practice, or of its practice with the profile that adds it.
    pub(super) fn bullet(&self, practice: &str, anchor: &str) -> &str {
        let layer = self.added.get(anchor).and_then(|overlay| self.known(&layered(overlay, practice)));
        layer.unwrap_or_else(|| self.path(practice))
    }

    /// The same where whatever belongs to the guide is in the folder of an edition beside this one.
    pub(super) fn of_edition(&self, version: &str, beside: bool) -> Urls {
        let moved = |path: &String| match beside && !path.starts_with("assessments/") {
            true => format!("../{version}/{path}"),
            false => path.clone(),
        };
        let paths = self.paths.iter().map(|(id, path)| (id.clone(), moved(path))).collect();
        Urls { paths, added: self.added.clone() }
    }

    /// The path of an item, if it has one.
    pub(super) fn known(&self, id: &str) -> Option<&str> {
        self.paths.get(id).map(String::as_str)
    }

    /// The path of an item; the home page for one that is not there, which `check` has ruled out.
    pub(super) fn path(&self, id: &str) -> &str {
        self.paths.get(id).map_or("index.html", String::as_str)
    }
}

/// The folder of practices with all profiles that extend them. No overlay can have this id.
pub(super) const ALL: &str = "_all";

/// The key of the page of a profile. A colon stands in no id, so that keys are never those of other pages.
pub(super) fn profile(overlay: &str) -> String {
    format!("profile:{overlay}")
}

/// The key of a practice as a profile makes it, or all of them.
pub(super) fn layered(layer: &str, practice: &str) -> String {
    format!("profile:{layer}:{practice}")
}

/// The key of the page of a target set.
pub(super) fn target_set(set: &str) -> String {
    format!("target-set:{set}")
}

/// The key of the page of a mapping.
pub(super) fn mapping(mapping: &str) -> String {
    format!("mapping:{mapping}")
}

fn layered_path(layer: &str, practice: &str) -> String {
    format!("profiles/{layer}/{practice}.html")
}

/// The profiles that a practice has a page for, with all of them together where there are several.
pub(super) fn layers_of(practice: &PracticeView) -> Vec<String> {
    let mut layers: Vec<String> = practice.overlays.iter().map(|overlay| overlay.origin.id.clone()).collect();
    if layers.len() > 1 {
        layers.push(ALL.to_owned());
    }
    layers
}

fn path(item: &Ref) -> String {
    let id = &item.id;
    match item.kind {
        Kind::Practice => format!("practices/{id}.html"),
        Kind::Node => format!("areas/{id}.html"),
        Kind::Assessment => format!("assessments/{id}/index.html"),
        _ => format!("guide/{id}.html"),
    }
}

/// Path below the output of an image of the book.
pub(super) fn image(path: &str) -> String {
    format!("assets/book/{path}")
}

/// What leads from a page up to the top of the output: `../` for each folder that it lies in.
pub(super) fn root(path: &str) -> String {
    "../".repeat(path.matches('/').count())
}

/// What stands in a path or an anchor as it is (RFC 3986, section 2.3), and the slash between folders.
const PATH: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// A path or anchor as it stands in a link: what has a meaning there is encoded.
pub(super) fn encode(text: &str) -> String {
    utf8_percent_encode(text, &PATH).to_string()
}

/// Any text as a part of an id: two texts never give the same.
pub(super) fn key(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' => out.push(char::from(byte)),
            byte => out.push_str(&format!("_{byte:02x}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_up_and_are_encoded() {
        let roots = [("index.html", ""), ("practices/a.html", "../"), ("assessments/a/index.html", "../../")];
        for (path, expected) in roots {
            assert_eq!(root(path), expected, "{path}");
        }
        assert_eq!(encode("images/a b&c.svg"), "images/a%20b%26c.svg");
        assert_eq!(encode("über"), "%C3%BCber");
        assert_eq!([key("E-01"), key("E 01"), key("E_01")], ["E-01", "E_2001", "E_5f01"]);
    }
}
