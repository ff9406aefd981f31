//! What version control is asked of a book before anything is made of it, and what is said where it can't answer.
//!
//! "Can't be read" is never told as "is not there": a repository of another user, of another object format, or with a part of
//! the files not checked out, is named as what it is, with the cure.

use std::path::Path;

use crate::diag::Sink;
use crate::diag::register;
use crate::source::GitError;
use crate::source::Repository;
use crate::source::Sources;

/// How many files a message names.
const NAMED: usize = 5;

/// What a reader is told where a book stands at no commit. A repository that can't be read is reported.
pub(super) fn told(root: &Path, sink: &mut Sink) -> String {
    match Repository::around(root) {
        Ok(None) => "not under version control".to_owned(),
        Ok(Some(repository)) if repository.resolve("HEAD").is_err() => "in no commit yet".to_owned(),
        Ok(Some(_)) => "not known".to_owned(),
        Err(error) => {
            report(&error, sink);
            format!("not known: {}", error.message)
        }
    }
}

/// Reports what can't be read of a repository, once.
pub(super) fn report(error: &GitError, sink: &mut Sink) {
    let message = format!("{}; commits, editions and the history of targets are not known", error.message);
    let warning = sink.warning(register::REPOSITORY, None, message);
    if !error.help.is_empty() {
        warning.help(error.help.clone());
    }
}

/// Reports the files of a book that git did not check out. What they hold is unknown, and not missing.
pub(super) fn not_checked_out(root: &Path, sources: &Sources, sink: &mut Sink) {
    let Ok(Some(repository)) = Repository::around(root) else { return };
    let files = repository.not_checked_out(sources);
    let Some(first) = files.first() else { return };
    let names: Vec<String> = files.iter().take(NAMED).map(|path| format!("`{path}`")).collect();
    let more = files.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let message = match files.len() {
        1 => "git did not check this file out".to_owned(),
        number => format!("git did not check {number} files of the book out"),
    };
    sink.error(register::UNREADABLE, None, message)
        .path(first.clone())
        .also(files.iter().skip(1).cloned())
        .help(format!("they are in the commit: {}{more}", names.join(", ")))
        .help("the checkout is sparse: `git sparse-checkout disable` brings them, or add the folder to it");
}
