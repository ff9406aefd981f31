//! What an assessment says of one practice, with the trace of its score.

use crate::assess::Against;
use crate::assess::Doubt;
use crate::assess::Open;
use crate::assess::Outcome;
use crate::assess::PracticeStanding;
use crate::assess::Scored;
use crate::assess::Tally;
use crate::assess::Verdict;
use crate::assess::stand;
use crate::model::Assessment;
use crate::model::Book;
use crate::model::Counts;
use crate::model::Finding;
use crate::model::Goal;
use crate::model::Guide;
use crate::model::Indicator;
use crate::model::Layers;
use crate::model::LevelIx;
use crate::model::OverlayIx;
use crate::model::PracticeIx;
use crate::model::PracticeResult;
use crate::model::Rule;
use crate::model::Score;
use crate::model::Target;
use crate::model::TargetSource;
use crate::model::Waiver;

use super::AnswerView;
use super::DependencyView;
use super::FindingView;
use super::IndicatorView;
use super::LayerResult;
use super::ResultView;
use super::TargetView;
use super::TraceLevel;
use super::TrackView;
use super::VerdictView;
use super::WaiverView;
use super::assessment::confidence;
use super::assessment::role;
use super::build::count;
use super::build::paragraphs;
use super::guide::group_ref;
use super::guide::level;
use super::guide::practice_ref;
use super::guide::scope;
use super::guide::score;
use super::overlay::goal_text;
use super::overlay::origin;

pub(super) fn view(book: &Book, assessment: &Assessment, index: usize, standing: &PracticeStanding) -> ResultView {
    let guide = &book.guide;
    let practice = PracticeIx(index);
    let result = &assessment.practices[index];
    let text = outcome_text(guide, &standing.outcome);
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
        score: scored.map(|scored| score(&scored.score)),
        at_least: reached.and_then(|reached| reached.open).or(scored.and_then(|scored| scored.open)).is_some(),
        // Where nothing is done there is nothing whose scope could be told.
        scope: result.scope.filter(|_| known && !at_zero).map(|ix| scope(guide, ix.0)),
        target: result.target.as_ref().map(|written| target(book, assessment, practice, written)),
        verdict: verdict(standing.verdict),
        level_gap: standing.level_gap,
        scope_gap: standing.scope_gap,
        score_gap: standing.score_gap.as_ref().map(score),
        layers: layers(guide, assessment, practice, result),
        gap_text: gap_text(standing),
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

/// What is said of a practice outside of the part that was judged.
pub(super) const OUTSIDE: &str = "Not part of this assessment";

/// A verdict in words.
pub(super) fn verdict(verdict: Verdict) -> VerdictView {
    let name = match verdict {
        Verdict::Below => "Below target",
        Verdict::At => "At target",
        Verdict::Above => "Above target",
        Verdict::NoTarget => "No target",
        Verdict::NotAssessed => "Not assessed",
        Verdict::Insufficient => "Insufficient evidence",
        Verdict::NotApplicable => "Not applicable",
        Verdict::Outside => OUTSIDE,
    };
    VerdictView { id: verdict, name }
}

/// The result with its scope: `Level 2 Ad hoc, general scope`.
pub(super) fn with_scope(result: &ResultView) -> String {
    match &result.scope {
        Some(scope) => format!("{}, {} scope", result.text, scope.name.to_lowercase()),
        None => result.text.clone(),
    }
}

/// The result in words.
fn outcome_text(guide: &Guide, outcome: &Outcome) -> String {
    match outcome {
        Outcome::NotAssessed => "Not assessed".to_owned(),
        Outcome::Insufficient => "Insufficient evidence".to_owned(),
        Outcome::NotApplicable => "Not applicable".to_owned(),
        Outcome::Outside => OUTSIDE.to_owned(),
        Outcome::Level(reached) => {
            let level = &guide.levels[reached.level.0];
            match reached.open {
                None => format!("Level {} {}", level.number, level.name),
                Some(_) => format!("At least level {} {}", level.number, level.name),
            }
        }
        Outcome::Score(scored) => match scored.open {
            None => scored.score.to_string(),
            Some(_) => format!("At least {}", scored.score),
        },
    }
}

/// What the practice comes to under the base alone, and with each overlay that the assessment chose on top.
fn layers(guide: &Guide, assessment: &Assessment, practice: PracticeIx, result: &PracticeResult) -> Vec<LayerResult> {
    let chosen = assessment.layers.overlays();
    if chosen.is_empty()
        || guide.rule == Rule::Stated
        || result.not_applicable.is_some()
        || assessment.leaves_out(practice)
    {
        return Vec::new();
    }
    let mut found: Vec<LayerResult> = Vec::new();
    for count in 0..=chosen.len() {
        let stack = Layers::of(chosen[..count].iter().copied());
        let top = count.checked_sub(1).map(|index| chosen[index]);
        let text = outcome_text(guide, &stand(guide, practice, result, &stack).outcome);
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
            Goal::Score(wanted) => Some(score(wanted)),
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

fn waiver(book: &Book, waiver: &Waiver) -> WaiverView {
    WaiverView { reason: waiver.reason.clone(), owner: role(book, waiver.owner) }
}

/// The gap in words. What is not known has none.
fn gap_text(standing: &PracticeStanding) -> String {
    match standing.against {
        Against::Open(Doubt::Scope) => return "scope not judged".to_owned(),
        Against::Open(Doubt::NotAssessed | Doubt::Insufficient) | Against::Nothing => return String::new(),
        Against::Below | Against::At | Against::Above => {}
    }
    if let Some(gap) = &standing.score_gap {
        let size = distance(&gap.size());
        return match standing.verdict {
            Verdict::Below => format!("{size} below target"),
            Verdict::Above => format!("{size} above target"),
            _ => String::new(),
        };
    }
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

/// A distance between scores: one that is too small to be shown is still there.
pub(super) fn distance(size: &Score) -> String {
    if size.shown_thousandths() == 0 { "less than 0.01".to_owned() } else { size.to_string() }
}

fn explanation(guide: &Guide, assessment: &Assessment, practice: PracticeIx, standing: &PracticeStanding) -> String {
    if standing.outcome == Outcome::Outside {
        return "The practice lies outside of the part that this assessment covers: nothing is said of it.".to_owned();
    }
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
    let next = blocked.map(|tally| {
        let text = tally_text(tally, items);
        format!("{}: {text}{}", number(tally.level), blockers(guide, assessment, practice, tally))
    });
    match (&standing.outcome, next) {
        (Outcome::Score(scored), _) => score_text(guide, standing, scored, items),
        (Outcome::NotApplicable, _) => "The practice does not apply to this subject.".to_owned(),
        (Outcome::Outside, _) => String::new(),
        (Outcome::NotAssessed, _) if guide.rule.is_score() => {
            format!("No score can be given: none of the {items} is answered.")
        }
        (Outcome::Insufficient, _) if guide.rule.is_score() => {
            format!("No score can be given: for the {items} that were looked at the evidence is insufficient.")
        }
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

/// Where the indicators that stand in the way come from, in an assessment with overlays.
fn blockers(guide: &Guide, assessment: &Assessment, practice: PracticeIx, tally: &Tally) -> String {
    if assessment.layers.overlays().is_empty() {
        return String::new();
    }
    let result = &assessment.practices[practice.0];
    let open = |indicator: &Indicator| {
        let answer = indicator.bullet.id.as_ref().and_then(|id| result.answers.get(&(indicator.level, id.clone())));
        let counts = answer.map(|answer| guide.answers[answer.answer.0].counts);
        !matches!(counts, Some(Counts::Met | Counts::NotApplicable))
    };
    let of = |origin: Option<OverlayIx>| {
        let here = guide.indicators(practice, &assessment.layers).filter(|i| i.level == tally.level);
        here.filter(|i| i.bullet.origin == origin).filter(open).count()
    };
    let origins = std::iter::once(None).chain(assessment.layers.overlays().iter().map(|ix| Some(*ix)));
    let parts = origins.filter_map(|origin| {
        let count = of(origin);
        let name = origin.map_or("the base", |ix| guide.overlays[ix.0].title.as_str());
        (count > 0).then(|| format!("{count} of {name}"))
    });
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() { String::new() } else { format!(" (still open: {})", parts.join(", ")) }
}

/// How a score came about: `0.75 (level 1) + 0.38 (level 2) = 1.13`.
fn score_text(guide: &Guide, standing: &PracticeStanding, scored: &Scored, items: &str) -> String {
    let bound = match scored.open {
        None => "",
        Some(Open::NotAssessed) => " Not everything is answered, so it is a lower bound.",
        Some(Open::Insufficient) => " Evidence is insufficient in part, so it is a lower bound.",
    };
    let exact =
        if scored.score.is_shown_whole() { String::new() } else { format!(" (exactly {})", scored.score.exact()) };
    let tallies = || standing.tallies.iter().filter_map(|tally| Some((tally, tally.score.as_ref()?)));
    let level = |tally: &Tally| guide.levels[tally.level.0].number;
    let text = if guide.rule == Rule::SumOfMeans {
        let parts: Vec<String> = tallies().map(|(tally, score)| format!("{score} (level {})", level(tally))).collect();
        let sign = if scored.score.is_shown_whole() { "=" } else { "≈" };
        format!("{} {sign} {}{exact}: each level adds its mean.", parts.join(" + "), scored.score)
    } else {
        let total: usize = standing.tallies.iter().map(|tally| tally.total - tally.not_applicable).sum();
        format!("{}{exact} is the mean of the values of {total} {items}.", scored.score)
    };
    format!("{text}{bound}")
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
    let met = |practice: PracticeIx, level: LevelIx, id: &str| {
        let answer = assessment.practices[practice.0].answers.get(&(level, id.to_owned()));
        let counts = answer.map(|answer| guide.answers[answer.answer.0].counts);
        matches!(counts, Some(Counts::Met | Counts::NotApplicable))
    };
    let here = guide.indicators(practice, &assessment.layers).filter(|indicator| indicator.level == tally.level);
    let indicators = here.filter_map(|Indicator { level, track, bullet }| {
        let id = bullet.id.clone()?;
        let answer = result.answers.get(&(level, id.clone()));
        let depends_on: Vec<DependencyView> = bullet
            .depends_on
            .iter()
            .map(|to| DependencyView {
                practice: practice_ref(guide, to.practice),
                id: guide.full_id(to.practice, to.level, &to.id),
                met: Some(met(to.practice, to.level, &to.id)),
            })
            .collect();
        let claimed = answer.is_some_and(|answer| guide.answers[answer.answer.0].counts == Counts::Met);
        Some(IndicatorView {
            id: guide.full_id(practice, level, &id),
            origin: origin(guide, bullet),
            track: track
                .and_then(|index| guide.practices[practice.0].tracks.get(index))
                .map(|track| TrackView { id: track.id.clone(), title: track.title.clone() }),
            out_of_order: claimed && depends_on.iter().any(|to| to.met == Some(false)),
            depends_on,
            body: bullet.body.clone(),
            answer: match answer.map(|answer| &guide.answers[answer.answer.0]) {
                Some(kind) => AnswerView {
                    id: kind.id.clone(),
                    name: kind.name.clone(),
                    counts: Some(kind.counts),
                    value: kind.value.as_ref().map(score),
                },
                None => AnswerView {
                    id: "not-assessed".to_owned(),
                    name: "Not assessed".to_owned(),
                    counts: None,
                    value: None,
                },
            },
            note: answer.map_or(Vec::new(), |answer| paragraphs(&answer.note)),
            evidence: answer.map_or(Vec::new(), |answer| evidence_ids(assessment, &answer.evidence)),
            waiver: answer.and_then(|answer| answer.waiver.as_ref()).map(|written| waiver(book, written)),
        })
    });
    TraceLevel {
        level: level(guide, tally.level.0),
        reached: tally.reached && !guide.rule.is_score(),
        needed: result
            .target
            .as_ref()
            .and_then(|target| target.goal.level())
            .is_none_or(|wanted| tally.level <= wanted),
        score: tally.score.as_ref().map(score),
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
        severity: finding.severity,
        text: paragraphs(&finding.text),
        evidence: evidence_ids(assessment, &finding.evidence),
        indicators: finding.indicators.iter().map(|(level, id)| guide.full_id(practice, *level, id)).collect(),
        practice: practice_ref(guide, practice),
    }
}
