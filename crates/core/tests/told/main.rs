//! One mistake is told once: in the shipped book and in that of `init`, each file in turn can't be read, and each value in turn is
//! of another type.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;

use levelbook_core::check;
use levelbook_core::diag::Diagnostic;
use levelbook_core::diag::Severity;
use levelbook_core::diag::Sink;
use levelbook_core::read;
use levelbook_core::source;
use levelbook_core::source::Budget;
use levelbook_core::source::Content;
use levelbook_core::source::Problem;
use levelbook_core::source::ProblemKind;
use levelbook_core::source::Source;
use levelbook_core::source::Sources;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The shipped book.
fn shipped() -> Sources {
    source::load(&root().join("content"), Budget::default()).expect("readable").0
}

/// The book that `levelbook init` makes.
fn starter() -> Sources {
    let files = [
        ("book.yaml", "book.yaml"),
        ("model.yaml", "model.yaml"),
        ("practices/door-locks.md", "door-locks.md"),
        ("practices/key-custody.md", "key-custody.md"),
        ("pages/introduction.md", "introduction.md"),
        ("assessments/warehouse/assessment.yaml", "assessment.yaml"),
    ];
    let text = |name: &str| std::fs::read_to_string(root().join("src/cli/starter").join(name)).expect("readable");
    Sources::from_files(files.map(|(path, name)| Source::new(path, Content::Text(text(name)))))
}

/// All that is said of a book; `lost` could not be loaded.
fn told(sources: &Sources, lost: Option<&str>) -> Vec<Diagnostic> {
    let mut sink = Sink::new();
    let problem = |path: &str| Problem { path: path.to_owned(), kind: ProblemKind::Wide };
    read::report_problems(&lost.map(problem).into_iter().collect::<Vec<_>>(), &mut sink);
    let draft = read::read(sources, &mut sink);
    let book = check::check(&draft, sources, &mut sink);
    let of_assessments = |d: &Diagnostic| path(d, sources).starts_with("assessments/");
    let all = sink.sorted();
    let errors: Vec<&Diagnostic> = all.iter().filter(|d| d.severity == Severity::Error).collect();
    assert_eq!(book.is_some(), errors.iter().all(|d| of_assessments(d)), "nothing fails open: {lost:?}");
    all
}

fn path(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let of_span = diagnostic.span.map(|span| sources.get(span.file).path.clone());
    of_span.or(diagnostic.path.clone()).unwrap_or_default()
}

fn without(sources: &Sources, path: &str) -> Sources {
    Sources::from_files(sources.iter().filter(|(_, source)| source.path != path).map(|(_, source)| source.clone()))
}

fn with(sources: &Sources, path: &str, text: String) -> Sources {
    let others = sources.iter().filter(|(_, source)| source.path != path).map(|(_, source)| source.clone());
    Sources::from_files(others.chain([Source::new(path, Content::Text(text))]))
}

/// What was said before a file was broken; by words, since places move.
fn known(all: &[Diagnostic], sources: &Sources) -> BTreeSet<(String, String)> {
    all.iter().map(|d| (path(d, sources), d.message.clone())).collect()
}

#[test]
fn a_file_that_can_not_be_read_is_one_error_and_nothing_follows() {
    let mut wrong = Vec::new();
    for book in [starter(), shipped()] {
        let before = known(&told(&book, None), &book);
        // Records are judged by themselves, and tell more of what is lost.
        let files: Vec<String> =
            book.iter().map(|(_, s)| s.path.clone()).filter(|path| !path.contains("/sign-off/")).collect();
        for file in files {
            let text = book.find(&file).map(|id| book.get(id).text().to_owned()).unwrap_or_default();
            let yaml = text.replacen(": ", ":\n\t", 1);
            let merge = format!("<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> other\n");
            let mut ways = vec![("lost", without(&book, &file), Some(file.as_str()))];
            if file.ends_with(".yaml") || file.ends_with(".md") {
                ways.push(("merge", with(&book, &file, merge), None));
                ways.push(("tab", with(&book, &file, yaml), None));
                ways.push(("open", with(&book, &file, text.replacen(": ", ": [", 1)), None));
            }
            for (way, sources, lost) in ways {
                let all = told(&sources, lost);
                let new: Vec<&Diagnostic> =
                    all.iter().filter(|d| !before.contains(&(path(d, &sources), d.message.clone()))).collect();
                let own = new.iter().filter(|d| path(d, &sources) == file).count();
                if way == "open" && new.is_empty() {
                    // The bracket went into a remark or a quoted text.
                    continue;
                }
                if own != 1 || new.len() != 1 {
                    let said = new.iter().map(|d| format!("    {}: {} {}", path(d, &sources), d.code, d.message));
                    wrong.push(format!("{file}, {way}:\n{}", said.take(6).collect::<Vec<_>>().join("\n")));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of them:\n{}",
        wrong.len(),
        wrong.iter().take(30).cloned().collect::<Vec<_>>().join("\n")
    );
}

/// Every scalar of a YAML text, as a range of bytes: what stands after a colon or a dash to the end of its line or item.
fn scalars(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.split(" #").next().unwrap_or_default().trim_end();
        let mut at = 0;
        // What stands after a colon or a dash, or between commas in brackets.
        let marks = [": ", "- ", "[", ", "];
        let first = |at: usize| marks.iter().filter_map(|mark| Some(at + bare[at..].find(mark)? + mark.len())).min();
        while let Some(begin) = first(at) {
            let end = bare[begin..].find([',', '}', ']']).map_or(bare.len(), |end| begin + end);
            if end > begin && !bare[begin..].starts_with(['{', '[']) {
                found.push(start + begin..start + end);
            }
            at = begin;
        }
        start += line.len();
    }
    found
}

#[test]
fn a_value_of_another_type_is_told_once_at_its_place() {
    let book = starter();
    let mut wrong = BTreeMap::new();
    for (_, source) in book.iter() {
        let text = source.text();
        let front = text.find("\n---\n").filter(|_| source.path.ends_with(".md")).unwrap_or(text.len());
        for range in scalars(&text[..front]) {
            for other in ["[]", "{}", "7", "true", "[a, b]", "{a: b}", "\"\"", "null", "x y"] {
                let changed = format!("{}{other}{}", &text[..range.start], &text[range.end..]);
                let sources = with(&book, &source.path, changed);
                let all = told(&sources, None);
                let mut places = BTreeSet::new();
                for d in all.iter().filter(|d| d.span.is_some()) {
                    if !places.insert((d.span, d.code)) {
                        wrong.insert(format!("{} {:?} {other}", source.path, &text[range.clone()]), d.message.clone());
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of them:\n{wrong:#?}", wrong.len());
}
