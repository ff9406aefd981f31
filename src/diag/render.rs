//! Diagnostics for people and machines.
use crate::diag::Diagnostic;
use crate::source::Sources;
/// Stub.
pub fn human(d: &[Diagnostic], s: &Sources, p: &str, _: bool) -> String {
    short(d, s, p)
}
/// Stub.
pub fn short(d: &[Diagnostic], s: &Sources, _: &str) -> String {
    d.iter()
        .map(|d| {
            let at = d
                .span
                .map(|x| {
                    let f = s.get(x.file);
                    let (l, c) = f.place(x.start as usize);
                    format!("{}:{l}:{c}", f.path)
                })
                .or(d.path.clone())
                .unwrap_or_default();
            format!("{at}: {}: {} [{}] {:?}\n", d.code, d.message, d.label, d.help)
        })
        .collect()
}
/// Stub.
pub fn json(_: &[Diagnostic], _: &Sources, _: &str) -> String {
    String::new()
}
/// Stub.
pub fn summary(e: usize, w: usize) -> String {
    format!("{e} errors, {w} warnings")
}
