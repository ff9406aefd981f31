//! Runs the examples of `tests/markdown/*.md`, where Markdown and the tree it becomes stand below each other, and the
//! texts that no small example can show.

use std::fmt::Write;
use std::path::PathBuf;
use std::time::Instant;

use super::*;
use crate::diag::Severity;
use crate::diag::Sink;
use crate::source::Content;
use crate::source::FileId;
use crate::source::Source;

fn read(text: &str) -> (Doc, Sink) {
    read_from(text, 0)
}

fn read_from(text: &str, from: usize) -> (Doc, Sink) {
    let source = Source::new("pages/x.md", Content::Text(text.to_owned()));
    let mut sink = Sink::new();
    let doc = parse(FileId(0), &source, from, &mut sink);
    (doc, sink)
}

/// The tree and the diagnostics as a few short lines.
fn outline(text: &str) -> String {
    let (doc, sink) = read(text);
    let mut out = String::new();
    outline_blocks(&doc.blocks, 0, &mut out);
    for (index, note) in doc.notes.iter().enumerate() {
        let _ = writeln!(out, "note {index} [{}]", note.label);
        outline_blocks(&note.blocks, 1, &mut out);
    }
    for d in sink.sorted() {
        let severity = if d.severity == Severity::Error { "error" } else { "warning" };
        let at = d.span.map_or("", |span| &text[span.range()]);
        let _ = writeln!(out, "{severity} {} at {at:?}: {}", d.code, d.message);
    }
    out
}

fn outline_blocks(blocks: &[Block], depth: usize, out: &mut String) {
    for block in blocks {
        let pad = "  ".repeat(depth);
        let _ = match &block.kind {
            BlockKind::Heading { level, id, body } => writeln!(out, "{pad}heading {level} #{id} {}", inlines(body)),
            BlockKind::Paragraph { body } => writeln!(out, "{pad}paragraph {}", inlines(body)),
            BlockKind::List { start, tight, items } => {
                let kind = if *tight { "tight" } else { "loose" };
                let start = start.map_or(String::new(), |n| format!(" from {n}"));
                let _ = writeln!(out, "{pad}{kind} list{start}");
                for item in items {
                    let id = match &item.id {
                        Some(id) => format!(" #{id}"),
                        None if item.id_span.start == item.id_span.end => String::new(),
                        None => " #?".to_owned(),
                    };
                    let task = item.task.map_or("", |done| if done { " [x]" } else { " [ ]" });
                    let _ = writeln!(out, "{pad}  item{id}{task}");
                    outline_blocks(&item.blocks, depth + 2, out);
                }
                Ok(())
            }
            BlockKind::Quote { blocks } => {
                let _ = writeln!(out, "{pad}quote");
                outline_blocks(blocks, depth + 1, out);
                Ok(())
            }
            BlockKind::Alert { alert, blocks } => {
                let _ = writeln!(out, "{pad}alert {alert:?}");
                outline_blocks(blocks, depth + 1, out);
                Ok(())
            }
            BlockKind::Code { lang, text } => {
                writeln!(out, "{pad}code{} {text:?}", lang.as_ref().map_or(String::new(), |l| format!(" {l}")))
            }
            BlockKind::Table { align, head, rows } => {
                let align: Vec<String> = align.iter().map(|a| format!("{a:?}")).collect();
                let _ = writeln!(out, "{pad}table {}", align.join(" "));
                for row in std::iter::once(head).chain(rows) {
                    let cells: Vec<String> = row.iter().map(|cell| inlines(cell)).collect();
                    let _ = writeln!(out, "{pad}  | {}", cells.join(" | ").trim_end());
                }
                Ok(())
            }
            BlockKind::Definitions { items } => {
                let _ = writeln!(out, "{pad}definitions");
                for item in items {
                    let _ = writeln!(out, "{pad}  term #{} {}", item.id, inlines(&item.term));
                    for detail in &item.details {
                        let _ = writeln!(out, "{pad}  means");
                        outline_blocks(detail, depth + 2, out);
                    }
                }
                Ok(())
            }
            BlockKind::Rule => writeln!(out, "{pad}rule"),
        };
    }
}

fn inlines(body: &[Inline]) -> String {
    let piece = |inline: &Inline| match &inline.kind {
        InlineKind::Text { text } => format!("{text:?}"),
        InlineKind::Code { text } => format!("code({text:?})"),
        InlineKind::Emph { body } => format!("emph({})", inlines(body)),
        InlineKind::Strong { body } => format!("strong({})", inlines(body)),
        InlineKind::Strike { body } => format!("strike({})", inlines(body)),
        InlineKind::Link { target, title, body } => {
            let to = match target {
                Target::Written { dest } => dest.clone(),
                Target::External { url } => format!("external {url}"),
                Target::Internal { item, .. } => format!("internal {item}"),
            };
            format!("link({to}{}: {})", quoted(title), inlines(body))
        }
        InlineKind::Image { path, alt, title } => format!("image({path}{}: {alt:?})", quoted(title)),
        InlineKind::Note { index } => format!("note({index})"),
        InlineKind::Soft => "soft".to_owned(),
        InlineKind::Hard => "hard".to_owned(),
    };
    body.iter().map(piece).collect::<Vec<_>>().join(" ")
}

fn quoted(title: &str) -> String {
    if title.is_empty() { String::new() } else { format!(" {title:?}") }
}

const FENCE: &str = "~~~~~~~~";

/// Every example says what it becomes. `LEVELBOOK_UPDATE=1` writes what the parser makes of them; read the difference.
#[test]
fn examples() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/markdown");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut count, mut wrong) = (0, String::new());
    for file in files.iter().filter(|file| file.file_name().is_some_and(|name| name != "README.md")) {
        let text = std::fs::read_to_string(file).unwrap();
        let mut updated = String::new();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let _ = writeln!(updated, "{line}");
            if line != FENCE {
                continue;
            }
            let part = |lines: &mut std::str::Lines<'_>, end: &str| {
                lines.take_while(|line| *line != end).fold(String::new(), |all, line| all + line + "\n")
            };
            let input = part(&mut lines, "=>");
            let expected = part(&mut lines, FENCE);
            let shown = input.replace('⇥', "\t").replace('␣', " ").replace("␍\n", "\r\n");
            let actual = outline(&shown);
            count += 1;
            if actual != expected {
                let _ = writeln!(wrong, "{}\n{input}=> expected\n{expected}=> but is\n{actual}", file.display());
            }
            let _ = write!(updated, "{input}=>\n{actual}{FENCE}\n");
        }
        if std::env::var_os("LEVELBOOK_UPDATE").is_some() {
            std::fs::write(file, updated).unwrap();
        }
    }
    assert!(count >= 60, "only {count} examples found");
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn places_count_from_the_start_of_the_file() {
    let text = "---\nid: x\n---\n- \u{e9} *a*\n  b {#c} \n- d\n\n> <b>\n";
    let (doc, sink) = read_from(text, 14);
    let BlockKind::List { items, .. } = &doc.blocks[0].kind else { panic!("{doc:?}") };
    let places = items.iter().map(|item| (&text[item.span.range()], &text[item.id_span.range()], item.id_span.start));
    assert_eq!(places.collect::<Vec<_>>(), [("- \u{e9} *a*\n  b {#c}", "{#c}", 27), ("- d", "", 36)]);
    let BlockKind::Paragraph { body } = &items[0].blocks[0].kind else { panic!("{doc:?}") };
    let pieces: Vec<&str> = body.iter().map(|inline| &text[inline.span.range()]).collect();
    assert_eq!(pieces, ["\u{e9} ", "*a*", "\n", "b"]);
    assert_eq!(&text[items[0].blocks[0].span.range()], "\u{e9} *a*\n  b");
    assert_eq!(&text[sink.sorted()[0].span.unwrap().range()], "<b>");
}

#[test]
fn an_id_can_be_inserted_where_its_place_says() {
    for text in ["- a", "- a  \n- b\n", "- **a**\n\n  b\n", "-\n- b\n", "1. a\n   b\n", "- [x] `a`\n  - b\n", "> - a\n"]
    {
        let find = |text: &str| -> Item {
            let (doc, _) = read(text);
            let block = match &doc.blocks[0].kind {
                BlockKind::Quote { blocks } => &blocks[0],
                _ => &doc.blocks[0],
            };
            let BlockKind::List { items, .. } = &block.kind else { panic!("{doc:?}") };
            items[0].clone()
        };
        let item = find(text);
        assert_eq!(item.id_span.start, item.id_span.end, "{text:?}");
        let (before, after) = text.split_at(item.id_span.start as usize);
        assert_eq!(find(&format!("{before} {{#new}}{after}")).id.as_deref(), Some("new"), "{text:?}");
    }
}

/// What the register shows of this module's codes must be true: the example has the fault, the cure has not.
#[test]
fn the_register_shows_what_is_refused() {
    use crate::diag::register::*;
    for code in [BAD_ID, RAW_HTML, TOO_DEEP, MISSING_ALT, FOOTNOTE, TABLE_SHAPE] {
        let entry = CODES.iter().find(|entry| entry.code == code).unwrap();
        let codes = |text: &str| {
            let mut codes: Vec<_> = read(text).1.sorted().iter().map(|d| d.code).collect();
            codes.dedup();
            codes
        };
        assert_eq!(codes(entry.example()), [code], "{}", entry.name);
        let cure = entry.cure().split("```").nth(1).and_then(|block| block.split_once('\n')).unwrap().1;
        assert_eq!(codes(cure), [], "{}", entry.name);
    }
}

#[test]
fn slugs() {
    for (text, expected) in [
        ("Level 1", "level-1"),
        ("  What — needs, to be done?", "what-needs-to-be-done"),
        ("Straße & Ünïcode", "straße-ünïcode"),
        ("!?", "section"),
        ("", "section"),
        ("2 Ad hoc", "2-ad-hoc"),
        ("a".repeat(100).as_str(), "a".repeat(60).as_str()),
    ] {
        assert_eq!(slug(text), expected);
    }
}

/// Texts that are made to hurt: deep, long, or expensive to read.
fn hostile(n: usize) -> Vec<(&'static str, String)> {
    let lines = |line: &dyn Fn(usize) -> String| (0..n / 10).map(line).collect::<String>();
    vec![
        ("quotes", ">".repeat(n)),
        ("spaced quotes", "> ".repeat(n) + "a"),
        ("brackets", "[".repeat(n)),
        ("closed brackets", "[".repeat(n) + &"]".repeat(n)),
        ("images", "![".repeat(n)),
        ("links", "[a](".repeat(n)),
        ("nested links", "[".repeat(n) + "a" + &"](b)".repeat(n)),
        ("nested images", "![".repeat(n) + "a" + &"](b)".repeat(n)),
        ("stars", "a".to_owned() + &"*".repeat(n) + "b"),
        ("open stars", "*a ".repeat(n)),
        ("nested stress", "*a ".repeat(n) + &"b*".repeat(n)),
        ("mixed marks", "**a *a ~~a ".repeat(n / 3) + &"a~~ a* a**".repeat(n / 3)),
        ("open and shut", "a**b".to_owned() + &"c* ".repeat(n)),
        ("underscores", "_".repeat(n) + "a"),
        ("tildes", "a ".to_owned() + &"~".repeat(n) + "a" + &"~".repeat(n)),
        ("backticks", (1..n / 100).map(|i| "a".to_owned() + &"`".repeat(i % 300)).collect()),
        ("bullets on one line", "- ".repeat(n) + "a"),
        ("numbers on one line", "1. ".repeat(n)),
        ("nested lists", (0..n / 100).map(|i| " ".repeat(2 * (i % 1000)) + "- a\n").collect()),
        ("mixed containers", "> - ".repeat(n)),
        ("lazy lines", "> ".repeat(1000) + &"a\n".repeat(n)),
        ("notes", "[^".repeat(n)),
        ("undefined notes", "[^a] ".repeat(n / 10)),
        ("many notes", lines(&|i| format!("a[^{i}]\n\n[^{i}]: b\n\n"))),
        ("nested notes", lines(&|i| format!("[^{i}]: [^{}]\n", i + 1))),
        ("one definition, many uses", format!("[a]: {}\n\n{}", "b".repeat(n), "[a] ".repeat(n))),
        ("broken references", lines(&|i| format!("[a][{i}]\n"))),
        ("labels", lines(&|i| format!("[a{i}]: b\n")) + "\n" + &lines(&|i| format!("[b][c{i}] "))),
        ("wide table", "|a".repeat(n / 10) + "\n" + &"|-".repeat(n / 10) + "\n" + &"|a\n".repeat(n / 10)),
        ("long table", "|a|b|\n|-|-|\n".to_owned() + &"|a|b|c\n".repeat(n / 10)),
        ("headings", "# a\n".repeat(n)),
        ("numbered headings", lines(&|i| format!("# a {i}\n# a\n"))),
        ("long heading", "# ".to_owned() + &"a".repeat(n)),
        ("braces", "- ".to_owned() + &"{#".repeat(n) + "}"),
        ("backslashes", "\\".repeat(n) + "[^a]"),
        ("terms", "a\n: b\n\n".repeat(n / 10)),
        ("nested terms", "a\n".to_owned() + &": a\n".repeat(n / 10)),
        ("deep terms", "a\n".to_owned() + &": ".repeat(n) + "b"),
        ("open comments", "<!-- ".repeat(n)),
        ("open tags", "a <".repeat(n)),
        ("open tags with attributes", "a <b c=\"".repeat(n)),
        ("declarations", "a <!A <? <![CDATA[ ".repeat(n / 10)),
        ("comments", "a <!-- b --> ".repeat(n / 10)),
        ("comments in a block", "<!-- a -->".repeat(n / 10)),
        ("html lines", "<div>\n".repeat(n / 10)),
        ("entities", "&".repeat(n) + &"&#1234567890123;".repeat(n / 10)),
        ("empty lines", "\n".repeat(n)),
        ("empty items", "-\n".repeat(n)),
        ("spaces", " ".repeat(n) + "a" + &" ".repeat(n)),
        ("fences", "```\n".repeat(n / 10)),
        ("alerts", "> [!NOTE]\n".repeat(n / 10)),
        ("control characters", "\u{1}\u{feff}\u{2028}\u{1b}[31m".repeat(n / 10)),
    ]
}

#[test]
fn hostile_texts_neither_overflow_nor_take_long() {
    for (name, text) in hostile(100_000) {
        // On a small stack, so that a descent that follows the text shows here.
        let thread = std::thread::Builder::new().stack_size(1 << 20);
        let run = move || {
            let start = Instant::now();
            let (doc, _) = read(&text);
            (start.elapsed(), depth(&doc.blocks))
        };
        let (time, depth) = thread.spawn(run).unwrap().join().unwrap_or_else(|_| panic!("{name}"));
        // The innermost block may hold a paragraph.
        assert!(depth <= parse::MAX_BLOCKS + 1, "{name}: {depth}");
        // Each takes a tenth of a second or less; with the square of its length, most would take minutes.
        assert!(time.as_secs() < 5, "{name}: {time:?}");
    }
}

fn depth(blocks: &[Block]) -> usize {
    let inner = |block: &Block| match &block.kind {
        BlockKind::List { items, .. } => items.iter().map(|item| depth(&item.blocks)).max().unwrap_or(0),
        BlockKind::Quote { blocks } | BlockKind::Alert { blocks, .. } => depth(blocks),
        BlockKind::Definitions { items } => {
            items.iter().flat_map(|item| &item.details).map(|blocks| depth(blocks)).max().unwrap_or(0)
        }
        _ => 0,
    };
    blocks.iter().map(|block| 1 + inner(block)).max().unwrap_or(0)
}

/// Texts put together from pieces of syntax at random, but the same at each run: none may panic, and every place must
/// lie in the file and between characters.
#[test]
fn random_texts_keep_their_places() {
    let pieces = "# |## |- |1. |> |  |    |\n|\n\n|\r\n|\t|*|**|_|~~|`|```\n|[|]|[^a]|[^a]: |(|)|](x)|![|{#|}| {#id}|<b>|</b>|<!--|\
                  -->|<div>\n|\\|&amp;|&#91;|~~~|: |é|ä{#|—|a|b c|[ ] |[x] |[!NOTE]|---|\\[|<http://a>|[a]: b\n|[b][a]|!|\u{a0}|😀|\u{7f}";
    let mut pieces: Vec<&str> = pieces.split('|').collect();
    pieces.extend(["|", "|-|-|\n", "||"]);
    let mut state = 1u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize % below
    };
    for _ in 0..ROUNDS {
        let length = 1 + next(30);
        let text: String = (0..length).map(|_| pieces[next(pieces.len())]).collect();
        // Places are those of the canonical text, which has other line ends.
        let text = text.replace("\r\n", "\n");
        let (mut doc, sink) = read(&text);
        let fits = |span: crate::source::Span| text.get(span.range()).is_some();
        for d in sink.sorted() {
            assert!(d.span.is_none_or(fits) && d.related.iter().all(|(span, _)| fits(*span)), "{text:?} {d:?}");
        }
        doc.visit_mut(&mut |inline| assert!(fits(inline.span), "{text:?} {inline:?}"));
        check_blocks(&doc.blocks, &text, &fits);
    }
}

const ROUNDS: usize = 20_000;

fn check_blocks(blocks: &[Block], text: &str, fits: &impl Fn(crate::source::Span) -> bool) {
    for block in blocks {
        assert!(fits(block.span), "{text:?} {block:?}");
        match &block.kind {
            BlockKind::List { items, .. } => {
                for item in items {
                    assert!(fits(item.span) && fits(item.id_span), "{text:?} {item:?}");
                    let inside = item.span.start <= item.id_span.start && item.id_span.end <= item.span.end;
                    assert!(inside, "{text:?} {item:?}");
                    check_blocks(&item.blocks, text, fits);
                }
            }
            BlockKind::Quote { blocks } | BlockKind::Alert { blocks, .. } => check_blocks(blocks, text, fits),
            BlockKind::Paragraph { body } => assert!(!body.is_empty(), "{text:?}"),
            BlockKind::Table { align, head, rows } => {
                assert!(std::iter::once(head).chain(rows).all(|row| row.len() == align.len()), "{text:?}");
            }
            BlockKind::Heading { id, .. } => assert!(!id.is_empty(), "{text:?}"),
            _ => {}
        }
    }
}
