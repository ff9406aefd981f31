//! The book in memory, as it is meant: every reference resolved, every rule of `check` held.
//!
//! No input or output and no serde: [`crate::read`] knows how it is written, [`crate::view`] how it is shown. Indices
//! ([`NodeIx`], [`PracticeIx`], ...) point into the vectors of [`Guide`] and [`Assessment`] and are always valid.

pub mod annex;
mod assessment;
mod audience;
mod date;
mod edition;
mod mapping;
mod natural;
mod overlay;
pub mod placeholder;
mod rule;
mod score;
mod sign_off;
mod target_set;

pub use assessment::*;
pub use audience::*;
pub use date::Date;
pub use edition::*;
pub use mapping::*;
pub use natural::Natural;
pub use natural::natural;
pub use overlay::*;
pub use rule::Display;
pub use rule::Rule;
pub use rule::Unanswered;
pub use score::Score;
pub use sign_off::*;
pub use target_set::*;

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::markup::Block;
use crate::markup::Doc;
use crate::markup::Inline;
use crate::source::FileId;
use crate::source::Span;

/// Everything in one project folder.
#[derive(Clone, Debug)]
pub struct Book {
    /// `book.yaml`.
    pub settings: Settings,
    /// The model with its guidance.
    pub guide: Guide,
    /// The target sets, in order of id.
    pub target_sets: Vec<TargetSet>,
    /// Editions of other standards, in order of name.
    pub frameworks: Vec<Framework>,
    /// The mappings to them, in order of id.
    pub mappings: Vec<Mapping>,
    /// The assessments, in order of id; those without an error.
    pub assessments: Vec<Assessment>,
    /// Folders of assessments that have an error, and are not there.
    pub left_out: BTreeSet<String>,
    /// The released editions, oldest first.
    pub editions: Vec<Edition>,
    /// Release notes by version.
    pub notes: BTreeMap<Version, Notes>,
}

/// `book.yaml`.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Title of the book.
    pub title: String,
    /// Subtitle, or empty.
    pub subtitle: String,
    /// Who publishes it.
    pub organisation: String,
    /// Language as a two- or three-letter ISO 639 code.
    pub language: String,
    /// Region as a two-letter ISO 3166 code.
    pub region: Option<String>,
    /// Where the site is published, without a slash at the end. Used for the site map and canonical links only.
    pub url: Option<String>,
    /// The roles that assessments may name.
    pub roles: Vec<Role>,
    /// Who signs a report, and on which terms.
    pub sign_off: Policy,
    /// How the tags of editions begin, such as `guide/`.
    pub edition_tags: String,
    /// Those whom the book is built for; empty where nobody is told from anybody else.
    pub audiences: Vec<Audience>,
    /// The audience that is built for where nothing else is asked: index into [`Settings::audiences`].
    pub audience: Option<usize>,
    /// Address for feedback on a bullet, with the places `{edition}`, `{id}` and `{title}`; `None` for no link.
    pub feedback: Option<String>,
}

/// A role.
#[derive(Clone, Debug)]
pub struct Role {
    /// Unique in `book.yaml`; assessments name the role by it.
    pub id: String,
    /// As it is printed.
    pub name: String,
}

/// Index into [`Settings::roles`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleIx(pub usize);

/// The model with its guidance, at one version.
#[derive(Clone, Debug)]
pub struct Guide {
    /// Id of the model.
    pub id: String,
    /// Title of the model.
    pub title: String,
    /// Version of the guide (SemVer).
    pub version: String,
    /// Day on which this version was released.
    pub date: Date,
    /// A paragraph on the model, or empty.
    pub summary: String,
    /// How many texts of its files are still placeholders.
    pub placeholders: usize,
    /// The tiers, outermost first.
    pub tiers: Vec<Tier>,
    /// Which of the tiers is rated: always the last one.
    pub rated_tier: usize,
    /// The levels of the scale, lowest first.
    pub levels: Vec<Level>,
    /// A sentence that stands next to every legend of levels, or empty.
    pub level_note: String,
    /// The scopes, narrowest claim first. Empty for a model without scope.
    pub scopes: Vec<Scope>,
    /// The aspects of a cell in order.
    pub aspects: Vec<Aspect>,
    /// The answers that can be given to rated bullets: those of all scales, one scale after the other.
    pub answers: Vec<AnswerKind>,
    /// The answer scales; the first is used where nothing else is said.
    pub scales: Vec<Scale>,
    /// How a level or a score follows from answers.
    pub rule: Rule,
    /// What an item without an answer counts as (rules for scores only).
    pub unanswered: Unanswered,
    /// How scores are shown (likewise).
    pub display: Display,
    /// True when nodes above the rated tier show the mean of their practices (rules for scores only).
    pub roll_up_mean: bool,
    /// What a strand that runs through the levels of a practice is called, in a model that has such.
    pub tracks: Option<TrackWords>,
    /// True when practices may leave levels out.
    pub sparse: bool,
    /// Extra fields of practices and items.
    pub fields: Vec<Field>,
    /// The overlays, in the order in which they stack.
    pub overlays: Vec<Overlay>,
    /// All nodes of the tree, each after its parent, in reading order.
    pub nodes: Vec<Node>,
    /// The rated nodes with their tables, in reading order.
    pub practices: Vec<Practice>,
    /// Pages before the practices, in order.
    pub front: Vec<Page>,
    /// Pages after the practices, in order.
    pub back: Vec<Page>,
    /// Images that the prose refers to: path below the book and file, in order of path.
    pub images: Vec<(String, FileId)>,
}

/// Index into [`Guide::nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeIx(pub usize);

/// Index into [`Guide::practices`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PracticeIx(pub usize);

/// Index into [`Guide::levels`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LevelIx(pub usize);

/// Index into [`Guide::scopes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeIx(pub usize);

/// Index into [`Guide::answers`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnswerIx(pub usize);

/// One level of the hierarchy.
#[derive(Clone, Debug)]
pub struct Tier {
    /// Unique among the tiers.
    pub id: String,
    /// What one node of it is called.
    pub name: String,
    /// What several are called.
    pub plural: String,
}

/// A level of the scale.
#[derive(Clone, Debug)]
pub struct Level {
    /// Its number, unique and rising along [`Guide::levels`].
    pub number: u8,
    /// As it is printed beside the number.
    pub name: String,
    /// What it means.
    pub summary: String,
}

/// A scope.
#[derive(Clone, Debug)]
pub struct Scope {
    /// Unique among the scopes; targets and results name it.
    pub id: String,
    /// As it is printed behind a level.
    pub name: String,
    /// What it means.
    pub summary: String,
}

/// What a cell may hold under one aspect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AspectKind {
    /// Prose.
    Text,
    /// A list of bullets.
    List,
}

/// A row of the practice table.
#[derive(Clone, Debug)]
pub struct Aspect {
    /// Unique among the aspects; may stand as a heading of a practice file.
    pub id: String,
    /// Title of the row.
    pub name: String,
    /// What it holds.
    pub kind: AspectKind,
    /// True when its bullets are answered in assessments.
    pub rated: bool,
    /// True when a level may leave it out.
    pub optional: bool,
    /// What one bullet is called.
    pub item: String,
    /// What several bullets are called.
    pub items: String,
    /// The scale on which its bullets are answered: index into [`Guide::scales`].
    pub scale: usize,
}

/// An answer scale.
#[derive(Clone, Debug)]
pub struct Scale {
    /// Unique among the scales.
    pub id: String,
    /// As it is printed in the legend.
    pub name: String,
    /// Its answers: a range of [`Guide::answers`].
    pub answers: std::ops::Range<usize>,
}

/// What a track is called.
#[derive(Clone, Debug)]
pub struct TrackWords {
    /// One.
    pub name: String,
    /// Several.
    pub plural: String,
}

/// A strand of a practice that runs through its levels beside others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track {
    /// Its id, unique in the practice.
    pub id: String,
    /// As it is printed above its cells.
    pub title: String,
}

/// What a declared extra field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A line of text.
    Text,
    /// Kept in the digits in which it is written.
    Number,
    /// One of these words.
    Word(Vec<String>),
    /// Lines of text.
    List,
    /// A web address.
    Link,
    /// A day.
    Date,
    /// Prose and lists in Markdown.
    Markdown,
    /// Web addresses, each with words of its own where it is written so.
    Links,
}

/// A declared extra field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Unique among the fields; the key in a practice file.
    pub id: String,
    /// As it is printed before the value.
    pub name: String,
    /// What it holds.
    pub kind: FieldKind,
    /// True for a field of items, false for one of practices.
    pub of_items: bool,
    /// True when it is kept in the files and shown nowhere.
    pub hidden: bool,
}

/// The words and the address of a link as a list of them has it: `Words <https://...>`, or the address alone.
pub fn link(text: &str) -> Option<(&str, &str)> {
    let (words, address) = match text.strip_suffix('>').and_then(|text| text.split_once('<')) {
        Some((words, address)) => (words.trim(), address.trim()),
        None => (text.trim(), text.trim()),
    };
    let web = address.starts_with("https://") || address.starts_with("http://");
    (web && !address.contains(char::is_whitespace)).then_some((if words.is_empty() { address } else { words }, address))
}

/// The value of an extra field, as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldValue {
    /// Index into [`Guide::fields`].
    pub field: usize,
    /// The value; several for a list.
    pub values: Vec<String>,
    /// What it says, for a field in Markdown; nothing otherwise.
    pub prose: Doc,
}

/// What an answer means to the scoring rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Counts {
    /// The indicator is met.
    Met,
    /// It is met in part, which does not count as met.
    Partial,
    /// It is not met.
    Unmet,
    /// The evidence does not allow an answer.
    Insufficient,
    /// The indicator does not apply to this subject.
    NotApplicable,
}

/// One of the answers that can be given.
#[derive(Clone, Debug)]
pub struct AnswerKind {
    /// Unique on its scale; what stands under `answer:` in an assessment.
    pub id: String,
    /// As it is printed.
    pub name: String,
    /// What it means to the rules.
    pub counts: Counts,
    /// Its value to the rules for scores.
    pub value: Option<Score>,
}

/// A place in the hierarchy.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its id, unique in the book.
    pub id: String,
    /// A short code, or empty.
    pub code: String,
    /// What its page and the navigation call it.
    pub title: String,
    /// A sentence on it, or empty.
    pub summary: String,
    /// Index into [`Guide::tiers`].
    pub tier: usize,
    /// The node above.
    pub parent: Option<NodeIx>,
    /// The nodes below, in order.
    pub children: Vec<NodeIx>,
    /// The practice, for a node of the rated tier.
    pub practice: Option<PracticeIx>,
}

/// A rated node with its table.
#[derive(Clone, Debug)]
pub struct Practice {
    /// The node of the rated tier that this is the table of; one practice a node.
    pub node: NodeIx,
    /// Ids it had in earlier editions.
    pub formerly: Vec<String>,
    /// Bullets that had other ids in earlier editions: the full id, and the full ids it had.
    pub renamed: Vec<(String, Vec<String>)>,
    /// What it is and why it matters.
    pub purpose: Doc,
    /// The levels that have a column, lowest first.
    pub levels: Vec<PracticeLevel>,
    /// Its tracks, in order; empty in a model without.
    pub tracks: Vec<Track>,
    /// Its extra fields.
    pub fields: Vec<FieldValue>,
    /// The file it was read from.
    pub file: FileId,
}

/// A column of a practice table.
#[derive(Clone, Debug)]
pub struct PracticeLevel {
    /// Which level.
    pub level: LevelIx,
    /// One cell for each aspect that is written, in the order of the aspects.
    pub cells: Vec<Cell>,
}

/// A cell of a practice table.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Index into [`Guide::aspects`].
    pub aspect: usize,
    /// Index into [`Practice::tracks`]; `None` for what is said of the level as a whole.
    pub track: Option<usize>,
    /// What it holds.
    pub content: CellContent,
}

/// What a cell holds.
#[derive(Clone, Debug)]
pub enum CellContent {
    /// Prose.
    Text(Doc),
    /// Bullets.
    List(Vec<Bullet>),
}

/// One bullet of a cell.
#[derive(Clone, Debug)]
pub struct Bullet {
    /// The id within its level; `None` for an unrated bullet that was given none.
    pub id: Option<String>,
    /// Its words.
    pub body: Vec<Inline>,
    /// Blocks after the first paragraph, seldom any.
    pub more: Vec<Block>,
    /// The overlay that it comes from; `None` for the base.
    pub origin: Option<OverlayIx>,
    /// The scope that it speaks for, where its overlay says so.
    pub scope: Option<ScopeIx>,
    /// The scale on which it is answered: index into [`Guide::scales`].
    pub scale: usize,
    /// The bullets that it depends on.
    pub depends_on: Vec<BulletRef>,
    /// Its extra fields.
    pub fields: Vec<FieldValue>,
    /// Where it was written.
    pub span: Span,
}

/// A bullet, by its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BulletRef {
    /// The practice whose table it stands in.
    pub practice: PracticeIx,
    /// The level whose column it stands in.
    pub level: LevelIx,
    /// Its id within the level.
    pub id: String,
}

impl Practice {
    /// All bullets with their level and the index of their aspect, in reading order.
    pub fn bullets(&self) -> Vec<(LevelIx, usize, &Bullet)> {
        let cells = self.levels.iter().flat_map(|level| level.cells.iter().map(move |cell| (level.level, cell)));
        cells
            .flat_map(|(level, cell)| {
                let bullets = match &cell.content {
                    CellContent::List(bullets) => bullets.as_slice(),
                    CellContent::Text(_) => &[],
                };
                bullets.iter().map(move |bullet| (level, cell.aspect, bullet))
            })
            .collect()
    }
}

/// A bullet that is answered in assessments, with its place in the practice.
#[derive(Clone, Copy, Debug)]
pub struct Indicator<'a> {
    /// The level whose column it stands in.
    pub level: LevelIx,
    /// Its track: index into [`Practice::tracks`].
    pub track: Option<usize>,
    /// What is to be answered; always with an id.
    pub bullet: &'a Bullet,
}

/// A page of the guide.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its id: the path below `pages` without `.md`.
    pub id: String,
    /// Heading of level 1 of the page, and its name in the navigation.
    pub title: String,
    /// A sentence on it, or empty.
    pub summary: String,
    /// Its text.
    pub body: Doc,
}

impl Guide {
    /// The node of an id.
    pub fn node(&self, id: &str) -> Option<NodeIx> {
        self.nodes.iter().position(|n| n.id == id).map(NodeIx)
    }

    /// The node of a practice.
    pub fn practice_node(&self, practice: PracticeIx) -> &Node {
        &self.nodes[self.practices[practice.0].node.0]
    }

    /// The practices at or below a node, in reading order.
    pub fn practices_below(&self, node: NodeIx) -> Vec<PracticeIx> {
        let node = &self.nodes[node.0];
        match node.practice {
            Some(practice) => vec![practice],
            None => node.children.iter().flat_map(|child| self.practices_below(*child)).collect(),
        }
    }

    /// The bullets of a practice that are answered in assessments under some layers, in reading order.
    pub fn indicators<'a>(&'a self, practice: PracticeIx, layers: &'a Layers) -> impl Iterator<Item = Indicator<'a>> {
        self.practices[practice.0].levels.iter().flat_map(move |level| {
            let rated = level.cells.iter().filter(|cell| self.aspects[cell.aspect].rated);
            rated.flat_map(move |cell| {
                let bullets = match &cell.content {
                    CellContent::List(bullets) => bullets.as_slice(),
                    CellContent::Text(_) => &[],
                };
                let held = bullets.iter().filter(|bullet| layers.hold(bullet.origin));
                held.map(|bullet| Indicator { level: level.level, track: cell.track, bullet })
            })
        })
    }

    /// The layers with every overlay.
    pub fn all_layers(&self) -> Layers {
        Layers::of((0..self.overlays.len()).map(OverlayIx))
    }

    /// The highest score that any practice can have.
    pub fn best(&self) -> Score {
        let value = self.answers.iter().filter_map(|answer| answer.value.as_ref()).max().cloned();
        let levels = self.practices.iter().map(|practice| practice.levels.len()).max().unwrap_or(1);
        self.rule.best(&value.unwrap_or_else(|| Score::whole(1)), levels)
    }

    /// The answers of a scale, each with its index.
    pub fn scale_answers(&self, scale: usize) -> impl Iterator<Item = (AnswerIx, &AnswerKind)> {
        let range = self.scales.get(scale).map_or(0..0, |scale| scale.answers.clone());
        range.filter_map(|index| Some((AnswerIx(index), self.answers.get(index)?)))
    }

    /// The full id of a bullet: practice, level and its own id, joined by dots.
    pub fn full_id(&self, practice: PracticeIx, level: LevelIx, bullet: &str) -> String {
        format!("{}.{}.{}", self.practice_node(practice).id, self.levels[level.0].number, bullet)
    }
}
