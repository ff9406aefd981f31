//! `levelbook status`: how the assessments stand and what is still to do.

use std::path::Path;

use crate::model::Date;
use crate::model::Followed;
use crate::pipeline;
use crate::pipeline::Seen;
use crate::sign_off::State;
use crate::sign_off::readiness::Readiness;
use crate::sign_off::readiness::readiness;
use crate::view::AssessmentView;
use crate::view::GuideView;
use crate::view::ResultView;
use crate::view::SignOffState;

use super::End;
use super::Failure;
use super::Outcome;
use super::args;
use super::out::Out;
use super::out::tame;
use super::sign::now;
use super::style::TITLE;

pub(super) fn run(book: &Path, args: &args::Status, out: &Out) -> Outcome {
    let mut library = pipeline::open(book)?;
    pipeline::targets::fill(&mut library, book, None);
    let failed = out.diagnostics(&library.sink, library.sources(), book, false);
    if library.book().is_none() {
        return Ok(End::Errors);
    }
    let left_out = library.left_out();
    // A validity that ended today is to be told today, whatever day the last commit is of.
    let Some(scored) = pipeline::score_on(&library, Date::of(now())) else { return Ok(End::Errors) };
    let words = |seen: &Seen| {
        let ready = readiness(seen.part.book, seen.assessment, &seen.view.status.missing, seen.view.waived);
        Words::new(&seen.part.view.guide, ready)
    };
    let assessments: Vec<(Words, &AssessmentView)> =
        scored.assessments().into_iter().map(|seen| (words(&seen), seen.view)).collect();
    match &args.id {
        Some(id) => match assessments.iter().find(|(_, assessment)| assessment.reference.id == *id) {
            Some((words, assessment)) => one(words, assessment, out),
            None if left_out.contains(&id.as_str()) => out.print(&lost(id)),
            None => {
                let known = assessments.iter().map(|(_, assessment)| assessment.reference.id.as_str());
                let failure = Failure::new(format!("there is no assessment `{id}`"));
                return Err(match crate::diag::suggest::help(id, known) {
                    Some(help) => failure.help(help),
                    None => failure,
                });
            }
        },
        None if assessments.is_empty() && left_out.is_empty() => {
            out.print("this book has no assessments; `levelbook new assessment ID` begins one\n");
        }
        None => {
            assessments.iter().for_each(|(words, assessment)| short(words, assessment, out));
            left_out.iter().for_each(|id| out.print(&lost(id)));
        }
    }
    Ok(if failed { End::Errors } else { End::Fine })
}

/// What is told of an assessment that has errors.
fn lost(id: &str) -> String {
    let id = tame(id);
    format!("{TITLE}{id}{TITLE:#}\n  {:<11}Mend its errors: it is left out, and nothing is known of it.\n\n", "to do")
}

/// What a model calls what it rates, what is answered, and what comes out; and whether its book lets a report be sealed.
struct Words {
    ready: Readiness,
    one: String,
    many: String,
    items: String,
    scored: bool,
}

impl Words {
    fn new(guide: &GuideView, ready: Readiness) -> Words {
        let tier = guide.tiers.last();
        Words {
            ready,
            one: tier.map_or("practice".to_owned(), |tier| tier.name.to_lowercase()),
            many: tier.map_or("practices".to_owned(), |tier| tier.plural.to_lowercase()),
            items: guide.aspects.iter().find(|aspect| aspect.rated).map_or("items", |aspect| &aspect.items).to_owned(),
            scored: guide.scored,
        }
    }
}

fn short(words: &Words, assessment: &AssessmentView, out: &Out) {
    let done = &assessment.completeness;
    let verdicts = assessment.verdicts.iter().map(|v| format!("{} {}", v.count, v.verdict.name.to_lowercase()));
    let allowed = assessment.status.draft && words.ready == Readiness::Allowed;
    let mut text = format!(
        "{TITLE}{}{TITLE:#}  {} ({}, {}{})\n",
        tame(&assessment.reference.id),
        tame(&assessment.reference.title),
        assessment.date.iso,
        assessment.status.name,
        if allowed { ", can be sealed as it is" } else { "" }
    );
    let mut line = |what: &str, value: String| text.push_str(&format!("  {what:<11}{}\n", tame(&value)));
    if let Some(covers) = &assessment.covers {
        let parts: Vec<&str> = covers.parts.iter().map(|part| part.id.as_str()).collect();
        line("covers", format!("{}: {}", covers.short, parts.join(", ")));
    }
    line(
        "answered",
        format!(
            "{} of {} {}{} ({} %)",
            done.needed_answered,
            done.needed,
            words.items,
            if words.scored { "" } else { " up to the targets" },
            done.percent
        ),
    );
    line("evidenced", format!("{} of {} answers that claim something", done.evidenced, done.claimed));
    line("targets", format!("{} of {} {}", done.targets, done.practices, words.many));
    if let Some(set) = assessment.targets.as_ref().filter(|set| set.warning || set.followed != Followed::Whole) {
        line("set", set.text.clone());
    }
    line("standing", verdicts.collect::<Vec<_>>().join(", "));
    if !assessment.overall.score_text.is_empty() {
        let overall = &assessment.overall;
        let of = if overall.scored < overall.practices { format!(" of {}", overall.practices) } else { String::new() };
        let mean = format!("the mean of {}{of} {}", overall.scored, words.many);
        line("overall", format!("{}, {mean}", overall.score_text));
    }
    for notice in &assessment.notices {
        line("note", notice.clone());
    }
    for (index, todo) in todo(words, assessment).into_iter().enumerate() {
        line(if index == 0 { "to do" } else { "" }, todo);
    }
    out.print(&text);
    out.print("\n");
}

fn todo(words: &Words, assessment: &AssessmentView) -> Vec<String> {
    let mut todo = assessment.status.missing.clone();
    let unplanned: Vec<&str> =
        assessment.unplanned.iter().map(|index| assessment.results[*index].practice.id.as_str()).collect();
    if !unplanned.is_empty() {
        todo.push(format!("No step of the roadmap closes the gap of {}.", unplanned.join(", ")));
    }
    match assessment.status.stands {
        State::Open if words.ready == Readiness::NoPolicy => {
            todo.push("The book does not say who signs: list the roles under `sign_off` in book.yaml.".to_owned());
        }
        State::Open if assessment.status.draft && words.ready == Readiness::Allowed => {
            todo.push("It can be sealed as it is: `allow_unassessed` is set in book.yaml.".to_owned());
        }
        State::Open if !assessment.status.draft && todo.is_empty() => {
            todo.push("Nothing: it is ready for sign-off.".to_owned());
        }
        State::Open => {}
        State::SignedOff if assessment.status.state == SignOffState::Signed => {
            todo.push("Nothing: it is signed off.".to_owned())
        }
        _ => todo.extend(std::iter::once(assessment.status.note.clone()).chain(assessment.status.reasons.clone())),
    }
    todo
}

fn one(words: &Words, assessment: &AssessmentView, out: &Out) {
    short(words, assessment, out);
    let head = [words.one.as_str(), if words.scored { "score" } else { "level" }, "target", "answered", "standing"]
        .map(str::to_owned);
    let rows = assessment.results.iter().map(|result| {
        let target = result.target.as_ref().map_or("-".to_owned(), |target| target.text.clone());
        let gap = if result.gap_text.is_empty() { result.verdict.name } else { result.gap_text.as_str() };
        [result.practice.id.clone(), level(result), target, answered(result), gap.to_owned()]
    });
    let rows: Vec<[String; 5]> = std::iter::once(head).chain(rows).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2), width(3)];
    for (index, row) in rows.iter().enumerate() {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{:<width$}  ", tame(cell)));
        let line = cells.collect::<String>() + &tame(&row[4]);
        out.print(&if index == 0 { format!("  {TITLE}{line}{TITLE:#}\n") } else { format!("  {line}\n") });
    }
}

fn level(result: &ResultView) -> String {
    match &result.scope {
        Some(scope) => format!("{}, {} scope", result.text, scope.name.to_lowercase()),
        None => result.text.clone(),
    }
}

fn answered(result: &ResultView) -> String {
    let needed = result.trace.iter().filter(|level| level.needed).flat_map(|level| &level.indicators);
    let (mut all, mut done) = (0, 0);
    for indicator in needed {
        all += 1;
        done += usize::from(indicator.answer.counts.is_some());
    }
    if all == 0 { "-".to_owned() } else { format!("{done}/{all}") }
}
