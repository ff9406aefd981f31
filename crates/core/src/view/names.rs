//! The names by which themes know kinds and states: `at` for [`Verdict::At`], `met` for [`Counts::Met`].
//!
//! Everything inside decides by the kinds themselves. A name is given once: here for kinds of earlier modules, and beside
//! the kind for those of the view. It is part of the contract with themes, and so it never changes for looks.

use pades::grade::Grade;
use serde::Serializer;

use crate::assess::Beside;
use crate::assess::Coverage;
use crate::assess::Direction;
use crate::assess::LinkState;
use crate::assess::OutcomeKind;
use crate::assess::RequirementState;
use crate::assess::Verdict;
use crate::editions::Reach;
use crate::editions::TextFate;
use crate::editions::impact::Task;
use crate::editions::text::Side;
use crate::model::Counts;
use crate::model::Detail;
use crate::model::MappingMethod;
use crate::model::MappingRationale;
use crate::model::MappingStatus;
use crate::model::Method;
use crate::model::Relation;
use crate::model::Rule;
use crate::model::Severity;
use crate::model::TargetSource;

/// Something with a name for themes.
pub trait Named: Copy {
    /// The name that themes know it by.
    fn name(self) -> &'static str;
}

/// Gives kinds their names, and lets them be serialised by them.
macro_rules! names {
    ($($kind:ty { $($variant:pat => $name:expr),* $(,)? })*) => {$(
        impl $crate::view::names::Named for $kind {
            fn name(self) -> &'static str {
                type This = $kind;
                match self { $($variant => $name),* }
            }
        }

        impl serde::Serialize for $kind {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str($crate::view::names::Named::name(*self))
            }
        }
    )*};
}

pub(super) use names;

names! {
    Verdict {
        This::Below => "below",
        This::At => "at",
        This::Above => "above",
        This::NoTarget => "no-target",
        This::NotAssessed => "not-assessed",
        This::Insufficient => "insufficient",
        This::NotApplicable => "not-applicable",
        This::Outside => "outside",
    }
    OutcomeKind {
        This::Level => "level",
        This::Score => "score",
        This::NotAssessed => "not-assessed",
        This::Insufficient => "insufficient",
        This::NotApplicable => "not-applicable",
        This::Outside => "outside",
    }
    Direction { This::Up => "up", This::Down => "down", This::Same => "same", This::Unknown => "unknown" }
    Beside { This::Same => "same", This::More => "more", This::Less => "less", This::Other => "other" }
    Coverage { This::Full => "full", This::Partial => "partial", This::None => "none" }
    RequirementState {
        This::Full => "full",
        This::Part => "part",
        This::NotReached => "not-reached",
        This::Unknown => "unknown",
        This::NotApplicable => "not-applicable",
        This::Unmapped => "unmapped",
        This::Outside => "outside",
    }
    LinkState {
        This::Reached => "reached",
        This::Part => "part",
        This::NotReached => "not-reached",
        This::Unknown => "unknown",
        This::NotApplicable => "not-applicable",
        This::Outside => "outside",
    }
    Counts {
        This::Met => "met",
        This::Partial => "partial",
        This::Unmet => "unmet",
        This::Insufficient => "insufficient",
        This::NotApplicable => "not_applicable",
    }
    Method { This::SelfAssessment => "self", This::Expert => "expert", This::ThirdParty => "third-party" }
    Severity { This::High => "High", This::Medium => "Medium", This::Low => "Low" }
    TargetSource { This::Own => "own", This::Set => "set", This::Deviation => "deviation" }
    MappingStatus { This::Draft => "draft", This::Complete => "complete", This::Superseded => "superseded" }
    MappingMethod { This::Human => "human", This::Automation => "automation", This::Hybrid => "hybrid" }
    MappingRationale {
        This::Syntactic => "syntactic",
        This::Semantic => "semantic",
        This::Functional => "functional",
    }
    Reach {
        This::Nothing => "nothing",
        This::Editorial => "editorial",
        This::Guidance => "guidance",
        This::Model => "model",
    }
    TextFate {
        This::Added => "added",
        This::Removed => "removed",
        This::Editorial => "editorial",
        This::Reworded => "reworded",
    }
    Detail {
        This::Levels => "levels",
        This::Summary => "summary",
        This::Whole => "whole",
    }
    Rule {
        rule => This::id(rule),
    }
    Relation {
        This::EqualTo => "equal-to",
        This::EquivalentTo => "equivalent-to",
        This::SubsetOf => "subset-of",
        This::SupersetOf => "superset-of",
        This::IntersectsWith => "intersects-with",
        This::NoRelationship => "no-relationship",
    }
    Side { This::Both => "both", This::Old => "old", This::New => "new" }
    Task {
        This::Untouched => "untouched",
        This::Reconfirm => "reconfirm",
        This::Reassess => "re-assess",
        This::Archived => "archived",
    }
}

/// What an answer counts as; one that was not given counts as `not_assessed`.
pub(super) fn counts<S: Serializer>(counts: &Option<Counts>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(counts.map_or("not_assessed", Named::name))
}

/// A verdict, or the empty word where there is none.
pub(super) fn verdict<S: Serializer>(verdict: &Option<Verdict>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(verdict.map_or("", Named::name))
}

/// A grade of signatures: `B-LT`.
pub(super) fn grade<S: Serializer>(grade: &Grade, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(grade.name())
}

/// What became of checking a signature.
pub(super) fn signature<S: Serializer>(verdict: &pades::verdict::Verdict, serializer: S) -> Result<S::Ok, S::Error> {
    use pades::verdict::Verdict as Of;
    serializer.serialize_str(match verdict {
        Of::Valid => "valid",
        Of::Policy => "policy",
        Of::Indeterminate => "indeterminate",
        Of::Invalid => "invalid",
    })
}
