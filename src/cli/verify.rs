//! `levelbook verify`: says exactly what holds of a signed report, and what does not.
//!
//! Takes the arguments; finds out what there is to be verified and with what, lets [`verification`] decide, and prints it for
//! people or programs. Nothing is decided here.

use std::path::Path;
use std::path::PathBuf;

use serde::Serialize;

use crate::diag::render;
use crate::pipeline;
use crate::pipeline::Library;
use crate::pipeline::verification;
use crate::pipeline::verification::Held;
use crate::pipeline::verification::Means;
use crate::pipeline::verification::Missing;
use crate::pipeline::verification::Target;
use crate::pipeline::verification::Verification;
use crate::sign_off::means;
use crate::sign_off::records;
use crate::sign_off::records::Found;
use crate::sign_off::sentence;
use pades::demo;
use pades::verdict::Finding;
use pades::verdict::Reason;
use pades::verdict::Verdict;

use super::End;
use super::Failure;
use super::Outcome;
use super::args;
use super::args::VerifyFormat;
use super::out::Out;
use super::out::tame;
use super::sign;
use super::style::ERROR;
use super::style::GOOD;
use super::style::WARNING;

/// The result, as programs read it.
#[derive(Serialize)]
struct Report {
    file: String,
    verdict: Told,
    state: &'static str,
    record: RecordReport,
    findings: Vec<FindingReport>,
    reasons: Vec<String>,
    signatures: Vec<SignatureReport>,
    attestations: Vec<AttestationReport>,
    roles: Vec<RoleReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rebuilt: Option<RebuiltReport>,
}

/// What the file was held against, and what that means.
#[derive(Serialize)]
struct RecordReport {
    held: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    assessment: Option<String>,
    means: &'static str,
}

#[derive(Serialize)]
struct FindingReport {
    kind: &'static str,
    verdict: Told,
    text: String,
}

#[derive(Serialize)]
struct RebuiltReport {
    outcome: &'static str,
    identical: bool,
    reasons: Vec<String>,
}

#[derive(Serialize)]
struct SignatureReport {
    number: usize,
    field: String,
    kind: &'static str,
    verdict: Told,
    level: &'static str,
    signer: String,
    subject: String,
    issuer: String,
    certificate_sha256: String,
    algorithm: String,
    claimed_time: String,
    timestamp: Option<String>,
    covers_bytes: usize,
    reason: String,
    findings: Vec<FindingReport>,
    reasons: Vec<String>,
}

#[derive(Serialize)]
struct AttestationReport {
    role: String,
    identity: String,
    key: String,
    verdict: Told,
    findings: Vec<FindingReport>,
}

#[derive(Serialize)]
struct RoleReport {
    role: String,
    done: bool,
    verdict: Told,
    findings: Vec<FindingReport>,
    reasons: Vec<String>,
}

pub(super) fn run(book: Result<PathBuf, Failure>, args: &args::Verify, out: &Out) -> Outcome {
    let path = Path::new(&args.target);
    let lower = args.target.to_lowercase();
    let is_file = path.is_file() || lower.ends_with(".pdf") || lower.ends_with(".zip");
    let library = match &book {
        Ok(folder) => Some((pipeline::open(folder)?, folder.as_path())),
        Err(_) => None,
    };
    let bytes = if is_file { sign::read(path)? } else { Vec::new() };
    let target = match (is_file, &book) {
        (true, _) => Target::File { path, bytes: &bytes },
        (false, Ok(_)) => Target::Assessment(&args.target),
        (false, Err(failure)) => {
            let text = format!("there is no file `{}`, and {}", args.target, failure.message);
            return Err(Failure::new(text));
        }
    };
    if let (Some((library, folder)), None) = (&library, &args.policy) {
        // What is wrong with the book lowers the verdict, and does not take its place.
        out.diagnostics(&library.sink, library.sources(), folder, false);
    }
    let means = means(args, library.as_ref().map(|(library, _)| library))?;
    let named = args.policy.as_deref().map(named).transpose()?;
    let around = library.as_ref().map(|(library, folder)| (library, *folder));
    let found = if is_file && pipeline::bundle::is_bundle(path, &bytes) {
        let parts = pipeline::bundle::open(&bytes);
        drop(bytes);
        pipeline::bundle::verify(around, path, &parts, named.as_ref(), &means)
    } else {
        verification::verify(around, target, named.as_ref(), &means)
    };
    let found = found.map_err(|missing| nothing(&args.target, &missing))?;
    let report = report(&args.target, &found);
    match args.format {
        VerifyFormat::Json => out.print(&render::to_json(&report)),
        VerifyFormat::Human => human(&report, &found, out),
    }
    Ok(match found.verdict() {
        Verdict::Valid => End::Fine,
        Verdict::Policy => End::Errors,
        Verdict::Invalid => End::Invalid,
        Verdict::Indeterminate => End::Undecided,
    })
}

/// Whom to trust, and until when: what was named, else what the book has.
fn means(args: &args::Verify, library: Option<&Library>) -> Result<Means, Failure> {
    let mut means = Means { at: Some(sign::moment(args.at.as_deref())?), rebuild: args.rebuild, ..Means::default() };
    match library {
        Some(library) if args.trust.is_empty() => {
            means.trust = means::trust(library.sources());
            means.unread = means::unread(library.sources());
        }
        _ => means.trust = sign::trust_files(&args.trust)?,
    }
    means.allowed = match (&args.allowed_signers, library) {
        (Some(path), _) => Some(String::from_utf8_lossy(&sign::read(path)?).into_owned()),
        (None, Some(library)) => means::allowed_signers(library.sources()),
        (None, None) => None,
    };
    Ok(means)
}

/// The record that the user named.
fn named(path: &Path) -> Result<Found, Failure> {
    records::from_folder(path).map_err(|problem| Failure::new(format!("can't use `{}`: {problem}", path.display())))
}

/// Why there is nothing to verify.
fn nothing(target: &str, missing: &Missing) -> Failure {
    match missing {
        Missing::NotSealed => {
            Failure::new(format!("`{target}` is not sealed")).help(format!("`levelbook seal {target}` seals it"))
        }
        Missing::Unknown(known) => {
            let failure = Failure::new(format!("there is no file and no assessment `{target}`"));
            match crate::diag::suggest::help(target, known.iter().map(String::as_str)) {
                Some(help) => failure.help(help),
                None => failure,
            }
        }
    }
}

/// A verdict as it is told.
#[derive(Clone, Copy)]
enum Told {
    /// A verdict.
    Of(Verdict),
    /// Somebody who has to sign did not yet.
    Incomplete,
}

impl Told {
    fn name(self) -> &'static str {
        match self {
            Told::Of(Verdict::Valid) => "VALID",
            Told::Of(Verdict::Policy) => "POLICY",
            Told::Of(Verdict::Indeterminate) => "INDETERMINATE",
            Told::Of(Verdict::Invalid) => "INVALID",
            Told::Incomplete => "INCOMPLETE",
        }
    }

    fn shown(self) -> String {
        let style = match self {
            Told::Of(Verdict::Valid) => GOOD,
            Told::Of(Verdict::Invalid) => ERROR,
            Told::Of(Verdict::Policy | Verdict::Indeterminate) | Told::Incomplete => WARNING,
        };
        format!("{style}{}{style:#}", self.name())
    }
}

impl Serialize for Told {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

fn texts<K>(findings: &[Finding<K>]) -> Vec<String> {
    findings.iter().map(|finding| sentence(&finding.text)).collect()
}

fn kinds<K: Reason>(findings: &[Finding<K>]) -> Vec<FindingReport> {
    let one = |finding: &Finding<K>| FindingReport {
        kind: finding.kind.code(),
        verdict: Told::Of(finding.verdict()),
        text: sentence(&finding.text),
    };
    findings.iter().map(one).collect()
}

fn worst<K: Reason>(findings: &[Finding<K>]) -> Told {
    Told::Of(findings.iter().map(Finding::verdict).max().unwrap_or(Verdict::Valid))
}

fn record(held: &Held) -> RecordReport {
    let (word, assessment, means) = match held {
        Held::Nothing => (
            "none",
            None,
            "No record was held against it: only its signatures were checked, and not whether it is a report of a book, \
             whether somebody is missing, or whether the right people signed.",
        ),
        Held::Named => {
            ("named", None, "The record that was named was held against it, and not what the book says by now.")
        }
        Held::Bundle => ("bundle", None, "The record in the bundle was held against the report in it."),
        Held::Book(id) => {
            ("book", Some(id.clone()), "The record of the book was held against it, and what the book says by now.")
        }
    };
    RecordReport { held: word, assessment, means }
}

fn report(target: &str, found: &Verification) -> Report {
    let (checked, judgement) = (&found.checked, &found.judgement);
    let mut reasons = texts(&checked.findings);
    reasons.extend(texts(&judgement.findings));
    let mut findings = kinds(&checked.findings);
    findings.extend(kinds(&judgement.findings));
    let signature = |(index, signature): (usize, &pades::checked::CheckedSignature)| SignatureReport {
        number: index + 1,
        field: signature.field.clone(),
        kind: if signature.document_timestamp { "document timestamp" } else { "signature" },
        verdict: Told::Of(signature.verdict()),
        level: signature.grade.name(),
        signer: signature.signer.clone(),
        subject: signature.subject.clone(),
        issuer: signature.issuer.clone(),
        certificate_sha256: signature.certificate.clone(),
        algorithm: signature.algorithm.clone(),
        claimed_time: signature.claimed.clone(),
        timestamp: signature.stamped.clone(),
        covers_bytes: signature.end,
        reason: signature.reason.clone(),
        findings: kinds(&signature.findings),
        reasons: texts(&signature.findings),
    };
    let attestation = |one: &crate::sign_off::judge::Attestation| AttestationReport {
        role: one.role.clone(),
        identity: one.identity.clone(),
        key: one.key.clone(),
        verdict: worst(&one.findings),
        findings: kinds(&one.findings),
    };
    let role = |role: &crate::sign_off::judge::RoleJudgement| RoleReport {
        role: role.role.clone(),
        done: role.done,
        verdict: worst(&role.findings),
        findings: kinds(&role.findings),
        reasons: texts(&role.findings),
    };
    Report {
        file: target.to_owned(),
        // A role that has to sign and did not makes it incomplete; anything else that is asked for is the policy's.
        verdict: if found.incomplete() { Told::Incomplete } else { Told::Of(found.verdict()) },
        state: found.shown.name(),
        record: record(&found.held),
        findings,
        reasons,
        signatures: checked.signatures.iter().enumerate().map(signature).collect(),
        attestations: found.attestations.iter().map(attestation).collect(),
        roles: judgement.roles.iter().map(role).collect(),
        rebuilt: found.rebuilt.as_ref().map(|rebuilt| RebuiltReport {
            outcome: rebuilt.code(),
            identical: rebuilt.is_identical(),
            reasons: rebuilt.sentences(),
        }),
    }
}

fn human(report: &Report, found: &Verification, out: &Out) {
    let mut text = format!("{}  {}", report.verdict.shown(), tame(&report.file));
    if !report.state.is_empty() {
        text.push_str(&format!(", {}", report.state));
    }
    text.push('\n');
    for signature in &report.signatures {
        let who = if signature.signer.is_empty() { "somebody" } else { &signature.signer };
        text.push_str(&format!("\n  {} {}  {}\n", signature.number, tame(&signature.field), signature.verdict.shown()));
        text.push_str(&format!("    {}, certificate by {}\n", tame(who), tame(&signature.issuer)));
        let time = match &signature.timestamp {
            Some(time) => format!("{}, by a timestamp", tame(time)),
            None => format!("{}, as the signer says", tame(&signature.claimed_time)),
        };
        text.push_str(&format!("    {time}; {} {}\n", signature.level, tame(&signature.algorithm)));
        signature.reasons.iter().for_each(|reason| text.push_str(&format!("    - {}\n", tame(reason))));
    }
    for one in &report.attestations {
        text.push_str(&format!("\n  attested {}  {}\n", tame(&one.role), one.verdict.shown()));
        text.push_str(&format!("    {}, SSH key {}\n", tame(&one.identity), tame(&one.key)));
    }
    let mut said: Vec<&String> = report.reasons.iter().chain(report.roles.iter().flat_map(|r| &r.reasons)).collect();
    let mut seen = std::collections::BTreeSet::new();
    said.retain(|reason| seen.insert(*reason));
    if !said.is_empty() {
        text.push('\n');
    }
    said.iter().for_each(|reason| text.push_str(&format!("  - {}\n", tame(reason))));
    if let Some(rebuilt) = &found.rebuilt {
        let (word, style) = match rebuilt {
            pipeline::rebuild::Rebuilt::Identical { .. } => ("IDENTICAL", GOOD),
            pipeline::rebuild::Rebuilt::Differs | pipeline::rebuild::Rebuilt::OtherInputs(_) => ("DIFFERENT", ERROR),
            pipeline::rebuild::Rebuilt::OtherTool(_) => ("DIFFERENT", WARNING),
            pipeline::rebuild::Rebuilt::NotMade(..) => ("NOT MADE", WARNING),
        };
        text.push_str(&format!("\n{style}{word}{style:#}  rebuilt from the commit of the seal\n"));
        rebuilt.sentences().iter().for_each(|reason| text.push_str(&format!("  - {}\n", tame(reason))));
    }
    if found.held == Held::Nothing {
        text.push_str(&format!("\n  {}\n", report.record.means));
    }
    if found.checked.signatures.iter().any(|signature| demo::is_demo_name(&signature.subject)) {
        text.push_str("\n  These are demonstration keys: they stand for nobody.\n");
    }
    out.print(&text);
}
