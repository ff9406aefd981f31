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
use crate::pipeline::Document;
use crate::pipeline::Library;
use crate::pipeline::Plan;
use crate::pipeline::Scored;
use crate::pipeline::side_by_side;
use crate::pipeline::side_by_side::Workshop;
use crate::source::Commit;
use crate::source::Repository;
use crate::source::commit_of;

use super::End;
use super::Failure;
use super::Outcome;
use super::args;
use super::audience;
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
    let mut library = pipeline::open(book)?;
    pipeline::targets::fill(&mut library, book, None);
    let only = args.only.as_deref().map(Document::from);
    let Some(end) = sound(&library, only.as_ref(), args.deny_warnings, book, out) else { return Ok(End::Errors) };
    let owner = library.book().map(|book| book.guide.id.clone()).unwrap_or_default();
    place.may_hold(&owner)?;
    // Why it can't be known was told with what is wrong with the book.
    let commit = commit_of(book, library.sources()).unwrap_or_default();
    audience::cut(&mut library, args.audience.as_deref(), commit.as_ref())?;
    if let Some(only) = &only {
        known(&library, only)?;
    }
    let wanted = Wanted::of(args);
    let mut plan = plan(book, commit, &library, &wanted);
    if wanted.is_part() {
        audience::same(&library, &target)?;
        plan.kept = wanted.kept(place.target(), &library);
    }
    let Some(mut output) = built(book, &library, plan, Some(&place), out) else {
        out.say("nothing was written\n");
        return Ok(End::Errors);
    };
    if args.editions {
        match editions(book, &library, output, args, out)? {
            Some(all) => output = all,
            None => {
                out.say("nothing was written\n");
                return Ok(End::Errors);
            }
        }
    }
    audience::note(&library, &mut output);
    place.write(&output, &owner)?;
    audience::tell(&library, out);
    summary(&output, &target, start, out);
    Ok(end)
}

/// Says what is wrong with a book, and whether something can be built all the same: `None` if not, else how the run ends. An
/// assessment with an error keeps itself back, and nothing else.
fn sound(library: &Library, only: Option<&Document>, deny: bool, book: &Path, out: &Out) -> Option<End> {
    if !out.diagnostics(&library.sink, library.sources(), book, deny) {
        return Some(End::Fine);
    }
    let left_out = library.left_out();
    let wanted = |id: &&str| matches!(only, Some(Document::Report { id: only }) if only == id);
    if deny || library.book().is_none() || left_out.is_empty() || left_out.iter().any(wanted) {
        out.say("nothing was written\n");
        return None;
    }
    let names: Vec<String> = left_out.iter().map(|id| tame(id)).collect();
    out.say(&format!("{WARNING}left out{WARNING:#}, for its errors: {}\n", names.join(", ")));
    Some(End::Errors)
}

/// Puts the released editions beside the work tree's site.
fn editions(
    folder: &Path,
    library: &Library,
    next: Output,
    args: &args::Build,
    out: &Out,
) -> Result<Option<Output>, Failure> {
    let Some(book) = library.book() else { return Ok(None) };
    let repository = Repository::of(folder)?;
    let view = pipeline::view_of(library.main(), book, repository.head(library.sources())?.as_ref());
    #[expect(clippy::disallowed_methods, reason = "tells two programs apart in the cache")]
    let program = std::env::current_exe().map(|path| side_by_side::program_digest(&path)).unwrap_or_default();
    let cache = Folder::new(args.cache.as_ref(), args.no_cache);
    let workshop = Workshop { repository: &repository, library, book, view: &view, cache: &cache, program };
    let mut steps = Steps::new(book.editions.len(), out);
    let mut sink = Sink::new();
    let made = side_by_side::side_by_side(&workshop, next, &mut |what| steps.next(what), &mut sink);
    steps.done();
    if out.diagnostics(&sink, library.sources(), folder, false) {
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
    let mut library = pipeline::open(book)?;
    pipeline::targets::fill(&mut library, book, None);
    let document = Document::from(args.id.as_str());
    let Some(end) = sound(&library, Some(&document), false, book, out) else { return Ok(End::Errors) };
    known(&library, &document)?;
    // Why it can't be known was told with what is wrong with the book.
    let commit = commit_of(book, library.sources()).unwrap_or_default();
    let plan = Plan { commit, documents: vec![document], ..Plan::default() };
    let Some(output) = built(book, &library, plan, None, out) else {
        out.say("nothing was written\n");
        return Ok(End::Errors);
    };
    for bytes in output.files.values() {
        keep::file(&path, bytes, book)?;
        out.print(&format!("{} ({})\n", name(&path), size(bytes.len())));
    }
    Ok(end)
}

/// What the user asks to be built.
struct Wanted {
    site: bool,
    pdf: bool,
    only: Option<Document>,
    editions: bool,
}

impl Wanted {
    fn of(args: &args::Build) -> Wanted {
        let only = args.only.as_deref().map(Document::from);
        let part = args.site || args.pdf || only.is_some();
        Wanted { site: args.site || !part, pdf: !args.site, only, editions: args.editions }
    }

    /// Whether something is left out, and stays as it was.
    fn is_part(&self) -> bool {
        !(self.site && self.pdf && self.only.is_none())
    }

    /// What the build of a part keeps of the output before it: the parts that it does not make.
    fn kept(&self, target: &Path, library: &Library) -> Output {
        let pdfs: Vec<String> = Document::all(library).iter().map(Document::path).collect();
        let is_pdf = |path: &str| pdfs.iter().any(|pdf| pdf == path);
        output::carry_over(target, |path| if self.site { is_pdf(path) } else { self.only.is_some() || !is_pdf(path) })
    }
}

/// What is to be made.
fn plan(folder: &Path, commit: Option<Commit>, library: &Library, wanted: &Wanted) -> Plan {
    let mut documents = if wanted.pdf { Document::all(library) } else { Vec::new() };
    documents.retain(|document| wanted.only.as_ref().is_none_or(|only| only == document));
    let site = wanted.site.then(|| pipeline::editions::beside_of(folder, library));
    let site = site.map(|beside| if wanted.editions { side_by_side::places(beside) } else { beside });
    Plan { commit, documents, site, kept: Output::new() }
}

/// Builds in memory, with workers, showing progress; `None` when an error was found and has been shown.
fn built(folder: &Path, library: &Library, plan: Plan, place: Option<&OutputPlace>, out: &Out) -> Option<Output> {
    let mut steps = Steps::new(plan.documents.len() + usize::from(plan.site.is_some()), out);
    let mut typeset = |scored: &Scored, plan: &Plan, sink: &mut Sink| {
        let jobs = plan.documents.iter().map(|document| (document.clone(), document.work(library)));
        let (mine, theirs) = workers::share(jobs.collect());
        let workers = Workers::start(folder, library, theirs, place);
        let mut output = pipeline::typeset(scored, plan, &mine, &mut |path| steps.next(path), sink);
        // What a worker could not do is done here again, so that its diagnostics come out like all others.
        let (done, left) = workers.finish(&mut |path| steps.next(path));
        output.absorb(done);
        output.absorb(pipeline::typeset(scored, plan, &left, &mut |path| steps.next(path), sink));
        if plan.site.is_some() {
            steps.next("the site");
        }
        output
    };
    let mut sink = Sink::new();
    let output = pipeline::build(library, plan, &mut typeset, &mut sink);
    steps.done();
    let failed = out.diagnostics(&sink, library.sources(), folder, false);
    output.filter(|_| !failed)
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

/// Whether a book has a document; if not, what is wrong with asking for it.
fn known(library: &Library, document: &Document) -> Result<(), Failure> {
    if document.exists(library) {
        return Ok(());
    }
    let help = |failure: Failure, known: Vec<String>| match crate::diag::suggest::help(
        &document.to_string(),
        known.iter().map(String::as_str),
    ) {
        Some(help) => failure.help(help),
        None => failure,
    };
    let guides = || Document::guides(library).iter().map(Document::to_string).collect();
    Err(match document {
        Document::Guide { profiles } => {
            help(Failure::new(format!("there is no profile `{}`", profiles.word())), guides())
        }
        Document::Portfolio => Failure::new("there is no portfolio of fewer than two assessments"),
        Document::Report { .. } | Document::Changes => {
            if let Some(refused) = audience::refused(library, &document.to_string()) {
                return Err(refused);
            }
            let ids = library.ids().into_iter().map(str::to_owned).collect();
            help(Failure::new(format!("there is no assessment `{document}`")), ids)
        }
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
