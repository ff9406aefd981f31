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
pub mod readiness;
pub mod rebuild;
pub mod records;
pub mod side_by_side;
pub mod targets;
pub mod trusted;
pub mod verification;

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
use crate::site::Download;
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

/// A book as far as it could be read.
pub struct Opened {
    /// Its files.
    pub sources: Sources,
    /// What was written in them.
    pub draft: read::Draft,
    /// What is meant: `None` when there are errors.
    pub book: Option<Book>,
    /// The theme.
    pub theme: Theme,
    /// Everything that is wrong.
    pub sink: Sink,
    /// A book for each earlier edition that assessments were judged against: its guide, and those assessments.
    pub earlier: Vec<Opened>,
}

impl Opened {
    /// This book, and those of earlier editions beside it.
    pub fn homes(&self) -> impl Iterator<Item = &Opened> {
        std::iter::once(self).chain(&self.earlier)
    }

    /// The checked books with their files.
    pub fn books(&self) -> impl Iterator<Item = (&Opened, &Book)> {
        self.homes().filter_map(|home| Some((home, home.book.as_ref()?)))
    }

    /// The ids of all assessments.
    pub fn assessments(&self) -> Vec<&str> {
        let mut ids: Vec<&str> =
            self.books().flat_map(|(_, book)| book.assessments.iter().map(|a| a.id.as_str())).collect();
        ids.sort_unstable();
        ids
    }

    /// The book that an assessment is judged in, and its index there.
    pub fn home_of(&self, id: &str) -> Option<(&Opened, &Book, usize)> {
        self.books().find_map(|(home, book)| {
            let index = book.assessments.iter().position(|assessment| assessment.id == id)?;
            Some((home, book, index))
        })
    }
}

/// Reads and checks the book in a folder.
///
/// # Errors
/// Only when the folder itself can't be read; everything else is a diagnostic.
pub fn open(root: &Path) -> std::io::Result<Opened> {
    let (sources, problems) = source::load(root, Budget::default())?;
    let mut sink = Sink::new();
    read::report_problems(&problems, &mut sink);
    Ok(open_with(Some(root), sources, sink))
}

/// Reads and checks a book in memory; `sink` holds what was found while loading it.
pub fn open_sources(sources: Sources, sink: Sink) -> Opened {
    open_with(None, sources, sink)
}

/// The book in a folder with one more file that is not written yet.
pub fn open_beside(root: &Path, sources: &Sources, file: Source) -> Opened {
    let files = sources.iter().map(|(_, source)| source.clone()).chain(std::iter::once(file));
    open_with(Some(root), Sources::from_files(files), Sink::new())
}

/// `root` is where earlier editions are looked for: a book in memory has none.
fn open_with(root: Option<&Path>, sources: Sources, mut sink: Sink) -> Opened {
    let theme = Theme::load(&sources, &mut sink);
    let mut draft = read::read(&sources, &mut sink);
    uncovered(&theme, &sources, &mut sink);
    editions::unreleased(&sources, &draft, &mut sink);
    trusted::report(&sources, &mut sink);
    let earlier = root.map_or_else(Vec::new, |root| editions::earlier(root, &sources, &mut draft, &mut sink));
    let book = check::check(&draft, &sources, &mut sink);
    Opened { sources, draft, book, theme, sink, earlier }
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

/// The PDFs of a book by id, [`GUIDE`] first, each with the bytes of text that go into it: a measure of the work.
pub fn pdfs(book: &Book, sources: &Sources) -> Vec<(String, usize)> {
    let size = |source: &Source| source.bytes().len();
    let guide = sources.iter().filter(|(_, source)| is_guide(source)).map(|(_, source)| size(source)).sum();
    let reports = book.assessments.iter().map(|a| (a.id.clone(), size(sources.get(a.file))));
    guide_pdfs(book).into_iter().map(|id| (id, guide)).chain(reports).collect()
}

/// The view of a checked book, as it is on the day of its commit.
pub fn look(book: &Book, sources: &Sources, commit: Option<Commit>) -> View {
    let day = commit.as_ref().and_then(|commit| commit.day.parse().ok());
    look_with(book, sources, commit, standings(book, sources, day))
}

/// The views of a book and of those beside it, in the order of [`Opened::books`], as they are on the day of the commit.
pub fn look_all(opened: &Opened, commit: Option<&Commit>) -> Vec<View> {
    let day = commit.and_then(|commit| commit.day.parse().ok());
    look_all_with(opened, commit, &all_standings(opened, day))
}

/// The same with sign-offs that stand as told.
pub fn look_all_with(opened: &Opened, commit: Option<&Commit>, standings: &BTreeMap<String, Standing>) -> Vec<View> {
    let books = opened.books();
    books.map(|(home, book)| look_with(book, &home.sources, commit.cloned(), standings.clone())).collect()
}

/// Where the sign-off of each sealed assessment of all books stands.
pub fn all_standings(opened: &Opened, day: Option<Date>) -> BTreeMap<String, Standing> {
    let mut all = BTreeMap::new();
    for (home, book) in opened.books() {
        all.extend(standings(book, &home.sources, day));
    }
    for (_, book) in opened.books() {
        supersede(book, &mut all);
    }
    all
}

/// The view of a checked book whose sign-offs stand as told.
pub fn look_with(
    book: &Book,
    sources: &Sources,
    commit: Option<Commit>,
    sign_offs: BTreeMap<String, Standing>,
) -> View {
    view::build(book, &facts(book, sources, commit, sign_offs))
}

/// Where the sign-off of each sealed assessment stands, by id. Each sealed PDF is checked against the certificates in
/// the book's `trust/` folder, and nothing is asked of a network.
pub fn standings(book: &Book, sources: &Sources, day: Option<Date>) -> BTreeMap<String, Standing> {
    let mut standings = BTreeMap::new();
    let sealed: Vec<&Assessment> = book.assessments.iter().filter(|a| a.record.is_some()).collect();
    if sealed.is_empty() {
        return standings;
    }
    let theme = Theme::load(sources, &mut Sink::new()).report_digest();
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
pub fn seal(
    opened: &Opened,
    book: &Book,
    index: usize,
    commit: Commit,
    sink: &mut Sink,
) -> Option<Result<Sealed, Failure>> {
    let mut book = book.clone();
    let assessment = book.assessments.get_mut(index)?;
    assessment.record = None;
    let assessment = assessment.clone();
    let sealed = Standing { state: State::Sealed, ..Standing::default() };
    let standings = BTreeMap::from([(assessment.id.clone(), sealed)]);
    let view = look_with(&book, &opened.sources, Some(commit.clone()), standings);
    let engine = Engine::new(&opened.theme, sink);
    let yaml = opened.sources.get(assessment.file).bytes();
    let images = images(&book, &opened.sources);
    let (pdf, places) = engine.assessment_with_places(&view, index, yaml, &images, sink)?;
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
        digests: digests(&assessment, &opened.sources, &opened.theme.report_digest()),
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
pub fn typeset(
    opened: &Opened,
    book: &Book,
    view: &View,
    ids: &[String],
    progress: &mut dyn FnMut(&str),
    sink: &mut Sink,
) -> Output {
    let mut output = Output::new();
    let images = images(book, &opened.sources);
    let mut engine = None;
    for id in ids {
        let path = pdf_path(id);
        progress(&path);
        if let Some(sealed) = current_seal(book, &opened.sources, view, id) {
            output.insert(path, sealed);
            continue;
        }
        let engine = engine.get_or_insert_with(|| Engine::new(&opened.theme, sink));
        let pdf = match book.assessments.iter().position(|assessment| assessment.id == *id) {
            Some(index) => {
                let yaml = opened.sources.get(book.assessments[index].file).bytes();
                engine.assessment(view, index, yaml, &images, sink)
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

/// Typesets these ids, each in its book.
pub fn typeset_all(
    opened: &Opened,
    views: &[View],
    ids: &[String],
    progress: &mut dyn FnMut(&str),
    sink: &mut Sink,
) -> Output {
    let mut output = Output::new();
    for ((home, book), view) in opened.books().zip(views) {
        let main = std::ptr::eq(home, opened);
        let here = |id: &&String| book.assessments.iter().any(|a| a.id == **id) || (main && profile_of(id).is_some());
        let own: Vec<String> = ids.iter().filter(here).cloned().collect();
        if !own.is_empty() {
            output.absorb(typeset(home, book, view, &own, progress, sink));
        }
    }
    if ids.iter().any(|id| id == PORTFOLIO) {
        let views: Vec<&View> = views.iter().collect();
        if let (Some(view), Some(portfolio)) = (views.first(), portfolio(&views)) {
            let path = pdf_path(PORTFOLIO);
            progress(&path);
            let pdf = Engine::new(&opened.theme, sink).portfolio(view, &portfolio, sink);
            output.files.extend(pdf.map(|pdf| (path, pdf)));
        }
    }
    output
}

/// The PDFs of a book and of those beside it, and of all assessments where there are at least two.
pub fn all_pdfs(opened: &Opened) -> Vec<(String, usize)> {
    let mut all = Vec::new();
    for (home, book) in opened.books() {
        let main = std::ptr::eq(home, opened);
        all.extend(pdfs(book, &home.sources).into_iter().filter(|(id, _)| main || profile_of(id).is_none()));
    }
    if opened.assessments().len() > 1 {
        all.push((PORTFOLIO.to_owned(), PORTFOLIO_WORK));
    }
    all
}

/// The sealed PDF of an id, as long as it says what the book says: the report is not made anew then.
fn current_seal<'a>(book: &Book, sources: &'a Sources, view: &View, id: &str) -> Option<&'a [u8]> {
    let shown = view.assessments.iter().find(|assessment| assessment.reference.id == id)?;
    let sealed = match shown.status.stands {
        State::Sealed | State::Partly | State::SignedOff | State::Rejected | State::Superseded | State::Expired => true,
        State::Open | State::Stale | State::Broken => false,
    };
    let assessment = book.assessments.iter().find(|assessment| assessment.id == id).filter(|_| sealed)?;
    sealed_pdf(assessment, sources)
}

/// Adds the site to an output; its pages link the PDFs that are there already.
pub fn publish(opened: &Opened, book: &Book, view: &View, output: &mut Output, sink: &mut Sink) {
    publish_with(opened, book, view, &site::Beside::default(), output, sink);
}

/// The same with assessments of earlier editions, and what else there is beside the guide.
pub fn publish_with(
    opened: &Opened,
    book: &Book,
    view: &View,
    beside: &site::Beside,
    output: &mut Output,
    sink: &mut Sink,
) {
    let views = || std::iter::once(view).chain(beside.earlier.iter());
    let downloads = downloads(views(), output);
    let images = images(book, &opened.sources);
    if let Some(site) = site::render(view, beside, &images, &downloads, &opened.theme, sink) {
        output.absorb(site);
    }
    for (home, book) in opened.books() {
        for assessment in &book.assessments {
            let yaml = home.sources.get(assessment.file).bytes();
            output.insert(format!("assessments/{}/assessment.yaml", assessment.id), yaml);
        }
    }
    for (_, source) in opened.sources.iter().filter(|(_, source)| source::is_record(&source.path)) {
        output.insert(source.path.clone(), source.bytes());
    }
}

/// SHA-256 over all files of a book, by which a second process knows that it reads the same book.
pub fn digest(sources: &Sources) -> String {
    source::sha256_of_files(sources.iter().map(|(_, source)| source))
}

fn downloads<'a>(views: impl Iterator<Item = &'a View>, output: &Output) -> Vec<Download> {
    let mut views = views.peekable();
    let download = |item: Option<String>, id: &str, title: String| {
        let path = pdf_path(id);
        let bytes = output.files.get(&path)?.len();
        Some(Download { item, title, path, bytes })
    };
    let mut found: Vec<Download> = Vec::new();
    if let Some(view) = views.peek() {
        found.extend(download(None, GUIDE, view.book.title.clone()));
        let overlays = view.guide.overlays.iter().map(|o| (o.reference.id.as_str(), o.short.as_str()));
        for (id, name) in overlays.chain([(ALL, "all profiles")]) {
            let id = format!("{GUIDE}{WITH}{id}");
            found.extend(download(Some(id.clone()), &id, format!("{} with {name}", view.book.title)));
        }
    }
    for assessment in views.flat_map(|view| &view.assessments) {
        let id = &assessment.reference.id;
        found.extend(download(Some(id.clone()), id, assessment.reference.title.clone()));
    }
    found.extend(download(Some(PORTFOLIO.to_owned()), PORTFOLIO, "Portfolio".to_owned()));
    found
}

fn images(book: &Book, sources: &Sources) -> Vec<(String, Vec<u8>)> {
    book.guide.images.iter().map(|(path, file)| (path.clone(), sources.get(*file).bytes().to_vec())).collect()
}

/// SHA-256 over the files of the guide, in lower-case hexadecimal.
pub fn guide_digest(sources: &Sources) -> String {
    source::sha256_of_files(sources.iter().map(|(_, source)| source).filter(|source| is_guide(source)))
}

fn facts(book: &Book, sources: &Sources, commit: Option<Commit>, sign_offs: BTreeMap<String, Standing>) -> Facts {
    let digest = |file| source::sha256(sources.get(file).bytes());
    let digests: BTreeMap<String, String> = book.assessments.iter().map(|a| (a.id.clone(), digest(a.file))).collect();
    let files = book.guide.practices.iter().map(|practice| sources.get(practice.file).path.clone()).collect();
    let theme_digest = Theme::load(sources, &mut Sink::new()).report_digest();
    Facts {
        tool: TOOL.to_owned(),
        commit,
        guide_digest: guide_digest(sources),
        theme_digest,
        digests,
        sign_offs,
        files,
    }
}

/// The files that make up the guide: what an edition is of.
fn is_guide(source: &Source) -> bool {
    let folders = ["practices/", "pages/", "overlays/", "targets/", "mappings/"];
    source.path == "model.yaml" || folders.iter().any(|folder| source.path.starts_with(folder))
}
