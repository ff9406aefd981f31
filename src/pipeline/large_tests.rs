//! Books with one very large instance of each construct of Markdown and YAML.
//!
//! Nothing is timed. What a book of twice the size comes to, in errors and in bytes of its site, is at most a little more
//! than twice as much; and what a typesetter could not set in reasonable time is refused before the work is done.

use std::collections::BTreeMap;

use super::open_sources;
use super::score;
use crate::diag::Code;
use crate::diag::Severity;
use crate::diag::Sink;
use crate::diag::register;
use crate::site;
use crate::site::Beside;
use crate::site::Site;
use crate::source::Content;
use crate::source::Source;
use crate::source::Sources;

/// The book that `levelbook init` makes, by path.
fn starter() -> BTreeMap<String, String> {
    let files = [
        ("book.yaml", include_str!("../cli/starter/book.yaml")),
        ("model.yaml", include_str!("../cli/starter/model.yaml")),
        ("practices/door-locks.md", include_str!("../cli/starter/door-locks.md")),
        ("practices/key-custody.md", include_str!("../cli/starter/key-custody.md")),
        ("pages/introduction.md", include_str!("../cli/starter/introduction.md")),
        ("assessments/warehouse/assessment.yaml", include_str!("../cli/starter/assessment.yaml")),
    ];
    files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect()
}

/// What a book comes to.
struct Size {
    /// Codes of its errors, each once.
    codes: Vec<Code>,
    /// Errors and warnings.
    said: usize,
    /// Bytes of its site; 0 where there are errors.
    site: usize,
}

fn size(path: &str, text: String) -> Size {
    let mut files = starter();
    files.insert(path.to_owned(), text);
    let files = files.into_iter().map(|(path, text)| Source::new(path, Content::Text(text)));
    let opened = open_sources(Sources::from_files(files), Sink::new());
    let found = opened.sink.sorted();
    let mut codes: Vec<Code> = found.iter().filter(|d| d.severity == Severity::Error).map(|d| d.code).collect();
    codes.sort();
    codes.dedup();
    let Some(scored) = score(&opened, None) else { return Size { codes, said: found.len(), site: 0 } };
    let beside = Beside::default();
    let site = Site::bare(scored.views(), &beside);
    let output = site::render(&site, &opened.main().theme, &mut Sink::new());
    let site = output.map_or(0, |output| output.files.values().map(Vec::len).sum());
    Size { codes, said: found.len(), site }
}

fn page(body: &str) -> String {
    format!("---\ntitle: Introduction\n---\n{body}\n")
}

/// `n` lines made by `line`.
fn lines(n: usize, line: impl Fn(usize) -> String) -> String {
    (0..n).map(line).collect()
}

type Make = fn(usize) -> String;

/// Constructs of Markdown with a number of them that may stand on a page.
const ON_A_PAGE: &[(&str, usize, Make)] = &[
    ("words", 4_000, |n| "word ".repeat(n)),
    ("lines", 4_000, |n| "word\n".repeat(n)),
    ("paragraphs", 10_000, |n| "word\n\n".repeat(n)),
    ("a word", 5_000, |n| "a".repeat(n)),
    ("code", 5_000, |n| format!("`{}`", "a".repeat(n))),
    ("lines of code", 5_000, |n| format!("```\n{}```", "abcdefg\n".repeat(n))),
    ("footnotes", 1_000, |n| lines(n, |i| format!("a[^{i}]\n\n[^{i}]: n\n\n"))),
    ("one footnote often", 2_000, |n| format!("{}\n\n[^x]: n", "a[^x]\n\n".repeat(n))),
    ("links", 1_000, |n| "[a](https://a.example)\n".repeat(n)),
    ("links by label", 1_000, |n| lines(n, |i| format!("[a][l{i}]\n\n[l{i}]: https://a.example\n\n"))),
    ("links inside", 1_000, |n| "[a](door-locks)\n".repeat(n)),
    ("bullets", 5_000, |n| "- a\n".repeat(n)),
    ("tasks", 5_000, |n| "- [ ] a\n".repeat(n)),
    ("rows", 2_500, |n| format!("| a | b |\n|---|---|\n{}", "| a | b |\n".repeat(n))),
    ("headings", 2_000, |n| lines(n, |i| format!("## A{i}\n\nx\n\n"))),
    ("the same heading", 2_000, |n| "## A\n\nx\n\n".repeat(n)),
    ("written ids", 2_000, |n| lines(n, |i| format!("## A {{#a{i}}}\n\nx\n\n"))),
    ("stars", 5_000, |n| "*".repeat(n)),
    ("open stars", 5_000, |n| "*a ".repeat(n)),
    ("stress", 4_000, |n| "*a*\n".repeat(n)),
    ("brackets", 5_000, |n| "[".repeat(n)),
    ("backticks", 5_000, |n| "`".repeat(n)),
    ("entities", 5_000, |n| "&amp; ".repeat(n)),
    ("terms", 2_500, |n| lines(n, |i| format!("term{i}\n: d\n\n"))),
    ("the same term", 2_500, |n| "term\n: d\n\n".repeat(n)),
    ("quotations", 2_500, |n| "> a\n\n".repeat(n)),
    ("alerts", 2_500, |n| "> [!NOTE]\n> a\n\n".repeat(n)),
    ("rules", 2_500, |n| "---\n\n".repeat(n)),
    ("breaks", 5_000, |n| format!("{}b", "a\\\n".repeat(n))),
    ("backslashes", 5_000, |n| "\\".repeat(n)),
];

const ASSESSMENT: &str = include_str!("../cli/starter/assessment.yaml");
const LIMITATIONS: &str = "  - The building was visited once, in daylight.\n";
const HISTORY: &str = "history:\n";
const ROADMAP: &str = "roadmap:\n";

/// The assessment of the starter with something more behind a line of it.
fn after(line: &str, more: &str) -> String {
    assert!(ASSESSMENT.contains(line), "{line}");
    ASSESSMENT.replacen(line, &format!("{line}{more}"), 1)
}

/// Constructs of `assessment.yaml` with a number of them that may stand in it.
const IN_YAML: &[(&str, usize, Make)] = &[
    ("points", 4_000, |n| after(LIMITATIONS, &"  - a\n".repeat(n))),
    ("a word", 5_000, |n| after(LIMITATIONS, &format!("  - {}\n", "a".repeat(n)))),
    ("words", 10_000, |n| after(LIMITATIONS, &format!("  - {}a\n", "ab ".repeat(n / 3)))),
    ("paragraphs", 5_000, |n| after(LIMITATIONS, &format!("  - |\n{}", "    a\n\n".repeat(n)))),
    ("versions", 1_000, |n| {
        after(HISTORY, &lines(n, |i| format!("  - {{version: v{i}, date: 2025-01-01, by: assessor, change: a}}\n")))
    }),
    ("steps", 1_000, |n| {
        let step = |i| format!("  - {{id: X-{i}, title: a, owner: assessor, due: 2027-02-01, phase: p{i}}}\n");
        after(ROADMAP, &lines(n, step))
    }),
    ("unknown keys", 1_000, |n| ASSESSMENT.to_owned() + &lines(n, |i| format!("k{i}: a\n"))),
    ("one key often", 1_000, |n| ASSESSMENT.to_owned() + &"k: a\n".repeat(n)),
];

/// Twice as much of it comes to at most a little more than twice as much.
fn grows_evenly(what: &str, path: &str, n: usize, text: impl Fn(usize) -> String) {
    let (none, one, two) = (size(path, text(1)), size(path, text(n)), size(path, text(2 * n)));
    assert_eq!(one.codes, two.codes, "{what}: {n} and twice as many are not alike");
    let even = |name: &str, none: usize, one: usize, two: usize| {
        let (first, second) = (one.saturating_sub(none), two.saturating_sub(one));
        // Numbers and places get a digit more on the way.
        assert!(second * 10 <= first * 13 + 1000, "{what}: {name} {none}, {one}, {two}");
    };
    even("bytes of the site", none.site, one.site, two.site);
    even("errors and warnings", none.said, one.said, two.said);
    if one.codes.is_empty() {
        assert!(one.site > 0 && two.site > 0, "{what}: {n} may stand there");
    }
}

#[test]
fn a_book_of_twice_the_size_comes_to_twice_as_much() {
    for (what, n, make) in ON_A_PAGE {
        grows_evenly(what, "pages/introduction.md", *n, |n| page(&make(n)));
    }
    for (what, n, make) in IN_YAML {
        grows_evenly(what, "assessments/warehouse/assessment.yaml", *n, *make);
    }
    let practice = include_str!("../cli/starter/door-locks.md");
    let line = practice.lines().find(|line| line.contains("{#")).unwrap_or("");
    grows_evenly("rated bullets", "practices/door-locks.md", 500, |n| {
        practice.replacen(line, &format!("{line}\n{}", lines(n, |i| format!("- bullet {i} {{#b{i}}}\n"))), 1)
    });
}

/// What no typesetter sets in reasonable time is refused before it is asked, with the code of its budget.
#[test]
fn what_is_beyond_reason_is_refused_before_the_work_is_done() {
    let table = "| a | b |\n|---|---|\n";
    for (what, code, body) in [
        ("a word", register::TOO_LONG, "a".repeat(1_000_000)),
        ("a word in stress", register::TOO_LONG, format!("**{}**", "a".repeat(1_000_000))),
        ("a word in pieces", register::TOO_LONG, "a*b*".repeat(100_000)),
        ("a word of entities", register::TOO_LONG, "&amp;".repeat(100_000)),
        ("no-break spaces", register::TOO_LONG, "\u{a0}".repeat(100_000)),
        ("code", register::TOO_LONG, format!("`{}`", "a".repeat(100_000))),
        ("a line of code", register::TOO_LONG, format!("```\n{}\n```", "a".repeat(100_000))),
        ("lines of code", register::TOO_LONG, format!("```\n{}```", "abcdefg\n".repeat(100_000))),
        ("indented code", register::TOO_LONG, "    abcdefg\n".repeat(100_000)),
        ("a line", register::TOO_LONG, "word ".repeat(100_000)),
        ("lines", register::TOO_LONG, "word\n".repeat(100_000)),
        ("a heading", register::TOO_LONG, format!("## {}", "a".repeat(100_000))),
        ("a term", register::TOO_LONG, format!("{}\n: b", "a".repeat(100_000))),
        ("a cell", register::TOO_LONG, format!("{table}| {} | b |", "a".repeat(100_000))),
        ("a cell of words", register::TOO_LONG, format!("{table}| {} | b |", "a ".repeat(100_000))),
        ("a quotation", register::TOO_LONG, format!("> {}", "a".repeat(100_000))),
        ("a bullet", register::TOO_LONG, format!("- {}", "a".repeat(100_000))),
        ("a footnote", register::TOO_LONG, format!("a[^x]\n\n[^x]: {}", "a".repeat(100_000))),
        ("what an image shows", register::TOO_LONG, format!("![{}](x.png)", "a".repeat(100_000))),
        ("the text of a link", register::TOO_LONG, format!("[{}](https://a.example)", "a".repeat(100_000))),
        ("footnotes", register::TOO_LONG, lines(10_000, |i| format!("a[^{i}]\n\n[^{i}]: n\n\n"))),
        ("stars", register::TOO_LONG, "a".to_owned() + &"*".repeat(100_000)),
        ("brackets", register::TOO_LONG, "[".repeat(100_000)),
        ("backticks", register::TOO_LONG, "a".to_owned() + &"`".repeat(100_000)),
        ("bullets", register::TOO_LONG, "- a\n".repeat(200_000)),
        ("headings", register::TOO_LONG, "## a\n\n".repeat(100_000)),
        ("rows", register::TOO_LONG, format!("{table}{}", "| a | b |\n".repeat(50_000))),
        ("links", register::TOO_LONG, "[a](door-locks)\n\n".repeat(100_000)),
        ("columns", register::TABLE_SHAPE, format!("{}\n{}\n", "|a".repeat(1_000), "|-".repeat(1_000))),
        ("quotations inside each other", register::TOO_DEEP, "> ".repeat(10_000) + "a"),
        ("lists inside each other", register::TOO_DEEP, "- ".repeat(1_000) + "a"),
    ] {
        let size = size("pages/introduction.md", page(&body));
        assert!(size.codes.contains(&code), "{what}: {:?}", size.codes);
        assert!(size.said <= 20, "{what}: said {} times", size.said);
    }
    for (what, code, text) in [
        ("a word", register::TOO_LONG, after(LIMITATIONS, &format!("  - {}\n", "a".repeat(100_000)))),
        ("a line", register::TOO_LONG, after(LIMITATIONS, &format!("  - {}a\n", "ab ".repeat(20_000)))),
        ("a text", register::TOO_LONG, after(LIMITATIONS, &format!("  - |\n{}", "    a\n\n".repeat(100_000)))),
        ("points", register::YAML_BUDGET, after(LIMITATIONS, &"  - a\n".repeat(100_000))),
        (
            "lists inside each other",
            register::YAML_BUDGET,
            format!("{ASSESSMENT}x: {}{}\n", "[".repeat(1_000), "]".repeat(1_000)),
        ),
        ("values", register::YAML_BUDGET, format!("{ASSESSMENT}x: [{}]\n", "a,".repeat(600_000))),
        ("anchors", register::YAML_BUDGET, format!("{ASSESSMENT}x: [{}]\n", lines(1_000, |i| format!("&a{i} a,")))),
    ] {
        let size = size("assessments/warehouse/assessment.yaml", text);
        assert!(size.codes.contains(&code), "{what}: {:?}", size.codes);
        assert!(size.said <= 20, "{what}: said {} times", size.said);
    }
}
