//! The search index: a script that assigns one value, since pages that were opened from disk can't fetch files.
//!
//! It holds every place that can be jumped to: a practice, a level, a bullet, a section of a page, a glossary term, an
//! assessment with its findings, steps and evidence. Places are nested as they lie in each other, so that nothing is
//! said twice, and are lists without names, because there are many. Searching itself is the theme's script.

use serde::Serialize;
use serde::Serializer;

use crate::markup::Block;
use crate::markup::BlockKind;
use crate::markup::plain;
use crate::markup::plain_blocks;
use crate::view::AssessmentView;
use crate::view::PracticeView;
use crate::view::Ref;
use crate::view::View;
use crate::view::mapping::MappingView;
use crate::view::with_layers;

use super::Views;
use super::urls;
use super::urls::Urls;

/// The value that the script assigns.
#[derive(Serialize)]
struct Index {
    /// Names of aspects, which bullets name by number.
    aspects: Vec<String>,
    /// What has a page.
    pages: Vec<Page>,
}

/// A page: `[title, code and id, path, where it lies, text, sections]`.
#[derive(Default)]
struct Page {
    title: String,
    words: String,
    path: String,
    place: String,
    text: String,
    sections: Vec<Section>,
}

impl Serialize for Page {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.title, &self.words, &self.path, &self.place, &self.text, &self.sections).serialize(serializer)
    }
}

/// A place on a page: `[title, anchor, text]`, and with bullets `[..., what their anchors begin with, bullets]`.
#[derive(Default)]
struct Section {
    title: String,
    anchor: String,
    text: String,
    prefix: String,
    bullets: Vec<Bullet>,
}

impl Serialize for Section {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Section { title, anchor, text, prefix, bullets } = self;
        if bullets.is_empty() {
            (title, anchor, text).serialize(serializer)
        } else {
            (title, anchor, text, prefix, bullets).serialize(serializer)
        }
    }
}

/// A bullet: `[number of its aspect, rest of its anchor, text]`.
#[derive(Serialize)]
struct Bullet(usize, String, String);

/// A page without sections.
fn page(urls: &Urls, reference: &Ref, place: String, text: &str) -> Page {
    Page {
        title: reference.title.clone(),
        words: format!("{} {}", reference.code, reference.id).trim().to_owned(),
        path: urls::encode(urls.path(&reference.id)),
        place,
        text: one_line(&format!("{} {text}", reference.summary)),
        sections: Vec::new(),
    }
}

/// The script.
pub(super) fn index(views: &Views, urls: &Urls) -> String {
    let view = views.main();
    let aspects: Vec<String> = view.guide.aspects.iter().map(|aspect| aspect.name.clone()).collect();
    let mut pages = Vec::new();
    for practice in &view.guide.practices {
        let sections = table(&with_layers(practice, &[]), &aspects);
        pages.push(Page {
            sections,
            ..page(urls, &practice.reference, trail(&practice.crumbs), &practice.purpose.plain())
        });
        // What profiles add is found on the pages that show it.
        for overlay in &practice.overlays {
            let id = &overlay.origin.id;
            let path = urls::encode(urls.path(&urls::layered(id, &practice.reference.id)));
            let mut sections = table(&only(practice, id), &aspects);
            sections.retain(|section| !section.bullets.is_empty());
            sections.iter_mut().for_each(|section| section.text.clear());
            let place = format!("{}{TO}{}", trail(&practice.crumbs), overlay.origin.title);
            let text = one_line(&overlay.purpose.plain());
            pages.push(Page { path, text, sections, ..page(urls, &practice.reference, place, "") });
        }
    }
    for node in &view.guide.nodes {
        let place = node.crumbs.iter().map(|crumb| crumb.title.as_str()).chain([node.tier.as_str()]);
        pages.push(page(urls, &node.reference, place.collect::<Vec<_>>().join(TO), ""));
    }
    for guide in view.guide.front.iter().chain(&view.guide.back) {
        let before = guide.body.blocks.iter().take_while(|block| !matches!(block.kind, BlockKind::Heading { .. }));
        let before = before.filter(|block| !matches!(block.kind, BlockKind::Definitions { .. }));
        let text = text_of(before);
        let sections = sections(&guide.body.blocks);
        pages.push(Page { sections, ..page(urls, &guide.reference, "Guide".to_owned(), &text) });
    }
    for assessment in views.assessments() {
        let text = format!("{} {}", assessment.subject.name, assessment.conclusion.join(" "));
        let sections = parts(assessment);
        pages.push(Page { sections, ..page(urls, &assessment.reference, "Assessment".to_owned(), &text) });
    }
    pages.extend(mappings(view, urls));
    // A value of strings and numbers always serialises.
    let json = serde_json::to_string(&Index { aspects, pages }).unwrap_or_else(|_| "null".to_owned());
    // Two characters that end a line in a script but not in JSON; browsers of old would stumble.
    let json = json.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    format!("window.levelbookIndex = {json};\n")
}

/// A page for each mapping, with a section for each requirement.
fn mappings(view: &View, urls: &Urls) -> Vec<Page> {
    let one = |mapping: &MappingView| {
        let path = urls::encode(urls.path(&urls::mapping(&mapping.reference.id)));
        let requirements = mapping.groups.iter().flat_map(|group| group.requirements.iter().map(move |r| (group, r)));
        let sections = requirements.map(|(group, requirement)| {
            let links = requirement.links.iter().map(|link| format!("{} {}", link.practice.title, link.level.number));
            Section {
                title: format!("{} {}", mapping.framework.title, requirement.id),
                anchor: format!("id-{}", urls::key(&requirement.id)),
                text: one_line(&format!("{} {}", group.name, links.collect::<Vec<_>>().join(", "))),
                ..Section::default()
            }
        });
        let sections = sections.collect();
        Page { path, sections, ..page(urls, &mapping.reference, "Mapping".to_owned(), &mapping.framework.name) }
    };
    view.guide.mappings.iter().map(one).collect()
}

/// What one profile adds to a practice.
fn only(practice: &PracticeView, overlay: &str) -> PracticeView {
    let mut practice = with_layers(practice, &[overlay]);
    for cell in practice.rows.iter_mut().flat_map(|row| &mut row.cells) {
        cell.bullets.retain(|bullet| bullet.origin.is_some());
    }
    practice
}

/// What stands between the parts of a path of titles.
const TO: &str = " \u{203a} ";

fn trail(crumbs: &[Ref]) -> String {
    crumbs.iter().map(|crumb| crumb.title.as_str()).collect::<Vec<_>>().join(TO)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn text_of<'a>(blocks: impl IntoIterator<Item = &'a Block>) -> String {
    let mut out = String::new();
    for block in blocks {
        plain_blocks(std::slice::from_ref(block), &mut out);
    }
    one_line(&out)
}

/// A section for each level of a practice.
fn table(practice: &PracticeView, aspects: &[String]) -> Vec<Section> {
    let levels = practice.levels.iter().enumerate().map(|(column, level)| {
        let cells = || practice.rows.iter().filter_map(move |row| Some((row, row.cells.get(column)?)));
        let prose: Vec<String> = cells().filter_map(|(_, cell)| cell.prose.as_ref()).map(|doc| doc.plain()).collect();
        let prefix = format!("{}.{}.", practice.reference.id, level.number);
        let whole = cells().flat_map(|(_, cell)| &cell.bullets).all(|bullet| bullet.anchor.starts_with(&prefix));
        let prefix = if whole { prefix } else { String::new() };
        let mut bullets = Vec::new();
        for (row, cell) in cells() {
            let aspect = aspects.iter().position(|name| *name == row.aspect.name).unwrap_or(0);
            for bullet in &cell.bullets {
                let mut text = plain(&bullet.body) + "\n";
                plain_blocks(&bullet.more, &mut text);
                bullets.push(Bullet(aspect, bullet.anchor[prefix.len()..].to_owned(), one_line(&text)));
            }
        }
        Section {
            title: format!("Level {} {}", level.number, level.name),
            anchor: format!("level-{}", level.number),
            text: one_line(&prose.join(" ")),
            prefix,
            bullets,
        }
    });
    levels.collect()
}

/// Sections of a page, and the terms of its definition lists.
fn sections(blocks: &[Block]) -> Vec<Section> {
    let mut out = Vec::new();
    let mut open: Option<(String, String, Vec<&Block>)> = None;
    let close = |open: &mut Option<(String, String, Vec<&Block>)>, out: &mut Vec<Section>| {
        if let Some((title, anchor, blocks)) = open.take() {
            out.push(Section { title, anchor, text: text_of(blocks), ..Section::default() });
        }
    };
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { id, body, .. } => {
                close(&mut open, &mut out);
                open = Some((plain(body), id.clone(), Vec::new()));
            }
            BlockKind::Definitions { items } => {
                for item in items {
                    let text = text_of(item.details.iter().flatten());
                    let (title, anchor) = (plain(&item.term), item.id.clone());
                    out.push(Section { title, anchor, text, ..Section::default() });
                }
            }
            _ => {
                if let Some((_, _, blocks)) = &mut open {
                    blocks.push(block);
                }
            }
        }
    }
    close(&mut open, &mut out);
    out
}

/// What an assessment found, plans and rests on.
fn parts(assessment: &AssessmentView) -> Vec<Section> {
    let section = |title: String, kind: &str, id: &str, text: String| Section {
        title,
        anchor: format!("{kind}-{}", urls::key(id)),
        text: one_line(&text),
        ..Section::default()
    };
    let findings = assessment.findings.iter().map(|f| {
        let text = format!("{} {}", f.practice.title, f.text.join(" "));
        section(format!("{} {}", f.id, f.title), "finding", &f.id, text)
    });
    let steps = assessment.roadmap.iter().flat_map(|phase| &phase.items);
    let steps = steps.map(|s| section(format!("{} {}", s.id, s.title), "step", &s.id, s.text.join(" ")));
    let evidence = assessment.evidence.iter().map(|e| {
        let text = format!("{} {}", e.kind, e.location);
        section(format!("{} {}", e.id, e.title), "evidence", &e.id, text)
    });
    findings.chain(steps).chain(evidence).collect()
}
