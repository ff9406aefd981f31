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
    outline_blocks(&doc.blocks, text, 0, &mut out);
    for (index, note) in doc.notes.iter().enumerate() {
        let _ = writeln!(out, "note {index} [{}]", note.label);
        outline_blocks(&note.blocks, text, 1, &mut out);
    }
    for d in sink.sorted() {
        let severity = if d.severity == Severity::Error { "error" } else { "warning" };
        let at = d.span.map_or("", |span| &text[span.range()]);
        let _ = writeln!(out, "{severity} {} at {at:?}: {}", d.code, d.message);
    }
    out
}

fn outline_blocks(blocks: &[Block], text: &str, depth: usize, out: &mut String) {
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
                    outline_blocks(&item.blocks, text, depth + 2, out);
                }
                Ok(())
            }
            BlockKind::Quote { blocks } => {
                let _ = writeln!(out, "{pad}quote");
                outline_blocks(blocks, text, depth + 1, out);
                Ok(())
            }
            BlockKind::Alert { alert, blocks } => {
                let _ = writeln!(out, "{pad}alert {alert:?}");
                outline_blocks(blocks, text, depth + 1, out);
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
                        outline_blocks(detail, text, depth + 2, out);
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
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/markdown");
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
