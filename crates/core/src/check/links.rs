//! Resolves the links and images of the guide's prose.
//!
//! A link names a page, node, practice or assessment by id, an anchor on it, a bullet by its full id, or the relative
//! path of a file of the book. After this stage every [`Target`] is external or leads to something that exists.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::diag::Sink;
use crate::diag::register;
use crate::markup::Block;
use crate::markup::BlockKind;
use crate::markup::Inline;
use crate::markup::InlineKind;
use crate::markup::Target;
use crate::markup::visit_blocks;
use crate::markup::visit_inlines;
use crate::model::CellContent;
use crate::model::Guide;
use crate::read::Draft;
use crate::read::DraftNode;
use crate::source::FileId;
use crate::source::Source;
use crate::source::Sources;
use crate::source::Span;
use crate::source::assessment_of;
use crate::svg;

use super::Ids;
use super::written;

/// Kinds of image that both HTML and PDF can show.
const IMAGES: [&str; 5] = ["svg", "png", "jpg", "jpeg", "webp"];

pub(super) fn check(guide: &mut Guide, ids: &Ids, draft: &Draft, sources: &Sources, sink: &mut Sink) {
    let places = Places::new(guide, ids, draft, sources);
    let mut images = Images::default();
    for practice in &mut guide.practices {
        let id = guide.nodes[practice.node.0].id.clone();
        let file = practice.file;
        let mut linker = Linker { places: &places, sources, item: &id, file, images: &mut images, sink: &mut *sink };
        practice.purpose.visit_mut(&mut |inline| linker.inline(inline));
        for field in &mut practice.fields {
            field.prose.visit_mut(&mut |inline| linker.inline(inline));
        }
        for cell in practice.levels.iter_mut().flat_map(|level| &mut level.cells) {
            match &mut cell.content {
                CellContent::Text(doc) => {
                    linker.file = file;
                    doc.visit_mut(&mut |inline| linker.inline(inline));
                }
                CellContent::List(bullets) => {
                    for bullet in bullets {
                        // A bullet of an overlay has its images beside the overlay's file.
                        linker.file = bullet.span.file;
                        visit_inlines(&mut bullet.body, &mut |inline| linker.inline(inline));
                        visit_blocks(&mut bullet.more, &mut |inline| linker.inline(inline));
                        linker.file = file;
                        for field in &mut bullet.fields {
                            field.prose.visit_mut(&mut |inline| linker.inline(inline));
                        }
                    }
                }
            }
        }
    }
    for addition in guide.overlays.iter_mut().flat_map(|overlay| &mut overlay.practices) {
        let Some(practice) = guide.practices.get(addition.practice.0) else { continue };
        let (id, file) = (guide.nodes[practice.node.0].id.clone(), addition.file);
        let mut linker = Linker { places: &places, sources, item: &id, file, images: &mut images, sink: &mut *sink };
        addition.purpose.visit_mut(&mut |inline| linker.inline(inline));
    }
    for page in guide.front.iter_mut().chain(&mut guide.back) {
        let Some(file) = draft.pages.iter().find(|draft| draft.id == page.id).map(|draft| draft.file) else { continue };
        let id = page.id.clone();
        let mut linker = Linker { places: &places, sources, item: &id, file, images: &mut images, sink: &mut *sink };
        page.body.visit_mut(&mut |inline| linker.inline(inline));
    }
    guide.images = images.found.into_iter().collect();
}

/// Everything that a link may lead to.
struct Places {
    /// Anchors by item.
    anchors: BTreeMap<String, BTreeSet<String>>,
    /// Items by the path of their file.
    files: BTreeMap<String, String>,
    /// Paths of all files, by what they are with their letters composed.
    names: BTreeMap<String, String>,
    /// Items that were written but are not published.
    unlisted: BTreeSet<String>,
}

impl Places {
    fn new(guide: &Guide, ids: &Ids, draft: &Draft, sources: &Sources) -> Places {
        let mut anchors: BTreeMap<String, BTreeSet<String>> =
            ids.first.keys().map(|id| (id.clone(), BTreeSet::new())).collect();
        for practice in &guide.practices {
            let id = &guide.nodes[practice.node.0].id;
            let here = anchors.entry(id.clone()).or_default();
            for level in &practice.levels {
                let number = guide.levels[level.level.0].number;
                here.insert(format!("level-{number}"));
                for cell in &level.cells {
                    if let CellContent::List(bullets) = &cell.content {
                        here.extend(bullets.iter().filter_map(|b| Some(format!("{id}.{number}.{}", b.id.as_ref()?))));
                    }
                }
            }
        }
        // An assessment with an error is left out, and is there all the same.
        for (_, source) in sources.iter() {
            if let Some(folder) = assessment_of(&source.path) {
                anchors.entry(folder.to_owned()).or_default();
            }
        }
        for page in &draft.pages {
            anchors.entry(page.id.clone()).or_default().extend(anchors_of(&page.body.blocks));
        }
        // A practice that the tree names but that has no file is reported once, not again for every link to it.
        if let Some(model) = &draft.model {
            model.tree.iter().for_each(|node| named(node, &mut anchors));
        }
        let mut files: BTreeMap<String, String> = BTreeMap::new();
        let path = |file: FileId| written::composed(&sources.get(file).path);
        files.extend(draft.practices.iter().map(|p| (path(p.file), p.id.value.clone())));
        files.extend(draft.pages.iter().map(|p| (path(p.file), p.id.clone())));
        files.extend(draft.assessments.iter().map(|a| (path(a.file), a.id.value.clone())));
        let names = sources.iter().map(|(_, source)| (written::composed(&source.path), source.path.clone())).collect();
        let listed = |id: &str| guide.front.iter().chain(&guide.back).any(|page| page.id == id);
        let unlisted = draft.pages.iter().map(|p| p.id.clone()).filter(|id| !listed(id)).collect();
        Places { anchors, files, names, unlisted }
    }

    /// An item that is called exactly so.
    fn known<'a>(&self, name: &'a str) -> Option<&'a str> {
        self.anchors.contains_key(name).then_some(name)
    }

    /// An anchor as it is called: one of those that are there, as it is written or decoded; letters that are composed in
    /// another way are the same.
    fn anchor(&self, written: &str, decoded: &Option<String>) -> String {
        let all = || self.anchors.values().flatten();
        let decoded = decoded.as_deref().unwrap_or(written);
        let same = |anchor: &&String| written::composed(anchor) == written::composed(decoded);
        match all().find(|anchor| *anchor == written) {
            Some(anchor) => anchor.clone(),
            None => all().find(same).cloned().unwrap_or_else(|| decoded.to_owned()),
        }
    }
}

fn named(node: &DraftNode, anchors: &mut BTreeMap<String, BTreeSet<String>>) {
    node.rated.iter().for_each(|id| {
        anchors.entry(id.value.clone()).or_default();
    });
    node.children.iter().for_each(|child| named(child, anchors));
}

fn anchors_of(blocks: &[Block]) -> Vec<String> {
    let mut found = Vec::new();
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { id, .. } => found.push(id.clone()),
            BlockKind::Definitions { items } => found.extend(items.iter().map(|item| item.id.clone())),
            BlockKind::Quote { blocks } | BlockKind::Alert { blocks, .. } => found.extend(anchors_of(blocks)),
            BlockKind::List { items, .. } => found.extend(items.iter().flat_map(|item| anchors_of(&item.blocks))),
            _ => {}
        }
    }
    found
}

/// The images that prose refers to.
#[derive(Default)]
struct Images {
    /// Those that can be shown: path and file.
    found: BTreeMap<String, FileId>,
    /// Drawings that can't: what is wrong with them is said once, not again wherever one is shown.
    refused: BTreeSet<FileId>,
}

struct Linker<'a> {
    places: &'a Places,
    sources: &'a Sources,
    item: &'a str,
    file: FileId,
    images: &'a mut Images,
    sink: &'a mut Sink,
}

impl Linker<'_> {
    fn inline(&mut self, inline: &mut Inline) {
        let span = inline.span;
        match &mut inline.kind {
            InlineKind::Link { target, .. } => {
                if let Target::Written { dest } = target {
                    let dest = dest.clone();
                    if let Some(found) = self.link(&dest, span) {
                        *target = found;
                    }
                }
            }
            InlineKind::Image { path, .. } => {
                let written = path.clone();
                if let Some(found) = self.image(&written, span) {
                    *path = found;
                }
            }
            _ => {}
        }
    }

    fn link(&mut self, dest: &str, span: Span) -> Option<Target> {
        let (name, anchor) = dest.split_once('#').map_or((dest, None), |(name, anchor)| (name, Some(anchor)));
        // Editors and browsers write what has a meaning in a link as `%20`.
        let decoded = (written::decoded(name), anchor.map(written::decoded));
        let name = self.places.known(name).unwrap_or(decoded.0.as_str());
        let anchor = anchor.filter(|anchor| !anchor.is_empty()).map(|anchor| self.places.anchor(anchor, &decoded.1));
        let anchor = anchor.as_deref();
        let internal = |item: &str, anchor: Option<&str>| {
            Some(Target::Internal { item: item.to_owned(), anchor: anchor.map(str::to_owned) })
        };
        if name.is_empty() {
            let anchor = anchor.unwrap_or("");
            // A full bullet id names its practice, so it leads there from any page.
            let item = anchor.split('.').next().filter(|_| anchor.contains('.')).unwrap_or(self.item).to_owned();
            return self.anchor(&item, anchor, span).then(|| internal(&item, Some(anchor))).flatten();
        }
        let item = if self.places.anchors.contains_key(name) {
            name.to_owned()
        } else if let Some(path) = relative(&self.source().path, name)
            && let Some(item) = self.places.files.get(&written::composed(&path))
        {
            item.clone()
        } else if let Some((practice, _)) = name.split_once('.')
            && self.places.anchors.get(practice).is_some_and(|anchors| anchors.contains(name))
        {
            return internal(practice, Some(name));
        } else {
            let known = self.places.anchors.keys().map(String::as_str);
            self.sink
                .error(register::BROKEN_LINK, span, format!("`{name}` is no page, practice, node or assessment of this book"))
                .suggest(name.rsplit('/').next().unwrap_or(name).trim_end_matches(".md"), known)
                .help("link by id, as in `[patching](patch-management)`, or by relative path; other sites begin with `https://`");
            return None;
        };
        if self.places.unlisted.contains(&item) {
            self.sink
                .error(register::BROKEN_LINK, span, format!("the page `{item}` is not published"))
                .help("list it in `book.yaml` under `pages`");
            return None;
        }
        match anchor {
            Some(anchor) => self.anchor(&item, anchor, span).then(|| internal(&item, Some(anchor))).flatten(),
            None => internal(&item, None),
        }
    }

    fn anchor(&mut self, item: &str, anchor: &str, span: Span) -> bool {
        let Some(anchors) = self.places.anchors.get(item) else {
            let known = self.places.anchors.keys().map(String::as_str);
            self.sink.error(register::BROKEN_LINK, span, format!("there is no practice `{item}`")).suggest(item, known);
            return false;
        };
        if anchors.contains(anchor) {
            return true;
        }
        self.sink
            .error(register::BROKEN_ANCHOR, span, format!("`{item}` has no anchor `{anchor}`"))
            .suggest(anchor, anchors.iter().map(String::as_str))
            .help("anchors are headings, glossary terms, `level-3`, or full ids of bullets");
        false
    }

    fn source(&self) -> &Source {
        self.sources.get(self.file)
    }

    /// The file that a path in a text leads to: as it is written, decoded, or with its letters composed as in the name.
    fn file(&self, written: &str) -> Option<(String, FileId)> {
        let here = &self.source().path;
        let ways = [written.to_owned(), written::decoded(written)];
        let mut paths = ways.iter().filter_map(|way| relative(here, way));
        paths.find_map(|path| {
            let as_named = self.places.names.get(&written::composed(&path)).cloned().unwrap_or(path);
            self.sources.find(&as_named).map(|file| (as_named, file))
        })
    }

    fn image(&mut self, written: &str, span: Span) -> Option<String> {
        if written.contains(':') || written.starts_with('/') {
            self.sink
                .error(register::BAD_IMAGE, span, "an image comes from the book itself")
                .help("put the file into the book and write its relative path");
            return None;
        }
        let extension = written.rsplit('.').next().unwrap_or("").to_lowercase();
        if !IMAGES.contains(&extension.as_str()) {
            self.sink
                .error(register::BAD_IMAGE, span, format!("`{written}` is not an image that HTML and PDF can show"))
                .help("use SVG, PNG, JPEG or WebP");
            return None;
        }
        let Some((path, file)) = self.file(written) else {
            let known =
                self.sources.iter().map(|(_, s)| s.path.as_str()).filter(|p| IMAGES.iter().any(|i| p.ends_with(i)));
            let known: Vec<&str> = known.collect();
            self.sink
                .error(register::MISSING_IMAGE, span, format!("there is no file `{written}`"))
                .suggest(written, known)
                .help("the path is relative to this file");
            return None;
        };
        if self.images.found.contains_key(&path) || self.images.refused.contains(&file) {
            return Some(path);
        }
        let source = self.sources.get(file);
        if extension == "svg" {
            if !svg::check(file, source, self.sink) {
                self.images.refused.insert(file);
                return Some(path);
            }
        } else if !imagesize::blob_size(source.bytes()).is_ok_and(|size| size.width > 0 && size.height > 0) {
            self.sink
                .error(register::BAD_IMAGE, span, format!("`{written}` is not a sound image"))
                .help("the file is damaged, or its name promises another kind");
            return None;
        }
        self.images.found.insert(path.clone(), file);
        Some(path)
    }
}

/// The path below the book that a relative path in `from` names; `None` if it leads out.
fn relative(from: &str, to: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in to.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
