//! One square a practice, with its level or its state.

use crate::view::Chart;

use super::ChartRow;
use super::ChartScale;
use super::RowState;
use super::alt;
use super::groups;
use super::svg::Anchor;
use super::svg::GRID;
use super::svg::INK;
use super::svg::PAPER;
use super::svg::Svg;
use super::svg::Type;
use super::svg::fit;
use super::svg::n;

const WIDTH: f64 = 760.0;
const CELL: f64 = 58.0;
const SPACE: f64 = 6.0;
const HIGH: f64 = 62.0;

/// Fill and text colour along the scale: one hue, ever darker, apart in grey too.
const RAMP: [(&str, &str); 5] =
    [("#eef4fb", INK), ("#c3d9ef", INK), ("#85b0dc", INK), ("#2f6fb3", PAPER), ("#12406f", PAPER)];

const GROUP: Type = Type::new(12.0).strong();
const CODE: Type = Type::new(11.0).at(Anchor::Middle);
const LEVEL: Type = Type::new(19.0).strong().at(Anchor::Middle);
const WORDS: Type = Type::new(11.0).at(Anchor::Middle);
const SMALL: Type = Type::new(10.5).muted();

/// One square a practice, with its state.
pub fn heat_strip(rows: &[ChartRow], scale: &ChartScale) -> Chart {
    let mut svg = Svg::new();
    svg.raw(&format!(
        "<defs><pattern id=\"lb-hatch-heat\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
         <line class=\"lb-grid\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"6\" stroke=\"{GRID}\" stroke-width=\"2\"/></pattern></defs>"
    ));
    let across = ((WIDTH + SPACE) / (CELL + SPACE)).floor() as usize;
    let mut y = 0.0;
    for (group, members) in groups(rows) {
        y += 14.0;
        svg.text(0.0, y, &fit(group, WIDTH, GROUP.size, true), GROUP);
        y += 8.0;
        for line in members.chunks(across.max(1)) {
            for (index, row) in line.iter().enumerate() {
                cell(&mut svg, row, scale, index as f64 * (CELL + SPACE), y);
            }
            y += HIGH + SPACE;
        }
        y += 8.0;
    }
    let occurs = |state: fn(&RowState) -> bool| rows.iter().any(|row| state(&row.state));
    let pairs = || rows.iter().filter_map(|row| Some((row.reached(scale)?, row.wanted(scale)?)));
    let mut notes = Vec::new();
    notes.extend(pairs().any(|(reached, wanted)| reached < wanted).then_some("▼ below target"));
    notes.extend(pairs().any(|(reached, wanted)| reached == wanted).then_some("= at target"));
    notes.extend(pairs().any(|(reached, wanted)| reached > wanted).then_some("▲ above target"));
    notes.extend(occurs(|state| matches!(state, RowState::Level(_, true))).then_some("≥ at least this level"));
    notes.extend(rows.iter().any(|row| row.scope_short).then_some("s scope short of target"));
    notes.extend(occurs(|state| *state == RowState::Insufficient).then_some("? insufficient evidence"));
    notes.extend(occurs(|state| *state == RowState::NotAssessed).then_some("hatched: not assessed"));
    notes.extend(occurs(|state| *state == RowState::NotApplicable).then_some("n/a not applicable"));
    if !notes.is_empty() {
        y += 12.0;
        svg.text(0.0, y, &notes.join("   "), SMALL);
        y += 8.0;
    }
    let (wide, high) = (WIDTH as u32, y.ceil().max(40.0) as u32);
    Chart {
        id: "heat".to_owned(),
        title: "All practices at a glance".to_owned(),
        svg: svg.finish(wide, high),
        width: wide,
        height: high,
        alt: alt("Level of each practice", rows),
    }
}

/// The step of the ramp for a level, spread over scales of any length.
fn step(index: usize, scale: &ChartScale) -> usize {
    let last = scale.levels.len().saturating_sub(1).max(1);
    (index * (RAMP.len() - 1) + last / 2) / last
}

fn cell(svg: &mut Svg, row: &ChartRow, scale: &ChartScale, x: f64, y: f64) {
    let middle = x + CELL / 2.0;
    let reached = row.reached(scale);
    let ramp = reached.map(|index| step(index, scale));
    let (class, fill) = match (ramp, row.state) {
        (Some(step), _) => (format!("lb-step-{step}"), RAMP[step].0),
        (None, RowState::NotAssessed) => ("lb-hatch".to_owned(), "url(#lb-hatch-heat)"),
        (None, _) => ("lb-paper".to_owned(), PAPER),
    };
    let dash = if reached.is_some() { "" } else { " stroke-dasharray=\"4 3\"" };
    svg.raw(&format!(
        "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"4\" fill=\"{fill}\" stroke=\"#8fa0b2\" stroke-width=\"1\"{dash}/>",
        n(x + 0.5), n(y + 0.5), n(CELL - 1.0), n(HIGH - 1.0)
    ));
    const TEXT: [&str; 5] = ["lb-step-text-0", "lb-step-text-1", "lb-step-text-2", "lb-step-text-3", "lb-step-text-4"];
    let tinted = |look: Type| match ramp {
        Some(step) => Type { class: TEXT[step], fill: RAMP[step].1, ..look },
        None => look,
    };
    svg.text(middle, y + 15.0, &fit(&row.code, CELL - 6.0, CODE.size, false), tinted(CODE));
    let big = match row.state {
        RowState::Level(number, bound) => format!("{}{number}", if bound { "≥" } else { "" }),
        RowState::Insufficient => "?".to_owned(),
        RowState::NotApplicable => "n/a".to_owned(),
        RowState::NotAssessed => String::new(),
    };
    svg.text(middle, y + 38.0, &big, tinted(LEVEL));
    let mut foot = match (reached, row.wanted(scale)) {
        (Some(reached), Some(wanted)) => match reached.cmp(&wanted) {
            std::cmp::Ordering::Less if matches!(row.state, RowState::Level(_, true)) => "→ ",
            std::cmp::Ordering::Less => "▼ ",
            std::cmp::Ordering::Equal => "= ",
            std::cmp::Ordering::Greater => "▲ ",
        }
        .to_owned(),
        (None, Some(_)) => "→ ".to_owned(),
        _ => String::new(),
    };
    if let Some(target) = row.target {
        foot.push_str(&target.to_string());
    }
    if row.scope_short {
        foot.push_str(" s");
    }
    svg.text(middle, y + 55.0, &foot, tinted(WORDS));
}
