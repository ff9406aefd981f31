//! The few operations that change a disk; all that levelbook writes passes here.
//!
//! Each operation is a step at which the machine may fail or the process may be killed. Tests stop at every one of them in
//! turn (`crates/core/src/output/tests.rs`); in the program the step is nothing.

use std::fs;
use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

#[cfg(test)]
pub(super) use super::fault::step;

#[cfg(not(test))]
#[inline]
pub(super) fn step() -> io::Result<()> {
    Ok(())
}

/// Makes one folder; true if it was not there.
pub(super) fn make_dir(path: &Path) -> io::Result<bool> {
    step()?;
    match fs::create_dir(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether nothing is there any more: what another run held a moment ago may be removed by now.
pub(super) fn is_gone(path: &Path) -> bool {
    fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

/// Makes a folder with those above it. Those that were not there go into `made`, outermost first, also when one fails.
pub(super) fn make_dirs(path: &Path, made: &mut Vec<PathBuf>) -> io::Result<()> {
    let missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
    let mut missing: Vec<&Path> = path.ancestors().take_while(missing).collect();
    missing.reverse();
    for folder in missing {
        if make_dir(folder)? {
            made.push(folder.to_owned());
        }
    }
    Ok(())
}

/// Writes a file that is not there yet. `private` is for its owner only, where the system knows owners.
pub(super) fn create(path: &Path, bytes: &[u8], private: bool) -> io::Result<fs::File> {
    step()?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if private {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = private;
    let mut file = options.open(path)?;
    // In two parts, so that a test can stop in the middle of a file.
    let (head, tail) = bytes.split_at(bytes.len() / 2);
    file.write_all(head)?;
    step()?;
    file.write_all(tail)?;
    Ok(file)
}

/// Waits until the content of a file is on the disk itself.
pub(super) fn flush(file: &fs::File) -> io::Result<()> {
    step()?;
    // Tests kill processes and not machines; the wait would be most of their time.
    if cfg!(test) { Ok(()) } else { file.sync_all() }
}

/// Asks the system to have the names in a folder on the disk itself. Not every system can; none is lost by it.
pub(super) fn sync(folder: &Path) {
    if !cfg!(test) {
        let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
    }
}

/// Renames, over whatever file has the name already.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    step()?;
    fs::rename(from, to)
}

/// Exchanges two folders in one step; false where the system or the file system can't.
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    step()?;
    #[cfg(test)]
    if super::fault::no_exchange() {
        return Ok(false);
    }
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    {
        use rustix::fs::CWD;
        use rustix::fs::RenameFlags;
        use rustix::io::Errno;
        match rustix::fs::renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
            Ok(()) => Ok(true),
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
    #[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
    {
        let _ = (one, other);
        Ok(false)
    }
}

/// Gives a file a second name, or copies it where the file system has no second names.
pub(super) fn duplicate(from: &Path, to: &Path) -> io::Result<()> {
    step()?;
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    copy(from, to)
}

/// Copies a file with its permissions, and waits until the copy is on the disk itself.
pub(super) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    step()?;
    fs::copy(from, to)?;
    fs::File::open(to).and_then(|file| flush(&file))
}

/// Copies a folder with all that is in it but the names in its top that `without` says. Links stay links.
pub(super) fn copy_tree(from: &Path, to: &Path, without: &dyn Fn(&str) -> bool) -> io::Result<()> {
    make_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(without) {
            continue;
        }
        let (path, kind) = (entry.path(), entry.file_type()?);
        let copied = to.join(entry.file_name());
        if kind.is_dir() {
            copy_tree(&path, &copied, &|_| false)?;
        } else if kind.is_symlink() {
            link(&path, &copied)?;
        } else {
            copy(&path, &copied)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> io::Result<()> {
    step()?;
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

#[cfg(not(unix))]
fn link(from: &Path, to: &Path) -> io::Result<()> {
    copy(from, to)
}

/// Removes a file; one that is not there is no error.
pub(super) fn remove_file(path: &Path) -> io::Result<()> {
    step()?;
    absent(fs::remove_file(path))
}

/// Removes an empty folder; one that is not there is no error.
pub(super) fn remove_dir(path: &Path) -> io::Result<()> {
    step()?;
    absent(fs::remove_dir(path))
}

/// Removes a file or a folder with all that is in it; links are removed and not followed.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    let meta = match fs::symlink_metadata(path) {
        Err(error) => return absent(Err(error)),
        Ok(meta) => meta,
    };
    if !meta.is_dir() {
        return remove_file(path);
    }
    for entry in fs::read_dir(path)? {
        remove(&entry?.path())?;
    }
    remove_dir(path)
}

fn absent(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// What tells one folder of a file system from another, where the system tells.
pub(super) fn identity(path: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        fs::symlink_metadata(path).ok().map(|meta| meta.ino())
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// The file system that something lies on, where the system tells.
pub(super) fn device(path: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        fs::symlink_metadata(path).ok().map(|meta| meta.dev())
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}
