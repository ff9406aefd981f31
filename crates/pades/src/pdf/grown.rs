//! A file with one more revision on it: what a reader finds under each number after the update, and what of it is new.

use std::collections::BTreeSet;

use lopdf::Dictionary;
use lopdf::Document;
use lopdf::Object;
use lopdf::ObjectId;

use super::appended::Appended;
use super::objects::Objects;
use super::objects::references;

/// A file with one more revision on it.
#[derive(Clone, Copy, Debug)]
pub struct Grown<'a> {
    /// The file before.
    pub before: &'a Document,
    /// What the revision writes.
    pub appended: &'a Appended,
}

impl Objects for Grown<'_> {
    fn object(&self, id: ObjectId) -> Option<&Object> {
        self.appended.objects.get(&id).or_else(|| self.before.objects.get(&id))
    }

    fn trailer(&self) -> &Dictionary {
        &self.appended.trailer
    }
}

/// Everything that a revision brings and that can be reached from some objects through new ones.
pub fn reachable_new(document: &Grown, from: impl IntoIterator<Item = ObjectId>) -> BTreeSet<ObjectId> {
    let mut found = BTreeSet::new();
    let mut left: Vec<ObjectId> = from.into_iter().collect();
    while let Some(id) = left.pop() {
        if !found.insert(id) {
            continue;
        }
        if let Some(object) = document.appended.objects.get(&id) {
            references(object, &mut left);
        }
    }
    found
}
