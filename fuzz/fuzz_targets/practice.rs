//! Fuzzes `practices/door-locks.md` of the starter book.

#![no_main]

use levelbook_fuzz::book_with;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| book_with("practices/door-locks.md", text));
