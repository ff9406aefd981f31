//! `model.yaml` as it was written: what a practice is made of, how it is judged, and the tree above.

use crate::model::Counts;
use crate::model::Date;
use crate::model::Display;
use crate::model::FieldKind;
use crate::model::Rule;
use crate::model::Score;
use crate::model::Unanswered;
use crate::source::FileId;
use crate::source::Span;

use super::at::At;
use super::at::Words;

/// `model.yaml`.
#[derive(Clone, Debug)]
pub struct DraftModel {
    /// The book's `model.yaml`.
    pub file: FileId,
    /// Version of the file's format.
    pub format: Option<At<u8>>,
    /// Id of the model.
    pub id: Words,
    /// What the model is called.
    pub title: Words,
    /// Version of the guide.
    pub version: Words,
    /// Day of the version.
    pub date: Option<At<Date>>,
    /// A paragraph on it.
    pub summary: String,
    /// The hierarchy, outermost first.
    pub tiers: Vec<DraftTier>,
    /// Levels: number, name, summary.
    pub levels: Vec<(At<u8>, Words, String)>,
    /// A sentence next to each legend.
    pub level_note: String,
    /// Scopes: id, name, summary.
    pub scopes: Vec<(Words, Words, String)>,
    /// The rows of a practice table, in order.
    pub aspects: Vec<DraftAspect>,
    /// The answers of a model with one scale.
    pub answers: Vec<DraftAnswerKind>,
    /// The scales of a model with several.
    pub scales: Vec<DraftScale>,
    /// What tracks are called: one, several.
    pub tracks: Option<(Words, Words)>,
    /// Practices may leave levels out.
    pub sparse: bool,
    /// Extra fields.
    pub fields: Vec<DraftField>,
    /// How answers become levels or scores.
    pub rule: Option<At<Rule>>,
    /// What an unanswered item counts as.
    pub unanswered: Option<At<Unanswered>>,
    /// Set where nodes show the mean of their practices.
    pub roll_up: Option<At<()>>,
    /// How scores are shown.
    pub display: Option<At<Display>>,
    /// The outermost nodes.
    pub tree: Vec<DraftNode>,
    /// The rated nodes of a model whose only tier is the rated one.
    pub rated: Vec<Words>,
    /// Where the tree is written.
    pub tree_span: Span,
}

/// An answer that can be given.
#[derive(Clone, Debug)]
pub struct DraftAnswerKind {
    /// To be unique on its scale.
    pub id: Words,
    /// As it is printed.
    pub name: Words,
    /// What it counts as.
    pub counts: Option<At<Counts>>,
    /// What it comes to under the rules that give scores.
    pub value: Option<At<Score>>,
}

/// An answer scale.
#[derive(Clone, Debug)]
pub struct DraftScale {
    /// To be unique among the scales.
    pub id: Words,
    /// As it is printed in the legend.
    pub name: Words,
    /// What can be answered, in the order of the legend.
    pub answers: Vec<DraftAnswerKind>,
}

/// A declared extra field.
#[derive(Clone, Debug)]
pub struct DraftField {
    /// To be unique among the fields; the key in practice files.
    pub id: Words,
    /// As it is printed before the value.
    pub name: Words,
    /// What it holds.
    pub kind: Option<At<FieldKind>>,
    /// The words of a field of words.
    pub words: Vec<Words>,
    /// True for a field of items.
    pub of_items: Option<At<bool>>,
    /// Shown nowhere.
    pub hidden: bool,
}

/// A tier.
#[derive(Clone, Debug)]
pub struct DraftTier {
    /// To be unique among the tiers.
    pub id: Words,
    /// Name of one.
    pub name: Words,
    /// Name of several.
    pub plural: Words,
    /// Marked as rated.
    pub rated: bool,
}

/// An aspect.
#[derive(Clone, Debug)]
pub struct DraftAspect {
    /// To be unique among the aspects.
    pub id: Words,
    /// Title of the row.
    pub name: Words,
    /// True for a list.
    pub list: bool,
    /// Marked as rated.
    pub rated: bool,
    /// Marked as optional.
    pub optional: bool,
    /// The scale of its answers.
    pub scale: Option<Words>,
    /// Name of one bullet.
    pub item: Option<String>,
    /// Name of several.
    pub items: Option<String>,
}

/// A node of the tree above the rated tier.
#[derive(Clone, Debug)]
pub struct DraftNode {
    /// To be unique in the book.
    pub id: Words,
    /// A short code, such as `PRE`; may be empty.
    pub code: String,
    /// What its page and the navigation call it.
    pub title: Words,
    /// A sentence on it.
    pub summary: String,
    /// Nodes below.
    pub children: Vec<DraftNode>,
    /// Ids of rated nodes below.
    pub rated: Vec<Words>,
    /// Where it is written.
    pub span: Span,
}
