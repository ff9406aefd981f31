//! What the relations of a mapping come to: for a requirement by itself, and for one assessment. Pure, over plain values.
//!
//! Two links lead from an assessment to a requirement: the practice reaches the level of a row, and the row relates to the
//! requirement. What they carry together is what the weaker of them carries.

use crate::model::Counts;
use crate::model::LevelIx;
use crate::model::Relation;

use super::outcome::Open;
use super::outcome::Outcome;
use super::standing::PracticeStanding;
use super::standing::Tally;

/// How far a mapping covers a requirement, without regard to any assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Coverage {
    /// No row relates to it.
    None,
    /// Rows relate to parts of it.
    Partial,
    /// Some row covers all of it.
    Full,
}

/// The coverage of a requirement by the relations of its rows.
pub fn coverage(relations: impl IntoIterator<Item = Relation>) -> Coverage {
    let of = |relation: Relation| match relation {
        Relation::NoRelationship => Coverage::None,
        relation if relation.is_full() => Coverage::Full,
        _ => Coverage::Partial,
    };
    relations.into_iter().map(of).max().unwrap_or(Coverage::None)
}

/// Whether what a row is for, a level or an item, is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// It is.
    Reached,
    /// A part of it is: something of the level's score, or an item that is met in part.
    Part,
    /// It is not.
    NotReached,
    /// It is not known, for want of answers or of evidence.
    Unknown,
    /// The practice does not apply.
    NotApplicable,
    /// The practice was not to be judged.
    Outside,
}

/// Whether a practice has reached a level. A lower bound below it leaves that open. Of a practice with a score, the level's
/// own part of it tells: all that it can add, some of it, or nothing.
pub fn link_state(standing: &PracticeStanding, level: LevelIx) -> LinkState {
    match &standing.outcome {
        Outcome::NotApplicable => LinkState::NotApplicable,
        Outcome::Outside => LinkState::Outside,
        Outcome::Level(reached) if reached.level >= level => LinkState::Reached,
        Outcome::Level(reached) => match reached.open {
            None => LinkState::NotReached,
            Some(Open::NotAssessed | Open::Insufficient) => LinkState::Unknown,
        },
        Outcome::Score(scored) => {
            let tally = standing.tallies.iter().find(|tally| tally.level == level);
            tally.map_or(LinkState::Unknown, |tally| level_state(tally, scored.open.is_some()))
        }
        Outcome::NotAssessed | Outcome::Insufficient => LinkState::Unknown,
    }
}

/// What a level adds to a score, beside what it could add. `open` is true where what is not answered is not known.
fn level_state(tally: &Tally, open: bool) -> LinkState {
    match (&tally.score, &tally.best) {
        _ if tally.is_waived() => LinkState::NotApplicable,
        (Some(score), Some(best)) if score == best => LinkState::Reached,
        (Some(score), _) if !score.is_zero() => LinkState::Part,
        (Some(_), _) if !open || tally.unanswered + tally.insufficient == 0 => LinkState::NotReached,
        _ => LinkState::Unknown,
    }
}

/// Whether an item is met, by what its answer counts as.
pub fn item_state(standing: &PracticeStanding, answer: Option<Counts>) -> LinkState {
    match (&standing.outcome, answer) {
        (Outcome::Outside, _) => LinkState::Outside,
        (Outcome::NotApplicable, _) | (_, Some(Counts::NotApplicable)) => LinkState::NotApplicable,
        (_, Some(Counts::Met)) => LinkState::Reached,
        (_, Some(Counts::Partial)) => LinkState::Part,
        (_, Some(Counts::Unmet)) => LinkState::NotReached,
        (_, Some(Counts::Insufficient) | None) => LinkState::Unknown,
    }
}

/// What an assessment says of a requirement by way of a mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequirementState {
    /// A row that covers all of it is reached.
    Full,
    /// Rows are reached that cover parts of it.
    Part,
    /// No row is reached.
    NotReached,
    /// No row is known to be reached, and some are not known.
    Unknown,
    /// None of the practices that relate to it applies.
    NotApplicable,
    /// No row relates to it.
    Unmapped,
    /// All practices that relate to it, and apply, were not to be judged.
    Outside,
}

/// The weakest link of each row, and the best of the rows.
pub fn requirement_state(rows: &[(Relation, LinkState)]) -> RequirementState {
    let rows: Vec<&(Relation, LinkState)> =
        rows.iter().filter(|(relation, _)| *relation != Relation::NoRelationship).collect();
    let any = |so: &dyn Fn(&(Relation, LinkState)) -> bool| rows.iter().any(|row| so(row));
    match () {
        () if rows.is_empty() => RequirementState::Unmapped,
        () if any(&|(relation, state)| relation.is_full() && *state == LinkState::Reached) => RequirementState::Full,
        () if any(&|(_, state)| matches!(state, LinkState::Reached | LinkState::Part)) => RequirementState::Part,
        () if any(&|(_, state)| *state == LinkState::Unknown) => RequirementState::Unknown,
        () if rows.iter().all(|(_, state)| *state == LinkState::NotApplicable) => RequirementState::NotApplicable,
        // What was not looked at could reach it, where it does not all lie outside.
        () if any(&|(_, state)| *state == LinkState::NotReached) && any(&|(_, state)| *state == LinkState::Outside) => {
            RequirementState::Unknown
        }
        () if any(&|(_, state)| *state == LinkState::Outside) => RequirementState::Outside,
        () => RequirementState::NotReached,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Score;

    #[test]
    fn a_level_of_a_score_is_reached_by_what_it_adds() {
        let tally = |score: Option<usize>, unanswered: usize, waived: usize| Tally {
            level: LevelIx(1),
            total: 4,
            met: 0,
            partial: 0,
            unmet: 0,
            insufficient: 0,
            not_applicable: waived,
            unanswered,
            reached: false,
            score: score.map(|quarters| Score::part(quarters, 4)),
            best: Some(Score::whole(1)),
        };
        for (tally, open, expected) in [
            (tally(Some(4), 0, 0), false, LinkState::Reached),
            (tally(Some(3), 0, 0), false, LinkState::Part),
            (tally(Some(3), 1, 0), true, LinkState::Part),
            (tally(Some(0), 0, 0), false, LinkState::NotReached),
            (tally(Some(0), 2, 0), true, LinkState::Unknown),
            (tally(Some(0), 2, 0), false, LinkState::NotReached),
            (tally(None, 4, 0), true, LinkState::Unknown),
            (tally(None, 0, 4), false, LinkState::NotApplicable),
        ] {
            assert_eq!(level_state(&tally, open), expected, "{tally:?}");
        }
    }

    #[test]
    fn the_weakest_link_decides() {
        use LinkState::*;
        use Relation::*;
        for (rows, expected) in [
            (vec![], RequirementState::Unmapped),
            (vec![(NoRelationship, Reached)], RequirementState::Unmapped),
            (vec![(SupersetOf, Reached)], RequirementState::Full),
            (vec![(IntersectsWith, Reached)], RequirementState::Part),
            (vec![(EqualTo, NotReached), (SubsetOf, Reached)], RequirementState::Part),
            (vec![(EquivalentTo, NotReached), (IntersectsWith, NotReached)], RequirementState::NotReached),
            (vec![(EqualTo, Unknown), (IntersectsWith, NotReached)], RequirementState::Unknown),
            (vec![(EqualTo, Unknown), (IntersectsWith, Reached)], RequirementState::Part),
            (vec![(EqualTo, Part), (IntersectsWith, NotReached)], RequirementState::Part),
            (vec![(EqualTo, Part), (EquivalentTo, Reached)], RequirementState::Full),
            (vec![(EqualTo, NotApplicable), (SubsetOf, NotApplicable)], RequirementState::NotApplicable),
            (vec![(EqualTo, NotApplicable), (SubsetOf, NotReached)], RequirementState::NotReached),
            (vec![(EqualTo, Outside), (SubsetOf, Outside)], RequirementState::Outside),
            (vec![(EqualTo, Outside), (SubsetOf, NotApplicable)], RequirementState::Outside),
            (vec![(EqualTo, Outside), (SubsetOf, NotReached)], RequirementState::Unknown),
            (vec![(EqualTo, Outside), (SubsetOf, Reached)], RequirementState::Part),
        ] {
            assert_eq!(requirement_state(&rows), expected, "{rows:?}");
        }
        assert_eq!(coverage([IntersectsWith, SubsetOf]), Coverage::Partial);
        assert_eq!(coverage([IntersectsWith, EquivalentTo]), Coverage::Full);
        assert_eq!(coverage([NoRelationship]), Coverage::None);
    }
}
