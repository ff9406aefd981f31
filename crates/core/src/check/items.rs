//! Checks what the front matter of a practice says of single items: their scale, their extra fields, what they depend on.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::diag::Sink;
use crate::diag::register;
use crate::markup;
use crate::markup::BlockKind;
use crate::markup::Doc;
use crate::model;
use crate::model::Bullet;
use crate::model::BulletRef;
use crate::model::CellContent;
use crate::model::Date;
use crate::model::FieldKind;
use crate::model::FieldValue;
use crate::model::Guide;
use crate::model::PracticeIx;
use crate::model::PracticeLevel;
use crate::model::Score;
use crate::read::Draft;
use crate::read::DraftFieldValue;
use crate::read::DraftItem;
use crate::read::DraftPractice;
use crate::read::Words;
use crate::source::Span;

use super::unique;

/// Fills scales and extra fields in. What items depend on is filled in by [`depend`], once all practices are there.
pub(super) fn fill(draft: &DraftPractice, levels: &mut [PracticeLevel], guide: &Guide, sink: &mut Sink) {
    unique("item", draft.items.iter().map(|item| &item.id), sink);
    for item in &draft.items {
        let scale = item.scale.as_ref().and_then(|scale| scale_of(scale, guide, sink));
        let fields = values(&item.fields, true, guide, sink);
        let Some(bullet) = named(item, levels, guide) else {
            let known = names(levels, guide);
            let id = &item.id;
            sink.error(
                register::UNKNOWN_INDICATOR,
                id.span,
                format!("`{}` has no item `{}`", draft.id.value, id.value),
            )
            .suggest(&id.value, known.iter().map(String::as_str))
            .help("an item is named by its level and its id, such as `1.owner`");
            continue;
        };
        bullet.fields = fields;
        if let Some(scale) = scale {
            bullet.scale = scale;
        }
    }
}

/// Looks a scale up; reports an unknown one.
pub(super) fn scale_of(id: &Words, guide: &Guide, sink: &mut Sink) -> Option<usize> {
    let found = guide.scales.iter().position(|scale| scale.id == id.value);
    if found.is_none() && !id.value.is_empty() {
        sink.error(register::SCALES, id.span, format!("the model has no scale `{}`", id.value))
            .suggest(&id.value, guide.scales.iter().map(|scale| scale.id.as_str()))
            .help("scales are listed in `model.yaml` under `scales`");
    }
    found
}

fn rated<'a>(levels: &'a mut [PracticeLevel], guide: &'a Guide) -> impl Iterator<Item = (String, &'a mut Bullet)> {
    levels.iter_mut().flat_map(|level| {
        let number = guide.levels[level.level.0].number;
        let cells = level.cells.iter_mut().filter(|cell| guide.aspects[cell.aspect].rated);
        cells.flat_map(move |cell| {
            let bullets = match &mut cell.content {
                CellContent::List(bullets) => bullets.as_mut_slice(),
                CellContent::Text(_) => &mut [],
            };
            let name = move |bullet: &Bullet| format!("{number}.{}", bullet.id.as_deref().unwrap_or_default());
            bullets.iter_mut().map(move |bullet| (name(bullet), bullet))
        })
    })
}

fn named<'a>(item: &DraftItem, levels: &'a mut [PracticeLevel], guide: &'a Guide) -> Option<&'a mut Bullet> {
    rated(levels, guide).find(|(name, _)| *name == item.id.value).map(|(_, bullet)| bullet)
}

fn names(levels: &mut [PracticeLevel], guide: &Guide) -> Vec<String> {
    rated(levels, guide).map(|(name, _)| name).collect()
}

/// Checks the values of extra fields against what is declared.
pub(super) fn values(written: &[DraftFieldValue], of_items: bool, guide: &Guide, sink: &mut Sink) -> Vec<FieldValue> {
    let mut found = Vec::new();
    for value in written {
        let id = &value.field;
        let declared = guide.fields.iter().position(|field| field.id == id.value && field.of_items == of_items);
        let Some(index) = declared else {
            let (here, there) = if of_items { ("items", "practices") } else { ("practices", "items") };
            let error = sink.error(register::FIELDS, id.span, format!("{here} have no field `{}`", id.value));
            if guide.fields.iter().any(|field| field.id == id.value) {
                error.help(format!("`model.yaml` declares it for {there}"));
            } else {
                let known = guide.fields.iter().filter(|field| field.of_items == of_items);
                error
                    .suggest(&id.value, known.map(|field| field.id.as_str()))
                    .help("extra fields are declared in `model.yaml` under `fields`");
            }
            continue;
        };
        let field = &guide.fields[index];
        if value.list != matches!(field.kind, FieldKind::List | FieldKind::Links) {
            let message = if value.list { "holds one value, and this is a list" } else { "is a list" };
            sink.error(register::FIELDS, value.span, format!("the field `{}` {message}", id.value))
                .help(if value.list { "write one value" } else { "write its entries in brackets: `[first, second]`" });
            continue;
        }
        let good = |text: &str| match &field.kind {
            FieldKind::Text | FieldKind::List | FieldKind::Markdown => true,
            FieldKind::Links => model::link(text).is_some(),
            FieldKind::Number => text.parse::<Score>().is_ok(),
            FieldKind::Word(words) => words.iter().any(|word| word == text),
            FieldKind::Link => text.starts_with("https://") || text.starts_with("http://"),
            FieldKind::Date => text.parse::<Date>().is_ok(),
        };
        for wrong in value.values.iter().filter(|text| !good(&text.value)) {
            let error = |what: &str| format!("`{}` is not {what}", wrong.value);
            match &field.kind {
                FieldKind::Number => sink
                    .error(register::FIELDS, wrong.span, error("a number"))
                    .help("write digits, with a point where needed"),
                FieldKind::Word(words) => sink
                    .error(register::FIELDS, wrong.span, error(&format!("a `{}`", id.value)))
                    .suggest(&wrong.value, words.iter().map(String::as_str))
                    .help(format!("the words are {}", words.join(", "))),
                FieldKind::Links => sink
                    .error(register::FIELDS, wrong.span, error("a web address"))
                    .help("write `https://...`, or with words of its own `Words <https://...>`"),
                FieldKind::Link => {
                    sink.error(register::FIELDS, wrong.span, error("a web address")).help("begin it with `https://`")
                }
                _ => sink
                    .error(register::FIELDS, wrong.span, error("a day of the calendar"))
                    .help("write a day as `2026-11-16`: year, month, day"),
            };
        }
        let prose = match (&field.kind, value.values.first()) {
            (FieldKind::Markdown, Some(text)) => prose(text, sink),
            _ => Doc::default(),
        };
        let values = value.values.iter().map(|text| text.value.clone()).collect();
        found.push(FieldValue { field: index, values, prose });
    }
    found
}

/// A field in Markdown: prose and lists. What would need an anchor of its own on the page has no place in it.
fn prose(text: &Words, sink: &mut Sink) -> Doc {
    let doc = markup::parse_value(&text.value, text.span, sink);
    let anchored = |kind: &BlockKind| matches!(kind, BlockKind::Heading { .. } | BlockKind::Definitions { .. });
    if !doc.notes.is_empty() || doc.blocks.iter().any(|block| anchored(&block.kind)) {
        sink.error(register::FIELDS, text.span, "a field has no headings, terms or footnotes")
            .help("write paragraphs and lists");
    }
    doc
}

/// Resolves what items depend on, over all practices, and reports circles.
pub(super) fn depend(draft: &Draft, guide: &mut Guide, sink: &mut Sink) {
    let places = places(guide);
    let mut edges: BTreeMap<BulletRef, Vec<(BulletRef, Span)>> = BTreeMap::new();
    for practice in &draft.practices {
        let Some(ix) = guide.node(&practice.id.value).and_then(|node| guide.nodes[node.0].practice) else { continue };
        for item in &practice.items {
            let Some(from) = places.get(&format!("{}.{}", practice.id.value, item.id.value)) else { continue };
            for id in &item.depends_on {
                let full = if places.contains_key(&id.value) {
                    id.value.clone()
                } else {
                    format!("{}.{}", practice.id.value, id.value)
                };
                let Some(to) = places.get(&full) else {
                    sink.error(register::DEPENDS, id.span, format!("there is no item `{}`", id.value))
                        .suggest(&id.value, places.keys().map(String::as_str))
                        .help("write the level and id of an item of this practice, or a full id such as `practice.1.owner`");
                    continue;
                };
                edges.entry(from.clone()).or_default().push((to.clone(), id.span));
            }
        }
        for (level, bullet) in rated_mut(guide, ix) {
            let Some(id) = bullet.id.clone() else { continue };
            let from = BulletRef { practice: ix, level, id };
            bullet.depends_on = edges.get(&from).into_iter().flatten().map(|(to, _)| to.clone()).collect();
        }
    }
    circles(&edges, guide, sink);
}

fn places(guide: &Guide) -> BTreeMap<String, BulletRef> {
    let layers = guide.all_layers();
    let all = (0..guide.practices.len()).map(PracticeIx).flat_map(|practice| {
        let indicators = guide.indicators(practice, &layers);
        let place = move |indicator: crate::model::Indicator| {
            let id = indicator.bullet.id.clone()?;
            let full = guide.full_id(practice, indicator.level, &id);
            Some((full, BulletRef { practice, level: indicator.level, id }))
        };
        indicators.filter_map(place).collect::<Vec<_>>()
    });
    all.collect()
}

fn rated_mut(guide: &mut Guide, ix: PracticeIx) -> Vec<(crate::model::LevelIx, &mut Bullet)> {
    let aspects = &guide.aspects;
    let Some(practice) = guide.practices.get_mut(ix.0) else { return Vec::new() };
    let cells = practice.levels.iter_mut().flat_map(|level| {
        let number = level.level;
        level.cells.iter_mut().filter(|cell| aspects[cell.aspect].rated).map(move |cell| (number, cell))
    });
    cells
        .flat_map(|(level, cell)| {
            let bullets = match &mut cell.content {
                CellContent::List(bullets) => bullets.as_mut_slice(),
                CellContent::Text(_) => &mut [],
            };
            bullets.iter_mut().map(move |bullet| (level, bullet))
        })
        .collect()
}

/// Takes items away that depend on nothing that is left, until only circles and what hangs on them remain.
fn circles(edges: &BTreeMap<BulletRef, Vec<(BulletRef, Span)>>, guide: &Guide, sink: &mut Sink) {
    let mut open: BTreeSet<&BulletRef> = edges.keys().collect();
    loop {
        let done: Vec<&BulletRef> = open
            .iter()
            .copied()
            .filter(|from| edges.get(*from).into_iter().flatten().all(|(to, _)| !open.contains(to)))
            .collect();
        if done.is_empty() {
            break;
        }
        done.into_iter().for_each(|from| {
            open.remove(from);
        });
    }
    // From any item that is left, walking on leads into a circle.
    let mut told: BTreeSet<&BulletRef> = BTreeSet::new();
    let next = |from: &BulletRef| edges.get(from).into_iter().flatten().find(|(to, _)| open.contains(to));
    for start in &open {
        let mut path: Vec<(&BulletRef, Span)> = Vec::new();
        let mut at = *start;
        while let Some((to, span)) = next(at).filter(|_| !told.contains(at)) {
            told.insert(at);
            path.push((at, *span));
            at = to;
        }
        let Some(from) = path.iter().position(|(item, _)| *item == at) else { continue };
        let name = |item: &BulletRef| format!("`{}`", guide.full_id(item.practice, item.level, &item.id));
        let circle: Vec<String> = path[from..].iter().map(|(item, _)| name(item)).collect();
        let message = match circle.as_slice() {
            [one] => format!("{one} depends on itself"),
            many => format!("these items depend on each other in a circle: {}", many.join(", ")),
        };
        sink.error(register::DEPENDS, path[from].1, message).help("take one of the dependencies away");
    }
}
