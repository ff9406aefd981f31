//! The stages called in order: the page that a newcomer reads first.
//!
//! ```text
//! folder -> load -> Sources -> read -> Draft -> check -> Book -> build -> View -> site, report -> Output -> write
//! ```
//!
//! [`open`] goes as far as the [`Book`]; [`typeset`] and [`publish`] go on to the [`Output`] in memory. Nothing here touches a disk but
//! the loading; the one writer is [`crate::output::write`].

pub mod bundle;
pub mod editions;
#[cfg(test)]
mod large_tests;
pub mod library;
pub mod readiness;
pub mod rebuild;
pub mod records;
pub mod scored;
pub mod side_by_side;
pub mod targets;
pub mod trusted;
pub mod verification;

pub use library::{Judged, Library, Volume};
pub use scored::{Part, Scored, Seen};

use std::collections::BTreeMap;
use std::path::Path;

use crate::check;
use crate::diag::Sink;
use crate::model::Assessment;
use crate::model::Book;
use crate::model::Date;
use crate::model::Digests;
use crate::model::Extent;
use crate::model::RoleIx;
use crate::model::Seal;
use crate::model::SealRole;
use crate::model::Signatory;
use crate::output::Output;
use crate::read;
use crate::report::Engine;
use crate::report::uncovered;
use crate::sign_off;
use crate::sign_off::Present;
use crate::sign_off::Standing;
use crate::sign_off::State;
use crate::sign_off::judge::Attested;
use crate::site;
use crate::site::Beside;
use crate::site::Download;
use crate::site::Site;
use crate::source;
use crate::source::Budget;
use crate::source::Commit;
use crate::source::Source;
use crate::source::Sources;
use crate::theme::Theme;
use crate::view;
use crate::view::Facts;
use crate::view::View;
use crate::view::portfolio::portfolio;
use pades::grade::Grade;
use pades::pdf::form;
use pades::pdf::form::Field;
use pades::trust::Trust;
use pades::verdict::Failure;
use pades::verify;

/// The field for a timestamp over the document, in a report whose policy asks for one.
pub const STAMP_FIELD: &str = "timestamp";

/// Name and version of the tool, as it is printed in outputs.
pub const TOOL: &str = concat!("levelbook ", env!("CARGO_PKG_VERSION"));

/// Reads and checks the book in a folder.
///
/// # Errors
/// Only when the folder itself can't be read; everything else is a diagnostic.
pub fn open(root: &Path) -> std::io::Result<Library> {
    let (sources, problems) = source::load(root, Budget::default())?;
    let mut sink = Sink::new();
    read::report_problems(&problems, &mut sink);
    Ok(open_with(Some(root), sources, sink))
}

/// Reads and checks a book in memory; `sink` holds what was found while loading it.
pub fn open_sources(sources: Sources, sink: Sink) -> Library {
    open_with(None, sources, sink)
}

/// The book in a folder with one more file that is not written yet.
pub fn open_beside(root: &Path, sources: &Sources, file: Source) -> Library {
    let files = sources.iter().map(|(_, source)| source.clone()).chain(std::iter::once(file));
    open_with(Some(root), Sources::from_files(files), Sink::new())
}

/// `root` is where earlier editions are looked for: a book in memory has none.
fn open_with(root: Option<&Path>, sources: Sources, mut sink: Sink) -> Library {
    let theme = Theme::load(&sources, &mut sink);
    let mut draft = read::read(&sources, &mut sink);
    uncovered(&theme, &sources, &mut sink);
    editions::unreleased(&sources, &draft, &mut sink);
    trusted::report(&sources, &mut sink);
    let earlier = root.map_or_else(BTreeMap::new, |root| editions::earlier(root, &sources, &mut draft, &mut sink));
    let book = check::check(&draft, &sources, &mut sink);
    Library::new(Volume { sources, draft, book, theme }, earlier, sink)
}

/// The word that names the guide where an assessment's id is asked for.
pub const GUIDE: &str = "guide";

/// The word that names all assessments together, likewise.
pub const PORTFOLIO: &str = "portfolio";

/// The work of typesetting the portfolio, in bytes of text that would make as much: it has a few pages, however many
/// assessments there are.
const PORTFOLIO_WORK: usize = 16 << 10;

/// What stands between [`GUIDE`] and the profile that it is made with, in the id of a PDF.
const WITH: char = '+';

/// The word for all profiles together, in the id of a PDF.
const ALL: &str = "all";

/// The profile of a guide's PDF: `None` for an id that is not of the guide, and empty for the base alone.
pub fn profile_of(id: &str) -> Option<&str> {
    let rest = id.strip_prefix(GUIDE)?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix(WITH) }
}

/// Path in the output of the PDF of an assessment, of the guide for [`GUIDE`] with or without a profile, of all
/// assessments for [`PORTFOLIO`].
pub fn pdf_path(id: &str) -> String {
    match profile_of(id) {
        Some("") => "guide.pdf".to_owned(),
        Some(ALL) => "profiles/_all/guide.pdf".to_owned(),
        Some(profile) => format!("profiles/{profile}/guide.pdf"),
        None if id == PORTFOLIO => "portfolio.pdf".to_owned(),
        None => format!("assessments/{id}/report.pdf"),
    }
}

/// The ids of the guide's PDFs: the base alone, with each profile, and with all of them where there are several.
pub fn guide_pdfs(book: &Book) -> Vec<String> {
    let overlays = &book.guide.overlays;
    let each = overlays.iter().map(|overlay| overlay.id.as_str()).chain((overlays.len() > 1).then_some(ALL));
    std::iter::once(GUIDE.to_owned()).chain(each.map(|id| format!("{GUIDE}{WITH}{id}"))).collect()
}

/// The PDFs of a library by id, [`GUIDE`] first, each with the bytes of text that go into it: a measure of the work.
/// The portfolio is one of them where there are at least two assessments.
pub fn pdfs(library: &Library) -> Vec<(String, usize)> {
    let size = |source: &Source| source.bytes().len();
    let guide = library.sources().iter().filter(|(_, source)| is_guide(source)).map(|(_, source)| size(source)).sum();
    let assessments = library.assessments();
    let portfolio = (assessments.len() > 1).then(|| (PORTFOLIO.to_owned(), PORTFOLIO_WORK));
    let reports = assessments.into_iter().map(|judged| (judged.assessment.id.clone(), judged.bytes().len()));
    let guides = library.book().map(guide_pdfs).unwrap_or_default();
    guides.into_iter().map(|id| (id, guide)).chain(reports).chain(portfolio).collect()
}

/// The library with its views, as it is on the day of the commit. `None` when its guide has errors.
pub fn score<'a>(library: &'a Library, commit: Option<&Commit>) -> Option<Scored<'a>> {
    let sign_offs = all_standings(library, day_of(commit));
    Scored::new(library, |volume, book| view_with(volume, book, commit, &sign_offs))
}

/// The library with its views, as it is on a day, whatever commit it stands at.
pub fn score_on(library: &Library, day: Date) -> Option<Scored<'_>> {
    let sign_offs = all_standings(library, Some(day));
    Scored::new(library, |volume, book| view_with(volume, book, None, &sign_offs))
}

/// The view of one guide and its assessments, as it is on the day of its commit.
pub fn view_of(volume: &Volume, book: &Book, commit: Option<&Commit>) -> View {
    view_with(volume, book, commit, &standings(volume, book, day_of(commit)))
}

fn view_with(volume: &Volume, book: &Book, commit: Option<&Commit>, sign_offs: &BTreeMap<String, Standing>) -> View {
    view::build(book, &facts(volume, book, commit, sign_offs))
}

fn day_of(commit: Option<&Commit>) -> Option<Date> {
    commit.and_then(|commit| commit.day.parse().ok())
}

/// Where the sign-off of each sealed assessment of a library stands.
pub fn all_standings(library: &Library, day: Option<Date>) -> BTreeMap<String, Standing> {
    let books = || library.volumes().filter_map(|volume| Some((volume, volume.book.as_ref()?)));
    let mut all = BTreeMap::new();
    for (volume, book) in books() {
        all.extend(standings(volume, book, day));
    }
    for (_, book) in books() {
        supersede(book, &mut all);
    }
    all
}

/// Where the sign-off of each sealed assessment stands, by id. Each sealed PDF is checked against the certificates in
/// the book's `trust/` folder, and nothing is asked of a network.
fn standings(volume: &Volume, book: &Book, day: Option<Date>) -> BTreeMap<String, Standing> {
    let sources = &volume.sources;
    let mut standings = BTreeMap::new();
    let sealed: Vec<&Assessment> = book.assessments.iter().filter(|a| a.record.is_some()).collect();
    if sealed.is_empty() {
        return standings;
    }
    let theme = volume.theme.report_digest();
    let trust = trust(sources);
    let allowed = allowed_signers(sources);
    for assessment in sealed {
        let pdf = sealed_pdf(assessment, sources).unwrap_or_default();
        let attested = attested(sources, &assessment.id);
        let mut unread = trusted::unread(sources);
        if !attested.is_empty() {
            unread.extend(allowed.iter().flat_map(|allowed| trusted::unread_signers(allowed)));
        }
        let digests = digests(assessment, sources, &theme);
        let present = Present { digests, day, attested, allowed: allowed.clone(), unread };
        // Certificates are judged at the time of the timestamp, or of the last day that the book knows of.
        let at = day.map(Date::noon);
        let standing = sign_off::standing(assessment, pdf, verify::check(pdf, &trust, at), &present);
        standings.insert(assessment.id.clone(), standing);
    }
    supersede(book, &mut standings);
    standings
}

fn supersede(book: &Book, standings: &mut BTreeMap<String, Standing>) {
    for later in &book.assessments {
        let signed = standings.get(&later.id).is_some_and(|standing| standing.signed_off);
        let sealed = later.record.as_ref().and_then(|record| record.seal.supersedes.as_ref());
        for id in later.supersedes.iter().chain(sealed).filter(|id| signed && **id != later.id) {
            if let Some(earlier) = standings.get_mut(id) {
                earlier.supersede(&later.id);
            }
        }
    }
}

/// The digests that a seal of this assessment would hold now.
pub fn digests(assessment: &Assessment, sources: &Sources, theme: &str) -> Digests {
    Digests {
        data: assessment.canonical.clone(),
        file: source::sha256(sources.get(assessment.file).bytes()),
        guide: guide_digest(sources),
        theme: theme.to_owned(),
    }
}

/// The certificates that the book trusts: all in `trust/*.pem`.
pub fn trust(sources: &Sources) -> Trust {
    let mut trust = Trust::default();
    for (_, source) in sources.iter().filter(|(_, s)| trusted::is_certificates(&s.path)) {
        // What a file that can't be read would have added or taken away is told by [`trusted`].
        let _ = trust.add_pem(source.bytes());
    }
    trust
}

/// The list of SSH keys that may sign, if the book has one.
pub fn allowed_signers(sources: &Sources) -> Option<String> {
    let file = sources.find("trust/allowed_signers")?;
    Some(String::from_utf8_lossy(sources.get(file).bytes()).into_owned())
}

/// The entries of a record that are signed with an SSH key.
pub fn attested(sources: &Sources, id: &str) -> Vec<Attested> {
    let folder = format!("assessments/{id}/sign-off/");
    let signatures = sources.iter().filter_map(|(_, signature)| {
        let entry = signature.path.strip_prefix(&folder)?.strip_suffix(".sig")?;
        let role = entry.strip_suffix(".yaml")?.split_once('-')?.1;
        let file = sources.find(&format!("{folder}{entry}"))?;
        Some(Attested {
            role: role.to_owned(),
            text: sources.get(file).bytes().to_vec(),
            signature: String::from_utf8_lossy(signature.bytes()).into_owned(),
        })
    });
    signatures.collect()
}

/// A moment as pages show it.
pub fn moment(text: &str) -> String {
    view::sign_off::moment(text)
}

/// A report, frozen: the file with its empty fields, and the text of `seal.yaml`.
pub struct Sealed {
    /// The PDF as it was typeset.
    pub report: Vec<u8>,
    /// The PDF.
    pub form: Vec<u8>,
    /// The seal as it is written.
    pub seal: String,
    /// What it says.
    pub record: Seal,
}

/// Freezes the report of an assessment. `None` when it can't be typeset; the reasons are in `sink`.
///
/// # Errors
/// When the signature fields can't be added.
pub fn seal(judged: Judged, commit: Commit, sink: &mut Sink) -> Option<Result<Sealed, Failure>> {
    let volume = judged.volume;
    let mut book = judged.book.clone();
    let assessment = book.assessments.iter_mut().find(|assessment| assessment.id == judged.assessment.id)?;
    assessment.record = None;
    let assessment = assessment.clone();
    let sealed = Standing { state: State::Sealed, ..Standing::default() };
    let standings = BTreeMap::from([(assessment.id.clone(), sealed)]);
    let view = view_with(volume, &book, Some(&commit), &standings);
    let engine = Engine::new(&volume.theme, sink);
    let images = images(volume, &book);
    let index = view.assessments.iter().position(|shown| shown.reference.id == assessment.id)?;
    let (pdf, places) = engine.assessment_with_places(&view, index, judged.bytes(), &images, sink)?;
    if sink.has_errors() {
        return None;
    }
    let shown = view.assessments.get(index)?;
    let policy = &book.settings.sign_off;
    let mut fields = Vec::new();
    for line in &shown.signatures {
        let Some(place) = places.iter().find(|place| place.role == line.id) else {
            let text = format!("the theme has no place for the signature of `{}`", line.id);
            return Some(Err(Failure::new(text)));
        };
        let label = format!("Signature of the {}", line.role.to_lowercase());
        fields.push(Field { name: line.id.clone(), label, page: place.page, rect: place.rect });
    }
    if policy.grade == Grade::Archive {
        // The place of the timestamp over the document is kept free from the start: nothing is added later.
        let page = fields.last().map_or(1, |field| field.page);
        let label = "Timestamp over the document".to_owned();
        fields.push(Field { name: STAMP_FIELD.to_owned(), label, page, rect: [0.0; 4] });
    }
    let form = match form::finalise(&pdf, &fields) {
        Ok(form) => form,
        Err(failure) => return Some(Err(failure)),
    };
    let extent = |bytes: &[u8]| Extent { sha256: source::sha256(bytes), length: bytes.len() as u64 };
    let until = policy.months.map(|months| assessment.date.months_later(months));
    let id_of = |role: &RoleIx| book.settings.roles[role.0].id.clone();
    let roles = policy.lines.iter().map(|line| {
        let role = id_of(&line.role);
        let known = assessment.signatories.iter().find(|signatory| signatory.role == role).cloned();
        let mut signatory = known.unwrap_or_else(|| Signatory { role: role.clone(), ..Signatory::default() });
        if let Some(shown) = shown.signatures.iter().find(|shown| shown.id == role) {
            signatory.organisation.clone_from(&shown.organisation);
        }
        let title = book.settings.roles[line.role.0].name.clone();
        SealRole { signatory, title, statement: line.statement.clone(), optional: line.optional }
    });
    let seal = Seal {
        document: format!("{}/{}", book.guide.id, assessment.id),
        version: assessment.version.clone(),
        title: assessment.title.clone(),
        date: assessment.date,
        valid_until: assessment.valid_until.into_iter().chain(until).min(),
        guide_version: book.guide.version.clone(),
        commit: commit.id,
        made_with: TOOL.to_owned(),
        tool: Some(rebuild::tool()),
        supersedes: assessment.supersedes.clone(),
        digests: digests(&assessment, &volume.sources, &volume.theme.report_digest()),
        report: extent(&pdf),
        form: extent(&form),
        grade: policy.grade,
        roles: roles.collect(),
        apart: policy.apart.iter().map(|group| group.iter().map(id_of).collect()).collect(),
    };
    let text = sign_off::write::seal(&assessment.id, &seal);
    Some(Ok(Sealed { report: pdf, form, seal: text, record: seal }))
}

/// The sealed PDF of an assessment, from its record.
pub fn sealed_pdf<'a>(assessment: &Assessment, sources: &'a Sources) -> Option<&'a [u8]> {
    let path = format!("assessments/{}/sign-off/report.pdf", assessment.id);
    sources.find(&path).map(|file| sources.get(file).bytes())
}

/// Typesets the PDFs of these ids, one after the other, since two compiles at a time in one process share one cache
/// and hinder each other. `progress` is told the path of each before it is begun.
pub fn typeset(scored: &Scored, ids: &[String], progress: &mut dyn FnMut(&str), sink: &mut Sink) -> Output {
    let mut output = Output::new();
    let of = |part: &Part, guides: bool| -> Vec<&String> {
        let here = |id: &&String| part.assessment(id).is_some() || (guides && profile_of(id).is_some());
        ids.iter().filter(here).collect()
    };
    output.absorb(typeset_part(scored.main(), &of(scored.main(), true), progress, sink));
    for part in scored.earlier() {
        output.absorb(typeset_part(part, &of(part, false), progress, sink));
    }
    if ids.iter().any(|id| id == PORTFOLIO)
        && let Some(portfolio) = portfolio(&scored.views().all())
    {
        let path = pdf_path(PORTFOLIO);
        progress(&path);
        let main = scored.main();
        let pdf = Engine::new(&main.volume.theme, sink).portfolio(&main.view, &portfolio, sink);
        output.files.extend(pdf.map(|pdf| (path, pdf)));
    }
    output
}

fn typeset_part(part: &Part, ids: &[&String], progress: &mut dyn FnMut(&str), sink: &mut Sink) -> Output {
    let mut output = Output::new();
    let view = &part.view;
    let images = images(part.volume, part.book);
    let mut engine = None;
    for id in ids {
        let path = pdf_path(id);
        progress(&path);
        let seen = part.assessment(id);
        if let Some(sealed) = seen.and_then(current_seal) {
            output.insert(path, sealed);
            continue;
        }
        let engine = engine.get_or_insert_with(|| Engine::new(&part.volume.theme, sink));
        let pdf = match seen {
            Some(seen) => {
                let index = view.assessments.iter().position(|shown| shown.reference.id == seen.assessment.id);
                index.and_then(|index| engine.assessment(view, index, seen.bytes(), &images, sink))
            }
            None => {
                let all = || view.guide.overlays.iter().map(|overlay| overlay.reference.id.as_str());
                let layers: Vec<&str> = match profile_of(id) {
                    Some(ALL) => all().collect(),
                    Some(profile) => all().filter(|overlay| *overlay == profile).collect(),
                    None => continue,
                };
                engine.guide(view, &layers, &images, sink)
            }
        };
        if let Some(pdf) = pdf {
            output.insert(path, pdf);
        }
    }
    output
}

/// The sealed PDF of an assessment, as long as it says what the book says: the report is not made anew then.
fn current_seal<'a>(seen: Seen<'a>) -> Option<&'a [u8]> {
    let sealed = match seen.view.status.stands {
        State::Sealed | State::Partly | State::SignedOff | State::Rejected | State::Superseded | State::Expired => true,
        State::Open | State::Stale | State::Broken => false,
    };
    sealed_pdf(seen.assessment, &seen.part.volume.sources).filter(|_| sealed)
}

/// Adds the site to an output; its pages link the PDFs that are there already.
pub fn publish(scored: &Scored, beside: &Beside, output: &mut Output, sink: &mut Sink) {
    let main = scored.main();
    let downloads = downloads(scored, output);
    let images = images(main.volume, main.book);
    let site = Site { views: scored.views(), beside, images: &images, downloads: &downloads };
    if let Some(made) = site::render(&site, &main.volume.theme, sink) {
        output.absorb(made);
    }
    for judged in scored.library().assessments() {
        output.insert(format!("assessments/{}/assessment.yaml", judged.assessment.id), judged.bytes());
    }
    let sources = scored.library().sources();
    for (_, source) in sources.iter().filter(|(_, source)| source::is_record(&source.path)) {
        output.insert(source.path.clone(), source.bytes());
    }
}

/// SHA-256 over all files of a book, by which a second process knows that it reads the same book.
pub fn digest(sources: &Sources) -> String {
    source::sha256_of_files(sources.iter().map(|(_, source)| source))
}

fn downloads(scored: &Scored, output: &Output) -> Vec<Download> {
    let download = |item: Option<String>, id: &str, title: String| {
        let path = pdf_path(id);
        let bytes = output.files.get(&path)?.len();
        Some(Download { item, title, path, bytes })
    };
    let view = &scored.main().view;
    let mut found: Vec<Download> = Vec::new();
    found.extend(download(None, GUIDE, view.book.title.clone()));
    let overlays = view.guide.overlays.iter().map(|o| (o.reference.id.as_str(), o.short.as_str()));
    for (id, name) in overlays.chain([(ALL, "all profiles")]) {
        let id = format!("{GUIDE}{WITH}{id}");
        found.extend(download(Some(id.clone()), &id, format!("{} with {name}", view.book.title)));
    }
    for assessment in scored.views().assessments() {
        let id = &assessment.reference.id;
        found.extend(download(Some(id.clone()), id, assessment.reference.title.clone()));
    }
    found.extend(download(Some(PORTFOLIO.to_owned()), PORTFOLIO, "Portfolio".to_owned()));
    found
}

fn images(volume: &Volume, book: &Book) -> Vec<(String, Vec<u8>)> {
    let bytes = |file| volume.sources.get(file).bytes().to_vec();
    book.guide.images.iter().map(|(path, file)| (path.clone(), bytes(*file))).collect()
}

/// SHA-256 over the files of the guide, in lower-case hexadecimal.
pub fn guide_digest(sources: &Sources) -> String {
    source::sha256_of_files(sources.iter().map(|(_, source)| source).filter(|source| is_guide(source)))
}

fn facts(volume: &Volume, book: &Book, commit: Option<&Commit>, sign_offs: &BTreeMap<String, Standing>) -> Facts {
    let sources = &volume.sources;
    let digest = |file| source::sha256(sources.get(file).bytes());
    Facts {
        tool: TOOL.to_owned(),
        commit: commit.cloned(),
        guide_digest: guide_digest(sources),
        theme_digest: volume.theme.report_digest(),
        digests: book.assessments.iter().map(|a| (a.id.clone(), digest(a.file))).collect(),
        sign_offs: sign_offs.clone(),
        files: book.guide.practices.iter().map(|practice| sources.get(practice.file).path.clone()).collect(),
    }
}

/// The files that make up the guide: what an edition is of.
fn is_guide(source: &Source) -> bool {
    let folders = ["practices/", "pages/", "overlays/", "targets/", "mappings/"];
    source.path == "model.yaml" || folders.iter().any(|folder| source.path.starts_with(folder))
}
