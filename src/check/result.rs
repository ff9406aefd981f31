//! Checks what an assessment says of one practice: target, answers, findings.

use std::collections::BTreeMap;

use crate::diag::Sink;
use crate::diag::register;
use crate::model::Answer;
use crate::model::AnswerIx;
use crate::model::Counts;
use crate::model::Finding;
use crate::model::Guide;
use crate::model::LevelIx;
use crate::model::PracticeIx;
use crate::model::PracticeResult;
use crate::model::RoleIx;
use crate::model::Rule;
use crate::model::ScopeIx;
use crate::model::Target;
use crate::model::Waiver;
use crate::read::At;
use crate::read::DraftAnswer;
use crate::read::DraftResult;
use crate::read::DraftTarget;
use crate::read::Review;
use crate::read::Words;
use crate::source::Span;

use super::assessment::Scene;

pub(super) fn check(practice: PracticeIx, draft: &DraftResult, scene: &mut Scene, sink: &mut Sink) -> PracticeResult {
    let guide = scene.guide;
    let target = draft.target.as_ref().and_then(|written| target(written, scene, sink));
    let not_applicable = draft
        .not_applicable
        .as_ref()
        .and_then(|written| waiver(written.reason.as_ref(), written.owner.as_ref(), written.span, scene, sink));
    let reached = draft.scope.as_ref().and_then(|written| scope(guide, written, sink));
    let stated = draft.level.as_ref().and_then(|written| stated(guide, written, sink));
    let mut answers: BTreeMap<(LevelIx, String), Answer> = BTreeMap::new();
    let mut reassess: BTreeMap<(LevelIx, String), Answer> = BTreeMap::new();
    for (id, written) in &draft.answers {
        let key = indicator(practice, id, guide, sink);
        let answer = answer(written, scene, sink);
        if let (Some(key), Some(answer)) = (key, answer) {
            match written.review.as_ref().map(|review| review.value) {
                Some(Review::Reassess) => reassess.insert(key, answer),
                _ => answers.insert(key, answer),
            };
        }
    }
    let mut findings = Vec::new();
    for written in &draft.findings {
        let evidence = scene.evidence(&written.evidence, sink);
        let indicators = written.indicators.iter().filter_map(|id| indicator(practice, id, guide, sink)).collect();
        let Some(severity) = &written.severity else { continue };
        findings.push(Finding {
            id: written.id.value.clone(),
            title: written.title.value.clone(),
            severity: severity.value,
            text: written.text.clone(),
            evidence,
            indicators,
        });
    }
    if let (Some(_), Some((id, _))) = (&draft.not_applicable, draft.answers.iter().find(|(_, a)| a.answer.is_some())) {
        sink.error(register::STRAY_WAIVER, id.span, "the practice as a whole does not apply, but it has answers")
            .related(draft.span, "this practice")
            .help("remove the answers, or `not_applicable`");
    }
    PracticeResult {
        target,
        not_applicable,
        scope: reached,
        stated,
        confidence: draft.confidence.as_ref().map(|confidence| confidence.value),
        rationale: draft.rationale.clone(),
        strengths: draft.strengths.clone(),
        findings,
        recommendations: draft.recommendations.clone(),
        answers,
        reassess,
    }
}

fn target(draft: &DraftTarget, scene: &Scene, sink: &mut Sink) -> Option<Target> {
    for (text, key, help) in [
        (&draft.rationale, "rationale", "why this level and not the one below or above"),
        (&draft.driver, "driver", "the risk, law, contract or goal that asks for it"),
    ] {
        if text.is_none() {
            sink.error(register::TARGET_WITHOUT_REASON, draft.span, format!("this target has no {key}"))
                .help(format!("write `{key}: ...`: {help}"));
        }
    }
    let approved_by = scene.role(&draft.approved_by, sink);
    let top = scene.guide.levels.last().map_or(0, |level| level.number);
    let number = draft.level.as_ref()?;
    let level = if number.value > top {
        sink.error(
            register::TARGET_ABOVE_SCALE,
            number.span,
            format!("the target level {} lies above the scale", number.value),
        )
        .help(format!("the highest level of this model is {top}"));
        None
    } else {
        level(scene.guide, number, sink)
    };
    let scope = match (&draft.scope, scene.guide.scopes.is_empty()) {
        (Some(written), _) => scope(scene.guide, written, sink),
        (None, true) => None,
        (None, false) => {
            sink.error(register::STRAY_SCOPE, draft.span, "this target has no scope").help(format!(
                "write `scope: {}`, for example; a target is a level and a scope",
                scene.guide.scopes[0].id
            ));
            None
        }
    };
    Some(Target {
        level: level?,
        scope,
        rationale: draft.rationale.as_ref()?.value.clone(),
        driver: draft.driver.as_ref()?.value.clone(),
        approved_by: approved_by?,
    })
}

/// Looks a level up by its number; reports one that the scale does not have.
pub(super) fn level(guide: &Guide, number: &At<u8>, sink: &mut Sink) -> Option<LevelIx> {
    let found = guide.levels.iter().position(|level| level.number == number.value).map(LevelIx);
    if found.is_none() {
        let known: Vec<String> = guide.levels.iter().map(|level| level.number.to_string()).collect();
        sink.error(register::UNKNOWN_LEVEL, number.span, format!("the scale has no level {}", number.value))
            .help(format!("its levels are {}", known.join(", ")));
    }
    found
}

/// Looks a scope up; reports an unknown one.
pub(super) fn scope(guide: &Guide, id: &Words, sink: &mut Sink) -> Option<ScopeIx> {
    if guide.scopes.is_empty() {
        sink.error(register::STRAY_SCOPE, id.span, "this model has no scopes").help("remove the key `scope`");
        return None;
    }
    let found = guide.scopes.iter().position(|scope| scope.id == id.value).map(ScopeIx);
    if found.is_none() {
        sink.error(register::UNKNOWN_SCOPE, id.span, format!("the model has no scope `{}`", id.value))
            .suggest(&id.value, guide.scopes.iter().map(|scope| scope.id.as_str()));
    }
    found
}

fn stated(guide: &Guide, number: &At<u8>, sink: &mut Sink) -> Option<LevelIx> {
    if guide.rule != Rule::Stated {
        sink.error(
            register::STATED_LEVEL,
            number.span,
            "under the rule `cumulative` the level follows from the answers",
        )
        .help("remove `level`; to aim for a level, write it under `target`");
        return None;
    }
    level(guide, number, sink)
}

/// Looks an indicator up by `level.bullet`, or by its full id.
fn indicator(practice: PracticeIx, id: &Words, guide: &Guide, sink: &mut Sink) -> Option<(LevelIx, String)> {
    let node = &guide.practice_node(practice).id;
    let short = id.value.strip_prefix(node.as_str()).and_then(|rest| rest.strip_prefix('.')).unwrap_or(&id.value);
    let known = || {
        guide.indicators(practice).filter_map(|(level, bullet)| {
            bullet.id.as_ref().map(|bullet| (level, bullet, format!("{}.{bullet}", guide.levels[level.0].number)))
        })
    };
    let found = known().find(|(_, _, name)| name == short).map(|(level, bullet, _)| (level, bullet.clone()));
    if found.is_none() && !id.value.is_empty() {
        let names: Vec<String> = known().map(|(_, _, name)| name).collect();
        sink.error(register::UNKNOWN_INDICATOR, id.span, format!("`{node}` has no indicator `{short}`"))
            .suggest(short, names.iter().map(String::as_str))
            .help("an indicator is named by its level and its id, such as `1.owner`");
    }
    found
}

fn answer(draft: &DraftAnswer, scene: &mut Scene, sink: &mut Sink) -> Option<Answer> {
    let evidence = scene.evidence(&draft.evidence, sink);
    let Some(written) = draft.answer.as_ref().filter(|answer| !answer.value.is_empty()) else {
        if !draft.note.is_empty() || !draft.evidence.is_empty() {
            sink.error(register::UNKNOWN_ANSWER, draft.span, "this has a note or evidence, but no answer")
                .help("write `answer: ...`, or leave the indicator empty until it is judged");
        }
        return None;
    };
    let Some(index) = scene.guide.answers.iter().position(|answer| answer.id == written.value) else {
        sink.error(register::UNKNOWN_ANSWER, written.span, format!("the model has no answer `{}`", written.value))
            .suggest(&written.value, scene.guide.answers.iter().map(|answer| answer.id.as_str()));
        return None;
    };
    let counts = scene.guide.answers[index].counts;
    let waiver = match counts {
        Counts::NotApplicable => Some(waiver(draft.reason.as_ref(), draft.owner.as_ref(), written.span, scene, sink)?),
        _ => {
            for stray in [&draft.reason, &draft.owner].into_iter().flatten() {
                sink.error(
                    register::STRAY_WAIVER,
                    stray.span,
                    "`reason` and `owner` belong to answers of not applicable only",
                )
                .help("write what was seen under `note`");
            }
            None
        }
    };
    if matches!(counts, Counts::Met | Counts::Partial) && draft.evidence.is_empty() {
        sink.warning(register::CLAIM_WITHOUT_EVIDENCE, written.span, format!("`{}` names no evidence", written.value))
            .help("name what was seen under `evidence`, or answer that the evidence is insufficient");
    }
    let reconfirm = draft.review.as_ref().is_some_and(|review| review.value == Review::Reconfirm);
    Some(Answer { answer: AnswerIx(index), note: draft.note.clone(), evidence, waiver, reconfirm })
}

fn waiver(reason: Option<&Words>, owner: Option<&Words>, span: Span, scene: &Scene, sink: &mut Sink) -> Option<Waiver> {
    for (text, key, help) in [
        (reason, "reason", "why it does not apply to this subject"),
        (owner, "owner", "the role that answers for this decision"),
    ] {
        if text.is_none() {
            sink.error(register::NOT_APPLICABLE_WITHOUT_REASON, span, format!("not applicable, but without {key}"))
                .help(format!("write `{key}: ...`: {help}"));
        }
    }
    let owner: Option<RoleIx> = owner.and_then(|id| scene.role(id, sink));
    Some(Waiver { reason: reason?.value.clone(), owner: owner? })
}
