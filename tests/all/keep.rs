//! What is promised of everything that is written: no two at once, no half, nobody else's, and no success that is none.
//!
//! What a command says is in `tests/sessions/places.txt`.

#![cfg(unix)]
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;

use crate::tools;
use levelbook::output::OutputPlace;
use levelbook::output::begin_book;
use levelbook::source;
use levelbook::source::Budget;

fn levelbook(home: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_levelbook"));
    command.current_dir(home).args(args).env("PASSPHRASE", "demo").stdin(Stdio::null());
    command.env("GIT_COMMITTER_NAME", "Tests").env("GIT_COMMITTER_EMAIL", "tests@example.org");
    command
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn run(home: &Path, args: &[&str], code: i32) -> String {
    let output = levelbook(home, args).output().expect("levelbook runs");
    assert_eq!(output.status.code(), Some(code), "levelbook {}\n{}", args.join(" "), text(&output));
    text(&output)
}

fn git(home: &Path, args: &[&str]) {
    tools::git(&home.join("book"), args);
}

fn started() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder");
    run(home.path(), &["init", "book"], 0);
    git(home.path(), &["init", "-q", "-b", "main"]);
    git(home.path(), &["add", "-A"]);
    git(home.path(), &["commit", "-q", "-m", "Begin"]);
    home
}

fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            found.extend(tree(&entry.path()).into_iter().map(|(path, bytes)| (format!("{name}/{path}"), bytes)));
        } else {
            found.insert(name, fs::read(entry.path()).unwrap_or_default());
        }
    }
    found.retain(|path, _| !path.starts_with(".git/") && !path.starts_with("book/.git/"));
    found
}

const SIGN: &[&str] =
    &["--book", "book", "sign", "warehouse", "--key", "keys/assessor.p12", "--passphrase-env", "PASSPHRASE", "--role"];

#[test]
fn a_second_build_to_one_place_is_told_about_the_first() {
    let home = started();
    let held = OutputPlace::claim(&home.path().join("out"), None).expect("held");
    let build = ["--book", "book", "build", "--site", "--output", "out"];
    let said = run(home.path(), &build, 2);
    assert!(said.contains("another levelbook is writing to `out`") && said.contains("help: wait until"), "{said}");
    run(home.path(), &["--book", "book", "build", "--site", "--output", "elsewhere"], 0);
    drop(held);
    run(home.path(), &build, 0);
}

#[test]
fn a_book_that_another_run_writes_to_is_not_written_to() {
    let home = started();
    run(home.path(), &["--book", "book", "keys", "demo", "keys"], 0);
    let before = tree(home.path());
    let held = begin_book(&home.path().join("book")).expect("held");
    let mut sign = SIGN.to_vec();
    sign.push("assessor");
    for args in [
        &["--book", "book", "seal", "warehouse"][..],
        &sign,
        &["--book", "book", "attest", "warehouse", "--role", "assessor", "--key", "keys/assessor.ssh"],
        &["--book", "book", "new", "page", "second"],
        &["--book", "book", "ids", "--write"],
        &["--book", "book", "release", "0.1.0"],
        &["--book", "book", "upgrade", "warehouse"],
    ] {
        let said = run(home.path(), args, 2);
        assert!(said.contains("another levelbook is writing to `book`"), "{args:?}: {said}");
    }
    // Whoever only reads is not held up.
    run(home.path(), &["--book", "book", "check"], 0);
    run(home.path(), &["--book", "book", "status"], 0);
    run(home.path(), &["--book", "book", "build", "--site", "--output", "out"], 0);
    fs::remove_dir_all(home.path().join("out")).expect("removed");
    drop(held);
    assert_eq!(tree(home.path()), before);
}

#[test]
fn of_many_that_sign_at_once_one_signs_and_none_is_lost() {
    let home = started();
    run(home.path(), &["--book", "book", "keys", "demo", "keys"], 0);
    run(home.path(), &["--book", "book", "seal", "warehouse"], 0);
    let sign = |_| {
        levelbook(home.path(), SIGN)
            .arg("assessor")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("runs")
    };
    let all: Vec<Output> =
        (0..6).map(sign).collect::<Vec<_>>().into_iter().map(|child| child.wait_with_output().expect("ends")).collect();
    let signed = all.iter().filter(|output| output.status.success()).count();
    let said: Vec<String> = all.iter().map(text).collect();
    assert_eq!(signed, 1, "{said:#?}");
    for said in said.iter().filter(|said| !said.contains("signed warehouse as assessor")) {
        let told = said.contains("another levelbook is writing") || said.contains("`assessor` has signed already");
        assert!(told, "{said}");
    }
    let said = text(
        &levelbook(home.path(), &["--book", "book", "verify", "warehouse", "--trust", "keys/trust.pem"])
            .output()
            .expect("runs"),
    );
    assert!(said.contains("1 assessor  VALID"), "{said}");
}

#[test]
fn a_result_that_could_not_be_printed_is_no_success() {
    let home = started();
    run(home.path(), &["--book", "book", "release", "0.1.0"], 0);
    for args in [
        &["--help"][..],
        &["--version"],
        &["build", "--help"],
        &["man"],
        &["completions", "bash"],
        &["explain"],
        &["explain", "LB021"],
        &["--book", "book", "status"],
        &["--book", "book", "status", "warehouse"],
        &["--book", "book", "check", "--format", "json"],
        &["--book", "book", "editions"],
        &["--book", "book", "diff", "--format", "json"],
        &["--book", "book", "diff", "HEAD..HEAD"],
        &["--book", "book", "impact", "HEAD..HEAD"],
        &["--book", "book", "build", "--site", "--output", "out"],
        &["--book", "book", "new", "page", "second"],
        &["--book", "book", "report", "warehouse"],
        &["--book", "book", "keys", "demo", "keys"],
        &["--book", "book", "verify", "out/nothing.pdf"],
        &["init", "another"],
    ] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("a device that is full");
        let output = levelbook(home.path(), args).stdout(full).output().expect("runs");
        let said = text(&output);
        assert!(!output.status.success(), "{args:?}: {said}");
        if !args.contains(&"verify") {
            assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
            assert!(said.contains("can't write to standard output: No space left on device"), "{args:?}: {said}");
        }
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let home = started();
    for args in [&["man"][..], &["--help"], &["--book", "book", "status"]] {
        let (reader, writer) = io::pipe().expect("a pipe");
        drop(reader);
        let output = levelbook(home.path(), args).stdout(writer).output().expect("runs");
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", text(&output));
    }
}

#[test]
fn a_pipe_is_written_to_and_not_replaced() {
    use std::os::unix::fs::FileTypeExt;
    let home = started();
    let pipe = home.path().join("pipe");
    // Not a device of the machine: a program that gets it wrong would replace it.
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
    // Into a file, and not into another pipe, which would be full before anybody reads it.
    let got = home.path().join("got.pdf");
    let mut reader =
        Command::new("cat").arg(&pipe).stdout(fs::File::create(&got).expect("a file")).spawn().expect("cat runs");
    run(home.path(), &["--book", "book", "report", "warehouse", "--output", "pipe"], 0);
    assert!(fs::metadata(&pipe).expect("there").file_type().is_fifo());
    assert!(reader.wait().expect("it ends").success());
    assert!(fs::read(&got).expect("it was read").starts_with(b"%PDF"));
}

/// Runs a script as one who may mount, in a namespace of its own. `None` where this machine lets nobody do so.
fn with_mounts(home: &Path, script: &str) -> Option<String> {
    let may = |args: &[&str]| {
        let tried = Command::new("unshare").args(args).args(["sh", "-c", "mount -t tmpfs none /mnt"]).output();
        tried.is_ok_and(|output| output.status.success())
    };
    let args = [&["-m"][..], &["-Urm"]].into_iter().find(|args| may(args))?;
    let output = Command::new("unshare")
        .args(args)
        .args(["sh", "-ec", script, env!("CARGO_BIN_EXE_levelbook")])
        .current_dir(home)
        .stdin(Stdio::null())
        .output()
        .expect("unshare runs");
    assert!(output.status.success(), "{script}\n{}", text(&output));
    Some(text(&output))
}

#[test]
fn a_mount_point_is_filled_in_place() {
    let home = started();
    run(home.path(), &["--book", "book", "build", "--site", "--output", "plain"], 0);
    fs::create_dir(home.path().join("volume")).expect("made");
    // What is on the volume is copied out of it, since it is seen in the namespace only.
    let script = "
        mount -t tmpfs none volume
        mkdir volume/.git && echo ref > volume/.git/HEAD
        \"$0\" --book book build --site --output volume
        cp -a volume first
        sed -i 's/Every outer door/Each outer door/' book/practices/door-locks.md
        \"$0\" --book book build --site --output volume
        \"$0\" --book book build --site --output volume
        cp -a volume second
        ls -A volume .
    ";
    let Some(said) = with_mounts(home.path(), script) else {
        // Every operation of it is tried in `crates/core/src/output/tests.rs`, where nothing needs to be mounted.
        println!("not run: nobody may mount here");
        return;
    };
    assert!(!said.contains("levelbook-work") && !said.contains(".volume"), "no litter: {said}");
    let mut first = tree(&home.path().join("first"));
    assert!(home.path().join("first/.git/HEAD").is_file());
    assert_eq!(first.remove(".git/HEAD"), None, "left out of the comparison");
    assert_eq!(first, tree(&home.path().join("plain")));
    run(home.path(), &["--book", "book", "build", "--site", "--output", "plain"], 0);
    assert_eq!(tree(&home.path().join("second")), tree(&home.path().join("plain")));
}

#[test]
fn a_volume_in_a_folder_that_can_not_be_written_is_filled_in_place() {
    let home = started();
    fs::create_dir_all(home.path().join("top/volume")).expect("made");
    let script = "
        mount -t tmpfs none top
        mkdir top/volume
        mount -t tmpfs none top/volume
        mount -o remount,ro top
        \"$0\" --book book build --site --output top/volume
        cp -a top/volume copied
        ! \"$0\" --book book build --site --output top/other
        mount -o remount,ro top/volume
        ! \"$0\" --book book build --site --output top/volume
    ";
    let Some(said) = with_mounts(home.path(), script) else {
        println!("not run: nobody may mount here");
        return;
    };
    assert!(home.path().join("copied/index.html").is_file());
    assert!(said.contains("can't write `top/other`: Read-only file system"), "{said}");
    assert!(said.contains("can't write `top/volume`: Read-only file system"), "{said}");
}

#[test]
fn a_full_disk_leaves_the_output_before_it() {
    let home = started();
    let script = "
        mkdir disk
        mount -t tmpfs -o size=2m none disk
        \"$0\" --book book build --site --output disk/out
        cp -a disk/out before
        sed -i 's/Every outer door/Each outer door/' book/practices/door-locks.md
        dd if=/dev/zero of=disk/rest bs=4k 2>/dev/null || true
        ! \"$0\" --book book build --site --output disk/out
        cp -a disk/out after
        ls -A disk
        rm disk/rest
        \"$0\" --book book build --site --output disk/out
    ";
    let Some(said) = with_mounts(home.path(), script) else {
        println!("not run: nobody may mount here");
        return;
    };
    assert!(said.contains("No space left on device") && said.contains("unchanged"), "{said}");
    assert!(!said.contains(".out.levelbook"), "no litter: {said}");
    assert_eq!(tree(&home.path().join("before")), tree(&home.path().join("after")));
}

#[test]
fn a_book_that_can_not_be_written_is_read_all_the_same() {
    let home = started();
    let script = "
        mount --bind book book
        mount -o remount,ro,bind book
        \"$0\" --book book check
        \"$0\" --book book status
        \"$0\" --book book build --site --output out
        ! \"$0\" --book book seal warehouse
        ! \"$0\" --book book new page second
    ";
    let Some(said) = with_mounts(home.path(), script) else {
        println!("not run: nobody may mount here");
        return;
    };
    assert_eq!(said.matches("can't write `book`: Read-only file system").count(), 2, "{said}");
    assert!(home.path().join("out/index.html").is_file());
}

#[test]
fn worker_processes_make_the_same_bytes() {
    let home = started();
    // Large enough to be worth a worker.
    let page = home.path().join("book/pages/introduction.md");
    let text = fs::read_to_string(&page).expect("there");
    fs::write(&page, format!("{text}\n{}", "A sentence that fills the page.\n\n".repeat(1000))).expect("written");
    let build = |cores: &str, output: &str| {
        let mut command = Command::new("taskset");
        command.args(["-c", cores, env!("CARGO_BIN_EXE_levelbook"), "--book", "book", "build", "--output", output]);
        let made = command.current_dir(home.path()).output().expect("taskset runs");
        assert!(made.status.success(), "{}", self::text(&made));
        tree(&home.path().join(output))
    };
    let one = build("0", "one");
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let all = build(&format!("0-{}", cores - 1), "all");
    assert!(one.contains_key("guide.pdf") && one.contains_key("assessments/warehouse/report.pdf"));
    assert!(one == all, "the bytes differ");
}

/// A worker that reads another book than its parent did makes nothing: the parent would take it for its own.
#[test]
fn a_worker_makes_nothing_of_another_book() {
    let home = started();
    let (sources, _) = source::load(&home.path().join("book"), Budget::default()).expect("the book is there");
    let same = source::book_digest(&sources);
    for (digest, code, made) in [(same.as_str(), 0, 1), ("0123456789abcdef", 2, 0)] {
        let folder = home.path().join(format!("made-{code}"));
        fs::create_dir(&folder).expect("made");
        run(home.path(), &["--book", "book", "typeset", digest, &folder.to_string_lossy(), "warehouse"], code);
        assert_eq!(fs::read_dir(&folder).expect("there").count(), made, "{digest}");
    }
}

#[test]
fn work_in_progress_is_no_change_for_git() {
    let home = started();
    let held = begin_book(&home.path().join("book")).expect("held");
    let (mut work, _) = held;
    work.stage("practices/half.md", b"half", false).expect("ready");
    let place = OutputPlace::claim(&home.path().join("book/site"), None).expect("claimed");
    let status = Command::new("git")
        .current_dir(home.path().join("book"))
        .args(["status", "--porcelain", "--untracked-files=all"])
        .output()
        .expect("git runs");
    assert_eq!(text(&status), "");
    drop((work, place));
    assert_eq!(fs::metadata(home.path().join("book")).expect("there").permissions().mode() & 0o700, 0o700);
}
