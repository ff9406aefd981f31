//! A made-up book, from text to view, of any size: three domains of three sub-domains of two practices each, pages, and
//! an assessment that uses everything an assessment can hold.

use std::fmt::Write;

use crate::check;
use crate::diag::Sink;
use crate::read;
use crate::report::Engine;
use crate::source::Content;
use crate::source::Source;
use crate::source::Sources;
use crate::theme::Theme;
use crate::view;
use crate::view::Facts;
use crate::view::View;

/// Title and practices of a sub-domain.
type SubDomain = (&'static str, [(&'static str, &'static str); 2]);

/// Domains, sub-domains and practices: code and title.
const TREE: [(&str, [SubDomain; 3]); 3] = [
    (
        "Governance",
        [
            ("Strategy", [("PRG", "Programme Management"), ("CMP", "Compliance Management")]),
            ("Threats and Risk", [("THM", "Threat Modelling"), ("RAT", "Risk Attitude")]),
            (
                "Supply Chain and Dependencies Management",
                [
                    ("PSC", "Product Supply Chain Risk Management"),
                    ("SVC", "Services and Third-Party Dependencies Management"),
                ],
            ),
        ],
    ),
    (
        "Enablement",
        [
            ("Identity and Access", [("IDS", "Establishing and Maintaining Identities"), ("ACC", "Access Control")]),
            (
                "Asset Protection",
                [("ACM", "Asset, Change and Configuration Management"), ("PHY", "Physical Protection")],
            ),
            ("Data Protection", [("DPM", "Model and Policy for Data"), ("DPC", "Data Protection Controls")]),
        ],
    ),
    (
        "Hardening",
        [
            ("Vulnerabilities and Patches", [("VUL", "Vulnerability Assessment"), ("PAT", "Patch Management")]),
            ("Situational Awareness", [("MON", "Monitoring"), ("SIS", "Information Sharing")]),
            (
                "Event and Incident Response, Continuity of Operations",
                [("EDR", "Event Detection and Response Plan"), ("RRC", "Remediation, Recovery and Continuity")],
            ),
        ],
    ),
];

const SENTENCES: [&str; 8] = [
    "The team keeps a list of every part of the product and names a person who answers for it.",
    "What was agreed is written down, and those who have to act on it know where to find it.",
    "Changes are reviewed by somebody who did not make them before they reach a customer's site.",
    "When something fails, the cause is found and recorded, and similar products are looked at as well.",
    "Suppliers are asked for the same evidence that the organisation asks of itself.",
    "A record shows when this was last done, by which role, and what came of it.",
    "Exceptions have a reason, an owner and a day on which they end.",
    "The people concerned have practised it at least once under conditions like those of real use.",
];

/// Sentences from the made-up guide, beginning anywhere.
pub(super) fn text(seed: usize, sentences: usize) -> String {
    (0..sentences).map(|i| SENTENCES[(seed * 3 + i) % SENTENCES.len()]).collect::<Vec<_>>().join(" ")
}

fn slug(title: &str) -> String {
    let words: String = title.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    words.split_whitespace().collect::<Vec<_>>().join("-")
}

/// The practices: id, code, title.
pub(super) fn practices() -> Vec<(String, &'static str, &'static str)> {
    let all = TREE.iter().flat_map(|(_, subs)| subs).flat_map(|(_, practices)| practices);
    all.map(|(code, title)| (slug(title), *code, *title)).collect()
}

fn book(pages: &[&str]) -> String {
    let mut out = "format: 1\ntitle: Sample Guide\nsubtitle: Made up to be typeset\norganisation: Sample Works\n\
                   language: en\nregion: GB\npages:\n  front:\n"
        .to_owned();
    pages.iter().for_each(|page| writeln!(out, "    - {page}").unwrap());
    out.push_str("roles:\n");
    for (id, name) in [
        ("lead", "Lead assessor"),
        ("reviewer", "Technical reviewer"),
        ("approver", "Approver"),
        ("owner", "Product owner"),
    ] {
        writeln!(out, "  - id: {id}\n    name: {name}").unwrap();
    }
    out.push_str(
        "sign_off:\n roles:\n  - role: lead\n    statement: I led this assessment and judged each practice on the evidence \
         listed in this report.\n  - role: reviewer\n    statement: I reviewed the answers, the evidence and the \
         reasoning, and had no part in collecting them.\n  - role: approver\n    statement: I accept this report on \
         behalf of the organisation that commissioned it.\n",
    );
    out
}

fn model() -> String {
    let mut out = "format: 1\nid: sample\ntitle: Sample Maturity Model\nversion: 1.2.0\ndate: 2026-11-16\n\
        summary: Three domains, nine sub-domains and eighteen practices, all made up.\n\
        tiers:\n  - {id: domain, name: Domain, plural: Domains}\n  - {id: sub-domain, name: Sub-domain, plural: Sub-domains}\n  \
        - {id: practice, name: Practice, plural: Practices, rated: true}\n\
        levels:\n  - {level: 0, name: None, summary: Nothing is implemented.}\n  - {level: 1, name: Minimum, summary: \"The \
        bare requirements are implemented. Nobody checks that they work.\"}\n  - {level: 2, name: Ad hoc, summary: The main use \
        cases and the known incidents of similar environments are covered.}\n  - {level: 3, name: Consistent, summary: Best \
        practice and tools make the work uniform.}\n  - {level: 4, name: Formalized, summary: An established process with \
        continuous support and improvement.}\n\
        level_note: Level 2 “Ad hoc” stands above level 1 “Minimum”.\n\
        scopes:\n  - {id: general, name: General, summary: What applies to any system.}\n  - {id: industry, name: Industry, \
        summary: What the sector adds.}\n  - {id: system, name: System, summary: What this system adds.}\n\
        aspects:\n  - {id: objective, name: Objective, kind: text}\n  - {id: description, name: Description, kind: text}\n  \
        - {id: considerations, name: Considerations, kind: list, optional: true, item: consideration, items: considerations}\n  \
        - {id: actions, name: What needs to be done, kind: list, item: action, items: actions}\n  - {id: indicators, name: \
        Indicators of accomplishment, kind: list, rated: true, item: indicator, items: indicators}\n\
        answers:\n  - {id: met, name: Met, counts: met}\n  - {id: partly, name: Partly met, counts: partial}\n  - {id: \
        not-met, name: Not met, counts: unmet}\n  - {id: insufficient, name: Insufficient evidence, counts: insufficient}\n  \
        - {id: not-applicable, name: Not applicable, counts: not-applicable}\n\
        scoring:\n  rule: cumulative\ntree:\n"
        .to_owned();
    for (domain, subs) in TREE {
        writeln!(out, "  - id: {}\n    code: {}\n    title: {domain}", slug(domain), &domain[..3].to_uppercase())
            .unwrap();
        writeln!(out, "    summary: What {domain} is about, in a sentence.\n    children:").unwrap();
        for (sub, practices) in subs {
            let rated: Vec<String> = practices.iter().map(|(_, title)| slug(title)).collect();
            writeln!(out, "      - id: {}\n        title: {sub}", slug(sub)).unwrap();
            writeln!(out, "        summary: {}\n        rated: [{}]", SENTENCES[2], rated.join(", ")).unwrap();
        }
    }
    out
}

fn practice(number: usize, id: &str, code: &str, title: &str) -> String {
    let mut out =
        format!("---\nid: {id}\ncode: {code}\ntitle: {title}\n---\n{}\n\n{}\n", text(number, 3), text(number + 1, 4));
    for level in 1..=4 {
        writeln!(
            out,
            "\n## Level {level}\n### Objective\n{}\n### Description\n{}\n\n{}",
            text(level, 1),
            text(level + number, 4),
            text(number, 3)
        )
        .unwrap();
        if level == 2 {
            writeln!(out, "### Considerations\n- {}\n- {}", text(7, 1), text(3, 2)).unwrap();
        }
        out.push_str("### Actions\n");
        (0..4).for_each(|i| writeln!(out, "- {} {{#do-{i}}}", text(number + level + i, 1)).unwrap());
        out.push_str("### Indicators\n");
        (0..4).for_each(|i| writeln!(out, "- {} {{#check-{i}}}", text(number + 2 * level + i, 1)).unwrap());
    }
    out
}

fn assessment() -> String {
    let mut out = "format: 1\nid: pump\ntitle: Security maturity of the Delta pump controller\nversion: 0.9.0\ndate: 2026-11-20\n\
        marking: TLP:AMBER+STRICT\nconfidentiality: For the recipients named in this report only.\nvalid_until: 2027-11-19\n\
        review_date: 2027-05-20\nguide: {model: sample, version: 1.2.0}\n\
        subject:\n  name: Delta pump controller\n  version: \"4.2\"\n  organisation: Delta Pumps, a made-up company\n  summary: |\n    \
        A controller for pumps in waterworks.\n\n    It is sold with a cloud service.\n  in_scope: [The controller and its \
        firmware, The cloud service, The update service]\n  out_of_scope: [The pumps, Networks of customers]\n  exclusions:\n    \
        - what: The factory in Elsewhere\n      reason: It could not be visited in time.\n\
        engagement:\n  sponsor: Head of products\n  assessor: Sample Assessors Ltd\n  method: third-party\n  approach: |\n    \
        Interviews, reading of documents, and tests on two devices.\n\n    Answers were reviewed by a second assessor.\n  period: \
        {from: 2026-10-01, to: 2026-10-30}\n  independence: The assessors have no part in making or selling the subject.\n  \
        team:\n    - {role: lead, organisation: Sample Assessors Ltd, part: Led the work and judged every practice}\n    - {role: \
        reviewer, organisation: Sample Assessors Ltd, part: Reviewed answers and reasoning}\n    - {role: owner, organisation: \
        Delta Pumps, part: Gave access to people and records}\n  distribution: [Head of products, Product owner, Head of \
        quality]\nowner: lead\napprover: approver\nconclusion: |\n  The controller meets its targets in governance, and falls \
        short of them where updates and incidents are concerned.\n\n  Three gaps should be closed before the next release; the \
        roadmap says how.\nlimitations: [Only two devices were tested., The cloud service was judged on documents \
        alone.]\nnon_claims: [This report is no certificate.]\n"
        .to_owned();
    out.push_str("practices:\n");
    for (number, (id, code, _)) in practices().iter().enumerate() {
        if number == 6 {
            continue; // Not assessed at all.
        }
        writeln!(out, "  {id}:").unwrap();
        if number == 9 {
            writeln!(out, "    not_applicable:\n      reason: The device has no place of its own.\n      owner: owner")
                .unwrap();
            continue;
        }
        let target = 1 + (number * 7) % 4;
        writeln!(
            out,
            "    target:\n      level: {target}\n      scope: {}\n      rationale: {}\n      driver: Water supply law\n      \
             approved_by: owner",
            ["general", "industry", "system"][number % 3],
            text(number, 2)
        )
        .unwrap();
        writeln!(out, "    confidence: {}", ["high", "medium", "low"][number % 3]).unwrap();
        writeln!(out, "    rationale: |\n      {}\n\n      {}", text(number, 3), text(number + 4, 2)).unwrap();
        writeln!(out, "    strengths:\n      - {}\n      - {}", text(number + 1, 1), text(number + 2, 1)).unwrap();
        let met = (number * 5) % 4;
        if met >= 1 {
            writeln!(out, "    scope: general").unwrap();
        }
        if number % 2 == 1 {
            writeln!(
                out,
                "    findings:\n      - id: F-{number:02}\n        title: {}\n        severity: {}\n        text: {}\n        \
                 evidence: [E-{number:02}]\n        indicators: [{id}.1.check-0, {id}.2.check-1]\n    recommendations:\n      - {}",
                text(number + 5, 1),
                ["high", "medium", "low"][number % 3],
                text(number, 3),
                text(number + 6, 1)
            )
            .unwrap();
        }
        out.push_str("    answers:\n");
        for level in 1..=target.max(met).min(4) {
            for i in 0..4 {
                let answer = match () {
                    _ if number == 4 && level == 1 => "insufficient",
                    _ if level <= met && (i, level) == (3, 1) => "not-applicable",
                    _ if level <= met => "met",
                    _ if number == 0 => "not-met",
                    _ if number == 8 && i == 2 => continue,
                    _ => ["met", "partly", "not-met", "insufficient"][(i + number) % 4],
                };
                writeln!(out, "      {id}.{level}.check-{i}:\n        answer: {answer}").unwrap();
                if answer == "not-applicable" {
                    writeln!(out, "        reason: There is no such part in this product.\n        owner: owner")
                        .unwrap();
                } else {
                    writeln!(out, "        note: {}\n        evidence: [E-{number:02}]", text(i + number, 1 + i % 2))
                        .unwrap();
                }
            }
        }
        let _ = code;
    }
    out.push_str("evidence:\n");
    for number in (0..practices().len()).filter(|n| ![6, 9].contains(n)) {
        writeln!(
            out,
            "  - id: E-{number:02}\n    title: {}\n    kind: {}\n    location: https://files.example/delta/quality/2026/releases/record-{number}.pdf\n    \
             collected: 2026-10-{:02}\n    by: lead",
            text(number, 1),
            ["document", "interview", "test"][number % 3],
            number + 2
        )
        .unwrap();
        if number % 3 == 0 {
            writeln!(out, "    sha256: {}\n    sensitivity: Confidential", "0123456789abcdef".repeat(4)).unwrap();
        }
    }
    out.push_str("roadmap:\n");
    for (i, phase) in ["Before the next release", "Within a year"].iter().enumerate() {
        for step in 0..3 {
            let closes = &practices()[[1, 4, 10, 13, 15, 16][i * 3 + step]].0;
            writeln!(
                out,
                "  - id: R-{i}{step}\n    title: {}\n    text: {}\n    closes: [{closes}]\n    owner: owner\n    due: 2027-0{}-28\n    \
                 effort: 10 days\n    phase: {phase}",
                text(i + step, 1),
                text(step, 2),
                step + 2
            )
            .unwrap();
        }
    }
    out.push_str("previous:\n  title: Assessment of 2025\n  date: 2025-11-01\n  guide_version: 1.1.0\n  results:\n");
    for (number, (id, _, _)) in practices().iter().enumerate().take(12) {
        writeln!(out, "    {id}: {{level: {}, scope: general}}", 1 + number % 3).unwrap();
    }
    out.push_str(
        "history:\n  - {version: 0.1.0, date: 2026-10-30, by: lead, change: First draft}\n  - {version: 0.9.0, date: \
         2026-11-20, by: lead, change: For review by the owner of the product}\n",
    );
    out
}

/// A book with a page of the given Markdown.
pub(super) fn sources(page: &str) -> Sources {
    let file = |path: &str, text: String| Source::new(path, Content::Text(text));
    let mut files = vec![
        file("book.yaml", book(&["introduction"])),
        file("model.yaml", model()),
        file("pages/introduction.md", format!("---\ntitle: Introduction\nsummary: What this is.\n---\n{page}")),
        file("assessments/pump/assessment.yaml", assessment()),
    ];
    for (number, (id, code, title)) in practices().iter().enumerate() {
        files.push(file(&format!("practices/{id}.md"), practice(number, id, code, title)));
    }
    Sources::from_files(files)
}

/// The view of the book with this page.
pub(super) fn view(page: &str) -> View {
    view_of(&sources(page))
}

/// The view of a book that has no mistakes.
pub(super) fn view_of(sources: &Sources) -> View {
    let mut sink = Sink::new();
    let draft = read::read(sources, &mut sink);
    let book = check::check(&draft, sources, &mut sink);
    let errors: Vec<_> = sink.sorted().into_iter().filter(|d| d.severity == crate::diag::Severity::Error).collect();
    let Some(book) = book else { panic!("the sample has mistakes: {errors:#?}") };
    let digest = "0f1e2d3c4b5a69788796a5b4c3d2e1f0".repeat(2);
    let digests = book.assessments.iter().map(|a| (a.id.clone(), digest.clone())).collect();
    let facts = Facts {
        sign_offs: std::collections::BTreeMap::new(),
        tool: "levelbook 0.1.0".to_owned(),
        no_commit: String::new(),
        commit: Some(crate::source::Commit { id: "4f2a".repeat(10), modified: false, day: String::new() }),
        guide_digest: digest.clone(),
        theme_digest: digest.clone(),
        digests,
        files: Vec::new(),
    };
    view::build(&book, &facts)
}

/// A page that says nothing unusual.
pub(super) const PLAIN: &str = "A first paragraph, with *stress*.\n\n## A heading\n\nSee [monitoring](monitoring).\n";

/// The default theme's engine.
pub(super) fn engine() -> Engine {
    let mut sink = Sink::new();
    let engine = Engine::new(&Theme::embedded(), &mut sink);
    assert_eq!(sink.counts(), (0, 0), "{:?}", sink.sorted());
    engine
}
