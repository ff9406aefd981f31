//! `levelbook check`: everything that is wrong with the book.

use std::path::Path;

use crate::diag::Severity;
use crate::diag::render;
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

pub(super) fn run(book: &Path, args: &args::Check, out: &Out) -> Outcome {
    let opened = pipeline::open(book)?;
    let all = denied(&opened.sink, args.deny_warnings);
    match args.format {
        Format::Human => {
            out.diagnostics(&opened.sink, &opened.sources, book, args.deny_warnings);
            if let (true, Some(book)) = (all.is_empty(), &opened.book) {
                let guide = &book.guide;
                let indicators = (0..guide.practices.len())
                    .map(|index| guide.indicators(PracticeIx(index), &guide.all_layers()).count())
                    .sum();
                out.say(&format!(
                    "\x1b[1;32mno errors\x1b[0m in {}, {}, {} and {}\n",
                    count(guide.practices.len(), "practice"),
                    count(indicators, "indicator"),
                    count(guide.front.len() + guide.back.len(), "page"),
                    count(opened.assessments().len(), "assessment"),
                ));
            }
        }
        Format::Short => out.print(&render::short(&all, &opened.sources, &prefix(book))),
        Format::Json => out.print(&render::json(&all, &opened.sources, &prefix(book))),
    }
    Ok(if all.iter().any(|d| d.severity == Severity::Error) { End::Errors } else { End::Fine })
}
