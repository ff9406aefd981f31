//! Signatures with an SSH key, as git uses them: made and checked without OpenSSH, and just as well with it.
//!
//! `ssh-keygen -Y verify -f allowed_signers -I WHO -n levelbook -s FILE.sig < FILE` says the same. The format is that of
//! OpenSSH's PROTOCOL.sshsig; the list of allowed signers that of ssh-keygen(1).

use ssh_key::HashAlg;
use ssh_key::LineEnding;
use ssh_key::PrivateKey;
use ssh_key::PublicKey;
use ssh_key::SshSig;
use time::OffsetDateTime;

use super::keys::Secret;
use super::verdict::Cause;
use super::verdict::Failure;
use super::verdict::Finding;
use super::verdict::Kind;

/// What signatures of levelbook are for: one made for git or for a file transfer does not count here.
pub const NAMESPACE: &str = "levelbook";

/// Signs bytes. Gives the signature in its armour.
///
/// # Errors
/// When the key can't be read, its passphrase is wrong or missing, or its kind can't sign here.
pub fn sign(key: &[u8], secret: Option<&Secret>, message: &[u8]) -> Result<String, Failure> {
    let key = PrivateKey::from_openssh(key).map_err(|_| Failure::new("this is no private SSH key of OpenSSH"))?;
    let key = match (key.is_encrypted(), secret) {
        (false, _) => key,
        (true, None) => {
            return Err(Failure::of(Cause::Locked, "the SSH key is encrypted, and no passphrase was given"));
        }
        (true, Some(secret)) => {
            let wrong = |_| Failure::of(Cause::Passphrase, "the passphrase of the SSH key is wrong");
            key.decrypt(secret.bytes()).map_err(wrong)?
        }
    };
    let unfit = |_| {
        let kind = key.algorithm().to_string();
        Failure::new(format!("a key of the kind {kind} can't sign here: Ed25519 and ECDSA can"))
    };
    let signature = key.sign(NAMESPACE, HashAlg::Sha512, message).map_err(unfit)?;
    signature.to_pem(LineEnding::LF).map_err(|_| Failure::new("the signature can't be written"))
}

/// The public half of a key, as a line of a list of allowed signers holds it.
///
/// # Errors
/// When the key can't be read.
pub fn public(key: &[u8]) -> Result<String, Failure> {
    let bad = |_| Failure::new("this is no private SSH key of OpenSSH");
    PrivateKey::from_openssh(key).map_err(bad)?.public_key().to_openssh().map_err(bad)
}

/// The public key that a signature names, as a line of a list holds it.
pub fn key_of(armour: &str) -> Option<String> {
    PublicKey::from(SshSig::from_pem(armour).ok()?.public_key().clone()).to_openssh().ok()
}

/// The fingerprint of the key that a signature names, as `ssh-keygen -l` prints it.
pub fn fingerprint(armour: &str) -> Option<String> {
    let signature = SshSig::from_pem(armour).ok()?;
    Some(PublicKey::from(signature.public_key().clone()).fingerprint(HashAlg::Sha256).to_string())
}

/// The lines of a list of allowed signers that can't be read, counted from 1. Nobody can tell what they allow or forbid.
pub fn unread(allowed: &str) -> Vec<usize> {
    let lines = allowed.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
    let said = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    said.filter(|(_, line)| Allowed::parse(line).is_none()).map(|(number, _)| number).collect()
}

/// Checks a signature over bytes by someone on a list of allowed signers. Nothing means that it holds.
pub fn verify(armour: &str, message: &[u8], allowed: &str, identity: &str, at: Option<OffsetDateTime>) -> Vec<Finding> {
    let Ok(signature) = SshSig::from_pem(armour) else {
        return vec![Finding::new(Kind::Ssh, "the SSH signature is not well formed")];
    };
    let key = PublicKey::from(signature.public_key().clone());
    match key.verify(NAMESPACE, message, &signature) {
        Ok(()) => {}
        Err(ssh_key::Error::Namespace) => {
            return vec![Finding::new(Kind::Ssh, "the SSH signature was made for something else than levelbook")];
        }
        Err(ssh_key::Error::AlgorithmUnsupported { .. } | ssh_key::Error::AlgorithmUnknown) => {
            return vec![Finding::new(
                Kind::SshUnknown,
                "SSH signatures of this kind can't be checked here, but with ssh-keygen",
            )];
        }
        Err(_) => {
            return vec![Finding::new(
                Kind::Ssh,
                "the SSH signature does not fit: the file was changed, or the key is another",
            )];
        }
    }
    let mut reason = format!("no allowed signer `{identity}` has this SSH key");
    for line in allowed.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let Some(entry) = Allowed::parse(line) else { continue };
        if !listed(entry.principals, identity) {
            continue;
        }
        if entry.authority || entry.key.key_data() != key.key_data() {
            continue;
        }
        if entry.namespaces.as_ref().is_some_and(|all| !all.split(',').any(|one| matches(one, NAMESPACE))) {
            reason = format!("the SSH key of `{identity}` is allowed for other uses only");
            continue;
        }
        let early = at.zip(entry.after).is_some_and(|(at, after)| at < after);
        let late = at.zip(entry.before).is_some_and(|(at, before)| at > before);
        if early || late {
            reason = format!("the SSH key of `{identity}` was not valid at the time");
            continue;
        }
        return Vec::new();
    }
    vec![Finding::new(Kind::Ssh, reason)]
}

/// A line of the list.
struct Allowed<'a> {
    principals: &'a str,
    authority: bool,
    namespaces: Option<&'a str>,
    after: Option<OffsetDateTime>,
    before: Option<OffsetDateTime>,
    key: PublicKey,
}

impl Allowed<'_> {
    fn parse(line: &str) -> Option<Allowed<'_>> {
        let (principals, rest) = line.split_once(char::is_whitespace)?;
        let mut entry = Allowed {
            principals: principals.trim_matches('"'),
            authority: false,
            namespaces: None,
            after: None,
            before: None,
            key: PublicKey::from_openssh(key_part(rest)?).ok()?,
        };
        let options = rest.strip_suffix(key_part(rest)?)?;
        for option in split_options(options.trim()) {
            let (name, value) = option.split_once('=').unwrap_or((option, ""));
            let value = value.trim_matches('"');
            match name.to_ascii_lowercase().as_str() {
                "cert-authority" => entry.authority = true,
                "namespaces" => entry.namespaces = Some(value),
                "valid-after" => entry.after = Some(moment(value)?),
                "valid-before" => entry.before = Some(moment(value)?),
                _ => return None,
            }
        }
        Some(entry)
    }
}

/// The key of a line: from the name of its kind on.
fn key_part(rest: &str) -> Option<&str> {
    let kinds = ["ssh-", "ecdsa-", "sk-ssh-", "sk-ecdsa-"];
    let starts = rest
        .char_indices()
        .filter(|(at, _)| *at == 0 || rest.get(..*at).is_some_and(|before| before.ends_with(char::is_whitespace)));
    let mut starts = starts.map(|(at, _)| at);
    let at = starts.find(|at| rest.get(*at..).is_some_and(|from| kinds.iter().any(|kind| from.starts_with(kind))))?;
    rest.get(at..)
}

/// Options are parted by commas outside quotes.
fn split_options(options: &str) -> Vec<&str> {
    let mut quoted = false;
    let parts = options.split(|c| {
        quoted ^= c == '"';
        c == ',' && !quoted
    });
    parts.map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// A day or a moment as ssh-keygen reads it, in UTC: `20261123`, `202611230930` or `20261123093000`, with or without `Z`.
fn moment(text: &str) -> Option<OffsetDateTime> {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let full = match text.len() {
        8 => format!("{text}000000"),
        12 => format!("{text}00"),
        14 => text.to_owned(),
        _ => return None,
    };
    let format = time::macros::format_description!("[year][month][day][hour][minute][second]");
    Some(time::PrimitiveDateTime::parse(&full, format).ok()?.assume_utc())
}

/// Whether a list of patterns holds an identity: one with `!` in front shuts it out, whatever else the list says.
fn listed(patterns: &str, identity: &str) -> bool {
    let mut found = false;
    for pattern in patterns.split(',') {
        match pattern.strip_prefix('!') {
            Some(shut) if matches(shut, identity) => return false,
            Some(_) => {}
            None => found |= matches(pattern, identity),
        }
    }
    found
}

/// A pattern with `*` and `?`.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while t < text.len() {
        match (pattern.get(p), text.get(t)) {
            (Some('*'), _) => {
                back = Some((p, t));
                p += 1;
            }
            (Some('?'), Some(_)) => (p, t) = (p + 1, t + 1),
            (Some(a), Some(b)) if a == b => (p, t) = (p + 1, t + 1),
            _ => match back {
                Some((star, from)) => {
                    back = Some((star, from + 1));
                    (p, t) = (star + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(p).all(|c| *c == '*')
}
