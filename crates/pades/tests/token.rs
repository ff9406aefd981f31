//! Keys in a token, for which SoftHSM stands in: with certificates or without, one key or several, one token or two.
#![cfg(feature = "token")]
// SoftHSM reads where its tokens are from the environment, so that a process of its own opens them.
#![allow(clippy::disallowed_methods)]

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

use pades::cms;
use pades::keys;
use pades::keys::Identity;
use pades::keys::Secret;
use pades::token;
use pades::token::KeyPlace;
use pades::verdict::Cause;
use pades::verdict::Choice;
use pades::verdict::Failure;

fn module() -> Option<PathBuf> {
    let places = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"];
    let found = places.iter().map(PathBuf::from).find(|path| path.is_file());
    if found.is_none() {
        eprintln!("skipped: no SoftHSM");
    }
    found
}

#[test]
fn a_token_with_little_in_it_signs_and_none_of_several_keys_is_picked() {
    let Some(module) = module() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let config = here.join("softhsm.conf");
    fs::create_dir(here.join("tokens")).expect("a folder");
    fs::write(&config, format!("directories.tokendir = {}\n", here.join("tokens").display())).expect("a file");
    let shell = |lines: &str| {
        let output = Command::new("/bin/sh")
            .args(["-ec", lines])
            .current_dir(here)
            .env("SOFTHSM2_CONF", &config)
            .env("MODULE", &module)
            .stdin(Stdio::null())
            .output()
            .expect("a shell runs");
        (output.status.success(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    };
    if !shell("openssl version && softhsm2-util --version && command -v pkcs11-tool").0 {
        eprintln!("skipped: no openssl, softhsm2-util or pkcs11-tool");
        return;
    }
    let (fine, said) = shell(
        "
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -subj /CN=authority -days 30
        printf 'keyUsage=critical,digitalSignature,nonRepudiation\\n' > fit
        certify() {
            openssl req -new -key $1.key -subj /CN=$2 -out $2.csr
            openssl x509 -req -in $2.csr -CA ca.pem -CAkey ca.key -CAcreateserial -extfile fit -out $2.pem -days 20
            openssl x509 -in $2.pem -outform DER -out $2.der
            cat $2.pem ca.pem > $2.whole
        }
        for name in one two three; do
            openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out $name.key
            certify $name $name
        done
        certify one renewed
        token() { softhsm2-util --init-token --free --label $1 --pin 1234 --so-pin 4321; }
        key() { softhsm2-util --import $2.key --token $1 --label $3 --id $4 --pin 1234; }
        certificate() {
            pkcs11-tool --module $MODULE --token-label $1 --login --pin 1234 --write-object $2.der --type cert --id $3 --label $2
        }
        token leaf; key leaf one sign 01; certificate leaf one 01
        token bare; key bare one sign 01
        token renewed; key renewed one sign 01; certificate renewed one 01; certificate renewed renewed 01
        token several; key several one sign 01; certificate several one 01; key several two log-in 02; certificate several two 02
        token alike; key alike one sign 0a; certificate alike one 0a; key alike two sign 0b; certificate alike two 0b
        token empty
        ",
    );
    assert!(fine, "{said}");
    let output = Command::new(std::env::current_exe().expect("this test"))
        .args(["inside", "--exact", "--nocapture"])
        .env("SOFTHSM2_CONF", &config)
        .env("PADES_TOKEN_MODULE", &module)
        .env("PADES_TOKEN_FOLDER", here)
        .output()
        .expect("this test runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&[output.stdout, output.stderr].concat()));
}

/// Runs in a process of its own, started by the test above; by itself it has no token and nothing to do.
#[test]
fn inside() {
    let Some(module) = std::env::var_os("PADES_TOKEN_MODULE").map(PathBuf::from) else { return };
    let folder = PathBuf::from(std::env::var_os("PADES_TOKEN_FOLDER").expect("a folder"));
    let open = |token, key, certificates: &str| try_open(&module, &folder, token, key, certificates, b"1234");
    // The token and the key that are named, the certificates beside it, and by whom it signs with how many above, or why not.
    for (token, key, certificates, expected) in [
        (Some("leaf"), None, "", "one, 0 above"),
        (Some("leaf"), None, "one.whole", "one, 1 above"),
        (Some("leaf"), None, "ca.pem", "one, 1 above"),
        (Some("leaf"), None, "renewed.whole", "renewed, 2 above"),
        (Some("leaf"), Some("01"), "one.whole", "one, 1 above"),
        (Some("leaf"), Some("nobody"), "", "the token has no key `nobody`"),
        (Some("bare"), None, "one.whole", "one, 1 above"),
        (Some("bare"), None, "", "the token has no certificate of the key"),
        (Some("bare"), None, "two.whole", "the key does not belong to the certificate"),
        (Some("renewed"), None, "", "the token has several certificates of the key"),
        (Some("renewed"), None, "renewed.whole", "renewed, 2 above"),
        (Some("several"), Some("log-in"), "", "two, 1 above"),
        (Some("several"), Some("sign"), "", "one, 1 above"),
        (Some("alike"), Some("0b"), "", "two, 1 above"),
        (Some("alike"), Some("0B"), "", "two, 1 above"),
        (Some("empty"), None, "", "the token has no key"),
        (Some("nowhere"), None, "", "there is no token `nowhere`"),
    ] {
        let said = match open(token, key, certificates) {
            Ok(signer) => {
                let made = cms::sign(&signer, &[b"content"], None).expect("it signs");
                assert_eq!(cms::read(&made, &[b"content"]).findings, Vec::new());
                let named = keys::Named::of(signer.certificate()).expect("a certificate");
                format!("{}, {} above", named.common_name, signer.chain().len())
            }
            Err(failure) => failure.text,
        };
        assert_eq!(said, expected, "{token:?} {key:?} {certificates}");
    }
    let several = |token, key| match open(token, key, "").expect_err("there are several").cause {
        Cause::Several(choice, mut labels) => {
            labels.sort();
            (choice, labels.join(" "))
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(several(Some("several"), None), (Choice::Key, "log-in sign".to_owned()));
    assert_eq!(several(Some("alike"), None), (Choice::Key, "0a 0b".to_owned()));
    assert_eq!(several(Some("alike"), Some("sign")), (Choice::Key, "0a 0b".to_owned()));
    assert_eq!(several(None, None), (Choice::Token, "alike bare empty leaf renewed several".to_owned()));
    let wrong = try_open(&module, &folder, Some("leaf"), None, "", b"9999").expect_err("a wrong PIN");
    assert_eq!((wrong.cause, wrong.text.as_str()), (Cause::Passphrase, "the token refused the PIN"));
    let none = try_open(Path::new("/nowhere.so"), &folder, None, None, "", b"1234").expect_err("no library");
    assert_eq!(none.text, "the PKCS#11 library `/nowhere.so` can't be loaded");
}

fn try_open(
    module: &Path,
    folder: &Path,
    token: Option<&str>,
    key: Option<&str>,
    certificates: &str,
    pin: &[u8],
) -> Result<Identity, Failure> {
    let certificates = match certificates {
        "" => Vec::new(),
        name => keys::certificates(&fs::read(folder.join(name)).expect("a file")).expect("certificates"),
    };
    token::open(&KeyPlace { module, token, key, certificates: &certificates }, &Secret::new(pin.to_vec()))
}
