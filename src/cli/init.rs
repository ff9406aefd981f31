//! `levelbook init`: a new book that builds at once, with comments that teach.

use std::fs;

use super::End;
use super::Failure;
use super::Outcome;
use super::args;
use super::build::write_file;
use super::out::Out;

/// The files of the new book.
const FILES: [(&str, &str); 7] = [
    ("book.yaml", include_str!("starter/book.yaml")),
    ("model.yaml", include_str!("starter/model.yaml")),
    ("practices/door-locks.md", include_str!("starter/door-locks.md")),
    ("practices/key-custody.md", include_str!("starter/key-custody.md")),
    ("pages/introduction.md", include_str!("starter/introduction.md")),
    ("assessments/warehouse/assessment.yaml", include_str!("starter/assessment.yaml")),
    (".gitignore", "/output\n"),
];

pub(super) fn run(args: &args::Init, out: &Out) -> Outcome {
    let dir = &args.dir;
    match fs::read_dir(dir) {
        Ok(mut entries) => {
            if entries.next().is_some() {
                return Err(Failure::new(format!("`{}` is not empty", dir.display()))
                    .help("name a folder that does not exist yet"));
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(Failure::new(format!("can't make a book in `{}`: {error}", dir.display()))),
    }
    for (path, text) in FILES {
        let file = dir.join(path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)
                .map_err(|error| Failure::new(format!("can't make the folder `{}`: {error}", folder.display())))?;
        }
        write_file(&file, text.as_bytes())?;
        out.print(&format!("{}\n", file.display()));
    }
    out.say(&format!("next: cd {} && levelbook build, then open output/index.html\n", dir.display()));
    Ok(End::Fine)
}
