//! Checks the sign-off policy, the signatories of an assessment, and that each record belongs to its assessment.
//!
//! Whether a record still fits the data, and whether its signatures hold, is not a mistake of a file: it is a state, and
//! [`crate::sign_off`] tells it.

use std::collections::BTreeMap;

use crate::diag::Sink;
use crate::diag::register;
use crate::model::Assessment;
use crate::model::Policy;
use crate::model::PolicyLine;
use crate::model::Record;
use crate::model::Role;
use crate::model::RoleIx;
use crate::model::Settings;
use crate::model::Signatory;
use crate::read::Draft;
use crate::read::DraftAssessment;
use crate::read::DraftPolicy;
use crate::source::Sources;
use crate::source::Span;
use crate::source::sha256;

use super::format_version;
use super::role;
use super::unique;

/// The folder of a record.
const FOLDER: &str = "sign-off";

/// The policy of the book.
pub(super) fn policy(draft: &DraftPolicy, roles: &[Role], sink: &mut Sink) -> Policy {
    unique("signing role", draft.roles.iter().map(|(role, ..)| role), sink);
    let lines = draft.roles.iter().filter_map(|(id, statement, optional)| {
        Some(PolicyLine { role: role(roles, id, sink)?, statement: statement.value.clone(), optional: *optional })
    });
    let lines: Vec<PolicyLine> = lines.collect();
    if let Some((first, ..)) = draft.roles.first().filter(|_| lines.iter().all(|line| line.optional)) {
        sink.error(register::SIGN_OFF_POLICY, first.span, "no role has to sign")
            .help("a report that nobody has to sign is never signed off: leave `optional` out for at least one role");
    }
    let mut apart = Vec::new();
    for (span, group) in &draft.apart {
        unique("role in this group", group.iter(), sink);
        if group.len() < 2 {
            sink.error(register::SIGN_OFF_POLICY, *span, "a group of roles to be kept apart has at least two")
                .help("write for example `- [lead-assessor, reviewer]`");
        }
        let mut found = Vec::new();
        for id in group {
            let Some(role) = role(roles, id, sink) else { continue };
            if lines.iter().any(|line| line.role == role) {
                found.push(role);
            } else {
                sink.error(register::SIGN_OFF_POLICY, id.span, format!("`{}` does not sign", id.value))
                    .suggest(&id.value, lines.iter().map(|line| roles[line.role.0].id.as_str()))
                    .help(
                        "only roles that sign can be kept apart: list it under `sign_off.roles`, or leave it out here",
                    );
            }
        }
        apart.push(found);
    }
    Policy {
        lines,
        apart,
        grade: draft.grade.as_ref().map(|grade| grade.value).unwrap_or_default(),
        months: draft.months.as_ref().map(|months| months.value),
        unassessed: draft.unassessed,
        most_waived: draft.most_waived.as_ref().map(|most| most.value),
    }
}

/// The signatories of an assessment.
pub(super) fn signatories(draft: &DraftAssessment, settings: &Settings, sink: &mut Sink) -> Vec<Signatory> {
    unique("signatory", draft.signatories.iter().map(|(role, ..)| role), sink);
    let policy = &settings.sign_off;
    let id_of = |line: &PolicyLine| settings.roles[line.role.0].id.as_str();
    let mut first: BTreeMap<(&str, &str), (&str, Span)> = BTreeMap::new();
    for (id, signatory, certificate) in &draft.signatories {
        let Some(role) = role(&settings.roles, id, sink) else { continue };
        if !policy.lines.iter().any(|line| line.role == role) {
            sink.error(register::SIGNATORY, id.span, format!("`{}` does not sign reports of this book", id.value))
                .suggest(&id.value, policy.lines.iter().map(id_of))
                .help("the roles that sign are listed in `book.yaml` under `sign_off.roles`");
        }
        if let Some(certificate) = certificate {
            let hex = |c: char| matches!(c, '0'..='9' | 'a'..='f');
            if !certificate.value.is_empty() && (certificate.value.len() != 64 || !certificate.value.chars().all(hex)) {
                sink.error(register::SIGNATORY, certificate.span, "this is not the digest of a certificate")
                    .help("write 64 lower-case hexadecimal digits: the SHA-256 of the certificate");
            }
        }
        // One person is known by the certificate or by the name.
        let known = [("certificate", signatory.certificate.as_deref()), ("name", Some(signatory.name.as_str()))];
        for (kind, text) in known {
            let Some(text) = text.filter(|text| !text.is_empty()) else { continue };
            let Some((other, span)) = first.get(&(kind, text)) else {
                first.insert((kind, text), (&id.value, id.span));
                continue;
            };
            let held = |group: &[RoleIx], id: &str| group.iter().any(|role| settings.roles[role.0].id == id);
            if policy.apart.iter().any(|group| held(group, &id.value) && held(group, other)) {
                let message = format!("`{}` and `{other}` are to be kept apart and have the same {kind}", id.value);
                sink.error(register::SIGNATORY, id.span, message)
                    .related(*span, "the other role")
                    .help("another person has to sign for one of the two roles");
                break;
            }
        }
    }
    if let (Some(months), Some(date), Some(until)) = (policy.months, &draft.date, &draft.valid_until) {
        let last = date.value.months_later(months);
        if until.value > last {
            sink.error(register::SIGN_OFF_POLICY, until.span, format!("valid for longer than {months} months"))
                .related(date.span, "the date of the report")
                .help(format!("the policy in `book.yaml` allows {last} at the latest"));
        }
    }
    draft.signatories.iter().map(|(_, signatory, _)| signatory.clone()).collect()
}

/// Gives each assessment its record.
pub(super) fn attach(draft: &Draft, assessments: &mut [Assessment], sources: &Sources, sink: &mut Sink) {
    let folder = |path: &str| path.split('/').nth(1).unwrap_or("").to_owned();
    for seal in &draft.seals {
        let id = folder(&sources.get(seal.file).path);
        if !seal.assessment.value.is_empty() && seal.assessment.value != id {
            let message = format!("this seal is of `{}`, but it lies with `{id}`", seal.assessment.value);
            sink.error(register::SIGN_OFF_RECORD, seal.assessment.span, message)
                .help("a record stays where `levelbook seal` has written it: restore it from version control");
        }
    }
    let mut records = records(draft, sources, sink);
    for (id, seal) in draft.seals.iter().map(|seal| (folder(&sources.get(seal.file).path), seal)) {
        // Without its assessment nobody could tell what the record is of.
        if sources.find(&format!("assessments/{id}/assessment.yaml")).is_none() {
            sink.error(register::SIGN_OFF_RECORD, seal.assessment.span, "this record lies with no assessment")
                .help("restore `assessment.yaml` from version control, or remove the folder `sign-off`");
        }
    }
    orphans(sources, sink);
    for assessment in assessments {
        assessment.record = records.remove(&assessment.id);
        let path = format!("assessments/{}/sign-off/report.pdf", assessment.id);
        if assessment.record.is_some() && sources.find(&path).is_none() {
            sink.error(register::SIGN_OFF_RECORD, None, "the sealed report is missing")
                .path(path)
                .help("restore it from version control: the record is bound to exactly this file");
        }
    }
}

/// A signature without what it signs, and a record under a name that only some systems take for the right one.
pub(super) fn orphans(sources: &Sources, sink: &mut Sink) {
    for (file, source) in sources.iter() {
        let parts: Vec<&str> = source.path.split('/').collect();
        let ["assessments", _, folder, name] = parts.as_slice() else { continue };
        let place = Span::new(file, 0, 0);
        if *folder != FOLDER && folder.eq_ignore_ascii_case(FOLDER) {
            sink.error(register::SIGN_OFF_RECORD, place, format!("the folder of this record is called `{folder}`"))
                .help("rename it to `sign-off`: some systems tell the two apart, and some don't");
        }
        if *folder == FOLDER
            && name.strip_suffix(".sig").is_some_and(|_| sources.find(source.path.trim_end_matches(".sig")).is_none())
        {
            sink.error(register::SIGN_OFF_RECORD, place, "the entry that this signature is of is missing")
                .help("restore it from version control, or remove the signature with it");
        }
    }
}

/// The records of a draft, by the folder that they lie in.
pub(super) fn records(draft: &Draft, sources: &Sources, sink: &mut Sink) -> BTreeMap<String, Record> {
    let folder = |path: &str| path.split('/').nth(1).unwrap_or("").to_owned();
    let mut records = BTreeMap::new();
    for seal in &draft.seals {
        format_version(&seal.format, sink);
        let source = sources.get(seal.file);
        if let Some(read) = seal.seal.clone() {
            let record = Record { seal: read, seal_sha256: sha256(source.bytes()), entries: Vec::new() };
            records.insert(folder(&source.path), record);
        }
    }
    // Files are in order of path, but `10-` comes after `9-`.
    let mut entries: Vec<_> = draft.entries.iter().collect();
    let number = |path: &str| -> Option<u32> {
        path.rsplit('/').next().and_then(|name| name.split('-').next()).and_then(|number| number.parse().ok())
    };
    entries.sort_by_key(|entry| number(&sources.get(entry.file).path));
    let mut seen: BTreeMap<(String, String), Span> = BTreeMap::new();
    for entry in entries {
        format_version(&entry.format, sink);
        let path = &sources.get(entry.file).path;
        let id = folder(path);
        let name = path.rsplit('/').next().unwrap_or("");
        let (role, span) = (entry.role.value.as_str(), entry.role.span);
        let named = name.split_once('-').is_some_and(|(_, rest)| rest.strip_suffix(".yaml") == Some(role));
        if !named || number(path).is_none() {
            let message = format!("the entry of `{role}` is in a file called `{name}`");
            sink.error(register::SIGN_OFF_RECORD, span, message)
                .help("levelbook writes it as `NUMBER-ROLE.yaml`, numbered in the order of signing: restore the name");
            continue;
        }
        if let Some(first) = seen.insert((id.clone(), role.to_owned()), span) {
            sink.error(register::SIGN_OFF_RECORD, span, format!("`{role}` has signed already"))
                .related(first, "the other entry")
                .help("a role signs once: restore the record from version control");
            continue;
        }
        let Some(record) = records.get_mut(&id) else {
            sink.error(register::SIGN_OFF_RECORD, span, "this entry belongs to no seal")
                .help("restore `seal.yaml` beside it from version control, or remove the entry");
            continue;
        };
        if !record.seal.roles.iter().any(|line| line.signatory.role == role) {
            sink.error(register::SIGN_OFF_RECORD, span, format!("the seal has no role `{role}`"))
                .suggest(role, record.seal.roles.iter().map(|line| line.signatory.role.as_str()))
                .help("restore the record from version control");
            continue;
        }
        record.entries.extend(entry.entry.clone());
    }
    records
}
