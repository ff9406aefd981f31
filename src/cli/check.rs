//! `levelbook check`: everything that is wrong with the book.

use std::path::Path;

use crate::diag::Severity;
use crate::diag::render;
use crate::model::Guide;
use crate::model::PracticeIx;
use crate::pipeline;

use super::End;
use super::Outcome;
use super::args;
use super::args::Format;
use super::out::Out;
use super::out::count;
use super::out::denied;
use super::out::prefix;
use super::out::tame;
use super::style::GOOD;

pub(super) fn run(book: &Path, args: &args::Check, out: &Out) -> Outcome {
    let mut library = pipeline::open(book)?;
    // What can't be read of the history is a fault like any other.
    pipeline::targets::fill(&mut library, book, None);
    let all = denied(&library.sink, args.deny_warnings);
    match args.format {
        Format::Human => {
            out.diagnostics(&library.sink, library.sources(), book, args.deny_warnings);
            if let (true, Some(book)) = (all.is_empty(), library.book()) {
                let guide = &book.guide;
                let indicators = (0..guide.practices.len())
                    .map(|index| guide.indicators(PracticeIx(index), &guide.all_layers()).count())
                    .sum();
                out.say(&format!(
                    "{GOOD}no errors{GOOD:#} in {}, {}, {} and {}\n",
                    tier(guide),
                    items(guide, indicators),
                    count(guide.front.len() + guide.back.len(), "page"),
                    count(library.ids().len(), "assessment"),
                ));
            }
        }
        Format::Short => out.print(&render::short(&all, library.sources(), &prefix(book))),
        Format::Json => out.print(&render::json(&all, library.sources(), &prefix(book))),
    }
    Ok(if all.iter().any(|d| d.severity == Severity::Error) { End::Errors } else { End::Fine })
}

/// `18 practices`, in the model's own words.
fn tier(guide: &Guide) -> String {
    let (tier, number) = (&guide.tiers[guide.rated_tier], guide.practices.len());
    format!("{number} {}", tame(&if number == 1 { &tier.name } else { &tier.plural }.to_lowercase()))
}

/// `342 indicators`, likewise.
fn items(guide: &Guide, number: usize) -> String {
    let words = guide.aspects.iter().find(|aspect| aspect.rated);
    let word = words.map_or("items", |aspect| if number == 1 { &aspect.item } else { &aspect.items });
    format!("{number} {}", tame(word))
}
