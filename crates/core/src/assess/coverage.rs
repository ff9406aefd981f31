//! What the relations of a mapping come to: for a requirement by itself, and for one assessment. Pure, over plain values.
//!
//! Two links lead from an assessment to a requirement: the practice reaches the level of a row, and the row relates to the
//! requirement. What they carry together is what the weaker of them carries.

use crate::model::Relation;

use super::outcome::Open;
use super::outcome::Outcome;

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

/// Whether a practice has reached the level of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// It has.
    Reached,
    /// It has not.
    NotReached,
    /// It is not known, for want of answers or of evidence.
    Unknown,
    /// The practice does not apply.
    NotApplicable,
    /// The practice was not to be judged.
    Outside,
}

/// Whether an outcome reaches a level. A lower bound below it leaves that open; a score is no level.
pub fn link_state(outcome: &Outcome, level: crate::model::LevelIx) -> LinkState {
    match outcome {
        Outcome::NotApplicable => LinkState::NotApplicable,
        Outcome::Outside => LinkState::Outside,
        Outcome::Level(reached) if reached.level >= level => LinkState::Reached,
        Outcome::Level(reached) => match reached.open {
            None => LinkState::NotReached,
            Some(Open::NotAssessed | Open::Insufficient) => LinkState::Unknown,
        },
        Outcome::NotAssessed | Outcome::Insufficient | Outcome::Score(_) => LinkState::Unknown,
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
        () if any(&|(_, state)| *state == LinkState::Reached) => RequirementState::Part,
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
