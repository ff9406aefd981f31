//! Writes the record of a sign-off as YAML: the form that [`crate::read`] reads back to the same values.
//!
//! Texts are always quoted, in the way of JSON, which every YAML reader takes: nothing that a person typed can become
//! another key or another type.

use std::fmt::Write;

use crate::model::Extent;
use crate::model::RecordEntry;
use crate::model::Seal;

/// Version of the format of the record's files.
const FORMAT: u8 = 1;

/// `seal.yaml`. `assessment` is the id of the assessment.
pub fn seal(assessment: &str, seal: &Seal) -> String {
    let mut out = String::from(
        "# What a sign-off is bound to, written by `levelbook seal`. Not to be changed: the entries of the roles beside it\n\
         # hold the digest of this file.\n",
    );
    line(&mut out, 0, "format", FORMAT);
    text(&mut out, 0, "assessment", assessment);
    text(&mut out, 0, "document", &seal.document);
    text(&mut out, 0, "version", &seal.version);
    text(&mut out, 0, "title", &seal.title);
    line(&mut out, 0, "date", seal.date);
    if let Some(until) = seal.valid_until {
        line(&mut out, 0, "valid_until", until);
    }
    text(&mut out, 0, "guide_version", &seal.guide_version);
    text(&mut out, 0, "commit", &seal.commit);
    text(&mut out, 0, "made_with", &seal.made_with);
    if let Some(tool) = &seal.tool {
        out.push_str("tool:\n");
        text(&mut out, 2, "lock", &tool.lock);
        text(&mut out, 2, "source", &tool.source);
    }
    if let Some(earlier) = &seal.supersedes {
        text(&mut out, 0, "supersedes", earlier);
    }
    out.push_str("digests:\n");
    text(&mut out, 2, "data", &seal.digests.data);
    text(&mut out, 2, "file", &seal.digests.file);
    text(&mut out, 2, "guide", &seal.digests.guide);
    text(&mut out, 2, "theme", &seal.digests.theme);
    extent(&mut out, "report", &seal.report);
    extent(&mut out, "form", &seal.form);
    text(&mut out, 0, "level", seal.grade.name());
    out.push_str("roles:\n");
    for role in &seal.roles {
        let signatory = &role.signatory;
        let _ = writeln!(out, "  - role: {}", quoted(&signatory.role));
        text(&mut out, 4, "title", &role.title);
        text(&mut out, 4, "statement", &role.statement);
        for (key, value) in [
            ("name", Some(&signatory.name)),
            ("organisation", Some(&signatory.organisation)),
            ("authority", Some(&signatory.authority)),
            ("certificate", signatory.certificate.as_ref()),
            ("ssh", signatory.ssh.as_ref()),
        ] {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                text(&mut out, 4, key, value);
            }
        }
        if role.optional {
            line(&mut out, 4, "optional", true);
        }
    }
    if !seal.apart.is_empty() {
        out.push_str("apart:\n");
        for group in &seal.apart {
            let roles: Vec<String> = group.iter().map(|role| quoted(role)).collect();
            let _ = writeln!(out, "  - [{}]", roles.join(", "));
        }
    }
    out
}

/// The entry of one role.
pub fn entry(entry: &RecordEntry) -> String {
    let mut out = String::from("# What one role did, written by levelbook. Not to be changed.\n");
    line(&mut out, 0, "format", FORMAT);
    text(&mut out, 0, "role", &entry.role);
    text(&mut out, 0, "seal", &entry.seal);
    text(&mut out, 0, "decision", entry.decision.name());
    if !entry.conditions.is_empty() {
        out.push_str("conditions:\n");
        for condition in &entry.conditions {
            let _ = writeln!(out, "  - {}", quoted(condition));
        }
    }
    text(&mut out, 0, "signed", &entry.signed);
    text(&mut out, 0, "name", &entry.name);
    if !entry.organisation.is_empty() {
        text(&mut out, 0, "organisation", &entry.organisation);
    }
    text(&mut out, 0, "level", entry.grade.name());
    if !entry.certificate.is_empty() {
        out.push_str("certificate:\n");
        text(&mut out, 2, "sha256", &entry.certificate);
        text(&mut out, 2, "subject", &entry.subject);
        text(&mut out, 2, "issuer", &entry.issuer);
    }
    if let Some(report) = &entry.report {
        extent(&mut out, "report", report);
    }
    out
}

fn extent(out: &mut String, key: &str, extent: &Extent) {
    let _ = writeln!(out, "{key}:");
    text(out, 2, "sha256", &extent.sha256);
    line(out, 2, "length", extent.length);
}

fn line(out: &mut String, indent: usize, key: &str, value: impl std::fmt::Display) {
    let _ = writeln!(out, "{:indent$}{key}: {value}", "");
}

fn text(out: &mut String, indent: usize, key: &str, value: &str) {
    line(out, indent, key, quoted(value));
}

/// A text in double quotes, escaped as in JSON. YAML reads more characters as line breaks than JSON does.
fn quoted(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    json.replace('\u{85}', "\\u0085")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
        .replace('\u{7f}', "\\u007f")
}
