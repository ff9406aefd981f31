//! Sessions at a terminal, with what is typed and what comes back: `tests/sessions/*.txt`.
//!
//! Each file begins with the book that `levelbook init book` makes, under version control, and goes on line by line; the
//! README in the folder tells what a line may be. `LEVELBOOK_UPDATE=1` writes the answers anew.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

/// One command with what it is expected to say.
struct Step {
    command: String,
    expected: String,
}

fn steps(text: &str) -> (String, Vec<Step>) {
    let mut head = String::new();
    let mut steps: Vec<Step> = Vec::new();
    for line in text.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            steps.push(Step { command: command.to_owned(), expected: String::new() });
        } else if let Some(step) = steps.last_mut() {
            step.expected.push_str(line);
            step.expected.push('\n');
        } else {
            head.push_str(line);
            head.push('\n');
        }
    }
    (head, steps)
}

/// Splits a command at spaces; quotes hold words together.
fn words(command: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut quoted, mut within) = (false, false);
    for c in command.chars() {
        if c == ' ' && !quoted {
            within = false;
            continue;
        }
        // A word may be empty, if it is written as `""`.
        if !within {
            words.push(String::new());
            within = true;
        }
        match c {
            '"' => quoted = !quoted,
            c => words.last_mut().expect("there is a word").push(c),
        }
    }
    words
}

fn git(folder: &Path, args: &[&str]) {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=Tests", "-c", "user.email=tests@example.org", "-c", "commit.gpgsign=false"])
        .args(args)
        .env("GIT_AUTHOR_DATE", "2026-11-20T12:00:00Z")
        .env("GIT_COMMITTER_DATE", "2026-11-20T12:00:00Z")
        .output()
        .expect("git runs");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Runs one step; gives what it says, with its exit code unless that is 0.
fn run(folder: &Path, command: &str) -> String {
    let words = words(command);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let file = |name: &str| folder.join(name);
    match words.as_slice() {
        ["levelbook", args @ ..] => {
            let output = Command::new(env!("CARGO_BIN_EXE_levelbook"))
                .current_dir(folder)
                .args(args)
                .env("PASSPHRASE", "demo")
                .env("GIT_COMMITTER_NAME", "Tests")
                .env("GIT_COMMITTER_EMAIL", "tests@example.org")
                .stdin(std::process::Stdio::null())
                .output()
                .expect("levelbook runs");
            let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
            said.push_str(&String::from_utf8_lossy(&output.stderr));
            if let Some(code) = output.status.code().filter(|code| *code != 0) {
                said.push_str(&format!("exit code {code}\n"));
            }
            said
        }
        ["starved", blocks, "levelbook", args @ ..] => {
            // The signal would end the process; without it the write fails, as on a full disk.
            let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
            let output = Command::new("sh")
                .current_dir(folder)
                .args(["-c", &limited, env!("CARGO_BIN_EXE_levelbook")])
                .args(args)
                .env("PASSPHRASE", "demo")
                .output()
                .expect("sh runs");
            format!(
                "{}{}exit code {}\n",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr),
                output.status.code().unwrap_or(-1)
            )
        }
        ["strangers", name] => {
            strangers(&file(name));
            String::new()
        }
        ["commit"] => {
            git(&folder.join("book"), &["add", "-A"]);
            git(&folder.join("book"), &["commit", "-q", "--allow-empty", "-m", "a step"]);
            String::new()
        }
        ["replace", name, old, new] => {
            let text = fs::read_to_string(file(name)).expect("the file is there");
            let old = &old.replace("\\n", "\n");
            assert!(text.contains(old), "{name} does not hold {old}");
            fs::write(file(name), text.replacen(old, &new.replace("\\n", "\n"), 1)).expect("the file can be written");
            String::new()
        }
        ["flip", name] => {
            let mut bytes = fs::read(file(name)).expect("the file is there");
            let stream = bytes.windows(7).position(|window| window == b"stream\n").expect("a stream");
            bytes[stream + 20] ^= 1;
            fs::write(file(name), bytes).expect("the file can be written");
            String::new()
        }
        ["append", name, text] => {
            let mut bytes = fs::read(file(name)).unwrap_or_default();
            bytes.extend_from_slice(text.replace("\\n", "\n").as_bytes());
            fs::write(file(name), bytes).expect("the file can be written");
            String::new()
        }
        ["git", args @ ..] => {
            git(&folder.join("book"), args);
            String::new()
        }
        ["clone", args @ .., name] => {
            let from = format!("file://{}", folder.join("book").display());
            let to = file(name).display().to_string();
            git(folder, &[&["clone", "-q"], args, &[&from, &to]].concat());
            String::new()
        }
        ["show", name] => fs::read_to_string(file(name)).unwrap_or_else(|_| "there is no such file\n".to_owned()),
        ["rename", from, to] => {
            fs::rename(file(from), file(to)).expect("the file can be renamed");
            String::new()
        }
        ["folder", name] => {
            fs::create_dir(file(name)).expect("the folder can be made");
            String::new()
        }
        ["copy", from, to] => {
            fs::copy(file(from), file(to)).expect("the file can be copied");
            String::new()
        }
        ["initialised", name] => {
            git(&file(name), &["init", "-q", "-b", "main"]);
            git(&file(name), &["add", "-A"]);
            git(&file(name), &["commit", "-q", "-m", "a beginning"]);
            String::new()
        }
        ["staged", name] => {
            git(&file(name), &["add", "-A"]);
            let output = Command::new("git").current_dir(file(name)).args(["diff", "--cached", "--name-only"]).output();
            String::from_utf8_lossy(&output.expect("git runs").stdout).into_owned()
        }
        ["delete", name] => {
            fs::remove_file(file(name)).expect("the file can be removed");
            String::new()
        }
        ["link", to, name] => {
            #[cfg(unix)]
            std::os::unix::fs::symlink(to, file(name)).expect("the link can be made");
            String::new()
        }
        ["list", name] => {
            let entries = fs::read_dir(file(name)).expect("the folder is there").flatten();
            let mut names: Vec<String> =
                entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
            names.sort();
            names.iter().map(|name| format!("{name}\n")).collect()
        }
        other => panic!("no such step: {other:?}"),
    }
}

/// A signer whose certificate comes from an authority below another one, in PEM: key, certificate, the one above it, and the
/// certificate of somebody else.
fn strangers(folder: &Path) {
    use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose};
    let named = |name: &str, authority: bool| {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        if authority {
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        } else {
            params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::ContentCommitment];
        }
        params
    };
    let key = || KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).expect("a key");
    let root = CertifiedIssuer::self_signed(named("Root of strangers", true), key()).expect("a root");
    let between =
        CertifiedIssuer::signed_by(named("Authority of strangers", true), key(), &root).expect("an authority");
    let own = key();
    let certificate = named("A stranger", false).signed_by(&own, &between).expect("a certificate");
    let other = named("Another stranger", false).signed_by(&key(), &between).expect("a certificate");
    fs::create_dir(folder).expect("a folder");
    let write = |name: &str, text: String| fs::write(folder.join(name), text).expect("the file can be written");
    write("signer.key", own.serialize_pem());
    write("signer.pem", certificate.pem());
    write("other.pem", other.pem());
    write("whole.pem", format!("{}{}{}", certificate.pem(), between.pem(), root.pem()));
}

/// What differs from run to run: times and digests.
fn steady(said: &str) -> String {
    let mut out = String::new();
    let mut rest = said;
    'all: while !rest.is_empty() {
        let word = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        let name = match word {
            64 => Some("<sha256>"),
            40 | 12 if rest.bytes().take(word).any(|b| b.is_ascii_digit()) => Some("<commit>"),
            32 => Some("<fingerprint>"),
            _ => None,
        };
        if let Some(name) = name {
            out.push_str(name);
            rest = &rest[word..];
            continue;
        }
        for (shape, name) in [
            ("dddd-dd-ddTdd:dd:ddZ", "<time>"),
            ("dddddd B", "<length>"),
            ("dddddd bytes", "<length>"),
            ("ddd KiB", "<size>"),
            ("dd KiB", "<size>"),
            ("d.d s\n", "<seconds>\n"),
        ] {
            let fits = rest.len() >= shape.len()
                && shape.bytes().zip(rest.bytes()).all(|(s, c)| if s == b'd' { c.is_ascii_digit() } else { s == c });
            if fits {
                out.push_str(name);
                rest = &rest[shape.len()..];
                continue 'all;
            }
        }
        // The fingerprint of an SSH key, as ssh-keygen prints it.
        let key = rest
            .strip_prefix("SHA256:")
            .map(|rest| rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/')).count());
        if key == Some(43) {
            out.push_str("SHA256:<fingerprint>");
            rest = &rest["SHA256:".len() + 43..];
            continue;
        }
        let step = rest.chars().next().map_or(1, char::len_utf8);
        out.push_str(&rest[..step]);
        rest = &rest[step..];
    }
    out
}

#[test]
fn sessions_go_as_written() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/sessions");
    let mut files: Vec<PathBuf> =
        fs::read_dir(&folder).expect("the folder is there").flatten().map(|e| e.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    assert!(!files.is_empty());
    let mut wrong = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).expect("the session can be read");
        let (head, steps) = steps(&text);
        let place = tempfile::tempdir().expect("a folder");
        let said = run(place.path(), "levelbook init book");
        assert!(!said.contains("exit code"), "{said}");
        git(&place.path().join("book"), &["init", "-q", "-b", "main"]);
        run(place.path(), "commit");
        let mut all = head;
        for step in &steps {
            let said = steady(&run(place.path(), &step.command));
            if said.trim() != step.expected.trim() {
                wrong.push(format!("{}: $ {}\n{said}", path.display(), step.command));
            }
            let said = said.trim();
            all.push_str(&format!("$ {}\n{said}{}", step.command, if said.is_empty() { "\n" } else { "\n\n" }));
        }
        if std::env::var_os("LEVELBOOK_UPDATE").is_some() {
            fs::write(&path, format!("{}\n", all.trim_end())).expect("the session can be written");
        }
    }
    assert!(wrong.is_empty(), "these say something else:\n\n{}", wrong.join("\n"));
}
