//! The binary: see [`levelbook::cli`].

fn main() {}
