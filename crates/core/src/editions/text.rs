//! When two texts say the same: the normal form of a text, its fingerprint, and the words that differ.
//!
//! The normal form holds what a meaning hangs on, and nothing of how it is set: see [`normal`]. `docs/editions.md` says the
//! same for readers; a change here changes every fingerprint.

use similar::Algorithm;
use similar::ChangeTag;

use crate::source::sha256;

/// The words of a text in normal form: in lower case, without punctuation, parted by white space. Kept with their words
/// are the marks that numbers need (`.` and `,` between digits) and those that change them (`% + < > = ±` and their kin).
/// Hyphens and dashes part words; apostrophes vanish.
pub fn normal(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
    let mut words = vec![String::new()];
    for (index, c) in chars.iter().copied().enumerate() {
        let digit = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
        let between = digit(index.checked_sub(1)) && digit(Some(index + 1));
        let kept = c.is_alphanumeric() || "%+<>=±≤≥≠×°€$£§&@#".contains(c) || (between && matches!(c, '.' | ',' | ':'));
        if kept {
            if let Some(word) = words.last_mut() {
                word.push(c);
            }
        } else if !matches!(c, '\'' | '’' | '\u{ad}') {
            words.push(String::new());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The fingerprint of a text: the first 32 hexadecimal digits of the SHA-256 of its normal form, words joined by a space.
pub fn fingerprint(text: &str) -> String {
    sha256(normal(text).join(" ").as_bytes()).chars().take(32).collect()
}

/// True when two texts have the same normal form.
pub fn same(a: &str, b: &str) -> bool {
    normal(a) == normal(b)
}

/// How much of two texts is the same, from 0 to 100: twice the words in common over the words of both.
pub fn similarity(a: &str, b: &str) -> u8 {
    let (a, b) = (normal(a), normal(b));
    let all = a.len() + b.len();
    if all == 0 {
        return 100;
    }
    let common: usize = similar::capture_diff_slices(Algorithm::Myers, &a, &b)
        .iter()
        .filter(|op| op.tag() == similar::DiffTag::Equal)
        .map(|op| op.old_range().len())
        .sum();
    u8::try_from(200 * common / all).unwrap_or(100)
}

/// A run of words that two texts share, or that only one of them has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Which of them has it.
    pub side: Side,
    /// The words, with the white space between them.
    pub text: String,
}

/// Which of two texts has a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// It stands in the old and in the new one.
    Both,
    /// The old one only.
    Old,
    /// The new one only.
    New,
}

/// The pieces of two texts, word by word.
pub fn pieces(old: &str, new: &str) -> Vec<Piece> {
    let split = |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_owned).collect() };
    let (old, new) = (split(old), split(new));
    let mut pieces: Vec<Piece> = Vec::new();
    for op in similar::capture_diff_slices(Algorithm::Myers, &old, &new) {
        for change in op.iter_changes(&old, &new) {
            let side = match change.tag() {
                ChangeTag::Equal => Side::Both,
                ChangeTag::Delete => Side::Old,
                ChangeTag::Insert => Side::New,
            };
            match pieces.last_mut().filter(|last| last.side == side) {
                Some(last) => {
                    last.text.push(' ');
                    last.text.push_str(&change.value());
                }
                None => pieces.push(Piece { side, text: change.value() }),
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Old text, new text, whether they say the same.
    const PAIRS: [(&str, &str, bool); 14] = [
        ("Keep a list.", "Keep a list", true),
        ("Keep a list.", "keep  a\nlist;", true),
        ("well-known flaws", "well known flaws", true),
        ("the supplier’s test", "the supplier's test", true),
        ("“signed” images", "'signed' images", true),
        ("every 2.5 hours", "every 2,5 hours", false),
        ("at least 95%", "at least 95", false),
        ("10 of 12", "10 or 12", false),
        ("must not", "must", false),
        ("< 30 days", "> 30 days", false),
        ("30 days.", "30 days", true),
        ("email", "e-mail", false),
        ("naïve", "naive", false),
        ("", "!?", true),
    ];

    #[test]
    fn texts_that_say_the_same_have_one_fingerprint() {
        for (old, new, expected) in PAIRS {
            assert_eq!(same(old, new), expected, "{old:?} and {new:?}: {:?} {:?}", normal(old), normal(new));
            assert_eq!(fingerprint(old) == fingerprint(new), expected, "{old:?} and {new:?}");
        }
    }

    #[test]
    fn pieces_hold_both_texts() {
        let (old, new) = ("A person approves every update.", "A named person has approved every update.");
        let found = pieces(old, new);
        let side = |side: Side| -> String {
            let own = found.iter().filter(|piece| piece.side == Side::Both || piece.side == side);
            own.map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(side(Side::Old), old);
        assert_eq!(side(Side::New), new);
        assert_eq!(similarity(old, old), 100);
        assert_eq!(similarity(old, "Nothing of it is here at all"), 0);
        assert_eq!(similarity("one two three four", "one two three five"), 75);
    }
}
