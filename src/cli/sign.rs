//! `levelbook sign`: one signature on a sealed report.
//!
//! The signature is made in memory and checked by our own verifier before anything is written. The entry of the record is
//! written before the file: an entry without its signature counts as not signed, and is written anew.

use std::path::Path;

use time::OffsetDateTime;

use crate::diag::Sink;
use crate::model::Decision;
use crate::model::Entry;
use crate::model::Extent;
use crate::model::Record;
use crate::pipeline;
use crate::pipeline::Opened;
use crate::report::Engine;
use crate::report::Labels;
use crate::report::Look;
use crate::sign_off::State;
use crate::sign_off::write;
use crate::source::sha256;
use pades::cms;
use pades::fetch;
use pades::grade::Grade;
use pades::keys::Identity;
use pades::keys::Named;
use pades::keys::iso;
use pades::pdf::dss;
use pades::pdf::enter;
use pades::stamp::Authority;
use pades::stamp::Http;
use pades::token;
use pades::trust;
use pades::trust::Trust;
use pades::usage::Usage;
use pades::verdict::Finding;
use pades::verdict::Kind;
use pades::verdict::Verdict;
use pades::verify;

use super::End;
use super::Failure;
use super::Outcome;
use super::args;
use super::args::DecisionKind;
use super::build::write_files;
use super::out::Out;
use super::seal;
use super::secret;

/// Room for a signature with its chain, and with a timestamp.
const RESERVE: usize = 12 << 10;
const RESERVE_STAMPED: usize = 24 << 10;
/// Room for a timestamp over the document.
const RESERVE_STAMP: usize = 16 << 10;
/// The field for it.
const STAMP_FIELD: &str = pipeline::STAMP_FIELD;

pub(super) fn run(folder: &Path, args: &args::Sign, out: &Out) -> Outcome {
    let Some(all) = seal::find(folder, &args.id, out)? else { return Ok(End::Errors) };
    let Some((opened, ..)) = all.home_of(&args.id) else { return Ok(End::Errors) };
    let at = moment(args.time.as_deref())?;
    let work = Work::begin(folder, &all, &args.id, &args.role)?;
    let identity = identity(args)?;
    let trust = trust(opened, &args.trust)?;
    identity.ready(at, &trust.anchors)?;
    let named = Named::of(identity.certificate())?;
    work.may_sign(Some(&named))?;
    if args.lta {
        work.may_close()?;
    }
    let decision = decision(&args.decide)?;
    let authority = args.tsa.as_ref().map(Http::new);
    let stamps = authority.as_ref().map(|authority| authority as &dyn Authority);
    let look = appearance(opened, &work, &named, decision, &args.decide.condition, at, out)?;
    let reason = decision.reason(&work.role().statement, &args.decide.condition, &work.record.seal_sha256);
    let prepared = enter::prepare(
        work.pdf,
        &enter::Entry {
            field: &args.role,
            name: &named.common_name,
            reason: &reason,
            time: &pdf_time(at),
            certify: work.first().then_some(2),
            appearance: &look,
            reserve: if stamps.is_some() { RESERVE_STAMPED } else { RESERVE },
        },
    )?;
    let signature = cms::sign(&identity, &prepared.covered(), stamps)?;
    let mut signed = prepared.complete(&signature)?;
    if args.lt || args.lta {
        let store = store(&identity, &signed, &args.role, &trust, at)?;
        signed = dss::add(&signed, &store)?;
    }
    if let (true, Some(authority)) = (args.lta, stamps) {
        let prepared = enter::prepare_timestamp(&signed, STAMP_FIELD, RESERVE_STAMP)?;
        let [before, after] = prepared.covered();
        let token = authority.stamp(&[before, after].concat())?;
        signed = prepared.complete(&token)?;
    }
    let checked = verify::check(&signed, &trust, Some(at));
    let own = checked.signatures.iter().find(|signature| signature.field == args.role);
    let findings = checked.findings.iter().chain(checked.signatures.iter().flat_map(|signature| &signature.findings));
    // A book that names whom it trusts takes no signature of others.
    let unsound = findings.filter(|finding| finding.verdict() == Verdict::Invalid);
    let unsound: Vec<&Finding> = unsound.collect();
    let own = own.ok_or_else(|| Failure::new("the signature can't be read back"))?;
    if let Some(finding) = unsound.first() {
        let failure = Failure::new(format!("the signature would not hold: {}", finding.text));
        return Err(match finding.kind == Kind::Untrusted {
            true => failure.help("put its authority into the book's folder `trust`, or name it with `--trust`"),
            false => failure.help("nothing was written"),
        });
    }
    let grade = match (args.lta, args.lt, stamps.is_some()) {
        (true, ..) => Grade::Archive,
        (_, true, _) => Grade::LongTerm,
        (_, _, true) => Grade::Timestamp,
        _ => Grade::Basic,
    };
    let entry = Entry {
        role: args.role.clone(),
        seal: work.record.seal_sha256.clone(),
        decision,
        conditions: args.decide.condition.clone(),
        signed: iso(at),
        name: named.common_name.clone(),
        organisation: named.organisation.clone(),
        grade,
        certificate: named.sha256.clone(),
        subject: named.subject.clone(),
        issuer: named.issuer_name.clone(),
        report: Some(Extent { sha256: sha256(&signed), length: signed.len() as u64 }),
    };
    let path = work.entry_path();
    let report = work.folder.join("report.pdf");
    write_files(&[(&path, write::entry(&entry).as_bytes()), (&report, &signed)])?;
    out.print(&format!(
        "\x1b[1;32msigned\x1b[0m {} as {}: {}, {}, {}\n",
        args.id,
        args.role,
        named.common_name,
        grade.name(),
        own.algorithm
    ));
    // The timestamp that closes the file comes with the last signature.
    let asked = work.record.seal.grade;
    let closes_later = asked == Grade::Archive && grade == Grade::LongTerm && !work.last();
    if grade < asked && !closes_later {
        let asked = asked.name();
        out.say(&format!("\x1b[1;33mwarning\x1b[0m: the policy asks for {asked}: it does not count as signed off\n"));
    }
    Ok(End::Fine)
}

/// A sealed assessment, and the role that is to act.
pub(super) struct Work<'a> {
    pub(super) folder: std::path::PathBuf,
    pub(super) record: &'a Record,
    pub(super) pdf: &'a [u8],
    role: usize,
}

impl<'a> Work<'a> {
    /// Finds the record of an assessment, and makes sure that it may be signed.
    pub(super) fn begin(folder: &Path, all: &'a Opened, id: &str, role: &str) -> Result<Work<'a>, Failure> {
        let (opened, book, index) = all.home_of(id).ok_or_else(|| Failure::new("the book has errors"))?;
        let assessment = &book.assessments[index];
        let id = &assessment.id;
        let record = assessment.record.as_ref().ok_or_else(|| {
            Failure::new(format!("`{id}` is not sealed")).help(format!("begin with `levelbook seal {id}`"))
        })?;
        let pdf = pipeline::sealed_pdf(assessment, &opened.sources).unwrap_or_default();
        let standing = pipeline::all_standings(all, None).remove(id).unwrap_or_default();
        if matches!(standing.state, State::Stale | State::Broken | State::Superseded | State::Rejected) {
            let failure = Failure::new(format!("`{id}` can't be signed: {}", standing.reasons.join(" ")));
            return Err(match standing.state {
                State::Stale | State::Rejected => {
                    failure.help(format!("`levelbook seal {id} --again` seals what the book says now"))
                }
                State::Superseded => failure,
                _ => failure.help("restore the folder `sign-off` from version control"),
            });
        }
        let roles = || record.seal.roles.iter().map(|role| role.signatory.role.as_str());
        let position = roles().position(|known| known == role).ok_or_else(|| {
            let failure = Failure::new(format!("the seal has no role `{role}`"));
            match crate::diag::suggest::help(role, roles()) {
                Some(help) => failure.help(help),
                None => failure.help(format!("its roles are {}", roles().collect::<Vec<_>>().join(", "))),
            }
        })?;
        Ok(Work { folder: seal::folder_of(folder, id), record, pdf, role: position })
    }

    /// Whether this is the first signature in the file.
    fn first(&self) -> bool {
        !self.record.entries.iter().any(|entry| entry.report.is_some() && self.holds(entry))
    }

    /// Whether no other role has to sign after this one.
    fn last(&self) -> bool {
        self.record.seal.roles.iter().skip(self.role + 1).all(|role| role.optional)
    }

    /// Whether the file holds the signature of an entry: after a crash between two writes it does not.
    fn holds(&self, entry: &Entry) -> bool {
        let length = entry.report.as_ref().and_then(|report| usize::try_from(report.length).ok());
        length.is_none_or(|length| length <= self.pdf.len())
    }

    /// The timestamp over the document comes last: it covers all signatures, and its field is used once.
    fn may_close(&self) -> Result<(), Failure> {
        if enter::size(self.pdf, STAMP_FIELD).is_err_and(|failure| failure.0.contains("no signature field")) {
            let failure = Failure::new("the report was sealed without a place for a timestamp over the document");
            return Err(failure.help("set `level: B-LTA` under `sign_off` in book.yaml and seal it anew"));
        }
        let later = self.record.seal.roles.iter().skip(self.role + 1).find(|role| !role.optional);
        match later {
            None => Ok(()),
            Some(later) => Err(Failure::new(format!("`{}` is still to sign", later.signatory.role))
                .help("`--lta` closes the report, and is for the last who signs: use `--lt` here")),
        }
    }

    /// Order, separation of duties, and whom the seal expects. Without a certificate only the order can be held.
    pub(super) fn may_sign(&self, named: Option<&Named>) -> Result<(), Failure> {
        let seal = &self.record.seal;
        let role = &seal.roles[self.role];
        let id = &role.signatory.role;
        let done: Vec<&Entry> = self.record.entries.iter().filter(|entry| self.holds(entry)).collect();
        if done.iter().any(|entry| entry.role == *id) {
            return Err(Failure::new(format!("`{id}` has signed already")));
        }
        let place = |role: &str| seal.roles.iter().position(|other| other.signatory.role == role).unwrap_or(0);
        if let Some(later) = done.iter().find(|entry| place(&entry.role) > self.role) {
            let text = format!("`{id}` signs before `{}`, who has signed already", later.role);
            return Err(Failure::new(text));
        }
        let before = seal
            .roles
            .iter()
            .take(self.role)
            .find(|other| !other.optional && !done.iter().any(|entry| entry.role == other.signatory.role));
        if let Some(before) = before {
            let failure = Failure::new(format!("`{}` has to sign before `{id}`", before.signatory.role));
            return Err(failure.help("the roles sign in the order of the seal"));
        }
        let Some(named) = named else { return Ok(()) };
        if role.signatory.certificate.as_ref().is_some_and(|expected| *expected != named.sha256) {
            let failure = Failure::new(format!("another certificate is to sign as `{id}`"));
            return Err(failure.help("its SHA-256 stands under `signatories` in assessment.yaml"));
        }
        let signer = &named.common_name;
        let expected = &role.signatory.name;
        if crate::sign_off::judge::misnamed(role, signer).is_some() {
            let failure = Failure::new(format!("{expected} is to sign as `{id}`, and this certificate is of {signer}"));
            return Err(failure.help(format!(
                "under `signatories` in assessment.yaml, correct the name, or add `certificate: {}`",
                named.sha256
            )));
        }
        for group in seal.apart.iter().filter(|group| group.contains(id)) {
            let other = done.iter().find(|entry| {
                group.contains(&entry.role) && (entry.certificate == named.sha256 || entry.name == named.common_name)
            });
            if let Some(other) = other {
                let text = format!("{} signed as `{}` and can't sign as `{id}`, too", named.common_name, other.role);
                return Err(Failure::new(text).help("the policy keeps the two roles apart"));
            }
        }
        Ok(())
    }

    /// The file of the role's entry.
    pub(super) fn entry_path(&self) -> std::path::PathBuf {
        self.folder.join(format!("{}-{}.yaml", self.role + 1, self.record.seal.roles[self.role].signatory.role))
    }

    /// The role of the seal.
    pub(super) fn role(&self) -> &crate::model::SealRole {
        &self.record.seal.roles[self.role]
    }
}

/// Who signs.
fn identity(args: &args::Sign) -> Result<Identity, Failure> {
    let identity = if let Some(module) = &args.token {
        let pin = secret::read(&args.passphrase, "the token")?;
        let place = token::Place { module, token: args.token_label.as_deref(), key: args.key_label.as_deref() };
        token::open(&place, &pin)?
    } else {
        let path = args.key.as_ref().ok_or_else(|| Failure::new("no key was named"))?;
        let bytes = read(path)?;
        if bytes.starts_with(b"-----BEGIN") || bytes.windows(11).any(|window| window == b"-----BEGIN ") {
            let certificate = args.certificate.as_ref().map_or_else(|| Ok(bytes.clone()), |path| read(path))?;
            let locked = bytes.windows(21).any(|window| window == b"ENCRYPTED PRIVATE KEY");
            let secret = if locked { Some(secret::read(&args.passphrase, "the key")?) } else { None };
            Identity::from_pem(&bytes, &certificate, secret.as_ref())?
        } else {
            let secret = secret::read(&args.passphrase, "the key")?;
            Identity::from_pkcs12(&bytes, &secret)?
        }
    };
    Ok(if args.pss { identity.with_pss() } else { identity })
}

/// Reads a file that the user named.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure::new(format!("can't read `{}`: {error}", path.display())))
}

/// Whom to trust: the files named, else the book's own.
pub(super) fn trust(opened: &Opened, files: &[std::path::PathBuf]) -> Result<Trust, Failure> {
    if files.is_empty() {
        return Ok(pipeline::trust(&opened.sources));
    }
    trust_files(files)
}

/// The certificates of files.
pub(super) fn trust_files(files: &[std::path::PathBuf]) -> Result<Trust, Failure> {
    let mut trust = Trust::default();
    for file in files {
        let fail = |failure: pades::verdict::Failure| Failure::new(format!("`{}`: {failure}", file.display()));
        trust.add_pem(&read(file)?).map_err(fail)?;
    }
    Ok(trust)
}

/// What is needed to check the signature of a role later.
fn store(
    identity: &Identity,
    signed: &[u8],
    role: &str,
    trust: &Trust,
    at: OffsetDateTime,
) -> Result<dss::Store, Failure> {
    let examined = pades::pdf::examine::examine(signed);
    let found = examined.signatures.iter().find(|found| found.field == role);
    let found = found.ok_or_else(|| Failure::new("the signature can't be read back"))?;
    let parts: Vec<&[u8]> = found.covered.iter().map(|(from, to)| signed.get(*from..*to).unwrap_or_default()).collect();
    let read = cms::read(&found.contents, &parts);
    let mut store = dss::Store::default();
    let stamp = read.stamp.unwrap_or_default();
    let authority = stamp.certificate.map(|certificate| (certificate, stamp.others));
    let signer = (identity.certificate().to_vec(), identity.chain().to_vec());
    for ((certificate, others), usage) in
        std::iter::once((signer, Usage::Signing)).chain(authority.map(|a| (a, Usage::Stamping)))
    {
        let path = trust::way(&certificate, &others, trust, at)?;
        store.certificates.extend(path.iter().cloned());
        // What is known already need not be asked.
        if trust::judge(&certificate, &others, trust, usage, at).revocation == trust::Revocation::Good {
            store.crls.extend(trust.crls.iter().cloned());
            store.ocsps.extend(trust.ocsps.iter().cloned());
            continue;
        }
        let found = fetch::evidence(&path)?;
        store.crls.extend(found.crls);
        store.ocsps.extend(found.ocsps);
    }
    Ok(store)
}

/// What is seen of the signature.
fn appearance(
    opened: &Opened,
    work: &Work,
    named: &Named,
    decision: Decision,
    conditions: &[String],
    at: OffsetDateTime,
    out: &Out,
) -> Result<Vec<u8>, Failure> {
    let book = opened.book.as_ref().ok_or_else(|| Failure::new("the book has errors"))?;
    let (width, height) = enter::size(work.pdf, &work.role().signatory.role)?;
    let look = Look {
        width,
        height,
        language: book.settings.language.clone(),
        name: named.common_name.clone(),
        role: work.role().title.clone(),
        organisation: work.role().signatory.organisation.clone(),
        decision: decision.words().to_owned(),
        conditions: conditions.join("; "),
        when: pipeline::moment(&iso(at)),
        issuer: named.issuer_name.clone(),
        labels: Labels::default(),
    };
    let mut sink = Sink::new();
    let engine = Engine::new(&opened.theme, &mut sink);
    let pdf = engine.look(&look, &mut sink);
    if out.diagnostics(&sink, &opened.sources, Path::new(""), false) {
        return Err(Failure::new("the signature can't be drawn"));
    }
    pdf.ok_or_else(|| Failure::new("the signature can't be drawn"))
}

/// The decision, which has conditions if and only if it says so.
pub(super) fn decision(decide: &args::Decide) -> Result<Decision, Failure> {
    match (decide.decision, decide.condition.is_empty()) {
        (DecisionKind::Approved, true) => Ok(Decision::Approved),
        (DecisionKind::ApprovedWithConditions, false) => Ok(Decision::Conditions),
        (DecisionKind::Rejected, true) => Ok(Decision::Rejected),
        (DecisionKind::ApprovedWithConditions, true) => {
            Err(Failure::new("an approval with conditions names at least one").help("add `--condition TEXT`"))
        }
        (_, false) => Err(Failure::new("conditions go with `--decision approved-with-conditions`")),
    }
}

/// The time now, in whole seconds.
pub(super) fn now() -> OffsetDateTime {
    #[expect(clippy::disallowed_methods, reason = "the time of a signature is the time at which it is made")]
    let now = std::time::SystemTime::now();
    let now = OffsetDateTime::from(now);
    now.replace_nanosecond(0).unwrap_or(now)
}

/// A time that the user wrote, or now.
pub(super) fn moment(text: Option<&str>) -> Result<OffsetDateTime, Failure> {
    let Some(text) = text else { return Ok(now()) };
    let full = if text.len() == 10 { format!("{text}T12:00:00Z") } else { text.to_owned() };
    let format = time::macros::format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    let parsed = time::PrimitiveDateTime::parse(&full, format).map(time::PrimitiveDateTime::assume_utc);
    parsed.map_err(|_| {
        Failure::new(format!("`{text}` is not a time")).help("write it in UTC as 2026-11-23 or 2026-11-23T09:30:00Z")
    })
}

fn pdf_time(at: OffsetDateTime) -> String {
    format!("D:{}", iso(at).replace(['-', ':', 'T'], ""))
}
