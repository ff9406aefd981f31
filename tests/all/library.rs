//! One library: every assessment stands wherever assessments are told of, whatever edition it is judged by.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use levelbook::diag::Sink;
use levelbook::output::Output;
use levelbook::pipeline;
use levelbook::pipeline::Library;
use levelbook::pipeline::Plan;
use levelbook::site::Beside;

use super::history::Place;
use super::shipped;

/// What a plan comes to in this process, and what was said meanwhile.
pub(crate) fn build(library: &Library, plan: Plan) -> (Output, Sink) {
    let mut sink = Sink::new();
    let made = pipeline::build(library, plan, &mut pipeline::typeset_here, &mut sink);
    (made.unwrap_or_else(|| panic!("{:#?}", library.sink.sorted())), sink)
}

/// A site of nothing but the guide and its assessments.
pub(crate) fn bare() -> Plan {
    Plan { site: Some(Beside::default()), ..Plan::default() }
}

/// The files of a site by path, as they are under a folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let found = walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    let name = |path: &Path| path.strip_prefix(folder).expect("below").display().to_string();
    found.map(|entry| (name(entry.path()), fs::read(entry.path()).expect("a file"))).collect()
}

/// Where an assessment is not told of: pages with a link to it, the search index, and the site map for machines if there
/// is one. `below` is the folder of the site among `files`.
fn missing(files: &BTreeMap<String, Vec<u8>>, below: &str, ids: &[&str]) -> Vec<String> {
    let text = |path: &str| files.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let index = text(&format!("{below}assets/search-index.js")).expect("there is a search index");
    let index = index.trim_start_matches("window.levelbookIndex = ").trim_end().trim_end_matches(';');
    let index: serde_json::Value = serde_json::from_str(index).expect("it assigns one value");
    let found: Vec<&str> =
        index["pages"].as_array().expect("a list").iter().filter_map(|page| page[2].as_str()).collect();
    let mut missing = Vec::new();
    for id in ids {
        let page = format!("assessments/{id}/index.html");
        assert!(files.contains_key(&format!("{below}{page}")), "`{id}` has a page");
        for name in ["index.html", "assessments/index.html", "portfolio.html", "sitemap.html"] {
            let html = text(&format!("{below}{name}")).unwrap_or_else(|| panic!("{name} is there"));
            let main = html.split("<main").nth(1).expect("a page has a main part");
            let up = "../".repeat(name.matches('/').count());
            if !main.contains(&format!("href=\"{up}{page}\"")) {
                missing.push(format!("{below}{name}: {id}"));
            }
        }
        if !found.contains(&page.as_str()) {
            missing.push(format!("{below} search: {id}"));
        }
        if text("sitemap.xml").is_some_and(|xml| !xml.contains(&format!("/{below}{page}</loc>"))) {
            missing.push(format!("sitemap.xml: {id}"));
        }
    }
    missing
}

/// The assessments that `status` tells of.
fn told(book: &Path) -> Vec<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_levelbook"));
    let output = command.arg("--book").arg(book).arg("status").output().expect("levelbook runs");
    assert!(output.status.success());
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let heads = text.lines().filter(|line| !line.is_empty() && !line.starts_with(' '));
    heads.filter_map(|line| line.split("  ").next().map(str::to_owned)).collect()
}

/// The folders of assessments below a book.
fn written(book: &Path) -> Vec<String> {
    let folders = fs::read_dir(book.join("assessments")).expect("it has assessments").flatten();
    let mut ids: Vec<String> = folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    ids.sort();
    ids
}

#[test]
fn every_assessment_of_the_shipped_book_is_told_of_everywhere() {
    if shipped::shallow() {
        return;
    }
    let ids = written(&shipped::content());
    assert_eq!(told(&shipped::content()), ids);
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    assert!(ids.len() > 3);
    assert_eq!(missing(&shipped::built().files, "", &ids), [] as [String; 0]);
}

/// Three assessments of three editions, the last of which is in the making.
#[test]
fn every_assessment_of_three_editions_is_told_of_everywhere() {
    let place = Place::new();
    place.replace("book.yaml", "format: 1\n", "format: 1\nurl: https://example.org/guide\n");
    place.commit("an address");
    place.levelbook(&["release", "0.1.0"]);
    place.commit("release");
    let mut before = ("0.1.0", "Every");
    for (version, word) in [("0.2.0", "Each"), ("0.3.0", "Any")] {
        let bullet = |word: &str| format!("- {word} outer door locks");
        place.replace("practices/door-locks.md", &bullet(before.1), &bullet(word));
        place.replace("model.yaml", &format!("version: {}", before.0), &format!("version: {version}"));
        if version == "0.2.0" {
            place.levelbook(&["release", version, "--draft"]);
            place.replace("editions/0.2.0.yaml", "class:\n", "class: clarified\n");
            place.replace("editions/0.2.0.yaml", "summary:", "summary: Said again.");
            place.commit("reword");
            place.levelbook(&["release", version]);
            place.commit("release");
        }
        place.levelbook(&["upgrade", "warehouse", "--as", &format!("judged-{}", version.replace('.', "-"))]);
        before = (version, word);
    }
    place.commit("carry over");
    let ids = written(&place.book());
    assert_eq!(ids, ["judged-0-2-0", "judged-0-3-0", "warehouse"]);
    assert_eq!(told(&place.book()), ids);
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let build = |output: &str, more: &[&str]| -> PathBuf {
        place.levelbook(&[&["build", "--audience", "assessors", "--output", output], more].concat());
        place.home.path().join(output)
    };
    let alone = files(&build("alone", &["--site"]));
    assert_eq!(missing(&alone, "", &ids), [] as [String; 0]);
    let editions = files(&build("editions", &["--editions", "--no-cache"]));
    assert_eq!(missing(&editions, "next/", &ids), [] as [String; 0]);
    let maps: Vec<&String> = editions.keys().filter(|path| path.ends_with("sitemap.xml")).collect();
    assert_eq!(maps, ["sitemap.xml"], "one site has one map, and no other names pages that are elsewhere");
}

/// A mapping's page lists the assessments beside it by the mapping, not by where it stands among others.
#[test]
fn a_mapping_knows_the_assessments_of_earlier_editions() {
    let place = Place::new();
    let write = |path: &str, text: &str| {
        let path = place.book().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        fs::write(path, text).expect("writable");
    };
    let framework = "format: 1\nid: doors\nedition: \"1\"\ntitle: Doors\npublisher: Somebody\n\
                     groups: [{id: A, name: All, ids: [A-1]}]\n";
    let mapping = |id: &str| {
        format!(
            "format: 1\nid: {id}\nversion: 0.1.0\ntitle: Mapping {id}\nsummary: S\nframework: doors@1\n\
             model: {{id: content, versions: \">=0.1.0\"}}\nstatus: draft\nmethod: human\nrationale: semantic\n\
             rows:\n  - {{practice: door-locks, level: 1, relation: subset-of, to: [A-1]}}\n"
        )
    };
    write("mappings/frameworks/doors@1.yaml", framework);
    write("mappings/doors.yaml", &mapping("doors"));
    place.commit("a mapping");
    place.levelbook(&["release", "0.1.0"]);
    place.commit("release");
    // The next edition has another mapping before it.
    write("mappings/another.yaml", &mapping("another"));
    place.replace("practices/door-locks.md", "- Every outer door locks", "- Each outer door locks");
    place.replace("model.yaml", "version: 0.1.0", "version: 0.2.0");
    place.commit("the next edition");
    place.levelbook(&["build", "--site", "--output", "site"]);
    let page = |name: &str| fs::read_to_string(place.home.path().join("site").join(name)).expect("a page");
    assert!(page("mappings/doors.html").contains("../assessments/warehouse/mapping-doors.html"));
    assert!(page("mappings/doors.html").contains("judged by edition 0.1.0"));
    assert!(!page("mappings/another.html").contains("mapping-another.html"));
}
