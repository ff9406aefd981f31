//! Models of other shapes than that of the shipped book, whole, beside the arithmetic of their own sheets.
//!
//! One has fifteen practices of two streams at three levels and four answers of 0, 1/4, 1/2 and 1; its sheet adds up, for
//! each level, the mean of the two streams. The other has activities at five levels in dimensions and sub-dimensions, done
//! or not, and shows percent. The texts are ours. The sheets here are written anew, in plain fractions, and know nothing of
//! `assess`.

use std::collections::BTreeMap;
use std::fmt::Write;

use levelbook::diag::Sink;
use levelbook::output::Output;
use levelbook::pipeline;
use levelbook::pipeline::Library;
use levelbook::source::Content;
use levelbook::source::Source;
use levelbook::source::Sources;
use levelbook::view::AssessmentView;

/// Quarters: what all values of answers are made of.
const ANSWERS: [(&str, i64); 4] = [("none", 0), ("some", 1), ("half", 2), ("most", 4)];
const BOOK: &str = "format: 1\ntitle: Models\norganisation: Somebody\nlanguage: en\nroles: [{id: r, name: Role}]\n";
const FUNCTIONS: usize = 5;
const PRACTICES: usize = 15;

fn book(files: &[(String, String)]) -> Library {
    let source = |(path, text): &(String, String)| Source::new(path.clone(), Content::Text(text.clone()));
    let library = pipeline::open_sources(Sources::from_files(files.iter().map(source)), Sink::new());
    assert!(!library.sink.has_errors(), "{:#?}", library.sink.sorted());
    library
}

fn seen(library: &Library) -> AssessmentView {
    let scored = pipeline::score(library, None).expect("there are no errors");
    scored.assessments()[0].view.clone()
}

fn site(library: &Library) -> Output {
    let (output, sink) = crate::library::build(library, crate::library::bare());
    assert!(!sink.has_errors(), "{:#?}", sink.sorted());
    output
}

fn page(library: &Library, path: &str) -> String {
    String::from_utf8_lossy(&site(library).files[path]).into_owned()
}

/// Fifteen practices in five functions. `scoring` is what stands behind the rule.
fn streams(scoring: &str) -> Vec<(String, String)> {
    let mut model = String::from(
        "format: 1\nid: streams\ntitle: Streams\nversion: 1.0.0\ndate: 2026-01-05\ntiers:\n  \
         - {id: function, name: Function, plural: Functions}\n  - {id: practice, name: Practice, plural: Practices, rated: true}\n\
         levels: [{level: 1, name: Begun}, {level: 2, name: Settled}, {level: 3, name: Improved}]\n\
         tracks: {name: Stream, plural: Streams}\n\
         aspects: [{id: question, name: Question, kind: list, rated: true, item: question, items: questions}]\nanswers:\n",
    );
    for (id, quarters) in ANSWERS {
        let _ = writeln!(model, "  - {{id: {id}, name: Answer {id}, value: {quarters}/4}}");
    }
    let _ = writeln!(
        model,
        "  - {{id: na, name: Not applicable, counts: not-applicable}}\nscoring: {{rule: sum-of-means{scoring}}}\ntree:"
    );
    let mut files = vec![("book.yaml".to_owned(), BOOK.to_owned())];
    for function in 0..FUNCTIONS {
        let ids: Vec<String> = (0..3).map(|nth| format!("p{}", function * 3 + nth)).collect();
        let _ = writeln!(model, "  - {{id: f{function}, title: Function {function}, rated: [{}]}}", ids.join(", "));
        for id in ids {
            let mut text = format!(
                "---\nid: {id}\ntitle: Practice {id}\ntracks: [{{id: a, title: First}}, {{id: b, title: Second}}]\n---\nWhat it is.\n"
            );
            for level in 1..=3 {
                let _ = write!(
                    text,
                    "\n## Level {level}\n### First\n#### Question\n- Is it so? {{#a}}\n### Second\n#### Question\n- Is that so? {{#b}}\n"
                );
            }
            files.push((format!("practices/{id}.md"), text));
        }
    }
    files.push(("model.yaml".to_owned(), model));
    files
}

/// The answers of a practice by level and stream: an index into [`ANSWERS`].
type Sheet = BTreeMap<usize, BTreeMap<(usize, char), usize>>;

/// An assessment with these answers, each practice with this target.
fn assessment(sheet: &Sheet, target: &str) -> (String, String) {
    let mut text = String::from(
        "format: 1\nid: one\ntitle: One\nversion: \"1\"\ndate: 2026-02-01\nguide: {model: streams, version: 1.0.0}\nowner: r\n\
         approver: r\nsubject: {name: One, organisation: O, summary: S}\nengagement: {sponsor: S, assessor: A, method: self, \
         period: {from: 2026-01-01, to: 2026-01-02}}\nconclusion: C\nevidence: [{id: E, title: T, kind: K, location: L, \
         collected: 2026-01-01, by: r}]\npractices:\n",
    );
    for practice in 0..PRACTICES {
        let _ =
            writeln!(text, "  p{practice}:\n    target: {{level: {target}, rationale: R, driver: D, approved_by: r}}");
        let answers = sheet.get(&practice);
        if answers.is_some_and(|answers| !answers.is_empty()) {
            text.push_str("    answers:\n");
        }
        for ((level, stream), answer) in answers.into_iter().flatten() {
            let _ = match ANSWERS.get(*answer) {
                Some((id, _)) => writeln!(text, "      {level}.{stream}: {{answer: {id}, evidence: [E]}}"),
                None => writeln!(text, "      {level}.{stream}: {{answer: na, reason: R, owner: r}}"),
            };
        }
    }
    if !text.contains("[E]}") {
        text = text.replace("evidence: [{id: E, title: T, kind: K, location: L, collected: 2026-01-01, by: r}]\n", "");
    }
    ("assessments/one/assessment.yaml".to_owned(), text)
}

/// What a practice comes to on its own sheet, in eighths: the sum over the levels of the mean of two streams.
fn eighths(sheet: &Sheet, practice: usize) -> i64 {
    let values = sheet.get(&practice).into_iter().flatten().map(|(_, answer)| ANSWERS[*answer].1);
    values.sum()
}

/// A fraction as the exact value of a score is written.
fn fraction(part: i64, whole: i64) -> String {
    let (mut a, mut b) = (part, whole);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    if whole / a == 1 { format!("{}", part / a) } else { format!("{}/{}", part / a, whole / a) }
}

/// Answers by chance: all of them, or in so many practices only.
fn sheet(seed: u64, practices: usize) -> Sheet {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut chance = |end: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from((state >> 16) % end).unwrap_or(0)
    };
    let mut sheet = Sheet::new();
    for practice in 0..practices {
        for (level, stream) in (1..=3).flat_map(|level| ['a', 'b'].map(|stream| (level, stream))) {
            let answer = chance(4);
            sheet.entry(practice).or_default().insert((level, stream), answer);
        }
    }
    sheet
}

#[test]
fn scores_sums_and_the_whole_are_those_of_the_sheet() {
    for seed in 1..12 {
        let (answered, scoring) = if seed % 3 == 0 { (5, ", unanswered: zero") } else { (PRACTICES, "") };
        let sheet = sheet(seed, answered);
        let mut files = streams(&format!("{scoring}, roll_up: mean"));
        files.push(assessment(&sheet, "3"));
        let seen = seen(&book(&files));
        for (index, result) in seen.results.iter().enumerate() {
            let own = fraction(eighths(&sheet, index), 8);
            assert_eq!(result.score.as_ref().map(|score| score.exact.clone()), Some(own), "practice {index} of {seed}");
            assert!(result.text.ends_with(" of 3"), "{}", result.text);
        }
        for (function, sum) in seen.rollups.iter().enumerate() {
            let own: i64 = (0..3).map(|nth| eighths(&sheet, function * 3 + nth)).sum();
            assert_eq!(
                sum.score.as_ref().map(|score| score.exact.clone()),
                Some(fraction(own, 24)),
                "function {function}"
            );
        }
        let own: i64 = (0..PRACTICES).map(|practice| eighths(&sheet, practice)).sum();
        assert_eq!(seen.overall.score.as_ref().map(|score| score.exact.clone()), Some(fraction(own, 120)), "{seed}");
        assert!(seen.overall.score_text.ends_with(" of 3"), "{}", seen.overall.score_text);
    }
}

#[test]
fn what_nobody_answered_is_zero_open_or_left_out_as_the_model_says() {
    // Five practices of fifteen, each 7/4.
    let full: BTreeMap<(usize, char), usize> =
        [((1, 'a'), 3), ((1, 'b'), 3), ((2, 'a'), 2), ((2, 'b'), 2), ((3, 'a'), 1), ((3, 'b'), 1)].into();
    let sheet: Sheet = (0..5).map(|practice| (practice, full.clone())).collect();
    for (scoring, overall, tenth) in [
        (", unanswered: zero", "0.58 of 3", "0.00 of 3"),
        (", unanswered: zero-once-begun", "1.75 of 3", "Not assessed"),
        ("", "1.75 of 3", "Not assessed"),
    ] {
        let mut files = streams(&format!("{scoring}, roll_up: mean"));
        files.push(assessment(&sheet, "2"));
        let seen = seen(&book(&files));
        assert_eq!((seen.overall.score_text.as_str(), seen.results[9].text.as_str()), (overall, tenth), "{scoring}");
        // Zero is no answer: the report stays a draft.
        assert!(seen.status.draft, "{scoring}");
    }
    // One answer of two, in a practice that is begun.
    let begun: Sheet = [(0, [((1, 'a'), 3)].into())].into();
    for (scoring, first) in [
        (", unanswered: zero", "0.50 of 3"),
        (", unanswered: zero-once-begun", "0.50 of 3"),
        (", unanswered: open", "At least 0.50 of 3"),
    ] {
        let mut files = streams(scoring);
        files.push(assessment(&begun, "2"));
        assert_eq!(seen(&book(&files)).results[0].text, first);
    }
}

#[test]
fn a_level_of_which_nothing_applies_lowers_what_can_be_reached() {
    const NOT: usize = 9;
    let answers: BTreeMap<(usize, char), usize> =
        [((1, 'a'), 3), ((1, 'b'), 3), ((2, 'a'), 3), ((2, 'b'), 3), ((3, 'a'), NOT), ((3, 'b'), NOT)].into();
    let mut files = streams("");
    files.push(assessment(&[(0, answers)].into(), "3"));
    let library = book(&files);
    let seen = seen(&library);
    let first = &seen.results[0];
    assert_eq!((first.text.as_str(), first.gap_text.as_str()), ("2.00 of 3", "1.00 below target"));
    assert_eq!(first.best.as_ref().map(|best| best.text.as_str()), Some("2.00"));
    assert!(first.explanation.ends_with("Nothing of level 3 applies: the best that is left is 2.00 of 3."));
    assert!(page(&library, "assessments/one/index.html").contains("the best that is left is 2.00 of 3"));
}

/// Activities at five levels in two dimensions with two sub-dimensions each, done or not.
fn activities(scoring: &str) -> Vec<(String, String)> {
    let model = format!(
        "format: 1\nid: streams\ntitle: Activities\nversion: 1.0.0\ndate: 2026-01-05\ntiers:\n  \
         - {{id: dimension, name: Dimension, plural: Dimensions}}\n  \
         - {{id: sub-dimension, name: Sub-dimension, plural: Sub-dimensions, rated: true}}\n\
         levels: [{{level: 1, name: One}}, {{level: 2, name: Two}}, {{level: 3, name: Three}}, {{level: 4, name: Four}}, {{level: 5, name: Five}}]\n\
         sparse: true\n\
         aspects: [{{id: activities, name: Activities, kind: list, rated: true, item: activity, items: activities}}]\n\
         answers: [{{id: yes, name: Done, value: 1}}, {{id: no, name: Not done, value: 0}}]\n\
         fields: [{{id: risk, name: Risk, kind: text, of: item}}]\n\
         scoring: {{rule: mean, display: percent, roll_up: mean{scoring}}}\ntree:\n  \
         - {{id: d1, title: First dimension, rated: [p0, p1]}}\n  - {{id: d2, title: Second dimension, rated: [p2, p3]}}\n"
    )
    .replace("{id: yes,", "{id: \"yes\",")
    .replace("{id: no,", "{id: \"no\",");
    let mut files = vec![("book.yaml".to_owned(), BOOK.to_owned()), ("model.yaml".to_owned(), model)];
    for practice in 0..4 {
        let mut text = format!("---\nid: p{practice}\ntitle: Sub-dimension {practice}\n---\nWhat it is.\n");
        for level in 1..=5 {
            if (level + practice) % 4 == 0 {
                continue;
            }
            let _ = write!(text, "\n## Level {level}\n### Activities\n");
            for nth in 0..=(level + practice) % 3 {
                let _ = writeln!(text, "- Activity {nth} of level {level} is done. {{#a{nth}}}");
            }
        }
        files.push((format!("practices/p{practice}.md"), text));
    }
    files
}

fn done(practices: &str) -> (String, String) {
    let (path, text) = assessment(&Sheet::new(), "1");
    let head = text.split("practices:\n").next().unwrap_or_default().to_owned();
    (path, format!("{head}practices:\n{practices}"))
}

#[test]
fn percent_by_level_is_drawn_and_written() {
    let mut files = activities(", unanswered: zero");
    let answers = "  p0:\n    target: {level: 0.5, rationale: R, driver: D, approved_by: r}\n    answers:\n      \
                   1.a0: {answer: \"yes\"}\n      1.a1: {answer: \"no\"}\n      2.a0: {answer: \"yes\"}\n";
    files.push(done(answers));
    let library = book(&files);
    let seen = seen(&library);
    // Levels 1, 2, 3 and 5 hold 2, 3, 1 and 3 activities: two of nine are done.
    let first = &seen.results[0];
    assert_eq!((first.text.as_str(), first.gap_text.as_str()), ("22 %", "28 percentage points below target"));
    let percents: Vec<Option<i64>> = first.trace.iter().map(|level| level.percent).collect();
    assert_eq!(percents, [Some(50), Some(33), Some(0), Some(0)]);
    assert_eq!(seen.levels.len(), 1);
    assert!(
        seen.levels[0].alt.contains("Sub-dimension 0: 1 One 50 %, 2 Two 33 %, 3 Three 0 %, 5 Five 0 %;"),
        "{}",
        seen.levels[0].alt
    );
    assert_eq!(seen.overall.score_text, "6 %");
    let page = page(&library, "assessments/one/index.html");
    assert!(page.contains("Levels by sub-dimension, in percent"));
    for word in ["Short in scope", "By group", "Insufficient evidence", "Not applicable</th>", "1 activities"] {
        assert!(!page.contains(word), "{word} has no place in this model");
    }
}

#[test]
fn a_portfolio_of_scores_speaks_of_scores() {
    let mut files = streams(", unanswered: zero, roll_up: mean");
    let (_, high) = assessment(&sheet(5, PRACTICES), "3");
    let (_, low) = assessment(&sheet(6, 3), "3");
    files.push(("assessments/one/assessment.yaml".to_owned(), high));
    let low = low.replace("id: one\n", "id: two\n").replace("name: One,", "name: Two,");
    files.push(("assessments/two/assessment.yaml".to_owned(), low));
    let page = page(&book(&files), "portfolio.html");
    assert!(!page.contains("0 <span>levels"), "a gap of scores is no gap of levels");
    for word in ["level reached", "levels below target", "scope short"] {
        assert!(!page.contains(word), "{word} is no word of this model");
    }
    assert!(page.contains("3.00"), "the worst gap is told");
    assert!(page.contains("pf-ramp-"), "scores have colours");
    assert!(page.contains(" of 3"), "the scale has an end");
}

#[test]
fn an_empty_assessment_says_that_nothing_was_judged() {
    for scoring in ["", ", unanswered: zero"] {
        let mut files = streams(scoring);
        files.push(assessment(&Sheet::new(), "3"));
        let library = book(&files);
        let seen = seen(&library);
        assert!(seen.blank && seen.notices[0].starts_with("Nothing has been judged yet"), "{:?}", seen.notices);
        let page = page(&library, "assessments/one/index.html");
        assert!(page.contains("Nothing has been judged yet") && !page.contains("Nothing is known to be below"));
    }
}

/// Two practices whose every indicator is said not to apply, under a rule for levels.
fn waived(most: &str, unassessed: &str) -> Vec<(String, String)> {
    let model = "format: 1\nid: streams\ntitle: Ladder\nversion: 1.0.0\ndate: 2026-01-05\ntiers: [{id: p, name: Practice, plural: Practices, rated: true}]\n\
        levels: [{level: 0, name: None}, {level: 1, name: Niveau 1}, {level: 2, name: Niveau 2}]\n\
        aspects: [{id: signs, name: Signs, kind: list, rated: true, item: sign, items: signs}]\n\
        answers: [{id: met, name: Met, counts: met}, {id: unmet, name: Not met, counts: unmet}, {id: na, name: Not applicable, counts: not-applicable}]\n\
        scoring: {rule: cumulative}\nrated: [p0, p1]\n";
    let practice = |id: &str| {
        format!(
            "---\nid: {id}\ntitle: Practice {id}\n---\nWhat it is.\n\n## Level 1\n### Signs\n- One. {{#a}}\n\n## Level 2\n### Signs\n- Two. {{#b}}\n"
        )
    };
    let answers = ["1.a", "2.b"].map(|id| format!("      {id}: {{answer: na, reason: R, owner: r}}\n")).concat();
    let target = "    target: {level: 2, rationale: R, driver: D, approved_by: r}\n";
    let policy = format!("sign_off: {{roles: [{{role: r, statement: S}}]{most}{unassessed}}}\n");
    vec![
        ("book.yaml".to_owned(), format!("{BOOK}{policy}")),
        ("model.yaml".to_owned(), model.to_owned()),
        ("practices/p0.md".to_owned(), practice("p0")),
        ("practices/p1.md".to_owned(), practice("p1")),
        done(&format!("  p0:\n{target}    answers:\n{answers}  p1:\n{target}    answers:\n{answers}")),
    ]
}

#[test]
fn what_stands_high_because_nothing_applies_is_told_and_can_be_limited() {
    use levelbook::sign_off::readiness::Readiness;
    use levelbook::sign_off::readiness::readiness;
    for (most, unassessed, expected) in [
        ("", "", Readiness::Ready),
        (", most_not_applicable: 50", "", Readiness::Waived),
        (", most_not_applicable: 50", ", allow_unassessed: true", Readiness::Waived),
        (", most_not_applicable: 100", "", Readiness::Ready),
    ] {
        let library = book(&waived(most, unassessed));
        let seen = seen(&library);
        // The name of a level that tells its number needs no second one.
        assert_eq!(seen.results[0].text, "Niveau 2");
        assert!(
            seen.results[0].explanation.starts_with("Not one of the 2 signs applies"),
            "{}",
            seen.results[0].explanation
        );
        assert!(
            seen.notices[0].starts_with("2 practices stand at the highest level because nothing of it applies"),
            "{:?}",
            seen.notices
        );
        assert_eq!(seen.notices[1], "4 of 4 answers say that something does not apply.");
        assert!(page(&library, "assessments/one/index.html").contains("which says nothing of what is done"));
        let part = library.book().expect("no errors");
        let ready = readiness(part, &part.assessments[0], &seen.status.missing, seen.waived);
        assert_eq!(ready, expected, "{most}{unassessed}");
        assert_eq!(library.sink.counts().1, 2, "each practice is warned of");
    }
}

#[test]
fn rows_for_items_and_levels_of_scores_are_known() {
    let mut files = streams("");
    let framework = "format: 1\nid: code\nedition: \"1\"\ntitle: Code\npublisher: Somebody\ngroups:\n  - {id: A, name: All, ids: [A-1, A-2, A-3, A-4, A-5]}\n";
    let mapping = "format: 1\nid: code\nversion: 0.1.0\ntitle: Code\nsummary: S\nframework: code@1\nmodel: {id: streams, versions: \">=1.0.0\"}\n\
        status: draft\nmethod: human\nrationale: semantic\nrows:\n  \
        - {practice: p0, level: 1, relation: equal-to, to: [A-1]}\n  \
        - {practice: p0, level: 2, relation: equal-to, to: [A-2]}\n  \
        - {practice: p0, level: 3, relation: equal-to, to: [A-3]}\n  \
        - {practice: p0, item: 2.a, relation: superset-of, to: [A-4]}\n  \
        - {practice: p5, level: 1, relation: equal-to, to: [A-5]}\n";
    files.push(("mappings/frameworks/code@1.yaml".to_owned(), framework.to_owned()));
    files.push(("mappings/code.yaml".to_owned(), mapping.to_owned()));
    let answers: BTreeMap<(usize, char), usize> =
        [((1, 'a'), 3), ((1, 'b'), 3), ((2, 'a'), 3), ((2, 'b'), 1), ((3, 'a'), 0), ((3, 'b'), 0)].into();
    let mut nothing = files.clone();
    files.push(assessment(&[(0, answers)].into(), "3"));
    let library = book(&files);
    let seen = seen(&library);
    let states: Vec<&str> =
        seen.coverage[0].groups[0].requirements.iter().map(|requirement| requirement.name).collect();
    assert_eq!(states, ["Reached in full", "Reached in part", "Not reached", "Reached in full", "Not known"]);
    assert!(page(&library, "mappings/code.html").contains("assessments/one/mapping-code.html"));
    // Where nothing is known there is no page, and no link to one.
    nothing.push(assessment(&Sheet::new(), "3"));
    let library = book(&nothing);
    assert!(!site(&library).files.contains_key("assessments/one/mapping-code.html"));
    assert!(!page(&library, "mappings/code.html").contains("mapping-code.html"));
    assert!(!page(&library, "assessments/one/index.html").contains("mapping-code.html"));
}

#[test]
fn parts_of_items_are_shown_and_are_no_part_of_what_is_rated() {
    let with = |tools: &str| {
        let mut files = streams("");
        let model = files.iter_mut().find(|(path, _)| path == "model.yaml").expect("there is a model");
        model.1.push_str("fields:\n  - {id: risk, name: Risk, kind: markdown, of: item}\n  - {id: tools, name: Tools, kind: links, of: item}\n  - {id: source, name: Source, kind: text, of: item, hidden: true}\n");
        let practice = files.iter_mut().find(|(path, _)| path == "practices/p0.md").expect("there is a practice");
        practice.1 = practice.1.replacen(
            "---\nWhat it is.",
            &format!("items:\n  1.a:\n    depends_on: [p1.1.b]\n    fields:\n      risk: |-\n        Doors stand *open*, see [the next](p1).\n\n        - at night\n      tools: [{tools}]\n      source: Nobody shows this\n---\nWhat it is."),
            1,
        );
        files.push(assessment(&sheet(3, 2), "3"));
        files
    };
    let library = book(&with("\"The log <https://example.org/log>\", \"https://example.org/round\""));
    let page = page(&library, "practices/p0.html");
    for part in [
        "<em>open</em>",
        "practices/p1.html\">the next</a>",
        "<li>",
        ">The log</a>",
        "https://example.org/round",
        ">Is that so?</a>",
    ] {
        assert!(page.contains(part), "{part} is on the page");
    }
    assert!(!page.contains("Nobody shows this"));
    let changes = |one: &Library, other: &Library| {
        levelbook::editions::compare::compare(
            &one.book().expect("no errors").guide,
            &other.book().expect("no errors").guide,
            &[],
        )
    };
    let other = book(&with("\"Another <https://example.org/another>\""));
    let found = changes(&library, &other);
    assert!(found.reach() < levelbook::editions::Reach::Model, "a tool changes no indicator: {found:?}");
}

#[test]
fn names_are_listed_in_natural_order() {
    let mut files = streams("");
    let (_, text) = assessment(&sheet(3, 2), "3");
    for number in [10, 2, 1] {
        let named = text
            .replace("id: one\n", &format!("id: site-{number}\n"))
            .replace("name: One,", &format!("name: Site {number},"));
        files.push((format!("assessments/site-{number}/assessment.yaml"), named));
    }
    let library = book(&files);
    for path in ["assessments/index.html", "portfolio.html", "assets/search-index.js", "sitemap.html"] {
        let text = String::from_utf8_lossy(&site(&library).files[path]).into_owned();
        let text = text.split("<main").last().unwrap_or_default().to_owned();
        let at = |number: usize| {
            text.find(&format!("assessments/site-{number}/index.html"))
                .or(text.find(&format!("site-{number}/index.html")))
        };
        assert!(at(1) < at(2) && at(2) < at(10), "{path}: {:?}", [at(1), at(2), at(10)]);
    }
}
