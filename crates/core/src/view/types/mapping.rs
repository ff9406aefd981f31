//! A mapping to a standard by requirement, by practice and level, and beside an assessment.

use serde::Serialize;

use crate::assess::Coverage;
use crate::assess::LinkState;
use crate::assess::RequirementState;
use crate::model::MappingMethod;
use crate::model::MappingRationale;
use crate::model::MappingStatus;
use crate::model::Relation;

use super::refs::Ref;
use super::scale::LevelView;

/// A mapping.
#[derive(Clone, Debug, Serialize)]
pub struct MappingView {
    /// The reference to it.
    #[serde(flatten)]
    pub reference: Ref,
    /// Its version.
    pub version: String,
    /// `draft`, `complete` or `superseded`.
    pub status: MappingStatus,
    /// `human`, `automation` or `hybrid`.
    pub method: MappingMethod,
    /// `syntactic`, `semantic` or `functional`.
    pub rationale: MappingRationale,
    /// The framework.
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
    /// Its title.
    pub title: String,
    /// Its edition.
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
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A group of requirements.
#[derive(Clone, Debug, Serialize)]
pub struct MappingGroup {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Requirements covered in full.
    pub full: usize,
    /// In part.
    pub partial: usize,
    /// Not at all.
    pub none: usize,
    /// Its requirements.
    pub requirements: Vec<RequirementView>,
}

/// A requirement.
#[derive(Clone, Debug, Serialize)]
pub struct RequirementView {
    /// Its id.
    pub id: String,
    /// `full`, `partial` or `none`.
    pub coverage: Coverage,
    /// What relates to it.
    pub links: Vec<LinkView>,
}

/// A practice at a level that relates to a requirement.
#[derive(Clone, Debug, Serialize)]
pub struct LinkView {
    /// The practice.
    pub practice: Ref,
    /// The level.
    pub level: LevelView,
    /// The role that it speaks of.
    pub role: Option<RoleView>,
    /// OSCAL's word.
    pub relation: Relation,
    /// The relation in words, read from the practice: `covers more than`.
    pub relation_text: &'static str,
    /// True when it covers the requirement in full.
    pub full: bool,
    /// Why.
    pub note: String,
}

/// What a practice relates to.
#[derive(Clone, Debug, Serialize)]
pub struct MappedPractice {
    /// The practice.
    pub practice: Ref,
    /// By level, lowest first.
    pub levels: Vec<MappedLevel>,
}

/// What a level relates to.
#[derive(Clone, Debug, Serialize)]
pub struct MappedLevel {
    /// The level.
    pub level: LevelView,
    /// The rows of the mapping.
    pub rows: Vec<MappedRow>,
}

/// A row of a mapping.
#[derive(Clone, Debug, Serialize)]
pub struct MappedRow {
    /// OSCAL's word.
    pub relation: Relation,
    /// In words.
    pub relation_text: &'static str,
    /// The role that it speaks of.
    pub role: Option<RoleView>,
    /// The ids of the requirements.
    pub ids: Vec<String>,
    /// Why.
    pub note: String,
}

/// An assessment beside a mapping.
#[derive(Clone, Debug, Serialize)]
pub struct CoverageView {
    /// The mapping.
    pub mapping: Ref,
    /// Its version.
    pub version: String,
    /// Its status.
    pub status: MappingStatus,
    /// The framework.
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
    /// In words.
    pub name: &'static str,
    /// How many.
    pub count: usize,
}

/// A group of requirements beside an assessment.
#[derive(Clone, Debug, Serialize)]
pub struct CoverageGroup {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// By state, in the same order; all of them.
    pub counts: Vec<ReachCount>,
    /// Its requirements.
    pub requirements: Vec<ReachedRequirement>,
}

/// A requirement beside an assessment.
#[derive(Clone, Debug, Serialize)]
pub struct ReachedRequirement {
    /// Its id.
    pub id: String,
    /// As in [`ReachCount`].
    pub state: RequirementState,
    /// In words.
    pub name: &'static str,
    /// What relates to it, and whether it is reached.
    pub links: Vec<ReachedLink>,
}

/// A row beside an assessment.
#[derive(Clone, Debug, Serialize)]
pub struct ReachedLink {
    /// The row.
    #[serde(flatten)]
    pub link: LinkView,
    /// `reached`, `not-reached`, `unknown`, `not-applicable` or `outside`.
    pub state: LinkState,
    /// In words.
    pub state_name: &'static str,
}
