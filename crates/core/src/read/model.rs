//! Reads `model.yaml`.

use crate::diag::Sink;
use crate::diag::register;
use crate::model::Counts;
use crate::model::Display;
use crate::model::FieldKind;
use crate::model::Rule;
use crate::model::Unanswered;
use crate::source::FileId;
use crate::source::Source;

use super::draft::At;
use super::draft::DraftAnswerKind;
use super::draft::DraftAspect;
use super::draft::DraftField;
use super::draft::DraftModel;
use super::draft::DraftNode;
use super::draft::DraftScale;
use super::draft::DraftTier;
use super::fields::Fields;
use super::fields::check_id;
use super::fields::mapping;
use super::yaml;

const COUNTS: [(&str, Counts); 5] = [
    ("met", Counts::Met),
    ("partial", Counts::Partial),
    ("unmet", Counts::Unmet),
    ("insufficient", Counts::Insufficient),
    ("not-applicable", Counts::NotApplicable),
];

/// What a field holds, before the words of a field of words are known.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Number,
    Word,
    List,
    Link,
    Date,
    Markdown,
    Links,
}

const KINDS: [(&str, Kind); 8] = [
    ("text", Kind::Text),
    ("number", Kind::Number),
    ("word", Kind::Word),
    ("list", Kind::List),
    ("link", Kind::Link),
    ("date", Kind::Date),
    ("markdown", Kind::Markdown),
    ("links", Kind::Links),
];

/// Deepest tree that is read; `check` holds it to the number of tiers.
const MAX_DEPTH: usize = 16;

pub(super) fn read(file: FileId, source: &Source, sink: &mut Sink) -> Option<DraftModel> {
    let text = source.text();
    let node = yaml::parse(file, source, 0, text.len(), sink)?;
    mapping("the model", &node, sink, &mut |model, sink| {
        let tree_span = model.node("tree").map_or(model.head(), |node| node.span);
        let scoring = model.need_map("scoring", "the scoring", sink, |scoring, sink| {
            let rule = scoring.word("rule", &Rule::ALL.map(|rule| (rule.id(), rule)), sink);
            let unanswered = scoring.opt_word("unanswered", &Unanswered::NAMES, sink);
            let roll_up = scoring.opt_word("roll_up", &[("mean", ())], sink);
            (rule, unanswered, roll_up, scoring.opt_word("display", &Display::NAMES, sink))
        });
        let scoring = scoring.unwrap_or_default();
        DraftModel {
            file,
            format: model.number("format", text, sink),
            id: model.id("id", sink),
            title: model.text("title", sink),
            version: model.text("version", sink),
            date: model.date("date", sink),
            summary: model.text_or_empty("summary", sink),
            tiers: model.maps("tiers", "a tier", sink, |tier, sink| DraftTier {
                id: tier.id("id", sink),
                name: tier.text("name", sink),
                plural: tier.text("plural", sink),
                rated: tier.flag("rated", sink),
            }),
            levels: model
                .maps("levels", "a level", sink, |level, sink| {
                    let number = level.number("level", text, sink);
                    let (name, summary) = (level.text("name", sink), level.text_or_empty("summary", sink));
                    number.map(|number| (number, name, summary))
                })
                .into_iter()
                .flatten()
                .collect(),
            level_note: model.text_or_empty("level_note", sink),
            scopes: model.maps("scopes", "a scope", sink, |scope, sink| {
                (scope.id("id", sink), scope.text("name", sink), scope.text_or_empty("summary", sink))
            }),
            aspects: model.maps("aspects", "an aspect", sink, aspect),
            answers: model.maps("answers", "an answer", sink, |kind, sink| answer(kind, text, sink)),
            scales: model.maps("scales", "a scale", sink, |scale, sink| DraftScale {
                id: scale.id("id", sink),
                name: scale.text("name", sink),
                answers: scale.maps("answers", "an answer", sink, |kind, sink| answer(kind, text, sink)),
            }),
            tracks: model.map("tracks", "`tracks`", sink, |tracks, sink| {
                (tracks.text("name", sink), tracks.text("plural", sink))
            }),
            sparse: model.flag("sparse", sink),
            fields: model.maps("fields", "a field", sink, field),
            rule: scoring.0,
            unanswered: scoring.1,
            roll_up: scoring.2,
            display: scoring.3,
            rated: model.texts("rated", sink),
            tree: model.maps("tree", "a node", sink, |node, sink| tree(node, 1, sink)),
            tree_span,
        }
    })
}

/// What an answer counts as may follow from its value.
fn answer(answer: &mut Fields, source: &str, sink: &mut Sink) -> DraftAnswerKind {
    let (id, name) = (answer.id("id", sink), answer.text("name", sink));
    let value = answer.opt_decimal("value", source, sink);
    let counts = match value {
        Some(_) => answer.opt_word("counts", &COUNTS, sink),
        None => answer.word("counts", &COUNTS, sink),
    };
    DraftAnswerKind { id, name, counts, value }
}

fn field(field: &mut Fields, sink: &mut Sink) -> DraftField {
    let words = field.texts("words", sink);
    let kind = field.word("kind", &KINDS, sink).map(|kind| {
        let known = || words.iter().map(|word| word.value.clone()).collect();
        let value = match kind.value {
            Kind::Text => FieldKind::Text,
            Kind::Number => FieldKind::Number,
            Kind::Word => FieldKind::Word(known()),
            Kind::List => FieldKind::List,
            Kind::Link => FieldKind::Link,
            Kind::Date => FieldKind::Date,
            Kind::Markdown => FieldKind::Markdown,
            Kind::Links => FieldKind::Links,
        };
        At::new(value, kind.span)
    });
    DraftField {
        id: field.id("id", sink),
        name: field.text("name", sink),
        kind,
        words,
        of_items: field.word("of", &[("item", true), ("practice", false)], sink),
        hidden: field.flag("hidden", sink),
    }
}

fn aspect(aspect: &mut Fields, sink: &mut Sink) -> DraftAspect {
    DraftAspect {
        id: aspect.id("id", sink),
        name: aspect.text("name", sink),
        list: aspect.word("kind", &[("text", false), ("list", true)], sink).is_some_and(|list| list.value),
        rated: aspect.flag("rated", sink),
        optional: aspect.flag("optional", sink),
        scale: aspect.opt_text("scale", sink),
        item: aspect.opt_text("item", sink).map(|word| word.value),
        items: aspect.opt_text("items", sink).map(|word| word.value),
    }
}

fn tree(node: &mut Fields, depth: usize, sink: &mut Sink) -> DraftNode {
    let span = node.head();
    let children = if depth < MAX_DEPTH {
        node.maps("children", "a node", sink, |child, sink| tree(child, depth + 1, sink))
    } else {
        if let Some(node) = node.node("children") {
            sink.error(register::BAD_TIERS, node.span, format!("the tree is deeper than {MAX_DEPTH} tiers"));
        }
        Vec::new()
    };
    let rated = node.texts("rated", sink);
    for id in rated.iter().filter(|id| !id.value.is_empty()) {
        check_id(id, sink);
    }
    DraftNode {
        id: node.id("id", sink),
        code: node.text_or_empty("code", sink),
        title: node.text("title", sink),
        summary: node.text_or_empty("summary", sink),
        children,
        rated,
        span,
    }
}
