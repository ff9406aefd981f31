//! Released editions of the guide, and what their release notes say of each change.

use std::collections::BTreeMap;

use crate::source::Span;

use super::Date;

/// A released edition: an entry of `editions.yaml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// Version of the guide (SemVer).
    pub version: Version,
    /// Day of the release.
    pub date: Date,
    /// The commit that holds it, in full.
    pub commit: String,
    /// Name of its tag, if it has one.
    pub tag: Option<String>,
    /// SHA-256 over the files of the guide, in lower-case hexadecimal.
    pub digest: String,
}

/// A version of the guide: major, minor, patch (SemVer 2.0.0, without labels).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u32, pub u32, pub u32);

impl std::str::FromStr for Version {
    type Err = ();

    fn from_str(text: &str) -> Result<Version, ()> {
        let version = semver::Version::parse(text).map_err(|_| ())?;
        let number = |part: u64| u32::try_from(part).map_err(|_| ());
        match version.pre.is_empty() && version.build.is_empty() {
            true => Ok(Version(number(version.major)?, number(version.minor)?, number(version.patch)?)),
            false => Err(()),
        }
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// What a change of words means. In order of weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// The words are the same, or the editor says that nothing else is meant.
    Editorial,
    /// It is clearer, and asks for the same.
    Clarified,
    /// It asks for something that was not asked for before.
    Added,
    /// It asks for more.
    Strengthened,
    /// It asks for less.
    Weakened,
}

impl Class {
    /// All classes with the words for them in files and messages.
    pub const NAMES: [(&'static str, Class); 5] = [
        ("editorial", Class::Editorial),
        ("clarified", Class::Clarified),
        ("added", Class::Added),
        ("strengthened", Class::Strengthened),
        ("weakened", Class::Weakened),
    ];

    /// The word for it.
    pub fn name(self) -> &'static str {
        Class::NAMES.iter().find(|(_, class)| *class == self).map_or("", |(name, _)| name)
    }
}

/// Release notes of one edition: `editions/<version>.yaml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// What readers should know, in a few sentences.
    pub summary: String,
    /// What is said of single bullets and pages, by full id.
    pub changes: BTreeMap<String, Note>,
}

/// What release notes say of one bullet or page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What the change means; `None` as long as nobody has decided.
    pub class: Option<Class>,
    /// A sentence on it, or empty.
    pub text: String,
    /// Where it is written.
    pub span: Span,
}
