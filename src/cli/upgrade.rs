//! `levelbook upgrade`: carries an assessment over to a later edition, as a new assessment beside the old one.

use std::path::Path;

use crate::editions::impact::impact;
use crate::editions::upgrade;
use crate::editions::upgrade::Old;
use crate::pipeline;
use crate::pipeline::Judged;
use crate::pipeline::editions;
use crate::source::Content;
use crate::source::Repository;
use crate::source::Source;
use crate::view::news;

use super::End;
use super::Failure;
use super::Outcome;
use super::args;
use super::history;
use super::keep;
use super::out::Out;
use super::out::name;
use super::style::WARNING;

pub(super) fn run(folder: &Path, args: &args::Upgrade, out: &Out) -> Outcome {
    let mut work = keep::book(folder, out)?;
    let Some(library) = history::open(folder, out)? else { return Ok(End::Errors) };
    let Some(book) = library.book() else { return Ok(End::Errors) };
    let Some(Judged { volume, book: judged, assessment }) = library.assessment(&args.id) else {
        let failure = Failure::new(format!("there is no assessment `{}`", args.id));
        return Err(match crate::diag::suggest::help(&args.id, library.ids()) {
            Some(help) => failure.help(help),
            None => failure,
        });
    };
    let point = match args.to.as_deref().filter(|to| *to != book.guide.version) {
        None => None,
        Some(to) => Some(editions::point(folder, &Repository::of(folder)?, book, to)?),
    };
    let after = point.as_ref().and_then(editions::Point::book).unwrap_or(book);
    let (from, to) = (&judged.guide.version, &after.guide.version);
    if from == to {
        return Err(Failure::new(format!("`{}` was judged against edition {to} already", args.id)));
    }
    if point.is_none() && !book.editions.iter().any(|edition| edition.version.to_string() == *to) {
        out.say(&format!(
            "{WARNING}warning{WARNING:#}: edition {to} is not released yet; what it says may still change under the new assessment\n"
        ));
    }
    let id = args.new.clone().unwrap_or_else(|| format!("{}-{}", args.id, to.replace('.', "-")));
    if !crate::markup::is_id(&id) {
        return Err(Failure::new(format!("`{id}` is not an id")).help("name another one with `--as`"));
    }
    let path = format!("assessments/{id}/assessment.yaml");
    if folder.join(&path).exists() || library.ids().contains(&id.as_str()) {
        return Err(Failure::new(format!("there is an assessment `{id}` already")).help("name another id with `--as`"));
    }
    let draft = volume.draft.assessments.iter().find(|draft| draft.file == assessment.file);
    let draft = draft.ok_or_else(|| Failure::new("the assessment can't be read"))?;
    let changes = editions::changes(judged, after);
    let effect = impact(assessment, &judged.guide, &after.guide, &changes);
    let old = Old { text: volume.sources.get(assessment.file).text(), draft, guide: &judged.guide };
    let text = upgrade::upgrade(&old, &after.guide, &changes, &effect, &id);
    // What is written is read first: a file that does not check helps nobody.
    let trial = Source::new(path.clone(), Content::Text(text.clone()));
    let trial = pipeline::open_with_file(folder, library.sources(), trial);
    if trial.sink.has_errors() {
        out.diagnostics(&trial.sink, trial.sources(), folder, false);
        return Err(Failure::new("the assessment can't be carried over by itself")
            .help("the places above are of the new file; nothing was written"));
    }
    // With the line ends of the file that it comes from.
    let text = volume.sources.get(assessment.file).written(&text);
    keep::put(&mut work, &[(&path, text.as_bytes())])?;
    let told = news::impact(assessment, &judged.guide, &changes, &effect);
    out.print(&format!("{}\n", name(&folder.join(&path))));
    out.print(&format!("carried over from edition {from} to {to}: {}\n", super::impact::sums(&told)));
    out.print(&format!(
        "next: `levelbook status {id}` says what is still to do; set title, version and date yourself\n"
    ));
    Ok(End::Fine)
}
