//! Fuzzes `assessments/warehouse/assessment.yaml` of the starter book.

#![no_main]

#[path = "book.rs"]
#[allow(dead_code, unused_imports)]
mod book;

pub use book::*;

use libfuzzer_sys::fuzz_target;

const FILES: [(&str, &str); 6] = [
    ("book.yaml", include_str!("../../src/cli/starter/book.yaml")),
    ("model.yaml", include_str!("../../src/cli/starter/model.yaml")),
    ("practices/door-locks.md", include_str!("../../src/cli/starter/door-locks.md")),
    ("practices/key-custody.md", include_str!("../../src/cli/starter/key-custody.md")),
    ("pages/introduction.md", include_str!("../../src/cli/starter/introduction.md")),
    ("assessments/warehouse/assessment.yaml", include_str!("../../src/cli/starter/assessment.yaml")),
];

fuzz_target!(|text: &str| {
    if text.contains('\0') {
        return;
    }
    let files = FILES.iter().map(|(path, content)| {
        let content = if *path == "assessments/warehouse/assessment.yaml" { text } else { content };
        source::Source::new(*path, source::Content::Text(content.to_owned()))
    });
    let sources = source::Sources::from_files(files);
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
    assert_eq!(book.is_none(), sink.has_errors());
    assert!(shown.is_empty() == sink.sorted().is_empty());
});
