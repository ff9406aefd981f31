//! The register of diagnostics: every code with what it means, an example and the cure.
//!
//! A code is a line of the table below and a file in `entries/`, named after its constant.
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
pub struct CodeEntry {
    /// Number of the code, which is never used again.
    pub code: Code,
    /// The name of its constant.
    pub name: &'static str,
    /// What it means, in a few words.
    pub title: &'static str,
    /// The file `entries/<name>.md`: meaning, example and cure, parted by the fences of the example.
    body: &'static str,
}

impl CodeEntry {
    /// What it means and why it matters, in a few sentences of Markdown.
    pub fn meaning(&self) -> &'static str {
        self.parts().0
    }

    /// A short piece of a file, or of a session at a terminal, that has this fault.
    pub fn example(&self) -> &'static str {
        self.parts().1
    }

    /// What to do, in Markdown, mostly with the example put right.
    pub fn cure(&self) -> &'static str {
        self.parts().2
    }

    fn parts(&self) -> (&'static str, &'static str, &'static str) {
        let opening = self.body.find("\n```").map_or(self.body.len(), |at| at + 1);
        let (meaning, rest) = self.body.split_at(opening);
        let fence = &rest[..rest.find(|c| c != '`').unwrap_or(rest.len())];
        let inside = rest.split_once('\n').map_or("", |(_, inside)| inside);
        let (example, cure) = inside.split_once(fence).unwrap_or((inside, ""));
        (meaning.trim(), example.trim_end_matches('\n'), cure.trim())
    }
}

macro_rules! codes {
    ($($name:ident = $number:literal, $title:literal;)*) => {
        $(#[doc = $title] pub const $name: Code = Code($number);)*
        /// All codes, in order.
        pub const CODES: &[CodeEntry] = &[$(CodeEntry {
            code: $name,
            name: stringify!($name),
            title: $title,
            body: include_str!(concat!("entries/", stringify!($name), ".md")),
        }),*];
    };
}

codes! {
    UNREADABLE = 1, "a file can't be read";
    LINK_OUT = 2, "a symbolic link leads out of the book";
    TOO_LARGE = 3, "a file or the book is too large";
    NOT_UTF8 = 4, "a text file is not UTF-8";
    NUL = 5, "a text file holds a NUL byte";
    MISSING_FILE = 6, "a file that every book needs is missing";
    CONFLICT = 7, "a merge was not resolved";
    REPOSITORY = 8, "the repository around the book can't be read";

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
    SVG_CONTENT = 38, "an SVG holds more than a drawing";
    TOO_LONG = 39, "a text is longer than can be set";

    DUPLICATE_ID = 40, "an id is used twice";
    UNKNOWN_PRACTICE_FILE = 41, "the tree names a practice that has no file";
    UNKNOWN_PAGE = 42, "book.yaml names a page that does not exist";
    UNPLACED_PRACTICE = 43, "a practice file has no place in the tree";
    UNLISTED_PAGE = 44, "a page is not listed in book.yaml";
    WRONG_NAME = 45, "an id differs from the name of its file or folder";

    MISPLACED = 46, "a file lies where nothing reads it";
    ALIKE = 47, "two files differ in upper and lower case only";

    BAD_TIERS = 50, "the tiers and the tree do not fit together";
    BAD_LEVELS = 51, "the levels are not a rising scale";
    BAD_ASPECTS = 52, "the aspects or answers can't be scored by the rule";
    FORMAT_VERSION = 53, "the format version is not one that this levelbook reads";

    EDITIONS = 54, "the list of editions is not in order";
    NOTES = 55, "release notes name what is not there";
    RENAMED = 56, "the earlier id of a bullet does not fit";
    UNCLASSIFIED = 57, "a changed indicator has no class";
    ID_REUSED = 58, "an id was given to another indicator";

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
    COVERS = 78, "the part that an assessment covers is not in order";
    NOTHING_APPLIES = 79, "a practice is judged, and nothing of it applies";

    THEME_TEMPLATE = 80, "a theme's template has an error";
    THEME_TYPST = 81, "a theme's Typst code has an error";
    MISSING_GLYPH = 82, "a character is in none of the fonts";
    THEME_FILE = 83, "a theme's file is unknown";

    SIGN_OFF_POLICY = 90, "the sign-off policy contradicts itself or is not kept";
    SIGNATORY = 91, "a signatory or an earlier assessment does not fit";
    SIGN_OFF_RECORD = 92, "the record of a sign-off is not whole";
    TRUST = 93, "a file of the trust folder can't be read";

    VERSION_RANGE = 100, "a file is for another model or another version of the guide";
    OVERLAY_ORDER = 101, "the overlays can't be put into an order";
    WEAKENS = 102, "an overlay weakens what the base says";
    CLAIMED_TWICE = 103, "two overlays claim one bullet";
    UNKNOWN_OVERLAY = 104, "an assessment was judged with another overlay";
    CONTEXT = 105, "the answer to a context question does not fit";
    TARGET_SET = 106, "a target set does not fit the model or the assessment";

    FRAMEWORK = 107, "a mapping names an unknown framework, edition or mapping";
    REQUIREMENT = 108, "an id is none of the framework's";
    MAPPING_ROW = 109, "a row of a mapping is empty, doubled or contradicts another";

    SCALES = 110, "the answer scales do not fit the scoring rule";
    TRACKS = 111, "the tracks of a practice do not fit the model";
    FIELDS = 112, "an extra field is not as it is declared";
    DEPENDS = 113, "an item depends on what is not there, or on itself";

    AUDIENCE = 120, "an audience is not in order";
    UNSAID_AUDIENCE = 121, "a restricted assessment is shown to everybody";

    PLACEHOLDER = 130, "a placeholder was not replaced";
    FOLDED = 131, "a folded text runs its paragraphs or points together";
}

/// The groups of codes: the first number of each, and what it is about.
const GROUPS: [(u16, &str); 12] = [
    (1, "Files"),
    (10, "YAML"),
    (20, "Markdown and practice tables"),
    (40, "Ids and places"),
    (50, "The model"),
    (60, "Assessments"),
    (80, "Themes"),
    (90, "Sign-off"),
    (100, "Overlays, target sets and mappings"),
    (110, "Scales, tracks and items"),
    (120, "Audiences"),
    (130, "Texts"),
];

/// Finds an entry by its code as a user may write it: `LB021`, `lb21` or `21`.
pub fn find(text: &str) -> Option<&'static CodeEntry> {
    let text = text.trim();
    let digits = match text.get(..2) {
        Some(letters) if letters.eq_ignore_ascii_case("LB") => &text[2..],
        _ => text,
    };
    // `parse` would take a sign, too.
    let number: u16 = digits.parse().ok().filter(|_| digits.bytes().all(|b| b.is_ascii_digit()))?;
    CODES.iter().find(|entry| entry.code.0 == number)
}

/// The entry as plain text for a terminal: code is indented by four spaces, and its fences are gone.
pub fn text(entry: &CodeEntry) -> String {
    let mut out = String::new();
    let mut fence = "";
    for line in entry.body.trim_end().lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        if ticks.len() >= 3 && (fence.is_empty() || fence == ticks) {
            fence = if fence.is_empty() { ticks } else { "" };
        } else if fence.is_empty() || line.is_empty() {
            out.push_str(line);
            out.push('\n');
        } else {
            out.push_str("    ");
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// The whole register as a page of Markdown: `docs/diagnostics.md`.
pub fn manual() -> String {
    let mut out = String::from(
        "# Diagnostics\n\n\
         Every error and warning of levelbook has a code. `levelbook explain LB021` prints an entry of this page, and a\n\
         code keeps its meaning from version to version. This page is made from `crates/core/src/diag/register.rs`.\n",
    );
    for entry in CODES {
        if let Some((_, group)) = GROUPS.iter().find(|(first, _)| *first == entry.code.0) {
            out.push_str(&format!("\n## {group}\n"));
        }
        out.push_str(&format!("\n### {}\n\n**{}**\n\n{}", entry.code, sentence(entry.title), entry.body));
    }
    out
}

/// A title as a sentence.
fn sentence(title: &str) -> String {
    let mut chars = title.chars();
    // The name of a file keeps its small letter.
    if title.starts_with("book.yaml") {
        return format!("{title}.");
    }
    chars.next().map_or(String::new(), |first| format!("{}{}.", first.to_uppercase(), chars.as_str()))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn codes_are_found_as_users_write_them() {
        for text in ["LB021", "lb021", "lb21", "Lb21", " 21 ", "021"] {
            assert_eq!(find(text).map(|entry| entry.code), Some(MISSING_LEVEL), "{text}");
        }
        for text in ["", "LB", "LB0", "LB999", "LB-21", "+21", "E021", "LB021x", "LBLB21", "99999999", "é21", "日"] {
            assert!(find(text).is_none(), "{text}");
        }
    }

    #[test]
    fn every_entry_is_whole() {
        for pair in CODES.windows(2) {
            assert!(pair[0].code < pair[1].code, "{} and {}", pair[0].code, pair[1].code);
        }
        for entry in CODES {
            let sentences = entry.meaning().matches(['.', '?']).count();
            assert!(sentences >= 2, "{}: {}", entry.name, entry.meaning());
            assert!(entry.meaning().ends_with(['.', '?']) && !entry.meaning().contains("```"), "{}", entry.name);
            assert!(!entry.example().is_empty() && !entry.example().contains("```"), "{}", entry.name);
            assert!(entry.cure().contains('.'), "{}", entry.name);
            assert!(entry.body.ends_with('\n') && !entry.body.ends_with("\n\n"), "{}", entry.name);
            assert!(entry.body.lines().all(|line| line.chars().count() <= 120), "{}", entry.name);
            assert!(
                entry.title.starts_with(char::is_lowercase) || entry.title.starts_with("Markdown"),
                "{}",
                entry.name
            );
        }
    }

    #[test]
    fn an_entry_as_plain_text() {
        let entry = find("LB022").unwrap();
        let expected = "\
A heading of the second level in a practice file names no level of the model, or one that is there
already, or one that is out of order. These headings make the columns of the practice table.

    ## Level two

Write `## Level` and the number, each level once and the lowest first. A name may follow after a
colon.

    ## Level 2: Ad hoc
";
        assert_eq!(text(entry), expected);
        assert_eq!(entry.example(), "## Level two");
    }

    /// `LEVELBOOK_UPDATE=1` writes the page.
    #[test]
    fn the_manual_is_up_to_date() {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/diagnostics.md");
        if std::env::var_os("LEVELBOOK_UPDATE").is_some() {
            std::fs::write(&path, manual()).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(written == manual(), "docs/diagnostics.md is old: run this test with LEVELBOOK_UPDATE=1");
    }
}
