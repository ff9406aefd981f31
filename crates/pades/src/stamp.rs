//! Timestamps (RFC 3161): asking an authority for one, and reading what it said.
//!
//! The time of a signature is what its signer claims, unless an authority vouches for it. A token is a CMS signature over
//! a digest and a time; here it is checked that it is over the right bytes and by a certificate for timestamps, and
//! [`super::trust`] decides whether that certificate is trusted.

use ::cms::signed_data::SignedData;
use const_oid::ObjectIdentifier;
use der::Any;
use der::Decode;
use der::Encode;
use der::asn1::Int;
use der::asn1::OctetString;
use spki::AlgorithmIdentifierOwned;
use time::OffsetDateTime;

use super::scheme::Hash;
use super::signed_data;
use super::signed_data::Content;
use super::signed_data::Digest;
use super::signed_data::Facts;
use super::signed_data::Profile;
use super::verdict::Failure;
use super::verdict::Finding;
use super::verdict::Kind;

/// id-ct-TSTInfo (RFC 3161, section 2.4.2).
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");

/// Gives timestamps.
pub trait Authority {
    /// A token over these bytes, in DER.
    ///
    /// # Errors
    /// When none can be had, or it is not for these bytes.
    fn stamp(&self, data: &[u8]) -> Result<Vec<u8>, Failure>;
}

#[derive(Clone, Debug, PartialEq, Eq, der::Sequence)]
struct Imprint {
    hash: AlgorithmIdentifierOwned,
    digest: OctetString,
}

/// TimeStampReq (RFC 3161, section 2.4.1).
#[derive(Clone, Debug, PartialEq, Eq, der::Sequence)]
struct Request {
    version: u8,
    imprint: Imprint,
    nonce: Int,
    certificates: bool,
}

/// PKIStatusInfo (RFC 3161, section 2.4.2).
#[derive(Clone, Debug, PartialEq, Eq, der::Sequence)]
struct Status {
    status: u8,
    #[asn1(optional = "true")]
    text: Option<Vec<String>>,
    #[asn1(optional = "true")]
    failure: Option<der::asn1::BitString>,
}

/// TimeStampResp (RFC 3161, section 2.4.2).
#[derive(Clone, Debug, PartialEq, Eq, der::Sequence)]
struct Response {
    status: Status,
    #[asn1(optional = "true")]
    token: Option<Any>,
}

/// TSTInfo (RFC 3161, section 2.4.2), its time as it is written, since fractions of a second are allowed.
struct Info {
    imprint: Imprint,
    time: OffsetDateTime,
    nonce: Option<Int>,
}

/// A timestamp, read.
#[derive(Clone, Debug, Default)]
pub struct Stamp {
    /// The time that it vouches for.
    pub time: Option<OffsetDateTime>,
    /// The certificate of the authority.
    pub certificate: Option<Vec<u8>>,
    /// The other certificates.
    pub others: Vec<Vec<u8>>,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

/// Reads and checks a token over bytes given in parts.
pub fn read(token: &[u8], data: &[&[u8]]) -> Stamp {
    read_digested(token, &|hash| hash.digest(data))
}

/// The same, for bytes of which only the digest is at hand.
pub fn read_digested(token: &[u8], data: Digest<'_>) -> Stamp {
    let mut stamp = Stamp::default();
    let parts = match signed_data::open(token) {
        Ok(signed) => signed,
        Err(finding) => {
            stamp.findings.push(Finding { text: format!("the timestamp: {}", finding.text), ..finding });
            return stamp;
        }
    };
    let (content, info) = match info(&parts) {
        Some(found) => found,
        None => {
            stamp.findings.push(Finding::new(Kind::Stamp, "the timestamp is not well formed"));
            return stamp;
        }
    };
    let mut signed = Facts::default();
    let digest = |hash: Hash| hash.digest(&[&content]);
    signed_data::check(&parts, Content { digest: &digest, profile: Profile::Token }, &mut signed);
    stamp.findings.extend(
        signed
            .findings
            .into_iter()
            .map(|finding| Finding { text: format!("the timestamp: {}", finding.text), ..finding }),
    );
    match Hash::from_oid(info.imprint.hash.oid) {
        Ok(hash) if info.imprint.digest.as_bytes() == data(hash) => {}
        Ok(_) => stamp.findings.push(Finding::new(Kind::Stamp, "the timestamp is one of another signature")),
        Err(finding) => stamp.findings.push(finding),
    }
    (stamp.certificate, stamp.others) = (signed.certificate, signed.others);
    stamp.time = Some(info.time);
    stamp
}

fn info(data: &SignedData) -> Option<(Vec<u8>, Info)> {
    if data.encap_content_info.econtent_type != TST_INFO {
        return None;
    }
    let content = data.encap_content_info.econtent.as_ref()?.decode_as::<OctetString>().ok()?;
    let info = parse(content.as_bytes())?;
    Some((content.as_bytes().to_vec(), info))
}

fn parse(bytes: &[u8]) -> Option<Info> {
    let fields: Vec<Any> = Vec::<Any>::from_der(bytes).ok()?;
    let mut fields = fields.iter();
    let version: u8 = fields.next()?.decode_as().ok()?;
    let _policy: ObjectIdentifier = fields.next()?.decode_as().ok()?;
    let imprint = Imprint::from_der(&fields.next()?.to_der().ok()?).ok()?;
    let _serial = fields.next()?;
    let time = fields.next()?;
    let time = moment(time.value())?;
    let nonce = fields.find_map(|field| field.decode_as::<Int>().ok());
    (version == 1).then_some(Info { imprint, time, nonce })
}

/// A GeneralizedTime in UTC, such as `20261123093000.123Z`.
fn moment(text: &[u8]) -> Option<OffsetDateTime> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.len() != 14 || fraction.len() > 9 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let format = time::macros::format_description!("[year][month][day][hour][minute][second]");
    Some(time::PrimitiveDateTime::parse(whole, format).ok()?.assume_utc())
}

/// A request over these bytes, and its nonce as [`token`] takes it.
///
/// # Errors
/// When it can't be put together.
pub fn request(data: &[u8], nonce: &[u8]) -> der::Result<(Vec<u8>, Int)> {
    let digest = OctetString::new(Hash::Sha256.digest(&[data]))?;
    let nonce = Int::new(nonce)?;
    let imprint = Imprint { hash: Hash::Sha256.algorithm(), digest };
    let request = Request { version: 1, imprint, nonce: nonce.clone(), certificates: true };
    Ok((request.to_der()?, nonce))
}

/// The token of an answer to a request over these bytes.
///
/// # Errors
/// When it is none, or one of other bytes or to another request.
pub fn token(answer: &[u8], data: &[u8], nonce: &Int) -> Result<Vec<u8>, Failure> {
    let rubbish = || Failure::new("the timestamp authority answered with something that is no timestamp");
    let response = Response::from_der(answer).map_err(|_| rubbish())?;
    if response.status.status > 1 {
        let text = response.status.text.unwrap_or_default().join(" ");
        let text: String = text.chars().filter(|c| !c.is_control()).take(120).collect();
        let reason = if text.is_empty() { String::new() } else { format!(": {text}") };
        let status = response.status.status;
        return Err(Failure::new(format!("the timestamp authority refused with status {status}{reason}")));
    }
    let token = response.token.and_then(|token| token.to_der().ok()).ok_or_else(rubbish)?;
    let parts = signed_data::open(&token).map_err(|_| rubbish())?;
    let (_, info) = info(&parts).ok_or_else(rubbish)?;
    if info.nonce.as_ref() != Some(nonce) {
        return Err(Failure::new("the timestamp authority answered another request: the nonce is not ours"));
    }
    if let Some(problem) = read(&token, &[data]).findings.first() {
        return Err(Failure::new(format!("the timestamp can't be used: {}", problem.text)));
    }
    Ok(token)
}
