//! A practice: the table of its levels with every bullet, and what overlays add to it.

use serde::Serialize;

use crate::markup::Block;
use crate::markup::Doc;
use crate::markup::Inline;
use crate::view::names::names;

use super::refs::Ref;
use super::scale::AnswerView;
use super::scale::AspectView;
use super::scale::LevelView;
use super::scale::ScopeView;

/// A practice with its table.
#[derive(Clone, Debug, Serialize)]
pub struct PracticeView {
    /// The reference to it.
    #[serde(flatten)]
    pub reference: Ref,
    /// Its number in reading order, from 1.
    pub number: usize,
    /// Name of its tier.
    pub tier: String,
    /// Path of its file below the book's folder.
    pub file: String,
    /// The nodes above, outermost first.
    pub crumbs: Vec<Ref>,
    /// Ids that it had in earlier editions.
    pub formerly: Vec<String>,
    /// What it is and why it matters.
    pub purpose: Doc,
    /// The columns of the table.
    pub levels: Vec<LevelView>,
    /// The rows of the table: one for each aspect that any level has, and in a model with tracks for each of them.
    pub rows: Vec<RowView>,
    /// Its tracks, in the order of the rows; empty in a model without.
    pub tracks: Vec<TrackView>,
    /// Its extra fields, those that are filled.
    pub fields: Vec<FieldView>,
    /// What overlays say of it as a whole.
    pub overlays: Vec<PracticeOverlayView>,
    /// The overlays that this view of it holds, where it is one of several: their ids.
    pub layers: Vec<String>,
    /// Where feedback on it goes, if the book says.
    pub feedback: Option<String>,
    /// The page before and after in reading order.
    pub prev: Option<Ref>,
    /// See `prev`.
    pub next: Option<Ref>,
}

/// What an overlay says of a practice as a whole.
#[derive(Clone, Debug, Serialize)]
pub struct PracticeOverlayView {
    /// The overlay, and no scope.
    pub origin: OriginView,
    /// Why the practice is special for it.
    pub purpose: Doc,
    /// How many bullets it adds to the table.
    pub bullets: usize,
}

/// A row of a practice table.
#[derive(Clone, Debug, Serialize)]
pub struct RowView {
    /// What the row says of each level.
    pub aspect: AspectView,
    /// Its track, in a model with tracks; none for what is said of levels as a whole.
    pub track: Option<TrackView>,
    /// True for the first row of its track, which the track heads.
    pub opens: bool,
    /// Name of the aspect, with that of the track before it.
    pub name: String,
    /// One entry for each of the table's levels; an empty cell has neither prose nor bullets.
    pub cells: Vec<CellView>,
}

/// A cell of a practice table.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CellView {
    /// What is said of the level, where the aspect is prose.
    pub prose: Option<Doc>,
    /// Its bullets, where the aspect is a list.
    pub bullets: Vec<BulletView>,
}

/// One bullet.
#[derive(Clone, Debug, Serialize)]
pub struct BulletView {
    /// Its anchor on the practice's page: the full id (`patch-management.1.owner`), or one made of aspect and number
    /// for a bullet without an id.
    pub anchor: String,
    /// Its id within the level, if it has one.
    pub id: Option<String>,
    /// Its words, with links and emphasis.
    pub body: Vec<Inline>,
    /// Further blocks, seldom any.
    pub more: Vec<Block>,
    /// The overlay that it comes from; none for the base.
    pub origin: Option<OriginView>,
    /// The scale on which it is answered, in a model with several.
    pub scale: Option<String>,
    /// What can be answered, likewise.
    pub answers: Vec<AnswerView>,
    /// The items that it depends on.
    pub depends_on: Vec<DependencyView>,
    /// Its extra fields, those that are filled.
    pub fields: Vec<FieldView>,
    /// Anchors that it had on this page in earlier editions.
    pub formerly: Vec<String>,
    /// Where feedback on it goes, if the book says.
    pub feedback: Option<String>,
}

/// Where a bullet comes from, if not from the base.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OriginView {
    /// Id of the overlay.
    pub id: String,
    /// Its short name, or its title.
    pub short: String,
    /// Its full title.
    pub title: String,
    /// The version that the guide holds.
    pub version: String,
    /// Its number in the stack, from 1.
    pub number: usize,
    /// The scope that the bullet speaks for.
    pub scope: Option<ScopeView>,
}

/// An item that another depends on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DependencyView {
    /// The practice that it stands in.
    pub practice: Ref,
    /// Its full id, which is its anchor on the page of the practice.
    pub id: String,
    /// Its words without marks.
    pub title: String,
    /// In an assessment: whether it is met (or does not apply).
    pub met: Option<bool>,
}

/// A track of a practice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TrackView {
    /// The word by which files name it.
    pub id: String,
    /// What heads its rows.
    pub title: String,
}

/// What an extra field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A line of text.
    Text,
    /// A number.
    Number,
    /// One of some words.
    Word,
    /// Lines of text.
    List,
    /// A web address.
    Link,
    /// A day.
    Date,
    /// Prose and lists.
    Markdown,
    /// Web addresses.
    Links,
}

names! {
    FieldKind {
        This::Text => "text",
        This::Number => "number",
        This::Word => "word",
        This::List => "list",
        This::Link => "link",
        This::Date => "date",
        This::Markdown => "markdown",
        This::Links => "links",
    }
}

/// The value of an extra field.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldView {
    /// Id of the field.
    pub id: String,
    /// What stands before its value.
    pub name: String,
    /// `text`, `number`, `word`, `list`, `link`, `date`, `markdown` or `links`.
    pub kind: FieldKind,
    /// Its value; several for a list. Empty for prose and links.
    pub values: Vec<String>,
    /// What it says, where it is prose.
    pub prose: Option<Doc>,
    /// Its links, where it is a list of them: words and address.
    pub links: Vec<(String, String)>,
}

/// A bullet of an earlier edition that a practice no longer has, and that assessments still name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GoneView {
    /// Its anchor: the full id.
    pub anchor: String,
    /// Its words in that edition.
    pub text: String,
    /// The edition that had it.
    pub edition: String,
    /// What it is called now, where it lives on elsewhere: full ids.
    pub now: Vec<String>,
}
