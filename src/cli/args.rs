//! What can be asked for. Help, completions and the man page all come from these definitions.

use std::path::PathBuf;

use clap::ColorChoice;
use clap::Parser;
use clap::Subcommand;
use clap::ValueEnum;
use clap::builder::Styles;
use clap::builder::styling::AnsiColor;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const AFTER_HELP: &str = "\
Exit codes: 0 fine, 1 the book has errors, 2 usage or environment.

Start with `levelbook init my-book`, then `levelbook build --book my-book`.";

/// Guides, assessments and reports for maturity models, from one folder of plain text.
#[derive(Debug, Parser)]
#[command(name = "levelbook", version, about, styles = STYLES, after_help = AFTER_HELP, max_term_width = 100)]
pub(super) struct Args {
    /// Folder of the book [default: the nearest folder upward with a book.yaml, else content/ here]
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) book: Option<PathBuf>,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: ColorChoice,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a new book that builds at once, with comments that teach
    Init(Init),
    /// Add a practice, a page or an assessment: a well-formed file in the right place
    New(New),
    /// Show everything that is wrong with the book
    Check(Check),
    /// Check the book, then write site and PDFs
    Build(Build),
    /// Write the PDF report of one assessment
    Report(Report),
    /// Show how the assessments stand and what is still to do
    Status(Status),
    /// Show bullets that need an id, and insert proposed ones with --write
    Ids(Ids),
    /// Explain a diagnostic, with an example and the cure
    Explain(Explain),
    /// Print a completion script for a shell
    Completions(Completions),
    /// Print the manual page
    Man,
    /// What a worker process of a build does
    #[command(hide = true)]
    Typeset(Typeset),
}

#[derive(Debug, clap::Args)]
pub(super) struct Init {
    /// Folder to make; it must not exist or be empty
    pub(super) dir: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(super) struct New {
    /// What to add
    pub(super) kind: NewKind,
    /// Its id: lower-case letters, digits and hyphens
    pub(super) id: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum NewKind {
    /// A practice table below practices/
    Practice,
    /// A page below pages/
    Page,
    /// An assessment that lists every indicator, unanswered
    Assessment,
}

#[derive(Debug, clap::Args)]
pub(super) struct Check {
    /// How to print diagnostics
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: Format,
    /// Treat warnings as errors
    #[arg(long)]
    pub(super) deny_warnings: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// With the text in question, for people
    Human,
    /// One line each
    Short,
    /// For programs
    Json,
}

#[derive(Debug, clap::Args)]
pub(super) struct Build {
    /// Folder to write to [default: output/ here, or beside the book.yaml that was found upward]
    #[arg(long, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
    /// Write the site; PDFs of an earlier build stay as they are
    #[arg(long, conflicts_with = "pdf")]
    pub(super) site: bool,
    /// Write the PDFs; the site of an earlier build stays as it is
    #[arg(long)]
    pub(super) pdf: bool,
    /// Write the PDF of this assessment, or of the guide for `guide`, and no other
    #[arg(long, value_name = "ID", conflicts_with = "site")]
    pub(super) only: Option<String>,
    /// Treat warnings as errors
    #[arg(long)]
    pub(super) deny_warnings: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct Report {
    /// Id of the assessment
    pub(super) id: String,
    /// File to write [default: report-ID.pdf]
    #[arg(long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct Status {
    /// Show this assessment only, practice by practice
    pub(super) id: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct Ids {
    /// Insert the proposed ids; touches nothing else
    #[arg(long)]
    pub(super) write: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct Explain {
    /// Code of the diagnostic, such as LB021; all are listed without one
    pub(super) code: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    /// The shell
    pub(super) shell: clap_complete::Shell,
}

#[derive(Debug, clap::Args)]
pub(super) struct Typeset {
    /// SHA-256 of the book's files
    pub(super) digest: String,
    /// Folder to write to
    pub(super) folder: PathBuf,
    /// Ids of assessments, or `guide`
    pub(super) ids: Vec<String>,
}
