//! The guide: its tree, its pages, and what applies to all of its practices.

use serde::Serialize;

use crate::markup::Doc;
use crate::model::Rule;

use super::mapping::MappingView;
use super::overlay::OverlayView;
use super::practice::PracticeView;
use super::refs::DateView;
use super::refs::Ref;
use super::scale::AnswerView;
use super::scale::AspectView;
use super::scale::LevelView;
use super::scale::ScaleView;
use super::scale::ScopeView;
use super::scale::TierView;
use super::scale::TrackWordsView;
use super::target::TargetSetView;

/// The guide.
#[derive(Clone, Debug, Serialize)]
pub struct GuideView {
    /// Id of the model.
    pub id: String,
    /// Title of the model.
    pub title: String,
    /// Version of the guide.
    pub version: String,
    /// Day of that version.
    pub date: DateView,
    /// A paragraph on the model, or empty.
    pub summary: String,
    /// Tiers, outermost first; the last is rated.
    pub tiers: Vec<TierView>,
    /// Levels, lowest first.
    pub levels: Vec<LevelView>,
    /// A sentence that stands next to every legend of levels, or empty.
    pub level_note: String,
    /// Scopes, lowest first; empty for a model without.
    pub scopes: Vec<ScopeView>,
    /// Aspects, in the order of the rows of a table.
    pub aspects: Vec<AspectView>,
    /// Answers that can be given, in order: those of all scales, an answer that several have alike once.
    pub answers: Vec<AnswerView>,
    /// The answer scales, in the order of the model.
    pub scales: Vec<ScaleView>,
    /// What tracks are called, in a model that has them.
    pub tracks: Option<TrackWordsView>,
    /// The overlays, in the order in which they stack.
    pub overlays: Vec<OverlayView>,
    /// The target sets, in order of id.
    pub target_sets: Vec<TargetSetView>,
    /// The mappings, in order of id. No document holds all of them, so they are no part of its data.
    #[serde(skip)]
    pub mappings: Vec<MappingView>,
    /// True when results are scores, not levels.
    pub scored: bool,
    /// True when scores are shown in percent.
    pub percent: bool,
    /// True when nodes above the rated tier show the mean of the scores below.
    pub roll_up_mean: bool,
    /// The scoring rule, by its name in `model.yaml`.
    pub rule: Rule,
    /// The rule in a sentence.
    pub rule_text: String,
    /// All nodes above the rated tier, each after its parent.
    pub nodes: Vec<NodeView>,
    /// The rated nodes with their tables, in reading order.
    pub practices: Vec<PracticeView>,
    /// Pages before the practices.
    pub front: Vec<PageView>,
    /// Pages after them.
    pub back: Vec<PageView>,
    /// Number of rated bullets in all.
    pub indicators: usize,
}

/// A node above the rated tier, such as a domain.
#[derive(Clone, Debug, Serialize)]
pub struct NodeView {
    /// The reference to it.
    #[serde(flatten)]
    pub reference: Ref,
    /// Name of its tier.
    pub tier: String,
    /// 0 for the outermost tier.
    pub depth: usize,
    /// The nodes above, outermost first.
    pub crumbs: Vec<Ref>,
    /// The nodes or practices right below.
    pub children: Vec<Ref>,
    /// All practices below.
    pub practices: Vec<Ref>,
    /// The page before and after in reading order.
    pub prev: Option<Ref>,
    /// See `prev`.
    pub next: Option<Ref>,
}

/// A page.
#[derive(Clone, Debug, Serialize)]
pub struct PageView {
    /// The reference to it.
    #[serde(flatten)]
    pub reference: Ref,
    /// Its text as a tree that filters turn into HTML.
    pub body: Doc,
    /// Its headings of the two outer levels.
    pub contents: Vec<HeadingView>,
    /// The page before and after in reading order.
    pub prev: Option<Ref>,
    /// See `prev`.
    pub next: Option<Ref>,
}

/// A heading of a page.
#[derive(Clone, Debug, Serialize)]
pub struct HeadingView {
    /// 2 or 3.
    pub level: u8,
    /// Its anchor on the page.
    pub id: String,
    /// Its words without marks.
    pub text: String,
}
