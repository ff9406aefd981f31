//! Fuzzes `assessments/warehouse/assessment.yaml` of the starter book.

#![no_main]

use levelbook_fuzz::book_with;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| book_with("assessments/warehouse/assessment.yaml", text));
