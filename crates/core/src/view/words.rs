//! Words that many views share: days, numbers of things, paragraphs.

use crate::model::Date;

use super::DateView;

/// A day as it is shown.
pub fn date(date: Date) -> DateView {
    let (year, month, day) = date.parts();
    DateView { iso: date.to_string(), text: format!("{day} {month} {year}") }
}

/// A long text as paragraphs: blank lines part them, other line ends are spaces.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut current = String::new();
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            all.push(std::mem::take(&mut current));
        } else {
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(line);
        }
    }
    all.push(current);
    all.retain(|paragraph| !paragraph.is_empty());
    all
}

/// `1 practice`, `2 practices`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A text at the start of a sentence.
pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
