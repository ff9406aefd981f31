//! Notes what this program is made from: a digest of `Cargo.lock` and one of its source files, by which two builds of one
//! version can be told apart. Nothing of the machine, the time or the environment goes into them.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use sha2::Digest;
use sha2::Sha256;

/// What decides on the bytes of an output.
const PARTS: [&str; 4] = ["src", "themes", "crates/core/src", "crates/pades/src"];

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for part in PARTS {
        println!("cargo:rerun-if-changed={part}");
        below(&root.join(part), &mut files);
    }
    println!("cargo:rerun-if-changed=Cargo.lock");
    let mut all = Sha256::new();
    for file in files {
        let name = file.strip_prefix(root).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        for part in [name.as_bytes(), &lines(&file)] {
            all.update((part.len() as u64).to_be_bytes());
            all.update(part);
        }
    }
    let lock = Sha256::digest(lines(&root.join("Cargo.lock")));
    println!("cargo:rustc-env=LEVELBOOK_LOCK={}", hex(&lock));
    println!("cargo:rustc-env=LEVELBOOK_SOURCE={}", hex(&all.finalize()));
}

/// The files below a folder, in order of path.
fn below(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            below(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// A file with LF for CRLF, so that a clone with other line ends is the same program.
fn lines(path: &Path) -> Vec<u8> {
    let bytes = fs::read(path).unwrap_or_default();
    let mut out = Vec::with_capacity(bytes.len());
    for (index, byte) in bytes.iter().enumerate() {
        if *byte != b'\r' || bytes.get(index + 1) != Some(&b'\n') {
            out.push(*byte);
        }
    }
    out
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
