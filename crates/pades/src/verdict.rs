//! What can be said of a signature, and how it is said.
//!
//! Every check of this module ends in a [`Finding`]: a verdict and one plain sentence. What could not be done at all is a
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

/// One thing that a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What follows from it.
    pub verdict: Verdict,
    /// One plain sentence in lower case without a full stop, such as "object 232 0 changed after signing".
    pub text: String,
}

impl Finding {
    /// Something that does not hold.
    pub fn invalid(text: impl Into<String>) -> Self {
        Self { verdict: Verdict::Invalid, text: text.into() }
    }

    /// Something that can't be decided.
    pub fn indeterminate(text: impl Into<String>) -> Self {
        Self { verdict: Verdict::Indeterminate, text: text.into() }
    }

    /// Something that the policy asks for and that is not there.
    pub fn policy(text: impl Into<String>) -> Self {
        Self { verdict: Verdict::Policy, text: text.into() }
    }
}

/// Why something could not be done: one plain sentence in lower case without a full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(pub String);

impl Failure {
    /// A failure in these words.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}
