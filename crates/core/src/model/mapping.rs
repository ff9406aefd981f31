//! Mappings: which practices and levels relate to which requirements of one edition of another standard.
//!
//! A mapping says "relates to" and never "complies with". Of a standard it knows ids only.

use super::LevelIx;
use super::PracticeIx;
use super::Role;

/// One edition of a standard, as a list of ids.
#[derive(Clone, Debug)]
pub struct Framework {
    /// Its id, the same over all editions.
    pub id: String,
    /// Its edition: ids are unique only within it.
    pub edition: String,
    /// What the standard is called, as it is printed.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// A sentence on it, or empty.
    pub summary: String,
    /// Whom requirements can be addressed to; rows of a mapping may name one.
    pub roles: Vec<Role>,
    /// The groups of its requirements, in order.
    pub groups: Vec<RequirementGroup>,
    /// The ids of all requirements, group by group.
    pub requirements: Vec<String>,
}

impl Framework {
    /// `iec-62443-4-1@2018`.
    pub fn name(&self) -> String {
        format!("{}@{}", self.id, self.edition)
    }
}

/// A group of requirements.
#[derive(Clone, Debug)]
pub struct RequirementGroup {
    /// Unique in the framework.
    pub id: String,
    /// As it is printed above its requirements.
    pub name: String,
    /// Its requirements: a range of [`Framework::requirements`].
    pub requirements: std::ops::Range<usize>,
}

/// A mapping. [`super::Book::mappings`] holds them in order of id.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// Its id, the name of its file.
    pub id: String,
    /// Its version (SemVer).
    pub version: String,
    /// What its page and its chapter are called.
    pub title: String,
    /// What it maps, how it was made, what it does not claim.
    pub summary: String,
    /// Index into [`super::Book::frameworks`].
    pub framework: usize,
    /// How far it is.
    pub status: MappingStatus,
    /// Who made it.
    pub method: MappingMethod,
    /// What it goes by.
    pub rationale: MappingRationale,
    /// What leads where, in the order of the file.
    pub rows: Vec<MappingRow>,
}

/// How far a mapping is (OSCAL).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MappingStatus {
    /// Not all of it is there.
    Draft,
    /// All of it is.
    Complete,
    /// Another took its place.
    Superseded,
}

/// Who made a mapping (OSCAL).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MappingMethod {
    /// People.
    Human,
    /// A program.
    Automation,
    /// Both.
    Hybrid,
}

/// What a mapping goes by (OSCAL).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MappingRationale {
    /// The words.
    Syntactic,
    /// The meaning.
    Semantic,
    /// What is brought about.
    Functional,
}

/// A row: a practice at a level, and the requirements that it relates to in one way.
#[derive(Clone, Debug)]
pub struct MappingRow {
    /// The practice that leads to the requirements.
    pub practice: PracticeIx,
    /// The level, with all lower ones; of a row for an item, the one that the item stands at.
    pub level: LevelIx,
    /// Id of an item within that level, where the row is for that item alone.
    pub item: Option<String>,
    /// Index into [`Framework::roles`].
    pub role: Option<usize>,
    /// How the practice at this level relates to the requirements.
    pub relation: Relation,
    /// Indices into [`Framework::requirements`].
    pub to: Vec<usize>,
    /// Why, or empty.
    pub note: String,
}

/// How a practice at a level relates to a requirement, in the words of OSCAL's mapping model (NIST).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The same, word for word.
    EqualTo,
    /// The same in other words.
    EquivalentTo,
    /// A part of it, and nothing else.
    SubsetOf,
    /// All of it, and more.
    SupersetOf,
    /// They overlap.
    IntersectsWith,
    /// Looked at, and found to have nothing to do with it.
    NoRelationship,
}

impl Relation {
    /// The words in a file.
    pub const NAMES: [(&'static str, Relation); 6] = [
        ("equal-to", Relation::EqualTo),
        ("equivalent-to", Relation::EquivalentTo),
        ("subset-of", Relation::SubsetOf),
        ("superset-of", Relation::SupersetOf),
        ("intersects-with", Relation::IntersectsWith),
        ("no-relationship", Relation::NoRelationship),
    ];

    /// The word in a file.
    pub fn id(self) -> &'static str {
        Relation::NAMES.iter().find(|(_, relation)| *relation == self).map_or("", |(name, _)| *name)
    }

    /// True when whoever reaches the level has all that the requirement is about.
    pub fn is_full(self) -> bool {
        matches!(self, Relation::EqualTo | Relation::EquivalentTo | Relation::SupersetOf)
    }
}
