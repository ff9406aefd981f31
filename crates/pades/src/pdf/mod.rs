//! Signatures in a PDF as a structure: how a file grew, what each step changed, and how to add the next one.
//!
//! A PDF is signed by appending: each update leaves the bytes before it as they are. [`syntax`] is the one
//! tokeniser; [`revisions`] walks the updates of a file, [`appended`] reads what came after a signature, strictly; [`examine`]
//! tells what each of them changed, by [`grown`], and what each signature covers; [`update`] appends one.
//! [`form`] adds the empty fields, [`enter`] a signature, [`dss`] what is needed to check one later.

pub mod appended;
pub mod dss;
pub mod enter;
pub mod examine;
pub mod form;
pub mod grown;
pub mod objects;
pub mod revisions;
pub mod syntax;
pub mod update;
