//! Timestamps: an authority inside the test, and each way in which one can fail or lie.

use std::io::Read;
use std::io::Write;
use std::net::TcpListener;
use std::net::TcpStream;
use std::thread;

use crate::base::*;
use ::cms::cert::CertificateChoices;
use ::cms::cert::IssuerAndSerialNumber;
use ::cms::content_info::CmsVersion;
use ::cms::content_info::ContentInfo;
use ::cms::signed_data::CertificateSet;
use ::cms::signed_data::EncapsulatedContentInfo;
use ::cms::signed_data::SignedData;
use ::cms::signed_data::SignerIdentifier;
use ::cms::signed_data::SignerInfo;
use ::cms::signed_data::SignerInfos;
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5911;
use der::Any;
use der::Decode;
use der::Encode;
use der::asn1::OctetString;
use der::asn1::SetOfVec;
use pades::cms;
use pades::fetch::Http;
use pades::keys::Identity;
use pades::keys::to_pem;
use pades::pdf::enter;
use pades::pdf::form;
use pades::pdf::form::Field;
use pades::raw;
use pades::scheme::Hash;
use pades::stamp;
use pades::stamp::Authority;
use pades::trust::Trust;
use pades::verdict::Failure;
use pades::verdict::Verdict;
use pades::verify;
use rcgen::BasicConstraints;
use rcgen::CertificateParams;
use rcgen::CertifiedIssuer;
use rcgen::CustomExtension;
use rcgen::DnType;
use rcgen::IsCa;
use rcgen::KeyPair;
use rcgen::KeyUsagePurpose;
use x509_cert::Certificate;
use x509_cert::attr::Attribute;

/// What a timestamp is of.
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");

/// A timestamp authority that can be made to lie.
struct Clock {
    signer: Identity,
    trust: Trust,
    time: &'static str,
    nonce: Vec<u8>,
    /// What it stamps in place of what it is asked for.
    over: Option<&'static [u8]>,
}

fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = NOW - time::Duration::days(9);
    params.not_after = NOW + time::Duration::days(9);
    params
}

/// `critical` is what RFC 3161 asks of the mark that a certificate is for timestamps.
fn clock(critical: bool) -> Clock {
    let mut root = params("clocks");
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    root.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let root = CertifiedIssuer::self_signed(root, KeyPair::generate().expect("a key")).expect("an authority");
    let key = KeyPair::generate().expect("a key");
    let mut own = params("clock");
    own.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    let usage = vec![0x30, 0x0a, 0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 3, 8];
    let mut extension = CustomExtension::from_oid_content(&[2, 5, 29, 37], usage);
    extension.set_criticality(critical);
    own.custom_extensions.push(extension);
    let own = own.signed_by(&key, &root).expect("a certificate");
    let list = rcgen::CertificateRevocationListParams {
        this_update: NOW - time::Duration::DAY,
        next_update: NOW + time::Duration::days(9),
        crl_number: 1u64.into(),
        issuing_distribution_point: None,
        revoked_certs: Vec::new(),
        key_identifier_method: rcgen::KeyIdMethod::Sha256,
    };
    let crls = vec![list.signed_by(&root).expect("a list").der().to_vec()];
    let trust = Trust { anchors: vec![root.der().to_vec()], crls, ..Trust::default() };
    let pem = to_pem(own.der()).expect("PEM");
    let signer = Identity::from_pem(key.serialize_pem().as_bytes(), pem.as_bytes(), None).expect("a signer");
    Clock { signer, trust, time: "20261123093000.5Z", nonce: Vec::new(), over: None }
}

impl Clock {
    fn token(&self, digest: &[u8]) -> Vec<u8> {
        let hash = Hash::Sha256.algorithm().to_der().expect("DER");
        let digest = OctetString::new(digest).and_then(|digest| digest.to_der()).expect("DER");
        let imprint = sequence(&[&hash, &digest]);
        let time = [&[0x18, self.time.len() as u8], self.time.as_bytes()].concat();
        let policy = TST_INFO.to_der().expect("DER");
        self.signed(&sequence(&[&[2, 1, 1], &policy, &imprint, &[2, 1, 9], &time, &self.nonce]))
    }

    fn signed(&self, content: &[u8]) -> Vec<u8> {
        let parsed = Certificate::from_der(self.signer.certificate()).expect("a certificate");
        let attribute = |oid, value: Any| Attribute { oid, values: SetOfVec::try_from(vec![value]).expect("a set") };
        let digest = OctetString::new(Hash::Sha256.digest(&[content])).expect("bytes");
        let own = OctetString::new(Hash::Sha256.digest(&[self.signer.certificate()])).expect("bytes");
        // SigningCertificateV2 with one certificate, named by SHA-256 (RFC 5035).
        let named = sequence(&[&sequence(&[&sequence(&[&own.to_der().expect("DER")])])]);
        let attributes = vec![
            attribute(rfc5911::ID_CONTENT_TYPE, Any::encode_from(&TST_INFO).expect("DER")),
            attribute(rfc5911::ID_MESSAGE_DIGEST, Any::encode_from(&digest).expect("DER")),
            attribute(ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47"), Any::from_der(&named).expect("DER")),
        ];
        let attributes = SetOfVec::try_from(attributes).expect("a set");
        let value = self.signer.sign(&attributes.to_der().expect("DER")).expect("the key signs");
        let signer = SignerInfo {
            version: CmsVersion::V1,
            sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
                issuer: parsed.tbs_certificate.issuer.clone(),
                serial_number: parsed.tbs_certificate.serial_number.clone(),
            }),
            digest_alg: Hash::Sha256.algorithm(),
            signed_attrs: Some(attributes),
            signature_algorithm: self.signer.scheme().algorithm().expect("an algorithm"),
            signature: OctetString::new(value).expect("bytes"),
            unsigned_attrs: None,
        };
        let econtent = Any::encode_from(&OctetString::new(content).expect("bytes")).expect("DER");
        let certificates = SetOfVec::try_from(vec![CertificateChoices::Certificate(parsed)]).expect("a set");
        let data = SignedData {
            version: CmsVersion::V3,
            digest_algorithms: SetOfVec::try_from(vec![Hash::Sha256.algorithm()]).expect("a set"),
            encap_content_info: EncapsulatedContentInfo { econtent_type: TST_INFO, econtent: Some(econtent) },
            certificates: Some(CertificateSet(certificates)),
            crls: None,
            signer_infos: SignerInfos(SetOfVec::try_from(vec![signer]).expect("a set")),
        };
        let content = Any::encode_from(&data).expect("DER");
        ContentInfo { content_type: rfc5911::ID_SIGNED_DATA, content }.to_der().expect("DER")
    }
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    Any::new(der::Tag::Sequence, parts.concat()).and_then(|any| any.to_der()).expect("DER")
}

impl Authority for Clock {
    fn stamp(&self, data: &[u8]) -> Result<Vec<u8>, Failure> {
        Ok(self.token(&Hash::Sha256.digest(&[self.over.unwrap_or(data)])))
    }
}

/// What is said of a token over `data`.
fn said(clock: &Clock) -> String {
    let token = clock.stamp(b"data").expect("a token");
    let findings = stamp::read(&token, &[b"da", b"ta"]).findings;
    findings.iter().map(|finding| finding.text.as_str()).collect::<Vec<_>>().join("\n")
}

#[test]
fn tokens() {
    assert_eq!(said(&clock(true)), "");
    assert_eq!(said(&Clock { over: Some(b"other"), ..clock(true) }), "the timestamp is one of another signature");
    assert_eq!(said(&Clock { time: "20261123", ..clock(true) }), "the timestamp is not well formed");
}

#[test]
fn any_changed_byte_of_a_token_is_noticed() {
    let token = clock(true).stamp(b"data").expect("a token");
    for index in 0..token.len() {
        let mut changed = token.clone();
        changed[index] ^= 1;
        assert!(!stamp::read(&changed, &[b"data"]).findings.is_empty(), "byte {index}");
    }
}

/// A report signed by the first role with a timestamp of this clock.
fn stamped(clock: &Clock) -> Vec<u8> {
    let b = base();
    let stamp = Field { name: "timestamp".to_owned(), label: "Timestamp".to_owned(), page: 1, rect: [0.0; 4] };
    let form = form::finalise(&b.plain, &[field("lead"), stamp]).expect("fields can be added");
    sign_with(&form, "lead", Some(2), |content| {
        cms::sign(&b.keys.signers[0], content, Some(clock)).expect("it is signed")
    })
}

/// The trust of the signers and of a clock.
fn both(clock: &Clock) -> Trust {
    let mut trust = base().keys.trust.clone();
    trust.anchors.extend(clock.trust.anchors.iter().cloned());
    trust.crls.extend(clock.trust.crls.iter().cloned());
    trust
}

#[test]
fn a_signature_with_a_time() {
    let clock = clock(true);
    let pdf = stamped(&clock);
    let checked = verify::check(&pdf, &both(&clock), Some(NOW));
    assert_eq!(checked.verdict(), Verdict::Valid, "{checked:#?}");
    assert_eq!(checked.signatures[0].grade.name(), "B-T");
    assert_eq!(checked.signatures[0].stamped.as_deref(), Some("2026-11-23T09:30:00Z"));
    let verdict = |trust: &Trust| {
        let checked = verify::check(&pdf, trust, Some(NOW));
        let said: Vec<String> = checked.signatures[0].findings.iter().map(|finding| finding.text.clone()).collect();
        (checked.verdict(), said.join("\n"))
    };
    // A clock that nobody vouches for leaves the signature without a time.
    let (found, words) = verdict(&base().keys.trust);
    assert!(found == Verdict::Indeterminate && words.contains("does not lead to a trusted one"), "{words}");
    // Whether the clock's certificate was revoked has to be known as well.
    let (found, words) = verdict(&Trust { crls: base().keys.trust.crls.clone(), ..both(&clock) });
    assert!(found == Verdict::Indeterminate && words.contains("of the timestamp authority was revoked"), "{words}");
    // Closed by a timestamp over all of it.
    let prepared = enter::prepare_timestamp(&pdf, "timestamp", 8192).expect("the field is free");
    let token = clock.stamp(&prepared.covered().concat()).expect("a token");
    let closed = prepared.complete(&token).expect("there is room");
    let checked = verify::check(&closed, &both(&clock), Some(NOW));
    assert_eq!(checked.verdict(), Verdict::Valid, "{checked:#?}");
    assert!(checked.signatures[1].document_timestamp);
}

#[test]
fn a_clock_that_may_not_stamp() {
    let clock = clock(false);
    let checked = verify::check(&stamped(&clock), &both(&clock), Some(NOW));
    assert_eq!(checked.verdict(), Verdict::Invalid, "{checked:#?}");
}

/// Answers one request on a port of this machine; gives the address.
fn serve(answer: impl FnOnce(&[u8]) -> (u16, Vec<u8>) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}/", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("somebody asks");
        let (status, bytes) = answer(&request(&mut stream));
        let head = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", bytes.len());
        let _ = stream.write_all(&[head.as_bytes(), &bytes].concat());
    });
    address
}

fn request(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let read = stream.read(&mut buffer).expect("the request can be read");
        bytes.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let length = text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
            if bytes.len() >= end + 4 + length.unwrap_or(0) {
                return bytes[end + 4..].to_vec();
            }
        }
        if read == 0 {
            return bytes;
        }
    }
}

/// The digest and the nonce that a request asks for.
fn asked(request: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let fields = raw::children(request).expect("a request");
    let imprint = raw::children(fields[1].bytes).expect("an imprint");
    (raw::value(imprint[1].bytes).expect("a digest").to_vec(), fields[2].bytes.to_vec())
}

/// An answer with this status and token.
fn response(status: u8, token: &[u8]) -> Vec<u8> {
    sequence(&[&[0x30, 3, 2, 1, status], token])
}

#[test]
fn an_authority_is_asked_over_http() {
    let url = serve(|request| {
        let (digest, nonce) = asked(request);
        (200, response(0, &Clock { nonce, ..clock(true) }.token(&digest)))
    });
    let token = Http::new(url).stamp(b"data").expect("a token");
    assert!(stamp::read(&token, &[b"data"]).findings.is_empty());
}

/// One clear sentence for each way in which an authority can fail.
#[test]
fn authorities_that_fail() {
    let other =
        |request: &[u8]| (200, response(0, &Clock { nonce: vec![2, 1, 7], ..clock(true) }.token(&asked(request).0)));
    let elsewhere = |request: &[u8]| {
        let nonce = asked(request).1;
        (200, response(0, &Clock { nonce, ..clock(true) }.token(&[7; 32])))
    };
    let nobody = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    for (url, expected) in [
        (
            serve(|_| (200, b"<html>hello</html>".to_vec())),
            "the timestamp authority answered with something that is no timestamp",
        ),
        (serve(|_| (200, response(2, &[]))), "the timestamp authority refused with status 2"),
        (serve(other), "the timestamp authority answered another request: the nonce is not ours"),
        (serve(elsewhere), "the timestamp can't be used: the timestamp is one of another signature"),
        (serve(|_| (503, Vec::new())), "the timestamp authority can't be reached: it answered with status 503"),
        (serve(|_| (200, vec![0; 2 << 20])), "the timestamp authority can't be reached: the answer is too large"),
        (format!("http://{nobody}/"), "the timestamp authority can't be reached: connection refused"),
    ] {
        let failure = Http::new(url).stamp(b"data").expect_err(expected);
        assert_eq!(failure.text, expected);
    }
}
