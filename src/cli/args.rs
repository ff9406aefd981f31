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
Exit codes: 0 fine, 1 the book has errors or a policy is not met, 2 usage or environment, 3 a signature or digest
does not hold, 4 it can't be decided.

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
#[expect(clippy::large_enum_variant, reason = "there is one of it in a run")]
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
    /// Freeze a report for signing: build it, add the signature fields, write the record
    Seal(Seal),
    /// Sign a sealed report in one role
    Sign(Sign),
    /// Sign the record of a sign-off with an SSH key
    Attest(Attest),
    /// Check the signatures of a PDF, and hold it against its record
    Verify(Verify),
    /// Put a sealed report, its data, its record and evidence that may leave into one ZIP file
    Bundle(Bundle),
    /// Make keys for trying things out
    Keys(Keys),
    /// Show what changed in the guide, by meaning
    Diff(Diff),
    /// Show which answers rest on text that changed
    Impact(Impact),
    /// Release an edition of the guide: check, compare, record, tag
    Release(Release),
    /// List the released editions and the state of their tags
    Editions,
    /// Carry an assessment over to a later edition, as a new assessment
    Upgrade(Upgrade),
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
    /// For an assessment: a profile that it is judged with; may be given several times
    #[arg(long, value_name = "PROFILE")]
    pub(super) with: Vec<String>,
    /// For an assessment: the target set that it adopts
    #[arg(long, value_name = "SET")]
    pub(super) targets: Option<String>,
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
    /// Write every released edition of the guide in a folder of its own, beside the work tree's in `next`
    #[arg(long, conflicts_with_all = ["site", "pdf", "only"])]
    pub(super) editions: bool,
    /// Keep built editions in this folder [default: levelbook/editions in the user's cache folder]
    #[arg(long, value_name = "DIR", requires = "editions")]
    pub(super) cache: Option<PathBuf>,
    /// Build every edition anew
    #[arg(long, requires = "editions", conflicts_with = "cache")]
    pub(super) no_cache: bool,
    /// Write the PDF of this assessment, of the guide for `guide` or `guide+PROFILE`, of all assessments for `portfolio`,
    /// and no other
    #[arg(long, value_name = "ID", conflicts_with = "site")]
    pub(super) only: Option<String>,
    /// Leave out what this audience of book.yaml may not see [default: the one that book.yaml names]
    #[arg(long, value_name = "ID")]
    pub(super) audience: Option<String>,
    /// Treat warnings as errors
    #[arg(long)]
    pub(super) deny_warnings: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct Report {
    /// Id of the assessment, or `portfolio` for all of them
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
pub(super) struct Seal {
    /// Id of the assessment
    pub(super) id: String,
    /// Seal anew what is sealed already; its signatures are lost with it
    #[arg(long)]
    pub(super) again: bool,
}

/// Where a passphrase comes from. It is never an argument: others on the machine could read it.
#[derive(Debug, clap::Args)]
pub(super) struct Passphrase {
    /// Read the passphrase or PIN from this environment variable
    #[arg(long, value_name = "NAME", conflicts_with_all = ["passphrase_file", "passphrase_fd"])]
    pub(super) passphrase_env: Option<String>,
    /// Read the passphrase or PIN from the first line of this file
    #[arg(long, value_name = "FILE", conflicts_with = "passphrase_fd")]
    pub(super) passphrase_file: Option<PathBuf>,
    /// Read the passphrase or PIN from this open file descriptor
    #[arg(long, value_name = "N")]
    pub(super) passphrase_fd: Option<u32>,
}

/// What a role decides.
#[derive(Debug, clap::Args)]
pub(super) struct Decide {
    /// What is decided
    #[arg(long, value_name = "DECISION", default_value = "approved")]
    pub(super) decision: DecisionKind,
    /// A condition of the approval; may be given several times
    #[arg(long, value_name = "TEXT")]
    pub(super) condition: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DecisionKind {
    /// The report is approved
    Approved,
    /// It is approved, and something is still to be done
    ApprovedWithConditions,
    /// It is not approved
    Rejected,
}

#[derive(Debug, clap::Args)]
pub(super) struct Sign {
    /// Id of the assessment
    pub(super) id: String,
    /// Id of the role
    #[arg(long, value_name = "ROLE")]
    pub(super) role: String,
    /// Key with its certificates as PKCS#12 (.p12, .pfx), or a private key as PEM or DER
    #[arg(long, value_name = "FILE", required_unless_present_any = ["token", "prepare", "attach"])]
    pub(super) key: Option<PathBuf>,
    /// Certificates as PEM, the signer's first, for a key that brings none or not those above it
    #[arg(long, value_name = "FILE")]
    pub(super) certificate: Option<PathBuf>,
    /// Sign elsewhere: write what is to be signed into this file, and what `--attach` needs beside it
    #[arg(long, value_name = "FILE", requires = "certificate", conflicts_with_all = ["key", "token", "attach", "tsa"])]
    pub(super) prepare: Option<PathBuf>,
    /// Take a signature that was made elsewhere: CMS, or the raw signature over the attributes
    #[arg(long, value_name = "FILE", conflicts_with_all = ["key", "token", "pss", "decision", "condition"])]
    pub(super) attach: Option<PathBuf>,
    /// What `--prepare` wrote [default: beside the signature, its name with .json in place of the last ending]
    #[arg(long, value_name = "FILE", requires = "attach")]
    pub(super) request: Option<PathBuf>,
    /// PKCS#11 library of a token that holds the key
    #[arg(long, value_name = "LIBRARY", conflicts_with = "key")]
    pub(super) token: Option<PathBuf>,
    /// Label of the token, if there are several
    #[arg(long, value_name = "LABEL", requires = "token")]
    pub(super) token_label: Option<String>,
    /// Label of the key, or its id in hexadecimal, if there are several
    #[arg(long, value_name = "LABEL")]
    pub(super) key_label: Option<String>,
    /// Sign with RSA-PSS in place of PKCS #1 version 1.5
    #[arg(long)]
    pub(super) pss: bool,
    /// Get a timestamp from this authority (B-T)
    #[arg(long, value_name = "URL")]
    pub(super) tsa: Option<String>,
    /// Add what is needed to check the signature later (B-LT)
    #[arg(long, requires = "tsa")]
    pub(super) lt: bool,
    /// Close the file with a timestamp over all of it (B-LTA); for the last who signs
    #[arg(long, requires = "tsa")]
    pub(super) lta: bool,
    /// Trust the certificates of this PEM file; may be given several times [default: those in the book's trust folder]
    #[arg(long, value_name = "FILE")]
    pub(super) trust: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) decide: Decide,
    #[command(flatten)]
    pub(super) passphrase: Passphrase,
    /// The time of signing, as 2026-11-23T09:30:00Z [default: now]
    #[arg(long, value_name = "TIME", hide = true)]
    pub(super) time: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct Attest {
    /// Id of the assessment
    pub(super) id: String,
    /// Id of the role
    #[arg(long, value_name = "ROLE")]
    pub(super) role: String,
    /// Private SSH key in the form of OpenSSH
    #[arg(long, value_name = "FILE")]
    pub(super) key: PathBuf,
    #[command(flatten)]
    pub(super) decide: Decide,
    #[command(flatten)]
    pub(super) passphrase: Passphrase,
    /// The time of signing, as 2026-11-23T09:30:00Z [default: now]
    #[arg(long, value_name = "TIME", hide = true)]
    pub(super) time: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct Bundle {
    /// Id of the assessment
    pub(super) id: String,
    /// File to write [default: bundle-ID.zip]
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Let evidence of this sensitivity leave, too; may be given several times [default: only Public and TLP:CLEAR]
    #[arg(long, value_name = "SENSITIVITY")]
    pub(super) allow: Vec<String>,
    /// Look for evidence in this folder, too, by its SHA-256 [default: only the folder evidence beside assessment.yaml]
    #[arg(long, value_name = "DIR")]
    pub(super) evidence: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct Verify {
    /// A PDF, a bundle, or the id of an assessment
    pub(super) target: String,
    /// How to print the result
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: VerifyFormat,
    /// Trust the certificates of this PEM file; may be given several times [default: those in the book's trust folder]
    #[arg(long, value_name = "FILE")]
    pub(super) trust: Vec<PathBuf>,
    /// Hold the PDF against the record in this folder, or of this seal.yaml
    #[arg(long, value_name = "FILE")]
    pub(super) policy: Option<PathBuf>,
    /// Make the report anew from the commit that its seal names, and compare it byte for byte
    #[arg(long)]
    pub(super) rebuild: bool,
    /// List of SSH keys that may sign [default: trust/allowed_signers of the book]
    #[arg(long, value_name = "FILE")]
    pub(super) allowed_signers: Option<PathBuf>,
    /// Judge certificates at this time, as 2026-11-23 or 2026-11-23T09:30:00Z [default: now]
    #[arg(long, value_name = "TIME")]
    pub(super) at: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum VerifyFormat {
    /// For people
    Human,
    /// For programs
    Json,
}

#[derive(Debug, clap::Args)]
pub(super) struct Keys {
    #[command(subcommand)]
    pub(super) what: KeysCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum KeysCommand {
    /// A throw-away authority with a key for each role that signs, clearly named so
    Demo(KeysDemo),
}

#[derive(Debug, clap::Args)]
pub(super) struct KeysDemo {
    /// Folder to make; it must not exist or be empty
    #[arg(default_value = "demo-keys")]
    pub(super) dir: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(super) struct Diff {
    /// Two editions, tags or commits as A..B; A alone goes to the work tree [default: last edition to the work tree]
    pub(super) range: Option<String>,
    /// How to print the changes
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: DiffFormat,
    /// Write to this file
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Show only what is answered in assessments
    #[arg(long)]
    pub(super) rated: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DiffFormat {
    /// For people at a terminal
    Text,
    /// A draft for a changelog
    Markdown,
    /// For programs
    Json,
    /// A page that stands by itself
    Html,
    /// A document; needs --output
    Pdf,
}

#[derive(Debug, clap::Args)]
pub(super) struct Impact {
    /// Editions, tags or commits as A..B: assessments of A, held against B [default: all, against the work tree]
    pub(super) range: Option<String>,
    /// Only this assessment
    #[arg(long, value_name = "ID")]
    pub(super) id: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: VerifyFormat,
}

#[derive(Debug, clap::Args)]
pub(super) struct Release {
    /// Version of the edition, such as 1.2.0
    pub(super) version: String,
    /// Begin its release notes, with an entry for each change that needs a class, and stop
    #[arg(long)]
    pub(super) draft: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct Upgrade {
    /// Id of the assessment
    pub(super) id: String,
    /// Edition to carry it over to [default: the work tree's version]
    #[arg(long, value_name = "VERSION")]
    pub(super) to: Option<String>,
    /// Id of the new assessment [default: the old one with the version behind it]
    #[arg(long = "as", value_name = "NEW")]
    pub(super) new: Option<String>,
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
    /// The audience that the build is for
    #[arg(long)]
    pub(super) audience: Option<String>,
    /// Ids of assessments, `guide` or `portfolio`
    pub(super) ids: Vec<String>,
}
