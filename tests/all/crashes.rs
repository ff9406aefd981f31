//! Commands that write, killed at random moments of real processes: old or new, whole; the next run succeeds; no litter.
//!
//! `crates/core/src/output/tests.rs` goes through every operation on the disk, one after the other, inside one process. Here the kills are
//! real: a process gets SIGKILL, at any moment of its life, or shortly after its work folder came into being, which is where
//! it matters. Each case begins with a folder that is copied anew for every kill. The seed is printed; `LEVELBOOK_SEED` gives
//! another one, and `LEVELBOOK_KILLS` another number of kills for each case.

#![cfg(unix)]
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::CommandExt;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use crate::tools;
use crate::tools::copy;

/// Numbers of chance that a seed repeats.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit.max(1)
    }
}

fn levelbook(home: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_levelbook"));
    command
        .current_dir(home)
        .args(args)
        .env("PASSPHRASE", "demo")
        .env("XDG_CACHE_HOME", home.join("cache"))
        .env("GIT_COMMITTER_NAME", "Tests")
        .env("GIT_COMMITTER_EMAIL", "tests@example.org")
        .stdin(Stdio::null());
    command
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn run(home: &Path, args: &[&str]) -> String {
    let output = levelbook(home, args).output().expect("levelbook runs");
    assert!(output.status.success(), "levelbook {}\n{}", args.join(" "), text(&output));
    text(&output)
}

fn commit(home: &Path) {
    tools::commit(&home.join("book"));
}

fn git(home: &Path, args: &[&str]) -> String {
    tools::git(&home.join("book"), args)
}

fn replace(home: &Path, file: &str, old: &str, new: &str) {
    let path = home.join(file);
    let text = fs::read_to_string(&path).expect("the file is there");
    assert!(text.contains(old), "{file} does not hold {old}");
    fs::write(path, text.replacen(old, new, 1)).expect("written");
}

/// Every file below a folder, by path; what git keeps for itself left out.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() && !entry.path().is_symlink() {
            found.extend(tree(&entry.path()).into_iter().map(|(path, bytes)| (format!("{name}/{path}"), bytes)));
        } else {
            found.insert(name, fs::read(entry.path()).unwrap_or_default());
        }
    }
    found.retain(|path, _| !path.starts_with("book/.git/") && !path.starts_with(".git/"));
    found
}

/// Names of work folders and temporary files, of this version and of the first.
fn litter(home: &Path) -> Vec<String> {
    let is_litter = |part: &str| {
        part == ".levelbook-work"
            || part.starts_with(".levelbook-")
            || part.starts_with(".sign-off-")
            || (part.starts_with('.') && part.ends_with(".levelbook") && part != ".levelbook")
    };
    fn all(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            found.push(entry.path());
            if entry.path().is_dir() {
                all(&entry.path(), found);
            }
        }
    }
    let mut found = Vec::new();
    all(home, &mut found);
    let below = found.iter().filter_map(|path| path.strip_prefix(home).ok());
    let below = below.filter(|path| path.components().any(|part| is_litter(&part.as_os_str().to_string_lossy())));
    below.map(|path| path.display().to_string()).collect()
}

/// Without the files of work folders.
fn settled(home: &Path) -> BTreeMap<String, Vec<u8>> {
    let litter = litter(home);
    let mut found = tree(home);
    found.retain(|path, _| {
        !litter.iter().any(|litter| path == litter || path.starts_with(&format!("{litter}/")))
            && !path.starts_with("cache/")
    });
    found
}

/// A command, and what it does it to.
struct Case {
    name: &'static str,
    kills: usize,
    args: &'static [&'static str],
    /// Where its work folder comes into being.
    work: &'static str,
    prepare: fn(&Path),
    /// The files that have to be old or new together; the empty path is all.
    whole: &'static [&'static str],
    /// What is right after the next run, besides what a run that is not killed gives. It gets what that run said.
    after: fn(&Path),
    /// Signatures are other bytes each time.
    steady: bool,
}

fn book(home: &Path) {
    run(home, &["init", "book"]);
    git(home, &["init", "-q", "-b", "main"]);
    commit(home);
}

fn built(home: &Path) {
    book(home);
    run(home, &["--book", "book", "build", "--output", "out"]);
    // Somebody publishes the output with git.
    fs::create_dir(home.join("out/.hidden")).expect("made");
    fs::write(home.join("out/.hidden/HEAD"), "ref: refs/heads/pages\n").expect("written");
    replace(home, "book/practices/door-locks.md", "Every outer door locks", "Each outer door locks");
    commit(home);
}

fn released(home: &Path) {
    book(home);
    run(home, &["--book", "book", "release", "0.1.0"]);
    commit(home);
}

fn sealed(home: &Path) {
    book(home);
    run(home, &["--book", "book", "keys", "demo", "keys"]);
    run(home, &["--book", "book", "seal", "warehouse"]);
    commit(home);
}

const SIGN: &[&str] = &[
    "--book",
    "book",
    "sign",
    "warehouse",
    "--role",
    "assessor",
    "--key",
    "keys/assessor.p12",
    "--passphrase-env",
    "PASSPHRASE",
];

/// The record and the file of a signature belong together, and hold.
fn signature_holds(home: &Path) {
    let output = levelbook(home, &["--book", "book", "verify", "warehouse", "--trust", "keys/trust.pem"]).output();
    let said = text(&output.expect("levelbook runs"));
    assert!(said.contains("1 assessor  VALID"), "{said}");
    assert!(!said.contains("the file does not"), "{said}");
}

fn nothing_more(_: &Path) {}

fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "build",
            kills: 40,
            args: &["--book", "book", "build", "--output", "out"],
            work: ".out.levelbook",
            prepare: built,
            whole: &["out/"],
            after: nothing_more,
            steady: true,
        },
        Case {
            name: "the first build",
            kills: 15,
            args: &["--book", "book", "build", "--site", "--output", "deep/out"],
            work: "deep/.out.levelbook",
            prepare: book,
            whole: &["deep/out/"],
            after: nothing_more,
            steady: true,
        },
        Case {
            name: "build --editions",
            kills: 20,
            args: &["--book", "book", "build", "--editions", "--output", "out"],
            work: ".out.levelbook",
            prepare: |home| {
                released(home);
                replace(home, "book/practices/door-locks.md", "Every outer door locks", "Each outer door locks");
                replace(home, "book/model.yaml", "version: 0.1.0", "version: 0.1.1");
                commit(home);
            },
            whole: &["out/"],
            after: nothing_more,
            steady: true,
        },
        Case {
            name: "seal",
            kills: 30,
            args: &["--book", "book", "seal", "warehouse", "--again"],
            work: "book/.levelbook-work",
            prepare: |home| {
                sealed(home);
                replace(home, "book/practices/door-locks.md", "Every outer door locks", "Each outer door locks");
                commit(home);
            },
            whole: &["book/assessments/warehouse/sign-off/"],
            after: nothing_more,
            steady: true,
        },
        Case {
            name: "sign",
            kills: 40,
            args: SIGN,
            work: "book/.levelbook-work",
            prepare: sealed,
            whole: &["book/assessments/warehouse/sign-off/"],
            after: signature_holds,
            steady: false,
        },
        Case {
            name: "attest",
            kills: 10,
            args: &["--book", "book", "attest", "warehouse", "--role", "assessor", "--key", "keys/assessor.ssh"],
            work: "book/.levelbook-work",
            prepare: |home| {
                sealed(home);
                run(home, SIGN);
            },
            whole: &["book/assessments/warehouse/sign-off/"],
            after: signature_holds,
            steady: false,
        },
        Case {
            name: "release",
            kills: 25,
            args: &["--book", "book", "release", "0.1.0"],
            work: "book/.levelbook-work",
            prepare: book,
            whole: &["book/editions.yaml", "book/editions/"],
            after: |home| {
                let tag = git(home, &["rev-parse", "guide/0.1.0^{commit}"]);
                assert_eq!(tag, git(home, &["rev-parse", "HEAD"]), "the tag is at the commit");
                let list = fs::read_to_string(home.join("book/editions.yaml")).expect("written");
                assert!(list.contains(tag.trim()) && list.matches("version: 0.1.0").count() == 1, "{list}");
            },
            steady: true,
        },
        Case {
            name: "upgrade",
            kills: 25,
            args: &["--book", "book", "upgrade", "warehouse", "--as", "later"],
            work: "book/.levelbook-work",
            prepare: |home| {
                released(home);
                replace(home, "book/practices/door-locks.md", "Every outer door locks", "Each outer door locks");
                replace(home, "book/model.yaml", "version: 0.1.0", "version: 0.1.1");
                commit(home);
            },
            whole: &["book/assessments/"],
            after: nothing_more,
            steady: true,
        },
        Case {
            name: "new",
            kills: 10,
            args: &["--book", "book", "new", "page", "second"],
            work: "book/.levelbook-work",
            prepare: book,
            whole: &["book/pages/"],
            after: nothing_more,
            steady: true,
        },
        Case {
            name: "ids --write",
            kills: 15,
            args: &["--book", "book", "ids", "--write"],
            work: "book/.levelbook-work",
            prepare: |home| {
                book(home);
                replace(home, "book/practices/key-custody.md", " {#signed-for}", "");
                replace(home, "book/practices/door-locks.md", " {#doors-lock}", "");
                commit(home);
            },
            whole: &["book/practices/door-locks.md", "book/practices/key-custody.md"],
            after: nothing_more,
            steady: true,
        },
        Case {
            name: "init",
            kills: 10,
            args: &["init", "fresh"],
            work: ".fresh.levelbook",
            prepare: |_| {},
            whole: &["fresh/"],
            after: nothing_more,
            steady: true,
        },
        Case {
            name: "keys demo",
            kills: 10,
            args: &["--book", "book", "keys", "demo", "keys"],
            work: ".keys.levelbook",
            prepare: book,
            whole: &["keys/"],
            after: |home| {
                run(home, &["--book", "book", "seal", "warehouse"]);
                run(home, SIGN);
                fs::remove_dir_all(home.join("book/assessments/warehouse/sign-off")).expect("removed");
            },
            steady: false,
        },
    ]
}

/// Starts a command and kills it. True if it was still there to be killed.
fn kill(home: &Path, case: &Case, takes: Duration, dice: &mut Dice) -> bool {
    let mut command = levelbook(home, case.args);
    // A group of its own, so that its workers are killed with it.
    command.stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    let mut child = command.spawn().expect("levelbook runs");
    let start = Instant::now();
    let gone = |child: &mut Child| child.try_wait().expect("its end can be asked for").is_some();
    let (from, then) = if dice.below(3) == 0 {
        (None, Duration::from_micros(dice.below(takes.as_micros() as u64)))
    } else {
        // From the moment at which something is made ready. The most is beyond the end of most runs.
        let most = takes.as_micros() as u64 / 4;
        (Some(home.join(case.work).join("new")), Duration::from_micros(dice.below(most)))
    };
    let mut seen = from.is_none().then_some(start);
    while !gone(&mut child) {
        if seen.is_none() && from.as_ref().is_some_and(|from| from.exists()) {
            seen = Some(Instant::now());
        }
        if seen.is_some_and(|seen| seen.elapsed() >= then) {
            break;
        }
        std::hint::spin_loop();
    }
    let _ = child.kill();
    let _ = Command::new("kill").args(["-9", "--", &format!("-{}", child.id())]).stderr(Stdio::null()).status();
    child.wait().expect("it has ended").signal() == Some(9)
}

#[test]
fn killed_at_any_moment_it_is_old_or_new() {
    let variable = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let seed: u64 = variable("LEVELBOOK_SEED").unwrap_or(0x5eed_1e7e_1b00_c0de);
    println!("seed {seed}");
    let mut dice = Dice(seed.max(1));
    let mut total = 0;
    for case in cases() {
        let base = tempfile::tempdir().expect("a folder");
        (case.prepare)(base.path());
        let before = settled(base.path());
        let whole = tempfile::tempdir().expect("a folder");
        copy(base.path(), whole.path());
        let start = Instant::now();
        run(whole.path(), case.args);
        let takes = start.elapsed();
        let after = settled(whole.path());
        assert_eq!(litter(whole.path()), [""; 0], "{}: litter without a kill", case.name);
        assert_ne!(before, after, "{}: it does something", case.name);

        let usual = if crate::tools::thorough() { case.kills } else { case.kills.div_ceil(5) };
        let wanted = variable("LEVELBOOK_KILLS").map_or(usual, |kills| kills as usize);
        let (mut kills, mut old, mut new, mut left) = (0, 0, 0, 0);
        for _ in 0..wanted * 5 + 30 {
            if kills == wanted {
                break;
            }
            let home = tempfile::tempdir().expect("a folder");
            copy(base.path(), home.path());
            if !kill(home.path(), &case, takes, &mut dice) {
                continue;
            }
            kills += 1;
            left += usize::from(!litter(home.path()).is_empty());
            let found = settled(home.path());
            let part = |tree: &BTreeMap<String, Vec<u8>>| -> BTreeMap<String, Vec<u8>> {
                let mut part = tree.clone();
                part.retain(|path, _| {
                    // The user's hidden files may be on their way from the old output to the new one.
                    case.whole.iter().any(|whole| path.starts_with(whole)) && !path.contains("/.hidden/")
                });
                part
            };
            let names = |tree: &BTreeMap<String, Vec<u8>>| part(tree).into_keys().collect::<Vec<_>>();
            let is_old = part(&found) == part(&before);
            let is_new = if case.steady { part(&found) == part(&after) } else { names(&found) == names(&after) };
            // Several files of a book take their places one by one; what is not in place yet is with the next run.
            let in_steps = case.whole.len() > 1
                && part(&found)
                    .iter()
                    .all(|(path, bytes)| before.get(path) == Some(bytes) || after.get(path) == Some(bytes))
                && !litter(home.path()).is_empty();
            assert!(is_old || is_new || in_steps, "{}: neither old nor new: {:?}", case.name, names(&found));
            if is_old {
                old += 1;
            } else {
                new += 1;
            }

            // The next run: it does what is to be done, or says that it is done already.
            let output = levelbook(home.path(), case.args).output().expect("levelbook runs");
            let said = text(&output);
            let done =
                ["has signed already", "has attested already", "was released on", "is taken", "is there already"];
            let done = done.iter().chain(&["there is an assessment", "is not empty"]).any(|word| said.contains(word));
            let fine = output.status.success() || (!is_old && output.status.code() == Some(2) && done);
            assert!(fine, "{}: the next run: {said}", case.name);
            let settled = settled(home.path());
            if case.steady {
                let differ: Vec<&String> =
                    settled.keys().chain(after.keys()).filter(|path| settled.get(*path) != after.get(*path)).collect();
                assert!(differ.is_empty(), "{}: after the next run: {differ:?}", case.name);
            } else {
                let names = |tree: &BTreeMap<String, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
                assert_eq!(names(&settled), names(&after), "{}: after the next run", case.name);
            }
            (case.after)(home.path());
            assert_eq!(litter(home.path()), [""; 0], "{}: litter after the next run", case.name);
        }
        println!("{}: {kills} kills, {old} old, {new} new, {left} with something left for the next run", case.name);
        // A command that is over in a moment is seldom hit.
        assert!(kills * 2 >= wanted, "{}: only {kills} of {wanted} hit", case.name);
        total += kills;
    }
    println!("{total} kills in all");
}

#[test]
fn the_check_sees_litter_and_torn_folders() {
    let home = tempfile::tempdir().expect("a folder");
    for path in
        [".levelbook-new-ab1Cd2/x", "a/.levelbook-work/y", ".out.levelbook/z", "b/.sign-off-abCD12/w", "out/.levelbook"]
    {
        let file = home.path().join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(file, "").expect("written");
    }
    assert_eq!(litter(home.path()).len(), 8);
    assert_eq!(settled(home.path()).into_keys().collect::<Vec<_>>(), ["out/.levelbook"]);
}
