//! Outside judges on signed reports: pyHanko, qpdf, pdfsig, ssh-keygen, and validators of PDF/A and PDF/UA.
//!
//! Where a program is not installed, the test says that it is skipped, and which one; `.ci/run` installs what it can. A
//! local authority for timestamps, revocation lists and OCSP is certomancer's; SoftHSM stands in for a token.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use crate::base::*;
use crate::tools::program;
use pades::cms;
use pades::fetch;
use pades::fetch::Http;
use pades::keys::Identity;
use pades::keys::Secret;
use pades::pdf::dss;
use pades::pdf::enter;
use pades::pdf::enter::FieldEntry;
use pades::pdf::form;
use pades::ready;
use pades::ssh;
use pades::stamp::Authority;
use pades::token;
use pades::token::KeyPlace;
use pades::trust;
use pades::trust::Trust;
use pades::verdict::Failure;
use pades::verdict::Verdict;
use pades::verify;
use page_validation::SafetyLimits;
use page_validation::ValidationOptions;
use page_validation::ValidationProfile;
use page_validation::validate_pdf_bytes;
use time::OffsetDateTime;

/// Runs a program; gives whether it was content, and all it said.
fn run(program: &Path, args: &[&str], folder: &Path) -> (bool, String) {
    let output = Command::new(program).args(args).current_dir(folder).stdin(Stdio::null()).output().expect("it runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// The validator finds nothing wrong.
fn conforms(name: &str, pdf: &[u8], profile: ValidationProfile) {
    let options = ValidationOptions::default().profile(profile).limits(SafetyLimits::unlimited());
    let report = validate_pdf_bytes(pdf, &options).expect("a PDF");
    // The validator takes a stream that ends in a carriage return for one that is too short, and asks of each signature
    // that it covers the whole file: the earlier ones can only cover the file as it was when they were made.
    let known = ["6.1.7.1:1", "6.4.3:1"];
    let broken: Vec<_> = report.failures.iter().filter(|f| !known.iter().any(|k| f.rule_id.ends_with(k))).collect();
    assert!(broken.is_empty(), "{name}: {profile:?}: {broken:#?}");
}

fn now() -> OffsetDateTime {
    let now = OffsetDateTime::now_utc();
    now.replace_nanosecond(0).expect("zero is a nanosecond")
}

/// The time as PDF writes it.
fn pdf_time(at: OffsetDateTime) -> String {
    format!("D:{}", pades::keys::iso(at).replace(['-', ':', 'T'], ""))
}

/// A signature of today, with a timestamp if there is an authority.
fn sign_now(
    pdf: &[u8],
    role: &str,
    signer: &Identity,
    certify: Option<i64>,
    authority: Option<&dyn Authority>,
) -> Vec<u8> {
    let entry = FieldEntry {
        field: role,
        name: role,
        reason: "I accept",
        time: &pdf_time(now()),
        certify,
        appearance: &base().look,
        reserve: 24 << 10,
    };
    let prepared = enter::prepare(pdf, &entry).expect("the field can be signed");
    let signature = cms::sign(signer, &prepared.covered(), authority).expect("it can be signed");
    prepared.complete(&signature).expect("there is room")
}

/// What pyHanko says of a file: the number of signatures that it judges valid, and all it said.
fn pyhanko(pyhanko: &Path, folder: &Path, pdf: &[u8], ca: &str) -> (usize, String) {
    fs::write(folder.join("judged.pdf"), pdf).expect("the file can be written");
    let (_, said) = run(pyhanko, &["sign", "validate", "--pretty-print", "--trust", ca, "judged.pdf"], folder);
    (said.matches("is judged VALID").count(), said)
}

#[test]
fn a_report_stays_pdf_a_and_pdf_ua_after_each_signature() {
    let b = base();
    for (index, pdf) in std::iter::once(&b.form).chain(&b.signed).enumerate() {
        for profile in [ValidationProfile::PdfUa1, ValidationProfile::PdfA3a] {
            conforms(&index.to_string(), pdf, profile);
        }
    }
}

#[test]
fn qpdf_finds_each_revision_sound() {
    let Some(qpdf) = program("qpdf") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    for pdf in std::iter::once(&base().form).chain(&base().signed) {
        fs::write(folder.path().join("judged.pdf"), pdf).expect("the file can be written");
        let (sound, said) = run(&qpdf, &["--check", "judged.pdf"], folder.path());
        assert!(sound, "{said}");
    }
}

#[test]
fn pdfsig_reads_the_signatures() {
    let Some(pdfsig) = program("pdfsig") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("judged.pdf"), base().pdf()).expect("the file can be written");
    let (_, said) = run(&pdfsig, &["-nocert", "judged.pdf"], folder.path());
    assert_eq!(said.matches("Signature is Valid.").count(), 3, "{said}");
    assert_eq!(said.matches("ETSI.CAdES.detached").count(), 3, "{said}");
}

/// Keys of every kind, made by OpenSSL, under one authority.
fn openssl_keys(folder: &Path) -> Option<Vec<(&'static str, Identity)>> {
    let openssl = program("openssl")?;
    let call = |line: &str| {
        let args: Vec<&str> = line.split(' ').collect();
        let (fine, said) = run(&openssl, &args, folder);
        assert!(fine, "openssl {line}: {said}");
    };
    fs::write(
        folder.join("extensions"),
        "keyUsage=critical,digitalSignature,nonRepudiation\nbasicConstraints=CA:FALSE\n",
    )
    .expect("a file");
    call(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -subj /CN=authority -days 3",
    );
    let kinds = [
        ("p256", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256"),
        ("p384", "-algorithm EC -pkeyopt ec_paramgen_curve:P-384"),
        ("rsa", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048"),
        ("pss", "-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048"),
        ("ed25519", "-algorithm ED25519"),
    ];
    let mut signers = Vec::new();
    for (name, options) in kinds {
        call(&format!("genpkey {options} -out {name}.key"));
        call(&format!("req -new -key {name}.key -subj /CN={name} -out {name}.csr"));
        call(&format!(
            "x509 -req -in {name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -extfile extensions -out {name}.pem -days 2"
        ));
        call(&format!(
            "pkcs12 -export -inkey {name}.key -in {name}.pem -certfile ca.pem -out {name}.p12 -passout pass:secret"
        ));
        call(&format!("pkcs8 -topk8 -in {name}.key -out {name}.locked -passout pass:secret"));
        let secret = Secret::new(b"secret".to_vec());
        let bytes = |file: String| fs::read(folder.join(file)).expect("OpenSSL made it");
        let chain = [bytes(format!("{name}.pem")), bytes("ca.pem".to_owned())].concat();
        // Each way to hand over a key.
        Identity::from_pem(&bytes(format!("{name}.key")), &chain, None).expect("a plain key");
        Identity::from_pem(&bytes(format!("{name}.locked")), &chain, Some(&secret)).expect("a locked key");
        let signer = Identity::from_pkcs12(&bytes(format!("{name}.p12")), &secret).expect("a PKCS#12 file");
        ready::ready(signer.signer(), &Trust::default(), now()).expect("it may sign");
        signers.push((name, signer));
    }
    Some(signers)
}

#[test]
fn pyhanko_finds_every_kind_of_key_valid() {
    let Some(judge) = program("pyhanko") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let Some(signers) = openssl_keys(folder.path()) else { return };
    let fields: Vec<_> = signers.iter().map(|(name, _)| field(name)).collect();
    let mut pdf = form::finalise(&base().plain, &fields).expect("fields can be added");
    for (index, (name, signer)) in signers.iter().enumerate() {
        pdf = sign_now(&pdf, name, signer, (index == 0).then_some(2), None);
    }
    let (valid, said) = pyhanko(&judge, folder.path(), &pdf, "ca.pem");
    assert_eq!(valid, signers.len(), "{said}");
    let mut trust = Trust::default();
    trust.add_pem(&fs::read(folder.path().join("ca.pem")).expect("a file")).expect("a certificate");
    // Nothing says whether these were revoked, and so ours does not call them valid.
    assert_eq!(verify::check(&pdf, &trust, Some(now())).verdict(), Verdict::Indeterminate);
}

#[test]
fn pyhanko_rejects_changed_content() {
    let Some(judge) = program("pyhanko") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let Some(signers) = openssl_keys(folder.path()) else { return };
    let pdf = sign_now(&base().form, "lead", &signers[0].1, Some(2), None);
    let page = named(&object(&pdf, field_of(&pdf, "lead")), "/P ");
    let content = named(&object(&pdf, page), "/Contents");
    let black = "<</Length 25>>\nstream\n0 0 0 rg 0 0 999 999 re f\nendstream".to_owned();
    let mut flipped = pdf.clone();
    let at = next(&pdf, 0, "stream\n") + 20;
    flipped[at] ^= 1;
    for (name, forged) in [("another content", append(&pdf, &[(content, black)])), ("a flipped byte", flipped)] {
        let (valid, said) = pyhanko(&judge, folder.path(), &forged, "ca.pem");
        assert_eq!(valid, 0, "{name}: {said}");
    }
}

/// An authority on this machine that gives timestamps, lists of revoked certificates, and answers by OCSP.
struct Local {
    child: Child,
    folder: tempfile::TempDir,
    port: u16,
}

impl Drop for Local {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Local {
    fn start() -> Option<Local> {
        let (certomancer, openssl) = (program("certomancer")?, program("openssl")?);
        let folder = tempfile::tempdir().expect("a folder");
        // A port that is free now; nobody else is told of it.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("a port").port();
        drop(listener);
        fs::create_dir(folder.path().join("keys")).expect("a folder");
        for name in ["root", "signer", "tsa", "ocsp"] {
            let out = format!("keys/{name}.key.pem");
            let args = ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", &out];
            assert!(run(&openssl, &args, folder.path()).0);
        }
        let config = include_str!("../judges/certomancer.yml").replace("PORT", &port.to_string());
        fs::write(folder.path().join("certomancer.yml"), config).expect("a file");
        let (fine, said) = run(
            &certomancer,
            &["--config", "certomancer.yml", "mass-summon", "test", "certificates", "--flat"],
            folder.path(),
        );
        assert!(fine, "{said}");
        let child = Command::new(&certomancer)
            .args(["--config", "certomancer.yml", "animate", "--port", &port.to_string()])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it runs");
        let local = Local { child, folder, port };
        let patience = Instant::now() + Duration::from_secs(60);
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < patience, "certomancer does not answer");
            std::thread::yield_now();
        }
        Some(local)
    }

    fn file(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.path().join(name)).expect("the file is made")
    }

    fn signer(&self) -> Identity {
        let certificates =
            [self.file("certificates/signer.cert.pem"), self.file("certificates/root.cert.pem")].concat();
        Identity::from_pem(&self.file("keys/signer.key.pem"), &certificates, None).expect("a signer")
    }

    fn trust(&self) -> Trust {
        let mut trust = Trust::default();
        trust.add_pem(&self.file("certificates/root.cert.pem")).expect("a certificate");
        trust
    }
}

#[test]
fn timestamps_and_long_term_signatures() {
    let Some(local) = Local::start() else { return };
    let (signer, trust) = (local.signer(), local.trust());
    let tsa = Http::new(format!("http://127.0.0.1:{}/test/tsa/tsa", local.port));
    let stamp = form::Field { name: "timestamp".to_owned(), label: "Timestamp".to_owned(), page: 1, rect: [0.0; 4] };
    let form = form::finalise(&base().plain, &[field("lead"), stamp]).expect("fields can be added");
    // B-T.
    let timed = sign_now(&form, "lead", &signer, Some(2), Some(&tsa));
    let checked = verify::check(&timed, &trust, Some(now()));
    assert_eq!(checked.verdict(), Verdict::Indeterminate, "{checked:#?}");
    assert_eq!(checked.signatures[0].grade.name(), "B-T");
    assert!(checked.signatures[0].stamped.is_some());
    // B-LT: with the answers of the authority.
    let path = trust::way(signer.certificate(), signer.chain(), &trust, now()).expect("a way");
    let mut store: dss::Store = fetch::evidence(&path).expect("answers");
    assert_eq!((store.ocsps.len(), store.crls.len()), (1, 0));
    let tsa_certificate = pades::keys::pem_certificates(&local.file("certificates/tsa.cert.pem")).expect("PEM");
    let tsa_path = trust::way(&tsa_certificate[0], &[], &trust, now()).expect("a way");
    let more = fetch::evidence(&tsa_path).expect("answers");
    assert_eq!((more.ocsps.len(), more.crls.len()), (0, 1));
    store.certificates.extend(more.certificates);
    store.crls.extend(more.crls);
    let kept = dss::add(&timed, &store).expect("a security store");
    let checked = verify::check(&kept, &trust, Some(now()));
    assert_eq!(checked.verdict(), Verdict::Valid, "{checked:#?}");
    assert_eq!(checked.signatures[0].grade.name(), "B-LT");
    // B-LTA: closed by a timestamp over the document.
    let prepared = enter::prepare_timestamp(&kept, "timestamp", 16 << 10).expect("the field is free");
    let token = tsa.stamp(&prepared.covered().concat()).expect("a timestamp");
    let closed = prepared.complete(&token).expect("there is room");
    let checked = verify::check(&closed, &trust, Some(now()));
    assert_eq!(checked.verdict(), Verdict::Valid, "{checked:#?}");
    assert_eq!(checked.signatures[0].grade.name(), "B-LTA");
    assert!(checked.signatures[1].document_timestamp);
    for (name, pdf) in [("B-T", &timed), ("B-LT", &kept), ("B-LTA", &closed)] {
        for profile in [ValidationProfile::PdfUa1, ValidationProfile::PdfA3a] {
            conforms(name, pdf, profile);
        }
        let Some(judge) = program("pyhanko") else { continue };
        let (valid, said) = pyhanko(&judge, local.folder.path(), pdf, "certificates/root.cert.pem");
        assert_eq!(valid, 1, "{name}: {said}");
    }
    // A timestamp of another signature is noticed while signing.
    struct Other<'a>(&'a Http);
    impl Authority for Other<'_> {
        fn stamp(&self, _: &[u8]) -> Result<Vec<u8>, Failure> {
            self.0.stamp(b"something else")
        }
    }
    let refused = cms::sign(&signer, &[b"content"], Some(&Other(&tsa))).expect_err("it is refused");
    assert_eq!(refused.text, "the timestamp can't be used: the timestamp is one of another signature");
    // A token is no answer of an authority that was not asked, and a page is none at all.
    let rubbish = Http::new(format!("http://127.0.0.1:{}/", local.port)).stamp(b"x").expect_err("it is no authority");
    assert!(rubbish.text.starts_with("the timestamp authority"), "{rubbish}");
}

#[test]
fn a_token_signs() {
    let modules = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"];
    let Some(module) = modules.iter().map(Path::new).find(|path| path.is_file()) else {
        eprintln!("skipped: no SoftHSM");
        return;
    };
    let (Some(util), Some(tool)) = (program("softhsm2-util"), program("pkcs11-tool")) else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    if openssl_keys(here).is_none() {
        return;
    }
    let Some(openssl) = program("openssl") else { return };
    fs::create_dir(here.join("tokens")).expect("a folder");
    let config = here.join("softhsm.conf");
    fs::write(&config, format!("directories.tokendir = {}\n", here.join("tokens").display())).expect("a file");
    // The library reads its configuration from the environment, so a process of its own signs.
    let call = |program: &Path, line: &str| {
        let output = Command::new(program)
            .args(line.split(' '))
            .current_dir(here)
            .env("SOFTHSM2_CONF", &config)
            .stdin(Stdio::null())
            .output()
            .expect("it runs");
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    };
    call(&util, "--init-token --free --label demo --pin 1234 --so-pin 4321");
    for (index, kind) in ["p256", "p384", "rsa", "ed25519"].iter().enumerate() {
        call(&util, &format!("--import {kind}.key --token demo --label {kind} --id 0{index} --pin 1234"));
        call(&openssl, &format!("x509 -in {kind}.pem -outform DER -out {kind}.der"));
        let module = module.display();
        call(
            &tool,
            &format!(
                "--module {module} --login --pin 1234 --write-object {kind}.der --type cert --id 0{index} --label {kind}"
            ),
        );
    }
    if std::env::var_os("SOFTHSM2_CONF").is_none() {
        let own = std::env::current_exe().expect("this test");
        let output = Command::new(own)
            .args(["judges::a_token_signs_inside", "--exact", "--nocapture"])
            .env("SOFTHSM2_CONF", &config)
            .env("LEVELBOOK_TOKEN_MODULE", module)
            .output()
            .expect("this test runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&[output.stdout, output.stderr].concat()));
    }
}

/// Runs in a process of its own, started by the test above; by itself it has no token and nothing to do.
#[test]
fn a_token_signs_inside() {
    let Some(module) = std::env::var_os("LEVELBOOK_TOKEN_MODULE").map(PathBuf::from) else { return };
    let place = |key| KeyPlace { module: &module, token: Some("demo"), key, certificates: &[] };
    let pin = Secret::new(b"1234".to_vec());
    for kind in ["p256", "p384", "rsa", "ed25519"] {
        let signer = token::open(&place(Some(kind)), &pin).unwrap_or_else(|failure| panic!("{kind}: {failure}"));
        let pdf = sign_now(&base().form, "lead", &signer, Some(2), None);
        let checked = verify::check(&pdf, &Trust::default(), Some(now()));
        assert_eq!(checked.verdict(), Verdict::Indeterminate, "{kind}: {checked:#?}");
    }
    let refused = token::open(&place(Some("p256")), &Secret::new(b"9999".to_vec())).expect_err("a wrong PIN");
    assert_eq!(refused.text, "the token refused the PIN");
    let missing = token::open(&place(Some("nobody")), &pin).expect_err("no such key");
    assert_eq!(missing.text, "the token has no key `nobody`");
}

#[test]
fn ssh_keygen_and_we_agree() {
    let Some(keygen) = program("ssh-keygen") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    for (kind, bits) in [("ed25519", "256"), ("ecdsa", "256"), ("ecdsa", "384")] {
        let name = format!("{kind}{bits}");
        let (made, said) = run(&keygen, &["-q", "-t", kind, "-b", bits, "-N", "", "-C", "", "-f", &name], here);
        assert!(made, "{said}");
        let key = fs::read(here.join(&name)).expect("a key");
        let public = fs::read_to_string(here.join(format!("{name}.pub"))).expect("a key");
        let allowed = format!("lead namespaces=\"levelbook\" {public}");
        fs::write(here.join("allowed"), &allowed).expect("a file");
        fs::write(here.join("entry"), "decision: approved\n").expect("a file");
        // Ours, checked by theirs.
        let ours = ssh::sign(&key, None, b"decision: approved\n").expect("it signs");
        fs::write(here.join("entry.sig"), &ours).expect("a file");
        let shell = format!("{} -Y verify -f allowed -I lead -n levelbook -s entry.sig < entry", keygen.display());
        let (good, said) = run(Path::new("/bin/sh"), &["-c", &shell], here);
        assert!(good, "{name}: {said}");
        // Theirs, checked by ours.
        fs::remove_file(here.join("entry.sig")).expect("it is there");
        let (made, said) = run(&keygen, &["-q", "-Y", "sign", "-f", &name, "-n", "levelbook", "entry"], here);
        assert!(made, "{said}");
        let theirs = fs::read_to_string(here.join("entry.sig")).expect("a signature");
        assert_eq!(ssh::verify(&theirs, b"decision: approved\n", &allowed, "lead", None), Vec::new());
        assert_eq!(ssh::verify(&theirs, b"decision: rejected\n", &allowed, "lead", None).len(), 1);
        assert_eq!(ssh::verify(&theirs, b"decision: approved\n", &allowed, "approver", None).len(), 1);
        let elsewhere = allowed.replace("\"levelbook\"", "\"git\"");
        assert_eq!(ssh::verify(&theirs, b"decision: approved\n", &elsewhere, "lead", None).len(), 1);
    }
}
