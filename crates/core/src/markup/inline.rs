//! Markdown events to the tree: the pieces of a line, and raw HTML, which is refused.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag};

use crate::diag::register;
use crate::markup::Inline;
use crate::markup::InlineKind;
use crate::markup::Target;
use crate::markup::budget::Measure;
use crate::markup::budget::TooLong;
use crate::markup::parse::Builder;
use crate::markup::parse::MAX_INLINES;
use crate::markup::parse::is_inline;
use crate::markup::plain;
use crate::source::Span;
use crate::source::hidden_control;

impl<'a> Builder<'a> {
    /// The pieces of a line up to the next event that is none of them, which is left; and the range they cover.
    pub(super) fn inlines(&mut self) -> (Vec<Inline>, Range<usize>) {
        let mut out: Vec<Inline> = Vec::new();
        let mut covered: Option<Range<usize>> = None;
        // Starts beyond the deepest level: their ends are dropped with them, so that their text joins the level above.
        let mut flat = 0usize;
        while let Some((event, _)) = self.events.peek() {
            if !(is_inline(event) || flat > 0 && matches!(event, Event::End(_))) {
                break;
            }
            let Some((event, range)) = self.events.next() else { break };
            let start = covered.as_ref().map_or(range.start, |c| c.start);
            let end = covered.as_ref().map_or(range.end, |c| c.end.max(range.end));
            covered = Some(start..end);
            match event {
                Event::End(_) => flat -= 1,
                Event::Start(_) if self.inline_depth == MAX_INLINES => {
                    self.too_deep(&range);
                    flat += 1;
                }
                event => {
                    if let Some(piece) = self.inline(event, &range) {
                        self.push(&mut out, piece, &range);
                    }
                }
            }
        }
        if self.inline_depth == 0 {
            trim(&mut out);
            if let Some((long, at)) = measured(&out, &mut Measure::default()) {
                self.too_long(long, at.start as usize);
            }
        }
        (out, covered.unwrap_or(0..0))
    }

    /// Appends a piece; text joins text, and what a refused link or mark held joins the level it stood on.
    fn push(&self, out: &mut Vec<Inline>, piece: Piece, range: &Range<usize>) {
        let span = Span::new(self.file, self.from + range.start, self.from + range.end);
        let pieces = match piece {
            Piece::One(kind) => vec![Inline { kind, span }],
            Piece::Many(pieces) => pieces,
        };
        for piece in pieces {
            match (out.last_mut(), &piece) {
                (
                    Some(Inline { kind: InlineKind::Text { text }, span }),
                    Inline { kind: InlineKind::Text { text: more }, span: at },
                ) => {
                    // Of the spaces on both sides of a comment, one stays.
                    text.push_str(if text.ends_with(' ') { more.trim_start_matches(' ') } else { more });
                    span.end = at.end;
                }
                _ => out.push(piece),
            }
        }
    }

    fn inline(&mut self, event: Event<'a>, range: &Range<usize>) -> Option<Piece> {
        let kind = match event {
            Event::Text(text) => {
                self.look_for_notes(range);
                self.look_for_controls(&text, range);
                InlineKind::Text { text: text.into_string() }
            }
            Event::Code(text) => InlineKind::Code { text: text.into_string() },
            Event::SoftBreak => InlineKind::Soft,
            Event::HardBreak => InlineKind::Hard,
            Event::FootnoteReference(label) => {
                let span = self.span(range);
                InlineKind::Note { index: self.notes.refer(&label, span, self.sink)? }
            }
            Event::TaskListMarker(done) => {
                self.task = Some(done);
                return None;
            }
            Event::InlineHtml(html) => {
                if !html.starts_with("<!--") {
                    self.refuse_html(range);
                }
                return None;
            }
            Event::Start(tag) => return self.mark(tag, range),
            _ => return None,
        };
        Some(Piece::One(kind))
    }

    /// A piece that holds others, up to and with its end.
    fn mark(&mut self, tag: Tag<'a>, range: &Range<usize>) -> Option<Piece> {
        self.inline_depth += 1;
        let (body, _) = self.inlines();
        self.inline_depth -= 1;
        self.events.next();
        if let Tag::Link { title, .. } | Tag::Image { title, .. } = &tag {
            self.look_for_controls(title, range);
        }
        let kind = match tag {
            Tag::Emphasis => InlineKind::Emph { body },
            Tag::Strong => InlineKind::Strong { body },
            Tag::Strikethrough => InlineKind::Strike { body },
            Tag::Link { link_type, dest_url, title, .. } => match target(link_type, &dest_url) {
                Ok(target) => InlineKind::Link { target, title: title.into_string(), body },
                Err(refusal) => {
                    let span = self.span(range);
                    self.sink
                        .error(register::BROKEN_LINK, span, refusal)
                        .help("link to a page, a practice or a bullet of this book, or use `https://` or `mailto:`");
                    return Some(Piece::Many(body));
                }
            },
            Tag::Image { dest_url, title, .. } => {
                let alt = plain(&body).trim().to_owned();
                if alt.is_empty() {
                    let span = self.span(range);
                    self.sink
                        .error(register::MISSING_ALT, span, "the image has no alternative text")
                        .help("say in the square brackets what the image shows: `![A loop of seven steps](loop.svg)`");
                }
                InlineKind::Image { path: dest_url.into_string(), alt, title: title.into_string() }
            }
            _ => return Some(Piece::Many(body)),
        };
        Some(Piece::One(kind))
    }

    /// Finds control characters that are written as entities, such as `&#27;`.
    fn look_for_controls(&mut self, text: &str, range: &Range<usize>) {
        if let Some(c) = hidden_control(text, self.text) {
            let span = self.span(range);
            self.sink
                .error(register::MISSING_GLYPH, span, format!("an entity stands for the control character {c}"))
                .help("delete it: a text has nothing but line ends and tabs that is not seen");
        }
    }

    /// Finds references to footnotes that the parser left as text since nothing defines them.
    fn look_for_notes(&mut self, range: &Range<usize>) {
        let (start, end) = (self.from + range.start, self.from + range.end);
        let Some(part) = self.text.get(start..end) else { return };
        for (at, _) in part.match_indices('[') {
            let at = start + at;
            let escaped = self.text[..at].bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 1;
            let Some(rest) = self.text[at + 1..].strip_prefix('^').filter(|_| !escaped) else { continue };
            let stop = rest.find(|c: char| matches!(c, ']' | '[' | '\n' | '\r') || c.is_whitespace());
            if let Some(length) = stop.filter(|length| *length > 0 && rest[*length..].starts_with(']')) {
                let span = Span::new(self.file, at, at + 1 + 1 + length + 1);
                self.notes.leftover(&rest[..length], span);
            }
        }
    }

    /// A block of HTML: comments go silently, anything else with an error.
    pub(super) fn html_block(&mut self, range: &Range<usize>) {
        let text = self.raw_text();
        let mut rest = text.trim();
        while let Some(comment) = rest.strip_prefix("<!--") {
            // `<!-->` and `<!--->` are whole comments.
            let ended = comment.strip_prefix('>').or_else(|| comment.strip_prefix("->"));
            match ended.or_else(|| comment.split_once("-->").map(|(_, rest)| rest)) {
                Some(after) => rest = after.trim_start(),
                None => {
                    let at = self.span(range);
                    let open = Span { end: at.start + 4, ..at };
                    self.sink
                        .error(register::RAW_HTML, open, "the comment is not closed")
                        .help("end it with `-->`; everything after it is lost otherwise");
                    return;
                }
            }
        }
        if !rest.is_empty() {
            self.refuse_html(range);
        }
    }

    fn refuse_html(&mut self, range: &Range<usize>) {
        let span = self.span(range);
        let html = self.text.get(span.range()).unwrap_or("");
        let error = self.sink.error(register::RAW_HTML, span, "raw HTML is not allowed");
        let name = html.trim_start_matches(['<', '/']).split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        let cure = match name.to_ascii_lowercase().as_str() {
            "b" | "strong" => "write `**text**` for strong stress",
            "i" | "em" => "write `*text*` for stress",
            "s" | "del" | "strike" => "write `~~text~~` for text that is struck out",
            "code" | "pre" | "tt" | "kbd" | "samp" => "write code between backticks",
            "br" => "end the line with a `\\` to break it",
            "hr" => "write `---` on a line of its own",
            "a" => "write `[text](address)` for a link, and `{#id}` after a heading for an anchor",
            "img" => "write `![what it shows](path)` for an image",
            "table" | "tr" | "td" | "th" | "thead" | "tbody" => "write the table with `|` between its cells",
            "ul" | "ol" | "li" => "begin each item of a list with `- ` or `1. `",
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => "begin a heading with `#` marks",
            "p" | "div" | "span" | "section" | "center" | "font" => "leave the tags away: looks belong to the theme",
            "details" | "summary" | "blockquote" => "write a quotation with `> `, or an alert with `> [!NOTE]`",
            "" if html.starts_with("<!--") => "leave an empty line between the comment and the text",
            _ => "write it in Markdown; for a `<` as text, write `\\<` or put it between backticks",
        };
        error.help(cure);
    }
}

/// Removes the space that a comment at the edge of a line leaves there, which separates nothing.
fn trim(line: &mut Vec<Inline>) {
    let blank = |inline: &Inline| match &inline.kind {
        InlineKind::Text { text } => text.trim_matches(' ').is_empty(),
        InlineKind::Soft | InlineKind::Hard => true,
        _ => false,
    };
    while line.last().is_some_and(blank) {
        line.pop();
    }
    let leading = line.iter().take_while(|inline| blank(inline)).count();
    line.drain(..leading);
    if let Some(Inline { kind: InlineKind::Text { text }, .. }) = line.last_mut() {
        text.truncate(text.trim_end_matches(' ').len());
    }
    if let Some(Inline { kind: InlineKind::Text { text }, .. }) = line.first_mut() {
        text.drain(..text.len() - text.trim_start_matches(' ').len());
    }
}

/// What one event becomes.
enum Piece {
    One(InlineKind),
    Many(Vec<Inline>),
}

/// What is too long in a line, with the piece in which it becomes so.
fn measured(line: &[Inline], measure: &mut Measure) -> Option<(TooLong, Span)> {
    line.iter().find_map(|inline| match &inline.kind {
        InlineKind::Text { text } | InlineKind::Code { text } => Some((measure.take(text)?, inline.span)),
        InlineKind::Image { alt, .. } => Some((Measure::default().take(alt)?, inline.span)),
        InlineKind::Emph { body } | InlineKind::Strong { body } | InlineKind::Strike { body } => {
            measured(body, measure)
        }
        InlineKind::Link { body, .. } => measured(body, measure),
        InlineKind::Note { .. } => None,
        InlineKind::Soft | InlineKind::Hard => {
            measure.part();
            None
        }
    })
}

/// Where a link leads, or why it is refused.
fn target(link_type: LinkType, dest: &str) -> Result<Target, String> {
    if link_type == LinkType::Email {
        return Ok(Target::External { url: format!("mailto:{dest}") });
    }
    // Browsers drop such characters before they read the address, so that a check of it would see another one.
    if dest.chars().any(char::is_control) || dest.trim() != dest {
        return Err("the link's address holds a control character or a space at its edge".to_owned());
    }
    if dest.is_empty() {
        return Err("the link has no address".to_owned());
    }
    match scheme(dest).map(|scheme| scheme.to_ascii_lowercase()).as_deref() {
        None if dest.starts_with("//") || dest.starts_with('\\') => {
            Err("the link names another host without saying how to reach it".to_owned())
        }
        None => Ok(Target::Written { dest: dest.to_owned() }),
        Some("http" | "https" | "mailto") => Ok(Target::External { url: dest.to_owned() }),
        Some(scheme) => Err(format!("links of the kind `{scheme}:` are not allowed")),
    }
}

/// The scheme of an address that has one.
fn scheme(dest: &str) -> Option<&str> {
    let (scheme, _) = dest.split_once(':')?;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    (scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(fits)).then_some(scheme)
}
