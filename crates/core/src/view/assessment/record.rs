//! What the assessor wrote down: subject, engagement, roadmap, evidence, versions, and answers to bullets that are gone.

use crate::model::Assessment;
use crate::model::Book;
use crate::model::Method;
use crate::model::PracticeIx;
use crate::view::ArchivedView;
use crate::view::EngagementView;
use crate::view::EvidenceView;
use crate::view::ExclusionView;
use crate::view::MemberView;
use crate::view::PhaseView;
use crate::view::RevisionView;
use crate::view::RoadmapView;
use crate::view::SubjectView;
use crate::view::parts::role;
use crate::view::refs::practice_ref;
use crate::view::words::date;
use crate::view::words::paragraphs;

/// What was judged.
pub(super) fn subject(assessment: &Assessment) -> SubjectView {
    let subject = &assessment.subject;
    SubjectView {
        id: subject.id.clone(),
        name: subject.name.clone(),
        version: subject.version.clone(),
        organisation: subject.organisation.clone(),
        summary: paragraphs(&subject.summary),
        in_scope: subject.in_scope.clone(),
        out_of_scope: subject.out_of_scope.clone(),
        exclusions: subject
            .exclusions
            .iter()
            .map(|exclusion| ExclusionView { what: exclusion.what.clone(), reason: exclusion.reason.clone() })
            .collect(),
    }
}

/// How it was judged.
pub(super) fn engagement(book: &Book, assessment: &Assessment) -> EngagementView {
    let engagement = &assessment.engagement;
    let method_name = match engagement.method {
        Method::SelfAssessment => "Self-assessment",
        Method::Expert => "Expert assessment",
        Method::ThirdParty => "Third-party assessment",
    };
    EngagementView {
        sponsor: engagement.sponsor.clone(),
        assessor: engagement.assessor.clone(),
        method: engagement.method,
        method_name,
        approach: paragraphs(&engagement.approach),
        from: date(engagement.period.0),
        to: date(engagement.period.1),
        independence: engagement.independence.clone(),
        team: engagement
            .team
            .iter()
            .map(|member| MemberView {
                role: role(book, member.role),
                organisation: member.organisation.clone(),
                part: member.part.clone(),
            })
            .collect(),
        distribution: engagement.distribution.clone(),
    }
}

/// The steps of the roadmap by phase, in the order in which phases occur.
pub(super) fn roadmap(book: &Book, assessment: &Assessment) -> Vec<PhaseView> {
    let mut phases: Vec<PhaseView> = Vec::new();
    for item in &assessment.roadmap {
        let view = RoadmapView {
            id: item.id.clone(),
            title: item.title.clone(),
            text: paragraphs(&item.text),
            closes: item.closes.iter().map(|practice| practice_ref(&book.guide, *practice)).collect(),
            owner: role(book, item.owner),
            due: date(item.due),
            effort: item.effort.clone(),
        };
        match phases.iter_mut().find(|phase| phase.name == item.phase) {
            Some(phase) => phase.items.push(view),
            None => phases.push(PhaseView { name: item.phase.clone(), items: vec![view] }),
        }
    }
    phases
}

/// The gaps that no step of the roadmap closes.
pub(super) fn unplanned(assessment: &Assessment, gaps: &[usize]) -> Vec<usize> {
    let planned = |index: usize| assessment.roadmap.iter().any(|item| item.closes.iter().any(|p| p.0 == index));
    gaps.iter().copied().filter(|index| !planned(*index)).collect()
}

/// The evidence register, with the practices that use each entry.
pub(super) fn evidence(book: &Book, assessment: &Assessment) -> Vec<EvidenceView> {
    let entries = assessment.evidence.iter().enumerate().map(|(index, evidence)| {
        let uses = assessment.practices.iter().enumerate().filter(|(_, practice)| {
            practice.answers.values().any(|answer| answer.evidence.contains(&index))
                || practice.findings.iter().any(|finding| finding.evidence.contains(&index))
        });
        EvidenceView {
            id: evidence.id.clone(),
            title: evidence.title.clone(),
            kind: evidence.kind.clone(),
            location: evidence.location.clone(),
            collected: date(evidence.collected),
            by: role(book, evidence.by),
            sha256: evidence.sha256.clone(),
            sensitivity: evidence.sensitivity.clone(),
            used_by: uses.map(|(index, _)| practice_ref(&book.guide, PracticeIx(index))).collect(),
        }
    });
    entries.collect()
}

/// Answers to bullets that the guide no longer has.
pub(super) fn archived(assessment: &Assessment) -> Vec<ArchivedView> {
    assessment
        .archived
        .iter()
        .map(|archived| ArchivedView {
            indicator: archived.indicator.clone(),
            text: archived.text.clone(),
            answer: archived.answer.clone(),
            note: archived.note.clone(),
            evidence: archived.evidence.iter().map(|index| assessment.evidence[*index].id.clone()).collect(),
        })
        .collect()
}

/// The versions of the document.
pub(super) fn history(book: &Book, assessment: &Assessment) -> Vec<RevisionView> {
    assessment
        .history
        .iter()
        .map(|revision| RevisionView {
            version: revision.version.clone(),
            date: date(revision.date),
            by: role(book, revision.by),
            change: revision.change.clone(),
        })
        .collect()
}
