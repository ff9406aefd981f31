//! A repository that can't be read, or not all of it: the reason and the cure, in `check`, `build`, `seal`, and on the report;
//! never "there is none".

use std::fs;
use std::path::Path;
use std::process::Command;

use super::tools::levelbook;

/// True if git did it; some versions of git can't do all of this.
fn try_git(folder: &Path, args: &[&str]) -> bool {
    let all = ["-c", "user.name=Test", "-c", "user.email=test@levelbook.example", "-c", "commit.gpgsign=false"];
    let all = all.into_iter().chain(["-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main"]);
    Command::new("git").current_dir(folder).args(all).args(args).output().is_ok_and(|output| output.status.success())
}

fn git(folder: &Path, args: &[&str]) {
    assert!(try_git(folder, args), "git {}", args.join(" "));
}

/// A committed book in `book`, whose targets were changed once.
fn committed(options: &[&str]) -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder");
    levelbook(home.path(), &["init", "book"], 0);
    let book = home.path().join("book");
    let init = [&["init", "--quiet"][..], options].concat();
    git(&book, &init);
    let path = book.join("assessments/warehouse/assessment.yaml");
    let now = fs::read_to_string(&path).expect("readable");
    for text in [now.replacen("level: 2", "level: 1", 1), now] {
        fs::write(&path, text).expect("written");
        git(&book, &["add", "--all"]);
        git(&book, &["commit", "--quiet", "--allow-empty", "--message", "A state"]);
    }
    git(&book, &["config", "uploadpack.allowFilter", "true"]);
    home
}

fn clone(home: &Path, options: &[&str]) -> bool {
    let url = format!("file://{}", home.join("book").display());
    let all = [&["clone", "--quiet"][..], options, &[url.as_str(), "clone"]].concat();
    try_git(home, &all)
}

/// The text of the report, as poppler reads it; `None` without it.
fn report(book: &Path) -> Option<String> {
    let pdf = book.join("output/assessments/warehouse/report.pdf");
    let output = Command::new("pdftotext").arg("-layout").arg(pdf).arg("-").output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What is said of a repository that can't be opened at all.
fn unopened(book: &Path, reason: &str, cure: &str) {
    for command in [&["check"][..], &["build", "--only", "warehouse"], &["status"]] {
        let said = levelbook(book, command, 0);
        assert!(said.contains("warning[LB008]") && said.contains(reason) && said.contains(cure), "{command:?}: {said}");
    }
    let said = levelbook(book, &["seal", "warehouse"], 2);
    assert!(said.contains(reason) && said.contains(cure) && !said.contains("git init`,"), "{said}");
    if let Some(text) = report(book) {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("not known: the repository"), "{text}");
        assert!(!text.contains("not under version control"), "{text}");
    }
}

#[test]
fn objects_of_another_format_are_named() {
    let home = tempfile::tempdir().expect("a folder");
    if !try_git(home.path(), &["init", "--quiet", "--object-format=sha256", "probe"]) {
        eprintln!("not tested: this git knows one object format only");
        return;
    }
    let home = committed(&["--object-format=sha256"]);
    unopened(&home.path().join("book"), "names its objects by sha256", "--object-format=sha1");
}

#[cfg(unix)]
#[test]
fn a_repository_of_another_user_is_named() {
    let home = committed(&[]);
    let book = home.path().join("book");
    // Only an administrator can give a folder away.
    if std::os::unix::fs::chown(book.join(".git"), Some(12_345), None).is_err()
        || std::os::unix::fs::chown(&book, Some(12_345), None).is_err()
    {
        eprintln!("not tested: folders can't be given to another user here");
        return;
    }
    if levelbook::source::Repository::of(&book).is_ok() {
        eprintln!("not tested: every folder is trusted here");
        return;
    }
    unopened(&book, "belongs to another user", "git config --global --add safe.directory");
}

#[test]
fn a_partial_clone_is_named() {
    let home = committed(&[]);
    if !clone(home.path(), &["--filter=blob:none"]) {
        eprintln!("not tested: this git makes no partial clones");
        return;
    }
    let book = home.path().join("clone");
    // Nobody is there to ask.
    git(&book, &["remote", "set-url", "origin", "file:///nowhere"]);
    let cure = "git fetch --refetch --no-filter";
    for command in [&["check"][..], &["build", "--only", "warehouse"], &["status"]] {
        let said = levelbook(&book, command, 0);
        assert!(said.contains("warning[LB008]") && said.contains("partial") && said.contains(cure), "{said}");
    }
    let said = levelbook(&book, &["status"], 0);
    assert!(said.contains("this clone lacks a part of the history"), "{said}");
    // The cure is one.
    git(&book, &["remote", "set-url", "origin", &format!("file://{}", home.path().join("book").display())]);
    git(&book, &["fetch", "--quiet", "--refetch", "--no-filter"]);
    let said = levelbook(&book, &["check"], 0);
    assert!(!said.contains("LB008"), "{said}");
}

#[test]
fn a_sparse_checkout_is_named() {
    let home = committed(&[]);
    assert!(clone(home.path(), &[]));
    let book = home.path().join("clone");
    if !try_git(&book, &["sparse-checkout", "set", "--no-cone", "/*", "!/practices/"]) {
        eprintln!("not tested: this git makes no sparse checkouts");
        return;
    }
    assert!(!book.join("practices").exists());
    let said = levelbook(&book, &["check"], 1);
    assert!(said.contains("git did not check 2 files of the book out"), "{said}");
    assert!(said.contains("`git sparse-checkout disable`") && said.contains("practices/door-locks.md"), "{said}");
    assert!(said.contains("1 error\n"), "and nothing that follows from it: {said}");
}

#[test]
fn a_book_in_no_repository_and_one_in_no_commit_are_told_apart() {
    let home = tempfile::tempdir().expect("a folder");
    let book = home.path();
    levelbook(book, &["init", "."], 0);
    for (words, prepare) in [("not under version control", false), ("in no commit yet", true)] {
        if prepare {
            git(book, &["init", "--quiet"]);
        }
        let said = levelbook(book, &["build", "--only", "warehouse"], 0);
        assert!(!said.contains("LB008"), "{said}");
        if let Some(text) = report(book) {
            assert!(text.contains(words), "{text}");
        }
    }
}
