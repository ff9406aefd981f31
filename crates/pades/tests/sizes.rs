//! Large files, and small ones that unfold to large ones: each has a verdict, within a budget.
//!
//! Time is not measured here. A file that is not held by a budget would make this test run for minutes, or be ended for want
//! of memory: the address space of the process that checks them is limited.

// A process of its own is told by the environment what to check; nothing of it is an output.
#![allow(clippy::disallowed_methods)]

mod update;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use update::Base;
use update::Update;

/// The most KiB of address space for one check.
const MOST: u32 = 300 << 10;

fn home() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/forgeries")
}

fn folded(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).expect("it is folded");
    out.finish().expect("it is folded")
}

fn stream(head: &str, body: &[u8]) -> Vec<u8> {
    [format!("<<{head}/Length {}>>\nstream\n", body.len()).as_bytes(), body, b"\nendstream"].concat()
}

/// A file without a signature, of one page and these objects.
fn plain(more: &[Vec<u8>]) -> Vec<u8> {
    with_catalog("<</Type/Catalog/Pages 2 0 R>>", more)
}

/// A file without a signature, of one page, this many fields for one, and a list of them.
fn with_fields(count: usize) -> Vec<u8> {
    let field = |n: usize| format!("<</FT/Sig/T(role {n})>>").into_bytes();
    let all: String = (0..count).map(|n| format!("{} 0 R ", n + 4)).collect();
    let catalog = format!("<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[{all}]>>>>");
    with_catalog(&catalog, &(0..count).map(field).collect::<Vec<_>>())
}

/// A file with this catalog and these objects more.
fn with_catalog(catalog: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let first = [catalog, "<</Type/Pages/Count 1/Kids[3 0 R]>>"];
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>";
    let all = first.iter().chain([&page]).map(|text| text.as_bytes()).chain(more.iter().map(Vec::as_slice));
    let (mut out, mut table, mut count) = (b"%PDF-1.7\n".to_vec(), String::new(), 1);
    for body in all {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.extend([format!("{count} 0 obj\n").as_bytes(), body, b"\nendobj\n"].concat());
        count += 1;
    }
    let at = out.len();
    let tail = format!("trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{at}\n%%EOF\n");
    out.extend_from_slice(format!("xref\n0 {count}\n0000000000 65535 f \n{table}{tail}").as_bytes());
    out
}

/// A file with this many updates behind it, each of one object.
fn grown(pdf: Vec<u8>, times: usize) -> Vec<u8> {
    grown_with("", pdf, times)
}

/// The same, with this in each trailer. A key that our own writer does not use makes the reader read all anew.
fn grown_with(key: &str, mut pdf: Vec<u8>, times: usize) -> Vec<u8> {
    for _ in 0..times {
        let text = String::from_utf8_lossy(&pdf[pdf.len() - 120..]).into_owned();
        let number = |what: &str| -> usize {
            let rest = &text[text.rfind(what).expect("it is there") + what.len()..];
            rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().expect("a number")
        };
        let (size, table, at) = (number("/Size "), number("startxref\n"), pdf.len());
        let object = format!("{size} 0 obj\nnull\nendobj\n");
        let next = at + object.len();
        let entry = format!("xref\n{size} 1\n{at:010} 00000 n \n");
        let tail = format!("trailer\n<</Size {}/Root 1 0 R/Prev {table}{key}>>\nstartxref\n{next}\n%%EOF\n", size + 1);
        pdf.extend_from_slice(format!("{object}{entry}{tail}").as_bytes());
    }
    pdf
}

/// A file whose one table is a stream, with these objects ahead of it.
fn with_stream(objects: &[Vec<u8>], rows: &[u8], head: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    objects.iter().for_each(|object| out.extend_from_slice(object));
    let at = out.len();
    out.extend([b"5 0 obj\n".as_slice(), &stream(head, rows), b"\nendobj\n"].concat());
    out.extend_from_slice(format!("startxref\n{at}\n%%EOF\n").as_bytes());
    out
}

#[test]
fn each_has_a_verdict() {
    let base: &'static Base = Box::leak(Box::new(Base::of(fs::read(home().join("base.pdf")).expect("the base"))));
    let size = base.size;
    let many = |count: u32| -> Vec<u8> {
        Update::of(base, (0..count).map(|n| (size + n, b"null".to_vec())).collect()).bytes()
    };
    let big = stream("/Filter/FlateDecode", &folded(&vec![0; 16 << 20]));
    let catalog = base.object(base.catalog).replacen("<<", &format!("<</DSS {size} 0 R"), 1).into_bytes();
    let list = |names: String| format!("<</Type/DSS/Certs[{names}]>>").into_bytes();
    let often = list(format!("{} 0 R ", size + 1).repeat(60));
    let each = list((0..60).map(|n| format!("{} 0 R ", size + 1 + n)).collect());
    let stored = |names: Vec<u8>, count: u32| {
        let streams = (0..count).map(|n| (size + 1 + n, big.clone()));
        Update::of(base, [(base.catalog, catalog.clone()), (size, names)].into_iter().chain(streams).collect()).bytes()
    };
    let lines = |line: &str, count: u32| {
        let mut update = Update::of(base, Vec::new());
        update.sections = (0..count).map(|n| (format!("{} 1", n + 1), vec![line.to_owned()])).collect();
        update.bytes()
    };
    let nested = [vec![b'['; 1_000_000], vec![b']'; 1_000_000]].concat();
    let noise: Vec<u8> = (0..1u32 << 20).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let blocks: Vec<Vec<u8>> = (0..60).map(|_| stream("", &noise)).collect();
    let bomb = folded(&vec![b' '; 256 << 20]);
    let packed =
        [b"1 0 obj\n".as_slice(), &stream("/Type/ObjStm/N 3/First 20/Filter/FlateDecode", &bomb), b"\nendobj\n"]
            .concat();
    let rows = |all: &[[u8; 6]]| all.concat();
    let packed_rows = rows(&[[0; 6], [1, 0, 0, 0, 9, 0], [2, 0, 0, 0, 1, 0], [2, 0, 0, 0, 1, 1], [2, 0, 0, 0, 1, 2]]);
    let cases: Vec<(&str, Vec<u8>, &str, &str)> = vec![
        ("100,000 new objects", many(100_000), "Invalid", "change"),
        ("300,000 new objects", many(300_000), "Invalid", "change"),
        ("600,000 new objects", many(600_000), "Invalid", "budget"),
        ("80,000 sections", lines("0000000016 00000 n \n", 80_000), "Invalid", "structure"),
        (
            "a trailer of 150,000 texts",
            Update::of(base, Vec::new()).trailer("<<", &format!("<<{}", "/A(/Prev 1)".repeat(150_000))).bytes(),
            "Invalid",
            "structure",
        ),
        ("one stream of 16 MiB, named sixty times", stored(often, 1), "Invalid", "change"),
        ("sixty streams of 16 MiB", stored(each, 60), "Invalid", "structure"),
        ("a value nested a million deep", Update::of(base, vec![(size, nested)]).bytes(), "Invalid", "structure"),
        ("300,000 objects, not signed", plain(&vec![b"null".to_vec(); 300_000]), "Policy", "unsigned"),
        ("60 MB in 58 revisions, not signed", grown(plain(&blocks), 58), "Policy", "unsigned"),
        ("256 fields for signatures", with_fields(256), "Policy", "unsigned"),
        ("257 fields for signatures", with_fields(257), "Invalid", "budget"),
        ("7 updates of another writer", grown_with("/Other 1", plain(&[]), 7), "Policy", "unsigned"),
        ("8 updates of another writer", grown_with("/Other 1", plain(&[]), 8), "Invalid", "budget"),
        ("65 revisions", grown(plain(&[]), 65), "Invalid", "budget"),
        (
            "objects that unfold to 256 MiB",
            with_stream(&[packed], &packed_rows, "/Type/XRef/W[1 4 1]/Size 6/Index[0 5]/Root 2 0 R"),
            "Invalid",
            "unread",
        ),
        (
            "a table that unfolds to 256 MiB",
            with_stream(&[], &bomb, "/Type/XRef/W[1 4 1]/Size 50000000/Root 2 0 R/Filter/FlateDecode"),
            "Invalid",
            "structure",
        ),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let program = std::env::current_exe().expect("this program");
    let mut wrong = Vec::new();
    for (name, pdf, verdict, kind) in cases {
        let file = folder.path().join("large.pdf");
        fs::write(&file, pdf).expect("it can be written");
        let line = format!("ulimit -v {MOST} 2>/dev/null; exec \"$0\" --exact --nocapture one_file");
        let output =
            Command::new("sh").args(["-c", &line]).arg(&program).env("LARGE_FILE", &file).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        if !said.contains(&format!("verdict {verdict}")) || !said.contains(&format!("kind {kind}\n")) {
            wrong.push(format!(
                "{name}: {:?}\n{said}\n{}",
                output.status.code(),
                String::from_utf8_lossy(&output.stderr)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the test above runs in a process of its own.
#[test]
fn one_file() {
    use pades::verdict::Reason;
    let Some(file) = std::env::var_os("LARGE_FILE") else { return };
    let mut trust = pades::trust::Trust::default();
    trust.add_pem(&fs::read(home().join("trust.pem")).expect("the authority")).expect("a certificate");
    let checked = pades::verify::check(&fs::read(file).expect("it was written"), &trust, None);
    println!("verdict {:?}", checked.verdict());
    let all = checked.findings.iter().chain(checked.signatures.iter().flat_map(|signature| &signature.findings));
    all.for_each(|finding| println!("kind {}", finding.kind.code()));
}
