//! Frameworks and mappings as they were written: the ids of a standard, and what leads to them.

use crate::model::MappingMethod;
use crate::model::MappingRationale;
use crate::model::MappingStatus;
use crate::model::Relation;
use crate::source::FileId;

use super::at::At;
use super::at::Words;

/// A list of the ids of one edition of a standard.
#[derive(Clone, Debug)]
pub struct DraftFramework {
    /// One of `mappings/frameworks/`.
    pub file: FileId,
    /// Version of the file's format.
    pub format: Option<At<u8>>,
    /// Of the standard, without its edition.
    pub id: Words,
    /// Which edition of the standard the ids are of.
    pub edition: Words,
    /// What the standard is called, as it is printed.
    pub title: Words,
    /// Who publishes the standard.
    pub publisher: Words,
    /// A sentence on it.
    pub summary: String,
    /// Roles: id and name.
    pub roles: Vec<(Words, Words)>,
    /// Groups: id, name, ids of requirements.
    pub groups: Vec<(Words, Words, Vec<Words>)>,
    /// Ids of earlier editions.
    pub withdrawn: Vec<DraftWithdrawn>,
}

/// An id that an edition no longer has.
#[derive(Clone, Debug)]
pub struct DraftWithdrawn {
    /// As the earlier edition wrote it.
    pub id: Words,
    /// The edition that had it.
    pub edition: Words,
    /// What took its place.
    pub now: Vec<Words>,
}

/// A mapping.
#[derive(Clone, Debug)]
pub struct DraftMapping {
    /// One of `mappings/`.
    pub file: FileId,
    /// Version of the file's format.
    pub format: Option<At<u8>>,
    /// Has to be the name of its file.
    pub id: Words,
    /// Version of the mapping itself.
    pub version: Words,
    /// What its page is called.
    pub title: Words,
    /// What it maps, and what it does not claim.
    pub summary: Words,
    /// `framework@edition`.
    pub framework: Words,
    /// Model and versions of the guide that it is made for.
    pub model: Option<(Words, Words)>,
    /// How far it has come.
    pub status: Option<At<MappingStatus>>,
    /// How it was made.
    pub method: Option<At<MappingMethod>>,
    /// What it goes by.
    pub rationale: Option<At<MappingRationale>>,
    /// What leads where, in order.
    pub rows: Vec<DraftMappingRow>,
}

/// A row of a mapping.
#[derive(Clone, Debug)]
pub struct DraftMappingRow {
    /// Id of the practice that leads to the requirements.
    pub practice: Words,
    /// Number of a level, which stands for all lower ones with it.
    pub level: Option<At<u8>>,
    /// Level and id of an item, as `2.owner`, in place of a level.
    pub item: Option<Words>,
    /// Id of a role of the framework, where its requirements are for one role only.
    pub role: Option<Words>,
    /// How what is asked for here and there lie to each other.
    pub relation: Option<At<Relation>>,
    /// Ids of requirements.
    pub to: Vec<Words>,
    /// Why.
    pub note: String,
}
