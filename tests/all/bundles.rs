//! Bundles: made the same each time, read by every program, and refused by name whatever was done to them.
//!
//! One small book is sealed, signed and bundled. Each forgery takes the honest files apart and puts them together again in
//! another way, with a manifest that fits where the manifest is not what was forged.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use crate::raw_zip::Raw;
use crate::raw_zip::build;
use crate::raw_zip::raws;
use crate::tools::git;
use crate::tools::program;
use levelbook::bundle::archive;
use levelbook::bundle::manifest;
use levelbook::source::sha256;
use serde_json::Value;

type Files = BTreeMap<String, Vec<u8>>;

/// A folder with a signed book and its bundle, removed when the tests end.
struct Scene {
    home: tempfile::TempDir,
    bundle: Vec<u8>,
    files: Files,
}

fn levelbook(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_levelbook"))
        .current_dir(folder)
        .args(args)
        .env("PASSPHRASE", "demo")
        .stdin(std::process::Stdio::null())
        .output()
        .expect("levelbook runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

fn fine(folder: &Path, args: &[&str]) -> String {
    let (code, out, err) = levelbook(folder, args);
    assert_eq!(code, 0, "{args:?}: {out}{err}");
    out
}

const WALK: &str = "All three doors were tried.\n";
const KEYS: &str = "Nine keys, four holders.\n";
const SBOM: &str = "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\"}\n";

/// A book with four pieces of evidence: public and at hand, confidential and at hand, an SBOM in another folder, an
/// interview that is no file.
fn scene() -> &'static Scene {
    static SCENE: OnceLock<Scene> = OnceLock::new();
    SCENE.get_or_init(|| {
        let home = tempfile::tempdir().expect("a folder");
        let at = home.path();
        fine(at, &["init", "book"]);
        fine(at, &["--book", "book", "keys", "demo", "keys"]);
        let folder = at.join("book/assessments/warehouse");
        let data = fs::read_to_string(folder.join("assessment.yaml")).expect("the starter has an assessment");
        let head = data.split("\nevidence:\n").next().expect("it has evidence");
        let head = head.replacen("evidence: [E-01]", "evidence: [E-01, E-03, E-04]", 1);
        let tail = data.split("\n\nroadmap:").nth(1).expect("it has a roadmap");
        let rest = "collected: 2026-02-10, by: assessor";
        let evidence = format!(
            "  - {{id: E-01, title: Walk <b>round</b>, kind: Test, location: Notebook, {rest}, sha256: {}, sensitivity: Public, annex_vii: [\"6\", \"1(d)\"]}}\n\
             \x20 - {{id: E-02, title: Key list, kind: Record, location: Site office, {rest}, sha256: {}, sensitivity: Confidential}}\n\
             \x20 - {{id: E-03, title: Parts of the alarm, kind: SBOM, location: Archive, {rest}, sha256: {}, sensitivity: \"TLP:CLEAR\"}}\n\
             \x20 - {{id: E-04, title: A talk, kind: Interview, location: Notes, {rest}}}\n",
            sha256(WALK.as_bytes()),
            sha256(KEYS.as_bytes()),
            sha256(SBOM.as_bytes()),
        );
        let write = |path: PathBuf, text: &str| {
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
            fs::write(path, text).expect("a file can be written");
        };
        write(folder.join("assessment.yaml"), &format!("{head}\nevidence:\n{evidence}\nroadmap:{tail}"));
        write(folder.join("evidence/the walk.txt"), WALK);
        write(folder.join("evidence/keys.txt"), KEYS);
        write(at.join("elsewhere/deep/alarm.cdx.json"), SBOM);
        git(&at.join("book"), &["init", "-q", "-b", "main"]);
        git(&at.join("book"), &["add", "-A"]);
        git(&at.join("book"), &["commit", "-q", "-m", "a book"]);
        fine(at, &["--book", "book", "seal", "warehouse"]);
        for role in ["assessor", "approver"] {
            let key = format!("keys/{role}.p12");
            fine(at, &["--book", "book", "sign", "warehouse", "--role", role, "--key", &key, "--passphrase-env", "PASSPHRASE"]);
        }
        fine(at, &["--book", "book", "attest", "warehouse", "--role", "assessor", "--key", "keys/assessor.ssh"]);
        fine(at, &["--book", "book", "bundle", "warehouse", "--evidence", "elsewhere", "--output", "honest.zip"]);
        let bundle = fs::read(at.join("honest.zip")).expect("the bundle is there");
        let files = archive::read(&bundle).expect("the bundle can be read");
        Scene { bundle, files, home }
    })
}

/// What `verify` says of a bundle, without a book around it: exit code, verdict, codes and sentences of the whole.
fn verdict(name: &str, bytes: &[u8]) -> (i32, String, String) {
    let at = scene().home.path();
    let place = tempfile::Builder::new().prefix("verify-").tempdir_in(at).expect("a folder");
    let file = place.path().join("sent.zip");
    fs::write(&file, bytes).expect("the file can be written");
    let trust = at.join("keys/trust.pem").display().to_string();
    let signers = at.join("keys/allowed_signers").display().to_string();
    let args = ["verify", "sent.zip", "--trust", &trust, "--allowed-signers", &signers, "--format", "json"];
    let (code, out, err) = levelbook(place.path(), &args);
    let json: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{name}: exit {code}: {out}{err}"));
    let (human, text, _) = levelbook(place.path(), &args[..args.len() - 2]);
    let verdict = json["verdict"].as_str().expect("a verdict").to_owned();
    assert_eq!(human, code, "{name}: text and JSON end alike");
    assert!(text.starts_with(&format!("{verdict}  sent.zip")), "{name}: {text}");
    (code, verdict, json["reasons"].to_string())
}

#[test]
fn a_bundle_holds_what_may_leave_and_says_what_was_left_out() {
    let scene = scene();
    let names: Vec<&str> = scene.files.keys().map(String::as_str).collect();
    let expected = [
        "annex-vii.html",
        "assessment.yaml",
        "bundle.json",
        "evidence/E-01/the_walk.txt",
        "evidence/E-03/alarm.cdx.json",
        "index.html",
        "manifest.sha256",
        "report.pdf",
        "sign-off/1-assessor.yaml",
        "sign-off/1-assessor.yaml.sig",
        "sign-off/2-approver.yaml",
        "sign-off/seal.yaml",
    ];
    assert_eq!(names, expected);
    let text = |name: &str| String::from_utf8_lossy(&scene.files[name]).into_owned();
    assert_eq!(text("evidence/E-01/the_walk.txt"), WALK);
    let index = text("index.html");
    assert!(index.contains("Walk &lt;b&gt;round&lt;/b&gt;"), "text of a book is escaped");
    assert!(index.contains("its sensitivity does not allow it") && index.contains("names no digest"), "{index}");
    assert!(!scene.bundle.windows(KEYS.len()).any(|window| window == KEYS.as_bytes()), "what is confidential stays");
    let annex = text("annex-vii.html");
    assert!(annex.contains("<h2>SBOM</h2>\n<h3>E-03: Parts of the alarm</h3>"), "{annex}");
    for page in [index, annex] {
        let page = page.to_lowercase();
        let bad =
            ["<script", "javascript:", "http:", "https:", "src=", "<img", "<link", "<iframe", " onload", " onclick"];
        let bad: Vec<&&str> = bad.iter().filter(|bad| page.contains(**bad)).collect();
        assert!(bad.is_empty(), "{bad:?} in {page}");
    }
    let (code, verdict, reasons) = verdict("honest", &scene.bundle);
    assert_eq!((code, verdict.as_str(), reasons.as_str()), (0, "VALID", "[]"));
}

#[test]
fn the_same_commit_gives_the_same_bundle_anywhere() {
    let scene = scene();
    let other = tempfile::tempdir().expect("a folder");
    // Everything but the record comes from the commit; the record is what was signed.
    let from = format!("file://{}", scene.home.path().join("book").display());
    git(other.path(), &["clone", "-q", &from, "another name"]);
    let record = "assessments/warehouse/sign-off";
    let (old, new) = (scene.home.path().join("book").join(record), other.path().join("another name").join(record));
    fs::create_dir_all(&new).expect("a folder");
    for entry in fs::read_dir(old).expect("the record").flatten() {
        fs::copy(entry.path(), new.join(entry.file_name())).expect("copied");
    }
    fs::create_dir_all(other.path().join("moved")).expect("a folder");
    fs::write(other.path().join("moved/alarm.cdx.json"), SBOM).expect("written");
    let args = ["--book", "another name", "bundle", "warehouse", "--evidence", "moved"];
    let said = fine(other.path(), &args);
    assert!(said.contains("bundle-warehouse.zip"), "{said}");
    let again = fs::read(other.path().join("bundle-warehouse.zip")).expect("the bundle");
    assert!(again == scene.bundle, "the bytes differ");
}

#[test]
fn evidence_leaves_only_by_its_name() {
    let at = scene().home.path();
    let bundle = |more: &[&str]| {
        let args = [&["--book", "book", "bundle", "warehouse", "--output", "other.zip"], more].concat();
        let (code, out, err) = levelbook(at, &args);
        (code, format!("{out}{err}"))
    };
    let cases: [(&[&str], i32, &str); 5] = [
        (&[], 0, "E-02    left out: it is `Confidential`"),
        (&[], 0, "E-03    left out: no file at hand has its digest"),
        (&["--allow", "confidential"], 0, "E-02    evidence/E-02/keys.txt"),
        (&["--allow", "Confidental"], 2, "did you mean `Confidential`?"),
        (&["--evidence", "nowhere"], 2, "can't read `nowhere`"),
    ];
    for (args, code, text) in cases {
        let (ended, said) = bundle(args);
        assert!(ended == code && said.contains(text), "{args:?}: exit {ended}: {said}");
    }
}

/// The honest files with a change, and a manifest that fits.
fn with(change: impl Fn(&mut Files)) -> Vec<u8> {
    let mut files = scene().files.clone();
    change(&mut files);
    files.remove("manifest.sha256");
    files.insert("manifest.sha256".to_owned(), manifest::write(&files).into_bytes());
    build(&raws(&files))
}

/// The honest files with a change, and the manifest as it was or as the change made it.
fn without_manifest(change: impl Fn(&mut Files)) -> Vec<u8> {
    let mut files = scene().files.clone();
    change(&mut files);
    build(&raws(&files))
}

/// The honest files as entries, one of them changed.
fn entry(name: &str, change: impl Fn(&mut Raw)) -> Vec<u8> {
    let mut all = raws(&scene().files);
    change(all.iter_mut().find(|raw| raw.name == name.as_bytes()).expect("the entry is there"));
    build(&all)
}

/// The honest files with one more entry of this name, and a manifest that lists it.
fn more(name: &str) -> Vec<u8> {
    with(|files| drop(files.insert(name.to_owned(), b"x".to_vec())))
}

fn replaced(files: &mut Files, name: &str, old: &str, new: &str) {
    let text = String::from_utf8(files[name].clone()).expect("text");
    assert!(text.contains(old), "{name} does not hold {old}");
    files.insert(name.to_owned(), text.replacen(old, new, 1).into_bytes());
}

fn inserted(bytes: &[u8], at: usize, more: &[u8]) -> Vec<u8> {
    [&bytes[..at], more, &bytes[at..]].concat()
}

/// Name, bytes, verdict, and words of a reason.
type Case = (&'static str, Vec<u8>, &'static str, &'static str);

fn check(cases: Vec<Case>) {
    let mut wrong = Vec::new();
    for (name, bytes, expected, reason) in cases {
        let (code, said, reasons) = verdict(name, &bytes);
        let ends = match expected {
            "INVALID" => 3,
            "INDETERMINATE" => 4,
            _ => 1,
        };
        // Reasons are sentences; the words of the tables may stand at their beginning.
        if said != expected || code != ends || !reasons.to_lowercase().contains(&reason.to_lowercase()) {
            wrong.push(format!("{name}: exit {code}, {said}: {reasons}, and not {expected}: {reason}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn other_builders_of_the_one_shape_are_read() {
    // The forgeries below differ from the honest bundle by what their names say, and by nothing else.
    let (_, verdict, reasons) = verdict("rebuilt", &with(|_| {}));
    assert_eq!((verdict.as_str(), reasons.as_str()), ("VALID", "[]"));
}

#[test]
fn forged_containers() {
    let honest = build(&raws(&scene().files));
    let end = honest.len() - 22;
    let directory = u32::from_le_bytes(honest[end + 16..end + 20].try_into().expect("four bytes")) as usize;
    let comment = [&honest[..honest.len() - 2], &[2, 0], b"hi"].concat();
    let mut count = honest.clone();
    count[end + 8] -= 1;
    count[end + 10] -= 1;
    let hidden = {
        let mut all = raws(&scene().files);
        let mut raw = Raw::of("zz", b"a hidden file");
        raw.listed = false;
        all.push(raw);
        build(&all)
    };
    let twice = [honest.clone(), honest.clone()].concat();
    let zeros = vec![0u8; 40 << 20];
    let mut parts = raws(&scene().files);
    let mut part =
        Raw::of("zz", &(0..32u32 << 20).map(|n| if n % 200 == 0 { (n / 200) as u8 } else { 0 }).collect::<Vec<u8>>());
    part.deflate();
    for number in 0..5 {
        parts.push(Raw { name: format!("zz-{number}").into_bytes(), ..part.clone() });
    }
    let cases: Vec<Case> = vec![
        ("bytes behind the end", [&honest[..], b"x"].concat(), "INVALID", "does not end as a ZIP"),
        ("an archive behind another", twice, "INVALID", "directory of the ZIP file is not where"),
        ("a comment at the end", comment, "INVALID", "does not end as a ZIP"),
        (
            "bytes before the first entry",
            inserted(&honest, 0, b"#!/bin/sh\n"),
            "INVALID",
            "directory of the ZIP file is not where",
        ),
        ("bytes before the directory", inserted(&honest, directory, b"x"), "INVALID", "is not where"),
        ("bytes behind the directory", inserted(&honest, end, b"x"), "INVALID", "is not where"),
        ("an end that counts less", count, "INVALID", "is not where"),
        ("the end is cut off", honest[..honest.len() - 1].to_vec(), "INVALID", "does not end as a ZIP"),
        ("nothing but a start", b"PK\x03\x04".to_vec(), "INVALID", "does not end as a ZIP"),
        ("a file that the directory does not list", hidden, "INVALID", "other bytes around the entry"),
        (
            "bytes before an entry",
            entry("index.html", |raw| raw.gap = b"x".to_vec()),
            "INVALID",
            "other bytes around the entry `index.html`",
        ),
        (
            "another name in the local header",
            entry("index.html", |raw| raw.local_name = Some(b"indey.html".to_vec())),
            "INVALID",
            "`index.html` says something else than the directory",
        ),
        (
            "another size in the local header",
            entry("index.html", |raw| raw.local_size = Some(1)),
            "INVALID",
            "`index.html` says something else",
        ),
        (
            "another method in the local header",
            entry("index.html", |raw| raw.local_method = Some(8)),
            "INVALID",
            "`index.html` says something else",
        ),
        (
            "an extra field in the local header",
            entry("index.html", |raw| raw.local_extra = vec![1, 0, 0, 0]),
            "INVALID",
            "`index.html` says something else",
        ),
        (
            "an extra field in the directory",
            entry("index.html", |raw| raw.extra = vec![0x75, 0x70, 0, 0]),
            "INVALID",
            "`index.html` says more",
        ),
        (
            "a comment on an entry",
            entry("index.html", |raw| raw.comment = b"hi".to_vec()),
            "INVALID",
            "`index.html` says more",
        ),
        ("an encrypted entry", entry("index.html", |raw| raw.flags = 1), "INVALID", "`index.html` is encrypted"),
        ("a data descriptor", entry("index.html", |raw| raw.flags = 8), "INVALID", "`index.html` says more"),
        (
            "a name in another alphabet's flag",
            entry("index.html", |raw| raw.flags = 0x800),
            "INVALID",
            "`index.html` says more",
        ),
        ("another compression", entry("index.html", |raw| raw.method = 12), "INVALID", "`index.html` is compressed"),
        (
            "a symbolic link",
            entry("index.html", |raw| raw.attributes = 0o120_777 << 16),
            "INVALID",
            "`index.html` says more",
        ),
        ("a program", entry("index.html", |raw| raw.attributes = 0o100_755 << 16), "INVALID", "`index.html` says more"),
        ("another time", entry("index.html", |raw| raw.time = 0x5a21_0000), "INVALID", "`index.html` says more"),
        (
            "a wrong check sum",
            entry("index.html", |raw| raw.sum ^= 1),
            "INVALID",
            "check sum of the entry `index.html`",
        ),
        (
            "bytes behind the compressed stream",
            entry("index.html", |raw| {
                raw.deflate();
                raw.data.push(0)
            }),
            "INVALID",
            "`index.html` does not decompress",
        ),
        (
            "a compressed stream that is cut",
            entry("index.html", |raw| {
                raw.deflate();
                raw.data.pop();
            }),
            "INVALID",
            "`index.html` does not decompress",
        ),
        (
            "less than it says",
            entry("index.html", |raw| {
                raw.deflate();
                raw.size += 1
            }),
            "INVALID",
            "`index.html` does not decompress",
        ),
        (
            "more than it says",
            entry("index.html", |raw| {
                raw.deflate();
                raw.size -= 1
            }),
            "INVALID",
            "`index.html` does not decompress",
        ),
        (
            "a bomb",
            entry("index.html", |raw| {
                *raw = Raw::of("index.html", &zeros);
                raw.deflate()
            }),
            "INVALID",
            "`index.html` is larger than is allowed",
        ),
        (
            "a bomb that says it is small",
            entry("index.html", |raw| {
                *raw = Raw::of("index.html", &zeros);
                raw.deflate();
                raw.size = 99
            }),
            "INVALID",
            "`index.html` does not decompress",
        ),
        (
            "four gigabytes, it says",
            entry("index.html", |raw| raw.size = u32::MAX as usize),
            "INVALID",
            "`index.html` is larger than is allowed",
        ),
        ("a hundred times as much, in parts", build(&parts), "INVALID", "have more than 128 MiB together"),
        (
            "too many entries",
            build(&(0..4001).map(|n| Raw::of(&format!("{n:05}"), b"")).collect::<Vec<_>>()),
            "INVALID",
            "more than 4000 entries",
        ),
    ];
    check(cases);
}

#[test]
fn forged_names() {
    let twice = {
        let mut all = raws(&scene().files);
        let at = all.iter().position(|raw| raw.name == b"index.html").expect("an index");
        let copy = Raw::of("index.html", b"<!doctype html>");
        all.insert(at + 1, copy);
        build(&all)
    };
    let mut order = raws(&scene().files);
    order.swap(0, 1);
    let cases: Vec<Case> = vec![
        ("a name twice", twice, "INVALID", "two entries `index.html`"),
        ("out of order", build(&order), "INVALID", "is out of order"),
        ("upward", more("../../.bashrc"), "INVALID", "a part `..`"),
        ("upward within", more("evidence/../../x"), "INVALID", "a part `..`"),
        ("here", more("./x"), "INVALID", "a part `..`"),
        ("absolute", more("/etc/cron.d/x"), "INVALID", "begins with a slash"),
        ("a drive", more("C:/x"), "INVALID", "a character that is not allowed"),
        ("backslashes", more("..\\..\\x"), "INVALID", "a backslash"),
        ("a folder", more("evidence/"), "INVALID", "the name of a folder"),
        ("an empty part", more("evidence//x"), "INVALID", "a part `..`"),
        ("another case", more("Report.pdf"), "INVALID", "would take each other's place"),
        ("a file as a folder", more("report.pdf/x"), "INVALID", "would take each other's place"),
        ("order turned round", more("report\u{202e}fdp.exe"), "INVALID", "a character that is not allowed"),
        ("an escape sequence", more("\u{1b}[2J"), "INVALID", "a character that is not allowed"),
        ("a line end and a verdict", more("x\nVALID  sent.zip"), "INVALID", "a character that is not allowed"),
        ("a device", more("aux.txt"), "INVALID", "reserved"),
        ("a full stop at the end", more("report.pdf."), "INVALID", "reserved"),
        ("a name without end", more(&"x".repeat(300)), "INVALID", "too long"),
    ];
    for (name, bytes, ..) in &cases {
        let at = scene().home.path().join("named.zip");
        fs::write(&at, bytes).expect("written");
        let (_, out, err) = levelbook(scene().home.path(), &["verify", "named.zip"]);
        let lines = out.lines().filter(|line| line.starts_with("VALID")).count();
        assert!(lines == 0 && !format!("{out}{err}").contains('\u{1b}'), "{name}: {out}{err}");
    }
    check(cases);
}

#[test]
fn forged_manifests() {
    let rewritten = |change: &dyn Fn(String) -> String| {
        without_manifest(|files| {
            let text = String::from_utf8(files["manifest.sha256"].clone()).expect("text");
            files.insert("manifest.sha256".to_owned(), change(text).into_bytes());
        })
    };
    let cases: Vec<Case> = vec![
        (
            "a file that changed",
            without_manifest(|files| replaced(files, "index.html", "<h1>", "<h1>Not ")),
            "INVALID",
            "`index.html` is not the file that the manifest lists",
        ),
        (
            "a file that is not listed",
            without_manifest(|files| drop(files.insert("evidence/E-02/keys.txt".into(), KEYS.into()))),
            "INVALID",
            "`evidence/E-02/keys.txt` is in the bundle, and the manifest does not list it",
        ),
        (
            "a listed file that is gone",
            without_manifest(|files| drop(files.remove("sign-off/2-approver.yaml"))),
            "INVALID",
            "lists `sign-off/2-approver.yaml`, which is not",
        ),
        (
            "no manifest",
            without_manifest(|files| drop(files.remove("manifest.sha256"))),
            "INVALID",
            "there is no `manifest.sha256`",
        ),
        ("an empty manifest", rewritten(&|_| String::new()), "INVALID", "line 1 of the manifest"),
        ("capitals", rewritten(&|text| text.to_uppercase()), "INVALID", "line 1 of the manifest"),
        (
            "a line twice",
            rewritten(&|text| format!("{}\n{text}", text.lines().next().unwrap_or(""))),
            "INVALID",
            "line 2 of the manifest",
        ),
        ("binary marks", rewritten(&|text| text.replace("  ", " *")), "INVALID", "line 1 of the manifest"),
        (
            "line ends of another system",
            rewritten(&|text| text.replace('\n', "\r\n")),
            "INVALID",
            "line 1 of the manifest",
        ),
    ];
    check(cases);
}

#[test]
fn forged_content() {
    let record = scene().home.path().join("book/assessments/warehouse/sign-off");
    let sealed = {
        let seal = fs::read_to_string(record.join("seal.yaml")).expect("a seal");
        let length = seal.split("form:").nth(1).and_then(|rest| rest.split("length: ").nth(1)).expect("a length");
        length.lines().next().and_then(|number| number.trim().parse::<usize>().ok()).expect("a number")
    };
    let cases: Vec<Case> = vec![
        (
            "another index",
            with(|files| replaced(files, "index.html", "<h1>", "<h1>Approved: ")),
            "INVALID",
            "`index.html` says something else",
        ),
        (
            "an index with a script",
            with(|files| replaced(files, "index.html", "</main>", "<script>alert(1)</script></main>")),
            "INVALID",
            "`index.html` says something else",
        ),
        ("no index", with(|files| drop(files.remove("index.html"))), "INVALID", "there is no `index.html`"),
        (
            "another index of documentation",
            with(|files| replaced(files, "annex-vii.html", "claims no", "claims")),
            "INVALID",
            "`annex-vii.html` says something else",
        ),
        (
            "no index of documentation",
            with(|files| drop(files.remove("annex-vii.html"))),
            "INVALID",
            "`annex-vii.html` says something else",
        ),
        (
            "a listing that lets more leave",
            with(|files| replaced(files, "bundle.json", "\"Public\"", "\"Confidential\",\n    \"Public\"")),
            "INVALID",
            "`bundle.json` says something else",
        ),
        (
            "a listing with another decision",
            with(|files| replaced(files, "bundle.json", "\"decision\": \"approved\"", "\"decision\": \"rejected\"")),
            "INVALID",
            "`bundle.json` says something else",
        ),
        (
            "a listing with an unknown key",
            with(|files| replaced(files, "bundle.json", "\"format\": 1,", "\"format\": 1, \"more\": 1,")),
            "INVALID",
            "`bundle.json` can't be read",
        ),
        (
            "a listing laid out otherwise",
            with(|files| replaced(files, "bundle.json", "\"format\": 1,", "\"format\":  1,")),
            "INVALID",
            "`bundle.json` can't be read",
        ),
        ("no listing", with(|files| drop(files.remove("bundle.json"))), "INVALID", "there is no `bundle.json`"),
        (
            "a form of later",
            with(|files| replaced(files, "bundle.json", "\"format\": 1,", "\"format\": 2, \"more\": 1,")),
            "INDETERMINATE",
            "of form 2",
        ),
        (
            "other evidence",
            with(|files| drop(files.insert("evidence/E-01/the_walk.txt".into(), b"No door was tried.\n".to_vec()))),
            "INVALID",
            "`evidence/E-01/the_walk.txt` is not the file that the evidence register names",
        ),
        (
            "other evidence, and its digest in the listing",
            with(|files| {
                let other = "No door was tried.\n";
                replaced(files, "bundle.json", &sha256(WALK.as_bytes()), &sha256(other.as_bytes()));
                files.insert("evidence/E-01/the_walk.txt".into(), other.into());
            }),
            "INVALID",
            "`bundle.json` says something else",
        ),
        (
            "evidence that is gone",
            with(|files| drop(files.remove("evidence/E-01/the_walk.txt"))),
            "INVALID",
            "`evidence/E-01/the_walk.txt` is not the file",
        ),
        ("a stranger", more("evidence/E-09/x.txt"), "INVALID", "`evidence/E-09/x.txt` belongs to no bundle"),
        ("a program beside the report", more("setup.exe"), "INVALID", "`setup.exe` belongs to no bundle"),
        ("a stranger in the record", more("sign-off/notes.txt"), "INVALID", "belongs to no bundle"),
        (
            "other data",
            with(|files| replaced(files, "assessment.yaml", "answer: not-met", "answer: met")),
            "INVALID",
            "`assessment.yaml` is not the file that was sealed",
        ),
        (
            "data with another comment",
            with(|files| files.get_mut("assessment.yaml").expect("data").extend(b"# x\n")),
            "INVALID",
            "`assessment.yaml` is not the file that was sealed",
        ),
        ("no data", with(|files| drop(files.remove("assessment.yaml"))), "INVALID", "there is no `assessment.yaml`"),
        (
            "another seal",
            with(|files| replaced(files, "sign-off/seal.yaml", "title: \"", "title: \"Not ")),
            "INVALID",
            "`bundle.json` says something else",
        ),
        (
            "no seal",
            with(|files| drop(files.remove("sign-off/seal.yaml"))),
            "INVALID",
            "there is no `sign-off/seal.yaml`",
        ),
        (
            "a seal that can't be read",
            with(|files| files.get_mut("sign-off/seal.yaml").expect("a seal").extend(b"more: 1\n")),
            "INVALID",
            "the record can't be read",
        ),
        (
            "a seal that is no text",
            with(|files| files.get_mut("sign-off/seal.yaml").expect("a seal").push(0xff)),
            "INVALID",
            "the record can't be read",
        ),
        (
            "an entry that is gone",
            with(|files| drop(files.remove("sign-off/2-approver.yaml"))),
            "INVALID",
            "`bundle.json` says something else",
        ),
        (
            "another report",
            with(|files| drop(files.insert("report.pdf".into(), b"%PDF-1.7\n%%EOF\n".to_vec()))),
            "INVALID",
            "does not begin with the sealed report",
        ),
        (
            "the report before it was signed",
            with(|files| files.get_mut("report.pdf").expect("a report").truncate(sealed)),
            "POLICY",
            "not signed",
        ),
        (
            "bytes behind the report",
            with(|files| files.get_mut("report.pdf").expect("a report").extend(b"x")),
            "INVALID",
            "",
        ),
        ("no report", with(|files| drop(files.remove("report.pdf"))), "INVALID", "there is no `report.pdf`"),
    ];
    check(cases);
}

#[test]
fn other_programs_read_the_same_files() {
    let place = tempfile::tempdir().expect("a folder");
    fs::write(place.path().join("b.zip"), &scene().bundle).expect("written");
    let run = |program: &Path, args: &[&str], folder: &Path| {
        let output = Command::new(program).args(args).current_dir(folder).output().expect("it runs");
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.status.success(), "{program:?} {args:?}: {said}");
        said
    };
    let digests: String = scene().files.iter().map(|(name, bytes)| format!("{name} {}\n", sha256(bytes))).collect();
    if let Some(python) = program("python3") {
        let script = "import hashlib, sys, zipfile\n\
            z = zipfile.ZipFile('b.zip')\n\
            assert z.testzip() is None and not z.comment\n\
            for i in z.infolist():\n    \
                assert i.date_time == (1980, 1, 1, 0, 0, 0) and not i.extra and not i.comment and i.flag_bits == 0, i\n    \
                assert i.external_attr >> 16 == 0o100644 and i.create_system == 3, i\n    \
                print(i.filename, hashlib.sha256(z.read(i)).hexdigest())\n";
        assert_eq!(run(&python, &["-c", script], place.path()), digests);
    }
    if let Some(unzip) = program("unzip") {
        let said = run(&unzip, &["-t", "b.zip"], place.path());
        assert!(said.contains("No errors detected"), "{said}");
        run(&unzip, &["-q", "b.zip", "-d", "out"], place.path());
        if let Some(sha256sum) = program("sha256sum") {
            run(&sha256sum, &["--strict", "--quiet", "-c", "manifest.sha256"], &place.path().join("out"));
        }
        // What a recipient without bundles does: the report with its record.
        let trust = scene().home.path().join("keys/trust.pem").display().to_string();
        let signers = scene().home.path().join("keys/allowed_signers").display().to_string();
        let args =
            ["verify", "out/report.pdf", "--policy", "out/sign-off", "--trust", &trust, "--allowed-signers", &signers];
        assert!(fine(place.path(), &args).starts_with("VALID"));
    }
}
