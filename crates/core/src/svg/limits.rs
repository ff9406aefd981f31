//! How large a drawing may be: numbers that the check holds to and the messages name.

/// How many nodes a drawing may have, and to how many it may come.
pub(super) const NODES: u32 = 200_000;
/// How deep elements may lie inside each other and inside of what they refer to.
pub(super) const DEPTH: u32 = 200;
