//! Small parts that many views hold: levels, scopes, scores, aspects, answers, goals and roles.

use crate::model::AnswerKind;
use crate::model::AspectKind;
use crate::model::Book;
use crate::model::Goal;
use crate::model::Guide;
use crate::model::RoleIx;
use crate::model::ScopeIx;
use crate::model::Score;

use super::AnswerView;
use super::AspectView;
use super::LevelView;
use super::ScopeView;
use super::ScoreView;

/// A score as it is shown.
pub(super) fn score(score: &Score) -> ScoreView {
    ScoreView { text: score.to_string(), exact: score.exact(), thousandths: score.thousandths() }
}

/// A level, by its place in the guide.
pub(super) fn level(guide: &Guide, index: usize) -> LevelView {
    let level = &guide.levels[index];
    LevelView { number: level.number, name: level.name.clone(), summary: level.summary.clone() }
}

/// A scope, by its place in the guide.
pub(super) fn scope(guide: &Guide, index: usize) -> ScopeView {
    let scope = &guide.scopes[index];
    ScopeView { id: scope.id.clone(), name: scope.name.clone(), summary: scope.summary.clone() }
}

/// An aspect, by its place in the guide.
pub(super) fn aspect(guide: &Guide, index: usize) -> AspectView {
    let aspect = &guide.aspects[index];
    AspectView {
        id: aspect.id.clone(),
        name: aspect.name.clone(),
        prose: aspect.kind == AspectKind::Text,
        rated: aspect.rated,
        item: aspect.item.clone(),
        items: aspect.items.clone(),
    }
}

/// An answer that can be given.
pub(super) fn answer(kind: &AnswerKind) -> AnswerView {
    AnswerView {
        id: kind.id.clone(),
        name: kind.name.clone(),
        counts: Some(kind.counts),
        value: kind.value.as_ref().map(score),
    }
}

/// A goal with its scope, in words.
pub(super) fn goal_text(guide: &Guide, goal: &Goal, wanted: Option<ScopeIx>) -> String {
    let mut text = match goal {
        Goal::Level(ix) => {
            let level = &guide.levels[ix.0];
            format!("Level {} {}", level.number, level.name)
        }
        Goal::Score(score) => score.to_string(),
    };
    if let Some(scope) = wanted {
        text.push_str(&format!(", {} scope", guide.scopes[scope.0].name.to_lowercase()));
    }
    text
}

/// The name of a role.
pub(super) fn role(book: &Book, role: RoleIx) -> String {
    book.settings.roles[role.0].name.clone()
}
