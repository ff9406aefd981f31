//! Fuzzes every other YAML file of a book: the first byte chooses which, the rest is its text.

#![no_main]

use levelbook_fuzz::book_with;
use libfuzzer_sys::fuzz_target;

const PATHS: [&str; 7] = [
    "book.yaml",
    "editions.yaml",
    "editions/1.0.0.yaml",
    "mappings/frameworks/code@1.yaml",
    "mappings/code.yaml",
    "overlays/night/overlay.yaml",
    "targets/store.yaml",
];

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    book_with(PATHS[usize::from(*first) % PATHS.len()], text);
});
