//! The order in which people list names: `site-2` before `site-10`.

use std::cmp::Ordering;

/// A name with its natural order, to be sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Natural(pub String);

impl Ord for Natural {
    fn cmp(&self, other: &Natural) -> Ordering {
        natural(&self.0, &other.0)
    }
}

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Natural) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Compares two names part by part: runs of digits by the number that they are, everything else by its characters. Names
/// that differ in zeros before a number only are in the order of their characters, so that no two are the same.
pub fn natural(one: &str, other: &str) -> Ordering {
    let (mut left, mut right) = (one, other);
    while !left.is_empty() && !right.is_empty() {
        let order = match (number(left), number(right)) {
            (Some((digits, rest)), Some((others, behind))) => {
                (left, right) = (rest, behind);
                let (digits, others) = (digits.trim_start_matches('0'), others.trim_start_matches('0'));
                digits.len().cmp(&others.len()).then_with(|| digits.cmp(others))
            }
            _ => {
                let (mut chars, mut characters) = (left.chars(), right.chars());
                let order = chars.next().cmp(&characters.next());
                (left, right) = (chars.as_str(), characters.as_str());
                order
            }
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    left.len().cmp(&right.len()).then_with(|| one.cmp(other))
}

/// The digits at the beginning, and what follows them.
fn number(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_as_numbers() {
        let mut names =
            ["s10", "s2", "s1", "b", "s02", "s2-b10", "s2-b9", "", "s", "10", "9", "s99999999999999999999999", "s3"];
        names.sort_by(|a, b| natural(a, b));
        let expected =
            ["", "9", "10", "b", "s", "s1", "s02", "s2", "s2-b9", "s2-b10", "s3", "s10", "s99999999999999999999999"];
        assert_eq!(names, expected);
    }

    #[test]
    fn it_is_an_order() {
        let names = ["a1", "a01", "a001", "a1b", "a01a", "1", "01", "a", "ä2", "ä10"];
        for (one, other) in names.iter().flat_map(|one| names.iter().map(move |other| (one, other))) {
            assert_eq!(natural(one, other), natural(other, one).reverse(), "{one} {other}");
            assert_eq!(natural(one, other) == Ordering::Equal, one == other);
        }
    }
}
