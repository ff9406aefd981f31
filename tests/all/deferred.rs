//! Signatures that are made elsewhere, and the authority of the documentation: from `--prepare` to what `verify`, pyHanko and
//! `pdfsig` say.
//!
//! The authority is made by the lines of `docs/sign-off.md` themselves. Without OpenSSL nothing can be shown, and the test
//! says that it is skipped; the other judges speak where they are.

use std::collections::BTreeMap;
use std::fs;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

use crate::tools::program;

/// The lines that the documentation says are run here.
fn recipe(name: &str) -> String {
    let text = include_str!("../../docs/sign-off.md");
    let mark = format!("<!-- Run by tests/all/deferred.rs: {name}. -->\n```sh\n");
    let from = text.find(&mark).unwrap_or_else(|| panic!("the documentation has no recipe `{name}`")) + mark.len();
    text[from..from + text[from..].find("```").expect("it ends")].to_owned()
}

/// A folder with a sealed book and the authority of the documentation.
struct Desk {
    home: tempfile::TempDir,
}

impl Desk {
    fn new() -> Option<Desk> {
        program("openssl")?;
        let desk = Desk { home: tempfile::tempdir().expect("a folder") };
        desk.shell(&recipe("the authority"));
        desk.fine("init book");
        desk.shell("mkdir book/trust; cp authority/trust.pem book/trust/");
        desk.shell("cd book; git init -q");
        desk.commit();
        desk.fine("--book book seal warehouse");
        Some(desk)
    }

    /// Commits all changes of the book.
    fn commit(&self) {
        self.shell(
            "cd book; git add -A
             git -c user.name=Tests -c user.email=tests@example.org -c commit.gpgsign=false commit -q -m step",
        );
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Runs lines of a shell; gives what they say.
    fn shell(&self, lines: &str) -> String {
        let mut command = Command::new("/bin/sh");
        command.args(["-ec", lines]).current_dir(self.home.path()).stdin(Stdio::null());
        let output = command.output().expect("a shell runs");
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.status.success(), "{lines}\n{said}");
        said
    }

    /// Runs levelbook; gives its exit code and what it says.
    fn levelbook(&self, line: &str) -> (i32, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_levelbook"))
            .args(line.split_whitespace())
            .current_dir(self.home.path())
            .env("GIT_COMMITTER_NAME", "Tests")
            .env("GIT_COMMITTER_EMAIL", "tests@example.org")
            .stdin(Stdio::null())
            .output()
            .expect("levelbook runs");
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        (output.status.code().unwrap_or(-1), said)
    }

    fn fine(&self, line: &str) -> String {
        let (code, said) = self.levelbook(line);
        assert_eq!(code, 0, "{line}\n{said}");
        said
    }

    /// What a call refuses with.
    fn refused(&self, line: &str) -> String {
        let before = self.record();
        let (code, said) = self.levelbook(line);
        assert_eq!(code, 2, "{line}\n{said}");
        assert_eq!(self.record(), before, "{line}: the record changed");
        assert!(said.contains("\n  help: "), "{line}: no cure: {said}");
        said.lines().next().unwrap_or("").trim_start_matches("error: ").to_owned()
    }

    /// All files of the record.
    fn record(&self) -> BTreeMap<String, Vec<u8>> {
        let folder = self.path("book/assessments/warehouse/sign-off");
        let files = fs::read_dir(folder).expect("the record is there").flatten();
        files
            .map(|file| (file.file_name().to_string_lossy().into_owned(), fs::read(file.path()).expect("a file")))
            .collect()
    }

    fn prepare(&self, role: &str, certificates: &str, more: &str) -> String {
        let before = self.record();
        let said = self.fine(&format!(
            "--book book sign warehouse --role {role} --prepare {role}.bin --certificate {certificates} {more}"
        ));
        assert_eq!(self.record(), before, "nothing changes before the signature is attached");
        said
    }

    /// Signs what was prepared for a role, as CMS.
    fn cms(&self, role: &str, certificate: &str, key: &str, more: &str) {
        self.shell(&format!(
            "openssl cms -sign -binary -cades -md sha256 -outform DER -signer {certificate} -inkey {key} {more} \
             -in {role}.bin -out {role}.bin.p7s"
        ));
    }

    fn attach(&self, role: &str, ending: &str) -> String {
        self.fine(&format!("--book book sign warehouse --role {role} --attach {role}.bin.{ending}"))
    }
}

const SEEN: &str = "book/assessments/warehouse/sign-off/report.pdf";

/// All judges take a report with this many signatures.
fn judged(desk: &Desk, signatures: usize) {
    let said = desk.fine("--book book verify warehouse");
    assert!(said.starts_with("VALID  warehouse, signed off\n"), "{said}");
    // Without the book, as for a recipient.
    let said = desk.fine(&format!(
        "verify {SEEN} --policy book/assessments/warehouse/sign-off/seal.yaml --trust authority/trust.pem"
    ));
    assert!(said.starts_with("VALID"), "{said}");
    if let Some(pyhanko) = program("pyhanko") {
        let line = format!("{} sign validate --pretty-print --trust authority/ca.pem {SEEN}", pyhanko.display());
        let said = desk.shell(&line);
        assert_eq!(said.matches("is judged VALID").count(), signatures, "{said}");
    }
    if program("pdfsig").is_none() {
        return;
    }
    let said = desk.shell(&format!("pdfsig -nocert {SEEN}"));
    assert_eq!(said.matches("Signature is Valid.").count(), signatures, "{said}");
    if program("certutil").is_some() {
        let recipe = recipe("pdfsig");
        let said = desk.shell(&format!("cd authority; rm -rf nss; cp ../{SEEN} report.pdf\n{recipe}"));
        assert_eq!(said.matches("Certificate is Trusted.").count(), signatures, "{said}");
    }
}

#[test]
fn openssl_signs_a_prepared_report() {
    let Some(desk) = Desk::new() else { return };
    let said = desk.prepare("assessor", "authority/assessor-chain.pem", "");
    assert!(said.contains("next: levelbook sign warehouse --role assessor --attach assessor.bin.p7s"), "{said}");
    // Without the chain, which is added from the request.
    desk.cms("assessor", "authority/assessor.pem", "authority/assessor.key", "");
    let said = desk.attach("assessor", "p7s");
    assert_eq!(said, "signed warehouse as assessor: The assessor, B-B, ECDSA P-256 with SHA-256\n");
    desk.prepare("approver", "authority/approver-chain.pem", "--decision approved-with-conditions --condition Soon.");
    desk.shell(
        "openssl pkeyutl -sign -inkey authority/approver.key -in approver.bin.attrs.digest -out approver.bin.sig",
    );
    desk.attach("approver", "sig");
    judged(&desk, 2);
}

/// Each kind of key signs the attributes or their digest, as a service or a security module does.
#[test]
fn raw_signatures_of_each_kind_of_key_complete_the_report() {
    let Some(desk) = Desk::new() else { return };
    let sealed = desk.record();
    for (name, generate, options, sign) in [
        ("rsa", "-newkey rsa:3072", "", "-pkeyopt digest:sha256 -in approver.bin.attrs.digest"),
        (
            "pss",
            "-newkey rsa:2048",
            "--pss",
            "-pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:digest -in approver.bin.attrs.digest",
        ),
        ("ec", "-newkey ec -pkeyopt ec_paramgen_curve:P-384", "", "-in approver.bin.attrs.digest"),
        ("ed25519", "-newkey ed25519", "", "-rawin -in approver.bin.attrs"),
    ] {
        desk.shell(&format!(
            "cd authority
             openssl req -new -config authority.cnf {generate} -noenc -keyout {name}.key -subj /CN={name} -out {name}.csr
             openssl ca -batch -notext -config authority.cnf -extensions signer -in {name}.csr -out {name}.pem
             cat {name}.pem ca.pem > {name}-chain.pem"
        ));
        for (file, bytes) in &sealed {
            fs::write(desk.path("book/assessments/warehouse/sign-off").join(file), bytes).expect("a file");
        }
        desk.shell("rm -f book/assessments/warehouse/sign-off/*-*.yaml");
        desk.fine(
            "--book book sign warehouse --role assessor --key authority/assessor.key --certificate authority/assessor-chain.pem",
        );
        desk.prepare("approver", &format!("authority/{name}-chain.pem"), options);
        desk.shell(&format!("openssl pkeyutl -sign -inkey authority/{name}.key {sign} -out approver.bin.sig"));
        desk.attach("approver", "sig");
        let said = desk.fine("--book book verify warehouse");
        assert!(said.starts_with("VALID  warehouse, signed off\n"), "{name}: {said}");
        if let Some(pyhanko) = program("pyhanko") {
            let line = format!("{} sign validate --pretty-print --trust authority/ca.pem {SEEN}", pyhanko.display());
            let said = desk.shell(&line);
            assert_eq!(said.matches("is judged VALID").count(), 2, "{name}: {said}");
        }
    }
}

/// Whatever is not exactly what was prepared is refused, with a cure, and changes nothing.
#[test]
fn other_signatures_are_not_attached() {
    let Some(desk) = Desk::new() else { return };
    let attach = "--book book sign warehouse --role assessor --attach";
    desk.prepare("assessor", "authority/assessor-chain.pem", "");
    desk.cms("assessor", "authority/assessor.pem", "authority/assessor.key", "");
    let sign = "openssl cms -sign -binary -outform DER -signer authority/assessor.pem -inkey authority/assessor.key";
    let request = fs::read_to_string(desk.path("assessor.bin.json")).expect("a request");
    // What is done to the signature `x.p7s` or its request `x.json`; the start of what is said.
    for (change, expected) in [
        ("rm x.json", "there is no request `x.json` beside the signature"),
        ("cp assessor.bin x.p7s", "this is no CMS signature, and as a raw one it does not hold:"),
        ("printf '' > x.p7s", "the signature is empty"),
        (
            "SIGN -cades -md sha256 -in authority/ca.pem -out x.p7s",
            "the signature would not hold: the file was changed",
        ),
        (
            "SIGN -md sha256 -in assessor.bin -out x.p7s",
            "the signature would not hold: the signature does not name the certificate",
        ),
        (
            "SIGN -noattr -md sha256 -in assessor.bin -out x.p7s",
            "the signature would not hold: the signature has no signed",
        ),
        (
            "SIGN -cades -nodetach -md sha256 -in assessor.bin -out x.p7s",
            "the signature would not hold: the signature brings content",
        ),
        ("SIGN -cades -md sha1 -in assessor.bin -out x.p7s", "the signature would not hold: the digest is SHA-1"),
        (
            "openssl cms -sign -binary -cades -outform DER -md sha256 -signer authority/approver.pem -inkey authority/approver.key \
             -in assessor.bin -out x.p7s",
            "the signature is by another certificate (The approver) than it was prepared for (The assessor)",
        ),
        (
            "openssl cms -sign -binary -cades -md sha256 -signer authority/assessor.pem -inkey authority/assessor.key \
             -in assessor.bin -out x.p7s",
            "the signature is an e-mail",
        ),
        (
            "openssl pkeyutl -sign -inkey authority/approver.key -in assessor.bin.attrs.digest -out x.p7s",
            "this is no CMS signature, and as a raw one it does not hold:",
        ),
        ("sed -i 's/\"approved\"/\"rejected\"/' x.json", "what was prepared does not come out again:"),
        ("sed -i 's/\"time\": \"20../\"time\": \"2001/' x.json", "the certificate of The assessor"),
        (
            "sed -i 's/\"role\": \"assessor\"/\"role\": \"approver\"/' x.json",
            "the request is for `warehouse` in the role `approver`",
        ),
        ("sed -i 's/\"format\": 1/\"format\": 2/' x.json", "`x.json` is no request of `--prepare`: its format is 2"),
        ("sed -i 's/\"signer\"/\"singer\"/' x.json", "`x.json` is no request of `--prepare`: unknown field"),
        ("printf '{}' > x.json", "`x.json` is no request of `--prepare`: missing field"),
        (
            "sed -i 's/\"seal_sha256\": \"./\"seal_sha256\": \"x/' x.json",
            "the report was sealed anew since this was prepared",
        ),
    ] {
        fs::copy(desk.path("assessor.bin.p7s"), desk.path("x.p7s")).expect("a file");
        fs::write(desk.path("x.json"), &request).expect("a file");
        desk.shell(&change.replace("SIGN", sign));
        let now = if change.contains("2001") { " --time 2001-01-01" } else { "" };
        let said = desk.refused(&format!("{attach} x.p7s{now}"));
        assert!(said.starts_with(expected), "{change}\n  expected {expected}\n  said     {said}");
    }
    // Another role signed since.
    desk.prepare("assessor", "authority/assessor-chain.pem", "");
    desk.cms("assessor", "authority/assessor.pem", "authority/assessor.key", "");
    desk.attach("assessor", "p7s");
    desk.shell("cp assessor.bin.json x.json; cp assessor.bin.p7s x.p7s");
    let (code, said) = desk.levelbook(&format!("{attach} x.p7s"));
    assert_eq!((code, said.lines().next()), (2, Some("error: `assessor` has signed already")), "{said}");
}

/// An authority for timestamps: `openssl ts`, with a certificate of the documentation's authority, asked over HTTP.
fn clock(desk: &Desk) -> String {
    desk.shell(
        "cd authority
         cat > clock.cnf <<'END'
[tsa]
default_tsa = clock
[clock]
serial = clock.serial
default_policy = 1.3.6.1.4.1.32473.1
digests = sha256
signer_digest = sha256
[stamps]
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
END
         echo 01 > clock.serial
         openssl req -new -config authority.cnf -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout clock.key \\
           -subj '/O=Gearwhistle Motors/CN=The clock' -out clock.csr
         openssl ca -batch -notext -config authority.cnf -extfile clock.cnf -extensions stamps -in clock.csr -out clock.pem",
    );
    let (home, openssl) = (desk.path("authority"), program("openssl").expect("it made the authority"));
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}/", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("somebody asks");
            let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
            let (mut length, mut line) = (0, String::new());
            while reader.read_line(&mut line).expect("the request can be read") > 2 {
                if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().expect("a number");
                }
                line.clear();
            }
            let mut query = vec![0; length];
            reader.read_exact(&mut query).expect("the request can be read");
            fs::write(home.join("clock.tsq"), query).expect("a file");
            let mut ts = Command::new(&openssl);
            ts.args(["ts", "-reply", "-config", "clock.cnf", "-queryfile", "clock.tsq", "-signer", "clock.pem"]);
            ts.args(["-inkey", "clock.key", "-chain", "ca.pem", "-out", "clock.tsr"]).current_dir(&home);
            assert!(ts.stderr(Stdio::null()).status().expect("openssl runs").success(), "openssl gives no timestamp");
            let answer = fs::read(home.join("clock.tsr")).expect("a file");
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", answer.len());
            stream.write_all(&[head.as_bytes(), &answer].concat()).expect("levelbook listens");
        }
    });
    address
}

/// A signature that was made elsewhere gets its time where it is attached, and the lists of the book's folder `trust`.
#[test]
fn a_time_is_added_to_a_signature_that_is_attached() {
    let Some(desk) = Desk::new() else { return };
    let address = clock(&desk);
    desk.prepare("assessor", "authority/assessor-chain.pem", "");
    desk.cms("assessor", "authority/assessor.pem", "authority/assessor.key", "");
    let said =
        desk.fine(&format!("--book book sign warehouse --role assessor --attach assessor.bin.p7s --tsa {address}"));
    assert_eq!(said, "signed warehouse as assessor: The assessor, B-T, ECDSA P-256 with SHA-256\n");
    desk.prepare("approver", "authority/approver-chain.pem", "");
    desk.cms("approver", "authority/approver.pem", "authority/approver.key", "");
    let said = desk
        .fine(&format!("--book book sign warehouse --role approver --attach approver.bin.p7s --tsa {address} --lt"));
    assert_eq!(said, "signed warehouse as approver: The approver, B-LT, ECDSA P-256 with SHA-256\n");
    let said = desk.fine("--book book verify warehouse");
    assert_eq!(said.matches("Z, by a timestamp; B-LT ").count(), 2, "{said}");
    judged(&desk, 2);
}

/// A prepared report is bound to the state of the file: whoever signs in between makes it void.
#[test]
fn a_signature_in_between_makes_what_was_prepared_void() {
    let Some(desk) = Desk::new() else { return };
    let book = fs::read_to_string(desk.path("book/book.yaml")).expect("the book is there");
    let optional = book.replacen("    - role: assessor\n", "    - role: assessor\n      optional: true\n", 1);
    assert_ne!(book, optional, "the policy names the assessor");
    fs::write(desk.path("book/book.yaml"), optional).expect("a file");
    desk.commit();
    desk.fine("--book book seal warehouse --again");
    desk.prepare("approver", "authority/approver-chain.pem", "");
    desk.cms("approver", "authority/approver.pem", "authority/approver.key", "");
    desk.fine("--book book sign warehouse --role assessor --key authority/assessor.key --certificate authority/assessor-chain.pem");
    let said = desk.refused("--book book sign warehouse --role approver --attach approver.bin.p7s");
    assert_eq!(said, "the report is not the one that this was prepared for: another role has signed since");
}

/// A revoked certificate signs no more, and what it signed does not hold.
#[test]
fn the_authority_of_the_documentation_revokes() {
    let Some(desk) = Desk::new() else { return };
    let sign = "--book book sign warehouse --role assessor --key authority/assessor.key --certificate authority/assessor-chain.pem";
    desk.fine(sign);
    desk.shell(&format!("cd authority\n{}\ncp trust.pem ../book/trust/", recipe("revoking")));
    let (code, said) = desk.levelbook("--book book verify warehouse");
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("was revoked at") && said.contains("(key compromise)"), "{said}");
    desk.commit();
    desk.fine("--book book seal warehouse --again");
    let said = desk.refused(sign);
    assert!(said.contains("or one above it was revoked at"), "{said}");
}

#[test]
fn the_recipes_are_those_that_the_documentation_shows() {
    for name in ["the authority", "revoking", "pdfsig"] {
        assert!(recipe(name).lines().count() > 2, "{name}");
    }
    assert!(Path::new(env!("CARGO_BIN_EXE_levelbook")).is_file());
}
