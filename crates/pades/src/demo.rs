//! Keys for trying things out, and how they are known again: every name says that it is a demonstration.
//!
//! Making them is the feature `demo`; knowing them is not.

#[cfg(feature = "demo")]
mod make;

#[cfg(feature = "demo")]
pub use self::make::make;

/// The organisation in every name.
const ORGANISATION: &str = "DEMO - not for real use";

/// One file of a set of demonstration keys.
pub struct DemoFile {
    /// Name of the file, without a folder.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// True when it holds a private key.
    pub private: bool,
}

/// Whether a subject is one of those made here.
pub fn is_demo_name(subject: &str) -> bool {
    subject.contains(ORGANISATION)
}
