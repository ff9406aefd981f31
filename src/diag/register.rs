//! The register of diagnostics: every code with what it means, an example and the cure.
//!
//! `levelbook explain` and the manual's page of diagnostics are printed from this table; a test holds that each code
//! has an entry here and a case in `tests/cases`.

use std::fmt;

/// Number of a diagnostic, shown as `LB021`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub u16);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LB{:03}", self.0)
    }
}

/// What the register says of one code.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The code.
    pub code: Code,
    /// The name of its constant.
    pub name: &'static str,
    /// What it means, in a few words.
    pub title: &'static str,
}

macro_rules! codes {
    ($($name:ident = $number:literal, $title:literal;)*) => {
        $(#[doc = $title] pub const $name: Code = Code($number);)*
        /// All codes, in order.
        pub const CODES: &[Entry] = &[$(Entry { code: $name, name: stringify!($name), title: $title }),*];
    };
}

codes! {
    UNREADABLE = 1, "a file can't be read";
    LINK_OUT = 2, "a symbolic link leads out of the book";
    TOO_LARGE = 3, "a file or the book is too large";
    NOT_UTF8 = 4, "a text file is not UTF-8";
    NUL = 5, "a text file holds a NUL byte";
    MISSING_FILE = 6, "a file that every book needs is missing";

    YAML_SYNTAX = 10, "the YAML can't be read";
    UNKNOWN_KEY = 11, "a key is not known here";
    DUPLICATE_KEY = 12, "a key is written twice";
    WRONG_TYPE = 13, "a value is of the wrong type";
    MISSING_KEY = 14, "a key is missing";
    UNKNOWN_WORD = 15, "a word is not one of the choices";
    YAML_BUDGET = 16, "the YAML is nested or repeated beyond reason";
    BAD_DATE = 17, "a date is not a day written as YYYY-MM-DD";
    BAD_ID = 18, "an id is not well formed";
    EMPTY_TEXT = 19, "a text is empty";

    FRONT_MATTER = 20, "a Markdown file has no front matter";
    MISSING_LEVEL = 21, "a practice lacks a level";
    UNEXPECTED_LEVEL = 22, "a level is unknown, doubled or out of order";
    MISSING_ASPECT = 23, "a level lacks an aspect";
    UNEXPECTED_ASPECT = 24, "an aspect is unknown, doubled or out of order";
    CELL_SHAPE = 25, "a cell holds something other than its aspect allows";
    BULLET_WITHOUT_ID = 26, "a rated bullet has no id";
    RAW_HTML = 27, "raw HTML is not allowed";
    HEADING_ORDER = 28, "a heading is of the wrong level or empty";
    TOO_DEEP = 29, "Markdown is nested too deep";
    BROKEN_LINK = 30, "a link leads nowhere";
    BROKEN_ANCHOR = 31, "a link's anchor does not exist";
    MISSING_IMAGE = 32, "an image does not exist";
    MISSING_ALT = 33, "an image has no alternative text";
    BAD_IMAGE = 34, "an image can't be used";
    FOOTNOTE = 35, "a footnote is undefined, unused or doubled";
    NO_TEXT = 36, "a page or practice has no text";
    TABLE_SHAPE = 37, "a table has too many cells";

    DUPLICATE_ID = 40, "an id is used twice";
    UNKNOWN_PRACTICE_FILE = 41, "the tree names a practice that has no file";
    UNKNOWN_PAGE = 42, "book.yaml names a page that does not exist";
    UNPLACED_PRACTICE = 43, "a practice file has no place in the tree";
    UNLISTED_PAGE = 44, "a page is not listed in book.yaml";
    WRONG_NAME = 45, "an id differs from the name of its file or folder";

    BAD_TIERS = 50, "the tiers and the tree do not fit together";
    BAD_LEVELS = 51, "the levels are not a rising scale";
    BAD_ASPECTS = 52, "the aspects or answers can't be scored by the rule";
    FORMAT_VERSION = 53, "the format version is not one that this levelbook reads";

    UNKNOWN_PRACTICE = 60, "an assessment names an unknown practice";
    UNKNOWN_INDICATOR = 61, "an assessment names an unknown indicator";
    UNKNOWN_LEVEL = 62, "a level is not on the scale";
    UNKNOWN_SCOPE = 63, "a scope is unknown";
    UNKNOWN_ANSWER = 64, "an answer is unknown";
    UNKNOWN_ROLE = 65, "a role is unknown";
    UNKNOWN_EVIDENCE = 66, "evidence is used but not registered";
    UNUSED_EVIDENCE = 67, "evidence is registered but not used";
    TARGET_WITHOUT_REASON = 68, "a target has no rationale or driver";
    TARGET_ABOVE_SCALE = 69, "a target lies above the scale";
    NOT_APPLICABLE_WITHOUT_REASON = 70, "not applicable without a reason and an owner";
    DATE_ORDER = 71, "dates are in the wrong order";
    OTHER_GUIDE = 72, "an assessment was judged against another guide";
    STATED_LEVEL = 73, "a stated level does not fit the scoring rule";
    STRAY_WAIVER = 74, "a reason for not applying stands with another answer";
    CLAIM_WITHOUT_EVIDENCE = 75, "an answer claims without evidence";
    UNKNOWN_MARKING = 76, "a marking is not a TLP label";
    STRAY_SCOPE = 77, "a scope does not fit the model or the result";

    THEME_TEMPLATE = 80, "a theme's template has an error";
    THEME_TYPST = 81, "a theme's Typst code has an error";
    MISSING_GLYPH = 82, "a character is in none of the fonts";
    THEME_FILE = 83, "a theme's file is unknown";
}

/// Finds an entry by its code as a user may write it.
pub fn find(text: &str) -> Option<&'static Entry> {
    let digits = text.trim().trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let number: u16 = digits.parse().ok()?;
    CODES.iter().find(|entry| entry.code.0 == number)
}
/// Stub.
pub fn text(_: &Entry) -> String {
    String::new()
}
