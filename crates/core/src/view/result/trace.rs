//! The answers of a practice level by level, with what they stand on.

use crate::assess::Tally;
use crate::model::Assessment;
use crate::model::Book;
use crate::model::Counts;
use crate::model::Indicator;
use crate::model::LevelIx;
use crate::model::PracticeIx;
use crate::model::PracticeResult;
use crate::model::Waiver;
use crate::view::AnswerView;
use crate::view::DependencyView;
use crate::view::IndicatorView;
use crate::view::TraceLevel;
use crate::view::TrackView;
use crate::view::WaiverView;
use crate::view::overlay::origin;
use crate::view::parts::answer as answered;
use crate::view::parts::dependency;
use crate::view::parts::level;
use crate::view::parts::role;
use crate::view::parts::score;
use crate::view::words::paragraphs;

use super::explanation::tally_text;

/// One level of a practice with the answers to its indicators.
pub(super) fn trace(
    book: &Book,
    assessment: &Assessment,
    practice: PracticeIx,
    result: &PracticeResult,
    tally: &Tally,
) -> TraceLevel {
    let guide = &book.guide;
    let items = guide.aspects.iter().find(|aspect| aspect.rated).map_or("items", |aspect| aspect.items.as_str());
    let met = |practice: PracticeIx, level: LevelIx, id: &str| {
        let answer = assessment.practices[practice.0].answers.get(&(level, id.to_owned()));
        let counts = answer.map(|answer| guide.answers[answer.answer.0].counts);
        matches!(counts, Some(Counts::Met | Counts::NotApplicable))
    };
    let here = guide.indicators(practice, &assessment.layers).filter(|indicator| indicator.level == tally.level);
    let indicators = here.filter_map(|Indicator { level, track, bullet }| {
        let id = bullet.id.clone()?;
        let answer = result.answers.get(&(level, id.clone()));
        let depends_on: Vec<DependencyView> = bullet
            .depends_on
            .iter()
            .map(|to| dependency(guide, to, Some(met(to.practice, to.level, &to.id))))
            .collect();
        let claimed = answer.is_some_and(|answer| guide.answers[answer.answer.0].counts == Counts::Met);
        Some(IndicatorView {
            id: guide.full_id(practice, level, &id),
            origin: origin(guide, bullet),
            track: track
                .and_then(|index| guide.practices[practice.0].tracks.get(index))
                .map(|track| TrackView { id: track.id.clone(), title: track.title.clone() }),
            out_of_order: claimed && depends_on.iter().any(|to| to.met == Some(false)),
            depends_on,
            body: bullet.body.clone(),
            choices: match guide.scales.len() > 1 {
                true => guide.scale_answers(bullet.scale).map(|(_, kind)| answered(kind)).collect(),
                false => Vec::new(),
            },
            answer: match answer.map(|answer| &guide.answers[answer.answer.0]) {
                Some(kind) => answered(kind),
                None => AnswerView {
                    id: "not-assessed".to_owned(),
                    name: "Not assessed".to_owned(),
                    counts: None,
                    value: None,
                },
            },
            note: answer.map_or(Vec::new(), |answer| paragraphs(&answer.note)),
            evidence: answer.map_or(Vec::new(), |answer| evidence_ids(assessment, &answer.evidence)),
            waiver: answer.and_then(|answer| answer.waiver.as_ref()).map(|written| waiver(book, written)),
        })
    });
    TraceLevel {
        level: level(guide, tally.level.0),
        reached: tally.reached && !guide.rule.is_score(),
        needed: result
            .target
            .as_ref()
            .and_then(|target| target.goal.level())
            .is_none_or(|wanted| tally.level <= wanted),
        score: tally.score.as_ref().map(|added| score(guide, added)),
        percent: tally.score.as_ref().zip(tally.best.as_ref()).map(|(score, best)| score.over(best).percent()),
        text: tally_text(guide, tally, items),
        met: tally.met,
        applicable: tally.total - tally.not_applicable,
        indicators: indicators.collect(),
    }
}

/// Ids of entries of the evidence register.
pub(super) fn evidence_ids(assessment: &Assessment, indices: &[usize]) -> Vec<String> {
    indices.iter().map(|index| assessment.evidence[*index].id.clone()).collect()
}

/// A reason for not judging, with who owns the decision.
pub(super) fn waiver(book: &Book, waiver: &Waiver) -> WaiverView {
    WaiverView { reason: waiver.reason.clone(), owner: role(book, waiver.owner) }
}
