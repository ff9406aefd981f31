//! `levelbook new`: a well-formed file in the right place.

use std::fmt::Write;
use std::path::Path;

use crate::diag::suggest;
use crate::markup::plain;
use crate::model::AspectKind;
use crate::model::Book;
use crate::model::Guide;
use crate::model::Indicator;
use crate::model::Layers;
use crate::model::OverlayIx;
use crate::model::PracticeIx;
use crate::model::placeholder;
use crate::model::placeholder::APPROACH;
use crate::model::placeholder::CONCLUSION;
use crate::model::placeholder::DRIVER;
use crate::model::placeholder::INDEPENDENCE;
use crate::model::placeholder::NOTE;
use crate::model::placeholder::RATIONALE;
use crate::model::placeholder::SUBJECT;
use crate::model::placeholder::TEXT;
use crate::pipeline;

use super::End;
use super::Failure;
use super::Outcome;
use super::args;
use super::args::NewKind;
use super::keep;
use super::out::Out;
use super::out::prefix;
use super::out::tame;

pub(super) fn run(book: &Path, args: &args::New, out: &Out) -> Outcome {
    let id = args.id.as_str();
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !id.starts_with(|c: char| c.is_ascii_lowercase()) || !id.chars().all(good) || id.len() > 64 {
        return Err(Failure::new(format!("`{id}` is not an id"))
            .help("an id has lower-case letters, digits and hyphens, begins with a letter, and is at most 64 long"));
    }
    if args.kind != NewKind::Assessment && (!args.with.is_empty() || args.targets.is_some()) {
        return Err(Failure::new("`--with` and `--targets` are for assessments")
            .help("write `levelbook new assessment ID --with PROFILE`"));
    }
    let mut work = keep::book(book, out)?;
    let library = pipeline::open(book)?;
    let Some(checked) = library.book() else {
        out.diagnostics(&library.sink, library.sources(), book, false);
        out.say("nothing was written: mend the book first\n");
        return Ok(End::Errors);
    };
    let taken = checked.guide.nodes.iter().any(|node| node.id == id)
        || library.main().draft.pages.iter().any(|page| page.id == id)
        || library.ids().contains(&id);
    if taken {
        return Err(Failure::new(format!("the id `{id}` is taken"))
            .help("ids are unique over all nodes, practices, pages and assessments"));
    }
    let (path, text, next) = match args.kind {
        NewKind::Practice => (
            format!("practices/{id}.md"),
            practice(&checked.guide, id),
            format!("add `{id}` to a `rated:` list in model.yaml, then replace the placeholders"),
        ),
        NewKind::Page => (
            format!("pages/{id}.md"),
            format!("---\ntitle: {}\n---\n{}\n", title(id), placeholder::PAGE),
            format!("add `{id}` to `pages:` in book.yaml, where it is to be read"),
        ),
        NewKind::Assessment => {
            #[expect(clippy::disallowed_methods, reason = "a draft that the user goes on to edit, and no output")]
            let (year, month, day) = time::OffsetDateTime::now_utc().date().to_calendar_date();
            let today = format!("{year:04}-{:02}-{day:02}", u8::from(month));
            (
                format!("assessments/{id}/assessment.yaml"),
                assessment(checked, id, &today, args)?,
                format!("fill it in; `levelbook status {id}` says what is still to do"),
            )
        }
    };
    let file = book.join(&path);
    if file.exists() {
        return Err(Failure::new(format!("`{}` is there already", file.display())));
    }
    keep::put(&mut work, &[(&path, text.as_bytes())])?;
    out.print(&format!("{}{}\n", tame(&prefix(book)), tame(&path)));
    out.say(&format!("next: {}\n", tame(&next)));
    Ok(End::Fine)
}

/// `patch-management` as `Patch Management`.
fn title(id: &str) -> String {
    let words = id.split('-').map(|word| {
        let mut chars = word.chars();
        chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
    });
    words.collect::<Vec<String>>().join(" ")
}

fn practice(guide: &Guide, id: &str) -> String {
    let mut text = format!("---\nid: {id}\ntitle: {}\n---\n{}\n", title(id), placeholder::PRACTICE);
    let levels = guide.levels.iter().filter(|level| level.number > 0);
    for level in levels {
        let _ = write!(text, "\n## Level {}\n", level.number);
        for aspect in guide.aspects.iter().filter(|aspect| !aspect.optional) {
            let mut name = aspect.id.replace('-', " ");
            if let Some(first) = name.get_mut(0..1) {
                first.make_ascii_uppercase();
            }
            let _ = match aspect.kind {
                AspectKind::Text => write!(text, "### {name}\n{}\n", placeholder::ITEM),
                AspectKind::List if aspect.rated => {
                    write!(text, "### {name}\n- {} {{#first}}\n", placeholder::FACT)
                }
                AspectKind::List => write!(text, "### {name}\n- {}\n", placeholder::ITEM),
            };
        }
    }
    text
}

/// The profiles that were asked for.
fn layers(guide: &Guide, with: &[String]) -> Result<Layers, Failure> {
    let mut chosen = Vec::new();
    for id in with {
        match guide.overlays.iter().position(|overlay| overlay.id == *id) {
            Some(index) => chosen.push(OverlayIx(index)),
            None => {
                let failure = Failure::new(format!("there is no profile `{id}`"));
                return Err(match suggest::help(id, guide.overlays.iter().map(|overlay| overlay.id.as_str())) {
                    Some(help) => failure.help(help),
                    None => failure.help("a profile is a folder with `overlays/ID/overlay.yaml`"),
                });
            }
        }
    }
    Ok(Layers::of(chosen))
}

/// What an assessment says of its profiles and of the target set that it adopts.
fn chosen(book: &Book, layers: &Layers, targets: Option<&String>, role: &str) -> Result<String, Failure> {
    let mut text = String::new();
    if !layers.overlays().is_empty() {
        text.push_str("overlays:\n");
    }
    for overlay in layers.overlays().iter().map(|ix| &book.guide.overlays[ix.0]) {
        let _ = write!(text, "  - id: {}\n    version: {}\n", overlay.id, overlay.version);
        if !overlay.questions.is_empty() {
            text.push_str("    context:\n");
        }
        for question in &overlay.questions {
            let _ = writeln!(text, "      # {}", question.text);
            for option in &question.options {
                let _ = writeln!(text, "      #   - {option}");
            }
            let _ = writeln!(text, "      # {}: ...", question.id);
        }
    }
    if let Some(id) = targets {
        let Some(set) = book.target_sets.iter().find(|set| set.id == *id) else {
            let failure = Failure::new(format!("there is no target set `{id}`"));
            return Err(match suggest::help(id, book.target_sets.iter().map(|set| set.id.as_str())) {
                Some(help) => failure.help(help),
                None => failure.help("a target set is a file `targets/ID.yaml`"),
            });
        };
        let _ = writeln!(text, "target_set: {{id: {}, version: {}, approved_by: {role}}}", set.id, set.version);
    }
    Ok(text)
}

fn assessment(book: &Book, id: &str, today: &str, args: &args::New) -> Result<String, Failure> {
    let Some(role) =
        book.settings.sign_off.lines.first().map(|s| s.role.0).or((!book.settings.roles.is_empty()).then_some(0))
    else {
        return Err(Failure::new("the book has no roles").help("list at least one under `roles` in book.yaml"));
    };
    let role = &book.settings.roles[role].id;
    let guide = &book.guide;
    let base = layers(guide, &args.with)?;
    let chosen = chosen(book, &base, args.targets.as_ref(), role)?;
    let scope = guide.scopes.first().map_or(String::new(), |scope| format!("scope: {}, ", scope.id));
    let answers: Vec<String> = guide.answers.iter().map(|answer| answer.id.clone()).collect();
    let mut text = format!(
        "\
format: 1
id: {id}
title: {title}
version: \"0.1\"
date: {today}
guide: {{model: {model}, version: {version}}}
{chosen}owner: {role}
approver: {role}
subject:
  name: {TEXT}
  organisation: {TEXT}
  summary: {SUBJECT}
  in_scope: []
  out_of_scope: []
engagement:
  sponsor: {TEXT}
  assessor: {TEXT}
  method: self              # self, expert or third-party
  # approach: {APPROACH}
  period: {{from: {today}, to: {today}}}
  # independence: {INDEPENDENCE}
  # team:
  #   - {{role: {role}, organisation: {TEXT}, part: Leads the assessment}}
limitations: []
non_claims:
  - This report is not a certification.
conclusion: {CONCLUSION}

# Answers are {answers}. An indicator without an answer is not assessed.
#   {sample}: {{answer: {answer}, note: {NOTE}, evidence: [E-01]}}
# A practice begins with its target:
#   target: {{level: 2, {scope}rationale: {RATIONALE}, driver: {DRIVER}, approved_by: {role}}}
practices:
",
        title = title(id),
        model = guide.id,
        version = guide.version,
        answers = answers.join(", "),
        answer = answers.first().map_or("met", String::as_str),
        sample = guide
            .practices
            .first()
            .and_then(|_| guide.indicators(PracticeIx(0), &base).next())
            .and_then(|first| Some(format!("{}.{}", guide.levels[first.level.0].number, first.bullet.id.as_ref()?)))
            .unwrap_or_else(|| "1.first".to_owned()),
    );
    for index in 0..guide.practices.len() {
        let practice = PracticeIx(index);
        let node = guide.practice_node(practice);
        let _ = write!(
            text,
            "\n  # {}\n  {}:\n    answers:\n",
            [node.code.as_str(), &node.title].join(" ").trim(),
            node.id
        );
        let mut last = None;
        for Indicator { level, bullet, .. } in guide.indicators(practice, &base) {
            let Some(bullet_id) = &bullet.id else { continue };
            let level_view = &guide.levels[level.0];
            if last != Some(level) {
                let _ = writeln!(text, "      # -- Level {} {}", level_view.number, level_view.name);
                last = Some(level);
            }
            let _ = write!(text, "      # {}\n      {}.{bullet_id}:\n", plain(&bullet.body), level_view.number);
        }
    }
    text.push_str("\nevidence: []\nroadmap: []\n");
    let _ = write!(text, "history:\n  - {{version: \"0.1\", date: {today}, by: {role}, change: Begun}}\n");
    Ok(text)
}
