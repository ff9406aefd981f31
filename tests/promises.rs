//! Every promise in `docs/reliability.md` names a test, and every test that is named is there.

use std::fs;
use std::path::Path;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_default()
}

/// Whether a file has a test of that name.
fn has_test(text: &str, name: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let place = lines.iter().position(|line| line.starts_with(&format!("fn {name}(")));
    place.is_some_and(|at| lines[..at].iter().rev().take_while(|line| line.starts_with("#[")).any(|l| *l == "#[test]"))
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
