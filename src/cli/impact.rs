//! `levelbook impact`: which answers of which assessments rest on text that changed.

use std::path::Path;

use crate::diag::render;
use crate::editions::impact::Task;
use crate::editions::impact::impact;
use crate::editions::text::Side;
use crate::pipeline::Judged;
use crate::pipeline::editions;
use crate::source::Repository;
use crate::view::ImpactAssessment;
use crate::view::ImpactView;
use crate::view::news;

use super::End;
use super::Failure;
use super::Outcome;
use super::args;
use super::args::VerifyFormat;
use super::history;
use super::out::Out;
use super::out::tame;
use super::style::ADDED;
use super::style::GONE;
use super::style::NEW;
use super::style::TITLE;
use super::style::WAITING;

pub(super) fn run(folder: &Path, args: &args::Impact, out: &Out) -> Outcome {
    let Some(library) = history::open(folder, out)? else { return Ok(End::Errors) };
    let Some(book) = library.book() else { return Ok(End::Errors) };
    let repository = Repository::of(folder)?;
    let text = args.range.as_deref().unwrap_or("");
    let (from, to) = text.split_once("..").unwrap_or((text, ""));
    let new = editions::point(folder, &repository, book, to)?;
    let from = match from {
        "" => None,
        from => Some(editions::point(folder, &repository, book, from)?),
    };
    let after = new.book().ok_or_else(|| Failure::new("the book in the work tree has errors"))?;
    let mut found = Vec::new();
    for Judged { book: judged, assessment, .. } in library.assessments() {
        if args.id.as_ref().is_some_and(|id| *id != assessment.id) {
            continue;
        }
        // An assessment is held against the guide that it was judged with, and a range picks those of its beginning.
        if let Some(from) = from.as_ref().and_then(editions::Point::book)
            && from.guide.version != judged.guide.version
        {
            continue;
        }
        let changes = editions::changes(judged, after);
        let effect = impact(assessment, &judged.guide, &after.guide, &changes);
        found.push(news::impact(assessment, &judged.guide, &changes, &effect));
    }
    if let Some(id) = args.id.as_ref().filter(|_| found.is_empty()) {
        let failure = Failure::new(format!("there is no assessment `{id}`"));
        return Err(match crate::diag::suggest::help(id, library.ids()) {
            Some(help) => failure.help(help),
            None => failure,
        });
    }
    match args.format {
        VerifyFormat::Json => {
            let view = ImpactView { to: new.name.clone(), assessments: found };
            out.print(&render::to_json(&view));
        }
        VerifyFormat::Human if found.is_empty() => out.print("no assessment was judged against that edition\n"),
        VerifyFormat::Human => found.iter().for_each(|one| out.print(&told(one, &new.name))),
    }
    Ok(End::Fine)
}

/// How one assessment is touched, for people.
fn told(one: &ImpactAssessment, to: &str) -> String {
    let mut out = format!(
        "{TITLE}{}{TITLE:#}  {}, from edition {} to {to}\n",
        tame(&one.reference.id),
        tame(&one.reference.title),
        tame(&one.guide_version)
    );
    out.push_str(&format!("  {}\n", sums(one)));
    for answer in &one.answers {
        let to = answer.now.iter().filter(|now| **now != answer.id).map(String::as_str).collect::<Vec<_>>().join(", ");
        let to = if to.is_empty() { String::new() } else { format!(" → {to}") };
        let style = if answer.task == Task::Reconfirm { WAITING } else { GONE };
        out.push_str(&format!(
            "  {style}{:<10}{style:#} {}{to} ({}): answered “{}”\n",
            answer.task.name(),
            tame(&answer.id),
            tame(&answer.word),
            tame(&answer.answer)
        ));
        let mark = |piece: &crate::view::PieceView| match piece.side {
            Side::Old => format!("{GONE}[-{}-]{GONE:#}", tame(&piece.text)),
            Side::New => format!("{ADDED}{{+{}+}}{ADDED:#}", tame(&piece.text)),
            Side::Both => tame(&piece.text),
        };
        out.push_str(&format!("             {}\n", answer.pieces.iter().map(mark).collect::<Vec<_>>().join(" ")));
    }
    for bullet in &one.unanswered {
        let words: Vec<&str> = bullet.pieces.iter().map(|piece| piece.text.as_str()).collect();
        out.push_str(&format!(
            "  {NEW}new{NEW:#}        {}: not answered yet\n             {}\n",
            tame(&bullet.id),
            tame(&words.join(" "))
        ));
    }
    out.push('\n');
    out
}

/// How many answers are touched, in a line.
pub(super) fn sums(one: &ImpactAssessment) -> String {
    let counts = [
        (one.untouched, Task::Untouched),
        (one.reconfirm, Task::Reconfirm),
        (one.reassess, Task::Reassess),
        (one.archived, Task::Archived),
    ];
    let mut parts: Vec<String> = counts.iter().map(|(count, task)| format!("{count} {}", task.name())).collect();
    if !one.unanswered.is_empty() {
        parts.push(format!("{} new up to the targets", one.unanswered.len()));
    }
    parts.join(", ")
}
