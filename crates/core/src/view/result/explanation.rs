//! How a result came about, in sentences.

use crate::assess::Open;
use crate::assess::Outcome;
use crate::assess::PracticeStanding;
use crate::assess::Scored;
use crate::assess::Tally;
use crate::model::Assessment;
use crate::model::Counts;
use crate::model::Display;
use crate::model::Guide;
use crate::model::Indicator;
use crate::model::LevelIx;
use crate::model::OverlayIx;
use crate::model::PracticeIx;
use crate::view::parts::shown;
use crate::view::parts::shown_of;
use crate::view::words::count;

/// How the result of a practice came about.
pub(super) fn explanation(
    guide: &Guide,
    assessment: &Assessment,
    practice: PracticeIx,
    standing: &PracticeStanding,
) -> String {
    let one = guide.tiers[guide.rated_tier].name.to_lowercase();
    if standing.outcome == Outcome::Outside {
        return format!("The {one} lies outside of the part that this assessment covers: nothing is said of it.");
    }
    if guide.rule.is_stated() {
        return match standing.outcome {
            Outcome::Level(_) => "The level is stated by the assessor.".to_owned(),
            Outcome::NotApplicable => format!("The {one} does not apply to this subject."),
            _ => "No level is stated.".to_owned(),
        };
    }
    let items = guide.aspects.iter().find(|aspect| aspect.rated).map_or("items", |aspect| aspect.items.as_str());
    let number = |level: LevelIx| guide.levels[level.0].number;
    let blocked = standing.tallies.iter().find(|tally| !tally.reached);
    let next = blocked.map(|tally| {
        let text = tally_text(guide, tally, items);
        format!("{}: {text}{}", number(tally.level), blockers(guide, assessment, practice, tally))
    });
    match (&standing.outcome, next) {
        (Outcome::Score(scored), _) => score_text(guide, standing, scored, items),
        (Outcome::NotApplicable, _) => format!("The {one} does not apply to this subject."),
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
        (Outcome::Level(_), None) if standing.is_vacuous() => {
            let total = standing.tallies.iter().map(|tally| tally.total).sum();
            format!(
                "Not one of the {} applies, so that every level counts as reached. This says nothing of what is done.",
                counted(guide, total, items)
            )
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

/// How a score came about: `0.75 (level 1) + 0.38 (level 2) = 1.13 (exactly 9/8)`.
fn score_text(guide: &Guide, standing: &PracticeStanding, scored: &Scored, items: &str) -> String {
    let bound = match scored.open {
        None => "",
        Some(Open::NotAssessed) => " Not everything is answered, so it is a lower bound.",
        Some(Open::Insufficient) => " Evidence is insufficient in part, so it is a lower bound.",
    };
    let total = match guide.display {
        Display::Number => scored.score.clone(),
        Display::Percent => scored.score.over(&guide.best()),
    };
    let exact = if total.is_shown_whole() { String::new() } else { format!(" (exactly {})", total.exact()) };
    let tallies = || standing.tallies.iter().filter_map(|tally| Some((tally, tally.score.as_ref()?)));
    let level = |tally: &Tally| guide.levels[tally.level.0].number;
    let text = shown(guide, &scored.score);
    let text = if guide.rule.adds_levels() {
        let parts: Vec<String> =
            tallies().map(|(tally, score)| format!("{} (level {})", shown(guide, score), level(tally))).collect();
        let whole = guide.display == Display::Number && tallies().all(|(_, score)| score.is_shown_whole());
        let sign = if whole && total.is_shown_whole() { "=" } else { "≈" };
        format!("{} {sign} {text}{exact}: each level adds its mean.", parts.join(" + "))
    } else {
        let total: usize = standing.tallies.iter().map(|tally| tally.total - tally.not_applicable).sum();
        format!("{text}{exact} is the mean of the values of {}.", counted(guide, total, items))
    };
    format!("{text}{bound}{}", left_text(guide, standing))
}

/// What takes a part of the scale away.
fn left_text(guide: &Guide, standing: &PracticeStanding) -> String {
    let (Some(best), Some(end)) = (&standing.best, &standing.end) else { return String::new() };
    if best >= end {
        return String::new();
    }
    let waived = standing.tallies.iter().filter(|tally| tally.is_waived());
    let waived: Vec<String> = waived.map(|tally| format!("level {}", guide.levels[tally.level.0].number)).collect();
    let why = if waived.is_empty() {
        "Not all of it applies".to_owned()
    } else {
        format!("Nothing of {} applies", waived.join(" and "))
    };
    format!(" {why}: the best that is left is {}.", shown_of(guide, best, Some(end)))
}

/// `1 question`, `2 questions`.
fn counted(guide: &Guide, number: usize, items: &str) -> String {
    let one = guide.aspects.iter().find(|aspect| aspect.rated).map_or("item", |aspect| aspect.item.as_str());
    count(number, one, items)
}

/// `3 of 5 indicators met, 1 in part, 1 not answered`.
pub(super) fn tally_text(guide: &Guide, tally: &Tally, items: &str) -> String {
    let mut text = format!("{} of {} met", tally.met, counted(guide, tally.total - tally.not_applicable, items));
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
