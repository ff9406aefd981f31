//! Checks the list of released editions, release notes, and the earlier ids of bullets.
//!
//! Whether the commits of editions are there, and what changed between them, is asked of the repository later.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::diag::Sink;
use crate::diag::register;
use crate::model::Edition;
use crate::model::Guide;
use crate::model::Note;
use crate::model::Notes;
use crate::model::Version;
use crate::read::Draft;
use crate::read::Words;
use crate::source::Sources;
use crate::source::Span;

use super::format_version;

/// The released editions, oldest first.
pub(super) fn editions(draft: &Draft, sink: &mut Sink) -> Vec<Edition> {
    let Some(list) = &draft.editions else { return Vec::new() };
    format_version(&list.format, sink);
    let mut editions: Vec<Edition> = Vec::new();
    for entry in &list.editions {
        let Some(version) = version(&entry.version, sink) else { continue };
        if let Some(last) = editions.last().filter(|last| last.version >= version) {
            sink.error(
                register::EDITIONS,
                entry.version.span,
                format!("edition {version} comes after {}", last.version),
            )
            .help("editions stand in the order of their release, oldest first, each once");
        }
        let hex = |words: &Words, lengths: &[usize]| {
            lengths.contains(&words.value.len()) && words.value.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        };
        if !entry.commit.value.is_empty() && !hex(&entry.commit, &[40, 64]) {
            sink.error(register::EDITIONS, entry.commit.span, "this is not the full name of a commit")
                .help("write all digits, as `git rev-parse HEAD` prints them");
        }
        if !entry.digest.value.is_empty() && !hex(&entry.digest, &[64]) {
            sink.error(register::EDITIONS, entry.digest.span, "this is not a SHA-256 digest")
                .help("`levelbook release` writes it: restore it from version control");
        }
        let Some(date) = &entry.date else { continue };
        editions.push(Edition {
            version,
            date: date.value,
            commit: entry.commit.value.clone(),
            tag: entry.tag.as_ref().map(|tag| tag.value.clone()),
            digest: entry.digest.value.clone(),
        });
    }
    editions
}

fn version(words: &Words, sink: &mut Sink) -> Option<Version> {
    let found = words.value.parse().ok();
    if found.is_none() && !words.value.is_empty() {
        sink.error(register::EDITIONS, words.span, format!("`{}` is not a version", words.value))
            .help("write three numbers with dots between, such as `1.2.0`");
    }
    found
}

/// Release notes by version. Those of the guide's own version are held against it.
pub(super) fn notes(draft: &Draft, guide: &Guide, sources: &Sources, sink: &mut Sink) -> BTreeMap<Version, Notes> {
    let mut all = BTreeMap::new();
    let ids = ids(guide);
    for file in &draft.notes {
        format_version(&file.format, sink);
        let Some(version) = version(&file.version, sink) else { continue };
        let path = &sources.get(file.file).path;
        if *path != format!("editions/{version}.yaml") {
            sink.error(
                register::WRONG_NAME,
                file.version.span,
                format!("these are the notes of {version}, in `{path}`"),
            )
            .help(format!("release notes are in a file that is named after their version: `editions/{version}.yaml`"));
        }
        let mut changes: BTreeMap<String, Note> = BTreeMap::new();
        for change in &file.changes {
            let id = &change.bullet;
            if let Some(first) = changes.get(&id.value) {
                sink.error(register::DUPLICATE_ID, id.span, format!("`{}` is there twice", id.value))
                    .related(first.span, "first written here")
                    .help("put both into one entry");
                continue;
            }
            // Notes of a released edition may name what has gone since.
            let released =
                draft.editions.iter().flat_map(|list| &list.editions).any(|e| e.version.value == guide.version);
            if version.to_string() == guide.version
                && !released
                && !id.value.is_empty()
                && !ids.contains(id.value.as_str())
            {
                sink.error(register::NOTES, id.span, format!("the guide has no bullet and no page `{}`", id.value))
                    .suggest(&id.value, ids.iter().map(String::as_str))
                    .help("a bullet is named by practice, level and id, such as `patching.2.owner`");
            }
            let class = change.class.as_ref().map(|class| class.value);
            changes.insert(id.value.clone(), Note { class, text: change.note.clone(), span: id.span });
        }
        all.insert(version, Notes { summary: file.summary.clone(), changes });
    }
    all
}

/// The full ids of all bullets, and the ids of practices and pages.
fn ids(guide: &Guide) -> BTreeSet<String> {
    let mut ids: BTreeSet<String> = guide
        .front
        .iter()
        .chain(&guide.back)
        .map(|page| page.id.clone())
        .chain(guide.nodes.iter().map(|n| n.id.clone()))
        .collect();
    for (index, practice) in guide.practices.iter().enumerate() {
        for (level, _, bullet) in practice.bullets() {
            if let Some(id) = &bullet.id {
                ids.insert(guide.full_id(crate::model::PracticeIx(index), level, id));
            }
        }
    }
    ids
}

/// The earlier ids of bullets: what they are called now is there, and what they were called is not.
pub(super) fn renamed(draft: &Draft, guide: &mut Guide, sink: &mut Sink) {
    let ids = ids(guide);
    let practices: BTreeMap<String, usize> =
        guide.practices.iter().enumerate().map(|(i, p)| (guide.nodes[p.node.0].id.clone(), i)).collect();
    for practice in &draft.practices {
        let id = &practice.id.value;
        let Some(index) = practices.get(id) else { continue };
        for (now, before) in &practice.renamed {
            let full = format!("{id}.{}", now.value);
            if !ids.contains(&full) {
                let own = format!("{id}.");
                let known = ids.iter().filter_map(|other| other.strip_prefix(&own));
                sink.error(register::RENAMED, now.span, format!("`{id}` has no bullet `{}`", now.value))
                    .suggest(&now.value, known)
                    .help("`renamed` has the id that a bullet has now, with its level, such as `2.owner`");
                continue;
            }
            let mut formerly = Vec::new();
            for old in before {
                let old_full = full_id(id, old);
                if ids.contains(&old_full) {
                    sink.error(register::RENAMED, old.span, format!("`{}` is in use", old.value))
                        .help("an id that a bullet had once is never given to another: choose a new one for that");
                }
                formerly.push(old_full);
            }
            guide.practices[*index].renamed.push((full, formerly));
        }
    }
}

/// `2.owner` is of the same practice; `patching.2.owner` is whole.
fn full_id(practice: &str, written: &Words) -> String {
    let local = written.value.split('.').next().is_some_and(|first| first.parse::<u8>().is_ok());
    if local { format!("{practice}.{}", written.value) } else { written.value.clone() }
}

/// Where a bullet is written, for diagnostics that come later.
pub fn place_of(guide: &Guide, id: &str) -> Option<Span> {
    guide.practices.iter().enumerate().find_map(|(index, practice)| {
        practice.bullets().into_iter().find_map(|(level, _, bullet)| {
            let own = bullet.id.as_ref()?;
            (guide.full_id(crate::model::PracticeIx(index), level, own) == id).then_some(bullet.span)
        })
    })
}
