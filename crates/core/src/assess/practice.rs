//! The standing of one practice.

use crate::model::Counts;
use crate::model::Goal;
use crate::model::Guide;
use crate::model::Indicator;
use crate::model::Layers;
use crate::model::LevelIx;
use crate::model::PracticeIx;
use crate::model::PracticeResult;
use crate::model::Rule;
use crate::model::ScopeIx;
use crate::model::Score;
use crate::model::Target;

use super::outcome::Open;
use super::outcome::Outcome;
use super::outcome::Reached;
use super::outcome::Scored;
use super::score;
use super::standing::Against;
use super::standing::Doubt;
use super::standing::PracticeStanding;
use super::standing::Tally;
use super::standing::Verdict;

/// What follows for one practice from its answers and its target. `layers` are those that it was judged with.
pub fn stand(guide: &Guide, practice: PracticeIx, result: &PracticeResult, layers: &Layers) -> PracticeStanding {
    if result.not_applicable.is_some() {
        return PracticeStanding { outcome: Outcome::NotApplicable, verdict: Verdict::NotApplicable, ..unknown() };
    }
    let mut tallies = tally(guide, practice, result, layers);
    let outcome = match guide.rule {
        Rule::Cumulative => cumulative(&tallies),
        Rule::Stated => match result.stated {
            Some(level) => Outcome::Level(Reached { level, open: None }),
            None if tallies.iter().any(|t| t.insufficient > 0) => Outcome::Insufficient,
            None => Outcome::NotAssessed,
        },
        Rule::Mean | Rule::SumOfMeans => score::score(guide, practice, result, layers, &mut tallies),
    };
    let target = result.target.as_ref();
    let wanted = target.and_then(|target| target.goal.level());
    // A score is made of all items: each of them is needed.
    let within = |tally: &&Tally| wanted.is_none_or(|wanted| tally.level <= wanted);
    let (needed, needed_answered) = match guide.rule {
        // A stated level is one judgement; answers to indicators support it but are not asked for.
        Rule::Stated => (1, usize::from(outcome != Outcome::NotAssessed)),
        _ => (
            tallies.iter().filter(within).map(|tally| tally.total).sum(),
            tallies.iter().filter(within).map(|tally| tally.total - tally.unanswered).sum(),
        ),
    };
    let (end, best) = match outcome {
        Outcome::Score(_) => score::ends(guide, practice, result, layers),
        _ => (None, None),
    };
    let standing = PracticeStanding { outcome, tallies, end, best, needed, needed_answered, ..unknown() };
    let compared = match (&standing.outcome, target) {
        (Outcome::Insufficient, _) => Compared::not(Verdict::Insufficient),
        (Outcome::NotAssessed, _) => Compared::not(Verdict::NotAssessed),
        (Outcome::NotApplicable, _) => Compared::not(Verdict::NotApplicable),
        (Outcome::Outside, _) => Compared::not(Verdict::Outside),
        (Outcome::Level(reached), Some(Target { goal: Goal::Level(wanted), scope, .. })) => {
            against_level(guide, *reached, *wanted, (result.scope, *scope))
        }
        (Outcome::Score(scored), Some(Target { goal: Goal::Score(wanted), .. })) => against_score(scored, wanted),
        (Outcome::Level(_) | Outcome::Score(_), _) => Compared::not(Verdict::NoTarget),
    };
    PracticeStanding {
        verdict: compared.verdict,
        against: compared.against,
        level_gap: compared.level_gap,
        scope_gap: compared.scope_gap,
        score_gap: compared.score_gap,
        ..standing
    }
}

/// A practice outside of the part that was judged: nothing is asked of it.
pub(super) fn outside() -> PracticeStanding {
    PracticeStanding { outcome: Outcome::Outside, verdict: Verdict::Outside, ..unknown() }
}

/// A practice of which nothing is known.
fn unknown() -> PracticeStanding {
    PracticeStanding {
        outcome: Outcome::NotAssessed,
        tallies: Vec::new(),
        verdict: Verdict::NoTarget,
        against: Against::Nothing,
        level_gap: None,
        scope_gap: None,
        score_gap: None,
        end: None,
        best: None,
        needed: 0,
        needed_answered: 0,
    }
}

/// A result beside its target.
struct Compared {
    verdict: Verdict,
    against: Against,
    level_gap: Option<i32>,
    scope_gap: Option<i32>,
    score_gap: Option<Score>,
}

impl Compared {
    /// There is nothing to compare.
    fn not(verdict: Verdict) -> Compared {
        Compared { verdict, against: Against::Nothing, level_gap: None, scope_gap: None, score_gap: None }
    }

    /// It can't be told whether the target is reached.
    fn open(doubt: Doubt) -> Compared {
        let verdict = match doubt {
            Doubt::NotAssessed | Doubt::Scope => Verdict::NotAssessed,
            Doubt::Insufficient => Verdict::Insufficient,
        };
        Compared { against: Against::Open(doubt), ..Compared::not(verdict) }
    }

    /// The result is a lower bound below the target: whether there is a gap is just what is not known.
    fn bound(open: Open) -> Compared {
        Compared::open(match open {
            Open::NotAssessed => Doubt::NotAssessed,
            Open::Insufficient => Doubt::Insufficient,
        })
    }
}

fn against_score(scored: &Scored, wanted: &Score) -> Compared {
    let gap = wanted.minus(&scored.score);
    let (verdict, against) = match (gap.is_zero(), gap.is_negative(), scored.open) {
        (false, false, Some(open)) => return Compared::bound(open),
        (false, false, None) => (Verdict::Below, Against::Below),
        (true, ..) => (Verdict::At, Against::At),
        (false, true, _) => (Verdict::Above, Against::Above),
    };
    Compared { against, score_gap: Some(gap), ..Compared::not(verdict) }
}

/// Scopes are those that was reached and that is wanted.
fn against_level(
    guide: &Guide,
    reached: Reached,
    wanted: LevelIx,
    (scope, wanted_scope): (Option<ScopeIx>, Option<ScopeIx>),
) -> Compared {
    let short = steps(reached.level, wanted);
    if short > 0
        && let Some(open) = reached.open
    {
        return Compared::bound(open);
    }
    // Level 0 has no scope: nothing is done, anywhere.
    let at_zero = guide.levels[reached.level.0].number == 0;
    let scope_gap = match (scope, wanted_scope) {
        (Some(reached), Some(wanted)) if !at_zero => Some(distance(reached.0, wanted.0).max(0)),
        _ => None,
    };
    if short <= 0 && !at_zero && wanted_scope.is_some() && scope.is_none() {
        // Half of the score is unknown, so whether the target is met is unknown too.
        return Compared::open(Doubt::Scope);
    }
    let against = match short {
        1.. => Against::Below,
        0 => Against::At,
        _ => Against::Above,
    };
    let verdict = match against {
        Against::Below => Verdict::Below,
        _ if scope_gap.unwrap_or(0) > 0 => Verdict::Below,
        Against::At => Verdict::At,
        _ => Verdict::Above,
    };
    Compared { against, level_gap: Some(short), scope_gap, ..Compared::not(verdict) }
}

/// Steps of the scale from one level up to another.
fn steps(from: LevelIx, to: LevelIx) -> i32 {
    distance(from.0, to.0)
}

fn distance(from: usize, to: usize) -> i32 {
    let number = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    number(to) - number(from)
}

fn tally(guide: &Guide, practice: PracticeIx, result: &PracticeResult, layers: &Layers) -> Vec<Tally> {
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
            score: None,
            best: None,
        })
        .collect();
    for Indicator { level, bullet, .. } in guide.indicators(practice, layers) {
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
    // A level without an item of its own, as sparse models have, is neither reached nor missed.
    tallies.retain(|tally| tally.total > 0 || !guide.sparse);
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
    // A level that a practice leaves out asks for nothing: what is below the blocked one on the scale is reached.
    let below = LevelIx(tally.level.0.saturating_sub(1));
    match (blocked, open) {
        (0, Some(Open::NotAssessed)) => Outcome::NotAssessed,
        (0, Some(Open::Insufficient)) => Outcome::Insufficient,
        (_, open) => Outcome::Level(Reached { level: below, open }),
    }
}
