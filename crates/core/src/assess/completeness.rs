//! How much of an assessment is there, and what is missing before its report can be sealed.

use serde::Serialize;

use crate::model::Assessment;
use crate::model::Book;
use crate::model::Counts;
use crate::model::PracticeIx;
use crate::model::PracticeResult;

use super::outcome::Outcome;
use super::standing::PracticeStanding;
use super::standing::Standing;

/// How much is answered and evidenced. "Needed" are the indicators up to the target of each practice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Completeness {
    /// Practices that are to be judged: those of the part, or all.
    pub practices: usize,
    /// Practices with a target or a reason for not applying.
    pub targets: usize,
    /// Indicators in all.
    pub indicators: usize,
    /// Indicators answered, at any level.
    pub answered: usize,
    /// Indicators needed.
    pub needed: usize,
    /// Needed ones that are answered.
    pub needed_answered: usize,
    /// Answered ones (met or partly met) that name evidence.
    pub evidenced: usize,
    /// Answered ones that are met or partly met.
    pub claimed: usize,
    /// Answers of insufficient evidence.
    pub insufficient: usize,
    /// Answers of not applicable.
    pub not_applicable: usize,
    /// `needed_answered` in whole percent of `needed`, rounded down; 100 where nothing is needed.
    pub percent: usize,
}

/// What is missing before a report can be sealed: each with a number above 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// So many practices have no target.
    Targets(usize),
    /// So many context questions are open.
    Questions(usize),
    /// So many practices have no stated level.
    StatedLevels(usize),
    /// So many answers, in so many practices.
    Answers(usize, usize),
    /// So many answers that were carried over are to be confirmed.
    Confirmations(usize),
    /// In so many practices nobody judged the scope.
    Scopes(usize),
    /// Of so many answers so many say that something does not apply, and the policy allows so many percent.
    Waived(usize, usize, u8),
    /// So many texts of the assessment, and of its guide, are still placeholders.
    Placeholders(usize, usize),
}

/// How much is there.
pub fn completeness(book: &Book, assessment: &Assessment, standing: &Standing) -> Completeness {
    let answers = || assessment.practices.iter().flat_map(|practice| practice.answers.values());
    let counts = |wanted: &[Counts]| {
        answers().filter(|answer| wanted.contains(&book.guide.answers[answer.answer.0].counts)).count()
    };
    let needed = standing.practices.iter().map(|practice| practice.needed).sum();
    let needed_answered: usize = standing.practices.iter().map(|practice| practice.needed_answered).sum();
    let claims = [Counts::Met, Counts::Partial];
    Completeness {
        practices: standing.practices.iter().filter(|practice| practice.outcome != Outcome::Outside).count(),
        targets: assessment.practices.iter().filter(|p| p.target.is_some() || p.not_applicable.is_some()).count(),
        indicators: standing.practices.iter().flat_map(|p| &p.tallies).map(|tally| tally.total).sum(),
        answered: answers().count(),
        needed,
        needed_answered,
        evidenced: answers()
            .filter(|a| claims.contains(&book.guide.answers[a.answer.0].counts) && !a.evidence.is_empty())
            .count(),
        claimed: counts(&claims),
        insufficient: counts(&[Counts::Insufficient]),
        not_applicable: counts(&[Counts::NotApplicable]),
        percent: (needed_answered * 100).checked_div(needed).unwrap_or(100),
    }
}

/// Answers that nobody has confirmed since their text was clarified: full ids.
pub fn unconfirmed(book: &Book, assessment: &Assessment) -> Vec<String> {
    let of = |(index, result): (usize, &PracticeResult)| -> Vec<String> {
        let open = result.answers.iter().filter(|(_, answer)| answer.reconfirm);
        open.map(|((level, bullet), _)| book.guide.full_id(PracticeIx(index), *level, bullet)).collect()
    };
    assessment.practices.iter().enumerate().flat_map(of).collect()
}

/// Whether a report would show a text that is still a placeholder.
pub fn has_placeholders(book: &Book, assessment: &Assessment) -> bool {
    assessment.placeholders + book.guide.placeholders > 0
}

/// What is missing where so much is done, in the order in which it is told.
pub fn missing(book: &Book, assessment: &Assessment, standing: &Standing, done: &Completeness) -> Vec<Missing> {
    let open = done.needed - done.needed_answered;
    let behind = standing.practices.iter().filter(|p| p.needed_answered < p.needed).count();
    let all = [
        (done.practices.saturating_sub(done.targets), Missing::Targets as fn(usize) -> Missing),
        (open_questions(book, assessment), Missing::Questions),
    ];
    let mut missing: Vec<Missing> =
        all.into_iter().filter(|(number, _)| *number > 0).map(|(number, kind)| kind(number)).collect();
    if open > 0 {
        let stated = book.guide.rule.is_stated();
        missing.push(if stated { Missing::StatedLevels(open) } else { Missing::Answers(open, behind) });
    }
    let confirm = unconfirmed(book, assessment).len();
    if confirm > 0 {
        missing.push(Missing::Confirmations(confirm));
    }
    let scopes = if book.guide.scopes.is_empty() { 0 } else { unscoped(book, assessment, standing) };
    if scopes > 0 {
        missing.push(Missing::Scopes(scopes));
    }
    missing.extend(waived(book, standing));
    if has_placeholders(book, assessment) {
        missing.push(Missing::Placeholders(assessment.placeholders, book.guide.placeholders));
    }
    missing
}

/// What is said not to apply where that is more than the policy allows: items, and all of a practice that is said not to
/// apply as a whole.
pub fn waived(book: &Book, standing: &Standing) -> Option<Missing> {
    let most = book.settings.sign_off.most_waived?;
    let (waived, judged) = standing.waived();
    (waived * 100 > judged * usize::from(most)).then_some(Missing::Waived(judged, waived, most))
}

/// How many context questions that must be answered are open.
fn open_questions(book: &Book, assessment: &Assessment) -> usize {
    let chosen = assessment.layers.overlays().iter();
    chosen
        .flat_map(|ix| book.guide.overlays[ix.0].questions.iter().enumerate().map(move |(at, q)| (*ix, at, q)))
        .filter(|(ix, at, question)| {
            !question.optional && !assessment.context.iter().any(|a| a.overlay == *ix && a.question == *at)
        })
        .count()
}

/// Practices with a level above 0 and a target, and no scope that was judged.
fn unscoped(book: &Book, assessment: &Assessment, standing: &Standing) -> usize {
    let judged = |(result, standing): &(&PracticeResult, &PracticeStanding)| {
        let above_zero =
            matches!(standing.outcome, Outcome::Level(reached) if book.guide.levels[reached.level.0].number > 0);
        above_zero && result.target.is_some() && result.scope.is_none()
    };
    assessment.practices.iter().zip(&standing.practices).filter(judged).count()
}
