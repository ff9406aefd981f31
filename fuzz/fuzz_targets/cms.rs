//! Fuzzes what reads signatures, timestamps, certificates, answers on revocation, keys and SSH signatures.

#![no_main]

use libfuzzer_sys::fuzz_target;

use pades::cms;
use pades::keys;
use pades::keys::Named;
use pades::keys::Secret;
use pades::ocsp;
use pades::ssh;
use pades::stamp;
use pades::trust;
use pades::trust::Trust;
use pades::usage::Usage;

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
