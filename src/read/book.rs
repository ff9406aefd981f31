//! Reads `book.yaml`.

use crate::diag::Sink;
use crate::source::FileId;
use crate::source::Source;

use super::draft::DraftSettings;
use super::fields::mapping;
use super::yaml;

pub(super) fn read(file: FileId, source: &Source, sink: &mut Sink) -> Option<DraftSettings> {
    let text = source.text();
    let node = yaml::parse(file, source, 0, text.len(), sink)?;
    mapping("the book", &node, sink, &mut |book, sink| {
        let pages = book.map("pages", "the list of pages", sink, |pages, sink| {
            (pages.texts("front", sink), pages.texts("back", sink))
        });
        let (front, back) = pages.unwrap_or_default();
        DraftSettings {
            format: book.number("format", text, sink),
            title: book.text("title", sink),
            subtitle: book.text_or_empty("subtitle", sink),
            organisation: book.text("organisation", sink),
            language: book.text("language", sink),
            region: book.opt_text("region", sink),
            url: book.opt_text("url", sink),
            front,
            back,
            roles: book.maps("roles", "a role", sink, |role, sink| (role.id("id", sink), role.text("name", sink))),
            sign_off: book.maps("sign_off", "a signature", sink, |signature, sink| {
                (signature.text("role", sink), signature.text("statement", sink))
            }),
        }
    })
}
