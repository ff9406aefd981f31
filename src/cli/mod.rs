//! Arguments to settings to calls: the command line.
//!
//! One file a command. Exit codes: 0 fine, 1 the book has errors or a policy is not met, 2 usage or environment, 3 a
//! signature or digest does not hold, 4 it can't be decided.

mod args;
mod attest;
mod audience;
mod build;
mod bundle;
mod cache;
mod check;
mod deferred;
mod diff;
mod explain;
mod generate;
mod history;
mod identity;
mod ids;
mod impact;
mod init;
mod keep;
mod keys;
mod network;
mod new;
mod out;
mod release;
mod seal;
mod secret;
mod sign;
mod status;
mod style;
mod upgrade;
mod verify;
mod workers;

use std::ffi::OsString;
use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ColorChoice;
use clap::Parser;

use self::args::Args;
use self::args::Command;
use self::out::Out;
use pades::verdict::Failure as SignFailure;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// All is well.
    Fine,
    /// The book has errors, or a policy is not met.
    Errors,
    /// A signature or digest does not hold.
    Invalid,
    /// Whether it holds can't be decided.
    Undecided,
}

/// Why a command could not be carried out at all: a sentence for the user, and what to do.
#[derive(Debug)]
struct Failure {
    message: String,
    help: Option<String>,
}

impl Failure {
    fn new(message: impl Into<String>) -> Failure {
        Failure { message: message.into(), help: None }
    }

    fn help(self, help: impl Into<String>) -> Failure {
        Failure { help: Some(help.into()), ..self }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        Failure::new(error.to_string())
    }
}

impl From<SignFailure> for Failure {
    fn from(failure: SignFailure) -> Failure {
        let help = Some(failure.help).filter(|help| !help.is_empty());
        Failure { message: failure.text, help }
    }
}

type Outcome = Result<End, Failure>;

/// Runs one command and gives its exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(error) => {
            // Help and version go to standard output and are no errors; a closed pipe is no error either.
            let out = Out::new(ColorChoice::Auto);
            if error.use_stderr() {
                let _ = error.print();
                return ExitCode::from(2);
            }
            out.note(error.print());
            return ended(0, &out);
        }
    };
    let out = Out::new(args.color);
    let outcome = match &args.command {
        Command::Init(init) => init::run(init, &out),
        Command::New(new) => book_folder(&args).and_then(|book| new::run(&book, new, &out)),
        Command::Check(check) => book_folder(&args).and_then(|book| check::run(&book, check, &out)),
        Command::Build(build) => {
            book_folder(&args).and_then(|book| build::run(&book, args.book.is_some(), build, &out))
        }
        Command::Report(report) => book_folder(&args).and_then(|book| build::report(&book, report, &out)),
        Command::Status(status) => book_folder(&args).and_then(|book| status::run(&book, status, &out)),
        Command::Seal(seal) => book_folder(&args).and_then(|book| seal::run(&book, seal, &out)),
        Command::Sign(sign) if sign.prepare.is_some() => {
            book_folder(&args).and_then(|book| deferred::prepare(&book, sign, &out))
        }
        Command::Sign(sign) if sign.attach.is_some() => {
            book_folder(&args).and_then(|book| deferred::attach(&book, sign, &out))
        }
        Command::Sign(sign) => book_folder(&args).and_then(|book| sign::run(&book, sign, &out)),
        Command::Attest(attest) => book_folder(&args).and_then(|book| attest::run(&book, attest, &out)),
        Command::Verify(verify) => verify::run(book_folder(&args), verify, &out),
        Command::Bundle(bundle) => book_folder(&args).and_then(|book| bundle::run(&book, bundle, &out)),
        Command::Keys(keys) => keys::run(book_folder(&args), keys, &out),
        Command::Diff(diff) => book_folder(&args).and_then(|book| diff::run(&book, diff, &out)),
        Command::Impact(impact) => book_folder(&args).and_then(|book| impact::run(&book, impact, &out)),
        Command::Release(release) => book_folder(&args).and_then(|book| release::run(&book, release, &out)),
        Command::Editions => book_folder(&args).and_then(|book| release::list(&book, &out)),
        Command::Upgrade(upgrade) => book_folder(&args).and_then(|book| upgrade::run(&book, upgrade, &out)),
        Command::Ids(ids) => book_folder(&args).and_then(|book| ids::run(&book, ids, &out)),
        Command::Explain(explain) => explain::run(explain, &out),
        Command::Completions(completions) => generate::completions(completions, &out),
        Command::Man => generate::man(&out),
        Command::Typeset(typeset) => book_folder(&args).and_then(|book| workers::work(&book, typeset)),
    };
    let code = match outcome {
        Ok(End::Fine) => 0,
        Ok(End::Errors) => 1,
        Ok(End::Invalid) => 3,
        Ok(End::Undecided) => 4,
        Err(failure) => {
            out.failure(&failure.message, failure.help.as_deref());
            2
        }
    };
    ended(code, &out)
}

/// The exit code, which is none of success when a result could not be printed.
fn ended(code: u8, out: &Out) -> ExitCode {
    let Some(error) = out.lost() else { return ExitCode::from(code) };
    out.failure(&format!("can't write to standard output: {error}"), None);
    ExitCode::from(if code == 0 { 2 } else { code })
}

/// The folder of the book: what was asked for, else the nearest folder upward with a `book.yaml`, else `content` here.
fn book_folder(args: &Args) -> Result<PathBuf, Failure> {
    if let Some(book) = &args.book {
        if !book.is_dir() {
            return Err(Failure::new(format!("there is no folder `{}`", book.display())));
        }
        // A folder without a `book.yaml` is taken all the same: that it lacks one is a diagnostic among others.
        return Ok(book.clone());
    }
    #[expect(clippy::disallowed_methods, reason = "the book is looked for from where the user stands")]
    let here = std::env::current_dir()?;
    let holds_book = |folder: &&Path| folder.join("book.yaml").is_file();
    if let Some(found) = here.ancestors().find(holds_book) {
        return Ok(relative_to(&here, found));
    }
    let content = PathBuf::from("content");
    if content.join("book.yaml").is_file() {
        return Ok(content);
    }
    Err(Failure::new("there is no book here: no `book.yaml` in this folder, in one above it, or in `content`")
        .help("name its folder with `--book DIR`, or make a new one with `levelbook init DIR`"))
}

/// `found` as seen from `here`, which lies in it: messages name paths as short as the user would.
fn relative_to(here: &Path, found: &Path) -> PathBuf {
    match here.strip_prefix(found) {
        Ok(below) if below.as_os_str().is_empty() => PathBuf::from("."),
        Ok(below) => below.components().map(|_| "..").collect(),
        Err(_) => found.to_owned(),
    }
}
