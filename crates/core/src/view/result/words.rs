//! Results, verdicts, gaps and confidence in words.

use crate::assess::Against;
use crate::assess::Doubt;
use crate::assess::Outcome;
use crate::assess::PracticeStanding;
use crate::assess::Verdict;
use crate::model::Confidence;
use crate::model::Guide;
use crate::view::ResultView;
use crate::view::VerdictView;
use crate::view::parts::distance;
use crate::view::parts::level;
use crate::view::parts::shown_of;
use crate::view::words::count;

/// What is said of a practice outside of the part that was judged.
const OUTSIDE: &str = "Not part of this assessment";

/// A verdict in words.
pub(in crate::view) fn verdict(verdict: Verdict) -> VerdictView {
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
pub(in crate::view) fn with_scope(result: &ResultView) -> String {
    match &result.scope {
        Some(scope) => format!("{}, {} scope", result.text, scope.name.to_lowercase()),
        None => result.text.clone(),
    }
}

/// The result in words.
pub(super) fn outcome_text(guide: &Guide, standing: &PracticeStanding) -> String {
    match &standing.outcome {
        Outcome::NotAssessed => "Not assessed".to_owned(),
        Outcome::Insufficient => "Insufficient evidence".to_owned(),
        Outcome::NotApplicable => "Not applicable".to_owned(),
        Outcome::Outside => OUTSIDE.to_owned(),
        Outcome::Level(reached) => {
            let level = level(guide, reached.level.0);
            match reached.open {
                None => level.text,
                Some(_) if level.text == level.name => format!("At least {}", level.name),
                Some(_) => format!("At least level {} {}", level.number, level.name),
            }
        }
        Outcome::Score(scored) => {
            let text = shown_of(guide, &scored.score, standing.end.as_ref());
            if scored.open.is_some() { format!("At least {text}") } else { text }
        }
    }
}

/// The gap in words. What is not known has none.
pub(super) fn gap_text(guide: &Guide, standing: &PracticeStanding) -> String {
    match standing.against {
        Against::Open(Doubt::Scope) => return "scope not judged".to_owned(),
        Against::Open(Doubt::NotAssessed | Doubt::Insufficient) | Against::Nothing => return String::new(),
        Against::Below | Against::At | Against::Above => {}
    }
    if let Some(gap) = &standing.score_gap {
        let size = distance(guide, &gap.size());
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

/// The name of a confidence.
pub(super) fn confidence(confidence: Option<Confidence>) -> &'static str {
    match confidence {
        Some(Confidence::High) => "High",
        Some(Confidence::Medium) => "Medium",
        Some(Confidence::Low) => "Low",
        None => "",
    }
}
