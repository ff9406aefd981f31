//! The few lines of a file that a diagnostic shows.
//!
//! Takes marks, byte ranges in a file; gives a short text of whole lines, cut where they are long and without any
//! character that a terminal would act on, and the marks as ranges of that text. annotate-snippets panics on a range
//! beyond its text and walks through all of it, so it gets nothing else to see.

use std::ops::Range;

use crate::source::Source;

/// Longest line that is shown whole, in characters.
const LONG: usize = 160;
/// Characters shown of a longer one.
const SHOWN: usize = 120;
/// Characters shown before the first mark of a longer one.
const BEFORE: usize = 40;
/// A mark over more lines than this is shown by its first line.
const MAX_LINES: usize = 8;

/// A character of private use that no text keeps which went through [`visible`].
pub(super) const PLACE: char = '\u{e000}';

/// Lines of one file with marks on them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// Number of the first line, from 1.
    pub(super) first_line: usize,
    /// The lines.
    pub(super) text: String,
    /// The marks as ranges of `text`, in the order in which they were given; each starts and ends between characters.
    pub(super) marks: Vec<Range<usize>>,
}

/// A byte range brought into the file, onto characters and, where it is long, onto its first line; with the numbers
/// of its first and last line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    range: Range<usize>,
    /// Line on which it starts, from 1.
    pub(super) first: usize,
    /// Line on which it ends.
    pub(super) last: usize,
}

impl Mark {
    pub(super) fn new(source: &Source, range: Range<usize>) -> Mark {
        let text = source.text();
        let mut start = range.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = range.end.clamp(start, text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        // A line end that a mark takes with it is not what it is about.
        end = start + text[start..end].trim_end_matches(['\r', '\n']).len();
        let first = source.place(start).0;
        let mut last = source.place(end).0;
        if last - first >= MAX_LINES {
            end = start + text[start..].find('\n').unwrap_or(0);
            end = start + text[start..end].trim_end_matches('\r').len();
            last = first;
        }
        Mark { range: start..end, first, last }
    }

    /// Offset of its first byte in the file.
    pub(super) fn start(&self) -> usize {
        self.range.start
    }
}

/// The lines from the first mark to the last.
pub(super) fn excerpt(source: &Source, marks: &[Mark]) -> Excerpt {
    let first_line = marks.iter().map(|mark| mark.first).min().unwrap_or(1);
    let last_line = marks.iter().map(|mark| mark.last).max().unwrap_or(1);
    let mut out = Excerpt { first_line, text: String::new(), marks: vec![0..0; marks.len()] };
    for number in first_line..=last_line {
        let start = source.offset(number, 1);
        let rest = &source.text()[start..];
        let line = rest[..rest.find('\n').unwrap_or(rest.len())].trim_end_matches('\r');
        let focus = marks.iter().filter(|mark| mark.first == number).map(|mark| mark.range.start - start).min();
        let window = window(line, focus.unwrap_or(0));
        if number > first_line {
            out.text.push('\n');
        }
        if window.start > 0 {
            out.text.push('…');
        }
        let shown = out.text.len();
        // The length of a character changes where it is replaced, so offsets are taken over one by one.
        let inside = |offset: usize| (offset - start).clamp(window.start, window.end);
        let moved = |offset: usize| {
            shown + line[window.start..inside(offset)].chars().map(|c| visible(c).len_utf8()).sum::<usize>()
        };
        for (mark, to) in marks.iter().zip(&mut out.marks) {
            if mark.first == number {
                to.start = moved(mark.range.start);
            }
            if mark.last == number {
                to.end = moved(mark.range.end.max(start));
            }
        }
        out.text.extend(line[window.clone()].chars().map(visible));
        if window.end < line.len() {
            out.text.push('…');
        }
        if line.is_empty() && number == last_line {
            // Without it annotate-snippets would not take an empty last line for one.
            out.text.push(' ');
        }
    }
    out
}

/// The part of a line that is shown, as a byte range of it.
fn window(line: &str, focus: usize) -> Range<usize> {
    if line.len() <= LONG || line.chars().count() <= LONG {
        return 0..line.len();
    }
    let focus = focus.min(line.len());
    let before = line[..focus].char_indices().rev();
    // Near its start, a line is shown from its start.
    let start = if before.clone().nth(SHOWN - BEFORE).is_none() {
        0
    } else {
        before.take(BEFORE).last().map_or(focus, |(at, _)| at)
    };
    let end = line[start..].char_indices().nth(SHOWN).map_or(line.len(), |(at, _)| start + at);
    start..end
}

/// A character as it can be shown: what a terminal would act on, or would not show at all, becomes a sign for it.
pub(super) fn visible(c: char) -> char {
    match c {
        '\t' => '\t',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '␡',
        // C1 controls; marks of direction, which reorder a line; line ends of Unicode; the byte order mark; tags; and
        // the sign that stands for a place while a diagnostic is laid out.
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}'
        | PLACE
        | '\u{e0000}'..='\u{e007f}' => '\u{fffd}',
        c => c,
    }
}
