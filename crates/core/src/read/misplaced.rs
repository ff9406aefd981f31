//! Files that look like a part of the book and are not read: left out in silence, they would be missed by nobody.
//!
//! Each folder of a book has one rule for what is read in it, here in one table. Whatever else has the ending of a text of
//! books, however it is written, gets a warning; so does a name in the book's folder that is nearly one of a book's.

use crate::diag::Sink;
use crate::diag::register;
use crate::diag::suggest;
use crate::source::PARTS;
use crate::source::Sources;
use crate::source::Span;

/// Endings that somebody may take for those of a book's texts, in lower case.
const TEXTS: [&str; 5] = ["md", "markdown", "mdown", "yaml", "yml"];

/// A folder of a book.
struct Folder {
    /// Its name, with the slash.
    name: &'static str,
    /// Whether a file in it is read: the parts of its path below the folder.
    reads: fn(&[&str]) -> bool,
    /// Endings besides those of texts that somebody may take for one that is read.
    also: &'static [&'static str],
    /// Endings that nobody takes for one that is read here: they are notes of the user's own.
    own: &'static [&'static str],
    /// What is read there.
    help: &'static str,
}

const FOLDERS: [Folder; 8] = [
    Folder {
        name: "practices/",
        reads: |path| ends(path, ".md"),
        also: &["txt"],
        own: &[],
        help: "practices and pages are files whose names end in `.md`",
    },
    Folder {
        name: "pages/",
        reads: |path| ends(path, ".md"),
        also: &["txt"],
        own: &[],
        help: "practices and pages are files whose names end in `.md`",
    },
    Folder {
        name: "assessments/",
        reads: |path| match path {
            [_, name] => *name == "assessment.yaml",
            [_, folder, name] => *folder == "sign-off" && name.ends_with(".yaml"),
            _ => false,
        },
        also: &[],
        own: &["md", "markdown", "mdown"],
        help: "an assessment is a file `assessments/ID/assessment.yaml`",
    },
    Folder {
        name: "overlays/",
        reads: |path| matches!(path, [_, "overlay.yaml"]) || path.len() > 1 && ends(path, ".md"),
        also: &["txt"],
        own: &[],
        help: "an overlay is a folder with `overlay.yaml` and a file `PRACTICE.md` for each practice that it extends",
    },
    Folder {
        name: "targets/",
        reads: |path| path.len() == 1 && ends(path, ".yaml"),
        also: &["txt", "json"],
        own: &[],
        help: "a target set is a file `targets/ID.yaml`",
    },
    Folder {
        name: "mappings/",
        reads: |path| ends(path, ".yaml") && (path.len() == 1 || matches!(path, ["frameworks", _])),
        also: &["txt", "json", "csv"],
        own: &[],
        help: "a mapping is a file `mappings/ID.yaml`, and its ids are in `mappings/frameworks/ID@EDITION.yaml`",
    },
    Folder {
        name: "editions/",
        // The list of what an edition asked is a text that `levelbook release` writes.
        reads: |path| ends(path, ".yaml") || ends(path, ".txt"),
        also: &[],
        own: &[],
        help: "the notes on a release are a file `editions/VERSION.yaml`",
    },
    Folder {
        name: "trust/",
        reads: |path| ends(path, ".pem"),
        also: &["crt", "cer", "der", "p7b", "p7c", "crl", "pem"],
        own: &["md", "markdown", "mdown", "yaml", "yml"],
        help: "certificates and lists of revoked ones are trusted from files `trust/NAME.pem`",
    },
];

fn ends(path: &[&str], end: &str) -> bool {
    path.last().is_some_and(|name| name.ends_with(end))
}

/// Reports the files.
pub(super) fn report(sources: &Sources, sink: &mut Sink) {
    for (file, source) in sources.iter() {
        let Some(folder) = FOLDERS.iter().find(|folder| source.path.starts_with(folder.name)) else { continue };
        let below: Vec<&str> = source.path[folder.name.len()..].split('/').collect();
        if looks_read(folder, &below) && !(folder.reads)(&below) {
            sink.warning(register::MISPLACED, Span::new(file, 0, 0), "this file is not read").help(folder.help);
        }
    }
    for name in &sources.beside {
        if let Some(meant) = meant(name) {
            sink.warning(register::MISPLACED, None, format!("`{name}` is not read"))
                .path(name.clone())
                .help(format!("did you mean `{meant}`?"));
        }
    }
}

fn looks_read(folder: &Folder, below: &[&str]) -> bool {
    let Some((_, end)) = below.last().and_then(|name| name.rsplit_once('.')) else { return false };
    let end = end.to_ascii_lowercase();
    // What lies beside the folders of assessments is taken for one, whatever it is.
    let beside = folder.name == "assessments/" && below.len() == 1;
    let text = TEXTS.contains(&end.as_str()) && !folder.own.contains(&end.as_str());
    beside || text || folder.also.contains(&end.as_str())
}

/// The folder or file of a book that a name is nearly the name of.
fn meant(name: &str) -> Option<&'static str> {
    let yaml = name.to_lowercase().replace(".yml", ".yaml");
    let same = PARTS.iter().copied().find(|part| *part == yaml);
    // The ending is no part of what may be a slip.
    let (stem, end) = yaml.rsplit_once('.').map_or((yaml.as_str(), ""), |(stem, end)| (stem, end));
    if !matches!(end, "" | "yaml") {
        return None;
    }
    let stems: Vec<&str> = PARTS
        .iter()
        .filter(|part| part.ends_with(".yaml") == (end == "yaml"))
        .map(|part| part.trim_end_matches(".yaml"))
        .collect();
    let near = || suggest::nearest(stem, &stems).filter(|near| near.len().abs_diff(stem.len()) < 3);
    let full = |near: &str| if end == "yaml" { format!("{near}.yaml") } else { near.to_owned() };
    same.or_else(|| near().map(full).and_then(|near| PARTS.iter().copied().find(|part| *part == near)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Content;
    use crate::source::Source;

    fn told(path: &str) -> bool {
        let mut sink = Sink::new();
        let file = Source::new(path, Content::Text("x: 1\n".to_owned()));
        report(&Sources::from_files([file]), &mut sink);
        sink.counts() == (0, 1)
    }

    #[test]
    fn what_looks_read_and_is_not_is_told_in_every_folder() {
        for path in [
            "practices/a.MD",
            "practices/a.markdown",
            "practices/a.yml",
            "practices/deep/a.Md",
            "pages/a.txt",
            "assessments/a.yaml",
            "assessments/a/assessment.yml",
            "assessments/a/Assessment.yaml",
            "assessments/a/assesment.yaml",
            "assessments/a/b/assessment.yaml",
            "assessments/a/sign_off/seal.yaml",
            "overlays/a/overlay.yml",
            "overlays/overlay.yaml",
            "overlays/a/b.MD",
            "targets/a.yml",
            "targets/a/b.yaml",
            "mappings/a.YAML",
            "mappings/framework/a.yaml",
            "editions/1.0.0.yml",
            "editions/1.0.0.md",
            "trust/a.crt",
            "trust/a.PEM",
        ] {
            assert!(told(path), "{path}");
        }
        for path in [
            "practices/a.md",
            "practices/deep/a.md",
            "practices/plan.svg",
            "assessments/a/assessment.yaml",
            "assessments/a/notes.md",
            "assessments/a/photo.jpg",
            "assessments/a/sign-off/seal.yaml",
            "overlays/a/overlay.yaml",
            "overlays/a/b.md",
            "targets/a.yaml",
            "mappings/frameworks/a@1.yaml",
            "editions/1.0.0.yaml",
            "editions/1.0.0.txt",
            "trust/README.md",
            "trust/a.pem",
        ] {
            assert!(!told(path), "{path}");
        }
    }

    #[test]
    fn a_slip_in_the_name_of_a_folder_is_told() {
        let cases = [
            ("Practices", Some("practices")),
            ("practice", Some("practices")),
            ("pracitces", Some("practices")),
            ("assesments", Some("assessments")),
            ("assessment", Some("assessments")),
            ("page", Some("pages")),
            ("overlay", Some("overlays")),
            ("book.yml", Some("book.yaml")),
            ("Model.yaml", Some("model.yaml")),
            ("edition.yaml", Some("editions.yaml")),
            ("docs", None),
            ("output", None),
            ("notes.md", None),
            ("README.md", None),
            ("src", None),
            ("mkdocs.yml", None),
            ("pages.md", None),
            ("practices.old", None),
        ];
        for (name, expected) in cases {
            assert_eq!(meant(name), expected, "{name}");
        }
    }
}
