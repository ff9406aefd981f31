//! The guide without its texts: what pages and reports need of it that are about something else.
//!
//! Sites and PDFs take the same selection, so that what a theme may ask for is decided in one place.

use serde::Serialize;

use crate::model::Counts;
use crate::model::Rule;

use super::AnswerView;
use super::AspectView;
use super::DateView;
use super::GuideView;
use super::LevelView;
use super::ScaleView;
use super::ScopeView;
use super::TierView;
use super::TrackWordsView;

/// The guide without its texts. Fields that [`GuideView`] has, too, are what they are there.
#[derive(Serialize)]
pub struct GuideBrief<'a> {
    id: &'a str,
    title: &'a str,
    version: &'a str,
    date: &'a DateView,
    summary: &'a str,
    tiers: &'a [TierView],
    levels: &'a [LevelView],
    level_note: &'a str,
    scopes: &'a [ScopeView],
    aspects: &'a [AspectView],
    /// The tier that is rated.
    rated: Option<&'a TierView>,
    /// The first aspect whose bullets are answered, if there is one.
    answered: Option<&'a AspectView>,
    answers: &'a [AnswerView],
    scales: &'a [ScaleView],
    tracks: &'a Option<TrackWordsView>,
    scored: bool,
    percent: bool,
    /// True when an answer says that evidence is insufficient.
    insufficient: bool,
    /// True when an answer says that something does not apply.
    waivable: bool,
    /// What the tiers above the rated one are called, outermost first: `function`, `domain and sub-domain`; or empty.
    above: String,
    roll_up_mean: bool,
    /// How many target sets there are.
    target_sets: usize,
    rule: Rule,
    rule_text: &'a str,
    indicators: usize,
    /// How many practices there are.
    practices: usize,
}

impl GuideBrief<'_> {
    /// The selection of a guide.
    pub fn new(guide: &GuideView) -> GuideBrief<'_> {
        GuideBrief {
            id: &guide.id,
            title: &guide.title,
            version: &guide.version,
            date: &guide.date,
            summary: &guide.summary,
            tiers: &guide.tiers,
            levels: &guide.levels,
            level_note: &guide.level_note,
            scopes: &guide.scopes,
            aspects: &guide.aspects,
            rated: guide.tiers.iter().find(|tier| tier.rated),
            answered: guide.aspects.iter().find(|aspect| aspect.rated),
            answers: &guide.answers,
            scales: &guide.scales,
            tracks: &guide.tracks,
            scored: guide.scored,
            percent: guide.percent,
            insufficient: guide.answers.iter().any(|answer| answer.counts == Some(Counts::Insufficient)),
            waivable: guide.answers.iter().any(|answer| answer.counts == Some(Counts::NotApplicable)),
            above: above(&guide.tiers),
            roll_up_mean: guide.roll_up_mean,
            target_sets: guide.target_sets.len(),
            rule: guide.rule,
            rule_text: &guide.rule_text,
            indicators: guide.indicators,
            practices: guide.practices.len(),
        }
    }
}

/// The names of the tiers above the rated one, as they stand in a sentence.
fn above(tiers: &[TierView]) -> String {
    let names: Vec<String> = tiers.iter().filter(|tier| !tier.rated).map(|tier| tier.name.to_lowercase()).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}
