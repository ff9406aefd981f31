//! The one writer: puts an [`Output`] on disk, whole or not at all.
//!
//! Files are written to a fresh folder beside the target, which then takes the target's place by renaming, so that a
//! failed build leaves the previous output as it was. A folder that levelbook did not make is never replaced: what it
//! made holds the file [`MARKER`], which lists what was written.

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use super::Output;

/// Name of the file that marks a folder as levelbook's: one line a file, SHA-256, two spaces, path, as `sha256sum -c`
/// reads it.
pub const MARKER: &str = ".levelbook";

/// Why an output could not be written.
#[derive(Debug)]
pub enum WriteError {
    /// The target holds files that levelbook did not write.
    NotOurs(PathBuf),
    /// The operating system refused.
    Io(PathBuf, io::Error),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            WriteError::NotOurs(path) => {
                write!(f, "`{}` holds files that levelbook did not write, so it is left as it is", path.display())
            }
            WriteError::Io(path, error) => write!(f, "can't write `{}`: {error}", path.display()),
        }
    }
}

impl std::error::Error for WriteError {}

/// True for a folder that may be replaced: one that does not exist, is empty but for hidden files, or was made here.
///
/// # Errors
/// [`WriteError::NotOurs`] for any other folder or a file, [`WriteError::Io`] if it can't be read.
pub fn may_replace(target: &Path) -> Result<(), WriteError> {
    match fs::symlink_metadata(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(WriteError::Io(target.to_owned(), error)),
        Ok(meta) if !meta.is_dir() => return Err(WriteError::NotOurs(target.to_owned())),
        Ok(_) => {}
    }
    if target.join(MARKER).is_file() {
        return Ok(());
    }
    let entries = fs::read_dir(target).map_err(|error| WriteError::Io(target.to_owned(), error))?;
    let hidden =
        |entry: io::Result<fs::DirEntry>| entry.is_ok_and(|e| e.file_name().to_string_lossy().starts_with('.'));
    if entries.into_iter().all(hidden) { Ok(()) } else { Err(WriteError::NotOurs(target.to_owned())) }
}

/// Files of an earlier output whose path satisfies `keep`, to be carried over into one that builds only a part.
pub fn carry_over(target: &Path, keep: impl Fn(&str) -> bool) -> Output {
    let mut output = Output::new();
    let listed = fs::read_to_string(target.join(MARKER)).unwrap_or_default();
    for path in listed.lines().filter_map(|line| line.split_once("  ").map(|(_, path)| path)) {
        // The list is a file like any other and may have been edited: nothing outside the folder is read for it.
        let inside = !path.starts_with('/') && path.split('/').all(|part| !matches!(part, "" | "." | ".."));
        if inside
            && keep(path)
            && let Ok(bytes) = fs::read(target.join(path))
        {
            output.insert(path, bytes);
        }
    }
    output
}

/// Writes `output` to `target` in place of what levelbook wrote there before. Hidden files in the top folder that
/// levelbook does not know (`.git`, `.gitignore`) stay.
///
/// # Errors
/// Those of [`may_replace`], and whatever the operating system says; the target is then as it was.
pub fn write(output: &Output, target: &Path) -> Result<(), WriteError> {
    may_replace(target)?;
    let parent = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    let fail = |path: &Path| {
        let path = path.to_owned();
        move |error| WriteError::Io(path, error)
    };
    fs::create_dir_all(&parent).map_err(fail(&parent))?;
    // The folder is removed again when it is dropped without having taken the target's place.
    let fresh = tempfile::Builder::new().prefix(".levelbook-new-").tempdir_in(&parent).map_err(fail(&parent))?;
    let new = fresh.path().join("output");
    fs::create_dir(&new).map_err(fail(&new))?;
    let mut marker = String::new();
    for (path, bytes) in &output.files {
        let file = new.join(path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(fail(folder))?;
        }
        fs::write(&file, bytes).map_err(fail(&file))?;
        marker.push_str(&format!("{}  {path}\n", crate::source::sha256(bytes)));
    }
    fs::write(new.join(MARKER), marker).map_err(fail(&new))?;
    let old = fresh.path().join("old");
    let had = target.exists();
    if had {
        fs::rename(target, &old).map_err(fail(target))?;
    }
    if let Err(error) = fs::rename(&new, target) {
        if had {
            let _ = fs::rename(&old, target);
        }
        return Err(WriteError::Io(target.to_owned(), error));
    }
    if had {
        for entry in fs::read_dir(&old).map_err(fail(&old))?.flatten() {
            let name = entry.file_name();
            let known = output.files.keys().any(|path| path.split('/').next() == name.to_str());
            if name.to_string_lossy().starts_with('.') && name.to_str() != Some(MARKER) && !known {
                fs::rename(entry.path(), target.join(&name)).map_err(fail(target))?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> Output {
        let mut output = Output::new();
        files.iter().for_each(|(path, text)| output.insert(*path, text.as_bytes()));
        output
    }

    #[test]
    fn the_new_output_takes_the_place_of_the_old_one() {
        let home = tempfile::tempdir().expect("a folder");
        let target = home.path().join("out");
        write(&tree(&[("a.html", "1"), ("deep/b.html", "2")]), &target).expect("written");
        fs::write(target.join(".gitignore"), "*").expect("written");
        write(&tree(&[("a.html", "3")]), &target).expect("written again");
        assert_eq!(fs::read_to_string(target.join("a.html")).ok().as_deref(), Some("3"));
        assert!(!target.join("deep").exists(), "files that are no longer made are gone");
        assert!(target.join(".gitignore").exists(), "hidden files of the user stay");
        let left: Vec<_> = fs::read_dir(home.path()).expect("readable").flatten().map(|e| e.file_name()).collect();
        assert_eq!(left, ["out"], "nothing is left beside the target");
    }

    #[test]
    fn a_folder_that_is_not_ours_is_left_alone() {
        let home = tempfile::tempdir().expect("a folder");
        fs::write(home.path().join("thesis.txt"), "years of work").expect("written");
        let error = write(&tree(&[("a.html", "1")]), home.path()).expect_err("refused");
        assert!(matches!(error, WriteError::NotOurs(_)), "{error}");
        assert!(home.path().join("thesis.txt").exists());
    }

    #[test]
    fn a_part_carries_the_rest_over() {
        let home = tempfile::tempdir().expect("a folder");
        let target = home.path().join("out");
        write(&tree(&[("a.html", "1"), ("guide.pdf", "%PDF")]), &target).expect("written");
        let kept = carry_over(&target, |path| path.ends_with(".pdf"));
        assert_eq!(kept, tree(&[("guide.pdf", "%PDF")]));
        fs::write(target.join(MARKER), "0  ../secret.pdf\n0  /etc/hostname.pdf\n").expect("written");
        assert_eq!(carry_over(&target, |_| true), Output::new(), "an edited list leads nowhere else");
    }
}
