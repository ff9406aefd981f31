//! Checks an assessment against the guide, the roles and itself.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::diag::Sink;
use crate::diag::register;
use crate::model::Archived;
use crate::model::Assessment;
use crate::model::ContextAnswer;
use crate::model::Date;
use crate::model::Derived;
use crate::model::Detail;
use crate::model::Engagement;
use crate::model::Evidence;
use crate::model::Guide;
use crate::model::Layers;
use crate::model::Mapping;
use crate::model::Member;
use crate::model::OverlayIx;
use crate::model::PracticeResult;
use crate::model::Previous;
use crate::model::Revision;
use crate::model::RoadmapItem;
use crate::model::Settings;
use crate::model::TargetSet;
use crate::model::annex;
use crate::read::At;
use crate::read::DraftAssessment;
use crate::read::DraftChosen;
use crate::read::DraftEngagement;
use crate::source::Sources;
use crate::source::Span;

use super::audience;
use super::covers;
use super::format_version;
use super::mapping;
use super::result;
use super::scene::Scene;
use super::sign_off;
use super::target_set;
use super::unique;

/// What an assessment is judged against.
#[derive(Clone, Copy)]
pub(super) struct Against<'a> {
    pub(super) guide: &'a Guide,
    pub(super) target_sets: &'a [TargetSet],
    pub(super) mappings: &'a [Mapping],
    /// Ids of the mappings that are written, whether they hold or not.
    pub(super) written: &'a [&'a str],
    /// Versions of the guide that were released.
    pub(super) released: &'a [String],
    /// The day of the guide's version, and of the profiles' versions by id where they say it.
    pub(super) days: &'a BTreeMap<String, At<Date>>,
    /// Places of texts that are still placeholders.
    pub(super) placeholders: &'a [Span],
}

pub(super) fn check(
    draft: &DraftAssessment,
    settings: &Settings,
    against: &Against,
    sources: &Sources,
    sink: &mut Sink,
) -> Option<Assessment> {
    let Against { guide, target_sets, mappings, written, .. } = *against;
    head(draft, sources, sink);
    let marking = draft.marking.as_ref().and_then(|label| audience::marking(label, sink));
    guide_version(draft, guide, against.released, sink);
    dates(draft, against, sink);
    unique("evidence", draft.evidence.iter().map(|evidence| &evidence.id), sink);
    unique("roadmap item", draft.roadmap.iter().map(|step| &step.id), sink);
    let findings = draft.practices.iter().flat_map(|(_, result)| &result.findings);
    unique("finding", findings.map(|finding| &finding.id), sink);
    let register: BTreeMap<&str, usize> =
        draft.evidence.iter().enumerate().map(|(index, evidence)| (evidence.id.value.as_str(), index)).collect();
    let layers = Layers::of(draft.overlays.iter().filter_map(|chosen| overlay(chosen, guide, sink)));
    unique("overlay", draft.overlays.iter().map(|chosen| &chosen.id), sink);
    let context = context(draft, guide, sink);
    let mut scene = Scene { guide, layers, settings, evidence: register, used: BTreeSet::new() };
    let covers = draft.covers.as_ref().and_then(|written| covers::covers(written, guide, sink));
    covers.iter().for_each(|covers| covers::outside(draft, covers, guide, sink));
    let adopted = draft.target_set.as_ref().and_then(|set| target_set::adopt(set, target_sets, &scene, sink));
    let mut practices = results(draft, &mut scene, sink);
    if let Some((adopted, set)) = adopted.as_ref().and_then(|adopted| Some((adopted, target_sets.get(adopted.set)?))) {
        target_set::apply(adopted, set, covers.as_ref(), &mut practices);
    }
    let archived = archived(draft, &mut scene, sink);
    unused(draft, &scene, sink);
    let evidence = evidence(draft, &scene, sink);
    let roadmap = roadmap(draft, &scene, sink);
    let previous = previous(draft, &scene, sink);
    let history = history(draft, &scene, sink);
    let engagement = draft.engagement.as_ref().and_then(|engagement| engage(engagement, &scene, sink));
    let signatories = sign_off::signatories(draft, settings, sink);
    let (owner, approver) = (scene.role(&draft.owner, sink), scene.role(&draft.approver, sink));
    Some(Assessment {
        id: draft.id.value.clone(),
        placeholders: against.placeholders.iter().filter(|at| at.file == draft.file).count(),
        title: draft.title.value.clone(),
        version: draft.version.value.clone(),
        date: draft.date.as_ref()?.value,
        marking,
        confidentiality: draft.confidentiality.clone(),
        valid_until: draft.valid_until.as_ref().map(|date| date.value),
        review_date: draft.review_date.as_ref().map(|date| date.value),
        guide_version: draft.guide.as_ref()?.1.value.clone(),
        layers: scene.layers,
        context,
        adopted,
        mapping: draft.mapping.as_ref().and_then(|id| mapping::chosen(id, mappings, written, sink)),
        covers,
        subject: draft.subject.clone()?,
        engagement: engagement?,
        owner: owner?,
        approver: approver?,
        conclusion: draft.conclusion.value.clone(),
        limitations: draft.limitations.clone(),
        non_claims: draft.non_claims.clone(),
        practices,
        evidence,
        roadmap,
        previous,
        history,
        signatories,
        supersedes: draft.supersedes.as_ref().map(|id| id.value.clone()),
        derived_from: draft
            .derived_from
            .as_ref()
            .map(|(id, version)| Derived { assessment: id.value.clone(), guide_version: version.value.clone() }),
        archived,
        targets: None,
        canonical: draft.canonical.clone(),
        record: None,
        detail: Detail::Whole,
        file: draft.file,
    })
}

/// The id.
fn head(draft: &DraftAssessment, sources: &Sources, sink: &mut Sink) {
    format_version(&draft.format, sink);
    let path = &sources.get(draft.file).path;
    let folder = path.split('/').nth(1).unwrap_or("");
    if !draft.id.value.is_empty() && draft.id.value != folder {
        sink.error(
            register::WRONG_NAME,
            draft.id.span,
            format!("the id is `{}`, but the folder is `{folder}`", draft.id.value),
        )
        .help("an assessment's id is the name of its folder: change one of the two");
    }
}

/// What is said of each practice of the guide; nothing for one that is not written.
fn results(draft: &DraftAssessment, scene: &mut Scene, sink: &mut Sink) -> Vec<PracticeResult> {
    let mut practices = vec![PracticeResult::default(); scene.guide.practices.len()];
    for (id, written) in &draft.practices {
        if let Some(practice) = scene.practice(id, sink) {
            practices[practice.0] = result::check(practice, written, scene, sink);
        }
    }
    practices
}

/// An overlay that was chosen, at the version that the book holds.
fn overlay(chosen: &DraftChosen, guide: &Guide, sink: &mut Sink) -> Option<OverlayIx> {
    let id = &chosen.id;
    let Some(index) = guide.overlays.iter().position(|overlay| overlay.id == id.value) else {
        if !id.value.is_empty() {
            sink.error(register::UNKNOWN_OVERLAY, id.span, format!("the guide has no overlay `{}`", id.value))
                .suggest(&id.value, guide.overlays.iter().map(|overlay| overlay.id.as_str()))
                .help(format!("an overlay is a folder with `overlays/{}/overlay.yaml`", id.value));
        }
        return None;
    };
    let overlay = &guide.overlays[index];
    if !chosen.version.value.is_empty() && chosen.version.value != overlay.version {
        let message = format!(
            "judged with version {} of the overlay, but the book holds {}",
            chosen.version.value, overlay.version
        );
        sink.error(register::UNKNOWN_OVERLAY, chosen.version.span, message)
            .help("go through the answers whose text has changed, then write the overlay's version here");
    }
    Some(OverlayIx(index))
}

/// The answers to context questions, in order of overlay and question.
fn context(draft: &DraftAssessment, guide: &Guide, sink: &mut Sink) -> Vec<ContextAnswer> {
    let mut answers = Vec::new();
    for chosen in &draft.overlays {
        let Some(ix) = guide.overlays.iter().position(|overlay| overlay.id == chosen.id.value) else { continue };
        let questions = &guide.overlays[ix].questions;
        for (id, answer) in &chosen.context {
            let Some(question) = questions.iter().position(|question| question.id == id.value) else {
                let message = format!("the overlay `{}` does not ask `{}`", chosen.id.value, id.value);
                sink.error(register::CONTEXT, id.span, message)
                    .suggest(&id.value, questions.iter().map(|question| question.id.as_str()))
                    .help("its questions stand in its `overlay.yaml` under `questions`");
                continue;
            };
            let options = &questions[question].options;
            if !options.is_empty() && !options.contains(&answer.value) {
                sink.error(register::CONTEXT, answer.span, format!("`{}` is not one of the answers", answer.value))
                    .suggest(&answer.value, options.iter().map(String::as_str))
                    .help(format!("the answers to `{}` are: {}", id.value, options.join("; ")));
                continue;
            }
            answers.push(ContextAnswer { overlay: OverlayIx(ix), question, answer: answer.value.clone() });
        }
    }
    answers.sort_by_key(|answer| (answer.overlay, answer.question));
    answers
}

fn unused(draft: &DraftAssessment, scene: &Scene, sink: &mut Sink) {
    for (index, evidence) in draft.evidence.iter().enumerate() {
        if !scene.used.contains(&index) && !evidence.id.value.is_empty() {
            sink.error(
                register::UNUSED_EVIDENCE,
                evidence.id.span,
                format!("no answer or finding names evidence `{}`", evidence.id.value),
            )
            .help("name it where it was used, or remove it from the register");
        }
    }
}

/// Answers to bullets that are gone keep their evidence.
fn archived(draft: &DraftAssessment, scene: &mut Scene, sink: &mut Sink) -> Vec<Archived> {
    let mut all = Vec::new();
    for archived in &draft.archived {
        let evidence = scene.evidence(&archived.evidence, sink);
        let id = &archived.answer;
        match scene.guide.answers.iter().find(|answer| answer.id == id.value) {
            Some(answer) => all.push(Archived {
                indicator: archived.indicator.value.clone(),
                text: archived.text.clone(),
                answer: answer.name.clone(),
                note: archived.note.clone(),
                evidence,
            }),
            None if id.value.is_empty() => {}
            None => {
                sink.error(register::UNKNOWN_ANSWER, id.span, format!("the model has no answer `{}`", id.value))
                    .suggest(&id.value, scene.guide.answers.iter().map(|answer| answer.id.as_str()));
            }
        }
    }
    all
}

fn guide_version(draft: &DraftAssessment, guide: &Guide, released: &[String], sink: &mut Sink) {
    let Some((model, version)) = &draft.guide else { return };
    if !model.value.is_empty() && model.value != guide.id {
        sink.error(
            register::OTHER_GUIDE,
            model.span,
            format!("this book's model is `{}`, not `{}`", guide.id, model.value),
        )
        .help("an assessment lives in the book of the model that it was judged against");
    } else if !version.value.is_empty() && version.value != guide.version {
        let message =
            format!("judged against version {} of the guide, but the book holds {}", version.value, guide.version);
        let help = match released {
            [] => "go through the answers whose text has changed, then write the book's version here".to_owned(),
            released => format!("write the book's version here, or one that was released: {}", released.join(", ")),
        };
        sink.error(register::OTHER_GUIDE, version.span, message).help(help);
    }
}

/// Reports `later` if it lies before `earlier`.
fn order(earlier: (&At<Date>, &str), later: (&At<Date>, &str), sink: &mut Sink) {
    if later.0.value < earlier.0.value {
        sink.error(
            register::DATE_ORDER,
            later.0.span,
            format!("{} ({}) lies before {} ({})", later.1, later.0.value, earlier.1, earlier.0.value),
        )
        .related(earlier.0.span, earlier.1)
        .help("correct one of the two dates");
    }
}

fn dates(draft: &DraftAssessment, against: &Against, sink: &mut Sink) {
    too_early(draft, against, sink);
    let report = draft.date.as_ref().map(|date| (date, "the date of the report"));
    let period = draft.engagement.as_ref().and_then(|engagement| engagement.period.as_ref());
    let from = period.map(|(from, _)| (from, "the first day of collecting evidence"));
    let to = period.map(|(_, to)| (to, "the last day of collecting evidence"));
    let mut pair = |earlier: Option<(&At<Date>, &str)>, later: Option<(&At<Date>, &str)>| {
        if let (Some(earlier), Some(later)) = (earlier, later) {
            order(earlier, later, sink);
        }
    };
    pair(from, to);
    pair(to, report);
    pair(report, draft.valid_until.as_ref().map(|date| (date, "the last day of validity")));
    pair(report, draft.review_date.as_ref().map(|date| (date, "the day of review")));
    let previous = draft.previous.as_ref().and_then(|previous| previous.date.as_ref());
    pair(previous.map(|date| (date, "the date of the previous assessment")), report);
    for evidence in &draft.evidence {
        let collected = evidence.collected.as_ref().map(|date| (date, "the day on which this evidence was collected"));
        pair(from, collected);
        pair(collected, to);
    }
    for step in &draft.roadmap {
        pair(report, step.due.as_ref().map(|date| (date, "the day on which this step is due")));
    }
    for versions in draft.history.windows(2) {
        let day = |index: usize| versions[index].date.as_ref().map(|date| (date, "the date of this version"));
        pair(day(0).map(|(date, _)| (date, "the date of the version before")), day(1));
    }
    pair(
        draft.history.last().and_then(|last| last.date.as_ref()).map(|date| (date, "the date of the last version")),
        report,
    );
}

/// The key of the guide's own day in [`Against::days`]; no profile can be called so.
pub(super) const GUIDE: &str = "";

/// Warns of a report that is older than what it says it was judged against: one of the two dates is not right.
fn too_early(draft: &DraftAssessment, against: &Against, sink: &mut Sink) {
    let Some(report) = &draft.date else { return };
    let guide = against.days.get(GUIDE).map(|day| (day, format!("version {} of the guide", against.guide.version)));
    let profile = |chosen: &DraftChosen| {
        let day = against.days.get(&chosen.id.value)?;
        Some((day, format!("version {} of the profile `{}`", chosen.version.value, chosen.id.value)))
    };
    for (day, what) in guide.into_iter().chain(draft.overlays.iter().filter_map(profile)) {
        if report.value < day.value {
            let message = format!("the report is of {}, before {what} was released ({})", report.value, day.value);
            sink.warning(register::DATE_ORDER, report.span, message)
                .related(day.span, "released on this day")
                .help("correct one of the two dates, or name the version that it was judged against");
        }
    }
}

fn engage(draft: &DraftEngagement, scene: &Scene, sink: &mut Sink) -> Option<Engagement> {
    let team = draft.team.iter().filter_map(|(id, organisation, part)| {
        Some(Member { role: scene.role(id, sink)?, organisation: organisation.clone(), part: part.clone() })
    });
    let team = team.collect();
    let (from, to) = draft.period.as_ref()?;
    Some(Engagement {
        sponsor: draft.sponsor.value.clone(),
        assessor: draft.assessor.value.clone(),
        method: draft.method.as_ref()?.value,
        approach: draft.approach.clone(),
        period: (from.value, to.value),
        independence: draft.independence.clone(),
        team,
        distribution: draft.distribution.clone(),
    })
}

fn evidence(draft: &DraftAssessment, scene: &Scene, sink: &mut Sink) -> Vec<Evidence> {
    let mut register = Vec::new();
    for evidence in &draft.evidence {
        let by = scene.role(&evidence.by, sink);
        if let Some(sha256) = &evidence.sha256 {
            let hex = sha256.value.len() == 64 && sha256.value.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
            if !hex {
                sink.error(register::WRONG_TYPE, sha256.span, "this is not a SHA-256 digest")
                    .help("write 64 lower-case hexadecimal digits, as `sha256sum FILE` prints them");
            }
        }
        for point in evidence.annex_vii.iter().filter(|point| !annex::is_point(&point.value)) {
            sink.error(register::UNKNOWN_WORD, point.span, format!("`{}` is not a point of Annex VII", point.value))
                .suggest(&point.value, annex::points().map(|(number, _)| number))
                .help("the points are `1(a)` to `1(d)`, `2(a)` to `2(c)`, and `3` to `8`");
        }
        let (Some(by), Some(collected)) = (by, &evidence.collected) else { continue };
        register.push(Evidence {
            id: evidence.id.value.clone(),
            title: evidence.title.value.clone(),
            kind: evidence.kind.value.clone(),
            location: evidence.location.value.clone(),
            collected: collected.value,
            by,
            sha256: evidence.sha256.as_ref().map(|sha256| sha256.value.clone()),
            sensitivity: evidence.sensitivity.clone(),
        });
    }
    register
}

fn roadmap(draft: &DraftAssessment, scene: &Scene, sink: &mut Sink) -> Vec<RoadmapItem> {
    let mut roadmap = Vec::new();
    for step in &draft.roadmap {
        let closes = step.closes.iter().filter_map(|id| scene.practice(id, sink)).collect();
        let (Some(owner), Some(due)) = (scene.role(&step.owner, sink), &step.due) else { continue };
        roadmap.push(RoadmapItem {
            id: step.id.value.clone(),
            title: step.title.value.clone(),
            text: step.text.clone(),
            closes,
            owner,
            due: due.value,
            effort: step.effort.clone(),
            phase: step.phase.value.clone(),
        });
    }
    roadmap
}

fn previous(draft: &DraftAssessment, scene: &Scene, sink: &mut Sink) -> Option<Previous> {
    let previous = draft.previous.as_ref()?;
    let mut results = BTreeMap::new();
    for (id, number, scope) in &previous.results {
        let practice = scene.practice(id, sink);
        let level = number.as_ref().and_then(|number| result::goal(scene.guide, number, sink));
        let scope = scope.as_ref().and_then(|scope| result::scope(scene.guide, scope, sink));
        if let (Some(practice), Some(level)) = (practice, level) {
            results.insert(practice, (level, scope));
        }
    }
    Some(Previous {
        title: previous.title.value.clone(),
        date: previous.date.as_ref()?.value,
        guide_version: previous.guide_version.value.clone(),
        results,
    })
}

fn history(draft: &DraftAssessment, scene: &Scene, sink: &mut Sink) -> Vec<Revision> {
    let mut history = Vec::new();
    for revision in &draft.history {
        let (Some(by), Some(date)) = (scene.role(&revision.by, sink), &revision.date) else { continue };
        history.push(Revision {
            version: revision.version.value.clone(),
            date: date.value,
            by,
            change: revision.change.value.clone(),
        });
    }
    history
}
