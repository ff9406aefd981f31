//! Every moment at which a run can be killed or refused, one after the other: old or new, whole; the next run succeeds; no
//! litter.
//!
//! A scenario makes a folder as it is before, does one thing, and knows what is right before and after. It is done once to
//! count its operations on the disk, and then once for each of them, killed there, refused there. After a kill the next run
//! does the same thing again; what it brings to an end has to be old or new as well.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use super::fault;
use super::fault::Fault;
use super::place::OutputPlace;
use super::*;

/// What a user put into an output: hidden, at the top, in a folder of its own, beside files that stay, beside one that goes.
const THEIRS: [&str; 6] =
    [".git/HEAD", ".gitignore", "CNAME", "archive/2024/index.html", "deep/notes.txt", "gone/notes.txt"];

type Tree = BTreeMap<String, String>;

/// Every file below a folder, by path.
fn tree(folder: &Path) -> Tree {
    let mut found = Tree::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            found.extend(tree(&entry.path()).into_iter().map(|(path, text)| (format!("{name}/{path}"), text)));
            found.insert(format!("{name}/"), String::new());
        } else {
            found.insert(
                name,
                fs::read_to_string(entry.path()).unwrap_or_else(|_| "a link that leads nowhere".to_owned()),
            );
        }
    }
    found
}

fn put_tree(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(file, text).expect("written");
    }
}

fn output(files: &[(&str, &str)]) -> Output {
    let mut output = Output::new();
    files.iter().for_each(|(path, text)| output.insert(*path, text.as_bytes()));
    output
}

/// One thing that is done, and the folder in which it is.
struct Scenario {
    name: &'static str,
    before: fn(&Path),
    act: fn(&Path) -> Result<(), WriteError>,
    /// What may be seen in the middle of a kill as well, as an intermediate that the next run ends: files one by one.
    in_steps: bool,
}

/// Without what the work folders hold: they are litter, which is looked at by itself.
fn without_work(tree: &Tree) -> Tree {
    let work =
        |path: &str| path.split('/').any(|part| part == work::INSIDE || part.ends_with(".levelbook") && part != MARKER);
    tree.iter().filter(|(path, _)| !work(path)).map(|(path, text)| (path.clone(), text.clone())).collect()
}

fn scenarios() -> Vec<Scenario> {
    const NEXT: &[(&str, &str)] = &[("index.html", "new"), ("deep/b.html", "new"), ("deep/er/c.html", "new")];
    fn built(home: &Path) {
        put_tree(home, &[("beside.txt", "the user's")]);
        let old = output(&[("index.html", "old"), ("gone/a.html", "old"), ("deep/b.html", "old")]);
        write(&old, &home.join("out")).expect("written");
        put_tree(&home.join("out"), &THEIRS.map(|path| (path, "the user's")));
    }
    fn is_record(name: &str) -> bool {
        name.ends_with(".yaml")
    }
    fn book(home: &Path) {
        put_tree(home, &[("book.yaml", "old"), ("practices/a.md", "old"), ("practices/b.md", "old")]);
        put_tree(
            &home.join("assessments/x"),
            &[
                ("assessment.yaml", "old"),
                ("sign-off/report.pdf", "old"),
                ("sign-off/seal.yaml", "old"),
                ("sign-off/notes/minutes.txt", "the user's"),
            ],
        );
    }
    let build = |home: &Path| write(&output(NEXT), &home.join("out"));
    vec![
        Scenario {
            name: "the first output",
            before: |home| put_tree(home, &[("x", "y")]),
            act: build,
            in_steps: false,
        },
        Scenario { name: "an output in place of another", before: built, act: build, in_steps: false },
        Scenario {
            name: "an output where nothing was, folders down",
            before: |home| put_tree(home, &[("x", "y")]),
            act: |home| write(&output(NEXT), &home.join("a/b/out")),
            in_steps: false,
        },
        Scenario {
            name: "an output in a folder that can't be moved",
            before: built,
            act: |home| {
                let target = home.join("out");
                let mut work = Work::begin(&target, &target)?;
                super::write::in_place(&mut work, &target, &target, (&output(NEXT), ""))
            },
            in_steps: true,
        },
        Scenario {
            name: "a record is replaced",
            before: book,
            act: |home| {
                let (mut work, _) = begin_book(home)?;
                work.fill(
                    Path::new("assessments/x/sign-off"),
                    &[("report.pdf", b"new"), ("seal.yaml", b"new")],
                    is_record,
                )
            },
            in_steps: false,
        },
        Scenario {
            name: "a record grows",
            before: book,
            act: |home| {
                let (mut work, _) = begin_book(home)?;
                work.fill(Path::new("assessments/x/sign-off"), &[("report.pdf", b"new"), ("1-a.yaml", b"new")], |_| {
                    false
                })
            },
            in_steps: false,
        },
        Scenario {
            name: "several files of a book",
            before: book,
            act: |home| {
                let (mut work, _) = begin_book(home)?;
                work.stage("practices/a.md", b"new", false)?;
                work.stage("practices/b.md", b"new", false)?;
                work.stage("editions/1.0.0.txt", b"new", false)?;
                work.put(&["assessments/x/assessment.yaml".to_owned()])
            },
            in_steps: true,
        },
        Scenario {
            name: "one file in place of another",
            before: |home| put_tree(home, &[("report.pdf", "old"), ("b", "")]),
            act: |home| put_file(&home.join("report.pdf"), b"new", None),
            in_steps: false,
        },
        Scenario {
            name: "a file of the cache",
            before: |_| {},
            act: |home| put_cached(&home.join("cache/editions"), "key", b"new"),
            in_steps: false,
        },
        Scenario {
            name: "a book in a new folder",
            before: |_| {},
            act: |home| start(&home.join("book")),
            in_steps: false,
        },
        Scenario {
            name: "a book in a folder that is there",
            before: |home| fs::create_dir(home.join("book")).expect("made"),
            act: |home| start(&home.join("book")),
            in_steps: true,
        },
    ]
}

/// As `levelbook init` does it.
fn start(folder: &Path) -> Result<(), WriteError> {
    let place = OutputPlace::fresh(folder)?;
    let empty = place.is_empty().map_err(|error| WriteError::Io(folder.to_owned(), error))?;
    if !empty {
        return Ok(());
    }
    fill_new(place, &[("book.yaml", b"new", false), ("practices/a.md", b"new", false), ("key", b"new", true)])
}

/// How it is before and after, and how many operations lie in between.
fn measure(scenario: &Scenario) -> (Tree, Tree, usize) {
    let home = tempfile::tempdir().expect("a folder");
    (scenario.before)(home.path());
    let before = tree(home.path());
    fault::clear();
    (scenario.act)(home.path()).unwrap_or_else(|error| panic!("{}: {error}", scenario.name));
    let steps = fault::clear();
    let after = tree(home.path());
    assert_eq!(after, without_work(&after), "{}: litter", scenario.name);
    for (path, text) in before.iter().filter(|(_, text)| *text == "the user's") {
        assert_eq!(after.get(path), Some(text), "{}: {path} is lost", scenario.name);
    }
    assert_ne!(before, after);
    (before, after, steps)
}

fn with_and_without_exchange(test: impl Fn(&Scenario, bool)) {
    for missing in [false, true] {
        for scenario in scenarios() {
            fault::set_no_exchange(missing);
            test(&scenario, missing);
        }
    }
    fault::set_no_exchange(false);
}

/// Whether a path is one of the user's in an output, or a folder around one.
fn is_theirs(path: &str) -> bool {
    let path = path.strip_prefix("out/").unwrap_or(path);
    THEIRS.iter().any(|own| *own == path || path.ends_with('/') && own.starts_with(path))
}

/// What is neither old nor new, or is not there.
fn mixed(found: &Tree, before: &Tree, after: &Tree) -> Vec<String> {
    let paths = before.keys().chain(after.keys()).chain(found.keys());
    paths
        .filter(|path| found.get(*path) != before.get(*path) && found.get(*path) != after.get(*path))
        .cloned()
        .collect()
}

#[test]
fn killed_at_every_operation_it_is_old_or_new() {
    with_and_without_exchange(|scenario, no_exchange| {
        let (before, after, steps) = measure(scenario);
        assert!(steps > 5, "{}: the steps are counted", scenario.name);
        for number in 0..steps {
            let place = format!("{}, killed at {number} of {steps}, no exchange: {no_exchange}", scenario.name);
            let home = tempfile::tempdir().expect("a folder");
            (scenario.before)(home.path());
            fault::plan(number, Fault::Kill);
            let _ = (scenario.act)(home.path());
            fault::clear();
            let found = without_work(&tree(home.path()));
            // Folders that were made for it may be there, empty, until the next run.
            let files = |tree: &Tree| -> Tree {
                tree.iter().filter(|(path, _)| !path.ends_with('/')).map(|(p, t)| (p.clone(), t.clone())).collect()
            };
            if scenario.in_steps || no_exchange {
                // One by one, or twice: the rest is for the next run, and nothing but old and new is there.
                let torn: Vec<String> = mixed(&found, &before, &after)
                    .into_iter()
                    .filter(|path| found.contains_key(path) && !path.ends_with('/'))
                    .collect();
                assert!(torn.is_empty(), "{place}: {torn:?}");
            } else if scenario.name.contains("place of another") {
                // The user's files may be still on their way.
                let known =
                    |tree: &Tree| -> Tree { files(tree).into_iter().filter(|(path, _)| !is_theirs(path)).collect() };
                assert!([known(&before), known(&after)].contains(&known(&found)), "{place}: {found:#?}");
            } else {
                assert!([files(&before), files(&after)].contains(&files(&found)), "{place}: {found:#?}");
            }
            (scenario.act)(home.path()).unwrap_or_else(|error| panic!("{place}: the next run: {error}"));
            assert_eq!(tree(home.path()), after, "{place}: after the next run");
        }
    });
}

#[test]
fn refused_at_every_operation_nothing_changes() {
    for kind in [io::ErrorKind::StorageFull, io::ErrorKind::PermissionDenied] {
        with_and_without_exchange(|scenario, no_exchange| {
            // The kind makes a difference only to where an output goes.
            if kind != io::ErrorKind::StorageFull && !scenario.name.contains("output") {
                return;
            }
            let (before, after, steps) = measure(scenario);
            for number in 0..steps {
                let place = format!("{}, refused at {number} of {steps}, no exchange: {no_exchange}", scenario.name);
                let home = tempfile::tempdir().expect("a folder");
                (scenario.before)(home.path());
                fault::plan(number, Fault::Refuse(kind));
                let ended = (scenario.act)(home.path());
                fault::clear();
                let found = tree(home.path());
                match ended {
                    Ok(()) => assert_eq!(without_work(&found), after, "{place}: it says that it is done"),
                    Err(WriteError::Io(_, error)) => {
                        assert_eq!(error.kind(), kind, "{place}");
                        // A refusal while clearing away leaves the work folder to the next run.
                        assert_eq!(without_work(&found), before, "{place}: it says that nothing changed");
                    }
                    Err(WriteError::Unfinished(_, work, _)) => {
                        assert!(work.is_dir(), "{place}: the rest is there");
                        let torn = mixed(&without_work(&found), &before, &after);
                        assert!(torn.iter().all(|path| is_theirs(path)), "{place}: {torn:?}");
                    }
                    Err(other) => panic!("{place}: {other}"),
                }
                (scenario.act)(home.path()).unwrap_or_else(|error| panic!("{place}: the next run: {error}"));
                assert_eq!(tree(home.path()), after, "{place}: after the next run");
            }
        });
    }
}

#[test]
fn a_file_that_can_not_take_its_place_puts_those_before_it_back() {
    let home = tempfile::tempdir().expect("a folder");
    put_tree(home.path(), &[("a", "old"), ("b/c", "the user's")]);
    let before = tree(home.path());
    let mut work = Work::begin(home.path(), home.path()).expect("begun");
    work.stage("a", b"new", false).expect("ready");
    work.stage("new/d", b"new", false).expect("ready");
    // A folder stands where a folder is to be made; it is a file by the time of the rename.
    work.stage("e/f", b"new", false).expect("ready");
    put_tree(home.path(), &[("e", "a file in the way")]);
    let error = work.put(&[]).expect_err("refused");
    assert!(matches!(error, WriteError::Io(..)), "{error}");
    drop(work);
    fs::remove_file(home.path().join("e")).expect("removed");
    assert_eq!(tree(home.path()), before);
}

#[test]
fn what_somebody_changed_after_a_kill_stays() {
    let mut seen = 0;
    for number in 0.. {
        let home = tempfile::tempdir().expect("a folder");
        put_tree(home.path(), &[("a", "old"), ("b", "old"), ("c", "old")]);
        let act = || {
            let mut work = Work::begin(home.path(), home.path())?;
            work.stage("a", b"new", false)?;
            work.stage("b", b"new", false)?;
            work.put(&["c".to_owned()])
        };
        fault::plan(number, Fault::Kill);
        let ended = act();
        fault::clear();
        if ended.is_ok() {
            break;
        }
        let found = tree(home.path());
        let old = |name: &str| found.get(name).is_some_and(|text| text == "old");
        for name in ["a", "b", "c"].iter().filter(|name| old(name)) {
            // In place, as some editors write.
            fs::write(home.path().join(name), "an edit").expect("written");
            seen += 1;
        }
        drop(Work::begin(home.path(), home.path()).expect("brought to an end"));
        for name in ["a", "b", "c"].iter().filter(|name| old(name)) {
            let text = fs::read_to_string(home.path().join(name)).ok();
            assert_eq!(text.as_deref(), Some("an edit"), "{name}, killed at {number}");
        }
    }
    assert!(seen > 10, "edits were tried");
}

#[test]
fn two_runs_do_not_write_to_one_place() {
    let home = tempfile::tempdir().expect("a folder");
    let target = home.path().join("out");
    let first = OutputPlace::claim(&target, None).expect("claimed");
    assert!(matches!(OutputPlace::claim(&target, None), Err(WriteError::InUse(_))), "a second one is told");
    let other = OutputPlace::claim(&home.path().join("other"), None).expect("another place is free");
    first.write(&output(&[("a", "1")]), "").expect("written");
    other.write(&output(&[("a", "2")]), "").expect("written");
    OutputPlace::claim(&target, None).expect("free again");
    assert_eq!(
        tree(home.path()).keys().collect::<Vec<_>>(),
        ["other/", "other/.levelbook", "other/a", "out/", "out/.levelbook", "out/a"]
    );
}

#[test]
fn one_of_many_that_fill_a_cache_waits_for_the_other() {
    let home = tempfile::tempdir().expect("a folder");
    std::thread::scope(|scope| {
        for number in 0..8 {
            let folder = home.path().to_owned();
            scope.spawn(move || {
                for round in 0..20 {
                    put_cached(&folder, &format!("{number}-{round}"), b"x").expect("written");
                }
            });
        }
    });
    let found = tree(home.path());
    assert_eq!(found.len(), 160, "{:?}", found.keys().collect::<Vec<_>>());
}

#[test]
fn a_folder_of_that_name_that_is_not_ours_is_left_alone() {
    let home = tempfile::tempdir().expect("a folder");
    put_tree(home.path(), &[(".out.levelbook/thesis.txt", "years of work")]);
    let error = OutputPlace::claim(&home.path().join("out"), None).expect_err("refused");
    assert!(matches!(error, WriteError::Foreign(_)), "{error}");
    assert_eq!(tree(home.path())[".out.levelbook/thesis.txt"], "years of work");
    // Nor is a journal followed that leads elsewhere.
    for journal in [r#"{"Files":{"put":["../x"],"gone":[]}}"#, r#"{"Files":{"put":[],"gone":["/etc/x"]}}"#, "{}"] {
        let home = tempfile::tempdir().expect("a folder");
        put_tree(home.path(), &[("inner/.levelbook-work/ready", journal), ("x", "the user's")]);
        let error = Work::begin(&home.path().join("inner"), Path::new("inner")).expect_err("refused");
        assert!(matches!(error, WriteError::Foreign(_)), "{journal}: {error}");
        assert_eq!(tree(home.path())["x"], "the user's");
    }
}

#[cfg(unix)]
#[test]
fn a_target_is_what_it_leads_to() {
    use std::os::unix::fs::symlink;
    let home = tempfile::tempdir().expect("a folder");
    let at = |name: &str| home.path().join(name);
    put_tree(home.path(), &[("file", "x"), ("book/book.yaml", ""), ("book/pages/a.md", "")]);
    fs::create_dir(at("empty")).expect("made");
    symlink("empty", at("link")).expect("linked");
    symlink("nowhere", at("dangling")).expect("linked");
    symlink("round", at("round")).expect("linked");
    symlink("book/pages", at("pages")).expect("linked");
    symlink("book", at("books")).expect("linked");
    let book = at("book");
    let claim = |name: &str| OutputPlace::claim(&at(name), Some(&book)).map(drop);
    assert!(matches!(claim("file"), Err(WriteError::IsFile(_))));
    assert!(matches!(claim("file/below"), Err(WriteError::IsFile(_))));
    assert!(matches!(claim("dangling"), Err(WriteError::Dangling(_))));
    assert!(matches!(claim("dangling/below"), Err(WriteError::Dangling(_))));
    assert!(matches!(claim("round"), Err(WriteError::Dangling(_))));
    for inside in [
        "book/pages",
        "book/pages/out",
        "book/pages/../pages/x/y",
        "book/practices",
        "book/assessments/out",
        "book/book.yaml/x",
        "book/editions.yaml",
        "pages",
        "pages/deep/out",
        "books/pages/out",
        "link/../book/overlays",
        "book/not-there/../theme",
    ] {
        let error = claim(inside).expect_err(inside);
        assert!(matches!(error, WriteError::InSources(..) | WriteError::IsFile(_)), "{inside}: {error}");
    }
    for around in ["book", "books", ".", "book/output/.."] {
        assert!(matches!(claim(around), Err(WriteError::HoldsBook(_))), "{around}");
    }
    let before = tree(home.path());
    for free in ["book/output", "books/output", "link", "new", "a/b", "book/pages-2"] {
        claim(free).unwrap_or_else(|error| panic!("{free}: {error}"));
    }
    assert_eq!(tree(home.path()), before, "asking leaves nothing");
    write(&output(&[("a", "1")]), &at("link")).expect("written");
    assert!(at("link").is_symlink() && at("empty/a").is_file(), "the link stays, and leads to the output");
    write(&output(&[("a", "2")]), &at("link")).expect("written again");
    assert_eq!(fs::read_to_string(at("empty/a")).ok().as_deref(), Some("2"));
}

#[test]
fn left_overs_of_the_first_version_go_and_nothing_else_does() {
    let home = tempfile::tempdir().expect("a folder");
    let users: &[(&str, &str)] = &[
        (".levelbook-backup", "the user's"),
        (".levelbook-notes1", "the user's"),
        (".levelbook-new-thesis/chapter", "the user's"),
        (".levelbook-new-Ab1/output/x", "the user's"),
        ("book/.levelbook-Report", "%PDF-1.7 the user's"),
        ("book/assessments/x/.sign-off-minute/a", "the user's"),
        ("book/assessments/x/.sign-off-people/report.pdf", "the user's"),
        ("book/assessments/x/assessment.yaml", "the user's"),
    ];
    put_tree(home.path(), users);
    let before = tree(home.path());
    put_tree(
        home.path(),
        &[
            (".levelbook-new-a1B2c3/output/index.html", "half"),
            (".levelbook-new-Q9zzT4/output/index.html", "half"),
            (".levelbook-new-Q9zzT4/old/.levelbook", ""),
            (".levelbook-x7Yq0P", "half a page"),
            ("book/.levelbook-Zz3aQ1", "half"),
            ("book/practices/.levelbook-abcdef", ""),
            ("book/assessments/x/sign-off/.levelbook-qwerty", "# What one role did, written by levelbook. N"),
            ("book/assessments/x/.sign-off-abCD12/report.pdf", "half"),
            ("book/assessments/x/.sign-off-abCD13/.levelbook-a1b2c3", "half"),
            ("book/assessments/x/.sign-off-abCD14/sign-off/seal.yaml", "old"),
        ],
    );
    drop(begin_book(&home.path().join("book")).expect("begun"));
    assert_eq!(
        fs::read_to_string(home.path().join("book/assessments/x/sign-off/seal.yaml")).ok(),
        None,
        "an old record that was replaced is not brought back over its place"
    );
    write(&output(&[("a", "1")]), &home.path().join("out")).expect("written");
    fs::remove_dir_all(home.path().join("out")).expect("removed");
    fs::remove_dir(home.path().join("book/assessments/x/sign-off")).expect("empty");
    fs::remove_dir(home.path().join("book/practices")).expect("empty");
    assert_eq!(tree(home.path()), before);
}

#[test]
fn an_output_that_the_first_version_took_away_comes_back() {
    let home = tempfile::tempdir().expect("a folder");
    let old = home.path().join(".levelbook-new-a1B2c3/old");
    put_tree(&old, &[(".levelbook", "0  index.html\n"), ("index.html", "old"), (".git/HEAD", "ref")]);
    let target = home.path().join("out");
    let place = OutputPlace::claim(&target, None).expect("claimed");
    assert_eq!(place.found(), Recovered::Undone);
    place.write(&output(&[("index.html", "new")]), "").expect("written");
    assert_eq!(fs::read_to_string(target.join(".git/HEAD")).ok().as_deref(), Some("ref"));
    // Where there is a new output already, what may be the user's is kept and told.
    put_tree(&old, &[(".levelbook", ""), (".git/HEAD", "other")]);
    let place = OutputPlace::claim(&target, None).expect("claimed");
    assert_eq!(place.left().len(), 1);
    assert!(old.join(".git/HEAD").is_file());
    // A record as well.
    let record = home.path().join("book/assessments/x");
    put_tree(&record.join(".sign-off-abCD14/sign-off"), &[("seal.yaml", "old")]);
    drop(begin_book(&home.path().join("book")).expect("begun"));
    assert_eq!(tree(&record).keys().collect::<Vec<_>>(), ["sign-off/", "sign-off/seal.yaml"]);
}

#[test]
fn the_new_output_takes_the_place_of_the_old_one() {
    let home = tempfile::tempdir().expect("a folder");
    let target = home.path().join("out");
    write(&output(&[("a.html", "1"), ("deep/b.html", "2"), (".nojekyll", "")]), &target).expect("written");
    fs::write(target.join(".gitignore"), "*").expect("written");
    write(&output(&[("a.html", "3")]), &target).expect("written again");
    assert_eq!(fs::read_to_string(target.join("a.html")).ok().as_deref(), Some("3"));
    assert!(!target.join("deep").exists(), "files that are no longer made are gone");
    assert!(!target.join(".nojekyll").exists(), "hidden ones as well");
    assert!(target.join(".gitignore").exists(), "hidden files of the user stay");
    let left: Vec<_> = fs::read_dir(home.path()).expect("readable").flatten().map(|e| e.file_name()).collect();
    assert_eq!(left, ["out"], "nothing is left beside the target");
}

#[test]
fn what_is_not_ours_stays_and_what_is_ours_goes() {
    let home = tempfile::tempdir().expect("a folder");
    let target = home.path().join("out");
    write(&output(&[("a.html", "1"), ("deep/b.html", "2"), ("deep/c.html", "2"), ("gone/d.html", "2")]), &target)
        .expect("written");
    let theirs = [
        ("CNAME", "theirs"),
        ("deep/notes.txt", "theirs"),
        ("gone/notes.txt", "theirs"),
        ("gone/er/notes.txt", "theirs"),
        ("archive/2024/index.html", "theirs"),
        ("archive/.well-known/x", "theirs"),
    ];
    put_tree(&target, &theirs);
    fs::create_dir_all(target.join("empty/folders")).expect("made");
    for round in ["3", "4"] {
        // In the second round levelbook has files of its own beside theirs, in a folder that was all theirs.
        let next = output(&[("a.html", round), ("deep/b.html", round), ("archive/index.html", round)]);
        write(&next, &target).expect("written");
        let files: Vec<String> = tree(&target).into_keys().filter(|path| !path.ends_with('/')).collect();
        let mut expected: Vec<&str> = theirs.iter().map(|(path, _)| *path).chain([MARKER]).collect();
        expected.extend(["a.html", "deep/b.html", "archive/index.html"]);
        expected.sort_unstable();
        assert_eq!(files, expected);
    }
}

#[test]
fn a_file_of_somebody_else_is_never_written_over() {
    // Theirs, and what levelbook would write: the file itself, a file above it, a file below it, a folder for a file.
    let cases = [("x.html", "x.html"), ("x/y", "x"), ("x", "x/y"), ("x/y/z", "x/y"), (".nojekyll", ".nojekyll")];
    for (theirs, ours) in cases {
        for in_place in [false, true] {
            let home = tempfile::tempdir().expect("a folder");
            let target = home.path().join("out");
            write(&output(&[("a.html", "1")]), &target).expect("written");
            put_tree(&target, &[(theirs, "theirs")]);
            let before = tree(home.path());
            let mut place = OutputPlace::claim(&target, None).expect("claimed");
            place.inside = in_place;
            let error = place.write(&output(&[("a.html", "2"), (ours, "ours")]), "").expect_err(theirs);
            assert!(matches!(&error, WriteError::InTheWay(path) if path.starts_with(&target)), "{theirs}: {error}");
            assert_eq!(tree(home.path()), before, "{theirs}");
        }
    }
}

#[cfg(unix)]
#[test]
fn links_and_names_that_are_no_text_stay_as_they_are() {
    use std::os::unix::ffi::OsStrExt;
    let home = tempfile::tempdir().expect("a folder");
    let target = home.path().join("out");
    put_tree(home.path(), &[("elsewhere/thesis.txt", "years of work")]);
    write(&output(&[("a.html", "1"), ("deep/b.html", "1")]), &target).expect("written");
    std::os::unix::fs::symlink(home.path().join("elsewhere"), target.join("link")).expect("linked");
    std::os::unix::fs::symlink("nowhere", target.join("deep/dangling")).expect("linked");
    let odd = target.join(std::ffi::OsStr::from_bytes(b"caf\xe9.txt"));
    fs::write(&odd, "theirs").expect("written");
    write(&output(&[("a.html", "2")]), &target).expect("written");
    assert!(target.join("link").is_symlink() && target.join("deep/dangling").is_symlink() && odd.is_file());
    assert!(home.path().join("elsewhere/thesis.txt").is_file(), "links are not followed");
    // Through a link nothing is written.
    let error = write(&output(&[("link/a.html", "2")]), &target).expect_err("refused");
    assert!(matches!(error, WriteError::InTheWay(_)), "{error}");
    assert_eq!(tree(&home.path().join("elsewhere")).len(), 1);
}

#[test]
fn the_output_of_another_book_is_not_replaced() {
    let home = tempfile::tempdir().expect("a folder");
    let target = home.path().join("out");
    let write = |owner: &str| {
        OutputPlace::claim(&target, None).and_then(|place| place.write(&output(&[("a.html", owner)]), owner))
    };
    write("pumps").expect("written");
    write("pumps").expect("written again");
    let before = tree(home.path());
    let error = write("valves").expect_err("refused");
    assert!(matches!(&error, WriteError::OfAnother(_, other, own) if other == "pumps" && own == "valves"), "{error}");
    assert_eq!(tree(home.path()), before);
    // One that an earlier version wrote names no book.
    let list = fs::read_to_string(target.join(MARKER)).expect("a list");
    fs::write(target.join(MARKER), list.lines().skip(1).collect::<Vec<_>>().join("\n")).expect("written");
    write("valves").expect("written");
}

#[test]
fn what_came_back_before_the_next_run_is_told_and_nothing_is_lost() {
    let mut seen = false;
    for number in 0.. {
        let home = tempfile::tempdir().expect("a folder");
        let target = home.path().join("out");
        let build = || write(&output(&[("a.html", "1")]), &target);
        build().expect("written");
        put_tree(&target, &[("CNAME", "first")]);
        fault::plan(number, Fault::Kill);
        let ended = build();
        fault::clear();
        if ended.is_ok() {
            break;
        }
        if target.join("CNAME").exists() || !target.exists() {
            continue;
        }
        seen = true;
        put_tree(&target, &[("CNAME", "second")]);
        let text = |path: &Path| fs::read_to_string(path).unwrap_or_default();
        for _ in 0..2 {
            let error = build().expect_err("told, each time");
            let WriteError::Twice(here, other) = error else { panic!("{error}") };
            assert_eq!((text(&here), text(&other)), ("second".to_owned(), "first".to_owned()));
        }
        let Err(WriteError::Twice(_, other)) = build() else { panic!("told") };
        fs::remove_file(other).expect("removed");
        build().expect("written");
        assert_eq!(text(&target.join("CNAME")), "second");
    }
    assert!(seen, "a kill between the folder and the file");
}

#[test]
fn a_folder_that_is_not_ours_is_left_alone() {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("thesis.txt"), "years of work").expect("written");
    let error = write(&output(&[("a.html", "1")]), home.path()).expect_err("refused");
    assert!(matches!(error, WriteError::NotOurs(_)), "{error}");
    assert_eq!(tree(home.path()).keys().collect::<Vec<_>>(), ["thesis.txt"]);
}

#[test]
fn a_part_carries_the_rest_over() {
    let home = tempfile::tempdir().expect("a folder");
    let target = home.path().join("out");
    write(&output(&[("a.html", "1"), ("guide.pdf", "%PDF")]), &target).expect("written");
    let kept = carry_over(&target, |path| path.ends_with(".pdf"));
    assert_eq!(kept, output(&[("guide.pdf", "%PDF")]));
    fs::write(target.join(MARKER), "0  ../secret.pdf\n0  /etc/hostname.pdf\n").expect("written");
    assert_eq!(carry_over(&target, |_| true), Output::new(), "an edited list leads nowhere else");
}

#[test]
fn in_place_a_file_may_take_the_place_of_a_folder_and_the_other_way_round() {
    let home = tempfile::tempdir().expect("a folder");
    let target = home.path().join("out");
    let in_place = |files: &[(&str, &str)]| {
        let mut work = Work::begin(&target, &target).expect("begun");
        super::write::in_place(&mut work, &target, &target, (&output(files), ""))
    };
    in_place(&[("a/b/c", "1"), ("d", "1")]).expect("written");
    in_place(&[("a", "2"), ("d/e/f", "2")]).expect("written");
    let names = || tree(&target).into_keys().collect::<Vec<_>>();
    assert_eq!(names(), [".levelbook", "a", "d/", "d/e/", "d/e/f"]);
    // Somebody's file in it keeps the folder, and then nothing changes.
    put_tree(&target, &[("d/e/notes", "the user's")]);
    let before = tree(&target);
    let error = in_place(&[("a", "3"), ("d", "3")]).expect_err("refused");
    assert!(matches!(error, WriteError::Io(..)), "{error}");
    assert_eq!(tree(&target), before);
}

#[test]
fn a_build_leaves_no_trace_in_the_book() {
    let home = tempfile::tempdir().expect("a folder");
    put_tree(home.path(), &[("book.yaml", "")]);
    let stamp = || fs::metadata(home.path()).expect("there").modified().expect("a time");
    let before = stamp();
    assert_eq!(tidy_book(home.path()), Recovered::Nothing);
    assert_eq!(stamp(), before);
    put_tree(home.path(), &[(".levelbook-work/new/half", "")]);
    assert_eq!(tidy_book(home.path()), Recovered::Undone);
    assert_eq!(tree(home.path()).into_keys().collect::<Vec<_>>(), ["book.yaml"]);
}

#[cfg(unix)]
#[test]
fn permissions_stay_as_they_were() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().expect("a folder");
    let mode = |path: &str| fs::metadata(home.path().join(path)).expect("there").permissions().mode() & 0o777;
    write(&output(&[("a", "1")]), &home.path().join("out")).expect("written");
    fs::set_permissions(home.path().join("out"), fs::Permissions::from_mode(0o770)).expect("set");
    write(&output(&[("a", "2")]), &home.path().join("out")).expect("written");
    assert_eq!(mode("out"), 0o770);
    put_file(&home.path().join("report.pdf"), b"1", None).expect("written");
    fs::set_permissions(home.path().join("report.pdf"), fs::Permissions::from_mode(0o604)).expect("set");
    put_file(&home.path().join("report.pdf"), b"2", None).expect("written");
    assert_eq!(mode("report.pdf"), 0o604);
    start(&home.path().join("book")).expect("written");
    assert_eq!(mode("book/key"), 0o600, "a private file is private from its first byte");
}
