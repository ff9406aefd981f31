//! Whatever says how a practice stands says the same: table, charts and their text, sums, and the portfolio.
//!
//! The books are made by chance, thousands of assessments under every rule. What is compared is what a theme and a reader
//! get: the data as it is serialised, and the sentences.

mod books;

use levelbook_core::check;
use levelbook_core::diag::Sink;
use levelbook_core::read;
use levelbook_core::view;
use levelbook_core::view::Facts;
use levelbook_core::view::portfolio::portfolio;
use levelbook_core::view::portfolio::trends;
use serde_json::Value;

/// What is found to differ, with its place.
#[derive(Default)]
struct Differences {
    place: String,
    all: Vec<String>,
}

impl Differences {
    fn unless(&mut self, holds: bool, text: impl FnOnce() -> String) {
        if !holds {
            self.all.push(format!("{}: {}", self.place, text()));
        }
    }
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no text `{key}` in {value}"))
}

fn number(value: &Value, key: &str) -> i64 {
    value[key].as_i64().unwrap_or_else(|| panic!("no number `{key}` in {value}"))
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("no list `{key}`"))
}

/// What the text of a chart says of a practice.
fn sentence<'a>(chart: &'a Value, title: &str) -> Option<&'a str> {
    let alt = text(chart, "alt");
    let from = alt.find(&format!("{title}, "))? + title.len() + 2;
    alt[from..].split([';']).next().map(|rest| rest.split(". Area").next().unwrap_or(rest).trim_end_matches('.'))
}

/// The verdict that a sentence of a chart comes to.
fn verdict_of(sentence: &str) -> &'static str {
    let parts: Vec<&str> = sentence.split(", ").collect();
    let says = |what: &str| parts.contains(&what);
    match () {
        () if says("below target") || says("scope short of target") => "below",
        () if says("target not confirmed") => "open",
        () if says("at target") => "at",
        () if says("above target") => "above",
        () if says("no target") => "no-target",
        () if says("not assessed") => "not-assessed",
        () if says("insufficient evidence") => "insufficient",
        () if says("not applicable") => "not-applicable",
        () if says("not part of this assessment") => "outside",
        () => "nothing",
    }
}

/// A result against the words of table and charts.
fn results(assessment: &Value, found: &mut Differences) {
    for result in list(assessment, "results") {
        let (verdict, gap) = (text(&result["verdict"], "id"), text(result, "gap_text"));
        let has_result = !result["level"].is_null() || !result["score"].is_null();
        let title = text(&result["practice"], "title");
        let all =
            ["dumbbell", "radar", "heat"].map(|chart| sentence(&assessment[chart], title).unwrap_or("no sentence"));
        found.unless(all[0] == all[1] && all[1] == all[2], || format!("{title}: charts differ: {all:?}"));
        let expected = match verdict {
            "not-assessed" | "insufficient" if has_result => "open",
            other => other,
        };
        let said = verdict_of(all[0]);
        found.unless(said == expected, || format!("{title}: table {verdict}, charts {said} ({})", all[0]));
        let (below, above) = (gap.contains("below target"), gap.contains("above target"));
        let fits = match verdict {
            "below" => below,
            "at" => gap.is_empty(),
            "above" => above && !below,
            _ => !above && !below,
        };
        found.unless(fits, || format!("{title}: table {verdict}, and in words `{gap}`"));
        found.unless(!gap.contains("0.00 "), || format!("{title}: a gap of nothing: `{gap}`"));
        let known =
            !matches!(expected, "open" | "not-assessed" | "insufficient" | "not-applicable" | "outside" | "no-target");
        let gaps = ["level_gap", "scope_gap", "score_gap"].iter().any(|gap| !result[*gap].is_null());
        found.unless(known || !gaps, || format!("{title}: {verdict}, and there is a gap: {}", result["level_gap"]));
        let below_level = result["level_gap"].as_i64().unwrap_or(0) > 0 && verdict == "below";
        found.unless(!below_level || all[0].contains("below target"), || format!("{title}: {gap}; {}", all[0]));
        let short = result["scope_gap"].as_i64().unwrap_or(0) > 0;
        found.unless(short == all[0].contains("scope short of target"), || format!("{title}: {gap}; {}", all[0]));
    }
}

/// How many results have a verdict.
fn count(assessment: &Value, verdicts: &[&str]) -> i64 {
    let of = |result: &&Value| verdicts.contains(&text(&result["verdict"], "id"));
    list(assessment, "results").iter().filter(of).count() as i64
}

/// Counts and sums against the results.
fn sums(assessment: &Value, found: &mut Differences) {
    for entry in list(assessment, "verdicts") {
        let (id, told) = (text(entry, "id"), number(entry, "count"));
        found.unless(told == count(assessment, &[id]), || format!("verdicts: {told} {id}"));
    }
    let rolled = |key: &str| -> i64 { list(assessment, "rollups").iter().map(|node| number(node, key)).sum() };
    for (key, verdicts) in [
        ("below", &["below"][..]),
        ("satisfied", &["at", "above"]),
        ("above", &["above"]),
        ("not_assessed", &["not-assessed"]),
        ("insufficient", &["insufficient"]),
        ("not_applicable", &["not-applicable"]),
        ("outside", &["outside"]),
    ] {
        let (told, counted) = (rolled(key), count(assessment, verdicts));
        found.unless(told == counted, || format!("roll-ups say {told} {key}, results {counted}"));
    }
    let short =
        list(assessment, "results").iter().filter(|result| result["scope_gap"].as_i64().unwrap_or(0) > 0).count();
    found.unless(rolled("scope_short") == short as i64, || {
        format!("roll-ups say {} short in scope", rolled("scope_short"))
    });
    let worst = |key: &str| list(assessment, "rollups").iter().map(|node| number(node, key)).max().unwrap_or(0);
    let most = list(assessment, "results").iter().filter_map(|result| result["level_gap"].as_i64()).max();
    found.unless(worst("worst_gap") == most.unwrap_or(0).max(0), || format!("worst gap {}", worst("worst_gap")));
    for node in list(assessment, "rollups") {
        levels(node, assessment, found);
    }
    let results = list(assessment, "results");
    let gaps: Vec<usize> = list(assessment, "gaps").iter().filter_map(|gap| Some(gap.as_u64()? as usize)).collect();
    let below = |index: &usize| text(&results[*index]["verdict"], "id") == "below";
    found.unless(gaps.iter().all(below) && gaps.len() as i64 == count(assessment, &["below"]), || "gaps".to_owned());
    let size = |index: &usize| {
        let gap = |key: &str| results[*index][key].as_i64().unwrap_or(0).max(0);
        (gap("level_gap"), gap("scope_gap"), results[*index]["score_gap"]["thousandths"].as_i64().unwrap_or(0))
    };
    found.unless(gaps.windows(2).all(|pair| size(&pair[0]) >= size(&pair[1])), || format!("order of gaps: {gaps:?}"));
    let done = &assessment["completeness"];
    if assessment["results"][0]["trace"].is_array() && assessment["rule"] != "stated" {
        let (mut needed, mut answered) = (0, 0);
        for indicator in results.iter().flat_map(|result| list(result, "trace")).filter(|level| level["needed"] == true)
        {
            for one in list(indicator, "indicators") {
                needed += 1;
                answered += i64::from(one["answer"]["counts"] != "not_assessed");
            }
        }
        let told = (number(done, "needed"), number(done, "needed_answered"));
        found.unless(told == (needed, answered), || format!("needed: {told:?} and {:?}", (needed, answered)));
    }
}

/// The levels and scores below a node against the results there.
fn levels(node: &Value, assessment: &Value, found: &mut Differences) {
    let below: Vec<&Value> =
        list(assessment, "results").iter().filter(|result| result["group"]["id"] == node["node"]["id"]).collect();
    let count = |number: i64| below.iter().filter(|result| result["level"]["number"] == number).count() as i64;
    let told: Vec<i64> = list(node, "levels").iter().filter_map(Value::as_i64).collect();
    let counted: Vec<i64> = (0..told.len() as i64).map(count).collect();
    found.unless(told == counted, || format!("levels below {}: {told:?} and {counted:?}", node["node"]["id"]));
    let scores: Vec<(i64, i64)> = below.iter().filter_map(|result| fraction(&result["score"])).collect();
    found.unless(number(node, "scored") == scores.len() as i64, || format!("{} scored", node["scored"]));
    let bound = below.iter().any(|result| !result["score"].is_null() && result["at_least"] == true);
    found.unless(node["score_at_least"] == bound, || format!("mean of {} is no bound", node["node"]["id"]));
    if let Some((part, whole)) = fraction(&node["score"]) {
        // The sum of fractions over a common denominator, times the mean's.
        let common: i64 = scores.iter().map(|(_, whole)| whole).product();
        let sum: i64 = scores.iter().map(|(part, whole)| part * (common / whole)).sum();
        found.unless(part * common * scores.len() as i64 == sum * whole, || {
            format!("mean {part}/{whole} of {scores:?}")
        });
    }
}

/// A score as a fraction.
fn fraction(score: &Value) -> Option<(i64, i64)> {
    let exact = score["exact"].as_str()?;
    let (part, whole) = exact.split_once('/').unwrap_or((exact, "1"));
    Some((part.parse().ok()?, whole.parse().ok()?))
}

/// A row of the portfolio against its assessment.
fn row(row: &Value, assessment: &Value, columns: &[Value], found: &mut Differences) {
    found.unless(number(row, "below") == count(assessment, &["below"]), || "portfolio: below".to_owned());
    let worst = list(assessment, "results").iter().filter(|result| text(&result["verdict"], "id") == "below");
    let worst = worst.filter_map(|result| result["level_gap"].as_i64()).max().unwrap_or(0).max(0);
    found
        .unless(number(row, "worst_gap") == worst, || format!("portfolio: worst gap {} for {worst}", row["worst_gap"]));
    let short =
        list(assessment, "results").iter().filter(|result| result["scope_gap"].as_i64().unwrap_or(0) > 0).count();
    found.unless(number(row, "scope_short") == short as i64, || {
        format!("portfolio: {} for {short}", row["scope_short"])
    });
    for (column, cell) in columns.iter().zip(list(row, "cells")) {
        let result = list(assessment, "results").iter().find(|result| result["practice"]["id"] == column["id"]);
        let result = result.expect("each column is a practice of the guide");
        found.unless(cell["verdict"] == result["verdict"]["id"] && cell["state"] == result["state"], || {
            format!("portfolio: {} is {} {}", column["id"], cell["state"], cell["verdict"])
        });
        // The mark in a cell: so many levels below, or above.
        let marked = (number(cell, "gap") > 0, number(cell, "gap") < 0);
        let words = text(result, "gap_text");
        let told =
            (words.contains("below target") && result["level_gap"].as_i64() > Some(0), words.contains("above target"));
        found.unless(marked == told || !result["score"].is_null(), || {
            format!("portfolio marks {} of {}: table `{words}`", cell["gap"], column["id"])
        });
        let (text, gap) = (text(cell, "text"), words);
        found.unless(gap.is_empty() || text.contains(gap), || format!("portfolio says `{text}`, table `{gap}`"));
        let told = text.contains("below target") || text.contains("above target");
        found.unless(!gap.is_empty() || !told, || format!("portfolio says `{text}`, table nothing"));
    }
}

/// The figures of a portfolio against the latest assessments.
fn figures(portfolio: &Value, latest: &[&Value], found: &mut Differences) {
    let sum = |verdicts: &[&str]| -> i64 { latest.iter().map(|assessment| count(assessment, verdicts)).sum() };
    for (key, verdicts) in [
        ("below", &["below"][..]),
        ("satisfied", &["at", "above"]),
        ("not_assessed", &["not-assessed"]),
        ("insufficient", &["insufficient"]),
        ("not_applicable", &["not-applicable"]),
        ("outside", &["outside"]),
    ] {
        let told = number(&portfolio["figures"], key);
        found.unless(told == sum(verdicts), || format!("figures say {told} {key}, results {}", sum(verdicts)));
    }
    found.unless(number(portfolio, "gaps_in_all") == sum(&["below"]), || "gaps in all".to_owned());
}

/// What a book says of itself, here and there.
fn book(rule: &str, seed: u64, assessments: usize, found: &mut Differences) {
    let sources = books::book(rule, seed, assessments);
    let mut sink = Sink::new();
    let draft = read::read(&sources, &mut sink);
    let book = check::check(&draft, &sources, &mut sink);
    let book = book.unwrap_or_else(|| panic!("{rule} {seed}: {:#?}", sink.sorted()));
    let view = view::build(&book, &Facts::default());
    let value = serde_json::to_value(&view).expect("it is data");
    let all = list(&value, "assessments");
    for assessment in all {
        found.place = format!("{rule} {seed} {}", text(assessment, "id"));
        let mut assessment = assessment.clone();
        assessment["rule"] = Value::from(rule);
        results(&assessment, found);
        sums(&assessment, found);
    }
    found.place = format!("{rule} {seed}");
    let together = portfolio(&[&view]).expect("there are two");
    let courses = serde_json::to_value(trends(&[&view], &together)).expect("it is data");
    let together = serde_json::to_value(&together).expect("it is data");
    let mut latest = Vec::new();
    for line in list(&together, "rows") {
        let assessment = all.iter().find(|assessment| assessment["id"] == line["id"]).expect("it is there");
        found.place = format!("{rule} {seed} {}", text(assessment, "id"));
        row(line, assessment, list(&together, "columns"), found);
        if line["time"] == "latest" {
            latest.push(assessment);
        }
    }
    found.place = format!("{rule} {seed}");
    figures(&together, &latest, found);
    for course in courses.as_array().expect("a list") {
        for (point, line) in list(course, "points")
            .iter()
            .enumerate()
            .flat_map(|(index, point)| list(course, "rows").iter().map(move |line| ((index, point), line)))
        {
            let Some(assessment) = all.iter().find(|assessment| assessment["id"] == point.1["assessment"]["id"]) else {
                continue;
            };
            let result = list(assessment, "results").iter().find(|r| r["practice"]["id"] == line["practice"]["id"]);
            let value = &line["values"][point.0];
            let state = &result.expect("it is there")["state"];
            found.unless(value["state"] == *state, || format!("course: {} for {state}", value["state"]));
        }
    }
}

#[test]
fn table_charts_sums_and_portfolio_say_the_same() {
    for rule in books::RULES {
        let mut found = Differences::default();
        for seed in 0..50 {
            book(rule, seed, 16, &mut found);
        }
        let shown: Vec<&String> = found.all.iter().take(12).collect();
        assert!(found.all.is_empty(), "{} differences under `{rule}`:\n{shown:#?}", found.all.len());
    }
}

/// A test over chance is worth what chance brings: every verdict, every state and every doubt occurs, often.
#[test]
fn chance_brings_all_there_is() {
    for rule in books::RULES {
        let mut seen = std::collections::BTreeMap::<String, usize>::new();
        for seed in 0..20 {
            let sources = books::book(rule, seed, 18);
            let mut sink = Sink::new();
            let draft = read::read(&sources, &mut sink);
            let book = check::check(&draft, &sources, &mut sink).expect("it is a book");
            let value = serde_json::to_value(view::build(&book, &Facts::default())).expect("it is data");
            for result in list(&value, "assessments").iter().flat_map(|assessment| list(assessment, "results")) {
                let bound = if result["at_least"] == true { " at least" } else { "" };
                *seen
                    .entry(format!("{}{bound} {}", text(result, "state"), text(&result["verdict"], "id")))
                    .or_default() += 1;
            }
        }
        let (kind, bounds) = match rule {
            "cumulative" => {
                ("level", &["level at least not-assessed", "level at least insufficient", "level not-assessed"][..])
            }
            "stated" => ("level", &["level not-assessed"][..]),
            _ => ("score", &["score at least not-assessed", "score at least insufficient", "score at least above"][..]),
        };
        let verdicts = ["below", "at", "above", "no-target"].map(|verdict| format!("{kind} {verdict}"));
        let others = ["not-assessed not-assessed", "not-applicable not-applicable", "outside outside"];
        let all = verdicts.iter().map(String::as_str).chain(others).chain(bounds.iter().copied());
        let rare: Vec<&str> = all.filter(|what| seen.get(*what).is_none_or(|count| *count < 5)).collect();
        assert!(rare.is_empty(), "under `{rule}` too few {rare:?}: {seen:#?}");
    }
}
