//! Hostile texts, and the places of a book that can hold them.
//!
//! A place is a string or a key of YAML, in a file of its own or in front matter, or a line of Markdown. Places of one kind
//! (the same key in the same kind of file, the same kind of line) stand and fall together.

use levelbook::source::Content;
use levelbook::source::Source;
use serde_json::Value;

/// A kind of hostile text; `N` stands for a number that no other place has.
pub const KINDS: [(&str, &str); 15] = [
    (
        "markup",
        "HNH<script>window.__pwned='N'</script>\"'><img src=x onerror=\"window.__pwned='N'\"><a onmouseover=\"window.__pwned='N'\">\
         {{ 7919*7927 }}{% include 'base.html' %}#(7919*7927) #panic() $7919*7927$ @x \\#x ]#(7919*7927)[ =7919*7927",
    ),
    // Formulas and markup of Typst where a line of Markdown stands as code.
    ("code", "HNH `<script>window.__pwned='N'</script>` `#(7919*7927)` \\<script>window.__pwned='N'\\</script>"),
    ("steer", "HNH\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m\u{8}\r\u{7f}\u{202e}gone\u{2066}\u{200f}\u{2028}\u{85}end"),
    ("turn", "HNH\u{202e}gone\u{202c}\u{2066}\u{2069}\u{200e}\u{200f}\u{61c}end"),
    // The same, as YAML writes it with escapes; in Markdown entities do that.
    ("steer-escaped", "HNH\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m\u{8}\u{7f}end"),
    ("turn-escaped", "HNH\u{202e}gone\u{202c}\u{2066}\u{2069}\u{200e}\u{200f}\u{61c}end"),
    ("entity", "HNH &#27;[2J &#x9b;31m &#x202e;gone &lt;script>window.__pwned='N'&lt;/script> &#0;"),
    ("line", "HNH\n\nVALID N\n::error::N"),
    ("script", "javascript:window.__pwned='N'//"),
    (
        "link",
        "[HNH](javascript:window.__pwned='N') <javascript:window.__pwned='N'> [x](data:text/html,<script>window.__pwned='N'</script>)",
    ),
    ("image", "![HNH](https://evilN.example/x.png)"),
    ("host", "//evilN.example/x"),
    ("page", "https://evilN.example/\"onmouseover=\"window.__pwned='N'\"><script>window.__pwned='N'</script>"),
    ("path", "../../../evilN/../x"),
    // A word of 600 letters.
    ("long", "HNHLONG"),
];

/// Where a place is: its kind, such as `practices/*.md: title`, and its number among all of the book.
pub struct Place<'a> {
    pub kind: &'a str,
    pub number: usize,
}

/// Says what stands in a place from then on, or `None` to leave it.
pub type Put<'a> = dyn FnMut(Place<'_>, &str) -> Option<String> + 'a;

/// A file of the book with texts put in. Numbers are counted on in `count`. `escapes` writes YAML in ASCII.
pub fn with(source: &Source, escapes: bool, count: &mut usize, put: &mut Put<'_>) -> Source {
    let Content::Text(text) = &source.content else { return source.clone() };
    let file = kind_of_file(&source.path);
    let changed = if source.path.ends_with(".yaml") {
        yaml(text, &file, escapes, count, put)
    } else if source.path.ends_with(".md") {
        let (front, body) =
            text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).unwrap_or(("", text));
        let front = if front.is_empty() {
            String::new()
        } else {
            format!("---\n{}---\n", yaml(front, &file, escapes, count, put))
        };
        front + &markdown(body, &file, count, put)
    } else {
        return source.clone();
    };
    Source::new(source.path.clone(), Content::Text(changed))
}

/// `practices/lamps.md` as `practices/*.md`; the names that a format fixes stay.
fn kind_of_file(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let folder = folder.split('/').next().unwrap_or_default();
    let fixed = ["book.yaml", "model.yaml", "assessment.yaml", "editions.yaml"].contains(&name);
    let name = if fixed { name } else { path.rsplit_once('.').map_or("*", |(_, end)| end) };
    format!("{folder}/{name}")
}

fn yaml(text: &str, file: &str, escapes: bool, count: &mut usize, put: &mut Put<'_>) -> String {
    let mut tree: Value = serde_saphyr::from_str(text).unwrap_or_else(|error| panic!("{file}: {error}"));
    walk(&mut tree, &mut format!("{file}:"), count, put);
    // JSON is YAML, and writes every character that a string can hold.
    let json = serde_json::to_string(&tree).expect("a tree") + "\n";
    if !escapes {
        return json;
    }
    json.chars()
        .map(|c| if c.is_ascii_graphic() || c == ' ' || c == '\n' { c.to_string() } else { escape(c) })
        .collect()
}

fn escape(c: char) -> String {
    c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect()
}

/// Asks what shall stand in a place of this kind.
fn ask(kind: &str, text: &str, count: &mut usize, put: &mut Put<'_>) -> Option<String> {
    *count += 1;
    put(Place { kind, number: *count }, text)
}

fn walk(node: &mut Value, at: &mut String, count: &mut usize, put: &mut Put<'_>) {
    match node {
        Value::String(text) => {
            if let Some(hostile) = ask(at, text, count, put) {
                *text = hostile;
            }
        }
        Value::Array(list) => {
            for item in list {
                let end = at.len();
                at.push_str(" -");
                walk(item, at, count, put);
                at.truncate(end);
            }
        }
        Value::Object(map) => {
            let keys: Vec<String> = map.keys().cloned().collect();
            for key in keys {
                let end = at.len();
                // Ids of a book, told by what is in them, are one kind of key.
                let known = key.chars().all(|c| c.is_ascii_lowercase() || c == '_') && !key.is_empty();
                at.push_str(&format!(" {}", if known { &key } else { "*" }));
                at.push_str(" (key)");
                let hostile = ask(at, &key, count, put);
                at.truncate(at.len() - " (key)".len());
                let mut value = map.remove(&key).unwrap_or_default();
                walk(&mut value, at, count, put);
                map.insert(hostile.unwrap_or(key), value);
                at.truncate(end);
            }
        }
        _ => {}
    }
}

/// Hostile text at the end of every line of prose, before the id that a bullet may end with.
fn markdown(text: &str, file: &str, count: &mut usize, put: &mut Put<'_>) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mark: String = line.trim_start().chars().take_while(|c| "#->|:*![~`".contains(*c)).collect();
        let deep = line.len() - line.trim_start().len();
        *count += usize::from(!line.trim().is_empty());
        let (words, id) =
            line.rsplit_once(" {#").map_or((line, String::new()), |(words, id)| (words, format!(" {{#{id}")));
        let hostile = if line.trim().is_empty() || mark.starts_with("~~~") || mark.starts_with("```") {
            None
        } else {
            put(Place { kind: &format!("{file}: line {mark} {deep}"), number: *count }, words)
        };
        match hostile {
            // A cell, not what stands behind the table.
            Some(hostile) if words.ends_with('|') => {
                out.push_str(&format!("{} {hostile} |{id}\n", words.trim_end_matches('|')))
            }
            Some(hostile) => out.push_str(&format!("{words} {hostile}{id}\n")),
            None => out.push_str(&format!("{line}\n")),
        }
    }
    out
}

/// The hostile text of a kind for one place.
pub fn hostile(text: &str, number: usize) -> String {
    text.replace("LONG", &"Wallamaz".repeat(75))
        .replace("HNH", &format!("H{number}H"))
        .replace("'N'", &format!("'{number}'"))
        .replace("evilN", &format!("evil{number}"))
        .replace("VALID N", &format!("VALID {number}"))
}
