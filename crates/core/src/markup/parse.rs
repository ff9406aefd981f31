//! Markdown events to the tree: the blocks.
//!
//! Takes the text of a file; gives a [`Doc`] and what is wrong with it. The parser's events come as a flat stream with
//! byte ranges; [`Builder`] reads it by recursive descent, never deeper than [`MAX_BLOCKS`] and [`MAX_INLINES`], so
//! that no text can overflow the stack here or in the writers that walk the tree later.

use std::cell::Cell;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag,
};

use crate::diag::Severity;
use crate::diag::Sink;
use crate::diag::grouped;
use crate::diag::register;
use crate::markup::Alert;
use crate::markup::Align;
use crate::markup::Block;
use crate::markup::BlockKind;
use crate::markup::Definition;
use crate::markup::Doc;
use crate::markup::Inline;
use crate::markup::Item;
use crate::markup::anchor;
use crate::markup::budget;
use crate::markup::budget::MAX_PIECES;
use crate::markup::budget::TooLong;
use crate::markup::notes::Notes;
use crate::markup::plain;
use crate::source::Content;
use crate::source::FileId;
use crate::source::Source;
use crate::source::Span;

/// How many blocks may lie inside each other.
pub const MAX_BLOCKS: usize = 50;
/// How many pieces of a line may lie inside each other.
pub const MAX_INLINES: usize = 20;
/// How many columns a table may have. Rows are padded to the header's length, so a limit keeps the tree in proportion
/// to the text.
pub const MAX_COLUMNS: usize = 100;
/// What Markdown takes for the space around a text; a no-break space, say, is part of it.
pub(super) const BLANK: [char; 4] = [' ', '\t', '\n', '\r'];
/// How many reference links without a definition get a "did you mean", which compares them with every label.
const MAX_SUGGESTIONS: usize = 20;

/// Reads the Markdown of `source` from byte `from` on. Spans are byte offsets in the whole file.
pub fn parse(file: FileId, source: &Source, from: usize, sink: &mut Sink) -> Doc {
    let text = source.text();
    // Not `ENABLE_HEADING_ATTRIBUTES`: it takes any braces after a heading away, and pulldown-cmark 0.13.6 panics where
    // they stand on a line of their own above `-`. Ids of headings are read as those of items are.
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM;
    let broken = RefCell::new(Vec::new());
    let note_broken = |link: BrokenLink<'_>| -> Option<(CowStr<'_>, CowStr<'_>)> {
        // `[text]` alone is legal text; with a second pair of brackets a link is meant.
        if matches!(link.link_type, LinkType::Reference | LinkType::Collapsed) {
            broken.borrow_mut().push((link.span, link.reference.into_string()));
        }
        None
    };
    let part = text.get(from..).unwrap_or("");
    let parser = Parser::new_with_broken_link_callback(part, options, Some(note_broken));
    let labels: Vec<String> = parser.reference_definitions().iter().map(|(label, _)| label.to_owned()).collect();
    let over = Cell::new(None);
    let mut pieces = 0usize;
    let within = |(_, range): &(Event<'_>, Range<usize>)| {
        pieces += 1;
        if pieces > MAX_PIECES {
            over.set(Some(range.start));
        }
        pieces <= MAX_PIECES
    };
    let events: Events<'_> = Box::new(parser.into_offset_iter().take_while(within));

    let mut builder = Builder::new(file, text, from, events.peekable(), sink);
    let blocks = builder.flow(false).blocks;
    let Builder { notes, ids, sink, .. } = builder;
    if let Some(start) = over.get() {
        let at = Span::new(file, from + start, from + start);
        let message = format!("the file has more than {} blocks, marks and pieces of text", grouped(MAX_PIECES));
        sink.error(register::TOO_LONG, at, message).help("part it into several pages");
        // What stands behind is not read, so that nothing can be said of what it would define.
        return Doc { blocks, notes: Vec::new() };
    }
    for (nth, (range, label)) in broken.borrow().iter().enumerate() {
        let span = Span::new(file, from + range.start, from + range.end);
        let error = sink.error(register::BROKEN_LINK, span, format!("the link label `{label}` has no definition"));
        if nth < MAX_SUGGESTIONS && labels.len() <= 200 {
            error.suggest(label, labels.iter().map(String::as_str).filter(|known| known.len() <= 100));
        }
        error.help(format!("define it on a line of its own, `[{label}]: address`; brackets that are text need a `\\`"));
    }
    let mut doc = Doc { blocks, notes: notes.finish(sink) };
    anchor::fill(&mut doc, ids);
    doc
}

/// Reads Markdown that stands in a value of YAML. Its places are those of the value: YAML may fold and indent its lines.
pub fn parse_value(text: &str, at: Span, sink: &mut Sink) -> Doc {
    let source = Source::new("value.md", Content::Text(text.to_owned()));
    let mut own = Sink::new();
    let mut doc = parse(at.file, &source, 0, &mut own);
    for found in own.sorted() {
        let moved = match found.severity {
            Severity::Error => sink.error(found.code, at, found.message.clone()),
            Severity::Warning => sink.warning(found.code, at, found.message.clone()),
        };
        for help in &found.help {
            moved.help(help.clone());
        }
    }
    doc.blocks.iter_mut().for_each(|block| block.span = at);
    doc.visit_mut(&mut |inline| inline.span = at);
    doc
}

/// The parser's events with their ranges, relative to the part of the file that is parsed.
type Events<'a> = Box<dyn Iterator<Item = (Event<'a>, Range<usize>)> + 'a>;

/// Reads the stream of events.
pub(super) struct Builder<'a> {
    pub(super) file: FileId,
    /// The whole file.
    pub(super) text: &'a str,
    /// Where the parsed part starts in it.
    pub(super) from: usize,
    pub(super) events: Peekable<Events<'a>>,
    pub(super) sink: &'a mut Sink,
    pub(super) notes: Notes,
    /// Written ids of headings and terms.
    pub(super) ids: BTreeMap<String, Span>,
    /// The box of a task, read with the text of its item.
    pub(super) task: Option<bool>,
    pub(super) inline_depth: usize,
    depth: usize,
    told_too_deep: bool,
}

/// A run of blocks, with what only a list item asks about it.
struct Flow {
    blocks: Vec<Block>,
    /// True when a paragraph was set off by blank lines.
    loose: bool,
    /// Offset in the file after the text of the first paragraph, if the run starts with one.
    first_end: Option<usize>,
}

impl<'a> Builder<'a> {
    fn new(file: FileId, text: &'a str, from: usize, events: Peekable<Events<'a>>, sink: &'a mut Sink) -> Self {
        let (notes, ids) = (Notes::default(), BTreeMap::new());
        let (task, inline_depth, depth, told_too_deep) = Default::default();
        Builder { file, text, from, events, sink, notes, ids, task, inline_depth, depth, told_too_deep }
    }

    /// The place of a range of the parsed part, without the line ends after it.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        let (start, end) = (self.from + range.start, self.from + range.end);
        let length = self.text.get(start..end).map_or(0, |text| text.trim_end_matches(BLANK).len());
        Span::new(self.file, start, start + length)
    }

    /// Reports, once, that nesting went too far.
    pub(super) fn too_deep(&mut self, range: &Range<usize>) {
        if !self.told_too_deep {
            self.told_too_deep = true;
            // The place can be as long as the file; its start is what helps.
            let at = Span::new(self.file, self.from + range.start, self.from + range.start);
            let message =
                format!("more than {MAX_BLOCKS} blocks or {MAX_INLINES} marks of a line lie inside each other");
            self.sink.error(register::TOO_DEEP, at, message).help("split the text, or check for stray marks");
        }
    }

    /// Reports a text that is longer than can be set; `at` is where it begins.
    pub(super) fn too_long(&mut self, long: TooLong, at: usize) {
        self.sink.error(register::TOO_LONG, Span::new(self.file, at, at), long.message()).help(long.cure());
    }

    /// Skips to the end of the block whose start was just read.
    fn skip(&mut self) {
        let mut open = 1usize;
        while open > 0 {
            match self.events.next() {
                Some((Event::Start(_), _)) => open += 1,
                Some((Event::End(_), _)) => open -= 1,
                Some(_) => {}
                None => break,
            }
        }
    }

    /// The blocks up to the end of the one around them, which is read too. The first paragraph of an `item` may end
    /// in its id.
    fn flow(&mut self, item: bool) -> Flow {
        let mut flow = Flow { blocks: Vec::new(), loose: false, first_end: None };
        while let Some((event, _)) = self.events.peek() {
            if is_inline(event) {
                // The text of a tight list's item comes without a paragraph around it.
                self.paragraph(&mut flow, item);
                continue;
            }
            match self.events.next() {
                Some((Event::Start(Tag::Paragraph), _)) => {
                    flow.loose = true;
                    self.paragraph(&mut flow, item);
                    self.skip();
                }
                Some((Event::Start(tag), range)) => {
                    if self.depth == MAX_BLOCKS {
                        self.too_deep(&range);
                        self.skip();
                    } else {
                        self.depth += 1;
                        let span = self.span(&range);
                        let block = self.block(tag, range);
                        flow.blocks.extend(block.map(|kind| Block { kind, span }));
                        self.depth -= 1;
                    }
                }
                Some((Event::Rule, range)) => {
                    flow.blocks.push(Block { kind: BlockKind::Rule, span: self.span(&range) })
                }
                _ => break,
            }
        }
        flow
    }

    /// A paragraph; nothing if only a comment stood in it.
    fn paragraph(&mut self, flow: &mut Flow, item: bool) {
        let (body, range) = self.inlines();
        if body.is_empty() {
            return;
        }
        let span = self.span(&range);
        if flow.blocks.is_empty() {
            flow.first_end = Some(span.end as usize);
        }
        if !(item && flow.blocks.is_empty()) {
            self.refuse_id(&body);
        }
        flow.blocks.push(Block { kind: BlockKind::Paragraph { body }, span });
    }

    /// The block of a start tag, up to and with its end. None for what leaves nothing in the tree at its place.
    fn block(&mut self, tag: Tag<'a>, range: Range<usize>) -> Option<BlockKind> {
        match tag {
            Tag::Heading { level, .. } => {
                let (mut body, line) = self.inlines();
                self.skip();
                let id = self.anchor(&mut body, &line);
                if plain(&body).trim().is_empty() {
                    let span = self.span(&range);
                    self.sink
                        .error(register::HEADING_ORDER, span, "the heading is empty")
                        .help("write its text, or remove the marks");
                }
                Some(BlockKind::Heading { level: level as u8, id, body })
            }
            Tag::BlockQuote(kind) => {
                let blocks = self.flow(false).blocks;
                if kind.is_none() {
                    self.look_for_alert(&blocks);
                }
                Some(match kind {
                    None => BlockKind::Quote { blocks },
                    Some(kind) => BlockKind::Alert { alert: alert(kind), blocks },
                })
            }
            Tag::CodeBlock(kind) => Some(self.code(kind, &range)),
            Tag::List(start) => Some(self.list(start)),
            Tag::Table(align) => Some(self.table(align, &range)),
            Tag::DefinitionList => Some(self.definitions()),
            Tag::HtmlBlock => {
                self.html_block(&range);
                None
            }
            Tag::FootnoteDefinition(label) => {
                let span = self.span(&range);
                let outer = self.notes.enter();
                let blocks = self.flow(false).blocks;
                self.notes.leave(outer);
                self.notes.define(&label, span, blocks, self.sink);
                None
            }
            // Tags of options that are not turned on, and parts that their wholes read themselves.
            _ => {
                self.skip();
                None
            }
        }
    }

    fn code(&mut self, kind: CodeBlockKind<'a>, range: &Range<usize>) -> BlockKind {
        let lang = match kind {
            CodeBlockKind::Fenced(info) => info.split_whitespace().next().map(str::to_owned),
            CodeBlockKind::Indented => None,
        };
        let mut text = self.raw_text().replace("\r\n", "\n");
        if text.ends_with('\n') {
            text.pop();
        }
        let long = if text.len() > budget::MAX_BLOCK { Some(TooLong::Block) } else { budget::word_too_long(&text) };
        if let Some(long) = long {
            self.too_long(long, self.from + range.start);
        }
        BlockKind::Code { lang, text }
    }

    /// The text of a block of lines that hold no marks, up to and with its end.
    pub(super) fn raw_text(&mut self) -> String {
        let mut text = String::new();
        loop {
            match self.events.next() {
                Some((Event::Text(part) | Event::Html(part), _)) => text.push_str(&part),
                Some((Event::End(_), _)) | None => return text,
                Some(_) => {}
            }
        }
    }

    fn list(&mut self, start: Option<u64>) -> BlockKind {
        let mut items = Vec::new();
        let mut tight = true;
        while let Some((Event::Start(Tag::Item), range)) = self.events.next() {
            let span = self.span(&range);
            let outer = self.task.take();
            // The box comes with the item's own text; boxes of lists inside it are put back by their items.
            let mut flow = self.flow(true);
            let task = std::mem::replace(&mut self.task, outer);
            tight &= !flow.loose;
            let (id, id_span) = self.item_id(&mut flow.blocks, flow.first_end, span);
            items.push(Item { id, id_span, task, blocks: flow.blocks, span });
        }
        BlockKind::List { start, tight, items }
    }

    fn definitions(&mut self) -> BlockKind {
        let mut items: Vec<Definition> = Vec::new();
        loop {
            match self.events.next() {
                Some((Event::Start(Tag::DefinitionListTitle), _)) => {
                    let (mut term, range) = self.inlines();
                    self.skip();
                    let id = self.anchor(&mut term, &range);
                    items.push(Definition { id, term, details: Vec::new() });
                }
                Some((Event::Start(Tag::DefinitionListDefinition), _)) => {
                    let blocks = self.flow(false).blocks;
                    if let Some(item) = items.last_mut() {
                        item.details.push(blocks);
                    }
                }
                _ => return BlockKind::Definitions { items },
            }
        }
    }

    fn table(&mut self, align: Vec<Alignment>, range: &Range<usize>) -> BlockKind {
        if align.len() > MAX_COLUMNS {
            let at = Span::new(self.file, self.from + range.start, self.from + range.start);
            let message = format!("a table has {} columns; no more than {MAX_COLUMNS} can be shown", align.len());
            self.sink.error(register::TABLE_SHAPE, at, message).help("split the table");
        }
        let columns = align.len().min(MAX_COLUMNS);
        let align = align.iter().take(columns).map(|a| match a {
            Alignment::None => Align::None,
            Alignment::Left => Align::Left,
            Alignment::Center => Align::Center,
            Alignment::Right => Align::Right,
        });
        let align = align.collect();
        let mut rows: Vec<Vec<Vec<Inline>>> = Vec::new();
        while let Some((Event::Start(Tag::TableHead | Tag::TableRow), line)) = self.events.next() {
            let mut row = Vec::new();
            let mut rest = line.clone();
            while let Some((Event::Start(Tag::TableCell), cell)) = self.events.next() {
                rest.start = cell.end.min(line.end);
                let (cell, _) = self.inlines();
                self.skip();
                row.push(cell);
            }
            self.refuse_rest(&rest, columns);
            row.resize_with(columns, Vec::new);
            rows.push(row);
        }
        let head = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
        BlockKind::Table { align, head, rows }
    }

    /// Reports the cells of a row beyond the header's, which the parser drops.
    fn refuse_rest(&mut self, rest: &Range<usize>, columns: usize) {
        let span = self.span(rest);
        let edge = |c: char| c == '|' || c.is_whitespace();
        let text = self.text.get(span.range()).unwrap_or("").trim_end_matches(edge);
        if text.is_empty() {
            return;
        }
        let start = span.start as usize + text.len() - text.trim_start_matches(edge).len();
        let span = Span::new(self.file, start, span.start as usize + text.len());
        let columns = if columns == 1 { "1 column".to_owned() } else { format!("{columns} columns") };
        self.sink
            .error(register::TABLE_SHAPE, span, format!("the row has more cells than the header, which has {columns}"))
            .help("add a column to the header, or write `\\|` for a bar that is text");
    }

    /// Reports a quotation that was meant as an alert.
    fn look_for_alert(&mut self, blocks: &[Block]) {
        let Some(Block { kind: BlockKind::Paragraph { .. }, span }) = blocks.first() else { return };
        let Some(rest) = self.text.get(span.range()).and_then(|text| text.strip_prefix("[!")) else { return };
        let Some((kind, after)) = rest.split_once(']') else { return };
        // What looks like a link or holds other signs is text.
        if after.starts_with(['(', '[', ':']) || !kind.chars().all(|c| c.is_ascii_alphabetic()) || kind.is_empty() {
            return;
        }
        let at = Span { end: span.start + u32::try_from(kind.len() + 3).unwrap_or(0), ..*span };
        if ALERTS.iter().any(|known| known.eq_ignore_ascii_case(kind)) {
            self.sink
                .error(register::UNKNOWN_WORD, at, format!("`[!{kind}]` does not stand alone on its line"))
                .help("begin the text of the alert on the next line");
        } else {
            let error = self.sink.error(register::UNKNOWN_WORD, at, format!("there is no alert `{kind}`"));
            error.suggest(&kind.to_ascii_uppercase(), ALERTS);
        }
    }
}

/// The kinds of alert as they are written.
const ALERTS: [&str; 5] = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];

fn alert(kind: BlockQuoteKind) -> Alert {
    match kind {
        BlockQuoteKind::Note => Alert::Note,
        BlockQuoteKind::Tip => Alert::Tip,
        BlockQuoteKind::Important => Alert::Important,
        BlockQuoteKind::Warning => Alert::Warning,
        BlockQuoteKind::Caution => Alert::Caution,
    }
}

/// True for an event that is part of a line.
pub(super) fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => matches!(
            tag,
            Tag::Emphasis
                | Tag::Strong
                | Tag::Strikethrough
                | Tag::Superscript
                | Tag::Subscript
                | Tag::Link { .. }
                | Tag::Image { .. }
        ),
        Event::End(_) | Event::Rule | Event::Html(_) => false,
        _ => true,
    }
}
