//! Reads `overlays/<id>/overlay.yaml` and `targets/<id>.yaml`.

use crate::diag::Sink;
use crate::source::FileId;
use crate::source::Source;

use super::draft::DraftOverlay;
use super::draft::DraftQuestion;
use super::draft::DraftSetTarget;
use super::draft::DraftTargetSet;
use super::draft::Words;
use super::fields::Fields;
use super::fields::mapping;
use super::yaml;

pub(super) fn overlay(file: FileId, source: &Source, sink: &mut Sink) -> Option<DraftOverlay> {
    let text = source.text();
    let node = yaml::parse(file, source, 0, text.len(), sink)?;
    mapping("the overlay", &node, sink, &mut |overlay, sink| DraftOverlay {
        file,
        format: overlay.number("format", text, sink),
        id: overlay.id("id", sink),
        version: overlay.text("version", sink),
        date: overlay.opt_date("date", sink),
        title: overlay.text("title", sink),
        short: overlay.opt_text("short", sink),
        summary: overlay.text_or_empty("summary", sink),
        owner: overlay.text("owner", sink),
        speaks_for: overlay.texts("speaks_for", sink),
        extends: overlay.need_map("extends", "`extends`", sink, |extends, sink| {
            (extends.text("model", sink), extends.text("versions", sink))
        }),
        after: overlay.texts("after", sink),
        provenance: overlay.text("provenance", sink),
        questions: overlay.maps("questions", "a context question", sink, |question, sink| DraftQuestion {
            id: question.id("id", sink),
            text: question.text("text", sink),
            help: question.text_or_empty("help", sink),
            options: question.texts("options", sink),
            optional: question.flag("optional", sink),
        }),
    })
}

pub(super) fn target_set(file: FileId, source: &Source, sink: &mut Sink) -> Option<DraftTargetSet> {
    let text = source.text();
    let node = yaml::parse(file, source, 0, text.len(), sink)?;
    mapping("the target set", &node, sink, &mut |set, sink| {
        let targets = set.entries("targets", "`targets`", sink);
        let target = |(id, node), sink: &mut Sink| {
            let target = mapping("a target", node, sink, &mut |target, sink| target_of(target, text, sink))?;
            Some((id, target))
        };
        DraftTargetSet {
            file,
            format: set.number("format", text, sink),
            id: set.id("id", sink),
            version: set.text("version", sink),
            title: set.text("title", sink),
            summary: set.text("summary", sink),
            owner: set.text_or_empty("owner", sink),
            model: model(set, sink),
            targets: targets.into_iter().filter_map(|entry| target(entry, sink)).collect(),
        }
    })
}

/// The model and the versions of its guide that a file is for.
fn model(fields: &mut Fields, sink: &mut Sink) -> Option<(Words, Words)> {
    fields.need_map("model", "the model", sink, |model, sink| (model.text("id", sink), model.text("versions", sink)))
}

fn target_of(target: &mut Fields, source: &str, sink: &mut Sink) -> DraftSetTarget {
    DraftSetTarget {
        level: target.decimal("level", source, sink),
        scope: target.opt_text("scope", sink),
        rationale: target.text("rationale", sink),
        span: target.head(),
    }
}
