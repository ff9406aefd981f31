//! `levelbook sign`: one signature on a sealed report.
//!
//! The signature is made in memory and checked by our own verifier before anything is written. The entry of the record and
//! the file are written in one step: the folder of the record takes the place of the one before it.

use std::path::Path;

use time::OffsetDateTime;

use crate::diag::Sink;
use crate::model::Decision;
use crate::model::Extent;
use crate::model::Record;
use crate::model::RecordEntry;
use crate::pipeline::Judged;
use crate::pipeline::Library;
use crate::pipeline::Volume;
use crate::pipeline::seal::STAMP_FIELD;
use crate::report::Engine;
use crate::report::Labels;
use crate::report::Look;
use crate::sign_off::State;
use crate::sign_off::judge;
use crate::sign_off::means;
use crate::sign_off::reason::Reason;
use crate::sign_off::write;
use crate::source::sha256;
use crate::view::sign_off::moment as shown_moment;
use pades::cms;
use pades::grade::Grade;
use pades::keys::Named;
use pades::keys::Signer;
use pades::keys::iso;
use pades::pdf::dss;
use pades::pdf::enter;
use pades::pdf::enter::Prepared;
use pades::ready;
use pades::stamp::Authority;
use pades::trust;
use pades::trust::Trust;
use pades::usage::Usage;
use pades::verdict::Cause;
use pades::verdict::Finding;
use pades::verdict::Kind;
use pades::verdict::Verdict;
use pades::verify;

use super::End;
use super::Failure;
use super::Outcome;
use super::SignFailure;
use super::args;
use super::args::DecisionKind;
use super::identity;
pub(super) use super::identity::read;
use super::keep;
use super::keep::Held;
use super::network;
use super::out::Out;
use super::seal;
use super::style::GOOD;
use super::style::WARNING;

/// Room for a signature with its chain, and with a timestamp.
const RESERVE: usize = 12 << 10;
pub(super) const RESERVE_STAMPED: usize = 24 << 10;
/// Room for a timestamp over the document.
const RESERVE_STAMP: usize = 16 << 10;

pub(super) fn run(folder: &Path, args: &args::Sign, out: &Out) -> Outcome {
    // Held from before the record is read, so that of two who sign at once none is lost.
    let mut held = keep::book(folder, out)?;
    let Some(all) = seal::find(folder, &args.id, out)? else { return Ok(End::Errors) };
    let Some(Judged { volume, .. }) = all.assessment(&args.id) else { return Ok(End::Errors) };
    let at = moment(args.time.as_deref())?;
    let work = Work::begin(folder, &all, &args.id, &args.role)?;
    let identity = identity::open(args, out)?;
    let act = Act {
        volume,
        work: &work,
        signer: identity.signer(),
        decision: decision(&args.decide)?,
        conditions: &args.decide.condition,
        at,
        trust: trust(volume, &args.trust)?,
        now: at,
    };
    act.may(args)?;
    let authority = args.tsa.as_deref().map(network::authority).transpose()?;
    let reserve = if authority.is_some() { RESERVE_STAMPED } else { RESERVE };
    let prepared = act.prepare(reserve, out)?;
    let signature = cms::sign(&identity, &prepared.covered(), authority.as_deref())?;
    act.finish(args, prepared, &signature, authority.as_deref(), &mut held, out)
}

/// A signature that is to be made: who signs what, in which role, and with which decision.
pub(super) struct Act<'a> {
    pub(super) volume: &'a Volume,
    pub(super) work: &'a Work<'a>,
    pub(super) signer: &'a Signer,
    pub(super) decision: Decision,
    pub(super) conditions: &'a [String],
    /// The time that the signature claims.
    pub(super) at: OffsetDateTime,
    pub(super) trust: Trust,
    /// The time at which it is checked before it is written.
    pub(super) now: OffsetDateTime,
}

impl Act<'_> {
    /// Whether this may be signed by this signer: what `verify` would refuse is refused here.
    pub(super) fn may(&self, args: &args::Sign) -> Result<(), Failure> {
        ready::ready(self.signer, &self.trust, self.now.max(self.at)).map_err(refused)?;
        self.work.may_sign(Some(&Named::of(self.signer.certificate())?))?;
        if args.lta { self.work.may_close() } else { Ok(()) }
    }

    /// The report with a place for the signature. The same act gives the same bytes.
    pub(super) fn prepare(&self, reserve: usize, out: &Out) -> Result<Prepared, Failure> {
        let role = self.work.role();
        let named = Named::of(self.signer.certificate())?;
        let look = appearance(self, &named, out)?;
        let reason = self.decision.reason(&role.statement, self.conditions, &self.work.record.seal_sha256);
        Ok(enter::prepare(
            self.work.pdf,
            &enter::FieldEntry {
                field: &role.signatory.role,
                name: &named.common_name,
                reason: &reason,
                time: &pdf_time(self.at),
                certify: self.work.first().then_some(2),
                appearance: &look,
                reserve,
            },
        )?)
    }

    /// Puts the signature into its place, adds what was asked for, checks the whole, and writes it.
    pub(super) fn finish(
        &self,
        args: &args::Sign,
        prepared: Prepared,
        signature: &[u8],
        authority: Option<&dyn Authority>,
        book: &mut Held,
        out: &Out,
    ) -> Outcome {
        let (id, role) = (&args.id, &args.role);
        let named = Named::of(self.signer.certificate())?;
        let stamped = cms::read(signature, &prepared.covered()).stamp.is_some();
        let mut signed = prepared.complete(signature)?;
        if args.lt || args.lta {
            let store = store(self.signer, &signed, role, &self.trust, self.now)?;
            signed = dss::add(&signed, &store)?;
        }
        if let (true, Some(authority)) = (args.lta, authority) {
            let prepared = enter::prepare_timestamp(&signed, STAMP_FIELD, RESERVE_STAMP)?;
            let [before, after] = prepared.covered();
            let token = authority.stamp(&[before, after].concat())?;
            signed = prepared.complete(&token)?;
        }
        let grade = match (args.lta, args.lt, stamped) {
            (true, ..) => Grade::Archive,
            (_, true, _) => Grade::LongTerm,
            (_, _, true) => Grade::Timestamp,
            _ => Grade::Basic,
        };
        let entry = RecordEntry {
            role: role.clone(),
            seal: self.work.record.seal_sha256.clone(),
            decision: self.decision,
            conditions: self.conditions.to_vec(),
            signed: iso(self.at),
            name: named.common_name.clone(),
            organisation: named.organisation.clone(),
            grade,
            certificate: named.sha256.clone(),
            subject: named.subject.clone(),
            issuer: named.issuer_name.clone(),
            report: Some(Extent { sha256: sha256(&signed), length: signed.len() as u64 }),
        };
        let held = self.hold(&entry, &signed)?;
        let (name, text) = (self.work.entry_name(), write::entry(&entry));
        let files: [(&str, &[u8]); 2] = [(&name, text.as_bytes()), ("report.pdf", &signed)];
        keep::add_to_record(book, id, &files)?;
        out.print(&format!(
            "{GOOD}signed{GOOD:#} {id} as {role}: {}, {}, {}\n",
            named.common_name,
            grade.name(),
            held.algorithm
        ));
        held.doubts.iter().for_each(|doubt| out.say(&format!("{WARNING}warning{WARNING:#}: {doubt}\n")));
        // The timestamp that closes the file comes with the last signature.
        let asked = self.work.record.seal.grade;
        let closes_later = asked == Grade::Archive && grade == Grade::LongTerm && !self.work.last();
        if grade < asked && !closes_later {
            let asked = asked.name();
            out.say(&format!(
                "{WARNING}warning{WARNING:#}: the policy asks for {asked}: it does not count as signed off\n"
            ));
        }
        Ok(End::Fine)
    }

    /// What `verify` will say of the file. Whatever would keep it from being valid is a failure, but for what may still be
    /// mended without a new signature: that nobody is trusted yet, and that nothing says whether a certificate was revoked.
    fn hold(&self, entry: &RecordEntry, signed: &[u8]) -> Result<Sound, Failure> {
        let checked = verify::check(signed, &self.trust, Some(self.now));
        let own = checked.signatures.iter().find(|signature| signature.field == entry.role);
        let own = own.ok_or_else(|| Failure::new("the signature can't be read back"))?;
        let mut doubts = Vec::new();
        let mut weigh = |finding: &Finding, of_others: bool| -> Result<(), Failure> {
            match finding.kind {
                Kind::NoTrust => doubts.push(
                    "nobody is trusted here: whether the signer's authority counts, and whether the certificate was revoked, \
                     could not be judged, and `verify` says INDETERMINATE until it can"
                        .to_owned(),
                ),
                Kind::RevocationUnknown => doubts.push(format!(
                    "{}: `verify` says INDETERMINATE until the authority's list of revoked certificates is in the book's \
                     folder `trust`",
                    finding.text
                )),
                _ if of_others && finding.verdict() < Verdict::Invalid => {
                    doubts.push(format!("of an earlier signature: {}", finding.text));
                }
                _ => {
                    let failure = refused(ready::refused(finding));
                    let message = format!("the signature would not hold: {}", failure.message);
                    return Err(Failure { message, ..failure });
                }
            }
            Ok(())
        };
        checked.findings.iter().try_for_each(|finding| weigh(finding, false))?;
        for signature in &checked.signatures {
            let own = signature.field == entry.role || signature.document_timestamp;
            signature.findings.iter().try_for_each(|finding| weigh(finding, !own))?;
        }
        let mut record = self.work.record.clone();
        record.entries.retain(|other| other.role != entry.role);
        record.entries.push(entry.clone());
        let judgement = judge::judge(&record, signed, &checked);
        // What others still have to do, what this role decided, and a level that is told of, are no faults of a signature.
        let allowed =
            |reason: Reason| matches!(reason, Reason::Missing | Reason::Rejected | Reason::Grade | Reason::Unattested);
        let of_roles = judgement.roles.iter().flat_map(|role| &role.findings);
        if let Some(finding) = judgement.findings.iter().chain(of_roles).find(|finding| !allowed(finding.kind)) {
            return Err(Failure::new(format!("the signature would not hold: {}", finding.text))
                .help("nothing was written; `levelbook verify` says what holds of the report as it is"));
        }
        doubts.sort();
        doubts.dedup();
        Ok(Sound { algorithm: own.algorithm.clone(), doubts })
    }
}

/// A signature that holds, and what is to be told of it.
struct Sound {
    algorithm: String,
    doubts: Vec<String>,
}

/// A refusal in the words of the command line.
fn refused(failure: SignFailure) -> Failure {
    let untrusted = failure.cause == Cause::Refused(Kind::Untrusted);
    let failure = Failure::from(failure);
    if untrusted && failure.help.is_none() {
        return failure.help("put its authority into the book's folder `trust`, or name it with `--trust`");
    }
    failure
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
    pub(super) fn begin(folder: &Path, all: &'a Library, id: &str, role: &str) -> Result<Work<'a>, Failure> {
        let judged = all.assessment(id).ok_or_else(|| Failure::new("the book has errors"))?;
        let Judged { volume, assessment, .. } = judged;
        let id = &assessment.id;
        let record = assessment.record.as_ref().ok_or_else(|| {
            Failure::new(format!("`{id}` is not sealed")).help(format!("begin with `levelbook seal {id}`"))
        })?;
        let pdf = means::sealed_pdf(assessment, &volume.sources).unwrap_or_default();
        let sign_off = all.sign_offs(None).remove(id).unwrap_or_default();
        if matches!(sign_off.state, State::Stale | State::Broken | State::Superseded | State::Rejected) {
            let failure = Failure::new(format!("`{id}` can't be signed: {}", sign_off.reasons.join(" ")));
            return Err(match sign_off.state {
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
    fn holds(&self, entry: &RecordEntry) -> bool {
        let length = entry.report.as_ref().and_then(|report| usize::try_from(report.length).ok());
        length.is_none_or(|length| length <= self.pdf.len())
    }

    /// The timestamp over the document comes last: it covers all signatures, and its field is used once.
    fn may_close(&self) -> Result<(), Failure> {
        if enter::size(self.pdf, STAMP_FIELD).is_err_and(|failure| failure.cause == Cause::NoField) {
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
        let done: Vec<&RecordEntry> = self.record.entries.iter().filter(|entry| self.holds(entry)).collect();
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
        self.folder.join(self.entry_name())
    }

    /// The name of that file.
    pub(super) fn entry_name(&self) -> String {
        format!("{}-{}.yaml", self.role + 1, self.record.seal.roles[self.role].signatory.role)
    }

    /// The role of the seal.
    pub(super) fn role(&self) -> &crate::model::SealRole {
        &self.record.seal.roles[self.role]
    }
}

/// Whom to trust: the files named, else the book's own.
pub(super) fn trust(volume: &Volume, files: &[std::path::PathBuf]) -> Result<Trust, Failure> {
    if files.is_empty() {
        return Ok(means::trust(&volume.sources));
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
fn store(signer: &Signer, signed: &[u8], role: &str, trust: &Trust, at: OffsetDateTime) -> Result<dss::Store, Failure> {
    let examined = pades::pdf::examine::examine(signed);
    let found = examined.signatures.iter().find(|found| found.field == role);
    let found = found.ok_or_else(|| Failure::new("the signature can't be read back"))?;
    let parts: Vec<&[u8]> = found.covered.iter().map(|(from, to)| signed.get(*from..*to).unwrap_or_default()).collect();
    let read = cms::read(&found.contents, &parts);
    let mut store = dss::Store::default();
    let stamp = read.stamp.unwrap_or_default();
    let authority = stamp.certificate.map(|certificate| (certificate, stamp.others));
    let signer = (signer.certificate().to_vec(), signer.chain().to_vec());
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
        let found = network::evidence(&path)?;
        store.crls.extend(found.crls);
        store.ocsps.extend(found.ocsps);
    }
    Ok(store)
}

/// What is seen of the signature.
fn appearance(act: &Act, named: &Named, out: &Out) -> Result<Vec<u8>, Failure> {
    let (volume, work) = (act.volume, act.work);
    let book = volume.book.as_ref().ok_or_else(|| Failure::new("the book has errors"))?;
    let (width, height) = enter::size(work.pdf, &work.role().signatory.role)?;
    let look = Look {
        width,
        height,
        language: book.settings.language.clone(),
        name: named.common_name.clone(),
        role: work.role().title.clone(),
        organisation: work.role().signatory.organisation.clone(),
        decision: act.decision.words().to_owned(),
        conditions: act.conditions.join("; "),
        when: shown_moment(&iso(act.at)),
        issuer: named.issuer_name.clone(),
        labels: Labels::default(),
    };
    let mut sink = Sink::new();
    let engine = Engine::new(&volume.theme, &mut sink);
    let pdf = engine.look(&look, &mut sink);
    if out.diagnostics(&sink, &volume.sources, Path::new(""), false) {
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
