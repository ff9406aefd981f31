//! What became of a practice since the last assessment, and how one target stands beside another. Pure, over plain values.

use std::cmp::Ordering;

use crate::model::Assessment;
use crate::model::Book;
use crate::model::Goal;
use crate::model::ScopeIx;

use super::outcome::Outcome;

/// What became of a practice since the last time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A higher level.
    HigherLevel,
    /// A lower level.
    LowerLevel,
    /// The same level in a wider scope.
    WiderScope,
    /// The same level in a narrower scope.
    NarrowerScope,
    /// A higher score.
    HigherScore,
    /// A lower score.
    LowerScore,
    /// The same.
    Unchanged,
    /// It was not to be judged this time.
    NotJudged,
    /// One of the two is not known, or not of the kind of the other.
    NotComparable,
}

/// Where a change leads. Neither is praise or fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To a higher level or score, or a wider scope.
    Up,
    /// To a lower one, or a narrower scope.
    Down,
    /// Nowhere.
    Same,
    /// It can't be told.
    Unknown,
}

impl Change {
    /// Where it leads.
    pub fn direction(self) -> Direction {
        match self {
            Change::HigherLevel | Change::WiderScope | Change::HigherScore => Direction::Up,
            Change::LowerLevel | Change::NarrowerScope | Change::LowerScore => Direction::Down,
            Change::Unchanged => Direction::Same,
            Change::NotJudged | Change::NotComparable => Direction::Unknown,
        }
    }
}

/// What became of a practice. `scope` is that of now; `before` is what the last assessment gave. A lower bound tells of a
/// rise only: whether it fell or stayed is what is not known.
pub fn change(now: &Outcome, scope: Option<ScopeIx>, (goal, then): (&Goal, Option<ScopeIx>)) -> Change {
    match (now, goal) {
        (Outcome::Level(reached), Goal::Level(level)) => match (reached.level.cmp(level), reached.open) {
            (Ordering::Greater, _) => Change::HigherLevel,
            (_, Some(_)) => Change::NotComparable,
            (Ordering::Less, None) => Change::LowerLevel,
            (Ordering::Equal, None) => match scope.zip(then).map(|(now, then)| now.cmp(&then)) {
                Some(Ordering::Greater) => Change::WiderScope,
                Some(Ordering::Less) => Change::NarrowerScope,
                Some(Ordering::Equal) | None => Change::Unchanged,
            },
        },
        (Outcome::Score(scored), Goal::Score(then)) => match (scored.score.cmp(then), scored.open) {
            (Ordering::Greater, _) => Change::HigherScore,
            (_, Some(_)) => Change::NotComparable,
            (Ordering::Less, None) => Change::LowerScore,
            (Ordering::Equal, None) => Change::Unchanged,
        },
        (Outcome::Outside, _) => Change::NotJudged,
        _ => Change::NotComparable,
    }
}

/// How one target stands beside another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// It wants the same.
    Same,
    /// It wants more, in level, in scope or in both.
    More,
    /// It wants less, likewise.
    Less,
    /// It wants more in one and less in the other, or a level where the other wants a score.
    Other,
}

/// How a target stands beside another. Without a scope it asks for the narrowest.
pub fn beside(one: (&Goal, Option<ScopeIx>), other: (&Goal, Option<ScopeIx>)) -> Beside {
    let size = match (one.0, other.0) {
        (Goal::Level(one), Goal::Level(other)) => one.cmp(other),
        (Goal::Score(one), Goal::Score(other)) => one.cmp(other),
        (Goal::Level(_), Goal::Score(_)) | (Goal::Score(_), Goal::Level(_)) => return Beside::Other,
    };
    let wide = |scope: Option<ScopeIx>| scope.map_or(0, |scope| scope.0);
    match (size, wide(one.1).cmp(&wide(other.1))) {
        (Ordering::Equal, Ordering::Equal) => Beside::Same,
        (Ordering::Greater, Ordering::Greater | Ordering::Equal) | (Ordering::Equal, Ordering::Greater) => Beside::More,
        (Ordering::Less, Ordering::Less | Ordering::Equal) | (Ordering::Equal, Ordering::Less) => Beside::Less,
        _ => Beside::Other,
    }
}

/// The last assessment of the same subject before this one, of those that are judged by the same guide.
pub fn earlier<'a>(book: &'a Book, assessment: &Assessment) -> Option<&'a Assessment> {
    let subject = &assessment.subject;
    let same = |other: &Assessment| match (&subject.id, &other.subject.id) {
        (Some(own), Some(other)) => own == other,
        _ => subject.name == other.subject.name,
    };
    let before = book.assessments.iter().filter(|other| other.date < assessment.date && same(other));
    before.max_by_key(|other| other.date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::Open;
    use crate::assess::Reached;
    use crate::assess::Scored;
    use crate::model::LevelIx;
    use crate::model::Score;

    fn level(level: usize, open: Option<Open>) -> Outcome {
        Outcome::Level(Reached { level: LevelIx(level), open })
    }

    fn score(part: usize, open: Option<Open>) -> Outcome {
        Outcome::Score(Scored { score: Score::part(part, 3), open })
    }

    #[test]
    fn what_became_of_a_practice() {
        let (narrow, wide) = (Some(ScopeIx(0)), Some(ScopeIx(1)));
        let (two, third) = (Goal::Level(LevelIx(2)), Goal::Score(Score::part(1, 3)));
        let open = Some(Open::NotAssessed);
        for (now, scope, before, expected) in [
            (level(3, None), None, (&two, None), Change::HigherLevel),
            (level(3, open), None, (&two, None), Change::HigherLevel),
            (level(1, None), wide, (&two, narrow), Change::LowerLevel),
            (level(1, open), None, (&two, None), Change::NotComparable),
            (level(2, open), wide, (&two, narrow), Change::NotComparable),
            (level(2, None), wide, (&two, narrow), Change::WiderScope),
            (level(2, None), narrow, (&two, wide), Change::NarrowerScope),
            (level(2, None), wide, (&two, wide), Change::Unchanged),
            (level(2, None), None, (&two, wide), Change::Unchanged),
            (score(2, None), None, (&third, None), Change::HigherScore),
            (score(2, open), None, (&third, None), Change::HigherScore),
            (score(0, None), None, (&third, None), Change::LowerScore),
            (score(1, open), None, (&third, None), Change::NotComparable),
            (score(1, None), None, (&third, None), Change::Unchanged),
            (score(1, None), None, (&two, None), Change::NotComparable),
            (Outcome::Outside, None, (&two, None), Change::NotJudged),
            (Outcome::NotAssessed, None, (&two, None), Change::NotComparable),
        ] {
            assert_eq!(change(&now, scope, before), expected, "{now:?} {scope:?} after {before:?}");
        }
    }

    #[test]
    fn targets_beside_each_other() {
        let level = |level: usize| Goal::Level(LevelIx(level));
        let (narrow, wide) = (Some(ScopeIx(0)), Some(ScopeIx(1)));
        for (one, other, expected) in [
            ((&level(2), narrow), (&level(2), narrow), Beside::Same),
            ((&level(2), None), (&level(2), narrow), Beside::Same),
            ((&level(3), narrow), (&level(2), narrow), Beside::More),
            ((&level(2), wide), (&level(2), narrow), Beside::More),
            ((&level(3), wide), (&level(2), narrow), Beside::More),
            ((&level(1), narrow), (&level(2), narrow), Beside::Less),
            ((&level(2), narrow), (&level(2), wide), Beside::Less),
            ((&level(1), wide), (&level(2), narrow), Beside::Other),
            ((&level(3), narrow), (&level(2), wide), Beside::Other),
            // A third and 0.33 are not the same.
            ((&Goal::Score(Score::part(1, 3)), None), (&Goal::Score(Score::part(33, 100)), None), Beside::More),
            ((&Goal::Score(Score::whole(1)), None), (&level(1), None), Beside::Other),
        ] {
            assert_eq!(beside(one, other), expected, "{one:?} {other:?}");
        }
    }
}
