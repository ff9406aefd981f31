//! The views of mappings: by requirement, by practice and level, and beside an assessment.

pub use super::types::mapping::{
    CoverageGroup, CoverageView, FrameworkView, LinkView, MappedLevel, MappedPractice, MappedRow, MappingGroup,
    MappingView, ReachCount, ReachedLink, ReachedRequirement, RequirementView, RoleView,
};

use std::collections::BTreeMap;

use crate::assess::Coverage;
use crate::assess::LinkState;
use crate::assess::RequirementState;
use crate::assess::Standing;
use crate::assess::coverage;
use crate::assess::item_state;
use crate::assess::link_state;
use crate::assess::requirement_state;
use crate::model::Assessment;
use crate::model::Book;
use crate::model::BulletRef;
use crate::model::Framework;
use crate::model::Guide;
use crate::model::Mapping;
use crate::model::MappingRow;
use crate::model::PracticeIx;
use crate::model::Relation;

use super::DependencyView;
use super::Kind;
use super::Ref;
use super::parts::dependency;
use super::parts::level;
use super::refs::practice_ref;

/// The states of a requirement in the order in which they are counted.
const STATES: [RequirementState; 7] = [
    RequirementState::Full,
    RequirementState::Part,
    RequirementState::NotReached,
    RequirementState::Unknown,
    RequirementState::NotApplicable,
    RequirementState::Unmapped,
    RequirementState::Outside,
];

fn state_text(state: RequirementState) -> &'static str {
    match state {
        RequirementState::Full => "Reached in full",
        RequirementState::Part => "Reached in part",
        RequirementState::NotReached => "Not reached",
        RequirementState::Unknown => "Not known",
        RequirementState::NotApplicable => "Not applicable",
        RequirementState::Unmapped => "Nothing relates to it",
        RequirementState::Outside => "Not part of this assessment",
    }
}

fn link_text(state: LinkState) -> &'static str {
    match state {
        LinkState::Reached => "reached",
        LinkState::Part => "reached in part",
        LinkState::NotReached => "not reached",
        LinkState::Unknown => "not known",
        LinkState::NotApplicable => "does not apply",
        LinkState::Outside => "not part of this assessment",
    }
}

fn relation_text(relation: Relation) -> &'static str {
    match relation {
        Relation::EqualTo => "equal to",
        Relation::EquivalentTo => "equivalent to",
        Relation::SubsetOf => "covers a part of",
        Relation::SupersetOf => "covers all of",
        Relation::IntersectsWith => "overlaps with",
        Relation::NoRelationship => "has nothing to do with",
    }
}

pub(super) fn view(book: &Book, mapping: &Mapping) -> MappingView {
    let guide = &book.guide;
    let framework = &book.frameworks[mapping.framework];
    let rows = by_requirement(framework, mapping);
    let group = |group: &crate::model::RequirementGroup| {
        let requirements: Vec<RequirementView> = group
            .requirements
            .clone()
            .map(|index| RequirementView {
                id: framework.requirements[index].clone(),
                coverage: coverage(rows[index].iter().map(|row| row.relation)),
                links: rows[index].iter().map(|row| link(guide, framework, row)).collect(),
            })
            .collect();
        let count = |wanted: Coverage| requirements.iter().filter(|requirement| requirement.coverage == wanted).count();
        MappingGroup {
            id: group.id.clone(),
            name: group.name.clone(),
            full: count(Coverage::Full),
            partial: count(Coverage::Partial),
            none: count(Coverage::None),
            requirements,
        }
    };
    let groups: Vec<MappingGroup> = framework.groups.iter().map(group).collect();
    MappingView {
        reference: reference(mapping),
        version: mapping.version.clone(),
        status: mapping.status,
        method: mapping.method,
        rationale: mapping.rationale,
        framework: framework_view(framework, mapping),
        full: groups.iter().map(|group| group.full).sum(),
        partial: groups.iter().map(|group| group.partial).sum(),
        none: groups.iter().map(|group| group.none).sum(),
        total: framework.requirements.len(),
        practices: by_practice(guide, framework, mapping),
        groups,
    }
}

fn reference(mapping: &Mapping) -> Ref {
    Ref {
        kind: Kind::Mapping,
        id: mapping.id.clone(),
        code: String::new(),
        title: mapping.title.clone(),
        summary: mapping.summary.clone(),
    }
}

fn framework_view(framework: &Framework, mapping: &Mapping) -> FrameworkView {
    let named = |index: usize| mapping.rows.iter().any(|row| row.role == Some(index));
    FrameworkView {
        name: framework.name(),
        title: framework.title.clone(),
        edition: framework.edition.clone(),
        publisher: framework.publisher.clone(),
        summary: framework.summary.clone(),
        roles: (0..framework.roles.len()).filter(|index| named(*index)).map(|index| role(framework, index)).collect(),
    }
}

fn role(framework: &Framework, index: usize) -> RoleView {
    let role = &framework.roles[index];
    RoleView { id: role.id.clone(), name: role.name.clone() }
}

/// The rows of each requirement, by practice and level.
fn by_requirement<'a>(framework: &Framework, mapping: &'a Mapping) -> Vec<Vec<&'a MappingRow>> {
    let mut rows: Vec<Vec<&MappingRow>> = vec![Vec::new(); framework.requirements.len()];
    for row in &mapping.rows {
        for to in &row.to {
            rows[*to].push(row);
        }
    }
    rows.iter_mut().for_each(|rows| rows.sort_by_key(|row| (row.practice, row.level, row.item.clone())));
    rows
}

fn short(reference: Ref) -> Ref {
    Ref { summary: String::new(), ..reference }
}

fn link(guide: &Guide, framework: &Framework, row: &MappingRow) -> LinkView {
    LinkView {
        practice: short(practice_ref(guide, row.practice)),
        level: level(guide, row.level.0),
        item: item(guide, row),
        role: row.role.map(|index| role(framework, index)),
        relation: row.relation,
        relation_text: relation_text(row.relation),
        full: row.relation.is_full(),
        note: row.note.clone(),
    }
}

/// The item that a row is for.
fn item(guide: &Guide, row: &MappingRow) -> Option<DependencyView> {
    let id = row.item.clone()?;
    Some(dependency(guide, &BulletRef { practice: row.practice, level: row.level, id }, None))
}

fn by_practice(guide: &Guide, framework: &Framework, mapping: &Mapping) -> Vec<MappedPractice> {
    let mut practices: BTreeMap<PracticeIx, BTreeMap<usize, Vec<MappedRow>>> = BTreeMap::new();
    for row in &mapping.rows {
        practices.entry(row.practice).or_default().entry(row.level.0).or_default().push(MappedRow {
            item: item(guide, row),
            relation: row.relation,
            relation_text: relation_text(row.relation),
            role: row.role.map(|index| role(framework, index)),
            ids: row.to.iter().map(|to| framework.requirements[*to].clone()).collect(),
            note: row.note.clone(),
        });
    }
    let practices = practices.into_iter().map(|(practice, levels)| MappedPractice {
        practice: short(practice_ref(guide, practice)),
        levels: levels.into_iter().map(|(ix, rows)| MappedLevel { level: level(guide, ix), rows }).collect(),
    });
    practices.collect()
}

/// An assessment beside a mapping, as a function of its standing.
pub(super) fn beside(book: &Book, mapping: &Mapping, assessment: &Assessment, standing: &Standing) -> CoverageView {
    let guide = &book.guide;
    let framework = &book.frameworks[mapping.framework];
    let rows = by_requirement(framework, mapping);
    let state_of = |row: &MappingRow| {
        let standing = &standing.practices[row.practice.0];
        let Some(id) = &row.item else { return link_state(standing, row.level) };
        let answer = assessment.practices[row.practice.0].answers.get(&(row.level, id.clone()));
        item_state(standing, answer.map(|answer| guide.answers[answer.answer.0].counts))
    };
    let requirement = |index: usize| {
        let states: Vec<(Relation, LinkState)> = rows[index].iter().map(|row| (row.relation, state_of(row))).collect();
        let state = requirement_state(&states);
        let links = rows[index].iter().map(|row| {
            let state = state_of(row);
            ReachedLink { link: link(guide, framework, row), state, state_name: link_text(state) }
        });
        let id = framework.requirements[index].clone();
        ReachedRequirement { id, state, name: state_text(state), links: links.collect() }
    };
    let mut groups: Vec<CoverageGroup> = framework
        .groups
        .iter()
        .map(|group| {
            let requirements: Vec<ReachedRequirement> = group.requirements.clone().map(requirement).collect();
            CoverageGroup {
                id: group.id.clone(),
                name: group.name.clone(),
                counts: counts(requirements.iter()),
                requirements,
            }
        })
        .collect();
    let mut all = counts(groups.iter().flat_map(|group| &group.requirements));
    // Where the whole guide was judged nothing lies outside, and nothing is said of it; else each group says it.
    let outside = all.iter().any(|count| count.state == RequirementState::Outside && count.count > 0);
    groups
        .iter_mut()
        .for_each(|group| group.counts.retain(|count| outside || count.state != RequirementState::Outside));
    all.retain(|count| count.count > 0);
    let known = |row: &MappingRow| !matches!(state_of(row), LinkState::Unknown | LinkState::Outside);
    CoverageView {
        said: mapping.rows.iter().any(known),
        mapping: reference(mapping),
        version: mapping.version.clone(),
        status: mapping.status,
        framework: framework_view(framework, mapping),
        counts: all,
        groups,
        total: framework.requirements.len(),
    }
}

fn counts<'a>(requirements: impl Iterator<Item = &'a ReachedRequirement> + Clone) -> Vec<ReachCount> {
    let count = |state: RequirementState| ReachCount {
        state,
        name: state_text(state),
        count: requirements.clone().filter(|requirement| requirement.state == state).count(),
    };
    STATES.into_iter().map(count).collect()
}
