//! Writes the PDFs of a book to a folder, to be looked at: `LEVELBOOK_DUMP=DIR cargo test dump -- --ignored`, with
//! `LEVELBOOK_BOOK=FOLDER` for another book than the sample.

use std::path::Path;
use std::time::Instant;

use crate::diag::Sink;
use crate::report::Engine;
use crate::source;
use crate::theme::Theme;

use super::sample;

/// The engine of the default theme, its Typst code read from the folder `LEVELBOOK_THEME` if that is set.
fn engine() -> Engine {
    let mut theme = Theme::embedded();
    if let Some(folder) = std::env::var_os("LEVELBOOK_THEME") {
        for (name, file) in &mut theme.files {
            if name.ends_with(".typ") {
                file.bytes = std::fs::read(Path::new(&folder).join(name)).unwrap();
            }
        }
    }
    Engine::new(&theme, &mut Sink::new())
}

#[test]
#[ignore = "writes files to be looked at"]
fn dump() {
    let Some(folder) = std::env::var_os("LEVELBOOK_DUMP") else { return };
    let folder = Path::new(&folder);
    let sources = match std::env::var_os("LEVELBOOK_BOOK") {
        Some(book) => source::load(Path::new(&book), source::Budget::default()).unwrap().0,
        None => sample::sources(include_str!("hostile.md")),
    };
    let images: Vec<_> = sources
        .iter()
        .filter(|(_, s)| [".svg", ".png", ".jpg", ".webp"].iter().any(|end| s.path.ends_with(end)))
        .map(|(_, s)| (s.path.clone(), s.bytes().to_vec()))
        .collect();
    let view = sample::view_of(&sources);
    let time = Instant::now();
    let engine = engine();
    eprintln!("engine {:?}", time.elapsed());
    let mut sink = Sink::new();
    for round in 0..2 {
        let time = Instant::now();
        if let Some(bytes) = engine.guide(&view, &images, &mut sink) {
            std::fs::write(folder.join("guide.pdf"), bytes).unwrap();
        }
        eprintln!("round {round}: guide {:?}", time.elapsed());
        for (index, assessment) in view.assessments.iter().enumerate() {
            let time = Instant::now();
            if let Some(bytes) = engine.assessment(&view, index, b"format: 1\n", &images, &mut sink) {
                std::fs::write(folder.join(format!("{}.pdf", assessment.reference.id)), bytes).unwrap();
            }
            eprintln!("round {round}: {} {:?}", assessment.reference.id, time.elapsed());
        }
    }
    for diagnostic in sink.sorted() {
        eprintln!("{diagnostic:#?}");
    }
    assert!(!sink.has_errors());
}
