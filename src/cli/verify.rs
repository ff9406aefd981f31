//! `levelbook verify`: says exactly what holds of a signed report, and what does not.

use std::path::Path;
use std::path::PathBuf;

use serde::Serialize;

use crate::model::Record;
use crate::pipeline;
use crate::pipeline::Opened;
use crate::pipeline::rebuild;
use crate::pipeline::rebuild::Rebuilt;
use crate::sign_off;
use crate::sign_off::State;
use crate::sign_off::judge;
use crate::sign_off::judge::Attested;
use crate::sign_off::judge::Judgement;
use crate::sign_off::reason::Reason;
use crate::sign_off::sentence;
use pades::checked::Checked;
use pades::demo;
use pades::grade::Grade;
use pades::verdict::Finding;
use pades::verdict::Kind;
use pades::verdict::Verdict;
use pades::verify;

use super::End;
use super::Failure;
use super::Outcome;
use super::args;
use super::args::VerifyFormat;
use super::out::Out;
use super::out::tame;
use super::sign;

/// The result, as programs read it.
#[derive(Serialize)]
struct Report {
    file: String,
    verdict: &'static str,
    state: &'static str,
    reasons: Vec<String>,
    signatures: Vec<SignatureReport>,
    roles: Vec<RoleReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rebuilt: Option<RebuiltReport>,
}

#[derive(Serialize)]
struct RebuiltReport {
    identical: bool,
    reasons: Vec<String>,
}

#[derive(Serialize)]
struct SignatureReport {
    number: usize,
    field: String,
    kind: &'static str,
    verdict: &'static str,
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
    reasons: Vec<String>,
}

#[derive(Serialize)]
struct RoleReport {
    role: String,
    done: bool,
    verdict: &'static str,
    reasons: Vec<String>,
}

/// What is held against what.
struct Subject {
    name: String,
    pdf: Vec<u8>,
    record: Option<Record>,
    /// Why the book says something else by now.
    changed: Vec<String>,
    state: Option<State>,
    /// The entries that are signed with an SSH key.
    attested: Vec<Attested>,
}

pub(super) fn run(book: Result<PathBuf, Failure>, args: &args::Verify, out: &Out) -> Outcome {
    let at = sign::moment(args.at.as_deref())?;
    let path = Path::new(&args.target);
    let is_file = path.is_file() || args.target.to_lowercase().ends_with(".pdf");
    let opened = match &book {
        Ok(folder) => Some((pipeline::open(folder)?, folder)),
        Err(_) => None,
    };
    let subject = if is_file {
        from_file(path, args, opened.as_ref().map(|(opened, _)| opened))?
    } else {
        let (opened, folder) = match (&opened, book.as_ref()) {
            (Some((opened, folder)), _) => (opened, *folder),
            (None, Err(failure)) => {
                let text = format!("there is no file `{}`, and {}", args.target, failure.message);
                return Err(Failure::new(text));
            }
            (None, Ok(_)) => return Ok(End::Errors),
        };
        if out.diagnostics(&opened.sink, &opened.sources, folder, false) {
            return Ok(End::Errors);
        }
        from_book(opened, &args.target)?
    };
    let trust = match &opened {
        Some((opened, _)) => sign::trust(opened, &args.trust)?,
        None => sign::trust_files(&args.trust)?,
    };
    let allowed = match (&args.allowed_signers, &opened) {
        (Some(path), _) => Some(String::from_utf8_lossy(&sign::read(path)?).into_owned()),
        (None, Some((opened, _))) => pipeline::allowed_signers(&opened.sources),
        (None, None) => None,
    };
    let checked = verify::check(&subject.pdf, &trust, Some(at));
    let mut judgement = match &subject.record {
        Some(record) => judge::judge(record, &subject.pdf, &checked),
        None => Judgement::default(),
    };
    let mut checked = checked;
    if let Some(record) = &subject.record {
        judge::attest(&mut judgement, record, &subject.attested, allowed.as_deref(), Some(at));
        if record.seal.grade == Grade::Record && checked.signatures.is_empty() {
            // Nobody is asked to sign the file: that nobody did is no finding.
            checked.findings.retain(|finding| finding.kind != Kind::Unsigned);
        }
    }
    if subject.state == Some(State::Superseded) {
        judgement.findings.push(Finding::new(Reason::Superseded, "another assessment takes its place"));
    }
    judgement
        .findings
        .extend(subject.changed.iter().map(|text| Finding::new(Reason::Stale, text.trim_end_matches('.'))));
    let expired = subject
        .record
        .as_ref()
        .and_then(|record| record.seal.valid_until)
        .filter(|until| crate::model::Date::of(at) > *until);
    judgement
        .findings
        .extend(expired.map(|until| Finding::new(Reason::Expired, format!("the report was valid until {until}"))));
    let verdict = checked.verdict().max(judgement.verdict());
    let mut report = report(&subject, &checked, &judgement, verdict);
    let rebuilt = if args.rebuild { Some(rebuilt(&subject, book.as_ref().ok())?) } else { None };
    report.rebuilt = rebuilt.as_ref().map(|rebuilt| match rebuilt {
        Rebuilt::Same { bytes } => RebuiltReport {
            identical: true,
            reasons: vec![format!("The {bytes} bytes of the report come out of that commit again, byte for byte.")],
        },
        Rebuilt::Other { why, .. } => RebuiltReport { identical: false, reasons: why.clone() },
    });
    let verdict = match rebuilt {
        Some(Rebuilt::Other { other_tool: true, .. }) => verdict.max(Verdict::Indeterminate),
        Some(Rebuilt::Other { .. }) => verdict.max(Verdict::Invalid),
        _ => verdict,
    };
    match args.format {
        VerifyFormat::Json => {
            let text = serde_json::to_string_pretty(&report).unwrap_or_default();
            out.print(&format!("{text}\n"));
        }
        VerifyFormat::Human => human(&report, &checked, out),
    }
    Ok(match verdict {
        Verdict::Valid => End::Fine,
        Verdict::Policy => End::Errors,
        Verdict::Invalid => End::Invalid,
        Verdict::Indeterminate => End::Undecided,
    })
}

/// Rebuilds the report that a file begins with.
fn rebuilt(subject: &Subject, folder: Option<&PathBuf>) -> Result<Rebuilt, Failure> {
    let record = subject.record.as_ref().ok_or_else(|| {
        Failure::new("a report is rebuilt from its record, and there is none for this file")
            .help("stand in the book that it was made from, or name its folder with `--book`")
    })?;
    let folder = folder.ok_or_else(|| {
        Failure::new("a report is rebuilt from its book, and there is none here")
            .help("name its folder with `--book DIR`")
    })?;
    let id = record.seal.document.rsplit('/').next().unwrap_or("");
    Ok(rebuild::rebuild(folder, id, record)?)
}

/// A file, held against the record that is named, or the one of the book that it begins with.
fn from_file(path: &Path, args: &args::Verify, opened: Option<&Opened>) -> Result<Subject, Failure> {
    let pdf = sign::read(path)?;
    let mut subject = Subject {
        name: args.target.clone(),
        pdf,
        record: None,
        changed: Vec::new(),
        state: None,
        attested: Vec::new(),
    };
    if let Some(policy) = &args.policy {
        let (record, attested) = pipeline::read_record(policy)
            .map_err(|problem| Failure::new(format!("can't use `{}`: {problem}", policy.display())))?;
        (subject.record, subject.attested) = (Some(record), attested);
        return Ok(subject);
    }
    let Some(all) = opened else { return Ok(subject) };
    let bound = all.books().flat_map(|(_, book)| &book.assessments).find(|assessment| {
        let extent = assessment.record.as_ref().map(|record| &record.seal.report);
        let start = extent.and_then(|extent| subject.pdf.get(..usize::try_from(extent.length).ok()?));
        start.zip(extent).is_some_and(|(start, extent)| crate::source::sha256(start) == extent.sha256)
    });
    if let (Some(assessment), Some(opened)) = (bound, opened) {
        let of_book = from_book(opened, &assessment.id)?;
        (subject.record, subject.changed, subject.attested) = (of_book.record, of_book.changed, of_book.attested);
    }
    Ok(subject)
}

fn from_book(opened: &Opened, id: &str) -> Result<Subject, Failure> {
    let all = opened;
    let (opened, book, index) = all.home_of(id).ok_or_else(|| {
        let known = all.assessments();
        let failure = Failure::new(format!("there is no file and no assessment `{id}`"));
        match crate::diag::suggest::help(id, known) {
            Some(help) => failure.help(help),
            None => failure,
        }
    })?;
    let assessment = &book.assessments[index];
    let record = assessment
        .record
        .clone()
        .ok_or_else(|| Failure::new(format!("`{id}` is not sealed")).help(format!("`levelbook seal {id}` seals it")))?;
    let now = pipeline::digests(assessment, &opened.sources, &opened.theme.report_digest());
    let changed = sign_off::changed(&record.seal.digests, &now);
    Ok(Subject {
        name: id.to_owned(),
        pdf: pipeline::sealed_pdf(assessment, &opened.sources).unwrap_or_default().to_vec(),
        state: pipeline::all_standings(all, None).get(id).map(|standing| standing.state),
        attested: pipeline::attested(&opened.sources, id),
        record: Some(record),
        changed,
    })
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Valid => "VALID",
        Verdict::Policy => "POLICY",
        Verdict::Indeterminate => "INDETERMINATE",
        Verdict::Invalid => "INVALID",
    }
}

fn texts<K>(findings: &[Finding<K>]) -> Vec<String> {
    findings.iter().map(|finding| tame(&sentence(&finding.text))).collect()
}

fn report(subject: &Subject, checked: &Checked, judgement: &Judgement, verdict: Verdict) -> Report {
    let worst = |findings: &[crate::sign_off::reason::Finding]| {
        findings.iter().map(Finding::verdict).max().unwrap_or(Verdict::Valid)
    };
    // A required role that has not signed makes it incomplete; anything else that a policy asks for is the policy's.
    let incomplete = judgement.roles.iter().any(|role| !role.done && !role.findings.is_empty());
    let word_of_all = if verdict == Verdict::Policy && incomplete { "INCOMPLETE" } else { word(verdict) };
    let state = match (subject.state, verdict) {
        _ if subject.record.is_none() => "",
        (_, Verdict::Invalid) => "broken",
        _ if !subject.changed.is_empty() => "stale",
        (Some(State::Sealed), _) => "sealed",
        (Some(State::Partly), _) => "partly signed",
        (Some(State::SignedOff), Verdict::Policy) => "not as the policy asks",
        (Some(State::SignedOff), Verdict::Indeterminate) => "signed by all, not decided",
        (Some(State::SignedOff), _) => "signed off",
        (Some(State::Rejected), _) => "rejected",
        (Some(State::Superseded), _) => "superseded",
        (Some(State::Expired), _) => "expired",
        _ => "",
    };
    let mut reasons = texts(&checked.findings);
    reasons.extend(texts(&judgement.findings));
    Report {
        file: subject.name.clone(),
        verdict: word_of_all,
        state,
        reasons,
        signatures: checked
            .signatures
            .iter()
            .enumerate()
            .map(|(index, signature)| SignatureReport {
                number: index + 1,
                field: tame(&signature.field),
                kind: if signature.document_timestamp { "document timestamp" } else { "signature" },
                verdict: word(signature.verdict()),
                level: signature.grade.name(),
                signer: tame(&signature.signer),
                subject: tame(&signature.subject),
                issuer: tame(&signature.issuer),
                certificate_sha256: signature.certificate.clone(),
                algorithm: signature.algorithm.clone(),
                claimed_time: signature.claimed.clone(),
                timestamp: signature.stamped.clone(),
                covers_bytes: signature.end,
                reason: tame(&signature.reason),
                reasons: texts(&signature.findings),
            })
            .collect(),
        roles: judgement
            .roles
            .iter()
            .map(|role| RoleReport {
                role: role.role.clone(),
                done: role.done,
                verdict: word(worst(&role.findings)),
                reasons: texts(&role.findings),
            })
            .collect(),
        rebuilt: None,
    }
}

fn human(report: &Report, checked: &Checked, out: &Out) {
    let colour = |verdict: &str| match verdict {
        "VALID" => "32",
        "INVALID" => "31",
        _ => "33",
    };
    let shown = |verdict: &str| format!("\x1b[1;{}m{verdict}\x1b[0m", colour(verdict));
    let mut text = format!("{}  {}", shown(report.verdict), report.file);
    if !report.state.is_empty() {
        text.push_str(&format!(", {}", report.state));
    }
    text.push('\n');
    for signature in &report.signatures {
        let who = if signature.signer.is_empty() { "somebody" } else { &signature.signer };
        text.push_str(&format!("\n  {} {}  {}\n", signature.number, signature.field, shown(signature.verdict)));
        text.push_str(&format!("    {who}, certificate by {}\n", signature.issuer));
        let time = match &signature.timestamp {
            Some(time) => format!("{time}, by a timestamp"),
            None => format!("{}, as the signer says", signature.claimed_time),
        };
        text.push_str(&format!("    {time}; {} {}\n", signature.level, signature.algorithm));
        signature.reasons.iter().for_each(|reason| text.push_str(&format!("    - {reason}\n")));
    }
    let roles: Vec<&String> = report.roles.iter().flat_map(|role| &role.reasons).collect();
    if !report.reasons.is_empty() || !roles.is_empty() {
        text.push('\n');
    }
    report.reasons.iter().chain(roles).for_each(|reason| text.push_str(&format!("  - {reason}\n")));
    if let Some(rebuilt) = &report.rebuilt {
        let (word, colour) = if rebuilt.identical { ("IDENTICAL", "32") } else { ("DIFFERENT", "33") };
        text.push_str(&format!("\n\x1b[1;{colour}m{word}\x1b[0m  rebuilt from the commit of the seal\n"));
        rebuilt.reasons.iter().for_each(|reason| text.push_str(&format!("  - {reason}\n")));
    }
    if checked.signatures.iter().any(|signature| demo::is_demo_name(&signature.subject)) {
        text.push_str("\n  These are demonstration keys: they stand for nobody.\n");
    }
    out.print(&text);
}
