//! `levelbook seal`: freezes a report for signing.
//!
//! Builds the report, adds the empty signature fields, and writes both with the record of what they are bound to, all of it
//! or nothing.

use std::path::Path;
use std::path::PathBuf;

use crate::diag::Sink;
use crate::pipeline;
use crate::pipeline::Judged;
use crate::pipeline::Library;
use crate::sign_off::State;
use crate::sign_off::readiness::Readiness;
use crate::sign_off::readiness::readiness;
use crate::source::Commit;
use crate::source::DifferenceKind;
use crate::source::Repository;
use crate::source::Sources;
use crate::source::commit_of;

use super::End;
use super::Failure;
use super::Outcome;
use super::args;
use super::keep;
use super::out::Out;
use super::out::name;
use super::out::tame;
use super::style::GOOD;

pub(super) fn run(folder: &Path, args: &args::Seal, out: &Out) -> Outcome {
    let mut work = keep::book(folder, out)?;
    let Some(all) = find(folder, &args.id, out)? else { return Ok(End::Errors) };
    let Some(judged) = all.assessment(&args.id) else { return Ok(End::Errors) };
    let Judged { volume, book, assessment } = judged;
    let commit = commit_of(folder, all.sources())?.ok_or_else(|| {
        Failure::new("the book is in no commit, and the seal names the commit that it is bound to")
            .help("put the book under version control: `git init`, `git add`, `git commit`")
    })?;
    if let Some(record) = &assessment.record {
        let state = all.sign_offs(None).get(&assessment.id).map(|sign_off| sign_off.state);
        if !args.again {
            let failure = Failure::new(format!("`{}` is sealed already", args.id));
            let help = match (state, record.entries.len()) {
                (Some(State::Stale), _) => "it is stale: `--again` seals it anew, and it has to be signed anew",
                (_, 0) => "nobody has signed it: `--again` seals it anew",
                _ => "`--again` seals it anew; the signatures on it are kept by version control only",
            };
            return Err(failure.help(help));
        }
    }
    let (missing, waived) = missing(&commit, judged);
    let ready = readiness(book, assessment, &missing, waived);
    if ready == Readiness::Waived {
        let failure = Failure::new(format!("`{}` can't be sealed: {}", args.id, missing.join(" ")));
        return Err(
            failure.help("judge what applies, or set another `most_not_applicable` under `sign_off` in book.yaml")
        );
    }
    if ready == Readiness::Missing {
        let failure = Failure::new(format!("`{}` can't be sealed: {}", args.id, missing.join(" ")));
        return Err(failure.help("finish it, or set `allow_unassessed: true` under `sign_off` in book.yaml"));
    }
    if ready == Readiness::Placeholders {
        let failure = Failure::new(format!("`{}` can't be sealed: {}", args.id, missing.join(" ")));
        return Err(failure.help("`levelbook check` names each placeholder: write what belongs in its place"));
    }
    if ready == Readiness::NoPolicy {
        return Err(Failure::new("the book has no sign-off policy").help("list the roles that sign in book.yaml"));
    }
    if commit.modified {
        let why = "the seal names the commit that it is bound to";
        return Err(uncommitted(folder, &commit, all.sources(), why));
    }
    let mut sink = Sink::new();
    let sealed = pipeline::seal::seal(judged, commit, &mut sink);
    if out.diagnostics(&sink, &volume.sources, folder, false) {
        out.say("nothing was written\n");
        return Ok(End::Errors);
    }
    let sealed = sealed.ok_or_else(|| Failure::new("the report can't be made"))?;
    let sealed = sealed?;
    let target = folder_of(folder, &args.id);
    let files: [(&str, &[u8]); 2] = [("report.pdf", &sealed.form), ("seal.yaml", sealed.seal.as_bytes())];
    keep::new_record(&mut work, &args.id, &files)?;
    out.print(&format!("{GOOD}sealed{GOOD:#} {} in {}\n", args.id, name(&target)));
    for line in &book.settings.sign_off.lines {
        let role = &book.settings.roles[line.role.0];
        let need = if line.optional { ", not needed" } else { "" };
        out.print(&format!("  {:<16}{}{need}\n", role.id, tame(&role.name)));
    }
    out.print(&format!("next: levelbook sign {} --role ROLE --key FILE\n", args.id));
    Ok(End::Fine)
}

/// What keeps an assessment from being sealed, whatever is sealed of it already; and whether too much is said not to apply.
fn missing(commit: &Commit, judged: Judged) -> (Vec<String>, bool) {
    let mut open = judged.book.clone();
    open.assessments.iter_mut().for_each(|assessment| assessment.record = None);
    let view = pipeline::view_of(judged.volume, &open, Some(commit));
    let shown = view.assessments.into_iter().find(|shown| shown.reference.id == judged.assessment.id);
    shown.map(|shown| (shown.status.missing, shown.waived)).unwrap_or_default()
}

/// How many files a message names.
const NAMED: usize = 10;

/// Why a commit does not hold the book as it was loaded: the files that differ. `why` says what the commit is needed for.
pub(super) fn uncommitted(folder: &Path, commit: &Commit, sources: &Sources, why: &str) -> Failure {
    let found = Repository::of(folder).and_then(|repository| repository.differences(&commit.id, sources));
    let found = match found {
        Ok(found) => found,
        Err(error) => return Failure::new(format!("the book can't be compared with its commit: {}", error.message)),
    };
    let word = |kind| match kind {
        DifferenceKind::Ignored => "ignored by git",
        DifferenceKind::New => "new",
        DifferenceKind::Changed => "changed",
        DifferenceKind::Gone => "gone",
    };
    let named: Vec<String> =
        found.iter().take(NAMED).map(|one| format!("{} ({})", tame(&one.path), word(one.kind))).collect();
    let more = found.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let ignored = found.iter().any(|one| one.kind == DifferenceKind::Ignored);
    let force =
        if ignored { ", those that git ignores with `git add --force`, or take them out of the book" } else { "" };
    Failure::new(format!("the book has changes that are in no commit: {}{more}", named.join(", ")))
        .help(format!("commit them first{force}: {why}"))
}

/// The folder of a record.
pub(super) fn folder_of(book: &Path, id: &str) -> PathBuf {
    book.join("assessments").join(id).join("sign-off")
}

/// Opens a book and finds an assessment in it; `None` when the book has errors, which have been shown.
pub(super) fn find(folder: &Path, id: &str, out: &Out) -> Result<Option<Library>, Failure> {
    let mut library = pipeline::open(folder)?;
    pipeline::targets::fill(&mut library, folder, None);
    if out.diagnostics(&library.sink, library.sources(), folder, false) {
        return Ok(None);
    }
    if library.assessment(id).is_some() {
        return Ok(Some(library));
    }
    let failure = Failure::new(format!("there is no assessment `{id}`"));
    Err(match crate::diag::suggest::help(id, library.ids()) {
        Some(help) => failure.help(help),
        None => failure,
    })
}
