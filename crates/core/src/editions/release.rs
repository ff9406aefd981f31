//! What stands in the way of a release, and the notes it is begun with.

use std::fmt::Write;

use crate::diag::Sink;
use crate::diag::register;
use crate::model::Guide;
use crate::model::PracticeIx;
use crate::model::Version;

use super::Changes;
use super::Fate;
use super::Reach;
use super::compare::words;
use super::text::fingerprint;

/// Below this many hundredths in common, new words under an old id are taken for another indicator.
const REUSED: u8 = 30;

/// Reports what nobody has classed, and ids that were given to something else.
pub fn report(changes: &Changes, sink: &mut Sink) {
    for change in changes.open() {
        let (old, id) = (change.old.as_deref().unwrap_or(""), &change.id);
        if change.similarity < REUSED && change.fate == Fate::Kept {
            sink.error(register::ID_REUSED, change.span, format!("the id `{id}` was given to another {}", change.item))
                .label(format!("{} of 100 words are the same", change.similarity))
                .help(format!(
                    "it said: “{old}”. Give the new {} an id of its own, or class it in the release notes",
                    change.item
                ));
        } else {
            sink.error(
                register::UNCLASSIFIED,
                change.span,
                format!("the words of `{id}` changed, and nobody said what that means"),
            )
            .help(format!(
                "it said: “{old}”. Write `- {{bullet: {id}, class: clarified}}` into the release notes, or \
                     `strengthened` or `weakened`"
            ));
        }
    }
}

/// The least version that fits changes of this reach.
pub fn least(last: Version, reach: Reach) -> Version {
    match reach {
        Reach::Nothing => last,
        Reach::Editorial => Version(last.0, last.1, last.2 + 1),
        Reach::Guidance => Version(last.0, last.1 + 1, 0),
        Reach::Model => Version(last.0 + 1, 0, 0),
    }
}

/// Why a version does not fit; nothing if it does.
pub fn misfit(version: Version, last: Option<Version>, reach: Reach) -> Option<String> {
    let last = last?;
    let least = least(last, reach);
    if version <= last {
        return Some(format!("{version} does not come after {last}"));
    }
    // A higher part than needed is the editor's to choose; a lower one hides something from readers.
    (version < least).then(|| {
        let what = match reach {
            Reach::Model => "the model",
            Reach::Guidance => "the guidance",
            Reach::Editorial | Reach::Nothing => "the wording",
        };
        let part = reach.part();
        format!(
            "{version} is too small a step from {last}: {what} differs, which asks for {part} version, {least} or later"
        )
    })
}

/// The start of release notes: every change that has to be classed, and those that may be told.
pub fn notes(version: Version, date: &str, changes: &Changes) -> String {
    let mut out = format!(
        "# Release notes of edition {version}. Write the summary, and say of each change what it means:\n\
         # clarified (it asks for the same), strengthened (for more) or weakened (for less).\n\
         format: 1\nversion: {version}\ndate: {date}\nsummary:\nchanges:\n"
    );
    let told = changes.bullets.iter().filter(|change| change.is_open() || (change.rated && change.fate != Fate::Kept));
    let mut any = false;
    for change in told {
        any = true;
        for (sign, text) in [('-', &change.old), ('+', &change.new)] {
            if let Some(text) = text {
                let _ = writeln!(out, "  # {sign} {text}");
            }
        }
        let id = &change.id;
        match change.is_open() {
            true => {
                let _ = writeln!(out, "  - bullet: {id}\n    class:\n    note:");
            }
            false if change.fate == Fate::Removed => {
                let _ = writeln!(out, "  # `{id}` is removed.");
            }
            false => {
                let _ = writeln!(out, "  - bullet: {id}\n    note:");
            }
        }
    }
    if any { out } else { out.replace("changes:\n", "") }
}

/// The fingerprints of all bullets of a guide, a line each: id, a space, fingerprint. In order of id.
pub fn fingerprints(guide: &Guide) -> String {
    let mut lines = Vec::new();
    for (index, practice) in guide.practices.iter().enumerate() {
        for (level, _, bullet) in practice.bullets() {
            if let Some(id) = &bullet.id {
                lines.push(format!(
                    "{} {}\n",
                    guide.full_id(PracticeIx(index), level, id),
                    fingerprint(&words(bullet))
                ));
            }
        }
    }
    lines.sort();
    lines.concat()
}
