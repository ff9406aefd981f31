//! Checks which part of the guide an assessment judges, and that it says nothing of the rest.

use std::collections::BTreeSet;

use crate::diag::Sink;
use crate::diag::register;
use crate::model::Covers;
use crate::model::Guide;
use crate::model::NodeIx;
use crate::model::PracticeIx;
use crate::read::DraftAssessment;
use crate::read::DraftCovers;
use crate::read::Words;
use crate::source::Span;

use super::unique;

/// The part that an assessment names; `None` when something is wrong with it, which is reported.
pub(super) fn covers(draft: &DraftCovers, guide: &Guide, sink: &mut Sink) -> Option<Covers> {
    if draft.parts.is_empty() {
        sink.error(register::COVERS, draft.span, "`covers` names no part of the guide")
            .help("write `parts: [...]` with ids of practices or of what stands above them, or remove `covers`");
        return None;
    }
    unique("part", &draft.parts, sink);
    let found: Vec<Option<(NodeIx, Span)>> =
        draft.parts.iter().map(|id| Some((part(id, guide, sink)?, id.span))).collect();
    let parts: Vec<(NodeIx, Span)> = found.iter().flatten().copied().collect();
    let mut practices: BTreeSet<PracticeIx> = BTreeSet::new();
    let mut sound = parts.len() == found.len();
    for (node, span) in &parts {
        let mut above = std::iter::successors(guide.nodes[node.0].parent, |node| guide.nodes[node.0].parent);
        let above = above.find_map(|above| parts.iter().find(|(part, _)| *part == above));
        if let Some((above, at)) = above {
            let (one, all) = (&guide.nodes[node.0].id, &guide.nodes[above.0].id);
            sink.error(register::COVERS, *span, format!("`{one}` is in `{all}`, which is named as well"))
                .related(*at, "this holds it already")
                .help("name each practice once: remove one of the two");
            sound = false;
        }
        practices.extend(guide.practices_below(*node));
    }
    if practices.len() == guide.practices.len() && sound {
        sink.warning(register::COVERS, draft.span, "`covers` names all practices, so that nothing is left out")
            .help("remove `covers`: without it, an assessment is of the whole guide");
    }
    (sound && !draft.reason.value.is_empty()).then(|| Covers {
        parts: parts.into_iter().map(|(node, _)| node).collect(),
        practices,
        reason: draft.reason.value.clone(),
    })
}

/// A node of any tier by its id.
fn part(id: &Words, guide: &Guide, sink: &mut Sink) -> Option<NodeIx> {
    let found = guide.node(&id.value);
    if found.is_none() && !id.value.is_empty() {
        let renamed = guide.practices.iter().find(|practice| practice.formerly.contains(&id.value));
        let message = format!("the guide has no practice and no group `{}`", id.value);
        let error = sink.error(register::UNKNOWN_PRACTICE, id.span, message);
        match renamed.map(|practice| &guide.nodes[practice.node.0].id) {
            Some(now) => error.help(format!("it is now called `{now}`")),
            None => error.suggest(&id.value, guide.nodes.iter().map(|node| node.id.as_str())),
        };
    }
    found
}

/// Reports what is said of practices outside of the part: a result, or a step that is to close a gap there.
pub(super) fn outside(draft: &DraftAssessment, covers: &Covers, guide: &Guide, sink: &mut Sink) {
    let practice = |id: &Words| guide.nodes[guide.node(&id.value)?.0].practice;
    let is_outside = |id: &Words| practice(id).is_some_and(|practice| !covers.practices.contains(&practice));
    let place = draft.covers.as_ref().map(|covers| covers.span);
    let results = draft.practices.iter().map(|(id, _)| (id, "but has a result", "remove the result"));
    let steps = draft.roadmap.iter().flat_map(|step| &step.closes);
    let steps = steps.map(|id| (id, "so that no gap of it is known", "remove it from `closes`"));
    for (id, what, cure) in results.chain(steps).filter(|(id, ..)| is_outside(id)) {
        let message = format!("`{}` lies outside of what this assessment covers, {what}", id.value);
        let error = sink.error(register::COVERS, id.span, message);
        if let Some(place) = place {
            error.related(place, "what it covers");
        }
        error.help(format!("{cure}, or name the practice under `covers`"));
    }
}
