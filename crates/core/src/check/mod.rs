//! The rules across files: the only door from [`Draft`] to [`Book`].
//!
//! Takes what was written; gives what is meant, or nothing and a diagnostic for every rule that is broken. After this
//! stage no lookup can fail: every id is resolved, every date in order, every link leads somewhere.

mod assessment;
mod audience;
mod covers;
mod edition;
mod guide;
mod ids;
mod items;
mod links;
mod mapping;
mod overlay;
mod practice;
mod range;
mod result;
mod scales;
mod scene;
mod sign_off;
mod target_set;
mod unknown;
mod written;

pub use edition::place_of;
pub use ids::{Proposal, propose};

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::diag::Diagnostic;
use crate::diag::Severity;
use crate::diag::Sink;
use crate::diag::register;
use crate::model::Assessment;
use crate::model::Book;
use crate::model::Date;
use crate::model::Record;
use crate::model::Role;
use crate::model::RoleIx;
use crate::model::Settings;
use crate::model::natural;
use crate::read::At;
use crate::read::Draft;
use crate::read::DraftSettings;
use crate::read::Words;
use crate::source::Sources;
use crate::source::Span;
use crate::source::assessment_of;
use crate::source::is_guide;

/// Version of the format of `book.yaml`, `model.yaml` and `assessment.yaml` that this levelbook reads.
pub const FORMAT: u8 = 1;

/// Checks a draft. `None` when an error was found here or before, other than in the files of assessments: an assessment with
/// an error is left out, and the rest stands.
pub fn check(draft: &Draft, sources: &Sources, sink: &mut Sink) -> Option<Book> {
    let mut own = Sink::new();
    let book = rules(draft, sources, &mut own);
    unknown::retain(&mut own, draft, sources);
    sink.absorb(own);
    let left_out = left_out(sources, sink)?;
    let mut book = book?;
    let folder = |assessment: &Assessment| assessment_of(&sources.get(assessment.file).path).unwrap_or_default();
    book.assessments.retain(|assessment| !left_out.contains(folder(assessment)));
    book.left_out = left_out;
    Some(book)
}

/// The folders of assessments with errors; `None` if any other file has one.
fn left_out(sources: &Sources, sink: &Sink) -> Option<BTreeSet<String>> {
    let all = sink.sorted();
    let errors = all.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let path = |diagnostic: &Diagnostic| match diagnostic.span {
        Some(span) => Some(sources.get(span.file).path.clone()),
        None => diagnostic.path.clone(),
    };
    errors.map(|diagnostic| assessment_of(&path(diagnostic)?).map(str::to_owned)).collect()
}

/// The rules; what a file that could not be read would hold counts as missing here.
fn rules(draft: &Draft, sources: &Sources, sink: &mut Sink) -> Option<Book> {
    let mut ids = Ids::default();
    let settings = draft.settings.as_ref().map(|settings| check_settings(settings, draft, sources, sink));
    let mut guide = draft.model.as_ref().and_then(|model| guide::check(model, draft, &mut ids, sources, sink));
    if let Some(guide) = &mut guide {
        guide.placeholders = draft.placeholders.iter().filter(|at| is_guide(&sources.get(at.file).path)).count();
    }
    let target_sets = guide.as_ref().map(|guide| target_set::check(draft, guide, sources, sink)).unwrap_or_default();
    let (frameworks, mappings) =
        guide.as_ref().map(|guide| mapping::check(draft, guide, sources, sink)).unwrap_or_default();
    let written: Vec<&str> = draft.mappings.iter().map(|mapping| mapping.id.value.as_str()).collect();
    let days = days(draft);
    let mut assessments = Vec::new();
    let released: Vec<String> =
        draft.editions.iter().flat_map(|list| &list.editions).map(|edition| edition.version.value.clone()).collect();
    if let (Some(settings), Some(guide)) = (&settings, &guide) {
        for assessment in &draft.assessments {
            ids.claim("assessment", &assessment.id, sink);
            if draft.elsewhere.contains(&assessment.file) {
                continue;
            }
            let against = assessment::Against {
                guide,
                target_sets: &target_sets,
                mappings: &mappings,
                written: &written,
                released: &released,
                days: &days,
                placeholders: &draft.placeholders,
            };
            assessments.extend(assessment::check(assessment, settings, &against, sources, sink));
        }
    }
    placeholders(draft, sink);
    let editions = edition::editions(draft, sink);
    let notes = guide.as_ref().map(|guide| edition::notes(draft, guide, sources, sink)).unwrap_or_default();
    if let Some(guide) = &mut guide {
        edition::renamed(draft, guide, sink);
        links::check(guide, &ids, draft, sources, sink);
    }
    sign_off::attach(draft, &mut assessments, sources, sink);
    supersedes(draft, sink);
    assessments.sort_by(|a, b| natural(&a.id, &b.id));
    Some(Book {
        settings: settings?,
        guide: guide?,
        target_sets,
        frameworks,
        mappings,
        assessments,
        left_out: BTreeSet::new(),
        editions,
        notes,
    })
}

/// The records of a draft by the folder that they lie in, whatever else is wrong with the book. An entry that does not fit
/// is left out and reported.
pub fn records(draft: &Draft, sources: &Sources, sink: &mut Sink) -> BTreeMap<String, Record> {
    sign_off::orphans(sources, sink);
    sign_off::records(draft, sources, sink)
}

/// The ids of a book: nodes, practices, pages and assessments share one namespace, since links name them all alike.
#[derive(Default)]
struct Ids {
    first: BTreeMap<String, (&'static str, Span)>,
}

impl Ids {
    /// Records an id; reports it if it is taken.
    fn claim(&mut self, what: &'static str, id: &Words, sink: &mut Sink) -> bool {
        if id.value.is_empty() {
            return false;
        }
        let names = [("guide", "the guide's own PDF"), ("portfolio", "the PDF of all assessments")];
        let taken = names.iter().find(|(name, _)| what == "assessment" && id.value == *name);
        if let Some((name, named)) = taken {
            sink.error(register::BAD_ID, id.span, format!("an assessment can't be called `{name}`"))
                .help(format!("the word names {named}: give the assessment and its folder another id"));
            return false;
        }
        if let Some((other, span)) = self.first.get(&id.value) {
            sink.error(register::DUPLICATE_ID, id.span, format!("the id `{}` is used twice", id.value))
                .label(format!("this {what}"))
                .related(*span, format!("the {other} that has it"))
                .help("ids are unique over all nodes, practices, pages and assessments: give one of them another");
            return false;
        }
        self.first.insert(id.value.clone(), (what, id.span));
        true
    }
}

/// Reports ids of one list that are used twice.
fn unique<'a>(what: &str, ids: impl IntoIterator<Item = &'a Words>, sink: &mut Sink) {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    for id in ids.into_iter().filter(|id| !id.value.is_empty()) {
        if let Some(span) = first.get(id.value.as_str()) {
            sink.error(register::DUPLICATE_ID, id.span, format!("the {what} `{}` is there twice", id.value))
                .related(*span, "first written here")
                .help("give one of the two another id");
        } else {
            first.insert(&id.value, id.span);
        }
    }
}

fn format_version(format: &Option<At<u8>>, sink: &mut Sink) {
    if let Some(format) = format.as_ref().filter(|format| format.value != FORMAT) {
        sink.error(register::FORMAT_VERSION, format.span, format!("format {} is not known", format.value))
            .help(format!("this levelbook reads format {FORMAT}"));
    }
}

fn check_settings(draft: &DraftSettings, book: &Draft, sources: &Sources, sink: &mut Sink) -> Settings {
    format_version(&draft.format, sink);
    unique("role", draft.roles.iter().map(|(id, _)| id), sink);
    let roles: Vec<Role> =
        draft.roles.iter().map(|(id, name)| Role { id: id.value.clone(), name: name.value.clone() }).collect();
    let sign_off = draft.sign_off.as_ref().map(|policy| sign_off::policy(policy, &roles, sink)).unwrap_or_default();
    let letters = |words: &Words, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&words.value.len()) && words.value.chars().all(|c| c.is_ascii_alphabetic())
    };
    if !draft.language.value.is_empty() && !letters(&draft.language, 2..=3) {
        sink.error(
            register::UNKNOWN_WORD,
            draft.language.span,
            format!("`{}` is not a language code", draft.language.value),
        )
        .help("write two or three letters, such as `en` or `de`; the country goes into `region`");
    }
    if let Some(region) = draft.region.as_ref().filter(|region| !letters(region, 2..=2)) {
        sink.error(register::UNKNOWN_WORD, region.span, format!("`{}` is not a country code", region.value))
            .help("write two letters, such as `GB`");
    }
    if let Some(url) =
        draft.url.as_ref().filter(|url| !url.value.starts_with("https://") && !url.value.starts_with("http://"))
    {
        sink.error(register::UNKNOWN_WORD, url.span, "`url` is not a web address")
            .help("write it with `https://` in front");
    }
    let (audiences, audience) = audience::check(draft, book, sources, sink);
    Settings {
        title: draft.title.value.clone(),
        subtitle: draft.subtitle.clone(),
        organisation: draft.organisation.value.clone(),
        language: draft.language.value.to_lowercase(),
        region: draft.region.as_ref().map(|region| region.value.to_uppercase()),
        url: draft.url.as_ref().map(|url| url.value.trim_end_matches('/').to_owned()),
        roles,
        sign_off,
        edition_tags: draft.edition_tags.as_ref().map_or("guide/".to_owned(), |start| tags(start, sink)),
        audiences,
        audience,
        feedback: draft.feedback.as_ref().and_then(|address| feedback(address, sink)),
    }
}

/// What a tag begins with is the beginning of a name that git takes (git-check-ref-format).
fn tags(start: &Words, sink: &mut Sink) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/');
    let text = &start.value;
    let wrong =
        !text.starts_with(|c: char| c.is_ascii_alphanumeric()) || !text.chars().all(plain) || text.contains("//");
    if wrong && !text.is_empty() {
        sink.error(register::UNKNOWN_WORD, start.span, format!("no tag can begin with `{text}`"))
            .help("write letters, digits, `-`, `_` and `/`, such as `guide/` or `v`");
    }
    text.clone()
}

/// An address for feedback leads to the web or to a mailbox, and its places are known ones.
fn feedback(address: &Words, sink: &mut Sink) -> Option<String> {
    let text = &address.value;
    if !["https://", "http://", "mailto:"].iter().any(|start| text.starts_with(start)) {
        sink.error(register::UNKNOWN_WORD, address.span, "`feedback` is neither a web address nor a mailbox")
            .help("begin it with `https://` or `mailto:`");
        return None;
    }
    let places = ["edition", "id", "title"];
    for place in text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or("")) {
        if !places.contains(&place) {
            sink.error(register::UNKNOWN_WORD, address.span, format!("`feedback` has no place `{{{place}}}`"))
                .suggest(place, places)
                .help("the places are `{edition}`, `{id}` and `{title}`");
        }
    }
    Some(text.clone())
}

/// The days on which the guide and the profiles, as they are here, were released; by id, the guide's under [`assessment::GUIDE`].
fn days(draft: &Draft) -> BTreeMap<String, At<Date>> {
    let guide = draft.model.iter().filter_map(|model| Some((assessment::GUIDE.to_owned(), model.date.clone()?)));
    let profiles = draft.overlays.iter().filter_map(|overlay| Some((overlay.id.value.clone(), overlay.date.clone()?)));
    guide.chain(profiles).collect()
}

/// Names the placeholders that were not replaced: one warning a file, with all places.
fn placeholders(draft: &Draft, sink: &mut Sink) {
    for places in draft.placeholders.chunk_by(|one, other| one.file == other.file) {
        let Some((first, others)) = places.split_first() else { continue };
        let message = match others.len() {
            0 => "a placeholder was not replaced".to_owned(),
            number => format!("{} placeholders were not replaced", number + 1),
        };
        let warning = sink.warning(register::PLACEHOLDER, *first, message);
        for other in others {
            warning.related(*other, "and here");
        }
        warning.help("write the text; until then, no report that shows it can be sealed");
    }
}

/// Reports an assessment that takes the place of one that is not there, or of itself.
fn supersedes(draft: &Draft, sink: &mut Sink) {
    for assessment in &draft.assessments {
        let Some(earlier) = &assessment.supersedes else { continue };
        let others = || draft.assessments.iter().map(|other| &other.id.value).filter(|id| **id != assessment.id.value);
        if !earlier.value.is_empty() && !others().any(|id| *id == earlier.value) {
            let message = format!("there is no other assessment `{}`", earlier.value);
            sink.error(register::SIGNATORY, earlier.span, message)
                .suggest(&earlier.value, others().map(String::as_str))
                .help("`supersedes` names the earlier assessment that this one takes the place of");
        }
    }
}

/// Looks a role up; reports an unknown one.
fn role(roles: &[Role], id: &Words, sink: &mut Sink) -> Option<RoleIx> {
    let found = roles.iter().position(|role| role.id == id.value).map(RoleIx);
    if found.is_none() && !id.value.is_empty() {
        sink.error(register::UNKNOWN_ROLE, id.span, format!("no role has the id `{}`", id.value))
            .suggest(&id.value, roles.iter().map(|role| role.id.as_str()))
            .help("roles are listed in `book.yaml` under `roles`");
    }
    found
}
