//! Books by chance: small guides under each scoring rule, with assessments that hold every state there is.
//!
//! The same number gives the same book on every machine.

use std::fmt::Write;

use levelbook_core::source::Content;
use levelbook_core::source::Source;
use levelbook_core::source::Sources;

/// The rules, each with what `model.yaml` says of it.
pub const RULES: [&str; 4] = ["cumulative", "stated", "mean", "sum-of-means"];

/// Practices by area.
pub const AREAS: [(&str, &[&str]); 2] = [("east", &["locks", "keys", "gates"]), ("west", &["lamps", "dogs"])];

/// Numbers by chance (xorshift).
pub struct Chance(u64);

impl Chance {
    /// A row of numbers that begins with `seed`.
    pub fn new(seed: u64) -> Chance {
        Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 16) % end as u64) as usize
    }

    /// True once in `times`.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of them.
    pub fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

fn is_score(rule: &str) -> bool {
    rule == "mean" || rule == "sum-of-means"
}

fn model(rule: &str, scopes: bool) -> String {
    let answers = if is_score(rule) {
        "answers: [{id: full, name: Full, value: 1}, {id: third, name: Third, value: 1/3}, {id: half, name: Half, value: 0.5},\n\
         {id: none, name: Nothing, value: 0}, {id: insufficient, name: I, counts: insufficient},\n\
         {id: not-applicable, name: NA, counts: not-applicable}]\n"
    } else {
        "answers: [{id: full, name: Met, counts: met}, {id: third, name: Partly, counts: partial},\n\
         {id: half, name: Half, counts: partial}, {id: none, name: \"Not\", counts: unmet},\n\
         {id: insufficient, name: I, counts: insufficient}, {id: not-applicable, name: NA, counts: not-applicable}]\n"
    };
    let scopes = if scopes { "scopes: [{id: general, name: General}, {id: site, name: Site}]\n" } else { "" };
    let tree = AREAS.map(|(id, rated)| format!("  - {{id: {id}, title: Area {id}, rated: [{}]}}\n", rated.join(", ")));
    let roll_up = if is_score(rule) { ", roll_up: mean" } else { "" };
    format!(
        "format: 1\nid: m\ntitle: M\nversion: 1.0.0\ndate: 2026-01-01\n\
         tiers: [{{id: a, name: Area, plural: Areas}}, {{id: p, name: Practice, plural: Practices, rated: true}}]\n\
         levels: [{{level: 0, name: Nil}}, {{level: 1, name: Low}}, {{level: 2, name: Middle}}, {{level: 3, name: High}}]\n\
         {scopes}aspects: [{{id: signs, name: Signs, kind: list, rated: true, item: sign, items: signs}}]\n\
         {answers}scoring: {{rule: {rule}{roll_up}}}\ntree:\n{}",
        tree.concat()
    )
}

fn practice(id: &str) -> String {
    let levels = (1..=3).map(|level| format!("\n## Level {level}\n### Signs\n- One. {{#one}}\n- Two. {{#two}}\n"));
    format!("---\nid: {id}\ntitle: The {id}\n---\nText.\n{}", levels.collect::<String>())
}

/// What is written on one practice.
fn result(chance: &mut Chance, rule: &str, scopes: bool) -> String {
    if chance.once_in(12) {
        return "    not_applicable: {reason: R, owner: r}\n".to_owned();
    }
    let mut text = String::new();
    if !chance.once_in(6) {
        const MEANS: [&str; 7] = ["0", "0.33", "1/3", "0.5", "2/3", "0.67", "1"];
        const SUMS: [&str; 8] = ["0", "1/3", "0.33", "1", "1.5", "2.33", "7/3", "3"];
        let goal = match rule {
            "mean" => (*chance.of(&MEANS)).to_owned(),
            "sum-of-means" => (*chance.of(&SUMS)).to_owned(),
            _ => chance.below(4).to_string(),
        };
        let scope = if scopes { format!("scope: {}, ", chance.of(&["general", "site"])) } else { String::new() };
        let _ = writeln!(text, "    target: {{level: {goal}, {scope}rationale: R, driver: D, approved_by: r}}");
    }
    if scopes && !is_score(rule) && !chance.once_in(3) {
        let _ = writeln!(text, "    scope: {}", chance.of(&["general", "site"]));
    }
    if rule == "stated" && !chance.once_in(5) {
        let _ = writeln!(text, "    level: {}\n    rationale: R", chance.below(4));
    }
    // Some practices are nearly all met, some hardly answered: levels in between are as likely as none.
    let mood = chance.below(4);
    text.push_str("    answers:\n");
    for level in 1..=3 {
        for bullet in ["one", "two"] {
            let answer = match (mood, chance.below(10)) {
                (0, 0..=8) | (1, 0..=5) | (2, 0..=2) => "full",
                (3, 0..=3) | (1, 6) => continue,
                (_, 9) => *chance.of(&["third", "half", "none", "insufficient", "not-applicable"]),
                _ => *chance.of(&["full", "third", "none", "insufficient", "not-applicable", ""]),
            };
            let _ = match answer {
                "" => Ok(()),
                "not-applicable" => {
                    writeln!(text, "      {level}.{bullet}: {{answer: not-applicable, reason: R, owner: r}}")
                }
                answer => writeln!(text, "      {level}.{bullet}: {{answer: {answer}, evidence: [E]}}"),
            };
        }
    }
    text
}

fn assessment(chance: &mut Chance, id: &str, rule: &str, scopes: bool) -> String {
    let mut text = format!(
        "format: 1\nid: {id}\ntitle: Of {id}\nversion: \"1\"\ndate: 2026-0{}-0{}\nguide: {{model: m, version: 1.0.0}}\nowner: r\n\
         approver: r\nsubject: {{name: Subject {}, organisation: O, summary: S}}\nengagement: {{sponsor: S, assessor: A, \
         method: self, period: {{from: 2026-01-01, to: 2026-01-02}}}}\nconclusion: C\n",
        chance.below(3) + 2,
        chance.below(9) + 1,
        chance.below(9),
    );
    let part = chance.once_in(4);
    if part {
        let _ =
            writeln!(text, "covers: {{parts: [{}], reason: R}}", chance.of(&["east", "west", "locks", "lamps, keys"]));
    }
    text.push_str("practices:\n");
    let covered = |practice: &str, area: &str| {
        let named = text.split("parts: [").nth(1).and_then(|rest| rest.split(']').next()).unwrap_or("");
        !part || named.split(", ").any(|name| name == practice || name == area)
    };
    let mut body = String::new();
    for (area, practices) in AREAS {
        for practice in practices {
            if covered(practice, area) && !chance.once_in(9) {
                let _ = write!(body, "  {practice}:\n{}", result(chance, rule, scopes));
            }
        }
    }
    if body.is_empty() {
        text = text.replace("practices:\n", "practices: {}\n");
    }
    text.push_str(&body);
    if body.contains("evidence: [E]") {
        text.push_str("evidence: [{id: E, title: E, kind: K, location: L, collected: 2026-01-01, by: r}]\n");
    }
    text
}

/// A book under a rule with this many assessments, with scopes or without.
pub fn book(rule: &str, seed: u64, assessments: usize) -> Sources {
    let mut chance = Chance::new(seed);
    let scopes = !is_score(rule) && !chance.once_in(3);
    let book = "format: 1\ntitle: T\norganisation: O\nlanguage: en\nroles: [{id: r, name: R}]\n";
    let mut files = vec![("book.yaml".to_owned(), book.to_owned()), ("model.yaml".to_owned(), model(rule, scopes))];
    for id in AREAS.iter().flat_map(|(_, practices)| *practices) {
        files.push((format!("practices/{id}.md"), practice(id)));
    }
    for number in 0..assessments {
        let id = format!("a{number:02}");
        let text = assessment(&mut chance, &id, rule, scopes);
        files.push((format!("assessments/{id}/assessment.yaml"), text));
    }
    Sources::from_files(files.into_iter().map(|(path, text)| Source::new(path, Content::Text(text))))
}
