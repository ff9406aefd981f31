//! One square a practice, with its level or its state.

use crate::view::Chart;

use super::ChartRow;
use super::ChartScale;
use super::RowState;
use super::alt;
use super::groups;
use super::svg::Anchor;
use super::svg::INK;
use super::svg::MUTED;
use super::svg::PAPER;
use super::svg::Svg;
use super::svg::Type;
use super::svg::fit;
use super::svg::n;
use super::svg::width;

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
    let pairs = || rows.iter().filter_map(|row| Some((row.reached(scale)?, row.wanted(scale)?, row)));
    let bound = |row: &ChartRow| matches!(row.state, RowState::Level(_, true));
    let mut notes = Vec::new();
    let mut note = |there: bool, sign: Sign, words: &'static str| notes.extend(there.then_some((sign, words)));
    note(pairs().any(|(reached, wanted, row)| reached < wanted && !bound(row)), Sign::Down, "below target");
    note(pairs().any(|(reached, wanted, _)| reached == wanted), Sign::Same, "at target");
    note(pairs().any(|(reached, wanted, _)| reached > wanted), Sign::Up, "above target");
    note(rows.iter().any(bound), Sign::Word("\u{2265}"), "at least this level");
    note(rows.iter().any(|row| row.scope_short), Sign::Word("s"), "scope short of target");
    note(occurs(|state| *state == RowState::Insufficient), Sign::Word("?"), "insufficient evidence");
    note(occurs(|state| *state == RowState::NotAssessed), Sign::Hatch, "not assessed");
    note(occurs(|state| *state == RowState::NotApplicable), Sign::Word("n/a"), "not applicable");
    let mut at = 0.0;
    for (index, (sign, words)) in notes.iter().enumerate() {
        let wide = 26.0 + width(words, SMALL.size, false) + 14.0;
        if index == 0 || at + wide > WIDTH {
            at = 0.0;
            y += 15.0;
        }
        sign.draw(&mut svg, at + 10.0, y, SMALL);
        svg.text(at + 24.0, y, words, SMALL);
        at += wide;
    }
    y += 8.0;
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
        (None, _) => ("lb-paper".to_owned(), PAPER),
    };
    let dash = if reached.is_some() { "" } else { " stroke-dasharray=\"4 3\"" };
    svg.raw(&format!(
        "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"4\" fill=\"{fill}\" stroke=\"#8fa0b2\" stroke-width=\"1\"{dash}/>",
        n(x + 0.5), n(y + 0.5), n(CELL - 1.0), n(HIGH - 1.0)
    ));
    if row.state == RowState::NotAssessed {
        hatch(svg, x, y);
    }
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
    let sign = match (reached, row.wanted(scale)) {
        (Some(reached), Some(wanted)) => match reached.cmp(&wanted) {
            std::cmp::Ordering::Less if matches!(row.state, RowState::Level(_, true)) => Some(Sign::Toward),
            std::cmp::Ordering::Less => Some(Sign::Down),
            std::cmp::Ordering::Equal => Some(Sign::Same),
            std::cmp::Ordering::Greater => Some(Sign::Up),
        },
        (None, Some(_)) => Some(Sign::Toward),
        _ => None,
    };
    let Some(target) = row.target else { return };
    if let Some(sign) = sign {
        sign.draw(svg, middle - 8.0, y + 55.0, tinted(WORDS));
    }
    let scope = if row.scope_short { " s" } else { "" };
    svg.text(middle + 1.0, y + 55.0, &format!("{target}{scope}"), tinted(WORDS.at(Anchor::Start)));
}

/// A sign that stands before a target or in the legend. Drawn, since not every font has these.
#[derive(Clone, Copy)]
enum Sign {
    Down,
    Same,
    Up,
    Toward,
    Hatch,
    Word(&'static str),
}

impl Sign {
    /// Draws the sign around `x` on the line of text at `y`, in that text's colour.
    fn draw(self, svg: &mut Svg, x: f64, y: f64, look: Type) {
        let middle = y - 4.0;
        let shape = match self {
            Sign::Down => format!("M{} {}h8l-4 7Z", n(x - 4.0), n(middle - 3.0)),
            Sign::Up => format!("M{} {}h8l-4 -7Z", n(x - 4.0), n(middle + 3.5)),
            Sign::Same => format!("M{0} {1}h8v1.4h-8ZM{0} {2}h8v1.4h-8Z", n(x - 4.0), n(middle - 2.6), n(middle + 1.2)),
            Sign::Toward => format!("M{} {}h5v-2.6l4 3.3l-4 3.3v-2.6h-5Z", n(x - 5.0), n(middle - 0.7)),
            Sign::Hatch => {
                let lines = format!("M{} {}l7 -7m-2 7l7 -7m-2 7l7 -7", n(x - 9.0), n(middle + 3.5));
                svg.raw(&format!(
                    "<path class=\"lb-hatch\" d=\"{lines}\" fill=\"none\" stroke=\"{MUTED}\" stroke-width=\"1\"/>"
                ));
                return;
            }
            Sign::Word(word) => {
                svg.text(x, y, word, look.strong().at(Anchor::Middle));
                return;
            }
        };
        svg.raw(&format!("<path class=\"{}\" d=\"{shape}\" fill=\"{}\"/>", look.class, look.fill));
    }
}

/// Diagonals over the middle of a cell. Drawn line by line: a pattern needs an id, and several charts share a page.
fn hatch(svg: &mut Svg, x: f64, y: f64) {
    let (left, right, top, bottom) = (x + 10.0, x + CELL - 10.0, y + 21.0, y + 43.0);
    let mut path = String::new();
    let mut start = left - (bottom - top) + 6.0;
    while start < right {
        let from = (start.max(left), bottom - (start.max(left) - start));
        let end = (start + bottom - top).min(right);
        path.push_str(&format!("M{} {}L{} {}", n(from.0), n(from.1), n(end), n(bottom - (end - start))));
        start += 7.0;
    }
    svg.raw(&format!("<path class=\"lb-hatch\" d=\"{path}\" fill=\"none\" stroke=\"{MUTED}\" stroke-width=\"1\"/>"));
}
