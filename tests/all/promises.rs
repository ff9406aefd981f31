//! Every promise in `docs/reliability.md` names a test, and every test that is named there or in `docs/security.md` exists.

use std::fs;
use std::path::Path;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_default()
}

/// Whether a file has a test of that name.
fn has_test(text: &str, name: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let head = format!("fn {name}(");
    let is_test = |at: usize| lines[..at].iter().rev().take_while(|l| l.starts_with("#[")).any(|l| *l == "#[test]");
    // Another function of the file may have the name, too.
    (0..lines.len()).any(|at| lines[at].starts_with(&head) && is_test(at))
}

#[test]
fn every_test_that_is_named_exists() {
    let page = read("docs/reliability.md");
    let named = |row: &str| {
        let words = row.split('`').skip(1).step_by(2).map(str::to_owned);
        words.filter(|word| word.contains(".rs::")).collect::<Vec<String>>()
    };
    let tests = named(&page);
    assert!(tests.len() > 30, "{}", tests.len());
    let missing: Vec<&String> = tests
        .iter()
        .filter(|test| test.split_once("::").is_none_or(|(file, name)| !has_test(&read(file), name)))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// All Rust files below a folder, as one text.
fn all(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            all(&path, text);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            text.push_str(&fs::read_to_string(&path).unwrap_or_default());
        }
    }
}

#[test]
fn every_defence_names_a_test_that_exists() {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    ["src", "tests", "crates"].iter().for_each(|folder| all(&home.join(folder), &mut text));
    let page = read("docs/security.md");
    let words = page.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    let named: Vec<&str> = words.filter(|word| word.contains("::")).collect();
    assert!(named.len() > 30, "{}", named.len());
    let missing: Vec<&&str> =
        named.iter().filter(|test| !has_test(&text, test.rsplit("::").next().unwrap_or_default())).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_promise_names_a_test() {
    let page = read("docs/reliability.md");
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| Promise"));
    let without: Vec<&str> = rows.filter(|row| !row.contains(".rs::") && !row.contains("above |")).collect();
    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn a_name_in_a_comment_is_no_test() {
    assert!(has_test("#[test]\nfn a() {\n", "a"));
    assert!(has_test("#[cfg(unix)]\n#[test]\nfn a() {\n", "a"));
    assert!(!has_test("// fn a() {\nfn ab() {\n", "a"));
    assert!(!has_test("fn a() {\n", "a"));
}
