//! `book.yaml` as it was written: the book's own settings and its sign-off policy.

use pades::grade::Grade;

use crate::model::Detail;
use crate::source::Span;

use super::at::At;
use super::at::Words;

/// `book.yaml`.
#[derive(Clone, Debug)]
pub struct DraftSettings {
    /// Version of the file's format.
    pub format: Option<At<u8>>,
    /// What the book is called.
    pub title: Words,
    /// Shown below the title; may be empty.
    pub subtitle: String,
    /// Publisher.
    pub organisation: Words,
    /// Two or three letters (ISO 639), such as `en`.
    pub language: Words,
    /// Two letters (ISO 3166), such as `GB`.
    pub region: Option<Words>,
    /// Published address.
    pub url: Option<Words>,
    /// Pages before the practices.
    pub front: Vec<Words>,
    /// Pages after them.
    pub back: Vec<Words>,
    /// Roles: id and name.
    pub roles: Vec<(Words, Words)>,
    /// The sign-off policy.
    pub sign_off: Option<DraftPolicy>,
    /// Address for feedback.
    pub feedback: Option<Words>,
    /// How the tags of editions begin.
    pub edition_tags: Option<Words>,
    /// Those whom the book is built for.
    pub audiences: Vec<DraftAudience>,
    /// Id of the one that is built for where nothing else is asked.
    pub audience: Option<Words>,
}

/// Those whom a book is built for.
#[derive(Clone, Debug)]
pub struct DraftAudience {
    /// Asked for by it.
    pub id: Words,
    /// As it is printed.
    pub name: Words,
    /// TLP label.
    pub ceiling: Option<Words>,
    /// What it sees, in order.
    pub sees: Vec<DraftSees>,
}

/// What an audience sees of some assessments.
#[derive(Clone, Debug)]
pub struct DraftSees {
    /// How much of them.
    pub show: Option<At<Detail>>,
    /// Their ids; `None` where none are named.
    pub assessments: Option<Vec<Words>>,
    /// TLP label.
    pub marked_up_to: Option<Words>,
    /// Signed off only.
    pub signed_off: bool,
}

/// The sign-off policy.
#[derive(Clone, Debug)]
pub struct DraftPolicy {
    /// Signing roles: id, statement, optional.
    pub roles: Vec<(Words, Words, bool)>,
    /// Groups of roles to be kept apart.
    pub apart: Vec<(Span, Vec<Words>)>,
    /// What a signature has to reach.
    pub grade: Option<At<Grade>>,
    /// Months of validity.
    pub months: Option<At<u8>>,
    /// May be sealed unassessed.
    pub unassessed: bool,
    /// How much may be said not to apply.
    pub most_waived: Option<At<u8>>,
}
