//! What the theme's code reads: the part of the view that a document is about.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::markup::Block;
use crate::markup::BlockKind;
use crate::view::AssessmentView;
use crate::view::BookView;
use crate::view::ExclusionView;
use crate::view::GuideBrief;
use crate::view::GuideView;
use crate::view::NewsView;
use crate::view::NodeView;
use crate::view::View;
use crate::view::mapping::CoverageView;
use crate::view::portfolio::PortfolioView;
use crate::view::portfolio::SummaryView;
use crate::view::portfolio::summary;

/// `data.json` of the guide.
#[derive(Serialize)]
pub(super) struct GuideData<'a> {
    book: &'a BookView,
    guide: &'a GuideView,
    /// The places that links can lead to in this PDF: `item` and `item#anchor`; false for one that stands twice.
    targets: BTreeMap<String, bool>,
}

/// `data.json` of a report.
#[derive(Serialize)]
pub(super) struct AssessmentData<'a> {
    book: &'a BookView,
    guide: GuideTree<'a>,
    assessment: Cow<'a, AssessmentView>,
    /// It beside the mapping that it names.
    coverage: Option<&'a CoverageView>,
    /// Identifies the document over all its versions.
    document: String,
    targets: BTreeMap<String, bool>,
}

/// The guide without its texts, and with its tree.
#[derive(Serialize)]
struct GuideTree<'a> {
    #[serde(flatten)]
    brief: GuideBrief<'a>,
    nodes: &'a [NodeView],
}

impl GuideTree<'_> {
    fn new(view: &View) -> GuideTree<'_> {
        GuideTree { brief: GuideBrief::new(&view.guide), nodes: &view.guide.nodes }
    }
}

/// `data.json` of what changed between two editions.
#[derive(Serialize)]
pub(super) struct ChangesData<'a> {
    book: &'a BookView,
    guide: GuideTree<'a>,
    news: &'a NewsView,
}

/// `data.json` of all assessments.
#[derive(Serialize)]
pub(super) struct PortfolioData<'a> {
    book: &'a BookView,
    guide: GuideTree<'a>,
    portfolio: SummaryView<'a>,
}

pub(super) fn portfolio<'a>(view: &'a View, portfolio: &'a PortfolioView) -> PortfolioData<'a> {
    PortfolioData { book: &view.book, guide: GuideTree::new(view), portfolio: summary(portfolio) }
}

pub(super) fn changes<'a>(view: &'a View, news: &'a NewsView) -> ChangesData<'a> {
    ChangesData { book: &view.book, guide: GuideTree::new(view), news }
}

/// The guide with some profiles, and without a trace of the others.
pub(super) fn with_layers(guide: &GuideView, layers: &[&str]) -> GuideView {
    let mut guide = guide.clone();
    guide.practices.iter_mut().for_each(|practice| *practice = crate::view::with_layers(practice, layers));
    guide.overlays.retain(|overlay| layers.contains(&overlay.reference.id.as_str()));
    guide
}

/// `guide` is that of the view, or a part of it.
pub(super) fn guide<'a>(view: &'a View, guide: &'a GuideView) -> GuideData<'a> {
    let mut targets = BTreeMap::new();
    for page in guide.front.iter().chain(&guide.back) {
        targets.insert(page.reference.id.clone(), true);
        anchors(&page.reference.id, &page.body.blocks, &mut targets);
    }
    for node in &guide.nodes {
        targets.insert(node.reference.id.clone(), true);
    }
    for practice in &guide.practices {
        let id = &practice.reference.id;
        targets.insert(id.clone(), true);
        anchors(id, &practice.purpose.blocks, &mut targets);
        for cell in practice.rows.iter().flat_map(|row| &row.cells) {
            targets.extend(cell.bullets.iter().map(|bullet| (format!("{id}#{}", bullet.anchor), true)));
            if let Some(prose) = &cell.prose {
                anchors(id, &prose.blocks, &mut targets);
            }
        }
    }
    GuideData { book: &view.book, guide, targets }
}

/// The headings and terms that carry an anchor.
fn anchors(item: &str, blocks: &[Block], targets: &mut BTreeMap<String, bool>) {
    let add = |id: &str, targets: &mut BTreeMap<String, bool>| {
        targets.entry(format!("{item}#{id}")).and_modify(|once| *once = false).or_insert(true);
    };
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { id, .. } => add(id, targets),
            BlockKind::List { items, .. } => items.iter().for_each(|entry| {
                entry.id.iter().for_each(|id| add(id, targets));
                anchors(item, &entry.blocks, targets);
            }),
            BlockKind::Quote { blocks } | BlockKind::Alert { blocks, .. } => anchors(item, blocks, targets),
            BlockKind::Definitions { items } => {
                for entry in items {
                    add(&entry.id, targets);
                    entry.details.iter().for_each(|blocks| anchors(item, blocks, targets));
                }
            }
            BlockKind::Paragraph { .. } | BlockKind::Code { .. } | BlockKind::Table { .. } | BlockKind::Rule => {}
        }
    }
}

pub(super) fn assessment<'a>(view: &'a View, assessment: &'a AssessmentView) -> AssessmentData<'a> {
    let document = document_id(view, assessment);
    let coverage = assessment.mapping.and_then(|index| assessment.coverage.get(index));
    AssessmentData {
        book: &view.book,
        guide: GuideTree::new(view),
        assessment: of_part(assessment),
        coverage,
        document,
        targets: BTreeMap::new(),
    }
}

/// An assessment of a part of the guide, with the part where every theme shows it: in the state on the cover and at the
/// foot of each page, at the head of the summary, and among what was left out.
///
/// The theme's files are not asked to know of parts: they are bound to by seals, and those of older reports don't.
fn of_part(assessment: &AssessmentView) -> Cow<'_, AssessmentView> {
    let Some(covers) = &assessment.covers else { return Cow::Borrowed(assessment) };
    let mut shown = assessment.clone();
    shown.status.line = format!("{}; covers {}", shown.status.line, covers.short);
    shown.conclusion.insert(0, covers.text.clone());
    if !covers.outside.is_empty() {
        let names: Vec<&str> = covers.outside.iter().map(|practice| practice.title.as_str()).collect();
        let left = ExclusionView { what: format!("Not judged: {}", names.join(", ")), reason: covers.reason.clone() };
        shown.subject.exclusions.insert(0, left);
    }
    Cow::Owned(shown)
}

/// `<model>/<assessment>`.
pub(super) fn document_id(view: &View, assessment: &AssessmentView) -> String {
    format!("{}/{}", view.guide.id, assessment.reference.id)
}
