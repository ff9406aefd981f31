//! Stub.
/// Facts.
pub struct Facts;
/// Build.
pub fn build() {}
