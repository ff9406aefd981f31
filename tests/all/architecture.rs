//! The house keeps its order: a module names only modules above it.
//!
//! The order stands here as a constant, as `src/lib.rs` lists it. What would be a crate boundary elsewhere is held by
//! this test: cargo does not see circles inside a crate, and even good codebases grow them there.

mod circles;
mod sizes;

use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// The modules, in the order in which data passes through them.
const ORDER: [&str; 19] = [
    "source", "diag", "svg", "markup", "model", "read", "check", "editions", "assess", "sign_off", "audience", "view",
    "theme", "output", "site", "bundle", "report", "pipeline", "cli",
];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder can be read").flatten() {
        let path = entry.path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
}

/// The crates of the house, the one that others stand on first.
const CRATES: [&str; 2] = ["crates/core/src", "src"];

/// Every file of them with its path below `src` and its text.
fn sources() -> Vec<(String, String)> {
    CRATES.iter().flat_map(|sources| files_of(sources)).collect()
}

/// Every file of a crate.
fn files_of(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files = Vec::new();
    rust_files(&root, &mut files);
    let text = |path: &PathBuf| fs::read_to_string(path).expect("source is text");
    let name = |path: &PathBuf| path.strip_prefix(&root).expect("below src").to_string_lossy().replace('\\', "/");
    files.iter().map(|path| (name(path), text(path))).collect()
}

/// The modules that a text names as `crate::NAME`, comments left out, with the line.
fn named(text: &str) -> Vec<(usize, String)> {
    let code = |line: &str| line.split("//").next().unwrap_or("").to_owned();
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, code(line)));
    lines
        .flat_map(|(number, line)| {
            let parts = line
                .split("crate::")
                .skip(1)
                .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
            parts.map(|name: String| (number, name)).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn a_module_names_only_modules_above_it() {
    let place = |name: &str| ORDER.iter().position(|module| *module == name);
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let module = file.split(['/', '.']).next().unwrap_or("");
        let Some(here) = place(module) else {
            assert!(matches!(module, "lib" | "main"), "`{file}` belongs to no module of the order");
            continue;
        };
        for (line, name) in named(&text) {
            match place(&name) {
                Some(there) if there <= here => {}
                Some(_) => wrong.push(format!("src/{file}:{line}: `{module}` names `{name}`, which comes after it")),
                None => wrong.push(format!("src/{file}:{line}: `{name}` is no module of the order")),
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_library_lists_the_modules_in_this_order() {
    let libraries = CRATES.map(|folder| {
        let (_, lib) = files_of(folder).into_iter().find(|(file, _)| file == "lib.rs").expect("there is a lib.rs");
        let name = |line: &str| {
            let mut starts = ["pub mod ", "pub use levelbook_core::"].into_iter();
            Some(starts.find_map(|start| line.strip_prefix(start))?.strip_suffix(';')?.to_owned())
        };
        lib.lines().filter_map(name).collect::<Vec<String>>()
    });
    assert_eq!(libraries[1], ORDER, "all modules have one place to be named from");
    assert_eq!(libraries[0], ORDER[..libraries[0].len()], "those of the crate below come first");
}

#[test]
fn a_use_of_the_crate_stands_on_a_line_of_its_own() {
    let grouped = |line: &str| line.trim_start().starts_with("use crate::") && line.contains('{');
    let wrong: Vec<String> = sources()
        .iter()
        .flat_map(|(file, text)| {
            let lines = text.lines().enumerate().filter(|(_, line)| grouped(line));
            lines.map(move |(index, line)| format!("src/{file}:{}: {line}", index + 1)).collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    let wrong: Vec<String> =
        sources().into_iter().filter(|(_, text)| !text.starts_with("//! ")).map(|(file, _)| file).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// What changes a disk.
const WRITING: [&str; 12] = [
    "fs::write(",
    "fs::rename(",
    "fs::copy(",
    "fs::create_dir",
    "fs::remove_",
    "fs::hard_link(",
    "fs::set_permissions(",
    "File::create",
    "OpenOptions",
    "tempfile::",
    ".persist(",
    "fs::symlink",
];

/// The lines of a text that change a disk, tests at its end left out.
fn writing(text: &str) -> Vec<(usize, String)> {
    let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    let lines = text[..end].lines().enumerate().map(|(index, line)| (index + 1, line.trim().to_owned()));
    lines.filter(|(_, line)| !line.starts_with("//") && WRITING.iter().any(|word| line.contains(word))).collect()
}

#[test]
fn only_the_writer_writes() {
    // A worker writes into a folder that its parent made in a work folder.
    let allowed = |file: &str, line: &str| file == "cli/workers.rs" && line.contains("args.folder.join");
    let tests = |file: &str| file.contains("tests/") || file.ends_with("tests.rs");
    let wrong: Vec<String> = sources()
        .iter()
        .filter(|(file, _)| !file.starts_with("output/") && !tests(file))
        .flat_map(|(file, text)| {
            let lines = writing(text).into_iter().filter(|(_, line)| !allowed(file, line));
            lines.map(move |(number, line)| format!("src/{file}:{number}: {line}")).collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "`src/output` writes, and `src/cli/keep.rs` calls it:\n{}", wrong.join("\n"));
    assert_eq!(writing("let x = 1;\nstd::fs::write(a, b)?;\n// fs::write(\n").len(), 1);
}

/// Lines that look into the words of a failure, a finding or another error, by file and number.
fn told_by_words(file: &str, text: &str) -> Vec<String> {
    let names = ["failure", "finding", "error", "message", "reason", "problem"];
    let looks = ["contains", "starts_with", "ends_with", "find", "eq", "strip_prefix", "strip_suffix", "split_once"];
    let plain = text.split("#[cfg(test)]").next().unwrap_or("");
    // A chain of calls may go over several lines.
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (index, line) in plain.lines().enumerate() {
        let code = line.split("//").next().unwrap_or("").trim();
        match lines.last_mut().filter(|_| code.starts_with('.')) {
            Some((_, before)) => before.push_str(code),
            None => lines.push((index + 1, code.to_owned())),
        }
    }
    let mut found = Vec::new();
    for (number, code) in lines {
        for look in looks {
            for (at, _) in code.match_indices(&format!(".{look}(\"")) {
                // The chain of names, fields and calls that is looked into.
                let chain: String = code[..at]
                    .chars()
                    .rev()
                    .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '(' | ')'))
                    .collect::<Vec<char>>()
                    .into_iter()
                    .rev()
                    .collect();
                let is_error = chain.split(['.', '(', ')']).any(|part| names.contains(&part))
                    || chain.ends_with(".0")
                    || chain.ends_with(".to_string()");
                if is_error {
                    found.push(format!("{file}:{number}: {code}"));
                }
            }
        }
    }
    found
}

#[test]
fn no_error_is_told_from_another_by_its_words() {
    // A library's own text, shortened for print: nothing is decided by it.
    let allowed = ["read/yaml.rs"];
    let mut wrong = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    rust_files(&root.join("src"), &mut files);
    rust_files(&root.join("crates/pades/src"), &mut files);
    for path in files {
        let name = path.strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/");
        let tests = name.contains("/tests/") || name.ends_with("_tests.rs") || name.ends_with("/tests.rs");
        if tests || allowed.iter().any(|end| name.ends_with(end)) {
            continue;
        }
        wrong.extend(told_by_words(&name, &fs::read_to_string(&path).expect("source is text")));
    }
    assert!(wrong.is_empty(), "kinds tell errors apart, and words do not:\n{}", wrong.join("\n"));
    let known = [
        ("if failure.0.contains(\"encrypted\") {", 1),
        ("is_err_and(|failure| failure.0.contains(\"no signature field\"))", 1),
        ("if finding.text.starts_with(\"the file\") {", 1),
        ("let x = failure\n    .text\n    .contains(\"x\");", 1),
        ("match error.to_string().contains(\"x\")", 1),
        ("if path.contains(\"x\") || text.contains(\"y\") {", 0),
        ("// failure.0.contains(\"x\")", 0),
    ];
    for (line, number) in known {
        assert_eq!(told_by_words("x.rs", line).len(), number, "{line}");
    }
}

#[test]
fn the_reader_of_this_test_would_see_a_step_back() {
    let text = "use crate::site::Download; // crate::cli is fine in a comment\nlet x = crate::cli::run();\n";
    assert_eq!(named(text), [(1, "site".to_owned()), (2, "cli".to_owned())]);
}

#[test]
fn no_crate_may_use_unsafe_code() {
    // `forbid` can't be taken back inside: it holds for all targets of a package, benchmarks and tests included.
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for manifest in ["Cargo.toml", "crates/core/Cargo.toml", "crates/pades/Cargo.toml", "fuzz/Cargo.toml"] {
        let text = fs::read_to_string(root.join(manifest)).expect("a manifest");
        let lints = text.split("\n[lints.rust]\n").nth(1).expect("the crate has lints");
        let lints = lints.split("\n[").next().unwrap_or("");
        assert!(lints.lines().any(|line| line == "unsafe_code = \"forbid\""), "{manifest}");
    }
}

/// Words that are compared though they are no state: names of files, folders and elements, and what a user typed.
const COMPARED: [(&str, &str); 9] = [
    ("bundle/pages.rs", "3"),
    ("bundle/pages.rs", "5"),
    ("cli/generate.rs", "help"),
    ("editions/upgrade.rs", "-"),
    ("report/notes.rs", "note"),
    ("sign_off/records.rs", "assessments"),
    ("theme/mod.rs", "svg"),
    ("theme/mod.rs", "svgz"),
    ("view/chart/svg.rs", "line"),
];

/// The words that a line of code compares something with.
fn compared(line: &str) -> Vec<String> {
    let code = line.split("//").next().unwrap_or("").trim();
    let literals = |text: &str| {
        let words = text.split('"').skip(1).step_by(2).map(str::to_owned);
        words.collect::<Vec<String>>()
    };
    let mut found = Vec::new();
    for start in ["== \"", "!= \"", "== Some(\"", "!= Some(\""] {
        let words = code.split(start).skip(1).filter_map(|rest| rest.split('"').next());
        found.extend(words.map(str::to_owned));
    }
    if let Some((_, rest)) = code.split_once("matches!(") {
        found.extend(literals(rest));
    }
    // An arm of a match: what stands before the arrow.
    if let Some((pattern, _)) = code.split_once(" => ").or(code.strip_suffix(" =>").map(|pattern| (pattern, "")))
        && (pattern.starts_with('"') || pattern.starts_with("(\"") || pattern.starts_with("Some(\""))
    {
        found.extend(literals(pattern));
    }
    found
}

#[test]
fn no_state_is_told_from_another_by_its_name() {
    let rooms = ["assess", "editions", "sign_off", "view", "theme", "site", "bundle", "report", "pipeline", "cli"];
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let room = file.split(['/', '.']).next().unwrap_or("");
        if !rooms.contains(&room) || file.contains("tests") {
            continue;
        }
        let plain = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or("");
        for (number, line) in plain.lines().enumerate() {
            // A path or a name of a file is no state.
            let is_name = |word: &String| word.is_empty() || word.contains(['.', '/', ' ', ':']);
            for word in compared(line).into_iter().filter(|word| !is_name(word)) {
                if !COMPARED.contains(&(file.as_str(), word.as_str())) {
                    wrong.push(format!("{file}:{}: {}", number + 1, line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "states are enums, and `view/names.rs` gives them names:\n{}", wrong.join("\n"));
    let known = [
        ("if result.state == \"level\" {", 1),
        ("(\"insufficient\", _) => Mark::Doubtful,", 1),
        ("matches!(cell.state, \"absent\" | \"unknown\")", 2),
        ("\"added\" | \"removed\" => out.push(line),", 2),
        ("// verdict == \"at\"", 0),
        ("Verdict::At => \"at\",", 0),
    ];
    for (line, number) in known {
        assert_eq!(compared(line).len(), number, "{line}");
    }
}

/// What a theme sees of a state is its name, and what the program sees is the state: a word in a view is words for people.
#[test]
fn a_fixed_word_in_a_view_is_for_people() {
    let words = ["name", "text", "class", "value", "dash"];
    let mut wrong = Vec::new();
    for (file, text) in sources().into_iter().filter(|(file, _)| file.starts_with("view/")) {
        for line in text.lines().map(str::trim).filter(|line| line.ends_with(": &'static str,")) {
            let field = line.trim_start_matches("pub ").split(':').next().unwrap_or("");
            if !words.iter().any(|word| field == *word || field.ends_with(&format!("_{word}"))) {
                wrong.push(format!("{file}: {line}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a script calls is in the repository: a file that git is told to ignore is there for its author alone.
#[test]
fn what_a_script_calls_is_kept() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let run = fs::read_to_string(root.join("fuzz/run")).expect("the script");
    let ignored = fs::read_to_string(root.join("fuzz/.gitignore")).expect("a list");
    let called: Vec<&str> =
        run.split("RUSTC_WRAPPER=\"$PWD/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(called.len(), 1, "{run}");
    for name in called {
        assert!(root.join("fuzz").join(name).is_file(), "fuzz/run calls `{name}`");
        assert!(!ignored.lines().any(|line| line == format!("/{name}")), "`{name}` is ignored");
    }
}
