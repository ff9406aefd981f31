//! Text is text: shown as it was written, never read as code, and refused by name where no font has it.

use crate::diag::Sink;
use crate::diag::register;
use crate::report::uncovered;
use crate::source::Content;
use crate::source::Source;
use crate::source::Sources;
use crate::theme::Theme;

use super::frames;
use super::sample;

/// Without spaces: lines and cells break where they will.
fn dense(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn typst_in_the_prose_is_shown_as_it_is() {
    let page = "Before #let x = 1, #panic(1), $x^2$, \\* \\_ @cite \\<label> = heading, - item, / term: text, // comment, ~ -- --- ... \\[a\\] {b} \\\\u{41}. After.";
    let text = dense(&frames::guide_text(page));
    let wanted = "Before #let x = 1, #panic(1), $x^2$, * _ @cite <label> = heading, - item, / term: text, // comment, ~ -- --- ... [a] {b} \\u{41}. After.";
    assert!(text.contains(&dense(wanted)), "{text}");
}

#[test]
fn typst_in_the_data_is_shown_as_it_is() {
    let mut view = sample::view(sample::PLAIN);
    let code = "#panic(\"no\") $x^2$ *stars* _lines_ @ref <label> `raw` \\ = heading // comment";
    let a = &mut view.assessments[0];
    a.reference.title = format!("T {code}");
    a.subject.name = format!("S {code}");
    a.conclusion = vec![format!("C {code}")];
    a.evidence[0].title = format!("E {code}");
    a.results[0].practice.title = format!("P {code}");
    a.signatures[0].statement = format!("A {code}");
    let text = dense(&frames::report_text(&view));
    for mark in ["T", "S", "C", "E", "P", "A"] {
        assert!(text.contains(&dense(&format!("{mark} {code}"))), "{mark}: {text}");
    }
}

#[test]
fn nothing_of_an_assessment_is_left_out() {
    let mut view = sample::view(sample::PLAIN);
    // Every string of the assessment but ids and flags gets a mark of its own, which must be found on the pages.
    let mut marks = Vec::new();
    let mut mark = |text: &mut String| {
        let name = format!("Mark{}x", marks.len());
        marks.push(name.clone());
        *text = format!("{name} {text}");
    };
    let a = &mut view.assessments[0];
    for text in [&mut a.reference.title, &mut a.version, &mut a.confidentiality, &mut a.owner, &mut a.approver] {
        mark(text);
    }
    for text in [&mut a.subject.name, &mut a.subject.version, &mut a.subject.organisation] {
        mark(text);
    }
    for text in [&mut a.engagement.sponsor, &mut a.engagement.assessor, &mut a.engagement.independence] {
        mark(text);
    }
    for list in [
        &mut a.conclusion,
        &mut a.limitations,
        &mut a.non_claims,
        &mut a.subject.summary,
        &mut a.subject.in_scope,
        &mut a.subject.out_of_scope,
        &mut a.engagement.approach,
        &mut a.engagement.distribution,
        &mut a.status.missing,
    ] {
        list.iter_mut().for_each(&mut mark);
    }
    for entry in &mut a.subject.exclusions {
        mark(&mut entry.what);
        mark(&mut entry.reason);
    }
    for member in &mut a.engagement.team {
        [&mut member.role, &mut member.organisation, &mut member.part].into_iter().for_each(&mut mark);
    }
    for result in &mut a.results {
        [&mut result.text, &mut result.explanation].into_iter().for_each(&mut mark);
        for list in [&mut result.rationale, &mut result.strengths, &mut result.recommendations] {
            list.iter_mut().for_each(&mut mark);
        }
        if let Some(target) = &mut result.target {
            let texts = [&mut target.text, &mut target.rationale, &mut target.driver, &mut target.approved_by];
            texts.into_iter().for_each(&mut mark);
        }
        if let Some(waiver) = &mut result.waiver {
            [&mut waiver.reason, &mut waiver.owner].into_iter().for_each(&mut mark);
        }
        if !result.confidence.is_empty() {
            mark(&mut result.confidence);
        }
        for finding in &mut result.findings {
            mark(&mut finding.title);
            finding.text.iter_mut().for_each(&mut mark);
        }
        for level in &mut result.trace {
            if level.indicators.iter().any(|entry| entry.answer.counts.is_some()) {
                mark(&mut level.text);
            }
            for entry in level.indicators.iter_mut().filter(|entry| entry.answer.counts.is_some()) {
                mark(&mut entry.answer.name);
                entry.note.iter_mut().for_each(&mut mark);
                if let Some(waiver) = &mut entry.waiver {
                    [&mut waiver.reason, &mut waiver.owner].into_iter().for_each(&mut mark);
                }
            }
        }
    }
    for finding in &mut a.findings {
        mark(&mut finding.title);
    }
    for phase in &mut a.roadmap {
        mark(&mut phase.name);
        for item in &mut phase.items {
            [&mut item.title, &mut item.owner, &mut item.effort].into_iter().for_each(&mut mark);
            item.text.iter_mut().for_each(&mut mark);
        }
    }
    for entry in &mut a.evidence {
        [&mut entry.title, &mut entry.kind, &mut entry.location, &mut entry.by].into_iter().for_each(&mut mark);
        if !entry.sensitivity.is_empty() {
            mark(&mut entry.sensitivity);
        }
    }
    if let Some(previous) = &mut a.previous {
        mark(&mut previous.title);
        for row in &mut previous.rows {
            [&mut row.before, &mut row.now, &mut row.text].into_iter().for_each(&mut mark);
        }
    }
    for revision in &mut a.history {
        [&mut revision.version, &mut revision.by, &mut revision.change].into_iter().for_each(&mut mark);
    }
    for signature in &mut a.signatures {
        [&mut signature.role, &mut signature.organisation, &mut signature.statement].into_iter().for_each(&mut mark);
    }
    let text = frames::report_text(&view);
    let gone: Vec<_> = marks.iter().filter(|mark| !text.contains(mark.as_str())).collect();
    assert!(gone.is_empty(), "{gone:?}");
}

fn book(path: &str, text: &str) -> Sources {
    Sources::from_files([Source::new(path, Content::Text(text.to_owned()))])
}

fn found(path: &str, text: &str) -> Vec<(String, u32, String)> {
    let mut sink = Sink::new();
    uncovered(&Theme::embedded(), &book(path, text), &mut sink);
    sink.sorted()
        .into_iter()
        .map(|d| {
            assert_eq!(d.code, register::MISSING_GLYPH);
            (d.message, d.span.unwrap().start, d.label)
        })
        .collect()
}

#[test]
fn characters_without_a_glyph_are_named() {
    let said = found("pages/a.md", "ab 漢 漢\u{7} é → ☑ Ω Ж\n漢\u{e000}");
    let said: Vec<_> = said.iter().map(|(message, start, label)| (message.as_str(), *start, label.as_str())).collect();
    assert_eq!(
        said,
        [
            ("the character U+6F22 `漢` is in none of the theme's fonts", 3, "here and 2 times more"),
            ("the control character U+0007 can't stand in a PDF", 10, "here"),
            ("the private-use character U+E000 can't stand in a PDF", 32, "here"),
        ]
    );
}

#[test]
fn a_byte_order_mark_is_fine_at_the_start_only() {
    assert!(found("book.yaml", "\u{feff}title: x\n").is_empty());
    let said = found("book.yaml", "title: x\u{feff}\n");
    assert_eq!(said[0].0, "a byte order mark (U+FEFF) stands inside the text");
}

#[test]
fn comments_and_other_files_are_not_searched() {
    assert!(found("book.yaml", "  # 漢\ntitle: x\n").is_empty());
    assert!(found("theme/report/strings.typ", "漢").is_empty());
    assert!(found("pages/a.txt", "漢").is_empty());
}

#[test]
fn what_an_entity_or_escape_hides_is_found_in_the_data() {
    let mut view = sample::view("A sign: &#x6F22;\n");
    view.assessments[0].conclusion.push("A bell: \u{7}.".to_owned());
    let (engine, mut sink) = (sample::engine(), Sink::new());
    assert!(engine.guide(&view, &[], &[], &mut sink).is_none());
    assert!(engine.assessment(&view, 0, b"", &[], &mut sink).is_none());
    let found = sink.sorted();
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found.iter().all(|d| d.code == register::MISSING_GLYPH));
    assert_eq!(found[0].message, "the character U+6F22 `漢` is in none of the theme's fonts");
    assert_eq!(found[0].help[0], "it stands in “A sign: 漢”");
}

#[test]
fn every_character_that_passes_can_be_typeset() {
    // All characters of the plane that most text is in, a thousand and more to a page, and some beyond it.
    let fonts = crate::report::world::fonts(&Theme::embedded());
    let shown =
        |c: &char| !c.is_control() && crate::report::glyphs::harmless(*c, || crate::report::world::covers(&fonts, *c));
    let all: Vec<char> = ('\u{a0}'..='\u{ffff}').chain('\u{1f000}'..'\u{1f800}').filter(shown).collect();
    assert!(all.len() > 3000, "{}", all.len());
    let mut view = sample::view(sample::PLAIN);
    view.assessments[0].conclusion = all.chunks(40).map(|some| some.iter().collect()).collect();
    let (engine, mut sink) = (sample::engine(), Sink::new());
    assert!(engine.assessment(&view, 0, b"", &[], &mut sink).is_some(), "{:#?}", sink.sorted());
}
