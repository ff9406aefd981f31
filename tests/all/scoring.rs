//! The scoring rules as a table: `tests/scoring.txt` has a case a line, answers on the left and the result on the right.

use std::fmt::Write;
use std::fs;

use levelbook::diag::Sink;
use levelbook::pipeline;
use levelbook::source::Content;
use levelbook::source::Source;
use levelbook::source::Sources;
use levelbook::view::View;
use levelbook::view::names::Named;

const BOOK: &str = "format: 1\ntitle: T\norganisation: O\nlanguage: en\nroles: [{id: r, name: R}]\n";

const MODEL: &str = "format: 1\nid: m\ntitle: M\nversion: 1.0.0\ndate: 2026-01-01\n\
tiers: [{id: a, name: A, plural: As}, {id: p, name: P, plural: Ps, rated: true}]\n\
levels: [{level: 0, name: None}, {level: 1, name: Low}, {level: 2, name: Middle}, {level: 3, name: High}]\n\
scopes: [{id: general, name: General}, {id: site, name: Site}]\n\
aspects: [{id: signs, name: Signs, kind: list, rated: true, item: sign, items: signs}]\n\
answers: [{id: met, name: Met, counts: met}, {id: partly, name: Partly, counts: partial}, {id: not-met, name: \"Not\", counts: unmet},\n\
  {id: insufficient, name: I, counts: insufficient}, {id: not-applicable, name: NA, counts: not-applicable}]\n\
scoring: {rule: cumulative}\ntree: [{id: area, title: Area, rated: [locks]}]\n";

const PRACTICE: &str = "---\nid: locks\ntitle: Locks\n---\nText.\n\n## Level 1\n### Signs\n- One. {#one}\n- Two. {#two}\n\n\
## Level 2\n### Signs\n- One. {#one}\n- Two. {#two}\n\n## Level 3\n### Signs\n- One. {#one}\n- Two. {#two}\n";

/// An assessment of one case.
fn assessment(id: &str, answers: &[&str], scope: &str, target: &[&str]) -> String {
    let mut text = format!(
        "format: 1\nid: {id}\ntitle: C\nversion: \"1\"\ndate: 2026-02-01\nguide: {{model: m, version: 1.0.0}}\nowner: r\napprover: r\n\
         subject: {{name: S, organisation: O, summary: S}}\nengagement: {{sponsor: S, assessor: A, method: self, \
         period: {{from: 2026-01-01, to: 2026-01-02}}}}\nconclusion: C\npractices:\n  locks:\n"
    );
    if let [level, target_scope] = target {
        let _ = writeln!(
            text,
            "    target: {{level: {level}, scope: {target_scope}, rationale: R, driver: D, approved_by: r}}"
        );
    }
    if scope != "none" {
        let _ = writeln!(text, "    scope: {scope}");
    }
    text.push_str("    answers:\n");
    for (level, signs) in (1..).zip(answers) {
        for (bullet, sign) in ["one", "two"].into_iter().zip(signs.chars()) {
            let answer = match sign {
                '+' => "{answer: met, evidence: [E]}",
                '/' => "{answer: partly, evidence: [E]}",
                '-' => "{answer: not-met, evidence: [E]}",
                '?' => "{answer: insufficient, evidence: [E]}",
                'x' => "{answer: not-applicable, reason: R, owner: r}",
                '.' => "",
                other => panic!("`{other}` is no answer"),
            };
            let _ = writeln!(text, "      {level}.{bullet}: {answer}");
        }
    }
    if answers.iter().any(|signs| signs.contains(['+', '/', '-', '?'])) {
        text.push_str("evidence: [{id: E, title: E, kind: K, location: L, collected: 2026-01-01, by: r}]\n");
    }
    text
}

#[test]
fn every_line_of_the_table_comes_out_as_written() {
    let table =
        fs::read_to_string(format!("{}/tests/scoring.txt", env!("CARGO_MANIFEST_DIR"))).expect("there is a table");
    let lines: Vec<&str> = table.lines().filter(|line| line.contains("=>")).collect();
    assert!(lines.len() >= 30, "the table has its cases");
    let mut files = vec![("book.yaml".to_owned(), BOOK.to_owned()), ("model.yaml".to_owned(), MODEL.to_owned())];
    files.push(("practices/locks.md".to_owned(), PRACTICE.to_owned()));
    for (index, line) in lines.iter().enumerate() {
        let words: Vec<&str> = line.split("=>").next().unwrap_or("").split_whitespace().collect();
        let id = format!("case-{index:03}");
        let text = assessment(&id, &words[..3], words[3], &words[4..]);
        files.push((format!("assessments/{id}/assessment.yaml"), text));
    }
    let sources = Sources::from_files(files.into_iter().map(|(path, text)| Source::new(path, Content::Text(text))));
    let opened = pipeline::open_sources(sources, Sink::new());
    assert_eq!(opened.sink.counts(), (0, 0), "{:#?}", opened.sink.sorted());
    let view = view_of(&opened);
    let mut wrong = Vec::new();
    for (line, assessment) in lines.iter().zip(&view.assessments) {
        let result = &assessment.results[0];
        let gap = if result.gap_text.is_empty() { String::new() } else { format!(", {}", result.gap_text) };
        let said = format!("{} {}{gap}", result.text, result.verdict.name);
        let expected = line.split("=>").nth(1).unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
        if said != expected {
            wrong.push(format!("{line}\n    comes out as: {said}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What readers see of a book.
fn view_of(opened: &pipeline::Library) -> View {
    pipeline::score(opened, None).expect("no errors").main().view.clone()
}

/// A book of two areas with two practices each, and one assessment with some lines more.
fn book_of_areas(more: &str, results: &str) -> pipeline::Library {
    let tree = "tree: [{id: area, title: Area, rated: [locks, keys]}, {id: yard, title: Yard, rated: [gates, fences]}]";
    let model = MODEL.replace("tree: [{id: area, title: Area, rated: [locks]}]", tree);
    let mut files = vec![("book.yaml".to_owned(), BOOK.to_owned()), ("model.yaml".to_owned(), model)];
    for (id, title) in [("locks", "Locks"), ("keys", "Keys"), ("gates", "Gates"), ("fences", "Fences")] {
        let text = PRACTICE.replace("id: locks\ntitle: Locks", &format!("id: {id}\ntitle: {title}"));
        files.push((format!("practices/{id}.md"), text));
    }
    let text = assessment("part", &["++", "--", ".."], "site", &["1", "site"]);
    let text = text.replace("practices:\n", &format!("{more}\npractices:\n{results}"));
    files.push(("assessments/part/assessment.yaml".to_owned(), text));
    let sources = Sources::from_files(files.into_iter().map(|(path, text)| Source::new(path, Content::Text(text))));
    pipeline::open_sources(sources, Sink::new())
}

#[test]
fn what_an_assessment_does_not_cover_is_a_state_of_its_own() {
    let keys = "  keys:\n    not_applicable: {reason: There are none., owner: r}\n";
    let previous = "previous: {title: Before, date: 2025-01-01, guide_version: 1.0.0, results: \
                    {locks: {level: 1, scope: site}, gates: {level: 2, scope: site}}}";
    let part = format!("covers: {{parts: [area], reason: Only the doors were asked for}}\n{previous}");
    let opened = book_of_areas(&part, keys);
    assert_eq!(opened.sink.counts(), (0, 0), "{:#?}", opened.sink.sorted());
    let view = view_of(&opened);
    let judged = &view.assessments[0];
    let said: Vec<(&str, &str)> = judged.results.iter().map(|r| (r.state.name(), r.text.as_str())).collect();
    let outside = ("outside", "Not part of this assessment");
    assert_eq!(said, [("level", "Level 1 Low"), ("not-applicable", "Not applicable"), outside, outside]);
    let counts: Vec<(&str, usize)> = judged.verdicts.iter().map(|v| (v.verdict.id.name(), v.count)).collect();
    assert_eq!(counts, [("at", 1), ("not-applicable", 1), ("outside", 2)]);
    let groups: Vec<(usize, usize, usize)> =
        judged.rollups.iter().map(|group| (group.practices, group.outside, group.not_assessed)).collect();
    assert_eq!(groups, [(2, 0, 0), (0, 2, 0)]);
    // Nothing of the rest is missing, needed or counted.
    let done = &judged.completeness;
    assert_eq!((done.practices, done.targets, done.needed, done.needed_answered), (2, 2, 2, 2));
    assert_eq!((judged.status.state.name(), judged.status.missing.as_slice()), ("ready", [].as_slice()));
    let covers = judged.covers.as_ref().expect("it covers a part");
    assert_eq!(
        covers.text,
        "This assessment covers a part of the guide, 2 of 4 ps: Area. 2 ps were not judged, and nothing is said of them. \
         Reason: Only the doors were asked for."
    );
    let rows = &judged.previous.as_ref().expect("there was a time before").rows;
    let then: Vec<(&str, &str)> = rows.iter().map(|row| (row.direction.name(), row.text.as_str())).collect();
    assert_eq!(then, [("same", "unchanged"), ("unknown", "not judged this time")]);
    for chart in [&judged.dumbbell, &judged.radar, &judged.heat] {
        assert_eq!(chart.alt.matches("not part of this assessment").count(), 2, "{}", chart.alt);
    }
    for chart in [&judged.radar, &judged.heat] {
        assert!(chart.svg.contains(">out</text>"), "{}", chart.svg);
    }
    assert_eq!(judged.previous.as_ref().expect("as above").trend.alt.matches("not part of this assessment").count(), 1);
}

#[test]
fn without_a_part_nothing_is_said_of_one() {
    let opened = book_of_areas("", "");
    let view = view_of(&opened);
    let judged = &view.assessments[0];
    assert!(judged.covers.is_none());
    assert_eq!(judged.completeness.practices, 4);
    assert_eq!(
        judged.status.missing,
        ["3 ps have no target.", "18 signs up to the targets are not answered, in 3 ps."]
    );
    let charts = [&judged.dumbbell, &judged.radar, &judged.heat].map(|chart| format!("{}{}", chart.alt, chart.svg));
    assert!(charts.iter().all(|chart| !chart.contains("not part of") && !chart.contains(">out<")));
}

#[test]
fn a_draft_can_be_sealed_where_the_policy_says_so() {
    use levelbook::sign_off::readiness::Readiness;
    let readiness = |book: &levelbook::model::Book, missing: &[String], waived: bool| {
        levelbook::sign_off::readiness::readiness(book, &book.assessments[0], missing, waived)
    };
    let mut book = book_of_areas("", "").book().expect("no errors").clone();
    let missing = ["Something is missing.".to_owned()];
    assert_eq!(readiness(&book, &missing, false), Readiness::Missing);
    assert_eq!(readiness(&book, &[], false), Readiness::NoPolicy);
    book.settings.sign_off.unassessed = true;
    assert_eq!(readiness(&book, &missing, false), Readiness::NoPolicy);
    let lines = levelbook::pipeline::open_sources(
        Sources::from_files(
            [
                ("book.yaml", format!("{BOOK}sign_off: {{roles: [{{role: r, statement: S}}]}}\n")),
                ("model.yaml", MODEL.to_owned()),
                ("practices/locks.md", PRACTICE.to_owned()),
            ]
            .map(|(path, text)| Source::new(path, Content::Text(text))),
        ),
        Sink::new(),
    );
    book.settings.sign_off.lines = lines.book().expect("no errors").settings.sign_off.lines.clone();
    assert_eq!(readiness(&book, &missing, false), Readiness::Allowed);
    assert_eq!(readiness(&book, &[], false), Readiness::Ready);
    book.guide.placeholders = 1;
    assert_eq!(readiness(&book, &missing, false), Readiness::Placeholders, "a placeholder is never allowed");
    book.guide.placeholders = 0;
    book.settings.sign_off.unassessed = false;
    assert_eq!(readiness(&book, &missing, false), Readiness::Missing);
}
