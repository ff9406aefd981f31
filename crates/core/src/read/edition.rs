//! Reads `editions.yaml`, the list of released editions, and `editions/<version>.yaml`, their release notes.

use crate::diag::Sink;
use crate::model::Class;
use crate::source::FileId;
use crate::source::Source;

use super::draft::DraftEdition;
use super::draft::DraftEditions;
use super::draft::DraftNote;
use super::draft::DraftNotes;
use super::fields::mapping;
use super::yaml;

pub(super) fn list(file: FileId, source: &Source, sink: &mut Sink) -> Option<DraftEditions> {
    let text = source.text();
    let node = yaml::parse(file, source, 0, text.len(), sink)?;
    mapping("the list of editions", &node, sink, &mut |list, sink| DraftEditions {
        format: list.number("format", text, sink),
        editions: list.maps("editions", "an edition", sink, |edition, sink| DraftEdition {
            version: edition.text("version", sink),
            date: edition.date("date", sink),
            commit: edition.text("commit", sink),
            tag: edition.opt_text("tag", sink),
            digest: edition.text("digest", sink),
        }),
    })
}

pub(super) fn notes(file: FileId, source: &Source, sink: &mut Sink) -> Option<DraftNotes> {
    let text = source.text();
    let node = yaml::parse(file, source, 0, text.len(), sink)?;
    mapping("the release notes", &node, sink, &mut |notes, sink| DraftNotes {
        file,
        format: notes.number("format", text, sink),
        version: notes.text("version", sink),
        date: notes.opt_date("date", sink),
        summary: notes.text_or_empty("summary", sink),
        changes: notes.maps("changes", "a change", sink, |change, sink| DraftNote {
            bullet: change.text("bullet", sink),
            class: change.opt_word("class", &Class::NAMES, sink),
            note: change.text_or_empty("note", sink),
        }),
    })
}
