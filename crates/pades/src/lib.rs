//! Signatures in PDFs (PAdES): made, and checked by a verifier that takes nothing on trust. Knows bytes, not books.
//!
//! Signing: [`keys`] gives who signs, [`ready`] whether they may, [`pdf`] the place, [`cms`] the signature, [`stamp`] the
//! time, `fetch` what is needed to check it later. Checking: [`verify`] gives [`checked`], with [`trust`] and [`ocsp`] for
//! certificates. [`scheme`] is the list of what is taken. [`verdict`] holds how a check may end, [`grade`] what a signature
//! can be.
//!
//! The features `demo`, `network` and `token`, all on by default, bring keys for trying things out, HTTP and PKCS#11.
//!
//! # Signing and checking
//!
//! A signature goes into an empty field, which [`pdf::form::finalise`] adds. What is covered is known before the signature is
//! made, so that the key may as well be elsewhere: see [`cms::attributes`] and [`cms::assemble`].
//!
//! ```
//! use pades::cms;
//! use pades::keys::Identity;
//! use pades::pdf::enter;
//! use pades::verdict::Failure;
//!
//! /// Signs a report in the empty field `approver`. `appearance` is a PDF of one page: what is seen in the field.
//! fn sign(report: &[u8], appearance: &[u8], signer: &Identity) -> Result<Vec<u8>, Failure> {
//!     let entry = enter::FieldEntry {
//!         field: "approver",
//!         name: "An approver",
//!         reason: "I accept this report",
//!         time: "D:20261123093000Z",
//!         certify: None,
//!         appearance,
//!         reserve: 12 << 10,
//!     };
//!     let prepared = enter::prepare(report, &entry)?;
//!     let signature = cms::sign(signer, &prepared.covered(), None)?;
//!     prepared.complete(&signature)
//! }
//! ```
//!
//! Checking needs no more than the bytes and whom to trust:
//!
//! ```
//! use pades::trust::Trust;
//! use pades::verdict::Verdict;
//! use pades::verify;
//!
//! let checked = verify::check(b"%PDF-1.7 and no more", &Trust::default(), None);
//! assert_eq!(checked.verdict(), Verdict::Invalid);
//! ```

pub mod checked;
pub mod cms;
pub mod demo;
#[cfg(feature = "network")]
pub mod fetch;
pub mod grade;
pub mod keyfile;
pub mod keys;
mod known;
pub mod ocsp;
mod path;
pub mod pdf;
pub mod raw;
pub mod ready;
pub mod revocation;
pub mod scheme;
mod signed_data;
pub mod ssh;
pub mod stamp;
#[cfg(feature = "token")]
pub mod token;
pub mod trust;
pub mod usage;
pub mod verdict;
pub mod verify;

/// The example of the README compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
