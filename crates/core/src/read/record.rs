//! Reads the record of a sign-off: `assessments/<id>/sign-off/seal.yaml` and one file a role beside it.
//!
//! levelbook writes these files; a person reads them, and may have touched them. They are read as strictly as any other.

use crate::diag::Sink;
use crate::diag::register;
use crate::model::Decision;
use crate::model::Digests;
use crate::model::Extent;
use crate::model::RecordEntry;
use crate::model::Seal;
use crate::model::SealRole;
use crate::model::Signatory;
use crate::model::Tool;
use crate::source::FileId;
use crate::source::Source;
use pades::grade::Grade;

use super::draft::DraftEntry;
use super::draft::DraftSeal;
use super::draft::Words;
use super::fields;
use super::fields::Fields;
use super::fields::mapping;
use super::yaml;
use super::yaml::Value;

pub(super) fn seal(file: FileId, source: &Source, sink: &mut Sink) -> Option<DraftSeal> {
    let text = source.text();
    let node = yaml::parse(file, source, 0, text.len(), sink)?;
    mapping("the seal", &node, sink, &mut |seal, sink| {
        let format = seal.number("format", text, sink);
        let assessment = seal.text("assessment", sink);
        let document = seal.text("document", sink).value;
        let (version, title) = (seal.text("version", sink).value, seal.text("title", sink).value);
        let date = seal.date("date", sink);
        let valid_until = seal.opt_date("valid_until", sink).map(|date| date.value);
        let (guide_version, commit) = (seal.text("guide_version", sink).value, seal.text("commit", sink).value);
        let made_with = seal.text("made_with", sink).value;
        let tool = seal.map("tool", "the build of the program", sink, |tool, sink| Tool {
            lock: sha256(&tool.text("lock", sink), sink),
            source: sha256(&tool.text("source", sink), sink),
        });
        let supersedes = seal.opt_text("supersedes", sink).map(|text| text.value);
        let digests = seal.need_map("digests", "the digests", sink, |digests, sink| Digests {
            data: sha256(&digests.text("data", sink), sink),
            file: sha256(&digests.text("file", sink), sink),
            guide: sha256(&digests.text("guide", sink), sink),
            theme: sha256(&digests.text("theme", sink), sink),
        });
        let report = seal.need_map("report", "the report", sink, |report, sink| extent(report, text, sink));
        let form = seal.need_map("form", "the report with its fields", sink, |form, sink| extent(form, text, sink));
        let grade = seal.word("level", &Grade::NAMES, sink);
        let roles = seal.maps("roles", "a signing role", sink, |role, sink| SealRole {
            signatory: Signatory {
                role: role.text("role", sink).value,
                name: role.text_or_empty("name", sink),
                organisation: role.text_or_empty("organisation", sink),
                authority: role.text_or_empty("authority", sink),
                certificate: role.opt_text("certificate", sink).map(|text| sha256(&text, sink)),
                ssh: role.opt_text("ssh", sink).map(|text| text.value),
            },
            title: role.text("title", sink).value,
            statement: role.text("statement", sink).value,
            optional: role.flag("optional", sink),
        });
        let apart = seal.list("apart", sink, |node, sink| match &node.value {
            Value::List(items) => Some(
                items.iter().filter_map(|item| fields::text(item, "a role", sink)).map(|text| text.value).collect(),
            ),
            _ => None,
        });
        let seal = (|| {
            Some(Seal {
                document,
                version,
                title,
                date: date?.value,
                valid_until,
                guide_version,
                commit,
                made_with,
                tool,
                supersedes,
                digests: digests?,
                report: report??,
                form: form??,
                grade: grade?.value,
                roles,
                apart,
            })
        })();
        DraftSeal { file, format, assessment, seal }
    })
}

pub(super) fn entry(file: FileId, source: &Source, sink: &mut Sink) -> Option<DraftEntry> {
    let text = source.text();
    let node = yaml::parse(file, source, 0, text.len(), sink)?;
    mapping("the entry of a role", &node, sink, &mut |entry, sink| {
        let format = entry.number("format", text, sink);
        let role = entry.text("role", sink);
        let seal = sha256(&entry.text("seal", sink), sink);
        let decision = entry.word("decision", &Decision::NAMES, sink);
        let conditions = entry.plain_texts("conditions", sink);
        let signed = entry.text("signed", sink).value;
        let (name, organisation) = (entry.text("name", sink).value, entry.text_or_empty("organisation", sink));
        let grade = entry.word("level", &Grade::NAMES, sink);
        let certificate = entry.map("certificate", "the certificate", sink, |certificate, sink| {
            (
                sha256(&certificate.text("sha256", sink), sink),
                certificate.text("subject", sink).value,
                certificate.text("issuer", sink).value,
            )
        });
        let report =
            entry.map("report", "the signed report", sink, |report, sink| extent(report, text, sink)).flatten();
        let (certificate, subject, issuer) = certificate.unwrap_or_default();
        let read = (|| {
            Some(RecordEntry {
                role: role.value.clone(),
                seal,
                decision: decision?.value,
                conditions,
                signed,
                name,
                organisation,
                grade: grade?.value,
                certificate,
                subject,
                issuer,
                report,
            })
        })();
        DraftEntry { file, format, role, entry: read }
    })
}

fn extent(extent: &mut Fields, source: &str, sink: &mut Sink) -> Option<Extent> {
    let sha256 = sha256(&extent.text("sha256", sink), sink);
    let length = extent.whole("length", source, sink)?;
    Some(Extent { sha256, length: length.value })
}

/// A digest; reports what is none.
fn sha256(words: &Words, sink: &mut Sink) -> String {
    let hex = words.value.len() == 64 && words.value.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if !hex && !words.value.is_empty() {
        sink.error(register::WRONG_TYPE, words.span, "this is not a SHA-256 digest")
            .help("write 64 lower-case hexadecimal digits, as `sha256sum FILE` prints them");
    }
    words.value.clone()
}
