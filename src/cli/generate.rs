//! `levelbook completions` and `levelbook man`: from the definitions of the arguments.

use clap::CommandFactory;

use super::End;
use super::Outcome;
use super::args;
use super::args::Args;
use super::out::Out;

pub(super) fn completions(args: &args::Completions, out: &Out) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "levelbook", &mut script);
    out.print(&String::from_utf8_lossy(&script));
    Ok(End::Fine)
}

pub(super) fn man(out: &Out) -> Outcome {
    let mut page = Vec::new();
    let mut command = Args::command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    // The page lists the commands by name; their options follow, so that one page says it all.
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help" && !sub.is_hide_set()) {
        let man = clap_mangen::Man::new(sub.clone());
        let name = sub.get_name().to_uppercase();
        page.extend_from_slice(format!(".SH COMMAND {name}\n").as_bytes());
        man.render_description_section(&mut page)?;
        man.render_options_section(&mut page)?;
    }
    out.print(&String::from_utf8_lossy(&page));
    Ok(End::Fine)
}
