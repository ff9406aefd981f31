//! Fuzzes what reads signatures, timestamps, certificates, answers on revocation, keys and SSH signatures.

#![no_main]

#[path = "../../src/sign/mod.rs"]
#[allow(dead_code)]
pub mod sign;

use libfuzzer_sys::fuzz_target;

use sign::cms;
use sign::keys;
use sign::keys::Named;
use sign::keys::Secret;
use sign::ocsp;
use sign::ssh;
use sign::stamp;
use sign::trust;
use sign::trust::Trust;
use sign::usage::Usage;

fuzz_target!(|data: &[u8]| {
    let at = time::OffsetDateTime::UNIX_EPOCH;
    let _ = cms::read(data, &[b"content"]);
    let _ = stamp::read(data, &[b"content"]);
    let _ = Named::of(data);
    let _ = ocsp::read(data, data, data, at);
    let _ = ocsp::request(data, data);
    let _ = keys::pem_certificates(data);
    let _ = keys::pem_lists(data);
    let _ = keys::Identity::from_pem(data, data, Some(&Secret::new(b"x".to_vec())));
    let trust = Trust { anchors: vec![data.to_vec()], crls: vec![data.to_vec()], ..Trust::default() };
    let _ = trust::judge(data, &[data.to_vec()], &trust, Usage::Signing, at);
    if let Ok(text) = std::str::from_utf8(data) {
        let (first, second) = text.split_once('\n').unwrap_or((text, ""));
        let _ = ssh::verify(first, data, second, "lead", Some(at));
        let _ = ssh::verify(text, data, text, "lead", None);
    }
});
