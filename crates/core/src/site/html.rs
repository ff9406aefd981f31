//! The one Markdown writer: the tree of prose to HTML.
//!
//! Everything that comes from content is escaped here; nothing of it becomes markup. Links are relative to the page.
//! Anchors of content have letters, digits, hyphens and dots; what is made here begins with `_`, so that they never meet.

use crate::markup::Alert;
use crate::markup::Align;
use crate::markup::Block;
use crate::markup::BlockKind;
use crate::markup::Doc;
use crate::markup::Inline;
use crate::markup::InlineKind;
use crate::markup::Item;
use crate::markup::Note;
use crate::markup::Target;
use crate::markup::plain;

use super::urls;
use super::urls::Urls;

/// Writes prose for one page.
pub(super) struct Writer<'a> {
    urls: &'a Urls,
    /// What leads from the page to the top of the output.
    root: &'a str,
    out: String,
    /// How often each footnote has been referred to, for the links back.
    noted: Vec<usize>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(urls: &'a Urls, root: &'a str) -> Writer<'a> {
        Writer { urls, root, out: String::new(), noted: Vec::new() }
    }

    pub(super) fn doc(mut self, doc: &Doc) -> String {
        self.noted = vec![0; doc.notes.len()];
        self.blocks(&doc.blocks);
        if !doc.notes.is_empty() {
            self.notes(&doc.notes);
        }
        self.out
    }

    pub(super) fn all_blocks(mut self, blocks: &[Block]) -> String {
        self.blocks(blocks);
        self.out
    }

    pub(super) fn line(mut self, inlines: &[Inline]) -> String {
        self.inlines(inlines);
        self.out
    }

    fn blocks(&mut self, blocks: &[Block]) {
        blocks.iter().for_each(|block| self.block(block));
    }

    fn block(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Heading { level, id, body } => self.heading(*level, id, body),
            BlockKind::Paragraph { body } => {
                self.out.push_str("<p>");
                self.inlines(body);
                self.out.push_str("</p>\n");
            }
            BlockKind::List { start, tight, items } => self.list(*start, *tight, items),
            BlockKind::Quote { blocks } => {
                self.out.push_str("<blockquote>\n");
                self.blocks(blocks);
                self.out.push_str("</blockquote>\n");
            }
            BlockKind::Alert { alert, blocks } => {
                let (class, name) = alert_name(*alert);
                self.out.push_str(&format!(
                    "<div class=\"alert alert-{class}\" role=\"note\">\n<p class=\"alert-title\">{name}</p>\n"
                ));
                self.blocks(blocks);
                self.out.push_str("</div>\n");
            }
            BlockKind::Code { lang, text } => {
                self.out.push_str("<pre tabindex=\"0\"><code");
                if let Some(lang) = lang.as_deref().filter(|lang| !lang.is_empty()) {
                    self.out.push_str(" class=\"language-");
                    escape(&lang.replace(char::is_whitespace, "-"), &mut self.out);
                    self.out.push('"');
                }
                self.out.push('>');
                escape(text, &mut self.out);
                self.out.push_str("</code></pre>\n");
            }
            BlockKind::Table { align, head, rows } => self.table(align, head, rows),
            BlockKind::Definitions { items } => {
                self.out.push_str("<dl>\n");
                for item in items {
                    self.out.push_str("<dt id=\"");
                    escape(&item.id, &mut self.out);
                    self.out.push_str("\">");
                    self.inlines(&item.term);
                    self.permalink(&item.id, &plain(&item.term));
                    self.out.push_str("</dt>\n");
                    for detail in &item.details {
                        self.out.push_str("<dd>");
                        self.loose(detail, true);
                        self.out.push_str("</dd>\n");
                    }
                }
                self.out.push_str("</dl>\n");
            }
            BlockKind::Rule => self.out.push_str("<hr>\n"),
        }
    }

    fn heading(&mut self, level: u8, id: &str, body: &[Inline]) {
        // A page's own title is its only heading of level 1.
        let level = level.clamp(2, 6);
        self.out.push_str(&format!("<h{level} id=\""));
        escape(id, &mut self.out);
        self.out.push_str("\">");
        self.inlines(body);
        self.permalink(id, &plain(body));
        self.out.push_str(&format!("</h{level}>\n"));
    }

    fn permalink(&mut self, id: &str, name: &str) {
        self.out.push_str(" <a class=\"permalink\" href=\"#");
        self.out.push_str(&urls::encode(id));
        self.out.push_str("\" aria-label=\"Link to ");
        escape(name, &mut self.out);
        self.out.push_str("\">#</a>");
    }

    fn list(&mut self, start: Option<u64>, tight: bool, items: &[Item]) {
        let tasks = items.iter().any(|item| item.task.is_some());
        let class = if tasks { " class=\"tasks\"" } else { "" };
        let end = match start {
            None => {
                self.out.push_str(&format!("<ul{class}>\n"));
                "</ul>\n"
            }
            // Numbers beyond this are no list's, and browsers disagree on them.
            Some(first) if first == 1 || first > 999_999_999 => {
                self.out.push_str(&format!("<ol{class}>\n"));
                "</ol>\n"
            }
            Some(first) => {
                self.out.push_str(&format!("<ol start=\"{first}\"{class}>\n"));
                "</ol>\n"
            }
        };
        for item in items {
            self.out.push_str("<li>");
            match item.task {
                Some(true) => {
                    self.out.push_str("<span class=\"task\" role=\"img\" aria-label=\"done\">\u{2611}</span> ")
                }
                Some(false) => {
                    self.out.push_str("<span class=\"task\" role=\"img\" aria-label=\"to do\">\u{2610}</span> ")
                }
                None => {}
            }
            self.loose(&item.blocks, tight);
            self.out.push_str("</li>\n");
        }
        self.out.push_str(end);
    }

    /// Blocks of an item; in a tight one paragraphs are bare.
    fn loose(&mut self, blocks: &[Block], tight: bool) {
        for block in blocks {
            match &block.kind {
                BlockKind::Paragraph { body } if tight => self.inlines(body),
                _ => self.block(block),
            }
        }
    }

    fn table(&mut self, align: &[Align], head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) {
        let class = |index: usize| match align.get(index) {
            Some(Align::Center) => " class=\"center\"",
            Some(Align::Right) => " class=\"right\"",
            _ => "",
        };
        self.out.push_str(
            "<div class=\"scroll\" role=\"group\" aria-label=\"Table\" tabindex=\"0\">\n<table>\n<thead>\n<tr>",
        );
        for (index, cell) in head.iter().enumerate() {
            self.out.push_str(&format!("<th scope=\"col\"{}>", class(index)));
            self.inlines(cell);
            self.out.push_str("</th>");
        }
        self.out.push_str("</tr>\n</thead>\n<tbody>\n");
        for row in rows {
            self.out.push_str("<tr>");
            for (index, cell) in row.iter().enumerate() {
                self.out.push_str(&format!("<td{}>", class(index)));
                self.inlines(cell);
                self.out.push_str("</td>");
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</tbody>\n</table>\n</div>\n");
    }

    fn notes(&mut self, notes: &[Note]) {
        self.out.push_str("<section class=\"notes\" aria-label=\"Footnotes\">\n<ol>\n");
        for (index, note) in notes.iter().enumerate() {
            self.out.push_str(&format!("<li id=\"_note-{}\">", index + 1));
            self.blocks(&note.blocks);
            for reference in 1..=self.noted.get(index).copied().unwrap_or(0) {
                self.out.push_str(&format!(
                    "<a href=\"#_note-{0}-{reference}\" aria-label=\"Back to note {0} in the text\">\u{21a9}\u{fe0e}</a> ",
                    index + 1
                ));
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ol>\n</section>\n");
    }

    fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match &inline.kind {
                InlineKind::Text { text } => escape(text, &mut self.out),
                InlineKind::Code { text } => {
                    self.out.push_str("<code>");
                    escape(text, &mut self.out);
                    self.out.push_str("</code>");
                }
                InlineKind::Emph { body } => self.around("em", body),
                InlineKind::Strong { body } => self.around("strong", body),
                InlineKind::Strike { body } => self.around("del", body),
                InlineKind::Link { target, title, body } => self.link(target, title, body),
                InlineKind::Image { path, alt, title } => self.image(path, alt, title),
                InlineKind::Note { index } => {
                    let seen = self.noted.get_mut(*index).map_or(1, |seen| {
                        *seen += 1;
                        *seen
                    });
                    self.out.push_str(&format!(
                        "<sup><a id=\"_note-{0}-{seen}\" href=\"#_note-{0}\" aria-label=\"Note {0}\">{0}</a></sup>",
                        index + 1
                    ));
                }
                InlineKind::Soft => self.out.push('\n'),
                InlineKind::Hard => self.out.push_str("<br>\n"),
            }
        }
    }

    fn around(&mut self, tag: &str, body: &[Inline]) {
        self.out.push_str(&format!("<{tag}>"));
        self.inlines(body);
        self.out.push_str(&format!("</{tag}>"));
    }

    fn link(&mut self, target: &Target, title: &str, body: &[Inline]) {
        // What has no page here is an assessment that is hidden from the readers of this site, or left out for its errors: its
        // name stays untold.
        let lost = match target {
            Target::External { .. } => false,
            Target::Internal { item, .. } => self.urls.known(item).is_none(),
            Target::Written { .. } => true,
        };
        if lost {
            return self.inlines(body);
        }
        self.out.push_str("<a href=\"");
        match target {
            Target::External { url } => escape(url, &mut self.out),
            Target::Internal { item, anchor } => {
                self.out.push_str(self.root);
                self.out.push_str(&urls::encode(self.urls.path(item)));
                if let Some(anchor) = anchor {
                    self.out.push('#');
                    self.out.push_str(&urls::encode(anchor));
                }
            }
            Target::Written { .. } => {}
        }
        self.out.push('"');
        if !title.is_empty() {
            self.out.push_str(" title=\"");
            escape(title, &mut self.out);
            self.out.push('"');
        }
        if matches!(target, Target::External { url } if !url.starts_with("mailto:")) {
            self.out.push_str(" rel=\"noreferrer\" class=\"external\"");
        }
        self.out.push('>');
        self.inlines(body);
        self.out.push_str("</a>");
    }

    fn image(&mut self, path: &str, alt: &str, title: &str) {
        self.out.push_str("<img src=\"");
        self.out.push_str(self.root);
        self.out.push_str(&urls::encode(&urls::image(path)));
        self.out.push_str("\" alt=\"");
        escape(alt, &mut self.out);
        if !title.is_empty() {
            self.out.push_str("\" title=\"");
            escape(title, &mut self.out);
        }
        self.out.push_str("\" loading=\"lazy\">");
    }
}

fn alert_name(alert: Alert) -> (&'static str, &'static str) {
    match alert {
        Alert::Note => ("note", "Note"),
        Alert::Tip => ("tip", "Tip"),
        Alert::Important => ("important", "Important"),
        Alert::Warning => ("warning", "Warning"),
        Alert::Caution => ("caution", "Caution"),
    }
}

/// Writes text so that it can't be anything else, in an element or in a quoted attribute. Control characters, which
/// HTML does not allow, are left out.
pub(super) fn escape(text: &str, out: &mut String) {
    let is_shown = |c: &char| matches!(c, '\n' | '\t') || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'));
    let shown: String = text.chars().filter(is_shown).collect();
    let mut bytes = Vec::with_capacity(shown.len());
    // Writing to memory can't fail.
    let _ = tera::escape_html(&shown, &mut bytes);
    out.push_str(&String::from_utf8_lossy(&bytes));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Sink;
    use crate::markup::parse;
    use crate::source::Content;
    use crate::source::FileId;
    use crate::source::Source;

    /// Markdown on the left, HTML on the right.
    const CASES: [(&str, &str); 14] = [
        ("a *b* **c** ~~d~~ `e<f`", "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e&lt;f</code></p>\n"),
        ("5 < 6 & \"7\" > 'x'", "<p>5 &lt; 6 &amp; &quot;7&quot; &gt; &#39;x&#39;</p>\n"),
        (
            "## A & B",
            "<h2 id=\"a-b\">A &amp; B <a class=\"permalink\" href=\"#a-b\" aria-label=\"Link to A &amp; B\">#</a></h2>\n",
        ),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
        ("3. one\n\n4. two", "<ol start=\"3\">\n<li><p>one</p>\n</li>\n<li><p>two</p>\n</li>\n</ol>\n"),
        (
            "- [x] a\n- [ ] b",
            "<ul class=\"tasks\">\n<li><span class=\"task\" role=\"img\" aria-label=\"done\">☑</span> a</li>\n\
             <li><span class=\"task\" role=\"img\" aria-label=\"to do\">☐</span> b</li>\n</ul>\n",
        ),
        ("> q", "<blockquote>\n<p>q</p>\n</blockquote>\n"),
        (
            "> [!TIP]\n> do",
            "<div class=\"alert alert-tip\" role=\"note\">\n<p class=\"alert-title\">Tip</p>\n<p>do</p>\n</div>\n",
        ),
        ("```rs\n<a>\n```", "<pre tabindex=\"0\"><code class=\"language-rs\">&lt;a&gt;</code></pre>\n"),
        (
            "| a | b |\n|---|--:|\n| 1 | 2 |",
            "<div class=\"scroll\" role=\"group\" aria-label=\"Table\" tabindex=\"0\">\n<table>\n<thead>\n<tr>\
             <th scope=\"col\">a</th><th scope=\"col\" class=\"right\">b</th></tr>\n</thead>\n<tbody>\n<tr><td>1</td>\
             <td class=\"right\">2</td></tr>\n</tbody>\n</table>\n</div>\n",
        ),
        (
            "Term\n: What it is",
            "<dl>\n<dt id=\"term\">Term <a class=\"permalink\" href=\"#term\" aria-label=\"Link to Term\">#</a></dt>\n\
             <dd>What it is</dd>\n</dl>\n",
        ),
        (
            "[x](https://a.example/?a=1&b=2)",
            "<p><a href=\"https://a.example/?a=1&amp;b=2\" rel=\"noreferrer\" class=\"external\">x</a></p>\n",
        ),
        ("a  \nb\nc", "<p>a<br>\nb\nc</p>\n"),
        (
            "a[^n]\n\n[^n]: b",
            "<p>a<sup><a id=\"_note-1-1\" href=\"#_note-1\" aria-label=\"Note 1\">1</a></sup></p>\n<section class=\"notes\" \
             aria-label=\"Footnotes\">\n<ol>\n<li id=\"_note-1\"><p>b</p>\n<a href=\"#_note-1-1\" aria-label=\"Back to note 1 in \
             the text\">↩︎</a> </li>\n</ol>\n</section>\n",
        ),
    ];

    #[test]
    fn markdown_becomes_html() {
        for (markdown, expected) in CASES {
            let source = Source::new("x.md", Content::Text(markdown.to_owned()));
            let mut sink = Sink::new();
            let doc = parse(FileId(0), &source, 0, &mut sink);
            assert_eq!(sink.counts(), (0, 0), "{markdown}");
            assert_eq!(Writer::new(&Urls::default(), "../").doc(&doc), expected, "{markdown}");
        }
    }

    #[test]
    fn links_inside_the_book_are_relative_and_lead_somewhere() {
        let span = crate::source::Span::default();
        let line = |item: &str| {
            let target = Target::Internal { item: item.to_owned(), anchor: Some("a b".to_owned()) };
            let body = vec![Inline { kind: InlineKind::Text { text: "there".to_owned() }, span }];
            let kind = InlineKind::Link { target, title: "hidden".to_owned(), body };
            Writer::new(&Urls::of([("here", "guide/here.html")]), "../").line(&[Inline { kind, span }])
        };
        assert_eq!(line("here"), "<a href=\"../guide/here.html#a%20b\" title=\"hidden\">there</a>");
        assert_eq!(line("nowhere"), "there");
    }
}
