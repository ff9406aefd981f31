//! Who stands behind a report: the policy of the book, the signatories of an assessment, and the record of what they did.

use pades::grade::Grade;

use super::{Date, RoleIx};

/// The sign-off policy of a book.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Who signs, in order.
    pub lines: Vec<PolicyLine>,
    /// Groups of roles of which no person may hold two.
    pub apart: Vec<Vec<RoleIx>>,
    /// What a signature has to reach at least.
    pub grade: Grade,
    /// For how many months after the date of a report its result may be relied on; `None` sets no limit.
    pub months: Option<u8>,
    /// True when a report may be sealed before all of it is assessed.
    pub unassessed: bool,
    /// How much of what is answered may be said not to apply, in percent; `None` sets no limit.
    pub most_waived: Option<u8>,
}

/// One line of the sign-off policy.
#[derive(Clone, Debug)]
pub struct PolicyLine {
    /// Who signs.
    pub role: RoleIx,
    /// The statement that is signed to.
    pub statement: String,
    /// True when a report is signed off without this role, too.
    pub optional: bool,
}

/// Someone who is to sign an assessment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signatory {
    /// In which role.
    pub role: String,
    /// The name as it is to be printed, or empty.
    pub name: String,
    /// For which organisation, or empty.
    pub organisation: String,
    /// What entitles them to sign, or empty.
    pub authority: String,
    /// SHA-256 of the certificate in lower-case hexadecimal, if only that one will do.
    pub certificate: Option<String>,
    /// The identity in the list of allowed signers, for a signature with an SSH key.
    pub ssh: Option<String>,
}

/// A file and its length: the first so many bytes of a PDF have this digest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// SHA-256 in lower-case hexadecimal.
    pub sha256: String,
    /// Length in bytes.
    pub length: u64,
}

/// What a sign-off is bound to: `sign-off/seal.yaml`, written once and never changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// Id of the document.
    pub document: String,
    /// Version of the document.
    pub version: String,
    /// Title of the report.
    pub title: String,
    /// Day of the report.
    pub date: Date,
    /// Last day of validity.
    pub valid_until: Option<Date>,
    /// Version of the guide that was judged against, as `1.2.0`.
    pub guide_version: String,
    /// The commit that the book stood at, in full.
    pub commit: String,
    /// The program that made the report: name and version.
    pub made_with: String,
    /// What tells two builds of one version apart; `None` in seals from before it was noted.
    pub tool: Option<Tool>,
    /// Id of the assessment that this one takes the place of.
    pub supersedes: Option<String>,
    /// The digests of what was judged, and of what the report was made with.
    pub digests: Digests,
    /// The report as it was typeset.
    pub report: Extent,
    /// The report with its empty signature fields.
    pub form: Extent,
    /// What a signature has to reach at least.
    pub grade: Grade,
    /// Who signs, in order.
    pub roles: Vec<SealRole>,
    /// Groups of roles of which no person may hold two.
    pub apart: Vec<Vec<String>>,
}

/// What tells two builds of one version of levelbook apart: SHA-256 in lower-case hexadecimal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tool {
    /// Of its `Cargo.lock`.
    pub lock: String,
    /// Of its source files.
    pub source: String,
}

/// Digests by which a change is noticed: SHA-256 in lower-case hexadecimal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digests {
    /// Of the assessment's data in canonical form: comments and layout don't count.
    pub data: String,
    /// Of `assessment.yaml`, byte for byte, as it is attached to the report.
    pub file: String,
    /// Of the guide's files.
    pub guide: String,
    /// Of the theme that the report was made with.
    pub theme: String,
}

/// One role of a seal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SealRole {
    /// Who is to sign.
    pub signatory: Signatory,
    /// Name of the role.
    pub title: String,
    /// The statement signed to.
    pub statement: String,
    /// True when the report is signed off without this role, too.
    pub optional: bool,
}

/// What a role decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Without conditions.
    Approved,
    /// Approved, and something is still to be done.
    Conditions,
    /// Not approved.
    Rejected,
}

impl Decision {
    /// All decisions with the words for them in files and options.
    pub const NAMES: [(&'static str, Decision); 3] = [
        ("approved", Decision::Approved),
        ("approved-with-conditions", Decision::Conditions),
        ("rejected", Decision::Rejected),
    ];

    /// The words for it in a signature and on pages.
    pub fn words(self) -> &'static str {
        match self {
            Decision::Approved => "Approved",
            Decision::Conditions => "Approved with conditions",
            Decision::Rejected => "Rejected",
        }
    }

    /// The reason that a signature gives: what is decided, the statement signed to, the conditions, and the digest of the
    /// seal. It is part of what is signed, so that neither the entry nor the seal can say something else later.
    pub fn reason(self, statement: &str, conditions: &[String], seal_sha256: &str) -> String {
        let mut reason = format!("{}: {statement}", self.words());
        if !conditions.is_empty() {
            reason.push_str(&format!(" Conditions: {}", conditions.join("; ")));
        }
        reason.push_str(&format!(" (SHA-256 of seal.yaml: {seal_sha256})"));
        reason
    }

    /// The word for it.
    pub fn name(self) -> &'static str {
        Decision::NAMES.iter().find(|(_, decision)| *decision == self).map_or("rejected", |(name, _)| name)
    }
}

/// What one role did: `sign-off/N-ROLE.yaml`, written once and never changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordEntry {
    /// Id of the role.
    pub role: String,
    /// SHA-256 of `seal.yaml`: what the entry belongs to.
    pub seal: String,
    /// What was decided.
    pub decision: Decision,
    /// The conditions, if there are any.
    pub conditions: Vec<String>,
    /// When, in UTC, as `2026-11-23T09:30:00Z`.
    pub signed: String,
    /// Name of the signer: that of the certificate, or as it was given.
    pub name: String,
    /// Organisation of the signer, or empty.
    pub organisation: String,
    /// What the signature reaches.
    pub grade: Grade,
    /// SHA-256 of the certificate in lower-case hexadecimal; empty without a signature in the PDF.
    pub certificate: String,
    /// The certificate's subject, or empty.
    pub subject: String,
    /// The certificate's issuer, or empty.
    pub issuer: String,
    /// The report with this signature; `None` without a signature in the PDF.
    pub report: Option<Extent>,
}

/// The whole record of an assessment's sign-off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What it is bound to.
    pub seal: Seal,
    /// SHA-256 of the bytes of `seal.yaml`.
    pub seal_sha256: String,
    /// What was done, in the order of signing.
    pub entries: Vec<RecordEntry>,
}
