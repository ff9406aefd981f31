//! Signatures: keys, CMS, PDF signatures, verification. Knows bytes, not books.
//!
//! Signing: [`keys`] gives who signs, [`pdf`] the place, [`cms`] the signature, [`stamp`] the time, [`fetch`] what is needed
//! to check it later. Checking: [`verify`] gives [`checked`], with [`trust`] and [`ocsp`] for certificates. [`scheme`] is
//! the list of what is taken. [`verdict`] holds how a check may end, [`grade`] what a signature can be.

pub mod checked;
pub mod cms;
pub mod demo;
pub mod fetch;
pub mod grade;
pub mod keys;
pub mod ocsp;
pub mod pdf;
pub mod raw;
pub mod revocation;
pub mod scheme;
pub mod ssh;
pub mod stamp;
pub mod token;
pub mod trust;
pub mod usage;
pub mod verdict;
pub mod verify;
