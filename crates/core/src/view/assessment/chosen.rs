//! What an assessment took from the guide beside its base: overlays, and a target set.

use crate::assess;
use crate::assess::Beside;
use crate::model::Assessment;
use crate::model::Book;
use crate::model::OverlayIx;
use crate::model::PracticeIx;
use crate::model::TargetSet;
use crate::model::TargetSource;
use crate::view::AdoptedView;
use crate::view::ChosenView;
use crate::view::ContextView;
use crate::view::parts::role;

/// The overlays that it was judged with.
pub(super) fn chosen(book: &Book, assessment: &Assessment) -> Vec<ChosenView> {
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
pub(super) fn adopted(book: &Book, assessment: &Assessment) -> Option<AdoptedView> {
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

/// What each target set wants beside the assessment's own targets.
pub(super) fn beside(book: &Book, assessment: &Assessment) -> Vec<Vec<Option<Beside>>> {
    let of = |set: &TargetSet| {
        let own = assessment.practices.iter().enumerate().map(|(index, practice)| {
            let (wanted, own) = set.targets.get(&PracticeIx(index)).zip(practice.target.as_ref())?;
            Some(assess::beside((&wanted.goal, wanted.scope), (&own.goal, own.scope)))
        });
        own.collect()
    };
    book.target_sets.iter().map(of).collect()
}
