//! What is in a bundle and what was left out, as data: `bundle.json`.
//!
//! Takes the data of the assessment, the record, and the evidence at hand; gives a [`Listing`], from which both indexes are
//! made. Whoever reads a bundle makes the listing again from what is in it, so that it can't say anything else.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::Serialize;

use crate::model::Record;
use crate::model::annex;
use crate::read::DraftAssessment;

use super::EVIDENCE;
use super::archive::ENTRY_BYTES;
use super::names;

/// Version of the form of a bundle. Whatever changes the indexes raises it.
pub const FORMAT: u8 = 1;

/// Sensitivities that may leave unless something else is said.
pub const PUBLIC: [&str; 2] = ["Public", "TLP:CLEAR"];

/// The word for evidence that says nothing of its sensitivity.
pub const UNLABELLED: &str = "unlabelled";

/// What is in a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listing {
    /// Version of the form.
    pub format: u8,
    /// The program that made the bundle.
    pub made_with: String,
    /// What was assessed.
    pub assessment: Assessment,
    /// What the sign-off is bound to.
    pub seal: Seal,
    /// Who had to sign, in order.
    pub roles: Vec<Role>,
    /// Sensitivities of evidence that may be in the bundle.
    pub allowed: Vec<String>,
    /// The evidence register, in order.
    pub evidence: Vec<Evidence>,
    /// True with an index of technical documentation.
    pub annex_vii: bool,
}

/// The head of the assessment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// Name of the folder of the assessment in its book.
    pub id: String,
    /// What the report is called.
    pub title: String,
    /// Version of the document.
    pub version: String,
    /// Day of the report.
    pub date: String,
    /// TLP label, or empty.
    pub marking: String,
    /// Name of the subject.
    pub subject: String,
    /// Its version, or empty.
    pub subject_version: String,
    /// Whose it is.
    pub organisation: String,
    /// Who assessed it.
    pub assessor: String,
    /// Version of the guide that was judged against, as `1.2.0`.
    pub guide_version: String,
}

/// The head of the seal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// SHA-256 of `seal.yaml`.
    pub sha256: String,
    /// Id of the document.
    pub document: String,
    /// The commit of the book.
    pub commit: String,
    /// The level that is asked for.
    pub level: String,
    /// Last day of validity, or empty.
    pub valid_until: String,
}

/// One role and what it decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// Id of the role.
    pub role: String,
    /// Its name.
    pub title: String,
    /// True when the report is signed off without it, too.
    pub optional: bool,
    /// What the record says was decided, or empty.
    pub decision: String,
    /// By whom, or empty.
    pub name: String,
    /// When, as the signer says, or empty.
    pub signed: String,
    /// On what conditions.
    pub conditions: Vec<String>,
}

/// One entry of the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Unique in the register.
    pub id: String,
    /// What it is called in the register.
    pub title: String,
    /// Document, record, interview and the like, in the assessor's words.
    pub kind: String,
    /// Where it is kept.
    pub location: String,
    /// When it was collected.
    pub collected: String,
    /// SHA-256 of the file, or empty.
    pub sha256: String,
    /// Its sensitivity, or empty.
    pub sensitivity: String,
    /// The points of Annex VII that it belongs to.
    pub annex_vii: Vec<String>,
    /// The file in the bundle, or empty.
    pub file: String,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub left_out: Option<LeftOut>,
}

/// Why evidence is not in a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeftOut {
    /// Its sensitivity is not among those that may leave.
    Sensitivity,
    /// The register names no digest, so it is no file or can't be told from others.
    NoDigest,
    /// No file of that digest was at hand.
    NotAtHand,
    /// It is larger than a bundle takes.
    TooLarge,
}

/// On what terms a bundle is made.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// The program that makes it: name and version.
    pub made_with: &'a str,
    /// Sensitivities of evidence that may leave.
    pub allowed: &'a [String],
    /// The index of technical documentation is asked for; evidence that names a point of it brings it along.
    pub annex: bool,
}

impl Listing {
    /// The listing of an assessment. `held` has the files at hand by SHA-256: name and size. `None` for data that is not
    /// whole.
    pub fn of(
        draft: &DraftAssessment,
        record: &Record,
        terms: Terms<'_>,
        held: &BTreeMap<String, (String, usize)>,
    ) -> Option<Listing> {
        let Terms { made_with, allowed, annex } = terms;
        let subject = draft.subject.as_ref()?;
        let evidence = register(draft, allowed, held);
        let annex_vii = annex || draft.evidence.iter().any(|entry| !entry.annex_vii.is_empty());
        Some(Listing {
            format: FORMAT,
            made_with: made_with.to_owned(),
            assessment: Assessment {
                id: draft.id.value.clone(),
                title: draft.title.value.clone(),
                version: draft.version.value.clone(),
                date: draft.date.as_ref()?.value.to_string(),
                marking: draft.marking.as_ref().map(|marking| marking.value.clone()).unwrap_or_default(),
                subject: subject.name.clone(),
                subject_version: subject.version.clone(),
                organisation: subject.organisation.clone(),
                assessor: draft.engagement.as_ref()?.assessor.value.clone(),
                guide_version: draft.guide.as_ref()?.1.value.clone(),
            },
            seal: Seal {
                sha256: record.seal_sha256.clone(),
                document: record.seal.document.clone(),
                commit: record.seal.commit.clone(),
                level: record.seal.grade.name().to_owned(),
                valid_until: record.seal.valid_until.map(|day| day.to_string()).unwrap_or_default(),
            },
            roles: roles(record),
            allowed: allowed.to_vec(),
            evidence,
            annex_vii,
        })
    }

    /// The bytes of `bundle.json`.
    pub fn write(&self) -> Vec<u8> {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text.into_bytes()
    }

    /// Reads `bundle.json`; `None` for anything that [`Listing::write`] would write otherwise.
    pub fn read(bytes: &[u8]) -> Option<Listing> {
        let listing: Listing = serde_json::from_slice(bytes).ok()?;
        (listing.write() == bytes).then_some(listing)
    }

    /// The files of evidence: SHA-256 by name.
    pub fn files(&self) -> BTreeMap<&str, &str> {
        let held = self.evidence.iter().filter(|entry| !entry.file.is_empty());
        held.map(|entry| (entry.file.as_str(), entry.sha256.as_str())).collect()
    }
}

/// The evidence register, with the file of each piece or why there is none. Evidence without a day is left out: the data is
/// not whole then.
fn register(draft: &DraftAssessment, allowed: &[String], held: &BTreeMap<String, (String, usize)>) -> Vec<Evidence> {
    // Ids that differ by what a name may not have, or by case, would share a folder.
    let folded = |id: &str| names::safe(id).to_ascii_lowercase();
    let mut sharing: BTreeMap<String, usize> = BTreeMap::new();
    for entry in &draft.evidence {
        *sharing.entry(folded(&entry.id.value)).or_default() += 1;
    }
    draft
        .evidence
        .iter()
        .filter_map(|entry| {
            let digest = entry.sha256.as_ref().map(|digest| digest.value.clone()).unwrap_or_default();
            let file = held.get(&digest);
            let left_out = if digest.is_empty() {
                Some(LeftOut::NoDigest)
            } else if !may_leave(&entry.sensitivity, allowed) {
                Some(LeftOut::Sensitivity)
            } else {
                match file {
                    None => Some(LeftOut::NotAtHand),
                    Some((_, size)) if *size > ENTRY_BYTES => Some(LeftOut::TooLarge),
                    Some(_) => None,
                }
            };
            let (id, kind) = (entry.id.value.clone(), entry.kind.value.clone());
            let alone = sharing.get(&folded(&id)).is_none_or(|count| *count < 2);
            let folder = if alone { names::safe(&id) } else { format!("{}-{digest}", names::safe(&id)) };
            let path = file.map(|(name, _)| format!("{EVIDENCE}{folder}/{}", names::safe(name)));
            Some(Evidence {
                title: entry.title.value.clone(),
                location: entry.location.value.clone(),
                collected: entry.collected.as_ref()?.value.to_string(),
                sha256: digest,
                sensitivity: entry.sensitivity.clone(),
                annex_vii: annex::of(&kind, &entry.annex_vii.iter().map(|p| p.value.clone()).collect::<Vec<_>>()),
                file: path.filter(|_| left_out.is_none()).unwrap_or_default(),
                left_out,
                id,
                kind,
            })
        })
        .collect()
}

fn roles(record: &Record) -> Vec<Role> {
    let of = |id: &str| record.entries.iter().find(|entry| entry.role == id);
    let role = |role: &crate::model::SealRole| {
        let entry = of(&role.signatory.role);
        Role {
            role: role.signatory.role.clone(),
            title: role.title.clone(),
            optional: role.optional,
            decision: entry.map(|entry| entry.decision.name().to_owned()).unwrap_or_default(),
            name: entry.map(|entry| entry.name.clone()).unwrap_or_default(),
            signed: entry.map(|entry| entry.signed.clone()).unwrap_or_default(),
            conditions: entry.map(|entry| entry.conditions.clone()).unwrap_or_default(),
        }
    };
    record.seal.roles.iter().map(role).collect()
}

/// Whether evidence of this sensitivity may leave: nothing does that is not allowed by its name.
pub fn may_leave(sensitivity: &str, allowed: &[String]) -> bool {
    let label = if sensitivity.trim().is_empty() { UNLABELLED } else { sensitivity.trim() };
    allowed.iter().any(|allowed| allowed.trim().eq_ignore_ascii_case(label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_that_is_not_allowed_by_its_name() {
        let public: Vec<String> = PUBLIC.iter().map(|label| (*label).to_owned()).collect();
        let internal = vec!["internal".to_owned()];
        let cases = [
            ("Public", &public, true),
            ("public ", &public, true),
            ("TLP:CLEAR", &public, true),
            ("TLP:GREEN", &public, false),
            ("Internal", &public, false),
            ("", &public, false),
            ("Publicly unknown", &public, false),
            ("Internal", &internal, true),
            ("Public", &internal, false),
            ("", &internal, false),
        ];
        for (label, allowed, expected) in cases {
            assert_eq!(may_leave(label, allowed), expected, "{label:?} {allowed:?}");
        }
        assert!(may_leave("", &[UNLABELLED.to_owned()]));
    }
}
