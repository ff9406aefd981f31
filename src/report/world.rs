//! The compiler's surroundings: fonts, the theme's code, and the files of one document.

use std::collections::BTreeMap;

use typst::Feature;
use typst::Library;
use typst::LibraryExt;
use typst::World;
use typst::diag::FileError;
use typst::diag::FileResult;
use typst::foundations::Bytes;
use typst::foundations::Datetime;
use typst::foundations::Duration;
use typst::syntax::FileId;
use typst::syntax::RootedPath;
use typst::syntax::Source;
use typst::syntax::VirtualPath;
use typst::syntax::VirtualRoot;
use typst::text::Font;
use typst::text::FontBook;
use typst::utils::LazyHash;
use typst::visualize::ExchangeFormat;
use typst::visualize::RasterImage;

use crate::diag::Sink;
use crate::diag::register;
use crate::source;
use crate::source::Span;
use crate::theme::Theme;
use crate::view::DateView;

/// Files of one document by path: the data, the book's images, the attachment.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// Makes PDFs. Made once a process: it holds the fonts, the compiler's library and the theme's code.
pub struct Engine {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    files: BTreeMap<String, File>,
}

/// A file of the theme.
struct File {
    bytes: Bytes,
    source: Option<Source>,
    origin: Option<source::FileId>,
}

impl Engine {
    /// Takes the files below `report/` out of a theme. A font that can't be read is an error in `sink`, and left out.
    pub fn new(theme: &Theme, sink: &mut Sink) -> Engine {
        let mut fonts = Vec::new();
        let mut files = BTreeMap::new();
        for (name, file) in theme.under("report/") {
            let path = name.trim_start_matches("report/").to_owned();
            let bytes = Bytes::new(file.bytes.clone());
            if is_font(&path) {
                let before = fonts.len();
                fonts.extend(Font::iter(bytes));
                if fonts.len() == before {
                    let span = file.origin.map(|id| Span::new(id, 0, 0));
                    sink.error(register::THEME_TYPST, span, format!("`{name}` is not a font"))
                        .help("fonts are TrueType or OpenType files (.ttf, .otf, .ttc)");
                }
                continue;
            }
            let source = path.ends_with(".typ").then(|| Source::new(file_id(&path), file.text().to_owned()));
            files.insert(path, File { bytes, source, origin: file.origin });
        }
        fonts.extend(fallback_fonts());
        let features = [Feature::A11yExtras].into_iter().collect();
        let library = LazyHash::new(Library::builder().with_features(features).build());
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        Engine { library, book, fonts, files }
    }

    /// Whether any font shows this character.
    pub(super) fn shows(&self, c: char) -> bool {
        covers(&self.fonts, c)
    }

    /// The book's file that a path of the compiler stands for, if it replaces a file of the default theme.
    pub(super) fn origin(&self, path: &str) -> Option<source::FileId> {
        self.files.get(path).and_then(|file| file.origin)
    }
}

/// The fonts of a theme with those that stand in for characters they lack.
pub(super) fn fonts(theme: &Theme) -> Vec<Font> {
    let own = theme.under("report/").filter(|(name, _)| is_font(name));
    let own = own.flat_map(|(_, file)| Font::iter(Bytes::new(file.bytes.clone())).collect::<Vec<_>>());
    own.chain(fallback_fonts()).collect()
}

/// Whether any of the fonts shows this character.
pub(super) fn covers(fonts: &[Font], c: char) -> bool {
    fonts.iter().any(|font| font.info().coverage.contains(u32::from(c)))
}

fn is_font(path: &str) -> bool {
    [".ttf", ".otf", ".ttc", ".otc"].iter().any(|ending| path.to_ascii_lowercase().ends_with(ending))
}

/// Typst's own copies of DejaVu Sans Mono and Libertinus Serif: many signs and scripts that the theme's fonts lack.
fn fallback_fonts() -> impl Iterator<Item = Font> {
    typst_assets::fonts().flat_map(|data| Font::iter(Bytes::new(data))).filter(|font| {
        let family = &font.info().family;
        family == "DejaVu Sans Mono" || family == "Libertinus Serif"
    })
}

/// The day of a date as the compiler writes it; `None` for a date that is not a day.
pub(super) fn day(date: &DateView) -> Option<Datetime> {
    let mut parts = date.iso.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    Datetime::from_ymd(year, month, day)
}

fn file_id(path: &str) -> FileId {
    // A path of the theme or the book has no `..` and no backslash; should one ever have, it leads nowhere.
    let path = VirtualPath::new(path).or_else(|_| VirtualPath::new("unusable"));
    match path {
        Ok(path) => RootedPath::new(VirtualRoot::Project, path).intern(),
        Err(_) => Source::detached("").id(),
    }
}

/// One document being compiled.
pub(super) struct Job<'a> {
    engine: &'a Engine,
    main: FileId,
    files: BTreeMap<String, Bytes>,
    today: Option<Datetime>,
}

impl<'a> Job<'a> {
    pub(super) fn new(engine: &'a Engine, main: &str, files: Files, today: Option<Datetime>) -> Job<'a> {
        let files = files.into_iter().map(|(path, bytes)| (path, Bytes::new(bytes))).collect();
        Job { engine, main: file_id(main), files, today }
    }

    /// Says which of the book's images can't be decoded: the compiler knows only the place in the theme that shows them.
    pub(super) fn name_bad_images(&self, sink: &mut Sink) {
        for (path, bytes) in &self.files {
            let Some(image) = path.strip_prefix("book/") else { continue };
            let Some(format) = ExchangeFormat::detect(bytes) else { continue };
            if let Err(error) = RasterImage::plain(bytes.clone(), format) {
                sink.error(register::BAD_IMAGE, None, error.to_string()).path(image);
            }
        }
    }

    /// The book's file behind a path, if any.
    pub(super) fn origin(&self, path: &str) -> Option<source::FileId> {
        self.engine.origin(path)
    }
}

impl World for Job<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.engine.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.engine.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let path = path(id)?;
        match self.engine.files.get(path).and_then(|file| file.source.clone()) {
            Some(source) => Ok(source),
            None => Err(missing(path)),
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = path(id)?;
        let theme = || self.engine.files.get(path).map(|file| &file.bytes);
        self.files.get(path).or_else(theme).cloned().ok_or_else(|| missing(path))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.engine.fonts.get(index).cloned()
    }

    /// The document's own day: there is no clock.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        self.today
    }
}

/// The path of a file of the theme or the document. Packages do not exist here.
fn path(id: FileId) -> FileResult<&'static str> {
    match id.get().root() {
        VirtualRoot::Project => Ok(id.get().vpath().get_without_slash()),
        VirtualRoot::Package(_) => Err(FileError::AccessDenied),
    }
}

fn missing(path: &str) -> FileError {
    FileError::NotFound(path.into())
}
