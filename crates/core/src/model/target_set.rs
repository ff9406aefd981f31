//! Target sets: targets for a class of systems, to be adopted by assessments.

use std::collections::BTreeMap;

use super::Goal;
use super::PracticeIx;
use super::RoleIx;
use super::ScopeIx;

/// A target set. [`super::Book::target_sets`] holds them in order of id.
#[derive(Clone, Debug)]
pub struct TargetSet {
    /// Its id, the name of its file.
    pub id: String,
    /// Its version (SemVer).
    pub version: String,
    /// What its page is called.
    pub title: String,
    /// The class of systems that it is for.
    pub summary: String,
    /// Who keeps it, or empty.
    pub owner: String,
    /// What it wants of each practice that it names.
    pub targets: BTreeMap<PracticeIx, SetTarget>,
}

/// What a set wants of one practice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetTarget {
    /// The level or score to match.
    pub goal: Goal,
    /// The scope to match, in a model that has scopes.
    pub scope: Option<ScopeIx>,
    /// Why.
    pub rationale: String,
}

/// That an assessment adopted a target set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adopted {
    /// Index into [`super::Book::target_sets`].
    pub set: usize,
    /// Why this set, or empty.
    pub reason: String,
    /// Who approved it.
    pub approved_by: RoleIx,
}
