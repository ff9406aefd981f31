//! Fuzzes the reader of bundles: an honest one with bytes changed and appended; files of any name and content, written and
//! read back; or any bytes at all. The first byte chooses.

#![no_main]

use std::collections::BTreeMap;
use std::sync::OnceLock;

use levelbook_core::bundle::archive;
use levelbook_core::bundle::manifest;
use levelbook_core::bundle::names;
use libfuzzer_sys::fuzz_target;

type Files = BTreeMap<String, Vec<u8>>;

fn honest() -> &'static (Files, Vec<u8>) {
    static HONEST: OnceLock<(Files, Vec<u8>)> = OnceLock::new();
    HONEST.get_or_init(|| {
        let mut files = Files::from([
            ("report.pdf".to_owned(), b"%PDF-1.7\n%%EOF\n".repeat(9)),
            ("sign-off/seal.yaml".to_owned(), b"format: 1\n".to_vec()),
            ("evidence/E-01/empty".to_owned(), Vec::new()),
        ]);
        files.insert("manifest.sha256".to_owned(), manifest::write(&files).into_bytes());
        let bytes = archive::write(&files).expect("an honest bundle can be written");
        (files, bytes)
    })
}

fn any(bytes: &[u8]) -> Option<Files> {
    let files = archive::read(bytes).ok()?;
    assert!(files.keys().all(|name| names::wrong(name).is_none()), "{:?}", files.keys());
    if let Some(text) = files.get("manifest.sha256") {
        let _ = manifest::check(text, &files, "manifest.sha256");
    }
    Some(files)
}

fuzz_target!(|data: &[u8]| {
    let Some((mode, data)) = data.split_first() else { return };
    match mode % 3 {
        0 => drop(any(data)),
        1 => {
            let mut parts = data.split(|byte| *byte == 0);
            let mut files = Files::new();
            while let (Some(name), Some(content)) = (parts.next(), parts.next()) {
                files.insert(String::from_utf8_lossy(name).into_owned(), content.to_vec());
            }
            if let Ok(bytes) = archive::write(&files) {
                assert_eq!(any(&bytes), Some(files), "what is written is read back");
            }
        }
        _ => {
            let (files, bytes) = honest();
            let (changes, tail) = data.split_at(data.len().min(24));
            let mut bytes = bytes.clone();
            for change in changes.chunks_exact(3) {
                let at = (usize::from(change[0]) << 8 | usize::from(change[1])) % bytes.len();
                bytes[at] = change[2];
            }
            bytes.extend_from_slice(tail);
            if let Some(read) = any(&bytes) {
                assert_eq!(read, *files, "a bundle that was changed is refused, or is the same");
            }
        }
    }
});
