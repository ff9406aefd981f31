//! The scoring rule in sentences.

use crate::model::Display;
use crate::model::Guide;
use crate::model::Rule;
use crate::model::Unanswered;
use crate::view::words::capitalised;

/// The rule in a sentence or two.
pub(super) fn rule_text(guide: &Guide) -> String {
    let items = guide.aspects.iter().find(|aspect| aspect.rated).map_or("items", |aspect| aspect.items.as_str());
    match guide.rule {
        Rule::Cumulative => format!(
            "A level is reached when all {items} of that level and of every lower level are met or validly not \
             applicable. The result is the highest such level; {items} that are met in part do not count."
        ),
        Rule::Stated => {
            "The level is stated by the assessor, with a reason, on the answers and evidence listed.".to_owned()
        }
        Rule::Mean => format!("The score is the mean of the values of all {items}. {}", open_text(guide, items)),
        Rule::SumOfMeans => {
            let parts = guide.tracks.as_ref().map_or(items.to_owned(), |words| words.plural.to_lowercase());
            format!(
                "Each level adds the mean of its {parts}, and the score is the sum over all levels. {}",
                open_text(guide, items)
            )
        }
    }
}

/// What the rules for scores make of items that have no value.
fn open_text(guide: &Guide, items: &str) -> String {
    let open = match guide.unanswered {
        Unanswered::Zero => format!("{} without an answer count as zero", capitalised(items)),
        Unanswered::ZeroOnceBegun => {
            let tier = &guide.tiers[guide.rated_tier];
            let one = tier.name.to_lowercase();
            format!("{} without an answer count as zero where anything of a {one} is answered", capitalised(items))
        }
        Unanswered::Open => format!("{} without an answer make it a lower bound", capitalised(items)),
    };
    let digits = match guide.display {
        Display::Number => "with two digits".to_owned(),
        Display::Percent => format!("in percent of the highest score, which is {}", guide.best().end()),
    };
    let roll_up = if guide.roll_up_mean { " What stands above shows the mean of the scores below it." } else { "" };
    format!(
        "{open}; what is not applicable is left out. Scores are worked out as fractions and shown {digits}.{roll_up}"
    )
}
