//! The view of an assessment: its record and its standing, put into words.

mod charts;
mod chosen;
mod covers;
mod previous;
mod record;
mod shown;
mod sums;
mod targets;

use crate::assess;
use crate::assess::Standing;
use crate::model::Assessment;
use crate::model::Book;
use crate::view::AssessmentView;
use crate::view::FindingView;
use crate::view::Kind;
use crate::view::Ref;
use crate::view::ResultView;
use crate::view::chart;
use crate::view::mapping;
use crate::view::parts::role;
use crate::view::result;
use crate::view::sign_off;
use crate::view::words::date;
use crate::view::words::paragraphs;

use charts::chart_rows;
use charts::levels;
use chosen::adopted;
use chosen::beside;
use chosen::chosen;
use covers::covers;
use previous::previous;
use record::archived;
use record::engagement;
use record::evidence;
use record::history;
use record::roadmap;
use record::subject;
use record::unplanned;
use sums::missing;
use sums::notices;
use sums::overall;
use sums::rollups;
use sums::verdicts;
use targets::targets;

/// An assessment. `digest` is that of its file, and `sealed` tells where its sign-off stands.
pub(super) fn view(
    book: &Book,
    assessment: &Assessment,
    standing: &Standing,
    digest: String,
    sealed: Option<&crate::sign_off::SignOff>,
) -> AssessmentView {
    let results: Vec<ResultView> = (0..assessment.practices.len())
        .map(|index| result::view(book, assessment, index, &standing.practices[index]))
        .collect();
    let (rows, scale) = chart_rows(book, assessment, standing, &results);
    let mut findings: Vec<FindingView> = results.iter().flat_map(|result| result.findings.clone()).collect();
    findings.sort_by_key(|finding| finding.severity);
    let completeness = assess::completeness(book, assessment, standing);
    let missing = missing(book, &assess::missing(book, assessment, standing, &completeness));
    let gaps = standing.gaps();
    let view = AssessmentView {
        reference: Ref {
            kind: Kind::Assessment,
            id: assessment.id.clone(),
            code: String::new(),
            title: assessment.title.clone(),
            summary: assessment.subject.name.clone(),
        },
        detail: assessment.detail,
        version: assessment.version.clone(),
        date: date(assessment.date),
        marking: assessment.marking.map(|marking| marking.label().to_owned()),
        confidentiality: assessment.confidentiality.clone(),
        valid_until: assessment.valid_until.map(date),
        review_date: assessment.review_date.map(date),
        guide_version: assessment.guide_version.clone(),
        overlays: chosen(book, assessment),
        target_set: adopted(book, assessment),
        coverage: book.mappings.iter().map(|mapping| mapping::beside(book, mapping, assessment, standing)).collect(),
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
        status: sign_off::status(assessment, sealed, missing),
        verdicts: verdicts(standing),
        notices: notices(book, standing),
        blank: standing.is_blank(),
        waived: assess::waived(book, standing).is_some(),
        completeness,
        rollups: rollups(book, standing),
        overall: overall(book, standing),
        findings,
        roadmap: roadmap(book, assessment),
        unplanned: unplanned(assessment, &gaps),
        gaps,
        evidence: evidence(book, assessment),
        previous: previous(book, assessment, &results, standing),
        no_previous: previous::none(book, assessment),
        supersedes: assessment.supersedes.clone(),
        derived_from: assessment.derived_from.as_ref().map(|from| from.assessment.clone()),
        derived: derived(assessment),
        reconfirm: assess::unconfirmed(book, assessment),
        standing: standing.clone(),
        beside: beside(book, assessment),
        archived: archived(assessment),
        targets: assessment.targets.as_ref().map(|history| targets(book, history)),
        history: history(book, assessment),
        signatures: sign_off::signatures(book, assessment, sealed),
        dumbbell: chart::dumbbell(&rows, &scale),
        radar: chart::radar(&rows, &scale),
        heat: chart::heat_strip(&rows, &scale),
        levels: levels(book, standing),
        results,
    };
    shown::shown(view)
}

/// What an assessment was carried over from, in a sentence, or empty.
fn derived(assessment: &Assessment) -> String {
    assessment.derived_from.as_ref().map_or(String::new(), |from| {
        format!(
            "Carried over from the assessment {}, which was judged against version {} of the guide.",
            from.assessment, from.guide_version
        )
    })
}
