//! `levelbook attest`: signs the entry of a role with an SSH key.
//!
//! The entry itself is never changed: the signature stands beside it, and plain `ssh-keygen -Y verify` checks it.

use std::path::Path;

use crate::model::Decision;
use crate::model::RecordEntry;
use crate::pipeline::Judged;
use crate::pipeline::Volume;
use crate::sign_off::means;
use crate::sign_off::write;
use pades::grade::Grade;
use pades::keys::iso;
use pades::ssh;
use pades::verdict::Cause;

use super::End;
use super::Failure;
use super::Outcome;
use super::args;
use super::keep;
use super::out::Out;
use super::seal;
use super::secret;
use super::sign;
use super::sign::Work;
use super::style::GOOD;

pub(super) fn run(folder: &Path, args: &args::Attest, out: &Out) -> Outcome {
    let mut held = keep::book(folder, out)?;
    let Some(all) = seal::find(folder, &args.id, out)? else { return Ok(End::Errors) };
    let Some(Judged { volume, .. }) = all.assessment(&args.id) else { return Ok(End::Errors) };
    let work = Work::begin(folder, &all, &args.id, &args.role)?;
    let key = sign::read(&args.key)?;
    // An unencrypted key is tried first: only an encrypted one has a passphrase to ask for.
    let trial = ssh::sign(&key, None, b"a trial of the key");
    let locked = trial.is_err_and(|failure| failure.cause == Cause::Locked);
    let secret = if locked { Some(secret::read(&args.passphrase, "the SSH key")?) } else { None };
    let path = work.entry_path();
    let beside = path.with_extension("yaml.sig");
    if beside.exists() {
        return Err(Failure::new(format!("`{}` has attested already", args.role)));
    }
    let known = work.record.entries.iter().find(|entry| entry.role == args.role);
    let text = match known {
        Some(entry) => {
            let decided = (sign::decision(&args.decide)?, &args.decide.condition);
            let said = decided != (Decision::Approved, &Vec::new());
            if said && decided != (entry.decision, &entry.conditions) {
                let text = format!("`{}` has decided already: {}", args.role, entry.decision.words().to_lowercase());
                return Err(Failure::new(text).help("attesting signs the entry as it stands: leave the decision out"));
            }
            String::from_utf8_lossy(&sign::read(&path)?).into_owned()
        }
        None => {
            if work.record.seal.grade > Grade::Record {
                let text = format!("`{}` has not signed the report", args.role);
                let help = "sign it with `levelbook sign` first: the policy asks for a signature in the PDF";
                return Err(Failure::new(text).help(help));
            }
            work.may_sign(None)?;
            let role = work.role();
            let entry = RecordEntry {
                role: args.role.clone(),
                seal: work.record.seal_sha256.clone(),
                decision: sign::decision(&args.decide)?,
                conditions: args.decide.condition.clone(),
                signed: iso(sign::moment(args.time.as_deref())?),
                name: [&role.signatory.name, &role.title]
                    .into_iter()
                    .find(|n| !n.is_empty())
                    .cloned()
                    .unwrap_or_default(),
                organisation: role.signatory.organisation.clone(),
                grade: Grade::Record,
                certificate: String::new(),
                subject: String::new(),
                issuer: String::new(),
                report: None,
            };
            write::entry(&entry)
        }
    };
    let signature = ssh::sign(&key, secret.as_ref(), text.as_bytes())?;
    fits(volume, &work, args, &signature, &text)?;
    let name = work.entry_name();
    let signature_name = format!("{name}.sig");
    let mut files: Vec<(&str, &[u8])> = vec![(&signature_name, signature.as_bytes())];
    if known.is_none() {
        files.push((&name, text.as_bytes()));
    }
    keep::add_to_record(&mut held, &args.id, &files)?;
    let who = work.role().signatory.ssh.clone().unwrap_or_else(|| args.role.clone());
    out.print(&format!("{GOOD}attested{GOOD:#} {} as {}: {}\n", args.id, args.role, beside.display()));
    out.print(&format!(
        "check it with: ssh-keygen -Y verify -f ALLOWED_SIGNERS -I {who} -n {} -s {} < {}\n",
        ssh::NAMESPACE,
        beside.display(),
        path.display()
    ));
    Ok(End::Fine)
}

/// A signature that the book's own list would refuse, or that one person makes for two roles, is not written.
fn fits(volume: &Volume, work: &Work, args: &args::Attest, signature: &str, text: &str) -> Result<(), Failure> {
    let identity = work.role().signatory.ssh.as_deref().unwrap_or(&args.role);
    if let Some(allowed) = means::allowed_signers(&volume.sources) {
        let at = sign::moment(args.time.as_deref())?;
        if let Some(finding) = ssh::verify(signature, text.as_bytes(), &allowed, identity, Some(at)).first() {
            let failure = Failure::new(format!("the signature would not hold: {}", finding.text));
            return Err(failure.help("the keys that may sign are listed in the book's `trust/allowed_signers`"));
        }
    }
    let own = ssh::key_of(signature);
    for group in work.record.seal.apart.iter().filter(|group| group.contains(&args.role)) {
        let others = means::attested(&volume.sources, &args.id);
        let same = others.iter().find(|other| group.contains(&other.role) && ssh::key_of(&other.signature) == own);
        if let Some(other) = same {
            let text = format!("this key attested as `{}` and can't attest as `{}`, too", other.role, args.role);
            return Err(Failure::new(text).help("the policy keeps the two roles apart"));
        }
    }
    Ok(())
}
