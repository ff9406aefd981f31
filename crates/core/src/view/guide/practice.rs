//! A practice with its table: a row for each aspect and track, a cell for each level.

use crate::model;
use crate::model::Bullet;
use crate::model::CellContent;
use crate::model::FieldValue;
use crate::model::Guide;
use crate::model::Practice;
use crate::model::PracticeIx;
use crate::view::BulletView;
use crate::view::CellView;
use crate::view::FieldKind;
use crate::view::FieldView;
use crate::view::PracticeView;
use crate::view::RowView;
use crate::view::TrackView;
use crate::view::facts::Facts;
use crate::view::overlay;
use crate::view::parts::answer;
use crate::view::parts::aspect;
use crate::view::parts::dependency;
use crate::view::parts::level;
use crate::view::refs::crumbs;
use crate::view::refs::node_ref;

use super::order::Order;

/// A practice. `order` tells what is read before and after it.
pub(super) fn practice_view(guide: &Guide, ix: PracticeIx, order: &Order, facts: &Facts) -> PracticeView {
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
            opens: false,
            cells,
        })
    });
    let mut rows: Vec<RowView> = rows.collect();
    let mut last = None;
    for row in &mut rows {
        let track = row.track.as_ref().map(|track| track.id.clone());
        row.opens = track.is_some() && track != last;
        last = track;
    }
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
        answers: match rated && guide.scales.len() > 1 {
            true => guide.scale_answers(bullet.scale).map(|(_, kind)| answer(kind)).collect(),
            false => Vec::new(),
        },
        depends_on: bullet.depends_on.iter().map(|to| dependency(guide, to, None)).collect(),
        fields: fields(guide, &bullet.fields),
        formerly: Vec::new(),
        feedback: None,
    }
}

/// Links with their words.
fn links(values: &[String]) -> Vec<(String, String)> {
    let pair = |(words, address): (&str, &str)| (words.to_owned(), address.to_owned());
    values.iter().filter_map(|value| model::link(value).map(pair)).collect()
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
                model::FieldKind::Markdown => FieldKind::Markdown,
                model::FieldKind::Links => FieldKind::Links,
            },
            values: match field.kind {
                model::FieldKind::Markdown | model::FieldKind::Links => Vec::new(),
                _ => value.values.clone(),
            },
            prose: (field.kind == model::FieldKind::Markdown).then(|| value.prose.clone()),
            links: match field.kind {
                model::FieldKind::Links => links(&value.values),
                _ => Vec::new(),
            },
        }
    };
    values.iter().filter(|value| !guide.fields[value.field].hidden).map(field).collect()
}
