//! Small parts that many views hold: levels, scopes, scores, aspects, answers, goals and roles.

use crate::markup::plain;
use crate::model::AnswerKind;
use crate::model::AspectKind;
use crate::model::Book;
use crate::model::BulletRef;
use crate::model::Display;
use crate::model::Goal;
use crate::model::Guide;
use crate::model::RoleIx;
use crate::model::ScopeIx;
use crate::model::Score;

use super::AnswerView;
use super::AspectView;
use super::DependencyView;
use super::LevelView;
use super::ScopeView;
use super::ScoreView;
use super::refs::practice_ref;

/// A score as the model wants it shown: `1.75`, or `58 %`.
pub(super) fn shown(guide: &Guide, score: &Score) -> String {
    match guide.display {
        Display::Number => score.to_string(),
        Display::Percent => format!("{} %", score.over(&guide.best()).percent()),
    }
}

/// The same with the end of its scale: `1.75 of 3`.
pub(super) fn shown_of(guide: &Guide, score: &Score, end: Option<&Score>) -> String {
    match (guide.display, end) {
        (Display::Number, Some(end)) => format!("{score} of {}", end.end()),
        _ => shown(guide, score),
    }
}

/// A distance between scores: one that is too small to be shown is still there.
pub(super) fn distance(guide: &Guide, size: &Score) -> String {
    match guide.display {
        Display::Number if size.shown_thousandths() == 0 && !size.is_zero() => "less than 0.01".to_owned(),
        Display::Number => size.to_string(),
        Display::Percent => match size.over(&guide.best()).percent() {
            1 => "1 percentage point".to_owned(),
            points => format!("{points} percentage points"),
        },
    }
}

/// A score as it is shown, with its exact value.
pub(super) fn score(guide: &Guide, score: &Score) -> ScoreView {
    ScoreView { text: shown(guide, score), exact: score.exact(), thousandths: score.thousandths() }
}

/// The value of an answer, which is a number whatever scores are shown as.
fn value(score: &Score) -> ScoreView {
    ScoreView { text: score.to_string(), exact: score.exact(), thousandths: score.thousandths() }
}

/// A level, by its place in the guide.
pub(super) fn level(guide: &Guide, index: usize) -> LevelView {
    let level = &guide.levels[index];
    let (number, name) = (level.number, level.name.clone());
    LevelView { number, text: level_text(number, &name), name, summary: level.summary.clone() }
}

/// `Level 2 Ad hoc`; or the name alone where it tells the number by itself: `Stage 2`.
fn level_text(number: u8, name: &str) -> String {
    let tells = name.split(|c: char| !c.is_alphanumeric()).any(|word| word == number.to_string());
    if tells { name.to_owned() } else { format!("Level {number} {name}") }
}

/// An item that another depends on. `met` tells whether it is, where that is judged.
pub(super) fn dependency(guide: &Guide, to: &BulletRef, met: Option<bool>) -> DependencyView {
    let layers = guide.all_layers();
    let found =
        guide.indicators(to.practice, &layers).find(|i| i.level == to.level && i.bullet.id.as_ref() == Some(&to.id));
    let title = found.map_or(String::new(), |indicator| plain(&indicator.bullet.body).trim().to_owned());
    DependencyView {
        practice: practice_ref(guide, to.practice),
        id: guide.full_id(to.practice, to.level, &to.id),
        title: if title.is_empty() { to.id.clone() } else { title },
        met,
    }
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
        value: kind.value.as_ref().map(value),
    }
}

/// A goal with its scope, in words.
pub(super) fn goal_text(guide: &Guide, goal: &Goal, wanted: Option<ScopeIx>) -> String {
    let mut text = match goal {
        Goal::Level(ix) => level(guide, ix.0).text,
        Goal::Score(score) => shown(guide, score),
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
