//! Checks the audiences of `book.yaml`, and whether a book with restricted assessments says who may see them.
//!
//! Takes the settings and the assessments as they were written; gives audiences whose labels and ids are known.

use crate::diag::Sink;
use crate::diag::register;
use crate::model::Audience;
use crate::model::Detail;
use crate::model::Marking;
use crate::model::Sees;
use crate::read::Draft;
use crate::read::DraftAudience;
use crate::read::DraftSettings;
use crate::read::Words;
use crate::source::Sources;

use super::unique;

/// The label of an assessment or of an audience; reports one that is not known.
pub(super) fn marking(label: &Words, sink: &mut Sink) -> Option<Marking> {
    let found = Marking::of(&label.value);
    if found.is_none() && !label.value.is_empty() {
        let labels = Marking::ALL.map(Marking::label);
        sink.error(register::UNKNOWN_MARKING, label.span, format!("`{}` is not a TLP label", label.value))
            .suggest(&label.value, labels)
            .help(format!("the labels are {}", labels.join(", ")));
    }
    found
}

/// The audiences, and which of them is built for where nothing else is asked.
pub(super) fn check(
    settings: &DraftSettings,
    draft: &Draft,
    sources: &Sources,
    sink: &mut Sink,
) -> (Vec<Audience>, Option<usize>) {
    unique("audience", settings.audiences.iter().map(|audience| &audience.id), sink);
    let audiences: Vec<Audience> = settings.audiences.iter().map(|one| audience(one, draft, sources, sink)).collect();
    let default = settings.audience.as_ref();
    let index = default.and_then(|word| audiences.iter().position(|audience| audience.id == word.value));
    match (default, settings.audiences.first()) {
        (Some(word), _) if index.is_none() && !word.value.is_empty() => {
            sink.error(register::AUDIENCE, word.span, format!("there is no audience `{}`", word.value))
                .suggest(&word.value, audiences.iter().map(|audience| audience.id.as_str()))
                .help("`audience` names the one of `audiences` that is built for where nothing else is asked");
        }
        (None, Some(first)) => {
            sink.error(register::AUDIENCE, first.id.span, "nobody said which audience is built for by default")
                .help(format!("write `audience: {}` beside `audiences`, or name another of them", first.id.value));
        }
        _ => {}
    }
    if settings.audiences.is_empty() && default.is_none() {
        unsaid(draft, sink);
    }
    (audiences, index)
}

fn audience(draft: &DraftAudience, book: &Draft, sources: &Sources, sink: &mut Sink) -> Audience {
    let ceiling = draft.ceiling.as_ref().map(|label| (label, marking(label, sink)));
    let mut sees = Vec::new();
    for entry in &draft.sees {
        let label = entry.marked_up_to.as_ref().map(|label| (label, marking(label, sink)));
        if let (Some((label, Some(up_to))), Some((ceiling, Some(most)))) = (label, ceiling)
            && up_to > most
        {
            let message = format!("`{}` lies above the ceiling of the audience", label.value);
            sink.error(register::AUDIENCE, label.span, message)
                .related(ceiling.span, "the ceiling")
                .help("nothing above the ceiling is shown: lower one of the two, or raise the other");
        }
        for id in entry.assessments.iter().flatten().filter(|id| !id.value.is_empty()) {
            let known = || book.assessments.iter().map(|assessment| assessment.id.value.as_str());
            // A file that could not be read is there all the same.
            let unread = || sources.find(&format!("assessments/{}/assessment.yaml", id.value)).is_some();
            if !known().any(|known| known == id.value) && !unread() {
                // A slip here hides, and shows nothing to anybody.
                sink.warning(register::AUDIENCE, id.span, format!("there is no assessment `{}`", id.value))
                    .suggest(&id.value, known())
                    .help("`assessments` lists ids of assessments of this book");
            }
        }
        // A word that is not known is an error above; until it is mended, the least is shown.
        sees.push(Sees {
            show: entry.show.as_ref().map_or(Detail::Levels, |show| show.value),
            assessments: entry.assessments.as_ref().map(|ids| ids.iter().map(|id| id.value.clone()).collect()),
            marked_up_to: label.map(|(_, marking)| marking.unwrap_or(Marking::Clear)),
            signed_off: entry.signed_off,
        });
    }
    Audience {
        id: draft.id.value.clone(),
        name: draft.name.value.clone(),
        ceiling: ceiling.map(|(_, marking)| marking.unwrap_or(Marking::Clear)),
        sees,
    }
}

/// Warns of an assessment that is marked as not for everybody, in a book that tells nobody from anybody else.
fn unsaid(draft: &Draft, sink: &mut Sink) {
    let marked = draft.assessments.iter().filter_map(|assessment| {
        let label = assessment.marking.as_ref()?;
        let restricted = Marking::of(&label.value).is_some_and(|marking| marking > Marking::Green);
        restricted.then_some((assessment, label))
    });
    let marked: Vec<_> = marked.collect();
    let Some((first, label)) = marked.first() else { return };
    let others = match marked.len() - 1 {
        0 => String::new(),
        1 => ", and another one,".to_owned(),
        more => format!(", and {more} others,"),
    };
    let message = format!("`{}`{others} is shown to whoever sees the output", first.id.value);
    let mut diagnostic = sink.warning(register::UNSAID_AUDIENCE, label.span, message).label("not for everybody");
    for (_, label) in marked.iter().skip(1) {
        diagnostic = diagnostic.related(label.span, "this one, too");
    }
    diagnostic.help("say in `book.yaml` under `audiences` who may see what: see `levelbook explain LB121`");
}
