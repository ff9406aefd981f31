//! What an audience sees: whether an assessment is shown at all, and how much of it.
//!
//! Takes an [`Audience`] of `book.yaml` and an assessment; gives a [`Detail`] or the reason for hiding it, and cuts from an
//! assessment what a detail does not hold. What is cut is gone before anything is made of it: no page, no index and no PDF
//! can show it, whatever a theme does.

use crate::model::Adopted;
use crate::model::Answer;
use crate::model::Assessment;
use crate::model::Audience;
use crate::model::Detail;
use crate::model::Engagement;
use crate::model::Marking;
use crate::model::PracticeResult;
use crate::model::Record;
use crate::model::RecordEntry;
use crate::model::Sees;
use crate::model::Subject;
use crate::model::Target;
use crate::model::Waiver;

/// Why an audience does not see an assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hidden {
    /// Its marking is stricter than the audience's ceiling, which is the second.
    Above(Marking, Marking),
    /// It bears no marking, so that nobody knows whether it lies above the ceiling.
    Unmarked(Marking),
    /// No entry of the audience fits it.
    Unnamed,
}

/// How much an audience sees of an assessment. `signed_off` tells whether it is signed off and nothing came in between.
///
/// # Errors
/// Why it sees nothing.
pub fn detail(audience: &Audience, assessment: &Assessment, signed_off: bool) -> Result<Detail, Hidden> {
    match (audience.ceiling, assessment.marking) {
        (Some(ceiling), None) => return Err(Hidden::Unmarked(ceiling)),
        (Some(ceiling), Some(marking)) if marking > ceiling => return Err(Hidden::Above(marking, ceiling)),
        _ => {}
    }
    let fits = |sees: &&Sees| {
        let named = sees.assessments.as_ref().is_none_or(|ids| ids.contains(&assessment.id));
        // What is not marked may be anything.
        let marked = sees.marked_up_to.is_none_or(|most| assessment.marking.is_some_and(|marking| marking <= most));
        named && marked && (signed_off || !sees.signed_off)
    };
    audience.sees.iter().find(fits).map(|sees| sees.show).ok_or(Hidden::Unnamed)
}

/// Cuts from an assessment what a detail does not hold. The answers stay, bare of all words, since levels follow from
/// them: whoever makes pages leaves them out.
pub fn cut(assessment: &mut Assessment, detail: Detail) {
    if detail == Detail::Whole {
        return;
    }
    let summary = detail == Detail::Summary;
    // Each field is named, so that a further one is decided on here.
    let Assessment {
        id: _,
        placeholders: _,
        title: _,
        version: _,
        date: _,
        marking: _,
        confidentiality: _,
        valid_until: _,
        review_date,
        guide_version: _,
        layers: _,
        context,
        adopted,
        mapping,
        covers,
        subject,
        engagement,
        owner: _,
        approver: _,
        conclusion,
        limitations,
        non_claims,
        practices,
        evidence,
        roadmap,
        previous,
        history,
        signatories,
        supersedes,
        derived_from,
        archived,
        targets,
        canonical: _,
        record,
        detail: how_much,
        file: _,
    } = assessment;
    *how_much = detail;
    context.clear();
    for practice in practices {
        cut_practice(practice, summary);
    }
    (*mapping, *previous, *targets) = (None, None, None);
    record.iter_mut().for_each(cut_record);
    (*supersedes, *derived_from) = (None, None);
    (*evidence, *roadmap, *history, *signatories, *archived) = Default::default();
    cut_engagement(engagement);
    if let Some(Adopted { set: _, reason, approved_by: _ }) = adopted {
        reason.clear();
    }
    if !summary {
        cut_subject(subject);
        conclusion.clear();
        (*limitations, *non_claims) = Default::default();
        (*adopted, *review_date) = (None, None);
        if let Some(covers) = covers {
            covers.reason.clear();
        }
    }
}

fn cut_practice(practice: &mut PracticeResult, summary: bool) {
    let PracticeResult {
        target,
        not_applicable,
        scope: _,
        stated: _,
        confidence,
        rationale,
        strengths,
        findings,
        recommendations,
        answers,
        reassess,
    } = practice;
    if !summary {
        *target = None;
    }
    if let Some(Target { goal: _, scope: _, rationale, driver, approved_by: _, source: _ }) = target {
        rationale.clear();
        driver.clear();
    }
    not_applicable.iter_mut().for_each(cut_waiver);
    *confidence = None;
    rationale.clear();
    (*strengths, *findings, *recommendations) = Default::default();
    for answer in answers.values_mut().chain(reassess.values_mut()) {
        let Answer { answer: _, note, evidence, waiver, reconfirm: _ } = answer;
        note.clear();
        evidence.clear();
        waiver.iter_mut().for_each(cut_waiver);
    }
}

fn cut_waiver(waiver: &mut Waiver) {
    let Waiver { reason, owner: _ } = waiver;
    reason.clear();
}

/// What was decided stays: it tells "signed off" from "signed off with conditions".
fn cut_record(record: &mut Record) {
    let Record { seal, seal_sha256, entries } = record;
    (seal.roles, seal.apart, seal.supersedes) = (Vec::new(), Vec::new(), None);
    seal.title.clear();
    seal_sha256.clear();
    for entry in entries {
        let RecordEntry {
            role,
            seal,
            decision: _,
            conditions,
            signed,
            name,
            organisation,
            grade: _,
            certificate,
            subject,
            issuer,
            report,
        } = entry;
        for text in [role, seal, signed, name, organisation, certificate, subject, issuer] {
            text.clear();
        }
        conditions.clear();
        *report = None;
    }
}

/// Who judged, when and in what way is no secret where a result is shown; who took part and who receives it is.
fn cut_engagement(engagement: &mut Engagement) {
    let Engagement { sponsor, assessor: _, method: _, approach, period: _, independence, team, distribution } =
        engagement;
    sponsor.clear();
    approach.clear();
    independence.clear();
    (*team, *distribution) = Default::default();
}

/// Its name and whose it is stay.
fn cut_subject(subject: &mut Subject) {
    let Subject { id: _, name: _, version: _, organisation: _, summary, in_scope, out_of_scope, exclusions } = subject;
    summary.clear();
    (*in_scope, *out_of_scope, *exclusions) = Default::default();
}
