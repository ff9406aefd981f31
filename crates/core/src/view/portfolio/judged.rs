//! The assessments that a portfolio is about, each with the guide that it was judged by, and what they share.

use crate::model::Detail;
use crate::model::Marking;
use crate::model::natural;
use crate::view::AssessmentView;
use crate::view::View;

/// An assessment with the view that it was judged in.
#[derive(Clone, Copy)]
pub(super) struct Judged<'a> {
    /// The book of its edition.
    pub(super) view: &'a View,
    /// One of its assessments.
    pub(super) assessment: &'a AssessmentView,
}

/// Whether an assessment that is shown so stands in the portfolio, which is about targets.
pub(super) fn has_place(detail: Detail) -> bool {
    detail != Detail::Levels
}

/// All assessments whose targets are shown, in order of id.
pub(super) fn every<'a>(views: &[&'a View]) -> Vec<Judged<'a>> {
    let of = |view: &'a View| {
        view.assessments.iter().filter(|a| has_place(a.detail)).map(move |assessment| Judged { view, assessment })
    };
    let mut all: Vec<Judged> = views.iter().flat_map(|view| of(view)).collect();
    all.sort_by(|a, b| natural(&a.assessment.reference.id, &b.assessment.reference.id));
    all
}

/// What levels are measured with. Between two measures that differ, a step may be one of the measure.
pub(super) fn measure(assessment: &AssessmentView) -> String {
    let overlays = assessment.overlays.iter().map(|overlay| format!(", {} {}", overlay.title, overlay.version));
    format!("{}{}", measure_of(&assessment.guide_version), overlays.collect::<String>())
}

/// The same where nothing but the version of the guide is known.
pub(super) fn measure_of(guide_version: &str) -> String {
    format!("guide {guide_version}")
}

/// The strictest of TLP labels. What is not marked asks for nothing.
pub(super) fn strictest<'a>(markings: impl Iterator<Item = &'a str>) -> Option<String> {
    // A label that is none can't come from a checked book; it counts as the strictest there is.
    let rank = |label: &&str| Marking::of(label).unwrap_or(Marking::Red);
    markings.max_by_key(rank).map(str::to_owned)
}
