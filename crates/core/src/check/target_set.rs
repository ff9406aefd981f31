//! Checks target sets, and what assessments adopt of them.

use std::collections::BTreeMap;

use crate::diag::Sink;
use crate::diag::register;
use crate::model::Adopted;
use crate::model::Covers;
use crate::model::Guide;
use crate::model::PracticeIx;
use crate::model::PracticeResult;
use crate::model::SetTarget;
use crate::model::Target;
use crate::model::TargetSet;
use crate::model::TargetSource;
use crate::read::Draft;
use crate::read::DraftAdopted;
use crate::read::DraftSetTarget;
use crate::read::DraftTargetSet;
use crate::read::Words;
use crate::source::Sources;

use super::format_version;
use super::range;
use super::result;
use super::scene::Scene;
use super::unique;

/// The target sets of a draft, in order of id.
pub(super) fn check(draft: &Draft, guide: &Guide, sources: &Sources, sink: &mut Sink) -> Vec<TargetSet> {
    unique("target set", draft.target_sets.iter().map(|set| &set.id), sink);
    let mut sets: Vec<TargetSet> = draft.target_sets.iter().map(|set| one(set, guide, sources, sink)).collect();
    sets.sort_by(|a, b| a.id.cmp(&b.id));
    sets
}

fn one(draft: &DraftTargetSet, guide: &Guide, sources: &Sources, sink: &mut Sink) -> TargetSet {
    format_version(&draft.format, sink);
    let path = &sources.get(draft.file).path;
    let name = path.strip_prefix("targets/").and_then(|name| name.strip_suffix(".yaml")).unwrap_or(path);
    if !draft.id.value.is_empty() && draft.id.value != name {
        sink.error(
            register::WRONG_NAME,
            draft.id.span,
            format!("the id is `{}`, but the file is `{name}.yaml`", draft.id.value),
        )
        .help("a target set's id is the name of its file: change one of the two");
    }
    range::reserved(&draft.id, "a target set", sink);
    range::version(&draft.version, sink);
    if let Some((model, versions)) = &draft.model {
        range::check(guide, model, versions, "the target set", sink);
    }
    if draft.targets.is_empty() {
        sink.error(register::TARGET_SET, draft.id.span, "the target set has no target")
            .help("list them under `targets`, by the id of the practice");
    }
    let mut targets = BTreeMap::new();
    for (id, target) in &draft.targets {
        let practice = practice(guide, id, sink);
        let wanted = wanted(target, guide, sink);
        if let (Some(practice), Some(wanted)) = (practice, wanted) {
            let span = target.level.as_ref().map_or(target.span, |level| level.span);
            if result::within(practice, &wanted.goal, guide, span, sink) {
                targets.insert(practice, wanted);
            }
        }
    }
    TargetSet {
        id: draft.id.value.clone(),
        version: draft.version.value.clone(),
        title: draft.title.value.clone(),
        summary: draft.summary.value.clone(),
        owner: draft.owner.clone(),
        targets,
    }
}

fn practice(guide: &Guide, id: &Words, sink: &mut Sink) -> Option<PracticeIx> {
    let node = guide.node(&id.value);
    let found = node.and_then(|node| guide.nodes[node.0].practice);
    if found.is_some() || id.value.is_empty() {
        return found;
    }
    let names = || guide.practices.iter().map(|practice| guide.nodes[practice.node.0].id.as_str());
    if let Some(node) = node {
        let tier = &guide.tiers[guide.nodes[node.0].tier].name;
        let rated = guide.tiers[guide.rated_tier].name.to_lowercase();
        sink.error(register::TARGET_SET, id.span, format!("`{}` is not rated: it is of the tier {tier}", id.value))
            .help(format!("write a target for each {rated} below it"));
    } else {
        let now = guide.practices.iter().find(|p| p.formerly.contains(&id.value)).map(|p| &guide.nodes[p.node.0].id);
        let error =
            sink.error(register::UNKNOWN_PRACTICE, id.span, format!("the guide has no practice `{}`", id.value));
        match now {
            Some(now) => error.help(format!("it is now called `{now}`")),
            None => error.suggest(&id.value, names()),
        };
    }
    None
}

fn wanted(draft: &DraftSetTarget, guide: &Guide, sink: &mut Sink) -> Option<SetTarget> {
    let goal = draft.level.as_ref().and_then(|number| result::goal(guide, number, sink));
    let scope = result::wanted_scope(guide, draft.scope.as_ref(), draft.span, sink);
    Some(SetTarget { goal: goal?, scope, rationale: draft.rationale.value.clone() })
}

/// What an assessment adopts.
pub(super) fn adopt(draft: &DraftAdopted, sets: &[TargetSet], scene: &Scene, sink: &mut Sink) -> Option<Adopted> {
    let approved_by = scene.role(&draft.approved_by, sink);
    let Some(set) = sets.iter().position(|set| set.id == draft.id.value) else {
        if !draft.id.value.is_empty() {
            sink.error(register::TARGET_SET, draft.id.span, format!("there is no target set `{}`", draft.id.value))
                .suggest(&draft.id.value, sets.iter().map(|set| set.id.as_str()))
                .help(format!("a target set is a file: `targets/{}.yaml`", draft.id.value));
        }
        return None;
    };
    if !draft.version.value.is_empty() && draft.version.value != sets[set].version {
        let message = format!(
            "adopted at version {}, but the book holds {} of `{}`",
            draft.version.value, sets[set].version, sets[set].id
        );
        sink.error(register::TARGET_SET, draft.version.span, message)
            .help("go through the targets that have changed, then write the set's version here");
    }
    Some(Adopted { set, reason: draft.reason.clone(), approved_by: approved_by? })
}

/// Gives the practices of an assessment the targets that it adopted, and marks those in which it deviates.
pub(super) fn apply(adopted: &Adopted, set: &TargetSet, covers: Option<&Covers>, practices: &mut [PracticeResult]) {
    let judged = |practice: &PracticeIx| covers.is_none_or(|covers| covers.practices.contains(practice));
    for (practice, wanted) in set.targets.iter().filter(|(practice, _)| judged(practice)) {
        let Some(result) = practices.get_mut(practice.0) else { continue };
        match &mut result.target {
            Some(own) if own.goal == wanted.goal && own.scope == wanted.scope => {}
            Some(own) => own.source = TargetSource::Deviation,
            None if result.not_applicable.is_some() => {}
            None => {
                result.target = Some(Target {
                    goal: wanted.goal.clone(),
                    scope: wanted.scope,
                    rationale: wanted.rationale.clone(),
                    driver: format!("Target set “{}”, version {}", set.title, set.version),
                    approved_by: adopted.approved_by,
                    source: TargetSource::Set,
                });
            }
        }
    }
}
