//! Texts that YAML folds, though their lines were meant: with a blank line between paragraphs, or points of a list.
//!
//! Takes the places of texts; gives a warning for each that says something else than its lines do. All styles but the literal
//! one fold: `>`, quotes, and a plain text over several lines.

use crate::diag::Sink;
use crate::diag::register;
use crate::source::Source;
use crate::source::Span;

/// Reports a text whose lines run together. `value` is what YAML makes of it.
pub(super) fn report(value: &str, span: Span, source: &Source, sink: &mut Sink) {
    let text = source.text();
    let raw = text.get(span.range()).unwrap_or_default();
    if !raw.contains('\n') || is_literal(text.get(..span.start as usize).unwrap_or_default()) {
        return;
    }
    let lines: Vec<&str> = raw.lines().collect();
    let after_blank = lines.windows(2).filter(|pair| pair[0].trim().is_empty() && !pair[1].trim().is_empty());
    let blank = after_blank.map(|pair| pair[1].trim()).any(|line| follows_one_line_end(value, line));
    let point = lines.iter().skip(1).map(|line| line.trim_start()).find(|line| is_point(line));
    let points = point.is_some_and(|point| runs_on(value, point));
    let what = match (blank, points) {
        (_, true) => "this text is folded: its points run together",
        (true, _) => "this text is folded: its paragraphs run together",
        (false, false) => return,
    };
    sink.warning(register::FOLDED, span, what)
        .help("write `|-` before the text, in place of `>-` or of quotes: it keeps the lines");
}

/// Whether a block scalar begins here whose lines are kept.
fn is_literal(before: &str) -> bool {
    let line = before.trim_end().lines().next_back().unwrap_or_default();
    let line = line.split(" #").next().unwrap_or_default().trim_end();
    let sign = line.trim_end_matches(['-', '+', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    sign.ends_with('|') && sign.trim_end_matches('|').ends_with([' ', ':', '-', '\n']) || sign == "|"
}

/// Whether a line that stood below a blank one stands below none in the value.
fn follows_one_line_end(value: &str, line: &str) -> bool {
    let line = line.trim_end_matches(['"', '\'']);
    value.match_indices(line).any(|(at, _)| {
        let before = value[..at].trim_end_matches([' ', '\t']);
        before.ends_with('\n') && !before.ends_with("\n\n")
    })
}

/// Whether a line is a point of a list.
fn is_point(line: &str) -> bool {
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    ["- ", "* ", "+ "].iter().any(|sign| line.starts_with(sign))
        || digits.len() < line.len() && digits.starts_with(". ")
}

/// Whether a line stands within a line of the value, and at the beginning of none.
fn runs_on(value: &str, line: &str) -> bool {
    let line = line.trim_end();
    value.contains(line) && !value.lines().any(|own| own.trim_start().starts_with(line))
}

#[cfg(test)]
mod tests {
    use super::super::yaml;
    use super::*;
    use crate::source::Content;
    use crate::source::FileId;

    fn warnings(text: &str) -> usize {
        let source = Source::new("x.yaml", Content::Text(text.to_owned()));
        let mut sink = Sink::new();
        yaml::parse(FileId(0), &source, 0, text.len(), &mut sink).expect("is YAML");
        sink.sorted().iter().filter(|d| d.code == register::FOLDED).count()
    }

    #[test]
    fn what_runs_together_is_told_in_every_style() {
        for text in [
            "a: >-\n  One.\n\n  Two.\n",
            "a: >\n  One.\n\n  Two.\n",
            "a: >+\n  One.\n\n  Two.\n",
            "a: >- # remark\n  One.\n\n  Two.\n",
            "a:\n  - >-\n    One.\n\n    Two.\n",
            "a: >-\n  Points:\n  - one\n  - two\n",
            "a: >-\n  Points:\n  1. one\n  2. two\n",
            "a: One.\n\n  Two.\n",
            "a: \"One.\n\n  Two.\"\n",
            "a: 'Points:\n  - one\n  - two'\n",
        ] {
            assert_eq!(warnings(text), 1, "{text}");
        }
    }

    #[test]
    fn what_keeps_its_lines_or_has_none_is_fine() {
        for text in [
            "a: |-\n  One.\n\n  Two.\n  Three.\n",
            "a: |\n  - one\n  - two\n",
            "a: |2-\n  One.\n\n  Two\n  Three.\n",
            "a:\n  - |-\n    One.\n\n    Two\n    Three.\n",
            "a: >-\n  One line,\n  and another.\n",
            "a: >-\n  One.\n\n\n  Two.\n",
            "a: >-\n  Points:\n\n\n    - one\n    - two\n",
            "a: \"One.\\n\\nTwo.\"\nb: 1\n\nc: x\n",
            "a: one\n\nb: two\n",
            "a: a plain text\n  over two lines, 3 - 4 points\n",
        ] {
            assert_eq!(warnings(text), 0, "{text}");
        }
    }
}
