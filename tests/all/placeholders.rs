//! Nothing that `new` writes to be replaced can be taken for a result: `check` names it, `status` tells it, `seal` refuses it.
//!
//! The test looks at what `new` wrote, not at a list: every text with more than one word is a placeholder or stands below in
//! [`MEANT`], which holds what `new` may say by itself.

use std::collections::BTreeSet;
use std::fs;

use super::tools::commit;
use super::tools::git;
use super::tools::levelbook;

/// What `new` writes and means.
const MEANT: [&str; 1] = ["This report is not a certification."];

/// A committed book with an assessment that `new` wrote, all answers filled in, and what is optional taken out of its remark.
fn filled(allowed: bool) -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder");
    let book = home.path();
    levelbook(book, &["init", "."], 0);
    levelbook(book, &["new", "assessment", "pump"], 0);
    let path = book.join("assessments/pump/assessment.yaml");
    let mut filled = String::new();
    for line in fs::read_to_string(&path).expect("readable").lines() {
        let optional = ["approach", "independence", "team", "  - {role"];
        let line = match line.strip_prefix("  # ") {
            Some(rest) if optional.iter().any(|key| rest.starts_with(key)) => format!("  {rest}"),
            _ => line.to_owned(),
        };
        let line = match line.trim() {
            "answers:" => format!(
                "    target: {{level: 1, scope: site, rationale: Goods are kept here., driver: The insurer asks., approved_by: \
                 site-manager}}\n    scope: site\n{line}"
            ),
            answer if answer.ends_with(':') && answer.starts_with(|c: char| c.is_ascii_digit()) => {
                format!("{line} {{answer: not-met, note: Nobody did so.}}")
            }
            _ => line,
        };
        filled.push_str(&line);
        filled.push('\n');
    }
    fs::write(&path, filled).expect("written");
    let settings = fs::read_to_string(book.join("book.yaml")).expect("readable");
    let settings = settings.replace("sign_off:\n", &format!("sign_off:\n  allow_unassessed: {allowed}\n"));
    fs::write(book.join("book.yaml"), settings).expect("written");
    git(book, &["init", "--quiet"]);
    commit(book);
    home
}

#[test]
fn what_new_made_can_not_be_sealed_before_each_text_is_written() {
    for allowed in [false, true] {
        let home = filled(allowed);
        let book = home.path();
        let path = book.join("assessments/pump/assessment.yaml");
        let mut rounds = 0;
        // One text after the other, in each of which all others are still there.
        loop {
            let text = fs::read_to_string(&path).expect("readable");
            let told = levelbook(book, &["check", "--format", "short"], 0);
            let Some(place) = told.lines().find(|line| line.contains("warning[LB130]")) else { break };
            rounds += 1;
            let refused = levelbook(book, &["seal", "pump"], 2);
            assert!(refused.contains("still a placeholder"), "{refused}");
            let todo = levelbook(book, &["status", "pump"], 0);
            assert!(todo.contains("still a placeholder") && !todo.contains("Nothing: it is ready"), "{todo}");
            assert!(!todo.contains("can be sealed as it is"), "{todo}");
            let numbers: Vec<usize> = place.split(':').skip(1).map_while(|part| part.parse().ok()).collect();
            let [line, column] = numbers[..] else { panic!("{place}") };
            let rest = &text.lines().nth(line - 1).expect("a line")[column - 1..];
            let end = rest.find([',', '}']).filter(|_| rest.contains('}')).unwrap_or(rest.len());
            let lines = text.lines().enumerate().map(|(index, whole)| match index + 1 == line {
                true => format!("{}Written{}\n", &whole[..column - 1], &rest[end..]),
                false => format!("{whole}\n"),
            });
            fs::write(&path, lines.collect::<String>()).expect("written");
            commit(book);
        }
        assert!(rounds >= 8, "{rounds}");
        levelbook(book, &["seal", "pump"], 0);
    }
}

#[test]
fn every_text_of_new_is_a_placeholder_or_meant() {
    let home = filled(true);
    let book = home.path();
    let told = levelbook(book, &["check", "--format", "json"], 0);
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    let mut flagged = BTreeSet::new();
    for diagnostic in told.as_array().expect("a list").iter().filter(|d| d["code"] == "LB130") {
        flagged.extend(diagnostic["line"].as_u64());
        flagged
            .extend(diagnostic["related"].as_array().into_iter().flatten().filter_map(|place| place["line"].as_u64()));
    }
    let text = fs::read_to_string(book.join("assessments/pump/assessment.yaml")).expect("readable");
    let own = ["Goods are kept here.", "Nobody did so."];
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.split(" #").next().unwrap_or_default().trim_end();
        let value = line.split_once(": ").map_or(line.trim_start_matches(['-', ' ']), |(_, value)| value);
        let prose = value.contains(' ') && !value.starts_with(['"', '{', '[', '#']) || line.contains("organisation: ");
        if !line.starts_with('#') && prose && !MEANT.contains(&value) && !own.iter().any(|own| line.contains(own)) {
            assert!(flagged.contains(&number), "line {number} is no placeholder for levelbook: {line}\n{flagged:?}");
        }
    }
}

#[test]
fn what_new_writes_into_a_guide_keeps_its_reports_from_being_sealed() {
    for kind in ["practice", "page"] {
        let home = tempfile::tempdir().expect("a folder");
        let book = home.path();
        levelbook(book, &["init", "."], 0);
        let (list, place) = match kind {
            "practice" => ("model.yaml", ("rated: [", "rated: [alarm, ")),
            _ => ("book.yaml", ("front: [", "front: [alarm, ")),
        };
        levelbook(book, &["new", kind, "alarm"], 0);
        let text = fs::read_to_string(book.join(list)).expect("readable");
        let listed = text.replacen(place.0, place.1, 1);
        assert_ne!(text, listed, "{text}");
        fs::write(book.join(list), listed).expect("written");
        let settings = fs::read_to_string(book.join("book.yaml")).expect("readable");
        fs::write(book.join("book.yaml"), settings.replace("sign_off:\n", "sign_off:\n  allow_unassessed: true\n"))
            .expect("written");
        git(book, &["init", "--quiet"]);
        commit(book);
        let refused = levelbook(book, &["seal", "warehouse"], 2);
        assert!(refused.contains("of the guide") && refused.contains("still a placeholder"), "{refused}");
        let told = levelbook(book, &["check", "--format", "short"], 0);
        assert!(told.contains("warning[LB130]"), "{told}");
    }
}

#[test]
fn what_init_made_has_no_placeholder() {
    let home = tempfile::tempdir().expect("a folder");
    levelbook(home.path(), &["init", "."], 0);
    assert!(levelbook(home.path(), &["check"], 0).contains("no errors"));
    levelbook(home.path(), &["check", "--deny-warnings"], 0);
}
