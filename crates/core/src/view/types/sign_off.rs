//! Whether an assessment is fit to be signed, and who signed it.

use pades::grade::Grade;
use serde::Serialize;

use crate::sign_off::State;
use crate::view::names;
use crate::view::names::names;

/// Where an assessment stands on its way to being signed off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SignOffState {
    /// Something is missing, and nothing is sealed.
    Draft,
    /// It can be sealed.
    Ready,
    /// Sealed, and signed by nobody.
    Sealed,
    /// Signed by some.
    Partly,
    /// Signed off.
    Signed,
    /// Signed by all, and whether the certificates count could not be decided.
    Undecided,
    /// A role rejected it.
    Rejected,
    /// Book or data changed since it was sealed.
    Stale,
    /// Another took its place.
    Superseded,
    /// Its time is over.
    Expired,
    /// File or record do not hold.
    Broken,
}

names! {
    SignOffState {
        This::Draft => "draft",
        This::Ready => "ready",
        This::Sealed => "sealed",
        This::Partly => "partly",
        This::Signed => "signed",
        This::Undecided => "undecided",
        This::Rejected => "rejected",
        This::Stale => "stale",
        This::Superseded => "superseded",
        This::Expired => "expired",
        This::Broken => "broken",
    }
}

/// Whether an assessment is fit to be signed.
#[derive(Clone, Debug, Serialize)]
pub struct StatusView {
    /// True while something is missing and nothing is sealed.
    pub draft: bool,
    /// Where its sign-off stands, for the program itself: themes have `state`.
    #[serde(skip)]
    pub stands: State,
    /// `draft`, `ready`, `sealed`, `partly`, `signed`, `undecided`, `rejected`, `stale`, `superseded`, `expired` or `broken`.
    pub state: SignOffState,
    /// True when there is a sealed report with its record, whatever became of it.
    pub sealed: bool,
    /// The state in words, such as `Ready for sign-off`.
    pub name: String,
    /// The state for the foot of a page, so that none of them can be taken for another.
    pub line: String,
    /// A word in capitals for the head of each page where the report must not be relied on as signed, or empty.
    pub badge: String,
    /// A sentence on what the state means for a reader.
    pub note: String,
    /// Why it is so, a sentence each.
    pub reasons: Vec<String>,
    /// What is missing before it can be sealed, a sentence each.
    pub missing: Vec<String>,
}

/// A line of the sign-off page.
#[derive(Clone, Debug, Serialize)]
pub struct SignatureView {
    /// Id of the role.
    pub id: String,
    /// Name of the role.
    pub role: String,
    /// Its organisation, where the team names it, or empty.
    pub organisation: String,
    /// What is signed to.
    pub statement: String,
    /// Name of who is to sign, or empty.
    pub name: String,
    /// What entitles them to, or empty.
    pub authority: String,
    /// True when the report is signed off without this role, too.
    pub optional: bool,
    /// What the role did, once it did.
    pub signed: Option<SignedView>,
}

/// What a role did.
#[derive(Clone, Debug, Serialize)]
pub struct SignedView {
    /// Name of the entry's file in the record.
    pub file: String,
    /// Name of the signer.
    pub name: String,
    /// `Approved`, `Approved with conditions` or `Rejected`.
    pub decision: String,
    /// The conditions of an approval with conditions.
    pub conditions: Vec<String>,
    /// When, in UTC: `23 November 2026, 09:30 UTC`.
    pub when: String,
    /// True when a timestamp authority vouches for the time.
    pub stamped: bool,
    /// Who vouches for the certificate, or empty.
    pub issuer: String,
    /// What the signature is: `record`, `B-B`, `B-T`, `B-LT` or `B-LTA`.
    #[serde(serialize_with = "names::grade")]
    pub grade: Grade,
    /// `valid`, `policy`, `indeterminate` or `invalid`.
    #[serde(serialize_with = "names::signature")]
    pub verdict: pades::verdict::Verdict,
    /// The verdict in words, such as `Valid`.
    pub verdict_name: &'static str,
    /// Why, a sentence each.
    pub findings: Vec<String>,
}
