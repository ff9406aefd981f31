//! What a book holds to judge sign-offs with: whom it trusts, who may sign with SSH, what was sealed and attested.
//!
//! Takes the files of a book; gives certificates, keys and signatures, and what of them can't be read. A file that can't be
//! read adds nothing, and might have taken something away, as a list of revoked certificates does. So it is told of in
//! diagnostics, and no verdict is VALID as long as it stands.

use crate::diag::Sink;
use crate::diag::register;
use crate::model::Assessment;
use crate::source::FileId;
use crate::source::Sources;
use crate::source::Span;
use pades::ssh;
use pades::trust::Trust;

use super::judge::Attested;
use super::reason::Finding;
use super::reason::Reason;

/// The list of SSH keys that may sign.
const SIGNERS: &str = "trust/allowed_signers";

/// The certificates that the book trusts: all in `trust/*.pem`.
pub fn trust(sources: &Sources) -> Trust {
    let mut trust = Trust::default();
    for (_, source) in sources.iter().filter(|(_, s)| is_certificates(&s.path)) {
        // What a file that can't be read would have added or taken away is told by [`unread`].
        let _ = trust.add_pem(source.bytes());
    }
    trust
}

/// The list of SSH keys that may sign, if the book has one.
pub fn allowed_signers(sources: &Sources) -> Option<String> {
    let file = sources.find(SIGNERS)?;
    Some(String::from_utf8_lossy(sources.get(file).bytes()).into_owned())
}

/// The entries of a record that are signed with an SSH key.
pub fn attested(sources: &Sources, id: &str) -> Vec<Attested> {
    let folder = format!("assessments/{id}/sign-off/");
    let signatures = sources.iter().filter_map(|(_, signature)| {
        let entry = signature.path.strip_prefix(&folder)?.strip_suffix(".sig")?;
        let role = entry.strip_suffix(".yaml")?.split_once('-')?.1;
        let file = sources.find(&format!("{folder}{entry}"))?;
        Some(Attested {
            role: role.to_owned(),
            text: sources.get(file).bytes().to_vec(),
            signature: String::from_utf8_lossy(signature.bytes()).into_owned(),
        })
    });
    signatures.collect()
}

/// The sealed PDF of an assessment, from its record.
pub fn sealed_pdf<'a>(assessment: &Assessment, sources: &'a Sources) -> Option<&'a [u8]> {
    let path = format!("assessments/{}/sign-off/report.pdf", assessment.id);
    sources.find(&path).map(|file| sources.get(file).bytes())
}

/// Whether a file of a book is one of trusted certificates.
fn is_certificates(path: &str) -> bool {
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
pub fn report(sources: &Sources, sink: &mut Sink) {
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
