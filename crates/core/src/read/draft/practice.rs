//! Practices and pages as they were written: front matter, and prose by its headings.

use crate::markup::Block;
use crate::markup::Doc;
use crate::source::FileId;
use crate::source::Span;

use super::at::Words;

/// A practice file.
#[derive(Clone, Debug)]
pub struct DraftPractice {
    /// One of `practices/`.
    pub file: FileId,
    /// To be unique in the book, and permanent; the file may have another name.
    pub id: Words,
    /// A short code for charts and tables; may be empty.
    pub code: String,
    /// What its page and the navigation call it.
    pub title: Words,
    /// A sentence on it.
    pub summary: String,
    /// Earlier ids.
    pub formerly: Vec<Words>,
    /// Earlier ids of bullets: the id now (`2.owner`), and those before.
    pub renamed: Vec<(Words, Vec<Words>)>,
    /// Tracks: id, title.
    pub tracks: Vec<(Words, Words)>,
    /// Extra fields.
    pub fields: Vec<DraftFieldValue>,
    /// Data of single bullets.
    pub items: Vec<DraftItem>,
    /// The text before the first level.
    pub purpose: Doc,
    /// The sections under second-level headings.
    pub sections: Vec<Section>,
    /// The end of the front matter: where what is missing should be.
    pub end: Span,
}

/// The value of an extra field.
#[derive(Clone, Debug)]
pub struct DraftFieldValue {
    /// Id of a field that the model declares.
    pub field: Words,
    /// One value, or several.
    pub values: Vec<Words>,
    /// True for a list.
    pub list: bool,
    /// Where the value is written.
    pub span: Span,
}

/// What the front matter of a practice says of one of its bullets.
#[derive(Clone, Debug)]
pub struct DraftItem {
    /// Its level and id, as `1.owner`.
    pub id: Words,
    /// Its answer scale.
    pub scale: Option<Words>,
    /// The bullets that it depends on.
    pub depends_on: Vec<Words>,
    /// Its extra fields.
    pub fields: Vec<DraftFieldValue>,
}

/// A section of a practice file: a heading and what stands below it.
#[derive(Clone, Debug)]
pub struct Section {
    /// The heading.
    pub title: Words,
    /// Blocks before the first heading below.
    pub blocks: Vec<Block>,
    /// Sections one level down.
    pub sections: Vec<Section>,
}

/// A page file.
#[derive(Clone, Debug)]
pub struct DraftPage {
    /// One of `pages/`.
    pub file: FileId,
    /// Id, from its path.
    pub id: String,
    /// The page's heading of level 1.
    pub title: Words,
    /// A sentence on it.
    pub summary: String,
    /// Its text.
    pub body: Doc,
}
