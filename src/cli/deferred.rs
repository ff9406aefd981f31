//! `levelbook sign --prepare` and `--attach`: a signature whose key is elsewhere, such as on a card, in a cloud or a
//! security module.
//!
//! `--prepare` writes what is to be signed, and a request with all that it came from. `--attach` makes the same bytes again
//! out of book and request, so that nothing but the request has to be kept, and nothing in the book changes before. A
//! signature over anything else does not fit.

use std::path::Path;
use std::path::PathBuf;

use serde::Deserialize;
use serde::Serialize;
use time::OffsetDateTime;

use crate::model::Decision;
use crate::pipeline::Judged;
use crate::source::sha256;
use pades::cms;
use pades::keys;
use pades::keys::Named;
use pades::keys::Signer;
use pades::keys::iso;
use pades::scheme;
use pades::scheme::Key;
use pades::verdict::Kind;

use super::End;
use super::Failure;
use super::Outcome;
use super::args;
use super::keep;
use super::network;
use super::out::Out;
use super::out::tame;
use super::seal;
use super::sign;
use super::sign::Act;
use super::sign::Work;
use super::style::GOOD;

/// Version of the form of a request.
const FORMAT: u8 = 1;
/// How far the clock of another machine may be wrong.
const WRONG_CLOCK: time::Duration = time::Duration::HOUR;

/// What a signature is asked for, and all that its place in the report was made of.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    format: u8,
    made_with: String,
    assessment: String,
    role: String,
    decision: String,
    conditions: Vec<String>,
    time: String,
    signer: String,
    algorithm: String,
    pss: bool,
    seal_sha256: String,
    report: Bytes,
    content: Bytes,
    attributes: Attributes,
    certificates: Vec<String>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bytes {
    sha256: String,
    length: usize,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Attributes {
    digest_algorithm: String,
    digest: String,
}

impl Bytes {
    fn of(bytes: &[u8]) -> Bytes {
        Bytes { sha256: sha256(bytes), length: bytes.len() }
    }
}

/// The name of a file with an ending added.
fn with(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Writes what is to be signed elsewhere.
pub(super) fn prepare(folder: &Path, args: &args::Sign, out: &Out) -> Outcome {
    let Some(all) = seal::find(folder, &args.id, out)? else { return Ok(End::Errors) };
    let Some(Judged { volume, .. }) = all.assessment(&args.id) else { return Ok(End::Errors) };
    let (Some(file), Some(certificate)) = (&args.prepare, &args.certificate) else { return Ok(End::Errors) };
    let at = sign::moment(args.time.as_deref())?;
    let work = Work::begin(folder, &all, &args.id, &args.role)?;
    let signer = signer(keys::certificates(&sign::read(certificate)?)?, args.pss)?;
    let decision = sign::decision(&args.decide)?;
    let conditions = &args.decide.condition;
    let trust = sign::trust(volume, &args.trust)?;
    let act = Act { volume, work: &work, signer: &signer, decision, conditions, at, trust, now: at };
    act.may(args)?;
    let prepared = act.prepare(sign::RESERVE_STAMPED, out)?;
    let content = prepared.covered().concat();
    let attributes = cms::attributes(&signer, &[&content])?;
    let named = Named::of(signer.certificate())?;
    let (scheme, hash) = (signer.scheme(), signer.scheme().hash);
    let digest = hash.digest(&[&attributes]);
    let certificates = std::iter::once(signer.certificate()).chain(signer.chain().iter().map(Vec::as_slice));
    let certificates: Result<Vec<String>, _> = certificates.map(keys::to_pem).collect();
    let request = Request {
        format: FORMAT,
        made_with: made_with(),
        assessment: args.id.clone(),
        role: args.role.clone(),
        decision: decision.name().to_owned(),
        conditions: conditions.clone(),
        time: iso(at),
        signer: named.common_name.clone(),
        algorithm: scheme.name(),
        pss: scheme.pss,
        seal_sha256: work.record.seal_sha256.clone(),
        report: Bytes::of(work.pdf),
        content: Bytes::of(&content),
        attributes: Attributes { digest_algorithm: hash.name().to_owned(), digest: keys::hex(&digest) },
        certificates: certificates?,
    };
    let text = serde_json::to_string_pretty(&request).unwrap_or_default() + "\n";
    let (attrs, short, asked) = (with(file, ".attrs"), with(file, ".attrs.digest"), with(file, ".json"));
    let mut files: Vec<(&Path, &[u8])> = vec![(file, &content), (&attrs, &attributes), (&asked, text.as_bytes())];
    // Ed25519 signs the whole, never a digest of it.
    if scheme.key != Key::Ed25519 {
        files.push((&short, &digest));
    }
    keep::files(&files, folder)?;
    let (content, digest) = (&request.content.sha256, &request.attributes.digest);
    out.print(&format!(
        "{GOOD}prepared{GOOD:#} {} as {} for {}: {}\n",
        args.id,
        args.role,
        named.common_name,
        scheme.name()
    ));
    out.print(&format!("  {}  for a tool that makes CMS; SHA-256 {content}\n", file.display()));
    out.print(&format!("  {}  for a key that signs bytes; {} {digest}\n", attrs.display(), hash.name()));
    if scheme.key != Key::Ed25519 {
        out.print(&format!("  {}  for a key that signs a digest\n", short.display()));
    }
    out.print(&format!("  {}  for `--attach`\n", asked.display()));
    let signature = with(file, ".p7s");
    out.print(&format!("next: levelbook sign {} --role {} --attach {}\n", args.id, args.role, signature.display()));
    Ok(End::Fine)
}

fn made_with() -> String {
    format!("levelbook {}", env!("CARGO_PKG_VERSION"))
}

fn signer(certificates: Vec<Vec<u8>>, pss: bool) -> Result<Signer, Failure> {
    let mut certificates = certificates.into_iter();
    let own = certificates.next().ok_or_else(|| Failure::new("the file holds no certificate"))?;
    let signer = Signer::new(own, certificates.collect())?;
    Ok(if pss { signer.with_pss() } else { signer })
}

/// Takes a signature that was made elsewhere.
pub(super) fn attach(folder: &Path, args: &args::Sign, out: &Out) -> Outcome {
    let Some(path) = &args.attach else { return Ok(End::Errors) };
    let given = sign::read(path)?;
    let request = request(args, path)?;
    let mut book = keep::book(folder, out)?;
    let Some(all) = seal::find(folder, &args.id, out)? else { return Ok(End::Errors) };
    let Some(Judged { volume, .. }) = all.assessment(&args.id) else { return Ok(End::Errors) };
    let work = Work::begin(folder, &all, &args.id, &args.role)?;
    let anew = || format!("prepare it anew: `levelbook sign {} --role {} --prepare FILE`", args.id, args.role);
    if request.seal_sha256 != work.record.seal_sha256 {
        return Err(Failure::new("the report was sealed anew since this was prepared").help(anew()));
    }
    let mut certificates = keys::certificates(request.certificates.concat().as_bytes())
        .map_err(|failure| Failure::new(format!("the request can't be used: {failure}")))?;
    if let Some(more) = &args.certificate {
        certificates.extend(keys::certificates(&sign::read(more)?)?);
    }
    let signer = signer(certificates, request.pss)?;
    work.may_sign(Some(&Named::of(signer.certificate())?))?;
    if request.report != Bytes::of(work.pdf) {
        let text = "the report is not the one that this was prepared for: another role has signed since";
        return Err(Failure::new(text).help(anew()));
    }
    let at = sign::moment(Some(request.time.as_str()))?;
    let now = sign::moment(args.time.as_deref())?.max(at);
    let decision = Decision::NAMES.into_iter().find(|(name, _)| *name == request.decision);
    let (_, decision) = decision.ok_or_else(|| Failure::new("the request can't be used: it names no decision"))?;
    let trust = sign::trust(volume, &args.trust)?;
    let act = Act { volume, work: &work, signer: &signer, decision, conditions: &request.conditions, at, trust, now };
    act.may(args)?;
    let prepared = act.prepare(sign::RESERVE_STAMPED, out)?;
    let content = prepared.covered().concat();
    if request.content != Bytes::of(&content) {
        let text = format!(
            "what was prepared does not come out again: it was made with {}, and this is {}, or the request was changed",
            tame(&request.made_with),
            made_with()
        );
        return Err(Failure::new(text).help(anew()));
    }
    let authority = args.tsa.as_deref().map(network::authority).transpose()?;
    let signature = match cms_of(&given)? {
        Some(made) => foreign(&made, &content, &signer, (at, now))?,
        None => raw(&given, &content, &signer)?,
    };
    let signature = cms::complete(&signature, signer.chain(), authority.as_deref())?;
    act.finish(args, prepared, &signature, authority.as_deref(), &mut book, out)
}

/// The request that a signature answers.
fn request(args: &args::Sign, path: &Path) -> Result<Request, Failure> {
    let place = args.request.clone().unwrap_or_else(|| with(&path.with_extension(""), ".json"));
    if args.request.is_none() && !place.exists() {
        let text = format!("there is no request `{}` beside the signature", place.display());
        return Err(Failure::new(text).help("name what `--prepare` wrote with `--request FILE.json`"));
    }
    let bad = |what: String| {
        Failure::new(format!("`{}` is no request of `--prepare`: {what}", place.display()))
            .help("`--request` names the file with the ending .json that `--prepare` wrote")
    };
    let request: Request =
        serde_json::from_slice(&sign::read(&place)?).map_err(|error| bad(tame(&error.to_string())))?;
    if request.format != FORMAT {
        return Err(bad(format!("its format is {}, and {FORMAT} is known", request.format)));
    }
    if (&request.assessment, &request.role) != (&args.id, &args.role) {
        let text = format!("the request is for `{}` in the role `{}`", tame(&request.assessment), tame(&request.role));
        return Err(Failure::new(text).help("name the same assessment and role, or another request"));
    }
    Ok(request)
}

/// The CMS signature of a file, in DER or PEM; `None` when it is something else, and so a raw signature.
fn cms_of(given: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
    const WANTED: &str = "detached CMS in DER is wanted, as `openssl cms -sign -binary -cades -outform DER` makes it";
    if let Some(der) = cms::from_pem(given) {
        return Ok(Some(der));
    }
    if cms::is_signed_data(given) {
        return Ok(Some(given.to_vec()));
    }
    if given.starts_with(b"MIME-Version:") || given.starts_with(b"Content-Type:") {
        return Err(Failure::new("the signature is an e-mail").help(WANTED));
    }
    if given.is_empty() {
        return Err(Failure::new("the signature is empty").help(WANTED));
    }
    Ok(None)
}

/// Checks a CMS signature that another tool made.
fn foreign(
    made: &[u8],
    content: &[u8],
    signer: &Signer,
    (at, now): (OffsetDateTime, OffsetDateTime),
) -> Result<Vec<u8>, Failure> {
    let read = cms::read(made, &[content]);
    if let Some(finding) = read.findings.first() {
        let help = match finding.kind {
            Kind::Digest => "sign the file that `--prepare` wrote, as it is: with openssl, `-binary` keeps it so",
            Kind::Certificate => "the certificate has to be named in what is signed: with openssl, `-cades`",
            Kind::Malformed => {
                "detached CMS in DER with signed attributes is wanted: `openssl cms -sign -binary -cades -outform DER`"
            }
            Kind::Weak | Kind::UnknownAlgorithm => "SHA-256, SHA-384 and SHA-512 are taken: with openssl, `-md sha256`",
            _ => "sign again, with the key of the certificate that it was prepared for",
        };
        return Err(Failure::new(format!("the signature would not hold: {}", finding.text)).help(help));
    }
    if read.certificate.as_deref() != Some(signer.certificate()) {
        let named = |der: &[u8]| Named::of(der).map(|named| named.common_name).unwrap_or_default();
        let (by, wanted) = (read.certificate.as_deref().map(named).unwrap_or_default(), named(signer.certificate()));
        let text = format!("the signature is by another certificate ({by}) than it was prepared for ({wanted})");
        return Err(Failure::new(text).help("prepare it anew with that certificate, or sign with the other one"));
    }
    if read.stamp.as_ref().is_some_and(|stamp| !stamp.findings.is_empty()) {
        return Err(Failure::new("the timestamp in the signature does not hold").help("leave it out, and use `--tsa`"));
    }
    // Signatures in PDFs say the time in the file. Where a tool says it in the signature, too, both have to be possible.
    if let Some(said) = cms::signing_time(made)
        && (said < at - WRONG_CLOCK || said > now + WRONG_CLOCK)
    {
        let text = format!(
            "the signature says that it was made at {}, which can't be: it was prepared at {}",
            iso(said),
            iso(at)
        );
        return Err(Failure::new(text).help("set the clock of the machine that signs, and sign again"));
    }
    Ok(made.to_vec())
}

/// Puts a raw signature over the attributes into CMS.
fn raw(value: &[u8], content: &[u8], signer: &Signer) -> Result<Vec<u8>, Failure> {
    let attributes = cms::attributes(signer, &[content])?;
    let made = cms::assemble(signer, &attributes, value);
    // With a curve, many keys give the two numbers one behind the other.
    let curve = matches!(signer.scheme().key, Key::P256 | Key::P384);
    let made = made.or_else(|failure| match scheme::ecdsa(value).filter(|_| curve) {
        Some(pair) => cms::assemble(signer, &attributes, &pair),
        None => Err(failure),
    });
    made.map_err(|failure| {
        Failure::new(format!("this is no CMS signature, and as a raw one it does not hold: {failure}")).help(format!(
            "sign the file with the ending .attrs with {}, and give the bytes as they are, not as base64",
            signer.scheme().name()
        ))
    })
}
