//! Reads `book.yaml`.

use crate::diag::Sink;
use crate::diag::register;
use crate::model::Detail;
use crate::source::FileId;
use crate::source::Source;
use pades::grade::Grade;

use super::draft::DraftAudience;
use super::draft::DraftPolicy;
use super::draft::DraftSees;
use super::draft::DraftSettings;
use super::fields;
use super::fields::Fields;
use super::fields::mapping;
use super::yaml;
use super::yaml::Value;

/// Those whom the book is built for.
fn audience(audience: &mut Fields, sink: &mut Sink) -> DraftAudience {
    audience.not_empty(&["ceiling", "sees"], sink);
    DraftAudience {
        id: audience.id("id", sink),
        name: audience.text("name", sink),
        ceiling: audience.opt_text("ceiling", sink),
        sees: audience.maps("sees", "what an audience sees", sink, sees),
    }
}

fn sees(sees: &mut Fields, sink: &mut Sink) -> DraftSees {
    sees.not_empty(&["assessments", "marked_up_to", "signed_off"], sink);
    DraftSees {
        show: sees.word("show", &Detail::WORDS, sink),
        assessments: sees.node("assessments").is_some().then(|| sees.texts("assessments", sink)),
        marked_up_to: sees.opt_text("marked_up_to", sink),
        signed_off: sees.flag("signed_off", sink),
    }
}

pub(super) fn read(file: FileId, source: &Source, sink: &mut Sink) -> Option<DraftSettings> {
    let text = source.text();
    let node = yaml::parse(file, source, 0, text.len(), sink)?;
    mapping("the book", &node, sink, &mut |book, sink| {
        let pages = book.map("pages", "the list of pages", sink, |pages, sink| {
            (pages.texts("front", sink), pages.texts("back", sink))
        });
        let (front, back) = pages.unwrap_or_default();
        book.not_empty(&["audiences", "audience"], sink);
        DraftSettings {
            format: book.number("format", text, sink),
            title: book.text("title", sink),
            subtitle: book.text_or_empty("subtitle", sink),
            organisation: book.text("organisation", sink),
            language: book.text("language", sink),
            region: book.opt_text("region", sink),
            url: book.opt_text("url", sink),
            feedback: book.opt_text("feedback", sink),
            edition_tags: book.opt_text("edition_tags", sink),
            audiences: book.maps("audiences", "an audience", sink, audience),
            audience: book.opt_text("audience", sink),
            front,
            back,
            roles: book.maps("roles", "a role", sink, |role, sink| (role.id("id", sink), role.text("name", sink))),
            sign_off: book.map("sign_off", "the sign-off policy", sink, |policy, sink| DraftPolicy {
                roles: policy.maps("roles", "a signing role", sink, |line, sink| {
                    (line.text("role", sink), line.text("statement", sink), line.flag("optional", sink))
                }),
                apart: policy.list("apart", sink, |node, sink| {
                    let Value::List(items) = &node.value else {
                        sink.error(register::WRONG_TYPE, node.span, "an entry of `apart` is a list of roles")
                            .help("write for example `- [lead-assessor, reviewer]`");
                        return None;
                    };
                    Some((node.span, items.iter().filter_map(|item| fields::text(item, "a role", sink)).collect()))
                }),
                grade: policy.opt_word("level", &Grade::NAMES, sink),
                months: policy.opt_number("valid_months", text, sink),
                unassessed: policy.flag("allow_unassessed", sink),
                most_waived: policy.opt_number("most_not_applicable", text, sink),
            }),
        }
    })
}
