//! The view of an assessment: its record and its standing, put into words.

use crate::assess;
use crate::assess::Against;
use crate::assess::Beside;
use crate::assess::Change;
use crate::assess::Missing;
use crate::assess::Outcome;
use crate::assess::PracticeStanding;
use crate::assess::Standing;
use crate::assess::Verdict;
use crate::assess::change;
use crate::assess::roll_up;
use crate::model::Assessment;
use crate::model::Book;
use crate::model::Confidence;
use crate::model::Followed;
use crate::model::Goal;
use crate::model::LevelIx;
use crate::model::Method;
use crate::model::NodeIx;
use crate::model::OverlayIx;
use crate::model::PracticeIx;
use crate::model::RoleIx;
use crate::model::Rule;
use crate::model::Score;
use crate::model::Target;
use crate::model::TargetHistory;
use crate::model::TargetSet;
use crate::model::TargetSource;

use super::AdoptedView;
use super::ArchivedView;
use super::AssessmentView;
use super::ChangeView;
use super::ChosenView;
use super::ContextView;
use super::CoversView;
use super::EngagementView;
use super::EvidenceView;
use super::ExclusionView;
use super::FindingView;
use super::Kind;
use super::LateTargetView;
use super::MemberView;
use super::PhaseView;
use super::PreviousView;
use super::Ref;
use super::ResultView;
use super::RevisionView;
use super::RoadmapView;
use super::RollupView;
use super::SubjectView;
use super::TargetsView;
use super::VerdictCount;
use super::build::count;
use super::build::date;
use super::build::paragraphs;
use super::chart;
use super::guide::node_ref;
use super::guide::practice_ref;
use super::guide::score;
use super::mapping;
use super::result;
use super::sign_off;

pub(super) fn view(
    book: &Book,
    assessment: &Assessment,
    standing: &Standing,
    digest: String,
    sealed: Option<&crate::sign_off::Standing>,
) -> AssessmentView {
    let results: Vec<ResultView> = (0..assessment.practices.len())
        .map(|index| result::view(book, assessment, index, &standing.practices[index]))
        .collect();
    let (rows, scale) = chart_rows(book, assessment, standing, &results);
    let mut findings: Vec<FindingView> = results.iter().flat_map(|result| result.findings.clone()).collect();
    findings.sort_by_key(|finding| finding.severity);
    AssessmentView {
        reference: Ref {
            kind: Kind::Assessment,
            id: assessment.id.clone(),
            code: String::new(),
            title: assessment.title.clone(),
            summary: assessment.subject.name.clone(),
        },
        version: assessment.version.clone(),
        date: date(assessment.date),
        marking: assessment.marking.clone(),
        confidentiality: assessment.confidentiality.clone(),
        valid_until: assessment.valid_until.map(date),
        review_date: assessment.review_date.map(date),
        guide_version: assessment.guide_version.clone(),
        overlays: chosen(book, assessment),
        target_set: adopted(book, assessment),
        coverage: book.mappings.iter().map(|mapping| mapping::beside(book, mapping, standing)).collect(),
        mapping: assessment.mapping,
        digest,
        covers: covers(book, assessment),
        subject: subject(assessment),
        engagement: engagement(book, assessment),
        owner: role(book, assessment.owner),
        approver: role(book, assessment.approver),
        conclusion: paragraphs(&assessment.conclusion),
        limitations: assessment.limitations.clone(),
        non_claims: assessment.non_claims.clone(),
        status: sign_off::status(assessment, sealed, missing(book, &assess::missing(book, assessment, standing))),
        verdicts: verdicts(standing),
        completeness: assess::completeness(book, assessment, standing),
        rollups: rollups(book, standing),
        gaps: standing.gaps(),
        findings,
        roadmap: roadmap(book, assessment),
        unplanned: unplanned(assessment, standing),
        evidence: evidence(book, assessment),
        previous: previous(book, assessment, &results, standing),
        supersedes: assessment.supersedes.clone(),
        derived_from: assessment.derived_from.as_ref().map(|from| from.assessment.clone()),
        derived: assessment.derived_from.as_ref().map_or(String::new(), |from| {
            format!(
                "Carried over from the assessment {}, which was judged against version {} of the guide.",
                from.assessment, from.guide_version
            )
        }),
        reconfirm: assess::unconfirmed(book, assessment),
        standing: standing.clone(),
        beside: beside(book, assessment),
        archived: assessment
            .archived
            .iter()
            .map(|archived| ArchivedView {
                indicator: archived.indicator.clone(),
                text: archived.text.clone(),
                answer: archived.answer.clone(),
                note: archived.note.clone(),
                evidence: archived.evidence.iter().map(|index| assessment.evidence[*index].id.clone()).collect(),
            })
            .collect(),
        targets: assessment.targets.as_ref().map(|history| targets(book, history)),
        history: assessment
            .history
            .iter()
            .map(|revision| RevisionView {
                version: revision.version.clone(),
                date: date(revision.date),
                by: role(book, revision.by),
                change: revision.change.clone(),
            })
            .collect(),
        signatures: sign_off::signatures(book, assessment, sealed),
        dumbbell: chart::dumbbell(&rows, &scale),
        radar: chart::radar(&rows, &scale),
        heat: chart::heat_strip(&rows, &scale),
        results,
    }
}

/// The name of a role.
pub(super) fn role(book: &Book, role: RoleIx) -> String {
    book.settings.roles[role.0].name.clone()
}

fn subject(assessment: &Assessment) -> SubjectView {
    let subject = &assessment.subject;
    SubjectView {
        id: subject.id.clone(),
        name: subject.name.clone(),
        version: subject.version.clone(),
        organisation: subject.organisation.clone(),
        summary: paragraphs(&subject.summary),
        in_scope: subject.in_scope.clone(),
        out_of_scope: subject.out_of_scope.clone(),
        exclusions: subject
            .exclusions
            .iter()
            .map(|exclusion| ExclusionView { what: exclusion.what.clone(), reason: exclusion.reason.clone() })
            .collect(),
    }
}

fn engagement(book: &Book, assessment: &Assessment) -> EngagementView {
    let engagement = &assessment.engagement;
    let method_name = match engagement.method {
        Method::SelfAssessment => "Self-assessment",
        Method::Expert => "Expert assessment",
        Method::ThirdParty => "Third-party assessment",
    };
    EngagementView {
        sponsor: engagement.sponsor.clone(),
        assessor: engagement.assessor.clone(),
        method: engagement.method,
        method_name,
        approach: paragraphs(&engagement.approach),
        from: date(engagement.period.0),
        to: date(engagement.period.1),
        independence: engagement.independence.clone(),
        team: engagement
            .team
            .iter()
            .map(|member| MemberView {
                role: role(book, member.role),
                organisation: member.organisation.clone(),
                part: member.part.clone(),
            })
            .collect(),
        distribution: engagement.distribution.clone(),
    }
}

/// When targets were set, in words.
fn targets(book: &Book, history: &TargetHistory) -> TargetsView {
    let practice = |id: &str| book.guide.node(id).map(|ix| node_ref(&book.guide.nodes[ix.0]));
    let late = history.late.iter().filter_map(|late| {
        Some(LateTargetView {
            practice: practice(&late.practice)?,
            text: match (&late.before, &late.now) {
                (Some(before), now) => {
                    format!("Lowered from level {} to {} after answers existed.", before.written(), now.written())
                }
                (None, now) => format!("Set to level {} after answers existed.", now.written()),
            },
            date: date(late.day),
            commit: late.commit.chars().take(12).collect(),
        })
    });
    let late: Vec<LateTargetView> = late.collect();
    let mut text = match (history.set, history.answered) {
        _ if history.followed == Followed::Shallow => {
            "When targets were set can't be told: this clone has only the end of the history.".to_owned()
        }
        _ if history.followed == Followed::Unread => {
            "When targets were set can't be told: the history can't be read.".to_owned()
        }
        (Some(set), Some(answered)) if history.followed == Followed::Together => {
            let day = date(set.max(answered)).text;
            format!("Targets and first answers came into version control together, on {day}.")
        }
        (Some(set), Some(answered)) => {
            format!("Targets first set on {}, first answer on {}.", date(set).text, date(answered).text)
        }
        (Some(set), None) => format!("Targets first set on {}; nothing is answered yet.", date(set).text),
        (None, Some(answered)) => format!("First answer on {}; no target is set.", date(answered).text),
        (None, None) => "Neither targets nor answers are in version control yet.".to_owned(),
    };
    match late.len() {
        0 => {}
        1 => text.push_str(" One target was set or lowered after answers existed."),
        many => text.push_str(&format!(" {many} targets were set or lowered after answers existed.")),
    }
    if !history.formerly.is_empty() {
        let names: Vec<String> = history.formerly.iter().map(|path| format!("`{path}`")).collect();
        text.push_str(&format!(" The file was called {} before.", names.join(", then ")));
    }
    let unknown = matches!(history.followed, Followed::Shallow | Followed::Unread);
    TargetsView { text, warning: unknown || !late.is_empty(), followed: history.followed, late }
}

/// The part of the guide that was judged, in words.
fn covers(book: &Book, assessment: &Assessment) -> Option<CoversView> {
    let covers = assessment.covers.as_ref()?;
    let guide = &book.guide;
    let parts: Vec<Ref> = covers.parts.iter().map(|node| node_ref(&guide.nodes[node.0])).collect();
    let outside = (0..guide.practices.len()).map(PracticeIx).filter(|practice| assessment.leaves_out(*practice));
    let outside: Vec<Ref> = outside.map(|practice| practice_ref(guide, practice)).collect();
    let tier = &guide.tiers[guide.rated_tier];
    let (one, many) = (tier.name.to_lowercase(), tier.plural.to_lowercase());
    let of = guide.practices.len();
    let short = format!("{} of {}", covers.practices.len(), count(of, &one, &many));
    let names: Vec<&str> = parts.iter().map(|part| part.title.as_str()).collect();
    let rest = match outside.len() {
        0 => "Nothing is left out.".to_owned(),
        left => {
            let verb = if left == 1 { "was" } else { "were" };
            format!(
                "{} {verb} not judged, and nothing is said of {}.",
                count(left, &one, &many),
                if left == 1 { "it" } else { "them" }
            )
        }
    };
    // The reason is a text of its own, whatever it ends with.
    let reason = covers.reason.trim_end();
    let stop = if reason.ends_with(['.', '!', '?']) { "" } else { "." };
    Some(CoversView {
        text: format!(
            "This assessment covers a part of the guide, {short}: {}. {rest} Reason: {reason}{stop}",
            names.join(", ")
        ),
        short,
        parts,
        outside,
        reason: covers.reason.clone(),
        practices: covers.practices.len(),
        of,
    })
}

/// The overlays that it was judged with.
fn chosen(book: &Book, assessment: &Assessment) -> Vec<ChosenView> {
    let guide = &book.guide;
    let one = |ix: &OverlayIx| {
        let overlay = &guide.overlays[ix.0];
        let own = |practice| {
            guide.indicators(PracticeIx(practice), &assessment.layers).filter(|i| i.bullet.origin == Some(*ix)).count()
        };
        let answer = |question: usize| {
            let found = assessment.context.iter().find(|a| a.overlay == *ix && a.question == question);
            found.map(|context| context.answer.clone())
        };
        ChosenView {
            id: overlay.id.clone(),
            version: overlay.version.clone(),
            title: overlay.title.clone(),
            number: ix.0 + 1,
            digest: overlay.digest.clone(),
            indicators: (0..guide.practices.len()).map(own).sum(),
            context: overlay
                .questions
                .iter()
                .enumerate()
                .map(|(index, question)| ContextView { question: question.text.clone(), answer: answer(index) })
                .collect(),
        }
    };
    assessment.layers.overlays().iter().map(one).collect()
}

/// The target set that it adopted, and where it deviates.
fn adopted(book: &Book, assessment: &Assessment) -> Option<AdoptedView> {
    let adopted = assessment.adopted.as_ref()?;
    let set = book.target_sets.get(adopted.set)?;
    let with = |source: TargetSource| {
        let targets = assessment.practices.iter().enumerate();
        let found = targets.filter(move |(_, p)| p.target.as_ref().is_some_and(|target| target.source == source));
        found.map(|(index, _)| index)
    };
    Some(AdoptedView {
        id: set.id.clone(),
        version: set.version.clone(),
        title: set.title.clone(),
        reason: adopted.reason.clone(),
        approved_by: role(book, adopted.approved_by),
        deviations: with(TargetSource::Deviation).collect(),
        taken: with(TargetSource::Set).count(),
    })
}

/// What is missing before the report can be sealed, a sentence each.
fn missing(book: &Book, all: &[Missing]) -> Vec<String> {
    let tier = &book.guide.tiers[book.guide.rated_tier];
    let (one, many) = (tier.name.to_lowercase(), tier.plural.to_lowercase());
    let practice = |number: usize| count(number, &one, &many);
    let has = |number: usize| if number == 1 { "has" } else { "have" };
    let is = |number: usize| if number == 1 { "is" } else { "are" };
    let sentence = |missing: &Missing| match *missing {
        Missing::Targets(number) => format!("{} {} no target.", practice(number), has(number)),
        Missing::Questions(number) => {
            format!("{} {} not answered.", count(number, "context question", "context questions"), is(number))
        }
        Missing::StatedLevels(number) => format!("{} {} no stated level.", practice(number), has(number)),
        Missing::Answers(number, practices) => {
            let items = book.guide.aspects.iter().find(|aspect| aspect.rated);
            let (one, many) = items.map_or(("item", "items"), |aspect| (aspect.item.as_str(), aspect.items.as_str()));
            let up_to = if book.guide.rule.is_score() { "" } else { " up to the targets" };
            format!("{}{up_to} {} not answered, in {}.", count(number, one, many), is(number), practice(practices))
        }
        Missing::Confirmations(number) => format!(
            "{} {} to be confirmed: the text was clarified since.",
            count(number, "answer that was carried over", "answers that were carried over"),
            is(number)
        ),
        Missing::Scopes(number) => format!("The scope reached is not judged for {}.", practice(number)),
    };
    all.iter().map(sentence).collect()
}

fn verdicts(standing: &Standing) -> Vec<VerdictCount> {
    let order = [
        Verdict::Below,
        Verdict::At,
        Verdict::Above,
        Verdict::NoTarget,
        Verdict::Insufficient,
        Verdict::NotAssessed,
        Verdict::NotApplicable,
        Verdict::Outside,
    ];
    let counts = order.into_iter().map(|verdict| VerdictCount {
        verdict: result::verdict(verdict),
        count: standing.practices.iter().filter(|practice| practice.verdict == verdict).count(),
    });
    counts.filter(|verdict| verdict.count > 0).collect()
}

fn rollups(book: &Book, standing: &Standing) -> Vec<RollupView> {
    let inner = (0..book.guide.nodes.len()).map(NodeIx).filter(|ix| book.guide.nodes[ix.0].practice.is_none());
    let views = inner.map(|ix| {
        let sum = roll_up(&book.guide, standing, ix);
        RollupView {
            node: node_ref(&book.guide.nodes[ix.0]),
            depth: book.guide.nodes[ix.0].tier,
            practices: sum.practices,
            outside: sum.outside,
            satisfied: sum.satisfied,
            above: sum.above,
            below: sum.below,
            worst_gap: sum.worst_gap,
            scope_short: sum.scope_short,
            not_assessed: sum.not_assessed,
            insufficient: sum.insufficient,
            not_applicable: sum.not_applicable,
            levels: sum.levels,
            score: sum.score.as_ref().map(score),
            score_at_least: sum.score_open,
            scored: sum.scored,
            worst_gap_text: match (&sum.worst_score_gap, sum.worst_gap) {
                (Some(gap), _) => gap.to_string(),
                (None, 0) => String::new(),
                (None, levels) => count(usize::try_from(levels).unwrap_or(0), "level", "levels"),
            },
        }
    });
    views.collect()
}

fn roadmap(book: &Book, assessment: &Assessment) -> Vec<PhaseView> {
    let mut phases: Vec<PhaseView> = Vec::new();
    for item in &assessment.roadmap {
        let view = RoadmapView {
            id: item.id.clone(),
            title: item.title.clone(),
            text: paragraphs(&item.text),
            closes: item.closes.iter().map(|practice| practice_ref(&book.guide, *practice)).collect(),
            owner: role(book, item.owner),
            due: date(item.due),
            effort: item.effort.clone(),
        };
        match phases.iter_mut().find(|phase| phase.name == item.phase) {
            Some(phase) => phase.items.push(view),
            None => phases.push(PhaseView { name: item.phase.clone(), items: vec![view] }),
        }
    }
    phases
}

fn unplanned(assessment: &Assessment, standing: &Standing) -> Vec<usize> {
    let planned = |index: usize| assessment.roadmap.iter().any(|item| item.closes.iter().any(|p| p.0 == index));
    standing.gaps().into_iter().filter(|index| !planned(*index)).collect()
}

fn evidence(book: &Book, assessment: &Assessment) -> Vec<EvidenceView> {
    let entries = assessment.evidence.iter().enumerate().map(|(index, evidence)| {
        let uses = assessment.practices.iter().enumerate().filter(|(_, practice)| {
            practice.answers.values().any(|answer| answer.evidence.contains(&index))
                || practice.findings.iter().any(|finding| finding.evidence.contains(&index))
        });
        EvidenceView {
            id: evidence.id.clone(),
            title: evidence.title.clone(),
            kind: evidence.kind.clone(),
            location: evidence.location.clone(),
            collected: date(evidence.collected),
            by: role(book, evidence.by),
            sha256: evidence.sha256.clone(),
            sensitivity: evidence.sensitivity.clone(),
            used_by: uses.map(|(index, _)| practice_ref(&book.guide, PracticeIx(index))).collect(),
        }
    });
    entries.collect()
}

fn previous(book: &Book, assessment: &Assessment, results: &[ResultView], standing: &Standing) -> Option<PreviousView> {
    let previous = assessment.previous.as_ref()?;
    let guide = &book.guide;
    let rows = previous.results.iter().map(|(practice, (goal, scope))| {
        let now = &results[practice.0];
        let before = match goal {
            Goal::Level(level) => format!("Level {}", guide.levels[level.0].number),
            Goal::Score(score) => score.to_string(),
        };
        let before = match scope {
            Some(scope) => format!("{before}, {} scope", guide.scopes[scope.0].name.to_lowercase()),
            None => before,
        };
        let outcome = &standing.practices[practice.0].outcome;
        let change = change(outcome, assessment.practices[practice.0].scope, (goal, *scope));
        ChangeView {
            practice: practice_ref(guide, *practice),
            before,
            level: goal.level().map(|level| super::guide::level(guide, level.0)),
            scope: scope.map(|scope| super::guide::scope(guide, scope.0)),
            now: result::with_scope(now),
            direction: change.direction(),
            text: changed(change).to_owned(),
        }
    });
    let trend: Vec<chart::TrendRow> = previous
        .results
        .iter()
        .map(|(practice, (goal, _))| {
            let (standing, result) = (&standing.practices[practice.0], &results[practice.0]);
            let row = chart_row(book, assessment.practices[practice.0].target.as_ref(), standing, result);
            chart::TrendRow {
                code: row.code.clone(),
                then: match goal {
                    Goal::Level(level) => chart::Place::level(guide.levels[level.0].number),
                    Goal::Score(then) => chart::Place::score(then),
                },
                now: row.state,
                target: row.target,
            }
        })
        .collect();
    let scale = scale(book, results);
    let days = (date(previous.date).text, date(assessment.date).text);
    let guides = (previous.guide_version.as_str(), assessment.guide_version.as_str());
    Some(PreviousView {
        trend: chart::trend(&trend, &scale, (&days.0, &days.1), (guides.0 != guides.1).then_some(guides)),
        title: previous.title.clone(),
        date: date(previous.date),
        guide_version: previous.guide_version.clone(),
        other_guide: previous.guide_version != assessment.guide_version,
        rows: rows.collect(),
    })
}

/// What became of a practice, in words.
fn changed(change: Change) -> &'static str {
    match change {
        Change::HigherLevel => "higher level",
        Change::LowerLevel => "lower level",
        Change::WiderScope => "wider scope",
        Change::NarrowerScope => "narrower scope",
        Change::HigherScore => "higher score",
        Change::LowerScore => "lower score",
        Change::Unchanged => "unchanged",
        Change::NotJudged => "not judged this time",
        Change::NotComparable => "not comparable",
    }
}

/// What each target set wants beside the assessment's own targets.
fn beside(book: &Book, assessment: &Assessment) -> Vec<Vec<Option<Beside>>> {
    let of = |set: &TargetSet| {
        let own = assessment.practices.iter().enumerate().map(|(index, practice)| {
            let (wanted, own) = set.targets.get(&PracticeIx(index)).zip(practice.target.as_ref())?;
            Some(assess::beside((&wanted.goal, wanted.scope), (&own.goal, own.scope)))
        });
        own.collect()
    };
    book.target_sets.iter().map(of).collect()
}

fn chart_rows(
    book: &Book,
    assessment: &Assessment,
    standing: &Standing,
    results: &[ResultView],
) -> (Vec<chart::ChartRow>, chart::ChartScale) {
    let all = assessment.practices.iter().zip(&standing.practices).zip(results);
    let rows = all.map(|((practice, standing), result)| chart_row(book, practice.target.as_ref(), standing, result));
    (rows.collect(), scale(book, results))
}

/// The scale of the charts: the levels, or whole numbers up to the highest score or target under the rules for scores.
fn scale(book: &Book, results: &[ResultView]) -> chart::ChartScale {
    let guide = &book.guide;
    let levels = match guide.rule {
        Rule::Cumulative | Rule::Stated => {
            guide.levels.iter().map(|level| (level.number, level.name.clone())).collect()
        }
        Rule::Mean | Rule::SumOfMeans => {
            let values = guide.answers.iter().filter_map(|answer| answer.value.as_ref());
            let best = values.map(Score::thousandths).max().unwrap_or(1000);
            let columns = guide.practices.iter().map(|practice| practice.levels.len()).max().unwrap_or(1);
            let times = if guide.rule == Rule::SumOfMeans { i64::try_from(columns).unwrap_or(1) } else { 1 };
            let targets = results.iter().filter_map(|r| Some(r.target.as_ref()?.score.as_ref()?.thousandths));
            let most = targets.chain([best * times]).max().unwrap_or(best).clamp(1, 100_000);
            let top = u8::try_from((most + 999) / 1000).unwrap_or(u8::MAX);
            (0..=top).map(|number| (number, String::new())).collect()
        }
    };
    chart::ChartScale { levels }
}

/// What the charts show of a practice: they take it as it was decided, and compare nothing.
fn chart_row(
    book: &Book,
    target: Option<&Target>,
    standing: &PracticeStanding,
    result: &ResultView,
) -> chart::ChartRow {
    let level = |level: LevelIx| book.guide.levels[level.0].number;
    let target = target.map(|target| match &target.goal {
        Goal::Level(wanted) => chart::Place::Level(level(*wanted)),
        Goal::Score(wanted) => chart::Place::score(wanted),
    });
    let distance = || match (&standing.score_gap, standing.level_gap) {
        (Some(gap), _) => chart::Distance::Score(gap.size().shown_thousandths()),
        (None, gap) => chart::Distance::Levels(gap.unwrap_or(0).unsigned_abs() as usize),
    };
    chart::ChartRow {
        // In a model of one tier nothing stands above.
        group: if result.group.id == result.practice.id { String::new() } else { result.group.title.clone() },
        code: if result.practice.code.is_empty() {
            result.practice.title.clone()
        } else {
            result.practice.code.clone()
        },
        title: result.practice.title.clone(),
        state: match &standing.outcome {
            Outcome::Level(reached) => chart::RowState::Level(level(reached.level), reached.open.is_some()),
            Outcome::Score(scored) => chart::RowState::Score(chart::Place::score(&scored.score), scored.open.is_some()),
            Outcome::NotAssessed => chart::RowState::NotAssessed,
            Outcome::Insufficient => chart::RowState::Insufficient,
            Outcome::NotApplicable => chart::RowState::NotApplicable,
            Outcome::Outside => chart::RowState::Outside,
        },
        target,
        against: match standing.against {
            Against::Nothing => chart::Against::Nothing,
            Against::Below => chart::Against::Below(distance()),
            Against::Open(_) => chart::Against::Open,
            Against::At => chart::Against::At,
            Against::Above => chart::Against::Above(distance()),
        },
        scope_short: standing.gap().is_some_and(|gap| gap.scopes > 0),
    }
}

/// The name of a confidence.
pub(super) fn confidence(confidence: Option<Confidence>) -> &'static str {
    match confidence {
        Some(Confidence::High) => "High",
        Some(Confidence::Medium) => "Medium",
        Some(Confidence::Low) => "Low",
        None => "",
    }
}
