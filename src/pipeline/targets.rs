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
use crate::read::Draft;
use crate::source::Content;
use crate::source::Past;
use crate::source::Repository;
use crate::source::Source;
use crate::source::Sources;

use super::Judged;
use super::Library;
use super::Volume;
use super::versioning;

/// Fills in the history of all assessments of a book, up to a commit; without one up to where the work tree stands. A book
/// in no repository has none. What could not be followed is said: that no late target was found means nothing then.
pub fn fill(library: &mut Library, folder: &Path, commit: Option<&str>) {
    // Before the first commit there is no history yet.
    let repository = match Repository::around(folder) {
        Ok(repository) => match repository.filter(|repository| repository.resolve("HEAD").is_ok()) {
            Some(repository) => Ok(repository),
            None => return,
        },
        // It was told with what is wrong with the book.
        Err(_) => Err(Followed::Unread),
    };
    let path = |judged: Judged| judged.volume.sources.get(judged.assessment.file).path.clone();
    let paths: Vec<String> = library.assessments().into_iter().map(path).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    // A history that was cut off would name a first commit that is none.
    let mut lost = None;
    let mut found = repository.and_then(|repository| match repository.is_shallow() {
        true => Err(Followed::Shallow),
        false => repository.changes("assessments", "assessment.yaml", &paths, commit).map_err(|error| {
            lost = Some(error);
            if repository.is_partial() { Followed::Partial } else { Followed::Unread }
        }),
    });
    if let Some(error) = lost {
        versioning::report(&error, &mut library.sink);
    }
    for Volume { sources, draft, book, .. } in library.volumes_mut() {
        let wanted = |id: &str, version: &str| wanted(draft, id, version);
        for assessment in book.iter_mut().flat_map(|book| &mut book.assessments) {
            let path = &sources.get(assessment.file).path;
            assessment.targets = match &mut found {
                Ok(pasts) => pasts.remove(path).map(|past| history(path, past, &wanted)),
                Err(followed) => Some(TargetHistory { followed: *followed, ..TargetHistory::default() }),
            };
        }
    }
}

/// What a target set wants, by practice; nothing where that version of it is not at hand.
fn wanted(draft: &Draft, id: &str, version: &str) -> BTreeMap<String, Score> {
    let sets = draft.target_sets.iter().filter(|set| set.id.value == id && set.version.value == version);
    let targets = sets.flat_map(|set| &set.targets);
    targets
        .filter_map(|(practice, target)| Some((practice.value.clone(), target.level.as_ref()?.value.clone())))
        .collect()
}

/// What a target set wants, by its id and version.
type Wanted<'a> = &'a dyn Fn(&str, &str) -> BTreeMap<String, Score>;

fn history(path: &str, past: Past, wanted: Wanted) -> TargetHistory {
    let mut found = TargetHistory { formerly: past.formerly, ..TargetHistory::default() };
    let mut answered = false;
    let mut before: BTreeMap<String, Score> = BTreeMap::new();
    let mut first = (None, None);
    for change in past.changes {
        let Some(text) = change.text else { continue };
        let Ok(day) = change.day.parse() else { continue };
        let State { targets, adopted, answers } = state(path, text, wanted);
        if (adopted || !targets.is_empty()) && found.set.is_none() {
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

/// What a file says at one time.
struct State {
    /// The targets that it sets or adopts, by practice.
    targets: BTreeMap<String, Score>,
    /// Whether it adopts a target set.
    adopted: bool,
    /// Whether it has an answer.
    answers: bool,
}

fn state(path: &str, text: String, wanted: Wanted) -> State {
    let sources = Sources::from_files([Source::new(path, Content::Text(text))]);
    let draft = read::read_assessments(&sources, &mut Sink::new());
    let practices = || draft.assessments.iter().flat_map(|assessment| &assessment.practices);
    let sets: Vec<_> = draft.assessments.iter().filter_map(|assessment| assessment.target_set.as_ref()).collect();
    let own = practices()
        .filter_map(|(id, result)| Some((id.value.clone(), result.target.as_ref()?.level.as_ref()?.value.clone())));
    let answers = practices().flat_map(|(_, result)| &result.answers).any(|(_, answer)| answer.answer.is_some());
    // The assessment's own targets come over those of the set.
    let mut targets: BTreeMap<String, Score> =
        sets.iter().flat_map(|set| wanted(&set.id.value, &set.version.value)).collect();
    targets.extend(own);
    State { targets, adopted: !sets.is_empty(), answers }
}
