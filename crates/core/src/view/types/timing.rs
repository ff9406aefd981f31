//! Where an assessment stands among those of its subject, and a day to the day of the commit.

use serde::Serialize;

use crate::view::names::names;

/// Where an assessment stands among those of its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time {
    /// The newest that nothing takes the place of.
    Latest,
    /// One before it.
    Earlier,
    /// One that another takes the place of.
    Superseded,
}

names! {
    Time { This::Latest => "latest", This::Earlier => "earlier", This::Superseded => "superseded" }
}

/// How a day stands to the day of the commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Before it.
    Past,
    /// At most [`SOON`] days after it, or on it.
    Soon,
    /// Later.
    Later,
}

names! {
    Due { This::Past => "past", This::Soon => "soon", This::Later => "later" }
}

/// How a day stands to the day of the commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Timing {
    /// `past`, `soon` (within 90 days) or `later`.
    pub id: Due,
    /// In words, for what it is said of.
    pub name: &'static str,
}

/// Days ahead that count as soon.
pub const SOON: i64 = 90;
