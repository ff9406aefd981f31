//! Reads a passphrase or PIN: from an environment variable, a file, an open file descriptor, or the terminal.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use zeroize::Zeroizing;

use pades::keys::Secret;

use super::Failure;
use super::args::Passphrase;

/// The most bytes of a passphrase.
const LONGEST: u64 = 4096;

/// The secret that the arguments name; without one, it is asked for at the terminal. `what` says what it is for.
pub(super) fn read(args: &Passphrase, what: &str) -> Result<Secret, Failure> {
    if let Some(name) = &args.passphrase_env {
        #[expect(clippy::disallowed_methods, reason = "the user names the variable that holds the passphrase")]
        let value = std::env::var(name);
        let value = value.map_err(|_| Failure::new(format!("the environment variable `{name}` is not set")))?;
        return Ok(Secret::new(value.into_bytes()));
    }
    if let Some(path) = &args.passphrase_file {
        let fail = |error: std::io::Error| Failure::new(format!("can't read `{}`: {error}", path.display()));
        return first_line(File::open(path).map_err(fail)?).map_err(fail);
    }
    if let Some(number) = args.passphrase_fd {
        let fail = |error: std::io::Error| Failure::new(format!("can't read file descriptor {number}: {error}"));
        let path = format!("/dev/fd/{number}");
        return first_line(File::open(Path::new(&path)).map_err(fail)?).map_err(fail);
    }
    let text = rpassword::prompt_password(format!("Passphrase of {what}: ")).map_err(|_| {
        Failure::new("there is no terminal to ask for the passphrase")
            .help("name a source with `--passphrase-env`, `--passphrase-file` or `--passphrase-fd`")
    })?;
    Ok(Secret::new(text.into_bytes()))
}

fn first_line(file: File) -> std::io::Result<Secret> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(256));
    file.take(LONGEST).read_to_end(&mut bytes)?;
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    Ok(Secret::new(line.strip_suffix(b"\r").unwrap_or(line).to_vec()))
}
