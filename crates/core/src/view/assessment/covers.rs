//! The part of the guide that was judged, in words.

use crate::model::Assessment;
use crate::model::Book;
use crate::model::PracticeIx;
use crate::view::CoversView;
use crate::view::Ref;
use crate::view::refs::node_ref;
use crate::view::refs::practice_ref;
use crate::view::words::count;

/// The part of the guide that was judged, in words.
pub(super) fn covers(book: &Book, assessment: &Assessment) -> Option<CoversView> {
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
