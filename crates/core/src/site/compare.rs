//! Targets side by side: those of target sets, and of an assessment.

use serde::Serialize;

use crate::view::AssessmentView;
use crate::view::GuideView;
use crate::view::LevelView;
use crate::view::Ref;
use crate::view::ResultView;
use crate::view::ScopeView;
use crate::view::ScoreView;
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
    sets: Vec<Entry<'a>>,
    /// True when the sets want different things, or the assessment's target is another.
    differs: bool,
}

/// What one set wants of a practice.
#[derive(Serialize)]
struct Entry<'a> {
    target: &'a Option<SetTargetView>,
    /// `same`, `more`, `less` or `other` beside the target of the assessment, or empty where there is nothing to compare.
    beside: &'static str,
}

pub(super) fn rows<'a>(guide: &'a GuideView, assessment: Option<&'a AssessmentView>) -> Vec<CompareRow<'a>> {
    let mut last = None;
    let row = |(index, practice): (usize, &'a crate::view::PracticeView)| {
        let group = practice.crumbs.first();
        let first = group.filter(|group| last != Some(group.id.as_str()));
        last = group.map(|group| group.id.as_str());
        let result = assessment.and_then(|assessment| assessment.results.get(index));
        let entry = |set: &'a crate::view::TargetSetView| {
            let target = set.targets.get(index).unwrap_or(&None);
            Entry { target, beside: beside(guide, target.as_ref(), result) }
        };
        let sets: Vec<Entry> = guide.target_sets.iter().map(entry).collect();
        let texts = || sets.iter().map(|entry| entry.target.as_ref().map(|target| &target.text));
        let differs = match result {
            Some(_) => sets.iter().any(|entry| !matches!(entry.beside, "same" | "")),
            None => texts().any(|text| Some(text) != texts().next()),
        };
        CompareRow { practice: &practice.reference, group: first, result, sets, differs }
    };
    guide.practices.iter().enumerate().map(row).collect()
}

/// How what a set wants stands to the target of an assessment.
fn beside(guide: &GuideView, wanted: Option<&SetTargetView>, result: Option<&ResultView>) -> &'static str {
    let Some((wanted, own)) = wanted.zip(result.and_then(|result| result.target.as_ref())) else { return "" };
    let size = |level: &Option<LevelView>, score: &Option<ScoreView>| match (level, score) {
        (Some(level), _) => i64::from(level.number) * 1000,
        (_, Some(score)) => score.thousandths,
        _ => 0,
    };
    let wide = |scope: &Option<ScopeView>| {
        scope.as_ref().and_then(|scope| guide.scopes.iter().position(|other| other.id == scope.id)).unwrap_or(0)
    };
    let level = size(&wanted.level, &wanted.score).cmp(&size(&own.level, &own.score));
    let scope = wide(&wanted.scope).cmp(&wide(&own.scope));
    use std::cmp::Ordering::Equal;
    use std::cmp::Ordering::Greater;
    use std::cmp::Ordering::Less;
    match (level, scope) {
        (Equal, Equal) => "same",
        (Greater, Greater | Equal) | (Equal, Greater) => "more",
        (Less, Less | Equal) | (Equal, Less) => "less",
        _ => "other",
    }
}
