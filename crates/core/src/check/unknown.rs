//! What a file that could not be read would hold is unknown, and not missing.
//!
//! The rules across files look each name up in what was read. Where something was not read, a name that could stand in it is
//! no mistake: it is taken out here, in one place for all rules. What is wrong with the unread file itself was said when it
//! was read.

use crate::diag::Code;
use crate::diag::Diagnostic;
use crate::diag::Severity;
use crate::diag::Sink;
use crate::diag::register as r;
use crate::read::Draft;
use crate::read::Unread;
use crate::source::Sources;
use crate::source::assessment_of;

/// Codes of what names something by its id, with the words of that id as their place.
const BY_ID: [Code; 12] = [
    r::AUDIENCE,
    r::UNKNOWN_PRACTICE,
    r::UNKNOWN_PRACTICE_FILE,
    r::UNKNOWN_PAGE,
    r::UNKNOWN_OVERLAY,
    r::TARGET_SET,
    r::FRAMEWORK,
    r::REQUIREMENT,
    r::SIGNATORY,
    r::OVERLAY_ORDER,
    r::COVERS,
    r::RENAMED,
];

/// Codes of what names something within a link or a longer text.
const WITHIN: [Code; 4] = [r::BROKEN_LINK, r::BROKEN_ANCHOR, r::MISSING_IMAGE, r::NOTES];

/// Takes out what would not be said if all files could be read, as far as anybody can know.
pub(super) fn retain(sink: &mut Sink, draft: &Draft, sources: &Sources) {
    let mut unread = draft.unread.clone();
    // A practice that has no place in the tree is told as that, and is there all the same.
    let unplaced = sink.sorted().into_iter().filter(|diagnostic| diagnostic.code == r::UNPLACED_PRACTICE);
    let unplaced = unplaced.filter(|diagnostic| diagnostic.severity == Severity::Error);
    unplaced.filter_map(|diagnostic| diagnostic.span).for_each(|span| unread.add(&sources.get(span.file).path));
    if !unread.is_empty() {
        sink.retain(|diagnostic| diagnostic.code == r::UNPLACED_PRACTICE || !follows(diagnostic, &unread, sources));
    }
}

fn follows(diagnostic: &Diagnostic, unread: &Unread, sources: &Sources) -> bool {
    let code = diagnostic.code;
    let words = diagnostic.span.map_or("", |span| sources.slice(span));
    let path = match (diagnostic.span, &diagnostic.path) {
        (Some(span), _) => sources.get(span.file).path.as_str(),
        (None, Some(path)) => path,
        (None, None) => "",
    };
    let text = || diagnostic.span.map_or("", |span| sources.get(span.file).text());
    if BY_ID.contains(&code) && unread.is_named(words.trim_matches(['"', '\''])) {
        return true;
    }
    if WITHIN.contains(&code) && unread.is_named_in(words) {
        return true;
    }
    match code {
        // Whether a version was released, and what changed in it, is said by the list of editions.
        r::OTHER_GUIDE | r::EDITIONS | r::NOTES | r::ID_REUSED | r::UNCLASSIFIED => unread.has("editions.yaml"),
        // A profile may add the item, and an answer on an unread practice may name the evidence.
        r::UNKNOWN_INDICATOR | r::DEPENDS => unread.any_below("overlays/"),
        r::UNUSED_EVIDENCE => unread.any_below("overlays/") || unread.is_named_in(text()),
        r::UNKNOWN_OVERLAY | r::CONTEXT => unread.any_below("overlays/"),
        r::FRAMEWORK | r::REQUIREMENT => unread.any_below("mappings/"),
        // A record belongs together with its folder.
        r::SIGN_OFF_RECORD => assessment_of(path).is_some_and(|id| unread.any_below(&format!("assessments/{id}/"))),
        r::MISSING_FILE => {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            folder.starts_with("overlays/") && unread.has(&format!("{folder}/overlay.yaml"))
        }
        r::UNLISTED_PAGE => unread.has("book.yaml"),
        r::UNPLACED_PRACTICE => unread.has("model.yaml"),
        _ => false,
    }
}
