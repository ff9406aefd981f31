//! `levelbook ids`: proposes ids for bullets that need one, and inserts them on request.

use std::path::Path;

use crate::check::propose;
use crate::pipeline;

use super::End;
use super::Outcome;
use super::args;
use super::keep;
use super::out::Out;
use super::out::prefix;
use super::out::tame;

pub(super) fn run(book: &Path, args: &args::Ids, out: &Out) -> Outcome {
    let mut work = if args.write { Some(keep::book(book, out)?) } else { None };
    let library = pipeline::open(book)?;
    let proposals = propose(&library.main().draft);
    if proposals.is_empty() {
        out.say("every bullet that needs an id has one\n");
        return Ok(End::Fine);
    }
    for proposal in &proposals {
        let source = library.sources().get(proposal.at.file);
        let (line, _) = source.place(proposal.at.start as usize);
        out.print(&format!(
            "{}{}:{line}: {{#{}}}  {}\n",
            tame(&prefix(book)),
            tame(&source.path),
            proposal.id,
            tame(&proposal.words)
        ));
    }
    if let Some(work) = &mut work {
        let mut changed_files = Vec::new();
        for (file, source) in library.sources().iter() {
            let mut text = source.text().to_owned();
            // From the end on, so that the places before stay what they are.
            let here = proposals.iter().rev().filter(|proposal| proposal.at.file == file);
            let mut changed = false;
            for proposal in here {
                text.insert_str(proposal.at.start as usize, &format!(" {{#{}}}", proposal.id));
                changed = true;
            }
            if changed {
                changed_files.push((keep::real(book, &source.path), source.written(&text)));
            }
        }
        let files: Vec<(&str, &[u8])> =
            changed_files.iter().map(|(path, text)| (path.as_str(), text.as_bytes())).collect();
        keep::put(work, &files)?;
    }
    let number = proposals.len();
    let (s, verb) = if number == 1 { ("", "was") } else { ("s", "were") };
    out.say(&match args.write {
        true => {
            format!("{number} id{s} {verb} inserted; an id is permanent once it is published, so read them first\n")
        }
        false => format!("{number} bullet{s} without an id; `levelbook ids --write` inserts the proposed ones\n"),
    });
    Ok(if args.write { End::Fine } else { End::Errors })
}
