//! Files of one folder name each other in one direction, as modules do.
//!
//! A folder's `mod.rs` names its files. A file that names what `mod.rs` itself defines steps up again, and so stands in a
//! circle with it; what `mod.rs` only passes on counts as the file that it comes from. What was there when this test came
//! is listed, and the lists only get shorter.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use super::CRATES;
use super::files_of;

/// Files that name each other, over any number of steps: the folder, a file, and one that it names.
const CIRCLES: &[(&str, &str, &str)] = &[];

/// Files that name what the `mod.rs` of their folder defines.
const STEPS_UP: &[(&str, &[&str])] = &[
    ("core/bundle", &["check", "listing"]),
    (
        "core/check",
        &[
            "assessment",
            "audience",
            "covers",
            "edition",
            "guide",
            "items",
            "links",
            "mapping",
            "overlay",
            "practice",
            "scales",
            "scene",
            "sign_off",
            "target_set",
        ],
    ),
    ("core/diag", &["render"]),
    ("core/editions", &["compare", "impact", "release", "upgrade"]),
    ("core/markup", &["anchor", "inline", "notes", "parse", "written"]),
    ("core/model", &["assessment", "mapping", "overlay", "sign_off", "target_set"]),
    ("core/output", &["write"]),
    ("core/sign_off", &["found"]),
    ("core/source", &["differences", "digest", "git", "load", "steady"]),
    ("core/svg", &["address", "foreign", "prolog", "size"]),
    ("pades/demo", &["make"]),
    (
        "src/cli",
        &[
            "attest", "audience", "build", "bundle", "check", "deferred", "diff", "explain", "generate", "history",
            "identity", "ids", "impact", "init", "keep", "keys", "new", "release", "seal", "secret", "sign", "status",
            "upgrade", "verify", "workers",
        ],
    ),
    ("src/pipeline", &["editions", "rebuild", "side_by_side"]),
];

/// A path of modules below the root of a crate.
type Module = Vec<String>;

/// A file without comments and tests.
fn code(text: &str) -> String {
    let plain = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or("");
    plain.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}

/// The files of a crate by the module that they are.
fn modules(folder: &str) -> BTreeMap<Module, String> {
    let module = |file: &str| {
        let mut parts: Module = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        parts.pop_if(|last| matches!(last.as_str(), "mod" | "lib" | "main"));
        parts
    };
    let is_test = |module: &Module| module.iter().any(|part| part == "tests" || part.ends_with("_tests"));
    let files = files_of(folder).into_iter().map(|(file, text)| (module(&file), code(&text)));
    files.filter(|(module, _)| !is_test(module)).collect()
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    &text[..end]
}

/// The paths that begin with `start`, such as `super::`, without it; those of a group in braces one by one.
fn paths(text: &str, start: &str) -> Vec<Module> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(start) {
        if text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let mut rest = &text[at + start.len()..];
        let mut path = Module::new();
        while !word(rest).is_empty() {
            path.push(word(rest).to_owned());
            rest = &rest[word(rest).len()..];
            match rest.strip_prefix("::") {
                Some(after) => rest = after,
                None => break,
            }
        }
        match rest.strip_prefix('{').and_then(|group| group.split_once('}')) {
            Some((group, _)) => {
                let each = group.split(',').map(|item| word(item.trim()).to_owned()).filter(|item| !item.is_empty());
                found.extend(each.map(|item| [path.clone(), vec![item]].concat()));
            }
            None => found.push(path),
        }
    }
    found
}

/// The modules and items that a file names by a path, from the root of its crate.
fn named(module: &Module, text: &str) -> Vec<Module> {
    let mut all = paths(text, "crate::");
    for path in paths(text, "super::") {
        let more = path.iter().take_while(|part| *part == "super").count();
        let up = module.len().saturating_sub(1 + more);
        all.push([&module[..up], &path[more..]].concat());
    }
    all
}

/// The file of a folder that a name of its `mod.rs` comes from; `None` for what `mod.rs` defines.
fn passed_on(text: &str, name: &str, is_file: impl Fn(&str) -> bool) -> Option<String> {
    let from = paths(text, "use ").into_iter().chain(paths(text, "use self::"));
    from.filter(|path| path.last().is_some_and(|last| last == name))
        .filter_map(|path| path.into_iter().next())
        .find(|first| is_file(first))
}

/// For every folder, which of its files names which other; `mod` is what its `mod.rs` defines.
type Arrows = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

fn arrows(root: &str, modules: &BTreeMap<Module, String>, top: usize) -> Arrows {
    let mut arrows = Arrows::new();
    for (module, text) in modules {
        for path in named(module, text) {
            let shared = module.iter().zip(&path).take_while(|(a, b)| a == b).count();
            let (Some(from), Some(to)) = (module.get(shared), path.get(shared)) else { continue };
            if shared < top {
                continue;
            }
            let folder = &module[..shared];
            let is_file = |name: &str| modules.contains_key(&[folder, &[name.to_owned()]].concat());
            let own = modules.get(folder).map_or("", String::as_str);
            let to = match is_file(to) {
                true => to.clone(),
                false => passed_on(own, to, is_file).unwrap_or_else(|| "mod".to_owned()),
            };
            if to != *from {
                let room = std::iter::once(root).chain(folder.iter().map(String::as_str)).collect::<Vec<_>>().join("/");
                arrows.entry(room).or_default().entry(from.clone()).or_default().insert(to);
            }
        }
    }
    arrows
}

/// All that a file leads to.
fn reached(files: &BTreeMap<String, BTreeSet<String>>, from: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut left = vec![from.to_owned()];
    while let Some(file) = left.pop() {
        for next in files.get(&file).into_iter().flatten() {
            if next != "mod" && found.insert(next.clone()) {
                left.push(next.clone());
            }
        }
    }
    found
}

/// The arrows that are part of a circle, and the steps up to `mod.rs`.
fn circles(arrows: &Arrows) -> (BTreeSet<[String; 3]>, BTreeSet<[String; 2]>) {
    let (mut circles, mut up) = (BTreeSet::new(), BTreeSet::new());
    for (room, files) in arrows {
        for (from, all) in files {
            for to in all {
                if to == "mod" {
                    up.insert([room.clone(), from.clone()]);
                } else if reached(files, to).contains(from) {
                    circles.insert([room.clone(), from.clone(), to.clone()]);
                }
            }
        }
    }
    (circles, up)
}

/// The crates with the name that stands before their folders here, and the depth from which on their folders are looked at:
/// that of the modules of a crate is held as a whole by their order, where there is one.
fn houses() -> Vec<(&'static str, &'static str, usize)> {
    let ordered = CRATES.iter().zip(["core", "src"]).map(|(folder, name)| (*folder, name, 1));
    ordered.chain([("crates/pades/src", "pades", 0)]).collect()
}

#[test]
fn files_of_a_folder_name_each_other_in_one_direction() {
    let (mut found, mut up) = (BTreeSet::new(), BTreeSet::new());
    for (folder, name, top) in houses() {
        let (circles, steps) = circles(&arrows(name, &modules(folder), top));
        found.extend(circles);
        up.extend(steps);
    }
    let known: BTreeSet<[String; 3]> =
        CIRCLES.iter().map(|(room, from, to)| [room, from, to].map(|part| (*part).to_owned())).collect();
    let known_up: BTreeSet<[String; 2]> = STEPS_UP
        .iter()
        .flat_map(|(room, files)| files.iter().map(|file| [(*room).to_owned(), (*file).to_owned()]))
        .collect();
    let lines = |parts: Vec<Vec<String>>, joint: &str| -> String {
        parts.iter().map(|part| format!("\n{}: {}", part[0], part[1..].join(joint))).collect()
    };
    let new = lines(found.difference(&known).map(|arrow| arrow.to_vec()).collect(), " names ");
    assert!(new.is_empty(), "files that name each other:{new}");
    let new = lines(up.difference(&known_up).map(|step| step.to_vec()).collect(), " ");
    assert!(new.is_empty(), "files that name what `mod.rs` defines, which belongs into a file below both:{new}");
    let gone = lines(known.difference(&found).map(|arrow| arrow.to_vec()).collect(), " names ");
    let gone_up = lines(known_up.difference(&up).map(|step| step.to_vec()).collect(), " ");
    assert!(gone.is_empty() && gone_up.is_empty(), "no longer there; take it off the lists:{gone}{gone_up}");
}

#[test]
fn the_reader_of_this_test_would_see_a_circle() {
    let file = |module: &str, text: &str| (module.split('/').map(str::to_owned).collect::<Module>(), code(text));
    let house = BTreeMap::from([
        file("m", "mod a;\nmod b;\npub use c::Passed;\npub use d::{One, Two};\npub struct Own;\n"),
        file("m/a", "use super::b::B; // super::c\n"),
        file("m/b", "use crate::m::Passed;\nlet x = crate::elsewhere::y();\n"),
        file("m/c", "use super::{Own, Two};\n"),
        file("m/d", "fn f() { super::a::g() }\n#[cfg(test)]\nmod tests {\n    use super::super::c;\n}\n"),
        file("m/d/e", "use super::super::a::A;\nuse super::f;\n"),
    ]);
    let (circles, up) = circles(&arrows("x", &house, 1));
    let circles: Vec<String> = circles.iter().map(|arrow| arrow.join(" ")).collect();
    assert_eq!(circles, ["x/m a b", "x/m b c", "x/m c d", "x/m d a"]);
    let up: Vec<String> = up.iter().map(|step| step.join(" ")).collect();
    assert_eq!(up, ["x/m c", "x/m/d e"]);
}
