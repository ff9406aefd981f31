//! Rebuilds a sealed report from the commit that its seal names, and says whether it comes out byte for byte.

use std::path::Path;

use crate::diag::Sink;
use crate::model::Record;
use crate::source;
use crate::source::Budget;
use crate::source::Commit;
use crate::source::GitError;
use crate::source::Repository;

use super::TOOL;
use super::digests;
use super::open_with;
use super::seal;
use super::targets;

/// How a rebuilt report compares with the sealed one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rebuilt {
    /// It is the same, byte for byte.
    Same {
        /// Length of the report in bytes.
        bytes: u64,
    },
    /// It is another one.
    Other {
        /// What differs of what went into it, in sentences; the program first.
        why: Vec<String>,
        /// True when the program that made it, or its built-in theme, is another one: then nothing is proven against it.
        other_tool: bool,
    },
}

/// Rebuilds the report of an assessment.
///
/// # Errors
/// When the commit is not at hand, or its book can't be built today.
pub fn rebuild(folder: &Path, id: &str, record: &Record) -> Result<Rebuilt, GitError> {
    let fail = |message: String| GitError { message, help: String::new() };
    let repository = Repository::of(folder)?;
    let commit = &record.seal.commit;
    let (sources, _) = repository.files(commit, Budget::default())?;
    let mut opened = open_with(Some(folder), sources, Sink::new());
    targets::fill(&mut opened, folder, Some(commit));
    let short: String = commit.chars().take(12).collect();
    let Some((home, book, index)) = opened.home_of(id) else {
        return Err(fail(format!("the book at commit {short} can't be built today, or has no assessment `{id}`")));
    };
    let day = repository.day(commit).unwrap_or_default();
    let mut sink = Sink::new();
    let made = seal(home, book, index, Commit { id: commit.clone(), modified: false, day }, &mut sink);
    let made = made.ok_or_else(|| fail(format!("the report at commit {short} can't be typeset today")))?;
    let made = made.map_err(|failure| fail(failure.to_string()))?;
    let same = |bytes: &[u8], extent: &crate::model::Extent| source::sha256(bytes) == extent.sha256;
    if same(&made.report, &record.seal.report) && same(&made.form, &record.seal.form) {
        return Ok(Rebuilt::Same { bytes: record.seal.report.length });
    }
    let now = digests(&book.assessments[index], &home.sources, &home.theme.report_digest());
    let then = &record.seal.digests;
    let other_tool = record.seal.made_with != TOOL;
    let mut why = Vec::new();
    if other_tool {
        why.push(format!("It was made with {}, and this is {TOOL}.", record.seal.made_with));
    }
    let parts = [
        (then.theme != now.theme, "The theme is another one than that of the seal."),
        (then.guide != now.guide, "The guide at that commit is not the one that was sealed."),
        (then.data != now.data, "The data at that commit are not those that were sealed."),
        (then.file != now.file && then.data == now.data, "The file of the data differs in comments or layout."),
    ];
    why.extend(parts.iter().filter(|(differs, _)| *differs).map(|(_, text)| (*text).to_owned()));
    if why.is_empty() {
        why.push("Data, guide, theme and version are the same: the program itself makes other bytes.".to_owned());
    }
    let own_theme = home.theme.files.iter().any(|(name, file)| name.starts_with("report/") && file.origin.is_some());
    let other_theme = then.theme != now.theme && !own_theme;
    let same_inputs = then.guide == now.guide && then.data == now.data && then.file == now.file;
    Ok(Rebuilt::Other { why, other_tool: same_inputs && (other_tool || other_theme || then.theme == now.theme) })
}
