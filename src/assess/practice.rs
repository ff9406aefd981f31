//! The standing of one practice.

use crate::model::Counts;
use crate::model::Guide;
use crate::model::LevelIx;
use crate::model::PracticeIx;
use crate::model::PracticeResult;
use crate::model::Rule;

use super::Open;
use super::Outcome;
use super::PracticeStanding;
use super::Reached;
use super::Tally;
use super::Verdict;

/// What follows for one practice from its answers and its target.
pub fn stand(guide: &Guide, practice: PracticeIx, result: &PracticeResult) -> PracticeStanding {
    if result.not_applicable.is_some() {
        return PracticeStanding {
            outcome: Outcome::NotApplicable,
            tallies: Vec::new(),
            verdict: Verdict::NotApplicable,
            level_gap: None,
            scope_gap: None,
            needed: 0,
            needed_answered: 0,
        };
    }
    let tallies = tally(guide, practice, result);
    let outcome = match guide.rule {
        Rule::Cumulative => cumulative(&tallies),
        Rule::Stated => match result.stated {
            Some(level) => Outcome::Level(Reached { level, open: None }),
            None if tallies.iter().any(|t| t.insufficient > 0) => Outcome::Insufficient,
            None => Outcome::NotAssessed,
        },
    };
    let target = result.target.as_ref();
    let within = |tally: &&Tally| target.is_none_or(|target| tally.level <= target.level);
    let needed = match guide.rule {
        Rule::Cumulative => tallies.iter().filter(within).map(|tally| tally.total).sum(),
        // A stated level is one judgement; answers to indicators support it but are not asked for.
        Rule::Stated => 1,
    };
    let needed_answered = match guide.rule {
        Rule::Cumulative => tallies.iter().filter(within).map(|tally| tally.total - tally.unanswered).sum(),
        Rule::Stated => usize::from(outcome != Outcome::NotAssessed),
    };
    let mut standing = PracticeStanding {
        outcome,
        tallies,
        verdict: Verdict::NoTarget,
        level_gap: None,
        scope_gap: None,
        needed,
        needed_answered,
    };
    let reached = match outcome {
        Outcome::Level(reached) => reached,
        Outcome::Insufficient => return PracticeStanding { verdict: Verdict::Insufficient, ..standing },
        Outcome::NotAssessed | Outcome::NotApplicable => {
            return PracticeStanding { verdict: Verdict::NotAssessed, ..standing };
        }
    };
    let Some(target) = target else { return standing };
    let short = steps(reached.level, target.level);
    if short > 0
        && let Some(open) = reached.open
    {
        // The level is a lower bound below the target: whether there is a gap is just what is not known.
        let verdict = match open {
            Open::NotAssessed => Verdict::NotAssessed,
            Open::Insufficient => Verdict::Insufficient,
        };
        return PracticeStanding { verdict, ..standing };
    }
    standing.level_gap = Some(short);
    // Level 0 has no scope: nothing is done, anywhere.
    let at_zero = guide.levels[reached.level.0].number == 0;
    standing.scope_gap = match (result.scope, target.scope) {
        (Some(reached), Some(wanted)) if !at_zero => Some(distance(reached.0, wanted.0).max(0)),
        _ => None,
    };
    if short <= 0 && !at_zero && target.scope.is_some() && result.scope.is_none() {
        // Half of the score is unknown, so whether the target is met is unknown too.
        standing.verdict = Verdict::NotAssessed;
        return standing;
    }
    standing.verdict = match (short, standing.scope_gap.unwrap_or(0)) {
        (short, scope) if short > 0 || scope > 0 => Verdict::Below,
        (0, _) => Verdict::At,
        _ => Verdict::Above,
    };
    standing
}

/// Steps of the scale from one level up to another.
fn steps(from: LevelIx, to: LevelIx) -> i32 {
    distance(from.0, to.0)
}

fn distance(from: usize, to: usize) -> i32 {
    let number = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    number(to) - number(from)
}

fn tally(guide: &Guide, practice: PracticeIx, result: &PracticeResult) -> Vec<Tally> {
    let mut tallies: Vec<Tally> = guide.practices[practice.0]
        .levels
        .iter()
        .map(|level| Tally {
            level: level.level,
            total: 0,
            met: 0,
            partial: 0,
            unmet: 0,
            insufficient: 0,
            not_applicable: 0,
            unanswered: 0,
            reached: false,
        })
        .collect();
    for (level, bullet) in guide.indicators(practice) {
        let Some(tally) = tallies.iter_mut().find(|tally| tally.level == level) else { continue };
        tally.total += 1;
        let answer = bullet.id.as_ref().and_then(|id| result.answers.get(&(level, id.clone())));
        let slot = match answer.map(|answer| guide.answers[answer.answer.0].counts) {
            Some(Counts::Met) => &mut tally.met,
            Some(Counts::Partial) => &mut tally.partial,
            Some(Counts::Unmet) => &mut tally.unmet,
            Some(Counts::Insufficient) => &mut tally.insufficient,
            Some(Counts::NotApplicable) => &mut tally.not_applicable,
            None => &mut tally.unanswered,
        };
        *slot += 1;
    }
    let mut below = true;
    for tally in &mut tallies {
        below &= tally.met + tally.not_applicable == tally.total;
        tally.reached = below;
    }
    tallies
}

/// The highest level that is reached with all below it. `tallies` are lowest first and begin above level 0.
fn cumulative(tallies: &[Tally]) -> Outcome {
    let Some(blocked) = tallies.iter().position(|tally| !tally.reached) else {
        return match tallies.last() {
            Some(top) => Outcome::Level(Reached { level: top.level, open: None }),
            None => Outcome::NotAssessed,
        };
    };
    let tally = &tallies[blocked];
    let open = match () {
        () if tally.unmet + tally.partial > 0 => None,
        () if tally.unanswered > 0 => Some(Open::NotAssessed),
        () => Some(Open::Insufficient),
    };
    match (blocked.checked_sub(1).map(|index| tallies[index].level), open) {
        (Some(level), open) => Outcome::Level(Reached { level, open }),
        (None, None) => Outcome::Level(Reached { level: LevelIx(0), open: None }),
        (None, Some(Open::NotAssessed)) => Outcome::NotAssessed,
        (None, Some(Open::Insufficient)) => Outcome::Insufficient,
    }
}
