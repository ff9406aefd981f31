//! The rules whose result is a score: means of the values of answers, worked out in fractions.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::model::Counts;
use crate::model::Guide;
use crate::model::Layers;
use crate::model::LevelIx;
use crate::model::PracticeIx;
use crate::model::PracticeResult;
use crate::model::Score;
use crate::model::Unanswered;

use super::outcome::Open;
use super::outcome::Outcome;
use super::outcome::Scored;
use super::standing::Tally;

/// What one item adds: its value, or nothing for one that does not apply; and what its best answer would.
struct Value {
    level: LevelIx,
    track: Option<usize>,
    value: Option<Score>,
    best: Score,
}

/// Which number of an item is taken.
type Taken = fn(&Value) -> Option<&Score>;

const GIVEN: Taken = |value| value.value.as_ref();
/// The best answer of what applies.
const LEFT: Taken = |value| value.value.as_ref().map(|_| &value.best);
/// The best answer of everything.
const END: Taken = |value| Some(&value.best);

/// The score of a practice. Fills in what each level adds to it.
///
/// - `mean`: the mean of the values of all items.
/// - `sum-of-means`: the sum over the levels of the mean of their tracks, each the mean of its items.
///
/// An item that does not apply is left out of its mean, and so is a track or a level of which nothing applies. An item
/// without an answer, or whose evidence is insufficient, counts as zero: if the model says so that is its value, and if
/// not, the score is a lower bound. Without any answer there is no score, unless the model wants zero for that, too.
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
    if total == 0 || (total == unanswered && guide.unanswered != Unanswered::Zero) {
        return Outcome::NotAssessed;
    }
    if total == not_applicable {
        return Outcome::NotApplicable;
    }
    if guide.unanswered != Unanswered::Zero && total == insufficient + unanswered + not_applicable {
        return if insufficient > 0 { Outcome::Insufficient } else { Outcome::NotAssessed };
    }
    let values = values(guide, practice, result, layers);
    for tally in tallies.iter_mut() {
        let level: Vec<&Value> = values.iter().filter(|value| value.level == tally.level).collect();
        tally.best = of_level(guide, &level, LEFT);
        // Nothing is known of a level that nobody looked at, unless the model says that this is zero.
        if tally.unanswered == tally.total && !guide.unanswered.is_zero() {
            continue;
        }
        tally.score = of_level(guide, &level, GIVEN);
    }
    let open = match () {
        () if guide.unanswered.is_zero() => None,
        () if unanswered > 0 => Some(Open::NotAssessed),
        () if insufficient > 0 => Some(Open::Insufficient),
        () => None,
    };
    Outcome::Score(Scored { score: whole(guide, &values, GIVEN), open })
}

/// Where the scale of a practice ends, and the best score that is left to it where some items don't apply.
pub(super) fn ends(
    guide: &Guide,
    practice: PracticeIx,
    result: &PracticeResult,
    layers: &Layers,
) -> (Option<Score>, Option<Score>) {
    let values = values(guide, practice, result, layers);
    (Some(whole(guide, &values, END)), Some(whole(guide, &values, LEFT)))
}

/// All levels of a practice.
fn whole(guide: &Guide, values: &[Value], taken: Taken) -> Score {
    if !guide.rule.adds_levels() {
        return Score::mean(values.iter().filter_map(taken)).unwrap_or_else(Score::zero);
    }
    let levels: BTreeSet<LevelIx> = values.iter().map(|value| value.level).collect();
    let parts = levels.into_iter().filter_map(|level| {
        let here: Vec<&Value> = values.iter().filter(|value| value.level == level).collect();
        of_level(guide, &here, taken)
    });
    Score::sum(&parts.collect::<Vec<_>>())
}

/// One level of a practice; `None` where nothing of it applies.
fn of_level(guide: &Guide, values: &[&Value], taken: Taken) -> Option<Score> {
    if guide.rule.adds_levels() {
        return mean_of_tracks(values, taken);
    }
    Score::mean(values.iter().filter_map(|value| taken(value)))
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
        let answers = guide.scale_answers(indicator.bullet.scale);
        let best = answers.filter_map(|(_, kind)| kind.value.clone()).max().unwrap_or_else(Score::zero);
        Value { level: indicator.level, track: indicator.track, value, best }
    };
    guide.indicators(practice, layers).map(of).collect()
}

fn mean_of_tracks(values: &[&Value], taken: Taken) -> Option<Score> {
    let mut tracks: BTreeMap<Option<usize>, Vec<&Score>> = BTreeMap::new();
    for value in values {
        if let Some(score) = taken(value) {
            tracks.entry(value.track).or_default().push(score);
        }
    }
    let means: Vec<Score> = tracks.into_values().filter_map(Score::mean).collect();
    Score::mean(&means)
}
