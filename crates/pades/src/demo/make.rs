//! Keys for trying things out: an authority made up on the spot, and a signer a role.
//!
//! Every name says that it is a demonstration. The authority's own key is forgotten as soon as the certificates and the
//! list of revoked ones (which is empty) are made, so that nothing can be added later.

use rcgen::BasicConstraints;
use rcgen::CertificateParams;
use rcgen::CertificateRevocationListParams;
use rcgen::CertifiedIssuer;
use rcgen::DistinguishedName;
use rcgen::DnType;
use rcgen::IsCa;
use rcgen::KeyIdMethod;
use rcgen::KeyPair;
use rcgen::KeyUsagePurpose;
use rcgen::PKCS_ECDSA_P256_SHA256;
use rcgen::SerialNumber;
use ssh_key::LineEnding;
use ssh_key::PrivateKey;
use ssh_key::private::Ed25519Keypair;
use time::Duration;
use time::OffsetDateTime;

use crate::keys::Secret;
use crate::verdict::Failure;

use super::DemoFile;
use super::ORGANISATION;

/// How long the certificates are valid.
const VALID: Duration = Duration::days(365);
/// Makes keys for roles, given as id and name. PKCS#12 files are locked with the secret; SSH keys are not.
///
/// # Errors
/// When there is no randomness.
pub fn make(roles: &[(String, String)], now: OffsetDateTime, secret: &Secret) -> Result<Vec<DemoFile>, Failure> {
    let failed = |_: rcgen::Error| Failure::new("the keys can't be made");
    let mut params = params("levelbook DEMO authority - not for real use", now);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let authority = CertifiedIssuer::self_signed(params, key()?).map_err(failed)?;
    let list = CertificateRevocationListParams {
        this_update: now - Duration::DAY,
        next_update: now + VALID,
        crl_number: SerialNumber::from(1u64),
        issuing_distribution_point: None,
        revoked_certs: Vec::new(),
        key_identifier_method: KeyIdMethod::Sha256,
    };
    let list = list.signed_by(&authority).map_err(failed)?.pem().map_err(failed)?;
    let mut files = Vec::new();
    let mut file = |name: String, bytes: Vec<u8>, private: bool| files.push(DemoFile { name, bytes, private });
    file("ca.pem".to_owned(), authority.pem().into_bytes(), false);
    file("trust.pem".to_owned(), format!("{}{list}", authority.pem()).into_bytes(), false);
    let mut allowed = String::new();
    for (index, (id, name)) in roles.iter().enumerate() {
        let pair = key()?;
        let mut signer = self::params(&format!("DEMO {name}"), now);
        signer.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::ContentCommitment];
        signer.serial_number = Some(SerialNumber::from(index as u64 + 2));
        let certificate = signer.signed_by(&pair, &authority).map_err(failed)?;
        file(format!("{id}.p12"), pkcs12(&pair, certificate.der(), authority.der(), id, secret)?, true);
        file(format!("{id}.pem"), certificate.pem().into_bytes(), false);
        let (private, public) = ssh(id)?;
        allowed.push_str(&format!("{id} namespaces=\"{}\" {public}\n", crate::ssh::NAMESPACE));
        file(format!("{id}.ssh"), private, true);
    }
    file("allowed_signers".to_owned(), allowed.into_bytes(), false);
    Ok(files)
}

fn key() -> Result<KeyPair, Failure> {
    KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(|_| Failure::new("there is no randomness"))
}

fn params(name: &str, now: OffsetDateTime) -> CertificateParams {
    let mut params = CertificateParams::default();
    let mut subject = DistinguishedName::new();
    subject.push(DnType::OrganizationName, ORGANISATION);
    subject.push(DnType::CommonName, name);
    params.distinguished_name = subject;
    params.not_before = now - Duration::DAY;
    params.not_after = now + VALID;
    params
}

fn pkcs12(pair: &KeyPair, own: &[u8], authority: &[u8], id: &str, secret: &Secret) -> Result<Vec<u8>, Failure> {
    let failed = |_: p12_keystore::error::Error| Failure::new("the PKCS#12 file can't be made");
    let chain = [own, authority].into_iter().map(p12_keystore::Certificate::from_der);
    let chain: Result<Vec<_>, _> = chain.collect();
    let digest = ring::digest::digest(&ring::digest::SHA256, own);
    let entry = p12_keystore::PrivateKeyChain::new(pair.serialized_der(), digest.as_ref(), chain.map_err(failed)?);
    let mut store = p12_keystore::KeyStore::new();
    store.add_entry(id, p12_keystore::KeyStoreEntry::PrivateKeyChain(entry));
    store.writer(secret.text()?).write().map_err(failed)
}

fn ssh(id: &str) -> Result<(Vec<u8>, String), Failure> {
    let failed = |_: ssh_key::Error| Failure::new("the SSH key can't be made");
    let mut seed = zeroize::Zeroizing::new([0u8; 32]);
    ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), seed.as_mut_slice())
        .map_err(|_| Failure::new("there is no randomness"))?;
    let pair = Ed25519Keypair::from_seed(&seed);
    let key = PrivateKey::new(pair.into(), format!("DEMO {id}")).map_err(failed)?;
    let public = key.public_key().to_openssh().map_err(failed)?;
    Ok((key.to_openssh(LineEnding::LF).map_err(failed)?.as_bytes().to_vec(), public))
}
