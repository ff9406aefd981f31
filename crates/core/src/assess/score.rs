//! The rules whose result is a score: means of the values of answers, worked out in fractions.

use std::collections::BTreeMap;

use crate::model::Counts;
use crate::model::Guide;
use crate::model::Layers;
use crate::model::LevelIx;
use crate::model::PracticeIx;
use crate::model::PracticeResult;
use crate::model::Rule;
use crate::model::Score;

use super::outcome::Open;
use super::outcome::Outcome;
use super::outcome::Scored;
use super::standing::Tally;

/// What one item adds: its value, or nothing for one that does not apply.
struct Value {
    level: LevelIx,
    track: Option<usize>,
    value: Option<Score>,
}

/// The score of a practice. Fills in what each level adds to it.
///
/// - `mean`: the mean of the values of all items.
/// - `sum-of-means`: the sum over the levels of the mean of their tracks, each the mean of its items.
///
/// An item that does not apply is left out of its mean, and so is a track or a level of which nothing applies. An item
/// without an answer, or whose evidence is insufficient, counts as zero: if the model says so that is its value, and if
/// not, the score is a lower bound. Without any answer there is no score.
pub(super) fn score(
    guide: &Guide,
    practice: PracticeIx,
    result: &PracticeResult,
    layers: &Layers,
    tallies: &mut [Tally],
) -> Outcome {
    let sum = |part: fn(&Tally) -> usize| tallies.iter().map(part).sum::<usize>();
    let (total, unanswered) = (sum(|tally| tally.total), sum(|tally| tally.unanswered));
    let (insufficient, not_applicable) = (sum(|tally| tally.insufficient), sum(|tally| tally.not_applicable));
    if total == unanswered {
        return Outcome::NotAssessed;
    }
    if total == not_applicable {
        return Outcome::NotApplicable;
    }
    if total == insufficient + unanswered + not_applicable {
        return if insufficient > 0 { Outcome::Insufficient } else { Outcome::NotAssessed };
    }
    let values = values(guide, practice, result, layers);
    for tally in tallies.iter_mut() {
        let level: Vec<&Value> = values.iter().filter(|value| value.level == tally.level).collect();
        // Nothing is known of a level that nobody looked at, unless the model says that this is zero.
        if tally.unanswered == tally.total && !guide.unanswered_zero {
            continue;
        }
        tally.score = match guide.rule {
            Rule::SumOfMeans => mean_of_tracks(&level),
            _ => Score::mean(level.iter().filter_map(|value| value.value.as_ref())),
        };
    }
    let score = match guide.rule {
        Rule::SumOfMeans => Score::sum(tallies.iter().filter_map(|tally| tally.score.as_ref())),
        _ => Score::mean(values.iter().filter_map(|value| value.value.as_ref())).unwrap_or_else(Score::zero),
    };
    let open = match () {
        () if guide.unanswered_zero => None,
        () if unanswered > 0 => Some(Open::NotAssessed),
        () if insufficient > 0 => Some(Open::Insufficient),
        () => None,
    };
    Outcome::Score(Scored { score, open })
}

fn values(guide: &Guide, practice: PracticeIx, result: &PracticeResult, layers: &Layers) -> Vec<Value> {
    let of = |indicator: crate::model::Indicator| {
        let answer = indicator.bullet.id.as_ref().and_then(|id| result.answers.get(&(indicator.level, id.clone())));
        let kind = answer.map(|answer| &guide.answers[answer.answer.0]);
        let value = match kind {
            Some(kind) if kind.counts == Counts::NotApplicable => None,
            Some(kind) => Some(kind.value.clone().unwrap_or_else(Score::zero)),
            None => Some(Score::zero()),
        };
        Value { level: indicator.level, track: indicator.track, value }
    };
    guide.indicators(practice, layers).map(of).collect()
}

fn mean_of_tracks(values: &[&Value]) -> Option<Score> {
    let mut tracks: BTreeMap<Option<usize>, Vec<&Score>> = BTreeMap::new();
    for value in values {
        if let Some(score) = &value.value {
            tracks.entry(value.track).or_default().push(score);
        }
    }
    let means: Vec<Score> = tracks.into_values().filter_map(Score::mean).collect();
    Score::mean(&means)
}
