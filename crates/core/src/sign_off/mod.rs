//! What became of a sign-off: whether a report is signed, by whom, and whether it still says what was signed.
//!
//! Takes an assessment with its record, the digests of the book as it is now, and what [`pades`] found in the
//! sealed PDF; gives a [`SignOff`] of one [`State`]. The day comes in as an argument: nothing here asks a clock.

mod found;
pub mod judge;
pub mod means;
pub mod readiness;
pub mod reason;
pub mod records;
pub mod write;

pub use found::{digests, sign_offs, supersede};

use crate::model::Assessment;
use crate::model::Date;
use crate::model::Decision;
use crate::model::Digests;
use crate::model::Record;
use crate::model::RecordEntry;
use pades::checked::Checked;
use pades::verdict::Finding;
use pades::verdict::Reason;
use pades::verdict::Verdict;

use self::judge::Attested;
use self::judge::Judgement;

/// Where a sign-off stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Nothing is sealed yet: the report is a draft, or ready for it.
    #[default]
    Open,
    /// Sealed, and nobody has signed.
    Sealed,
    /// Some of those who have to sign did.
    Partly,
    /// All who have to sign did, and approved.
    SignedOff,
    /// Somebody rejected it.
    Rejected,
    /// The data, the guide or the theme changed since it was sealed.
    Stale,
    /// A later assessment, which is signed off, takes its place.
    Superseded,
    /// Its validity is over.
    Expired,
    /// The file or the record was changed: a signature or digest does not hold.
    Broken,
}

/// Where a sign-off stands, as `verify` tells it: what was found decides, and not what a page says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// No record was held against the file.
    #[default]
    Nothing,
    /// A signature, the file or the record does not hold.
    Broken,
    /// The book says something else by now.
    Stale,
    /// Another assessment takes its place.
    Superseded,
    /// Its validity is over.
    Expired,
    /// Somebody rejected it.
    Rejected,
    /// Nobody has signed yet.
    Sealed,
    /// Somebody who has to sign did not.
    Partly,
    /// All signed, and not as the policy asks.
    Policy,
    /// All signed, and something can't be decided.
    Undecided,
    /// All who have to sign did, and approved.
    SignedOff,
}

impl Shown {
    /// The name of the state, for people and programs.
    pub fn name(self) -> &'static str {
        match self {
            Shown::Nothing => "",
            Shown::Broken => "broken",
            Shown::Stale => "stale",
            Shown::Superseded => "superseded",
            Shown::Expired => "expired",
            Shown::Rejected => "rejected",
            Shown::Sealed => "sealed",
            Shown::Partly => "partly signed",
            Shown::Policy => "not as the policy asks",
            Shown::Undecided => "signed by all, not decided",
            Shown::SignedOff => "signed off",
        }
    }
}

/// Where a sign-off stands by all that was found. `verdict` is that of the whole.
pub fn shown(record: &Record, judgement: &Judgement, verdict: Verdict) -> Shown {
    let has = |kind: reason::Reason| judgement.all().any(|finding| finding.kind == kind);
    let signed = |role: &str| record.entries.iter().any(|entry| entry.role == role);
    let all = record.seal.roles.iter().all(|role| role.optional || signed(&role.signatory.role));
    match verdict {
        Verdict::Invalid => Shown::Broken,
        _ if has(reason::Reason::Stale) => Shown::Stale,
        _ if has(reason::Reason::Superseded) => Shown::Superseded,
        _ if has(reason::Reason::Expired) => Shown::Expired,
        _ if has(reason::Reason::Rejected) => Shown::Rejected,
        _ if record.entries.is_empty() => Shown::Sealed,
        _ if !all => Shown::Partly,
        Verdict::Policy => Shown::Policy,
        Verdict::Indeterminate => Shown::Undecided,
        Verdict::Valid => Shown::SignedOff,
    }
}

/// Where the sign-off of one assessment stands, and why.
#[derive(Clone, Debug, Default)]
pub struct SignOff {
    /// Where it stands.
    pub state: State,
    /// Sentences that say why, for states that need a reason.
    pub reasons: Vec<String>,
    /// True when all who had to sign did and approved, and the signatures hold, whatever the book says by now.
    pub signed_off: bool,
    /// False where all signed and it can't be decided whether their certificates are to be trusted.
    pub decided: bool,
    /// What the check of the sealed PDF found, where there is one.
    pub checked: Option<Checked>,
    /// How it fits the record.
    pub judgement: Judgement,
}

impl SignOff {
    /// True when it is signed off, nothing came in between, and its certificates are known to count.
    pub fn stands(&self) -> bool {
        self.state == State::SignedOff && self.decided
    }

    /// Another assessment, which is signed off, takes its place. A broken or stale one stays what it is.
    pub fn supersede(&mut self, later: Option<&str>) {
        if !matches!(self.state, State::Open | State::Broken | State::Stale) {
            self.state = State::Superseded;
            self.reasons = vec![match later {
                Some(later) => format!("The assessment `{later}` takes its place."),
                None => "Another assessment takes its place.".to_owned(),
            }];
        }
    }
}

/// What the book is like now.
#[derive(Clone, Debug)]
pub struct Present {
    /// The digests of today.
    pub digests: Digests,
    /// The day on which it is looked at, if it matters.
    pub day: Option<Date>,
    /// The entries that are signed with an SSH key.
    pub attested: Vec<Attested>,
    /// The list of SSH keys that may sign.
    pub allowed: Option<String>,
    /// What of the book can't be read, and may say something else.
    pub unread: Vec<reason::Finding>,
}

/// Where the sign-off of an assessment stands. `pdf` is the sealed file beside its record.
pub fn of(assessment: &Assessment, pdf: &[u8], checked: Checked, present: &Present) -> SignOff {
    let Some(record) = &assessment.record else { return SignOff::default() };
    let mut judgement = judge::judge(record, pdf, &checked);
    judgement.findings.extend(present.unread.iter().cloned());
    let at = present.day.map(Date::noon);
    judge::attest(&mut judgement, record, &present.attested, present.allowed.as_deref(), at);
    let mut broken = invalid(&checked.findings);
    for signature in &checked.signatures {
        broken.extend(invalid(&signature.findings));
    }
    broken.extend(invalid(&judgement.findings));
    for role in &judgement.roles {
        broken.extend(invalid(&role.findings));
    }
    // A sealed file that nobody has signed has no signature to hold: only the record can be broken.
    let changed = changed(&record.seal.digests, &present.digests);
    let expired = is_over(record.seal.valid_until, present.day);
    let signed = signed(record, &judgement);
    let signed_off = broken.is_empty() && signed.0 == State::SignedOff;
    let (state, reasons) = if !broken.is_empty() {
        (State::Broken, broken)
    } else if !changed.is_empty() {
        (State::Stale, changed)
    } else {
        match (signed, record.seal.valid_until.filter(|_| expired)) {
            ((State::SignedOff, _), Some(until)) => (State::Expired, vec![format!("It was valid until {until}.")]),
            ((state, reasons), _) => (state, reasons),
        }
    };
    let decided = checked.verdict().max(judgement.verdict()) != Verdict::Indeterminate;
    SignOff { state, reasons, signed_off, decided, checked: Some(checked), judgement }
}

/// Whether a validity is over on a day. Its last day still counts; without a day nothing is over.
pub fn is_over(until: Option<Date>, day: Option<Date>) -> bool {
    until.zip(day).is_some_and(|(until, day)| day > until)
}

/// The last day of a report: the earlier of what its author says and of what the policy allows, in months from its date.
pub fn last_day(own: Option<Date>, date: Date, months: Option<u8>) -> Option<Date> {
    own.into_iter().chain(months.map(|months| date.months_later(months))).min()
}

/// What does not hold, in sentences.
fn invalid<K: Reason>(findings: &[Finding<K>]) -> Vec<String> {
    findings.iter().filter(|finding| finding.verdict() == Verdict::Invalid).map(|f| sentence(&f.text)).collect()
}

/// What changed since the seal, in sentences.
pub fn changed(sealed: &Digests, now: &Digests) -> Vec<String> {
    let parts = [
        (sealed.data != now.data, "The data of the assessment changed since it was sealed."),
        (sealed.guide != now.guide, "The guide changed since it was sealed."),
        (sealed.theme != now.theme, "The theme of the report changed since it was sealed."),
    ];
    parts.into_iter().filter(|(changed, _)| *changed).map(|(_, text)| text.to_owned()).collect()
}

fn signed(record: &Record, judgement: &Judgement) -> (State, Vec<String>) {
    let entry = |role: &str| record.entries.iter().find(|entry| entry.role == role);
    let rejected: Vec<&RecordEntry> =
        record.entries.iter().filter(|entry| entry.decision == Decision::Rejected).collect();
    if let Some(entry) = rejected.first() {
        return (State::Rejected, vec![format!("{} rejected the report.", entry.name)]);
    }
    if record.entries.is_empty() {
        return (State::Sealed, Vec::new());
    }
    let open: Vec<String> = judgement
        .findings
        .iter()
        .chain(judgement.roles.iter().flat_map(|role| &role.findings))
        .filter(|finding| finding.verdict() == Verdict::Policy)
        .map(|finding| sentence(&finding.text))
        .collect();
    let all = record.seal.roles.iter().all(|role| role.optional || entry(&role.signatory.role).is_some());
    if all && open.is_empty() { (State::SignedOff, Vec::new()) } else { (State::Partly, open) }
}

/// A finding's text as a sentence.
pub fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| format!("{}{}.", first.to_uppercase(), chars.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn the_last_day_still_counts() {
        let until = Some(day("2026-03-31"));
        for (on, over) in [("2026-03-30", false), ("2026-03-31", false), ("2026-04-01", true)] {
            assert_eq!(is_over(until, Some(day(on))), over, "{on}");
        }
        assert!(!is_over(None, Some(day("2026-03-31"))), "valid for ever");
        assert!(!is_over(until, None), "nobody knows the day");
    }

    #[test]
    fn the_earlier_of_two_last_days_counts() {
        let (date, own) = (day("2026-01-31"), Some(day("2026-06-30")));
        for (own, months, expected) in [
            (own, Some(12), "2026-06-30"),
            (own, Some(3), "2026-04-30"),
            (own, None, "2026-06-30"),
            (None, Some(12), "2027-01-31"),
        ] {
            assert_eq!(last_day(own, date, months), Some(day(expected)), "{own:?} {months:?}");
        }
        assert_eq!(last_day(None, date, None), None);
    }

    #[test]
    fn what_is_signed_can_be_replaced_and_what_does_not_hold_stays_so() {
        for (state, expected) in [
            (State::Open, State::Open),
            (State::Broken, State::Broken),
            (State::Stale, State::Stale),
            (State::Sealed, State::Superseded),
            (State::Partly, State::Superseded),
            (State::SignedOff, State::Superseded),
            (State::Rejected, State::Superseded),
            (State::Expired, State::Superseded),
        ] {
            let mut sign_off = SignOff { state, ..SignOff::default() };
            let mut unnamed = sign_off.clone();
            unnamed.supersede(None);
            sign_off.supersede(Some("later"));
            assert_eq!(unnamed.state, sign_off.state, "it is superseded whoever looks at it");
            assert!(!unnamed.reasons.iter().any(|reason| reason.contains("later")), "and by whom is not told");
            assert_eq!(sign_off.state, expected, "{state:?}");
        }
    }
}
