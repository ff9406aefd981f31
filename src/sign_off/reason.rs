//! What a finding on a sign-off is about: a kind, from which verdict, exit code and JSON follow.
//!
//! Extends the kinds of [`pades`], which knows bytes, by those that only a record and a book have.

use pades::verdict::Kind;
use pades::verdict::Verdict;

/// A finding on a sign-off.
pub type Finding = pades::verdict::Finding<Reason>;

/// Declares [`Reason`] with the verdict and the name of each.
macro_rules! reasons {
    ($($(#[$doc:meta])* $reason:ident = $verdict:ident $code:literal,)*) => {
        /// What a finding on a sign-off is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Reason {
            /// Something about the file or a signature by itself.
            Signature(Kind),
            $($(#[$doc])* $reason,)*
        }

        impl pades::verdict::Reason for Reason {
            fn verdict(self) -> Verdict {
                match self {
                    Reason::Signature(kind) => kind.verdict(),
                    $(Reason::$reason => Verdict::$verdict,)*
                }
            }

            fn code(self) -> &'static str {
                match self {
                    Reason::Signature(kind) => kind.code(),
                    $(Reason::$reason => $code,)*
                }
            }
        }
    };
}

reasons! {
    /// The file is not the one that was sealed.
    OtherFile = Invalid "other-file",
    /// The record does not fit itself or the signatures.
    Record = Invalid "record",
    /// A role that has to sign did not.
    Missing = Policy "missing-role",
    /// A role signed, and record and file do not both know of it.
    Unrecorded = Policy "unrecorded",
    /// A role rejected the report.
    Rejected = Policy "rejected",
    /// Another person or certificate signed than was to.
    Person = Policy "person",
    /// The roles did not sign in order.
    Order = Policy "order",
    /// One person holds two roles that are kept apart.
    Apart = Policy "apart",
    /// The signature is weaker than the policy asks for.
    Grade = Policy "level",
    /// Nobody's key stands behind an entry.
    Unattested = Policy "unattested",
    /// The book says something else by now.
    Stale = Policy "stale",
    /// Another assessment takes its place.
    Superseded = Policy "superseded",
    /// Its validity is over.
    Expired = Policy "expired",
}

/// A finding on the file or a signature, as one on the sign-off.
pub fn of_file(finding: pades::verdict::Finding) -> Finding {
    Finding::new(Reason::Signature(finding.kind), finding.text)
}
