//! What an assessment says of one practice, with the trace of its score.

mod explanation;
mod trace;
mod words;

pub(super) use words::verdict;
pub(super) use words::with_scope;

use crate::assess::Outcome;
use crate::assess::PracticeStanding;
use crate::assess::stand;
use crate::model::Assessment;
use crate::model::Book;
use crate::model::Finding;
use crate::model::Goal;
use crate::model::Guide;
use crate::model::Layers;
use crate::model::PracticeIx;
use crate::model::PracticeResult;
use crate::model::Target;
use crate::model::TargetSource;
use crate::view::FindingView;
use crate::view::LayerResult;
use crate::view::ResultView;
use crate::view::TargetView;
use crate::view::parts::goal_text;
use crate::view::parts::level;
use crate::view::parts::role;
use crate::view::parts::scope;
use crate::view::parts::score;
use crate::view::refs::group_ref;
use crate::view::refs::practice_ref;
use crate::view::words::paragraphs;

use explanation::explanation;
use trace::evidence_ids;
use trace::trace;
use trace::waiver;
use words::confidence;
use words::gap_text;
use words::outcome_text;

/// The result of the practice at `index`.
pub(super) fn view(book: &Book, assessment: &Assessment, index: usize, standing: &PracticeStanding) -> ResultView {
    let guide = &book.guide;
    let practice = PracticeIx(index);
    let result = &assessment.practices[index];
    let text = outcome_text(guide, standing);
    let reached = match &standing.outcome {
        Outcome::Level(reached) => Some(*reached),
        _ => None,
    };
    let scored = match &standing.outcome {
        Outcome::Score(scored) => Some(scored),
        _ => None,
    };
    let known = reached.is_some() || scored.is_some();
    let at_zero = reached.is_some_and(|reached| guide.levels[reached.level.0].number == 0);
    let roadmap = assessment.roadmap.iter().filter(|item| item.closes.contains(&practice));
    ResultView {
        practice: practice_ref(guide, practice),
        number: index + 1,
        group: group_ref(guide, practice),
        state: standing.outcome.kind(),
        text,
        level: reached.map(|reached| level(guide, reached.level.0)),
        score: scored.map(|scored| score(guide, &scored.score)),
        best: standing.best.as_ref().filter(|best| Some(*best) < standing.end.as_ref()).map(|best| score(guide, best)),
        at_least: reached.and_then(|reached| reached.open).or(scored.and_then(|scored| scored.open)).is_some(),
        // Where nothing is done there is nothing whose scope could be told.
        scope: result.scope.filter(|_| known && !at_zero).map(|ix| scope(guide, ix.0)),
        target: result.target.as_ref().map(|written| target(book, assessment, practice, written)),
        verdict: verdict(standing.verdict),
        level_gap: standing.level_gap,
        scope_gap: standing.scope_gap,
        score_gap: standing.score_gap.as_ref().map(|gap| score(guide, gap)),
        layers: layers(guide, assessment, practice, result),
        gap_text: gap_text(guide, standing),
        confidence: confidence(result.confidence).to_owned(),
        rationale: paragraphs(&result.rationale),
        strengths: result.strengths.clone(),
        findings: result.findings.iter().map(|found| finding(guide, assessment, practice, found)).collect(),
        recommendations: result.recommendations.clone(),
        waiver: result.not_applicable.as_ref().map(|written| waiver(book, written)),
        explanation: explanation(guide, assessment, practice, standing),
        trace: standing.tallies.iter().map(|tally| trace(book, assessment, practice, result, tally)).collect(),
        roadmap: roadmap.map(|item| item.id.clone()).collect(),
    }
}

/// What the practice comes to under the base alone, and with each overlay that the assessment chose on top.
fn layers(guide: &Guide, assessment: &Assessment, practice: PracticeIx, result: &PracticeResult) -> Vec<LayerResult> {
    let chosen = assessment.layers.overlays();
    if chosen.is_empty() || guide.rule.is_stated() || result.not_applicable.is_some() || assessment.leaves_out(practice)
    {
        return Vec::new();
    }
    let mut found: Vec<LayerResult> = Vec::new();
    for count in 0..=chosen.len() {
        let stack = Layers::of(chosen[..count].iter().copied());
        let top = count.checked_sub(1).map(|index| chosen[index]);
        let text = outcome_text(guide, &stand(guide, practice, result, &stack));
        found.push(LayerResult {
            title: top.map_or_else(|| "Base alone".to_owned(), |top| guide.overlays[top.0].title.clone()),
            indicators: guide.indicators(practice, &stack).filter(|i| i.bullet.origin == top).count(),
            changes: found.last().is_some_and(|below| below.text != text),
            text,
        });
    }
    found
}

fn target(book: &Book, assessment: &Assessment, practice: PracticeIx, target: &Target) -> TargetView {
    let guide = &book.guide;
    let set = assessment.adopted.as_ref().and_then(|adopted| book.target_sets.get(adopted.set));
    let wanted = set.and_then(|set| set.targets.get(&practice));
    let instead_of = match (target.source, wanted) {
        (TargetSource::Deviation, Some(wanted)) => goal_text(guide, &wanted.goal, wanted.scope),
        (TargetSource::Deviation | TargetSource::Set | TargetSource::Own, _) => String::new(),
    };
    TargetView {
        level: target.goal.level().map(|ix| level(guide, ix.0)),
        score: match &target.goal {
            Goal::Score(wanted) => Some(score(guide, wanted)),
            Goal::Level(_) => None,
        },
        source: target.source,
        instead_of,
        scope: target.scope.map(|ix| scope(guide, ix.0)),
        text: goal_text(guide, &target.goal, target.scope),
        rationale: target.rationale.clone(),
        driver: target.driver.clone(),
        approved_by: role(book, target.approved_by),
    }
}

fn finding(guide: &Guide, assessment: &Assessment, practice: PracticeIx, finding: &Finding) -> FindingView {
    FindingView {
        id: finding.id.clone(),
        title: finding.title.clone(),
        severity: finding.severity,
        text: paragraphs(&finding.text),
        evidence: evidence_ids(assessment, &finding.evidence),
        indicators: finding.indicators.iter().map(|(level, id)| guide.full_id(practice, *level, id)).collect(),
        practice: practice_ref(guide, practice),
    }
}
