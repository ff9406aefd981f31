//! What a signature is, from least to most.

/// The levels of PAdES are those of ETSI EN 319 142-1, clause 6.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// An entry in a record, with no signature in the PDF.
    Record,
    /// PAdES B-B: a signature by a certificate.
    #[default]
    Basic,
    /// PAdES B-T: with the time from a timestamp authority.
    Timestamp,
    /// PAdES B-LT: with all that is needed to check it later.
    LongTerm,
    /// PAdES B-LTA: closed by a timestamp over the document, which can be renewed.
    Archive,
}

impl Grade {
    /// All grades with the words for them in files and messages.
    pub const NAMES: [(&'static str, Grade); 5] = [
        ("record", Grade::Record),
        ("B-B", Grade::Basic),
        ("B-T", Grade::Timestamp),
        ("B-LT", Grade::LongTerm),
        ("B-LTA", Grade::Archive),
    ];

    /// The word for it.
    pub fn name(self) -> &'static str {
        Grade::NAMES.iter().find(|(_, grade)| *grade == self).map_or("record", |(name, _)| name)
    }
}
