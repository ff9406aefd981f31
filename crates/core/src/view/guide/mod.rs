//! The view of the guide: nodes, practice tables, pages, and the order in which they are read.

mod feedback;
mod order;
mod practice;
mod rule;

use crate::model::Book;
use crate::model::Display;
use crate::model::Guide;
use crate::model::Layers;
use crate::model::NodeIx;
use crate::model::OverlayIx;
use crate::model::Page;
use crate::model::PracticeIx;
use crate::view::AnswerView;
use crate::view::GuideView;
use crate::view::PracticeView;
use crate::view::ScaleView;
use crate::view::TierView;
use crate::view::TrackWordsView;
use crate::view::facts::Facts;
use crate::view::mapping;
use crate::view::overlay;
use crate::view::parts::answer;
use crate::view::parts::aspect;
use crate::view::parts::level;
use crate::view::parts::scope;
use crate::view::words::date;

use feedback::feedback;
use order::Order;
use order::node_view;
use order::page_view;
use practice::practice_view;
use rule::rule_text;

/// The guide of a book.
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
        percent: guide.display == Display::Percent,
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
