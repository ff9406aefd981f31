//! Names as links have them: encoded by an editor or a browser, or with letters put together by another system.

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;

/// A part of a link with `%20` and the like decoded. What is not UTF-8 then is left as it is.
pub(super) fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), |decoded| decoded.into_owned())
}

/// A text with its letters composed (NFC): some systems write `ü` as `u` and two dots.
pub(super) fn composed(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { text.nfc().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_editors_write_them() {
        let cases = [
            ("door%20locks.md", "door locks.md"),
            ("cases%2Fcamera", "cases/camera"),
            ("%C3%BCber-uns", "über-uns"),
            ("100%", "100%"),
            ("%ff", "%ff"),
        ];
        for (written, expected) in cases {
            assert_eq!(decoded(written), expected);
        }
        assert_eq!(composed("u\u{308}ber"), "über");
    }
}
