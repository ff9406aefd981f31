//! The exact text of each form.

use super::*;
use crate::diag::Sink;
use crate::diag::register;
use crate::source::Source;

/// A book of files, in whose texts `«` and `»` stand around the places that a test speaks of; and the places.
fn book(files: &[(&str, &str)]) -> (Sources, Vec<Span>) {
    let plain = |text: &str| text.replace(['«', '»'], "");
    let files: Vec<_> = files.iter().map(|(path, text)| (*path, *text, plain(text))).collect();
    let source = |(path, _, text): &(&str, &str, String)| Source::new(*path, Content::Text(text.clone()));
    let sources = Sources::from_files(files.iter().map(source));
    let mut spans = Vec::new();
    for (path, marked, _) in &files {
        for part in marked.match_indices('«').map(|(at, _)| at) {
            let start = plain(&marked[..part]).len();
            let end = part + marked[part..].find('»').unwrap();
            spans.push(Span::new(sources.find(path).unwrap(), start, plain(&marked[..end]).len()));
        }
    }
    (sources, spans)
}

/// What a reader sees of one error at the first place of a file.
fn at(text: &str) -> String {
    // Places are those of the canonical text, which has other line ends.
    let text = text.replace("\r\n", "\n");
    let (sources, spans) = book(&[("pages/x.md", &text)]);
    let mut sink = Sink::new();
    sink.error(register::RAW_HTML, spans[0], "raw HTML is not allowed").label("here");
    human(&sink.sorted(), &sources, "content", false)
}

#[track_caller]
fn same(actual: &str, expected: &str) {
    // The expected text begins on a line of its own, to stand as it is shown.
    assert_eq!(actual, &expected[1..], "\n{actual}");
}

#[test]
fn one_place() {
    same(
        &at("---\ntitle: X\n---\nSome «<b>»bold</b> text.\n"),
        "
error[LB027]: raw HTML is not allowed
 --> content/pages/x.md:4:6
  |
4 | Some <b>bold</b> text.
  |      ^^^ here
",
    );
}

#[test]
fn several_lines() {
    same(
        &at("a\n\n«<div>\nb\n\n</div>\n»\nc\n"),
        "
error[LB027]: raw HTML is not allowed
 --> content/pages/x.md:3:1
  |
3 | / <div>
4 | | b
5 | |
6 | | </div>
  | |______^ here
",
    );
}

#[test]
fn many_lines_are_shown_by_the_first() {
    same(
        &at(&format!("«<div>\r\n{}»", "a\r\n".repeat(100))),
        "
error[LB027]: raw HTML is not allowed
 --> content/pages/x.md:1:1
  |
1 | <div>
  | ^^^^^ here
",
    );
}

#[test]
fn tabs_wide_characters_and_carriage_returns() {
    same(
        &at("one\r\n\tZürich 日本 «<b>»é\r\nthree\r\n"),
        "
error[LB027]: raw HTML is not allowed
 --> content/pages/x.md:2:12
  |
2 |     Zürich 日本 <b>é
  |                 ^^^ here
",
    );
}

#[test]
fn the_end_of_the_file() {
    for (text, place, line) in [
        ("one\ntwo«»", "2:4", "two\n  |    ^ here"),
        ("one\ntwo\n«»", "3:1", "\n  | ^ here"),
        ("one\ntwo«\n»", "2:4", "two\n  |    ^ here"),
        ("«»", "1:1", "\n  | ^ here"),
        ("\r\n«\r\n»", "2:1", "\n  | ^ here"),
        ("one\n«»\nthree", "2:1", "\n  | ^ here"),
    ] {
        let number = place.split(':').next().unwrap();
        let line = if line.starts_with('\n') { format!("{number} |{line}") } else { format!("{number} | {line}") };
        let expected =
            format!("\nerror[LB027]: raw HTML is not allowed\n --> content/pages/x.md:{place}\n  |\n{line}\n");
        same(&at(text), &expected);
    }
}

#[test]
fn a_long_line_is_cut_around_the_place() {
    let text = format!("{}«<b>»{}\nnext\n", "é".repeat(50_000), "日".repeat(20_000));
    same(
        &at(&text),
        &format!(
            "
error[LB027]: raw HTML is not allowed
 --> content/pages/x.md:1:50001
  |
1 | …{}<b>{}…
  |  {}^^^ here
",
            "é".repeat(40),
            "日".repeat(77),
            " ".repeat(40)
        ),
    );
    let text = format!("- a: «{}»\n", "x".repeat(100_000));
    same(
        &at(&text),
        &format!(
            "
error[LB027]: raw HTML is not allowed
 --> content/pages/x.md:1:6
  |
1 | - a: {}…
  |      {} here
",
            "x".repeat(115),
            "^".repeat(115)
        ),
    );
}

#[test]
fn nothing_reaches_the_terminal_as_a_command() {
    let (sources, spans) =
        book(&[("pages/\u{1b}x.md", "a «\u{1b}[31m»red\u{7} \u{202e}b\u{85}c \u{feff}d \u{e000}e\n")]);
    let mut sink = Sink::new();
    sink.error(register::RAW_HTML, spans[0], "a\u{1b}[1m\nb\tc").label("d\u{1b}").help("e\u{9b}\n  f\r\ng\u{e000}");
    let text = human(&sink.sorted(), &sources, "", false);
    same(
        &text,
        "
error[LB027]: a␛[1m b c
 --> pages/␛x.md:1:3
  |
1 | a ␛[31mred␇ �b�c �d �e
  |   ^^^^^ d␛
  |
  = help: e� f g�
",
    );
    same(&short(&sink.sorted(), &sources, ""), "\npages/␛x.md:1:3: error[LB027]: a␛[1m b c\n");
}

#[test]
fn related_places_near_far_and_elsewhere() {
    let filler = "x\n".repeat(20);
    let text = format!("«first»\n{filler}a «near»\nb «main» c\n");
    let (sources, spans) = book(&[("a.md", &text), ("b.yaml", "id: «other»\n")]);
    let [first, near, main, other] = spans[..] else { panic!() };
    let mut sink = Sink::new();
    let d = sink.warning(register::DUPLICATE_ID, main, "an id is used twice");
    d.label("again").related(first, "first here").related(near, "near").related(other, "").help("rename one of them");
    same(
        &human(&sink.sorted(), &sources, "./book/", false),
        "
warning[LB040]: an id is used twice
  --> ./book/a.md:23:3
   |
22 | a near
   |   ---- near
23 | b main c
   |   ^^^^ again
   |
  ::: ./book/a.md:1:1
   |
 1 | first
   | ----- first here
   |
  ::: ./book/b.yaml:1:5
   |
 1 | id: other
   |     -----
   |
   = help: rename one of them
",
    );
}

#[test]
fn without_a_place() {
    let image = Source::new("images/x.png", Content::Bytes(vec![0xff; 9]));
    let sources = Sources::from_files([image]);
    let mut sink = Sink::new();
    sink.error(register::TOO_LARGE, None, "the file is too large").path("images/y.png").help("make it smaller");
    sink.warning(register::MISSING_FILE, None, "there is no `book.yaml`");
    sink.error(register::BAD_IMAGE, Span::new(FileId(0), 0, 9), "the image can't be used").label("x");
    let all = sink.sorted();
    same(
        &human(&all, &sources, "content", false),
        "
warning[LB006]: there is no `book.yaml`

error[LB003]: the file is too large
--> content/images/y.png
 = help: make it smaller

error[LB034]: the image can't be used
--> content/images/x.png
",
    );
    same(
        &short(&all, &sources, "content"),
        "
warning[LB006]: there is no `book.yaml`
content/images/y.png: error[LB003]: the file is too large
content/images/x.png: error[LB034]: the image can't be used
",
    );
}

#[test]
fn colours() {
    let (sources, spans) = book(&[("a.md", "a «b» c\n")]);
    let mut sink = Sink::new();
    sink.error(register::RAW_HTML, spans[0], "no").label("here").help("yes");
    let plain = human(&sink.sorted(), &sources, "", false);
    let colored = human(&sink.sorted(), &sources, "", true);
    assert!(!plain.contains('\u{1b}') && colored.contains("\u{1b}[1m"), "{colored:?}");
    assert!(colored.contains("a.md:1:3"), "{colored:?}");
}

#[test]
fn for_machines() {
    let (sources, spans) = book(&[("a.md", "é «b\nc» d «e»\n")]);
    let mut sink = Sink::new();
    sink.error(register::RAW_HTML, spans[0], "no \u{1b}").label("here").help("yes").related(spans[1], "there");
    sink.warning(register::MISSING_FILE, None, "gone").path("b.md");
    same(
        &json(&sink.sorted(), &sources, "content"),
        r#"
[
  {
    "code": "LB006",
    "severity": "warning",
    "message": "gone",
    "path": "content/b.md",
    "line": null,
    "column": null,
    "end_line": null,
    "end_column": null,
    "label": "",
    "help": [],
    "related": []
  },
  {
    "code": "LB027",
    "severity": "error",
    "message": "no \u001b",
    "path": "content/a.md",
    "line": 1,
    "column": 3,
    "end_line": 2,
    "end_column": 2,
    "label": "here",
    "help": [
      "yes"
    ],
    "related": [
      {
        "path": "content/a.md",
        "line": 2,
        "column": 5,
        "end_line": 2,
        "end_column": 6,
        "label": "there"
      }
    ]
  }
]
"#,
    );
    assert_eq!(json(&[], &sources, ""), "[]\n");
    assert_eq!((human(&[], &sources, "", false), short(&[], &sources, "")), (String::new(), String::new()));
}

#[test]
fn plurals() {
    for (errors, warnings, expected) in [
        (0, 0, "no errors and no warnings"),
        (1, 0, "1 error"),
        (0, 1, "1 warning"),
        (1, 1, "1 error and 1 warning"),
        (2, 1, "2 errors and 1 warning"),
        (0, 12, "12 warnings"),
    ] {
        assert_eq!(summary(errors, warnings), expected);
    }
}

#[test]
fn a_flood_is_cut() {
    let (sources, spans) = book(&[("a.md", "«a»\n")]);
    let mut sink = Sink::new();
    for n in 0..1100 {
        sink.error(register::RAW_HTML, spans[0], format!("{n}"));
    }
    sink.warning(register::RAW_HTML, spans[0], "x".repeat(10_000));
    let all = sink.sorted();
    assert!(short(&all, &sources, "").ends_with("\n... and 100 errors and 1 warning more\n"));
    assert!(human(&all, &sources, "", false).ends_with("  | ^\n\n... and 100 errors and 1 warning more\n"));
    let long = short(&all[1100..], &sources, "");
    assert_eq!(long, format!("a.md:1:1: warning[LB027]: {}…\n", "x".repeat(600)));
}

/// Whatever a place is, showing it must not panic.
#[test]
fn places_that_do_not_fit() {
    let texts =
        ["", "\n", "a", "é日\u{1f600}\r\n\t\u{200d}x\n\n", "\r\r\n", &"日\u{1b}\t".repeat(200), "a\n\nb\n\n\n\u{feff}"];
    for text in texts {
        let sources = Sources::from_files([Source::new("a.md", Content::Text(text.to_owned()))]);
        let step = 1 + text.len() / 40;
        let ends: Vec<usize> = (0..text.len() + 4).step_by(step).chain([usize::MAX]).collect();
        for start in &ends {
            for end in &ends {
                let span = Span { file: FileId(0), start: *start as u32, end: *end as u32 };
                let other = Span { file: FileId(0), start: (*end / 2) as u32, end: *start as u32 };
                let mut sink = Sink::new();
                sink.error(register::RAW_HTML, span, "m").label("l").related(other, "r").related(span, "s");
                let shown = human(&sink.sorted(), &sources, "", *start % 2 == 0);
                assert!(shown.contains("a.md:"), "{text:?} {start} {end}");
                short(&sink.sorted(), &sources, "");
                json(&sink.sorted(), &sources, "");
            }
        }
    }
}

#[test]
fn json_is_whole_and_steers_nothing() {
    let text = "a\u{1b}[2J\u{9b}31m\u{7f}\u{202e}b\u{2066}\u{e0041}“é”\n";
    let json = to_json(&[text]);
    assert_eq!(json, "[\n  \"a\\u001b[2J\\u009b31m\\u007f\\u202eb\\u2066\\udb40\\udc41“é”\\n\"\n]\n");
    assert_eq!(serde_json::from_str::<Vec<String>>(&json).unwrap(), [text]);
}
