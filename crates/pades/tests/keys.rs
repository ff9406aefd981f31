//! Keys in every form in which they are handed over, made by OpenSSL: each is read, or refused by what it is, with a cure.
//!
//! A case is a line: how the file is made, and what becomes of it. Without OpenSSL the tests say that they are skipped.

// Certificates of today are judged today; nothing here is an output.
#![allow(clippy::disallowed_methods)]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;

use pades::keyfile;
use pades::keyfile::Form;
use pades::keys;
use pades::keys::Secret;
use pades::keys::Signer;
use pades::ready;
use pades::trust::Trust;
use pades::verdict::Cause;
use pades::verdict::Choice;
use pades::verdict::Failure;
use pades::verdict::Kind;
use time::OffsetDateTime;

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

/// A folder with an authority and one signer for each kind of key; `None` without OpenSSL.
fn authority() -> Option<tempfile::TempDir> {
    let folder = tempfile::tempdir().expect("a folder");
    if let Err(said) = shell(folder.path(), "openssl version") {
        eprintln!("skipped: no openssl: {said}");
        return None;
    }
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
        make other '-algorithm EC -pkeyopt ec_paramgen_curve:P-256'
    ";
    shell(folder.path(), make).expect("OpenSSL makes keys");
    Some(folder)
}

/// What becomes of a key: the scheme that it signs with, or the failure.
fn opened(folder: &Path, key: &str, certificates: Option<&str>, secret: Option<&str>) -> Result<String, Failure> {
    let bytes = |name: &str| fs::read(folder.join(name)).expect("the file is made");
    let more = certificates.map(bytes);
    let secret = secret.map(|secret| Secret::new(secret.as_bytes().to_vec()));
    keyfile::open(&bytes(key), more.as_deref(), None, secret.as_ref()).map(|identity| identity.scheme().name())
}

#[test]
fn keys_are_read_in_every_form_or_refused_by_what_they_are() {
    let Some(folder) = authority() else { return };
    let here = folder.path();
    let (p256, rsa) = ("ECDSA P-256 with SHA-256", "RSA with SHA-256");
    let anew = "the PKCS#12 file is encrypted in a way that is not known here";
    let old = "the key is encrypted in the old way of OpenSSL, which is weak";
    // What makes the file `k`; the certificates beside it; the passphrase; what becomes of it.
    let cases: &[(&str, Option<&str>, Option<&str>, &str)] = &[
        // PEM and DER.
        ("cp p256.key k", Some("p256.whole"), None, p256),
        ("cat p256.key p256.whole > k", None, None, p256),
        ("openssl ec -in p256.key -out k", Some("p256.whole"), None, p256),
        ("openssl ec -in p256.key -outform DER -out k", Some("p256.whole"), None, p256),
        ("openssl ec -in p384.key -out k", Some("p384.whole"), None, "ECDSA P-384 with SHA-384"),
        ("openssl pkcs8 -topk8 -nocrypt -in p256.key -outform DER -out k", Some("p256.whole"), None, p256),
        ("openssl rsa -in rsa.key -traditional -out k", Some("rsa.whole"), None, rsa),
        ("openssl rsa -in rsa.key -traditional -outform DER -out k", Some("rsa.whole"), None, rsa),
        ("cp rsa.key k", Some("rsa.whole"), None, rsa),
        ("cp ed25519.key k", Some("ed25519.whole"), None, "Ed25519 with SHA-512"),
        ("openssl pkey -in ed25519.key -outform DER -out k", Some("ed25519.whole"), None, "Ed25519 with SHA-512"),
        ("openssl x509 -in p256.pem -outform DER -out c; cp p256.key k", Some("c"), None, p256),
        // Locked.
        ("openssl pkcs8 -topk8 -in p256.key -passout pass:secret -out k", Some("p256.whole"), Some("secret"), p256),
        (
            "openssl pkcs8 -topk8 -in rsa.key -passout pass:secret -outform DER -out k",
            Some("rsa.whole"),
            Some("secret"),
            rsa,
        ),
        (
            "openssl pkcs8 -topk8 -v2 aes-128-cbc -in p256.key -passout pass:secret -out k",
            Some("p256.whole"),
            Some("secret"),
            p256,
        ),
        (
            "openssl pkcs8 -topk8 -in p256.key -passout pass:secret -out k",
            Some("p256.whole"),
            Some("wrong"),
            "the passphrase of the key is wrong",
        ),
        (
            "openssl pkcs8 -topk8 -in p256.key -passout pass:secret -out k",
            Some("p256.whole"),
            None,
            "the key is encrypted, and no passphrase was given",
        ),
        (
            "openssl pkcs8 -topk8 -v1 PBE-SHA1-3DES -in p256.key -passout pass:secret -out k",
            Some("p256.whole"),
            Some("secret"),
            "the key is encrypted in a way that is not known here",
        ),
        (
            "openssl rsa -aes128 -in rsa.key -traditional -passout pass:secret -out k",
            Some("rsa.whole"),
            Some("secret"),
            old,
        ),
        ("openssl ec -aes128 -in p256.key -passout pass:secret -out k", Some("p256.whole"), Some("secret"), old),
        // PKCS#12.
        (
            "openssl pkcs12 -export -inkey p256.key -in p256.whole -passout pass:secret -out k",
            None,
            Some("secret"),
            p256,
        ),
        (
            "openssl pkcs12 -export -inkey p256.key -in p256.pem -passout pass:secret -out k",
            Some("ca.pem"),
            Some("secret"),
            p256,
        ),
        (
            "openssl pkcs12 -export -legacy -inkey rsa.key -in rsa.whole -passout pass:secret -out k",
            None,
            Some("secret"),
            rsa,
        ),
        (
            "openssl pkcs12 -export -legacy -descert -inkey rsa.key -in rsa.whole -passout pass:secret -out k",
            None,
            Some("secret"),
            rsa,
        ),
        (
            "openssl pkcs12 -export -keypbe AES-128-CBC -certpbe AES-128-CBC -inkey rsa.key -in rsa.whole -passout pass:secret -out k",
            None,
            Some("secret"),
            rsa,
        ),
        (
            "openssl pkcs12 -export -macalg sha512 -inkey rsa.key -in rsa.whole -passout pass:secret -out k",
            None,
            Some("secret"),
            anew,
        ),
        (
            "openssl pkcs12 -export -nomac -inkey rsa.key -in rsa.whole -passout pass:secret -out k",
            None,
            Some("secret"),
            rsa,
        ),
        (
            "openssl pkcs12 -export -inkey p256.key -in p256.whole -passout pass:secret -out k",
            None,
            Some("wrong"),
            "the passphrase of the PKCS#12 file is wrong",
        ),
        (
            "openssl pkcs12 -export -legacy -inkey p256.key -in p256.whole -passout pass:secret -out k",
            None,
            Some("wrong"),
            "the passphrase of the PKCS#12 file is wrong",
        ),
        (
            "openssl pkcs12 -export -nomac -inkey rsa.key -in rsa.whole -passout pass:secret -out k",
            None,
            Some("wrong"),
            "the passphrase of the PKCS#12 file is wrong, or it is encrypted in a way that is not known",
        ),
        (
            "openssl pkcs12 -export -inkey p256.key -in p256.whole -passout pass:secret -out k",
            None,
            None,
            "the PKCS#12 file is locked, and no passphrase was given",
        ),
        (
            "openssl pkcs12 -export -nokeys -in p256.whole -passout pass:secret -out k",
            None,
            Some("secret"),
            "the PKCS#12 file holds no key with its certificate",
        ),
        (
            "openssl pkcs12 -export -nocerts -inkey p256.key -passout pass:secret -out k",
            None,
            Some("secret"),
            "the PKCS#12 file holds no key with its certificate",
        ),
        (
            "openssl pkcs12 -export -inkey p256.key -in p256.whole -passout pass:secret -out w; head -c 400 w > k",
            None,
            Some("secret"),
            "the file holds no private key that can be read",
        ),
        // Of something else.
        ("cp p256.key k", Some("other.whole"), None, "the key does not belong to the certificate"),
        (
            "cp p256.key k",
            Some("rsa.whole"),
            None,
            "the key is not of the kind that the certificate is for, damaged, or below 2048 bits",
        ),
        ("cp p256.key k", None, None, "the file holds no certificate"),
        ("cp p256.pem k", None, None, "the file holds no private key that can be read"),
        ("printf 'hello' > k", Some("p256.whole"), None, "the file holds no private key that can be read"),
        ("printf '' > k", Some("p256.whole"), None, "the file holds no private key that can be read"),
        (
            "openssl genpkey -algorithm X25519 -out k",
            Some("p256.whole"),
            None,
            "the key is not of the kind that the certificate is for, or damaged",
        ),
    ];
    let mut wrong = Vec::new();
    for (make, certificates, secret, expected) in cases {
        shell(here, make).unwrap_or_else(|said| panic!("{make}: {said}"));
        let (said, help) = match opened(here, "k", *certificates, *secret) {
            Ok(scheme) => (scheme, String::new()),
            Err(failure) => (failure.text, failure.help),
        };
        if said != *expected {
            wrong.push(format!("{make}\n  expected {expected}\n  said     {said} ({help})"));
        }
        // Whoever can't go on is told how, unless the sentence says it.
        let plain = ["wrong", "no passphrase", "not of the kind"];
        if help.is_empty() && !said.contains(" with SHA-") && !plain.iter().any(|plain| said.contains(plain)) {
            wrong.push(format!("{make}\n  no cure for: {said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_form_tells_whether_a_passphrase_is_asked_for() {
    let Some(folder) = authority() else { return };
    let here = folder.path();
    for (make, expected) in [
        ("cp p256.key k", Form::Key { locked: false }),
        ("openssl rsa -in rsa.key -traditional -outform DER -out k", Form::Key { locked: false }),
        ("openssl pkcs8 -topk8 -in p256.key -passout pass:secret -out k", Form::Key { locked: true }),
        ("openssl pkcs8 -topk8 -in p256.key -passout pass:secret -outform DER -out k", Form::Key { locked: true }),
        ("openssl pkcs12 -export -inkey p256.key -in p256.whole -passout pass:secret -out k", Form::Pkcs12),
    ] {
        shell(here, make).unwrap_or_else(|said| panic!("{make}: {said}"));
        assert_eq!(keyfile::form(&fs::read(here.join("k")).expect("a key")), Ok(expected), "{make}");
    }
}

/// OpenSSL writes one key into a file; others write several.
#[test]
fn of_several_keys_in_a_file_none_is_picked() {
    let Some(folder) = authority() else { return };
    let bytes = |name: &str| fs::read(folder.path().join(name)).expect("the file is made");
    let der = |name: &str| keys::certificates(&bytes(name)).expect("certificates");
    let mut store = p12_keystore::KeyStore::new();
    for name in ["p256", "other"] {
        shell(folder.path(), &format!("openssl pkcs8 -topk8 -nocrypt -in {name}.key -outform DER -out {name}.p8"))
            .expect("it runs");
        let chain = der(&format!("{name}.whole"))
            .into_iter()
            .map(|der| p12_keystore::Certificate::from_der(&der).expect("a certificate"));
        let entry = p12_keystore::PrivateKeyChain::new(bytes(&format!("{name}.p8")), name.as_bytes(), chain);
        store.add_entry(name, p12_keystore::KeyStoreEntry::PrivateKeyChain(entry));
    }
    let both = store.writer("secret").write().expect("PKCS#12");
    let secret = Secret::new(b"secret".to_vec());
    let open = |label| keyfile::open(&both, None, label, Some(&secret));
    let refused = open(None).expect_err("two keys");
    assert_eq!(refused.cause, Cause::Several(Choice::Key, vec!["other".to_owned(), "p256".to_owned()]));
    assert_eq!(open(Some("p256")).expect("the key").certificate(), der("p256.pem")[0]);
    assert_eq!(open(Some("nobody")).expect_err("no such key").text, "the PKCS#12 file holds no key `nobody`");
}

/// What is wrong with a certificate, or nothing.
type Expected = Option<(Kind, &'static str)>;

/// Each certificate that the check would refuse is refused before it signs, and told why.
#[test]
fn a_certificate_that_would_not_hold_does_not_sign() {
    let Some(folder) = authority() else { return };
    let here = folder.path();
    let sign = |options: &str, extensions: &str| {
        format!(
            "printf '{extensions}' > e; openssl x509 -req -in p256.csr {options} -extfile e -out c.pem; cat c.pem ca.pem > c"
        )
    };
    let by_authority = "-CA ca.pem -CAkey ca.key -CAcreateserial -days 20";
    let usual = "keyUsage=critical,digitalSignature,nonRepudiation\\n";
    let usage = |text: &str| sign(by_authority, text);
    let old = "openssl x509 -req -in p256.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 20 -out c.pem; cat c.pem ca.pem > c";
    let below = |request: &str, authority: &str| {
        format!(
            "openssl req -new -newkey {request} -nodes -keyout i.key -subj /CN=between -out i.csr
            printf '{authority}' > e
            openssl x509 -req -in i.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 20 -extfile e -out i.pem
            openssl x509 -req -in p256.csr -CA i.pem -CAkey i.key -CAcreateserial -days 20 -extfile fit -out c.pem
            cat c.pem i.pem ca.pem > c"
        )
    };
    let ec = "ec -pkeyopt ec_paramgen_curve:P-256";
    let issuing = "basicConstraints=critical,CA:TRUE\\nkeyUsage=critical,keyCertSign,cRLSign\\n";
    let key = |options: &str| {
        format!(
            "openssl genpkey {options} -out k.key
            openssl req -new -key k.key -subj /CN=p256 -out k.csr
            openssl x509 -req -in k.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 20 -extfile fit -out c.pem
            cat c.pem ca.pem > c"
        )
    };
    // How the certificates `c` are made; the days from now on which it signs; what is wrong, or nothing.
    let cases: &[(String, i64, Expected)] = &[
        (usage(usual), 0, None),
        (
            usage("subjectKeyIdentifier=hash\\n"),
            0,
            Some((Kind::Unfit, "does not say that it is for standing by what is signed")),
        ),
        (usage(&format!("{usual}extendedKeyUsage=emailProtection\\n")), 0, None),
        (old.to_owned(), 0, Some((Kind::Unfit, "is of an old version: only one of version 3 can say what it is for"))),
        (usage("keyUsage=critical,digitalSignature\\n"), 0, Some((Kind::Unfit, "not for standing by what is signed"))),
        (usage("keyUsage=critical,nonRepudiation\\n"), 0, None),
        (usage("keyUsage=critical,keyEncipherment\\n"), 0, Some((Kind::Unfit, "is not for signatures"))),
        (
            usage(&format!("{usual}extendedKeyUsage=serverAuth\\n")),
            0,
            Some((Kind::Unfit, "is not for signing documents")),
        ),
        (
            usage(&format!("{usual}extendedKeyUsage=critical,timeStamping\\n")),
            0,
            Some((Kind::Unfit, "is not for signing documents")),
        ),
        (
            usage(&format!("{usual}1.2.3.4=critical,ASN1:NULL\\n")),
            0,
            Some((Kind::Unfit, "has an extension that must be understood")),
        ),
        (
            usage(&format!("{usual}basicConstraints=critical,CA:TRUE\\n")),
            0,
            Some((Kind::Unfit, "is one of an authority, not of a person")),
        ),
        (usage(usual), -2, Some((Kind::Untimely, "was not valid before"))),
        (usage(usual), 25, Some((Kind::Untimely, "had expired at"))),
        (format!("{}; cp c.pem c", usage(usual)), 0, Some((Kind::Untrusted, "is missing"))),
        (below(ec, issuing), 0, None),
        (below(ec, "keyUsage=critical,digitalSignature\\n"), 0, Some((Kind::Unfit, "may not issue"))),
        (
            below(ec, "basicConstraints=critical,CA:TRUE\\nkeyUsage=critical,digitalSignature\\n"),
            0,
            Some((Kind::Unfit, "not for issuing certificates")),
        ),
        (below("rsa:1024", issuing), 0, Some((Kind::Weak, "the RSA key has 1024 bits, and 2048 are the least"))),
        (
            key("-algorithm RSA -pkeyopt rsa_keygen_bits:1024"),
            0,
            Some((Kind::Weak, "the RSA key has 1024 bits, and 2048 are the least")),
        ),
        (sign(&format!("{by_authority} -sha1"), usual), 0, Some((Kind::Unfit, "signed in a way that is not taken"))),
        (
            key("-algorithm EC -pkeyopt ec_paramgen_curve:P-521"),
            0,
            Some((Kind::UnknownAlgorithm, "the kind of the key is not known")),
        ),
        (
            key("-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1"),
            0,
            Some((Kind::UnknownAlgorithm, "the kind of the key is not known")),
        ),
        (key("-algorithm ED448"), 0, Some((Kind::UnknownAlgorithm, "the kind of the key is not known"))),
    ];
    let mut wrong = Vec::new();
    for (make, days, expected) in cases {
        shell(here, make).unwrap_or_else(|said| panic!("{make}: {said}"));
        let at = today() + time::Duration::days(*days);
        let read = |name: &str| fs::read(here.join(name)).expect("the file is made");
        let mut trusted = Trust::default();
        trusted.add_pem(&read("ca.pem")).expect("an authority");
        let mut all = keys::certificates(&read("c")).expect("certificates").into_iter();
        let signer = Signer::new(all.next().expect("one"), all.collect());
        // With nobody trusted, the same is wrong; only whom to trust is open.
        for trust in [&Trust::default(), &trusted] {
            // A trusted authority may be left out of the chain.
            let expected = expected.filter(|(kind, _)| *kind != Kind::Untrusted || trust.anchors.is_empty());
            let judged = signer.clone().and_then(|signer| ready::ready(&signer, trust, at));
            match (&judged, expected) {
                (Ok(doubts), None) => {
                    let kinds: Vec<Kind> = doubts.iter().map(|doubt| doubt.kind).collect();
                    let open = if trust.anchors.is_empty() { vec![Kind::NoTrust] } else { vec![] };
                    if kinds != open {
                        wrong.push(format!("{make}\n  {doubts:?}"));
                    }
                }
                (Err(failure), Some((kind, words))) => {
                    if failure.cause != Cause::Refused(kind) || !failure.text.contains(words) || failure.help.is_empty()
                    {
                        wrong.push(format!("{make}\n  expected {kind:?} {words}\n  said {failure:?}"));
                    }
                }
                _ => wrong.push(format!("{make}\n  expected {expected:?}\n  said {judged:?}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Certificates of today are judged today.
fn today() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}
