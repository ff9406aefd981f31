//! The state of a sign-off in words: what a cover, a page's foot and the site say of it.

use pades::checked::CheckedSignature;
use pades::verdict::Verdict;

use crate::model::Assessment;
use crate::model::Book;
use crate::model::Decision;
use crate::model::RecordEntry;
use crate::sign_off::SignOff;
use crate::sign_off::State;
use crate::sign_off::reason::Finding;
use crate::sign_off::reason::of_file;
use crate::sign_off::sentence;

use super::SignOffState;
use super::SignatureView;
use super::SignedView;
use super::StatusView;
use super::parts::role;
use super::words::date;

/// The state of an assessment. `missing` is what keeps it from being sealed.
pub(super) fn status(assessment: &Assessment, standing: Option<&SignOff>, missing: Vec<String>) -> StatusView {
    let state = standing.map_or(State::Open, |standing| standing.state);
    let record = assessment.record.as_ref();
    let conditions = record.is_some_and(|record| record.entries.iter().any(|e| e.decision == Decision::Conditions));
    let draft = state == State::Open && !missing.is_empty();
    // Name, foot, badge, note.
    let (key, name, line, badge, note) = match state {
        State::Open if draft => {
            (SignOffState::Draft, "Draft", "DRAFT, unsigned", "DRAFT", "This is not a final result.")
        }
        State::Open => {
            (SignOffState::Ready, "Ready for sign-off", "Ready for sign-off, unsigned", "", "Nobody has signed it yet.")
        }
        State::Sealed => (
            SignOffState::Sealed,
            "Sealed for signing",
            "Sealed: signed off only with valid signatures",
            "",
            "Nothing in this file can be changed any more without notice. It is signed off only when each signature on \
             the sign-off page is there and valid: a PDF viewer or levelbook verify tells.",
        ),
        State::Partly => (
            SignOffState::Partly,
            "Partly signed",
            "PARTLY SIGNED, not signed off",
            "PARTLY SIGNED",
            "It is not signed off before all who have to sign did.",
        ),
        State::SignedOff if standing.is_some_and(|standing| !standing.decided) => (
            SignOffState::Undecided,
            "Signed, certificates not decided",
            "Signed by all, certificates not decided",
            "",
            "All who have to sign did, and the signatures hold. Whether the certificates are to be trusted could not be \
             decided.",
        ),
        State::SignedOff if conditions => (
            SignOffState::Signed,
            "Signed off with conditions",
            "Signed off with conditions",
            "",
            "All who have to sign did; the conditions stand with their signatures.",
        ),
        State::SignedOff => (SignOffState::Signed, "Signed off", "Signed off", "", "All who have to sign did."),
        State::Rejected => (SignOffState::Rejected, "Rejected", "REJECTED", "REJECTED", "It is not signed off."),
        State::Stale => (
            SignOffState::Stale,
            "Stale",
            "STALE: changed since it was sealed, not signed off",
            "STALE",
            "What was signed is not what is shown here. It has to be sealed and signed anew.",
        ),
        State::Superseded => {
            (SignOffState::Superseded, "Superseded", "SUPERSEDED", "SUPERSEDED", "It was signed off, and is replaced.")
        }
        State::Expired => {
            (SignOffState::Expired, "Expired", "EXPIRED", "EXPIRED", "It was sealed, and is not valid any more.")
        }
        State::Broken => (
            SignOffState::Broken,
            "Not valid",
            "NOT VALID: the sealed report or its record was changed",
            "NOT VALID",
            "The sealed report, a signature or the record does not hold. Do not rely on it.",
        ),
    };
    StatusView {
        draft,
        stands: state,
        state: key,
        sealed: record.is_some(),
        name: name.to_owned(),
        line: line.to_owned(),
        badge: badge.to_owned(),
        note: note.to_owned(),
        reasons: standing.map(|standing| standing.reasons.clone()).unwrap_or_default(),
        missing: if state == State::Open { missing } else { Vec::new() },
    }
}

/// The lines of the sign-off page: those of the seal where there is one, else those of the policy.
pub(super) fn signatures(book: &Book, assessment: &Assessment, standing: Option<&SignOff>) -> Vec<SignatureView> {
    let team = |id: &str| {
        let member = assessment.engagement.team.iter().find(|member| book.settings.roles[member.role.0].id == id);
        member.map_or(String::new(), |member| member.organisation.clone())
    };
    let sealed = assessment.record.as_ref().filter(|_| standing.is_some_and(|standing| standing.state != State::Stale));
    if let Some(record) = sealed {
        let roles = record.seal.roles.iter().enumerate().map(|(index, line)| {
            let signatory = &line.signatory;
            let entry = record.entries.iter().find(|entry| entry.role == signatory.role);
            SignatureView {
                id: signatory.role.clone(),
                role: line.title.clone(),
                organisation: signatory.organisation.clone(),
                statement: line.statement.clone(),
                name: signatory.name.clone(),
                authority: signatory.authority.clone(),
                optional: line.optional,
                signed: entry.map(|entry| signed(entry, index, standing)),
            }
        });
        return roles.collect();
    }
    let lines = book.settings.sign_off.lines.iter().map(|line| {
        let id = book.settings.roles[line.role.0].id.clone();
        let signatory = assessment.signatories.iter().find(|signatory| signatory.role == id).cloned();
        let signatory = signatory.unwrap_or_default();
        let organisation = if signatory.organisation.is_empty() { team(&id) } else { signatory.organisation };
        SignatureView {
            role: role(book, line.role),
            organisation,
            statement: line.statement.clone(),
            name: signatory.name,
            authority: signatory.authority,
            optional: line.optional,
            signed: None,
            id,
        }
    });
    lines.collect()
}

fn signed(entry: &RecordEntry, index: usize, standing: Option<&SignOff>) -> SignedView {
    let checked = standing.and_then(|standing| standing.checked.as_ref());
    let signature: Option<&CheckedSignature> =
        checked.and_then(|checked| checked.signatures.iter().find(|signature| signature.field == entry.role));
    let judged = standing.and_then(|standing| standing.judgement.roles.iter().find(|role| role.role == entry.role));
    let own = signature.into_iter().flat_map(|signature| &signature.findings).cloned().map(of_file);
    let findings: Vec<Finding> = own.chain(judged.into_iter().flat_map(|role| &role.findings).cloned()).collect();
    let verdict = findings.iter().map(Finding::verdict).max().unwrap_or(Verdict::Valid);
    let verdict_name = match verdict {
        Verdict::Valid => "Valid",
        Verdict::Policy => "Not as asked for",
        Verdict::Indeterminate => "Not decided",
        Verdict::Invalid => "Not valid",
    };
    SignedView {
        file: format!("{}-{}.yaml", index + 1, entry.role),
        name: entry.name.clone(),
        decision: entry.decision.words().to_owned(),
        conditions: entry.conditions.clone(),
        when: moment(signature.and_then(|signature| signature.stamped.as_ref()).unwrap_or(&entry.signed)),
        stamped: signature.is_some_and(|signature| signature.stamped.is_some()),
        issuer: entry.issuer.clone(),
        grade: entry.grade,
        verdict,
        verdict_name,
        findings: findings.iter().map(|finding| sentence(&finding.text)).collect(),
    }
}

/// A moment as it is shown: `2026-11-23T09:30:00Z` as `23 November 2026, 09:30 UTC`.
pub fn moment(text: &str) -> String {
    let day = text.get(..10).and_then(|day| day.parse().ok());
    match (day, text.get(11..16)) {
        (Some(day), Some(time)) => format!("{}, {time} UTC", date(day).text),
        _ => text.to_owned(),
    }
}
