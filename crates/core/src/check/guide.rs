//! Checks the model and puts the tree, the practices and the pages in their places.

use std::collections::BTreeMap;

use crate::diag::Sink;
use crate::diag::register;
use crate::model::Aspect;
use crate::model::AspectKind;
use crate::model::Guide;
use crate::model::Level;
use crate::model::Node;
use crate::model::NodeIx;
use crate::model::Page;
use crate::model::PracticeIx;
use crate::model::Scope;
use crate::model::Tier;
use crate::model::TrackWords;
use crate::model::Version;
use crate::read::At;
use crate::read::Draft;
use crate::read::DraftModel;
use crate::read::DraftNode;
use crate::read::DraftPractice;
use crate::read::Words;
use crate::source::Sources;
use crate::source::Span;

use super::Ids;
use super::format_version;
use super::items;
use super::overlay;
use super::practice;
use super::scales;
use super::unique;

pub(super) fn check(
    model: &DraftModel,
    draft: &Draft,
    ids: &mut Ids,
    sources: &Sources,
    sink: &mut Sink,
) -> Option<Guide> {
    format_version(&model.format, sink);
    version(&model.version, sink);
    tiers(model, sink);
    levels(model, sink);
    aspects(model, sink);
    unique("scope", model.scopes.iter().map(|(id, ..)| id), sink);
    let mut guide = without_tree(model, sink)?;
    scales_of_aspects(model, &mut guide, sink);
    plant(model, draft, &mut guide, ids, sink);
    pages(draft, &mut guide, ids, sink);
    items::depend(draft, &mut guide, sink);
    overlay::check(draft, &mut guide, sources, sink);
    Some(guide)
}

/// What the model says of itself. The tree, the practices and the pages are still to come.
fn without_tree(model: &DraftModel, sink: &mut Sink) -> Option<Guide> {
    let (scales, answers) = scales::check(model, sink);
    let rule = model.rule.as_ref().map(|rule| rule.value);
    Some(Guide {
        placeholders: 0,
        id: model.id.value.clone(),
        title: model.title.value.clone(),
        version: model.version.value.clone(),
        date: model.date.as_ref()?.value,
        summary: model.summary.clone(),
        tiers: model
            .tiers
            .iter()
            .map(|tier| Tier {
                id: tier.id.value.clone(),
                name: tier.name.value.clone(),
                plural: tier.plural.value.clone(),
            })
            .collect(),
        rated_tier: model.tiers.len().saturating_sub(1),
        levels: model
            .levels
            .iter()
            .map(|(number, name, summary)| Level {
                number: number.value,
                name: name.value.clone(),
                summary: summary.clone(),
            })
            .collect(),
        level_note: model.level_note.clone(),
        scopes: model
            .scopes
            .iter()
            .map(|(id, name, summary)| Scope {
                id: id.value.clone(),
                name: name.value.clone(),
                summary: summary.clone(),
            })
            .collect(),
        aspects: model
            .aspects
            .iter()
            .map(|aspect| Aspect {
                id: aspect.id.value.clone(),
                name: aspect.name.value.clone(),
                kind: if aspect.list { AspectKind::List } else { AspectKind::Text },
                rated: aspect.rated,
                optional: aspect.optional,
                scale: 0,
                item: aspect.item.clone().unwrap_or_else(|| "item".to_owned()),
                items: aspect.items.clone().unwrap_or_else(|| "items".to_owned()),
            })
            .collect(),
        answers,
        scales,
        unanswered: model.unanswered.as_ref().map(|unanswered| unanswered.value).unwrap_or_default(),
        display: model.display.as_ref().map(|display| display.value).unwrap_or_default(),
        roll_up_mean: model.roll_up.is_some(),
        tracks: model
            .tracks
            .as_ref()
            .map(|(name, plural)| TrackWords { name: name.value.clone(), plural: plural.value.clone() }),
        sparse: model.sparse,
        fields: scales::fields(model, sink),
        overlays: Vec::new(),
        rule: rule?,
        nodes: Vec::new(),
        practices: Vec::new(),
        front: Vec::new(),
        back: Vec::new(),
        images: Vec::new(),
    })
}

/// Looks up on which scale the bullets of each aspect are answered.
fn scales_of_aspects(model: &DraftModel, guide: &mut Guide, sink: &mut Sink) {
    for (aspect, written) in guide.aspects.iter_mut().zip(&model.aspects) {
        let known = written.scale.as_ref().map(|id| (id, guide.scales.iter().position(|scale| scale.id == id.value)));
        match known {
            Some((_, Some(scale))) => aspect.scale = scale,
            Some((id, None)) => {
                sink.error(register::SCALES, id.span, format!("the model has no scale `{}`", id.value))
                    .suggest(&id.value, guide.scales.iter().map(|scale| scale.id.as_str()))
                    .help("scales are listed in `model.yaml` under `scales`");
            }
            None => {}
        }
    }
}

/// Puts nodes and practices in their places; reports practices that have none.
fn plant(model: &DraftModel, draft: &Draft, guide: &mut Guide, ids: &mut Ids, sink: &mut Sink) {
    let mut files: BTreeMap<&str, &DraftPractice> = BTreeMap::new();
    for practice in &draft.practices {
        if ids.claim("practice", &practice.id, sink) {
            files.insert(&practice.id.value, practice);
        }
    }
    let mut planter = Planter { guide, files, placed: BTreeMap::new(), ids, sink };
    for node in &model.tree {
        planter.node(node, 0, None);
    }
    let single = planter.guide.rated_tier == 0;
    if let Some(first) = model.rated.first().filter(|_| !single) {
        planter
            .sink
            .error(register::BAD_TIERS, first.span, "there are tiers above the rated one")
            .help("list its nodes under `tree`; `rated` at the top is for a model of one tier");
    } else {
        model.rated.iter().for_each(|id| planter.practice(id, None));
    }
    if let Some(first) = model.tree.first().filter(|_| single) {
        planter
            .sink
            .error(register::BAD_TIERS, first.span, "a model of one tier has no tree")
            .help("list the ids of practice files under `rated`, at the top of `model.yaml`");
    }
    if model.tree.is_empty() && model.rated.is_empty() {
        planter
            .sink
            .error(register::BAD_TIERS, model.tree_span, "the tree has no node")
            .help("list the outermost nodes under `tree`; in a model of one tier, list the practices under `rated`");
    }
    for practice in &draft.practices {
        if !planter.placed.contains_key(practice.id.value.as_str()) && !practice.id.value.is_empty() {
            let known: Vec<&str> = planter.guide.nodes.iter().map(|node| node.id.as_str()).collect();
            planter
                .sink
                .error(
                    register::UNPLACED_PRACTICE,
                    practice.id.span,
                    format!("`{}` has no place in the tree", practice.id.value),
                )
                .suggest(&practice.id.value, known)
                .help("add its id to a `rated:` list in `model.yaml`, or remove the file");
        }
    }
}

fn version(version: &Words, sink: &mut Sink) {
    if !version.value.is_empty() && version.value.parse::<Version>().is_err() {
        sink.error(register::UNKNOWN_WORD, version.span, format!("`{}` is not a version", version.value))
            .help("write three numbers, as in `1.2.0`: model, guidance, editorial");
    }
}

fn tiers(model: &DraftModel, sink: &mut Sink) {
    unique("tier", model.tiers.iter().map(|tier| &tier.id), sink);
    if model.tiers.is_empty() {
        sink.error(register::BAD_TIERS, model.title.span, "a model has at least one tier")
            .help("list them under `tiers`, outermost first; the last one is `rated: true`");
    }
    let last = model.tiers.len().saturating_sub(1);
    for (index, tier) in model.tiers.iter().enumerate() {
        if tier.rated != (index == last) {
            let message = if tier.rated { "only the last tier is rated" } else { "the last tier must be rated" };
            sink.error(register::BAD_TIERS, tier.id.span, message)
                .help("set `rated: true` on the last tier and on no other");
        }
    }
}

fn levels(model: &DraftModel, sink: &mut Sink) {
    let enough = if model.rule.as_ref().is_some_and(|rule| rule.value.is_score()) { 1 } else { 2 };
    if model.levels.len() < enough {
        sink.error(register::BAD_LEVELS, model.title.span, "a model has at least two levels")
            .help("list them under `levels`, lowest first");
    }
    let cumulative = model.rule.as_ref().is_some_and(|rule| rule.value.is_cumulative());
    if let Some((first, ..)) = model.levels.first().filter(|(first, ..)| cumulative && first.value != 0) {
        sink.error(register::BAD_LEVELS, first.span, "the rule `cumulative` needs a level 0")
            .label("the lowest level")
            .help("a practice that meets nothing must have a level too: add `level: 0`, which has no column in the tables");
    }
    for pair in model.levels.windows(2) {
        let (lower, upper) = (&pair[0].0, &pair[1].0);
        if upper.value <= lower.value {
            sink.error(
                register::BAD_LEVELS,
                upper.span,
                format!("level {} stands after level {}", upper.value, lower.value),
            )
            .related(lower.span, "the level before")
            .help("list each level once, lowest first");
        }
    }
}

fn aspects(model: &DraftModel, sink: &mut Sink) {
    unique("aspect", model.aspects.iter().map(|aspect| &aspect.id), sink);
    for aspect in model.aspects.iter().filter(|aspect| aspect.rated && !aspect.list) {
        sink.error(
            register::BAD_ASPECTS,
            aspect.id.span,
            format!("the rated aspect `{}` is not a list", aspect.id.value),
        )
        .help("only bullets can be answered: set `kind: list`");
    }
    let cumulative = model.rule.as_ref().is_some_and(|rule| rule.value.is_cumulative());
    let whole = cumulative && model.tracks.is_none() && !model.sparse;
    for aspect in model.aspects.iter().filter(|aspect| aspect.rated && aspect.optional && whole) {
        sink.error(
            register::BAD_ASPECTS,
            aspect.id.span,
            format!("the rated aspect `{}` is optional", aspect.id.value),
        )
        .help("a level without rated bullets would be reached by doing nothing: remove `optional`");
    }
    if model.rule.as_ref().is_some_and(|rule| !rule.value.is_stated())
        && !model.aspects.iter().any(|aspect| aspect.rated)
    {
        let rule = model.rule.as_ref().map_or("", |rule| rule.value.id());
        sink.error(register::BAD_ASPECTS, model.title.span, format!("the rule `{rule}` needs a rated aspect"))
            .help("set `rated: true` on the aspect whose bullets are answered");
    }
}

/// Grows the tree of the guide from what was written.
struct Planter<'a, 'b> {
    guide: &'b mut Guide,
    files: BTreeMap<&'a str, &'a DraftPractice>,
    placed: BTreeMap<&'a str, Span>,
    ids: &'b mut Ids,
    sink: &'b mut Sink,
}

impl<'a> Planter<'a, '_> {
    fn node(&mut self, node: &'a DraftNode, tier: usize, parent: Option<NodeIx>) {
        self.ids.claim("node", &node.id, self.sink);
        let name = self.guide.tiers.get(tier).map_or("node", |tier| tier.name.as_str()).to_lowercase();
        let above_rated = tier + 1 == self.guide.rated_tier;
        if self.guide.rated_tier == 0 {
            return;
        }
        if above_rated && (!node.children.is_empty() || node.rated.is_empty()) {
            let help = format!("the next tier is rated: list ids of practice files under `rated` of each {name}");
            self.sink
                .error(
                    register::BAD_TIERS,
                    node.span,
                    format!("the {name} `{}` has no `rated` list of its own", node.id.value),
                )
                .help(help);
        }
        if !above_rated && (node.children.is_empty() || !node.rated.is_empty()) {
            let help = "there is a tier between this one and the rated one: list its nodes under `children`";
            self.sink
                .error(
                    register::BAD_TIERS,
                    node.span,
                    format!("the {name} `{}` needs `children`, not `rated`", node.id.value),
                )
                .help(help);
        }
        let ix = self.push(Node {
            id: node.id.value.clone(),
            code: node.code.clone(),
            title: node.title.value.clone(),
            summary: node.summary.clone(),
            tier,
            parent,
            children: Vec::new(),
            practice: None,
        });
        if self.guide.rated_tier == 0 {
            return;
        }
        if tier + 1 < self.guide.rated_tier {
            node.children.iter().for_each(|child| self.node(child, tier + 1, Some(ix)));
        }
        node.rated.iter().for_each(|id| self.practice(id, Some(ix)));
    }

    fn push(&mut self, node: Node) -> NodeIx {
        let ix = NodeIx(self.guide.nodes.len());
        if let Some(parent) = node.parent {
            self.guide.nodes[parent.0].children.push(ix);
        }
        self.guide.nodes.push(node);
        ix
    }

    fn practice(&mut self, id: &'a Words, parent: Option<NodeIx>) {
        if let Some(first) = self.placed.get(id.value.as_str()) {
            self.sink
                .error(register::DUPLICATE_ID, id.span, format!("`{}` has two places in the tree", id.value))
                .related(*first, "the first place");
            return;
        }
        self.placed.insert(&id.value, id.span);
        let Some(file) = self.files.get(id.value.as_str()).copied() else {
            if !id.value.is_empty() {
                let known: Vec<&str> = self.files.keys().copied().collect();
                self.sink
                    .error(
                        register::UNKNOWN_PRACTICE_FILE,
                        id.span,
                        format!("no file below `practices/` has the id `{}`", id.value),
                    )
                    .suggest(&id.value, known)
                    .help(format!("`levelbook new practice {}` makes one", id.value));
            }
            return;
        };
        let practice = PracticeIx(self.guide.practices.len());
        let node = self.push(Node {
            id: file.id.value.clone(),
            code: file.code.clone(),
            title: file.title.value.clone(),
            summary: file.summary.clone(),
            tier: self.guide.rated_tier,
            parent,
            children: Vec::new(),
            practice: Some(practice),
        });
        let table = practice::check(file, node, self.guide, self.sink);
        self.guide.practices.push(table);
    }
}

fn pages(draft: &Draft, guide: &mut Guide, ids: &mut Ids, sink: &mut Sink) {
    for page in &draft.pages {
        ids.claim("page", &At::new(page.id.clone(), page.title.span), sink);
        practice::page_headings(&page.body, sink);
        if page.body.blocks.is_empty() {
            sink.error(register::NO_TEXT, page.title.span, format!("the page `{}` has no text", page.id))
                .help("write it, or remove the file");
        }
    }
    let Some(settings) = &draft.settings else { return };
    unique("page", settings.front.iter().chain(&settings.back), sink);
    let known: Vec<&str> = draft.pages.iter().map(|page| page.id.as_str()).collect();
    let mut take = |list: &[Words]| -> Vec<Page> {
        let found = list.iter().filter_map(|id| match draft.pages.iter().find(|page| page.id == id.value) {
            Some(page) => Some(Page {
                id: page.id.clone(),
                title: page.title.value.clone(),
                summary: page.summary.clone(),
                body: page.body.clone(),
            }),
            None => {
                sink.error(register::UNKNOWN_PAGE, id.span, format!("there is no page `{}`", id.value))
                    .suggest(&id.value, known.iter().copied())
                    .help(format!("a page is a file: `pages/{}.md`", id.value));
                None
            }
        });
        found.collect()
    };
    guide.front = take(&settings.front);
    guide.back = take(&settings.back);
    for page in &draft.pages {
        if !settings.front.iter().chain(&settings.back).any(|id| id.value == page.id) {
            sink.warning(register::UNLISTED_PAGE, page.title.span, format!("the page `{}` is not published", page.id))
                .help("list it in `book.yaml` under `pages`");
        }
    }
}
