//! `levelbook diff`: what changed in the guide, by meaning.

use std::path::Path;

use crate::diag::Sink;
use crate::diag::render;
use crate::editions::Changes;
use crate::editions::Fate;
use crate::editions::Reach;
use crate::editions::TextFate;
use crate::model::Class;
use crate::report::Engine;
use crate::source::Commit;
use crate::source::Repository;
use crate::view::news;

use super::End;
use super::Failure;
use super::Outcome;
use super::args;
use super::args::DiffFormat;
use super::history;
use super::history::Range;
use super::keep;
use super::out::Out;
use super::out::name;
use super::out::tame;

pub(super) fn run(folder: &Path, args: &args::Diff, out: &Out) -> Outcome {
    let Some(library) = history::open(folder, out)? else { return Ok(End::Errors) };
    let Some(book) = library.book() else { return Ok(End::Errors) };
    let repository = Repository::of(folder)?;
    let range = history::range(folder, &repository, book, args.range.as_deref())?;
    let (Some(old), Some(new)) = (range.old.book(), range.new.book()) else { return Ok(End::Errors) };
    let view = || news::news("whats-new", (&range.old.name, &range.new.name), &old.guide, new, &range.changes);
    let text = match args.format {
        DiffFormat::Text => history::told(&range, args.rated),
        // Line by line: the ends of these lines are ours.
        DiffFormat::Markdown => changelog(&range).lines().map(|line| format!("{}\n", tame(line))).collect(),
        DiffFormat::Json => render::to_json(&view()),
        DiffFormat::Html => {
            let mut sink = Sink::new();
            let theme = &range.new.library.main().theme;
            let shown = crate::pipeline::view_of(range.new.library.main(), new, stand(&repository, &range).as_ref());
            let html = crate::site::changes(&shown, &view(), theme, &mut sink);
            if out.diagnostics(&sink, range.new.library.sources(), folder, false) {
                return Ok(End::Errors);
            }
            html.ok_or_else(|| Failure::new("the page can't be made"))?
        }
        DiffFormat::Pdf => {
            let path = args
                .output
                .clone()
                .ok_or_else(|| Failure::new("a PDF is not for a terminal").help("name a file with `--output FILE`"))?;
            let mut sink = Sink::new();
            let shown = crate::pipeline::view_of(range.new.library.main(), new, stand(&repository, &range).as_ref());
            let pdf = Engine::new(&range.new.library.main().theme, &mut sink).changes(&shown, &view(), &mut sink);
            if out.diagnostics(&sink, range.new.library.sources(), folder, false) {
                return Ok(End::Errors);
            }
            keep::unless_source(&path, &pdf.ok_or_else(|| Failure::new("the PDF can't be made"))?, folder)?;
            out.print(&format!("{}\n", name(&path)));
            return Ok(End::Fine);
        }
    };
    match &args.output {
        Some(path) => {
            keep::unless_source(path, anstream::adapter::strip_str(&text).to_string().as_bytes(), folder)?;
            out.print(&format!("{}\n", name(path)));
        }
        None => out.print(&text),
    }
    Ok(End::Fine)
}

/// The commit that the later of the two guides stands at.
fn stand(repository: &Repository, range: &Range) -> Option<Commit> {
    match &range.new.commit {
        None => repository.head(range.new.library.sources()).unwrap_or_default(),
        Some(commit) => {
            Some(Commit { id: commit.clone(), modified: false, day: repository.day(commit).unwrap_or_default() })
        }
    }
}

/// A draft of a changelog's entry (Keep a Changelog 1.1.0).
fn changelog(range: &Range) -> String {
    let title = match range.new.book().filter(|_| range.new.commit.is_some()) {
        Some(book) => format!("## [{}] - {}\n", book.guide.version, book.guide.date),
        None => "## [Unreleased]\n".to_owned(),
    };
    let mut out = format!("{title}\n{}\n", range.changes.sentence());
    for (heading, lines) in sections(&range.changes) {
        if !lines.is_empty() {
            out.push_str(&format!("\n### {heading}\n\n"));
            lines.iter().for_each(|line| out.push_str(&format!("- {line}\n")));
        }
    }
    out
}

fn sections(changes: &Changes) -> [(&'static str, Vec<String>); 4] {
    let (mut added, mut changed, mut removed, mut fixed) = (Vec::new(), changes.model.clone(), Vec::new(), Vec::new());
    for change in &changes.bullets {
        let id = if change.id.is_empty() {
            format!("{}, level {}", change.practice, change.level)
        } else {
            change.id.clone()
        };
        let words = change.new.as_ref().or(change.old.as_ref()).map_or("", String::as_str);
        let note = if change.note.is_empty() { words } else { &change.note };
        match (change.fate, change.reach()) {
            (Fate::Added, _) => added.push(format!("`{id}` ({}): {words}", change.item)),
            (Fate::Removed, _) => removed.push(format!("`{id}` ({}): {words}", change.item)),
            (_, Reach::Editorial) if change.class != Some(Class::Clarified) => {
                fixed.push(format!("`{id}` ({}): wording", change.item));
            }
            _ => changed.push(format!("`{id}` ({}, {}): {note}", change.item, change.word())),
        }
    }
    for text in changes.texts.iter().chain(&changes.pages) {
        let line = format!(
            "`{}`: {}{}",
            text.id,
            text.what,
            if text.note.is_empty() { String::new() } else { format!(". {}", text.note) }
        );
        match text.fate() {
            TextFate::Added => added.push(line),
            TextFate::Removed => removed.push(line),
            TextFate::Editorial => fixed.push(line),
            TextFate::Reworded => changed.push(line),
        }
    }
    [("Added", added), ("Changed", changed), ("Removed", removed), ("Fixed", fixed)]
}
