//! The views of overlays and target sets, and of a practice as some overlays make it.

use crate::model::Bullet;
use crate::model::Goal;
use crate::model::Guide;
use crate::model::LevelIx;
use crate::model::OverlayIx;
use crate::model::PracticeIx;
use crate::model::TargetSet;

use super::Kind;
use super::OriginView;
use super::OverlayPracticeView;
use super::OverlayView;
use super::PracticeOverlayView;
use super::PracticeView;
use super::QuestionView;
use super::Ref;
use super::SetTargetView;
use super::TargetSetView;
use super::parts::goal_text;
use super::parts::level;
use super::parts::scope;
use super::parts::score;
use super::refs::practice_ref;

pub(super) fn view(guide: &Guide, ix: OverlayIx) -> OverlayView {
    let overlay = &guide.overlays[ix.0];
    let mut practices: Vec<OverlayPracticeView> = Vec::new();
    for (index, practice) in guide.practices.iter().enumerate() {
        let Some(written) = overlay.practices.iter().find(|p| p.practice == PracticeIx(index)) else { continue };
        let added: Vec<(LevelIx, usize, &Bullet)> =
            practice.bullets().into_iter().filter(|(.., bullet)| bullet.origin == Some(ix)).collect();
        let mut levels: Vec<u8> = added.iter().map(|(level, ..)| guide.levels[level.0].number).collect();
        levels.dedup();
        practices.push(OverlayPracticeView {
            practice: practice_ref(guide, PracticeIx(index)),
            purpose: written.purpose.clone(),
            provenance: written.provenance.clone().unwrap_or_else(|| overlay.provenance.clone()),
            bullets: added.len(),
            indicators: added.iter().filter(|(_, aspect, _)| guide.aspects[*aspect].rated).count(),
            levels,
        });
    }
    OverlayView {
        reference: reference(guide, ix),
        short: overlay.short.clone(),
        number: ix.0 + 1,
        version: overlay.version.clone(),
        owner: overlay.owner.clone(),
        speaks_for: overlay.speaks_for.iter().map(|ix| scope(guide, ix.0)).collect(),
        extends: overlay.extends.clone(),
        provenance: overlay.provenance.clone(),
        digest: overlay.digest.clone(),
        questions: overlay
            .questions
            .iter()
            .map(|question| QuestionView {
                id: question.id.clone(),
                text: question.text.clone(),
                help: question.help.clone(),
                options: question.options.clone(),
                optional: question.optional,
            })
            .collect(),
        bullets: practices.iter().map(|practice| practice.bullets).sum(),
        indicators: practices.iter().map(|practice| practice.indicators).sum(),
        practices,
    }
}

fn reference(guide: &Guide, ix: OverlayIx) -> Ref {
    let overlay = &guide.overlays[ix.0];
    Ref {
        kind: Kind::Overlay,
        id: overlay.id.clone(),
        code: String::new(),
        title: overlay.title.clone(),
        summary: overlay.summary.clone(),
    }
}

/// Where a bullet comes from, if not from the base.
pub(super) fn origin(guide: &Guide, bullet: &Bullet) -> Option<OriginView> {
    let ix = bullet.origin?;
    Some(OriginView { scope: bullet.scope.map(|ix| scope(guide, ix.0)), ..of(guide, ix) })
}

fn of(guide: &Guide, ix: OverlayIx) -> OriginView {
    let overlay = &guide.overlays[ix.0];
    OriginView {
        id: overlay.id.clone(),
        short: overlay.short.clone(),
        title: overlay.title.clone(),
        version: overlay.version.clone(),
        number: ix.0 + 1,
        scope: None,
    }
}

/// What overlays say of a practice as a whole.
pub(super) fn of_practice(guide: &Guide, practice: PracticeIx) -> Vec<PracticeOverlayView> {
    let bullets = guide.practices[practice.0].bullets();
    let mut found = Vec::new();
    for (index, overlay) in guide.overlays.iter().enumerate() {
        let Some(written) = overlay.practices.iter().find(|p| p.practice == practice) else { continue };
        found.push(PracticeOverlayView {
            origin: of(guide, OverlayIx(index)),
            purpose: written.purpose.clone(),
            bullets: bullets.iter().filter(|(.., bullet)| bullet.origin == Some(OverlayIx(index))).count(),
        });
    }
    found
}

/// A practice as the base and some overlays make it: `layers` are their ids.
pub fn with_layers(practice: &PracticeView, layers: &[&str]) -> PracticeView {
    let mut practice = practice.clone();
    let held = |id: &str| layers.contains(&id);
    practice.overlays.retain(|overlay| held(&overlay.origin.id));
    for cell in practice.rows.iter_mut().flat_map(|row| &mut row.cells) {
        cell.bullets.retain(|bullet| bullet.origin.as_ref().is_none_or(|origin| held(&origin.id)));
    }
    practice.rows.retain(|row| row.cells.iter().any(|cell| cell.prose.is_some() || !cell.bullets.is_empty()));
    practice.layers = layers.iter().map(|id| (*id).to_owned()).collect();
    practice
}

/// A target set as it is shown.
pub(super) fn target_set(guide: &Guide, set: &TargetSet) -> TargetSetView {
    let one = |practice: PracticeIx| {
        let target = set.targets.get(&practice)?;
        Some(SetTargetView {
            level: target.goal.level().map(|ix| level(guide, ix.0)),
            score: match &target.goal {
                Goal::Score(wanted) => Some(score(guide, wanted)),
                Goal::Level(_) => None,
            },
            scope: target.scope.map(|ix| scope(guide, ix.0)),
            text: goal_text(guide, &target.goal, target.scope),
            rationale: target.rationale.clone(),
        })
    };
    TargetSetView {
        reference: Ref {
            kind: Kind::TargetSet,
            id: set.id.clone(),
            code: String::new(),
            title: set.title.clone(),
            summary: set.summary.clone(),
        },
        version: set.version.clone(),
        owner: set.owner.clone(),
        targets: (0..guide.practices.len()).map(|index| one(PracticeIx(index))).collect(),
        count: set.targets.len(),
    }
}
