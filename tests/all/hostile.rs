//! Hostile text in every string of every file of a book: tags and attributes, Tera, Typst, formulas, addresses, escape
//! sequences, marks that turn the order of words, line ends, and words of 600 letters.
//!
//! Where the rules of a book allow it, the book is built with it, as site and as PDF; where they refuse it, that is a
//! diagnostic, and what is printed of it steers no terminal. With `LEVELBOOK_HOSTILE=FOLDER` the sites are left there, for
//! `tests/browser/hostile.mjs`, which opens every page of them.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::hostile_text;
use crate::tools::git;
use levelbook::diag::Sink;
use levelbook::diag::render;
use levelbook::output::Output;
use levelbook::pipeline;
use levelbook::pipeline::Document;
use levelbook::pipeline::Library;
use levelbook::pipeline::Plan;
use levelbook::source;
use levelbook::source::Budget;
use levelbook::source::Source;
use levelbook::source::Sources;

/// Books, and whether every kind of text is tried in them; in the others only those that differ most.
const BOOKS: [(&str, bool); 4] = [
    ("tests/books/harbour", true),
    ("tests/books/ferry", true),
    ("tests/books/stated", false),
    ("tests/books/workshop", false),
];
const FEW: [&str; 3] = ["markup", "script", "long"];

fn files(book: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(book);
    let (sources, problems) = source::load(&root, Budget::default()).expect("the book is there");
    assert!(problems.is_empty(), "{problems:?}");
    sources.iter().map(|(_, source)| source.clone()).collect()
}

fn open(files: &[Source]) -> Library {
    pipeline::open_sources(Sources::from_files(files.iter().cloned()), Sink::new())
}

/// The files with a kind of hostile text in every place that `wanted` picks.
fn changed(files: &[Source], name: &str, wanted: &mut dyn FnMut(&str) -> bool) -> Vec<Source> {
    let hostile = hostile_text::KINDS.iter().find(|(kind, _)| *kind == name).map_or("", |(_, text)| text);
    let escapes = name.ends_with("-escaped");
    let mut count = 0;
    let mut put = |place: hostile_text::Place<'_>, _: &str| {
        wanted(place.kind).then(|| hostile_text::hostile(hostile, place.number))
    };
    files.iter().map(|file| hostile_text::with(file, escapes, &mut count, &mut put)).collect()
}

/// Every kind of place of a book.
fn kinds(files: &[Source]) -> BTreeSet<String> {
    let mut kinds = BTreeSet::new();
    changed(files, "", &mut |kind| {
        kinds.insert(kind.to_owned());
        false
    });
    kinds
}

/// What a terminal may not get from a book, in a text that `name` printed.
fn assert_tame(text: &str, name: &str) {
    for (number, line) in text.split('\n').enumerate() {
        let steers = |c: char| {
            (c.is_control() && c != '\t')
                || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        assert!(!line.contains(steers), "{name}, line {}: {line:?}", number + 1);
        assert!(
            !line.starts_with("VALID ") && !line.starts_with("::"),
            "{name}: a text wrote a line of its own: {line:?}"
        );
    }
}

/// The book with this text in every place where it may stand, and how many kinds of places these are.
fn full(files: &[Source], name: &str) -> (Vec<Source>, usize) {
    let mut allowed = BTreeSet::new();
    for kind in kinds(files) {
        let opened = open(&changed(files, name, &mut |at| at == kind));
        if opened.book().is_some() && !opened.sink.has_errors() {
            allowed.insert(kind);
            continue;
        }
        let said = opened.sink.sorted();
        assert!(!said.is_empty(), "{name}, {kind}: refused without a word");
        let what = format!("{name} in {kind}");
        assert_tame(&render::human(&said, opened.sources(), "", false), &what);
        assert_tame(&render::short(&said, opened.sources(), ""), &what);
        assert_tame(&render::json(&said, opened.sources(), ""), &what);
    }
    // What each place allows may be too much at once, such as the same id twice.
    let mut kept = BTreeSet::new();
    let whole = |kept: &BTreeSet<String>| changed(files, name, &mut |at| kept.contains(at));
    if open(&whole(&allowed)).book().is_some() {
        kept = allowed;
    } else {
        for kind in allowed {
            kept.insert(kind.clone());
            if open(&whole(&kept)).book().is_none() {
                kept.remove(&kind);
            }
        }
    }
    (whole(&kept), kept.len())
}

fn site(opened: &Library, name: &str) -> Output {
    let (output, sink) = crate::library::build(opened, crate::library::bare());
    assert!(!sink.has_errors(), "{name}: {:#?}", sink.sorted());
    output
}

#[test]
fn hostile_text_is_text_on_pages_and_steers_no_terminal() {
    let folder = std::env::var_os("LEVELBOOK_HOSTILE");
    let mut held: BTreeMap<&str, usize> = BTreeMap::new();
    for (book, all) in BOOKS {
        let files = files(book);
        for (name, _) in
            hostile_text::KINDS.into_iter().filter(|(name, _)| (all && crate::tools::thorough()) || FEW.contains(name))
        {
            let (full, kinds) = full(&files, name);
            *held.entry(name).or_default() += kinds;
            let site = site(&open(&full), name);
            let mut shown = 0;
            for (path, bytes) in site.files.iter().filter(|(path, _)| path.ends_with(".html")) {
                let html = std::str::from_utf8(bytes).expect("UTF-8");
                assert!(!html.contains("<script>") && !html.contains("<img src=x"), "{book}, {name}: {path}");
                assert!(!html.contains("62773913"), "{book}, {name}: {path} has run a text");
                let address = |scheme: &str| html.contains(&format!("href=\"{scheme}"));
                assert!(!address("javascript:") && !address("data:"), "{book}, {name}: {path} leads to code");
                assert!(!html.chars().any(|c| c.is_control() && c != '\n' && c != '\t'), "{book}, {name}: {path}");
                shown += html.matches('H').count();
            }
            assert!(shown > 0);
            if let Some(folder) = &folder {
                let target = Path::new(folder).join(format!("{}-{name}", book.rsplit('/').next().unwrap_or(book)));
                for (path, bytes) in &site.files {
                    let path = target.join(path);
                    fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
                    fs::write(path, bytes).expect("writable");
                }
            }
        }
    }
    // So many kinds of places of all books hold such a text: what refuses all of it proves nothing.
    for name in FEW {
        assert!(held[name] > 30, "{name} stands in {} kinds of places", held[name]);
    }
}

/// Runs the binary; gives all that it said. What is hostile is refused or printed, and never a crash.
fn run(folder: &Path, args: &[&str]) -> String {
    let output =
        Command::new(env!("CARGO_BIN_EXE_levelbook")).current_dir(folder).args(args).output().expect("the binary runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    let said = text(output.stdout) + &text(output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 1)), "levelbook {}\n{said}", args.join(" "));
    said
}

fn write(folder: &Path, files: &[Source]) {
    for file in files {
        let path = folder.join(&file.path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        fs::write(path, file.bytes()).expect("writable");
    }
}

#[test]
fn hostile_text_steers_no_terminal() {
    let checks =
        [&["check"][..], &["check", "--format", "short"], &["check", "--format", "json"], &["status"], &["ids"]];
    let diffs = ["text", "markdown", "json", "html"];
    let home = tempfile::tempdir().expect("a folder");
    run(home.path(), &["init", "book"]);
    let book = home.path().join("book");
    let (sources, _) = source::load(&book, Budget::default()).expect("the book is there");
    let files: Vec<Source> = sources.iter().map(|(_, source)| source.clone()).collect();
    git(&book, &["init", "-q", "-b", "main"]);
    git(&book, &["add", "-A"]);
    git(&book, &["commit", "-q", "-m", "Begin"]);
    for (name, _) in hostile_text::KINDS.into_iter().filter(|(name, _)| crate::tools::thorough() || FEW.contains(name))
    {
        // Each file by itself, all of its strings at once, whether the rules allow it or not.
        for (nth, file) in files.iter().enumerate() {
            let hostile = changed(&files, name, &mut |_| true);
            write(&book, &hostile[nth..=nth]);
            for args in checks {
                assert_tame(&run(&book, args), &format!("{name} in all of {}: {}", file.path, args.join(" ")));
            }
            write(&book, &files[nth..=nth]);
        }
        // All that the rules allow.
        write(&book, &full(&files, name).0);
        for args in checks {
            assert_tame(&run(&book, args), &format!("{name}: {}", args.join(" ")));
        }
        for format in diffs {
            let said = run(&book, &["diff", "HEAD", "--format", format]);
            // A document has line ends of its own, and of what it quotes.
            let said = if matches!(format, "markdown" | "html") { said.replace('\n', " ") } else { said };
            assert_tame(&said, &format!("{name}: diff as {format}"));
        }
        write(&book, &files);
    }
}

#[test]
fn hostile_names_of_files_steer_no_terminal() {
    let home = tempfile::tempdir().expect("a folder");
    run(home.path(), &["init", "book"]);
    let book = home.path().join("book");
    let names =
        ["a\u{1b}[2Jb", "a\u{202e}b\u{2066}", "a\u{9b}31m", "a\nVALID b", "a\rb", "<script>alert(1)<b>", "'\"=1+1"];
    for folder in ["pages", "practices", "assessments", "mappings", "targets", "overlays", "theme/site"] {
        for name in names {
            let folder = book.join(folder);
            fs::create_dir_all(&folder).expect("writable");
            // A name that the system does not allow is nothing to be afraid of.
            let _ = fs::write(folder.join(format!("{name}.md")), "---\nid: x\ntitle: X\n---\nText.\n");
            let _ = fs::write(folder.join(format!("{name}.yaml")), "id: x\n");
        }
    }
    for args in [&["check"][..], &["check", "--format", "short"], &["check", "--format", "json"], &["status"]] {
        assert_tame(&run(&book, args), &args.join(" "));
    }
}

/// The text of a PDF without white space, by poppler; nothing where it is not installed.
fn words(pdf: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.pdf");
    fs::write(&path, pdf).expect("writable");
    let Ok(output) = Command::new("pdftotext").args(["-raw"]).arg(&path).arg("-").output() else {
        eprintln!("skipped: no pdftotext");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).split_whitespace().collect())
}

/// Nothing in a PDF runs, and its links lead to the web, to a mail or to the file itself.
fn assert_inert(pdf: &[u8], name: &str) {
    let document = lopdf::Document::load_mem(pdf).expect("a PDF");
    for object in document.objects.values() {
        let Ok(dictionary) = object.as_dict() else { continue };
        let action = dictionary.get(b"A").and_then(|action| document.dereference(action)).ok();
        for at in [Some(dictionary), action.and_then(|(_, action)| action.as_dict().ok())].into_iter().flatten() {
            let kind = at.get(b"S").and_then(lopdf::Object::as_name).unwrap_or_default();
            assert!(!matches!(kind, b"JavaScript" | b"Launch" | b"SubmitForm" | b"ImportData"), "{name}");
            assert!(!at.has(b"JS") && !at.has(b"OpenAction") && !at.has(b"AA"), "{name}");
            if let Ok(address) = at.get(b"URI").and_then(lopdf::Object::as_str) {
                let address = String::from_utf8_lossy(address);
                assert!(
                    ["https://", "http://", "mailto:"].iter().any(|scheme| address.starts_with(scheme)),
                    "{name}: {address}"
                );
            }
        }
    }
}

#[test]
fn hostile_text_is_text_in_pdfs() {
    for (book, name) in [
        ("harbour", "markup"),
        ("ferry", "markup"),
        ("harbour", "code"),
        ("ferry", "long"),
        ("harbour", "page"),
        ("ferry", "script"),
    ] {
        let files = files(&format!("tests/books/{book}"));
        let opened = open(&full(&files, name).0);
        let documents = Document::all(&opened);
        let count = documents.len();
        let (output, sink) = crate::library::build(&opened, Plan { documents, ..Plan::default() });
        assert!(!sink.has_errors(), "{book}, {name}: {:#?}", sink.sorted());
        assert_eq!(output.files.len(), count, "{book}, {name}");
        for (path, pdf) in &output.files {
            let what = format!("{book}, {name}: {path}");
            assert_inert(pdf, &what);
            let Some(words) = words(pdf) else { continue };
            assert!(!words.contains("62773913"), "{what} has run a text");
            // Each of these would be gone if anything had read it as more than text.
            let marks: &[&str] = match name {
                "markup" => &["<script>window.__pwned='", "{{7919*7927}}", "#(7919*7927)", "]#(7919*7927)[", "\\#x"],
                "code" => &["<script>window.__pwned='", "#(7919*7927)"],
                "long" => &["WallamazWallamaz"],
                _ => &["window.__pwned='"],
            };
            for mark in marks {
                assert!(words.contains(mark), "{what}: `{mark}` is not there as it was written");
            }
        }
    }
}
