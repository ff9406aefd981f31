//! Who signs: the key that the arguments name, opened with its passphrase.
//!
//! Where several keys could be meant, the user is asked which; without a terminal it is a failure that lists them. None is
//! ever picked.

use std::io::IsTerminal;
use std::path::Path;

use pades::keyfile;
use pades::keyfile::Form;
use pades::keys;
use pades::keys::Identity;
use pades::keys::Secret;
use pades::verdict::Cause;
use pades::verdict::Choice;

use super::Failure;
use super::SignFailure;
use super::args;
use super::out::Out;
use super::out::tame;
use super::secret;

/// The key that the arguments name.
pub(super) fn open(args: &args::Sign, out: &Out) -> Result<Identity, Failure> {
    let certificates = args.certificate.as_deref().map(read).transpose()?;
    let identity = if let Some(module) = &args.token {
        let certificates = certificates.as_deref().map(keys::certificates).transpose()?.unwrap_or_default();
        let pin = secret::read(&args.passphrase, "the token")?;
        let labels = (args.token_label.clone(), args.key_label.clone());
        settle(labels, out, |token, key| token_key(module, token, key, &certificates, &pin))?
    } else {
        let path = args.key.as_ref().ok_or_else(|| Failure::new("no key was named"))?;
        let bytes = read(path)?;
        let locked = match keyfile::form(&bytes).map_err(|failure| of_file(failure, path))? {
            Form::Pkcs12 => true,
            Form::Key { locked } => locked,
        };
        let secret = if locked { Some(secret::read(&args.passphrase, "the key")?) } else { None };
        settle((None, args.key_label.clone()), out, |_, key| {
            keyfile::open(&bytes, certificates.as_deref(), key, secret.as_ref())
        })?
    };
    Ok(if args.pss { identity.with_pss() } else { identity })
}

/// A failure on a file, with the file's name in its cure.
fn of_file(failure: SignFailure, path: &Path) -> SignFailure {
    let path = path.display().to_string();
    let help = failure.help.replace("OLD.pem", &path).replace("OLD.p12", &path);
    SignFailure { help, ..failure }
}

/// Tries to open a key, and asks which one is meant for as long as there are several.
fn settle(
    (mut token, mut key): (Option<String>, Option<String>),
    out: &Out,
    open: impl Fn(Option<&str>, Option<&str>) -> Result<Identity, SignFailure>,
) -> Result<Identity, Failure> {
    loop {
        let failure = match open(token.as_deref(), key.as_deref()) {
            Ok(identity) => return Ok(identity),
            Err(failure) => failure,
        };
        let (choice, labels) = match &failure.cause {
            Cause::Several(choice, labels) => (*choice, labels.clone()),
            _ => return Err(failure.into()),
        };
        let (what, option, place) = match choice {
            Choice::Token => ("token", "--token-label", &mut token),
            Choice::Key => ("key", "--key-label", &mut key),
        };
        if place.is_some() {
            return Err(failure.into());
        }
        let shown: Vec<String> = labels.iter().map(|label| tame(label)).collect();
        if !std::io::stdin().is_terminal() {
            let help = format!("say with `{option}` which {what} is meant: {}", shown.join(", "));
            return Err(Failure::from(failure).help(help));
        }
        out.say(&format!("{}:\n", failure.text));
        shown.iter().enumerate().for_each(|(index, label)| out.say(&format!("  {}  {label}\n", index + 1)));
        out.say(&format!("Number of the {what}: "));
        let mut line = String::new();
        std::io::stdin().read_line(&mut line)?;
        let number = line.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let label = number.and_then(|number| labels.get(number));
        *place = Some(label.ok_or_else(|| Failure::new(format!("there is no {what} of this number")))?.clone());
    }
}

#[cfg(feature = "token")]
fn token_key(
    module: &Path,
    token: Option<&str>,
    key: Option<&str>,
    certificates: &[Vec<u8>],
    pin: &Secret,
) -> Result<Identity, SignFailure> {
    pades::token::open(&pades::token::KeyPlace { module, token, key, certificates }, pin)
}

#[cfg(not(feature = "token"))]
fn token_key(_: &Path, _: Option<&str>, _: Option<&str>, _: &[Vec<u8>], _: &Secret) -> Result<Identity, SignFailure> {
    Err(SignFailure::of(Cause::Lacking, "this levelbook was built without the feature `token`")
        .help("use a key in a file, or `--prepare` and `--attach`"))
}

/// Reads a file that the user named.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure::new(format!("can't read `{}`: {error}", path.display())))
}
