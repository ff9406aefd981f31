//! Benchmarks: `cargo bench`. Figures and what follows from them are in `docs/performance.md`.
//!
//! The books are made here, so that their size is known: a practice has four levels and some 1,200 words, an
//! assessment answers every indicator.

use std::fmt::Write;

use divan::Bencher;
use levelbook::diag::Sink;
use levelbook::pipeline;
use levelbook::pipeline::Document;
use levelbook::pipeline::Library;
use levelbook::pipeline::Plan;
use levelbook::site::Beside;
use levelbook::source::Content;
use levelbook::source::Source;
use levelbook::source::Sources;

fn main() {
    divan::main();
}

const PRACTICES: usize = 1_000;

const SENTENCE: &str = "The operator keeps a record of what was seen, when it was seen and what was done about it. ";

/// The text of one practice: a purpose and four levels.
fn practice(number: usize) -> String {
    let mut text =
        format!("---\nid: practice-{number}\ncode: P{number}\ntitle: Practice {number}\n---\n{}\n", SENTENCE.repeat(6));
    for level in 1..=4 {
        let _ =
            write!(text, "\n## Level {level}\n### Objective\n{SENTENCE}\n### Description\n{}\n", SENTENCE.repeat(5));
        for (aspect, id) in [("Actions", "do"), ("Indicators", "see")] {
            let _ = writeln!(text, "### {aspect}");
            for bullet in 1..=4 {
                let _ = writeln!(text, "- {} {{#{id}-{bullet}}}", SENTENCE.trim());
            }
        }
    }
    text
}

/// A book of so many practices and assessments, in memory.
fn sources(practices: usize, assessments: usize) -> Sources {
    let mut files = vec![("book.yaml".to_owned(), BOOK.to_owned()), ("model.yaml".to_owned(), model(practices))];
    files.extend((0..practices).map(|n| (format!("practices/{n}.md"), practice(n))));
    files.extend((0..assessments).map(|n| (format!("assessments/a-{n}/assessment.yaml"), assessment(n, practices))));
    Sources::from_files(files.into_iter().map(|(path, text)| Source::new(path, Content::Text(text))))
}

const BOOK: &str = "format: 1\ntitle: A large book\norganisation: Benchmarks\nlanguage: en\nroles:\n  - {id: one, name: One}\nsign_off:\n  roles:\n    - {role: one, statement: I judged it.}\n";

fn model(practices: usize) -> String {
    let ids: Vec<String> = (0..practices).map(|n| format!("practice-{n}")).collect();
    let levels = (0..=4).map(|n| format!("  - {{level: {n}, name: Level{n}}}\n")).collect::<String>();
    format!(
        "format: 1\nid: large\ntitle: Large\nversion: 1.0.0\ndate: 2026-01-01\ntiers:\n  - {{id: area, name: Area, plural: Areas}}\n  \
         - {{id: practice, name: Practice, plural: Practices, rated: true}}\nlevels:\n{levels}aspects:\n  \
         - {{id: objective, name: Objective, kind: text}}\n  - {{id: description, name: Description, kind: text}}\n  \
         - {{id: actions, name: Actions, kind: list}}\n  - {{id: indicators, name: Indicators, kind: list, rated: true}}\n\
         answers:\n  - {{id: met, name: Met, counts: met}}\n  - {{id: unmet, name: Unmet, counts: unmet}}\n\
         scoring: {{rule: cumulative}}\ntree:\n  - id: area\n    title: Area\n    rated: [{}]\n",
        ids.join(", ")
    )
}

fn assessment(number: usize, practices: usize) -> String {
    let mut text = format!(
        "format: 1\nid: a-{number}\ntitle: Assessment {number}\nversion: \"1.0\"\ndate: 2026-02-01\n\
         guide: {{model: large, version: 1.0.0}}\nowner: one\napprover: one\nconclusion: It is so.\n\
         subject: {{name: Subject {number}, organisation: Benchmarks, summary: A subject.}}\n\
         engagement:\n  sponsor: S\n  assessor: A\n  method: self\n  period: {{from: 2026-01-01, to: 2026-01-31}}\n\
         evidence:\n  - {{id: E-01, title: Records, kind: Record, location: Shelf, collected: 2026-01-02, by: one}}\npractices:\n"
    );
    for practice in 0..practices {
        let _ = write!(
            text,
            "  practice-{practice}:\n    target: {{level: 3, rationale: R, driver: D, approved_by: one}}\n    answers:\n"
        );
        for level in 1..=4 {
            for bullet in 1..=4 {
                let met = level < 2 + (practice + number) % 3;
                let answer = if met { "met, evidence: [E-01]" } else { "unmet" };
                let _ = writeln!(
                    text,
                    "      {level}.see-{bullet}: {{answer: {answer}, note: Seen in the records of two sites}}"
                );
            }
        }
    }
    text
}

fn open(practices: usize, assessments: usize) -> Library {
    let opened = pipeline::open_sources(sources(practices, assessments), Sink::new());
    assert!(opened.book().is_some(), "{:?}", opened.sink.sorted().first());
    opened
}

/// Reading and checking 1,000 practice files.
#[divan::bench(sample_count = 10)]
fn read_and_check(bencher: Bencher) {
    bencher.with_inputs(|| sources(PRACTICES, 0)).bench_values(|sources| pipeline::open_sources(sources, Sink::new()));
}

/// Rendering 1,000 practice pages with the search index.
#[divan::bench(sample_count = 10)]
fn render_pages(bencher: Bencher) {
    let opened = open(PRACTICES, 0);
    let scored = pipeline::score(&opened, None).expect("checked above");
    bencher.bench_local(|| {
        let mut output = levelbook::output::Output::new();
        pipeline::publish(&scored, &Beside::default(), &mut output, &mut Sink::new());
        assert!(output.files.len() > PRACTICES);
        output
    });
}

/// Comparing two editions of 1,000 practices, of which every tenth bullet was reworded.
#[divan::bench(sample_count = 10)]
fn compare_editions(bencher: Bencher) {
    let opened = open(PRACTICES, 0);
    let old = &opened.book().expect("checked above").guide;
    let reworded = sources(PRACTICES, 0);
    let files = reworded.iter().map(|(_, source)| {
        let text = source.text().replace("{#see-1}", "again {#see-1}");
        Source::new(source.path.clone(), Content::Text(text))
    });
    let later = pipeline::open_sources(Sources::from_files(files), Sink::new());
    let new = &later.book().expect("it checks").guide;
    bencher.bench_local(|| {
        let changes = levelbook::editions::compare::compare(old, new, &[]);
        assert_eq!(changes.bullets.len(), PRACTICES * 4);
        changes
    });
}

/// Typesets reports on a model of 18 practices with 288 indicators, one after the other.
fn reports(bencher: Bencher, count: usize) {
    let opened = open(18, count);
    let scored = pipeline::score(&opened, None).expect("checked above");
    let plan = Plan { documents: opened.ids().into_iter().map(Document::from).collect(), ..Plan::default() };
    bencher.bench_local(|| {
        let mut sink = Sink::new();
        let output = pipeline::typeset_here(&scored, &plan, &mut sink);
        assert_eq!((output.files.len(), sink.counts()), (count, (0, 0)));
        output
    });
}

/// One report.
#[divan::bench(sample_count = 5)]
fn one_report(bencher: Bencher) {
    reports(bencher, 1);
}

/// Fifty reports in one process.
#[divan::bench(sample_count = 1)]
fn fifty_reports(bencher: Bencher) {
    reports(bencher, 50);
}
