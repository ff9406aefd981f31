//! For whom a build is: which audience was asked for, what it does not see, and what an output says of it.
//!
//! Takes the option `--audience` and a library; cuts the library, and tells what is left out. An output notes for whom it
//! was made, so that a build of a part never keeps files that were made for somebody else.

use std::path::Path;

use crate::audience::Hidden;
use crate::diag::suggest;
use crate::model::Audience;
use crate::output::MARKER;
use crate::output::Output;
use crate::pipeline::Library;
use crate::source;
use crate::source::Commit;

use super::Failure;
use super::out::Out;
use super::out::count;
use super::out::name;
use super::style::WARNING;

/// The file of an output that tells for whom it was made.
const NOTE: &str = "audience.txt";

/// Leaves in a library what the audience sees that is asked for, or else the one that the book names.
pub(super) fn cut(library: &mut Library, asked: Option<&str>, commit: Option<&Commit>) -> Result<(), Failure> {
    let Some(audience) = choose(library, asked)? else { return Ok(()) };
    library.show_to(&audience, commit.and_then(|commit| commit.day.parse().ok()));
    Ok(())
}

fn choose(library: &Library, asked: Option<&str>) -> Result<Option<Audience>, Failure> {
    let Some(settings) = library.book().map(|book| &book.settings) else { return Ok(None) };
    let Some(id) = asked else {
        return Ok(settings.audience.map(|index| settings.audiences[index].clone()));
    };
    if let Some(found) = settings.audiences.iter().find(|audience| audience.id == id) {
        return Ok(Some(found.clone()));
    }
    let failure = Failure::new(format!("there is no audience `{id}`"));
    let known: Vec<&str> = settings.audiences.iter().map(|audience| audience.id.as_str()).collect();
    let help = match known.as_slice() {
        [] => "`book.yaml` names no audiences: see `levelbook explain LB120`".to_owned(),
        known => {
            suggest::help(id, known.iter().copied()).unwrap_or_else(|| format!("the book names {}", known.join(", ")))
        }
    };
    Err(failure.help(help))
}

/// Says what the audience does not see, and why.
pub(super) fn tell(library: &Library, out: &Out) {
    let Some(to) = library.shown_to().filter(|to| !to.hidden.is_empty()) else { return };
    let number = count(to.hidden.len(), "assessment");
    out.say(&format!("{WARNING}left out{WARNING:#} for the audience `{}`: {number}\n", to.id));
    for (id, why) in &to.hidden {
        let why = match why {
            Hidden::Above(marking, ceiling) => {
                format!("{} lies above its ceiling, {}", marking.label(), ceiling.label())
            }
            Hidden::Unmarked(ceiling) => format!("without a marking, and its ceiling is {}", ceiling.label()),
            Hidden::Unnamed => "no entry of `sees` fits".to_owned(),
        };
        out.say(&format!("  {id}: {why}\n"));
    }
}

/// Why a report can't be had, if that is because its audience does not see the assessment as a whole.
pub(super) fn refused(library: &Library, id: &str) -> Option<Failure> {
    let to = library.shown_to()?;
    let what = match (to.hidden.contains_key(id), to.details.contains_key(id)) {
        (true, _) => "does not see",
        (_, true) => "sees only a part of",
        _ => return None,
    };
    let failure = Failure::new(format!("the audience `{}` {what} `{id}`", to.id));
    Some(
        failure.help(
            "name an audience that sees it whole with `--audience`, or write the report alone: `levelbook report`",
        ),
    )
}

/// Notes in an output for whom it is.
pub(super) fn note(library: &Library, output: &mut Output) {
    if let Some(note) = noted(library) {
        output.insert(NOTE, note);
    }
}

/// The audience, and a digest of what it sees: it tells two outputs apart and says nothing of what is hidden.
fn noted(library: &Library) -> Option<String> {
    let to = library.shown_to()?;
    let seen: Vec<String> = to.details.iter().map(|(id, detail)| format!("{id} {detail:?}")).collect();
    let parts = std::iter::once(to.id.as_str()).chain(seen.iter().map(String::as_str));
    let digest = source::sha256_of_named(parts.map(|part| ("", part.as_bytes())));
    Some(format!("{} {digest}\n", to.id))
}

/// Refuses to build a part into an output that was made for somebody else: the rest of it would stay.
pub(super) fn same(library: &Library, target: &Path) -> Result<(), Failure> {
    if !target.join(MARKER).is_file() {
        return Ok(());
    }
    let (then, now) = (std::fs::read_to_string(target.join(NOTE)).ok(), noted(library));
    if then == now {
        return Ok(());
    }
    let id = |note: &Option<String>| {
        let id = note.as_deref().and_then(|note| note.split_whitespace().next());
        id.map_or("nobody in particular".to_owned(), |id| format!("the audience `{id}`"))
    };
    let message = match id(&then) == id(&now) {
        true => format!("what {} may see is not what `{}` was built with", id(&now), name(target)),
        false => format!("`{}` was built for {}, and this is for {}", name(target), id(&then), id(&now)),
    };
    Err(Failure::new(message).help("build all of it, without `--site`, `--pdf` and `--only`, or into another folder"))
}
