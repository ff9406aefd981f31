//! The scoring rules as a table: `tests/scoring.txt` has a case a line, answers on the left and the result on the right.

use std::fmt::Write;
use std::fs;

use levelbook::diag::Sink;
use levelbook::pipeline;
use levelbook::source::Content;
use levelbook::source::Source;
use levelbook::source::Sources;

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
    let view = pipeline::look(opened.book.as_ref().expect("no errors"), &opened.sources, None);
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
