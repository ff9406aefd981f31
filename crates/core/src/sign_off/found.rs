//! Where the sign-offs of a book stand: each sealed PDF checked, with those that others took the place of.
//!
//! Takes the assessments of a book with its files, the digest of its theme and a day; gives a [`SignOff`] for each sealed assessment, by id.
//! Nothing is asked of a network: whom to trust is what the book's folder `trust` says.

use std::collections::BTreeMap;

use crate::model::Assessment;
use crate::model::Date;
use crate::model::Digests;
use crate::source;
use crate::source::Sources;
use pades::verify;

use super::Present;
use super::SignOff;
use super::means;

/// Where the sign-off of each sealed assessment stands, by id.
pub fn sign_offs(
    assessments: &[Assessment],
    sources: &Sources,
    theme: &str,
    day: Option<Date>,
) -> BTreeMap<String, SignOff> {
    let mut found = BTreeMap::new();
    let sealed: Vec<&Assessment> = assessments.iter().filter(|a| a.record.is_some()).collect();
    if sealed.is_empty() {
        return found;
    }
    let trust = means::trust(sources);
    let allowed = means::allowed_signers(sources);
    for assessment in sealed {
        let pdf = means::sealed_pdf(assessment, sources).unwrap_or_default();
        let attested = means::attested(sources, &assessment.id);
        let mut unread = means::unread(sources);
        if !attested.is_empty() {
            unread.extend(allowed.iter().flat_map(|allowed| means::unread_signers(allowed)));
        }
        let digests = digests(assessment, sources, theme);
        let present = Present { digests, day, attested, allowed: allowed.clone(), unread };
        // Certificates are judged at the time of the timestamp, or of the last day that the book knows of.
        let at = day.map(Date::noon);
        let sign_off = super::of(assessment, pdf, verify::check(pdf, &trust, at), &present);
        found.insert(assessment.id.clone(), sign_off);
    }
    supersede(assessments, &|_| true, &mut found);
    found
}

/// Marks those whose place one of these assessments takes, which is signed off. It is called by its id where `named` allows.
pub fn supersede(assessments: &[Assessment], named: &dyn Fn(&str) -> bool, found: &mut BTreeMap<String, SignOff>) {
    for later in assessments {
        let signed = found.get(&later.id).is_some_and(|sign_off| sign_off.signed_off);
        let sealed = later.record.as_ref().and_then(|record| record.seal.supersedes.as_ref());
        for id in replaced(&later.id, signed, later.supersedes.iter().chain(sealed)) {
            if let Some(earlier) = found.get_mut(id) {
                earlier.supersede(Some(later.id.as_str()).filter(|id| named(id)));
            }
        }
    }
}

/// Whose place an assessment takes: nobody's as long as it is not signed off itself, and never its own.
fn replaced<'a>(id: &str, signed: bool, named: impl Iterator<Item = &'a String>) -> Vec<&'a String> {
    named.filter(|other| signed && *other != id).collect()
}

/// The digests that a seal of this assessment would hold now.
pub fn digests(assessment: &Assessment, sources: &Sources, theme: &str) -> Digests {
    Digests {
        data: assessment.canonical.clone(),
        file: source::sha256(sources.get(assessment.file).bytes()),
        guide: source::guide_digest(sources),
        theme: theme.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_signed_off_takes_nobodys_place() {
        let named = ["earlier".to_owned(), "later".to_owned()];
        assert_eq!(replaced("later", true, named.iter()), ["earlier"]);
        assert!(replaced("later", false, named.iter()).is_empty(), "it could be anybody's");
    }
}
