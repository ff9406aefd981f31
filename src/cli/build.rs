//! `levelbook build` and `levelbook report`: check, then site and PDFs.

use std::path::Path;
use std::path::PathBuf;
use std::time::Instant;

use indicatif::ProgressBar;
use indicatif::ProgressStyle;

use crate::diag::Sink;
use crate::output;
use crate::output::Output;
use crate::output::OutputPlace;
use crate::pipeline;
use crate::pipeline::Library;
use crate::pipeline::side_by_side;
use crate::pipeline::side_by_side::Workshop;
use crate::source::Repository;
use crate::source::commit_of;

use super::End;
use super::Failure;
use super::Outcome;
use super::args;
use super::cache::Folder;
use super::keep;
use super::out::Out;
use super::out::count;
use super::out::name;
use super::out::tame;
use super::style::GOOD;
use super::style::HELP;
use super::style::WARNING;
use super::workers;
use super::workers::Workers;

/// `named` tells whether the user named the book's folder; one that was found upward gets its output beside it, wherever
/// in the book the user stands.
pub(super) fn run(book: &Path, named: bool, args: &args::Build, out: &Out) -> Outcome {
    #[expect(clippy::disallowed_methods, reason = "told to the user, and not written")]
    let start = Instant::now();
    let target = match &args.output {
        Some(output) => output.clone(),
        None if !named && book.ends_with("..") => book.join("output"),
        None => PathBuf::from("output"),
    };
    // Held from before the book is read: of two builds to one place, one is told about the other.
    let place = OutputPlace::claim(&target, Some(book))?;
    keep::tell(place.found(), &target, out);
    for folder in place.left() {
        out.say(&format!(
            "{WARNING}warning{WARNING:#}: `{}` holds hidden files of an output whose build was cut short: move them back, or \
             remove it\n",
            folder.display()
        ));
    }
    keep::tidy(book, out);
    if args.editions {
        // Told before anything is typeset.
        Repository::of(book)?;
    }
    let mut opened = pipeline::open(book)?;
    pipeline::targets::fill(&mut opened, book, None);
    if out.diagnostics(&opened.sink, opened.sources(), book, args.deny_warnings) {
        out.say("nothing was written\n");
        return Ok(End::Errors);
    }
    if let Some(only) = &args.only {
        known(&opened, only)?;
    }
    let part = args.site || args.pdf || args.only.is_some();
    let plan = Plan { site: args.site || !part, pdf: !args.site, only: args.only.clone(), editions: args.editions };
    let kept = if part { plan.keep(place.target(), &opened) } else { Output::new() };
    let Some(mut output) = make(book, &opened, &plan, kept, Some(&place), out) else {
        out.say("nothing was written\n");
        return Ok(End::Errors);
    };
    if args.editions {
        match editions(book, &opened, output, args, out)? {
            Some(all) => output = all,
            None => {
                out.say("nothing was written\n");
                return Ok(End::Errors);
            }
        }
    }
    place.write(&output)?;
    summary(&output, &target, start, out);
    Ok(End::Fine)
}

/// Puts the released editions beside the work tree's site.
fn editions(
    folder: &Path,
    opened: &Library,
    next: Output,
    args: &args::Build,
    out: &Out,
) -> Result<Option<Output>, Failure> {
    let Some(book) = opened.book() else { return Ok(None) };
    let repository = Repository::of(folder)?;
    let view = pipeline::view_of(opened.main(), book, repository.head(opened.sources()).as_ref());
    #[expect(clippy::disallowed_methods, reason = "tells two programs apart in the cache")]
    let program = std::env::current_exe().map(|path| side_by_side::program_digest(&path)).unwrap_or_default();
    let workshop = Workshop { repository: &repository, opened, book, program };
    let cache = Folder::new(args.cache.as_ref(), args.no_cache);
    let mut steps = Steps::new(book.editions.len(), out);
    let mut sink = Sink::new();
    let made = side_by_side::side_by_side(&workshop, next, &view, &cache, &mut |what| steps.next(what), &mut sink);
    steps.done();
    if out.diagnostics(&sink, opened.sources(), folder, false) {
        return Ok(None);
    }
    let Some((output, missing)) = made else { return Ok(None) };
    for error in missing {
        out.say(&format!("{WARNING}warning{WARNING:#}: left out: {}\n", tame(&error.message)));
        if !error.help.is_empty() {
            out.say(&format!("  {HELP}help{HELP:#}: {}\n", tame(&error.help)));
        }
    }
    Ok(Some(output))
}

pub(super) fn report(book: &Path, args: &args::Report, out: &Out) -> Outcome {
    let path = args.output.clone().unwrap_or_else(|| PathBuf::from(format!("report-{}.pdf", args.id)));
    output::may_put(&path, book)?;
    let mut opened = pipeline::open(book)?;
    pipeline::targets::fill(&mut opened, book, None);
    if out.diagnostics(&opened.sink, opened.sources(), book, false) {
        out.say("nothing was written\n");
        return Ok(End::Errors);
    }
    known(&opened, &args.id)?;
    let plan = Plan { site: false, pdf: true, only: Some(args.id.clone()), editions: false };
    let Some(output) = make(book, &opened, &plan, Output::new(), None, out) else {
        out.say("nothing was written\n");
        return Ok(End::Errors);
    };
    for bytes in output.files.values() {
        keep::file(&path, bytes, book)?;
        out.print(&format!("{} ({})\n", name(&path), size(bytes.len())));
    }
    Ok(End::Fine)
}

/// What is to be built.
struct Plan {
    site: bool,
    pdf: bool,
    only: Option<String>,
    editions: bool,
}

impl Plan {
    /// What the build of a part keeps of the output before it: the parts that it does not make.
    fn keep(&self, target: &Path, opened: &Library) -> Output {
        let pdfs: Vec<String> = pipeline::pdfs(opened).iter().map(|(id, _)| pipeline::pdf_path(id)).collect();
        let is_pdf = |path: &str| pdfs.iter().any(|pdf| pdf == path);
        output::carry_over(target, |path| if self.site { is_pdf(path) } else { self.only.is_some() || !is_pdf(path) })
    }
}

/// Builds in memory, showing progress; `None` when an error was found and has been shown.
fn make(
    folder: &Path,
    opened: &Library,
    plan: &Plan,
    kept: Output,
    place: Option<&OutputPlace>,
    out: &Out,
) -> Option<Output> {
    let book = opened.book()?;
    let commit = commit_of(folder, opened.sources());
    let scored = pipeline::score(opened, commit.as_ref())?;
    let mut jobs = if plan.pdf { pipeline::pdfs(opened) } else { Vec::new() };
    jobs.retain(|(id, _)| plan.only.as_ref().is_none_or(|only| only == id));
    let mut steps = Steps::new(jobs.len() + usize::from(plan.site), out);
    let mut output = kept;
    let mut sink = Sink::new();
    let (mine, theirs) = workers::share(jobs);
    let workers = Workers::start(folder, &pipeline::digest(opened.sources()), theirs, place);
    output.absorb(pipeline::typeset(&scored, &mine, &mut |path| steps.next(path), &mut sink));
    // What a worker could not do is done here again, so that its diagnostics come out like all others.
    let (done, left) = workers.finish(&mut |path| steps.next(path));
    output.absorb(done);
    output.absorb(pipeline::typeset(&scored, &left, &mut |path| steps.next(path), &mut sink));
    if plan.site {
        steps.next("the site");
        let mut beside = pipeline::editions::beside_of(folder, opened, book);
        if plan.editions {
            beside = side_by_side::places(beside);
        }
        pipeline::publish(&scored, &beside, &mut output, &mut sink);
    }
    steps.done();
    let failed = out.diagnostics(&sink, opened.sources(), folder, false);
    (!failed).then_some(output)
}

/// Progress: a bar where a person is watching, plain lines otherwise.
struct Steps<'a> {
    bar: Option<ProgressBar>,
    out: &'a Out,
}

impl Steps<'_> {
    fn new(steps: usize, out: &Out) -> Steps<'_> {
        let style = ProgressStyle::with_template("{bar:24.cyan} {pos}/{len} {msg}");
        let bar = style.ok().filter(|_| out.watched()).map(|style| ProgressBar::new(steps as u64).with_style(style));
        Steps { bar, out }
    }

    fn next(&mut self, what: &str) {
        match &self.bar {
            Some(bar) => {
                bar.set_message(what.to_owned());
                bar.inc(1);
            }
            None => self.out.say(&format!("making {}\n", tame(what))),
        }
    }

    fn done(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}

fn known(opened: &Library, id: &str) -> Result<(), Failure> {
    let ids = opened.ids();
    let guides = opened.book().map(pipeline::guide_pdfs).unwrap_or_default();
    if guides.iter().any(|guide| guide == id) || ids.contains(&id) || (id == pipeline::PORTFOLIO && ids.len() > 1) {
        return Ok(());
    }
    if let Some(profile) = pipeline::profile_of(id) {
        let failure = Failure::new(format!("there is no profile `{profile}`"));
        return Err(match crate::diag::suggest::help(id, guides.iter().map(String::as_str)) {
            Some(help) => failure.help(help),
            None => failure,
        });
    }
    if id == pipeline::PORTFOLIO {
        return Err(Failure::new("there is no portfolio of fewer than two assessments"));
    }
    let failure = Failure::new(format!("there is no assessment `{id}`"));
    Err(match crate::diag::suggest::help(id, ids) {
        Some(help) => failure.help(help),
        None => failure,
    })
}

fn summary(output: &Output, target: &Path, start: Instant, out: &Out) {
    let sum = |end: &str| {
        let files = output.files.iter().filter(|(path, _)| path.ends_with(end));
        files.fold((0usize, 0usize), |(count, bytes), (_, file)| (count + 1, bytes + file.len()))
    };
    let (pages, pdfs) = (sum(".html"), sum(".pdf"));
    let total: usize = output.files.values().map(Vec::len).sum();
    out.print(&format!(
        "{GOOD}written{GOOD:#} to {}: {} ({}), {} ({}), {} in all ({}), in {:.1} s\n",
        name(target),
        count(pages.0, "page"),
        size(pages.1),
        count(pdfs.0, "PDF"),
        size(pdfs.1),
        count(output.files.len(), "file"),
        size(total),
        start.elapsed().as_secs_f64(),
    ));
    if output.files.contains_key("index.html") {
        out.print(&format!("open {}\n", name(&target.join("index.html"))));
    }
}

/// A size for people, in units of 1024 bytes.
fn size(bytes: usize) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KiB", bytes.div_ceil(1024)),
        _ => format!("{:.1} MiB", bytes as f64 / 1_048_576.0),
    }
}
