//! The laid-out pages themselves: nothing off the page, nothing printed over something else.

use std::collections::BTreeMap;

use typst::foundations::Label;
use typst::foundations::Selector;
use typst::foundations::Value;
use typst::introspection::Introspector;
use typst::introspection::MetadataElem;
use typst::layout::Abs;
use typst::layout::Frame;
use typst::layout::FrameItem;
use typst::layout::Point;
use typst::layout::Transform;
use typst::utils::PicoStr;
use typst_layout::PagedDocument;

use crate::diag::Sink;
use crate::report::data;
use crate::report::files;
use crate::report::layout::layout;
use crate::report::world;
use crate::report::world::Job;
use crate::view::View;

use super::sample;

fn guide(view: &View) -> PagedDocument {
    guide_with(view, &[])
}

pub(super) fn guide_with(view: &View, images: &[(String, Vec<u8>)]) -> PagedDocument {
    let (engine, mut sink) = (sample::engine(), Sink::new());
    let data = engine.encode(&data::guide(view, &view.guide), &mut sink).unwrap();
    let job = Job::new(&engine, "guide.typ", files(data, images), world::day(&view.guide.date));
    let pages = layout(&job, &mut sink);
    assert_eq!(sink.counts(), (0, 0), "{:#?}", sink.sorted());
    pages.unwrap()
}

fn report(view: &View) -> PagedDocument {
    let (engine, mut sink) = (sample::engine(), Sink::new());
    let assessment = &view.assessments[0];
    let data = engine.encode(&data::assessment(view, assessment), &mut sink).unwrap();
    let mut all = files(data, &[]);
    all.insert("assessment.yaml".to_owned(), b"format: 1\n".to_vec());
    let job = Job::new(&engine, "assessment.typ", all, world::day(&assessment.date));
    let pages = layout(&job, &mut sink);
    assert_eq!(sink.counts(), (0, 0), "{:#?}", sink.sorted());
    pages.unwrap()
}

/// A run of text: where it begins, how wide it is, and what it says. Lengths in pt.
struct Run {
    at: Point,
    width: Abs,
    size: Abs,
    text: String,
}

/// All runs of text of a frame, groups resolved.
fn runs(frame: &Frame, transform: Transform, out: &mut Vec<Run>) {
    for (at, item) in frame.items() {
        let here = transform.pre_concat(Transform::translate(at.x, at.y));
        match item {
            FrameItem::Group(group) => runs(&group.frame, here.pre_concat(group.transform), out),
            FrameItem::Text(text) => {
                // A run that is turned has the width that it takes on the page.
                let (at, end) = (Point::zero().transform(here), Point::with_x(text.width()).transform(here));
                out.push(Run { at, width: end.x - at.x, size: text.size, text: text.text.to_string() });
            }
            _ => {}
        }
    }
}

/// Fails where text leaves the margins of its page, or where two different texts begin at one place.
pub(super) fn sound(what: &str, document: &PagedDocument) {
    let margin = Abs::mm(20.0);
    for (number, page) in (1..).zip(document.pages()) {
        let mut all = Vec::new();
        runs(&page.frame, Transform::identity(), &mut all);
        let mut places: BTreeMap<(i64, i64), String> = BTreeMap::new();
        for run in all.iter().filter(|run| !run.text.trim().is_empty()) {
            let (left, right) = (run.at.x, run.at.x + run.width);
            let inside = left >= margin && right <= page.frame.width() - margin;
            let upright = run.at.y - run.size >= Abs::mm(8.0) && run.at.y <= page.frame.height() - Abs::mm(8.0);
            let place = format!(
                "{what}, page {number}, {:.0} to {:.0} pt, {:.0} pt down",
                left.to_pt(),
                right.to_pt(),
                run.at.y.to_pt()
            );
            assert!(inside && upright, "{place}: “{}” leaves the page", run.text);
            let key = ((run.at.x.to_pt() * 4.0) as i64, (run.at.y.to_pt() * 4.0) as i64);
            let other = places.insert(key, run.text.clone());
            assert!(other.is_none(), "{place}: “{}” stands on “{}”", run.text, other.unwrap_or_default());
        }
        overprint(what, number, &all);
    }
}

/// Fails where two runs on nearly the same line overlap.
fn overprint(what: &str, number: usize, all: &[Run]) {
    let mut all: Vec<&Run> = all.iter().filter(|run| !run.text.trim().is_empty()).collect();
    all.sort_by(|a, b| a.at.y.cmp(&b.at.y).then(a.at.x.cmp(&b.at.x)));
    for (i, one) in all.iter().enumerate() {
        for two in all[i + 1..].iter().take_while(|two| two.at.y - one.at.y < one.size.min(Abs::pt(8.0)) * 0.6) {
            let gap = one.at.x.max(two.at.x) - (one.at.x + one.width).min(two.at.x + two.width);
            let place = format!("{what}, page {number}, {:.0} pt down", one.at.y.to_pt());
            assert!(gap > Abs::pt(-0.6), "{place}: “{}” and “{}” overlap", one.text, two.text);
        }
    }
}

#[test]
fn text_stays_on_its_page_and_off_other_text() {
    let view = sample::view(include_str!("hostile.md"));
    sound("guide", &guide(&view));
    sound("report", &report(&view));
}

#[test]
fn a_table_longer_than_a_page_is_broken() {
    let mut page = "| Number | Words |\n|---|---|\n".to_owned();
    (1..=100).for_each(|n| page.push_str(&format!("| {n} | {} |\n", sample::text(n, n % 4 + 1))));
    let document = guide(&sample::view(&page));
    sound("guide", &document);
    let said = said(&document);
    (1..=100).for_each(|n| assert!(said.contains(&format!("\n{n}\n")), "row {n} is gone"));
}

#[test]
fn deep_lists_stay_on_the_page() {
    let page: String =
        (0..12).map(|n| format!("{}- Level {n} of a list that goes very deep indeed\n", "  ".repeat(n))).collect();
    sound("guide", &guide(&sample::view(&page)));
}

#[test]
fn long_values_stay_in_their_cells() {
    let mut view = sample::view(sample::PLAIN);
    let long = "Wort_ohne_Ende.und/ohne-Pause".repeat(6);
    let longer = "Unbrechbar".repeat(30);
    let a = &mut view.assessments[0];
    a.reference.title = longer.clone();
    a.version = long.clone();
    a.owner = long.clone();
    a.confidentiality = longer.clone();
    a.subject.name = longer.clone();
    a.engagement.sponsor = long.clone();
    a.limitations.push(longer.clone());
    for member in &mut a.engagement.team {
        (member.role, member.organisation, member.part) = (longer.clone(), long.clone(), longer.clone());
    }
    for evidence in &mut a.evidence {
        (evidence.kind, evidence.location, evidence.by) = (longer.clone(), long.clone(), longer.clone());
        (evidence.title, evidence.sensitivity) = (longer.clone(), longer.clone());
    }
    for result in &mut a.results {
        result.practice.title = longer.clone();
        result.group.title = longer.clone();
        result.recommendations.push(longer.clone());
        result.rationale = vec![sample::text(1, 400)];
        for entry in result.trace.iter_mut().flat_map(|level| &mut level.indicators) {
            entry.note = vec![longer.clone(), long.clone()];
        }
    }
    for item in a.roadmap.iter_mut().flat_map(|phase| &mut phase.items) {
        (item.owner, item.effort, item.title) = (longer.clone(), long.clone(), longer.clone());
    }
    for revision in &mut a.history {
        (revision.by, revision.change, revision.version) = (longer.clone(), longer.clone(), long.clone());
    }
    for signature in &mut a.signatures {
        (signature.role, signature.statement, signature.organisation) = (longer.clone(), longer.clone(), long.clone());
    }
    sound("report", &report(&view));
}

#[test]
fn each_role_has_a_place_to_sign() {
    let view = sample::view(sample::PLAIN);
    let document = report(&view);
    let label = Label::new(PicoStr::intern("signature-field")).unwrap();
    let places = document.introspector().query(&Selector::Label(label));
    let fields: Vec<String> = places
        .iter()
        .map(|content| {
            let Value::Dict(field) = &content.to_packed::<MetadataElem>().unwrap().value else { panic!() };
            for (key, most) in [("x", 595.0), ("y", 842.0), ("w", 400.0), ("h", 200.0)] {
                let Value::Float(length) = field.get(key).unwrap() else { panic!("{key}") };
                assert!(*length > 0.0 && *length < most, "{key}: {length}");
            }
            let Value::Int(page) = field.get("page").unwrap() else { panic!() };
            assert!(*page > 1 && *page as usize <= document.pages().len());
            let Value::Str(role) = field.get("role").unwrap() else { panic!() };
            role.to_string()
        })
        .collect();
    assert_eq!(fields, ["lead", "reviewer", "approver"]);
}

/// The text of all pages, a run a line.
pub(super) fn said(document: &PagedDocument) -> String {
    let mut out = String::new();
    for page in document.pages() {
        let mut all = Vec::new();
        runs(&page.frame, Transform::identity(), &mut all);
        all.iter().for_each(|run| {
            out.push_str(run.text.trim());
            out.push('\n');
        });
    }
    out
}

/// The text of the guide with this page, on one line and with single spaces.
pub(super) fn guide_text(page: &str) -> String {
    said(&guide(&sample::view(page))).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of the report, likewise.
pub(super) fn report_text(view: &View) -> String {
    said(&report(view)).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn summarised(view: &View) -> PagedDocument {
    let (engine, mut sink) = (sample::engine(), Sink::new());
    let portfolio = crate::view::portfolio::portfolio(&[view]).unwrap();
    let data = engine.encode(&data::portfolio(view, &portfolio), &mut sink).unwrap();
    let job = Job::new(&engine, "portfolio.typ", files(data, &[]), world::day(&portfolio.date));
    let pages = layout(&job, &mut sink);
    assert_eq!(sink.counts(), (0, 0), "{:#?}", sink.sorted());
    pages.unwrap()
}

/// The sample with so many assessments of as many subjects.
fn many(count: usize, name: impl Fn(usize) -> String) -> View {
    let mut view = sample::view(sample::PLAIN);
    let one = view.assessments.remove(0);
    for number in 0..count {
        let mut next = one.clone();
        next.reference.id = format!("a{number:03}");
        next.subject.name = name(number);
        view.assessments.push(next);
    }
    view
}

#[test]
fn a_portfolio_has_two_to_four_pages_however_many_assessments_there_are() {
    for count in [2, 3, 25, 26, 200] {
        let document = summarised(&many(count, |number| format!("Subject {number}")));
        sound("portfolio", &document);
        let pages = document.pages().len();
        assert!((2..=4).contains(&pages), "{count} assessments make {pages} pages");
    }
    let said = said(&summarised(&many(200, |number| format!("Subject {number:03}"))));
    assert!(said.contains("175 more subjects are not listed; 175 of them with something below target."), "{said}");
}

#[test]
fn a_portfolio_of_long_names_has_four_pages_at_most() {
    let mut view = many(200, |number| format!("{} {number}", "Wort_ohne_Ende.und/ohne-Pause".repeat(6)));
    for assessment in &mut view.assessments {
        for item in assessment.roadmap.iter_mut().flat_map(|phase| &mut phase.items) {
            (item.owner, item.title) = ("Unbrechbar".repeat(30), sample::text(1, 9));
        }
        for phase in &mut assessment.roadmap {
            phase.name = sample::text(2, 3);
        }
        for result in &mut assessment.results {
            result.practice.title = "Unbrechbar".repeat(30);
        }
    }
    let document = summarised(&view);
    sound("portfolio", &document);
    assert!(document.pages().len() <= 4, "{} pages", document.pages().len());
}

/// The sample with so many more practices, of which no assessment says anything.
fn wide(more: usize, under: bool) -> View {
    let mut view = many(3, |number| format!("Subject {number}"));
    let one = view.guide.practices[0].clone();
    for number in 0..more {
        let mut next = one.clone();
        next.reference.id = format!("further-{number}");
        view.guide.practices.push(next);
    }
    if !under {
        view.guide.practices.iter_mut().for_each(|practice| practice.crumbs.clear());
    }
    view
}

#[test]
fn a_portfolio_of_many_practices_shows_their_groups_or_figures_alone() {
    for (more, under, heading) in [
        (0, true, "Subjects by practices"),
        (6, true, "Subjects by practices"),
        (7, true, "Subjects by groups of practices"),
        (90, true, "Subjects by groups of practices"),
        (90, false, "Subjects\n"),
    ] {
        let document = summarised(&wide(more, under));
        sound("portfolio", &document);
        let said = said(&document);
        assert!(said.contains(heading), "{more} more practices\n{said}");
        assert!(document.pages().len() <= 4);
    }
}
