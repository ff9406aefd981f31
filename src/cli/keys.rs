//! `levelbook keys demo`: keys for trying things out.

use std::path::Path;
use std::path::PathBuf;

use crate::output;
use crate::output::OutputPlace;
use crate::output::Recovered;
use crate::pipeline;
use pades::demo::DemoFile;
use pades::keys::Secret;

use super::End;
use super::Failure;
use super::Outcome;
use super::SignFailure;
use super::args;
use super::args::KeysCommand;
use super::keep;
use super::out::Out;
use super::out::name;
use super::out::tame;
use super::style::GOOD;

/// The passphrase of all demonstration keys. It protects nothing, and is written beside them.
const PASSPHRASE: &str = "demo";

const README: &str = "\
Demonstration keys, made by `levelbook keys demo`. They stand for nobody: never use them for anything real.

ca.pem            certificate of the authority, whose key is forgotten
trust.pem         the same with its list of revoked certificates: for `levelbook verify --trust`
ROLE.p12          key and certificate of a role, locked with the passphrase in passphrase.txt
ROLE.pem          its certificate
ROLE.ssh          an SSH key of the role, for `levelbook attest`
allowed_signers   the SSH keys that may sign, for `levelbook verify --allowed-signers` and `ssh-keygen -Y verify`
";

/// `book` gives the roles that sign, if there is a book.
pub(super) fn run(book: Result<PathBuf, Failure>, args: &args::Keys, out: &Out) -> Outcome {
    let KeysCommand::Demo(demo) = &args.what;
    let roles = book.ok().map(|book| roles(&book)).transpose()?.flatten().unwrap_or_else(|| {
        let role = |id: &str, name: &str| (id.to_owned(), name.to_owned());
        vec![role("assessor", "Assessor"), role("reviewer", "Reviewer"), role("approver", "Approver")]
    });
    let folder = &demo.dir;
    let place = OutputPlace::fresh(folder)?;
    keep::tell(place.found(), folder, out);
    let empty =
        place.is_empty().map_err(|error| Failure::new(format!("can't write `{}`: {error}", folder.display())))?;
    // What a run before had begun, and this one has finished, are whole keys.
    if !empty && place.found() != Recovered::Finished {
        let failure = Failure::new(format!("the folder `{}` is not empty", folder.display()));
        return Err(failure.help("name another one, or remove it: keys are never written over"));
    }
    if empty {
        let secret = Secret::new(PASSPHRASE.as_bytes().to_vec());
        let keys = make(&roles, &secret)?;
        let passphrase = format!("{PASSPHRASE}\n");
        let mut files: Vec<(&str, &[u8], bool)> =
            keys.iter().map(|file| (file.name.as_str(), file.bytes.as_slice(), file.private)).collect();
        files.push(("passphrase.txt", passphrase.as_bytes(), false));
        files.push(("README.txt", README.as_bytes(), false));
        // A private key must not get into a commit by `git add`.
        files.push((".gitignore", b"# Keys stay out of version control.\n*\n", false));
        output::fill_new(place, &files)?;
    }
    out.print(&format!("{GOOD}made{GOOD:#} demonstration keys in {}: they stand for nobody\n", name(folder)));
    for (id, title) in &roles {
        out.print(&format!("  {id:<16}{}\n", tame(title)));
    }
    Ok(End::Fine)
}

#[cfg(feature = "demo")]
fn make(roles: &[(String, String)], secret: &Secret) -> Result<Vec<DemoFile>, SignFailure> {
    pades::demo::make(roles, super::sign::now(), secret)
}

#[cfg(not(feature = "demo"))]
fn make(_: &[(String, String)], _: &Secret) -> Result<Vec<DemoFile>, SignFailure> {
    let cause = pades::verdict::Cause::Lacking;
    Err(SignFailure::of(cause, "this levelbook was built without the feature `demo`"))
}

/// The roles that sign: id and name; `None` for a book that can't be read or has none.
fn roles(book: &Path) -> Result<Option<Vec<(String, String)>>, Failure> {
    let library = pipeline::open(book)?;
    let Some(book) = library.book() else { return Ok(None) };
    let roles = book.settings.sign_off.lines.iter().map(|line| {
        let role = &book.settings.roles[line.role.0];
        (role.id.clone(), role.name.clone())
    });
    let roles: Vec<_> = roles.collect();
    Ok((!roles.is_empty()).then_some(roles))
}
