//! Practice tables of any size: many levels, aspects and tracks, long names, long words in the data of items.
//!
//! Every cell is on its page. With `LEVELBOOK_TABLES=FOLDER` the sites are left there, for `tests/browser/tables.mjs`, which
//! measures that no two cells print over each other and that nothing is cut, on screens from 320 to 1920 px.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use levelbook::diag::Sink;
use levelbook::output::Output;
use levelbook::pipeline;
use levelbook::source::Content;
use levelbook::source::Source;
use levelbook::source::Sources;

/// How large a book is.
#[derive(Clone, Copy)]
struct Size {
    name: &'static str,
    levels: usize,
    aspects: usize,
    tracks: usize,
}

const SIZES: [Size; 6] = [
    Size { name: "two", levels: 2, aspects: 1, tracks: 0 },
    Size { name: "four-ten", levels: 4, aspects: 10, tracks: 0 },
    Size { name: "four-tracks", levels: 4, aspects: 3, tracks: 4 },
    Size { name: "five", levels: 5, aspects: 4, tracks: 0 },
    Size { name: "seven", levels: 7, aspects: 12, tracks: 2 },
    Size { name: "nine", levels: 9, aspects: 9, tracks: 0 },
];

const NAMES: [&str; 4] =
    ["Unternehmensqualitaetssicherungsverfahren", "Managed", "Quantitatively managed and continuously improved", "Set"];
const ADDRESS: &str =
    "https://example.org/a/very/long/address/without/any/space/in/it/that/goes/on/and/on?and=on&on=and";

fn model(size: Size) -> String {
    let mut text = String::from(
        "format: 1\nid: wide\ntitle: Wide Model\nversion: 1.0.0\ndate: 2026-01-05\n\
         tiers:\n  - {id: practice, name: Practice, plural: Practices, rated: true}\nlevels:\n  - {level: 0, name: None}\n",
    );
    for level in 1..=size.levels {
        let _ = writeln!(text, "  - {{level: {level}, name: \"{} {level}\"}}", NAMES[level % NAMES.len()]);
    }
    text.push_str("aspects:\n");
    for aspect in 1..size.aspects {
        let _ =
            writeln!(text, "  - {{id: text-{aspect}, name: \"{} of text {aspect}\", kind: text}}", NAMES[aspect % 4]);
    }
    text.push_str("  - {id: indicators, name: Indicators of accomplishment, kind: list, rated: true}\n");
    text.push_str("answers:\n  - {id: met, name: Met, counts: met}\n  - {id: unmet, name: Not met, counts: unmet}\n");
    text.push_str("fields:\n  - {id: links, name: See also, kind: list, of: item}\n");
    if size.tracks > 0 {
        text.push_str("tracks: {name: Stream, plural: Streams}\n");
    }
    text.push_str("scoring: {rule: cumulative}\nrated: [wide-practice]\n");
    text
}

fn practice(size: Size) -> String {
    let long = "an-indicator-with-an-id-that-is-about-as-long-as-an-id-may-be";
    let mut text = String::from("---\nid: wide-practice\ntitle: A Wide Practice\n");
    let tracks: Vec<String> = (1..=size.tracks).map(|track| format!("track-{track}")).collect();
    if size.tracks > 0 {
        text.push_str("tracks:\n");
        for (at, track) in tracks.iter().enumerate() {
            let _ = writeln!(text, "  - {{id: {track}, title: \"{} {at}\"}}", NAMES[at % 4]);
        }
    }
    let first = tracks.first().map_or(long.to_owned(), |track| format!("{long}-{track}").chars().take(60).collect());
    text.push_str("items:\n");
    for level in 1..=size.levels {
        let after = if level > 1 { format!(", depends_on: [{}.{first}]", level - 1) } else { String::new() };
        let _ =
            writeln!(text, "  {level}.{first}:\n    {{fields: {{links: [\"{ADDRESS}\", \"and another\"]}}{after}}}");
    }
    text.push_str("---\nWhat it is.\n");
    for level in 1..=size.levels {
        let _ = writeln!(text, "\n## Level {level}");
        let strands = if tracks.is_empty() { vec![None] } else { tracks.iter().map(Some).collect() };
        for strand in strands {
            let hashes = if strand.is_some() { "####" } else { "###" };
            if let Some(track) = strand {
                let _ = writeln!(text, "### Stream {track}");
            }
            for aspect in 1..size.aspects {
                let _ = writeln!(text, "{hashes} text-{aspect}\nText {aspect} of level {level}. {}", NAMES[aspect % 4]);
            }
            let id: String =
                strand.map_or(long.to_owned(), |track| format!("{long}-{track}").chars().take(60).collect());
            let id =
                if strand.is_some_and(|track| *track != tracks[0]) { format!("more-{}", strand.unwrap()) } else { id };
            let _ = writeln!(text, "{hashes} Indicators\n- What is looked for at level {level}. {{#{id}}}");
        }
    }
    text
}

fn files(size: Size) -> Vec<Source> {
    let file = |path: &str, text: String| Source::new(path, Content::Text(text));
    vec![
        file("book.yaml", "format: 1\ntitle: Wide\norganisation: Somebody\nlanguage: en\n".to_owned()),
        file("model.yaml", model(size)),
        file("practices/wide.md", practice(size)),
    ]
}

/// Leaves a site for the browser, where it is asked for.
fn leave(name: &str, output: &Output) {
    let Some(folder) = std::env::var_os("LEVELBOOK_TABLES") else { return };
    for (path, bytes) in &output.files {
        let path = Path::new(&folder).join(name).join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        fs::write(path, bytes).expect("writable");
    }
}

#[test]
fn every_cell_of_a_table_of_any_size_is_on_its_page() {
    for size in SIZES {
        let opened = pipeline::open_sources(Sources::from_files(files(size)), Sink::new());
        assert!(!opened.sink.has_errors(), "{}: {:#?}", size.name, opened.sink.sorted());
        let (output, sink) = crate::library::build(&opened, crate::library::bare());
        assert!(!sink.has_errors(), "{}: {:#?}", size.name, sink.sorted());
        let page = String::from_utf8_lossy(&output.files["practices/wide-practice.html"]);
        let rows = size.aspects * size.tracks.max(1);
        assert_eq!(page.matches("<td").count(), size.levels * rows, "{}", size.name);
        leave(size.name, &output);
    }
}

#[test]
fn a_page_runs_as_its_script_does() {
    for (language, direction) in [("de", ""), ("ar", " dir=\"rtl\""), ("he", " dir=\"rtl\""), ("fa", " dir=\"rtl\"")] {
        let mut files = files(SIZES[1]);
        let book = format!("format: 1\ntitle: Wide\norganisation: Somebody\nlanguage: {language}\n");
        files[0] = Source::new("book.yaml", Content::Text(book));
        let opened = pipeline::open_sources(Sources::from_files(files), Sink::new());
        let (output, sink) = crate::library::build(&opened, crate::library::bare());
        assert!(!sink.has_errors(), "{language}: {:#?}", sink.sorted());
        let page = String::from_utf8_lossy(&output.files["practices/wide-practice.html"]);
        assert!(page.contains(&format!("<html lang=\"{language}\"{direction}>")), "{language}");
        leave(language, &output);
    }
}
