//! What can be said of a signature, and how it is said.
//!
//! Every check ends in a [`Finding`]: a [`Kind`], from which the [`Verdict`] follows, and one plain sentence. What could not be done at all is a
//! [`Failure`]. Neither ever holds a secret.

use std::fmt;

/// How a check ended, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It holds.
    Valid,
    /// What is there holds, but the policy of the sign-off asks for more: a role, an order, a level.
    Policy,
    /// It can't be decided, such as when nothing says whether a certificate was revoked.
    Indeterminate,
    /// It does not hold.
    Invalid,
}

/// What findings are about. The kind decides what follows; the words of a finding are for people.
pub trait Reason: Copy {
    /// What follows from a finding of this kind.
    fn verdict(self) -> Verdict;

    /// The name of the kind, for programs: lower case, with hyphens.
    fn code(self) -> &'static str;
}

/// Declares [`Kind`] with the verdict and the name of each.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $verdict:ident $code:literal,)*) => {
        /// What a finding on a signed file is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind {
            $($(#[$doc])* $kind,)*
        }

        impl Kind {
            /// All kinds, in the order of the list.
            pub const ALL: &[Kind] = &[$(Kind::$kind,)*];
        }

        impl Reason for Kind {
            fn verdict(self) -> Verdict {
                match self { $(Kind::$kind => Verdict::$verdict,)* }
            }

            fn code(self) -> &'static str {
                match self { $(Kind::$kind => $code,)* }
            }
        }
    };
}

kinds! {
    /// The bytes do not follow the grammar that is accepted.
    Structure = Invalid "structure",
    /// The file is larger, or made of more parts, than is looked at.
    Budget = Invalid "budget",
    /// A part of the file can't be read, so that nobody knows what viewers make of it.
    Unread = Invalid "unread",
    /// The form or a field is of a shape that is not accepted.
    Form = Invalid "form",
    /// A signature that was there is gone.
    Gone = Invalid "gone",
    /// A signature does not cover what it must, or its place is not its own.
    Coverage = Invalid "coverage",
    /// Something was changed or added after signing.
    Change = Invalid "change",
    /// The certification does not hold together.
    Certification = Invalid "certification",
    /// The signature is not of a kind that is accepted.
    NotPades = Invalid "not-pades",
    /// The signature or timestamp is not well formed.
    Malformed = Invalid "malformed",
    /// What was signed is not what is there.
    Digest = Invalid "digest",
    /// The signature is not that of the key.
    Value = Invalid "value",
    /// The algorithm can be forged, or is not the one that the key has.
    Weak = Invalid "weak",
    /// The signature names another certificate than it brings, or none.
    Certificate = Invalid "certificate",
    /// The certificate may not be used for this.
    Unfit = Invalid "unfit",
    /// The certificate was not valid at the time.
    Untimely = Invalid "untimely",
    /// The certificate does not lead to a trusted one.
    Untrusted = Invalid "untrusted",
    /// The certificate, or one above it, was revoked.
    Revoked = Invalid "revoked",
    /// The time that a signature claims is missing or can't be true.
    Time = Invalid "time",
    /// The timestamp does not hold.
    Stamp = Invalid "timestamp",
    /// The SSH signature does not hold.
    Ssh = Invalid "ssh",
    /// The file is of a form that viewers read and this program does not.
    NotRead = Indeterminate "not-read",
    /// Another program changed what says nothing of the content, such as the day of the change.
    Foreign = Indeterminate "foreign-change",
    /// The algorithm is not known.
    UnknownAlgorithm = Indeterminate "unknown-algorithm",
    /// Nobody is trusted, so that nobody can be known.
    NoTrust = Indeterminate "no-trust",
    /// The certificate has expired since, and nothing says when it was used.
    ExpiredSince = Indeterminate "expired-since",
    /// Nothing says whether the certificate was revoked.
    RevocationUnknown = Indeterminate "revocation-unknown",
    /// Nobody vouches for the authority of the timestamp.
    StampUntrusted = Indeterminate "timestamp-untrusted",
    /// The key or the list of allowed signers for an SSH signature is not known.
    SshUnknown = Indeterminate "ssh-unknown",
    /// Nobody signed the file.
    Unsigned = Policy "unsigned",
}

/// One thing that a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding<K = Kind> {
    /// What it is about, and so what follows from it.
    pub kind: K,
    /// One plain sentence in lower case without a full stop, such as "object 232 0 changed after signing".
    pub text: String,
}

impl<K: Reason> Finding<K> {
    /// A finding in these words.
    pub fn new(kind: K, text: impl Into<String>) -> Self {
        Self { kind, text: text.into() }
    }

    /// What follows from it.
    pub fn verdict(&self) -> Verdict {
        self.kind.verdict()
    }
}

/// What a failure is about, where a program has to tell one from another. The words are for people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cause {
    /// Nothing that has to be told apart.
    #[default]
    Other,
    /// The key is locked, and no passphrase was given.
    Locked,
    /// The passphrase or PIN is wrong.
    Passphrase,
    /// The PDF has no empty signature field of this name.
    NoField,
    /// Several could be meant, and it is not said which. These are their labels.
    Several(Choice, Vec<String>),
    /// A check of the signature would find this.
    Refused(Kind),
    /// This build lacks a feature.
    Lacking,
}

/// What there is a choice of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Several tokens are plugged in.
    Token,
    /// A key in a token or a file.
    Key,
}

/// Why something could not be done, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What it is about.
    pub cause: Cause,
    /// One plain sentence in lower case without a full stop.
    pub text: String,
    /// The cure in the same form, or empty.
    pub help: String,
}

impl Failure {
    /// A failure in these words.
    pub fn new(text: impl Into<String>) -> Self {
        Self::of(Cause::Other, text)
    }

    /// A failure that code tells apart.
    pub fn of(cause: Cause, text: impl Into<String>) -> Self {
        Self { cause, text: text.into(), help: String::new() }
    }

    /// The same with what to do about it.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: help.into(), ..self }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Failure {}
