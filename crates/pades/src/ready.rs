//! Whether a certificate may sign, asked before it does: what the check of the signature would refuse is refused here.
//!
//! The judge is the one of the check, [`super::trust::judge`], with the same certificates. It is stricter in one thing: the
//! certificate has to say that it is for standing by what is signed, which other tools ask for.

use der::Decode;
use time::OffsetDateTime;
use x509_cert::Certificate;

use super::keys::Named;
use super::keys::Signer;
use super::trust;
use super::trust::Judgement;
use super::trust::Trust;
use super::usage::Usage;
use super::usage::aloof;
use super::verdict::Cause;
use super::verdict::Failure;
use super::verdict::Finding;
use super::verdict::Kind;
use super::verdict::Verdict;

/// What every certificate for signing needs.
const NEEDS: &str = "ask its authority for one of version 3 with the key usages digitalSignature and nonRepudiation; `openssl \
                     x509 -req` takes them with `-extfile`";

/// Judges a certificate before it signs at a time. Gives what can't be decided: whom to trust, where nobody is named.
/// Whether it was revoked is asked when the signature is there, since the answer may come with it.
///
/// # Errors
/// The first thing for which a signature with it would not be taken, with the cure.
pub fn ready(signer: &Signer, trust: &Trust, at: OffsetDateTime) -> Result<Vec<Finding>, Failure> {
    let named = Named::of(signer.certificate())?;
    let own = |trust: &Trust| trust::judge(signer.certificate(), signer.chain(), trust, Usage::Signing, at);
    let judgement = own(trust);
    // What the certificate says of itself comes first: it is wrong whoever is trusted.
    let about = |finding: &&Finding| !matches!(finding.kind, Kind::Untrusted | Kind::NoTrust);
    refuse(&judgement, about)?;
    if let Some(reason) = aloof(signer.parsed()) {
        let text = format!("the certificate of {} {reason}", named.common_name);
        return Err(Failure::of(Cause::Refused(Kind::Unfit), text).help(NEEDS));
    }
    let top = top(signer, &trust.anchors)?;
    if trust.anchors.is_empty() {
        // Nobody is trusted here: at least the way to the authority has to be sound.
        let alone = Trust { anchors: vec![top], ..trust.clone() };
        refuse(&own(&alone), |_| true)?;
    }
    refuse(&judgement, |_| true)?;
    Ok(judgement.findings)
}

/// The first finding for which a signature would not be taken.
fn refuse(judgement: &Judgement, which: impl Fn(&&Finding) -> bool) -> Result<(), Failure> {
    let bad = |finding: &&Finding| finding.verdict() > Verdict::Valid && finding.kind != Kind::NoTrust;
    match judgement.findings.iter().find(|finding| bad(finding) && which(finding)) {
        Some(finding) => Err(refused(finding)),
        None => Ok(()),
    }
}

/// A finding of the check as a reason not to sign, with the cure.
pub fn refused(finding: &Finding) -> Failure {
    let failure = Failure::of(Cause::Refused(finding.kind), finding.text.clone());
    match finding.kind {
        Kind::Unfit => failure.help(NEEDS),
        Kind::Untimely => failure.help("sign with a certificate that is valid now"),
        Kind::Revoked => failure.help("sign with a new certificate"),
        Kind::Weak | Kind::UnknownAlgorithm => {
            failure.help("ECDSA on P-256 or P-384, RSA of 2048 to 8192 bits and Ed25519 can sign, with SHA-2")
        }
        Kind::StampUntrusted => failure.help("trust the authority of the timestamps, too"),
        _ => failure,
    }
}

/// The certificate at the top of the chain: one that signs itself, or that is trusted.
///
/// # Errors
/// When one is missing on the way: nobody else could check the signature.
fn top(signer: &Signer, known: &[Vec<u8>]) -> Result<Vec<u8>, Failure> {
    let above = signer.chain().iter().chain(known);
    let all: Vec<(&Vec<u8>, Certificate)> =
        above.filter_map(|der| Some((der, Certificate::from_der(der).ok()?))).collect();
    let (mut der, mut current) = (signer.certificate(), signer.parsed());
    for _ in 0..=all.len() {
        let tbs = &current.tbs_certificate;
        if tbs.issuer == tbs.subject {
            break;
        }
        match all.iter().find(|(_, other)| other.tbs_certificate.subject == tbs.issuer) {
            Some((bytes, above)) => (der, current) = (bytes, above),
            None => {
                let text = format!(
                    "the certificate of `{}` is missing: add it to the file of the key, so that others can check the \
                     signature",
                    super::keys::clean(&tbs.issuer.to_string())
                );
                return Err(Failure::of(Cause::Refused(Kind::Untrusted), text)
                    .help("or name a file with the signer's certificate and those above it with `--certificate`"));
            }
        }
    }
    Ok(der.to_vec())
}
