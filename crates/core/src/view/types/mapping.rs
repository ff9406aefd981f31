//! A mapping to a standard by requirement, by practice and level, and beside an assessment.

use serde::Serialize;

use crate::assess::Coverage;
use crate::assess::LinkState;
use crate::assess::RequirementState;
use crate::model::MappingMethod;
use crate::model::MappingRationale;
use crate::model::MappingStatus;
use crate::model::Relation;

use super::practice::DependencyView;
use super::refs::Ref;
use super::scale::LevelView;

/// A mapping.
#[derive(Clone, Debug, Serialize)]
pub struct MappingView {
    /// The reference to it.
    #[serde(flatten)]
    pub reference: Ref,
    /// The version of the mapping itself, not that of the framework.
    pub version: String,
    /// `draft`, `complete` or `superseded`.
    pub status: MappingStatus,
    /// `human`, `automation` or `hybrid`.
    pub method: MappingMethod,
    /// `syntactic`, `semantic` or `functional`.
    pub rationale: MappingRationale,
    /// What the guide is mapped to.
    pub framework: FrameworkView,
    /// The requirements by group.
    pub groups: Vec<MappingGroup>,
    /// The practices that relate to any requirement, in reading order.
    pub practices: Vec<MappedPractice>,
    /// Requirements that some level covers in full.
    pub full: usize,
    /// Requirements that levels relate to in part.
    pub partial: usize,
    /// Requirements to which nothing relates.
    pub none: usize,
    /// Requirements in all.
    pub total: usize,
}

/// One edition of a standard.
#[derive(Clone, Debug, Serialize)]
pub struct FrameworkView {
    /// `iec-62443-4-1@2018`.
    pub name: String,
    /// The title of the standard as it is published.
    pub title: String,
    /// The edition that was mapped.
    pub edition: String,
    /// Who publishes it.
    pub publisher: String,
    /// A sentence on it.
    pub summary: String,
    /// The roles that rows name.
    pub roles: Vec<RoleView>,
}

/// Whom a requirement is addressed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoleView {
    /// The word that rows of a mapping use.
    pub id: String,
    /// What pages call it.
    pub name: String,
}

/// A group of requirements.
#[derive(Clone, Debug, Serialize)]
pub struct MappingGroup {
    /// Its number or word in the framework.
    pub id: String,
    /// What the framework calls it.
    pub name: String,
    /// Requirements covered in full.
    pub full: usize,
    /// Those that levels relate to in part.
    pub partial: usize,
    /// Those to which nothing relates.
    pub none: usize,
    /// Its requirements, in the order of the framework.
    pub requirements: Vec<RequirementView>,
}

/// A requirement.
#[derive(Clone, Debug, Serialize)]
pub struct RequirementView {
    /// The id that the framework gives it.
    pub id: String,
    /// `full`, `partial` or `none`.
    pub coverage: Coverage,
    /// What relates to it.
    pub links: Vec<LinkView>,
}

/// A practice at a level that relates to a requirement.
#[derive(Clone, Debug, Serialize)]
pub struct LinkView {
    /// The practice, without its summary.
    pub practice: Ref,
    /// The level from which on it relates.
    pub level: LevelView,
    /// The item, where it is an item alone that relates.
    pub item: Option<DependencyView>,
    /// The role that it speaks of.
    pub role: Option<RoleView>,
    /// The relation by OSCAL's word: `superset-of`.
    pub relation: Relation,
    /// The relation in words, read from the practice: `covers more than`.
    pub relation_text: &'static str,
    /// True when it covers the requirement in full.
    pub full: bool,
    /// Why it is seen so, or empty.
    pub note: String,
}

/// What a practice relates to.
#[derive(Clone, Debug, Serialize)]
pub struct MappedPractice {
    /// The practice, without its summary.
    pub practice: Ref,
    /// By level, lowest first.
    pub levels: Vec<MappedLevel>,
}

/// What a level relates to.
#[derive(Clone, Debug, Serialize)]
pub struct MappedLevel {
    /// The level of that practice.
    pub level: LevelView,
    /// The rows of the mapping.
    pub rows: Vec<MappedRow>,
}

/// A row of a mapping.
#[derive(Clone, Debug, Serialize)]
pub struct MappedRow {
    /// The item, where the row is for an item alone.
    pub item: Option<DependencyView>,
    /// The relation by OSCAL's word: `superset-of`.
    pub relation: Relation,
    /// The relation in words, read from the practice: `covers all of`.
    pub relation_text: &'static str,
    /// The role that it speaks of.
    pub role: Option<RoleView>,
    /// The ids of the requirements.
    pub ids: Vec<String>,
    /// Why it is seen so, or empty.
    pub note: String,
}

/// An assessment beside a mapping.
#[derive(Clone, Debug, Serialize)]
pub struct CoverageView {
    /// True when something is known: that a row is reached or not, or that it does not apply. Otherwise there is no page.
    pub said: bool,
    /// The mapping that the assessment stands beside.
    pub mapping: Ref,
    /// The version of that mapping.
    pub version: String,
    /// `draft`, `complete` or `superseded`, of the mapping.
    pub status: MappingStatus,
    /// What the guide is mapped to.
    pub framework: FrameworkView,
    /// How many requirements are in which state, in a fixed order; those that occur.
    pub counts: Vec<ReachCount>,
    /// The requirements by group.
    pub groups: Vec<CoverageGroup>,
    /// Requirements in all.
    pub total: usize,
}

/// How many requirements are in a state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReachCount {
    /// `full`, `part`, `not-reached`, `unknown`, `not-applicable`, `unmapped` or `outside`.
    pub state: RequirementState,
    /// The state in words: `Reached in part`.
    pub name: &'static str,
    /// How many requirements are in it.
    pub count: usize,
}

/// A group of requirements beside an assessment.
#[derive(Clone, Debug, Serialize)]
pub struct CoverageGroup {
    /// Its number or word in the framework.
    pub id: String,
    /// What the framework calls it.
    pub name: String,
    /// By state, in the same order; all of them.
    pub counts: Vec<ReachCount>,
    /// Its requirements, in the order of the framework.
    pub requirements: Vec<ReachedRequirement>,
}

/// A requirement beside an assessment.
#[derive(Clone, Debug, Serialize)]
pub struct ReachedRequirement {
    /// The id that the framework gives it.
    pub id: String,
    /// As in [`ReachCount`].
    pub state: RequirementState,
    /// The state in words: `Reached in part`.
    pub name: &'static str,
    /// What relates to it, and whether it is reached.
    pub links: Vec<ReachedLink>,
}

/// A row beside an assessment.
#[derive(Clone, Debug, Serialize)]
pub struct ReachedLink {
    /// The row of the mapping.
    #[serde(flatten)]
    pub link: LinkView,
    /// `reached`, `part`, `not-reached`, `unknown`, `not-applicable` or `outside`.
    pub state: LinkState,
    /// The state within a sentence: `not reached`.
    pub state_name: &'static str,
}
