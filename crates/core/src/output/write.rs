//! The one writer: puts an [`Output`] on disk, whole or not at all.
//!
//! Files are made ready in a work folder beside the target, and the whole folder takes the target's place in one step, so
//! that a failed or killed build leaves the output before it as it was. A folder that levelbook did not make is never
//! replaced: what it made holds the file [`MARKER`], which lists what was written, and for which book. What is not listed stays. Where the folder itself can't be moved, as
//! a volume of a container can't, its files are replaced one by one, with a journal in the folder.

use std::fs;
use std::io;
use std::path::Path;

use super::MARKER;
use super::Output;
use super::OutputPlace;
use super::Work;
use super::WriteError;
use super::disk;
use super::marker;

/// Files of an earlier output whose path satisfies `keep`, to be carried over into one that builds only a part.
pub fn carry_over(target: &Path, keep: impl Fn(&str) -> bool) -> Output {
    let mut output = Output::new();
    for path in marker::listed(target).iter().filter(|path| keep(path)) {
        if let Ok(bytes) = fs::read(target.join(path)) {
            output.insert(path.as_str(), bytes);
        }
    }
    output
}

/// Writes `output` to `target` in place of what levelbook wrote there before. What somebody else put there (`.git`, `CNAME`,
/// an archive) stays.
///
/// # Errors
/// Those of [`OutputPlace::claim`] and [`OutputPlace::write`].
pub fn write(output: &Output, target: &Path) -> Result<(), WriteError> {
    OutputPlace::claim(target, None)?.write(output, "")
}

impl OutputPlace {
    /// Writes `output` in place of what levelbook wrote there before; `owner` is the id of the book that it is made of.
    ///
    /// # Errors
    /// [`WriteError::Io`], [`WriteError::OfAnother`] and [`WriteError::InTheWay`] when nothing changed,
    /// [`WriteError::Unfinished`] when the rest is for the next run.
    pub fn write(mut self, output: &Output, owner: &str) -> Result<(), WriteError> {
        self.may_hold(owner)?;
        let fixed = self.keeps(output)?;
        if self.inside {
            return in_place(&mut self.work, &self.target, &self.shown, (output, owner));
        }
        stage(&mut self.work, &self.shown, (output, owner))?;
        let name = self.target.file_name().unwrap_or_default().to_owned();
        let swapped = if fixed { None } else { Some(self.work.swap(Path::new(&name))) };
        match swapped {
            Some(Err(WriteError::Io(_, error))) if stays(&error) => {}
            Some(other) => return other,
            None => {}
        }
        let mut inside = Work::begin(&self.target, &self.shown)?;
        in_place(&mut inside, &self.target, &self.shown, (output, owner))
    }

    /// Refuses a place that holds the output of another book.
    ///
    /// # Errors
    /// [`WriteError::OfAnother`].
    pub fn may_hold(&self, owner: &str) -> Result<(), WriteError> {
        match marker::owner(&self.target) {
            Some(other) if !owner.is_empty() && other != owner => {
                Err(WriteError::OfAnother(self.shown.clone(), other, owner.to_owned()))
            }
            _ => Ok(()),
        }
    }

    /// Refuses an output one of whose files would stand where something of somebody else stands. True if something else
    /// there can't be moved, since it lies on another file system.
    fn keeps(&self, output: &Output) -> Result<bool, WriteError> {
        if !self.target.exists() {
            return Ok(false);
        }
        let fail = |error| WriteError::Io(self.shown.clone(), error);
        let strangers = marker::strangers(&self.target).map_err(fail)?;
        if let Some(path) = marker::in_the_way(&self.target, &strangers, &output.files).map_err(fail)? {
            return Err(WriteError::InTheWay(self.shown.join(path)));
        }
        let own = disk::device(&self.target);
        Ok(strangers.iter().any(|path| disk::device(&self.target.join(path)) != own))
    }
}

/// Whether a folder can't be moved, and what is in it perhaps can: it is a mount point, or lies in a layer below.
fn stays(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ResourceBusy | io::ErrorKind::CrossesDevices)
}

/// Makes an output ready, and its list.
fn stage(work: &mut Work, shown: &Path, (output, owner): (&Output, &str)) -> Result<(), WriteError> {
    // An output can be made again: it need not outlive a power cut.
    work.durable = false;
    work.named = shown.to_owned();
    for (path, bytes) in &output.files {
        work.stage(path, bytes, false)?;
    }
    work.stage(MARKER, marker::list(&output.files, owner).as_bytes(), false)
}

/// Replaces the files of a folder that can't be moved.
pub(super) fn in_place(
    work: &mut Work,
    target: &Path,
    shown: &Path,
    (output, owner): (&Output, &str),
) -> Result<(), WriteError> {
    stage(work, shown, (output, owner))?;
    let gone = marker::listed(target).into_iter().filter(|path| !output.files.contains_key(path));
    let gone: Vec<String> = gone.collect();
    work.put(&gone)
}
