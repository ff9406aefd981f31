//! What changed between two guides, and what that does to assessments, as a reader sees it.

pub use super::types::news::{
    ImpactAnswer, ImpactAssessment, ImpactView, NewsBullet, NewsCount, NewsGroup, NewsPractice, NewsText, NewsView,
    PieceView,
};

use crate::editions::BulletChange;
use crate::editions::Changes;
use crate::editions::Fate;
use crate::editions::Reach;
use crate::editions::TextChange;
use crate::editions::impact::Impact;
use crate::editions::impact::Task;
use crate::editions::text::Piece;
use crate::editions::text::Side;
use crate::model::Assessment;
use crate::model::Book;
use crate::model::Guide;

use super::Kind;
use super::Ref;
use super::names::Named;
use super::words::paragraphs;

/// Words that are shown on each side of a change within a long text.
const AROUND: usize = 9;

/// The view of what changed. `new` is the later book, `old` the earlier guide.
pub fn news(id: &str, names: (&str, &str), old: &Guide, new: &Book, changes: &Changes) -> NewsView {
    let (from, to) = names;
    let version = new.guide.version.parse().ok();
    let notes = version.and_then(|version| new.notes.get(&version)).map(|notes| paragraphs(&notes.summary));
    let reach = changes.reach();
    let title = match to.strip_prefix("edition ") {
        Some(version) => format!("What’s new in {version}"),
        None => format!("What’s new since {}", from.strip_prefix("edition ").unwrap_or(from)),
    };
    NewsView {
        reference: Ref {
            kind: Kind::News,
            id: id.to_owned(),
            code: String::new(),
            title,
            summary: format!("What changed from {from} to {to}. {}", changes.sentence()),
        },
        from: from.to_owned(),
        to: to.to_owned(),
        notes: notes.filter(|_| to.starts_with("edition ")).unwrap_or_default(),
        verdict: changes.sentence(),
        reach,
        counts: counts(changes),
        model: if reach == Reach::Model { changes.reasons() } else { Vec::new() },
        practices: practices(old, &new.guide, changes),
        pages: changes.pages.iter().map(text).collect(),
    }
}

/// How many changes of each kind there are, rated bullets first.
pub fn counts(changes: &Changes) -> Vec<NewsCount> {
    let mut counts: Vec<NewsCount> = Vec::new();
    let bullets = changes.bullets.iter().map(|change| (NewsGroup::of(change.rated), change.word()));
    let texts =
        changes.texts.iter().chain(&changes.pages).map(|change| (NewsGroup::Guidance, change.fate().name().to_owned()));
    for (group, word) in bullets.chain(texts) {
        match counts.iter_mut().find(|count| count.group == group && count.word == word) {
            Some(count) => count.count += 1,
            None => counts.push(NewsCount { group, word, count: 1 }),
        }
    }
    counts.sort_by(|a, b| b.group.cmp(&a.group).then_with(|| a.word.cmp(&b.word)));
    counts
}

fn practices(old: &Guide, new: &Guide, changes: &Changes) -> Vec<NewsPractice> {
    let now = new.practices.iter().map(|practice| (&new.nodes[practice.node.0], true));
    let gone = old.practices.iter().map(|practice| (&old.nodes[practice.node.0], false));
    let mut done: Vec<&str> = Vec::new();
    let mut all = Vec::new();
    for (node, there) in now.chain(gone) {
        if done.contains(&node.id.as_str()) {
            continue;
        }
        done.push(&node.id);
        let bullets: Vec<NewsBullet> = changes.bullets.iter().filter(|c| c.practice == node.id).map(bullet).collect();
        let texts: Vec<NewsText> = changes.texts.iter().filter(|c| c.id == node.id).map(text).collect();
        if bullets.is_empty() && texts.is_empty() {
            continue;
        }
        let practice = Ref {
            kind: Kind::Practice,
            id: node.id.clone(),
            code: node.code.clone(),
            title: node.title.clone(),
            summary: node.summary.clone(),
        };
        all.push(NewsPractice { practice, there, bullets, texts });
    }
    all
}

fn bullet(change: &BulletChange) -> NewsBullet {
    NewsBullet {
        id: change.id.clone(),
        level: change.level,
        item: change.item.clone(),
        rated: change.rated,
        word: change.word(),
        there: change.fate != Fate::Removed,
        was: change.was.clone(),
        note: change.note.clone(),
        pieces: marked(change),
    }
}

/// The words of a bullet with what differs marked. What is new or gone as a whole needs no marks: its word says so.
fn marked(change: &BulletChange) -> Vec<PieceView> {
    match (&change.old, &change.new) {
        (Some(_), Some(_)) => pieces(&change.pieces(), usize::MAX),
        (one, other) => {
            one.iter().chain(other).map(|text| PieceView { side: Side::Both, text: text.clone() }).collect()
        }
    }
}

fn text(change: &TextChange) -> NewsText {
    let whole = change.old.is_none() || change.new.is_none();
    NewsText {
        id: change.id.clone(),
        what: change.what.clone(),
        word: change.fate(),
        there: change.new.is_some(),
        note: change.note.clone(),
        // A new page is there to be read; showing all of it here helps nobody.
        pieces: if whole { Vec::new() } else { pieces(&change.pieces(), AROUND) },
    }
}

/// Pieces as they are shown, with at most `around` words of what is the same next to a change.
fn pieces(all: &[Piece], around: usize) -> Vec<PieceView> {
    let last = all.len().saturating_sub(1);
    let shown = all.iter().enumerate().map(|(index, piece)| {
        let text = if piece.side == Side::Both {
            shortened(&piece.text, around, index > 0, index < last)
        } else {
            piece.text.clone()
        };
        PieceView { side: piece.side, text }
    });
    shown.collect()
}

fn shortened(text: &str, around: usize, before: bool, after: bool) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let kept = usize::from(before) + usize::from(after);
    if words.len() <= around.saturating_mul(kept.max(1)).saturating_add(2) {
        return text.to_owned();
    }
    let mut out = String::new();
    if before {
        out.push_str(&words[..around].join(" "));
        out.push(' ');
    }
    out.push('…');
    if after {
        out.push(' ');
        out.push_str(&words[words.len() - around..].join(" "));
    }
    out
}

/// The view of what changes do to one assessment.
pub fn impact(assessment: &Assessment, old: &Guide, changes: &Changes, impact: &Impact) -> ImpactAssessment {
    let practice = |id: &str| {
        let owner = id.split('.').next().unwrap_or(id);
        let node = old.nodes.iter().find(|node| node.id == owner);
        Ref {
            kind: Kind::Practice,
            id: owner.to_owned(),
            code: node.map_or(String::new(), |node| node.code.clone()),
            title: node.map_or(owner.to_owned(), |node| node.title.clone()),
            summary: String::new(),
        }
    };
    let touched = impact.answers.iter().filter(|answer| answer.task != Task::Untouched);
    let answers = touched.flat_map(|answer| {
        answer.changes.iter().filter_map(|index| changes.bullets.get(*index)).map(|change| ImpactAnswer {
            id: answer.id.clone(),
            practice: practice(&answer.id),
            now: answer.now.clone(),
            answer: answer.answer.clone(),
            task: answer.task,
            word: change.word(),
            note: change.note.clone(),
            pieces: marked(change),
        })
    });
    let fresh = changes.bullets.iter().filter(|change| impact.unanswered.contains(&change.id));
    ImpactAssessment {
        reference: Ref {
            kind: Kind::Assessment,
            id: assessment.id.clone(),
            code: String::new(),
            title: assessment.title.clone(),
            summary: String::new(),
        },
        guide_version: assessment.guide_version.clone(),
        untouched: impact.count(Task::Untouched),
        reconfirm: impact.count(Task::Reconfirm),
        reassess: impact.count(Task::Reassess),
        archived: impact.count(Task::Archived),
        answers: answers.collect(),
        unanswered: fresh.map(bullet).collect(),
    }
}
