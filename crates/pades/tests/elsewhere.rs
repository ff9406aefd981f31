//! Signatures made elsewhere, here by OpenSSL: whole ones as CMS, and raw ones that are put into CMS here.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;

use pades::cms;
use pades::keys;
use pades::keys::Signer;
use pades::scheme;
use pades::stamp::Authority;
use pades::verdict::Cause;
use pades::verdict::Failure;
use pades::verdict::Kind;

/// What is signed.
const CONTENT: &[u8] = b"%PDF-1.7\r\nwhat a signature covers\n\x00\xff";

/// Runs a line of a shell in a folder; gives what it said when it failed.
fn shell(folder: &Path, line: &str) -> Result<(), String> {
    let output = Command::new("/bin/sh")
        .args(["-ec", line])
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(()) } else { Err(said) }
}

/// A folder with the content, an authority and a signer for each kind of key; `None` without OpenSSL.
fn authority() -> Option<tempfile::TempDir> {
    let folder = tempfile::tempdir().expect("a folder");
    if let Err(said) = shell(folder.path(), "openssl version") {
        eprintln!("skipped: no openssl: {said}");
        return None;
    }
    fs::write(folder.path().join("content"), CONTENT).expect("a file");
    let make = "
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -subj /CN=authority -days 30
        printf 'keyUsage=critical,digitalSignature,nonRepudiation\\n' > fit
        make() {
            openssl genpkey $2 -out $1.key
            openssl req -new -key $1.key -subj /CN=$1 -out $1.csr
            openssl x509 -req -in $1.csr -CA ca.pem -CAkey ca.key -CAcreateserial -extfile fit -out $1.pem -days 20
            cat $1.pem ca.pem > $1.whole
        }
        make p256 '-algorithm EC -pkeyopt ec_paramgen_curve:P-256'
        make p384 '-algorithm EC -pkeyopt ec_paramgen_curve:P-384'
        make rsa '-algorithm RSA -pkeyopt rsa_keygen_bits:2048'
        make ed25519 '-algorithm ED25519'
    ";
    shell(folder.path(), make).expect("OpenSSL makes keys");
    Some(folder)
}

fn signer(folder: &Path, name: &str) -> Signer {
    let bytes = fs::read(folder.join(format!("{name}.whole"))).expect("the file is made");
    let mut all = keys::certificates(&bytes).expect("certificates").into_iter();
    Signer::new(all.next().expect("one"), all.collect()).expect("a signer")
}

#[test]
fn whole_signatures_hold_or_say_what_is_wrong() {
    let Some(folder) = authority() else { return };
    let here = folder.path();
    let usual = "-binary -cades -outform DER -signer p256.pem -inkey p256.key";
    // What is given to `openssl cms -sign`; what is found, or nothing.
    let cases: &[(String, Option<(Kind, &str)>)] = &[
        (format!("{usual} -md sha256 -in content"), None),
        (format!("{usual} -md sha256 -nosmimecap -certfile ca.pem -in content"), None),
        ("-binary -cades -outform DER -md sha384 -signer p384.pem -inkey p384.key -in content".to_owned(), None),
        ("-binary -cades -outform DER -md sha512 -signer rsa.pem -inkey rsa.key -in content".to_owned(), None),
        (
            "-binary -cades -outform DER -md sha256 -signer rsa.pem -inkey rsa.key -keyopt rsa_padding_mode:pss \
             -keyopt rsa_pss_saltlen:digest -in content"
                .to_owned(),
            None,
        ),
        (format!("{usual} -keyid -md sha256 -in content"), None),
        (
            "-binary -outform DER -md sha256 -signer p256.pem -inkey p256.key -in content".to_owned(),
            Some((Kind::Certificate, "the signature does not name the certificate that it is by")),
        ),
        (
            "-binary -outform DER -noattr -md sha256 -signer p256.pem -inkey p256.key -in content".to_owned(),
            Some((Kind::Malformed, "the signature has no signed attributes")),
        ),
        (
            format!("{usual} -nodetach -md sha256 -in content"),
            Some((Kind::Malformed, "the signature brings content of its own")),
        ),
        (format!("{usual} -md sha1 -in content"), Some((Kind::Weak, "the digest is SHA-1, which can be forged"))),
        (
            format!("{usual} -nocerts -md sha256 -in content"),
            Some((Kind::Certificate, "the certificate of the signer is not in the signature")),
        ),
        (
            format!("{usual} -md sha256 -in ca.pem"),
            Some((Kind::Digest, "the file was changed: its digest is not the signed one")),
        ),
        (
            format!("{usual} -signer rsa.pem -inkey rsa.key -md sha256 -in content"),
            Some((Kind::Malformed, "the signature does not have exactly one signer")),
        ),
    ];
    let mut wrong = Vec::new();
    for (options, expected) in cases {
        shell(here, &format!("openssl cms -sign {options} -out made"))
            .unwrap_or_else(|said| panic!("{options}: {said}"));
        let made = fs::read(here.join("made")).expect("a signature");
        assert!(cms::is_signed_data(&made), "{options}");
        let found = cms::read(&made, &[CONTENT]).findings;
        let found = found.first().map(|finding| (finding.kind, finding.text.as_str()));
        if found != *expected {
            wrong.push(format!("{options}\n  expected {expected:?}\n  found    {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_missing_is_added_without_breaking_the_signature() {
    let Some(folder) = authority() else { return };
    let here = folder.path();
    let make = "openssl cms -sign -binary -cades -md sha256 -signer p256.pem -inkey p256.key -in content -outform";
    shell(here, &format!("{make} DER -out made; {make} PEM -out pem")).expect("it signs");
    let made = fs::read(here.join("made")).expect("a signature");
    assert_eq!(cms::complete(&made, &[], None).expect("nothing is missing"), made);
    let signer = signer(here, "p256");
    let whole = cms::complete(&made, signer.chain(), None).expect("the chain is added");
    let read = cms::read(&whole, &[CONTENT]);
    assert_eq!((read.findings, read.others.as_slice()), (Vec::new(), signer.chain()));
    assert!(cms::signing_time(&whole).is_some(), "OpenSSL says the time");
    let pem = cms::from_pem(&fs::read(here.join("pem")).expect("a signature")).expect("PEM");
    assert_eq!(cms::read(&pem, &[CONTENT]).findings, Vec::new());
    // A token that is none is not put in.
    struct Rubbish;
    impl Authority for Rubbish {
        fn stamp(&self, _: &[u8]) -> Result<Vec<u8>, Failure> {
            Ok(vec![0x30, 0])
        }
    }
    assert!(cms::complete(&made, &[], Some(&Rubbish)).is_err());
}

#[test]
fn raw_signatures_are_put_into_cms() {
    let Some(folder) = authority() else { return };
    let here = folder.path();
    // The key; whether it signs with PSS; what signs the attributes or their digest.
    let cases = [
        ("p256", false, "openssl pkeyutl -sign -inkey p256.key -in digest -out value"),
        ("p256", false, "openssl dgst -sha256 -sign p256.key -out value attrs"),
        ("p384", false, "openssl pkeyutl -sign -rawin -digest sha384 -inkey p384.key -in attrs -out value"),
        ("rsa", false, "openssl pkeyutl -sign -inkey rsa.key -pkeyopt digest:sha256 -in digest -out value"),
        ("rsa", false, "openssl pkeyutl -sign -rawin -digest sha256 -inkey rsa.key -in attrs -out value"),
        (
            "rsa",
            true,
            "openssl pkeyutl -sign -inkey rsa.key -pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pss \
             -pkeyopt rsa_pss_saltlen:digest -in digest -out value",
        ),
        ("ed25519", false, "openssl pkeyutl -sign -rawin -inkey ed25519.key -in attrs -out value"),
    ];
    for (name, pss, line) in cases {
        let signer = signer(here, name);
        let signer = if pss { signer.with_pss() } else { signer };
        let attributes = cms::attributes(&signer, &[CONTENT]).expect("attributes");
        fs::write(here.join("attrs"), &attributes).expect("a file");
        fs::write(here.join("digest"), signer.scheme().hash.digest(&[&attributes])).expect("a file");
        shell(here, line).unwrap_or_else(|said| panic!("{line}: {said}"));
        let value = fs::read(here.join("value")).expect("a signature");
        let made = cms::assemble(&signer, &attributes, &value).expect("it holds");
        let read = cms::read(&made, &[CONTENT]);
        assert_eq!(read.findings, Vec::new(), "{line}");
        assert_eq!(read.algorithm, signer.scheme().name(), "{line}");
        // Over anything else it does not hold.
        let other = cms::attributes(&signer, &[b"something else"]).expect("attributes");
        let refused = cms::assemble(&signer, &other, &value).expect_err("it is over something else");
        assert_eq!(refused.cause, Cause::Refused(Kind::Value), "{line}");
    }
}

#[test]
fn two_numbers_are_put_into_the_form_of_cms() {
    // Each number is written as short as can be, and never as a negative one (X.690, clause 8.3).
    for (value, expected) in [
        (&[1, 2][..], Some(&[0x30, 6, 2, 1, 1, 2, 1, 2][..])),
        (&[0, 1, 0x80, 2], Some(&[0x30, 8, 2, 1, 1, 2, 3, 0, 0x80, 2])),
    ] {
        assert_eq!(scheme::ecdsa(value).as_deref(), expected);
    }
}
