//! The site as files: links, anchors and ids of every page, what pages may load, hostile text, and the search index.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;

use levelbook::output::Output;
use levelbook::pipeline;
use levelbook::pipeline::Plan;
use levelbook::source;
use levelbook::source::Budget;
use levelbook::source::Content;
use levelbook::source::Source;
use levelbook::source::Sources;

/// The files of a book in this repository, each run through `change`.
fn sources(book: &str, change: impl Fn(&str, &str) -> String) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(book);
    let (sources, problems) = source::load(&root, Budget::default()).expect("the book is there");
    assert!(problems.is_empty(), "{problems:?}");
    let changed = sources.iter().map(|(_, source)| match &source.content {
        Content::Text(text) => Source::new(source.path.clone(), Content::Text(change(&source.path, text))),
        bytes => Source::new(source.path.clone(), bytes.clone()),
    });
    changed.collect()
}

fn site_of(files: Vec<Source>) -> Output {
    let opened = pipeline::open_sources(Sources::from_files(files), levelbook::diag::Sink::new());
    let (output, sink) = crate::library::build(&opened, crate::library::bare());
    assert!(!sink.has_errors(), "{:#?}", sink.sorted());
    output
}

/// The site of a book in this repository, with assessments of earlier editions where the history has them.
fn site(book: &str) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(book);
    let opened = pipeline::open(&root).expect("the book is there");
    let beside = pipeline::editions::beside_of(&root, &opened);
    let (output, sink) = crate::library::build(&opened, Plan { site: Some(beside), ..Plan::default() });
    assert!(!sink.has_errors(), "{:#?}", sink.sorted());
    output
}

/// Every page by path.
fn pages(site: &Output) -> BTreeMap<&str, &str> {
    let html = site.files.iter().filter(|(path, _)| path.ends_with(".html"));
    html.map(|(path, bytes)| (path.as_str(), std::str::from_utf8(bytes).expect("UTF-8"))).collect()
}

/// The values of an attribute wherever it occurs in a tag.
fn values(html: &str, attribute: &str) -> Vec<String> {
    let tags = html.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag);
    let needle = format!(" {attribute}=\"");
    let found =
        tags.flat_map(|tag| tag.split(&needle).skip(1).filter_map(|rest| rest.split('"').next()).collect::<Vec<_>>());
    found.map(|value| value.replace("&amp;", "&").replace("&#x2F;", "/")).collect()
}

/// Decodes `%41`.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        bytes.push(u8::from_str_radix(&rest[at + 1..at + 3], 16).expect("an encoded byte"));
        rest = &rest[at + 3..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).expect("UTF-8")
}

/// The path that a link on a page leads to.
fn joined(page: &str, link: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => assert!(parts.pop().is_some(), "{page}: {link} leads out"),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

const BOOKS: [&str; 4] = ["content", "tests/books/harbour", "tests/books/stated", "tests/books/ferry"];

#[test]
fn every_link_leads_to_a_file_and_an_anchor() {
    for book in BOOKS {
        let site = site(book);
        let pages = pages(&site);
        let ids = |path: &str| values(pages[path], "id").into_iter().collect::<BTreeSet<_>>();
        let mut wrong = Vec::new();
        for (page, html) in &pages {
            for link in values(html, "href").into_iter().chain(values(html, "src")).chain(values(html, "action")) {
                if link.starts_with("https://") || link.starts_with("http://") || link.starts_with("mailto:") {
                    continue;
                }
                let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
                let path = if path.is_empty() { (*page).to_owned() } else { joined(page, &decoded(path)) };
                let there = site.files.contains_key(&path);
                if !there || (!anchor.is_empty() && !ids(&path).contains(&decoded(anchor))) {
                    wrong.push(format!("{page}: {link}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{book}:\n{}", wrong.join("\n"));
    }
}

#[test]
fn an_id_occurs_once_on_a_page() {
    for book in BOOKS {
        for (page, html) in pages(&site(book)) {
            let mut seen = BTreeSet::new();
            for id in values(html, "id") {
                assert!(!id.is_empty() && !id.contains(char::is_whitespace), "{book} {page}: `{id}`");
                assert!(seen.insert(id.clone()), "{book} {page}: `{id}` twice");
            }
        }
    }
}

#[test]
fn pages_load_their_own_files_only_and_hold_no_code() {
    for book in BOOKS {
        for (page, html) in pages(&site(book)) {
            assert!(html.contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"), "{page}");
            assert!(values(html, "style").is_empty() && !html.contains("<style"), "{page}: styles in the page");
            assert_eq!(
                html.matches("<script").count(),
                html.matches("<script src=\"").count(),
                "{page}: code in the page"
            );
            let tags: Vec<&str> = html.split('<').skip(1).filter_map(|rest| rest.split('>').next()).collect();
            for tag in tags {
                let handler = tag.split(' ').skip(1).any(|part| part.starts_with("on") && part.contains("=\""));
                let loads = ["img ", "script ", "link ", "iframe ", "image "].iter().any(|name| tag.starts_with(name));
                assert!(!handler, "{page}: {tag}");
                assert!(!loads || !tag.contains("//") || tag.contains("canonical"), "{page}: {tag}");
            }
        }
    }
}

/// Text that would be markup if anything let it.
const HOSTILE: &str = r#"<script>alert(1)</script><b>&amp;"'onload=x {{ 7919*7927 }}"#;

#[test]
fn text_never_becomes_markup() {
    let change = |path: &str, text: &str| {
        let quoted = serde_json::to_string(HOSTILE).expect("text");
        let lines = text.lines().map(|line| match line.split_once(": ") {
            Some((key, _)) if matches!(key.trim(), "title" | "conclusion" | "summary") && !line.contains('{') => {
                format!("{key}: {quoted}")
            }
            _ => line.to_owned(),
        });
        if path.ends_with(".yaml") || path.ends_with(".md") {
            lines.collect::<Vec<_>>().join("\n") + "\n"
        } else {
            text.to_owned()
        }
    };
    let site = site_of(sources("tests/books/harbour", change));
    let mut shown = 0;
    for (page, html) in pages(&site) {
        assert!(!html.contains("<script>") && !html.contains("<b>"), "{page}");
        assert!(!html.contains("62773913"), "{page}: a text was run as a template");
        shown += html.matches("&lt;script&gt;alert(1)").count();
    }
    assert!(shown > 20, "the text is shown {shown} times");
}

/// The value that the search index assigns.
fn index(site: &Output) -> serde_json::Value {
    let script = std::str::from_utf8(&site.files["assets/search-index.js"]).expect("UTF-8");
    let json = script.strip_prefix("window.levelbookIndex = ").and_then(|rest| rest.strip_suffix(";\n"));
    serde_json::from_str(json.expect("one assignment")).expect("JSON")
}

#[test]
fn the_search_index_knows_every_place() {
    let site = site("tests/books/harbour");
    let index = index(&site);
    let pages = index["pages"].as_array().expect("pages");
    let lamps = pages.iter().find(|page| page[2] == "practices/lamps.html").expect("the practice");
    let expected = serde_json::json!([
        "Lamps",
        "lamps",
        "practices/lamps.html",
        "West coast › North port › Inner basin",
        lamps[4],
        [
            [
                "Level 2 Moored",
                "level-2",
                "Lamps are there.",
                "lamps.2.",
                [[2, "day", "Lamps are seen by day."], [2, "night", "Lamps are seen by night."]]
            ],
            ["Level 5 Shipshape", "level-5", "Lamps are cared for.", lamps[5][1][3], lamps[5][1][4]],
        ],
    ]);
    assert_eq!(*lamps, expected);
    // Every place in the index is one of the site's.
    let html = self::pages(&site);
    for page in pages {
        let path = page[2].as_str().expect("a path");
        let ids = values(html[path], "id");
        for section in page[5].as_array().expect("sections") {
            let prefix = section[3].as_str().unwrap_or("");
            let bullets = section[4].as_array().into_iter().flatten();
            let anchors = bullets.map(|bullet| format!("{prefix}{}", bullet[1].as_str().expect("an anchor")));
            for anchor in anchors.chain(section[1].as_str().map(str::to_owned)) {
                assert!(ids.contains(&anchor), "{path}#{anchor}");
            }
        }
    }
}

#[test]
fn a_large_model_lists_neighbours_on_pages_and_all_on_the_site_map() {
    let many: Vec<String> = (0..90).map(|n| format!("rope-{n}")).collect();
    let mut files = sources("tests/books/harbour", |path, text| match path {
        "model.yaml" => text.replace("rated: [tides]", &format!("rated: [tides, {}]", many.join(", "))),
        _ => text.to_owned(),
    });
    let tides = files.iter().find(|file| file.path == "practices/tides.md").expect("a practice").text().to_owned();
    files.extend(many.iter().map(|id| {
        let text = tides.replace("id: tides", &format!("id: {id}"));
        Source::new(format!("practices/{id}.md"), Content::Text(text))
    }));
    let site = site_of(files);
    let pages = pages(&site);
    let links = |page: &str, to: &str| values(pages[page], "href").iter().filter(|link| link.contains(to)).count();
    assert_eq!(links("sitemap.html", "practices/"), 93);
    assert_eq!(links("guide/welcome.html", "practices/rope-"), 0);
    assert!(links("practices/rope-7.html", "practices/rope-") >= 90);
    assert!(links("practices/lamps.html", "practices/rope-") == 0);
}

#[test]
fn the_same_book_gives_the_same_site() {
    assert!(site("content") == site("content"));
}
