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

        impl Reason {
            /// All kinds that a record and a book have, in the order of the list.
            pub const OWN: &[Reason] = &[$(Reason::$reason,)*];
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
    /// A file of the record can't be read, or its files don't belong together.
    RecordUnread = Invalid "record-unread",
    /// The report came out otherwise when it was made anew by the same program from the same inputs.
    Rebuilt = Invalid "rebuilt-otherwise",
    /// The commit that the seal names does not hold what the seal says was sealed.
    OtherInputs = Invalid "other-inputs",
    /// Another version of the program is needed to make the report anew.
    OtherTool = Indeterminate "other-tool",
    /// The report could not be made anew.
    NotRebuilt = Indeterminate "not-rebuilt",
    /// The book around the report can't be read whole.
    BookUnread = Indeterminate "book-unread",
    /// No record of the book is of this file.
    NoRecord = Indeterminate "no-record",
    /// Several records of the book are of this file.
    Several = Indeterminate "several-records",
    /// Whether another assessment takes its place can't be told.
    SuccessorUnknown = Indeterminate "successor-unknown",
    /// A file that says whom to trust can't be read.
    TrustUnread = Indeterminate "trust-unread",
    /// The file is what Git LFS leaves in place of a file that it did not bring.
    Pointer = Indeterminate "lfs-pointer",
    /// The book says something else by now.
    Stale = Policy "stale",
    /// Another assessment takes its place.
    Superseded = Policy "superseded",
    /// Its validity is over.
    Expired = Policy "expired",
    /// The container of a bundle is not of the one shape that is accepted.
    Container = Invalid "bundle-container",
    /// A name in a bundle is not one that every system unpacks to the same place.
    BundleName = Invalid "bundle-name",
    /// A bundle is larger, or made of more, than is looked at.
    BundleBudget = Invalid "bundle-budget",
    /// The manifest of a bundle does not list what is there.
    Manifest = Invalid "bundle-manifest",
    /// A part of a bundle is missing, or belongs to none.
    BundlePart = Invalid "bundle-part",
    /// A part of a bundle says something else than the signed data and the record.
    BundleContent = Invalid "bundle-content",
    /// The bundle is of a form that is not known here.
    BundleForm = Indeterminate "bundle-form",
}

/// A finding on the file or a signature, as one on the sign-off.
pub fn of_file(finding: pades::verdict::Finding) -> Finding {
    Finding::new(Reason::Signature(finding.kind), finding.text)
}
