//! Fuzzes the record of a sign-off: `seal.yaml`, the entry of a role and its SSH signature, parted by lines of `---8<---`,
//! held against a file that nobody signed. A record that was not written never says that somebody has signed.

#![no_main]

use levelbook_core::check;
use levelbook_core::diag::Sink;
use levelbook_core::read;
use levelbook_core::sign_off::judge;
use levelbook_core::sign_off::judge::Attested;
use levelbook_core::sign_off::write;
use levelbook_core::source::Content;
use levelbook_core::source::Source;
use levelbook_core::source::Sources;
use libfuzzer_sys::fuzz_target;
use pades::trust::Trust;
use pades::verify;

const ALLOWED: &str = "lead ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPAjRiOfHBHgmU5NNb7A1BOLo5vH0mVCz4gabsPAbkBC\n";

fuzz_target!(|text: &str| {
    if text.contains('\0') {
        return;
    }
    let mut parts = text.split("---8<---\n");
    let names = ["seal.yaml", "1-lead.yaml", "1-lead.yaml.sig"];
    let files = names.iter().zip(parts.by_ref()).map(|(name, text)| {
        Source::new(format!("assessments/x/sign-off/{name}"), Content::Text(text.to_owned()))
    });
    let sources = Sources::from_files(files);
    let mut sink = Sink::new();
    let draft = read::read_records(&sources, &mut sink);
    let Some(record) = check::records(&draft, &sources, &mut sink).remove("x") else {
        return;
    };
    let checked = verify::check(b"%PDF-1.7\n", &Trust::default(), None);
    let mut judgement = judge::judge(&record, b"%PDF-1.7\n", &checked);
    let attested = sources.find("assessments/x/sign-off/1-lead.yaml.sig").map(|file| Attested {
        role: "lead".to_owned(),
        text: text.as_bytes().to_vec(),
        signature: sources.get(file).text().to_owned(),
    });
    judge::attest(&mut judgement, &record, attested.as_slice(), Some(ALLOWED), Some(time::OffsetDateTime::UNIX_EPOCH));
    // What is written anew is read back as the same: nothing that a person typed becomes another key.
    let again = write::seal("x", &record.seal);
    let again = Sources::from_files([Source::new("assessments/x/sign-off/seal.yaml", Content::Text(again))]);
    let mut sink = Sink::new();
    let draft = read::read_records(&again, &mut sink);
    let second = check::records(&draft, &again, &mut sink).remove("x");
    assert_eq!(second.map(|record| record.seal), Some(record.seal), "{:?}", sink.sorted());
});
