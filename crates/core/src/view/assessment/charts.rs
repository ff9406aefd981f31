//! What the charts of an assessment show of each practice, and their scale.

use crate::assess::Against;
use crate::assess::Outcome;
use crate::assess::PracticeStanding;
use crate::assess::Standing;
use crate::model::Assessment;
use crate::model::Book;
use crate::model::Goal;
use crate::model::LevelIx;
use crate::model::Score;
use crate::model::Target;
use crate::view::ResultView;
use crate::view::chart;

/// The rows of the charts of levels and targets, and their scale.
pub(super) fn chart_rows(
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
pub(super) fn scale(book: &Book, results: &[ResultView]) -> chart::ChartScale {
    let guide = &book.guide;
    if !guide.rule.is_score() {
        let levels = guide.levels.iter().map(|level| (level.number, level.name.clone()));
        return chart::ChartScale { levels: levels.collect() };
    }
    let best = guide.answers.iter().filter_map(|answer| answer.value.as_ref()).max();
    let columns = guide.practices.iter().map(|practice| practice.levels.len()).max().unwrap_or(1);
    let best = guide.rule.best(best.unwrap_or(&Score::whole(1)), columns).thousandths();
    let targets = results.iter().filter_map(|r| Some(r.target.as_ref()?.score.as_ref()?.thousandths));
    let most = targets.chain([best]).max().unwrap_or(best).clamp(1, 100_000);
    let top = u8::try_from((most + 999) / 1000).unwrap_or(u8::MAX);
    chart::ChartScale { levels: (0..=top).map(|number| (number, String::new())).collect() }
}

/// What the charts show of a practice: they take it as it was decided, and compare nothing.
pub(super) fn chart_row(
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
