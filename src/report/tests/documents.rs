//! Whole documents: conformance, determinism, the attachment, and what becomes of mistakes.

use page_validation::SafetyLimits;
use page_validation::ValidationOptions;
use page_validation::ValidationProfile;
use page_validation::validate_pdf_bytes;

use crate::diag::Sink;
use crate::diag::register;
use crate::report::Engine;
use crate::source::Content;
use crate::source::Source;
use crate::source::Sources;
use crate::theme::Theme;
use crate::view::View;

use super::sample;

const YAML: &[u8] = b"format: 1\nid: pump\n";

/// Fails with the broken rules unless the bytes conform to PDF/UA-1 and PDF/A-3a.
pub(super) fn conforms(what: &str, bytes: &[u8]) {
    for profile in [ValidationProfile::PdfUa1, ValidationProfile::PdfA3a] {
        let options = ValidationOptions::default().profile(profile).limits(SafetyLimits::unlimited());
        let report = validate_pdf_bytes(bytes, &options).unwrap_or_else(|error| panic!("{what}: {error}"));
        // The validator takes a stream that ends in a carriage return for one that is too short.
        let broken: Vec<_> = report.failures.iter().filter(|f| !f.rule_id.ends_with("6.1.7.1:1")).collect();
        assert!(broken.is_empty(), "{what}, {profile}: {broken:#?}");
    }
}

pub(super) fn quiet(sink: &Sink) {
    assert_eq!(sink.counts(), (0, 0), "{:#?}", sink.sorted());
}

#[test]
fn guide_and_report_conform() {
    let (view, engine, mut sink) = (sample::view(include_str!("hostile.md")), sample::engine(), Sink::new());
    let guide = engine.guide(&view, &[], &[], &mut sink).unwrap();
    quiet(&sink);
    conforms("guide", &guide);
    let report = engine.assessment(&view, 0, YAML, &[], &mut sink).unwrap();
    quiet(&sink);
    conforms("report", &report);
}

#[test]
fn a_report_on_next_to_nothing_conforms() {
    let mut view = sample::view("Text.\n");
    view.book.commit = None;
    view.book.region = None;
    view.book.subtitle.clear();
    view.guide.scopes.clear();
    view.guide.level_note.clear();
    view.guide.summary.clear();
    view.guide.nodes.clear();
    view.guide.front.clear();
    let a = &mut view.assessments[0];
    (a.marking, a.valid_until, a.review_date, a.previous) = (None, None, None, None);
    (a.status.draft, a.status.name) = (false, "Ready for sign-off".to_owned());
    a.digest.clear();
    for text in [
        &mut a.confidentiality,
        &mut a.owner,
        &mut a.approver,
        &mut a.subject.version,
        &mut a.subject.organisation,
        &mut a.engagement.sponsor,
        &mut a.engagement.independence,
    ] {
        text.clear();
    }
    for list in [
        &mut a.conclusion,
        &mut a.limitations,
        &mut a.non_claims,
        &mut a.status.missing,
        &mut a.subject.summary,
        &mut a.subject.in_scope,
        &mut a.subject.out_of_scope,
        &mut a.engagement.approach,
        &mut a.engagement.distribution,
    ] {
        list.clear();
    }
    a.subject.exclusions.clear();
    a.engagement.team.clear();
    a.verdicts.clear();
    a.results.clear();
    a.rollups.clear();
    a.gaps.clear();
    a.findings.clear();
    a.roadmap.clear();
    a.unplanned.clear();
    a.evidence.clear();
    a.history.clear();
    a.signatures.clear();
    let (engine, mut sink) = (sample::engine(), Sink::new());
    let guide = engine.guide(&view, &[], &[], &mut sink);
    let report = engine.assessment(&view, 0, YAML, &[], &mut sink);
    quiet(&sink);
    conforms("empty guide", &guide.unwrap());
    conforms("empty report", &report.unwrap());
}

/// A PNG of one red pixel.
pub(super) const PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8,
    2, 0, 0, 0, 0x90, 0x77, 0x53, 0xde, 0, 0, 0, 0x0c, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0xf8, 0xcf, 0xc0, 0,
    0, 3, 1, 1, 0, 0xc9, 0xfe, 0x92, 0xef, 0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

fn with_images(svg: &str) -> (View, Vec<(String, Vec<u8>)>) {
    let page = "Text ![dot](dot.png) in a line.\n\n![A drawing](tall.svg \"What it shows\")\n\n## After\n\n- ![In a list](dot.png)\n";
    let files = sample::sources(page);
    let images = [("pages/dot.png", PNG.to_vec()), ("pages/tall.svg", svg.as_bytes().to_vec())];
    let all = files.iter().map(|(_, source)| source.clone());
    let all = all.chain(images.iter().map(|(path, bytes)| match std::str::from_utf8(bytes) {
        Ok(text) => Source::new(*path, Content::Text(text.to_owned())),
        Err(_) => Source::new(*path, Content::Bytes(bytes.clone())),
    }));
    (sample::view_of(&Sources::from_files(all)), images.map(|(path, bytes)| (path.to_owned(), bytes)).to_vec())
}

#[test]
fn images_conform() {
    // Taller and wider than a page.
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 900 3000' width='900' height='3000'>\
               <rect width='900' height='3000' fill='#ddd'/><text x='9' y='99' font-family='sans-serif'>Words</text></svg>";
    let (view, images) = with_images(svg);
    let (engine, mut sink) = (sample::engine(), Sink::new());
    let guide = engine.guide(&view, &[], &images, &mut sink);
    quiet(&sink);
    conforms("guide with images", &guide.unwrap());
}

#[test]
fn an_image_that_is_gone_is_named() {
    let (view, images) = with_images("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'></svg>");
    let (engine, mut sink) = (sample::engine(), Sink::new());
    assert!(engine.guide(&view, &[], &images[..1], &mut sink).is_none());
    assert!(sink.sorted()[0].message.contains("pages/tall.svg"), "{:#?}", sink.sorted());
}

#[test]
fn an_image_that_can_not_be_decoded_is_named() {
    let (view, mut images) = with_images("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'></svg>");
    images[0].1.truncate(45);
    let (engine, mut sink) = (sample::engine(), Sink::new());
    assert!(engine.guide(&view, &[], &images, &mut sink).is_none());
    let found = sink.sorted();
    let named = found.iter().find(|d| d.code == register::BAD_IMAGE).unwrap();
    assert_eq!(named.path.as_deref(), Some("pages/dot.png"));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (view, mut sink) = (sample::view(sample::PLAIN), Sink::new());
    let (one, two) = (sample::engine(), sample::engine());
    let guide = one.guide(&view, &[], &[], &mut sink).unwrap();
    let report = one.assessment(&view, 0, YAML, &[], &mut sink).unwrap();
    assert!(two.assessment(&view, 0, YAML, &[], &mut sink).unwrap() == report);
    assert!(two.guide(&view, &[], &[], &mut sink).unwrap() == guide);
    quiet(&sink);
}

#[test]
fn an_assessment_that_does_not_exist_has_no_report() {
    let (view, mut sink) = (sample::view(sample::PLAIN), Sink::new());
    assert!(sample::engine().assessment(&view, 1, YAML, &[], &mut sink).is_none());
}

#[test]
fn an_error_in_an_override_points_into_the_book() {
    let mut theme = Theme::embedded();
    let file = theme.files.get_mut("report/guide.typ").unwrap();
    file.bytes = b"= Title\n#nothing(1)\n".to_vec();
    file.origin = Some(crate::source::FileId(7));
    let mut sink = Sink::new();
    let engine = Engine::new(&theme, &mut sink);
    assert!(engine.guide(&sample::view(sample::PLAIN), &[], &[], &mut sink).is_none());
    let found = sink.sorted();
    let error = &found[0];
    assert_eq!((error.code, error.message.as_str()), (register::THEME_TYPST, "unknown variable: nothing"));
    let span = error.span.unwrap();
    assert_eq!((span.file.0, span.start, span.end), (7, 9, 16));
}

#[test]
fn a_theme_reaches_neither_disk_nor_packages_nor_clock() {
    for (code, message) in [
        ("#read(\"/etc/passwd\")", "file not found"),
        ("#read(\"../../Cargo.toml\")", "path"),
        ("#import \"@preview/cetz:0.3.0\"", "access"),
        ("#assert(datetime.today() == datetime(year: 2026, month: 11, day: 16))#panic(\"fixed\")", "fixed"),
    ] {
        let mut theme = Theme::embedded();
        theme.files.get_mut("report/guide.typ").unwrap().bytes = code.as_bytes().to_vec();
        let mut sink = Sink::new();
        let engine = Engine::new(&theme, &mut sink);
        assert!(engine.guide(&sample::view(sample::PLAIN), &[], &[], &mut sink).is_none());
        let said = &sink.sorted()[0].message;
        assert!(said.contains(message), "{code}: {said}");
    }
}

#[test]
fn a_font_that_is_none_is_named() {
    let mut theme = Theme::embedded();
    theme.files.get_mut("report/fonts/IBMPlexMono-Bold.ttf").unwrap().bytes = b"no font".to_vec();
    let mut sink = Sink::new();
    Engine::new(&theme, &mut sink);
    assert_eq!(sink.sorted()[0].message, "`report/fonts/IBMPlexMono-Bold.ttf` is not a font");
}
