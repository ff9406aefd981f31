//! The shipped book: what the repository promises of `content/`, held as facts about it.

use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;
use std::sync::OnceLock;

use levelbook::editions::Reach;
use levelbook::model::Book;
use levelbook::model::CellContent;
use levelbook::output::Output;
use levelbook::pipeline;
use levelbook::pipeline::Document;
use levelbook::pipeline::Library;
use levelbook::pipeline::Plan;
use levelbook::pipeline::Scored;
use levelbook::pipeline::rebuild::Rebuilt;
use levelbook::pipeline::rebuild::rebuild;
use levelbook::pipeline::side_by_side::Cache;
use levelbook::pipeline::side_by_side::Workshop;
use levelbook::source::Repository;
use levelbook::view::names::Named;
use page_validation::SafetyLimits;
use page_validation::ValidationOptions;
use page_validation::ValidationProfile;
use page_validation::validate_pdf_bytes;

pub(crate) fn content() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("content")
}

/// Editions are read from the history, which a shallow clone lacks: it builds what it has, and is told so.
pub(crate) fn shallow() -> bool {
    let whole = Repository::of(&content()).is_ok_and(|repository| !repository.is_shallow());
    if !whole {
        eprintln!("skipped: this clone has no whole history, from which the editions would be read");
    }
    !whole
}

fn opened() -> &'static Library {
    static OPENED: OnceLock<Library> = OnceLock::new();
    OPENED.get_or_init(|| pipeline::open(&content()).expect("content/ can be read"))
}

fn book() -> &'static Book {
    let opened = opened();
    let said: Vec<String> =
        opened.sink.sorted().iter().map(|d| format!("{}: {} {:?}", d.code, d.message, d.span)).collect();
    assert!(said.is_empty() || shallow(), "the shipped book has neither errors nor warnings:\n{}", said.join("\n"));
    opened.book().expect("no errors, so there is a book")
}

/// What readers see of it, on no day.
fn scored() -> &'static Scored<'static> {
    static SCORED: OnceLock<Scored> = OnceLock::new();
    SCORED.get_or_init(|| pipeline::score(opened(), None).expect("no errors"))
}

/// Site and PDFs, built once for all tests.
pub(crate) fn built() -> &'static Output {
    static BUILT: OnceLock<Output> = OnceLock::new();
    BUILT.get_or_init(|| {
        let site = Some(pipeline::editions::beside_of(&content(), opened()));
        let documents = Document::all(opened());
        let (output, sink) = crate::library::build(opened(), Plan { documents, site, ..Plan::default() });
        assert_eq!(sink.counts(), (0, 0), "{:?}", sink.sorted());
        output
    })
}

#[test]
fn the_model_has_the_shape_of_the_smm() {
    let guide = &book().guide;
    let tier = |index: usize| guide.nodes.iter().filter(|node| node.tier == index).count();
    assert_eq!((tier(0), tier(1), tier(2)), (3, 9, 18));
    let levels: Vec<(u8, &str)> = guide.levels.iter().map(|level| (level.number, level.name.as_str())).collect();
    assert_eq!(levels, [(0, "None"), (1, "Minimum"), (2, "Ad hoc"), (3, "Consistent"), (4, "Formalized")]);
    let codes: Vec<&str> = guide.practices.iter().map(|practice| guide.nodes[practice.node.0].code.as_str()).collect();
    let expected = "SPM CPL THM RAT PSC TPD EMI ACC ACM PHY DPM DPC VUL PAT MON SIS EDR RRC";
    assert_eq!(codes.join(" "), expected);
}

#[test]
fn every_level_says_enough_and_not_too_much() {
    let guide = &book().guide;
    let mut wrong = Vec::new();
    for practice in &guide.practices {
        let id = &guide.nodes[practice.node.0].id;
        assert_eq!(practice.levels.len(), 4, "{id}");
        for level in &practice.levels {
            let number = guide.levels[level.level.0].number;
            for cell in &level.cells {
                let aspect = guide.aspects[cell.aspect].id.as_str();
                match &cell.content {
                    // Considerations are there where there is something to weigh.
                    CellContent::List(bullets) if aspect != "considerations" => {
                        let base = bullets.iter().filter(|bullet| bullet.origin.is_none()).count();
                        let of_one = |ix| bullets.iter().filter(|bullet| bullet.origin == Some(ix)).count();
                        if !(3..=7).contains(&base) || guide.all_layers().overlays().iter().any(|ix| of_one(*ix) > 4) {
                            wrong.push(format!("{id}, level {number}: {} {aspect}", bullets.len()));
                        }
                    }
                    CellContent::Text(doc) if aspect == "description" => {
                        let words = doc.plain().split_whitespace().count();
                        if !(60..=150).contains(&words) {
                            wrong.push(format!("{id}, level {number}: a description of {words} words"));
                        }
                    }
                    _ => {}
                }
            }
        }
    }
    assert!(wrong.is_empty(), "3 to 7 bullets and 60 to 150 words are asked for:\n{}", wrong.join("\n"));
}

#[test]
fn no_two_practices_share_a_sentence() {
    let opened = opened();
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    let mut shared = Vec::new();
    for (_, source) in opened.sources().iter().filter(|(_, source)| source.path.starts_with("practices/")) {
        let body = source.text().splitn(3, "---").nth(2).unwrap_or("");
        let text: String = body
            .lines()
            .map(|line| line.split(" {#").next().unwrap_or("").trim_start_matches("- "))
            .fold(String::new(), |all, line| all + line + "\n");
        for sentence in text.split(['.', '\n', ':', ';']).map(str::trim).filter(|s| s.split(' ').count() > 4) {
            match first.get(sentence) {
                Some(other) => shared.push(format!("{} and {other}: {sentence}", source.path)),
                None => {
                    first.insert(sentence.to_owned(), source.path.clone());
                }
            }
        }
    }
    assert!(shared.is_empty(), "\n{}", shared.join("\n"));
}

#[test]
fn the_assessments_differ_in_kind() {
    if shallow() {
        return;
    }
    let assessments = scored().views().assessments();
    let kinds: Vec<(&str, &str, bool)> =
        assessments.iter().map(|a| (a.reference.id.as_str(), a.engagement.method.name(), a.status.draft)).collect();
    let expected = [
        ("bottling-line-2026", "third-party", false),
        ("camera-2026", "expert", true),
        ("gateway-2026", "self", false),
        ("store-gateway-2026", "third-party", false),
    ];
    assert_eq!(kinds, expected);
    for assessment in assessments {
        let counts =
            |id: &str| assessment.verdicts.iter().filter(|v| v.verdict.id.name() == id).map(|v| v.count).sum::<usize>();
        match assessment.reference.id.as_str() {
            "gateway-2026" => assert!(counts("above") >= 2 && counts("below") >= 4, "gaps and overshoots"),
            "camera-2026" => {
                assert!(counts("not-assessed") >= 5, "much is not assessed");
                assert!(assessment.completeness.insufficient > 0 && assessment.completeness.not_applicable > 0);
            }
            _ => assert_eq!(assessment.completeness.percent, 100, "all answered"),
        }
        assert!(!assessment.roadmap.is_empty() && !assessment.findings.is_empty() && !assessment.evidence.is_empty());
    }
}

#[test]
fn profiles_reach_as_far_as_they_say() {
    let view = &scored().main().view;
    let reach: Vec<(&str, usize)> =
        view.guide.overlays.iter().map(|o| (o.reference.id.as_str(), o.practices.len())).collect();
    assert_eq!(reach, [("digital-twins", 18), ("retail-pos", 16)]);
    let store =
        view.assessments.iter().find(|a| a.reference.id == "store-gateway-2026").expect("it is of this edition");
    let stack: Vec<&str> = store.overlays.iter().map(|overlay| overlay.id.as_str()).collect();
    assert_eq!(stack, ["digital-twins", "retail-pos"]);
    assert!(store.overlays.iter().all(|overlay| overlay.context.iter().all(|question| question.answer.is_some())));
    let changed: Vec<(&str, Vec<&str>)> = store
        .results
        .iter()
        .map(|result| {
            (result.practice.id.as_str(), result.layers.iter().filter(|l| l.changes).map(|l| l.title.as_str()))
        })
        .map(|(id, titles)| (id, titles.collect::<Vec<_>>()))
        .filter(|(_, titles)| !titles.is_empty())
        .collect();
    let (twins, retail) = ("Digital twins", "Retail: point-of-sale devices");
    let expected = [
        ("product-supply-chain-risk", vec![retail]),
        ("physical-protection", vec![retail]),
        ("data-security-model", vec![twins]),
        ("vulnerability-assessment", vec![twins]),
        ("patch-management", vec![retail]),
        ("monitoring", vec![twins]),
        ("event-detection-response", vec![retail]),
    ];
    assert_eq!(changed, expected);
    let set = store.target_set.as_ref().expect("it adopted one");
    assert_eq!((set.taken, set.deviations.len()), (15, 3));
}

#[test]
fn frameworks_have_the_ids_that_are_counted() {
    let view = &scored().main().view;
    let counts: Vec<(&str, usize, usize)> =
        view.guide.mappings.iter().map(|m| (m.framework.name.as_str(), m.total, m.groups.len())).collect();
    let expected = [
        ("etsi-en-303-645@3.1.3", 78, 15),
        ("eu-cra@2024-2847", 22, 2),
        ("iec-62443-4-1@2018", 47, 8),
        ("nist-csf@2.0", 106, 22),
    ];
    assert_eq!(counts, expected);
    assert_eq!(view.guide.target_sets.len(), 3);
    assert!(view.guide.target_sets.iter().all(|set| set.count == 18), "each says something of every practice");
}

#[test]
fn every_pdf_is_accessible_and_archivable() {
    for (path, pdf) in built().files.iter().filter(|(path, _)| path.ends_with(".pdf")) {
        for profile in [ValidationProfile::PdfUa1, ValidationProfile::PdfA3a] {
            conforms(path, pdf, profile);
        }
    }
}

#[test]
fn pages_load_nothing_from_elsewhere_and_run_nothing_of_their_own() {
    let pages: Vec<_> = built().files.iter().filter(|(path, _)| path.ends_with(".html")).collect();
    assert!(pages.len() > 40, "{}", pages.len());
    for (path, bytes) in pages {
        let html = std::str::from_utf8(bytes).expect("pages are UTF-8");
        assert!(html.contains("default-src 'none'"), "{path} has a content security policy");
        for tag in
            html.split('<').filter(|tag| tag.starts_with("script") || tag.starts_with("link") || tag.starts_with("img"))
        {
            let canonical = tag.contains("rel=\"canonical\"");
            assert!(canonical || !(tag.contains("http:") || tag.contains("https:")), "{path}: {tag}");
            assert!(!tag.starts_with("script>"), "{path} has a script of its own");
        }
        assert!(!html.contains(" style=") && !html.contains("<style"), "{path} has styles of its own");
    }
}

/// All editions side by side, built without a cache.
fn side_by_side() -> Output {
    struct Nothing;
    impl Cache for Nothing {
        fn get(&self, _: &str) -> Option<Output> {
            None
        }
        fn put(&self, _: &str, _: &Output) {}
    }
    let (library, book) = (opened(), book());
    let repository = Repository::of(&content()).expect("the book is in a repository");
    let beside = pipeline::side_by_side::places(pipeline::editions::beside_of(&content(), library));
    let (next, mut sink) = crate::library::build(library, Plan { site: Some(beside), ..Plan::default() });
    let view = &scored().main().view;
    let program = String::new();
    let workshop = Workshop { repository: &repository, library, book, view, cache: &Nothing, program };
    let made = pipeline::side_by_side::side_by_side(&workshop, next, &mut |_| {}, &mut sink);
    assert_eq!(sink.counts(), (0, 0), "{:?}", sink.sorted());
    let (output, missing) = made.expect("it can be built");
    assert_eq!(missing, []);
    output
}

#[test]
fn every_link_inside_the_site_leads_to_a_file_and_an_anchor() {
    links_lead_somewhere(&built().files);
}

#[test]
fn every_link_between_editions_leads_to_a_file_and_an_anchor() {
    if shallow() {
        return;
    }
    let output = side_by_side();
    let versions = book().editions.iter().map(|edition| edition.version.to_string());
    for folder in versions.chain(["latest".to_owned(), "next".to_owned()]) {
        assert!(output.files.contains_key(&format!("{folder}/practices/patch-management.html")), "{folder}");
    }
    links_lead_somewhere(&output.files);
}

/// Released editions are what `editions.yaml` says that they are, and follow from each other by fitting steps.
#[test]
fn released_editions_are_in_the_history_as_they_were_released() {
    if shallow() {
        return;
    }
    let repository = Repository::of(&content()).expect("the book is in a repository");
    let mut before: Option<Library> = None;
    for edition in &book().editions {
        let name = edition.version.to_string();
        let then = pipeline::editions::at_commit(&repository, &edition.commit, &name).expect("it is in the history");
        assert_eq!(levelbook::source::guide_digest(then.sources()), edition.digest, "{name}");
        let guide = then.book().expect("it checks");
        assert_eq!(guide.guide.version, name);
        if let Some(earlier) = before.as_ref().and_then(|earlier| earlier.book()) {
            let changes = pipeline::editions::changes(earlier, guide);
            assert_eq!(changes.reach(), Reach::Guidance, "{name} adds and clarifies, and leaves the model as it is");
            assert_eq!(changes.open().count(), 0, "{name}");
        }
        before = Some(then);
    }
}

/// What the shipped signatures are over comes out of its commit again. A later program or theme may make other bytes: that is
/// told, and proves nothing against the report.
#[test]
fn the_signed_report_is_rebuilt_from_its_commit() {
    if shallow() {
        return;
    }
    let judged = opened().assessment("bottling-line-2026").expect("it is shipped");
    let record = judged.assessment.record.as_ref().expect("it is sealed");
    assert_eq!(record.entries.len(), 3, "three have signed");
    let rebuilt = rebuild(&content(), "bottling-line-2026", record).expect("its commit is in the history");
    match rebuilt {
        Rebuilt::Identical { bytes } => assert_eq!(bytes, record.seal.report.length),
        // A later levelbook may make other bytes: nothing is proven against the report then.
        Rebuilt::OtherTool(why) => assert!(!why.is_empty()),
        other => panic!("{other:?}"),
    }
}

fn links_lead_somewhere(files: &BTreeMap<String, Vec<u8>>) {
    let ids = |html: &str| -> Vec<String> { attribute(html, "id") };
    let mut broken = Vec::new();
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8_lossy(bytes);
        for link in attribute(&html, "href").into_iter().chain(attribute(&html, "src")) {
            if link.starts_with("https:") || link.starts_with("mailto:") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = if file.is_empty() { path.clone() } else { join(path, file) };
            let Some(found) = files.get(&target) else {
                broken.push(format!("{path}: {link}"));
                continue;
            };
            if !anchor.is_empty() && !ids(&String::from_utf8_lossy(found)).iter().any(|id| id == anchor) {
                broken.push(format!("{path}: {link}"));
            }
        }
    }
    broken.dedup();
    assert!(
        broken.is_empty(),
        "{} broken links, the first of them:\n{}",
        broken.len(),
        broken[..broken.len().min(20)].join("\n")
    );
}

/// The values of an attribute in a page.
fn attribute(html: &str, name: &str) -> Vec<String> {
    let start = format!(" {name}=\"");
    html.split(&start).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect()
}

/// The path that a relative link on a page leads to.
fn join(page: &str, link: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('?').next().unwrap_or("").split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn conforms(path: &str, pdf: &[u8], profile: ValidationProfile) {
    let options = ValidationOptions::default().profile(profile).limits(SafetyLimits::unlimited());
    let report = validate_pdf_bytes(pdf, &options).expect("a PDF");
    // The validator takes a stream that ends in a carriage return for one that is too short.
    // Of several signatures only the last covers the whole file; `tests/all/judges.rs` says more.
    let known = |rule: &str| rule.ends_with("6.1.7.1:1") || rule.ends_with("6.4.3:1");
    let broken: Vec<_> = report.failures.iter().filter(|failure| !known(&failure.rule_id)).collect();
    assert!(broken.is_empty(), "{path}, {profile}: {broken:#?}");
}
