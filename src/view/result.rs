//! What an assessment says of one practice, with the trace of its score.

use crate::assess::Open;
use crate::assess::Outcome;
use crate::assess::PracticeStanding;
use crate::assess::Tally;
use crate::assess::Verdict;
use crate::model::Assessment;
use crate::model::Book;
use crate::model::Finding;
use crate::model::Guide;
use crate::model::LevelIx;
use crate::model::PracticeIx;
use crate::model::PracticeResult;
use crate::model::Rule;
use crate::model::Target;
use crate::model::Waiver;

use super::AnswerView;
use super::FindingView;
use super::IndicatorView;
use super::ResultView;
use super::TargetView;
use super::TraceLevel;
use super::VerdictView;
use super::WaiverView;
use super::assessment::confidence;
use super::assessment::role;
use super::assessment::severity;
use super::build::count;
use super::build::paragraphs;
use super::guide::counts;
use super::guide::group_ref;
use super::guide::level;
use super::guide::practice_ref;
use super::guide::scope;

pub(super) fn view(book: &Book, assessment: &Assessment, index: usize, standing: &PracticeStanding) -> ResultView {
    let guide = &book.guide;
    let practice = PracticeIx(index);
    let result = &assessment.practices[index];
    let (state, text, reached) = match standing.outcome {
        Outcome::NotAssessed => ("not-assessed", "Not assessed".to_owned(), None),
        Outcome::Insufficient => ("insufficient", "Insufficient evidence".to_owned(), None),
        Outcome::NotApplicable => ("not-applicable", "Not applicable".to_owned(), None),
        Outcome::Level(reached) => {
            let level = &guide.levels[reached.level.0];
            let text = match reached.open {
                None => format!("Level {} {}", level.number, level.name),
                Some(_) => format!("At least level {} {}", level.number, level.name),
            };
            ("level", text, Some(reached))
        }
    };
    let at_zero = reached.is_some_and(|reached| guide.levels[reached.level.0].number == 0);
    let roadmap = assessment.roadmap.iter().filter(|item| item.closes.contains(&practice));
    ResultView {
        practice: practice_ref(guide, practice),
        number: index + 1,
        group: group_ref(guide, practice),
        state,
        text,
        level: reached.map(|reached| level(guide, reached.level.0)),
        at_least: reached.is_some_and(|reached| reached.open.is_some()),
        // Where nothing is done there is nothing whose scope could be told.
        scope: result.scope.filter(|_| reached.is_some() && !at_zero).map(|ix| scope(guide, ix.0)),
        target: result.target.as_ref().map(|written| target(book, written)),
        verdict: verdict(standing.verdict),
        level_gap: standing.level_gap,
        scope_gap: standing.scope_gap,
        gap_text: gap_text(standing),
        confidence: confidence(result.confidence).to_owned(),
        rationale: paragraphs(&result.rationale),
        strengths: result.strengths.clone(),
        findings: result.findings.iter().map(|found| finding(guide, assessment, practice, found)).collect(),
        recommendations: result.recommendations.clone(),
        waiver: result.not_applicable.as_ref().map(|written| waiver(book, written)),
        explanation: explanation(guide, standing),
        trace: standing.tallies.iter().map(|tally| trace(book, assessment, practice, result, tally)).collect(),
        roadmap: roadmap.map(|item| item.id.clone()).collect(),
    }
}

/// A verdict in words.
pub(super) fn verdict(verdict: Verdict) -> VerdictView {
    let (id, name) = match verdict {
        Verdict::Below => ("below", "Below target"),
        Verdict::At => ("at", "At target"),
        Verdict::Above => ("above", "Above target"),
        Verdict::NoTarget => ("no-target", "No target"),
        Verdict::NotAssessed => ("not-assessed", "Not assessed"),
        Verdict::Insufficient => ("insufficient", "Insufficient evidence"),
        Verdict::NotApplicable => ("not-applicable", "Not applicable"),
    };
    VerdictView { id, name }
}

/// The result with its scope: `Level 2 Ad hoc, general scope`.
pub(super) fn with_scope(result: &ResultView) -> String {
    match &result.scope {
        Some(scope) => format!("{}, {} scope", result.text, scope.name.to_lowercase()),
        None => result.text.clone(),
    }
}

fn target(book: &Book, target: &Target) -> TargetView {
    let guide = &book.guide;
    let wanted = &guide.levels[target.level.0];
    let mut text = format!("Level {} {}", wanted.number, wanted.name);
    if let Some(scope) = target.scope {
        text.push_str(&format!(", {} scope", guide.scopes[scope.0].name.to_lowercase()));
    }
    TargetView {
        level: level(guide, target.level.0),
        scope: target.scope.map(|ix| scope(guide, ix.0)),
        text,
        rationale: target.rationale.clone(),
        driver: target.driver.clone(),
        approved_by: role(book, target.approved_by),
    }
}

fn waiver(book: &Book, waiver: &Waiver) -> WaiverView {
    WaiverView { reason: waiver.reason.clone(), owner: role(book, waiver.owner) }
}

fn gap_text(standing: &PracticeStanding) -> String {
    let number = |n: i32| usize::try_from(n.abs()).unwrap_or(0);
    let levels = standing.level_gap.unwrap_or(0);
    let scopes = standing.scope_gap.unwrap_or(0);
    let mut short = Vec::new();
    if levels > 0 {
        short.push(count(number(levels), "level", "levels"));
    }
    if scopes > 0 {
        short.push(count(number(scopes), "scope", "scopes"));
    }
    let mut text = if short.is_empty() { String::new() } else { format!("{} below target", short.join(" and ")) };
    if levels < 0 {
        let above = format!("{} above target", count(number(levels), "level", "levels"));
        text = if text.is_empty() { above } else { format!("{above}, {text}") };
    }
    text
}

fn explanation(guide: &Guide, standing: &PracticeStanding) -> String {
    if guide.rule == Rule::Stated {
        return match standing.outcome {
            Outcome::Level(_) => "The level is stated by the assessor.".to_owned(),
            Outcome::NotApplicable => "The practice does not apply to this subject.".to_owned(),
            _ => "No level is stated.".to_owned(),
        };
    }
    let items = guide.aspects.iter().find(|aspect| aspect.rated).map_or("items", |aspect| aspect.items.as_str());
    let number = |level: LevelIx| guide.levels[level.0].number;
    let blocked = standing.tallies.iter().find(|tally| !tally.reached);
    let next = blocked.map(|tally| format!("{}: {}", number(tally.level), tally_text(tally, items)));
    match (standing.outcome, next) {
        (Outcome::NotApplicable, _) => "The practice does not apply to this subject.".to_owned(),
        (Outcome::NotAssessed, _) => {
            format!("No level can be given: {items} of the lowest level are not answered.")
        }
        (Outcome::Insufficient, _) => {
            format!("No level can be given: for {items} of the lowest level the evidence is insufficient.")
        }
        (Outcome::Level(_), None) => format!("All {items} of all levels are met or not applicable."),
        (Outcome::Level(reached), Some(next)) => match reached.open {
            None => {
                format!("Level {} is the highest level whose {items} are all met. Level {next}.", number(reached.level))
            }
            Some(Open::NotAssessed) => format!(
                "Level {} is reached at least; the level above is open, because not all of its {items} are answered. Level {next}.",
                number(reached.level)
            ),
            Some(Open::Insufficient) => format!(
                "Level {} is reached at least; the level above is open, because evidence is insufficient. Level {next}.",
                number(reached.level)
            ),
        },
    }
}

/// `3 of 5 indicators met, 1 in part, 1 not answered`.
fn tally_text(tally: &Tally, items: &str) -> String {
    let mut text = format!("{} of {} {items} met", tally.met, tally.total - tally.not_applicable);
    for (number, what) in [
        (tally.partial, "met in part"),
        (tally.unmet, "not met"),
        (tally.insufficient, "with insufficient evidence"),
        (tally.not_applicable, "not applicable"),
        (tally.unanswered, "not answered"),
    ] {
        if number > 0 {
            text.push_str(&format!(", {number} {what}"));
        }
    }
    text
}

fn trace(
    book: &Book,
    assessment: &Assessment,
    practice: PracticeIx,
    result: &PracticeResult,
    tally: &Tally,
) -> TraceLevel {
    let guide = &book.guide;
    let items = guide.aspects.iter().find(|aspect| aspect.rated).map_or("items", |aspect| aspect.items.as_str());
    let indicators =
        guide.indicators(practice).filter(|(level, _)| *level == tally.level).filter_map(|(level, bullet)| {
            let id = bullet.id.clone()?;
            let answer = result.answers.get(&(level, id.clone()));
            Some(IndicatorView {
                id: guide.full_id(practice, level, &id),
                body: bullet.body.clone(),
                answer: match answer.map(|answer| &guide.answers[answer.answer.0]) {
                    Some(kind) => {
                        AnswerView { id: kind.id.clone(), name: kind.name.clone(), counts: counts(kind.counts) }
                    }
                    None => AnswerView {
                        id: "not-assessed".to_owned(),
                        name: "Not assessed".to_owned(),
                        counts: "not_assessed",
                    },
                },
                note: answer.map_or(Vec::new(), |answer| paragraphs(&answer.note)),
                evidence: answer.map_or(Vec::new(), |answer| evidence_ids(assessment, &answer.evidence)),
                waiver: answer.and_then(|answer| answer.waiver.as_ref()).map(|written| waiver(book, written)),
            })
        });
    TraceLevel {
        level: level(guide, tally.level.0),
        reached: tally.reached,
        needed: result.target.as_ref().is_none_or(|target| tally.level <= target.level),
        text: tally_text(tally, items),
        met: tally.met,
        applicable: tally.total - tally.not_applicable,
        indicators: indicators.collect(),
    }
}

fn evidence_ids(assessment: &Assessment, indices: &[usize]) -> Vec<String> {
    indices.iter().map(|index| assessment.evidence[*index].id.clone()).collect()
}

fn finding(guide: &Guide, assessment: &Assessment, practice: PracticeIx, finding: &Finding) -> FindingView {
    FindingView {
        id: finding.id.clone(),
        title: finding.title.clone(),
        severity: severity(finding.severity),
        text: paragraphs(&finding.text),
        evidence: evidence_ids(assessment, &finding.evidence),
        indicators: finding.indicators.iter().map(|(level, id)| guide.full_id(practice, *level, id)).collect(),
        practice: practice_ref(guide, practice),
    }
}
