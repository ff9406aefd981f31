//! What the check of a signed PDF found: the whole of it, and one entry a signature.

use super::grade::Grade;
use super::verdict::Finding;
use super::verdict::Verdict;

/// The check of one PDF.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// The signatures and document timestamps, in the order in which they were made.
    pub signatures: Vec<CheckedSignature>,
    /// What concerns the file as a whole.
    pub findings: Vec<Finding>,
}

impl Checked {
    /// The worst of all findings. A file without a signature is never valid: its findings say that there is none.
    pub fn verdict(&self) -> Verdict {
        let own = self.findings.iter().map(Finding::verdict);
        own.chain(self.signatures.iter().map(CheckedSignature::verdict)).max().unwrap_or(Verdict::Valid)
    }

    /// Whether the file could not be read so far that its signatures are known: none was found, and it is invalid as a whole.
    pub fn unread(&self) -> bool {
        self.signatures.is_empty() && self.findings.iter().any(|finding| finding.verdict() == Verdict::Invalid)
    }
}

/// The check of one signature.
#[derive(Clone, Debug, Default)]
pub struct CheckedSignature {
    /// Name of its field.
    pub field: String,
    /// True for a timestamp over the document, which stands for a time and not for a person.
    pub document_timestamp: bool,
    /// Length in bytes of the part of the file that it covers.
    pub end: usize,
    /// Common name of the certificate, or empty.
    pub signer: String,
    /// Subject of the certificate, or empty.
    pub subject: String,
    /// Issuer of the certificate, or empty.
    pub issuer: String,
    /// SHA-256 of the certificate in lower-case hexadecimal, or empty.
    pub certificate: String,
    /// The time that the signer claims, as `2026-11-23T09:30:00Z`, or empty.
    pub claimed: String,
    /// The time that a timestamp authority vouches for, in the same form.
    pub stamped: Option<String>,
    /// What it reaches.
    pub grade: Grade,
    /// Key and digest, such as "ECDSA P-256 with SHA-256".
    pub algorithm: String,
    /// The reason that the signer gave, or empty.
    pub reason: String,
    /// What was found; nothing means that all holds.
    pub findings: Vec<Finding>,
}

impl CheckedSignature {
    /// The worst of its findings.
    pub fn verdict(&self) -> Verdict {
        self.findings.iter().map(Finding::verdict).max().unwrap_or(Verdict::Valid)
    }
}
