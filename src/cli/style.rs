//! How words look where a terminal shows colours; where none does, the stream leaves all of it out.
//!
//! A word is written as `{GOOD}word{GOOD:#}`. The names say what a word stands for, so that the same things look the same
//! in every command.

use anstyle::AnsiColor;
use anstyle::Style;

/// What the lines below are on.
pub(super) const TITLE: Style = Style::new().bold();
/// Something was done, or holds.
pub(super) const GOOD: Style = AnsiColor::Green.on_default().bold();
/// Something is to be looked at.
pub(super) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
/// Something is wrong.
pub(super) const ERROR: Style = AnsiColor::Red.on_default().bold();
/// What can be done about it.
pub(super) const HELP: Style = AnsiColor::Cyan.on_default().bold();
/// Words that are there now and were not before.
pub(super) const ADDED: Style = AnsiColor::Green.on_default();
/// Words that are gone, or that count no more.
pub(super) const GONE: Style = AnsiColor::Red.on_default();
/// What counts, and waits to be confirmed.
pub(super) const WAITING: Style = AnsiColor::Yellow.on_default();
/// What nobody has looked at yet.
pub(super) const NEW: Style = AnsiColor::Cyan.on_default();
