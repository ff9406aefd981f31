//! For which model, and for which versions of its guide, a file is made; and names that none of them can have.

use semver::Version;
use semver::VersionReq;

use crate::diag::Sink;
use crate::diag::register;
use crate::model::Guide;
use crate::read::Words;

/// Reports a file that is for another model, for versions that this guide is not of, or for none that can be read.
/// `what` names the file with its article: `the overlay`.
pub(super) fn check(guide: &Guide, model: &Words, versions: &Words, what: &str, sink: &mut Sink) {
    if model.value.is_empty() || versions.value.is_empty() {
        return;
    }
    if model.value != guide.id {
        sink.error(
            register::VERSION_RANGE,
            model.span,
            format!("this book's model is `{}`, not `{}`", guide.id, model.value),
        )
        .suggest(&model.value, [guide.id.as_str()])
        .help(format!("{what} lives in the book of the model that it is for"));
        return;
    }
    let Ok(range) = VersionReq::parse(&versions.value) else {
        sink.error(register::VERSION_RANGE, versions.span, format!("`{}` is not a range of versions", versions.value))
            .help("write for example `>=1.2.0, <2.0.0`, or `1.2` for that version and all later ones below 2.0.0");
        return;
    };
    let Ok(version) = Version::parse(&guide.version) else { return };
    if !range.matches(&version) {
        let message = format!("{what} is for versions {} of the guide, and this is {}", versions.value, guide.version);
        sink.error(register::VERSION_RANGE, versions.span, message)
            .help("go through what it says beside the guide's new text, then widen the range");
    }
}

/// Reports what is no version of three numbers.
pub(super) fn version(version: &Words, sink: &mut Sink) {
    if !version.value.is_empty() && version.value.parse::<crate::model::Version>().is_err() {
        sink.error(register::UNKNOWN_WORD, version.span, format!("`{}` is not a version", version.value))
            .help("write three numbers, as in `1.2.0`");
    }
}

/// Reports an id that would take the place of the page that lists all of its kind.
pub(super) fn reserved(id: &Words, what: &str, sink: &mut Sink) {
    if id.value == "index" {
        sink.error(register::BAD_ID, id.span, format!("{what} can't be called `index`"))
            .help("the word names the page that lists all of them: give it and its file another name");
    }
}
