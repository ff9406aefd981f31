//! Makes a sealed report anew from the commit that its seal names, and says whether it comes out byte for byte.
//!
//! Takes the book's folder and the record; gives one [`Rebuilt`], each of which has its findings. That the same program
//! makes other bytes of the same inputs is the one outcome that proves a report to be false; a program of another time
//! proves nothing.

use std::path::Path;

use crate::diag::Sink;
use crate::model::Digests;
use crate::model::Extent;
use crate::model::Record;
use crate::model::Seal;
use crate::sign_off;
use crate::sign_off::reason::Finding;
use crate::sign_off::reason::Reason;
use crate::source;
use crate::source::Budget;
use crate::source::Commit;
use crate::source::GitError;
use crate::source::Repository;

use super::Judged;
use super::open_at;
use super::seal::seal;
use super::targets;
use super::tool::SOURCE;
use super::tool::TOOL;
use super::tool::tool;

/// How a report that was made anew compares with the sealed one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rebuilt {
    /// It is the same, byte for byte.
    Identical {
        /// Length of the report in bytes.
        bytes: u64,
    },
    /// The same program makes other bytes of the same inputs: the sealed report is not what it says.
    Differs,
    /// What the seal says was sealed is not what the commit holds. Each a sentence.
    OtherInputs(Vec<String>),
    /// Another program made it, and is needed to make it anew. Each a sentence.
    OtherTool(Vec<String>),
    /// It could not be made anew: why, and what to do, or empty.
    NotMade(String, String),
}

impl Rebuilt {
    /// The name of the outcome, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Rebuilt::Identical { .. } => "identical",
            Rebuilt::Differs => "different",
            Rebuilt::OtherInputs(_) => "other-inputs",
            Rebuilt::OtherTool(_) => "other-tool",
            Rebuilt::NotMade(..) => "not-rebuilt",
        }
    }

    /// True when the report came out byte for byte.
    pub fn is_identical(&self) -> bool {
        matches!(self, Rebuilt::Identical { .. })
    }

    /// What it says, in sentences.
    pub fn sentences(&self) -> Vec<String> {
        match self {
            Rebuilt::Identical { bytes } => {
                vec![format!("The {bytes} bytes of the report come out of that commit again, byte for byte.")]
            }
            Rebuilt::Differs => vec![
                "The same program makes other bytes of the same data, guide and theme: the sealed report is not the one \
                 that this commit makes."
                    .to_owned(),
            ],
            Rebuilt::OtherInputs(why) | Rebuilt::OtherTool(why) => why.clone(),
            Rebuilt::NotMade(why, help) => {
                std::iter::once(why).chain([help]).filter(|text| !text.is_empty()).map(|text| crate::sign_off::sentence(text)).collect()
            }
        }
    }

    /// What follows from it.
    pub fn findings(&self) -> Vec<Finding> {
        let one = |reason, text: &str| vec![Finding::new(reason, text)];
        match self {
            Rebuilt::Identical { .. } => Vec::new(),
            Rebuilt::Differs => one(Reason::Rebuilt, "made anew, the report has other bytes"),
            Rebuilt::OtherInputs(_) => {
                one(Reason::OtherInputs, "the commit that the seal names does not hold what the seal says was sealed")
            }
            Rebuilt::OtherTool(_) => one(Reason::OtherTool, "another version of levelbook is needed to make it anew"),
            Rebuilt::NotMade(why, _) => one(Reason::NotRebuilt, &format!("the report can't be made anew: {why}")),
        }
    }
}

/// Makes the report of a record anew, as far as there are a book and a record.
pub fn of(folder: Option<&Path>, record: Option<&Record>) -> Rebuilt {
    let not = |why: &str, help: &str| Rebuilt::NotMade(why.to_owned(), help.to_owned());
    let Some(record) = record else {
        return not(
            "there is no record of this file",
            "stand in the book that it was made from, or name its folder with `--book`",
        );
    };
    let Some(folder) = folder else {
        return not("there is no book here that it was made from", "name its folder with `--book DIR`");
    };
    let id = record.seal.document.rsplit('/').next().unwrap_or("");
    rebuild(folder, id, record).unwrap_or_else(|error| Rebuilt::NotMade(error.message, error.help))
}

/// Makes the report of an assessment anew.
///
/// # Errors
/// When the commit is not at hand, or its book can't be built today.
pub fn rebuild(folder: &Path, id: &str, record: &Record) -> Result<Rebuilt, GitError> {
    let fail = |message: String, help: &str| GitError { message, help: help.to_owned() };
    let repository = Repository::of(folder)?;
    let commit = &record.seal.commit;
    let (sources, problems) = repository.files(commit, Budget::default())?;
    let short: String = commit.chars().take(12).collect();
    if let Some(problem) = problems.first() {
        let text = format!("`{}` can't be read at commit {short}", problem.path);
        return Err(fail(text, "a file that Git LFS keeps, or a symbolic link, is not in the commit itself"));
    }
    let mut library = open_at(Some(folder), sources, Sink::new());
    targets::fill(&mut library, folder, Some(commit));
    let needs = || recipe(&record.seal).join(" ");
    let Some(judged) = library.assessment(id) else {
        let text = format!("the book at commit {short} can't be built today, or has no assessment `{id}`");
        return Err(fail(text, &needs()));
    };
    let day = repository.day(commit).unwrap_or_default();
    let mut sink = Sink::new();
    let made = seal(judged, Commit { id: commit.clone(), modified: false, day }, &mut sink);
    let made = made.ok_or_else(|| fail(format!("the report at commit {short} can't be typeset today"), &needs()))?;
    let made = made.map_err(|failure| fail(failure.to_string(), &needs()))?;
    let same = |bytes: &[u8], extent: &Extent| source::sha256(bytes) == extent.sha256;
    let identical = same(&made.report, &record.seal.report) && same(&made.form, &record.seal.form);
    let Judged { volume, assessment, .. } = judged;
    let own = volume.sources.get(assessment.file);
    let now = sign_off::digests(assessment, &volume.sources, &volume.theme.report_digest());
    // Seals of an earlier time held the digest of the file with the line ends of the clone that it was sealed in.
    let windows = source::sha256(own.text().replace('\n', "\r\n").as_bytes());
    Ok(outcome(&record.seal, &made.record, &now, record.seal.digests.file == windows, identical))
}

/// What follows from what went into the two reports.
fn outcome(then: &Seal, made: &Seal, now: &Digests, windows: bool, identical: bool) -> Rebuilt {
    let digests = &then.digests;
    let file = digests.file != now.file && !windows;
    let theme = digests.theme != now.theme;
    let other_tool = then.made_with != TOOL
        || then.tool.as_ref().is_some_and(|then| *then != tool())
        || (then.tool.is_none() && (theme || digests.guide != now.guide));
    let mut why = Vec::new();
    if file {
        why.push("The file of the data at that commit is not the one that was sealed.".to_owned());
    }
    if digests.guide != now.guide {
        why.push("The guide at that commit is not the one that was sealed.".to_owned());
    }
    if digests.data != now.data {
        why.push("The data at that commit are not those that were sealed.".to_owned());
    }
    if theme {
        why.push("The theme is another one than that of the seal.".to_owned());
    }
    // The digest of a file is the same in every version of the program; what it reads from the file may not be.
    if file || (!other_tool && !why.is_empty()) {
        return Rebuilt::OtherInputs(why);
    }
    if !other_tool && terms(then, then.tool.is_some()) != terms(made, then.tool.is_some()) {
        return Rebuilt::OtherInputs(vec![
            "The seal asks for something else than the policy and the assessment at that commit.".to_owned(),
        ]);
    }
    if identical {
        return Rebuilt::Identical { bytes: then.report.length };
    }
    if other_tool {
        why.extend(recipe(then));
        return Rebuilt::OtherTool(why);
    }
    Rebuilt::Differs
}

/// What a seal asks for, apart from bytes and the program. `whole` is false for seals from before all of it was noted.
fn terms(seal: &Seal, whole: bool) -> Seal {
    let supersedes = seal.supersedes.clone().filter(|_| whole);
    Seal {
        digests: Digests::default(),
        report: Extent::default(),
        form: Extent::default(),
        made_with: String::new(),
        tool: None,
        supersedes,
        ..seal.clone()
    }
}

/// What is needed to make a report anew with the program of its time.
fn recipe(seal: &Seal) -> Vec<String> {
    let mut text = vec![format!("It was made with {}, and this is {TOOL}.", seal.made_with)];
    if let Some(then) = seal.tool.as_ref().filter(|then| **then != tool()) {
        text.push(format!("The source of that build has the SHA-256 {}, that of this one {SOURCE}.", then.source));
    }
    let which = match &seal.tool {
        Some(then) => format!("the commit of levelbook whose `Cargo.lock` has the SHA-256 {}", then.lock),
        None => "the tag of that version of levelbook".to_owned(),
    };
    text.push(format!(
        "To make it anew, check out {which}, run `cargo build --release --locked`, and ask that levelbook for `verify --rebuild`."
    ));
    text
}
