//! What the charts of an assessment show of each practice, and their scale.

use crate::assess::Against;
use crate::assess::Outcome;
use crate::assess::PracticeStanding;
use crate::assess::Standing;
use crate::model::Assessment;
use crate::model::Book;
use crate::model::Display;
use crate::model::Goal;
use crate::model::Guide;
use crate::model::LevelIx;
use crate::model::PracticeIx;
use crate::model::Score;
use crate::model::Target;
use crate::view::Chart;
use crate::view::ResultView;
use crate::view::chart;
use crate::view::refs::group_ref;

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
    let tier = &guide.tiers[guide.rated_tier];
    let rated = (tier.name.to_lowercase(), tier.plural.to_lowercase());
    if !guide.rule.is_score() {
        let levels = guide.levels.iter().map(|level| (level.number, level.name.clone()));
        return chart::ChartScale { levels: levels.collect(), rated };
    }
    if guide.display == Display::Percent {
        return chart::ChartScale { levels: chart::QUARTERS.map(|percent| (percent, String::new())).to_vec(), rated };
    }
    let best = guide.best().thousandths();
    let targets = results.iter().filter_map(|r| Some(r.target.as_ref()?.score.as_ref()?.thousandths));
    let most = targets.chain([best]).max().unwrap_or(best).clamp(1, 100_000);
    let top = u8::try_from((most + 999) / 1000).unwrap_or(u8::MAX);
    chart::ChartScale { levels: (0..=top).map(|number| (number, String::new())).collect(), rated }
}

/// The place of a score, as the model wants scores shown.
pub(super) fn place(guide: &Guide, score: &Score) -> chart::Place {
    match guide.display {
        Display::Number => chart::Place::score(score),
        Display::Percent => chart::Place::Percent(score.over(&guide.best()).percent()),
    }
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
        Goal::Score(wanted) => place(&book.guide, wanted),
    });
    let distance = || match (&standing.score_gap, standing.level_gap) {
        (Some(gap), _) => match place(&book.guide, &gap.size()) {
            chart::Place::Percent(points) => chart::Distance::Points(points),
            _ => chart::Distance::Score(gap.size().shown_thousandths()),
        },
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
            Outcome::Score(scored) => chart::RowState::Score(place(&book.guide, &scored.score), scored.open.is_some()),
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

/// How much of each level there is, practice by practice. Where results are levels they say it by themselves.
pub(super) fn levels(book: &Book, standing: &Standing) -> Vec<Chart> {
    let guide = &book.guide;
    let used = |index: &usize| guide.practices.iter().any(|p| p.levels.iter().any(|level| level.level.0 == *index));
    let columns: Vec<usize> = (0..guide.levels.len()).filter(used).collect();
    if !guide.rule.is_score() || columns.is_empty() {
        return Vec::new();
    }
    let row = |(index, standing): (usize, &PracticeStanding)| {
        let practice = PracticeIx(index);
        let group = group_ref(guide, practice);
        let node = guide.practice_node(practice);
        chart::LevelsRow {
            group: if group.id == node.id { String::new() } else { group.title },
            title: node.title.clone(),
            cells: columns.iter().map(|level| cell(standing, LevelIx(*level))).collect(),
        }
    };
    let rows: Vec<chart::LevelsRow> = standing.practices.iter().enumerate().map(row).collect();
    let names = columns.iter().map(|index| {
        let level = &guide.levels[*index];
        format!("{} {}", level.number, level.name)
    });
    let title = format!("Levels by {}, in percent", guide.tiers[guide.rated_tier].name.to_lowercase());
    chart::levels(&rows, &names.collect::<Vec<_>>(), &title)
}

/// A level of a practice, in percent of what is the best that is left of it.
fn cell(standing: &PracticeStanding, level: LevelIx) -> chart::LevelsCell {
    match standing.outcome {
        Outcome::NotApplicable => return chart::LevelsCell::NotApplicable,
        Outcome::Outside => return chart::LevelsCell::Nothing,
        Outcome::NotAssessed | Outcome::Insufficient | Outcome::Level(_) | Outcome::Score(_) => {}
    }
    let Some(tally) = standing.tallies.iter().find(|tally| tally.level == level).filter(|tally| tally.total > 0) else {
        return chart::LevelsCell::Nothing;
    };
    match (&tally.score, &tally.best) {
        _ if tally.is_waived() => chart::LevelsCell::NotApplicable,
        (Some(score), Some(best)) => {
            let share = score.over(best);
            chart::LevelsCell::Percent(share.percent(), share.thousandths())
        }
        _ => chart::LevelsCell::NotKnown,
    }
}
