//! Carries an assessment over to a later edition: the text of a new `assessment.yaml`.
//!
//! Takes the text of the old one with its draft, and the impact of the changes; gives a text that differs only where it
//! must. What rests on the same words stays byte for byte, comments too; the old file is not touched.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt::Write;

use crate::model::Guide;
use crate::read::DraftAnswer;
use crate::read::DraftAssessment;
use crate::read::DraftResult;
use crate::read::Review;
use crate::read::Words;
use crate::source::Span;

use super::Changes;
use super::impact::Impact;
use super::impact::Task;
use super::impact::Touched;

/// What the text is made of.
pub struct Old<'a> {
    /// The text of the old `assessment.yaml`.
    pub text: &'a str,
    /// What was written in it.
    pub draft: &'a DraftAssessment,
    /// The guide that it was judged against.
    pub guide: &'a Guide,
}

/// The text of the new assessment. `id` is its id.
pub fn upgrade(old: &Old, new: &Guide, changes: &Changes, impact: &Impact, id: &str) -> String {
    let mut work = Work {
        old,
        new,
        changes,
        impact,
        edits: Vec::new(),
        entries: BTreeMap::new(),
        archived: Vec::new(),
        inside: Vec::new(),
    };
    work.front(id);
    let names = work.practices();
    for (practice, result) in &old.draft.practices {
        work.answers(practice, result, &names);
        work.findings(practice, result, &names);
    }
    for bullet in &impact.unanswered {
        let words = changes.bullets.iter().find(|change| change.id == *bullet).and_then(|change| change.new.as_deref());
        let comment = words.map_or(String::new(), |words| format!("  # new in {}: {words}", new.version));
        work.entry(bullet, |local| format!("{local}:{comment}"));
    }
    work.covers(&names);
    work.roadmap(&names);
    work.place_entries(&names);
    for more in std::mem::take(&mut work.inside) {
        match work.edits.iter_mut().find(|edit| edit.to == more.to && edit.from < edit.to) {
            Some(edit) => edit.text.push_str(&more.text),
            None => work.edits.push(more),
        }
    }
    let mut text = apply(old.text, work.edits);
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let version = old.draft.guide.as_ref().map_or("", |(_, version)| version.value.as_str());
    if old.draft.derived_from.is_none() {
        let _ = write!(text, "\nderived_from: {{assessment: {}, guide: {version}}}\n", old.draft.id.value);
    }
    if old.draft.supersedes.is_none() {
        let _ = writeln!(text, "supersedes: {}", old.draft.id.value);
    }
    if !work.archived.is_empty() && old.draft.archived.is_empty() {
        text.push_str("archived:\n");
    }
    work.archived.iter().for_each(|entry| text.push_str(entry));
    text
}

/// A piece of the old text and what takes its place.
struct Edit {
    from: usize,
    to: usize,
    text: String,
}

struct Work<'a> {
    old: &'a Old<'a>,
    new: &'a Guide,
    changes: &'a Changes,
    impact: &'a Impact,
    edits: Vec<Edit>,
    /// New lines below `answers` of a practice, by its id now.
    entries: BTreeMap<String, Vec<String>>,
    /// Entries of the list of archived answers.
    archived: Vec<String>,
    /// What is added behind an edit that ends there.
    inside: Vec<Edit>,
}

impl Work<'_> {
    fn replace(&mut self, span: Span, text: impl Into<String>) {
        self.edits.push(Edit { from: span.start as usize, to: span.end as usize, text: text.into() });
    }

    fn front(&mut self, id: &str) {
        let draft = self.old.draft;
        self.replace(draft.id.span, id);
        if let Some((_, version)) = &draft.guide {
            self.replace(version.span, self.new.version.clone());
        }
        // Answers to bullets of overlays are carried over like all others; an overlay that is gone is told by `check`.
        for chosen in &draft.overlays {
            if let Some(now) = self.new.overlays.iter().find(|overlay| overlay.id == chosen.id.value) {
                self.replace(chosen.version.span, now.version.clone());
            }
        }
        if let (Some((assessment, guide)), Some((_, version))) = (&draft.derived_from, &draft.guide) {
            self.replace(assessment.span, draft.id.value.clone());
            self.replace(guide.span, version.value.clone());
        }
        if let Some(supersedes) = &draft.supersedes {
            self.replace(supersedes.span, draft.id.value.clone());
        }
    }

    /// Follows practices that are called otherwise now; one that is gone is left out. Gives what each is called now.
    fn practices(&mut self) -> BTreeMap<String, Option<String>> {
        let mut names = BTreeMap::new();
        for node in self.old.guide.practices.iter().map(|practice| &self.old.guide.nodes[practice.node.0]) {
            let now = self.new.practices.iter().find(|practice| {
                let own = &self.new.nodes[practice.node.0].id;
                *own == node.id || practice.formerly.contains(&node.id)
            });
            names.insert(node.id.clone(), now.map(|practice| self.new.nodes[practice.node.0].id.clone()));
        }
        for (practice, result) in &self.old.draft.practices {
            match names.get(&practice.value) {
                Some(Some(now)) if *now != practice.value => self.replace(practice.span, now.clone()),
                Some(None) => self.remove_entry(practice.span, result.whole),
                _ => {}
            }
        }
        names
    }

    fn answers(&mut self, practice: &Words, result: &DraftResult, names: &BTreeMap<String, Option<String>>) {
        let practice_now = names.get(&practice.value).and_then(Option::as_ref).unwrap_or(&practice.value);
        let in_braces = self.is_in_braces(result);
        // What an answer becomes inside braces, in order.
        let mut parts: Vec<String> = Vec::new();
        for (key, answer) in &result.answers {
            let id = full_id(&practice.value, &key.value);
            let kept = self.old.text.get(key.span.start as usize..answer.whole.end as usize).unwrap_or("");
            let Some(touched) = self.impact.answers.iter().find(|touched| touched.id == id) else {
                parts.push(kept.to_owned());
                continue;
            };
            // What an earlier edition left to be done is still to be done.
            let before = answer.review.as_ref().map(|review| match review.value {
                Review::Reconfirm => Task::Reconfirm,
                Review::Reassess => Task::Reassess,
            });
            let review = match before.into_iter().chain([touched.task]).filter(|task| *task != Task::Archived).max() {
                Some(Task::Reconfirm) => Some("reconfirm"),
                Some(Task::Reassess) => Some("re-assess"),
                _ => None,
            };
            let here = id.strip_prefix(practice.value.as_str()).map(|local| format!("{practice_now}{local}"));
            if touched.task == Task::Archived {
                self.archive(touched, answer);
            }
            if here.is_some_and(|here| touched.now.as_slice() == [here]) {
                let old_key = format!("{}.", practice.value);
                let renamed = key.value.strip_prefix(&old_key).filter(|_| *practice_now != practice.value);
                if let (Some(local), false) = (renamed, in_braces) {
                    self.replace(key.span, format!("{practice_now}.{local}"));
                }
                match review.filter(|_| touched.task != Task::Untouched) {
                    Some(review) if in_braces => {
                        parts.push(format!("{}: {}", renamed.unwrap_or(&key.value), flow(answer, Some(review))));
                    }
                    Some(review) => self.mark(answer, review),
                    None => parts.push(match renamed {
                        Some(local) => format!("{local}: {}", flow(answer, review)),
                        None => kept.to_owned(),
                    }),
                }
                continue;
            }
            if !in_braces {
                self.remove_entry(key.span, answer.whole);
            }
            for now in &touched.now {
                let words = flow(answer, review);
                let own = now.strip_prefix(&format!("{practice_now}.")).filter(|_| in_braces);
                match own {
                    Some(local) => parts.push(format!("{local}: {words}")),
                    None => self.entry(now, |local| format!("{local}: {words}")),
                }
            }
        }
        if let (true, Some(first), Some(last)) = (in_braces, result.answers.first(), result.answers.last()) {
            let (from, to) = (first.0.span.start as usize, last.1.whole.end as usize);
            let edit = Edit { from, to, text: parts.join(", ") };
            self.edits.push(if parts.is_empty() { around(self.old.text, from, to) } else { edit });
        }
    }

    /// Whether the answers of a practice stand in braces, one after the other.
    fn is_in_braces(&self, result: &DraftResult) -> bool {
        let start = result.answers.first().map_or(0, |(key, _)| key.span.start as usize);
        let before = self.old.text.get(..start).unwrap_or("").trim_end();
        start > 0 && (before.ends_with('{') || before.ends_with(','))
    }

    /// Writes `review` before the first key of an answer.
    fn mark(&mut self, answer: &DraftAnswer, review: &str) {
        if let Some(old) = &answer.review {
            return self.replace(old.span, review);
        }
        let at = answer.span.start as usize;
        let before = self.old.text.get(..at).unwrap_or("");
        let in_flow = before.trim_end().ends_with('{');
        let text = if in_flow {
            format!("review: {review}, ")
        } else {
            let column = at - before.rfind('\n').map_or(0, |line| line + 1);
            format!("review: {review}\n{}", " ".repeat(column))
        };
        self.edits.push(Edit { from: at, to: at, text });
    }

    /// Keeps an answer to a bullet that is gone, with the words of the bullet.
    fn archive(&mut self, touched: &Touched, answer: &DraftAnswer) {
        let words = touched.changes.iter().filter_map(|index| self.changes.bullets.get(*index)?.old.as_deref()).next();
        let mut entry = format!("  - indicator: {}\n    text: {}\n", touched.id, quoted(words.unwrap_or("-")));
        if let Some(given) = &answer.answer {
            let _ = writeln!(entry, "    answer: {}", given.value);
        }
        if !answer.note.is_empty() {
            let _ = writeln!(entry, "    note: {}", quoted(&answer.note));
        }
        if !answer.evidence.is_empty() {
            let _ = writeln!(entry, "    evidence: {}", list(&answer.evidence));
        }
        self.archived.push(entry);
    }

    /// A new line below the answers of the practice that a bullet is in.
    fn entry(&mut self, id: &str, line: impl FnOnce(&str) -> String) {
        let (practice, local) = id.split_once('.').unwrap_or((id, ""));
        let lines = self.entries.entry(practice.to_owned()).or_default();
        // Of several answers that fall together, the first one stands; the editor sees the others in the old file.
        if !lines.iter().any(|other| other.starts_with(&format!("{local}:"))) {
            lines.push(line(local));
        }
    }

    /// Writes the new lines into their practices.
    fn place_entries(&mut self, names: &BTreeMap<String, Option<String>>) {
        let text = self.old.text;
        let mut missing = String::new();
        for (practice, lines) in std::mem::take(&mut self.entries) {
            let there = self.old.draft.practices.iter().find(|(id, _)| {
                id.value == practice || names.get(&id.value).and_then(Option::as_ref) == Some(&practice)
            });
            let last = there.and_then(|(_, result)| result.answers.iter().max_by_key(|(_, a)| a.whole.end));
            if let Some(((_, answer), (_, result))) =
                last.zip(there).filter(|(_, (_, result))| self.is_in_braces(result))
            {
                // A comment would end the line, and the braces with it.
                let plain = lines.iter().map(|line| line.split("  # ").next().unwrap_or(line));
                let text: String = plain.map(|line| format!(", {line}")).collect();
                let at = answer.whole.end as usize;
                let _ = result;
                self.inside.push(Edit { from: at, to: at, text });
            } else if let Some((key, answer)) = last {
                let start = key.span.start as usize;
                let column = start - text[..start].rfind('\n').map_or(0, |line| line + 1);
                let at = end_of_line(text, trimmed(text, answer.whole));
                let block: String = lines.iter().map(|line| format!("{}{line}\n", " ".repeat(column))).collect();
                self.edits.push(Edit { from: at, to: at, text: block });
            } else if let Some((id, result)) = there {
                // It has a target perhaps, and no answer yet.
                let start = result.span.start as usize;
                let column = start - text[..start].rfind('\n').map_or(0, |line| line + 1);
                let pad = " ".repeat(column);
                let block: String = lines.iter().map(|line| format!("{pad}  {line}\n")).collect();
                let at = end_of_line(text, id.span.end as usize);
                self.edits.push(Edit { from: at, to: at, text: format!("{pad}answers:\n{block}") });
            } else {
                let block: String = lines.iter().map(|line| format!("      {line}\n")).collect();
                let _ = write!(missing, "  {practice}:\n    answers:\n{block}");
            }
        }
        if let Some((_, last)) = self.old.draft.practices.iter().max_by_key(|(_, result)| result.whole.end)
            && !missing.is_empty()
        {
            let at = end_of_line(text, trimmed(text, last.whole));
            self.edits.push(Edit { from: at, to: at, text: missing });
        }
    }

    /// Findings name indicators of their practice, too.
    fn findings(&mut self, practice: &Words, result: &DraftResult, names: &BTreeMap<String, Option<String>>) {
        let own = names.get(&practice.value).and_then(Option::as_ref).map_or(String::new(), |now| format!("{now}."));
        for words in result.findings.iter().flat_map(|finding| &finding.indicators) {
            let id = full_id(&practice.value, &words.value);
            let Some(touched) = self.impact.answers.iter().find(|touched| touched.id == id) else { continue };
            let here: Vec<&str> = touched.now.iter().filter_map(|now| now.strip_prefix(&own)).collect();
            match here.as_slice() {
                [] => self.remove_item(words.span),
                [one] if words.value == *one || format!("{own}{one}") == words.value => {}
                all => self.replace(words.span, all.join(", ")),
            }
        }
    }

    /// The part that it covers names practices, and what stands above them.
    fn covers(&mut self, names: &BTreeMap<String, Option<String>>) {
        for words in self.old.draft.covers.iter().flat_map(|covers| &covers.parts) {
            match names.get(&words.value) {
                Some(Some(now)) if *now != words.value => self.replace(words.span, now.clone()),
                Some(None) => self.remove_item(words.span),
                _ => {}
            }
        }
    }

    fn roadmap(&mut self, names: &BTreeMap<String, Option<String>>) {
        let draft = self.old.draft;
        let of_roadmap = draft.roadmap.iter().flat_map(|step| &step.closes);
        for words in of_roadmap {
            match names.get(&words.value) {
                Some(Some(now)) if *now != words.value => self.replace(words.span, now.clone()),
                Some(None) => self.remove_item(words.span),
                _ => {}
            }
        }
        for (words, ..) in draft.previous.iter().flat_map(|previous| &previous.results) {
            if let Some(Some(now)) = names.get(&words.value).filter(|now| now.as_ref() != Some(&words.value)) {
                self.replace(words.span, now.clone());
            }
        }
    }

    /// Removes an entry of a mapping: whole lines where it has them for itself.
    fn remove_entry(&mut self, key: Span, value: Span) {
        let text = self.old.text;
        let (start, end) = (key.start as usize, trimmed(text, value));
        let line = text[..start].rfind('\n').map_or(0, |line| line + 1);
        if text[line..start].trim().is_empty() {
            self.edits.push(Edit { from: line, to: end_of_line(text, end), text: String::new() });
        } else {
            self.edits.push(around(text, start, end));
        }
    }

    /// Removes an item of a list.
    fn remove_item(&mut self, span: Span) {
        let text = self.old.text;
        let (start, end) = (span.start as usize, span.end as usize);
        let line = text[..start].rfind('\n').map_or(0, |line| line + 1);
        if text[line..start].trim() == "-" {
            self.edits.push(Edit { from: line, to: end_of_line(text, end), text: String::new() });
        } else {
            self.edits.push(around(text, start, end));
        }
    }
}

/// A piece inside braces or brackets with the comma that parts it from the next, or else from the one before.
fn around(text: &str, start: usize, end: usize) -> Edit {
    let after = text[end..].len() - text[end..].trim_start().len();
    if text[end + after..].starts_with(',') {
        let to = end + after + 1;
        let blank = text[to..].len() - text[to..].trim_start_matches(' ').len();
        return Edit { from: start, to: to + blank, text: String::new() };
    }
    let before = text[..start].trim_end();
    Edit { from: if before.ends_with(',') { before.len() - 1 } else { start }, to: end, text: String::new() }
}

/// The end of a value without the blank lines and comments that a reader may count to it.
fn trimmed(text: &str, span: Span) -> usize {
    let (start, end) = (span.start as usize, (span.end as usize).min(text.len()));
    let mut end = start + text.get(start..end).map_or(0, |value| value.trim_end().len());
    while let Some(line) = text.get(start..end).and_then(|value| value.rfind('\n')) {
        let last = text[start + line + 1..end].trim();
        if last.is_empty() || last.starts_with('#') {
            end = start + text[start..start + line].trim_end().len();
        } else {
            break;
        }
    }
    end
}

fn end_of_line(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |line| at + line + 1)
}

fn full_id(practice: &str, key: &str) -> String {
    if key.starts_with(&format!("{practice}.")) { key.to_owned() } else { format!("{practice}.{key}") }
}

/// An answer in braces.
fn flow(answer: &DraftAnswer, review: Option<&str>) -> String {
    let mut parts = Vec::new();
    if let Some(review) = review {
        parts.push(format!("review: {review}"));
    }
    if let Some(given) = &answer.answer {
        parts.push(format!("answer: {}", given.value));
    }
    if !answer.note.is_empty() {
        parts.push(format!("note: {}", quoted(&answer.note)));
    }
    if !answer.evidence.is_empty() {
        parts.push(format!("evidence: {}", list(&answer.evidence)));
    }
    if let Some(reason) = &answer.reason {
        parts.push(format!("reason: {}", quoted(&reason.value)));
    }
    if let Some(owner) = &answer.owner {
        parts.push(format!("owner: {}", owner.value));
    }
    format!("{{{}}}", parts.join(", "))
}

fn list(words: &[Words]) -> String {
    format!("[{}]", words.iter().map(|word| quoted(&word.value)).collect::<Vec<_>>().join(", "))
}

/// A text in double quotes, escaped as in JSON, which every YAML reader takes.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text)
        .to_string()
        .replace('\u{85}', "\\u0085")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// The edits applied from the last to the first. Of two that overlap, the wider one stands.
fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| (edit.from, edit.to));
    let gone: BTreeSet<(usize, usize)> =
        edits.iter().filter(|edit| edit.text.is_empty()).map(|edit| (edit.from, edit.to)).collect();
    let inside = |edit: &Edit| {
        gone.iter().any(|(from, to)| {
            *from <= edit.from && edit.to <= *to && (*from, *to) != (edit.from, edit.to) && edit.from < *to
        })
    };
    let kept: Vec<&Edit> = edits.iter().filter(|edit| !inside(edit)).collect();
    let mut out = String::new();
    let mut at = 0;
    for edit in kept {
        if edit.from < at {
            continue;
        }
        out.push_str(&text[at..edit.from]);
        out.push_str(&edit.text);
        at = edit.to;
    }
    out.push_str(&text[at..]);
    out
}
