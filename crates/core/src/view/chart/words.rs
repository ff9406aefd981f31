//! What the charts show, in words.

use super::Against;
use super::Distance;
use super::Place;
use super::RowState;
use super::reading::Reading;
use super::reading::Row;

/// What a chart without rows says.
pub(super) const EMPTY: &str = "Nothing to show.";

/// The values of a chart in words: what it shows (`Current level against target`), then each group with its rows.
pub(super) fn alt(what: &str, reading: &Reading) -> String {
    let count = reading.rows().count();
    let (one, many) = &reading.rated;
    let mut text = match count {
        0 => return format!("{what}: no {many}."),
        1 => format!("{what} for 1 {one}."),
        _ => format!("{what} for {count} {many}."),
    };
    for group in &reading.groups {
        text.push(' ');
        if !group.title.is_empty() {
            text.push_str(&group.title);
            text.push_str(": ");
        }
        let rows: Vec<String> = group.rows.iter().map(sentence).collect();
        text.push_str(&rows.join("; "));
        text.push('.');
    }
    text
}

fn sentence(row: &Row) -> String {
    let name = if row.title.is_empty() { &row.code } else { &row.title };
    let mut parts: Vec<String> = (!name.is_empty()).then(|| name.clone()).into_iter().collect();
    parts.push(match row.state {
        RowState::Level(level, false) => format!("level {level}"),
        RowState::Level(level, true) => format!("at least level {level}"),
        RowState::Score(score, false) => format!("{score}"),
        RowState::Score(score, true) => format!("at least {score}"),
        state => without_level(state).to_owned(),
    });
    match row.wanted {
        Some(target) => parts.push(format!("target {target}")),
        None if row.reached.is_some() => parts.push("no target".to_owned()),
        None => {}
    }
    match row.against {
        Against::Nothing => {}
        Against::Below(_) => parts.push("below target".to_owned()),
        Against::Open => parts.push("target not confirmed".to_owned()),
        Against::At => parts.push(if row.short { "at target level".to_owned() } else { "at target".to_owned() }),
        Against::Above(_) if row.short => parts.push("above target level".to_owned()),
        Against::Above(_) => parts.push("above target".to_owned()),
    }
    if row.short {
        parts.push("scope short of target".to_owned());
    }
    parts.join(", ")
}

/// How a row stands, in a few words to be written beside it.
pub(super) fn standing(row: &Row) -> String {
    let levels = |distance: Distance| match distance {
        Distance::Levels(1) => "1 level".to_owned(),
        Distance::Levels(count) => format!("{count} levels"),
        Distance::Score(0) => "less than 0.01".to_owned(),
        Distance::Score(score) => Place::Score(score).to_string(),
        Distance::Points(1) => "1 point".to_owned(),
        Distance::Points(points) => format!("{points} points"),
    };
    match row.against {
        Against::Nothing if row.reached.is_some() && row.short => "scope short".to_owned(),
        Against::Nothing if row.reached.is_some() => "no target".to_owned(),
        // There is room for a few words only.
        Against::Nothing if row.state == RowState::Outside => "outside the part".to_owned(),
        Against::Nothing => without_level(row.state).to_owned(),
        Against::Below(count) => format!("{} below target", levels(count)),
        Against::Open => "target not confirmed".to_owned(),
        Against::At if row.short => "scope short of target".to_owned(),
        Against::At => "at target".to_owned(),
        Against::Above(count) => format!("{} above target", levels(count)),
    }
}

/// The states without a level.
fn without_level(state: RowState) -> &'static str {
    match state {
        RowState::Level(..) | RowState::Score(..) => "",
        RowState::NotAssessed => "not assessed",
        RowState::Insufficient => "insufficient evidence",
        RowState::NotApplicable => "not applicable",
        RowState::Outside => "not part of this assessment",
    }
}

/// A text within a sentence.
pub(in crate::view) fn inside(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| format!("{}{}", first.to_lowercase(), chars.as_str()))
}
