//! Books of other models, taken through the whole path: see `tests/books/README.md`.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use levelbook::pipeline;
use levelbook::pipeline::Document;
use levelbook::pipeline::Plan;
use levelbook::view::AssessmentView;
use page_validation::SafetyLimits;
use page_validation::ValidationOptions;
use page_validation::ValidationProfile;
use page_validation::validate_pdf_bytes;

/// How an assessment stands, in lines that can be read beside the book.
fn standing(assessment: &AssessmentView) -> String {
    let mut out =
        format!("{} ({}: {})\n", assessment.reference.id, assessment.status.name, assessment.status.missing.join(" "));
    for result in &assessment.results {
        let scope =
            result.scope.as_ref().map_or(String::new(), |scope| format!(", {} scope", scope.name.to_lowercase()));
        let target = result.target.as_ref().map_or("none", |target| target.text.as_str());
        let gap = if result.gap_text.is_empty() { String::new() } else { format!(", {}", result.gap_text) };
        let _ = writeln!(
            out,
            "{}: {}{scope}, target {target}: {}{gap}",
            result.practice.id, result.text, result.verdict.name
        );
        let _ = writeln!(out, "    {}", result.explanation);
    }
    for sum in assessment.rollups.iter().chain([&assessment.overall]) {
        let levels: Vec<String> = sum.levels.iter().map(usize::to_string).collect();
        let spread = match &sum.score {
            Some(score) => format!("mean {} ({}) over {}", sum.score_text, score.exact, sum.scored),
            None if sum.scored > 0 => "no mean".to_owned(),
            None => format!("by level {}", levels.join(", ")),
        };
        let worst = if sum.worst_gap_text.is_empty() { "none" } else { &sum.worst_gap_text };
        let _ = writeln!(
            out,
            "{}: {} practices, {} satisfied ({} above), {} below, worst gap {worst}, {} not assessed; {spread}",
            if sum.node.id.is_empty() { &sum.node.title } else { &sum.node.id },
            sum.practices,
            sum.satisfied,
            sum.above,
            sum.below,
            sum.not_assessed,
        );
    }
    out
}

fn whole_path(name: &str) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/books").join(name);
    let opened = pipeline::open(&folder).expect("the book can be read");
    assert_eq!(opened.sink.counts(), (0, 0), "{:#?}", opened.sink.sorted());
    let scored = pipeline::score(&opened, None).expect("there are no errors");
    let view = &scored.main().view;

    let expected = fs::read_to_string(folder.join("expected.txt")).expect("there is an expectation");
    let (head, expected) = expected.split_once("\n\n").unwrap_or(("", ""));
    let said: String = view.assessments.iter().map(standing).collect();
    if std::env::var_os("LEVELBOOK_UPDATE").is_some() {
        fs::write(folder.join("expected.txt"), format!("{head}\n\n{said}")).expect("writable");
        return;
    }
    assert_eq!(said, expected, "{name} stands otherwise than expected");

    let plan = Plan { documents: Document::all(&opened), ..crate::library::bare() };
    let (output, sink) = crate::library::build(&opened, plan);
    assert_eq!(sink.counts(), (0, 0), "{:#?}", sink.sorted());
    for practice in &view.guide.practices {
        assert!(output.files.contains_key(&format!("practices/{}.html", practice.reference.id)));
    }
    for (path, pdf) in output.files.iter().filter(|(path, _)| path.ends_with(".pdf")) {
        for profile in [ValidationProfile::PdfUa1, ValidationProfile::PdfA3a] {
            let options = ValidationOptions::default().profile(profile).limits(SafetyLimits::unlimited());
            let report = validate_pdf_bytes(pdf, &options).expect("a PDF");
            // The validator takes a stream that ends in a carriage return for one that is too short.
            let broken: Vec<_> = report.failures.iter().filter(|f| !f.rule_id.ends_with("6.1.7.1:1")).collect();
            assert!(broken.is_empty(), "{name}/{path}: {broken:#?}");
        }
    }
    let words = ["Comprehensiveness", "Indicators", "Domain", "SMM"];
    for (path, bytes) in output.files.iter().filter(|(path, _)| path.starts_with("practices/")) {
        let page = String::from_utf8_lossy(bytes);
        for word in words {
            assert!(!page.contains(word), "{path} speaks of {word}, which is another model's");
        }
    }
}

#[test]
fn four_tiers_gaps_in_the_levels_and_four_answers() {
    whole_path("harbour");
}

#[test]
fn two_streams_and_three_scales_added_up_over_the_levels() {
    whole_path("bakery");
}

#[test]
fn objectives_of_a_single_tier_with_gaps_and_four_answers() {
    whole_path("garden");
}

#[test]
fn activities_that_depend_on_others_with_fields_of_their_own() {
    whole_path("workshop");
}

#[test]
fn levels_from_one_on_stated_by_the_assessor() {
    whole_path("stated");
}
