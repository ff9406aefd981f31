//! Builds from end to end, by the binary itself: the same commit gives the same bytes, a failed build changes nothing,
//! and no folder of somebody else's is touched.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::Output;

fn levelbook(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_levelbook")).current_dir(folder).args(args).output().expect("the binary runs")
}

/// Runs and expects an exit code; gives what was said on standard output and standard error.
fn run(folder: &Path, args: &[&str], code: i32) -> (String, String) {
    let output = levelbook(folder, args);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "levelbook {}\n{out}{err}", args.join(" "));
    (out, err)
}

/// Every file below a folder, by path.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("readable").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            found.extend(tree(&entry.path()).into_iter().map(|(path, bytes)| (format!("{name}/{path}"), bytes)));
        } else {
            found.insert(name, fs::read(entry.path()).expect("readable"));
        }
    }
    found
}

/// A folder with the book that `init` makes in `book`.
fn started() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder");
    run(home.path(), &["init", "book"], 0);
    home
}

fn git(folder: &Path, args: &[&str]) {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=Test", "-c", "user.email=test@levelbook.example", "-c", "commit.gpgsign=false"])
        .args(args)
        .env("GIT_AUTHOR_DATE", "2026-01-05T00:00:00Z")
        .env("GIT_COMMITTER_DATE", "2026-01-05T00:00:00Z")
        .output()
        .expect("git runs");
    assert!(output.status.success(), "git {}: {}", args.join(" "), String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_same_commit_gives_the_same_bytes_anywhere() {
    let build = |zone: &str, deep: &str| {
        let home = started();
        let book = home.path().join("book");
        git(&book, &["init", "-q", "-b", "main"]);
        git(&book, &["add", "-A"]);
        git(&book, &["commit", "-q", "-m", "Begin"]);
        let target = home.path().join(deep);
        let status = Command::new(env!("CARGO_BIN_EXE_levelbook"))
            .current_dir(&book)
            .args(["build", "--output"])
            .arg(&target)
            .env("TZ", zone)
            .env("LANG", zone)
            .output()
            .expect("the binary runs");
        assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
        tree(&target)
    };
    let (here, there) = (build("Pacific/Kiritimati", "out"), build("America/Anchorage", "a/deeper/folder"));
    let differ: Vec<&String> =
        here.keys().chain(there.keys()).filter(|path| here.get(*path) != there.get(*path)).collect();
    assert!(differ.is_empty(), "{differ:?}");
    assert!(here.contains_key("guide.pdf") && here.contains_key("assessments/warehouse/report.pdf"));
    let page = String::from_utf8_lossy(&here["index.html"]).into_owned();
    assert!(page.contains("from commit <code>") && !page.contains("modified"), "the commit is named");
}

#[test]
fn a_build_with_errors_leaves_the_output_before_it_whole() {
    let home = started();
    let book = home.path().join("book");
    run(&book, &["build"], 0);
    let before = tree(&book.join("output"));
    let practice = book.join("practices/door-locks.md");
    let text = fs::read_to_string(&practice).expect("readable");
    fs::write(&practice, text.replace("## Level 2", "## Level 5")).expect("written");
    let (_, err) = run(&book, &["build"], 1);
    assert!(err.contains("practices/door-locks.md:20:1") && err.contains("nothing was written"), "{err}");
    assert_eq!(tree(&book.join("output")), before);
}

#[test]
fn feedback_links_name_edition_and_bullet() {
    let home = started();
    let settings = home.path().join("book/book.yaml");
    let text = fs::read_to_string(&settings).expect("it is there");
    let address = "feedback: \"https://example.org/new?title={id}&body={edition}, {title}\"\n";
    fs::write(&settings, format!("{text}{address}")).expect("written");
    run(home.path(), &["--book", "book", "build", "--site", "--output", "out"], 0);
    let page = fs::read_to_string(home.path().join("out/practices/door-locks.html")).expect("a page");
    for link in [
        "https://example.org/new?title=door-locks&amp;body=0.1.0, Door%20Locks",
        "https://example.org/new?title=door-locks.1.doors-lock&amp;body=0.1.0, Door%20Locks",
    ] {
        assert!(page.contains(&format!("href=\"{link}\"")), "{link} is missing");
    }
}

#[test]
fn errors_of_a_theme_are_told_with_their_place_and_write_nothing() {
    let home = started();
    let book = home.path().join("book");
    for (path, text, expected) in [
        (
            "theme/site/page.html",
            "{% extends \"base.html\" %}\n{% block main %}{{ page.nothing.at_all }}{% endblock main %}\n",
            "LB080",
        ),
        ("theme/site/page.html", "{% if %}\n", "LB080"),
        ("theme/report/guide.typ", "#let x = \n#nothing-of-the-kind()\n", "LB081"),
    ] {
        let file = book.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(&file, text).expect("written");
        let (_, err) = run(&book, &["build"], 1);
        assert!(err.contains(expected) && err.contains(&format!("{path}:")), "{path}\n{err}");
        assert!(!book.join("output").exists(), "nothing is written");
        fs::remove_dir_all(book.join("theme")).expect("removed");
    }
}

#[test]
fn a_folder_that_levelbook_did_not_make_is_never_emptied() {
    let home = started();
    let book = home.path().join("book");
    fs::create_dir(book.join("output")).expect("made");
    fs::write(book.join("output/thesis.txt"), "years of work").expect("written");
    let (_, err) = run(&book, &["build"], 2);
    assert!(err.contains("left as it is") && err.contains("--output"), "{err}");
    assert_eq!(tree(&book.join("output")).keys().collect::<Vec<_>>(), ["thesis.txt"]);
}

#[test]
fn parts_are_built_beside_what_is_there() {
    let home = started();
    let book = home.path().join("book");
    run(&book, &["build"], 0);
    let whole = tree(&book.join("output"));
    for part in [
        &["build", "--site"][..],
        &["build", "--pdf"],
        &["build", "--only", "warehouse"],
        &["build", "--only", "guide"],
    ] {
        run(&book, part, 0);
        assert_eq!(tree(&book.join("output")).keys().collect::<Vec<_>>(), whole.keys().collect::<Vec<_>>(), "{part:?}");
    }
    assert_eq!(tree(&book.join("output")), whole);
    run(&book, &["report", "warehouse", "--output", "one.pdf"], 0);
    assert_eq!(fs::read(book.join("one.pdf")).expect("written"), whole["assessments/warehouse/report.pdf"]);
    let (_, err) = run(&book, &["build", "--only", "warehous"], 2);
    assert!(err.contains("did you mean `warehouse`?"), "{err}");
    let (_, err) = run(&book, &["build", "--only", "portfolio"], 2);
    assert!(err.contains("there is no portfolio of fewer than two assessments"), "{err}");
}

#[test]
fn new_files_are_well_formed() {
    let home = started();
    let book = home.path().join("book");
    run(&book, &["new", "assessment", "office"], 0);
    run(&book, &["check"], 0);
    let text = fs::read_to_string(book.join("assessments/office/assessment.yaml")).expect("written");
    let order = ["1.doors-lock:", "1.named-owner:", "2.closing-log:", "2.repair-time:", "1.key-list:", "2.signed-for:"];
    let places: Vec<usize> =
        order.iter().map(|id| text.find(id).unwrap_or_else(|| panic!("{id} is not listed"))).collect();
    assert!(places.is_sorted(), "indicators stand in the order of the guide");
    assert!(text.contains("# Every outer door locks when it is tried."), "with their words");

    run(&book, &["new", "page", "second"], 0);
    let (_, err) = run(&book, &["check", "--deny-warnings"], 1);
    assert!(err.contains("LB044"), "a new page waits for its place: {err}");
    let settings = fs::read_to_string(book.join("book.yaml")).expect("readable");
    fs::write(book.join("book.yaml"), settings.replace("[introduction]", "[introduction, second]")).expect("written");

    run(&book, &["new", "practice", "alarms"], 0);
    let model = fs::read_to_string(book.join("model.yaml")).expect("readable");
    fs::write(book.join("model.yaml"), model.replace("key-custody]", "key-custody, alarms]")).expect("written");
    run(&book, &["check"], 0);
    let (_, err) = run(&book, &["new", "page", "alarms"], 2);
    assert!(err.contains("the id `alarms` is taken"), "{err}");
}

#[test]
fn ids_are_inserted_and_nothing_else_is_touched() {
    let home = started();
    let book = home.path().join("book");
    let file = book.join("practices/key-custody.md");
    let text = fs::read_to_string(&file).expect("readable").replace('\n', "\r\n");
    let without = text.replace(" {#signed-for}", "").replace(" {#returned}", "");
    fs::write(&file, &without).expect("written");
    let (out, _) = run(&book, &["ids"], 1);
    let expected = "practices/key-custody.md:24: {#holder-list-signed}  Each holder on the list has signed for the key.\n\
                    practices/key-custody.md:25: {#keys-people-left}  Keys of people who left in the last year were returned or the \
                    lock was changed.\n";
    assert_eq!(out, expected);
    assert_eq!(fs::read_to_string(&file).expect("readable"), without, "asking changes nothing");
    run(&book, &["ids", "--write"], 0);
    let after = fs::read_to_string(&file).expect("readable");
    assert_eq!(after.replace(" {#holder-list-signed}", "").replace(" {#keys-people-left}", ""), without);
    run(&book, &["ids"], 0);
}

#[test]
fn the_command_line_helps() {
    let home = started();
    let book = home.path().join("book");
    let (out, _) = run(&book, &["explain", "lb21"], 0);
    assert!(out.starts_with("LB021: a practice lacks a level\n") && out.contains("## Level"), "{out}");
    let (_, err) = run(&book, &["explain", "LB999"], 2);
    assert!(err.contains("there is no diagnostic `LB999`"), "{err}");
    let (out, _) = run(&book, &["status"], 0);
    assert!(out.contains("answered   5 of 5 indicators") && out.contains("1 below target, 1 at target"), "{out}");
    let (_, err) = run(home.path(), &["check"], 2);
    assert!(err.contains("there is no book here") && err.contains("levelbook init DIR"), "{err}");
    run(&book, &["chekc"], 2);
    let (out, _) = run(&book, &["completions", "bash"], 0);
    assert!(out.contains("levelbook"), "a script comes out");
    let (out, _) = run(&book, &["man"], 0);
    assert!(out.contains(".TH levelbook") && !out.contains("TYPESET"), "a page comes out, without what is internal");
    let (out, _) = run(&book.join("practices"), &["check", "--format", "json"], 0);
    assert_eq!(out.trim(), "[]", "a book is found from any folder in it");
}

#[test]
fn two_books_do_not_go_to_one_output() {
    let home = started();
    run(home.path(), &["init", "other"], 0);
    let before = |file: &str| fs::read(home.path().join("output").join(file)).expect("readable");
    run(home.path(), &["build", "--book", "book", "--site"], 0);
    fs::write(home.path().join("output/CNAME"), "guide.example").expect("written");
    let index = before("index.html");
    let (_, err) = run(home.path(), &["build", "--book", "other", "--site"], 2);
    assert!(err.contains("`output` holds the output of the book `book`, and this is `other`"), "{err}");
    assert!(err.contains("--output DIR"), "{err}");
    assert_eq!(before("index.html"), index);
    run(home.path(), &["build", "--book", "other", "--site", "--output", "output/other"], 0);
    run(home.path(), &["build", "--book", "book", "--site"], 0);
    assert_eq!((before("CNAME"), before("other/index.html").is_empty()), (b"guide.example".to_vec(), false));
}
