//! When targets were set, in words.

use crate::model::Book;
use crate::model::Followed;
use crate::model::TargetHistory;
use crate::view::LateTargetView;
use crate::view::TargetsView;
use crate::view::refs::node_ref;
use crate::view::words::date;

/// When targets were set, in words.
pub(super) fn targets(book: &Book, history: &TargetHistory) -> TargetsView {
    let practice = |id: &str| book.guide.node(id).map(|ix| node_ref(&book.guide.nodes[ix.0]));
    let late = history.late.iter().filter_map(|late| {
        Some(LateTargetView {
            practice: practice(&late.practice)?,
            text: match (&late.before, &late.now) {
                (Some(before), now) => {
                    format!("Lowered from level {} to {} after answers existed.", before.written(), now.written())
                }
                (None, now) => format!("Set to level {} after answers existed.", now.written()),
            },
            date: date(late.day),
            commit: late.commit.chars().take(12).collect(),
        })
    });
    let late: Vec<LateTargetView> = late.collect();
    let mut text = match (history.set, history.answered) {
        _ if history.followed == Followed::Shallow => {
            "When targets were set can't be told: this clone has only the end of the history.".to_owned()
        }
        _ if history.followed == Followed::Partial => {
            "When targets were set can't be told: this clone lacks a part of the history.".to_owned()
        }
        _ if history.followed == Followed::Unread => {
            "When targets were set can't be told: the history can't be read.".to_owned()
        }
        (Some(set), Some(answered)) if history.followed == Followed::Together => {
            let day = date(set.max(answered)).text;
            format!("Targets and first answers came into version control together, on {day}.")
        }
        (Some(set), Some(answered)) => {
            format!("Targets first set on {}, first answer on {}.", date(set).text, date(answered).text)
        }
        (Some(set), None) => format!("Targets first set on {}; nothing is answered yet.", date(set).text),
        (None, Some(answered)) => {
            format!("First answer on {}; no target is in version control.", date(answered).text)
        }
        (None, None) => "Neither targets nor answers are in version control yet.".to_owned(),
    };
    match late.len() {
        0 => {}
        1 => text.push_str(" One target was set or lowered after answers existed."),
        many => text.push_str(&format!(" {many} targets were set or lowered after answers existed.")),
    }
    if !history.formerly.is_empty() {
        let names: Vec<String> = history.formerly.iter().map(|path| format!("`{path}`")).collect();
        text.push_str(&format!(" The file was called {} before.", names.join(", then ")));
    }
    let unknown = matches!(history.followed, Followed::Shallow | Followed::Partial | Followed::Unread);
    TargetsView { text, warning: unknown || !late.is_empty(), followed: history.followed, late }
}
