//! `levelbook release`: makes an edition of the guide, and `levelbook editions`: lists those that there are.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::diag::Sink;
use crate::diag::register;
use crate::editions::Changes;
use crate::editions::release;
use crate::model::Book;
use crate::model::Version;
use crate::output::Recovered;
use crate::output::Work;
use crate::output::WriteError;
use crate::pipeline::Library;
use crate::pipeline::editions;
use crate::source;
use crate::source::Repository;
use crate::source::Tag;

use super::End;
use super::Failure;
use super::Outcome;
use super::args;
use super::history;
use super::keep;
use super::out::Out;
use super::out::name;
use super::out::tame;
use super::seal;
use super::style::ERROR;
use super::style::GOOD;
use super::style::TITLE;
use super::style::WARNING;

pub(super) fn run(folder: &Path, args: &args::Release, out: &Out) -> Outcome {
    let mut work = keep::book(folder, out)?;
    let Some(library) = history::open(folder, out)? else { return Ok(End::Errors) };
    let Some(book) = library.book() else { return Ok(End::Errors) };
    let version: Version = args.version.parse().map_err(|()| {
        Failure::new(format!("`{}` is not a version", args.version)).help("write three numbers, such as `1.2.0`")
    })?;
    let repository = Repository::of(folder)?;
    let head = repository.head(library.sources())?.ok_or_else(|| {
        Failure::new("the repository has no commit yet").help("an edition is a commit: `git add`, `git commit`")
    })?;
    if let Some(edition) = book.editions.iter().find(|edition| edition.version == version) {
        if work.found() == Recovered::Finished && edition.commit == head.id {
            // What this run found and finished is what it is asked for.
            out.print(&format!("{GOOD}released{GOOD:#} edition {version} at commit {}\n", short(&head.id)));
            return Ok(End::Fine);
        }
        let failure = Failure::new(format!("edition {version} was released on {}", edition.date));
        return Err(failure.help("a released edition never changes: choose the next version"));
    }
    let last = book.editions.last();
    let old = match last {
        Some(last) => Some(editions::point(folder, &repository, book, &last.version.to_string())?),
        None => None,
    };
    let changes = match old.as_ref().and_then(editions::Point::book) {
        Some(old) => editions::changes(old, book),
        None => Changes::default(),
    };
    let notes = format!("editions/{version}.yaml");
    if args.draft {
        return draft(folder, &mut work, &notes, version, book, &changes, out);
    }
    if book.guide.version != version.to_string() {
        let failure = Failure::new(format!("model.yaml says version {}", book.guide.version));
        return Err(failure.help(format!("write `version: {version}` and the day of the release there, and commit it")));
    }
    let mut sink = Sink::new();
    release::report(&changes, &mut sink);
    reused(&library, book, &changes, &mut sink);
    if out.diagnostics(&sink, library.sources(), folder, false) {
        let text = format!("`levelbook release {version} --draft` begins the notes with an entry for each");
        out.say(&if library.sources().find(&notes).is_none() {
            format!("{text}\n")
        } else {
            "nothing was written\n".to_owned()
        });
        return Ok(End::Errors);
    }
    if let Some(misfit) = release::misfit(version, last.map(|last| last.version), changes.reach()) {
        return Err(Failure::new(misfit).help(format!(
            "`levelbook diff {}..` shows what changed",
            last.map_or(String::new(), |last| last.version.to_string())
        )));
    }
    if last.is_some() && book.notes.get(&version).is_none_or(|notes| notes.summary.trim().is_empty()) {
        let failure = Failure::new(format!("`{notes}` has no summary for readers"));
        return Err(
            failure.help(format!("`levelbook release {version} --draft` begins it; write what readers should know"))
        );
    }
    let name = format!("{}{version}", book.settings.edition_tags);
    // A tag at this commit that no edition is listed with: a run before was cut short behind it.
    let tagged = repository.tags(&name).into_iter().find(|tag| tag.name == name);
    let tag_stands = tagged.as_ref().is_some_and(|tag| tag.annotated && tag.commit == head.id);
    if let Some(tag) = tagged.filter(|_| !tag_stands) {
        let short: String = tag.commit.chars().take(12).collect();
        let failure = Failure::new(format!("there is a tag `{name}` already, at commit {short}"));
        return Err(failure.help("a tag of an edition stays where it is; if it was made by mistake: `git tag -d`"));
    }
    if head.modified {
        return Err(seal::uncommitted(folder, &head, library.sources(), "an edition is exactly one commit"));
    }
    if tag_stands {
        out.say(&format!("the tag {name} is at this commit already: kept\n"));
    }
    write(folder, &mut work, &library, book, version, &head.id, (&name, tag_stands))?;
    out.print(&format!("{GOOD}released{GOOD:#} edition {version}: tag {name} at commit {}\n", short(&head.id)));
    if last.is_some() {
        out.print(&format!("{}\n{}", changes.sentence(), history::sums(&changes)));
    }
    told(&library, book, out);
    out.print(&format!(
        "next: git add editions.yaml editions && git commit -m \"Release guide {version}\" && git push --follow-tags\n"
    ));
    Ok(End::Fine)
}

/// What the edition does to assessments of earlier ones, a line each.
fn told(library: &Library, book: &Book, out: &Out) {
    let impact = editions::impact_on(library, book);
    for one in impact.assessments.iter().filter(|one| one.guide_version != book.guide.version) {
        out.print(&format!("{}: {}\n", one.reference.id, super::impact::sums(one)));
    }
}

fn short(commit: &str) -> String {
    commit.chars().take(12).collect()
}

/// Begins the release notes.
fn draft(
    folder: &Path,
    work: &mut Work,
    path: &str,
    version: Version,
    book: &Book,
    changes: &Changes,
    out: &Out,
) -> Outcome {
    let file = folder.join(path);
    if file.exists() {
        let open: Vec<&str> = changes.open().map(|change| change.id.as_str()).collect();
        let failure = Failure::new(format!("`{path}` is there already"));
        return Err(match open.as_slice() {
            [] => failure.help("every reworded indicator has a class in it"),
            open => failure.help(format!("without a class are {}", open.join(", "))),
        });
    }
    keep::put(work, &[(path, release::notes(version, &book.guide.date.to_string(), changes).as_bytes())])?;
    out.print(&format!("{}\n", name(&file)));
    let open = changes.open().count();
    if open > 0 {
        out.print(&format!(
            "next: give {open} changed {} a class\n",
            if open == 1 { "indicator" } else { "indicators" }
        ));
    }
    Ok(End::Fine)
}

/// An id that an edition gave up and that now comes back with other words.
fn reused(library: &Library, book: &Book, changes: &Changes, sink: &mut Sink) {
    let mut once: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for (_, source) in library.sources().iter() {
        let Some(version) = source.path.strip_prefix("editions/").and_then(|name| name.strip_suffix(".txt")) else {
            continue;
        };
        for (id, fingerprint) in source.text().lines().filter_map(|line| line.split_once(' ')) {
            once.insert(id, (version, fingerprint));
        }
    }
    let classed =
        |id: &str| book.notes.values().any(|notes| notes.changes.get(id).is_some_and(|note| note.class.is_some()));
    for change in changes.bullets.iter().filter(|change| change.fate == crate::editions::Fate::Added) {
        let Some((version, fingerprint)) = once.get(change.id.as_str()) else { continue };
        let now = crate::editions::text::fingerprint(change.new.as_deref().unwrap_or(""));
        if *fingerprint != now && !classed(&change.id) {
            let message = format!("the id `{}` was given up, and now comes back with other words", change.id);
            sink.error(register::ID_REUSED, change.span, message)
                .label(format!("edition {version} had it for something else"))
                .help("give it an id of its own: past answers name the old one");
        }
    }
}

/// Makes the tag, then puts the list and the fingerprints in their places. They are ready on the disk before the tag, so
/// that little can go wrong behind it; if it does, the tag is taken back.
fn write(
    folder: &Path,
    work: &mut Work,
    library: &Library,
    book: &Book,
    version: Version,
    commit: &str,
    (tag, stands): (&str, bool),
) -> Result<(), Failure> {
    let source = library.sources().find("editions.yaml").map(|file| library.sources().get(file));
    let written = |text: &str| source.map_or_else(|| text.to_owned(), |source| source.written(text));
    let before = source.map(|source| source.text().to_owned());
    let mut text = before.unwrap_or_else(|| {
        "# The released editions of the guide, oldest first; written by `levelbook release`.\nformat: 1\neditions:\n".to_owned()
    });
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let digest = source::guide_digest(library.sources());
    text.push_str(&format!(
        "  - version: {version}\n    date: {}\n    commit: {commit}\n    tag: {tag}\n    digest: {digest}\n",
        book.guide.date
    ));
    work.stage(&format!("editions/{version}.txt"), release::fingerprints(&book.guide).as_bytes(), false)?;
    work.stage("editions.yaml", written(&text).as_bytes(), false)?;
    let git = |args: &[&str]| match Command::new("git").arg("-C").arg(folder).args(args).output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        Err(error) => Err(error.to_string()),
    };
    if !stands {
        let summary = book.notes.get(&version).map_or("", |notes| notes.summary.trim());
        let message = format!("{} {version}\n\n{summary}\n", book.guide.title);
        // The program knows the user's name, keys and whether tags are to be signed.
        git(&["tag", "-a", "-m", &message, tag, commit]).map_err(|said| {
            let line = said.lines().next().unwrap_or("");
            Failure::new(format!("git made no tag: {line}")).help("nothing was written; `git tag` has to work for you")
        })?;
    }
    work.put(&[]).map_err(|error| {
        if !stands && matches!(error, WriteError::Io(..)) {
            // If it stays, the next release finds it at its commit, and goes on from there.
            let _ = git(&["tag", "-d", tag]);
        }
        Failure::from(error)
    })
}

/// Lists the editions, and what is known of their tags.
pub(super) fn list(folder: &Path, out: &Out) -> Outcome {
    let Some(library) = history::open(folder, out)? else { return Ok(End::Errors) };
    let Some(book) = library.book() else { return Ok(End::Errors) };
    let repository = Repository::of(folder)?;
    let head = repository.head(library.sources())?.map(|head| head.id).unwrap_or_default();
    let tags = repository.tags(&book.settings.edition_tags);
    if book.editions.is_empty() {
        out.print("no edition is released yet: `levelbook release VERSION` makes the first\n");
    }
    for edition in &book.editions {
        let name = edition.tag.clone().unwrap_or_else(|| format!("{}{}", book.settings.edition_tags, edition.version));
        let tag = tags.iter().find(|tag| tag.name == name);
        let state = match tag {
            None => "no tag here".to_owned(),
            Some(tag) if tag.commit != edition.commit => format!("tag moved to {}", short(&tag.commit)),
            Some(tag) => format!("tag {}, {}", tame(&name), signature(folder, tag)),
        };
        let there = match repository.files(&edition.commit, crate::source::Budget::default()) {
            Err(error) => {
                format!(
                    "\n  {WARNING}not at hand{WARNING:#}: {}. {}",
                    tame(&error.message),
                    tame(&history::capital(&error.help))
                )
            }
            Ok((sources, _)) if source::guide_digest(&sources) != edition.digest => {
                format!("\n  {ERROR}changed{ERROR:#}: the commit does not hold the guide that was released")
            }
            Ok(_) if !repository.leads_to(&edition.commit, &head) => {
                "\n  its commit is not in the history of this branch".to_owned()
            }
            Ok(_) => String::new(),
        };
        out.print(&format!(
            "{TITLE}{}{TITLE:#}  {}  {}  {state}{there}\n",
            edition.version,
            edition.date,
            short(&edition.commit)
        ));
    }
    let start = &book.settings.edition_tags;
    for tag in &tags {
        let version: Option<Version> = tag.name.strip_prefix(start.as_str()).and_then(|version| version.parse().ok());
        let listed = |version: &Version| book.editions.iter().any(|edition| edition.version == *version);
        if version.is_some_and(|version| !listed(&version)) {
            out.print(&format!("{}  is tagged, and not listed in editions.yaml\n", tame(&tag.name)));
        }
    }
    Ok(End::Fine)
}

/// What `git verify-tag` says of a signature, and no more.
fn signature(folder: &Path, tag: &Tag) -> &'static str {
    if !tag.annotated {
        return "not annotated";
    }
    if !tag.signed {
        return "not signed";
    }
    let verified = Command::new("git").arg("-C").arg(folder).args(["verify-tag", &tag.name]).output();
    match verified {
        Ok(output) if output.status.success() => "signed; `git verify-tag` accepts it",
        Ok(_) => "signed; `git verify-tag` does not accept it here",
        Err(_) => "signed; there is no git to verify it",
    }
}
