//! All practices together: how many stand how, what is missing, and what each node comes to.

use crate::assess;
use crate::assess::Missing;
use crate::assess::Rollup;
use crate::assess::Standing;
use crate::assess::Verdict;
use crate::assess::roll_up;
use crate::model::Book;
use crate::model::Guide;
use crate::model::NodeIx;
use crate::model::PracticeIx;
use crate::view::Kind;
use crate::view::Ref;
use crate::view::RollupView;
use crate::view::VerdictCount;
use crate::view::parts::distance;
use crate::view::parts::score;
use crate::view::parts::shown_of;
use crate::view::refs::node_ref;
use crate::view::result;
use crate::view::words::count;

/// What is missing before the report can be sealed, a sentence each.
pub(super) fn missing(book: &Book, all: &[Missing]) -> Vec<String> {
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
        Missing::Waived(judged, waived, most) => format!(
            "{waived} of {judged} answers say that something does not apply; the policy of the book allows {most} %."
        ),
        Missing::Placeholders(own, guide) => {
            let texts = |number: usize, of: &str| format!("{} of the {of}", count(number, "text", "texts"));
            let which: Vec<String> = [(own, "assessment"), (guide, "guide")]
                .into_iter()
                .filter(|(number, _)| *number > 0)
                .map(|(number, of)| texts(number, of))
                .collect();
            format!("{} {} still a placeholder.", which.join(" and "), is(own + guide))
        }
    };
    all.iter().map(sentence).collect()
}

/// How many practices have which verdict; those that occur.
pub(super) fn verdicts(standing: &Standing) -> Vec<VerdictCount> {
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

/// Each node above the rated tier.
pub(super) fn rollups(book: &Book, standing: &Standing) -> Vec<RollupView> {
    let guide = &book.guide;
    let inner = (0..guide.nodes.len()).map(NodeIx).filter(|ix| guide.nodes[ix.0].practice.is_none());
    let of = |ix: NodeIx| {
        let node = &guide.nodes[ix.0];
        rollup(guide, node_ref(node), node.tier, roll_up(guide, standing, ix))
    };
    inner.map(of).collect()
}

/// All practices together.
pub(super) fn overall(book: &Book, standing: &Standing) -> RollupView {
    let guide = &book.guide;
    let (id, code, summary) = (String::new(), String::new(), String::new());
    let node = Ref { kind: Kind::Node, id, code, title: "Overall".to_owned(), summary };
    rollup(guide, node, 0, assess::overall(guide, standing))
}

fn rollup(guide: &Guide, node: Ref, depth: usize, sum: Rollup) -> RollupView {
    let score_text = sum.score.as_ref().map_or(String::new(), |mean| {
        let text = shown_of(guide, mean, sum.end.as_ref());
        if sum.score_open { format!("at least {text}") } else { text }
    });
    RollupView {
        node,
        depth,
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
        score: sum.score.as_ref().map(|mean| score(guide, mean)),
        score_text,
        score_at_least: sum.score_open,
        scored: sum.scored,
        worst_gap_text: worst_gap(guide, &sum),
        levels: sum.levels,
    }
}

/// The largest gap in words, or empty.
pub(in crate::view) fn worst_gap(guide: &Guide, sum: &Rollup) -> String {
    match (&sum.worst_score_gap, sum.worst_gap) {
        (Some(gap), _) => distance(guide, gap),
        (None, 0) => String::new(),
        (None, levels) => count(usize::try_from(levels).unwrap_or(0), "level", "levels"),
    }
}

/// What is to be known before the results are read.
pub(super) fn notices(book: &Book, standing: &Standing) -> Vec<String> {
    let guide = &book.guide;
    let tier = &guide.tiers[guide.rated_tier];
    let (one, many) = (tier.name.to_lowercase(), tier.plural.to_lowercase());
    let mut notices = Vec::new();
    if standing.is_blank() {
        notices.push(format!("Nothing has been judged yet: no {one} has a result."));
    }
    let vacuous: Vec<&str> = (0..standing.practices.len())
        .filter(|index| standing.practices[*index].is_vacuous())
        .map(|index| guide.practice_node(PracticeIx(index)).title.as_str())
        .collect();
    if !vacuous.is_empty() {
        notices.push(format!(
            "{} at the highest level because nothing of it applies, which says nothing of what is done: {}.",
            if vacuous.len() == 1 { format!("1 {one} stands") } else { format!("{} {many} stand", vacuous.len()) },
            vacuous.join(", ")
        ));
    }
    let (waived, answered) = standing.waived();
    if waived * 2 >= answered && waived > 1 {
        notices.push(format!("{waived} of {answered} answers say that something does not apply."));
    }
    notices
}
