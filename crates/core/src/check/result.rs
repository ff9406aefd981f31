//! Checks what an assessment says of one practice: target, answers, findings.

use std::collections::BTreeMap;

use crate::diag::Sink;
use crate::diag::register;
use crate::model::Answer;
use crate::model::Counts;
use crate::model::Finding;
use crate::model::Goal;
use crate::model::Guide;
use crate::model::LevelIx;
use crate::model::PracticeIx;
use crate::model::PracticeResult;
use crate::model::RoleIx;
use crate::model::ScopeIx;
use crate::model::Score;
use crate::model::Target;
use crate::model::TargetSource;
use crate::model::Waiver;
use crate::read::At;
use crate::read::DraftAnswer;
use crate::read::DraftResult;
use crate::read::DraftTarget;
use crate::read::Review;
use crate::read::Words;
use crate::source::Span;

use super::scene::Scene;

pub(super) fn check(practice: PracticeIx, draft: &DraftResult, scene: &mut Scene, sink: &mut Sink) -> PracticeResult {
    let guide = scene.guide;
    let target = draft.target.as_ref().and_then(|written| target(practice, written, scene, sink));
    let not_applicable = draft
        .not_applicable
        .as_ref()
        .and_then(|written| waiver(written.reason.as_ref(), written.owner.as_ref(), written.span, scene, sink));
    let reached = draft.scope.as_ref().and_then(|written| scope(guide, written, sink));
    let stated = draft.level.as_ref().and_then(|written| stated(guide, written, sink));
    let mut answers: BTreeMap<(LevelIx, String), Answer> = BTreeMap::new();
    let mut reassess: BTreeMap<(LevelIx, String), Answer> = BTreeMap::new();
    for (id, written) in &draft.answers {
        let found = indicator(practice, id, scene, sink);
        let answer = answer(written, found.as_ref().map(|(_, scale)| *scale), scene, sink);
        if let (Some((key, _)), Some(answer)) = (found, answer) {
            match written.review.as_ref().map(|review| review.value) {
                Some(Review::Reassess) => reassess.insert(key, answer),
                _ => answers.insert(key, answer),
            };
        }
    }
    let mut findings = Vec::new();
    for written in &draft.findings {
        let evidence = scene.evidence(&written.evidence, sink);
        let indicators = written.indicators.iter();
        let indicators = indicators.filter_map(|id| Some(indicator(practice, id, scene, sink)?.0)).collect();
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
    if not_applicable.is_none() {
        warn_of_nothing(practice, draft, &answers, scene, sink);
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

/// Warns of a practice that has a level because nothing of it applies.
fn warn_of_nothing(
    practice: PracticeIx,
    draft: &DraftResult,
    answers: &BTreeMap<(LevelIx, String), Answer>,
    scene: &Scene,
    sink: &mut Sink,
) {
    let guide = scene.guide;
    let waived = |indicator: crate::model::Indicator| {
        let answer = indicator.bullet.id.as_ref().and_then(|id| answers.get(&(indicator.level, id.clone())));
        answer.is_some_and(|answer| guide.answers[answer.answer.0].counts == Counts::NotApplicable)
    };
    let count = guide.indicators(practice, &scene.layers).count();
    if !guide.rule.is_cumulative() || count == 0 || !guide.indicators(practice, &scene.layers).all(waived) {
        return;
    }
    let items = guide.aspects.iter().find(|aspect| aspect.rated).map_or("items", |aspect| aspect.items.as_str());
    let message = format!("none of the {items} of this {} applies, so it comes out at the highest level", tier(guide));
    sink.warning(register::NOTHING_APPLIES, draft.span, message)
        .help("if it does not apply, write `not_applicable: {reason: ..., owner: ...}` in place of its answers");
}

/// What a practice is called.
fn tier(guide: &Guide) -> String {
    guide.tiers[guide.rated_tier].name.to_lowercase()
}

fn target(practice: PracticeIx, draft: &DraftTarget, scene: &Scene, sink: &mut Sink) -> Option<Target> {
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
    let goal = draft.level.as_ref().and_then(|number| {
        let goal = goal(scene.guide, number, sink)?;
        within(practice, &goal, scene.guide, number.span, sink).then_some(goal)
    });
    let scope = wanted_scope(scene.guide, draft.scope.as_ref(), draft.span, sink);
    Some(Target {
        goal: goal?,
        scope,
        rationale: draft.rationale.as_ref()?.value.clone(),
        driver: draft.driver.as_ref()?.value.clone(),
        approved_by: approved_by?,
        source: TargetSource::Own,
    })
}

/// Whether a practice has a level to match. Where levels may be left out, it may end below the scale.
pub(super) fn within(practice: PracticeIx, goal: &Goal, guide: &Guide, span: Span, sink: &mut Sink) -> bool {
    let (Some(wanted), Some(top)) = (goal.level(), guide.practices[practice.0].levels.last()) else { return true };
    if !guide.sparse || wanted <= top.level {
        return true;
    }
    let (name, number) = (&guide.practice_node(practice).id, guide.levels[top.level.0].number);
    sink.error(register::TARGET_ABOVE_SCALE, span, format!("`{name}` has no level above {number}"))
        .help("nothing is asked for there that could be matched: write a lower level");
    false
}

/// The scope that a target names; reports one that is missing or out of place. `span` is where the target is written.
pub(super) fn wanted_scope(guide: &Guide, written: Option<&Words>, span: Span, sink: &mut Sink) -> Option<ScopeIx> {
    match (written, guide.scopes.first()) {
        (Some(written), _) => scope(guide, written, sink),
        (None, None) => None,
        (None, Some(first)) => {
            sink.error(register::STRAY_SCOPE, span, "this target has no scope")
                .help(format!("write `scope: {}`, for example; a target is a level and a scope", first.id));
            None
        }
    }
}

/// What a target or an earlier result says: a level of the scale, or a score under the rules that give scores.
pub(super) fn goal(guide: &Guide, number: &At<Score>, sink: &mut Sink) -> Option<Goal> {
    if guide.rule.is_score() {
        let best = guide.best();
        if number.value > best {
            sink.error(
                register::TARGET_ABOVE_SCALE,
                number.span,
                format!("{} lies above the scale", number.value.written()),
            )
            .help(format!("the highest score of this model is {}", best.written()));
            return None;
        }
        return Some(Goal::Score(number.value.clone()));
    }
    let found = guide.levels.iter().position(|level| Score::whole(level.number.into()) == number.value);
    if let Some(found) = found {
        return Some(Goal::Level(LevelIx(found)));
    }
    let shown = number.value.written();
    let top = guide.levels.last().map_or(0, |level| level.number);
    if number.value > Score::whole(top.into()) {
        sink.error(register::TARGET_ABOVE_SCALE, number.span, format!("level {shown} lies above the scale"))
            .help(format!("the highest level of this model is {top}"));
    } else {
        let known: Vec<String> = guide.levels.iter().map(|level| level.number.to_string()).collect();
        sink.error(register::UNKNOWN_LEVEL, number.span, format!("the scale has no level {shown}"))
            .help(format!("its levels are {}", known.join(", ")));
    }
    None
}

/// Looks a level up by its number; reports one that the scale does not have.
fn level(guide: &Guide, number: &At<u8>, sink: &mut Sink) -> Option<LevelIx> {
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
    if !guide.rule.is_stated() {
        sink.error(
            register::STATED_LEVEL,
            number.span,
            format!("under the rule `{}` the result follows from the answers", guide.rule.id()),
        )
        .help("remove `level`; to aim for a level, write it under `target`");
        return None;
    }
    level(guide, number, sink)
}

/// Looks an indicator up by `level.bullet`, or by its full id; gives its place and its scale.
fn indicator(practice: PracticeIx, id: &Words, scene: &Scene, sink: &mut Sink) -> Option<((LevelIx, String), usize)> {
    let guide = scene.guide;
    let node = &guide.practice_node(practice).id;
    let short = id.value.strip_prefix(node.as_str()).and_then(|rest| rest.strip_prefix('.')).unwrap_or(&id.value);
    let all = guide.all_layers();
    let name = |level: LevelIx, bullet: &str| format!("{}.{bullet}", guide.levels[level.0].number);
    let found = guide.indicators(practice, &all).find_map(|indicator| {
        let bullet = indicator.bullet.id.as_ref()?;
        (name(indicator.level, bullet) == short).then_some((indicator, bullet))
    });
    let Some((indicator, bullet)) = found else {
        if !id.value.is_empty() {
            let known = guide.indicators(practice, &scene.layers);
            let names: Vec<String> = known.filter_map(|i| Some(name(i.level, i.bullet.id.as_ref()?))).collect();
            sink.error(register::UNKNOWN_INDICATOR, id.span, format!("`{node}` has no indicator `{short}`"))
                .suggest(short, names.iter().map(String::as_str))
                .help("an indicator is named by its level and its id, such as `1.owner`");
        }
        return None;
    };
    if let Some(origin) = indicator.bullet.origin.filter(|_| !scene.layers.hold(indicator.bullet.origin)) {
        let overlay = &guide.overlays[origin.0];
        let message =
            format!("`{short}` belongs to the overlay `{}`, which this assessment did not choose", overlay.id);
        sink.error(register::UNKNOWN_INDICATOR, id.span, message).help(format!(
            "remove the answer, or choose the overlay: `overlays: [{{id: {}, version: {}}}]`",
            overlay.id, overlay.version
        ));
        return None;
    }
    Some(((indicator.level, bullet.clone()), indicator.bullet.scale))
}

/// `scale` is that of the item, where it is known.
fn answer(draft: &DraftAnswer, scale: Option<usize>, scene: &mut Scene, sink: &mut Sink) -> Option<Answer> {
    let evidence = scene.evidence(&draft.evidence, sink);
    let Some(written) = draft.answer.as_ref().filter(|answer| !answer.value.is_empty()) else {
        if !draft.note.is_empty() || !draft.evidence.is_empty() {
            sink.error(register::UNKNOWN_ANSWER, draft.span, "this has a note or evidence, but no answer")
                .help("write `answer: ...`, or leave the indicator empty until it is judged");
        }
        return None;
    };
    // In a model with one scale an answer can be looked at even where its item is not known.
    let scale = scale.or_else(|| (scene.guide.scales.len() == 1).then_some(0))?;
    let found = scene.guide.scale_answers(scale).find(|(_, answer)| answer.id == written.value);
    let Some((index, kind)) = found else {
        let known: Vec<&str> = scene.guide.scale_answers(scale).map(|(_, answer)| answer.id.as_str()).collect();
        let message = match scene.guide.scales.len() {
            0 | 1 => format!("the model has no answer `{}`", written.value),
            _ => format!("the scale `{}` has no answer `{}`", scene.guide.scales[scale].id, written.value),
        };
        let error = sink.error(register::UNKNOWN_ANSWER, written.span, message);
        error.suggest(&written.value, known.iter().copied());
        if scene.guide.scales.len() > 1 {
            error.help(format!("the answers to this item are {}", known.join(", ")));
        }
        return None;
    };
    let counts = kind.counts;
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
    Some(Answer { answer: index, note: draft.note.clone(), evidence, waiver, reconfirm })
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
