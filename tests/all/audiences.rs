//! What an audience may not see is nowhere in what is built for it.
//!
//! Two searches. What is hidden: the output for an audience is, byte for byte, that of a book in which the hidden assessment
//! was never written. What is shown in part: a word of its own is planted in every text of every assessment, and none of
//! those that the part does not hold comes out anywhere.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use levelbook::model::Audience;
use levelbook::model::Detail;
use levelbook::model::Marking;
use levelbook::model::Sees;
use levelbook::output::Output;
use levelbook::pipeline;
use levelbook::pipeline::Document;
use levelbook::pipeline::Library;
use levelbook::pipeline::Plan;
use serde_json::Value;

use super::history::Place;
use super::library::build;
use super::shipped;
use super::tools::copy;
use super::tools::git;
use super::tools::levelbook;
use super::tools::program;
use super::tools::thorough;

/// An audience that sees so much of these assessments, and nothing of others.
fn audience(show: Detail, ids: &[&str]) -> Audience {
    let assessments = Some(ids.iter().map(|id| (*id).to_owned()).collect());
    let sees = vec![Sees { show, assessments, marked_up_to: None, signed_off: false }];
    Audience { id: "readers".to_owned(), name: "Readers".to_owned(), ceiling: None, sees }
}

/// A copy of a book: one from `tests/books`, or the shipped one with its history.
fn book(name: &str) -> (tempfile::TempDir, PathBuf) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if name == "content" {
        git(root, &["clone", "-q", "--no-checkout", ".", &home.path().join("clone").display().to_string()]);
        let folder = home.path().join("clone/content");
        copy(&shipped::content(), &folder);
        (home, folder)
    } else {
        let folder = home.path().join(name);
        copy(&root.join("tests/books").join(name), &folder);
        (home, folder)
    }
}

/// What is built of a library: the site with what stands beside it, and PDFs.
fn all(folder: &Path, library: &Library, documents: Vec<Document>) -> Output {
    let beside = pipeline::editions::beside_of(folder, library);
    build(library, Plan { documents, site: Some(beside), ..Plan::default() }).0
}

/// The documents that are compared: all of a small book; of the shipped one what takes little time.
fn documents(name: &str, library: &Library) -> Vec<Document> {
    let mut documents = Document::all(library);
    let slow = name == "content" && !thorough();
    documents.retain(|document| !slow || matches!(document, Document::Portfolio));
    documents
}

/// All assessments of a book.
fn ids(folder: &Path) -> Vec<String> {
    pipeline::open(folder).expect("it can be read").ids().into_iter().map(str::to_owned).collect()
}

/// The guide of the shipped book links its assessments, so that it can't be without them: here their ids are looked for.
#[test]
fn no_file_names_what_is_hidden_and_no_record_of_it_is_there() {
    if shipped::shallow() {
        return;
    }
    let (_home, folder) = book("content");
    let ids = ids(&folder);
    for hidden in &ids {
        let seen: Vec<&str> = ids.iter().filter(|id| *id != hidden).map(String::as_str).collect();
        let mut library = pipeline::open(&folder).expect("it can be read");
        library.show_to(&audience(Detail::Whole, &seen), None);
        let output = all(&folder, &library, documents("content", &library));
        // The id of one may be a part of another's.
        if seen.iter().any(|id| id.contains(hidden.as_str())) {
            let folder = format!("assessments/{hidden}/");
            assert!(!output.files.keys().any(|path| path.starts_with(&folder)), "{hidden} has pages");
            continue;
        }
        for (path, bytes) in &output.files {
            // What is shown as a whole may name another one in its own words.
            let own = path.ends_with(".yaml") || path.ends_with("report.pdf");
            let told = path.contains(hidden) || (!own && String::from_utf8_lossy(bytes).contains(hidden.as_str()));
            assert!(!told, "{path} tells of {hidden}");
        }
    }
}

#[test]
fn what_is_hidden_is_as_if_it_had_never_been_written() {
    let mut compared = 0;
    let name = "ferry";
    let (_home, folder) = book(name);
    let ids = ids(&folder);
    assert!(ids.len() > 2, "{name} has assessments: {ids:?}");
    let each = ids.iter().map(|id| vec![id.as_str()]);
    for hidden in each.chain([ids.iter().map(String::as_str).collect()]) {
        let seen: Vec<&str> = ids.iter().map(String::as_str).filter(|id| !hidden.contains(id)).collect();
        let mut cut = pipeline::open(&folder).expect("it can be read");
        cut.show_to(&audience(Detail::Whole, &seen), None);
        let (_other, without) = book(name);
        for id in &hidden {
            fs::remove_dir_all(without.join("assessments").join(id)).expect("it was there");
        }
        let never = pipeline::open(&without).expect("it can be read");
        if never.sink.has_errors() {
            // Another one names it as what it replaces, and can't be without it.
            continue;
        }
        let expected = all(&without, &never, documents(name, &never));
        let made = all(&folder, &cut, documents(name, &cut));
        let paths = |output: &Output| output.files.keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(paths(&made), paths(&expected), "{name} without {hidden:?}");
        for (path, bytes) in &made.files {
            assert!(*bytes == expected.files[path], "{name} without {hidden:?}: {path} tells of it");
        }
        compared += 1;
    }
    assert!(compared >= 2, "there is something to compare: {compared}");
}

/// Plants a word of its own behind every text, and gives where each stands.
fn plant(value: &mut Value, path: &str, planted: &mut BTreeMap<String, String>) {
    match value {
        Value::String(text) if text.contains(' ') => {
            let word = format!("Xq{}zq", planted.len());
            text.push_str(&format!(" {word}"));
            planted.insert(word, path.to_owned());
        }
        Value::Array(list) => list.iter_mut().for_each(|item| plant(item, path, planted)),
        Value::Object(map) => {
            for (key, item) in map.iter_mut() {
                // What context questions are answered with may be one of a few words.
                if key != "context" && key != "effort" {
                    plant(item, &format!("{path}.{key}"), planted);
                }
            }
        }
        _ => {}
    }
}

/// The texts of an assessment that a part of it holds.
fn is_shown(path: &str, detail: Detail) -> bool {
    let head = [".title", ".confidentiality", ".subject.name", ".subject.version", ".subject.organisation"];
    let more = [".engagement.assessor", ".conclusion", ".limitations", ".non_claims", ".covers.reason"];
    let subject = [".subject.summary", ".subject.in_scope", ".subject.out_of_scope", ".subject.exclusions"];
    let any = |list: &[&str]| list.iter().any(|shown| path.starts_with(shown));
    match detail {
        Detail::Whole => true,
        Detail::Summary => any(&head) || any(&more) || any(&subject),
        Detail::Levels => any(&head) || path == ".engagement.assessor",
    }
}

/// All that can be read in an output: its names, its files, and the text of its PDFs.
fn text_of(output: &Output) -> String {
    let mut text = String::new();
    let home = tempfile::tempdir().expect("a temporary folder");
    let reader = program("pdftotext");
    for (path, bytes) in &output.files {
        text.push_str(&format!("{path}\n{}\n", String::from_utf8_lossy(bytes)));
        if let Some(reader) = reader.as_ref().filter(|_| path.ends_with(".pdf")) {
            let file = home.path().join("one.pdf");
            fs::write(&file, bytes).expect("a file");
            let read = std::process::Command::new(reader).arg(&file).arg("-").output().expect("it runs");
            text.push_str(&String::from_utf8_lossy(&read.stdout));
        }
    }
    text
}

#[test]
fn a_part_says_nothing_of_the_rest() {
    planted_in("ferry", 30);
    if !shipped::shallow() {
        planted_in("content", 600);
    }
}

/// `most` is how many of the planted words come out at least where all is shown.
fn planted_in(name: &str, most: usize) {
    let (_home, folder) = book(name);
    let ids = ids(&folder);
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut planted = BTreeMap::new();
    for id in &ids {
        let file = folder.join("assessments").join(id).join("assessment.yaml");
        let text = fs::read_to_string(&file).expect("it is there");
        let mut value: Value = serde_saphyr::from_str(&text).expect("YAML");
        plant(&mut value, "", &mut planted);
        fs::write(&file, value.to_string()).expect("JSON is YAML");
    }
    for detail in [Detail::Levels, Detail::Summary, Detail::Whole] {
        let mut library = pipeline::open(&folder).expect("it can be read");
        assert!(!library.sink.has_errors(), "{:#?}", library.sink.sorted());
        library.show_to(&audience(detail, &ids), None);
        let output = all(&folder, &library, documents(name, &library));
        let text = text_of(&output);
        let scored = pipeline::score(&library, None).expect("no errors");
        let views: Vec<_> = scored.assessments().into_iter().map(|seen| seen.view).collect();
        let themes = serde_json::to_string(&views).expect("it is data");
        let text = format!("{text}\n{themes}");
        for view in views.iter().filter(|_| detail != Detail::Whole) {
            let answers = view.results.iter().any(|result| !result.trace.is_empty() || !result.explanation.is_empty());
            assert!(!answers && view.levels.is_empty(), "{name}: {detail:?}: themes see no answer");
            assert!(view.signatures.is_empty() && view.digest.is_empty(), "{name}: {detail:?}: nor who signs what");
        }
        let told: Vec<&String> =
            planted.iter().filter(|(word, _)| text.contains(*word)).map(|(_, path)| path).collect();
        let leaks: BTreeSet<&&String> = told.iter().filter(|path| !is_shown(path, detail)).collect();
        assert!(leaks.is_empty(), "{name}: {detail:?} tells of {leaks:?}");
        let few = match detail {
            Detail::Levels => 6,
            Detail::Summary => 9,
            Detail::Whole => most,
        };
        assert!(told.len() >= few, "{name}: {detail:?}: the search finds what is there: {}", told.len());
        let reports =
            output.files.keys().filter(|path| path.ends_with("report.pdf") || path.ends_with(".yaml")).count();
        assert_eq!(reports > 0, detail == Detail::Whole, "{detail:?}: reports and data");
    }
}

#[test]
fn a_part_of_what_is_signed_names_no_signer() {
    if shipped::shallow() {
        return;
    }
    let (_home, folder) = book("content");
    for detail in [Detail::Levels, Detail::Summary] {
        let mut library = pipeline::open(&folder).expect("it can be read");
        library.show_to(&audience(detail, &["bottling-line-2026"]), None);
        let output = all(&folder, &library, documents("content", &library));
        let page = String::from_utf8_lossy(&output.files["assessments/bottling-line-2026/index.html"]).into_owned();
        assert!(page.contains("Signed, certificates not decided"), "where it stands is told");
        for (path, bytes) in &output.files {
            let text = String::from_utf8_lossy(bytes);
            assert!(!text.contains("DEMO Lead assessor"), "{detail:?}: {path} names who signed");
            assert!(!path.contains("sign-off"), "{detail:?}: {path} is of the record");
        }
    }
}

#[test]
fn what_can_not_be_decided_is_not_signed_off() {
    if shipped::shallow() {
        return;
    }
    let (_home, folder) = book("content");
    let mut signed = audience(Detail::Whole, &["bottling-line-2026", "gateway-2026"]);
    signed.sees[0].signed_off = true;
    let seen = |day: Option<&str>| {
        let mut library = pipeline::open(&folder).expect("it can be read");
        library.show_to(&signed, day.map(|day| day.parse().expect("a day")));
        library.ids().into_iter().map(str::to_owned).collect::<Vec<String>>()
    };
    assert_eq!(seen(Some("2026-11-28")), [] as [&str; 0], "nobody says whether its certificates count");
    fs::create_dir_all(folder.join("trust")).expect("a folder");
    let authority = folder.join("assessments/bottling-line-2026/demo-authority.pem");
    fs::copy(authority, folder.join("trust/demo.pem")).expect("a copy");
    assert_eq!(seen(Some("2026-11-28")), ["bottling-line-2026"], "the other is signed by nobody");
    assert_eq!(seen(Some("2036-11-28")), [] as [&str; 0], "it has expired");
    assert_eq!(seen(None), [] as [&str; 0], "it may have");
}

/// Workers read the book anew: they are told for whom. The audience that is asked for sees less than the book's own.
#[test]
fn other_processes_build_for_the_same_audience() {
    let (_home, folder) = book("ferry");
    let settings = folder.join("book.yaml");
    let text = fs::read_to_string(&settings).expect("it is there");
    let few =
        "sees: [{show: whole}]}, {id: few, name: A few, sees: [{show: whole, assessments: [heron-2025, heron-2026]}]}]";
    fs::write(&settings, text.replace("sees: [{show: whole}]}]", few)).expect("a file");
    // The guide is the largest job, so that another process makes the portfolio, which shows the most.
    let page = folder.join("pages/welcome.md");
    let text = fs::read_to_string(&page).expect("it is there");
    fs::write(&page, format!("{text}\n{}", "A sentence that is there to be long.\n\n".repeat(900))).expect("a file");
    let out = folder.join("output");
    levelbook(&folder, &["build", "--audience", "few"], 0);
    let mut library = pipeline::open(&folder).expect("it can be read");
    library.show_to(&audience(Detail::Whole, &["heron-2025", "heron-2026"]), None);
    let here = build(&library, Plan { documents: Document::all(&library), ..Plan::default() }).0;
    assert!(here.files.len() > 3, "guide, reports and portfolio");
    for (path, bytes) in &here.files {
        assert!(*bytes == fs::read(out.join(path)).expect("it was built"), "{path} is of somebody else's");
    }
}

#[test]
fn what_an_audience_sees_is_decided_by_the_first_entry_that_fits() {
    let (_home, folder) = book("ferry");
    let details = |audience: &Audience| {
        let mut library = pipeline::open(&folder).expect("it can be read");
        library.show_to(audience, None);
        let to = library.shown_to().expect("it was cut").clone();
        let seen = to.details.iter().map(|(id, detail)| format!("{id} {detail:?}"));
        let hidden = to.hidden.iter().map(|(id, why)| format!("{id} {why:?}"));
        seen.chain(hidden).collect::<Vec<String>>()
    };
    let any = |show| Sees { show, assessments: None, marked_up_to: None, signed_off: false };
    let mut reader = audience(Detail::Whole, &["heron-2026"]);
    assert_eq!(details(&reader), ["heron-2026 Whole", "heron-2025 Unnamed", "osprey-2026 Unnamed"]);
    reader.sees.push(any(Detail::Levels));
    assert_eq!(details(&reader), ["heron-2025 Levels", "heron-2026 Whole", "osprey-2026 Levels"]);
    reader.ceiling = Some(Marking::Green);
    assert_eq!(
        details(&reader),
        ["heron-2025 Levels", "osprey-2026 Levels", "heron-2026 Above(Amber, Green)"],
        "a ceiling goes before all entries"
    );
    let file = folder.join("assessments/osprey-2026/assessment.yaml");
    let text = fs::read_to_string(&file).expect("it is there");
    let unmarked: String =
        text.lines().filter(|line| !line.starts_with("marking:")).map(|l| format!("{l}\n")).collect();
    fs::write(&file, unmarked).expect("a file");
    assert!(
        details(&reader).contains(&"osprey-2026 Unmarked(Green)".to_owned()),
        "what bears no marking may lie above it"
    );
    (reader.ceiling, reader.sees) = (None, vec![any(Detail::Whole)]);
    reader.sees[0].marked_up_to = Some(Marking::Amber);
    assert_eq!(details(&reader), ["heron-2025 Whole", "heron-2026 Whole", "osprey-2026 Unnamed"]);
    (reader.sees[0].marked_up_to, reader.sees[0].signed_off) = (None, true);
    assert_eq!(details(&reader).iter().filter(|line| line.ends_with("Unnamed")).count(), 3, "nothing is signed");
}

/// The guide of an edition was released from a commit that held assessments and their records, too.
#[test]
fn editions_hold_nothing_of_assessments() {
    let place = Place::new();
    place.replace("assessments/warehouse/assessment.yaml", "date: 2026-02-20", "date: 2026-02-20\nmarking: TLP:RED");
    place.replace("book.yaml", "    sees:\n", "    ceiling: TLP:AMBER\n    sees:\n");
    place.commit("a marking");
    place.levelbook(&["seal", "warehouse"]);
    place.commit("seal");
    place.levelbook(&["release", "0.1.0"]);
    place.commit("release");
    for (audience, own) in [("readers", 0), ("assessors", 5)] {
        place.levelbook(&["build", "--editions", "--no-cache", "--audience", audience, "--output", audience]);
        let folder = place.home.path().join(audience);
        let files: Vec<String> = walkdir::WalkDir::new(&folder)
            .into_iter()
            .flatten()
            .map(|entry| entry.path().strip_prefix(&folder).expect("below").display().to_string())
            .filter(|path| path.contains("assessments/"))
            .collect();
        let next = files.iter().filter(|path| path.starts_with("next/")).count();
        assert_eq!(next, files.len(), "editions hold nothing of assessments: {files:?}");
        if own == 0 {
            let page = fs::read_to_string(folder.join("next/guide/introduction.html")).expect("a page");
            assert!(page.contains("such as the warehouse."), "a link to what is hidden keeps its words alone");
        }
        assert!(if own == 0 { next == 0 } else { next > own }, "{audience}: {files:?}");
    }
}
