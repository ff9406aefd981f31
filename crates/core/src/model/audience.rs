//! Who may see what: the markings of assessments, and the audiences that a book is built for.
//!
//! `book.yaml` declares audiences; [`crate::audience`] decides by them which assessments a site and its PDFs hold, and how
//! much of each.

/// A label of the Traffic Light Protocol (FIRST, TLP 2.0), the least strict first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Marking {
    /// For the whole world.
    Clear,
    /// For the community.
    Green,
    /// For the organisation and its clients, as far as they need to know.
    Amber,
    /// For the organisation alone.
    AmberStrict,
    /// For named recipients.
    Red,
}

impl Marking {
    /// All labels, the least strict first.
    pub const ALL: [Marking; 5] = [Marking::Clear, Marking::Green, Marking::Amber, Marking::AmberStrict, Marking::Red];

    /// As it is written and printed.
    pub fn label(self) -> &'static str {
        match self {
            Marking::Clear => "TLP:CLEAR",
            Marking::Green => "TLP:GREEN",
            Marking::Amber => "TLP:AMBER",
            Marking::AmberStrict => "TLP:AMBER+STRICT",
            Marking::Red => "TLP:RED",
        }
    }

    /// The label that is written so.
    pub fn of(label: &str) -> Option<Marking> {
        Marking::ALL.into_iter().find(|marking| marking.label() == label)
    }
}

/// How much of an assessment is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// What was judged, when, and the levels or scores that were reached. No target, no answer, no reason.
    Levels,
    /// That, with targets, gaps, sums and the conclusion. No answer, evidence, finding, step or reason.
    Summary,
    /// All of it, with its report and its data.
    Whole,
}

impl Detail {
    /// The words in `book.yaml`, the least first.
    pub const WORDS: [(&'static str, Detail); 3] =
        [("levels", Detail::Levels), ("summary", Detail::Summary), ("whole", Detail::Whole)];
}

/// Those whom a site and its PDFs are made for.
#[derive(Clone, Debug)]
pub struct Audience {
    /// Unique in `book.yaml`; asked for by `build --audience`.
    pub id: String,
    /// As it is printed.
    pub name: String,
    /// The strictest marking that it may see, whatever [`Audience::sees`] says; without one, any.
    pub ceiling: Option<Marking>,
    /// What it sees of assessments. The first entry that fits an assessment decides; what none fits is hidden.
    pub sees: Vec<Sees>,
}

/// What an audience sees of some assessments.
#[derive(Clone, Debug)]
pub struct Sees {
    /// How much of them.
    pub show: Detail,
    /// Ids of the assessments; `None` for any.
    pub assessments: Option<Vec<String>>,
    /// Only of those that are marked so or less strictly.
    pub marked_up_to: Option<Marking>,
    /// Only of those that are signed off, and still are.
    pub signed_off: bool,
}
