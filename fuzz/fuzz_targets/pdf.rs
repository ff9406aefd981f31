//! Fuzzes the verifier: a small signed PDF, made here, with bytes changed and bytes appended; or any bytes at all.

#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;

use pades::pdf::enter;
use pades::pdf::enter::FieldEntry;
use pades::pdf::form;
use pades::pdf::form::Field;
use pades::trust::Trust;
use pades::verify;

/// The smallest PDF with a page and a structure.
fn plain() -> Vec<u8> {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R/StructTreeRoot 4 0 R>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Resources<<>>/Contents 6 0 R>>",
        "<</Type/StructTreeRoot/K[5 0 R]/ParentTree<</Nums[]>>/ParentTreeNextKey 0>>",
        "<</Type/StructElem/S/Document/P 4 0 R/K[]>>",
        "<</Length 1>>\nstream\nn\nendstream",
    ];
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut table = String::from("0000000000 65535 f \n");
    for (index, body) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.extend_from_slice(format!("{} 0 obj\n{body}\nendobj\n", index + 1).as_bytes());
    }
    let at = out.len();
    let trailer = format!("xref\n0 7\n{table}trailer\n<</Size 7/Root 1 0 R>>\nstartxref\n{at}\n%%EOF\n");
    out.extend_from_slice(trailer.as_bytes());
    out
}

fn signed() -> &'static [u8] {
    static SIGNED: OnceLock<Vec<u8>> = OnceLock::new();
    SIGNED.get_or_init(|| {
        let plain = plain();
        let field = |name: &str| Field { name: name.into(), label: name.into(), page: 1, rect: [0.0, 0.0, 9.0, 9.0] };
        let mut pdf = form::finalise(&plain, &[field("a"), field("b")]).expect("fields can be added");
        for (name, certify) in [("a", Some(2)), ("b", None)] {
            let time = "D:20261123093000Z";
            let entry = FieldEntry { field: name, name, reason: "", time, certify, appearance: &plain, reserve: 40 };
            let prepared = enter::prepare(&pdf, &entry).expect("the field can be signed");
            pdf = prepared.complete(&[0x30, 3, 2, 1, 5]).expect("there is room");
        }
        pdf
    })
}

fuzz_target!(|data: &[u8]| {
    let trust = Trust::default();
    let (changes, tail) = data.split_at(data.len().min(30));
    let mut pdf = signed().to_vec();
    for change in changes.chunks_exact(3) {
        let at = usize::from(change[0]) << 8 | usize::from(change[1]);
        let length = pdf.len();
        pdf[at % length] = change[2];
    }
    pdf.extend_from_slice(tail);
    let _ = verify::check(&pdf, &trust, None);
    let _ = verify::check(data, &trust, None);
    let _ = form::finalise(data, &[]);
});
