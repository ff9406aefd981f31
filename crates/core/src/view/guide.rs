//! The view of the guide: nodes, practice tables, pages, and the order in which they are read.

use std::collections::BTreeMap;

use percent_encoding::AsciiSet;
use percent_encoding::NON_ALPHANUMERIC;
use percent_encoding::utf8_percent_encode;

use crate::markup;
use crate::markup::BlockKind;
use crate::markup::Doc;
use crate::model;
use crate::model::AnswerKind;
use crate::model::AspectKind;
use crate::model::Book;
use crate::model::Bullet;
use crate::model::CellContent;
use crate::model::FieldValue;
use crate::model::Guide;
use crate::model::Layers;
use crate::model::Node;
use crate::model::NodeIx;
use crate::model::OverlayIx;
use crate::model::Page;
use crate::model::Practice;
use crate::model::PracticeIx;
use crate::model::Rule;
use crate::model::Score;

use super::AnswerView;
use super::AspectView;
use super::BulletView;
use super::CellView;
use super::DependencyView;
use super::Facts;
use super::FieldKind;
use super::FieldView;
use super::GuideView;
use super::HeadingView;
use super::Kind;
use super::LevelView;
use super::NodeView;
use super::PageView;
use super::PracticeView;
use super::Ref;
use super::RowView;
use super::ScaleView;
use super::ScopeView;
use super::ScoreView;
use super::TierView;
use super::TrackView;
use super::TrackWordsView;
use super::build::date;
use super::mapping;
use super::overlay;

/// Fills in where feedback goes.
fn feedback(practice: &mut PracticeView, address: &str, version: &str) {
    let title = practice.reference.title.clone();
    let link = |id: &str| {
        let mut link = address.to_owned();
        for (place, value) in [("{edition}", version), ("{id}", id), ("{title}", &title)] {
            link = link.replace(place, &encoded(value));
        }
        link
    };
    practice.feedback = Some(link(&practice.reference.id));
    for bullet in practice.rows.iter_mut().flat_map(|row| &mut row.cells).flat_map(|cell| &mut cell.bullets) {
        bullet.feedback = Some(link(&bullet.anchor));
    }
}

/// What stands in an address as it is (RFC 3986, section 2.3).
const UNRESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A value as it stands in an address (RFC 3986, section 2.1).
fn encoded(value: &str) -> String {
    utf8_percent_encode(value, &UNRESERVED).to_string()
}

pub(super) fn view(book: &Book, facts: &Facts) -> GuideView {
    let guide = &book.guide;
    let order = Order::new(guide);
    let tiers = guide.tiers.iter().enumerate().map(|(index, tier)| TierView {
        id: tier.id.clone(),
        name: tier.name.clone(),
        plural: tier.plural.clone(),
        rated: index == guide.rated_tier,
        count: guide.nodes.iter().filter(|node| node.tier == index).count(),
    });
    let inner = (0..guide.nodes.len()).map(NodeIx).filter(|ix| guide.nodes[ix.0].practice.is_none());
    let practices = (0..guide.practices.len()).map(PracticeIx);
    let pages = |pages: &[Page]| pages.iter().map(|page| page_view(page, &order)).collect();
    let filled = |mut practice: PracticeView| {
        if let Some(address) = &book.settings.feedback {
            feedback(&mut practice, address, &guide.version);
        }
        practice
    };
    let indicators = practices.clone().map(|practice| guide.indicators(practice, &Layers::base()).count()).sum();
    GuideView {
        id: guide.id.clone(),
        title: guide.title.clone(),
        version: guide.version.clone(),
        date: date(guide.date),
        summary: guide.summary.clone(),
        tiers: tiers.collect(),
        levels: (0..guide.levels.len()).map(|index| level(guide, index)).collect(),
        level_note: guide.level_note.clone(),
        scopes: (0..guide.scopes.len()).map(|index| scope(guide, index)).collect(),
        aspects: (0..guide.aspects.len()).map(|index| aspect(guide, index)).collect(),
        answers: answers(guide),
        scales: (0..guide.scales.len())
            .map(|index| ScaleView {
                id: guide.scales[index].id.clone(),
                name: guide.scales[index].name.clone(),
                answers: guide.scale_answers(index).map(|(_, kind)| answer(kind)).collect(),
            })
            .collect(),
        tracks: guide
            .tracks
            .as_ref()
            .map(|words| TrackWordsView { name: words.name.clone(), plural: words.plural.clone() }),
        overlays: (0..guide.overlays.len()).map(|index| overlay::view(guide, OverlayIx(index))).collect(),
        target_sets: book.target_sets.iter().map(|set| overlay::target_set(guide, set)).collect(),
        mappings: book.mappings.iter().map(|mapping| mapping::view(book, mapping)).collect(),
        scored: guide.rule.is_score(),
        roll_up_mean: guide.roll_up_mean,
        rule: guide.rule,
        rule_text: rule_text(guide),
        nodes: inner.map(|ix| node_view(guide, ix, &order)).collect(),
        practices: practices.map(|practice| filled(practice_view(guide, practice, &order, facts))).collect(),
        front: pages(&guide.front),
        back: pages(&guide.back),
        indicators,
    }
}

fn rule_text(guide: &Guide) -> String {
    let items = guide.aspects.iter().find(|aspect| aspect.rated).map_or("items", |aspect| aspect.items.as_str());
    match guide.rule {
        Rule::Cumulative => format!(
            "A level is reached when all {items} of that level and of every lower level are met or validly not \
             applicable. The result is the highest such level; {items} that are met in part do not count."
        ),
        Rule::Stated => {
            "The level is stated by the assessor, with a reason, on the answers and evidence listed.".to_owned()
        }
        Rule::Mean => format!("The score is the mean of the values of all {items}. {}", open_text(guide, items)),
        Rule::SumOfMeans => {
            let parts = guide.tracks.as_ref().map_or(items.to_owned(), |words| words.plural.to_lowercase());
            format!(
                "Each level adds the mean of its {parts}, and the score is the sum over all levels. {}",
                open_text(guide, items)
            )
        }
    }
}

/// What the rules for scores make of items that have no value.
fn open_text(guide: &Guide, items: &str) -> String {
    let open = match guide.unanswered_zero {
        true => format!("{} without an answer count as zero", capitalised(items)),
        false => format!("{} without an answer make it a lower bound", capitalised(items)),
    };
    let roll_up = if guide.roll_up_mean { " Groups show the mean of the scores below them." } else { "" };
    format!(
        "{open}; what is not applicable is left out. Scores are worked out as fractions and shown with two digits.{roll_up}"
    )
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

fn answer(kind: &AnswerKind) -> AnswerView {
    AnswerView {
        id: kind.id.clone(),
        name: kind.name.clone(),
        counts: Some(kind.counts),
        value: kind.value.as_ref().map(score),
    }
}

/// The answers of all scales, each once.
fn answers(guide: &Guide) -> Vec<AnswerView> {
    let mut all: Vec<AnswerView> = Vec::new();
    for answer in guide.answers.iter().map(answer) {
        if !all.contains(&answer) {
            all.push(answer);
        }
    }
    all
}

/// A score as it is shown.
pub(super) fn score(score: &Score) -> ScoreView {
    ScoreView { text: score.to_string(), exact: score.exact(), thousandths: score.thousandths() }
}

pub(super) fn level(guide: &Guide, index: usize) -> LevelView {
    let level = &guide.levels[index];
    LevelView { number: level.number, name: level.name.clone(), summary: level.summary.clone() }
}

pub(super) fn scope(guide: &Guide, index: usize) -> ScopeView {
    let scope = &guide.scopes[index];
    ScopeView { id: scope.id.clone(), name: scope.name.clone(), summary: scope.summary.clone() }
}

fn aspect(guide: &Guide, index: usize) -> AspectView {
    let aspect = &guide.aspects[index];
    AspectView {
        id: aspect.id.clone(),
        name: aspect.name.clone(),
        prose: aspect.kind == AspectKind::Text,
        rated: aspect.rated,
        item: aspect.item.clone(),
        items: aspect.items.clone(),
    }
}

/// The reference to a node or practice.
pub(super) fn node_ref(node: &Node) -> Ref {
    Ref {
        kind: if node.practice.is_some() { Kind::Practice } else { Kind::Node },
        id: node.id.clone(),
        code: node.code.clone(),
        title: node.title.clone(),
        summary: node.summary.clone(),
    }
}

/// The reference to a practice.
pub(super) fn practice_ref(guide: &Guide, practice: PracticeIx) -> Ref {
    node_ref(guide.practice_node(practice))
}

/// The outermost node above a practice.
pub(super) fn group_ref(guide: &Guide, practice: PracticeIx) -> Ref {
    let mut node = guide.practice_node(practice);
    while let Some(parent) = node.parent {
        node = &guide.nodes[parent.0];
    }
    node_ref(node)
}

fn page_ref(page: &Page) -> Ref {
    Ref {
        kind: Kind::Page,
        id: page.id.clone(),
        code: String::new(),
        title: page.title.clone(),
        summary: page.summary.clone(),
    }
}

fn crumbs(guide: &Guide, node: &Node) -> Vec<Ref> {
    let mut path = Vec::new();
    let mut parent = node.parent;
    while let Some(ix) = parent {
        path.push(node_ref(&guide.nodes[ix.0]));
        parent = guide.nodes[ix.0].parent;
    }
    path.reverse();
    path
}

/// The pages of the guide in the order in which they are read.
struct Order {
    pages: Vec<Ref>,
    places: BTreeMap<String, usize>,
}

impl Order {
    fn new(guide: &Guide) -> Order {
        let front = guide.front.iter().map(page_ref);
        let back = guide.back.iter().map(page_ref);
        let pages: Vec<Ref> = front.chain(guide.nodes.iter().map(node_ref)).chain(back).collect();
        let places = pages.iter().enumerate().map(|(index, page)| (page.id.clone(), index)).collect();
        Order { pages, places }
    }

    /// The page before and the page after.
    fn around(&self, id: &str) -> (Option<Ref>, Option<Ref>) {
        let Some(at) = self.places.get(id).copied() else { return (None, None) };
        (at.checked_sub(1).and_then(|at| self.pages.get(at).cloned()), self.pages.get(at + 1).cloned())
    }
}

fn node_view(guide: &Guide, ix: NodeIx, order: &Order) -> NodeView {
    let node = &guide.nodes[ix.0];
    let (prev, next) = order.around(&node.id);
    NodeView {
        reference: node_ref(node),
        tier: guide.tiers[node.tier].name.clone(),
        depth: node.tier,
        crumbs: crumbs(guide, node),
        children: node.children.iter().map(|child| node_ref(&guide.nodes[child.0])).collect(),
        practices: guide.practices_below(ix).into_iter().map(|practice| practice_ref(guide, practice)).collect(),
        prev,
        next,
    }
}

fn practice_view(guide: &Guide, ix: PracticeIx, order: &Order, facts: &Facts) -> PracticeView {
    let practice = &guide.practices[ix.0];
    let node = guide.practice_node(ix);
    let (prev, next) = order.around(&node.id);
    let track = |index: usize| {
        let track = &practice.tracks[index];
        TrackView { id: track.id.clone(), title: track.title.clone() }
    };
    let strands = std::iter::once(None).chain((0..practice.tracks.len()).map(Some));
    let rows = strands.flat_map(|strand| (0..guide.aspects.len()).map(move |index| (strand, index)));
    let rows = rows.filter_map(|(strand, index)| {
        let cells: Vec<CellView> = practice
            .levels
            .iter()
            .map(|level| {
                let cell = level.cells.iter().find(|cell| cell.aspect == index && cell.track == strand);
                cell.map_or_else(CellView::default, |cell| {
                    let prefix = format!("{}.{}", node.id, guide.levels[level.level.0].number);
                    let unnamed = match strand {
                        Some(strand) => format!("{}.{}", practice.tracks[strand].id, guide.aspects[index].id),
                        None => guide.aspects[index].id.clone(),
                    };
                    cell_view(guide, &cell.content, guide.aspects[index].rated, &prefix, &unnamed)
                })
            })
            .collect();
        let written = cells.iter().any(|cell| cell.prose.is_some() || !cell.bullets.is_empty());
        let track = strand.map(track);
        written.then(|| RowView {
            aspect: aspect(guide, index),
            name: match &track {
                Some(track) => format!("{}: {}", track.title, guide.aspects[index].name),
                None => guide.aspects[index].name.clone(),
            },
            track,
            cells,
        })
    });
    let rows: Vec<RowView> = rows.collect();
    PracticeView {
        reference: node_ref(node),
        number: ix.0 + 1,
        tier: guide.tiers[node.tier].name.clone(),
        file: facts.files.get(ix.0).cloned().unwrap_or_default(),
        crumbs: crumbs(guide, node),
        formerly: practice.formerly.clone(),
        purpose: practice.purpose.clone(),
        levels: practice.levels.iter().map(|l| level(guide, l.level.0)).collect(),
        rows: formerly(practice, &node.id, rows),
        tracks: (0..practice.tracks.len()).map(track).collect(),
        fields: fields(guide, &practice.fields),
        overlays: overlay::of_practice(guide, ix),
        layers: Vec::new(),
        feedback: None,
        prev,
        next,
    }
}

/// Gives bullets the anchors that they had on the same page: of ids that were changed, not of other practices.
fn formerly(practice: &Practice, id: &str, mut rows: Vec<RowView>) -> Vec<RowView> {
    for bullet in rows.iter_mut().flat_map(|row| &mut row.cells).flat_map(|cell| &mut cell.bullets) {
        let renamed = practice.renamed.iter().filter(|(now, _)| *now == bullet.anchor);
        let own = |old: &&String| old.strip_prefix(id).is_some_and(|rest| rest.starts_with('.'));
        bullet.formerly = renamed.flat_map(|(_, before)| before.iter().filter(own).cloned()).collect();
    }
    // An anchor stands once on a page: the first of those that a bullet was split into keeps it.
    let mut taken: Vec<String> = Vec::new();
    for bullet in rows.iter_mut().flat_map(|row| &mut row.cells).flat_map(|cell| &mut cell.bullets) {
        bullet.formerly.retain(|old| !taken.contains(old));
        taken.extend(bullet.formerly.iter().cloned());
    }
    rows
}

fn cell_view(guide: &Guide, content: &CellContent, rated: bool, prefix: &str, aspect: &str) -> CellView {
    match content {
        CellContent::Text(doc) => CellView { prose: Some(doc.clone()), bullets: Vec::new() },
        CellContent::List(bullets) => {
            let bullets = bullets.iter().enumerate();
            let bullets = bullets.map(|(index, bullet)| bullet_view(guide, (bullet, rated), prefix, aspect, index + 1));
            CellView { prose: None, bullets: bullets.collect() }
        }
    }
}

fn bullet_view(
    guide: &Guide,
    (bullet, rated): (&Bullet, bool),
    prefix: &str,
    aspect: &str,
    number: usize,
) -> BulletView {
    let anchor = match &bullet.id {
        Some(id) => format!("{prefix}.{id}"),
        None => format!("{prefix}.{aspect}.{number}"),
    };
    BulletView {
        anchor,
        id: bullet.id.clone(),
        body: bullet.body.clone(),
        more: bullet.more.clone(),
        origin: overlay::origin(guide, bullet),
        scale: (rated && guide.scales.len() > 1).then(|| guide.scales[bullet.scale].name.clone()),
        depends_on: bullet
            .depends_on
            .iter()
            .map(|to| DependencyView {
                practice: practice_ref(guide, to.practice),
                id: guide.full_id(to.practice, to.level, &to.id),
                met: None,
            })
            .collect(),
        fields: fields(guide, &bullet.fields),
        formerly: Vec::new(),
        feedback: None,
    }
}

/// Extra fields as they are shown.
fn fields(guide: &Guide, values: &[FieldValue]) -> Vec<FieldView> {
    let field = |value: &FieldValue| {
        let field = &guide.fields[value.field];
        FieldView {
            id: field.id.clone(),
            name: field.name.clone(),
            kind: match field.kind {
                model::FieldKind::Text => FieldKind::Text,
                model::FieldKind::Number => FieldKind::Number,
                model::FieldKind::Word(_) => FieldKind::Word,
                model::FieldKind::List => FieldKind::List,
                model::FieldKind::Link => FieldKind::Link,
                model::FieldKind::Date => FieldKind::Date,
            },
            values: value.values.clone(),
        }
    };
    values.iter().map(field).collect()
}

fn page_view(page: &Page, order: &Order) -> PageView {
    let (prev, next) = order.around(&page.id);
    PageView { reference: page_ref(page), body: page.body.clone(), contents: contents(&page.body), prev, next }
}

/// The headings of the two outer levels.
fn contents(doc: &Doc) -> Vec<HeadingView> {
    let headings = doc.blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::Heading { level, id, body } if *level <= 3 => {
            Some(HeadingView { level: *level, id: id.clone(), text: markup::plain(body) })
        }
        _ => None,
    });
    headings.collect()
}
