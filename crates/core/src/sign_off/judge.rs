//! Holds a signed PDF against the record of its sign-off: whether it is the sealed report, and whether those who had to
//! sign did, each with the right certificate, in order, as strongly as was asked for.
//!
//! Takes the record, the file and what [`pades`] found in it; gives findings for the whole and for each role. What
//! the cryptography says is not repeated here.

use time::OffsetDateTime;

use crate::model::Decision;
use crate::model::Extent;
use crate::model::Record;
use crate::model::RecordEntry;
use crate::model::SealRole;
use crate::sign_off::reason::Finding;
use crate::sign_off::reason::Reason;
use crate::sign_off::reason::of_file;
use crate::source::sha256;
use pades::checked::Checked;
use pades::checked::CheckedSignature;
use pades::grade::Grade;
use pades::ssh;
use pades::verdict::Kind;
use pades::verdict::Verdict;

/// A file held against its record.
#[derive(Clone, Debug, Default)]
pub struct Judgement {
    /// What concerns the whole.
    pub findings: Vec<Finding>,
    /// One entry a role of the seal, in order.
    pub roles: Vec<RoleJudgement>,
}

/// One role held against the record.
#[derive(Clone, Debug, Default)]
pub struct RoleJudgement {
    /// Id of the role.
    pub role: String,
    /// True when the role has an entry in the record.
    pub done: bool,
    /// What was found; nothing means that the role did what it had to.
    pub findings: Vec<Finding>,
}

impl Judgement {
    /// All findings: on the whole, then on each role.
    pub fn all(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().chain(self.roles.iter().flat_map(|role| &role.findings))
    }

    /// The worst of all findings.
    pub fn verdict(&self) -> Verdict {
        self.all().map(Finding::verdict).max().unwrap_or(Verdict::Valid)
    }
}

/// Holds a file against a record.
pub fn judge(record: &Record, pdf: &[u8], checked: &Checked) -> Judgement {
    let mut judgement = Judgement::default();
    let seal = &record.seal;
    for (extent, what) in [(&seal.report, "the sealed report"), (&seal.form, "the sealed report with its fields")] {
        if !begins(pdf, extent) {
            judgement.findings.push(Finding::new(Reason::OtherFile, format!("the file does not begin with {what}")));
        }
    }
    for signature in checked.signatures.iter().filter(|signature| !signature.document_timestamp) {
        if !seal.roles.iter().any(|role| role.signatory.role == signature.field) {
            let text = format!("the file is signed in a field `{}`, and the seal has no such role", signature.field);
            judgement.findings.push(Finding::new(Reason::Record, text));
        }
    }
    for role in &seal.roles {
        judgement.roles.push(judge_role(role, record, pdf, checked));
    }
    order(record, checked, &mut judgement);
    apart(record, &mut judgement);
    judgement
}

/// What became of the SSH signature on an entry.
#[derive(Clone, Debug, Default)]
pub struct Attestation {
    /// Id of the role.
    pub role: String,
    /// The identity that the list of allowed signers was asked for.
    pub identity: String,
    /// Fingerprint of the key, or empty.
    pub key: String,
    /// What was found; nothing means that it holds.
    pub findings: Vec<Finding>,
}

/// An entry that is signed with an SSH key.
#[derive(Clone, Debug)]
pub struct Attested {
    /// Id of the role.
    pub role: String,
    /// The bytes of the entry.
    pub text: Vec<u8>,
    /// The signature in its armour.
    pub signature: String,
}

/// Adds what the SSH signatures say. `allowed` is the list of those who may sign. An entry that neither a signature in the
/// PDF nor one beside it stands behind could be anybody's.
pub fn attest(
    judgement: &mut Judgement,
    record: &Record,
    attested: &[Attested],
    allowed: Option<&str>,
    at: Option<OffsetDateTime>,
) -> Vec<Attestation> {
    let mut all = Vec::new();
    for group in &record.seal.apart {
        let of_group = attested.iter().filter(|attested| group.contains(&attested.role));
        let keys: Vec<_> = of_group.filter_map(|one| Some((&one.role, ssh::key_of(&one.signature)?))).collect();
        for (index, (role, own)) in keys.iter().enumerate() {
            if let Some((other, _)) = keys.iter().take(index).find(|(_, other)| other == own) {
                let text = format!("one SSH key attests for `{other}` and for `{role}`");
                judgement.findings.push(Finding::new(Reason::Apart, text));
            }
        }
    }
    for role in &mut judgement.roles {
        let line = record.seal.roles.iter().find(|line| line.signatory.role == role.role);
        let identity = line.and_then(|line| line.signatory.ssh.as_deref()).unwrap_or(&role.role);
        match attested.iter().find(|attested| attested.role == role.role) {
            Some(found) => {
                let findings: Vec<Finding> = match allowed {
                    Some(allowed) => {
                        let found = ssh::verify(&found.signature, &found.text, allowed, identity, at);
                        found.into_iter().map(of_file).collect()
                    }
                    None => {
                        let kind = Reason::Signature(Kind::SshUnknown);
                        vec![Finding::new(kind, "there is no list of allowed SSH signers")]
                    }
                };
                role.findings.extend(findings.iter().cloned());
                all.push(Attestation {
                    role: role.role.clone(),
                    identity: identity.to_owned(),
                    key: ssh::fingerprint(&found.signature).unwrap_or_default(),
                    findings,
                });
            }
            None => {
                let entry = record.entries.iter().find(|entry| entry.role == role.role);
                if entry.is_some_and(|entry| entry.report.is_none()) {
                    let text = format!("nobody's key stands behind the entry of `{}`", role.role);
                    role.findings.push(Finding::new(Reason::Unattested, text));
                }
            }
        }
    }
    all
}

fn judge_role(role: &SealRole, record: &Record, pdf: &[u8], checked: &Checked) -> RoleJudgement {
    let id = &role.signatory.role;
    let entry = record.entries.iter().find(|entry| entry.role == *id);
    let signature = checked.signatures.iter().find(|signature| signature.field == *id);
    let mut findings = Vec::new();
    let name = role.title.to_lowercase();
    match (entry, signature) {
        (None, None) if role.optional => {}
        (None, None) => findings.push(Finding::new(Reason::Missing, format!("the {name} has not signed"))),
        (None, Some(_)) => {
            findings.push(Finding::new(
                Reason::Unrecorded,
                format!("the {name} signed the file, and the record has no entry of it"),
            ));
        }
        (Some(entry), signature) => {
            if entry.seal != record.seal_sha256 {
                findings.push(Finding::new(Reason::Record, format!("the entry of the {name} belongs to another seal")));
            }
            if entry.decision == Decision::Rejected {
                findings.push(Finding::new(Reason::Rejected, format!("the {name} rejected the report")));
            }
            match (&entry.report, signature) {
                (None, None) if record.seal.grade == Grade::Record => {}
                (None, None) => {
                    let text =
                        format!("the {name} did not sign the file, and {} is asked for", record.seal.grade.name());
                    findings.push(Finding::new(Reason::Unrecorded, text));
                }
                (None, Some(_)) => {
                    findings.push(Finding::new(
                        Reason::Unrecorded,
                        format!("the record does not know the signature of the {name}"),
                    ));
                }
                (Some(_), None) => {
                    // Of a file that could not be read as one it is not known what it holds.
                    let text = match checked.unread() {
                        true => format!("the signature of the {name} can't be looked for in a file that can't be read"),
                        false => format!("the record holds a signature of the {name}, and the file does not"),
                    };
                    findings.push(Finding::new(Reason::Unrecorded, text));
                }
                (Some(extent), Some(signature)) => {
                    findings.extend(signed(role, record, entry, (extent, signature), pdf));
                }
            }
        }
    }
    RoleJudgement { role: id.clone(), done: entry.is_some(), findings }
}

/// What does not fit between an entry and the signature that it is about.
fn signed(
    role: &SealRole,
    record: &Record,
    entry: &RecordEntry,
    (extent, signature): (&Extent, &CheckedSignature),
    pdf: &[u8],
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let name = role.title.to_lowercase();
    if !begins(pdf, extent) || signature.end as u64 > extent.length {
        findings.push(Finding::new(
            Reason::Record,
            format!("the signature of the {name} is not the one that was recorded"),
        ));
    }
    let reason = entry.decision.reason(&role.statement, &entry.conditions, &record.seal_sha256);
    if signature.reason != reason {
        let text = format!("the record of the {name} says something else than the signature: \"{}\"", signature.reason);
        findings.push(Finding::new(Reason::Record, text));
    }
    let (said, is) = ((&entry.name, &entry.signed), (&signature.signer, &signature.claimed));
    if said != is || (&entry.subject, &entry.issuer) != (&signature.subject, &signature.issuer) {
        let text = format!("the record of the {name} names another signer or time than the signature");
        findings.push(Finding::new(Reason::Record, text));
    }
    if entry.certificate != signature.certificate {
        let text = format!("the {name} signed with another certificate than the recorded one");
        findings.push(Finding::new(Reason::Person, text));
    }
    if role.signatory.certificate.as_ref().is_some_and(|expected| *expected != signature.certificate) {
        let text = format!("{} signed for the {name}, and another certificate was to sign", signature.signer);
        findings.push(Finding::new(Reason::Person, text));
    }
    if let Some(text) = misnamed(role, &signature.signer) {
        findings.push(Finding::new(Reason::Person, text));
    }
    if entry.grade > signature.grade {
        let (was, is) = (entry.grade.name(), signature.grade.name());
        findings.push(Finding::new(Reason::Grade, format!("the signature of the {name} was {was} and is {is} now")));
    }
    if record.seal.grade > signature.grade {
        let (asked, is) = (record.seal.grade.name(), signature.grade.name());
        findings.push(Finding::new(
            Reason::Grade,
            format!("the signature of the {name} is {is}, and {asked} is asked for"),
        ));
    }
    findings
}

/// A role whose person is named, and whose certificate is not, is signed by a certificate of that name: else anybody whom
/// the book trusts could sign for it.
pub fn misnamed(role: &SealRole, signer: &str) -> Option<String> {
    let named = &role.signatory.name;
    let free = named.is_empty() || role.signatory.certificate.is_some();
    (!free && named != signer)
        .then(|| format!("{signer} signed for the {}, and {named} was to", role.title.to_lowercase()))
}

/// The roles sign in the order of the seal.
fn order(record: &Record, checked: &Checked, judgement: &mut Judgement) {
    let place = |field: &str| record.seal.roles.iter().position(|role| role.signatory.role == field);
    let places: Vec<usize> = checked.signatures.iter().filter_map(|signature| place(&signature.field)).collect();
    if places.windows(2).any(|pair| matches!(pair, [earlier, later] if later < earlier)) {
        judgement.findings.push(Finding::new(Reason::Order, "the roles did not sign in the order of the seal"));
    }
}

/// Nobody holds two roles that are to be kept apart: a person is known by the certificate, or else by the name.
fn apart(record: &Record, judgement: &mut Judgement) {
    for group in &record.seal.apart {
        let entries: Vec<&RecordEntry> = record.entries.iter().filter(|entry| group.contains(&entry.role)).collect();
        for (index, entry) in entries.iter().enumerate() {
            let same = |other: &&&RecordEntry| {
                let certificate = !entry.certificate.is_empty() && entry.certificate == other.certificate;
                certificate || entry.name == other.name
            };
            if let Some(other) = entries.iter().take(index).find(same) {
                let text = format!("{} signed as `{}` and as `{}`", entry.name, other.role, entry.role);
                judgement.findings.push(Finding::new(Reason::Apart, text));
            }
        }
    }
}

/// Whether the first bytes of a file are these.
fn begins(pdf: &[u8], extent: &Extent) -> bool {
    usize::try_from(extent.length).ok().and_then(|length| pdf.get(..length)).is_some_and(|b| sha256(b) == extent.sha256)
}
