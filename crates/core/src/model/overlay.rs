//! Overlays: documents that extend the tables of the guide for an industry or a system. They add and never take away.
//!
//! The bullets of all overlays stand in the tables of the guide, each with its [`Bullet::origin`](super::Bullet::origin);
//! a [`Layers`] tells which of them are in force for a reader or an assessment.

use crate::markup::Doc;
use crate::source::FileId;

use super::PracticeIx;
use super::ScopeIx;

/// Index into [`super::Guide::overlays`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OverlayIx(pub usize);

/// An overlay. [`super::Guide::overlays`] holds them in the order in which they stack.
#[derive(Clone, Debug)]
pub struct Overlay {
    /// Its id, the name of its folder.
    pub id: String,
    /// Its version (SemVer).
    pub version: String,
    /// What its page is called.
    pub title: String,
    /// What stands in marks beside bullets: a short name, or the title.
    pub short: String,
    /// A paragraph on it, or empty.
    pub summary: String,
    /// Who keeps it.
    pub owner: String,
    /// The scopes that its bullets speak for; empty in a model without scopes.
    pub speaks_for: Vec<ScopeIx>,
    /// The versions of the guide that it extends, as it is written.
    pub extends: String,
    /// Where its bullets come from.
    pub provenance: String,
    /// What an assessment that chooses it has to say of its subject.
    pub questions: Vec<Question>,
    /// What it says of single practices.
    pub practices: Vec<OverlayPractice>,
    /// SHA-256 over its files, in lower-case hexadecimal.
    pub digest: String,
}

/// What an overlay says of one practice, besides the bullets that stand in its table.
#[derive(Clone, Debug)]
pub struct OverlayPractice {
    /// The practice that is added to; each once in an overlay.
    pub practice: PracticeIx,
    /// Why the practice is special for this overlay, perhaps empty.
    pub purpose: Doc,
    /// Where these bullets come from, if it is not what [`Overlay::provenance`] says.
    pub provenance: Option<String>,
    /// The file it was read from.
    pub file: FileId,
}

/// A context question: what must be known of a subject before the overlay can be judged.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its id, unique in the overlay.
    pub id: String,
    /// The question.
    pub text: String,
    /// What the answer is used for, or empty.
    pub help: String,
    /// The answers to choose from; empty where it is answered in words.
    pub options: Vec<String>,
    /// True when it may be left open.
    pub optional: bool,
}

/// The answer to a context question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextAnswer {
    /// The overlay that asks.
    pub overlay: OverlayIx,
    /// Index into [`Overlay::questions`].
    pub question: usize,
    /// What was answered, in words; one of the options where there are some.
    pub answer: String,
}

/// Which overlays are in force, besides the base that always is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layers(Vec<OverlayIx>);

impl Layers {
    /// The base alone.
    pub fn base() -> Layers {
        Layers::default()
    }

    /// The base with some overlays.
    pub fn of(overlays: impl IntoIterator<Item = OverlayIx>) -> Layers {
        let mut all: Vec<OverlayIx> = overlays.into_iter().collect();
        all.sort_unstable();
        all.dedup();
        Layers(all)
    }

    /// The overlays, in the order in which they stack.
    pub fn overlays(&self) -> &[OverlayIx] {
        &self.0
    }

    /// Whether what comes from here is in force.
    pub fn hold(&self, origin: Option<OverlayIx>) -> bool {
        origin.is_none_or(|overlay| self.0.contains(&overlay))
    }
}
