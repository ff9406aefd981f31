//! How long a text may be: typesetting takes the square of what stands between two breaks, and a PDF can't hold a string
//! without an end.
//!
//! The limits lie far above what anybody reads. They are told in `docs/formats.md`, and reported before the work is done.

use crate::diag::grouped;

/// The longest word, in characters: what has no space inside. A string of a PDF ends at 32,767 bytes.
pub const MAX_WORD: usize = 10_000;
/// The longest paragraph, heading, cell or text of YAML between blank lines, in bytes.
pub const MAX_TEXT: usize = 50_000;
/// The longest block of code, and the longest text of YAML, in bytes.
pub const MAX_BLOCK: usize = 100_000;
/// How many footnotes a file may have.
pub const MAX_NOTES: usize = 2_000;
/// How many blocks, marks and pieces of text a file may have.
pub const MAX_PIECES: usize = 200_000;

/// What is too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooLong {
    /// More than [`MAX_WORD`] characters without a space.
    Word,
    /// A paragraph, or what stands for one.
    Text,
    /// A block of code, or a text as a whole.
    Block,
}

impl TooLong {
    /// The fact, in lower case.
    pub fn message(self) -> String {
        match self {
            TooLong::Word => format!("a word is longer than {} characters", grouped(MAX_WORD)),
            TooLong::Text => format!("a paragraph is longer than {} bytes", grouped(MAX_TEXT)),
            TooLong::Block => format!("the text is longer than {} bytes", grouped(MAX_BLOCK)),
        }
    }

    /// What to do.
    pub fn cure(self) -> &'static str {
        match self {
            TooLong::Word => "nobody reads it: leave it out, link to it, or part it with spaces",
            TooLong::Text => "part it with blank lines",
            TooLong::Block => "shorten it, and put the whole beside the book",
        }
    }
}

/// Measures a text that comes in pieces.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Measure {
    word: usize,
    text: usize,
}

impl Measure {
    /// The next piece; what it makes too long, once.
    pub(crate) fn take(&mut self, piece: &str) -> Option<TooLong> {
        let before = (self.word > MAX_WORD, self.text > MAX_TEXT);
        let mut longest = self.word;
        for (index, word) in piece.split([' ', '\t', '\n', '\r']).enumerate() {
            let before = if index == 0 { self.word } else { 0 };
            self.word = before + word.chars().count();
            longest = longest.max(self.word);
        }
        self.text += piece.len();
        match before {
            (false, _) if longest > MAX_WORD => {
                self.word = usize::MAX / 2;
                Some(TooLong::Word)
            }
            (_, false) if self.text > MAX_TEXT => Some(TooLong::Text),
            _ => None,
        }
    }

    /// A place at which a line may end.
    pub(crate) fn part(&mut self) {
        self.word = 0;
        self.text += 1;
    }
}

/// Whether a word of code is too long: its lines may be as many as there is room for.
pub fn word_too_long(text: &str) -> Option<TooLong> {
    let mut words = text.split([' ', '\t', '\n', '\r']).filter(|word| word.len() > MAX_WORD);
    words.any(|word| word.chars().count() > MAX_WORD).then_some(TooLong::Word)
}

/// What is too long in a text whose paragraphs are parted by blank lines.
pub fn too_long(text: &str) -> Option<TooLong> {
    // Most texts are short.
    if text.len() <= MAX_WORD {
        return None;
    }
    if text.len() > MAX_BLOCK {
        return Some(TooLong::Block);
    }
    let mut measure = Measure::default();
    for line in text.lines() {
        if line.trim().is_empty() {
            measure = Measure::default();
        }
        if let Some(long) = measure.take(line) {
            return Some(long);
        }
        measure.part();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_what_no_line_can_end_in() {
        let word = "a".repeat(MAX_WORD);
        assert_eq!(too_long(&word), None);
        assert_eq!(too_long(&format!("{word}a")), Some(TooLong::Word));
        assert_eq!(too_long(&format!("{word} {word}\n{word}\t{word}")), None);
        // A no-break space is part of a word, as it is to whoever sets the line.
        assert_eq!(too_long(&"\u{a0}".repeat(MAX_WORD + 1)), Some(TooLong::Word));
        assert_eq!(too_long(&"成".repeat(MAX_WORD)), None);
    }

    #[test]
    fn paragraphs_are_parted_by_blank_lines() {
        let half = "ab ".repeat(MAX_TEXT / 6);
        assert_eq!(too_long(&format!("{half}\n\n{half}\n \n{half}")), None);
        assert_eq!(too_long(&format!("{half}\n{half}\n{half}")), Some(TooLong::Text));
        assert_eq!(too_long(&"ab\n\n".repeat(MAX_BLOCK)), Some(TooLong::Block));
    }

    #[test]
    fn a_word_may_come_in_pieces() {
        let mut measure = Measure::default();
        assert_eq!(measure.take(&"a".repeat(MAX_WORD)), None);
        assert_eq!(measure.take("a"), Some(TooLong::Word));
        assert_eq!(measure.take("a"), None, "it is told once");
        let mut measure = Measure::default();
        for _ in 0..2 {
            assert_eq!(measure.take(&"a".repeat(MAX_WORD)), None);
            measure.part();
        }
    }
}
