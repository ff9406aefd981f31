//! The theme: the default one inside the binary, and a project's overrides of single files.
//!
//! Takes the book's `theme/` folder; gives files by name: `site/*` for the site (Tera templates, styles, scripts) and
//! `report/*` for the PDFs (Typst code, fonts). A file of the book replaces the default of the same name.

mod report_files;
mod site_files;

use std::collections::BTreeMap;

use crate::diag::Sink;
use crate::diag::register;
use crate::source::FileId;
use crate::source::Source;
use crate::source::Sources;
use crate::source::Span;
use crate::source::canonical;
use crate::source::sha256_of_named;
use crate::svg;

/// One file of a theme.
#[derive(Clone, Debug)]
pub struct ThemeFile {
    /// What the file holds.
    pub bytes: Vec<u8>,
    /// The book's file that replaces the default, for diagnostics.
    pub origin: Option<FileId>,
}

impl ThemeFile {
    /// The text, or the empty string for bytes that are not UTF-8.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap_or("")
    }
}

/// The files of a theme by name.
#[derive(Clone, Debug, Default)]
pub struct Theme {
    /// Name below the theme's folder, such as `site/practice.html`, to file.
    pub files: BTreeMap<String, ThemeFile>,
}

impl Theme {
    /// The default theme.
    pub fn embedded() -> Theme {
        let all = site_files::FILES.iter().chain(report_files::FILES);
        // Whoever built this program may have had other line ends.
        let file = |name: &str, bytes: &[u8]| ThemeFile { bytes: canonical(name, bytes).into_owned(), origin: None };
        let files = all.map(|(name, bytes)| ((*name).to_owned(), file(name, bytes)));
        Theme { files: files.collect() }
    }

    /// The default theme with the files of the book's `theme/` folder in place of those of the same name. Files that
    /// the default does not have may only be added under `site/static/` and `report/fonts/`, or as further templates.
    pub fn load(sources: &Sources, sink: &mut Sink) -> Theme {
        let mut theme = Theme::embedded();
        let known: Vec<String> = theme.files.keys().cloned().collect();
        for (id, source) in sources.iter() {
            let Some(name) = source.path.strip_prefix("theme/") else { continue };
            let added = ["site/static/", "site/parts/", "report/fonts/", "report/parts/"];
            if !theme.files.contains_key(name) && !added.iter().any(|folder| name.starts_with(folder)) {
                sink.error(register::THEME_FILE, Span::new(id, 0, 0), format!("the theme has no file `{name}` to replace"))
                    .suggest(name, known.iter().map(String::as_str))
                    .help("files of your own go to `theme/site/parts/`, `theme/site/static/`, `theme/report/parts/` or `theme/report/fonts/`");
                continue;
            }
            if !may_be_shown(id, source, sink) {
                continue;
            }
            theme.files.insert(name.to_owned(), ThemeFile { bytes: source.bytes().to_vec(), origin: Some(id) });
        }
        theme
    }

    /// SHA-256 over the files that reports are made with, in lower-case hexadecimal.
    pub fn report_digest(&self) -> String {
        let files = self.under("report/").map(|(name, file)| (name, file.bytes.as_slice()));
        sha256_of_named(files)
    }

    /// The files whose name begins with `prefix`, in order.
    pub fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a ThemeFile)> {
        self.files.iter().filter(move |(name, _)| name.starts_with(prefix)).map(|(name, file)| (name.as_str(), file))
    }
}

/// Whether a file of a theme is no drawing, or one that may be copied.
fn may_be_shown(id: FileId, source: &Source, sink: &mut Sink) -> bool {
    let extension = source.path.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_ascii_lowercase());
    match extension.as_str() {
        "svg" => svg::check(id, source, sink),
        "svgz" => {
            sink.error(
                register::SVG_CONTENT,
                Span::new(id, 0, 0),
                "the SVG is packed, so that it can't be looked into",
            )
            .help("unpack it with `gunzip`, and name it `.svg`");
            false
        }
        _ => true,
    }
}
