//! What is asked over the network while signing: timestamps, and whether certificates were revoked.
//!
//! A build without the feature `network` says so when it is asked for.

use pades::pdf::dss;
use pades::stamp::Authority;
use pades::verdict::Failure;

/// The authority for timestamps at an address.
#[cfg(feature = "network")]
pub(super) fn authority(url: &str) -> Result<Box<dyn Authority>, Failure> {
    Ok(Box::new(pades::fetch::Http::new(url)))
}

/// Who says that the certificates of a path were not revoked.
#[cfg(feature = "network")]
pub(super) fn evidence(path: &[Vec<u8>]) -> Result<dss::Store, Failure> {
    pades::fetch::evidence(path)
}

#[cfg(not(feature = "network"))]
pub(super) fn authority(_: &str) -> Result<Box<dyn Authority>, Failure> {
    Err(lacking())
}

#[cfg(not(feature = "network"))]
pub(super) fn evidence(_: &[Vec<u8>]) -> Result<dss::Store, Failure> {
    Err(lacking())
}

#[cfg(not(feature = "network"))]
fn lacking() -> Failure {
    let cause = pades::verdict::Cause::Lacking;
    Failure::of(cause, "this levelbook was built without the feature `network`, and asks nobody")
}
