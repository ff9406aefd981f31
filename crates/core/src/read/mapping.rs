//! Reads `mappings/frameworks/<id>@<edition>.yaml`, lists of ids, and `mappings/<id>.yaml`, mappings to them.

use crate::diag::Sink;
use crate::model::MappingMethod;
use crate::model::MappingRationale;
use crate::model::MappingStatus;
use crate::model::Relation;
use crate::source::FileId;
use crate::source::Source;

use super::draft::DraftFramework;
use super::draft::DraftMapping;
use super::draft::DraftMappingRow;
use super::draft::DraftWithdrawn;
use super::fields::mapping as fields_of;
use super::yaml;

const STATUS: [(&str, MappingStatus); 3] =
    [("draft", MappingStatus::Draft), ("complete", MappingStatus::Complete), ("superseded", MappingStatus::Superseded)];
const METHOD: [(&str, MappingMethod); 3] =
    [("human", MappingMethod::Human), ("automation", MappingMethod::Automation), ("hybrid", MappingMethod::Hybrid)];
const RATIONALE: [(&str, MappingRationale); 3] = [
    ("syntactic", MappingRationale::Syntactic),
    ("semantic", MappingRationale::Semantic),
    ("functional", MappingRationale::Functional),
];

pub(super) fn framework(file: FileId, source: &Source, sink: &mut Sink) -> Option<DraftFramework> {
    let text = source.text();
    let node = yaml::parse(file, source, 0, text.len(), sink)?;
    fields_of("the framework", &node, sink, &mut |framework, sink| DraftFramework {
        file,
        format: framework.number("format", text, sink),
        id: framework.id("id", sink),
        edition: framework.text("edition", sink),
        title: framework.text("title", sink),
        publisher: framework.text("publisher", sink),
        summary: framework.text_or_empty("summary", sink),
        roles: framework.maps("roles", "a role", sink, |role, sink| (role.id("id", sink), role.text("name", sink))),
        groups: framework.maps("groups", "a group", sink, |group, sink| {
            (group.text("id", sink), group.text("name", sink), group.texts("ids", sink))
        }),
        withdrawn: framework.maps("withdrawn", "a withdrawn id", sink, |withdrawn, sink| DraftWithdrawn {
            id: withdrawn.text("id", sink),
            edition: withdrawn.text("edition", sink),
            now: withdrawn.texts("now", sink),
        }),
    })
}

pub(super) fn mapping(file: FileId, source: &Source, sink: &mut Sink) -> Option<DraftMapping> {
    let text = source.text();
    let node = yaml::parse(file, source, 0, text.len(), sink)?;
    fields_of("the mapping", &node, sink, &mut |mapping, sink| DraftMapping {
        file,
        format: mapping.number("format", text, sink),
        id: mapping.id("id", sink),
        version: mapping.text("version", sink),
        title: mapping.text("title", sink),
        summary: mapping.text("summary", sink),
        framework: mapping.text("framework", sink),
        model: mapping
            .need_map("model", "the model", sink, |model, sink| (model.text("id", sink), model.text("versions", sink))),
        status: mapping.word("status", &STATUS, sink),
        method: mapping.word("method", &METHOD, sink),
        rationale: mapping.word("rationale", &RATIONALE, sink),
        rows: mapping.maps("rows", "a row", sink, |row, sink| DraftMappingRow {
            practice: row.text("practice", sink),
            level: row.opt_number("level", text, sink),
            item: row.opt_text("item", sink),
            role: row.opt_text("role", sink),
            relation: row.word("relation", &Relation::NAMES, sink),
            to: row.texts("to", sink),
            note: row.text_or_empty("note", sink),
        }),
    })
}
