//! The part of levelbook that reads what users and strangers write, and a small book to put fuzzed files into.

use levelbook_core::assess;
use levelbook_core::check;
use levelbook_core::diag;
use levelbook_core::read;
use levelbook_core::source;

/// The starter book of `levelbook init`.
const STARTER: [(&str, &str); 6] = [
    ("book.yaml", include_str!("../../src/cli/starter/book.yaml")),
    ("model.yaml", include_str!("../../src/cli/starter/model.yaml")),
    ("practices/door-locks.md", include_str!("../../src/cli/starter/door-locks.md")),
    ("practices/key-custody.md", include_str!("../../src/cli/starter/key-custody.md")),
    ("pages/introduction.md", include_str!("../../src/cli/starter/introduction.md")),
    ("assessments/warehouse/assessment.yaml", include_str!("../../src/cli/starter/assessment.yaml")),
];

/// The starter book with other files in place of, or beside, those of the same path.
fn starter_with(files: &[(&str, &str)]) -> source::Sources {
    let all = STARTER.iter().chain(files);
    source::Sources::from_files(
        all.map(|(path, text)| source::Source::new(*path, source::Content::Text((*text).to_owned()))),
    )
}

/// Reads, checks and scores the starter book with one file of this text, and renders all that is said about it. What is
/// not text, or holds a NUL, never gets past the loader and is left out.
pub fn book_with(path: &str, text: &str) {
    if text.contains('\0') {
        return;
    }
    let sources = starter_with(&[(path, text)]);
    let mut sink = diag::Sink::new();
    let draft = read::read(&sources, &mut sink);
    let _ = check::propose(&draft);
    let book = check::check(&draft, &sources, &mut sink);
    if let Some(book) = &book {
        for assessment in &book.assessments {
            let _ = assess::assess(&book.guide, assessment);
        }
    }
    let shown = diag::render::human(&sink.sorted(), &sources, "", false);
    assert_eq!(book.is_none(), sink.has_errors(), "a book is there exactly when there is no error");
    assert_eq!(shown.is_empty(), sink.sorted().is_empty(), "whatever is found is shown");
}
