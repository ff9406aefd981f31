//! Every diagnostic has a case: a text file in `tests/cases` with a mistake and what levelbook says to it.
//!
//! `tests/cases/README.md` says how a case is written. The book that the mistakes are made in is the one that
//! `levelbook init` makes.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use levelbook::diag::Diagnostic;
use levelbook::diag::Severity;
use levelbook::diag::Sink;
use levelbook::diag::register;
use levelbook::pipeline;
use levelbook::pipeline::Library;
use levelbook::read::report_problems;
use levelbook::source;
use levelbook::source::Budget;
use levelbook::source::Content;
use levelbook::source::Source;
use levelbook::source::Sources;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The book that `levelbook init` makes, by path.
fn starter() -> BTreeMap<String, String> {
    let files = [
        ("book.yaml", "book.yaml"),
        ("model.yaml", "model.yaml"),
        ("practices/door-locks.md", "door-locks.md"),
        ("practices/key-custody.md", "key-custody.md"),
        ("pages/introduction.md", "introduction.md"),
        ("assessments/warehouse/assessment.yaml", "assessment.yaml"),
    ];
    let text =
        |name: &str| fs::read_to_string(root().join("src/cli/starter").join(name)).expect("the starter is there");
    files.into_iter().map(|(path, name)| (path.to_owned(), text(name))).collect()
}

/// A case: its sections by head, in order.
fn sections(text: &str) -> Vec<(String, String)> {
    let mut sections: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        match line.strip_prefix("== ").and_then(|line| line.strip_suffix(" ==")) {
            Some(head) => sections.push((head.to_owned(), String::new())),
            None => {
                if let Some((_, body)) = sections.last_mut() {
                    body.push_str(line);
                    body.push('\n');
                }
            }
        }
    }
    for (_, body) in &mut sections {
        *body = format!("{}\n", body.trim_end());
    }
    sections.iter_mut().filter(|(_, body)| body == "\n").for_each(|(_, body)| body.clear());
    sections
}

/// Replaces lines: those after `-` are looked for as they stand, one after the other, and give way to those after `+`.
fn edit(case: &str, text: &str, edits: &str) -> String {
    let mut text = text.to_owned();
    let mut lines = edits.lines().peekable();
    while lines.peek().is_some() {
        let mut take = |sign: char| {
            let mut block = String::new();
            while let Some(line) = lines.next_if(|line| line.starts_with(sign)) {
                let line = line[1..].strip_prefix(' ').unwrap_or(&line[1..]);
                block.push_str(line);
                block.push('\n');
            }
            block
        };
        let (old, new) = (take('-'), take('+'));
        assert!(!old.is_empty(), "{case}: an edit begins with a line to be replaced, got {:?}", lines.peek());
        assert!(text.contains(&old), "{case}: not in the file:\n{old}");
        text = text.replacen(&old, &new, 1);
    }
    text
}

/// What a case's book is made of.
fn files(case: &str, sections: &[(String, String)]) -> Vec<Source> {
    let mut files = starter();
    for (head, body) in sections {
        if head == "says" {
            continue;
        } else if let Some(path) = head.strip_prefix("remove ") {
            assert!(files.remove(path).is_some(), "{case}: there is no {path}");
        } else if let Some(path) = head.strip_prefix("edit ") {
            let old = files.get(path).unwrap_or_else(|| panic!("{case}: there is no {path}")).clone();
            files.insert(path.to_owned(), edit(case, &old, body));
        } else {
            let text = body.replace("<CR>", "\r").replace("<BOM>", "\u{feff}");
            files.insert(head.clone(), repeat(&text));
        }
    }
    files.into_iter().map(|(path, text)| Source::new(path, Content::Text(text))).collect()
}

/// `<1000 x "[">` stands for a thousand brackets.
fn repeat(text: &str) -> String {
    let Some((before, rest)) = text.split_once('<').filter(|(_, rest)| rest.starts_with(|c: char| c.is_ascii_digit()))
    else {
        return text.to_owned();
    };
    let Some((count, rest)) = rest.split_once(" x \"") else { return text.to_owned() };
    let (what, after) = rest.split_once("\">").expect("a repetition ends in \">");
    format!("{before}{}{}", what.repeat(count.parse().expect("a number")), repeat(after))
}

fn show(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut out = String::new();
    let place = |span: source::Span| {
        let file = sources.get(span.file);
        let (line, column) = file.place(span.start as usize);
        format!("{}:{line}:{column}", file.path)
    };
    for diagnostic in diagnostics {
        let at = diagnostic
            .span
            .map(place)
            .or_else(|| diagnostic.path.clone())
            .map_or(String::new(), |at| format!("{at}: "));
        let severity = if diagnostic.severity == Severity::Error { "error" } else { "warning" };
        let _ = writeln!(out, "{at}{severity}[{}]: {}", diagnostic.code, diagnostic.message);
        if !diagnostic.label.is_empty() {
            let _ = writeln!(out, "    {}", diagnostic.label);
        }
        for (span, label) in &diagnostic.related {
            let _ = writeln!(out, "    {}: {label}", place(*span));
        }
        for help in &diagnostic.help {
            let _ = writeln!(out, "    help: {help}");
        }
    }
    out
}

fn cases() -> Vec<PathBuf> {
    let entries =
        fs::read_dir(root().join("tests/cases")).expect("there are cases").flatten().map(|entry| entry.path());
    let mut cases: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|e| e == "txt")).collect();
    cases.sort();
    cases
}

/// A book comes out exactly where there is no error but in assessments, and each of those with one is left out of it.
fn book_or_errors(opened: &Library, what: &str) {
    let errors = opened.sink.sorted().into_iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let paths = errors.map(|d| d.span.map(|span| opened.sources().get(span.file).path.clone()).or(d.path));
    let paths: Vec<String> = paths.map(Option::unwrap_or_default).collect();
    let of_guide = paths.iter().any(|path| !path.starts_with("assessments/"));
    assert_eq!(opened.book().is_none(), of_guide, "{what}: {paths:?}");
    let folders: BTreeSet<&str> = paths.iter().filter_map(|path| path.split('/').nth(1)).collect();
    if opened.book().is_some() {
        assert_eq!(opened.left_out(), folders.into_iter().collect::<Vec<_>>(), "{what}");
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "asks whether the cases are to be rewritten; no output depends on it")]
fn every_mistake_is_answered_as_its_case_says() {
    let bless = std::env::var_os("LEVELBOOK_UPDATE").is_some();
    let mut wrong = Vec::new();
    for path in cases() {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("cases are text");
        let parts = sections(&text);
        let opened = pipeline::open_sources(Sources::from_files(files(&name, &parts)), Sink::new());
        let said = show(&opened.sink.sorted(), opened.sources());
        book_or_errors(&opened, &name);
        let expected = parts.iter().find(|(head, _)| head == "says").map_or("", |(_, body)| body.as_str());
        if said != expected {
            if bless {
                let before = text.split("== says ==").next().unwrap_or("").trim_end();
                fs::write(&path, format!("{before}\n\n== says ==\n{said}")).expect("the case can be written");
            }
            wrong.push(format!("{name} expects\n{expected}but levelbook says\n{said}"));
        }
    }
    assert!(bless || wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Codes that no text file of a book can bring about; where they are tested instead.
const ELSEWHERE: [(register::Code, &str); 11] = [
    (register::UNREADABLE, "below"),
    (register::LINK_OUT, "below"),
    (register::TOO_LARGE, "below"),
    (register::NOT_UTF8, "below"),
    (register::NUL, "below"),
    (register::REPOSITORY, "tests/all/lost_history.rs"),
    (register::THEME_TEMPLATE, "tests/all/builds.rs"),
    (register::THEME_TYPST, "tests/all/builds.rs"),
    (register::BAD_IMAGE, "src/report/tests"),
    (register::UNCLASSIFIED, "tests/sessions/editions.txt"),
    (register::ID_REUSED, "tests/sessions/editions.txt"),
];

#[test]
fn every_code_has_a_case() {
    let all: String = cases().iter().map(|path| fs::read_to_string(path).expect("cases are text")).collect();
    let said: BTreeSet<&str> = all.split('[').filter_map(|rest| rest.split_once("]: ").map(|(code, _)| code)).collect();
    let missing: Vec<String> = register::CODES
        .iter()
        .filter(|entry| !said.contains(entry.code.to_string().as_str()))
        .filter(|entry| !ELSEWHERE.iter().any(|(code, _)| *code == entry.code))
        .map(|entry| format!("{} {}", entry.code, entry.title))
        .collect();
    assert!(missing.is_empty(), "without a case:\n{}", missing.join("\n"));
}

#[cfg(unix)]
#[test]
fn files_that_cant_be_taken_in_are_named_all_in_one_run() {
    let home = tempfile::tempdir().expect("a folder");
    let book = home.path().join("book");
    for (path, text) in starter() {
        let file = book.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(file, text).expect("written");
    }
    fs::write(home.path().join("secret.md"), "---\ntitle: Secret\n---\nText.\n").expect("written");
    std::os::unix::fs::symlink(home.path().join("secret.md"), book.join("pages/linked.md")).expect("linked");
    std::os::unix::fs::symlink("/", book.join("pages/everything")).expect("linked");
    fs::write(book.join("pages/latin.md"), b"---\ntitle: Caf\xe9\n---\n").expect("written");
    fs::write(book.join("pages/nul.md"), b"---\ntitle: x\n---\n\0\n").expect("written");
    fs::File::create(book.join("pages/huge.md")).and_then(|file| file.set_len(100 << 20)).expect("made");
    let deep: PathBuf = std::iter::repeat_n("d", 40).collect();
    fs::create_dir_all(book.join("pages").join(&deep)).expect("made");
    fs::write(book.join("pages").join(&deep).join("x.md"), "x").expect("written");

    let (sources, problems) = source::load(&book, Budget::default()).expect("the folder can be read");
    let mut sink = Sink::new();
    report_problems(&problems, &mut sink);
    let said: Vec<String> = sink
        .sorted()
        .iter()
        .map(|d| format!("{} {}: {}", d.code, d.path.clone().unwrap_or_default().replace("/d", ""), d.message))
        .collect();
    let expected = [
        "LB002 pages/everything: this symbolic link leads out of the book, to a folder or nowhere",
        "LB003 pages/huge.md: this file has 100.0 MiB, more than the 8.0 MiB that are allowed",
        "LB004 pages/latin.md: line 2 of this file is not UTF-8",
        "LB002 pages/linked.md: this symbolic link leads out of the book, to a folder or nowhere",
        "LB005 pages/nul.md: line 4 of this file holds a NUL byte",
    ];
    for line in expected {
        assert!(said.iter().any(|s| s == line), "missing: {line}\nin\n{}", said.join("\n"));
    }
    assert!(
        said.iter().any(|s| s.starts_with("LB003 pages: folders are nested deeper than 16")),
        "{}",
        said.join("\n")
    );
    let read: Vec<&str> = sources.iter().map(|(_, s)| s.path.as_str()).filter(|p| p.starts_with("pages")).collect();
    assert_eq!(read, ["pages/introduction.md"], "nothing of a file that can't be taken in comes in");
}

#[test]
fn no_cut_and_no_flipped_byte_brings_levelbook_down() {
    let base = starter();
    for (path, text) in &base {
        let bytes = text.as_bytes();
        for at in (0..bytes.len()).step_by(17) {
            let mut flipped = bytes.to_vec();
            flipped[at] = b"{[-:#\"> \n&*|0"[at % 13];
            for broken in [bytes[..at].to_vec(), flipped] {
                let Ok(broken) = String::from_utf8(broken) else { continue };
                let mut files = base.clone();
                files.insert(path.clone(), broken);
                let files = files.into_iter().map(|(path, text)| Source::new(path, Content::Text(text)));
                let opened = pipeline::open_sources(Sources::from_files(files), Sink::new());
                book_or_errors(&opened, &format!("{path} changed at byte {at}"));
            }
        }
    }
}

#[test]
fn the_starter_book_has_no_mistake() {
    let files = starter().into_iter().map(|(path, text)| Source::new(path, Content::Text(text)));
    let opened = pipeline::open_sources(Sources::from_files(files), Sink::new());
    assert_eq!(show(&opened.sink.sorted(), opened.sources()), "");
    assert!(Path::new("content").exists(), "tests run in the repository");
}
