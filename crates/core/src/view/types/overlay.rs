//! An overlay, which the user interface calls a profile.

use serde::Serialize;

use crate::markup::Doc;

use super::refs::Ref;
use super::scale::ScopeView;

/// An overlay, which the user interface calls a profile.
#[derive(Clone, Debug, Serialize)]
pub struct OverlayView {
    /// The reference to it.
    #[serde(flatten)]
    pub reference: Ref,
    /// Its short name, or its title.
    pub short: String,
    /// Its number in the stack, from 1.
    pub number: usize,
    /// The version of the overlay itself, not that of the guide.
    pub version: String,
    /// Who keeps it.
    pub owner: String,
    /// The scopes that it speaks for.
    pub speaks_for: Vec<ScopeView>,
    /// The versions of the guide that it extends.
    pub extends: String,
    /// Where its bullets come from.
    pub provenance: String,
    /// SHA-256 over its files, in hexadecimal.
    pub digest: String,
    /// What is asked of the context of an assessment that chooses it.
    pub questions: Vec<QuestionView>,
    /// What it adds, practice by practice, in reading order.
    pub practices: Vec<OverlayPracticeView>,
    /// How many bullets it adds.
    pub bullets: usize,
    /// How many of them are answered in assessments.
    pub indicators: usize,
}

/// A context question.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionView {
    /// The word by which assessments answer it.
    pub id: String,
    /// What is asked.
    pub text: String,
    /// What the answer is used for, or empty.
    pub help: String,
    /// The answers to choose from.
    pub options: Vec<String>,
    /// True when it may be left open.
    pub optional: bool,
}

/// What an overlay adds to one practice.
#[derive(Clone, Debug, Serialize)]
pub struct OverlayPracticeView {
    /// The practice that it extends.
    pub practice: Ref,
    /// Why the practice is special for this overlay.
    pub purpose: Doc,
    /// Where these bullets come from.
    pub provenance: String,
    /// How many bullets it adds.
    pub bullets: usize,
    /// How many of them are answered in assessments.
    pub indicators: usize,
    /// Numbers of the levels that it extends.
    pub levels: Vec<u8>,
}
