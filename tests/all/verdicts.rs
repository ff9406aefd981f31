//! A verdict never gets better when things get worse: every file of a signed book is broken in turn, a clone is made as other
//! systems make it, a report is forged under an honest seal, and history is rearranged.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;
use std::sync::OnceLock;

use crate::tools::commit;
use crate::tools::copy;
use crate::tools::git;
use levelbook::pipeline;
use levelbook::pipeline::verification;
use levelbook::pipeline::verification::Means;
use levelbook::pipeline::verification::Target;
use levelbook::sign_off::means;
use levelbook::sign_off::reason::Finding;
use levelbook::source::sha256;
use pades::verdict::Verdict;

fn levelbook(home: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_levelbook"))
        .current_dir(home)
        .args(args)
        .env("PASSPHRASE", "demo")
        .stdin(std::process::Stdio::null())
        .output()
        .expect("levelbook runs")
}

fn fine(home: &Path, args: &[&str]) -> String {
    let output = levelbook(home, args);
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "levelbook {args:?}: {said}");
    said
}

fn edit(file: &Path, old: &str, new: &str) {
    let text = fs::read_to_string(file).expect("the file is there");
    assert!(text.contains(old), "{} does not hold {old}", file.display());
    fs::write(file, text.replacen(old, new, 1)).expect("the file can be written");
}

fn sign(home: &Path, id: &str, role: &str, more: &[&str]) {
    let key = format!("keys/{role}.p12");
    let args = ["--book", "book", "sign", id, "--role", role, "--key", &key, "--passphrase-env", "PASSPHRASE"];
    fine(home, &[&args[..], more].concat());
}

/// A home with a book of four signed reports: `warehouse` was replaced by `depot`, `shed` was rejected, `attic` is attested in
/// its record alone. It trusts its authority and SSH keys, and has a part of a theme and a page of its own.
fn signed() -> &'static Path {
    static HOME: OnceLock<tempfile::TempDir> = OnceLock::new();
    let home = HOME.get_or_init(|| {
        let home = tempfile::tempdir().expect("a folder");
        let place = home.path();
        fine(place, &["init", "book"]);
        fine(place, &["--book", "book", "keys", "demo", "keys"]);
        let book = place.join("book");
        git(&book, &["init", "-q", "-b", "main"]);
        fs::create_dir_all(book.join("trust")).expect("a folder");
        fs::create_dir_all(book.join("theme/report/parts")).expect("a folder");
        fs::copy(place.join("keys/trust.pem"), book.join("trust/demo.pem")).expect("a copy");
        fs::copy(place.join("keys/allowed_signers"), book.join("trust/allowed_signers")).expect("a copy");
        fs::write(book.join("theme/report/parts/own.typ"), "// A part of our own.\n").expect("written");
        let own = |id: &str| book.join(format!("assessments/{id}/assessment.yaml"));
        for id in ["depot", "shed", "attic"] {
            copy(&book.join("assessments/warehouse"), &book.join("assessments").join(id));
            edit(&own(id), "id: warehouse", &format!("id: {id}"));
        }
        edit(&own("depot"), "format: 1\n", "format: 1\nsupersedes: warehouse\n");
        commit(&book);
        for id in ["warehouse", "depot", "shed"] {
            fine(place, &["--book", "book", "seal", id]);
            sign(place, id, "assessor", &[]);
            let decision: &[&str] = if id == "shed" { &["--decision", "rejected"] } else { &[] };
            sign(place, id, "approver", decision);
        }
        fine(place, &["--book", "book", "attest", "depot", "--role", "assessor", "--key", "keys/assessor.ssh"]);
        edit(&book.join("book.yaml"), "sign_off:\n", "sign_off:\n  level: record\n");
        commit(&book);
        fine(place, &["--book", "book", "seal", "attic"]);
        for role in ["assessor", "approver"] {
            let key = format!("keys/{role}.ssh");
            fine(place, &["--book", "book", "attest", "attic", "--role", role, "--key", &key]);
        }
        for id in IDS {
            let report = book.join(format!("assessments/{id}/sign-off/report.pdf"));
            fs::copy(report, place.join(format!("copy-of-{id}.pdf"))).expect("a copy");
        }
        commit(&book);
        home
    });
    home.path()
}

const IDS: [&str; 4] = ["warehouse", "depot", "shed", "attic"];

/// The verdicts on all reports of a book: by id, by their path, and for a copy elsewhere.
fn verdicts(home: &Path, book: &Path) -> BTreeMap<String, Verdict> {
    let mut all = BTreeMap::new();
    let Ok(opened) = pipeline::open(book) else { return all };
    let means = Means {
        trust: means::trust(opened.sources()),
        unread: means::unread(opened.sources()),
        allowed: means::allowed_signers(opened.sources()),
        at: Some(time::OffsetDateTime::now_utc()),
        rebuild: false,
    };
    for id in IDS {
        let around = Some((&opened, book));
        if let Ok(found) = verification::verify(around, Target::Assessment(id), None, &means) {
            all.insert(format!("{id} by id"), found.verdict());
            // Who is told to have signed, and whose signature holds, gets no better either.
            for role in &found.judgement.roles {
                let verdict = role.findings.iter().map(Finding::verdict).max().unwrap_or(Verdict::Valid);
                all.insert(format!("{id} role {}", role.role), verdict);
            }
        }
        let inside = book.join(format!("assessments/{id}/sign-off/report.pdf"));
        let copy = home.join(format!("copy-of-{id}.pdf"));
        for (name, path) in [("by path", inside), ("of a copy", copy)] {
            let Ok(bytes) = fs::read(&path) else { continue };
            let target = Target::File { path: &path, bytes: &bytes };
            let found = verification::verify(around, target, None, &means).expect("a file is there");
            all.insert(format!("{id} {name}"), found.verdict());
        }
    }
    all
}

#[test]
fn nothing_that_breaks_makes_a_verdict_better() {
    let home = signed();
    // Broken in a copy of its own: other tests read the book at the same time.
    let place = tempfile::tempdir().expect("a folder");
    let book = place.path().join("book");
    copy(&home.join("book"), &book);
    let base = verdicts(home, &book);
    let expected = [
        ("warehouse", Verdict::Policy),
        ("depot", Verdict::Valid),
        ("shed", Verdict::Policy),
        ("attic", Verdict::Valid),
    ];
    for (id, verdict) in expected {
        for way in ["by id", "by path", "of a copy"] {
            assert_eq!(base.get(&format!("{id} {way}")), Some(&verdict), "{id} {way}: {base:#?}");
        }
    }
    let files: Vec<PathBuf> = walkdir::WalkDir::new(&book)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.file_name() != ".git")
        .map(|entry| entry.expect("it can be read"))
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.into_path())
        .collect();
    assert!(files.len() > 25, "{files:?}");
    let mut better = Vec::new();
    let mut lower = 0;
    for (number, file) in files.iter().enumerate() {
        let whole = fs::read(file).expect("the file is there");
        let middle = whole.len() / 2;
        let breaks: [(&str, Option<Vec<u8>>); 8] = [
            ("cut in half", Some(whole[..middle].to_vec())),
            ("without its last line", {
                let end = whole.trim_ascii_end().iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
                Some(whole[..end].to_vec())
            }),
            ("emptied", Some(Vec::new())),
            ("with a byte of rubbish", Some([&whole[..middle], b"\xff", &whole[middle..]].concat())),
            ("with one letter changed", {
                let mut bytes = whole.clone();
                if let Some(byte) = bytes[middle..].iter_mut().find(|byte| byte.is_ascii_lowercase()) {
                    *byte = if *byte == b'x' { b'y' } else { b'x' };
                }
                Some(bytes)
            }),
            ("with a mistake of syntax", Some([&whole[..], b"\n: [\n"].concat())),
            ("removed", None),
            ("a folder", None),
        ];
        // The gate breaks each file in all ways; otherwise each is broken in two, and the ways take turns.
        let ways = |way: &usize| crate::tools::thorough() || way % 4 == number % 4;
        for (_, (how, bytes)) in breaks.into_iter().enumerate().filter(|(way, _)| ways(way)) {
            match bytes {
                Some(bytes) => fs::write(file, bytes).expect("written"),
                None => fs::remove_file(file).expect("removed"),
            }
            if how == "a folder" {
                fs::create_dir(file).expect("made");
            }
            for (what, verdict) in verdicts(home, &book) {
                // A role of another name is judged by the whole.
                let Some(before) = base.get(&what).copied() else { continue };
                lower += usize::from(verdict > before);
                if verdict < before {
                    let name = file.strip_prefix(&book).expect("below").display().to_string();
                    better.push(format!("{name} {how}: {what} {before:?} became {verdict:?}"));
                }
            }
            if how == "a folder" {
                fs::remove_dir(file).expect("removed");
            }
            fs::write(file, &whole).expect("written");
        }
    }
    assert!(better.is_empty(), "{} verdicts got better:\n{}", better.len(), better.join("\n"));
    let enough = if crate::tools::thorough() { 500 } else { 120 };
    assert!(lower > enough, "only {lower} verdicts got worse: were the files broken at all?");
    assert_eq!(verdicts(home, &book), base, "all was put back");
}

/// What `verify` says in text, in JSON and by its exit code.
fn said(home: &Path, args: &[&str]) -> (String, serde_json::Value, i32) {
    let text = levelbook(home, args);
    let json = levelbook(home, &[args, &["--format", "json"]].concat());
    assert_eq!(text.status.code(), json.status.code(), "{args:?}");
    let value = serde_json::from_slice(&json.stdout).expect("it is JSON");
    (String::from_utf8_lossy(&text.stdout).into_owned(), value, text.status.code().unwrap_or(-1))
}

#[test]
fn text_json_and_exit_code_say_the_same_by_id_and_by_path() {
    let home = signed();
    for (id, verdict, state, code) in [
        ("warehouse", "POLICY", "superseded", 1),
        ("depot", "VALID", "signed off", 0),
        ("shed", "POLICY", "rejected", 1),
        ("attic", "VALID", "signed off", 0),
    ] {
        let copy = format!("copy-of-{id}.pdf");
        let (text, by_id, exit) = said(home, &["--book", "book", "verify", id]);
        assert_eq!(text.lines().next(), Some(format!("{verdict}  {id}, {state}").as_str()));
        assert_eq!((by_id["verdict"].as_str(), by_id["state"].as_str(), exit), (Some(verdict), Some(state), code));
        assert_eq!(by_id["record"]["held"], "book");
        assert_eq!(by_id["record"]["assessment"], *id);
        let (text, mut by_path, exit) = said(home, &["--book", "book", "verify", &copy]);
        assert_eq!((text.lines().next(), exit), (Some(format!("{verdict}  {copy}, {state}").as_str()), code));
        by_path["file"] = by_id["file"].clone();
        assert_eq!(by_path, by_id, "{id}");
    }
    let (text, json, exit) = said(home, &["verify", "copy-of-depot.pdf", "--trust", "keys/trust.pem"]);
    assert_eq!((json["verdict"].as_str(), json["record"]["held"].as_str(), exit), (Some("VALID"), Some("none"), 0));
    assert!(text.contains("No record was held against it"), "{text}");
    let (_, json, _) = said(home, &["--book", "book", "verify", "warehouse"]);
    let kinds: Vec<&str> =
        json["findings"].as_array().expect("a list").iter().filter_map(|one| one["kind"].as_str()).collect();
    assert_eq!(kinds, ["superseded"]);
    let (text, json, _) = said(home, &["--book", "book", "verify", "depot"]);
    assert_eq!(json["attestations"][0]["verdict"], "VALID");
    assert!(text.contains("attested assessor  VALID"), "{text}");
}

#[test]
fn a_file_that_the_book_knows_by_name_or_in_part_is_not_one_of_nobody() {
    let home = signed();
    let place = tempfile::tempdir().expect("a folder");
    let whole = fs::read(home.join("copy-of-depot.pdf")).expect("the report");
    let seal = fs::read_to_string(home.join("book/assessments/depot/sign-off/seal.yaml")).expect("the seal");
    let lengths: Vec<usize> =
        seal.lines().filter_map(|line| line.trim().strip_prefix("length: ")?.parse().ok()).collect();
    let forged = {
        let mut bytes = whole.clone();
        bytes[40] ^= 1;
        bytes
    };
    let first = fs::read_to_string(home.join("book/assessments/depot/sign-off/1-assessor.yaml")).expect("the entry");
    let once = first.lines().find_map(|line| line.trim().strip_prefix("length: ")?.parse().ok()).expect("a length");
    let pointer = format!("version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 9\n", sha256(&whole));
    type Case<'a> = (&'a str, &'a [u8], &'a str, Option<&'a str>, &'a str);
    let cases: [Case; 8] = [
        ("as-typeset.pdf", &whole[..lengths[0]], "INVALID", Some("depot"), "other-file"),
        ("with-fields.pdf", &whole[..lengths[1]], "POLICY", Some("depot"), "unrecorded"),
        ("signed-once.pdf", &whole[..once], "POLICY", Some("depot"), "unrecorded"),
        ("cut.pdf", &whole[..whole.len() - 7], "INVALID", Some("depot"), ""),
        ("depot.pdf", &forged, "INVALID", Some("depot"), "other-file"),
        ("unknown.pdf", &forged, "INVALID", None, "no-record"),
        ("stranger.pdf", b"%PDF-1.7\n", "INVALID", None, "no-record"),
        ("depot-later.pdf", pointer.as_bytes(), "INDETERMINATE", None, "lfs-pointer"),
    ];
    let book = home.join("book").display().to_string();
    for (name, bytes, verdict, of, kind) in cases {
        fs::write(place.path().join(name), bytes).expect("written");
        let (_, json, _) = said(place.path(), &["--book", &book, "verify", name]);
        let all = json.to_string();
        assert_eq!(json["record"]["assessment"].as_str(), of, "{name}: {all}");
        assert!(json["verdict"] == verdict && all.contains(kind), "{name}: {all}");
    }
}

#[test]
fn two_records_of_one_file_are_told_of() {
    let home = signed();
    let place = tempfile::tempdir().expect("a folder");
    copy(&home.join("book"), &place.path().join("book"));
    let book = place.path().join("book");
    copy(&book.join("assessments/depot"), &book.join("assessments/hangar"));
    let own = book.join("assessments/hangar");
    edit(&own.join("assessment.yaml"), "id: depot", "id: hangar");
    fs::copy(home.join("copy-of-depot.pdf"), place.path().join("a.pdf")).expect("a copy");
    for target in ["depot", "a.pdf"] {
        let (_, json, code) = said(place.path(), &["--book", "book", "verify", target]);
        let all = json.to_string();
        assert!(all.contains("several-records") && code == 4, "{target}: {all}");
    }
}

#[test]
fn a_record_that_was_named_and_cannot_be_read_is_not_passed_over() {
    let home = signed();
    let place = tempfile::tempdir().expect("a folder");
    copy(&home.join("book/assessments/depot/sign-off"), &place.path().join("record"));
    fs::copy(home.join("copy-of-depot.pdf"), place.path().join("a.pdf")).expect("a copy");
    let trust = home.join("keys/trust.pem").display().to_string();
    let allowed = home.join("keys/allowed_signers").display().to_string();
    let args = ["verify", "a.pdf", "--policy", "record", "--trust", &trust, "--allowed-signers", &allowed];
    let (_, json, code) = said(place.path(), &args);
    assert_eq!((json["verdict"].as_str(), json["record"]["held"].as_str(), code), (Some("VALID"), Some("named"), 0));
    for file in ["seal.yaml", "1-assessor.yaml", "2-approver.yaml"] {
        let path = place.path().join("record").join(file);
        let whole = fs::read(&path).expect("the file");
        for broken in [&b"a: [\n"[..], b"\xff\xfe", b"", b"format: 1\n"] {
            fs::write(&path, broken).expect("written");
            let (_, json, code) = said(place.path(), &args);
            assert!(code == 3 && json.to_string().contains("record-unread"), "{file} {broken:?}: {json}");
        }
        fs::write(&path, whole).expect("written");
    }
}

#[test]
fn a_clone_of_another_system_says_the_same() {
    let home = signed();
    let book = home.join("book");
    let here = place_verdicts(home, "book");
    for (name, how) in [
        ("windows", &["-c", "core.autocrlf=true"][..]),
        ("crlf", &["-c", "core.eol=crlf", "-c", "core.autocrlf=false"][..]),
        ("plain", &[][..]),
    ] {
        let clone = tempfile::tempdir().expect("a folder");
        let from = format!("file://{}", book.display());
        let to = clone.path().join("book").display().to_string();
        git(clone.path(), &[&["clone", "-q", "-n"], how, &[&from, &to]].concat());
        let info = clone.path().join("book/.git/info/attributes");
        // What the book asks of git is put aside: a clone of an older book has no such file.
        fs::write(
            &info,
            if name == "crlf" { "* text=auto eol=crlf\n*.pdf -text\n" } else { "* !text !eol\n*.pdf -text\n" },
        )
        .expect("written");
        git(&clone.path().join("book"), &[how, &["checkout", "-q", "main"]].concat());
        let text = fs::read(clone.path().join("book/book.yaml")).expect("the settings");
        assert_eq!(text.windows(2).any(|pair| pair == b"\r\n"), name != "plain", "{name} has the line ends it should");
        copy(&home.join("keys"), &clone.path().join("keys"));
        assert_eq!(place_verdicts(clone.path(), "book"), here, "{name}");
        // A new day on every file, too.
        for entry in walkdir::WalkDir::new(clone.path().join("book")).into_iter().flatten() {
            if entry.file_type().is_file() && !entry.path().components().any(|part| part.as_os_str() == ".git") {
                let file = fs::File::options().append(true).open(entry.path()).expect("opened");
                file.set_modified(std::time::UNIX_EPOCH).expect("a day");
            }
        }
        assert_eq!(place_verdicts(clone.path(), "book"), here, "{name}, touched");
        // Nothing was changed as far as a seal is concerned, and every output has the same bytes.
        let opened = pipeline::open(&clone.path().join("book")).expect("it can be read");
        let commit = levelbook::source::commit_of(&clone.path().join("book"), opened.sources())
            .expect("readable")
            .expect("a commit");
        assert!(!commit.modified, "{name}");
        let built = |home: &Path| {
            fine(home, &["--book", "book", "build", "--site", "--output", "out"]);
            let mut all = BTreeMap::new();
            for entry in
                walkdir::WalkDir::new(home.join("out")).into_iter().flatten().filter(|e| e.file_type().is_file())
            {
                let name = entry.path().strip_prefix(home.join("out")).expect("below").to_owned();
                all.insert(name, sha256(&fs::read(entry.path()).expect("a file")));
            }
            all
        };
        assert_eq!(built(clone.path()), built(home), "{name}");
        fs::remove_dir_all(home.join("out")).expect("removed");
    }
}

fn place_verdicts(home: &Path, book: &str) -> Vec<(String, i32)> {
    let one = |id: &str| {
        let (text, _, code) = said(home, &["--book", book, "verify", id]);
        (text, code)
    };
    IDS.iter().map(|id| one(id)).collect()
}

#[test]
fn what_git_was_told_to_do_with_files_is_no_change() {
    let place = tempfile::tempdir().expect("a folder");
    fine(place.path(), &["init", "book"]);
    let book = place.path().join("book");
    let modified = || {
        let opened = pipeline::open(&book).expect("it can be read");
        levelbook::source::commit_of(&book, opened.sources()).expect("readable").expect("a commit").modified
    };
    git(&book, &["init", "-q", "-b", "main"]);
    // A filter as Git LFS has one: what is committed is not what lies in the work tree.
    git(&book, &["config", "filter.turned.clean", "rev"]);
    git(&book, &["config", "filter.turned.smudge", "rev"]);
    fs::write(book.join(".gitattributes"), "pages/*.md filter=turned\n").expect("written");
    commit(&book);
    assert!(!git(&book, &["cat-file", "-p", "HEAD:pages/introduction.md"]).contains("title: Introduction"));
    assert!(!modified(), "a filter makes no change");
    edit(&book.join("pages/introduction.md"), "title: Introduction", "title: An introduction");
    assert!(modified(), "a change behind a filter is one");
}

#[test]
fn only_what_a_commit_holds_is_sealed() {
    let place = tempfile::tempdir().expect("a folder");
    fine(place.path(), &["init", "book"]);
    let book = place.path().join("book");
    git(&book, &["init", "-q", "-b", "main"]);
    fs::write(book.join(".git/info/exclude"), "ignored.md\n/pages/sign-off/\n").expect("written");
    commit(&book);
    let page = "---\ntitle: A page\n---\nSome text.\n";
    let cases: [(&str, &str, &str); 4] = [
        ("pages/ignored.md", page, "pages/ignored.md (ignored by git)"),
        ("pages/sign-off/hidden.md", page, "pages/sign-off/hidden.md (ignored by git)"),
        ("assessments/warehouse/sign-off/notes.yaml", "a: b\n", "assessments/warehouse/sign-off/notes.yaml (new)"),
        ("pages/second.md", page, "pages/second.md (new)"),
    ];
    for (path, text, expected) in cases {
        let file = book.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(&file, text).expect("written");
        let opened = pipeline::open(&book).expect("it can be read");
        let commit = levelbook::source::commit_of(&book, opened.sources()).expect("readable").expect("a commit");
        assert!(commit.modified, "{path}");
        let repository = levelbook::source::Repository::of(&book).expect("a repository");
        let found = repository.differences(&commit.id, opened.sources()).expect("compared");
        assert_eq!(found.len(), 1, "{found:?}");
        if !opened.sink.has_errors() {
            let output = levelbook(place.path(), &["--book", "book", "seal", "warehouse"]);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(said.contains(expected) && output.status.code() == Some(2), "{path}: {said}");
        }
        fs::remove_file(&file).expect("removed");
    }
    // What is not loaded does not count: keys, an output, notes beside the book's folders.
    for path in ["demo-keys/a.p12", "output/index.html", "notes.txt"] {
        let file = book.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(&file, "x").expect("written");
    }
    fine(place.path(), &["--book", "book", "seal", "warehouse"]);
    // Neither does what the seal writes itself.
    fine(place.path(), &["--book", "book", "seal", "warehouse", "--again"]);
    fs::remove_file(book.join("practices/key-custody.md")).expect("removed");
    let opened = pipeline::open(&book).expect("it can be read");
    assert!(
        levelbook::source::commit_of(&book, opened.sources()).expect("readable").expect("a commit").modified,
        "a file is gone"
    );
}

#[test]
fn a_report_forged_under_an_honest_seal_comes_out_otherwise() {
    let place = tempfile::tempdir().expect("a folder");
    fine(place.path(), &["init", "book"]);
    fine(place.path(), &["--book", "book", "keys", "demo", "keys"]);
    let book = place.path().join("book");
    git(&book, &["init", "-q", "-b", "main"]);
    commit(&book);
    fine(place.path(), &["--book", "book", "seal", "warehouse"]);
    let folder = book.join("assessments/warehouse/sign-off");
    let honest =
        (fs::read(folder.join("report.pdf")).expect("it"), fs::read_to_string(folder.join("seal.yaml")).expect("it"));
    let put = |pdf: &[u8], seal: &str| {
        for entry in fs::read_dir(&folder).expect("the folder").flatten() {
            fs::remove_file(entry.path()).expect("removed");
        }
        fs::write(folder.join("report.pdf"), pdf).expect("written");
        fs::write(folder.join("seal.yaml"), seal).expect("written");
        for role in ["assessor", "approver"] {
            sign(place.path(), "warehouse", role, &[]);
        }
    };
    let args = ["--book", "book", "verify", "warehouse", "--trust", "keys/trust.pem", "--rebuild"];
    put(&honest.0, &honest.1);
    let (text, json, code) = said(place.path(), &args);
    assert_eq!(
        (json["verdict"].as_str(), json["rebuilt"]["outcome"].as_str(), code),
        (Some("VALID"), Some("identical"), 0)
    );
    assert!(text.starts_with("VALID"), "{text}");
    // Another letter in the title, with a seal whose digests fit it.
    let lengths: Vec<usize> =
        honest.1.lines().filter_map(|line| line.trim().strip_prefix("length: ")?.parse().ok()).collect();
    let mut pdf = honest.0.clone();
    let title = b"Warehouse at the canal";
    let same = |window: &[u8]| window == title;
    let at = pdf.windows(title.len()).position(same).expect("the title stands in the metadata");
    pdf[at] = b'F';
    let mut seal = honest.1.clone();
    for length in &lengths {
        seal = seal.replace(&sha256(&honest.0[..*length]), &sha256(&pdf[..*length]));
    }
    put(&pdf, &seal);
    let (text, json, code) = said(place.path(), &args);
    assert_eq!(
        (json["verdict"].as_str(), json["rebuilt"]["outcome"].as_str(), code),
        (Some("INVALID"), Some("different"), 3)
    );
    assert!(text.starts_with("INVALID  warehouse, broken") && text.contains("DIFFERENT"), "{text}");
    // A seal that claims another program proves nothing, and is never VALID.
    put(&pdf, &seal.replace("made_with: \"levelbook ", "made_with: \"levelbook 0.0."));
    let (text, json, code) = said(place.path(), &args);
    assert_eq!(
        (json["verdict"].as_str(), json["rebuilt"]["outcome"].as_str(), code),
        (Some("INDETERMINATE"), Some("other-tool"), 4)
    );
    assert!(text.contains("cargo build --release --locked"), "{text}");
    // A seal that asks for less than the book does, over an honest report.
    let lax = honest.1.replace("apart:\n", "# apart\n").replace("  - [\"assessor\", \"approver\"]\n", "");
    assert_ne!(lax, honest.1);
    put(&honest.0, &lax);
    let (_, json, code) = said(place.path(), &args);
    assert_eq!(
        (json["verdict"].as_str(), json["rebuilt"]["outcome"].as_str(), code),
        (Some("INVALID"), Some("other-inputs"), 3)
    );
    // A commit that holds something else than what was sealed.
    put(&honest.0, &honest.1);
    edit(&book.join("practices/door-locks.md"), "Someone is named", "A person is named");
    commit(&book);
    let other = git(&book, &["rev-parse", "HEAD"]);
    let then =
        honest.1.lines().find_map(|line| line.strip_prefix("commit: ")).expect("a commit").trim_matches('"').to_owned();
    let seal = honest.1.replace(&then, other.trim());
    for entry in fs::read_dir(&folder).expect("the folder").flatten() {
        fs::remove_file(entry.path()).expect("removed");
    }
    fs::write(folder.join("report.pdf"), &honest.0).expect("written");
    fs::write(folder.join("seal.yaml"), &seal).expect("written");
    let (_, json, code) = said(place.path(), &args);
    assert_eq!(
        (json["verdict"].as_str(), json["rebuilt"]["outcome"].as_str(), code),
        (Some("INVALID"), Some("other-inputs"), 3)
    );
    // A commit that is not there.
    fs::write(folder.join("seal.yaml"), honest.1.replace(&then, &"0".repeat(40))).expect("written");
    let (_, json, code) = said(place.path(), &args);
    assert_eq!((json["rebuilt"]["outcome"].as_str(), code), (Some("not-rebuilt"), 4));
}

#[test]
fn a_late_target_is_found_under_every_name() {
    // What happens between the commit with the late target and the last one.
    type Step = fn(&Path);
    fn moved(book: &Path, to: &str) {
        let text = fs::read_to_string(book.join("assessments/warehouse/assessment.yaml")).expect("it");
        fs::create_dir_all(book.join("assessments").join(to)).expect("made");
        let text = text.replace("id: warehouse", &format!("id: {to}"));
        fs::write(book.join(format!("assessments/{to}/assessment.yaml")), text).expect("written");
    }
    let cases: [(&str, &str, Step); 5] = [
        ("as it is", "warehouse", |_| {}),
        ("moved with another id", "depot", |book| {
            moved(book, "depot");
            fs::remove_dir_all(book.join("assessments/warehouse")).expect("removed");
            commit(book);
        }),
        ("copied, then removed", "depot", |book| {
            moved(book, "depot");
            commit(book);
            fs::remove_dir_all(book.join("assessments/warehouse")).expect("removed");
            commit(book);
        }),
        ("removed, then brought back elsewhere", "depot", |book| {
            let kept = tempfile::tempdir().expect("a folder");
            moved(book, "depot");
            fs::rename(book.join("assessments/depot"), kept.path().join("depot")).expect("moved");
            fs::remove_dir_all(book.join("assessments/warehouse")).expect("removed");
            commit(book);
            fs::create_dir_all(book.join("assessments")).expect("made");
            copy(&kept.path().join("depot"), &book.join("assessments/depot"));
            commit(book);
        }),
        ("removed and brought back under its name", "warehouse", |book| {
            let text = fs::read(book.join("assessments/warehouse/assessment.yaml")).expect("it");
            fs::remove_file(book.join("assessments/warehouse/assessment.yaml")).expect("removed");
            commit(book);
            fs::create_dir_all(book.join("assessments/warehouse")).expect("made");
            fs::write(book.join("assessments/warehouse/assessment.yaml"), text).expect("written");
            commit(book);
        }),
    ];
    for (what, id, step) in cases {
        let place = tempfile::tempdir().expect("a folder");
        fine(place.path(), &["init", "book"]);
        let book = place.path().join("book");
        git(&book, &["init", "-q", "-b", "main"]);
        commit(&book);
        let own = book.join("assessments/warehouse/assessment.yaml");
        edit(&book.join("pages/introduction.md"), "[the warehouse](warehouse)", "the warehouse");
        edit(&own, "      level: 2\n", "      level: 1\n");
        commit(&book);
        step(&book);
        let mut opened = pipeline::open(&book).expect("it can be read");
        pipeline::targets::fill(&mut opened, &book, None);
        let judged = opened.assessment(id).expect("it is there");
        let history = judged.assessment.targets.as_ref().expect("it has a history");
        let late: Vec<&str> = history.late.iter().map(|late| late.practice.as_str()).collect();
        assert_eq!(late, ["door-locks"], "{what}: {history:?}");
        assert_eq!(history.formerly.is_empty(), id == "warehouse", "{what}: {history:?}");
        if what == "as it is" {
            let from = format!("file://{}", book.display());
            git(place.path(), &["clone", "-q", "--depth", "1", &from, "shallow"]);
            let said = fine(place.path(), &["--book", "shallow", "status"]);
            assert!(said.contains("this clone has only the end of the history"), "{said}");
        }
        let said = fine(place.path(), &["--book", "book", "status"]);
        assert!(said.contains("One target was set or lowered after answers existed"), "{what}: {said}");
    }
}

#[test]
fn a_copy_that_stays_beside_is_an_assessment_of_its_own() {
    let place = tempfile::tempdir().expect("a folder");
    fine(place.path(), &["init", "book"]);
    let book = place.path().join("book");
    git(&book, &["init", "-q", "-b", "main"]);
    commit(&book);
    edit(&book.join("assessments/warehouse/assessment.yaml"), "      level: 2\n", "      level: 1\n");
    commit(&book);
    copy(&book.join("assessments/warehouse"), &book.join("assessments/depot"));
    edit(&book.join("assessments/depot/assessment.yaml"), "id: warehouse", "id: depot");
    commit(&book);
    let mut opened = pipeline::open(&book).expect("it can be read");
    pipeline::targets::fill(&mut opened, &book, None);
    let judged = opened.assessment("depot").expect("it is there");
    let history = judged.assessment.targets.as_ref().expect("it has a history");
    assert!(history.late.is_empty() && history.followed == levelbook::model::Followed::Together, "{history:?}");
}

#[test]
fn a_field_of_a_file_writes_no_line_of_its_own() {
    let name = "x\nVALID  forged.pdf\u{1b}[2J\u{202e}";
    let b = crate::base::base();
    let form = pades::pdf::form::finalise(&b.plain, &[crate::base::field(name)]).expect("the field can be added");
    let signed = crate::base::sign(&form, name, &b.keys.signers[0], Some(2), &b.look);
    let place = tempfile::tempdir().expect("a folder");
    fs::write(place.path().join("a.pdf"), signed).expect("written");
    let (text, json, code) = said(place.path(), &["verify", "a.pdf"]);
    assert_ne!(code, 0);
    assert!(!text.lines().any(|line| line.starts_with("VALID")), "{text}");
    assert!(!text.contains('\u{202e}') && !text.contains('\u{1b}'), "{text}");
    assert!(text.contains("x\u{fffd}VALID  forged.pdf"), "{text}");
    assert_eq!(json["signatures"][0]["field"], name, "JSON loses nothing");
}

#[test]
fn file_names_and_settings_write_no_line_of_their_own() {
    let home = signed();
    let place = tempfile::tempdir().expect("a folder");
    let name = "x\nVALID  forged\u{1b}[2J\u{202e}.pdf";
    fs::write(place.path().join(name), b"%PDF-1.7\n").expect("written");
    let book = home.join("book").display().to_string();
    let missing = "y\nVALID  gone.pdf";
    let cases: [&[&str]; 6] = [
        &["--book", &book, "verify", name],
        &["verify", name, "--trust", "nowhere\nVALID  a.pem"],
        &["--book", &book, "verify", missing],
        &["--book", &book, "verify", "no\nVALID  id"],
        &["--book", &book, "status", "no\nVALID  id"],
        &["--book", "no\nVALID  book", "check"],
    ];
    for args in cases {
        let output = levelbook(place.path(), args);
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_ne!(output.status.code(), Some(0), "{args:?}");
        let bad = said.lines().any(|line| line.starts_with("VALID"))
            || said.contains('\u{202e}')
            || said.contains("\u{1b}[2J");
        assert!(!bad, "{args:?}: {said}");
    }
    let (_, json, _) = said(place.path(), &["--book", &book, "verify", name]);
    assert_eq!(json["file"], name, "JSON loses nothing");
    assert_ne!(json["verdict"], "VALID");
}
