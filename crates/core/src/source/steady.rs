//! Reading many files as they were at one moment, while an editor or a synchronisation may be writing to them.
//!
//! How the files stand is looked at before and after. If anything differs, all is read anew; what never comes to rest is a
//! problem with its name.

use std::collections::BTreeMap;
use std::fs::Metadata;

use super::Problem;
use super::ProblemKind;
use super::Sources;

/// How often a book is read until it stands still.
const ROUNDS: usize = 5;

/// What changes when a file is written or replaced: its length, its times, and which file it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stamp {
    length: u64,
    written: Option<std::time::SystemTime>,
    /// Number of the file, and the seconds and nanoseconds of the last change of any kind, where the system has them.
    inner: (u64, i64, i64),
}

impl Stamp {
    pub(super) fn of(meta: &Metadata) -> Stamp {
        #[cfg(unix)]
        let inner = {
            use std::os::unix::fs::MetadataExt;
            (meta.ino(), meta.ctime(), meta.ctime_nsec())
        };
        #[cfg(not(unix))]
        let inner = (0, 0, 0);
        Stamp { length: meta.len(), written: meta.modified().ok(), inner }
    }
}

/// Reads until the stamps before and after are the same.
pub(super) fn read(
    stamps: impl Fn() -> BTreeMap<String, Stamp>,
    mut once: impl FnMut() -> std::io::Result<(Sources, Vec<Problem>)>,
) -> std::io::Result<(Sources, Vec<Problem>)> {
    let mut before = stamps();
    for round in 1.. {
        let mut loaded = once()?;
        let after = stamps();
        if before == after {
            return Ok(loaded);
        }
        if round == ROUNDS {
            let paths = before.keys().chain(after.keys()).filter(|path| before.get(*path) != after.get(*path));
            let mut paths: Vec<String> = paths.cloned().collect();
            paths.sort();
            paths.dedup();
            loaded.1.extend(paths.into_iter().map(|path| Problem { path, kind: ProblemKind::Changing }));
            return Ok(loaded);
        }
        before = after;
    }
    once()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::fs;
    use std::path::Path;

    use super::super::Budget;
    use super::super::load::load_with;
    use super::*;

    /// A book of two files that belong together, and somebody who saves both while it is read.
    fn book(home: &Path, text: &str) {
        for name in ["practices/a.md", "practices/b.md"] {
            fs::create_dir_all(home.join("practices")).expect("made");
            fs::write(home.join(name), text).expect("written");
        }
    }

    fn texts(sources: &Sources) -> Vec<String> {
        sources.iter().map(|(_, source)| source.text().to_owned()).collect()
    }

    #[test]
    fn what_is_saved_while_it_is_read_is_read_anew() {
        let home = tempfile::tempdir().expect("a folder");
        book(home.path(), "first");
        let saves = Cell::new(0);
        let save = || {
            if saves.replace(saves.get() + 1) < 2 {
                book(home.path(), &format!("saved {}", saves.get()));
            }
        };
        let (sources, problems) = load_with(home.path(), Budget::default(), save).expect("read");
        assert_eq!(problems, []);
        assert_eq!(texts(&sources), ["saved 2", "saved 2"]);
    }

    #[test]
    fn what_never_comes_to_rest_is_a_problem_with_its_name() {
        let home = tempfile::tempdir().expect("a folder");
        book(home.path(), "first");
        let saves = Cell::new(0);
        let save = || {
            saves.set(saves.get() + 1);
            fs::write(home.path().join("practices/b.md"), "x".repeat(saves.get())).expect("written");
        };
        let (_, problems) = load_with(home.path(), Budget::default(), save).expect("read");
        assert_eq!(problems, [Problem { path: "practices/b.md".to_owned(), kind: ProblemKind::Changing }]);
        assert_eq!(saves.get(), ROUNDS);
    }

    #[test]
    fn a_file_that_comes_or_goes_meanwhile_is_noticed() {
        let home = tempfile::tempdir().expect("a folder");
        book(home.path(), "first");
        let saves = Cell::new(0);
        let save = || match saves.replace(saves.get() + 1) {
            0 => fs::write(home.path().join("practices/c.md"), "new").expect("written"),
            1 => fs::remove_file(home.path().join("practices/a.md")).expect("removed"),
            _ => {}
        };
        let (sources, problems) = load_with(home.path(), Budget::default(), save).expect("read");
        assert_eq!(problems, []);
        assert_eq!(texts(&sources), ["first", "new"]);
    }
}
