//! `levelbook bundle`: one file with a signed report and all that is needed to judge it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;

use sha2::Digest;
use sha2::Sha256;
use walkdir::WalkDir;

use crate::bundle::archive::ENTRY_BYTES;
use crate::bundle::listing::Evidence;
use crate::bundle::listing::LeftOut;
use crate::bundle::listing::PUBLIC;
use crate::bundle::listing::UNLABELLED;
use crate::bundle::names::shown;
use crate::diag::suggest;
use crate::model::Assessment;
use crate::pipeline;
use crate::pipeline::bundle::Held;
use crate::pipeline::bundle::Trouble;
use crate::sign_off::State;

use super::End;
use super::Failure;
use super::Outcome;
use super::args;
use super::keep;
use super::out::Out;
use super::out::count;
use super::seal;
use super::style::GOOD;
use super::style::WARNING;

pub(super) fn run(folder: &Path, args: &args::Bundle, out: &Out) -> Outcome {
    keep::tidy(folder, out);
    let Some(all) = seal::find(folder, &args.id, out)? else { return Ok(End::Errors) };
    let Some(judged) = all.assessment(&args.id) else { return Ok(End::Errors) };
    let allowed = allowed(judged.assessment, &args.allow)?;
    let sign_off = all.sign_offs(None).remove(&args.id);
    if let Some(sign_off) = sign_off.as_ref().filter(|sign_off| sign_off.state == State::Broken) {
        let failure = Failure::new(format!("`{}` is not valid: {}", args.id, sign_off.reasons.join(" ")));
        return Err(failure.help(format!("`levelbook verify {}` says more", args.id)));
    }
    let mut held = pipeline::bundle::evidence(&judged.volume.sources, &args.id);
    for folder in &args.evidence {
        gather(folder, &mut held)?;
    }
    let made = pipeline::bundle::bundle_of(judged, &allowed, &held).map_err(|trouble| match trouble {
        Trouble::NotSealed => {
            Failure::new(format!("`{}` is not sealed", args.id)).help(format!("`levelbook seal {}` seals it", args.id))
        }
        Trouble::Fault(fault) => Failure::new(format!("`{}` can't be bundled: {}", args.id, shown(&fault.to_string())))
            .help("undo what was changed since it was sealed, or seal and sign it anew"),
    })?;
    let path = args.output.clone().unwrap_or_else(|| PathBuf::from(format!("bundle-{}.zip", args.id)));
    keep::file(&path, &made.bytes, folder)?;
    let files = count(made.files, "file");
    out.print(&format!("{GOOD}bundled{GOOD:#} {} in {} ({files})\n", args.id, path.display()));
    for entry in &made.listing.evidence {
        out.print(&format!("  {:<8}{}\n", shown(&entry.id), line(entry)));
    }
    if sign_off.is_some_and(|sign_off| sign_off.state != State::SignedOff) {
        let help = format!("not signed off as it is: `levelbook verify {}` says why", args.id);
        out.say(&format!("{WARNING}warning{WARNING:#}: {help}\n"));
    }
    Ok(End::Fine)
}

/// What became of one entry of the register.
fn line(entry: &Evidence) -> String {
    let why = match entry.left_out {
        None => return shown(&entry.file),
        Some(LeftOut::Sensitivity) if entry.sensitivity.is_empty() => {
            return format!("left out: nothing says how sensitive it is (`--allow {UNLABELLED}`)");
        }
        Some(LeftOut::Sensitivity) => return format!("left out: it is `{}`", shown(&entry.sensitivity)),
        Some(LeftOut::NoDigest) => "the register has no digest of it",
        Some(LeftOut::NotAtHand) => "no file at hand has its digest",
        Some(LeftOut::TooLarge) => "it is too large",
    };
    format!("left out: {why}")
}

/// The sensitivities that may leave. One that no evidence has is a slip of the keys.
fn allowed(assessment: &Assessment, asked: &[String]) -> Result<Vec<String>, Failure> {
    let mut allowed: Vec<String> = PUBLIC.iter().map(|label| (*label).to_owned()).collect();
    let known: Vec<&str> = assessment.evidence.iter().map(|entry| entry.sensitivity.trim()).collect();
    for label in asked {
        let is = |other: &str| other.eq_ignore_ascii_case(label.trim());
        if !is(UNLABELLED) && !known.iter().any(|known| is(known)) {
            let failure = Failure::new(format!("no evidence of `{}` is `{}`", assessment.id, shown(label)));
            return Err(match suggest::help(label, known.iter().copied()) {
                Some(help) => failure.help(help),
                None => failure,
            });
        }
        if !allowed.iter().any(|other| is(other)) {
            allowed.push(label.trim().to_owned());
        }
    }
    allowed.sort();
    Ok(allowed)
}

/// Adds the files of a folder by digest. Links are not followed.
fn gather(folder: &Path, held: &mut BTreeMap<String, Held>) -> Result<(), Failure> {
    let fail = |path: &Path, why: String| Failure::new(format!("can't read `{}`: {why}", path.display()));
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(folder).to_owned();
            let why = error.io_error().map_or_else(|| "a link leads in a circle".to_owned(), ToString::to_string);
            fail(&path, why)
        })?;
        if !entry.file_type().is_file() {
            continue;
        }
        let io = |error: std::io::Error| fail(entry.path(), error.to_string());
        let (mut file, mut state, mut bytes) = (File::open(entry.path()).map_err(io)?, Sha256::new(), Vec::new());
        let (mut size, mut piece) = (0usize, vec![0u8; 1 << 16]);
        loop {
            let read = file.read(&mut piece).map_err(io)?;
            let Some(piece) = piece.get(..read).filter(|piece| !piece.is_empty()) else { break };
            state.update(piece);
            size += read;
            // A large file is only known by its digest.
            if size <= ENTRY_BYTES {
                bytes.extend_from_slice(piece);
            }
        }
        let digest: String = state.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let name = entry.file_name().to_string_lossy().into_owned();
        held.entry(digest).or_insert(Held { name, size, bytes });
    }
    Ok(())
}
