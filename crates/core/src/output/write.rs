//! The one writer: puts an [`Output`] on disk, whole or not at all.
//!
//! Files are made ready in a work folder beside the target, and the whole folder takes the target's place in one step, so
//! that a failed or killed build leaves the output before it as it was. A folder that levelbook did not make is never
//! replaced: what it made holds the file [`MARKER`], which lists what was written. Where the folder itself can't be moved, as
//! a volume of a container can't, its files are replaced one by one, with a journal in the folder.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use super::MARKER;
use super::Output;
use super::OutputPlace;
use super::Work;
use super::WriteError;

/// Files of an earlier output whose path satisfies `keep`, to be carried over into one that builds only a part.
pub fn carry_over(target: &Path, keep: impl Fn(&str) -> bool) -> Output {
    let mut output = Output::new();
    for path in listed(target).iter().filter(|path| keep(path)) {
        if let Ok(bytes) = fs::read(target.join(path)) {
            output.insert(path.as_str(), bytes);
        }
    }
    output
}

/// The files of an output by its list.
fn listed(target: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(target.join(MARKER)).unwrap_or_default();
    // The list is a file like any other and may have been edited: it leads to nothing outside the folder.
    let inside = |path: &&str| !path.starts_with('/') && path.split('/').all(|part| !matches!(part, "" | "." | ".."));
    text.lines()
        .filter_map(|line| line.split_once("  ").map(|(_, path)| path))
        .filter(inside)
        .map(str::to_owned)
        .collect()
}

/// Writes `output` to `target` in place of what levelbook wrote there before. Hidden files in the top folder that
/// levelbook does not know (`.git`, `.gitignore`) stay.
///
/// # Errors
/// Those of [`OutputPlace::claim`] and [`OutputPlace::write`].
pub fn write(output: &Output, target: &Path) -> Result<(), WriteError> {
    OutputPlace::claim(target, None)?.write(output)
}

impl OutputPlace {
    /// Writes `output` in place of what levelbook wrote there before.
    ///
    /// # Errors
    /// [`WriteError::Io`] when nothing changed, [`WriteError::Unfinished`] when the rest is for the next run.
    pub fn write(mut self, output: &Output) -> Result<(), WriteError> {
        if self.inside {
            return in_place(&mut self.work, &self.target, &self.shown, output);
        }
        stage(&mut self.work, &self.shown, output)?;
        let name = self.target.file_name().unwrap_or_default().to_owned();
        match self.work.swap(Path::new(&name)) {
            Err(WriteError::Io(_, error)) if stays(&error) => {
                let mut inside = Work::begin(&self.target, &self.shown)?;
                in_place(&mut inside, &self.target, &self.shown, output)
            }
            other => other,
        }
    }
}

/// Whether a folder can't be moved, and what is in it perhaps can: it is a mount point, or lies in a layer below.
fn stays(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ResourceBusy | io::ErrorKind::CrossesDevices)
}

fn stage(work: &mut Work, shown: &Path, output: &Output) -> Result<(), WriteError> {
    // An output can be made again: it need not outlive a power cut.
    work.durable = false;
    work.named = shown.to_owned();
    let mut marker = String::new();
    for (path, bytes) in &output.files {
        work.stage(path, bytes, false)?;
        marker.push_str(&format!("{}  {path}\n", crate::source::sha256(bytes)));
    }
    work.stage(MARKER, marker.as_bytes(), false)
}

/// Replaces the files of a folder that can't be moved.
pub(super) fn in_place(work: &mut Work, target: &Path, shown: &Path, output: &Output) -> Result<(), WriteError> {
    stage(work, shown, output)?;
    let gone: Vec<String> = listed(target).into_iter().filter(|path| !output.files.contains_key(path)).collect();
    work.put(&gone)
}
