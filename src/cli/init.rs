//! `levelbook init`: a new book that builds at once, with comments that teach.

use std::path::Path;

use crate::output;
use crate::output::OutputPlace;
use crate::output::Recovered;

use super::End;
use super::Failure;
use super::Outcome;
use super::args;
use super::keep;
use super::out::Out;
use super::out::name;

/// The files of the new book.
const FILES: [(&str, &str); 8] = [
    ("book.yaml", include_str!("starter/book.yaml")),
    ("model.yaml", include_str!("starter/model.yaml")),
    ("practices/door-locks.md", include_str!("starter/door-locks.md")),
    ("practices/key-custody.md", include_str!("starter/key-custody.md")),
    ("pages/introduction.md", include_str!("starter/introduction.md")),
    ("assessments/warehouse/assessment.yaml", include_str!("starter/assessment.yaml")),
    (".gitignore", "/output\n"),
    (".gitattributes", include_str!("starter/gitattributes")),
];

/// The id of the model, as the files have it.
const STARTER: &str = "starter";

/// The id of the model of a book in a folder: the folder's name, where an id can be made of it. Two books that are called
/// alike would take each other's output for their own.
fn id_of(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let words = name.split(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit());
    let id = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
    let good = id.starts_with(|c: char| c.is_ascii_lowercase()) && id.len() <= 64;
    if good { id } else { STARTER.to_owned() }
}

pub(super) fn run(args: &args::Init, out: &Out) -> Outcome {
    let dir = &args.dir;
    let place = OutputPlace::fresh(dir)?;
    keep::tell(place.found(), dir, out);
    let empty =
        place.is_empty().map_err(|error| Failure::new(format!("can't make a book in `{}`: {error}", dir.display())))?;
    // What a run before had begun, and this one has finished, is the same book.
    if !empty && place.found() != Recovered::Finished {
        return Err(
            Failure::new(format!("`{}` is not empty", dir.display())).help("name a folder that does not exist yet")
        );
    }
    if empty {
        let id = id_of(place.target());
        let files = FILES.map(|(path, text)| (path, text.replace(STARTER, &id)));
        let files = files.each_ref().map(|(path, text)| (*path, text.as_bytes(), false));
        output::fill_new(place, &files)?;
    }
    for (path, _) in FILES {
        out.print(&format!("{}\n", name(&dir.join(path))));
    }
    out.say(&format!("next: cd {} && levelbook build, then open output/index.html\n", name(dir)));
    Ok(End::Fine)
}
