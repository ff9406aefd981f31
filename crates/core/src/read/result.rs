//! Reads what an assessment says of one practice.

use crate::diag::Sink;
use crate::model::Confidence;
use crate::model::Severity;

use super::draft::DraftAnswer;
use super::draft::DraftFinding;
use super::draft::DraftResult;
use super::draft::DraftTarget;
use super::draft::DraftWaiver;
use super::draft::Review;
use super::fields::Fields;
use super::fields::mapping;
use super::yaml::Node;
use super::yaml::Value;

const CONFIDENCE: [(&str, Confidence); 3] =
    [("high", Confidence::High), ("medium", Confidence::Medium), ("low", Confidence::Low)];

const SEVERITY: [(&str, Severity); 3] =
    [("high", Severity::High), ("medium", Severity::Medium), ("low", Severity::Low)];

const REVIEW: [(&str, Review); 2] = [("reconfirm", Review::Reconfirm), ("re-assess", Review::Reassess)];

pub(super) fn read(node: &Node, source: &str, sink: &mut Sink) -> Option<DraftResult> {
    mapping("the result of a practice", node, sink, &mut |result, sink| {
        let answers = result.entries("answers", "`answers`", sink);
        DraftResult {
            target: result.map("target", "a target", sink, |target, sink| DraftTarget {
                level: target.decimal("level", source, sink),
                scope: target.opt_text("scope", sink),
                rationale: target.opt_text("rationale", sink),
                driver: target.opt_text("driver", sink),
                approved_by: target.text("approved_by", sink),
                span: target.head(),
            }),
            not_applicable: result.map("not_applicable", "`not_applicable`", sink, |waiver, sink| DraftWaiver {
                reason: waiver.opt_text("reason", sink),
                owner: waiver.opt_text("owner", sink),
                span: waiver.head(),
            }),
            scope: result.opt_text("scope", sink),
            level: result.opt_number("level", source, sink),
            confidence: result.opt_word("confidence", &CONFIDENCE, sink),
            rationale: result.text_or_empty("rationale", sink),
            strengths: result.plain_texts("strengths", sink),
            findings: result.maps("findings", "a finding", sink, finding),
            recommendations: result.plain_texts("recommendations", sink),
            answers: answers.into_iter().filter_map(|(id, node)| Some((id, answer(node, source, sink)?))).collect(),
            whole: node.extent(source),
            span: result.head(),
        }
    })
}

fn finding(finding: &mut Fields, sink: &mut Sink) -> DraftFinding {
    DraftFinding {
        id: finding.text("id", sink),
        title: finding.text("title", sink),
        severity: finding.word("severity", &SEVERITY, sink),
        text: finding.text_or_empty("text", sink),
        evidence: finding.texts("evidence", sink),
        indicators: finding.texts("indicators", sink),
    }
}

/// An answer is a mapping with `answer`, or nothing at all while it is open.
fn answer(node: &Node, source: &str, sink: &mut Sink) -> Option<DraftAnswer> {
    if matches!(node.value, Value::Null) {
        return None;
    }
    mapping("an answer", node, sink, &mut |answer, sink| DraftAnswer {
        answer: answer.opt_text("answer", sink),
        note: answer.text_or_empty("note", sink),
        evidence: answer.texts("evidence", sink),
        reason: answer.opt_text("reason", sink),
        owner: answer.opt_text("owner", sink),
        review: answer.opt_word("review", &REVIEW, sink),
        whole: node.extent(source),
        span: answer.head(),
    })
}
