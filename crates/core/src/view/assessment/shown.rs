//! What is left of the view of an assessment that an audience sees in part.
//!
//! [`crate::audience::cut`] takes the words of the assessment away; what follows from them and says as much as they did goes
//! here: answers and what is made of them, and what would be told of data that is only hidden.

use crate::assess::Completeness;
use crate::model::Detail;
use crate::view::AssessmentView;
use crate::view::ResultView;

/// The view as its detail allows.
pub(super) fn shown(mut view: AssessmentView) -> AssessmentView {
    if view.detail == Detail::Whole {
        return view;
    }
    view.digest.clear();
    view.owner.clear();
    view.approver.clear();
    view.no_previous.clear();
    view.levels.clear();
    (view.status.reasons, view.status.missing) = Default::default();
    (view.signatures, view.reconfirm, view.unplanned) = Default::default();
    view.results.iter_mut().for_each(without_answers);
    if view.detail == Detail::Levels {
        // Targets are not absent but hidden: nothing is said of them, nor of how far the work is.
        (view.verdicts, view.gaps, view.rollups) = Default::default();
        for chart in [&mut view.dumbbell, &mut view.radar, &mut view.heat] {
            chart.svg.clear();
            chart.alt.clear();
        }
        view.completeness = Completeness::default();
        for result in &mut view.results {
            result.verdict.name = "";
            result.gap_text.clear();
        }
    }
    view
}

fn without_answers(result: &mut ResultView) {
    result.explanation.clear();
    (result.trace, result.layers) = Default::default();
    result.waiver = None;
    if let Some(target) = &mut result.target {
        target.approved_by.clear();
        target.instead_of.clear();
    }
}
