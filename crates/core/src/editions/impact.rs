//! What a change of the guide does to an assessment: which answers rest on text that changed.

use std::collections::BTreeMap;

use crate::model::Assessment;
use crate::model::Class;
use crate::model::Guide;
use crate::model::Indicator;
use crate::model::PracticeIx;

use super::BulletChange;
use super::Changes;
use super::Fate;

/// What is to be done with an answer. In order of weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Task {
    /// The text says what it said.
    Untouched,
    /// It is clearer and asks for the same: someone who knows confirms the answer.
    Reconfirm,
    /// It asks for something else, or nobody has said that it does not: the answer is given anew.
    Reassess,
    /// The bullet is gone: the answer is kept with its text, and counts no more.
    Archived,
}

impl Task {
    /// All tasks with the words for them.
    pub const NAMES: [(&'static str, Task); 4] = [
        ("untouched", Task::Untouched),
        ("reconfirm", Task::Reconfirm),
        ("re-assess", Task::Reassess),
        ("archived", Task::Archived),
    ];

    /// The word for it.
    pub fn name(self) -> &'static str {
        Task::NAMES.iter().find(|(_, task)| *task == self).map_or("", |(name, _)| name)
    }
}

/// What happens to one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// Full id that it was given to.
    pub id: String,
    /// Full ids of the bullets that it belongs to now; none for one that is gone.
    pub now: Vec<String>,
    /// Name of the answer.
    pub answer: String,
    /// What is to be done with it.
    pub task: Task,
    /// The changes that it rests on: indices into [`Changes::bullets`].
    pub changes: Vec<usize>,
}

/// What a change of the guide does to one assessment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Impact {
    /// All answers, in the order of the guide that they were given to.
    pub answers: Vec<Touched>,
    /// New rated bullets at or below the target of their practice, by full id: they have no answer yet.
    pub unanswered: Vec<String>,
}

impl Impact {
    /// How many answers have this task.
    pub fn count(&self, task: Task) -> usize {
        self.answers.iter().filter(|answer| answer.task == task).count()
    }
}

/// What the changes from `old` to `new` do to an assessment that was judged against `old`.
pub fn impact(assessment: &Assessment, old: &Guide, new: &Guide, changes: &Changes) -> Impact {
    let mut heirs: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (now, before) in super::compare::origins(old, new) {
        for id in before {
            heirs.entry(id).or_default().push(now.clone());
        }
    }
    let mut impact = Impact::default();
    for (index, result) in assessment.practices.iter().enumerate() {
        for Indicator { level, bullet, .. } in old.indicators(PracticeIx(index), &assessment.layers) {
            let Some(local) = &bullet.id else { continue };
            let key = (level, local.clone());
            let Some(answer) = result.answers.get(&key).or_else(|| result.reassess.get(&key)) else { continue };
            let id = old.full_id(PracticeIx(index), level, local);
            let now = heirs.get(&id).cloned().unwrap_or_default();
            let touching: Vec<usize> = changes
                .bullets
                .iter()
                .enumerate()
                .filter(|(_, change)| now.contains(&change.id) || (change.fate == Fate::Removed && change.id == id))
                .map(|(index, _)| index)
                .collect();
            let task = if now.is_empty() {
                Task::Archived
            } else {
                touching.iter().map(|index| task(&changes.bullets[*index])).max().unwrap_or(Task::Untouched)
            };
            let answer = old.answers[answer.answer.0].name.clone();
            impact.answers.push(Touched { id, now, answer, task, changes: touching });
        }
    }
    impact.unanswered = unanswered(assessment, old, new, changes);
    impact
}

/// What is to be done with an answer to a bullet that changed so.
fn task(change: &BulletChange) -> Task {
    if matches!(change.fate, Fate::Moved | Fate::Recast) {
        return Task::Reassess;
    }
    match change.class {
        _ if change.says_the_same() => Task::Untouched,
        Some(Class::Editorial) => Task::Untouched,
        Some(Class::Clarified) => Task::Reconfirm,
        Some(Class::Added | Class::Strengthened | Class::Weakened) | None => Task::Reassess,
    }
}

fn unanswered(assessment: &Assessment, old: &Guide, new: &Guide, changes: &Changes) -> Vec<String> {
    let target = |practice: &str| {
        let at = new.practices.iter().find(|p| new.nodes[p.node.0].id == practice)?;
        let names = || std::iter::once(practice).chain(at.formerly.iter().map(String::as_str));
        let index = old.practices.iter().position(|p| names().any(|name| old.nodes[p.node.0].id == name))?;
        let target = assessment.practices.get(index)?.target.as_ref()?;
        // Every item goes into a score, at whatever level it stands.
        Some(target.goal.level().map_or(u8::MAX, |level| old.levels[level.0].number))
    };
    let chosen: Vec<&str> = assessment.layers.overlays().iter().map(|ix| old.overlays[ix.0].id.as_str()).collect();
    let added = changes.bullets.iter().filter(|change| change.rated && change.fate == Fate::Added);
    added
        .filter(|change| change.overlay.as_ref().is_none_or(|overlay| chosen.contains(&overlay.as_str())))
        .filter(|change| target(&change.practice).is_some_and(|level| change.level <= level))
        .map(|c| c.id.clone())
        .collect()
}
