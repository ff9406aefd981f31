//! What the commands on editions share: two points of the history, and how changes are told at a terminal.

use std::path::Path;

use crate::editions::Changes;
use crate::editions::Fate;
use crate::editions::Reach;
use crate::editions::text::Piece;
use crate::editions::text::Side;
use crate::model::Book;
use crate::pipeline;
use crate::pipeline::Library;
use crate::pipeline::editions;
use crate::pipeline::editions::Point;
use crate::source::GitError;
use crate::source::Repository;
use crate::view::names::Named;
use crate::view::news::NewsGroup;

use super::Failure;
use super::out::Out;
use super::out::tame;
use super::style::ADDED;
use super::style::GONE;
use super::style::TITLE;
use super::style::WARNING;

impl From<GitError> for Failure {
    fn from(error: GitError) -> Failure {
        let failure = Failure::new(error.message);
        if error.help.is_empty() { failure } else { failure.help(error.help) }
    }
}

/// Opens the work tree; `None` when it has errors, which have been shown.
pub(super) fn open(folder: &Path, out: &Out) -> Result<Option<Library>, Failure> {
    let library = pipeline::open(folder)?;
    let failed = out.diagnostics(&library.sink, library.sources(), folder, false);
    Ok((!failed).then_some(library))
}

/// Two points of the history. The later one may be the work tree.
pub(super) struct Range {
    pub(super) old: Point,
    pub(super) new: Point,
    pub(super) changes: Changes,
}

/// Reads a range: `A..B`, `A..` and `A` (to the work tree), `..B` (from the edition before), and nothing (from the last
/// edition to the work tree).
pub(super) fn range(folder: &Path, repository: &Repository, now: &Book, text: Option<&str>) -> Result<Range, Failure> {
    let text = text.unwrap_or("");
    let (from, to) = text.split_once("..").unwrap_or((text, ""));
    let new = editions::point(folder, repository, now, to)?;
    let old = match from {
        "" => before(now, &new)?,
        from => from.to_owned(),
    };
    let old = editions::point(folder, repository, now, &old)?;
    let (Some(before), Some(after)) = (old.book(), new.book()) else {
        return Err(Failure::new("the book in the work tree has errors").help("`levelbook check` shows them"));
    };
    let changes = editions::changes(before, after);
    Ok(Range { old, new, changes })
}

/// The edition before a point: the last one that is older than it, or for the work tree the last one that there is.
fn before(now: &Book, point: &Point) -> Result<String, Failure> {
    let version = point.version().filter(|_| point.commit.is_some());
    let older = now.editions.iter().rev().find(|edition| version.is_none_or(|version| edition.version < version));
    older.map(|edition| edition.version.to_string()).ok_or_else(|| {
        let text = if now.editions.is_empty() { "no edition is released yet" } else { "there is no edition before it" };
        Failure::new(text).help("name two commits or tags, such as `levelbook diff HEAD~5..`")
    })
}

/// Pieces in one line: what is gone between `[-` and `-]`, what is new between `{+` and `+}`, as git marks words.
pub(super) fn marked(pieces: &[Piece]) -> String {
    let mark = |piece: &Piece| match piece.side {
        Side::Both => tame(&piece.text),
        Side::Old => format!("{GONE}[-{}-]{GONE:#}", tame(&piece.text)),
        Side::New => format!("{ADDED}{{+{}+}}{ADDED:#}", tame(&piece.text)),
    };
    pieces.iter().map(mark).collect::<Vec<_>>().join(" ")
}

/// Changes for people at a terminal.
pub(super) fn told(range: &Range, rated_only: bool) -> String {
    let changes = &range.changes;
    let mut out = format!("{} to {}\n", tame(&capital(&range.old.name)), tame(&range.new.name));
    out.push_str(&format!("{TITLE}{}{TITLE:#}\n", changes.sentence()));
    if changes.reach() == Reach::Model {
        out.push_str(&format!("\n{TITLE}the model{TITLE:#}\n"));
        changes.reasons().iter().for_each(|text| out.push_str(&format!("  {}\n", tame(text))));
    }
    let mut last = "";
    for change in changes.bullets.iter().filter(|change| change.rated || !rated_only) {
        if change.practice != last {
            out.push_str(&format!("\n{TITLE}{}{TITLE:#}\n", change.practice));
            last = &change.practice;
        }
        let local = change.id.strip_prefix(&format!("{}.", change.practice)).unwrap_or(&change.id);
        let local = if local.is_empty() { format!("level {}", change.level) } else { local.to_owned() };
        let word = if change.is_open() { format!("{WARNING}{}{WARNING:#}", change.word()) } else { change.word() };
        out.push_str(&format!("  {local}  {}, {word}", change.item));
        if !change.was.is_empty() && change.fate != Fate::Kept {
            out.push_str(&format!(" (was {})", change.was.join(", ")));
        }
        // What is new or gone as a whole needs no marks.
        let words = match (&change.old, &change.new) {
            (Some(_), Some(_)) => marked(&change.pieces()),
            (one, other) => tame(&folded(one.as_ref().or(other.as_ref()).map_or("", String::as_str))),
        };
        out.push_str(&format!("\n    {words}\n"));
        if !change.note.is_empty() {
            out.push_str(&format!("    note: {}\n", tame(&folded(&change.note))));
        }
    }
    if !rated_only {
        for (title, texts) in [("prose of practices", &changes.texts), ("pages", &changes.pages)] {
            if !texts.is_empty() {
                out.push_str(&format!("\n{TITLE}{title}{TITLE:#}\n"));
            }
            for text in texts {
                out.push_str(&format!("  {}: {}, {}\n", tame(&text.id), tame(&text.what), text.fate().name()));
            }
        }
    }
    out.push('\n');
    out.push_str(&sums(changes));
    out
}

/// How many changes of each kind there are, and what is still to be decided.
pub(super) fn sums(changes: &Changes) -> String {
    let mut out = String::new();
    let counts = crate::view::news::counts(changes);
    for (group, name) in [(NewsGroup::Rated, "indicators"), (NewsGroup::Guidance, "guidance")] {
        let of: Vec<String> = counts
            .iter()
            .filter(|count| count.group == group)
            .map(|count| format!("{} {}", count.count, count.word))
            .collect();
        if !of.is_empty() {
            out.push_str(&format!("{name}: {}\n", of.join("; ")));
        }
    }
    let open = changes.open().count();
    if open > 0 {
        out.push_str(&format!(
            "{open} reworded {} no class yet: only its editor can say whether the bar has moved\n",
            if open == 1 { "indicator has" } else { "indicators have" }
        ));
    }
    out
}

/// A text in one line.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
