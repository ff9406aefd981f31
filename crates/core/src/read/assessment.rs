//! Reads `assessments/<id>/assessment.yaml`: all but the results per practice, which are [`super::result`]'s.

use crate::diag::Sink;
use crate::model::Exclusion;
use crate::model::Method;
use crate::model::Signatory;
use crate::model::Subject;
use crate::source::FileId;
use crate::source::Source;
use crate::source::sha256;

use super::draft::DraftAdopted;
use super::draft::DraftArchived;
use super::draft::DraftAssessment;
use super::draft::DraftChosen;
use super::draft::DraftCovers;
use super::draft::DraftEngagement;
use super::draft::DraftEvidence;
use super::draft::DraftPrevious;
use super::draft::DraftRevision;
use super::draft::DraftStep;
use super::draft::Words;
use super::fields::Fields;
use super::fields::mapping;
use super::result;
use super::yaml;

const METHODS: [(&str, Method); 3] =
    [("self", Method::SelfAssessment), ("expert", Method::Expert), ("third-party", Method::ThirdParty)];

pub(super) fn read(file: FileId, source: &Source, sink: &mut Sink) -> Option<DraftAssessment> {
    let text = source.text();
    let node = yaml::parse(file, source, 0, text.len(), sink)?;
    mapping("the assessment", &node, sink, &mut |fields, sink| {
        let practices = fields.entries("practices", "`practices`", sink);
        let practices =
            practices.into_iter().filter_map(|(id, node)| Some((id, result::read(node, text, sink)?))).collect();
        DraftAssessment {
            file,
            format: fields.number("format", text, sink),
            id: fields.id("id", sink),
            title: fields.text("title", sink),
            version: fields.text("version", sink),
            date: fields.date("date", sink),
            marking: fields.opt_text("marking", sink),
            confidentiality: fields.text_or_empty("confidentiality", sink),
            valid_until: fields.opt_date("valid_until", sink),
            review_date: fields.opt_date("review_date", sink),
            guide: fields.need_map("guide", "the guide", sink, |guide, sink| {
                (guide.text("model", sink), guide.text("version", sink))
            }),
            overlays: fields.maps("overlays", "an overlay", sink, chosen),
            target_set: fields.map("target_set", "the target set", sink, |set, sink| DraftAdopted {
                id: set.text("id", sink),
                version: set.text("version", sink),
                reason: set.text_or_empty("reason", sink),
                approved_by: set.text("approved_by", sink),
            }),
            mapping: fields.opt_text("mapping", sink),
            covers: fields.map("covers", "`covers`", sink, |covers, sink| DraftCovers {
                parts: covers.texts("parts", sink),
                reason: covers.text("reason", sink),
                span: covers.head(),
            }),
            subject: fields.need_map("subject", "the subject", sink, subject),
            engagement: fields.need_map("engagement", "the engagement", sink, engagement),
            owner: fields.text("owner", sink),
            approver: fields.text("approver", sink),
            conclusion: fields.text("conclusion", sink),
            limitations: fields.plain_texts("limitations", sink),
            non_claims: fields.plain_texts("non_claims", sink),
            practices,
            evidence: fields.maps("evidence", "a piece of evidence", sink, evidence),
            roadmap: fields.maps("roadmap", "a step of the roadmap", sink, step),
            previous: fields
                .map("previous", "the previous assessment", sink, |fields, sink| previous(fields, text, sink)),
            history: fields.maps("history", "a version of the document", sink, revision),
            signatories: fields.maps("signatories", "a signatory", sink, signatory),
            supersedes: fields.opt_text("supersedes", sink),
            derived_from: fields.map("derived_from", "`derived_from`", sink, |from, sink| {
                (from.text("assessment", sink), from.text("guide", sink))
            }),
            archived: fields.maps("archived", "an archived answer", sink, archived),
            canonical: sha256(yaml::canonical(&node, text).as_bytes()),
        }
    })
}

fn chosen(chosen: &mut Fields, sink: &mut Sink) -> DraftChosen {
    DraftChosen {
        id: chosen.text("id", sink),
        version: chosen.text("version", sink),
        context: chosen.text_entries("context", "`context`", sink),
    }
}

/// The last time; `text` is that of the file.
fn previous(previous: &mut Fields, text: &str, sink: &mut Sink) -> DraftPrevious {
    DraftPrevious {
        title: previous.text("title", sink),
        date: previous.date("date", sink),
        guide_version: previous.text("guide_version", sink),
        results: previous
            .entries("results", "`results`", sink)
            .into_iter()
            .filter_map(|(id, node)| {
                mapping("a result", node, sink, &mut |result, sink| {
                    (id.clone(), result.decimal("level", text, sink), result.opt_text("scope", sink))
                })
            })
            .collect(),
    }
}

fn revision(revision: &mut Fields, sink: &mut Sink) -> DraftRevision {
    DraftRevision {
        version: revision.text("version", sink),
        date: revision.date("date", sink),
        by: revision.text("by", sink),
        change: revision.text("change", sink),
    }
}

fn archived(archived: &mut Fields, sink: &mut Sink) -> DraftArchived {
    DraftArchived {
        indicator: archived.text("indicator", sink),
        text: archived.text("text", sink).value,
        answer: archived.text("answer", sink),
        note: archived.text_or_empty("note", sink),
        evidence: archived.texts("evidence", sink),
    }
}

fn subject(subject: &mut Fields, sink: &mut Sink) -> Subject {
    Subject {
        id: subject.opt_id("id", sink).map(|id| id.value),
        name: subject.text("name", sink).value,
        version: subject.text_or_empty("version", sink),
        organisation: subject.text("organisation", sink).value,
        summary: subject.text("summary", sink).value,
        in_scope: subject.plain_texts("in_scope", sink),
        out_of_scope: subject.plain_texts("out_of_scope", sink),
        exclusions: subject.maps("exclusions", "an exclusion", sink, |exclusion, sink| Exclusion {
            what: exclusion.text("what", sink).value,
            reason: exclusion.text("reason", sink).value,
        }),
    }
}

fn engagement(engagement: &mut Fields, sink: &mut Sink) -> DraftEngagement {
    DraftEngagement {
        sponsor: engagement.text("sponsor", sink),
        assessor: engagement.text("assessor", sink),
        method: engagement.word("method", &METHODS, sink),
        approach: engagement.text_or_empty("approach", sink),
        period: engagement
            .need_map("period", "the period", sink, |period, sink| {
                let (from, to) = (period.date("from", sink), period.date("to", sink));
                from.zip(to)
            })
            .flatten(),
        independence: engagement.text_or_empty("independence", sink),
        team: engagement.maps("team", "a member of the team", sink, |member, sink| {
            (member.text("role", sink), member.text_or_empty("organisation", sink), member.text_or_empty("part", sink))
        }),
        distribution: engagement.plain_texts("distribution", sink),
    }
}

fn evidence(evidence: &mut Fields, sink: &mut Sink) -> DraftEvidence {
    DraftEvidence {
        id: evidence.text("id", sink),
        title: evidence.text("title", sink),
        kind: evidence.text("kind", sink),
        location: evidence.text("location", sink),
        collected: evidence.date("collected", sink),
        by: evidence.text("by", sink),
        sha256: evidence.opt_text("sha256", sink),
        sensitivity: evidence.text_or_empty("sensitivity", sink),
        annex_vii: evidence.texts("annex_vii", sink),
    }
}

fn signatory(signatory: &mut Fields, sink: &mut Sink) -> (Words, Signatory, Option<Words>) {
    let role = signatory.text("role", sink);
    let certificate = signatory.opt_text("certificate", sink);
    let known = Signatory {
        role: role.value.clone(),
        name: signatory.text_or_empty("name", sink),
        organisation: signatory.text_or_empty("organisation", sink),
        authority: signatory.text_or_empty("authority", sink),
        certificate: certificate.as_ref().map(|certificate| certificate.value.clone()),
        ssh: signatory.opt_text("ssh", sink).map(|ssh| ssh.value),
    };
    (role, known, certificate)
}

fn step(step: &mut Fields, sink: &mut Sink) -> DraftStep {
    DraftStep {
        id: step.text("id", sink),
        title: step.text("title", sink),
        text: step.text_or_empty("text", sink),
        closes: step.texts("closes", sink),
        owner: step.text("owner", sink),
        due: step.date("due", sink),
        effort: step.text_or_empty("effort", sink),
        phase: step.text("phase", sink),
    }
}
