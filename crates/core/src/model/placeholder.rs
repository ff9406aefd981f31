//! Texts that stand where one is still to be written: those that `levelbook new` writes, and what people write meanwhile.
//!
//! `new` takes its texts from here, so that nothing it writes can be taken for a result: `check` names each, and no report
//! that shows one can be sealed.

/// For a text of a word or a sentence.
pub const TEXT: &str = "To be written";
/// For an item of a list.
pub const ITEM: &str = "To be written.";
/// For an item that is answered.
pub const FACT: &str = "To be written: a fact that can be seen and answered yes or no.";
/// What a practice begins with.
pub const PRACTICE: &str = "What the practice is and why it matters.";
/// What a page begins with.
pub const PAGE: &str = "What the page is for, in a paragraph.";
/// What is judged.
pub const SUBJECT: &str = "What is judged, in a paragraph or two.";
/// How it is judged.
pub const APPROACH: &str = "How the judgement is made.";
/// How the assessors stand to it.
pub const INDEPENDENCE: &str = "In what way the assessors are independent of the subject.";
/// What follows.
pub const CONCLUSION: &str = "To be written once the answers are in.";
/// Why an answer is what it is.
pub const NOTE: &str = "What was seen";
/// Why a target is what it is.
pub const RATIONALE: &str = "Why this level";
/// What a target comes from.
pub const DRIVER: &str = "What asks for it";

/// All that were ever written, also by earlier versions, and what people write in their place; without a full stop, in
/// lower case.
const KNOWN: [&str; 22] = [
    "to be written",
    "to be written: a fact that can be seen and answered yes or no",
    "what the practice is and why it matters",
    "what the page is for, in a paragraph",
    "what is judged, in a paragraph or two",
    "how the judgement is made",
    "in what way the assessors are independent of the subject",
    "to be written once the answers are in",
    "what was seen",
    "why this level",
    "what asks for it",
    "your organisation",
    "to be done",
    "to be defined",
    "to be decided",
    "to be confirmed",
    "tbd",
    "tba",
    "tbc",
    "todo",
    "fixme",
    "lorem ipsum dolor sit amet",
];

/// Whether a text is a placeholder, and nothing else; line breaks, capitals and the full stop aside.
pub fn is_placeholder(text: &str) -> bool {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let text = text.trim_end_matches(['.', '…', ':', '!']);
    KNOWN.contains(&text)
}

/// Whether a file can hold one at all; quick, and right when it says no.
pub fn may_hold(file: &str) -> bool {
    let first = |known: &str| known.split(' ').next().unwrap_or_default().to_owned();
    let firsts: Vec<String> = KNOWN.iter().map(|known| first(known)).collect();
    let words = file.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).any(|word| firsts.contains(&word.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_of_new_is_known() {
        let texts =
            [TEXT, ITEM, FACT, PRACTICE, PAGE, SUBJECT, APPROACH, INDEPENDENCE, CONCLUSION, NOTE, RATIONALE, DRIVER];
        for text in texts {
            assert!(is_placeholder(text) && may_hold(text), "{text}");
        }
        for text in ["TBD", "to be\n  written", "TODO:", "Lorem ipsum dolor sit amet."] {
            assert!(is_placeholder(text) && may_hold(&format!("x: \"{text}\"")), "{text}");
        }
        for text in ["", "To be written down by two people.", "The todo list is kept.", "What was seen is in E-01."] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
