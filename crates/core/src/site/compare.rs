//! Targets side by side: those of target sets, and of an assessment.

use serde::Serialize;

use crate::assess::Beside;
use crate::view::AssessmentView;
use crate::view::GuideView;
use crate::view::Ref;
use crate::view::ResultView;
use crate::view::SetTargetView;

/// One practice.
#[derive(Serialize)]
pub(super) struct CompareRow<'a> {
    practice: &'a Ref,
    /// The outermost node above it, on the first of its practices.
    group: Option<&'a Ref>,
    /// What the assessment says of it.
    result: Option<&'a ResultView>,
    /// What each set wants, in order.
    sets: Vec<Wanted<'a>>,
    /// True when the sets want different things, or the assessment's target is another.
    differs: bool,
}

/// What one set wants of a practice.
#[derive(Serialize)]
struct Wanted<'a> {
    target: &'a Option<SetTargetView>,
    /// How it stands beside the target of the assessment; `None` where there is nothing to compare.
    beside: Option<Beside>,
}

pub(super) fn rows<'a>(guide: &'a GuideView, assessment: Option<&'a AssessmentView>) -> Vec<CompareRow<'a>> {
    let mut last = None;
    let row = |(index, practice): (usize, &'a crate::view::PracticeView)| {
        let group = practice.crumbs.first();
        let first = group.filter(|group| last != Some(group.id.as_str()));
        last = group.map(|group| group.id.as_str());
        let result = assessment.and_then(|assessment| assessment.results.get(index));
        let entry = |(number, set): (usize, &'a crate::view::TargetSetView)| {
            let beside = assessment.and_then(|assessment| *assessment.beside.get(number)?.get(index)?);
            Wanted { target: set.targets.get(index).unwrap_or(&None), beside }
        };
        let sets: Vec<Wanted> = guide.target_sets.iter().enumerate().map(entry).collect();
        let texts = || sets.iter().map(|entry| entry.target.as_ref().map(|target| &target.text));
        let differs = match result {
            Some(_) => sets.iter().any(|entry| entry.beside.is_some_and(|beside| beside != Beside::Same)),
            None => texts().any(|text| Some(text) != texts().next()),
        };
        CompareRow { practice: &practice.reference, group: first, result, sets, differs }
    };
    guide.practices.iter().enumerate().map(row).collect()
}
