//! What the relations of a mapping come to: for a requirement by itself, and for one assessment. Pure, over plain values.
//!
//! Two links lead from an assessment to a requirement: the practice reaches the level of a row, and the row relates to the
//! requirement. What they carry together is what the weaker of them carries.

use crate::model::Relation;

use super::Open;
use super::Outcome;

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
pub enum RowState {
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
pub fn row_state(outcome: &Outcome, level: crate::model::LevelIx) -> RowState {
    match outcome {
        Outcome::NotApplicable => RowState::NotApplicable,
        Outcome::Outside => RowState::Outside,
        Outcome::Level(reached) if reached.level >= level => RowState::Reached,
        Outcome::Level(reached) => match reached.open {
            None => RowState::NotReached,
            Some(Open::NotAssessed | Open::Insufficient) => RowState::Unknown,
        },
        Outcome::NotAssessed | Outcome::Insufficient | Outcome::Score(_) => RowState::Unknown,
    }
}

/// What an assessment says of a requirement by way of a mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
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
pub fn reach(rows: &[(Relation, RowState)]) -> Reach {
    let rows: Vec<&(Relation, RowState)> =
        rows.iter().filter(|(relation, _)| *relation != Relation::NoRelationship).collect();
    let any = |so: &dyn Fn(&(Relation, RowState)) -> bool| rows.iter().any(|row| so(row));
    match () {
        () if rows.is_empty() => Reach::Unmapped,
        () if any(&|(relation, state)| relation.is_full() && *state == RowState::Reached) => Reach::Full,
        () if any(&|(_, state)| *state == RowState::Reached) => Reach::Part,
        () if any(&|(_, state)| *state == RowState::Unknown) => Reach::Unknown,
        () if rows.iter().all(|(_, state)| *state == RowState::NotApplicable) => Reach::NotApplicable,
        // What was not looked at could reach it, where it does not all lie outside.
        () if any(&|(_, state)| *state == RowState::NotReached) && any(&|(_, state)| *state == RowState::Outside) => {
            Reach::Unknown
        }
        () if any(&|(_, state)| *state == RowState::Outside) => Reach::Outside,
        () => Reach::NotReached,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weakest_link_decides() {
        use Relation::*;
        use RowState::*;
        for (rows, expected) in [
            (vec![], Reach::Unmapped),
            (vec![(NoRelationship, Reached)], Reach::Unmapped),
            (vec![(SupersetOf, Reached)], Reach::Full),
            (vec![(IntersectsWith, Reached)], Reach::Part),
            (vec![(EqualTo, NotReached), (SubsetOf, Reached)], Reach::Part),
            (vec![(EquivalentTo, NotReached), (IntersectsWith, NotReached)], Reach::NotReached),
            (vec![(EqualTo, Unknown), (IntersectsWith, NotReached)], Reach::Unknown),
            (vec![(EqualTo, Unknown), (IntersectsWith, Reached)], Reach::Part),
            (vec![(EqualTo, NotApplicable), (SubsetOf, NotApplicable)], Reach::NotApplicable),
            (vec![(EqualTo, NotApplicable), (SubsetOf, NotReached)], Reach::NotReached),
            (vec![(EqualTo, Outside), (SubsetOf, Outside)], Reach::Outside),
            (vec![(EqualTo, Outside), (SubsetOf, NotApplicable)], Reach::Outside),
            (vec![(EqualTo, Outside), (SubsetOf, NotReached)], Reach::Unknown),
            (vec![(EqualTo, Outside), (SubsetOf, Reached)], Reach::Part),
        ] {
            assert_eq!(reach(&rows), expected, "{rows:?}");
        }
        assert_eq!(coverage([IntersectsWith, SubsetOf]), Coverage::Partial);
        assert_eq!(coverage([IntersectsWith, EquivalentTo]), Coverage::Full);
        assert_eq!(coverage([NoRelationship]), Coverage::None);
    }
}
