//! A function fits on a screen, and has no more parameters than a reader can keep in mind.
//!
//! What was larger when this test came is listed, and the list only gets shorter.

use std::collections::BTreeSet;

use super::files_of;

/// The most lines of a function, from `fn` to its closing brace.
const LINES: usize = 80;

/// The most parameters, `self` among them.
const PARAMETERS: usize = 5;

/// Functions that are larger: the file, and the name.
const LARGE: &[(&str, &str)] = &[
    ("core/site/chrome.rs", "fill"),
    ("src/cli/new.rs", "assessment"),
    ("src/cli/release.rs", "draft"),
    ("src/cli/release.rs", "run"),
    ("src/cli/release.rs", "write"),
    ("src/cli/sign.rs", "finish"),
    ("src/report/mod.rs", "assessment"),
    ("src/report/mod.rs", "assessment_with_places"),
];

/// A function as it is written.
#[derive(Debug, PartialEq)]
struct Function {
    name: String,
    lines: usize,
    parameters: usize,
}

/// The parameters of a function whose text begins behind its name.
fn parameters(text: &str) -> usize {
    let (mut depth, mut angles, mut commas, mut before) = (0usize, 0usize, Vec::new(), ' ');
    for (at, c) in text.char_indices() {
        match c {
            '<' => angles += 1,
            '>' if before != '-' => angles = angles.saturating_sub(1),
            // What stands in angles before the first bracket are type parameters.
            '(' | '[' if depth > 0 || angles == 0 => {
                depth += 1;
                if depth == 1 {
                    commas.push(at);
                }
            }
            '{' if depth > 0 => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ')' | ']' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    commas.push(at);
                    break;
                }
            }
            ',' if depth == 1 && angles == 0 => commas.push(at),
            _ => {}
        }
        before = c;
    }
    commas.windows(2).filter(|pair| text[pair[0] + 1..pair[1]].trim() != "").count()
}

/// The functions of a file. Its lines are as `rustfmt` sets them: what closes a function stands below what opens it.
fn functions(text: &str) -> Vec<Function> {
    let plain = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or("");
    let lines: Vec<&str> = plain.lines().map(|line| line.split(" //").next().unwrap_or("")).collect();
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let (indent, words) = (line.len() - code.len(), code.split("fn ").next().unwrap_or(""));
        let plain =
            words.split_whitespace().all(|word| word.starts_with("pub") || word == "const" || word.ends_with(')'));
        let Some(rest) = code.get(words.len()..).and_then(|rest| rest.strip_prefix("fn ")).filter(|_| plain) else {
            continue;
        };
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let closes = |line: &str| {
            let code = line.trim_start();
            line.len() - code.len() == indent && (code == "}" || code.starts_with(')') && code.ends_with(';'))
        };
        let whole = line.ends_with('}') || line.ends_with(';');
        let more =
            if whole { 0 } else { lines[index + 1..].iter().position(|line| closes(line)).map_or(0, |at| at + 1) };
        let signature = format!("{}\n{}", &rest[name.len()..], lines[index + 1..=index + more].join("\n"));
        found.push(Function { name, lines: more + 1, parameters: parameters(&signature) });
    }
    found
}

#[test]
fn no_function_is_larger_than_a_screen() {
    let houses = [("crates/core/src", "core"), ("crates/pades/src", "pades"), ("src", "src")];
    let mut large: BTreeSet<(String, String)> = BTreeSet::new();
    for (folder, house) in houses {
        for (file, text) in files_of(folder) {
            let file = format!("{house}/{file}");
            let tests = file.contains("/tests/") || file.ends_with("tests.rs");
            if tests {
                continue;
            }
            let over = functions(&text).into_iter().filter(|one| one.lines > LINES || one.parameters > PARAMETERS);
            large.extend(over.map(|one| (file.clone(), one.name)));
        }
    }
    let known: BTreeSet<(String, String)> =
        LARGE.iter().map(|(file, name)| ((*file).to_owned(), (*name).to_owned())).collect();
    let new: Vec<_> = large.difference(&known).collect();
    assert!(new.is_empty(), "more than {LINES} lines or {PARAMETERS} parameters: {new:#?}");
    let gone: Vec<_> = known.difference(&large).collect();
    assert!(gone.is_empty(), "no longer large; take it off the list: {gone:#?}");
}

#[test]
fn the_reader_of_this_test_would_see_a_large_function() {
    let text = "impl X {\n    pub(super) fn a<F: Fn(u8, u8)>(&self, f: BTreeMap<u8, (u8, u8)>, (b, c): (u8, u8)) -> u8 {\n        1\n    }\n\n    \
                fn b();\n}\n\nfn c(\n    a: impl Fn(u8) -> u8,\n    B { c, d }: B,\n) {\n    d(1, 2);\n}\n// a word on fn x(a, b)\n";
    let function = |name: &str, lines: usize, parameters: usize| Function { name: name.to_owned(), lines, parameters };
    assert_eq!(functions(text), [function("a", 3, 3), function("b", 1, 0), function("c", 6, 2)]);
}
