//! What this crate calls valid, all readers show alike.
//!
//! Takes a small report that two roles signed, and thousands of updates behind it, each made of an honest one by chance:
//! words put in, left out, doubled and moved, in objects, table and trailer, so that places still fit. Whatever is called
//! valid is then read by poppler, pdf.js, pypdf, MuPDF and the library, as far as they are on this machine; each must find
//! the same text on the same pages as in the file as it was signed.

// Where judges are is told by the environment; nothing of it is an output.
#![allow(clippy::disallowed_methods)]

mod update;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;
use std::sync::OnceLock;

use pades::cms;
use pades::demo;
use pades::keys;
use pades::keys::Identity;
use pades::keys::Secret;
use pades::pdf::enter;
use pades::pdf::form;
use pades::trust::Trust;
use pades::verdict::Verdict;
use pades::verify;
use update::Base;
use update::Update;

/// A PDF of two pages with a structure.
fn plain() -> Vec<u8> {
    let page = |content: u32| {
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Resources<</Font<</F 9 0 R>>>>/Contents {content} 0 R>>"
        )
    };
    let text = |words: &str| {
        let content = format!("BT /F 20 Tf 20 200 Td ({words}) Tj ET");
        format!("<</Length {}>>\nstream\n{content}\nendstream", content.len())
    };
    let objects = [
        "<</Type/Catalog/Pages 2 0 R/StructTreeRoot 5 0 R>>".to_owned(),
        "<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]>>".to_owned(),
        page(7),
        page(8),
        "<</Type/StructTreeRoot/K[6 0 R]/ParentTree<</Nums[]>>/ParentTreeNextKey 0>>".to_owned(),
        "<</Type/StructElem/S/Document/P 5 0 R/K[]>>".to_owned(),
        text("Level 1 as judged"),
        text("Signed on this page"),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
        "<</Title(A report)>>".to_owned(),
    ];
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut table = String::from("0000000000 65535 f \n");
    for (index, body) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.extend_from_slice(format!("{} 0 obj\n{body}\nendobj\n", index + 1).as_bytes());
    }
    let (at, size) = (out.len(), objects.len() + 1);
    let trailer = format!("<</Size {size}/Root 1 0 R/Info 10 0 R/ID[(one)(two)]>>");
    out.extend_from_slice(format!("xref\n0 {size}\n{table}trailer\n{trailer}\nstartxref\n{at}\n%%EOF\n").as_bytes());
    out
}

struct Signed {
    base: Base,
    trust: Trust,
    certificate: Vec<u8>,
}

fn signed() -> &'static Signed {
    static SIGNED: OnceLock<Signed> = OnceLock::new();
    SIGNED.get_or_init(|| {
        let now = time::macros::datetime!(2026-11-27 12:00 UTC);
        let secret = Secret::new(b"demo".to_vec());
        let roles = [("lead", "Lead"), ("approver", "Approver")].map(|(id, name)| (id.to_owned(), name.to_owned()));
        let files = demo::make(&roles, now, &secret).expect("keys");
        let file = |name: &str| &files.iter().find(|file| file.name == name).expect("it is made").bytes;
        let mut trust = Trust::default();
        trust.add_pem(file("trust.pem")).expect("an authority");
        let field = |name: &str| form::Field {
            name: name.to_owned(),
            label: name.to_owned(),
            page: 2,
            rect: [10.0, 10.0, 90.0, 40.0],
        };
        let mut pdf = form::finalise(&plain(), &[field("lead"), field("approver")]).expect("fields");
        for (role, certify) in [("lead", Some(2)), ("approver", None)] {
            let identity = Identity::from_pkcs12(file(&format!("{role}.p12")), &secret).expect("a key");
            let entry = enter::FieldEntry {
                field: role,
                name: role,
                reason: "I accept",
                time: "D:20261127120000Z",
                certify,
                appearance: &plain(),
                reserve: 8 << 10,
            };
            let prepared = enter::prepare(&pdf, &entry).expect("a place");
            let signature = cms::sign(&identity, &prepared.covered(), None).expect("a signature");
            pdf = prepared.complete(&signature).expect("room");
        }
        let certificate = keys::pem_certificates(file("ca.pem")).expect("PEM").remove(0);
        Signed { base: Base::of(pdf), trust, certificate }
    })
}

fn verdict(pdf: &[u8]) -> Verdict {
    verify::check(pdf, &signed().trust, Some(time::macros::datetime!(2026-11-27 13:00 UTC))).verdict()
}

/// Numbers by chance, the same in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit.max(1)
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// What a forger puts in.
const WORDS: [&str; 40] = [
    "/XRefSt#6d 15",
    "/XRefStm 15",
    "/Prev 15",
    "/Pre#76 15",
    "/Root 3 0 R",
    "/Size 3",
    "/Pages 77 0 R",
    "/Type/XRef",
    "/Type/ObjStm",
    "%x\n",
    "#",
    "\0",
    "\t",
    " ",
    "\n",
    "\r",
    "\r\n",
    "0",
    "+",
    "-",
    ".",
    "<<",
    ">>",
    "[",
    "]",
    "(",
    ")",
    "null",
    "true",
    "7 0 R",
    "0 0",
    "endobj\n",
    "endstream\n",
    "stream\n",
    "7 0 obj\n",
    "trailer\n",
    "startxref\n",
    "%%EOF\n",
    "xref\n0 0\n",
    "/Length 3",
];

/// Changes a text in one place.
fn mutate(text: &mut Vec<u8>, chance: &mut Chance) {
    let at = chance.below(text.len() + 1);
    let until = (at + chance.below(12)).min(text.len());
    match chance.below(5) {
        0 => drop(text.splice(at..at, chance.of(&WORDS).bytes())),
        1 => drop(text.drain(at..until)),
        2 => {
            let piece = text[at..until].to_vec();
            text.splice(at..at, piece);
        }
        3 => drop(text.splice(at..until, chance.of(&WORDS).bytes())),
        _ => {
            if let Some(byte) = text.get_mut(at) {
                *byte ^= 1 << chance.below(7);
            }
        }
    }
}

fn mutate_text(text: &mut String, chance: &mut Chance) {
    let mut bytes = std::mem::take(text).into_bytes();
    mutate(&mut bytes, chance);
    *text = String::from_utf8_lossy(&bytes).into_owned();
}

/// An honest update, and what a forger would show in its stead.
fn honest(evil: bool) -> Update {
    let signed = signed();
    let update = Update::honest(&signed.base, &signed.certificate);
    if !evil {
        return update;
    }
    let next = signed.base.size;
    let content = "BT /F 20 Tf 20 200 Td (Level 4 as forged) Tj ET";
    update
        .with(next + 2, format!("<</Type/Pages/Count 1/Kids[{} 0 R]>>", next + 3).as_bytes())
        .with(
            next + 3,
            format!(
                "<</Type/Page/Parent {} 0 R/MediaBox[0 0 300 300]/Resources<</Font<</F 9 0 R>>>>/Contents {} 0 R>>",
                next + 2,
                next + 4
            )
            .as_bytes(),
        )
        .with(next + 4, format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()).as_bytes())
}

fn by_chance(seed: u64) -> Vec<u8> {
    let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1);
    let mut update = honest(chance.below(3) == 0);
    for _ in 0..=chance.below(3) {
        match chance.below(8) {
            0 | 1 => mutate_text(&mut update.trailer, &mut chance),
            2 => {
                let at = chance.below(update.sections.len());
                mutate_text(&mut update.sections[at].0, &mut chance);
            }
            3 => {
                let at = chance.below(update.sections.len());
                if let Some(line) = update.sections[at].1.first_mut() {
                    mutate_text(line, &mut chance);
                }
            }
            4 => {
                let (from, to) = (chance.below(update.sections.len()), chance.below(update.sections.len()));
                if chance.below(2) == 0 {
                    update.sections.swap(from, to);
                } else {
                    let section = update.sections[from].clone();
                    update.sections.insert(to, section);
                }
            }
            5 => {
                let at = chance.below(update.objects.len());
                mutate(&mut update.objects[at].1, &mut chance);
            }
            6 => mutate_text(chance_of(&mut update, seed), &mut chance),
            _ => mutate(if seed.is_multiple_of(2) { &mut update.ahead.0 } else { &mut update.ahead.1 }, &mut chance),
        }
    }
    update.bytes()
}

/// One of the small parts of an update.
fn chance_of(update: &mut Update, seed: u64) -> &mut String {
    match seed % 5 {
        0 => &mut update.head,
        1 => &mut update.trailer_word,
        2 => &mut update.gap,
        3 => &mut update.place,
        _ => &mut update.close,
    }
}

/// The texts of the pages of files, by one reader; `None` if it is not on this machine.
fn read(reader: &str, files: &[std::path::PathBuf]) -> Option<Vec<String>> {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers");
    let variable = |name: &str| std::env::var_os(name).map(std::path::PathBuf::from);
    let said = |command: &mut Command| -> Option<String> {
        let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let lines = |text: String| -> Vec<String> { text.lines().map(str::to_owned).collect() };
    match reader {
        "poppler" => {
            files.iter().map(|file| said(Command::new("pdftotext").arg("-layout").arg(file).arg("-"))).collect()
        }
        "MuPDF" => {
            files.iter().map(|file| said(Command::new("mutool").args(["draw", "-q", "-F", "txt"]).arg(file))).collect()
        }
        "pypdf" => {
            let python = variable("LEVELBOOK_JUDGES")?.join("python");
            said(Command::new(python).arg(scripts.join("pypdf_text.py")).args(files)).map(lines)
        }
        "pdf.js" => {
            variable("LEVELBOOK_PDFJS")?;
            said(Command::new("node").arg(scripts.join("pdfjs.mjs")).args(files)).map(lines)
        }
        _ => Some(files.iter().map(|file| library(&fs::read(file).expect("it was written"))).collect()),
    }
}

fn library(pdf: &[u8]) -> String {
    let document = lopdf::Document::load_mem(pdf).expect("it can be read");
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    document.extract_text(&pages).unwrap_or_default()
}

#[test]
fn what_is_valid_reads_the_same_everywhere() {
    assert_eq!(verdict(&signed().base.pdf), Verdict::Valid);
    assert_eq!(verdict(&honest(false).bytes()), Verdict::Valid);
    assert_eq!(verdict(&honest(true).bytes()), Verdict::Invalid);
    let mut valid: Vec<Vec<u8>> = vec![signed().base.pdf.clone(), honest(false).bytes()];
    let mut refused = 0;
    for seed in 0..6000 {
        let file = by_chance(seed);
        if verdict(&file) != Verdict::Valid {
            refused += 1;
        } else if !valid.contains(&file) {
            valid.push(file);
        }
    }
    // Chance must leave some alone, or nothing was tried.
    assert!(refused > 3000 && valid.len() > 5, "{refused} refused, {} valid", valid.len());
    let folder = tempfile::tempdir().expect("a folder");
    let files: Vec<_> = (0..valid.len()).map(|index| folder.path().join(format!("{index}.pdf"))).collect();
    for (file, bytes) in files.iter().zip(&valid) {
        fs::write(file, bytes).expect("it can be written");
    }
    for reader in ["poppler", "MuPDF", "pypdf", "pdf.js", "the library"] {
        let Some(texts) = read(reader, &files) else {
            eprintln!("not asked: {reader}");
            continue;
        };
        assert_eq!(texts.len(), files.len(), "{reader}");
        let signed = texts.first().expect("the signed file");
        assert!(signed.contains("as judged") && !signed.contains("forged"), "{reader}: {signed}");
        for (file, text) in valid.iter().zip(&texts) {
            let tail = String::from_utf8_lossy(&file[signed_length()..]).into_owned();
            assert_eq!(text, signed, "{reader} reads something else:\n{tail}");
        }
    }
}

fn signed_length() -> usize {
    signed().base.pdf.len()
}
