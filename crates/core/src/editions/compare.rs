//! Compares two guides by id: the model, bullets, prose and pages.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::markup;
use crate::markup::Doc;
use crate::model::Bullet;
use crate::model::CellContent;
use crate::model::Guide;
use crate::model::Notes;
use crate::model::PracticeIx;
use crate::source::Span;

use super::BulletChange;
use super::Changes;
use super::Fate;
use super::TextChange;
use super::text;

/// Below this many hundredths in common, a bullet without an id is taken for another one.
const SAME_BULLET: u8 = 50;

/// What changed from one guide to another. `notes` are those of all editions between, oldest first: what the last of
/// them says of a bullet counts, but a change that an earlier one calls weighty stays so.
pub fn compare(old: &Guide, new: &Guide, notes: &[&Notes]) -> Changes {
    let mut changes = Changes { model: model(old, new), ..Changes::default() };
    bullets(old, new, notes, &mut changes);
    texts(old, new, notes, &mut changes);
    pages(old, new, notes, &mut changes);
    changes
}

/// A bullet with what is known of its place.
struct Placed<'a> {
    practice: &'a str,
    level: u8,
    aspect: usize,
    /// Its full id, or none.
    id: Option<String>,
    words: String,
    /// Id of the overlay that it comes from.
    overlay: Option<&'a str>,
    span: Span,
}

/// The words of a bullet.
pub fn words(bullet: &Bullet) -> String {
    let mut words = markup::plain(&bullet.body);
    if !bullet.more.is_empty() {
        words.push(' ');
        markup::plain_blocks(&bullet.more, &mut words);
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn placed(guide: &Guide) -> Vec<Placed<'_>> {
    let mut all = Vec::new();
    for (index, practice) in guide.practices.iter().enumerate() {
        for (level, aspect, bullet) in practice.bullets() {
            all.push(Placed {
                practice: &guide.nodes[practice.node.0].id,
                level: guide.levels[level.0].number,
                aspect,
                id: bullet.id.as_ref().map(|id| guide.full_id(PracticeIx(index), level, id)),
                words: words(bullet),
                overlay: bullet.origin.map(|ix| guide.overlays[ix.0].id.as_str()),
                span: bullet.span,
            });
        }
    }
    all
}

/// Where the ids of an old guide have gone: for each of the new guide the old ones that it stands for.
pub fn origins(old: &Guide, new: &Guide) -> BTreeMap<String, Vec<String>> {
    let known: BTreeSet<String> = placed(old).into_iter().filter_map(|bullet| bullet.id).collect();
    let mut origins = BTreeMap::new();
    for practice in &new.practices {
        let now = &new.nodes[practice.node.0].id;
        for (level, _, bullet) in practice.bullets() {
            let Some(id) = &bullet.id else { continue };
            let local = format!("{}.{id}", new.levels[level.0].number);
            let full = format!("{now}.{local}");
            // An id may have been given up two editions ago: each one that it ever had is looked for.
            let renamed =
                practice.renamed.iter().filter(|(name, _)| *name == full).flat_map(|(_, before)| before.clone());
            // A bullet may have been renamed while its practice had another name.
            let renamed = renamed.flat_map(|before| {
                let local = before.strip_prefix(&format!("{now}.")).map(str::to_owned);
                let under = practice.formerly.iter().filter_map(move |name| Some(format!("{name}.{}", local.clone()?)));
                std::iter::once(before).chain(under).collect::<Vec<_>>()
            });
            let of_practice = practice.formerly.iter().map(|before| format!("{before}.{local}"));
            let mut from: Vec<String> = Vec::new();
            for candidate in std::iter::once(full.clone()).chain(of_practice).chain(renamed) {
                if known.contains(&candidate) && !from.contains(&candidate) {
                    from.push(candidate);
                }
            }
            origins.insert(full, from);
        }
    }
    origins
}

fn bullets(old: &Guide, new: &Guide, notes: &[&Notes], changes: &mut Changes) {
    let origins = origins(old, new);
    let mut heirs: BTreeMap<&str, usize> = BTreeMap::new();
    origins.values().flatten().for_each(|id| *heirs.entry(id).or_default() += 1);
    let (before, after) = (placed(old), placed(new));
    let by_id: BTreeMap<&str, &Placed> = before.iter().filter_map(|b| Some((b.id.as_deref()?, b))).collect();
    let formerly = practice_names(new);
    let mut unnamed = Unnamed::new(&before, &after, &formerly);
    let mut gone: Vec<&Placed> =
        before.iter().filter(|b| b.id.as_deref().is_some_and(|id| !heirs.contains_key(id))).collect();
    let mut found: Vec<BulletChange> = Vec::new();
    let mut last = "";
    for bullet in &after {
        if bullet.practice != last {
            found.extend(leave(last, old, &mut gone, &mut unnamed, &formerly));
            last = bullet.practice;
        }
        let from: Vec<&Placed> = match &bullet.id {
            Some(id) => {
                origins.get(id).into_iter().flatten().filter_map(|id| by_id.get(id.as_str()).copied()).collect()
            }
            None => unnamed.origin(bullet).into_iter().collect(),
        };
        let fate = fate(bullet, &from, &heirs, &formerly);
        let earlier = (!from.is_empty()).then(|| from.iter().map(|b| b.words.as_str()).collect::<Vec<_>>().join(" "));
        if fate == Fate::Kept && earlier.as_deref() == Some(bullet.words.as_str()) {
            continue;
        }
        let aspect = &new.aspects[bullet.aspect];
        let id = bullet.id.clone().unwrap_or_default();
        let was = from.iter().filter_map(|b| b.id.clone()).filter(|other| *other != id);
        found.push(change(
            BulletChange {
                practice: bullet.practice.to_owned(),
                level: bullet.level,
                aspect: aspect.name.clone(),
                item: aspect.item.clone(),
                rated: aspect.rated,
                overlay: bullet.overlay.map(str::to_owned),
                fate,
                was: was.collect(),
                id,
                old: earlier,
                new: Some(bullet.words.clone()),
                class: None,
                similarity: 0,
                note: String::new(),
                span: Some(bullet.span),
            },
            notes,
        ));
    }
    found.extend(leave(last, old, &mut gone, &mut unnamed, &formerly));
    // Practices that are gone as a whole.
    found.extend(gone.into_iter().map(|bullet| removed(bullet, bullet.practice, old)));
    changes.bullets = found;
}

/// What each practice is called now, by what it was called.
fn practice_names(new: &Guide) -> BTreeMap<&str, &str> {
    let mut names = BTreeMap::new();
    for practice in &new.practices {
        let now = new.nodes[practice.node.0].id.as_str();
        names.insert(now, now);
        practice.formerly.iter().for_each(|before| {
            names.insert(before.as_str(), now);
        });
    }
    names
}

/// What is gone from a practice, which stands behind what is left of it.
fn leave<'a>(
    practice: &str,
    old: &Guide,
    gone: &mut Vec<&'a Placed<'a>>,
    unnamed: &mut Unnamed<'a>,
    formerly: &BTreeMap<&str, &str>,
) -> Vec<BulletChange> {
    let of = |bullet: &Placed| formerly.get(bullet.practice).copied().unwrap_or(bullet.practice) == practice;
    let (own, others): (Vec<_>, Vec<_>) = gone.drain(..).partition(|bullet| of(bullet));
    *gone = others;
    let without = unnamed.gone(practice);
    own.into_iter().chain(without).map(|bullet| removed(bullet, practice, old)).collect()
}

fn removed(bullet: &Placed, practice: &str, old: &Guide) -> BulletChange {
    let aspect = &old.aspects[bullet.aspect];
    BulletChange {
        practice: practice.to_owned(),
        level: bullet.level,
        aspect: aspect.name.clone(),
        item: aspect.item.clone(),
        rated: aspect.rated,
        overlay: bullet.overlay.map(str::to_owned),
        fate: Fate::Removed,
        id: bullet.id.clone().unwrap_or_default(),
        was: Vec::new(),
        old: Some(bullet.words.clone()),
        new: None,
        class: None,
        similarity: 0,
        note: String::new(),
        span: None,
    }
}

fn fate(bullet: &Placed, from: &[&Placed], heirs: &BTreeMap<&str, usize>, formerly: &BTreeMap<&str, &str>) -> Fate {
    let [one] = from else { return if from.is_empty() { Fate::Added } else { Fate::Recast } };
    if one.id.as_deref().is_some_and(|id| heirs.get(id).is_some_and(|count| *count > 1)) {
        return Fate::Recast;
    }
    let practice = formerly.get(one.practice).copied().unwrap_or(one.practice);
    let local = |placed: &Placed| placed.id.as_deref().and_then(|id| id.rsplit('.').next()).map(str::to_owned);
    if practice != bullet.practice || one.level != bullet.level {
        Fate::Moved
    } else if bullet.id.is_some() && local(one) != local(bullet) {
        Fate::Renamed
    } else {
        Fate::Kept
    }
}

/// Fills in what the words and the notes say.
fn change(mut change: BulletChange, notes: &[&Notes]) -> BulletChange {
    let ids = || std::iter::once(&change.id).chain(&change.was).filter(|id| !id.is_empty());
    let said: Vec<_> = notes.iter().flat_map(|notes| ids().filter_map(|id| notes.changes.get(id))).collect();
    if let (Some(old), Some(new)) = (&change.old, &change.new) {
        change.similarity = text::similarity(old, new);
        change.class = said.iter().filter_map(|note| note.class).max();
        if change.says_the_same() && change.fate == Fate::Kept {
            change.class = None;
        }
    }
    change.note =
        said.iter().map(|note| note.text.as_str()).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
    change
}

/// Bullets without ids are told apart by their words alone.
struct Unnamed<'a> {
    /// For the words' place in the new guide (practice, level, aspect, words) the old bullet.
    pairs: BTreeMap<Span, &'a Placed<'a>>,
    gone: Vec<(String, &'a Placed<'a>)>,
}

impl<'a> Unnamed<'a> {
    fn new(before: &'a [Placed<'a>], after: &[Placed], formerly: &BTreeMap<&str, &str>) -> Unnamed<'a> {
        let practice = |bullet: &Placed| formerly.get(bullet.practice).copied().unwrap_or(bullet.practice).to_owned();
        let mut open: Vec<&Placed> = before.iter().filter(|bullet| bullet.id.is_none()).collect();
        let mut pairs = BTreeMap::new();
        // Equal words first, so that a new bullet never takes the place of one that is merely like it.
        for least in [100, SAME_BULLET] {
            for bullet in after.iter().filter(|bullet| bullet.id.is_none()) {
                if pairs.contains_key(&bullet.span) {
                    continue;
                }
                let fits = |other: &&Placed| {
                    (practice(other).as_str(), other.level, other.aspect)
                        == (bullet.practice, bullet.level, bullet.aspect)
                };
                let like = open.iter().enumerate().filter(|(_, other)| fits(other));
                let like = like.map(|(index, other)| (text::similarity(&other.words, &bullet.words), index));
                if let Some((_, index)) =
                    like.filter(|(score, _)| *score >= least).max_by_key(|(score, i)| (*score, usize::MAX - i))
                {
                    pairs.insert(bullet.span, open.remove(index));
                }
            }
        }
        Unnamed { pairs, gone: open.into_iter().map(|bullet| (practice(bullet), bullet)).collect() }
    }

    fn origin(&self, bullet: &Placed) -> Option<&'a Placed<'a>> {
        self.pairs.get(&bullet.span).copied()
    }

    fn gone(&mut self, practice: &str) -> Vec<&'a Placed<'a>> {
        let (own, others): (Vec<_>, Vec<_>) = self.gone.drain(..).partition(|(of, _)| of == practice);
        self.gone = others;
        own.into_iter().map(|(_, bullet)| bullet).collect()
    }
}

/// The prose of practices: purposes, and the cells that hold text.
fn texts(old: &Guide, new: &Guide, notes: &[&Notes], changes: &mut Changes) {
    let before = prose(old);
    let names = practice_names(new);
    let mut earlier: BTreeMap<(String, String), String> = BTreeMap::new();
    for (practice, what, text) in before {
        earlier.insert((names.get(practice.as_str()).map_or(practice.clone(), |now| (*now).to_owned()), what), text);
    }
    let known: BTreeSet<&str> = old.practices.iter().map(|p| old.nodes[p.node.0].id.as_str()).collect();
    for (practice, what, now) in prose(new) {
        let was = earlier.remove(&(practice.clone(), what.clone()));
        if was.as_deref() == Some(now.as_str())
            || (was.is_none() && !names.iter().any(|(b, n)| *n == practice && known.contains(b)))
        {
            continue;
        }
        changes.texts.push(text_change(practice, what, was, Some(now), notes));
    }
    let here: BTreeSet<&str> = new.practices.iter().map(|p| new.nodes[p.node.0].id.as_str()).collect();
    for ((practice, what), was) in earlier.into_iter().filter(|((practice, _), _)| here.contains(practice.as_str())) {
        changes.texts.push(text_change(practice, what, Some(was), None, notes));
    }
}

fn prose(guide: &Guide) -> Vec<(String, String, String)> {
    let mut all = Vec::new();
    for practice in &guide.practices {
        let id = &guide.nodes[practice.node.0].id;
        all.push((id.clone(), "Purpose".to_owned(), plain(&practice.purpose)));
        for level in &practice.levels {
            for cell in &level.cells {
                if let CellContent::Text(doc) = &cell.content {
                    let what =
                        format!("{} of level {}", guide.aspects[cell.aspect].name, guide.levels[level.level.0].number);
                    let what = match cell.track.and_then(|track| practice.tracks.get(track)) {
                        Some(track) => format!("{what}, {}", track.title),
                        None => what,
                    };
                    all.push((id.clone(), what, plain(doc)));
                }
            }
        }
    }
    for overlay in &guide.overlays {
        for addition in &overlay.practices {
            let id = &guide.practice_node(addition.practice).id;
            all.push((id.clone(), format!("Purpose in the profile {}", overlay.title), plain(&addition.purpose)));
        }
    }
    all.retain(|(.., text)| !text.is_empty());
    all
}

/// What overlays say of themselves: their summary and what they ask. Their version is no text.
fn overlay_pages(guide: &Guide) -> impl Iterator<Item = (String, String, String)> {
    guide.overlays.iter().map(|overlay| {
        let asked = overlay.questions.iter().flat_map(|question| {
            [question.text.as_str(), &question.help].into_iter().chain(question.options.iter().map(String::as_str))
        });
        let text: Vec<&str> =
            std::iter::once(overlay.summary.as_str()).chain(asked).filter(|text| !text.is_empty()).collect();
        (overlay.id.clone(), format!("Profile {}", overlay.title), text.join(" "))
    })
}

fn plain(doc: &Doc) -> String {
    doc.plain().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn pages(old: &Guide, new: &Guide, notes: &[&Notes], changes: &mut Changes) {
    let all = |guide: &Guide| -> Vec<(String, String, String)> {
        let pages = guide.front.iter().chain(&guide.back);
        let pages = pages.map(|page| (page.id.clone(), page.title.clone(), plain(&page.body)));
        pages.chain(overlay_pages(guide)).collect()
    };
    let mut earlier: BTreeMap<String, (String, String)> =
        all(old).into_iter().map(|(id, title, text)| (id, (title, text))).collect();
    for (id, title, now) in all(new) {
        let was = earlier.remove(&id).map(|(_, text)| text);
        if was.as_deref() != Some(now.as_str()) {
            changes.pages.push(text_change(id, title, was, Some(now), notes));
        }
    }
    changes.pages.extend(earlier.into_iter().map(|(id, (title, was))| text_change(id, title, Some(was), None, notes)));
}

fn text_change(id: String, what: String, old: Option<String>, new: Option<String>, notes: &[&Notes]) -> TextChange {
    let said: Vec<_> = notes.iter().filter_map(|notes| notes.changes.get(&id)).collect();
    let alike = matches!((&old, &new), (Some(old), Some(new)) if text::same(old, new));
    let called = !said.is_empty() && said.iter().all(|note| note.class == Some(crate::model::Class::Editorial));
    let note = said.iter().map(|note| note.text.as_str()).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
    TextChange { id, what, editorial: alike || (called && old.is_some() && new.is_some()), old, new, note }
}

/// What differs in the model, in sentences.
fn model(old: &Guide, new: &Guide) -> Vec<String> {
    let mut found = Vec::new();
    let mut list = |what: &str, old: Vec<(String, String)>, new: Vec<(String, String)>| {
        for (id, text) in &new {
            match old.iter().find(|(other, _)| other == id) {
                None => found.push(format!("{what} `{id}` is new.")),
                Some((_, before)) if !text::same(before, text) => {
                    found.push(format!("{what} `{id}` is “{text}”, and was “{before}”."));
                }
                Some(_) => {}
            }
        }
        for (id, _) in &old {
            if !new.iter().any(|(other, _)| other == id) {
                found.push(format!("{what} `{id}` is gone."));
            }
        }
        let order = |all: &[(String, String)], others: &[(String, String)]| -> Vec<String> {
            all.iter().map(|(id, _)| id.clone()).filter(|id| others.iter().any(|(other, _)| other == id)).collect()
        };
        if order(&old, &new) != order(&new, &old) {
            found.push(format!("The order of each {} differs.", what.to_lowercase()));
        }
    };
    list("Tier", pairs(&old.tiers, |t| (&t.id, &t.name)), pairs(&new.tiers, |t| (&t.id, &t.name)));
    let levels = |guide: &Guide| -> Vec<(String, String)> {
        guide
            .levels
            .iter()
            .map(|level| (level.number.to_string(), format!("{}: {}", level.name, level.summary)))
            .collect()
    };
    list("Level", levels(old), levels(new));
    let scopes = |guide: &Guide| pairs(&guide.scopes, |scope| (&scope.id, &scope.summary));
    list("Scope", scopes(old), scopes(new));
    let answers = |guide: &Guide| -> Vec<(String, String)> {
        let several = guide.scales.len() > 1;
        let scales = guide.scales.iter().enumerate();
        scales
            .flat_map(|(index, scale)| guide.scale_answers(index).map(move |(_, answer)| (scale, answer)))
            .map(|(scale, answer)| {
                let id = if several { format!("{}.{}", scale.id, answer.id) } else { answer.id.clone() };
                let value = answer.value.as_ref().map_or(String::new(), |value| format!(", worth {}", value.exact()));
                (id, format!("{:?}{value}", answer.counts))
            })
            .collect()
    };
    list("Answer", answers(old), answers(new));
    let rated = |guide: &Guide| -> Vec<(String, String)> {
        guide
            .aspects
            .iter()
            .filter(|aspect| aspect.rated)
            .map(|aspect| (aspect.id.clone(), aspect.id.clone()))
            .collect()
    };
    list("Rated aspect", rated(old), rated(new));
    let names = practice_names(new);
    let nodes = |guide: &Guide| -> Vec<(String, String)> {
        let node = |index: usize| {
            let id = &guide.nodes[index].id;
            names.get(id.as_str()).map_or(id.clone(), |now| (*now).to_owned())
        };
        let above = |index: usize| guide.nodes[index].parent.map_or("the top".to_owned(), |parent| node(parent.0));
        (0..guide.nodes.len()).map(|index| (node(index), format!("below {}", above(index)))).collect()
    };
    list("Node", nodes(old), nodes(new));
    if old.rule != new.rule {
        found.push(format!("The scoring rule is `{}`, and was `{}`.", new.rule.id(), old.rule.id()));
    }
    found
}

fn pairs<'a, T>(items: &'a [T], of: impl Fn(&'a T) -> (&'a String, &'a String)) -> Vec<(String, String)> {
    items
        .iter()
        .map(|item| {
            let (a, b) = of(item);
            (a.clone(), b.clone())
        })
        .collect()
}
