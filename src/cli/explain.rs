//! `levelbook explain`: what a diagnostic means.

use crate::diag::register;
use crate::diag::suggest;

use super::End;
use super::Failure;
use super::Outcome;
use super::args;
use super::out::Out;
use super::style::TITLE;

pub(super) fn run(args: &args::Explain, out: &Out) -> Outcome {
    let Some(code) = &args.code else {
        for entry in register::CODES {
            out.print(&format!("{TITLE}{}{TITLE:#}  {}\n", entry.code, entry.title));
        }
        return Ok(End::Fine);
    };
    let Some(entry) = register::find(code) else {
        let known: Vec<String> = register::CODES.iter().map(|entry| entry.code.to_string()).collect();
        let near = suggest::nearest(code, &known.iter().map(String::as_str).collect::<Vec<_>>()).map(str::to_owned);
        let failure = Failure::new(format!("there is no diagnostic `{code}`"));
        return Err(match near {
            Some(near) => failure.help(format!("did you mean `{near}`? `levelbook explain` lists them all")),
            None => failure.help("`levelbook explain` lists them all"),
        });
    };
    out.print(&format!("{TITLE}{}{TITLE:#}: {}\n\n{}\n", entry.code, entry.title, register::text(entry)));
    Ok(End::Fine)
}
