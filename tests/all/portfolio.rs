//! The portfolio of `tests/books/ferry`: three assessments of two subjects, one of them at three points in time.
//!
//! What it says stands beside the book: `portfolio.txt` has the values, `portfolio.html` and `trend.html` the `<main>` of
//! the pages. `LEVELBOOK_UPDATE=1` writes them anew; read the difference.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use levelbook::assess::OutcomeKind;
use levelbook::output::Output;
use levelbook::pipeline;
use levelbook::pipeline::Document;
use levelbook::pipeline::Library;
use levelbook::pipeline::Plan;
use levelbook::source::Commit;
use levelbook::view::ScoreView;
use levelbook::view::View;
use levelbook::view::names::Named;
use levelbook::view::portfolio::PortfolioView;
use levelbook::view::portfolio::Timing;
use levelbook::view::portfolio::TrendView;
use levelbook::view::portfolio::portfolio;
use levelbook::view::portfolio::trends;
use page_validation::SafetyLimits;
use page_validation::ValidationOptions;
use page_validation::ValidationProfile;
use page_validation::validate_pdf_bytes;

fn folder(book: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/books").join(book)
}

fn opened(book: &str) -> Library {
    let opened = pipeline::open(&folder(book)).expect("the book can be read");
    assert_eq!(opened.sink.counts(), (0, 0), "{:#?}", opened.sink.sorted());
    opened
}

/// A commit of that day.
fn commit(day: &str) -> Commit {
    Commit { id: "0".repeat(40), modified: false, day: day.to_owned() }
}

fn looked(opened: &Library, day: Option<&str>) -> Vec<View> {
    let scored = pipeline::score(opened, day.map(commit).as_ref()).expect("there are no errors");
    scored.views().all().into_iter().cloned().collect()
}

fn together(views: &[View]) -> PortfolioView {
    portfolio(&views.iter().collect::<Vec<_>>()).expect("there are several assessments")
}

fn courses(views: &[View]) -> Vec<TrendView> {
    trends(&views.iter().collect::<Vec<_>>(), &together(views))
}

/// Compares with a file beside the book.
#[expect(clippy::disallowed_methods, reason = "asks whether the files are to be rewritten; no output depends on it")]
fn expect(name: &str, said: &str) {
    let path = folder("ferry").join(name);
    if std::env::var_os("LEVELBOOK_UPDATE").is_some() {
        fs::write(&path, said).expect("written");
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default().replace('\r', "");
    assert!(said == expected, "{name} is otherwise than expected:\n{said}");
}

fn when(timing: Option<Timing>) -> String {
    timing.map_or(String::new(), |timing| format!(" ({})", timing.name))
}

/// The values in lines that can be read beside the book.
fn said(view: &PortfolioView, courses: &[TrendView]) -> String {
    let mut out = String::new();
    let f = &view.figures;
    let _ = writeln!(out, "As of {}, marked {}", view.date.iso, view.marking.as_deref().unwrap_or("nothing"));
    let _ = writeln!(
        out,
        "{} subjects, {} assessments, {} results: {} below, {} satisfied, {} not assessed, {} insufficient, {} not applicable",
        f.subjects, f.assessments, f.results, f.below, f.satisfied, f.not_assessed, f.insufficient, f.not_applicable
    );
    let _ = writeln!(
        out,
        "{} subjects below, worst gap {}; {} signed, {} expired, {} expiring; steps: {} overdue, {} soon, {} later\n",
        f.subjects_below, f.worst_gap, f.signed, f.expired, f.expiring, f.overdue, f.due_soon, f.due_later
    );
    let codes: Vec<&str> = view.columns.iter().map(|column| column.code.as_str()).collect();
    let groups: Vec<String> =
        view.groups.iter().map(|group| format!("{} x {}", group.node.title, group.columns)).collect();
    let _ = writeln!(out, "Columns {} under {}", codes.join(", "), groups.join(", "));
    for row in &view.rows {
        let subject = &view.subjects[row.subject];
        let _ = writeln!(
            out,
            "{} [{}, {}]: {} {}, {}, {} below, worst {}, {} % answered, {}",
            row.reference.id,
            subject.slug,
            row.time.name(),
            row.name,
            row.date.iso,
            row.method.name(),
            row.below,
            row.worst_gap,
            row.percent,
            row.status.name
        );
        let until = row.valid_until.as_ref().map_or("never", |day| &day.iso);
        let review = row.review_date.as_ref().map_or("never", |day| &day.iso);
        let _ = writeln!(out, "    valid until {until}{}, review {review}{}", when(row.expiry), when(row.review));
        for (column, cell) in view.columns.iter().zip(&row.cells) {
            let _ = writeln!(
                out,
                "    {} “{}” {} {}: {}",
                column.code,
                cell.mark,
                cell.state.name(),
                cell.verdict.map_or("", Named::name),
                cell.text
            );
        }
    }
    out.push_str("\nGaps\n");
    for gap in &view.gaps {
        let (row, steps) = (&view.rows[gap.row], gap.steps.join(", "));
        let _ = writeln!(
            out,
            "{} of {}: {}; {} findings, {} of them grave; closed by {steps}",
            gap.practice.title, row.name, gap.text, gap.findings, gap.grave
        );
    }
    out.push_str("\nDue\n");
    for step in &view.due {
        let name = &view.rows[step.row].name;
        let _ = writeln!(
            out,
            "{}{}: {} {} of {name}, by {}, {}",
            step.due.iso,
            when(step.when),
            step.id,
            step.title,
            step.owner,
            step.phase
        );
    }
    for course in courses {
        let _ = writeln!(out, "\n{} over time, marked {}", course.name, course.marking.as_deref().unwrap_or("nothing"));
        for point in &course.points {
            let _ = writeln!(
                out,
                "{} {}: guide {} {} {}",
                point.date.iso, point.title, point.guide_version, point.letter, point.change
            );
        }
        for row in &course.rows {
            let _ = writeln!(out, "{}", row.chart.alt);
        }
    }
    out.lines().map(str::trim_end).collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn a_portfolio_says_who_stands_where() {
    let views = looked(&opened("ferry"), Some("2026-06-01"));
    expect("portfolio.txt", &said(&together(&views), &courses(&views)));
}

#[test]
fn without_a_commit_nothing_is_overdue_and_nothing_expires() {
    let view = together(&looked(&opened("ferry"), None));
    assert!(view.day.is_none() && view.date.iso == "2026-04-02", "the newest assessment gives the day");
    assert!(view.due.iter().all(|step| step.when.is_none()) && view.due.len() == 3);
    assert!(view.rows.iter().all(|row| row.expiry.is_none() && row.review.is_none()));
    assert_eq!((view.figures.overdue, view.figures.expired, view.figures.expiring), (0, 0, 0));
}

#[test]
fn the_last_day_is_a_day() {
    let on = |day: &str| {
        let view = together(&looked(&opened("ferry"), Some(day)));
        let heron = view.rows.iter().find(|row| row.reference.id == "heron-2026").expect("it is there");
        (heron.expiry.expect("a day is known").id.name(), view.due[0].when.expect("a day is known").id.name())
    };
    assert_eq!(on("2026-02-13"), ("later", "later"));
    assert_eq!(on("2026-03-02"), ("soon", "soon"));
    assert_eq!(on("2026-05-15"), ("soon", "soon"));
    assert_eq!(on("2026-05-16"), ("soon", "past"));
    assert_eq!(on("2026-05-31"), ("soon", "past"));
    assert_eq!(on("2026-06-01"), ("past", "past"));
}

/// The views with another subject, or other links, for one of the assessments.
fn with(change: impl Fn(&mut levelbook::view::AssessmentView)) -> Vec<Vec<String>> {
    let mut views = looked(&opened("ferry"), None);
    for assessment in &mut views[0].assessments {
        change(assessment);
    }
    let view = together(&views);
    let ids = |rows: &Vec<usize>| rows.iter().map(|row| view.rows[*row].reference.id.clone()).collect();
    view.subjects.iter().map(|subject| ids(&subject.rows)).collect()
}

#[test]
fn a_subject_is_known_by_id_or_by_name_or_by_what_follows_it() {
    let whole = [vec!["heron-2026", "heron-2025"], vec!["osprey-2026"]];
    let apart = [vec!["heron-2025"], vec!["heron-2026"], vec!["osprey-2026"]];
    let unlink = |a: &mut levelbook::view::AssessmentView| (a.supersedes, a.derived_from) = (None, None);
    assert_eq!(with(|_| {}), whole, "by both");
    assert_eq!(with(unlink), whole, "by id");
    assert_eq!(with(|a| a.subject.id = None), whole, "by what follows");
    assert_eq!(
        with(|a| {
            unlink(a);
            a.subject.id = None;
        }),
        apart,
        "by nothing"
    );
    let same_name = with(|a| {
        unlink(a);
        a.subject.id = None;
        if a.reference.id == "heron-2026" {
            a.subject.name = " Heron\n".to_owned();
        }
    });
    assert_eq!(same_name, whole, "by name, whatever its spaces");
    let others = with(|a| {
        if a.reference.id == "heron-2026" {
            a.subject.id = Some("grey-heron".to_owned());
        }
    });
    assert_eq!(others, apart, "two ids are two subjects, even where one supersedes the other");
    let other_owner = with(|a| {
        unlink(a);
        (a.subject.id, a.subject.name) = (None, "Ferry".to_owned());
        if a.reference.id == "osprey-2026" {
            a.subject.organisation = "Imaginary Barges".to_owned();
        }
    });
    assert_eq!(
        other_owner,
        [vec!["heron-2026", "heron-2025"], vec!["osprey-2026"]],
        "a name is one of an organisation"
    );
}

#[test]
fn what_is_not_known_of_a_result_is_text_without_a_level() {
    let mut views = looked(&opened("ferry"), None);
    let result = &mut views[0].assessments[1].results[0];
    (result.state, result.text, result.level) = (OutcomeKind::Score, "1.75 of 3".to_owned(), None);
    result.score = Some(ScoreView { text: "1.75".to_owned(), exact: "7/4".to_owned(), thousandths: 1750 });
    let view = together(&views);
    let cell = &view.rows[0].cells[0];
    assert_eq!((cell.state.name(), cell.mark.as_str(), cell.shade), ("score", "1.75", None));
    let course = &courses(&views)[0];
    assert_eq!(course.rows[0].values[2].level, None);
    assert!(course.rows[0].chart.alt.contains("2 April 2026: 1.75"), "{}", course.rows[0].chart.alt);
}

/// Site and PDFs of a book.
fn built(opened: &Library, day: Option<&str>) -> Output {
    let plan = Plan { commit: day.map(commit), documents: vec![Document::Portfolio], ..crate::library::bare() };
    let (output, sink) = crate::library::build(opened, plan);
    assert_eq!(sink.counts(), (0, 0), "{:#?}", sink.sorted());
    output
}

fn main_of(output: &Output, path: &str) -> String {
    let html = String::from_utf8(output.files[path].clone()).expect("UTF-8");
    let from = html.find("<main").expect("a page has one");
    let to = html.find("</main>").expect("which ends");
    // The size of a PDF is that of fonts, too.
    let text = &html[from..to];
    let sizes = text.split(" KiB").count();
    assert!(sizes <= 2, "one size at most is left out");
    match text.find(" KiB").and_then(|end| Some((text[..end].rfind('(')?, end))) {
        Some((start, end)) => format!("{}(N{}</main>\n", &text[..start], &text[end..]),
        None => format!("{text}</main>\n"),
    }
}

#[test]
fn its_pages_say_so() {
    let opened = opened("ferry");
    let output = built(&opened, Some("2026-06-01"));
    expect("portfolio.html", &main_of(&output, "portfolio.html"));
    expect("trend.html", &main_of(&output, "portfolio/heron.html"));
    let home = String::from_utf8_lossy(&output.files["index.html"]).into_owned();
    assert!(home.contains("href=\"portfolio.html\""), "the navigation leads there");
}

#[test]
fn its_pdf_is_accessible_and_archivable() {
    let opened = opened("ferry");
    for day in [None, Some("2026-06-01")] {
        let output = built(&opened, day);
        for profile in [ValidationProfile::PdfUa1, ValidationProfile::PdfA3a] {
            let options = ValidationOptions::default().profile(profile).limits(SafetyLimits::unlimited());
            let report = validate_pdf_bytes(&output.files["portfolio.pdf"], &options).expect("a PDF");
            // The validator takes a stream that ends in a carriage return for one that is too short.
            let broken: Vec<_> = report.failures.iter().filter(|f| !f.rule_id.ends_with("6.1.7.1:1")).collect();
            assert!(broken.is_empty(), "{profile}: {broken:#?}");
        }
    }
}

#[test]
fn one_assessment_is_no_portfolio() {
    let opened = opened("harbour");
    let views = looked(&opened, None);
    assert!(portfolio(&views.iter().collect::<Vec<_>>()).is_none());
    let output = built(&opened, None);
    assert!(!output.files.keys().any(|path| path.starts_with("portfolio")), "{:?}", output.files.keys());
    assert!(!String::from_utf8_lossy(&output.files["index.html"]).contains("portfolio.html"));
    assert!(!Document::Portfolio.exists(&opened));
}
