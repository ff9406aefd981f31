//! A signed report held against its record: who had to sign, with which certificate, in which order, how strongly.

use crate::base::*;
use levelbook::model::Decision;
use levelbook::model::Digests;
use levelbook::model::Extent;
use levelbook::model::Record;
use levelbook::model::RecordEntry;
use levelbook::model::Seal;
use levelbook::model::SealRole;
use levelbook::model::Signatory;
use levelbook::sign_off::judge::judge;
use levelbook::sign_off::reason::Finding;
use levelbook::source::sha256;
use pades::cms;
use pades::grade::Grade;
use pades::pdf::enter;
use pades::verdict::Verdict;
use pades::verify;

const SEAL: &str = "5ea1";

fn extent(bytes: &[u8]) -> Extent {
    Extent { sha256: sha256(bytes), length: bytes.len() as u64 }
}

/// The report with one, two and three signatures, each saying what the record says.
fn signed() -> Vec<Vec<u8>> {
    let b = base();
    let mut all: Vec<Vec<u8>> = Vec::new();
    for (index, role) in ROLES.iter().enumerate() {
        let entry = enter::FieldEntry {
            field: role,
            name: role,
            reason: &Decision::Approved.reason("I accept.", &[], SEAL),
            time: "D:20261123093000Z",
            certify: (index == 0).then_some(2),
            appearance: &b.look,
            reserve: 4096,
        };
        let prepared = enter::prepare(all.last().unwrap_or(&b.form), &entry).expect("the field can be signed");
        let signature = cms::sign(&b.keys.signers[index], &prepared.covered(), None).expect("the key signs");
        all.push(prepared.complete(&signature).expect("there is room"));
    }
    all
}

/// The record of it.
fn record(signed: &[Vec<u8>]) -> Record {
    let b = base();
    let role = |id: &&str| SealRole {
        signatory: Signatory { role: (*id).to_owned(), ..Signatory::default() },
        title: (*id).to_owned(),
        statement: "I accept.".to_owned(),
        optional: false,
    };
    let checked = verify::check(&signed[2], &b.keys.trust, Some(NOW));
    let entries = checked.signatures.iter().zip(signed).map(|(signature, pdf)| RecordEntry {
        role: signature.field.clone(),
        seal: SEAL.to_owned(),
        decision: Decision::Approved,
        conditions: Vec::new(),
        signed: signature.claimed.clone(),
        name: signature.signer.clone(),
        organisation: String::new(),
        grade: Grade::Basic,
        certificate: signature.certificate.clone(),
        subject: signature.subject.clone(),
        issuer: signature.issuer.clone(),
        report: Some(extent(pdf)),
    });
    Record {
        seal: Seal {
            document: "harbour/north-pier".to_owned(),
            version: "1".to_owned(),
            title: "North pier".to_owned(),
            date: "2026-11-20".parse().expect("a day"),
            valid_until: None,
            guide_version: "1.0.0".to_owned(),
            commit: "0".repeat(40),
            made_with: "levelbook".to_owned(),
            tool: None,
            supersedes: None,
            digests: Digests::default(),
            report: extent(&b.plain),
            form: extent(&b.form),
            grade: Grade::Basic,
            roles: ROLES.iter().map(role).collect(),
            apart: vec![ROLES.map(str::to_owned).to_vec()],
        },
        seal_sha256: SEAL.to_owned(),
        entries: entries.collect(),
    }
}

#[test]
fn a_report_is_held_against_its_record() {
    let signed = signed();
    let whole = &signed[2];
    let with = |change: &dyn Fn(&mut Record)| {
        let mut record = record(&signed);
        change(&mut record);
        record
    };
    let flip = {
        let mut out = whole.clone();
        out[30] ^= 1;
        out
    };
    let cases: Vec<(&str, &[u8], Record, Verdict, &str)> = vec![
        ("as it was recorded", whole, with(&|_| {}), Verdict::Valid, ""),
        (
            "cut back to two signatures",
            &signed[1],
            with(&|_| {}),
            Verdict::Policy,
            "the record holds a signature of the approver, and the file does not",
        ),
        (
            "an entry removed as well",
            &signed[1],
            with(&|r| drop(r.entries.pop())),
            Verdict::Policy,
            "the approver has not signed",
        ),
        (
            "one of three is not needed",
            &signed[1],
            with(&|r| {
                r.entries.pop();
                r.seal.roles[2].optional = true;
            }),
            Verdict::Valid,
            "",
        ),
        (
            "somebody else with a good certificate",
            whole,
            with(&|r| r.seal.roles[1].signatory.certificate = Some("a".repeat(64))),
            Verdict::Policy,
            "another certificate was to sign",
        ),
        (
            "another certificate in the entry",
            whole,
            with(&|r| r.entries[1].certificate = "b".repeat(64)),
            Verdict::Policy,
            "another certificate than the recorded one",
        ),
        (
            "a timestamp that is gone",
            whole,
            with(&|r| r.entries[0].grade = Grade::Timestamp),
            Verdict::Policy,
            "was B-T and is B-B now",
        ),
        (
            "more is asked for",
            whole,
            with(&|r| r.seal.grade = Grade::LongTerm),
            Verdict::Policy,
            "is B-B, and B-LT is asked for",
        ),
        ("another order", whole, with(&|r| r.seal.roles.swap(0, 2)), Verdict::Policy, "in the order of the seal"),
        (
            "one person in two roles",
            whole,
            with(&|r| r.entries[2].name = r.entries[1].name.clone()),
            Verdict::Invalid,
            "signed as",
        ),
        (
            "rejected in the entry alone",
            whole,
            with(&|r| r.entries[2].decision = Decision::Rejected),
            Verdict::Invalid,
            "says something else",
        ),
        (
            "a condition added later",
            whole,
            with(&|r| r.entries[2].conditions.push("None.".to_owned())),
            Verdict::Invalid,
            "says something else",
        ),
        (
            "another statement in the seal",
            whole,
            with(&|r| r.seal.roles[0].statement = "I like it.".to_owned()),
            Verdict::Invalid,
            "says something else",
        ),
        (
            "another seal altogether",
            whole,
            with(&|r| r.seal_sha256 = "0".repeat(64)),
            Verdict::Invalid,
            "belongs to another seal",
        ),
        (
            "another time in the entry",
            whole,
            with(&|r| r.entries[0].signed = "2020-01-01T00:00:00Z".to_owned()),
            Verdict::Invalid,
            "another signer or time",
        ),
        (
            "a role that the seal does not know",
            whole,
            with(&|r| drop(r.seal.roles.remove(1))),
            Verdict::Invalid,
            "the seal has no such role",
        ),
        ("another report", &flip, with(&|_| {}), Verdict::Invalid, "does not begin with the sealed report"),
        ("an empty file", &[], with(&|_| {}), Verdict::Invalid, "does not begin with the sealed report"),
    ];
    let mut wrong = Vec::new();
    for (name, pdf, record, expected, words) in cases {
        let judgement = judge(&record, pdf, &verify::check(pdf, &base().keys.trust, Some(NOW)));
        let all = judgement.findings.iter().chain(judgement.roles.iter().flat_map(|role| &role.findings));
        let said: Vec<&str> = all.map(|finding| finding.text.as_str()).collect();
        if judgement.verdict() != expected || !said.join("\n").contains(words) {
            wrong.push(format!("{name}: expected {expected:?}, found {:?}: {said:#?}", judgement.verdict()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Of a file that can't be read as one nothing is known: no role in it is told to be fine.
#[test]
fn nobody_is_fine_in_a_file_that_can_not_be_read() {
    let signed = signed();
    let (record, whole) = (record(&signed), signed[2].as_slice());
    let cut = &whole[..whole.len() / 2];
    let more = [whole, b"and more"].concat();
    for (name, pdf) in [("empty", &[][..]), ("cut in half", cut), ("with bytes behind its end", &more)] {
        let checked = verify::check(pdf, &base().keys.trust, Some(NOW));
        assert!(checked.signatures.is_empty(), "{name}");
        for role in judge(&record, pdf, &checked).roles {
            let verdict = role.findings.iter().map(Finding::verdict).max();
            assert!(verdict > Some(Verdict::Valid), "{name}: {} is told to be fine", role.role);
        }
    }
}
