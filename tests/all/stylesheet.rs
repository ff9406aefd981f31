//! The stylesheet of the site keeps its order: sections by component, seven steps of type, nothing twice, nothing dead.
//!
//! Takes `themes/default/site/static/style.css` and whatever makes the pages that it dresses. Without this the sheet
//! grows at its end: another size, another block for paper, rules of a class that no page has any more.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A rule: its section, the at-rules around it and at which character each begins, its selectors and declarations.
#[derive(Clone, Debug, Default)]
struct Rule {
    section: String,
    around: Vec<(String, usize)>,
    selectors: Vec<String>,
    declarations: Vec<(String, String)>,
    line: usize,
}

impl Rule {
    fn on_paper(&self) -> bool {
        self.around.iter().any(|(head, _)| head == "@media print")
    }

    fn classes(&self) -> BTreeSet<String> {
        self.selectors.iter().flat_map(|selector| classes(selector)).collect()
    }
}

/// The classes that a selector names.
fn classes(selector: &str) -> Vec<String> {
    let name = |rest: &str| -> String { rest.chars().take_while(|c| in_name(*c)).collect() };
    selector.split('.').skip(1).map(name).filter(|name| name.starts_with(|c: char| c.is_alphabetic())).collect()
}

fn in_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_')
}

/// Text in one line, with one space between words.
fn line_of(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Parts between separators that stand in no brackets.
fn parts(text: &str, separator: char) -> Vec<String> {
    let (mut all, mut depth) = (vec![String::new()], 0_usize);
    for c in text.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match all.last_mut() {
            Some(last) if c != separator || depth > 0 => last.push(c),
            _ => all.push(String::new()),
        }
    }
    all.iter().map(|part| line_of(part)).filter(|part| !part.is_empty()).collect()
}

/// The rules of a sheet. A section begins with `/* == NAME == */`.
fn rules(sheet: &str) -> Vec<Rule> {
    let (mut found, mut around, mut section) = (Vec::new(), Vec::<(String, usize)>::new(), String::new());
    let (mut rest, mut head, mut line) = (sheet, String::new(), 1);
    while let Some(c) = rest.chars().next() {
        let mut taken = c.len_utf8();
        if rest.starts_with("/*") {
            taken = rest.find("*/").map_or(rest.len(), |end| end + 2);
            let words = rest[..taken].trim_matches(['/', '*']).trim();
            if let Some(name) = words.strip_prefix("== ").and_then(|name| name.strip_suffix(" ==")) {
                name.clone_into(&mut section);
            }
        } else if c == '}' {
            around.pop();
        } else if c == '{' {
            let open = line_of(&std::mem::take(&mut head));
            if open.starts_with("@media") || open.starts_with("@supports") {
                around.push((open, sheet.len() - rest.len()));
            } else {
                taken = rest.find('}').map_or(rest.len(), |end| end + 1);
                let body = without_comments(rest[1..taken].trim_end_matches('}'));
                let pair = |one: String| one.split_once(':').map(|(name, value)| (line_of(name), line_of(value)));
                let declarations = parts(&body, ';').into_iter().filter_map(pair).collect();
                let (section, around) = (section.clone(), around.clone());
                found.push(Rule { section, around, selectors: parts(&open, ','), declarations, line });
            }
        } else {
            head.push(c);
        }
        line += rest[..taken].matches('\n').count();
        rest = &rest[taken..];
    }
    found
}

fn without_comments(text: &str) -> String {
    let mut pieces = text.split("/*");
    let first = pieces.next().unwrap_or("").to_owned();
    pieces.fold(first, |all, piece| all + piece.split_once("*/").map_or("", |(_, after)| after))
}

/// Sizes of type that are no step, and steps beyond the seven and the one that is relative.
fn wrong_sizes(rules: &[Rule]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut steps = BTreeMap::new();
    for rule in rules {
        let defined = rule.declarations.iter().filter(|(name, _)| name.starts_with("--text-"));
        for (name, value) in defined {
            if rule.around.is_empty() && rule.selectors == [":root"] {
                steps.insert(name.clone(), value.clone());
            } else if !rule.on_paper() {
                wrong.push(format!("{}: `{name}` has another value away from paper", rule.line));
            }
        }
    }
    let relative = steps.values().filter(|value| value.ends_with("em") && !value.ends_with("rem")).count();
    if steps.len() - relative > 7 || relative > 1 {
        wrong.push(format!("more steps than seven, and one that is relative: {:?}", steps.keys()));
    }
    let step = |value: &str| {
        let name = value.strip_prefix("var(").and_then(|rest| rest.strip_suffix(')'));
        name.is_some_and(|name| steps.contains_key(name))
    };
    for rule in rules {
        for (name, value) in &rule.declarations {
            let fine = match name.as_str() {
                // What has no size is not seen.
                "font-size" => step(value) || value == "0",
                "font" => {
                    let size = value.split_whitespace().find_map(|word| word.split_once('/')).map(|(size, _)| size);
                    value == "inherit" || size.is_some_and(step)
                }
                _ => true,
            };
            if !fine {
                wrong.push(format!("{}: `{name}: {value}` is no step of type", rule.line));
            }
        }
    }
    wrong
}

/// Rules for paper that stand in the wrong place: what concerns a whole page is in one block, at the end of the sheet,
/// and the block of a section names what the section names on a screen too.
fn wrong_paper(rules: &[Rule]) -> Vec<String> {
    let mut wrong = Vec::new();
    let Some(last) = rules.last() else { return wrong };
    let mut blocks = BTreeMap::new();
    for rule in rules {
        let whole = rule.selectors.iter().any(|one| one.starts_with("@page"));
        if rule.section == last.section || whole {
            if rule.around != last.around || !rule.on_paper() || rule.section != last.section {
                wrong.push(format!("{}: the printed page has one block, at the end", rule.line));
            }
        } else if rule.on_paper() {
            if *blocks.entry(rule.section.clone()).or_insert_with(|| rule.around.clone()) != rule.around {
                wrong.push(format!("{}: another block for paper in `{}`", rule.line, rule.section));
            }
            let own = rules.iter().filter(|one| one.section == rule.section && !one.on_paper());
            let known: BTreeSet<String> = own.flat_map(Rule::classes).collect();
            for class in rule.classes().difference(&known) {
                wrong.push(format!("{}: `.{class}` belongs to another section than `{}`", rule.line, rule.section));
            }
        }
    }
    wrong
}

/// Selector lists that stand twice in the same at-rules.
fn twice(rules: &[Rule]) -> Vec<String> {
    let mut seen = BTreeMap::new();
    let mut wrong = Vec::new();
    for rule in rules.iter().filter(|rule| !rule.selectors.iter().any(|one| one.starts_with('@'))) {
        let around: Vec<&String> = rule.around.iter().map(|(head, _)| head).collect();
        let list: BTreeSet<&String> = rule.selectors.iter().collect();
        if let Some(before) = seen.insert((around, list), rule.line) {
            wrong.push(format!("{}: `{}` stands in line {before} already", rule.line, rule.selectors.join(", ")));
        }
    }
    wrong
}

/// What makes classes: the class attributes of the templates, scripts and the program.
fn makers() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = BTreeMap::new();
    read_below(&root.join("themes/default/site"), &mut texts);
    read_below(&root.join("crates/core/src"), &mut texts);
    let mut all = String::new();
    for (name, text) in &texts {
        if name.ends_with(".html") {
            let attributes = text.split("class=\"").skip(1).filter_map(|rest| rest.split('>').next());
            let kinds = text.split("{% block kind %}").skip(1).filter_map(|rest| rest.split('{').next());
            all.extend(attributes.chain(kinds).flat_map(|words| [words, "\n"]));
        } else if name.ends_with(".js") || name.ends_with(".rs") {
            all.push_str(text);
        }
    }
    all
}

fn read_below(folder: &Path, texts: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("the folder can be read").flatten() {
        let path = entry.path();
        if path.is_dir() {
            read_below(&path, texts);
        } else if let Ok(text) = fs::read_to_string(&path) {
            texts.insert(path.to_string_lossy().into_owned(), text);
        }
    }
}

/// Whether a name stands in a text, and not as a part of a longer one.
fn stands(name: &str, text: &str) -> bool {
    text.match_indices(name)
        .any(|(at, _)| !text[..at].ends_with(in_name) && !text[at + name.len()..].starts_with(in_name))
}

/// Whether something makes a class: by its whole name, or by its beginning with a value behind it.
fn is_made(class: &str, makers: &str) -> bool {
    let composed = |(at, _): (usize, &str)| {
        let (head, tail) = class.split_at(at + 1);
        let value = tail.chars().all(|c| c.is_ascii_digit()) || stands(tail, makers);
        value && makers.contains(&format!("{head}{{"))
    };
    stands(class, makers) || class.match_indices('-').any(composed)
}

fn sheet() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/site/static/style.css");
    fs::read_to_string(path).expect("the stylesheet")
}

#[test]
fn type_has_seven_steps() {
    let wrong = wrong_sizes(&rules(&sheet()));
    assert!(wrong.is_empty(), "style.css:\n{}", wrong.join("\n"));
    let root = ":root { --text-a: 1rem; --text-b: 0.9em; }";
    let known = [
        ("a { font-size: var(--text-a); font: 700 var(--text-b)/1.2 var(--sans); }", 0),
        ("a { font-size: 1rem; }", 1),
        ("a { font-size: var(--text-c); }", 1),
        ("a { font: 1rem/1.2 var(--sans); }", 1),
        (":root { --text-c: 0.8em; }", 1),
        (":root { --text-1: 1; --text-2: 1; --text-3: 1; --text-4: 1; --text-5: 1; --text-6: 1; --text-7: 1 }", 1),
        ("@media print { td { --text-a: 8pt; } }", 0),
        ("td { --text-a: 8pt; }", 1),
    ];
    for (text, number) in known {
        assert_eq!(wrong_sizes(&rules(&format!("{root} {text}"))).len(), number, "{text}");
    }
}

#[test]
fn paper_has_one_block_for_whole_pages() {
    let wrong = wrong_paper(&rules(&sheet()));
    assert!(wrong.is_empty(), "style.css:\n{}", wrong.join("\n"));
    let end = "/* == Paper == */ @media print { @page { margin: 0; } .b { x: y; } }";
    let known = [
        ("/* == A == */ .a { x: y; } @media print { .a td { x: y; } }", 0),
        ("/* == A == */ .a { x: y; } @media print { .b { x: y; } }", 1),
        ("/* == A == */ .a { x: y; } @media print { .a { x: y; } } @media print { .a { x: z; } }", 1),
        ("/* == A == */ .a { x: y; } @media print { @page { margin: 0; } }", 1),
        ("/* == Paper == */ @media print { .a { x: y; } }", 1),
    ];
    for (text, number) in known {
        assert_eq!(wrong_paper(&rules(&format!("{text} {end}"))).len(), number, "{text}");
    }
}

#[test]
fn no_selector_list_stands_twice() {
    let wrong = twice(&rules(&sheet()));
    assert!(wrong.is_empty(), "style.css:\n{}", wrong.join("\n"));
    let known = ".a, .b { x: y; } .b,\n.a { z: y; } @media print { .a, .b { x: y; } } .a { x: y; }";
    assert_eq!(twice(&rules(known)).len(), 1);
}

#[test]
fn every_class_is_made_by_something() {
    let makers = makers();
    let all: BTreeSet<String> = rules(&sheet()).iter().flat_map(Rule::classes).collect();
    let dead: Vec<&String> = all.iter().filter(|class| !is_made(class, &makers)).collect();
    assert!(dead.is_empty(), "no template, script or module has {dead:?}");
    let few = "x verdict-{{ v.id }} wide \"below\"; alert-{class}";
    assert!(["x", "verdict-below", "alert-below", "alert-3"].iter().all(|class| is_made(class, few)));
    assert!(!["verdict", "verdict-other", "wid", "other-below"].iter().any(|class| is_made(class, few)));
}

#[test]
fn the_contents_at_the_top_list_the_sections() {
    let sheet = sheet();
    let mut sections: Vec<String> = rules(&sheet).into_iter().map(|rule| rule.section).collect();
    sections.dedup();
    let listed: Vec<&str> = sheet.lines().filter_map(|line| line.strip_prefix("   - ")).collect();
    assert_eq!(listed, sections, "sections in order, each once");
    assert_eq!(listed.iter().collect::<BTreeSet<_>>().len(), listed.len(), "no section twice");
}
