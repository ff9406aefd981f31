//! The few things that are fetched over HTTP while signing: timestamps, and whether a certificate was revoked.
//!
//! Checking a signature asks nobody. Answers are limited in size and time, and redirects are followed three times.

use std::time::Duration;

use const_oid::db::rfc5280;
use der::Decode;
use x509_cert::Certificate;
use x509_cert::ext::pkix::AuthorityInfoAccessSyntax;
use x509_cert::ext::pkix::CrlDistributionPoints;
use x509_cert::ext::pkix::name::DistributionPointName;
use x509_cert::ext::pkix::name::GeneralName;

use super::ocsp;
use super::pdf::dss::Store;
use super::stamp;
use super::stamp::Authority;
use super::verdict::Failure;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// The most bytes of a list of revoked certificates.
const LARGEST: u64 = 16 << 20;

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .max_redirects(3)
        .user_agent(concat!("levelbook/", env!("CARGO_PKG_VERSION")))
        .build()
        .into()
}

/// Sends bytes and gives the answer.
///
/// # Errors
/// The reason in a few words.
pub fn post(url: &str, kind: &str, body: &[u8], limit: u64) -> Result<Vec<u8>, String> {
    let answer = agent().post(url).header("Content-Type", kind).send(body).map_err(|error| reason(&error))?;
    answer.into_body().into_with_config().limit(limit).read_to_vec().map_err(|error| reason(&error))
}

fn get(url: &str, limit: u64) -> Result<Vec<u8>, String> {
    let answer = agent().get(url).call().map_err(|error| reason(&error))?;
    answer.into_body().into_with_config().limit(limit).read_to_vec().map_err(|error| reason(&error))
}

fn reason(error: &ureq::Error) -> String {
    match error {
        ureq::Error::StatusCode(code) => format!("it answered with status {code}"),
        ureq::Error::Timeout(_) => format!("no answer within {} s", PATIENCE.as_secs()),
        ureq::Error::HostNotFound => "there is no such host".to_owned(),
        ureq::Error::BadUri(_) => "this is no web address".to_owned(),
        ureq::Error::BodyExceedsLimit(_) => "the answer is too large".to_owned(),
        ureq::Error::Io(error) => error.kind().to_string(),
        _ => "the connection failed".to_owned(),
    }
}

/// An authority that is asked over HTTP.
#[derive(Clone, Debug)]
pub struct Http {
    url: String,
}

/// The most bytes of an answer that are read.
const LARGEST_ANSWER: u64 = 1 << 20;

impl Http {
    /// The authority at an address that begins with `http://` or `https://`.
    pub fn new(url: impl Into<String>) -> Http {
        Http { url: url.into() }
    }
}

impl Authority for Http {
    fn stamp(&self, data: &[u8]) -> Result<Vec<u8>, Failure> {
        let random = ring::rand::SystemRandom::new();
        let mut nonce = [0u8; 16];
        ring::rand::SecureRandom::fill(&random, &mut nonce).map_err(|_| Failure::new("there is no randomness"))?;
        // A positive number without leading zeros.
        if let Some(first) = nonce.first_mut() {
            *first = (*first & 0x3f) | 0x40;
        }
        let (request, nonce) =
            stamp::request(data, &nonce).map_err(|_| Failure::new("the request can't be put together"))?;
        let answer = post(&self.url, "application/timestamp-query", &request, LARGEST_ANSWER)
            .map_err(|reason| Failure::new(format!("the timestamp authority can't be reached: {reason}")))?;
        stamp::token(&answer, data, &nonce)
    }
}

/// What is needed to check a certificate later: for it and each above it, who says that it was not revoked. `path` leads
/// from the certificate to the trusted one.
///
/// # Errors
/// When for one of them nobody can be asked, or nobody answers.
pub fn evidence(path: &[Vec<u8>]) -> Result<Store, Failure> {
    let mut store = Store { certificates: path.to_vec(), ..Store::default() };
    for pair in path.windows(2) {
        let [certificate, issuer] = pair else { continue };
        let parsed = Certificate::from_der(certificate).map_err(|_| Failure::new("the certificate can't be read"))?;
        let name = parsed.tbs_certificate.subject.to_string();
        let mut reasons = Vec::new();
        let mut found = false;
        for url in responders(&parsed) {
            let Some(request) = ocsp::request(certificate, issuer) else { continue };
            match post(&url, "application/ocsp-request", &request, LARGEST) {
                Ok(answer) => {
                    store.ocsps.push(answer);
                    found = true;
                    break;
                }
                Err(reason) => reasons.push(reason),
            }
        }
        for url in lists(&parsed) {
            if found {
                break;
            }
            match get(&url, LARGEST) {
                Ok(list) => {
                    store.crls.push(list);
                    found = true;
                }
                Err(reason) => reasons.push(reason),
            }
        }
        if !found {
            let reasons = if reasons.is_empty() { "it names nobody to ask".to_owned() } else { reasons.join(", ") };
            return Err(Failure::new(format!(
                "nobody says whether the certificate of `{name}` was revoked: {reasons}"
            )));
        }
    }
    Ok(store)
}

/// Where one can ask about a certificate.
fn responders(certificate: &Certificate) -> Vec<String> {
    let access = certificate.tbs_certificate.get::<AuthorityInfoAccessSyntax>();
    let all = access.ok().flatten().map(|(_, access)| access.0).unwrap_or_default();
    let urls = all.into_iter().filter(|one| one.access_method == rfc5280::ID_AD_OCSP);
    urls.filter_map(|one| url(&one.access_location)).collect()
}

/// Where the lists of revoked certificates are.
fn lists(certificate: &Certificate) -> Vec<String> {
    let points = certificate.tbs_certificate.get::<CrlDistributionPoints>();
    let all = points.ok().flatten().map(|(_, points)| points.0).unwrap_or_default();
    let names = all.into_iter().filter_map(|point| match point.distribution_point {
        Some(DistributionPointName::FullName(names)) => Some(names),
        _ => None,
    });
    names.flatten().filter_map(|name| url(&name)).collect()
}

fn url(name: &GeneralName) -> Option<String> {
    match name {
        GeneralName::UniformResourceIdentifier(url) => Some(url.to_string()),
        _ => None,
    }
    .filter(|url| url.starts_with("http://") || url.starts_with("https://"))
}
