//! What tests of the program share: programs that judge, git, and copies of folders.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

/// Whether all that chance or patience could find is to be tried, as in the gate: the environment variable
/// `LEVELBOOK_THOROUGH` says so. Otherwise the longest tests take a part of it, so that an edit is tested in minutes.
pub fn thorough() -> bool {
    std::env::var_os("LEVELBOOK_THOROUGH").is_some()
}

/// A program on the path, or in the folder that `LEVELBOOK_JUDGES` names. Without it nothing can be shown, and this says so.
pub fn program(name: &str) -> Option<PathBuf> {
    let own = std::env::var_os("LEVELBOOK_JUDGES").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found =
        own.into_iter().chain(std::env::split_paths(&path)).map(|folder| folder.join(name)).find(|f| f.is_file());
    if found.is_none() {
        eprintln!("skipped: no {name}");
    }
    found
}

/// Runs the program in a folder, which ends with a code; gives what it said on both streams.
pub fn levelbook(folder: &Path, args: &[&str], code: i32) -> String {
    let output =
        Command::new(env!("CARGO_BIN_EXE_levelbook")).current_dir(folder).args(args).output().expect("the binary runs");
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "levelbook {}\n{text}", args.join(" "));
    text
}

/// Runs git in a folder, under a name of its own; gives what it printed.
pub fn git(folder: &Path, args: &[&str]) -> String {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=Tests", "-c", "user.email=tests@example.org", "-c", "commit.gpgsign=false"])
        .args(args)
        .output()
        .expect("git runs");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Commits all that is in a folder.
pub fn commit(folder: &Path) {
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "-q", "--allow-empty", "-m", "a step"]);
}

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().map(|entry| entry.expect("it can be read")) {
        let target = to.join(entry.path().strip_prefix(from).expect("below"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(&target).expect("a folder");
        } else {
            fs::copy(entry.path(), &target).expect("a copy");
        }
    }
}
