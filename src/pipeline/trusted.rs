//! What of the book's folder `trust` can't be read.
//!
//! Such a file adds nothing, and might have taken something away, as a list of revoked certificates does. So it is told of
//! in diagnostics, and no verdict is VALID as long as it stands.

use crate::diag::Sink;
use crate::diag::register;
use crate::sign_off::reason::Finding;
use crate::sign_off::reason::Reason;
use crate::source::FileId;
use crate::source::Sources;
use crate::source::Span;
use pades::ssh;
use pades::trust::Trust;

/// The list of SSH keys that may sign.
const SIGNERS: &str = "trust/allowed_signers";

/// Whether a file of a book is one of trusted certificates.
pub(super) fn is_certificates(path: &str) -> bool {
    path.starts_with("trust/") && path.ends_with(".pem")
}

/// Files of certificates that hold none, or one that can't be used, with what is wrong.
fn certificates(sources: &Sources) -> Vec<(FileId, String)> {
    let files = sources.iter().filter(|(_, source)| is_certificates(&source.path));
    let wrong = files.filter_map(|(file, source)| Some((file, Trust::default().add_pem(source.bytes()).err()?)));
    wrong.map(|(file, failure)| (file, failure.to_string())).collect()
}

/// Files of trusted certificates that can't be read.
pub fn unread(sources: &Sources) -> Vec<Finding> {
    let found = certificates(sources).into_iter();
    let one = |(file, text): (FileId, String)| format!("`{}` can't be trusted: {text}", sources.get(file).path);
    found.map(|found| Finding::new(Reason::TrustUnread, one(found))).collect()
}

/// Lines of a list of allowed signers that can't be read.
pub fn unread_signers(allowed: &str) -> Vec<Finding> {
    let text = |line| format!("line {line} of the list of allowed signers can't be read");
    ssh::unread(allowed).into_iter().map(|line| Finding::new(Reason::TrustUnread, text(line))).collect()
}

/// Reports what can't be read.
pub(super) fn report(sources: &Sources, sink: &mut Sink) {
    for (file, text) in certificates(sources) {
        sink.warning(register::TRUST, Span::new(file, 0, 0), format!("nothing is trusted from here: {text}"))
            .help("write certificates as PEM: `openssl x509 -in FILE -out FILE.pem` does");
    }
    let Some(file) = sources.find(SIGNERS) else { return };
    for line in ssh::unread(&String::from_utf8_lossy(sources.get(file).bytes())) {
        sink.warning(register::TRUST, Span::new(file, 0, 0), format!("line {line} can't be read"))
            .help("a line is `WHO namespaces=\"levelbook\" KEY`, with the key as in the file `.pub`");
    }
}
