//! Checks lists of requirement ids, and the mappings to them.

use std::collections::BTreeMap;

use crate::diag::Sink;
use crate::diag::register;
use crate::model::Framework;
use crate::model::Guide;
use crate::model::LevelIx;
use crate::model::Mapping;
use crate::model::MappingRow;
use crate::model::PracticeIx;
use crate::model::Relation;
use crate::model::RequirementGroup;
use crate::model::Role;
use crate::read::At;
use crate::read::Draft;
use crate::read::DraftFramework;
use crate::read::DraftMapping;
use crate::read::DraftMappingRow;
use crate::read::DraftWithdrawn;
use crate::read::Words;
use crate::source::Sources;
use crate::source::Span;

use super::format_version;
use super::range;
use super::unique;

/// A framework with what is known of ids that it no longer has.
struct Known<'a> {
    framework: Framework,
    places: BTreeMap<&'a str, usize>,
    withdrawn: &'a [DraftWithdrawn],
}

/// The frameworks and mappings of a draft, each in order of id.
pub(super) fn check(
    draft: &Draft,
    guide: &Guide,
    sources: &Sources,
    sink: &mut Sink,
) -> (Vec<Framework>, Vec<Mapping>) {
    let mut known: Vec<Known> = draft.frameworks.iter().map(|framework| list(framework, sources, sink)).collect();
    known.sort_by_key(|known| known.framework.name());
    unique("mapping", draft.mappings.iter().map(|mapping| &mapping.id), sink);
    let mut mappings: Vec<Mapping> =
        draft.mappings.iter().filter_map(|mapping| one(mapping, guide, &known, sources, sink)).collect();
    mappings.sort_by(|a, b| a.id.cmp(&b.id));
    (known.into_iter().map(|known| known.framework).collect(), mappings)
}

fn list<'a>(draft: &'a DraftFramework, sources: &Sources, sink: &mut Sink) -> Known<'a> {
    format_version(&draft.format, sink);
    let path = &sources.get(draft.file).path;
    let file = path.strip_prefix("mappings/frameworks/").unwrap_or(path);
    let name = format!("{}@{}", draft.id.value, draft.edition.value);
    if !draft.id.value.is_empty() && !draft.edition.value.is_empty() && file != format!("{name}.yaml") {
        sink.error(register::WRONG_NAME, draft.id.span, format!("this is `{name}`, but the file is `{file}`"))
            .help(format!("the name of the file says framework and edition: `{name}.yaml`"));
    }
    unique("role", draft.roles.iter().map(|(id, _)| id), sink);
    unique("group", draft.groups.iter().map(|(id, ..)| id), sink);
    unique("requirement", draft.groups.iter().flat_map(|(_, _, ids)| ids), sink);
    let mut requirements = Vec::new();
    let mut groups = Vec::new();
    let mut places = BTreeMap::new();
    for (id, group, ids) in &draft.groups {
        let start = requirements.len();
        for id in ids {
            places.insert(id.value.as_str(), requirements.len());
            requirements.push(id.value.clone());
        }
        groups.push(RequirementGroup {
            id: id.value.clone(),
            name: group.value.clone(),
            requirements: start..requirements.len(),
        });
    }
    for now in draft.withdrawn.iter().flat_map(|withdrawn| &withdrawn.now) {
        if !places.contains_key(now.value.as_str()) && !now.value.is_empty() {
            sink.error(register::REQUIREMENT, now.span, format!("`{name}` has no id `{}`", now.value))
                .suggest(&now.value, places.keys().copied());
        }
    }
    for gone in draft.withdrawn.iter().filter(|gone| places.contains_key(gone.id.value.as_str())) {
        sink.error(register::REQUIREMENT, gone.id.span, format!("`{}` is both withdrawn and in force", gone.id.value))
            .help("keep it in one of the two lists");
    }
    let framework = Framework {
        id: draft.id.value.clone(),
        edition: draft.edition.value.clone(),
        title: draft.title.value.clone(),
        publisher: draft.publisher.value.clone(),
        summary: draft.summary.clone(),
        roles: draft.roles.iter().map(|(id, name)| Role { id: id.value.clone(), name: name.value.clone() }).collect(),
        groups,
        requirements,
    };
    Known { framework, places, withdrawn: &draft.withdrawn }
}

fn one(draft: &DraftMapping, guide: &Guide, known: &[Known], sources: &Sources, sink: &mut Sink) -> Option<Mapping> {
    format_version(&draft.format, sink);
    let path = &sources.get(draft.file).path;
    let file = path.strip_prefix("mappings/").and_then(|name| name.strip_suffix(".yaml")).unwrap_or(path);
    if !draft.id.value.is_empty() && draft.id.value != file {
        sink.error(
            register::WRONG_NAME,
            draft.id.span,
            format!("the id is `{}`, but the file is `{file}.yaml`", draft.id.value),
        )
        .help("a mapping's id is the name of its file: change one of the two");
    }
    range::reserved(&draft.id, "a mapping", sink);
    range::version(&draft.version, sink);
    if let Some((model, versions)) = &draft.model {
        range::check(guide, model, versions, "the mapping", sink);
    }
    let index = framework(&draft.framework, known, sink)?;
    let to = &known[index];
    let mut seen: BTreeMap<Key, (Relation, Span)> = BTreeMap::new();
    let mut rows = Vec::new();
    for row in &draft.rows {
        let Some((mut row, ids)) = self::row(row, guide, to, known, sink) else { continue };
        for (requirement, span) in ids {
            let key = (row.practice, row.level, row.item.clone(), row.role, requirement);
            match seen.get(&key) {
                Some((relation, first)) => {
                    let id = &to.framework.requirements[requirement];
                    let message = match *relation == row.relation {
                        true => format!("this relation to `{id}` is there already"),
                        false => format!(
                            "this is {} `{id}` in one row, and {} it in another",
                            relation.id(),
                            row.relation.id()
                        ),
                    };
                    sink.error(register::MAPPING_ROW, span, message)
                        .related(*first, "the first row")
                        .help("a practice at a level relates to a requirement in one way: keep one of the two");
                }
                None => {
                    seen.insert(key, (row.relation, span));
                    row.to.push(requirement);
                }
            }
        }
        rows.push(row);
    }
    if draft.rows.is_empty() {
        sink.error(register::MAPPING_ROW, draft.id.span, "the mapping has no row")
            .help("list under `rows` which practice at which level relates to which ids");
    }
    Some(Mapping {
        id: draft.id.value.clone(),
        version: draft.version.value.clone(),
        title: draft.title.value.clone(),
        summary: draft.summary.value.clone(),
        framework: index,
        status: draft.status.as_ref()?.value,
        method: draft.method.as_ref()?.value,
        rationale: draft.rationale.as_ref()?.value,
        rows,
    })
}

/// Looks `framework@edition` up; tells an unknown framework from an unknown edition.
fn framework(name: &Words, known: &[Known], sink: &mut Sink) -> Option<usize> {
    let found = known.iter().position(|known| known.framework.name() == name.value);
    if found.is_some() || name.value.is_empty() {
        return found;
    }
    let (id, edition) = name.value.split_once('@').unwrap_or((&name.value, ""));
    let editions: Vec<String> =
        known.iter().filter(|known| known.framework.id == id).map(|known| known.framework.name()).collect();
    if editions.is_empty() {
        let names: Vec<String> = known.iter().map(|known| known.framework.name()).collect();
        sink.error(register::FRAMEWORK, name.span, format!("there is no framework `{id}`"))
            .suggest(&name.value, names.iter().map(String::as_str))
            .help("the ids of a framework are listed in `mappings/frameworks/ID@EDITION.yaml`");
    } else {
        let what = if edition.is_empty() {
            "this names no edition".to_owned()
        } else {
            format!("there is no edition `{edition}` of `{id}`")
        };
        sink.error(register::FRAMEWORK, name.span, what)
            .help(format!("write {}: ids are unique only within an edition", editions.join(" or ")));
    }
    None
}

/// What a relation is of: practice, level, item, role, requirement.
type Key = (PracticeIx, LevelIx, Option<String>, Option<usize>, usize);

/// Requirements with the places that name them.
type Ids = Vec<(usize, Span)>;

fn row(
    draft: &DraftMappingRow,
    guide: &Guide,
    to: &Known,
    known: &[Known],
    sink: &mut Sink,
) -> Option<(MappingRow, Ids)> {
    let practice = practice(guide, &draft.practice, sink);
    let from = practice.and_then(|practice| from(guide, practice, draft, sink));
    let role = match &draft.role {
        None => Some(None),
        Some(id) => {
            let found = to.framework.roles.iter().position(|role| role.id == id.value);
            if found.is_none() && !id.value.is_empty() {
                sink.error(
                    register::UNKNOWN_ROLE,
                    id.span,
                    format!("`{}` has no role `{}`", to.framework.name(), id.value),
                )
                .suggest(&id.value, to.framework.roles.iter().map(|role| role.id.as_str()))
                .help("the roles of a framework are listed in its file under `roles`");
            }
            found.map(Some)
        }
    };
    if draft.to.is_empty() {
        sink.error(register::MAPPING_ROW, draft.practice.span, "this row names no requirement")
            .help("write `to:` with a list of ids");
    }
    let ids: Ids = draft.to.iter().filter_map(|id| Some((requirement(id, to, known, sink)?, id.span))).collect();
    let relation = draft.relation.as_ref()?.value;
    let row = MappingRow {
        practice: practice?,
        level: from.as_ref()?.0,
        item: from?.1,
        role: role?,
        relation,
        to: Vec::new(),
        note: draft.note.clone(),
    };
    Some((row, ids))
}

/// What a row is for: a level, or one item of it.
fn from(guide: &Guide, ix: PracticeIx, draft: &DraftMappingRow, sink: &mut Sink) -> Option<(LevelIx, Option<String>)> {
    match (&draft.level, &draft.item) {
        (Some(number), None) => Some((level(guide, ix, number, sink)?, None)),
        (None, Some(id)) => item(guide, ix, id, sink).map(|(level, id)| (level, Some(id))),
        (Some(_), Some(id)) => {
            sink.error(register::MAPPING_ROW, id.span, "this row names a level and an item")
                .help("keep one of the two: an item stands at a level already");
            None
        }
        (None, None) => {
            sink.error(register::MAPPING_ROW, draft.practice.span, "this row names neither a level nor an item")
                .help("write `level: 2`, or `item: 2.owner` for one item of that level");
            None
        }
    }
}

fn item(guide: &Guide, ix: PracticeIx, id: &Words, sink: &mut Sink) -> Option<(LevelIx, String)> {
    let layers = guide.all_layers();
    let name = |indicator: &crate::model::Indicator| {
        let id = indicator.bullet.id.clone()?;
        Some((format!("{}.{id}", guide.levels[indicator.level.0].number), (indicator.level, id)))
    };
    let known: Vec<(String, (LevelIx, String))> = guide.indicators(ix, &layers).filter_map(|i| name(&i)).collect();
    let found = known.iter().find(|(name, _)| *name == id.value).map(|(_, place)| place.clone());
    if found.is_none() && !id.value.is_empty() {
        let practice = &guide.practice_node(ix).id;
        sink.error(register::UNKNOWN_INDICATOR, id.span, format!("`{practice}` has no item `{}`", id.value))
            .suggest(&id.value, known.iter().map(|(name, _)| name.as_str()))
            .help("an item is named by its level and its id, such as `1.owner`");
    }
    found
}

fn practice(guide: &Guide, id: &Words, sink: &mut Sink) -> Option<PracticeIx> {
    let found = guide.node(&id.value).and_then(|node| guide.nodes[node.0].practice);
    if found.is_none() && !id.value.is_empty() {
        let now = guide.practices.iter().find(|p| p.formerly.contains(&id.value)).map(|p| &guide.nodes[p.node.0].id);
        let error =
            sink.error(register::UNKNOWN_PRACTICE, id.span, format!("the guide has no practice `{}`", id.value));
        match now {
            Some(now) => error.help(format!("it is now called `{now}`")),
            None => error.suggest(&id.value, guide.practices.iter().map(|p| guide.nodes[p.node.0].id.as_str())),
        };
    }
    found
}

fn level(guide: &Guide, practice: PracticeIx, number: &At<u8>, sink: &mut Sink) -> Option<LevelIx> {
    let columns = || guide.practices[practice.0].levels.iter().map(|column| column.level);
    let found = columns().find(|level| guide.levels[level.0].number == number.value);
    if found.is_none() {
        let known: Vec<String> = columns().map(|level| guide.levels[level.0].number.to_string()).collect();
        let name = &guide.practice_node(practice).id;
        sink.error(register::UNKNOWN_LEVEL, number.span, format!("`{name}` has no level {}", number.value))
            .help(format!("its levels are {}", known.join(", ")));
    }
    found
}

/// Looks a requirement up; says what became of an id that was withdrawn, and of which edition one is.
fn requirement(id: &Words, to: &Known, known: &[Known], sink: &mut Sink) -> Option<usize> {
    if let Some(place) = to.places.get(id.value.as_str()) {
        return Some(*place);
    }
    if id.value.is_empty() {
        return None;
    }
    let name = to.framework.name();
    if let Some(gone) = to.withdrawn.iter().find(|gone| gone.id.value == id.value) {
        let now: Vec<String> = gone.now.iter().map(|id| format!("`{}`", id.value)).collect();
        let help = if now.is_empty() {
            "nothing took its place".to_owned()
        } else {
            format!("what it asked for is in {} now", now.join(", "))
        };
        let message = format!("`{}` is an id of edition {}, withdrawn in `{name}`", id.value, gone.edition.value);
        sink.error(register::REQUIREMENT, id.span, message).related(gone.id.span, "withdrawn here").help(help);
        return None;
    }
    let elsewhere: Vec<String> = known
        .iter()
        .filter(|other| other.framework.id == to.framework.id && other.places.contains_key(id.value.as_str()))
        .map(|other| format!("`{}`", other.framework.name()))
        .collect();
    if elsewhere.is_empty() {
        sink.error(register::REQUIREMENT, id.span, format!("`{name}` has no id `{}`", id.value))
            .suggest(&id.value, to.places.keys().copied())
            .help(format!("its ids are listed in `mappings/frameworks/{name}.yaml`"));
    } else {
        let message = format!("`{}` is an id of {}, not of `{name}`", id.value, elsewhere.join(", "));
        sink.error(register::REQUIREMENT, id.span, message)
            .help("ids are unique only within an edition: a mapping speaks of one of them");
    }
    None
}

/// The mapping that an assessment's report carries.
pub(super) fn chosen(id: &Words, mappings: &[Mapping], written: &[&str], sink: &mut Sink) -> Option<usize> {
    let found = mappings.iter().position(|mapping| mapping.id == id.value);
    // One that is written and has mistakes of its own has been told of.
    if found.is_none() && !id.value.is_empty() && !written.contains(&id.value.as_str()) {
        sink.error(register::FRAMEWORK, id.span, format!("there is no mapping `{}`", id.value))
            .suggest(&id.value, written.iter().copied())
            .help(format!("a mapping is a file: `mappings/{}.yaml`", id.value));
    }
    found
}
