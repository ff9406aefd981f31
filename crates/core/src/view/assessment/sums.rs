//! All practices together: how many stand how, what is missing, and what each node comes to.

use crate::assess::Missing;
use crate::assess::Standing;
use crate::assess::Verdict;
use crate::assess::roll_up;
use crate::model::Book;
use crate::model::NodeIx;
use crate::view::RollupView;
use crate::view::VerdictCount;
use crate::view::parts::score;
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
