//! Drawings that are more, and drawings that are only that: `tests/svg`.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use super::FoundFault;
use super::faults;
use crate::source::Content;
use crate::source::Source;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/svg")
}

/// `<3 x "ab">` stands for `ababab`.
fn unfold(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((count, more)) = repeated(rest) {
        let at = rest.len() - more.len();
        out.push_str(&rest[..at]);
        let inside = &more[count.1..];
        let end = inside.find("\">").unwrap_or(inside.len());
        out.push_str(&inside[..end].repeat(count.0));
        rest = inside.get(end + 2..).unwrap_or("");
    }
    out + rest
}

/// The next repetition: its number and the length of what stands before its words; and the text from it on.
fn repeated(text: &str) -> Option<((usize, usize), &str)> {
    text.match_indices('<').find_map(|(at, _)| {
        let (number, after) = text[at + 1..].split_once(" x \"")?;
        let number = number.parse().ok()?;
        Some(((number, text.len() - at - after.len()), &text[at..]))
    })
}

fn said(text: &str) -> String {
    let source = Source::new("x.svg", Content::Text(text.to_owned()));
    let mut out = String::new();
    for (range, fault) in faults(text) {
        let (line, column) = source.place(range.start);
        let warning = if fault.refuses() { "" } else { "W " };
        let _ = writeln!(out, "{warning}{line}:{column}: {}", fault.message());
    }
    out
}

/// The names, the drawings and what is written of them.
fn list() -> Vec<(String, String, String)> {
    let text = fs::read_to_string(folder().join("hostile.txt")).unwrap();
    let part = |part: &str| {
        let (name, rest) = part.split_once(" ==\n").unwrap();
        let (drawing, said) = rest.split_once("\n=>\n").unwrap();
        (name.to_owned(), drawing.to_owned(), said.trim_start_matches('\n').trim_end().to_owned())
    };
    format!("\n{text}").split("\n== ").skip(1).map(part).collect()
}

#[test]
fn what_does_more_than_draw_is_refused() {
    let all = list();
    assert!(all.len() >= 70, "{}", all.len());
    let mut out = String::new();
    for (name, drawing, _) in &all {
        let drawing = unfold(drawing);
        let _ = write!(out, "== {name} ==\n{}\n=>\n{}\n", list_text(&all, name), said(&drawing));
        assert!(faults(&drawing).iter().any(|(_, fault)| fault.refuses()), "`{name}` passes:\n{drawing}");
    }
    let out = format!("{}\n", out.trim_end());
    let path = folder().join("hostile.txt");
    if std::env::var_os("LEVELBOOK_UPDATE").is_some() {
        fs::write(&path, &out).unwrap();
    }
    assert!(fs::read_to_string(&path).unwrap() == out, "other words than in tests/svg/hostile.txt: see its README");
}

fn list_text<'a>(all: &'a [(String, String, String)], name: &str) -> &'a str {
    all.iter().find(|(other, _, _)| other == name).map_or("", |(_, drawing, _)| drawing)
}

#[test]
fn what_only_draws_passes() {
    let mut files: Vec<PathBuf> = fs::read_dir(folder().join("honest")).unwrap().flatten().map(|e| e.path()).collect();
    files.sort();
    assert!(files.len() >= 10, "{files:?}");
    let mut out = String::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let refused: Vec<FoundFault> = faults(&text).into_iter().filter(|(_, fault)| fault.refuses()).collect();
        assert!(refused.is_empty(), "{}: {refused:?}", file.display());
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        for line in said(&text).lines() {
            let _ = writeln!(out, "{name} {line}");
        }
    }
    let path = folder().join("honest.txt");
    if std::env::var_os("LEVELBOOK_UPDATE").is_some() {
        fs::write(&path, &out).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), out);
}

/// A drawing as it is written, and with each of its names and values changed for something that would run: whatever is
/// put into an honest drawing is found there.
#[test]
fn no_place_of_a_drawing_hides_a_script() {
    let drawing = fs::read_to_string(folder().join("honest/hand.svg")).unwrap();
    let ends: Vec<usize> = drawing.match_indices('>').map(|(at, _)| at + 1).collect();
    for end in ends {
        // Not in the middle of styles and of the reference list of children: text there is text.
        let mut changed = drawing.clone();
        changed.insert_str(end, "<script/>");
        assert!(faults(&changed).iter().any(|(_, fault)| fault.refuses()), "{}", &drawing[..end]);
    }
    for (at, _) in drawing.match_indices("=\"") {
        let Some(name) = drawing[..at].rfind([' ', '\n']) else { continue };
        let mut changed = drawing.clone();
        changed.replace_range(name + 1..at, "onload");
        assert!(faults(&changed).iter().any(|(_, fault)| fault.refuses()), "{}", &drawing[..at]);
    }
}

/// However long the file: nothing is looked through twice.
#[test]
fn long_files_are_read_once() {
    for part in ["<g/>", "<g><g/></g>", "<a href=\"#a\"/>", "<!-- -->", "x ", "&amp;"] {
        let drawing = format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{}</svg>", part.repeat(50_000));
        assert!(faults(&drawing).is_empty(), "{part}");
    }
    let style = "rect{fill:red}".repeat(100_000);
    assert!(faults(&format!("<svg xmlns=\"http://www.w3.org/2000/svg\"><style>{style}</style></svg>")).is_empty());
    let many = "<g onclick=\"x\"/>".repeat(50_000);
    assert_eq!(faults(&format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{many}</svg>")).len(), 50_000);
}

/// What is shipped is held to the same.
#[test]
fn the_drawings_of_the_book_and_of_the_theme_only_draw() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    for file in ["content/pages/images", "themes/default/site/static"] {
        let mut drawings = 0;
        for entry in fs::read_dir(root.join(file)).unwrap().flatten() {
            if entry.path().extension().is_some_and(|extension| extension == "svg") {
                drawings += 1;
                let text = fs::read_to_string(entry.path()).unwrap();
                assert_eq!(faults(&text), [], "{}", entry.path().display());
            }
        }
        assert!(drawings > 0, "{file}");
    }
}
