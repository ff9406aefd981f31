//! Where the command line writes to: standard output for results, standard error for diagnostics and progress.
//!
//! Colour follows `--color`, and with `auto` the terminal, `NO_COLOR` and `CLICOLOR`. A closed pipe is no error: whoever
//! reads has seen enough. Any other result that could not be printed is one: whoever relies on it has not got it.

use std::io::IsTerminal;
use std::io::Write;
use std::path::Path;
use std::sync::OnceLock;

use clap::ColorChoice;

use crate::diag::Diagnostic;
use crate::diag::Severity;
use crate::diag::Sink;
use crate::diag::render;
use crate::source::Sources;

use super::style::ERROR;
use super::style::HELP;

pub(super) struct Out {
    stdout: anstream::ColorChoice,
    stderr: anstream::ColorChoice,
    /// Why a result could not be printed; the first time.
    lost: OnceLock<std::io::Error>,
}

impl Out {
    pub(super) fn new(color: ColorChoice) -> Out {
        let choice = |auto: anstream::ColorChoice| match color {
            ColorChoice::Always => anstream::ColorChoice::Always,
            ColorChoice::Never => anstream::ColorChoice::Never,
            ColorChoice::Auto => auto,
        };
        Out {
            stdout: choice(anstream::AutoStream::choice(&std::io::stdout())),
            stderr: choice(anstream::AutoStream::choice(&std::io::stderr())),
            lost: OnceLock::new(),
        }
    }

    /// Prints a result.
    pub(super) fn print(&self, text: &str) {
        let mut stream = anstream::AutoStream::new(std::io::stdout(), self.stdout);
        self.note(stream.write_all(netted(text).as_bytes()).and_then(|()| stream.flush()));
    }

    /// Keeps in mind that a result could not be printed.
    pub(super) fn note(&self, printed: std::io::Result<()>) {
        if let Err(error) = printed.and_then(|()| std::io::stdout().flush())
            && error.kind() != std::io::ErrorKind::BrokenPipe
        {
            let _ = self.lost.set(error);
        }
    }

    /// Why a result could not be printed, if so.
    pub(super) fn lost(&self) -> Option<&std::io::Error> {
        self.lost.get()
    }

    /// Prints what is said beside the result.
    pub(super) fn say(&self, text: &str) {
        let mut stream = anstream::AutoStream::new(std::io::stderr(), self.stderr);
        let _ = stream.write_all(netted(text).as_bytes()).and_then(|()| stream.flush());
    }

    /// True when diagnostics may be coloured.
    pub(super) fn color(&self) -> bool {
        self.stderr != anstream::ColorChoice::Never
    }

    /// True when a person is watching.
    pub(super) fn watched(&self) -> bool {
        std::io::stderr().is_terminal()
    }

    /// Prints why a command could not be carried out.
    pub(super) fn failure(&self, message: &str, help: Option<&str>) {
        self.say(&format!("{ERROR}error{ERROR:#}: {}\n", tame(message)));
        if let Some(help) = help {
            self.say(&format!("  {HELP}help{HELP:#}: {}\n", tame(help)));
        }
    }

    /// Prints diagnostics for people, and how many there are. True when there are errors, or warnings if those are
    /// denied.
    pub(super) fn diagnostics(&self, sink: &Sink, sources: &Sources, book: &Path, deny_warnings: bool) -> bool {
        let all = denied(sink, deny_warnings);
        if !all.is_empty() {
            self.say(&render::human(&all, sources, &prefix(book), self.color()));
        }
        let errors = all.iter().filter(|d| d.severity == Severity::Error).count();
        if !all.is_empty() {
            self.say(&format!("{}\n", render::summary(errors, all.len() - errors)));
        }
        errors > 0
    }
}

/// The diagnostics of a run in order; warnings are errors where they are denied.
pub(super) fn denied(sink: &Sink, deny_warnings: bool) -> Vec<Diagnostic> {
    let mut all = sink.sorted();
    if deny_warnings {
        all.iter_mut().for_each(|d| d.severity = Severity::Error);
    }
    all
}

/// The book's folder as it stands before paths of its files: empty for the folder that the user is in.
pub(super) fn prefix(book: &Path) -> String {
    let shown = book.to_string_lossy().replace('\\', "/");
    match shown.trim_end_matches('/') {
        "" | "." => String::new(),
        shown => format!("{shown}/"),
    }
}

/// `1 page`, `2 pages`.
pub(super) fn count(number: usize, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

/// A text that somebody else wrote, as it may be printed within a line: what would end the line, steer a terminal, or turn
/// the order of words round, is replaced by the sign for a character that can't be shown.
pub(super) fn tame(text: &str) -> String {
    text.chars().map(|c| if steers(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// The name of a file, as it may be printed.
pub(super) fn name(path: &Path) -> String {
    tame(&path.to_string_lossy())
}

/// Characters that do something instead of being seen: controls with the ends of lines, and the marks of bidirectional text.
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{feff}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{e0000}'..='\u{e007f}')
}

/// What is printed, without what only an outside text can hold: the program itself writes line ends and colours. A net
/// below [`tame`], which alone can tell a line end of the program from one of somebody else.
fn netted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let colour = rest.strip_prefix("\x1b[").and_then(|after| {
            let digits = after.bytes().take_while(|b| b.is_ascii_digit() || *b == b';').count();
            after.as_bytes().get(digits).filter(|b| **b == b'm' && digits < 16).map(|_| 2 + digits + 1)
        });
        let length = colour.unwrap_or(c.len_utf8());
        match colour {
            None if steers(c) && !matches!(c, '\n' | '\t') => out.push(char::REPLACEMENT_CHARACTER),
            _ => out.push_str(rest.get(..length).unwrap_or_default()),
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::netted;
    use super::tame;

    #[test]
    fn texts_of_others_steer_no_terminal() {
        let cases = [
            ("x\nVALID  forged.pdf", "x\u{fffd}VALID  forged.pdf"),
            ("a\ttab\u{2028}a line\u{85}", "a\u{fffd}tab\u{fffd}a line\u{fffd}"),
            ("\u{1b}[2Jgone", "\u{fffd}[2Jgone"),
            ("\u{9b}31m", "\u{fffd}31m"),
            ("over\rwritten", "over\u{fffd}written"),
            ("a\u{202e}b\u{2066}c", "a\u{fffd}b\u{fffd}c"),
            ("naïve – “so”", "naïve – “so”"),
        ];
        for (text, expected) in cases {
            assert_eq!(tame(text), expected);
        }
    }

    #[test]
    fn the_net_lets_colours_through_and_nothing_else() {
        let cases = [
            ("\u{1b}[1;31merror\u{1b}[0m: a\n", "\u{1b}[1;31merror\u{1b}[0m: a\n"),
            ("\u{1b}[2J", "\u{fffd}[2J"),
            ("\u{1b}]0;title\u{7}", "\u{fffd}]0;title\u{fffd}"),
            ("a\rb\u{202e}c", "a\u{fffd}b\u{fffd}c"),
        ];
        for (text, expected) in cases {
            assert_eq!(netted(text), expected);
        }
    }
}
