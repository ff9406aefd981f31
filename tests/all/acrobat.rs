//! What a person would look at in Acrobat, asked of the file itself and of other readers: the list in `docs/sign-off.md`, point
//! by point.
//!
//! The report is sealed and signed here by the commands. What a specification demands is looked up in the file; what a reader
//! makes of it is asked of qpdf, poppler and pyHanko where they are.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;

use crate::tools::program;
use lopdf::Dictionary;
use lopdf::Document;
use lopdf::Object;
use lopdf::ObjectId;
use lopdf::dictionary;

/// Runs a program; gives whether it was content, what it printed, and what it complained of.
fn run(program: &Path, args: &[&str], folder: &Path) -> (bool, String, String) {
    let output = Command::new(program)
        .args(args)
        .current_dir(folder)
        .env("GIT_COMMITTER_NAME", "Tests")
        .env("GIT_COMMITTER_EMAIL", "tests@example.org")
        .stdin(Stdio::null())
        .output()
        .expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}

/// A report as it was sealed, after the first signature, and after the second.
struct Report {
    home: tempfile::TempDir,
    versions: Vec<Vec<u8>>,
    seal_sha256: String,
}

const SIGNERS: [(&str, &str); 2] = [("assessor", "DEMO Assessor"), ("approver", "DEMO Approver")];

fn report() -> Report {
    let home = tempfile::tempdir().expect("a folder");
    let here = home.path();
    let levelbook = |line: &str| {
        let args: Vec<&str> = line.split(' ').collect();
        let (fine, said, complaint) = run(Path::new(env!("CARGO_BIN_EXE_levelbook")), &args, here);
        assert!(fine, "{line}: {said}{complaint}");
    };
    let git = |line: &str| {
        let args: Vec<&str> = line.split(' ').collect();
        let set =
            ["-c", "user.name=Tests", "-c", "user.email=tests@example.org", "-c", "commit.gpgsign=false", "-C", "book"];
        let (fine, _, complaint) = run(Path::new("git"), &[&set[..], &args].concat(), here);
        assert!(fine, "git {line}: {complaint}");
    };
    levelbook("init book");
    git("init -q");
    git("add -A");
    git("commit -q -m begin");
    levelbook("--book book keys demo keys");
    levelbook("--book book seal warehouse");
    let folder = here.join("book/assessments/warehouse/sign-off");
    let read = |name: &str| fs::read(folder.join(name)).expect("the record is there");
    let mut versions = vec![read("report.pdf")];
    for (role, _) in SIGNERS {
        levelbook(&format!(
            "--book book sign warehouse --role {role} --key keys/{role}.p12 --passphrase-file keys/passphrase.txt"
        ));
        versions.push(read("report.pdf"));
    }
    let seal = pades::scheme::Hash::Sha256.digest(&[&read("seal.yaml")]);
    for (index, version) in versions.iter().enumerate() {
        fs::write(here.join(format!("{index}.pdf")), version).expect("a file");
    }
    Report { versions, seal_sha256: pades::keys::hex(&seal), home }
}

/// The fields of a report in the order of the form: each with its dictionary, and that of its signature if it is signed.
fn fields(pdf: &Document) -> Vec<(Dictionary, Option<(ObjectId, Dictionary)>)> {
    let catalog = pdf.catalog().expect("a catalog");
    let form = follow(pdf, catalog.get(b"AcroForm").expect("a form")).as_dict().expect("a dictionary").clone();
    assert!(form.get(b"NeedAppearances").is_err() && form.get(b"XFA").is_err(), "viewers would draw the fields anew");
    assert_eq!(
        form.get(b"SigFlags").and_then(Object::as_i64).ok(),
        Some(3),
        "there are signatures, and nothing else is saved"
    );
    let all = follow(pdf, form.get(b"Fields").expect("fields")).as_array().expect("a list").clone();
    let field = |field: &Object| {
        let field = follow(pdf, field).as_dict().expect("a field").clone();
        let signature = field.get(b"V").ok().map(|value| {
            let id = value.as_reference().expect("a signature is an object of its own");
            (id, pdf.get_dictionary(id).expect("a signature").clone())
        });
        (field, signature)
    };
    all.iter().map(field).collect()
}

/// What an object refers to.
fn follow<'a>(pdf: &'a Document, object: &'a Object) -> &'a Object {
    pdf.dereference(object).expect("it is there").1
}

/// A text of a dictionary.
fn text(dictionary: &Dictionary, key: &str) -> String {
    let bytes = dictionary.get(key.as_bytes()).and_then(Object::as_str).unwrap_or_else(|_| panic!("no {key}"));
    match bytes.strip_prefix(&[0xfe, 0xff]) {
        Some(wide) => {
            let units: Vec<u16> = wide.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16(&units).expect("UTF-16")
        }
        None => String::from_utf8(bytes.to_vec()).expect("plain text"),
    }
}

fn name<'a>(dictionary: &'a Dictionary, key: &str) -> &'a str {
    let bytes = dictionary.get(key.as_bytes()).and_then(Object::as_name).unwrap_or_else(|_| panic!("no {key}"));
    std::str::from_utf8(bytes).expect("a plain name")
}

fn numbers(pdf: &Document, dictionary: &Dictionary, key: &str) -> Vec<f32> {
    let list = follow(pdf, dictionary.get(key.as_bytes()).unwrap_or_else(|_| panic!("no {key}")));
    list.as_array().expect("a list").iter().map(|number| number.as_float().expect("a number")).collect()
}

/// Points 3 to 5: the first certifies and allows no more than filling in fields; the others approve, each over the whole
/// file before it, in order, with the reason that the record has.
fn certified_and_approved(bytes: &[u8], signers: &[(&str, &str)], seal_sha256: &str) {
    let pdf = Document::load_mem(bytes).expect("a PDF");
    let signed: Vec<_> = fields(&pdf).into_iter().filter_map(|(field, signature)| Some((field, signature?))).collect();
    assert_eq!(signed.len(), signers.len());
    let mut end = 0;
    for (index, ((field, (id, signature)), (role, signer))) in signed.iter().zip(signers).enumerate() {
        assert_eq!((text(field, "T").as_str(), text(signature, "Name").as_str()), (*role, *signer));
        assert_eq!((name(signature, "Type"), name(signature, "Filter")), ("Sig", "Adobe.PPKLite"), "{role}");
        assert_eq!(name(signature, "SubFilter"), "ETSI.CAdES.detached", "{role}");
        assert!(text(signature, "M").starts_with("D:20") && text(signature, "M").ends_with('Z'), "{role}");
        let reason = text(signature, "Reason");
        assert!(reason.starts_with("Approved: ") && reason.contains(seal_sha256), "{role}: {reason}");
        let range = numbers(&pdf, signature, "ByteRange");
        let range: Vec<usize> = range.iter().map(|number| *number as usize).collect();
        assert_eq!((range[0], bytes[range[1]], bytes[range[2] - 1]), (0, b'<', b'>'), "{role}: all but the signature");
        assert!(range[2] + range[3] > end, "{role}: the signatures are in order");
        end = range[2] + range[3];
        assert!(bytes[..end].ends_with(b"%%EOF\n"), "{role}: to the end of a version of the file");
        let certifies = pdf.catalog().and_then(|catalog| catalog.get(b"Perms")).expect("permissions");
        let certifies = follow(&pdf, certifies).as_dict().expect("permissions");
        assert_eq!(certifies.iter().map(|(key, _)| key.as_slice()).collect::<Vec<_>>(), [b"DocMDP"]);
        let is_certification = certifies.get(b"DocMDP").and_then(Object::as_reference).ok() == Some(*id);
        assert_eq!(is_certification, index == 0, "{role}");
        let Ok(reference) = signature.get(b"Reference") else {
            assert_ne!(index, 0, "the certification says what it allows");
            continue;
        };
        assert_eq!(index, 0, "{role}: only the first certifies");
        let [reference] = follow(&pdf, reference).as_array().expect("a list").as_slice() else {
            panic!("one reference")
        };
        let reference = follow(&pdf, reference).as_dict().expect("a reference");
        assert_eq!(name(reference, "TransformMethod"), "DocMDP");
        assert!(reference.get(b"DigestMethod").is_err(), "PDF/A wants no digest here");
        let allowed =
            follow(&pdf, reference.get(b"TransformParams").expect("parameters")).as_dict().expect("parameters");
        assert_eq!((name(allowed, "Type"), name(allowed, "V")), ("TransformParams", "1.2"));
        assert_eq!(allowed.get(b"P").and_then(Object::as_i64).ok(), Some(2), "fields may be filled in, and no more");
    }
    assert_eq!(end, bytes.len(), "the last covers the whole file");
}

/// Point 7: each field has one appearance of its own size, drawn with fonts that it brings, and can't be moved or hidden.
fn appearances(bytes: &[u8]) {
    let pdf = Document::load_mem(bytes).expect("a PDF");
    for (field, signature) in fields(&pdf) {
        let role = text(&field, "T");
        assert_eq!((name(&field, "FT"), name(&field, "Subtype")), ("Sig", "Widget"), "{role}");
        assert_eq!(field.get(b"F").and_then(Object::as_i64).ok(), Some(132), "{role}: printed and locked");
        assert!(!text(&field, "TU").is_empty() && field.get(b"A").is_err() && field.get(b"AA").is_err(), "{role}");
        let rect = numbers(&pdf, &field, "Rect");
        let looks = follow(&pdf, field.get(b"AP").expect("an appearance")).as_dict().expect("appearances").clone();
        assert_eq!(looks.iter().map(|(key, _)| key.as_slice()).collect::<Vec<_>>(), [b"N"], "{role}");
        let look = follow(&pdf, looks.get(b"N").expect("an appearance")).as_stream().expect("a stream");
        assert_eq!(name(&look.dict, "Subtype"), "Form", "{role}");
        let frame = numbers(&pdf, &look.dict, "BBox");
        let (width, height) = (rect[2] - rect[0], rect[3] - rect[1]);
        if signature.is_none() {
            let content = look.decompressed_content().unwrap_or_else(|_| look.content.clone());
            assert!(content.iter().all(u8::is_ascii_whitespace), "{role}: nothing is drawn before it is signed");
            continue;
        }
        assert!(
            (frame[2] - frame[0] - width).abs() < 0.1 && (frame[3] - frame[1] - height).abs() < 0.1,
            "{role}: {frame:?} {rect:?}"
        );
        let resources = follow(&pdf, look.dict.get(b"Resources").expect("resources")).as_dict().expect("resources");
        let fonts = follow(&pdf, resources.get(b"Font").expect("fonts")).as_dict().expect("fonts");
        assert!(!fonts.is_empty(), "{role}: there is text");
        for (_, font) in fonts.iter() {
            let font = follow(&pdf, font).as_dict().expect("a font");
            let below =
                font.get(b"DescendantFonts").map(|fonts| follow(&pdf, fonts).as_array().expect("a list")[0].clone());
            let below =
                below.map_or_else(|_| font.clone(), |font| follow(&pdf, &font).as_dict().expect("a font").clone());
            let about =
                follow(&pdf, below.get(b"FontDescriptor").expect("a descriptor")).as_dict().expect("a descriptor");
            let embedded = ["FontFile", "FontFile2", "FontFile3"].iter().any(|key| about.get(key.as_bytes()).is_ok());
            assert!(
                embedded && font.get(b"ToUnicode").is_ok(),
                "{role}: its fonts are in the file, and their text can be read"
            );
        }
    }
}

#[test]
fn the_list_for_acrobat_holds_as_far_as_it_can_be_asked_of_the_file() {
    let report = report();
    let whole = &report.versions[2];
    certified_and_approved(whole, &SIGNERS, &report.seal_sha256);
    certified_and_approved(&report.versions[1], &SIGNERS[..1], &report.seal_sha256);
    for version in &report.versions {
        appearances(version);
    }
    // Point 1: nothing runs, and nothing asks to be saved.
    let pdf = Document::load_mem(whole).expect("a PDF");
    let catalog = pdf.catalog().expect("a catalog");
    for key in ["OpenAction", "AA", "Collection", "NeedsRendering"] {
        assert!(catalog.get(key.as_bytes()).is_err(), "{key}");
    }
    // Point 6: "View signed version" shows the bytes up to the end of a signature, and those are the file as it was.
    for (index, version) in report.versions.iter().enumerate().skip(1) {
        assert!(whole.starts_with(version), "version {index} is a part of the whole");
    }
    assert!(whole.starts_with(&report.versions[0]));
    readers(&report);
}

/// What other readers make of each version: sound (point 1), with the right text in each box (points 6 and 7), and nothing
/// changed behind a signature (points 3 to 5).
fn readers(report: &Report) {
    let here = report.home.path();
    if let Some(qpdf) = program("qpdf") {
        for index in 0..report.versions.len() {
            let (sound, said, complaint) = run(&qpdf, &["--check", &format!("{index}.pdf")], here);
            assert!(sound && complaint.is_empty(), "{index}: {said}{complaint}");
        }
    }
    if let Some(pdftotext) = program("pdftotext") {
        for (index, version) in report.versions.iter().enumerate() {
            let pdf = Document::load_mem(version).expect("a PDF");
            let pages = pdf.get_pages();
            for (place, (field, _)) in fields(&pdf).iter().enumerate() {
                let page = field.get(b"P").and_then(Object::as_reference).expect("a page");
                let number = pages.iter().find(|(_, id)| **id == page).expect("the page is there").0.to_string();
                let paper = numbers(&pdf, pdf.get_dictionary(page).expect("a page"), "MediaBox");
                let rect = numbers(&pdf, field, "Rect");
                let whole = |number: f32| (number.round() as i64).to_string();
                let (x, y) = (whole(rect[0]), whole(paper[3] - rect[3]));
                let (width, height) = (whole(rect[2] - rect[0]), whole(rect[3] - rect[1]));
                let file = format!("{index}.pdf");
                let args = [
                    "-r", "72", "-f", &number, "-l", &number, "-x", &x, "-y", &y, "-W", &width, "-H", &height, &file,
                    "-",
                ];
                let (_, seen, complaint) = run(&pdftotext, &args, here);
                assert!(complaint.is_empty(), "{complaint}");
                let (role, signer) = SIGNERS[place];
                if place < index {
                    for part in [signer, "Approved", "UTC"] {
                        assert!(seen.contains(part), "{index}, {role}: no {part} in {seen:?}");
                    }
                } else {
                    assert_eq!(seen.trim(), "", "{index}, {role}: the box is empty");
                }
            }
        }
    }
    if let Some(pyhanko) = program("pyhanko") {
        let args = ["sign", "validate", "--pretty-print", "--trust", "keys/ca.pem", "2.pdf"];
        let (_, said, complaint) = run(&pyhanko, &args, here);
        assert_eq!(said.matches("is judged VALID").count(), 2, "{said}{complaint}");
        assert_eq!(said.matches("The signature covers the entire file.").count(), 1, "{said}");
    }
}

/// Point 8: a comment on the signed report is noticed by whoever looks.
#[test]
fn a_comment_on_a_signed_report_is_noticed() {
    let report = report();
    let here = report.home.path();
    let bytes = &report.versions[2];
    let pdf = Document::load_mem(bytes).expect("a PDF");
    let mut update = lopdf::IncrementalDocument::create_from(bytes.clone(), pdf.clone());
    let page = *pdf.get_pages().values().next().expect("a page");
    update.opt_clone_object_to_new_document(page).expect("a page");
    let note = update.new_document.add_object(dictionary! {
        "Type" => "Annot", "Subtype" => "Text", "Rect" => vec![50.into(), 50.into(), 70.into(), 70.into()],
        "Contents" => Object::string_literal("a comment"), "F" => 4,
    });
    let page = update.new_document.get_dictionary_mut(page).expect("a page");
    page.set("Annots", vec![Object::Reference(note)]);
    let mut commented = Vec::new();
    update.save_to(&mut commented).expect("it can be written");
    commented.push(b'\n');
    assert!(commented.starts_with(bytes) && commented.len() > bytes.len());
    fs::write(here.join("commented.pdf"), &commented).expect("a file");
    let args = ["verify", "commented.pdf", "--trust", "keys/trust.pem"];
    let (fine, said, _) = run(Path::new(env!("CARGO_BIN_EXE_levelbook")), &args, here);
    assert!(!fine && said.starts_with("INVALID"), "{said}");
    if let Some(pyhanko) = program("pyhanko") {
        let args = ["sign", "validate", "--pretty-print", "--trust", "keys/ca.pem", "commented.pdf"];
        let (_, said, complaint) = run(&pyhanko, &args, here);
        assert_eq!(said.matches("is judged VALID").count(), 0, "{said}{complaint}");
    }
}
