//! When targets were set, as the history of each `assessment.yaml` tells it: by which commit, and whether answers were there.
//!
//! A target that is set or lowered once the answers are known measures nothing. Version control remembers what a file of
//! today does not say.

use std::collections::BTreeMap;
use std::path::Path;

use crate::diag::Sink;
use crate::model::Followed;
use crate::model::LateTarget;
use crate::model::Score;
use crate::model::TargetHistory;
use crate::read;
use crate::source::Content;
use crate::source::Past;
use crate::source::Repository;
use crate::source::Source;
use crate::source::Sources;

use super::Judged;
use super::Library;
use super::Volume;

/// Fills in the history of all assessments of a book, up to a commit; without one up to where the work tree stands. A book
/// in no repository has none. What could not be followed is said: that no late target was found means nothing then.
pub fn fill(library: &mut Library, folder: &Path, commit: Option<&str>) {
    // Before the first commit there is no history yet.
    let Some(repository) = Repository::of(folder).ok().filter(|r| r.resolve("HEAD").is_ok()) else { return };
    let path = |judged: Judged| judged.volume.sources.get(judged.assessment.file).path.clone();
    let paths: Vec<String> = library.assessments().into_iter().map(path).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    // A history that was cut off would name a first commit that is none.
    let mut found = match repository.is_shallow() {
        true => Err(Followed::Shallow),
        false => repository.changes("assessments", "assessment.yaml", &paths, commit).map_err(|_| Followed::Unread),
    };
    for Volume { sources, book, .. } in library.volumes_mut() {
        for assessment in book.iter_mut().flat_map(|book| &mut book.assessments) {
            let path = &sources.get(assessment.file).path;
            assessment.targets = match &mut found {
                Ok(pasts) => pasts.remove(path).map(|past| history(path, past)),
                Err(followed) => Some(TargetHistory { followed: *followed, ..TargetHistory::default() }),
            };
        }
    }
}

fn history(path: &str, past: Past) -> TargetHistory {
    let mut found = TargetHistory { formerly: past.formerly, ..TargetHistory::default() };
    let mut answered = false;
    let mut before: BTreeMap<String, Score> = BTreeMap::new();
    let mut first = (None, None);
    for change in past.changes {
        let Some(text) = change.text else { continue };
        let Ok(day) = change.day.parse() else { continue };
        let (targets, answers) = state(path, text);
        if !targets.is_empty() && found.set.is_none() {
            (found.set, first.0) = (Some(day), Some(change.commit.clone()));
        }
        for (practice, level) in &targets {
            let earlier = before.get(practice).cloned();
            // What comes with the first answers is not after them.
            if answered && earlier.as_ref().is_none_or(|earlier| level < earlier) {
                found.late.push(LateTarget {
                    practice: practice.clone(),
                    before: earlier,
                    now: level.clone(),
                    day,
                    commit: change.commit.clone(),
                });
            }
        }
        if answers && !answered {
            answered = true;
            (found.answered, first.1) = (Some(day), Some(change.commit.clone()));
        }
        before = targets;
    }
    if first.0.is_some() && first.0 == first.1 {
        found.followed = Followed::Together;
    }
    found
}

/// The targets that a file sets, by practice, and whether it has an answer.
fn state(path: &str, text: String) -> (BTreeMap<String, Score>, bool) {
    let sources = Sources::from_files([Source::new(path, Content::Text(text))]);
    let draft = read::read_assessments(&sources, &mut Sink::new());
    let practices = || draft.assessments.iter().flat_map(|assessment| &assessment.practices);
    let targets = practices()
        .filter_map(|(id, result)| Some((id.value.clone(), result.target.as_ref()?.level.as_ref()?.value.clone())));
    let answers = practices().flat_map(|(_, result)| &result.answers).any(|(_, answer)| answer.answer.is_some());
    (targets.collect(), answers)
}
