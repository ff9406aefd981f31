//! Which assessments are about the same subject.
//!
//! A `subject.id` decides where it is given. Otherwise assessments belong together that give their subject the same name
//! and organisation, or of which one takes the place of the other or was carried over from it.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::model::Natural;

use super::judged::Judged;

/// The assessments of one subject: indices, oldest first.
pub(super) struct Grouped {
    /// Unique among subjects.
    pub slug: String,
    /// Indices into all assessments.
    pub members: Vec<usize>,
}

/// Sets of assessments that grow together.
struct Sets {
    parent: Vec<usize>,
    /// The `subject.id` of a set, at its root.
    id: Vec<Option<String>>,
}

impl Sets {
    fn root(&self, mut of: usize) -> usize {
        while self.parent[of] != of {
            of = self.parent[of];
        }
        of
    }

    /// Two assessments whose subjects have different ids stay apart, whatever else they share.
    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a).min(self.root(b)), self.root(a).max(self.root(b)));
        let apart = matches!((&self.id[a], &self.id[b]), (Some(one), Some(other)) if one != other);
        if a != b && !apart {
            self.id[a] = self.id[a].take().or_else(|| self.id[b].take());
            self.parent[b] = a;
        }
    }
}

/// The subjects of all assessments, which are in order of id; subjects in order of their name.
pub(super) fn group(all: &[Judged]) -> Vec<Grouped> {
    let id = |judged: &Judged| judged.assessment.subject.id.clone();
    let mut sets = Sets { parent: (0..all.len()).collect(), id: all.iter().map(id).collect() };
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    for (index, judged) in all.iter().enumerate() {
        if let Some(id) = id(judged) {
            let other = *first.entry(id).or_insert(index);
            sets.join(index, other);
        }
    }
    let mut named: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (index, judged) in all.iter().enumerate() {
        let subject = &judged.assessment.subject;
        let other = *named.entry((plain(&subject.name), plain(&subject.organisation))).or_insert(index);
        sets.join(index, other);
    }
    let place: BTreeMap<&str, usize> =
        all.iter().enumerate().map(|(index, judged)| (judged.assessment.reference.id.as_str(), index)).collect();
    for (index, judged) in all.iter().enumerate() {
        let linked = judged.assessment.supersedes.iter().chain(&judged.assessment.derived_from);
        for other in linked.filter_map(|id| place.get(id.as_str())) {
            sets.join(index, *other);
        }
    }
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for index in 0..all.len() {
        members.entry(sets.root(index)).or_default().push(index);
    }
    let mut taken = BTreeSet::new();
    let mut groups: Vec<Grouped> = members
        .into_iter()
        .map(|(root, mut members)| {
            members.sort_by_key(|index| order(all, *index));
            let name = members.last().map_or("", |index| all[*index].assessment.subject.name.as_str());
            let wanted = sets.id[root].clone().unwrap_or_else(|| slug(name));
            Grouped { slug: free(&wanted, &mut taken), members }
        })
        .collect();
    let name = |group: &Grouped| {
        let subject = group.members.last().map(|index| &all[*index].assessment.subject);
        subject.map(|subject| (Natural(plain(&subject.name).to_lowercase()), Natural(plain(&subject.organisation))))
    };
    groups.sort_by_cached_key(|group| (name(group), Natural(group.slug.clone())));
    groups
}

/// By day; what takes the place of another on the same day comes after it.
fn order(all: &[Judged], index: usize) -> (String, bool, String) {
    let assessment = all[index].assessment;
    let later = assessment.supersedes.is_some() || assessment.derived_from.is_some();
    (assessment.date.iso.clone(), later, assessment.reference.id.clone())
}

/// Runs of spaces and line ends are one space.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name as a part of an address.
fn slug(name: &str) -> String {
    let letters = name.to_lowercase();
    let words = letters.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut slug = String::new();
    for word in words {
        if !slug.is_empty() && slug.len() + word.len() > 60 {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.extend(word.chars().take(60));
    }
    if slug.is_empty() { "subject".to_owned() } else { slug }
}

/// The wanted name, or the first of it with a number that is not taken.
fn free(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2usize..).map(|number| format!("{wanted}-{number}"));
    let free = std::iter::once(wanted.to_owned()).chain(numbered).find(|name| !taken.contains(name));
    let free = free.unwrap_or_default();
    taken.insert(free.clone());
    free
}
